import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Words } from '#ground/text'
import { house as system, type Tx } from '#kernel/store'
import { kitePassword, openTestHouse, type TestHouse } from '#kernel/testing'
import {
  askPasskey,
  beginPasskey,
  beginTotp,
  changeOwnPassword,
  checkNewPasskey,
  confirmTotp,
  deviceName,
  endSessions,
  enterPasskey,
  factorAdded,
  factorsOf,
  findSession,
  finishSignIn,
  getUnitByCode,
  grantRole,
  isFresh,
  listSessions,
  openAccount,
  openSession,
  proofsFor,
  proveAgain,
  type RelyingParty,
  removeFactor,
  renewRecoveryCodes,
  renewSession,
  resetFactors,
  type Session,
  signInByPasskey,
  startSignIn,
  type Visit,
} from '#kernel/trust'
import { totpCode } from './totp.ts'

let house: TestHouse
const told: { account: string; title: Words }[] = []
const rp: RelyingParty = { id: 'sen.example', origin: 'https://sen.example', name: 'Sen' }
const agent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

beforeAll(async () => {
  house = await openTestHouse()
  house.database.lend('tell', async (_tx: Tx, to: { accounts: string[] }, notice: { title: Words }) => {
    for (const account of to.accounts) told.push({ account, title: notice.title })
  })
})
afterAll(() => house.close())

const asHouse = <T>(work: (tx: Tx) => Promise<T>) => house.database.transaction(system, work)
let count = 0
/** A real account (not a sample) of its own for each test. */
async function newAccount(role?: string): Promise<{ id: string; login: string }> {
  const login = `nguoi.${++count}`
  const id = await asHouse(async (tx) => {
    const made = await openAccount(tx, { login, name: `Người ${count}`, password: kitePassword })
    if (role)
      await grantRole(tx, { account: made, role, unit: (await getUnitByCode(tx, 'CLB')).id, from: '2026-01-01' })
    return made
  })
  return { id, login }
}
const enter = (login: string, visit: Visit = { device: agent, ip: '27.64.1.1' }, password = kitePassword) =>
  startSignIn(house.database, login, password, visit)
async function sessionOf(login: string, visit?: Visit): Promise<Session> {
  const { session } = await enter(login, visit)
  if (!session) throw new Error('a second step was owed')
  return session
}
const seedOf = (secret: string): Buffer => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  let bits = ''
  for (const letter of secret.replace(/ /g, '')) bits += letters.indexOf(letter).toString(2).padStart(5, '0')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}
/** Sets an application up and moves on to the next code. */
async function withTotp(account: { id: string; login: string }): Promise<(steps?: number) => string> {
  const setup = await asHouse((tx) => beginTotp(tx, account.id, 'Sen', account.login))
  const seed = seedOf(setup.secret)
  const code = (steps = 0) => totpCode(seed, new Date(house.clock.now().getTime() + steps * 30_000))
  await asHouse((tx) => confirmTotp(tx, account.id, setup.id, 'Điện thoại', code()))
  house.clock.advance({ seconds: 60 })
  return code
}
const second = (
  token: string | undefined,
  method: 'totp' | 'recovery',
  code: string,
  visit: Visit = { ip: '27.64.1.1' },
) => finishSignIn(house.database, token, { method, code }, visit, rp)

