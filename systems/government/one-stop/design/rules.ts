import { addMonths, isLocalDate, type LocalDate, parseLocalDate } from '#ground/clock'
import { identifierKinds } from '#ground/ids'
import { parseMoney } from '#ground/money'
import { Refusal, refusals } from '#ground/refusal'
import type { Words } from '#ground/text'
import type { Limit } from '#ground/working-time'
import type { Field } from '#kernel/channels'
import type {
  ApplicantField,
  Condition,
  Design,
  DesignFee,
  DesignField,
  DesignPage,
  DesignPaper,
  FieldCheck,
} from './shape.ts'
import { FOUND } from './shape.ts'

/**
 * What a design asks, given what was answered: pages, fields, papers, fees, and what is wrong. Pure: the server judges a
 * filing with it and the browser previews a design with it. Answers are as they are kept: texts, numbers, 'YYYY-MM-DD',
 * true and false, lists of values, rows as objects, { from, to }, { commune, line }; what could not be read stays a text.
 */
export type Answers = Readonly<Record<string, unknown>>

export const refuse = refusals('design-rules', {
  required: { kind: 'invalid', vi: 'Hãy điền "{label}".', en: 'Fill in “{label}”.' },
  number: {
    kind: 'invalid',
    vi: '"{text}" không phải là số. Hãy chỉ ghi chữ số, ví dụ 12,5.',
    en: '“{text}” is not a number. Write digits only, for example 12.5.',
  },
  choice: {
    kind: 'invalid',
    vi: 'Hãy chọn một trong các mục có sẵn của "{label}".',
    en: 'Choose one of the options of “{label}”.',
  },
  'too-long': {
    kind: 'invalid',
    vi: '"{label}" dài {length} ký tự, tối đa {max}. Hãy viết ngắn lại.',
    en: '“{label}” has {length} characters, at most {max}. Make it shorter.',
  },
  'too-small': { kind: 'invalid', vi: '"{label}" phải từ {min} trở lên.', en: '“{label}” must be {min} or more.' },
  'too-big': { kind: 'invalid', vi: '"{label}" không được quá {max}.', en: '“{label}” must be {max} or less.' },
  backwards: {
    kind: 'invalid',
    vi: '"{label}": ngày kết thúc phải bằng hoặc sau ngày bắt đầu.',
    en: '“{label}”: the end must not come before the start.',
  },
  'too-many': {
    kind: 'invalid',
    vi: '"{label}" có quá {max} mục. Hãy bớt lại.',
    en: '“{label}” has more than {max} entries. Remove some.',
  },
  'too-few': {
    kind: 'invalid',
    vi: '"{label}" cần ít nhất {min} mục. Hãy thêm cho đủ.',
    en: '“{label}” needs at least {min} entries. Add more.',
  },
  future: {
    kind: 'invalid',
    vi: '"{label}" là ngày chưa đến. Hãy kiểm tra lại ngày, tháng, năm.',
    en: '“{label}” lies in the future. Check the day, month and year.',
  },
  past: {
    kind: 'invalid',
    vi: '"{label}" là ngày đã qua. Hãy kiểm tra lại ngày, tháng, năm.',
    en: '“{label}” lies in the past. Check the day, month and year.',
  },
  younger: {
    kind: 'invalid',
    vi: '"{label}": chưa đủ {years} tuổi tính đến hôm nay. Hãy kiểm tra lại ngày sinh.',
    en: '“{label}”: not yet {years} years old today. Check the date of birth.',
  },
  older: {
    kind: 'invalid',
    vi: '"{label}": đã quá {years} tuổi tính đến hôm nay. Hãy kiểm tra lại ngày sinh.',
    en: '“{label}”: older than {years} years today. Check the date of birth.',
  },
  after: {
    kind: 'invalid',
    vi: '"{label}" phải sau "{other}". Hãy kiểm tra lại cả hai.',
    en: '“{label}” must come after “{other}”. Check both.',
  },
  before: {
    kind: 'invalid',
    vi: '"{label}" không thể trước "{other}". Hãy kiểm tra lại cả hai.',
    en: '“{label}” cannot come before “{other}”. Check both.',
  },
  equals: {
    kind: 'invalid',
    vi: '"{label}" phải giống "{other}". Hãy kiểm tra lại cả hai.',
    en: '“{label}” must equal “{other}”. Check both.',
  },
  differs: {
    kind: 'invalid',
    vi: '"{label}" phải khác "{other}". Hãy kiểm tra lại cả hai.',
    en: '“{label}” must differ from “{other}”. Check both.',
  },
  letters: {
    kind: 'invalid',
    vi: '"{label}" chỉ gồm chữ và khoảng trắng. Hãy bỏ số và ký hiệu.',
    en: '“{label}” takes letters and spaces only. Remove digits and signs.',
  },
  digits: {
    kind: 'invalid',
    vi: '"{label}" chỉ gồm chữ số. Hãy bỏ chữ và ký hiệu.',
    en: '“{label}” takes digits only. Remove letters and signs.',
  },
  code: {
    kind: 'invalid',
    vi: '"{label}" chỉ gồm chữ không dấu, chữ số và các dấu . - / _. Hãy kiểm tra lại.',
    en: '“{label}” takes plain letters, digits and . - / _ only. Check it.',
  },
  year: {
    kind: 'invalid',
    vi: '"{text}" không phải là năm hợp lệ. Hãy ghi bốn chữ số, từ 1900 đến {last}.',
    en: '“{text}” is not a year. Write four digits, from 1900 to {last}.',
  },
})

