import { isUuid } from '#ground/ids'
import { refusals } from '#ground/refusal'
import { nfc } from '#ground/text'
import { quote, type Tx } from '#kernel/store'
import { parseField } from './input.ts'
import type { RecordType, Row } from './record.ts'
import { noteReading, ownColumns, standardColumns } from './row.ts'
import { patternsOf, QUERY_MAX, wayOf } from './search.ts'

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
/** Shorter than this nothing is a number that somebody reads off a paper. */
const KEY_LETTERS_MIN = 4
/** So long, and with a digit, a key of one row stands in no other row's text. */
const KEY_ALONE_MIN = 16
/** Counting stops here: nobody reads past it, and a count that scans is paid by everybody. */
const COUNT_MAX = 1_000
/** A walk for common words ends here: what is common among the newest may be rare among the rest. */
const WALKED_MAX = 20_000
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

/** The patterns of what was typed; none when nothing of this record is searched. */
function search(type: RecordType, query: ListQuery): string[] {
  const text = nfc(query.q ?? '').trim()
  if (text.length > QUERY_MAX) throw refuseList['query-too-long']({ max: QUERY_MAX }, 'q')
  return Object.values(type.fields).some((field) => field.spec.searchable) ? patternsOf(text) : []
}

/** The conditions of a search after others. */
function holding(where: Conditions, patterns: readonly string[]): Conditions {
  const all = new Conditions(where)
  for (const pattern of patterns) all.add((param) => `search like ${param(pattern)}`)
  return all
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
): Promise<Row<R>[] | undefined> {
  const word = nfc(query.q ?? '').trim()
  if (query.after || word.length < KEY_LETTERS_MIN || word.length > QUERY_MAX || /\s/.test(word)) return undefined
  const keys = Object.entries(type.fields).filter(
    ([, { spec }]) => spec.unique && spec.searchable && spec.kind === 'text',
  )
  if (keys.length === 0) return undefined
  let where = new Conditions()
  where.add((param) => {
    const typed = param([...new Set([word, word.toUpperCase()])])
    return `(${keys.map(([name]) => `${quote(name)} = any(${typed}::text[])`).join(' or ')})`
  })
  const bare = where
  where = new Conditions(bare)
  if (mine) where.add((param) => `${quote(type.subject as string)} = ${param(tx.actor.person)}`)
  filter(type, query, where)
  const found = await tx.query<Row<R> & Record<string, unknown>>(
    `select ${columns} from ${quote(type.table)} where ${where.parts.join(' and ')} order by id limit ${LIST_MAX}`,
    where.params,
  )
  if (found.length > 0) return found
  if (word.length < KEY_ALONE_MIN || !/\d/.test(word)) return undefined
  // A whole number of somebody else's paper: its letters are in no row that this actor may see either.
  const elsewhere = await tx.asHouse(() =>
    tx.one(`select 1 from ${quote(type.table)} where ${bare.parts.join(' and ')} limit 1`, bare.params),
  )
  return elsewhere ? [] : undefined
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

/**
 * How the actor comes to see these rows, for a list that starts from an index instead of walking the table: by her units, by
 * being their subject, nearly all of them ('broad'), or by other rules (null).
 */
type Reach = string[] | 'mine' | 'broad' | null

async function ownUnits(tx: Tx, type: RecordType): Promise<Reach> {
  if (tx.actor.kind === 'system') return 'broad'
  const roles: string[] = []
  for (const who of type.access.read) {
    if (who === 'everyone' || who === 'signed-in') return 'broad'
    if (
      typeof who === 'object' &&
      'role' in who &&
      who.at === 'anywhere' &&
      tx.actor.roles.some((grant) => who.role.includes(grant.role))
    )
      return 'broad'
    if (typeof who === 'object' && 'role' in who && (who.at ?? 'unit') === 'unit') roles.push(...who.role)
  }
  if (tx.actor.roles.length === 0) return type.subject && tx.actor.person ? 'mine' : null
  if (roles.length === 0 || !tx.actor.roles.some((grant) => roles.includes(grant.role))) return null
  const reach = await tx.one<{ units: string[] }>('select sen.reach($1::text[]) as units', [roles])
  if (!reach || reach.units.length === 0) return null
  return reach.units.length <= UNITS_GATHERED_MAX ? reach.units : 'broad'
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
  if (!light) return ownColumns(type)
  let known = lightColumns.get(type)
  if (known === undefined) {
    const own = Object.entries(type.fields).filter(([, field]) => !HEAVY.has(field.spec.kind))
    known = [...standardColumns, ...own.map(([name]) => name)].map(quote).join(', ')
    lightColumns.set(type, known)
  }
  return known
}

interface Asked {
  table: string
  columns: string
  order: string
  /** The column it is ordered by. */
  column: string
  /** Units to gather from, unit by unit; undefined: all. */
  own: string[] | undefined
  count: number
}

/** Where a condition stands among the others of a statement. */
const whole = (parts: readonly string[]): string => (parts.length > 0 ? ` where ${parts.join(' and ')}` : '')

/** A query for every unit of a list, brought together; for all units the query itself. */
function gathered(one: (own: string[]) => string, own: string[] | undefined, params: unknown[]): string {
  if (!own) return one([])
  params.push(own)
  return `select page.* from unnest($${params.length}::uuid[]) as mine(id) cross join lateral (${one(['unit = mine.id'])}) as page`
}

/** Rows in order; for a few units gathered unit by unit from the index of each. */
async function walk<R extends object>(tx: Tx, asked: Asked, where: Conditions): Promise<R[]> {
  const { columns, order, count } = asked
  const params = [...where.params]
  const sql = gathered(
    (own) => `select ${columns} from ${asked.table}${whole([...own, ...where.parts])} order by ${order} limit ${count}`,
    asked.own,
    params,
  )
  return tx.query<R & Record<string, unknown>>(asked.own ? `${sql} order by ${order} limit ${count}` : sql, params)
}

/**
 * Rows in order that hold common words: the newest are read one by one until there are enough. Undefined when the walk was
 * ended before there were.
 */
async function walkWords<R extends object>(
  tx: Tx,
  asked: Asked,
  where: Conditions,
  patterns: readonly string[],
): Promise<R[] | undefined> {
  const { columns, order, count } = asked
  const params = [...patterns, ...where.params]
  const shifted = where.parts.map((part) => part.replaceAll(/\$(\d+)/g, (_, n) => `$${Number(n) + patterns.length}`))
  const fitting = patterns.map((_, i) => `search like $${i + 1}`).join(' and ')
  // The limit inside keeps the planner from looking for the words first.
  const newest = (own: string[]) =>
    `select * from ${asked.table}${whole([...own, ...shifted])} order by ${order} limit ${WALKED_MAX}`
  const sql = gathered(
    (own) => `select ${columns} from (${newest(own)}) as newest where ${fitting} order by ${order} limit ${count}`,
    asked.own,
    params,
  )
  const found = await tx.query<R & Record<string, unknown>>(
    asked.own ? `${sql} order by ${order} limit ${count}` : sql,
    params,
  )
  if (found.length === count) return found
  const rest = [...where.params]
  const beyond = gathered(
    (own) =>
      `select 1 from ${asked.table}${whole([...own, ...where.parts])} order by ${order} offset ${WALKED_MAX} limit 1`,
    asked.own,
    rest,
  )
  return (await tx.one(`${beyond} limit 1`, rest)) ? undefined : found
}

/** Rows in order that hold rare words: all are found by their letters, then put in order. With how many there are, up to COUNT_MAX and one more. */
async function lookUp<R extends object>(tx: Tx, asked: Asked, where: Conditions): Promise<{ rows: R[]; hits: number }> {
  const { table, columns, order, column, count } = asked
  const params = [...where.params]
  // The offset keeps each unit a search of its own, by its unit and its letters in one index.
  const hits = gathered(
    (own) => `select id, ${column} from ${table}${whole([...own, ...where.parts])} offset 0`,
    asked.own,
    params,
  )
  const found = await tx.query<Record<string, unknown> & { _hits: number }>(
    `with hit as materialized (${hits})
     select ${columns}, (select count(*)::int from (select from hit limit ${COUNT_MAX + 1}) as counted) as _hits
       from ${table} where id = any(array(select id from hit order by ${order} limit ${count})) order by ${order}`,
    params,
  )
  return {
    hits: found[0]?._hits ?? 0,
    rows: found.map(({ _hits, ...row }) => row as R),
  }
}

/**
 * A page of rows under the actor's own sight, newest or as sorted, by keyset: page 3,000 costs what page 1 costs.
 * Reading personal data is written down once a page.
 */
export async function listRows<R extends RecordType>(tx: Tx, type: R, query: ListQuery = {}): Promise<Page<Row<R>>> {
  const { by, column, descending } = sortOf(type, query)
  const limit = Math.min(Math.max(query.limit ?? 50, 1), LIST_MAX)
  const patterns = search(type, query)
  const reach = query.scope === 'all' ? null : await ownUnits(tx, type)
  const own = Array.isArray(reach) ? reach : undefined
  const bare = new Conditions()
  if (reach === 'mine') bare.add((param) => `${quote(type.subject as string)} = ${param(tx.actor.person)}`)
  filter(type, query, bare)
  const filtered = bare.parts.length > 0
  const order = orderOf(column, descending)
  const columns = columnsOf(type, query.light ?? false)
  const purpose = query.purpose ?? (query.q ? 'tìm kiếm' : 'xem danh sách')
  const exact = await keyed(tx, type, query, reach === 'mine', columns)
  if (exact) {
    noteReading(tx, type, exact, query.purpose ?? 'tìm kiếm')
    return { rows: exact, next: null, count: { value: exact.length, exact: true } }
  }
  const cursor = query.after ? decode(query.after) : undefined
  const parts = remaining(column, by !== 'created_at' && !type.fields[by]?.spec.required, descending, cursor)
  const asked = { table: quote(type.table), columns, order, column, own }
  let { way, fits }: Awaited<ReturnType<typeof wayOf>> = { way: 'plain', fits: 0 }
  if (patterns.length > 0 && reach !== 'mine') {
    const look = () => wayOf(tx, type, patterns, own, order)
    // Of what the actor sees but a few, the newest she sees may lie far back: then how common words are is learnt from all rows.
    ;({ way, fits } = own || reach === 'broad' ? await look() : { ...(await tx.asHouse(look)), fits: 0 })
  }
  let found: Row<R>[] = []
  let hits = 0
  try {
    if (way === 'walk') {
      for (const part of parts) {
        const more = await walkWords<Row<R>>(
          tx,
          { ...asked, count: limit + 1 - found.length },
          after(bare, part),
          patterns,
        )
        if (!more) {
          way = 'index'
          found = []
          break
        }
        found.push(...more)
        if (found.length > limit) break
      }
    }
    if (way !== 'walk') {
      for (const part of parts) {
        const conditions = holding(after(bare, part), patterns)
        const more = { ...asked, count: limit + 1 - found.length }
        const looked =
          way === 'index'
            ? await lookUp<Row<R>>(tx, more, conditions)
            : { rows: await walk<Row<R>>(tx, more, conditions), hits: 0 }
        found.push(...looked.rows)
        hits += looked.hits
        if (found.length > limit) break
      }
    }
  } catch (error) {
    // A mark is given back by clients: one that was tampered with holds a value the column cannot be compared with.
    if (cursor && /^22/.test((error as { code?: string }).code ?? '')) throw refuseList['bad-cursor']()
    throw error
  }
  // Officers of later steps have no rows of their own units; what they see comes by another rule, so all of it is looked through.
  if (found.length === 0 && own && seenElsewhere(type)) return listRows(tx, type, { ...query, scope: 'all' })
  const rows = found.slice(0, limit)
  const last = rows.at(-1) as Record<string, unknown> | undefined
  const next = found.length > limit && last ? encode({ value: cursorValue(last[by]), id: last.id as string }) : null
  noteReading(tx, type, rows, purpose)
  return { rows, next, count: await counted() }

  async function counted(): Promise<Page<Row<R>>['count']> {
    if (query.count === false || query.after) return { value: rows.length, exact: false }
    if (next === null) return { value: rows.length, exact: true }
    if (way === 'walk') return { value: filtered ? rows.length : Math.max(rows.length, fits), exact: false }
    if (way === 'index') return { value: Math.min(hits, COUNT_MAX), exact: hits <= COUNT_MAX }
    return countRows(tx, type, holding(bare, patterns), own)
  }
}

/** Conditions and what stands after the mark of the page before. */
function after(bare: Conditions, part: Part | undefined): Conditions {
  const conditions = new Conditions(bare)
  if (part) conditions.add(part)
  return conditions
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
  else if (Array.isArray(own)) where.add((param) => `unit = any(${param(own)}::uuid[])`)
  filter(type, query, where)
  const { parts, params } = holding(where, search(type, query))
  return { parts, params, order: orderOf(column, descending) }
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
  own: string[] | undefined,
): Promise<{ value: number; exact: boolean }> {
  const conditions = new Conditions(where)
  if (own) conditions.add((param) => `unit = any(${param(own)}::uuid[])`)
  const row = await tx.one<{ count: number }>(
    `select count(*)::int as count from (select 1 from ${quote(type.table)}${whole(conditions.parts)} limit ${COUNT_MAX + 1}) as counted`,
    conditions.params,
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
