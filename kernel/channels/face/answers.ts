/** What a person put into a form, read back: the other half of form.ts. Pure, and knows nothing of HTTP. */
import { instantAt, parseLocalDate } from '#ground/clock'
import { type IdentifierKindName, identifierKinds } from '#ground/ids'
import { parseMoney } from '#ground/money'
import { Refusal, refusals } from '#ground/refusal'
import { nfc, type Words } from '#ground/text'
import type { Lang } from './words.ts'

export type FieldKind =
  | 'text'
  | 'richtext'
  | 'number'
  | 'money'
  | 'date'
  | 'instant'
  | 'period'
  | 'choice'
  | 'yesno'
  | 'ref'
  | 'refs'
  | 'rows'
  | 'files'
  | 'place'
  | 'identifier'
  | 'json'
  | 'computed'

/** One question of a form: the shape of FieldMeta, with what only a form needs beside it. */
export type Field = {
  name: string
  kind: FieldKind
  label: Words
  help?: Words
  required?: boolean
  readonly?: boolean
  /** Letters of a text, value of a number, rows of rows, number of files, years are not meant. */
  max?: number
  min?: number
  unit?: string | Words
  choices?: readonly { value: string; label: Words }[]
  fields?: readonly Field[]
  personal?: 'basic' | 'sensitive'
  /** Which identifier, of #ground/ids. */
  identifier?: IdentifierKindName
  /** The HTML autocomplete word: name, bday, street-address … */
  autocomplete?: string
  /** Lines of a text; more than one makes a text area. */
  lines?: number
  /** Bytes one file may have, for files. */
  sizeMax?: number
  /** Kinds of file, as the `accept` attribute writes them. */
  accept?: string
  /** Asked only when something else was answered: the rule, for a script that shows and hides, and how it stands now. */
  when?: { rule: string; now: boolean }
  /** Stands below the label: where the value was taken from. */
  mark?: Words
}

/** The button that was pressed. `go` is the name of an ordinary button ('send', 'save', 'next', 'back' …). */
export type Act =
  | { is: 'go'; name: string }
  | { is: 'row-add'; field: string }
  | { is: 'row-remove'; field: string; row: number }
  | { is: 'files-add'; field: string }
  | { is: 'file-remove'; field: string; file: string }

export type PlaceAnswer = { commune: string | null; line: string | null }
export type PeriodAnswer = { from: string | null; to: string | null }
export type Answers = {
  /** Typed values by field name; what could not be read keeps the text as typed, so that it can be shown again. */
  values: Record<string, unknown>
  /** What is wrong, by path: 'birth', 'children.0.name', 'home.commune'. */
  errors: Record<string, Words>
  act: Act
}