/** A software authenticator: one P-256 key, written after WebAuthn level 2, 6.1 and 6.5. */
function authenticator() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(32)
  let signs = 0
  const data = (flags: number, extra = Buffer.alloc(0)) => {
    const head = Buffer.alloc(37)
    createHash('sha256').update(rp.id).digest().copy(head)
    head[32] = flags
    head.writeUInt32BE(signs, 33)
    return Buffer.concat([head, extra])
  }
  const client = (type: string, challenge: string, origin: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const cose = () => {
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    return Buffer.from(
      isoCBOR.encode(
        new Map<number, number | Uint8Array>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
          [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
        ]) as never,
      ),
    )
  }
  return {
    id: id.toString('base64url'),
    back: () => {
      signs -= 2
    },
    make(challenge: string, options: { origin?: string; flags?: number } = {}) {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const attested = Buffer.concat([Buffer.alloc(16), length, id, cose()])
      const object = isoCBOR.encode(
        new Map<string, unknown>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', new Uint8Array(data(options.flags ?? 0x45, attested))],
        ]) as never,
      )
      return {
        id: id.toString('base64url'),
        rawId: id.toString('base64url'),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: client('webauthn.create', challenge, options.origin ?? rp.origin).toString('base64url'),
          attestationObject: Buffer.from(object).toString('base64url'),
          transports: ['internal', 'hybrid'],
        },
      }
    },
    sign(challenge: string, options: { origin?: string; flags?: number; key?: KeyObject } = {}) {
      signs++
      const authData = data(options.flags ?? 0x05)
      const clientData = client('webauthn.get', challenge, options.origin ?? rp.origin)
      const signature = createSign('sha256')
        .update(Buffer.concat([authData, createHash('sha256').update(clientData).digest()]))
        .sign(options.key ?? privateKey)
      return {
        id: id.toString('base64url'),
        rawId: id.toString('base64url'),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData.toString('base64url'),
          authenticatorData: authData.toString('base64url'),
          signature: signature.toString('base64url'),
        },
      }
    },
  }
}
async function withPasskey(account: { id: string; login: string }) {
  const key = authenticator()
  const options = await asHouse((tx) => beginPasskey(tx, { ...account, name: account.login }, rp))
  const made = await checkNewPasskey(house.database, account.id, key.make(options.challenge), rp)
  await asHouse(async (tx) => factorAdded(tx, account.id, await enterPasskey(tx, account.id, 'Khóa', made), 'passkey'))
  return key
}
const challenge = async (purpose: 'sign-in' | 'prove' = 'sign-in', account: string | null = null) =>
  (await askPasskey(house.database, purpose, account, rp)).challenge

