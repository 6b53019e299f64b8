/** Time in the province: instants are Dates, days are 'YYYY-MM-DD' in Asia/Ho_Chi_Minh, which is +07:00 with no summer time. */
import { refusals } from './refusal.ts'
import type { Words } from './text.ts'

export const refuse = refusals('clock', {
  'no-such-day': {
    kind: 'invalid',
    vi: 'Không có ngày {text} trong lịch. Hãy kiểm tra lại ngày và tháng.',
    en: 'There is no day {text} in the calendar. Check the day and the month.',
  },
  'not-a-date': {
    kind: 'invalid',
    vi: '"{text}" không phải là ngày. Hãy ghi theo mẫu ngày/tháng/năm, ví dụ 28/02/2026.',
    en: '"{text}" is not a date. Write day/month/year, for example 28/02/2026.',
  },
})

/** Where "now" comes from; tests bring their own. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/** 'YYYY-MM-DD', a day of the province. */
export type LocalDate = string

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const OFFSET_MS = 7 * 3_600_000
const ISO = /^(\d{4})-(\d{2})-(\d{2})$/
const WRITTEN = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/

/** The day of the province in which the instant falls. */
export function localDate(instant: Date): LocalDate {
  return new Date(instant.getTime() + OFFSET_MS).toISOString().slice(0, 10)
}

/** Minutes since local midnight, 0..1439, seconds cut off. */
export function minuteOfDay(instant: Date): number {
  return Math.floor(mod(instant.getTime() + OFFSET_MS, DAY_MS) / MINUTE_MS)
}

/** The instant of a local day and a minute of it; 1440 and more run into the next day. */
export function instantAt(date: LocalDate, minute = 0): Date {
  return new Date(dayNumber(date) * DAY_MS - OFFSET_MS + minute * MINUTE_MS)
}

/** Days since 1970-01-01; the inverse of `dateOfDay`. */
export function dayNumber(date: LocalDate): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS
}

export function dateOfDay(day: number): LocalDate {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/**
 * Reads 2026-02-28 or 28/02/2026 (also 28-2-2026, 28.2.2026). Years 1000–9999.
 * Refuses clock.no-such-day (31/02/2026) and clock.not-a-date.
 */
export function parseLocalDate(text: string, field?: string): LocalDate {
  const said = text.trim()
  const iso = ISO.exec(said)
  const written = WRITTEN.exec(said)
  const parts = iso ? [iso[1], iso[2], iso[3]] : written ? [written[3], written[2], written[1]] : null
  if (parts === null) throw refuse['not-a-date']({ text: said.slice(0, 40) }, field)
  const [year, month, day] = parts.map(Number) as [number, number, number]
  const found = new Date(Date.UTC(year, month - 1, day))
  if (year < 1000 || found.getUTCMonth() !== month - 1 || found.getUTCDate() !== day) {
    throw refuse['no-such-day']({ text: said }, field)
  }
  return found.toISOString().slice(0, 10)
}

/** True for a day that exists, written 'YYYY-MM-DD'. */
export function isLocalDate(text: string): boolean {
  if (!ISO.test(text)) return false
  const day = dayNumber(text)
  return Number.isInteger(day) && dateOfDay(day) === text
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return dateOfDay(dayNumber(date) + days)
}

/** Whole months later; a day the month does not have becomes its last day (31/01 + 1 = 28/02). Civil Code 2015, art. 147. */
export function addMonths(date: LocalDate, months: number): LocalDate {
  return dateOfDay(dayMonthsLater(dayNumber(date), months))
}

/** The same on day numbers. */
export function dayMonthsLater(day: number, months: number): number {
  const from = new Date(day * DAY_MS)
  const year = from.getUTCFullYear()
  const month = from.getUTCMonth() + months
  const firstOfNext = Date.UTC(year, month + 1, 1) / DAY_MS
  return Math.min(Date.UTC(year, month, 1) / DAY_MS + from.getUTCDate() - 1, firstOfNext - 1)
}

/** 1 Monday … 7 Sunday (ISO 8601). */
export function weekday(date: LocalDate): number {
  return mod(dayNumber(date) + 3, 7) + 1
}

/** Days from a to b; negative when b comes first. */
export function daysBetween(a: LocalDate, b: LocalDate): number {
  return dayNumber(b) - dayNumber(a)
}

/** 'dd/MM/yyyy'. */
export function formatDate(date: LocalDate): string {
  return `${date.slice(8, 10)}/${date.slice(5, 7)}/${date.slice(0, 4)}`
}

/** 'HH:mm ngày dd/MM/yyyy', as receipts write it. */
export function formatInstant(instant: Date): string {
  return `${formatMinute(minuteOfDay(instant))} ngày ${formatDate(localDate(instant))}`
}

/** 'HH:mm' of a minute of the day. */
export function formatMinute(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

const spoken = [
  { minutes: 1440, vi: 'ngày', en: ['day', 'days'] },
  { minutes: 60, vi: 'giờ', en: ['hour', 'hours'] },
  { minutes: 1, vi: 'phút', en: ['minute', 'minutes'] },
] as const

/** Real time in words, two units at most: '3 ngày 4 giờ', '15 phút', 'dưới 1 phút'. Sign is dropped. */
export function speakDuration(durationMs: number): Words {
  let rest = Math.floor(Math.abs(durationMs) / MINUTE_MS)
  const vi: string[] = []
  const en: string[] = []
  for (const unit of spoken) {
    const count = Math.floor(rest / unit.minutes)
    rest -= count * unit.minutes
    if (count === 0) {
      if (vi.length > 0) break
      continue
    }
    vi.push(`${count} ${unit.vi}`)
    en.push(`${count} ${count === 1 ? unit.en[0] : unit.en[1]}`)
    if (vi.length === 2) break
  }
  return vi.length === 0 ? { vi: 'dưới 1 phút', en: 'less than a minute' } : { vi: vi.join(' '), en: en.join(' ') }
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by
}
