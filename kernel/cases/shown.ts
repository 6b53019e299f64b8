import type { Words } from '#ground/text'
import type { Field } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { standsInFor } from '#kernel/trust'
import { askedOn, askedShown } from './asked.ts'
import { compiledCalendar } from './calendar.ts'
import { type Looker, permits } from './case.ts'
import { noClock, type ShownClock, showClock } from './clock.ts'
import type { Flow, Flows, Move, TaskRow } from './flow.ts'
import type { Holds } from './task.ts'

/** A field as forms need it; the same shape as the fields of a record's description. */
export interface FieldShown {
  name: string
  kind: string
  label: Words
  help?: Words
  required: boolean
  readonly: boolean
  max?: number
  min?: number
  unit?: string
  choices?: { value: string; label: Words }[]
  ref?: string
  fields?: FieldShown[]
  personal?: 'basic' | 'sensitive'
  searchable: boolean
  sortable: boolean
}

export interface MoveShown {
  name: string
  label: Words
  tone: 'primary' | 'neutral' | 'danger'
  confirm?: Words
  fields: FieldShown[]
}

export interface TaskShown {
  id: string
  version: number
  flow: string
  system: string
  record: string
  recordId: string
  state: string
  title: string
  number: string
  step: string
  stepLabel: Words
  position: number | null
  unit: { id: string; name: string }
  role: string
  assignee: { id: string; name: string } | null
  openedAt: Date
  dueAt: Date | null
  pausedAt: Date | null
  doneAt: Date | null
  doneBy: string | null
  outcome: string | null
  clock: ShownClock
  moves: MoveShown[]
  /** The colleague in whose place the actor would do it; null when it is hers to do. */
  inPlaceOf: string | null
  /** The actor's own last move, not yet opened by the next officer. */
  recallable: boolean
}

function fieldShown(name: string, field: Field<unknown>, label: Words, choices?: Record<string, Words>): FieldShown {
  const { spec } = field
  return {
    name,
    kind: spec.kind,
    label,
    required: spec.required && spec.default === undefined,
    readonly: spec.readonly,
    searchable: spec.searchable,
    sortable: false,
    ...(spec.help ? { help: spec.help } : {}),
    ...(spec.max === undefined ? {} : { max: spec.max }),
    ...(spec.min === undefined ? {} : { min: spec.min }),
    ...(spec.unit ? { unit: spec.unit } : {}),
    ...(spec.ref ? { ref: spec.ref } : {}),
    ...(spec.personal ? { personal: spec.personal } : {}),
    ...(spec.values
      ? { choices: spec.values.map((value) => ({ value, label: choices?.[value] ?? { vi: value, en: value } })) }
      : {}),
    ...(spec.rows
      ? {
          fields: Object.entries(spec.rows).map(([inner, one]) =>
            fieldShown(inner, one, choices?.[inner] ?? { vi: inner, en: inner }),
          ),
        }
      : {}),
  }
}

const shownMoves = new WeakMap<Move, MoveShown>()

export function moveShown(name: string, move: Move): MoveShown {
  const known = shownMoves.get(move)
  if (known) return known
  const shown: MoveShown = {
    name,
    label: move.label,
    tone: move.tone ?? 'neutral',
    ...(move.confirm ? { confirm: move.confirm } : {}),
    fields: Object.entries(move.fields ?? {}).map(([field, declared]) =>
      fieldShown(field, declared, move.labels?.[field] ?? { vi: field, en: field }, move.choices?.[field]),
    ),
  }
  shownMoves.set(move, shown)
  return shown
}

/** Moves that state, step, rules and `once` allow. A guard may still refuse: it is asked only when the move is made. */
export function offered(
  flow: Flow,
  state: string,
  step: string | null,
  made: readonly string[],
  look: Looker,
): MoveShown[] {
  const shown: MoveShown[] = []
  for (const [name, move] of Object.entries(flow.moves)) {
    if (!move.from.includes(state)) continue
    if (move.step && (step === null || !move.step.includes(step))) continue
    if (move.once && made.includes(name)) continue
    if (look.task?.without?.includes(name)) continue
    if (!move.who.some((rule) => permits(rule, look))) continue
    const plain = moveShown(name, move)
    const asked = askedOn(look.task?.asks, name)
    // What the step wants to know comes first: it is why the dossier lies here.
    shown.push(asked.length > 0 ? { ...plain, fields: [...asked.map(askedShown), ...plain.fields] } : plain)
  }
  return shown
}

/** A task as it comes out of a query that joins its unit, its calendar and the once-moves of its case. */
export interface TaskFound extends TaskRow {
  unit_name: string
  stamp: string | null
  made: string[] | null
  recallable?: boolean
}

/** What a queue's query adds to a task. */
export const TASK_JOINS = `join sen.unit u on u.id = t.unit left join sen.calendar c on c.name = t.calendar`
export const TASK_EXTRAS = `u.name as unit_name, c.stamp, (select array_agg(distinct m.move) from sen.case_move m
  where m.record_id = t.record_id and m.flow = t.flow and m.once and m.recalled_at is null) as made`

export async function taskShown(
  tx: Tx,
  flows: Flows,
  holds: Holds,
  task: TaskFound,
  record?: { unit: string } & Record<string, unknown>,
): Promise<TaskShown> {
  const flow = flows.get(`${task.system}/${task.flow}`) ?? findByName(flows, task)
  const moves =
    flow && task.done_at === null
      ? offered(flow, task.state, task.step, task.made ?? [], {
          tx,
          holds,
          task,
          record: record ?? { unit: task.record_unit },
          subject: record ? flow.record.subject : undefined,
        })
      : []
  const clock = task.clock
    ? showClock(await compiledCalendar(tx, task.calendar, task.stamp), task.clock, task.warn_minutes, tx.now)
    : noClock
  return {
    id: task.id,
    version: task.version,
    flow: task.flow,
    system: task.system,
    record: task.record,
    recordId: task.record_id,
    state: task.state,
    title: task.title,
    number: task.number ?? '',
    step: task.step,
    stepLabel: { vi: task.step_vi, en: task.step_en },
    position: task.position,
    unit: { id: task.unit, name: task.unit_name },
    role: task.role,
    assignee: task.assignee ? { id: task.assignee, name: task.assignee_name ?? '' } : null,
    openedAt: task.opened_at,
    dueAt: task.due_at,
    pausedAt: task.paused_at,
    doneAt: task.done_at,
    doneBy: task.done_by_name,
    outcome: task.outcome,
    clock,
    moves,
    inPlaceOf: (await standsInFor(tx, [task.role], task.unit))?.name ?? null,
    recallable: task.recallable ?? false,
  }
}

function findByName(flows: Flows, of: { system: string; flow: string }): Flow | undefined {
  return [...flows.values()].find((one) => one.system === of.system && one.name === of.flow)
}
