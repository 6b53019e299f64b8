import { addDays, instantAt, localDate } from '#ground/clock'
import { isUuid } from '#ground/ids'
import { calendarOf } from '#kernel/cases'
import { type Database, house, type Tx } from '#kernel/store'
import { everyUnit } from '../quality/counts.ts'
import { refuseQuality } from '../quality/refusals.ts'
import type { Agency, Sight } from '../quality/scope.ts'
import { waitingNow } from '../tickets/waiting.ts'
import { lateShare, soonUntil } from './rules.ts'

/** The province as it stands now: open, late, about to be late, by agency; where work is stuck; who waits at a counter. */

export const OPEN =
  "d.finished_at is null and d.returned_at is null and d.status <> all('{rejected,withdrawn,stopped,finished,returned}')"
export const AGENCY = 'coalesce(d.agency, u.parent, d.unit)'
const CALENDAR = 'office'
/** So long the sums of the whole province are believed: twenty people who look at once cost one count. */
const BELIEVED_MS = 5_000
const STUCK_MAX = 20
const PAGE_ROWS = 50
/** Days behind the share of online filing. */
const ONLINE_DAYS = 30

export interface AgencySums {
  agency: string
  open: number
  late: number
  soon: number
  /** Waiting for the applicant: a supplement or a payment. */
  waiting: number
  received_today: number
  finished_today: number
  /** Of the last thirty days. */
  received: number
  online: number
}

export interface Stuck {
  unit: string
  unitName: string
  agency: string | null
  step: { vi: string; en: string }
  late: number
  oldestDue: string
}

export interface Counter {
  centre: string
  name: string
  agency: string | null
  received_today: number
  /** Of today's tickets; null when no tickets are given out. */
  waiting: number | null
  averageMinutes: number | null
  longestMinutes: number | null
}

export interface Province {
  at: Date
  soonUntil: Date
  sums: AgencySums[]
  stuck: Stuck[]
  counters: Counter[]
  /** Were queue tickets given out today? */
  tickets: boolean
}

const SUMS = `
  select coalesce(o.agency, r.agency) as agency, coalesce(o.open, 0)::int as open, coalesce(o.late, 0)::int as late, coalesce(o.soon, 0)::int as soon, coalesce(o.waiting, 0)::int as waiting,
         coalesce(r.received_today, 0)::int as received_today, coalesce(r.received, 0)::int as received, coalesce(r.online, 0)::int as online, coalesce(f.finished_today, 0)::int as finished_today
    from (
      select ${AGENCY} as agency, count(*) as open,
             count(*) filter (where d.due_at < $1) as late,
             count(*) filter (where d.due_at >= $1 and d.due_at < $2) as soon,
             count(*) filter (where d.status in ('supplement-asked', 'financial-duty')) as waiting
        from one_stop.dossier d join sen.unit u on u.id = d.unit
       where (d.agency = any($5::uuid[]) or d.agency is null) and ${OPEN}
       group by 1
    ) o full join (
      select ${AGENCY} as agency, count(*) filter (where d.received_at >= $3) as received_today, count(*) as received, count(*) filter (where d.channel = 'online') as online
        from one_stop.dossier d join sen.unit u on u.id = d.unit where d.received_at >= $4 group by 1
    ) r on r.agency = o.agency left join (
      select ${AGENCY} as agency, count(*) as finished_today
        from one_stop.dossier d join sen.unit u on u.id = d.unit
       where (d.agency = any($5::uuid[]) or d.agency is null) and d.finished_at >= $3 and d.status in ('finished', 'returned') group by 1
    ) f on f.agency = coalesce(o.agency, r.agency)`

const STUCK = `
  select t.unit, u.short_name as "unitName", a.ancestor as agency, t.step_vi, t.step_en, count(*)::int as late, min(t.due_at) as oldest
    from sen.task t join sen.unit u on u.id = t.unit
    left join lateral (
      select c.ancestor from sen.unit_closure c join sen.unit k on k.id = c.ancestor
       where c.descendant = t.unit and k.kind in ('commune', 'department', 'economic-zone-board', 'province-office') order by k.kind = 'province-office' limit 1) a on true
   where t.done_at is null and t.system = 'one-stop' and t.due_at < $1 and t.paused_at is null
   group by 1, 2, 3, 4, 5 order by 6 desc, 7 limit 200`

const RECEIVED_BY_CENTRE = `
  select u.id as centre, u.short_name as name, u.parent as agency, count(d.id)::int as received_today
    from sen.unit u left join one_stop.dossier d on coalesce(d.received_unit, d.unit) = u.id and d.received_at >= $1
   where u.kind in ('commune-one-stop', 'province-one-stop') and (u.valid_to is null or u.valid_to >= sen.today())
   group by 1, 2, 3`

