import type { LocalDate } from '#ground/clock'
import type { Words } from '#ground/text'
import type { FigureName, GroupCode, IndexItem, IndexLabel } from './shape.ts'

/**
 * Bộ chỉ số 766 as dated rows: Quyết định 766/QĐ-TTg ngày 23/6/2022. When the indicator set changes, the old rows get a
 * `valid_to` and new ones are added; a period is scored by the rows in force on its last day.
 */

const w = (vi: string, en: string): Words => ({ vi, en })
const from: LocalDate = '2022-07-01'
const source = 'Quyết định 766/QĐ-TTg ngày 23/6/2022'

const item = (
  group: GroupCode,
  code: string,
  machine: string | null,
  figure: FigureName,
  points: number,
  target: number | null,
  title: Words,
  more: Partial<
    Pick<IndexItem, 'confidence' | 'note' | 'whenNothing' | 'times' | 'source' | 'valid_from' | 'valid_to'>
  > = {},
): IndexItem => ({
  code,
  machine,
  group,
  title,
  figure,
  points,
  target,
  times: null,
  whenNothing: 'left-out',
  valid_from: from,
  valid_to: null,
  source,
  confidence: 'published',
  note: null,
  ...more,
})

/** How the twelve points of online services fall to items 3.1 and 3.3. */
export interface OnlineSplit {
  offered: number
  filed: number
  valid_from: LocalDate
  valid_to: LocalDate | null
  source: string
  confidence: IndexItem['confidence']
}

/**
 * Dated, because it will be corrected once a text is found: the old row is ended and a new one added, and items 3.1 and 3.3
 * with it. No published text says the split; it is an assumption and is said to be one wherever its points are shown.
 */
export const onlineSplits: readonly OnlineSplit[] = [
  {
    offered: 6,
    filed: 6,
    valid_from: from,
    valid_to: null,
    source:
      'Giả định: Quyết định 766/QĐ-TTg cho cả nhóm 12 điểm, chưa thấy văn bản chia điểm cho từng mục nên chia đều',
    confidence: 'assumed',
  },
]

const splitNote = (split: OnlineSplit): Words =>
  w(
    `Nhóm này có 12 điểm; cách chia giữa 3.1 và 3.3 chưa thấy trong văn bản công bố. Hệ thống giả định ${split.offered} và ${split.filed}.`,
    `The group has 12 points; how they are split between 3.1 and 3.3 was not found in a published text. Assumed here: ${split.offered} and ${split.filed}.`,
  )

/** Items 3.1 and 3.3 by each split, in force as long as it is. */
const onlineItems: readonly IndexItem[] = onlineSplits.flatMap((split) => {
  const { valid_from, valid_to, source: said, confidence } = split
  const dated = { valid_from, valid_to, source: said, confidence }
  const note = splitNote(split)
  return [
    item(
      'CCDVC',
      '3.1',
      null,
      'offered-online',
      split.offered,
      80,
      w('Thủ tục cung cấp trực tuyến toàn trình', 'Procedures offered fully online'),
      { ...dated, note },
    ),
    item('CCDVC', '3.3', null, 'filed-online', split.filed, 50, w('Hồ sơ nộp trực tuyến', 'Dossiers filed online'), {
      ...dated,
      times: 'synced',
      note: w(`${note.vi} Điểm nhân với tỷ lệ đồng bộ của mục 1.4.`, `${note.en} Multiplied by the rate of item 1.4.`),
    }),
  ]
})

