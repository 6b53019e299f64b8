import { formatDate, localDate } from '#ground/clock'
import { recountClock, type WorkClock } from '#ground/working-time'
import { quote, type Tx } from '#kernel/store'
import { markFacts, writeFact } from '#kernel/trust'
import { type CalendarDayValue, calendarOf, stampCalendars } from './calendar.ts'
import { columnsOf } from './clock.ts'
import type { Flow, Flows, Warning } from './flow.ts'
import { refuseCase } from './refusals.ts'

/** A day announced by an administrator. `scope` is a calendar, or '*' for all; `kind` swap_work makes a day off a working one. */
export type Announcement = Omit<CalendarDayValue, 'swapped_with'> & { scope: string; swappedWith: string | null }

/** A case or a task whose due instant another calendar moves. */
export interface Shifted {
  of: 'case' | 'task'
  /** Path of the flow. Titles of cases may name people and are left out: whoever announces a day has no business with them. */
  flow: string
  number: string | null
  from: Date
  to: Date
}

/** What announcing or withdrawing a day does, or did. */
export interface Effect {
  /** Calendars that count otherwise now. */
  calendars: string[]
  cases: number
  tasks: number
  /** The first ones, by their due instant. */
  examples: Shifted[]
}

const EXAMPLES_MAX = 20

interface DayRow {
  scope: string
  date: string
  kind: string
  note_vi: string
  note_en: string
  document: string
  swapped_with: string | null
  announced: boolean
  former: Record<string, unknown> | null
}

/**
 * Puts a day into the calendar and lays out anew every clock that runs through it, in one transaction. With the house's
 * sight. Refuses cases.day-past, cases.day-announced, cases.day-too-far. The date is 'YYYY-MM-DD'.
 */
export async function announceDay(tx: Tx, flows: Flows, day: Announcement): Promise<Effect> {
  const { date, scope } = day
  if (date < localDate(tx.now)) throw refuseCase['day-past']({ date: formatDate(date) }, 'date')
  const years = await tx.one<{ from: number; to: number }>(
    `select extract(year from min(date))::int as from, extract(year from max(date))::int as to from sen.calendar_day where scope = '*'`,
  )
  const year = Number(date.slice(0, 4))
  if (years && (year < years.from || year > years.to))
    throw refuseCase['day-too-far']({ date: formatDate(date), from: years.from, to: years.to }, 'date')
  const held = await tx.one<DayRow>('select * from sen.calendar_day where scope = $1 and date = $2 for update', [
    scope,
    date,
  ])
  if (held?.announced) throw refuseCase['day-announced']({ date: formatDate(date), note: held.note_vi }, 'date')
  return recount(tx, flows, scope, day.document, async () => {
    await tx.query(
      `insert into sen.calendar_day (scope, date, kind, note_vi, note_en, document, swapped_with, announced, former)
       values ($1, $2, $3, $4, $5, $6, $7, true, $8)
       on conflict (scope, date) do update set kind = excluded.kind, note_vi = excluded.note_vi, note_en = excluded.note_en,
         document = excluded.document, swapped_with = excluded.swapped_with, announced = true, former = excluded.former`,
      [
        scope,
        date,
        day.kind,
        day.note.vi,
        day.note.en,
        day.document,
        day.swappedWith,
        held ? JSON.stringify(held) : null,
      ],
    )
    writeFact(tx, {
      kind: 'day-announced',
      system: 'kernel',
      record: 'calendar',
      data: { scope, date, kind: day.kind, document: day.document },
    })
  })
}

/** Takes an announced day back: what the values said of it before holds again. Refuses cases.day-past, cases.day-not-announced. */
export async function withdrawDay(tx: Tx, flows: Flows, scope: string, date: string): Promise<Effect> {
  if (date < localDate(tx.now)) throw refuseCase['day-past']({ date: formatDate(date) })
  const held = await tx.one<DayRow>('select * from sen.calendar_day where scope = $1 and date = $2 for update', [
    scope,
    date,
  ])
  if (!held?.announced) throw refuseCase['day-not-announced']({ date: formatDate(date) })
  return recount(tx, flows, scope, held.document, async () => {
    await tx.query('delete from sen.calendar_day where scope = $1 and date = $2', [scope, date])
    if (held.former)
      await tx.query('insert into sen.calendar_day select * from jsonb_populate_record(null::sen.calendar_day, $1)', [
        JSON.stringify(held.former),
      ])
    writeFact(tx, {
      kind: 'day-withdrawn',
      system: 'kernel',
      record: 'calendar',
      data: { scope, date, kind: held.kind, document: held.document },
    })
  })
}

/** What an act would do: it is done under a savepoint and taken back, so the answer is the real one. */
export async function tryOut(tx: Tx, act: () => Promise<Effect>): Promise<Effect> {
  const forget = markFacts(tx)
  await tx.query('savepoint tried_out')
  try {
    return await act()
  } finally {
    await tx.query('rollback to savepoint tried_out')
    forget()
  }
}

interface Running {
  id: string
  name: string
  number: string | null
  calendar: string
  clock: WorkClock
  warn_minutes: number | null
  warnings: readonly Warning[] | null
  system: string
  flow: string
  unit: string
}

const CASES = `select record_id as id, name, number, calendar, clock, warn_minutes, warnings, system, flow, unit from sen.case_clock
  where calendar = any($1) and ended_at is null and due_at > $2 order by due_at, record_id, name for update`
