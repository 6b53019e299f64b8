import { formatInstant } from '#ground/clock'
import { isUuid, uuidv7 } from '#ground/ids'
import { assert, Refusal } from '#ground/refusal'
import type { Words } from '#ground/text'
import {
  changeRow,
  type FieldSpec,
  type Fields,
  type Input,
  InvalidInput,
  parseField,
  type RecordType,
  type Row,
  refuseInput,
  refuseRow,
} from '#kernel/records'
import { quote, type Tx } from '#kernel/store'
import { actInPlace } from '#kernel/trust'
import { askedOn, askedSaid, specOf } from './asked.ts'
import { type CaseRef, type ClockRow, type ClocksBefore, clocksOf } from './clock.ts'
import type { Asked, Context, Flow, Flows, Move, MoveWho, Sight, TaskRow } from './flow.ts'
import { notify } from './notice.ts'
import { refuseCase } from './refusals.ts'
import { closeTasks, getTask, type Holds, holdsAt, openTask, refuseDone, restoreTask } from './task.ts'

const NOTE_MAX = 4_000
const BULK_MAX = 200

type AnyRow = Row<RecordType>
const fieldOf = (row: object, field: string): unknown => (row as Record<string, unknown>)[field]

/** What stands above a case in queues and notices. */
export function caseRef(flow: Flow, row: AnyRow): CaseRef & { state: string } {
  const number = flow.numberField ? fieldOf(row, flow.numberField) : null
  return {
    flow,
    record: row,
    title: String(fieldOf(row, flow.record.titleField) ?? ''),
    number: number === null || number === undefined ? null : String(number),
    state: String(fieldOf(row, flow.stateField)),
  }
}

export interface Looker {
  tx: Tx
  holds: Holds
  task: Pick<TaskRow, 'unit' | 'role' | 'assignee' | 'without' | 'asks'> | null
  /** The row, or what a queue knows of it. */
  record: { unit: string } & Record<string, unknown>
  subject: string | undefined
}

/** Does a rule hold? Says no where the row is not at hand (a queue knows only its unit). */
export function permits(rule: MoveWho, look: Looker): boolean {
  const { actor } = look.tx
  if (actor.kind === 'system') return true
  if (rule === 'house') return false
  if (rule === 'assignee') return look.task?.assignee != null && look.task.assignee === actor.account
  if (rule === 'doer') return look.task !== null && look.holds(look.task.role, look.task.unit)
  if (rule === 'creator') return actor.account !== null && look.record.created_by === actor.account
  if (rule === 'subject')
    return look.subject !== undefined && actor.person !== null && look.record[look.subject] === actor.person
  if ('person' in rule) return actor.person !== null && look.record[rule.person] === actor.person
  const roles = typeof rule.role === 'string' ? [rule.role] : rule.role
  if (rule.of && (look.task === null || !rule.of.includes(look.task.role))) return false
  if (rule.at === 'anywhere') return actor.roles.some((grant) => roles.includes(grant.role))
  if (rule.at === 'task') return look.task !== null && look.holds(roles, look.task.unit)
  const at = rule.at === 'unit' ? look.record.unit : look.record[rule.at]
  return (Array.isArray(at) ? at : [at]).some((unit) => typeof unit === 'string' && look.holds(roles, unit))
}

/** Roles that the rules of a move name. */
const rolesNamed = (move: Move): string[] =>
  move.who.flatMap((rule) => (typeof rule === 'object' && 'role' in rule ? [rule.role].flat() : []))

/** Units that the rules of a flow may ask about for one row. */
export function unitsOf(flow: Flow, row: object): string[] {
  const fields = new Set(['unit'])
  for (const move of Object.values(flow.moves)) {
    for (const rule of move.who) {
      if (typeof rule === 'object' && 'role' in rule && rule.at !== 'task' && rule.at !== 'anywhere')
        fields.add(rule.at)
    }
  }
  return [...fields].flatMap((field) => fieldOf(row, field) ?? []).filter((id): id is string => typeof id === 'string')
}

