import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uuidv7 } from '#ground/ids'
import { Refusal } from '#ground/refusal'
import { choice, createRow, instant, number, type Row, record, recordsSchema, ref, text } from '#kernel/records'
import { type Actor, Database, ensureAppRole, house, migrate, type Tx } from '#kernel/store'
import { testDatabaseUrl } from '#kernel/testing'
import {
  enterPerson,
  findUnitByCode,
  getUnitByCode,
  grantRole,
  loadUnits,
  openAccount,
  trustSchema,
} from '#kernel/trust'
import {
  type Asked,
  type Asks,
  addComment,
  announceDay,
  assign,
  calendarOf,
  caseOf,
  casesSchema,
  type Flow,
  flow,
  listComments,
  listNotices,
  loadCalendars,
  move,
  moveMany,
  movesOf,
  moveTask,
  nextNumber,
  notify,
  queue,
  readNotices,
  recall,
  remind,
  startCase,
  take,
  tryOut,
  withClocks,
  withdrawDay,
} from './index.ts'

const w = (vi: string, en: string) => ({ vi, en })
const same = (word: string) => w(word, word)

// -------------------------------------------------------------------------------------------- the kite club

const Kite = record('kite-case/kite', {
  fields: {
    number: text().required(),
    name: text().required().searchable(),
    owner: ref('kernel/person').required(),
    status: choice('entered', 'judging', 'mending', 'approved', 'flown', 'refused').default('entered'),
    wind: number({ decimals: 0 }),
    due_at: instant(),
    remark: text(),
    judged_by: ref('kernel/unit'),
  },
  words: {
    title: w('Diều', 'Kite'),
    plural: w('Diều', 'Kites'),
    fields: {
      number: same('Số'),
      name: same('Tên'),
      owner: same('Chủ'),
      status: same('Trạng thái'),
      wind: same('Gió'),
      due_at: same('Hạn'),
      remark: same('Ghi chú'),
      judged_by: same('Hội đồng'),
    },
  },
  access: {
    read: ['subject', { role: ['counter', 'head', 'judge'] }, { role: ['judge'], at: 'judged_by' }],
    create: [{ role: ['counter'] }],
    // Judges may not change a kite: only the flow lets them move it.
    change: [{ role: ['counter'] }],
  },
  titleField: 'name',
  subject: 'owner',
  list: { columns: ['name'], sorts: ['name'], defaultSort: 'name', filters: ['status'] },
})

let judges = ''

const Judging = flow('kite-case/judging', Kite, {
  title: w('Xét diều', 'Judging'),
  stateField: 'status',
  numberField: 'number',
  dueField: 'due_at',
  escalateTo: 'head',
  states: {
    entered: { label: w('Mới nộp', 'Entered'), tone: 'active' },
    judging: { label: w('Đang xét', 'Judging'), tone: 'active' },
    mending: { label: w('Chờ sửa diều', 'Mending'), tone: 'wait' },
    approved: { label: w('Được bay', 'Approved'), tone: 'good' },
    flown: { label: w('Đã bay', 'Flown'), tone: 'good', end: true },
    refused: { label: w('Không được bay', 'Refused'), tone: 'bad', end: true },
  },
  steps: { desk: w('Tiếp nhận', 'Desk'), look: w('Xem diều', 'Look'), fly: w('Cho bay', 'Fly') },
  clocks: { whole: w('Xét diều', 'Judging'), mending: w('Chờ sửa', 'Mending') },
  whenLate: { mending: 'give-up' },
  async begin(ctx) {
    await ctx.openTask({
      step: 'desk',
      role: 'counter',
      unit: ctx.record.unit,
      limit: { amount: 8, unit: 'working-hour' },
    })
  },
  moves: {
    accept: {
      from: ['entered'],
      to: 'judging',
      who: [{ role: 'counter', at: 'task' }],
      label: w('Tiếp nhận', 'Accept'),
      tone: 'primary',
      step: ['desk'],
      fields: { wind: number({ min: 0, max: 12 }).required() },
      labels: { wind: w('Cấp gió', 'Wind') },
      set: (ctx) => ({ wind: ctx.data.wind as number, judged_by: judges }),
      async effect(ctx) {
        const due = await ctx.clocks.start('whole', { limit: { amount: 3, unit: 'working-day' } })
        await ctx.set({ due_at: due })
        await ctx.openTask({
          step: 'look',
          role: 'judge',
          unit: judges,
          limit: { amount: 16, unit: 'working-hour' },
          rules: { lastHourRule: false },
        })
      },
    },
    'ask-mending': {
      from: ['judging'],
      to: 'mending',
      who: [{ role: 'judge', at: 'task' }],
      label: w('Yêu cầu sửa diều', 'Ask for mending'),
      step: ['look'],
      once: true,
      keepsTask: true,
      async effect(ctx) {
        await ctx.clocks.pause()
        await ctx.clocks.start('mending', { limit: { amount: 5, unit: 'working-day' } })
        await ctx.notify(
          { person: ctx.record.owner },
          { title: w('Hãy sửa diều', 'Mend your kite'), key: `${ctx.record.id}:mend` },
        )
      },
    },
    mended: {
      from: ['mending'],
      to: 'judging',
      who: ['subject'],
      label: w('Đã sửa xong', 'Mended'),
      async effect(ctx) {
        await ctx.clocks.stop('mending')
        await ctx.clocks.resume()
        await ctx.set({ due_at: await ctx.clocks.dueOf('whole') })
      },
    },
    'mended-anew': {
      from: ['mending'],
      to: 'judging',
      who: ['subject'],
      label: w('Đã làm diều mới', 'Made anew'),
      async effect(ctx) {
        await ctx.clocks.stop('mending')
        await ctx.clocks.resume()
        await ctx.set({ due_at: await ctx.clocks.restart('whole') })
      },
    },
    'give-up': { from: ['mending'], to: 'refused', who: ['house'], label: w('Đóng', 'Give up') },
    approve: {
      from: ['judging'],
      to: 'approved',
      who: [{ role: 'judge', at: 'task' }],
      label: w('Cho bay', 'Approve'),
      tone: 'primary',
      step: ['look'],
      guard(ctx) {
        if ((ctx.record.wind ?? 0) > 8)
          throw new Refusal('kite.too-windy', { kind: 'conflict', vi: 'Gió quá to.', en: 'Too windy.' })
      },
      async effect(ctx) {
        await ctx.openTask({ step: 'fly', role: 'counter', unit: ctx.record.unit })
      },
    },
    fly: {
      from: ['approved'],
      to: 'flown',
      who: ['assignee'],
      label: w('Bay', 'Fly'),
      step: ['fly'],
      async effect(ctx) {
        await ctx.set({ remark: ctx.note })
      },
    },
  },
})

