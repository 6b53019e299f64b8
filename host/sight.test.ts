import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkProof, type FactProof } from '#ground/merkle'
import { caseOf, type Flow } from '#kernel/cases'
import { findRow, type RecordType } from '#kernel/records'
import { house } from '#kernel/store'
import { type Visitor, visitor } from '#kernel/testing'
import { findActor, sealAll, sealKeysIn } from '#kernel/trust'
import { demoAccounts } from '#province'
import { openTestSite, type TestSite } from './test-site.ts'

/** Who looks, who may look, and what is shown: told through the doors of the whole house. */

interface Line {
  seq: number
  kind: string
  group: string
  what: { vi: string }
  actor: { name: string; unit: string | null }
  record: { title: string | null } | null
  purpose: string | null
  emergency: { reason: string; verdict: string | null } | null
}

let site: TestSite
let dossier: string
let number: string
const lan = demoAccounts.find((account) => account.login === 'lan')?.person
let who: Record<string, Visitor> = {}

async function as(login: string): Promise<Visitor> {
  const known = who[login]
  if (known) return known
  const visit = visitor(site.inject)
  expect((await visit.signIn(login, site.password)).status, login).toBe(200)
  who[login] = visit
  return visit
}
/** Time goes by, and sessions left alone run out: everybody signs in anew. */
function wait(minutes: number): void {
  site.clock.advance({ minutes })
  who = {}
}
const linesOf = async (login: string, query = ''): Promise<Line[]> =>
  (await (await as(login)).get(`/api/v1/tracker?limit=50${query}`)).json<{ rows: Line[] }>().rows
const seal = () => sealAll(site.house.database, sealKeysIn(join(site.house.site.dataDir, 'secrets', 'log-keys')))

beforeAll(async () => {
  site = await openTestSite()
  const counter = await as('motcua.caolanh')
  const procedure = await site.house.database.transaction(house, (tx) =>
    tx.one<{ id: string }>("select id from one_stop.procedure where code = '1.001193'"),
  )
  const made = await counter.send('POST', '/api/v1/one-stop/intake', {
    procedure: procedure?.id,
    national_id: lan?.national_id,
    full_name: lan?.full_name,
    phone: lan?.phone,
    address: 'Số 1, khóm 2, phường Cao Lãnh',
    account_is_theirs: 'yes',
  })
  expect(made.status, made.text).toBe(201)
  ;({ dossier, number } = made.json<{ dossier: string; number: string }>())
}, 120_000)
afterAll(() => site?.close())

