import { uuidv7 } from '#ground/ids'
import type { Schema, Tx } from '#kernel/store'
import { writeFact } from './fact.ts'
import { sight } from './tables.ts'

/**
 * A person asked that her data be used no further than the law commands (Luật 91/2025/QH15, Điều 4): she is left out of
 * exports, no consent of hers counts, and whoever opens her case is told. What a law orders (settling her dossier) goes on.
 */
export const restrictionSchema: Schema = {
  routines: [],
  tables: [
    {
      name: 'sen.restriction',
      comment: 'People whose data may be processed only as a law commands; one open row a person',
      columns: {
        id: { type: 'uuid' },
        person: { type: 'uuid' },
        since: { type: 'timestamptz' },
        until: { type: 'timestamptz', nullable: true },
        request: { type: 'uuid', nullable: true },
        set_by: { type: 'uuid', nullable: true },
        lifted_by: { type: 'uuid', nullable: true },
      },
      primaryKey: ['id'],
      foreignKeys: { person: { columns: ['person'], table: 'sen.person', references: ['id'] } },
      indexes: { open: { on: 'person', unique: true, where: 'until is null' } },
      policies: {
        read: { for: 'select', using: `${sight.house} or person = ${sight.myPerson}` },
        add: { for: 'insert', check: sight.house },
        end: { for: 'update', using: sight.house, check: sight.house },
      },
      grants: ['select', 'insert', 'update'],
    },
  ],
}

/** Whether processing of this person's data is restricted now. */
export async function isRestricted(tx: Tx, person: string): Promise<boolean> {
  return Boolean(
    await tx.asHouse(() => tx.one('select 1 from sen.restriction where person = $1 and until is null', [person])),
  )
}

/** Those of these people whose data are restricted now. */
export async function restrictedAmong(tx: Tx, people: readonly string[]): Promise<Set<string>> {
  const rows = await tx.asHouse(() =>
    tx.query<{ person: string }>(
      'select person from sen.restriction where person = any($1::uuid[]) and until is null',
      [[...new Set(people)]],
    ),
  )
  return new Set(rows.map((row) => row.person))
}

/** Restricts a person's data; false when they were already. Needs the house's sight. */
export async function restrict(tx: Tx, person: string, request: string | null): Promise<boolean> {
  const added = await tx.query(
    `insert into sen.restriction (id, person, since, request, set_by) values ($1, $2, $3, $4, $5)
     on conflict (person) where until is null do nothing returning 1`,
    [uuidv7(tx.now), person, tx.now, request, tx.actor.account],
  )
  if (added.length > 0)
    writeFact(tx, { kind: 'restricted', system: 'kernel', record: 'person', recordId: person, subjects: [person] })
  return added.length > 0
}

/** Lifts it; false when there was none. Needs the house's sight. */
export async function liftRestriction(tx: Tx, person: string): Promise<boolean> {
  const ended = await tx.query(
    'update sen.restriction set until = $2, lifted_by = $3 where person = $1 and until is null returning 1',
    [person, tx.now, tx.actor.account],
  )
  if (ended.length > 0)
    writeFact(tx, {
      kind: 'restriction-lifted',
      system: 'kernel',
      record: 'person',
      recordId: person,
      subjects: [person],
    })
  return ended.length > 0
}
