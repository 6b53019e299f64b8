import { changeRow, createRow, findRow } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { Dossier } from '../records.ts'
import { type BillRow, followFinance } from './bills.ts'
import { Bill, Receipt } from './records.ts'
import { refuse } from './refusals.ts'
import type { ReceiptRow } from './settle.ts'
import type { PayMethod } from './shape.ts'
import { findShift, tillsOf } from './shifts.ts'
import { paymentMessage } from './vietqr.ts'

/** A receipt under the actor's own sight. */
export async function getReceipt(tx: Tx, id: string): Promise<ReceiptRow> {
  const receipt = await findRow(tx, Receipt, id, 'xem biên lai')
  if (!receipt) throw refuse['no-receipt']()
  return receipt
}

/** Counts a reprint; answers the receipt as it now stands. */
export async function noteReprint(tx: Tx, id: string): Promise<ReceiptRow> {
  const receipt = await getReceipt(tx, id)
  return tx.asHouse(() =>
    changeRow(tx, Receipt, receipt.id, receipt.version, { reprints: receipt.reprints + 1 }, { fact: 'reprinted' }),
  )
}

/**
 * Cancels a receipt, by the head of the centre alone and with a reason. Its number stays used. `again`: the bills are due once
 * more under new references (a mistake of the counter); otherwise the money goes back and the bills are refunded. Money back in
 * cash leaves the head's own open drawer, where it is missing from the count.
 */
export async function cancelReceipt(
  tx: Tx,
  id: string,
  asked: { reason: string; refund: PayMethod; again: boolean },
): Promise<ReceiptRow> {
  const seen = await getReceipt(tx, id)
  if (!(await tillsOf(tx)).some((till) => till.head && till.id === seen.unit)) throw refuse['head-only']()
  if (!asked.reason.trim()) throw refuse['reason-missing']({}, 'reason')
  const shift = await findShift(tx)
  if (asked.refund === 'cash' && !shift) throw refuse['refund-needs-shift']()
  return tx.asHouse(async () => {
    const receipt = await tx.one<ReceiptRow>('select * from one_stop.receipt where id = $1 for update', [seen.id])
    if (!receipt) throw refuse['no-receipt']()
    if (receipt.state === 'cancelled') throw refuse['already-cancelled']({ number: receipt.number })
    const cancelled = await changeRow(
      tx,
      Receipt,
      receipt.id,
      receipt.version,
      {
        state: 'cancelled',
        cancelled_at: tx.now,
        cancelled_by: tx.actor.name,
        cancel_reason: asked.reason.trim(),
        refund_method: asked.refund,
        refund_shift: asked.refund === 'cash' ? (shift?.id ?? null) : null,
      },
      { fact: 'cancelled', held: receipt },
    )
    const bills = await tx.query<BillRow>('select * from one_stop.bill where receipt = $1 order by id for update', [
      receipt.id,
    ])
    for (const bill of bills) {
      await changeRow(tx, Bill, bill.id, bill.version, { state: 'refunded' }, { fact: 'refunded', held: bill })
      if (asked.again) await billAgain(tx, bill)
    }
    for (const dossier of new Set(bills.map((bill) => bill.dossier))) {
      const row = await findRow(tx, Dossier, dossier)
      if (row) await followFinance(tx, row, 'receipt-cancelled')
    }
    return cancelled
  })
}

/** The same bill once more: a used reference must not pay twice. */
async function billAgain(tx: Tx, bill: BillRow): Promise<void> {
  const last = await tx.one<{ round: number }>(
    'select max(round)::int as round from one_stop.bill where dossier = $1',
    [bill.dossier],
  )
  const round = (last?.round ?? bill.round) + 1
  await createRow(
    tx,
    Bill,
    {
      reference: paymentMessage(bill.dossier_number, round),
      dossier: bill.dossier,
      dossier_number: bill.dossier_number,
      procedure_code: bill.procedure_code,
      applicant: bill.applicant,
      occasion: bill.occasion,
      round,
      copies: bill.copies,
      pages: bill.pages,
      cases: bill.cases,
      lines: bill.lines,
      amount: bill.amount,
      exempted: bill.exempted,
      due: bill.due,
      state: 'awaiting',
      opened_at: tx.now,
      units: bill.units,
    },
    { unit: bill.unit, sample: bill.sample, fact: 'billed' },
  )
}