const flows = new Map<string, Flow>([[Judging.path, Judging as unknown as Flow]])

// ----------------------------------------------------------------------------------------------- the stage

const clock = {
  at: new Date('2026-11-20T10:00:00+07:00'),
  now() {
    return this.at
  },
}
const at = (text: string) => {
  clock.at = new Date(`${text}+07:00`)
}
const local = (instant: Date | null | undefined) =>
  instant ? new Date(instant.getTime() + 7 * 3_600_000).toISOString().slice(0, 16) : null

let database: Database
const actors = {} as Record<'desk' | 'desk2' | 'southDesk' | 'judge' | 'judge2' | 'head' | 'owner' | 'stranger', Actor>

async function actorFor(
  tx: Tx,
  login: string,
  role: string | null,
  unit: string | null,
  person: string | null = null,
): Promise<Actor> {
  const account = await openAccount(tx, { login, name: `Người ${login}`, password: '', person }, 'no-password')
  if (role && unit) await grantRole(tx, { account, role, unit, from: '2025-01-01' })
  return {
    kind: 'person',
    account,
    person,
    name: `Người ${login}`,
    unit,
    roles: role && unit ? [{ role, unit }] : [],
    lang: 'vi',
  }
}

const person = (name: string) => ({
  kind: 'citizen' as const,
  full_name: name,
  birth_date: null,
  sex: null,
  national_id: null,
  tax_code: null,
  phone: null,
  email: null,
  commune: null,
  address: null,
  sample: true,
})

const officeHours = [1, 2, 3, 4, 5].flatMap((weekday) => [
  { calendar: 'office', weekday, from: '07:00', to: '11:30', valid_from: '2025-07-01', valid_to: null, source: 'test' },
  { calendar: 'office', weekday, from: '13:30', to: '17:00', valid_from: '2025-07-01', valid_to: null, source: 'test' },
])
const days = [
  { date: '2026-11-24', kind: 'holiday' as const, note: same('Ngày Văn hóa'), document: 'test' },
  { date: '2027-01-01', kind: 'holiday' as const, note: same('Tết Dương lịch'), document: 'test' },
]

beforeAll(async () => {
  const url = new URL(await testDatabaseUrl('cases'))
  const owner = { connectionString: url.href }
  const appUrl = new URL(url)
  appUrl.username = 'sen_app'
  database = new Database({ app: { connectionString: appUrl.href }, owner, clock })
  await ensureAppRole(database.owner, 'kite')
  const parts = [trustSchema, recordsSchema([Kite]), casesSchema]
  await migrate(database.owner, {
    tables: parts.flatMap((part) => part.tables),
    routines: parts.flatMap((part) => part.routines),
  })
  await database.transaction(house, async (tx) => {
    const unit = (code: string, parent: string | null) => ({
      code,
      name: `Đơn vị ${code}`,
      short_name: code,
      kind: 'club',
      parent,
      calendar: 'office',
      valid_from: '2025-01-01',
    })
    await loadUnits(tx, [unit('club', null), unit('north', 'club'), unit('south', 'club'), unit('judges', 'club')])
    expect(await loadCalendars(tx, { sessions: officeHours, days })).toBe(12)
    const [north, south, council, club] = await Promise.all([
      getUnitByCode(tx, 'north'),
      getUnitByCode(tx, 'south'),
      getUnitByCode(tx, 'judges'),
      getUnitByCode(tx, 'club'),
    ])
    judges = council.id
    actors.desk = await actorFor(tx, 'desk', 'counter', north.id)
    actors.desk2 = await actorFor(tx, 'desk2', 'counter', north.id)
    actors.southDesk = await actorFor(tx, 'south', 'counter', south.id)
    actors.judge = await actorFor(tx, 'judge', 'judge', council.id)
    actors.judge2 = await actorFor(tx, 'judge2', 'judge', council.id)
    actors.head = await actorFor(tx, 'head', 'head', club.id)
    actors.owner = await actorFor(tx, 'owner', null, null, await enterPerson(tx, person('Chủ diều')))
    actors.stranger = await actorFor(tx, 'other', null, null, await enterPerson(tx, person('Người khác')))
  })
})

afterAll(() => database?.close())

const as = <T>(who: keyof typeof actors, work: (tx: Tx) => Promise<T>): Promise<T> =>
  database.transaction(actors[who], work)
const asTheHouse = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => database.transaction(house, work)

let entered = 0
/** A kite entered at the north desk; its first task is in the desk's queue. */
async function enter(name = 'Diều sáo'): Promise<{ kite: Row<typeof Kite>; desk: string }> {
  entered++
  return as('desk', async (tx) => {
    const row = await createRow(tx, Kite, {
      number: `K-${String(entered).padStart(4, '0')}`,
      name: `${name} ${entered}`,
      owner: actors.owner.person as string,
      status: 'entered',
    })
    const { record: kite, opened } = await startCase(tx, Judging, row)
    return { kite, desk: opened[0]?.id as string }
  })
}

/** A kite that the judges look at. */
async function accepted(wind = 3): Promise<{ id: string; desk: string; look: string }> {
  const { kite, desk } = await enter()
  const moved = await as('desk', (tx) => move(tx, Judging, { taskId: desk, move: 'accept', data: { wind } }))
  return { id: kite.id, desk, look: moved.opened[0]?.id as string }
}

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
    return 'done'
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}
const dueOf = (id: string) =>
  asTheHouse((tx) =>
    tx.one<{ due_at: Date | null }>("select due_at from sen.case_clock where record_id = $1 and name = 'whole'", [id]),
  )
const statusOf = async (id: string) =>
  (await asTheHouse((tx) => tx.one<{ status: string }>('select status from kite_case.kite where id = $1', [id])))
    ?.status

// ----------------------------------------------------------------------------------------------- the tests

