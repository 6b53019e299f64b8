import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { examine } from './kinds.ts'
import { closeOcr, isBlank, readPaper, readPicture } from './ocr.ts'
import { paperPdf } from './ocr-pdf.ts'
import { drawPdf, readPdf } from './pdf.ts'
import { typeset } from './typeset.ts'

/** One A4 page of Vietnamese as a counter sees it, typeset here so that every letter is known. */
const lines = [
  'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
  'Độc lập - Tự do - Hạnh phúc',
  'GIẤY CHỨNG SINH',
  'Bệnh viện Đa khoa Đồng Tháp chứng nhận: bà Nguyễn Thị Ngọc Lan, sinh ngày 12 tháng 5 năm 1994, nơi đăng ký thường trú: khóm 3, phường Cao Lãnh, tỉnh Đồng Tháp.',
  'Số định danh cá nhân: 087194900001, cấp ngày 15 tháng 3 năm 2022.',
  'Đã sinh con vào lúc 07 giờ 45 phút, ngày 21 tháng 9 năm 2026, tại khoa Phụ sản; số lần sinh: 01; số con hiện sống: 01.',
  'Giới tính của con: trai. Cân nặng: 3.250 gam. Dự kiến đặt tên con: Trần Minh Khôi. Tình trạng của con khi sinh: khỏe mạnh, hồng hào, phản xạ tốt.',
  'Giấy này được lập thành hai bản có giá trị như nhau, một bản giao cho gia đình, một bản lưu tại cơ sở khám bệnh, chữa bệnh.',
]
const template = `#import "/page.typ": *
#set page(paper: "a4", margin: 2cm)
#set text(font: "Tinos", size: 13pt)
#let data = json(bytes(sys.inputs.data))
#for line in data [#line

]`
let pdf: Uint8Array
let page: { width: number; height: number; data: Uint8Array }
const sheet = () => sharp(page.data, { raw: { width: page.width, height: page.height, channels: 4 } }).flatten()

/** Letters wrong, missing or too many, as a share of what is written: Levenshtein over what is not blank. */
function lettersRight(read: string, written: string): number {
  const [a, b] = [read, written].map((text) => [...text.normalize('NFC').replace(/\s+/g, '')]) as [string[], string[]]
  let row = b.map((_, i) => i + 1)
  for (const [i, letter] of a.entries()) {
    const next: number[] = []
    for (const [j, wanted] of b.entries()) {
      const before = j === 0 ? i : (row[j - 1] as number)
      const left = j === 0 ? i + 1 : (next[j - 1] as number)
      next.push(Math.min(before + (letter === wanted ? 0 : 1), (row[j] as number) + 1, left + 1))
    }
    row = next
  }
  return 1 - (row.at(-1) as number) / b.length
}

beforeAll(async () => {
  pdf = await typeset(template, lines, { title: 'Giấy chứng sinh' })
  const drawn = await drawPdf(pdf, { name: 'mẫu', page: 1, width: 2_480, pixelsMax: 10_000_000 })
  if (!drawn) throw new Error('the page was not drawn')
  page = drawn
})
afterAll(closeOcr)

