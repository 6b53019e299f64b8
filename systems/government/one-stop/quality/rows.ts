import { addDays, instantAt, type LocalDate, localDate } from '#ground/clock'
import { isUuid } from '#ground/ids'
import type { Words } from '#ground/text'
import type { Tx } from '#kernel/store'
import { lacksDay } from './announcing.ts'
import { announcedIn, belongsTo, dutiesOf, inForceOn, type Judged, listedIn, readCatalogue } from './catalogue.ts'
import { everPaidOnline, everyUnit } from './counts.ts'
import { certifiedCopies, inForce } from './items.ts'
import { refuseQuality } from './refusals.ts'
import { earlierOf } from './rules.ts'
import type { Agency } from './scope.ts'
import type { FigureName, Period } from './shape.ts'
import { announcementKindWords, partWords, whyWords } from './words.ts'

/** The rows behind a figure: every dossier, complaint or procedure it was counted from, under the looker's own sight. */

const PAGE_ROWS = 50

export interface FigureRow {
  id: string
  kind: 'dossier' | 'complaint' | 'procedure' | 'announcement'
  number: string
  title: string
  agency: string | null
  at: string | null
  due: string | null
  ended: string | null
  /** Null: nobody knows the day by which it would be judged. */
  met: boolean | null
  why: Words | null
  link: string
}

export interface FigureRows {
  rows: FigureRow[]
  next: string | null
}

/** 'unknown': neither met nor missed, for want of a day (items 1.1 and 1.2). */
export type Part = 'all' | 'met' | 'missed' | 'unknown'

/** What of a dossier meets a figure of receipt; $1 names the figure. Which of them are counted at all: see OF_RECEIPT. */
const MET_RECEIPT = `case $1::text
  when 'synced' then d.synced_at is not null
  when 'filed-online' then d.channel = 'online'
  when 'paid-online' then d.paid_online
  when 'digitised' then d.papers_digitised + d.papers_reused >= d.papers_count
  when 'reused' then d.papers_reused > 0
  else d.identity_linked end`
const OF_RECEIPT = `case $1::text
  when 'filed-online' then d.procedure_code = any($8::text[])
  when 'paid-online' then d.paid_at is not null and d.fee > 0
  when 'digitised' then d.accepted_at is not null and d.papers_count > 0
  when 'reused' then d.accepted_at is not null and d.papers_count > 0
  else true end`
const WITHIN = '(d.agency = any($4::uuid[]) or (d.agency is null and coalesce(u.parent, d.unit) = any($4::uuid[])))'
const RECEIPT = `
  select d.id, d.number, d.procedure_name as title, a.short_name as agency, d.received_at as at, d.due_at as due, coalesce(d.finished_at, d.returned_at) as ended,
         coalesce(${MET_RECEIPT}, false) as met, $1::text as why
    from one_stop.dossier d join sen.unit u on u.id = d.unit left join sen.unit a on a.id = coalesce(d.agency, u.parent, d.unit)
   where d.received_at >= $2 and d.received_at < $3 and ${WITHIN} and coalesce(${OF_RECEIPT}, false)
     and ($5::boolean is null or coalesce(${MET_RECEIPT}, false) = $5)
     and ($6::timestamptz is null or (d.received_at, d.id) < ($6, $7::uuid))
   order by d.received_at desc, d.id desc limit ${PAGE_ROWS + 1}`

const WHY_LATE = `case
  when d.supplement_count > 1 then 'supplements'
  when (d.apology ->> 'at')::timestamptz > d.former_due_at then 'late-apology'
  when coalesce(d.finished_at, d.returned_at) < $3 and coalesce(d.finished_at, d.returned_at) > d.due_at then 'late'
  when (coalesce(d.finished_at, d.returned_at) is null or coalesce(d.finished_at, d.returned_at) >= $3) and d.due_at < $9 then 'open-late' end`
const WHY_UNHAPPY = `case
  when coalesce(d.finished_at, d.returned_at) >= $3 or coalesce(d.finished_at, d.returned_at) is null then null
  when d.rating = 'dissatisfied' then 'dissatisfied'
  when exists (select from one_stop.complaint c where c.dossier = d.id and c.state <> 'refused' and c.kind <> 'proposal') then 'complaint' end`
const WHY_RESULT = `case $1::text
  when 'stored' then case when d.store_synced_at is null then 'stored' end
  when 'average-time' then null
  else case when not coalesce(d.result_electronic, false) then $1::text end end`
