import { randomBytes } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import sharp, { type Sharp } from 'sharp'
import { Bug } from '#ground/refusal'
import type { Blobs } from './blobs.ts'
import { contentLimits, type KindName, kinds } from './kinds.ts'
import { drawPdf } from './pdf.ts'
import { refuse } from './refusals.ts'

/** The widths a preview may have, in pixels: few, so that what is cached beside a file is bounded. */
export const previewWidths = [160, 320, 640, 1280] as const
export type PreviewWidth = (typeof previewWidths)[number]

export type PreviewLimits = { pixelsMax: number; ratioMax: number; pagesMax: number; secondsMax: number }

/** A drawn page has at most `pixelsMax`; a preview is at most `ratioMax` times taller than wide; pages past `pagesMax` have none. */
export const previewLimits: PreviewLimits = { pixelsMax: 4_000_000, ratioMax: 3, pagesMax: 50, secondsMax: 20 }

/** A preview as it is sent: an image of the format asked for. */
export type Preview = { data: Buffer; mediaType: 'image/png' | 'image/webp' }

/** What a preview is asked of: the content, its kind and name as the store found them, the page of a PDF (from 1). */
export type PreviewWanted = {
  sha256: string
  kind: KindName
  name: string
  width: PreviewWidth
  page?: number
  format?: 'png' | 'webp'
}

/** Drawings of one file at a time in this process: sharp has its own threads, memory is what must be bounded. */
let tail: Promise<unknown> = Promise.resolve()
let waiting = 0
const waitingMax = 100

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (waiting >= waitingMax) return Promise.reject(refuse['too-busy']({ waiting: String(waiting) }))
  waiting++
  const done = tail.then(work).finally(() => waiting--)
  tail = done.catch(() => {})
  return done
}

async function draw(blobs: Blobs, wanted: PreviewWanted, page: number): Promise<Buffer> {
  const { kind, name, width, sha256 } = wanted
  const path = blobs.path(sha256)
  let image: Sharp
  if (kind === 'pdf') {
    const drawn = await drawPdf(path, { name, page, width, pixelsMax: previewLimits.pixelsMax })
    if (!drawn) throw refuse['no-page']({ name, page: String(page) })
    image = sharp(drawn.data, { raw: { width: drawn.width, height: drawn.height, channels: 4 } }).flatten()
  } else {
    image = sharp(path, { limitInputPixels: contentLimits.pixelsMax, failOn: 'error', sequentialRead: true })
      // Turned as the camera was held; place and device recorded in the picture are dropped with the other metadata.
      .autoOrient()
      .resize({
        width,
        height: width * previewLimits.ratioMax,
        fit: 'inside',
        withoutEnlargement: true,
      })
  }
  image.timeout({ seconds: previewLimits.secondsMax })
  const encoded =
    wanted.format === 'webp' ? image.webp({ quality: 80 }) : image.png({ palette: kind === 'pdf', compressionLevel: 9 })
  try {
    return await encoded.toBuffer()
  } catch (error) {
    if (error instanceof Error && /timeout/i.test(error.message)) {
      throw refuse['too-slow']({ name, seconds: String(previewLimits.secondsMax) })
    }
    throw refuse.damaged({ name })
  }
}

/**
 * A small picture of a kept file: an image made smaller, or a page of a PDF drawn; null for kinds that have none
 * (office documents, tables, text, maps). Kept beside the file by width, page and format, and drawn once. Refuses
 * `papers.missing`, `.no-page`, `.damaged`, `.too-slow`, `.too-busy`.
 */
export async function preview(blobs: Blobs, wanted: PreviewWanted): Promise<Preview | null> {
  const { kind, name, sha256, width, format = 'png' } = wanted
  const page = wanted.page ?? 1
  if (kind !== 'pdf' && kinds[kind].family !== 'image') return null
  if (!previewWidths.includes(width)) throw new Bug('not a width of a preview')
  const pagesMax = kind === 'pdf' ? previewLimits.pagesMax : 1
  if (!Number.isInteger(page) || page < 1 || page > pagesMax) throw refuse['no-page']({ name, page: String(page) })
  const mediaType = format === 'webp' ? 'image/webp' : 'image/png'
  const place = blobs.beside(sha256, `p${page}.w${width}.${format}`)
  const cached = await readFile(place).catch(() => undefined)
  if (cached) return { data: cached, mediaType }
  if (!(await blobs.has(sha256))) throw refuse.missing({ sha256 })
  const data = await inTurn(() => draw(blobs, wanted, page))
  // Not synced: a preview lost in a power cut is drawn again. Renamed, so that nobody reads half of one.
  const temporary = blobs.beside(sha256, `${randomBytes(8).toString('hex')}.tmp`)
  try {
    await writeFile(temporary, data, { mode: 0o600 })
    await rename(temporary, place)
  } catch {
    // A full disk costs the cache, not the preview.
    await rm(temporary, { force: true })
  }
  return { data, mediaType }
}
