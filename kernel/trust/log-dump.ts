import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { SealedFact } from '#ground/merkle'
import { refusals } from '#ground/refusal'
import { type Actor, type Database, house } from '#kernel/store'
import { findOnShelves, listShelves, sealedFacts } from './archive.ts'
import { writeFact } from './fact.ts'
import { FactFile, fileHash, linesOf, monthOf } from './fact-file.ts'
import { HEAD_COLUMNS, type HeadRow } from './log.ts'
import {
  type Finding,
  type FoundFact,
  finding,
  type HeadLine,
  type KeyLine,
  type LeafLine,
  type LogSource,
  type StampLine,
} from './log-verify.ts'
import { FACT_TEXT, type FactText, sealedFact } from './sealed-fact.ts'

const refuse = refusals('log', {
  'folder-not-empty': {
    kind: 'conflict',
    vi: 'Thư mục "{folder}" đã có tệp. Hãy chọn một thư mục mới hoặc trống.',
    en: 'The folder "{folder}" holds files already. Choose a new or an empty one.',
  },
  'no-dump': {
    kind: 'missing',
    vi: 'Thư mục "{folder}" không phải bản xuất nhật ký (thiếu manifest.json, leaves.ndjson.gz hoặc heads.ndjson.gz).',
    en: 'The folder "{folder}" is no export of the log (manifest.json, leaves.ndjson.gz or heads.ndjson.gz is missing).',
  },
  'too-many-months': {
    kind: 'too-large',
    vi: 'Nhật ký trải trên hơn {max} tháng. Hãy lưu trữ bớt rồi xuất lại.',
    en: 'The log spans more than {max} months.',
  },
})

const FORMAT = 'sen-log/1'
const PAGE = 5_000
const MONTHS_MAX = 600

async function* pagesOf<R>(read: (after: number) => Promise<{ rows: R[]; last: number }>): AsyncGenerator<R> {
  let after = -1
  for (;;) {
    const { rows, last } = await read(after)
    if (rows.length === 0) return
    yield* rows
    after = last
  }
}

/** Leaves and heads of a database as they are, up to a head. */
const leavesIn = (database: Database, size: number): AsyncGenerator<LeafLine> =>
  pagesOf(async (after) => {
    const rows = await database.transaction(house, (tx) =>
      tx.query<LeafLine & Record<string, unknown>>(
        'select index, seq, hash from sen.log_leaf where index > $1 and index < $2 order by index limit $3',
        [after, size, PAGE],
      ),
    )
    return { rows, last: rows.at(-1)?.index ?? after }
  })

const headsIn = (database: Database, number: number): AsyncGenerator<HeadLine> =>
  pagesOf(async (after) => {
    const rows = await database.transaction(house, (tx) =>
      tx.query<HeadRow & Record<string, unknown>>(
        `select ${HEAD_COLUMNS} from sen.log_head where number > $1 and number <= $2 order by number limit $3`,
        [after, number, PAGE],
      ),
    )
    return {
      rows: rows.map(({ timestamp_ms: timestamp, ...row }) => ({ ...row, timestamp })),
      last: rows.at(-1)?.number ?? after,
    }
  })

async function keysIn(database: Database): Promise<KeyLine[]> {
  const rows = await database.transaction(house, (tx) =>
    tx.query<{
      id: string
      public_key: Buffer
      from_ms: number
      previous: string | null
      vouched: Buffer | null
      reason: string | null
    }>('select id, public_key, from_ms, previous, vouched, reason from sen.log_key order by from_ms'),
  )
  return rows.map(({ public_key: publicKey, from_ms: from, ...row }) => ({ ...row, publicKey, from }))
}

async function* stampsIn(database: Database): AsyncGenerator<StampLine> {
  const rows = await database.transaction(house, (tx) =>
    tx.query<StampLine & Record<string, unknown>>(
      `select head, by, token from sen.log_witness where kind = 'time-stamp' and token is not null order by at`,
    ),
  )
  yield* rows
}

/** Writes lines as gzip; answers nothing until they are on their way to the disk. */
const writeLines = (path: string, lines: AsyncIterable<unknown>): Promise<void> =>
  pipeline(
    Readable.from(
      (async function* () {
        for await (const line of lines) yield `${JSON.stringify(line)}\n`
      })(),
    ),
    createGzip(),
    createWriteStream(path, { mode: 0o600 }),
  )

