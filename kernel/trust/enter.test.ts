import { afterAll, beforeAll, expect, test } from 'vitest'
import { house } from '#kernel/store'
import { openTestHouse, type TestHouse } from '#kernel/testing'
import { enterPerson } from '#kernel/trust'

let club: TestHouse
beforeAll(async () => {
  club = await openTestHouse()
})
afterAll(() => club.close())

test('ten counters entering one new person at once make one person', async () => {
  const value = {
    kind: 'citizen',
    full_name: 'Lê Văn Mới',
    birth_date: null,
    sex: null,
    national_id: '087090777001',
    tax_code: null,
    phone: null,
    email: null,
    commune: null,
    address: null,
    sample: true,
  } as const
  const ids = await Promise.all(
    Array.from({ length: 10 }, () => club.database.transaction(house, (tx) => enterPerson(tx, value))),
  )
  expect(new Set(ids).size).toBe(1)
})
