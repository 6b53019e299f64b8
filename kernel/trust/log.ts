import type { FactProof, SealedFact, SignedHead } from '#ground/merkle'
import { assert, refusals } from '#ground/refusal'
import { type Database, house, type Tx } from '#kernel/store'
import { readArchivedFact } from './archive.ts'
import { FACT_TEXT, type FactText, sealedFact } from './sealed-fact.ts'
import {
  auditRanges,
  consistencyRanges,
  foldPairs,
  foldRight,
  fullTrees,
  keptBelow,
  type Place,
  type Range,
  rootOfNothing,
} from './tree.ts'

export const refuseLog = refusals('log', {
  'no-head': {
    kind: 'missing',
    vi: 'Nhật ký chưa được niêm phong lần nào. Hãy thử lại sau ít giây.',
    en: 'The log has not been sealed yet. Try again in a few seconds.',
  },
  'no-such-size': {
    kind: 'invalid',
    vi: 'Không có cây {size} lá: nhật ký đã niêm phong {sealed} sự việc. Hãy hỏi một số từ 1 đến {sealed}.',
    en: 'There is no tree of {size} leaves: {sealed} facts are sealed. Ask for a number from 1 to {sealed}.',
  },
  'wrong-order': {
    kind: 'invalid',
    vi: 'Cây thứ nhất ({first} lá) không được lớn hơn cây thứ hai ({second} lá).',
    en: 'The first tree ({first} leaves) may not be larger than the second ({second} leaves).',
  },
  'no-such-leaf': {
    kind: 'missing',
    vi: 'Không có lá nào mang dấu vân tay này trong {size} sự việc đầu của nhật ký.',
    en: 'No leaf among the first {size} facts has this hash.',
  },
})

export interface Head extends SignedHead {
  number: number
}

export interface HeadRow {
  number: number
  size: number
  timestamp_ms: number
  root: Buffer
  key: string
  signature: Buffer
}

export const HEAD_COLUMNS = 'number, size, timestamp_ms, root, key, signature'

export const headOf = (row: HeadRow): Head => ({
  number: row.number,
  size: row.size,
  timestamp: row.timestamp_ms,
  root: row.root.toString('hex'),
  key: row.key,
  signature: row.signature.toString('base64'),
})

/** The newest signed head; undefined before the first sealing. */
export async function findHead(tx: Tx): Promise<Head | undefined> {
  const row = await tx.one<HeadRow & Record<string, unknown>>(
    `select ${HEAD_COLUMNS} from sen.log_head order by number desc limit 1`,
  )
  return row && headOf(row)
}

/** The newest signed head; refuses before the first sealing. */
export async function getHead(tx: Tx): Promise<Head> {
  const head = await findHead(tx)
  if (!head) throw refuseLog['no-head']()
  return head
}

/** Heads, newest first. */
export async function listHeads(tx: Tx, options: { before?: number; limit?: number } = {}): Promise<Head[]> {
  const rows = await tx.query<HeadRow & Record<string, unknown>>(
    `select ${HEAD_COLUMNS} from sen.log_head where number < $1 order by number desc limit $2`,
    [options.before ?? Number.MAX_SAFE_INTEGER, Math.min(options.limit ?? 50, 500)],
  )
  return rows.map(headOf)
}

export interface LogKey {
  /** SHA-256 of the SPKI, 64 hex digits. */
  id: string
  /** Base64 of the SPKI (DER). */
  publicKey: string
  from: Date
  /** When the next key took over; null for the one in use. */
  to: Date | null
  previous: string | null
  /** Base64 of the old key's signature over successionBytes(); null for the first key and for one that took over a lost one. */
  vouched: string | null
  /** Why it took over without the old one's signature. */
  reason: string | null
}

/** Every key the log was ever signed with, oldest first. */
export async function listKeys(tx: Tx): Promise<LogKey[]> {
  const rows = await tx.query<{
    id: string
    public_key: Buffer
    from_ms: number
    to_ms: number | null
    previous: string | null
    vouched: Buffer | null
    reason: string | null
  }>(
    `select id, public_key, from_ms, lead(from_ms) over (order by from_ms) as to_ms, previous, vouched, reason
       from sen.log_key order by from_ms`,
  )
  return rows.map((row) => ({
    id: row.id,
    publicKey: row.public_key.toString('base64'),
    from: new Date(row.from_ms),
    to: row.to_ms === null ? null : new Date(row.to_ms),
    previous: row.previous,
    vouched: row.vouched?.toString('base64') ?? null,
    reason: row.reason,
  }))
}

