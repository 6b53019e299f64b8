import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fold, hasTones } from '#ground/text'
import { type ListQuery, listRows, type Page, type Row } from '#kernel/records'
import { type Actor, house as system } from '#kernel/store'
import { Kite, openTestHouse, type TestHouse } from '#kernel/testing'
import { patternsOf, tones } from './search.ts'

let house: TestHouse
let north: Actor
let south: Actor
let other: Actor
/** Names of the northern field, newest first. */
let names: string[]

/** One field of many kites, where most are called alike and few are not, and one of few. */
const MANY = 7_000
const nameOf = (n: number): string => {
  if (n === 41) return 'Ỷ Lan Vỹ'
  if (n === 42) return 'Quách Tĩnh, bản (Ý) 9/42'
  // Nothing like it among the newest, many of it among the oldest.
  if (n > 6_000 && n % 3 === 0) return `Diều cổ Hà ${n}`
  const family = ['Nguyễn', 'Nguyễn', 'Nguyễn', 'Nguyên', 'Trần', 'Lê', 'Đặng', 'Dang'][n % 8]
  const middle = ['Thị', 'Văn', 'Thi', 'Hữu', 'Thị'][n % 5]
  const given = ['An', 'Bình', 'Hòa', 'Hoa', 'Lan', 'Thảo', 'Yến'][n % 7]
  return `${family} ${middle} ${given}`
}

beforeAll(async () => {
  house = await openTestHouse()
  ;[north, south, other] = await Promise.all([house.as('giu-bac'), house.as('giu-nam'), house.as('chu-nhiem')])
  names = Array.from({ length: MANY }, (_, n) => nameOf(n))
  const fill = async (code: string, made: readonly string[]): Promise<void> => {
    await house.database.owner.query(
      `insert into kite_club.kite (id, unit, code, name, shape, created_at, updated_at)
       select gen_random_uuid(), $1, $2 || n, name, 'dragon', date_trunc('milliseconds', now()) - n * interval '1 minute', now()
         from unnest($3::text[]) with ordinality as t(name, n)`,
      [await house.unit(code), code, made],
    )
  }
  await fill('CLB.BAC', names)
  await fill('CLB.NAM', names.slice(0, 30))
  await house.database.owner.query('vacuum analyze kite_club.kite')
})
afterAll(() => house.close())

/** What a search must find, said without SQL. */
function fits(name: string, q: string): boolean {
  return q
    .normalize('NFC')
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => {
      const [text, typed] = hasTones(word) ? [tones(name), tones(word)] : [`${fold(name)}\n ${tones(name)}`, fold(word)]
      return ` ${text}`.includes(typed.length < 3 ? ` ${typed}` : typed)
    })
}

type Found = Page<Row<typeof Kite>>
const list = (query: ListQuery, actor = north): Promise<Found> =>
  house.database.transaction(actor, (tx) => listRows(tx, Kite, query))

async function everyPage(query: ListQuery, actor = north): Promise<string[]> {
  const found: string[] = []
  for (let after: string | undefined; ; ) {
    const page = await list({ ...query, ...(after ? { after } : {}) }, actor)
    found.push(...page.rows.map((row) => row.name))
    if (page.next === null) return found
    after = page.next
  }
}

interface PlanNode {
  'Actual Rows': number
  'Actual Loops': number
  'Relation Name'?: string
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  Plans?: PlanNode[]
}
const read = (node: PlanNode): number =>
  (node['Relation Name'] === 'kite'
    ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)) *
      node['Actual Loops']
    : 0) + (node.Plans ?? []).reduce((sum, inner) => sum + read(inner), 0)

/** Rows of the table that the statements of one list looked at. */
async function rowsRead(query: ListQuery, actor = north): Promise<number> {
  return house.database.transaction(actor, async (tx) => {
    let sum = 0
    const explained = {
      ...tx,
      query: async (sql: string, params?: readonly unknown[]) => {
        if (sql.includes('kite_club')) {
          const { rows } = await tx.client.query(`explain (analyze, format json) ${sql}`, params ? [...params] : [])
          sum += read(rows[0]['QUERY PLAN'][0].Plan)
        }
        return tx.query(sql, params)
      },
      one: async (sql: string, params?: readonly unknown[]) => (await explained.query(sql, params))[0],
    } as typeof tx
    await listRows(explained, Kite, query)
    return sum
  })
}

test('tones() of the database is tones() of the program', async () => {
  const letters = [...'aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ']
  const texts = fc.array(
    fc.oneof(
      fc.string({
        unit: fc.constantFrom(...letters, ...letters.map((letter) => letter.toUpperCase()), ' ', '-', '\\', "'", '9'),
        maxLength: 40,
      }),
      fc.string({ unit: 'grapheme-ascii', maxLength: 20 }),
    ),
    { minLength: 1, maxLength: 40 },
  )
  expect(tones('Nguyễn Đặng Được')).toBe('nguye64n 9a58ng 9u7o75c')
  await fc.assert(
    fc.asyncProperty(texts, async (some) => {
      const stored = some.map((text) => text.replaceAll('\0', ''))
      const found = await house.database.transaction(system, (tx) =>
        tx.query<{ toned: string }>(
          'select sen.tones(value) as toned from unnest($1::text[]) with ordinality as t(value, n) order by n',
          [stored],
        ),
      )
      expect(found.map((row) => row.toned)).toEqual(stored.map(tones))
    }),
    { numRuns: 40 },
  )
})