const WHY_END = `case $1::text when 'on-time' then ${WHY_LATE} when 'satisfied' then coalesce(${WHY_UNHAPPY}, ${WHY_LATE}) else ${WHY_RESULT} end`
const OF_END = `case
  when $1::text in ('on-time', 'satisfied') then true
  when d.status not in ('finished', 'returned') or coalesce(d.finished_at, d.returned_at) >= $3 or coalesce(d.finished_at, d.returned_at) is null then false
  when $1::text = 'certified-copy' then d.procedure_code = any($8::text[])
  when $1::text = 'stored' then coalesce(d.result_electronic, false)
  else true end`
const ENDED = `((d.finished_at >= $2 and d.finished_at < $3) or (d.finished_at is null and d.returned_at >= $2 and d.returned_at < $3)
  or (d.accepted_at < $3 and (d.finished_at >= $3 or (d.finished_at is null and (d.returned_at is null or d.returned_at >= $3)))))`
const END = `
  select * from (
    select d.id, d.number, d.procedure_name as title, a.short_name as agency, d.received_at as at, d.due_at as due, coalesce(d.finished_at, d.returned_at) as ended,
           ${WHY_END} is null as met, ${WHY_END} as why
      from one_stop.dossier d join sen.unit u on u.id = d.unit left join sen.unit a on a.id = coalesce(d.agency, u.parent, d.unit)
     where ${ENDED} and d.accepted_at is not null and ${WITHIN} and coalesce(${OF_END}, false)) as rows
   where ($5::boolean is null or met = $5) and ($6::timestamptz is null or (at, id) < ($6, $7::uuid))
   order by at desc, id desc limit ${PAGE_ROWS + 1}`

const COMPLAINTS = `
  select * from (
    select c.id, c.number, coalesce(c.dossier_number, c.procedure_code, '') as title, a.short_name as agency, c.received_at as at, c.due_at as due, c.answered_at as ended,
           case $1::text
             when 'complaint-satisfied' then case when c.satisfaction not in ('satisfied', 'very-satisfied') then 'complaint-dissatisfied' end
             else case when c.answered_at < $3 and c.answered_at > c.due_at then 'complaint-late' when (c.answered_at is null or c.answered_at >= $3) and c.due_at < $8 then 'complaint-open-late' end end as why
      from one_stop.complaint c left join sen.unit a on a.id = coalesce(c.agency, c.unit)
     where c.state <> 'refused' and coalesce(c.agency, c.unit) = any($4::uuid[])
       and case $1::text when 'complaint-satisfied' then c.answered_at >= $2 and c.answered_at < $3 and c.satisfaction is not null
                else (c.answered_at >= $2 and c.answered_at < $3) or (c.received_at < $3 and (c.answered_at is null or c.answered_at >= $3)) end) as rows
   where ($5::boolean is null or (why is null) = $5) and ($6::timestamptz is null or (at, id) < ($6, $7::uuid))
   order by at desc, id desc limit ${PAGE_ROWS + 1}`

const OF_RECEIPT_FIGURES: readonly FigureName[] = [
  'synced',
  'filed-online',
  'paid-online',
  'digitised',
  'reused',
  'identity-dossier',
]
const OF_COMPLAINT_FIGURES: readonly FigureName[] = ['complaint-on-time', 'complaint-satisfied']
const OF_END_FIGURES: readonly FigureName[] = [
  'on-time',
  'satisfied',
  'average-time',
  'electronic-result',
  'certified-copy',
  'stored',
]

const partMet = { met: true, missed: false, unknown: null } as const

type Found = {
  id: string
  number: string
  title: string
  agency: string | null
  at: Date
  due: Date | null
  ended: Date | null
  met?: boolean
  why: string | null
}

const mark = (row: { at: Date; id: string }): string => `${row.at.toISOString()}~${row.id}`
function readMark(text: string | undefined): { at: string; id: string } | null {
  if (!text) return null
  const [at = '', id = ''] = text.split('~')
  if (!isUuid(id) || Number.isNaN(Date.parse(at))) throw refuseQuality['bad-page-mark']({}, 'after')
  return { at: new Date(at).toISOString(), id }
}

/**
 * One page of what a figure was counted from. Runs as the looker: rows she may not see are not there, though they are in the
 * figure. Pages by time of receipt, newest first; procedures come in one page, in the order of their codes.
 */
