import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  readDate,
  readInstant,
  readPoint,
  showCount,
  showDate,
  showInstant,
  showMoney,
  showSize,
  today,
} from './format.ts'

describe('dates', () => {
  test.each([
    ['05/03/2026', '2026-03-05'],
    ['5/3/2026', '2026-03-05'],
    ['05-03-2026', '2026-03-05'],
    ['5.3.26', '2026-03-05'],
    ['05032026', '2026-03-05'],
    ['12/08/58', '1958-08-12'],
    ['29/02/2024', '2024-02-29'],
  ])('%s is %s', (typed, date) => expect(readDate(typed)).toBe(date))

  test.each(['31/02/2026', '29/02/2026', '00/01/2026', '1/13/2026', '2026-03-05', 'mai', ''])('%s is no day', (typed) =>
    expect(readDate(typed)).toBeUndefined(),
  )

  test('what is shown can be typed back', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true }), (at) => {
        const date = at.toISOString().slice(0, 10)
        expect(readDate(showDate(date))).toBe(date)
      }),
    )
  })

  test('instants are at +07:00 whatever the machine says', () => {
    expect(showInstant('2026-03-05T18:30:00Z')).toBe('06/03/2026 01:30')
    expect(readInstant('06/03/2026 01:30')).toBe('2026-03-05T18:30:00.000Z')
    expect(readInstant('6/3/2026 7g05')).toBe('2026-03-06T00:05:00.000Z')
    expect(readInstant('06/03/2026 24:00')).toBeUndefined()
    expect(today(new Date('2026-03-05T17:00:00Z'))).toBe('2026-03-06')
    expect(today(new Date('2026-03-05T16:59:59Z'))).toBe('2026-03-05')
  })
})

test('money, counts and sizes read as Vietnamese writes them', () => {
  expect(showMoney(1250000, 'vi')).toBe('1.250.000 ₫')
  expect(showCount({ value: 1000, exact: false }, 'vi')).toBe('≈ 1.000')
  expect(showCount({ value: 12, exact: true }, 'vi')).toBe('12')
  expect(showSize(345678, 'vi')).toBe('346 kB')
  expect(showSize(1500000, 'vi')).toBe('1,5 MB')
  expect(showSize(12, 'en')).toBe('12 B')
})

test('a place is typed latitude first and kept longitude first', () => {
  expect(readPoint('10.4938, 105.6882')).toEqual([105.6882, 10.4938])
  expect(readPoint('10.4938 105.6882')).toEqual([105.6882, 10.4938])
  expect(readPoint('105.6882, 10.4938')).toBeUndefined()
  expect(readPoint('chợ Cao Lãnh')).toBeUndefined()
})