test('a word is looked up by three letters, a shorter one by its beginning', () => {
  expect(patternsOf(' Nguyễn  thi ý an 5%')).toEqual(['%nguye64n%', '%thi%', '% y1%', '% an%', '% 5\\%%'])
  expect(patternsOf('a b c d e f g h i k')).toHaveLength(8)
})

describe('whatever is typed, every page together holds just the rows that hold it, newest first', () => {
  test.each([
    ['the commonest, with tones', 'Nguyễn Thị'],
    ['the commonest, without', 'nguyen thi'],
    ['every third word of it', 'nguyễn'],
    ['only one in a thousand', 'Ỷ Lan'],
    ['a rare word of two letters', 'Vỹ'],
    ['the same without tones', 'vy'],
    ['one letter with a tone', 'ý'],
    ['a common word of two letters', 'an'],
    ['nothing at all', 'khongcoai'],
    ['tones that nobody bears', 'Nguyện'],
    ['common letters, tones that nobody bears', 'Bính'],
    ['common words that never stand together', 'Đặng Nguyễn'],
    ['what is old, and among the newest not found', 'diều cổ'],
    ['part of a word', 'guye'],
    ['part of a word, with its tone', 'uyễ'],
    ['figures', '6003'],
  ])('%s: %s', async (_, q) => {
    const expected = names.filter((name) => fits(name, q))
    expect(await everyPage({ q, limit: 200 })).toEqual(expected)
    expect(await everyPage({ q, limit: 200, sort: 'created_at' })).toEqual(expected.toReversed())
    const { count, rows } = await list({ q })
    expect(rows.map((row) => row.name)).toEqual(expected.slice(0, 50))
    // Said to be exact it is; else there are no fewer.
    if (count.exact) expect(count.value).toBe(expected.length)
    else expect(count.value).toBeLessThanOrEqual(expected.length)
    expect(count.value).toBeGreaterThanOrEqual(Math.min(50, expected.length))
  })

  test('words in any number and order, on pages of any length', async () => {
    const words = [
      'Nguyễn',
      'nguyen',
      'Thị',
      'thi',
      'Văn',
      'Hòa',
      'hoa',
      'Lan',
      'lan',
      'Yến',
      'đặng',
      'dang',
      'la',
      'Ỷ',
      'vy',
    ]
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 40, max: 200 }),
        async (typed, limit) => {
          const q = typed.join(' ')
          const expected = names.filter((name) => fits(name, q)).slice(0, 3 * limit)
          const found: string[] = []
          for (let page = 0, after: string | undefined; page < 3; page++) {
            const some = await list({ q, limit, ...(after ? { after } : {}) })
            found.push(...some.rows.map((row) => row.name))
            if (some.next === null) break
            after = some.next
          }
          expect(found).toEqual(expected)
        },
      ),
      { numRuns: 25 },
    )
  })
})

// A thousand rows tell how common a word is; where nothing is found in her own fields, a thousand of all tell it again.
test('a search reads a part of the field only, common or rare, first page or later', async () => {
  for (const q of ['Nguyễn Thị', 'nguyen thi', 'Ỷ Lan', 'Vỹ', 'vy', 'khongcoai', 'Bính', 'Nguyện']) {
    const { next } = await list({ q, limit: 50 })
    expect(await rowsRead({ q }), q).toBeLessThan(2_500)
    if (next) expect(await rowsRead({ q, after: next }), `${q}, second page`).toBeLessThan(2_500)
  }
})

test('a search finds nothing of fields that are not hers, and does not count it', async () => {
  const seen = names.slice(0, 30).filter((name) => fits(name, 'nguyễn'))
  const found = await list({ q: 'nguyễn' }, south)
  expect(found.rows.map((row) => row.name)).toEqual(seen)
  expect(found.count).toEqual({ value: seen.length, exact: true })
  expect(await list({ q: 'Ỷ Lan', scope: 'all' }, south)).toMatchObject({ rows: [], count: { value: 0, exact: true } })
  const all = await list({ q: 'nguyễn', scope: 'all', limit: 5 }, south)
  expect(all.rows.map((row) => row.name)).toEqual(seen.slice(0, 5))
  expect(all.count.value).toBeLessThanOrEqual(seen.length)
  // She who is over both sees both.
  expect(await everyPage({ q: 'Ỷ Lan' }, other)).toEqual(names.filter((name) => fits(name, 'Ỷ Lan')))
})

test('what is common among the newest and rare among the rest is found to the last', async () => {
  await house.database.owner.query(
    `insert into kite_club.kite (id, unit, code, name, shape, created_at, updated_at)
     select gen_random_uuid(), $1, 'G' || n, case when n % 150 = 0 and n < 1000 or n = 21400 then 'Phượng hoàng' else 'Diều giấy' end, 'dragon',
            date_trunc('milliseconds', now()) - n * interval '1 second', now() from generate_series(1, 21500) as n`,
    [await house.unit('CLB.NAM.GOC')],
  )
  await house.database.owner.query('analyze kite_club.kite')
  const found = await list({ q: 'Phượng' }, await house.as('bay-goc'))
  expect(found.rows.map((row) => row.code)).toEqual([...[150, 300, 450, 600, 750, 900, 21_400].map((n) => `G${n}`)])
  expect(found.count).toEqual({ value: 7, exact: true })
})
