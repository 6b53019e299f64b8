import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, stranger, house as system, type Tx } from '#kernel/store'
import { kitePassword, kiteUnits, openTestHouse, type TestHouse } from '#kernel/testing'
import {
  type CitizenValue,
  changePassword,
  enterPerson,
  findSession,
  hashPassword,
  loadUnits,
  lockAccount,
  openAccount,
  openCitizenAccount,
  registerCitizen,
  signIn,
  signOut,
} from '#kernel/trust'

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

describe('an account of a citizen', () => {
  const password = 'Dieu-bay-cao-1'
  const citizen = (
    national_id: string,
    more: Partial<CitizenValue> & { login?: string } = {},
  ): CitizenValue & { login?: string } => ({
    national_id,
    full_name: 'Lê Thị Mây',
    birth_date: '1985-09-02',
    phone: '0912345678',
    email: null,
    commune: null,
    address: null,
    ...more,
  })
  const register = (value: CitizenValue, actor: Actor = stranger) =>
    registerCitizen(house.database, actor, value, password)
  const counted = async (sql: string, number: string) =>
    Number((await house.database.owner.query<{ n: string }>(sql, [number])).rows[0]?.n)
  const people = (number: string) => counted('select count(*) as n from sen.person where national_id = $1', number)
  const accounts = (number: string) =>
    counted(
      'select count(*) as n from sen.account a join sen.person p on p.id = a.person where p.national_id = $1',
      number,
    )
  const asHouse = <T>(work: (tx: Tx) => Promise<T>) => house.database.transaction(system, work)

  test('made online: one person, one account, its number is the login however it is grouped, and it is in the log', async () => {
    const account = await register(citizen('082185000001', { email: 'may@example.vn' }))
    expect([await people('082185000001'), await accounts('082185000001')]).toEqual([1, 1])
    for (const login of ['082185000001', ' 082 185 000 001 ', '082.185.000.001'])
      expect((await enter(login, password)).actor).toMatchObject({ account, name: 'Lê Thị Mây', roles: [] })
    const { rows } = await house.database.owner.query<{ kind: string; actor_name: string; data: unknown }>(
      `select kind, actor_name, data from sen.fact where record_id = $1 and kind <> 'signed-in' order by seq`,
      [account],
    )
    expect(rows).toEqual([
      { kind: 'account-opened', actor_name: stranger.name, data: { login: '082185000001' } },
      { kind: 'registered', actor_name: stranger.name, data: { proof: 'none' } },
    ])
    expect(JSON.stringify(rows)).not.toContain(password)
  })

  test('a number the register holds is refused in one sentence, with an account behind it or without', async () => {
    await asHouse((tx) =>
      enterPerson(tx, { ...citizen('082185000002'), kind: 'citizen', sex: null, tax_code: null, sample: false }),
    )
    const said = await Promise.all(
      ['082185000001', '082185000002'].map((number) =>
        register(citizen(number, { full_name: 'Kẻ Mạo Danh' })).then(
          () => 'taken in',
          (error: Error & { code: string; field: string }) => [error.code, error.field, error.message],
        ),
      ),
    )
    expect(said[0]).toEqual([
      'account.number-known',
      'national_id',
      expect.stringContaining('bring your identity card'),
    ])
    expect(said[1]).toEqual(said[0])
    expect([await people('082185000002'), await accounts('082185000002')]).toEqual([1, 0])
  })

  test('six registrations of one number at once make one account, the others are refused by name', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 6 }, () => register(citizen('082185000003'))))
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    for (const one of tries)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'account.number-known' })
    expect([await people('082185000003'), await accounts('082185000003')]).toEqual([1, 1])
  })

  test('a number that is none and a weak password leave nothing behind', async () => {
    await expect(register(citizen('12345'))).rejects.toMatchObject({ kind: 'invalid' })
    await expect(
      registerCitizen(house.database, stranger, citizen('082185000004'), '082185000004'),
    ).rejects.toMatchObject({ code: 'account.weak-password' })
    expect(await people('082185000004')).toBe(0)
  })

  test('opened where the card was seen: for who is known and who is new, once, and never under another name', async () => {
    const hash = await hashPassword(password)
    const open = (value: CitizenValue & { login?: string }) => asHouse((tx) => openCitizenAccount(tx, value, hash))
    await expect(open(citizen('082185000002', { full_name: 'Trần Văn Khác' }))).rejects.toMatchObject({
      code: 'account.another-person',
      facts: { name: 'Lê Thị Mây', birth: '02/09/1985' },
    })
    await expect(open(citizen('082185000002', { birth_date: '1986-09-02' }))).rejects.toMatchObject({
      code: 'account.another-person',
    })
    expect(await open(citizen('082185000002', { full_name: 'LÊ THỊ MÂY', birth_date: null }))).toMatchObject({
      login: '082185000002',
      known: true,
    })
    await expect(open(citizen('082185000002', { login: 'may2' }))).rejects.toMatchObject({
      code: 'account.has-account',
      facts: { login: '082185000002' },
    })
    expect(await open(citizen('082185000005', { login: 'May.Nam' }))).toMatchObject({ login: 'may.nam', known: false })
    await expect(open(citizen('082185000006', { login: 'may.nam' }))).rejects.toMatchObject({
      code: 'account.login-taken',
    })
    expect(await people('082185000006')).toBe(0)
    const both = await Promise.allSettled([
      open(citizen('082185000007', { login: 'bay.mot' })),
      open(citizen('082185000007', { login: 'bay.hai' })),
    ])
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await accounts('082185000007')).toBe(1)
  })

  test('locking ends sessions and keeps out, unlocking lets in again, each once', async () => {
    const { token, actor } = await enter('082185000003', password)
    const account = String(actor.account)
    expect(await asHouse((tx) => lockAccount(tx, account, true))).toBe(true)
    expect(await asHouse((tx) => lockAccount(tx, account, true))).toBe(false)
    await expect(enter('082185000003', password)).rejects.toMatchObject({ code: 'account.disabled' })
    expect(await asHouse((tx) => lockAccount(tx, account, false))).toBe(true)
    expect(await findSession(house.database, token)).toBeUndefined()
    expect((await enter('082185000003', password)).actor.account).toBe(account)
  })

  test('a changed password ends every session and takes the lock of wrong guesses away', async () => {
    const first = await enter('082185000001', password)
    await enter('082185000001', password)
    const account = String(first.actor.account)
    for (let i = 0; i < 5; i++) await enter('082185000001', 'sai-mat-khau-1').catch(() => undefined)
    const fresh = await hashPassword('Dieu-bay-thap-2')
    expect(await asHouse((tx) => changePassword(tx, account, fresh))).toBeGreaterThanOrEqual(2)
    expect(await findSession(house.database, first.token)).toBeUndefined()
    await expect(enter('082185000001', password)).rejects.toMatchObject({ code: 'account.wrong-password' })
    expect((await enter('082185000001', 'Dieu-bay-thap-2')).actor.account).toBe(account)
  })

  test('without the house’s sight neither does anything', async () => {
    const { actor } = await enter('082185000003', password)
    const locked = house.database.transaction(actor, (tx) => lockAccount(tx, String(actor.account), true))
    expect(await locked).toBe(false)
    await expect(
      house.database.transaction(actor, (tx) => changePassword(tx, String(actor.account), 'x')),
    ).rejects.toThrow()
    expect((await enter('082185000003', password)).actor.account).toBe(actor.account)
  })
})
