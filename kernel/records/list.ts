import { isUuid } from '#ground/ids'
import { refusals } from '#ground/refusal'
import { fold, hasTones, nfc } from '#ground/text'
import { quote, type Tx } from '#kernel/store'
import { parseField } from './input.ts'
import type { RecordType, Row } from './record.ts'
import { noteReading } from './row.ts'

export const refuseList = refusals('records', {
  'bad-cursor': {
    kind: 'invalid',
    vi: 'Dấu trang không đọc được. Hãy mở lại danh sách từ trang đầu.',
    en: 'The page mark cannot be read. Open the list again from its first page.',
  },
  'bad-sort': {
    kind: 'invalid',
    vi: 'Danh sách này không sắp theo "{sort}" được. Có thể sắp theo: {sorts}.',
    en: 'This list cannot be sorted by "{sort}". It can be by: {sorts}.',
  },
  'bad-filter': {
    kind: 'invalid',
    vi: 'Danh sách này không lọc theo "{field}" được. Có thể lọc theo: {fields}.',
    en: 'This list cannot be filtered by "{field}". It can be by: {fields}.',
  },
  'query-too-long': {
    kind: 'invalid',
    vi: 'Câu tìm kiếm dài quá {max} ký tự. Hãy dùng ít từ hơn.',
    en: 'The search is longer than {max} characters. Use fewer words.',
  },
})

export const LIST_MAX = 200
const QUERY_MAX = 200
const WORDS_MAX = 8
/** Shorter than this nothing is a number that somebody reads off a paper. */
const KEY_LETTERS_MIN = 4
/** Counting stops here: nobody reads past it, and a count that scans is paid by everybody. */
const COUNT_MAX = 1_000
/** Up to so many units a list is gathered unit by unit from the index; beyond, one ordered walk is cheaper. */
const UNITS_GATHERED_MAX = 40

export interface ListQuery {
  q?: string
  /** Field → allowed values; null matches empty. */
  filters?: Record<string, readonly (string | null)[]>
  /** Field → period or range; either end may be absent, both ends included. */
  ranges?: Record<string, { from?: string; to?: string }>
  /** Field name, with '-' before it for descending. */
  sort?: string
  after?: string
  limit?: number
  /** 'own': what lies in my units or is mine (default); 'all': everything row-level security lets through. */
  scope?: 'own' | 'all'
  /** Map box: west, south, east, north. */
  purpose?: string
  count?: boolean
  /** Leaves out what no list shows and every list would pay for: long texts, rows, JSON, places. */
  light?: boolean
}

export interface Page<R> {
  rows: R[]
  next: string | null
  count: { value: number; exact: boolean }
}

interface Cursor {
  value: string | number | null
  id: string
}

const encode = (cursor: Cursor): string => Buffer.from(JSON.stringify([cursor.value, cursor.id])).toString('base64url')
function decode(text: string): Cursor {
  try {
    const [value, id] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as [unknown, unknown]
    if (
      typeof id === 'string' &&
      isUuid(id) &&
      (value === null || typeof value === 'string' || typeof value === 'number')
    )
      return { value, id }
  } catch {
    // falls through to the refusal
  }
  throw refuseList['bad-cursor']()
}

/** Conditions and their parameters, numbered as they come. */
class Conditions {
  readonly parts: string[]
  readonly params: unknown[]
  constructor(from?: Conditions) {
    this.parts = [...(from?.parts ?? [])]
    this.params = [...(from?.params ?? [])]
  }
  add(make: (param: (value: unknown) => string) => string): void {
    this.parts.push(
      make((value) => {
        this.params.push(value)
        return `$${this.params.length}`
      }),
    )
  }
}

const likeEscaped = (text: string): string => text.replace(/[\\%_]/g, (letter) => `\\${letter}`)

