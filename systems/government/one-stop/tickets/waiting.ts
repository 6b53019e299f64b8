import { localDate } from '#ground/clock'
import type { Tx } from '#kernel/store'

/** How a centre's hall stands now, and what today's waits were. Minutes; null when nobody waited or was called. */
export interface HallNow {
  unit: string
  waiting: number
  priority: number
  longestMinutes: number | null
  served: number
  finished: number
  skipped: number
  averageWaitMinutes: number | null
  averageServiceMinutes: number | null
  openCounters: number
}

/**
 * The halls of these centres now: who waits, for how long, and how long today's people waited until called. By the house's
 * sight: the caller has checked that the looker may know. A centre without a ticket today is not in the answer.
 */
export async function waitingNow(tx: Tx, unitIds: readonly string[]): Promise<HallNow[]> {
  return tx.asHouse(() =>
    tx.query<HallNow>(
      `select t.unit, count(*) filter (where t.state = 'waiting')::int as waiting,
              count(*) filter (where t.state = 'waiting' and t.rank = 1)::int as priority,
              round(extract(epoch from max($2::timestamptz - t.queued_at) filter (where t.state = 'waiting')) / 60, 1)::float8 as "longestMinutes",
              count(*) filter (where t.state in ('called', 'serving'))::int as served,
              count(*) filter (where t.state = 'finished')::int as finished,
              count(*) filter (where t.state = 'skipped')::int as skipped,
              round(extract(epoch from avg(t.called_at - t.queued_at) filter (where t.called_at is not null)) / 60, 1)::float8 as "averageWaitMinutes",
              round(extract(epoch from avg(t.finished_at - t.served_at) filter (where t.state = 'finished')) / 60, 1)::float8 as "averageServiceMinutes",
              (select count(*)::int from one_stop.counter c where c.unit = t.unit and c.state = 'open') as "openCounters"
         from one_stop.ticket t where t.unit = any($1::uuid[]) and t.day = $3 and t.place is not null group by t.unit order by waiting desc`,
      [[...unitIds], tx.now, localDate(tx.now)],
    ),
  )
}
