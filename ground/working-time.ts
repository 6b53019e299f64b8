/**
 * Working time: when an office works, when a limit runs out, and what its clock shows. Pure: a calendar is compiled once
 * from dated rows, then every question is a look-up or one binary search.
 *
 * Conventions, kept everywhere in this file
 * - Whole minutes. An instant counts as the minute it lies in, as receipts write it (HH:mm).
 * - A session [start, end) holds its first minute and not its last: at 17:00 the office is closed.
 * - The end of N working minutes is the earliest instant that has N of them behind it. A limit that runs out with the
 *   morning ends at 11:30, not at 13:30, and one that runs out with Friday ends on Friday.
 * - A clock time that falls where nobody works is moved to where the same working minutes are behind it: in the lunch gap
 *   back to the end of the morning, after closing back to closing, before opening forward to opening.
 */
import { dateOfDay, dayMonthsLater, dayNumber, type LocalDate, localDate, speakDuration } from './clock.ts'
import { type DayRow, holidaysOf } from './holidays.ts'
import { assert, refusals } from './refusal.ts'
import type { Words } from './text.ts'

export const refuse = refusals('working-time', {
  'outside-calendar': {
    kind: 'unavailable',
    vi: 'Lịch làm việc hiện có từ ngày {from} đến ngày {to}; thời hạn đang tính rơi vào {date}. Hãy bổ sung lịch năm còn thiếu rồi thử lại.',
    en: 'The working calendar covers {from} to {to}; this computation reaches {date}. Add the missing year and try again.',
  },
  'bad-session': {
    kind: 'invalid',
    vi: 'Buổi làm việc không hợp lệ (thứ {weekday}, phút {startMinute}–{endMinute}). Giờ bắt đầu phải trước giờ kết thúc, trong cùng một ngày.',
    en: 'A working session is wrong (weekday {weekday}, minutes {startMinute}–{endMinute}). It must start before it ends, within one day.',
  },
  'sessions-overlap': {
    kind: 'conflict',
    vi: 'Hai buổi làm việc của ngày {date} chồng lên nhau. Hãy sửa lại giờ làm việc của cơ quan.',
    en: 'Two working sessions of {date} overlap. Correct the hours of the office.',
  },
  'too-many-rows': {
    kind: 'too-many',
    vi: 'Lịch làm việc có {count} dòng, quá giới hạn {limit}. Hãy bỏ các dòng thừa.',
    en: 'The working calendar has {count} rows, over the limit of {limit}. Remove rows that are not needed.',
  },
  'bad-years': {
    kind: 'invalid',
    vi: 'Lịch phải gồm từ 1 đến {limit} năm liền nhau; từ năm {fromYear} đến năm {toYear} không được.',
    en: 'A calendar spans 1 to {limit} years in a row; {fromYear} to {toYear} does not.',
  },
  'bad-limit': {
    kind: 'invalid',
    vi: 'Thời hạn {amount} không dùng được. Hãy ghi số ngày, số tháng nguyên hoặc số giờ tròn phút, không âm, không quá {limit}.',
    en: 'A limit of {amount} cannot be used. Give whole days or months, or hours of whole minutes, not negative, at most {limit}.',
  },
  'already-paused': {
    kind: 'conflict',
    vi: 'Thời hạn đang tạm dừng rồi. Hãy tiếp tục trước khi tạm dừng lần nữa.',
    en: 'The clock is paused already. Resume it before pausing again.',
  },
  'not-paused': {
    kind: 'conflict',
    vi: 'Thời hạn đang chạy, không cần tiếp tục.',
    en: 'The clock is running; there is nothing to resume.',
  },
  'already-done': {
    kind: 'conflict',
    vi: 'Việc này đã kết thúc, thời hạn không thay đổi được nữa.',
    en: 'This work is done; its clock cannot change any more.',
  },
  'out-of-order': {
    kind: 'conflict',
    vi: 'Thời điểm này trước lần thay đổi gần nhất của thời hạn. Hãy kiểm tra lại ngày giờ.',
    en: 'This moment is before the last change of the clock. Check the date and the time.',
  },
})

// ---------------------------------------------------------------------------------------------- rows in

/** A working session of a weekday (1 Monday … 7 Sunday), minutes since midnight, in force from–to (to null: until changed). */
export type SessionRow = {
  from: LocalDate
  to: LocalDate | null
  weekday: number
  startMinute: number
  endMinute: number
}

/** A day that is not what its weekday says; 'rest' is a day the office itself closes. The later row for a day wins. */
export type CalendarDay = {
  date: LocalDate
  kind: DayRow['kind'] | 'rest'
  /** A 'swap_work' day works the sessions of this day's weekday; without it, of the nearest weekday before that has any. */
  swappedWith?: LocalDate | null
}

