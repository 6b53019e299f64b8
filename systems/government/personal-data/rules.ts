import { parseLocalDate } from '#ground/clock'
import { parseEmail, parsePhone } from '#ground/ids'
import { refusals } from '#ground/refusal'
import { nfc } from '#ground/text'
import type { Limit, LimitUnit } from '#ground/working-time'

/** What a person may ask about her data (Luật 91/2025/QH15, Điều 4). */
export const kinds = ['see', 'correct', 'export', 'restrict', 'erase', 'object', 'withdraw'] as const
export type Kind = (typeof kinds)[number]

export const statuses = [
  'received',
  'processing',
  'executing',
  'restricted',
  'answered',
  'refused',
  'withdrawn',
] as const
export type Status = (typeof statuses)[number]

/** What of herself a person may ask to have corrected; numbers of identity are corrected where they are issued. */
export const correctable = ['full_name', 'birth_date', 'sex', 'phone', 'email', 'address'] as const
export type Correctable = (typeof correctable)[number]

/** What a dated term is about. */
export const termKinds = [
  'answer',
  'finish',
  'extend',
  'copy-kept',
  'breach-report',
  'breach-kept',
  'assessment-sent',
] as const
export type TermKind = (typeof termKinds)[number]

/** One limit of the law, from–to, and how sure we are of it. `of` is a kind of request, or '*' for all. */
export interface TermValue {
  what: TermKind
  of: Kind | '*'
  amount: number
  measure: LimitUnit
  valid_from: string
  valid_to: string | null
  source: string
  confidence: 'published' | 'read' | 'assumed'
}

const DECREE = 'Nghị định 356/2025/NĐ-CP'
const LAW = 'Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15'
const finish = (of: Kind, amount: number, confidence: TermValue['confidence'], note: string): TermValue => ({
  what: 'finish',
  of,
  amount,
  measure: 'calendar-day',
  valid_from: '2026-01-01',
  valid_to: null,
  source: `${DECREE}: 10, 15 hoặc 20 ngày theo loại yêu cầu. ${note}`,
  confidence,
})
const READ = 'Loại này đọc được ở bài giới thiệu của luật sư, chưa đối chiếu với văn bản.'
const ASSUMED = 'Loại này ứng với số ngày nào là giả định, chờ đối chiếu với văn bản.'

/** The limits as values: they become rows with dates, and a change of law is another row. */
export const terms: readonly TermValue[] = [
  {
    what: 'answer',
    of: '*',
    amount: 2,
    measure: 'working-day',
    valid_from: '2026-01-01',
    valid_to: null,
    source: `${DECREE}: phản hồi trong 02 ngày làm việc`,
    confidence: 'published',
  },
  finish('see', 10, 'assumed', ASSUMED),
  finish('correct', 10, 'assumed', ASSUMED),
  finish('export', 10, 'assumed', ASSUMED),
  finish('withdraw', 15, 'read', READ),
  finish('restrict', 15, 'read', READ),
  finish('object', 15, 'read', READ),
  finish('erase', 20, 'assumed', ASSUMED),
  {
    what: 'extend',
    of: '*',
    amount: 15,
    measure: 'calendar-day',
    valid_from: '2026-01-01',
    valid_to: null,
    source: `${DECREE}: gia hạn một lần, không quá 15 ngày. ${READ}`,
    confidence: 'read',
  },
  {
    what: 'copy-kept',
    of: '*',
    amount: 30,
    measure: 'calendar-day',
    valid_from: '2026-01-01',
    valid_to: null,
    source: 'Quy ước của nền tảng: bản sao dữ liệu chỉ nằm trên máy chủ 30 ngày.',
    confidence: 'assumed',
  },
  {
    what: 'breach-report',
    of: '*',
    amount: 72,
    measure: 'calendar-hour',
    valid_from: '2026-01-01',
    valid_to: null,
    source: `${LAW}, Điều 23: thông báo trong 72 giờ từ khi phát hiện`,
    confidence: 'published',
  },
  {
    what: 'breach-kept',
    of: '*',
    amount: 60,
    measure: 'month',
    valid_from: '2026-01-01',
    valid_to: null,
    source: `${LAW}, Điều 23: giữ hồ sơ ít nhất 5 năm`,
    confidence: 'published',
  },
  {
    what: 'assessment-sent',
    of: '*',
    amount: 60,
    measure: 'calendar-day',
    valid_from: '2026-01-01',
    valid_to: null,
    source: `${LAW}, Điều 21: gửi trong 60 ngày từ ngày đầu tiên xử lý`,
    confidence: 'published',
  },
]

/** The term in force on a day: the row of the very kind before the row of all. */
export function termOn<T extends Pick<TermValue, 'what' | 'of' | 'valid_from' | 'valid_to'>>(
  rows: readonly T[],
  what: TermKind,
  of: Kind | '*',
  day: string,
): T | undefined {
  const inForce = rows
    .filter((row) => row.what === what && row.valid_from <= day && (row.valid_to === null || row.valid_to >= day))
    .sort((a, b) => (a.valid_from < b.valid_from ? 1 : -1))
  return inForce.find((row) => row.of === of) ?? inForce.find((row) => row.of === '*')
}

export const limitOf = (term: Pick<TermValue, 'amount' | 'measure'>): Limit => ({
  amount: term.amount,
  unit: term.measure,
})

/** Was a breach told in time? Real hours, by day and night, the last minute included. */
export const isToldInTime = (foundAt: Date, toldAt: Date, hours: number): boolean =>
  Math.floor(toldAt.getTime() / 60_000) <= Math.floor(foundAt.getTime() / 60_000) + hours * 60

export const refuseCorrection = refusals('personal-data-correction', {
  empty: {
    kind: 'invalid',
    vi: 'Hãy ghi giá trị đúng của "{label}".',
    en: 'Write what "{label}" should be.',
  },
  sex: { kind: 'invalid', vi: 'Giới tính ghi "nam" hoặc "nữ".', en: 'Write "nam" (male) or "nữ" (female).' },
  same: {
    kind: 'invalid',
    vi: '"{label}" đang ghi đúng như vậy rồi, không cần sửa.',
    en: '"{label}" says so already; there is nothing to correct.',
  },
  'too-long': {
    kind: 'invalid',
    vi: '"{label}" dài quá {max} ký tự.',
    en: '"{label}" has more than {max} characters.',
  },
})

const LENGTH_MAX: Record<Correctable, number> = {
  full_name: 200,
  birth_date: 10,
  sex: 10,
  phone: 20,
  email: 254,
  address: 500,
}

/** What a person typed as the right value, as the register keeps it. Refuses what the field cannot be. */
export function readCorrection(field: Correctable, typed: string, label: string): string {
  const text = nfc(typed).trim().replace(/\s+/g, ' ')
  if (text === '') throw refuseCorrection.empty({ label }, 'value')
  if ([...text].length > LENGTH_MAX[field])
    throw refuseCorrection['too-long']({ label, max: LENGTH_MAX[field] }, 'value')
  switch (field) {
    case 'birth_date':
      return parseLocalDate(text, 'value')
    case 'phone':
      return parsePhone(text, 'value')
    case 'email':
      return parseEmail(text, 'value')
    case 'sex': {
      const said = text.toLowerCase()
      if (said === 'nam' || said === 'male') return 'male'
      if (said === 'nữ' || said === 'female') return 'female'
      throw refuseCorrection.sex({}, 'value')
    }
    default:
      return text
  }
}
