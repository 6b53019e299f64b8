import type { Policy, Schema, Table } from '#kernel/store'
import { sight } from '#kernel/trust'

/** Officers whose roles reach the unit, and the house. The applicant has no role and sees none of these rows. */
const reached = `${sight.house} or unit = any(${sight.anyReach})`

const written = (kinds: Policy['for'][]): Record<string, Policy> =>
  Object.fromEntries(
    kinds.map((kind): [string, Policy] => [
      `house_${kind}`,
      {
        for: kind,
        ...(kind === 'insert' ? {} : { using: sight.house }),
        ...(kind === 'delete' || kind === 'select' ? {} : { check: sight.house }),
      },
    ]),
  )

const calendar: Table = {
  name: 'sen.calendar',
  comment: 'Working calendars; the stamp is the hash of their rows, so that a compiled one is known to be fresh',
  columns: { name: { type: 'text' }, stamp: { type: 'text' }, changed_at: { type: 'timestamptz' } },
  primaryKey: ['name'],
  policies: { read: { for: 'select', using: 'true' }, ...written(['insert', 'update']) },
  grants: ['select', 'insert', 'update'],
}

const calendarSession: Table = {
  name: 'sen.calendar_session',
  comment: 'Working sessions of a weekday (1 Monday … 7 Sunday), minutes since midnight, dated',
  columns: {
    calendar: { type: 'text' },
    weekday: { type: 'integer' },
    start_minute: { type: 'integer' },
    end_minute: { type: 'integer' },
    valid_from: { type: 'date' },
    valid_to: { type: 'date', nullable: true },
    source: { type: 'text' },
  },
  primaryKey: ['calendar', 'weekday', 'start_minute', 'valid_from'],
  checks: {
    weekday: 'weekday between 1 and 7',
    minutes: 'start_minute >= 0 and start_minute < end_minute and end_minute <= 1440',
    period: 'valid_to is null or valid_to >= valid_from',
  },
  policies: { read: { for: 'select', using: 'true' }, ...written(['insert', 'update', 'delete']) },
  grants: ['select', 'insert', 'update', 'delete'],
}

const calendarDay: Table = {
  name: 'sen.calendar_day',
  comment: "Days that are not what their weekday says; scope '*' or the name of a calendar",
  columns: {
    scope: { type: 'text' },
    date: { type: 'date' },
    kind: { type: 'text' },
    note_vi: { type: 'text' },
    note_en: { type: 'text' },
    document: { type: 'text' },
    swapped_with: { type: 'date', nullable: true },
    /** Announced by an administrator: values loaded at a start leave it alone. */
    announced: { type: 'boolean', default: 'false' },
    /** What the values said of this day before it was announced otherwise. */
    former: { type: 'jsonb', nullable: true },
  },
  primaryKey: ['scope', 'date'],
  checks: { kind: "kind in ('holiday', 'makeup', 'swap_off', 'swap_work', 'rest')" },
  policies: { read: { for: 'select', using: 'true' }, ...written(['insert', 'update', 'delete']) },
  grants: ['select', 'insert', 'update', 'delete'],
}

