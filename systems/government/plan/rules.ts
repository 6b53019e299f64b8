import { addDays, daysBetween, isLocalDate, type LocalDate } from '#ground/clock'
import type { Words } from '#ground/text'

const w = (vi: string, en: string): Words => ({ vi, en })

export const parts = ['I', 'II', 'III', 'IV', 'V'] as const
export type Part = (typeof parts)[number]

export const statuses = ['not-started', 'preparing', 'running', 'paused', 'done', 'dropped'] as const
export type Status = (typeof statuses)[number]

/** Where money comes from: the plan, part III. */
export const sources = ['state-budget', 'sponsorship', 'socialised', 'integrated', 'other'] as const
export type Source = (typeof sources)[number]

/** Roles of this system. */
export const FOCAL = 'plan-focal'
export const APPROVER = 'plan-approver'
export const FINANCE = 'plan-finance'
export const REPORTER = 'plan-reporter'
export const PARTNER = 'plan-partner'
/** Roles that find these screens in their navigation. */
export const planRoles = [FOCAL, APPROVER, FINANCE, REPORTER, PARTNER, 'province-monitor'] as const

// ------------------------------------------------------------------------------------------------ dated rules

export const termKinds = [
  'report-due',
  'report-remind',
  'reminder-days',
  'obstacle-answer',
  'returned-report',
  'behind',
  'soon',
] as const
export type TermKind = (typeof termKinds)[number]

export interface TermValue {
  what: TermKind
  /** 'MM-DD' for a day of the year, numbers apart by commas for 'reminder-days', a whole number otherwise. */
  value: string
  valid_from: LocalDate
  valid_to: LocalDate | null
  source: string
  confidence: 'published' | 'assumed'
}

const PLAN = 'Kế hoạch triển khai Thỏa thuận hợp tác 02/2026/TTHT/UBND-VNPT, mục IV.3 và IV.4'
const OURS = 'Quy ước của nền tảng, đơn vị đầu mối sửa được'

/** What the plan says, and what it leaves open and we assume. */
export const terms: readonly TermValue[] = [
  {
    what: 'report-due',
    value: '12-15',
    valid_from: '2026-01-09',
    valid_to: null,
    source: PLAN,
    confidence: 'published',
  },
  {
    what: 'report-remind',
    value: '11-15',
    valid_from: '2026-01-09',
    valid_to: null,
    source: OURS,
    confidence: 'assumed',
  },
  {
    what: 'reminder-days',
    value: '30,21,14,7,3,1,0',
    valid_from: '2026-01-09',
    valid_to: null,
    source: OURS,
    confidence: 'assumed',
  },
  {
    what: 'obstacle-answer',
    value: '10',
    valid_from: '2026-01-09',
    valid_to: null,
    source: OURS,
    confidence: 'assumed',
  },
  {
    what: 'returned-report',
    value: '5',
    valid_from: '2026-01-09',
    valid_to: null,
    source: OURS,
    confidence: 'assumed',
  },
  { what: 'behind', value: '20', valid_from: '2026-01-09', valid_to: null, source: OURS, confidence: 'assumed' },
  { what: 'soon', value: '30', valid_from: '2026-01-09', valid_to: null, source: OURS, confidence: 'assumed' },
]

/** The rule in force on a day: of several the one that began last. */
export function termOn<T extends Pick<TermValue, 'what' | 'valid_from' | 'valid_to'>>(
  rows: readonly T[],
  what: TermKind,
  day: LocalDate,
): T | undefined {
  return rows
    .filter((row) => row.what === what && row.valid_from <= day && (row.valid_to === null || row.valid_to >= day))
    .sort((a, b) => (a.valid_from < b.valid_from ? 1 : -1))[0]
}

/** 'MM-DD' in a year as a day, or undefined when that year has no such day. */
export function dayIn(year: number, monthDay: string): LocalDate | undefined {
  const day = `${year}-${monthDay}`
  return isLocalDate(day) ? day : undefined
}