export type CalendarRows = { sessions: readonly SessionRow[]; days: readonly CalendarDay[]; source: string }

const ROWS_MAX = 50_000
const YEARS_MAX = 200
const DAY_MINUTES = 1440
const MINUTE_MS = 60_000
const OFFSET_MINUTES = 7 * 60

/** 07:00–11:30 and 13:30–17:00, Monday to Friday: 8 hours a day, 40 a week. */
export function officeSessions(from: LocalDate = '1976-01-01', to: LocalDate | null = null): SessionRow[] {
  return [1, 2, 3, 4, 5].flatMap((weekday) => [
    { from, to, weekday, startMinute: 420, endMinute: 690 },
    { from, to, weekday, startMinute: 810, endMinute: 1020 },
  ])
}

/** Office sessions and the State's holidays, for the years given (2021–2199). Agencies add or replace rows. */
export function stateCalendar(fromYear: number, toYear: number): CalendarRows {
  const days: DayRow[] = []
  for (let year = fromYear; year <= toYear; year++) days.push(...holidaysOf(year))
  return { sessions: officeSessions(), days, source: 'Bộ luật Lao động 45/2019/QH14 và thông báo nghỉ lễ hằng năm' }
}

// ---------------------------------------------------------------------------------------------- compiled

type DayPattern = {
  /** start, end, start, end … ascending, never overlapping. */
  readonly edges: readonly number[]
  readonly total: number
  readonly open: number
  readonly close: number
}

/** A calendar ready to compute with. Immutable; share it freely. */
export type Calendar = {
  readonly from: LocalDate
  readonly to: LocalDate
  readonly source: string
  /** Working minutes of the most common working day: what one "working day" means in words. */
  readonly dayMinutes: number
  /** Day number of index 0. */
  readonly firstDay: number
  readonly patterns: readonly DayPattern[]
  readonly patternOf: Uint16Array
  /** Working minutes before each day; one longer than the days. */
  readonly minutesBefore: Int32Array
  /** Working days before each day; one longer than the days. */
  readonly daysBefore: Int32Array
  /** Indices of the working days. */
  readonly workingDays: Int32Array
}

/**
 * Compiles dated rows for whole years. Refuses sessions that overlap or end before they start, more than 50,000 rows,
 * more than 200 years. Cost: about 1 ms a year, once.
 */
export function compileCalendar(rows: CalendarRows, fromYear: number, toYear: number): Calendar {
  const years = toYear - fromYear + 1
  if (!Number.isInteger(fromYear) || !Number.isInteger(toYear) || years < 1 || years > YEARS_MAX) {
    throw refuse['bad-years']({ fromYear, toYear, limit: YEARS_MAX })
  }
  const count = rows.sessions.length + rows.days.length
  if (count > ROWS_MAX) throw refuse['too-many-rows']({ count, limit: ROWS_MAX })
  for (const { weekday, startMinute, endMinute } of rows.sessions) {
    const whole = Number.isInteger(weekday) && Number.isInteger(startMinute) && Number.isInteger(endMinute)
    const fits = whole && weekday >= 1 && weekday <= 7 && startMinute >= 0 && startMinute < endMinute
    if (!fits || endMinute > DAY_MINUTES) throw refuse['bad-session']({ weekday, startMinute, endMinute })
  }

  const from: LocalDate = `${fromYear}-01-01`
  const to: LocalDate = `${toYear}-12-31`
  const firstDay = dayNumber(from)
  const length = dayNumber(to) - firstDay + 1
  const sessions = sessionsByWeekday(rows.sessions)
  const exceptions = new Map(rows.days.map((day) => [dayNumber(day.date), day]))

  const patterns: DayPattern[] = []
  const patternAt = new Map<string, number>()
  const patternOf = new Uint16Array(length)
  const minutesBefore = new Int32Array(length + 1)
  const daysBefore = new Int32Array(length + 1)
  const working: number[] = []
  const seen = new Map<number, number>()

  for (let i = 0; i < length; i++) {
    const day = firstDay + i
    const edges = edgesOf(sessions, day, exceptions.get(day))
    const key = edges.join()
    let at = patternAt.get(key)
    if (at === undefined) {
      at = patterns.length
      patternAt.set(key, at)
      patterns.push(patternFrom(edges, day))
    }
    const total = patterns[at]?.total ?? 0
    patternOf[i] = at
    minutesBefore[i + 1] = (minutesBefore[i] ?? 0) + total
    daysBefore[i + 1] = (daysBefore[i] ?? 0) + (total > 0 ? 1 : 0)
    if (total > 0) {
      working.push(i)
      seen.set(total, (seen.get(total) ?? 0) + 1)
    }
  }
  const commonest = [...seen].sort((a, b) => b[1] - a[1])[0]
  return {
    from,
    to,
    source: rows.source,
    dayMinutes: commonest?.[0] ?? 480,
    firstDay,
    patterns,
    patternOf,
    minutesBefore,
    daysBefore,
    workingDays: Int32Array.from(working),
  }
}

