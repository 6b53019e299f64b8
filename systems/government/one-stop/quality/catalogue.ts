import { instantAt, type LocalDate, localDate } from '#ground/clock'
import { Refusal } from '#ground/refusal'
import { addWorkingDays, type Calendar, previousWorkingDay } from '#ground/working-time'
import { calendarOf } from '#kernel/cases'
import type { Tx } from '#kernel/store'
import { departmentOf } from '#province'
import { inForce, publishingRules } from './items.ts'
import type { Agency } from './scope.ts'
import type { Counts } from './shape.ts'

/** What is counted over procedures and not over dossiers: announced, listed, described, offered online, with a fee. */

/** The calendar by which decisions are announced: that of the offices of the province. */
const CALENDAR = 'office'

export interface CataloguedProcedure {
  id: string
  code: string
  name: string
  /** Code of the department that answers for it. */
  department: string
  commune: boolean
  province: boolean
  online: boolean
  dutied: boolean
  /** Parts of Nghị định 63/2010/NĐ-CP, Điều 8 khoản 2, that are not shown. */
  lacking: string[]
  valid_from: LocalDate
  valid_to: LocalDate | null
}

/** One announcement: a version of a procedure with what is known of its dates. */
export interface Announcement {
  id: string
  code: string
  name: string
  department: string
  commune: boolean
  province: boolean
  decided_on: LocalDate
  listed_on: LocalDate | null
  valid_from: LocalDate
  /** Last day for the decision, and for the listing. */
  decide_by: LocalDate
  list_by: LocalDate
}

export interface Catalogue {
  /** Every version filed with the local government; see `inForceOn`. */
  procedures: CataloguedProcedure[]
  announcements: Announcement[]
}

/** The versions in force on a day, one a procedure. */
export const inForceOn = (catalogue: Catalogue, day: LocalDate): CataloguedProcedure[] =>
  catalogue.procedures.filter((row) => row.valid_from <= day && (row.valid_to === null || row.valid_to >= day))

const rule = (what: 'announce-before' | 'list-within', day: LocalDate): number =>
  inForce(publishingRules, day).find((one) => one.what === what)?.workingDays ?? 0

/** So many working days before a day, counted as Điều 148 Bộ luật Dân sự counts them forward. */
function workingDaysBefore(calendar: Calendar, day: LocalDate, days: number): LocalDate {
  let at = day
  for (let i = 0; i < days; i++) at = previousWorkingDay(calendar, at, true)
  return at
}

const workingDaysAfter = (calendar: Calendar, day: LocalDate, days: number): LocalDate =>
  localDate(addWorkingDays(calendar, instantAt(day, 12 * 60), days))

