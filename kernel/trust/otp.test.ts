import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { house as system, type Tx } from '#kernel/store'
import { kitePassword, openTestHouse, type TestHouse } from '#kernel/testing'
import {
  askContact,
  type CodeChannel,
  contactsOf,
  findSession,
  getUnitByCode,
  grantRole,
  type Message,
  openAccount,
  openMessage,
  openSession,
  proveContact,
  requestCode,
  resetPassword,
  signInByCode,
  startSignIn,
} from '#kernel/trust'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house.close())

const asHouse = <T>(work: (tx: Tx) => Promise<T>) => house.database.transaction(system, work)
let count = 0
async function newAccount(): Promise<{ id: string; login: string }> {
  const login = `dan.${++count}`
  return { login, id: await asHouse((tx) => openAccount(tx, { login, name: 'Dân', password: kitePassword })) }
}
/** Messages waiting in the queue, oldest first; reading takes them out. */
async function messages(): Promise<Message[]> {
  const { rows } = await house.database.owner.query<{ payload: unknown }>(
    "with gone as (delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t where t.id = j.task_id and t.identifier = 'message' returning j.id, j.payload) select payload from gone order by id",
  )
  return asHouse(async (tx) => rows.flatMap((row) => openMessage(tx, row.payload) ?? []))
}
const codeIn = (message: Message | undefined): string => /\d{6}/.exec(message?.subject ?? '')?.[0] ?? ''
const off = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

async function proved(account: { id: string }, channel: CodeChannel, to: string, ip = '27.1.1.1') {
  const session = await openSession(house.database, account.id, { methods: ['pwd'] })
  const token = await askContact(house.database, session, channel, to, { ip })
  const [message] = await messages()
  await proveContact(house.database, session, token, codeIn(message))
  return session
}

describe('proving an address', () => {
  test('a code goes to the address, sealed in the queue; typed back it proves it', async () => {
    const account = await newAccount()
    const session = await openSession(house.database, account.id, { methods: ['pwd'] })
    const token = await askContact(house.database, session, 'email', 'may@example.vn', { ip: '27.1.1.1' })
    const { rows: queued } = await house.database.owner.query<{ text: string }>(
      'select payload::text as text from graphile_worker._private_jobs',
    )
    expect(queued.map((row) => row.text).join()).not.toContain('may@example.vn')
    const [message] = await messages()
    expect(message).toMatchObject({
      channel: 'email',
      to: 'may@example.vn',
      subject: expect.stringMatching(/^Mã xác nhận địa chỉ liên hệ: \d{6}$/),
    })
    const code = codeIn(message)
    const { rows } = await house.database.owner.query<{ text: string }>(
      'select c::text as text from sen.one_time_code c',
    )
    for (const row of rows) expect(row.text).not.toContain(code)
    await expect(proveContact(house.database, session, token, off(code))).rejects.toMatchObject({
      code: 'account.code-expired',
      field: 'code',
    })
    expect((await contactsOf(house.database, account.id)).emailProved).toBe(false)
    await proveContact(house.database, session, token, ` ${code.slice(0, 3)} ${code.slice(3)} `)
    expect(await contactsOf(house.database, account.id)).toMatchObject({ email: 'may@example.vn', emailProved: true })
    await expect(proveContact(house.database, session, token, code)).rejects.toMatchObject({
      code: 'account.code-expired',
    })
  })

  test('the address used before is told', async () => {
    const account = await newAccount()
    await proved(account, 'phone', '0912345678')
    const session = await openSession(house.database, account.id, { methods: ['pwd'] })
    const token = await askContact(house.database, session, 'phone', '0987654321', { ip: '27.1.1.1' })
    const [code] = await messages()
    await proveContact(house.database, session, token, codeIn(code))
    expect(await messages()).toMatchObject([{ channel: 'phone', to: '0912345678' }])
  })

  test('five wrong codes end it, five minutes, too; another’s session cannot use it', async () => {
    const [one, two] = [await newAccount(), await newAccount()]
    const session = await openSession(house.database, one.id, { methods: ['pwd'] })
    const other = await openSession(house.database, two.id, { methods: ['pwd'] })
    const ask = async () => {
      const token = await askContact(house.database, session, 'email', 'x@example.vn', { ip: '27.2.2.2' })
      return { token, code: codeIn((await messages())[0]) }
    }
    const first = await ask()
    for (let i = 0; i < 5; i++)
      await proveContact(house.database, session, first.token, off(first.code)).catch(() => undefined)
    const over = { code: 'account.code-expired' }
    await expect(proveContact(house.database, session, first.token, first.code)).rejects.toMatchObject(over)
    const second = await ask()
    await expect(proveContact(house.database, other, second.token, second.code)).rejects.toMatchObject(over)
    house.clock.advance({ minutes: 5 })
    await expect(proveContact(house.database, session, second.token, second.code)).rejects.toMatchObject(over)
    await expect(proveContact(house.database, session, undefined, '000000')).rejects.toMatchObject(over)
  })
})

