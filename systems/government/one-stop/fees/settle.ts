import { localDate } from '#ground/clock'
import { assert } from '#ground/refusal'
import { move, nextNumber } from '#kernel/cases'
import { changeRow, createRow, type Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { getRoot } from '#kernel/trust'
import { findDossierOffice } from '#province'
import { Handling } from '../cases.ts'
import type { Dossier } from '../records.ts'
import { type BillRow, claimsOf, followFinance } from './bills.ts'
import { Bill, Receipt, type ReceiptLine, type Shift } from './records.ts'
import { refuse } from './refusals.ts'
import { feeLimits, type PayChannel } from './shape.ts'

type DossierRow = Row<typeof Dossier>
export type ReceiptRow = Row<typeof Receipt>
export type ShiftRow = Row<typeof Shift>

/** One payment that has happened. `reference` is the bill's; `amount` whole đồng; `receipt` the paper of whoever took the money. */
export interface Payment {
  reference: string
  amount: number
  at: Date
  channel: PayChannel
  receipt?: string | null
}

export interface Settled {
  bill: BillRow
  receipt: ReceiptRow
  /** The same payment had been told before; nothing was done again. */
  already: boolean
}

interface Paying {
  /** Same key, same payment. */
  key: string
  at: Date
  channel: PayChannel
  slip: string | null
  payerName?: string | undefined
  shift?: ShiftRow | undefined
}

/** The bill of a reference, held until the transaction ends so that two payments at once take turns. */
async function holdBills(tx: Tx, references: readonly string[]): Promise<BillRow[]> {
  return tx.asHouse(() =>
    tx.query<BillRow>('select * from one_stop.bill where reference = any($1::text[]) order by id for update', [
      [...references],
    ]),
  )
}

/** Series and next number of a centre's receipts in a year: 'BL-26-H20.101.01', 'BL-26-H20.101.01-0000001'. No gaps: taken in this transaction. */
async function nextReceipt(tx: Tx, unit: string): Promise<{ series: string; number: string }> {
  const year = localDate(tx.now).slice(0, 4)
  const centre = await tx.asHouse(() => tx.one<{ code: string }>('select code from sen.unit where id = $1', [unit]))
  const office = centre ? (findDossierOffice(centre.code)?.code ?? centre.code) : unit
  const series = `BL-${year.slice(2)}-${office}`
  const place = await nextNumber(tx, `receipt:${series}`, `${year}-01-01`)
  return { series, number: `${series}-${String(place).padStart(7, '0')}` }
}

/** One receipt for bills already held and found awaiting. Settles them, and the dossiers follow. */
async function issue(tx: Tx, bills: readonly BillRow[], paying: Paying): Promise<ReceiptRow> {
  const dossiers = await tx.asHouse(() =>
    tx.query<DossierRow>('select * from one_stop.dossier where id = any($1::uuid[]) order by id', [
      [...new Set(bills.map((bill) => bill.dossier))],
    ]),
  )
  const lines: ReceiptLine[] = bills.flatMap((bill) =>
    (bill.lines ?? []).map((line) => ({
      bill: bill.id,
      dossier: bill.dossier,
      dossier_number: bill.dossier_number,
      procedure_code: bill.procedure_code,
      code: line.code,
      name: line.name,
      kind: line.kind,
      count: line.count,
      amount: line.amount ?? 0,
      exempted: line.exempted,
      due: line.due ?? 0,
    })),
  )
  const total = lines.reduce((sum, line) => sum + line.due, 0)
  assert(total === bills.reduce((sum, bill) => sum + (bill.due ?? 0), 0), 'a receipt says what its bills say')
  const first = dossiers[0]
  assert(first, 'a bill is of a dossier')
  const unit = paying.shift?.unit ?? bills[0]?.unit ?? (await getRoot(tx)).id
  const { series, number } = await nextReceipt(tx, unit)
  const receipt = await tx.asHouse(() =>
    createRow(
      tx,
      Receipt,
      {
        number,
        series,
        payment_key: paying.key,
        shift: paying.shift?.id ?? null,
        cashier: paying.shift?.cashier ?? null,
        cashier_name: paying.shift?.cashier_name ?? 'Hệ thống thanh toán trực tuyến',
        issued_at: tx.now,
        payer: first.applicant,
        payer_name: paying.payerName?.trim() || first.applicant_name,
        method: paying.channel,
        slip: paying.slip,
        total,
        lines,
        dossiers: dossiers.map((one) => one.id),
        units: [...new Set(bills.flatMap((bill) => bill.units ?? []))],
      },
      { unit, sample: first.sample, fact: 'issued' },
    ),
  )
  for (const bill of bills)
    await tx.asHouse(() =>
      changeRow(
        tx,
        Bill,
        bill.id,
        bill.version,
        {
          state: 'settled',
          settled_at: paying.at,
          paid_by: paying.channel,
          receipt: receipt.id,
          outside_receipt: paying.slip,
        },
        { fact: 'settled', held: bill },
      ),
    )
  for (const dossier of dossiers) {
    const now = await followFinance(tx, dossier, 'paid', { at: paying.at, online: paying.channel === 'online' })
    const duty = bills.some((bill) => bill.dossier === dossier.id && bill.occasion === 'duty')
    // The citizen has done her duty: the clock that waited for it goes on, whoever took the money.
    if (duty && now.status === 'financial-duty')
      await move(tx, Handling, { recordId: dossier.id, move: 'confirm-payment', data: { receipt: number } })
  }
  return receipt
}

function refuseBill(bill: BillRow): void {
  if (bill.state === 'unpriced') throw refuse.unpriced({ name: bill.lines?.[0]?.name ?? bill.reference })
  if (bill.state !== 'awaiting') throw refuse['not-awaiting']({ reference: bill.reference })
}

async function refusePending(tx: Tx, bills: readonly BillRow[]): Promise<void> {
  for (const dossier of new Set(bills.map((bill) => bill.dossier))) {
    if ((await claimsOf(tx, dossier)).some((claim) => claim.state === 'claimed'))
      throw refuse['claim-pending']({ number: bills.find((bill) => bill.dossier === dossier)?.dossier_number ?? '' })
  }
}

/**
 * The one door through which a payment is told from outside: the national platform, a bank's message. The same payment told
 * twice is once; a second, different payment of a bill already paid is refused by name, so that whoever tells it can refund.
 * The amount must be the amount due to the đồng. The caller has checked who tells it. A pending claim does not hold up money
 * that has already moved.
 */
export async function settlePayment(tx: Tx, payment: Payment): Promise<Settled> {
  const [bill] = await holdBills(tx, [payment.reference])
  if (!bill) throw refuse['no-bill']({ reference: payment.reference.slice(0, 30) })
  const key = `${payment.reference}:${payment.channel}:${payment.receipt ?? ''}`
  if (bill.state === 'settled' || bill.state === 'refunded') {
    const receipt = await tx.asHouse(() =>
      tx.one<ReceiptRow>('select * from one_stop.receipt where id = $1', [bill.receipt]),
    )
    if (receipt?.payment_key === key) return { bill, receipt, already: true }
    throw refuse['already-settled']({
      reference: bill.reference,
      at: bill.settled_at ? localDate(bill.settled_at) : '',
    })
  }
  refuseBill(bill)
  if (bill.due !== payment.amount)
    throw refuse['wrong-amount']({ given: payment.amount, due: bill.due ?? 0, reference: bill.reference })
  const receipt = await issue(tx, [bill], {
    key,
    at: payment.at,
    channel: payment.channel,
    slip: payment.receipt ?? null,
  })
  const [settled] = await holdBills(tx, [payment.reference])
  assert(settled, 'a bill stays')
  return { bill: settled, receipt, already: false }
}

/** Several bills paid at once over the counter, on one receipt. `key` comes from the screen: pressing twice pays once. */
export async function settleAtCounter(
  tx: Tx,
  shift: ShiftRow,
  paying: {
    key: string
    bills: readonly { reference: string; version: number }[]
    method: Exclude<PayChannel, 'online'>
    slip: string | null
    payerName?: string | undefined
  },
): Promise<{ receipt: ReceiptRow; already: boolean }> {
  const key = `${shift.id}:${paying.key}`
  const known = await tx.asHouse(() =>
    tx.one<ReceiptRow>('select * from one_stop.receipt where payment_key = $1', [key]),
  )
  if (known) return { receipt: known, already: true }
  if (paying.bills.length === 0) throw refuse['nothing-to-pay']()
  if (paying.bills.length > feeLimits.billsAReceiptMax)
    throw refuse['too-many-bills']({ max: feeLimits.billsAReceiptMax })
  if (paying.method !== 'cash' && !paying.slip?.trim()) throw refuse['slip-missing']({}, 'slip')
  const bills = await holdBills(
    tx,
    paying.bills.map((one) => one.reference),
  )
  for (const asked of paying.bills) {
    const bill = bills.find((one) => one.reference === asked.reference)
    if (!bill) throw refuse['no-bill']({ reference: asked.reference.slice(0, 30) })
    refuseBill(bill)
    if (bill.version !== asked.version) throw refuse['bill-changed']({ reference: bill.reference })
  }
  await refusePending(tx, bills)
  const receipt = await issue(tx, bills, {
    key,
    at: tx.now,
    channel: paying.method,
    slip: paying.slip?.trim() || null,
    payerName: paying.payerName,
    shift,
  })
  return { receipt, already: false }
}