type Session = { from: number; to: number; start: number; end: number }

function sessionsByWeekday(rows: readonly SessionRow[]): Session[][] {
  const byWeekday: Session[][] = Array.from({ length: 8 }, () => [])
  for (const row of rows) {
    byWeekday[row.weekday]?.push({
      from: dayNumber(row.from),
      to: row.to === null ? Number.POSITIVE_INFINITY : dayNumber(row.to),
      start: row.startMinute,
      end: row.endMinute,
    })
  }
  for (const day of byWeekday) day.sort((a, b) => a.start - b.start)
  return byWeekday
}

function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}

function edgesOf(sessions: Session[][], day: number, exception: CalendarDay | undefined): number[] {
  const inForce = (weekday: number) =>
    (sessions[weekday] ?? []).flatMap((s) => (s.from <= day && day <= s.to ? [s.start, s.end] : []))
  if (exception === undefined) return inForce(weekdayOf(day))
  if (exception.kind !== 'swap_work') return []
  if (exception.swappedWith) return inForce(weekdayOf(dayNumber(exception.swappedWith)))
  for (let back = 1; back < 7; back++) {
    const edges = inForce(weekdayOf(day - back))
    if (edges.length > 0) return edges
  }
  return inForce(weekdayOf(day))
}

function patternFrom(edges: number[], day: number): DayPattern {
  let total = 0
  let last = -1
  for (let e = 0; e < edges.length; e += 2) {
    const [start = 0, end = 0] = [edges[e], edges[e + 1]]
    if (start < last) throw refuse['sessions-overlap']({ date: dateOfDay(day) })
    total += end - start
    last = end
  }
  return { edges, total, open: edges[0] ?? 0, close: edges.at(-1) ?? 0 }
}

// ---------------------------------------------------------------------------------------- inside one day

/** Working minutes of the day before a minute of it. */
function minutesWithin(pattern: DayPattern, minute: number): number {
  const { edges } = pattern
  let passed = 0
  for (let e = 0; e < edges.length; e += 2) {
    const start = edges[e] ?? 0
    if (minute <= start) break
    const end = edges[e + 1] ?? 0
    passed += Math.min(minute, end) - start
  }
  return passed
}

/** The first minute of the day with so many working minutes behind it; `passed` is 1..total. */
function earliestMinute(pattern: DayPattern, passed: number): number {
  const { edges } = pattern
  let left = passed
  for (let e = 0; e < edges.length; e += 2) {
    const start = edges[e] ?? 0
    const length = (edges[e + 1] ?? 0) - start
    if (left <= length) return start + left
    left -= length
  }
  return pattern.close
}

/** The last minute of the day with so many working minutes behind it that is worked itself; `passed` is 0..total-1. */
function latestMinute(pattern: DayPattern, passed: number): number {
  const { edges } = pattern
  let left = passed
  for (let e = 0; e < edges.length; e += 2) {
    const start = edges[e] ?? 0
    const length = (edges[e + 1] ?? 0) - start
    if (left < length) return start + left
    left -= length
  }
  return pattern.close
}

/** A clock time moved to where somebody works, by the convention at the top of the file. */
function clampMinute(pattern: DayPattern, minute: number): number {
  if (minute <= pattern.open) return pattern.open
  const { edges } = pattern
  let end = pattern.open
  for (let e = 0; e < edges.length; e += 2) {
    if (minute < (edges[e] ?? 0)) return end
    end = edges[e + 1] ?? 0
    if (minute <= end) return minute
  }
  return pattern.close
}

// --------------------------------------------------------------------------------------- the whole line

/** Minutes of local time since 1970-01-01T00:00+07:00. */
function localMinute(instant: Date): number {
  return Math.floor(instant.getTime() / MINUTE_MS) + OFFSET_MINUTES
}

function instantOf(calendar: Calendar, index: number, minute: number): Date {
  return new Date(((calendar.firstDay + index) * DAY_MINUTES + minute - OFFSET_MINUTES) * MINUTE_MS)
}

function outside(calendar: Calendar, day: number): Error {
  const date = Number.isFinite(day) && Math.abs(day) < 90_000_000 ? dateOfDay(day) : '?'
  return refuse['outside-calendar']({ from: calendar.from, to: calendar.to, date })
}

