import { localDate } from '#ground/clock'
import { makeDossierNumber } from '#ground/ids'
import { nextNumber, startCase } from '#kernel/cases'
import { attachFiles } from '#kernel/papers'
import { createRow, type Input, type Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { getUnitByCode, type Person } from '#kernel/trust'
import { type Channel, communeOneStopCode, findCommune, findDossierOffice, provinceOneStopCode } from '#province'
import { Handling } from './cases.ts'
import { Dossier, type Procedure } from './records.ts'
import { refuse } from './refusals.ts'
import { feeFor, limitFor } from './rules.ts'

/** One paper as filed: what it is, and the file when it came as one. */
export interface FiledPaper {
  name: string
  origin: 'original' | 'copy' | 'electronic'
  count: number
  file: string | null
  file_name: string | null
  digitised: 'no' | 'yes' | 'reused'
}

export interface Filing {
  procedure: Row<typeof Procedure>
  channel: Channel
  /** Five digits of the settling commune; null when the province settles it. */
  commune: string | null
  applicant: Pick<Person, 'id' | 'full_name' | 'national_id' | 'phone' | 'email' | 'address'>
  answers: Record<string, unknown>
  /** The answers as the person saw them: label and words. */
  answered: { label: string; value: string }[]
  papers: FiledPaper[]
  delivery: 'counter' | 'post' | 'electronic'
  deliveryAddress?: string | null
  sample?: boolean
  /** Id of the dossier, so that sending the same draft twice makes one dossier. */
  id?: string
}

/** A procedure in force on the day of `at` (default the transaction's). */
export async function findProcedure(
  tx: Tx,
  code: string,
  at: Date = tx.now,
): Promise<Row<typeof Procedure> | undefined> {
  return tx.one<Row<typeof Procedure>>(
    'select * from one_stop.procedure where code = $1 and valid_from <= $2 and (valid_to is null or valid_to >= $2) order by valid_from desc limit 1',
    [code, localDate(at)],
  )
}

export async function getProcedure(tx: Tx, code: string): Promise<Row<typeof Procedure>> {
  const procedure = await findProcedure(tx, code)
  if (!procedure) throw refuse['no-such-procedure']({ code: code.slice(0, 20) })
  return procedure
}

/** The one-stop centre that takes dossiers for a commune, or the provincial one. */
export async function centreFor(
  tx: Tx,
  commune: string | null,
): Promise<{ id: string; code: string; office: string; name: string }> {
  if (commune !== null && !findCommune(commune)) throw refuse['no-office']()
  const code = commune === null ? provinceOneStopCode : communeOneStopCode(commune)
  const unit = await getUnitByCode(tx, code)
  const office = findDossierOffice(code)
  if (!office) throw refuse['no-office']()
  return { id: unit.id, code, office: office.code, name: unit.name }
}

/**
 * Files a dossier: its number by office and day is taken in this transaction, so an abandoned filing leaves no gap and two
 * at once never share one. Its clock of acceptance starts and the counter's task is in the queue before anybody is answered.
 */
export async function fileDossier(tx: Tx, filing: Filing): Promise<Row<typeof Dossier>> {
  const { procedure, applicant } = filing
  if (!procedure.fileable)
    throw refuse['not-filed-here']({ name: procedure.name, agency: procedure.agency ?? procedure.handled_by })
  if (filing.commune !== null && !(procedure.levels ?? []).includes('commune'))
    throw refuse['not-this-level']({ name: procedure.name }, 'procedure')
  const methods = procedure.methods ?? []
  if (methods.length > 0 && !methods.some((method) => method.channel === filing.channel))
    throw refuse['channel-closed']({ channel: filing.channel })
  const centre = await centreFor(tx, filing.commune)
  const day = localDate(tx.now)
  const sequence = await nextNumber(tx, `dossier:${centre.office}`, day)
  const number = makeDossierNumber({ agency: centre.office, received: day, sequence })
  const fee = feeFor({ methods }, filing.channel)
  const limit = limitFor({ methods }, filing.channel)
  const values: Input<typeof Dossier> = {
    number,
    procedure: procedure.id,
    procedure_code: procedure.code,
    procedure_name: procedure.name,
    channel: filing.channel,
    applicant: applicant.id,
    applicant_name: applicant.full_name,
    applicant_national_id: applicant.national_id,
    applicant_phone: applicant.phone,
    applicant_email: applicant.email,
    applicant_address: applicant.address,
    commune: filing.commune,
    units: [centre.id],
    received_at: tx.now,
    limit: { ...limit.limit, announced: limit.announced },
    answers: filing.answers,
    answered: filing.answered,
    papers: filing.papers,
    fee: fee.amount,
    fee_note: fee.words,
    finance_state: fee.amount ? 'awaiting' : 'none',
    delivery: filing.delivery,
    delivery_address: filing.deliveryAddress ?? null,
  }
  // Nobody writes a dossier directly: number, state and snapshot are the house's. Who may file was settled by who called this.
  const dossier = await tx.asHouse(() =>
    createRow(tx, Dossier, values, {
      unit: centre.id,
      sample: filing.sample ?? false,
      fact: 'filed',
      ...(filing.id ? { id: filing.id } : {}),
    }),
  )
  const ids = filing.papers.map((paper) => paper.file).filter((id): id is string => id !== null)
  if (ids.length > 0)
    await attachFiles(tx, ids, { system: 'one-stop', record: 'dossier', recordId: dossier.id, unit: centre.id })
  return (await startCase(tx, Handling, dossier)).record
}

/** What a stranger who holds the number may see: nothing about the person. */
export interface Tracked {
  number: string
  procedure_code: string
  procedure_name: string
  status: Row<typeof Dossier>['status']
  centre: string
  received_at: Date
  accepted_at: Date | null
  due_at: Date | null
  finished_at: Date | null
  returned_at: Date | null
  paused: boolean
}

/** Looks a dossier up by its number for anybody. Only these columns leave; the look itself is not personal. */
export async function track(tx: Tx, number: string): Promise<Tracked> {
  const found = await tx.asHouse(() =>
    tx.one<Tracked>(
      `select d.number, d.procedure_code, d.procedure_name, d.status, sen.unit_name_on(d.unit, (d.received_at at time zone 'Asia/Ho_Chi_Minh')::date) as centre, d.received_at, d.accepted_at, d.due_at, d.finished_at, d.returned_at,
              d.status in ('supplement-asked', 'financial-duty') as paused
         from one_stop.dossier d where d.number = $1`,
      [number.trim().toUpperCase().slice(0, 40)],
    ),
  )
  if (!found) throw refuse['no-such-dossier']({ number: number.slice(0, 40) })
  return found
}
