import type { Words } from '#ground/text'
import type { Chance, Total } from './dti/rules.ts'
import type { Health, Money, Part, RiskLevel, Section, Source, Status } from './rules.ts'

/** What the doors of this system answer. JSON: days 'YYYY-MM-DD', instants ISO, money integer đồng. */

export interface MilestoneJson {
  id: string
  title: string
  due: string
  done_on: string | null
  weight: number
  result: string | null
  owner: { id: string; name: string } | null
  /** The asker may say that it is done. */
  mayFinish: boolean
}

export interface LineJson {
  id: string
  code: string
  part: Part
  field: Words
  content: Words
  from_year: number
  to_year: number
  status: Status
  health: Health
  progress: number
  expected: number
  summary: string | null
  progress_on: string | null
  units_text: Words
  milestones: { id: string; title: string; due: string; done_on: string | null }[]
  systems: { name: string; title: Words | null; state: 'on' | 'off' | 'absent' }[]
  /** The asker writes for a unit that is responsible for it. */
  mine: boolean
}

export interface OverviewJson {
  today: string
  from: number
  to: number
  focal: boolean
  lines: LineJson[]
}

export interface LinePageJson {
  today: string
  line: LineJson & { units: { id: string; name: string }[]; partner: string | null; source: string | null }
  /** Whether the asker edits contents, and whether she may add what hangs on one. */
  focal: boolean
  writes: boolean
  milestones: MilestoneJson[]
  milestoneProgress: number | null
  approvals: {
    id: string
    title: string
    status: string
    state: Words
    number: string | null
    decided_on: string | null
    amount: number | null
    unit: string
  }[]
  budget: (Money & { id: string; year: number; source: Source; spender: string; document: string | null })[]
  risks: {
    id: string
    title: string
    likelihood: number
    impact: number
    level: RiskLevel
    response: Words
    action: string | null
    owner: string | null
    status: string
  }[]
  obstacles: {
    id: string
    title: string
    unit: string
    state: Words
    status: string
    sent_on: string | null
    answer_due_at: string | null
  }[]
  evidence: {
    id: string
    title: string
    kind: string
    url: string | null
    files: { file: string; name: string; size: number }[]
    system: { name: string; title: Words | null; state: 'on' | 'off' | 'absent' } | null
    open: boolean
  }[]
  /** Figures that a system which fulfils the content gives of itself today. */
  figures: { system: string; label: Words; value: string }[]
}

export interface ReportHead {
  id: string
  unit: { id: string; name: string; commune: string | null }
  kind: 'unit' | 'partner'
  status: 'draft' | 'submitted' | 'returned' | 'accepted'
  due_on: string
  submitted_on: string | null
  late: boolean
  daysLeft: number
}
export interface ReportsJson {
  year: number
  years: number[]
  today: string
  due_on: string
  remind_from: string
  focal: boolean
  reports: ReportHead[]
  /** Units that owe a report and have none opened yet. */
  unopened: number
}
export interface ReportLineJson {
  line: string
  code: string
  content: string
  done: string | null
  figures: string | null
  progress: number | null
  planned: number | null
  spent: number | null
}
export interface ReportJson {
  id: string
  version: number
  year: number
  title: string
  unit: string
  kind: 'unit' | 'partner'
  status: ReportHead['status']
  due_on: string
  submitted_on: string | null
  late: boolean | null
  reason: string | null
  prefilled_at: string | null
  general: string | null
  lines: ReportLineJson[]
  obstacles: string | null
  proposals: string | null
  next_year: string | null
  mayWrite: boolean
  mayReview: boolean
}

export interface YearlyJson {
  year: number
  years: number[]
  /** The report of the province, once it was begun. */
  report: {
    id: string
    version: number
    status: 'drafting' | 'submitted' | 'issued'
    gathered_at: string | null
    number: string | null
    issued_on: string | null
    sections: {
      section: Section
      title: Words
      text: string
      own: string
      edited: boolean
      stale: boolean
      by: string | null
      at: string | null
    }[]
    counts: { lines: number; reports: number; accepted: number; missing: string[] }
  } | null
}

export interface MoneyJson {
  years: number[]
  year: number | null
  bySource: { source: Source; money: Money }[]
  byYear: { year: number; money: Money; bySource: { source: Source; money: Money }[] }[]
  byLine: { code: string; content: string; money: Money }[]
}

export interface ObstacleJson {
  id: string
  title: string
  unit: string
  code: string
  status: string
  state: Words
  sent_on: string | null
  answer_due_at: string | null
  answered_at: string | null
  late: boolean
  wanted: string
}

export interface DtiLineJson {
  id: string
  score: { id: string; version: number } | null
  code: string
  main: string
  name: Words
  points: number
  pointsKnown: boolean
  formula: 'ratio' | 'steps' | 'yes-no' | 'entered'
  steps: { from: number; points: number }[]
  effort: number
  confidence: 'published' | 'ours' | 'unknown'
  live: boolean
  numerator: number | null
  denominator: number | null
  reached: number | null
  self: number | null
  verified: number | null
  origin: 'entered' | 'house' | null
  evidence: number
  explanation: string | null
}
export interface DtiJson {
  year: number
  years: number[]
  focal: boolean
  edition: string
  mains: { code: string; title: Words; points: number; count: number; self: Total; verified: Total }[]
  lines: DtiLineJson[]
  self: Total
  verified: Total
  rank: number | null
  peers: { province: string; points: number; sample: boolean }[]
  chances: Chance[]
  next: { taken: Chance[]; points: number; rank: number; reached: boolean } | null
  trend: {
    year: number
    points: number | null
    verified: number | null
    rank: number | null
    mains: Record<string, number>
  }[]
}