/** Reads the fields of a move and what its task asks beside; unknown ones are refused, all refusals come together. */
function readData(
  move: Move,
  asked: readonly Asked[],
  given: Record<string, unknown> | undefined,
): Record<string, unknown> {
  const fields: Fields = move.fields ?? {}
  const specs: [name: string, spec: FieldSpec, label: string][] = [
    ...Object.entries(fields).map(([name, field]): [string, FieldSpec, string] => [
      name,
      field.spec,
      move.labels?.[name]?.vi ?? name,
    ]),
    ...asked.map((one): [string, FieldSpec, string] => [one.name, specOf(one), one.label.vi]),
  ]
  const errors: Refusal[] = []
  const data: Record<string, unknown> = {}
  for (const name of Object.keys(given ?? {})) {
    if (!specs.some(([known]) => known === name)) {
      errors.push(refuseInput['unknown-field']({ field: name.slice(0, 60), title: move.label.vi }, name.slice(0, 60)))
    }
  }
  for (const [name, spec, label] of specs) {
    try {
      data[name] = parseField(spec, given?.[name], name, label)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      errors.push(error)
    }
  }
  if (errors.length > 0) throw new InvalidInput(errors)
  return data
}

/** What was answered to what the task asked, in words, for the log. */
function saidOf(asked: readonly Asked[], data: Record<string, unknown>): { said?: { label: Words; text: Words }[] } {
  const said = asked.flatMap((one) => {
    const text = askedSaid(one, data[one.name])
    return text ? [{ label: one.label, text }] : []
  })
  return said.length > 0 ? { said } : {}
}

interface Making {
  flow: Flow
  row: AnyRow
  task: TaskRow | null
  move: string | null
  name: string
  from: string
  to: string
  data: Record<string, unknown>
  note: string | null
  before: ClocksBefore
}

/** The hands of an effect. Every verb runs inside asHouse, opened by the caller. */
function contextOf(tx: Tx, making: Making): { ctx: Context; opened: TaskRow[]; row(): AnyRow } {
  const { flow, before } = making
  let row = making.row
  const opened: TaskRow[] = []
  const ctx: Context = {
    tx,
    flow,
    move: making.name,
    get record() {
      return row
    },
    task: making.task,
    data: making.data,
    note: making.note,
    now: tx.now,
    from: making.from,
    to: making.to,
    async set(patch) {
      row = await changeRow(tx, flow.record, row.id, row.version, patch, { held: row })
      return row
    },
    async openTask(task) {
      const made = await openTask(tx, caseRef(flow, row), task, { move: making.move, task: making.task?.id ?? null })
      opened.push(made)
      return made
    },
    async closeTasks(which) {
      const closed = await closeTasks(
        tx,
        { record: row.id, ...(which?.steps ? { steps: which.steps } : {}) },
        { outcome: which?.outcome ?? making.name, state: making.to, before },
      )
      return closed.length
    },
    get clocks() {
      return clocksOf(tx, caseRef(flow, row), before)
    },
    notify: (to, notice) => notify(tx, to, notice),
  }
  return { ctx, opened, row: () => row }
}

/**
 * Begins the case of a row (or its id) that was just created: runs the flow's `begin`, then `begin` given here; both open tasks and
 * start clocks with the house's sight. The caller's right to create the row is its right to begin the case.
 */
export async function startCase<R extends RecordType>(
  tx: Tx,
  flow: Flow<R>,
  record: Row<R> | string,
  begin?: (ctx: Context<R>) => Promise<void>,
): Promise<{ record: Row<R>; opened: TaskRow[] }> {
  const plain = flow as unknown as Flow
  const row =
    typeof record === 'string'
      ? await tx.asHouse(() => tx.one<AnyRow>(`select * from ${quote(flow.record.table)} where id = $1`, [record]))
      : (record as unknown as AnyRow)
  if (!row) throw refuseRow.missing({ title: flow.record.words.title[tx.actor.lang].toLowerCase() })
  const state = String(fieldOf(row, flow.stateField))
  const before: ClocksBefore = { clocks: {}, tasks: {} }
  const made = contextOf(tx, {
    flow: plain,
    row,
    task: null,
    move: null,
    name: 'begun',
    from: state,
    to: state,
    data: {},
    note: null,
    before,
  })
  await tx.asHouse(async () => {
    await plain.begin?.(made.ctx)
    await begin?.(made.ctx as unknown as Context<R>)
  })
  return { record: made.row() as unknown as Row<R>, opened: made.opened }
}

export interface MoveRequest<M extends string = string> {
  /** The task it is made on … */
  taskId?: string
  /** … or the case itself; then an open task on which the actor may make it is found, if there is one. */
  recordId?: string
  move: M
  /** Of the task when `taskId` is given, else of the record. Without it the newest is meant (bulk, house). */
  version?: number
  note?: string | null
  data?: Record<string, unknown>
}

