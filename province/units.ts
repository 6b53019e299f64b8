import { communeFullName, communes } from './communes.ts'

/**
 * The unit tree of the province as dated rows.
 *
 * What is published: H20 for the province (Quyết định 20/2020/QĐ-TTg as amended by 09/2025/QĐ-TTg) and the names of
 * the departments. What is not: the second- and third-level identifiers after the merger. Those are marked
 * `provisional` and are replaced by an import when the province issues its table.
 */

/** What a unit is; rules and roles speak of kinds, never of one unit. */
export type UnitKind =
  | 'province'
  | 'province-office'
  | 'department'
  | 'economic-zone-board'
  | 'province-one-stop'
  | 'land-registry'
  | 'vertical-agency'
  | 'council-office'
  | 'university'
  | 'partner'
  | 'commune'
  | 'commune-one-stop'
  | 'commune-office'
  | 'commune-economy'
  | 'commune-culture'

/** One row of the tree. Dates are LocalDate 'YYYY-MM-DD'; `valid_to` is the last day in force, null while it stands. */
export type Unit = {
  code: string
  name: string
  short_name: string
  kind: UnitKind
  /** Code of the unit above; null at a root (the province, and agencies that answer to a ministry). */
  parent: string | null
  valid_from: string
  valid_to: string | null
  /** Five-digit commune code, only for commune units and what is inside them. */
  commune: string | null
  /** Name of a calendar in calendars.ts. */
  calendar: string
  /** Office part of the dossier codes it gives out, `H20.101.01`; null for a unit that receives no dossiers. See offices.ts. */
  office_code: string | null
  /** True while the identifier is ours and not yet published by the province. */
  provisional: boolean
}

/** Code of the People's Committee of the province. */
export const provinceUnitCode = 'H20'

/** First day of the two-level government. */
export const twoLevelFrom = '2025-07-01'

const base = {
  valid_from: twoLevelFrom,
  valid_to: null,
  commune: null,
  calendar: 'office',
  office_code: null,
  provisional: true,
} as const

/** `H20.nnn.01`: the provincial centre is 001, the communes are 101–202 in the order of their codes. Provisional. */
function officeCode(group: number): string {
  return `${provinceUnitCode}.${String(group).padStart(3, '0')}.01`
}

const province: Unit[] = [
  {
    ...base,
    code: provinceUnitCode,
    name: 'Ủy ban nhân dân tỉnh Đồng Tháp',
    short_name: 'UBND tỉnh',
    kind: 'province',
    parent: null,
    provisional: false,
  },
]

const departmentRows: [code: string, name: string, short: string, kind: UnitKind][] = [
  ['H20.vp', 'Văn phòng Ủy ban nhân dân tỉnh', 'VP UBND tỉnh', 'province-office'],
  ['H20.snv', 'Sở Nội vụ', 'Sở NV', 'department'],
  ['H20.stp', 'Sở Tư pháp', 'Sở TP', 'department'],
  ['H20.stc', 'Sở Tài chính', 'Sở TC', 'department'],
  ['H20.sct', 'Sở Công Thương', 'Sở CT', 'department'],
  ['H20.snnmt', 'Sở Nông nghiệp và Môi trường', 'Sở NN&MT', 'department'],
  ['H20.sxd', 'Sở Xây dựng', 'Sở XD', 'department'],
  ['H20.skhcn', 'Sở Khoa học và Công nghệ', 'Sở KH&CN', 'department'],
  ['H20.svhttdl', 'Sở Văn hóa, Thể thao và Du lịch', 'Sở VHTT&DL', 'department'],
  ['H20.sgddt', 'Sở Giáo dục và Đào tạo', 'Sở GD&ĐT', 'department'],
  ['H20.syt', 'Sở Y tế', 'Sở YT', 'department'],
  ['H20.tt', 'Thanh tra tỉnh', 'Thanh tra tỉnh', 'department'],
  ['H20.bqlkkt', 'Ban Quản lý Khu kinh tế tỉnh', 'BQL KKT', 'economic-zone-board'],
]

const departments: Unit[] = departmentRows.map(([code, name, short_name, kind]) => ({
  ...base,
  code,
  name,
  short_name,
  kind,
  parent: provinceUnitCode,
}))

/** Code of the provincial one-stop centre, inside the office of the People's Committee. */
export const provinceOneStopCode = 'H20.vp.pvhcc'

/** Code of the land registry of the province, inside the department of agriculture and environment. */
export const landRegistryCode = 'H20.snnmt.vpdkdd'

/** Code of the tax agency of the province; it answers to the Ministry of Finance (G12). */
export const taxAgencyCode = 'G12.thue82'

/** Code of the police of the province; it answers to the Ministry of Public Security (G01). */
export const policeCode = 'G01.ca82'

/** Code of the social insurance of the province; it answers to the Ministry of Finance (G12). */
export const socialInsuranceCode = 'G12.bhxh82'

const insideDepartments: Unit[] = [
  {
    ...base,
    code: provinceOneStopCode,
    name: 'Trung tâm Phục vụ hành chính công tỉnh Đồng Tháp',
    short_name: 'TT PVHCC tỉnh',
    kind: 'province-one-stop',
    parent: 'H20.vp',
    office_code: officeCode(1),
  },
  {
    ...base,
    code: landRegistryCode,
    name: 'Văn phòng Đăng ký đất đai tỉnh Đồng Tháp',
    short_name: 'VP ĐKĐĐ',
    kind: 'land-registry',
    parent: 'H20.snnmt',
  },
]

