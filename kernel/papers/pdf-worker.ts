import { readFile } from 'node:fs/promises'
import { parentPort } from 'node:worker_threads'
import { createInflate, inflateSync } from 'node:zlib'
import { type PDFiumDocument, PDFiumLibrary } from '@hyzyla/pdfium'
import type { WorkAnswer } from './workshop.ts'

/** Work on one PDF. `source` is a path or the bytes. Widths in pixels, pages count from 1. */
export type PdfQuestion =
  | { do: 'inspect'; source: string | Uint8Array; unfoldedMax: number; streamMax: number; pixelsMax: number }
  | { do: 'draw'; source: string | Uint8Array; page: number; width: number; pixelsMax: number }
  | { do: 'read'; source: string | Uint8Array; pagesMax: number; charactersMax: number }

export type PdfAnswer =
  | { did: 'inspect'; pages: number; encrypted: boolean; active: string[]; unfolded: number; overflow: boolean }
  | { did: 'draw'; page: { width: number; height: number; pages: number; data: Uint8Array } | null }
  | { did: 'read'; pages: string[] }

/** A PDF name that may be written with #xx escapes (ISO 32000-1, 7.3.5), followed by something that ends a name. */
function namePattern(name: string): RegExp {
  const letters = [...name].map((c) => `(?:${c}|#${c.charCodeAt(0).toString(16)})`)
  return new RegExp(`/${letters.join('')}(?![A-Za-z0-9])`, 'i')
}

const activeNames = [
  'JavaScript',
  'Launch',
  'EmbeddedFile',
  'EmbeddedFiles',
  'RichMedia',
  'XFA',
  'ImportData',
  'GoToE',
] as const
const activePatterns = activeNames.map((name) => [name, namePattern(name)] as const)
const encryptPattern = namePattern('Encrypt')
const filterPattern = namePattern('Filter')
const plainFlatePattern = /\/Filter\s*(?:\/FlateDecode|\[\s*\/FlateDecode\s*\])(?![A-Za-z0-9])/
const parametersPattern = namePattern('DecodeParms')
const objectStreamPattern = namePattern('ObjStm')

/** Filters that make bytes out of nothing much; two of them in a row have no honest use. */
const unfoldingFilter = /\/(?:FlateDecode|Fl|LZWDecode|LZW|RunLengthDecode|RL)(?![A-Za-z0-9])/g
/** Deflate packs no more than 1,032 bytes into one (RFC 1951): shorter streams cannot come to more than their share. */
const DEFLATE_RATIO_MAX = 1_032

/** Whether a deflated stream comes to more than `max` bytes; counted, never kept. */
function unfoldsPast(packed: Uint8Array, max: number): Promise<boolean> {
  return new Promise((resolve) => {
    let size = 0
    const inflate = createInflate({ chunkSize: 1 << 20, finishFlush: 2 })
    inflate.on('data', (piece: Buffer) => {
      size += piece.length
      if (size <= max) return
      inflate.destroy()
      resolve(true)
    })
    // Damaged or short: what came out is all there is to it.
    inflate.once('error', () => resolve(size > max))
    inflate.once('end', () => resolve(false))
    inflate.end(packed)
  })
}

const measure = (dictionary: string, name: string): number =>
  Number(new RegExp(`/${name}\\s+(\\d{1,9})(?!\\d)`).exec(dictionary)?.[1] ?? 0)

/**
 * Streams of pages and pictures that would unfold to gigabytes when they are drawn: by a filter upon a filter, by their
 * length, or by the size a picture declares. PDFium would take the memory first and fail after.
 */
async function findBomb(bytes: Uint8Array, streamMax: number, pixelsMax: number): Promise<boolean> {
  const text = latin(bytes)
  for (let at = text.indexOf('stream'); at !== -1; at = text.indexOf('stream', at + 6)) {
    if (text.startsWith('end', at - 3)) continue
    const before = text.slice(Math.max(0, at - 4096), at)
    const dictionary = before.slice(before.lastIndexOf(' obj') + 1)
    const filters = dictionary.slice(dictionary.search(filterPattern))
    const unfolding = filters.match(unfoldingFilter)?.length ?? 0
    if (unfolding > 1) return true
    if (/\/Subtype\s*\/Image(?![A-Za-z])/.test(dictionary)) {
      if (measure(dictionary, 'Width') * measure(dictionary, 'Height') > pixelsMax) return true
    }
    const start = at + 6 + (text.startsWith('\r\n', at + 6) ? 2 : 1)
    const end = text.indexOf('endstream', start)
    const packed = bytes.subarray(start, end === -1 ? bytes.length : end)
    if (packed.length * DEFLATE_RATIO_MAX <= streamMax || unfolding === 0) continue
    if (await unfoldsPast(packed, streamMax)) return true
  }
  return false
}

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

/**
 * Names of what the document can do besides being read. Looks in the plain bytes and inside compressed object
 * streams, where a modern PDF keeps its dictionaries; the sum of what is unfolded is bounded by `unfoldedMax`.
 */
