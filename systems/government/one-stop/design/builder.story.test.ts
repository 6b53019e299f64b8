import { expect } from 'vitest'
import { openTestSite } from '#host'
import { house } from '#kernel/store'
import { falseClock, type Story, story, type Visitor } from '#kernel/testing'
import { getUnitByCode, grantRole, openAccount } from '#kernel/trust'
import type { Difference } from './compare.ts'
import type { Design } from './shape.ts'
import type { TrialResult } from './test-run.ts'

const DOOR = '/api/v1/one-stop/builder'
interface Edition {
  id: string
  version: number
  code: string
  edition: number
  state: string
  content: Design
  problems: { level: string; part: string; at: string; words: { vi: string } }[]
}
interface Refused {
  error: { code: string; message: string; field?: string }
}

/** What the newcomer builds: a permit to use a pavement, with a condition, a fee by days, a branch and parallel opinions. */
const facts = {
  name: 'Cấp phép sử dụng tạm thời vỉa hè để tổ chức lễ cưới',
  sector: 'Đường bộ',
  ministry: 'Bộ Xây dựng',
  level: 'commune',
  channels: ['online', 'in-person'],
  limit: { amount: 3, unit: 'working-day' },
  applicants: ['Công dân Việt Nam'],
  legalRefs: ['165/2024/NĐ-CP'],
  conditions: null,
  resultName: 'Giấy phép sử dụng tạm thời vỉa hè',
}
const words = (vi: string) => ({ vi, en: vi })
const step = (key: string, kind: string, role: string, unit: string, limitHours: number | null, more: object = {}) => ({
  key,
  kind,
  name: words(key),
  role,
  unit,
  limitHours,
  ...more,
})
const built = {
  pages: [
    {
      name: 'noi-dung',
      title: words('Đoạn vỉa hè'),
      fields: [
        { name: 'street', kind: 'text', label: words('Tên đường'), required: true, max: 200 },
        { name: 'days', kind: 'number', label: words('Số ngày'), required: true, min: 1, max: 10 },
        {
          name: 'closes_lane',
          kind: 'yesno',
          label: words('Có lấn xuống lòng đường?'),
          required: true,
        },
        {
          name: 'lane_plan',
          kind: 'text',
          label: words('Phương án phân luồng'),
          required: true,
          when: { field: 'closes_lane', is: 'equals', value: true },
        },
      ],
    },
  ],
  papers: [
    { code: 'TP.1', name: 'Sơ đồ vị trí', form: null, original: 1, copy: 0, required: true },
    {
      code: 'TP.2',
      name: 'Văn bản đồng ý của công an',
      form: null,
      original: 1,
      copy: 0,
      required: true,
      when: { field: 'closes_lane', is: 'equals', value: true },
    },
  ],
  fees: [{ code: 'LP.1', name: 'Lệ phí cấp phép', kind: 'charge', amount: 20_000, per: 'dossier', collect: 'filing' }],
  stages: [
    {
      key: 'nhan',
      name: words('Tiếp nhận'),
      steps: [step('tiep-nhan', 'receive', 'one-stop-officer', 'receiving-centre', 2)],
    },
    {
      key: 'tham-dinh',
      name: words('Thẩm định'),
      steps: [
        step('kiem-tra', 'handle', 'handler', 'commune-economy', 8),
        step('y-kien', 'handle', 'handler', 'commune-office', 4, {
          when: { field: 'closes_lane', is: 'equals', value: true },
        }),
      ],
    },
    { key: 'ky', name: words('Ký'), steps: [step('ky-duyet', 'sign', 'leader', 'commune-leaders', 4)] },
    { key: 'dau', name: words('Đóng dấu'), steps: [step('dong-dau', 'stamp', 'clerk', 'commune-office', 2)] },
    {
      key: 'tra',
      name: words('Trả'),
      steps: [step('tra-ket-qua', 'return', 'one-stop-officer', 'returning-centre', null)],
    },
  ],
  result: {
    kind: 'Giấy phép',
    subject: 'Sử dụng tạm thời vỉa hè đường {{street}}',
    bases: ['Căn cứ Nghị định 165/2024/NĐ-CP;'],
    paragraphs: ['Cho phép {{applicant.name}} sử dụng vỉa hè đường {{street}} trong {{days}} ngày.'],
    articles: [],
    receivers: ['{{applicant.name}}'],
    signer: ['TM. ỦY BAN NHÂN DÂN', 'CHỦ TỊCH'],
    validYears: 1,
    code: null,
  },
  cutoff: null,
}