// ---------------------------------------------------------------------------------------------------- conditions

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Nothing was answered: absent, blank, an empty list, a period or a place with nothing in it. */
export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true
  if (typeof value === 'string') return value.trim() === ''
  if (Array.isArray(value)) return value.length === 0
  if (isRecord(value)) return Object.values(value).every(isEmpty)
  return false
}

/** Whether a condition holds; without one it does. A list of ticks equals a value when the value is among them. */
export function holds(condition: Condition | undefined, answers: Answers): boolean {
  if (condition === undefined) return true
  if ('all' in condition) return condition.all.every((one) => holds(one, answers))
  if ('any' in condition) return condition.any.some((one) => holds(one, answers))
  const value = Object.hasOwn(answers, condition.field) ? answers[condition.field] : undefined
  const same = (wanted: unknown): boolean => (Array.isArray(value) ? value.includes(wanted) : value === wanted)
  switch (condition.is) {
    case 'filled':
      return !isEmpty(value)
    case 'empty':
      return isEmpty(value)
    case 'equals':
      return same(condition.value)
    case 'differs':
      return !same(condition.value)
    case 'one-of':
      return condition.values.some(same)
    case 'at-least':
      return typeof value === 'number' && value >= condition.value
    case 'at-most':
      return typeof value === 'number' && value <= condition.value
  }
}

/** What a condition without parts asks. */
type Leaf = Exclude<Condition, { all: readonly Condition[] } | { any: readonly Condition[] }>

/**
 * As much of a condition as can be decided now: true, false, or what is left to ask. `verdict` says of one question whether it
 * holds; undefined: nobody knows yet.
 */
export function settle(condition: Condition, verdict: (leaf: Leaf) => boolean | undefined): boolean | Condition {
  if ('all' in condition) {
    const parts = condition.all.map((one) => settle(one, verdict))
    if (parts.includes(false)) return false
    const open = parts.filter((part): part is Condition => typeof part !== 'boolean')
    return open.length === 0 ? true : open.length === 1 ? (open[0] as Condition) : { all: open }
  }
  if ('any' in condition) {
    const parts = condition.any.map((one) => settle(one, verdict))
    if (parts.includes(true)) return true
    const open = parts.filter((part): part is Condition => typeof part !== 'boolean')
    return open.length === 0 ? false : open.length === 1 ? (open[0] as Condition) : { any: open }
  }
  return verdict(condition) ?? condition
}

