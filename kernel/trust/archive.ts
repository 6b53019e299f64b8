import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { SealedFact } from '#ground/merkle'
import { refusals } from '#ground/refusal'
import type { Actor, Database, Tx } from '#kernel/store'
import { house } from '#kernel/store'
import { writeFact } from './fact.ts'
import { type Blocks, FactFile, fileHash, findInFile, monthOf } from './fact-file.ts'
import { ARCHIVE_LOCK } from './log-tables.ts'
import { FACT_TEXT, type FactText, sealedFact } from './sealed-fact.ts'

const refuse = refusals('log', {
  'bad-month': {
    kind: 'invalid',
    vi: 'Tháng "{text}" không đúng. Hãy ghi năm-tháng, ví dụ 2026-01, và chọn một tháng không sau tháng này ({now}).',
    en: 'The month "{text}" is wrong. Write year-month such as 2026-01, not after this month ({now}).',
  },
  'not-sealed-yet': {
    kind: 'conflict',
    vi: 'Còn {count} sự việc trước tháng {month} chưa niêm phong, nên chưa lưu trữ. Hãy để Sen chạy vài giây rồi làm lại; nếu vẫn vậy, xem trang Nhật ký.',
    en: '{count} facts before {month} are not sealed, so nothing was archived. Let Sen run for a few seconds and try again.',
  },
  'archive-running': {
    kind: 'conflict',
    vi: 'Một lần lưu trữ nhật ký khác đang chạy. Hãy đợi nó xong rồi làm lại.',
    en: 'The log is being archived already. Wait for it and try again.',
  },
  'archive-file-differs': {
    kind: 'conflict',
    vi: 'Tệp lưu trữ {file} không còn như lúc ghi, nên không xóa gì khỏi bảng. Hãy chạy "npx sen verify-log" để biết sai ở đâu.',
    en: 'The archive file {file} is not as it was written; nothing was removed. Run "npx sen verify-log".',
  },
})

export interface Archive {
  month: string
  part: number
  file: string
  /** 64 hex digits, of the file. */
  sha256: string
  facts: number
  indexMin: number
  indexMax: number
  at: Date
  /** How many of its facts are still in the table. */
  kept: number
}

interface ArchiveRow {
  month: string
  part: number
  file: string
  sha256: Buffer
  facts: number
  index_min: number
  index_max: number
  size: number
  blocks: Blocks
  at: Date
}

/** Where archived months lie; lent by the host under 'logDir'. */
const folderOf = (tx: Tx): string | undefined => tx.lent('logDir') as string | undefined

/** Which file holds which places of the tree. */
export interface Shelf {
  file: string
  index_min: number
  index_max: number
  blocks: Blocks
}

export const listShelves = (tx: Tx): Promise<Shelf[]> =>
  tx.query<Shelf & Record<string, unknown>>(
    'select file, index_min, index_max, blocks from sen.log_archive order by month, part',
  )

/** A fact from the file that holds it; undefined when none does, or when that file was taken away or cut (verify-log names it). */
export async function findOnShelves(
  folder: string,
  shelves: readonly Shelf[],
  index: number,
): Promise<SealedFact | undefined> {
  for (const shelf of shelves) {
    if (index < shelf.index_min || index > shelf.index_max) continue
    const fact = await findInFile(join(folder, shelf.file), shelf.blocks, index).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT' || error.code?.startsWith('Z_') || error instanceof SyntaxError) return undefined
        throw error
      },
    )
    if (fact) return fact
  }
  return undefined
}

/** A fact from the file of its month; undefined when no file holds it or the host lends no folder. Whose sight it is, the caller decides. */
export async function readArchivedFact(tx: Tx, index: number): Promise<SealedFact | undefined> {
  const folder = folderOf(tx)
  if (!folder) return undefined
  const shelves = await tx.asHouse(() =>
    tx.query<Shelf & Record<string, unknown>>(
      'select file, index_min, index_max, blocks from sen.log_archive where $1 between index_min and index_max',
      [index],
    ),
  )
  return findOnShelves(folder, shelves, index)
}

/** Archived months, newest first. */
export async function listArchives(tx: Tx): Promise<Archive[]> {
  const rows = await tx.query<ArchiveRow & { removed: number } & Record<string, unknown>>(
    `select a.month, a.part, a.file, a.sha256, a.facts, a.index_min, a.index_max, a.at,
            (select coalesce(sum(r.facts), 0)::int from sen.log_removal r where r.month = a.month and r.part = a.part) as removed
       from sen.log_archive a order by a.month desc, a.part desc limit 600`,
  )
  return rows.map((row) => ({
    month: row.month,
    part: row.part,
    file: row.file,
    sha256: row.sha256.toString('hex'),
    facts: row.facts,
    indexMin: row.index_min,
    indexMax: row.index_max,
    at: row.at,
    kept: row.facts - row.removed,
  }))
}

const PAGE = 2_000

/** Sealed facts in the order of the tree, a page at a time, in transactions of their own. */
export async function* sealedFacts(
  database: Database,
  from: number,
  to: number,
): AsyncGenerator<{ index: number; leaf: Buffer; fact: SealedFact | null }> {
  for (let at = from; at < to; at += PAGE) {
    const rows = await database.transaction(house, (tx) =>
      tx.query<FactText & { index: number; hash: Buffer; there: boolean } & Record<string, unknown>>(
        `select l.index, l.hash, f.seq is not null as there, ${FACT_TEXT} from sen.log_leaf l left join sen.fact f on f.seq = l.seq
          where l.index >= $1 and l.index < $2 order by l.index`,
        [at, Math.min(at + PAGE, to)],
      ),
    )
    for (const { index, hash, there, ...text } of rows)
      yield { index, leaf: hash, fact: there ? sealedFact(text) : null }
  }
}

