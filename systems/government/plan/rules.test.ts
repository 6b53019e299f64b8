import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays } from '#ground/clock'
import type { Gathered } from './gathered.ts'
import { narratives, spoken } from './narrative.ts'
import {
  barOf,
  dayIn,
  expectedProgress,
  healthOf,
  isInTime,
  type LineTime,
  milestoneProgress,
  moneyBy,
  percent,
  placeIn,
  readDays,
  reminderMark,
  riskLevel,
  sources,
  sumMoney,
  termOn,
  terms,
  unsaid,
} from './rules.ts'

const limits = { behind: 20, soon: 30 }
const line = (change: Partial<LineTime> = {}): LineTime => ({
  from_year: 2026,
  to_year: 2027,
  status: 'running',
  progress: 50,
  ...change,
})
const milestone = (due: string, done_on: string | null = null, weight = 1) => ({ due, done_on, weight })

test('how a content stands, by the day', () => {
  const table: [
    name: string,
    line: LineTime,
    milestones: ReturnType<typeof milestone>[],
    today: string,
    health: string,
  ][] = [
    ['done stays done', line({ status: 'done' }), [milestone('2026-01-01')], '2029-01-01', 'done'],
    ['dropped is nobody’s delay', line({ status: 'dropped' }), [milestone('2026-01-01')], '2026-06-01', 'dropped'],
    ['paused', line({ status: 'paused' }), [milestone('2026-01-01')], '2026-06-01', 'paused'],
    ['a milestone of today is not late', line(), [milestone('2026-10-05')], '2026-10-05', 'soon'],
    ['one of yesterday is', line(), [milestone('2026-10-04')], '2026-10-05', 'late'],
    [
      'one of yesterday that is done is not',
      line(),
      [milestone('2026-10-04', '2026-10-04')],
      '2026-10-05',
      'on-course',
    ],
    ['the last day of the period', line({ progress: 90 }), [], '2027-12-31', 'on-course'],
    ['the day after it', line({ progress: 90 }), [], '2028-01-01', 'late'],
    ['twenty points less than time is not behind', line({ progress: 24 }), [], '2026-11-22', 'on-course'],
    ['one more is', line({ progress: 23 }), [], '2026-11-22', 'behind'],
    ['a milestone in thirty days', line(), [milestone('2026-11-04')], '2026-10-05', 'soon'],
    ['in thirty-one', line(), [milestone('2026-11-05')], '2026-10-05', 'on-course'],
    ['not begun, nothing due', line({ status: 'not-started', progress: 0 }), [], '2026-02-01', 'waiting'],
  ]
  for (const [name, row, milestones, today, health] of table)
    expect(healthOf(row, milestones, today, limits), name).toBe(health)
})

test('the share of a period that has passed', () => {
  expect(expectedProgress({ from_year: 2026, to_year: 2027 }, '2025-12-31')).toBe(0)
  expect(expectedProgress({ from_year: 2026, to_year: 2026 }, '2026-07-02')).toBe(50)
  // 326 of 730 days
  expect(expectedProgress({ from_year: 2026, to_year: 2027 }, '2026-11-22')).toBe(44)
  expect(expectedProgress({ from_year: 2026, to_year: 2026 }, '2026-12-31')).toBe(100)
  expect(milestoneProgress([])).toBeNull()
  expect(milestoneProgress([milestone('2026-01-01', '2026-01-01', 3), milestone('2026-05-01', null, 1)])).toBe(75)
})

test('bars lie inside the years, and today inside them', () => {
  expect(barOf({ from_year: 2026, to_year: 2030 }, 2026, 2030)).toEqual({ left: 0, width: 1 })
  const two = barOf({ from_year: 2027, to_year: 2027 }, 2026, 2030)
  expect(two.left).toBeCloseTo(365 / 1826, 6)
  expect(two.width).toBeCloseTo(365 / 1826, 6)
  fc.assert(
    fc.property(
      fc.integer({ min: 2020, max: 2036 }),
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: -2000, max: 6000 }),
      (from, years, days) => {
        const bar = barOf({ from_year: from, to_year: from + years }, 2026, 2030)
        const at = placeIn(addDays('2026-01-01', days), 2026, 2030)
        expect(bar.left).toBeGreaterThanOrEqual(0)
        expect(bar.width).toBeGreaterThanOrEqual(0)
        expect(bar.left + bar.width).toBeLessThanOrEqual(1 + 1e-9)
        expect(at >= 0 && at <= 1).toBe(true)
      },
    ),
  )
})

