import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { house } from '#kernel/store'
import { type Answer, type Visitor, visitor } from '#kernel/testing'
import { enterPerson, getUnitByCode, grantRole, issueToken, openAccount, openService } from '#kernel/trust'
import { roles } from '#province'
import { openTestSite, type TestSite } from './test-site.ts'

/**
 * Every door is tried by a stranger, by another citizen, by an officer of another commune and by an administrator without a
 * role in the case, each with the ids of somebody else's dossier. The list of doors is the server's own: a new route fails
 * here until it is told which ids and which body would be an attack on it.
 */

interface Victim {
  dossier: string
  /** A paper in the tray of her counter's officer, and a pile with her in it. */
  scan: string
  pile: string
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
  /** What the victim asked about her own data. */
  request: string
  /** A line of the log about the victim, and an emergency opening of her dossier with the objection she made. */
  seq: string
  opening: string
  objection: string
  /** A complaint of hers, by its number, and a paper she let somebody see. */
  complaint: string
  share: string
  /** Somebody acts for the victim, and a system she signed in to. */
  mandate: string
  client: string
  /** An officer of a ward, and a role of hers: what an administrator's forms are about. */
  officer: string
  right: string
}

/** Every role the province knows, each held alone by an account in a far commune. */
const everyRole = roles.map((role) => role.name).filter((role) => role !== 'citizen')

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
    for (const role of everyRole) {
      const alone = await openAccount(tx, {
        login: `vai.${role}`,
        name: `Chỉ có vai ${role}`,
        password: site.password,
        sample: true,
      })
      await grantRole(tx, { account: alone, role, unit: far.id, from: '2026-01-01' })
    }
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
  const asked = await bay.form('/toi/du-lieu/yeu-cau-moi', { loai: 'object', content: 'nội dung rất kín', act: 'send' })
  expect(asked.status, asked.text.slice(-500)).toBe(303)
  const request = /yeu-cau\/([0-9a-f-]{36})/.exec(String(asked.headers.location))?.[1] as string
  const complained = await bay.form('/phan-anh/moi', {
    kind: 'lateness',
    number: intake.number,
    detail: 'nội dung rất kín',
    act: 'send',
  })
  expect(complained.status, complained.text.slice(-500)).toBe(303)
  const file = await one<{ id: string }>('select id from sen.file where record_id = $1 limit 1', [intake.dossier])
  const ids = await database.transaction(house, async (tx) => {
    const stored = await tx.one<{ id: string }>(
      `insert into one_stop.stored_paper (id, unit, sample, created_at, updated_at, owner, name, issued_on, issuer, file, sha256)
       values (gen_random_uuid(), $1, true, now(), now(), $2, 'Trần Thị Bảy Kín', '2026-10-01', 'UBND', $3, repeat('0', 64)) returning id`,
      [dossier.unit, dossier.applicant, file.id],
    )
    const scanned = await tx.one<{ id: string }>(
      `insert into one_stop.scan (id, unit, created_at, created_by, updated_at, name, origin, state, head, sheets, sheets_count, arrived_at)
       select gen_random_uuid(), $1, now(), a.id, now(), 'Trần Thị Bảy Kín', 'upload', 'read', 'nội dung rất kín', '[{}]', 1, now() from sen.account a where a.login = 'motcua.caolanh' returning id`,
      [dossier.unit],
    )
    const pile = await tx.one<{ id: string }>(
      `insert into one_stop.pile (id, unit, created_at, created_by, updated_at, procedure, procedure_name, state, lines, lines_count)
       select gen_random_uuid(), $1, now(), a.id, now(), $2, 'nội dung rất kín', 'cancelled', '[{"national_id": "087185123456", "full_name": "Trần Thị Bảy Kín"}]', 1 from sen.account a where a.login = 'motcua.caolanh' returning id`,
      [dossier.unit, procedure],
    )
    const share = await tx.one<{ id: string }>(
      `insert into one_stop.share (id, unit, sample, created_at, updated_at, owner, papers, purpose, code_hash, expires_at)
       values (gen_random_uuid(), $1, true, now(), now(), $2, array[$3::uuid], 'nội dung rất kín', repeat('0', 64), $4::timestamptz + interval '1 day') returning id`,
      [dossier.unit, dossier.applicant, stored?.id, tx.now],
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
    const seq = (
      await tx.one<{ seq: number }>("select seq from sen.fact where record_id = $1 and kind = 'filed'", [
        intake.dossier,
      ])
    )?.seq as number
    const opening = await tx.one<{ id: string }>(
      `insert into sen.break_glass (id, at, until, account, account_name, system, record, record_id, title, unit, subjects, emergency, reason, reviewers, due_at)
       values (gen_random_uuid(), $4, $4::timestamptz + interval '30 minutes', $1, 'x', 'one-stop', 'dossier', $2, 'x', $3, array[$5::uuid], 'life', 'nội dung rất kín, không ai được đọc', '{centre-head}', $4) returning id`,
      [owner, intake.dossier, dossier.unit, tx.now, dossier.applicant],
    )
    const objection = await tx.one<{ id: string }>(
      `insert into sen.objection (id, at, person, account, seq, unit, text, due_at) values (gen_random_uuid(), now(), $1, $2, $3, $4, 'nội dung rất kín', now()) returning id`,
      [dossier.applicant, owner, seq, dossier.unit],
    )
    const friend = await enterPerson(tx, {
      kind: 'citizen',
      full_name: 'Người Đại Diện',
      birth_date: null,
      sex: null,
      national_id: '087185000001',
      tax_code: null,
      phone: null,
      email: null,
      commune: null,
      address: null,
      sample: true,
    })
    const mandate = await tx.one<{ id: string }>(
      `insert into sen.mandate (id, representative, represented, kind, valid_from, evidence_number, state, unit, asked_by, asked_at, checked_by)
       values (gen_random_uuid(), $1, $2, 'authorised', '2026-01-01', 'nội dung rất kín', 'in-force', $3, $4, now(), $4) returning id`,
      [friend, dossier.applicant, dossier.unit, owner],
    )
    const client = await tx.one<{ id: string }>(
      `insert into sen.client (id, name, kind, auth, scopes, subject_salt, created_at) values (gen_random_uuid(), 'Hệ thống của người khác', 'browser', 'none', '{openid}', 'x', now()) returning id`,
    )
    await tx.query(
      `insert into sen.client_grant (id, account, client, scopes, granted_at) values (gen_random_uuid(), $1, $2, '{openid}', now())`,
      [owner, client?.id],
    )
    return {
      mandate: mandate?.id as string,
      client: client?.id as string,
      scan: scanned?.id as string,
      pile: pile?.id as string,
      stored: stored?.id as string,
      share: share?.id as string,
      notice: notice?.id as string,
      import: run?.id as string,
      seq: String(seq),
      opening: opening?.id as string,
      objection: objection?.id as string,
    }
  })
  victim = {
    ...ids,
    officer: (await one<{ id: string }>("select id from sen.account where login = 'thuly.mytho'")).id,
    right: (
      await one<{ id: string }>(
        "select g.id from sen.role_grant g join sen.account a on a.id = g.account where a.login = 'thuly.mytho' order by g.id limit 1",
      )
    ).id,
    request,
    complaint: decodeURIComponent(String(complained.headers.location).split('/').at(-1) ?? ''),
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
  for (const role of everyRole) intruders[`only ${role}, elsewhere`] = await signIn(`vai.${role}`)
  intruders['a service of elsewhere'] = service(await serviceToken())
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

/** A token of another system, run by a far commune, that may read and write all it could be allowed to. */
async function serviceToken(): Promise<string> {
  return site.house.database.transaction(house, async (tx) => {
    const far = await getUnitByCode(tx, 'H20.x28249')
    const scopes = [
      ...[...new Set([...site.house.site.types.values()].map((type) => type.system))].map((system) => ({
        system,
        thing: '*',
        access: 'write' as const,
      })),
      ...['tasks', 'files', 'boards', 'imports', 'units', 'meta', 'notices'].map((thing) => ({
        system: 'kernel',
        thing,
        access: 'write' as const,
      })),
    ]
    const account = await openService(
      tx,
      { name: 'Hệ thống của xã khác', purpose: 'Thử mọi cửa bằng mã của máy', owner: far.id, scopes, networks: [] },
      () => true,
    )
    for (const role of ['handler', 'one-stop-officer'])
      await grantRole(tx, { account, role, unit: far.id, from: '2026-01-01' })
    return issueToken(tx, account, '2026-12-31')
  })
}

/** A visitor that carries a token in a header, and no cookie. */
function service(token: string): Visitor {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<Answer<T>> => {
    const answer = await site.inject({
      method,
      path,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = answer.body
    return { status: answer.status, headers: answer.headers, text, json: <R>() => JSON.parse(text) as R }
  }
  return {
    get: (path) => call('GET', path),
    send: call,
    form: (path, fields) => call('POST', path, fields),
    cookies: () => '',
    signIn: () => Promise.reject(new Error('a service does not sign in')),
  }
}

/** Which of the victim's ids stands for a parameter of a route. */
function fill(url: string): string {
  const id = (() => {
    if (url.startsWith('/api/v1/tasks/')) return victim.task
    if (url.includes('/break-glass/') || url.includes('/mo-khan-cap/')) return victim.opening
    if (url.includes('/phan-doi/')) return victim.objection
    if (url.includes('/yeu-cau/') || url.includes('/personal-data/request/')) return victim.request
    if (url.startsWith('/toi/ung-dung/')) return victim.client
    if (url.includes('/mandates/') || url.includes('/dai-dien/')) return victim.mandate
    if (url.startsWith('/api/v1/files/')) return victim.file
    if (url.startsWith('/api/v1/imports/')) return victim.import
    if (url.startsWith('/api/v1/notices/')) return victim.notice
    if (url.includes('/intake/')) return victim.intake
    if (url.includes('/scan/') || url.includes('/tray/')) return victim.scan
    if (url.includes('/pile/') || url.includes('/piles/')) return victim.pile
    if (url.includes('/draft/')) return victim.draft
    if (url.includes('/stored-paper/')) return victim.stored
    if (url.includes('/chia-se/') || url.includes('/share/')) return victim.share
    if (url.includes('/procedure/')) return victim.procedure
    if (url.includes('/step/')) return victim.step
    if (url.startsWith('/giay-to/')) return victim.stored
    if (url.startsWith('/nop/') || url.startsWith('/ban-nhap/')) return victim.draft
    return victim.dossier
  })()
  return url
    .replace(':system', 'one-stop')
    .replace(':record', 'dossier')
    .replace(':number', url.startsWith('/phan-anh/') ? encodeURIComponent(victim.complaint) : victim.number)
    .replace(':unit', victim.unit)
    .replace(':code', '1.001193')
    .replace(':seq', victim.seq)
    .replace(':client', victim.client)
    .replace(':account', victim.officer)
    .replace(':grant', victim.right)
    .replace(/:(service|token|import)\b/g, victim.dossier)
    .replace(':centre', '29869')
    .replace(':ticket', 'AAAAAAAAAAAAAAAA')
    .replace(':alert', '01993000-0000-7000-8000-000000000000')
    .replace(':draft', victim.draft)
    .replace(/(\/printing\/:id|\/bieu-mau)\/:file/, '$1/01.pdf')
    .replace(':format', 'pdf')
    .replace(':what', 'receipts')
    .replace(':edition', '1')
    .replace(':file', victim.file)
    .replace(/:(id|paper|notice)\b/g, id)
    .replace('*', 'x')
}

/** Pages and values meant for everybody, whoever's ids they are asked with. Each is looked through for the victim's secrets all the same. */
const forEverybody = [
  // Numbers of a hall say nothing of a person; who holds the word of a ticket holds the ticket.
  /^GET \/(lay-so(\/:centre)?|man-hinh\/:centre(\/bang)?|so-thu-tu\/:ticket(\/trang-thai)?)$/,
  /^GET \/api\/v1\/one-stop\/(fee-rule|fee-exemption|collection-account|ticket-kind|calling-rule)(\/:id)?$/,
  /^GET \/api\/v1\/one-stop\/(procedure|announcement)(\/:id)?$/,
  /^GET \/(healthz|readyz|openapi\.json|metrics|design|dang-nhap|dang-ky|sw\.js|manifest\.webmanifest|favicon\.ico|ngoai-tuyen|thu-tuc.*|tra-cuu|kiem-chung|kiem-chung\/trang|he-thong|ban-do|nop\/:code|nop-lien-thong(\/:bundle)?|)$/,
  /^GET \/(du-lieu-ca-nhan|api\/v1\/personal-data\/register)$/,
  /^GET \/(ke-hoach(\/dti|\/noi-dung\/:code)?|api\/v1\/plan\/(line|milestone|term|indicator|peer))$/,
  /^GET \/(face|api|officer)(\/.*)?$/,
  // A code opens; without one the door says so. What was published names nobody.
  /^GET \/(nhan-giay-to(\/xem|\/tep\/:paper)?|phan-anh\/cong-khai)$/,
  /^GET \/(nhat-ky|log\/v1\/get-(sth|sth-consistency|proof-by-hash|keys))$/,
  /^GET \/api\/v1\/(me|map\/communes|units)$/,
  /^POST \/(dang-nhap|dang-ky|api\/v1\/sign-in)$/,
  // The provider asks for codes, secrets and a cookie of its own; a question that was put to nobody is gone for everybody.
  /^(GET|POST) \/(oidc\/\*|dong-y\/:uid)$/,
  /^GET \/dang-nhap\/dinh-danh(\/ve)?$/,
  /^GET \/dat-mat-khau$/,
  /^GET \/(dang-nhap\/(buoc-2|ma|ma\/nhap)|quen-mat-khau(\/ma)?)$/,
  /^POST \/api\/v1\/sign-in\/(second|passkey|passkey\/options)$/,
]

/** Doors that answer everybody with what is her own: they are looked through for the victim's. */
const ownOnly = [
  /^GET \/api\/v1\/one-stop\/(bill|fee-claim|shift|receipt|ticket|counter|counter\/:id(\/(timeline|comments))?)$/,
  /^GET \/api\/v1\/one-stop\/(fee-rule|fee-exemption|collection-account|ticket-kind|calling-rule)\/:id\/(timeline|comments)$/,
  /^GET \/api\/v1\/one-stop\/(cashier\/(state|find|receipts|report|report\/pdf|report\/xlsx)|calling\/state)$/,
  /^GET \/lay-so\/:centre\/hen$/,
  /^GET \/api\/v1\/one-stop\/design(-example)?$/,
  /^GET \/api\/v1\/one-stop\/builder\/(tables|procedures(\/:code(\/examples)?)?|compare)$/,
  /^GET \/api\/v1\/one-stop\/(dossier|draft|stored-paper|intake|step|step\/:id|step\/:id\/timeline|step\/:id\/comments|(procedure|announcement)\/:id\/(timeline|comments)|(procedure|announcement)\/export|step\/export|dossier\/export)$/,
  /^GET \/api\/v1\/one-stop\/(issued-form|result-draft|printing\/(register|register\/:format|batch\/:what))$/,
  /^GET \/api\/v1\/one-stop\/(quality(\/(rows|report|announcements))?|monitor(\/(rows|units))?)$/,
  /^GET \/api\/v1\/one-stop\/(complaint|share|planning\/(day|at-risk))$/,
  /^GET \/(phan-anh(\/moi)?|giay-to\/(chia-se|da-chia-se)|api\/v1\/(views|search))$/,
  /^GET \/api\/v1\/one-stop\/(scan|pile|tray|separators\/:code|receiving\/procedures(\/:code)?)$/,
  /^GET \/api\/v1\/(meta|boards|tasks|notices|units\/:unit\/people|units)$/,
  /^GET \/api\/v1\/plan\/(overview|lines\/:code|reports|yearly|money|obstacles|dti|(yearly\/:year|dti)\/document\.:kind)$/,
  /^GET \/api\/v1\/plan\/(approval|budget|risk|obstacle|evidence|report|province-report|score)$/,
  /^GET \/(ho-so|giay-to|thong-bao|toi|nop)$/,
  /^GET \/(toi\/ung-dung|toi\/dai-dien|toi\/dai-dien\/moi|quay\/dai-dien|quay\/dai-dien\/moi|api\/v1\/mandates|api\/v1\/mandates\/office)$/,
  /^GET \/quan-tri\/ung-dung(\/(moi|can-bo-vneid|:client|:client\/(sua|ma-bi-mat|tinh-trang)))?$/,
  /^GET \/(quan-tri\/nhat-ky(\/.*)?|log\/v1\/get-(entries|entry-and-proof))$/,
  /^GET \/toi\/(uy-quyen|tai-khoan)$/,
  /^GET \/quan-tri\/(danh-muc|lich|he-thong)(\/.*)?$/,
  /^GET \/quan-tri(\/(don-vi|thay-doi-don-vi|tai-khoan|vai-tro|sap-het-han|de-nghi|uy-quyen|dich-vu|nhap-nguoi)(\/.*)?)?$/,
  /^GET \/toi\/du-lieu(\/yeu-cau-moi)?$/,
  /^GET \/quan-tri\/du-lieu-ca-nhan(\/(so-dang-ky|so-dang-ky\.xlsx|luu-giu))?$/,
  /^GET \/api\/v1\/personal-data\/(term|request|breach|assessment)$/,
  /^GET \/quan-tri\/van-hanh$/,
  /^GET \/(toi\/bao-mat(\/.*)?|xac-nhan|api\/v1\/prove)$/,
  /^GET \/(toi\/ai-da-xem|mo-khan-cap|quan-tri\/(mo-khan-cap|phan-doi|quyen-xem|quyen-xem\/ban-ghi|quyen-xem\/nguoi))$/,
  /^GET \/api\/v1\/(tracker|break-glass|access\/record|access\/account)$/,
]

/** What an attack on an unsafe door looks like; each is well-formed, so that only the right can refuse it. */
const attacks: Record<string, () => unknown> = {
  'POST /api/v1/one-stop/cashier/dossier/:number/fees': () => ({ copies: 9, pages: 9 }),
  'POST /api/v1/one-stop/cashier/dossier/:number/claim': () => ({ exemption: 'ho-ngheo', evidence: 'phá' }),
  'POST /api/v1/one-stop/cashier/receipt/:id/reprint': () => ({}),
  'POST /api/v1/one-stop/cashier/receipt/:id/cancel': () => ({ reason: 'phá', refund: 'transfer', again: false }),
  'POST /api/v1/one-stop/calling/ticket/:id': () => ({ act: 'finish' }),
  'POST /api/v1/one-stop/bill/:id/reveal': () => ({ field: 'lines', purpose: 'tò mò muốn biết diện miễn giảm' }),
  'PATCH /api/v1/one-stop/fee-claim/:id': () => ({ version: 1 }),
  'POST /api/v1/one-stop/fee-claim/:id/comments': () => ({ text: 'phá' }),
  'PATCH /api/v1/one-stop/bill/:id': () => ({ version: 1 }),
  'POST /api/v1/one-stop/bill/:id/comments': () => ({ text: 'phá' }),
  'PATCH /api/v1/one-stop/shift/:id': () => ({ version: 1 }),
  'POST /api/v1/one-stop/shift/:id/comments': () => ({ text: 'phá' }),
  'PATCH /api/v1/one-stop/receipt/:id': () => ({ version: 1 }),
  'POST /api/v1/one-stop/receipt/:id/comments': () => ({ text: 'phá' }),
  'PATCH /api/v1/one-stop/ticket/:id': () => ({ version: 1 }),
  'POST /api/v1/one-stop/ticket/:id/comments': () => ({ text: 'phá' }),
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
  'POST /api/v1/one-stop/results/:id/draft': () => ({
    edition: 0,
    kind: 'phá',
    subject: 'phá',
    paragraphs: ['phá'],
    signer: ['phá'],
  }),
  'POST /api/v1/one-stop/results/:id/review': () => ({ edition: 1 }),
  'POST /api/v1/one-stop/results/:id/approve': () => ({ edition: 1 }),
  'POST /api/v1/one-stop/results/:id/send-back': () => ({ edition: 1, remark: 'phá' }),
  'PATCH /api/v1/one-stop/issued-form/:id': () => ({ version: 1 }),
  'POST /api/v1/one-stop/issued-form/:id/comments': () => ({ text: 'phá' }),
  'PATCH /api/v1/one-stop/result-draft/:id': () => ({ version: 1 }),
  'POST /api/v1/one-stop/result-draft/:id/comments': () => ({ text: 'phá' }),
  'PATCH /api/v1/one-stop/complaint/:id': () => ({ version: 1 }),
  'POST /api/v1/one-stop/complaint/:id/reveal': () => ({ field: 'sender_phone', purpose: 'tò mò muốn biết số' }),
  'POST /api/v1/one-stop/complaint/:id/comments': () => ({ text: 'phá' }),
  'PATCH /api/v1/one-stop/share/:id': () => ({ version: 1 }),
  'POST /api/v1/one-stop/share/:id/comments': () => ({ text: 'phá' }),
  'DELETE /api/v1/views/:id': () => ({}),
  'PATCH /api/v1/one-stop/scan/:id': () => ({ version: 1 }),
  'POST /api/v1/one-stop/scan/:id/comments': () => ({ text: 'phá' }),
  'PATCH /api/v1/one-stop/pile/:id': () => ({ version: 1 }),
  'POST /api/v1/one-stop/pile/:id/comments': () => ({ text: 'phá' }),
  'POST /api/v1/one-stop/tray/:id/choose': () => ({ code: 'GT.GCS', name: 'phá' }),
  'POST /api/v1/one-stop/tray/:id/join': () => ({ with: [victim.scan] }),
  'POST /api/v1/one-stop/tray/:id/split': () => ({ at: 2 }),
  'POST /api/v1/one-stop/tray/:id/discard': () => ({}),
  'POST /api/v1/one-stop/tray/:id/read': () => ({}),
  'POST /api/v1/one-stop/tray/:id/whole': () => ({}),
  'POST /api/v1/one-stop/receiving/piles/:id/cancel': () => ({}),
  'POST /api/v1/one-stop/receiving/piles/:id/resume': () => ({ lines: [{ at: 0, full_name: 'phá' }] }),
  'PATCH /api/v1/personal-data/request/:id': () => ({ version: 1 }),
  'POST /api/v1/personal-data/request/:id/comments': () => ({ text: 'phá' }),
  'PATCH /api/v1/personal-data/breach/:id': () => ({ version: 1, title: 'phá phá' }),
  'POST /api/v1/personal-data/breach/:id/comments': () => ({ text: 'phá' }),
  'PATCH /api/v1/personal-data/assessment/:id': () => ({ version: 1, title: 'phá phá' }),
  'POST /api/v1/personal-data/assessment/:id/comments': () => ({ text: 'phá' }),
  'POST /api/v1/one-stop/dossier/:id/reveal': () => ({ field: 'applicant_phone', purpose: 'tò mò muốn biết số' }),
  'POST /api/v1/break-glass/:id/review': () => ({ verdict: 'justified', note: 'cho qua' }),
  'POST /api/v1/mandates/:id/act': () => ({}),
  'POST /api/v1/mandates/:id/revoke': () => ({ reason: 'phá' }),
  'POST /api/v1/mandates/office/:id': () => ({ act: 'revoke', reason: 'phá' }),
  // Editions of procedures: an administrator of the province finds none under the id of a dossier, others may not ask.
  'PATCH /api/v1/one-stop/builder/editions/:id': () => ({ version: 1, title: 'phá' }),
  'POST /api/v1/one-stop/builder/editions/:id/discard': () => ({ version: 1 }),
  'POST /api/v1/one-stop/builder/editions/:id/trial': () => ({ answers: {} }),
  'POST /api/v1/one-stop/builder/editions/:id/result': () => ({ answers: {} }),
  'POST /api/v1/one-stop/builder/editions/:id/plan': () => ({ decision: '1/QĐ-UBND' }),
  'POST /api/v1/one-stop/builder/editions/:id/publish': () => ({ version: 1, decision: '1/QĐ-UBND' }),
  'POST /api/v1/one-stop/builder/editions/:id/withdraw': () => ({ version: 1, reason: 'phá phá' }),
  'POST /api/v1/one-stop/builder/editions/:id/examples': () => ({ name: 'phá', answers: {} }),
  'POST /api/v1/one-stop/builder/editions/:id/examples/run': () => ({}),
  'PATCH /api/v1/one-stop/builder/examples/:id': () => ({ version: 1, name: 'phá' }),
  'POST /api/v1/one-stop/builder/examples/:id/copy': () => ({}),
  'POST /api/v1/one-stop/builder/examples/:id/remove': () => ({ version: 1 }),
  'PATCH /api/v1/one-stop/design-example/:id': () => ({ version: 1, name: 'phá' }),
  'POST /api/v1/one-stop/design-example/:id/comments': () => ({ text: 'phá' }),
  'PATCH /api/v1/one-stop/design/:id': () => ({ version: 1, title: 'phá' }),
  'POST /api/v1/one-stop/design/:id/comments': () => ({ text: 'phá' }),
  'POST /api/v1/tracker/:seq/objection': () => ({ text: 'phá, không phải việc của mình' }),
}

/** Unsafe doors that take nobody's id: what an intruder does there is her own doing, and must leave the victim as she was. */
const ownDoing: Record<string, () => unknown> = {
  // Money and numbers of her own desk: an intruder has no shift and no counter at the victim's centre.
  'POST /api/v1/one-stop/cashier/shift': () => ({ act: 'close', counts: {} }),
  'POST /api/v1/one-stop/cashier/pay': () => ({
    key: 'khoa-cua-ke-pha',
    bills: [{ reference: 'X', version: 1 }],
    method: 'cash',
  }),
  'POST /api/v1/one-stop/calling/counter': () => ({ counter: victim.dossier, act: 'open' }),
  'POST /api/v1/one-stop/calling/next': () => ({ counter: victim.dossier }),
  'POST /api/v1/one-stop/calling/give': () => ({ unit: victim.unit, kind: 'thuong', service: 'khac' }),
  'POST /api/v1/one-stop/fee-rule': () => ({}),
  'PATCH /api/v1/one-stop/fee-rule/:id': () => ({ version: 999 }),
  'POST /api/v1/one-stop/fee-rule/:id/comments': () => ({ text: '' }),
  'POST /api/v1/one-stop/fee-exemption': () => ({}),
  'PATCH /api/v1/one-stop/fee-exemption/:id': () => ({ version: 999 }),
  'POST /api/v1/one-stop/fee-exemption/:id/comments': () => ({ text: '' }),
  'POST /api/v1/one-stop/collection-account': () => ({}),
  'PATCH /api/v1/one-stop/collection-account/:id': () => ({ version: 999 }),
  'POST /api/v1/one-stop/collection-account/:id/comments': () => ({ text: '' }),
  'POST /api/v1/one-stop/fee-claim': () => ({}),
  'POST /api/v1/one-stop/bill': () => ({}),
  'POST /api/v1/one-stop/shift': () => ({}),
  'POST /api/v1/one-stop/receipt': () => ({}),
  'POST /api/v1/one-stop/counter': () => ({}),
  'PATCH /api/v1/one-stop/counter/:id': () => ({ version: 999 }),
  'POST /api/v1/one-stop/counter/:id/comments': () => ({ text: '' }),
  'POST /api/v1/one-stop/ticket-kind': () => ({}),
  'PATCH /api/v1/one-stop/ticket-kind/:id': () => ({ version: 999 }),
  'POST /api/v1/one-stop/ticket-kind/:id/comments': () => ({ text: '' }),
  'POST /api/v1/one-stop/calling-rule': () => ({}),
  'PATCH /api/v1/one-stop/calling-rule/:id': () => ({ version: 999 }),
  'POST /api/v1/one-stop/calling-rule/:id/comments': () => ({ text: '' }),
  'POST /api/v1/one-stop/ticket': () => ({}),
  'POST /api/v1/sign-out': () => ({}),
  'POST /api/v1/mandates': () => ({
    represented: '087185123456',
    represented_kind: 'citizen',
    kind: 'authorised',
    evidence_number: 'phá',
    office: victim.unit,
  }),
  'POST /api/v1/mandates/act-for-oneself': () => ({}),
  'POST /api/v1/mandates/office': () => ({
    representative: '087090000001',
    represented: '087185123456',
    kind: 'authorised',
  }),
  'POST /api/v1/personal-data/request': () => ({}),
  'POST /api/v1/personal-data/breach': () => ({ title: 'phá phá' }),
  'POST /api/v1/personal-data/assessment': () => ({ title: 'phá phá' }),
  'POST /api/v1/personal-data/term': () => ({}),
  'PATCH /api/v1/personal-data/term/:id': () => ({ version: 999 }),
  'POST /api/v1/personal-data/term/:id/comments': () => ({ text: '' }),
  'POST /api/v1/prove': () => ({ method: 'password', code: 'mật khẩu của người khác' }),
  'POST /api/v1/prove/passkey': () => ({}),
  'POST /api/v1/passkeys/options': () => ({}),
  'POST /api/v1/passkeys': () => ({ name: victim.person, response: { id: victim.person, response: {} } }),
  'POST /dang-xuat': () => ({}),
  'POST /api/v1/files': () => ({}),
  // Without a reason: with one, the officer elsewhere would be within her right, and the citizen told of it.
  'POST /api/v1/break-glass': () => ({ system: 'one-stop', record: 'dossier', id: victim.dossier, emergency: 'life' }),
  'POST /api/v1/tasks/move': () => ({ ids: [victim.task], move: 'forward' }),
  'POST /api/v1/notices/read-all': () => ({}),
  'POST /api/v1/notices/:id/read': () => ({}),
  'POST /api/v1/one-stop/issued-form': () => ({}),
  'POST /api/v1/one-stop/result-draft': () => ({}),
  'POST /api/v1/one-stop/complaint': () => ({}),
  'POST /api/v1/one-stop/share': () => ({}),
  'POST /api/v1/views': () => ({ place: 'one-stop/dossier', name: 'phá', content: {}, unit: victim.unit }),
  'POST /api/v1/one-stop/scan': () => ({}),
  'POST /api/v1/one-stop/pile': () => ({}),
  // Another's file is not taken; a number alone opens no name; a receipt without a procedure makes nothing.
  'POST /api/v1/one-stop/tray': () => ({ files: [victim.file] }),
  'POST /api/v1/one-stop/tray/attach': () => ({ scans: [victim.scan] }),
  'POST /api/v1/one-stop/receiving/person': () => ({ national_id: '087185123456' }),
  'POST /api/v1/one-stop/receiving': () => ({ applicant: { national_id: '087185123456' }, dossiers: [] }),
  'POST /api/v1/one-stop/receiving/piles': () => ({ procedure: victim.procedure, text: 'phá' }),
  'POST /api/v1/one-stop/builder/editions': () => ({ code: 'phá' }),
  'POST /api/v1/one-stop/monitor/letter': () => ({ wanted: true }),
  'POST /api/v1/one-stop/design': () => ({}),
  'POST /api/v1/one-stop/design-example': () => ({}),
  'POST /api/v1/one-stop/builder/files': () => ({ file: 'phá' }),
  'POST /api/v1/one-stop/procedure': () => ({}),
  'POST /api/v1/one-stop/announcement': () => ({}),
  'POST /api/v1/one-stop/step': () => ({}),
  'POST /api/v1/one-stop/dossier': () => ({ procedure: victim.procedure }),
  'POST /api/v1/one-stop/intake': () => ({}),
  'POST /api/v1/one-stop/draft': () => ({ procedure: victim.procedure, unit: victim.unit }),
  'POST /api/v1/one-stop/stored-paper': () => ({}),
  'PATCH /api/v1/one-stop/procedure/:id': () => ({ version: 999, name: 'phá' }),
  'PATCH /api/v1/one-stop/announcement/:id': () => ({ version: 999, note: 'phá' }),
  'PATCH /api/v1/one-stop/step/:id': () => ({ version: 999, name_vi: 'phá' }),
  'POST /api/v1/one-stop/procedure/:id/comments': () => ({ text: '' }),
  'POST /api/v1/one-stop/announcement/:id/comments': () => ({ text: '' }),
  'POST /api/v1/one-stop/step/:id/comments': () => ({ text: '' }),
}

const isImport = (key: string) => /^POST \/api\/v1\/(one-stop|personal-data|plan)\/[a-z-]+\/import$/.test(key)
// The plan: nobody's dossier is among its rows, and a role held elsewhere opens none of them.
for (const name of 'line approval budget milestone risk obstacle evidence report province-report term indicator score peer'.split(
  ' ',
)) {
  attacks[`PATCH /api/v1/plan/${name}/:id`] = () => ({ version: 1 })
  attacks[`POST /api/v1/plan/${name}/:id/comments`] = () => ({ text: 'phá' })
  ownDoing[`POST /api/v1/plan/${name}`] = () => ({})
}
Object.assign(attacks, {
  'POST /api/v1/plan/milestones/:id/done': () => ({ done_on: '2026-03-01' }),
  'POST /api/v1/plan/reports/:id/content': () => ({ version: 1, general: 'phá' }),
  'POST /api/v1/plan/reports/:id/figures': () => ({}),
})
Object.assign(ownDoing, {
  'POST /api/v1/plan/reports/open': () => ({ year: 2026 }),
  'POST /api/v1/plan/yearly/:year/gather': () => ({}),
  'POST /api/v1/plan/yearly/:year/words': () => ({ section: 'money', text: 'phá' }),
  'POST /api/v1/plan/dti/take': () => ({ year: 2026 }),
  'POST /api/v1/plan/dti/scores': () => ({ year: 2026, code: '1.2', reached: 4 }),
})

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
            (select jsonb_agg(to_jsonb(x) - 'search') from one_stop.complaint x where x.sender = $6) as complaints,
            (select jsonb_agg(to_jsonb(x)) from one_stop.share x where x.owner = $6) as shares,
            (select jsonb_agg(to_jsonb(p)) from sen.person p where p.id = $6) as person,
            (select jsonb_agg(to_jsonb(r)) from sen.import r where r.id = $7) as import,
            (select jsonb_agg(to_jsonb(b)) from sen.break_glass b where b.record_id = $1) as openings,
            (select jsonb_agg(to_jsonb(o)) from sen.objection o where o.person = $6) as objections,
            (select jsonb_agg(to_jsonb(q) - 'search') from personal_data.request q where q.asker = $6) as requests,
            (select jsonb_agg(to_jsonb(m)) from sen.mandate m where m.represented = $6 and m.state = 'in-force') as mandates,
            (select jsonb_agg(to_jsonb(g)) from sen.client_grant g join sen.account a on a.id = g.account where a.person = $6) as grants,
            (select jsonb_agg(to_jsonb(u) order by u.id) from sen.unit u) as units,
            (select jsonb_agg(to_jsonb(h) order by h.id) from sen.role_grant h) as rights,
            (select jsonb_agg(jsonb_build_array(a.id, a.login, a.disabled_at, a.password_hash) order by a.id) from sen.account a) as accounts,
            (select count(*) from sen.service_token) as tokens, (select count(*) from sen.delegation) as delegations,
            (select jsonb_agg(to_jsonb(k)) from one_stop.scan k where k.id = $8) as scan,
            (select jsonb_agg(to_jsonb(k)) from one_stop.pile k where k.id = $9) as pile,
            (select count(*) from one_stop.procedure) as procedures, (select count(*) from one_stop.step) as steps`,
    [
      victim.dossier,
      victim.intake,
      victim.draft,
      victim.stored,
      victim.notice,
      victim.person,
      victim.import,
      victim.scan,
      victim.pile,
    ],
  )

const doorsTried: Record<string, number> = {}
afterAll(() => {
  const sum = Object.values(doorsTried).reduce((total, one) => total + one, 0)
  console.info(`doors: ${sum} tries by ${Object.keys(doorsTried).length} intruders`)
})

describe('every door, tried with the ids of another', () => {
  test('no route is missing from this list', () => {
    const unknown = site.house.http.routes
      .map((route) => `${route.method} ${route.url}`)
      .filter((key) => {
        if (key.startsWith('GET ')) {
          return (
            !forEverybody.some((rule) => rule.test(key)) &&
            !ownOnly.some((rule) => rule.test(key)) &&
            !/:(id|number|draft|file|paper|system|seq)/.test(key) &&
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

  test.each([
    'stranger',
    'another citizen',
    'an officer elsewhere',
    'an administrator',
    ...everyRole.map((role) => `only ${role}, elsewhere`),
    'a service of elsewhere',
  ])(
    '%s gets nothing and changes nothing',
    async (name) => {
      const before = await state()
      const problems: string[] = []
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
        if (answer.status >= 500) problems.push(`${key} breaks: ${answer.text.slice(0, 300)}`)
        for (const secret of SECRETS) if (answer.text.includes(secret)) problems.push(`${key} tells "${secret}"`)
        const isOpen =
          forEverybody.some((rule) => rule.test(key)) || ownOnly.some((rule) => rule.test(key)) || ownDoing[key]
        if (
          !isOpen &&
          /:(id|number|draft|file|paper|seq)/.test(route.url) &&
          ![303, 401, 403, 404].includes(answer.status)
        )
          problems.push(`${key} answered with ${answer.status}: ${answer.text.slice(0, 200)}`)
        if (!isOpen && route.access !== 'public' && name === 'stranger' && ![303, 401].includes(answer.status))
          problems.push(`${key} let a stranger in (${answer.status})`)
      }
      expect(problems, name).toEqual([])
      expect(tried).toBeGreaterThan(150)
      doorsTried[name] = tried
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
