import { localDate } from '#ground/clock'
import { nextNumber, startCase } from '#kernel/cases'
import { attachFiles } from '#kernel/papers'
import { changeRow, createRow, type FileRef, type Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { findPerson, getUnitByCode, unitNameOn } from '#kernel/trust'
import { communeUnitCode, findCommune, provinceOneStopCode } from '#province'
import { centreFor } from '../filing.ts'
import type { Dossier } from '../records.ts'
import { Complaining } from './cases.ts'
import { Complaint } from './records.ts'
import { refuseComplaint } from './refusals.ts'

export type ComplaintRow = Row<typeof Complaint>

export const complaintPageLimits = { aDayMax: 5, filesMax: 5, listMax: 50, publicRows: 20 } as const

export interface NewComplaint {
  kind: ComplaintRow['kind']
  detail: string
  /** Number of a dossier of hers; empty for none. */
  number: string
  /** Five digits of a commune, 'province', or empty when a dossier is named. */
  place: string
  files: readonly FileRef[]
}

/** Takes a complaint in: number, clock of 15 working days and the head's task in one transaction. */
export async function complain(tx: Tx, given: NewComplaint): Promise<ComplaintRow> {
  const person = tx.actor.person ? await findPerson(tx, tx.actor.person) : undefined
  if (!person) throw refuseComplaint['no-person']()
  const { aDayMax } = complaintPageLimits
  const day = localDate(tx.now)
  const sent = await tx.one<{ n: number }>(
    `select count(*)::int as n from one_stop.complaint where sender = $1 and (received_at at time zone 'Asia/Ho_Chi_Minh')::date = $2`,
    [person.id, day],
  )
  if ((sent?.n ?? 0) >= aDayMax) throw refuseComplaint['too-many']({ max: aDayMax })
  const number = given.number.trim().toUpperCase()
  const dossier =
    number === ''
      ? undefined
      : await tx.one<Row<typeof Dossier>>('select * from one_stop.dossier where number = $1 and applicant = $2', [
          number,
          person.id,
        ])
  if (number !== '' && !dossier) throw refuseComplaint['not-yours']({ number: number.slice(0, 40) }, 'number')
  if (!dossier && given.place === '') throw refuseComplaint['no-agency']({}, 'place')
  const commune = dossier ? dossier.commune : given.place === 'province' ? null : given.place
  if (commune !== null && !findCommune(commune)) throw refuseComplaint['no-agency']({}, 'place')
  const centre = await centreFor(tx, commune)
  const agency =
    dossier?.agency ?? (await getUnitByCode(tx, commune === null ? provinceOneStopCode : communeUnitCode(commune))).id
  const sequence = await nextNumber(tx, `complaint:${centre.office}`, day)
  const complaint = await tx.asHouse(() =>
    createRow(
      tx,
      Complaint,
      {
        number: `PA.${centre.office}-${day.slice(2).replaceAll('-', '')}-${String(sequence).padStart(4, '0')}`,
        dossier: dossier?.id ?? null,
        dossier_number: dossier?.number ?? null,
        procedure_code: dossier?.procedure_code ?? null,
        sender: person.id,
        sender_name: person.full_name,
        sender_phone: person.phone,
        kind: given.kind,
        detail: given.detail,
        attached: [...given.files],
        agency,
        units: [...new Set([centre.id, agency])],
        received_at: tx.now,
      },
      { unit: centre.id, sample: person.sample, fact: 'sent' },
    ),
  )
  if (given.files.length > 0)
    await attachFiles(
      tx,
      given.files.map((file) => file.file),
      { system: 'one-stop', record: 'complaint', recordId: complaint.id, unit: centre.id },
    )
  return (await startCase(tx, Complaining, complaint)).record
}

/** A complaint of hers. Refuses complaint.missing. */
export async function getComplaint(tx: Tx, number: string): Promise<ComplaintRow & { agency_name: string }> {
  const found = await tx.one<ComplaintRow>('select * from one_stop.complaint where number = $1 and sender = $2', [
    number.slice(0, 40),
    tx.actor.person,
  ])
  if (!found) throw refuseComplaint.missing({ number: number.slice(0, 40) })
  const agency_name = found.agency ? await unitNameOn(tx, found.agency, localDate(found.received_at)) : ''
  return { ...found, agency_name: agency_name ?? '' }
}

export const listComplaints = (tx: Tx): Promise<ComplaintRow[]> =>
  tx.query<ComplaintRow>(
    'select * from one_stop.complaint where sender = $1 order by received_at desc, id desc limit $2',
    [tx.actor.person, complaintPageLimits.listMax],
  )

/** What the sender thinks of the answer, once (index 766, item 5.3). Refuses complaint.missing, .not-answered. */
export async function rateAnswer(
  tx: Tx,
  number: string,
  rating: NonNullable<ComplaintRow['satisfaction']>,
  note: string,
): Promise<void> {
  const found = await getComplaint(tx, number)
  if (!found.answered_at || found.satisfaction) throw refuseComplaint['not-answered']()
  await tx.asHouse(() =>
    changeRow(
      tx,
      Complaint,
      found.id,
      found.version,
      { satisfaction: rating, satisfaction_note: note.trim() === '' ? null : note.slice(0, 1_000) },
      { fact: 'rated' },
    ),
  )
}

export interface Published {
  number: string
  question: string
  answer: string
  agency: string
  answered_at: Date
  published_at: Date
}

/** What was published, newest first. Only these columns leave: nothing of the sender. `before` is the number of the last one seen. */
export async function listPublished(tx: Tx, search: string, before: string): Promise<Published[]> {
  return tx.asHouse(() =>
    tx.query<Published>(
      `select c.number, c.public_question as question, c.public_answer as answer, coalesce(u.name, '') as agency, c.answered_at, c.published_at
         from one_stop.complaint c left join sen.unit u on u.id = c.agency
        where c.state = 'published'
          and ($1 = '' or sen.fold(c.public_question || ' ' || c.public_answer) like '%' || sen.fold($1) || '%')
          and ($2 = '' or (c.published_at, c.number) < (select l.published_at, l.number from one_stop.complaint l where l.number = $2))
        order by c.published_at desc, c.number desc limit $3`,
      [search.replace(/[\\%_]/g, '').slice(0, 100), before.slice(0, 40), complaintPageLimits.publicRows + 1],
    ),
  )
}
