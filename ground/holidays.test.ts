import { describe, expect, test } from 'vitest'
import { weekday } from './clock.ts'
import { announcedDays, type DayRow, holidaysOf, isAnnounced, legalDays } from './holidays.ts'
import { Refusal } from './refusal.ts'

const weekdaysOff = (rows: DayRow[]) =>
  rows.filter((day) => day.kind !== 'swap_work' && weekday(day.date) <= 5).map((day) => day.date)
const worked = (rows: DayRow[]) => rows.filter((day) => day.kind === 'swap_work').map((day) => day.date)

const published: Record<number, { off: string[]; swapped: string[]; worked: string[] }> = {
  2025: {
    off: [
      ...['2025-01-01', '2025-01-27', '2025-01-28', '2025-01-29', '2025-01-30', '2025-01-31', '2025-04-07'],
      ...['2025-04-30', '2025-05-01', '2025-09-01', '2025-09-02'],
    ],
    swapped: ['2025-05-02'],
    worked: ['2025-04-26'],
  },
  2026: {
    off: [
      ...['2026-01-01', '2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20', '2026-04-27'],
      ...['2026-04-30', '2026-05-01', '2026-09-01', '2026-09-02', '2026-11-24'],
    ],
    swapped: ['2026-01-02', '2026-08-31'],
    worked: ['2026-01-10', '2026-08-22'],
  },
}

describe.each([2025, 2026])('%i', (year) => {
  const facts = published[year] ?? { off: [], swapped: [], worked: [] }
  test('the rows are those of the notice', () => {
    expect(weekdaysOff(announcedDays(year))).toEqual([...facts.off, ...facts.swapped].sort())
    expect(weekdaysOff(holidaysOf(year))).toEqual([...facts.off, ...facts.swapped].sort())
    expect(worked(holidaysOf(year))).toEqual(facts.worked)
    expect(isAnnounced(year)).toBe(true)
    expect(holidaysOf(year).every((day) => day.document !== '')).toBe(true)
  })
  test('the law computed gives the same weekdays, swaps apart', () => {
    expect(weekdaysOff(legalDays(year))).toEqual(facts.off)
  })
  test('swaps name each other', () => {
    const swaps = holidaysOf(year).filter((day) => day.rule === 'swap')
    for (const day of swaps) {
      const other = swaps.find((swap) => swap.date === day.swappedWith)
      expect(other?.swappedWith).toBe(day.date)
      expect(other?.kind).not.toBe(day.kind)
    }
    expect(swaps).toHaveLength(facts.swapped.length * 2)
  })
})

test('26/4/2026 is the holiday, 27/4 its make-up; 24/11 rests on its own resolution', () => {
  const days = new Map(holidaysOf(2026).map((day) => [day.date, day]))
  expect(days.get('2026-04-26')).toMatchObject({ kind: 'holiday', rule: 'ancestors' })
  expect(days.get('2026-04-27')).toMatchObject({ kind: 'makeup', rule: 'ancestors', announced: true })
  expect(days.get('2026-11-24')?.document).toBe('Nghị quyết 28/2026/QH16')
})

test('2027 is computed and says so', () => {
  expect(isAnnounced(2027)).toBe(false)
  expect(announcedDays(2027)).toEqual([])
  const days = holidaysOf(2027)
  expect(days.every((day) => !day.announced && day.note.vi.endsWith('(tính theo luật, chưa có thông báo)'))).toBe(true)
  expect(weekdaysOff(days)).toEqual([
    ...['2027-01-01', '2027-02-04', '2027-02-05', '2027-02-08', '2027-02-09', '2027-02-10', '2027-04-16'],
    // 1/5 is a Saturday: made up on Monday 3/5. 2/9 is a Thursday: with 3/9 it makes four days.
    ...['2027-04-30', '2027-05-03', '2027-09-02', '2027-09-03', '2027-11-24'],
  ])
})

test('the choices the law leaves open fall as they were decided', () => {
  const off = (year: number, month: string) => weekdaysOff(legalDays(year)).filter((date) => date.slice(5, 7) === month)
  expect(off(2021, '02')).toEqual(['2021-02-10', '2021-02-11', '2021-02-12', '2021-02-15', '2021-02-16'])
  expect(off(2022, '02')).toEqual(['2022-02-01', '2022-02-02', '2022-02-03', '2022-02-04'])
  expect(off(2023, '01')).toEqual(['2023-01-02', '2023-01-20', '2023-01-23', '2023-01-24', '2023-01-25', '2023-01-26'])
  expect(off(2024, '02')).toEqual(['2024-02-08', '2024-02-09', '2024-02-12', '2024-02-13', '2024-02-14'])
  expect(off(2021, '09')).toEqual(['2021-09-02', '2021-09-03'])
  expect(off(2022, '09')).toEqual(['2022-09-01', '2022-09-02'])
  expect(off(2023, '09')).toEqual(['2023-09-01', '2023-09-04'])
  expect(off(2024, '09')).toEqual(['2024-09-02', '2024-09-03'])
})

test('24/11 is a day off from 2026 and is never made up', () => {
  expect(legalDays(2025).some((day) => day.rule === 'culture')).toBe(false)
  // 24/11/2029 is a Saturday.
  expect(legalDays(2029).filter((day) => day.rule === 'culture')).toHaveLength(1)
})

test('every year has its eleven or twelve days off, in order, once each, make-ups on weekdays', () => {
  for (let year = 2021; year <= 2060; year++) {
    const days = legalDays(year)
    const dates = days.map((day) => day.date)
    expect(dates).toEqual([...new Set(dates)].sort())
    const cultureAtWeekend = days.some((day) => day.rule === 'culture' && weekday(day.date) > 5)
    const expected = 11 + (year >= 2026 && !cultureAtWeekend ? 1 : 0)
    expect(weekdaysOff(days), String(year)).toHaveLength(expected)
  }
  expect(() => legalDays(2020)).toThrow(Refusal)
})
