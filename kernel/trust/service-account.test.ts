import { afterAll, beforeAll, expect, test } from 'vitest'
import { house } from '#kernel/store'
import { openTestHouse, type TestHouse } from '#kernel/testing'
import {
  allows,
  findService,
  getService,
  grantRole,
  issueToken,
  openService,
  type Scope,
  scopeOf,
  setService,
  switchService,
  withdrawToken,
} from '#kernel/trust'

let at: TestHouse
const known = (scope: Scope) => scope.system === 'kite-club'
const kites: Scope = { system: 'kite-club', thing: 'kite', access: 'read' }
let value: Parameters<typeof openService>[1]

beforeAll(async () => {
  at = await openTestHouse()
  value = {
    name: 'Máy đo gió',
    purpose: 'Đọc danh sách diều để vẽ bảng gió',
    owner: await at.unit('CLB.NAM'),
    scopes: [kites],
    networks: ['10.1.0.0/16', '2001:db8::/32', '192.0.2.7'],
  }
  await at.database.transaction(house, async (tx) => {
    const who = await tx.one<{ id: string }>("select id from sen.account where login = 'nguoi-la'")
    await grantRole(tx, {
      account: who?.id ?? '',
      role: 'administrator',
      unit: await at.unit('CLB.NAM'),
      from: '2026-01-01',
    })
  })
})
afterAll(() => at.close())
const act = async <T>(login: string, work: Parameters<typeof at.database.transaction<T>>[1]) =>
  at.database.transaction(await at.as(login), work)

test('opened by the administrator of its owner, with scopes that exist and networks that are some', async () => {
  await expect(act('giu-nam', (tx) => openService(tx, value, known))).rejects.toMatchObject({
    code: 'service.not-yours',
  })
  const north = await at.unit('CLB.BAC')
  const wrong: [Partial<typeof value>, string][] = [
    [{ owner: north }, 'not-yours'],
    [{ name: '' }, 'name'],
    [{ purpose: 'ngắn' }, 'name'],
    [{ scopes: [] }, 'scopes'],
    [{ scopes: [{ ...kites, system: 'elsewhere' }] }, 'scopes'],
    [{ networks: ['10.1.2.3.4'] }, 'networks'],
    [{ networks: Array.from({ length: 31 }, () => '10.0.0.1') }, 'networks'],
  ]
  for (const [more, code] of wrong)
    await expect(act('nguoi-la', (tx) => openService(tx, { ...value, ...more }, known))).rejects.toMatchObject({
      code: `service.${code}`,
    })
  const { rows } = await at.database.owner.query("select count(*)::int as n from sen.account where kind = 'service'")
  expect(rows[0].n).toBe(0)
})

