import { isUuid, uuidv7 } from '#ground/ids'
import { refusals } from '#ground/refusal'
import { quote, shortName, type Tx } from '#kernel/store'
import { FACT_COLUMNS, factValues, writeFact } from '#kernel/trust'
import type { Input, RecordType, Row } from './record.ts'

export const refuseRow = refusals('records', {
  missing: {
    kind: 'missing',
    vi: 'Không tìm thấy {title} này, hoặc bạn không có quyền xem.',
    en: 'This {title} does not exist, or you may not see it.',
  },
  forbidden: {
    kind: 'forbidden',
    vi: 'Bạn không có quyền {act} {title} này. Nếu cần, hãy liên hệ người quản trị của đơn vị.',
    en: 'You may not {act} this {title}. Ask the administrator of your unit if you need to.',
  },
  'stale-version': {
    kind: 'conflict',
    vi: 'Người khác vừa sửa {title} này (bản {theirs}, bạn đang giữ bản {yours}). Hãy tải lại để xem bản mới rồi sửa tiếp; chưa có gì bị ghi đè.',
    en: 'Somebody else has just changed this {title} (version {theirs}, you hold {yours}). Reload and edit again; nothing was overwritten.',
  },
  taken: {
    kind: 'conflict',
    vi: 'Đã có {title} trùng {field}. Hãy kiểm tra lại.',
    en: 'There is already a {title} with the same {field}.',
  },
  'refers-to-nothing': {
    kind: 'invalid',
    vi: '"{label}" chỉ tới một mục không còn hoặc không có. Hãy chọn lại.',
    en: '"{label}" refers to something that does not exist. Choose again.',
  },
  'breaks-rule': {
    kind: 'invalid',
    vi: 'Giá trị của {title} trái quy tắc "{rule}". Hãy kiểm tra lại các trường liên quan.',
    en: 'The values of this {title} break the rule "{rule}".',
  },
})

const statements = new WeakMap<RecordType, Map<string, string>>()

/** Types of FACT_COLUMNS, said because a parameter of a select has none. */
const FACT_TYPES = [
  'timestamptz',
  'text',
  'text',
  'text',
  'uuid',
  'uuid',
  'uuid',
  'text',
  'uuid',
  'uuid[]',
  'text',
  'text',
  'jsonb',
]

/** The columns that every record has. */
export const standardColumns = [
  'id',
  'unit',
  'version',
  'sample',
  'created_at',
  'created_by',
  'updated_at',
  'updated_by',
]

const named = new WeakMap<RecordType, string>()
/** All columns but the one that is searched, which nobody reads, as SQL names them. */
export function ownColumns(type: RecordType): string {
  let known = named.get(type)
  if (known === undefined) {
    known = [...standardColumns, ...Object.keys(type.fields)].map(quote).join(', ')
    named.set(type, known)
  }
  return known
}

const computed = new WeakMap<RecordType, string[]>()
/** Columns that the database makes of others. */
function computedOf(type: RecordType): string[] {
  let known = computed.get(type)
  if (!known) {
    known = Object.keys(type.fields).filter((name) => type.fields[name]?.spec.expression !== undefined)
    computed.set(type, known)
  }
  return known
}

/** Insert statements by the set of columns, so that the text, and with it the prepared plan, stays the same. */
function insertStatement(type: RecordType, columns: readonly string[], key: string): string {
  let known = statements.get(type)
  if (!known) {
    known = new Map()
    statements.set(type, known)
  }
  const found = known.get(key)
  if (found) return found
  const own = columns.length
  // Row and fact in one statement: they stand or fall together, and cost one trip.
  const fact = FACT_TYPES.map((sqlType, i) => `$${own + i + 1}::${sqlType}`).join(', ')
  const sql =
    `with told as (insert into sen.fact (${FACT_COLUMNS}) select ${fact}) ` +
    `insert into ${quote(type.table)} (${columns.map(quote).join(', ')}) values (${columns.map((_, i) => `$${i + 1}`).join(', ')}) returning ${ownColumns(type)}`
  known.set(key, sql)
  return sql
}

const JSON_KINDS = new Set(['rows', 'files', 'place', 'json', 'period'])

