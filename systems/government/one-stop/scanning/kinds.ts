import { fold, type Words } from '#ground/text'

/**
 * A kind of paper that many procedures ask for: its code in the store, what its heading says, in what words a list of
 * papers asks for it, and for how long a scan of it may be taken again.
 */
export interface PaperKind {
  code: string
  name: string
  /** Headings as they are printed; compared without tones. */
  titles: readonly string[]
  /** How lists of papers speak of it. */
  asked: readonly string[]
  /** Months a digitised copy may be used again, counted from its making; null: until it is replaced; 0: never. */
  monthsMax: number | null
  source: string
  valid_from: string
  valid_to: string | null
}

const REUSE = 'Nghị định 118/2025/NĐ-CP: không yêu cầu nộp lại giấy tờ đã số hóa còn giá trị'
const row = (
  code: string,
  name: string,
  titles: readonly string[],
  asked: readonly string[],
  monthsMax: number | null,
  source = REUSE,
): PaperKind => ({ code, name, titles, asked, monthsMax, source, valid_from: '2025-07-01', valid_to: null })

/** Kinds of papers in force by date. The codes are the house's own until the national list of components is loaded. */
export const paperKinds: readonly PaperKind[] = [
  row(
    'GT.CCCD',
    'Thẻ căn cước, căn cước công dân',
    ['căn cước công dân', 'thẻ căn cước', 'identity card', 'citizen identity card'],
    ['thẻ căn cước', 'căn cước công dân', 'giấy tờ tùy thân'],
    null,
  ),
  row('GT.HC', 'Hộ chiếu', ['hộ chiếu', 'passport'], ['hộ chiếu', 'giấy tờ tùy thân'], null),
  row('GT.GCS', 'Giấy chứng sinh', ['giấy chứng sinh'], ['giấy chứng sinh'], null),
  row('GT.GKS', 'Giấy khai sinh', ['giấy khai sinh', 'trích lục khai sinh'], ['giấy khai sinh'], null),
  row('GT.GBT', 'Giấy báo tử', ['giấy báo tử'], ['giấy báo tử'], null),
  row('GT.TLKT', 'Trích lục khai tử', ['trích lục khai tử', 'giấy chứng tử'], ['trích lục khai tử'], null),
  row(
    'GT.GCNKH',
    'Giấy chứng nhận kết hôn',
    ['giấy chứng nhận kết hôn', 'trích lục kết hôn'],
    ['giấy chứng nhận kết hôn'],
    null,
  ),
  row(
    'GT.XNHN',
    'Giấy xác nhận tình trạng hôn nhân',
    ['giấy xác nhận tình trạng hôn nhân'],
    ['giấy xác nhận tình trạng hôn nhân'],
    6,
    'Nghị định 123/2015/NĐ-CP, Điều 23: có giá trị 06 tháng',
  ),
  row(
    'GT.BALH',
    'Bản án, quyết định ly hôn',
    ['bản án', 'quyết định công nhận thuận tình ly hôn'],
    ['bản án', 'quyết định ly hôn'],
    null,
  ),
  row(
    'GT.GUQ',
    'Văn bản ủy quyền',
    ['giấy ủy quyền', 'hợp đồng ủy quyền', 'văn bản ủy quyền'],
    ['văn bản ủy quyền', 'giấy ủy quyền'],
    0,
    'Bộ luật Dân sự 2015, Điều 140: theo phạm vi và thời hạn của từng lần ủy quyền',
  ),
  row(
    'GT.GCNQSDD',
    'Giấy chứng nhận quyền sử dụng đất',
    ['giấy chứng nhận quyền sử dụng đất'],
    ['giấy chứng nhận quyền sử dụng đất', 'giấy chứng nhận đã cấp'],
    null,
  ),
  row(
    'GT.XNCT',
    'Xác nhận thông tin về cư trú',
    ['xác nhận thông tin về cư trú'],
    ['nơi cư trú', 'cư trú'],
    12,
    'Thông tư 66/2023/TT-BCA',
  ),
  row('GT.GKSK', 'Giấy khám sức khỏe', ['giấy khám sức khỏe'], ['giấy khám sức khỏe'], 12, 'Thông tư 32/2023/TT-BYT'),
  row(
    'GT.VB',
    'Bằng tốt nghiệp, văn bằng',
    ['bằng tốt nghiệp', 'bằng cử nhân', 'bằng tốt nghiệp trung học'],
    ['văn bằng', 'bằng tốt nghiệp'],
    null,
  ),
  row(
    'GT.DKKD',
    'Giấy chứng nhận đăng ký doanh nghiệp, hộ kinh doanh',
    ['giấy chứng nhận đăng ký hộ kinh doanh', 'giấy chứng nhận đăng ký doanh nghiệp'],
    ['đăng ký hộ kinh doanh', 'đăng ký doanh nghiệp'],
    null,
  ),
  row(
    'GT.PLLTP',
    'Phiếu lý lịch tư pháp',
    ['phiếu lý lịch tư pháp'],
    ['phiếu lý lịch tư pháp'],
    6,
    'Luật Lý lịch tư pháp',
  ),
]

