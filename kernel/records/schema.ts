import { FOLD_FROM, FOLD_TO } from '#ground/text'
import {
  type Column,
  type ForeignKey,
  type Index,
  literal,
  type Policy,
  quote,
  type Routine,
  type Schema,
  type Table,
} from '#kernel/store'
import { sight } from '#kernel/trust'
import type { FieldSpec } from './field.ts'
import { importErrorTable, importTable } from './import-table.ts'
import type { RecordType, Who } from './record.ts'
import { searchExpression, tonesRoutine } from './search.ts'

/** Kernel rows a record may refer to. */
const kernelTables: Record<string, string> = {
  'kernel/unit': 'sen.unit',
  'kernel/person': 'sen.person',
  'kernel/account': 'sen.account',
  'kernel/file': 'sen.file',
}

export function referredTable(target: string): string {
  const known = kernelTables[target]
  if (known) return known
  const [system, name] = target.split('/') as [string, string]
  return `${system.replaceAll('-', '_')}.${name.replaceAll('-', '_')}`
}

function sqlType(spec: FieldSpec): string {
  switch (spec.kind) {
    case 'number':
      return spec.decimals === 0 ? 'bigint' : 'numeric'
    case 'money':
      return 'bigint'
    case 'date':
      return 'date'
    case 'instant':
      return 'timestamptz'
    case 'period':
    case 'rows':
    case 'files':
    case 'place':
    case 'json':
      return 'jsonb'
    case 'yesno':
      return 'boolean'
    case 'ref':
      return 'uuid'
    case 'refs':
      return 'uuid[]'
    case 'computed':
      return spec.sqlType ?? 'text'
    default:
      return 'text'
  }
}

function defaultOf(spec: FieldSpec): string | undefined {
  if (spec.default === undefined) return undefined
  if (typeof spec.default === 'number' || typeof spec.default === 'boolean') return String(spec.default)
  if (typeof spec.default === 'string') return literal(spec.default)
  return `${literal(JSON.stringify(spec.default))}::jsonb`
}

function columnOf(spec: FieldSpec): Column {
  const column: Column = { type: sqlType(spec) }
  if (!spec.required) column.nullable = true
  if (spec.expression) column.generated = spec.expression
  const value = defaultOf(spec)
  if (value !== undefined) column.default = value
  if (spec.renamedFrom) column.renamedFrom = spec.renamedFrom
  return column
}

function checksOf(name: string, spec: FieldSpec): Record<string, string> {
  const checks: Record<string, string> = {}
  const column = quote(name)
  if ((spec.kind === 'text' || spec.kind === 'richtext') && spec.max)
    checks[`${name}_length`] = `char_length(${column}) <= ${spec.max}`
  if (spec.kind === 'number' || spec.kind === 'money') {
    if (spec.min !== undefined) checks[`${name}_min`] = `${column} >= ${spec.min}`
    if (spec.max !== undefined) checks[`${name}_max`] = `${column} <= ${spec.max}`
  }
  if (spec.kind === 'choice' && spec.values)
    checks[`${name}_choice`] = `${column} in (${spec.values.map(literal).join(', ')})`
  if (spec.kind === 'rows' || spec.kind === 'files')
    checks[`${name}_many`] = `jsonb_array_length(${column}) <= ${spec.max ?? 100}`
  if (spec.kind === 'refs') checks[`${name}_many`] = `cardinality(${column}) <= ${spec.max ?? 100}`
  return checks
}

/** One rule as an SQL condition over the columns of the record's table; who looks is asked of the transaction. */
export function condition(type: RecordType, who: Who, writing: boolean): string {
  if (who === 'everyone') return 'true'
  if (who === 'signed-in') return `${sight.me} is not null`
  if (who === 'house') return sight.house
  if (who === 'creator') return `created_by = ${sight.me}`
  if (who === 'subject') return `${quote(type.subject ?? 'id')} = ${sight.myPerson}`
  if ('person' in who) return `${quote(who.person)} = ${sight.myPerson}`
  if (who.at === 'anywhere') return sight.holds(who.role)
  const at = who.at ?? 'unit'
  return type.fields[at]?.spec.kind === 'refs'
    ? `${quote(at)} && ${sight.reach(who.role)}`
    : writing
      ? sight.holdsOver(who.role, `${quote(type.table.split('.')[1] as string)}.${quote(at)}`)
      : `${quote(at)} = any(${sight.reach(who.role)})`
}

/** The rules of a record as one SQL condition; the house always passes. `writing`: checked for one row, not for a list. */
export function sightOf(type: RecordType, rules: readonly Who[], writing = false): string {
  return [sight.house, ...rules.filter((who) => who !== 'house').map((who) => condition(type, who, writing))].join(
    ' or ',
  )
}

