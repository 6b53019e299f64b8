import { expect } from 'vitest'
import { openTestSite } from '#host'
import { house } from '#kernel/store'
import { falseClock, type Story, story, type Visitor } from '#kernel/testing'
import { getUnitByCode, grantRole, openAccount } from '#kernel/trust'
import { type Filing, fileDossier, getProcedure } from '../filing.ts'
import type { Difference } from './compare.ts'
import type { ExampleRun, ExampleShown } from './example.ts'
import type { Design, DesignStep } from './shape.ts'
import type { TrialResult } from './test-run.ts'

/** Forty doors, and twenty examples run by real calendars. */
const LONG_MS_MAX = 180_000
const DOOR = '/api/v1/one-stop/builder'
const CODE = 'H20.000778'
interface Refused {
  error: { code: string; message: string; field?: string; errors?: { code: string; field?: string }[] }
}
interface Task {
  id: string
  version: number
  recordId: string
  stepLabel: { vi: string }
  moves: { name: string; fields: { name: string; kind: string; required: boolean; choices?: { value: string }[] }[] }[]
}

const w = (vi: string) => ({ vi, en: vi })
const step = (
  key: string,
  kind: DesignStep['kind'],
  role: string,
  unit: string,
  limitHours: number | null,
  more: Partial<DesignStep> = {},
): DesignStep => ({ key, kind, name: w(key), role, unit, limitHours, ...more })
const facts = {
  name: 'Cấp phép đào vỉa hè lắp đặt đường ống',
  sector: 'Đường bộ',
  ministry: 'Bộ Xây dựng',
  level: 'commune' as const,
  channels: ['online', 'in-person'] as const,
  limit: { amount: 4, unit: 'working-day' as const },
  applicants: ['Công dân Việt Nam'],
  legalRefs: ['165/2024/NĐ-CP'],
  conditions: null,
  resultName: 'Giấy phép đào vỉa hè',
}
/** The officer looks at the place; only where she finds that a survey is needed, it is surveyed, and by how deep she found it, reviewed. */
const built: Design = {
  procedure: facts,
  pages: [
    {
      name: 'noi-dung',
      title: w('Đoạn vỉa hè'),
      fields: [
        { name: 'street', kind: 'text', label: w('Tên đường'), required: true, max: 200 },
        { name: 'length', kind: 'number', label: w('Chiều dài'), required: true, min: 1, max: 500, unit: 'm' },
      ],
    },
  ],
  papers: [{ code: 'TP.1', name: 'Bản vẽ', form: null, original: 1, copy: 0, required: true }],
  fees: [
    { code: 'LP.1', name: 'Lệ phí cấp phép', kind: 'charge', amount: 20_000, per: 'dossier', collect: 'filing' },
    {
      code: 'LP.2',
      name: 'Phí thẩm định',
      kind: 'fee',
      amount: 50_000,
      per: 'dossier',
      collect: 'filing',
      when: { field: 'length', is: 'at-least', value: 100 },
    },
  ],
  stages: [
    { key: 'nhan', name: w('Nhận'), steps: [step('tiep-nhan', 'receive', 'one-stop-officer', 'receiving-centre', 2)] },
    {
      key: 'xem',
      name: w('Xem xét'),
      steps: [
        step('xem-xet', 'handle', 'handler', 'commune-economy', 4, {
          findings: [
            { name: 'survey', kind: 'yesno', label: w('Cần khảo sát hiện trường?'), required: true },
            { name: 'depth', kind: 'number', label: w('Độ sâu đào'), required: true, min: 0, max: 10, unit: 'm' },
          ],
        }),
      ],
    },
    {
      key: 'khao-sat',
      name: w('Khảo sát'),
      steps: [
        step('khao-sat-hien-truong', 'handle', 'handler', 'commune-economy', 8, {
          when: { field: 'found.survey', is: 'equals', value: true },
        }),
        step('lay-y-kien', 'handle', 'handler', 'commune-office', 4, {
          when: {
            all: [
              { field: 'found.depth', is: 'at-least', value: 2 },
              { field: 'length', is: 'at-least', value: 100 },
            ],
          },
        }),
      ],
    },
    { key: 'ky', name: w('Ký'), steps: [step('ky-duyet', 'sign', 'leader', 'commune-leaders', 4)] },
    { key: 'dau', name: w('Đóng dấu'), steps: [step('dong-dau', 'stamp', 'clerk', 'commune-office', 2)] },
    {
      key: 'tra',
      name: w('Trả'),
      steps: [step('tra-ket-qua', 'return', 'one-stop-officer', 'returning-centre', null)],
    },
  ],
  result: null,
  cutoff: null,
}
const answers = { street: 'Nguyễn Huệ', length: 150 }
const dates = { decision: '12/QĐ-UBND', decided_on: '2026-10-05', listed_on: '2026-10-05', valid_from: '2026-10-12' }

