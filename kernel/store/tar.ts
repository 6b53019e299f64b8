import { Bug } from '#ground/refusal'

/** One thing in a tar: a folder, or a file of exactly `size` bytes. Names are relative, with '/' between. */
export interface TarEntry {
  name: string
  size: number
  /** Permission bits; default 0600 for a file, 0700 for a folder. */
  mode?: number
  folder?: boolean
  content?: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

const BLOCK = 512
/** Eleven octal digits hold 8 GiB less one byte; PostgreSQL cuts its files at 1 GiB, papers are below that too. */
const SIZE_MAX = 8 ** 11 - 1
/** A header that says its name is longer than this is not one of ours. */
const NAME_MAX = 4_096

function header(name: string, size: number, mode: number, type: string): Buffer {
  const block = Buffer.alloc(BLOCK)
  block.write(name, 0, 100, 'utf8')
  block.write(mode.toString(8).padStart(7, '0'), 100, 'latin1')
  block.write('0000000', 108, 'latin1')
  block.write('0000000', 116, 'latin1')
  block.write(size.toString(8).padStart(11, '0'), 124, 'latin1')
  block.write('00000000000', 136, 'latin1')
  block.write('        ', 148, 'latin1')
  block.write(type, 156, 'latin1')
  block.write('ustar\x0000', 257, 'latin1')
  let sum = 0
  for (const byte of block) sum += byte
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return block
}

/** A name of more than 100 bytes stands in a pax header before its entry (POSIX.1-2001, "path"). */
function paxOf(name: string): Buffer {
  const tail = Buffer.byteLength(` path=${name}\n`)
  // the number at the beginning counts its own digits
  let length = tail
  while (String(length).length + tail !== length) length = String(length).length + tail
  const line = `${length} path=${name}\n`
  const body = Buffer.from(line)
  return Buffer.concat([header('pax', body.length, 0o600, 'x'), body, padding(body.length)])
}

const padding = (size: number): Buffer => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK)

/**
 * Bytes of a tar (ustar, with pax headers for long names) that any tar reads. A file that grew since its size was taken is
 * cut there and one that shrank is filled up with zeros: PostgreSQL's own base backup does the same, and its log mends both.
 */
export async function* writeTar(entries: AsyncIterable<TarEntry> | Iterable<TarEntry>): AsyncGenerator<Buffer> {
  for await (const entry of entries) {
    const name = entry.folder ? `${entry.name.replace(/\/$/, '')}/` : entry.name
    if (entry.size > SIZE_MAX) throw new Bug(`a file of ${entry.size} bytes does not fit into a tar`)
    if (Buffer.byteLength(name) > 100) yield paxOf(name)
    yield header(
      name,
      entry.folder ? 0 : entry.size,
      entry.mode ?? (entry.folder ? 0o700 : 0o600),
      entry.folder ? '5' : '0',
    )
    if (entry.folder) continue
    let left = entry.size
    for await (const chunk of entry.content ?? []) {
      if (left === 0) break
      const part = chunk.length > left ? chunk.subarray(0, left) : chunk
      left -= part.length
      yield Buffer.from(part.buffer, part.byteOffset, part.byteLength)
    }
    while (left > 0) {
      const part = Buffer.alloc(Math.min(left, 65_536))
      left -= part.length
      yield part
    }
    yield padding(entry.size)
  }
  yield Buffer.alloc(2 * BLOCK)
}

/** What a reader of a tar is given: the content must be read to its end before the next entry is asked for. */
export interface TarFound {
  name: string
  size: number
  mode: number
  folder: boolean
  content: AsyncGenerator<Buffer>
}

/**
 * Reads a tar as `writeTar` makes it. Throws an Error that says what is wrong when it is cut off or is no tar; refuses names
 * that lead out of the folder it is unpacked in.
 */
export async function* readTar(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<TarFound> {
  const source = bytes[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)
  async function more(): Promise<boolean> {
    const next = await source.next()
    if (next.done) return false
    held = held.length === 0 ? Buffer.from(next.value) : Buffer.concat([held, next.value])
    return true
  }
  async function take(size: number): Promise<Buffer> {
    while (held.length < size) if (!(await more())) throw new Error('the archive is cut off')
    const taken = held.subarray(0, size)
    held = held.subarray(size)
    return taken
  }
  const octal = (block: Buffer, at: number, length: number): number => {
    const text = block
      .toString('latin1', at, at + length)
      .replace(/\0.*$/, '')
      .trim()
    if (!/^[0-7]*$/.test(text)) throw new Error('the archive has a broken header')
    return text === '' ? 0 : Number.parseInt(text, 8)
  }
  let long: string | undefined
  for (;;) {
    const block = await take(BLOCK)
    if (block.every((byte) => byte === 0)) return
    let sum = 0
    for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : (block[i] as number)
    if (sum !== octal(block, 148, 8)) throw new Error('the archive has a broken header')
    const size = octal(block, 124, 12)
    const type = String.fromCharCode(block[156] as number)
    if (type === 'x') {
      if (size > NAME_MAX) throw new Error('the archive has a broken header')
      long = /^\d+ path=([^\n]*)\n/.exec((await take(size)).toString('utf8'))?.[1]
      await take(padding(size).length)
      continue
    }
    const end = block.indexOf(0)
    const name = (long ?? block.toString('utf8', 0, end < 0 || end > 100 ? 100 : end)).replace(/\/$/, '')
    long = undefined
    if ((type !== '0' && type !== '5') || name === '' || name.startsWith('/') || name.split('/').includes('..'))
      throw new Error(`the archive holds something that does not belong there: ${name.slice(0, 100)}`)
    let left = size
    async function* content(): AsyncGenerator<Buffer> {
      while (left > 0) {
        if (held.length === 0 && !(await more())) throw new Error('the archive is cut off')
        const part = held.subarray(0, Math.min(left, held.length))
        held = held.subarray(part.length)
        left -= part.length
        yield part
      }
    }
    yield { name, size, mode: octal(block, 100, 8), folder: type === '5', content: content() }
    if (left > 0) throw new Bug('an entry of a tar was not read to its end')
    await take(padding(size).length)
  }
}
