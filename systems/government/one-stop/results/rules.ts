import { formatDate, isLocalDate, type LocalDate } from '#ground/clock'
import type { DesignField, DesignResult } from '../design/shape.ts'
import { dateInWords, moneyWords, numberWords } from '../forms/words.ts'
import { type KnownName, knownNames } from './words.ts'

/**
 * A result is filled from a template of plain text: `{{name}}` stands for an answer of the form or for a known name. After a
 * bar comes how it is written: `{{amount|chữ}}` in words, `{{name|hoa}}` in capitals. There is nothing else: a template
 * cannot count, choose or fetch, so whoever writes one can put nothing into a result that was not declared or known.
 */
const PLACEHOLDER = /\{\{\s*([a-z][a-z0-9_.]{0,79})\s*(?:\|\s*(chữ|hoa)\s*)?\}\}/gu
/** Anything that still looks like a placeholder, well written or not. */
const BRACES = /\{\{[^{}]{0,200}\}\}?/gu
/** What stands for a known name about which nothing is known. */
export const GAP = '…………'

/** Limits of a draft; the door refuses beyond them by name. */
export const resultLimits = {
  subjectMax: 500,
  kindMax: 100,
  itemsMax: 100,
  lettersMax: 4_000,
  signerLinesMax: 5,
  editionsMax: 50,
  remarkMax: 2_000,
} as const

/** The text of a result: what a draft keeps and an officer edits. */
export interface ResultText {
  kind: string
  subject: string
  bases: readonly string[]
  /** The first line of an item follows "Điều n."; further lines are paragraphs of it. */
  articles: readonly string[]
  paragraphs: readonly string[]
  receivers: readonly string[]
  signer: readonly string[]
}