/** Is it a finding of an officer that this name asks for? */
export const isFinding = (name: string): boolean => name.startsWith(FOUND)

/** Findings as conditions ask for them: { survey: true } → { 'found.survey': true }. */
export const asFound = (findings: Answers): Record<string, unknown> =>
  Object.fromEntries(Object.entries(findings).map(([name, value]) => [FOUND + name, value]))

/** The findings that the steps of a design ask for, by the name a condition uses. */
export const findingsOf = (design: Pick<Design, 'stages'>): Map<string, DesignField> =>
  new Map(
    design.stages.flatMap((stage) =>
      stage.steps.flatMap((step) => (step.findings ?? []).map((field) => [FOUND + field.name, field] as const)),
    ),
  )

/** Everything a condition on a step may name: fields of the form and findings. */
export const conditionFields = (design: Pick<Design, 'pages' | 'stages'>): Map<string, DesignField> =>
  new Map([...fieldsOf(design), ...findingsOf(design)])

/** Names of the fields a condition looks at. */
export function namesIn(condition: Condition | undefined): string[] {
  if (condition === undefined) return []
  if ('all' in condition) return condition.all.flatMap(namesIn)
  if ('any' in condition) return condition.any.flatMap(namesIn)
  return [condition.field]
}

/** A page that is asked, with those of its fields that are. `at` is its place among all pages of the design. */
export interface AskedPage {
  at: number
  page: DesignPage
  fields: readonly DesignField[]
}

interface Walk {
  pages: AskedPage[]
  answers: Record<string, unknown>
}

/** Pages and fields in order; what is not asked counts as not answered for everything after it. */
function walk(design: Pick<Design, 'pages'>, answers: Answers): Walk {
  const pages: AskedPage[] = []
  const counted: Record<string, unknown> = {}
  for (const [at, page] of design.pages.entries()) {
    if (!holds(page.when, counted)) continue
    const fields: DesignField[] = []
    for (const field of page.fields) {
      if (!holds(field.when, counted)) continue
      fields.push(field)
      counted[field.name] = Object.hasOwn(answers, field.name) ? answers[field.name] : null
    }
    if (fields.length > 0 || page.fields.length === 0) pages.push({ at, page, fields })
  }
  return { pages, answers: counted }
}

/** The pages that are asked, with the fields that are; a page none of whose fields is asked is left out. */
export const askedPages = (design: Pick<Design, 'pages'>, answers: Answers): AskedPage[] => walk(design, answers).pages

/** Answers to what is asked, and to nothing else; unanswered ones are null. */
export const askedAnswers = (design: Pick<Design, 'pages'>, answers: Answers): Record<string, unknown> =>
  walk(design, answers).answers

/** Every field of a design by its name; those inside rows are not of the form as a whole. */
export const fieldsOf = (design: Pick<Design, 'pages'>): Map<string, DesignField> =>
  new Map(design.pages.flatMap((page) => page.fields.map((field) => [field.name, field] as const)))

/** The code lists its fields draw from. */
export function listsIn(design: Pick<Design, 'pages'>): string[] {
  const found = new Set<string>()
  const look = (field: DesignField) => {
    if (field.codes) found.add(field.codes)
    for (const inner of field.fields ?? []) look(inner)
  }
  for (const page of design.pages) for (const field of page.fields) look(field)
  return [...found]
}

// -------------------------------------------------------------------------------------------------- the kit's form

/** What a browser may fill in by itself, where the field is about whoever types (WCAG 2.2, 1.3.5). */
const autocompletes: Partial<Record<ApplicantField, string>> = {
  full_name: 'name',
  birth_date: 'bday',
  sex: 'sex',
  phone: 'tel',
  email: 'email',
  address: 'street-address',
}

