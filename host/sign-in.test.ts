import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { house as system, type Tx } from '#kernel/store'
import { type Visitor, visitor } from '#kernel/testing'
import { beginTotp, getUnitByCode, grantRole, openAccount, openSession, renewRecoveryCodes } from '#kernel/trust'
import { openTestSite, type TestSite } from './test-site.ts'
import { typedCode } from './totp-code.ts'

/** Signing in through the doors of the whole house: what each kind of session opens, and what it does not. */

let site: TestSite
beforeAll(async () => {
  site = await openTestSite()
}, 120_000)
afterAll(() => site?.close())

const password = 'bông điên điển nở 3 lần'
let count = 0
const asHouse = <T>(work: (tx: Tx) => Promise<T>) => site.house.database.transaction(system, work)
/** An account that is no sample: the rules of a real installation hold for it. */
async function newAccount(role?: string): Promise<{ id: string; login: string }> {
  const login = `that.${++count}`
  const id = await asHouse(async (tx) => {
    const made = await openAccount(tx, { login, name: `Người ${count}`, password })
    const unit = await getUnitByCode(tx, 'H20')
    if (role) await grantRole(tx, { account: made, role, unit: unit.id, from: '2026-01-01' })
    return made
  })
  return { id, login }
}
const cookieOf = (who: Visitor, name: string): string | undefined =>
  new RegExp(`(?:^|; )${name}=([^;]*)`).exec(who.cookies())?.[1]
const page = (who: Visitor, path: string) =>
  site.inject({ method: 'GET', path, headers: { accept: 'text/html', cookie: who.cookies() } })

