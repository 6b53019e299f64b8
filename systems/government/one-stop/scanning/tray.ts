import { readFile, writeFile } from 'node:fs/promises'
import { localDate } from '#ground/clock'
import { isUuid } from '#ground/ids'
import { Refusal } from '#ground/refusal'
import {
  type Blobs,
  blobsOf,
  enterFile,
  type FileRow,
  findFile,
  isBlank,
  type Kept,
  type PaperRead,
  paperPdf,
  readPaper,
} from '#kernel/papers'
import { createRow, noteReading, type Row } from '#kernel/records'
import { type Actor, type Database, enqueue, house, type Tx } from '#kernel/store'
import { writeFact } from '#kernel/trust'
import { paperKindsOn, scanRule, trayLimits } from './kinds.ts'
import { Scan, type Sheet } from './records.ts'
import { refuse } from './refusals.ts'
import {
  type Component,
  continues,
  findDossierNumber,
  matchComponents,
  type PageNote,
  SURE,
  scanName,
} from './rules.ts'

export type ScanRow = Row<typeof Scan>

/** The job that reads one paper of a tray. */
export const READ_JOB = 'one-stop-read-scan'

const PAGED = ['pdf', 'jpeg', 'png', 'webp'] as const
type Paged = (typeof PAGED)[number]
const isPaged = (kind: string): kind is Paged => (PAGED as readonly string[]).includes(kind)

/** Papers still in the tray of whoever acts, in the order they came. */
export async function trayOf(tx: Tx): Promise<ScanRow[]> {
  const rows = await tx.query<ScanRow>(
    'select * from one_stop.scan where created_by = $1 and settled_at is null order by arrived_at, id limit $2',
    [tx.actor.account, trayLimits.papersMax],
  )
  noteReading(tx, Scan, rows)
  return rows
}

/** One paper of one's own tray, locked for a change. Refuses scanning.missing and .already-settled. */
export async function getScan(tx: Tx, id: string): Promise<ScanRow> {
  const row = isUuid(id)
    ? await tx.asHouse(() =>
        tx.one<ScanRow>('select * from one_stop.scan where id = $1 and created_by = $2 for update', [
          id,
          tx.actor.account,
        ]),
      )
    : undefined
  if (!row) throw refuse.missing()
  if (row.settled_at !== null) throw refuse['already-settled']()
  return row
}

/** Whose tray has room for one more. Refuses scanning.tray-full. */
export async function checkRoom(tx: Tx): Promise<void> {
  const row = await tx.one<{ count: number }>(
    'select count(*)::int as count from one_stop.scan where created_by = $1 and settled_at is null',
    [tx.actor.account],
  )
  const count = row?.count ?? 0
  if (count >= trayLimits.papersMax) throw refuse['tray-full']({ count, max: trayLimits.papersMax })
}

const sheetsOf = (file: Pick<FileRow, 'id' | 'sha256' | 'name' | 'kind' | 'pages'>): Sheet[] => {
  const { id, sha256, name, kind } = file
  if (!isPaged(kind)) return []
  if (kind !== 'pdf') return [{ file: id, sha256, name, kind, page: null }]
  return Array.from({ length: Math.min(file.pages ?? 1, 500) }, (_, at) => ({
    file: id,
    sha256,
    name,
    kind,
    page: at + 1,
  }))
}

/**
 * Puts a file of the actor's own into her tray and asks for it to be read, in one transaction. `mark` says where it came
 * from: the same mark twice is one paper, answered as null. Refuses scanning.no-pages, .tray-full, .too-many-sheets.
 */
