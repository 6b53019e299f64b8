import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { isUuid, uuidv7 } from '#ground/ids'
import { assert, Refusal, refusals } from '#ground/refusal'
import { type Actor, type Database, house, type Job, type Tx } from '#kernel/store'
import { findActor, markFacts, writeFact } from '#kernel/trust'
import { csvLine } from './export.ts'
import {
  type Columns,
  cellValue,
  columnReader,
  findMeanings,
  type Meanings,
  matchColumns,
  refuseColumns,
  wordsOf,
} from './import-columns.ts'
import { type FileRow, formatOf, type ImportFile, type ImportFormat, openFile, refuseFile } from './import-file.ts'
import { findStored, type Outcome, type Ready, type StoredRow, writeMany, writeOne } from './import-write.ts'
import { InvalidInput, parseField, readInput } from './input.ts'
import type { RecordType } from './record.ts'
import { explain, hasReactions, same } from './row.ts'

export const refuseImport = refusals('import', {
  'not-allowed': {
    kind: 'forbidden',
    vi: 'Bạn không có quyền nhập {title} cho đơn vị này. Nếu cần, hãy liên hệ người quản trị của đơn vị.',
    en: 'You may not import {title} for this unit. Ask the administrator of your unit if you need to.',
  },
  missing: {
    kind: 'missing',
    vi: 'Không có lần nhập này, hoặc không phải của bạn.',
    en: 'There is no such import, or it is not yours.',
  },
  ended: { kind: 'conflict', vi: 'Lần nhập này đã kết thúc.', en: 'This import has ended already.' },
  'no-account': {
    kind: 'forbidden',
    vi: 'Tài khoản đã bắt đầu lần nhập này không còn dùng được. Hãy nhập lại bằng tài khoản khác.',
    en: 'The account that started this import is no longer in use. Import again with another.',
  },
  'other-unit': {
    kind: 'conflict',
    vi: 'Đã có {title} này ở đơn vị khác. Nhập tệp không chuyển đơn vị; hãy bỏ cột đơn vị hoặc ghi đúng đơn vị.',
    en: 'This {title} exists in another unit. An import does not move it; remove the unit or write the right one.',
  },
  'row-refused': {
    kind: 'invalid',
    vi: 'Cơ sở dữ liệu không nhận dòng này ({reason}). Hãy kiểm tra lại các ô của dòng.',
    en: 'The database does not take this row ({reason}). Check its cells.',
  },
  'never-on': {
    kind: 'unavailable',
    vi: 'Đã thử {tries} lần mà không đọc tiếp được tệp này từ dòng {row}. Hãy báo người quản trị, kèm tệp.',
    en: 'The file could not be read on from row {row} in {tries} tries. Tell the administrator, with the file.',
  },
})

export const IMPORT_ROWS_MAX = 1_000_000
/** Rows in one transaction: enough to make its cost small beside theirs, few enough that a cancel is heard at once. */
const BATCH = 500
const ERRORS_MAX = 10_000
const TRIES_MAX = 5
/** A run that has not got on for so long has lost its process. */
const LOST_MINUTES = 2

export type ImportState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'

export interface ImportStart {
  /** Absolute, or below the directory given to the run. */
  filePath: string
  /** The name the sender gave it. */
  fileName: string
  /** Default by the ending of the name. */
  format?: ImportFormat
  /** 'check' reads and tries everything and writes nothing. */
  mode: 'check' | 'run'
  /** The unit rows belong to that name none; default the actor's. */
  unit?: string
  /** Name of a reader of a foreign shape (see ImportOptions). */
  reader?: string
  /** Keep the file when the run has ended; default it is deleted, for it was received for this alone. */
  keepFile?: boolean
}

/** One import as it stands. Counts are of rows; `total` is null until known. */
export interface ImportRun {
  id: string
  system: string
  record: string
  unit: string
  fileName: string
  format: ImportFormat
  mode: 'check' | 'run'
  state: ImportState
  total: number | null
  done: number
  created: number
  changed: number
  unchanged: number
  failed: number
  /** What became of each column; field null for one that was left out. */
  columns: { column: string; field: string | null }[] | null
  /** Why it failed, for a person. */
  reason: string | null
  createdAt: Date
  startedAt: Date | null
  endedAt: Date | null
}

