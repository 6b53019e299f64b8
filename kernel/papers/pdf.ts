import { Bug } from '#ground/refusal'
import type { PdfAnswer, PdfQuestion } from './pdf-worker.ts'
import { refuse } from './refusals.ts'
import { openWorkshop, WorkFault } from './workshop.ts'

/**
 * `pagesMax` pages a document, `unfoldedMax` bytes of compressed dictionaries, `streamMax` bytes of one stream unfolded (a
 * picture of A4 at 600 dpi in colour has 104 MB), `pixelsMax` of one picture, `secondsMax` for one piece of work.
 */
export const pdfLimits = {
  pagesMax: 500,
  unfoldedMax: 64 * 1024 * 1024,
  streamMax: 256 * 1024 * 1024,
  pixelsMax: 400_000_000,
  secondsMax: 20,
  waitingMax: 200,
  memoryMaxMiB: 512,
  charactersMax: 5_000_000,
}

const workshop = openWorkshop<PdfQuestion, PdfAnswer>(new URL('./pdf-worker.ts', import.meta.url), pdfLimits)

async function ask(question: PdfQuestion, name: string): Promise<PdfAnswer> {
  try {
    return await workshop.ask(question, {
      late: (seconds) => refuse['too-slow']({ name, seconds: String(seconds) }),
      full: (waiting) => refuse['too-busy']({ waiting: String(waiting) }),
    })
  } catch (error) {
    if (error instanceof WorkFault && error.code === 'password') throw refuse['encrypted-pdf']({ name })
    if (error instanceof WorkFault && error.code !== 'closed') throw refuse.damaged({ name })
    throw error
  }
}

/** What a PDF is and can do. Refuses `papers.damaged`, `papers.encrypted-pdf`, `papers.too-slow`, `papers.too-busy`. */
export async function inspectPdf(source: string | Uint8Array, name: string) {
  const { unfoldedMax, streamMax, pixelsMax } = pdfLimits
  const answer = await ask({ do: 'inspect', source, unfoldedMax, streamMax, pixelsMax }, name)
  if (answer.did !== 'inspect') throw new Bug('the PDF worker answered another question')
  return answer
}

/** One page (from 1) as RGBA pixels, at most `width` wide and `pixelsMax` in all; null when there is no such page. */
export async function drawPdf(
  source: string | Uint8Array,
  options: { name: string; page: number; width: number; pixelsMax: number },
) {
  const { name, ...wanted } = options
  const answer = await ask({ do: 'draw', source, ...wanted }, name)
  if (answer.did !== 'draw') throw new Bug('the PDF worker answered another question')
  return answer.page
}

/** The text of each page, NFC, in reading order as the file has it; bounded by `pdfLimits`. For search and for tests. */
export async function readPdf(source: string | Uint8Array, name = 'PDF'): Promise<string[]> {
  const { pagesMax, charactersMax } = pdfLimits
  const answer = await ask({ do: 'read', source, pagesMax, charactersMax }, name)
  if (answer.did !== 'read') throw new Bug('the PDF worker answered another question')
  return answer.pages
}

/** Ends the thread that reads PDFs; the next piece of work starts a new one. */
export const closePdf = (): Promise<void> => workshop.close()