export async function putInTray(
  tx: Tx,
  file: FileRow,
  from: { origin: 'folder' | 'upload'; mark: string | null; unit: string },
): Promise<ScanRow | null> {
  await checkRoom(tx)
  if (from.mark !== null) {
    const known = await tx.one('select id from one_stop.scan where created_by = $1 and source_mark = $2', [
      tx.actor.account,
      from.mark,
    ])
    if (known) return null
  }
  const sheets = sheetsOf(file)
  if (sheets.length === 0) throw refuse['no-pages']({ name: file.name })
  if (sheets.length > trayLimits.sheetsMax)
    throw refuse['too-many-sheets']({ count: sheets.length, max: trayLimits.sheetsMax })
  const row = await tx.asHouse(() =>
    createRow(
      tx,
      Scan,
      {
        name: file.name.slice(0, 200),
        origin: from.origin,
        source_mark: from.mark,
        state: 'waiting',
        sheets,
        sheets_count: sheets.length,
        arrived_at: tx.now,
      },
      { unit: from.unit, fact: 'arrived' },
    ),
  )
  await enqueue(tx, READ_JOB, { id: row.id }, { key: `${READ_JOB}:${row.id}`, triesMax: 5 })
  return row
}

/** A file the house would not take stays known in the tray with the reason, and its original stays in the folder. */
export async function noteFailed(tx: Tx, name: string, mark: string, unit: string, reason: string): Promise<void> {
  await tx.asHouse(async () => {
    const known = await tx.one('select id from one_stop.scan where created_by = $1 and source_mark = $2', [
      tx.actor.account,
      mark,
    ])
    if (known) return
    await createRow(
      tx,
      Scan,
      {
        name: name.slice(0, 200),
        origin: 'folder',
        source_mark: mark,
        state: 'failed',
        reason: reason.slice(0, 1_000),
        sheets: [],
        arrived_at: tx.now,
      },
      { unit, fact: 'refused' },
    )
  })
}

/** Files already sent to the house, into the tray. Refuses scanning.missing for one that is not the actor's own. */
export async function uploadToTray(tx: Tx, ids: readonly string[], unit: string): Promise<ScanRow[]> {
  const rows: ScanRow[] = []
  for (const id of ids.slice(0, trayLimits.filesALookMax)) {
    const file = await findFile(tx, id)
    if (!file) throw refuse.missing()
    const row = await putInTray(tx, file, { origin: 'upload', mark: `upload|${file.id}`, unit })
    if (row) rows.push(row)
  }
  return rows
}

// Kept beside the content: read once, however many trays and dossiers the paper passes through.
const READING = 'reading-1.json'

/** What a kept file says, page by page; kept beside its content once read. */
async function readingOf(
  blobs: Blobs,
  sheet: Pick<Sheet, 'sha256' | 'name' | 'kind'>,
  signal?: AbortSignal,
): Promise<PaperRead> {
  const place = blobs.beside(sheet.sha256, READING)
  const known = await readFile(place, 'utf8').catch(() => undefined)
  if (known) return JSON.parse(known) as PaperRead
  const read = await readPaper(blobs.path(sheet.sha256), { name: sheet.name, kind: sheet.kind, signal })
  // A full disk costs a second reading, not the paper.
  await writeFile(place, JSON.stringify(read), { mode: 0o600 }).catch(() => undefined)
  return read
}

const pageOf = (read: PaperRead, sheet: Sheet) => read.pages[(sheet.page ?? 1) - 1]

async function pagesOf(blobs: Blobs, sheets: readonly Sheet[], signal?: AbortSignal) {
  const pages = []
  for (const sheet of sheets) {
    signal?.throwIfAborted()
    pages.push({ sheet, page: pageOf(await readingOf(blobs, sheet, signal), sheet) })
  }
  return pages
}

/** Every kind of paper as a component, for a paper that comes before anybody said by which procedure. */
export const knownComponents = (day: string): Component[] =>
  paperKindsOn(day).map((kind) => ({
    code: kind.code,
    name: kind.name,
    required: false,
    original: 1,
    copy: 0,
    kind: 'submit',
    case: null,
    titles: kind.titles,
    reuse: [kind.code],
  }))

/**
 * Reads one paper of a tray: text, quality of each sheet, which paper it seems to be, a dossier number printed on it, whether
 * it goes on from the one before. A failure stays in the tray with its reason. `components` are those of the common procedures.
 */
