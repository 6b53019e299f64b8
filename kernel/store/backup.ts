/**
 * A physical copy of a running cluster by PostgreSQL's own low-level way (documentation, "Making a Base Backup Using the Low
 * Level API"): pg_backup_start, copy, pg_backup_stop, backup_label beside the files, the log from start to stop with it. A
 * copy lies in a folder of its own that gets its name only when it is whole, on the disk and described by a manifest with a
 * SHA-256 of every file in it.
 */
import { createHash, type Hash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { copyFile, lstat, mkdir, open, readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'
import pg from 'pg'
import { Bug, Refusal } from '#ground/refusal'
import { refuseBackup as refuse } from './backup-refusals.ts'
import { sealFolder } from './backup-secrets.ts'
import { readTar, type TarEntry, writeTar } from './tar.ts'
import {
  type KeptSegment,
  keepSegment,
  listSegments,
  placeOf,
  putWhole,
  readSegment,
  segmentName,
  syncFolder,
} from './wal.ts'

export const BACKUP_FORM = 1
/** 'SEN' and a counter: one backup of a cluster at a time. */
const BACKUP_LOCK = 0x53454e02
/** Whole copies that stay whatever their age. */
const KEPT_MIN = 2

/** One file inside a part, as it was written. */
export interface FileLine {
  name: string
  size: number
  sha256: string
}

/** One packed part of a copy: `bytes` and `sha256` are of the packed file. */
export interface Part {
  file: string
  bytes: number
  sha256: string
  files: FileLine[]
}

export interface Manifest {
  form: number
  name: string
  /** physical: cluster and files; files: no database in it (a given PostgreSQL is backed up by its own tools). */
  kind: 'physical' | 'files'
  startedAt: string
  finishedAt: string
  sen: { version: string; commit: string }
  postgres: {
    version: string
    systemIdentifier: string
    timeline: number
    startLsn: string
    stopLsn: string
    segmentBytes: number
    wal: { name: string; sha256: string }[]
  } | null
  cluster: Part | null
  files: Part | null
  blobs: { list: string; count: number; bytes: number; sha256: string }
  /** left-out: no passphrase was given; whoever restores brings the offline copies of the keys. */
  secrets: { state: 'sealed' | 'left-out' | 'none'; sha256?: string }
  /** What the house says of itself at that moment (head of the log, number of facts). */
  said: Record<string, unknown>
}

export interface BackupOptions {
  /** A superuser of the cluster; null when the database is another's and only files are copied. */
  connection: pg.ClientConfig | null
  /** The province's data directory: blobs, secrets and whatever else lies there. */
  dataDir: string
  /** Where copies go; made when missing. */
  to: string
  sen: { version: string; commit: string }
  /** Asked inside the copy's own session, while it runs. */
  said?: () => Promise<Record<string, unknown>>
  passphrase?: string
  /** What is being done and how much of it: for the operator. */
  progress?: (step: string, doneBytes: number, allBytes: number) => void
  signal?: AbortSignal
  now?: () => Date
}

const MANIFEST = 'manifest.json'
const WHOLE = /^\d{8}T\d{6}Z(-\d+)?$/
const basesOf = (to: string): string => join(to, 'base')

/** Left out by PostgreSQL's own rules: what it makes anew at start, what belongs to the running server alone, its log lines. */
const EMPTIED = new Set([
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
])
const LEFT_OUT = new Set([
  'postmaster.pid',
  'postmaster.opts',
  'log',
  'backup_label',
  'tablespace_map',
  'backup_manifest',
  'current_logfiles',
])
const isPassing = (name: string): boolean => /^(pgsql_tmp|pg_internal\.init)/.test(name)

/** What of the data directory has a way of its own into the backup, or none: the cluster, blobs, secrets, logs of the process. */
const OWN_WAY = /^(postgres($|[-.])|blobs$|secrets$|backup$|imports$|.*\.log(\..*)?$|\.doctor-|\.writable-)/

type Walked = { path: string; name: string; size: number; folder: boolean }

async function* walk(
  root: string,
  leave: (name: string, depth: number) => 'take' | 'leave' | 'empty',
  at = '',
  depth = 0,
): AsyncGenerator<Walked> {
  const here = await readdir(join(root, at), { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    // a table dropped while we copy takes its files with it; the log says so too
    if (error.code === 'ENOENT') return []
    throw error
  })
  for (const entry of here.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = at === '' ? entry.name : `${at}/${entry.name}`
    const what = leave(name, depth)
    if (what === 'leave') continue
    const path = join(root, name)
    const found = await lstat(path).catch(() => undefined)
    if (!found) continue
    if (what === 'empty' || found.isDirectory()) {
      yield { path, name, size: 0, folder: true }
      if (what === 'take') yield* walk(root, leave, name, depth + 1)
    } else if (found.isFile()) yield { path, name, size: found.size, folder: false }
  }
}

/** Reads a file as far as it goes; one that went away meanwhile is empty, and the log knows. */
async function* contentOf(
  path: string,
  hash: Hash,
  size: number,
  tick: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  let left = size
  try {
    for await (const chunk of createReadStream(path, {
      highWaterMark: 1_048_576,
      end: Math.max(0, size - 1),
    }) as AsyncIterable<Buffer>) {
      const part = chunk.length > left ? chunk.subarray(0, left) : chunk
      left -= part.length
      hash.update(part)
      tick(part.length)
      yield part
      if (left === 0) break
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  // as writeTar fills it up
  if (left > 0) hash.update(Buffer.alloc(left))
}

/** Packs files into one tar.zst, hashed inside and outside, and brings it to the disk. */
async function pack(
  folder: string,
  file: string,
  walked: AsyncIterable<Walked & { text?: string }>,
  tick: (bytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<Part> {
  const files: FileLine[] = []
  async function* entries(): AsyncGenerator<TarEntry> {
    for await (const one of walked) {
      signal?.throwIfAborted()
      if (one.folder) {
        yield { name: one.name, size: 0, folder: true }
        continue
      }
      const hash = createHash('sha256')
      if (one.text !== undefined) {
        const bytes = Buffer.from(one.text)
        hash.update(bytes)
        yield { name: one.name, size: bytes.length, content: [bytes] }
        files.push({ name: one.name, size: bytes.length, sha256: hash.digest('hex') })
        continue
      }
      yield { name: one.name, size: one.size, content: one.size > 0 ? contentOf(one.path, hash, one.size, tick) : [] }
      files.push({ name: one.name, size: one.size, sha256: hash.digest('hex') })
    }
  }
  const outer = createHash('sha256')
  let bytes = 0
  const path = join(folder, file)
  await pipeline(
    writeTar(entries()),
    createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 } }),
    async function* (source: AsyncIterable<Buffer>) {
      for await (const chunk of source) {
        outer.update(chunk)
        bytes += chunk.length
        yield chunk
      }
    },
    createWriteStream(path, { flags: 'wx', mode: 0o600 }),
    ...(signal ? [{ signal }] : []),
  )
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
  return { file, bytes, sha256: outer.digest('hex'), files }
}

/** '20261005T010000Z': sorts by time and is a folder's name everywhere. */
const nameAt = (at: Date): string => at.toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '')

/** Refuses inside, unwritable. */
export async function placeBackups(to: string, dataDir: string): Promise<string> {
  const place = resolve(to)
  const within = (folder: string) => place === folder || place.startsWith(folder + sep)
  for (const part of ['postgres', 'blobs', 'secrets'])
    if (within(join(resolve(dataDir), part))) throw refuse.inside({ path: place })
  if (place === resolve(dataDir)) throw refuse.inside({ path: place })
  try {
    await mkdir(basesOf(place), { recursive: true, mode: 0o700 })
    const probe = join(place, `.writable-${process.pid}`)
    await (await open(probe, 'w', 0o600)).close()
    await rm(probe)
  } catch (error) {
    throw refuse.unwritable({ path: place, reason: (error as Error).message })
  }
  return place
}

/** What a killed backup left half-made; another that runs now is left alone. */
async function sweep(bases: string): Promise<void> {
  for (const name of await readdir(bases)) {
    const pid = /\.part-(\d+)$/.exec(name)?.[1]
    if (pid && (Number(pid) === process.pid || !isRunning(Number(pid))))
      await rm(join(bases, name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Makes one whole copy in `to` and answers its manifest. Cancelled (`signal`) or failed, it leaves nothing.
 * Refuses backup.no-space, unwritable, inside, busy, cancelled, not-superuser, other-tablespace, passphrase-short.
 */
export async function makeBackup(options: BackupOptions): Promise<Manifest> {
  const now = options.now ?? (() => new Date())
  const to = await placeBackups(options.to, options.dataDir)
  const bases = basesOf(to)
  await sweep(bases)
  const started = now()
  let name = nameAt(started)
  for (let serial = 2; existsSync(join(bases, name)); serial++) name = `${nameAt(started)}-${serial}`
  const making = join(bases, `${name}.part-${process.pid}`)
  await mkdir(making, { mode: 0o700 })
  const { signal } = options
  let done = 0
  let all = 0
  let step = ''
  const tick = (bytes: number) => {
    done += bytes
    options.progress?.(step, done, all)
  }
  const begin = (words: string, bytes: number) => {
    signal?.throwIfAborted()
    step = words
    done = 0
    all = bytes
    options.progress?.(step, done, all)
  }
  try {
    const database = options.connection
      ? await copyCluster(options.connection, making, to, { begin, tick, signal, said: options.said })
      : null
    // After the database: whatever its rows name was there before them, so nothing they name is missing here.
    begin('tệp hồ sơ', 0)
    const blobs = await copyBlobs(join(options.dataDir, 'blobs'), to, making, tick, signal)
    begin('tệp khác', 0)
    const files = await packRest(options.dataDir, to, making, tick, signal)
    const secrets = await sealSecrets(options, making)
    const manifest: Manifest = {
      form: BACKUP_FORM,
      name,
      kind: database ? 'physical' : 'files',
      startedAt: started.toISOString(),
      finishedAt: (database?.stopped ?? now()).toISOString(),
      sen: options.sen,
      postgres: database?.postgres ?? null,
      cluster: database?.cluster ?? null,
      files,
      blobs,
      secrets,
      said: database?.said ?? (await options.said?.()) ?? {},
    }
    const text = `${JSON.stringify(manifest, null, 1)}\n`
    await putWhole(making, MANIFEST, Buffer.from(text))
    await putWhole(
      making,
      `${MANIFEST}.sha256`,
      Buffer.from(`${createHash('sha256').update(text).digest('hex')}  ${MANIFEST}\n`),
    )
    signal?.throwIfAborted()
    await rename(making, join(bases, name))
    await syncFolder(bases)
    return manifest
  } catch (error) {
    await rm(making, { recursive: true, force: true })
    if (signal?.aborted) throw refuse.cancelled()
    if (error instanceof Refusal) throw error
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw refuse['no-space']({ path: to, free: 0, needed: Math.ceil(all / 1_000_000) })
    if (code === 'EROFS' || code === 'EIO' || code === 'EACCES') throw refuse.unwritable({ path: to, reason: message })
    throw error
  }
}

interface Doing {
  begin(words: string, bytes: number): void
  tick(bytes: number): void
  signal: AbortSignal | undefined
  said?: (() => Promise<Record<string, unknown>>) | undefined
}

async function copyCluster(connection: pg.ClientConfig, making: string, to: string, doing: Doing) {
  const client = new pg.Client({ ...connection, application_name: 'sen backup', statement_timeout: 0 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<{
      super: boolean
      locked: boolean
      data: string
      version: string
      system: string
      segment_bytes: number
      bytes: number
      elsewhere: string | null
    }>(
      `select (select rolsuper from pg_roles where rolname = current_user) as super, pg_try_advisory_lock($1) as locked,
              current_setting('data_directory') as data, split_part(current_setting('server_version'), ' ', 1) as version,
              (select system_identifier::text from pg_control_system()) as system,
              (select setting::int from pg_settings where name = 'wal_segment_size') as segment_bytes,
              (select sum(pg_database_size(oid))::float8 from pg_database) as bytes,
              (select string_agg(spcname, ', ') from pg_tablespace where spcname not in ('pg_default', 'pg_global')) as elsewhere`,
      [BACKUP_LOCK],
    )
    const found = rows[0]
    if (!found) throw new Bug('PostgreSQL says nothing of itself')
    if (!found.super) throw refuse['not-superuser']()
    if (!found.locked) throw refuse.busy()
    if (found.elsewhere) throw refuse['other-tablespace']({ name: found.elsewhere })
    const disk = await statfs(to)
    // Packed, a cluster takes a fifth to a half of its size.
    if (disk.bavail * disk.bsize < found.bytes / 2)
      throw refuse['no-space']({
        path: to,
        free: Math.floor((disk.bavail * disk.bsize) / 1_000_000),
        needed: Math.ceil(found.bytes / 2_000_000),
      })

    // Keeps the log from here on in pg_wal until this session ends, whatever checkpoints come.
    await client.query('select pg_create_physical_replication_slot($1, true, true)', [
      `sen_base_${process.pid}_${Date.now().toString(36)}`,
    ])
    const { rows: begun } = await client.query<{ lsn: string; segment: string }>(
      'select lsn::text as lsn, pg_walfile_name(lsn) as segment from pg_backup_start($1, true) as lsn',
      ['sen'],
    )
    const start = begun[0]
    if (!start) throw new Bug('pg_backup_start said nothing')
    doing.begin('cơ sở dữ liệu', found.bytes)
    const said = (await doing.said?.()) ?? {}
    let stop: { lsn: string; labelfile: string; spcmapfile: string; at: Date } | undefined
    async function* files(): AsyncGenerator<Walked & { text?: string }> {
      let control: Walked | undefined
      const leave = (name: string, depth: number) => {
        const last = name.slice(name.lastIndexOf('/') + 1)
        if (depth === 0 && LEFT_OUT.has(name)) return 'leave' as const
        if (isPassing(last)) return 'leave' as const
        return depth === 0 && EMPTIED.has(name) ? ('empty' as const) : ('take' as const)
      }
      for await (const one of walk(found?.data ?? '', leave)) {
        if (one.name === 'global/pg_control') control = one
        else yield one
      }
      for (const name of ['pg_wal/archive_status', 'pg_wal/summaries']) yield { path: '', name, size: 0, folder: true }
      // As pg_basebackup does: the file that says how far things are comes last.
      if (control) yield control
      const { rows: stopped } = await client.query<{ lsn: string; labelfile: string; spcmapfile: string; at: Date }>(
        'select lsn::text as lsn, labelfile, spcmapfile, clock_timestamp() as at from pg_backup_stop(false)',
      )
      stop = stopped[0]
      yield { path: '', name: 'backup_label', size: 0, folder: false, text: stop?.labelfile ?? '' }
      if (stop?.spcmapfile.trim())
        yield { path: '', name: 'tablespace_map', size: 0, folder: false, text: stop.spcmapfile }
    }
    const cluster = await pack(making, 'cluster.tar.zst', files(), doing.tick, doing.signal)
    if (!stop?.labelfile) throw new Bug('pg_backup_stop said nothing')

    doing.begin('nhật ký ghi trước', 0)
    const timeline = Number.parseInt(start.segment.slice(0, 8), 16)
    const bytes = BigInt(found.segment_bytes)
    const wal: { name: string; sha256: string }[] = []
    await mkdir(join(making, 'wal'), { mode: 0o700 })
    // A stop exactly on a border needs nothing of the segment that begins there.
    for (let number = placeOf(start.lsn) / bytes; number <= (placeOf(stop.lsn) - 1n) / bytes; number++) {
      doing.signal?.throwIfAborted()
      const segment = segmentName(timeline, number, found.segment_bytes)
      const content = await readFile(join(found.data, 'pg_wal', segment))
      const kept = await keepSegment(join(making, 'wal'), segment, content)
      wal.push({ name: kept.name, sha256: kept.sha256 })
      doing.tick(content.length)
    }
    for (const history of (await readdir(join(found.data, 'pg_wal'))).filter((one) =>
      /^[0-9A-F]{8}\.history$/.test(one),
    )) {
      const kept = await keepSegment(join(making, 'wal'), history, await readFile(join(found.data, 'pg_wal', history)))
      wal.push({ name: kept.name, sha256: kept.sha256 })
    }
    return {
      cluster,
      said,
      stopped: stop.at,
      postgres: {
        version: found.version,
        systemIdentifier: found.system,
        timeline,
        startLsn: start.lsn,
        stopLsn: stop.lsn,
        segmentBytes: found.segment_bytes,
        wal,
      },
    }
  } finally {
    // ends the temporary slot, the lock, and a backup that was not stopped
    await client.end().catch(() => undefined)
  }
}

const blobPlace = (to: string, sha256: string): string =>
  join(to, 'blobs', sha256.slice(0, 2), sha256.slice(2, 4), sha256)

/**
 * Brings one file of the content-addressed store into the backup unless it is there; its hash is looked at on the way.
 * Answers its bytes, or undefined when the store does not have it or it is not what its name says.
 */
export async function copyBlob(
  from: string,
  to: string,
  sha256: string,
): Promise<{ bytes: number; copied: boolean } | undefined> {
  const place = blobPlace(to, sha256)
  const there = await stat(place).catch(() => undefined)
  if (there) return { bytes: there.size, copied: false }
  const source = join(from, sha256.slice(0, 2), sha256.slice(2, 4), sha256)
  await mkdir(dirname(place), { recursive: true, mode: 0o700 })
  const making = `${place}.part-${process.pid}`
  try {
    await copyFile(source, making)
    const hash = createHash('sha256')
    let bytes = 0
    for await (const chunk of createReadStream(making) as AsyncIterable<Buffer>) {
      hash.update(chunk)
      bytes += chunk.length
    }
    if (hash.digest('hex') !== sha256) return undefined
    const handle = await open(making, 'r+')
    try {
      await handle.chmod(0o600)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(making, place)
    await syncFolder(dirname(place))
    return { bytes, copied: true }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  } finally {
    await rm(making, { force: true })
  }
}

/** Names of the files in a content-addressed store; previews beside them can be made anew and are left out. */
async function* blobNames(folder: string): AsyncGenerator<string> {
  const hex = /^[0-9a-f]{2}$/
  const list = async (path: string) => (await readdir(path).catch(() => [])).sort()
  for (const first of await list(folder)) {
    if (!hex.test(first)) continue
    for (const second of await list(join(folder, first))) {
      if (!hex.test(second)) continue
      for (const name of await list(join(folder, first, second))) if (/^[0-9a-f]{64}$/.test(name)) yield name
    }
  }
}

async function copyBlobs(
  from: string,
  to: string,
  making: string,
  tick: (bytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<Manifest['blobs']> {
  const list = 'blobs.txt'
  const hash = createHash('sha256')
  const handle = await open(join(making, list), 'wx', 0o600)
  let count = 0
  let bytes = 0
  try {
    for await (const sha256 of blobNames(from)) {
      signal?.throwIfAborted()
      const copied = await copyBlob(from, to, sha256)
      // Removed meanwhile by the nightly cleaning, or already broken where it lies; what a row names and is not here is told by the check after a restore.
      if (!copied) continue
      tick(copied.bytes)
      const line = `${sha256} ${copied.bytes}\n`
      hash.update(line)
      await handle.write(line)
      count++
      bytes += copied.bytes
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  return { list, count, bytes, sha256: hash.digest('hex') }
}

/** Whatever else lies in the data directory: reports, sealed months of the log, documents of the operator. */
async function packRest(
  dataDir: string,
  to: string,
  making: string,
  tick: (bytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<Part> {
  const place = relative(resolve(dataDir), resolve(to)).split(sep)[0] ?? ''
  const leave = (name: string, depth: number) =>
    depth === 0 && (OWN_WAY.test(name) || (place !== '..' && name === place)) ? ('leave' as const) : ('take' as const)
  return pack(making, 'files.tar.zst', walk(dataDir, leave), tick, signal)
}

async function sealSecrets(options: BackupOptions, making: string): Promise<Manifest['secrets']> {
  const from = join(options.dataDir, 'secrets')
  if (!existsSync(from)) return { state: 'none' }
  if (!options.passphrase) return { state: 'left-out' }
  const sealed = await sealFolder(from, options.passphrase)
  await putWhole(making, 'secrets.sealed', sealed)
  return { state: 'sealed', sha256: createHash('sha256').update(sealed).digest('hex') }
}

/** One copy as it lies there. */
export interface Kept {
  name: string
  folder: string
  manifest: Manifest
}

/** Every whole copy, oldest first. A folder whose manifest cannot be read is told by `broken`. */
export async function listBackups(to: string): Promise<{ kept: Kept[]; broken: { name: string; reason: string }[] }> {
  const bases = basesOf(resolve(to))
  const kept: Kept[] = []
  const broken: { name: string; reason: string }[] = []
  for (const name of (await readdir(bases).catch((): string[] => [])).filter((one) => WHOLE.test(one)).sort()) {
    const folder = join(bases, name)
    try {
      kept.push({ name, folder, manifest: await readManifest(folder) })
    } catch (error) {
      broken.push({ name, reason: error instanceof Refusal ? error.say('vi') : (error as Error).message })
    }
  }
  return { kept, broken }
}

/** Refuses damaged when the manifest is not what its hash says, unknown-form when another Sen wrote it. */
export async function readManifest(folder: string): Promise<Manifest> {
  const name = folder.slice(folder.lastIndexOf(sep) + 1)
  try {
    const text = await readFile(join(folder, MANIFEST))
    const said = (await readFile(join(folder, `${MANIFEST}.sha256`), 'utf8')).split(' ')[0]
    if (createHash('sha256').update(text).digest('hex') !== said) throw new Error('mã băm SHA-256 không khớp')
    const manifest = JSON.parse(text.toString('utf8')) as Manifest
    if (manifest.form !== BACKUP_FORM) throw refuse['unknown-form']({ name, found: manifest.form, known: BACKUP_FORM })
    return manifest
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw refuse.damaged({ name, file: MANIFEST, reason: (error as Error).message })
  }
}

/** Reads a packed part through and hands out each file; throws a refusal that names the first one that is not as written. */
export async function readPart(
  kept: Kept,
  part: Part,
  take: (name: string, folder: boolean, content: AsyncGenerator<Buffer>) => Promise<void>,
): Promise<void> {
  const wanted = new Map(part.files.map((line) => [line.name, line]))
  const outer = createHash('sha256')
  const raw = createReadStream(join(kept.folder, part.file), { highWaterMark: 1_048_576 })
  const unpack = createZstdDecompress()
  const damaged = (file: string, reason: string) => refuse.damaged({ name: kept.name, file, reason })
  raw.on('data', (chunk) => outer.update(chunk as Buffer))
  const flow = pipeline(raw, unpack)
  // whichever of the two fails first is the reason; the other must not become an unhandled rejection
  flow.catch(() => undefined)
  try {
    for await (const entry of readTar(unpack as AsyncIterable<Uint8Array>)) {
      if (entry.folder) {
        await take(entry.name, true, entry.content)
        continue
      }
      const line = wanted.get(entry.name)
      const hash = createHash('sha256')
      async function* hashed(): AsyncGenerator<Buffer> {
        for await (const chunk of entry.content) {
          hash.update(chunk)
          yield chunk
        }
      }
      await take(entry.name, false, hashed())
      if (!line || hash.digest('hex') !== line.sha256 || entry.size !== line.size)
        throw damaged(`${part.file}: ${entry.name}`, 'mã băm SHA-256 không khớp')
      wanted.delete(entry.name)
    }
    unpack.resume()
    await flow
  } catch (error) {
    raw.destroy()
    if (error instanceof Refusal) throw error
    if ((error as NodeJS.ErrnoException).path !== undefined && (error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw error
    throw damaged(part.file, (error as Error).message)
  }
  if (outer.digest('hex') !== part.sha256) throw damaged(part.file, 'mã băm SHA-256 không khớp')
  const [missing] = wanted.keys()
  if (missing !== undefined) throw damaged(`${part.file}: ${missing}`, 'không có trong gói')
}

/** The names and sizes in a copy's list of blobs. */
export async function readBlobList(kept: Kept): Promise<{ sha256: string; bytes: number }[]> {
  const text = await readFile(join(kept.folder, kept.manifest.blobs.list), 'utf8').catch(() => '')
  if (createHash('sha256').update(text).digest('hex') !== kept.manifest.blobs.sha256)
    throw refuse.damaged({ name: kept.name, file: kept.manifest.blobs.list, reason: 'mã băm SHA-256 không khớp' })
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => ({ sha256: line.slice(0, 64), bytes: Number(line.slice(65)) }))
}

export const blobIn = blobPlace

/** Whether a blob of a backup still is what its name says. */
export async function isWholeBlob(path: string, sha256: string): Promise<boolean> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk)
  } catch {
    return false
  }
  return hash.digest('hex') === sha256
}

/**
 * Reads one copy through, every byte of it: each packed file against its hash, the log that belongs to it, each blob it
 * lists. Answers what is wrong, in Vietnamese; an empty list is a good copy.
 */
export async function checkBackup(
  to: string,
  kept: Kept,
  progress?: (step: string, done: number, all: number) => void,
): Promise<string[]> {
  const wrong: string[] = []
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work()
    } catch (error) {
      wrong.push(error instanceof Refusal ? error.say('vi') : (error as Error).message)
    }
  }
  const drain = async (_name: string, _folder: boolean, content: AsyncGenerator<Buffer>) => {
    for await (const chunk of content) void chunk
  }
  const { manifest } = kept
  for (const part of [manifest.cluster, manifest.files]) {
    if (!part) continue
    progress?.(part.file, 0, part.bytes)
    await attempt(() => readPart(kept, part, drain))
  }
  const segments = new Map((await listSegments(join(kept.folder, 'wal'))).map((one) => [one.name, one]))
  for (const { name, sha256 } of manifest.postgres?.wal ?? []) {
    const there = segments.get(name)
    await attempt(async () => {
      if (!there || there.sha256 !== sha256)
        throw refuse.damaged({ name: kept.name, file: `wal/${name}`, reason: 'thiếu tệp' })
      await mustBeWhole(kept.name, there)
    })
  }
  if (manifest.secrets.state === 'sealed')
    await attempt(async () => {
      const bytes = await readFile(join(kept.folder, 'secrets.sealed')).catch(() => Buffer.alloc(0))
      if (createHash('sha256').update(bytes).digest('hex') !== manifest.secrets.sha256)
        throw refuse.damaged({ name: kept.name, file: 'secrets.sealed', reason: 'mã băm SHA-256 không khớp' })
    })
  await attempt(async () => {
    const blobs = await readBlobList(kept)
    for (const [at, { sha256 }] of blobs.entries()) {
      if (at % 100 === 0) progress?.('blobs', at, blobs.length)
      if (!(await isWholeBlob(blobPlace(to, sha256), sha256)))
        wrong.push(
          refuse.damaged({ name: kept.name, file: `blobs/${sha256}`, reason: 'thiếu hoặc sai mã băm' }).say('vi'),
        )
    }
  })
  return wrong
}

export async function mustBeWhole(name: string, segment: KeptSegment): Promise<Buffer> {
  try {
    return await readSegment(segment)
  } catch (error) {
    throw refuse.damaged({ name, file: `wal/${segment.name}`, reason: (error as Error).message })
  }
}

export interface Pruned {
  copies: string[]
  segments: number
  blobs: number
}

/**
 * Deletes copies older than `daysMax` (the two newest stay whatever their age), the log no kept copy needs, and blobs that
 * no kept copy lists and that came before the oldest of them.
 */
export async function pruneBackups(to: string, daysMax: number, now: Date): Promise<Pruned> {
  const place = resolve(to)
  const { kept } = await listBackups(place)
  const edge = now.getTime() - daysMax * 86_400_000
  const gone = kept
    .slice(0, Math.max(0, kept.length - KEPT_MIN))
    .filter((one) => Date.parse(one.manifest.finishedAt) < edge)
  for (const one of gone) {
    // Renamed first: a copy half deleted must not look whole.
    const aside = join(basesOf(place), `${one.name}.part-${process.pid}`)
    await rename(one.folder, aside)
    await rm(aside, { recursive: true, force: true })
  }
  const left = kept.filter((one) => !gone.includes(one))
  const pruned: Pruned = { copies: gone.map((one) => one.name), segments: 0, blobs: 0 }
  const oldest = left.find((one) => one.manifest.postgres)
  if (oldest?.manifest.postgres) {
    const { systemIdentifier, startLsn, segmentBytes } = oldest.manifest.postgres
    const first = placeOf(startLsn) / BigInt(segmentBytes)
    for (const one of await listSegments(join(place, 'wal', systemIdentifier))) {
      const digits =
        one.name.length === 24
          ? BigInt(`0x${one.name.slice(8, 16)}`) * (0x1_0000_0000n / BigInt(segmentBytes)) +
            BigInt(`0x${one.name.slice(16)}`)
          : first
      if (digits >= first) continue
      await rm(one.file, { force: true })
      pruned.segments++
    }
  }
  if (gone.length > 0 && left[0]) {
    const listed = new Set<string>()
    for (const one of left) for (const { sha256 } of await readBlobList(one)) listed.add(sha256)
    const began = Date.parse(left[0].manifest.startedAt)
    for await (const sha256 of blobNames(join(place, 'blobs'))) {
      if (listed.has(sha256)) continue
      const path = blobPlace(place, sha256)
      const found = await stat(path).catch(() => undefined)
      if (!found || found.mtimeMs >= began) continue
      await rm(path, { force: true })
      pruned.blobs++
    }
  }
  return pruned
}
