import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { house } from '#kernel/store'
import { falseClock } from '#kernel/testing'
import { enterPerson, getUnitByCode, grantRole, openAccount, permitUpstream, registerCitizen } from '#kernel/trust'
import { openIdentityProvider, type SimulatedProvider } from '../tools/identity-provider.ts'
import { openTestSite, type TestSite } from './test-site.ts'

/** Signing in by an electronic identity, against a second provider in the shape of VNeID on another port. */

let vneid: SimulatedProvider
let site: TestSite
let base: string
let folder: string

const freePort = () =>
  new Promise<number>((done, failed) => {
    const server = createServer()
    server.once('error', failed)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => done(port))
    })
  })

/** A browser that keeps cookies apart by place, and stops at `until` when asked to. */
function browser() {
  const jar = new Map<string, Map<string, string>>()
  const cookiesOf = (url: URL) => {
    const known = jar.get(url.host) ?? new Map<string, string>()
    jar.set(url.host, known)
    return known
  }
  return {
    jar,
    async go(start: string, until?: (url: URL) => boolean): Promise<{ at: URL; status: number; text: string }> {
      let at = new URL(start, base)
      for (let hop = 0; hop < 15; hop++) {
        if (until?.(at)) return { at, status: 0, text: '' }
        const cookies = cookiesOf(at)
        const response = await fetch(at, {
          redirect: 'manual',
          headers: { accept: 'text/html', cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
        })
        for (const line of response.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? []
          if (value === '' || /1970/.test(line)) cookies.delete(name)
          else cookies.set(name, value)
        }
        const to = response.headers.get('location')
        if (!to) return { at, status: response.status, text: await response.text() }
        at = new URL(to, at)
      }
      throw new Error(`no end of redirects at ${at}`)
    },
    async me(): Promise<{ account: { name: string; login: string } | null }> {
      const cookies = cookiesOf(new URL(base))
      const response = await fetch(`${base}/api/v1/me`, {
        headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      })
      return (await response.json()) as { account: { name: string; login: string } | null }
    },
  }
}
const asHouse: <T>(
  work: (tx: Parameters<Parameters<TestSite['house']['database']['transaction']>[1]>[0]) => Promise<T>,
) => Promise<T> = (work) => site.house.database.transaction(house, work)
const enter = (sub: string) => {
  vneid.choose(sub)
  const who = browser()
  return who.go('/dang-nhap/dinh-danh?next=%2Fthong-bao').then((page) => ({ who, page }))
}
const citizen = (national_id: string, full_name: string) => ({
  national_id,
  full_name,
  birth_date: null,
  phone: '0912345678',
  email: null,
  commune: null,
  address: null,
})

beforeAll(async () => {
  const port = await freePort()
  base = `http://127.0.0.1:${port}`
  vneid = await openIdentityProvider({ redirectUris: [`${base}/dang-nhap/dinh-danh/ve`] })
  folder = await mkdtemp(join(tmpdir(), 'sen-vneid-'))
  await writeFile(join(folder, 'secret'), `${vneid.clientSecret}\n`)
  site = await openTestSite({
    listen: true,
    port,
    clock: falseClock(new Date().toISOString()),
    environment: {
      SEN_VNEID_ISSUER: vneid.issuer,
      SEN_VNEID_CLIENT_ID: vneid.clientId,
      SEN_VNEID_CLIENT_SECRET_FILE: join(folder, 'secret'),
    },
  })
}, 120_000)
afterAll(async () => {
  await site?.close()
  await vneid?.close()
  await rm(folder, { recursive: true, force: true })
})

test('who is new comes in at level 2: person, account without a password, identity proved; the second time it is the same account', async () => {
  expect((await browser().go('/dang-nhap')).text).toContain('Đăng nhập bằng VNeID')
  const { who, page } = await enter('cd-mai')
  expect([page.at.pathname, page.status]).toEqual(['/thong-bao', 200])
  expect((await who.me()).account).toMatchObject({ name: 'Lê Thị Mai', login: '087190990001' })
  const row = await asHouse((tx) =>
    tx.one<{ password_hash: string | null; birth_date: string; methods: string[]; assurance: string; proof: string }>(
      `select a.password_hash, p.birth_date, s.methods, s.assurance, (select f.data ->> 'proof' from sen.fact f where f.record_id = a.id and f.kind = 'identity-checked') as proof
         from sen.account a join sen.person p on p.id = a.person join sen.session s on s.account = a.id where p.national_id = '087190990001'`,
    ),
  )
  expect(row).toEqual({
    password_hash: null,
    birth_date: '1990-03-12',
    methods: ['upstream'],
    assurance: 'two-factor',
    proof: 'vneid-2',
  })
  const again = await enter('cd-mai')
  expect((await again.who.me()).account?.login).toBe('087190990001')
  const count = await asHouse((tx) =>
    tx.one<{ n: number }>("select count(*)::int as n from sen.person where national_id = '087190990001'"),
  )
  expect(count?.n).toBe(1)
})

test('a squatter who had registered the number online loses the account, and all that let him in', async () => {
  const { database } = site.house
  const squatted = await registerCitizen(
    database,
    { ...house, kind: 'stranger', name: 'Khách' },
    citizen('082085990002', 'Kẻ Chiếm Chỗ'),
    'Chiem-cho-2026',
  )
  const squatter = await fetch(`${base}/api/v1/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: '082085990002', password: 'Chiem-cho-2026' }),
  })
  expect(squatter.status).toBe(200)
  const cookie = squatter.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const { who, page } = await enter('cd-hung')
  expect(page.text).toContain('Tài khoản này trước đây do người khác mở')
  expect((await who.me()).account).toMatchObject({ name: 'Phạm Văn Hùng', login: '082085990002' })
  const row = await asHouse((tx) =>
    tx.one<{ id: string; password_hash: string | null; full_name: string; phone: string | null; sessions: number }>(
      `select a.id, a.password_hash, p.full_name, p.phone, (select count(*)::int from sen.session s where s.account = a.id) as sessions from sen.account a join sen.person p on p.id = a.person where p.national_id = '082085990002'`,
    ),
  )
  expect(row).toEqual({ id: squatted, password_hash: null, full_name: 'Phạm Văn Hùng', phone: null, sessions: 1 })
  const again = await fetch(`${base}/api/v1/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: '082085990002', password: 'Chiem-cho-2026' }),
  })
  expect(again.status).toBe(401)
  // A session looked up is believed for two seconds: what the database says counts.
  const session = await asHouse((tx) => tx.query('select methods from sen.session where account = $1', [squatted]))
  expect(session).toEqual([{ methods: ['upstream'] }])
  expect(cookie).toContain('sen_session')
})

