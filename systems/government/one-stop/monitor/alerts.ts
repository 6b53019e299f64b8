import { formatInstant, localDate } from '#ground/clock'
import { isWorkingDay } from '#ground/working-time'
import { calendarOf, notify } from '#kernel/cases'
import { type Database, house, type Job, type Tx } from '#kernel/store'
import { getRoot } from '#kernel/trust'
import { AGENCY, OPEN } from './board.ts'
import { type AlertLevel, levelsOn, soonUntil, workingDaysAgo } from './rules.ts'
import { alertWords, digestWords } from './words.ts'

/** Warnings to heads of units: once for a dossier and level, and a digest each working morning. */

const CALENDAR = 'office'
const DOSSIERS_A_BATCH_MAX = 200
const DOSSIERS_A_RUN_MAX = 4_000
/** One head reads so many single warnings a run; what is more is told in one sentence, with the list behind it. */
const SINGLE_WARNINGS_MAX = 15

interface Due {
  id: string
  number: string
  procedure_name: string
  due_at: Date
  centre: string
  agency: string
  units: string[] | null
}

const DUE = `
  select d.id, d.number, d.procedure_name, d.due_at, d.unit as centre, ${AGENCY} as agency,
         (select array_agg(distinct t.unit) from sen.task t where t.record_id = d.id and t.done_at is null) as units
    from one_stop.dossier d join sen.unit u on u.id = d.unit
   where ${OPEN} and d.due_at < $2 and ($1::timestamptz is null or d.due_at >= $1)
     and not exists (select from one_stop.late_alert x where x.dossier = d.id and x.level = $3)
   order by d.due_at, d.id limit $4`

/** The spans of due times by level: each dossier stands in one of them. */
async function spans(tx: Tx): Promise<{ level: AlertLevel; from: Date | null; before: Date }[]> {
  const calendar = await calendarOf(tx, CALENDAR)
  const bounds = levelsOn(localDate(tx.now))
    .map((level) => ({
      level,
      before:
        level.fromWorkingDays < 0
          ? soonUntil(calendar, tx.now)
          : level.fromWorkingDays === 0
            ? tx.now
            : workingDaysAgo(calendar, tx.now, level.fromWorkingDays),
    }))
    .sort((a, b) => a.before.getTime() - b.before.getTime())
  return bounds.map((one, place) => ({ ...one, from: bounds[place - 1]?.before ?? null }))
}

/** Warns of one batch of a level in this transaction. Answers how many dossiers were marked. */
async function warnBatch(tx: Tx, level: AlertLevel, from: Date | null, before: Date): Promise<number> {
  const due = await tx.query<Due>(DUE, [from, before, level.level, DOSSIERS_A_BATCH_MAX])
  if (due.length === 0) return 0
  const root = await getRoot(tx)
  const heads = new Map<string, { role: string; unit: string; dossiers: Due[] }>()
  for (const dossier of due) {
    for (const { role, at } of level.tells) {
      const units =
        at === 'task'
          ? (dossier.units ?? [])
          : [at === 'centre' ? dossier.centre : at === 'agency' ? dossier.agency : root.id]
      for (const unit of units) {
        const head = heads.get(`${role}|${unit}`) ?? { role, unit, dossiers: [] }
        heads.set(`${role}|${unit}`, head)
        head.dossiers.push(dossier)
      }
    }
  }
  const told = new Map<string, number>()
  for (const { role, unit, dossiers } of heads.values()) {
    for (const dossier of dossiers.slice(0, SINGLE_WARNINGS_MAX)) {
      const count = await notify(
        tx,
        { role, unit },
        {
          ...alertWords(level.level, dossier.number, dossier.procedure_name, formatInstant(dossier.due_at)),
          link: `/officer/cases/one-stop/dossier/${dossier.id}`,
          key: `late-alert:${dossier.id}:${level.level}`,
        },
      )
      told.set(dossier.id, (told.get(dossier.id) ?? 0) + count)
    }
    const rest = dossiers.length - SINGLE_WARNINGS_MAX
    if (rest > 0)
      await notify(
        tx,
        { role, unit },
        {
          ...alertWords(level.level, null, String(rest), ''),
          link: `/officer/desk/one-stop/monitor?part=${level.level === 'soon' ? 'soon' : 'late'}`,
          key: `late-alert-rest:${level.level}:${dossiers.at(-1)?.id}`,
        },
      )
  }
  await tx.query(
    `insert into one_stop.late_alert (dossier, level, at, told) select * from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::int[]) on conflict do nothing`,
    [
      due.map((one) => one.id),
      due.map(() => level.level),
      due.map(() => tx.now),
      due.map((one) => told.get(one.id) ?? 0),
    ],
  )
  return due.length
}

