import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fold } from '#ground/text'
import { createRow, type Input, type ListQuery, labelsOf, listRows, type Row, readInput } from '#kernel/records'
import { type Actor, house as system } from '#kernel/store'
import { Kite, openTestHouse, type TestHouse } from '#kernel/testing'

let house: TestHouse
let keeper: Actor
beforeAll(async () => {
  house = await openTestHouse()
  keeper = await house.as('chu-nhiem')
})
afterAll(() => house.close())

const clear = () => house.database.owner.query('truncate kite_club.kite cascade')
async function kites(rows: readonly Record<string, unknown>[], unitCode = 'CLB.NAM'): Promise<void> {
  const unit = await house.unit(unitCode)
  await house.database.transaction(system, async (tx) => {
    for (const [i, row] of rows.entries()) {
      const values = readInput(Kite, { code: `L${i}`, name: `Diều ${i}`, shape: 'dragon', ...row })
      await createRow(tx, Kite, values as Input<typeof Kite>, { unit })
    }
  })
}
const list = (query: ListQuery, actor: Actor = keeper) =>
  house.database.transaction(actor, (tx) => listRows(tx, Kite, query))
const names = async (query: ListQuery): Promise<string[]> =>
  (await list({ sort: 'code', ...query })).rows.map((row) => row.name)