describe("the citizen's tracker", () => {
  test('an officer opens her dossier; she reads who, from where, when, why, and proves it', async () => {
    const before = (await linesOf('lan'))[0]?.seq ?? 0
    const head = await as('giamdoc.caolanh')
    expect((await head.get(`/api/v1/one-stop/dossier/${dossier}?purpose=gọi điện hẹn trả kết quả`)).status).toBe(200)
    const [line] = await linesOf('lan')
    expect(line).toMatchObject({
      kind: 'read',
      group: 'read',
      actor: { name: 'Đặng Quốc Thịnh', unit: expect.stringContaining('Cao Lãnh') },
      purpose: 'gọi điện hẹn trả kết quả',
      record: { title: expect.stringContaining(number) },
    })
    expect(line?.what.vi).toContain(number)
    expect(line?.seq).toBeGreaterThan(before)
    const citizen = await as('lan')
    const early = await citizen.get(`/api/v1/tracker/${line?.seq}/proof`)
    expect([early.status, early.text]).toEqual([503, expect.stringContaining('niêm phong trong ít giây')])
    await seal()
    const proof = (await citizen.get(`/api/v1/tracker/${line?.seq}/proof`)).json<FactProof>()
    expect(proof.fact).toMatchObject({
      seq: line?.seq,
      kind: 'read',
      actor_name: 'Đặng Quốc Thịnh',
      record_id: dossier,
    })
    expect((await checkProof(proof)).ok).toBe(true)
    const changed = { ...proof, fact: { ...proof.fact, purpose: 'không xem gì cả' } }
    expect((await checkProof(changed)).steps.find((step) => !step.ok)?.name).toBe('leaf')
    // Of another's line there is no proof to be had, also not for an officer who may read the fact.
    for (const login of ['giamdoc.caolanh', 'quantri', 'baove.dulieu'])
      expect((await (await as(login)).get(`/api/v1/tracker/${line?.seq}/proof`)).status, login).toBe(404)
    expect((await visitor(site.inject).get(`/api/v1/tracker/${line?.seq}/proof`)).status).toBe(401)
  })

  test('the page says the same by day, and the proof comes as a file', async () => {
    const citizen = await as('lan')
    const page = await citizen.get('/toi/ai-da-xem')
    expect(page.status).toBe(200)
    for (const said of [
      'Ai đã xem dữ liệu của tôi',
      'Đặng Quốc Thịnh',
      'gọi điện hẹn trả kết quả',
      number,
      '05/10/2026',
    ])
      expect(page.text).toContain(said)
    const [line] = await linesOf('lan')
    const one = await citizen.get(`/toi/ai-da-xem/${line?.seq}`)
    expect(one.text).toContain('Tải bằng chứng')
    const file = await citizen.get(`/toi/ai-da-xem/${line?.seq}/bang-chung`)
    expect(file.headers['content-disposition']).toBe(`attachment; filename="bang-chung-${line?.seq}.json"`)
    expect((await checkProof(file.json())).ok).toBe(true)
    expect((await citizen.get('/toi/ai-da-xem?thang=2026-99')).status).toBe(422)
    expect((await citizen.get('/toi/ai-da-xem?thang=2025-01')).text).toContain('Không có dòng nào khớp bộ lọc')
  })

  test('she objects; the data protection officer answers; she reads the answer', async () => {
    const citizen = await as('lan')
    const [line] = await linesOf('lan')
    const path = `/toi/ai-da-xem/${line?.seq}`
    const short = await citizen.form(path, { act: 'object', text: 'ngắn' })
    expect([short.status, short.text.includes('từ 10 đến 2000 ký tự')]).toEqual([422, true])
    const sent = await citizen.form(path, { act: 'object', text: 'Hồ sơ chưa đến hạn, không ai cần gọi cho tôi.' })
    expect([sent.status, sent.headers.location]).toEqual([303, `${path}?da-gui=1`])
    const officer = await as('baove.dulieu')
    const notices = (await officer.get('/api/v1/notices')).json<{ rows: { link: string }[] }>().rows
    expect(notices.some((notice) => notice.link === '/quan-tri/phan-doi')).toBe(true)
    const queue = await officer.get('/quan-tri/phan-doi')
    expect(queue.text).toContain('không ai cần gọi cho tôi')
    // Two working days from Monday 05/10/2026 08:00.
    expect(queue.text).toContain('07/10/2026')
    const id = /\/quan-tri\/phan-doi\/([0-9a-f-]{36})/.exec(queue.text)?.[1] as string
    expect((await officer.form(`/quan-tri/phan-doi/${id}`, { outcome: 'right', answer: '' })).status).toBe(422)
    const answer = { outcome: 'right', answer: 'Giám đốc gọi vì kết quả có sớm hai ngày.' }
    expect((await officer.form(`/quan-tri/phan-doi/${id}`, answer)).status).toBe(303)
    expect((await citizen.get(path)).text).toContain('Giám đốc gọi vì kết quả có sớm hai ngày.')
    for (const login of ['quantri', 'giamdoc.caolanh', 'tonghop'])
      expect((await (await as(login)).get('/quan-tri/phan-doi')).status, login).toBe(403)
  })
})