/** The two last days of an announcement; null when the calendar does not reach back that far. */
function lastDays(
  calendar: Calendar,
  row: { decided_on: LocalDate; valid_from: LocalDate },
): { decide_by: LocalDate; list_by: LocalDate } | null {
  try {
    return {
      decide_by: workingDaysBefore(calendar, row.valid_from, rule('announce-before', row.valid_from)),
      list_by: workingDaysAfter(calendar, row.decided_on, rule('list-within', row.decided_on)),
    }
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

/** The catalogue as it stands on a day, with former versions. Steps and fees of designs are those in force on that day. */
export async function readCatalogue(tx: Tx, day: LocalDate): Promise<Catalogue> {
  const rows = await tx.query<{
    id: string
    code: string
    name: string
    ministry: string | null
    commune: boolean
    province: boolean
    online: boolean
    dutied: boolean
    lacking: string[]
    valid_from: LocalDate
    valid_to: LocalDate | null
  }>(
    `select p.id, p.code, p.name, p.ministry, p.valid_from, p.valid_to, coalesce(p.levels ? 'commune', false) as commune, coalesce(p.levels ? 'province', false) as province, coalesce(p.online, false) as online,
            exists (select from jsonb_array_elements(case jsonb_typeof(p.methods) when 'array' then p.methods else '[]' end) m where (m ->> 'fee_vnd')::bigint > 0)
              or exists (select from one_stop.design g where g.procedure_code = p.code and g.state = 'published' and g.valid_from <= $1 and (g.valid_to is null or g.valid_to >= $1)
                            and jsonb_path_exists(g.content, '$.fees[*].amount ? (@ > 0)')) as dutied,
            array_remove(array[
              case when p.name = '' then 'name' end,
              case when not exists (select from one_stop.step s where s.procedure in (p.code, '*') and s.valid_from <= $1 and (s.valid_to is null or s.valid_to >= $1)) then 'order' end,
              case when coalesce(jsonb_typeof(p.methods), '') <> 'array' or p.methods = '[]' then 'methods' end,
              case when coalesce(jsonb_typeof(p.papers), '') <> 'array' or p.papers = '[]' then 'papers' end,
              case when not jsonb_path_exists(coalesce(p.methods, '[]'), '$[*].limit.amount') then 'limit' end,
              case when coalesce(jsonb_typeof(p.applicants), '') <> 'array' or p.applicants = '[]' then 'applicants' end,
              case when coalesce(p.agency, '') = '' then 'agency' end], null) as lacking
       from one_stop.procedure p
      where p.fileable and p.valid_from <= $1
      order by p.code, p.valid_from`,
    [day],
  )
  const calendar = await calendarOf(tx, CALENDAR)
  // Built without code or imported: both are announcements of the same procedure, counted once for one decision.
  const announced = await tx.query<{
    id: string
    code: string
    name: string
    ministry: string | null
    commune: boolean
    province: boolean
    decided_on: LocalDate
    listed_on: LocalDate | null
    valid_from: LocalDate
  }>(
    `select distinct on (a.code, a.decided_on) a.*, p.id, p.name, p.ministry, coalesce(p.levels ? 'commune', false) as commune, coalesce(p.levels ? 'province', false) as province
       from (select code, decided_on, listed_on, valid_from from one_stop.procedure where fileable and decided_on is not null
             union all select procedure_code, decided_on, listed_on, valid_from from one_stop.design where decided_on is not null and valid_from is not null and state <> 'draft') a
       join lateral (select * from one_stop.procedure p where p.code = a.code and p.fileable order by p.valid_from desc limit 1) p on true
      order by a.code, a.decided_on, a.listed_on nulls last`,
  )
  return {
    procedures: rows.map(({ ministry, ...row }) => ({ ...row, department: departmentOf(ministry) })),
    announcements: announced.flatMap(({ ministry, ...row }) => {
      const days = lastDays(calendar, row)
      return days ? [{ ...row, ...days, department: departmentOf(ministry) }] : []
    }),
  }
}

/**
 * Does a procedure count for a scope? A commune answers for what communes receive, a department for what the province
 * settles in its field, the province for all.
 */
export function belongsTo(
  scope: Pick<Agency, 'kind' | 'code'> | null,
  row: { commune: boolean; province: boolean; department: string },
): boolean {
  if (scope === null) return true
  return scope.kind === 'commune' ? row.commune : row.province && row.department === scope.code
}

/** Announcements whose day falls in [from, to]: coming into force for 1.1, the last day of listing for 1.2. */
export const announcedIn = (catalogue: Catalogue, from: LocalDate, to: LocalDate): Announcement[] =>
  catalogue.announcements.filter((one) => one.valid_from >= from && one.valid_from <= to)
export const listedIn = (catalogue: Catalogue, from: LocalDate, to: LocalDate): Announcement[] =>
  catalogue.announcements.filter((one) => one.list_by >= from && one.list_by <= to)

export const announcedOnTime = (one: Announcement): boolean => one.decided_on <= one.decide_by
export const listedOnTime = (one: Announcement): boolean => one.listed_on !== null && one.listed_on <= one.list_by

/** The measures of a scope (null: the province) that come from the catalogue, from `from` to `day`. `paidOnline`: codes for which an online payment was ever made. */
export function catalogueCounts(
  catalogue: Catalogue,
  scope: Pick<Agency, 'kind' | 'code'> | null,
  from: LocalDate,
  day: LocalDate,
  paidOnline: ReadonlySet<string>,
): Partial<Counts> {
  const own = inForceOn(catalogue, day).filter((row) => belongsTo(scope, row))
  const announced = announcedIn(catalogue, from, day).filter((row) => belongsTo(scope, row))
  const listed = listedIn(catalogue, from, day).filter((row) => belongsTo(scope, row))
  const dutied = own.filter((row) => row.dutied)
  return {
    announced: announced.length,
    announced_on_time: announced.filter(announcedOnTime).length,
    listed: listed.length,
    listed_on_time: listed.filter(listedOnTime).length,
    described: own.length,
    described_full: own.filter((row) => row.lacking.length === 0).length,
    offered: own.length,
    offered_online: own.filter((row) => row.online).length,
    dutied: dutied.length,
    dutied_online: dutied.filter((row) => paidOnline.has(row.code)).length,
  }
}