export interface Exported {
  size: number
  heads: number
  months: string[]
  /** Facts that no file and no table holds any more. */
  lost: number
}

/**
 * Writes everything that is sealed into an empty folder: facts by month, leaves, heads, keys, time stamps, and a manifest with the
 * hash of each file. Facts of archived months are read from their files. The act is a fact.
 */
export async function exportLog(
  database: Database,
  options: { folder: string; actor: Actor; logDir?: string },
): Promise<Exported> {
  const { folder } = options
  await mkdir(join(folder, 'facts'), { recursive: true, mode: 0o700 })
  if ((await readdir(folder)).some((name) => name !== 'facts') || (await readdir(join(folder, 'facts'))).length > 0)
    throw refuse['folder-not-empty']({ folder })
  const shelves = await database.transaction(house, listShelves)
  const head = await database.transaction(house, (tx) =>
    tx.one<{ number: number; size: number }>('select number, size from sen.log_head order by number desc limit 1'),
  )
  const size = head?.size ?? 0
  const files = new Map<string, FactFile>()
  let lost = 0
  for await (const { index, fact } of sealedFacts(database, 0, size)) {
    const whole: SealedFact | undefined =
      fact ?? (options.logDir === undefined ? undefined : await findOnShelves(options.logDir, shelves, index))
    if (!whole) {
      lost++
      continue
    }
    const month = monthOf(whole.at)
    let file = files.get(month)
    if (!file) {
      if (files.size >= MONTHS_MAX) throw refuse['too-many-months']({ max: MONTHS_MAX })
      file = new FactFile(join(folder, 'facts', `${month}.ndjson.gz`))
      files.set(month, file)
    }
    await file.add({ index, fact: whole })
  }
  for (const file of files.values()) await file.end()
  await writeLines(
    join(folder, 'leaves.ndjson.gz'),
    (async function* () {
      for await (const { index, seq, hash } of leavesIn(database, size))
        yield { index, seq, hash: hash.toString('hex') }
    })(),
  )
  await writeLines(
    join(folder, 'heads.ndjson.gz'),
    (async function* () {
      for await (const one of headsIn(database, head?.number ?? 0))
        yield { ...one, root: one.root.toString('hex'), signature: one.signature.toString('base64') }
    })(),
  )
  const keys = await keysIn(database)
  await writeFile(
    join(folder, 'keys.json'),
    `${JSON.stringify(
      keys.map((key) => ({
        ...key,
        publicKey: key.publicKey.toString('base64'),
        vouched: key.vouched?.toString('base64') ?? null,
      })),
      null,
      2,
    )}\n`,
  )
  await writeLines(
    join(folder, 'time-stamps.ndjson.gz'),
    (async function* () {
      for await (const one of stampsIn(database))
        if (one.head <= (head?.number ?? 0)) yield { ...one, token: one.token.toString('base64') }
    })(),
  )
  const months = [...files.keys()].sort()
  const names = [
    'leaves.ndjson.gz',
    'heads.ndjson.gz',
    'keys.json',
    'time-stamps.ndjson.gz',
    ...months.map((month) => `facts/${month}.ndjson.gz`),
  ]
  const hashes: Record<string, string> = {}
  for (const name of names) hashes[name] = (await fileHash(join(folder, name)))?.toString('hex') ?? ''
  await writeFile(
    join(folder, 'manifest.json'),
    `${JSON.stringify({ format: FORMAT, size, heads: head?.number ?? 0, files: hashes }, null, 2)}\n`,
  )
  await database.transaction(options.actor, async (tx) =>
    writeFact(tx, { kind: 'log-exported', system: 'trust', record: 'log', data: { size, heads: head?.number ?? 0 } }),
  )
  return { size, heads: head?.number ?? 0, months, lost }
}

