import { createServer as createWebServer, type IncomingMessage, request as send } from 'node:http'
import { createServer } from 'node:net'
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { house } from '#kernel/store'
import { falseClock } from '#kernel/testing'
import {
  type ClientValue,
  changeClient,
  getClient,
  getUnitByCode,
  openService,
  providerCleaningJob,
  readClient,
  registerClient,
  rotateSigningKey,
  switchClient,
} from '#kernel/trust'
import { openTestSite, type TestSite } from './test-site.ts'

/**
 * The sign-in for other systems, checked by strangers: two independent clients, written by others, drive it over the network
 * as a department's system would.
 */

let site: TestSite
let base: string
let issuer: URL
const CALLBACK = 'http://127.0.0.1:9/ve'
const LEFT = 'http://127.0.0.1:9/da-ra'

const freePort = () =>
  new Promise<number>((done, failed) => {
    const server = createServer()
    server.once('error', failed)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => done(port))
    })
  })

/** A browser without script: keeps cookies by path, follows redirects inside the house, stops where they leave it. */
function browser() {
  const jar = new Map<string, { value: string; path: string }>()
  async function send(path: string, init: RequestInit = {}): Promise<{ response: Response; text: string }> {
    const url = new URL(path, base)
    const cookies = [...jar]
      .filter(([, one]) => url.pathname.startsWith(one.path))
      .map(([name, one]) => `${name}=${one.value}`)
    const response = await fetch(url, {
      redirect: 'manual',
      ...init,
      headers: { accept: 'text/html', ...(init.headers as Record<string, string>), cookie: cookies.join('; ') },
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? []
      const path = /;\s*path=([^;]+)/i.exec(line)?.[1] ?? '/'
      if (value === '' || /1970/.test(line)) jar.delete(name)
      else jar.set(name, { value, path })
    }
    return { response, text: await response.text() }
  }
  /** Follows until a page is shown or the way leaves the house. */
  async function follow(
    path: string,
    init?: RequestInit,
  ): Promise<{ at: string; status: number; text: string; left: URL | null }> {
    let [at, next] = [new URL(path, base).href, init]
    for (let hop = 0; hop < 12; hop++) {
      if (!at.startsWith(base)) return { at, status: 0, text: '', left: new URL(at) }
      const { response, text } = await send(at, next)
      const refresh = /url=(.+)$/.exec(response.headers.get('refresh') ?? '')?.[1]
      const to = response.headers.get('location') ?? refresh
      if (!to) return { at, status: response.status, text, left: null }
      at = new URL(to, at).href
      next = undefined
    }
    throw new Error(`no end of redirects at ${at}`)
  }
  const form = (path: string, text: string, fields: Record<string, string>) =>
    follow(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        csrf: /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? '',
        xsrf: /name="xsrf" value="([^"]+)"/.exec(text)?.[1] ?? '',
        ...fields,
      }),
    })
  return {
    jar,
    follow,
    form,
    async signIn(login: string) {
      const { response, text } = await send('/api/v1/sign-in', {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ login, password: site.password }),
      })
      expect(response.status, text).toBe(200)
    },
    /** Goes to the address of a relying party's request and agrees when asked. */
    async agree(url: URL): Promise<URL> {
      const page = await follow(url.href)
      if (page.left) return page.left
      expect(page.text, page.text.slice(0, 3000)).toContain('Đồng ý')
      const end = await form(page.at, page.text, { act: 'agree' })
      expect(end.left, end.text.slice(0, 2000)).not.toBeNull()
      return end.left as URL
    },
  }
}

const value = (more: Partial<ClientValue> = {}): ClientValue => ({
  name: 'Lịch hẹn khám của Sở Y tế',
  unit: null,
  kind: 'web',
  auth: 'secret',
  redirect_uris: [CALLBACK],
  post_logout_uris: [LEFT],
  backchannel_logout_uri: null,
  scopes: ['profile', 'phone', 'email', 'offline_access', 'province:roles', 'province:identity'],
  jwks: null,
  first_party: false,
  account: null,
  contact: null,
  ...more,
})
const asHouse: TestSite['house']['database']['transaction'] extends (...a: never[]) => unknown
  ? <T>(
      work: (tx: Parameters<Parameters<TestSite['house']['database']['transaction']>[1]>[0]) => Promise<T>,
    ) => Promise<T>
  : never = (work) => site.house.database.transaction(house, work)
