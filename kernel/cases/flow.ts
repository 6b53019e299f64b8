import type { LocalDate } from '#ground/clock'
import { assert } from '#ground/refusal'
import type { Words } from '#ground/text'
import type { Limit, StartRules, WorkClock } from '#ground/working-time'
import type { Fields, Input, RecordType, Row } from '#kernel/records'
import type { Tx } from '#kernel/store'

/** How a state looks: never colour alone, the label says it too. */
export type Tone = 'neutral' | 'active' | 'good' | 'bad' | 'wait'

export interface State {
  label: Words
  tone: Tone
  /** Nothing follows: open tasks are closed and running clocks stop when a case enters it. */
  end?: boolean
}

/**
 * Who may make a move. One rule that holds is enough; the house always may.
 * - 'assignee': the officer to whom the task is given · 'doer': who holds the role of the task at its unit · 'subject': the person the record is about · 'creator': who made the row
 * - 'house': only the system itself
 * - a role held at the unit of the task, of the record ('unit'), of a field that refers to units, or 'anywhere'
 * - a person whom a field of the record names (who acts in the subject's place)
 */
export type MoveWho<A extends string = string> =
  | 'assignee'
  | 'doer'
  | 'subject'
  | 'creator'
  | 'house'
  | {
      role: string | readonly string[]
      at: 'task' | 'unit' | 'anywhere' | A
      /** Only on tasks of these roles: a head may do what is her section's, a handler not what is her head's. */
      of?: readonly string[]
    }
  | { person: A }

/** What a guard and a choice of state look at. */
export interface Sight<R extends RecordType = RecordType> {
  readonly tx: Tx
  readonly flow: Flow
  readonly move: string
  /** The row, locked, before the move. */
  readonly record: Row<R>
  /** The task the move is made on; null when it is made on the case itself (the applicant, the house). */
  readonly task: TaskRow | null
  /** Fields of the move, read by their declared kinds: `ctx.data.reason as string` is safe for a required text. */
  readonly data: Record<string, unknown>
  readonly note: string | null
  readonly now: Date
}

/** One thing that the officer of a task is asked when she makes one of its moves: not of the flow, but of this very task. */
export interface Asked {
  /** Lower-case letters, digits and underscores; not the name of a field of the move. */
  name: string
  kind: 'choice' | 'yesno' | 'number' | 'date'
  label: Words
  help?: Words
  required?: boolean
  min?: number
  max?: number
  unit?: string
  /** Of a choice. */
  choices?: readonly { value: string; label: Words }[]
}

/** What a task asks beside the fields of its moves, and on which of them. */
export interface Asks {
  moves: readonly string[]
  fields: readonly Asked[]
}

export interface NewTask<P extends string = string> {
  step: P
  /** Default: the words of the step in the flow. */
  label?: Words
  /** The role that does it, held at `unit` (an id) or above. */
  role: string
  unit: string
  /** Default: the record's title field. */
  title?: string
  /** Default: the record's number field, when the flow names one. */
  number?: string
  /** Order of the step in its procedure; steps done side by side share it. */
  position?: number
  /** Which of the steps of its procedure it is, where kind and position do not tell. */
  key?: string
  /** Moves that its step would offer and this task does not: the last step is not forwarded. A guard still decides. */
  without?: readonly string[]
  /** What this task asks beside; the answers come in `ctx.data`, and the log says them with the move. */
  asks?: Asks
  limit?: Limit | null
  rules?: StartRules
  /** An account: the task is given to it if it holds the role at that very unit, else it is free. */
  assignee?: string | null
}

export interface NewClock {
  limit: Limit
  rules?: StartRules
  /** When it was received; default now. */
  at?: Date
  /** Default: the calendar of the record's unit. */
  unit?: string
}

/** The clocks of one case. Instants are the transaction's. Without a name: every clock of the case and of its open tasks. */
export interface Clocks {
  /** Starts a clock, or starts an ended one anew. Returns its due instant. */
  start(name: string, clock: NewClock): Promise<Date>
  /** Waiting for somebody outside: what is left is kept. Clocks paused already stay as they are when no name is given. */
  pause(name?: string): Promise<void>
  /** Goes on with what was left. Returns the new due instant of the named clock (or of 'whole'), if there is one. */
  resume(name?: string): Promise<Date | null>
  /** Begins again with the whole limit (a supplement has come), whether paused or running. Returns the new due instant. */
  restart(name: string): Promise<Date>
  /** Promises another instant, later than the one that stands. Refuses a clock that is paused, ended or not there. Returns the instant that stood. */
  reschedule(name: string, due: Date): Promise<Date>
  stop(name?: string): Promise<void>
  /** Due instant of a clock, or null when it is paused, ended or not there. */
  dueOf(name: string): Promise<Date | null>
}

