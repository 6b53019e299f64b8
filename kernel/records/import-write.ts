import { quote, type Tx } from '#kernel/store'
import { writeFact } from '#kernel/trust'
import type { Input, RecordType, Row } from './record.ts'
import { changeRow, createRow, forLog, same, subjectOf } from './row.ts'
import { tableFor } from './schema.ts'

/** A row of a file, read and checked, that adds a row or changes the one that is there. */
export interface Ready {
  /** Its place in the batch. */
  at: number
  id: string
  unit: string
  values: Record<string, unknown>
  before?: StoredRow
  created_at?: Date
  sample?: boolean
}

export type StoredRow = Record<string, unknown> & { id: string; unit: string; version: number }

export interface Outcome {
  created: number
  changed: number
  unchanged: number
}

const columnTypes = new WeakMap<RecordType, ReadonlyMap<string, string>>()
/** PostgreSQL types of a record's columns. */
export function typesOfColumns(type: RecordType): ReadonlyMap<string, string> {
  let known = columnTypes.get(type)
  if (!known) {
    known = new Map(Object.entries(tableFor(type).columns).map(([name, column]) => [name, column.type]))
    columnTypes.set(type, known)
  }
  return known
}

/** `as r(…)` of jsonb_to_recordset for these columns. */
export const recordset = (type: RecordType, columns: readonly string[]): string =>
  columns.map((name) => `${quote(name)} ${typesOfColumns(type).get(name) ?? 'text'}`).join(', ')

/** The rows with these ids, or with these keys, under the actor's own sight. */
export async function findStored(
  tx: Tx,
  type: RecordType,
  ids: readonly string[],
  keys: readonly Record<string, unknown>[],
): Promise<StoredRow[]> {
  const found: StoredRow[] = []
  if (ids.length > 0)
    found.push(...(await tx.query<StoredRow>(`select * from ${quote(type.table)} where id = any($1::uuid[])`, [ids])))
  const key = type.key ?? []
  // An empty part of a key is compared as empty; '=' for the others lets the index be used.
  const patterns = new Map<string, Record<string, unknown>[]>()
  for (const one of keys) {
    const pattern = key.filter((name) => one[name] === null).join()
    patterns.set(pattern, [...(patterns.get(pattern) ?? []), one])
  }
  for (const [pattern, list] of patterns) {
    const empty = new Set(pattern.split(','))
    const on = key
      .map((name) => (empty.has(name) ? `t.${quote(name)} is null` : `t.${quote(name)} = k.${quote(name)}`))
      .join(' and ')
    found.push(
      ...(await tx.query<StoredRow>(
        `select t.* from ${quote(type.table)} t join jsonb_to_recordset($1::jsonb) as k(${recordset(type, key)}) on ${on}`,
        [JSON.stringify(list)],
      )),
    )
  }
  return found
}

const changesOf = (row: Ready): [string, unknown][] =>
  Object.entries(row.values).filter(([name, value]) => !same(row.before?.[name], value))

/**
 * Writes many rows in a few statements: new ones, changed ones with their former versions, and one fact for each. Rows
 * that are as they were are not touched. Throws what PostgreSQL throws, and 'stale' when a row was changed meanwhile or
 * may not be changed: the caller then writes row by row to learn which.
 */
export async function writeMany(
  tx: Tx,
  type: RecordType,
  rows: readonly Ready[],
  data: Record<string, unknown>,
): Promise<Outcome> {
  const fresh = rows.filter((row) => !row.before)
  const known = rows.flatMap((row) => (row.before ? [{ row, before: row.before, changes: changesOf(row) }] : []))
  const changed = known.filter(({ changes }) => changes.length > 0)
  if (fresh.length > 0) await insertMany(tx, type, fresh)
  if (changed.length > 0) {
    const columns = [...new Set(changed.flatMap(({ changes }) => changes.map(([name]) => name)))]
    const updates = changed.map(({ row, before }) => ({
      id: row.id,
      version: before.version,
      ...Object.fromEntries(columns.map((name) => [name, name in row.values ? row.values[name] : before[name]])),
    }))
    const done = await tx.query(
      `update ${quote(type.table)} t set version = t.version + 1, updated_at = $2, updated_by = $3${columns.map((name) => `, ${quote(name)} = r.${quote(name)}`).join('')}
         from jsonb_to_recordset($1::jsonb) as r(id uuid, version integer, ${recordset(type, columns)}) where t.id = r.id and t.version = r.version returning t.id`,
      [JSON.stringify(updates), tx.now, tx.actor.account],
    )
    if (done.length !== changed.length) throw Object.assign(new Error('rows changed meanwhile'), { code: 'stale' })
    await tx.query(
      `insert into sen.history (record_id, version, system, record, unit, at, by, row)
       select r.record_id, r.version, $2, $3, r.unit, $4, $5, r.row from jsonb_to_recordset($1::jsonb) as r(record_id uuid, version integer, unit uuid, row jsonb)`,
      [
        JSON.stringify(
          changed.map(({ before }) => ({
            record_id: before.id,
            version: before.version,
            unit: before.unit,
            row: before,
          })),
        ),
        type.system,
        type.name,
        tx.now,
        tx.actor.account,
      ],
    )
  }
  const about = { system: type.system, record: type.name }
  for (const row of fresh) {
    writeFact(tx, {
      ...about,
      kind: 'created',
      recordId: row.id,
      unit: row.unit,
      subjects: [subjectOf(type, row.values)],
      data: { version: 1, values: forLog(type, row.values), ...data },
    })
  }
  for (const { before, row, changes } of changed) {
    const shown = Object.fromEntries(
      changes.map(([name, value]) => [
        name,
        type.fields[name]?.spec.personal ? ['•', '•'] : [before[name] ?? null, value ?? null],
      ]),
    )
    writeFact(tx, {
      ...about,
      kind: 'changed',
      recordId: row.id,
      unit: before.unit,
      subjects: [subjectOf(type, { ...before, ...row.values })],
      data: { version: before.version + 1, changes: shown, ...data },
    })
  }
  return { created: fresh.length, changed: changed.length, unchanged: known.length - changed.length }
}

async function insertMany(tx: Tx, type: RecordType, rows: readonly Ready[]): Promise<void> {
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row.values)))]
  const columns = ['id', 'unit', 'sample', 'created_at', ...fields]
  const values = rows.map((row) => ({
    id: row.id,
    unit: row.unit,
    sample: row.sample ?? false,
    created_at: row.created_at ?? tx.now,
    ...row.values,
  }))
  await tx.query(
    `insert into ${quote(type.table)} (${columns.map(quote).join(', ')}, created_by, updated_at, updated_by)
     select ${columns.map((name) => `r.${quote(name)}`).join(', ')}, $2, $3, $2 from jsonb_to_recordset($1::jsonb) as r(${recordset(type, columns)})`,
    [JSON.stringify(values), tx.actor.account, tx.now],
  )
}

/** Writes one row by the same way a form does, so that its refusal is said in the same words. */
export async function writeOne(
  tx: Tx,
  type: RecordType,
  row: Ready,
  data: Record<string, unknown>,
): Promise<keyof Outcome> {
  const values = row.values as Input<RecordType>
  if (!row.before) {
    await createRow(tx, type, values, {
      id: row.id,
      unit: row.unit,
      data,
      ...(row.sample === undefined ? {} : { sample: row.sample }),
    })
    return 'created'
  }
  const after = (await changeRow(tx, type, row.id, row.before.version, values, { data })) as Row<RecordType>
  return after.version === row.before.version ? 'unchanged' : 'changed'
}