/** Turns one row of a foreign shape into fields of the record; null leaves the row out. Throws a Refusal to refuse it. */
export type ReadRow = (raw: Record<string, unknown>, row: number) => Record<string, unknown> | null

export interface ImportOptions {
  /** Where relative paths of files begin. */
  directory?: string
  readers?: Readonly<Record<string, ReadRow>>
}

async function mayImport(tx: Tx, type: RecordType, unit: string): Promise<boolean> {
  if (tx.actor.kind === 'system') return true
  const roles = type.access.import ?? []
  if (roles.length === 0 || !isUuid(unit)) return false
  return (
    (await tx.one<{ may: boolean }>('select $2::uuid = any(sen.reach($1::text[])) as may', [roles, unit]))?.may ?? false
  )
}

/**
 * Writes down that a file waits to be imported and returns the id of the run. The caller puts the job 'import' with
 * { id } into the queue in the same transaction. Refuses who holds no role of `access.import` over the unit.
 */
export async function startImport(tx: Tx, type: RecordType, start: ImportStart): Promise<string> {
  const unit = start.unit ?? tx.actor.unit ?? ''
  if (!(await mayImport(tx, type, unit)))
    throw refuseImport['not-allowed']({ title: type.words.title[tx.actor.lang].toLowerCase() })
  const id = uuidv7(tx.now)
  await tx.query(
    `insert into sen.import (id, system, record, unit, file_name, file_path, keep_file, format, reader, mode, state, by, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', $11, $12)`,
    [
      id,
      type.system,
      type.name,
      unit,
      start.fileName.normalize('NFC').slice(0, 200),
      start.filePath,
      start.keepFile ?? false,
      start.format ?? formatOf(start.fileName),
      start.reader ?? null,
      start.mode,
      tx.actor.account,
      tx.now,
    ],
  )
  return id
}

interface ImportRow {
  id: string
  system: string
  record: string
  unit: string
  file_name: string
  file_path: string
  keep_file: boolean
  format: ImportFormat
  reader: string | null
  mode: 'check' | 'run'
  state: ImportState
  columns: { column: string; field: string | null }[] | null
  total: number | null
  done: number
  created: number
  changed: number
  unchanged: number
  failed: number
  reason: string | null
  tries: number
  by: string | null
  created_at: Date
  started_at: Date | null
  ended_at: Date | null
}

const shown = (row: ImportRow): ImportRun => ({
  id: row.id,
  system: row.system,
  record: row.record,
  unit: row.unit,
  fileName: row.file_name,
  format: row.format,
  mode: row.mode,
  state: row.state,
  total: row.total,
  done: row.done,
  created: row.created,
  changed: row.changed,
  unchanged: row.unchanged,
  failed: row.failed,
  columns: row.columns,
  reason: row.reason,
  createdAt: row.created_at,
  startedAt: row.started_at,
  endedAt: row.ended_at,
})

/** How an import stands. Only who started it, and the house, can see it. */
export async function getImport(tx: Tx, id: string): Promise<ImportRun> {
  const row = isUuid(id) ? await tx.one<ImportRow>('select * from sen.import where id = $1', [id]) : undefined
  if (!row) throw refuseImport.missing()
  return shown(row)
}

/** Stops an import before its next batch; what is in stays in. */
export async function cancelImport(tx: Tx, id: string): Promise<ImportRun> {
  await getImport(tx, id)
  const row = await tx.one<ImportRow>(
    `update sen.import set state = 'cancelled', ended_at = $2 where id = $1 and state in ('waiting', 'running') returning *`,
    [id, tx.now],
  )
  if (!row) throw refuseImport.ended()
  return shown(row)
}

