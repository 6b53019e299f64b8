/** Identifiers: our own (UUIDv7) and those the State gives, each with the check that can be made without asking anyone. */
import type { LocalDate } from './clock.ts'
import { isLocalDate } from './clock.ts'
import { assert, refusals } from './refusal.ts'
import type { Words } from './text.ts'

export const refuse = refusals('ids', {
  'national-id': {
    kind: 'invalid',
    vi: 'Số định danh cá nhân (CCCD) phải có đúng 12 chữ số; "{text}" chưa đúng. Hãy ghi lại như trên thẻ.',
    en: 'A personal identification number has exactly 12 digits; "{text}" has not. Copy it from the card.',
  },
  'national-id-place': {
    kind: 'invalid',
    vi: 'Số định danh "{text}" bắt đầu bằng {place}, không phải mã nơi đăng ký khai sinh nào. Hãy so lại với thẻ căn cước.',
    en: 'The number "{text}" begins with {place}, which is no place of birth registration. Compare it with the card.',
  },
  'citizen-id-old': {
    kind: 'invalid',
    vi: 'Số chứng minh nhân dân cũ phải có đúng 9 chữ số; "{text}" chưa đúng. Hãy ghi lại như trên giấy.',
    en: 'An old identity card number has exactly 9 digits; "{text}" has not. Copy it from the card.',
  },
  'tax-code': {
    kind: 'invalid',
    vi: 'Mã số thuế gồm 10 chữ số, 10 chữ số kèm "-" và 3 chữ số của đơn vị phụ thuộc, hoặc 12 chữ số của cá nhân; "{text}" chưa đúng mẫu.',
    en: 'A tax code has 10 digits, 10 digits with "-" and 3 digits of a branch, or the 12 digits of a person; "{text}" has another shape.',
  },
  'tax-code-check': {
    kind: 'invalid',
    vi: 'Mã số thuế "{text}" sai chữ số kiểm tra. Hãy so lại từng chữ số với giấy chứng nhận đăng ký.',
    en: 'The check digit of tax code "{text}" is wrong. Compare every digit with the certificate.',
  },
  phone: {
    kind: 'invalid',
    vi: '"{text}" không phải số điện thoại Việt Nam. Hãy ghi 10 chữ số di động (ví dụ 0912345678) hoặc số cố định có mã vùng.',
    en: '"{text}" is not a Vietnamese telephone number. Write 10 digits of a mobile (0912345678) or a land line with its area code.',
  },
  email: {
    kind: 'invalid',
    vi: '"{text}" không phải địa chỉ thư điện tử. Hãy ghi theo mẫu ten@tenmien.vn.',
    en: '"{text}" is not an e-mail address. Write it as name@domain.vn.',
  },
  'dossier-number': {
    kind: 'invalid',
    vi: 'Mã hồ sơ "{text}" chưa đúng mẫu. Hãy chép mã trên giấy tiếp nhận, ví dụ H20.12.03-260213-0001.',
    en: 'Dossier number "{text}" has another shape. Copy it from the receipt, for example H20.12.03-260213-0001.',
  },
  'procedure-code': {
    kind: 'invalid',
    vi: 'Mã thủ tục hành chính có dạng 2.000635; "{text}" chưa đúng.',
    en: 'A procedure code looks like 2.000635; "{text}" does not.',
  },
  'agency-code': {
    kind: 'invalid',
    vi: 'Mã định danh cơ quan có dạng H20.12.03 (hoặc dạng cũ 000.03.12.H20); "{text}" chưa đúng.',
    en: 'An agency code looks like H20.12.03 (or the old 000.03.12.H20); "{text}" does not.',
  },
  'no-old-agency-code': {
    kind: 'invalid',
    vi: 'Mã định danh "{text}" không viết được theo dạng cũ bốn nhóm. Hãy dùng dạng mới.',
    en: 'Agency code "{text}" cannot be written in the old form of four groups. Use the new form.',
  },
  digits: {
    kind: 'invalid',
    vi: '{label} phải có đúng {count} chữ số; "{text}" chưa đúng.',
    en: '{labelEn} has exactly {count} digits; "{text}" has not.',
  },
  'health-card': {
    kind: 'invalid',
    vi: 'Số thẻ bảo hiểm y tế gồm 2 chữ cái và 13 chữ số, hoặc 10 chữ số mã số bảo hiểm xã hội; "{text}" chưa đúng.',
    en: 'A health insurance card number has 2 letters and 13 digits, or the 10 digits of the insurance code; "{text}" has not.',
  },
  gtin: {
    kind: 'invalid',
    vi: 'Mã vạch "{text}" không phải mã GTIN (8, 12, 13 hoặc 14 chữ số) hoặc sai chữ số kiểm tra. Hãy quét lại.',
    en: 'Bar code "{text}" is not a GTIN (8, 12, 13 or 14 digits) or its check digit is wrong. Scan it again.',
  },
})

