import { describe, expect, test } from 'vitest'
import { compileCalendar, stateCalendar } from '#ground/working-time'
import { alertLevels, lateShare, levelsOn, mondayOf, soonUntil, workingDaysAgo } from './rules.ts'

const calendar = compileCalendar(stateCalendar(2026, 2026), 2026, 2026)
const at = (text: string) => new Date(`${text}:00+07:00`)

describe('about to be late is until the end of the next working day', () => {
  test.each([
    ['a Monday', '2026-10-05T08:00', '2026-10-06T17:00'],
    ['a Friday: over the weekend', '2026-10-09T16:30', '2026-10-12T17:00'],
    ['a Saturday', '2026-10-10T09:00', '2026-10-12T17:00'],
    ['the eve of the day of culture, 24 November', '2026-11-23T10:00', '2026-11-25T17:00'],
  ])('%s', (_name, now, until) => expect(soonUntil(calendar, at(now))).toEqual(at(until)))
})

test.each([
  ['2026-10-12T09:15', 5, '2026-10-05T09:15'],
  ['2026-10-05T09:15', 1, '2026-10-02T09:15'],
  ['2026-10-05T09:15', 0, '2026-10-05T09:15'],
])('%s, %d working days ago', (now, days, then) => expect(workingDaysAgo(calendar, at(now), days)).toEqual(at(then)))

test.each([
  ['2026-10-05', '2026-10-05'],
  ['2026-10-11', '2026-10-05'],
  ['2026-10-12', '2026-10-12'],
])('the week of %s begins on %s', (day, monday) => expect(mondayOf(day)).toBe(monday))

test.each([
  [0, 0, null],
  [1, 3, 33.3],
  [3, 3, 100],
  [0, 5, 0],
])('%d late of %d open', (late, open, share) => expect(lateShare(late, open)).toBe(share))

test('levels rise with lateness, and each says who is told and by which source', () => {
  const levels = levelsOn('2026-10-05')
  expect(levels.map((one) => one.level)).toEqual(['soon', 'late', 'long-late'])
  expect(levels.map((one) => one.fromWorkingDays)).toEqual([-1, 0, 5])
  for (const one of alertLevels) expect(one.tells.length > 0 && one.source.length > 10).toBe(true)
  expect(levelsOn('2025-06-30')).toEqual([])
})
