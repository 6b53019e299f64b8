/**
 * What a table is, as a typed value. Every table of the house, the kernel's own and those derived from records, is
 * one of these; migrations are the difference between two lists of them.
 */

/** A column. `type` is the PostgreSQL type as written in DDL. */
export interface Column {
  type: string
  /** May it be empty? Default false: a column says so when it may. */
  nullable?: boolean
  /** SQL expression for the default. */
  default?: string
  /** `generated always as (…) stored`. */
  generated?: string
  /** `generated always as identity`. */
  identity?: boolean
  /** Former name: the migration renames instead of dropping and adding. */
  renamedFrom?: string
}

export interface ForeignKey {
  columns: string[]
  table: string
  references: string[]
  onDelete?: 'restrict' | 'cascade' | 'set null'
}

export interface Index {
  /** Column list or expressions, as written in DDL, without parentheses. */
  on: string
  using?: 'btree' | 'gin' | 'gist' | 'brin'
  unique?: boolean
  where?: string
}

/** A row-level security policy. Rows are denied to the application unless one of these lets them through. */
export interface Policy {
  for: 'select' | 'insert' | 'update' | 'delete'
  using?: string
  check?: string
}

export type Grant = 'select' | 'insert' | 'update' | 'delete'

export interface Table {
  /** `schema.name`. */
  name: string
  columns: Record<string, Column>
  primaryKey: string[]
  unique?: Record<string, string[]>
  checks?: Record<string, string>
  foreignKeys?: Record<string, ForeignKey>
  indexes?: Record<string, Index>
  policies?: Record<string, Policy>
  /** What the application's role may do at all; row-level security narrows it further. */
  grants: Grant[]
  /** Rows may be added and read, never changed: a trigger refuses even the owner. */
  appendOnly?: boolean
  comment?: string
}

/** A function, view or trigger function: replaced whole when its text changes. */
export interface Routine {
  /** Signature as `schema.name(args)`. */
  name: string
  /** The whole `create or replace …` statement. */
  definition: string
  /** May the application's role call it? Default true. */
  callable?: boolean
}

const isView = (routine: Routine): boolean => /^\s*create (or replace )?view/i.test(routine.definition)

/** All that a part of the house wants to find in the database. */
export interface Schema {
  tables: Table[]
  routines: Routine[]
}

/** Quotes an identifier; the only way names reach SQL text. */
export function quote(name: string): string {
  return name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.')
}

/** Quotes a string literal for DDL, where parameters are not possible. */
export function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

/**
 * Equal as declarations. What was declared before comes back from jsonb, which keeps no order of keys: comparing plain
 * JSON text would find a difference in everything and migrate for ever.
 */
function alike(a: unknown, b: unknown): boolean {
  const sorted = (_key: string, value: unknown): unknown =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [two]) => (one < two ? -1 : 1)))
      : value
  return JSON.stringify(a, sorted) === JSON.stringify(b, sorted)
}

/** A shortened constraint name below PostgreSQL's 63 bytes. */
export function shortName(...parts: string[]): string {
  const whole = parts.join('_')
  if (whole.length <= 60) return whole
  let hash = 5381
  for (const letter of whole) hash = ((hash * 33) ^ letter.charCodeAt(0)) >>> 0
  return `${whole.slice(0, 52)}_${hash.toString(36)}`
}

function columnDdl(name: string, column: Column): string {
  const parts = [quote(name), column.type]
  if (column.generated) parts.push(`generated always as (${column.generated}) stored`)
  if (column.identity) parts.push('generated always as identity')
  if (column.default !== undefined) parts.push(`default ${column.default}`)
  if (!column.nullable && !column.generated) parts.push('not null')
  return parts.join(' ')
}

const bare = (table: string): string => table.split('.')[1] ?? table

function foreignKeyDdl(table: Table, name: string, key: ForeignKey): string {
  return (
    `alter table ${quote(table.name)} add constraint ${quote(name)} foreign key (${key.columns.map(quote).join(', ')}) ` +
    `references ${quote(key.table)} (${key.references.map(quote).join(', ')}) on delete ${key.onDelete ?? 'restrict'}`
  )
}

function indexDdl(table: Table, name: string, index: Index): string {
  const unique = index.unique ? 'unique ' : ''
  const where = index.where ? ` where ${index.where}` : ''
  return `create ${unique}index ${quote(name)} on ${quote(table.name)} using ${index.using ?? 'btree'} (${index.on})${where}`
}

function policyDdl(table: Table, name: string, policy: Policy): string {
  const using = policy.using ? ` using (${policy.using})` : ''
  const check = policy.check ? ` with check (${policy.check})` : ''
  return `create policy ${quote(name)} on ${quote(table.name)} for ${policy.for} to sen_app${using}${check}`
}