const register = (more: Partial<ClientValue> = {}) => asHouse((tx) => registerClient(tx, readClient(value(more))))

const party = (id: string, secret: string | null) =>
  client.discovery(issuer, id, undefined, secret ? client.ClientSecretBasic(secret) : client.None(), {
    execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
  })

async function request(config: client.Configuration, more: Record<string, string> = {}) {
  const verifier = client.randomPKCECodeVerifier()
  const state = client.randomState()
  const nonce = client.randomNonce()
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK,
    scope: 'openid profile',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...more,
  })
  return {
    url,
    checks: { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
  }
}

beforeAll(async () => {
  const port = await freePort()
  site = await openTestSite({ listen: true, port, clock: falseClock(new Date().toISOString()) })
  base = `http://127.0.0.1:${port}`
  issuer = new URL(`${base}/oidc`)
}, 120_000)
afterAll(() => site?.close())

test('a system signs a citizen in by openid-client: consent, token, userinfo, refresh, reuse refused, revoked, signed out', async () => {
  const { id, secret } = await register()
  const config = await party(id, secret)
  const metadata = config.serverMetadata()
  expect(metadata).toMatchObject({
    issuer: issuer.href,
    authorization_endpoint: `${issuer.href}/auth`,
    code_challenge_methods_supported: ['S256'],
    response_types_supported: ['code'],
    grant_types_supported: expect.not.arrayContaining(['implicit', 'password']),
  })
  const lan = browser()
  const { url, checks } = await request(config, { scope: 'openid profile phone offline_access', prompt: 'consent' })
  const stranger = await lan.follow(url.href)
  expect(stranger.at).toContain('/dang-nhap?next=%2Fdong-y%2F')
  await lan.signIn('lan')
  const asked = await lan.follow(url.href)
  expect(asked.text).toContain('Lịch hẹn khám của Sở Y tế muốn biết bạn là ai')
  expect(asked.text).toContain('Số điện thoại')
  const back = await lan.agree(url)
  expect(back.searchParams.get('iss')).toBe(issuer.href)
  const tokens = await client.authorizationCodeGrant(config, back, checks)
  const claims = tokens.claims()
  expect(claims).toMatchObject({ iss: issuer.href, aud: id, acr: 'LoA1', amr: ['pwd'] })
  const person = await client.fetchUserInfo(config, tokens.access_token, String(claims?.sub))
  expect(person).toMatchObject({ preferred_username: 'lan', phone_number: expect.stringMatching(/^\+84\d{9}$/) })
  expect(person).not.toHaveProperty('national_id')

  const seen = await client.tokenIntrospection(config, tokens.access_token)
  expect(seen).toMatchObject({ active: true, client_id: id })
  const refreshed = await client.refreshTokenGrant(config, String(tokens.refresh_token))
  expect(refreshed.refresh_token).not.toBe(tokens.refresh_token)
  await expect(client.refreshTokenGrant(config, String(tokens.refresh_token))).rejects.toMatchObject({
    error: 'invalid_grant',
  })
  // The old one came back: everything that came from it is void, the new one too.
  await expect(client.refreshTokenGrant(config, String(refreshed.refresh_token))).rejects.toMatchObject({
    error: 'invalid_grant',
  })
  expect(await client.tokenIntrospection(config, refreshed.access_token)).toMatchObject({ active: false })

  // Agreed once: not asked again, and still the same person there.
  const again = await request(config, { scope: 'openid profile phone' })
  const straight = await lan.follow(again.url.href)
  expect(straight.left?.searchParams.get('code')).toBeTruthy()
  const second = await client.authorizationCodeGrant(config, straight.left as URL, again.checks)
  expect(second.claims()?.sub).toBe(claims?.sub)
  await client.tokenRevocation(config, second.access_token)
  await expect(client.fetchUserInfo(config, second.access_token, String(claims?.sub))).rejects.toThrow()

  const leave = client.buildEndSessionUrl(config, {
    post_logout_redirect_uri: LEFT,
    id_token_hint: String(second.id_token),
    state: 'tam-biet',
  })
  const question = await lan.follow(leave.href)
  expect(question.text).toContain('muốn đăng xuất bạn')
  const gone = await lan.form('/oidc/session/end/confirm', question.text, { logout: 'yes' })
  expect(gone.left?.href).toBe(`${LEFT}?state=tam-biet`)
  expect(lan.jar.has('sen_session')).toBe(false)
  const later = await request(config, { prompt: 'none' })
  expect((await lan.follow(later.url.href)).left?.searchParams.get('error')).toBe('login_required')
})

