import { formatInstant } from '#ground/clock'
import { isUuid, uuidv7 } from '#ground/ids'
import { assert } from '#ground/refusal'
import { finishClock } from '#ground/working-time'
import type { Tx } from '#kernel/store'
import { colleagues, writeFact } from '#kernel/trust'
import { calendarOf, calendarOfUnit } from './calendar.ts'
import { type CaseRef, type ClocksBefore, columnsOf, freshClock } from './clock.ts'
import type { Asks, NewTask, TaskRow } from './flow.ts'
import { notify } from './notice.ts'
import { refuseCase } from './refusals.ts'

/** The task under the actor's own sight: row-level security hides tasks of other units. */
export async function findTask(tx: Tx, id: string): Promise<TaskRow | undefined> {
  if (!isUuid(id)) return undefined
  return tx.one<TaskRow>('select * from sen.task where id = $1', [id])
}

/** As findTask; refuses 'cases.missing-task'. */
export async function getTask(tx: Tx, id: string): Promise<TaskRow> {
  const task = await findTask(tx, id)
  if (!task) throw refuseCase['missing-task']()
  return task
}

/** Where the officer's application shows a case. */
export const linkOf = (of: { system: string; record: string; record_id: string }): string =>
  `/officer/cases/${of.system}/${of.record}/${of.record_id}`

export function refuseDone(tx: Tx, task: TaskRow): void {
  if (task.done_at) {
    throw refuseCase['already-moved']({ name: task.done_by_name ?? tx.actor.name, at: formatInstant(task.done_at) })
  }
}

const HOLDS = `select g.role, c.descendant as unit, g.delegated_from is not null as delegated from sen.role_grant g join sen.unit_closure c on c.ancestor = g.unit
 where g.account = $1 and c.descendant = any($2::uuid[]) and g.valid_from <= sen.today() and (g.valid_to is null or g.valid_to >= sen.today())`

/** Does the actor hold a role at a unit (or above it) today? */
export interface Holds {
  (role: string | readonly string[], unit: string): boolean
  /** Is all that lets her there held in the place of a colleague? */
  delegated?(role: string | readonly string[], unit: string): boolean
}

/** Asks the database once for all units that matter. */
export async function holdsAt(tx: Tx, units: readonly (string | null | undefined)[]): Promise<Holds> {
  const asked = [...new Set(units.filter((unit): unit is string => typeof unit === 'string'))]
  if (tx.actor.account === null || asked.length === 0) return () => false
  const rows = await tx.query<{ role: string; unit: string; delegated: boolean }>(HOLDS, [tx.actor.account, asked])
  const held = new Set(rows.map((row) => `${row.role}|${row.unit}`))
  const own = new Set(rows.filter((row) => !row.delegated).map((row) => `${row.role}|${row.unit}`))
  const within = (set: ReadonlySet<string>) => (role: string | readonly string[], unit: string) =>
    (typeof role === 'string' ? [role] : role).some((one) => set.has(`${one}|${unit}`))
  const holds = within(held)
  return Object.assign(holds, {
    delegated: (role: string | readonly string[], unit: string) => holds(role, unit) && !within(own)(role, unit),
  })
}

const INSERT = `insert into sen.task (id, system, flow, record, record_id, record_unit, state, title, number, step, step_vi, step_en, position, unit, role, head_role,
  assignee, assignee_name, opened_at, opened_by, opened_by_move, from_task, calendar, clock, warn_minutes, due_at, warn_at, warnings, key, without, asks)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31) returning *`

const TITLE_MAX = 300
/** More would not be a question to an officer but a form. */
const ASKED_MAX = 10
const ASKED_NAME = /^[a-z][a-z0-9_]*$/

/** What a task asks must be of its flow: moves that there are, names that no field of theirs has. */
function checkedAsks(flow: CaseRef['flow'], asks: Asks): Asks {
  assert(asks.fields.length <= ASKED_MAX, `${flow.path}: a task asks more than ${ASKED_MAX} things`)
  for (const { name } of asks.fields) {
    assert(ASKED_NAME.test(name), `${flow.path}: "${name}" is no name for what a task asks`)
    for (const move of asks.moves) {
      assert(flow.moves[move], `${flow.path}: there is no move "${move}" to ask on`)
      assert(!flow.moves[move]?.fields?.[name], `${flow.path}.${move}: "${name}" is asked twice`)
    }
  }
  return asks
}