/** The rows that were refused, as CSV with a byte order mark: row, column, value, code, what to do. At most 10,000. */
export async function errorsFile(tx: Tx, id: string): Promise<string> {
  const run = await getImport(tx, id)
  const errors = await tx.query<{ row: number; column: string; value: string; code: string; message: string }>(
    'select "row", "column", value, code, message from sen.import_error where import = $1 order by seq',
    [run.id],
  )
  const lines = errors.map((error) => csvLine([error.row, error.column, error.value, error.code, error.message]))
  return `\ufeff${csvLine(['Dòng', 'Cột', 'Giá trị', 'Mã lỗi', 'Cần làm gì'])}${lines.join('')}`
}

/** Another run has taken over, or somebody cancelled: this one lets go without a word. */
class LetGo extends Error {}

interface RowError {
  row: number
  column: string
  value: string
  code: string
  message: string
}

interface Context {
  database: Database
  types: ReadonlyMap<string, RecordType>
  type: RecordType
  actor: Actor
  run: ImportRow
  runner: string
  inside: boolean
  fieldOf: (column: string) => string | null | undefined
  readRow: ReadRow | undefined
}

/**
 * Runs, or takes up again, an import: 500 rows a transaction, the progress written in the same one, so that after a
 * crash it goes on exactly behind the last row that is in. Acts with the rights of the account that started it.
 * Returns when the import has ended or somebody else runs it; throws when `signal` stops it, or for a failure of ours.
 */
export async function runImport(
  database: Database,
  types: ReadonlyMap<string, RecordType>,
  id: string,
  signal: AbortSignal,
  options: ImportOptions = {},
): Promise<void> {
  const runner = uuidv7()
  const run = await database.transaction(house, (tx) =>
    tx.one<ImportRow>(
      `update sen.import set runner = $2, state = 'running', started_at = coalesce(started_at, $3), progress_at = $3, tries = tries + 1
        where id = $1 and state in ('waiting', 'running') returning *`,
      [id, runner, database.clock.now()],
    ),
  )
  if (!run) return discardFile(database, id, options)
  try {
    if (run.tries > TRIES_MAX) throw refuseImport['never-on']({ tries: TRIES_MAX, row: run.done + 1 })
    const type = types.get(`${run.system}/${run.record}`)
    assert(type, `import ${id} is of ${run.system}/${run.record}, which this house does not know`)
    const readRow = run.reader === null ? undefined : options.readers?.[run.reader]
    assert(run.reader === null || readRow, `import ${id} asks for the reader "${run.reader}", which was not given`)
    const actor = await actorOf(database, run)
    const inside = actor.kind === 'system'
    await database.transaction(actor, async (tx) => {
      if (!(await mayImport(tx, type, run.unit)))
        throw refuseImport['not-allowed']({ title: type.words.title.vi.toLowerCase() })
    })
    await readAll(
      { database, types, type, actor, run, runner, inside, readRow, fieldOf: columnReader(type, inside) },
      signal,
      options.directory,
    )
  } catch (error) {
    if (!(error instanceof LetGo) && !(error instanceof Refusal)) throw error
    if (error instanceof Refusal) await end(database, run, runner, 'failed', error.say('vi'))
  }
  await discardFile(database, id, options)
}

/** Deletes a received file once its import has ended, however it ended: it may hold personal data and is needed no more. */
async function discardFile(database: Database, id: string, options: ImportOptions): Promise<void> {
  const run = await database.transaction(house, (tx) =>
    tx.one<ImportRow>(
      `select * from sen.import where id = $1 and not keep_file and state in ('done', 'failed', 'cancelled')`,
      [id],
    ),
  )
  if (run) await rm(pathOf(run, options.directory), { force: true })
}

const pathOf = (run: ImportRow, directory: string | undefined): string =>
  isAbsolute(run.file_path) || directory === undefined ? run.file_path : join(directory, run.file_path)

async function actorOf(database: Database, run: ImportRow): Promise<Actor> {
  if (run.by === null) return { ...house, unit: run.unit }
  const actor = await database.transaction(house, (tx) => findActor(tx, run.by as string))
  if (!actor) throw refuseImport['no-account']()
  return { ...actor, unit: run.unit, request: `import:${run.id}` }
}