test('another stranger, oauth4webapi, walks the same way with a pushed request and a private key', async () => {
  const keys = await oauth.generateKeyPair('ES256', { extractable: true })
  const publicKey = await crypto.subtle.exportKey('jwk', keys.publicKey)
  const made = await register({
    name: 'Cổng dữ liệu của Sở Nông nghiệp',
    auth: 'key',
    jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: publicKey.x, y: publicKey.y, kid: 'mot', alg: 'ES256' }] },
  })
  expect(made.secret).toBeNull()
  const loose = { [oauth.allowInsecureRequests]: true } as const
  const as = await oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, { algorithm: 'oidc', ...loose }),
  )
  const who: oauth.Client = { client_id: made.id }
  const proof = oauth.PrivateKeyJwt({ key: keys.privateKey, kid: 'mot' })
  const verifier = oauth.generateRandomCodeVerifier()
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
  const pushed = await oauth.processPushedAuthorizationResponse(
    as,
    who,
    await oauth.pushedAuthorizationRequest(
      as,
      who,
      proof,
      {
        redirect_uri: CALLBACK,
        response_type: 'code',
        scope: 'openid province:identity province:roles',
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      },
      loose,
    ),
  )
  const lan = browser()
  await lan.signIn('lan')
  const to = new URL(String(as.authorization_endpoint))
  to.search = new URLSearchParams({ client_id: made.id, request_uri: pushed.request_uri }).toString()
  const asked = await lan.follow(to.href)
  expect(asked.text).toContain('Số định danh và ngày sinh')
  const back = await lan.agree(to)
  const params = oauth.validateAuthResponse(as, who, back, state)
  const answer = await oauth.authorizationCodeGrantRequest(as, who, proof, params, CALLBACK, verifier, loose)
  const tokens = await oauth.processAuthorizationCodeResponse(as, who, answer, {
    expectedNonce: nonce,
    requireIdToken: true,
  })
  await oauth.validateApplicationLevelSignature(as, answer, loose)
  const claims = oauth.getValidatedIdTokenClaims(tokens)
  const person = await oauth.processUserInfoResponse(
    as,
    who,
    String(claims?.sub),
    await oauth.userInfoRequest(as, who, tokens.access_token, loose),
  )
  expect(person).toMatchObject({ national_id: expect.stringMatching(/^\d{12}$/), roles: [] })
  expect(person).not.toHaveProperty('phone_number')
  // To another system the same person has another name.
  const other = await register({ name: 'Một hệ thống khác' })
  const config = await party(other.id, other.secret)
  const second = await request(config)
  const came = await client.authorizationCodeGrant(config, await lan.agree(second.url), second.checks)
  expect(came.claims()?.sub).not.toBe(claims?.sub)
})

