import type { Words } from '#ground/text'
import { slug } from '#ground/text'
import type { Limit } from '#ground/working-time'
import type { Problem } from '../../design/check.ts'
import type { EditionShown } from '../../design/editions.ts'
import type { ExampleRun, ExampleShown } from '../../design/example.ts'
import type { AnnouncementRule } from '../../design/publish.ts'
import { fieldsOf, findingsOf } from '../../design/rules.ts'
import type {
  Condition,
  Design,
  DesignField,
  DesignFieldKind,
  DesignPage,
  DesignProcedure,
  DesignStep,
  ExampleExpected,
} from '../../design/shape.ts'
import { FOUND } from '../../design/shape.ts'
import type { TrialResult } from '../../design/test-run.ts'

/** What the doors of the builder answer, and the edits its screens make: every edit gives a new design and changes none. */

export const DOOR = '/api/v1/one-stop/builder'

export interface Choice {
  value: string
  label: Words
}

export interface Tables {
  roles: Choice[]
  units: Choice[]
  codes: { name: string; values: Choice[] }[]
  communes: { value: string; label: string }[]
  sectors: string[]
}

export interface EditionAnswer {
  id: string
  version: number
  code: string
  edition: number
  title: string
  state: 'draft' | 'published' | 'withdrawn'
  origin: string
  validFrom: string | null
  validTo: string | null
  content: Design
  announced: DesignProcedure | null
  limit: Limit | null
  problems: Problem[]
}

/** Instants and dates come over the wire as texts. */
export type EditionLine = Omit<EditionShown, 'publishedAt' | 'updatedAt'> & {
  publishedAt: string | null
  updatedAt: string
}

export interface ProcedureAnswer {
  code: string
  name: string
  sector: string | null
  announced: DesignProcedure | null
  editions: EditionLine[]
  today: string
  rule: (AnnouncementRule & { earliest: string; listedBy: string }) | null
}

/** Instants come over the wire as texts. */
export type Wired<T> = T extends Date
  ? string
  : T extends (infer U)[]
    ? Wired<U>[]
    : T extends readonly (infer U)[]
      ? readonly Wired<U>[]
      : T extends object
        ? { [K in keyof T]: Wired<T[K]> }
        : T

/** What a trial came to, and what an example kept of it would expect. */
export type TrialAnswer = Wired<TrialResult> & { expected: ExampleExpected }
export interface ExamplesAnswer {
  max: number
  examples: ExampleShown[]
}
export interface RunsAnswer {
  runs: ExampleRun[]
  passed: number
}

export const parts = ['procedure', 'form', 'papers', 'fees', 'stages', 'result', 'trial', 'editions'] as const
export type Part = (typeof parts)[number]

// ------------------------------------------------------------------------------------------------------ undo and redo

export interface History {
  past: readonly Design[]
  now: Design
  future: readonly Design[]
  /** What the last edit was about, and when: letters typed into one box are one step back. */
  tag: string
  at: number
}

const STEPS_KEPT_MAX = 100
const TYPING_MS = 1_500

export const begun = (now: Design): History => ({ past: [], now, future: [], tag: '', at: 0 })

export function edited(history: History, now: Design, tag: string, at: number): History {
  if (now === history.now) return history
  const typing = tag !== '' && tag === history.tag && at - history.at < TYPING_MS
  return {
    past: typing ? history.past : [...history.past, history.now].slice(-STEPS_KEPT_MAX),
    now,
    future: [],
    tag,
    at,
  }
}

export function undone(history: History): History {
  const before = history.past.at(-1)
  if (!before) return history
  return { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future], tag: '', at: 0 }
}

export function redone(history: History): History {
  const [next, ...rest] = history.future
  if (!next) return history
  return { past: [...history.past, history.now], now: next, future: rest, tag: '', at: 0 }
}

// ---------------------------------------------------------------------------------------------------------- edits

export const replaced = <T>(list: readonly T[], at: number, value: T): T[] =>
  list.map((one, place) => (place === at ? value : one))
export const without = <T>(list: readonly T[], at: number): T[] => list.filter((_, place) => place !== at)

/** The list with one thing taken from its place and put before another (`to` counted in the list as it was). */
export function shifted<T>(list: readonly T[], from: number, to: number): T[] {
  const moved = list[from]
  if (moved === undefined || to < 0 || to > list.length) return [...list]
  const rest = without(list, from)
  rest.splice(to > from ? to - 1 : to, 0, moved)
  return rest
}

