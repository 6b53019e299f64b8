import QRCode from 'qrcode'
import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import { barcodePng } from './barcode.ts'
import { closeCodes, codeLimits, readCodes } from './codes.ts'
import { closePdf } from './pdf.ts'
import { qrSvg } from './qr.ts'
import { typeset } from './typeset.ts'

afterAll(async () => {
  await closeCodes()
  await closePdf()
})

const card = '087194900031|340123456|Nguyễn Thị Thúy Hòa|01021994|Nữ|Khóm 3, phường Cao Lãnh, tỉnh Đồng Tháp|15042021'

interface Made {
  /** Width of the code on paper. */
  mm?: number
  dpi?: number
  degrees?: number
  blur?: number
  /** Grain of the glass: how far a point may be off, of 255. */
  grain?: number
}

/** A sheet of A4 as a scanner gives it, with a code on it: grey, turned, blurred, with the same grain at every run. */
async function sheetWith(code: Buffer, { mm = 26, dpi = 200, degrees = 0, blur = 0, grain = 0 }: Made = {}) {
  const [width, height] = [Math.round(8.27 * dpi), Math.round(11.69 * dpi)]
  const input = await sharp(code)
    .resize({ width: Math.round((mm / 25.4) * dpi) })
    .rotate(degrees, { background: '#f4f2ec' })
    .toBuffer()
  const clean = await sharp({ create: { width, height, channels: 3, background: '#f4f2ec' } })
    .composite([{ input, left: Math.round(width * 0.6), top: Math.round(height * 0.1) }])
    .png()
    .toBuffer()
  const { data, info } = await sharp(clean).greyscale().raw().toBuffer({ resolveWithObject: true })
  let seed = 1
  for (let at = 0; at < data.length; at++) {
    seed = (seed * 1_664_525 + 1_013_904_223) >>> 0
    const point = (data[at] ?? 0) * 0.85 + 15 + (seed / 2 ** 32 - 0.5) * grain
    data[at] = Math.max(0, Math.min(255, point))
  }
  const picture = sharp(data, { raw: { width, height, channels: info.channels } })
  return (blur > 0 ? picture.blur(blur) : picture).jpeg({ quality: 75 }).toBuffer()
}
const qr = (text: string | QRCode.QRCodeSegment[], level: 'L' | 'M' = 'M') =>
  QRCode.toBuffer(text, { errorCorrectionLevel: level, margin: 3, scale: 8 })
const textsOf = async (picture: Buffer) =>
  (await readCodes(picture, { name: 'tờ quét', kind: 'jpeg' })).map((code) => code.text)

describe('codes on a scanned sheet', () => {
  test.each<[string, Made]>([
    ['clean', {}],
    ['leaning, with grain', { degrees: 7, blur: 0.8, grain: 60 }],
    ['laid askew, poor glass', { degrees: 33, blur: 1.2, grain: 90 }],
    ['upside down', { degrees: 180, blur: 1, grain: 90 }],
    ['on its side', { degrees: 90, grain: 40 }],
    ['at 150 dpi', { dpi: 150, degrees: 4, blur: 0.6, grain: 50 }],
    ['as small as on a card, 300 dpi', { mm: 14, dpi: 300, degrees: 5, blur: 0.6, grain: 40 }],
  ])('%s: every letter with its tone', async (_how, made) => {
    expect(await textsOf(await sheetWith(await qr(card), made))).toEqual([card])
  })

  test('tells where on the sheet it stands, and reads the bars of a number too', async () => {
    const { png } = await barcodePng('H20.101.01-261122-0001')
    const bars = await readCodes(await sheetWith(png, { mm: 70, degrees: 2, grain: 40 }), { name: 'tờ', kind: 'jpeg' })
    expect(bars).toEqual([
      { kind: 'code-128', text: 'H20.101.01-261122-0001', x: expect.closeTo(0.77, 1), y: expect.closeTo(0.12, 1) },
    ])
  })

  test('pages of a PDF by their number; a page that is not there is refused', async () => {
    const template = `#set page(paper: "a4", margin: 2cm)
#let data = json(bytes(sys.inputs.data))
Trang một không có mã. #pagebreak() #image(bytes(data.qr), format: "svg", width: 26mm)`
    const pdf = await typeset(template, { qr: await qrSvg(card) }, { title: 'hai trang', at: new Date(0) })
    const page = (number: number) => readCodes(pdf, { name: 'hai trang', kind: 'pdf', page: number })
    expect(await page(1)).toEqual([])
    expect((await page(2)).map((code) => code.text)).toEqual([card])
    await expect(page(3)).rejects.toMatchObject({ code: 'papers.no-page' })
  })

  test('a text longer than may be is found and not told; control letters come as they are', async () => {
    const huge = await qr('9'.repeat(codeLimits.charactersMax + 500), 'L')
    expect(await textsOf(await sheetWith(huge, { mm: 75, dpi: 300 }))).toEqual([null])
    const odd = 'a\u0000b\u001b[2J\u202eđ'
    expect(await textsOf(await sheetWith(await qr(odd)))).toEqual([odd])
  })

  test('of more codes than are told the first are; a sheet with none has none; what is no picture is refused', async () => {
    const one = await sharp(await qr('KH'))
      .resize({ width: 160 })
      .toBuffer()
    const many = await sharp({ create: { width: 1_654, height: 900, channels: 3, background: '#fff' } })
      .composite(
        Array.from({ length: 12 }, (_, at) => ({
          input: one,
          left: 60 + (at % 6) * 260,
          top: 60 + Math.floor(at / 6) * 400,
        })),
      )
      .jpeg()
      .toBuffer()
    expect(await textsOf(many)).toHaveLength(codeLimits.codesMax)
    const blank = await sharp({ create: { width: 600, height: 800, channels: 3, background: '#fff' } })
      .jpeg()
      .toBuffer()
    expect(await textsOf(blank)).toEqual([])
    await expect(textsOf(Buffer.from('không phải ảnh'))).rejects.toMatchObject({ code: 'papers.damaged' })
  })
})