/** Values as PostgreSQL takes them: JSON kinds as text. */
export function toColumn(type: RecordType, name: string, value: unknown): unknown {
  if (value === null || value === undefined) return null
  return JSON_KINDS.has(type.fields[name]?.spec.kind ?? '') ? JSON.stringify(value) : value
}

/** The fields that a unique rule of this record is about, found by the name PostgreSQL reports. */
function columnsOfRule(type: RecordType, table: string, constraint: string | undefined): readonly string[] {
  if (type.key && constraint === shortName(table, 'key', 'key')) return type.key
  for (const [key, columns] of Object.entries(type.unique ?? {}))
    if (constraint === shortName(table, key, 'key')) return columns
  const single = Object.keys(type.fields).find(
    (name) => constraint === shortName(table, name, 'key') || constraint === shortName(table, `${name}_unique`, 'idx'),
  )
  if (single) return [single]
  for (const [key, index] of Object.entries(type.indexes ?? {})) {
    if (constraint === shortName(table, key, 'idx'))
      return Object.keys(type.fields).filter((name) => new RegExp(`\\b${name}\\b`).test(index.on))
  }
  return constraint === `${table}_pkey` ? ['id'] : []
}

const acts = {
  create: { vi: 'thêm', en: 'create' },
  change: { vi: 'sửa', en: 'change' },
}

/** Turns what PostgreSQL refuses into words; anything unknown stays an error of ours. */
export function explain(error: unknown, type: RecordType, act: keyof typeof acts, lang: 'vi' | 'en'): Error {
  const { code, constraint } = error as { code?: string; constraint?: string }
  const title = type.words.title[lang].toLowerCase()
  if (code === '42501') return refuseRow.forbidden({ act: acts[act][lang], title })
  const table = type.table.split('.')[1] as string
  if (code === '23505') {
    // PostgreSQL keeps the columns to itself on tables with row-level security: the name of the rule says them.
    const columns = columnsOfRule(type, table, constraint)
    const field = columns.map((column) => type.words.fields[column]?.[lang] ?? column).join(', ')
    return refuseRow.taken({ title, field }, columns[0])
  }
  if (code === '23503') {
    const name = Object.keys(type.fields).find((field) => constraint === shortName(table, field, 'fkey'))
    return refuseRow['refers-to-nothing']({ label: (name && type.words.fields[name]?.[lang]) ?? 'đơn vị' }, name)
  }
  if (code === '23514' || code === '23502') return refuseRow['breaks-rule']({ title, rule: constraint ?? 'bắt buộc' })
  return error as Error
}

const hasPersonal = new WeakMap<RecordType, boolean>()
/** Does reading this record have to be written down? */
export function isPersonal(type: RecordType): boolean {
  let known = hasPersonal.get(type)
  if (known === undefined) {
    known = Object.values(type.fields).some((field) => field.spec.personal)
    hasPersonal.set(type, known)
  }
  return known
}

/** A value as the log may keep it: personal data are named, never copied into a log that cannot forget. */
export function forLog(type: RecordType, values: Record<string, unknown>): Record<string, unknown> {
  const shown: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined) continue
    shown[name] = type.fields[name]?.spec.personal ? '•' : value
  }
  return shown
}

type Created = (tx: Tx, row: never) => Promise<void>
const reactions = new WeakMap<RecordType, Created[]>()

/**
 * What follows when a row of this type comes into being, in the same transaction: throwing undoes the row as well.
 * Declared once, in a system's reactions.ts.
 */
export function whenCreated<R extends RecordType>(type: R, react: (tx: Tx, row: Row<R>) => Promise<void>): void {
  const list = reactions.get(type) ?? []
  list.push(react as Created)
  reactions.set(type, list)
}

/** Does anything follow when a row of this type comes into being? Then rows cannot be made many at once. */
export const hasReactions = (type: RecordType): boolean => (reactions.get(type)?.length ?? 0) > 0

export interface CreateOptions {
  /** The unit the row belongs to; default the actor's. */
  unit?: string
  id?: string
  sample?: boolean
  /** The fact's name; default 'created'. */
  fact?: string
  /** Said in the timeline beside the values. */
  data?: Record<string, unknown>
}