/** The log of a live database, its archived files in `logDir`. What is sealed after this began is left out. */
export async function logInDatabase(database: Database, logDir: string): Promise<LogSource> {
  const problems: Finding[] = []
  const head = await database.transaction(house, (tx) =>
    tx.one<{ number: number; size: number; floor: number }>(
      'select number, size, floor from sen.log_head order by number desc limit 1',
    ),
  )
  // Leaves beyond the newest head would be somebody else's work: those are read as well, unless a head came meanwhile.
  const size = await database.transaction(house, async (tx) => {
    const row = await tx.one<{ leaves: number | null; number: number | null }>(
      'select (select max(index) + 1 from sen.log_leaf) as leaves, (select max(number) from sen.log_head) as number',
    )
    return row?.number === (head?.number ?? null) ? (row?.leaves ?? 0) : (head?.size ?? 0)
  })
  const archives = await database.transaction(house, (tx) =>
    tx.query<{ month: string; file: string; sha256: Buffer }>(
      'select month, file, sha256 from sen.log_archive order by month, part',
    ),
  )
  return {
    keys: () => keysIn(database),
    leaves: () => leavesIn(database, size),
    heads: () => headsIn(database, head?.number ?? 0),
    stamps: () => stampsIn(database),
    floor: () => head?.floor ?? 0,
    problems: () => problems,
    async nodes(level, from, to) {
      const rows = await database.transaction(house, (tx) =>
        tx.query<{ index: number; hash: Buffer }>(
          'select index, hash from sen.log_node where level = $1 and index >= $2 and index < $3',
          [level, from, to],
        ),
      )
      return new Map(rows.map((row) => [row.index, row.hash]))
    },
    async *facts() {
      let after = 0
      for (;;) {
        // By ranges of numbers, not by rows: a number that is there twice is seen twice.
        const next = await database.transaction(house, (tx) =>
          tx.one<{ seq: number | null }>('select min(seq) as seq from sen.fact where seq > $1', [after]),
        )
        if (next?.seq == null) break
        const to = next.seq + PAGE
        const rows = await database.transaction(house, (tx) =>
          tx.query<FactText & { index: number | null } & Record<string, unknown>>(
            `select l.index, ${FACT_TEXT} from sen.fact f left join sen.log_leaf l on l.seq = f.seq
              where f.seq >= $1 and f.seq < $2 order by f.seq`,
            [next.seq, to],
          ),
        )
        for (const { index, ...text } of rows) {
          // sealed after this began
          if (index !== null && index >= size) continue
          yield { fact: sealedFact(text), index, where: 'table', month: null }
        }
        after = to - 1
      }
      for (const archive of archives) {
        const path = join(logDir, archive.file)
        const hash = await fileHash(path)
        if (!hash) {
          problems.push(finding('file-missing', { where: archive.file }))
          continue
        }
        if (!hash.equals(archive.sha256)) problems.push(finding('file-changed', { where: archive.file }))
        yield* factsOfFile(path, archive.file, archive.month, problems)
      }
    },
  }
}

interface RawFact {
  index?: unknown
  fact?: Partial<SealedFact>
}

async function* factsOfFile(path: string, name: string, month: string, problems: Finding[]): AsyncGenerator<FoundFact> {
  let before = -1
  try {
    for await (const { number, text } of linesOf(path)) {
      let line: RawFact | undefined
      try {
        line = JSON.parse(text) as RawFact
      } catch {
        // told below
      }
      const { fact, index } = line ?? {}
      if (!fact || typeof fact.seq !== 'number' || typeof fact.at !== 'string') {
        problems.push(finding('unreadable', { where: `${name}, dòng ${number}`, reason: 'không phải một sự việc' }))
        continue
      }
      const place = typeof index === 'number' && Number.isSafeInteger(index) && index >= 0 ? index : null
      if (place !== null && place < before)
        problems.push(
          finding('reordered', { what: `dòng ${number} của ${name} (sự việc số ${fact.seq}) không đứng theo thứ tự` }),
        )
      before = Math.max(before, place ?? before)
      yield { fact: fact as SealedFact, index: place, where: name, month }
    }
  } catch (error) {
    problems.push(finding('unreadable', { where: name, reason: `tệp hỏng hoặc bị cắt (${(error as Error).message})` }))
  }
}