/** One condition a word: a word typed with tones must match with its tones, one typed without matches any. */
function search(type: RecordType, q: string, where: Conditions): void {
  const text = nfc(q).trim()
  if (text.length > QUERY_MAX) throw refuseList['query-too-long']({ max: QUERY_MAX }, 'q')
  const toned = Object.entries(type.fields)
    .filter(([, field]) => field.spec.searchable)
    .map(([name]) => `coalesce(${quote(name)}::text, '')`)
    .join(" || ' ' || ")
  if (!toned) return
  const words = text.split(/\s+/).filter(Boolean).slice(0, WORDS_MAX)
  // The folded phrase as a whole uses the trigram index; single words narrow it when the order differs.
  for (const word of words) where.add((param) => `search like ${param(`%${likeEscaped(fold(word))}%`)}`)
  for (const word of words)
    if (hasTones(word)) where.add((param) => `lower(${toned}) like ${param(`%${likeEscaped(word.toLowerCase())}%`)}`)
}

/**
 * The rows whose unique text is just what was typed: a number read off a receipt is found by its key. Its letters are no help
 * among millions of numbers of one pattern (190 ms among 3,000,000); they are asked when no key fits.
 */
async function keyed<R extends RecordType>(
  tx: Tx,
  type: R,
  query: ListQuery,
  mine: boolean,
  columns: string,
): Promise<Row<R>[]> {
  const word = nfc(query.q ?? '').trim()
  if (query.after || word.length < KEY_LETTERS_MIN || word.length > QUERY_MAX || /\s/.test(word)) return []
  const keys = Object.entries(type.fields).filter(
    ([, { spec }]) => spec.unique && spec.searchable && spec.kind === 'text',
  )
  if (keys.length === 0) return []
  const where = new Conditions()
  where.add((param) => {
    const typed = param([...new Set([word, word.toUpperCase()])])
    return `(${keys.map(([name]) => `${quote(name)} = any(${typed}::text[])`).join(' or ')})`
  })
  if (mine) where.add((param) => `${quote(type.subject as string)} = ${param(tx.actor.person)}`)
  filter(type, query, where)
  return tx.query<Row<R> & Record<string, unknown>>(
    `select ${columns} from ${quote(type.table)} where ${where.parts.join(' and ')} order by id limit ${LIST_MAX}`,
    where.params,
  )
}

function filter(type: RecordType, query: ListQuery, where: Conditions): void {
  const allowed = new Set<string>([...type.list.filters, 'sample'])
  const check = (name: string) => {
    if (!allowed.has(name) && !(name === 'unit'))
      throw refuseList['bad-filter'](
        { field: name.slice(0, 60), fields: type.list.filters.join(', ') },
        name.slice(0, 60),
      )
  }
  for (const [name, values] of Object.entries(query.filters ?? {})) {
    check(name)
    const spec = type.fields[name]?.spec
    const label = type.words.fields[name]?.vi ?? name
    const given = values.slice(0, 100).filter((value): value is string => value !== null)
    if (name === 'unit') {
      where.add((param) => `unit = any(${param(given.filter(isUuid))}::uuid[])`)
    } else if (name === 'sample' || spec?.kind === 'yesno') {
      where.add((param) => `${quote(name)} = ${param(given[0] === 'true')}`)
    } else if (spec) {
      const parsed = given.map((value) =>
        parseField({ ...spec, required: false, kind: spec.kind === 'refs' ? 'ref' : spec.kind }, value, name, label),
      )
      const nullable = values.includes(null) ? ` or ${quote(name)} is null` : ''
      if (spec.kind === 'refs') where.add((param) => `(${quote(name)} && ${param(parsed)}::uuid[]${nullable})`)
      else if (parsed.length === 1 && !nullable) where.add((param) => `${quote(name)} = ${param(parsed[0])}`)
      else where.add((param) => `(${quote(name)} = any(${param(parsed)})${nullable})`)
    }
  }
  for (const [name, range] of Object.entries(query.ranges ?? {})) {
    check(name)
    const spec = type.fields[name]?.spec
    if (!spec) continue
    const label = type.words.fields[name]?.vi ?? name
    const end = (value: string, last: boolean): unknown => {
      // A day as the end of a range of instants means the whole day, in the province's time.
      if (spec.kind === 'instant' && /^\d{4}-\d{2}-\d{2}$/.test(value))
        return new Date(`${value}T${last ? '23:59:59.999' : '00:00:00'}+07:00`)
      return parseField({ ...spec, required: false }, value, name, label)
    }
    if (range.from) where.add((param) => `${quote(name)} >= ${param(end(range.from as string, false))}`)
    if (range.to) where.add((param) => `${quote(name)} <= ${param(end(range.to as string, true))}`)
  }
}

