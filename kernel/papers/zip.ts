import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import { createInflateRaw } from 'node:zlib'

/** Limits on what a zip may hold: `entriesMax` files, `unfoldedMax` bytes in all, `ratioMax` times its own size. */
export type ZipLimits = { entriesMax: number; unfoldedMax: number; ratioMax: number }

/** One file in a zip: its name, and its first bytes, at most `headMax`. */
export type ZipEntry = { name: string; head: Buffer }

/** A zip as found: what is inside, and the bytes it really unfolds to (not what it claims). */
export type ZipContent = { entries: ZipEntry[]; unfolded: number }

/** What is kept of an entry to be looked at: the relations of a document part are told in its first kilobytes. */
const headMax = 65_536
const stepBytes = 256 * 1024

/** Why a zip is not taken: its structure is broken, an entry is locked, or it unfolds past a limit. */
export class ZipFault extends Error {
  readonly reason: 'damaged' | 'locked' | 'entries' | 'unfolded' | 'ratio'
  constructor(reason: ZipFault['reason']) {
    super(`zip: ${reason}`)
    this.name = 'ZipFault'
    this.reason = reason
  }
}

const endSignature = 0x06054b50
const entrySignature = 0x02014b50
const localSignature = 0x04034b50

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await file.read(bytes, 0, length, at)
  if (bytesRead !== length) throw new ZipFault('damaged')
  return bytes
}

/**
 * Unfolds one entry piece by piece, so that memory holds a piece and never the whole. `take` is given every piece and
 * says whether to go on.
 */
async function unfold(
  file: FileHandle,
  from: number,
  length: number,
  packed: boolean,
  take: (piece: Buffer) => boolean,
): Promise<void> {
  if (!packed) {
    for (let at = 0; at < length; at += stepBytes)
      if (!take(await readAt(file, from + at, Math.min(stepBytes, length - at)))) return
    return
  }
  const inflate = createInflateRaw({ chunkSize: stepBytes })
  const done = new Promise<void>((resolve, reject) => {
    inflate.on('data', (piece: Buffer) => {
      if (!take(piece)) {
        inflate.destroy()
        resolve()
      }
    })
    inflate.once('end', () => resolve())
    inflate.once('error', () => reject(new ZipFault('damaged')))
    inflate.once('close', () => resolve())
  })
  const feeding = (async () => {
    for (let at = 0; at < length && !inflate.destroyed; at += stepBytes) {
      const piece = await readAt(file, from + at, Math.min(stepBytes, length - at))
      if (inflate.destroyed) return
      if (!inflate.write(piece))
        await new Promise<void>((go) => {
          inflate.once('drain', go)
          inflate.once('close', go)
        })
    }
    if (!inflate.destroyed) inflate.end()
  })()
  await Promise.all([done, feeding])
}

/**
 * Opens a zip (APPNOTE 6.3.9, without Zip64: an office document never needs it) and unfolds every entry under a
 * counter, keeping only how each begins. Sizes written in the zip are not believed: entries that overlap or lie are
 * counted by what comes out. What stands before the first entry or between entries is not looked at, so a zip must
 * begin with one. Throws ZipFault.
 */
export async function inspectZip(path: string, limits: ZipLimits): Promise<ZipContent> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const tailLength = Math.min(size, 22 + 0xffff)
    const tail = await readAt(file, size - tailLength, tailLength)
    let end = tail.length - 22
    while (end >= 0 && tail.readUInt32LE(end) !== endSignature) end--
    if (end < 0) throw new ZipFault('damaged')
    if ((await readAt(file, 0, 4)).readUInt32LE(0) !== localSignature) throw new ZipFault('damaged')
    const count = tail.readUInt16LE(end + 10)
    const directoryLength = tail.readUInt32LE(end + 12)
    const directoryAt = tail.readUInt32LE(end + 16)
    if (count > limits.entriesMax) throw new ZipFault('entries')
    if (directoryAt + directoryLength > size) throw new ZipFault('damaged')
    const directory = await readAt(file, directoryAt, directoryLength)

    const entries: ZipEntry[] = []
    const room = Math.min(limits.unfoldedMax, size * limits.ratioMax)
    const past = limits.unfoldedMax <= size * limits.ratioMax ? 'unfolded' : 'ratio'
    let unfolded = 0
    let at = 0
    for (let i = 0; i < count; i++) {
      if (at + 46 > directory.length || directory.readUInt32LE(at) !== entrySignature) throw new ZipFault('damaged')
      const flags = directory.readUInt16LE(at + 8)
      const method = directory.readUInt16LE(at + 10)
      const packedLength = directory.readUInt32LE(at + 20)
      const nameLength = directory.readUInt16LE(at + 28)
      const localAt = directory.readUInt32LE(at + 42)
      const name = directory.toString('utf8', at + 46, at + 46 + nameLength)
      at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
      if (flags & 1) throw new ZipFault('locked')
      if (method !== 0 && method !== 8) throw new ZipFault('damaged')
      if (localAt + 30 + packedLength > size) throw new ZipFault('damaged')
      const local = await readAt(file, localAt, 30)
      if (local.readUInt32LE(0) !== localSignature) throw new ZipFault('damaged')
      const dataAt = localAt + 30 + local.readUInt16LE(26) + local.readUInt16LE(28)
      if (dataAt + packedLength > size) throw new ZipFault('damaged')
      // Programs that read a zip from its front go by the other name: both must say the same.
      if (local.readUInt16LE(26) !== nameLength) throw new ZipFault('damaged')
      const said = await readAt(file, localAt + 30, nameLength)
      if (said.toString('utf8') !== name) throw new ZipFault('damaged')

      const pieces: Buffer[] = []
      let kept = 0
      await unfold(file, dataAt, packedLength, method === 8, (piece) => {
        unfolded += piece.length
        if (kept < headMax) {
          const part = Buffer.from(piece.subarray(0, headMax - kept))
          pieces.push(part)
          kept += part.length
        }
        return unfolded <= room
      })
      if (unfolded > room) throw new ZipFault(past)
      const whole = Buffer.concat(pieces)
      // Relations and types are read; of the rest only the first bytes tell what it is.
      entries.push({ name, head: /\.(?:rels|xml)$/i.test(name) ? whole : whole.subarray(0, 8) })
    }
    return { entries, unfolded }
  } finally {
    await file.close()
  }
}
