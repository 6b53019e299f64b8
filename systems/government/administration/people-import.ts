import { localDate } from '#ground/clock'
import { uuidv7 } from '#ground/ids'
import { Refusal } from '#ground/refusal'
import { fold, nfc, sameName } from '#ground/text'
import { formatOf, openFile } from '#kernel/records'
import { type Database, enqueue, house, type Tx } from '#kernel/store'
import {
  findActor,
  findUnitByCode,
  giveRole,
  markFacts,
  rehearse,
  rolesHeld,
  setRoleEnd,
  stateOf,
  writeFact,
} from '#kernel/trust'
import { openOfficer } from './accounts.ts'
import { refuse } from './refusals.ts'
import { options, readDay, readRole } from './rules.ts'

/** Columns of the file, as people write them; what a row may leave out is not `needed`. */
export const columns = [
  { name: 'login', title: 'Tên đăng nhập', needed: true },
  { name: 'name', title: 'Họ và tên', needed: true },
  { name: 'email', title: 'Thư công vụ', needed: false },
  { name: 'national_id', title: 'Số định danh', needed: false },
  { name: 'role', title: 'Vai trò', needed: false },
  { name: 'unit', title: 'Mã đơn vị', needed: false },
  { name: 'from', title: 'Từ ngày', needed: false },
  { name: 'to', title: 'Đến ngày', needed: false },
] as const
type ColumnName = (typeof columns)[number]['name']

export const ROWS_MAX = 10_000
const CELL_MAX = 300
/** Rows of one transaction: small enough to be seen moving, large enough not to wait for the disk at each. */
const BATCH = 100

export type Outcome = 'new-account' | 'role-given' | 'changed' | 'unchanged' | 'asked' | 'refused'
export const outcomes: readonly Outcome[] = ['new-account', 'role-given', 'changed', 'unchanged', 'asked', 'refused']

export interface PeopleImport {
  id: string
  file_name: string
  state: 'checking' | 'checked' | 'running' | 'done'
  made_at: Date
  made_by: string
  made_by_name: string
  rows: number
  done: number
  ended_at: Date | null
}

export interface ImportLine {
  line: number
  cells: Partial<Record<ColumnName, string>>
  outcome: Outcome | null
  why_vi: string | null
  why_en: string | null
}

const keyOf = (title: string): ColumnName | undefined => {
  const asked = fold(nfc(title)).replace(/\s+/g, ' ').trim()
  return columns.find((column) => column.name === asked || fold(column.title) === asked)?.name
}

function textOf(value: unknown, name: ColumnName, line: number): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return readDay(value) ?? ''
  // A workbook gives numbers and ticks where people write them; a list or an object is no cell of any table.
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    throw refuse['row-text']({ line, column: columns.find((column) => column.name === name)?.title ?? name }, 'file')
  const text = nfc(`${value}`).trim()
  // A spreadsheet turns a number of twelve digits with a leading zero into a shorter one.
  return (name === 'national_id' && /^\d{9,11}$/.test(text) ? text.padStart(12, '0') : text).slice(0, CELL_MAX)
}

/** Takes a file in and has it checked; nothing of it is done. Refuses a file without the columns, without rows, with too many. */
export async function takeIn(
  database: Database,
  actor: { account: string; name: string },
  file: { path: string; name: string; sha256: string },
): Promise<string> {
  const read = await openFile(file.path, formatOf(file.name))
  const titles = new Map<string, ColumnName>()
  const lines: { line: number; cells: Partial<Record<ColumnName, string>> }[] = []
  for await (const row of read.rows) {
    if (row.broken) throw row.broken
    if (titles.size === 0) {
      for (const title of Object.keys(row.cells)) {
        const key = keyOf(title)
        if (key) titles.set(title, key)
      }
      const found = new Set(titles.values())
      const missing = columns.filter((column) => column.needed && !found.has(column.name))
      if (missing.length > 0)
        throw refuse['import-columns']({ columns: missing.map((column) => column.title).join(', ') }, 'file')
    }
    const cells: Partial<Record<ColumnName, string>> = {}
    for (const [title, key] of titles) {
      const text = textOf(row.cells[title], key, row.number)
      if (text !== '') cells[key] = text
    }
    if (Object.keys(cells).length === 0) continue
    lines.push({ line: row.number, cells })
    if (lines.length > ROWS_MAX) throw refuse['import-rows']({ max: ROWS_MAX }, 'file')
  }
  if (lines.length === 0) throw refuse['import-empty']({}, 'file')
  return database.transaction({ ...house, account: actor.account, name: actor.name }, async (tx) => {
    const id = uuidv7(tx.now)
    await tx.query(
      `insert into administration.people_import (id, file_name, sha256, state, made_at, made_by, made_by_name, rows) values ($1, $2, $3, 'checking', $4, $5, $6, $7)`,
      [id, file.name.slice(0, 200), file.sha256, tx.now, actor.account, actor.name, lines.length],
    )
    await tx.query(
      `insert into administration.people_import_line (import, line, cells) select $1, l.line, l.cells from jsonb_to_recordset($2::jsonb) as l(line integer, cells jsonb)`,
      [id, JSON.stringify(lines)],
    )
    writeFact(tx, {
      kind: 'people-import-taken-in',
      system: 'administration',
      record: 'people-import',
      recordId: id,
      data: { rows: lines.length, sha256: file.sha256 },
    })
    await enqueue(tx, 'people-import', { id }, { key: `people-import:${id}` })
    return id
  })
}