export async function figureRows(
  tx: Tx,
  asked: { figure: FigureName; agency: Agency | null; period: Period; part: Part; after?: string | undefined },
): Promise<FigureRows> {
  const { figure, agency, period } = asked
  const from = instantAt(period.from, 0)
  const to = instantAt(addDays(period.to, 1), 0)
  const asOf = new Date(Math.min(to.getTime(), tx.now.getTime()))
  const day = earlierOf(period.to, localDate(tx.now))
  const after = readMark(asked.after)
  const met = asked.part === 'all' ? null : asked.part === 'met'
  const isReceipt = OF_RECEIPT_FIGURES.includes(figure)
  const isComplaint = OF_COMPLAINT_FIGURES.includes(figure)
  if (!isReceipt && !isComplaint && !OF_END_FIGURES.includes(figure))
    return {
      rows: (await procedureRows(tx, figure, agency, period, day)).filter(
        (row) => asked.part === 'all' || row.met === partMet[asked.part],
      ),
      next: null,
    }
  // Of a dossier every day is known.
  if (asked.part === 'unknown') return { rows: [], next: null }
  const agencies = agency ? [agency.id] : await everyUnit(tx)
  const common = [figure, from, to, agencies, met, after?.at ?? null, after?.id ?? null]
  const certified = inForce(certifiedCopies, period.to).map((row) => row.code)
  const online =
    figure === 'filed-online'
      ? inForceOn(await readCatalogue(tx, day), day)
          .filter((row) => row.online)
          .map((row) => row.code)
      : []
  const found = isReceipt
    ? await tx.query<Found>(RECEIPT, [...common, online])
    : isComplaint
      ? await tx.query<Found>(COMPLAINTS, [...common, asOf])
      : await tx.query<Found>(END, [...common, certified, asOf])
  const rows = found.slice(0, PAGE_ROWS)
  const last = rows.at(-1)
  return {
    rows: rows.map((row) => {
      const isMet = row.met ?? row.why === null
      return {
        id: row.id,
        kind: isComplaint ? 'complaint' : 'dossier',
        number: row.number,
        title: row.title,
        agency: row.agency,
        at: row.at.toISOString(),
        due: row.due?.toISOString() ?? null,
        ended: row.ended?.toISOString() ?? null,
        met: isMet,
        why: isMet || row.why === null ? null : (whyWords[row.why] ?? null),
        link: isComplaint
          ? `/officer/records/one-stop/complaint/${row.id}`
          : `/officer/cases/one-stop/dossier/${row.id}`,
      }
    }),
    next: found.length > PAGE_ROWS && last ? mark(last) : null,
  }
}

/** Why an announcement is not met: late, not done at all, or not known. */
function announcementWhy({ announcement: one, standing }: Judged, figure: 'announced' | 'listed'): string {
  if (standing === 'unknown')
    return one.decided_on === null ? 'announced-unknown' : figure === 'announced' ? 'law-unknown' : 'listed-unknown'
  if (figure === 'announced') return one.decided_on === null ? 'not-announced' : 'announced'
  return one.listed_on === null ? 'not-listed' : 'listed'
}

/** An announcement as a row: its beginning is the law's day for 1.1 and the decision's for 1.2. */
function announcementRow(judged: Judged, figure: 'announced' | 'listed'): FigureRow {
  const { announcement: one, standing } = judged
  const isMet = standing === 'unknown' ? null : standing === 'on-time'
  const [at, due, ended] =
    figure === 'announced'
      ? [one.law_from, one.decide_by, one.decided_on]
      : [one.decided_on, one.list_by, one.listed_on]
  const kind = one.kind ? announcementKindWords[one.kind].vi : null
  return {
    id: one.id,
    kind: one.kept,
    number: one.code,
    title: one.name,
    agency: [kind, one.reference].filter((part) => part !== null).join(' · ') || null,
    at,
    due,
    ended,
    met: isMet,
    why: isMet ? null : (whyWords[announcementWhy(judged, figure)] ?? null),
    link: `/officer/records/one-stop/${one.kept}/${one.id}`,
  }
}

