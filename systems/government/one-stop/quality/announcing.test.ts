import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays } from '#ground/clock'
import { compileCalendar, stateCalendar } from '#ground/working-time'
import { dayAfterWorkingDays, workingDaysAfter } from '../design/days.ts'
import {
  type AnnouncementDays,
  decisionDayIn,
  decisionStanding,
  lacksDay,
  lastDecisionDay,
  listingPlace,
  listingStanding,
  type Standing,
} from './announcing.ts'

const calendar = compileCalendar(stateCalendar(2024, 2027), 2024, 2027)
const days = (some: Partial<AnnouncementDays>): AnnouncementDays => ({
  law_from: null,
  decided_on: null,
  decided_unknown: false,
  listed_on: null,
  listed_unknown: false,
  decide_by: null,
  list_by: null,
  ...some,
})

test.each([
  // force, last day, why
  ['2026-08-03', '2026-07-27', 'a Monday: 3/8, 31, 30, 29, 28'],
  ['2026-09-01', '2026-08-23', 'a day off, after another: 28, 27, 26, 25, 24'],
  ['2026-05-01', '2026-04-21', '29, 28, 24, 23, 22: the 27th and the 30th are off'],
  ['2026-06-28', '2026-06-21', 'a Sunday: 26, 25, 24, 23, 22'],
  ['2026-09-03', '2026-08-24', 'a Thursday after three days off: 3/9, 28, 27, 26, 25'],
])('in force on %s: decided by %s (%s)', (force, last) => {
  expect(lastDecisionDay(calendar, force, 5)).toBe(last)
})

const anyDay = fc.integer({ min: 0, max: 900 }).map((n) => addDays('2024-03-01', n))

test('the index and the builder agree: in time is what the builder would let be published', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 10 }), (force, before, count) => {
      const decided = addDays(force, -before)
      expect(decided <= lastDecisionDay(calendar, force, count)).toBe(
        workingDaysAfter(calendar, decided, force) >= count,
      )
    }),
    { seed: 766, numRuns: 400 },
  )
})

describe('standing of a decision', () => {
  const due = { law_from: '2026-08-03', decide_by: '2026-07-27' }
  test.each<[Partial<AnnouncementDays>, string, Standing]>([
    [{ ...due, decided_on: '2026-07-27' }, '2026-10-05', 'on-time'],
    [{ ...due, decided_on: '2026-07-28' }, '2026-10-05', 'late'],
    [due, '2026-07-27', 'open'],
    [due, '2026-07-28', 'late'],
    [{ ...due, decided_unknown: true }, '2026-10-05', 'unknown'],
    [{ decided_on: '2026-07-01' }, '2026-10-05', 'unknown'],
    [{}, '2026-10-05', 'unknown'],
  ])('%o seen on %s: %s', (some, day, expected) => expect(decisionStanding(days(some), day)).toBe(expected))
})

describe('standing of a listing', () => {
  const due = { decided_on: '2026-07-20', list_by: '2026-07-27' }
  test.each<[Partial<AnnouncementDays>, string, Standing]>([
    [{ ...due, listed_on: '2026-07-27' }, '2026-10-05', 'on-time'],
    [{ ...due, listed_on: '2026-07-28' }, '2026-10-05', 'late'],
    [due, '2026-07-27', 'open'],
    [due, '2026-07-28', 'late'],
    [{ ...due, listed_unknown: true }, '2026-10-05', 'unknown'],
    [{ decided_unknown: true, listed_on: '2026-07-28' }, '2026-10-05', 'unknown'],
    [{}, '2026-10-05', 'open'],
  ])('%o seen on %s: %s', (some, day, expected) => expect(listingStanding(days(some), day)).toBe(expected))
})

test('before the calendar begins a listing belongs to the day of its decision, not to every period', () => {
  const old = days({ law_from: '2010-08-01', decided_on: '2010-07-01', listed_on: '2010-07-02' })
  expect([listingStanding(old, '2026-10-05'), listingPlace(old), lacksDay(old)]).toEqual([
    'unknown',
    '2010-07-01',
    false,
  ])
  expect(listingPlace(days({ decided_unknown: true }))).toBeNull()
  expect(lacksDay(days({ law_from: '2026-06-01', decided_unknown: true }))).toBe(true)
  expect(lacksDay(days({ law_from: '2026-06-01' }))).toBe(false)
})

test('nothing without a known day is ever in time', () => {
  const maybe = fc.option(anyDay, { nil: null })
  fc.assert(
    fc.property(maybe, maybe, maybe, fc.boolean(), fc.boolean(), anyDay, (law, decided, listed, lost, hidden, day) => {
      const one = days({
        law_from: law,
        decided_on: decided,
        listed_on: listed,
        decided_unknown: lost,
        listed_unknown: hidden,
        decide_by: law && lastDecisionDay(calendar, law, 5),
        list_by: decided && dayAfterWorkingDays(calendar, decided, 5),
      })
      if (decisionStanding(one, day) === 'on-time') expect(law !== null && decided !== null).toBe(true)
      if (listingStanding(one, day) === 'on-time') expect(decided !== null && listed !== null).toBe(true)
    }),
    { seed: 766 },
  )
})

test.each([
  ['1234/QĐ-UBND ngày 05/8/2026', '2026-08-05'],
  ['Quyết định số 12 / 2026/QĐ-UBND của Chủ tịch UBND tỉnh ngày 1-9-2026', '2026-09-01'],
  ['1234/QĐ-UBND ngày 31/02/2026', undefined],
  ['8211/QĐ-BCA ngày 05/8/2026', undefined],
  ['226/QĐ-UBND', undefined],
  [null, undefined],
])('%s says %s', (text, day) => expect(decisionDayIn(text)).toBe(day))
