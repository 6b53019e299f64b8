import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { house } from '#kernel/store'
import { type Visitor, visitor } from '#kernel/testing'
import { enterPerson, getUnitByCode, grantRole, openAccount } from '#kernel/trust'
import { openTestSite, type TestSite } from './test-site.ts'

/**
 * Every door is tried by a stranger, by another citizen, by an officer of another commune and by an administrator without a
 * role in the case, each with the ids of somebody else's dossier. The list of doors is the server's own: a new route fails
 * here until it is told which ids and which body would be an attack on it.
 */

interface Victim {
  dossier: string
  number: string
  task: string
  file: string
  intake: string
  draft: string
  notice: string
  import: string
  stored: string
  person: string
  unit: string
  procedure: string
  step: string
}

let site: TestSite
let victim: Victim
const intruders: Record<string, Visitor> = {}
const SECRETS = ['087185123456', 'Trần Thị Bảy Kín', '0900099887', 'nội dung rất kín']

async function one<T extends object>(sql: string, params: unknown[] = []): Promise<T> {
  const row = await site.house.database.transaction(house, (tx) => tx.one<never>(sql, params))
  expect(row, sql).toBeDefined()
  return row as unknown as T
}

beforeAll(async () => {
  site = await openTestSite()
  const { database } = site.house
  const signIn = async (login: string) => {
    const who = visitor(site.inject)
    expect((await who.signIn(login, site.password)).status, login).toBe(200)
    return who
  }
  await database.transaction(house, async (tx) => {
    const person = await enterPerson(tx, {
      kind: 'citizen',
      full_name: 'Người Tò Mò',
      birth_date: null,
      sex: null,
      national_id: '087090000001',
      tax_code: null,
      phone: null,
      email: null,
      commune: '28261',
      address: null,
      sample: true,
    })
    await openAccount(tx, { login: 'to.mo', name: 'Người Tò Mò', password: site.password, person, sample: true })
    const officer = await openAccount(tx, {
      login: 'xa.khac',
      name: 'Cán bộ xã khác',
      password: site.password,
      sample: true,
    })
    const far = await getUnitByCode(tx, 'H20.x28249')
    for (const role of ['one-stop-officer', 'handler', 'leader', 'clerk', 'section-head', 'centre-head'])
      await grantRole(tx, { account: officer, role, unit: far.id, from: '2026-01-01' })
  })
  const counter = await signIn('motcua.caolanh')
  const procedure = (await one<{ id: string }>("select id from one_stop.procedure where code = '1.001193'")).id
  const upload = await site.inject(
    await multipart(counter, '/api/v1/files', 'giay-chung-sinh.txt', 'Giấy chứng sinh, nội dung rất kín'),
  )
  expect(upload.status, upload.body).toBe(201)
  const scan = JSON.parse(upload.body) as { id: string; name: string; kind: string; size: number }
  const made = await counter.send<{ id: string; dossier: string; number: string }>('POST', '/api/v1/one-stop/intake', {
    procedure,
    national_id: '087185123456',
    full_name: 'Trần Thị Bảy Kín',
    phone: '0900099887',
    content: 'nội dung rất kín',
    scans: [{ file: scan.id, name: scan.name, kind: scan.kind, size: scan.size }],
  })
  expect(made.status, made.text).toBe(201)
  const intake = made.json<{ id: string; dossier: string; number: string }>()
  await counter.send('POST', `/api/v1/one-stop/dossier/${intake.dossier}/comments`, { text: 'nội dung rất kín' })
  const dossier = await one<{ unit: string; applicant: string }>(
    'select unit, applicant from one_stop.dossier where id = $1',
    [intake.dossier],
  )
  // The citizen whose dossier it is, with an account, a draft and a paper in her store.
  const owner = await database.transaction(house, (tx) =>
    openAccount(tx, {
      login: 'bay',
      name: 'Trần Thị Bảy Kín',
      password: site.password,
      person: dossier.applicant,
      sample: true,
    }),
  )
  const bay = await signIn('bay')
  const draft = await bay.send<{ id: string }>('POST', '/api/v1/one-stop/draft', { procedure })
  const file = await one<{ id: string }>('select id from sen.file where record_id = $1 limit 1', [intake.dossier])
  const ids = await database.transaction(house, async (tx) => {
    const stored = await tx.one<{ id: string }>(
      `insert into one_stop.stored_paper (id, unit, sample, created_at, updated_at, owner, name, issued_on, issuer, file, sha256)
       values (gen_random_uuid(), $1, true, now(), now(), $2, 'Trần Thị Bảy Kín', '2026-10-01', 'UBND', $3, repeat('0', 64)) returning id`,
      [dossier.unit, dossier.applicant, file.id],
    )
    const notice = await tx.one<{ id: string }>(
      "insert into sen.notice (id, account, at, title_vi, title_en, key) values (gen_random_uuid(), $1, now(), 'nội dung rất kín', 'x', 'k') returning id",
      [owner],
    )
    const run = await tx.one<{ id: string }>(
      `insert into sen.import (id, system, record, unit, file_name, file_path, format, mode, state, created_at, by)
       values (gen_random_uuid(), 'one-stop', 'procedure', $1, 'nội dung rất kín', 'x', 'csv', 'run', 'waiting', now(), $2) returning id`,
      [dossier.unit, owner],
    )
    return { stored: stored?.id as string, notice: notice?.id as string, import: run?.id as string }
  })
  victim = {
    ...ids,
    dossier: intake.dossier,
    number: intake.number,
    intake: intake.id,
    task: (
      await one<{ id: string }>('select id from sen.task where record_id = $1 and done_at is null', [intake.dossier])
    ).id,
    file: file.id,
    draft: draft.status === 201 ? draft.json<{ id: string }>().id : intake.id,
    person: dossier.applicant,
    unit: dossier.unit,
    procedure,
    step: (await one<{ id: string }>('select id from one_stop.step limit 1')).id,
  }
  intruders.stranger = visitor(site.inject)
  intruders['another citizen'] = await signIn('to.mo')
  intruders['an officer elsewhere'] = await signIn('xa.khac')
  intruders['an administrator'] = await signIn('quantri')
}, 120_000)