export interface Moved<R extends RecordType = RecordType> {
  record: Row<R>
  task: TaskRow | null
  opened: TaskRow[]
  from: string
  to: string
}

const LOCK_TASKS = 'select * from sen.task where record_id = $1 and done_at is null order by id for update'
const MADE = `select at from sen.case_move where record_id = $1 and flow = $2 and move = $3 and once and recalled_at is null`
const INSERT_MOVE = `insert into sen.case_move (id, system, flow, record, record_id, unit, move, once, from_state, to_state, task, version_before, version_after, recallable, before, at, by, by_name)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`

function refuseStale(flow: Flow, tx: Tx, theirs: number, yours: number | undefined): void {
  if (yours === undefined || yours === theirs) return
  throw refuseRow['stale-version']({ title: flow.record.words.title[tx.actor.lang].toLowerCase(), theirs, yours })
}

/**
 * Makes a move: locks the row, checks version, who, state, step, once and guard, changes the state, runs the effect.
 * Everything in the actor's transaction, or nothing.
 *
 * Refuses 'cases.no-such-move', 'cases.missing-task', 'cases.already-moved', 'records.stale-version', 'cases.not-your-task',
 * 'cases.wrong-state', 'cases.wrong-step', 'cases.second-time', 'records.invalid' (fields), and what guard and effect refuse.
 */
export async function move<R extends RecordType, M extends string>(
  tx: Tx,
  flow: Flow<R, M>,
  request: MoveRequest<NoInfer<M>>,
): Promise<Moved<R>> {
  return (await makeMove(tx, flow as unknown as Flow, request)) as unknown as Moved<R>
}

