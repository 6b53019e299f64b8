import { addDays, type LocalDate, localDate } from '#ground/clock'
import { Refusal } from '#ground/refusal'
import type { Calendar } from '#ground/working-time'
import { calendarOf } from '#kernel/cases'
import type { Tx } from '#kernel/store'
import { departmentOf } from '#province'
import { dayAfterWorkingDays } from '../design/days.ts'
import { announcementRuleOn } from '../design/publish.ts'
import {
  type AnnouncementDays,
  type AnnouncementKind,
  decisionPlace,
  decisionStanding,
  lastDecisionDay,
  listingPlace,
  listingStanding,
  type Standing,
} from './announcing.ts'
import { earlierOf } from './rules.ts'
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

/** One announcement: one procedure in one decision, with what is known of its days. */
export interface Announcement extends AnnouncementDays {
  id: string
  /** A row of the register, or a version of the catalogue that nobody entered there. */
  kept: 'announcement' | 'procedure'
  kind: AnnouncementKind | null
  code: string
  name: string
  reference: string | null
  department: string
  commune: boolean
  province: boolean
}

export interface Catalogue {
  /** Every version filed with the local government; see `inForceOn`. */
  procedures: CataloguedProcedure[]
  /** From the register, and of versions that it does not know. */
  announcements: Announcement[]
  today: LocalDate
}

/** The versions in force on a day, one a procedure. */
export const inForceOn = (catalogue: Catalogue, day: LocalDate): CataloguedProcedure[] =>
  catalogue.procedures.filter((row) => row.valid_from <= day && (row.valid_to === null || row.valid_to >= day))

/** The two last days of an announcement, by the rules in force; null where its days, or the calendar, do not reach. */
function lastDays(
  calendar: Calendar,
  row: { law_from: LocalDate | null; decided_on: LocalDate | null },
): { decide_by: LocalDate | null; list_by: LocalDate | null } {
  const { law_from: law, decided_on: decided } = row
  const before = law === null ? undefined : announcementRuleOn(law)
  const after = decided === null ? undefined : announcementRuleOn(decided)
  try {
    return {
      decide_by: law !== null && before ? lastDecisionDay(calendar, law, before.workingDaysBeforeMin) : null,
      list_by: decided !== null && after ? dayAfterWorkingDays(calendar, decided, after.workingDaysToListMax) : null,
    }
  } catch (error) {
    if (error instanceof Refusal) return { decide_by: null, list_by: null }
    throw error
  }
}

interface AnnouncedRow {
  id: string
  kept: 'announcement' | 'procedure'
  kind: AnnouncementKind | null
  code: string
  name: string
  reference: string | null
  ministry: string | null
  commune: boolean
  province: boolean
  law_from: LocalDate | null
  decided_on: LocalDate | null
  decided_unknown: boolean
  listed_on: LocalDate | null
  listed_unknown: boolean
}

/**
 * The register; then versions of procedures that it does not hold. Of those the day of force is told only where the day of the
 * decision is: an imported version begins when this house took it over, which says nothing of the law. $1: the day looked from.
 */
const ANNOUNCED = `
  select a.id, 'announcement' as kept, a.kind, a.procedure_code as code, coalesce(p.name, a.procedure_name, a.procedure_code) as name, a.reference,
         coalesce(p.ministry, a.ministry) as ministry,
         coalesce(p.levels ? 'commune', a.level in ('commune', 'both'), false) as commune, coalesce(p.levels ? 'province', a.level in ('province', 'both'), false) as province,
         a.law_from, a.decided_on, a.decided_unknown, a.listed_on, a.listed_unknown
    from one_stop.announcement a
    left join lateral (select name, ministry, levels from one_stop.procedure p where p.code = a.procedure_code order by p.fileable desc, p.valid_from desc limit 1) p on true
  union all
  select * from (
    select distinct on (p.code, p.decided_on) p.id, 'procedure' as kept, null as kind, p.code, p.name, p.decision as reference, p.ministry,
           coalesce(p.levels ? 'commune', false) as commune, coalesce(p.levels ? 'province', false) as province,
           case when p.decided_on is not null then p.valid_from end as law_from, p.decided_on, p.decided_on is null as decided_unknown, p.listed_on, p.listed_on is null as listed_unknown
      from one_stop.procedure p
     where p.fileable and (p.decided_on is not null or (p.valid_from <= $1 and (p.valid_to is null or p.valid_to >= $1)))
       and not exists (select from one_stop.announcement a
                        where a.procedure_code = p.code and (p.decided_on is null or a.law_from = p.valid_from or a.decided_on = p.decided_on or a.decision = p.decision))
     order by p.code, p.decided_on, p.valid_from desc) as catalogued
  order by code, decided_on, id`

