import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as clock from './clock.ts'
import { Refusal } from './refusal.ts'

function refusalOf(act: () => unknown): Refusal {
  try {
    act()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error('nothing was refused')
}

const day = fc.integer({ min: -100_000, max: 100_000 })

describe('reading a day', () => {
  test.each([
    ['2026-02-28', '2026-02-28'],
    ['28/02/2026', '2026-02-28'],
    [' 1/9/2026 ', '2026-09-01'],
    ['29/02/2028', '2028-02-29'],
    ['28-2-2026', '2026-02-28'],
    ['28.02.2026', '2026-02-28'],
  ])('%s', (text, date) => expect(clock.parseLocalDate(text)).toBe(date))
  test.each(['31/02/2026', '29/02/2026', '2026-13-01', '0/1/2026', '1/1/0026'])('%s is no day', (text) => {
    const refusal = refusalOf(() => clock.parseLocalDate(text, 'birth'))
    expect(refusal.code).toBe('clock.no-such-day')
    expect(refusal.say('vi')).toContain(`Không có ngày ${text}`)
    expect(refusal.field).toBe('birth')
  })
  test.each(['', 'mai', '2026/02/28', '28/02/26'])('%s is not a date', (text) => {
    expect(refusalOf(() => clock.parseLocalDate(text)).code).toBe('clock.not-a-date')
  })
  test('isLocalDate', () => {
    expect(clock.isLocalDate('2026-02-28')).toBe(true)
    expect(clock.isLocalDate('2026-02-29')).toBe(false)
    expect(clock.isLocalDate('28/02/2026')).toBe(false)
  })
})

describe('local time is +07:00', () => {
  test('the day turns at 17:00 UTC', () => {
    expect(clock.localDate(new Date('2026-02-12T16:59:59.999Z'))).toBe('2026-02-12')
    expect(clock.localDate(new Date('2026-02-12T17:00:00Z'))).toBe('2026-02-13')
    expect(clock.minuteOfDay(new Date('2026-02-12T17:00:59Z'))).toBe(0)
    expect(clock.minuteOfDay(new Date('1969-12-31T16:59:00Z'))).toBe(1439)
  })
  test('agrees with Intl', () => {
    const intl = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh', dateStyle: 'short' })
    // After 13/6/1975 the whole country keeps +07:00; before it the zone had another history.
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1976-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }),
        (instant) => {
          expect(clock.localDate(instant)).toBe(intl.format(instant))
        },
      ),
      { seed: 2026 },
    )
  })
  test('a day and a minute make the instant and come back', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 1439 }), (number, minute) => {
        const date = clock.dateOfDay(number)
        const instant = clock.instantAt(date, minute)
        expect(clock.localDate(instant)).toBe(date)
        expect(clock.minuteOfDay(instant)).toBe(minute)
        expect(clock.dayNumber(date)).toBe(number)
      }),
      { seed: 2026 },
    )
  })
})

describe('counting days', () => {
  test('addDays, daysBetween and weekday go together', () => {
    expect(clock.weekday('2026-02-13')).toBe(5)
    expect(clock.weekday('1969-12-28')).toBe(7)
    fc.assert(
      fc.property(day, fc.integer({ min: -5000, max: 5000 }), (number, days) => {
        const date = clock.dateOfDay(number)
        const later = clock.addDays(date, days)
        expect(clock.daysBetween(date, later)).toBe(days)
        expect((((clock.weekday(later) - clock.weekday(date) - days) % 7) + 7) % 7).toBe(0)
      }),
      { seed: 2026 },
    )
  })
  test('addMonths keeps the day or takes the last one', () => {
    expect(clock.addMonths('2026-01-31', 1)).toBe('2026-02-28')
    expect(clock.addMonths('2027-12-31', 2)).toBe('2028-02-29')
    expect(clock.addMonths('2026-03-15', -3)).toBe('2025-12-15')
  })
})

test('writing', () => {
  expect(clock.formatDate('2026-02-08')).toBe('08/02/2026')
  expect(clock.formatInstant(new Date('2026-02-13T03:05:00Z'))).toBe('10:05 ngày 13/02/2026')
  expect(clock.formatMinute(450)).toBe('07:30')
  expect(clock.speakDuration(3 * 86_400_000 + 4 * 3_600_000 + 5 * 60_000)).toEqual({
    vi: '3 ngày 4 giờ',
    en: '3 days 4 hours',
  })
  expect(clock.speakDuration(86_400_000 + 60_000)).toEqual({ vi: '1 ngày', en: '1 day' })
  expect(clock.speakDuration(-15 * 60_000).vi).toBe('15 phút')
  expect(clock.speakDuration(59_000)).toEqual({ vi: 'dưới 1 phút', en: 'less than a minute' })
  expect(Math.abs(clock.systemClock.now().getTime() - Date.now())).toBeLessThan(60_000)
})