test('typos do not compile, and what gets past the compiler is a bug at declaration', async () => {
  const path = 'kite-case/typos'
  const title = same('x')
  const state = { label: same('x'), tone: 'good' as const }
  // @ts-expect-error a field that is not there
  expect(() => flow(path, Kite, { title, stateField: 'statuss', states: {}, moves: {} })).toThrow('is not a choice')
  // @ts-expect-error states are missing
  expect(() => flow(path, Kite, { title, stateField: 'status', states: { entered: state }, moves: {} })).toThrow(
    'is not described',
  )
  const states = Object.fromEntries(Kite.fields.status.spec.values?.map((value) => [value, state]) ?? []) as Record<
    'entered' | 'judging' | 'mending' | 'approved' | 'flown' | 'refused',
    typeof state
  >
  const label = same('x')
  expect(() =>
    flow(path, Kite, {
      title,
      stateField: 'status',
      states,
      // @ts-expect-error a state that is not there
      moves: { go: { from: ['ended'], to: 'flown', who: ['subject'], label } },
    }),
  ).toThrow('nothing follows')
  expect(() =>
    flow(path, Kite, {
      title,
      stateField: 'status',
      states,
      // @ts-expect-error a state that is not there
      moves: { go: { from: ['entered'], to: 'flow', who: [], label } },
    }),
  ).toThrow('nobody may make it')
  // @ts-expect-error a move that is not there
  expect(await codeOf(as('desk', (tx) => move(tx, Judging, { recordId: actors.desk.unit, move: 'aprove' })))).toBe(
    'cases.no-such-move',
  )
})

describe('moves', () => {
  test('the next queue shows the task in the same transaction, and the timeline tells the move', async () => {
    at('2026-11-20T10:00:00')
    const { kite, desk } = await enter()
    await as('desk', async (tx) => {
      const before = await queue(tx, flows, { scope: 'mine', limit: 200 })
      const shown = before.rows.find((task) => task.id === desk)
      expect(shown?.moves.map((one) => one.name)).toEqual(['accept'])
      expect(shown?.moves[0]?.fields[0]).toMatchObject({
        name: 'wind',
        kind: 'number',
        required: true,
        max: 12,
        label: { vi: 'Cấp gió' },
      })
      // 8 working hours from Friday 10:00: 1 h 30 to 11:30, 3 h 30 to 17:00, 3 h on Monday
      expect(local(shown?.dueAt)).toBe('2026-11-23T10:00')
      expect(shown?.clock).toEqual({ state: 'ok', words: { vi: 'còn 1 ngày làm việc', en: '1 working day left' } })
      await move(tx, Judging, {
        taskId: desk,
        move: 'accept',
        version: shown?.version,
        note: ' Diều đẹp ',
        data: { wind: '4' },
      })
      const after = await queue(tx, flows, { scope: 'mine', limit: 200 })
      expect(after.rows.some((task) => task.id === desk)).toBe(false)
    })
    const page = await as('judge', async (tx) => {
      const mine = await queue(tx, flows, { scope: 'mine', limit: 200 })
      expect(mine.rows.find((task) => task.recordId === kite.id)).toMatchObject({
        step: 'look',
        stepLabel: { vi: 'Xem diều' },
        state: 'judging',
        number: kite.number,
        title: kite.name,
        unit: { id: judges, name: 'Đơn vị judges' },
        assignee: null,
      })
      return caseOf(tx, Judging, kite.id)
    })
    expect(page.record.wind).toBe(4)
    expect(page.tasks.map((task) => [task.step, task.outcome])).toEqual([
      ['desk', 'accept'],
      ['look', null],
    ])
    expect(page.timeline.find((fact) => fact.kind === 'accept')?.data).toMatchObject({
      from: 'entered',
      to: 'judging',
      step: 'desk',
      note: 'Diều đẹp',
    })
    expect(page.clocks).toMatchObject([
      { name: 'whole', label: { vi: 'Xét diều' }, limit: { vi: '3 ngày làm việc' }, state: 'ok' },
    ])
  })

  test('a task asks what its flow does not: shown first, read by kind, told in the log, taken back with the move', async () => {
    at('2026-11-20T10:00:00')
    const open = (asks: Asks) =>
      as('desk', async (tx) => {
        const row = await createRow(tx, Kite, {
          number: `K-asks-${entered++}`,
          name: 'Diều hỏi',
          owner: actors.owner.person as string,
          status: 'entered',
        })
        const { opened } = await startCase(tx, Judging, row, async (ctx) => {
          await ctx.closeTasks()
          await ctx.openTask({ step: 'desk', role: 'counter', unit: ctx.record.unit, asks })
        })
        return { id: row.id, task: opened[1]?.id as string }
      })
    const torn: Asked = { name: 'torn', kind: 'yesno', label: w('Có rách không?', 'Is it torn?'), required: true }
    const asks: Asks = {
      moves: ['accept'],
      fields: [
        torn,
        { name: 'tail', kind: 'number', label: w('Dài đuôi', 'Length of the tail'), min: 0, max: 20, unit: 'm' },
        { name: 'made', kind: 'date', label: w('Ngày làm', 'Made on') },
        {
          name: 'paper',
          kind: 'choice',
          label: w('Giấy', 'Paper'),
          choices: [{ value: 'do', label: w('Giấy dó', 'Dó paper') }],
        },
      ],
    }
    const { id, task } = await open(asks)
    const shown = await as('desk', async (tx) => {
      const page = await queue(tx, flows, { scope: 'mine', limit: 200 })
      return page.rows.find((row) => row.id === task)?.moves[0]
    })
    expect(shown?.fields.map((field) => [field.name, field.kind, field.required])).toEqual([
      ['torn', 'choice', true],
      ['tail', 'number', false],
      ['made', 'date', false],
      ['paper', 'choice', false],
      ['wind', 'number', true],
    ])
    // The flow itself is not changed by what one task asks.
    const { desk } = await enter()
    await as('desk', async (tx) => {
      const page = await queue(tx, flows, { scope: 'mine', limit: 200 })
      expect(page.rows.find((row) => row.id === desk)?.moves[0]?.fields.map((field) => field.name)).toEqual(['wind'])
    })
    const accept = (data: Record<string, unknown>) =>
      as('desk', (tx) => move(tx, Judging, { taskId: task, move: 'accept', data }))
    const refused = await accept({ wind: 1, tail: 21, paper: 'lụa', made: '31/02/2026' }).catch((error) => error.errors)
    expect(refused.map((one: Refusal) => [one.field, one.code])).toEqual([
      ['torn', 'records.required'],
      ['tail', 'records.out-of-range'],
      ['made', 'clock.no-such-day'],
      ['paper', 'records.not-a-choice'],
    ])
    expect(
      await codeOf(
        as('desk', (tx) => move(tx, Judging, { taskId: desk, move: 'accept', data: { wind: 1, torn: true } })),
      ),
    ).toBe('records.invalid')
    await accept({ wind: 1, torn: 'false', tail: '1,5', made: '20/11/2026', paper: 'do' })
    const page = await as('desk', (tx) => caseOf(tx, Judging, id))
    expect(page.timeline.find((fact) => fact.kind === 'accept')?.data).toMatchObject({
      said: [
        { label: torn.label, text: w('Không', 'No') },
        { label: w('Dài đuôi', 'Length of the tail'), text: w('1,5 m', '1.5 m') },
        { label: w('Ngày làm', 'Made on'), text: same('20/11/2026') },
        { label: w('Giấy', 'Paper'), text: w('Giấy dó', 'Dó paper') },
      ],
    })
    await as('desk', (tx) => recall(tx, flows, task))
    await as('desk', async (tx) => {
      const again = await queue(tx, flows, { scope: 'mine', limit: 200 })
      expect(again.rows.find((row) => row.id === task)?.moves[0]?.fields[0]?.name).toBe('torn')
    })
    // What a flow could not hear is a bug of whoever opens the task.
    await expect(open({ moves: ['accept'], fields: [{ ...torn, name: 'wind' }] })).rejects.toThrow('asked twice')
    await expect(open({ moves: ['fly-away'], fields: [torn] })).rejects.toThrow('no move "fly-away"')
  })

  test('an officer without the right to change the row moves it, and only by the flow', async () => {
    const { id, look } = await accepted()
    const changed = await as(
      'judge',
      async (tx) => (await tx.query("update kite_case.kite set remark = 'x' where id = $1 returning id", [id])).length,
    )
    expect(changed).toBe(0)
    const moved = await as('judge', (tx) => move(tx, Judging, { taskId: look, move: 'approve' }))
    expect([moved.from, moved.to, moved.record.status]).toEqual(['judging', 'approved', 'approved'])
  })

  test('refusals: another unit, wrong role, wrong state, wrong step, unknown move, stale version, moved already', async () => {
    const { id, desk, look } = await accepted()
    // row-level security: the south desk does not even see it, by task or by record
    expect(await codeOf(as('southDesk', (tx) => move(tx, Judging, { taskId: look, move: 'approve' })))).toBe(
      'cases.missing-task',
    )
    expect(await codeOf(as('southDesk', (tx) => move(tx, Judging, { recordId: id, move: 'approve' })))).toBe(
      'records.missing',
    )
    expect(await codeOf(as('stranger', (tx) => move(tx, Judging, { recordId: id, move: 'mended' })))).toBe(
      'records.missing',
    )
    expect(await as('southDesk', (tx) => tx.query('select id from sen.task where record_id = $1', [id]))).toEqual([])
    // the head sees the judges' task and holds no role that the move asks for
    expect(await codeOf(as('head', (tx) => move(tx, Judging, { taskId: look, move: 'approve' })))).toBe(
      'cases.not-your-task',
    )
    expect(await codeOf(as('judge', (tx) => moveTask(tx, flows, { taskId: look, move: 'fly' })))).toBe(
      'cases.not-your-task',
    )
    expect(await codeOf(as('owner', (tx) => move(tx, Judging, { recordId: id, move: 'mended' })))).toBe(
      'cases.wrong-state',
    )
    expect(await codeOf(as('judge', (tx) => moveTask(tx, flows, { taskId: look, move: 'constructor' })))).toBe(
      'cases.no-such-move',
    )
    expect(
      await codeOf(as('desk', (tx) => move(tx, Judging, { taskId: desk, move: 'accept', data: { wind: 3 } }))),
    ).toBe('cases.already-moved')
    expect(await codeOf(as('judge', (tx) => move(tx, Judging, { taskId: look, move: 'approve', version: 99 })))).toBe(
      'records.stale-version',
    )
    const { desk: fresh } = await enter()
    expect(
      await codeOf(
        as('desk', (tx) => move(tx, Judging, { taskId: fresh, move: 'accept', data: { wind: 40, gale: 1 } })),
      ),
    ).toBe('records.invalid')
    expect(await statusOf(id)).toBe('judging')
  })

  test('a guard refuses and nothing is changed', async () => {
    const { id, look } = await accepted(9)
    expect(await codeOf(as('judge', (tx) => move(tx, Judging, { taskId: look, move: 'approve' })))).toBe(
      'kite.too-windy',
    )
    expect(await statusOf(id)).toBe('judging')
  })

  test('two officers press at once: one moves, the other hears who did', async () => {
    const { look } = await accepted()
    const results = await Promise.all(
      (['judge', 'judge2'] as const).map((who) =>
        codeOf(as(who, (tx) => move(tx, Judging, { taskId: look, move: 'approve' }))),
      ),
    )
    expect(results.toSorted()).toEqual(['cases.already-moved', 'done'])
  })

  test('an end state closes every task and stops every clock', async () => {
    const { id, look } = await accepted()
    const moved = await as('judge', (tx) => move(tx, Judging, { taskId: look, move: 'approve' }))
    const fly = moved.opened[0]?.id as string
    expect(await codeOf(as('desk', (tx) => move(tx, Judging, { taskId: fly, move: 'fly' })))).toBe(
      'cases.not-your-task',
    )
    await as('desk', (tx) => take(tx, fly))
    await as('desk', (tx) => move(tx, Judging, { taskId: fly, move: 'fly', note: 'bay cao' }))
    const open = await asTheHouse((tx) =>
      tx.one<{ tasks: number; clocks: number; remark: string }>(
        `select (select count(*)::int from sen.task where record_id = $1 and done_at is null) as tasks,
                (select count(*)::int from sen.case_clock where record_id = $1 and ended_at is null) as clocks,
                (select remark from kite_case.kite where id = $1) as remark`,
        [id],
      ),
    )
    expect(open).toEqual({ tasks: 0, clocks: 0, remark: 'bay cao' })
  })
})