describe('what must not work', () => {
  let made: { id: string; secret: string | null }
  let config: client.Configuration
  const lan = {
    open: async () => {
      const who = browser()
      await who.signIn('lan')
      return who
    },
  }
  beforeAll(async () => {
    made = await register({ name: 'Hệ thống bị thử' })
    config = await party(made.id, made.secret)
    const who = await lan.open()
    await who.agree((await request(config, { scope: 'openid profile' })).url)
  })
  const code = async () => {
    const asked = await request(config)
    const { left } = await (await lan.open()).follow(asked.url.href)
    return { back: left as URL, checks: asked.checks }
  }

  test('a wrong verifier, and the code is spent', async () => {
    const { back, checks } = await code()
    await expect(
      client.authorizationCodeGrant(config, back, { ...checks, pkceCodeVerifier: client.randomPKCECodeVerifier() }),
    ).rejects.toMatchObject({ error: 'invalid_grant' })
  })
  test('a code used twice ends what came from it', async () => {
    const { back, checks } = await code()
    const tokens = await client.authorizationCodeGrant(config, back, checks)
    await expect(client.authorizationCodeGrant(config, back, checks)).rejects.toMatchObject({ error: 'invalid_grant' })
    expect(await client.tokenIntrospection(config, tokens.access_token)).toMatchObject({ active: false })
  })
  test('eight that redeem one code at the same moment: one at most gets in', async () => {
    const { back, checks } = await code()
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, () => client.authorizationCodeGrant(config, back, checks)),
    )
    expect(tries.filter((one) => one.status === 'fulfilled').length).toBeLessThanOrEqual(1)
    for (const one of tries) if (one.status === 'rejected') expect(one.reason).toMatchObject({ error: 'invalid_grant' })
  })
  test('an old code', async () => {
    const { back, checks } = await code()
    site.clock.advance({ minutes: 2 })
    await expect(client.authorizationCodeGrant(config, back, checks)).rejects.toMatchObject({ error: 'invalid_grant' })
  })
  test('a redirect that is not registered to the letter shows a page here and leads nowhere', async () => {
    for (const redirect_uri of [
      `${CALLBACK}/`,
      `${CALLBACK}?x=1`,
      'http://127.0.0.1:10/ve',
      'https://ke-gian.example/ve',
      `${CALLBACK}#x`,
      'http://127.0.0.1:9%2f@ke-gian.example/ve',
    ]) {
      const page = await (await lan.open()).follow((await request(config, { redirect_uri })).url.href)
      expect(page.left, redirect_uri).toBeNull()
      expect(page.status, redirect_uri).toBe(400)
      expect(page.text).toContain('đã hỏi không đúng cách')
    }
  })
  test('plain PKCE, none at all, tokens from the front, a scope not given, a prompt that cannot be kept', async () => {
    const who = await lan.open()
    const refused = async (more: Record<string, string>, less: string[] = []) => {
      const { url } = await request(config, more)
      for (const name of less) url.searchParams.delete(name)
      const { left } = await who.follow(url.href)
      return left?.searchParams.get('error') ?? new URLSearchParams(left?.hash.slice(1)).get('error')
    }
    expect(await refused({ code_challenge_method: 'plain' })).toBe('invalid_request')
    expect(await refused({}, ['code_challenge', 'code_challenge_method'])).toBe('invalid_request')
    expect(await refused({ response_type: 'id_token' })).toMatch(/^(invalid_request|unsupported_response_type)$/)
    expect(await refused({ response_type: 'token' })).toMatch(/^(invalid_request|unsupported_response_type)$/)
    expect(await refused({ scope: 'openid province:everything' })).toBeNull()
    const { id, secret } = await register({ name: 'Chỉ cần tên', scopes: ['profile'] })
    const narrow = await request(await party(id, secret), { scope: 'openid province:identity' })
    expect((await who.follow(narrow.url.href)).left?.searchParams.get('error')).toBe('invalid_scope')
    expect(
      (await browser().follow((await request(config, { prompt: 'none' })).url.href)).left?.searchParams.get('error'),
    ).toBe('login_required')
  })
  test('a password sent for a token, an unsigned proof, a wrong secret, another system’s code', async () => {
    const ask = (body: Record<string, string>, headers: Record<string, string> = {}) =>
      fetch(`${issuer.href}/token`, { method: 'POST', body: new URLSearchParams(body), headers })
    const basic = (secret: string) => ({
      authorization: `Basic ${Buffer.from(`${made.id}:${secret}`).toString('base64')}`,
    })
    expect(
      await (
        await ask({ grant_type: 'password', username: 'lan', password: site.password }, basic(String(made.secret)))
      ).json(),
    ).toMatchObject({ error: 'unsupported_grant_type' })
    expect(
      (await ask({ grant_type: 'authorization_code', code: 'x', redirect_uri: CALLBACK }, basic('sai'))).status,
    ).toBe(401)
    const parts = [
      { alg: 'none' },
      { iss: made.id, sub: made.id, aud: issuer.href, exp: Math.floor(Date.now() / 1000) + 60, jti: 'x' },
    ]
    const unsigned = `${parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`
    const forged = await ask({
      grant_type: 'authorization_code',
      code: 'x',
      redirect_uri: CALLBACK,
      client_id: made.id,
      client_assertion: unsigned,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    })
    expect([400, 401]).toContain(forged.status)
    const other = await register({ name: 'Kẻ nhặt được mã' })
    const theirs = await party(other.id, other.secret)
    const { back, checks } = await code()
    await expect(client.authorizationCodeGrant(theirs, back, checks)).rejects.toMatchObject({ error: 'invalid_grant' })
    // The audience is whom the token was made for, and the stranger's library says so.
    const mine = await code()
    const tokens = await client.authorizationCodeGrant(config, mine.back, mine.checks)
    expect(tokens.claims()?.aud).toBe(made.id)
    expect(await client.tokenIntrospection(theirs, tokens.access_token)).toMatchObject({ active: false })
  })
  test('an answer with another state or another nonce is not taken', async () => {
    const one = await code()
    await expect(
      client.authorizationCodeGrant(config, one.back, { ...one.checks, expectedState: 'khac' }),
    ).rejects.toThrow()
    const two = await code()
    await expect(
      client.authorizationCodeGrant(config, two.back, { ...two.checks, expectedNonce: 'khac' }),
    ).rejects.toThrow()
  })
  test('who does not agree is not told of', async () => {
    const { id, secret } = await register({ name: 'Hệ thống tò mò' })
    const asked = await request(await party(id, secret), { scope: 'openid province:identity' })
    const who = await lan.open()
    const page = await who.follow(asked.url.href)
    const end = await who.form(page.at, page.text, { act: 'refuse' })
    expect(end.left?.searchParams.get('error')).toBe('access_denied')
    expect((await who.follow('/toi/ung-dung')).text).not.toContain('Hệ thống tò mò')
    // Without the token of the page nobody agrees for her.
    const again = await who.follow((await request(await party(id, secret))).url.href)
    expect((await who.form(again.at, '', { act: 'agree' })).status).toBe(403)
  })
  test('a question asked in one browser is not answered in another', async () => {
    const asked = await (await lan.open()).follow((await request(config, { prompt: 'consent' })).url.href)
    const other = await (await lan.open()).follow(asked.at)
    expect(other.status).toBe(410)
  })
  test('a system switched off, and one whose scopes were narrowed', async () => {
    const { id, secret } = await register({ name: 'Hệ thống sẽ ngừng' })
    const theirs = await party(id, secret)
    const who = await lan.open()
    const asked = await request(theirs, { scope: 'openid profile phone' })
    const tokens = await client.authorizationCodeGrant(theirs, await who.agree(asked.url), asked.checks)
    await asHouse(async (tx) => {
      const before = await getClient(tx, id)
      await changeClient(tx, id, before.version, { ...before, scopes: ['openid', 'profile'] })
    })
    await expect(client.fetchUserInfo(theirs, tokens.access_token, client.skipSubjectCheck)).rejects.toThrow()
    const again = await request(theirs)
    const second = await client.authorizationCodeGrant(
      theirs,
      (await who.follow(again.url.href)).left as URL,
      again.checks,
    )
    await asHouse((tx) => switchClient(tx, id, false))
    await expect(client.fetchUserInfo(theirs, second.access_token, client.skipSubjectCheck)).rejects.toThrow()
    const page = await who.follow((await request(theirs)).url.href)
    expect([page.status, page.left]).toEqual([400, null])
    await asHouse((tx) => switchClient(tx, id, true))
    expect((await who.follow((await request(theirs)).url.href)).left?.searchParams.get('code')).toBeTruthy()
  })
  test('the Host header of a request does not move the house', async () => {
    const text = await new Promise<string>((done, failed) => {
      const url = new URL(`${base}/oidc/.well-known/openid-configuration`)
      send(
        {
          hostname: url.hostname,
          port: url.port,
          path: url.pathname,
          headers: { host: 'ke-gian.example', 'x-forwarded-host': 'ke-gian.example' },
        },
        (answer: IncomingMessage) => {
          let body = ''
          answer.on('data', (chunk) => {
            body += chunk
          })
          answer.on('end', () => done(body))
        },
      )
        .on('error', failed)
        .end()
    })
    expect(text).not.toContain('ke-gian')
  })
})