// They answer to ministries, so they are roots here; the first group is the ministry's published code.
const verticalRows: [code: string, name: string, short: string][] = [
  [policeCode, 'Công an tỉnh Đồng Tháp', 'Công an tỉnh'],
  [taxAgencyCode, 'Thuế tỉnh Đồng Tháp', 'Thuế tỉnh'],
  [socialInsuranceCode, 'Bảo hiểm xã hội tỉnh Đồng Tháp', 'BHXH tỉnh'],
  ['G12.tk82', 'Thống kê tỉnh Đồng Tháp', 'Thống kê tỉnh'],
  ['G12.kb82', 'Kho bạc Nhà nước khu vực (phụ trách tỉnh Đồng Tháp)', 'Kho bạc NN'],
  ['G15.thads82', 'Thi hành án dân sự tỉnh Đồng Tháp', 'THADS tỉnh'],
  ['G19.nhnn82', 'Ngân hàng Nhà nước khu vực (phụ trách tỉnh Đồng Tháp)', 'NHNN khu vực'],
]

const verticalAgencies: Unit[] = verticalRows.map(([code, name, short_name]) => ({
  ...base,
  code,
  name,
  short_name,
  kind: 'vertical-agency',
  parent: null,
}))

/** Departments, offices and boards of the People's Committee: 'các sở, ban, ngành tỉnh'. */
export const departmentCodes: readonly string[] = departmentRows.map(([code]) => code)

/** The focal department of the province for digital transformation. */
export const focalUnitCode = 'H20.skhcn'

/** Code of the partner of the agreement on digital transformation: an enterprise, outside the tree of the State. */
export const partnerUnitCode = 'VNPT.dt'

/** Bodies the plan names that are no agency of the People's Committee, and the partner. */
const besides: Unit[] = [
  {
    ...base,
    code: 'H20.hdnd',
    name: 'Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh',
    short_name: 'VP ĐĐBQH&HĐND',
    kind: 'council-office',
    parent: null,
  },
  {
    ...base,
    code: 'H20.dhtg',
    name: 'Trường Đại học Tiền Giang',
    short_name: 'ĐH Tiền Giang',
    kind: 'university',
    parent: provinceUnitCode,
  },
  {
    ...base,
    code: partnerUnitCode,
    name: 'VNPT Đồng Tháp (Viễn thông Đồng Tháp)',
    short_name: 'VNPT',
    kind: 'partner',
    parent: null,
  },
]

/** Code of the People's Committee of a commune: `H20.x28261`. Provisional. */
export function communeUnitCode(commune: string): string {
  return `${provinceUnitCode}.x${commune}`
}

/** Code of the one-stop centre of a commune: `H20.x28261.mc`. Provisional. */
export function communeOneStopCode(commune: string): string {
  return `${communeUnitCode(commune)}.mc`
}

const communeUnits: Unit[] = communes.flatMap((commune, place): Unit[] => {
  const full = communeFullName(commune)
  const spoken = `${commune.kind} ${commune.name}`
  const code = communeUnitCode(commune.code)
  const inside = { ...base, commune: commune.code, parent: code }
  const economy = commune.kind === 'phường' ? 'Phòng Kinh tế, Hạ tầng và Đô thị' : 'Phòng Kinh tế'
  return [
    {
      ...base,
      code,
      name: `Ủy ban nhân dân ${spoken}`,
      short_name: full,
      kind: 'commune',
      parent: provinceUnitCode,
      commune: commune.code,
    },
    {
      ...inside,
      code: communeOneStopCode(commune.code),
      name: `Trung tâm Phục vụ hành chính công ${spoken}`,
      short_name: `TT PVHCC ${commune.name}`,
      kind: 'commune-one-stop',
      office_code: officeCode(101 + place),
    },
    {
      ...inside,
      code: `${code}.vp`,
      name: `Văn phòng Hội đồng nhân dân và Ủy ban nhân dân ${spoken}`,
      short_name: `VP HĐND-UBND ${commune.name}`,
      kind: 'commune-office',
    },
    {
      ...inside,
      code: `${code}.kt`,
      name: `${economy} ${spoken}`,
      short_name: `${commune.kind === 'phường' ? 'P. KT-HT-ĐT' : 'P. Kinh tế'} ${commune.name}`,
      kind: 'commune-economy',
    },
    {
      ...inside,
      code: `${code}.vhxh`,
      name: `Phòng Văn hóa – Xã hội ${spoken}`,
      short_name: `P. VH-XH ${commune.name}`,
      kind: 'commune-culture',
    },
  ]
})

/** Code of the police of a commune, which keeps the register of residence: `G01.ca82.x28261`. Provisional. */
export function communePoliceCode(commune: string): string {
  return `${policeCode}.x${commune}`
}

const communePolice: Unit[] = communes.map((commune) => ({
  ...base,
  code: communePoliceCode(commune.code),
  name: `Công an ${commune.kind} ${commune.name}`,
  short_name: `Công an ${commune.name}`,
  kind: 'vertical-agency',
  parent: policeCode,
  commune: commune.code,
}))

/** Every unit in force since 2025-07-01; a parent always stands before its children. */
export const units: Unit[] = [
  ...province,
  ...departments,
  ...insideDepartments,
  ...verticalAgencies,
  ...besides,
  ...communeUnits,
  ...communePolice,
]

/** Units that ended with the merger; old dossiers and papers keep them as their creator. */
export const formerUnits: Unit[] = [
  {
    ...base,
    code: 'H58',
    name: 'Ủy ban nhân dân tỉnh Tiền Giang',
    short_name: 'UBND tỉnh Tiền Giang',
    kind: 'province',
    parent: null,
    valid_from: '2020-09-15',
    valid_to: '2025-06-30',
    provisional: false,
  },
]

const byCode = new Map(units.map((unit) => [unit.code, unit]))

/** The unit with this code among those in force, or undefined. */
export function findUnit(code: string): Unit | undefined {
  return byCode.get(code)
}
