import { buffer } from 'node:stream/consumers'
import type { Words } from '#ground/text'
import { blobsOf, type FileRow, fileOfRecord, joinPdfs, type Letter, letterPdf, letterWord } from '#kernel/papers'
import { findRow, getRow } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { receiptOf } from '../issue.ts'
import { Dossier } from '../records.ts'
import { controlLetter } from './control.ts'
import { type DossierRow, type FormCode, formsOf, readLetter } from './issued.ts'
import { refusePrinting } from './refusals.ts'
import { printingLimits } from './rules.ts'
import { formWhen, formWords } from './words.ts'

export type PaperFormat = 'pdf' | 'docx'
/** A form that can be asked for: 01–05 as issued, 06 as the case stands. */
export type AskedForm = FormCode | '06'

/** A file made or found, ready to be sent: its bytes and its name. */
export interface Sent {
  bytes: Uint8Array
  name: string
  format: PaperFormat | 'xlsx'
}

const CODES: readonly FormCode[] = ['01', '02', '03', '04', '05']

/** '04.docx' → form and format. Refuses 'printing.no-such-form'. */
export function readFormAsked(text: string): { form: AskedForm; format: PaperFormat } {
  const match = /^(0[1-6])\.(pdf|docx)$/.exec(text)
  if (!match) throw refusePrinting['no-such-form']()
  return { form: match[1] as AskedForm, format: match[2] as PaperFormat }
}

/** One line of the panel "Biểu mẫu". */
export interface FormShown {
  form: AskedForm
  title: Words
  issuedAt: Date | null
  /** Absent while the form does not exist; then `when` says when it will. */
  pdf?: string
  docx?: string
  when?: Words
}

/** Forms of a dossier with where they are fetched under `path`. 06 is for officers. */
export async function listForms(tx: Tx, dossier: DossierRow, path: string, officer: boolean): Promise<FormShown[]> {
  const issued = await formsOf(tx, dossier.id)
  const shown: FormShown[] = CODES.map((form) => {
    const row = issued.get(form)
    // A dossier accepted before values were kept gets its receipt set anew from what it says.
    const there = row !== undefined || (form === '01' && dossier.accepted_at !== null)
    return {
      form,
      title: formWords[form],
      issuedAt: row?.issued_at ?? (there ? dossier.accepted_at : null),
      ...(there ? { pdf: `${path}/${form}.pdf`, docx: `${path}/${form}.docx` } : { when: formWhen[form] }),
    }
  })
  if (officer)
    shown.push({
      form: '06',
      title: formWords['06'],
      issuedAt: null,
      pdf: `${path}/06.pdf`,
      docx: `${path}/06.docx`,
    })
  return shown
}

async function letterFor(
  tx: Tx,
  dossier: DossierRow,
  form: AskedForm,
): Promise<{ letter: Letter; file: string | null }> {
  if (form === '06') return { letter: await controlLetter(tx, dossier), file: null }
  const row = (await formsOf(tx, dossier.id)).get(form)
  if (row) return { letter: readLetter(row.letter), file: row.file }
  if (form === '01' && dossier.accepted_at !== null)
    return { letter: await receiptOf(tx, dossier, tx.actor.name), file: null }
  const { lang } = tx.actor
  throw refusePrinting['not-issued']({
    number: dossier.number,
    form: formWords[form][lang],
    when: formWhen[form][lang],
  })
}

const readFile = async (tx: Tx, file: FileRow): Promise<Uint8Array> =>
  new Uint8Array(await buffer(await blobsOf(tx).get(file.sha256)))

/** One form of a dossier: the PDF that was issued, or the Word file of the same value. Refuses 'printing.not-issued'. */
export async function formFile(
  tx: Tx,
  dossier: DossierRow,
  asked: { form: AskedForm; format: PaperFormat },
): Promise<Sent> {
  const { letter, file } = await letterFor(tx, dossier, asked.form)
  const name = `Mau-${asked.form}-${dossier.number}.${asked.format}`
  if (asked.format === 'docx') return { bytes: await letterWord(letter), name, format: 'docx' }
  const kept = file === null ? undefined : await fileOfRecord(tx, file)
  return { bytes: kept ? await readFile(tx, kept) : await letterPdf(letter), name, format: 'pdf' }
}

/** The dossier an officer prints from, under her own sight; the look is logged. */
export const dossierToPrint = (tx: Tx, id: string): Promise<DossierRow> => getRow(tx, Dossier, id, 'in biểu mẫu')

export type BatchWhat = 'receipts' | 'results'

/**
 * Receipts or results of several dossiers as one PDF for the printer, in the order asked. Dossiers the actor may not see, or
 * that have no such paper, are left out; when nothing is left 'printing.nothing-to-print' is refused, and beyond 100
 * 'printing.too-many-dossiers'.
 */
export async function batchFile(tx: Tx, what: BatchWhat, ids: readonly string[]): Promise<Sent> {
  const { dossiersMax } = printingLimits
  const wanted = [...new Set(ids)]
  if (wanted.length > dossiersMax) throw refusePrinting['too-many-dossiers']({ count: wanted.length, max: dossiersMax })
  const files: { name: string; bytes: Uint8Array; pages: number }[] = []
  const add = async (file: FileRow | undefined): Promise<void> => {
    if (file?.kind === 'pdf') files.push({ name: file.name, bytes: await readFile(tx, file), pages: file.pages ?? 1 })
  }
  for (const id of wanted) {
    const dossier = await findRow(tx, Dossier, id, 'in gộp')
    if (!dossier) continue
    if (what === 'receipts') {
      const row = (await formsOf(tx, dossier.id)).get('01')
      if (row) await add(await fileOfRecord(tx, row.file))
    } else for (const result of dossier.results ?? []) await add(await fileOfRecord(tx, result.file))
  }
  const form: Words = what === 'receipts' ? formWords['01'] : { vi: 'kết quả dạng PDF', en: 'result as PDF' }
  if (files.length === 0) throw refusePrinting['nothing-to-print']({ form: form[tx.actor.lang] })
  const title = what === 'receipts' ? 'Giấy tiếp nhận hồ sơ, in gộp' : 'Kết quả giải quyết hồ sơ, in gộp'
  return {
    bytes: await joinPdfs(files, title, tx.now),
    name: what === 'receipts' ? 'giay-tiep-nhan.pdf' : 'ket-qua.pdf',
    format: 'pdf',
  }
}