/** One statement of a migration, and whether it can lose data. */
export interface Step {
  sql: string
  /** Names what would be lost; the migration is refused unless this name is allowed. */
  loses?: { what: string; table: string; probe: string }
}

const indexName = (table: Table, key: string): string => shortName(bare(table.name), key, 'idx')
const checkName = (table: Table, key: string): string => shortName(bare(table.name), key, 'check')
const uniqueName = (table: Table, key: string): string => shortName(bare(table.name), key, 'key')
const foreignName = (table: Table, key: string): string => shortName(bare(table.name), key, 'fkey')
const policyName = (table: Table, key: string): string => shortName(bare(table.name), key)

/** The statements that make a table from nothing, without foreign keys (those come when every table exists). */
function createTable(table: Table): Step[] {
  const lines = Object.entries(table.columns).map(([name, column]) => columnDdl(name, column))
  lines.push(`primary key (${table.primaryKey.map(quote).join(', ')})`)
  const steps: Step[] = [
    {
      // Room in each page lets a change stay beside its row, without touching the indexes.
      sql: `create table ${quote(table.name)} (\n  ${lines.join(',\n  ')}\n)${table.grants.includes('update') ? ' with (fillfactor = 85)' : ''}`,
    },
    { sql: `alter table ${quote(table.name)} enable row level security` },
    { sql: `alter table ${quote(table.name)} force row level security` },
  ]
  for (const [key, columns] of Object.entries(table.unique ?? {})) steps.push(addUnique(table, key, columns))
  for (const [key, check] of Object.entries(table.checks ?? {})) steps.push(addCheck(table, key, check))
  for (const [key, index] of Object.entries(table.indexes ?? {}))
    steps.push({ sql: indexDdl(table, indexName(table, key), index) })
  if (table.appendOnly) steps.push(...refuseChange(table))
  return steps
}

function refuseChange(table: Table): Step[] {
  const name = quote(shortName(bare(table.name), 'append_only'))
  return [
    {
      sql: `create trigger ${name} before update or delete on ${quote(table.name)} for each row execute function sen.refuse_change()`,
    },
    {
      sql: `create trigger ${quote(shortName(bare(table.name), 'no_truncate'))} before truncate on ${quote(table.name)} for each statement execute function sen.refuse_change()`,
    },
  ]
}

const allowChange = (table: Table): Step[] =>
  ['append_only', 'no_truncate'].map((key) => ({
    sql: `drop trigger if exists ${quote(shortName(bare(table.name), key))} on ${quote(table.name)}`,
  }))

const addUnique = (table: Table, key: string, columns: string[]): Step => ({
  sql: `alter table ${quote(table.name)} add constraint ${quote(uniqueName(table, key))} unique nulls not distinct (${columns.map(quote).join(', ')})`,
})
const addCheck = (table: Table, key: string, check: string): Step => ({
  sql: `alter table ${quote(table.name)} add constraint ${quote(checkName(table, key))} check (${check})`,
})

/** Widenings that keep every value; anything else counts as losing data. */
const WIDENINGS = new Set([
  'integer→bigint',
  'integer→numeric',
  'bigint→numeric',
  'date→timestamptz',
  'boolean→text',
  'uuid→text',
  'integer→text',
  'bigint→text',
])

const losing = (table: Table, name: string): NonNullable<Step['loses']> => ({
  what: `${table.name}.${name}`,
  table: table.name,
  probe: `select 1 from ${quote(table.name)} where ${quote(name)} is not null limit 1`,
})

/** Does any column keep its name or former name and get another type? Then what leans on columns has to step aside. */
function retyped(before: Table, after: Table): boolean {
  return Object.entries(after.columns).some(([name, column]) => {
    const old = before.columns[name] ?? before.columns[column.renamedFrom ?? '']
    return old !== undefined && !column.generated && old.type !== column.type
  })
}

/** Generated columns that must be computed again: another expression, another type below them, or a changed function in them. */
function recomputed(before: Table, after: Table, changedFunctions: readonly string[]): Set<string> {
  const types = retyped(before, after)
  return new Set(
    Object.entries(after.columns)
      .filter(([name, column]) => {
        const old = before.columns[name]
        if (!old || (!old.generated && !column.generated)) return false
        return (
          types ||
          old.generated !== column.generated ||
          old.type !== column.type ||
          changedFunctions.some((called) => column.generated?.includes(`${called}(`))
        )
      })
      .map(([name]) => name),
  )
}