describe('second step by an application', () => {
  test('the password alone opens nothing; with a code it is a session of two factors', async () => {
    const account = await newAccount()
    const code = await withTotp(account)
    const { session, pending } = await enter(account.login)
    expect(session).toBeUndefined()
    expect(pending?.secondFactor).toEqual(['totp'])
    expect(await findSession(house.database, pending?.token ?? '')).toBeUndefined()
    const opened = await second(pending?.token, 'totp', code())
    expect(opened).toMatchObject({ methods: ['pwd', 'totp'], assurance: 'two-factor', hasFactor: true })
    expect(isFresh(opened, house.clock.now())).toBe(true)
    await expect(second(pending?.token, 'totp', code(1))).rejects.toMatchObject({ code: 'account.sign-in-again' })
  })

  test('a code works once, also when sent by ten at once; an old one never', async () => {
    const account = await newAccount()
    const code = await withTotp(account)
    const now = code()
    const pendings = await Promise.all(Array.from({ length: 4 }, () => enter(account.login)))
    const tries = await Promise.allSettled(pendings.map((one) => second(one.pending?.token, 'totp', now)))
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    house.clock.advance({ seconds: 30 })
    const { pending } = await enter(account.login, { ip: '27.99.1.1' })
    await expect(second(pending?.token, 'totp', now, { ip: '27.99.1.1' })).rejects.toMatchObject({
      code: 'account.wrong-code',
    })
    expect((await second(pending?.token, 'totp', code(), { ip: '27.99.1.1' })).assurance).toBe('two-factor')
  })

  test('five wrong codes end the sign-in, and starting again does not give five more', async () => {
    const account = await newAccount()
    const code = await withTotp(account)
    const first = await enter(account.login)
    for (let i = 0; i < 5; i++)
      await expect(second(first.pending?.token, 'totp', '000000')).rejects.toMatchObject({ code: 'account.wrong-code' })
    await expect(second(first.pending?.token, 'totp', code())).rejects.toMatchObject({ code: 'account.sign-in-again' })
    const next = await enter(account.login)
    await expect(second(next.pending?.token, 'totp', code())).rejects.toMatchObject({ code: 'account.locked' })
    const { rows } = await house.database.owner.query(
      "select 1 from sen.fact where kind = 'second-factor-refused' and record_id = $1",
      [account.id],
    )
    expect(rows).toHaveLength(5)
  })

  test('a pending sign-in is over after five minutes, and when the password changes', async () => {
    const account = await newAccount()
    const code = await withTotp(account)
    const late = await enter(account.login)
    house.clock.advance({ minutes: 5 })
    await expect(second(late.pending?.token, 'totp', code())).rejects.toMatchObject({ code: 'account.sign-in-again' })
    const other = await enter(account.login)
    await asHouse((tx) => resetFactors(tx, account.id))
    await expect(second(other.pending?.token, 'totp', code())).rejects.toMatchObject({ code: 'account.sign-in-again' })
    expect((await enter(account.login)).session).toBeDefined()
  })

  test('the seed is not in the database in a form that can be read', async () => {
    const account = await newAccount()
    const setup = await asHouse((tx) => beginTotp(tx, account.id, 'Sen', account.login))
    const { rows } = await house.database.owner.query<{ row: string }>('select f::text as row from sen.factor f')
    const raw = setup.secret.replace(/ /g, '')
    for (const { row } of rows) {
      expect(row).not.toContain(raw)
      expect(row).not.toContain(seedOf(raw).toString('base64url'))
      expect(row).not.toContain(seedOf(raw).toString('hex'))
    }
    expect(setup.uri).toContain(`secret=${raw}`)
    expect(setup.uri).toMatch(/^otpauth:\/\/totp\/Sen:nguoi\.\d+\?/)
    // Begun, not ended: it is no factor yet.
    expect((await enter(account.login)).session).toBeDefined()
    await expect(asHouse((tx) => confirmTotp(tx, account.id, setup.id, 'x', '000000'))).rejects.toMatchObject({
      code: 'account.wrong-code',
    })
  })
})

describe('recovery codes', () => {
  test('ten, each good once however it is typed; new ones end the old', async () => {
    const account = await newAccount()
    await withTotp(account)
    const codes = await asHouse((tx) => renewRecoveryCodes(tx, account.id))
    expect(new Set(codes).size).toBe(10)
    for (const code of codes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/)
    const use = async (code: string) => {
      const { pending } = await enter(account.login)
      return second(pending?.token, 'recovery', code)
    }
    const [one = '', two = '', three = ''] = codes
    expect((await use(one.toUpperCase().replaceAll('-', ' '))).methods).toEqual(['pwd', 'recovery'])
    await expect(use(one)).rejects.toMatchObject({ code: 'account.wrong-code' })
    expect((await use(two.replaceAll('0', 'O').replaceAll('1', 'l'))).assurance).toBe('two-factor')
    expect((await factorsOf(house.database, account.id)).recoveryCodes).toBe(8)
    await asHouse((tx) => renewRecoveryCodes(tx, account.id))
    await expect(use(three)).rejects.toMatchObject({ code: 'account.wrong-code' })
    const { rows } = await house.database.owner.query<{ kept: string }>(
      "select encode(code_hash, 'escape') as kept from sen.recovery_code",
    )
    for (const row of rows) for (const code of codes) expect(row.kept).not.toContain(code)
  })

  test('they go with the last factor', async () => {
    const account = await newAccount()
    await withTotp(account)
    await asHouse((tx) => renewRecoveryCodes(tx, account.id))
    const { factors } = await factorsOf(house.database, account.id)
    const other = await newAccount()
    await expect(asHouse((tx) => removeFactor(tx, other.id, factors[0]?.id ?? ''))).rejects.toMatchObject({
      code: 'account.no-such-factor',
    })
    await asHouse((tx) => removeFactor(tx, account.id, factors[0]?.id ?? ''))
    expect(await factorsOf(house.database, account.id)).toEqual({ factors: [], recoveryCodes: 0 })
    expect((await enter(account.login)).session).toBeDefined()
  })
})

