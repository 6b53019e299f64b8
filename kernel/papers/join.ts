import { Bug } from '#ground/refusal'
import { sizeWords } from './kinds.ts'
import { refuse } from './refusals.ts'
import { typeset } from './typeset.ts'

/** `filesMax` files, `pagesMax` pages and `bytesMax` bytes go to the printer at once. */
export const joinLimits = { filesMax: 200, pagesMax: 600, bytesMax: 50 * 1024 * 1024 }

/** Each page at its own size, as it was drawn. */
const template = `#let data = json(bytes(sys.inputs.data))
#set document(title: sys.inputs.title)
#set page(width: auto, height: auto, margin: 0pt)
#for file in data.files { for number in range(1, file.pages + 1) { page(image(file.path, page: number)) } }`

/**
 * Several PDFs as one, in the order given, for the printer: every page as it stands in its own file. What comes out is PDF 1.7
 * and no record to keep: signatures and PDF/A marks stay with the files themselves. Refuses `papers.too-many-pages`,
 * `.form-too-large`, `.damaged`, `.too-slow`, `.too-busy`.
 */
export async function joinPdfs(
  files: readonly { name: string; bytes: Uint8Array; pages: number }[],
  title: string,
  at: Date,
): Promise<Uint8Array> {
  const { pagesMax, bytesMax } = joinLimits
  const pages = files.reduce((sum, file) => sum + file.pages, 0)
  if (pages > pagesMax) throw refuse['too-many-pages']({ name: title, pages, limit: pagesMax })
  const size = files.reduce((sum, file) => sum + file.bytes.length, 0)
  if (size > bytesMax) throw refuse['form-too-large']({ title, measure: sizeWords(size), limit: sizeWords(bytesMax) })
  const named = files.map((file, place) => ({ ...file, path: `/file-${place}.pdf` }))
  try {
    return await typeset(
      template,
      { files: named.map((file) => ({ path: file.path, pages: file.pages })) },
      {
        title,
        at,
        pdfStandard: '1.7',
        pagesMax,
        files: Object.fromEntries(named.map((file) => [file.path, file.bytes])),
      },
    )
  } catch (error) {
    // A file that every viewer opens may still be one that cannot be set on a page of another.
    if (error instanceof Bug) throw refuse.damaged({ name: title })
    throw error
  }
}
