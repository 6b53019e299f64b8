import { readFileSync } from 'node:fs'
import { formatDate, formatInstant, localDate } from '#ground/clock'
import { formatNumber, moneyInWords } from '#ground/money'
import { nfc } from '#ground/text'
import { type FileRow, keepPaper, placeDate, qrSvg, typeset } from '#kernel/papers'
import type { Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { findUnit, getRoot } from '#kernel/trust'
import { communeFullName, findCommune } from '#province'
import type { Dossier } from '../records.ts'
import type { BillRow } from './bills.ts'
import type { CollectionAccount } from './records.ts'
import type { ReceiptRow } from './settle.ts'
import { vietQr } from './vietqr.ts'
import { methodWords } from './words.ts'

const receiptTemplate = readFileSync(new URL('./receipt.typ', import.meta.url), 'utf8')
const slipTemplate = readFileSync(new URL('./slip.typ', import.meta.url), 'utf8')
const SAMPLE = { mark: 'BẢN MẪU', note: 'Dữ liệu mẫu của bản chạy thử. Giấy này không có giá trị pháp lý.' }

/** The centre as its papers head it. */
export async function officeOf(tx: Tx, unit: string): Promise<{ parent: string; name: string; place: string }> {
  const centre = (await findUnit(tx, unit)) ?? (await getRoot(tx))
  const commune = centre.commune ? findCommune(centre.commune) : undefined
  return commune
    ? {
        parent: `Ủy ban nhân dân ${communeFullName(commune).replace(/^./u, (first) => first.toLowerCase())}`,
        name: centre.name,
        place: commune.name,
      }
    : { parent: 'Ủy ban nhân dân tỉnh Đồng Tháp', name: centre.name, place: 'Đồng Tháp' }
}

const isSample = (tx: Tx, row: { sample: boolean }) => (row.sample || tx.lent('demo') === true ? SAMPLE : null)

/**
 * The receipt as a PDF on A5. The first is the receipt; every later one is marked as a reprint with its number, and a
 * cancelled receipt says so across the page, so that no paper passes for money twice.
 */
export async function receiptPdf(tx: Tx, receipt: ReceiptRow, reprint: number | null): Promise<Uint8Array> {
  const office = await officeOf(tx, receipt.unit)
  const issued = localDate(receipt.issued_at)
  return typeset(
    receiptTemplate,
    {
      office,
      series: receipt.series,
      number: receipt.number.slice(receipt.series.length + 1),
      mark: receipt.state === 'cancelled' ? 'Đã hủy' : reprint === null ? null : 'Bản in lại',
      reprint: reprint === null ? null : `Bản in lại lần ${reprint}, ${formatInstant(tx.now)}`,
      payer: nfc(receipt.payer_name),
      dossiers: [...new Set((receipt.lines ?? []).map((line) => line.dossier_number))].join('; '),
      method: methodWords[receipt.method].vi + (receipt.slip ? ` (số ${receipt.slip})` : ''),
      lines: (receipt.lines ?? []).map((line) => ({
        name: line.name,
        count: String(line.count),
        amount: formatNumber(line.amount),
        exempted: line.exempted === 0 ? '–' : formatNumber(line.exempted),
        due: formatNumber(line.due),
      })),
      total: formatNumber(receipt.total),
      words: moneyInWords(receipt.total),
      cancelled:
        receipt.state === 'cancelled' && receipt.cancelled_at
          ? `Biên lai đã hủy lúc ${formatInstant(receipt.cancelled_at)}. Lý do: ${receipt.cancel_reason ?? ''}`
          : null,
      placeDate: placeDate(office.place, issued),
      cashier: receipt.cashier_name,
      sample: isSample(tx, receipt),
    },
    { title: `Biên lai ${receipt.number}`, at: tx.now },
  )
}

/** The receipt as first issued, kept with it. */
export async function keepReceipt(tx: Tx, receipt: ReceiptRow): Promise<FileRow> {
  return keepPaper(tx, await receiptPdf(tx, receipt, null), `Biên lai ${receipt.number}.pdf`, {
    system: 'one-stop',
    record: 'receipt',
    recordId: receipt.id,
    unit: receipt.unit,
  })
}

export type AccountRow = Row<typeof CollectionAccount>

/** The account into which fees of a centre are transferred today: its own, else everybody's; undefined when none is told. */
export async function findAccount(tx: Tx, unit: string): Promise<AccountRow | undefined> {
  const centre = await findUnit(tx, unit)
  return tx.one<AccountRow>(
    `select * from one_stop.collection_account where centre in ($1, '*') and valid_from <= $2 and (valid_to is null or valid_to >= $2)
      order by (centre = '*'), valid_from desc limit 1`,
    [centre?.code ?? '*', localDate(tx.now)],
  )
}

/** The transfer of a bill as the text of a QR; null when it is not awaited or no account is told. */
export function transferQr(
  bill: Pick<BillRow, 'state' | 'due' | 'reference'>,
  account: AccountRow | undefined,
): string | null {
  if (!account || bill.state !== 'awaiting' || !bill.due) return null
  return vietQr({ bank: account.bank, account: account.account }, bill.due, bill.reference)
}

/** Phiếu báo nộp: what is due and the QR, for who pays from home. Needs no network. */
export async function slipPdf(tx: Tx, dossier: Row<typeof Dossier>, bill: BillRow): Promise<Uint8Array> {
  const office = await officeOf(tx, bill.unit)
  const account = await findAccount(tx, bill.unit)
  const qr = transferQr(bill, account)
  return typeset(
    slipTemplate,
    {
      office,
      placeDate: placeDate(office.place, localDate(tx.now)),
      reference: bill.reference,
      payer: nfc(dossier.applicant_name),
      dossier: dossier.number,
      procedure: dossier.procedure_name,
      lines: (bill.lines ?? []).map((line) => ({
        name: line.name,
        count: String(line.count),
        exempted: line.exempted === 0 ? '–' : formatNumber(line.exempted),
        due: formatNumber(line.due ?? 0),
      })),
      total: formatNumber(bill.due ?? 0),
      words: moneyInWords(bill.due ?? 0),
      qr: qr ? await qrSvg(qr) : null,
      bank: account?.bank_name ?? null,
      account: account?.account ?? null,
      holder: account?.holder ?? null,
      sample: isSample(tx, bill),
    },
    { title: `Phiếu báo nộp ${bill.reference}, ${formatDate(localDate(tx.now))}`, at: tx.now },
  )
}
