import type { Clock } from '#ground/clock'

/** A clock that stands still until it is told to move. */
export interface FalseClock extends Clock {
  /** Puts the clock at an instant; an ISO text without a zone is not accepted by `Date` consistently, so give one. */
  set(instant: Date | string): void
  /** Moves the clock by so many milliseconds, or by days, hours and minutes. */
  advance(by: number | { days?: number; hours?: number; minutes?: number; seconds?: number }): void
}

const inMs = (by: { days?: number; hours?: number; minutes?: number; seconds?: number }): number =>
  (((by.days ?? 0) * 24 + (by.hours ?? 0)) * 60 + (by.minutes ?? 0)) * 60_000 + (by.seconds ?? 0) * 1_000

/** A false clock that starts on a Tuesday morning in the province, unless told otherwise. */
export function falseClock(start: Date | string = '2026-11-24T08:00:00+07:00'): FalseClock {
  let at = new Date(start).getTime()
  return {
    now: () => new Date(at),
    set(instant) {
      at = new Date(instant).getTime()
    },
    advance(by) {
      at += typeof by === 'number' ? by : inMs(by)
    },
  }
}
