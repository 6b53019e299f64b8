import ExcelJS from 'exceljs'
import { formatDate, formatInstant, localDate } from '#ground/clock'
import type { Letter, LetterBlock } from '#kernel/papers'
import { findCommune } from '#province'
import type { IndexPage, RankedAgency } from './assessment.ts'
import { speakLabel, speakPeriod } from './rules.ts'
import type { Agency } from './scope.ts'
import type { ItemScore } from './shape.ts'
import { besidePoints, confidenceWords } from './words.ts'

/** The index of one scope and period as a report on paper (Nghị định 30/2020/NĐ-CP) and as a workbook. */

const LEVERS_MAX = 8
const comma = (value: number, digits = 2): string => value.toFixed(digits).replace('.', ',')
const whole = (value: number): string => value.toLocaleString('vi-VN')
const percent = (rate: number | null): string => (rate === null ? '–' : `${comma(rate * 100)} %`)

export interface ReportOptions {
  agency: Agency | null
  province: string
  sample: boolean
  at: Date
}

const figureText = (item: ItemScore): string => {
  const doubt = item.unknown ? `; ${whole(item.unknown)} chưa biết ngày` : ''
  return `${knownText(item)}${doubt}`
}

/** Points with what they rest on, where no published text gives them: never a bare number. */
const pointsText = (item: ItemScore): string => {
  const said = besidePoints[item.confidence]
  return said ? `${comma(item.points, 0)} (${said.vi})` : comma(item.points, 0)
}

const knownText = (item: ItemScore): string => {
  if (item.figure === 'average-time') return item.rate === null ? 'không có' : `${comma(item.rate, 1)} ngày`
  if (item.rate === null) return 'không có'
  if (item.figure === 'satisfied') return percent(item.rate)
  return `${whole(item.met)}/${whole(item.of)} (${percent(item.rate)})`
}

const place = (row: RankedAgency): string => (row.rank === null ? '–' : String(row.rank))
const change = (row: RankedAgency): string => {
  if (row.rank === null || row.before === null) return '–'
  if (row.rank === row.before) return 'giữ nguyên'
  return row.rank < row.before ? `tăng ${row.before - row.rank}` : `giảm ${row.rank - row.before}`
}

function rankingBlock(caption: string, rows: readonly RankedAgency[]): LetterBlock[] {
  const ranked = rows.filter((row) => row.rank !== null)
  if (ranked.length === 0) return []
  return [
    {
      table: {
        caption,
        size: 10,
        columns: [
          { title: 'Hạng', width: 14, align: 'center' },
          { title: 'Cơ quan' },
          { title: 'Điểm', width: 18, align: 'right' },
          { title: 'Điểm áp dụng', width: 22, align: 'right' },
          { title: 'Quy đổi', width: 18, align: 'right' },
          { title: 'Xếp loại', width: 24 },
          { title: 'So kỳ trước', width: 26 },
        ],
        rows: ranked.map((row) => [
          place(row),
          row.agency.name,
          comma(row.total),
          comma(row.counted, 0),
          row.share === null ? '–' : comma(row.share),
          speakLabel(row.label).vi,
          change(row),
        ]),
      },
    },
  ]
}

/** The report as a document value: the same for PDF and Word. */
export function indexLetter(page: IndexPage, options: ReportOptions): Letter {
  const { index, period } = page
  const { agency } = options
  const said = speakPeriod(period).vi
  const name = agency?.name ?? options.province
  const doubtful = index.groups.flatMap((group) => group.items).filter((item) => item.doubt !== null)
  const leftOut = index.groups.flatMap((group) => group.items).filter((item) => item.score === null && item.points > 0)
  const uncertain = index.groups.flatMap((group) => group.items).filter((item) => item.confidence !== 'published')
  const commune = agency?.commune ? findCommune(agency.commune) : undefined
  return {
    title: `Chỉ số 766, ${name}, ${said}`,
    organ: { ...(agency ? { parent: options.province } : {}), name, place: commune?.name ?? 'Đồng Tháp' },
    on: localDate(options.at),
    at: options.at,
    kind: 'Báo cáo',
    subject: `Kết quả đánh giá chất lượng phục vụ người dân, doanh nghiệp ${said}`,
    sample: options.sample,
    blocks: [
      {
        paragraph: `Căn cứ Quyết định số 766/QĐ-TTg ngày 23/6/2022 của Thủ tướng Chính phủ, ${name} báo cáo kết quả ${said} như sau. Số liệu tính từ từng hồ sơ trên hệ thống, đến ${formatInstant(page.asOf)}${page.open ? '; kỳ chưa kết thúc' : ''}.`,
      },
      { heading: '1. Kết quả chung' },
      {
        paragraph: `Tổng điểm ${comma(index.total)} trên ${comma(index.counted, 0)} điểm áp dụng${index.share === null ? '' : `, quy đổi ${comma(index.share)}/100`}; xếp loại: ${speakLabel(index.label).vi}.`,
        bold: true,
      },
      {
        table: {
          caption: 'Điểm theo nhóm',
          columns: [
            { title: 'Nhóm' },
            { title: 'Điểm tối đa', width: 28, align: 'right' },
            { title: 'Điểm áp dụng', width: 28, align: 'right' },
            { title: 'Điểm đạt', width: 28, align: 'right' },
          ],
          rows: [
            ...index.groups.map((group) => [
              group.items.some((item) => item.confidence === 'assumed')
                ? `${group.title.vi} (có mục giả định)`
                : group.title.vi,
              comma(group.points, 0),
              comma(group.counted, 0),
              comma(group.score),
            ]),
            [{ bold: 'Cộng' }, { bold: '100' }, { bold: comma(index.counted, 0) }, { bold: comma(index.total) }],
          ],
        },
      },
      { heading: '2. Từng mục' },
      {
        table: {
          size: 10,
          columns: [
            { title: 'Mục', width: 14 },
            { title: 'Nội dung' },
            { title: 'Số liệu', width: 46, align: 'right' },
            { title: 'Tối đa', width: 22, align: 'right' },
            { title: 'Điểm', width: 18, align: 'right' },
          ],
          rows: index.groups.flatMap((group) =>
            group.items.map((item) => [
              item.code,
              item.title.vi,
              figureText(item),
              pointsText(item),
              item.score === null ? (item.points === 0 ? '' : 'không tính') : comma(item.score),
            ]),
          ),
        },
      },
      ...(page.levers.length > 0
        ? [
            { heading: '3. Việc làm tăng điểm nhiều nhất' } as const,
            { list: page.levers.slice(0, LEVERS_MAX).map((lever) => `Mục ${lever.code}. ${lever.words.vi}`) },
          ]
        : []),
      ...(page.communes.length + page.others.length > 0 ? [{ heading: '4. Xếp hạng' } as const] : []),
      ...rankingBlock(`Các xã, phường (${page.ranked.communes} đơn vị có hồ sơ)`, page.communes),
      ...rankingBlock(`Các sở, ngành (${page.ranked.others} đơn vị có hồ sơ)`, page.others),
      { heading: '5. Ghi chú cách tính' },
      {
        list: [
          'Tổng của nhiều đơn vị và nhiều tháng được tính lại từ số hồ sơ, không lấy trung bình các tỷ lệ.',
          'Điểm quy đổi là điểm đạt chia cho tổng điểm của các mục có phát sinh, nhân 100.',
          ...leftOut.map((item) => `Mục ${item.code} không tính: ${item.reason?.vi ?? ''}`),
          ...doubtful.map((item) => `Mục ${item.code}: ${item.doubt?.vi ?? ''}`),
          ...uncertain.map(
            (item) =>
              `Mục ${item.code} (${confidenceWords[item.confidence].vi.toLowerCase()}): ${item.note?.vi ?? 'chưa có văn bản công bố cách tính.'} Nguồn: ${item.source}.`,
          ),
        ],
      },
    ],
    receivers: ['Như trên', 'Lưu: VT'],
    signer: { above: ['THỦ TRƯỞNG CƠ QUAN'] },
  }
}

