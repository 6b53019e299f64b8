import { localDate } from '#ground/clock'
import { makeDossierNumber } from '#ground/ids'
import type { Limit } from '#ground/working-time'
import { nextNumber, startCase } from '#kernel/cases'
import { attachFiles } from '#kernel/papers'
import { createRow, type Input, type Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { findUnit, getUnitByCode, type Person } from '#kernel/trust'
import {
  type Channel,
  communeOneStopCode,
  communeUnitCode,
  departmentOf,
  findCommune,
  findDossierOffice,
  provinceOneStopCode,
} from '#province'
import { Handling } from './cases.ts'
import { designInForce } from './design/find.ts'
import { type Claiming, claimableFor, claimExemption, feeColumns, feesFor, openBills } from './fees/bills.ts'
import { Dossier, type Procedure } from './records.ts'
import { refuse } from './refusals.ts'
import { limitFor } from './rules.ts'

/** One paper as filed: what it is, and the file when it came as one. */
export interface FiledPaper {
  name: string
  origin: 'original' | 'copy' | 'electronic'
  count: number
  file: string | null
  file_name: string | null
  digitised: 'no' | 'yes' | 'reused'
  /** Mã thành phần hồ sơ, who digitised it, and what of the citizen's store it was taken from (scanning/). */
  code?: string | null
  digitised_by?: string | null
  reused_from?: string | null
  reused_kind?: 'paper' | 'result' | null
}

/** What a paper says of its digitising when nobody said anything. */
export const unmarkedPaper = { code: null, digitised_by: null, reused_from: null, reused_kind: null }

export interface Filing {
  procedure: Row<typeof Procedure>
  channel: Channel
  /** Five digits of the settling commune; null when the province settles it. */
  commune: string | null
  /** Ids of the centres that receive it and hand over its result; default the settling one (phi địa giới, Điều 7–8). */
  receivedAt?: string | null
  returnTo?: string | null
  /** Who files in the applicant's place, and by what paper; may follow the dossier and act in it. */
  representative?: { id: string; full_name: string; paper: string } | null
  /** The applicant was read from the population register, not typed. */
  identityLinked?: boolean
  /** Its place in a filing of several procedures (life/bundle.ts). */
  bundle?: FiledMember
  applicant: Pick<Person, 'id' | 'full_name' | 'national_id' | 'phone' | 'email' | 'address'>
  answers: Record<string, unknown>
  /** The answers as the person saw them: label and words. */
  answered: { label: string; value: string }[]
  papers: FiledPaper[]
  delivery: 'counter' | 'post' | 'electronic'
  deliveryAddress?: string | null
  /** The applicant says she pays less; kept with the dossier if the exemption lowers a fee of its procedure. */
  claim?: Claiming | null
  sample?: boolean
  /** What fees are counted by: copies asked for and pages of one. Default one of one. */
  copies?: number
  pages?: number
  /** Id of the dossier, so that sending the same draft twice makes one dossier. */
  id?: string
}

/** A dossier as one of several of a filing: who settles it, until when, and which dossier it waits for. */
export interface FiledMember {
  id: string
  place: number
  /** 'khai-sinh/residence' */
  member: string
  name: string
  /** Id of the unit that settles it when that is not the commune or a department. */
  agency: string | null
  limit: Limit | null
  /** Id of the dossier whose result must exist first. */
  waitsFor: string | null
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

/** The centre with this unit id. Refuses 'one-stop.wrong-centre' for a unit that receives no dossiers. */
async function centreOf(tx: Tx, id: string): Promise<Awaited<ReturnType<typeof centreFor>>> {
  const unit = await findUnit(tx, id)
  const office = unit && findDossierOffice(unit.code)
  if (!unit || !office) throw refuse['wrong-centre']()
  return { id: unit.id, code: unit.code, office: office.code, name: unit.name }
}

/** The agency that is competent: the commune's People's Committee, or the department of the procedure's ministry. */
async function agencyFor(tx: Tx, procedure: Row<typeof Procedure>, commune: string | null): Promise<string> {
  const code = commune === null ? departmentOf(procedure.ministry) : communeUnitCode(commune)
  return (await getUnitByCode(tx, code)).id
}

/** Counts of what the papers say, kept beside them. */
export function countPapers(papers: readonly Pick<FiledPaper, 'digitised'>[]): {
  papers_count: number
  papers_digitised: number
  papers_reused: number
} {
  return {
    papers_count: papers.length,
    papers_digitised: papers.filter((paper) => paper.digitised !== 'no').length,
    papers_reused: papers.filter((paper) => paper.digitised === 'reused').length,
  }
}

/**
 * Files a dossier: its number by receiving office and day is taken in this transaction, so an abandoned filing leaves no gap
 * and two at once never share one. Its clock of acceptance starts and the counter's task is in the receiving centre's queue
 * before anybody is answered. One that waits for another of its filing gets its number now and begins later.
 *
 * Refuses 'one-stop.not-filed-here', 'not-this-level', 'channel-closed', 'no-office', 'wrong-centre', 'own-representative'.
 */
export async function fileDossier(tx: Tx, filing: Filing): Promise<Row<typeof Dossier>> {
  const { procedure, applicant } = filing
  const { bundle } = filing
  const elsewhere = bundle !== undefined && bundle.agency !== null
  if (!procedure.fileable && !elsewhere)
    throw refuse['not-filed-here']({ name: procedure.name, agency: procedure.agency ?? procedure.handled_by })
  if (!elsewhere && filing.commune !== null && !(procedure.levels ?? []).includes('commune'))
    throw refuse['not-this-level']({ name: procedure.name }, 'procedure')
  const methods = procedure.methods ?? []
  // What follows in a filing of several goes from agency to agency, by whatever channel the first came.
  if (!bundle?.waitsFor && methods.length > 0 && !methods.some((method) => method.channel === filing.channel))
    throw refuse['channel-closed']({ channel: filing.channel })
  const representative = filing.representative ?? null
  if (representative?.id === applicant.id) throw refuse['own-representative']({}, 'representative_name')
  const centre = await centreFor(tx, filing.commune)
  const received = filing.receivedAt ? await centreOf(tx, filing.receivedAt) : centre
  const returning = filing.returnTo ? await centreOf(tx, filing.returnTo) : received
  const agency = bundle?.agency ?? (await agencyFor(tx, procedure, filing.commune))
  const day = localDate(tx.now)
  const design = await designInForce(tx, procedure.code, day)
  const sequence = await nextNumber(tx, `dossier:${received.office}`, day)
  const number = makeDossierNumber({ agency: received.office, received: day, sequence })
  const fees = await feesFor(tx, {
    procedure,
    channel: filing.channel,
    copies: filing.copies,
    pages: filing.pages,
    answers: filing.answers,
  })
  const limit = bundle?.limit ? { limit: bundle.limit, announced: false } : limitFor({ methods }, filing.channel)
  const values: Input<typeof Dossier> = {
    number,
    procedure: procedure.id,
    procedure_code: procedure.code,
    procedure_name: bundle?.name ?? procedure.name,
    channel: filing.channel,
    applicant: applicant.id,
    applicant_name: applicant.full_name,
    applicant_national_id: applicant.national_id,
    applicant_phone: applicant.phone,
    applicant_email: applicant.email,
    applicant_address: applicant.address,
    commune: filing.commune,
    agency,
    received_unit: received.id,
    returning_unit: returning.id,
    representative: representative?.id ?? null,
    representative_name: representative?.full_name ?? null,
    representative_paper: representative?.paper ?? null,
    identity_linked: filing.identityLinked ?? false,
    design: design?.id ?? null,
    ...(bundle
      ? {
          bundle: bundle.id,
          bundle_place: bundle.place,
          bundle_member: bundle.member,
          waits_for: bundle.waitsFor,
        }
      : {}),
    // All three centres follow it from the first minute.
    units: [...new Set([centre.id, received.id, returning.id])],
    received_at: tx.now,
    limit: { ...limit.limit, announced: limit.announced },
    answers: filing.answers,
    answered: filing.answered,
    papers: filing.papers.map((paper) => ({ ...unmarkedPaper, ...paper })),
    ...countPapers(filing.papers),
    ...feeColumns(fees),
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
  const { claim } = filing
  const claimed =
    claim?.exemption !== undefined &&
    (await claimableFor(tx, { procedure, channel: filing.channel }, fees)).some((one) => one.code === claim.exemption)
  if (claim && claimed) await claimExemption(tx, dossier, claim)
  await openBills(tx, dossier, fees, claimed)
  const ids = filing.papers.map((paper) => paper.file).filter((id): id is string => id !== null)
  if (ids.length > 0)
    await attachFiles(tx, ids, { system: 'one-stop', record: 'dossier', recordId: dossier.id, unit: centre.id })
  return bundle?.waitsFor ? dossier : (await startCase(tx, Handling, dossier)).record
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
  waits_for: string | null
}

/** Looks a dossier up by its number for anybody. Only these columns leave; the look itself is not personal. */
export async function track(tx: Tx, number: string): Promise<Tracked> {
  const found = await tx.asHouse(() =>
    tx.one<Tracked>(
      `select d.number, d.procedure_code, d.procedure_name, d.status, sen.unit_name_on(d.unit, (d.received_at at time zone 'Asia/Ho_Chi_Minh')::date) as centre, d.received_at, d.accepted_at, d.due_at, d.finished_at, d.returned_at, d.waits_for,
              d.status in ('supplement-asked', 'financial-duty') as paused
         from one_stop.dossier d where d.number = $1`,
      [number.trim().toUpperCase().slice(0, 40)],
    ),
  )
  if (!found) throw refuse['no-such-dossier']({ number: number.slice(0, 40) })
  return found
}
