import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'

const inflate = promisify(inflateRaw)

/** Limits on what a zip may hold: `entriesMax` files, `unfoldedMax` bytes in all, `ratioMax` times its own size. */
export type ZipLimits = { entriesMax: number; unfoldedMax: number; ratioMax: number }

/** A zip as found: the names inside, and the bytes it really unfolds to (not what it claims). */
export type ZipContent = { names: string[]; unfolded: number }

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
 * Opens a zip (APPNOTE 6.3.9, without Zip64: an office document never needs it) and unfolds every entry under a
 * counter, keeping nothing. Sizes written in the zip are not believed: entries that overlap or lie are counted by
 * what comes out. Throws ZipFault.
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
    const count = tail.readUInt16LE(end + 10)
    const directoryLength = tail.readUInt32LE(end + 12)
    const directoryAt = tail.readUInt32LE(end + 16)
    if (count > limits.entriesMax) throw new ZipFault('entries')
    if (directoryAt + directoryLength > size) throw new ZipFault('damaged')
    const directory = await readAt(file, directoryAt, directoryLength)

    const names: string[] = []
    let unfolded = 0
    let at = 0
    for (let i = 0; i < count; i++) {
      if (at + 46 > directory.length || directory.readUInt32LE(at) !== entrySignature) throw new ZipFault('damaged')
      const flags = directory.readUInt16LE(at + 8)
      const method = directory.readUInt16LE(at + 10)
      const packedLength = directory.readUInt32LE(at + 20)
      const nameLength = directory.readUInt16LE(at + 28)
      const localAt = directory.readUInt32LE(at + 42)
      names.push(directory.toString('utf8', at + 46, at + 46 + nameLength))
      at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
      if (flags & 1) throw new ZipFault('locked')
      if (method !== 0 && method !== 8) throw new ZipFault('damaged')
      if (localAt + 30 + packedLength > size) throw new ZipFault('damaged')
      const local = await readAt(file, localAt, 30)
      if (local.readUInt32LE(0) !== localSignature) throw new ZipFault('damaged')
      const dataAt = localAt + 30 + local.readUInt16LE(26) + local.readUInt16LE(28)
      const room = Math.min(limits.unfoldedMax, size * limits.ratioMax) - unfolded
      const past = limits.unfoldedMax <= size * limits.ratioMax ? 'unfolded' : 'ratio'
      if (method === 0) unfolded += packedLength
      else if (packedLength > 0) {
        const packed = await readAt(file, dataAt, packedLength)
        try {
          unfolded += (await inflate(packed, { maxOutputLength: Math.max(1, room + 1) })).length
        } catch (error) {
          throw new ZipFault(error instanceof RangeError ? past : 'damaged')
        }
      }
      if (unfolded > Math.min(limits.unfoldedMax, size * limits.ratioMax)) throw new ZipFault(past)
    }
    return { names, unfolded }
  } finally {
    await file.close()
  }
}