async function open(s: Story) {
  // A Monday; the desk of the province is open.
  const clock = falseClock('2026-10-05T08:00:00+07:00')
  const site = await openTestSite({ clock })
  s.finally(() => site.close())
  s.reach(site.inject)
  const as = async (login: string): Promise<Visitor> => {
    const visitor = s.visitor()
    expect((await visitor.signIn(login, site.password)).status, login).toBe(200)
    return visitor
  }
  return { ...site, clock, as, admin: await as('quantri') }
}
const save = (who: Visitor, edition: { id: string; version: number }, content: unknown) =>
  who.send('PATCH', `${DOOR}/editions/${edition.id}`, { version: edition.version, content })
const codeOf = (answer: { json<T>(): T }) => answer.json<Refused>().error.code

story('a procedure is built without code, tried, published and filed', async (s) => {
  const { admin, as, clock, house: home } = await open(s)
  const code = 'H20.000777'
  // Nobody else builds: not an officer, not an administrator of one commune.
  const officer = await as('thuly.caolanh')
  expect((await officer.get(`${DOOR}/procedures`)).status).toBe(403)
  await home.database.transaction(house, async (tx) => {
    const account = await openAccount(tx, {
      login: 'quantri.xa',
      name: 'Quản trị xã',
      password: 'hoa-sen-dong-thap',
      sample: true,
    })
    const commune = await getUnitByCode(tx, 'H20.x29869')
    await grantRole(tx, { account, role: 'administrator', unit: commune.id, from: '2026-01-01' })
  })
  const small = await as('quantri.xa')
  expect(codeOf(await small.get(`${DOOR}/procedures`))).toBe('builder.province-only')
  expect(codeOf(await small.send('POST', `${DOOR}/editions`, { code, procedure: facts, from: 'empty' }))).toBe(
    'builder.province-only',
  )

  // A code of another shape, and one that is taken, are refused by name.
  expect(codeOf(await admin.send('POST', `${DOOR}/editions`, { code: 'xyz', procedure: facts, from: 'empty' }))).toBe(
    'builder.code',
  )
  expect(
    codeOf(await admin.send('POST', `${DOOR}/editions`, { code: '1.001193', procedure: facts, from: 'empty' })),
  ).toBe('builder.code-taken')
  const made = await admin.send('POST', `${DOOR}/editions`, { code, procedure: facts, from: 'empty' })
  expect(made.status, made.text).toBe(201)
  const draft = made.json<{ id: string; version: number; edition: number }>()
  expect(draft.edition).toBe(1)
  const again = await admin.send('POST', `${DOOR}/editions`, { code, procedure: facts, from: 'empty' })
  expect(codeOf(again)).toBe('builder.draft-exists')

  // Empty, it says what is missing, and cannot be published.
  const empty = (await admin.get(`${DOOR}/editions/${draft.id}`)).json<Edition>()
  expect(empty.problems.filter((one) => one.level === 'error').map((one) => one.part)).toEqual(
    expect.arrayContaining(['form', 'stages']),
  )
  const announcing = {
    decision: '1234/QĐ-UBND',
    decided_on: '2026-10-05',
    listed_on: '2026-10-06',
    valid_from: '2026-10-12',
  }
  const early = await admin.send('POST', `${DOOR}/editions/${draft.id}/publish`, {
    version: draft.version,
    ...announcing,
  })
  expect(codeOf(early)).toBe('publishing.has-errors')

  // Saved; the problems go; a second window that holds the old version overwrites nothing.
  const saved = await save(admin, draft, { ...built, procedure: facts })
  expect(saved.status, saved.text).toBe(200)
  const { version, problems } = saved.json<Edition>()
  expect(problems.filter((one) => one.level === 'error')).toEqual([])
  expect(codeOf(await save(admin, draft, built))).toBe('builder.stale')
  expect(codeOf(await save(admin, { ...draft, version }, { ...built, pages: 'x' }))).toBe('design.shape')
  // The generic API of records does not write designs.
  expect((await admin.send('PATCH', `/api/v1/one-stop/design/${draft.id}`, { version, title: 'phá' })).status).toBe(403)

  // Tried with the lane closed: the plan is asked, the police paper too, the opinion runs beside the check.
  const answers = { street: 'Nguyễn Huệ', days: 2, closes_lane: true, lane_plan: 'Rào nửa đường' }
  const trial = (
    await admin.send('POST', `${DOOR}/editions/${draft.id}/trial`, { answers, channel: 'online' })
  ).json<TrialResult>()
  expect(trial.wrong).toEqual({})
  expect(trial.pages[0]?.fields.map((field) => field.name)).toEqual(['street', 'days', 'closes_lane', 'lane_plan'])
  expect(trial.papers.map((paper) => paper.code)).toEqual(['TP.1', 'TP.2'])
  expect(trial.total).toBe(20_000)
  expect(trial.stages[1]?.steps.map((one) => [one.unit, one.passed])).toEqual([
    ['Phòng Kinh tế, Hạ tầng và Đô thị phường Cao Lãnh', false],
    [expect.stringContaining('phường Cao Lãnh'), false],
  ])
  // 08:00 Monday: two hours to receive, then both begin at 10:00; eight hours end on Tuesday at 10:00, four at 16:00.
  expect(trial.stages[1]?.steps.map((one) => one.due)).toEqual(['2026-10-06T03:00:00.000Z', '2026-10-05T09:00:00.000Z'])
  expect(trial.inTime).toBe(true)
  // With the lane open neither is, and what is missing is said.
  const plain = (
    await admin.send('POST', `${DOOR}/editions/${draft.id}/trial`, { answers: { closes_lane: false } })
  ).json<TrialResult>()
  expect(plain.pages[0]?.fields.map((field) => field.name)).toEqual(['street', 'days', 'closes_lane'])
  expect(Object.keys(plain.wrong)).toEqual(['street', 'days'])
  expect(plain.papers.map((paper) => paper.code)).toEqual(['TP.1'])
  expect(plain.stages[1]?.steps.map((one) => one.passed)).toEqual([false, true])
  // Nothing of a trial is kept.
  expect(
    (
      await home.database.owner.query('select count(*)::int as n from one_stop.dossier where procedure_code = $1', [
        code,
      ])
    ).rows[0].n,
  ).toBe(0)

  // The result as it would be typeset.
  const preview = (await admin.send('POST', `${DOOR}/editions/${draft.id}/result`, { answers })).json<{
    pages: string[]
    pdf: string
    unknown: string[]
  }>()
  expect(preview.unknown).toEqual([])
  expect(Buffer.from(preview.pdf, 'base64').subarray(0, 5).toString()).toBe('%PDF-')
  expect(
    Buffer.from(preview.pages[0] ?? '', 'base64')
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG')

  // The law of announcing: five working days from Monday the 5th are Monday the 12th.
  const publish = (more: object) =>
    admin.send('POST', `${DOOR}/editions/${draft.id}/publish`, { version, ...announcing, ...more })
  expect(codeOf(await publish({ valid_from: '2026-10-09' }))).toBe('publishing.too-soon')
  expect((await publish({ valid_from: '2026-10-09' })).json<Refused>().error.message).toContain('12/10/2026')
  expect(codeOf(await publish({ valid_from: '2026-10-01', decided_on: '2026-09-01' }))).toBe('publishing.past')
  expect(codeOf(await publish({ decided_on: '2026-10-06' }))).toBe('publishing.not-decided')
  expect(codeOf(await publish({ decision: ' ' }))).toBe('publishing.decision')
  expect(codeOf(await publish({ listed_on: '2026-10-01' }))).toBe('publishing.listed-before')
  // Listed late is a warning that has to be read.
  expect(codeOf(await publish({ listed_on: '2026-10-20' }))).toBe('publishing.not-accepted')
  const plan = (await admin.send('POST', `${DOOR}/editions/${draft.id}/plan`, announcing)).json<{
    effects: { vi: string }[]
    warnings: unknown[]
  }>()
  expect(plan.effects.map((one) => one.vi).join(' ')).toContain('được thêm vào danh mục công khai')
  expect(plan.warnings).toEqual([])
  const done = await publish({})
  expect(done.status, done.text).toBe(200)
  expect(codeOf(await publish({}))).toBe('publishing.not-a-draft')

  // Announced, and not taken before its day.
  const row = async () =>
    (
      await home.database.owner.query(
        'select name, decided_on::text, listed_on::text, valid_from::text, valid_to::text, fileable from one_stop.procedure where code = $1',
        [code],
      )
    ).rows
  expect(await row()).toEqual([
    {
      name: facts.name,
      decided_on: '2026-10-05',
      listed_on: '2026-10-06',
      valid_from: '2026-10-12',
      valid_to: null,
      fileable: true,
    },
  ])
  const stranger = s.visitor()
  // Announced is not yet in force: it can be read, and nobody files it.
  const lan = await as('lan')
  const tooEarly = await lan.form(`/nop/${code}`, {})
  expect(tooEarly.status, tooEarly.text.slice(0, 300)).toBe(404)
  clock.set('2026-10-12T08:30:00+07:00')
  const page = await stranger.get(`/thu-tuc/${code}`)
  expect(page.status).toBe(200)
  expect(page.text).toContain('Sơ đồ vị trí')

  const told = (
    await home.database.owner.query(
      "select f.kind from sen.fact f where f.system = 'one-stop' and f.record in ('design', 'procedure') and f.record_id in (select id from one_stop.design where procedure_code = $1 union select id from one_stop.procedure where code = $1) order by f.seq",
      [code],
    )
  ).rows.map((fact) => fact.kind)
  expect(told.sort()).toEqual(['announced', 'begun', 'draft-saved', 'published'])
})

story('an edition replaces another, is compared with it, and is taken back', async (s) => {
  const { admin, as, clock, house: home } = await open(s)
  const code = '1.001612'
  let who = admin
  const begin = async (body: object) => {
    const answer = await who.send('POST', `${DOOR}/editions`, { code, ...body })
    expect(answer.status, answer.text).toBe(201)
    return answer.json<{ id: string; version: number; edition: number }>()
  }
  const read = async (id: string) => (await who.get(`${DOOR}/editions/${id}`)).json<Edition>()
  const first = await begin({ from: 'default' })
  const content = (await read(first.id)).content
  expect((await read(first.id)).problems.filter((one) => one.level === 'error')).toEqual([])
  const dates = { decision: '90/QĐ-UBND', decided_on: '2026-10-05', listed_on: '2026-10-05', valid_from: '2026-10-12' }
  const publish = (edition: { id: string; version: number }, more: object = {}) =>
    who.send('POST', `${DOOR}/editions/${edition.id}/publish`, {
      version: edition.version,
      ...dates,
      accepted: ['problems'],
      ...more,
    })
  expect((await publish(first)).status).toBe(200)

  clock.set('2026-10-13T08:00:00+07:00')
  const back = await as('quantri')
  who = back
  const second = await begin({ from: 'edition', edition: first.id })
  const changed = {
    ...content,
    fees: [{ code: 'LP.9', name: 'Lệ phí đăng ký', kind: 'charge', amount: 30_000, per: 'dossier', collect: 'filing' }],
    pages: content.pages.map((page, place) =>
      place === 0 ? { ...page, title: { vi: 'Ai đề nghị', en: 'Who asks' } } : page,
    ),
  }
  const saved = await save(back, second, changed)
  expect(saved.status, saved.text).toBe(200)
  const { differences } = (await back.get(`${DOOR}/compare?from=${first.id}&to=${second.id}`)).json<{
    differences: Difference[]
  }>()
  expect(differences.filter((one) => one.part === 'form')).toEqual([
    expect.objectContaining({ what: { vi: 'Tiêu đề', en: 'Title' }, after: { vi: 'Ai đề nghị', en: 'Who asks' } }),
  ])
  expect(
    differences.some(
      (one) => one.part === 'fees' && one.where.vi === 'Khoản thu "Lệ phí đăng ký"' && one.before === null,
    ),
  ).toBe(true)

  const next = { decided_on: '2026-10-13', listed_on: '2026-10-14', valid_from: '2026-10-20', decision: '91/QĐ-UBND' }
  // A day on which another edition already begins or runs later is refused.
  const version = saved.json<Edition>().version
  expect(
    codeOf(await publish({ id: second.id, version }, { valid_from: '2026-10-12', decided_on: '2026-10-01' })),
  ).toBe('publishing.past')
  const done = await publish({ id: second.id, version }, next)
  expect(done.status, done.text).toBe(200)
  const spans = async () =>
    (
      await home.database.owner.query(
        'select edition, state, valid_from::text as "from", valid_to::text as "to" from one_stop.design where procedure_code = $1 and origin = $2 order by edition',
        [code, 'administrator'],
      )
    ).rows.map((one) => [one.state, one.from, one.to])
  expect(await spans()).toEqual([
    ['published', '2026-10-12', '2026-10-19'],
    ['published', '2026-10-20', null],
  ])

  // Taken back before its day: the first stands again.
  const now = await read(second.id)
  expect(
    codeOf(await back.send('POST', `${DOOR}/editions/${second.id}/withdraw`, { version: now.version, reason: 'x' })),
  ).toBe('publishing.reason')
  const withdrawn = await back.send('POST', `${DOOR}/editions/${second.id}/withdraw`, {
    version: now.version,
    reason: 'Nghị quyết chưa thông qua',
  })
  expect(withdrawn.status, withdrawn.text).toBe(200)
  expect(await spans()).toEqual([
    ['published', '2026-10-12', null],
    ['withdrawn', '2026-10-20', '2026-10-20'],
  ])

  // As a file it goes to another procedure of another place, and comes back the same.
  const file = (await back.get(`${DOOR}/editions/${first.id}/file`)).json<Record<string, unknown>>()
  expect(codeOf(await back.send('POST', `${DOOR}/files`, { file: { ...file, format: 'x' } }))).toBe(
    'builder.not-a-design',
  )
  const taken = await back.send('POST', `${DOOR}/files`, { code: 'H20.000778', file })
  expect(taken.status, taken.text).toBe(201)
  const copy = await read(taken.json<{ id: string }>().id)
  expect({ ...copy.content, procedure: undefined }).toEqual({ ...content, procedure: undefined })
  // Discarded, it is out of the way, and can be begun again.
  await back.send('POST', `${DOOR}/editions/${copy.id}/discard`, { version: copy.version })
  expect((await back.send('POST', `${DOOR}/files`, { code: 'H20.000778', file })).status).toBe(201)
})