describe('an emergency opening', () => {
  const reason = 'người nộp đang cấp cứu ở bệnh viện Mỹ Tho, cần liên hệ thân nhân'

  test('is previewed, opened, read, seen by the citizen, reviewed', async () => {
    const far = await as('motcua.mytho')
    expect((await far.get(`/api/v1/one-stop/dossier/${dossier}`)).status).toBe(404)
    const form = { type: 'one-stop/dossier', name: number, emergency: 'life', reason }
    const short = await far.form('/mo-khan-cap', { ...form, act: 'check', reason: 'gấp lắm' })
    expect([short.status, short.text.includes('từ 20 đến 1000 ký tự')]).toEqual([422, true])
    const preview = await far.form('/mo-khan-cap', { ...form, act: 'check' })
    expect(preview.status).toBe(200)
    for (const said of ['Người dân được báo ngay', '3 ngày làm việc', 'Tôi chịu trách nhiệm, mở', number])
      expect(preview.text).toContain(said)
    expect(preview.text).not.toContain(lan?.phone ?? '?')
    const opened = await far.form('/mo-khan-cap', { ...form, act: 'open' })
    expect(opened.status).toBe(303)
    const page = await far.get(String(opened.headers.location))
    expect(page.status).toBe(200)
    expect(page.text).toContain(lan?.phone)
    // Its own door only.
    expect((await far.get(`/api/v1/one-stop/dossier/${dossier}`)).status).toBe(404)
    expect((await (await as('motcua.caolanh')).get(String(opened.headers.location))).status).toBe(404)
    const [look, line] = await linesOf('lan')
    expect([look?.kind, line?.kind]).toEqual(['read', 'break-glass'])
    expect(line).toMatchObject({ actor: { name: 'Phan Thị Mỹ Duyên' }, emergency: { reason, verdict: null } })
    const told = (await (await as('lan')).get('/api/v1/notices')).json<{ rows: { title: { vi: string } }[] }>().rows
    expect(told.some((notice) => notice.title.vi.includes('vừa được mở khẩn cấp'))).toBe(true)
    const head = await as('giamdoc.caolanh')
    const queue = await head.get('/quan-tri/mo-khan-cap')
    expect(queue.text).toContain(reason)
    // Three working days from Monday 05/10/2026.
    expect(queue.text).toContain('08/10/2026')
    const id = /\/quan-tri\/mo-khan-cap\/([0-9a-f-]{36})/.exec(queue.text)?.[1] as string
    expect(
      (await (await as('giamdoc.mytho')).form(`/quan-tri/mo-khan-cap/${id}`, { verdict: 'justified' })).status,
    ).toBe(404)
    expect((await head.form(`/quan-tri/mo-khan-cap/${id}`, { verdict: 'not-justified', note: 'sai' })).status).toBe(422)
    expect((await head.form(`/quan-tri/mo-khan-cap/${id}`, { verdict: 'justified', note: '' })).status).toBe(303)
    const after = await linesOf('lan')
    expect(after[0]).toMatchObject({ kind: 'break-glass-reviewed', actor: { name: 'Đặng Quốc Thịnh' } })
    expect(after.find((one) => one.seq === line?.seq)?.emergency?.verdict).toBe('justified')
    wait(31)
    expect((await (await as('motcua.mytho')).get(String(opened.headers.location))).status).toBe(410)
    expect((await (await as('lan')).get('/toi/ai-da-xem')).text).toContain(reason)
  })

  test('needs a person who has just proved herself', async () => {
    const far = await as('motcua.mytho')
    site.clock.advance({ minutes: 11 })
    const body = { system: 'one-stop', record: 'dossier', number, emergency: 'life', reason }
    const answer = await far.send('POST', '/api/v1/break-glass', body)
    expect(answer.status, answer.text).toBe(403)
    expect(answer.text).toContain('account.prove-again')
    wait(0)
  })

  test('by the API too; not by roles it is not given to', async () => {
    const body = { system: 'one-stop', record: 'dossier', number, emergency: 'disaster', reason }
    for (const login of ['tonghop', 'quantri', 'kiemtoan', 'lan', 'vanthu.mytho'])
      expect((await (await as(login)).send('POST', '/api/v1/break-glass', body)).status, login).toBe(403)
    const leader = await as('lanhdao.mytho')
    const made = await leader.send('POST', '/api/v1/break-glass', body)
    expect(made.status, made.text).toBe(201)
    const { id } = made.json<{ id: string }>()
    const read = await leader.get(`/api/v1/break-glass/${id}`)
    expect(read.json()).toMatchObject({ opening: { title: number, verdict: null }, record: { id: dossier } })
    const review = await (await as('baove.dulieu')).send('POST', `/api/v1/break-glass/${id}/review`, {
      verdict: 'not-justified',
      note: 'không có thiên tai nào trong ngày',
    })
    expect(review.json()).toMatchObject({ verdict: 'not-justified', reviewer: 'Lâm Thị Bích Như' })
    const unknown = { ...body, system: 'one-stop', record: 'procedure' }
    expect((await leader.send('POST', '/api/v1/break-glass', unknown)).status).toBe(403)
  })
})

