import type { Words } from '#ground/text'
import type { Channel, Confidence } from './procedure.ts'

/**
 * Who pays less, as a dated row. A percentage nobody has announced to us is the whole and marked `assumed`: the resolution of
 * the People's Council replaces the row by closing it, never by changing it.
 */
export type ExemptionRow = {
  code: string
  name: Words
  /** Of the amount, 1–100. */
  percent: number
  /** Codes of procedures; empty: all. */
  procedures: readonly string[]
  /** Sectors; empty: all. */
  sectors: readonly string[]
  /** Only on these channels; empty: all. */
  channels: readonly Channel[]
  /** Lệ phí, phí, or both. */
  kinds: readonly ('fee' | 'charge')[]
  /** What has to be shown; nothing is reduced on a word alone. */
  evidence: Words
  valid_from: string
  valid_to: string | null
  source: string
  confidence: Confidence
  note: string | null
}

const w = (vi: string, en: string): Words => ({ vi, en })
const both = ['fee', 'charge'] as const
const LAW = 'Luật Phí và lệ phí 97/2015/QH13, Điều 10'
const CIVIL = 'Luật Hộ tịch 60/2014/QH13, Điều 11'
const AWAITED = 'Luật nêu đối tượng; mức giảm do HĐND tỉnh quy định, đang chờ nghị quyết.'
const TWO_LEVEL = '2025-07-01'

const general = (code: string, name: Words, evidence: Words): ExemptionRow => ({
  code,
  name,
  percent: 100,
  procedures: [],
  sectors: [],
  channels: [],
  kinds: both,
  evidence,
  valid_from: TWO_LEVEL,
  valid_to: null,
  source: LAW,
  confidence: 'assumed',
  note: AWAITED,
})

export const exemptions: readonly ExemptionRow[] = [
  general(
    'ho-ngheo',
    w('Người thuộc hộ nghèo', 'Member of a poor household'),
    w('Giấy chứng nhận hộ nghèo còn hiệu lực', 'Certificate of a poor household in force'),
  ),
  general(
    'nguoi-co-cong',
    w('Người có công với cách mạng và thân nhân', 'Person with merit to the revolution, or kin'),
    w('Giấy xác nhận người có công hoặc thân nhân', 'Certificate of merit or of kinship'),
  ),
  general(
    'tre-em',
    w('Trẻ em', 'Child'),
    w(
      'Số định danh hoặc giấy khai sinh cho thấy chưa đủ 16 tuổi',
      'Personal number or birth certificate: under 16 years',
    ),
  ),
  general(
    'nguoi-cao-tuoi',
    w('Người cao tuổi', 'Older person'),
    w('Căn cước cho thấy từ đủ 60 tuổi', 'Identity card: 60 years or more'),
  ),
  general(
    'nguoi-khuyet-tat',
    w('Người khuyết tật', 'Person with a disability'),
    w('Giấy xác nhận khuyết tật', 'Certificate of disability'),
  ),
  general(
    'dan-toc-thieu-so',
    w('Đồng bào dân tộc thiểu số ở xã đặc biệt khó khăn', 'Ethnic minority in an especially difficult commune'),
    w('Căn cước hoặc xác nhận nơi cư trú', 'Identity card or confirmation of residence'),
  ),
  {
    code: 'ho-tich-dung-han',
    name: w(
      'Khai sinh, khai tử đúng hạn; giám hộ, kết hôn trong nước',
      'Birth or death registered in time; guardianship, marriage',
    ),
    percent: 100,
    procedures: ['1.001193', '1.000656', '1.000894', '1.004837', '1.004845'],
    sectors: [],
    channels: [],
    kinds: ['fee'],
    evidence: w(
      'Tờ khai và giấy tờ của hồ sơ cho thấy đăng ký trong hạn',
      'The form and papers of the dossier show that it is in time',
    ),
    valid_from: '2016-01-01',
    valid_to: null,
    source: CIVIL,
    confidence: 'read',
    note: 'Đăng ký quá hạn không thuộc diện này, vì vậy cán bộ phải đối chiếu ngày.',
  },
  {
    code: 'cong-dan-so',
    name: w('Công dân số', 'Digital citizen'),
    percent: 100,
    procedures: [],
    sectors: [],
    channels: ['online'],
    kinds: both,
    evidence: w(
      'VNeID mức 2 đã tích hợp đủ 05 giấy tờ (màn hình hoặc kết quả tra cứu)',
      'VNeID level 2 with five documents integrated',
    ),
    valid_from: '2026-08-15',
    valid_to: '2027-02-28',
    source: 'Nghị quyết 66.22/2026/NQ-CP',
    confidence: 'assumed',
    note: 'Nghị quyết nêu miễn hoặc giảm; mức 100 % trên kênh trực tuyến là giả định của bản này.',
  },
]

/** The exemptions in force on a day. */
export const exemptionsOn = (day: string): ExemptionRow[] =>
  exemptions.filter((row) => row.valid_from <= day && (row.valid_to === null || row.valid_to >= day))