/** A field in the words of the form kit: choices from a list become references, which the kit draws from its options. */
export function formField(field: DesignField): Field {
  const listed = field.codes !== undefined && (field.kind === 'choice' || field.kind === 'many')
  const kind: Field['kind'] = field.kind === 'many' ? 'refs' : field.kind === 'choice' && listed ? 'ref' : field.kind
  return {
    name: field.name,
    kind,
    label: field.label,
    ...(field.help ? { help: field.help } : {}),
    ...(field.required ? { required: true } : {}),
    ...(field.max === undefined ? {} : { max: field.max }),
    ...(field.min === undefined ? {} : { min: field.min }),
    ...(field.unit ? { unit: field.unit } : {}),
    ...(field.lines ? { lines: field.lines } : {}),
    ...(field.choices ? { choices: field.choices } : {}),
    ...(field.identifier ? { identifier: field.identifier } : {}),
    ...(field.fields ? { fields: field.fields.map(formField) } : {}),
    ...(field.personal ? { personal: field.personal } : {}),
    ...(field.prefill?.from === 'applicant' && autocompletes[field.prefill.field]
      ? { autocomplete: autocompletes[field.prefill.field] }
      : {}),
  }
}

/** One choice of a field, as the form kit takes it. */
export interface FieldOption {
  value: string
  words: Words | string
}

/** What the choices of fields are drawn from, by field name: ticks from their own choices, lists from `lists`. */
export function formOptions(
  fields: readonly DesignField[],
  lists: Readonly<Record<string, readonly FieldOption[]>>,
): Record<string, readonly FieldOption[]> {
  const options: Record<string, readonly FieldOption[]> = {}
  for (const field of fields) {
    if (field.codes) options[field.name] = lists[field.codes] ?? []
    else if (field.kind === 'many')
      options[field.name] = (field.choices ?? []).map((choice) => ({ value: choice.value, words: choice.label }))
    if (field.fields) Object.assign(options, formOptions(field.fields, lists))
  }
  return options
}

// ---------------------------------------------------------------------------------------------------------- prefill

/** What is known of whom a dossier is about; days as 'YYYY-MM-DD'. */
export type Applicant = { readonly [name in ApplicantField]?: string | null }

function prefillOf(field: DesignField, applicant: Applicant, today: LocalDate): unknown {
  const { prefill } = field
  if (!prefill) return null
  if (prefill.from === 'today') return today
  if (prefill.from === 'value') return field.kind === 'many' ? [prefill.value] : prefill.value
  if (prefill.ofSex && applicant.sex !== prefill.ofSex) return null
  const known = applicant[prefill.field] ?? null
  if (known === null || known === '') return null
  if (field.kind === 'place')
    return prefill.field === 'commune' ? { commune: known, line: null } : { commune: null, line: known }
  if (field.kind === 'date' && !isLocalDate(known)) return null
  return known
}

/** The answers a person need not type because they are known; fields without any are left out. */
export function prefilled(
  design: Pick<Design, 'pages'>,
  applicant: Applicant,
  today: LocalDate,
): Record<string, unknown> {
  const answers: Record<string, unknown> = {}
  for (const page of design.pages) {
    for (const field of page.fields) {
      const value = prefillOf(field, applicant, today)
      if (!isEmpty(value)) answers[field.name] = value
    }
  }
  return answers
}

/** Whether an answer still is what was known of the applicant: it is then marked as such, and may be changed. */
export function isKnown(field: DesignField, value: unknown, applicant: Applicant): boolean {
  if (field.prefill?.from !== 'applicant') return false
  const known = prefillOf(field, applicant, '')
  return !isEmpty(known) && JSON.stringify(known) === JSON.stringify(value)
}

// ------------------------------------------------------------------------------------------------------ what is wrong

const said = (refusal: Refusal): Words => ({ vi: refusal.say('vi'), en: refusal.say('en') })
/** The words of a refusal with a label in the language of the words. */
const about = (label: Words, make: (label: string) => Refusal): Words => ({
  vi: make(label.vi).say('vi'),
  en: make(label.en).say('en'),
})