describe('by login', () => {
  const ask = (login: string, purpose: 'password' | 'sign-in' = 'sign-in', ip = '27.3.3.3') =>
    requestCode(house.database, purpose, login, 'email', { ip })

  test('signs in at low assurance, once', async () => {
    const account = await newAccount()
    await proved(account, 'email', 'lan@example.vn')
    const token = await ask(account.login)
    const [message] = await messages()
    const session = await signInByCode(house.database, token, codeIn(message), { ip: '27.3.3.3' })
    expect(session).toMatchObject({ login: account.login, methods: ['otp'], assurance: 'one-factor', provedAt: null })
    await expect(signInByCode(house.database, token, codeIn(message), {})).rejects.toMatchObject({
      code: 'account.code-expired',
    })
  })

  test('nobody, an unproved address, an officer and a switched-off account get the same answer and no message', async () => {
    const unproved = await newAccount()
    await house.database.owner.query("update sen.account set email = 'u@example.vn' where id = $1", [unproved.id])
    const officer = await newAccount()
    await proved(officer, 'email', 'officer@example.vn')
    await asHouse(async (tx) =>
      grantRole(tx, {
        account: officer.id,
        role: 'keeper',
        unit: (await getUnitByCode(tx, 'CLB')).id,
        from: '2026-01-01',
      }),
    )
    const gone = await newAccount()
    await proved(gone, 'email', 'gone@example.vn')
    await house.database.owner.query('update sen.account set disabled_at = now() where id = $1', [gone.id])
    await messages()
    for (const [i, login] of ['khong-co-ai', unproved.login, officer.login, gone.login].entries()) {
      const token = await ask(login, 'password', `27.4.${i}.1`)
      expect(token).toMatch(/^[\w-]{43}$/)
      expect(await messages()).toMatchObject([{ to: '' }])
      for (let code = 0; code < 5; code++)
        await expect(resetPassword(house.database, token, `00000${code}`, 'cánh diều mới 9')).rejects.toMatchObject({
          code: 'account.code-expired',
        })
    }
  })

  test('sets a new password: sessions end, the code is not spent on a weak one, and does for nothing else', async () => {
    const account = await newAccount()
    const session = await proved(account, 'email', 'hai@example.vn')
    const token = await ask(account.login, 'password', '27.5.5.5')
    const [message] = await messages()
    const code = codeIn(message)
    await expect(signInByCode(house.database, token, code, {})).rejects.toMatchObject({ code: 'account.code-expired' })
    await expect(resetPassword(house.database, token, code, 'matkhau123')).rejects.toMatchObject({
      code: 'account.common-password',
    })
    await resetPassword(house.database, token, code, 'cánh diều mới 9')
    expect(await findSession(house.database, session.token)).toBeUndefined()
    await expect(startSignIn(house.database, account.login, kitePassword)).rejects.toMatchObject({
      code: 'account.wrong-password',
    })
    expect((await startSignIn(house.database, account.login, 'cánh diều mới 9')).session).toBeDefined()
  })

  test('three codes a quarter of an hour from one place; another place still gets one', async () => {
    const account = await newAccount()
    for (let i = 0; i < 3; i++) await ask(account.login, 'sign-in', '27.6.6.6')
    await expect(ask(account.login, 'sign-in', '27.6.6.7')).rejects.toMatchObject({
      code: 'account.too-many-codes',
      facts: { minutes: 15 },
    })
    await ask(account.login, 'sign-in', '27.7.7.7')
    house.clock.advance({ minutes: 15 })
    await ask(account.login, 'sign-in', '27.6.6.6')
    const unknown = await Promise.allSettled(
      Array.from({ length: 6 }, () => ask('khong-co-ai-ca', 'sign-in', '27.8.8.8')),
    )
    expect(unknown.filter((one) => one.status === 'fulfilled')).toHaveLength(3)
  })
})
