import { readFile, writeFile } from 'node:fs/promises'
import { localDate } from '#ground/clock'
import { Refusal } from '#ground/refusal'
import { attachFiles, type Blobs, blobsOf, type ReadCode, readCodes } from '#kernel/papers'
import { changeRow, createRow, findRow, type Row } from '#kernel/records'
import { type Actor, type Database, enqueue, house, type Tx } from '#kernel/store'
import { findActor } from '#kernel/trust'
import { countPapers, findProcedure } from '../filing.ts'
import { Dossier } from '../records.ts'
import { type Part, partPile, readSheetCode, type SheetCode } from './codes.ts'
import { trayLimits } from './kinds.ts'
import { componentsOf } from './receiving.ts'
import { type CodeNote, Scan, type Sheet } from './records.ts'
import { refuse } from './refusals.ts'
import { type Card, SURE, scanName } from './rules.ts'
import { keepDigitised } from './store.ts'
import { enterScan, finishScan, getScan, READ_JOB, type ScanRow, settleUsed } from './tray.ts'

type DossierRow = Row<typeof Dossier>

/** Kept beside the content, as the reading is: a file is looked at once, however many trays it passes through. */
const CODES = 'codes-1.json'
const CARDS_MAX = 4
const NOTES_MAX = 60
const UNREAD = 'unread'

/** The codes of each of these sheets; 'unread' where a page took too long or could not be drawn. */
async function codesOf(
  blobs: Blobs,
  sheets: readonly Sheet[],
  signal?: AbortSignal,
): Promise<(ReadCode[] | typeof UNREAD)[]> {
  const found: (ReadCode[] | typeof UNREAD)[] = []
  for (const sheet of sheets) {
    signal?.throwIfAborted()
    const place = blobs.beside(sheet.sha256, `p${sheet.page ?? 1}.${CODES}`)
    const known = await readFile(place, 'utf8').catch(() => undefined)
    if (known) {
      found.push(JSON.parse(known) as ReadCode[])
      continue
    }
    try {
      const codes = await readCodes(blobs.path(sheet.sha256), { name: sheet.name, kind: sheet.kind, page: sheet.page })
      // A full disk costs a second look, not the paper.
      await writeFile(place, JSON.stringify(codes), { mode: 0o600 }).catch(() => undefined)
      found.push(codes)
    } catch (error) {
      // A busy reader is asked again by the job; a page it cannot do is a page without codes.
      if (!(error instanceof Refusal) || error.kind === 'unavailable') throw error
      found.push(UNREAD)
    }
  }
  return found
}

/** A dossier the actor may see, by a number that stood on a paper. Whether another has that number is not said. */
async function findOwnDossier(tx: Tx, number: string): Promise<DossierRow | undefined> {
  const known = await tx.one<{ id: string }>('select id from one_stop.dossier where number = $1', [number])
  const row = known ? await findRow(tx, Dossier, known.id, 'đưa bản quét vào hồ sơ') : undefined
  return row && (await atOwnCounter(tx, row)) ? row : undefined
}

/** Does the actor sit at a counter that receives, settles or returns it? */
async function atOwnCounter(tx: Tx, dossier: DossierRow): Promise<boolean> {
  const row = await tx.one<{ own: boolean }>(
    "select $1::uuid[] && sen.reach('{one-stop-officer,centre-head}'::text[]) as own",
    [[dossier.unit, dossier.received_unit, dossier.returning_unit].filter((unit) => unit !== null)],
  )
  return row?.own === true
}

interface Meant {
  number: string | null
  dossier: DossierRow | undefined
  component: { code: string; name: string } | undefined
}

/** What the covers of a part name, as far as the officer may see it and it is there. */
async function meantBy(tx: Tx, part: Part): Promise<Meant> {
  const dossier = part.number === null ? undefined : await findOwnDossier(tx, part.number)
  const wanted = part.separator
  const procedure = wanted ? await findProcedure(tx, wanted.procedure) : undefined
  const components = procedure ? await componentsOf(tx, procedure, localDate(tx.now)) : []
  return { number: part.number, dossier, component: components.find((one) => one.code === wanted?.paper) }
}