async function makeMove(tx: Tx, flow: Flow, request: MoveRequest, known?: TaskRow): Promise<Moved> {
  const declared = Object.hasOwn(flow.moves, request.move) ? flow.moves[request.move] : undefined
  if (!declared) throw refuseCase['no-such-move']({ move: String(request.move).slice(0, 60) }, 'move')
  const note = readNote(request.note)
  const words = declared.label[tx.actor.lang]
  const title = flow.record.words.title[tx.actor.lang].toLowerCase()

  // Under the actor's own sight: a task of another unit does not exist for her.
  const seen = known ?? (request.taskId === undefined ? null : await getTask(tx, request.taskId))
  if (seen && (seen.flow !== flow.name || seen.system !== flow.system)) throw refuseCase['missing-task']()
  const recordId = seen?.record_id ?? request.recordId
  if (recordId === undefined || !isUuid(recordId)) throw refuseRow.missing({ title })

  // FOR UPDATE asks for the right to change the row, which an officer of a later step need not have: the flow's own rules,
  // checked below, are what lets her move it. The row comes before its tasks, so that two movers never wait in a circle.
  const { row, tasks, seenNow, holds } = await tx.asHouse(async () => {
    const [found, open] = await Promise.all([
      tx.one<AnyRow>(`select * from ${quote(flow.record.table)} where id = $1 for update`, [recordId]),
      tx.query<TaskRow>(LOCK_TASKS, [recordId]),
    ])
    if (!found) throw refuseRow.missing({ title })
    const again = seen
      ? (open.find((one) => one.id === seen.id) ??
        (await tx.one<TaskRow>('select * from sen.task where id = $1', [seen.id])))
      : undefined
    const here = open.filter((one) => one.flow === flow.name)
    // What the actor holds is asked by her account: it is the same whoever looks.
    const held = await holdsAt(tx, [...unitsOf(flow, found), ...here.map((one) => one.unit)])
    return { row: found, tasks: here, seenNow: again, holds: held }
  })
  if (seenNow) refuseDone(tx, seenNow)

  const look = (task: TaskRow | null): Looker => ({
    tx,
    holds,
    task,
    record: row as Looker['record'],
    subject: flow.record.subject,
  })
  const atStep = (task: TaskRow | null) => !declared.step || (task !== null && declared.step.includes(task.step))
  const may = (task: TaskRow | null) => declared.who.some((rule) => permits(rule, look(task)))
  let task: TaskRow | null = seenNow ?? null
  if (!seen) {
    // Nobody named a task: the applicant moves the case itself, an officer means the task she has there.
    const own = tasks.find(
      (one) => atStep(one) && declared.who.some((rule) => needsTask(rule) && permits(rule, look(one))),
    )
    task = tx.actor.kind === 'system' ? (tasks.find((one) => declared.step && atStep(one)) ?? null) : (own ?? null)
  }
  if (!may(task)) {
    // Who may neither move nor see it must not learn that it exists.
    if (!seen && !(await tx.one(`select 1 from ${quote(flow.record.table)} where id = $1`, [recordId]))) {
      throw refuseRow.missing({ title })
    }
    throw refuseCase['not-your-task']({ move: words })
  }
  // Whoever stands in for a colleague leaves both names on what she does.
  const [roles, place] = task ? [[task.role], task.unit] : [rolesNamed(declared), (row as Looker['record']).unit]
  if (holds.delegated?.(roles, place)) await actInPlace(tx, roles, place)
  refuseStale(flow, tx, seenNow ? seenNow.version : row.version, request.version)
  const from = String(fieldOf(row, flow.stateField))
  if (!declared.from.includes(from)) {
    throw refuseCase['wrong-state']({ state: flow.states[from]?.label[tx.actor.lang] ?? from, move: words })
  }
  if (!atStep(task)) {
    throw refuseCase['wrong-step']({
      step: task ? (tx.actor.lang === 'vi' ? task.step_vi : task.step_en) : '–',
      move: words,
    })
  }
  if (declared.once) {
    const made = await tx.asHouse(() => tx.one<{ at: Date }>(MADE, [row.id, flow.name, request.move]))
    if (made) throw refuseCase['second-time']({ move: words, at: formatInstant(made.at) })
  }
  const asked = askedOn(task?.asks, request.move)
  const data = readData(declared, asked, request.data)
  const sight: Sight = { tx, flow, move: request.move, record: row, task, data, note, now: tx.now }
  await declared.guard?.(sight)

  return tx.asHouse(async () => {
    const to = typeof declared.to === 'function' ? declared.to(sight) : declared.to
    assert(flow.states[to], `${flow.path}.${request.move} leads to an unknown state "${to}"`)
    const id = uuidv7(tx.now)
    const before: ClocksBefore = { clocks: {}, tasks: {} }
    const patch = { ...declared.set?.(sight), [flow.stateField]: to } as Input<RecordType>
    const changing = changeRow(tx, flow.record, row.id, row.version, patch, {
      fact: request.move,
      held: row,
      data: {
        from,
        to,
        ...(task ? { step: task.step, task: task.id } : {}),
        ...(note ? { note } : {}),
        ...saidOf(asked, data),
      },
    })
    const closing =
      task && !declared.keepsTask
        ? closeTasks(tx, { record: row.id, tasks: [task] }, { outcome: request.move, state: to, before })
        : undefined
    const [changed] = await Promise.all([changing, closing])
    if (tasks.length > 1 || (tasks.length === 1 && (tasks[0]?.id !== task?.id || declared.keepsTask))) {
      await tx.query(
        'update sen.task set state = $2, version = version + 1 where record_id = $1 and done_at is null and state <> $2',
        [row.id, to],
      )
    }
    const making = contextOf(tx, {
      flow,
      row: changed,
      task,
      move: id,
      name: request.move,
      from,
      to,
      data,
      note,
      before,
    })
    await declared.effect?.(making.ctx)
    const ends = flow.states[to]?.end === true
    if (ends) {
      await closeTasks(tx, { record: row.id }, { outcome: request.move, state: to, before })
      await making.ctx.clocks.stop()
    }
    const after = making.row()
    // What was done beside colleagues who are still at it opens nothing, and may be taken back all the same.
    const beside = !declared.keepsTask && tasks.some((one) => one.id !== task?.id && !(one.id in before.tasks))
    const told = tx.query(INSERT_MOVE, [
      id,
      flow.system,
      flow.name,
      flow.record.name,
      row.id,
      row.unit,
      request.move,
      declared.once ?? false,
      from,
      to,
      task?.id ?? null,
      row.version,
      after.version,
      declared.recall !== false && !ends && task !== null && (making.opened.length > 0 || beside),
      JSON.stringify(before),
      tx.now,
      tx.actor.account,
      tx.actor.name,
    ])
    tx.sent(told)
    return { record: after, task, opened: making.opened, from, to }
  })
}

const needsTask = (rule: MoveWho): boolean =>
  rule === 'assignee' || rule === 'doer' || (typeof rule === 'object' && 'role' in rule && rule.at === 'task')

function readNote(note: string | null | undefined): string | null {
  const text = note?.normalize('NFC').trim() ?? ''
  if (text.length > NOTE_MAX) throw refuseCase['long-text']({ length: text.length, max: NOTE_MAX }, 'note')
  return text === '' ? null : text
}

