import { localDate } from '#ground/clock'

/** Limits of what is printed; the door refuses beyond them by name. */
export const printingLimits = {
  /** Lines of one register: the book of a busy centre for a month; typeset pages cost more than a sheet. */
  registerRowsMax: { pdf: 2_500, docx: 2_500, xlsx: 5_000 },
  registerDaysMax: 366,
  pageRows: 50,
  /** Dossiers printed together. */
  dossiersMax: 100,
  purposeMin: 10,
  purposeMax: 200,
} as const

export type Timeliness = 'early' | 'on-time' | 'late'

/**
 * "Kết quả giải quyết hồ sơ" of Mẫu 06: late once past the hour that was due, on time on the day it was due, early before
 * that day. Null while nothing was due.
 */
export function timeliness(doneAt: Date, dueAt: Date | null): Timeliness | null {
  if (dueAt === null) return null
  if (doneAt.getTime() > dueAt.getTime()) return 'late'
  return localDate(doneAt) === localDate(dueAt) ? 'on-time' : 'early'
}

/** One piece of work as the control slip needs it, in the order it was opened. */
export interface Work {
  id: string
  from: string | null
  unit: string
  step: string
  person: string | null
  openedAt: Date
  takenAt: Date | null
  doneAt: Date | null
  doneBy: string | null
  dueAt: Date | null
  outcome: string | null
}

/** One hand-over: who gave, who took, when, how the giver's own work stood against its limit, what is to be noted. */
export interface HandOver {
  giver: { unit: string; person: string }
  taker: { unit: string; person: string }
  at: Date
  takenAt: Date | null
  result: Timeliness | null
  note: string | null
}

/**
 * The rows of a control slip from the pieces of work of a dossier. Work that comes from no other work was handed in by the
 * applicant. Somebody who goes on with her own work in her own unit hands nothing over. `returned` closes the slip.
 */
export function handOvers(
  works: readonly Work[],
  applicant: string,
  notes: Readonly<Record<string, string>>,
  returned: { at: Date; receiver: string } | null,
): HandOver[] {
  const byId = new Map(works.map((work) => [work.id, work]))
  const outside = { unit: 'Người nộp hồ sơ', person: applicant }
  const rows: HandOver[] = []
  for (const work of works) {
    const from = work.from === null ? undefined : byId.get(work.from)
    const giver = from ? { unit: from.unit, person: from.doneBy ?? from.person ?? '' } : outside
    const taker = { unit: work.unit, person: work.doneBy ?? work.person ?? '' }
    if (from && giver.unit === taker.unit && giver.person === taker.person) continue
    rows.push({
      giver,
      taker,
      at: work.openedAt,
      takenAt: work.takenAt,
      result: from?.doneAt ? timeliness(from.doneAt, from.dueAt) : null,
      note: from?.outcome ? (notes[from.outcome] ?? null) : null,
    })
  }
  const last = works.at(-1)
  if (returned && last)
    rows.push({
      giver: { unit: last.unit, person: last.doneBy ?? last.person ?? '' },
      taker: { unit: 'Người nhận kết quả', person: returned.receiver },
      at: returned.at,
      takenAt: null,
      result: null,
      note: 'Trả kết quả',
    })
  // Work that ended without going on (a supplement asked, a stop) is noted on the row that gave it.
  for (const work of works) {
    const note = work.outcome ? notes[work.outcome] : undefined
    if (!note || works.some((other) => other.from === work.id)) continue
    const row = rows.findLast((one) => one.taker.unit === work.unit && one.at.getTime() <= work.openedAt.getTime())
    if (row) row.note = row.note === null ? note : `${row.note}; ${note.toLowerCase()}`
  }
  return rows
}
