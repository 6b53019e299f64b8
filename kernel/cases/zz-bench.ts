const hooks: (() => Promise<void>)[] = []
const beforeAll = (f: () => Promise<void>) => void hooks.push(f)
const afterAll = (_f: unknown) => undefined
const expect = (_v: unknown) => ({ toBe: (_x: unknown) => undefined })

import { uuidv7 } from '#ground/ids'
import { Refusal } from '#ground/refusal'
import { choice, createRow, instant, number, type Row, record, recordsSchema, ref, text } from '#kernel/records'
import { type Actor, Database, ensureAppRole, house, migrate, type Tx } from '#kernel/store'
import {
  enterPerson,
  findUnitByCode,
  getUnitByCode,
  grantRole,
  loadUnits,
  openAccount,
  trustSchema,
} from '#kernel/trust'
import { endTestPostgres, testDatabaseUrl } from '../testing/postgres.ts'
import {
  addComment,
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
  withClocks,
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

for (const hook of hooks) await hook()
at('2026-11-20T10:00:00')
const N = 50
const made: string[] = []
let t = performance.now()
const pool = async (n: number, work: (i: number) => Promise<void>) => {
  let i = 0
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      while (i < n) await work(i++)
    }),
  )
}
await pool(N, async () => {
  made.push((await enter()).desk)
})
console.log('enter/s', (N / (performance.now() - t)) * 1000)
t = performance.now()
const looks: string[] = []
await pool(N, async (i) => {
  const m = await as('desk', (tx) =>
    move(tx, Judging, { taskId: made[i] as string, move: 'accept', data: { wind: 3 } }),
  )
  looks.push(m.opened[0]?.id as string)
})
console.log('accept (clock, task, set)/s', (N / (performance.now() - t)) * 1000)
t = performance.now()
await pool(N, async (i) => {
  await as('judge', (tx) => move(tx, Judging, { taskId: looks[i] as string, move: 'approve' }))
})
console.log('approve/s', (N / (performance.now() - t)) * 1000)
await database.owner.query(`insert into sen.task (id, system, flow, record, record_id, record_unit, state, title, number, step, step_vi, step_en, unit, role, opened_at, calendar, clock, warn_minutes, due_at, warn_at)
 select gen_random_uuid(), system, flow, record, gen_random_uuid(), record_unit, 'judging', title || g, number || g, step, step_vi, step_en, case when g % 200 = 0 then unit else (select id from sen.unit where code = 'south') end, role, opened_at, calendar, clock, warn_minutes, due_at + g * interval '1 minute', warn_at + g * interval '1 minute'
 from (select * from sen.task where step = 'desk' limit 1) t, generate_series(1, 400000) g`)
await database.owner.query('analyze sen.task')

const times = async (label: string, who: keyof typeof actors, q: object) => { let page: Awaited<ReturnType<typeof queue>> | undefined; const ts: number[] = []; for (let i = 0; i < 30; i++) { const a = performance.now(); page = await as(who, (tx) => queue(tx, flows, q)); ts.push(performance.now() - a) } ts.sort((a, b) => a - b); console.log(label, "p50", ts[15]?.toFixed(1), "p95", ts[28]?.toFixed(1), page?.rows.length, page?.counts); return page }
const p = await times("desk mine", "desk", { scope: "mine" })
await times("desk mine page 2", "desk", { scope: "mine", after: p?.next as string })
await times("desk search", "desk", { scope: "unit", q: "sao 123" })
await times("head unit", "head", { scope: "unit" })
await times("head all", "head", { scope: "all" })
await times("head search", "head", { scope: "all", q: "sao 1234" })
const trace = async (label: string, who: keyof typeof actors, work: (tx: Tx) => Promise<unknown>) => {
  await as(who, work)
  const lines: string[] = []
  await as(who, async (tx) => {
    const inner: Tx = {
      ...tx,
      query: async (sql, params) => {
        const a = performance.now()
        const r = await tx.query(sql, params)
        lines.push((performance.now() - a).toFixed(1) + ' ' + sql.replace(/\s+/g, ' ').slice(0, 90))
        return r as never
      },
    }
    await work(inner)
  })
  console.log(label + '\n  ' + lines.join('\n  '))
}
const explain = async (who: keyof typeof actors, work: (tx: Tx) => Promise<unknown>, match: RegExp) =>
  as(who, async (tx) => {
    const inner: Tx = {
      ...tx,
      query: async (sql, params) => {
        if (match.test(sql)) {
          const { rows } = await tx.client.query('explain (analyze, buffers off) ' + sql, params as unknown[])
          console.log(rows.map((r) => r['QUERY PLAN']).join('\n'))
        }
        return tx.query(sql, params)
      },
    }
    await work(inner)
  })
await trace('desk', 'desk', (tx) => queue(tx, flows, { scope: 'mine' }))
await trace('head', 'head', (tx) => queue(tx, flows, { scope: 'unit' }))


at('2026-11-20T10:00:00')
const k1 = await enter(),
  k2 = await enter()
let n = 0
await trace('accept', 'desk', (tx) =>
  move(tx, Judging, { taskId: [k1, k2][n++]?.desk as string, move: 'accept', data: { wind: 3 } }),
)
await database.close()
await endTestPostgres()
process.exit(0)
