import { Bug } from '#ground/refusal'
import type { CodesQuestion } from './codes-worker.ts'
import type { KindName } from './kinds.ts'
import { drawPdf } from './pdf.ts'
import { refuse } from './refusals.ts'
import { openWorkshop, WorkFault } from './workshop.ts'

/**
 * `codesMax` codes of one page are told, each of at most `charactersMax` letters; `pixelsMax` of one picture; `secondsMax`
 * for one page; `waitingMax` pages in the queue.
 */
export const codeLimits = {
  codesMax: 8,
  charactersMax: 1_000,
  pixelsMax: 120_000_000,
  secondsMax: 20,
  waitingMax: 300,
  memoryMaxMiB: 512,
}

/** A4 at 300 dpi: the code of a citizen card, 12 mm wide, has three points to a module there. */
const SHEET = { width: 2_480, pixelsMax: 2_480 * 3_508 }

/**
 * One code found on a page: its text as it stands there (null when it is longer than `charactersMax`) and its middle as shares
 * of the page from the upper left. The text is data from outside: it may say anything.
 */
export type ReadCode = { kind: 'qr' | 'code-128'; text: string | null; x: number; y: number }

const workshop = openWorkshop<CodesQuestion, ReadCode[]>(new URL('./codes-worker.ts', import.meta.url), codeLimits)

/**
 * Looks for QR codes and bars (Code 128) on one picture, or on one page (from 1) of a PDF, however it is turned. One page at a
 * time in a thread of its own; nothing that is read is opened, followed or run. Kinds without pages are a Bug of the caller.
 * Refuses `papers.damaged`, `.no-page`, `.too-slow`, `.too-busy`, `.encrypted-pdf`.
 */
export async function readCodes(
  source: string | Uint8Array,
  options: { name: string; kind: KindName; page?: number | null },
): Promise<ReadCode[]> {
  const { name, kind } = options
  const page = options.page ?? 1
  if (kind !== 'pdf' && !['jpeg', 'png', 'webp'].includes(kind)) throw new Bug(`a ${kind} has no pages to look at`)
  const drawn = kind === 'pdf' ? await drawPdf(source, { name, page, ...SHEET }) : undefined
  if (drawn === null) throw refuse['no-page']({ name, page: String(page) })
  const { codesMax, charactersMax, pixelsMax } = codeLimits
  try {
    return await workshop.ask(
      {
        source: drawn ? { width: drawn.width, height: drawn.height, data: drawn.data } : source,
        pixelsMax,
        sheetPixels: SHEET.pixelsMax,
        codesMax,
        charactersMax,
      },
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

/** Ends the thread that looks for codes; the next page starts a new one. */
export const closeCodes = (): Promise<void> => workshop.close()