const TASKS = `select id, step as name, number, calendar, clock, warn_minutes, warnings, system, flow, unit from sen.task
  where calendar = any($1) and done_at is null and clock is not null and due_at > $2 order by due_at, id for update`
const PUT_CASES = `update sen.case_clock c set clock = g.clock, due_at = g.due_at, warn_at = g.warn_at,
    warned_at = case when g.warn_at > $2 then null else c.warned_at end
  from jsonb_to_recordset($1::jsonb) as g(id uuid, name text, clock jsonb, due_at timestamptz, warn_at timestamptz)
  where c.record_id = g.id and c.name = g.name`
const PUT_TASKS = `update sen.task t set version = t.version + 1, clock = g.clock, due_at = g.due_at, warn_at = g.warn_at,
    warned_at = case when g.warn_at > $2 then null else t.warned_at end
  from jsonb_to_recordset($1::jsonb) as g(id uuid, clock jsonb, due_at timestamptz, warn_at timestamptz) where t.id = g.id`

async function recount(
  tx: Tx,
  flows: Flows,
  scope: string,
  document: string,
  change: () => Promise<void>,
): Promise<Effect> {
  const named = await tx.query<{ name: string }>(
    "select name from sen.calendar where $1 = '*' or name = $1 order by name",
    [scope],
  )
  const names = named.map((row) => row.name)
  const before = new Map(await Promise.all(names.map(async (name) => [name, await calendarOf(tx, name)] as const)))
  await change()
  await stampCalendars(tx)
  const after = new Map(await Promise.all(names.map(async (name) => [name, await calendarOf(tx, name)] as const)))
  const changed = names.filter((name) => before.get(name) !== after.get(name))
  const lay = (rows: Running[]) =>
    rows.flatMap((row) => {
      const [old, fresh] = [before.get(row.calendar), after.get(row.calendar)]
      if (!old || !fresh) return []
      const clock = recountClock(old, fresh, row.clock, tx.now)
      return clock === row.clock ? [] : [{ row, ...columnsOf(fresh, clock, row, tx.now) }]
    })
  const cases = lay(await tx.query<Running>(CASES, [changed, tx.now]))
  const tasks = lay(await tx.query<Running>(TASKS, [changed, tx.now]))
  const put = (all: typeof cases) =>
    JSON.stringify(
      all.map(({ row, clock, due_at, warn_at }) => ({ id: row.id, name: row.name, clock, due_at, warn_at })),
    )
  await tx.query(PUT_CASES, [put(cases), tx.now])
  await tx.query(PUT_TASKS, [put(tasks), tx.now])
  for (const flow of flows.values()) await follow(tx, flow, cases, document)
  const moved: Shifted[] = [
    ...cases.map((one) => ({ ...one, of: 'case' as const })),
    ...tasks.map((one) => ({ ...one, of: 'task' as const })),
  ].map(({ of, row, clock }) => ({
    of,
    flow: `${row.system}/${row.flow}`,
    number: row.number,
    from: new Date(row.clock.dueAt),
    to: new Date(clock.dueAt),
  }))
  moved.sort((a, b) => a.from.getTime() - b.from.getTime())
  return { calendars: changed, cases: cases.length, tasks: tasks.length, examples: moved.slice(0, EXAMPLES_MAX) }
}

/** The record repeats the due instant of its case; its timeline says why it moved. */
async function follow(
  tx: Tx,
  flow: Flow,
  cases: readonly { row: Running; clock: WorkClock }[],
  document: string,
): Promise<void> {
  const own = cases.filter(
    ({ row }) => row.system === flow.system && row.flow === flow.name && row.name === 'whole' && flow.dueField,
  )
  if (own.length === 0 || !flow.dueField) return
  const [schema, table] = flow.record.table.split('.') as [string, string]
  const column = quote(flow.dueField)
  const rows = own.map(({ row, clock }) => ({ id: row.id, due_at: clock.dueAt }))
  const subject = flow.record.subject ? `r.${quote(flow.record.subject)}` : 'null::uuid'
  const changed = await tx.query<{ id: string; unit: string; subject: string | null }>(
    `with given as (
       select * from jsonb_to_recordset($1::jsonb) as g(id uuid, due_at timestamptz)
     ), former as (
       insert into sen.history (record_id, version, system, record, unit, at, by, row)
       select r.id, r.version, $3, $4, r.unit, $2, null, jsonb_build_object($5::text, r.${column})
         from ${quote(schema)}.${quote(table)} r join given g on g.id = r.id where r.${column} is not null
     )
     update ${quote(schema)}.${quote(table)} r set ${column} = g.due_at, version = r.version + 1, updated_at = $2
       from given g where r.id = g.id and r.${column} is not null returning r.id, r.unit, ${subject} as subject`,
    [JSON.stringify(rows), tx.now, flow.system, flow.record.name, flow.dueField],
  )
  const dates = new Map(own.map(({ row, clock }) => [row.id, { from: row.clock.dueAt, to: clock.dueAt }]))
  for (const row of changed)
    writeFact(tx, {
      kind: 'due-moved',
      system: flow.system,
      record: flow.record.name,
      recordId: row.id,
      unit: row.unit,
      subjects: [row.subject],
      data: { ...dates.get(row.id), document },
    })
}
