import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises'
import { headBytes, successionBytes } from '#ground/merkle'
import { refusals } from '#ground/refusal'
import { type Actor, type Database, house, type Tx } from '#kernel/store'
import { writeFact } from './fact.ts'
import { keptHashes } from './log.ts'
import { SEAL_LOCK } from './log-tables.ts'
import type { SealKey, SealKeys } from './seal-keys.ts'
import { FACT_TEXT, type FactText, leafOfFact, sealedFact } from './sealed-fact.ts'
import { Edge, edgeRanges, type Place } from './tree.ts'

const refuse = refusals('log', {
  'no-private-key': {
    kind: 'unavailable',
    vi: 'Máy này không giữ khóa niêm phong {id}. Hãy chép thư mục secrets/log-keys từ máy đang niêm phong; nếu khóa đã mất hẳn, chạy: npx sen log rotate-key --lost "lý do"',
    en: 'This machine does not hold the sealing key {id}. Copy secrets/log-keys from the machine that seals; if the key is lost for good, run: npx sen log rotate-key --lost "why"',
  },
  'key-not-lost': {
    kind: 'conflict',
    vi: 'Khóa niêm phong {id} vẫn còn trên máy này, nên khóa mới phải được khóa cũ ký. Hãy chạy lại không có --lost.',
    en: 'The sealing key {id} is on this machine, so it must sign its successor. Run again without --lost.',
  },
})

/** Facts under one head at most. */
export const FACTS_A_HEAD_MAX = 10_000
/** Even when nothing happens a head is signed this often, so that a silent log can be told from a stopped one. */
const HEAD_AGE_MAX_MS = 3_600_000
/**
 * A gap in the numbers of facts is believed to be a rolled-back transaction when every transaction of its time has ended, and
 * so much time has passed besides: a number is drawn an instant before its transaction has an id.
 */
const GAP_BELIEVED_MS = 60_000
/** Leaves made before other work of the process has its turn. */
const AT_ONCE = 250

export interface Sealed {
  /** 'busy': another host is sealing; 'nothing': no fact waits; 'sealed': a head was signed. */
  outcome: 'sealed' | 'nothing' | 'busy'
  /** Facts that came under the new head. */
  added: number
  /** Leaves of the newest head. */
  size: number
  /** As many as one head takes were waiting: there may be more. */
  isMore: boolean
}

interface Last {
  number: number
  size: number
  timestamp_ms: number
  floor: number
  seq_max: number
}

/** The key in use, with its private half. The very first is made here. */
async function keyInUse(tx: Tx, keys: SealKeys, timestamp: number): Promise<SealKey> {
  const row = await tx.one<{ id: string }>('select id from sen.log_key order by from_ms desc limit 1')
  if (row) {
    const key = await keys.find(row.id)
    if (!key) throw refuse['no-private-key']({ id: row.id.slice(0, 16) })
    return key
  }
  const key = await keys.make()
  await tx.query('insert into sen.log_key (id, public_key, from_ms) values ($1, $2, $3)', [
    key.id,
    key.publicKey,
    timestamp,
  ])
  writeFact(tx, { kind: 'log-key-made', system: 'trust', record: 'log', data: { key: key.id } })
  return key
}

/** The right edge of the tree of `size` leaves. */
async function edgeAt(tx: Tx, size: number): Promise<Edge> {
  const ranges = edgeRanges(size)
  const found = await keptHashes(tx, ranges)
  return new Edge(
    size,
    ranges.map(({ level, from, to }) =>
      Array.from({ length: to - from }, (_, i) => found.get(`${level}:${from + i}`) as Buffer),
    ),
  )
}

/**
 * Facts that may come under a head, in the order of their numbers: those whose transaction is older than every one still
 * running, so that no fact of it can follow. A row that is visible although its transaction lies in the future of this
 * snapshot was written by another cluster and restored here: it waits for nobody.
 * Below `floor` nothing is looked at, so the cost is that of the new facts, not of the table.
 */
const READY = `select ${FACT_TEXT} from sen.fact f
 where f.seq > $1
   and (f.transaction < pg_snapshot_xmin(pg_current_snapshot()) or f.transaction >= pg_snapshot_xmax(pg_current_snapshot()))
   and not exists (select from sen.log_leaf l where l.seq = f.seq and l.seq > $1)
 order by f.seq limit $2`

