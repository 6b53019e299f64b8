/**
 * PostgreSQL's write-ahead log, shipped segment by segment to the place of backups, so that the province can be put back to
 * any instant since the oldest base copy kept. We read the finished segments ourselves behind a replication slot instead of
 * naming an `archive_command`: no shell of another user, no second copy on the database's own disk, and PostgreSQL itself sets
 * the limit (`max_slot_wal_keep_size`) past which it lets the log go rather than fill the disk and stop the province.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { constants, zstdCompress, zstdDecompress } from 'node:zlib'
import type pg from 'pg'
import { Bug } from '#ground/refusal'

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

/** The replication slot that keeps finished segments until they are shipped. */
export const ARCHIVE_SLOT = 'sen_archive'
/** Segments of one round; the rest follows in the next, so that a round ends and says how it stands. */
const SEGMENTS_A_ROUND_MAX = 64
/** What a segment may weigh unpacked: initdb's largest is 1 GiB; a bomb is refused. */
const SEGMENT_BYTES_MAX = 1_073_741_824

/** 'timeline, number of the segment' as PostgreSQL writes it: 24 hex digits. */
export function segmentName(timeline: number, number: bigint, segmentBytes: number): string {
  const hex = (value: bigint | number) => value.toString(16).toUpperCase().padStart(8, '0')
  const perId = 0x1_0000_0000n / BigInt(segmentBytes)
  return `${hex(timeline)}${hex(number / perId)}${hex(number % perId)}`
}

/** The reverse of segmentName; undefined when the name is none. */
export function segmentOf(name: string, segmentBytes: number): { timeline: number; number: bigint } | undefined {
  const found = /^([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})$/.exec(name)
  if (!found) return undefined
  const [, timeline, high, low] = found as unknown as [string, string, string, string]
  const perId = 0x1_0000_0000n / BigInt(segmentBytes)
  return { timeline: Number.parseInt(timeline, 16), number: BigInt(`0x${high}`) * perId + BigInt(`0x${low}`) }
}

/** A place in the log, '16/B374D848', as a number of bytes. */
export function placeOf(lsn: string): bigint {
  const [high, low] = lsn.split('/')
  if (!high || !low) throw new Bug(`not a place in the log: ${lsn}`)
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
}

const lsnOf = (place: bigint): string =>
  `${(place >> 32n).toString(16).toUpperCase()}/${(place & 0xffff_ffffn).toString(16).toUpperCase()}`

/** Writes a file whole or not at all: beside its place, to the disk, then renamed in. */
export async function putWhole(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const making = join(folder, `${name}.part`)
  try {
    const handle = await open(making, 'w', 0o600)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(making, join(folder, name))
  } catch (error) {
    await rm(making, { force: true }).catch(() => undefined)
    throw error
  }
  await syncFolder(folder)
}

export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A segment or a history file kept: `<name>-<SHA-256 of its content>.zst`, so that it proves itself without any list. */
export interface KeptSegment {
  name: string
  sha256: string
  file: string
}

const KEPT = /^([0-9A-F]{24}|[0-9A-F]{8}\.history)-([0-9a-f]{64})\.zst$/