/**
 * Warns heads of units of dossiers about to be late, late, and long late; each dossier once a level, whoever runs it and
 * however often. Answers how many dossiers were told of.
 */
export async function warnHeads(database: Database, signal?: AbortSignal): Promise<number> {
  const levels = await database.transaction(house, spans, { soft: true })
  let count = 0
  for (const { level, from, before } of levels) {
    for (;;) {
      if (signal?.aborted || count >= DOSSIERS_A_RUN_MAX) return count
      // Two hosts that warn at once take turns; the second finds the marks of the first.
      const done = await database.transaction(house, async (tx) => {
        await tx.query("select pg_advisory_xact_lock(hashtextextended('one-stop:late-alert', 0))")
        return warnBatch(tx, level, from, before)
      })
      count += done
      if (done < DOSSIERS_A_BATCH_MAX) break
    }
  }
  return count
}

const DIGEST = `
  with open as (
    select ${AGENCY} as agency, d.unit as centre, d.due_at, (select t.unit from sen.task t where t.record_id = d.id and t.done_at is null order by t.opened_at desc limit 1) as section
      from one_stop.dossier d join sen.unit u on u.id = d.unit where ${OPEN} and d.due_at < $2
  ), told as (
    select 'leader' as role, agency as unit, due_at from open
    union all select 'centre-head', centre, due_at from open
    union all select 'section-head', section, due_at from open where section is not null
    union all select 'province-monitor', $3::uuid, due_at from open
  )
  select role, unit, count(*) filter (where due_at < $1)::int as late, count(*) filter (where due_at >= $1)::int as soon
    from told t where exists (select from sen.role_grant g where g.unit = t.unit and g.role = t.role and g.valid_from <= sen.today() and (g.valid_to is null or g.valid_to >= sen.today()))
   group by 1, 2 order by 1, 2 limit 2000`

/** One notice a head and working day: how much is late and about to be. Nothing to tell is not told. Answers how many units were told. */
export async function sendDigest(database: Database): Promise<number> {
  return database.transaction(house, async (tx) => {
    const calendar = await calendarOf(tx, CALENDAR)
    const day = localDate(tx.now)
    if (!isWorkingDay(calendar, day)) return 0
    const root = await getRoot(tx)
    const rows = await tx.query<{ role: string; unit: string; late: number; soon: number }>(DIGEST, [
      tx.now,
      soonUntil(calendar, tx.now),
      root.id,
    ])
    for (const row of rows)
      await notify(
        tx,
        { role: row.role, unit: row.unit },
        {
          ...digestWords(row.late, row.soon),
          link: row.role === 'section-head' ? '/officer/queue/unit' : '/officer/desk/one-stop/monitor',
          key: `late-digest:${day}:${row.role}:${row.unit}`,
        },
      )
    return rows.length
  })
}

/** Every quarter of an hour. */
export const lateAlertJob: Job = {
  name: 'one-stop-late-alert',
  every: '*/15 * * * *',
  async run(database, _payload, signal) {
    await warnHeads(database, signal)
  },
}

/** At 06:50 in Vietnam, before the offices open. */
export const lateDigestJob: Job = {
  name: 'one-stop-late-digest',
  every: '50 23 * * *',
  async run(database) {
    await sendDigest(database)
  },
}