const patterns = {
  letters: /^[\p{L}\p{M}\s'’.-]+$/u,
  digits: /^\d+$/,
  code: /^[A-Za-z0-9./_-]+$/,
} as const

/** Letters of a text whose field says no limit. */
export const TEXT_MAX = 4_000
const ROWS_MAX = 50
const FILES_MAX = 10
/** Ends of what a year may be. */
const YEAR_FIRST = '1900'

/** Wrong as such: not of its kind, beyond its limits. Undefined when sound. */
function wrongValue(field: DesignField, value: unknown): Words | undefined {
  const { label, min, max } = field
  const attempt = (read: () => unknown): Words | undefined => {
    try {
      read()
      return undefined
    } catch (error) {
      if (error instanceof Refusal) return said(error)
      throw error
    }
  }
  const within = (amount: number): Words | undefined => {
    if (min !== undefined && amount < min) return about(label, (name) => refuse['too-small']({ label: name, min }))
    if (max !== undefined && amount > max) return about(label, (name) => refuse['too-big']({ label: name, max }))
    return undefined
  }
  const known = (one: unknown) => !field.choices || field.codes || field.choices.some((choice) => choice.value === one)
  const unknown = () => about(label, (name) => refuse.choice({ label: name }))
  const text = typeof value === 'string' ? value : String(value)
  switch (field.kind) {
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) return said(refuse.number({ text: text.slice(0, 40) }))
      return within(value)
    case 'money':
      if (typeof value !== 'number') return attempt(() => parseMoney(text, { min, max }))
      if (!Number.isSafeInteger(value)) return said(refuse.number({ text: text.slice(0, 40) }))
      return within(value)
    case 'date':
      return isLocalDate(text) ? undefined : (attempt(() => parseLocalDate(text)) ?? unknown())
    case 'yesno':
      return typeof value === 'boolean' ? undefined : unknown()
    case 'choice':
      return known(value) ? undefined : unknown()
    case 'many': {
      const list = Array.isArray(value) ? value : [value]
      return list.every(known) ? undefined : unknown()
    }
    case 'identifier': {
      const kind = field.identifier
      return kind ? attempt(() => identifierKinds[kind].parse(text)) : undefined
    }
    case 'files': {
      const most = max ?? FILES_MAX
      if (Array.isArray(value) && value.length > most)
        return about(label, (name) => refuse['too-many']({ label: name, max: most }))
      return undefined
    }
    case 'text': {
      const length = [...text].length
      const most = max ?? TEXT_MAX
      if (length > most) return about(label, (name) => refuse['too-long']({ label: name, length, max: most }))
      return undefined
    }
    default:
      return undefined
  }
}

function wrongPlace(field: DesignField, value: unknown, path: string): Record<string, Words> {
  const place = isRecord(value) ? value : {}
  if (isEmpty(place.commune)) return { [`${path}.commune`]: about(field.label, (label) => refuse.required({ label })) }
  const { line } = place
  if (typeof line === 'string' && [...line].length > 300)
    return {
      [`${path}.line`]: about(field.label, (label) =>
        refuse['too-long']({ label, length: [...line].length, max: 300 }),
      ),
    }
  return {}
}

function wrongPeriod(field: DesignField, value: unknown, path: string): Record<string, Words> {
  const period = isRecord(value) ? value : {}
  const errors: Record<string, Words> = {}
  for (const end of ['from', 'to'] as const) {
    const day = period[end]
    if (isEmpty(day) || (typeof day === 'string' && isLocalDate(day))) continue
    try {
      parseLocalDate(String(day))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      errors[`${path}.${end}`] = said(error)
    }
  }
  if (isEmpty(period.from) && field.required)
    errors[`${path}.from`] = about(field.label, (label) => refuse.required({ label }))
  const { from, to } = period
  if (Object.keys(errors).length === 0 && typeof from === 'string' && typeof to === 'string' && to < from)
    errors[`${path}.to`] = about(field.label, (label) => refuse.backwards({ label }))
  return errors
}