/** How the actor comes to see these rows, for a list that starts from an index instead of walking the table. */
async function ownUnits(tx: Tx, type: RecordType): Promise<string[] | 'mine' | null> {
  if (tx.actor.kind === 'system') return null
  const roles: string[] = []
  for (const who of type.access.read) {
    if (who === 'everyone' || who === 'signed-in') return null
    if (
      typeof who === 'object' &&
      'role' in who &&
      who.at === 'anywhere' &&
      tx.actor.roles.some((grant) => who.role.includes(grant.role))
    )
      return null
    if (typeof who === 'object' && 'role' in who && (who.at ?? 'unit') === 'unit') roles.push(...who.role)
  }
  if (tx.actor.roles.length === 0) return type.subject && tx.actor.person ? 'mine' : null
  if (roles.length === 0 || !tx.actor.roles.some((grant) => roles.includes(grant.role))) return null
  const reach = await tx.one<{ units: string[] }>('select sen.reach($1::text[]) as units', [roles])
  return reach && reach.units.length > 0 && reach.units.length <= UNITS_GATHERED_MAX ? reach.units : null
}

/** May a role see rows by a unit other than the one they belong to? */
const seenElsewhere = (type: RecordType): boolean =>
  type.access.read.some((who) => typeof who === 'object' && 'role' in who && (who.at ?? 'unit') !== 'unit')

type Part = (param: (value: unknown) => string) => string

/**
 * What is left of an ordered list after a mark, in parts that are each one stretch of the index. Rows without a value
 * stand together at one end; one condition with OR for both would read everything before the mark again on every page.
 */
function remaining(
  column: string,
  nullable: boolean,
  descending: boolean,
  cursor: Cursor | undefined,
): (Part | undefined)[] {
  if (!cursor) return [undefined]
  const compare = descending ? '<' : '>'
  const beyond: Part = (param) => `(${column}, id) ${compare} (${param(cursor.value)}, ${param(cursor.id)})`
  if (!nullable) return [beyond]
  const emptyBeyond: Part = (param) => `${column} is null and id ${compare} ${param(cursor.id)}`
  if (descending) return cursor.value === null ? [emptyBeyond] : [beyond, () => `${column} is null`]
  return cursor.value === null ? [emptyBeyond, () => `${column} is not null`] : [beyond]
}

const HEAVY = new Set(['json', 'rows', 'richtext', 'place'])
const lightColumns = new WeakMap<RecordType, string>()

/** The columns of a row without the heavy ones. */
function columnsOf(type: RecordType, light: boolean): string {
  if (!light) return '*'
  let known = lightColumns.get(type)
  if (known === undefined) {
    const own = Object.entries(type.fields).filter(([, field]) => !HEAVY.has(field.spec.kind))
    known = [...standardColumns, ...own.map(([name]) => name)].map(quote).join(', ')
    lightColumns.set(type, known)
  }
  return known
}
const standardColumns = ['id', 'unit', 'version', 'sample', 'created_at', 'created_by', 'updated_at', 'updated_by']

