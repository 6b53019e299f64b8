import { formatInstant } from '#ground/clock'
import { Refusal } from '#ground/refusal'
import type { Words } from '#ground/text'
import { type Database, house, type Job, quote, type Tx } from '#kernel/store'
import { calendarOf } from './calendar.ts'
import { move } from './case.ts'
import { type ClockRow, warningNow } from './clock.ts'
import type { Flow, Flows, TaskRow, Warning } from './flow.ts'
import { type NoticeLine, putNotices } from './notice.ts'
import { linkOf } from './task.ts'

/** Rows taken at a time, and turns of one run: the next minute's run goes on where this one stopped. */
const BATCH_MAX = 200
const TURNS_MAX = 20

type Kind = 'warn' | 'late'

/** A task or a clock whose time has come, as the four queries below give it. */
interface Waiting {
  id: string
  system: string
  flow: string
  record: string
  record_id: string
  unit: string
  title: string
  number: string | null
  head_role: string | null
  due_at: Date
  /** Share of the limit that is gone, when this is not the last warning before the end. */
  gone?: number
}

const HOLDERS = `g.valid_from <= sen.today() and (g.valid_to is null or g.valid_to >= sen.today())`

/**
 * Whose work it is: the assignee, else every holder of the role in the unit. Two searches by key side by side: as one join on
 * "either or" the database compared every task with every account (200 × 52,000 took over 30 s).
 */
const DOERS = `select t.id as of, a.id as account from sen.task t join sen.account a on a.id = t.assignee and a.disabled_at is null
 where t.id = any($1::uuid[])
union
select t.id, a.id from sen.task t join sen.role_grant g on g.unit = t.unit and g.role = t.role and ${HOLDERS}
  join sen.account a on a.id = g.account and a.disabled_at is null
 where t.id = any($1::uuid[]) and t.assignee is null`

/** The head: holders of the role at the unit or, when it has none, at the nearest unit above that has. */
const HEADS = `with recursive asked as (select * from unnest($1::uuid[], $2::uuid[], $3::text[]) as a(of, unit, role)),
up as (
  select a.of, a.role, a.unit, 0 as steps from asked a
  union all select up.of, up.role, u.parent, up.steps + 1 from up join sen.unit u on u.id = up.unit where u.parent is not null and up.steps < 12
), held as (
  select up.of, a.id as account, up.steps, min(up.steps) over (partition by up.of) as nearest
    from up join sen.role_grant g on g.unit = up.unit and g.role = up.role and ${HOLDERS} join sen.account a on a.id = g.account and a.disabled_at is null
) select distinct of, account from held where steps = nearest`

const said: Record<Kind, { title(of: Waiting): Words; body(of: Waiting, what: Words): Words }> = {
  warn: {
    title: (of) =>
      of.gone === undefined
        ? { vi: `Sắp đến hạn: ${nameOf(of)}`, en: `Due soon: ${nameOf(of)}` }
        : {
            vi: `Đã qua ${percent(of.gone)}% thời hạn: ${nameOf(of)}`,
            en: `${percent(of.gone)}% of the time is gone: ${nameOf(of)}`,
          },
    body: (of, what) => ({
      vi: `${what.vi}: hạn ${formatInstant(of.due_at)}.`,
      en: `${what.en}: due ${formatInstant(of.due_at)}.`,
    }),
  },
  late: {
    title: (of) => ({ vi: `Quá hạn: ${nameOf(of)}`, en: `Overdue: ${nameOf(of)}` }),
    body: (of, what) => ({
      vi: `${what.vi}: đã quá hạn ${formatInstant(of.due_at)}. Hãy xử lý ngay hoặc báo cáo lãnh đạo.`,
      en: `${what.en}: was due ${formatInstant(of.due_at)}. Handle it now or report to the head.`,
    }),
  },
}

const percent = (share: number): number => Math.round(share * 100)
const nameOf = (of: Waiting): string => [of.number, of.title].filter(Boolean).join(' – ')

async function tellAll(
  tx: Tx,
  kind: Kind,
  about: readonly { of: Waiting; what: Words; key: string }[],
  recipients: readonly { of: string; account: string }[],
): Promise<void> {
  const byId = new Map<string, Set<string>>()
  for (const { of, account } of recipients) byId.set(of, (byId.get(of) ?? new Set()).add(account))
  const lines: NoticeLine[] = about.flatMap(({ of, what, key }) =>
    [...(byId.get(of.id) ?? [])].map((account) => ({
      account,
      notice: {
        title: said[kind].title(of),
        body: said[kind].body(of, what),
        link: linkOf(of),
        key: `${key}:${kind}:${of.due_at.toISOString()}`,
      },
    })),
  )
  await putNotices(tx, lines)
}

