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

/** Nghị định 118/2025/NĐ-CP, Điều 17: staff accept, refuse or ask within 08 working hours of receipt on the portal. */
export const acceptanceLimit: Limit = { amount: 8, unit: 'working-hour' }
/** The citizen answers a supplement request within 15 working days; the counter starts after the request. */
export const supplementLimit: Limit = { amount: 15, unit: 'working-day' }

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

/** The fee of a channel, integer đồng; null when the procedure announces none or leaves it to a later notice. */
export function feeFor(
  procedure: Pick<ProcedureValue, 'methods'>,
  channel: Channel,
): { amount: number | null; words: string | null } {
  const own = procedure.methods.filter((method) => method.channel === channel)
  const rows = own.length > 0 ? own : procedure.methods
  const known = rows.map((method) => method.fee_vnd).filter((fee): fee is number => fee !== null)
  return {
    amount: known.length > 0 ? Math.min(...known) : null,
    words: rows.find((method) => method.fee_text)?.fee_text ?? null,
  }
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