export const namesOf = (design: Design): Set<string> =>
  new Set(design.pages.flatMap((page) => page.fields.map((field) => field.name)))

/** 'Ngày sinh của con' → 'ngay_sinh_cua_con', not among those taken. */
export function nameFrom(label: string, taken: ReadonlySet<string>): string {
  const plain = slug(label).replaceAll('-', '_').slice(0, 34).replace(/_+$/, '')
  const base = /^[a-z]/.test(plain) ? plain : `o_${plain}`.replace(/_$/, '')
  if (!taken.has(base)) return base
  for (let i = 2; ; i++) if (!taken.has(`${base}_${i}`)) return `${base}_${i}`
}

/** A key for a stage or a step, not among those taken. */
export function keyFrom(label: string, taken: ReadonlySet<string>): string {
  return nameFrom(label, new Set([...taken].map((one) => one.replaceAll('-', '_')))).replaceAll('_', '-')
}

const w = (vi: string, en: string): Words => ({ vi, en })
const yesNo: Choice[] = [
  { value: 'mot', label: w('Lựa chọn một', 'First choice') },
  { value: 'hai', label: w('Lựa chọn hai', 'Second choice') },
]

/** A new field of a kind, with what its kind cannot be without. */
export function newField(kind: DesignFieldKind, label: Words, taken: ReadonlySet<string>): DesignField {
  const base: DesignField = { name: nameFrom(label.vi, taken), kind, label, required: kind !== 'files' }
  switch (kind) {
    case 'text':
      return { ...base, max: 300 }
    case 'choice':
    case 'many':
      return { ...base, choices: yesNo }
    case 'identifier':
      return { ...base, identifier: 'nationalId', personal: 'basic' }
    case 'rows':
      return {
        ...base,
        max: 20,
        fields: [{ name: 'ten', kind: 'text', label: w('Tên', 'Name'), required: true, max: 200 }],
      }
    case 'files':
      return { ...base, max: 5 }
    default:
      return base
  }
}

export const newPage = (design: Design, title: Words): DesignPage => ({
  name: keyFrom(title.vi, new Set(design.pages.map((page) => page.name))),
  title,
  fields: [],
})

const renamedIn = (condition: Condition | undefined, from: string, to: string): Condition | undefined => {
  if (!condition) return undefined
  if ('all' in condition) return { all: condition.all.map((one) => renamedIn(one, from, to) as Condition) }
  if ('any' in condition) return { any: condition.any.map((one) => renamedIn(one, from, to) as Condition) }
  return condition.field === from ? { ...condition, field: to } : condition
}
function withCondition<T extends { when?: Condition }>(thing: T, from: string, to: string): T {
  return thing.when ? { ...thing, when: renamedIn(thing.when, from, to) } : thing
}

/** A field under another name, and everything that asks for it by name: conditions, checks, fees, the text of the result. */
export function renamed(design: Design, from: string, to: string): Design {
  if (from === to) return design
  const text = (one: string) =>
    one.replace(/\{\{\s*([a-z][a-z0-9_.]*)(\s*\|\s*(?:chữ|hoa))?\s*\}\}/gu, (whole, name: string, how?: string) =>
      name === from ? `{{${to}${how ?? ''}}}` : whole,
    )
  const field = (one: DesignField): DesignField => {
    const next = withCondition(one, from, to)
    return {
      ...next,
      ...(one.name === from ? { name: to } : {}),
      ...(next.checks
        ? {
            checks: next.checks.map((check) =>
              'field' in check && check.field === from
                ? { ...check, field: to }
                : 'when' in check
                  ? { ...check, when: renamedIn(check.when, from, to) as Condition }
                  : check,
            ),
          }
        : {}),
    }
  }
  return {
    ...design,
    pages: design.pages.map((page) => ({ ...withCondition(page, from, to), fields: page.fields.map(field) })),
    papers: design.papers.map((paper) => withCondition(paper, from, to)),
    fees: design.fees.map((fee) => ({
      ...withCondition(fee, from, to),
      ...(fee.count === from ? { count: to } : {}),
    })),
    stages: design.stages.map((stage) => ({
      ...stage,
      steps: stage.steps.map((step) => withCondition(step, from, to)),
    })),
    result: design.result
      ? {
          ...design.result,
          subject: text(design.result.subject),
          bases: design.result.bases.map(text),
          paragraphs: design.result.paragraphs.map(text),
          articles: design.result.articles.map(text),
          receivers: design.result.receivers.map(text),
        }
      : null,
  }
}

