import { addDays, addMonths, instantAt, type LocalDate, localDate } from '#ground/clock'
import type { Tx } from '#kernel/store'
import { certifiedCopies, inForce } from './items.ts'
import { earlierOf } from './rules.ts'
import { type Counts, noCounts, type PeriodKind } from './shape.ts'

/** The local month of a column of an instant. */
const MONTH_OF_RECEIPT = "date_trunc('month', d.received_at at time zone 'Asia/Ho_Chi_Minh')::date"
/** "Đã xử lý xong" before "Đã trả kết quả"; a stop or refusal is kept as the end, too. */
const END = 'coalesce(d.finished_at, d.returned_at)'
const MONTH_OF_END = `date_trunc('month', ${END} at time zone 'Asia/Ho_Chi_Minh')::date`
/** Rows that came before agencies were kept belong to the unit above their centre. */
const AGENCY = 'coalesce(d.agency, u.parent, d.unit)'
const WITHIN = '(d.agency = any($4::uuid[]) or (d.agency is null and coalesce(u.parent, d.unit) = any($4::uuid[])))'
/** More than one supplement, or a new date set only after the old one had passed. */
const BROKEN = `(d.supplement_count > 1 or coalesce((d.apology ->> 'at')::timestamptz > d.former_due_at, false))`
const ENDED = `((d.finished_at >= $1 and d.finished_at < $2) or (d.finished_at is null and d.returned_at >= $1 and d.returned_at < $2))`
const UNHAPPY = `(d.rating = 'dissatisfied' or d.id in (select c.dossier from one_stop.complaint c where c.dossier is not null and c.state <> 'refused' and c.kind <> 'proposal'))`

/**
 * What happened from $1 to $2 (the end not included), by month, agency and procedure, straight from dossiers and complaints;
 * what stands open at $2, judged at $3, belongs to month $5. $4: agencies.
 */