/** What is known about a dossier when its result is drafted. `labels` are the words of code lists: list → value → words. */
export interface ResultFacts {
  fields: readonly DesignField[]
  answers: Readonly<Record<string, unknown>>
  known: Readonly<Partial<Record<KnownName, string | null>>>
  labels?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export interface FilledResult extends ResultText {
  /** Names the template uses and nobody knows; left in the text as they stand. */
  unknown: string[]
  /** Names that are known but empty; a gap stands in the text. */
  empty: string[]
  /** Last day it is good for, 'YYYY-MM-DD'. */
  validTo: LocalDate | null
}

type How = 'chữ' | 'hoa' | undefined

const isRow = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** "09/02/2026"; with `chữ` "ngày mồng chín tháng hai năm …". */
const dateText = (value: string, how: How): string => (how === 'chữ' ? dateInWords(value) : formatDate(value))

/** 1.5 is written 1,5; thousands are parted by points. */
const numberText = (value: number): string => {
  const [whole = '', rest] = String(Math.abs(value)).split('.')
  return `${value < 0 ? '-' : ''}${moneyWords(Number(whole))}${rest ? `,${rest}` : ''}`
}

/** A single answer as a text; '' for a list or an object, which only their own kinds of field can write. */
const plain = (value: unknown): string => (typeof value === 'object' ? '' : String(value).trim())

/** The label of a value in a code list; not what every object has, such as `toString`. */
const listed = (labels: Record<string, string> | undefined, value: string): string | undefined =>
  labels && Object.hasOwn(labels, value) ? labels[value] : undefined

/** An answer as a document writes it; '' when nothing was answered. */
export function answerText(field: DesignField, value: unknown, labels: ResultFacts['labels'] = {}, how?: How): string {
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return ''
  const choiceText = (one: unknown): string => {
    const said = plain(one)
    return (
      field.choices?.find((choice) => choice.value === said)?.label.vi ??
      listed(field.codes ? labels[field.codes] : undefined, said) ??
      said
    )
  }
  switch (field.kind) {
    case 'date':
      return typeof value === 'string' && isLocalDate(value) ? dateText(value, how) : plain(value)
    case 'money': {
      const amount = typeof value === 'object' ? Number.NaN : Number(value)
      if (!Number.isSafeInteger(amount) || amount < 0) return plain(value)
      return `${how === 'chữ' ? numberWords(amount) : moneyWords(amount)} đồng`
    }
    case 'number': {
      const amount = typeof value === 'object' ? Number.NaN : Number(value)
      if (!Number.isFinite(amount)) return plain(value)
      const said = how === 'chữ' && Number.isInteger(amount) && amount >= 0 ? numberWords(amount) : numberText(amount)
      return field.unit ? `${said} ${field.unit}` : said
    }
    case 'yesno':
      return value === true || value === 'true' || value === 'yes' ? 'có' : 'không'
    case 'choice':
      return choiceText(value)
    case 'many':
      return (Array.isArray(value) ? value : [value]).map(choiceText).join(', ')
    case 'period': {
      const { from, to } = isRow(value) ? value : {}
      const end = (one: unknown) => (typeof one === 'string' && isLocalDate(one) ? formatDate(one) : '')
      return [end(from) && `từ ngày ${end(from)}`, end(to) && `đến ngày ${end(to)}`].filter(Boolean).join(' ')
    }
    case 'rows':
      return (Array.isArray(value) ? value : [])
        .filter(isRow)
        .map((row) =>
          (field.fields ?? [])
            .map((inner) => answerText(inner, row[inner.name], labels))
            .filter((one) => one !== '')
            .join(', '),
        )
        .filter((one) => one !== '')
        .join('; ')
    case 'files':
      return (Array.isArray(value) ? value : [])
        .map((one) => (isRow(one) ? plain(one.name ?? '') : ''))
        .filter((one) => one !== '')
        .join(', ')
    case 'place':
      return isRow(value) && Array.isArray(value.coordinates)
        ? value.coordinates.flat(3).slice(0, 2).map(plain).join(', ')
        : ''
    default:
      return plain(value)
  }
}

/**
 * Fills one piece of text. Text that comes in is never read again for placeholders: what a person typed into a form cannot
 * call for another answer.
 */
function fillText(text: string, facts: ResultFacts, unknown: Set<string>, empty: Set<string>): string {
  return text.replace(PLACEHOLDER, (whole, name: string, how: How) => {
    const field = facts.fields.find((one) => one.name === name)
    let said: string | undefined
    if (field) said = answerText(field, facts.answers[name], facts.labels, how)
    else if (Object.hasOwn(knownNames, name)) {
      const value = facts.known[name as KnownName]
      said = value === null || value === undefined ? '' : isLocalDate(value) ? dateText(value, how) : value
    }
    if (said === undefined) {
      unknown.add(name)
      return whole
    }
    if (said === '') {
      empty.add(name)
      return GAP
    }
    // What was typed may hold braces; they are set as they are and must not look like a gap of ours.
    const plain = said.replaceAll('{{', '{ {')
    return how === 'hoa' ? plain.toLocaleUpperCase('vi') : plain
  })
}

/** The text of a result from its template. Unknown and empty names are listed, each once, in the order they are met. */
export function fillResult(template: DesignResult, facts: ResultFacts): FilledResult {
  const unknown = new Set<string>()
  const empty = new Set<string>()
  const validTo = validUntil(template.validYears, facts.known.date ?? null)
  const given = { ...facts, known: { ...facts.known, valid_to: validTo } }
  const one = (text: string) => fillText(text, given, unknown, empty)
  const many = (list: readonly string[]) => list.map(one)
  return {
    kind: one(template.kind),
    subject: one(template.subject),
    bases: many(template.bases),
    // A template may spell the article's number; the document counts them itself.
    articles: many(template.articles).map((text) => text.replace(/^Điều\s+\d+\s*[.:]\s*/u, '')),
    paragraphs: many(template.paragraphs),
    receivers: many(template.receivers),
    signer: many(template.signer),
    unknown: [...unknown],
    empty: [...empty],
    validTo,
  }
}

/** The day before the same day `years` later: a paper of one year given on 5 March is good until 4 March. */
export function validUntil(years: number | null, from: LocalDate | null): LocalDate | null {
  if (years === null || from === null) return null
  const [year = 0, month = 1, day = 1] = from.split('-').map(Number)
  const end = new Date(Date.UTC(year + years, month - 1, day - 1))
  return end.toISOString().slice(0, 10)
}

/** Every piece of text of a result with the name of its field. */
const pieces = (text: ResultText): [keyof ResultText, string][] => [
  ['kind', text.kind],
  ['subject', text.subject],
  ...(['bases', 'articles', 'paragraphs', 'receivers', 'signer'] as const).flatMap((name) =>
    text[name].map((one) => [name, one] as [keyof ResultText, string]),
  ),
]

/** What is still to be filled in: placeholders nobody knew, and gaps. Empty when the text may go on. */
export function gapsIn(text: ResultText): string[] {
  const found = new Set<string>()
  for (const [, piece] of pieces(text)) {
    for (const match of piece.match(BRACES) ?? []) found.add(match)
    if (/…{2,}|\.{6,}/u.test(piece)) found.add(GAP)
  }
  return [...found]
}

/** One difference between two editions: a field, the item of it (from 0), what stood there and what stands there. */
export interface Difference {
  field: keyof ResultText
  place: number
  before: string | null
  after: string | null
}

const listOf = (text: ResultText, field: keyof ResultText): readonly string[] => {
  const value = text[field]
  return typeof value === 'string' ? [value] : value
}

/**
 * What changed from one edition to the next: items that stayed are found by the longest common run of items, so that one
 * paragraph put in does not make all that follow look changed.
 */
export function differences(before: ResultText, after: ResultText): Difference[] {
  const found: Difference[] = []
  for (const field of ['kind', 'subject', 'bases', 'articles', 'paragraphs', 'receivers', 'signer'] as const) {
    const [a, b] = [listOf(before, field), listOf(after, field)]
    // Lengths of the longest common run of items from each pair of places on; lists are at most itemsMax long.
    const common = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
    const at = (i: number, j: number): number => common[i]?.[j] ?? 0
    for (let i = a.length - 1; i >= 0; i--)
      for (let j = b.length - 1; j >= 0; j--)
        (common[i] as number[])[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    const gone: Difference[] = []
    const come: Difference[] = []
    const flush = (): void => {
      // What went and what came in the same place is one change.
      for (let k = 0; k < Math.max(gone.length, come.length); k++) {
        const [was, is] = [gone[k], come[k]]
        found.push({
          field,
          place: is?.place ?? was?.place ?? 0,
          before: was?.before ?? null,
          after: is?.after ?? null,
        })
      }
      gone.length = 0
      come.length = 0
    }
    let [i, j] = [0, 0]
    while (i < a.length || j < b.length) {
      if (i < a.length && j < b.length && a[i] === b[j]) {
        flush()
        i++
        j++
      } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
        gone.push({ field, place: i, before: a[i] as string, after: null })
        i++
      } else {
        come.push({ field, place: j, before: null, after: b[j] as string })
        j++
      }
    }
    flush()
  }
  return found
}

/** The template of procedures that have none of their own. */
export const generalTemplate: DesignResult = {
  kind: 'Thông báo',
  subject: 'Kết quả giải quyết thủ tục “{{procedure.name}}”',
  bases: [],
  paragraphs: [
    '{{agency.name}} đã nhận hồ sơ mã {{dossier.number}} của {{applicant.name}}, tiếp nhận ngày {{dossier.accepted_on}}, đề nghị giải quyết thủ tục “{{procedure.name}}” (mã {{procedure.code}}).',
    'Sau khi xem xét hồ sơ theo quy định, {{agency.name}} thông báo kết quả giải quyết như sau: …………',
    'Văn bản này được lập trên Hệ thống thông tin giải quyết thủ tục hành chính của tỉnh và có giá trị từ ngày ký./.',
  ],
  articles: [],
  receivers: ['{{applicant.name}}', 'Lưu: VT, hồ sơ'],
  signer: ['TM. ỦY BAN NHÂN DÂN', 'CHỦ TỊCH'],
  validYears: null,
  code: null,
}