/** Opens a task of a case. Must run with the house's sight. */
export async function openTask(
  tx: Tx,
  of: CaseRef & { state: string },
  task: NewTask,
  from: { move: string | null; task: string | null },
): Promise<TaskRow> {
  const { flow, record } = of
  const calendar = await calendarOfUnit(tx, task.unit)
  const { limit, rules, step } = task
  const fresh = limit
    ? freshClock(await calendar.get(), tx.now, { limit, ...(rules ? { rules } : {}) }, { flow, step })
    : null
  const words = task.label ?? flow.steps[task.step] ?? { vi: task.step, en: task.step }
  const assignee = task.assignee ? await findColleague(tx, task.unit, task.role, task.assignee) : null
  const title = (task.title ?? of.title).slice(0, TITLE_MAX)
  const opened = (await tx.one<TaskRow>(INSERT, [
    uuidv7(tx.now),
    flow.system,
    flow.name,
    flow.record.name,
    record.id,
    record.unit,
    of.state,
    title,
    task.number ?? of.number,
    task.step,
    words.vi,
    words.en,
    task.position ?? null,
    task.unit,
    task.role,
    flow.escalateTo,
    assignee?.id ?? null,
    assignee?.name ?? null,
    tx.now,
    tx.actor.account,
    from.move,
    from.task,
    calendar.name,
    fresh ? JSON.stringify(fresh.clock) : null,
    fresh?.warn_minutes ?? null,
    fresh?.due_at ?? null,
    fresh?.warn_at ?? null,
    fresh?.warnings ? JSON.stringify(fresh.warnings) : null,
    task.key ?? null,
    task.without && task.without.length > 0 ? [...task.without] : null,
    task.asks && task.asks.fields.length > 0 ? JSON.stringify(checkedAsks(flow, task.asks)) : null,
  ])) as TaskRow
  if (assignee) await tellAssigned(tx, opened)
  return opened
}

type Colleague = { id: string; name: string }

async function findColleague(tx: Tx, unit: string, role: string, account: string): Promise<Colleague | undefined> {
  return (await colleagues(tx, unit, [role])).find((one) => one.id === account)
}

async function getColleague(tx: Tx, unit: string, role: string, account: string): Promise<Colleague> {
  const found = await findColleague(tx, unit, role, account)
  if (!found) throw refuseCase['not-a-colleague']({}, 'account')
  return found
}

async function tellAssigned(tx: Tx, task: TaskRow): Promise<void> {
  if (!task.assignee || task.assignee === tx.actor.account) return
  await notify(
    tx,
    { accounts: [task.assignee] },
    {
      title: { vi: `Bạn được giao: ${task.step_vi}`, en: `Assigned to you: ${task.step_en}` },
      body: { vi: `${task.number ?? ''} ${task.title}`.trim(), en: `${task.number ?? ''} ${task.title}`.trim() },
      link: linkOf(task),
      key: `task:${task.id}:assigned:${task.version}`,
    },
  )
}

const CLOSE = `update sen.task set version = version + 1, done_at = $2, done_by = $3, done_by_name = $4, outcome = $5, clock = $6, state = $7, warn_at = null where id = $1 returning *`

/** Closes open tasks of a case. Must run with the house's sight. */
export async function closeTasks(
  tx: Tx,
  which: { record: string; steps?: readonly string[]; tasks?: readonly TaskRow[] },
  close: { outcome: string; state: string; before?: ClocksBefore },
): Promise<TaskRow[]> {
  // Tasks that the caller has just read under lock need no second look.
  const open =
    which.tasks ??
    (await tx.query<TaskRow>(
      'select * from sen.task where record_id = $1 and done_at is null and ($2::text[] is null or step = any($2)) order by id',
      [which.record, which.steps ? [...which.steps] : null],
    ))
  const closed: TaskRow[] = []
  for (const task of open) {
    if (close.before) {
      close.before.tasks[task.id] ??= {
        clock: task.clock,
        warn_minutes: task.warn_minutes,
        due_at: task.due_at,
        warn_at: task.warn_at,
        paused_at: task.paused_at,
      }
    }
    const clock = task.clock ? JSON.stringify(finishClock(task.clock, tx.now)) : null
    const row = await tx.one<TaskRow>(CLOSE, [
      task.id,
      tx.now,
      tx.actor.account,
      tx.actor.name,
      close.outcome,
      clock,
      close.state,
    ])
    if (row) closed.push(row)
  }
  return closed
}

