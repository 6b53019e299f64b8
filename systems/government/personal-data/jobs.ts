import { addDays, formatInstant, instantAt, localDate } from '#ground/clock'
import { uuidv7 } from '#ground/ids'
import { move } from '#kernel/cases'
import { blobsOf, keepPaper } from '#kernel/papers'
import {
  aboutOf,
  changeRow,
  type ErasureLine,
  eraseAbout,
  planErasure,
  type RecordType,
  type Retained,
  type Row,
  retain,
  tellByOwner,
  unusedBlobs,
  whatGoes,
  withOwner,
} from '#kernel/records'
import { type Database, house, type Job, type Tx } from '#kernel/store'
import { Answering, CARRY_OUT_JOB, planHash, typesOf } from './cases.ts'
import { copyJson, copyOf, copyWorkbook } from './copy.ts'
import { copyDocument } from './documents.ts'
import { Request, type ResultFile } from './records.ts'
import { getTerm } from './terms.ts'
import { outcomeWords } from './words.ts'

type RequestRow = Row<typeof Request>

const readRequest = (tx: Tx, id: string): Promise<RequestRow | undefined> =>
  tx.one<RequestRow>('select * from personal_data.request where id = $1', [id])

const removerOf = async (database: Database): Promise<(sha256: string) => Promise<unknown>> => {
  const blobs = await database.transaction(house, async (tx) => blobsOf(tx))
  return (sha256) => blobs.remove(sha256)
}

/** What was done, said to her: what went, and what stays by which law. */
export function erasureWords(lines: readonly ErasureLine[]): string {
  const said = (outcome: ErasureLine['outcome']) =>
    lines
      .filter((line) => line.outcome === outcome)
      .map((line) => `${line.title.vi}: ${line.count}${outcome === 'kept' ? ` (${line.why.vi})` : ''}`)
      .join('; ')
  return (['erased', 'anonymised', 'kept'] as const)
    .map((outcome) => [outcomeWords[outcome].vi, said(outcome)] as const)
    .filter(([, words]) => words !== '')
    .map(([head, words]) => `${head}: ${words}.`)
    .join('\n')
    .slice(0, 4_000)
}

/**
 * Erases for a request by the owner's hand: only if what would go is still what was previewed, in one transaction with its
 * fact and the mark that it is done. Answers null when the data changed since the preview.
 */
async function erase(database: Database, request: RequestRow, types: readonly RecordType[]): Promise<string[] | null> {
  return withOwner(database, async (run) => {
    const [held] = await run.query<{ executed_at: Date | null }>(
      'select executed_at from personal_data.request where id = $1 for update',
      [request.id],
    )
    if (!held || held.executed_at) return []
    const about = await aboutOf(run, request.asker)
    if (!about) return []
    const before = await planErasure(run, types, about, request.received_at)
    if (planHash(before) !== request.plan?.hash) return null
    const { lines, sha256 } = await eraseAbout(run, types, about, request.received_at)
    const at = database.clock.now()
    await run.query('update personal_data.request set executed_at = $2 where id = $1', [request.id, at])
    await tellByOwner(run, at, {
      kind: 'data-erased',
      system: 'personal-data',
      record: 'request',
      recordId: request.id,
      unit: request.unit,
      subjects: [request.asker],
      data: { lines: whatGoes(lines).map((line) => [line.system, line.record, line.outcome, line.count]) },
    })
    return unusedBlobs(run, sha256)
  })
}

/** Makes the files of a copy and says the request done, in one transaction. */
async function handOver(database: Database, request: RequestRow, types: readonly RecordType[]): Promise<void> {
  await database.transaction(house, async (tx) => {
    const now = await readRequest(tx, request.id)
    if (now?.status !== 'executing') return
    const copy = await copyOf(tx, types, now.asker)
    const sample = now.sample || tx.lent('demo') === true
    const made: [string, Uint8Array][] = [[`${now.number}.pdf`, await copyDocument(copy, tx.now, sample)]]
    if (now.kind === 'export') {
      made.push([`${now.number}.json`, copyJson(copy)])
      made.push([`${now.number}.xlsx`, await copyWorkbook(copy)])
    }
    // The files hang on an id that is no record's: only the page of her request finds them, and only while they may be had.
    const to = { system: 'personal-data', record: 'result', recordId: uuidv7(tx.now), unit: now.unit }
    const results: ResultFile[] = []
    for (const [name, bytes] of made) {
      // The store of papers knows no JSON: to it that file is text, to her it bears its own name.
      const file = await keepPaper(tx, bytes, name.replace(/\.json$/, '.txt'), to)
      results.push({ id: file.id, name, kind: file.kind, size: file.size, sha256: file.sha256 })
    }
    const kept = await getTerm(tx, 'copy-kept', now.kind)
    const until = instantAt(addDays(localDate(tx.now), kept.amount), 1439)
    const row = await changeRow(tx, Request, now.id, now.version, {
      results,
      results_until: until,
      outcome: now.outcome ?? `Đã lập ${results.length} tệp. Tải được đến ${formatInstant(until)}.`,
    })
    await move(tx, Answering, { recordId: row.id, move: 'finish' })
  })
}

