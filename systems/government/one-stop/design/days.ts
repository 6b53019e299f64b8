import { addDays, type LocalDate } from '#ground/clock'
import { type Calendar, isWorkingDay } from '#ground/working-time'

/** Days are counted no further than this; what is asked of a year is not asked of a century. */
export const DAYS_COUNTED_MAX = 400

/** Working days after `from` up to and including `to`; counted no further than 400 days. */
export function workingDaysAfter(calendar: Calendar, from: LocalDate, to: LocalDate): number {
  let count = 0
  for (let day = addDays(from, 1), i = 0; day <= to && i < DAYS_COUNTED_MAX; day = addDays(day, 1), i++)
    if (isWorkingDay(calendar, day)) count++
  return count
}

/** The first day by which so many working days have passed since `from`. */
export function dayAfterWorkingDays(calendar: Calendar, from: LocalDate, days: number): LocalDate {
  let day = from
  for (let left = days, i = 0; left > 0 && i < DAYS_COUNTED_MAX; i++) {
    day = addDays(day, 1)
    if (isWorkingDay(calendar, day)) left--
  }
  return day
}