async function countProvince(tx: Tx): Promise<Province> {
  const calendar = await calendarOf(tx, CALENDAR)
  const today = localDate(tx.now)
  const until = soonUntil(calendar, tx.now)
  const start = instantAt(today, 0)
  const sums = await tx.query<AgencySums>(SUMS, [
    tx.now,
    until,
    start,
    instantAt(addDays(today, -ONLINE_DAYS), 0),
    await everyUnit(tx),
  ])
  const stuck = await tx.query<{
    unit: string
    unitName: string
    agency: string | null
    step_vi: string
    step_en: string
    late: number
    oldest: Date
  }>(STUCK, [tx.now])
  const centres = await tx.query<{ centre: string; name: string; agency: string | null; received_today: number }>(
    RECEIVED_BY_CENTRE,
    [start],
  )
  const waits = new Map(
    (
      await waitingNow(
        tx,
        centres.map((row) => row.centre),
      )
    ).map((hall) => [hall.unit, hall]),
  )
  // A centre that gave out no number today has no waiting times; where none did, the board says that none are given out.
  const tickets = waits.size > 0
  return {
    at: tx.now,
    soonUntil: until,
    sums,
    stuck: stuck.map((row) => ({
      unit: row.unit,
      unitName: row.unitName,
      agency: row.agency,
      step: { vi: row.step_vi, en: row.step_en },
      late: row.late,
      oldestDue: row.oldest.toISOString(),
    })),
    counters: centres.map((row) => {
      const wait = waits.get(row.centre)
      return {
        ...row,
        waiting: tickets ? (wait?.waiting ?? 0) : null,
        averageMinutes: wait?.averageWaitMinutes ?? null,
        longestMinutes: wait?.longestMinutes ?? null,
      }
    }),
    tickets,
  }
}

const believed = new WeakMap<Database, { at: number; what: Promise<Province> }>()

/** The sums of the whole province, counted at most every five seconds whoever asks. Nobody is shown them whole: see `boardOf`. */
export function readProvince(database: Database): Promise<Province> {
  const now = database.clock.now().getTime()
  const known = believed.get(database)
  if (known && now >= known.at && now - known.at < BELIEVED_MS) return known.what
  const what = database.transaction(house, countProvince, { soft: true })
  believed.set(database, { at: now, what })
  // A count that failed is not believed.
  what.catch(() => believed.delete(database))
  return what
}

export interface BoardAgency extends AgencySums {
  name: string
  kind: string
  commune: string | null
  lateShare: number | null
}

export interface MonitorBoard {
  at: string
  soonUntil: string
  province: boolean
  name: string
  totals: Omit<AgencySums, 'agency'> & { lateShare: number | null; onlineShare: number | null }
  agencies: BoardAgency[]
  stuck: Stuck[]
  counters: Counter[]
  tickets: boolean
}

const nothing = (agency: string): AgencySums => ({
  agency,
  open: 0,
  late: 0,
  soon: 0,
  waiting: 0,
  received_today: 0,
  finished_today: 0,
  received: 0,
  online: 0,
})

/** What one looker is shown: her agencies and their sums, nothing of others. */
export function boardOf(province: Province, sight: Sight): MonitorBoard {
  const own = new Set(sight.agencies.map((one) => one.id))
  const sums = new Map(province.sums.map((row) => [row.agency, row]))
  const agencies = sight.agencies.map((agency): BoardAgency => {
    const row = sums.get(agency.id) ?? nothing(agency.id)
    return {
      ...row,
      agency: agency.id,
      name: agency.short_name,
      kind: agency.kind,
      commune: agency.commune,
      lateShare: lateShare(row.late, row.open),
    }
  })
  // Whoever sees the whole province also sees what belongs to no agency of the list.
  const counted = sight.province ? province.sums : agencies
  const add = (name: keyof Omit<AgencySums, 'agency'>) => counted.reduce((sum, row) => sum + row[name], 0)
  const open = add('open')
  const late = add('late')
  const received = add('received')
  const online = add('online')
  const seen = (agency: string | null) => sight.province || (agency !== null && own.has(agency))
  return {
    at: province.at.toISOString(),
    soonUntil: province.soonUntil.toISOString(),
    province: sight.province,
    name: sight.province ? sight.root.name : (sight.agencies[0]?.name ?? sight.root.name),
    totals: {
      open,
      late,
      soon: add('soon'),
      waiting: add('waiting'),
      received_today: add('received_today'),
      finished_today: add('finished_today'),
      received,
      online,
      lateShare: lateShare(late, open),
      onlineShare: lateShare(online, received),
    },
    agencies,
    stuck: province.stuck.filter((row) => seen(row.agency)).slice(0, STUCK_MAX),
    counters: province.counters
      .filter((row) => seen(row.agency))
      .sort(
        (a, b) =>
          (b.waiting ?? 0) - (a.waiting ?? 0) || b.received_today - a.received_today || (a.name < b.name ? -1 : 1),
      )
      .slice(0, STUCK_MAX),
    tickets: province.tickets,
  }
}

export interface UnitWork {
  unit: string
  name: string
  open: number
  late: number
  officers: { account: string | null; name: string | null; open: number; late: number }[]
}