async function end(
  database: Database,
  run: ImportRow,
  runner: string,
  state: 'done' | 'failed',
  reason: string | null,
  total: number | null = null,
): Promise<void> {
  const actor = await actorOf(database, run).catch(() => house)
  await database.transaction(actor, async (tx) => {
    const after = await tx.one<ImportRow>(
      `update sen.import set state = $3, reason = $4, total = coalesce($5, total), ended_at = $6 where id = $1 and runner = $2 and state = 'running' returning *`,
      [run.id, runner, state, reason, total, tx.now],
    )
    if (!after || run.mode === 'check' || after.done === 0) return
    const { created, changed, unchanged, failed } = after
    writeFact(tx, {
      kind: 'imported',
      system: run.system,
      record: run.record,
      unit: run.unit,
      data: { import: run.id, file: run.file_name, state, created, changed, unchanged, failed },
    })
  })
}

async function readAll(context: Context, signal: AbortSignal, directory: string | undefined): Promise<void> {
  const { run } = context
  const file = await openFile(pathOf(run, directory), run.format)
  try {
    await readRows(context, file, signal)
  } finally {
    await file.close()
  }
}

async function readRows(context: Context, file: ImportFile, signal: AbortSignal): Promise<void> {
  const { database, run, runner, type, inside, readRow } = context
  let columns: Columns | null = null
  if (file.columns && !readRow) {
    columns = matchColumns(type, file.columns, inside)
    const kept = JSON.stringify([...columns].map(([column, field]) => ({ column, field })))
    await database.transaction(house, (tx) =>
      tx.query('update sen.import set columns = $2 where id = $1', [run.id, kept]),
    )
  }
  if (file.total !== null)
    await database.transaction(house, (tx) =>
      tx.query('update sen.import set total = $2 where id = $1', [run.id, file.total]),
    )
  let position = 0
  let batch: FileRow[] = []
  const write = async () => {
    signal.throwIfAborted()
    await writeBatch(context, columns, batch, position)
    batch = []
  }
  for await (const row of file.rows) {
    position += 1
    if (position <= run.done) continue
    if (position > IMPORT_ROWS_MAX) {
      position -= 1
      await write()
      throw refuseFile['too-many-rows']({ max: IMPORT_ROWS_MAX })
    }
    batch.push(row)
    if (batch.length === BATCH) await write()
  }
  if (batch.length > 0) await write()
  await end(database, run, runner, 'done', null, position)
}

/** Values of a check are tried and rolled back; this transaction keeps them from leaving facts behind. */
const withoutFacts = (tx: Tx): Tx => ({ ...tx, before: () => undefined, after: () => undefined })

async function writeBatch(
  context: Context,
  columns: Columns | null,
  batch: readonly FileRow[],
  position: number,
): Promise<void> {
  const { database, actor, run, runner } = context
  await database.transaction(actor, async (tx) => {
    const held = await tx.one(
      `select 1 from sen.import where id = $1 and runner = $2 and state = 'running' for update`,
      [run.id, runner],
    )
    if (!held) throw new LetGo()
    const errors: RowError[] = []
    const check = run.mode === 'check'
    if (check) await tx.query('savepoint tried')
    const outcome = await takeRows(tx, check ? withoutFacts(tx) : tx, context, columns, batch, errors)
    if (check) await tx.query('rollback to savepoint tried')
    const failed = new Set(errors.map((error) => error.row)).size
    if (errors.length > 0) await keepErrors(tx, run.id, errors)
    await tx.query(
      `update sen.import set done = $2, created = created + $3, changed = changed + $4, unchanged = unchanged + $5, failed = failed + $6, tries = 0, progress_at = $7 where id = $1`,
      [run.id, position, outcome.created, outcome.changed, outcome.unchanged, failed, tx.now],
    )
  })
}

async function keepErrors(tx: Tx, id: string, errors: readonly RowError[]): Promise<void> {
  const last =
    (
      await tx.one<{ seq: number }>(
        'select coalesce(max(seq), 0)::int as seq from sen.import_error where import = $1',
        [id],
      )
    )?.seq ?? 0
  const kept = errors
    .slice(0, Math.max(0, ERRORS_MAX - last))
    .map((error, i) => ({ ...error, import: id, seq: last + i + 1 }))
  if (kept.length === 0) return
  await tx.query(
    `insert into sen.import_error (import, seq, "row", "column", value, code, message)
     select * from jsonb_to_recordset($1::jsonb) as r(import uuid, seq integer, "row" integer, "column" text, value text, code text, message text)`,
    [JSON.stringify(kept)],
  )
}

