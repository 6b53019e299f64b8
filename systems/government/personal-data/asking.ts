import { localDate } from '#ground/clock'
import { isUuid } from '#ground/ids'
import { due } from '#ground/working-time'
import { calendarOfUnit, nextNumber, startCase } from '#kernel/cases'
import { createRow, findRow, InvalidInput, type Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { findPerson, findUncheckedAccount, getRoot, type Person } from '#kernel/trust'
import { Answering } from './cases.ts'
import { Request } from './records.ts'
import { refuse } from './refusals.ts'
import { type Correctable, type Kind, limitOf, readCorrection, refuseCorrection } from './rules.ts'
import { getTerm } from './terms.ts'
import { correctableWords } from './words.ts'

/** Open requests of one person: seven kinds and a few to spare. */
const OPEN_REQUESTS_MAX = 10

export interface Asked {
  kind: Kind
  content: string | null
  corrections: { field: Correctable; value: string }[]
}

/** The person behind the account. Refuses 'personal-data.no-person'. */
export async function getSelf(tx: Tx): Promise<Person> {
  const person = tx.actor.person ? await findPerson(tx, tx.actor.person) : undefined
  if (!person) throw refuse['no-person']()
  return person
}

/** What she asks, read against what is kept: values of the right shape, and different from what stands there. */
export function readAsked(person: Person, asked: Asked): Asked {
  if (asked.kind === 'object' && !asked.content?.trim())
    throw new InvalidInput([refuse['content-missing']({}, 'content')])
  if (asked.kind !== 'correct') return { ...asked, corrections: [] }
  const corrections = asked.corrections.map(({ field, value }) => {
    const label = correctableWords[field].vi
    const read = readCorrection(field, value, label)
    if ((person[field] ?? '') === read) throw refuseCorrection.same({ label }, 'value')
    return { field, value: read }
  })
  if (corrections.length === 0) throw refuseCorrection.empty({ label: 'điều cần sửa' }, 'field')
  return { ...asked, corrections }
}

/**
 * Files a request of the actor about her own data and starts its clocks: answered within two working days, carried out
 * within the days of its kind. Refuses 'personal-data.asked-already', 'personal-data.too-many-requests'.
 */
export async function ask(tx: Tx, asked: Asked): Promise<Row<typeof Request>> {
  const person = await getSelf(tx)
  const read = readAsked(person, asked)
  return tx.asHouse(async () => {
    // One at a time: two clicks at once are one request.
    await tx.query('select 1 from sen.person where id = $1 for update', [person.id])
    const open = await tx.query<{ kind: Kind; number: string }>(
      "select kind, number from personal_data.request where asker = $1 and status not in ('answered', 'refused', 'withdrawn', 'restricted')",
      [person.id],
    )
    const same = open.find((one) => one.kind === read.kind && read.kind !== 'correct' && read.kind !== 'object')
    if (same) throw refuse['asked-already']({ number: same.number })
    if (open.length >= OPEN_REQUESTS_MAX)
      throw refuse['too-many-requests']({ count: open.length, max: OPEN_REQUESTS_MAX })
    const root = await getRoot(tx)
    const calendar = await (await calendarOfUnit(tx, root.id)).get()
    const answer = await getTerm(tx, 'answer', read.kind)
    const finish = await getTerm(tx, 'finish', read.kind)
    const day = localDate(tx.now)
    const year = day.slice(0, 4)
    const row = await createRow(
      tx,
      Request,
      {
        number: `DLCN-${year}-${String(await nextNumber(tx, 'personal-data:request', `${year}-01-01`)).padStart(4, '0')}`,
        kind: read.kind,
        asker: person.id,
        asker_name: person.full_name,
        identity: (await findUncheckedAccount(tx, person.id)) ? 'unchecked' : 'checked',
        content: read.content?.trim() || null,
        corrections: read.corrections,
        received_at: tx.now,
        answer_due_at: due(calendar, tx.now, limitOf(answer)),
        due_at: due(calendar, tx.now, limitOf(finish)),
        term_source: finish.source,
      },
      { unit: root.id, sample: person.sample, fact: 'asked' },
    )
    await startCase(tx, Answering, row)
    return row
  })
}

/** A request of her own, or refused as if it were not there. */
export async function getOwnRequest(tx: Tx, id: string): Promise<Row<typeof Request>> {
  const row = isUuid(id) ? await findRow(tx, Request, id) : undefined
  if (!row || !tx.actor.person || row.asker !== tx.actor.person) throw refuse['no-such-request']()
  return row
}

/** Her requests, newest first. */
export async function ownRequests(tx: Tx): Promise<Row<typeof Request>[]> {
  if (!tx.actor.person) return []
  return tx.query<Row<typeof Request>>(
    'select * from personal_data.request where asker = $1 order by received_at desc, id desc limit 50',
    [tx.actor.person],
  )
}