test('what she let a system know she takes back, and it ends at once', async () => {
  const { id, secret } = await register({ name: 'Thư viện tỉnh' })
  const config = await party(id, secret)
  const lan = browser()
  await lan.signIn('lan')
  const asked = await request(config, { scope: 'openid profile offline_access', prompt: 'consent' })
  const tokens = await client.authorizationCodeGrant(config, await lan.agree(asked.url), asked.checks)
  expect((await lan.follow('/toi/ung-dung')).text).toContain('Thư viện tỉnh')
  const question = await lan.follow(`/toi/ung-dung/${id}`)
  expect(question.text).toContain('Thu hồi quyền của Thư viện tỉnh?')
  expect((await lan.form(`/toi/ung-dung/${id}`, question.text, {})).text).toContain('Đã thu hồi')
  await expect(client.refreshTokenGrant(config, String(tokens.refresh_token))).rejects.toMatchObject({
    error: 'invalid_grant',
  })
  await expect(client.fetchUserInfo(config, tokens.access_token, client.skipSubjectCheck)).rejects.toThrow()
  expect((await lan.follow((await request(config)).url.href)).text).toContain('muốn biết bạn là ai')
  const facts = await asHouse((tx) =>
    tx.query<{ kind: string }>(
      "select kind from sen.fact where record_id = $1 and kind <> 'client-registered' order by seq",
      [id],
    ),
  )
  expect(facts.map((one) => one.kind)).toEqual(['access-granted', 'identity-shared', 'access-withdrawn'])
})

