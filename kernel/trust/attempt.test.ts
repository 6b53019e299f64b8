import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { house as system } from '#kernel/store'
import { kitePassword, openTestHouse, type TestHouse } from '#kernel/testing'
import { networkOf, sweepSignIn, type Visit } from '#kernel/trust'
import { chargeTry, delayAfter, shortAddress } from './attempt.ts'
import { startSignIn } from './sign-in.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house.close())

test.each([
  ['203.113.131.7', 'net:203.113.131', '203.113.131.…'],
  ['::ffff:203.113.131.7', 'net:203.113.131', '203.113.131.…'],
  ['2405:4800:1:2:3:4:5:6', 'net:2405480000010002', '2405:4800:1:…'],
  ['2405:4800:1:2:aaaa::1', 'net:2405480000010002', '2405:4800:1:…'],
  ['2405:4800:1:3::1', 'net:2405480000010003', '2405:4800:1:…'],
  ['rác', 'net:?', null],
  [undefined, 'net:?', null],
])('the network of %s', (ip, network, short) => {
  expect(networkOf(ip)).toBe(network)
  expect(shortAddress(ip)).toBe(short)
})

test('strangers wait longer the more fail, never more than a minute, and not at all for the first ten', () => {
  expect([1, 10, 11, 12, 13, 16, 17, 1000].map(delayAfter)).toEqual([0, 0, 2, 4, 8, 60, 60, 60])
})

test('however many try at once from one place, five are judged', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 12 }), fc.uuid(), async (tries, subject) => {
      const verdicts = await Promise.all(
        Array.from({ length: tries }, () =>
          house.database.transaction(system, (tx) =>
            chargeTry(tx, { subject, place: 'net:10.0.0', everywhere: false }),
          ),
        ),
      )
      expect(verdicts.filter((one) => !one.blocked)).toHaveLength(Math.min(tries, 5))
    }),
    { numRuns: 8 },
  )
})

describe('guessing a login', () => {
  const from = (visit: Visit, password = kitePassword, login = 'giu-bac') =>
    startSignIn(house.database, login, password, visit)
  const home = { ip: '113.160.1.20', device: 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0' }

  test('a stranger who guesses shuts out her own network only; the owner comes in from her known device and from elsewhere', async () => {
    const { session } = await from(home)
    const known = { ...home, knownDevice: session?.knownDevice }
    expect(known.knownDevice).toMatch(/^[\w-]{43}$/)
    const stranger = { ip: '113.160.1.99' }
    for (let i = 0; i < 5; i++)
      await expect(from(stranger, `doan-${i}`)).rejects.toMatchObject({ code: 'account.wrong-password' })
    // The same /24 as the owner's home: without the cookie she would be shut out with the stranger.
    await expect(from(stranger)).rejects.toMatchObject({ code: 'account.locked', facts: { minutes: 15 } })
    await expect(from(home)).rejects.toMatchObject({ code: 'account.locked' })
    expect((await from(known)).session?.login).toBe('giu-bac')
    expect((await from({ ip: '27.64.0.1' })).session?.login).toBe('giu-bac')
  })

  test('her own device is stopped after five wrong ones, too, and only it', async () => {
    const { session } = await from({ ip: '27.64.0.2' })
    const known = { ip: '27.64.0.2', knownDevice: session?.knownDevice }
    for (let i = 0; i < 5; i++) await from(known, `doan-${i}`).catch(() => undefined)
    await expect(from(known)).rejects.toMatchObject({ code: 'account.locked' })
    expect((await from({ ip: '27.65.0.2' })).session).toBeDefined()
  })

  test('a cookie of another account, or made up, is no known device', async () => {
    const { session } = await from({ ip: '14.1.1.1' }, kitePassword, 'giu-nam')
    const other = { ip: '14.2.2.2', knownDevice: session?.knownDevice }
    for (let i = 0; i < 5; i++) await from(other, `doan-${i}`).catch(() => undefined)
    await expect(from({ ip: '14.2.2.3' })).rejects.toMatchObject({ code: 'account.locked' })
    for (const knownDevice of ['x'.repeat(43), '', 'ngắn'])
      await expect(from({ ip: '14.2.2.3', knownDevice })).rejects.toMatchObject({ code: 'account.locked' })
  })

  test('guesses from many networks are slowed down for strangers; unknown logins answer alike', async () => {
    house.clock.advance({ hours: 2 })
    const { session } = await from({ ip: '27.70.0.1' }, kitePassword, 'chu-nhiem')
    const known = { ip: '27.70.0.1', knownDevice: session?.knownDevice }
    const said = async (login: string) => {
      const codes: string[] = []
      for (let i = 0; i < 14; i++)
        await from({ ip: `100.${i}.0.1` }, 'doan-mo-1', login).catch((error) => codes.push(error.code))
      return codes
    }
    const codes = await said('chu-nhiem')
    expect(codes.slice(0, 11)).toEqual(Array(11).fill('account.wrong-password'))
    expect(codes.slice(11)).toEqual(Array(3).fill('account.slow-down'))
    expect(await said('khong-co-nguoi-nay')).toEqual(codes)
    await expect(from({ ip: '101.0.0.1' }, kitePassword, 'chu-nhiem')).rejects.toMatchObject({
      code: 'account.slow-down',
      facts: { seconds: 2 },
    })
    expect((await from(known, kitePassword, 'chu-nhiem')).session).toBeDefined()
    house.clock.advance({ seconds: 2 })
    expect((await from({ ip: '101.0.0.1' }, kitePassword, 'chu-nhiem')).session).toBeDefined()
  })

  test('refused tries are facts, of unknown logins too, and none holds what was typed', async () => {
    const typed = 'lỡ-gõ-mật-khẩu-vào-đây-1'
    await from({ ip: '14.9.9.9' }, 'x', typed).catch(() => undefined)
    const { rows } = await house.database.owner.query<{ text: string; known: boolean }>(
      "select f::text as text, (data->>'known')::boolean as known from sen.fact f where kind = 'sign-in-refused'",
    )
    expect(rows.some((row) => row.known)).toBe(true)
    expect(rows.some((row) => !row.known)).toBe(true)
    const { rows: kept } = await house.database.owner.query<{ text: string }>(
      'select a::text as text from sen.sign_in_attempt a',
    )
    for (const row of [...rows, ...kept]) {
      expect(row.text).not.toContain(typed)
      expect(row.text).not.toContain('doan-mo-1')
    }
  })

  test('counts do not stay for ever', async () => {
    house.clock.advance({ days: 2 })
    expect(await house.database.transaction(system, (tx) => sweepSignIn(tx))).toBeGreaterThan(5)
    const { rows } = await house.database.owner.query('select 1 from sen.sign_in_attempt')
    expect(rows).toHaveLength(0)
  })
})
