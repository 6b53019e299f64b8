import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, dateOfDay, dayNumber, weekday } from './clock.ts'
import { formatLunar, type LunarDate, lunarToSolar, solarToLunar } from './lunar.ts'
import { Refusal } from './refusal.ts'

function codeOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
  return 'accepted'
}

const plain = (year: number, month: number, day: number): LunarDate => ({ year, month, day, leap: false })

describe('published days', () => {
  test.each([
    [2024, '2024-02-10', 6, '2024-04-18', 4],
    [2025, '2025-01-29', 3, '2025-04-07', 1],
    [2026, '2026-02-17', 2, '2026-04-26', 7],
    [2027, '2027-02-06', 6, '2027-04-16', 5],
    [2028, '2028-01-26', 3, '2028-04-04', 2],
    [2029, '2029-02-13', 2, '2029-04-23', 1],
    [2030, '2030-02-02', 6, '2030-04-12', 5],
    [2031, '2031-01-23', 4, '2031-04-01', 2],
    [2032, '2032-02-11', 3, '2032-04-19', 1],
    [2033, '2033-01-31', 1, '2033-04-09', 6],
    [2034, '2034-02-19', 7, '2034-04-28', 5],
    [2035, '2035-02-08', 4, '2035-04-17', 2],
  ])('Tết and Giỗ Tổ %i', (year, tet, tetWeekday, ancestors, ancestorsWeekday) => {
    expect(lunarToSolar(plain(year, 1, 1))).toBe(tet)
    expect(weekday(tet)).toBe(tetWeekday)
    expect(lunarToSolar(plain(year, 3, 10))).toBe(ancestors)
    expect(weekday(ancestors)).toBe(ancestorsWeekday)
    expect(solarToLunar(tet)).toEqual(plain(year, 1, 1))
    expect(solarToLunar(ancestors)).toEqual(plain(year, 3, 10))
    expect(solarToLunar(addDays(tet, -1))).toMatchObject({ year: year - 1, month: 12 })
  })
  test('mid-autumn, leap months, and the years that differ from the Chinese calendar', () => {
    expect(lunarToSolar(plain(2026, 8, 15))).toBe('2026-09-25')
    expect(lunarToSolar({ year: 2025, month: 6, day: 1, leap: true })).toBe('2025-07-25')
    expect(lunarToSolar({ year: 2028, month: 5, day: 1, leap: true })).toBe('2028-06-23')
    expect(solarToLunar('2025-07-25')).toEqual({ year: 2025, month: 6, day: 1, leap: true })
    expect(lunarToSolar(plain(1985, 1, 1))).toBe('1985-01-21')
    expect(lunarToSolar(plain(2007, 1, 1))).toBe('2007-02-17')
    expect(formatLunar('2025-07-25')).toBe('1/6 nhuận âm lịch (25/07/2025)')
  })
})

describe('the two directions', () => {
  test('every day there and back', () => {
    const first = dayNumber('1900-02-01')
    const last = dayNumber('2199-12-31')
    fc.assert(
      fc.property(fc.integer({ min: first, max: last }), (day) => {
        const date = dateOfDay(day)
        const lunar = solarToLunar(date)
        expect(lunar.day >= 1 && lunar.day <= 30).toBe(true)
        expect(lunarToSolar(lunar)).toBe(date)
      }),
      { numRuns: 2000, seed: 2026 },
    )
  })
  test('day follows day for sixty years: +1, or the first of the next month', () => {
    let before = solarToLunar('1979-12-31')
    for (let day = dayNumber('1980-01-01'); day <= dayNumber('2039-12-31'); day++) {
      const lunar = solarToLunar(dateOfDay(day))
      if (lunar.day === 1) {
        expect(before.day === 29 || before.day === 30).toBe(true)
        const next = before.month === 12 ? 1 : before.month + 1
        expect(lunar.leap ? lunar.month === before.month : lunar.month === next).toBe(true)
        expect(lunar.year - before.year).toBe(lunar.month === 1 && before.month === 12 ? 1 : 0)
      } else {
        expect(lunar).toEqual({ ...before, day: before.day + 1 })
      }
      before = lunar
    }
  })
})

test('days that are not', () => {
  expect(codeOf(() => lunarToSolar({ year: 2026, month: 6, day: 1, leap: true }))).toBe('lunar.no-such-day')
  // The twelfth month before Tết 2026 has 29 days.
  expect(codeOf(() => lunarToSolar(plain(2025, 12, 30)))).toBe('lunar.no-such-day')
  expect(codeOf(() => lunarToSolar(plain(2026, 13, 1)))).toBe('lunar.no-such-day')
  expect(codeOf(() => lunarToSolar(plain(2026, 1, 1.5)))).toBe('lunar.no-such-day')
  expect(codeOf(() => lunarToSolar(plain(1800, 1, 1)))).toBe('lunar.outside-years')
  expect(codeOf(() => solarToLunar('2200-01-01'))).toBe('lunar.outside-years')
})