/** The log of an exported folder; needs no database and no server. */
export async function logInFolder(folder: string): Promise<LogSource> {
  const at = (name: string): string => join(folder, name)
  const problems: Finding[] = []
  if (!existsSync(at('leaves.ndjson.gz')) || !existsSync(at('heads.ndjson.gz'))) throw refuse['no-dump']({ folder })
  let manifest: { format?: string; files?: Record<string, string> } = {}
  try {
    manifest = JSON.parse(await readFile(at('manifest.json'), 'utf8')) as typeof manifest
    if (manifest.format !== FORMAT)
      problems.push(finding('unreadable', { where: 'manifest.json', reason: `định dạng ${String(manifest.format)}` }))
  } catch (error) {
    problems.push(finding('unreadable', { where: 'manifest.json', reason: (error as Error).message }))
  }
  for (const [name, wanted] of Object.entries(manifest.files ?? {})) {
    // only names this program writes: a manifest must not make us look elsewhere
    if (!/^(facts\/\d{4}-\d{2}\.ndjson\.gz|[a-z-]+\.(ndjson\.gz|json))$/.test(name)) continue
    const hash = await fileHash(at(name))
    if (!hash) problems.push(finding('file-missing', { where: name }))
    else if (hash.toString('hex') !== wanted) problems.push(finding('file-changed', { where: name }))
  }
  async function* lines<T>(name: string, read: (value: Record<string, unknown>) => T | undefined): AsyncGenerator<T> {
    try {
      for await (const { number, text } of linesOf(at(name))) {
        let value: T | undefined
        try {
          value = read(JSON.parse(text) as Record<string, unknown>)
        } catch {
          // told below
        }
        if (value === undefined)
          problems.push(finding('unreadable', { where: `${name}, dòng ${number}`, reason: 'sai định dạng' }))
        else yield value
      }
    } catch (error) {
      problems.push(
        finding('unreadable', { where: name, reason: `tệp hỏng hoặc bị cắt (${(error as Error).message})` }),
      )
    }
  }
  const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
  return {
    async keys() {
      try {
        const keys = JSON.parse(await readFile(at('keys.json'), 'utf8')) as Record<string, string | number | null>[]
        return keys.map((key) => ({
          id: String(key.id),
          publicKey: Buffer.from(String(key.publicKey), 'base64'),
          from: Number(key.from),
          previous: key.previous === null ? null : String(key.previous),
          vouched: key.vouched === null ? null : Buffer.from(String(key.vouched), 'base64'),
          reason: key.reason === null ? null : String(key.reason),
        }))
      } catch (error) {
        problems.push(finding('unreadable', { where: 'keys.json', reason: (error as Error).message }))
        return []
      }
    },
    leaves: () =>
      lines('leaves.ndjson.gz', (line) =>
        isCount(line.index) && isCount(line.seq) && line.seq > 0 && /^[0-9a-f]{64}$/.test(String(line.hash))
          ? { index: line.index, seq: line.seq, hash: Buffer.from(String(line.hash), 'hex') }
          : undefined,
      ),
    heads: () =>
      lines('heads.ndjson.gz', (line) =>
        isCount(line.number) &&
        isCount(line.size) &&
        isCount(line.timestamp) &&
        /^[0-9a-f]{64}$/.test(String(line.root))
          ? {
              number: line.number,
              size: line.size,
              timestamp: line.timestamp,
              root: Buffer.from(String(line.root), 'hex'),
              key: String(line.key),
              signature: Buffer.from(String(line.signature), 'base64'),
            }
          : undefined,
      ),
    async *stamps() {
      if (!existsSync(at('time-stamps.ndjson.gz'))) return
      yield* lines('time-stamps.ndjson.gz', (line) =>
        isCount(line.head)
          ? { head: line.head, by: String(line.by), token: Buffer.from(String(line.token), 'base64') }
          : undefined,
      )
    },
    async *facts() {
      const names = (await readdir(at('facts')).catch(() => [])).sort()
      for (const name of names) {
        const month = /^(\d{4}-\d{2})\.ndjson\.gz$/.exec(name)?.[1]
        if (!month) {
          problems.push(finding('unreadable', { where: `facts/${name}`, reason: 'tên tệp lạ' }))
          continue
        }
        yield* factsOfFile(at(`facts/${name}`), `facts/${name}`, month, problems)
      }
    },
    floor: () => null,
    problems: () => problems,
  }
}