describe('values shown in part', () => {
  test('who follows the numbers sees the applicant masked, in lists, on pages and in files', async () => {
    const monitor = await as('tonghop')
    const row = (await monitor.get(`/api/v1/one-stop/dossier/${dossier}?fields=all`)).json<Record<string, unknown>>()
    expect(row).toMatchObject({
      applicant_national_id: '0871••••0000',
      applicant_phone: `09•• ••• ${lan?.phone.slice(-3)}`,
      applicant_address: null,
      answered: null,
    })
    expect(row._masked).toContain('applicant_address')
    const list = await monitor.get(`/api/v1/one-stop/dossier?scope=all&q=${number}`)
    expect(list.text).toContain('0871••••0000')
    const page = await monitor.get(`/api/v1/cases/one-stop/dossier/${dossier}`)
    const file = await monitor.get('/api/v1/one-stop/dossier/export?format=csv&purpose=tổng hợp')
    for (const answer of [list, page, file, await monitor.get(`/api/v1/one-stop/dossier/${dossier}`)]) {
      expect(answer.status).toBe(200)
      for (const secret of [lan?.national_id, lan?.phone, 'khóm 2, phường Cao Lãnh'])
        expect(answer.text.includes(secret ?? '?'), secret).toBe(false)
    }
    const worker = await as('motcua.caolanh')
    expect((await worker.get(`/api/v1/one-stop/dossier/${dossier}`)).text).toContain(lan?.national_id)
  })

  test('the whole is shown for a purpose; the citizen reads who, what and why', async () => {
    const monitor = await as('tonghop')
    const path = `/api/v1/one-stop/dossier/${dossier}/reveal`
    const nothing = await monitor.send('POST', path, { field: 'applicant_phone', purpose: '' })
    expect([nothing.status, nothing.text.includes('mask.no-purpose')]).toEqual([422, true])
    const shown = await monitor.send('POST', path, { field: 'applicant_phone', purpose: 'gọi hỏi mức độ hài lòng' })
    expect(shown.json()).toEqual({ field: 'applicant_phone', value: lan?.phone })
    expect((await monitor.send('POST', path, { field: 'number', purpose: 'gọi hỏi mức độ hài lòng' })).status).toBe(422)
    const [line] = await linesOf('lan')
    expect(line).toMatchObject({ kind: 'revealed', group: 'read', purpose: 'gọi hỏi mức độ hài lòng' })
    expect(line?.what.vi).toMatch(/^Xem đầy đủ ".*điện thoại.*" của hồ sơ/i)
    expect(
      (await (await as('motcua.mytho')).send('POST', path, { field: 'applicant_phone', purpose: 'tò mò muốn biết' }))
        .status,
    ).toBe(404)
  })
})

