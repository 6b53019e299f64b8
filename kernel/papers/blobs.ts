import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, type ReadStream } from 'node:fs'
import { access, constants, type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { Bug } from '#ground/refusal'
import { cleanName, type Examined, examine, type KindName, sizeWords } from './kinds.ts'
import { refuse } from './refusals.ts'
import type { Scan } from './scan.ts'

/** Limits of a store: `bytesMax` for one file whatever its kind; files left half-written are swept after `sweepHours`. */
export type BlobLimits = {
  bytesMax: number
  sweepHours?: number
  /** Looks for viruses in everything that comes in. With a scanner that is not there, nothing comes in. */
  scan?: Scan
}

/** What the sender says of a file. `limitBytes` and `allowed` narrow the limits for one field. */
export type Sending = { name: string; declaredKind?: string; limitBytes?: number; allowed?: readonly KindName[] }

/** A file kept: SHA-256 in lower-case hex, bytes, what it is, its cleaned name; `known` when the same content was here before. */
export type Kept = Examined & { sha256: string; size: number; known: boolean }

export type Blobs = {
  put(content: Readable | Uint8Array, sending: Sending): Promise<Kept>
  get(sha256: string, options?: { verify?: boolean }): Promise<ReadStream>
  path(sha256: string): string
  beside(sha256: string, suffix: string): string
  has(sha256: string): Promise<boolean>
  verify(sha256: string): Promise<boolean>
  remove(sha256: string): Promise<boolean>
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten
}

/**
 * Opens the store of bytes in `dir` (made if missing, mode 0700). A file is written once under the SHA-256 of its
 * content, in two levels of folders, mode 0600; the same content is stored once. `put` answers only after the file
 * and its folder are on disk (fsync), so that what was acknowledged survives `kill -9` and a power cut; a refused or
 * broken upload leaves nothing.
 *
 * - `put` refuses what `examine` refuses, and `papers.too-large`, `papers.cut-short`, `papers.no-space`, `papers.infected`,
 *   `papers.not-scanned`.
 * - `get` refuses `papers.missing`; with `verify` it reads the content first and refuses `papers.damaged`.
 * - `path` is where a blob is or would be; `beside` is where something derived from it (a preview) is kept.
 * - `remove` takes away the blob and what lies beside it; it tells whether there was one. The caller must know that
 *   no row names it.
 */
export async function openBlobs(dir: string, limits: BlobLimits): Promise<Blobs> {
  const incoming = join(dir, 'incoming')
  await mkdir(incoming, { recursive: true, mode: 0o700 })
  await syncFolder(dir)
  const sweptBefore = Date.now() - (limits.sweepHours ?? 24) * 3_600_000
  for (const left of await readdir(incoming)) {
    const found = await stat(join(incoming, left)).catch(() => undefined)
    if (found && found.mtimeMs < sweptBefore) await rm(join(incoming, left), { force: true })
  }

  function path(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Bug('not a SHA-256 in lower-case hex')
    return join(dir, sha256.slice(0, 2), sha256.slice(2, 4), sha256)
  }

  function beside(sha256: string, suffix: string): string {
    if (!/^[a-z0-9.-]{1,40}$/.test(suffix)) throw new Bug('not a suffix of a derived file')
    return `${path(sha256)}.${suffix}`
  }

  async function has(sha256: string): Promise<boolean> {
    return access(path(sha256), constants.R_OK).then(
      () => true,
      () => false,
    )
  }

  async function verify(sha256: string): Promise<boolean> {
    const hash = createHash('sha256')
    try {
      for await (const chunk of createReadStream(path(sha256))) hash.update(chunk)
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return false
      throw error
    }
    return hash.digest('hex') === sha256
  }

  /** Puts the temporary file in its place for good; true when the same content was there already. */
  async function settle(temporary: string, sha256: string): Promise<boolean> {
    const place = path(sha256)
    const folder = dirname(place)
    const known = await has(sha256)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    // Renaming over an equal file is harmless and mends one that was cut by a broken disk.
    await rename(temporary, place)
    await syncFolder(folder)
    await syncFolder(dirname(folder))
    await syncFolder(dir)
    return known
  }

  async function put(content: Readable | Uint8Array, sending: Sending): Promise<Kept> {
    const name = cleanName(sending.name)
    const bytesMax = Math.min(limits.bytesMax, sending.limitBytes ?? limits.bytesMax)
    const temporary = join(incoming, randomBytes(16).toString('hex'))
    const handle = await open(temporary, 'wx', 0o600)
    let closed = false
    try {
      const hash = createHash('sha256')
      let size = 0
      try {
        const chunks = content instanceof Readable ? content : [content]
        for await (const chunk of chunks) {
          const bytes: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
          size += bytes.length
          if (size > bytesMax) throw refuse['too-large']({ name, limit: sizeWords(bytesMax) })
          hash.update(bytes)
          await writeAll(handle, bytes)
        }
      } catch (error) {
        if (hasCode(error, 'ECONNRESET', 'ABORT_ERR', 'ERR_STREAM_PREMATURE_CLOSE')) throw refuse['cut-short']({ name })
        throw error
      }
      // A multipart reader that stops at its own limit ends the stream early and marks it.
      if (content instanceof Readable && 'truncated' in content && content.truncated === true) {
        throw refuse['too-large']({ name, limit: sizeWords(bytesMax) })
      }
      await handle.sync()
      await handle.close()
      closed = true
      const examined = await examine(temporary, {
        name,
        size,
        ...(sending.declaredKind === undefined ? {} : { declaredKind: sending.declaredKind }),
        ...(sending.allowed === undefined ? {} : { allowed: sending.allowed }),
      })
      if (limits.scan) {
        const verdict = await limits.scan(temporary).catch(() => {
          throw refuse['not-scanned']({ name })
        })
        if (!verdict.clean) throw refuse.infected({ name, found: verdict.infected })
      }
      const sha256 = hash.digest('hex')
      const known = await settle(temporary, sha256)
      return { ...examined, sha256, size, known }
    } catch (error) {
      if (!closed) await handle.close().catch(() => {})
      await rm(temporary, { force: true })
      if (hasCode(error, 'ENOSPC', 'EDQUOT')) throw refuse['no-space']({ name })
      throw error
    }
  }

  async function get(sha256: string, options: { verify?: boolean } = {}): Promise<ReadStream> {
    if (!(await has(sha256))) throw refuse.missing({ sha256 })
    if (options.verify && !(await verify(sha256))) throw refuse.damaged({ name: sha256 })
    const stream = createReadStream(path(sha256))
    await new Promise<void>((resolve, reject) => {
      stream.once('open', () => resolve())
      stream.once('error', (error) => reject(hasCode(error, 'ENOENT') ? refuse.missing({ sha256 }) : error))
    })
    return stream
  }

  async function remove(sha256: string): Promise<boolean> {
    const place = path(sha256)
    const folder = dirname(place)
    const there = await readdir(folder).catch((): string[] => [])
    const existed = there.includes(sha256)
    for (const file of there) {
      if (file === sha256 || file.startsWith(`${sha256}.`)) await rm(join(folder, file), { force: true })
    }
    if (existed) await syncFolder(folder)
    return existed
  }

  return { put, get, path, beside, has, verify, remove }
}
