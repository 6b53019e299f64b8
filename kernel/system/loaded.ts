import { createHash } from 'node:crypto'
import { type Database, house, type Schema } from '#kernel/store'
import { sight } from '#kernel/trust'

/** What was loaded from values, by the hash of the values: a second start looks once and loads nothing. */
export const loadSchema: Schema = {
  routines: [],
  tables: [
    {
      name: 'sen.loaded',
      comment: 'Values loaded from the province, by the hash of their content',
      columns: { name: { type: 'text' }, hash: { type: 'text' }, at: { type: 'timestamptz' } },
      primaryKey: ['name'],
      policies: {
        read: { for: 'select', using: sight.house },
        add: { for: 'insert', check: sight.house },
        change: { for: 'update', using: sight.house, check: sight.house },
      },
      grants: ['select', 'insert', 'update'],
    },
  ],
}

/** Runs `load` unless the same values were loaded before. A load that fails is tried again at the next start. */
export async function loadOnce(
  database: Database,
  name: string,
  values: unknown,
  load: () => Promise<unknown>,
): Promise<boolean> {
  const hash = createHash('sha256').update(JSON.stringify(values)).digest('hex')
  const known = await database.transaction(house, (tx) =>
    tx.one<{ hash: string }>('select hash from sen.loaded where name = $1', [name]),
  )
  if (known?.hash === hash) return false
  await load()
  await database.transaction(house, (tx) =>
    tx.query(
      'insert into sen.loaded (name, hash, at) values ($1, $2, $3) on conflict (name) do update set hash = excluded.hash, at = excluded.at',
      [name, hash, tx.now],
    ),
  )
  return true
}
