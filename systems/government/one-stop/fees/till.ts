import { localDate } from '#ground/clock'
import { filesOfRecord } from '#kernel/papers'
import { findRow, noteReading, type Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { Dossier } from '../records.ts'
import { type BillRow, billsOf, claimsOf, exemptionsOn } from './bills.ts'
import { findAccount, transferQr } from './papers.ts'
import { lowering } from './reckon.ts'
import { refuse } from './refusals.ts'

type DossierRow = Row<typeof Dossier>
const FOUND_MAX = 20

/** What a scanner or a hand puts into the search box: a number, the address in a QR of ours, a payment reference, or a name. */
export function readSought(typed: string): string {
  const text = typed.trim().slice(0, 300)
  const query = /[?&]so=([^&#\s]+)/.exec(text)?.[1]
  if (query !== undefined) {
    try {
      return decodeURIComponent(query).slice(0, 60)
    } catch {
      return query.slice(0, 60)
    }
  }
  return text.slice(0, 60)
}

export interface FoundDossier {
  number: string
  applicant_name: string
  procedure_name: string
  status: string
  finance_state: string
  due: number
  open: number
}

/** Dossiers the actor may see that something is due for; by number or reference also those that nothing is. */
export async function findPayable(tx: Tx, typed: string): Promise<FoundDossier[]> {
  const sought = readSought(typed)
  if (sought.length < 2) return []
  const rows = await tx.query<FoundDossier & { id: string; unit: string; applicant: string }>(
    `select d.id, d.unit, d.applicant, d.number, d.applicant_name, d.procedure_name, d.status, d.finance_state,
            coalesce(b.due, 0)::bigint as due, coalesce(b.open, 0)::int as open
       from one_stop.dossier d left join lateral (
         select sum(due) as due, count(*) as open from one_stop.bill where dossier = d.id and state in ('awaiting', 'unpriced')) b on true
      where d.number = upper($1) or d.id = (select dossier from one_stop.bill where reference = upper($1))
         or (b.open > 0 and d.search like '%' || sen.fold($1) || '%')
      order by d.number = upper($1) desc, d.received_at desc limit $2`,
    [sought, FOUND_MAX],
  )
  noteReading(tx, Dossier, rows as never, 'thu phí, lệ phí')
  return rows.map(({ id: _id, unit: _unit, applicant: _applicant, ...row }) => row)
}

/** The dossier of a number under the actor's own sight. */
export async function getPayable(tx: Tx, number: string): Promise<DossierRow> {
  const known = await tx.one<{ id: string }>('select id from one_stop.dossier where number = $1', [
    number.trim().toUpperCase().slice(0, 40),
  ])
  const dossier = known ? await findRow(tx, Dossier, known.id, 'thu phí, lệ phí') : undefined
  if (!dossier) throw refuse['no-dossier']({ number: number.slice(0, 40) })
  return dossier
}

/** Everything the cashier needs about one dossier: its bills with their lines, what was claimed, what could be. */
export async function payableOf(tx: Tx, dossier: DossierRow) {
  const bills = await billsOf(tx, dossier.id)
  const claims = await claimsOf(tx, dossier.id)
  const known = await exemptionsOn(tx, localDate(dossier.received_at))
  const sector = await tx.one<{ sector: string }>('select sector from one_stop.procedure where id = $1', [
    dossier.procedure,
  ])
  const account = bills[0] ? await findAccount(tx, bills[0].unit) : undefined
  const of = { procedure: dossier.procedure_code, sector: sector?.sector ?? '', channel: dossier.channel }
  const lines = bills.flatMap((bill) => (bill.occasion === 'duty' ? [] : (bill.lines ?? [])))
  const shown = new Map<string, { id: string; name: string; size: number }[]>()
  for (const claim of claims)
    shown.set(
      claim.id,
      (await filesOfRecord(tx, claim.id)).map(({ id, name, size }) => ({ id, name, size })),
    )
  return {
    number: dossier.number,
    applicant: dossier.applicant_name,
    procedure: { code: dossier.procedure_code, name: dossier.procedure_name },
    channel: dossier.channel,
    status: dossier.status,
    finance: dossier.finance_state,
    paidAt: dossier.paid_at,
    feeNote: dossier.fee_note,
    bills: bills.map((bill) => billShown(bill, transferQr(bill, account))),
    claims: claims.map((claim) => ({
      id: claim.id,
      exemption: claim.exemption,
      name: known.find((one) => one.code === claim.exemption)?.name ?? { vi: claim.exemption, en: claim.exemption },
      percent: known.find((one) => one.code === claim.exemption)?.percent ?? null,
      evidence: claim.evidence,
      needed: known.find((one) => one.code === claim.exemption)?.evidence ?? null,
      source: known.find((one) => one.code === claim.exemption)?.source ?? null,
      files: shown.get(claim.id) ?? [],
      checkedAt: claim.checked_at,
      state: claim.state,
      by: claim.checked_by,
      reason: claim.reason,
    })),
    exemptions: lowering(known, lines, of)
      .filter((one) => !claims.some((claim) => claim.exemption === one.code))
      .map((one) => ({
        code: one.code,
        name: one.name,
        percent: one.percent,
        evidence: one.evidence,
        source: one.source,
      })),
  }
}

export type Payable = Awaited<ReturnType<typeof payableOf>>

function billShown(bill: BillRow, qr: string | null) {
  return {
    reference: bill.reference,
    version: bill.version,
    occasion: bill.occasion,
    state: bill.state,
    copies: bill.copies,
    pages: bill.pages,
    lines: bill.lines ?? [],
    amount: bill.amount,
    exempted: bill.exempted,
    due: bill.due,
    settledAt: bill.settled_at,
    paidBy: bill.paid_by,
    receipt: bill.receipt,
    outside: bill.outside_receipt,
    qr,
  }
}
