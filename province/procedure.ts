import type { Limit } from '#ground/working-time'

/**
 * One administrative procedure (thủ tục hành chính) as a value, and the dated rows that go with it.
 * The columns follow the procedure record of the national portal (Nghị định 118/2025/NĐ-CP; lược đồ thủ tục của Cổng
 * Dịch vụ công quốc gia): name, order of work, ways to do it, papers, limits, fees, results, legal basis.
 */

/** How a dossier reaches the counter (Nghị định 118/2025/NĐ-CP, Điều 15). */
export type Channel = 'in-person' | 'online' | 'post'

/**
 * Where a value comes from. `published`: as the portal announces it. `read`: understood by us from an announced text
 * ("Khác" as the same day, a limit found in a note). `assumed`: not announced to us; a default to be checked before use.
 */
export type Confidence = 'published' | 'read' | 'assumed'

/** Levels of government at which a procedure is received. */
export type Level = 'commune' | 'province' | 'ministry' | 'other'

/** Which family of agencies settles it; only `local-government` is settled inside the one-stop system of the province. */
export type HandledBy =
  | 'local-government'
  | 'police'
  | 'tax'
  | 'customs'
  | 'social-insurance'
  | 'treasury'
  | 'state-bank'
  | 'court'
  | 'civil-enforcement'
  | 'registry'
  | 'reserves'
  | 'central'

/** One way to do it. A channel may stand in several rows when cases differ; `note` then says which case. */
export type Method = {
  channel: Channel
  /** null when the portal announces none. */
  limit: Limit | null
  limit_confidence: Confidence
  /** Integer đồng; 0 is free; null when the amount is unknown or not in đồng. */
  fee_vnd: number | null
  /** The fee in words, for what an amount cannot say: per page, fixed by the People's Council. */
  fee_text: string | null
  /** True when the People's Council of the province fixes the amount; `fee_vnd` is then not the last word. */
  fee_by_council: boolean
  note: string | null
}

/** What a line of the paper list is: handed in, shown and given back, or a remark that is no paper. */
export type PaperKind = 'submit' | 'present' | 'remark'

/** One paper of a dossier. `original` and `copy` are numbers of copies asked for. */
export type PaperItem = {
  name: string
  /** Name or file name of the form to fill in, null when there is none. */
  form: string | null
  original: number
  copy: number
  /** False when the paper is asked only in some cases. */
  required: boolean
  kind: PaperKind
}

/** The papers of one case; `case` is null for the papers everyone hands in. */
export type PaperCase = { case: string | null; items: PaperItem[] }

/** What the citizen receives; `code` is an opaque national code (KQ.G15.000031) or null. */
export type ProcedureResult = { name: string; code: string | null }

/** A whole procedure in one version. Dates are LocalDate; `valid_to` is the last day in force, null while it stands. */
export type ProcedureValue = {
  /** National code, `n.nnnnnn`. */
  code: string
  name: string
  sector: string
  ministry: string
  levels: Level[]
  kind: string | null
  /** Number of the decision that announced it: "163/QĐ-BTP". */
  decision: string | null
  applicants: string[]
  agency: string | null
  handled_by: HandledBy
  methods: Method[]
  papers: PaperCase[]
  conditions: string | null
  results: ProcedureResult[]
  legal_refs: string[]
  url: string | null
  /** True for the procedures offered first. */
  core: boolean
  /** Local time 'HH:MM' after which receipt counts from the next working day, null for the general last-hour rule. */
  cutoff: string | null
  valid_from: string
  valid_to: string | null
  source: string
  confidence: Confidence
  /** What we read into it, in Vietnamese; empty when everything stands as announced. */
  note: string | null
}

/** Shape of a procedure code. */
export const procedureCodePattern = /^\d\.\d{6}$/

/** Limits of a procedure value; a reader refuses or cuts beyond them and says so. */
export const procedureLimits = {
  nameCharsMax: 1000,
  textCharsMax: 2000,
  paperNameCharsMax: 2000,
  methodsMax: 60,
  paperCasesMax: 80,
  papersMax: 400,
  resultsMax: 40,
  legalRefsMax: 80,
  applicantsMax: 30,
  lineCharsMax: 400_000,
} as const

/** Every method of a procedure on one channel, in announced order; empty when the channel is not offered. */
export function methodsFor(procedure: ProcedureValue, channel: Channel): Method[] {
  return procedure.methods.filter((method) => method.channel === channel)
}