function changeColumns(before: Table, after: Table, again: ReadonlySet<string>): Step[] {
  const steps: Step[] = []
  const kept = new Set<string>()
  const on = `alter table ${quote(after.name)}`
  for (const name of again) {
    // A column that was written by hand until now holds data; one that was generated can be generated again.
    steps.push({
      sql: `${on} drop column ${quote(name)}`,
      ...(before.columns[name]?.generated ? {} : { loses: losing(after, name) }),
    })
  }
  for (const [name, column] of Object.entries(after.columns)) {
    if (again.has(name)) {
      kept.add(name)
      continue
    }
    const former =
      column.renamedFrom && !before.columns[name] && before.columns[column.renamedFrom] ? column.renamedFrom : name
    const old = before.columns[former]
    if (!old) {
      if (!column.generated) steps.push({ sql: `${on} add column ${columnDdl(name, column)}` })
      continue
    }
    kept.add(former)
    if (former !== name) steps.push({ sql: `${on} rename column ${quote(former)} to ${quote(name)}` })
    let present = old.default
    if (old.type !== column.type) {
      // A default of the old type stands in the way even when the new one is written alike.
      if (present !== undefined) steps.push({ sql: `${on} alter column ${quote(name)} drop default` })
      present = undefined
      const change: Step = {
        sql: `${on} alter column ${quote(name)} type ${column.type} using ${quote(name)}::${column.type}`,
      }
      if (!WIDENINGS.has(`${old.type}→${column.type}`)) change.loses = losing(after, name)
      steps.push(change)
    }
    if (present !== column.default) {
      steps.push({
        sql: `${on} alter column ${quote(name)} ${column.default === undefined ? 'drop default' : `set default ${column.default}`}`,
      })
    }
    if (Boolean(old.nullable) !== Boolean(column.nullable)) {
      if (!column.nullable && column.default !== undefined) {
        steps.push({ sql: `update ${quote(after.name)} set ${quote(name)} = default where ${quote(name)} is null` })
      }
      steps.push({ sql: `${on} alter column ${quote(name)} ${column.nullable ? 'drop' : 'set'} not null` })
    }
  }
  // Generated columns come last: they may be made of columns that were added or retyped just above.
  for (const [name, column] of Object.entries(after.columns)) {
    if (column.generated && (again.has(name) || !before.columns[name]))
      steps.push({ sql: `${on} add column ${columnDdl(name, column)}` })
    else if (!column.generated && again.has(name)) steps.push({ sql: `${on} add column ${columnDdl(name, column)}` })
  }
  for (const name of Object.keys(before.columns)) {
    if (kept.has(name) || after.columns[name]) continue
    steps.push({
      sql: `${on} drop column ${quote(name)}`,
      ...(before.columns[name]?.generated ? {} : { loses: losing(after, name) }),
    })
  }
  return steps
}

/** Steps for members (checks, indexes …) that are dropped and made again when their text differs. */
function changeMembers<T>(
  before: Record<string, T>,
  after: Record<string, T>,
  drop: (key: string) => Step,
  add: (key: string, value: T) => Step,
): Step[] {
  const steps: Step[] = []
  for (const [key, value] of Object.entries(before)) {
    if (!(key in after) || !alike(after[key], value)) steps.push(drop(key))
  }
  for (const [key, value] of Object.entries(after)) {
    if (!(key in before) || !alike(before[key], value)) steps.push(add(key, value))
  }
  return steps
}

function changeTable(before: Table, after: Table, changedFunctions: readonly string[]): Step[] {
  const again = recomputed(before, after, changedFunctions)
  // Dropping a column drops its indexes with it: those count as not there, or they would be missing for ever after.
  const leaning = (index: Index): boolean =>
    [...again].some((name) => new RegExp(`(?<![a-z0-9_])${name}(?![a-z0-9_])`).test(`${index.on} ${index.where ?? ''}`))
  const indexes = Object.fromEntries(Object.entries(before.indexes ?? {}).filter(([, index]) => !leaning(index)))
  const constraint = (name: string): Step => ({
    sql: `alter table ${quote(after.name)} drop constraint if exists ${quote(name)}`,
  })
  return [
    ...changeMembers(
      before.checks ?? {},
      after.checks ?? {},
      (key) => constraint(checkName(after, key)),
      () => ({ sql: '' }),
    ).filter((step) => step.sql),
    ...changeColumns(before, after, again),
    ...changeMembers(
      before.unique ?? {},
      after.unique ?? {},
      (key) => constraint(uniqueName(after, key)),
      (key, columns) => addUnique(after, key, columns),
    ),
    ...changeMembers(
      before.checks ?? {},
      after.checks ?? {},
      () => ({ sql: '' }),
      (key, check) => addCheck(after, key, check),
    ).filter((step) => step.sql),
    ...changeMembers(
      indexes,
      after.indexes ?? {},
      (key) => ({ sql: `drop index if exists ${quote(`${after.name.split('.')[0]}.${indexName(after, key)}`)}` }),
      (key, index) => ({ sql: indexDdl(after, indexName(after, key), index) }),
    ),
    ...(after.appendOnly && !before.appendOnly ? refuseChange(after) : []),
    ...(before.appendOnly && !after.appendOnly ? allowChange(after) : []),
  ]
}

