import { readFile, stat } from 'node:fs/promises'
import { Bug } from '#ground/refusal'
import type { KindName } from './kinds.ts'
import type { OcrQuestion } from './ocr-worker.ts'
import { drawPdf, readPdf } from './pdf.ts'
import { refuse } from './refusals.ts'
import { openWorkshop, WorkFault } from './workshop.ts'

/**
 * `pagesMax` pages of one paper are read, the rest keep no text; `pixelsMax` of one picture; `secondsMax` for one page;
 * `waitingMax` pages in the queue; `charactersMax` and `wordsMax` of one page.
 */
export const ocrLimits = {
  pagesMax: 60,
  pixelsMax: 120_000_000,
  secondsMax: 60,
  waitingMax: 300,
  memoryMaxMiB: 512,
  charactersMax: 100_000,
  wordsMax: 5_000,
}

/** A4 at 300 dpi either way up: what a page of a PDF is drawn at to be read. */
const SHEET = { width: 3_508, pixelsMax: 2_480 * 3_508 }
const A4_LONG_INCHES = 11.69
/** A page of a PDF with so many letters of its own needs no reading. */
const OWN_LETTERS_MIN = 24
/** Less dark than this is an empty sheet: dust and the edge of the glass make up to a tenth of it. */
const BLANK_INK_MAX = 0.0012
/** With less than this nothing is looked for: one line of print has four times as much. */
const EMPTY_INK_MAX = 0.0002

/** A word with its box as shares of the page, from the upper left; `confidence` 0–100. */
export type ReadWord = { text: string; confidence: number; x: number; y: number; width: number; height: number }

/**
 * What was read from one page. `confidence` 0–100 is the engine's own opinion, 100 for text the file carried itself.
 * `dpi` is what the file declares, else what it would be on A4 (`dpiDeclared` says which); null where nothing can be said.
 * `ink` is the share of dark points 0–1; `skewDegrees` how far the lines lean, clockwise positive.
 */
export type PageRead = {
  text: string
  confidence: number
  words: ReadWord[]
  width: number
  height: number
  dpi: number | null
  dpiDeclared: boolean
  ink: number
  skewDegrees: number
  from: 'picture' | 'file'
}

/** Is there nothing on the page? */
export const isBlank = (page: Pick<PageRead, 'text' | 'ink'>): boolean =>
  page.text.replace(/[^\p{L}\p{N}]/gu, '').length < 3 && page.ink < BLANK_INK_MAX

/** What a paper says: page by page, and whether pages were left out because there were more than `pagesMax`. */
export type PaperRead = { pages: PageRead[]; pagesLeftOut: number }

const workshop = openWorkshop<OcrQuestion, PageRead>(new URL('./ocr-worker.ts', import.meta.url), ocrLimits)

/**
 * Reads the print on one picture (a path, bytes, or RGBA pixels) in Vietnamese. One picture at a time in a thread of its own;
 * the others wait. Nothing is fetched: the language model is a package of the house. Handwriting is not read.
 * Refuses `papers.damaged` (not a picture, or cut short), `.too-slow`, `.too-busy`.
 */
export async function readPicture(
  source: OcrQuestion['source'],
  options: { name?: string; lang?: 'vie' } = {},
): Promise<PageRead> {
  const { name = 'ảnh', lang = 'vie' } = options
  const { pixelsMax, charactersMax, wordsMax } = ocrLimits
  try {
    return await workshop.ask(
      { source, lang, pixelsMax, charactersMax, wordsMax, emptyInkMax: EMPTY_INK_MAX },
      {
        late: (seconds) => refuse['too-slow']({ name, seconds: String(seconds) }),
        full: (waiting) => refuse['too-busy']({ waiting: String(waiting) }),
      },
    )
  } catch (error) {
    if (error instanceof WorkFault && error.code !== 'closed') throw refuse.damaged({ name })
    throw error
  }
}

/** The widest picture a PDF names in its plain dictionaries: what the scanner's glass gave. */
async function scannedWidth(source: string | Uint8Array): Promise<number | null> {
  if (typeof source === 'string' && (await stat(source)).size > 60 * 1024 * 1024) return null
  const bytes = typeof source === 'string' ? await readFile(source) : source
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  let widest = 0
  for (const found of text.matchAll(/\/Subtype\s*\/Image\b/g)) {
    const around = text.slice(Math.max(0, found.index - 400), found.index + 400)
    for (const width of around.matchAll(/\/(?:Width|Height)\s+(\d{2,5})(?!\d)/g))
      widest = Math.max(widest, Number(width[1]))
  }
  return widest > 0 ? widest : null
}

/**
 * Reads a whole paper: a picture, or each page of a PDF, whose own text is taken where it has some and whose drawn page is
 * read where it has none. Between pages `signal` ends the work (throws its reason) and `progress` hears how far it is.
 * Kinds without pages (office documents, tables) have nothing to read and are a Bug of the caller.
 */
export async function readPaper(
  source: string | Uint8Array,
  options: {
    name: string
    kind: KindName
    signal?: AbortSignal | undefined
    progress?: (done: number, all: number) => Promise<void> | void
  },
): Promise<PaperRead> {
  const { name, kind, signal, progress } = options
  if (kind !== 'pdf') {
    if (!['jpeg', 'png', 'webp'].includes(kind)) throw new Bug(`a ${kind} has no pages to read`)
    signal?.throwIfAborted()
    const page = await readPicture(source, { name })
    await progress?.(1, 1)
    return { pages: [page], pagesLeftOut: 0 }
  }
  const own = await readPdf(source, name)
  const count = Math.min(own.length, ocrLimits.pagesMax)
  const widest = await scannedWidth(source)
  const pages: PageRead[] = []
  for (let number = 1; number <= count; number++) {
    signal?.throwIfAborted()
    const said = (own[number - 1] ?? '').trim()
    if (said.replace(/\P{L}/gu, '').length >= OWN_LETTERS_MIN) {
      pages.push({
        text: said.slice(0, ocrLimits.charactersMax),
        confidence: 100,
        words: [],
        width: 0,
        height: 0,
        dpi: null,
        dpiDeclared: false,
        ink: 1,
        skewDegrees: 0,
        from: 'file',
      })
    } else {
      const drawn = await drawPdf(source, { name, page: number, ...SHEET })
      if (!drawn) break
      const page = await readPicture({ width: drawn.width, height: drawn.height, data: drawn.data }, { name })
      // The drawing has 300 dpi of A4 whatever was scanned: the picture inside the file says what the glass gave.
      pages.push({ ...page, dpi: widest === null ? null : Math.round(widest / A4_LONG_INCHES), dpiDeclared: false })
    }
    await progress?.(number, count)
  }
  return { pages, pagesLeftOut: own.length - pages.length }
}

/** Ends the thread that reads pictures; the next picture starts a new one. */
export const closeOcr = (): Promise<void> => workshop.close()