export async function readScan(
  database: Database,
  id: string,
  components: (tx: Tx) => Promise<readonly Component[]>,
  signal?: AbortSignal,
): Promise<void> {
  const begun = await database.transaction(house, async (tx) => {
    const row = await tx.one<ScanRow>(
      "update one_stop.scan set state = 'reading', reason = null where id = $1 and settled_at is null and state = any('{waiting,reading,failed}') and sheets_count > 0 returning *",
      [id],
    )
    if (!row) return undefined
    const before = await tx.one<ScanRow>(
      'select * from one_stop.scan where created_by = $1 and settled_at is null and arrived_at < $2 order by arrived_at desc, id desc limit 1',
      [row.created_by, row.arrived_at],
    )
    return { row, before, blobs: blobsOf(tx), known: await components(tx) }
  })
  if (!begun) return
  const { row, before, blobs, known } = begun
  try {
    const pages = await pagesOf(blobs, row.sheets ?? [], signal)
    const notes: PageNote[] = pages.map(({ page }) => ({
      confidence: page?.confidence ?? 0,
      dpi: page?.dpi ?? null,
      dpiDeclared: page?.dpiDeclared ?? false,
      skewDegrees: page?.skewDegrees ?? 0,
      blank: page ? isBlank(page) : false,
    }))
    const first = pages.find(({ page }) => page && !isBlank(page))?.page?.text ?? ''
    const head = first.slice(0, trayLimits.headMax)
    const number = findDossierNumber(pages.map(({ page }) => page?.text.slice(0, 4_000) ?? '').join('\n'))
    const day = localDate(database.clock.now())
    const matches = matchComponents(head, [...knownComponents(day), ...known])
    const best = matches[0]
    const component = [...knownComponents(day), ...known].find((one) => one.code === best?.code)
    const seconds = before ? (row.arrived_at.getTime() - before.arrived_at.getTime()) / 1_000 : Number.POSITIVE_INFINITY
    const goesOn =
      before &&
      // Under a cover of its own a paper begins.
      (row.covers ?? []).length === 0 &&
      (before.sheets_count ?? 0) > 0 &&
      continues(head, seconds, scanRule('same-paper-seconds', day), best?.score ?? 0)
        ? before.id
        : null
    const sure = best !== undefined && best.score >= SURE
    await database.transaction(house, (tx) =>
      // Without a former version: what was read is a proposal, and the person it is about is not known yet.
      tx.query(
        `update one_stop.scan set state = 'read', notes = $2, head = $3, printed_number = $4, goes_on = $5,
            component = case when chosen then component else $6 end, component_name = case when chosen then component_name else $7 end,
            score = case when chosen then score else $8 end, name = case when chosen or not $9 then name else $10 end,
            version = version + 1, updated_at = $11
          where id = $1 and settled_at is null`,
        [
          id,
          JSON.stringify(notes),
          head,
          number,
          goesOn,
          best?.code ?? null,
          component?.name.slice(0, 500) ?? null,
          best?.score ?? null,
          sure,
          component ? scanName(component.code, component.name) : row.name,
          tx.now,
        ],
      ),
    )
  } catch (error) {
    if (signal?.aborted) throw error
    const refused = error instanceof Refusal
    await database.transaction(house, (tx) =>
      tx.query(
        "update one_stop.scan set state = 'failed', reason = $2, version = version + 1, updated_at = $3 where id = $1 and settled_at is null",
        [id, refused ? error.say('vi') : refuse.unreadable().say('vi'), tx.now],
      ),
    )
    if (!refused) throw error
  }
}

