import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { poolAs, testDatabaseUrl } from '#kernel/testing'
import { drift, ensureAppRole, migrate } from './migration.ts'
import type { Schema, Table } from './table.ts'

let url: string
let owner: pg.Pool
beforeAll(async () => {
  url = await testDatabaseUrl('migration')
  owner = new pg.Pool({ ...place(url), user: 'postgres', ssl: false, max: 3 })
  await ensureAppRole(owner, 'sen-app-of-a-test')
})
afterAll(() => owner.end())

const place = (text: string) => {
  const at = new URL(text)
  return { host: decodeURIComponent(at.hostname), port: Number(at.port), database: at.pathname.slice(1) }
}

const kite = (columns: Table['columns'], change: Partial<Table> = {}): Table => ({
  name: 'club.kite',
  columns: { id: { type: 'integer' }, ...columns },
  primaryKey: ['id'],
  policies: { read: { for: 'select', using: 'true' }, change: { for: 'update', using: 'true', check: 'true' } },
  grants: ['select', 'update'],
  ...change,
})
const schema = (...tables: Table[]): Schema => ({ tables, routines: [] })
const columnsOf = async (table: string): Promise<Record<string, string>> => {
  const { rows } = await owner.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    [table],
  )
  return Object.fromEntries(rows.map((row) => [row.name, row.type]))
}

test('one schema after another: add, rename, change of type, drop', async () => {
  const first = schema(kite({ name: { type: 'text' }, span: { type: 'integer', nullable: true } }))
  expect((await migrate(owner, first)).steps.length).toBeGreaterThan(3)
  expect((await migrate(owner, first)).steps).toEqual([])
  expect(await drift(owner, first)).toEqual([])
  await owner.query(`insert into club.kite (id, name, span) values (1, 'Sáo', 3)`)

  const search = { type: 'text', generated: `lower(title || ' ' || coalesce(span::text, ''))`, nullable: true }
  const second = schema(
    kite(
      {
        title: { type: 'text', renamedFrom: 'name' },
        span: { type: 'integer', nullable: true },
        strings: { type: 'integer', default: '1' },
        search,
      },
      { indexes: { search: { on: 'search' } }, policies: { read: { for: 'select', using: 'span > 0' } } },
    ),
  )
  await migrate(owner, second)
  expect((await owner.query('select * from club.kite')).rows).toEqual([
    { id: 1, title: 'Sáo', span: 3, strings: 1, search: 'sáo 3' },
  ])

  // The column is read by a policy, by a generated column and, through that, by an index: all step aside and come back.
  const third = schema(
    kite(
      {
        title: { type: 'text', renamedFrom: 'name' },
        span: { type: 'numeric', nullable: true },
        strings: { type: 'bigint', default: '1' },
        search,
      },
      { indexes: { search: { on: 'search' } }, policies: { read: { for: 'select', using: 'span > 0' } } },
    ),
  )
  await migrate(owner, third)
  expect(await columnsOf('club.kite')).toEqual({
    id: 'integer',
    title: 'text',
    span: 'numeric',
    strings: 'bigint',
    search: 'text',
  })
  const { rows } = await owner.query(
    `select (select count(*)::int from pg_policies where schemaname = 'club') as policies, to_regclass('club.kite_search_idx') is not null as indexed`,
  )
  expect(rows).toEqual([{ policies: 1, indexed: true }])
  expect((await migrate(owner, third)).steps).toEqual([])
})

test('a loss is refused while there is something to lose, and only then', async () => {
  const wide = schema(kite({ name: { type: 'text' }, note: { type: 'text', nullable: true } }, { name: 'loss.kite' }))
  const narrow = schema(kite({ name: { type: 'text' } }, { name: 'loss.kite' }))
  const before = await declared()
  const all = (one: Schema): Schema => ({ tables: [...before.tables, ...one.tables], routines: before.routines })
  await migrate(owner, all(wide))
  await migrate(owner, all(narrow))
  expect(Object.keys(await columnsOf('loss.kite'))).toEqual(['id', 'name'])

  await migrate(owner, all(wide))
  await owner.query(`insert into loss.kite values (1, 'Sáo', 'đứt dây hai lần')`)
  await expect(migrate(owner, all(narrow))).rejects.toMatchObject({
    code: 'store.would-lose-data',
    facts: { what: 'loss.kite.note' },
  })
  await expect(migrate(owner, all(schema()))).rejects.toMatchObject({ facts: { what: 'loss.kite' } })
  await expect(
    migrate(
      owner,
      all(schema(kite({ name: { type: 'text' }, note: { type: 'integer', nullable: true } }, { name: 'loss.kite' }))),
    ),
  ).rejects.toMatchObject({ code: 'store.would-lose-data' })
  expect(Object.keys(await columnsOf('loss.kite'))).toEqual(['id', 'name', 'note'])
  await migrate(owner, all(narrow), { allowLoss: ['loss.kite.note'] })
  expect(Object.keys(await columnsOf('loss.kite'))).toEqual(['id', 'name'])
})

