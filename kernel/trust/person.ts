import { readNationalId, uuidv7 } from '#ground/ids'
import { assert } from '#ground/refusal'
import type { Tx } from '#kernel/store'
import { writeFact } from './fact.ts'

export interface Person {
  id: string
  kind: 'citizen' | 'enterprise' | 'household-business'
  full_name: string
  birth_date: string | null
  sex: 'male' | 'female' | null
  national_id: string | null
  tax_code: string | null
  phone: string | null
  email: string | null
  commune: string | null
  address: string | null
  sample: boolean
}

/**
 * A person by number of identity, for the counter. The look is written down with its purpose, whether it found anybody
 * or not; only an exact number finds, so nobody can leaf through the register.
 */
export async function findPersonByNationalId(tx: Tx, number: string, purpose: string): Promise<Person | undefined> {
  const person = await tx.asHouse(() => tx.one<Person>('select * from sen.person where national_id = $1', [number]))
  if (person)
    writeFact(tx, {
      kind: 'read',
      system: 'kernel',
      record: 'person',
      recordId: person.id,
      subjects: [person.id],
      purpose,
    })
  return person
}

/** What is entered of a person; the id is made unless it is given. */
export type PersonValue = Omit<Person, 'id'> & { id?: string }

/**
 * Enters a person, or finds the one who already has this number: `known` says which. Two that enter one number at the
 * same moment wait for each other at the unique key, and the second finds the first.
 */
export async function enterOrFindPerson(tx: Tx, value: PersonValue): Promise<{ id: string; known: boolean }> {
  const number = value.national_id === null ? null : readNationalId(value.national_id).value
  return tx.asHouse(async () => {
    const id = value.id ?? uuidv7()
    const entered = await tx.query(
      `insert into sen.person (id, kind, full_name, birth_date, sex, national_id, tax_code, phone, email, commune, address, sample, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
       on conflict (national_id) where national_id is not null do nothing returning id`,
      [
        id,
        value.kind,
        value.full_name,
        value.birth_date,
        value.sex,
        number,
        value.tax_code,
        value.phone,
        value.email,
        value.commune,
        value.address,
        value.sample,
        tx.now,
      ],
    )
    if (entered.length === 0) {
      const known = await tx.one<{ id: string }>('select id from sen.person where national_id = $1', [number])
      assert(known, 'a number that is in the register has nobody')
      return { id: known.id, known: true }
    }
    writeFact(tx, { kind: 'person-entered', system: 'kernel', record: 'person', recordId: id, subjects: [id] })
    return { id, known: false }
  })
}

/** Enters a person into the register, or returns the one who already has this number. */
export async function enterPerson(tx: Tx, value: PersonValue): Promise<string> {
  return (await enterOrFindPerson(tx, value)).id
}

export async function findPerson(tx: Tx, id: string): Promise<Person | undefined> {
  return tx.one<Person>('select * from sen.person where id = $1', [id])
}
