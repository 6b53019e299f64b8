import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestSite, type TestSite } from '#host'
import { house } from '#kernel/store'
import { falseClock } from '#kernel/testing'
import { countScope, indexOf, prepare, ranking } from './assessment.ts'
import { dutiesOf, readCatalogue } from './catalogue.ts'
import { handAgencies, putHandSet, readAnnouncementCells, readClasses } from './hand-set.ts'
import { countMonths } from './months.ts'
import { findPeriod, rank } from './rules.ts'
import type { Agency } from './scope.ts'
import type { IndexScore, Period } from './shape.ts'

/** Every figure below was worked out with pencil and paper; the working is in hand-set.md. */

let site: TestSite
let agencies: Record<'A' | 'B' | 'C' | 'D', Agency>
let every: Agency[]
let made: Map<string, string[]>

const period = (key: string): Period => findPeriod(key) as Period
const asHouse = <T>(work: Parameters<typeof site.house.database.transaction<T>>[1]) =>
  site.house.database.transaction(house, work)

beforeAll(async () => {
  site = await openTestSite({ clock: falseClock('2026-10-05T08:00:00+07:00') })
  made = await asHouse(putHandSet)
  const rows = await asHouse((tx) =>
    tx.query<Agency>(
      "select id, code, name, short_name, kind, case when kind = 'commune' then commune end as commune from sen.unit where kind in ('commune', 'department')",
    ),
  )
  every = rows
  agencies = Object.fromEntries(
    Object.entries(handAgencies).map(([key, { agency }]) => [key, rows.find((row) => row.code === agency)]),
  ) as typeof agencies
  await prepare(site.house.database, period('2026-Q3'))
})
afterAll(() => site?.close())

const scoreOf = async (key: string, who: keyof typeof agencies | null): Promise<IndexScore> =>
  (await asHouse((tx) => indexOf(tx, who ? agencies[who] : null, period(key)))).index
const items = (index: IndexScore): Record<string, number | null> =>
  Object.fromEntries(index.groups.flatMap((group) => group.items.map((item) => [item.code, item.score])))
const totals = (index: IndexScore) => [index.total, index.counted, index.share, index.label]

test('the tables hold 200 dossiers and 24 announcements', () => {
  expect(readAnnouncementCells()).toHaveLength(24)
  expect(readClasses().reduce((sum, row) => sum + Number(row.n), 0)).toBe(200)
})

describe('September 2026', () => {
  test('A', async () => {
    const index = await scoreOf('2026-09', 'A')
    expect(items(index)).toEqual({
      '1.1': 6,
      '1.2': 0,
      '1.3': 1.5,
      '1.4': 6,
      '2.1': 15,
      '2.2': null,
      '3.1': 5.63,
      '3.3': 4,
      '3.5a': 2,
      '3.5b': 1.25,
      '3.6': 1.38,
      '4.1': 4.33,
      '4.2': 4,
      '4.2b': 2,
      '4.3': 0.5,
      '4.4': 3.08,
      '4.5a': 0.67,
      '4.5b': 2,
      '5.2': 3,
      '5.3': 3,
      '5.4': 4.81,
    })
    expect(index.groups.map((group) => [group.code, group.score, group.counted])).toEqual([
      ['CKMB', 13.5, 18],
      ['TDGQ', 15, 20],
      ['CCDVC', 9.63, 12],
      ['TTTT', 4.63, 10],
      ['MDSH', 16.58, 22],
      ['MDHL', 10.81, 18],
    ])
    expect(totals(index)).toEqual([70.15, 100, 70.15, 'fair'])
  })

  test('B: what does not apply is left out, not nought', async () => {
    const index = await scoreOf('2026-09', 'B')
    expect(items(index)).toEqual({
      '1.1': 6,
      '1.2': 0,
      '1.3': 1.5,
      '1.4': 0,
      '2.1': 15,
      '2.2': null,
      '3.1': 5.63,
      '3.3': 0,
      '3.5a': 2,
      '3.5b': 1.25,
      '3.6': 1.5,
      '4.1': 1.5,
      '4.2': 0,
      '4.2b': 0,
      '4.3': 0,
      '4.4': 0,
      '4.5a': 0,
      '4.5b': 0,
      '5.2': null,
      '5.3': null,
      '5.4': 5,
    })
    expect(totals(index)).toEqual([39.38, 88, 44.75, 'weak'])
  })

  test('C', async () => {
    const index = await scoreOf('2026-09', 'C')
    expect(items(index)).toMatchObject({
      '1.4': 4.5,
      '2.1': 15,
      '3.3': 4.5,
      '3.5b': 0,
      '3.6': null,
      '4.1': 6,
      '4.2': 3.75,
      '4.2b': null,
      '4.3': 0,
      '4.4': 2.67,
      '4.5a': 1.5,
      '4.5b': 1,
      '5.2': 6,
      '5.3': null,
      '5.4': 2.78,
    })
    expect(totals(index)).toEqual([62.83, 86, 73.06, 'fair'])
  })

  test('D, a department: procedures of its own field', async () => {
    const index = await scoreOf('2026-09', 'D')
    expect(items(index)).toMatchObject({
      '1.1': null,
      '1.2': null,
      '1.3': 2,
      '1.4': 0,
      '2.1': 0,
      '3.1': 3.75,
      '3.3': null,
      '3.5a': 2,
      '3.5b': 0,
      '3.6': null,
      '4.1': null,
      '4.2': 0,
      '4.4': null,
      '5.4': 0,
    })
    expect(totals(index)).toEqual([7.75, 54, 14.35, 'weak'])
  })

  test('the province: counts are added, then scored', async () => {
    const index = await scoreOf('2026-09', null)
    expect(items(index)).toEqual({
      '1.1': 6,
      '1.2': 0,
      '1.3': 1.43,
      '1.4': 3.5,
      '2.1': 13.89,
      '2.2': null,
      '3.1': 5.36,
      '3.3': 3.29,
      '3.5a': 2,
      '3.5b': 1.67,
      '3.6': 1.43,
      '4.1': 4.26,
      '4.2': 3.06,
      '4.2b': 1.44,
      '4.3': 0.15,
      '4.4': 2.62,
      '4.5a': 0.78,
      '4.5b': 1.2,
      '5.2': 4,
      '5.3': 3,
      '5.4': 3.85,
    })
    expect(totals(index)).toEqual([62.93, 100, 62.93, 'average'])
  })

  test('places of communes: C, A, B; the others have none', async () => {
    const rows = await asHouse((tx) =>
      ranking(
        tx,
        every.filter((one) => one.kind === 'commune'),
        period('2026-09'),
      ),
    )
    expect(rows.slice(0, 3).map((row) => [row.agency.code, row.rank, row.before, row.share])).toEqual([
      ['H20.x28249', 1, null, 73.06],
      ['H20.x29869', 2, 1, 70.15],
      ['H20.x28261', 3, 2, 44.75],
    ])
    expect(rows.slice(3).every((row) => row.rank === null)).toBe(true)
    expect(rows).toHaveLength(102)
  })
})