describe('clocks', () => {
  // Accepted Friday 20/11 10:00 with 3 working days; Tuesday 24/11 is a day off: Monday, Wednesday, Thursday 26/11 10:00.
  test('pause and resume: the wait is not counted', async () => {
    at('2026-11-20T10:00:00')
    const { id, look } = await accepted()
    expect(local((await dueOf(id))?.due_at)).toBe('2026-11-26T10:00')
    at('2026-11-23T09:00:00')
    await as('judge', (tx) => move(tx, Judging, { taskId: look, move: 'ask-mending' }))
    expect((await dueOf(id))?.due_at).toBeNull()
    const paused = await as('judge', async (tx) =>
      (await queue(tx, flows, { limit: 200 })).rows.find((task) => task.id === look),
    )
    expect(paused?.clock).toEqual({ state: 'paused', words: { vi: 'tạm dừng', en: 'paused' } })
    expect([local(paused?.pausedAt), paused?.dueAt]).toEqual(['2026-11-23T09:00', null])
    at('2026-11-27T14:00:00')
    const offered = await as('owner', async (tx) => (await caseOf(tx, Judging, id)).moves.map((one) => one.name))
    expect(offered).toEqual(['mended', 'mended-anew'])
    const mended = await as('owner', (tx) => move(tx, Judging, { recordId: id, move: 'mended' }))
    // left on Monday 09:00: 360 + 480 + 180 = 1,020 min; Friday 180, Monday 480, Tuesday 270 + 90 → 15:00
    expect(local((await dueOf(id))?.due_at)).toBe('2026-12-01T15:00')
    expect(local(mended.record.due_at)).toBe('2026-12-01T15:00')
    // the judges' own 16 h from Friday 10:00: 300 min gone on Friday, 120 on Monday → 540 left: Friday 180, Monday 360 → 15:00
    const task = await asTheHouse((tx) =>
      tx.one<{ due_at: Date; paused_at: null }>('select due_at, paused_at from sen.task where id = $1', [look]),
    )
    expect([local(task?.due_at), task?.paused_at]).toEqual(['2026-11-30T15:00', null])
  })

  test('restart: the whole limit anew', async () => {
    at('2026-11-20T10:00:00')
    const { id, look } = await accepted()
    at('2026-11-23T09:00:00')
    await as('judge', (tx) => move(tx, Judging, { taskId: look, move: 'ask-mending' }))
    at('2026-11-27T14:00:00')
    await as('owner', (tx) => move(tx, Judging, { recordId: id, move: 'mended-anew' }))
    // Friday 27/11 14:00 + 3 working days
    expect(local((await dueOf(id))?.due_at)).toBe('2026-12-02T14:00')
  })

  test('the last working hour counts from the next working day', async () => {
    at('2026-11-20T16:00:00')
    const { id } = await accepted()
    // from Monday 07:00: Wednesday, Thursday, Friday 07:00
    expect(local((await dueOf(id))?.due_at)).toBe('2026-11-27T07:00')
  })

  test('a second supplement is refused, by the flow and by the database', async () => {
    at('2026-11-20T10:00:00')
    const { id, look } = await accepted()
    await as('judge', (tx) => move(tx, Judging, { taskId: look, move: 'ask-mending' }))
    at('2026-11-20T11:00:00')
    await as('owner', (tx) => move(tx, Judging, { recordId: id, move: 'mended' }))
    const shown = await as('judge', async (tx) =>
      (await queue(tx, flows, { limit: 200 })).rows.find((task) => task.id === look),
    )
    expect(shown?.moves.map((one) => one.name)).toEqual(['approve'])
    expect(await codeOf(as('judge', (tx) => move(tx, Judging, { taskId: look, move: 'ask-mending' })))).toBe(
      'cases.second-time',
    )
    const again = asTheHouse((tx) =>
      tx.query(
        `insert into sen.case_move select $2, system, flow, record, record_id, unit, move, once, from_state, to_state, task, version_before, version_after,
           recallable, before, at, by, by_name, null from sen.case_move where record_id = $1 and move = 'ask-mending'`,
        [id, uuidv7()],
      ),
    )
    await expect(again).rejects.toMatchObject({ code: '23505' })
  })

  test('verbs outside a move, and a clock that is not there', async () => {
    at('2026-11-20T10:00:00')
    const { id } = await accepted()
    await asTheHouse((tx) => withClocks(tx, Judging, id, (clocks) => clocks.pause('whole')))
    expect((await dueOf(id))?.due_at).toBeNull()
    expect(await codeOf(asTheHouse((tx) => withClocks(tx, Judging, id, (clocks) => clocks.pause('whole'))))).toBe(
      'working-time.already-paused',
    )
    expect(await codeOf(asTheHouse((tx) => withClocks(tx, Judging, id, (clocks) => clocks.resume('mending'))))).toBe(
      'cases.unknown-clock',
    )
  })

  test('calendars: loading again changes nothing, a changed day is counted at once', async () => {
    at('2026-11-20T10:00:00')
    await asTheHouse(async (tx) => {
      expect(await loadCalendars(tx, { sessions: officeHours, days })).toBe(0)
      const before = await calendarOf(tx, 'office')
      expect(await calendarOf(tx, 'office')).toBe(before)
      expect(await codeOf(calendarOf(tx, 'moon'))).toBe('cases.unknown-calendar')
    })
    const rest = { date: '2026-11-25', kind: 'rest' as const, scope: 'office', note: same('Nghỉ'), document: 'test' }
    await asTheHouse((tx) => loadCalendars(tx, { sessions: officeHours, days: [...days, rest] }))
    const { id } = await accepted()
    expect(local((await dueOf(id))?.due_at)).toBe('2026-11-27T10:00')
    // an empty year of a scope cannot be told from one not given: the day comes back as a day of another kind
    await asTheHouse((tx) =>
      loadCalendars(tx, { sessions: officeHours, days: [...days, { ...rest, date: '2026-12-31' }] }),
    )
    const { id: later } = await accepted()
    expect(local((await dueOf(later))?.due_at)).toBe('2026-11-26T10:00')
  })
})

