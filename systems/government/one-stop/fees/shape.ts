import type { Words } from '#ground/text'

/** What fees are made of, as plain values: the reckoning, the tables and the screens all speak of these. */

export type FeeChannel = 'online' | 'in-person' | 'post'
export type FeeKind = 'fee' | 'charge'
export type FeePer = 'dossier' | 'copy' | 'page'

/** One price in force. Amounts are integer đồng; null: fixed by a resolution nobody has given us yet. */
export interface FeePrice {
  code: string
  name: string
  kind: FeeKind
  /** Which case of the procedure; rows of one code group with different cases exclude one another. */
  case: string | null
  amount: number | null
  per: FeePer
  /** Counted already, by the form of a published design: a fee of its own, whatever it is called. */
  count?: number
  /** From this copy or page on each costs `next_amount`. */
  next_from: number | null
  next_amount: number | null
  /** At most so much for one copy, or for the dossier when nothing is counted. */
  amount_max: number | null
  collect: 'filing' | 'return'
  by_council: boolean
  text: string | null
  source: string
}

/** Who pays less, in force. Empty lists mean: all. */
export interface Exemption {
  code: string
  name: Words
  percent: number
  procedures: readonly string[]
  sectors: readonly string[]
  channels: readonly FeeChannel[]
  kinds: readonly FeeKind[]
  evidence: Words
  source: string
  /** Days the row is in force, both included; `to` null: until another row ends it. */
  from: string
  to: string | null
}

/** Somebody says she belongs to those who pay less. Only a claim an officer has confirmed on evidence lowers anything. */
export interface Claim {
  exemption: string
  state: 'claimed' | 'confirmed' | 'refused'
  evidence: string | null
}

/** What is being paid for. */
export interface Charged {
  procedure: string
  sector: string
  channel: FeeChannel
  copies: number
  pages: number
  /** Codes of the prices chosen among cases that exclude one another; absent: the lowest known. */
  cases?: readonly string[]
  claims: readonly Claim[]
}

/** One line of a bill. `due` is what is left to pay; null amounts are not known yet. */
export interface FeeLine {
  code: string
  name: string
  kind: FeeKind
  case: string | null
  per: FeePer
  count: number
  amount: number | null
  exempted: number
  due: number | null
  /** Why less: the exemption that takes most off. */
  exemption: { code: string; name: Words; percent: number; source: string } | null
  collect: 'filing' | 'return'
  byCouncil: boolean
  text: string | null
  source: string
}

export interface Reckoning {
  lines: FeeLine[]
  /** Cases not charged, from which the counter may choose instead. */
  others: { code: string; case: string | null; amount: number | null }[]
  /** Sum of what is known; null when nothing is known. */
  amount: number | null
  due: number | null
  /** Some line has no amount: it has to be given before anything is paid. */
  unpriced: boolean
  /** Claims that wait for an officer. */
  pending: string[]
}

export const feeLimits = { copiesMax: 500, pagesMax: 2_000, linesMax: 20, claimsMax: 10, billsAReceiptMax: 20 } as const

/** How it was paid over the counter; 'online' comes through the door `settlePayment` only. */
export const payMethods = ['cash', 'transfer', 'card'] as const
export type PayMethod = (typeof payMethods)[number]
export type PayChannel = PayMethod | 'online'

/** Notes and coins a drawer is counted by, in đồng. */
export const denominations = [500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000] as const