/** '30,7,0' → [30, 7, 0], most days first. */
export const readDays = (text: string): number[] =>
  text
    .split(',')
    .map(Number)
    .filter((n) => Number.isInteger(n) && n >= 0)
    .sort((a, b) => b - a)

const LATE_EVERY_DAYS = 7
const LATE_REMINDERS_MAX = 8

/**
 * Which reminder stands on a day: the last one that has come, so that a day without the house loses none and a second run
 * repeats none. Null before reminding begins, and eight weeks after the due day.
 */
export function reminderMark(
  today: LocalDate,
  remindFrom: LocalDate,
  due: LocalDate,
  days: readonly number[],
): string | null {
  if (today < remindFrom) return null
  const left = daysBetween(today, due)
  if (left < 0) {
    const weeks = Math.floor(-left / LATE_EVERY_DAYS)
    return weeks > LATE_REMINDERS_MAX ? null : `late-${weeks}`
  }
  const come = days.filter((one) => one >= left && addDays(due, -one) >= remindFrom)
  const last = come.length > 0 ? Math.min(...come) : null
  return last === null ? 'begin' : `before-${last}`
}

// ------------------------------------------------------------------------------------------- a line's course

export interface LineTime {
  from_year: number
  to_year: number
  status: Status
  progress: number
}
export interface MilestoneTime {
  due: LocalDate
  done_on: LocalDate | null
  weight: number
}

/** Is the content at work in a year? */
export const inYear = (line: Pick<LineTime, 'from_year' | 'to_year'>, year: number): boolean =>
  line.from_year <= year && year <= line.to_year

/** Whole percent of the period that has passed on a day: 0 before it begins, 100 after it ends. */
export function expectedProgress(line: Pick<LineTime, 'from_year' | 'to_year'>, today: LocalDate): number {
  const first = `${line.from_year}-01-01`
  const last = `${line.to_year}-12-31`
  if (today < first) return 0
  if (today >= last) return 100
  return Math.floor(((daysBetween(first, today) + 1) / (daysBetween(first, last) + 1)) * 100)
}

/** What the milestones say of progress: weight of those done in the weight of all, whole percent; null without any. */
export function milestoneProgress(milestones: readonly MilestoneTime[]): number | null {
  const all = milestones.reduce((sum, one) => sum + one.weight, 0)
  if (all === 0) return null
  const done = milestones.filter((one) => one.done_on !== null).reduce((sum, one) => sum + one.weight, 0)
  return Math.floor((done / all) * 100)
}

export const healths = ['done', 'dropped', 'paused', 'late', 'behind', 'soon', 'on-course', 'waiting'] as const
export type Health = (typeof healths)[number]
export type Tone = 'neutral' | 'active' | 'good' | 'bad' | 'wait'

/**
 * How a content stands on a day. Late: its period is over and it is not done, or a milestone is past. Behind: so many points
 * less than the share of its period that has passed. Soon: a milestone falls due within so many days.
 */
export function healthOf(
  line: LineTime,
  milestones: readonly MilestoneTime[],
  today: LocalDate,
  limits: { behind: number; soon: number },
): Health {
  if (line.status === 'done' || line.status === 'dropped' || line.status === 'paused') return line.status
  const open = milestones.filter((one) => one.done_on === null)
  if (today > `${line.to_year}-12-31` || open.some((one) => one.due < today)) return 'late'
  if (line.progress + limits.behind < expectedProgress(line, today)) return 'behind'
  if (open.some((one) => one.due <= addDays(today, limits.soon))) return 'soon'
  return line.status === 'not-started' ? 'waiting' : 'on-course'
}

export const healthTones: Readonly<Record<Health, Tone>> = {
  done: 'good',
  dropped: 'neutral',
  paused: 'wait',
  late: 'bad',
  behind: 'wait',
  soon: 'wait',
  'on-course': 'active',
  waiting: 'neutral',
}

/** The contents that count as on course for the province's own figures. */
export const isOnCourse = (health: Health): boolean => health === 'done' || health === 'on-course' || health === 'soon'