describe('a day announced in the middle of things', () => {
  test('what is left is laid out anew; trying it out changes nothing; withdrawn, all is as before', async () => {
    at('2026-11-20T10:00:00')
    // accepted on Friday with three working days, the 24th being a holiday: due on Thursday the 26th at ten
    const { id } = await accepted()
    const paused = await accepted()
    await asTheHouse((tx) => withClocks(tx, Judging, paused.id, (clocks) => clocks.pause()))
    const dueOnRecord = async () =>
      asTheHouse((tx) =>
        tx.one<{ due_at: Date; version: number }>('select due_at, version from kite_case.kite where id = $1', [id]),
      )
    const before = await dueOnRecord()
    expect(local(before?.due_at)).toBe('2026-11-26T10:00')
    at('2026-11-23T09:00:00')
    const storm = {
      scope: '*',
      date: '2026-11-25',
      kind: 'rest' as const,
      note: w('Nghỉ tránh bão', 'Storm'),
      document: 'Công điện 12/CĐ-UBND',
      swappedWith: null,
    }
    const tried = await asTheHouse((tx) => tryOut(tx, () => announceDay(tx, flows, storm)))
    expect(tried.calendars).toEqual(['office'])
    expect(tried.cases).toBeGreaterThanOrEqual(1)
    expect(tried.examples.find((one) => local(one.from) === '2026-11-26T10:00')?.to).toEqual(
      new Date('2026-11-27T10:00:00+07:00'),
    )
    expect(await dueOnRecord()).toEqual(before)
    expect(
      await asTheHouse((tx) => tx.query("select 1 from sen.fact where kind in ('day-announced', 'due-moved')")),
    ).toEqual([])

    const done = await asTheHouse((tx) => announceDay(tx, flows, storm))
    expect({ ...done, examples: done.examples.length }).toEqual({ ...tried, examples: tried.examples.length })
    expect(local((await dueOf(id))?.due_at)).toBe('2026-11-27T10:00')
    expect(local((await dueOnRecord())?.due_at)).toBe('2026-11-27T10:00')
    expect((await dueOf(paused.id))?.due_at).toBeNull()
    const told = await asTheHouse((tx) =>
      tx.query("select data->>'document' as document from sen.fact where record_id = $1 and kind = 'due-moved'", [id]),
    )
    expect(told).toEqual([{ document: 'Công điện 12/CĐ-UBND' }])
    expect(await codeOf(asTheHouse((tx) => announceDay(tx, flows, storm)))).toBe('cases.day-announced')
    // values loaded at the next start leave it alone
    await asTheHouse((tx) => loadCalendars(tx, { sessions: officeHours, days }))
    expect(local((await dueOf(id))?.due_at)).toBe('2026-11-27T10:00')
    const { id: later } = await accepted()
    expect(local((await dueOf(later))?.due_at)).toBe('2026-11-30T09:00')

    await asTheHouse((tx) => withdrawDay(tx, flows, '*', '2026-11-25'))
    expect(local((await dueOf(id))?.due_at)).toBe('2026-11-26T10:00')
    expect(await codeOf(asTheHouse((tx) => withdrawDay(tx, flows, '*', '2026-11-25')))).toBe('cases.day-not-announced')
    expect(await codeOf(asTheHouse((tx) => announceDay(tx, flows, { ...storm, date: '2026-11-20' })))).toBe(
      'cases.day-past',
    )
    expect(await codeOf(asTheHouse((tx) => announceDay(tx, flows, { ...storm, date: '2099-11-25' })))).toBe(
      'cases.day-too-far',
    )
  })
})

