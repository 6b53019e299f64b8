import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chanceOf, chances, type Measured, pointsOf, type Reached, rankOf, supposed, total, wayTo } from './rules.ts'

const meetings: Measured = {
  code: '1.2',
  main: '1',
  points: 20,
  formula: 'steps',
  steps: [
    { from: 4, points: 20 },
    { from: 3, points: 15 },
    { from: 2, points: 10 },
    { from: 1, points: 5 },
  ],
  effort: 1,
}
const online: Measured = { code: '7.4', main: '7', points: 9, formula: 'ratio', steps: [], effort: 3 }
const portal: Measured = { code: '1.6', main: '1', points: 9, formula: 'yes-no', steps: [], effort: 2 }
const given: Measured = { code: '9.8', main: '9', points: 18, formula: 'entered', steps: [], effort: 5 }

const ratio = (numerator: number | null, denominator: number | null): Reached => ({
  numerator,
  denominator,
  reached: null,
})
const level = (reached: number | null): Reached => ({ numerator: null, denominator: null, reached })

test('points of one indicator, by its formula', () => {
  const table: [of: Measured, value: Reached | undefined, points: number | null][] = [
    [meetings, level(0), 0],
    [meetings, level(1), 5],
    [meetings, level(3), 15],
    [meetings, level(4), 20],
    [meetings, level(11), 20],
    [meetings, level(null), null],
    [online, ratio(66, 100), 5.94],
    [online, ratio(1, 3), 3],
    [online, ratio(5, 4), 9],
    [online, ratio(5, 0), null],
    [online, ratio(null, 10), null],
    [online, undefined, null],
    [portal, level(1), 9],
    [portal, level(0), 0],
    [given, level(12.5), 12.5],
    [given, level(99), 18],
  ]
  for (const [of, value, points] of table)
    expect(pointsOf(of, value), `${of.code} ${JSON.stringify(value)}`).toBe(points)
})

/*
 * By hand. Four indicators: meetings 2 of 4 → 10 of 20; online 66/100 × 9 = 5.94; portal no → 0 of 9; entered, not known.
 * Sum 15.94 of the 38 that are known, of 56. Peers 40, 30, 20, 10: three have more, so rank 4.
 * Chances: meetings to 3: +5 for effort 1 → 5. Portal: +9 for 2 → 4.5. Online to 76 %: 6.84 − 5.94 = 0.9 for 3 → 0.3.
 * To rank 3, 20 must not be more: 15.94 + 5 = 20.94 ≥ 20 → meetings alone. To rank 2 (30): + 9 = 29.94 < 30, + 0.9 = 30.84 → all three.
 */
const values: { of: Measured; value: Reached | undefined }[] = [
  { of: meetings, value: level(2) },
  { of: online, value: ratio(66, 100) },
  { of: portal, value: level(0) },
  { of: given, value: undefined },
]
const peers = [40, 30, 20, 10]

test('the worked example: total, rank, chances, the way to a rank', () => {
  const sum = total(values.map(({ of, value }) => ({ of, points: pointsOf(of, value) })))
  expect(sum).toEqual({ points: 15.94, known: 38, most: 56 })
  expect(rankOf(sum.points, peers)).toBe(4)
  const found = chances(values)
  expect(found.map(({ code, to, gain, perEffort }) => [code, to, gain, perEffort])).toEqual([
    ['1.2', 3, 5, 5],
    ['1.6', 1, 9, 4.5],
    ['7.4', 0.76, 0.9, 0.3],
  ])
  expect(wayTo(3, sum.points, peers, found)).toMatchObject({
    taken: [{ code: '1.2' }],
    points: 20.94,
    rank: 3,
    reached: true,
  })
  expect(wayTo(2, sum.points, peers, found)).toMatchObject({ points: 30.84, rank: 2, reached: true })
  expect(wayTo(2, sum.points, peers, found).taken.map((one) => one.code)).toEqual(['1.2', '1.6', '7.4'])
  expect(wayTo(1, sum.points, peers, found)).toMatchObject({ points: 30.84, rank: 2, reached: false })
  expect(wayTo(4, sum.points, peers, found)).toMatchObject({ taken: [], reached: true })
})

test('equal points share a rank; nobody to pass is rank one', () => {
  expect([rankOf(20, [20, 20, 10]), rankOf(10, [20, 20, 10]), rankOf(0, [])]).toEqual([1, 3, 1])
})

test('nothing is left of what is full, and nobody can say of what is only entered', () => {
  expect(chanceOf(meetings, level(4))).toBeNull()
  expect(chanceOf(portal, level(1))).toBeNull()
  expect(chanceOf(online, ratio(10, 10))).toBeNull()
  expect(chanceOf(given, level(3))).toBeNull()
  // A smart city counts nothing in this edition.
  expect(chanceOf({ ...portal, points: 0 }, level(0))).toBeNull()
})

test('a supposed value never takes a point away from what is better, and never gives more than there is', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 1, max: 100 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (part, whole, to) => {
        const value = ratio(Math.min(part, whole), whole)
        const then = pointsOf(online, supposed(online, value, to)) ?? -1
        expect(then).toBeGreaterThanOrEqual(0)
        expect(then).toBeLessThanOrEqual(online.points)
        const share = Math.min(part, whole) / whole
        if (to >= share) expect(then).toBeGreaterThanOrEqual((pointsOf(online, value) ?? 0) - 0.01)
      },
    ),
  )
})
