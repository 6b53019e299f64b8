import { afterAll, beforeAll, expect, test } from 'vitest'
import { house as system } from '#kernel/store'
import { kitePassword, kiteUnits, openTestHouse, type TestHouse } from '#kernel/testing'
import { findSession, hashPassword, loadUnits, openAccount, signIn, signOut } from '#kernel/trust'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house.close())

const enter = (login: string, password: string) => signIn(house.database, login, password, 'thử')

test('a session opens with the right password, is found by its token, and ends with signing out or with time', async () => {
  const session = await enter(' Chu-Nhiem ', kitePassword)
  expect(session.actor).toMatchObject({ name: 'Trần Thị Gió', kind: 'person', roles: [{ role: 'keeper' }] })
  expect((await findSession(house.database, session.token))?.actor.account).toBe(session.actor.account)
  expect(
    await findSession(house.database, `${session.token.startsWith('A') ? 'B' : 'A'}${session.token.slice(1)}`),
  ).toBeUndefined()
  expect(await findSession(house.database, '')).toBeUndefined()
  await signOut(house.database, session)
  expect(await findSession(house.database, session.token)).toBeUndefined()
  const second = await enter('chu-nhiem', kitePassword)
  house.clock.advance({ hours: 12 })
  expect(await findSession(house.database, second.token)).toBeUndefined()
})

test('only the hash of a token is kept', async () => {
  const session = await enter('giu-bac', kitePassword)
  const { rows } = await house.database.owner.query<{ kept: string }>(
    `select encode(token_hash, 'escape') || csrf as kept from sen.session`,
  )
  for (const row of rows) expect(row.kept).not.toContain(session.token)
})

test('five wrong passwords lock for a quarter of an hour, and no right one helps meanwhile', async () => {
  for (let i = 0; i < 5; i++)
    await expect(enter('giu-nam', 'sai-mat-khau-1')).rejects.toMatchObject({ code: 'account.wrong-password' })
  await expect(enter('giu-nam', kitePassword)).rejects.toMatchObject({ code: 'account.locked', facts: { minutes: 15 } })
  house.clock.advance({ minutes: 14 })
  await expect(enter('giu-nam', kitePassword)).rejects.toMatchObject({ code: 'account.locked', facts: { minutes: 1 } })
  house.clock.advance({ minutes: 1 })
  await expect(enter('giu-nam', kitePassword)).resolves.toMatchObject({ login: 'giu-nam' })
  const { rows } = await house.database.owner.query(
    `select data from sen.fact where kind = 'sign-in-refused' order by seq`,
  )
  expect(rows.map((row) => row.data.locked)).toEqual([false, false, false, false, true])
})

test('guesses sent at once count each', async () => {
  const guesses = await Promise.allSettled(Array.from({ length: 8 }, (_, i) => enter('bay-goc', `doan-mo-${i}`)))
  expect(guesses.every((one) => one.status === 'rejected')).toBe(true)
  await expect(enter('bay-goc', kitePassword)).rejects.toMatchObject({ code: 'account.locked' })
})

test('an unknown login is refused in the same words as a wrong password', async () => {
  const words = async (login: string) => {
    try {
      await enter(login, 'sai-mat-khau-1')
    } catch (error) {
      return (error as Error).message
    }
    return undefined
  }
  expect(await words('khong-co-ai')).toBe(await words('nguoi-la'))
})

test('logins are one to a person, passwords are not weak', async () => {
  await expect(
    house.database.transaction(system, (tx) =>
      openAccount(tx, { login: 'CHU-NHIEM', name: 'Ai đó', password: kitePassword }),
    ),
  ).rejects.toMatchObject({ code: 'account.login-taken', field: 'login' })
  for (const weak of ['ngan1', 'chi-chu', '12345678'])
    await expect(hashPassword(weak)).rejects.toMatchObject({ code: 'account.weak-password' })
})

test('units are loaded as values: twice changes nothing, a moved one takes its subtree along', async () => {
  const load = (units: typeof kiteUnits) => house.database.transaction(system, (tx) => loadUnits(tx, units))
  expect(await load(kiteUnits)).toBe(0)
  const below = async (code: string) =>
    (
      await house.database.owner.query<{ code: string }>(
        `select d.code from sen.unit_closure c join sen.unit a on a.id = c.ancestor join sen.unit d on d.id = c.descendant where a.code = $1 order by 1`,
        [code],
      )
    ).rows.map((row) => row.code)
  expect(await below('CLB.NAM')).toEqual(['CLB.NAM', 'CLB.NAM.GOC'])
  expect(
    await load(kiteUnits.map((unit) => (unit.code === 'CLB.NAM.GOC' ? { ...unit, parent: 'CLB.BAC' } : unit))),
  ).toBe(1)
  expect(await below('CLB.NAM')).toEqual(['CLB.NAM'])
  expect(await below('CLB.BAC')).toEqual(['CLB.BAC', 'CLB.NAM.GOC'])
  expect((await below('CLB')).length).toBe(4)
})