export const indexItems: readonly IndexItem[] = [
  item('CKMB', '1.1', 'PUBLISH_ON_TIME', 'announced', 6, null, w('Công bố thủ tục đúng hạn', 'Announced on time'), {
    note: w(
      'Quyết định của Chủ tịch UBND tỉnh ký trước ngày văn bản có hiệu lực ít nhất 5 ngày làm việc. Thủ tục chưa biết ngày được đếm riêng, không tính là đúng hạn.',
      'The decision must come at least 5 working days before the law is in force. Procedures without a known day are counted apart, never as on time.',
    ),
  }),
  item(
    'CKMB',
    '1.2',
    'PUBLIC_UPDATE_ON_TIME',
    'listed',
    4,
    null,
    w('Công khai thủ tục đúng hạn', 'Made public on time'),
    {
      note: w(
        'Công khai trong 5 ngày làm việc sau khi ký quyết định công bố.',
        'Made public within 5 working days of the decision.',
      ),
    },
  ),
  item(
    'CKMB',
    '1.3',
    'PUBLIC_CONTENT_FULL',
    'described',
    2,
    null,
    w('Công khai đủ 7 bộ phận của thủ tục', 'All seven parts of a procedure shown'),
    {
      note: w(
        'Bảy bộ phận theo Nghị định 63/2010/NĐ-CP, Điều 8 khoản 2: tên, trình tự, cách thức, hồ sơ, thời hạn, đối tượng, cơ quan.',
        'The seven parts of Decree 63/2010/NĐ-CP, art. 8.2: name, order, ways, papers, limit, applicants, agency.',
      ),
    },
  ),
  item(
    'CKMB',
    '1.4',
    'DOSSIER_SYNC',
    'synced',
    6,
    null,
    w('Hồ sơ đồng bộ lên Cổng Dịch vụ công quốc gia', 'Dossiers synchronised to the national portal'),
  ),
  item('TDGQ', '2.1', null, 'on-time', 20, null, w('Hồ sơ giải quyết đúng hạn', 'Dossiers settled on time')),
  item('TDGQ', '2.2', null, 'average-time', 0, null, w('Thời gian giải quyết trung bình', 'Average time of settling'), {
    note: w('Để biết, không tính điểm.', 'For information, not scored.'),
  }),
  ...onlineItems,
  item(
    'TTTT',
    '3.5a',
    null,
    'duty-online',
    2,
    80,
    w('Thủ tục có nghĩa vụ tài chính được thanh toán trực tuyến', 'Procedures with a fee that can be paid online'),
    { whenNothing: 'left-out' },
  ),
  item(
    'TTTT',
    '3.5b',
    null,
    'duty-used',
    2,
    80,
    w('Thủ tục có giao dịch thanh toán trực tuyến', 'Procedures in which somebody paid online'),
  ),
  item('TTTT', '3.6', null, 'paid-online', 6, null, w('Hồ sơ thanh toán trực tuyến', 'Dossiers paid online')),
  item(
    'MDSH',
    '4.1',
    'ORIGINAL_RESULT_AVAILABLE',
    'electronic-result',
    6,
    null,
    w('Hồ sơ cấp kết quả điện tử', 'Dossiers with an electronic result'),
  ),
  item(
    'MDSH',
    '4.2',
    'SO_HOA_GIAY_TO_GIAI_QUYET',
    'digitised',
    4,
    80,
    w('Hồ sơ được số hóa giấy tờ', 'Dossiers whose papers are digitised'),
  ),
  item(
    'MDSH',
    '4.2b',
    'ELECTRONIC_CERTIFIED_COPY',
    'certified-copy',
    2,
    null,
    w('Chứng thực bản sao điện tử', 'Electronic certified copies'),
    {
      confidence: 'assumed',
      note: w(
        'Cách tính lấy theo tỷ lệ; văn bản công bố không nêu chỉ tiêu.',
        'Taken as a share; no target was found in a published text.',
      ),
    },
  ),
  item(
    'MDSH',
    '4.3',
    'REUSED_DIGITIZED_DATA',
    'reused',
    2,
    80,
    w('Hồ sơ tái sử dụng giấy tờ đã số hóa', 'Dossiers that reuse digitised papers'),
  ),
  item(
    'MDSH',
    '4.4',
    'SYNCED_WITH_DVCQG_PERSONAL_STORAGE',
    'stored',
    4,
    null,
    w('Kết quả lên kho dữ liệu điện tử của Cổng quốc gia', 'Results in the national personal store'),
  ),
  item(
    'MDSH',
    '4.5a',
    'CITIZEN_DATA_CONNECTED_DOSSIER',
    'identity-dossier',
    2,
    null,
    w('Hồ sơ lấy dữ liệu từ CSDL quốc gia về dân cư', 'Dossiers that read the population register'),
  ),
  item(
    'MDSH',
    '4.5b',
    'CITIZEN_DATA_CONNECTED_FORMALITY',
    'identity-procedure',
    2,
    null,
    w('Thủ tục có kết nối CSDL quốc gia về dân cư', 'Procedures tied to the population register'),
  ),
  item(
    'MDHL',
    '5.2',
    'PETITION_PROCESSING_ON_TIME',
    'complaint-on-time',
    6,
    null,
    w('Phản ánh, kiến nghị trả lời đúng hạn', 'Complaints answered on time'),
  ),
  item(
    'MDHL',
    '5.3',
    'PETITION_HANDLING_SATISFACTION',
    'complaint-satisfied',
    6,
    null,
    w('Hài lòng với trả lời phản ánh, kiến nghị', 'Satisfaction with answers to complaints'),
  ),
  item(
    'MDHL',
    '5.4',
    'DOSSIER_RECEIVING_SATISFACTION',
    'satisfied',
    6,
    90,
    w('Hài lòng với giải quyết thủ tục', 'Satisfaction with the settling of procedures'),
  ),
]

const label = (name: IndexLabel['name'], at: number): IndexLabel => ({
  name,
  from: at,
  valid_from: from,
  valid_to: null,
  source: 'Cách đọc thường dùng của Cổng Dịch vụ công quốc gia',
  confidence: 'assumed',
})

export const indexLabels: readonly IndexLabel[] = [
  label('excellent', 90),
  label('good', 80),
  label('fair', 70),
  label('average', 50),
  label('weak', 0),
]

/** Procedures whose results count for certified electronic copies (item 4.2b). */
export const certifiedCopies: readonly {
  code: string
  valid_from: LocalDate
  valid_to: LocalDate | null
  source: string
}[] = [
  { code: '2.000815', valid_from: from, valid_to: null, source: 'Nghị định 23/2015/NĐ-CP; Nghị định 45/2020/NĐ-CP' },
]

/** Rows of a dated list in force on a day. */
export function inForce<T extends { valid_from: LocalDate; valid_to: LocalDate | null }>(
  rows: readonly T[],
  day: LocalDate,
): T[] {
  return rows.filter((row) => row.valid_from <= day && (row.valid_to === null || row.valid_to >= day))
}