test('reminders: each of the named days once, then every week, and an end', () => {
  const days = [30, 21, 14, 7, 3, 1, 0]
  const mark = (today: string) => reminderMark(today, '2026-11-15', '2026-12-15', days)
  expect(mark('2026-11-14')).toBeNull()
  expect(mark('2026-11-15')).toBe('before-30')
  expect(mark('2026-11-23')).toBe('before-30')
  expect(mark('2026-11-24')).toBe('before-21')
  expect(mark('2026-12-13')).toBe('before-3')
  expect(mark('2026-12-14')).toBe('before-1')
  expect(mark('2026-12-15')).toBe('before-0')
  expect(mark('2026-12-16')).toBe('late-0')
  expect(mark('2026-12-22')).toBe('late-1')
  expect(mark('2027-03-15')).toBeNull()
  // Reminding may begin after the first of the named days.
  expect(reminderMark('2026-12-02', '2026-12-02', '2026-12-15', [30, 7])).toBe('begin')
  expect(readDays('0,7,30')).toEqual([30, 7, 0])
})

test('dated rules: the one that began last holds; the plan’s own is 15/12', () => {
  expect(termOn(terms, 'report-due', '2026-11-30')?.value).toBe('12-15')
  expect(termOn(terms, 'report-due', '2025-11-30')).toBeUndefined()
  const later = [...terms, { ...(terms[0] as (typeof terms)[number]), value: '12-10', valid_from: '2028-01-01' }]
  expect(termOn(later, 'report-due', '2027-12-31')?.value).toBe('12-15')
  expect(termOn(later, 'report-due', '2028-11-30')?.value).toBe('12-10')
  expect(dayIn(2027, '02-29')).toBeUndefined()
  expect(dayIn(2028, '02-29')).toBe('2028-02-29')
  expect([isInTime('2026-12-15', '2026-12-15'), isInTime('2026-12-16', '2026-12-15')]).toEqual([true, false])
})

test('risk is likelihood times impact', () => {
  expect([
    riskLevel(1, 4),
    riskLevel(1, 5),
    riskLevel(3, 3),
    riskLevel(2, 5),
    riskLevel(4, 4),
    riskLevel(4, 5),
    riskLevel(5, 5),
  ]).toEqual(['low', 'medium', 'medium', 'high', 'high', 'extreme', 'extreme'])
})

test('money adds up exactly, by every key, and whatever the order', () => {
  const amount = fc.integer({ min: 0, max: 1_000_000_000_000 })
  fc.assert(
    fc.property(
      fc.array(fc.record({ source: fc.constantFrom(...sources), planned: amount, allocated: amount, spent: amount }), {
        maxLength: 60,
      }),
      (rows) => {
        const by = moneyBy(rows, sources, (row) => row.source)
        expect(by.map((one) => one.key)).toEqual([...sources])
        expect(sumMoney(by.map((one) => one.money))).toEqual(sumMoney([...rows].reverse()))
      },
    ),
  )
  expect(percent(1, 0)).toBeNull()
  expect(percent(2_650, 4_000)).toBe(66)
})

test('a report says something of every content', () => {
  expect(
    unsaid([
      { code: 'I.1a', done: 'Đã khảo sát' },
      { code: 'I.2', done: '  ' },
      { code: 'V.5', done: null },
    ]),
  ).toEqual(['I.2', 'V.5'])
})

const gathered = (change: Partial<Gathered> = {}): Gathered => ({
  year: 2026,
  on: '2026-12-20',
  lines: [],
  bySource: sources.map((source) => ({ source, money: { planned: 0, allocated: 0, spent: 0 } })),
  byYear: [],
  risks: [],
  obstacles: [],
  reports: [],
  said: [],
  missing: [],
  ...change,
})

test('the words of the province’s report follow the figures; an edit stays, and says when they changed below it', () => {
  const before = gathered()
  expect(narratives(before).money).toContain('Chưa có kinh phí nào được ghi nhận trong năm.')
  const edits = {
    money: {
      text: 'Kinh phí do Sở Tài chính báo cáo riêng.',
      instead: narratives(before).money,
      by: 'Võ Thị Kim Châu',
      at: '',
    },
  }
  const money = (g: Gathered) => spoken(g, edits).find((one) => one.section === 'money')
  expect(money(before)).toMatchObject({ text: edits.money.text, edited: true, stale: false })
  const after = gathered({
    bySource: [{ source: 'state-budget', money: { planned: 5_000_000, allocated: 4_000_000, spent: 1_000_000 } }],
  })
  expect(narratives(after).money).toContain('đã giải ngân 1.000.000 đồng (đạt 25 % số đã bố trí)')
  expect(money(after)).toMatchObject({ text: edits.money.text, stale: true })
  expect(spoken(after, edits).find((one) => one.section === 'results')).toMatchObject({ edited: false, stale: false })
})
