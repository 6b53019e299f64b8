import { assert } from '#ground/refusal'
import type { Tx } from '#kernel/store'
import { findPerson, writeFact } from '#kernel/trust'
import type { Correctable } from './rules.ts'

/**
 * Puts right what the register says of a person, after an officer approved it: the former values go into the history, the
 * log names the fields and not their values. Her name on her account follows. Answers how many fields changed. Needs the
 * house's sight.
 */
export async function correctPerson(
  tx: Tx,
  id: string,
  corrections: readonly { field: Correctable; value: string }[],
  request: string,
): Promise<number> {
  await tx.query('select 1 from sen.person where id = $1 for update', [id])
  const person = await findPerson(tx, id)
  assert(person, 'a request has an asker')
  const changed = corrections.filter(({ field, value }) => (person[field] ?? '') !== value)
  if (changed.length === 0) return 0
  const now = { ...person, ...Object.fromEntries(changed.map(({ field, value }) => [field, value])) }
  await tx.query(
    `insert into sen.history (record_id, version, system, record, unit, at, by, row)
     select $1, coalesce(max(version), 0) + 1, 'kernel', 'person', null, $2, $3, $4 from sen.history where record_id = $1`,
    [
      id,
      tx.now,
      tx.actor.account,
      JSON.stringify(Object.fromEntries(changed.map(({ field }) => [field, person[field]]))),
    ],
  )
  await tx.query(
    'update sen.person set full_name = $2, birth_date = $3, sex = $4, phone = $5, email = $6, address = $7 where id = $1',
    [id, now.full_name, now.birth_date, now.sex, now.phone, now.email, now.address],
  )
  if (now.full_name !== person.full_name)
    await tx.query('update sen.account set name = $2 where person = $1', [id, now.full_name])
  writeFact(tx, {
    kind: 'person-corrected',
    system: 'kernel',
    record: 'person',
    recordId: id,
    subjects: [id],
    data: { changes: changed.map(({ field }) => field), request },
  })
  return changed.length
}
