import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, house as system, type Tx } from '#kernel/store'
import { openTestHouse, type TestHouse } from '#kernel/testing'

let house: TestHouse
let north: Actor
let northern: string
let southern: string
beforeAll(async () => {
  house = await openTestHouse()
  north = await house.as('giu-bac')
  ;[northern, southern] = await Promise.all([house.unit('CLB.BAC'), house.unit('CLB.NAM')])
  await house.database.transaction(system, async (tx) => {
    for (const [code, unit] of [
      ['B1', northern],
      ['N1', southern],
    ] as const)
      await insert(tx, code, unit)
  })
})
afterAll(() => house.close())

const ADD = `insert into kite_club.kite (id, unit, code, name, shape, created_at, updated_at) values (gen_random_uuid(), $1, $2, $3, 'dragon', $4, $4) returning code`
const insert = (tx: Tx, code: string, unit: string) =>
  tx.query<{ code: string }>(ADD, [unit, code, `Diều ${code}`, tx.now])
const codes = async (tx: Tx): Promise<string[]> =>
  (await tx.query<{ code: string }>('select code from kite_club.kite order by code')).map((row) => row.code)
const standing = (): Promise<string[]> => house.database.transaction(system, codes)

describe("the house's sight is lent for a stretch and taken back", () => {
  test('before the next statement, whatever ended the stretch', async () => {
    await house.database.transaction(north, async (tx) => {
      expect(await codes(tx)).toEqual(['B1'])
      expect(await tx.asHouse(() => codes(tx))).toEqual(['B1', 'N1'])
      expect(await codes(tx)).toEqual(['B1'])
      await tx.asHouse(async () => expect(await tx.asHouse(() => codes(tx))).toEqual(['B1', 'N1']))
      await tx.asHouse(async () => expect(await codes(tx)).toEqual(['B1', 'N1']))
      expect(await codes(tx)).toEqual(['B1'])
      await expect(tx.asHouse(() => Promise.reject(new Error('giữa chừng')))).rejects.toThrow('giữa chừng')
      expect(await codes(tx)).toEqual(['B1'])
      // Also for a statement that goes past query().
      await tx.asHouse(() => codes(tx))
      expect((await tx.client.query('select 1 from kite_club.kite')).rowCount).toBe(1)
    })
  })

  test('also when a savepoint takes settings back with it', async () => {
    await house.database.transaction(north, async (tx) => {
      await tx.asHouse(() => codes(tx))
      // Nothing was asked since under her own sight: the savepoint must not remember the house's.
      await tx.query('savepoint here')
      expect(await codes(tx)).toEqual(['B1'])
      await tx.query('rollback to savepoint here')
      expect(await codes(tx)).toEqual(['B1'])
      await tx.query('savepoint there')
      await tx.asHouse(() => codes(tx))
      await tx.query('rollback to savepoint there')
      expect(await codes(tx)).toEqual(['B1'])
      expect(await tx.asHouse(() => codes(tx))).toEqual(['B1', 'N1'])
      await tx.asHouse(async () => {
        await tx.query('savepoint inside')
        await tx.query('rollback to savepoint inside')
        expect(await codes(tx)).toEqual(['B1', 'N1'])
      })
      expect(await codes(tx)).toEqual(['B1'])
    })
  })

  test('and what is written after it is judged by her own rights', async () => {
    await expect(
      house.database.transaction(north, async (tx) => {
        await tx.asHouse(() => codes(tx))
        await insert(tx, 'X1', southern)
      }),
    ).rejects.toMatchObject({ code: '42501' })
    expect(await standing()).toEqual(['B1', 'N1'])
  })
})

describe('a statement on its way is answered behind the commit', () => {
  test('what was done is there when the transaction returns', async () => {
    let answer: Promise<{ code: string }[]> | undefined
    await house.database.transaction(north, async (tx) => {
      answer = insert(tx, 'B2', northern)
      tx.sent(answer)
    })
    expect(await answer).toEqual([{ code: 'B2' }])
    expect(await standing()).toEqual(['B1', 'B2', 'N1'])
  })

  test('its failure is the failure of the transaction, and nothing of it stays', async () => {
    const done: string[] = []
    await expect(
      house.database.transaction(north, async (tx) => {
        await insert(tx, 'B3', northern)
        tx.after(() => void done.push('told'))
        tx.sent(insert(tx, 'B2', northern))
      }),
    ).rejects.toMatchObject({ code: '23505' })
    await expect(
      house.database.transaction(north, async (tx) => {
        tx.sent(insert(tx, 'N2', southern))
        tx.last('select 1', [])
      }),
    ).rejects.toMatchObject({ code: '42501' })
    expect(done).toEqual([])
    expect(await standing()).toEqual(['B1', 'B2', 'N1'])
  })

  test('a transaction that fails otherwise says that, not what was on its way', async () => {
    await expect(
      house.database.transaction(north, async (tx) => {
        tx.sent(insert(tx, 'N3', southern))
        throw new Error('đổi ý')
      }),
    ).rejects.toThrow('đổi ý')
    // The connection is whole: the next one on it works.
    expect(await standing()).toEqual(['B1', 'B2', 'N1'])
  })
})