/** Who is told: accounts, the holders of a role in a unit, or the person behind an account. */
export type NoticeTo = { accounts: readonly string[] } | { role: string; unit: string } | { person: string }

export interface NewNotice {
  title: Words
  body?: Words
  link?: string
  /** The same key reaches the same account once. */
  key: string
}

/** What an effect may do. Everything happens in the mover's transaction. */
export interface Context<R extends RecordType = RecordType, P extends string = string> extends Sight<R> {
  /** The row after the move. */
  readonly record: Row<R>
  readonly from: string
  readonly to: string
  /** Changes further fields; `ctx.record` is the new row afterwards. */
  set(patch: Input<R>): Promise<Row<R>>
  openTask(task: NewTask<P>): Promise<TaskRow>
  /** Closes open tasks of the case, all or those of some steps. Returns how many. */
  closeTasks(which?: { steps?: readonly P[]; outcome?: string }): Promise<number>
  readonly clocks: Clocks
  notify(to: NoticeTo, notice: NewNotice): Promise<number>
}

/**
 * Fields to write. The index keeps literals what they are: while R is still being inferred, TypeScript would otherwise widen
 * `{ status: 'paid' }` to a string and refuse it.
 */
// biome-ignore lint/complexity/noBannedTypes: {} is any value that is there, which is what is meant
export type Patch<R extends RecordType> = Input<R> & { [field: string]: '' | {} | null | undefined }

export interface Move<R extends RecordType = RecordType, S extends string = string, P extends string = string> {
  from: readonly S[]
  to: S | ((ctx: Sight<R>) => S)
  who: readonly MoveWho<keyof Row<R> & string>[]
  label: Words
  tone?: 'primary' | 'neutral' | 'danger'
  /** Asked before it is done. */
  confirm?: Words
  /** What the mover fills in. */
  fields?: Fields
  /** Labels of the fields; every field needs one. */
  labels?: Record<string, Words>
  /** Labels of the values of choice fields. */
  choices?: Record<string, Record<string, Words>>
  /** Offered only on tasks of these steps. */
  step?: readonly P[]
  /** Once for each case (a supplement may be asked once: Decree 118/2025/NĐ-CP, art. 11). A recalled move does not count. */
  once?: boolean
  /** The task stays open: the move is something done on the way. */
  keepsTask?: boolean
  /** False: what the effect does outside the case cannot be taken back. Default: it may be, while the next officer has not taken it. */
  recall?: boolean
  /** Throws a Refusal when the move must not be made now. Runs with the actor's own sight. */
  guard?(ctx: Sight<R>): void | Promise<void>
  /** Fields written together with the state. */
  set?(ctx: Sight<R>): Patch<R>
  /** What follows. Runs with the house's sight: ids that come from `data` must be checked by the guard. */
  effect?(ctx: Context<R, P>): Promise<void>
}

/** The values of a record's state field: the states of its flow. */
export type StateOf<R, K> = K extends keyof Row<R> ? Extract<Row<R>[K], string> : never

export interface FlowOptions<
  R extends RecordType,
  K extends keyof Row<R> & string,
  M extends string,
  P extends string,
> {
  title: Words
  stateField: K
  states: { [S in StateOf<R, K>]: State }
  /** Field shown as the number of the case in queues. */
  numberField?: NoInfer<keyof Row<R> & string>
  /** Steps of tasks; without it any step may be opened, with words of its own. */
  steps?: Record<P, Words>
  moves: { [N in M]: Move<R, NoInfer<StateOf<R, K>>, NoInfer<P>> }
  /** Labels of the case's clocks. */
  clocks?: Record<string, Words>
  /** Role at the task's unit, or the nearest unit above, that hears of what is late and may assign. */
  escalateTo?: string
  /**
   * Shares of a limit (0 < share < 1, rising) at which those in charge are warned, once each, for a clock of the case (by its name) or
   * the task of a step, on the day the clock starts. Without it, or when it answers none: once, when a fifth or four working hours are left.
   */
  warnAt?(of: { clock: string } | { step: string }, day: LocalDate): readonly number[]
  /** Moves the house makes when a clock of the case runs out (no supplement in time closes the dossier). */
  whenLate?: Record<string, NoInfer<M>>
  /** Field that repeats the due instant of the clock 'whole': it follows when a day is announced and clocks are counted anew. */
  dueField?: NoInfer<keyof Row<R> & string>
  /** Opens the first tasks and clocks; run by startCase. */
  begin?(ctx: Context<R, NoInfer<P>>): Promise<void>
}