const noted = (codes: readonly SheetCode[] | typeof UNREAD, sheet: number): CodeNote[] =>
  codes === UNREAD
    ? [{ sheet, is: UNREAD, said: null }]
    : codes.map((code): CodeNote => ({ sheet, is: code.is, said: code.is === 'dossier' ? code.number : null }))

/** What is told of a part: its covers by what came of them, then the codes on its own sheets. */
function notesOf(part: Part, pages: readonly (SheetCode[] | typeof UNREAD)[], meant: Meant): CodeNote[] {
  const covers: CodeNote[] = []
  if (part.covers.length > 0 && part.number !== null)
    covers.push({ sheet: 0, is: 'dossier', said: part.number, ...(meant.dossier ? {} : { refused: true as const }) })
  if (part.separator)
    covers.push({
      sheet: 0,
      is: 'separator',
      said: meant.component?.name ?? null,
      ...(meant.component ? {} : { refused: true as const }),
    })
  const own = part.sheets.flatMap((at, place) => noted(pages[at] ?? [], place + 1))
  return [...covers, ...own].slice(0, NOTES_MAX)
}

const cardsOf = (part: Part, pages: readonly (SheetCode[] | typeof UNREAD)[]): Card[] => {
  const cards = part.sheets.flatMap((at) => {
    const codes = pages[at]
    return Array.isArray(codes) ? codes.flatMap((code) => (code.is === 'card' ? [code.card] : [])) : []
  })
  return [...new Map(cards.map((card) => [card.national_id, card])).values()].slice(0, CARDS_MAX)
}

/** What a part says in the columns of its row. */
function columnsOf(
  part: Part,
  sheets: readonly Sheet[],
  pages: readonly (SheetCode[] | typeof UNREAD)[],
  meant: Meant,
) {
  const at = (places: readonly number[]): Sheet[] => places.flatMap((place) => sheets[place] ?? [])
  return {
    sheets: at(part.sheets),
    covers: at(part.covers),
    codes: notesOf(part, pages, meant),
    cards: cardsOf(part, pages),
    for_dossier: meant.dossier?.id ?? null,
    for_number: meant.dossier?.number ?? null,
    component: meant.component,
  }
}

/**
 * Looks for codes on the sheets of a paper that has come, before anybody reads its print: a pile is parted at its covers, each
 * part a paper of the tray in its place, named by its separator and tied to the dossier its cover names when the officer may
 * see it and sits at a counter of it. What the codes say is written down as proposals; nothing enters a dossier here. A part
 * is read like any other paper. Answers how many papers it is now; nothing is done when it was settled or changed meanwhile.
 */