const LIVE = `
  select month, agency, procedure_code,
         coalesce(r.received, 0) as received, coalesce(r.received_synced, 0) as received_synced, coalesce(r.received_online, 0) as received_online,
         coalesce(r.received_linked, 0) as received_linked, coalesce(r.with_papers, 0) as with_papers, coalesce(r.digitised, 0) as digitised,
         coalesce(r.reused, 0) as reused, coalesce(r.paid, 0) as paid, coalesce(r.paid_online, 0) as paid_online,
         coalesce(e.settled, 0) as settled, coalesce(e.settled_late, 0) as settled_late, coalesce(e.settled_unhappy, 0) as settled_unhappy,
         coalesce(e.resulted, 0) as resulted, coalesce(e.resulted_electronic, 0) as resulted_electronic, coalesce(e.resulted_stored, 0) as resulted_stored,
         coalesce(e.handling_minutes, 0) as handling_minutes,
         coalesce(a.complaints, 0) as complaints, coalesce(a.complaints_late, 0) as complaints_late,
         coalesce(a.complaints_rated, 0) as complaints_rated, coalesce(a.complaints_satisfied, 0) as complaints_satisfied,
         coalesce(o.open, 0) as open, coalesce(o.open_late, 0) as open_late,
         coalesce(w.complaints_open, 0) as complaints_open, coalesce(w.complaints_open_late, 0) as complaints_open_late
    from (
      select ${MONTH_OF_RECEIPT} as month, ${AGENCY} as agency, d.procedure_code,
             count(*) as received,
             count(*) filter (where d.synced_at is not null) as received_synced,
             count(*) filter (where d.channel = 'online') as received_online,
             count(*) filter (where d.identity_linked) as received_linked,
             count(*) filter (where d.accepted_at is not null and d.papers_count > 0) as with_papers,
             count(*) filter (where d.accepted_at is not null and d.papers_count > 0 and d.papers_digitised + d.papers_reused >= d.papers_count) as digitised,
             count(*) filter (where d.accepted_at is not null and d.papers_count > 0 and d.papers_reused > 0) as reused,
             count(*) filter (where d.paid_at is not null and d.fee > 0) as paid,
             count(*) filter (where d.paid_at is not null and d.fee > 0 and d.paid_online) as paid_online
        from one_stop.dossier d join sen.unit u on u.id = d.unit
       where d.received_at >= $1 and d.received_at < $2 and ${WITHIN}
       group by 1, 2, 3
    ) r full join (
      select ${MONTH_OF_END} as month, ${AGENCY} as agency, d.procedure_code,
             count(*) as settled,
             count(*) filter (where ${BROKEN} or ${END} > d.due_at) as settled_late,
             count(*) filter (where ${UNHAPPY}) as settled_unhappy,
             count(*) filter (where d.status in ('finished', 'returned')) as resulted,
             count(*) filter (where d.status in ('finished', 'returned') and d.result_electronic) as resulted_electronic,
             count(*) filter (where d.status in ('finished', 'returned') and d.result_electronic and d.store_synced_at is not null) as resulted_stored,
             coalesce(sum(floor(extract(epoch from ${END} - d.accepted_at) / 60)) filter (where d.status in ('finished', 'returned')), 0)::bigint as handling_minutes
        from one_stop.dossier d join sen.unit u on u.id = d.unit
       where ${ENDED} and d.accepted_at is not null and ${WITHIN}
       group by 1, 2, 3
    ) e using (month, agency, procedure_code) full join (
      select $5::date as month, ${AGENCY} as agency, d.procedure_code,
             count(*) as open,
             count(*) filter (where ${BROKEN} or d.due_at < $3) as open_late
        from one_stop.dossier d join sen.unit u on u.id = d.unit
       where $1 < $2 and d.accepted_at < $2 and (d.finished_at >= $2 or (d.finished_at is null and (d.returned_at is null or d.returned_at >= $2))) and ${WITHIN}
       group by 1, 2, 3
    ) o using (month, agency, procedure_code) full join (
      select date_trunc('month', c.answered_at at time zone 'Asia/Ho_Chi_Minh')::date as month, coalesce(c.agency, c.unit) as agency, coalesce(c.procedure_code, '') as procedure_code,
             count(*) as complaints,
             count(*) filter (where c.answered_at > c.due_at) as complaints_late,
             count(*) filter (where c.satisfaction is not null) as complaints_rated,
             count(*) filter (where c.satisfaction in ('satisfied', 'very-satisfied')) as complaints_satisfied
        from one_stop.complaint c
       where c.answered_at >= $1 and c.answered_at < $2 and c.state <> 'refused' and coalesce(c.agency, c.unit) = any($4::uuid[])
       group by 1, 2, 3
    ) a using (month, agency, procedure_code) full join (
      select $5::date as month, coalesce(c.agency, c.unit) as agency, coalesce(c.procedure_code, '') as procedure_code,
             count(*) as complaints_open,
             count(*) filter (where c.due_at < $3) as complaints_open_late
        from one_stop.complaint c
       where $1 < $2 and c.received_at < $2 and (c.answered_at is null or c.answered_at >= $2) and c.state <> 'refused' and coalesce(c.agency, c.unit) = any($4::uuid[])
       group by 1, 2, 3
    ) w using (month, agency, procedure_code)`

/** The same for every agency there is: a list of all units only hides from the planner that nothing is left out. */
const LIVE_ALL = LIVE.replaceAll(WITHIN, 'true')

/** Columns of a month in the order in which LIVE answers them. */
const COLUMNS =
  'month, agency, procedure_code, received, received_synced, received_online, received_linked, with_papers, digitised, reused, paid, paid_online, settled, settled_late, settled_unhappy, resulted, resulted_electronic, resulted_stored, handling_minutes, complaints, complaints_late, complaints_rated, complaints_satisfied, open, open_late, complaints_open, complaints_open_late'

/**
 * Kept months from $6 up to $7, and the live part, put together by period ($8: 'month', 'quarter', 'year') and, when $9,
 * by agency. What stands open is of the last month of its period; $10 is the last month there is. $11, $12, $13: codes of
 * procedures filed online, with a fee, of certified copies.
 */