/** The kinds in force on a day 'YYYY-MM-DD'. */
export const paperKindsOn = (day: string): PaperKind[] =>
  paperKinds.filter((one) => one.valid_from <= day && (one.valid_to === null || one.valid_to >= day))

/** The kind of paper a component asks for, by how its name begins ("Bản sao giấy khai sinh" asks for one). */
export function kindAsked(name: string, kinds: readonly PaperKind[]): PaperKind | undefined {
  const text = fold(name).replace(/^(ban sao|ban chinh|ban chup|xuat trinh|nop)( cong chung| chung thuc)? /, '')
  return kinds.find((kind) => kind.asked.some((asked) => text.startsWith(fold(asked))))
}

/** What a scan must be, and how long things are kept, as dated rows. */
export interface ScanRule {
  name:
    | 'dpi-good'
    | 'dpi-min'
    | 'skew-degrees-max'
    | 'confidence-min'
    | 'tray-days-max'
    | 'folder-days-max'
    | 'settle-seconds'
    | 'same-paper-seconds'
  value: number
  valid_from: string
  valid_to: string | null
  source: string
}

const CV7197 = 'Công văn 7197/BKHCN-CĐSQG ngày 29/11/2025 (hướng dẫn số hóa)'
const OURS = 'Quy ước của nền tảng'
const from = '2025-11-29'
export const scanRules: readonly ScanRule[] = [
  { name: 'dpi-good', value: 300, valid_from: from, valid_to: null, source: CV7197 },
  { name: 'dpi-min', value: 200, valid_from: from, valid_to: null, source: CV7197 },
  { name: 'skew-degrees-max', value: 3, valid_from: from, valid_to: null, source: OURS },
  { name: 'confidence-min', value: 70, valid_from: from, valid_to: null, source: OURS },
  { name: 'tray-days-max', value: 30, valid_from: from, valid_to: null, source: OURS },
  { name: 'folder-days-max', value: 90, valid_from: from, valid_to: null, source: OURS },
  { name: 'settle-seconds', value: 2, valid_from: from, valid_to: null, source: OURS },
  { name: 'same-paper-seconds', value: 90, valid_from: from, valid_to: null, source: OURS },
]

/** The value of a rule in force on a day; before its first row the first one holds. */
export function scanRule(name: ScanRule['name'], day: string, rules: readonly ScanRule[] = scanRules): number {
  const own = rules.filter((one) => one.name === name)
  const inForce = own.find((one) => one.valid_from <= day && (one.valid_to === null || one.valid_to >= day))
  return (inForce ?? own[0])?.value ?? 0
}

/** What the tray and the folders may hold. */
export const trayLimits = {
  /** Papers open in one officer's tray. */
  papersMax: 300,
  /** Files taken from one folder at a look, and read from a directory. */
  filesALookMax: 40,
  filesAFolderMax: 2_000,
  /** Sheets of one paper. */
  sheetsMax: 60,
  headMax: 1_500,
  /** Rows of a pile and dossiers of one applicant at a time. */
  pileRowsMax: 500,
  dossiersAtOnceMax: 20,
  papersADossierMax: 60,
} as const

export const placeWords: Words = { vi: 'Số hóa tại', en: 'Digitised at' }
