import { holidaysOf } from '#ground/holidays'
import type { Words } from '#ground/text'
import type { CalendarRows } from '#ground/working-time'

/** A kind of working week. */
export type CalendarName = 'office' | 'one-stop-saturday'

/** One session of a working week. Times are local, 'HH:MM', the end is not included. */
export type SessionRow = {
  calendar: CalendarName
  /** ISO weekday: 1 Monday … 7 Sunday. */
  weekday: 1 | 2 | 3 | 4 | 5 | 6 | 7
  from: string
  to: string
  valid_from: string
  valid_to: string | null
  source: string
}

/** What an announced day is. A weekday off: holiday, makeup, swap_off. A weekend day worked: swap_work. */
export type CalendarDayKind = 'holiday' | 'makeup' | 'swap_off' | 'swap_work'

/** One announced day; `date` is LocalDate, `document` the notice or law it rests on. */
export type CalendarDay = {
  date: string
  kind: CalendarDayKind
  note: Words
  document: string
  /** For the two days of a swap: the other one. */
  swappedWith?: string
}

/** Titles of the calendars. */
export const calendars: { name: CalendarName; title: Words }[] = [
  { name: 'office', title: { vi: 'Giờ hành chính, thứ Hai đến thứ Sáu', en: 'Office hours, Monday to Friday' } },
  {
    name: 'one-stop-saturday',
    title: { vi: 'Giờ hành chính và sáng thứ Bảy', en: 'Office hours and Saturday morning' },
  },
]

const officeSource = 'Giờ hành chính 8 giờ/ngày, 40 giờ/tuần (giá trị mặc định, cơ quan được đổi)'
const saturdaySource = 'Lịch tiếp nhận sáng thứ Bảy (tùy chọn của từng Trung tâm PVHCC)'
// Offices kept these hours before the merger too; dossiers of the old provinces are still counted with them.
const hoursFrom = '2021-01-01'
const weekdays = [1, 2, 3, 4, 5] as const

function officeWeek(calendar: CalendarName): SessionRow[] {
  return weekdays.flatMap((weekday): SessionRow[] => [
    { calendar, weekday, from: '07:00', to: '11:30', valid_from: hoursFrom, valid_to: null, source: officeSource },
    { calendar, weekday, from: '13:30', to: '17:00', valid_from: hoursFrom, valid_to: null, source: officeSource },
  ])
}

/** The sessions of every calendar. */
export const sessions: SessionRow[] = [
  ...officeWeek('office'),
  ...officeWeek('one-stop-saturday'),
  {
    calendar: 'one-stop-saturday',
    weekday: 6,
    from: '07:30',
    to: '11:30',
    valid_from: hoursFrom,
    valid_to: null,
    source: saturdaySource,
  },
]

const tet: Words = { vi: 'Tết Nguyên đán', en: 'Lunar New Year' }
const newYear: Words = { vi: 'Tết Dương lịch', en: "New Year's Day" }
const kings: Words = { vi: 'Giỗ Tổ Hùng Vương', en: 'Hùng Kings’ Commemoration' }
const victory: Words = { vi: 'Ngày Chiến thắng', en: 'Reunification Day' }
const labour: Words = { vi: 'Ngày Quốc tế lao động', en: 'Labour Day' }
const nation: Words = { vi: 'Quốc khánh', en: 'National Day' }
const culture: Words = { vi: 'Ngày Văn hóa Việt Nam', en: 'Vietnam Culture Day' }

const labourCode = 'Bộ luật Lao động 45/2019/QH14, Điều 112'
const notice2025 = 'Thông báo 6150/TB-BLĐTBXH'
const notice2026 = 'Thông báo 9441/TB-BNV'
const swap2026 = 'Công văn 12729/VPCP-KGVX'
const culture2026 = 'Nghị quyết 28/2026/QH16'

function day(date: string, kind: CalendarDayKind, note: Words, document: string): CalendarDay {
  return { date, kind, note, document }
}