describe('search', () => {
  beforeAll(async () => {
    await clear()
    await kites([
      { name: 'Nguyễn Văn Á' },
      { name: 'Nguyên Vân A' },
      { name: 'Đặng  Thị Sáo', story: 'bay 100% gió_to' },
      { name: 'Dang Sao' },
    ])
  })

  test('typed without tones it finds every spelling, in any order of the words', async () => {
    expect(await names({ q: 'nguyen van a' })).toEqual(['Nguyễn Văn Á', 'Nguyên Vân A'])
    expect(await names({ q: 'VAN nguyen' })).toEqual(['Nguyễn Văn Á', 'Nguyên Vân A'])
    expect(await names({ q: 'dang' })).toEqual(['Đặng  Thị Sáo', 'Dang Sao'])
  })

  test('typed with tones it means them', async () => {
    expect(await names({ q: 'Nguyễn' })).toEqual(['Nguyễn Văn Á'])
    expect(await names({ q: 'nguyên' })).toEqual(['Nguyên Vân A'])
    expect(await names({ q: 'Nguyễn'.normalize('NFD') })).toEqual(['Nguyễn Văn Á'])
    expect(await names({ q: 'đặng' })).toEqual(['Đặng  Thị Sáo'])
  })

  test('signs of LIKE are letters like others', async () => {
    expect(await names({ q: '100%' })).toEqual(['Đặng  Thị Sáo'])
    expect(await names({ q: 'gio_to' })).toEqual(['Đặng  Thị Sáo'])
    expect(await names({ q: 'gioxto' })).toEqual([])
    expect(await names({ q: '\\' })).toEqual([])
  })

  test('is refused when it is too long', async () => {
    await expect(list({ q: 'x'.repeat(201) })).rejects.toMatchObject({ code: 'records.query-too-long', field: 'q' })
  })

  test('the trigram index works below row-level security', async () => {
    const unit = await house.unit('CLB.NAM')
    await house.database.owner.query(
      `insert into kite_club.kite (id, unit, code, name, shape, created_at, updated_at)
       select gen_random_uuid(), $1, 'T' || n, 'Diều ' || md5(n::text), 'dragon', now(), now() from generate_series(1, 5000) n`,
      [unit],
    )
    await house.database.owner.query('analyze kite_club.kite')
    const plan = await house.database.transaction(keeper, async (tx) => {
      // Five thousand rows are few enough to read them all; what is asked is whether the index may be used at all.
      await tx.query('set local enable_seqscan = off')
      return tx.query<{ 'QUERY PLAN': string }>(
        `explain select id from kite_club.kite where search like '%tho nghe nhan%'`,
      )
    })
    const text = plan.map((row) => row['QUERY PLAN']).join('\n')
    expect(text).toMatch(/Bitmap Index Scan on kite_search_idx/)
    expect(text).toMatch(/Index Cond: \(search ~~ /)
    await house.database.owner.query(`delete from kite_club.kite where code like 'T%'`)
  })
})

test('fold() of the database is fold() of the program', async () => {
  const letters = 'aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ'
  const vietnamese = fc.string({
    unit: fc.constantFrom(
      ...letters,
      ...letters.toUpperCase(),
      ' ',
      '\t',
      '\n',
      '\u00a0',
      '-',
      "'",
      '\\',
      '%',
      '̣',
      '́',
      'Ð',
      'ø',
      'Ж',
      'İ',
      '日',
      '😀',
    ),
    maxLength: 60,
  })
  const texts = fc.array(fc.oneof(vietnamese, fc.string({ unit: 'grapheme', maxLength: 20 })), {
    minLength: 1,
    maxLength: 50,
  })
  await fc.assert(
    fc.asyncProperty(texts, async (some) => {
      const stored = some.map((text) => text.replaceAll('\0', '').normalize('NFC'))
      const found = await house.database.transaction(system, (tx) =>
        tx.query<{ folded: string }>(
          'select sen.fold(value) as folded from unnest($1::text[]) with ordinality as t(value, n) order by n',
          [stored],
        ),
      )
      expect(found.map((row) => row.folded)).toEqual(stored.map(fold))
    }),
    { numRuns: 60 },
  )
})

/** What a list must be, said without SQL. */
function sorted(rows: readonly Row<typeof Kite>[], by: 'price' | 'made_on' | 'code', descending: boolean): string[] {
  const compare = (a: Row<typeof Kite>, b: Row<typeof Kite>): number => {
    const [x, y] = [a[by], b[by]]
    if (x === y) return a.id < b.id ? -1 : 1
    if (x === null) return -1
    if (y === null) return 1
    return x < y ? -1 : 1
  }
  const ids = [...rows].sort(compare).map((row) => row.id)
  return descending ? ids.reverse() : ids
}

async function walk(query: ListQuery, actor: Actor = keeper): Promise<string[]> {
  const ids: string[] = []
  let after: string | undefined
  for (let page = 0; page < 200; page++) {
    const found = await list({ ...query, ...(after ? { after } : {}) }, actor)
    ids.push(...found.rows.map((row) => row.id))
    if (found.next === null) return ids
    after = found.next
  }
  throw new Error('a walk without end')
}

describe('paging', () => {
  test('all pages together are the sorted whole: up and down, empty values, ties, in one unit and in many', async () => {
    const price = fc.option(fc.integer({ min: 0, max: 3 }), { nil: null })
    const madeOn = fc.option(fc.constantFrom('2026-01-01', '2026-01-02', '2025-12-31'), { nil: null })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ price, made_on: madeOn }), { maxLength: 30 }),
        fc.constantFrom('price', 'made_on', 'code'),
        fc.boolean(),
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom('own', 'all'),
        async (rows, by, descending, limit, scope) => {
          await clear()
          const half = Math.ceil(rows.length / 2)
          await kites(rows.slice(0, half), 'CLB.NAM')
          await kites(
            rows.slice(half).map((row, i) => ({ ...row, code: `B${i}` })),
            'CLB.BAC',
          )
          const whole = await house.database.transaction(system, (tx) =>
            tx.query<Row<typeof Kite>>('select * from kite_club.kite'),
          )
          const walked = await walk({ sort: `${descending ? '-' : ''}${by}`, limit, scope: scope as 'own' | 'all' })
          expect(walked).toEqual(sorted(whole, by as 'price', descending))
        },
      ),
      { numRuns: 25 },
    )
  })

  test('a page deep below costs what the first costs, also when the sort may be empty', async () => {
    await clear()
    const units = await Promise.all(['CLB', 'CLB.NAM', 'CLB.BAC', 'CLB.NAM.GOC'].map((code) => house.unit(code)))
    await house.database.owner.query(
      `insert into kite_club.kite (id, unit, code, name, shape, price, created_at, updated_at)
       select gen_random_uuid(), ($1::uuid[])[n % 4 + 1], 'T' || n, 'Diều', 'dragon', case when n % 3 = 0 then null else n end, now(), now() from generate_series(1, 12000) n`,
      [units],
    )
    await house.database.owner.query('analyze kite_club.kite')
    const actor = await house.as('giu-nam')
    const touched = async (query: ListQuery): Promise<number> =>
      house.database.transaction(actor, async (tx) => {
        const plans: number[] = []
        // The same statements that the list runs, explained: rows read by scans of the table, kept or filtered away.
        const spy = {
          ...tx,
          query: async (sql: string, params?: readonly unknown[]) => {
            if (sql.includes('kite_club') && !sql.includes('count(')) {
              const { rows } = await tx.client.query(`explain (analyze, format json) ${sql}`, params ? [...params] : [])
              plans.push(rowsRead(rows[0]['QUERY PLAN'][0].Plan))
            }
            return tx.query(sql, params)
          },
        } as typeof tx
        await listRows(spy, Kite, { count: false, ...query })
        return plans.reduce((sum, n) => sum + n, 0)
      })
    for (const sort of ['price', '-price']) {
      const ids: string[] = []
      let after: string | undefined
      for (let page = 0; page < 25; page++) {
        const found = await list({ sort, limit: 200, ...(after ? { after } : {}) }, actor)
        ids.push(...found.rows.map((row) => row.id))
        after = found.next ?? undefined
      }
      expect(new Set(ids).size).toBe(5_000)
      expect(await touched({ sort, limit: 20, ...(after ? { after } : {}) }), sort).toBeLessThan(300)
    }
    await clear()
  })

  test('a mark that was tampered with is refused', async () => {
    for (const after of [
      'x',
      'W10',
      Buffer.from('["a","b"]').toString('base64url'),
      Buffer.from('{}').toString('base64url'),
    ]) {
      await expect(list({ after })).rejects.toMatchObject({ code: 'records.bad-cursor' })
    }
    const id = '0195e4a0-0000-7000-8000-000000000000'
    const mark = (value: unknown) => Buffer.from(JSON.stringify([value, id])).toString('base64url')
    await expect(list({ sort: 'made_on', after: mark('hôm qua') })).rejects.toMatchObject({
      code: 'records.bad-cursor',
    })
    await expect(list({ sort: 'price', after: mark('rẻ') })).rejects.toMatchObject({ code: 'records.bad-cursor' })
    await expect(list({ sort: '-code', after: mark(null) })).resolves.toMatchObject({ rows: [] })
  })
})

