import { formatDate } from '#ground/clock'
import { isUuid } from '#ground/ids'
import { refusals } from '#ground/refusal'
import { fold } from '#ground/text'
import { quote, type Tx } from '#kernel/store'
import { findPersonByNationalId } from '#kernel/trust'
import type { FieldSpec } from './field.ts'
import type { RecordType } from './record.ts'

export const refuseColumns = refusals('import', {
  'unknown-columns': {
    kind: 'invalid',
    vi: 'Không biết cột {columns} của {title}. Hãy đổi tên cho đúng, hoặc bỏ các cột ấy; các cột nhận được: {known}.',
    en: 'The columns {columns} are not known for {title}. Rename or remove them; known are: {known}.',
  },
  'unclear-column': {
    kind: 'invalid',
    vi: 'Cột "{column}" có thể là {fields}. Hãy đặt tên cột theo mã trường.',
    en: 'The column "{column}" may be {fields}. Name it by the code of the field.',
  },
  'same-field-twice': {
    kind: 'invalid',
    vi: 'Hai cột "{first}" và "{second}" cùng là một trường. Hãy giữ một cột.',
    en: 'The columns "{first}" and "{second}" are one field. Keep one of them.',
  },
  'refers-to-nothing': {
    kind: 'invalid',
    vi: '"{label}": không tìm thấy "{value}". Hãy ghi đúng mã hoặc tên đã có trong hệ thống.',
    en: '"{label}": "{value}" was not found. Write the code or the name that the system knows.',
  },
  'refers-to-several': {
    kind: 'invalid',
    vi: '"{label}": có nhiều mục tên "{value}". Hãy ghi mã thay cho tên.',
    en: '"{label}": several are named "{value}". Write the code instead of the name.',
  },
})

/** What became of the columns of a file: field (or 'id', 'unit', 'created_at', 'sample'), or null for one that was left out. */
export type Columns = ReadonlyMap<string, string | null>

const plain = (text: string): string =>
  fold(text)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()

/** Columns every export has or every clerk adds, which say nothing that can be written. */
const LEFT_OUT = new Set([
  'version',
  'created by',
  'updated at',
  'updated by',
  'search',
  'labels',
  'stt',
  'tt',
  'so tt',
  'so thu tu',
  'no',
])
const STANDARD: Record<string, string> = { id: 'id', unit: 'unit', 'don vi': 'unit', 'ma don vi': 'unit' }

/** Finds the field of a column by name or label, in either language, without tones. */
export function columnReader(type: RecordType, inside: boolean): (column: string) => string | null | undefined {
  const byName = new Map<string, string>()
  const byLabel = new Map<string, Set<string>>()
  for (const name of Object.keys(type.fields)) {
    byName.set(plain(name), name)
    const words = type.words.fields[name]
    for (const label of words ? [words.vi, words.en] : [])
      byLabel.set(plain(label), (byLabel.get(plain(label)) ?? new Set()).add(name))
  }
  const places = Object.keys(type.fields).filter((name) => type.fields[name]?.spec.kind === 'place')
  return (column) => {
    const key = plain(column)
    const labelled = byLabel.get(key)
    const name = byName.get(key) ?? (labelled?.size === 1 ? [...labelled][0] : undefined)
    if (!name && labelled)
      throw refuseColumns['unclear-column']({ column: column.slice(0, 100), fields: [...labelled].join(', ') })
    const spec = name ? type.fields[name]?.spec : undefined
    if (name && spec) return spec.kind === 'computed' || (spec.readonly && !inside) ? null : name
    if (key === 'geometry' && places.length > 0) return places[0]
    if (key in STANDARD) return STANDARD[key]
    if (key === 'created at' || key === 'sample') return inside ? key.replace(' ', '_') : null
    return LEFT_OUT.has(key) ? null : undefined
  }
}

/** The columns of a table, matched; refuses those nobody knows, so that nothing a person filled in is lost in silence. */
export function matchColumns(type: RecordType, columns: readonly string[], inside: boolean): Columns {
  const read = columnReader(type, inside)
  const found = new Map<string, string | null>()
  const unknown: string[] = []
  for (const column of columns) {
    const field = read(column)
    if (field === undefined) {
      unknown.push(column)
      continue
    }
    const first = field === null ? undefined : [...found].find(([, other]) => other === field)?.[0]
    if (first !== undefined)
      throw refuseColumns['same-field-twice']({ first: first.slice(0, 100), second: column.slice(0, 100) })
    found.set(column, field)
  }
  if (unknown.length > 0) {
    const known = Object.keys(type.fields).filter((name) => read(name) !== null)
    throw refuseColumns['unknown-columns']({
      columns: unknown
        .slice(0, 10)
        .map((name) => `"${name.slice(0, 60)}"`)
        .join(', '),
      title: type.words.title.vi.toLowerCase(),
      known: known
        .map((name) => type.words.fields[name]?.vi ?? name)
        .slice(0, 30)
        .join(', '),
    })
  }
  return found
}

