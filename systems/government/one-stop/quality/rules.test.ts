import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { indexItems, indexLabels, inForce, onlineSplits } from './items.ts'
import {
  figureOf,
  findPeriod,
  labelOf,
  leversOf,
  mend,
  missing,
  periodBefore,
  rank,
  scoreIndex,
  scoreItem,
  scoreOf,
  speakPeriod,
  twoDecimals,
} from './rules.ts'
import { type Counts, type IndexItem, noCounts, type Period, type PeriodKind } from './shape.ts'

const counts = (some: Partial<Counts>): Counts => ({ ...noCounts(), ...some })
const itemOf = (code: string): IndexItem => indexItems.find((one) => one.code === code) as IndexItem
const score = (code: string, some: Partial<Counts>, kind: PeriodKind = 'month') =>
  scoreItem(itemOf(code), counts(some), kind).score

test('the rows in force make 100 points, by group 18, 20, 12, 10, 22 and 18', () => {
  const items = inForce(indexItems, '2026-10-31')
  const points = (group: string) => items.filter((one) => one.group === group).reduce((sum, one) => sum + one.points, 0)
  expect(['CKMB', 'TDGQ', 'CCDVC', 'TTTT', 'MDSH', 'MDHL'].map(points)).toEqual([18, 20, 12, 10, 22, 18])
  expect(inForce(indexItems, '2022-06-30')).toEqual([])
})

test('the split of the online points is a dated assumption that says so, and its items follow it', () => {
  for (const split of onlineSplits) {
    expect(split.offered + split.filed).toBe(12)
    expect(split.source).toMatch(/^Giả định/)
    const [offered, filed] = ['3.1', '3.3'].map((code) =>
      inForce(indexItems, split.valid_from).find((one) => one.code === code),
    )
    for (const item of [offered, filed])
      expect([item?.confidence, item?.source, item?.valid_from, item?.valid_to]).toEqual([
        'assumed',
        split.source,
        split.valid_from,
        split.valid_to,
      ])
    expect([offered?.points, filed?.points]).toEqual([split.offered, split.filed])
  }
})

test('1.1 and 1.2: what has no known day stands beside the figure and is no part of it', () => {
  const item = scoreItem(itemOf('1.1'), counts({ announced: 4, announced_on_time: 3, announced_unknown: 900 }), 'month')
  expect([item.score, item.met, item.of, item.unknown]).toEqual([4.5, 3, 4, 900])
  expect(item.doubt?.vi).toContain('900 thủ tục chưa biết ngày ký')
  const none = scoreItem(itemOf('1.2'), counts({ listed_unknown: 5 }), 'month')
  expect([none.score, none.unknown]).toEqual([null, 5])
  expect(none.doubt?.vi).toContain('không tính là đúng hạn')
})

describe('points of a rate', () => {
  test.each([
    // points, target, met, of, score
    [20, null, 3, 4, 15],
    [6, null, 1, 3, 2],
    [6, 80, 4, 5, 6],
    [6, 80, 3, 4, 5.63],
    [2, 80, 799, 1000, 2],
    [2, 80, 790, 1000, 1.98],
    [6, 90, 9, 10, 6],
    [4, 80, 0, 7, 0],
    [4, null, 7, 7, 4],
  ])('%d points, target %s, %d of %d: %d', (points, target, met, of, expected) => {
    expect(scoreOf(points, target, { met, of, rate: met / of })).toBe(expected)
  })
  test('nothing to count is no point', () => {
    expect(scoreOf(6, null, { met: 0, of: 0, rate: null })).toBe(0)
  })
  test.each([
    [72.325, 72.33],
    [5.625, 5.63],
    [1.005, 1.01],
    [2.674999, 2.67],
    [0, 0],
  ])('%d is told as %d', (value, told) => expect(twoDecimals(value)).toBe(told))
})

