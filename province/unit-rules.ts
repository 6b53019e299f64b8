import { refusals } from '#ground/refusal'
import { findCommune } from './communes.ts'
import {
  communeOneStopCode,
  communePoliceCode,
  communeUnitCode,
  findUnit,
  landRegistryCode,
  policeCode,
  provinceOneStopCode,
  provinceUnitCode,
  socialInsuranceCode,
  taxAgencyCode,
} from './units.ts'

/**
 * Which unit does a step. A rule is resolved for one dossier, because where it was received, who settles it and where
 * the result is handed over may be three places (Nghị định 118/2025/NĐ-CP, Điều 7–8: phi địa giới hành chính).
 */
export type UnitRule =
  | 'receiving-centre'
  | 'returning-centre'
  | 'commune-economy'
  | 'commune-culture'
  | 'commune-office'
  | 'commune-leaders'
  | 'province-leaders'
  | 'land-registry'
  | 'tax-agency'
  | 'commune-police'
  | 'social-insurance'
  | `department:${string}`

/** The places of one dossier. Codes of one-stop centres in the unit tree; `commune` is the settling commune's five digits. */
export type DossierPlaces = {
  receivingCentre: string
  returningCentre: string
  /** null when no commune settles it (a procedure of the province). */
  commune: string | null
}

/** Refusals of unit rules. */
export const refuse = refusals('province', {
  'no-commune': {
    kind: 'invalid',
    vi: 'Bước này do cấp xã giải quyết nhưng hồ sơ chưa ghi xã, phường có thẩm quyền. Hãy chọn xã, phường giải quyết.',
    en: 'This step is settled by a commune but the dossier names none. Choose the settling commune.',
  },
  'unknown-commune': {
    kind: 'missing',
    vi: 'Không có xã, phường mã "{code}" trong tỉnh. Hãy kiểm tra lại mã năm chữ số.',
    en: 'The province has no commune with code "{code}". Check the five digits.',
  },
  'unknown-unit': {
    kind: 'missing',
    vi: 'Không có cơ quan mã "{code}" trong danh mục. Hãy chọn cơ quan trong danh mục của tỉnh.',
    en: 'The list of units has no code "{code}". Choose a unit of the province.',
  },
})

const fixed: Record<string, string> = {
  'province-leaders': provinceUnitCode,
  'land-registry': landRegistryCode,
  'tax-agency': taxAgencyCode,
  'social-insurance': socialInsuranceCode,
}

const insideCommune: Record<string, (commune: string) => string> = {
  'commune-leaders': communeUnitCode,
  'commune-office': (commune) => `${communeUnitCode(commune)}.vp`,
  'commune-economy': (commune) => `${communeUnitCode(commune)}.kt`,
  'commune-culture': (commune) => `${communeUnitCode(commune)}.vhxh`,
  'commune-police': communePoliceCode,
}

function known(code: string): string {
  if (findUnit(code) === undefined) throw refuse['unknown-unit']({ code })
  return code
}

/** True when the text is a unit rule that can be resolved: a word of the list, or `department:<code of a known unit>`. */
export function isUnitRule(text: string): text is UnitRule {
  if (text === 'receiving-centre' || text === 'returning-centre') return true
  if (Object.hasOwn(fixed, text) || Object.hasOwn(insideCommune, text)) return true
  return text.startsWith('department:') && findUnit(text.slice('department:'.length)) !== undefined
}

/**
 * The code of the unit that does a step of this dossier.
 * Refuses when a commune is needed and missing or unknown, or when the resulting unit is not in the tree.
 */
export function getUnitByRule(rule: UnitRule, places: DossierPlaces): string {
  if (rule === 'receiving-centre') return known(places.receivingCentre)
  if (rule === 'returning-centre') return known(places.returningCentre)
  const fixedCode = fixed[rule]
  if (fixedCode !== undefined) return known(fixedCode)
  const inside = insideCommune[rule]
  if (inside !== undefined) {
    if (places.commune === null) throw refuse['no-commune']({})
    if (findCommune(places.commune) === undefined) throw refuse['unknown-commune']({ code: places.commune })
    return inside(places.commune)
  }
  return known(rule.slice('department:'.length))
}

/** The usual places of a dossier received, settled and returned in one commune (five digits), or by the province. */
export function placesIn(commune: string | null): DossierPlaces {
  const centre = commune === null ? provinceOneStopCode : communeOneStopCode(commune)
  return { receivingCentre: centre, returningCentre: centre, commune }
}

const departmentByMinistry: [ministry: string, department: string][] = [
  ['Tư pháp', 'H20.stp'],
  ['Tài chính', 'H20.stc'],
  ['Công Thương', 'H20.sct'],
  ['Nông nghiệp và Môi trường', 'H20.snnmt'],
  ['Xây dựng', 'H20.sxd'],
  ['Khoa học và Công nghệ', 'H20.skhcn'],
  ['Văn hóa, Thể thao và Du lịch', 'H20.svhttdl'],
  ['Giáo dục và Đào tạo', 'H20.sgddt'],
  ['Y tế', 'H20.syt'],
  ['Nội vụ', 'H20.snv'],
]

/** The provincial department that settles procedures of a ministry; the office of the People's Committee when none is named. */
export function departmentOf(ministry: string | null): string {
  return departmentByMinistry.find(([name]) => ministry?.includes(name))?.[1] ?? 'H20.vp'
}

/** The same step when the province settles: the department does what sections, leaders and clerk of a commune would. */
export function ruleAtProvince(rule: UnitRule, ministry: string | null): UnitRule {
  if (rule === 'commune-police') return `department:${policeCode}`
  return Object.hasOwn(insideCommune, rule) ? `department:${departmentOf(ministry)}` : rule
}
