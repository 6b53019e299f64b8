import { addMonths, instantAt, type LocalDate } from '#ground/clock'
import { type Database, house, type Job, type Tx } from '#kernel/store'
import { countMonth, monthOf, monthsBetween } from './counts.ts'

/** A change begun before a count and written after it bears an earlier time: what is that near is looked at again. */
const OVERLAP_MS = 10 * 60_000
/** Months counted in one go for somebody who waits; what is older was counted at night. */
const MONTHS_AT_ONCE_MAX = 60

/** The first month in which anything happened; undefined in a house without dossiers. */
async function firstMonth(tx: Tx): Promise<LocalDate | undefined> {
  const row = await tx.one<{ first: Date | null }>(
    'select least((select min(received_at) from one_stop.dossier), (select min(received_at) from one_stop.complaint)) as first',
  )
  return row?.first ? monthOf(row.first) : undefined
}

/** Closed months of a range that were never counted. */
async function uncounted(tx: Tx, from: LocalDate, to: LocalDate): Promise<LocalDate[]> {
  const first = await firstMonth(tx)
  if (!first) return []
  const now = monthOf(tx.now)
  const known = new Set(
    (await tx.query<{ month: LocalDate }>('select month from one_stop.quality_state')).map((row) => row.month),
  )
  return monthsBetween(from < first ? first : from, to < now ? to : now).filter((month) => !known.has(month))
}

/** Counts the closed months of a range that were never counted, each in its own transaction. Answers how many. */
export async function countMissing(database: Database, from: LocalDate, to: LocalDate): Promise<number> {
  const months = await database.transaction(house, (tx) => uncounted(tx, from, to), { soft: true })
  const due = months.slice(-MONTHS_AT_ONCE_MAX)
  for (const month of due) await database.transaction(house, (tx) => countMonth(tx, month))
  return due.length
}

/** Closed months that a dossier or complaint changed since they were counted, or that were never counted. */
async function stale(tx: Tx): Promise<{ months: LocalDate[]; asOf: Date }> {
  const first = await firstMonth(tx)
  if (!first) return { months: [], asOf: tx.now }
  const now = monthOf(tx.now)
  // What was changed since the oldest count of any month is looked at once; each touches the months from its receipt to its end.
  const touched = await tx.query<{ month: LocalDate; changed_at: Date }>(
    `select m::date as month, max(c.updated_at) as changed_at
       from (select received_at, coalesce(finished_at, returned_at, $2) as ended_at, updated_at from one_stop.dossier
              where updated_at >= (select coalesce(min(counted_at) - $3::interval, '-infinity') from one_stop.quality_state)
             union all
             select received_at, coalesce(answered_at, $2), updated_at from one_stop.complaint
              where updated_at >= (select coalesce(min(counted_at) - $3::interval, '-infinity') from one_stop.quality_state)) c,
            generate_series(date_trunc('month', c.received_at at time zone 'Asia/Ho_Chi_Minh'), date_trunc('month', c.ended_at at time zone 'Asia/Ho_Chi_Minh'), interval '1 month') as m
      where m < $1::date group by 1`,
    [now, tx.now, `${OVERLAP_MS} milliseconds`],
  )
  const changed = new Map(touched.map((row) => [row.month, row.changed_at]))
  const counted = new Map(
    (
      await tx.query<{ month: LocalDate; counted_at: Date }>('select month, counted_at from one_stop.quality_state')
    ).map((row) => [row.month, row.counted_at]),
  )
  const months = monthsBetween(first, now).filter((month) => {
    const at = counted.get(month)
    const last = changed.get(month)
    // Counted while the month still ran: its end has not been seen.
    if (at === undefined || at < instantAt(addMonths(month, 1), 0)) return true
    return last !== undefined && last.getTime() >= at.getTime() - OVERLAP_MS
  })
  return { months, asOf: tx.now }
}

/**
 * Brings every closed month up to date. Each month is one transaction, so a run that is cut short has kept what it did and
 * the next goes on. Answers the months counted.
 */
export async function countMonths(database: Database, signal?: AbortSignal): Promise<LocalDate[]> {
  const { months, asOf } = await database.transaction(house, stale, { soft: true })
  const done: LocalDate[] = []
  for (const month of months) {
    if (signal?.aborted) break
    await database.transaction(house, (tx) => countMonth(tx, month))
    done.push(month)
  }
  // A month nothing touched is as right as one just counted: the next run need not look so far back.
  if (!signal?.aborted)
    await database.transaction(house, (tx) =>
      tx.query('update one_stop.quality_state set counted_at = $1 where counted_at < $1', [asOf]),
    )
  return done
}

/** At half past midnight in Vietnam, when a month has just closed and nobody waits. */
export const qualityMonthsJob: Job = {
  name: 'one-stop-quality-months',
  every: '30 17 * * *',
  async run(database, _payload, signal) {
    await countMonths(database, signal)
  },
}
