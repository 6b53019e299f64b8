import type { Words } from '#kernel/channels/officer'
import type { Card, Component } from '../../scanning/rules.ts'

/** What the doors of scanning/routes.ts answer. */

export interface ScanShown {
  id: string
  name: string
  origin: 'folder' | 'upload'
  state: 'waiting' | 'reading' | 'read' | 'failed'
  reason: string | null
  head: string
  component: string | null
  componentName: string | null
  score: number | null
  chosen: boolean
  printedNumber: string | null
  goesOn: string | null
  /** What the codes on its sheets were taken for; sheet 0 is its cover. */
  codes: {
    sheet: number
    is: 'dossier' | 'separator' | 'card' | 'transfer' | 'other' | 'unread'
    said: string | null
    refused?: true
  }[]
  cards: Card[]
  /** The dossier its cover names, at a counter of this officer. */
  forNumber: string | null
  /** Previews of the covers it lay under. */
  covers: string[]
  arrivedAt: string
  sheets: {
    previewUrl: string
    confidence: number | null
    flaws: ('blank' | 'dpi-low' | 'dpi-poor' | 'leaning' | 'unsure')[]
  }[]
}

export interface Tray {
  scans: ScanShown[]
  papersMax: number
  scanner?: { waiting: number; refused: number } | null
}

/** A tray after papers were sent on, and what became of each. */
export interface SentOn extends Tray {
  results: { scan: string; ok: boolean; number?: string; message?: string }[]
}

export interface StoredShown {
  id: string
  name: string
  code: string
  kind: 'paper' | 'result'
  issued_on: string
  expires_on: string | null
  issuer: string
  number: string | null
}

export interface PersonShown {
  id: string
  full_name: string
  national_id: string
  birth_date: string | null
  phone: string | null
  address: string | null
  unchecked: boolean
  papers: StoredShown[]
}

/** A number alone tells whether somebody bears it; the name as on the card opens what is known. */
export interface PersonAnswer {
  known: boolean
  hint: string | null
  person: PersonShown | null
}

export interface ProcedureShown {
  id: string
  code: string
  name: string
  sector: string
}

export interface CounterProcedure extends ProcedureShown {
  components: Component[]
  channels: ('in-person' | 'post')[]
  limit: { limit: { amount: number; unit: string }; announced: boolean }
  fee: { amount: number | null; words: string | null }
  /** Exemptions of today that lower the fee of this procedure. */
  exemptions: Exemption[]
}

export interface Exemption {
  code: string
  name: Words
  percent: number
  evidence: Words
  source: string
  channels: ('in-person' | 'post')[]
}

export interface ReceivedShown {
  ok: boolean
  number?: string
  dossier?: string
  accepted?: boolean
  receipt?: string | null
  papers?: { digitised: number; reused: number; lacking: string[] }
  claimed?: boolean
  message?: string
  fields?: { field: string; message: string }[]
}

export interface PileLineShown {
  national_id: string
  full_name: string
  phone: string
  content: string
  copies: number
  number?: string
  dossier?: string
  refused?: string
}

export interface PileShown {
  id: string
  procedureName: string
  state: 'waiting' | 'running' | 'done' | 'cancelled'
  lines: PileLineShown[]
  linesCount: number
  doneCount: number
  refusedCount: number
}