/** One row, as the administrator who sent the file would do it by hand. */
async function runRow(tx: Tx, cells: ImportLine['cells']): Promise<Outcome> {
  const login = (cells.login ?? '').toLowerCase()
  const name = cells.name ?? ''
  const today = localDate(tx.now)
  const day = (text: string | undefined): string | null => {
    const read = readDay(text)
    if (read === undefined) throw refuse['row-date']({ text: (text ?? '').slice(0, 30) })
    return read
  }
  const [from, to] = [day(cells.from), day(cells.to)]
  const role = cells.role === undefined ? null : readRole(cells.role)
  if (role === undefined) throw refuse['row-role']({ text: (cells.role ?? '').slice(0, 60) })
  const unit = cells.unit === undefined ? null : await findUnitByCode(tx, cells.unit)
  if (role !== null && unit === null) throw refuse['row-no-unit']()
  if (unit === undefined) throw refuse['row-unit']({ text: (cells.unit ?? '').slice(0, 60) })

  const known = await tx.asHouse(() =>
    tx.one<{ id: string; name: string }>("select id, name from sen.account where login = $1 and kind = 'person'", [
      login,
    ]),
  )
  if (known && !sameName(known.name, name)) throw refuse['row-same-login']()
  const account =
    known?.id ??
    (await openOfficer(tx, { login, name, email: cells.email ?? null, nationalId: cells.national_id ?? null }))
  const opened: Outcome = known ? 'unchanged' : 'new-account'
  if (role === null || unit === null) return opened

  const held = (await rolesHeld(tx, account)).find(
    (grant) =>
      grant.role === role &&
      grant.unit === unit.id &&
      grant.delegation === null &&
      stateOf(grant, today) !== 'past' &&
      (from === null || from === grant.valid_from || (grant.valid_from <= today && from <= today)),
  )
  if (held) {
    if (held.valid_to === to) return opened
    await setRoleEnd(tx, held.id, to)
    return 'changed'
  }
  if (role === 'administrator') {
    const asked = await tx.asHouse(() =>
      tx.one("select 1 from sen.role_request where account = $1 and unit = $2 and role = $3 and state = 'waiting'", [
        account,
        unit.id,
        role,
      ]),
    )
    if (asked) return 'unchanged'
  }
  const begins = from === null || from < today ? today : from
  const given = await giveRole(tx, { account, role, unit: unit.id, from: begins, to }, options)
  if ('request' in given) return 'asked'
  return known ? 'role-given' : 'new-account'
}

interface Done {
  line: number
  outcome: Outcome
  why_vi: string | null
  why_en: string | null
}

/** Rows one after another, each in its own savepoint: one that is refused takes nothing else with it. */
async function runRows(tx: Tx, lines: readonly ImportLine[], signal: AbortSignal | undefined): Promise<Done[]> {
  const done: Done[] = []
  for (const { line, cells } of lines) {
    if (signal?.aborted) break
    const back = markFacts(tx)
    await tx.query('savepoint one_row')
    try {
      const outcome = await runRow(tx, cells)
      done.push({ line, outcome, why_vi: null, why_en: null })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      await tx.query('rollback to savepoint one_row')
      back()
      done.push({ line, outcome: 'refused', why_vi: error.say('vi'), why_en: error.say('en') })
    }
    await tx.query('release savepoint one_row')
  }
  return done
}

async function keep(tx: Tx, id: string, done: readonly Done[]): Promise<void> {
  await tx.query(
    `update administration.people_import_line l set outcome = d.outcome, why_vi = d.why_vi, why_en = d.why_en
       from jsonb_to_recordset($2::jsonb) as d(line integer, outcome text, why_vi text, why_en text) where l.import = $1 and l.line = d.line`,
    [id, JSON.stringify(done)],
  )
}

const LOCKED = `select * from administration.people_import where id = $1 and state in ('checking', 'running') for update skip locked`

/**
 * Carries an import on until it is checked or done. The check does every row and takes all of it back, so that what it says
 * is what the run does. The run writes a hundred rows a transaction, in the name and with today's rights of who sent the
 * file; after a crash it goes on behind the last hundred. Both may be called again at any time.
 */