describe('hand-overs', () => {
  test('recall: state, fields, task and clocks are as before, and the move may be made again', async () => {
    at('2026-11-20T10:00:00')
    const { kite, desk } = await enter()
    await as('desk', (tx) => move(tx, Judging, { taskId: desk, move: 'accept', data: { wind: 5 } }))
    at('2026-11-20T10:30:00')
    const page = await as('desk', (tx) => caseOf(tx, Judging, kite.id))
    expect(page.tasks.map((task) => task.recallable)).toEqual([true, false])
    expect(await codeOf(as('desk2', (tx) => recall(tx, flows, desk)))).toBe('cases.cannot-recall')
    const back = await as('desk', (tx) => recall(tx, flows, desk))
    expect(back.record).toMatchObject({ status: 'entered', wind: null, due_at: null, judged_by: null })
    expect(back.task).toMatchObject({ id: desk, done_at: null, outcome: null, state: 'entered' })
    expect(local(back.task.due_at)).toBe('2026-11-23T10:00')
    expect(await dueOf(kite.id)).toBeUndefined()
    const tasks = await asTheHouse((tx) =>
      tx.query('select step, outcome from sen.task where record_id = $1 order by opened_at, id', [kite.id]),
    )
    expect(tasks).toEqual([
      { step: 'desk', outcome: null },
      { step: 'look', outcome: 'recalled' },
    ])
    expect(await codeOf(as('desk', (tx) => recall(tx, flows, desk)))).toBe('cases.cannot-recall')
    expect(
      await codeOf(as('desk', (tx) => move(tx, Judging, { taskId: desk, move: 'accept', data: { wind: 6 } }))),
    ).toBe('done')
  })

  test('recall is refused once the next officer has the task in hand', async () => {
    const { desk, look } = await accepted()
    await as('judge', (tx) => take(tx, look))
    expect(await codeOf(as('desk', (tx) => recall(tx, flows, desk)))).toBe('cases.cannot-recall')
    const other = await accepted()
    await as('judge', (tx) => move(tx, Judging, { taskId: other.look, move: 'approve' }))
    expect(await codeOf(as('desk', (tx) => recall(tx, flows, other.desk)))).toBe('cases.cannot-recall')
  })

  test('take, assign to a colleague, never to a stranger of the role', async () => {
    const { look } = await accepted()
    expect(await codeOf(as('head', (tx) => take(tx, look)))).toBe('cases.not-your-task')
    const taken = await as('judge', (tx) => take(tx, look))
    expect(taken.assignee_name).toBe('Người judge')
    expect(await codeOf(as('judge2', (tx) => take(tx, look)))).toBe('cases.taken-already')
    expect(await codeOf(as('head', (tx) => assign(tx, look, actors.desk.account)))).toBe('cases.not-a-colleague')
    expect(await codeOf(as('desk', (tx) => assign(tx, look, actors.judge2.account)))).toBe('cases.missing-task')
    await as('head', (tx) => assign(tx, look, actors.judge2.account))
    const notices = await as('judge2', (tx) => listNotices(tx, { unread: true }))
    expect(notices.rows[0]).toMatchObject({ title: { vi: 'Bạn được giao: Xem diều' } })
    const mine = await as('judge', (tx) => queue(tx, flows, { scope: 'mine', limit: 200 }))
    expect(mine.rows.some((task) => task.id === look)).toBe(false)
    expect((await as('judge', (tx) => assign(tx, look, null))).assignee).toBeNull()
  })

  test('bulk: one refusal takes nothing else with it and leaves no fact', async () => {
    const calm = [await accepted(2), await accepted(3)]
    const windy = await accepted(11)
    const ids = [calm[0]?.look, windy.look, calm[1]?.look, '0199aaaa-0000-7000-8000-000000000000'] as string[]
    const result = await as('judge', (tx) => moveMany(tx, flows, { ids, move: 'approve' }))
    expect(result.done.toSorted()).toEqual([calm[0]?.look, calm[1]?.look].toSorted())
    expect(Object.fromEntries(result.refused.map((one) => [one.id, one.error.code]))).toEqual({
      [windy.look]: 'kite.too-windy',
      '0199aaaa-0000-7000-8000-000000000000': 'cases.missing-task',
    })
    expect(await Promise.all([...calm, windy].map((one) => statusOf(one.id)))).toEqual([
      'approved',
      'approved',
      'judging',
    ])
    const facts = await asTheHouse((tx) =>
      tx.query<{ record_id: string }>(
        "select record_id from sen.fact where kind = 'approve' and record_id = any($1::uuid[])",
        [[...calm, windy].map((one) => one.id)],
      ),
    )
    expect(facts.length).toBe(2)
  })

  test('bulk: what an effect had begun before it was refused is undone, its facts too', async () => {
    const { id, look } = await accepted()
    // the effect of this flow changes the row, opens a task and then refuses
    const Stumbling = {
      ...Judging,
      moves: {
        ...Judging.moves,
        approve: {
          ...Judging.moves.approve,
          effect: async (ctx) => {
            await Judging.moves.approve?.effect?.(ctx)
            throw new Refusal('kite.stumbled', { kind: 'conflict', vi: 'Vấp.', en: 'Stumbled.' })
          },
        },
      },
    } as Flow
    const { other } = { other: await accepted() }
    const result = await as('judge', async (tx) => {
      const stumbled = await moveMany(tx, new Map([['x', Stumbling]]), { ids: [look], move: 'approve' })
      const done = await moveMany(tx, flows, { ids: [other.look], move: 'approve' })
      return { refused: stumbled.refused.map((one) => one.error.code), done: done.done }
    })
    expect(result).toEqual({ refused: ['kite.stumbled'], done: [other.look] })
    expect([await statusOf(id), await statusOf(other.id)]).toEqual(['judging', 'approved'])
    const left = await asTheHouse((tx) =>
      tx.one<{ facts: number; tasks: number; kind: string }>(
        `select (select count(*)::int from sen.fact where record_id = $1 and kind = 'approve') as facts,
                (select count(*)::int from sen.task where record_id = $1 and step = 'fly') as tasks`,
        [id],
      ),
    )
    expect(left).toEqual({ facts: 0, tasks: 0 })
  })
})