export async function sortPile(database: Database, id: string, signal?: AbortSignal): Promise<number> {
  const begun = await database.transaction(house, async (tx) => {
    const row = await tx.one<ScanRow>(
      "select * from one_stop.scan where id = $1 and settled_at is null and state = any('{waiting,reading,failed}') and sheets_count > 0",
      [id],
    )
    const actor = row?.created_by ? await findActor(tx, row.created_by) : undefined
    return row && actor ? { row, actor, blobs: blobsOf(tx) } : undefined
  })
  if (!begun) return 0
  const { row, actor, blobs } = begun
  const sheets = row.sheets ?? []
  const pages = (await codesOf(blobs, sheets, signal)).map((codes) =>
    codes === UNREAD ? UNREAD : codes.map((code) => readSheetCode(code.text)),
  )
  const whole: Part = { covers: [], sheets: sheets.map((_, at) => at), number: null, separator: null }
  const cut = row.kept_whole ? [] : partPile(pages.map((codes) => (codes === UNREAD ? [] : codes)))
  return database.transaction(actor, async (tx) => {
    const held = await tx.asHouse(() =>
      tx.one<ScanRow>('select * from one_stop.scan where id = $1 and settled_at is null for update', [id]),
    )
    if (!held || JSON.stringify(held.sheets) !== JSON.stringify(row.sheets)) return 0
    const open = await tx.one<{ count: number }>(
      'select count(*)::int as count from one_stop.scan where created_by = $1 and settled_at is null',
      [tx.actor.account],
    )
    const full = (open?.count ?? 0) + cut.length - 1 > trayLimits.papersMax
    const parts = cut.length > 0 && !full ? cut : [whole]
    for (const [place, part] of parts.entries()) {
      const meant = await meantBy(tx, part)
      const { component, ...columns } = columnsOf(part, sheets, pages, meant)
      const named = component
        ? { component: component.code, component_name: component.name.slice(0, 500), score: 1, chosen: true }
        : {}
      const name = component ? scanName(component.code, component.name) : held.name
      if (place > 0) {
        const made = await tx.asHouse(() =>
          createRow(
            tx,
            Scan,
            {
              ...columns,
              ...named,
              name,
              origin: held.origin,
              source_mark: `part|${held.id}|${held.version}|${place}`,
              state: 'waiting',
              sheets_count: columns.sheets.length,
              // Right behind the part before it.
              arrived_at: new Date(held.arrived_at.getTime() + place),
            },
            { unit: held.unit, fact: 'split' },
          ),
        )
        await enqueueReading(tx, made.id)
        continue
      }
      const first = parts.length > 1 || part.covers.length > 0
      await tx.asHouse(() =>
        tx.query(
          `update one_stop.scan set codes = $2, cards = $3, version = version + 1, updated_at = $4,
              covers = case when $5 then $6 else covers end, sheets = case when $5 then $7 else sheets end,
              sheets_count = case when $5 then $8 else sheets_count end, notes = case when $5 then null else notes end,
              for_dossier = case when $5 then $9 else for_dossier end, for_number = case when $5 then $10 else for_number end,
              chosen = chosen or $11, component = case when $11 then $12 else component end,
              component_name = case when $11 then $13 else component_name end, score = case when $11 then 1 else score end,
              name = case when $11 then $14 else name end
            where id = $1`,
          [
            held.id,
            JSON.stringify([
              ...keptCoverNotes(first ? [] : (held.codes ?? [])),
              ...columns.codes.filter((note) => first || note.sheet > 0),
            ]),
            JSON.stringify(columns.cards),
            tx.now,
            first,
            JSON.stringify(columns.covers),
            JSON.stringify(columns.sheets),
            columns.sheets.length,
            columns.for_dossier,
            columns.for_number,
            component !== undefined,
            component?.code ?? null,
            component?.name.slice(0, 500) ?? null,
            name,
          ],
        ),
      )
      if (full)
        await tx.asHouse(() =>
          tx.query('update one_stop.scan set reason = $2 where id = $1', [
            held.id,
            refuse['no-room-to-part']({ count: cut.length, max: trayLimits.papersMax }).say(actor.lang),
          ]),
        )
    }
    return parts.length
  })
}

/** A part looked at again has no covers among its sheets; what was said of them stays. */
const keptCoverNotes = (codes: readonly CodeNote[]): CodeNote[] => codes.filter((note) => note.sheet === 0)

const enqueueReading = (tx: Tx, id: string) => enqueue(tx, READ_JOB, { id }, { key: `${READ_JOB}:${id}`, triesMax: 5 })

/** Puts the covers back before the sheets they headed: they are part of the paper, and what they said is forgotten. */
export async function putCoversBack(tx: Tx, id: string): Promise<void> {
  const row = await getScan(tx, id)
  const covers = row.covers ?? []
  if (covers.length === 0) throw refuse['no-cover']()
  const sheets = [...covers, ...(row.sheets ?? [])]
  if (sheets.length > trayLimits.sheetsMax)
    throw refuse['too-many-sheets']({ count: sheets.length, max: trayLimits.sheetsMax })
  await tx.asHouse(() =>
    tx.query(
      `update one_stop.scan set sheets = $2, sheets_count = $3, covers = '[]', codes = '[]', notes = null, kept_whole = true,
          for_dossier = null, for_number = null, chosen = false, component = null, component_name = null, score = null,
          state = 'waiting', version = version + 1, updated_at = $4, updated_by = $5 where id = $1`,
      [row.id, JSON.stringify(sheets), sheets.length, tx.now, tx.actor.account],
    ),
  )
  await enqueueReading(tx, row.id)
}