/** Kept hashes of these ranges, by 'level:index'. Two look-ups whatever is asked. */
export async function keptHashes(
  tx: Tx,
  ranges: readonly { level: number; from: number; to: number }[],
): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>()
  const read = async (level0: boolean): Promise<void> => {
    const asked = ranges.filter((one) => (one.level === 0) === level0 && one.to > one.from)
    if (asked.length === 0) return
    const rows = await tx.query<{ level: number; index: number; hash: Buffer }>(
      level0
        ? `select 0 as level, n.index, n.hash from unnest($1::int[], $2::bigint[], $3::bigint[]) as r(level, low, high)
             join sen.log_leaf n on n.index >= r.low and n.index < r.high`
        : `select n.level, n.index, n.hash from unnest($1::int[], $2::bigint[], $3::bigint[]) as r(level, low, high)
             join sen.log_node n on n.level = r.level and n.index >= r.low and n.index < r.high`,
      [asked.map((one) => one.level), asked.map((one) => one.from), asked.map((one) => one.to)],
    )
    for (const row of rows) found.set(`${row.level}:${row.index}`, row.hash)
  }
  await Promise.all([read(true), read(false)])
  return found
}

/** The roots of ranges of leaves, in the order asked. */
async function rootsOf(tx: Tx, ranges: readonly Range[]): Promise<Buffer[]> {
  const trees = ranges.map(fullTrees)
  const found = await keptHashes(tx, trees.flat().map(keptBelow))
  const rootOf = (place: Place): Buffer => {
    const { level, from, to } = keptBelow(place)
    const hashes: Buffer[] = []
    for (let index = from; index < to; index++) {
      const hash = found.get(`${level}:${index}`)
      assert(hash, `the log lacks the hash of level ${level}, place ${index}`)
      hashes.push(hash)
    }
    return foldPairs(hashes)
  }
  return trees.map((places) => foldRight(places.map(rootOf)))
}

/** The root of the first `size` leaves, made from what is kept. */
export async function rootAt(tx: Tx, size: number): Promise<Buffer> {
  if (size === 0) return rootOfNothing
  const [root] = await rootsOf(tx, [[0, size]])
  return root ?? rootOfNothing
}

/** Audit path of leaf `index` in the tree of `size` leaves. RFC 6962 section 2.1.1. The caller has checked both against a head. */
export const auditPath = (tx: Tx, index: number, size: number): Promise<Buffer[]> =>
  rootsOf(tx, auditRanges(index, size))

/** Proof that the tree of `second` leaves grew out of that of `first`. RFC 6962 section 2.1.2. Refuses sizes that are not sealed. */
export async function consistencyPath(tx: Tx, first: number, second: number): Promise<Buffer[]> {
  const { size: sealed } = await getHead(tx)
  if (first > second) throw refuseLog['wrong-order']({ first, second })
  if (first < 1 || second > sealed) throw refuseLog['no-such-size']({ size: first < 1 ? first : second, sealed })
  return rootsOf(tx, consistencyRanges(first, second))
}

/** The place of a leaf hash among the first `size` leaves, with its audit path. Refuses an unknown hash. */
export async function getPathOfLeaf(tx: Tx, leaf: Buffer, size: number): Promise<{ index: number; path: Buffer[] }> {
  const { size: sealed } = await getHead(tx)
  if (size < 1 || size > sealed) throw refuseLog['no-such-size']({ size, sealed })
  const row = await tx.one<{ index: number }>(
    'select index from sen.log_leaf where substring(hash, 1, 8) = substring($1::bytea, 1, 8) and hash = $1 and index < $2',
    [leaf, size],
  )
  if (!row) throw refuseLog['no-such-leaf']({ size })
  return { index: row.index, path: await auditPath(tx, row.index, size) }
}

/** What a fact may be read by when its row has left the table: the same people as the policy of sen.fact, but for units. */
function maySee(tx: Tx, fact: SealedFact, isHouse: boolean): boolean {
  const { actor } = tx
  return (
    isHouse ||
    actor.kind === 'system' ||
    (actor.person !== null && (fact.subjects?.includes(actor.person) ?? false)) ||
    actor.roles.some((grant) => grant.role === 'auditor')
  )
}