describe('August 2026', () => {
  test('A: open and past its time at the end of the month is late', async () => {
    const index = await scoreOf('2026-08', 'A')
    expect(items(index)).toEqual({
      '1.1': 3,
      '1.2': 4,
      '1.3': 1.33,
      '1.4': 4.8,
      '2.1': 16,
      '2.2': null,
      '3.1': 5,
      '3.3': 4.8,
      '3.5a': 0,
      '3.5b': 0,
      '3.6': null,
      '4.1': 6,
      '4.2': 4,
      '4.2b': null,
      '4.3': 0,
      '4.4': 0,
      '4.5a': 1.6,
      '4.5b': 2,
      '5.2': null,
      '5.3': null,
      '5.4': 5.33,
    })
    expect(totals(index)).toEqual([57.86, 80, 72.33, 'fair'])
  })
  test('B: finished at the promised minute is on time; two supplements are late', async () => {
    const index = await scoreOf('2026-08', 'B')
    expect(items(index)).toMatchObject({
      '1.4': 0,
      '2.1': 17.14,
      '3.3': 0,
      '4.1': 5.14,
      '4.2': 4,
      '4.4': 0,
      '5.4': 5.71,
    })
    expect(totals(index)).toEqual([45.32, 80, 56.65, 'average'])
  })
  test('D', async () => {
    expect(totals(await scoreOf('2026-08', 'D'))).toEqual([71.75, 76, 94.41, 'excellent'])
  })
  test('C did nothing and has no place', async () => {
    const rows = await asHouse((tx) => ranking(tx, [agencies.A, agencies.B, agencies.C], period('2026-08')))
    expect(rows.map((row) => [row.agency.code, row.rank])).toEqual([
      ['H20.x29869', 1],
      ['H20.x28261', 2],
      ['H20.x28249', null],
    ])
  })
})

test('a quarter is counted, not averaged from its months', async () => {
  expect(items(await scoreOf('2026-Q3', 'A'))).toMatchObject({
    '1.1': 4,
    '1.2': 2.67,
    '1.4': 5.25,
    '2.1': 17.5,
    '3.3': 5.25,
    '4.1': 5.21,
    '4.5b': 2,
  })
})

