import { existsSync, readFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import {
  copyBlob,
  type Database,
  endShipping,
  house,
  type Job,
  listBackups,
  type Manifest,
  makeBackup,
  openShipping,
  pruneBackups,
  readPassphrase,
  type Shipping,
  type ShippingState,
} from '#kernel/store'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

/** How often the shipping looks, in milliseconds; a finished segment of a busy hour waits no longer. */
const LOOK_MS = 5_000
/** Below this the log is let go rather than the province stopped. */
const DISK_FREE_MIN_BYTES = 1_073_741_824
const BEHIND_MIN_BYTES = 64 * 1_048_576
/** A file's row may be committed long after it was stamped: a transaction ends within the idle limit of ten minutes. */
const STAMP_MARGIN_MS = 15 * 60_000

/** Where backups go and how: from the environment of the process. */
export interface BackupSettings {
  /** null: nothing is archived (a demonstration without SEN_BACKUP_DIR, or SEN_BACKUP_DIR=off). */
  to: string | null
  /** Seconds after which a running segment is ended and shipped: what a lost machine may cost. */
  secondsMax: number
  daysMax: number
  /** 'HH:MM' in Viet Nam. */
  nightly: string
}

export function backupSettings(environment: NodeJS.ProcessEnv, dataDir: string, demo: boolean): BackupSettings {
  const given = environment.SEN_BACKUP_DIR
  const number = (text: string | undefined, usual: number, least: number, most: number) => {
    const value = Number(text ?? usual)
    return Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : usual
  }
  const nightly = environment.SEN_BACKUP_AT ?? '02:00'
  return {
    to: given === 'off' ? null : given ? resolve(given) : demo ? null : join(resolve(dataDir), 'backup'),
    secondsMax: number(environment.SEN_BACKUP_SECONDS, 60, 1, 3_600),
    daysMax: number(environment.SEN_BACKUP_DAYS, 35, 1, 3_650),
    nightly: /^([01]\d|2[0-3]):[0-5]\d$/.test(nightly) ? nightly : '02:00',
  }
}

/** What these sources are: the version of the package and the commit, when the tree is a clone. */
export function edition(): { version: string; commit: string } {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version?: string }
  let commit = ''
  try {
    const head = readFileSync(join(root, '.git', 'HEAD'), 'utf8').trim()
    const ref = /^ref: (.+)$/.exec(head)?.[1]
    if (!ref) commit = head
    else if (existsSync(join(root, '.git', ref))) commit = readFileSync(join(root, '.git', ref), 'utf8').trim()
    else
      commit =
        new RegExp(`^([0-9a-f]{40}) ${ref}$`, 'm').exec(readFileSync(join(root, '.git', 'packed-refs'), 'utf8'))?.[1] ??
        ''
  } catch {
    // an unpacked archive of the sources
  }
  return { version: version ?? '0', commit: commit.slice(0, 12) }
}

/** What the house says of its log at the moment of a copy: compared after a restore. */
export async function saidOfHouse(database: Database): Promise<Record<string, unknown>> {
  const { rows } = await database.owner.query<{ facts: string; at: Date | null; head: string | null }>(
    `select (select coalesce(max(seq), 0)::text from sen.fact) as facts, (select max(at) from sen.fact) as at,
            to_regclass('sen.log_head')::text as head`,
  )
  const said: Record<string, unknown> = { lastFact: Number(rows[0]?.facts ?? 0), lastFactAt: rows[0]?.at ?? null }
  if (rows[0]?.head) {
    const { rows: heads } = await database.owner.query<{ head: unknown }>(
      'select to_jsonb(h) as head from sen.log_head h order by size desc limit 1',
    )
    said.logHead = heads[0]?.head ?? null
  }
  return said
}

export interface BackupState {
  to: string | null
  shipping: ShippingState | null
  /** The newest whole copy from which the running chain can be followed. */
  newest: { name: string; finishedAt: string; bytes: number; secrets: string } | null
  count: number
  /** Bytes free where copies go; null when it cannot be asked. */
  freeBytes: number | null
  sameDisk: boolean
  broken: string[]
}

export interface Backups {
  readonly settings: BackupSettings
  state(): Promise<BackupState>
  /** One round of shipping now, the running segment included. */
  ship(): Promise<ShippingState | null>
  /** A whole copy now. */
  copy(signal?: AbortSignal): Promise<Manifest | null>
  close(): Promise<void>
}

/**
 * Keeps the copies of a house: ships the log all the time, makes a whole copy when the chain has none, and one each night by
 * `backupJob`. For a database of others (`embedded` false) it keeps files and secrets only.
 */