describe('the report of rights', () => {
  interface Report {
    count: number
    next: string | null
    readers: { account: string; name: string; officer: boolean; grants: { rule: string }[] }[]
  }
  const whole = async (query: string): Promise<Report['readers']> => {
    const admin = await as('quantri')
    const readers: Report['readers'] = []
    let after = ''
    do {
      const page = (await admin.get(`/api/v1/access/record?${query}${after}`)).json<Report>()
      readers.push(...page.readers)
      after = page.next ? `&after=${page.next}` : ''
    } while (after)
    return readers
  }

  test('names exactly the accounts that PostgreSQL and the page of the case let read a dossier', async () => {
    const { database, site: inside } = site.house
    const type = inside.types.get('one-stop/dossier') as RecordType
    const flow = inside.flows.get('one-stop/handling') as Flow
    wait(31)
    const readers = await whole(`record=one-stop/dossier&number=${number}`)
    const accounts = await database.transaction(house, (tx) =>
      tx.query<{ id: string; login: string }>('select id, login from sen.account where disabled_at is null'),
    )
    const byRule: string[] = []
    const byCase: string[] = []
    for (const { id } of accounts) {
      const actor = await database.transaction(house, (tx) => findActor(tx, id))
      if (!actor) continue
      if (await database.transaction(actor, (tx) => findRow(tx, type, dossier))) byRule.push(id)
      const opened = await database.transaction(actor, (tx) => caseOf(tx, flow, dossier)).catch(() => undefined)
      if (opened) byCase.push(id)
    }
    const told = (except: readonly string[]) =>
      readers
        .filter((reader) => reader.grants.some((grant) => !except.includes(grant.rule)))
        .map((reader) => reader.account)
        .sort()
    expect(told(['case'])).toEqual(byRule.sort())
    expect(told([])).toEqual([...new Set([...byRule, ...byCase])].sort())
    expect(byRule.length).toBeGreaterThan(3)
    // A citizen is not named to whoever only looks after rights.
    expect(readers.find((reader) => !reader.officer)?.name).toBe('N. T. N. Lan')
  }, 120_000)

  test('is for who looks after rights, over the units they look after', async () => {
    for (const login of ['lan', 'motcua.caolanh', 'tonghop', 'giamdoc.caolanh'])
      expect(
        (await (await as(login)).get(`/api/v1/access/record?record=one-stop/dossier&number=${number}`)).status,
        login,
      ).toBe(403)
    for (const login of ['quantri', 'kiemtoan', 'baove.dulieu'])
      expect(
        (await (await as(login)).get(`/api/v1/access/record?record=one-stop/dossier&number=${number}`)).status,
        login,
      ).toBe(200)
    const admin = await as('quantri')
    expect((await admin.get('/api/v1/access/record?record=one-stop/dossier&number=H20.1')).status).toBe(404)
    expect((await admin.get('/api/v1/access/record?record=nothing/here&number=1')).status).toBe(404)
    expect((await admin.get('/api/v1/access/account?login=khong.co')).status).toBe(404)
  })

  test('tells of a person what she sees by which rule, her roles, sessions; and that it was asked', async () => {
    const admin = await as('quantri')
    const report = (await admin.get('/api/v1/access/account?login=motcua.caolanh')).json<{
      sees: { path: string; rows: { value: number }; rules: { rule: string; roles: string[]; value: number }[] }[]
      roles: { role: string; today: boolean }[]
      sessions: unknown[]
    }>()
    const seen = report.sees.find((one) => one.path === 'one-stop/dossier')
    expect(seen?.rows.value).toBeGreaterThan(0)
    expect(seen?.rules[0]).toMatchObject({ rule: 'role', roles: ['one-stop-officer'] })
    expect(report.roles).toMatchObject([{ role: 'one-stop-officer', today: true }])
    expect(report.sessions.length).toBeGreaterThan(0)
    expect((await linesOf('motcua.caolanh'))[0]).toMatchObject({
      kind: 'access-reported',
      actor: { name: 'Lâm Hoàng Duy' },
    })
  })

  test('as pages and as files', async () => {
    const admin = await as('quantri')
    const row = `/quan-tri/quyen-xem/ban-ghi?loai=one-stop/dossier&ma=${number}`
    const page = await admin.get(row)
    expect(page.status).toBe(200)
    expect(page.text).toMatch(/\d+ tài khoản xem được/)
    expect(page.text).toContain('Trần Minh Khang')
    const csv = await admin.get(`${row}&dinh-dang=csv`)
    expect(csv.text.split('\r\n')[0]).toBe('\ufeffTài khoản,Loại,Quy tắc,Vai trò,Giữ tại,Tới đơn vị,Từ,Đến,Vì sao')
    expect(csv.text).toContain('Trần Minh Khang')
    const xlsx = await admin.get(`${row}&dinh-dang=xlsx`)
    expect(xlsx.text.slice(0, 2)).toBe('PK')
    const person = '/quan-tri/quyen-xem/nguoi?tai-khoan=motcua.caolanh'
    expect((await admin.get(person)).text).toContain('Cán bộ tiếp nhận một cửa')
    expect((await admin.get(`${person}&dinh-dang=csv`)).text).toContain('vai trò,')
    expect((await admin.get('/quan-tri/quyen-xem/nguoi?tai-khoan=khong.co')).text).toContain(
      'Không có tài khoản nào tên',
    )
  })
})

describe('the page that checks proofs', () => {
  test('is for everybody, with the published keys, and comes as one file that asks for nothing', async () => {
    await seal()
    const stranger = visitor(site.inject)
    const page = await stranger.get('/kiem-chung')
    expect(page.status).toBe(200)
    expect(page.text).toContain('npx sen verify-log')
    expect(page.text).toMatch(/data-keys="\[&quot;/)
    const alone = await stranger.get('/kiem-chung/trang')
    expect(alone.status).toBe(200)
    expect(alone.headers['content-disposition']).toBe('attachment; filename="kiem-chung.html"')
    expect(alone.text).toContain('async function checkProof(')
    expect(alone.text).not.toMatch(/(src|href)="(?!#)/)
    expect(alone.text).not.toMatch(/\bimport\b.*from/)
  })

  test('its script is the tree of the house itself, without types and imports', async () => {
    const script = await visitor(site.inject).get('/face/verify.js')
    expect(script.text).toContain('async function checkProof(')
    expect(script.text).not.toMatch(/^import /m)
    expect(script.text).not.toContain('interface ')
  })
})