/** The number up to which nothing more can come, after a head with largest number `seqMax` was made. */
async function nextFloor(tx: Tx, last: Last, seqMax: number, isComplete: boolean, nowMs: number): Promise<number> {
  const row = await tx.one<{ count: number }>(
    'select count(*)::bigint as count from sen.log_leaf where seq > $1 and seq <= $2',
    [last.floor, seqMax],
  )
  // No gap: every number is there.
  if (row?.count === seqMax - last.floor) return seqMax
  const gap = await tx.one<{ seq: number }>(
    `select seq from (select seq, lead(seq) over (order by seq) as next from
        (select $1::bigint as seq union all select seq from sen.log_leaf where seq > $1 and seq <= $2) as numbers) as pairs
      where next > seq + 1 order by seq limit 1`,
    [last.floor, seqMax],
  )
  const sure = gap?.seq ?? last.floor
  if (!isComplete) return sure
  const old = await tx.one<{ seq_max: number }>(
    `select seq_max from sen.log_head where timestamp_ms <= $1 and xid_next <= pg_snapshot_xmin(pg_current_snapshot())
      order by number desc limit 1`,
    [nowMs - GAP_BELIEVED_MS],
  )
  const waiting = await tx.one<{ seq: number | null }>(
    `select min(f.seq) as seq from sen.fact f
      where f.seq > $1 and not exists (select from sen.log_leaf l where l.seq = f.seq and l.seq > $1)`,
    [last.floor],
  )
  const believed = Math.min(old?.seq_max ?? sure, (waiting?.seq ?? Number.MAX_SAFE_INTEGER) - 1)
  return Math.max(sure, believed)
}

/**
 * Signs one head over everything that is ready, at most FACTS_A_HEAD_MAX facts. Leaves, nodes and head stand or fall together;
 * of several hosts one seals and the others go on. Refuses when this host does not hold the key.
 */
export async function sealOnce(database: Database, keys: SealKeys): Promise<Sealed> {
  const result = await database.transaction(house, async (tx): Promise<Sealed> => {
    const lock = await tx.one<{ got: boolean }>('select pg_try_advisory_xact_lock($1) as got', [SEAL_LOCK])
    const last = (await tx.one<Last & Record<string, unknown>>(
      'select number, size, timestamp_ms, floor, seq_max from sen.log_head order by number desc limit 1',
    )) ?? { number: 0, size: 0, timestamp_ms: 0, floor: 0, seq_max: 0 }
    const idle = { added: 0, size: last.size, isMore: false }
    if (!lock?.got) return { outcome: 'busy', ...idle }
    const rows = await tx.query<FactText & Record<string, unknown>>(READY, [last.floor, FACTS_A_HEAD_MAX])
    const nowMs = tx.now.getTime()
    if (rows.length === 0 && last.number > 0 && nowMs - last.timestamp_ms < HEAD_AGE_MAX_MS)
      return { outcome: 'nothing', ...idle }

    const edge = await edgeAt(tx, last.size)
    const leaves: Buffer[] = []
    const nodes: { place: Place; hash: Buffer }[] = []
    for (const [i, row] of rows.entries()) {
      const leaf = leafOfFact(sealedFact(row))
      leaves.push(leaf)
      edge.append(leaf, (place, hash) => nodes.push({ place, hash }))
      if (i % AT_ONCE === AT_ONCE - 1) await breathe()
    }
    if (rows.length > 0)
      await tx.query(
        `insert into sen.log_leaf (index, seq, hash)
         select $1::bigint + place - 1, seq, hash from unnest($2::bigint[], $3::bytea[]) with ordinality as l(seq, hash, place)`,
        [last.size, rows.map((row) => row.seq), leaves],
      )
    if (nodes.length > 0)
      await tx.query(
        'insert into sen.log_node (level, index, hash) select * from unnest($1::int[], $2::bigint[], $3::bytea[])',
        [nodes.map(({ place }) => place.level), nodes.map(({ place }) => place.index), nodes.map(({ hash }) => hash)],
      )
    // Two heads never carry one instant: their order can be told from the heads alone.
    const timestamp = Math.max(nowMs, last.timestamp_ms + 1)
    const key = await keyInUse(tx, keys, timestamp)
    const root = edge.root()
    const signature = await key.sign(headBytes({ size: edge.size, timestamp, root }))
    const seqMax = rows.reduce((most, row) => Math.max(most, row.seq), last.seq_max)
    const isMore = rows.length === FACTS_A_HEAD_MAX
    const floor = await nextFloor(tx, last, seqMax, !isMore, nowMs)
    await tx.query(
      `insert into sen.log_head (number, size, timestamp_ms, root, key, signature, floor, seq_max, xid_next)
       values ($1, $2, $3, $4, $5, $6, $7, $8, pg_snapshot_xmax(pg_current_snapshot()))`,
      [last.number + 1, edge.size, timestamp, root, key.id, signature, floor, seqMax],
    )
    return { outcome: 'sealed', added: rows.length, size: edge.size, isMore }
  })
  return result
}

