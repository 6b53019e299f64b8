import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Blobs, openBlobs } from './blobs.ts'
import { closePdf, readPdf } from './pdf.ts'
import { preview } from './previews.ts'
import { closeTypeset, typeset } from './typeset.ts'

let dir: string
let blobs: Blobs
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'previews-'))
  blobs = await openBlobs(dir, { bytesMax: 10_000_000 })
})
afterAll(async () => {
  await closePdf()
  await closeTypeset()
  await rm(dir, { recursive: true, force: true })
})

test('a picture is made smaller, turned upright, and its metadata dropped', async () => {
  const photo = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#c8386f' } })
    .jpeg()
    .withExif({ IFD0: { Make: 'Camera' } })
    .withMetadata({ orientation: 6 })
    .toBuffer()
  expect((await sharp(photo).metadata()).exif).toBeDefined()
  const kept = await blobs.put(photo, { name: 'ảnh.jpg' })
  const made = await preview(blobs, { ...kept, width: 160 })
  expect(made?.mediaType).toBe('image/png')
  const facts = await sharp(made?.data).metadata()
  expect(facts).toMatchObject({ format: 'png', width: 160, height: 240 })
  expect(facts.exif).toBeUndefined()
  const webp = await preview(blobs, { ...kept, width: 320, format: 'webp' })
  expect(webp?.mediaType).toBe('image/webp')
  expect(await sharp(webp?.data).metadata()).toMatchObject({ format: 'webp', width: 320 })
})

test('a small picture is not blown up, a very tall one is bounded', async () => {
  const small = await sharp({ create: { width: 20, height: 10, channels: 3, background: '#fff' } })
    .png()
    .toBuffer()
  const kept = await blobs.put(small, { name: 'nhỏ.png' })
  expect(await sharp((await preview(blobs, { ...kept, width: 640 }))?.data).metadata()).toMatchObject({ width: 20 })
  const tall = await sharp({ create: { width: 100, height: 20_000, channels: 3, background: '#fff' } })
    .png()
    .toBuffer()
  const long = await blobs.put(tall, { name: 'dài.png' })
  const { height } = await sharp((await preview(blobs, { ...long, width: 160 }))?.data).metadata()
  expect(height).toBeLessThanOrEqual(480)
})

test('pages of a PDF are drawn: ink where the text is, and only pages that are there', async () => {
  const pdf = await typeset(
    '#set page(width: 100mm, height: 140mm, margin: 0mm)\n#place(rect(width: 100mm, height: 70mm, fill: rgb("#0b5d57")))#pagebreak()Trang hai',
    {},
    { title: 'Hai trang' },
  )
  const kept = await blobs.put(pdf, { name: 'hai trang.pdf' })
  const first = await preview(blobs, { ...kept, width: 320 })
  const { data, info } = await sharp(first?.data).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  expect(info).toMatchObject({ width: 320, height: 448 })
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)]
  for (const [i, expected] of [0x0b, 0x5d, 0x57].entries())
    expect(Math.abs((at(160, 100)[i] ?? 0) - expected)).toBeLessThan(6)
  expect(at(160, 400)).toEqual([255, 255, 255])
  expect(await preview(blobs, { ...kept, width: 160, page: 2 })).not.toBeNull()
  await expect(preview(blobs, { ...kept, width: 160, page: 3 })).rejects.toMatchObject({ code: 'papers.no-page' })
  await expect(preview(blobs, { ...kept, width: 160, page: 0 })).rejects.toMatchObject({ code: 'papers.no-page' })
})

test('a preview is drawn once and kept beside its file, and goes with it', async () => {
  const image = await sharp({ create: { width: 500, height: 500, channels: 3, background: '#123456' } })
    .png()
    .toBuffer()
  const kept = await blobs.put(image, { name: 'a.png' })
  await preview(blobs, { ...kept, width: 160 })
  const place = blobs.beside(kept.sha256, 'p1.w160.png')
  await writeFile(place, 'từ bộ nhớ')
  expect((await preview(blobs, { ...kept, width: 160 }))?.data.toString()).toBe('từ bộ nhớ')
  await blobs.remove(kept.sha256)
  expect((await readdir(dirname(place))).filter((name) => name.startsWith(kept.sha256))).toEqual([])
  await expect(preview(blobs, { ...kept, width: 160 })).rejects.toMatchObject({ code: 'papers.missing' })
})

test('tables and text have none', async () => {
  const kept = await blobs.put(Buffer.from('a,b\n'), { name: 'a.csv' })
  expect(await preview(blobs, { ...kept, width: 160 })).toBeNull()
})

test('a picture cut short is refused when it is drawn', async () => {
  const photo = await sharp({
    create: {
      width: 900,
      height: 900,
      channels: 3,
      background: '#fff',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  })
    .jpeg()
    .toBuffer()
  const kept = await blobs.put(photo.subarray(0, photo.length / 2), { name: 'đứt.jpg' })
  await expect(preview(blobs, { ...kept, width: 160 })).rejects.toMatchObject({ code: 'papers.damaged' })
})

test('a damaged PDF is refused and the next one is read all the same', async () => {
  await expect(readPdf(Buffer.from('%PDF-1.7 hỏng'))).rejects.toMatchObject({ code: 'papers.damaged' })
  const pdf = await typeset('Đọc được', {}, { title: 'x' })
  expect((await readPdf(pdf)).join('')).toContain('Đọc được')
})
