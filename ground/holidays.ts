/**
 * The days off the law gives (Labour Code 45/2019/QH14, articles 111 and 112; Resolution 28/2026/QH16) and the days the
 * yearly notice fixes. What the law leaves to the Prime Minister (which five days of Tết, which neighbour of National
 * Day) is computed here as it was decided in every year from 2021 to 2026, and said to be computed; swaps of a weekday
 * for a Saturday have no article: they exist only when announced.
 */
import { addDays, daysBetween, type LocalDate, weekday } from './clock.ts'
import { lunarToSolar } from './lunar.ts'
import { refusals } from './refusal.ts'
import type { Words } from './text.ts'

export const refuse = refusals('holidays', {
  'outside-years': {
    kind: 'unsupported',
    vi: 'Ngày nghỉ lễ chỉ tính được từ năm 2021 (Bộ luật Lao động 2019) đến năm 2199; năm {year} nằm ngoài khoảng đó.',
    en: 'Holidays are computed from 2021 (Labour Code 2019) to 2199; {year} is outside.',
  },
})

export type DayKind = 'holiday' | 'makeup' | 'swap_off' | 'swap_work'

/** One day that is not what its weekday says. */
export type DayRow = {
  date: LocalDate
  kind: DayKind
  note: Words
  /** The notice or law the row rests on. */
  document: string
  /** Which rule gave it: a name of `holidayRules`, or 'swap'. */
  rule: string
  /** False when only computed: the notice of that year is not out. */
  announced: boolean
  /** For swaps: the other day of the pair. A day worked for another uses that day's sessions. */
  swappedWith?: LocalDate
}

type HolidayRule = {
  name: string
  /** In force for days from this one on. */
  from: LocalDate
  /** A day that falls on a weekly rest day is made up on the next working day (article 111, clause 3). */
  madeUp: boolean
  note: Words
  document: string
  days(year: number): LocalDate[]
}

const LABOUR_CODE = 'Bộ luật Lao động 45/2019/QH14, Điều 112'

/** The holidays of the law, as dated rules. */
export const holidayRules: readonly HolidayRule[] = [
  {
    name: 'new-year',
    from: '2021-01-01',
    madeUp: true,
    note: { vi: 'Tết Dương lịch', en: 'New Year' },
    document: LABOUR_CODE,
    days: (year) => [`${year}-01-01`],
  },
  {
    name: 'tet',
    from: '2021-01-01',
    madeUp: true,
    note: { vi: 'Tết Âm lịch', en: 'Lunar New Year (Tết)' },
    document: LABOUR_CODE,
    days: tetDays,
  },
  {
    name: 'ancestors',
    from: '2021-01-01',
    madeUp: true,
    note: { vi: 'Giỗ Tổ Hùng Vương (10/3 âm lịch)', en: 'Hùng Kings Commemoration' },
    document: LABOUR_CODE,
    days: (year) => [lunarToSolar({ year, month: 3, day: 10, leap: false })],
  },
  {
    name: 'victory',
    from: '2021-01-01',
    madeUp: true,
    note: { vi: 'Ngày Chiến thắng 30/4', en: 'Victory Day' },
    document: LABOUR_CODE,
    days: (year) => [`${year}-04-30`],
  },
  {
    name: 'labour',
    from: '2021-01-01',
    madeUp: true,
    note: { vi: 'Ngày Quốc tế lao động 1/5', en: 'International Labour Day' },
    document: LABOUR_CODE,
    days: (year) => [`${year}-05-01`],
  },
  {
    name: 'national',
    from: '2021-01-01',
    madeUp: true,
    note: { vi: 'Quốc khánh', en: 'National Day' },
    document: LABOUR_CODE,
    days: nationalDays,
  },
  {
    name: 'culture',
    from: '2026-07-01',
    // Outside article 112, clause 1, therefore not made up.
    madeUp: false,
    note: { vi: 'Ngày Văn hóa Việt Nam 24/11', en: 'Vietnam Culture Day' },
    document: 'Nghị quyết 28/2026/QH16',
    days: (year) => [`${year}-11-24`],
  },
]

function isWeekend(date: LocalDate): boolean {
  return weekday(date) >= 6
}

function weekendDays(days: LocalDate[]): number {
  return days.filter(isWeekend).length
}

/** Five days, one or two of them before the first of the first month: the choice that wastes fewer weekend days, else two before. */
function tetDays(year: number): LocalDate[] {
  const first = lunarToSolar({ year, month: 1, day: 1, leap: false })
  const from = (before: number) => Array.from({ length: 5 }, (_, i) => addDays(first, i - before))
  const two = from(2)
  const one = from(1)
  return weekendDays(one) < weekendDays(two) ? one : two
}

/** 2/9 and a neighbour: the one on a weekday; if both are, the one that touches a weekend; else 1/9. */
function nationalDays(year: number): LocalDate[] {
  const before = [`${year}-09-01`, `${year}-09-02`]
  const after = [`${year}-09-02`, `${year}-09-03`]
  if (weekendDays(before) !== weekendDays(after)) return weekendDays(before) < weekendDays(after) ? before : after
  return longestBreak(after) > longestBreak(before) ? after : before
}

/** Days off in a row around the given ones, weekends included. */
function longestBreak(days: LocalDate[]): number {
  const off = (date: LocalDate) => days.includes(date) || isWeekend(date)
  let [from, to] = [days[0] ?? '', days.at(-1) ?? '']
  while (off(addDays(from, -1))) from = addDays(from, -1)
  while (off(addDays(to, 1))) to = addDays(to, 1)
  return daysBetween(from, to) + 1
}