/** A round takes milliseconds; whoever holds the turn for longer is left to it. */
const TURN_MS_MAX = 5_000
const TURN_MS = 25

/** Seals until nothing is ready, waiting for a round that runs elsewhere. Answers how many facts came under heads here. */
export async function sealAll(database: Database, keys: SealKeys): Promise<number> {
  let added = 0
  for (let waitedMs = 0; ; ) {
    const sealed = await sealOnce(database, keys)
    added += sealed.added
    if (sealed.outcome === 'busy' && waitedMs < TURN_MS_MAX) {
      waitedMs += TURN_MS
      await pause(TURN_MS)
    } else if (!sealed.isMore) return added
  }
}

export interface Sealer {
  /** Seals what is ready, then stops for good. */
  stop(): Promise<void>
}

/** Seals every few seconds in this process until stopped. A failure is told once a kind and tried again. */
export function startSealer(
  database: Database,
  keys: SealKeys,
  options: { everyMs?: number; failed?: (error: Error) => void } = {},
): Sealer {
  const everyMs = options.everyMs ?? 5_000
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let told: string | undefined
  const round = async (): Promise<void> => {
    try {
      for (;;) {
        const began = performance.now()
        const { isMore } = await sealOnce(database, keys)
        if (!isMore) break
        // A million facts waiting (an import) are no reason to stand in the way of those who write now.
        if (!stopped) await pause(performance.now() - began)
      }
      told = undefined
    } catch (error) {
      const { message } = error as Error
      if (message !== told) options.failed?.(error as Error)
      told = message
    }
  }
  let running: Promise<void> = Promise.resolve()
  const next = (): void => {
    if (stopped) return
    timer = setTimeout(() => {
      running = round().then(next)
    }, everyMs)
    timer.unref()
  }
  running = round().then(next)
  return {
    async stop() {
      if (stopped) return
      stopped = true
      clearTimeout(timer)
      await running
      await round()
    },
  }
}

export interface Rotation {
  before: string | null
  after: string
}

/**
 * A new key takes over: the old one signs it, both stand in the table, the act is a fact, and the private half of the old one is
 * destroyed unless `keepOld`. `lost` says why when the old key is not to be had any more; then nothing vouches for the new one
 * but this fact, the published page and the people who know.
 */
export async function rotateKey(
  database: Database,
  keys: SealKeys,
  options: { actor: Actor; lost?: string; keepOld?: boolean },
): Promise<Rotation> {
  const made = await keys.make()
  let rotation: Rotation
  try {
    rotation = await database.transaction(options.actor, async (tx) =>
      tx.asHouse(async () => {
        await tx.query('select pg_advisory_xact_lock($1)', [SEAL_LOCK])
        const old = await tx.one<{ id: string; from_ms: number }>(
          'select id, from_ms from sen.log_key order by from_ms desc limit 1',
        )
        const head = await tx.one<{ timestamp_ms: number }>(
          'select timestamp_ms from sen.log_head order by number desc limit 1',
        )
        const from = Math.max(tx.now.getTime(), (head?.timestamp_ms ?? 0) + 1, (old?.from_ms ?? 0) + 1)
        const key = old && (await keys.find(old.id))
        if (old && !key && options.lost === undefined) throw refuse['no-private-key']({ id: old.id.slice(0, 16) })
        if (key && options.lost !== undefined) throw refuse['key-not-lost']({ id: key.id.slice(0, 16) })
        const vouched = key ? await key.sign(successionBytes(Buffer.from(key.id, 'hex'), from, made.publicKey)) : null
        await tx.query(
          'insert into sen.log_key (id, public_key, from_ms, previous, vouched, reason) values ($1, $2, $3, $4, $5, $6)',
          [made.id, made.publicKey, from, old?.id ?? null, vouched, options.lost ?? null],
        )
        writeFact(tx, {
          kind: 'log-key-rotated',
          system: 'trust',
          record: 'log',
          data: {
            before: old?.id ?? null,
            after: made.id,
            ...(options.lost === undefined ? {} : { lost: options.lost }),
          },
        })
        return { before: old?.id ?? null, after: made.id }
      }),
    )
  } catch (error) {
    await keys.destroy(made.id)
    throw error
  }
  if (rotation.before !== null && !options.keepOld) await keys.destroy(rotation.before)
  return rotation
}