// --------------------------------------------------------------------------------------------- a line in years

/** Where a day lies between the first day of the first year and the last day of the last: 0 to 1. */
export function placeIn(day: LocalDate, firstYear: number, lastYear: number): number {
  const first = `${firstYear}-01-01`
  const days = daysBetween(first, `${lastYear}-12-31`) + 1
  return Math.min(1, Math.max(0, daysBetween(first, day) / days))
}

/** A bar between two years: where it begins and how wide it is, both 0 to 1. */
export function barOf(
  line: Pick<LineTime, 'from_year' | 'to_year'>,
  firstYear: number,
  lastYear: number,
): { left: number; width: number } {
  const left = placeIn(`${Math.max(line.from_year, firstYear)}-01-01`, firstYear, lastYear)
  const right = line.to_year >= lastYear ? 1 : placeIn(addDays(`${line.to_year}-12-31`, 1), firstYear, lastYear)
  return { left, width: Math.max(0, right - left) }
}

// --------------------------------------------------------------------------------------------------- risks

export const riskLevels = ['low', 'medium', 'high', 'extreme'] as const
export type RiskLevel = (typeof riskLevels)[number]

/** Likelihood times impact, each 1 to 5: to 4 low, to 9 medium, to 16 high, above extreme. */
export function riskLevel(likelihood: number, impact: number): RiskLevel {
  const product = likelihood * impact
  return product <= 4 ? 'low' : product <= 9 ? 'medium' : product <= 16 ? 'high' : 'extreme'
}
export const riskTones: Readonly<Record<RiskLevel, Tone>> = {
  low: 'good',
  medium: 'neutral',
  high: 'wait',
  extreme: 'bad',
}

// -------------------------------------------------------------------------------------------------- budget

export interface Money {
  planned: number
  allocated: number
  spent: number
}
const nothing = (): Money => ({ planned: 0, allocated: 0, spent: 0 })

/** Adds up; integer đồng stay exact far below 2^53. */
export function sumMoney(rows: readonly Money[]): Money {
  return rows.reduce(
    (sum, row) => ({
      planned: sum.planned + row.planned,
      allocated: sum.allocated + row.allocated,
      spent: sum.spent + row.spent,
    }),
    nothing(),
  )
}

/** Sums by a key, in the order of the given keys; a key without rows is nought. */
export function moneyBy<K extends string | number, R extends Money>(
  rows: readonly R[],
  keys: readonly K[],
  keyOf: (row: R) => K,
): { key: K; money: Money }[] {
  return keys.map((key) => ({ key, money: sumMoney(rows.filter((row) => keyOf(row) === key)) }))
}

/** Whole percent, or null when there is nothing to divide by. */
export const percent = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 100)

// ------------------------------------------------------------------------------------------- yearly report

export const sections = ['steering', 'results', 'money', 'obstacles', 'next'] as const
export type Section = (typeof sections)[number]

export const sectionTitles: Readonly<Record<Section, Words>> = {
  steering: w('I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI', 'I. STEERING'),
  results: w('II. KẾT QUẢ THỰC HIỆN', 'II. RESULTS'),
  money: w('III. KINH PHÍ THỰC HIỆN', 'III. MONEY'),
  obstacles: w('IV. KHÓ KHĂN, VƯỚNG MẮC, RỦI RO', 'IV. DIFFICULTIES AND RISKS'),
  next: w('V. PHƯƠNG HƯỚNG VÀ ĐỀ XUẤT, KIẾN NGHỊ', 'V. NEXT YEAR AND PROPOSALS'),
}

/** Was it handed in by the end of the due day? */
export const isInTime = (submittedOn: LocalDate, due: LocalDate): boolean => submittedOn <= due

/** What a unit's report must say before it goes: one sentence for each content, nothing left blank. Answers the codes. */
export const unsaid = (lines: readonly { code: string; done: string | null }[]): string[] =>
  lines.filter((line) => !line.done?.trim()).map((line) => line.code)