/**
 * The steps from one schema to another, in an order that PostgreSQL accepts.
 * Nothing here touches a database: it is a pure function and its output is printed before it runs.
 */
export function difference(before: Schema, after: Schema): Step[] {
  const was = new Map(before.tables.map((table) => [table.name, table]))
  const is = new Map(after.tables.map((table) => [table.name, table]))
  const routinesWere = new Map(before.routines.map((routine) => [routine.name, routine]))
  const steps: Step[] = []

  const schemas = (list: Schema) =>
    new Set([...list.tables, ...list.routines].map((item) => item.name.split('.')[0] as string))
  const schemasWere = schemas(before)
  for (const schema of schemas(after)) {
    if (schemasWere.has(schema)) continue
    steps.push(
      { sql: `create schema if not exists ${quote(schema)}` },
      { sql: `grant usage on schema ${quote(schema)} to sen_app` },
    )
  }

  // Policies may call functions and read tables that change below: they go first and come back last.
  const stale: [Table, string][] = []
  for (const table of before.tables) {
    for (const key of Object.keys(table.policies ?? {})) {
      const now = is.get(table.name)
      if (now && !retyped(table, now) && alike(now.policies?.[key], table.policies?.[key])) continue
      stale.push([table, key])
    }
  }
  for (const [table, key] of stale) {
    if (is.has(table.name))
      steps.push({ sql: `drop policy if exists ${quote(policyName(table, key))} on ${quote(table.name)}` })
  }

  const changedRoutines = after.routines.filter(
    (routine) => routinesWere.get(routine.name)?.definition !== routine.definition,
  )
  for (const routine of changedRoutines.filter((one) => !isView(one))) {
    steps.push({ sql: routine.definition }, { sql: `revoke all on function ${routine.name} from public` })
    if (routine.callable !== false) steps.push({ sql: `grant execute on function ${routine.name} to sen_app` })
  }
  const changedFunctions = changedRoutines
    .filter((one) => !isView(one) && routinesWere.has(one.name))
    .map((one) => one.name.replace(/\(.*$/, ''))
  // A view stands in the way of every change below it, and is cheap to make again.
  const viewsStay = after.tables.every((table) => alike(was.get(table.name), table))
  for (const view of before.routines.filter(isView))
    if (!viewsStay) steps.push({ sql: `drop view if exists ${view.name} cascade` })

  for (const table of after.tables) {
    const old = was.get(table.name)
    steps.push(...(old ? changeTable(old, table, changedFunctions) : createTable(table)))
    if (!old || !alike(old.grants, table.grants)) {
      steps.push({ sql: `revoke all on ${quote(table.name)} from sen_app` })
      if (table.grants.length > 0)
        steps.push({ sql: `grant ${table.grants.join(', ')} on ${quote(table.name)} to sen_app` })
    }
    if (table.comment && table.comment !== old?.comment)
      steps.push({ sql: `comment on table ${quote(table.name)} is ${literal(table.comment)}` })
  }

  for (const table of after.tables) {
    const old = was.get(table.name)
    steps.push(
      ...changeMembers(
        old?.foreignKeys ?? {},
        table.foreignKeys ?? {},
        (key) => ({
          sql: `alter table ${quote(table.name)} drop constraint if exists ${quote(foreignName(table, key))}`,
        }),
        (key, foreign) => ({ sql: foreignKeyDdl(table, foreignName(table, key), foreign) }),
      ),
    )
  }

  for (const table of after.tables) {
    const old = was.get(table.name)
    for (const [key, policy] of Object.entries(table.policies ?? {})) {
      if (old && !retyped(old, table) && alike(old.policies?.[key], policy)) continue
      steps.push({ sql: policyDdl(table, policyName(table, key), policy) })
    }
  }

  for (const table of before.tables) {
    if (is.has(table.name)) continue
    steps.push({
      sql: `drop table ${quote(table.name)} cascade`,
      loses: { what: table.name, table: table.name, probe: `select 1 from ${quote(table.name)} limit 1` },
    })
  }
  for (const view of after.routines.filter(isView)) {
    if (viewsStay && !changedRoutines.includes(view)) continue
    // With the rights of who looks, or a view would be a way round row-level security.
    steps.push({ sql: view.definition }, { sql: `alter view ${view.name} set (security_invoker = true)` })
    if (view.callable !== false) steps.push({ sql: `grant select on ${view.name} to sen_app` })
  }
  for (const routine of before.routines) {
    if (after.routines.some((other) => other.name === routine.name)) continue
    steps.push({ sql: `drop ${isView(routine) ? 'view' : 'function'} if exists ${routine.name} cascade` })
  }
  return steps
}
