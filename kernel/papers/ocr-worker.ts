import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parentPort } from 'node:worker_threads'
import sharp from 'sharp'
import { createWorker, OEM, type Worker } from 'tesseract.js'
import type { PageRead, ReadWord } from './ocr.ts'
import type { WorkAnswer } from './workshop.ts'

/** One picture to read: a path, the bytes of a file, or bare pixels (RGBA). */
export type OcrQuestion = {
  source: string | Uint8Array | { width: number; height: number; data: Uint8Array }
  lang: 'vie'
  pixelsMax: number
  charactersMax: number
  wordsMax: number
  /** With less ink than this nothing is looked for. */
  emptyInkMax: number
}

/** A sheet of A4 at 300 dpi: what the engine was taught on. Larger is slower, not better. */
const SHEET_PIXELS = 2_480 * 3_508
/** Below this a letter has too few pixels; drawn twice as large the engine sees its tone marks better. */
const SMALL_PIXELS = 1_400 * 1_000
const A4_LONG_INCHES = 11.69

/** The language model comes with the packages of the house and is never fetched. */
const models = join(
  dirname(fileURLToPath(import.meta.resolve('@tesseract.js-data/vie/package.json'))),
  '4.0.0_best_int',
)

let engine: Promise<Worker> | undefined

function engineFor(lang: 'vie'): Promise<Worker> {
  engine ??= (async () => {
    const made = await createWorker(lang, OEM.LSTM_ONLY, {
      langPath: models,
      cacheMethod: 'none',
      gzip: true,
      // A picture it cannot decode is told through the promise of the reading.
      errorHandler: () => undefined,
    })
    // Its remarks on single specks belong in no log.
    await made.setParameters({ debug_file: '/dev/null' })
    return made
  })()
  return engine
}

const open = (source: OcrQuestion['source'], pixelsMax: number) =>
  typeof source === 'object' && 'data' in source
    ? sharp(source.data, { raw: { width: source.width, height: source.height, channels: 4 } })
    : sharp(source, { limitInputPixels: pixelsMax, failOn: 'error' })

/** The tone of the paper itself, and the share of points darker than it by far: a sheet without print has next to none. */
async function toneOf(grey: Buffer, width: number, height: number): Promise<{ paper: number; ink: number }> {
  const small = await sharp(grey, { raw: { width, height, channels: 1 } })
    .resize({ width: 600, height: 850, fit: 'inside', withoutEnlargement: true })
    .blur(0.6)
    .raw()
    .toBuffer()
  const sorted = Uint8Array.from(small).sort()
  const paper = sorted[Math.floor(sorted.length * 0.7)] ?? 255
  const limit = Math.min(paper - 45, 190)
  let dark = 0
  for (const point of small) if (point < limit) dark++
  return { paper, ink: dark / Math.max(1, small.length) }
}

async function read(question: OcrQuestion): Promise<PageRead> {
  const { source, pixelsMax } = question
  const metadata = await open(source, pixelsMax).metadata()
  let picture = open(source, pixelsMax)
  if (!(typeof source === 'object' && 'data' in source)) picture = picture.autoOrient()
  const turned = (metadata.orientation ?? 1) >= 5
  const width = (turned ? metadata.height : metadata.width) ?? 0
  const height = (turned ? metadata.width : metadata.height) ?? 0
  const pixels = width * height
  const scale =
    pixels > SHEET_PIXELS
      ? Math.sqrt(SHEET_PIXELS / pixels)
      : pixels < SMALL_PIXELS
        ? Math.min(2, Math.sqrt(SHEET_PIXELS / pixels))
        : 1
  picture = picture.flatten({ background: '#fff' }).greyscale()
  if (scale !== 1) picture = picture.resize({ width: Math.max(1, Math.round(width * scale)), kernel: 'lanczos3' })
  const grey = await picture.raw().toBuffer({ resolveWithObject: true })
  const drawn = { width: grey.info.width, height: grey.info.height, channels: grey.info.channels }
  const { paper, ink } = await toneOf(
    drawn.channels === 1 ? grey.data : await sharp(grey.data, { raw: drawn }).extractChannel(0).raw().toBuffer(),
    drawn.width,
    drawn.height,
  )
  const declared = metadata.density && metadata.density >= 100 ? Math.round(metadata.density) : null
  const page: PageRead = {
    text: '',
    confidence: 0,
    words: [],
    width,
    height,
    // Telephones and many scanners write 72 for "unknown": then a whole sheet is taken to be A4.
    dpi: declared ?? Math.round(Math.max(width, height) / A4_LONG_INCHES),
    dpiDeclared: declared !== null,
    ink,
    skewDegrees: 0,
    from: 'picture',
  }
  // Grain on an empty sheet looks like a thousand letters to the engine and costs it half a minute.
  if (ink < question.emptyInkMax) return page
  const png = await sharp(grey.data, { raw: drawn })
    .linear(255 / Math.max(60, paper - 14), 0)
    .withMetadata({ density: 300 })
    .png({ compressionLevel: 1 })
    .toBuffer()
  const { data } = await (await engineFor(question.lang)).recognize(
    png,
    { rotateAuto: true },
    { text: true, blocks: true },
  )
  const radians = data.rotateRadians ?? 0
  page.skewDegrees = Math.round(((radians * 180) / Math.PI) * 10) / 10
  page.text = data.text.normalize('NFC').trim().slice(0, question.charactersMax)
  page.confidence = Math.round(data.confidence)
  // Boxes stand on the picture the engine straightened; turned back they stand on the picture that is kept.
  const [sin, cos] = [Math.sin(-radians), Math.cos(-radians)]
  const back = (x: number, y: number): [number, number] => {
    const [dx, dy] = [x - drawn.width / 2, y - drawn.height / 2]
    return [drawn.width / 2 + dx * cos - dy * sin, drawn.height / 2 + dx * sin + dy * cos]
  }
  const words: ReadWord[] = []
  for (const block of data.blocks ?? [])
    for (const paragraph of block.paragraphs)
      for (const line of paragraph.lines)
        for (const word of line.words) {
          if (words.length >= question.wordsMax || word.text.trim() === '') continue
          const { x0, y0, x1, y1 } = word.bbox
          const [x, y] = back(x0, y0)
          words.push({
            text: word.text.normalize('NFC'),
            confidence: Math.round(word.confidence),
            x: x / drawn.width,
            y: y / drawn.height,
            width: (x1 - x0) / drawn.width,
            height: (y1 - y0) / drawn.height,
          })
        }
  page.words = words
  return page
}

parentPort?.on('message', async (question: OcrQuestion) => {
  let reply: WorkAnswer<PageRead>
  try {
    reply = { answer: await read(question) }
  } catch (error) {
    reply = { fault: { code: 'unreadable', message: error instanceof Error ? error.message : String(error) } }
  }
  parentPort?.postMessage(reply)
})