const task: Table = {
  name: 'sen.task',
  comment: 'One piece of work for one role in one unit, with its clock',
  columns: {
    id: { type: 'uuid' },
    version: { type: 'integer', default: '1' },
    system: { type: 'text' },
    flow: { type: 'text' },
    record: { type: 'text' },
    record_id: { type: 'uuid' },
    record_unit: { type: 'uuid' },
    state: { type: 'text' },
    title: { type: 'text' },
    number: { type: 'text', nullable: true },
    step: { type: 'text' },
    step_vi: { type: 'text' },
    step_en: { type: 'text' },
    position: { type: 'integer', nullable: true },
    /** Which of the steps of a procedure that are done side by side. */
    key: { type: 'text', nullable: true },
    /** Moves its step would offer and this task does not. */
    without: { type: 'text[]', nullable: true },
    /** What its officer is asked beside the fields of its moves. */
    asks: { type: 'jsonb', nullable: true },
    unit: { type: 'uuid' },
    role: { type: 'text' },
    head_role: { type: 'text', nullable: true },
    assignee: { type: 'uuid', nullable: true },
    assignee_name: { type: 'text', nullable: true },
    taken_at: { type: 'timestamptz', nullable: true },
    opened_at: { type: 'timestamptz' },
    opened_by: { type: 'uuid', nullable: true },
    opened_by_move: { type: 'uuid', nullable: true },
    from_task: { type: 'uuid', nullable: true },
    calendar: { type: 'text' },
    clock: { type: 'jsonb', nullable: true },
    warn_minutes: { type: 'integer', nullable: true },
    /** All moments of warning, the first first; null: one, `warn_minutes` before the end. `warn_at` is the next, or the last. */
    warnings: { type: 'jsonb', nullable: true },
    due_at: { type: 'timestamptz', nullable: true },
    warn_at: { type: 'timestamptz', nullable: true },
    paused_at: { type: 'timestamptz', nullable: true },
    warned_at: { type: 'timestamptz', nullable: true },
    escalated_at: { type: 'timestamptz', nullable: true },
    done_at: { type: 'timestamptz', nullable: true },
    done_by: { type: 'uuid', nullable: true },
    done_by_name: { type: 'text', nullable: true },
    outcome: { type: 'text', nullable: true },
    search: { type: 'text', generated: "sen.fold(title || ' ' || coalesce(number, ''))", nullable: true },
  },
  primaryKey: ['id'],
  checks: { assignee: '(assignee is null) = (assignee_name is null)', done: '(done_at is null) = (outcome is null)' },
  foreignKeys: {
    unit: { columns: ['unit'], table: 'sen.unit', references: ['id'] },
    assignee: { columns: ['assignee'], table: 'sen.account', references: ['id'] },
  },
  indexes: {
    // With all that counting and row-level security look at: an officer's counts read the index alone, not a thousand rows.
    unit: { on: 'unit, due_at, id, role, assignee, warn_at', where: 'done_at is null' },
    // What is free for a role; without it a role with nothing to do reads everybody else's work to find that out.
    free: { on: 'unit, role, due_at, id', where: 'done_at is null and assignee is null' },
    assignee: { on: 'assignee, due_at, id', where: 'done_at is null' },
    due: { on: 'due_at, id', where: 'done_at is null' },
    record: { on: 'record_id, opened_at, id' },
    open: { on: 'record_id', where: 'done_at is null' },
    warn: { on: 'warn_at', where: 'done_at is null and warned_at is null' },
    late: { on: 'due_at', where: 'done_at is null and escalated_at is null' },
    search: { on: 'search gin_trgm_ops', using: 'gin', where: 'done_at is null' },
  },
  policies: {
    read: { for: 'select', using: `${reached} or assignee = ${sight.me} or ${sight.apart}` },
    ...written(['insert', 'update']),
  },
  grants: ['select', 'insert', 'update'],
}

const caseClock: Table = {
  name: 'sen.case_clock',
  comment: 'Limits of a whole case: solving, acceptance, waiting for a supplement',
  columns: {
    record_id: { type: 'uuid' },
    name: { type: 'text' },
    system: { type: 'text' },
    flow: { type: 'text' },
    record: { type: 'text' },
    unit: { type: 'uuid' },
    title: { type: 'text' },
    number: { type: 'text', nullable: true },
    head_role: { type: 'text', nullable: true },
    calendar: { type: 'text' },
    clock: { type: 'jsonb' },
    warn_minutes: { type: 'integer', nullable: true },
    warnings: { type: 'jsonb', nullable: true },
    due_at: { type: 'timestamptz', nullable: true },
    warn_at: { type: 'timestamptz', nullable: true },
    paused_at: { type: 'timestamptz', nullable: true },
    ended_at: { type: 'timestamptz', nullable: true },
    warned_at: { type: 'timestamptz', nullable: true },
    late_at: { type: 'timestamptz', nullable: true },
    /** When the house last tried to move the case because this clock ran out, and was refused. */
    tried_at: { type: 'timestamptz', nullable: true },
  },
  primaryKey: ['record_id', 'name'],
  indexes: {
    warn: { on: 'warn_at', where: 'ended_at is null and warned_at is null' },
    late: { on: 'due_at', where: 'ended_at is null and late_at is null' },
    unit: { on: 'unit, due_at', where: 'ended_at is null' },
  },
  policies: { read: { for: 'select', using: reached }, ...written(['insert', 'update', 'delete']) },
  grants: ['select', 'insert', 'update', 'delete'],
}