test('tokens live as long as the session they came from, unless she said otherwise', async () => {
  const { id, secret } = await register({ name: 'Của chính tỉnh', first_party: true })
  const config = await party(id, secret)
  const lan = browser()
  await lan.signIn('lan')
  const asked = await request(config)
  const straight = await lan.follow(asked.url.href)
  const tokens = await client.authorizationCodeGrant(config, straight.left as URL, asked.checks)
  expect(await client.tokenIntrospection(config, tokens.access_token)).toMatchObject({ active: true })
  const account = await asHouse((tx) => tx.one<{ id: string }>("select id from sen.account where login = 'lan'"))
  await asHouse((tx) => tx.query('delete from sen.session where account = $1', [account?.id]))
  expect(await client.tokenIntrospection(config, tokens.access_token)).toMatchObject({ active: false })
  await expect(client.fetchUserInfo(config, tokens.access_token, client.skipSubjectCheck)).rejects.toThrow()
})

test('only hashes are kept of what a bearer holds', async () => {
  const { rows } = await site.house.database.owner.query<{ kept: string }>(
    "select encode(id_hash, 'hex') || payload::text as kept from sen.oidc_model where model in ('AccessToken', 'RefreshToken', 'AuthorizationCode', 'Session')",
  )
  expect(rows.length).toBeGreaterThan(3)
  for (const row of rows) expect(row.kept).not.toContain('"jti"')
  const secrets = await site.house.database.owner.query<{ secret: string }>(
    'select secret from sen.client where secret is not null union all select secret from sen.oidc_key',
  )
  expect(secrets.rows.length).toBeGreaterThan(3)
  for (const row of secrets.rows) expect(row.secret).toMatch(/^sealed1:/)
})

