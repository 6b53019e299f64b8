import { assert } from '#ground/refusal'
import { type FileRow, keepPaper, type Letter, letterPdf } from '#kernel/papers'
import { createRow, type Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import type { Dossier } from '../records.ts'
import { IssuedForm } from './records.ts'

export type DossierRow = Row<typeof Dossier>
export type IssuedFormRow = Row<typeof IssuedForm>
/** Forms of one dossier that its applicant is given. */
export type FormCode = '01' | '02' | '03' | '04' | '05'

/** A value written to JSON and read back: the instant of making is an instant again. */
export function readLetter(value: unknown): Letter {
  const read = value as Omit<Letter, 'at'> & { at: string }
  assert(typeof read?.at === 'string' && Array.isArray(read.blocks), 'an issued form holds no letter')
  return { ...read, at: new Date(read.at) }
}

/** Sets a form, keeps the PDF with the dossier and the value it was set from beside it. */
export async function issueForm(
  tx: Tx,
  dossier: DossierRow,
  form: FormCode,
  letter: Letter,
  name: string,
): Promise<FileRow> {
  const file = await keepPaper(tx, await letterPdf(letter), name, {
    system: 'one-stop',
    record: 'dossier',
    recordId: dossier.id,
    unit: dossier.unit,
  })
  await tx.asHouse(() =>
    createRow(
      tx,
      IssuedForm,
      {
        dossier: dossier.id,
        dossier_number: dossier.number,
        applicant: dossier.applicant,
        form,
        letter: JSON.parse(JSON.stringify(letter)) as Record<string, unknown>,
        file: file.id,
        issued_at: tx.now,
      },
      { unit: dossier.unit, sample: dossier.sample, fact: 'issued' },
    ),
  )
  return file
}

/** The forms issued for a dossier, the newest of each; the caller has read the dossier under the actor's own sight. */
export async function formsOf(tx: Tx, dossier: string): Promise<Map<FormCode, IssuedFormRow>> {
  const rows = await tx.asHouse(() =>
    tx.query<IssuedFormRow>(
      'select distinct on (form) * from one_stop.issued_form where dossier = $1 order by form, issued_at desc, id desc',
      [dossier],
    ),
  )
  return new Map(rows.map((row) => [row.form as FormCode, row]))
}