/** Procedures behind the figures that count procedures. */
async function procedureRows(
  tx: Tx,
  figure: FigureName,
  agency: Agency | null,
  period: Period,
  day: LocalDate,
): Promise<FigureRow[]> {
  const catalogue = await readCatalogue(tx, day)
  const shown = (
    one: { id: string; code: string; name: string },
    isMet: boolean,
    dates: { at?: string; due?: string; ended?: string | null } = {},
    why: Words | undefined = whyWords[figure],
  ): FigureRow => ({
    id: one.id,
    kind: 'procedure',
    number: one.code,
    title: one.name,
    agency: null,
    at: dates.at ?? null,
    due: dates.due ?? null,
    ended: dates.ended ?? null,
    met: isMet,
    why: isMet ? null : (why ?? null),
    link: `/officer/records/one-stop/procedure/${one.id}`,
  })
  if (figure === 'announced')
    return announcedIn(catalogue, period.from, day)
      .filter((one) => belongsTo(agency, one.announcement))
      .map((one) => announcementRow(one, 'announced'))
  if (figure === 'listed')
    return listedIn(catalogue, period.from, day)
      .filter((one) => belongsTo(agency, one.announcement))
      .map((one) => announcementRow(one, 'listed'))
  const own = inForceOn(catalogue, day).filter((row) => belongsTo(agency, row))
  if (figure === 'described')
    return own.map((one) => {
      const say = (lang: 'vi' | 'en') => one.lacking.map((part) => partWords[part]?.[lang] ?? part).join(', ')
      return shown(
        one,
        one.lacking.length === 0,
        {},
        {
          vi: (whyWords.described?.vi ?? '').replace('{parts}', say('vi')),
          en: (whyWords.described?.en ?? '').replace('{parts}', say('en')),
        },
      )
    })
  if (figure === 'offered-online') return own.map((one) => shown(one, one.online))
  if (figure === 'duty-online') {
    const paid = await tx.asHouse(() => everPaidOnline(tx, addDays(period.to, 1)))
    return own.filter((one) => one.dutied).map((one) => shown(one, paid.has(one.code)))
  }
  // One statement for all procedures of the period.
  const used = await tx.asHouse(() => procedureUse(tx, agency, period))
  if (figure === 'duty-used')
    return own.filter((one) => one.dutied).map((one) => shown(one, used.get(one.code)?.paidOnline ?? false))
  const byCode = new Map(catalogue.procedures.map((one) => [one.code, one]))
  return [...used]
    .filter(([, use]) => use.dealt)
    .flatMap(([code, use]) => {
      const one = byCode.get(code)
      return one ? [shown(one, use.linked)] : []
    })
    .sort((a, b) => (a.number < b.number ? -1 : 1))
}

/** Which procedures were dealt with, read the population register, or were paid online, in a period. */
async function procedureUse(
  tx: Tx,
  agency: Agency | null,
  period: Period,
): Promise<Map<string, { dealt: boolean; linked: boolean; paidOnline: boolean }>> {
  const rows = await tx.query<{ code: string; linked: boolean; paid_online: boolean }>(
    `select d.procedure_code as code, bool_or(coalesce(d.identity_linked, false)) as linked,
            bool_or(d.paid_at is not null and d.fee > 0 and coalesce(d.paid_online, false)) as paid_online
       from one_stop.dossier d join sen.unit u on u.id = d.unit
      where d.received_at >= $1 and d.received_at < $2
        and ($3::uuid is null or d.agency = $3 or (d.agency is null and coalesce(u.parent, d.unit) = $3))
      group by 1`,
    [instantAt(period.from, 0), instantAt(addDays(period.to, 1), 0), agency?.id ?? null],
  )
  return new Map(rows.map((row) => [row.code, { dealt: true, linked: row.linked, paidOnline: row.paid_online }]))
}

/** Announcements still to be made or shown at once; the register holds the rest. */
const DUTIES_MAX = 30

export interface DutyShown {
  id: string
  number: string
  title: string
  kind: Words | null
  reference: string | null
  what: 'decide' | 'list'
  by: LocalDate
  late: boolean
  link: string
}

/** What a scope (null: the province) has still to announce or to make public, the longest overdue first. */
export async function dutiesShown(
  tx: Tx,
  agency: Agency | null,
): Promise<{ today: LocalDate; duties: DutyShown[]; count: number; late: number; unknown: number }> {
  const today = localDate(tx.now)
  const catalogue = await readCatalogue(tx, today)
  const duties = dutiesOf(catalogue).filter((duty) => belongsTo(agency, duty.announcement))
  const unknown = catalogue.announcements.filter((one) => belongsTo(agency, one) && lacksDay(one))
  return {
    today,
    count: duties.length,
    late: duties.filter((duty) => duty.by < today).length,
    unknown: unknown.length,
    duties: duties.slice(0, DUTIES_MAX).map(({ announcement: one, what, by }) => ({
      id: one.id,
      number: one.code,
      title: one.name,
      kind: one.kind ? announcementKindWords[one.kind] : null,
      reference: one.reference,
      what,
      by,
      late: by < today,
      link: `/officer/records/one-stop/${one.kept}/${one.id}`,
    })),
  }
}