test('keys are changed under way: what was signed stays good, what is new is signed anew after ten minutes', async () => {
  const { id, secret } = await register({ name: 'Hệ thống lâu năm', first_party: true })
  const config = await party(id, secret)
  const lan = browser()
  await lan.signIn('lan')
  const sign = async () => {
    const asked = await request(config)
    const tokens = await client.authorizationCodeGrant(
      await party(id, secret),
      (await lan.follow(asked.url.href)).left as URL,
      asked.checks,
    )
    return {
      token: String(tokens.id_token),
      kid: JSON.parse(Buffer.from(String(tokens.id_token).split('.')[0] ?? '', 'base64url').toString()).kid as string,
    }
  }
  const published = async () =>
    ((await (await fetch(`${issuer.href}/jwks`)).json()) as { keys: { kid: string; d?: string }[] }).keys
  const before = await sign()
  await asHouse((tx) => rotateSigningKey(tx))
  site.clock.advance({ seconds: 6 })
  const soon = await sign()
  expect(soon.kid).toBe(before.kid)
  expect((await published()).length).toBe(4)
  expect((await published()).every((key) => key.d === undefined)).toBe(true)
  site.clock.advance({ minutes: 11 })
  await lan.signIn('lan')
  const after = await sign()
  expect(after.kid).not.toBe(before.kid)
  expect((await published()).map((key) => key.kid)).toContain(before.kid)
  // Signing out with a token of the former key is still understood.
  const leave = await lan.follow(client.buildEndSessionUrl(config, { id_token_hint: before.token }).href)
  expect(leave.text).toContain('muốn đăng xuất bạn')
}, 60_000)

test('a machine gets a token for its service account and calls what its scopes name, nothing else', async () => {
  const { account, unit } = await asHouse(async (tx) => {
    const root = await getUnitByCode(tx, 'H20')
    const scopes = [
      { system: 'kernel', thing: 'units', access: 'read' as const },
      { system: 'one-stop', thing: 'dossier', access: 'read' as const },
    ]
    return {
      unit: root.id,
      account: await openService(
        tx,
        {
          name: 'Kho dữ liệu của tỉnh',
          purpose: 'Đối chiếu danh mục đơn vị hằng đêm',
          owner: root.id,
          scopes,
          networks: [],
        },
        () => true,
      ),
    }
  })
  const made = await asHouse((tx) =>
    registerClient(
      tx,
      readClient(
        value({
          name: 'Kho dữ liệu',
          unit,
          kind: 'machine',
          account,
          redirect_uris: [],
          post_logout_uris: [],
          scopes: [],
        }),
      ),
    ),
  )
  const config = await party(made.id, made.secret)
  const tokens = await client.clientCredentialsGrant(config, { scope: 'kernel/units:read' })
  expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'kernel/units:read', expires_in: 900 })
  const call = async (path: string, token = tokens.access_token) =>
    (await fetch(`${base}${path}`, { headers: { authorization: `Bearer ${token}`, accept: 'application/json' } }))
      .status
  expect(await call('/api/v1/units')).toBe(200)
  expect(await call('/api/v1/one-stop/dossier')).toBe(403)
  expect(await call('/api/v1/mandates')).toBe(403)
  // A scope the account does not hold is not in the token, however it is asked for.
  const more = await client.clientCredentialsGrant(config, { scope: 'one-stop/procedure:write kernel/units:write' })
  expect(more.scope).toBeUndefined()
  expect(await call('/api/v1/units', more.access_token)).toBe(403)
  // Neither a made-up token nor a person's opens the API.
  expect(await call('/api/v1/units', 'x'.repeat(43))).toBe(401)
  const web = await register({ name: 'Hệ thống có người' })
  const theirs = await party(web.id, web.secret)
  const lan = browser()
  await lan.signIn('lan')
  const asked = await request(theirs)
  const person = await client.authorizationCodeGrant(theirs, await lan.agree(asked.url), asked.checks)
  expect(await call('/api/v1/me', person.access_token)).toBe(401)
  await expect(client.clientCredentialsGrant(theirs, {})).rejects.toThrow()
  await client.tokenRevocation(config, tokens.access_token)
  site.clock.advance({ seconds: 3 })
  await expect.poll(() => call('/api/v1/units'), { timeout: 5_000 }).toBe(401)
})

