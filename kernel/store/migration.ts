import type { Pool, PoolClient } from 'pg'
import { refusals } from '#ground/refusal'
import { difference, quote, type Schema, type Step } from './table.ts'

export const refuseMigration = refusals('store', {
  'would-lose-data': {
    kind: 'conflict',
    vi: 'Việc nâng cấp sẽ xóa dữ liệu ở {what}. Chưa có gì thay đổi. Nếu đúng ý, hãy chạy: npx sen migrate --allow-loss {what}',
    en: 'The migration would lose data in {what}. Nothing was changed. If that is intended, run: npx sen migrate --allow-loss {what}',
  },
  'migration-failed': {
    kind: 'conflict',
    vi: 'Câu lệnh nâng cấp không chạy được ({reason}); cơ sở dữ liệu vẫn như cũ. Câu lệnh: {sql}',
    en: 'A migration statement failed ({reason}); the database is unchanged. Statement: {sql}',
  },
  'role-missing': {
    kind: 'unavailable',
    vi: 'Cơ sở dữ liệu chưa có vai trò "{role}" và tài khoản kết nối không được phép tạo. Hãy nhờ quản trị chạy: {sql}',
    en: 'The database has no role "{role}" and the connection may not create it. Ask its administrator to run: {sql}',
  },
})

/** Advisory lock taken by migrations so that two starting hosts never migrate at once. */
const MIGRATION_LOCK = 7_305_821

const BOOTSTRAP = `
create schema if not exists sen;
create table if not exists sen.declared (one boolean primary key default true check (one), schema jsonb not null, at timestamptz not null default now());
create table if not exists sen.migration (seq bigint generated always as identity primary key, at timestamptz not null default now(), statements text[] not null);
`

/** Everybody may make temporary tables in a database unless that is taken away; the application's role may make nothing. */
const NARROW = `
do $$ begin
  execute format('revoke create, temporary on database %I from public', current_database());
exception when insufficient_privilege then null;
end $$
`

/**
 * Below a row-level security policy PostgreSQL uses an index only for conditions whose functions are marked leakproof;
 * LIKE is not, so a search would read every row the policy lets through instead of the trigram index: the list of a
 * province stands still. Marking it is safe: a leak would be an error or a notice that carries the text of a hidden
 * row, and textlike raises but one error, about a pattern that ends in its escape character, which names no row and
 * which our patterns cannot hold. Only a superuser may say so; on a database that others run, search stays right and
 * is slower.
 */
const TRIGRAMS_BELOW_THE_BARRIER = `
do $$ begin
  if (select rolsuper from pg_roles where rolname = current_user) then
    if exists (select from pg_proc where oid = 'pg_catalog.textlike(text,text)'::regprocedure and not proleakproof) then
      alter function pg_catalog.textlike(text, text) leakproof;
    end if;
    if exists (select from pg_proc where oid = 'pg_catalog.texticlike(text,text)'::regprocedure and not proleakproof) then
      alter function pg_catalog.texticlike(text, text) leakproof;
    end if;
  end if;
end $$
`

/** What a migration would do; `steps` is empty when the database is as declared. */
export interface Plan {
  steps: Step[]
}

async function declaredBefore(client: PoolClient): Promise<Schema> {
  const { rows } = await client.query<{ schema: Schema }>('select schema from sen.declared')
  return rows[0]?.schema ?? { tables: [], routines: [] }
}

/**
 * Makes the role the application runs as. It owns nothing, may create nothing, and cannot pass row-level security.
 * `password` is set on every start, so a leaked one lives no longer than the process that made it.
 */