/** Units that hold open work of an agency's dossiers, each with its officers. Under the looker's own sight. */
export async function unitsOf(tx: Tx, agency: Agency): Promise<UnitWork[]> {
  const rows = await tx.query<{
    unit: string
    name: string
    account: string | null
    officer: string | null
    open: number
    late: number
  }>(
    `select t.unit, k.short_name as name, t.assignee as account, t.assignee_name as officer, count(*)::int as open,
            count(*) filter (where t.due_at < $2 and t.paused_at is null)::int as late
       from sen.task t join one_stop.dossier d on d.id = t.record_id join sen.unit u on u.id = d.unit join sen.unit k on k.id = t.unit
      where t.done_at is null and t.system = 'one-stop' and t.record = 'dossier'
        and (d.agency = $1 or (d.agency is null and coalesce(u.parent, d.unit) = $1))
      group by 1, 2, 3, 4 order by 2, 6 desc, 5 desc`,
    [agency.id, tx.now],
  )
  const units = new Map<string, UnitWork>()
  for (const row of rows) {
    const unit = units.get(row.unit) ?? { unit: row.unit, name: row.name, open: 0, late: 0, officers: [] }
    units.set(row.unit, unit)
    unit.open += row.open
    unit.late += row.late
    unit.officers.push({ account: row.account, name: row.officer, open: row.open, late: row.late })
  }
  return [...units.values()].sort((a, b) => b.late - a.late || b.open - a.open || (a.name < b.name ? -1 : 1))
}

export const boardParts = ['open', 'late', 'soon', 'waiting', 'today'] as const
export type BoardPart = (typeof boardParts)[number]

export interface BoardRow {
  id: string
  number: string
  title: string
  agency: string | null
  status: string
  received: string
  due: string | null
  /** Who has it now. */
  unit: string | null
  officer: string | null
  step: { vi: string; en: string } | null
  link: string
}

const ROWS = `
  select d.id, d.number, d.procedure_name as title, a.short_name as agency, d.status, d.received_at as received, d.due_at as due,
         k.short_name as unit, t.assignee_name as officer, t.step_vi, t.step_en
    from one_stop.dossier d join sen.unit u on u.id = d.unit
    left join sen.unit a on a.id = ${AGENCY}
    left join lateral (select * from sen.task t where t.record_id = d.id and t.done_at is null and ($5::uuid is null or t.unit = $5) and ($6::uuid is null or t.assignee = $6) order by t.opened_at desc limit 1) t on true
    left join sen.unit k on k.id = t.unit
   where ($1::uuid[] is null or d.agency = any($1) or (d.agency is null and coalesce(u.parent, d.unit) = any($1)))
     and case $2::text when 'today' then d.received_at >= $4 else ${OPEN} end
     and case $2::text when 'late' then d.due_at < $3 when 'soon' then d.due_at >= $3 and d.due_at < $7 when 'waiting' then d.status in ('supplement-asked', 'financial-duty') else true end
     and (($5::uuid is null and $6::uuid is null) or t.id is not null)
     and ($8::timestamptz is null or (coalesce(d.due_at, 'infinity'), d.id) > ($8, $9::uuid))
   order by coalesce(d.due_at, 'infinity'), d.id limit ${PAGE_ROWS + 1}`

/** One page of the dossiers behind a number of the board, the nearest due time first. Under the looker's own sight. */
export async function boardRows(
  tx: Tx,
  asked: {
    agencies: readonly string[] | null
    part: BoardPart
    unit?: string | undefined
    officer?: string | undefined
    after?: string | undefined
  },
): Promise<{ rows: BoardRow[]; next: string | null }> {
  const id = (text: string | undefined): string | null => (text && isUuid(text) ? text : null)
  const [markAt = '', markId = ''] = (asked.after ?? '').split('~')
  if (asked.after && (!isUuid(markId) || (markAt !== 'infinity' && Number.isNaN(Date.parse(markAt)))))
    throw refuseQuality['bad-page-mark']({}, 'after')
  const calendar = await calendarOf(tx, CALENDAR)
  const found = await tx.query<{
    id: string
    number: string
    title: string
    agency: string | null
    status: string
    received: Date
    due: Date | null
    unit: string | null
    officer: string | null
    step_vi: string | null
    step_en: string | null
  }>(ROWS, [
    asked.agencies,
    asked.part,
    tx.now,
    instantAt(localDate(tx.now), 0),
    id(asked.unit),
    id(asked.officer),
    soonUntil(calendar, tx.now),
    asked.after ? markAt : null,
    asked.after ? markId : null,
  ])
  const rows = found.slice(0, PAGE_ROWS)
  const last = rows.at(-1)
  return {
    rows: rows.map((row) => ({
      id: row.id,
      number: row.number,
      title: row.title,
      agency: row.agency,
      status: row.status,
      received: row.received.toISOString(),
      due: row.due?.toISOString() ?? null,
      unit: row.unit,
      officer: row.officer,
      step: row.step_vi === null ? null : { vi: row.step_vi, en: row.step_en ?? row.step_vi },
      link: `/officer/cases/one-stop/dossier/${row.id}`,
    })),
    next: found.length > PAGE_ROWS && last ? `${last.due?.toISOString() ?? 'infinity'}~${last.id}` : null,
  }
}
