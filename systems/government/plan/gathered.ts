import type { LocalDate } from '#ground/clock'
import type { Health, Money, Part, RiskLevel, Source, Status } from './rules.ts'

/** What one unit said of one content, in an accepted report. */
export interface SaidLine {
  unit: string
  code: string
  done: string
  figures: string
  progress: number | null
  planned: number
  spent: number
}

export interface GatheredLine {
  code: string
  part: Part
  field: string
  content: string
  from_year: number
  to_year: number
  units_text: string
  status: Status
  health: Health
  progress: number
  summary: string
  approvals: { title: string; number: string; decided_on: LocalDate | null; state: string }[]
  milestones: { title: string; due: LocalDate; done_on: LocalDate | null; result: string }[]
  /** Of the year. */
  money: Money
  /** Systems of the house that fulfil it: there and on, switched off, or not built yet. */
  systems: { name: string; title: string; state: 'on' | 'off' | 'absent' }[]
}

/** Everything the report of a year is made of. JSON: days are 'YYYY-MM-DD', instants ISO, money integer đồng. */
export interface Gathered {
  year: number
  on: LocalDate
  lines: GatheredLine[]
  bySource: { source: Source; money: Money }[]
  /** From the first year to the year reported. */
  byYear: { year: number; money: Money }[]
  risks: { code: string; title: string; level: RiskLevel; weighting: number; action: string }[]
  obstacles: {
    code: string
    unit: string
    title: string
    wanted: string
    state: string
    sent_on: LocalDate | null
    answer: string
  }[]
  reports: {
    unit: string
    kind: 'unit' | 'partner'
    state: string
    due_on: LocalDate
    submitted_on: LocalDate | null
    late: boolean
    general: string
    obstacles: string
    proposals: string
    next_year: string
  }[]
  said: SaidLine[]
  /** Reports the plan asks for, and not handed in. */
  missing: string[]
}