export const refuse = refusals('face', {
  required: { kind: 'invalid', vi: 'Hãy điền "{label}".', en: 'Fill in “{label}”.' },
  number: {
    kind: 'invalid',
    vi: '"{text}" không phải là số. Hãy chỉ ghi chữ số, ví dụ 12,5.',
    en: '“{text}” is not a number. Write digits only, for example 12.5.',
  },
  time: {
    kind: 'invalid',
    vi: '"{text}" không phải là giờ. Hãy ghi theo mẫu giờ:phút, ví dụ 08:30.',
    en: '“{text}” is not a time. Write hours:minutes, for example 08:30.',
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
  'too-small': {
    kind: 'invalid',
    vi: '"{label}" phải từ {min} trở lên.',
    en: '“{label}” must be {min} or more.',
  },
  'too-big': {
    kind: 'invalid',
    vi: '"{label}" không được quá {max}.',
    en: '“{label}” must be {max} or less.',
  },
  backwards: {
    kind: 'invalid',
    vi: '"{label}": ngày kết thúc phải bằng hoặc sau ngày bắt đầu.',
    en: '“{label}”: the end must not come before the start.',
  },
  'too-many-rows': {
    kind: 'invalid',
    vi: '"{label}" có quá {max} mục. Hãy bớt lại.',
    en: '“{label}” has more than {max} entries. Remove some.',
  },
})

/** Rows read from one form at most, whatever a field allows: a form with more was not filled in by hand. */
export const rowsMax = 200

/** '1.234,5' → 1234.5 for a Vietnamese reader, '1,234.5' for an English one. Refuses face.number. */
export function readNumber(text: string, lang: Lang): number {
  const said = text
    .trim()
    .replace(/[\s\u00a0\u202f]/g, '')
    .replace(/^−/, '-')
  const [group, point] = lang === 'vi' ? ['.', ','] : [',', '.']
  const grouped = new RegExp(`^-?\\d{1,3}(\\${group}\\d{3})+(\\${point}\\d+)?$`)
  const plain = grouped.test(said) ? said.replaceAll(group, '').replace(point, '.') : said.replace(',', '.')
  const value = Number(plain)
  if (!/^-?\d+(\.\d+)?$/.test(plain) || !Number.isFinite(value)) throw refuse.number({ text: text.trim().slice(0, 40) })
  return value
}

/** The button pressed, from the value of `act`; a form sent with the Enter key says nothing and means `usual`. */
export function readAct(said: unknown, usual = 'next'): Act {
  const text = typeof said === 'string' ? said : Array.isArray(said) ? String(said.at(-1)) : usual
  const [verb = '', field = '', rest = ''] = text.split(':')
  if (verb === 'row-add' && field) return { is: 'row-add', field }
  if (verb === 'row-remove' && field && /^\d{1,3}$/.test(rest)) return { is: 'row-remove', field, row: Number(rest) }
  if (verb === 'files-add' && field) return { is: 'files-add', field }
  if (verb === 'file-remove' && field && rest) return { is: 'file-remove', field, file: rest }
  return { is: 'go', name: /^[a-z][a-z-]{0,39}$/.test(text) ? text : usual }
}

type Body = Record<string, unknown>
const first = (value: unknown): string => {
  const said = Array.isArray(value) ? value.find((v) => typeof v === 'string') : value
  return typeof said === 'string' ? said : ''
}
const every = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((v): v is string => typeof v === 'string' && v !== '')
const tidy = (text: string) => nfc(text.replace(/\r\n?/g, '\n')).trim()

/**
 * Reads a posted form by its fields. `body` is what a form parser gives: text or lists of text by name; names that no
 * field has are ignored, readonly and computed fields too. With `complete` an empty required field is an error;
 * a draft or an added row is read without. Buttons that only rearrange (rows, files) are applied to the values.
 */
export function readAnswers(
  fields: readonly Field[],
  body: Body,
  options: { lang: Lang; complete?: boolean; usual?: string },
): Answers {
  const act = readAct(body.act, options.usual)
  const errors: Record<string, Words> = {}
  const complete = options.complete ?? act.is === 'go'
  const values = readFields(fields, body, '', { lang: options.lang, complete, errors })
  if (act.is === 'row-add' || act.is === 'row-remove') {
    const rows = values[act.field]
    const field = fields.find((f) => f.name === act.field && f.kind === 'rows')
    if (field && Array.isArray(rows)) {
      if (act.is === 'row-add' && rows.length < Math.min(field.max ?? rowsMax, rowsMax)) rows.push({})
      if (act.is === 'row-remove') rows.splice(act.row, 1)
    }
  }
  if (act.is === 'file-remove') {
    const files = values[act.field]
    if (Array.isArray(files)) values[act.field] = files.filter((id) => id !== act.file)
  }
  return { values, errors, act }
}

type Reading = { lang: Lang; complete: boolean; errors: Record<string, Words> }

function readFields(fields: readonly Field[], body: Body, before: string, reading: Reading): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const field of fields) {
    if (field.readonly || field.kind === 'computed') continue
    const path = before + field.name
    values[field.name] = readField(field, body, path, reading)
  }
  return values
}

function said(refusal: Refusal): Words {
  return { vi: refusal.say('vi'), en: refusal.say('en') }
}

