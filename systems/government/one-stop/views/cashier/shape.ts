import type { Words } from '#ground/text'
import type { FeeLine, PayChannel, PayMethod } from '../../fees/shape.ts'

/** What the cashier's doors answer. Instants are ISO texts, money whole đồng. */

export const DOOR = '/api/v1/one-stop/cashier'

export interface Till {
  id: string
  code: string
  name: string
  head: boolean
}

export interface TillState {
  tills: Till[]
  shift: { id: string; unit: string; openedAt: string; openingCash: number; expected: number } | null
  denominations: number[]
  methods: PayMethod[]
  today: string
}

export interface Found {
  number: string
  applicant_name: string
  procedure_name: string
  finance_state: string
  due: number
  open: number
}

export interface ShownBill {
  reference: string
  version: number
  occasion: 'filing' | 'return' | 'duty'
  state: 'unpriced' | 'awaiting' | 'settled' | 'void' | 'refunded'
  copies: number
  pages: number
  lines: FeeLine[]
  due: number | null
  settledAt: string | null
  qr: string | null
}

export interface Payable {
  number: string
  applicant: string
  procedure: { code: string; name: string }
  status: string
  finance: string
  feeNote: string | null
  bills: ShownBill[]
  claims: {
    id: string
    exemption: string
    name: Words
    percent: number | null
    evidence: string | null
    /** What the rule asks to be shown, and the text it stands in. */
    needed: Words | null
    source: string | null
    files: { id: string; name: string; size: number }[]
    state: 'claimed' | 'confirmed' | 'refused'
    checkedAt: string | null
    by: string | null
    reason: string | null
  }[]
  exemptions: { code: string; name: Words; percent: number; evidence: Words; source: string }[]
}

export interface ShownReceipt {
  id: string
  number: string
  issuedAt: string
  payer: string
  cashier: string
  method: PayChannel
  slip: string | null
  total: number
  state: 'issued' | 'cancelled'
  reprints: number
  reason: string | null
}

export interface Paid {
  receipt: ShownReceipt
  already: boolean
  change: number
  url: string | null
}

export interface Report {
  day: string
  unit: string
  fees: {
    code: string
    name: string
    procedure: string
    count: number
    amount: number
    exempted: number
    due: number
    refunded: number
  }[]
  methods: { method: PayChannel; receipts: number; taken: number; refunds: number; refunded: number }[]
  shifts: {
    cashier: string
    opened: string
    closed: string | null
    opening: number
    expected: number | null
    counted: number | null
    difference: number | null
    explanation: string | null
  }[]
  numbers: { first: string | null; last: string | null; issued: number; cancelled: number }
  taken: number
  refunded: number
  settled: number
  breaks: { what: 'receipt-and-bills' | 'gap' | 'dossier-state'; about: string; receipt: number; bills: number }[]
}