async function settle(tx: Tx, row: ScanRow, state: 'used' | 'joined' | 'discarded', dossier: string | null = null) {
  // What was read is not kept once the paper has left the tray.
  await tx.asHouse(() =>
    tx.query(
      'update one_stop.scan set state = $2, settled_at = $3, dossier = $4, head = null, cards = null, codes = null, version = version + 1, updated_at = $3, updated_by = $5 where id = $1',
      [row.id, state, tx.now, dossier, tx.actor.account],
    ),
  )
  writeFact(tx, {
    kind: state,
    system: 'one-stop',
    record: 'scan',
    recordId: row.id,
    unit: row.unit,
    subjects: [],
    ...(dossier ? { data: { dossier } } : {}),
  })
}

/** Takes a paper out of the tray. Its file and the original in the folder stay until their time. */
export async function discard(tx: Tx, id: string): Promise<void> {
  await settle(tx, await getScan(tx, id), 'discarded')
}

/** Says by hand what a paper is: a code and a name, or nothing. */
export async function choose(tx: Tx, id: string, component: { code: string; name: string } | null): Promise<void> {
  const row = await getScan(tx, id)
  await tx.asHouse(() =>
    tx.query(
      'update one_stop.scan set chosen = $2, component = $3, component_name = $4, score = $5, name = $6, version = version + 1, updated_at = $7, updated_by = $8 where id = $1',
      [
        row.id,
        component !== null,
        component?.code ?? null,
        component?.name.slice(0, 500) ?? null,
        component ? 1 : null,
        component ? scanName(component.code, component.name) : row.name,
        tx.now,
        tx.actor.account,
      ],
    ),
  )
}

/** Joins papers to the first, sheet after sheet in the order given. Refuses scanning.too-many-sheets. */
export async function join(tx: Tx, id: string, others: readonly string[]): Promise<void> {
  const first = await getScan(tx, id)
  const sheets = [...(first.sheets ?? [])]
  const notes = [...(first.notes ?? [])]
  for (const other of [...new Set(others)].slice(0, trayLimits.sheetsMax)) {
    if (other === id) continue
    const row = await getScan(tx, other)
    sheets.push(...(row.sheets ?? []))
    notes.push(...(row.notes ?? []))
    if (sheets.length > trayLimits.sheetsMax)
      throw refuse['too-many-sheets']({ count: sheets.length, max: trayLimits.sheetsMax })
    await settle(tx, row, 'joined')
  }
  await tx.asHouse(() =>
    tx.query(
      'update one_stop.scan set sheets = $2, sheets_count = $3, notes = $4, version = version + 1, updated_at = $5, updated_by = $6 where id = $1',
      [first.id, JSON.stringify(sheets), sheets.length, JSON.stringify(notes), tx.now, tx.actor.account],
    ),
  )
}

/** Parts a paper before sheet `at` (from 2): the rest becomes a paper of its own and is read. */
export async function split(tx: Tx, id: string, at: number): Promise<ScanRow> {
  const row = await getScan(tx, id)
  const sheets = row.sheets ?? []
  if (!Number.isInteger(at) || at < 2 || at > sheets.length) throw refuse['nothing-to-split']({ last: sheets.length })
  await checkRoom(tx)
  const notes = row.notes ?? []
  await tx.asHouse(() =>
    tx.query(
      'update one_stop.scan set sheets = $2, sheets_count = $3, notes = $4, version = version + 1, updated_at = $5, updated_by = $6 where id = $1',
      [
        row.id,
        JSON.stringify(sheets.slice(0, at - 1)),
        at - 1,
        JSON.stringify(notes.slice(0, at - 1)),
        tx.now,
        tx.actor.account,
      ],
    ),
  )
  const rest = await tx.asHouse(() =>
    createRow(
      tx,
      Scan,
      {
        name: row.name,
        origin: row.origin,
        source_mark: `part|${row.id}|${row.version}|${at}`,
        state: 'waiting',
        sheets: sheets.slice(at - 1),
        sheets_count: sheets.length - at + 1,
        for_dossier: row.for_dossier,
        for_number: row.for_number,
        kept_whole: row.kept_whole,
        // Right behind the paper it was part of.
        arrived_at: new Date(row.arrived_at.getTime() + 1),
      },
      { unit: row.unit, fact: 'split' },
    ),
  )
  await enqueue(tx, READ_JOB, { id: rest.id }, { key: `${READ_JOB}:${rest.id}`, triesMax: 5 })
  return rest
}