async function readAnnouncements(tx: Tx, day: LocalDate): Promise<Announcement[]> {
  const calendar = await calendarOf(tx, CALENDAR)
  const rows = await tx.query<AnnouncedRow>(ANNOUNCED, [day])
  return rows.map(({ ministry, ...row }) => ({
    ...row,
    ...lastDays(calendar, row),
    department: departmentOf(ministry),
  }))
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
  return {
    procedures: rows.map(({ ministry, ...row }) => ({ ...row, department: departmentOf(ministry) })),
    announcements: await readAnnouncements(tx, day),
    today: localDate(tx.now),
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

export interface Judged {
  announcement: Announcement
  standing: 'on-time' | 'late' | 'unknown'
}

const within = (place: LocalDate | null, from: LocalDate, to: LocalDate): boolean =>
  place !== null && place >= from && place <= to

/** Judged as it stood when `to` had passed, or stands today. What has no day at all belongs to every period, as unknown; what is still open, to none. */
function judge(
  catalogue: Catalogue,
  from: LocalDate,
  to: LocalDate,
  standingOf: (one: Announcement, day: LocalDate) => Standing,
  placeOf: (one: Announcement) => LocalDate | null,
): Judged[] {
  const day = earlierOf(addDays(to, 1), catalogue.today)
  return catalogue.announcements.flatMap((announcement): Judged[] => {
    const standing = standingOf(announcement, day)
    const place = placeOf(announcement)
    if (standing === 'open' || !(within(place, from, to) || (place === null && standing === 'unknown'))) return []
    return [{ announcement, standing }]
  })
}

/** Item 1.1: announcements whose law comes into force in [from, to]. */
export const announcedIn = (catalogue: Catalogue, from: LocalDate, to: LocalDate): Judged[] =>
  judge(catalogue, from, to, decisionStanding, decisionPlace)
/** Item 1.2: announcements that had to be made public by a day in [from, to]. */
export const listedIn = (catalogue: Catalogue, from: LocalDate, to: LocalDate): Judged[] =>
  judge(catalogue, from, to, listingStanding, listingPlace)

export interface Duty {
  announcement: Announcement
  what: 'decide' | 'list'
  by: LocalDate
}

/** What is still to be announced, or to be made public, soonest first; what is past its day comes first of all. */
export const dutiesOf = (catalogue: Catalogue): Duty[] =>
  catalogue.announcements
    .flatMap((one): Duty[] => {
      if (one.kept === 'procedure') return []
      if (one.decided_on === null)
        return one.decided_unknown || one.decide_by === null
          ? []
          : [{ announcement: one, what: 'decide', by: one.decide_by }]
      return one.listed_on !== null || one.listed_unknown || one.list_by === null
        ? []
        : [{ announcement: one, what: 'list', by: one.list_by }]
    })
    .sort((a, b) => (a.by < b.by ? -1 : a.by > b.by ? 1 : a.announcement.code < b.announcement.code ? -1 : 1))

const standingCount = (judged: readonly Judged[], standing: Judged['standing']): number =>
  judged.filter((one) => one.standing === standing).length

/** The measures of a scope (null: the province) that come from the catalogue, from `from` to `day`. `paidOnline`: codes for which an online payment was ever made. */
export function catalogueCounts(
  catalogue: Catalogue,
  scope: Pick<Agency, 'kind' | 'code'> | null,
  from: LocalDate,
  day: LocalDate,
  paidOnline: ReadonlySet<string>,
): Partial<Counts> {
  const own = inForceOn(catalogue, day).filter((row) => belongsTo(scope, row))
  const announced = announcedIn(catalogue, from, day).filter((one) => belongsTo(scope, one.announcement))
  const listed = listedIn(catalogue, from, day).filter((one) => belongsTo(scope, one.announcement))
  const dutied = own.filter((row) => row.dutied)
  return {
    announced: announced.length - standingCount(announced, 'unknown'),
    announced_on_time: standingCount(announced, 'on-time'),
    announced_unknown: standingCount(announced, 'unknown'),
    listed: listed.length - standingCount(listed, 'unknown'),
    listed_on_time: standingCount(listed, 'on-time'),
    listed_unknown: standingCount(listed, 'unknown'),
    described: own.length,
    described_full: own.filter((row) => row.lacking.length === 0).length,
    offered: own.length,
    offered_online: own.filter((row) => row.online).length,
    dutied: dutied.length,
    dutied_online: dutied.filter((row) => paidOnline.has(row.code)).length,
  }
}
