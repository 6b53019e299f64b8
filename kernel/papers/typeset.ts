import { readFileSync } from 'node:fs'
import { Bug } from '#ground/refusal'
import { sizeWords } from './kinds.ts'
import { refuse } from './refusals.ts'
import type { TypesetAnswer, TypesetQuestion } from './typeset-worker.ts'
import { openWorkshop, WorkFault } from './workshop.ts'

/** `dataMax` characters of JSON in, `pagesMax` pages and `bytesMax` bytes out, `secondsMax` for one document. */
export const typesetLimits = {
  dataMax: 2_000_000,
  pagesMax: 300,
  bytesMax: 50 * 1024 * 1024,
  secondsMax: 20,
  waitingMax: 500,
  memoryMaxMiB: 512,
}

/** Page, Quốc hiệu, signature and tables in the layout of NĐ 30/2020, for every template to import as "/page.typ". */
const pageStyle = readFileSync(new URL('./templates/page.typ', import.meta.url), 'utf8')

const workshop = openWorkshop<TypesetQuestion, TypesetAnswer>(
  new URL('./typeset-worker.ts', import.meta.url),
  typesetLimits,
)

/** What can be printed: what JSON can say. `undefined` fields are left out. */
export type Printable =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Printable[]
  | { readonly [key: string]: Printable }

/**
 * How a document is made. `title` and `lang` go into the PDF's metadata (a screen reader reads them); `at` is the
 * instant written as the time of making, so that the same data give the same bytes; `parts` are sources a template
 * may import by absolute path besides "/page.typ".
 */
export type TypesetOptions = {
  title: string
  lang?: 'vi' | 'en'
  at?: Date
  pdfStandard?: 'a-2b' | 'a-2a' | 'a-2u' | 'a-3b' | '1.7'
  parts?: Readonly<Record<string, string>>
  /** PDF files a template may show, by absolute path; needs '1.7': no PDF/A holds another PDF. */
  files?: Readonly<Record<string, Uint8Array>>
  /** More pages than usual, for books of many documents or lines. */
  pagesMax?: number
}

/**
 * Sets a typst template with data into a PDF, PDF/A-2b unless told otherwise. The data reach the template as JSON
 * (`#let data = json(bytes(sys.inputs.data))`) and never become source: a name such as `#panic("x")` is printed as it
 * is written. A character the face has no glyph for is printed as □. Templates see no file and no network; one that
 * names a package is a Bug, and so is one that fails or warns. Refuses `papers.form-too-large`,
 * `.too-many-pages`, `.too-slow`, `.too-busy`.
 */
export async function typeset(template: string, data: Printable, options: TypesetOptions): Promise<Uint8Array> {
  const { title, parts = {}, pdfStandard = 'a-2b', lang = 'vi', at = new Date() } = options
  const sources = { '/page.typ': pageStyle, ...parts }
  for (const source of [template, ...Object.values(sources)]) {
    if (/["']@/.test(source)) throw new Bug('a template names a package; templates are made of this repository only')
  }
  const json = JSON.stringify(data)
  const { dataMax, bytesMax } = typesetLimits
  const pagesMax = options.pagesMax ?? typesetLimits.pagesMax
  if (json.length > dataMax) {
    throw refuse['form-too-large']({ title, measure: json.length, limit: dataMax })
  }
  let answer: TypesetAnswer
  try {
    answer = await workshop.ask(
      {
        template,
        parts: sources,
        files: options.files ?? {},
        data: json,
        title,
        lang,
        pdfStandard,
        atSeconds: Math.floor(+at / 1000),
        pagesMax,
      },
      {
        late: (seconds) => refuse['too-slow']({ name: title, seconds: String(seconds) }),
        full: (waiting) => refuse['too-busy']({ waiting: String(waiting) }),
      },
    )
  } catch (error) {
    if (error instanceof WorkFault) throw new Bug(`template "${title}": ${error.message}`)
    throw error
  }
  if (answer.pages > pagesMax) {
    throw refuse['too-many-pages']({ name: title, pages: answer.pages, limit: pagesMax })
  }
  if (answer.pdf.length > bytesMax) {
    throw refuse['form-too-large']({ title, measure: sizeWords(answer.pdf.length), limit: sizeWords(bytesMax) })
  }
  return answer.pdf
}

/** Ends the thread that sets documents; the next document starts a new one. */
export const closeTypeset = (): Promise<void> => workshop.close()
