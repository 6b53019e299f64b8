import { addDays, isLocalDate, type LocalDate } from '#ground/clock'
import { type Calendar, isWorkingDay } from '#ground/working-time'

/**
 * When a procedure had to be announced and made public, and how that was kept (items 1.1 and 1.2). Pure: calendar, rule and
 * today are given. A day that nobody knows is neither kept nor missed: it is unknown, and is said.
 */

/** What an announcement does to a procedure (Nghị định 63/2010/NĐ-CP, Điều 14 khoản 2). */
export const announcementKinds = ['new', 'amended', 'replaced', 'abolished'] as const
export type AnnouncementKind = (typeof announcementKinds)[number]

/** Looking back further than this for working days means that the calendar is wrong. */
const DAYS_BACK_MAX = 400

/** The raw events of one announcement; a day is null when it has not come, or when it is not known. */
export interface AnnouncementDays {
  /** The legal document is in force from here; null: not known. */
  law_from: LocalDate | null
  decided_on: LocalDate | null
  /** Decided, but nobody knows the day. */
  decided_unknown: boolean
  listed_on: LocalDate | null
  /** Made public, but nobody knows the day. */
  listed_unknown: boolean
  /** Last day for the decision, from `law_from`; last day for the listing, from `decided_on`. */
  decide_by: LocalDate | null
  list_by: LocalDate | null
}

/** 'open': not done, and its day has not come. */
export type Standing = 'on-time' | 'late' | 'unknown' | 'open'

/**
 * The last day on which a decision still has `workingDays` working days after it up to the day of force, that day counted when
 * it is a working day. The same count by which an edition is refused as announced too soon (design/publish.ts).
 */
export function lastDecisionDay(calendar: Calendar, lawFrom: LocalDate, workingDays: number): LocalDate {
  let day = lawFrom
  for (let left = workingDays, i = 0; i < DAYS_BACK_MAX; day = addDays(day, -1), i++)
    if (isWorkingDay(calendar, day) && --left === 0) break
  return addDays(day, -1)
}

/** Was it decided in time, as it stands at the beginning of `day`? */
export function decisionStanding(one: AnnouncementDays, day: LocalDate): Standing {
  if (one.decided_on === null && one.decided_unknown) return 'unknown'
  if (one.law_from === null || one.decide_by === null) return 'unknown'
  if (one.decided_on !== null) return one.decided_on <= one.decide_by ? 'on-time' : 'late'
  return one.decide_by < day ? 'late' : 'open'
}

/** Was it made public in time, as it stands at the beginning of `day`? What was not decided need not be public yet. */
export function listingStanding(one: AnnouncementDays, day: LocalDate): Standing {
  if (one.decided_on === null) return one.decided_unknown ? 'unknown' : 'open'
  if (one.list_by === null || (one.listed_on === null && one.listed_unknown)) return 'unknown'
  if (one.listed_on !== null) return one.listed_on <= one.list_by ? 'on-time' : 'late'
  return one.list_by < day ? 'late' : 'open'
}

/** The day by which an announcement belongs to a period: of force for 1.1, the last of listing for 1.2; null: of no period that could be told. */
export const decisionPlace = (one: AnnouncementDays): LocalDate | null => one.law_from
export const listingPlace = (one: AnnouncementDays): LocalDate | null => one.list_by ?? one.decided_on

/** Is a day lacking that somebody could still look up? (What lies before the calendar begins cannot be judged either, and nobody could help it.) */
export const lacksDay = (one: AnnouncementDays): boolean =>
  one.law_from === null ||
  (one.decided_on === null && one.decided_unknown) ||
  (one.listed_on === null && one.listed_unknown)

const PROVINCE_DECISION =
  /\d+\s*\/\s*(?:\d{4}\s*\/\s*)?QĐ-UBND\b.*?ngày\s+(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})/iu

/**
 * The day a text of a catalogue gives for the province's own decision ("1234/QĐ-UBND ngày 05/8/2026"). A ministry's decision is
 * another event: its day says nothing of when the province announced.
 */
export function decisionDayIn(text: string | null): LocalDate | undefined {
  const found = PROVINCE_DECISION.exec((text ?? '').normalize('NFC'))
  if (!found) return undefined
  const [, day = '', month = '', year = ''] = found
  const said = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isLocalDate(said) ? said : undefined
}