/** A new step of a kind, given to whom such work usually falls. */
export function newStep(
  kind: DesignStep['kind'],
  name: Words,
  level: 'commune' | 'province',
  taken: ReadonlySet<string>,
): DesignStep {
  const usual: Record<DesignStep['kind'], [role: string, unit: string, hours: number | null]> = {
    receive: ['one-stop-officer', 'receiving-centre', 2],
    handle: ['handler', 'commune-office', 8],
    review: ['section-head', 'commune-office', 4],
    sign: ['leader', 'commune-leaders', 4],
    stamp: ['clerk', 'commune-office', 2],
    duty: ['handler', 'tax-agency', 8],
    return: ['one-stop-officer', 'returning-centre', null],
  }
  const [role, unit, limitHours] = usual[kind]
  return {
    key: keyFrom(name.vi, taken),
    kind,
    name,
    role,
    unit: level === 'province' && unit === 'commune-leaders' ? 'province-leaders' : unit,
    limitHours,
  }
}

// --------------------------------------------------------------------------------------------------------- findings

/** A new finding, with what its kind cannot be without; `taken` are the names of the others of the design. */
export function newFinding(kind: DesignFieldKind, label: Words, taken: readonly string[]): DesignField {
  return { ...newField(kind, label, new Set(taken)), required: true }
}

/**
 * The design with other findings of a step. A finding is named after its label; what asks for it by its name follows, so that a
 * branch does not lose it while its label is typed.
 */
export function withFindings(design: Design, at: number, place: number, findings: readonly DesignField[]): Design {
  const put = (list: readonly DesignField[]): Design => ({
    ...design,
    stages: design.stages.map((stage, s) =>
      s !== at
        ? stage
        : {
            ...stage,
            steps: stage.steps.map((step, i) => {
              if (i !== place) return step
              const { findings: _was, ...bare } = step
              return list.length > 0 ? { ...bare, findings: list } : bare
            }),
          },
    ),
  })
  const before = design.stages[at]?.steps[place]?.findings ?? []
  const others = [...findingsOf({ stages: put([]).stages }).keys()].map((name) => name.slice(FOUND.length))
  const named: DesignField[] = []
  for (const field of findings) {
    const was = before.find((one) => one.name === field.name)
    // Only a new label gives a new name: one that merely moved up keeps what asks for it.
    const stays = (was && was.label.vi === field.label.vi) || field.label.vi.trim() === ''
    const rest = findings.filter((one) => one !== field).map((one) => one.name)
    const taken = new Set([...others, ...rest, ...named.map((one) => one.name)])
    named.push(stays ? field : { ...field, name: nameFrom(field.label.vi, taken) })
  }
  // First all to names nobody has, so that two that change places do not become one.
  let next = put(named)
  for (const [n, field] of findings.entries()) next = renamed(next, FOUND + field.name, `${FOUND}\u0000${n}`)
  for (const [n, field] of named.entries()) next = renamed(next, `${FOUND}\u0000${n}`, FOUND + field.name)
  return next
}

/** What a step of a stage can hang on: the form, and findings of steps that are always done before it, by their step. */
export function askableAt(design: Design, at: number, say: (words: Words) => string): DesignField[] {
  const before = design.stages.slice(0, at).flatMap((stage) => stage.steps.filter((step) => !step.when))
  return [
    ...fieldsOf(design).values(),
    ...before.flatMap((step) =>
      (step.findings ?? []).map((field) => {
        const label = `${say(step.name)}: ${say(field.label)}`
        return { ...field, name: FOUND + field.name, label: { vi: label, en: label } }
      }),
    ),
  ]
}

/** Choices typed one a line: a line that stayed, or was only reworded, keeps its value. */
export function choicesFrom(
  before: NonNullable<DesignField['choices']>,
  lines: readonly string[],
): NonNullable<DesignField['choices']> {
  const taken = new Set<string>()
  return lines.map((line, at) => {
    const same =
      before.find((one) => one.label.vi === line) ?? (before.length === lines.length ? before[at] : undefined)
    const value =
      same && !taken.has(same.value)
        ? same.value
        : nameFrom(line, new Set([...taken, ...before.map((one) => one.value)]))
    taken.add(value)
    return { value, label: same?.label.vi === line ? same.label : { vi: line, en: line } }
  })
}