/** Carries one request out; running it again after a crash does what is left. */
export async function carryOut(database: Database, id: string): Promise<void> {
  const { request, types } = await database.transaction(house, async (tx) => ({
    request: await readRequest(tx, id),
    types: typesOf(tx),
  }))
  if (request?.status !== 'executing') return
  if (request.kind !== 'erase') return handOver(database, request, types)
  const unused = await erase(database, request, types)
  if (unused === null) {
    await database.transaction(house, (tx) => move(tx, Answering, { recordId: id, move: 'hand-back' }))
    return
  }
  const remove = await removerOf(database)
  for (const sha256 of unused) await remove(sha256)
  await database.transaction(house, async (tx) => {
    const now = await readRequest(tx, id)
    if (now?.status !== 'executing' || !now.executed_at) return
    const outcome = now.outcome
      ? `${now.outcome}\n\n${erasureWords(now.plan?.lines ?? [])}`
      : erasureWords(now.plan?.lines ?? [])
    const row = await changeRow(tx, Request, now.id, now.version, { outcome: outcome.slice(0, 4_000) })
    await move(tx, Answering, { recordId: row.id, move: 'finish' })
  })
}

/** What an officer set going: copies and erasing. */
export const carryOutJob: Job<{ request: string }> = {
  name: CARRY_OUT_JOB,
  async run(database, payload) {
    await carryOut(database, payload.request)
  },
}

/** Copies whose time is over: the rows of the files, and their bytes when nothing else holds them. */
export async function removeOldCopies(database: Database): Promise<number> {
  const unused = await withOwner(database, async (run) => {
    const at = database.clock.now()
    const rows = await run.query<{ id: string; unit: string; asker: string; files: string[] }>(
      `select id, unit, asker, coalesce((select array_agg(f->>'id') from jsonb_array_elements(results) f), '{}') as files
         from personal_data.request where results is not null and results_until < $1 order by results_until limit 500 for update skip locked`,
      [at],
    )
    if (rows.length === 0) return []
    const gone = await run.query<{ sha256: string }>(
      "delete from sen.file where id = any($1::uuid[]) and system = 'personal-data' and record = 'result' returning sha256",
      [rows.flatMap((row) => row.files)],
    )
    await run.query(
      'update personal_data.request set results = null, version = version + 1 where id = any($1::uuid[])',
      [rows.map((row) => row.id)],
    )
    // The file is named in the history of the request, and only named.
    await tellByOwner(run, at, {
      kind: 'copies-removed',
      system: 'personal-data',
      record: 'request',
      subjects: rows.map((row) => row.asker),
      data: { requests: rows.length, files: gone.length },
    })
    return unusedBlobs(
      run,
      gone.map((file) => file.sha256),
    )
  })
  const remove = await removerOf(database)
  for (const sha256 of unused) await remove(sha256)
  return unused.length
}

/** Every night: what has run out by the declarations of the records, and old copies. */
export async function runRetention(
  database: Database,
  options: { signal?: AbortSignal; batchRows?: number } = {},
): Promise<Retained[]> {
  const types = await database.transaction(house, async (tx) => typesOf(tx))
  const removeBlob = await removerOf(database)
  const done = await retain(database, types, { ...options, removeBlob })
  await removeOldCopies(database)
  return done
}

export const retentionJob: Job = {
  name: 'personal-data-retention',
  every: '43 18 * * *',
  async run(database, _payload, signal) {
    await runRetention(database, { signal })
  },
}
