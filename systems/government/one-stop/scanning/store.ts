import { addDays, localDate } from '#ground/clock'
import { enterFile, type FileRow, fileOfRecord, type Kept } from '#kernel/papers'
import { createRow, type Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { findUnit, writeFact } from '#kernel/trust'
import { type Dossier, StoredPaper } from '../records.ts'
import { kindAsked, paperKindsOn, placeWords } from './kinds.ts'
import { refuse } from './refusals.ts'
import { scanName, usableUntil } from './rules.ts'

type StoredRow = Row<typeof StoredPaper>

/** A paper of a person's store that may stand for one to be handed in. */
export interface Reusable {
  id: string
  name: string
  /** Component code of a digitised paper, or code of a result. */
  code: string
  kind: 'paper' | 'result'
  issued_on: string
  expires_on: string | null
  issuer: string
  number: string | null
}

/**
 * Keeps the digitised papers of an accepted dossier in the applicant's store, so that nobody asks for them again (Nghị định
 * 118/2025/NĐ-CP): only kinds that may be used again, each until its term, a newer one in place of an older.
 */
export async function keepDigitised(tx: Tx, dossier: Row<typeof Dossier>): Promise<number> {
  const today = localDate(tx.now)
  const kinds = new Map(paperKindsOn(today).map((kind) => [kind.code, kind]))
  const papers = (dossier.papers ?? []).filter((one) => one.file && one.digitised === 'yes')
  if (papers.length === 0) return 0
  const place = await findUnit(tx, dossier.unit)
  let kept = 0
  for (const paper of papers) {
    const kind = kinds.get(paper.code ?? '') ?? kindAsked(paper.name, [...kinds.values()])
    if (!kind || kind.monthsMax === 0) continue
    const file = await fileOfRecord(tx, paper.file as string)
    if (!file) continue
    kept += await tx.asHouse(async () => {
      const same = await tx.one(
        'select id from one_stop.stored_paper where owner = $1 and sha256 = $2 and paper_code = $3',
        [dossier.applicant, file.sha256, kind.code],
      )
      if (same) return 0
      await tx.query(
        "update one_stop.stored_paper set expires_on = $3, version = version + 1, updated_at = $4 where owner = $1 and paper_code = $2 and made_as = 'digitised' and (expires_on is null or expires_on > $3)",
        [dossier.applicant, kind.code, addDays(today, -1), tx.now],
      )
      await createRow(
        tx,
        StoredPaper,
        {
          owner: dossier.applicant,
          name: kind.name,
          issued_on: today,
          issuer: `${placeWords.vi} ${place?.name ?? ''}`.trim().slice(0, 300),
          expires_on: usableUntil(today, kind.monthsMax),
          procedure_code: dossier.procedure_code,
          dossier: dossier.id,
          file: file.id,
          sha256: file.sha256,
          made_as: 'digitised',
          paper_code: kind.code,
        },
        { unit: dossier.unit, sample: dossier.sample, fact: 'digitised' },
      )
      return 1
    })
  }
  return kept
}

/**
 * What a person's store holds that may be used again on a day, newest of each code first, at most 100. Read for the officer who
 * serves her; the look is written down with its purpose.
 */
export async function reusablePapers(tx: Tx, person: string, day: string): Promise<Reusable[]> {
  const rows = await tx.asHouse(() =>
    tx.query<StoredRow>(
      `select distinct on (coalesce(paper_code, result_code)) * from one_stop.stored_paper
        where owner = $1 and coalesce(paper_code, result_code) is not null and (expires_on is null or expires_on >= $2)
        order by coalesce(paper_code, result_code), issued_on desc, id desc limit 100`,
      [person, day],
    ),
  )
  if (rows.length > 0)
    writeFact(tx, {
      kind: 'read',
      system: 'one-stop',
      record: 'stored-paper',
      recordId: rows[0]?.id as string,
      unit: tx.actor.unit,
      subjects: [person],
      purpose: 'xem giấy tờ đã có trong kho khi tiếp nhận tại quầy',
    })
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    code: (row.paper_code ?? row.result_code) as string,
    kind: row.made_as === 'digitised' ? ('paper' as const) : ('result' as const),
    issued_on: row.issued_on,
    expires_on: row.expires_on,
    issuer: row.issuer,
    number: row.number,
  }))
}

/**
 * Takes a paper from the applicant's store for a dossier: the same content as a file of the officer's, to be attached. `consent`
 * is what the applicant said at the counter; it is written down. Refuses scanning.consent-missing and .not-reusable.
 */
export async function reuse(
  tx: Tx,
  id: string,
  of: { person: string; consent: boolean; component: { code: string; name: string; reuse: readonly string[] } },
): Promise<{ file: FileRow; stored: string; kind: 'paper' | 'result' }> {
  if (!of.consent) throw refuse['consent-missing']()
  const row = await tx.asHouse(() =>
    tx.one<StoredRow>('select * from one_stop.stored_paper where id = $1 and owner = $2', [id, of.person]),
  )
  const code = row?.paper_code ?? row?.result_code ?? ''
  const today = localDate(tx.now)
  const inTime = row && (row.expires_on === null || row.expires_on >= today)
  const file = row && inTime ? await fileOfRecord(tx, row.file) : undefined
  if (!row || !file || !of.component.reuse.includes(code)) throw refuse['not-reusable']({ name: of.component.name })
  const { sha256, kind, size, pages } = file
  const named = kind === 'pdf' ? scanName(code, row.name) : file.name
  const copy = await enterFile(tx, { sha256, name: named, kind, size, pages, known: true } as Kept)
  writeFact(tx, {
    kind: 'reused',
    system: 'one-stop',
    record: 'stored-paper',
    recordId: row.id,
    unit: tx.actor.unit,
    subjects: [of.person],
    purpose: 'dùng lại giấy tờ trong kho khi nộp hồ sơ tại quầy',
    data: { consent: true, code },
  })
  return { file: copy, stored: row.id, kind: row.made_as === 'digitised' ? 'paper' : 'result' }
}
