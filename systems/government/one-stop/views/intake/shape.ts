import type { Component } from '../../scanning/rules.ts'

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
}

export interface ReceivedShown {
  ok: boolean
  number?: string
  dossier?: string
  accepted?: boolean
  receipt?: string | null
  papers?: { digitised: number; reused: number; lacking: string[] }
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
