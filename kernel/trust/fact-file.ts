import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs'
import { open, rename, stat } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { createGunzip, gunzipSync, gzipSync } from 'node:zlib'
import { canonicalText, type SealedFact } from '#ground/merkle'

/**
 * Sealed facts in a file of their month: gzip of lines `{"fact":{…},"index":n}` in canonical JSON, in the order of the tree.
 * The file is made of gzip members of a thousand lines each (RFC 1952 section 2.2: members follow one another), so that any
 * tool reads it whole and one fact is found by reading one member.
 */
export interface FactLine {
  index: number
  fact: SealedFact
}

/** First index and byte offset of each member. */
export type Blocks = [index: number, offset: number][]

export interface WrittenFile {
  sha256: Buffer
  bytes: number
  facts: number
  indexMin: number
  indexMax: number
  blocks: Blocks
}

const LINES_A_BLOCK = 1_000

/** Month of an instant on the calendar of the house: 'YYYY-MM', UTC+7; empty for what is no instant. */
export function monthOf(at: string): string {
  // Milliseconds are enough to find the month: the border lies on a whole second.
  const ms = Date.parse(`${at.slice(0, 23)}Z`)
  return Number.isNaN(ms) ? '' : new Date(ms + 7 * 3_600_000).toISOString().slice(0, 7)
}

/** Writes one file; it appears under its name only when it is whole and on disk. */
export class FactFile {
  readonly path: string
  readonly #stream: WriteStream
  readonly #hash = createHash('sha256')
  readonly #blocks: Blocks = []
  #lines: string[] = []
  #firstOfBlock = 0
  #bytes = 0
  #facts = 0
  #indexMin = Number.MAX_SAFE_INTEGER
  #indexMax = -1

  constructor(path: string) {
    this.path = path
    this.#stream = createWriteStream(`${path}.part`, { mode: 0o600 })
    // A disk that is full is heard of from the write that waits for it.
    this.#stream.on('error', () => undefined)
  }

  async add(line: FactLine): Promise<void> {
    if (this.#lines.length === 0) this.#firstOfBlock = line.index
    this.#lines.push(`${canonicalText(line)}\n`)
    this.#facts++
    this.#indexMin = Math.min(this.#indexMin, line.index)
    this.#indexMax = Math.max(this.#indexMax, line.index)
    if (this.#lines.length >= LINES_A_BLOCK) await this.#flush()
  }

  async #flush(): Promise<void> {
    if (this.#lines.length === 0) return
    const member = gzipSync(this.#lines.join(''))
    this.#lines = []
    this.#blocks.push([this.#firstOfBlock, this.#bytes])
    this.#hash.update(member)
    this.#bytes += member.length
    await new Promise<void>((done, refuse) => this.#stream.write(member, (error) => (error ? refuse(error) : done())))
  }

  async end(): Promise<WrittenFile> {
    await this.#flush()
    const closed = once(this.#stream, 'close')
    this.#stream.end()
    await closed
    const handle = await open(`${this.path}.part`, 'r+')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(`${this.path}.part`, this.path)
    return {
      sha256: this.#hash.digest(),
      bytes: this.#bytes,
      facts: this.#facts,
      indexMin: this.#indexMin,
      indexMax: this.#indexMax,
      blocks: this.#blocks,
    }
  }
}

/** SHA-256 of a file; undefined when there is none. */
export async function fileHash(path: string): Promise<Buffer | undefined> {
  const hash = createHash('sha256')
  try {
    for await (const part of createReadStream(path)) hash.update(part as Buffer)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  return hash.digest()
}

/** Every line of a gzip file, with its number from 1. A file that breaks off throws after its last whole line. */
export async function* linesOf(path: string): AsyncGenerator<{ number: number; text: string }> {
  const source = createReadStream(path)
  const plain = createGunzip()
  source.on('error', (error) => plain.destroy(error))
  source.pipe(plain)
  let number = 0
  let failure: Error | undefined
  plain.on('error', (error: Error) => {
    failure = error
  })
  try {
    for await (const text of createInterface({ input: plain, crlfDelay: Number.POSITIVE_INFINITY })) {
      number++
      if (text !== '') yield { number, text }
    }
  } finally {
    source.destroy()
    plain.destroy()
  }
  if (failure) throw failure
}

/** Members read last: whoever goes through a month fact by fact opens each of them once. */
const recent = new Map<string, Map<number, SealedFact>>()
const RECENT_MAX = 4

/** The fact at `index`, read from its one member; undefined when the file does not hold it. */
export async function findInFile(path: string, blocks: Blocks, index: number): Promise<SealedFact | undefined> {
  const at = blocks.findLastIndex(([first]) => first <= index)
  const block = blocks[at]
  if (!block) return undefined
  const { size, mtimeMs } = await stat(path)
  const end = blocks[at + 1]?.[1] ?? size
  // A file that was changed is read anew.
  const name = `${path}:${block[1]}:${size}:${mtimeMs}`
  let facts = recent.get(name)
  if (!facts) {
    facts = new Map()
    const handle = await open(path, 'r')
    try {
      const member = Buffer.alloc(Math.max(0, end - block[1]))
      await handle.read(member, 0, member.length, block[1])
      for (const text of gunzipSync(member).toString('utf8').split('\n')) {
        if (text === '') continue
        const line = JSON.parse(text) as FactLine
        facts.set(line.index, line.fact)
      }
    } finally {
      await handle.close()
    }
    for (const old of recent.keys()) if (recent.size >= RECENT_MAX) recent.delete(old)
    recent.set(name, facts)
  }
  return facts.get(index)
}