function readField(field: Field, body: Body, path: string, reading: Reading): unknown {
  const { errors, lang, complete } = reading
  const labels: Words = field.label
  // A refusal's words carry the label in the language of the words.
  const wrong = (make: (label: string) => Refusal, at = path) => {
    errors[at] = { vi: make(labels.vi).say('vi'), en: make(labels.en).say('en') }
  }
  const missing = (at = path) => {
    if (complete && field.required) wrong((label) => refuse.required({ label }), at)
  }
  const attempt = <T>(text: string, read: () => T, at = path): T | string => {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      errors[at] = said(error)
      return text
    }
  }
  const within = (value: unknown): unknown => {
    if (typeof value !== 'number') return value
    const { min, max } = field
    if (min !== undefined && value < min) wrong((label) => refuse['too-small']({ label, min }))
    if (max !== undefined && value > max) wrong((label) => refuse['too-big']({ label, max }))
    return value
  }
  const text = tidy(first(body[path]))
  switch (field.kind) {
    case 'rows': {
      const indexes = new Set<number>()
      for (const name of Object.keys(body)) {
        const found = name.startsWith(`${path}.`) ? /^\.(\d{1,3})(?:\.|$)/.exec(name.slice(path.length)) : null
        if (found) indexes.add(Number(found[1]))
      }
      const max = Math.min(field.max ?? rowsMax, rowsMax)
      if (indexes.size > max) wrong((label) => refuse['too-many-rows']({ label, max }))
      const rows = [...indexes]
        .sort((a, b) => a - b)
        .slice(0, max)
        .map((index, row) => {
          // Errors are told by the place in the list, which is where the form shows them again.
          const own: Record<string, Words> = {}
          const value = readFields(field.fields ?? [], body, `${path}.${index}.`, { lang, complete, errors: own })
          for (const [name, words] of Object.entries(own))
            errors[`${path}.${row}.${name.slice(`${path}.${index}.`.length)}`] = words
          return value
        })
      if (rows.length === 0) missing()
      return rows
    }
    case 'files': {
      const ids = [...new Set(every(body[path]))]
      if (ids.length === 0) missing()
      return ids
    }
    case 'refs': {
      const chosen = [...new Set(every(body[path]))]
      if (chosen.length === 0) missing()
      return chosen
    }
    case 'place': {
      const commune = tidy(first(body[`${path}.commune`])) || null
      const line = tidy(first(body[`${path}.line`])) || null
      if (commune === null) missing(`${path}.commune`)
      if (line !== null && line.length > 300)
        wrong((label) => refuse['too-long']({ label, length: line.length, max: 300 }), `${path}.line`)
      return commune === null && line === null ? null : { commune, line }
    }
    case 'period': {
      const day = (end: 'from' | 'to') => {
        const typed = tidy(first(body[`${path}.${end}`]))
        return typed === '' ? null : attempt(typed, () => parseLocalDate(typed), `${path}.${end}`)
      }
      const [from, to] = [day('from'), day('to')]
      if (from === null) missing(`${path}.from`)
      const sound = !errors[`${path}.from`] && !errors[`${path}.to`]
      if (from !== null && to !== null && sound && to < from)
        wrong((label) => refuse.backwards({ label }), `${path}.to`)
      return from === null && to === null ? null : { from, to }
    }
    case 'instant': {
      const date = tidy(first(body[`${path}.date`]))
      const time = tidy(first(body[`${path}.time`]))
      if (date === '' && time === '') {
        missing(`${path}.date`)
        return null
      }
      const day = attempt(date, () => parseLocalDate(date), `${path}.date`)
      const clock = /^([01]?\d|2[0-3])[:hg.]?([0-5]\d)$/i.exec(time)
      if (!clock) {
        errors[`${path}.time`] = said(refuse.time({ text: time.slice(0, 40) }))
        return { date, time }
      }
      if (errors[`${path}.date`]) return { date, time }
      return instantAt(day, Number(clock[1]) * 60 + Number(clock[2]))
    }
    default:
  }
  if (text === '') {
    missing()
    return null
  }
  switch (field.kind) {
    case 'number':
      return within(attempt(text, () => readNumber(text, lang)))
    case 'money':
      return attempt(text, () => parseMoney(text, { min: field.min, max: field.max }))
    case 'date':
      return attempt(text, () => parseLocalDate(text))
    case 'yesno':
      if (text === 'yes') return true
      if (text === 'no') return false
      wrong((label) => refuse.choice({ label }))
      return null
    case 'choice':
      if (field.choices && !field.choices.some((c) => c.value === text)) {
        wrong((label) => refuse.choice({ label }))
        return null
      }
      return text
    case 'identifier': {
      const kind = field.identifier ? identifierKinds[field.identifier] : undefined
      return kind ? attempt(text, () => kind.parse(text)) : limited(text)
    }
    default:
      return limited(text)
  }
  function limited(value: string): string {
    const length = [...value].length
    const max = field.max ?? 10_000
    if (length > max) wrong((label) => refuse['too-long']({ label, length, max }))
    return value
  }
}
