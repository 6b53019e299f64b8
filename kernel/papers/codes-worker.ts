import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parentPort } from 'node:worker_threads'
import sharp from 'sharp'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import type { ReadCode } from './codes.ts'
import type { WorkAnswer } from './workshop.ts'

/** One picture to look for codes on: a path, the bytes of a file, or bare pixels (RGBA). */
export type CodesQuestion = {
  source: string | Uint8Array | { width: number; height: number; data: Uint8Array }
  pixelsMax: number
  /** A larger picture is made smaller before it is looked at. */
  sheetPixels: number
  codesMax: number
  charactersMax: number
}

/** The reader's program comes with the packages of the house and is never fetched. */
const program = readFileSync(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm')))
prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(program).buffer } })

/** The picture in grey, as the four bytes a point that the reader takes. */
async function pixelsOf({ source, pixelsMax, sheetPixels }: CodesQuestion) {
  const bare = typeof source === 'object' && 'data' in source
  const picture = bare
    ? sharp(source.data, { raw: { width: source.width, height: source.height, channels: 4 } })
    : sharp(source, { limitInputPixels: pixelsMax, failOn: 'error' }).autoOrient()
  const { width = 0, height = 0 } = bare ? source : await picture.metadata()
  const scale = Math.min(1, Math.sqrt(sheetPixels / Math.max(1, width * height)))
  const { data, info } = await picture
    .flatten({ background: '#fff' })
    .resize({
      width: Math.max(1, Math.round(width * scale)),
      height: Math.max(1, Math.round(height * scale)),
      fit: 'inside',
      withoutEnlargement: true,
    })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const points = new Uint8ClampedArray(info.width * info.height * 4).fill(255)
  for (let at = 0; at < info.width * info.height; at++) {
    const grey = data[at * info.channels] ?? 255
    points[at * 4] = grey
    points[at * 4 + 1] = grey
    points[at * 4 + 2] = grey
  }
  return { data: points, width: info.width, height: info.height, colorSpace: 'srgb' as const }
}

async function read(question: CodesQuestion): Promise<ReadCode[]> {
  const picture = await pixelsOf(question)
  const { width, height } = picture
  const found = await readBarcodes(picture, {
    formats: ['QRCode', 'Code128'],
    maxNumberOfSymbols: question.codesMax,
    tryHarder: true,
    // Nobody prints a code white on black; looking for one takes as long again.
    tryInvert: false,
    // Taken as UTF-8 where the code does not say: guessing makes Japanese of Vietnamese.
    characterSet: 'UTF8',
    textMode: 'Plain',
  })
  return found.slice(0, question.codesMax).map(({ format, text, position }): ReadCode => {
    const corners = [position.topLeft, position.topRight, position.bottomLeft, position.bottomRight]
    const middle = (of: 'x' | 'y', whole: number) =>
      Math.round((corners.reduce((sum, corner) => sum + corner[of], 0) / corners.length / whole) * 1_000) / 1_000
    return {
      kind: format === 'Code128' ? 'code-128' : 'qr',
      text: text.length > question.charactersMax ? null : text,
      x: middle('x', width),
      y: middle('y', height),
    }
  })
}

parentPort?.on('message', async (question: CodesQuestion) => {
  let reply: WorkAnswer<ReadCode[]>
  try {
    reply = { answer: await read(question) }
  } catch (error) {
    reply = { fault: { code: 'unreadable', message: error instanceof Error ? error.message : String(error) } }
  }
  parentPort?.postMessage(reply)
})
