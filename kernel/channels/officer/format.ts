import type { Count, Lang } from './api.ts'

/** Vietnam keeps +07:00 all year, so local time is a fixed shift: no time-zone database, no surprise on a badly set PC. */
const HOURS_EAST_MS = 7 * 3_600_000
const two = (n: number): string => String(n).padStart(2, '0')

/** '2026-03-01' → '01/03/2026'; anything else is shown as it is. */
export function showDate(date: string): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date)
  return parts ? `${parts[3]}/${parts[2]}/${parts[1]}` : date
}

/** An ISO instant → 'dd/MM/yyyy HH:mm' at +07:00. */
export function showInstant(instant: string): string {
  const at = new Date(instant)
  if (Number.isNaN(at.getTime())) return instant
  const local = new Date(at.getTime() + HOURS_EAST_MS)
  return `${two(local.getUTCDate())}/${two(local.getUTCMonth() + 1)}/${local.getUTCFullYear()} ${two(local.getUTCHours())}:${two(local.getUTCMinutes())}`
}

/** Today at +07:00 as 'YYYY-MM-DD'. */
export function today(now: Date = new Date()): string {
  return new Date(now.getTime() + HOURS_EAST_MS).toISOString().slice(0, 10)
}

/**
 * What an officer types for a date → 'YYYY-MM-DD', or undefined when no such day exists.
 * Takes 1/3/2026, 01-03-2026, 01.03.2026, 01032026 and two-digit years (26 → 2026, 58 → 1958).
 */
export function readDate(typed: string): string | undefined {
  const text = typed.trim()
  const parts = /^(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{4}|\d{2})$/.exec(text) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(text)
  if (!parts) return undefined
  const [day, month] = [Number(parts[1]), Number(parts[2])]
  let year = Number(parts[3])
  if (parts[3]?.length === 2) year += year > 40 ? 1900 : 2000
  const at = new Date(Date.UTC(year, month - 1, day))
  if (year < 1000 || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return undefined
  return `${year}-${two(month)}-${two(day)}`
}

/** 'dd/mm/yyyy hh:mm' typed at +07:00 → ISO instant; a date alone is its first minute. */
export function readInstant(typed: string): string | undefined {
  const parts = /^(\S+)(?:\s+(\d{1,2})[:hg](\d{2}))?$/.exec(typed.trim())
  const date = parts?.[1] ? readDate(parts[1]) : undefined
  if (!parts || !date) return undefined
  const [hour, minute] = [Number(parts[2] ?? 0), Number(parts[3] ?? 0)]
  if (hour > 23 || minute > 59) return undefined
  return new Date(`${date}T${two(hour)}:${two(minute)}:00+07:00`).toISOString()
}

const locale = (lang: Lang): string => (lang === 'vi' ? 'vi-VN' : 'en-GB')

export function showNumber(value: number, lang: Lang): string {
  return new Intl.NumberFormat(locale(lang), { maximumFractionDigits: 6 }).format(value)
}

/** Whole đồng: 1250000 → '1.250.000 ₫'. */
export function showMoney(value: number, lang: Lang): string {
  return `${new Intl.NumberFormat(locale(lang), { maximumFractionDigits: 0 }).format(value)} ₫`
}

/** '≈' says that the count was estimated, not counted. */
export function showCount(count: Count, lang: Lang): string {
  return `${count.exact ? '' : '≈ '}${showNumber(count.value, lang)}`
}

/** Bytes as a person reads them. */
export function showSize(bytes: number, lang: Lang): string {
  const units = ['B', 'kB', 'MB', 'GB']
  let size = bytes
  let step = 0
  while (size >= 1000 && step < units.length - 1) {
    size /= 1000
    step += 1
  }
  const digits = step > 0 && size < 10 ? 1 : 0
  return `${new Intl.NumberFormat(locale(lang), { maximumFractionDigits: digits }).format(size)} ${units[step]}`
}

/** 'latitude, longitude' as people copy it from a phone → [longitude, latitude]. */
export function readPoint(typed: string): [number, number] | undefined {
  const parts = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(typed)
  if (!parts) return undefined
  const [lat, lng] = [Number(parts[1]), Number(parts[2])]
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? [lng, lat] : undefined
}