describe('reading a picture', () => {
  test('of 300 dpi, clean: at least 98 % of the letters are right (CV 7197/BKHCN-CĐSQG)', async () => {
    const png = await sheet().greyscale().withMetadata({ density: 300 }).png().toBuffer()
    const read = await readPicture(png)
    expect(lettersRight(read.text, lines.join('')), read.text).toBeGreaterThanOrEqual(0.98)
    expect(read.dpi).toBe(300)
    expect(read.dpiDeclared).toBe(true)
    expect(read.confidence).toBeGreaterThan(80)
    expect(isBlank(read)).toBe(false)
    const [word] = read.words.filter((one) => one.text === 'CHỨNG')
    expect(word && word.y > 0 && word.y < 0.3 && word.width > 0.01 && word.width < 0.2, JSON.stringify(word)).toBe(true)
  })

  test('of 150 dpi with grain, leaning a degree and a half: 85 % at least, and it says so of itself', async () => {
    const noise = await sharp({
      create: {
        width: 1_240,
        height: 1_754,
        channels: 3,
        background: '#888',
        noise: { type: 'gaussian', mean: 128, sigma: 30 },
      },
    })
      .greyscale()
      .png()
      .toBuffer()
    const grainy = await sheet()
      .resize({ width: 1_240, height: 1_754, fit: 'fill' })
      .composite([{ input: noise, blend: 'soft-light' }])
      .rotate(1.5, { background: '#fff' })
      .greyscale()
      .jpeg({ quality: 45 })
      .toBuffer()
    const read = await readPicture(grainy)
    const share = lettersRight(read.text, lines.join(''))
    expect(share, read.text).toBeGreaterThanOrEqual(0.85)
    expect(Math.abs(read.skewDegrees)).toBeGreaterThan(0.7)
    expect(read.dpi).toBeLessThan(200)
    expect(read.dpiDeclared).toBe(false)
  })

  test('an empty sheet with dust is blank; a stamp alone is not', async () => {
    const dust = await sharp({
      create: {
        width: 2_480,
        height: 3_508,
        channels: 3,
        background: '#fbfaf6',
        noise: { type: 'gaussian', mean: 250, sigma: 2 },
      },
    })
      .jpeg()
      .toBuffer()
    expect(isBlank(await readPicture(dust))).toBe(true)
    const ring = Buffer.alloc(500 * 500 * 4)
    for (let at = 0; at < 500 * 500; at++) {
      const far = Math.hypot((at % 500) - 250, Math.floor(at / 500) - 250)
      if (far > 205 && far < 230) ring.set([180, 0, 0, 255], at * 4)
    }
    const stamp = await sharp(dust)
      .composite([
        {
          input: ring,
          raw: { width: 500, height: 500, channels: 4 },
          left: 1_500,
          top: 2_400,
        },
      ])
      .jpeg()
      .toBuffer()
    expect(isBlank(await readPicture(stamp))).toBe(false)
  })

  test('a file that is no picture is refused in words, and the next one is read', async () => {
    await expect(readPicture(Buffer.from('not a picture'), { name: 'hỏng.png' })).rejects.toMatchObject({
      code: 'papers.damaged',
    })
    const read = await readPicture(
      await sheet().extract({ left: 0, top: 0, width: 2_480, height: 700 }).png().toBuffer(),
    )
    expect(read.text).toContain('CỘNG HÒA')
  })
})

describe('reading a paper', () => {
  test('a PDF that carries its text is not read by eye', async () => {
    const { pages } = await readPaper(pdf, { name: 'a.pdf', kind: 'pdf' })
    expect(pages[0]).toMatchObject({ from: 'file', confidence: 100 })
    expect(lettersRight(pages[0]?.text ?? '', lines.join(''))).toBe(1)
  })

  test('pages joined into one PDF of two layers: taken in by the store, searchable, and read from the file', async () => {
    const png = await sheet().greyscale().withMetadata({ density: 300 }).png().toBuffer()
    const read = await readPicture(png)
    const joined = await paperPdf(
      [
        { source: png, name: 'a.png', words: read.words, dpi: 300 },
        { source: pdf, name: 'b.pdf', pdfPage: 1 },
      ],
      { title: 'Giấy chứng sinh & <bản quét>', at: new Date('2026-10-05T01:00:00Z') },
    )
    const texts = await readPdf(joined)
    expect(texts).toHaveLength(2)
    expect(lettersRight(texts[0] ?? '', lines.join(''))).toBeGreaterThanOrEqual(0.97)
    expect(Buffer.from(joined).toString('latin1')).toContain('<pdfaid:part>2</pdfaid:part>')
    const folder = await mkdtemp(join(tmpdir(), 'sen-ocr-'))
    const path = join(folder, 'giay.pdf')
    await writeFile(path, joined)
    expect(await examine(path, { name: 'giay.pdf', size: joined.length })).toMatchObject({ kind: 'pdf', pages: 2 })
    await rm(folder, { recursive: true })
    // The second page has a picture only: it is read by eye.
    const { pages } = await readPaper(joined, { name: 'giay.pdf', kind: 'pdf' })
    expect(pages.map((one) => one.from)).toEqual(['file', 'picture'])
    expect(pages[1]?.text).toContain('CHỨNG SINH')
  })

  test('can be stopped between pages', async () => {
    const png = await sheet().greyscale().png().toBuffer()
    const joined = await paperPdf(
      [1, 2, 3].map((n) => ({ source: png, name: `${n}.png` })),
      { title: 'ba trang', at: new Date(0) },
    )
    const stop = new AbortController()
    const seen: number[] = []
    await expect(
      readPaper(joined, {
        name: 'ba.pdf',
        kind: 'pdf',
        signal: stop.signal,
        progress: (done) => {
          seen.push(done)
          stop.abort(new Error('dừng'))
        },
      }),
    ).rejects.toThrow('dừng')
    expect(seen).toEqual([1])
  })
})
