import type { Words } from '#ground/text'
import type { Limit } from '#ground/working-time'

/**
 * What a procedure is when nobody writes code: the form, the papers, the fees, the stages of work and the text of the result,
 * as one value that an administrator edits and a dated row keeps. Pure: the browser previews it with the same rules.
 */

/**
 * A question about what was declared, or, for steps, about what an officer found. Names are those of fields of the form;
 * `found.<name>` is a finding of an earlier step.
 */
export type Condition =
  | { field: string; is: 'filled' | 'empty' }
  | { field: string; is: 'equals' | 'differs'; value: string | number | boolean }
  | { field: string; is: 'one-of'; values: readonly (string | number)[] }
  | { field: string; is: 'at-least' | 'at-most'; value: number }
  | { all: readonly Condition[] }
  | { any: readonly Condition[] }

/** What the house knows of an applicant. */
export const applicantFields = [
  'full_name',
  'national_id',
  'birth_date',
  'sex',
  'phone',
  'email',
  'address',
  'commune',
  'tax_code',
] as const
export type ApplicantField = (typeof applicantFields)[number]

/** What a field is filled with before anybody types: known data of the applicant, or a fixed value. */
export type Prefill =
  | {
      from: 'applicant'
      field: ApplicantField
      /** Only for applicants of this sex: the bride and the groom have pages of their own. */
      ofSex?: 'male' | 'female'
    }
  | { from: 'today' }
  | { from: 'value'; value: string | number | boolean }

/** What must hold for a field beside its kind; a refusal names the field and says `words`. */
export type FieldCheck =
  | { check: 'not-future' | 'not-past'; words?: Words }
  | { check: 'age-at-least' | 'age-at-most'; years: number; words?: Words }
  | { check: 'after' | 'not-before' | 'equals' | 'differs'; field: string; words?: Words }
  | { check: 'pattern'; pattern: 'letters' | 'digits' | 'code'; words?: Words }
  /** Four digits of a year, from 1900 to the present one. */
  | { check: 'year'; words?: Words }
  /** Must be filled when this holds, although it is asked in any case. */
  | { check: 'filled-when'; when: Condition; words?: Words }

export const fieldKinds = [
  'text',
  'number',
  'money',
  'date',
  'period',
  'choice',
  'many',
  'yesno',
  'identifier',
  'place',
  'rows',
  'files',
] as const
export type DesignFieldKind = (typeof fieldKinds)[number]

/** One question of the form. */
export interface DesignField {
  /** 'child_name': lower-case letters, digits and underscores, unique in the form. */
  name: string
  kind: DesignFieldKind
  label: Words
  help?: Words
  required?: boolean
  /** Asked, and required, only when this holds. */
  when?: Condition
  /** Letters of a text, value of a number or money, rows, files. */
  max?: number
  min?: number
  unit?: string
  lines?: number
  choices?: readonly { value: string; label: Words }[]
  /** A code list of the province instead of choices of its own; 'communes' are its communes. A text with one only offers it. */
  codes?: string
  identifier?: 'nationalId' | 'taxCode' | 'phone' | 'email' | 'insuranceCode' | 'healthCard'
  fields?: readonly DesignField[]
  personal?: 'basic' | 'sensitive'
  prefill?: Prefill
  checks?: readonly FieldCheck[]
}

/** One page of the form: a section under one heading. */
export interface DesignPage {
  name: string
  title: Words
  short?: Words
  lead?: Words
  when?: Condition
  fields: readonly DesignField[]
}

/** One paper to hand in. `code` is the component code used for digitising and reuse. */
export interface DesignPaper {
  code: string
  name: string
  form: string | null
  original: number
  copy: number
  required: boolean
  when?: Condition
  /** The answers of the form stand in for it. */
  answered?: boolean
  /** Shown at the counter and given back, never uploaded. */
  present?: boolean
  /** Codes of results or papers in the citizen's store that serve as this paper. */
  reuse?: readonly string[]
}

/** A fee line; exemptions are dated rows of the province (fees/). */
export interface DesignFee {
  code: string
  name: string
  kind: 'fee' | 'charge'
  /** Integer đồng for one `per`. */
  amount: number
  per: 'dossier' | 'copy' | 'page'
  /** The number field that says how many; without it 'copies' for copies and 'pages' for pages. */
  count?: string
  channel?: 'online' | 'in-person' | 'post'
  when?: Condition
  /** Collected on filing, or when the result is returned. */
  collect: 'filing' | 'return'
  byCouncil?: boolean
}

export const stepKinds = ['receive', 'handle', 'review', 'sign', 'stamp', 'duty', 'return'] as const
export type DesignStepKind = (typeof stepKinds)[number]