/** The legal days of a year computed from the rules, make-up days included, sorted by date; Monday to Friday are taken as working days. */
export function legalDays(year: number): DayRow[] {
  if (!Number.isInteger(year) || year < 2021 || year > 2199) throw refuse['outside-years']({ year })
  const rows = new Map<LocalDate, DayRow>()
  const waiting: { date: LocalDate; rule: HolidayRule }[] = []
  for (const rule of holidayRules) {
    for (const date of rule.days(year)) {
      if (date < rule.from || rows.has(date)) continue
      rows.set(date, row(date, 'holiday', rule))
      if (rule.madeUp && isWeekend(date)) waiting.push({ date, rule })
    }
  }
  for (const { date, rule } of waiting) {
    let day = addDays(date, 1)
    while (isWeekend(day) || rows.has(day)) day = addDays(day, 1)
    rows.set(day, row(day, 'makeup', rule))
  }
  return sorted([...rows.values()])
}

function row(date: LocalDate, kind: 'holiday' | 'makeup', rule: HolidayRule): DayRow {
  const note: Words =
    kind === 'holiday' ? rule.note : { vi: `Nghỉ bù ${rule.note.vi}`, en: `Day off in lieu of ${rule.note.en}` }
  return { date, kind, note, document: rule.document, rule: rule.name, announced: false }
}

type Notice = {
  document: string
  /** Weekdays off, by the rule that gives them. */
  off: readonly (readonly [rule: string, kind: 'holiday' | 'makeup', ...dates: LocalDate[]])[]
  /** A weekday off for a weekend day worked. */
  swaps: readonly { off: LocalDate; work: LocalDate }[]
}

/** The yearly notices, as published. */
const notices: Readonly<Record<number, Notice>> = {
  2025: {
    document: 'Thông báo 6150/TB-BLĐTBXH',
    off: [
      ['new-year', 'holiday', '2025-01-01'],
      ['tet', 'holiday', '2025-01-27', '2025-01-28', '2025-01-29', '2025-01-30', '2025-01-31'],
      ['ancestors', 'holiday', '2025-04-07'],
      ['victory', 'holiday', '2025-04-30'],
      ['labour', 'holiday', '2025-05-01'],
      ['national', 'holiday', '2025-09-01', '2025-09-02'],
    ],
    swaps: [{ off: '2025-05-02', work: '2025-04-26' }],
  },
  2026: {
    document: 'Thông báo 9441/TB-BNV; CV 12729/VPCP-KGVX; CV 3383/BNV-CVL',
    off: [
      ['new-year', 'holiday', '2026-01-01'],
      ['tet', 'holiday', '2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20'],
      ['ancestors', 'makeup', '2026-04-27'],
      ['victory', 'holiday', '2026-04-30'],
      ['labour', 'holiday', '2026-05-01'],
      ['national', 'holiday', '2026-09-01', '2026-09-02'],
      ['culture', 'holiday', '2026-11-24'],
    ],
    swaps: [
      { off: '2026-01-02', work: '2026-01-10' },
      { off: '2026-08-31', work: '2026-08-22' },
    ],
  },
}

/** The rows of the yearly notice, weekdays off and weekend days worked; nothing when it is not out or not known here. */
export function announcedDays(year: number): DayRow[] {
  const notice = notices[year]
  if (notice === undefined) return []
  const rows: DayRow[] = []
  for (const [name, kind, ...dates] of notice.off) {
    const rule = holidayRules.find((known) => known.name === name)
    if (rule === undefined) continue
    // A day that rests on a law of its own keeps that law as its document.
    const document = rule.document === LABOUR_CODE ? notice.document : rule.document
    for (const date of dates) rows.push({ ...row(date, kind, rule), document, announced: true })
  }
  for (const { off, work } of notice.swaps) {
    const shared = { document: notice.document, rule: 'swap', announced: true }
    rows.push({
      date: off,
      kind: 'swap_off',
      note: { vi: 'Nghỉ hoán đổi', en: 'Day off by swap' },
      swappedWith: work,
      ...shared,
    })
    rows.push({
      date: work,
      kind: 'swap_work',
      note: { vi: 'Làm bù ngày hoán đổi', en: 'Worked for a swapped day' },
      swappedWith: off,
      ...shared,
    })
  }
  return sorted(rows)
}

/**
 * The days of a year that are not what their weekday says: the announced ones, with the holidays that fall on a weekend
 * (an office open on Saturday needs them); or, when no notice is known, the computed ones, marked so in their note.
 */
export function holidaysOf(year: number): DayRow[] {
  const computed = legalDays(year)
  const announced = announcedDays(year)
  if (announced.length > 0) {
    const weekend = computed.filter((day) => day.kind === 'holiday' && isWeekend(day.date))
    return sorted([...announced, ...weekend])
  }
  return computed.map((day) => ({
    ...day,
    note: {
      vi: `${day.note.vi} (tính theo luật, chưa có thông báo)`,
      en: `${day.note.en} (computed from the law, not announced)`,
    },
  }))
}

/** True when the notice of the year is known: until then the calendar of that year may still change. */
export function isAnnounced(year: number): boolean {
  return notices[year] !== undefined
}

function sorted(rows: DayRow[]): DayRow[] {
  return rows.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
}