/** Rows in order; for a few units gathered unit by unit from the index of each. */
async function walk<R extends object>(
  tx: Tx,
  type: RecordType,
  where: Conditions,
  own: string[] | 'mine' | null,
  order: string,
  count: number,
  columns: string,
): Promise<R[]> {
  const page = (conditions: readonly string[]) =>
    `select ${columns} from ${quote(type.table)}${conditions.length > 0 ? ` where ${conditions.join(' and ')}` : ''} order by ${order} limit ${count}`
  if (!Array.isArray(own)) return tx.query<R & Record<string, unknown>>(page(where.parts), where.params)
  return tx.query<R & Record<string, unknown>>(
    `select page.* from unnest($${where.params.length + 1}::uuid[]) as mine(id) cross join lateral (${page(['unit = mine.id', ...where.parts])}) as page order by ${order} limit ${count}`,
    [...where.params, own],
  )
}

/**
 * A page of rows under the actor's own sight, newest or as sorted, by keyset: page 3,000 costs what page 1 costs.
 * Reading personal data is written down once a page.
 */
export async function listRows<R extends RecordType>(tx: Tx, type: R, query: ListQuery = {}): Promise<Page<Row<R>>> {
  const { by, column, descending } = sortOf(type, query)
  const limit = Math.min(Math.max(query.limit ?? 50, 1), LIST_MAX)
  const where = new Conditions()
  const own = query.scope === 'all' ? null : await ownUnits(tx, type)
  if (own === 'mine') where.add((param) => `${quote(type.subject as string)} = ${param(tx.actor.person)}`)
  if (query.q?.trim()) search(type, query.q, where)
  filter(type, query, where)
  const bare = where.parts.length
  const order = orderOf(column, descending)
  const columns = columnsOf(type, query.light ?? false)
  const exact = await keyed(tx, type, query, own === 'mine', columns)
  if (exact.length > 0) {
    noteReading(tx, type, exact, query.purpose ?? 'tìm kiếm')
    return { rows: exact, next: null, count: { value: exact.length, exact: true } }
  }
  const cursor = query.after ? decode(query.after) : undefined
  const found: Row<R>[] = []
  try {
    for (const part of remaining(column, by !== 'created_at' && !type.fields[by]?.spec.required, descending, cursor)) {
      const conditions = new Conditions(where)
      if (part) conditions.add(part)
      found.push(...(await walk<Row<R>>(tx, type, conditions, own, order, limit + 1 - found.length, columns)))
      if (found.length > limit) break
    }
  } catch (error) {
    // A mark is given back by clients: one that was tampered with holds a value the column cannot be compared with.
    if (cursor && /^22/.test((error as { code?: string }).code ?? '')) throw refuseList['bad-cursor']()
    throw error
  }
  // Officers of later steps have no rows of their own units; what they see comes by another rule, so all of it is looked through.
  if (found.length === 0 && Array.isArray(own) && seenElsewhere(type))
    return listRows(tx, type, { ...query, scope: 'all' })
  const rows = found.slice(0, limit)
  const last = rows.at(-1) as Record<string, unknown> | undefined
  const next = found.length > limit && last ? encode({ value: cursorValue(last[by]), id: last.id as string }) : null
  const count =
    query.count === false || query.after
      ? { value: rows.length, exact: false }
      : await countRows(tx, type, where, bare, own, rows.length, next)
  noteReading(tx, type, rows, query.purpose ?? (query.q ? 'tìm kiếm' : 'xem danh sách'))
  return { rows, next, count }
}

/**
 * A query without its paging, for an export: which rows and in which order. SQL parts to be joined by 'and', numbered
 * from $1, with their parameters. The same rows as the list shows, page after page.
 */
export async function rowsAsked(
  tx: Tx,
  type: RecordType,
  query: ListQuery,
): Promise<{ parts: readonly string[]; params: readonly unknown[]; order: string }> {
  const { column, descending } = sortOf(type, query)
  const where = new Conditions()
  const own = query.scope === 'all' ? null : await ownUnits(tx, type)
  if (own === 'mine') where.add((param) => `${quote(type.subject as string)} = ${param(tx.actor.person)}`)
  else if (own) where.add((param) => `unit = any(${param(own)}::uuid[])`)
  if (query.q?.trim()) search(type, query.q, where)
  filter(type, query, where)
  return { parts: where.parts, params: where.params, order: orderOf(column, descending) }
}