/** A flow over a record: states, moves and who may make them. */
export interface Flow<R extends RecordType = RecordType, M extends string = string> {
  /** 'kite-club/lending' */
  readonly path: string
  readonly system: string
  readonly name: string
  readonly title: Words
  readonly record: R
  readonly stateField: string
  readonly states: Readonly<Record<string, State>>
  readonly numberField: string | null
  readonly steps: Readonly<Record<string, Words>>
  readonly moves: Readonly<Record<string, Move>>
  readonly clocks: Readonly<Record<string, Words>>
  readonly escalateTo: string | null
  readonly warnAt: ((of: { clock: string } | { step: string }, day: LocalDate) => readonly number[]) | null
  readonly whenLate: Readonly<Record<string, string>>
  readonly dueField: string | null
  readonly begin: ((ctx: Context) => Promise<void>) | null
  /** Carries the type only; never set. */
  readonly moveNames?: M
}

/** All flows of the house by path ('system/name'). */
export type Flows = ReadonlyMap<string, Flow>

/** One moment at which those in charge are warned: the share of the limit that is gone, and the minutes still left then, in the measure of the limit. */
export interface Warning {
  share: number
  minutes: number
}

/** A row of sen.task. */
export interface TaskRow {
  id: string
  version: number
  system: string
  flow: string
  record: string
  record_id: string
  record_unit: string
  state: string
  title: string
  number: string | null
  step: string
  step_vi: string
  step_en: string
  position: number | null
  key: string | null
  without: readonly string[] | null
  asks: Asks | null
  unit: string
  role: string
  head_role: string | null
  assignee: string | null
  assignee_name: string | null
  taken_at: Date | null
  opened_at: Date
  opened_by: string | null
  opened_by_move: string | null
  from_task: string | null
  calendar: string
  clock: WorkClock | null
  warn_minutes: number | null
  warnings: readonly Warning[] | null
  due_at: Date | null
  warn_at: Date | null
  paused_at: Date | null
  warned_at: Date | null
  escalated_at: Date | null
  done_at: Date | null
  done_by: string | null
  done_by_name: string | null
  outcome: string | null
}

const NAME = /^[a-z][a-z0-9-]*$/
/** Twenty are more than a form can hold; the limit is there so that a queue page stays small. */
const FIELDS_MAX = 20

/**
 * Declares a flow as `system/name`. States are the values of the record's state field: a missing one, a typo in `from` or
 * `to`, a step or a field that does not exist fail to compile. What types cannot see (labels, reachability) is asserted here.
 */
export function flow<
  R extends RecordType,
  const K extends keyof Row<R> & string,
  const M extends string,
  const P extends string = string,
>(path: string, record: R, options: FlowOptions<R, K, M, P>): Flow<R, M> {
  const [system, name] = path.split('/') as [string, string]
  assert(NAME.test(system ?? '') && NAME.test(name ?? ''), `flow path ${path} is not system/name`)
  const states = options.states as Record<string, State>
  const moves = options.moves as unknown as Record<string, Move>
  const spec = record.fields[options.stateField]?.spec
  assert(spec?.kind === 'choice', `${path}: ${options.stateField} is not a choice`)
  for (const value of spec.values ?? []) assert(states[value], `${path}: state "${value}" is not described`)
  for (const [move, declared] of Object.entries(moves)) {
    assert(NAME.test(move), `${path}: move "${move}" must be lower-case words joined by hyphens`)
    assert(declared.who.length > 0, `${path}.${move}: nobody may make it`)
    assert(declared.from.length > 0, `${path}.${move}: it starts nowhere`)
    for (const state of declared.from)
      assert(states[state] && !states[state].end, `${path}.${move}: nothing follows "${state}"`)
    const fields = Object.keys(declared.fields ?? {})
    assert(fields.length <= FIELDS_MAX, `${path}.${move}: more than ${FIELDS_MAX} fields`)
    for (const field of fields) assert(declared.labels?.[field], `${path}.${move}: field "${field}" has no label`)
    for (const rule of declared.who) {
      if (rule === 'subject') assert(record.subject, `${path}.${move}: the record has no subject`)
      if (typeof rule === 'object' && 'person' in rule)
        assert(
          record.fields[rule.person]?.spec.ref === 'kernel/person',
          `${path}.${move}: "${rule.person}" is no person`,
        )
    }
  }
  return {
    path,
    system,
    name,
    title: options.title,
    record,
    stateField: options.stateField,
    states,
    numberField: options.numberField ?? null,
    steps: options.steps ?? {},
    moves,
    clocks: options.clocks ?? {},
    escalateTo: options.escalateTo ?? null,
    warnAt: options.warnAt ?? null,
    whenLate: (options.whenLate ?? {}) as Record<string, string>,
    dueField: options.dueField ?? null,
    begin: (options.begin ?? null) as Flow['begin'],
  }
}