/** A row of the batch with its values by field, before they are checked. */
interface Raw {
  number: number
  input: Record<string, unknown>
  columnOf: Map<string, string>
}

/** `writing` is the transaction as rows are written through it; what is looked up about people is written down in any case. */
async function takeRows(
  tx: Tx,
  writing: Tx,
  context: Context,
  columns: Columns | null,
  batch: readonly FileRow[],
  errors: RowError[],
): Promise<Outcome> {
  const outcome: Outcome = { created: 0, changed: 0, unchanged: 0 }
  const rows = batch.flatMap((row) => {
    try {
      return rawOf(context, columns, row) ?? []
    } catch (error) {
      report(context, errors, row.number, error)
      return []
    }
  })
  const meanings = await meaningsOf(tx, context, rows)
  // A key that comes twice in a batch is first made and then changed: each wave holds a key once.
  for (let left = rows; left.length > 0; ) {
    const seen = new Set<string>()
    const wave: Raw[] = []
    const later: Raw[] = []
    for (const row of left) {
      const identity = identityOf(context, row)
      if (seen.has(identity)) later.push(row)
      else {
        seen.add(identity)
        wave.push(row)
      }
    }
    await takeWave(writing, context, wave, meanings, outcome, errors)
    left = later
  }
  return outcome
}

function rawOf(context: Context, columns: Columns | null, row: FileRow): Raw | null {
  if (row.broken) throw row.broken
  const input: Record<string, unknown> = {}
  const columnOf = new Map<string, string>()
  const cells = context.readRow ? context.readRow(row.cells, row.number) : row.cells
  if (cells === null) return null
  for (const [column, value] of Object.entries(cells)) {
    const field = columns ? columns.get(column) : context.fieldOf(column)
    if (field === null) continue
    const name = field ?? column
    const spec = context.type.fields[name]?.spec
    const read = spec ? cellValue(context.type, name, spec, value) : value
    // Of two names for one field in a row of JSON the one that says something counts.
    if (columnOf.has(name) && (read === null || read === '')) continue
    input[name] = read
    columnOf.set(name, column)
  }
  return { number: row.number, input, columnOf }
}

/** Everything the batch refers to, asked for at once. */
async function meaningsOf(tx: Tx, context: Context, rows: readonly Raw[]): Promise<ReadonlyMap<string, Meanings>> {
  const words = new Map<string, string[]>()
  const add = (target: string, list: readonly string[]) => words.set(target, [...(words.get(target) ?? []), ...list])
  for (const { input } of rows) {
    if (typeof input.unit === 'string') add('kernel/unit', [input.unit.trim()])
    for (const [name, value] of Object.entries(input)) {
      const spec = context.type.fields[name]?.spec
      if (spec?.ref && value !== null && value !== '') add(spec.ref, wordsOf(spec, value))
    }
  }
  const meanings = new Map<string, Meanings>()
  for (const [target, list] of words) meanings.set(target, await findMeanings(tx, context.types, target, list))
  return meanings
}

function meant(
  meanings: ReadonlyMap<string, Meanings>,
  target: string,
  word: string,
  label: string,
  field: string,
): string {
  const id = meanings.get(target)?.get(word)
  const value = word.slice(0, 80)
  if (id === undefined) throw refuseColumns['refers-to-nothing']({ label, value }, field)
  if (id === 'several') throw refuseColumns['refers-to-several']({ label, value }, field)
  return id
}

/** The key of a row as its cells say it: enough to see that two rows are the same one. */
function identityOf({ type, run }: Context, row: Raw): string {
  const keyed = type.key?.every((name) => name in row.input && row.input[name] !== null)
  if (keyed) return JSON.stringify(type.key?.map((name) => parsed(type, name, row.input[name]) ?? row.input[name]))
  return typeof row.input.id === 'string' ? row.input.id : `${run.id}:${row.number}`
}