function findActive(bytes: Uint8Array, unfoldedMax: number) {
  const text = latin(bytes)
  const found = new Set<string>()
  const look = (part: string) => {
    for (const [name, pattern] of activePatterns) if (pattern.test(part)) found.add(name)
  }
  look(text)
  let unfolded = 0
  let overflow = false
  for (let at = text.indexOf('stream'); at !== -1; at = text.indexOf('stream', at + 6)) {
    if (text.startsWith('end', at - 3)) continue
    const before = text.slice(Math.max(0, at - 4096), at)
    const dictionary = before.slice(before.lastIndexOf('obj') + 1)
    if (!objectStreamPattern.test(dictionary)) continue
    if (!filterPattern.test(dictionary)) continue
    if (!plainFlatePattern.test(dictionary) || parametersPattern.test(dictionary)) {
      // Every ordinary writer packs dictionaries with Flate alone; another packing hides them from this look.
      found.add('hidden')
      continue
    }
    const start = at + 6 + (text.startsWith('\r\n', at + 6) ? 2 : 1)
    const end = text.indexOf('endstream', start)
    const packed = bytes.subarray(start, end === -1 ? bytes.length : end)
    try {
      const plain = inflateSync(packed, { maxOutputLength: unfoldedMax - unfolded + 1, finishFlush: 2 })
      unfolded += plain.length
      look(plain.toString('latin1'))
    } catch (error) {
      if (error instanceof RangeError) overflow = true
    }
    if (overflow || unfolded > unfoldedMax) return { found, unfolded: unfoldedMax + 1, overflow: true }
  }
  return { found, unfolded, overflow }
}

const library = PDFiumLibrary.init()

async function open<A>(source: string | Uint8Array, work: (document: PDFiumDocument) => Promise<A> | A): Promise<A> {
  const bytes = typeof source === 'string' ? await readFile(source) : source
  const document = await (await library).loadDocument(bytes)
  try {
    return await work(document)
  } finally {
    document.destroy()
  }
}

async function answer(question: PdfQuestion): Promise<PdfAnswer> {
  if (question.do === 'inspect') {
    const bytes = typeof question.source === 'string' ? await readFile(question.source) : question.source
    const { found, unfolded, overflow } = findActive(bytes, question.unfoldedMax)
    // The trailer is plain text, or the dictionary of a cross-reference stream: both are outside compressed data.
    const encrypted = encryptPattern.test(latin(bytes))
    const bomb = overflow || (found.size === 0 && (await findBomb(bytes, question.streamMax, question.pixelsMax)))
    if (bomb) return { did: 'inspect', pages: 0, encrypted, active: [...found], unfolded, overflow: true }
    const pages = encrypted && found.size === 0 ? 0 : await open(bytes, (document) => document.getPageCount())
    return { did: 'inspect', pages, encrypted, active: [...found], unfolded, overflow }
  }
  if (question.do === 'draw') {
    return open(question.source, async (document) => {
      const pages = document.getPageCount()
      if (question.page < 1 || question.page > pages) return { did: 'draw', page: null }
      document.initializeFormFields()
      const page = document.getPage(question.page - 1)
      const { originalWidth, originalHeight } = page.getOriginalSize()
      if (!(originalWidth > 0 && originalHeight > 0)) throw new Error('a page without a size')
      const ratio = originalHeight / originalWidth
      const width = Math.max(1, Math.floor(Math.min(question.width, Math.sqrt(question.pixelsMax / ratio))))
      const height = Math.max(1, Math.min(Math.round(width * ratio), Math.floor(question.pixelsMax / width)))
      const drawn = await page.render({ width, height, renderFormFields: true })
      return { did: 'draw', page: { width: drawn.width, height: drawn.height, pages, data: drawn.data } }
    })
  }
  return open(question.source, (document) => {
    const pages: string[] = []
    let characters = 0
    const count = Math.min(document.getPageCount(), question.pagesMax)
    for (let i = 0; i < count && characters < question.charactersMax; i++) {
      const text = document
        .getPage(i)
        .getText()
        .slice(0, question.charactersMax - characters)
      characters += text.length
      // PDFium writes a hyphen that ends a line as U+0002 or U+FFFE.
      pages.push(text.replaceAll('\u0002', '-').replaceAll('\ufffe', '-').normalize('NFC'))
    }
    return { did: 'read', pages }
  })
}

parentPort?.on('message', async (question: PdfQuestion) => {
  let reply: WorkAnswer<PdfAnswer>
  try {
    reply = { answer: await answer(question) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    reply = { fault: { code: /password/i.test(message) ? 'password' : 'damaged', message } }
  }
  const drawn = 'answer' in reply && reply.answer.did === 'draw' ? reply.answer.page?.data.buffer : undefined
  parentPort?.postMessage(reply, drawn instanceof ArrayBuffer ? [drawn] : [])
})