describe('queues', () => {
  test('keyset pages hold every task once, in the order of their due instants; search is deaf to tones', async () => {
    at('2026-12-07T08:00:00')
    for (let i = 0; i < 7; i++) await enter('Diều phượng hoàng')
    await as('desk', async (tx) => {
      const seen: string[] = []
      const dues: number[] = []
      let after: string | undefined
      do {
        const page = await queue(tx, flows, { scope: 'unit', q: 'phuong hoang', limit: 3, ...(after ? { after } : {}) })
        seen.push(...page.rows.map((task) => task.id))
        dues.push(...page.rows.map((task) => task.dueAt?.getTime() ?? Number.POSITIVE_INFINITY))
        after = page.next ?? undefined
      } while (after)
      expect(seen.length).toBe(7)
      expect(new Set(seen).size).toBe(7)
      expect(dues).toEqual(dues.toSorted((a, b) => a - b))
      expect(await codeOf(queue(tx, flows, { after: 'zz' }))).toBe('cases.bad-cursor')
    })
  })

  test('three statements a page, whatever it holds', async () => {
    await as('desk', async (tx) => {
      await queue(tx, flows, { limit: 200 })
      const asked: string[] = []
      const counting: Tx = {
        ...tx,
        query: (sql, params) => {
          asked.push(sql)
          return tx.query(sql, params)
        },
      }
      const page = await queue(counting, flows, { scope: 'unit', limit: 200 })
      expect(page.rows.length).toBeGreaterThan(7)
      expect(asked.length).toBe(3)
    })
  })

  test('scopes, filters and counts: an officer counts only her own unit', async () => {
    at('2027-03-01T08:00:00')
    const south = await as('southDesk', (tx) => queue(tx, flows, { scope: 'all' }))
    expect([south.rows.length, south.counts]).toEqual([0, { mine: 0, unit: 0, late: 0, warn: 0 }])
    const { desk } = await enter()
    const north = await as('desk', async (tx) => ({
      unit: await queue(tx, flows, { scope: 'unit', limit: 200 }),
      late: await queue(tx, flows, { scope: 'unit', overdue: true, limit: 200 }),
      step: await queue(tx, flows, { scope: 'unit', step: 'fly', limit: 200 }),
    }))
    expect(north.unit.counts.unit).toBe(north.unit.rows.length)
    expect(north.unit.counts.late).toBe(north.late.rows.length)
    expect(north.late.rows.every((task) => task.clock.state === 'late')).toBe(true)
    expect(north.late.rows.some((task) => task.id === desk)).toBe(false)
    expect(new Set(north.step.rows.map((task) => task.step))).toEqual(new Set(['fly']))
    const head = await as('head', (tx) => queue(tx, flows, { scope: 'unit', limit: 200 }))
    expect(new Set(head.rows.map((task) => task.unit.name))).toEqual(new Set(['Đơn vị north', 'Đơn vị judges']))
    const owner = await as('owner', (tx) => queue(tx, flows, { scope: 'all' }))
    expect(owner.rows).toEqual([])
  })
})

describe('comments and notices', () => {
  test('officers who handle the case read comments; the applicant and other units do not', async () => {
    at('2026-11-20T10:00:00')
    const { id } = await accepted()
    await as('judge', (tx) => addComment(tx, Kite, id, '  Đuôi diều hơi ngắn.  '))
    const read = (who: keyof typeof actors) =>
      as(who, async (tx) => (await listComments(tx, Kite, id)).map((one) => one.text))
    expect(await read('desk')).toEqual(['Đuôi diều hơi ngắn.'])
    expect(await read('judge2')).toEqual(['Đuôi diều hơi ngắn.'])
    expect(await read('owner')).toEqual([])
    expect(await read('southDesk')).toEqual([])
    expect(await as('owner', (tx) => tx.query('select 1 from sen.comment'))).toEqual([])
    expect(await codeOf(as('owner', (tx) => addComment(tx, Kite, id, 'x')))).toBe('cases.not-an-officer')
    expect(await codeOf(as('desk', (tx) => addComment(tx, Kite, id, ' ')))).toBe('cases.empty-comment')
    expect(await codeOf(as('desk', (tx) => addComment(tx, Kite, id, 'a'.repeat(4_001))))).toBe('cases.long-text')
    const page = await as('owner', (tx) => caseOf(tx, Judging, id))
    expect([page.tasks, page.clocks, page.comments]).toEqual([[], [], []])
    expect(await codeOf(as('stranger', (tx) => caseOf(tx, Judging, id)))).toBe('records.missing')
    expect(await codeOf(as('southDesk', (tx) => caseOf(tx, Judging, id)))).toBe('records.missing')
  })

  test('a notice reaches an account once, and only its owner reads it', async () => {
    const notice = {
      title: w('Mai gió to', 'Windy tomorrow'),
      body: w('Hãy cất diều.', 'Put it away.'),
      link: '/x',
      key: 'wind-1',
    }
    const first = await as('desk', (tx) => notify(tx, { person: actors.stranger.person as string }, notice))
    const second = await as('desk', (tx) => notify(tx, { accounts: [actors.stranger.account as string] }, notice))
    expect([first, second]).toEqual([1, 0])
    const list = await as('stranger', (tx) => listNotices(tx))
    expect(list).toMatchObject({
      unread: 1,
      rows: [{ title: { vi: 'Mai gió to' }, body: { vi: 'Hãy cất diều.' }, link: '/x', readAt: null }],
    })
    const id = list.rows[0]?.id as string
    expect(await as('owner', (tx) => readNotices(tx, { id }))).toBe(0)
    expect(await as('stranger', (tx) => readNotices(tx, 'all'))).toBe(1)
    expect((await as('stranger', (tx) => listNotices(tx))).unread).toBe(0)
    expect(await as('desk', (tx) => notify(tx, { role: 'counter', unit: actors.desk.unit as string }, notice))).toBe(2)
  })
})