function parsed(type: RecordType, name: string, value: unknown): unknown {
  const spec = type.fields[name]?.spec
  if (!spec) return undefined
  try {
    return parseField({ ...spec, required: false }, value, name, name)
  } catch {
    return undefined
  }
}

/**
 * The id of a row that has no key: made of the run and the row, so that the same row of the same run is the same record
 * however often it is read. Shaped as UUIDv7 of the time the import was ordered, so that ids keep the order of the file.
 */
function idOfRow(run: ImportRow, number: number): string {
  const time = run.created_at.getTime().toString(16).padStart(12, '0')
  const place = number.toString(16).padStart(6, '0')
  const rest = createHash('sha256').update(`${run.id}:${number}`).digest('hex')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${place.slice(0, 3)}-8${place.slice(3)}-${rest.slice(0, 12)}`
}

async function takeWave(
  tx: Tx,
  context: Context,
  wave: readonly Raw[],
  meanings: ReadonlyMap<string, Meanings>,
  outcome: Outcome,
  errors: RowError[],
): Promise<void> {
  const { type, run } = context
  const open: { raw: Raw; key: Record<string, unknown> | undefined; id: string | undefined }[] = []
  for (const raw of wave) {
    try {
      resolve(context, raw, meanings)
      const id = idOf(raw)
      const key = type.key
        ? Object.fromEntries(type.key.map((name) => [name, parsed(type, name, raw.input[name]) ?? null]))
        : undefined
      open.push({ raw, id, key: key && Object.values(key).some((value) => value !== null) ? key : undefined })
    } catch (error) {
      report(context, errors, raw.number, error, raw)
    }
  }
  const stored = await findStored(
    tx,
    type,
    open.flatMap(({ key, id, raw }) => (key ? [] : [id ?? idOfRow(run, raw.number)])),
    open.flatMap(({ key }) => (key ? [key] : [])),
  )
  const byId = new Map(stored.map((row) => [row.id, row]))
  const byKey = new Map(type.key ? stored.map((row) => [keyText(type.key ?? [], row), row]) : [])
  const ready: Ready[] = []
  for (const [at, { raw, key, id }] of open.entries()) {
    const before: StoredRow | undefined = key
      ? byKey.get(keyText(type.key ?? [], key))
      : byId.get(id ?? idOfRow(run, raw.number))
    try {
      ready.push(
        readyOf(context, raw, before, at, before?.id ?? id ?? (key ? uuidv7(tx.now) : idOfRow(run, raw.number))),
      )
    } catch (error) {
      report(context, errors, raw.number, error, raw)
    }
  }
  if (ready.length === 0) return
  const data = { import: run.id }
  // Where something follows from each new row (a case begins), each is made as a form makes it.
  if (!hasReactions(type) || ready.every((row) => row.before)) {
    await tx.query('savepoint batch')
    try {
      const done = await writeMany(tx, type, ready, data)
      await tx.query('release savepoint batch')
      outcome.created += done.created
      outcome.changed += done.changed
      outcome.unchanged += done.unchanged
      return
    } catch (error) {
      if (!ofARow(error)) throw error
      await tx.query('rollback to savepoint batch')
    }
  }
  // A row is at fault, or something follows from each new one (a case begins): each is written as a form writes it.
  for (const row of ready) {
    const raw = open[row.at]?.raw
    await tx.query('savepoint one')
    const takeFactsBack = markFacts(tx)
    try {
      outcome[await writeOne(tx, type, row, data)] += 1
      await tx.query('release savepoint one')
    } catch (error) {
      if (!(error instanceof Refusal) && !ofARow(error)) throw error
      await tx.query('rollback to savepoint one')
      takeFactsBack()
      const said = error instanceof Refusal ? error : explain(error, type, row.before ? 'change' : 'create', 'vi')
      report(
        context,
        errors,
        raw?.number ?? 0,
        said instanceof Refusal ? said : refuseImport['row-refused']({ reason: said.message.slice(0, 200) }),
        raw,
      )
    }
  }
}

/** Did PostgreSQL refuse a value (22, 23), a right (42501), or did a row change meanwhile? Then one row is at fault, not the run. */
const ofARow = (error: unknown): boolean =>
  /^(22|23|42501$|stale$)/.test(String((error as { code?: unknown }).code ?? ''))

const keyText = (key: readonly string[], row: Record<string, unknown>): string =>
  JSON.stringify(key.map((name) => (row[name] instanceof Date ? (row[name] as Date).getTime() : (row[name] ?? null))))

function idOf(raw: Raw): string | undefined {
  const { id } = raw.input
  if (id === undefined || id === null || id === '') return undefined
  if (typeof id !== 'string' || !isUuid(id.trim()))
    throw refuseColumns['refers-to-nothing']({ label: 'id', value: String(id).slice(0, 80) }, 'id')
  return id.trim().toLowerCase()
}

/** Puts ids in the place of words. */
function resolve({ type }: Context, raw: Raw, meanings: ReadonlyMap<string, Meanings>): void {
  if (typeof raw.input.unit === 'string')
    raw.input.unit = meant(meanings, 'kernel/unit', raw.input.unit.trim(), 'Đơn vị', 'unit')
  for (const [name, value] of Object.entries(raw.input)) {
    const spec = type.fields[name]?.spec
    if (!spec?.ref || value === null || value === '') continue
    const ids = wordsOf(spec, value).map((word) =>
      meant(meanings, spec.ref as string, word, type.words.fields[name]?.vi ?? name, name),
    )
    raw.input[name] = spec.kind === 'ref' ? ids[0] : ids
  }
}

function readyOf(
  { type, run, inside }: Context,
  raw: Raw,
  before: StoredRow | undefined,
  at: number,
  id: string,
): Ready {
  const { id: _id, unit, created_at, sample, ...input } = raw.input
  const values = readInput(type, input, { partial: before !== undefined, inside })
  const row: Ready = { at, id, unit: before?.unit ?? (typeof unit === 'string' ? unit : run.unit), values }
  if (before) {
    if (typeof unit === 'string' && unit !== before.unit)
      throw refuseImport['other-unit']({ title: type.words.title.vi.toLowerCase() }, 'unit')
    row.before = before
  }
  if (inside && typeof created_at === 'string' && !Number.isNaN(Date.parse(created_at)))
    row.created_at = new Date(created_at)
  if (inside && sample !== undefined && sample !== null)
    row.sample = same(sample, true) || sample === 'true' || sample === 'có'
  return row
}

function report({ type }: Context, errors: RowError[], row: number, error: unknown, raw?: Raw): void {
  if (!(error instanceof Refusal)) throw error
  for (const one of error instanceof InvalidInput ? error.errors : [error]) {
    const field = one.field?.split('.')[0] ?? ''
    const spec = type.fields[field]?.spec
    const value = raw?.input[field]
    const said =
      value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
    errors.push({
      row,
      // A row that could not be taken apart names its column itself.
      column: raw ? (raw.columnOf.get(field) ?? type.words.fields[field]?.vi ?? field) : (one.field ?? ''),
      value: spec?.personal === 'sensitive' ? '•' : said.length > 80 ? `${said.slice(0, 80)}…` : said,
      code: one.code,
      message: one.say('vi'),
    })
  }
}

/**
 * The job 'import' of a house: runs the import it is given; every minute, without one, takes up those whose process
 * was lost (a job of a killed process stays locked in the queue for hours; a person should not wait for that).
 */
export function importJob(types: ReadonlyMap<string, RecordType>, options: ImportOptions = {}): Job<{ id?: string }> {
  return {
    name: 'import',
    triesMax: 6,
    every: '* * * * *',
    async run(database, payload, signal) {
      if (payload?.id) return runImport(database, types, payload.id, signal, options)
      const lost = await database.transaction(house, (tx) =>
        tx.query<{ id: string }>(
          `select id from sen.import where state in ('waiting', 'running') and coalesce(progress_at, created_at) < $1 order by created_at limit 20`,
          [new Date(tx.now.getTime() - LOST_MINUTES * 60_000)],
        ),
      )
      for (const { id } of lost) await runImport(database, types, id, signal, options)
    },
  }
}