export interface Archived {
  month: string
  part: number
  file: string
  facts: number
}

/** Facts deleted in one transaction: short enough that the log never waits for long. */
const REMOVED_AT_ONCE = 20_000

/**
 * Writes every sealed fact of the months before `before` ('YYYY-MM') that no file holds yet into `folder`, a file a month,
 * and records it. Facts stay in the table; `removeArchived` takes them out.
 */
export async function archiveLog(
  database: Database,
  options: { before: string; folder: string; actor: Actor },
): Promise<Archived[]> {
  const holder = await database.owner.connect()
  try {
    const { rows } = await holder.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [ARCHIVE_LOCK])
    if (!rows[0]?.got) throw refuse['archive-running']()
    try {
      return await writeMonths(database, options)
    } finally {
      await holder.query('select pg_advisory_unlock($1)', [ARCHIVE_LOCK])
    }
  } finally {
    holder.release()
  }
}

async function writeMonths(
  database: Database,
  options: { before: string; folder: string; actor: Actor },
): Promise<Archived[]> {
  const { before, folder, actor } = options
  const now = new Date(database.clock.now().getTime() + 7 * 3_600_000).toISOString().slice(0, 7)
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(before) || before > now)
    throw refuse['bad-month']({ text: before.slice(0, 20), now })
  const state = await database.transaction(house, async (tx) => {
    const unsealed = await tx.one<{ count: number }>(
      `select count(*)::int as count from sen.fact f
        where f.at < ($1 || '-01')::timestamp at time zone 'Asia/Ho_Chi_Minh'
          and f.seq > coalesce((select floor from sen.log_head order by number desc limit 1), 0)
          and not exists (select from sen.log_leaf l where l.seq = f.seq)`,
      [before],
    )
    if (unsealed && unsealed.count > 0) throw refuse['not-sealed-yet']({ count: unsealed.count, month: before })
    const head = await tx.one<{ size: number }>('select size from sen.log_head order by number desc limit 1')
    const parts = await tx.query<{ month: string; part: number; size: number }>(
      'select month, max(part) as part, max(size) as size from sen.log_archive group by month',
    )
    return { size: head?.size ?? 0, parts: new Map(parts.map((row) => [row.month, row])) }
  })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const files = new Map<string, FactFile>()
  for await (const { index, fact } of sealedFacts(database, 0, state.size)) {
    if (!fact) continue
    const month = monthOf(fact.at)
    const known = state.parts.get(month)
    if (month >= before || (known && index < known.size)) continue
    let file = files.get(month)
    if (!file) {
      const part = (known?.part ?? 0) + 1
      file = new FactFile(join(folder, `${month}${part === 1 ? '' : `.${part}`}.ndjson.gz`))
      files.set(month, file)
    }
    await file.add({ index, fact })
  }
  const archived: Archived[] = []
  for (const [month, file] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const written = await file.end()
    const part = (state.parts.get(month)?.part ?? 0) + 1
    const name = file.path.slice(folder.length + 1)
    await database.transaction(actor, async (tx) => {
      await tx.query(
        `insert into sen.log_archive (month, part, file, sha256, facts, index_min, index_max, size, blocks, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          month,
          part,
          name,
          written.sha256,
          written.facts,
          written.indexMin,
          written.indexMax,
          state.size,
          JSON.stringify(written.blocks),
          tx.now,
        ],
      )
      writeFact(tx, {
        kind: 'log-archived',
        system: 'trust',
        record: 'log',
        data: { month, part, file: name, facts: written.facts, sha256: written.sha256.toString('hex') },
      })
    })
    archived.push({ month, part, file: name, facts: written.facts })
  }
  return archived
}

/**
 * Takes facts that lie in archived files of the months before `before` out of the table, through the one routine that may; the
 * file of each month is read whole first and must be what was recorded. Returns how many left the table.
 */
export async function removeArchived(
  database: Database,
  options: { before: string; folder: string; actor: Actor },
): Promise<number> {
  const rows = await database.transaction(house, (tx) =>
    tx.query<ArchiveRow & Record<string, unknown>>(
      'select * from sen.log_archive where month < $1 order by month, part',
      [options.before],
    ),
  )
  let removed = 0
  for (const row of rows) {
    if ((await fileHash(join(options.folder, row.file)))?.toString('hex') !== row.sha256.toString('hex'))
      throw refuse['archive-file-differs']({ file: row.file })
    for (let from = row.index_min; from <= row.index_max; from += REMOVED_AT_ONCE)
      removed += await removeSome(database, row, from, options.actor.name)
  }
  return removed
}

async function removeSome(database: Database, row: ArchiveRow, from: number, by: string): Promise<number> {
  const client = await database.owner.connect()
  try {
    await client.query('begin')
    // An owner who is no superuser stands below forced row-level security as well; lifted and put back in this transaction.
    const { rows: rights } = await client.query<{ free: boolean }>(
      'select rolsuper or rolbypassrls as free from pg_roles where rolname = current_user',
    )
    const forced = ['sen.fact', 'sen.log_leaf', 'sen.log_archive', 'sen.log_removal']
    if (!rights[0]?.free)
      for (const table of forced) await client.query(`alter table ${table} no force row level security`)
    const { rows } = await client.query<{ removed: number }>(
      'select sen.remove_archived_facts($1, $2, $3, $4, $5, $6) as removed',
      [row.month, row.part, from, Math.min(from + REMOVED_AT_ONCE, row.index_max + 1), by, database.clock.now()],
    )
    if (!rights[0]?.free)
      for (const table of forced) await client.query(`alter table ${table} force row level security`)
    await client.query('commit')
    return rows[0]?.removed ?? 0
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}