const ENDED: readonly string[] = ['finished', 'returned', 'rejected', 'withdrawn', 'stopped']

/** What became of each paper sent to the dossier of its cover. */
export type Attached = { scan: string; number: string } | { scan: string; refused: Refusal }

/**
 * Puts papers of the actor's tray into the dossiers their covers name, each in a transaction of its own: into the line of its
 * kind that was received on paper, else as a line of its own. Refuses, paper by paper, scanning.no-cover, .dossier-elsewhere,
 * .dossier-ended, .dossier-full, .still-reading and what the tray refuses.
 */
export async function attachAll(database: Database, actor: Actor, scans: readonly string[]): Promise<Attached[]> {
  const done: Attached[] = []
  for (const scan of [...new Set(scans)].slice(0, trayLimits.papersADossierMax)) {
    try {
      done.push({ scan, number: await attach(database, actor, scan) })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      done.push({ scan, refused: error })
    }
  }
  return done
}

async function attach(database: Database, actor: Actor, id: string): Promise<string> {
  const scan = await database.transaction(actor, (tx) => getScan(tx, id))
  const wanted = scan.for_dossier
  if (wanted === null) throw refuse['no-cover']()
  // Reading is the job's: nobody waits for it with a request open.
  if (scan.state === 'waiting' || scan.state === 'reading') throw refuse['still-reading']()
  // A likeness that is not sure names nothing: nobody has looked at it.
  const sure = scan.chosen || (scan.score ?? 0) >= SURE
  const code = sure ? scan.component : null
  const name = (sure ? scan.component_name : null) ?? 'Giấy tờ quét theo tờ đầu'
  const finished = await finishScan(database, actor, id, { code: code ?? '', name })
  return database.transaction(actor, async (tx) => {
    const seen = await findRow(tx, Dossier, wanted, 'đưa bản quét vào hồ sơ')
    if (!seen || !(await atOwnCounter(tx, seen))) throw refuse['dossier-elsewhere']()
    const held = await tx.asHouse(() =>
      tx.one<DossierRow>('select * from one_stop.dossier where id = $1 for update', [seen.id]),
    )
    if (!held) throw refuse['dossier-elsewhere']()
    if (ENDED.includes(held.status)) throw refuse['dossier-ended']({ number: held.number })
    const file = await enterScan(tx, finished)
    await attachFiles(tx, [file.id], { system: 'one-stop', record: 'dossier', recordId: held.id, unit: held.unit })
    const papers = [...(held.papers ?? [])]
    const place = papers.findIndex((paper) => paper.code !== null && paper.code === code && !paper.file)
    const digitised = {
      file: file.id,
      file_name: file.name,
      digitised: 'yes' as const,
      digitised_by: tx.actor.name,
      reused_from: null,
      reused_kind: null,
    }
    const line = papers[place]
    if (line) papers[place] = { ...line, ...digitised }
    else papers.push({ name, origin: 'original', count: 1, code, ...digitised })
    if (papers.length > trayLimits.papersADossierMax)
      throw refuse['dossier-full']({ number: held.number, max: trayLimits.papersADossierMax })
    const changed = await tx.asHouse(() =>
      changeRow(tx, Dossier, held.id, held.version, { papers, ...countPapers(papers) }, { fact: 'digitised', held }),
    )
    await settleUsed(tx, [finished], held.id)
    if (changed.accepted_at !== null) await keepDigitised(tx, changed)
    return held.number
  })
}
