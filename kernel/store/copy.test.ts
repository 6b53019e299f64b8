import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyRows } from '#kernel/store'
import { openTestHouse, type TestHouse } from '#kernel/testing'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
  await house.database.owner.query(
    'create table public.reading (id int primary key, words text, at timestamptz, more jsonb)',
  )
})
afterAll(() => house.close())

const stored = async () => (await house.database.owner.query('select * from public.reading order by id')).rows

test('rows arrive as they were, whatever is in them', async () => {
  const at = new Date('2026-10-05T01:02:03.004Z')
  const rows = [
    [1, 'tab\there, line\nend, back\\slash, \\N, \\.', at, { a: 'đ\t"x"' }],
    [2, null, null, null],
    [3, 'Nguyễn Thị Ánh', at, []],
  ]
  expect(await copyRows(house.database, 'public.reading', ['id', 'words', 'at', 'more'], rows)).toBe(3)
  expect((await stored()).map((row) => [row.id, row.words, row.at, row.more])).toEqual(rows)
})

test('one bad row and none is in; the pool goes on', async () => {
  const many = function* () {
    for (let id = 10; id < 5_000; id++) yield [id === 4_000 ? 10 : id, 'x', null, null]
  }
  await expect(copyRows(house.database, 'public.reading', ['id', 'words', 'at', 'more'], many())).rejects.toThrow(
    /duplicate key/,
  )
  expect((await stored()).length).toBe(3)
  const failing = async function* () {
    yield [20, 'x', null, null]
    throw new Error('the source broke')
  }
  await expect(copyRows(house.database, 'public.reading', ['id', 'words', 'at', 'more'], failing())).rejects.toThrow(
    'the source broke',
  )
  expect((await stored()).length).toBe(3)
})