/** What one check finds; undefined when it holds or cannot be asked yet. */
function wrongByCheck(
  field: DesignField,
  check: FieldCheck,
  value: unknown,
  answers: Answers,
  today: LocalDate,
  labelOf: (name: string) => Words,
): Words | undefined {
  const own = (make: (label: string) => Refusal): Words => check.words ?? about(field.label, make)
  const both = (other: string, make: (facts: { label: string; other: string }) => Refusal): Words =>
    check.words ?? {
      vi: make({ label: field.label.vi, other: labelOf(other).vi }).say('vi'),
      en: make({ label: field.label.en, other: labelOf(other).en }).say('en'),
    }
  const day = typeof value === 'string' && isLocalDate(value) ? value : null
  switch (check.check) {
    case 'not-future':
      return day !== null && day > today ? own((label) => refuse.future({ label })) : undefined
    case 'not-past':
      return day !== null && day < today ? own((label) => refuse.past({ label })) : undefined
    case 'age-at-least':
      return day !== null && day <= today && addMonths(day, check.years * 12) > today
        ? own((label) => refuse.younger({ label, years: check.years }))
        : undefined
    case 'age-at-most':
      return day !== null && addMonths(day, (check.years + 1) * 12) <= today
        ? own((label) => refuse.older({ label, years: check.years }))
        : undefined
    case 'after':
    case 'not-before': {
      const other = answers[check.field]
      if (isEmpty(other) || typeof other !== typeof value) return undefined
      const [mine, theirs] = [value as string | number, other as string | number]
      if (check.check === 'after') return mine > theirs ? undefined : both(check.field, (facts) => refuse.after(facts))
      return mine >= theirs ? undefined : both(check.field, (facts) => refuse.before(facts))
    }
    case 'equals':
      return isEmpty(answers[check.field]) || answers[check.field] === value
        ? undefined
        : both(check.field, (facts) => refuse.equals(facts))
    case 'differs':
      return answers[check.field] === value ? both(check.field, (facts) => refuse.differs(facts)) : undefined
    case 'pattern':
      return typeof value === 'string' && !patterns[check.pattern].test(value)
        ? own((label) => refuse[check.pattern]({ label }))
        : undefined
    case 'year': {
      const text = String(value)
      const last = today.slice(0, 4)
      return /^\d{4}$/.test(text) && text >= YEAR_FIRST && text <= last
        ? undefined
        : (check.words ?? said(refuse.year({ text: text.slice(0, 10), last })))
    }
    case 'filled-when':
      return undefined
  }
}

/**
 * What is wrong with the answers to these fields, by path: 'child_name', 'children.0.name', 'home.commune', 'stay.to'.
 * `answers` are all that is asked (askedAnswers), because checks look at other fields; `today` is the province's day.
 * `labels` names fields of other pages in what is said.
 */
export function wrongIn(
  fields: readonly DesignField[],
  answers: Answers,
  today: LocalDate,
  labels: ReadonlyMap<string, DesignField> = new Map(),
): Record<string, Words> {
  const errors: Record<string, Words> = {}
  const here = new Map(fields.map((field) => [field.name, field]))
  const labelOf = (name: string): Words => (here.get(name) ?? labels.get(name))?.label ?? { vi: name, en: name }
  for (const field of fields) Object.assign(errors, wrongField(field, answers, today, labelOf, ''))
  return errors
}

