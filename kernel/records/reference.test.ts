import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkReferences, code, record, refs, text } from '#kernel/records'
import { house } from '#kernel/store'
import { openTestHouse, type TestHouse } from '#kernel/testing'

const w = (vi: string) => ({ vi, en: vi })
const Wind = record('kite-club/wind', {
  fields: { name: text().required(), kind: code('kite-club.wind'), units: refs('kernel/unit') },
  words: { title: w('Gió'), plural: w('Gió'), fields: { name: w('Tên'), kind: w('Loại'), units: w('Đơn vị') } },
  titleField: 'name',
  access: { read: ['everyone'], create: ['house'], change: ['house'] },
  list: { columns: ['name'], sorts: ['name'], defaultSort: 'name', filters: [] },
})

let club: TestHouse
beforeAll(async () => {
  club = await openTestHouse()
  await club.database.transaction(house, (tx) =>
    tx.query(
      "insert into sen.code (list, value, label_vi, label_en, valid_from, valid_to) values ('kite-club.wind', 'south', 'Nam', 'South', '2020-01-01', null), ('kite-club.wind', 'east', 'Đông', 'East', '2020-01-01', '2021-12-31')",
    ),
  )
})
afterAll(() => club.close())

const check = (values: Record<string, unknown>) =>
  club.database.transaction(house, (tx) => checkReferences(tx, Wind, values))

test('a value of a dated code list must be in force today', async () => {
  await expect(check({ kind: 'south' })).resolves.toBeUndefined()
  await expect(check({ kind: 'east' })).rejects.toMatchObject({
    code: 'records.not-a-choice',
    field: 'kind',
    facts: { choices: 'south' },
  })
  await expect(check({ kind: null })).resolves.toBeUndefined()
})

test('each of a list of references must be there', async () => {
  const { rows } = await club.database.owner.query<{ id: string }>('select id from sen.unit order by code limit 2')
  const ids = rows.map((row) => row.id)
  await expect(check({ units: [...ids, ids[0]] })).resolves.toBeUndefined()
  await expect(check({ units: [...ids, '018f0000-0000-7000-8000-000000000000'] })).rejects.toMatchObject({
    code: 'records.not-a-reference',
    field: 'units',
  })
})