/** Sets an application up by the pages, as a person does; answers its codes. */
async function setUp(who: Visitor, account: string, login: string): Promise<() => string> {
  expect((await page(who, '/toi/bao-mat/ung-dung')).status).toBe(200)
  const setup = await asHouse((tx) => beginTotp(tx, account, 'Sen', login))
  const code = () => typedCode(setup.secret, site.clock.now())
  const done = await who.form('/toi/bao-mat/ung-dung', { id: setup.id, name: 'Điện thoại', code: code() })
  expect(done.status, done.text.slice(0, 500)).toBe(303)
  keep(who, done.headers['set-cookie'])
  site.clock.advance(60_000)
  return code
}
/** A visitor’s form() does not keep cookies: a page that changes the session is told here. */
const jars = new Map<Visitor, string>()
function keep(who: Visitor, lines: string | string[] | undefined): void {
  jars.set(
    who,
    [lines ?? []]
      .flat()
      .map((line) => line.split(';')[0] ?? '')
      .join('; '),
  )
}
const withJar = (who: Visitor): string => jars.get(who) ?? who.cookies()
const call = async (cookie: string, method: string, path: string, body?: unknown, accept = 'application/json') => {
  const me = await site.inject({ method: 'GET', path: '/api/v1/me', headers: { cookie } })
  return site.inject({
    method,
    path,
    headers: {
      cookie,
      accept,
      'x-csrf': (JSON.parse(me.body) as { csrf: string }).csrf,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

describe('the second step', () => {
  test('JSON: a password answers what is owed, a code opens the session; nothing opens in between', async () => {
    const account = await newAccount('one-stop-officer')
    const first = visitor(site.inject)
    expect((await first.signIn(account.login, password)).status).toBe(200)
    const code = await setUp(first, account.id, account.login)
    const who = visitor(site.inject)
    const begun = await who.send('POST', '/api/v1/sign-in', { login: account.login, password })
    expect([begun.status, begun.json()]).toEqual([200, { secondFactor: ['totp'] }])
    expect(cookieOf(who, 'sen_session')).toBeUndefined()
    expect(String(begun.headers['set-cookie'])).toMatch(/sen_pending=[\w-]{43};.*HttpOnly.*SameSite=Lax/i)
    expect((await who.get('/api/v1/meta')).status).toBe(401)
    const wrong = await who.send('POST', '/api/v1/sign-in/second', { method: 'totp', code: '000000' })
    expect([wrong.status, wrong.json<{ error: { code: string } }>().error.code]).toEqual([401, 'account.wrong-code'])
    const right = await who.send('POST', '/api/v1/sign-in/second', { method: 'totp', code: code() })
    expect(right.json()).toMatchObject({
      account: { login: account.login },
      assurance: 'two-factor',
      home: '/officer/',
    })
    expect((await who.get('/api/v1/meta')).status).toBe(200)
    expect(cookieOf(who, 'sen_pending')).toBeUndefined()
  })

  test.each([
    [{}],
    [{ method: 'totp' }],
    [{ method: 'totp', code: ['1', '2'] }],
    [{ method: 'totp', code: { $gt: '' } }],
    [{ method: 'password', code: password }],
    [{ method: 'passkey', response: 'x' }],
    [{ method: 'recovery', code: 'x'.repeat(100_000) }],
    [null],
  ])('a body of %j opens nothing and breaks nothing', async (body) => {
    const account = await newAccount()
    const first = visitor(site.inject)
    await first.signIn(account.login, password)
    await setUp(first, account.id, account.login)
    const who = visitor(site.inject)
    await who.send('POST', '/api/v1/sign-in', { login: account.login, password })
    const answer = await who.send('POST', '/api/v1/sign-in/second', body)
    expect([400, 401, 415, 422]).toContain(answer.status)
    expect(cookieOf(who, 'sen_session')).toBeUndefined()
  })
})

describe('step-up', () => {
  test('a dangerous act is open right after signing in and for ten minutes; then JSON says so and pages lead to the proof', async () => {
    const account = await newAccount()
    const who = visitor(site.inject)
    await who.signIn(account.login, password)
    expect((await page(who, '/toi/bao-mat/khoa')).status).toBe(200)
    site.clock.advance(10 * 60_000)
    const led = await page(who, '/toi/bao-mat/khoa')
    expect([led.status, led.headers.location]).toEqual([303, '/xac-nhan?next=%2Ftoi%2Fbao-mat%2Fkhoa'])
    const refused = await who.send('POST', '/api/v1/passkeys/options', {})
    expect([refused.status, refused.json<{ error: { code: string } }>().error.code]).toEqual([
      403,
      'account.prove-again',
    ])
    expect((await who.get('/api/v1/prove')).json()).toEqual({ methods: ['password'] })
    const before = cookieOf(who, 'sen_session')
    const wrong = await who.send('POST', '/api/v1/prove', { method: 'password', code: 'sai-mat-khau-1' })
    expect(wrong.status).toBe(401)
    expect(cookieOf(who, 'sen_session')).toBe(before)
    const proved = await who.send('POST', '/api/v1/prove', { method: 'password', code: password })
    expect(proved.status).toBe(200)
    expect((await who.send('POST', '/api/v1/passkeys/options', {})).status).toBe(200)
    // The token planted or overheard before the step-up is dead, in this process at once.
    expect(cookieOf(who, 'sen_session')).not.toBe(before)
    const old = await site.inject({
      method: 'GET',
      path: '/api/v1/prove',
      headers: { cookie: `sen_session=${before}` },
    })
    expect(old.status).toBe(401)
  })

  test('a form posted too late leads to the proof and back to its page', async () => {
    const account = await newAccount()
    const who = visitor(site.inject)
    await who.signIn(account.login, password)
    const me = (await who.get('/api/v1/me')).json<{ csrf: string }>()
    site.clock.advance(11 * 60_000)
    const late = await site.inject({
      method: 'POST',
      path: '/toi/bao-mat/ma-du-phong',
      headers: {
        accept: 'text/html',
        cookie: who.cookies(),
        host: 'sen.example',
        referer: 'http://sen.example/toi/bao-mat/ma-du-phong',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ csrf: me.csrf }).toString(),
    })
    expect([late.status, late.headers.location]).toEqual([303, '/xac-nhan?next=%2Ftoi%2Fbao-mat%2Fma-du-phong'])
    expect(
      (await who.form('/xac-nhan', { method: 'password', code: password, next: 'https://evil.example/' })).headers
        .location,
    ).toBe('/')
  })
})

describe('roles that demand a second factor', () => {
  test.each(['administrator', 'auditor', 'data-protection-officer'])(
    '%s: every door but those of setting it up is shut',
    async (role) => {
      const account = await newAccount(role)
      const who = visitor(site.inject)
      const came = await who.signIn(account.login, password)
      expect(came.json()).toMatchObject({ enrolDue: true })
      const session = who.cookies()
      const open: string[] = []
      for (const route of site.house.http.routes) {
        if (route.method !== 'GET' || /[:*]/.test(route.url)) continue
        const answer = await call(session, 'GET', route.url)
        expect(answer.status, route.url).toBeLessThan(500)
        if (answer.status < 300) open.push(route.url)
        else if (answer.status === 403)
          expect(answer.body, route.url).toMatch(/enrol-first|not-your-role|officers-only/)
      }
      const allowed =
        /^\/(face\/|officer|sw\.js|manifest\.webmanifest|favicon\.ico|api\/v1\/(me|prove)$|xac-nhan$|toi\/(bao-mat\/|tai-khoan$)|openapi\.json$|healthz|readyz|metrics|design)/
      expect(open.filter((url) => !allowed.test(url))).toEqual([])
      const led = await page(who, '/')
      expect([led.status, led.headers.location]).toEqual([303, '/toi/bao-mat/bat-buoc'])
      expect((await page(who, '/toi/bao-mat/bat-buoc')).body).toContain('Cần thêm lớp bảo vệ thứ hai')
      await setUp(who, account.id, account.login)
      const after = withJar(who)
      expect((await call(after, 'GET', '/api/v1/meta')).status).toBe(200)
      expect(JSON.parse((await call(after, 'GET', '/api/v1/me')).body)).toMatchObject({
        enrolDue: false,
        assurance: 'two-factor',
      })
    },
  )

  test('samples of the demonstration work as before', async () => {
    const who = visitor(site.inject)
    expect((await who.signIn('quantri', site.password)).json()).toMatchObject({ enrolDue: false })
    expect((await who.get('/api/v1/meta')).status).toBe(200)
  })
})

describe('a session opened by a sent code', () => {
  test('opens what is simple, and nothing of dossiers, papers or one’s own security', async () => {
    const account = await newAccount()
    const session = await openSession(site.house.database, account.id, { methods: ['otp'] })
    const cookie = `sen_session=${session.token}`
    const led = await site.inject({ method: 'GET', path: '/ho-so', headers: { cookie, accept: 'text/html' } })
    expect([led.status, led.headers.location]).toEqual([303, '/xac-nhan?next=%2Fho-so'])
    for (const path of ['/api/v1/one-stop/dossier', '/toi/bao-mat', '/giay-to', '/toi']) {
      const answer = await call(cookie, 'GET', path)
      expect([path, answer.status, JSON.parse(answer.body).error.code]).toEqual([path, 403, 'account.password-needed'])
    }
    for (const path of ['/thong-bao', '/api/v1/notices'])
      expect((await call(cookie, 'GET', path)).status, path).toBe(200)
    const draft = await call(cookie, 'POST', '/api/v1/one-stop/draft', {})
    expect(JSON.parse(draft.body).error.code).toBe('account.password-needed')
    const proved = await call(cookie, 'POST', '/api/v1/prove', { method: 'password', code: password })
    expect(proved.status).toBe(200)
    const fresh = String(proved.headers['set-cookie']).match(/sen_session=([\w-]{43})/)?.[1]
    expect((await call(`sen_session=${fresh}`, 'GET', '/toi/bao-mat')).status).toBe(200)
  })

  test('where nothing can be sent the pages say so', async () => {
    for (const path of ['/quen-mat-khau', '/dang-nhap/ma']) {
      const answer = await site.inject({ method: 'GET', path, headers: { accept: 'text/html' } })
      expect(answer.body).toContain('chưa gửi được mã qua thư hay tin nhắn')
    }
    const who = visitor(site.inject)
    await who.get('/quen-mat-khau')
    const asked = await who.form('/quen-mat-khau', { login: 'lan', kenh: 'email' })
    expect(asked.status).toBe(409)
  })
})

describe('one’s own devices', () => {
  test('are listed, one is ended, nobody ends another’s', async () => {
    const account = await newAccount()
    const [here, there] = [visitor(site.inject), visitor(site.inject)]
    await here.signIn(account.login, password)
    await there.signIn(account.login, password)
    const shown = await page(here, '/toi/bao-mat')
    expect(shown.body).toContain('thiết bị này')
    const ids = [...shown.body.matchAll(/name="session" value="([0-9a-f-]{36})"/g)].map((one) => one[1] as string)
    expect(ids).toHaveLength(1)
    const stranger = visitor(site.inject)
    await stranger.signIn((await newAccount()).login, password)
    expect((await stranger.form('/toi/bao-mat/phien', { act: 'end', session: ids[0] ?? '' })).status).toBe(404)
    expect((await there.get('/toi/bao-mat')).status).toBe(200)
    expect((await here.form('/toi/bao-mat/phien', { act: 'end', session: ids[0] ?? '' })).status).toBe(303)
    expect((await there.get('/toi/bao-mat')).status).toBe(401)
    expect((await here.get('/toi/bao-mat')).status).toBe(200)
  })

  test('a changed password ends the others and keeps this one', async () => {
    const account = await newAccount()
    const [here, there] = [visitor(site.inject), visitor(site.inject)]
    await here.signIn(account.login, password)
    await there.signIn(account.login, password)
    const wrong = await here.form('/toi/bao-mat/mat-khau', {
      old: 'sai-1-lan',
      password: 'x7Gq!mv2Lp',
      password_again: 'x7Gq!mv2Lp',
    })
    expect([wrong.status, wrong.text.includes('Mật khẩu đang dùng không đúng')]).toEqual([422, true])
    const differ = await here.form('/toi/bao-mat/mat-khau', {
      old: password,
      password: 'x7Gq!mv2Lp',
      password_again: 'x',
    })
    expect(differ.text).toContain('không giống nhau')
    const done = await here.form('/toi/bao-mat/mat-khau', {
      old: password,
      password: 'x7Gq!mv2Lp',
      password_again: 'x7Gq!mv2Lp',
    })
    expect([done.status, done.headers.location]).toEqual([303, '/toi/bao-mat?xong=mat-khau'])
    expect((await there.get('/toi/bao-mat')).status).toBe(401)
    keep(here, done.headers['set-cookie'])
    expect((await call(withJar(here), 'GET', '/toi/bao-mat')).status).toBe(200)
  })

  test('recovery codes are shown once, in no address and no log', async () => {
    const account = await newAccount()
    const who = visitor(site.inject)
    await who.signIn(account.login, password)
    await setUp(who, account.id, account.login)
    const cookie = withJar(who)
    const me = JSON.parse((await call(cookie, 'GET', '/api/v1/me')).body) as { csrf: string }
    const made = await site.inject({
      method: 'POST',
      path: '/toi/bao-mat/ma-du-phong',
      headers: { accept: 'text/html', cookie, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ csrf: me.csrf }).toString(),
    })
    const codes = made.body.match(/[0-9a-z]{4}(-[0-9a-z]{4}){3}/g) ?? []
    expect(codes).toHaveLength(10)
    expect(made.headers['cache-control']).toBe('no-store')
    expect((await call(cookie, 'GET', '/toi/bao-mat/ma-du-phong', undefined, 'text/html')).body).toContain(
      '10 mã chưa dùng',
    )
    const { rows } = await site.house.database.owner.query<{ text: string }>('select f::text as text from sen.fact f')
    for (const { text } of rows) for (const code of codes) expect(text).not.toContain(code)
    const entered = visitor(site.inject)
    await entered.send('POST', '/api/v1/sign-in', { login: account.login, password })
    const used = await entered.send('POST', '/api/v1/sign-in/second', { method: 'recovery', code: codes[3] })
    expect(used.json()).toMatchObject({ assurance: 'two-factor' })
    await asHouse((tx) => renewRecoveryCodes(tx, account.id))
  })
})

test('what strangers guess shuts out their network, not the owner on her device', async () => {
  const account = await newAccount()
  const owner = visitor(site.inject)
  await owner.signIn(account.login, password)
  expect(cookieOf(owner, 'sen_device')).toMatch(/^[\w-]{43}$/)
  const stranger = visitor(site.inject)
  const codes: string[] = []
  for (let i = 0; i < 6; i++) {
    const answer = await stranger.send('POST', '/api/v1/sign-in', { login: account.login, password: `doan-mo-${i}` })
    codes.push(answer.json<{ error: { code: string } }>().error.code)
    if (i === 5) expect([answer.status, answer.headers['retry-after']]).toEqual([429, '60'])
  }
  expect(codes).toEqual([...Array(5).fill('account.wrong-password'), 'account.locked'])
  await owner.send('POST', '/api/v1/sign-out', {})
  expect((await owner.signIn(account.login, password)).status).toBe(200)
})