describe('passkeys', () => {
  test('sign in alone, as two factors, and stand for the second step', async () => {
    const account = await newAccount()
    const key = await withPasskey(account)
    const session = await signInByPasskey(house.database, key.sign(await challenge()), { device: agent }, rp)
    expect(session).toMatchObject({ login: account.login, methods: ['passkey'], assurance: 'two-factor' })
    const { pending } = await enter(account.login)
    expect(pending?.secondFactor).toEqual(['passkey'])
    const proof = { method: 'passkey', response: key.sign(await challenge()) } as const
    expect((await finishSignIn(house.database, pending?.token, proof, {}, rp)).methods).toEqual(['pwd', 'passkey'])
  })

  const asked: [string, (key: ReturnType<typeof authenticator>) => Promise<unknown>][] = [
    ['another origin', async (key) => key.sign(await challenge(), { origin: 'https://sen.example.evil' })],
    ['no look at its owner', async (key) => key.sign(await challenge(), { flags: 0x01 })],
    [
      'another key',
      async (key) =>
        key.sign(await challenge(), { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }),
    ],
    ['a challenge of its own', async (key) => key.sign(randomBytes(32).toString('base64url'))],
    ['a challenge for a step-up', async (key) => key.sign(await challenge('prove'))],
    ['nothing', async () => null],
    ['rubbish', async () => ({ id: 7, response: { clientDataJSON: '{}', authenticatorData: [] } })],
    [
      'half an answer',
      async (key) => ({
        id: key.id,
        response: {
          clientDataJSON: Buffer.from(JSON.stringify({ challenge: await challenge() })).toString('base64url'),
        },
      }),
    ],
  ]
  test.each(asked)('%s is refused', async (_name, answer) => {
    const account = await newAccount()
    const key = await withPasskey(account)
    await expect(signInByPasskey(house.database, await answer(key), {}, rp)).rejects.toMatchObject({
      code: 'account.wrong-passkey',
    })
  })

  test('an answer is taken once, within five minutes, and a sign count that went back never', async () => {
    const account = await newAccount()
    const key = await withPasskey(account)
    const answer = key.sign(await challenge())
    await signInByPasskey(house.database, answer, {}, rp)
    const refused = { code: 'account.wrong-passkey' }
    await expect(signInByPasskey(house.database, answer, {}, rp)).rejects.toMatchObject(refused)
    const late = key.sign(await challenge())
    house.clock.advance({ minutes: 5 })
    await expect(signInByPasskey(house.database, late, {}, rp)).rejects.toMatchObject(refused)
    await signInByPasskey(house.database, key.sign(await challenge()), {}, rp)
    key.back()
    await expect(signInByPasskey(house.database, key.sign(await challenge()), {}, rp)).rejects.toMatchObject(refused)
  })

  test('a key of one account finishes nothing of another', async () => {
    const [one, two] = [await newAccount(), await newAccount()]
    const [mine] = [await withPasskey(one), await withPasskey(two)]
    const { pending } = await enter(two.login)
    const proof = { method: 'passkey', response: mine.sign(await challenge()) } as const
    await expect(finishSignIn(house.database, pending?.token, proof, {}, rp)).rejects.toMatchObject({
      code: 'account.wrong-passkey',
    })
  })

  test('one made elsewhere, without its owner, or registered already is not taken in', async () => {
    const account = await newAccount()
    const begin = async () => (await asHouse((tx) => beginPasskey(tx, { ...account, name: 'x' }, rp))).challenge
    const key = authenticator()
    const refused = { code: 'account.wrong-passkey' }
    const check = (given: unknown) => checkNewPasskey(house.database, account.id, given, rp)
    await expect(check(key.make(await begin(), { origin: 'http://sen.example' }))).rejects.toMatchObject(refused)
    await expect(check(key.make(await begin(), { flags: 0x41 }))).rejects.toMatchObject(refused)
    await expect(check(key.make(await challenge()))).rejects.toMatchObject(refused)
    await expect(check({})).rejects.toMatchObject(refused)
    const made = await check(key.make(await begin()))
    await asHouse((tx) => enterPasskey(tx, account.id, 'Khóa', made))
    const again = await newAccount()
    await expect(asHouse((tx) => enterPasskey(tx, again.id, 'Khóa', made))).rejects.toMatchObject(refused)
  })
})

