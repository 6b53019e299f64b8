import { expect, test } from 'vitest'
import { compileCalendar, type Limit, stateCalendar } from '#ground/working-time'
import { checkPromise, latestPromise } from './apology.ts'

const calendar = compileCalendar(stateCalendar(2026, 2027), 2026, 2027)
const at = (local: string): Date => new Date(`${local}:00+07:00`)
const days = (amount: number): Limit => ({ amount, unit: 'working-day' })

test.each<[words: string, former: string, limit: Limit, now: string, latest: string]>([
  [
    'before the limit: the limit again after the old date',
    '2026-10-09T10:00',
    days(3),
    '2026-10-08T09:00',
    '2026-10-14T10:00',
  ],
  ['after the limit: the limit again after today', '2026-10-05T10:00', days(3), '2026-10-08T09:00', '2026-10-13T09:00'],
  [
    'of a procedure settled within the day: the next day to its close',
    '2026-10-08T17:00',
    { amount: 1, unit: 'same-day' },
    '2026-10-08T16:00',
    '2026-10-09T17:00',
  ],
])('%s', (_words, former, limit, now, latest) => {
  expect(latestPromise(calendar, { former: at(former), limit, now: at(now) })).toEqual(at(latest))
})

const asked = (promise: string, former = '2026-10-09T10:00') =>
  checkPromise(
    calendar,
    { former: at(former), limit: days(3), now: at('2026-10-08T09:00'), promise: at(promise) },
    'due',
  )

test.each([
  ['the old date itself', '2026-10-09T10:00', 'one-stop.promise-not-later'],
  ['a Saturday', '2026-10-10T09:00', 'one-stop.promise-closed'],
  ['midnight', '2026-10-12T00:00', 'one-stop.promise-closed'],
  ['the lunch break', '2026-10-12T12:15', 'one-stop.promise-closed'],
  ['a minute beyond the limit', '2026-10-14T10:01', 'one-stop.promise-too-far'],
])('%s is refused', (_words, promise, code) => {
  expect(() => asked(promise)).toThrow(expect.objectContaining({ code }))
})

test.each([
  ['the last minute allowed', '2026-10-14T10:00'],
  ['closing time', '2026-10-12T17:00'],
])('%s is taken', (_words, promise) => {
  expect(asked(promise)).toBeUndefined()
})

test('a date already past is refused though it is later than the one missed', () => {
  expect(() => asked('2026-10-07T09:00', '2026-10-05T10:00')).toThrow(
    expect.objectContaining({ code: 'one-stop.promise-not-later' }),
  )
})