async function open(s: Story) {
  // A Monday.
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
const codeOf = (answer: { json<T>(): T }) => answer.json<Refused>().error.code

async function draft(admin: Visitor, content: Design): Promise<{ id: string; version: number }> {
  const made = await admin.send('POST', `${DOOR}/editions`, { code: CODE, procedure: facts, from: 'empty' })
  expect(made.status, made.text).toBe(201)
  const { id, version } = made.json<{ id: string; version: number }>()
  const saved = await admin.send('PATCH', `${DOOR}/editions/${id}`, { version, content })
  expect(saved.status, saved.text).toBe(200)
  const { problems, version: now } = saved.json<{ version: number; problems: { level: string }[] }>()
  expect(problems.filter((one) => one.level === 'error')).toEqual([])
  return { id, version: now }
}

story(
  'a trial is kept, run again on a changed draft, and publishing says which fail',
  async (s) => {
    const { admin, as, clock, house: home } = await open(s)
    const one = await draft(admin, built)
    const keep = (body: object, id = one.id) => admin.send('POST', `${DOOR}/editions/${id}/examples`, body)
    const list = async (who = admin) =>
      (await who.get(`${DOOR}/procedures/${CODE}/examples`)).json<{ max: number; examples: ExampleShown[] }>()
    const run = async (id = one.id) =>
      (await admin.send('POST', `${DOOR}/editions/${id}/examples/run`, {})).json<{
        runs: ExampleRun[]
        passed: number
      }>()

    // The trial follows what officers find: surveyed and reviewed, or straight to the signature.
    const trial = async (body: object) =>
      (await admin.send('POST', `${DOOR}/editions/${one.id}/trial`, { answers, ...body })).json<TrialResult>()
    const deep = await trial({ findings: { survey: true, depth: 2.5 } })
    expect(deep.wrong).toEqual({})
    expect(deep.stages[1]?.steps[0]?.findings.map((field) => field.said?.vi)).toEqual(['Có', '2,5'])
    expect(deep.stages[2]?.steps.map((inner) => [inner.passed, inner.why?.vi])).toEqual([
      [false, 'Cần khảo sát hiện trường? là Có'],
      [false, 'Độ sâu đào từ 2 trở lên và Chiều dài từ 100 trở lên'],
    ])
    expect([deep.hours, deep.dueDays, deep.total, deep.end]).toEqual([20, 4, 70_000, 'granted'])
    const plain = await trial({ findings: { survey: false, depth: 1 }, papers: [] })
    expect(plain.stages[2]?.steps.map((inner) => inner.passed)).toEqual([true, true])
    expect([plain.hours, plain.end, plain.missing.map((paper) => paper.code)]).toEqual([12, 'refused', ['TP.1']])
    // What is asked and not found is said by its own place.
    expect(Object.keys((await trial({ findings: { depth: 99 } })).wrong)).toEqual(['found.survey', 'found.depth'])

    // Kept: what came out is what is expected, unless something else is said.
    const kept = await keep({ name: ' Đào sâu ', answers, findings: { survey: true, depth: 2.5 }, papers: ['TP.1'] })
    expect(kept.status, kept.text).toBe(201)
    const deepExample = kept.json<ExampleShown>()
    expect(deepExample).toMatchObject({
      name: 'Đào sâu',
      expected: {
        end: 'granted',
        fee: 70_000,
        hours: 20,
        dueDays: 4,
        steps: ['tiep-nhan', 'xem-xet', 'khao-sat-hien-truong', 'lay-y-kien', 'ky-duyet', 'dong-dau', 'tra-ket-qua'],
      },
      content: { channel: 'online', commune: '29869', at: '2026-10-05T01:00:00.000Z' },
    })
    const lacking = await keep({
      name: 'Thiếu bản vẽ',
      answers: { street: 'Nguyễn Huệ' },
      papers: [],
      channel: 'in-person',
    })
    expect(lacking.json<ExampleShown>().expected).toMatchObject({
      end: 'refused',
      refusedFor: ['length', 'paper:TP.1'],
    })
    expect((await run()).passed).toBe(2)

    // Refused by name: no name, a name that is taken, another shape, no such place.
    expect(codeOf(await keep({ name: ' ', answers }))).toBe('design-example.name')
    expect(codeOf(await keep({ name: 'ĐÀO SÂU', answers }))).toBe('design-example.name-taken')
    expect(codeOf(await keep({ name: 'a', answers: [] }))).toBe('test-run.answers')
    expect(codeOf(await keep({ name: 'a', answers, expected: { end: 'perhaps' } }))).toBe('design-example.expected')
    expect(codeOf(await keep({ name: 'a', answers, expected: { end: 'granted', fee: -1 } }))).toBe(
      'design-example.expected',
    )
    expect(codeOf(await keep({ name: 'a', answers, commune: '00000' }))).toBe('design-example.place')
    expect(codeOf(await keep({ name: 'a', answers, at: 'hôm qua' }))).toBe('design-example.at')
    expect(codeOf(await keep({ name: 'a', answers: { street: 'x'.repeat(150_000) } }))).toBe('design-example.too-large')

    // Only administrators of the province: an officer and an administrator of one commune are refused, and read no row.
    const officer = await as('thuly.caolanh')
    expect((await officer.get(`${DOOR}/procedures/${CODE}/examples`)).status).toBe(403)
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
    expect(codeOf(await small.get(`${DOOR}/procedures/${CODE}/examples`))).toBe('builder.province-only')
    expect(codeOf(await small.send('POST', `${DOOR}/examples/${deepExample.id}/copy`, {}))).toBe(
      'builder.province-only',
    )
    for (const who of [officer, small]) {
      expect((await who.get('/api/v1/one-stop/design-example')).text).not.toContain('Đào sâu')
      expect((await who.get(`/api/v1/one-stop/design-example/${deepExample.id}`)).status).toBe(404)
    }
    expect(
      (await admin.send('PATCH', `/api/v1/one-stop/design-example/${deepExample.id}`, { version: 1, name: 'phá' }))
        .status,
    ).toBe(403)

    // The draft changes: another fee, a step gone, a question more, another name of a field. Each example says what of it is otherwise.
    const changed: Design = {
      ...built,
      pages: built.pages.map((page) => ({
        ...page,
        fields: [
          { name: 'road', kind: 'text', label: w('Tên đường'), required: true, max: 200 },
          ...page.fields.slice(1),
        ],
      })),
      fees: built.fees.slice(1),
      stages: built.stages.filter((stage) => stage.key !== 'khao-sat'),
    }
    const saved = await admin.send('PATCH', `${DOOR}/editions/${one.id}`, { version: one.version, content: changed })
    expect(saved.status, saved.text).toBe(200)
    const { version } = saved.json<{ version: number }>()
    const after = await run()
    expect(after.passed).toBe(0)
    const [first, second] = after.runs as [ExampleRun, ExampleRun]
    expect(first.misfits.map((misfit) => misfit.at)).toEqual([
      'answers/street',
      'answers/road',
      'steps/khao-sat-hien-truong',
      'steps/lay-y-kien',
    ])
    expect(first.misfits[0]?.words.vi).toBe('Biểu mẫu không còn ô "street" mà ví dụ trả lời.')
    expect(first.differences.map((difference) => difference.what)).toEqual(['end', 'fee', 'hours', 'steps'])
    expect(first.differences[1]?.words.vi).toBe('Phải nộp: mong 70.000 đồng, ra 50.000 đồng.')
    expect(second.misfits.map((misfit) => misfit.at)).toEqual(['answers/street'])

    // Publishing says which fail and wants it acknowledged; acknowledged, it publishes.
    const plan = (await admin.send('POST', `${DOOR}/editions/${one.id}/plan`, dates)).json<{
      warnings: { code: string; words: { vi: string } }[]
    }>()
    const warning = plan.warnings.find((found) => found.code === 'examples')
    expect(warning?.words.vi).toContain('2 trên 2 ví dụ không đạt: "Đào sâu" (Biểu mẫu không còn ô "street"')
    const publish = (accepted: string[]) =>
      admin.send('POST', `${DOOR}/editions/${one.id}/publish`, { version, ...dates, accepted })
    expect(codeOf(await publish(['problems']))).toBe('publishing.not-accepted')

    // Edited on a later day: the one that stood ends the day before, the changed one begins; a stale hand overwrites nothing.
    clock.set('2026-10-06T08:00:00+07:00')
    const back = await as('quantri')
    const patch = (id: string, body: object) => back.send('PATCH', `${DOOR}/examples/${id}`, body)
    const edited = await patch(deepExample.id, {
      version: deepExample.version,
      answers: { road: 'Nguyễn Huệ', length: 150 },
      findings: { survey: false, depth: 1 },
      papers: ['TP.1'],
      expected: { end: 'granted', fee: 50_000, hours: null, dueDays: 4, steps: null },
    })
    expect(edited.status, edited.text).toBe(200)
    expect(edited.json<ExampleShown>().id).not.toBe(deepExample.id)
    expect(edited.json<ExampleShown>().content.at).toBe('2026-10-05T01:00:00.000Z')
    expect(codeOf(await patch(deepExample.id, { version: deepExample.version, name: 'x' }))).toBe(
      'design-example.missing',
    )
    const lackingRow = (await list(back)).examples.find((example) => example.name === 'Thiếu bản vẽ') as ExampleShown
    expect(codeOf(await patch(lackingRow.id, { version: 99, name: 'x' }))).toBe('design-example.stale')
    expect(codeOf(await patch(lackingRow.id, { version: lackingRow.version, name: 'Đào sâu' }))).toBe(
      'design-example.name-taken',
    )
    const named = await patch(edited.json<ExampleShown>().id, {
      version: edited.json<ExampleShown>().version,
      name: 'Đào thường',
      note: 'Không cần khảo sát',
    })
    expect(named.json<ExampleShown>()).toMatchObject({ name: 'Đào thường', note: 'Không cần khảo sát' })
    expect(
      (
        await home.database.owner.query(
          'select name, valid_from::text, valid_to::text from one_stop.design_example where procedure_code = $1 order by valid_from, sen.fold(name)',
          [CODE],
        )
      ).rows,
    ).toEqual([
      { name: 'Đào sâu', valid_from: '2026-10-05', valid_to: '2026-10-05' },
      { name: 'Thiếu bản vẽ', valid_from: '2026-10-05', valid_to: null },
      { name: 'Đào thường', valid_from: '2026-10-06', valid_to: null },
    ])

    // Copied and deleted; twenty is the most.
    const copy = await back.send('POST', `${DOOR}/examples/${named.json<ExampleShown>().id}/copy`, {})
    expect(copy.json<ExampleShown>().name).toBe('Đào thường (2)')
    const remove = (example: ExampleShown) =>
      back.send('POST', `${DOOR}/examples/${example.id}/remove`, { version: example.version })
    expect((await remove(copy.json<ExampleShown>())).status).toBe(200)
    expect(codeOf(await remove(copy.json<ExampleShown>()))).toBe('design-example.missing')
    expect((await remove(lackingRow)).status).toBe(200)
    for (let n = 2; n <= 20; n++)
      expect((await back.send('POST', `${DOOR}/examples/${named.json<ExampleShown>().id}/copy`, {})).status).toBe(201)
    const full = await back.send('POST', `${DOOR}/examples/${named.json<ExampleShown>().id}/copy`, {})
    expect(codeOf(full)).toBe('design-example.too-many')
    const result = (await back.send('POST', `${DOOR}/editions/${one.id}/examples/run`, {})).json<{
      runs: ExampleRun[]
      passed: number
    }>()
    expect([result.runs.length, result.passed]).toEqual([20, 20])
    // Nothing fails any more: there is nothing to acknowledge.
    const done = await back.send('POST', `${DOOR}/editions/${one.id}/publish`, {
      version,
      ...dates,
      valid_from: '2026-10-13',
      accepted: ['problems'],
    })
    expect(done.status, done.text).toBe(200)
  },
  LONG_MS_MAX,
)

story(
  'an officer is asked what she finds, and the dossier takes the branch she found',
  async (s) => {
    const site = await open(s)
    const { admin, as, clock, house: home } = site
    const one = await draft(admin, built)
    const published = await admin.send('POST', `${DOOR}/editions/${one.id}/publish`, {
      version: one.version,
      ...dates,
      accepted: ['problems'],
    })
    expect(published.status, published.text).toBe(200)
    clock.set('2026-10-12T08:00:00+07:00')
    const counter = await as('motcua.caolanh')
    const handler = await as('thuly.caolanh')
    /** Filed online by the demo citizen, with what she declared. */
    const file = (length: number): Promise<string> =>
      home.database.transaction(house, async (tx) => {
        const applicant = await tx.one<Filing['applicant']>(
          "select p.* from sen.person p join sen.account a on a.person = p.id where a.login = 'lan'",
        )
        const filed = await fileDossier(tx, {
          procedure: await getProcedure(tx, CODE),
          channel: 'online',
          applicant: applicant as Filing['applicant'],
          answers: { street: 'Nguyễn Huệ', length },
          answered: [],
          papers: [],
          delivery: 'electronic',
          commune: '29869',
        })
        return filed.id
      })
    const tasks = async (dossier: string): Promise<string[]> =>
      (
        await home.database.owner.query(
          'select key, step from sen.task where record_id = $1 and done_at is null order by id',
          [dossier],
        )
      ).rows.map((task) => task.key ?? task.step)
    const at = async (who: Visitor, dossier: string, key: string): Promise<Task> => {
      const { tasks: all } = (await who.get(`/api/v1/cases/one-stop/dossier/${dossier}`)).json<{
        tasks: (Task & { doneAt: string | null })[]
      }>()
      return all.find((task) => task.doneAt === null && (key === '' || task.stepLabel.vi === key)) as Task
    }
    // Each move a second after the one before: which was the last is asked when it is taken back.
    const move = async (who: Visitor, task: Task, name: string, data: object = {}) => {
      clock.advance(1_000)
      return who.send('POST', `/api/v1/tasks/${task.id}/move`, { move: name, version: task.version, data })
    }
    const start = async (dossier: string) => {
      expect((await move(counter, await at(counter, dossier, ''), 'accept')).status).toBe(200)
      expect((await move(counter, await at(counter, dossier, 'tiep-nhan'), 'forward')).status).toBe(200)
      expect(await tasks(dossier)).toEqual(['xem-xet'])
    }
    const deep = await file(150)
    await start(deep)

    await s.step('her dialog asks for both, and nothing goes on without them', async () => {
      const task = await at(handler, deep, 'xem-xet')
      const forward = task.moves.find((one) => one.name === 'forward')
      expect(forward?.fields.map((field) => [field.name, field.kind, field.required])).toEqual([
        ['found_survey', 'choice', true],
        ['found_depth', 'number', true],
        ['files', 'files', false],
      ])
      // Something is sure to follow: she is not offered to finish, and no other move asks.
      expect(task.moves.map((one) => one.name)).not.toContain('finish')
      expect(task.moves.find((one) => one.name === 'send-back')?.fields.map((field) => field.name)).toEqual(['reason'])
      const empty = await move(handler, task, 'forward')
      expect(empty.json<Refused>().error.errors?.map((error) => error.field)).toEqual(['found_survey', 'found_depth'])
      const wrong = await move(handler, task, 'forward', { found_survey: 'maybe', found_depth: 12 })
      expect(wrong.json<Refused>().error.errors?.map((error) => error.code)).toEqual([
        'records.not-a-choice',
        'records.out-of-range',
      ])
      const foreign = await move(handler, task, 'forward', { found_survey: true, found_depth: 1, found_other: 1 })
      expect(foreign.json<Refused>().error.errors?.map((error) => error.code)).toEqual(['records.unknown-field'])
      // The counter's own step asks for nothing.
      const queue = (await handler.get('/api/v1/tasks?scope=unit&limit=200')).json<{ rows: Task[] }>().rows
      expect(
        queue.find((row) => row.recordId === deep)?.moves.find((one) => one.name === 'forward')?.fields[0]?.name,
      ).toBe('found_survey')
    })

    await s.step(
      'what she found opens its branch, stands in the timeline, and is taken back with the move',
      async () => {
        const forward = async (found: object) => {
          const moved = await move(handler, await at(handler, deep, 'xem-xet'), 'forward', found)
          expect(moved.status, moved.text).toBe(200)
        }
        const task = await at(handler, deep, 'xem-xet')
        await forward({ found_survey: 'false', found_depth: '0,5' })
        // Neither branch: straight to the signature.
        expect(await tasks(deep)).toEqual(['ky-duyet'])
        const recalled = await handler.send('POST', `/api/v1/tasks/${task.id}/recall`, {})
        expect(recalled.status, recalled.text).toBe(200)
        expect(await tasks(deep)).toEqual(['xem-xet'])
        await forward({ found_survey: 'true', found_depth: '2,5' })
        expect(await tasks(deep)).toEqual(['khao-sat-hien-truong', 'lay-y-kien'])
        const { items } = (await handler.get(`/api/v1/one-stop/dossier/${deep}/timeline`)).json<{
          items: { kind: string; details: { label: { vi: string } | null; text: { vi: string } | string }[] }[]
        }>()
        const said = items.filter((item) => item.kind === 'forward').map((item) => item.details)
        expect(said[0]).toEqual([
          { label: w('Cần khảo sát hiện trường?'), text: { vi: 'Có', en: 'Yes' } },
          { label: w('Độ sâu đào'), text: { vi: '2,5 m', en: '2.5 m' } },
        ])
        expect(said).toHaveLength(3)
        // Her page tells the applicant what concerns her; the steps inside the office are not among it.
        const lan = await as('lan')
        const { number } = (await lan.get(`/api/v1/one-stop/dossier/${deep}`)).json<{ number: string }>()
        const page = await lan.get(`/ho-so/${number}`)
        expect(page.status).toBe(200)
        expect(page.text).not.toContain('Cần khảo sát')
      },
    )

    await s.step('sent back, it is found anew; the branches follow the new finding', async () => {
      const one = await at(handler, deep, 'khao-sat-hien-truong')
      const back = await move(handler, one, 'send-back', { reason: 'Đo lại độ sâu' })
      expect(back.status, back.text).toBe(200)
      expect(await tasks(deep)).toEqual(['xem-xet'])
      const again = await at(handler, deep, 'xem-xet')
      expect(codeOf(await move(handler, again, 'forward'))).toBe('records.invalid')
      expect((await move(handler, again, 'forward', { found_survey: true, found_depth: 1 })).status).toBe(200)
      expect(await tasks(deep)).toEqual(['khao-sat-hien-truong'])
      const steps = (await home.database.owner.query('select steps from one_stop.dossier where id = $1', [deep]))
        .rows[0].steps as { key: string; found?: object; passed?: boolean }[]
      expect(steps.find((inner) => inner.key === 'xem-xet')?.found).toEqual({ survey: true, depth: 1 })
      expect(steps.filter((inner) => inner.passed).map((inner) => inner.key)).toEqual(['lay-y-kien'])
    })

    await s.step(
      'what the form already decides is not asked of a finding: a short one never needs the opinion',
      async () => {
        const short = await file(20)
        await start(short)
        const steps = (await home.database.owner.query('select steps from one_stop.dossier where id = $1', [short]))
          .rows[0].steps as { key: string; when?: object }[]
        expect(steps.map((inner) => [inner.key, inner.when])).toContainEqual([
          'khao-sat-hien-truong',
          { field: 'found.survey', is: 'equals', value: true },
        ])
        expect(steps.map((inner) => inner.key)).not.toContain('lay-y-kien')
        expect(
          (await move(handler, await at(handler, short, 'xem-xet'), 'forward', { found_survey: false, found_depth: 5 }))
            .status,
        ).toBe(200)
        expect(await tasks(short)).toEqual(['ky-duyet'])
      },
    )

    await s.step('many at once are not moved without their findings', async () => {
      const third = await file(20)
      await start(third)
      const task = await at(handler, third, 'xem-xet')
      const many = (await handler.send('POST', '/api/v1/tasks/move', { ids: [task.id], move: 'forward' })).json<{
        done: string[]
        refused: { error: { code: string } }[]
      }>()
      expect([many.done, many.refused.map((refused) => refused.error.code)]).toEqual([[], ['records.invalid']])
    })

    await s.step('what a step asks is a difference between editions', async () => {
      const again = await as('quantri')
      const next = await again.send('POST', `${DOOR}/editions`, { code: CODE, from: 'edition', edition: one.id })
      expect(next.status, next.text).toBe(201)
      const second = next.json<{ id: string; version: number }>()
      const content: Design = {
        ...built,
        stages: built.stages.map((stage) => ({
          ...stage,
          steps: stage.steps.map((inner) =>
            inner.findings
              ? { ...inner, findings: [...inner.findings, { name: 'seen_on', kind: 'date', label: w('Ngày xem') }] }
              : inner,
          ),
        })),
      }
      expect(
        (await again.send('PATCH', `${DOOR}/editions/${second.id}`, { version: second.version, content })).status,
      ).toBe(200)
      const { differences } = (await again.get(`${DOOR}/compare?from=${one.id}&to=${second.id}`)).json<{
        differences: Difference[]
      }>()
      expect(differences.map((difference) => [difference.where.vi, difference.what?.vi, difference.after?.vi])).toEqual(
        [
          [
            'Bước "xem-xet"',
            'Cán bộ ghi nhận',
            'Cần khảo sát hiện trường? (Có hoặc không) *; Độ sâu đào (Số) *; Ngày xem (Ngày)',
          ],
        ],
      )
    })
  },
  LONG_MS_MAX,
)