describe('items', () => {
  test('1.4 without dossiers divides by last year: a silent link is not excused', () => {
    expect(score('1.4', { received_last_year: 120 })).toBe(0)
    expect(figureOf('synced', counts({ received_last_year: 120 }), 'month').of).toBe(10)
    expect(figureOf('synced', counts({ received_last_year: 120 }), 'quarter').of).toBe(30)
    expect(score('1.4', {})).toBeNull()
  })
  test('3.3 is full at half and multiplied by the rate of 1.4', () => {
    const half = { received: 100, received_offered: 100, received_online_offered: 50 }
    expect(score('3.3', { ...half, received_synced: 100 })).toBe(6)
    expect(score('3.3', { ...half, received_synced: 25 })).toBe(1.5)
    expect(score('3.3', half)).toBe(0)
    expect(scoreItem(itemOf('3.3'), counts(half), 'month').reason?.vi).toContain('1.4')
  })
  test('5.4 takes the late and the displeased from the whole, never below nought', () => {
    expect(score('5.4', { settled: 100 })).toBe(6)
    expect(score('5.4', { settled: 100, settled_late: 5, settled_unhappy: 5 })).toBe(6)
    expect(score('5.4', { settled: 100, settled_late: 10, settled_unhappy: 10 })).toBe(5.33)
    expect(score('5.4', { settled: 100, settled_late: 70, settled_unhappy: 60 })).toBe(0)
  })
  test('what there is none of is left out, with the reason', () => {
    const empty = scoreIndex(indexItems, indexLabels, noCounts(), 'month')
    expect([empty.total, empty.counted, empty.share, empty.label]).toEqual([0, 0, null, null])
    for (const group of empty.groups) for (const item of group.items) expect(item.reason?.vi, item.code).toBeTruthy()
  })
  test('2.2 is told in days and scores nothing', () => {
    const item = scoreItem(itemOf('2.2'), counts({ resulted: 4, handling_minutes: 4 * 1_440 * 3 }), 'month')
    expect([item.rate, item.score]).toEqual([3, null])
  })
})

test.each([
  [90, 'excellent'],
  [89.99, 'good'],
  [80, 'good'],
  [70, 'fair'],
  [50, 'average'],
  [49.99, 'weak'],
  [0, 'weak'],
  [null, null],
])('%s is %s', (share, label) => expect(labelOf(share, indexLabels)).toBe(label))

describe('periods', () => {
  test.each([
    ['2026-10', '2026-10-01', '2026-10-31', 'tháng 10/2026', '2026-09'],
    ['2026-Q1', '2026-01-01', '2026-03-31', 'quý I/2026', '2025-Q4'],
    ['2024-02', '2024-02-01', '2024-02-29', 'tháng 2/2024', '2024-01'],
    ['2026', '2026-01-01', '2026-12-31', 'năm 2026', '2025'],
  ])('%s', (key, from, to, said, before) => {
    const period = findPeriod(key)
    expect(period && [period.from, period.to, speakPeriod(period).vi, periodBefore(period).key]).toEqual([
      from,
      to,
      said,
      before,
    ])
  })
  test.each(['', '2026-13', '2026-Q5', '26-01', '2021', '2026-1', "2026-01'; drop", '99999'])('"%s" is none', (key) =>
    expect(findPeriod(key)).toBeUndefined(),
  )
})

test('a trend looks back beyond the decision: there are such periods, and nobody may ask for them', () => {
  const first = periodBefore(findPeriod('2025') as Period, 4)
  expect([first.key, first.from, first.to]).toEqual(['2021', '2021-01-01', '2021-12-31'])
  expect(findPeriod(first.key)).toBeUndefined()
  expect(scoreIndex(inForce(indexItems, first.to), indexLabels, counts({ received: 5 }), 'year').share).toBeNull()
})

// ------------------------------------------------------------------------------------------------- properties

/** Counts that could be: no part is larger than its whole. */
const anyCounts: fc.Arbitrary<Counts> = fc
  .record({
    whole: fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 14, maxLength: 14 }),
    parts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 28, maxLength: 28 }),
  })
  .map(({ whole, parts }) => {
    let w = 0
    let p = 0
    const n = () => whole[w++] ?? 0
    const of = (roof: number) => Math.floor(roof * (parts[p++] ?? 0))
    const received = n()
    const with_papers = of(received)
    const paid = of(received)
    const settled = n()
    const resulted = of(settled)
    const resulted_electronic = of(resulted)
    const received_offered = of(received)
    const open = n()
    const complaints = n()
    const complaints_rated = of(complaints)
    const complaints_open = n()
    const announced = n()
    const listed = n()
    const described = n()
    const dutied = of(described)
    const certified = of(resulted)
    const procedures_dealt = of(received)
    return counts({
      received,
      received_synced: of(received),
      received_online: of(received),
      received_linked: of(received),
      received_offered,
      received_online_offered: of(received_offered),
      with_papers,
      digitised: of(with_papers),
      reused: of(with_papers),
      paid,
      paid_online: of(paid),
      settled,
      settled_late: of(settled),
      settled_unhappy: of(settled),
      resulted,
      resulted_electronic,
      resulted_stored: of(resulted_electronic),
      certified,
      certified_electronic: of(certified),
      open,
      open_late: of(open),
      complaints,
      complaints_late: of(complaints),
      complaints_rated,
      complaints_satisfied: of(complaints_rated),
      complaints_open,
      complaints_open_late: of(complaints_open),
      announced,
      announced_on_time: of(announced),
      listed,
      listed_on_time: of(listed),
      described,
      described_full: of(described),
      offered: described,
      offered_online: of(described),
      dutied,
      dutied_online: of(dutied),
      procedures_dealt,
      procedures_linked: of(procedures_dealt),
      procedures_paid_online: of(dutied),
      received_last_year: n(),
    })
  })
