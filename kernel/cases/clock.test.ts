import { expect, test } from 'vitest'
import { compileCalendar, pauseClock, resumeClock, stateCalendar } from '#ground/working-time'
import { columnsOf, freshClock, warningNow } from './clock.ts'
import type { Flow } from './flow.ts'

const calendar = compileCalendar(stateCalendar(2026, 2027), 2026, 2027)
const at = (local: string): Date => new Date(`${local}:00+07:00`)
const flowWarning = (...shares: number[]): Flow => ({ warnAt: () => shares }) as unknown as Flow
const fresh = (from: string, hours: number, ...shares: number[]) =>
  freshClock(
    calendar,
    at(from),
    { limit: { amount: hours, unit: 'working-hour' } },
    { flow: flowWarning(...shares), clock: 'whole' },
  )

test.each<[words: string, hours: number, shares: number[], first: string, last: number]>([
  ['half of eight hours from eight is after the lunch break', 8, [0.5, 0.8], '2026-10-05T14:00', 96],
  ['half of two days is the opening of the second', 16, [0.5, 0.8], '2026-10-06T07:00', 192],
  ['without shares: once, four hours before the end', 16, [], '2026-10-06T11:00', 240],
])('%s', (_words, hours, shares, first, last) => {
  const clock = fresh(hours === 8 ? '2026-10-05T08:00' : '2026-10-05T07:00', hours, ...shares)
  expect([clock.warn_minutes, clock.warn_at]).toEqual([last, at(first)])
})

test('each warning has its turn, and the last stays the one that colours the clock', () => {
  const clock = fresh('2026-10-05T07:00', 8, 0.5, 0.8)
  expect(clock.warnings).toEqual([
    { share: 0.5, minutes: 240 },
    { share: 0.8, minutes: 96 },
  ])
  expect(clock.warn_at).toEqual(at('2026-10-05T11:00'))
  const turn = (now: string) => warningNow(calendar, clock.clock, clock.warnings ?? [], at(now))
  expect(turn('2026-10-05T10:59')).toEqual({ told: null, next: at('2026-10-05T11:00') })
  expect(turn('2026-10-05T11:00')).toEqual({ told: { share: 0.5, minutes: 240 }, next: at('2026-10-05T15:24') })
  // The host was down over both: the later one is told, the earlier is not made up for.
  expect(turn('2026-10-05T16:00')).toEqual({ told: { share: 0.8, minutes: 96 }, next: null })
})

test('a wait moves the warnings that are still to come', () => {
  const clock = fresh('2026-10-05T07:00', 8, 0.5, 0.8)
  const paused = pauseClock(calendar, clock.clock, at('2026-10-05T09:00'))
  expect(columnsOf(calendar, paused, clock, at('2026-10-05T09:00')).warn_at).toBeNull()
  const resumed = resumeClock(calendar, paused, at('2026-10-06T07:00'))
  // Two hours were gone: half of it is gone two hours later.
  expect(columnsOf(calendar, resumed, clock, at('2026-10-06T07:00')).warn_at).toEqual(at('2026-10-06T09:00'))
})

test('shares that do not rise are a mistake of the flow', () => {
  expect(() => fresh('2026-10-05T07:00', 8, 0.8, 0.5)).toThrow()
  expect(() => fresh('2026-10-05T07:00', 8, 1)).toThrow()
})