/**
 * Adds a row. `values` are already read (see readInput) or come from the system's own code.
 * Refuses with 'records.forbidden' when row-level security does, 'records.taken' when a key is in use.
 */
export async function createRow<R extends RecordType>(
  tx: Tx,
  type: R,
  values: Input<R>,
  options: CreateOptions = {},
): Promise<Row<R>> {
  const columns = ['id', 'unit', 'sample', 'created_at', 'created_by', 'updated_at', 'updated_by']
  const unit = options.unit ?? tx.actor.unit
  const params: unknown[] = [
    options.id ?? uuidv7(tx.now),
    unit,
    options.sample ?? false,
    tx.now,
    tx.actor.account,
    tx.now,
    tx.actor.account,
  ]
  if (!unit)
    throw refuseRow.forbidden({ act: acts.create[tx.actor.lang], title: type.words.title[tx.actor.lang].toLowerCase() })
  let key = ''
  for (const name in values) {
    columns.push(name)
    key += `${name},`
    params.push(toColumn(type, name, (values as Record<string, unknown>)[name]))
  }
  let row: Row<R> | undefined
  try {
    const told = factValues(tx, {
      kind: options.fact ?? 'created',
      system: type.system,
      record: type.name,
      recordId: params[0] as string,
      unit,
      subjects: [subjectOf(type, values)],
      data: { version: 1, values: forLog(type, values as Record<string, unknown>), ...options.data },
    })
    row = await tx.one<Row<R>>(insertStatement(type, columns, key), [...params, ...told])
  } catch (error) {
    throw explain(error, type, 'create', tx.actor.lang)
  }
  if (!row)
    throw refuseRow.forbidden({ act: acts.create[tx.actor.lang], title: type.words.title[tx.actor.lang].toLowerCase() })
  const follow = reactions.get(type)
  if (!follow) return row
  for (const react of follow) await react(tx, row as never)
  return (await tx.one<Row<R>>(`select ${ownColumns(type)} from ${quote(type.table)} where id = $1`, [row.id])) ?? row
}

export function subjectOf(type: RecordType, row: object): string | null {
  return type.subject ? ((row as Record<string, unknown>)[type.subject] as string | null) : null
}

/** The row with this id under the actor's own sight, or undefined. Reading personal data of another is written down. */
export async function findRow<R extends RecordType>(
  tx: Tx,
  type: R,
  id: string,
  purpose?: string,
): Promise<Row<R> | undefined> {
  if (!isUuid(id)) return undefined
  const row = await tx.one<Row<R>>(`select ${ownColumns(type)} from ${quote(type.table)} where id = $1`, [id])
  if (row) noteReading(tx, type, [row], purpose)
  return row
}

export async function getRow<R extends RecordType>(tx: Tx, type: R, id: string, purpose?: string): Promise<Row<R>> {
  const row = await findRow(tx, type, id, purpose)
  if (!row) throw refuseRow.missing({ title: type.words.title[tx.actor.lang].toLowerCase() })
  return row
}

/** Writes down that personal data were looked at. A person looking at her own, and the house itself, leave no such mark. */
export function noteReading(
  tx: Tx,
  type: RecordType,
  rows: readonly { id: string; unit: string }[],
  purpose?: string,
): void {
  if (rows.length === 0 || tx.actor.kind === 'system' || !isPersonal(type)) return
  const subjects = [
    ...new Set(
      rows
        .map((row) => subjectOf(type, row))
        .filter((subject): subject is string => subject !== null && subject !== tx.actor.person),
    ),
  ]
  const first = rows[0]
  if (!first || (type.subject && subjects.length === 0 && rows.every((row) => subjectOf(type, row) !== null))) return
  writeFact(tx, {
    kind: 'read',
    system: type.system,
    record: type.name,
    ...(rows.length === 1
      ? { recordId: first.id, unit: first.unit }
      : { unit: tx.actor.unit, data: { rows: rows.length } }),
    subjects,
    purpose: purpose ?? 'xem',
  })
}