/** Index of the day of a local minute; refuses outside the calendar. */
function indexOf(calendar: Calendar, local: number): number {
  const index = Math.floor(local / DAY_MINUTES) - calendar.firstDay
  if (!(index >= 0 && index < calendar.patternOf.length)) throw outside(calendar, calendar.firstDay + index)
  return index
}

function patternAtIndex(calendar: Calendar, index: number): DayPattern {
  const pattern = calendar.patterns[calendar.patternOf[index] ?? 0]
  assert(pattern !== undefined, 'every day of a calendar has a pattern')
  return pattern
}

/** The n-th working day of the calendar, counted from 0; refuses past either end. */
function workingDay(calendar: Calendar, n: number): number {
  const index = calendar.workingDays[n]
  if (index === undefined)
    throw outside(calendar, n < 0 ? calendar.firstDay - 1 : calendar.firstDay + calendar.patternOf.length)
  return index
}

/** Working minutes from the start of the calendar. */
function position(calendar: Calendar, instant: Date): number {
  const local = localMinute(instant)
  const index = indexOf(calendar, local)
  const minute = local - (calendar.firstDay + index) * DAY_MINUTES
  return (calendar.minutesBefore[index] ?? 0) + minutesWithin(patternAtIndex(calendar, index), minute)
}