interface PlanNode {
  'Node Type': string
  'Actual Rows': number
  'Actual Loops': number
  'Relation Name'?: string
  'Rows Removed by Filter'?: number
  Plans?: PlanNode[]
}
const rowsRead = (node: PlanNode): number =>
  (node['Relation Name'] === 'kite'
    ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
    : 0) + (node.Plans ?? []).reduce((sum, inner) => sum + rowsRead(inner), 0)

describe('filters and counts', () => {
  beforeAll(async () => {
    await clear()
    const north = await house.unit('CLB.BAC')
    await kites([
      { name: 'một', shape: 'whistle', price: 100, made_on: '2026-01-01', retired: true, home: north, guests: [north] },
      {
        name: 'hai',
        shape: 'butterfly',
        price: 200,
        made_on: '2026-02-01',
        last_flown_at: '2026-11-24T23:30:00+07:00',
      },
      { name: 'ba', shape: 'dragon', made_on: null },
    ])
  })

  test('by value, by several, by empty, by range, by reference', async () => {
    const north = await house.unit('CLB.BAC')
    expect(await names({ filters: { shape: ['whistle'] } })).toEqual(['một'])
    expect(await names({ filters: { shape: ['whistle', 'dragon'] } })).toEqual(['một', 'ba'])
    expect(await names({ filters: { made_on: [null] } })).toEqual(['ba'])
    expect(await names({ filters: { made_on: [null, '2026-01-01'] } })).toEqual(['một', 'ba'])
    expect(await names({ filters: { retired: ['true'] } })).toEqual(['một'])
    expect(await names({ filters: { home: [north] } })).toEqual(['một'])
    expect(await names({ filters: { guests: [north] } })).toEqual(['một'])
    expect(await names({ filters: { unit: [north] } })).toEqual([])
    expect(await names({ ranges: { price: { from: '150' } } })).toEqual(['hai'])
    expect(await names({ ranges: { price: { from: '100', to: '200' } } })).toEqual(['một', 'hai'])
    expect(await names({ ranges: { last_flown_at: { from: '2026-11-24', to: '2026-11-24' } } })).toEqual(['hai'])
    expect(
      await names({ ranges: { made_on: { to: '31/01/2026' } }, filters: { shape: ['whistle'] }, q: 'mot' }),
    ).toEqual(['một'])
  })

  test('what cannot be filtered or sorted is refused by name', async () => {
    await expect(list({ filters: { temper: ['x'] } })).rejects.toMatchObject({
      code: 'records.bad-filter',
      field: 'temper',
    })
    await expect(list({ filters: { '"; drop table': ['x'] } })).rejects.toMatchObject({ code: 'records.bad-filter' })
    await expect(list({ sort: 'temper' })).rejects.toMatchObject({ code: 'records.bad-sort' })
    await expect(list({ filters: { shape: ['bong-bong'] } })).rejects.toMatchObject({ code: 'records.not-a-choice' })
  })

  test('counts are exact up to a thousand and then say so', async () => {
    expect((await list({ limit: 2 })).count).toEqual({ value: 3, exact: true })
    const unit = await house.unit('CLB.NAM')
    await house.database.owner.query(
      `insert into kite_club.kite (id, unit, code, name, shape, created_at, updated_at) select gen_random_uuid(), $1, 'C' || n, 'x', 'dragon', now(), now() from generate_series(1, 1200) n`,
      [unit],
    )
    expect((await list({ limit: 2 })).count).toEqual({ value: 1000, exact: false })
    expect((await list({ limit: 2, filters: { shape: ['whistle'] } })).count).toEqual({ value: 1, exact: true })
    await house.database.owner.query(`delete from kite_club.kite where code like 'C%'`)
  })

  test('names of what rows refer to come beside them', async () => {
    const labels = await house.database.transaction(keeper, async (tx) =>
      labelsOf(tx, Kite, house.types, (await listRows(tx, Kite, {})).rows),
    )
    expect(Object.values(labels.home ?? {})).toEqual(['Bãi thả Bắc'])
    expect(Object.values(labels.guests ?? {})).toEqual(['Bãi thả Bắc'])
    expect(Object.values(labels.unit ?? {})).toEqual(['Bãi thả Nam'])
  })

  test('the reading of personal data is written down once a page, with its subjects', async () => {
    const owner = (await house.as('chu-dieu')).person
    await house.database.owner.query(`update kite_club.kite set owner = $1`, [owner])
    const facts = async () =>
      (await house.database.owner.query(`select subjects, purpose, data from sen.fact where kind = 'read'`)).rows
    const before = (await facts()).length
    await list({ purpose: 'kiểm kê' })
    const after = await facts()
    expect(after.length).toBe(before + 1)
    expect(after.at(-1)).toEqual({ subjects: [owner], purpose: 'kiểm kê', data: { rows: 3 } })
    await list({ filters: { shape: ['whistle'], price: ['999'] } })
    expect((await facts()).length).toBe(before + 1)
  })
})