/** Digits a spreadsheet takes away from the front of a number: 082… becomes 82…. Put back only where the cell is a number. */
const WIDTHS: Record<string, number> = {
  nationalId: 12,
  phone: 10,
  citizenIdOld: 9,
  taxCode: 10,
  insuranceCode: 10,
  budgetUnit: 7,
  communeCode: 5,
  postalCode: 5,
}
const OFFSET_MS = 7 * 3_600_000
const PAIR = /^\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*$/

/** Brings what stands in a cell nearer to what parseField reads: dates of sheets, labels of choices, intervals, pairs of degrees. */
export function cellValue(type: RecordType, name: string, spec: FieldSpec, value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (value instanceof Date) {
    // A sheet knows no zones: its dates are read as UTC, and its hours are those of the province.
    if (spec.kind === 'date') return value.toISOString().slice(0, 10)
    if (spec.kind === 'instant') return new Date(value.getTime() - OFFSET_MS)
    return formatDate(value.toISOString().slice(0, 10))
  }
  if (spec.kind === 'identifier' && typeof value === 'number')
    return String(value).padStart(WIDTHS[spec.identifier ?? ''] ?? 0, '0')
  if (typeof value !== 'string') return value
  switch (spec.kind) {
    case 'choice': {
      const word = value.trim()
      if (!spec.values || spec.values.includes(word)) return word
      const said = plain(word)
      const labels = type.words.choices?.[name] ?? {}
      return (
        spec.values.find(
          (one) =>
            plain(one) === said || plain(labels[one]?.vi ?? '') === said || plain(labels[one]?.en ?? '') === said,
        ) ?? word
      )
    }
    case 'period': {
      const [from = '', to = ''] = value.split(/\s*\/\s*(?=\d{4}-|\.\.|$)|\s+(?:-|–|đến)\s+/)
      return value.trim().startsWith('{')
        ? value
        : { from: from.trim(), to: to.trim() === '..' ? null : to.trim() || null }
    }
    case 'place': {
      const [, a = '', b = ''] = PAIR.exec(value) ?? []
      if (a === '') return value
      // In Viet Nam a latitude is below 25 and a longitude above 100: either order is clear.
      const [lat, lng] = Number(a) < Number(b) ? [Number(a), Number(b)] : [Number(b), Number(a)]
      return { type: 'Point', coordinates: [lng, lat] }
    }
    case 'json':
      try {
        return JSON.parse(value)
      } catch {
        return value
      }
    default:
      return value
  }
}

const textOf = (value: unknown): string =>
  typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''

/** The words of a cell that refer to other rows. */
export function wordsOf(spec: FieldSpec, value: unknown): string[] {
  if (spec.kind === 'ref') return [textOf(value)].filter(Boolean)
  const list = Array.isArray(value) ? value : String(value ?? '').split(/[;,]/)
  return list.map(textOf).filter(Boolean)
}

/** Which id a word means: undefined for none, 'several' for more than one. */
export type Meanings = ReadonlyMap<string, string | 'several'>

/**
 * Finds what words refer to, one question for all of them: units by code, then by name; accounts by login; people by
 * number of identity (each such look is written down); records by their key where it is one field, then by title.
 */
export async function findMeanings(
  tx: Tx,
  types: ReadonlyMap<string, RecordType>,
  target: string,
  words: readonly string[],
): Promise<Meanings> {
  const meanings = new Map<string, string | 'several'>()
  const open = [...new Set(words)].filter((word) => {
    if (isUuid(word)) meanings.set(word, word.toLowerCase())
    return !isUuid(word)
  })
  if (open.length === 0) return meanings
  const ask = async (table: string, column: string, where = 'true') => {
    const left = open.filter((word) => !meanings.has(word))
    if (left.length === 0) return
    const found = await tx.query<{ id: string; word: string }>(
      `select id, ${quote(column)}::text as word from ${quote(table)} where ${quote(column)}::text = any($1::text[]) and ${where} limit 5000`,
      [left],
    )
    for (const row of found) meanings.set(row.word, meanings.has(row.word) ? 'several' : row.id)
  }
  if (target === 'kernel/unit') {
    const now = '(valid_to is null or valid_to >= sen.today()) and valid_from <= sen.today()'
    await ask('sen.unit', 'code', now)
    await ask('sen.unit', 'name', now)
  } else if (target === 'kernel/account') {
    await tx.asHouse(() => ask('sen.account', 'login'))
  } else if (target === 'kernel/person') {
    for (const word of open) {
      const person = /^\d{12}$/.test(word) ? await findPersonByNationalId(tx, word, 'nhập dữ liệu từ tệp') : undefined
      if (person) meanings.set(word, person.id)
    }
  } else {
    const other = types.get(target)
    const key = other?.key?.length === 1 ? other.key[0] : undefined
    if (other && key) await ask(other.table, key)
    if (other) await ask(other.table, other.titleField)
  }
  return meanings
}