export async function runPeopleImport(database: Database, id: string, signal?: AbortSignal): Promise<void> {
  const found = await database.transaction(house, (tx) =>
    tx.one<PeopleImport>('select * from administration.people_import where id = $1', [id]),
  )
  if (!found || found.state === 'checked' || found.state === 'done') return
  const actor = await database.transaction(house, (tx) => findActor(tx, found.made_by))
  if (!actor) return
  const next = (tx: Tx, limit: number, after: number) =>
    tx.query<ImportLine>(
      'select line, cells, outcome, why_vi, why_en from administration.people_import_line where import = $1 and line > $2 order by line limit $3',
      [id, after, limit],
    )

  if (found.state === 'checking') {
    await database.transaction(actor, async (tx) => {
      const held = await tx.asHouse(() => tx.one(LOCKED, [id]))
      if (!held) return
      const lines = await tx.asHouse(() => next(tx, ROWS_MAX, -1))
      const done = await rehearse(tx, () => runRows(tx, lines, signal))
      if (done.length < lines.length) return
      await tx.asHouse(async () => {
        await keep(tx, id, done)
        await tx.query("update administration.people_import set state = 'checked', done = 0 where id = $1", [id])
      })
    })
    return
  }
  for (;;) {
    if (signal?.aborted) return
    const more = await database.transaction(actor, async (tx) => {
      const held = await tx.asHouse(() => tx.one<PeopleImport>(LOCKED, [id]))
      if (held?.state !== 'running') return false
      const lines = await tx.asHouse(() => next(tx, BATCH, held.done))
      const done = await runRows(tx, lines, signal)
      return tx.asHouse(async () => {
        await keep(tx, id, done)
        const last = done.at(-1)?.line ?? held.done
        const ended = lines.length < BATCH && done.length === lines.length
        await tx.query(
          `update administration.people_import set done = $2, state = case when $3 then 'done' else state end, ended_at = case when $3 then $4::timestamptz end where id = $1`,
          [id, last, ended, tx.now],
        )
        if (ended)
          writeFact(tx, {
            kind: 'people-imported',
            system: 'administration',
            record: 'people-import',
            recordId: id,
            data: { rows: held.rows },
          })
        return !ended && done.length > 0
      })
    })
    if (!more) return
  }
}

/** Imports that a worker should carry on. */
export async function waitingImports(database: Database): Promise<string[]> {
  const rows = await database.transaction(house, (tx) =>
    tx.query<{ id: string }>(
      "select id from administration.people_import where state in ('checking', 'running') order by made_at limit 20",
    ),
  )
  return rows.map((row) => row.id)
}

/** The actor's own import, or anybody's for the house. Refuses others'. */
export async function getPeopleImport(tx: Tx, id: string): Promise<PeopleImport> {
  const row = await tx.asHouse(() =>
    tx.one<PeopleImport>('select * from administration.people_import where id::text = $1 and made_by = $2', [
      id,
      tx.actor.account,
    ]),
  )
  if (!row) throw refuse['import-missing']()
  return row
}

export async function countOutcomes(tx: Tx, id: string): Promise<Map<Outcome, number>> {
  const rows = await tx.asHouse(() =>
    tx.query<{ outcome: Outcome; n: number }>(
      'select outcome, count(*)::int as n from administration.people_import_line where import = $1 and outcome is not null group by outcome',
      [id],
    ),
  )
  return new Map(rows.map((row) => [row.outcome, row.n]))
}

/** Lines of an import, refused ones first when `outcome` asks for them. */
export async function importLines(
  tx: Tx,
  id: string,
  asked: { outcome: Outcome | null; after: number; limit: number },
): Promise<ImportLine[]> {
  return tx.asHouse(() =>
    tx.query<ImportLine>(
      'select line, cells, outcome, why_vi, why_en from administration.people_import_line where import = $1 and ($2::text is null or outcome = $2) and line > $3 order by line limit $4',
      [id, asked.outcome, asked.after, asked.limit],
    ),
  )
}

/** Begins the run of a checked import. Refuses one that runs or is done. */
export async function beginRun(tx: Tx, id: string): Promise<void> {
  const found = await getPeopleImport(tx, id)
  await tx.asHouse(async () => {
    const begun = await tx.query(
      "update administration.people_import set state = 'running', done = 0 where id = $1 and state = 'checked' returning 1",
      [found.id],
    )
    if (begun.length === 0) throw refuse['import-running']()
    await tx.query(
      'update administration.people_import_line set outcome = null, why_vi = null, why_en = null where import = $1',
      [found.id],
    )
    await enqueue(tx, 'people-import', { id: found.id }, { key: `people-import:${found.id}` })
    writeFact(tx, {
      kind: 'people-import-begun',
      system: 'administration',
      record: 'people-import',
      recordId: found.id,
      data: { rows: found.rows },
    })
  })
}
