/** Putting a province back from a backup to an instant: unpack, roll the log forward, look whether all of it is there. */
import { chownSync, createWriteStream, existsSync } from 'node:fs'
import { chmod, chown, copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { blobIn, isWholeBlob, type Kept, listBackups, mustBeWhole, readBlobList, readPart } from './backup.ts'
import { refuseBackup as refuse } from './backup-refusals.ts'
import { openSealed } from './backup-secrets.ts'
import { isServerOf } from './engine-process.ts'
import { recoverCluster } from './engine-recovery.ts'
import { type KeptSegment, listSegments, placeOf, segmentName, segmentOf } from './wal.ts'

export interface RestoreOptions {
  /** The place of backups. */
  from: string
  /** Must not exist or be empty. */
  dataDir: string
  /** Everything committed until then, and nothing later; absent: everything there is. */
  at?: Date
  /** The name of one copy; absent: the newest finished before `at`. */
  base?: string
  passphrase?: string
  /** Go on without the sealed secrets: whoever restores brings the offline copies. */
  withoutSecrets?: boolean
  progress?: (step: string) => void
  signal?: AbortSignal
}

export interface Restored {
  base: string
  kind: 'physical' | 'files'
  /** Commit instant of the last transaction that was brought back; null when the log after the copy held none. */
  lastCommit: Date | null
  segments: number
  blobs: { count: number; missing: string[] }
  secrets: 'opened' | 'left-out' | 'none'
  /** What the house said of its log when the copy was made: the restored one must go on from there. */
  said: Record<string, unknown>
  milliseconds: number
}

/** Refuses running, not-empty. */
async function mustBeEmpty(dataDir: string): Promise<void> {
  const found = await readdir(dataDir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  if (found.length === 0) return
  const note = join(dataDir, 'postgres-is-elsewhere.txt')
  const elsewhere = existsSync(note) ? /^place: (.+)$/m.exec(await readFile(note, 'utf8'))?.[1] : undefined
  const data = elsewhere ?? join(dataDir, 'postgres')
  const lock = join(data, 'postmaster.pid')
  if (existsSync(lock)) {
    const pid = Number((await readFile(lock, 'utf8')).split('\n')[0])
    if (isServerOf(pid, data)) throw refuse.running({ path: dataDir, pid })
  }
  throw refuse['not-empty']({ path: dataDir, found: `${found.slice(0, 5).join(', ')}${found.length > 5 ? ', …' : ''}` })
}

/** The copy to begin with. Refuses no-backup, too-early, damaged. */
export async function chooseBackup(from: string, given: { at?: Date; base?: string }): Promise<Kept> {
  const { kept, broken } = await listBackups(from)
  if (given.base !== undefined) {
    const found = kept.find((one) => one.name === given.base)
    const bad = broken.find((one) => one.name === given.base)
    if (bad) throw refuse.damaged({ name: bad.name, file: 'manifest.json', reason: bad.reason })
    if (!found) throw refuse['no-backup']({ path: from, before: ` mang tên ${given.base}` })
    return found
  }
  const newest = kept.at(-1)
  if (!newest) {
    if (broken[0]) throw refuse.damaged({ name: broken[0].name, file: 'manifest.json', reason: broken[0].reason })
    throw refuse['no-backup']({ path: from, before: '' })
  }
  // A broken copy is not passed over in silence: whoever restores says that an earlier one will do.
  const bad = broken.find((one) => one.name > newest.name)
  if (bad) throw refuse.damaged({ name: bad.name, file: 'manifest.json', reason: bad.reason })
  const { at } = given
  if (!at) return newest
  const usable = kept.filter((one) => Date.parse(one.manifest.finishedAt) <= at.getTime()).at(-1)
  if (!usable) throw refuse['too-early']({ at: at.toISOString(), first: kept[0]?.manifest.finishedAt ?? '' })
  return usable
}

interface Chain {
  segments: KeptSegment[]
  /** The first segment that is not there although later ones are. */
  hole?: { segment: string; until: Date }
}

/** The log from a copy on: its own segments and those shipped since, along the newest timeline that grew out of it. */
async function chainOf(from: string, kept: Kept): Promise<Chain> {
  const { postgres } = kept.manifest
  if (!postgres) return { segments: [] }
  const { segmentBytes, systemIdentifier } = postgres
  const own = await listSegments(join(kept.folder, 'wal'))
  const shipped = await listSegments(join(from, 'wal', systemIdentifier))
  const byName = new Map([...shipped, ...own].map((one) => [one.name, one]))
  const histories = [...byName.values()].filter((one) => one.name.endsWith('.history'))

  // A history file of timeline N lists where each older timeline was left: 'N-1 <tab> LSN <tab> reason'.
  const lines = async (timeline: number): Promise<{ timeline: number; left: bigint }[]> => {
    const file = byName.get(`${timeline.toString(16).toUpperCase().padStart(8, '0')}.history`)
    if (!file) return []
    return (await mustBeWhole(kept.name, file))
      .toString('utf8')
      .split('\n')
      .map((line) => /^\s*(\d+)\s+([0-9A-F]+\/[0-9A-F]+)/.exec(line))
      .filter((found) => found !== null)
      .map((found) => ({ timeline: Number(found[1]), left: placeOf(found[2] as string) }))
  }
  let path: { timeline: number; left: bigint }[] = []
  let last = postgres.timeline
  for (const { name } of histories) {
    const timeline = Number.parseInt(name.slice(0, 8), 16)
    if (timeline <= last) continue
    const before = await lines(timeline)
    const here = before.find((one) => one.timeline === postgres.timeline)
    // Only a timeline that left ours after the copy was whole can be followed from it.
    if (here && here.left >= placeOf(postgres.stopLsn)) {
      path = before.filter((one) => one.timeline >= postgres.timeline)
      last = timeline
    }
  }
  const size = BigInt(segmentBytes)
  const start = placeOf(postgres.startLsn) / size
  // Each timeline from the segment in which the one before it was left, to the one in which it was left itself.
  const reaches = [
    ...path.map((one) => ({ timeline: one.timeline, to: one.left / size })),
    { timeline: last, to: undefined },
  ]
  const end = [...byName.keys()]
    .map((name) => segmentOf(name, segmentBytes))
    .filter((one) => one !== undefined)
    .filter((one) => reaches.some((reach) => reach.timeline === one.timeline))
    .map((one) => one.number)
    .sort((a, b) => (a < b ? -1 : 1))
    .at(-1)
  const segments: KeptSegment[] = [...histories]
  let hole: Chain['hole']
  for (let number = start; end !== undefined && number <= end; number++) {
    const found = reaches
      .filter(
        (reach, at) =>
          number >= (at === 0 ? start : (reaches[at - 1]?.to ?? start)) &&
          (reach.to === undefined || number <= reach.to),
      )
      .map((reach) => segmentName(reach.timeline, number, segmentBytes))
    const there = found.flatMap((name) => byName.get(name) ?? [])
    if (there.length === 0) {
      const before = segments.findLast((one) => one.name.length === 24)
      const until = before ? (await stat(before.file)).mtime : new Date(kept.manifest.finishedAt)
      hole = { segment: found.at(-1) ?? '', until }
      break
    }
    segments.push(...there)
  }
  return { segments, ...(hole ? { hole } : {}) }
}

/**
 * Puts a province back into an empty data directory. Nothing is promised before PostgreSQL has recovered: until then the
 * cluster lies under another name, and a failure takes away what was unpacked.
 * Refuses backup.running, not-empty, no-backup, too-early, too-late, damaged, wal-missing, passphrase, recovery-failed.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const began = performance.now()
  const from = resolve(options.from)
  const dataDir = resolve(options.dataDir)
  const progress = options.progress ?? (() => undefined)
  await mustBeEmpty(dataDir)
  const kept = await chooseBackup(from, options)
  const { manifest } = kept
  const existed = existsSync(dataDir)
  await mkdir(dataDir, { recursive: true, mode: 0o755 })
  try {
    const restored: Restored = {
      base: kept.name,
      kind: manifest.kind,
      lastCommit: null,
      segments: 0,
      blobs: { count: 0, missing: [] },
      secrets: 'none',
      said: manifest.said,
      milliseconds: 0,
    }
    progress(`tệp của bản ${kept.name}`)
    if (manifest.files) await unpack(kept, 'files', dataDir)
    restored.blobs = await bringBlobs(from, kept, dataDir, options.signal)
    restored.secrets = await bringSecrets(kept, dataDir, options)
    if (manifest.postgres && manifest.cluster) {
      const chain = await chainOf(from, kept)
      if (chain.hole && !options.at)
        throw refuse['wal-missing']({
          path: join(from, 'wal'),
          segment: chain.hole.segment,
          until: chain.hole.until.toISOString(),
        })
      progress(
        `cơ sở dữ liệu (PostgreSQL ${manifest.postgres.version}, ${chain.segments.length} đoạn nhật ký ghi trước)`,
      )
      const { lastCommit } = await recoverCluster({
        dataDir,
        name: kept.name,
        ...(options.at ? { at: options.at } : {}),
        ...(chain.hole
          ? { hole: { path: join(from, 'wal'), segment: chain.hole.segment, until: chain.hole.until } }
          : {}),
        progress: (words) => progress(words.vi),
        async fill(data, user) {
          await unpack(kept, 'cluster', data, user)
          for (const segment of chain.segments) {
            options.signal?.throwIfAborted()
            const place = join(data, 'pg_wal', segment.name)
            await writeFile(place, await mustBeWhole(kept.name, segment), { mode: 0o600 })
            if (user) await chown(place, user.uid, user.gid)
          }
        },
      })
      restored.lastCommit = lastCommit
      restored.segments = chain.segments.filter((one) => one.name.length === 24).length
    }
    restored.milliseconds = performance.now() - began
    return restored
  } catch (error) {
    for (const name of await readdir(dataDir)) await rm(join(dataDir, name), { recursive: true, force: true })
    if (!existed) await rm(dataDir, { recursive: true, force: true })
    if (options.signal?.aborted) throw refuse.cancelled()
    throw error
  }
}

async function unpack(
  kept: Kept,
  which: 'cluster' | 'files',
  folder: string,
  user?: { uid: number; gid: number },
): Promise<void> {
  const part = kept.manifest[which]
  if (!part) return
  await readPart(kept, part, async (name, isFolder, content) => {
    const place = join(folder, name)
    if (isFolder) await mkdir(place, { recursive: true, mode: 0o700 })
    else {
      await mkdir(dirname(place), { recursive: true, mode: 0o700 })
      await pipeline(content, createWriteStream(place, { mode: 0o600 }))
    }
    if (user) chownSync(place, user.uid, user.gid)
  })
}

/** Every file of the store that came since the copy belongs back too: the log after it may name them. */
async function bringBlobs(
  from: string,
  kept: Kept,
  dataDir: string,
  signal: AbortSignal | undefined,
): Promise<Restored['blobs']> {
  const listed = new Set((await readBlobList(kept)).map((one) => one.sha256))
  const missing: string[] = []
  const bring = async (sha256: string): Promise<boolean> => {
    const source = blobIn(from, sha256)
    if (!(await isWholeBlob(source, sha256))) return false
    const place = join(dataDir, 'blobs', sha256.slice(0, 2), sha256.slice(2, 4), sha256)
    await mkdir(dirname(place), { recursive: true, mode: 0o700 })
    await copyFile(source, place)
    await chmod(place, 0o600)
    return true
  }
  let count = 0
  for (const sha256 of listed) {
    signal?.throwIfAborted()
    if (await bring(sha256)) count++
    else missing.push(sha256)
  }
  if (missing[0])
    throw refuse.damaged({
      name: kept.name,
      file: `blobs/${missing[0]}`,
      reason: `thiếu hoặc sai mã băm (${missing.length} tệp)`,
    })
  const began = Date.parse(kept.manifest.startedAt)
  const hex = /^[0-9a-f]{2}$/
  for (const first of (await readdir(join(from, 'blobs')).catch((): string[] => [])).filter((one) => hex.test(one))) {
    for (const second of (await readdir(join(from, 'blobs', first))).filter((one) => hex.test(one))) {
      for (const sha256 of await readdir(join(from, 'blobs', first, second))) {
        if (!/^[0-9a-f]{64}$/.test(sha256) || listed.has(sha256)) continue
        if ((await stat(blobIn(from, sha256))).mtimeMs < began) continue
        if (await bring(sha256)) count++
        else missing.push(sha256)
      }
    }
  }
  return { count, missing }
}

async function bringSecrets(kept: Kept, dataDir: string, options: RestoreOptions): Promise<Restored['secrets']> {
  const { state } = kept.manifest.secrets
  if (state !== 'sealed' || options.withoutSecrets) return state === 'none' ? 'none' : 'left-out'
  if (!options.passphrase) throw refuse.passphrase({ name: kept.name })
  const sealed = await readFile(join(kept.folder, 'secrets.sealed')).catch((error: Error) => {
    throw refuse.damaged({ name: kept.name, file: 'secrets.sealed', reason: error.message })
  })
  await openSealed(sealed, options.passphrase, join(dataDir, 'secrets'), kept.name)
  return 'opened'
}