/** Former values of what changed are kept apart from the log, so that they can be erased when the law asks. */
const KEEP = `with kept as (insert into sen.history (record_id, version, system, record, unit, at, by, row)
 select $1::uuid, $2::integer, $3, $4, $5::uuid, $6::timestamptz, $7::uuid, $8::jsonb)`

export interface ChangeOptions {
  fact?: string
  /** Said in the timeline beside the change. */
  data?: Record<string, unknown>
  /** The row as it stands, when the caller has it under lock already. */
  held?: object
}

/**
 * Changes a row if `version` is still the present one; refuses with 'records.stale-version' otherwise.
 * A patch that changes nothing leaves the row and its version alone; with a `fact` that is still written.
 */
export async function changeRow<R extends RecordType>(
  tx: Tx,
  type: R,
  id: string,
  version: number,
  patch: Input<R>,
  options: ChangeOptions = {},
): Promise<Row<R>> {
  const title = type.words.title[tx.actor.lang].toLowerCase()
  const before = options.held
    ? (options.held as Row<R>)
    : isUuid(id)
      ? await tx.one<Row<R>>(`select ${ownColumns(type)} from ${quote(type.table)} where id = $1 for update`, [id])
      : undefined
  if (!before) {
    // Visible but not changeable is another refusal than not there.
    if (isUuid(id) && (await tx.one(`select 1 from ${quote(type.table)} where id = $1`, [id])))
      throw refuseRow.forbidden({ act: acts.change[tx.actor.lang], title })
    throw refuseRow.missing({ title })
  }
  if (before.version !== version) throw refuseRow['stale-version']({ title, theirs: before.version, yours: version })
  const changed = Object.entries(patch).filter(
    ([name, value]) => !same((before as Record<string, unknown>)[name], value),
  )
  if (changed.length === 0 && !options.fact) return before
  let row: Row<R> | undefined = before
  if (changed.length > 0) {
    const sets = changed.map(([name], i) => `${quote(name)} = $${i + 9}`)
    const former = Object.fromEntries(
      changed.map(([name]) => [name, (before as Record<string, unknown>)[name] ?? null]),
    )
    // What did not change is known: forms and papers of a case are not sent again with every move.
    const names = ['version', 'updated_at', 'updated_by', ...changed.map(([name]) => name), ...computedOf(type)]
    try {
      const made = await tx.one<Row<R>>(
        `${KEEP} update ${quote(type.table)} set version = version + 1, updated_at = $6::timestamptz, updated_by = $7::uuid, ${sets.join(', ')} where id = $1::uuid returning ${[...new Set(names)].map(quote).join(', ')}`,
        [
          id,
          before.version,
          type.system,
          type.name,
          before.unit,
          tx.now,
          tx.actor.account,
          JSON.stringify(former),
          ...changed.map(([name, value]) => toColumn(type, name, value)),
        ],
      )
      row = made && { ...before, ...made }
    } catch (error) {
      throw explain(error, type, 'change', tx.actor.lang)
    }
  }
  if (!row) throw refuseRow.forbidden({ act: acts.change[tx.actor.lang], title })
  writeFact(tx, {
    kind: options.fact ?? 'changed',
    system: type.system,
    record: type.name,
    recordId: id,
    unit: row.unit,
    subjects: [subjectOf(type, row)],
    data: {
      version: row.version,
      changes: Object.fromEntries(
        changed.map(([name, value]) => [
          name,
          type.fields[name]?.spec.personal
            ? ['•', '•']
            : [(before as Record<string, unknown>)[name] ?? null, value ?? null],
        ]),
      ),
      ...options.data,
    },
  })
  return row
}

/** Are two values of a field the same? Empty is null; instants by their time; JSON whatever the order of its keys. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (a === null || a === undefined || b === null || b === undefined) return (a ?? null) === (b ?? null)
  if (a instanceof Date || b instanceof Date) return new Date(a as string).getTime() === new Date(b as string).getTime()
  if (typeof a === 'object' && typeof b === 'object') return canonical(a) === canonical(b)
  return false
}

/** JSON with sorted keys: jsonb does not keep the order they were written in. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner && typeof inner === 'object' && !Array.isArray(inner) && !(inner instanceof Date)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