/** The flow of a task. Refuses 'cases.missing-task' when its system is switched off. */
export function flowOf(flows: Flows, of: { system: string; flow: string }): Flow {
  const found =
    flows.get(`${of.system}/${of.flow}`) ??
    [...flows.values()].find((one) => one.system === of.system && one.name === of.flow)
  if (!found) throw refuseCase['missing-task']()
  return found
}

/** A move on a task whose flow is not known yet: what an API has in hand. */
export async function moveTask(tx: Tx, flows: Flows, request: MoveRequest & { taskId: string }): Promise<Moved> {
  const task = await getTask(tx, request.taskId)
  return makeMove(tx, flowOf(flows, task), request, task)
}

/**
 * The same transaction with its own list of facts: what is queued inside a savepoint must go when the savepoint goes.
 */
async function inSavepoint<T>(tx: Tx, work: (inner: Tx) => Promise<T>): Promise<T> {
  const hooks: ((tx: Tx) => Promise<void>)[] = []
  const later: (() => void | Promise<void>)[] = []
  const inner: Tx = {
    ...tx,
    before: (hook) => void hooks.push(hook),
    after: (hook) => void later.push(hook),
    // Inside a savepoint the last word must fall before the savepoint does.
    last: async (sql, params) => void (await tx.query(sql, params)),
    sent: (answer) => {
      answer.catch(() => undefined)
      hooks.push(async () => void (await answer))
    },
  }
  await tx.query('savepoint one_of_many')
  try {
    const result = await work(inner)
    for (const hook of hooks) await hook(inner)
    await tx.query('release savepoint one_of_many')
    for (const hook of later) tx.after(hook)
    return result
  } catch (error) {
    await tx.query('rollback to savepoint one_of_many')
    throw error
  }
}

/**
 * The same move on many tasks (at most 200), each in its own savepoint: one that is refused takes nothing else with it.
 * Errors that are not refusals undo the whole.
 */
export async function moveMany(
  tx: Tx,
  flows: Flows,
  request: { ids: readonly string[]; move: string; note?: string | null; data?: Record<string, unknown> },
): Promise<{ done: string[]; refused: { id: string; error: Refusal }[] }> {
  const ids = [...new Set(request.ids)]
  if (ids.length > BULK_MAX) throw refuseCase['too-many-tasks']({ count: ids.length, max: BULK_MAX }, 'ids')
  const seen = await tx.query<TaskRow>('select * from sen.task where id = any($1::uuid[])', [
    ids.filter((id) => isUuid(id)),
  ])
  const rows = new Map(seen.map((task) => [task.id, task]))
  // In the order of their records, so that two bulk moves cannot wait for each other in a circle.
  const order = ids.toSorted((a, b) => (rows.get(a)?.record_id ?? '').localeCompare(rows.get(b)?.record_id ?? ''))
  const done: string[] = []
  const refused: { id: string; error: Refusal }[] = []
  for (const id of order) {
    try {
      const task = rows.get(id)
      if (!task) throw refuseCase['missing-task']()
      const { move, note, data } = request
      await inSavepoint(tx, (inner) => makeMove(inner, flowOf(flows, task), { taskId: id, move, note, data }))
      done.push(id)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      refused.push({ id, error })
    }
  }
  return { done, refused }
}

interface MoveRow {
  id: string
  flow: string
  move: string
  from_state: string
  task: string | null
  version_before: number
  version_after: number
  recallable: boolean
  before: ClocksBefore
  by: string | null
}

const cannot = {
  last: { vi: 'hồ sơ đã được xử lý tiếp', en: 'the case has gone on' },
  opened: { vi: 'người nhận đã mở hồ sơ', en: 'the receiver has opened the case' },
  not: { vi: 'thao tác này không rút lại được', en: 'this move cannot be taken back' },
  mine: { vi: 'người chuyển không phải là bạn', en: 'it was not you who made the move' },
  changed: { vi: 'hồ sơ đã được sửa sau khi chuyển', en: 'the case was changed afterwards' },
}
const cannotRecall = (tx: Tx, why: keyof typeof cannot): Refusal =>
  refuseCase['cannot-recall']({ reason: cannot[why][tx.actor.lang] })

/**
 * Takes the actor's last move back, while the next officer has neither taken nor moved the task it opened: the task is
 * open again, state, fields, clocks are as before, and a `once` move counts as not made. `taskId` is the task she closed,
 * or one that her move opened. Notices that went out stay.
 */
