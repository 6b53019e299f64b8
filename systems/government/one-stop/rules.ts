import type { LocalDate } from '#ground/clock'
import { assert } from '#ground/refusal'
import type { Limit } from '#ground/working-time'
import type { Channel, Method, ProcedureValue, StepRow } from '#province'

/** States of a dossier with the national codes of `TrangThaiHoSo`. */
export const statusCodes = {
  registered: 1,
  received: 2,
  rejected: 3,
  processing: 4,
  'supplement-asked': 5,
  'financial-duty': 6,
  withdrawn: 7,
  stopped: 8,
  finished: 9,
  returned: 10,
} as const
export type Status = keyof typeof statusCodes
export const statuses = Object.keys(statusCodes) as [Status, ...Status[]]

interface Dated {
  valid_from: LocalDate
  valid_to: LocalDate | null
  source: string
}

/** The row in force on a day; days before the first row are judged by the first. */
function inForce<R extends Dated>(rows: readonly R[], day: LocalDate): R {
  const row = rows.find((one) => one.valid_from <= day && (one.valid_to === null || one.valid_to >= day)) ?? rows[0]
  assert(row, 'a dated rule has at least one row')
  return row
}

/**
 * One dated rule of time. 'acceptance': staff accept, refuse or ask · 'alert': staff have heard of an online receipt ·
 * 'supplement': the applicant answers a request, then the dossier is closed.
 */
export interface TimeRule extends Dated {
  what: 'acceptance' | 'alert' | 'supplement'
  limit: Limit
}

const since = { valid_from: '2025-07-01', valid_to: null } as const

export const timeRules: readonly TimeRule[] = [
  {
    what: 'acceptance',
    limit: { amount: 8, unit: 'working-hour' },
    ...since,
    source: 'Nghị định 118/2025/NĐ-CP, Điều 17 khoản 2: trong 08 giờ làm việc kể từ khi nhận trên Cổng',
  },
  {
    what: 'alert',
    limit: { amount: 2, unit: 'working-hour' },
    ...since,
    source: 'Nghị định 118/2025/NĐ-CP, Điều 17 khoản 2: cán bộ được thông báo trong 02 giờ làm việc',
  },
  {
    what: 'supplement',
    limit: { amount: 15, unit: 'working-day' },
    ...since,
    source: 'Nghị định 118/2025/NĐ-CP, Điều 17: quá 15 ngày làm việc không bổ sung thì hệ thống đóng hồ sơ',
  },
]

/** The limit of a rule of time on a day. */
export const timeLimitOn = (what: TimeRule['what'], day: LocalDate): Limit =>
  inForce(
    timeRules.filter((rule) => rule.what === what),
    day,
  ).limit

/** Shares of a limit at which those in charge are warned, once each. */
export interface WarningRule extends Dated {
  of: 'whole' | 'step' | 'supplement'
  shares: readonly number[]
}

const warned = { ...since, source: 'Quy ước của tỉnh: nhắc khi đã qua 50% và 80% thời hạn' } as const

export const warningRules: readonly WarningRule[] = [
  { of: 'whole', shares: [0.5, 0.8], ...warned },
  { of: 'step', shares: [0.5, 0.8], ...warned },
  { of: 'supplement', shares: [0.5, 0.8], ...warned },
]

/** When to warn of a clock or of a step on a day; of a receipt, when the law wants staff to have heard of it at the latest. */
export function warningSharesOn(of: { clock: string } | { step: string }, day: LocalDate): readonly number[] {
  const receipt = 'clock' in of ? of.clock === 'acceptance' : of.step === 'receive'
  const what = 'step' in of ? 'step' : of.clock === 'supplement' ? 'supplement' : 'whole'
  const { shares } = inForce(
    warningRules.filter((rule) => rule.of === what),
    day,
  )
  if (!receipt) return shares
  const heard = timeLimitOn('alert', day).amount / timeLimitOn('acceptance', day).amount
  return [...new Set([heard, shares.at(-1) ?? heard])].sort((a, b) => a - b)
}

/** How far a promise may be moved: Mẫu 04. That it is moved once is the flow's own rule (cases.ts, `once`). */
export interface ApologyRule extends Dated {
  /** The new date is at most so many times the whole limit after the old one, or after today when that has passed. */
  limitsMax: number
}

export const apologyRules: readonly ApologyRule[] = [
  {
    limitsMax: 1,
    ...since,
    source:
      'Nghị định 118/2025/NĐ-CP và Thông tư 03/2025/TT-VPCP, Mẫu 04: hẹn lại không quá một lần; độ dài tối đa là quy ước của tỉnh',
  },
]

export const apologyRuleOn = (day: LocalDate): ApologyRule => inForce(apologyRules, day)

/** What a limit falls back to when the portal announces none: within the day, as Nghị định 118/2025/NĐ-CP treats simple procedures. */
const UNANNOUNCED: Limit = { amount: 5, unit: 'working-day' }

/**
 * The limit that binds us on a channel: the shortest announced one, because several rows on the same channel stand for
 * cases the counter has not told apart yet, and promising the longest would make every simple case late.
 * Falls back to the other channels, then to five working days, and says so.
 */
export function limitFor(
  procedure: Pick<ProcedureValue, 'methods'>,
  channel: Channel,
): { limit: Limit; announced: boolean } {
  const hours = (limit: Limit): number =>
    limit.amount *
    { 'working-hour': 1, 'same-day': 8, 'working-day': 8, 'calendar-day': 6, 'calendar-hour': 0.25, month: 170 }[
      limit.unit
    ]
  const shortest = (methods: readonly Method[]): Limit | undefined =>
    methods
      .map((method) => method.limit)
      .filter((limit): limit is NonNullable<typeof limit> => limit !== null)
      .sort((a, b) => hours(a) - hours(b))[0]
  const own = shortest(procedure.methods.filter((method) => method.channel === channel))
  if (own) return { limit: own, announced: true }
  const other = shortest(procedure.methods)
  return other ? { limit: other, announced: true } : { limit: UNANNOUNCED, announced: false }
}

/** Minute of the day of a procedure's cut-off 'HH:MM', undefined when it has none. */
export function cutoffMinute(procedure: Pick<ProcedureValue, 'cutoff'>): number | undefined {
  const match = /^(\d{1,2}):(\d{2})$/.exec(procedure.cutoff ?? '')
  return match ? Number(match[1]) * 60 + Number(match[2]) : undefined
}

/** The steps of a procedure in force on a day: its own dated rows, else the template of everyone ('*'). */
export function stepsOn<S extends Pick<StepRow, 'procedure' | 'order' | 'valid_from' | 'valid_to'>>(
  rows: readonly S[],
  procedure: string,
  day: string,
): S[] {
  const inForce = rows.filter((row) => row.valid_from <= day && (row.valid_to === null || row.valid_to >= day))
  const own = inForce.filter((row) => row.procedure === procedure)
  return (own.length > 0 ? own : inForce.filter((row) => row.procedure === '*')).sort((a, b) => a.order - b.order)
}

/** On time, by index 766 item 2.1: finished no later than promised. */
export function isOnTime(finishedAt: Date, dueAt: Date | null): boolean {
  return dueAt === null || finishedAt.getTime() <= dueAt.getTime()
}
