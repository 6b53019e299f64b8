import pg from 'pg'
import { expect, test } from 'vitest'
import { createFromTemplate, dropTestDatabase, testDatabaseUrl } from './postgres.ts'

async function ask<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

test('every test database is fresh, real PostgreSQL 18, in UTF-8 with Vietnamese letters', async () => {
  const first = await testDatabaseUrl('sổ thử')
  const second = await testDatabaseUrl('sổ thử')
  expect(first).not.toBe(second)
  await ask(first, 'create table here (id int)')
  expect(await ask(second, `select to_regclass('here') as here`)).toEqual([{ here: null }])
  expect(
    await ask(first, `select current_setting('server_version_num')::int / 10000 as major, upper('đồng tháp') as upper`),
  ).toEqual([{ major: 18, upper: 'ĐỒNG THÁP' }])
})

test('a template is prepared once and copied for each who asks', async () => {
  let prepared = 0
  const make = (): Promise<string> =>
    createFromTemplate('kite', async (url) => {
      prepared++
      await ask(url, `create table kite as select 'diều sáo' as name`)
    })
  const [one, two] = await Promise.all([make(), make()])
  await ask(one, `update kite set name = 'đứt dây'`)
  expect(await ask(two, 'select name from kite')).toEqual([{ name: 'diều sáo' }])
  expect(prepared).toBe(1)
})

test('a dropped database is gone even while someone is connected', async () => {
  const url = await testDatabaseUrl('dropped')
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  await dropTestDatabase(url)
  await expect(ask(url, 'select 1')).rejects.toMatchObject({ code: '3D000' })
})