test('asked to prove herself again, or more surely: the answer says when and how', async () => {
  const { id, secret } = await register({ name: 'Cần chắc chắn', first_party: true })
  const config = await party(id, secret)
  const lan = browser()
  // The library’s clock is the machine’s own: the house’s is put beside it.
  site.clock.set(new Date(Date.now() - 300_000))
  await lan.signIn('lan')
  const asked = await request(config, { prompt: 'login' })
  const page = await lan.follow(asked.url.href)
  site.clock.set(new Date(Date.now() + 2_000))
  expect(page.at).toContain('/xac-nhan?next=%2Fdong-y%2F')
  const back = await lan.form('/xac-nhan', page.text, {
    method: 'password',
    code: site.password,
    next: decodeURIComponent(/next=([^&]+)/.exec(page.at)?.[1] ?? ''),
  })
  expect(back.left?.searchParams.get('code'), back.text.slice(0, 500)).toBeTruthy()
  const tokens = await client.authorizationCodeGrant(config, back.left as URL, { ...asked.checks, maxAge: 600 })
  expect(Number(tokens.claims()?.auth_time)).toBeGreaterThan(0)
  // LoA2 is asked for and she has one factor: she is told apart, not shut out.
  const higher = await request(config, { acr_values: 'LoA2' })
  const { left } = await lan.follow(higher.url.href)
  const low = await client.authorizationCodeGrant(config, left as URL, higher.checks)
  expect(low.claims()).toMatchObject({ acr: 'LoA1' })
})

test('signing out through one system is told to the server of another', async () => {
  const told: string[] = []
  const server = createWebServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      told.push(new URLSearchParams(body).get('logout_token') ?? '')
      response.writeHead(200).end()
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  const before = process.env.SEN_OUTGOING_ALLOW
  process.env.SEN_OUTGOING_ALLOW = `127.0.0.1:${port}`
  try {
    const far = await register({
      name: 'Được báo',
      first_party: true,
      backchannel_logout_uri: `http://127.0.0.1:${port}/ra`,
    })
    const near = await register({ name: 'Nơi bấm đăng xuất', first_party: true })
    const lan = browser()
    await lan.signIn('lan')
    const into = async (made: { id: string; secret: string | null }) => {
      const config = await party(made.id, made.secret)
      const asked = await request(config)
      const { left } = await lan.follow(asked.url.href)
      return { config, tokens: await client.authorizationCodeGrant(config, left as URL, asked.checks) }
    }
    const theirs = await into(far)
    const mine = await into(near)
    const leave = client.buildEndSessionUrl(mine.config, { id_token_hint: String(mine.tokens.id_token) })
    const question = await lan.follow(leave.href)
    expect((await lan.form('/oidc/session/end/confirm', question.text, { logout: 'yes' })).text).toContain(
      'Đã đăng xuất',
    )
    const claims = JSON.parse(Buffer.from(told[0]?.split('.')[1] ?? '', 'base64url').toString()) as Record<
      string,
      unknown
    >
    expect(claims).toMatchObject({
      iss: issuer.href,
      aud: far.id,
      sub: theirs.tokens.claims()?.sub,
      sid: theirs.tokens.claims()?.sid,
    })
    expect(claims).not.toHaveProperty('nonce')
    expect(told.length).toBe(1)
    // Signing out on the house's own page is told as well.
    await lan.signIn('lan')
    await into(far)
    const home = await lan.follow('/toi/ung-dung')
    await lan.form('/dang-xuat', home.text, {})
    await expect.poll(() => told.length, { timeout: 5_000 }).toBe(2)
  } finally {
    if (before === undefined) delete process.env.SEN_OUTGOING_ALLOW
    else process.env.SEN_OUTGOING_ALLOW = before
    server.closeAllConnections()
    server.close()
  }
})

test('what has expired in the store is cleaned away, what has not stays', async () => {
  const { database } = site.house
  const count = () => asHouse((tx) => tx.one<{ n: number }>('select count(*)::int as n from sen.oidc_model'))
  const before = (await count())?.n ?? 0
  site.clock.advance({ minutes: 20 })
  await providerCleaningJob.run(database, undefined, new AbortController().signal)
  const after = (await count())?.n ?? 0
  expect(after).toBeLessThan(before)
  expect(after).toBeGreaterThan(0)
  site.clock.advance({ days: 15 })
  await providerCleaningJob.run(database, undefined, new AbortController().signal)
  expect((await count())?.n).toBe(0)
})