function wrongField(
  field: DesignField,
  answers: Answers,
  today: LocalDate,
  labelOf: (name: string) => Words,
  before: string,
): Record<string, Words> {
  const path = before + field.name
  const value = answers[field.name]
  if (isEmpty(value)) {
    const asked = (field.checks ?? []).find((check) => check.check === 'filled-when' && holds(check.when, answers))
    if (!field.required && !asked) return {}
    const end = field.kind === 'place' ? '.commune' : field.kind === 'period' ? '.from' : ''
    return { [path + end]: asked?.words ?? about(field.label, (label) => refuse.required({ label })) }
  }
  if (field.kind === 'place') return wrongPlace(field, value, path)
  if (field.kind === 'period') return wrongPeriod(field, value, path)
  if (field.kind === 'rows') {
    const rows = Array.isArray(value) ? value : []
    const most = field.max ?? ROWS_MAX
    if (rows.length > most) return { [path]: about(field.label, (label) => refuse['too-many']({ label, max: most })) }
    const { min } = field
    if (min !== undefined && rows.length < min)
      return { [path]: about(field.label, (label) => refuse['too-few']({ label, min })) }
    const errors: Record<string, Words> = {}
    for (const [index, row] of rows.entries()) {
      const own = { ...answers, ...(isRecord(row) ? row : {}) }
      for (const inner of field.fields ?? []) {
        if (holds(inner.when, own)) Object.assign(errors, wrongField(inner, own, today, labelOf, `${path}.${index}.`))
      }
    }
    return errors
  }
  const wrong = wrongValue(field, value)
  if (wrong) return { [path]: wrong }
  for (const check of field.checks ?? []) {
    const found = wrongByCheck(field, check, value, answers, today, labelOf)
    if (found) return { [path]: found }
  }
  return {}
}

// --------------------------------------------------------------------------------------------------- papers and fees

/** The papers this filing needs, in order. `answers` are those that are asked. */
export const papersIn = (design: Pick<Design, 'papers'>, answers: Answers): DesignPaper[] =>
  design.papers.filter((paper) => holds(paper.when, answers))

/** One fee as it is reckoned before exemptions. */
export interface FeeLine {
  code: string
  name: string
  kind: DesignFee['kind']
  /** Integer đồng for all of `count`; null when the People's Council fixes it and the design does not know how much. */
  amount: number | null
  /** Integer đồng for one. */
  each: number
  per: DesignFee['per']
  count: number
  collect: DesignFee['collect']
  byCouncil: boolean
}

/** How many a fee is counted for: one a dossier, else what the form says; nothing asked is none. */
function countOf(fee: DesignFee, answers: Answers): number {
  if (fee.per === 'dossier') return 1
  const said = answers[fee.count ?? (fee.per === 'copy' ? 'copies' : 'pages')]
  return typeof said === 'number' && Number.isSafeInteger(said) && said > 0 ? said : 0
}

/** The fees of this filing on a channel; lines that count nothing are left out. */
export function feesIn(
  design: Pick<Design, 'fees'>,
  answers: Answers,
  channel: 'online' | 'in-person' | 'post',
): FeeLine[] {
  return design.fees
    .filter((fee) => (fee.channel === undefined || fee.channel === channel) && holds(fee.when, answers))
    .map((fee): FeeLine => {
      const count = countOf(fee, answers)
      const { code, name, kind, per, collect } = fee
      const byCouncil = fee.byCouncil === true
      return {
        code,
        name,
        kind,
        amount: byCouncil && fee.amount === 0 ? null : fee.amount * count,
        each: fee.amount,
        per,
        count,
        collect,
        byCouncil,
      }
    })
    .filter((line) => line.count > 0)
}

// -------------------------------------------------------------------------------------------------------------- hours

/** Working hours a limit gives, counted by days of eight hours; calendar days by five working days a week, months by 170 hours. */
export function hoursOf(limit: Limit): number {
  const hours = {
    'working-hour': 1,
    'same-day': 8,
    'working-day': 8,
    'calendar-day': 40 / 7,
    'calendar-hour': 5 / 21,
    month: 170,
  }
  return Math.floor(limit.amount * hours[limit.unit] * 10) / 10
}

/** The longest way through the stages: each stage takes as long as its longest step. Waits that no clock counts add nothing. */
export function hoursThrough(design: Pick<Design, 'stages'>): number {
  return design.stages.reduce((sum, stage) => sum + Math.max(0, ...stage.steps.map((step) => step.limitHours ?? 0)), 0)
}
