import { localDate } from '#ground/clock'
import { assert } from '#ground/refusal'
import type { Words } from '#ground/text'
import { type Calendar, compileCalendar, type SessionRow } from '#ground/working-time'
import type { Tx } from '#kernel/store'
import { writeFact } from '#kernel/trust'
import { refuseCase } from './refusals.ts'

/** One session of a weekday as a province writes it: 'HH:MM' local, the end not included; weekday 1 Monday … 7 Sunday. */
export interface SessionValue {
  calendar: string
  weekday: number
  from: string
  to: string
  valid_from: string
  valid_to: string | null
  source: string
}

/** A day that is not what its weekday says. `scope` is a calendar, or '*' (default) for all. */
export interface CalendarDayValue {
  scope?: string
  date: string
  kind: 'holiday' | 'makeup' | 'swap_off' | 'swap_work' | 'rest'
  note: Words
  document: string
  swapped_with?: string | null
}

function minuteOf(clock: string): number {
  const [hour, minute] = clock.split(':').map(Number)
  assert(hour !== undefined && minute !== undefined && hour * 60 + minute <= 1440, `"${clock}" is not HH:MM`)
  return hour * 60 + minute
}

const SESSIONS = `with given as (
  select * from jsonb_to_recordset($1::jsonb) as g(calendar text, weekday int, start_minute int, end_minute int, valid_from date, valid_to date, source text)
), gone as (
  delete from sen.calendar_session s where s.calendar in (select calendar from given)
     and not exists (select from given g where (g.calendar, g.weekday, g.start_minute, g.valid_from) = (s.calendar, s.weekday, s.start_minute, s.valid_from))
  returning 1
), put as (
  insert into sen.calendar_session (calendar, weekday, start_minute, end_minute, valid_from, valid_to, source) select * from given
  on conflict (calendar, weekday, start_minute, valid_from) do update set end_minute = excluded.end_minute, valid_to = excluded.valid_to, source = excluded.source
  where (calendar_session.end_minute, calendar_session.valid_to, calendar_session.source) is distinct from (excluded.end_minute, excluded.valid_to, excluded.source)
  returning 1
) select (select count(*) from gone)::int + (select count(*) from put)::int as changed`

const DAYS = `with given as (
  select * from jsonb_to_recordset($1::jsonb) as g(scope text, date date, kind text, note_vi text, note_en text, document text, swapped_with date)
), gone as (
  delete from sen.calendar_day d where (d.scope, extract(year from d.date)) in (select scope, extract(year from date) from given) and not d.announced
     and not exists (select from given g where (g.scope, g.date) = (d.scope, d.date))
  returning 1
), put as (
  insert into sen.calendar_day (scope, date, kind, note_vi, note_en, document, swapped_with) select * from given
  on conflict (scope, date) do update set kind = excluded.kind, note_vi = excluded.note_vi, note_en = excluded.note_en, document = excluded.document, swapped_with = excluded.swapped_with
  where not calendar_day.announced and (calendar_day.kind, calendar_day.note_vi, calendar_day.note_en, calendar_day.document, calendar_day.swapped_with)
    is distinct from (excluded.kind, excluded.note_vi, excluded.note_en, excluded.document, excluded.swapped_with)
  returning 1
) select (select count(*) from gone)::int + (select count(*) from put)::int as changed`

const STAMPS = `insert into sen.calendar (name, stamp, changed_at)
select c.name, md5(coalesce((select string_agg(s::text, '|' order by s::text) from sen.calendar_session s where s.calendar = c.name), '')
              || coalesce((select string_agg(d::text, '|' order by d::text) from sen.calendar_day d where d.scope in ('*', c.name)), '')), $1
  from (select distinct calendar as name from sen.calendar_session) c
on conflict (name) do update set stamp = excluded.stamp, changed_at = excluded.changed_at where calendar.stamp is distinct from excluded.stamp`

/** Makes every calendar's stamp that of its rows. */
export async function stampCalendars(tx: Tx): Promise<void> {
  await tx.query(STAMPS, [tx.now])
}

/**
 * Loads calendars as values, by the house. Days an administrator announced stay. For every calendar and every (scope, year) given the rows become exactly these:
 * a computed holiday that was announced otherwise goes away. Loading the same again changes nothing. Returns rows changed.
 */
