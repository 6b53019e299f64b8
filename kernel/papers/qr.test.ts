import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { qrBytesMax, qrPng, qrSvg } from './qr.ts'

// The product reads no SVG; this test does, to see what a phone would see.
beforeAll(() => sharp.unblock({ operation: ['VipsForeignLoadSvg'] }))
afterAll(() => sharp.block({ operation: ['VipsForeignLoadSvg'] }))

const link = 'https://dichvucong.dongthap.example/tra-cuu/H20.126.01-260209-0007'

/** Dark and light of each module, by drawing the SVG at one pixel a module. */
async function modules(svg: string): Promise<boolean[][]> {
  const side = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1])
  const { data } = await sharp(Buffer.from(svg))
    .resize(side * 4, side * 4)
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return Array.from({ length: side }, (_, y) =>
    Array.from({ length: side }, (_, x) => (data[(y * 4 + 2) * side * 4 + x * 4 + 2] ?? 255) < 128),
  )
}

test('the SVG has a quiet zone and three finders, and the PNG shows the same modules', async () => {
  const svg = await qrSvg(link)
  const drawn = await modules(svg)
  const side = drawn.length
  expect(drawn[0]?.some(Boolean)).toBe(false)
  const finder = [true, true, true, true, true, true, true]
  expect(drawn[2]?.slice(2, 9)).toEqual(finder)
  expect(drawn[2]?.slice(side - 9, side - 2)).toEqual(finder)
  expect(drawn[side - 3]?.slice(2, 9)).toEqual(finder)
  const png = await sharp(await qrPng(link, side * 8))
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const dark = (x: number, y: number) =>
    (png.data[(y * 8 + 4) * png.info.width * png.info.channels + (x * 8 + 4) * png.info.channels] ?? 255) < 128
  for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) expect(dark(x, y)).toBe(drawn[y]?.[x])
})

test('nothing and too much are Bugs of the caller', async () => {
  await expect(qrSvg('')).rejects.toMatchObject({ name: 'Bug' })
  await expect(qrPng('x'.repeat(qrBytesMax + 1))).rejects.toMatchObject({ name: 'Bug' })
})