// ---------------------------------------------------------------------------------------------- our own ids

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i
const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const pool = new Uint8Array(4096)
let poolAt = pool.length
let lastMs = -1
let counter = 0
/** A clock that steps back less than this keeps counting at the later time (RFC 9562 §6.2); further back is another time. */
const ROLLBACK_MS = 10_000

function randomByte(): number {
  if (poolAt === pool.length) {
    globalThis.crypto.getRandomValues(pool)
    poolAt = 0
  }
  const byte = pool[poolAt] ?? 0
  poolAt += 1
  return byte
}

/**
 * A UUID of version 7 (RFC 9562 §5.7), lower case. Ids made in one process in the same millisecond ascend: rand_a is
 * a 12-bit counter seeded below half, and when it runs over, the time part moves one millisecond ahead (§6.2, method 1).
 */
export function uuidv7(now: Date | number = Date.now()): string {
  const ms = typeof now === 'number' ? Math.floor(now) : now.getTime()
  assert(ms >= 0 && ms < 2 ** 48, `time ${ms} does not fit in a UUIDv7`)
  if (ms > lastMs || lastMs - ms > ROLLBACK_MS) {
    lastMs = ms
    counter = ((randomByte() & 0x07) << 8) | randomByte()
  } else {
    counter += 1
    if (counter > 0xfff) {
      lastMs += 1
      counter = ((randomByte() & 0x07) << 8) | randomByte()
    }
  }
  const time = lastMs.toString(16).padStart(12, '0')
  const randA = counter.toString(16).padStart(3, '0')
  let randB = hex[(randomByte() & 0x3f) | 0x80] ?? ''
  for (let i = 0; i < 7; i++) randB += hex[randomByte()] ?? ''
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randA}-${randB.slice(0, 4)}-${randB.slice(4)}`
}

/** A UUID of any version 1..8 of RFC 9562, either case. */
export function isUuid(text: string): boolean {
  return UUID.test(text)
}

/** The time written in a UUIDv7. */
export function instantOfUuid(id: string): Date {
  assert(isUuid(id) && id.charAt(14) === '7', `"${id}" is not a UUIDv7`)
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16))
}

// ------------------------------------------------------------------------------------------------- people

/** Places of birth registration in the personal identification number (Circular 59/2021/TT-BCA); the mergers of 2025 changed no number. */
const birthPlaces: Readonly<Record<string, string>> = {
  '001': 'Hà Nội',
  '002': 'Hà Giang',
  '004': 'Cao Bằng',
  '006': 'Bắc Kạn',
  '008': 'Tuyên Quang',
  '010': 'Lào Cai',
  '011': 'Điện Biên',
  '012': 'Lai Châu',
  '014': 'Sơn La',
  '015': 'Yên Bái',
  '017': 'Hòa Bình',
  '019': 'Thái Nguyên',
  '020': 'Lạng Sơn',
  '022': 'Quảng Ninh',
  '024': 'Bắc Giang',
  '025': 'Phú Thọ',
  '026': 'Vĩnh Phúc',
  '027': 'Bắc Ninh',
  '030': 'Hải Dương',
  '031': 'Hải Phòng',
  '033': 'Hưng Yên',
  '034': 'Thái Bình',
  '035': 'Hà Nam',
  '036': 'Nam Định',
  '037': 'Ninh Bình',
  '038': 'Thanh Hóa',
  '040': 'Nghệ An',
  '042': 'Hà Tĩnh',
  '044': 'Quảng Bình',
  '045': 'Quảng Trị',
  '046': 'Thừa Thiên Huế',
  '048': 'Đà Nẵng',
  '049': 'Quảng Nam',
  '051': 'Quảng Ngãi',
  '052': 'Bình Định',
  '054': 'Phú Yên',
  '056': 'Khánh Hòa',
  '058': 'Ninh Thuận',
  '060': 'Bình Thuận',
  '062': 'Kon Tum',
  '064': 'Gia Lai',
  '066': 'Đắk Lắk',
  '067': 'Đắk Nông',
  '068': 'Lâm Đồng',
  '070': 'Bình Phước',
  '072': 'Tây Ninh',
  '074': 'Bình Dương',
  '075': 'Đồng Nai',
  '077': 'Bà Rịa – Vũng Tàu',
  '079': 'Hồ Chí Minh',
  '080': 'Long An',
  '082': 'Tiền Giang',
  '083': 'Bến Tre',
  '084': 'Trà Vinh',
  '086': 'Vĩnh Long',
  '087': 'Đồng Tháp',
  '089': 'An Giang',
  '091': 'Kiên Giang',
  '092': 'Cần Thơ',
  '093': 'Hậu Giang',
  '094': 'Sóc Trăng',
  '095': 'Bạc Liêu',
  '096': 'Cà Mau',
}

export type Sex = 'male' | 'female'
export type NationalId = { value: string; place: { code: string; name: string | null }; sex: Sex; birthYear: number }

/**
 * Reads the 12 digits PPP G YY NNNNNN (Decree 137/2015, Circular 59/2021): place of birth registration (name null for
 * a foreign country), century and sex, year of birth. There is no check digit.
 */
export function readNationalId(text: string, field?: string): NationalId {
  const value = withoutBlanks(text)
  if (!/^\d{12}$/.test(value)) throw refuse['national-id']({ text: shown(text) }, field)
  const code = value.slice(0, 3)
  const name = birthPlaces[code] ?? null
  // Codes from 101 are foreign countries; the list grows, so any of them is taken.
  if (name === null && Number(code) <= 100) throw refuse['national-id-place']({ text: value, place: code }, field)
  const g = Number(value.charAt(3))
  return {
    value,
    place: { code, name },
    sex: g % 2 === 0 ? 'male' : 'female',
    birthYear: 1900 + Math.floor(g / 2) * 100 + Number(value.slice(4, 6)),
  }
}

/** Where the number and what the person declared disagree: to be shown and looked at, never a reason to refuse. */
export function nationalIdWarnings(
  text: string,
  declaredAs: { sex?: Sex; birthYear?: number; birthDate?: LocalDate },
): Words[] {
  const id = readNationalId(text)
  const warnings: Words[] = []
  const year = declaredAs.birthYear ?? (declaredAs.birthDate ? Number(declaredAs.birthDate.slice(0, 4)) : undefined)
  if (declaredAs.sex !== undefined && declaredAs.sex !== id.sex) {
    warnings.push({
      vi: `Số định danh ghi giới tính ${id.sex === 'male' ? 'nam' : 'nữ'}, khác với giới tính đã khai.`,
      en: `The identification number says ${id.sex}, which differs from the sex declared.`,
    })
  }
  if (year !== undefined && year !== id.birthYear) {
    warnings.push({
      vi: `Số định danh ghi năm sinh ${id.birthYear}, khác với năm sinh đã khai (${year}).`,
      en: `The identification number says born in ${id.birthYear}, which differs from the year declared (${year}).`,
    })
  }
  return warnings
}

/** The old identity card (CMND), 9 digits. */
export function parseCitizenIdOld(text: string, field?: string): string {
  const value = withoutBlanks(text)
  if (!/^\d{9}$/.test(value)) throw refuse['citizen-id-old']({ text: shown(text) }, field)
  return value
}

/** Mobile or land line with 0 in front: '+84 912 345 678' → '0912345678'. */
export function parsePhone(text: string, field?: string): string {
  const value = text
    .trim()
    .replace(/[\s.\-()]/g, '')
    .replace(/^(?:\+84|0084)0?/, '0')
    .replace(/^84(?=\d{9,10}$)/, '0')
  if (!/^0(?:[35789]\d{8}|2\d{9})$/.test(value)) throw refuse.phone({ text: shown(text) }, field)
  return value
}

/** At most 254 characters (RFC 5321 §4.5.3), the domain in lower case. */
export function parseEmail(text: string, field?: string): string {
  const value = text.trim()
  const at = value.lastIndexOf('@')
  const local = value.slice(0, at)
  const domain = value.slice(at + 1).toLowerCase()
  const fits =
    value.length <= 254 &&
    local.length <= 64 &&
    /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/.test(local) &&
    /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(domain)
  if (at < 1 || !fits) throw refuse.email({ text: shown(text) }, field)
  return `${local}@${domain}`
}

// ------------------------------------------------------------------------------------------- organisations

const taxWeights = [31, 29, 23, 19, 17, 13, 7, 5, 3] as const

/**
 * MST: 10 digits with a check digit; 10 digits, '-' and the branch 001–999; or the 12-digit personal number, which is the
 * tax code of individuals and household businesses since 1/7/2025 (Circular 86/2024/TT-BTC). Returned with the hyphen.
 */
export function parseTaxCode(text: string, field?: string): string {
  const value = withoutBlanks(text)
  if (/^\d{12}$/.test(value)) return readNationalId(value, field).value
  const parts = /^(\d{10})(?:-?(\d{3}))?$/.exec(value)
  if (parts === null || parts[2] === '000') throw refuse['tax-code']({ text: shown(text) }, field)
  const [, head = '', branch] = parts
  const sum = taxWeights.reduce((total, weight, i) => total + weight * Number(head.charAt(i)), 0)
  // A remainder of 0 would ask for the digit 10: such a number is never given.
  if (10 - (sum % 11) !== Number(head.charAt(9))) throw refuse['tax-code-check']({ text: value }, field)
  return branch === undefined ? head : `${head}-${branch}`
}

const AGENCY_NEW = /^[A-Z]\d{2}(?:\.\d{2,3}){0,3}$/
const AGENCY_OLD = /^(\d{3})\.(\d{2})\.(\d{2})\.([A-Z]\d{2})$/

/**
 * Electronic identification code of an agency (Decision 20/2020/QĐ-TTg), present form, level 1 first. The old reversed,
 * zero-padded form (QCVN 102:2016) is converted: 000.03.12.H20 → H20.12.03.
 */
export function parseAgencyCode(text: string, field?: string): string {
  const value = text.trim().toUpperCase()
  const old = AGENCY_OLD.exec(value)
  if (old) {
    const groups = value.split('.').reverse()
    while (groups.length > 1 && /^0+$/.test(groups.at(-1) ?? '')) groups.pop()
    return groups.join('.')
  }
  if (!AGENCY_NEW.test(value) || value.length > 35) throw refuse['agency-code']({ text: shown(text) }, field)
  return value
}

/** The old form of an agency code: H20.12.03 → 000.03.12.H20. Refuses when a group does not fit the old widths. */
export function oldAgencyCode(text: string): string {
  const code = parseAgencyCode(text)
  const [first = '', second = '00', third = '00', fourth = '000'] = code.split('.')
  if (second.length !== 2 || third.length !== 2) throw refuse['no-old-agency-code']({ text: code })
  return `${fourth.padStart(3, '0')}.${third}.${second}.${first}`
}

export function parseProcedureCode(text: string, field?: string): string {
  const value = text.trim()
  if (!/^\d\.\d{6}$/.test(value)) throw refuse['procedure-code']({ text: shown(text) }, field)
  return value
}

// ------------------------------------------------------------------------------------------------ dossiers

const DOSSIER = /^([A-Z]\d{2}(?:\.\d{2,3}){0,3}|\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2})-(\d{6})-(\d{4,8})$/

export type DossierNumber = {
  /** As written, upper case. */
  value: string
  /** Present form of the receiving agency, whichever form was written. */
  agency: string
  received: LocalDate
  /** All digits after the day: the ministry digits of centralised services, if any, come first. */
  sequence: string
}

/** Reads a dossier number of any of the three generations (Circulars 01/2018 and 04/2025/TT-VPCP, Decision 20/2020). */
export function readDossierNumber(text: string, field?: string): DossierNumber {
  const value = text.trim().toUpperCase()
  const [, agency = '', day = '', sequence = ''] = DOSSIER.exec(value) ?? []
  const received = `20${day.slice(0, 2)}-${day.slice(2, 4)}-${day.slice(4, 6)}`
  if (agency === '' || !isLocalDate(received)) throw refuse['dossier-number']({ text: shown(text) }, field)
  return { value, agency: parseAgencyCode(agency), received, sequence }
}

/**
 * Writes a dossier number in the present form: agency-YYMMDD-XXXX, the sequence of that office on that day from 1; with
 * the two ministry digits in front for services a ministry centralises (Circular 04/2025/TT-VPCP).
 */
export function makeDossierNumber(of: {
  agency: string
  received: LocalDate
  sequence: number
  ministry?: string
}): string {
  assert(
    Number.isInteger(of.sequence) && of.sequence >= 1 && of.sequence <= 999_999,
    `sequence ${of.sequence} is outside 1..999999`,
  )
  assert(
    isLocalDate(of.received) && of.received.startsWith('20'),
    `day ${of.received} cannot be written with two digits of the year`,
  )
  assert(of.ministry === undefined || /^\d{2}$/.test(of.ministry), `ministry "${of.ministry}" is not two digits`)
  const day = of.received.slice(2).replaceAll('-', '')
  return `${parseAgencyCode(of.agency)}-${day}-${of.ministry ?? ''}${String(of.sequence).padStart(4, '0')}`
}

// --------------------------------------------------------------------------------------------------- table

function digits(count: number, label: Words): (text: string, field?: string) => string {
  return (text, field) => {
    const value = withoutBlanks(text)
    if (value.length !== count || !/^\d+$/.test(value)) {
      throw refuse.digits({ label: label.vi, labelEn: label.en, count, text: shown(text) }, field)
    }
    return value
  }
}

function parseHealthCard(text: string, field?: string): string {
  const value = withoutBlanks(text).toUpperCase()
  if (!/^(?:[A-Z]{2}\d{13}|\d{10})$/.test(value)) throw refuse['health-card']({ text: shown(text) }, field)
  return value
}

/** GTIN-8, -12, -13 or -14 with the GS1 check digit (General Specifications §7.9). Returned as written. */
function parseGtin(text: string, field?: string): string {
  const value = withoutBlanks(text)
  const weighed = [...value].reverse().reduce((sum, digit, i) => sum + Number(digit) * (i % 2 === 0 ? 1 : 3), 0)
  if (!/^(?:\d{8}|\d{12,14})$/.test(value) || weighed % 10 !== 0) throw refuse.gtin({ text: shown(text) }, field)
  return value
}

export type IdentifierKind = {
  readonly label: Words
  /** The value in its one written form; throws a Refusal of scope 'ids', on the field when one is named. */
  parse(text: string, field?: string): string
}

const insurance: Words = { vi: 'Mã số bảo hiểm xã hội', en: 'Social insurance code' }
const budgetUnit: Words = { vi: 'Mã số đơn vị có quan hệ với ngân sách', en: 'Budget unit code' }
const postal: Words = { vi: 'Mã bưu chính', en: 'Postal code' }
const commune: Words = { vi: 'Mã đơn vị hành chính cấp xã', en: 'Commune code' }

/** Keeps the names as a type while every row is the same type. */
function named<Name extends string>(table: Record<Name, IdentifierKind>): Readonly<Record<Name, IdentifierKind>> {
  return table
}

/** Every kind of identifier a field may be declared to hold. */
export const identifierKinds = named({
  nationalId: {
    label: { vi: 'Số định danh cá nhân (CCCD)', en: 'Personal identification number' },
    parse: (text, field) => readNationalId(text, field).value,
  },
  citizenIdOld: {
    label: { vi: 'Số chứng minh nhân dân (9 số)', en: 'Old identity card number' },
    parse: parseCitizenIdOld,
  },
  taxCode: { label: { vi: 'Mã số thuế', en: 'Tax code' }, parse: parseTaxCode },
  phone: { label: { vi: 'Số điện thoại', en: 'Telephone' }, parse: parsePhone },
  email: { label: { vi: 'Thư điện tử', en: 'E-mail' }, parse: parseEmail },
  dossierNumber: {
    label: { vi: 'Mã hồ sơ', en: 'Dossier number' },
    parse: (text, field) => readDossierNumber(text, field).value,
  },
  procedureCode: { label: { vi: 'Mã thủ tục hành chính', en: 'Procedure code' }, parse: parseProcedureCode },
  agencyCode: { label: { vi: 'Mã định danh cơ quan', en: 'Agency code' }, parse: parseAgencyCode },
  insuranceCode: { label: insurance, parse: digits(10, insurance) },
  healthCard: { label: { vi: 'Số thẻ bảo hiểm y tế', en: 'Health insurance card' }, parse: parseHealthCard },
  budgetUnit: { label: budgetUnit, parse: digits(7, budgetUnit) },
  postalCode: { label: postal, parse: digits(5, postal) },
  communeCode: { label: commune, parse: digits(5, commune) },
  gtin: { label: { vi: 'Mã vạch sản phẩm (GTIN)', en: 'Product bar code (GTIN)' }, parse: parseGtin },
})

export type IdentifierKindName = keyof typeof identifierKinds

function withoutBlanks(text: string): string {
  return text.replace(/[\s.]/g, '')
}

/** Enough of what was typed to recognise it, and no more. */
function shown(text: string): string {
  const said = text.trim()
  return said.length > 40 ? `${said.slice(0, 40)}…` : said
}