test('level 1 opens an account for a number nobody has, unproved, and touches nothing that is there', async () => {
  const { who } = await enter('cd-tam')
  expect((await who.me()).account?.login).toBe('087099990003')
  const row = await asHouse((tx) =>
    tx.one<{ assurance: string; proved: boolean }>(
      `select s.assurance, exists (select from sen.fact f where f.record_id = a.id and f.kind = 'identity-checked') as proved from sen.account a join sen.session s on s.account = a.id where a.login = '087099990003'`,
    ),
  )
  expect(row).toEqual({ assurance: 'one-factor', proved: false })
  await asHouse((tx) =>
    enterPerson(tx, {
      ...citizen('087099990004', 'Người Có Trong Sổ'),
      kind: 'citizen',
      sex: null,
      tax_code: null,
      sample: false,
    }),
  )
  vneid.people.push({
    sub: 'cd-muc-mot',
    HoVaTen: 'Người Có Trong Sổ',
    SoDinhDanh: '087099990004',
    NgaySinh: '01/01/1999',
    GioiTinh: 'Nam',
    level: 1,
  })
  const refused = await enter('cd-muc-mot')
  expect([refused.page.status, refused.page.text.includes('nâng lên mức 2')]).toEqual([403, true])
  expect((await refused.who.me()).account).toBeNull()
  // Raised to level 2 she comes in, and the register’s person is hers.
  Object.assign(vneid.people.at(-1) ?? {}, { level: 2 })
  expect((await (await enter('cd-muc-mot')).who.me()).account?.name).toBe('Người Có Trong Sổ')
})