test('a token is seen once, opens from its networks until its day, overlaps a second one, and is withdrawn at once', async () => {
  const id = await act('nguoi-la', (tx) => openService(tx, value, known))
  for (const day of ['2026-11-24', '2027-11-25', 'mai'])
    await expect(act('nguoi-la', (tx) => issueToken(tx, id, day))).rejects.toMatchObject({ code: 'service.expiry' })
  const first = await act('nguoi-la', (tx) => issueToken(tx, id, '2026-12-31'))
  expect(first).toMatch(/^sen_[A-Za-z0-9]{8}_[A-Za-z0-9_-]{43}$/)
  const { rows } = await at.database.owner.query(
    "select encode(token_hash, 'escape') || prefix as kept from sen.service_token",
  )
  expect(rows.map((row) => row.kept).join()).not.toContain(first.slice(13))
  const second = await act('nguoi-la', (tx) => issueToken(tx, id, '2027-06-30'))
  await expect(act('nguoi-la', (tx) => issueToken(tx, id, '2027-06-30'))).rejects.toMatchObject({
    code: 'service.tokens',
  })

  for (const ip of ['10.1.200.3', '::ffff:10.1.0.9', '2001:db8::5', '192.0.2.7'])
    expect(await findService(at.database, first, ip)).toMatchObject({
      actor: { kind: 'service', account: id, roles: [] },
      scopes: [kites],
    })
  for (const ip of ['10.2.0.1', '192.0.2.8', '2001:db9::1', 'không phải địa chỉ'])
    await expect(findService(at.database, first, ip)).rejects.toMatchObject({ code: 'service.network' })
  for (const token of [
    '',
    'sen_',
    first.slice(0, -1),
    `${first}x`,
    `${first.replace(/_.{8}_/, '_AAAAAAAA_').slice(0, -2)}zz`,
    'sen_xxxxxxxx_'.padEnd(56, 'y'),
  ])
    await expect(findService(at.database, token, '10.1.0.1')).rejects.toMatchObject({ code: 'service.unknown-token' })

  const { tokens } = await act('nguoi-la', (tx) => getService(tx, id))
  const [one, two] = [first, second].map((token) => tokens.find((kept) => token.includes(kept.prefix)))
  expect(one?.last_used_at).not.toBeNull()
  expect(two?.last_used_at).toBeNull()
  await act('nguoi-la', (tx) => withdrawToken(tx, id, one?.id ?? ''))
  await expect(findService(at.database, first, '10.1.0.1')).rejects.toMatchObject({ code: 'service.unknown-token' })
  await findService(at.database, second, '10.1.0.1')
  await act('nguoi-la', (tx) => switchService(tx, id, false))
  await expect(findService(at.database, second, '10.1.0.1')).rejects.toMatchObject({ code: 'service.unknown-token' })
  await expect(act('nguoi-la', (tx) => issueToken(tx, id, '2027-06-30'))).rejects.toMatchObject({ code: 'service.off' })
  await act('nguoi-la', (tx) => switchService(tx, id, true))
  at.clock.advance({ days: 220 })
  await expect(findService(at.database, second, '10.1.0.1')).rejects.toMatchObject({ code: 'service.unknown-token' })
  await act('nguoi-la', (tx) => setService(tx, id, { scopes: [{ ...kites, access: 'write' }], networks: [] }, known))
  expect((await act('nguoi-la', (tx) => getService(tx, id))).scopes).toEqual([{ ...kites, access: 'write' }])
  for (const login of ['giu-nam', 'chu-nhiem'])
    await expect(act(login, (tx) => getService(tx, id))).rejects.toMatchObject({ code: 'service.not-yours' })
})

test.each([
  ['GET', '/api/v1/kite-club/kite', {}, 'kite-club/kite read'],
  ['GET', '/api/v1/kite-club/kite/:id', { id: 'x' }, 'kite-club/kite read'],
  ['POST', '/api/v1/kite-club/kite/import', {}, 'kite-club/kite write'],
  ['PATCH', '/api/v1/kite-club/kite/:id', {}, 'kite-club/kite write'],
  ['POST', '/api/v1/cases/:system/:record/:id/move', { system: 'kite-club', record: 'kite' }, 'kite-club/kite write'],
  ['GET', '/api/v1/tasks', {}, 'kernel/tasks read'],
  ['POST', '/api/v1/files', {}, 'kernel/files write'],
  ['GET', '/api/v1/me', {}, null],
  ['POST', '/api/v1/sign-in', {}, null],
  ['GET', '/api/v1/account/sessions', {}, null],
  ['GET', '/quan-tri/tai-khoan', {}, null],
  ['GET', '/', {}, null],
  ['GET', '', {}, null],
  ['GET', '/api/v1/', {}, null],
  ['GET', '/healthz', {}, null],
])('%s %s means %o', (method, url, params, meaning) => {
  const scope = scopeOf(method, url, params as Record<string, string>)
  expect(scope ? `${scope.system}/${scope.thing} ${scope.access}` : null).toBe(meaning)
})

test('deny by default; writing includes reading; a star is of one system', () => {
  const asked = (thing: string, access: 'read' | 'write', system = 'kite-club'): Scope => ({ system, thing, access })
  expect(allows([], asked('kite', 'read'))).toBe(false)
  expect(allows([kites], asked('kite', 'read'))).toBe(true)
  expect(allows([kites], asked('kite', 'write'))).toBe(false)
  expect(allows([kites], asked('flight', 'read'))).toBe(false)
  expect(allows([kites], asked('kite', 'read', 'other'))).toBe(false)
  expect(allows([{ ...kites, access: 'write' }], asked('kite', 'read'))).toBe(true)
  expect(allows([{ ...kites, thing: '*' }], asked('flight', 'read'))).toBe(true)
  expect(allows([{ ...kites, thing: '*' }], asked('flight', 'read', 'other'))).toBe(false)
})