function sortOf(type: RecordType, query: ListQuery): { by: string; column: string; descending: boolean } {
  const sort = query.sort ?? type.list.defaultSort
  const descending = sort.startsWith('-')
  const by = descending ? sort.slice(1) : sort
  if (!(type.list.sorts as readonly string[]).includes(by))
    throw refuseList['bad-sort']({ sort: by.slice(0, 60), sorts: type.list.sorts.join(', ') }, 'sort')
  return { by, column: quote(by), descending }
}

const orderOf = (column: string, descending: boolean): string =>
  descending ? `${column} desc nulls last, id desc` : `${column} asc nulls first, id asc`

const cursorValue = (value: unknown): string | number | null =>
  value === null || value === undefined
    ? null
    : value instanceof Date
      ? value.toISOString()
      : typeof value === 'number'
        ? value
        : String(value)

async function countRows(
  tx: Tx,
  type: RecordType,
  where: Conditions,
  bare: number,
  own: string[] | 'mine' | null,
  seen: number,
  next: string | null,
): Promise<{ value: number; exact: boolean }> {
  if (next === null) return { value: seen, exact: true }
  const params = where.params.slice()
  const conditions = where.parts.slice(0, bare)
  if (Array.isArray(own)) {
    params.push(own)
    conditions.push(`unit = any($${params.length}::uuid[])`)
  }
  const row = await tx.one<{ count: number }>(
    `select count(*)::int as count from (select 1 from ${quote(type.table)}${conditions.length > 0 ? ` where ${conditions.join(' and ')}` : ''} limit ${COUNT_MAX + 1}) as counted`,
    params,
  )
  const value = row?.count ?? 0
  return value > COUNT_MAX ? { value: COUNT_MAX, exact: false } : { value, exact: true }
}

/** Names of the rows that `rows` refer to: field → id → name. */
export async function labelsOf(
  tx: Tx,
  type: RecordType,
  types: ReadonlyMap<string, RecordType>,
  rows: readonly object[],
): Promise<Record<string, Record<string, string>>> {
  const labels: Record<string, Record<string, string>> = {}
  const kernel: Record<string, [table: string, column: string, asHouse: boolean]> = {
    'kernel/unit': ['sen.unit', 'name', false],
    'kernel/person': ['sen.person', 'full_name', false],
    'kernel/account': ['sen.account', 'name', true],
  }
  const wanted: [string, string, boolean][] = [['unit', 'kernel/unit', false]]
  for (const [name, field] of Object.entries(type.fields)) {
    if (field.spec.kind === 'ref' && field.spec.ref) wanted.push([name, field.spec.ref, false])
    if (field.spec.kind === 'refs' && field.spec.ref) wanted.push([name, field.spec.ref, true])
  }
  const look = (table: string, column: string, ids: readonly string[]) =>
    tx.query<{ id: string; name: string }>(
      `select id, ${quote(column)}::text as name from ${quote(table)} where id = any($1::uuid[])`,
      [ids],
    )
  const asking: Promise<void>[] = []
  const later: (() => Promise<void>)[] = []
  for (const [name, target] of wanted) {
    const ids = [
      ...new Set(
        rows
          .flatMap((row) => (row as Record<string, unknown>)[name] ?? [])
          .filter((id): id is string => typeof id === 'string'),
      ),
    ]
    if (ids.length === 0) continue
    const other = types.get(target)
    const [table, column, asHouse] = kernel[target] ?? [other?.table ?? '', other?.titleField ?? '', false]
    if (!table) continue
    const keep = (found: { id: string; name: string }[]): void => {
      labels[name] = Object.fromEntries(found.map((row) => [row.id, row.name]))
    }
    if (asHouse) later.push(async () => keep(await tx.asHouse(() => look(table, column, ids))))
    else asking.push(look(table, column, ids).then(keep))
  }
  // Asked in one breath. What needs the house's sight comes after, alone: sight is the connection's, not the statement's.
  await Promise.all(asking)
  for (const one of later) await one()
  return labels
}