export async function loadCalendars(
  tx: Tx,
  values: { sessions: readonly SessionValue[]; days: readonly CalendarDayValue[] },
): Promise<number> {
  const sessions = values.sessions.map(({ from, to, ...row }) => ({
    ...row,
    start_minute: minuteOf(from),
    end_minute: minuteOf(to),
  }))
  const days = values.days.map((day) => ({
    scope: day.scope ?? '*',
    date: day.date,
    kind: day.kind,
    note_vi: day.note.vi,
    note_en: day.note.en,
    document: day.document,
    swapped_with: day.swapped_with ?? null,
  }))
  const a = await tx.one<{ changed: number }>(SESSIONS, [JSON.stringify(sessions)])
  const b = await tx.one<{ changed: number }>(DAYS, [JSON.stringify(days)])
  const changed = (a?.changed ?? 0) + (b?.changed ?? 0)
  if (changed > 0) {
    await stampCalendars(tx)
    writeFact(tx, { kind: 'calendars-loaded', system: 'kernel', record: 'calendar', data: { rows: changed } })
  }
  return changed
}

/**
 * Compiled calendars by name and hash of their rows. A changed row makes another hash, so nothing here can be stale: not
 * after a load by another host, not between two databases of one process.
 */
const compiled = new Map<string, Calendar>()
const COMPILED_MAX = 50
/** Without announced days the calendar reaches so many years around today; a limit beyond is refused, not guessed. */
const YEARS_AROUND = 2

async function compile(tx: Tx, name: string): Promise<Calendar> {
  const sessions = await tx.query<SessionRow & { source: string }>(
    `select valid_from as "from", valid_to as "to", weekday, start_minute as "startMinute", end_minute as "endMinute", source
       from sen.calendar_session where calendar = $1 order by valid_from, weekday, start_minute`,
    [name],
  )
  // The calendar's own day wins over the State's: it comes later.
  const days = await tx.query<{
    scope: string
    date: string
    kind: CalendarDayValue['kind']
    swappedWith: string | null
  }>(
    `select scope, date, kind, swapped_with as "swappedWith" from sen.calendar_day where scope in ('*', $1) order by scope = '*' desc, date`,
    [name],
  )
  const years = days.filter((day) => day.scope === '*').map((day) => Number(day.date.slice(0, 4)))
  const thisYear = Number(localDate(tx.now).slice(0, 4))
  const from = years.length > 0 ? Math.min(...years) : thisYear - YEARS_AROUND
  const to = years.length > 0 ? Math.max(...years) : thisYear + YEARS_AROUND
  return compileCalendar({ sessions, days, source: sessions[0]?.source ?? name }, from, to)
}

/** The compiled calendar with this name and stamp; `stamp` null means that it was never loaded. */
export async function compiledCalendar(tx: Tx, name: string, stamp: string | null): Promise<Calendar> {
  if (stamp === null) throw refuseCase['unknown-calendar']({ name })
  const key = `${name} ${stamp}`
  const known = compiled.get(key)
  if (known) return known
  const calendar = await compile(tx, name)
  if (compiled.size >= COMPILED_MAX) compiled.delete(compiled.keys().next().value as string)
  compiled.set(key, calendar)
  return calendar
}

/** The compiled calendar of a name, as of this transaction. Refuses 'cases.unknown-calendar'. */
export async function calendarOf(tx: Tx, name: string): Promise<Calendar> {
  const row = await tx.one<{ stamp: string }>('select stamp from sen.calendar where name = $1', [name])
  return compiledCalendar(tx, name, row?.stamp ?? null)
}

/** A unit's calendar, as of this transaction. */
export async function calendarOfUnit(tx: Tx, unit: string): Promise<{ name: string; get(): Promise<Calendar> }> {
  const row = await tx.one<{ calendar: string; stamp: string | null }>(
    'select u.calendar, c.stamp from sen.unit u left join sen.calendar c on c.name = u.calendar where u.id = $1',
    [unit],
  )
  if (!row) throw refuseCase['unknown-unit']({}, 'unit')
  return { name: row.calendar, get: () => compiledCalendar(tx, row.calendar, row.stamp) }
}
