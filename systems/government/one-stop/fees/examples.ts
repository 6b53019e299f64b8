import type { Tx } from '#kernel/store'
import { billsOf } from './bills.ts'
import { settlePayment } from './settle.ts'

/** Pays what an example dossier owes, through the door of payments, so that its result may be handed over. */
export async function payExample(tx: Tx, dossier: string): Promise<void> {
  for (const bill of await billsOf(tx, dossier)) {
    if (bill.state !== 'awaiting' || bill.due === null) continue
    await settlePayment(tx, {
      reference: bill.reference,
      amount: bill.due,
      at: tx.now,
      channel: bill.round % 2 === 0 ? 'online' : 'transfer',
      receipt: `VD${bill.reference}`,
    })
  }
}