const heads = (tx: Tx, about: readonly Waiting[]) => {
  const asked = about.filter((one) => one.head_role !== null)
  if (asked.length === 0) return Promise.resolve([])
  return tx.query<{ of: string; account: string }>(HEADS, [
    asked.map((one) => one.id),
    asked.map((one) => one.unit),
    asked.map((one) => one.head_role),
  ])
}

/** What is told of a row now, and when it is told of again: null when this was its last warning. */
async function turnOf(
  tx: Tx,
  row: Pick<ClockRow, 'calendar' | 'warnings'> & { clock: ClockRow['clock'] | null },
): Promise<{ told: Warning | null; next: Date | null }> {
  if (!row.warnings || !row.clock) return { told: null, next: null }
  return warningNow(await calendarOf(tx, row.calendar), row.clock, row.warnings, tx.now)
}

/** Of a row whose share is said in its title the key holds the share: each warning reaches an account once. */
const keyOf = (key: string, gone: number | undefined): string => (gone === undefined ? key : `${key}:${percent(gone)}`)

/** One batch of tasks. SKIP LOCKED: another host takes other rows, and a row being moved right now is left for the next minute. */
async function remindTasks(tx: Tx, kind: Kind): Promise<number> {
  const due =
    kind === 'warn' ? 'warn_at <= $1 and warned_at is null and due_at >= $1' : 'due_at < $1 and escalated_at is null'
  const order = kind === 'warn' ? 'warn_at' : 'due_at'
  const tasks = await tx.query<TaskRow & { due_at: Date }>(
    `select * from sen.task where done_at is null and paused_at is null and ${due} order by ${order} limit ${BATCH_MAX} for update skip locked`,
    [tx.now],
  )
  if (tasks.length === 0) return 0
  const ids = tasks.map((task) => task.id)
  const recipients = await tx.query<{ of: string; account: string }>(DOERS, [ids])
  if (kind === 'late') recipients.push(...(await heads(tx, tasks)))
  const turns: Awaited<ReturnType<typeof turnOf>>[] = []
  for (const task of tasks) turns.push(kind === 'warn' ? await turnOf(tx, task) : { told: null, next: null })
  const about = tasks.map((task, i) => {
    const gone = turns[i]?.next ? turns[i]?.told?.share : undefined
    const of: Waiting = gone === undefined ? task : { ...task, gone }
    return { of, what: { vi: task.step_vi, en: task.step_en }, key: keyOf(`task:${task.id}`, gone) }
  })
  await tellAll(tx, kind, about, recipients)
  if (kind === 'late')
    await tx.query(
      'update sen.task set escalated_at = $2, warned_at = coalesce(warned_at, $2) where id = any($1::uuid[])',
      [ids, tx.now],
    )
  else
    await tx.query(
      `update sen.task k set warn_at = coalesce(w.next, k.warn_at), warned_at = case when w.next is null then $3::timestamptz end
         from unnest($1::uuid[], $2::timestamptz[]) as w(id, next) where k.id = w.id`,
      [ids, turns.map((turn) => turn.next), tx.now],
    )
  return tasks.length
}

/** One batch of clocks of cases. Those are told who hold the case's open tasks; when it has none, or it is late, the head. */
async function remindClocks(tx: Tx, flows: Flows, kind: Kind): Promise<{ rows: ClockRow[] }> {
  const due =
    kind === 'warn' ? 'warn_at <= $1 and warned_at is null and due_at >= $1' : 'due_at < $1 and late_at is null'
  const order = kind === 'warn' ? 'warn_at' : 'due_at'
  const rows = await tx.query<ClockRow & { due_at: Date }>(
    `select * from sen.case_clock where ended_at is null and paused_at is null and ${due} order by ${order} limit ${BATCH_MAX} for update skip locked`,
    [tx.now],
  )
  if (rows.length === 0) return { rows }
  const open = await tx.query<{ id: string; record_id: string }>(
    'select id, record_id from sen.task where record_id = any($1::uuid[]) and done_at is null',
    [rows.map((row) => row.record_id)],
  )
  const doers = await tx.query<{ of: string; account: string }>(DOERS, [open.map((task) => task.id)])
  const caseOfTask = new Map(open.map((task) => [task.id, task.record_id]))
  const recipients = doers.map(({ of, account }) => ({ of: caseOfTask.get(of) ?? of, account }))
  const withDoers = new Set(recipients.map((one) => one.of))
  const waiting = rows.map((row): Waiting => ({ ...row, id: row.record_id }))
  recipients.push(...(await heads(tx, kind === 'late' ? waiting : waiting.filter((one) => !withDoers.has(one.id)))))
  const turns: Awaited<ReturnType<typeof turnOf>>[] = []
  for (const row of rows) turns.push(kind === 'warn' ? await turnOf(tx, row) : { told: null, next: null })
  const about = rows.map((row, i) => {
    const gone = turns[i]?.next ? turns[i]?.told?.share : undefined
    const of = waiting[i] as Waiting
    return {
      of: gone === undefined ? of : { ...of, gone },
      what: labelOf(flows, row),
      key: keyOf(`clock:${row.record_id}:${row.name}`, gone),
    }
  })
  await tellAll(tx, kind, about, recipients)
  const [ids, names] = [rows.map((row) => row.record_id), rows.map((row) => row.name)]
  if (kind === 'late')
    await tx.query(
      `update sen.case_clock k set late_at = $3, warned_at = coalesce(warned_at, $3) from unnest($1::uuid[], $2::text[]) as w(record_id, name)
        where k.record_id = w.record_id and k.name = w.name`,
      [ids, names, tx.now],
    )
  else
    await tx.query(
      `update sen.case_clock k set warn_at = coalesce(w.next, k.warn_at), warned_at = case when w.next is null then $4::timestamptz end
         from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as w(record_id, name, next) where k.record_id = w.record_id and k.name = w.name`,
      [ids, names, turns.map((turn) => turn.next), tx.now],
    )
  return { rows }
}