/** Locks a task that the actor sees and that is not done. Another's hand on it a moment ago is refused in words. */
async function lockOpen(tx: Tx, id: string): Promise<TaskRow> {
  await getTask(tx, id)
  const task = await tx.asHouse(() => tx.one<TaskRow>('select * from sen.task where id = $1 for update', [id]))
  if (!task) throw refuseCase['missing-task']()
  refuseDone(tx, task)
  return task
}

const GIVE = `update sen.task set version = version + 1, assignee = $2, assignee_name = $3, taken_at = $4 where id = $1 returning *`

/** The actor takes a free task of a role she holds at its unit. Taking one's own again changes nothing. */
export async function take(tx: Tx, taskId: string): Promise<TaskRow> {
  const task = await lockOpen(tx, taskId)
  if (task.assignee === tx.actor.account && task.taken_at) return task
  if (task.assignee && task.assignee !== tx.actor.account) {
    throw refuseCase['taken-already']({ name: task.assignee_name ?? '' })
  }
  const holds = await holdsAt(tx, [task.unit])
  if (!task.assignee && !holds(task.role, task.unit)) throw refuseCase['not-your-task']({ move: task.step_vi })
  return tx.asHouse(async () => {
    const row = await tx.one<TaskRow>(GIVE, [task.id, tx.actor.account, tx.actor.name, tx.now])
    tell(tx, 'taken', task, { step: task.step })
    return row as TaskRow
  })
}

/**
 * Gives a task to a colleague who holds its role at its unit, or with null puts it back. Those may who hold the role, the
 * head's role (`escalateTo`) there or above, or have the task in hand.
 */
export async function assign(tx: Tx, taskId: string, account: string | null): Promise<TaskRow> {
  const task = await lockOpen(tx, taskId)
  const holds = await holdsAt(tx, [task.unit])
  const roles = task.head_role ? [task.role, task.head_role] : [task.role]
  if (tx.actor.kind !== 'system' && task.assignee !== tx.actor.account && !holds(roles, task.unit)) {
    throw refuseCase['not-your-task']({ move: task.step_vi })
  }
  const to = account === null ? null : await getColleague(tx, task.unit, task.role, account)
  return tx.asHouse(async () => {
    const row = (await tx.one<TaskRow>(GIVE, [
      task.id,
      to?.id ?? null,
      to?.name ?? null,
      to ? tx.now : null,
    ])) as TaskRow
    tell(tx, 'assigned', task, { step: task.step, to: to?.name ?? null })
    await tellAssigned(tx, row)
    return row
  })
}

/** Whom a task can be given to. */
export async function colleaguesOf(tx: Tx, taskId: string): Promise<{ id: string; name: string }[]> {
  const task = await getTask(tx, taskId)
  return colleagues(tx, task.unit, [task.role])
}

export function tell(tx: Tx, kind: string, task: TaskRow, data: Record<string, unknown>): void {
  writeFact(tx, {
    kind,
    system: task.system,
    record: task.record,
    recordId: task.record_id,
    unit: task.record_unit,
    data,
  })
}

/** Puts a task back as it was before it was closed or its clock was touched. Must run with the house's sight. */
export async function restoreTask(
  tx: Tx,
  id: string,
  was: ClocksBefore['tasks'][string],
  state: string,
): Promise<void> {
  const row = await tx.one<TaskRow>('select * from sen.task where id = $1', [id])
  if (!row) return
  const columns =
    was.clock && row.calendar
      ? columnsOf(await calendarOf(tx, row.calendar), was.clock, row, tx.now)
      : { clock: null, due_at: null, warn_at: null, paused_at: null }
  await tx.query(
    `update sen.task set version = version + 1, state = $2, clock = $3, due_at = $4, warn_at = $5, paused_at = $6,
       done_at = null, done_by = null, done_by_name = null, outcome = null where id = $1`,
    [
      id,
      state,
      columns.clock ? JSON.stringify(columns.clock) : null,
      columns.due_at,
      columns.warn_at,
      columns.paused_at,
    ],
  )
}