export async function recall(
  tx: Tx,
  flows: Flows,
  taskId: string,
  version?: number,
): Promise<{ record: Row<RecordType>; task: TaskRow }> {
  const seen = await getTask(tx, taskId)
  const flow = flowOf(flows, seen)
  return tx.asHouse(async () => {
    const row = await tx.one<AnyRow>(`select * from ${quote(flow.record.table)} where id = $1 for update`, [
      seen.record_id,
    ])
    if (!row) throw refuseCase['missing-task']()
    const now = await tx.one<TaskRow>('select * from sen.task where id = $1 for update', [taskId])
    refuseStale(flow, tx, now?.version ?? seen.version, version)
    const last = await tx.one<MoveRow>(
      'select * from sen.case_move where record_id = $1 and flow = $2 and recalled_at is null order by at desc, id desc limit 1',
      [row.id, flow.name],
    )
    if (!last) throw cannotRecall(tx, 'not')
    const opened = await tx.query<TaskRow>('select * from sen.task where opened_by_move = $1 order by id for update', [
      last.id,
    ])
    if (last.task !== taskId && !opened.some((task) => task.id === taskId)) throw cannotRecall(tx, 'last')
    if (last.by !== tx.actor.account) throw cannotRecall(tx, 'mine')
    if (!last.recallable || last.task === null) throw cannotRecall(tx, 'not')
    if (opened.some((task) => task.done_at !== null || task.taken_at !== null)) throw cannotRecall(tx, 'opened')
    if (row.version !== last.version_after) throw cannotRecall(tx, 'changed')

    // Each version keeps what it changed; going back over them, the oldest value has the last word.
    const were = await tx.query<{ row: Record<string, unknown> }>(
      'select row from sen.history where record_id = $1 and version >= $2 and version < $3 order by version desc',
      [row.id, last.version_before, last.version_after],
    )
    const patch: Record<string, unknown> = {}
    for (const was of were) {
      for (const [name, value] of Object.entries(was.row)) if (flow.record.fields[name]) patch[name] = value
    }
    const record = await changeRow(tx, flow.record, row.id, row.version, patch as Input<RecordType>, {
      fact: 'recalled',
      data: { move: last.move, from: fieldOf(row, flow.stateField), to: last.from_state, task: last.task },
    })
    for (const task of opened) {
      await closeTasks(tx, { record: row.id, tasks: [task] }, { outcome: 'recalled', state: last.from_state })
    }
    for (const [id, before] of Object.entries(last.before.tasks)) await restoreTask(tx, id, before, last.from_state)
    await tx.query('update sen.task set state = $2 where record_id = $1 and done_at is null', [row.id, last.from_state])
    for (const [name, before] of Object.entries(last.before.clocks)) await restoreClock(tx, row.id, name, before)
    await tx.query('update sen.case_move set recalled_at = $2 where id = $1', [last.id, tx.now])
    const task = await tx.one<TaskRow>('select * from sen.task where id = $1', [last.task])
    assert(task, 'the recalled task is there')
    return { record, task }
  })
}

async function restoreClock(tx: Tx, recordId: string, name: string, was: ClockRow | null): Promise<void> {
  if (was === null) {
    await tx.query('delete from sen.case_clock where record_id = $1 and name = $2', [recordId, name])
    return
  }
  await tx.query(
    `update sen.case_clock set clock = $3, warn_minutes = $4, due_at = $5, warn_at = $6, paused_at = $7, ended_at = $8, calendar = $9, warnings = $10
      where record_id = $1 and name = $2`,
    [
      recordId,
      name,
      JSON.stringify(was.clock),
      was.warn_minutes,
      was.due_at,
      was.warn_at,
      was.paused_at,
      was.ended_at,
      was.calendar,
      was.warnings ? JSON.stringify(was.warnings) : null,
    ],
  )
}

/** Clock verbs for code outside a move (a payment has come in). Locks the row of the record. */
export async function withClocks<R extends RecordType, T>(
  tx: Tx,
  flow: Flow<R>,
  recordId: string,
  work: (clocks: Context['clocks']) => Promise<T>,
): Promise<T> {
  const plain = flow as unknown as Flow
  return tx.asHouse(async () => {
    const row = await tx.one<AnyRow>(`select * from ${quote(flow.record.table)} where id = $1 for update`, [recordId])
    if (!row) throw refuseRow.missing({ title: flow.record.words.title[tx.actor.lang].toLowerCase() })
    return work(clocksOf(tx, caseRef(plain, row)))
  })
}