/** The table of a record. */
export function tableFor(type: RecordType): Table {
  const columns: Record<string, Column> = {
    id: { type: 'uuid' },
    unit: { type: 'uuid' },
    version: { type: 'integer', default: '1' },
    sample: { type: 'boolean', default: 'false' },
    created_at: { type: 'timestamptz' },
    created_by: { type: 'uuid', nullable: true },
    updated_at: { type: 'timestamptz' },
    updated_by: { type: 'uuid', nullable: true },
  }
  // Before the fields: who walks rows for a word reads each of them up to this column.
  const search = searchExpression(type)
  if (search) columns.search = { type: 'text', generated: search, nullable: true }
  const checks: Record<string, string> = { ...type.checks }
  const foreignKeys: Record<string, ForeignKey> = { unit: { columns: ['unit'], table: 'sen.unit', references: ['id'] } }
  const indexes: Record<string, Index> = {}
  const unique: Record<string, string[]> = { ...type.unique }
  for (const [name, field] of Object.entries(type.fields)) {
    columns[name] = columnOf(field.spec)
    Object.assign(checks, checksOf(name, field.spec))
    // Empty is not a value: two kites without a number do not bear the same number.
    if (field.spec.unique && field.spec.required) unique[name] = [name]
    else if (field.spec.unique)
      indexes[`${name}_unique`] = { on: quote(name), unique: true, where: `${quote(name)} is not null` }
    if (field.spec.kind === 'ref' && field.spec.ref) {
      foreignKeys[name] = { columns: [name], table: referredTable(field.spec.ref), references: ['id'] }
      indexes[name] = { on: quote(name) }
    }
  }
  if (type.key) unique.key = [...type.key]
  for (const sort of type.list.sorts) {
    indexes[`sort_${sort}`] = { on: `${quote(sort)} desc nulls last, id desc` }
    indexes[`unit_${sort}`] = { on: `unit, ${quote(sort)} desc nulls last, id desc` }
    if (type.subject)
      indexes[`subject_${sort}`] = { on: `${quote(type.subject)}, ${quote(sort)} desc nulls last, id desc` }
  }
  if (search) indexes.search = { on: 'unit, search gin_trgm_ops', using: 'gin' }
  Object.assign(indexes, type.indexes)
  const policies: Record<string, Policy> = {
    read: { for: 'select', using: sightOf(type, type.access.read) },
    create: { for: 'insert', check: sightOf(type, type.access.create, true) },
    // Reading again what was just changed must stay possible, so the check after a change is the reading rule or the changing rule.
    change: {
      for: 'update',
      using: sightOf(type, type.access.change),
      check: sightOf(type, [...type.access.change, ...type.access.read], true),
    },
  }
  return {
    name: type.table,
    columns,
    primaryKey: ['id'],
    unique,
    checks,
    foreignKeys,
    indexes,
    policies,
    grants: ['select', 'insert', 'update'],
    comment: type.words.title.vi,
  }
}

/** A literal with its control characters written as escapes: FOLD_FROM holds tabs and line ends. */
const escaped = (text: string): string => {
  const letters = [...literal(text.replaceAll('\\', '\\\\'))]
  const seen = (letter: string): boolean => letter >= ' ' && (letter < '\u007f' || letter > '\u00a0')
  return `e${letters.map((letter) => (seen(letter) ? letter : `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)).join('')}`
}

/**
 * translate() walks its list for every letter, and the list of all accented letters is long: a text of two thousand
 * letters took ten milliseconds. Letters that stay as they are and come often stand first, as themselves; then those of
 * Vietnamese. The mapping is the same, the walk is short.
 */
const often = ' nhticgaoumlrdyekbvspxqjwfz0123456789.,-/'
const vietnamese = 'đàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ'
const folds = new Map([...FOLD_FROM].map((letter, i) => [letter, [...FOLD_TO][i] as string]))
const ordered = [...new Set([...often, ...vietnamese, ...FOLD_FROM])]
const from = ordered.join('')
const to = ordered.map((letter) => folds.get(letter) ?? letter).join('')

const routines: Routine[] = [
  {
    // The same letters as ground/text fold(), so that a query folded by the program meets a column folded by the database.
    name: 'sen.fold(text)',
    definition: `create or replace function sen.fold(value text) returns text language sql immutable strict parallel safe as
$$ select btrim(regexp_replace(translate(normalize(value, nfc), ${escaped(from)}, ${escaped(to)}), ' +', ' ', 'g'), ' ') $$`,
  },
  tonesRoutine,
]

/** A dated code list: what a choice may be, from when until when, by which document. */
const codeTable: Table = {
  name: 'sen.code',
  comment: 'Dated code lists',
  columns: {
    list: { type: 'text' },
    value: { type: 'text' },
    label_vi: { type: 'text' },
    label_en: { type: 'text' },
    valid_from: { type: 'date' },
    valid_to: { type: 'date', nullable: true },
    source: { type: 'text', nullable: true },
    /** Order in which choices are shown. */
    position: { type: 'integer', default: '0' },
  },
  primaryKey: ['list', 'value', 'valid_from'],
  policies: {
    read: { for: 'select', using: 'true' },
    write: { for: 'insert', check: sight.house },
    change: { for: 'update', using: sight.house, check: sight.house },
  },
  grants: ['select', 'insert', 'update'],
}

const historyTable: Table = {
  name: 'sen.history',
  comment: 'Former versions of rows; erasable, unlike the log, which names changes without copying personal data',
  columns: {
    record_id: { type: 'uuid' },
    version: { type: 'integer' },
    system: { type: 'text' },
    record: { type: 'text' },
    unit: { type: 'uuid', nullable: true },
    at: { type: 'timestamptz' },
    by: { type: 'uuid', nullable: true },
    row: { type: 'jsonb' },
  },
  primaryKey: ['record_id', 'version'],
  policies: { read: { for: 'select', using: sight.house }, write: { for: 'insert', check: 'true' } },
  grants: ['select', 'insert'],
}

/** Tables and functions that records need, with one table for each given type. */
export function recordsSchema(types: readonly RecordType[]): Schema {
  return { tables: [codeTable, historyTable, importTable, importErrorTable, ...types.map(tableFor)], routines }
}