describe('step-up', () => {
  const prove = (session: Session, method: 'password' | 'totp' | 'recovery', code: string) =>
    proveAgain(house.database, session, { method, code }, { ip: '27.64.1.1' }, rp)

  test('without a factor the password proves; the token changes, the old one is dead, the rest stays', async () => {
    const account = await newAccount()
    const before = await sessionOf(account.login)
    expect(isFresh(before, house.clock.now())).toBe(true)
    house.clock.advance({ minutes: 10 })
    expect(isFresh(before, house.clock.now())).toBe(false)
    expect(await proofsFor(house.database, before)).toEqual(['password'])
    await expect(prove(before, 'password', 'sai-mat-khau-1')).rejects.toMatchObject({ code: 'account.wrong-password' })
    const after = await prove(before, 'password', kitePassword)
    expect(isFresh(after, house.clock.now())).toBe(true)
    expect(after.token).not.toBe(before.token)
    expect([after.id, after.csrf]).toEqual([before.id, before.csrf])
    expect(await findSession(house.database, before.token)).toBeUndefined()
    expect((await findSession(house.database, after.token))?.id).toBe(before.id)
    await expect(prove(before, 'password', kitePassword)).rejects.toMatchObject({ code: 'account.sign-in-first' })
  })

  test('with a factor only the factor proves', async () => {
    const account = await newAccount()
    const code = await withTotp(account)
    const { pending } = await enter(account.login)
    const session = await second(pending?.token, 'totp', code())
    house.clock.advance({ minutes: 11 })
    expect(await proofsFor(house.database, session)).toEqual(['totp'])
    await expect(prove(session, 'password', kitePassword)).rejects.toMatchObject({ code: 'account.wrong-code' })
    expect(isFresh(await prove(session, 'totp', code()), house.clock.now())).toBe(true)
  })

  test('a passkey proves for its own session only', async () => {
    const account = await newAccount()
    const key = await withPasskey(account)
    const session = await signInByPasskey(house.database, key.sign(await challenge()), {}, rp)
    house.clock.advance({ minutes: 11 })
    const proof = async (purpose: 'sign-in' | 'prove', whose: string | null) =>
      proveAgain(
        house.database,
        session,
        { method: 'passkey', response: key.sign(await challenge(purpose, whose)) },
        {},
        rp,
      )
    await expect(proof('sign-in', null)).rejects.toMatchObject({ code: 'account.wrong-passkey' })
    await expect(proof('prove', (await newAccount()).id)).rejects.toMatchObject({ code: 'account.wrong-passkey' })
    expect(isFresh(await proof('prove', account.id), house.clock.now())).toBe(true)
  })

  test('a session opened by a sent code needs the password first, then the factor', async () => {
    const account = await newAccount()
    const code = await withTotp(account)
    const session = await openSession(house.database, account.id, { methods: ['otp'] })
    expect(session).toMatchObject({ assurance: 'one-factor', provedAt: null })
    expect(await proofsFor(house.database, session)).toEqual(['password'])
    const known = await prove(session, 'password', kitePassword)
    expect([known.assurance, isFresh(known, house.clock.now())]).toEqual(['one-factor', false])
    const proved = await prove(known, 'totp', code())
    expect([proved.assurance, isFresh(proved, house.clock.now())]).toEqual(['two-factor', true])
  })
})