test('another name in the register is said to her and written down; another number under the same identity is refused', async () => {
  await asHouse((tx) =>
    enterPerson(tx, {
      ...citizen('087099990005', 'Trần Thị Bảy'),
      kind: 'citizen',
      sex: null,
      tax_code: null,
      sample: false,
    }),
  )
  const person = {
    sub: 'cd-bay',
    HoVaTen: 'Trần Thị Bẩy',
    SoDinhDanh: '087099990005',
    NgaySinh: '01/01/1999',
    GioiTinh: 'Nữ' as const,
    level: 2 as const,
  }
  vneid.people.push(person)
  expect((await enter('cd-bay')).page.text).toContain('Họ tên trong sổ khác')
  const facts = await asHouse((tx) => tx.query("select 1 from sen.fact where kind = 'identity-name-differs'"))
  expect(facts.length).toBe(1)
  person.SoDinhDanh = '087099990006'
  const other = await enter('cd-bay')
  expect([other.page.status, (await other.who.me()).account]).toEqual([409, null])
})

test('an officer’s account comes in only when an administrator allowed it', async () => {
  vneid.people.push({
    sub: 'cd-can-bo',
    HoVaTen: 'Cán Bộ Thử',
    SoDinhDanh: '087099990007',
    NgaySinh: '01/01/1999',
    GioiTinh: 'Nữ',
    level: 2,
  })
  const account = await asHouse(async (tx) => {
    const person = await enterPerson(tx, {
      ...citizen('087099990007', 'Cán Bộ Thử'),
      kind: 'citizen',
      sex: null,
      tax_code: null,
      sample: false,
    })
    const opened = await openAccount(tx, { login: 'can.bo.thu', name: 'Cán Bộ Thử', password: site.password, person })
    const unit = await getUnitByCode(tx, 'H20')
    await grantRole(tx, { account: opened, role: 'province-monitor', unit: unit.id, from: '2026-01-01' })
    return opened
  })
  const refused = await enter('cd-can-bo')
  expect([refused.page.status, (await refused.who.me()).account]).toEqual([403, null])
  await asHouse((tx) => permitUpstream(tx, account, true))
  expect((await (await enter('cd-can-bo')).who.me()).account?.login).toBe('can.bo.thu')
  // Linked or not, without the permission the door is shut again.
  await asHouse((tx) => permitUpstream(tx, account, false))
  expect((await enter('cd-can-bo')).page.status).toBe(403)
})

test('a switched-off account stays out', async () => {
  await asHouse((tx) => tx.query("update sen.account set disabled_at = now() where login = '087099990003'"))
  expect((await enter('cd-tam')).page.status).toBe(403)
})

test('a code stolen on the way, used twice, or brought by another browser opens nothing', async () => {
  vneid.choose('cd-mai')
  const victim = browser()
  const stopped = await victim.go('/dang-nhap/dinh-danh', (url) => url.pathname === '/dang-nhap/dinh-danh/ve')
  const thief = browser()
  expect((await thief.go(stopped.at.href)).status).toBe(403)
  // A thief with a sign-in of his own begun: state and verifier are not those of the code.
  await thief.go('/dang-nhap/dinh-danh', (url) => url.pathname === '/dang-nhap/dinh-danh/ve')
  const brought = await thief.go(stopped.at.href)
  expect([brought.status, (await thief.me()).account]).toEqual([403, null])
  expect((await victim.go(stopped.at.href)).status).toBe(200)
  expect((await victim.me()).account?.name).toBe('Lê Thị Mai')
  const twice = browser()
  twice.jar.set(
    new URL(base).host,
    new Map([...(victim.jar.get(new URL(base).host) ?? [])].filter(([name]) => name === 'sen_upstream')),
  )
  expect((await twice.go(stopped.at.href)).status).toBe(403)
  // An old one, too.
  const late = browser()
  const kept = await late.go('/dang-nhap/dinh-danh', (url) => url.pathname === '/dang-nhap/dinh-danh/ve')
  site.clock.advance({ minutes: 11 })
  expect((await late.go(kept.at.href)).status).toBe(403)
})

