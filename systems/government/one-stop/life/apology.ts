import { formatInstant, localDate } from '#ground/clock'
import { type Calendar, due, isWorkingDay, type Limit, sessionsOf } from '#ground/working-time'
import { refuse } from '../refusals.ts'
import { apologyRuleOn } from '../rules.ts'

/** Minutes of an instant's local day, +07. */
const minuteOf = (at: Date): number => (Math.floor(at.getTime() / 60_000) + 7 * 60) % 1440

const later = (a: Date, b: Date): Date => new Date(Math.max(a.getTime(), b.getTime()))

/** The latest instant a promise may be moved to: its whole limit once more after the old one, or after now when that has passed. */
export function latestPromise(calendar: Calendar, of: { former: Date; limit: Limit; now: Date }): Date {
  const { limitsMax } = apologyRuleOn(localDate(of.now))
  const from = later(of.former, of.now)
  const limit = of.limit.unit === 'same-day' ? of.limit : { ...of.limit, amount: of.limit.amount * limitsMax }
  return due(calendar, from, limit, { lastHourRule: false })
}

/**
 * Whether a new promise may be made: later than the old one and than now, while the office works, not later than the rule
 * allows. Refuses 'one-stop.promise-not-later', 'one-stop.promise-closed', 'one-stop.promise-too-far'; answers nothing.
 */
export function checkPromise(
  calendar: Calendar,
  of: { former: Date; limit: Limit; now: Date; promise: Date },
  field: string,
): void {
  const { former, now, promise } = of
  if (promise <= former || promise <= now)
    throw refuse['promise-not-later']({ due: formatInstant(later(former, now)) }, field)
  const day = localDate(promise)
  const minute = minuteOf(promise)
  const open =
    isWorkingDay(calendar, day) &&
    sessionsOf(calendar, day).some((session) => minute >= session.startMinute && minute <= session.endMinute)
  if (!open) throw refuse['promise-closed']({ at: formatInstant(promise) }, field)
  const latest = latestPromise(calendar, of)
  if (promise > latest) throw refuse['promise-too-far']({ latest: formatInstant(latest) }, field)
}