export async function listSegments(folder: string): Promise<KeptSegment[]> {
  if (!existsSync(folder)) return []
  return (await readdir(folder))
    .map((file) => ({ file, found: KEPT.exec(file) }))
    .filter((one) => one.found)
    .map(({ file, found }) => ({ name: found?.[1] ?? '', sha256: found?.[2] ?? '', file: join(folder, file) }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

/** Keeps one file of the log. Answers how many bytes it takes there. */
export async function keepSegment(
  folder: string,
  name: string,
  content: Buffer,
): Promise<KeptSegment & { bytes: number }> {
  const sha256 = createHash('sha256').update(content).digest('hex')
  const packed = await compress(content, {
    params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 },
  })
  const file = `${name}-${sha256}.zst`
  await putWhole(folder, file, packed)
  return { name, sha256, file: join(folder, file), bytes: packed.length }
}

/** The content of a kept segment. Throws an Error saying why when it is not what its name promises. */
export async function readSegment(kept: KeptSegment): Promise<Buffer> {
  let content: Buffer
  try {
    content = await decompress(await readFile(kept.file), { maxOutputLength: SEGMENT_BYTES_MAX })
  } catch (error) {
    throw new Error(`không giải nén được (${(error as Error).message})`)
  }
  if (createHash('sha256').update(content).digest('hex') !== kept.sha256) throw new Error('mã băm SHA-256 không khớp')
  return content
}

/** How the shipping stands; kept as JSON beside the segments for those who look from outside. */
export interface ShippingState {
  /** Of the cluster whose log it is; segments of another never mix with these. */
  systemIdentifier: string
  /** When the unbroken chain began: a base copy begun before cannot be brought further than its own log. */
  chainBegan: string
  /** Every write acknowledged until here lies in the place of backups. */
  coveredTo: string | null
  /** Bytes of log that wait. */
  behindBytes: number
  shippedAt: string | null
  /** Why the last round failed; null when it did not. */
  error: string | null
  /** When the chain was broken because the log could not be shipped in time; null once a newer base copy is there. */
  brokenAt: string | null
}

export interface Shipping {
  /** One round. With `switchNow` the running segment is ended first, so that everything up to now is shipped. */
  round(options?: { switchNow?: boolean }): Promise<ShippingState>
  readonly state: ShippingState
}

export const stateFile = (to: string, systemIdentifier: string): string =>
  join(to, 'wal', systemIdentifier, 'state.json')

interface Around {
  data: string
  segment_bytes: number
  system: string
}

/**
 * Opens the shipping of a cluster's log to `to`. `pool` is the superuser's; `before` runs before segments of a round are
 * shipped and must bring into safety whatever their rows may name (files). Makes the slot when there is none.
 */
export async function openShipping(options: {
  pool: pg.Pool
  to: string
  before?: () => Promise<void>
  now?: () => Date
}): Promise<Shipping> {
  const { pool, to } = options
  const now = options.now ?? (() => new Date())
  const { rows } = await pool.query<Around>(
    `select current_setting('data_directory') as data, (select system_identifier::text from pg_control_system()) as system,
            (select setting::int from pg_settings where name = 'wal_segment_size') as segment_bytes`,
  )
  const around = rows[0]
  if (!around) throw new Bug('PostgreSQL does not say where its data lie')
  const segmentBytes = around.segment_bytes
  const folder = join(to, 'wal', around.system)
  const state: ShippingState = {
    systemIdentifier: around.system,
    chainBegan: now().toISOString(),
    coveredTo: null,
    behindBytes: 0,
    shippedAt: null,
    error: null,
    brokenAt: null,
    ...(await readState(to, around.system)),
  }
  let lastXact: string | null = null

  async function ensureSlot(): Promise<string> {
    const found = await pool.query<{ restart_lsn: string | null; wal_status: string | null }>(
      'select restart_lsn::text, wal_status from pg_replication_slots where slot_name = $1',
      [ARCHIVE_SLOT],
    )
    const slot = found.rows[0]
    if (slot?.restart_lsn && slot.wal_status !== 'lost') return slot.restart_lsn
    if (slot) {
      await pool.query('select pg_drop_replication_slot($1)', [ARCHIVE_SLOT])
      state.brokenAt = now().toISOString()
    }
    state.chainBegan = now().toISOString()
    state.coveredTo = null
    const made = await pool.query<{ lsn: string }>(
      'select pg_create_physical_replication_slot($1, true) as made, (select restart_lsn::text from pg_replication_slots where slot_name = $1) as lsn',
      [ARCHIVE_SLOT],
    )
    if (made.rows[0]?.lsn) return made.rows[0].lsn
    const again = await pool.query<{ lsn: string }>(
      'select restart_lsn::text as lsn from pg_replication_slots where slot_name = $1',
      [ARCHIVE_SLOT],
    )
    return again.rows[0]?.lsn ?? '0/0'
  }

  async function round(given: { switchNow?: boolean } = {}): Promise<ShippingState> {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const begins = placeOf(await ensureSlot())
      // Everything committed before this instant lies before the switch below.
      const covered = now()
      const { rows: xact } = await pool.query<{ next: string }>(
        'select pg_snapshot_xmax(pg_current_snapshot())::text as next',
      )
      const next = xact[0]?.next ?? ''
      // A house in which nothing was written since must not fill the place of backups with empty segments.
      const quiet = next === lastXact
      if (given.switchNow && !quiet) await pool.query('select pg_switch_wal()')
      const { rows: at } = await pool.query<{ flushed: string; running: string }>(
        'select pg_current_wal_flush_lsn()::text as flushed, pg_walfile_name(pg_current_wal_flush_lsn()) as running',
      )
      const flushed = placeOf(at[0]?.flushed ?? '0/0')
      const timeline = Number.parseInt((at[0]?.running ?? '').slice(0, 8), 16)
      const first = begins / BigInt(segmentBytes)
      const ended = flushed / BigInt(segmentBytes)
      const kept = new Set((await listSegments(folder)).map((one) => one.name))
      await options.before?.()
      await shipHistories(kept)
      let at_ = first
      for (; at_ < ended && at_ - first < BigInt(SEGMENTS_A_ROUND_MAX); at_++) {
        const name = await segmentThere(timeline, at_)
        if (name && !kept.has(name)) {
          await keepSegment(folder, name, await readFile(join(around?.data ?? '', 'pg_wal', name)))
        } else if (!name && !keptOnAny(kept, at_)) {
          // The log went before it was shipped: what follows is a new chain.
          state.brokenAt = now().toISOString()
          state.chainBegan = now().toISOString()
        }
        await pool.query('select pg_replication_slot_advance($1, $2::pg_lsn)', [
          ARCHIVE_SLOT,
          lsnOf((at_ + 1n) * BigInt(segmentBytes)),
        ])
      }
      state.behindBytes = Number((ended - at_) * BigInt(segmentBytes))
      if (at_ === ended && (given.switchNow || quiet)) {
        state.coveredTo = covered.toISOString()
        lastXact = next
      }
      state.shippedAt = now().toISOString()
      state.error = null
    } catch (error) {
      state.error = (error as Error).message
    }
    await writeState().catch(() => undefined)
    return state
  }

  const keptOnAny = (kept: ReadonlySet<string>, number: bigint): boolean =>
    [...kept].some((name) => segmentOf(name, segmentBytes)?.number === number)

  /** The segment lies under the running timeline's name, or under an older one's when the timeline turned since. */
  async function segmentThere(timeline: number, number: bigint): Promise<string | undefined> {
    for (let one = timeline; one >= 1; one--) {
      const name = segmentName(one, number, segmentBytes)
      if (existsSync(join(around?.data ?? '', 'pg_wal', name))) return name
    }
    return undefined
  }

  async function shipHistories(kept: ReadonlySet<string>): Promise<void> {
    const there = await readdir(join(around?.data ?? '', 'pg_wal'))
    for (const name of there.filter((one) => /^[0-9A-F]{8}\.history$/.test(one))) {
      if (!kept.has(name)) await keepSegment(folder, name, await readFile(join(around?.data ?? '', 'pg_wal', name)))
    }
  }

  const writeState = (): Promise<void> =>
    writeFile(stateFile(to, state.systemIdentifier), `${JSON.stringify(state, null, 1)}\n`, { mode: 0o600 })

  let running: Promise<ShippingState> | undefined
  return {
    state,
    async round(given = {}) {
      // Rounds never overlap; whoever asks for a switch gets a round that began after she asked.
      while (running) await running
      running = round(given)
      try {
        return await running
      } finally {
        running = undefined
      }
    },
  }
}

/** How the shipping of a cluster's log to `to` stood last; undefined when there never was one. */
export async function readState(to: string, systemIdentifier: string): Promise<ShippingState | undefined> {
  try {
    return JSON.parse(await readFile(stateFile(to, systemIdentifier), 'utf8')) as ShippingState
  } catch {
    return undefined
  }
}

/** Stops keeping the log for shipping: the limit of a disk that fills up. The next round begins a new chain. */
export async function endShipping(pool: pg.Pool): Promise<void> {
  await pool.query(
    'select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1 and not active',
    [ARCHIVE_SLOT],
  )
}