const caseMove: Table = {
  name: 'sen.case_move',
  comment: 'Moves made on a case, with what is needed to take the last one back',
  columns: {
    id: { type: 'uuid' },
    system: { type: 'text' },
    flow: { type: 'text' },
    record: { type: 'text' },
    record_id: { type: 'uuid' },
    unit: { type: 'uuid' },
    move: { type: 'text' },
    once: { type: 'boolean' },
    from_state: { type: 'text' },
    to_state: { type: 'text' },
    task: { type: 'uuid', nullable: true },
    version_before: { type: 'integer' },
    version_after: { type: 'integer' },
    recallable: { type: 'boolean' },
    before: { type: 'jsonb' },
    at: { type: 'timestamptz' },
    by: { type: 'uuid', nullable: true },
    by_name: { type: 'text' },
    recalled_at: { type: 'timestamptz', nullable: true },
  },
  primaryKey: ['id'],
  indexes: {
    record: { on: 'record_id, at, id' },
    // The database itself refuses a second time, whatever two officers press at once.
    once: { on: 'record_id, flow, move', unique: true, where: 'once and recalled_at is null' },
  },
  policies: {
    // An officer of a later step sees her task, not the record's unit; what was done once must be known to her too.
    read: {
      for: 'select',
      using: `${reached} or exists (select from sen.task t where t.record_id = case_move.record_id)`,
    },
    ...written(['insert', 'update']),
  },
  grants: ['select', 'insert', 'update'],
}

const comment: Table = {
  name: 'sen.comment',
  comment: 'What officers say to each other about a case; never shown to the applicant',
  columns: {
    id: { type: 'uuid' },
    system: { type: 'text' },
    record: { type: 'text' },
    record_id: { type: 'uuid' },
    unit: { type: 'uuid' },
    author: { type: 'uuid', nullable: true },
    author_name: { type: 'text' },
    at: { type: 'timestamptz' },
    text: { type: 'text' },
  },
  primaryKey: ['id'],
  checks: { text_length: 'char_length(text) between 1 and 4000' },
  indexes: { record: { on: 'record_id, at, id' } },
  policies: { read: { for: 'select', using: reached }, ...written(['insert']) },
  grants: ['select', 'insert'],
}

const notice: Table = {
  name: 'sen.notice',
  comment: 'What one account is told',
  columns: {
    id: { type: 'uuid' },
    account: { type: 'uuid' },
    at: { type: 'timestamptz' },
    title_vi: { type: 'text' },
    title_en: { type: 'text' },
    body_vi: { type: 'text', nullable: true },
    body_en: { type: 'text', nullable: true },
    link: { type: 'text', nullable: true },
    key: { type: 'text' },
    read_at: { type: 'timestamptz', nullable: true },
    mailed_at: { type: 'timestamptz', nullable: true },
  },
  primaryKey: ['id'],
  unique: { key: ['account', 'key'] },
  foreignKeys: { account: { columns: ['account'], table: 'sen.account', references: ['id'], onDelete: 'cascade' } },
  indexes: {
    account: { on: 'account, id desc' },
    unread: { on: 'account', where: 'read_at is null' },
    unmailed: { on: 'at', where: 'mailed_at is null' },
  },
  policies: {
    read: { for: 'select', using: `${sight.house} or account = ${sight.me}` },
    change: {
      for: 'update',
      using: `${sight.house} or account = ${sight.me}`,
      check: `${sight.house} or account = ${sight.me}`,
    },
    ...written(['insert']),
  },
  grants: ['select', 'insert', 'update'],
}

const counter: Table = {
  name: 'sen.counter',
  comment: 'The last number given in a book on a day (or in a year, under its first day)',
  columns: { book: { type: 'text' }, day: { type: 'date' }, value: { type: 'integer' } },
  primaryKey: ['book', 'day'],
  policies: written(['select', 'insert', 'update']),
  grants: ['select', 'insert', 'update'],
}

export const casesSchema: Schema = {
  tables: [calendar, calendarSession, calendarDay, task, caseClock, caseMove, comment, notice, counter],
  routines: [],
}