const declared = async (): Promise<Schema> =>
  (await owner.query<{ schema: Schema }>('select schema from sen.declared')).rows[0]?.schema ?? schema()

test('a statement that fails leaves everything as it was', async () => {
  const before = await declared()
  const bad = schema(
    ...before.tables,
    kite({ name: { type: 'text' } }, { name: 'half.one' }),
    kite({ name: { type: 'no_such_type' } }, { name: 'half.two' }),
  )
  await expect(migrate(owner, bad)).rejects.toMatchObject({ code: 'store.migration-failed' })
  expect((await owner.query(`select to_regclass('half.one') as one`)).rows).toEqual([{ one: null }])
  expect(await declared()).toEqual(before)
})

test('a dry run plans and does nothing', async () => {
  const before = await declared()
  const more = { tables: [...before.tables, kite({}, { name: 'dry.kite' })], routines: before.routines }
  expect((await migrate(owner, more, { dry: true })).steps.length).toBeGreaterThan(0)
  expect((await owner.query(`select to_regclass('dry.kite') as there`)).rows).toEqual([{ there: null }])
})

test('an owner who is no superuser is kept from losing data too', async () => {
  const mine = await testDatabaseUrl('plain owner')
  const admin = new pg.Pool({ ...place(mine), user: 'postgres', ssl: false, max: 1 })
  await admin.query('drop role if exists plain_owner')
  await admin.query('create role plain_owner login')
  await admin.query(`alter database "${place(mine).database}" owner to plain_owner`)
  const plain = poolAs(mine, 'plain_owner')
  try {
    await ensureAppRole(plain, 'x')
    await migrate(plain, schema(kite({ name: { type: 'text' } })))
    await admin.query(`insert into club.kite values (1, 'Sáo')`)
    expect((await plain.query('select * from club.kite')).rows).toEqual([])
    await expect(migrate(plain, schema(kite({})))).rejects.toMatchObject({ code: 'store.would-lose-data' })
    expect(await drift(plain, schema(kite({ name: { type: 'text' } })))).toEqual([])
  } finally {
    await plain.end()
    await admin.end()
  }
})

test('drift names what was altered by hand', async () => {
  const now = await declared()
  await owner.query('alter table club.kite add column by_hand text')
  await owner.query('alter table club.kite drop column strings')
  await owner.query('alter table club.kite no force row level security')
  expect((await drift(owner, now)).sort()).toEqual([
    '! club.kite: row-level security is off',
    '+ club.kite.by_hand',
    '- club.kite.strings',
  ])
})

test('the application role owns nothing, makes nothing, and cannot lift row-level security', async () => {
  const app = poolAs(url, 'sen_app')
  try {
    const { rows } = await app.query(`select count(*)::int as owned from pg_class where relowner = 'sen_app'::regrole`)
    expect(rows).toEqual([{ owned: 0 }])
    for (const sql of [
      'create table public.mine (id int)',
      'create table sen.mine (id int)',
      'create temporary table mine (id int)',
      'create schema mine',
      'alter table club.kite disable row level security',
      'alter table club.kite no force row level security',
      'create policy open on club.kite for all using (true)',
      'select * from sen.declared',
    ]) {
      await expect(app.query(sql), sql).rejects.toMatchObject({ code: '42501' })
    }
    await app.query('set row_security = off')
    await expect(app.query('select * from club.kite')).rejects.toMatchObject({ code: '42501' })
  } finally {
    await app.end()
  }
})
