import type { LocalDate } from '#ground/clock'
import type { Words } from '#ground/text'

/** What the index is made of: events counted, the dated items that weigh them, and what comes out. Pure, the browser reads it too. */

/** Counted by the month in which they happened; those of a longer period are the sum of its months. */
export const flowMeasures = [
  'received',
  'received_synced',
  'received_online',
  'received_linked',
  'with_papers',
  'digitised',
  'reused',
  'paid',
  'paid_online',
  'settled',
  'settled_late',
  'settled_unhappy',
  'resulted',
  'resulted_electronic',
  'resulted_stored',
  'handling_minutes',
  'complaints',
  'complaints_late',
  'complaints_rated',
  'complaints_satisfied',
] as const

/** Standing open at the end of a month; those of a longer period are of its last month. */
export const stockMeasures = ['open', 'open_late', 'complaints_open', 'complaints_open_late'] as const

/** Counted over procedures: distinct in the whole period, never the sum of months. */
export const procedureMeasures = [
  'received_offered',
  'received_online_offered',
  'certified',
  'certified_electronic',
  'procedures_dealt',
  'procedures_linked',
  'procedures_paid_online',
  'announced',
  'announced_on_time',
  'announced_unknown',
  'listed',
  'listed_on_time',
  'listed_unknown',
  'described',
  'described_full',
  'offered',
  'offered_online',
  'dutied',
  'dutied_online',
  'received_last_year',
] as const

export type Measure =
  | (typeof flowMeasures)[number]
  | (typeof stockMeasures)[number]
  | (typeof procedureMeasures)[number]

/** Every measure of one scope in one period. Whole numbers, none negative. */
export type Counts = Record<Measure, number>

export const measures: readonly Measure[] = [...flowMeasures, ...stockMeasures, ...procedureMeasures]

/** All noughts: where nothing happened. */
export const noCounts = (): Counts => Object.fromEntries(measures.map((name) => [name, 0])) as Counts

export type PeriodKind = 'month' | 'quarter' | 'year'

/** '2026-10', '2026-Q4', '2026'. `from` is its first day, `to` its last. */
export interface Period {
  key: string
  kind: PeriodKind
  year: number
  from: LocalDate
  to: LocalDate
}

export const groupCodes = ['CKMB', 'TDGQ', 'CCDVC', 'TTTT', 'MDSH', 'MDHL'] as const
export type GroupCode = (typeof groupCodes)[number]

/** Which counts an item compares. */
export const figureNames = [
  'announced',
  'listed',
  'described',
  'synced',
  'on-time',
  'average-time',
  'offered-online',
  'filed-online',
  'duty-online',
  'duty-used',
  'paid-online',
  'electronic-result',
  'digitised',
  'certified-copy',
  'reused',
  'stored',
  'identity-dossier',
  'identity-procedure',
  'complaint-on-time',
  'complaint-satisfied',
  'satisfied',
] as const
export type FigureName = (typeof figureNames)[number]

/** One item of the index as a dated row. */
export interface IndexItem {
  code: string
  /** Name on the national portal, as far as it is known. */
  machine: string | null
  group: GroupCode
  title: Words
  figure: FigureName
  /** 0: shown, not scored. */
  points: number
  /** Percent at which the points are full; null: linear up to 100 %. */
  target: number | null
  /** The score is multiplied by the rate of another figure (3.3 by the rate of 1.4). */
  times: FigureName | null
  /** Nothing to count: the item is left out of the points that apply, or scores nought. */
  whenNothing: 'left-out' | 'zero'
  valid_from: LocalDate
  valid_to: LocalDate | null
  source: string
  confidence: 'published' | 'read' | 'assumed'
  note: Words | null
}

/** A label from a share of the points on, in percent. */
export interface IndexLabel {
  name: 'excellent' | 'good' | 'fair' | 'average' | 'weak'
  from: number
  valid_from: LocalDate
  valid_to: LocalDate | null
  source: string
  confidence: 'published' | 'read' | 'assumed'
}

/** What an item compares: so many of so many. `rate` is 0 to 1; null when there is nothing to count. */
export interface Figure {
  met: number
  of: number
  rate: number | null
  /** So many more could not be judged because nobody knows their day: neither met nor missed. */
  unknown?: number
}

export interface ItemScore extends Figure {
  code: string
  group: GroupCode
  title: Words
  figure: FigureName
  points: number
  target: number | null
  /** Two decimals; null when the item is left out. */
  score: number | null
  /** Why it is left out or nought although nobody worked badly; null otherwise. */
  reason: Words | null
  /** What could not be judged, in words; null when all could. */
  doubt: Words | null
  /** Where the points come from, when not from the decision itself. */
  source: string
  confidence: IndexItem['confidence']
  note: Words | null
}

export interface GroupScore {
  code: GroupCode
  title: Words
  points: number
  /** Points of the items that apply. */
  counted: number
  score: number
  items: ItemScore[]
}

export interface IndexScore {
  groups: GroupScore[]
  /** Sum of the scores, two decimals. */
  total: number
  /** Sum of the points of the items that apply; 100 when all do. */
  counted: number
  /** total / counted × 100, two decimals; null when no item applies. Ranks and labels go by it. */
  share: number | null
  label: IndexLabel['name'] | null
}

/** What one more done right, or all of them, would add. */
export interface Lever {
  code: string
  title: Words
  figure: FigureName
  /** How many are not met. */
  failing: number
  /** Points added to the total by one, and by all, two decimals. */
  gainOne: number
  gainAll: number
  words: Words
}

export interface Ranked {
  agency: string
  share: number
  /** Competition ranking: 1, 2, 2, 4. */
  rank: number
}