const SUMS = `
  with rows as (
    select ${COLUMNS} from one_stop.quality_month where month >= $6::date and month < $7::date and agency = any($4::uuid[])
    union all (${LIVE})
  ), by_procedure as (
    select date_trunc($8, month)::date as period, case when $9 then agency end as agency, procedure_code,
           sum(received) as received, sum(received_synced) as received_synced, sum(received_online) as received_online, sum(received_linked) as received_linked,
           sum(with_papers) as with_papers, sum(digitised) as digitised, sum(reused) as reused, sum(paid) as paid, sum(paid_online) as paid_online,
           sum(settled) as settled, sum(settled_late) as settled_late, sum(settled_unhappy) as settled_unhappy, sum(resulted) as resulted,
           sum(resulted_electronic) as resulted_electronic, sum(resulted_stored) as resulted_stored, sum(handling_minutes) as handling_minutes,
           sum(complaints) as complaints, sum(complaints_late) as complaints_late, sum(complaints_rated) as complaints_rated, sum(complaints_satisfied) as complaints_satisfied,
           sum(open) filter (where month = last_month) as open, sum(open_late) filter (where month = last_month) as open_late,
           sum(complaints_open) filter (where month = last_month) as complaints_open, sum(complaints_open_late) filter (where month = last_month) as complaints_open_late
      from (select rows.*, least((date_trunc($8, month) + case $8 when 'year' then interval '11 months' when 'quarter' then interval '2 months' else interval '0' end)::date, $10::date) as last_month from rows) as rows
     group by 1, 2, 3
  )
  select period::text as period, agency,
         sum(received)::bigint as received, sum(received_synced)::bigint as received_synced, sum(received_online)::bigint as received_online, sum(received_linked)::bigint as received_linked,
         sum(with_papers)::bigint as with_papers, sum(digitised)::bigint as digitised, sum(reused)::bigint as reused, sum(paid)::bigint as paid, sum(paid_online)::bigint as paid_online,
         sum(settled)::bigint as settled, sum(settled_late)::bigint as settled_late, sum(settled_unhappy)::bigint as settled_unhappy, sum(resulted)::bigint as resulted,
         sum(resulted_electronic)::bigint as resulted_electronic, sum(resulted_stored)::bigint as resulted_stored, sum(handling_minutes)::bigint as handling_minutes,
         sum(complaints)::bigint as complaints, sum(complaints_late)::bigint as complaints_late, sum(complaints_rated)::bigint as complaints_rated, sum(complaints_satisfied)::bigint as complaints_satisfied,
         coalesce(sum(open), 0)::bigint as open, coalesce(sum(open_late), 0)::bigint as open_late,
         coalesce(sum(complaints_open), 0)::bigint as complaints_open, coalesce(sum(complaints_open_late), 0)::bigint as complaints_open_late,
         coalesce(sum(received) filter (where procedure_code = any($11::text[])), 0)::bigint as received_offered,
         coalesce(sum(received_online) filter (where procedure_code = any($11::text[])), 0)::bigint as received_online_offered,
         coalesce(sum(resulted) filter (where procedure_code = any($13::text[])), 0)::bigint as certified,
         coalesce(sum(resulted_electronic) filter (where procedure_code = any($13::text[])), 0)::bigint as certified_electronic,
         count(*) filter (where received > 0)::bigint as procedures_dealt,
         count(*) filter (where received_linked > 0)::bigint as procedures_linked,
         count(*) filter (where paid_online > 0 and procedure_code = any($12::text[]))::bigint as procedures_paid_online
    from by_procedure group by 1, 2`

const SUMS_ALL = SUMS.replaceAll(WITHIN, 'true')

export interface SumsAsked {
  /** First day of the first month and of the month after the last. */
  from: LocalDate
  to: LocalDate
  kind: PeriodKind
  agencies: readonly string[]
  /** `agencies` is every unit there is: nothing need be compared with it. */
  all?: boolean
  byAgency: boolean
  /** Codes of procedures that can be filed online, and of those with a fee, in force at the end. */
  online: readonly string[]
  dutied: readonly string[]
}

export interface SumsRow {
  /** First day of the period. */
  period: LocalDate
  agency: string | null
  counts: Counts
}

/** First day of the month of an instant, local time. */
export const monthOf = (at: Date): LocalDate => `${localDate(at).slice(0, 7)}-01`

/** Every month from `from` up to `to`, the end not included; both are first days. */
export function monthsBetween(from: LocalDate, to: LocalDate): LocalDate[] {
  const found: LocalDate[] = []
  for (let month = from; month < to; month = addMonths(month, 1)) found.push(month)
  return found
}

const certifiedOn = (day: LocalDate): string[] => inForce(certifiedCopies, day).map((row) => row.code)