export async function ensureAppRole(owner: Pool, password: string): Promise<void> {
  const { rows } = await owner.query<{ present: boolean; able: boolean }>(
    `select exists (select from pg_roles where rolname = 'sen_app') as present,
            (select rolsuper or rolcreaterole from pg_roles where rolname = current_user) as able`,
  )
  const quoted = `'${password.replaceAll("'", "''")}'`
  const make = 'create role sen_app login nosuperuser nocreatedb nocreaterole nobypassrls noinherit'
  if (!rows[0]?.able) {
    if (!rows[0]?.present) throw refuseMigration['role-missing']({ role: 'sen_app', sql: `${make} password '…'` })
    return
  }
  if (!rows[0].present) await owner.query(`${make} password ${quoted}`)
  else await owner.query(`alter role sen_app login nobypassrls password ${quoted}`)
}

/**
 * Brings the database to the declared schema in one transaction, or leaves it untouched.
 *
 * `allowLoss` names what may be lost (`schema.table` or `schema.table.column`); a step that would drop something holding
 * data and is not named there refuses the whole migration with 'store.would-lose-data'.
 * `dry` plans and rolls back. Returns the statements, for printing.
 */
export async function migrate(
  owner: Pool,
  declared: Schema,
  options: { allowLoss?: string[]; dry?: boolean } = {},
): Promise<Plan> {
  const client = await owner.connect()
  try {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
    await client.query('set local check_function_bodies = off')
    await client.query(BOOTSTRAP)
    await client.query('create extension if not exists pg_trgm')
    await client.query('create extension if not exists btree_gin')
    await client.query('grant usage on schema sen to sen_app')
    await client.query(NARROW)
    await client.query(TRIGRAMS_BELOW_THE_BARRIER)
    const steps = difference(await declaredBefore(client), declared)
    for (const step of steps) {
      if (step.loses && !options.allowLoss?.includes(step.loses.what)) {
        // Row-level security is forced on the owner too: unless she is a superuser, the probe would see an empty table.
        const on = `alter table ${quote(step.loses.table)}`
        await client.query(`${on} no force row level security`)
        const found = await client.query(step.loses.probe)
        await client.query(`${on} force row level security`)
        if (found.rowCount) throw refuseMigration['would-lose-data']({ what: step.loses.what })
      }
      try {
        await client.query(step.sql)
      } catch (error) {
        throw refuseMigration['migration-failed']({ reason: (error as Error).message, sql: step.sql.slice(0, 400) })
      }
    }
    if (steps.length > 0) {
      await client.query(
        'insert into sen.declared (one, schema) values (true, $1) on conflict (one) do update set schema = excluded.schema, at = now()',
        [JSON.stringify(declared)],
      )
      await client.query('insert into sen.migration (statements) values ($1)', [steps.map((step) => step.sql)])
    }
    await client.query(options.dry ? 'rollback' : 'commit')
    return { steps }
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}

/** Tables whose row-level security somebody switched off by hand, and columns that the catalog has and the declarations lack, or the reverse; empty when nobody altered the database by hand. */
export async function drift(owner: Pool, declared: Schema): Promise<string[]> {
  const { rows } = await owner.query<{ name: string; column: string }>(
    `select n.nspname || '.' || c.relname as name, a.attname as column
       from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p') and n.nspname = any($1)`,
    [[...new Set(declared.tables.map((table) => table.name.split('.')[0]))]],
  )
  const there = new Set(rows.map((row) => `${row.name}.${row.column}`))
  const wanted = new Set(
    declared.tables.flatMap((table) => Object.keys(table.columns).map((column) => `${table.name}.${column}`)),
  )
  const ours = new Set(['sen.declared', 'sen.migration'])
  const { rows: open } = await owner.query<{ name: string }>(
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname || '.' || c.relname = any($1) and not (c.relrowsecurity and c.relforcerowsecurity) order by 1`,
    [declared.tables.map((table) => table.name)],
  )
  return [
    ...open.map((row) => `! ${row.name}: row-level security is off`),
    ...[...wanted].filter((column) => !there.has(column)).map((column) => `- ${column}`),
    ...[...there]
      .filter((column) => !wanted.has(column) && !ours.has(column.split('.').slice(0, 2).join('.')))
      .map((column) => `+ ${column}`),
  ]
}