/** How many working days have at most `position` minutes before them, minus one: the day a position lies in. Binary search. */
function workingDayAt(calendar: Calendar, target: number, strictly: boolean): number {
  const { workingDays, minutesBefore } = calendar
  let low = 0
  let high = workingDays.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const before = minutesBefore[workingDays[middle] ?? 0] ?? 0
    if (strictly ? before < target : before <= target) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** True while a session runs. Refuses outside the calendar, as everything below. */
export function isWorking(calendar: Calendar, instant: Date): boolean {
  const local = localMinute(instant)
  const index = indexOf(calendar, local)
  const minute = local - (calendar.firstDay + index) * DAY_MINUTES
  const { edges } = patternAtIndex(calendar, index)
  for (let e = 0; e < edges.length; e += 2) {
    if (minute >= (edges[e] ?? 0) && minute < (edges[e + 1] ?? 0)) return true
  }
  return false
}

/** True for a day with at least one session. */
export function isWorkingDay(calendar: Calendar, date: LocalDate): boolean {
  const index = dayNumber(date) - calendar.firstDay
  if (!(index >= 0 && index < calendar.patternOf.length)) throw outside(calendar, dayNumber(date))
  return patternAtIndex(calendar, index).total > 0
}

/** The first working day on or after the date, or strictly after it. */
export function nextWorkingDay(calendar: Calendar, date: LocalDate, strictly = false): LocalDate {
  const index = dayNumber(date) - calendar.firstDay + (strictly ? 1 : 0)
  if (!(index >= 0 && index < calendar.patternOf.length)) throw outside(calendar, calendar.firstDay + index)
  return dateOfDay(calendar.firstDay + workingDay(calendar, calendar.daysBefore[index] ?? 0))
}

/** The last working day on or before the date, or strictly before it. */
export function previousWorkingDay(calendar: Calendar, date: LocalDate, strictly = false): LocalDate {
  const index = dayNumber(date) - calendar.firstDay + (strictly ? 0 : 1)
  if (!(index >= 0 && index <= calendar.patternOf.length)) throw outside(calendar, calendar.firstDay + index)
  return dateOfDay(calendar.firstDay + workingDay(calendar, (calendar.daysBefore[index] ?? 0) - 1))
}

/** The sessions of a day, minutes since midnight; empty for a day off. */
export function sessionsOf(calendar: Calendar, date: LocalDate): { startMinute: number; endMinute: number }[] {
  const index = dayNumber(date) - calendar.firstDay
  if (!(index >= 0 && index < calendar.patternOf.length)) throw outside(calendar, dayNumber(date))
  const { edges } = patternAtIndex(calendar, index)
  const sessions: { startMinute: number; endMinute: number }[] = []
  for (let e = 0; e < edges.length; e += 2) sessions.push({ startMinute: edges[e] ?? 0, endMinute: edges[e + 1] ?? 0 })
  return sessions
}

/** The instant itself, cut to its minute, when somebody works then; else the next opening of a session. */
export function nextWorkingInstant(calendar: Calendar, instant: Date): Date {
  const local = localMinute(instant)
  const index = indexOf(calendar, local)
  const minute = local - (calendar.firstDay + index) * DAY_MINUTES
  const pattern = patternAtIndex(calendar, index)
  if (minute < pattern.close) return instantOf(calendar, index, latestMinute(pattern, minutesWithin(pattern, minute)))
  return opening(calendar, calendar.daysBefore[index + 1] ?? 0)
}

function opening(calendar: Calendar, nthWorkingDay: number): Date {
  const index = workingDay(calendar, nthWorkingDay)
  return instantOf(calendar, index, patternAtIndex(calendar, index).open)
}

/** Working minutes from a to b, negative when b is first. */
export function workingMinutesBetween(calendar: Calendar, a: Date, b: Date): number {
  return position(calendar, b) - position(calendar, a)
}

// -------------------------------------------------------------------------------------- starts and ends

/** How a receipt becomes the start of its limit. */
export type StartRules = {
  /** A receipt in the last working hour of the day counts from the next working day (Decree 118/2025/NĐ-CP, art. 17). */
  lastHourRule: boolean
  /** A receipt at or after this minute of the day counts from the next working day, e.g. 900 for 15:00 at chứng thực. */
  cutoffMinute?: number | null
}

export const usualStart: StartRules = { lastHourRule: true }

/**
 * Where counting starts. Before opening: at opening. In the lunch gap: at the opening of the afternoon. (Sending it to the
 * next day would let a paper handed in at 12:00 fall due after one handed in at 14:00.) On a day off, after closing, in the
 * last working hour, or at the cut-off and later: at the opening of the next working day.
 */
export function normaliseStart(calendar: Calendar, instant: Date, rules: StartRules = usualStart): Date {
  const local = localMinute(instant)
  const index = indexOf(calendar, local)
  const minute = local - (calendar.firstDay + index) * DAY_MINUTES
  const pattern = patternAtIndex(calendar, index)
  const passed = minutesWithin(pattern, minute)
  const left = pattern.total - passed
  const tooLate = left <= (rules.lastHourRule ? 60 : 0) || minute >= (rules.cutoffMinute ?? DAY_MINUTES)
  if (tooLate) return opening(calendar, calendar.daysBefore[index + 1] ?? 0)
  return instantOf(calendar, index, latestMinute(pattern, passed))
}

/**
 * The earliest instant with that many working minutes behind it since the start; for a negative number, the latest
 * instant with that many still to come before it (reminders). Zero gives the instant itself, cut to its minute.
 */
export function addWorkingMinutes(calendar: Calendar, instant: Date, minutes: number): Date {
  assert(Number.isInteger(minutes), `${minutes} is not a whole number of minutes`)
  const target = position(calendar, instant) + minutes
  if (minutes === 0) return new Date(Math.floor(instant.getTime() / MINUTE_MS) * MINUTE_MS)
  const { minutesBefore } = calendar
  if (target < 0 || target > (minutesBefore.at(-1) ?? 0)) {
    throw outside(calendar, target < 0 ? calendar.firstDay - 1 : calendar.firstDay + calendar.patternOf.length)
  }
  const index = workingDay(calendar, workingDayAt(calendar, target, minutes > 0))
  const pattern = patternAtIndex(calendar, index)
  const passed = target - (minutesBefore[index] ?? 0)
  return instantOf(calendar, index, minutes > 0 ? earliestMinute(pattern, passed) : latestMinute(pattern, passed))
}

/** Working hours, whole or in fractions of whole minutes (1.5). */
export function addWorkingHours(calendar: Calendar, instant: Date, hours: number): Date {
  return addWorkingMinutes(calendar, instant, Math.round(hours * 60))
}

/**
 * The same clock time so many working days later, moved to where somebody works on that day (see the top). A start outside
 * working time counts from the next working instant. Zero days: that next working instant.
 */
export function addWorkingDays(calendar: Calendar, instant: Date, days: number): Date {
  assert(Number.isInteger(days) && days >= 0, `${days} is not a whole number of days`)
  const start = localMinute(nextWorkingInstant(calendar, instant))
  const index = indexOf(calendar, start)
  const minute = start - (calendar.firstDay + index) * DAY_MINUTES
  if (days === 0) return instantOf(calendar, index, minute)
  const landing = workingDay(calendar, (calendar.daysBefore[index] ?? 0) + days)
  return instantOf(calendar, landing, clampMinute(patternAtIndex(calendar, landing), minute))
}

/** A day and a clock time; when nobody works that day, the next working day (Civil Code 2015, art. 148.5); clock time as above. */
function landOn(calendar: Calendar, day: number, minute: number): Date {
  const index = day - calendar.firstDay
  if (!(index >= 0 && index < calendar.patternOf.length)) throw outside(calendar, day)
  const landing = workingDay(calendar, calendar.daysBefore[index] ?? 0)
  return instantOf(calendar, landing, clampMinute(patternAtIndex(calendar, landing), minute))
}

/** Calendar days later at the same clock time; a due day off moves to the next working day. */
export function addCalendarDays(calendar: Calendar, instant: Date, days: number): Date {
  assert(Number.isInteger(days) && days >= 0, `${days} is not a whole number of days`)
  const local = localMinute(instant)
  const day = Math.floor(local / DAY_MINUTES)
  return landOn(calendar, day + days, local - day * DAY_MINUTES)
}

/** Months later, same day of the month or its last day; a due day off moves to the next working day. */
export function addMonths(calendar: Calendar, instant: Date, months: number): Date {
  assert(Number.isInteger(months) && months >= 0, `${months} is not a whole number of months`)
  const local = localMinute(instant)
  const day = Math.floor(local / DAY_MINUTES)
  return landOn(calendar, dayMonthsLater(day, months), local - day * DAY_MINUTES)
}

export type LimitUnit = 'working-hour' | 'working-day' | 'calendar-day' | 'calendar-hour' | 'month' | 'same-day'
export type Limit = { amount: number; unit: LimitUnit }

const AMOUNT_MAX = 10_000

/** The limit when it can be counted; refuses working-time.bad-limit otherwise. For 'same-day' the amount says nothing. */
export function checkLimit(limit: Limit, field?: string): Limit {
  const { amount, unit } = limit
  const inMinutes = unit === 'working-hour' || unit === 'calendar-hour'
  const whole = Number.isInteger(inMinutes ? Math.round(amount * 6000) / 100 : amount)
  if (!whole || amount < 0 || amount > AMOUNT_MAX) throw refuse['bad-limit']({ amount, limit: AMOUNT_MAX }, field)
  return limit
}

const limitWords: Readonly<Record<Exclude<LimitUnit, 'same-day'>, readonly [vi: string, en: string]>> = {
  'working-hour': ['giờ làm việc', 'working hour'],
  'working-day': ['ngày làm việc', 'working day'],
  'calendar-day': ['ngày', 'day'],
  'calendar-hour': ['giờ', 'hour'],
  month: ['tháng', 'month'],
}

/** '5 ngày làm việc', '1,5 giờ làm việc', 'trong ngày'. */
export function speakLimit(limit: Limit): Words {
  if (limit.unit === 'same-day') return { vi: 'trong ngày', en: 'the same day' }
  const [vi, en] = limitWords[limit.unit]
  return {
    vi: `${String(limit.amount).replace('.', ',')} ${vi}`,
    en: `${limit.amount} ${en}${limit.amount === 1 ? '' : 's'}`,
  }
}

/**
 * When a limit runs out for something received at an instant. The start is normalised first, except for calendar hours,
 * which run by day and night (a data breach: 72 h). 'same-day' ends at the closing of the day counting starts on.
 */
export function due(calendar: Calendar, receivedAt: Date, limit: Limit, rules: StartRules = usualStart): Date {
  checkLimit(limit)
  return limitEnd(calendar, countedFrom(calendar, receivedAt, limit, rules), limit)
}

function countedFrom(calendar: Calendar, receivedAt: Date, limit: Limit, rules: StartRules): Date {
  return limit.unit === 'calendar-hour' ? addRealMinutes(receivedAt, 0) : normaliseStart(calendar, receivedAt, rules)
}

function limitEnd(calendar: Calendar, start: Date, limit: Limit): Date {
  switch (limit.unit) {
    case 'working-hour':
      return addWorkingHours(calendar, start, limit.amount)
    case 'working-day':
      return addWorkingDays(calendar, start, limit.amount)
    case 'calendar-day':
      return addCalendarDays(calendar, start, limit.amount)
    case 'calendar-hour':
      return addRealMinutes(start, Math.round(limit.amount * 60))
    case 'month':
      return addMonths(calendar, start, limit.amount)
    case 'same-day': {
      const index = indexOf(calendar, localMinute(start))
      return instantOf(calendar, index, patternAtIndex(calendar, index).close)
    }
  }
}

function addRealMinutes(instant: Date, minutes: number): Date {
  return new Date((Math.floor(instant.getTime() / MINUTE_MS) + minutes) * MINUTE_MS)
}

// ------------------------------------------------------------------------------------------- the clock

/** A limit that runs, pauses and ends: plain JSON, instants in ISO 8601. Only the functions below make one. */
export type WorkClock = {
  limit: Limit
  rules: StartRules
  /** When it was started, or restarted, as received. */
  startedAt: string
  /** Where counting began: the normalised start. */
  countedFrom: string
  dueAt: string
  pausedAt: string | null
  /** What was left when it was paused, in the measure of the limit; negative when it was late. */
  leftMinutes: number | null
  doneAt: string | null
  /** The last start, pause, resumption, restart or end: what comes next may not be earlier. */
  changedAt: string
  restarts: number
}

/** Calendar limits are measured in real minutes, all others in working minutes. */
function isReal(unit: LimitUnit): boolean {
  return unit === 'calendar-day' || unit === 'calendar-hour' || unit === 'month'
}

function minutesLeft(calendar: Calendar, unit: LimitUnit, now: Date, dueAt: Date): number {
  if (!isReal(unit)) return workingMinutesBetween(calendar, now, dueAt)
  return localMinute(dueAt) - localMinute(now)
}

/** The end of a limit received at an instant, and the clock that shows it. */
export function startClock(calendar: Calendar, at: Date, limit: Limit, rules: StartRules = usualStart): WorkClock {
  checkLimit(limit)
  const counted = countedFrom(calendar, at, limit, rules)
  const startedAt = at.toISOString()
  return {
    limit: { amount: limit.amount, unit: limit.unit },
    rules,
    startedAt,
    countedFrom: counted.getTime() === at.getTime() ? startedAt : counted.toISOString(),
    dueAt: limitEnd(calendar, counted, limit).toISOString(),
    pausedAt: null,
    leftMinutes: null,
    doneAt: null,
    changedAt: startedAt,
    restarts: 0,
  }
}

function mustRun(clock: WorkClock, at: Date): void {
  if (clock.doneAt !== null) throw refuse['already-done']()
  if (at.getTime() < Date.parse(clock.changedAt)) throw refuse['out-of-order']()
}

/** Stops counting: waiting for the citizen, for a fee, for another office. What is left is kept; before counting began, all of it is. */
export function pauseClock(calendar: Calendar, clock: WorkClock, at: Date): WorkClock {
  mustRun(clock, at)
  if (clock.pausedAt !== null) throw refuse['already-paused']()
  const counted = new Date(Math.max(at.getTime(), Date.parse(clock.countedFrom)))
  const leftMinutes = minutesLeft(calendar, clock.limit.unit, counted, new Date(clock.dueAt))
  const changedAt = at.toISOString()
  return { ...clock, pausedAt: changedAt, leftMinutes, changedAt }
}

/** Goes on with what was left: the wait is not counted. Late before stays late by as much. */
export function resumeClock(calendar: Calendar, clock: WorkClock, at: Date): WorkClock {
  mustRun(clock, at)
  if (clock.pausedAt === null || clock.leftMinutes === null) throw refuse['not-paused']()
  const { unit } = clock.limit
  // Paused and resumed before counting began (at night, on a day off): nothing has changed.
  const from = new Date(Math.max(at.getTime(), Date.parse(clock.countedFrom)))
  let dueAt: Date
  if (!isReal(unit)) {
    dueAt = addWorkingMinutes(calendar, from, clock.leftMinutes)
  } else {
    dueAt = addRealMinutes(from, clock.leftMinutes)
    if (unit !== 'calendar-hour') dueAt = addCalendarDays(calendar, dueAt, 0)
  }
  return { ...clock, dueAt: dueAt.toISOString(), pausedAt: null, leftMinutes: null, changedAt: at.toISOString() }
}

/** Begins again with the whole limit, after a supplement; the start rules apply to the new instant (Decree 118/2025/NĐ-CP, art. 17). */
export function restartClock(calendar: Calendar, clock: WorkClock, at: Date): WorkClock {
  mustRun(clock, at)
  return { ...startClock(calendar, at, clock.limit, clock.rules), restarts: clock.restarts + 1 }
}

/** The work is done; the clock stands for ever. */
/**
 * The same clock under a calendar that has changed: what has run stays run, what was left at `now` by the calendar before is
 * laid out anew by the calendar after. A clock that is paused keeps what it has left; one that is over or late stays as it
 * is: a day announced afterwards gives no time back. A limit in calendar days moves only off a day that is no longer worked.
 */
export function recountClock(before: Calendar, after: Calendar, clock: WorkClock, now: Date): WorkClock {
  const dueAt = new Date(clock.dueAt)
  if (clock.doneAt !== null || clock.pausedAt !== null || dueAt <= now) return clock
  const { unit } = clock.limit
  if (unit === 'calendar-hour') return clock
  let next: Date
  if (isReal(unit)) next = isWorkingDay(after, localDate(dueAt)) ? dueAt : addCalendarDays(after, dueAt, 0)
  else {
    const from = new Date(Math.max(now.getTime(), Date.parse(clock.countedFrom)))
    const left = workingMinutesBetween(before, from, dueAt)
    next = workingMinutesBetween(after, from, dueAt) === left ? dueAt : addWorkingMinutes(after, from, left)
  }
  return next.getTime() === dueAt.getTime() ? clock : { ...clock, dueAt: next.toISOString() }
}

export function finishClock(clock: WorkClock, at: Date): WorkClock {
  mustRun(clock, at)
  const changedAt = at.toISOString()
  return { ...clock, doneAt: changedAt, changedAt }
}

export type ClockState = {
  state: 'ok' | 'warn' | 'late' | 'paused' | 'done'
  /** In the measure of the limit: working minutes, or real minutes for calendar limits. Negative when late. */
  remainingMinutes: number
  words: Words
}

/**
 * What the clock shows. 'warn' when at most `warnMinutes` are left: by default a quarter of the limit, one working day at
 * most (one real day for calendar limits). At the very minute of the due instant it is not late yet.
 */
export function clockState(calendar: Calendar, clock: WorkClock, now: Date, warnMinutes?: number): ClockState {
  const { unit } = clock.limit
  const dueAt = new Date(clock.dueAt)
  if (clock.doneAt !== null) {
    const doneAt = new Date(clock.doneAt)
    // Paused and then done: judged by what was left at the pause.
    const left = clock.leftMinutes ?? minutesLeft(calendar, unit, doneAt, dueAt)
    const late = clock.leftMinutes === null ? localMinute(doneAt) > localMinute(dueAt) : left < 0
    if (late) return { state: 'done', remainingMinutes: left, words: speakLeft(calendar, unit, left, true) }
    // The three results of form 06 (Circular 03/2025/TT-VPCP); any minute of the due day is on time.
    const days = Math.floor(localMinute(dueAt) / DAY_MINUTES) - Math.floor(localMinute(doneAt) / DAY_MINUTES)
    const onTime = left === 0 || (clock.leftMinutes === null && days === 0)
    const words = onTime ? { vi: 'đúng hạn', en: 'on time' } : { vi: 'trước hạn', en: 'ahead of time' }
    return { state: 'done', remainingMinutes: left, words }
  }
  if (clock.pausedAt !== null) {
    return { state: 'paused', remainingMinutes: clock.leftMinutes ?? 0, words: { vi: 'tạm dừng', en: 'paused' } }
  }
  const late = localMinute(now) > localMinute(dueAt)
  const counted = new Date(Math.max(now.getTime(), Date.parse(clock.countedFrom)))
  const left = minutesLeft(calendar, unit, counted, dueAt)
  const words = speakLeft(calendar, unit, left, late)
  if (late) return { state: 'late', remainingMinutes: left, words }
  const whole = minutesLeft(calendar, unit, new Date(clock.countedFrom), dueAt)
  const oneDay = isReal(unit) ? DAY_MINUTES : calendar.dayMinutes
  const warnAt = warnMinutes ?? Math.min(Math.floor(whole / 4), oneDay)
  return { state: left <= warnAt ? 'warn' : 'ok', remainingMinutes: left, words }
}

function speakLeft(calendar: Calendar, unit: LimitUnit, left: number, late: boolean): Words {
  // Past the due instant with no working minute gone yet: late, and by nothing one could count.
  if (late && left === 0) return { vi: 'quá hạn', en: 'overdue' }
  if (!isReal(unit)) return speakRemaining(left, calendar.dayMinutes)
  const real = speakDuration(left * MINUTE_MS)
  if (left < 0) return { vi: `quá hạn ${real.vi}`, en: `${real.en} overdue` }
  return left === 0 ? { vi: 'đến hạn', en: 'due now' } : { vi: `còn ${real.vi}`, en: `${real.en} left` }
}

/**
 * Working minutes in words: 'còn 5 giờ làm việc', 'còn 1 ngày 3 giờ làm việc', 'quá hạn 2 ngày làm việc', 'đến hạn'.
 * A smaller unit is said only beside one or two of the larger; what is smaller still is cut off.
 */
export function speakRemaining(workingMinutes: number, dayMinutes = 480): Words {
  if (workingMinutes === 0) return { vi: 'đến hạn', en: 'due now' }
  const minutes = Math.abs(workingMinutes)
  const days = Math.floor(minutes / dayMinutes)
  const hours = Math.floor((minutes - days * dayMinutes) / 60)
  const rest = (minutes - days * dayMinutes) % 60
  const parts: [count: number, vi: string, en: string][] =
    days > 0
      ? [[days, 'ngày', 'day'], ...(days < 3 && hours > 0 ? [[hours, 'giờ', 'hour'] as [number, string, string]] : [])]
      : hours > 0
        ? [
            [hours, 'giờ', 'hour'],
            ...(hours < 3 && rest > 0 ? [[rest, 'phút', 'minute'] as [number, string, string]] : []),
          ]
        : [[rest, 'phút', 'minute']]
  const vi = `${parts.map(([count, word]) => `${count} ${word}`).join(' ')} làm việc`
  const en = parts.map(([count, , word]) => `${count} working ${word}${count === 1 ? '' : 's'}`).join(' ')
  return workingMinutes < 0 ? { vi: `quá hạn ${vi}`, en: `${en} overdue` } : { vi: `còn ${vi}`, en: `${en} left` }
}