test('the provider changes its key between two sign-ins and nobody notices', async () => {
  expect((await (await enter('cd-mai')).who.me()).account?.name).toBe('Lê Thị Mai')
  vneid.rotateKey()
  expect((await (await enter('cd-mai')).who.me()).account?.name).toBe('Lê Thị Mai')
})

test('she has no password to prove herself with: the same identity once more does it', async () => {
  const { who } = await enter('cd-mai')
  site.clock.advance({ minutes: 30 })
  const page = await who.go('/xac-nhan?next=%2Fthong-bao')
  const link = /href="(\/dang-nhap\/dinh-danh\?lai=1[^"]+)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&')
  expect(page.text).toContain('Xác nhận bằng VNeID')
  const back = await who.go(String(link))
  expect(back.at.pathname).toBe('/thong-bao')
  const proved = await asHouse((tx) =>
    tx.one<{ fresh: boolean }>(
      "select bool_or(s.proved_at = $1) as fresh from sen.session s join sen.account a on a.id = s.account where a.login = '087190990001'",
      [site.clock.now()],
    ),
  )
  expect(proved?.fresh).toBe(true)
})

test('it says no, or does not answer: told in a sentence, nobody comes in', async () => {
  vneid.choose('cd-mai')
  const who = browser()
  const stopped = await who.go('/dang-nhap/dinh-danh', (url) => url.pathname === '/dang-nhap/dinh-danh/ve')
  const denied = new URL(stopped.at)
  denied.searchParams.delete('code')
  denied.searchParams.set('error', 'access_denied')
  const page = await who.go(denied.href)
  expect([page.status, page.text.includes('không xác nhận lần đăng nhập này')]).toEqual([403, true])
  // An issuer that is not the one that was asked (RFC 9207).
  const other = browser()
  const back = await other.go('/dang-nhap/dinh-danh', (url) => url.pathname === '/dang-nhap/dinh-danh/ve')
  const forged = new URL(back.at)
  forged.searchParams.set('iss', 'https://ke-gian.example')
  expect([(await other.go(forged.href)).status, (await other.me()).account]).toEqual([403, null])
  const outside = await browser().go(
    '/dang-nhap/dinh-danh?next=https%3A%2F%2Fke-gian.example',
    (url) => url.pathname === '/',
  )
  expect(outside.at.origin).toBe(base)
})

test('a provider that speaks in another’s name is not believed', async () => {
  const port = await freePort()
  const liar = await openIdentityProvider({
    redirectUris: [`http://127.0.0.1:${port}/dang-nhap/dinh-danh/ve`],
    speaksAs: 'https://sso.example.vn/auth/realms/citizen',
  })
  const own = await openTestSite({
    listen: true,
    port,
    clock: falseClock(new Date().toISOString()),
    environment: { SEN_VNEID_ISSUER: liar.issuer, SEN_VNEID_CLIENT_ID: 'sen' },
  })
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/dang-nhap/dinh-danh`, {
      redirect: 'manual',
      headers: { accept: 'text/html' },
    })
    expect(answer.status).toBe(503)
    expect(await answer.text()).toContain('VNeID đang không trả lời')
  } finally {
    await own.close()
    await liar.close()
  }
})