describe('1.1 and 1.2: 24 announcements', () => {
  const figures = async (key: string, who: keyof typeof agencies | null) => {
    const counts = await asHouse((tx) => countScope(tx, who ? agencies[who] : null, period(key)))
    const index = items(await scoreOf(key, who))
    return {
      '1.1': [counts.announced_on_time, counts.announced, counts.announced_unknown, index['1.1']],
      '1.2': [counts.listed_on_time, counts.listed, counts.listed_unknown, index['1.2']],
    }
  }
  test.each([
    ['2026-04', 'A', [2, 3, 2, 4], [3, 4, 2, 3]],
    ['2026-05', 'A', [3, 5, 2, 3.6], [3, 4, 2, 3]],
    ['2026-06', 'A', [2, 4, 3, 3], [1, 3, 3, 1.33]],
    ['2026-Q2', 'A', [7, 12, 3, 3.5], [7, 11, 3, 2.55]],
    ['2026-04', 'D', [2, 2, 3, 6], [2, 2, 3, 4]],
    ['2026-05', 'D', [0, 2, 3, 0], [1, 2, 3, 2]],
    ['2026-06', 'D', [2, 3, 4, 4], [2, 3, 3, 2.67]],
    ['2026-Q2', 'D', [4, 7, 4, 3.43], [5, 7, 3, 2.86]],
    ['2026-04', null, [3, 4, 6, 4.5], [4, 5, 6, 3.2]],
    ['2026-05', null, [4, 7, 6, 3.43], [4, 6, 6, 2.67]],
    ['2026-06', null, [3, 7, 8, 2.57], [4, 6, 7, 2.67]],
    ['2026-Q2', null, [10, 18, 8, 3.33], [12, 17, 7, 2.82]],
    ['2026-07', null, [1, 1, 6, 6], [2, 2, 6, 4]],
    ['2026', null, [13, 22, 8, 3.55], [15, 21, 7, 2.86]],
  ] as const)('%s %s', async (key, who, announced, listed) => {
    expect(await figures(key, who)).toEqual({ '1.1': [...announced], '1.2': [...listed] })
  })

  test('one decision for 102 communes is one announcement of the province', async () => {
    const communes = every.filter((one) => one.kind === 'commune')
    expect(communes).toHaveLength(102)
    const own = await asHouse(async (tx) => {
      const counted = []
      for (const commune of communes) counted.push(await countScope(tx, commune, period('2026-Q2')))
      return counted
    })
    for (const counts of own)
      expect([counts.announced_on_time, counts.announced, counts.listed_on_time, counts.listed]).toEqual([7, 12, 7, 11])
    const province = await asHouse((tx) => countScope(tx, null, period('2026-Q2')))
    expect([province.announced_on_time, province.announced]).toEqual([10, 18])
  })

  test('a period with nothing but unknown days is left out, and says how many', async () => {
    const index = await scoreOf('2026-03', null)
    const [announced, listed] = index.groups[0]?.items ?? []
    expect([announced?.score, announced?.unknown, listed?.score, listed?.unknown]).toEqual([null, 6, null, 6])
    expect(announced?.doubt?.vi).toBe(
      '6 thủ tục chưa biết ngày ký quyết định công bố hoặc ngày văn bản có hiệu lực: đếm riêng, không tính là đúng hạn.',
    )
  })

  test('what is still to be done, soonest first', async () => {
    const duties = await asHouse(async (tx) => dutiesOf(await readCatalogue(tx, '2026-10-05')))
    expect(duties.map((duty) => [duty.announcement.code, duty.what, duty.by])).toEqual([
      ['9.100007', 'decide', '2026-05-25'],
      ['9.100011', 'list', '2026-06-11'],
      ['9.100012', 'decide', '2026-11-15'],
    ])
  })
})

describe('kept months', () => {
  const scopes = ['A', 'B', 'C', 'D', null] as const
  test.each(['2026-06', '2026-08', '2026-09', '2026-10', '2026-Q2', '2026-Q3', '2026-Q4', '2026'])(
    'answer the same as counting the dossiers themselves: %s',
    async (key) => {
      for (const who of scopes) {
        const agency = who ? agencies[who] : null
        const [kept, direct] = await asHouse(async (tx) => [
          await countScope(tx, agency, period(key)),
          await countScope(tx, agency, period(key), { direct: true }),
        ])
        expect(kept, `${key} ${who ?? 'province'}`).toEqual(direct)
      }
    },
  )

  test('a change in a closed month is found at night, and only the months it touches are counted again', async () => {
    const { database } = site.house
    site.clock.advance({ days: 1 })
    await countMonths(database)
    site.clock.advance({ days: 1 })
    expect(await countMonths(database)).toEqual([])
    const [id] = made.get('D2') as string[]
    await asHouse((tx) =>
      tx.query('update one_stop.dossier set finished_at = due_at, updated_at = $2 where id = $1', [id, tx.now]),
    )
    expect((await asHouse((tx) => countScope(tx, agencies.D, period('2026-09')))).settled_late).toBe(8)
    expect(await countMonths(database)).toEqual(['2026-09-01'])
    expect((await asHouse((tx) => countScope(tx, agencies.D, period('2026-09')))).settled_late).toBe(7)
  })
})

test('ties share a place and the next is skipped', () => {
  expect(
    rank([
      { agency: 'a', share: 80 },
      { agency: 'b', share: 91.5 },
      { agency: 'c', share: 80 },
      { agency: 'd', share: 12 },
    ]).map((one) => [one.agency, one.rank]),
  ).toEqual([
    ['b', 1],
    ['a', 2],
    ['c', 2],
    ['d', 4],
  ])
})