export function openBackups(options: {
  database: Database
  embedded: boolean
  dataDir: string
  settings: BackupSettings
  environment: NodeJS.ProcessEnv
  log: Logger
  /** Look by itself; false for tests that call `ship`. */
  running?: boolean
}): Backups {
  const { database, dataDir, settings, log } = options
  const { to } = settings
  let shipping: Promise<Shipping> | undefined
  let copying: Promise<Manifest> | undefined
  let closed = false
  let switchedAt = 0
  let filesSince: Date | null = null
  const ending = new AbortController()

  const bringFiles = async (): Promise<void> => {
    if (!to) return
    const asked = database.clock.now()
    const rows = await database.transaction(house, (tx) =>
      tx.query<{ sha256: string }>('select distinct sha256 from sen.file where created_at >= $1', [
        filesSince ? new Date(filesSince.getTime() - STAMP_MARGIN_MS) : new Date(0),
      ]),
    )
    for (const { sha256 } of rows) await copyBlob(join(dataDir, 'blobs'), to, sha256)
    filesSince = asked
  }

  const getShipping = async (): Promise<Shipping | null> => {
    if (!to || !options.embedded) return null
    shipping ??= openShipping({ pool: database.owner, to, before: bringFiles })
    return shipping.catch((error: unknown) => {
      shipping = undefined
      throw error
    })
  }

  const usable = async (chain: ShippingState | null) => {
    if (!to) return undefined
    const { kept } = await listBackups(to)
    return kept.findLast((one) =>
      options.embedded
        ? one.manifest.postgres?.systemIdentifier === chain?.systemIdentifier &&
          one.manifest.startedAt >= (chain?.chainBegan ?? '')
        : one.manifest.kind === 'files',
    )
  }

  async function copy(signal?: AbortSignal): Promise<Manifest | null> {
    if (!to) return null
    copying ??= (async () => {
      const passphrase = await readPassphrase(options.environment)
      const manifest = await makeBackup({
        connection: options.embedded ? database.ownerConfig : null,
        dataDir,
        to,
        sen: edition(),
        said: () => saidOfHouse(database),
        ...(passphrase ? { passphrase } : {}),
        signal: signal ? AbortSignal.any([signal, ending.signal]) : ending.signal,
      })
      const pruned = await pruneBackups(to, settings.daysMax, new Date())
      log.info({ backup: manifest.name, blobs: manifest.blobs.count, pruned }, 'backup made')
      return manifest
    })()
    try {
      return await copying
    } finally {
      copying = undefined
    }
  }

  async function ship(switchNow: boolean): Promise<ShippingState | null> {
    const open = await getShipping()
    if (!open || !to) return null
    const state = await open.round({ switchNow })
    if (switchNow) switchedAt = Date.now()
    if (state.error) log.warn({ backup: { error: state.error } }, 'log not shipped')
    const disk = await statfs(dataDir)
    if (state.error && state.behindBytes > BEHIND_MIN_BYTES && disk.bavail * disk.bsize < DISK_FREE_MIN_BYTES) {
      await endShipping(database.owner)
      log.error(
        { backup: { behindBytes: state.behindBytes } },
        'log let go: the disk fills up and copies cannot be written',
      )
    }
    if (!state.error && !copying && !(await usable(state))) {
      // The chain has no beginning yet: until it has, there is nothing to come back to.
      void copy().catch((error: unknown) => {
        if (!closed) log.error({ backup: { error: (error as Error).message } }, 'backup failed')
      })
    }
    return state
  }

  let timer: NodeJS.Timeout | undefined
  const look = (): void => {
    if (closed) return
    timer = setTimeout(
      () => {
        void ship(Date.now() - switchedAt >= settings.secondsMax * 1_000)
          .catch((error: unknown) => log.warn({ backup: { error: (error as Error).message } }, 'log not shipped'))
          .finally(look)
      },
      Math.min(LOOK_MS, settings.secondsMax * 1_000),
    ).unref()
  }
  if (to && options.embedded && options.running !== false) look()
  // Switched off: nobody comes for the log that an earlier setting kept.
  if (!to && options.embedded) void endShipping(database.owner).catch(() => undefined)

  return {
    settings,
    copy,
    ship: () => ship(true),
    async state() {
      const chain = to && options.embedded ? ((await getShipping())?.state ?? null) : null
      const newest = await usable(chain)
      const { kept, broken } = to ? await listBackups(to) : { kept: [], broken: [] }
      const disk = to ? await statfs(to).catch(() => null) : null
      const own = await statfs(dataDir)
      return {
        to,
        shipping: chain,
        newest: newest
          ? {
              name: newest.name,
              finishedAt: newest.manifest.finishedAt,
              bytes: (newest.manifest.cluster?.bytes ?? 0) + newest.manifest.blobs.bytes,
              secrets: newest.manifest.secrets.state,
            }
          : null,
        count: kept.length,
        freeBytes: disk ? disk.bavail * disk.bsize : null,
        // statfs has no device number everywhere; two disks of one size and fill are not met in practice
        sameDisk: Boolean(disk && disk.blocks === own.blocks && disk.files === own.files && disk.type === own.type),
        broken: broken.map((one) => one.name),
      }
    },
    async close() {
      closed = true
      clearTimeout(timer)
      ending.abort()
      await copying?.catch(() => undefined)
      // What was written in the last seconds belongs into safety before the doors are shut.
      if (to && options.embedded && shipping) await ship(true).catch(() => undefined)
    },
  }
}

/** Every night: a whole copy, and old ones deleted. */
export function backupJob(backups: Backups): Job {
  const [hour = 2, minute = 0] = backups.settings.nightly.split(':').map(Number)
  return {
    name: 'backup',
    every: `${minute} ${(hour + 17) % 24} * * *`,
    triesMax: 3,
    async run(_database, _payload, signal) {
      await backups.copy(signal)
    },
  }
}
