import { addDays, instantAt, type LocalDate, localDate } from '#ground/clock'
import { type Calendar, nextWorkingDay, previousWorkingDay, sessionsOf } from '#ground/working-time'

/** Who is warned of a dossier, from when on. A dated row: the province changes it by adding another. */
export interface AlertLevel {
  level: 'soon' | 'late' | 'long-late'
  /** Working days past the promised time; negative: before it. */
  fromWorkingDays: number
  /** Roles told, and where: in the unit that has the open task, in the centre of the dossier, in the agency, at the top. */
  tells: readonly { role: string; at: 'task' | 'centre' | 'agency' | 'province' }[]
  valid_from: LocalDate
  valid_to: LocalDate | null
  source: string
}

const source = 'Quy ước của nền tảng theo yêu cầu giám sát của Nghị định 118/2025/NĐ-CP, Điều 27'

export const alertLevels: readonly AlertLevel[] = [
  {
    level: 'soon',
    fromWorkingDays: -1,
    tells: [
      { role: 'section-head', at: 'task' },
      { role: 'centre-head', at: 'centre' },
    ],
    valid_from: '2025-07-01',
    valid_to: null,
    source,
  },
  {
    level: 'late',
    fromWorkingDays: 0,
    tells: [
      { role: 'section-head', at: 'task' },
      { role: 'centre-head', at: 'centre' },
      { role: 'leader', at: 'agency' },
    ],
    valid_from: '2025-07-01',
    valid_to: null,
    source,
  },
  {
    level: 'long-late',
    fromWorkingDays: 5,
    tells: [
      { role: 'leader', at: 'agency' },
      { role: 'province-monitor', at: 'province' },
    ],
    valid_from: '2025-07-01',
    valid_to: null,
    source,
  },
]

/** The levels in force on a day. */
export const levelsOn = (day: LocalDate): AlertLevel[] =>
  alertLevels.filter((one) => one.valid_from <= day && (one.valid_to === null || one.valid_to >= day))

/** The end of the next working day: what falls due until then is about to be late. */
export function soonUntil(calendar: Calendar, now: Date): Date {
  const day = nextWorkingDay(calendar, localDate(now), true)
  const last = sessionsOf(calendar, day).at(-1)
  return instantAt(day, last?.endMinute ?? 24 * 60)
}

/** The instant so many working days ago, at the same clock time: what fell due before it is that long late. */
export function workingDaysAgo(calendar: Calendar, now: Date, days: number): Date {
  let day = localDate(now)
  for (let i = 0; i < days; i++) day = previousWorkingDay(calendar, day, true)
  return new Date(instantAt(day, 0).getTime() + (now.getTime() - instantAt(localDate(now), 0).getTime()))
}

/** Late among open, 0 to 100, one decimal; null when nothing is open. */
export const lateShare = (late: number, open: number): number | null =>
  open === 0 ? null : Math.round((late * 1_000) / open) / 10

/** Monday of the week of a day. */
export function mondayOf(day: LocalDate): LocalDate {
  const since = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
  return addDays(day, -since)
}
