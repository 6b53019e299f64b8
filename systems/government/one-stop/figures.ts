import type { LocalDate } from '#ground/clock'
import type { Tx } from '#kernel/store'

/** A share of dossiers as two counts: `part` of `whole`. */
export interface Share {
  part: number
  whole: number
}

/** What other systems may know of the province's dossiers of a period: counts, nobody's name. */
export interface DossierFigures {
  /** Filed online, of those received. */
  online: Share
  /** Settled no later than promised, of those settled. */
  onTime: Share
  /** With an electronic result, of those settled. */
  electronicResults: Share
  /** Satisfied or very satisfied, of those rated. */
  satisfied: Share
  /** Paid online, of those paid. */
  paidOnline: Share
  /** Procedures that may be filed online and were, of those that may. */
  proceduresUsed: Share
}

/** Counts over the whole province from a day to a day, both included (+07:00). Runs with the house's sight: no row leaves. */
export async function dossierFigures(tx: Tx, from: LocalDate, to: LocalDate): Promise<DossierFigures> {
  const row = await tx.asHouse(() =>
    tx.one<Record<string, number>>(
      `with d as (select * from one_stop.dossier),
            span as (select $1::date::timestamp at time zone 'Asia/Ho_Chi_Minh' as a, ($2::date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh' as z)
       select count(*) filter (where received_at >= a and received_at < z)::int as received,
              count(*) filter (where received_at >= a and received_at < z and channel = 'online')::int as online,
              count(*) filter (where finished_at >= a and finished_at < z and status in ('finished', 'returned'))::int as settled,
              count(*) filter (where finished_at >= a and finished_at < z and status in ('finished', 'returned') and finished_at <= due_at)::int as on_time,
              count(*) filter (where finished_at >= a and finished_at < z and status in ('finished', 'returned') and result_electronic)::int as electronic,
              count(*) filter (where finished_at >= a and finished_at < z and rating is not null)::int as rated,
              count(*) filter (where finished_at >= a and finished_at < z and rating in ('satisfied', 'very-satisfied'))::int as satisfied,
              count(*) filter (where paid_at >= a and paid_at < z)::int as paid,
              count(*) filter (where paid_at >= a and paid_at < z and paid_online)::int as paid_online,
              (select count(*)::int from one_stop.procedure p where p.online and p.fileable and p.valid_from <= $2 and (p.valid_to is null or p.valid_to >= $1)) as procedures,
              (select count(*)::int from one_stop.procedure p where p.online and p.fileable and p.valid_from <= $2 and (p.valid_to is null or p.valid_to >= $1)
                  and exists (select from d, span where d.procedure = p.id and d.channel = 'online' and d.received_at >= a and d.received_at < z)) as used
         from d, span`,
      [from, to],
    ),
  )
  const share = (part: string, whole: string): Share => ({ part: row?.[part] ?? 0, whole: row?.[whole] ?? 0 })
  return {
    online: share('online', 'received'),
    onTime: share('on_time', 'settled'),
    electronicResults: share('electronic', 'settled'),
    satisfied: share('satisfied', 'rated'),
    paidOnline: share('paid_online', 'paid'),
    proceduresUsed: share('used', 'procedures'),
  }
}