describe('sessions', () => {
  test('who looks after the house is signed out after half an hour without a request; others stay a day’s work', async () => {
    const [admin, plain] = [await newAccount('administrator'), await newAccount()]
    const [a, b] = [await sessionOf(admin.login), await sessionOf(plain.login)]
    house.clock.advance({ minutes: 29 })
    expect(await findSession(house.database, a.token)).toBeDefined()
    house.clock.advance({ minutes: 29 })
    expect(await findSession(house.database, a.token)).toBeDefined()
    house.clock.advance({ minutes: 31 })
    expect(await findSession(house.database, a.token)).toBeUndefined()
    expect(await findSession(house.database, b.token)).toBeDefined()
    house.clock.advance({ hours: 11 })
    expect(await findSession(house.database, b.token)).toBeUndefined()
    const { rows } = await house.database.owner.query(
      "select 1 from sen.fact where kind = 'session-timed-out' and record_id = $1",
      [admin.id],
    )
    expect(rows).toHaveLength(1)
  })

  test('roles that demand a second factor may do nothing else until there is one; samples and others are let be', async () => {
    for (const role of ['administrator', 'auditor', 'data-protection-officer']) {
      const account = await newAccount(role)
      const session = await sessionOf(account.login)
      expect(session.enrolDue).toBe(true)
      await withTotp(account)
      expect((await findSession(house.database, session.token))?.enrolDue).toBe(false)
    }
    expect((await sessionOf((await newAccount('keeper')).login)).enrolDue).toBe(false)
    expect((await sessionOf('chu-nhiem')).enrolDue).toBe(false)
  })

  test('what is seen is written once a minute, and the list names device, network and ways', async () => {
    const account = await newAccount()
    const session = await sessionOf(account.login, { device: agent, ip: '203.113.131.7' })
    const seen = async () => (await asHouse((tx) => listSessions(tx, account.id)))[0]
    const at = (await seen())?.seenAt.getTime() ?? 0
    expect(await seen()).toMatchObject({
      id: session.id,
      device: { vi: 'Chrome trên Linux' },
      address: '203.113.131.…',
      methods: ['pwd'],
    })
    house.clock.advance({ seconds: 59 })
    await findSession(house.database, session.token)
    expect((await seen())?.seenAt.getTime()).toBe(at)
    house.clock.advance({ seconds: 2 })
    await findSession(house.database, session.token)
    expect((await seen())?.seenAt.getTime()).toBe(at + 61_000)
  })

  test('one is ended, or all others; nobody ends another’s', async () => {
    const account = await newAccount()
    const [one, two, three] = [
      await sessionOf(account.login),
      await sessionOf(account.login),
      await sessionOf(account.login),
    ]
    const stranger = await newAccount()
    expect(await asHouse((tx) => endSessions(tx, stranger.id, { id: one.id }))).toBe(0)
    expect(await asHouse((tx) => endSessions(tx, account.id, { id: one.id }))).toBe(1)
    expect(await findSession(house.database, one.token)).toBeUndefined()
    expect(await asHouse((tx) => endSessions(tx, account.id, { except: three.id }))).toBe(1)
    expect(await findSession(house.database, two.token)).toBeUndefined()
    expect(await findSession(house.database, three.token)).toBeDefined()
  })

  test('a device thrown out is a stranger again', async () => {
    const account = await newAccount()
    const here = await sessionOf(account.login)
    const away = await sessionOf(account.login, { ip: '14.7.7.7' })
    await asHouse((tx) => endSessions(tx, account.id, { except: here.id }))
    for (let i = 0; i < 5; i++) await enter(account.login, { ip: '14.8.8.8' }, `doan-${i}`).catch(() => undefined)
    await expect(enter(account.login, { ip: '14.8.8.9', knownDevice: away.knownDevice })).rejects.toMatchObject({
      code: 'account.locked',
    })
    expect((await enter(account.login, { ip: '14.8.8.9', knownDevice: here.knownDevice })).session).toBeDefined()
  })

  test('a token planted before a step-up is worth nothing after, and a renewed session cannot be renewed twice', async () => {
    const account = await newAccount()
    const session = await sessionOf(account.login)
    const tries = await Promise.allSettled(
      Array.from({ length: 4 }, () => asHouse((tx) => renewSession(tx, session, { proved: true }))),
    )
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    expect(await findSession(house.database, session.token)).toBeUndefined()
  })
})