/** Asks for a paper to be read once more. */
export async function readAgain(tx: Tx, id: string): Promise<void> {
  const row = await getScan(tx, id)
  await tx.asHouse(() =>
    tx.query("update one_stop.scan set state = 'waiting', reason = null where id = $1 and sheets_count > 0", [row.id]),
  )
  await enqueue(tx, READ_JOB, { id: row.id }, { key: `${READ_JOB}:${row.id}`, triesMax: 5 })
}

/** A paper as it enters a dossier: one PDF named by code and name, and which scan it was. */
export interface FinishedScan {
  scan: ScanRow
  kept: Kept
}

/**
 * Makes the one PDF a paper enters a dossier as: what a scanner gave as one PDF stays as it is, pictures and joined sheets
 * become a PDF of two layers. Outside any transaction: it draws pages. Blank sheets at the end are left out.
 */
export async function finishScan(
  database: Database,
  actor: Actor,
  id: string,
  named: { code: string; name: string },
): Promise<FinishedScan> {
  const { scan, blobs } = await database.transaction(actor, async (tx) => ({
    scan: await getScan(tx, id),
    blobs: blobsOf(tx),
  }))
  const sheets = scan.sheets ?? []
  const name = scanName(named.code, named.name)
  if (sheets.length === 0) throw refuse['no-pages']({ name: scan.name })
  const [one] = sheets
  const pages = await pagesOf(blobs, sheets)
  const used = pages.filter(({ page }, at) => at === 0 || !page || !isBlank(page))
  const whole = one?.kind === 'pdf' && sheets.every((sheet, at) => sheet.sha256 === one.sha256 && sheet.page === at + 1)
  const file = whole
    ? await database.transaction(actor, (tx) =>
        tx.one<{ pages: number | null; size: number }>('select pages, size from sen.file where id = $1', [one.file]),
      )
    : undefined
  if (whole && one && used.length === sheets.length && file?.pages === sheets.length)
    return {
      scan,
      kept: { kind: 'pdf', name, sha256: one.sha256, size: Number(file.size), pages: sheets.length, known: true },
    }
  const bytes = await paperPdf(
    used.map(({ sheet, page }) => ({
      source: blobs.path(sheet.sha256),
      name: sheet.name,
      ...(sheet.page === null ? {} : { pdfPage: sheet.page }),
      ...(page ? { words: page.words, dpi: page.dpiDeclared ? page.dpi : null } : {}),
    })),
    { title: named.name.slice(0, 200), at: scan.arrived_at },
  )
  return { scan, kept: { ...(await blobs.put(bytes, { name })), name } }
}

/** Enters a finished paper as a file of the actor and takes the scan out of her tray into the dossier. */
export async function enterScan(tx: Tx, finished: FinishedScan): Promise<FileRow> {
  await getScan(tx, finished.scan.id)
  return enterFile(tx, finished.kept)
}

/** Ties the used scans to their dossier, once it has its number. */
export async function settleUsed(tx: Tx, finished: readonly FinishedScan[], dossier: string): Promise<void> {
  for (const one of finished) await settle(tx, await getScan(tx, one.scan.id), 'used', dossier)
}

/**
 * Throws away what has lain in trays longer than `tray-days-max`, and says to each owner's log why. Answers how many.
 */
export async function clearOldTrays(database: Database): Promise<number> {
  return database.transaction(house, async (tx) => {
    const days = scanRule('tray-days-max', localDate(tx.now))
    const rows = await tx.query<ScanRow>(
      'select * from one_stop.scan where settled_at is null and arrived_at < $1::timestamptz - make_interval(days => $2) order by arrived_at limit 500',
      [tx.now, days],
    )
    for (const row of rows) await settle(tx, row, 'discarded')
    return rows.length
  })
}