/** A weekday off and the weekend day worked for it. */
function swap(off: string, worked: string, document: string): CalendarDay[] {
  const [offDay, workedDay] = [off, worked].map((date) => `${date.slice(8)}/${date.slice(5, 7)}`)
  return [
    {
      ...day(off, 'swap_off', { vi: `Nghỉ hoán đổi với ngày ${workedDay}`, en: `Swapped with ${workedDay}` }, document),
      swappedWith: worked,
    },
    {
      ...day(
        worked,
        'swap_work',
        { vi: `Làm bù cho ngày ${offDay}`, en: `Worked in exchange for ${offDay}` },
        document,
      ),
      swappedWith: off,
    },
  ]
}

/**
 * The announced days of 2025 and 2026, and for 2027 only the days the law itself fixes: the 2027 notice (days of Tết,
 * second National Day, swaps) was not issued when this was written. Days of rest that fall on a Saturday or Sunday
 * are not listed unless they are worked.
 */
export const calendarDays: CalendarDay[] = [
  day('2025-01-01', 'holiday', newYear, labourCode),
  ...['2025-01-27', '2025-01-28', '2025-01-29', '2025-01-30', '2025-01-31'].map((date) =>
    day(date, 'holiday', tet, notice2025),
  ),
  day('2025-04-07', 'holiday', kings, labourCode),
  day('2025-04-30', 'holiday', victory, labourCode),
  day('2025-05-01', 'holiday', labour, labourCode),
  ...swap('2025-05-02', '2025-04-26', notice2025),
  day('2025-09-01', 'holiday', nation, notice2025),
  day('2025-09-02', 'holiday', nation, labourCode),

  day('2026-01-01', 'holiday', newYear, labourCode),
  ...swap('2026-01-02', '2026-01-10', swap2026),
  ...['2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20'].map((date) =>
    day(date, 'holiday', tet, notice2026),
  ),
  day(
    '2026-04-27',
    'makeup',
    { vi: 'Nghỉ bù Giỗ Tổ Hùng Vương (Chủ nhật 26/4)', en: 'For the Hùng Kings’ day on Sunday 26 April' },
    'Bộ luật Lao động 45/2019/QH14, Điều 111',
  ),
  day('2026-04-30', 'holiday', victory, labourCode),
  day('2026-05-01', 'holiday', labour, labourCode),
  ...swap('2026-08-31', '2026-08-22', notice2026),
  day('2026-09-01', 'holiday', nation, notice2026),
  day('2026-09-02', 'holiday', nation, labourCode),
  day('2026-11-24', 'holiday', culture, culture2026),

  day('2027-01-01', 'holiday', newYear, labourCode),
  day('2027-04-16', 'holiday', kings, labourCode),
  day('2027-04-30', 'holiday', victory, labourCode),
  day(
    '2027-05-03',
    'makeup',
    { vi: 'Nghỉ bù Ngày Quốc tế lao động (thứ Bảy 01/5)', en: 'For Labour Day on Saturday 1 May' },
    'Bộ luật Lao động 45/2019/QH14, Điều 111',
  ),
  day('2027-09-02', 'holiday', nation, labourCode),
  day('2027-11-24', 'holiday', culture, culture2026),
]

/** Years whose yearly notice is not in `calendarDays` yet; a deadline that reaches into one must say so. */
export const yearsWithoutNotice: number[] = [2027]

/**
 * A calendar in the shape that working time is compiled from, for the years given (2021–2199). The days of rest of the
 * law come first, the announced rows of the province after them: for one day the later row wins.
 */
export function calendarRows(name: CalendarName, fromYear: number, toYear: number): CalendarRows {
  const days: CalendarRows['days'][number][] = []
  for (let year = fromYear; year <= toYear; year += 1) days.push(...holidaysOf(year))
  const announced = calendarDays.filter((one) => {
    const year = Number(one.date.slice(0, 4))
    return year >= fromYear && year <= toYear
  })
  return {
    sessions: sessions
      .filter((row) => row.calendar === name)
      .map((row) => ({
        from: row.valid_from,
        to: row.valid_to,
        weekday: row.weekday,
        startMinute: minuteOf(row.from),
        endMinute: minuteOf(row.to),
      })),
    days: [...days, ...announced],
    source: calendars.find((one) => one.name === name)?.title.vi ?? name,
  }
}

function minuteOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return hour * 60 + minute
}