describe('one’s own password', () => {
  const change = (session: Session, old: string, fresh: string) =>
    changeOwnPassword(house.database, session, old, fresh, { ip: '27.64.1.1' })

  test('needs the old one; other sessions end, this one goes on under a new token', async () => {
    const account = await newAccount()
    const [here, there] = [await sessionOf(account.login), await sessionOf(account.login)]
    await expect(change(here, 'sai-mat-khau-1', 'cánh diều mới 9')).rejects.toMatchObject({
      code: 'account.wrong-old-password',
      field: 'old',
    })
    await expect(change(here, kitePassword, 'matkhau123')).rejects.toMatchObject({ code: 'account.common-password' })
    expect(await findSession(house.database, there.token)).toBeDefined()
    const after = await change(here, kitePassword, 'cánh diều mới 9')
    expect(await findSession(house.database, there.token)).toBeUndefined()
    expect(await findSession(house.database, here.token)).toBeUndefined()
    expect((await findSession(house.database, after.token))?.id).toBe(here.id)
    await expect(enter(account.login)).rejects.toMatchObject({ code: 'account.wrong-password' })
    expect((await enter(account.login, {}, 'cánh diều mới 9')).session).toBeDefined()
  })
})

test('the owner is told of new devices and changed factors; a sample account is nobody’s', async () => {
  const account = await newAccount()
  const titles = () => told.filter((one) => one.account === account.id).map((one) => one.title.vi)
  const first = await sessionOf(account.login)
  expect(titles()).toEqual([])
  await sessionOf(account.login, { device: agent, knownDevice: first.knownDevice })
  expect(titles()).toEqual([])
  await sessionOf(account.login, {
    device: 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile/15E148 Safari/604.1',
  })
  expect(titles()).toEqual(['Đăng nhập từ thiết bị mới: Safari trên iPhone'])
  await withTotp(account)
  expect(titles().at(-1)).toBe('Đã thêm ứng dụng tạo mã vào tài khoản')
  await asHouse((tx) => resetFactors(tx, account.id))
  expect(titles().at(-1)).toContain('Người quản trị đã xóa')
  for (let i = 0; i < 3; i++) await enter(account.login, { ip: '14.5.5.5' }, 'doan-mo-1').catch(() => undefined)
  await sessionOf(account.login, { knownDevice: first.knownDevice })
  expect(titles().at(-1)).toContain('Có 3 lần nhập sai mật khẩu')
  const before = told.length
  await sessionOf('chu-nhiem')
  await sessionOf('chu-nhiem')
  expect(told.length).toBe(before)
})

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0',
    'Microsoft Edge trên Windows',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 coc_coc_browser/130.0 Chrome/124.0 Safari/537.36',
    'Cốc Cốc trên Windows',
  ],
  [
    'Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36',
    'Samsung Internet trên Android',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15',
    'Safari trên macOS',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox trên Linux'],
  ['curl/8.5.0', 'Thiết bị không rõ'],
  [undefined, 'Thiết bị không rõ'],
])('%s is called %s', (said, name) => {
  expect(deviceName(said).vi).toBe(name)
})