afterAll(() => site?.close())

async function multipart(who: Visitor, path: string, name: string, content: string) {
  const me = await who.get('/api/v1/me')
  const boundary = 'sen-boundary-of-a-test'
  const body = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/plain\r\n\r\n${content}\r\n--${boundary}--\r\n`
  return {
    method: 'POST',
    path,
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'x-csrf': me.json<{ csrf: string }>().csrf,
      cookie: who.cookies(),
    },
    body,
  }
}

/** Which of the victim's ids stands for a parameter of a route. */
function fill(url: string): string {
  const id = (() => {
    if (url.startsWith('/api/v1/tasks/')) return victim.task
    if (url.startsWith('/api/v1/files/')) return victim.file
    if (url.startsWith('/api/v1/imports/')) return victim.import
    if (url.startsWith('/api/v1/notices/')) return victim.notice
    if (url.includes('/intake/')) return victim.intake
    if (url.includes('/draft/')) return victim.draft
    if (url.includes('/stored-paper/')) return victim.stored
    if (url.includes('/procedure/')) return victim.procedure
    if (url.includes('/step/')) return victim.step
    if (url.startsWith('/giay-to/')) return victim.stored
    if (url.startsWith('/nop/') || url.startsWith('/ban-nhap/')) return victim.draft
    return victim.dossier
  })()
  return url
    .replace(':system', 'one-stop')
    .replace(':record', 'dossier')
    .replace(':number', victim.number)
    .replace(':unit', victim.unit)
    .replace(':code', '1.001193')
    .replace(':draft', victim.draft)
    .replace(':file', victim.file)
    .replace(/:(id|paper|notice)\b/g, id)
    .replace('*', 'x')
}

/** Pages and values meant for everybody, whoever's ids they are asked with. Each is looked through for the victim's secrets all the same. */
const forEverybody = [
  /^GET \/api\/v1\/one-stop\/procedure(\/:id)?$/,
  /^GET \/(healthz|readyz|openapi\.json|metrics|design|dang-nhap|dang-ky|sw\.js|manifest\.webmanifest|favicon\.ico|ngoai-tuyen|thu-tuc.*|tra-cuu|he-thong|ban-do|nop\/:code|)$/,
  /^GET \/(face|api|officer)(\/.*)?$/,
  /^GET \/api\/v1\/(me|map\/communes|units)$/,
  /^POST \/(dang-nhap|dang-ky|api\/v1\/sign-in)$/,
]

/** Doors that answer everybody with what is her own: they are looked through for the victim's. */
const ownOnly = [
  /^GET \/api\/v1\/one-stop\/(dossier|draft|stored-paper|intake|step|step\/:id|step\/:id\/timeline|step\/:id\/comments|procedure\/:id\/(timeline|comments)|procedure\/export|step\/export|dossier\/export)$/,
  /^GET \/api\/v1\/(meta|boards|tasks|notices|units\/:unit\/people|units)$/,
  /^GET \/(ho-so|giay-to|thong-bao|toi|nop)$/,
]

/** What an attack on an unsafe door looks like; each is well-formed, so that only the right can refuse it. */
const attacks: Record<string, () => unknown> = {
  'POST /api/v1/tasks/:id/move': () => ({ move: 'forward', data: {} }),
  'POST /api/v1/tasks/:id/take': () => ({}),
  'POST /api/v1/tasks/:id/assign': () => ({ account: null }),
  'POST /api/v1/tasks/:id/recall': () => ({}),
  'POST /api/v1/cases/:system/:record/:id/move': () => ({ move: 'withdraw', data: { reason: 'phá' } }),
  'POST /api/v1/one-stop/dossier/:id/comments': () => ({ text: 'phá' }),
  'POST /api/v1/one-stop/intake/:id/comments': () => ({ text: 'phá' }),
  'POST /api/v1/one-stop/draft/:id/comments': () => ({ text: 'phá' }),
  'POST /api/v1/one-stop/stored-paper/:id/comments': () => ({ text: 'phá' }),
  'PATCH /api/v1/one-stop/dossier/:id': () => ({ version: 1, procedure: victim.procedure }),
  'PATCH /api/v1/one-stop/intake/:id': () => ({ version: 1, full_name: 'phá' }),
  'PATCH /api/v1/one-stop/draft/:id': () => ({ version: 1, procedure: victim.procedure }),
  'PATCH /api/v1/one-stop/stored-paper/:id': () => ({ version: 1 }),
  'POST /api/v1/imports/:id/cancel': () => ({}),
}

/** Unsafe doors that take nobody's id: what an intruder does there is her own doing, and must leave the victim as she was. */
const ownDoing: Record<string, () => unknown> = {
  'POST /api/v1/sign-out': () => ({}),
  'POST /dang-xuat': () => ({}),
  'POST /api/v1/files': () => ({}),
  'POST /api/v1/tasks/move': () => ({ ids: [victim.task], move: 'forward' }),
  'POST /api/v1/notices/read-all': () => ({}),
  'POST /api/v1/notices/:id/read': () => ({}),
  'POST /api/v1/one-stop/procedure': () => ({}),
  'POST /api/v1/one-stop/step': () => ({}),
  'POST /api/v1/one-stop/dossier': () => ({ procedure: victim.procedure }),
  'POST /api/v1/one-stop/intake': () => ({}),
  'POST /api/v1/one-stop/draft': () => ({ procedure: victim.procedure, unit: victim.unit }),
  'POST /api/v1/one-stop/stored-paper': () => ({}),
  'PATCH /api/v1/one-stop/procedure/:id': () => ({ version: 999, name: 'phá' }),
  'PATCH /api/v1/one-stop/step/:id': () => ({ version: 999, name_vi: 'phá' }),
  'POST /api/v1/one-stop/procedure/:id/comments': () => ({ text: '' }),
  'POST /api/v1/one-stop/step/:id/comments': () => ({ text: '' }),
}

const isImport = (key: string) => /^POST \/api\/v1\/one-stop\/[a-z-]+\/import$/.test(key)
/** Unsafe doors of the citizen's face take a form with a token; the attack carries a right token of the intruder's own. */
const isFace = (url: string) => !url.startsWith('/api/')

/** All that any form of the citizen's face asks for, filled in as its owner would: only the right may be lacking. */
const FORM = {
  act: 'send',
  declared: 'yes',
  reason: 'phá',
  answer: 'phá',
  rating: '1',
  note: 'phá',
  phone: '0900000002',
  address: 'phá',
}

/** Everything of the victim's that an attack could have touched. */
const state = () =>
  one<Record<string, unknown>>(
    `select (select jsonb_agg(to_jsonb(d) - 'search') from one_stop.dossier d where d.id = $1) as dossier,
            (select jsonb_agg(to_jsonb(t)) from sen.task t where t.record_id = $1) as tasks,
            (select jsonb_agg(to_jsonb(c)) from sen.comment c where c.record_id in ($1, $2, $3, $4)) as comments,
            (select jsonb_agg(to_jsonb(i) - 'search') from one_stop.intake i where i.id = $2) as intake,
            (select jsonb_agg(to_jsonb(f)) from one_stop.draft f where f.id = $3) as draft,
            (select jsonb_agg(to_jsonb(s)) from one_stop.stored_paper s where s.id = $4) as stored,
            (select jsonb_agg(to_jsonb(n)) from sen.notice n where n.id = $5) as notice,
            (select jsonb_agg(to_jsonb(p)) from sen.person p where p.id = $6) as person,
            (select jsonb_agg(to_jsonb(r)) from sen.import r where r.id = $7) as import,
            (select count(*) from one_stop.procedure) as procedures, (select count(*) from one_stop.step) as steps`,
    [victim.dossier, victim.intake, victim.draft, victim.stored, victim.notice, victim.person, victim.import],
  )

describe('every door, tried with the ids of another', () => {
  test('no route is missing from this list', () => {
    const unknown = site.house.http.routes
      .map((route) => `${route.method} ${route.url}`)
      .filter((key) => {
        if (key.startsWith('GET ')) {
          return (
            !forEverybody.some((rule) => rule.test(key)) &&
            !ownOnly.some((rule) => rule.test(key)) &&
            !/:(id|number|draft|file|paper|system)/.test(key) &&
            !key.endsWith('/export')
          )
        }
        return (
          !forEverybody.some((rule) => rule.test(key)) &&
          !attacks[key] &&
          !ownDoing[key] &&
          !isImport(key) &&
          !isFace(key.split(' ')[1] as string)
        )
      })
    expect(unknown).toEqual([])
  })

  test.each(['stranger', 'another citizen', 'an officer elsewhere', 'an administrator'])(
    '%s gets nothing and changes nothing',
    async (name) => {
      const before = await state()
      let tried = 0
      for (const route of site.house.http.routes) {
        const key = `${route.method} ${route.url}`
        // Signing out would end the very session that tries the rest.
        if (/sign-out|dang-xuat/.test(key)) continue
        const who = intruders[name] as Visitor
        const path = fill(route.url)
        const body = attacks[key]?.() ?? ownDoing[key]?.()
        const answer =
          route.method === 'GET'
            ? await who.get(path)
            : isFace(route.url)
              ? await who.form(path, FORM)
              : await who.send(route.method as 'POST', path, body ?? {})
        tried++
        expect(answer.status, `${key} breaks: ${answer.text.slice(0, 300)}`).toBeLessThan(500)
        for (const secret of SECRETS)
          expect(answer.text.includes(secret), `${key} tells ${name} "${secret}"`).toBe(false)
        const isOpen =
          forEverybody.some((rule) => rule.test(key)) || ownOnly.some((rule) => rule.test(key)) || ownDoing[key]
        if (!isOpen && /:(id|number|draft|file|paper)/.test(route.url))
          expect(
            [303, 401, 403, 404],
            `${key} answered ${name} with ${answer.status}: ${answer.text.slice(0, 200)}`,
          ).toContain(answer.status)
        if (!isOpen && route.access !== 'public' && name === 'stranger')
          expect([303, 401], `${key} let a stranger in (${answer.status})`).toContain(answer.status)
      }
      expect(tried).toBeGreaterThan(40)
      expect(await state()).toEqual(before)
    },
    120_000,
  )

  test('an unsafe request without a token, or from another site, is refused', async () => {
    const who = visitor(site.inject)
    await who.signIn('motcua.caolanh', site.password)
    const cookie = who.cookies()
    const bare = await site.inject({
      method: 'POST',
      path: `/api/v1/tasks/${victim.task}/take`,
      headers: { cookie, 'content-type': 'application/json' },
      body: '{}',
    })
    expect(bare.status).toBe(403)
    expect(bare.body).toContain('channel.forged-request')
    const csrf = (await who.get('/api/v1/me')).json<{ csrf: string }>().csrf
    const foreign = await site.inject({
      method: 'POST',
      path: `/api/v1/tasks/${victim.task}/take`,
      headers: { cookie, 'content-type': 'application/json', 'x-csrf': csrf, 'sec-fetch-site': 'cross-site' },
      body: '{}',
    })
    expect(foreign.status).toBe(403)
  })

  test('every answer carries the headers that keep a browser safe', async () => {
    for (const path of ['/', '/dang-nhap', '/dang-ky', '/api/v1/me', '/officer/', '/khong-co-trang-nay']) {
      const answer = await site.inject({ method: 'GET', path, headers: { accept: 'text/html' } })
      expect(answer.headers['content-security-policy'], path).toContain("default-src 'none'")
      expect(answer.headers['x-content-type-options'], path).toBe('nosniff')
      expect(String(answer.headers['content-security-policy'])).not.toMatch(/script-src[^;]*unsafe/)
    }
  })
})

test('a page that is not there is not there for a stranger too', async () => {
  const page = await site.inject({ method: 'GET', path: '/khong-co-trang-nay', headers: { accept: 'text/html' } })
  expect(page.status).toBe(404)
  expect(page.body).toContain('Không tìm thấy')
  expect((await site.inject({ method: 'POST', path: '/api/v1/khong-co', headers: {} })).status).toBe(404)
})