const anyKind = fc.constantFrom<PeriodKind>('month', 'quarter', 'year')

test('no score is below nought or above its points, and the total is the sum of what is shown', () => {
  fc.assert(
    fc.property(anyCounts, anyKind, (some, kind) => {
      const index = scoreIndex(indexItems, indexLabels, some, kind)
      for (const group of index.groups) {
        for (const item of group.items) {
          if (item.score === null) continue
          expect(item.score).toBeGreaterThanOrEqual(0)
          expect(item.score).toBeLessThanOrEqual(item.points)
        }
        expect(group.score).toBe(twoDecimals(group.items.reduce((sum, item) => sum + (item.score ?? 0), 0)))
      }
      expect(index.total).toBeLessThanOrEqual(index.counted)
    }),
  )
})

test('one dossier moved from late to on time lowers no item, no group and not the total', () => {
  fc.assert(
    fc.property(anyCounts, anyKind, (some, kind) => {
      fc.pre(some.settled_late + some.open_late > 0)
      const before = scoreIndex(indexItems, indexLabels, some, kind)
      const after = scoreIndex(indexItems, indexLabels, mend('on-time', some, 1), kind)
      for (const [g, group] of before.groups.entries())
        for (const [i, item] of group.items.entries())
          expect(after.groups[g]?.items[i]?.score ?? 0).toBeGreaterThanOrEqual(item.score ?? 0)
      expect(after.total).toBeGreaterThanOrEqual(before.total)
    }),
  )
})

test('mending what a figure misses never lowers its own item, and leaves nothing missing', () => {
  fc.assert(
    fc.property(
      anyCounts,
      anyKind,
      fc.constantFrom(...indexItems.filter((one) => one.points > 0)),
      (some, kind, item) => {
        const lacking = missing(item.figure, some, kind)
        const one = scoreItem(item, mend(item.figure, some, 1), kind)
        const all = mend(item.figure, some, lacking)
        const before = scoreItem(item, some, kind).score ?? 0
        expect(one.score ?? 0).toBeGreaterThanOrEqual(before)
        expect(scoreItem(item, all, kind).score ?? 0).toBeGreaterThanOrEqual(one.score ?? 0)
        if (lacking > 0) expect(missing(item.figure, all, kind)).toBe(0)
      },
    ),
  )
})

test('what would move it most stands first, and does what it says', () => {
  fc.assert(
    fc.property(anyCounts, anyKind, (some, kind) => {
      const levers = leversOf(indexItems, indexLabels, some, kind)
      const before = scoreIndex(indexItems, indexLabels, some, kind).total
      for (const [place, lever] of levers.entries()) {
        expect(lever.gainAll).toBeLessThanOrEqual(levers[place - 1]?.gainAll ?? Number.POSITIVE_INFINITY)
        const after = scoreIndex(indexItems, indexLabels, mend(lever.figure, some, lever.failing), kind).total
        expect(twoDecimals(after - before)).toBe(lever.gainAll)
      }
    }),
  )
})

test('places: nobody better stands behind, equals stand together, places are counted over everybody', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }), (shares) => {
      const ranked = rank(shares.map((share, place) => ({ agency: String(place), share })))
      expect(ranked).toHaveLength(shares.length)
      for (const one of ranked) expect(one.rank).toBe(1 + shares.filter((share) => share > one.share).length)
    }),
  )
})