/** One piece of work for one role in one unit. */
export interface DesignStep {
  /** Unique in the design. */
  key: string
  kind: DesignStepKind
  name: Words
  /** A role of the province. */
  role: string
  /** A unit rule of the province: 'receiving-centre', 'commune-economy', 'department:H20.stp' … */
  unit: string
  /** Working hours; null is a wait that no clock counts. */
  limitHours: number | null
  /** Done only when this holds; otherwise it is passed over. May ask for findings of steps that are always done before. */
  when?: Condition
  /** What its officer is asked when she passes it on: `findingKinds`, at most `findingsMax`, names unique in the design. */
  findings?: readonly DesignField[]
}

/** What an officer can be asked to find: things that a later branch can be decided by. */
export const findingKinds = ['choice', 'yesno', 'number', 'date'] as const satisfies readonly DesignFieldKind[]

/** Stands before the name of a finding in a condition; no field of a form can have a dot in its name. */
export const FOUND = 'found.'

/**
 * Stages follow one another; the steps of one stage are done side by side, and the next stage begins when all of them are
 * done. A branch is a stage whose steps have conditions that exclude one another. A stage nothing of which applies is passed over.
 */
export interface DesignStage {
  key: string
  name: Words
  steps: readonly DesignStep[]
}

/** Text of the result with `{{field}}` for what was declared and `{{dossier.number}}`-like names for the rest. */
export interface DesignResult {
  /** 'Giấy xác nhận', 'Quyết định': the kind of document by NĐ 30/2020. */
  kind: string
  subject: string
  bases: readonly string[]
  paragraphs: readonly string[]
  /** For decisions: 'Điều 1. …'. */
  articles: readonly string[]
  receivers: readonly string[]
  /** Lines above the signature: 'TM. ỦY BAN NHÂN DÂN', 'CHỦ TỊCH'. */
  signer: readonly string[]
  /** Years the result is good for; null: without end. */
  validYears: number | null
  code: string | null
}

/** What is announced of the procedure itself, where this design brings it into being or changes what was announced before. */
export interface DesignProcedure {
  name: string
  sector: string
  ministry: string | null
  /** The level that settles it. */
  level: 'commune' | 'province'
  channels: readonly ('in-person' | 'online' | 'post')[]
  limit: Limit
  applicants: readonly string[]
  legalRefs: readonly string[]
  conditions: string | null
  /** What the applicant receives. */
  resultName: string
}

/** Everything a procedure needs to run. */
export interface Design {
  /** Absent: the procedure stays as it was announced. */
  procedure?: DesignProcedure
  pages: readonly DesignPage[]
  papers: readonly DesignPaper[]
  fees: readonly DesignFee[]
  stages: readonly DesignStage[]
  result: DesignResult | null
  /** 'HH:MM' after which receipt counts from the next working day. */
  cutoff: string | null
}

/** Limits of a design; the editor and the door refuse beyond them. */
export const designLimits = {
  pagesMax: 20,
  fieldsMax: 200,
  choicesMax: 100,
  papersMax: 120,
  feesMax: 20,
  stagesMax: 20,
  stepsMax: 40,
  /** Findings of one step. */
  findingsMax: 5,
  /** They stand on each task of the step: a queue shows two hundred of them. */
  findingChoicesMax: 20,
  conditionDepthMax: 4,
  bytesMax: 400_000,
} as const

/** Where a design is in its life. */
export const designStates = ['draft', 'published', 'withdrawn'] as const

/** A made-up dossier kept with a procedure, to try each edition on: nobody's data. */
export interface ExampleContent {
  answers: Readonly<Record<string, unknown>>
  /** What officers find on its way, by the name of the finding. */
  findings: Readonly<Record<string, unknown>>
  /** Codes of the papers that are handed in; null: all that are asked. */
  papers: readonly string[] | null
  channel: 'online' | 'in-person' | 'post'
  /** Five digits; null where the province settles. */
  commune: string | null
  /** When it is accepted, an ISO instant: a fixed one, so that ages, limits and calendars come out the same each time. */
  at: string
}

export const exampleEnds = ['granted', 'refused'] as const

/** What must become of it. null: not looked at. */
export interface ExampleExpected {
  /** 'refused': not accepted at the counter, for wrong answers or lacking papers; 'granted': goes all the way to its result. */
  end: (typeof exampleEnds)[number]
  /** Paths of answers that must be wrong, and 'paper:<code>' of papers that must be lacking. */
  refusedFor: readonly string[] | null
  /** Integer đồng to pay in all. */
  fee: number | null
  /** Working hours along the longest way through the steps that are done. */
  hours: number | null
  /** Working days from acceptance to the promised day. */
  dueDays: number | null
  /** Keys of the steps that are done, in order. */
  steps: readonly string[] | null
}

/** Limits of examples; the doors refuse beyond them by name. */
export const exampleLimits = {
  /** In force at once. */
  perProcedureMax: 20,
  /** With those that ended. */
  keptMax: 500,
  nameLengthMax: 120,
  noteLengthMax: 1_000,
  bytesMax: 100_000,
} as const