const flowOfClock = (flows: Flows, row: ClockRow): Flow | undefined =>
  [...flows.values()].find((flow) => flow.system === row.system && flow.name === row.flow)

const labelOf = (flows: Flows, row: ClockRow): Words =>
  flowOfClock(flows, row)?.clocks[row.name] ?? { vi: 'Thời hạn giải quyết', en: 'Time to solve' }

export interface Reminded {
  warned: number
  late: number
  /** Cases the house moved because a clock ran out. */
  moved: number
  /** Cases whose flow refused that move; the clock stays late and is tried again after an hour. */
  refused: { recordId: string; code: string }[]
}

/**
 * Warns of what is due soon, tells of what is late, lets the house make the moves of clocks that ran out (`whenLate`).
 * Safe to run twice, and by several hosts at once: rows are marked in the transaction that writes the notices, and a
 * notice's key holds the due instant. At most 4,000 rows of each kind a run.
 */
export async function remind(database: Database, flows: Flows, signal?: AbortSignal): Promise<Reminded> {
  const all: Reminded = { warned: 0, late: 0, moved: 0, refused: [] }
  for (const kind of ['warn', 'late'] as const) {
    const key = kind === 'warn' ? 'warned' : 'late'
    for (let turn = 0; turn < TURNS_MAX && !signal?.aborted; turn++) {
      const count = await database.transaction(house, (tx) => remindTasks(tx, kind))
      all[key] += count
      if (count < BATCH_MAX) break
    }
    for (let turn = 0; turn < TURNS_MAX && !signal?.aborted; turn++) {
      const { rows } = await database.transaction(house, (tx) => remindClocks(tx, flows, kind))
      all[key] += rows.length
      if (rows.length < BATCH_MAX) break
    }
  }
  await runOut(database, flows, all, signal)
  return all
}

/** Moves of the house for clocks that ran out, each case in a transaction of its own: one that fails stops no other. */
async function runOut(database: Database, flows: Flows, all: Reminded, signal?: AbortSignal): Promise<void> {
  for (const flow of flows.values()) {
    for (const [clock, name] of Object.entries(flow.whenLate)) {
      const from = flow.moves[name]?.from ?? []
      const cases = await database.transaction(house, (tx) =>
        tx.query<{ record_id: string }>(
          `select k.record_id from sen.case_clock k join ${quote(flow.record.table)} r on r.id = k.record_id
            where k.system = $1 and k.flow = $2 and k.name = $3 and k.ended_at is null and k.paused_at is null and k.due_at < $4
              and (k.tried_at is null or k.tried_at < $4 - interval '1 hour')
              and r.${quote(flow.stateField)} = any($5::text[]) order by k.due_at limit ${BATCH_MAX}`,
          [flow.system, flow.name, clock, tx.now, [...from]],
        ),
      )
      for (const { record_id: recordId } of cases) {
        if (signal?.aborted) return
        try {
          await database.transaction(house, async (tx) => {
            await move(tx, flow, { recordId, move: name })
            // Whatever the effect forgot: a clock that has run out and done its work must not do it again.
            await tx.query(
              'update sen.case_clock set ended_at = $3 where record_id = $1 and name = $2 and ended_at is null and due_at < $3',
              [recordId, clock, tx.now],
            )
          })
          all.moved++
        } catch (error) {
          if (!(error instanceof Refusal)) throw error
          all.refused.push({ recordId, code: error.code })
          await database.transaction(house, (tx) =>
            tx.query('update sen.case_clock set tried_at = $3 where record_id = $1 and name = $2', [
              recordId,
              clock,
              tx.now,
            ]),
          )
        }
      }
    }
  }
}

/** Jobs of this room: reminders, every minute. */
export function caseJobs(flows: Flows): Job[] {
  return [
    {
      name: 'cases-remind',
      every: '* * * * *',
      async run(database, _payload, signal) {
        await remind(database, flows, signal)
      },
    },
  ]
}
