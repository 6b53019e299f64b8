import { notify } from '#kernel/cases'
import { changeRow, type Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { billsOf } from '../fees/bills.ts'
import { Bill } from '../fees/records.ts'
import type { Dossier } from '../records.ts'

type DossierRow = Row<typeof Dossier>

/**
 * A dossier ended without a result: what was still asked is asked no more. Answers what is left: 'paid' when money of hers lies
 * with us and is to be looked at for refunding, of which the centre that took it hears; 'refunded'; or 'none'. Needs the
 * house's sight; the caller writes the state.
 */
export async function dropBills(tx: Tx, dossier: DossierRow): Promise<'none' | 'paid' | 'refunded'> {
  const bills = await billsOf(tx, dossier.id)
  for (const bill of bills)
    if (bill.state === 'awaiting' || bill.state === 'unpriced')
      await changeRow(tx, Bill, bill.id, bill.version, { state: 'void' }, { fact: 'dropped', held: bill })
  const paid = bills.filter((bill) => bill.state === 'settled').reduce((sum, bill) => sum + (bill.due ?? 0), 0)
  if (paid === 0) return bills.some((bill) => bill.state === 'refunded') ? 'refunded' : 'none'
  const amount = paid.toLocaleString('vi-VN')
  await notify(
    tx,
    { role: 'centre-head', unit: dossier.received_unit ?? dossier.unit },
    {
      title: {
        vi: `Xem xét hoàn phí hồ sơ ${dossier.number}`,
        en: `A refund is to be looked at: dossier ${dossier.number}`,
      },
      body: {
        vi: `Hồ sơ kết thúc không có kết quả; đã thu ${amount} đồng.`,
        en: `It ended without a result; ${amount} đồng were taken.`,
      },
      link: `/officer/cases/one-stop/dossier/${dossier.id}`,
      key: `${dossier.id}:refund`,
    },
  )
  return 'paid'
}