async function sums(tx: Tx, asked: SumsAsked, keptTo: LocalDate): Promise<SumsRow[]> {
  const { from, to, agencies } = asked
  const liveFrom = keptTo > from ? keptTo : from
  const now = monthOf(tx.now)
  const end = earlierOf(to, addMonths(now, 1))
  const live = liveFrom < end ? [instantAt(liveFrom, 0), instantAt(end, 0)] : [tx.now, tx.now]
  const asOf = new Date(Math.min(instantAt(end, 0).getTime(), tx.now.getTime()))
  const lastMonth = addMonths(end, -1)
  const rows = await tx.query<Record<string, number> & { period: LocalDate; agency: string | null }>(
    asked.all ? SUMS_ALL : SUMS,
    [
      live[0],
      live[1],
      asOf,
      agencies,
      lastMonth,
      from,
      keptTo,
      asked.kind,
      asked.byAgency,
      lastMonth,
      asked.online,
      asked.dutied,
      certifiedOn(addDays(to, -1)),
    ],
  )
  return rows.map(({ period, agency, ...counted }) => ({
    period: period as LocalDate,
    agency,
    counts: { ...noCounts(), ...(counted as unknown as Partial<Counts>) },
  }))
}

/**
 * Sums straight from the dossiers, nothing kept is read. Right for one period only: what stood open at the end of months
 * before the last is not answered. Runs with the sight of whoever asks: call as the house after the scope was checked.
 */
export const directSums = (tx: Tx, asked: SumsAsked): Promise<SumsRow[]> => sums(tx, asked, asked.from)

/** The same from the kept months, and live for the open month. The closed months must have been counted: see countMonths. */
export const keptSums = (tx: Tx, asked: SumsAsked): Promise<SumsRow[]> => {
  const now = monthOf(tx.now)
  return sums(tx, asked, earlierOf(asked.to, now))
}

const COUNT_MONTH = `insert into one_stop.quality_month (${COLUMNS}) ${LIVE_ALL}`

/** Counts one closed month anew and keeps it, in this transaction of the house. */
export async function countMonth(tx: Tx, month: LocalDate): Promise<void> {
  const end = instantAt(addMonths(month, 1), 0)
  const agencies = await everyUnit(tx)
  // Two that count the same month at once take turns: the second finds the rows of the first and replaces them.
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 766))', [`quality:${month}`])
  await tx.query('delete from one_stop.quality_month where month = $1', [month])
  await tx.query(COUNT_MONTH, [instantAt(month, 0), end, end, agencies, month])
  await tx.query(
    'insert into one_stop.quality_state (month, counted_at) values ($1, $2) on conflict (month) do update set counted_at = excluded.counted_at',
    [month, tx.now],
  )
}

/** Every unit there ever was: whichever of them a dossier names as its agency is counted. */
export const everyUnit = async (tx: Tx): Promise<string[]> =>
  (await tx.query<{ id: string }>('select id from sen.unit')).map((row) => row.id)

/** Measures that last year's same length is compared with: how many were received in the twelve months before. */
export async function receivedLastYear(
  tx: Tx,
  year: number,
  agencies: readonly string[],
  byAgency: boolean,
): Promise<Map<string | null, number>> {
  const rows = await tx.query<{ agency: string | null; received: number }>(
    `select case when $3 then agency end as agency, sum(received)::bigint as received from one_stop.quality_month
      where month >= $1 and month < $2 and agency = any($4::uuid[]) group by 1`,
    [`${year - 1}-01-01`, `${year}-01-01`, byAgency, agencies],
  )
  return new Map(rows.map((row) => [row.agency, row.received]))
}

/** Codes of procedures for which somebody, anywhere, has ever paid online before `to`. */
export async function everPaidOnline(tx: Tx, to: LocalDate): Promise<Set<string>> {
  const rows = await tx.query<{ procedure_code: string }>(
    `select distinct procedure_code from one_stop.quality_month where paid_online > 0 and month < $1
     union select distinct d.procedure_code from one_stop.dossier d where d.received_at >= $2 and d.received_at < $3 and d.paid_online and d.paid_at is not null`,
    [to, instantAt(monthOf(tx.now), 0), instantAt(to, 0)],
  )
  return new Set(rows.map((row) => row.procedure_code))
}