/** The fact under the actor's own sight, from the table or from the file of its month. */
async function findFact(tx: Tx, seq: number, index: number): Promise<SealedFact | undefined> {
  const row = await tx.one<FactText & Record<string, unknown>>(`select ${FACT_TEXT} from sen.fact f where f.seq = $1`, [
    seq,
  ])
  if (row) return sealedFact(row)
  const there = await tx.asHouse(() => tx.one('select 1 from sen.fact where seq = $1', [seq]))
  if (there) return undefined
  const fact = await readArchivedFact(tx, index)
  const sight = await tx.one<{ house: boolean }>('select sen.is_house() as house')
  return fact && maySee(tx, fact, sight?.house ?? false) ? fact : undefined
}

/**
 * Proof that a fact stands in the sealed log, against the newest head. Null when the actor may not see the fact or it is not
 * sealed yet (at most a few seconds after its commit). A fact whose month went to a file is read from there.
 */
export async function proveFact(tx: Tx, seq: number): Promise<FactProof | null> {
  if (!Number.isSafeInteger(seq) || seq < 1) return null
  const [place] = await tx.query<{ index: number; hash: Buffer }>(
    'select index, hash from sen.log_leaf where seq = $1',
    [seq],
  )
  const head = await findHead(tx)
  if (!place || !head || place.index >= head.size) return null
  const fact = await findFact(tx, seq, place.index)
  const key = await tx.one<{ public_key: Buffer }>('select public_key from sen.log_key where id = $1', [head.key])
  if (!fact || !key) return null
  const path = await auditPath(tx, place.index, head.size)
  const { number: _, ...signed } = head
  return {
    fact,
    leaf: place.hash.toString('hex'),
    index: place.index,
    size: head.size,
    path: path.map((node) => node.toString('hex')),
    head: signed,
    publicKey: key.public_key.toString('base64'),
  }
}

/** One page of entries in the order of the tree, for an auditor. At most 1,000; fewer when a fact is nowhere to be read. */
export async function listEntries(
  tx: Tx,
  from: number,
  to: number,
): Promise<{ index: number; fact: SealedFact; leaf: Buffer }[]> {
  const rows = await tx.query<FactText & { index: number; hash: Buffer; there: boolean } & Record<string, unknown>>(
    `select l.index, l.hash, f.seq is not null as there, ${FACT_TEXT} from sen.log_leaf l left join sen.fact f on f.seq = l.seq
      where l.index >= $1 and l.index < $2 order by l.index limit 1000`,
    [from, to],
  )
  const entries: { index: number; fact: SealedFact; leaf: Buffer }[] = []
  for (const { index, hash, there, ...text } of rows) {
    const fact = there ? sealedFact(text) : await readArchivedFact(tx, index)
    if (!fact) break
    entries.push({ index, fact, leaf: hash })
  }
  return entries
}

export interface SealState {
  /** Sealed facts. */
  size: number
  /** Facts written and not sealed; counted up to 100,000. */
  unsealed: number
  oldestUnsealedAt: Date | null
  lastHeadAt: Date | null
}

/** How the sealing stands; for /readyz, /metrics and alarms. One look, cheap at any size. */
export async function sealState(database: Database): Promise<SealState> {
  const row = await database.transaction(house, (tx) =>
    tx.one<{ size: number | null; timestamp_ms: number | null; unsealed: number; oldest: Date | null }>(
      `with head as (select size, timestamp_ms, floor from sen.log_head order by number desc limit 1),
          bound as (select coalesce((select floor from head), 0) as floor),
          waiting as (select f.at from sen.fact f
                       where f.seq > (select floor from bound)
                         and not exists (select from sen.log_leaf l where l.seq = f.seq and l.seq > (select floor from bound))
                       order by f.seq limit 100000)
     select (select size from head) as size, (select timestamp_ms from head) as timestamp_ms,
            (select count(*)::int from waiting) as unsealed, (select min(at) from waiting) as oldest`,
    ),
  )
  return {
    size: row?.size ?? 0,
    unsealed: row?.unsealed ?? 0,
    oldestUnsealedAt: row?.oldest ?? null,
    lastHeadAt: row?.timestamp_ms == null ? null : new Date(row.timestamp_ms),
  }
}