/** The same as a workbook: items, places, trend, and every count it came from. */
export async function indexWorkbook(page: IndexPage, options: ReportOptions): Promise<Uint8Array> {
  const { index, period } = page
  const book = new ExcelJS.Workbook()
  book.created = options.at
  const bold = { bold: true }
  const sheet = (name: string, widths: readonly number[], heads: readonly string[]) => {
    const made = book.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] })
    made.addRow([...heads]).font = bold
    for (const [place, width] of widths.entries()) made.getColumn(place + 1).width = width
    return made
  }
  const items = sheet(
    'Chỉ số',
    [8, 56, 14, 14, 12, 10, 10, 16, 22, 60, 60],
    [
      'Mục',
      'Nội dung',
      'Đạt',
      'Trên',
      'Tỷ lệ',
      'Tối đa',
      'Điểm',
      'Chưa biết ngày',
      'Độ chắc chắn của điểm',
      'Ghi chú',
      'Nguồn',
    ],
  )
  for (const group of index.groups) {
    items.addRow([group.code, group.title.vi, null, null, null, group.points, group.score]).font = bold
    for (const item of group.items) {
      const row = items.addRow([
        item.code,
        item.title.vi,
        item.met,
        item.of,
        item.figure === 'average-time' ? null : item.rate,
        item.points,
        item.score,
        item.unknown ?? null,
        confidenceWords[item.confidence].vi,
        [item.reason?.vi, item.doubt?.vi, item.note?.vi].filter((said) => said).join(' ') || null,
        item.source,
      ])
      row.getCell(5).numFmt = '0.00%'
      row.getCell(7).numFmt = '0.00'
    }
  }
  items.addRow([null, 'Tổng', null, null, null, index.counted, index.total]).font = bold
  items.addRow([null, 'Quy đổi trên 100', null, null, null, 100, index.share, null, speakLabel(index.label).vi]).font =
    bold
  items.addRow([])
  items.addRow([
    null,
    `${options.agency?.name ?? options.province}, ${speakPeriod(period).vi} (${formatDate(period.from)}–${formatDate(period.to)}), số liệu đến ${formatInstant(page.asOf)}`,
  ])
  const ranks = (name: string, rows: readonly RankedAgency[]) => {
    if (rows.length === 0) return
    const made = sheet(
      name,
      [8, 50, 12, 12, 12, 14, 12, 12, 12],
      ['Hạng', 'Cơ quan', 'Điểm', 'Áp dụng', 'Quy đổi', 'Xếp loại', 'Kỳ trước', 'Hồ sơ', 'Quá hạn'],
    )
    for (const row of rows)
      made.addRow([
        row.rank,
        row.agency.name,
        row.rank === null ? null : row.total,
        row.rank === null ? null : row.counted,
        row.share,
        speakLabel(row.label).vi,
        row.before,
        row.dossiers,
        row.late,
      ])
  }
  ranks('Xã, phường', page.communes)
  ranks('Sở, ngành', page.others)
  const trend = sheet('Diễn biến', [12, 14, 14], ['Kỳ', 'Quy đổi', 'Điểm'])
  for (const point of page.trend) trend.addRow([point.period, point.share, point.share === null ? null : point.total])
  const counts = sheet('Số đếm', [30, 16], ['Đại lượng', 'Số'])
  for (const [name, value] of Object.entries(page.counts)) counts.addRow([name, value])
  return new Uint8Array(await book.xlsx.writeBuffer())
}