describe('reminders', () => {
  const titles = async (who: keyof typeof actors, number: string) =>
    (await as(who, (tx) => listNotices(tx, { limit: 100 }))).rows
      .map((one) => one.title.vi)
      .filter((title) => title.includes(number))

  test('once before the limit, once after it, the head hears of what is late; two hosts at once tell nobody twice', async () => {
    at('2026-11-20T10:00:00')
    await remind(database, flows)
    const { kite } = await enter()
    // 8 h due Monday 10:00; warned when 4 working hours are left: Friday 16:00
    at('2026-11-20T15:59:00')
    await remind(database, flows)
    expect(await titles('desk', kite.number)).toEqual([])
    at('2026-11-20T16:00:00')
    await Promise.all([remind(database, flows), remind(database, flows)])
    await remind(database, flows)
    expect(await titles('desk', kite.number)).toEqual([`Sắp đến hạn: ${kite.number} – ${kite.name}`])
    expect(await titles('desk2', kite.number)).toEqual([`Sắp đến hạn: ${kite.number} – ${kite.name}`])
    expect(await titles('southDesk', kite.number)).toEqual([])
    expect(await titles('head', kite.number)).toEqual([])
    at('2026-11-23T10:01:00')
    await Promise.all([remind(database, flows), remind(database, flows)])
    await remind(database, flows)
    expect((await titles('desk', kite.number)).toSorted()).toEqual([
      `Quá hạn: ${kite.number} – ${kite.name}`,
      `Sắp đến hạn: ${kite.number} – ${kite.name}`,
    ])
    expect(await titles('head', kite.number)).toEqual([`Quá hạn: ${kite.number} – ${kite.name}`])
  })

  test('a paused task is not warned of; a clock that runs out lets the house move the case', async () => {
    at('2026-12-01T08:00:00')
    const { id, look } = await accepted()
    await as('judge', (tx) => move(tx, Judging, { taskId: look, move: 'ask-mending' }))
    const before = await asTheHouse((tx) =>
      tx.one<{ number: string }>('select number from kite_case.kite where id = $1', [id]),
    )
    at('2026-12-08T08:00:00')
    // 5 working days from Tuesday 08:00: the very instant is not late yet
    expect((await remind(database, flows)).moved).toBe(0)
    expect(await titles('judge', before?.number as string)).toEqual([
      `Sắp đến hạn: ${before?.number} – ${(await asTheHouse((tx) => tx.one<{ name: string }>('select name from kite_case.kite where id = $1', [id])))?.name}`,
    ])
    at('2026-12-08T08:01:00')
    const [a, b] = await Promise.all([remind(database, flows), remind(database, flows)])
    expect([...a.refused, ...b.refused].filter((one) => one.code !== 'cases.wrong-state')).toEqual([])
    expect(a.moved + b.moved).toBe(1)
    expect(await statusOf(id)).toBe('refused')
    expect((await remind(database, flows)).moved).toBe(0)
  })
})

describe('numbers', () => {
  test('50 at once, some rolled back: no gap, no number twice; each book and day counts alone', async () => {
    const given: number[] = []
    await Promise.all(
      Array.from({ length: 50 }, async (_, i) => {
        const work = as('desk', async (tx) => {
          const value = await nextNumber(tx, 'kites', '2026-11-20')
          if (i % 5 === 0) throw new Error('rolled back')
          return value
        })
        await work.then(
          (value) => given.push(value),
          (error: Error) => expect(error.message).toBe('rolled back'),
        )
      }),
    )
    expect(given.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
    expect(await as('owner', (tx) => nextNumber(tx, 'kites', '2026-11-21'))).toBe(1)
    expect(await as('owner', (tx) => tx.query('select * from sen.counter'))).toEqual([])
  })
})

test('moves of the applicant for a row at hand', async () => {
  at('2026-11-20T10:00:00')
  const { id, look } = await accepted()
  await as('judge', (tx) => move(tx, Judging, { taskId: look, move: 'ask-mending' }))
  const names = await as('owner', async (tx) => {
    const row = (await tx.one<Row<typeof Kite>>('select * from kite_case.kite where id = $1', [id])) as Row<typeof Kite>
    return (await movesOf(tx, Judging, row)).map((one) => one.name)
  })
  expect(names).toEqual(['mended', 'mended-anew'])
  expect(await asTheHouse((tx) => findUnitByCode(tx, 'north'))).toBeDefined()
})

test('an officer over many units: the same queue, walked instead of gathered', async () => {
  const few = await as('head', (tx) => queue(tx, flows, { scope: 'unit', limit: 20 }))
  await asTheHouse(async (tx) => {
    const unit = (code: string, parent: string | null) => ({
      code,
      name: `Đơn vị ${code}`,
      short_name: code,
      kind: 'club',
      parent,
      calendar: 'office',
      valid_from: '2025-01-01',
    })
    const known = [unit('club', null), unit('north', 'club'), unit('south', 'club'), unit('judges', 'club')]
    const more = Array.from({ length: 50 }, (_, i) => unit(`field-${i}`, 'club'))
    await loadUnits(tx, [...known, ...more])
    const club = await getUnitByCode(tx, 'club')
    await grantRole(tx, { account: actors.head.account as string, role: 'judge', unit: club.id, from: '2025-01-01' })
  })
  const [many, mine] = await as('head', async (tx) => [
    await queue(tx, flows, { scope: 'unit', limit: 20 }),
    await queue(tx, flows, { scope: 'mine', limit: 200 }),
  ])
  expect(many?.rows.map((task) => task.id)).toEqual(few.rows.map((task) => task.id))
  expect(mine?.rows.length).toBe(mine?.counts.mine)
  expect(new Set(mine?.rows.map((task) => task.role))).toEqual(new Set(['judge']))
})
