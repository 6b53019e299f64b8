import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync, deflateSync } from 'node:zlib'
import ExcelJS from 'exceljs'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pngDeclaring } from '#kernel/testing'
import { cleanName, contentLimits, examine, type KindName, kindNames, kinds, sizeWords } from './kinds.ts'
import { closePdf } from './pdf.ts'
import { closeTypeset, typeset } from './typeset.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kinds-'))
})
afterAll(async () => {
  await rm(dir, { recursive: true, force: true })
  await closePdf()
  await closeTypeset()
})

let count = 0
async function look(
  content: Uint8Array | string,
  name: string,
  more: { declaredKind?: string; allowed?: KindName[] } = {},
) {
  const path = join(dir, String(count++))
  await writeFile(path, content)
  return examine(path, { name, size: Buffer.byteLength(content), ...more })
}
const refused = (code: string, facts: object = {}) =>
  expect.objectContaining({ code, facts: expect.objectContaining(facts) })

type Entry = { name: string; data: Buffer; flags?: number; localAt?: number }
/** A zip written by hand: local headers with deflated data, the directory, the end record. */
function zip(entries: Entry[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, data, flags = 0, localAt } of entries) {
    const packed = deflateRawSync(data, { level: 9 })
    const title = Buffer.from(name)
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(flags, 2)
    facts.writeUInt16LE(8, 4)
    facts.writeUInt32LE(crc32(data), 10)
    facts.writeUInt32LE(packed.length, 14)
    facts.writeUInt32LE(data.length, 18)
    facts.writeUInt16LE(title.length, 22)
    const entry = Buffer.alloc(46)
    entry.write('PK\x01\x02', 'latin1')
    entry.writeUInt16LE(20, 4)
    facts.copy(entry, 6)
    entry.writeUInt32LE(localAt ?? at, 42)
    directory.push(entry, title)
    if (localAt === undefined) {
      const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, title, packed])
      parts.push(local)
      at += local.length
    }
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, list, end])
}

const wordTypes = Buffer.from(
  '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
)
const word = (more: Entry[] = []) =>
  zip([
    { name: '[Content_Types].xml', data: wordTypes },
    { name: '_rels/.rels', data: Buffer.from('<Relationships/>') },
    { name: 'word/document.xml', data: Buffer.from('<w:document>Kính gửi</w:document>') },
    ...more,
  ])

/** A PDF written by hand: objects numbered from 1, the first is the catalog. */
function pdf(objects: (string | Buffer)[], trailer = ''): Buffer {
  const parts = [Buffer.from('%PDF-1.7\n')]
  const places: number[] = []
  for (const [i, object] of objects.entries()) {
    places.push(parts.reduce((sum, part) => sum + part.length, 0))
    parts.push(Buffer.from(`${i + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n'))
  }
  const at = parts.reduce((sum, part) => sum + part.length, 0)
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer}>>\nstartxref\n${at}\n%%EOF\n`,
    ),
  )
  return Buffer.concat(parts)
}
const pages = (n: number) => [
  `<< /Type /Pages /Count ${n} /Kids [${'3 0 R '.repeat(n)}] >>`,
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>',
]

describe('a file is what its content says', () => {
  test('pictures, with their size', async () => {
    const made = sharp({ create: { width: 64, height: 48, channels: 3, background: '#0b5d57' } })
    expect(await look(await made.clone().jpeg().toBuffer(), 'a.JPG', { declaredKind: 'image/jpeg' })).toEqual({
      kind: 'jpeg',
      name: 'a.JPG',
      width: 64,
      height: 48,
    })
    expect(await look(await made.clone().png().toBuffer(), 'b.png')).toMatchObject({ kind: 'png' })
    expect(await look(await made.clone().webp().toBuffer(), 'c.webp')).toMatchObject({ kind: 'webp' })
    expect(await look(await made.clone().png().toBuffer(), 'quét')).toMatchObject({ kind: 'png', name: 'quét.png' })
  })

  test('a PDF, with its pages', async () => {
    const made = await typeset('Trang một #pagebreak() Trang hai', {}, { title: 'Hai trang' })
    expect(await look(made, 'đơn.pdf', { declaredKind: 'application/pdf' })).toEqual({
      kind: 'pdf',
      name: 'đơn.pdf',
      pages: 2,
    })
  })

  test('office documents, tables, text, maps', async () => {
    const book = new ExcelJS.Workbook()
    book.addWorksheet('Danh sách').addRow(['Tên', 'Số'])
    expect(await look(Buffer.from(await book.xlsx.writeBuffer()), 'ds.xlsx')).toEqual({ kind: 'xlsx', name: 'ds.xlsx' })
    expect(await look(word(), 'đơn.docx')).toEqual({ kind: 'docx', name: 'đơn.docx' })
    expect(await look('\ufefftên,số\nTám,8\n', 'a.csv', { declaredKind: 'application/vnd.ms-excel' })).toMatchObject({
      kind: 'csv',
    })
    expect(await look('Kính gửi', 'a.txt')).toMatchObject({ kind: 'txt' })
    expect(await look('{"type":"Point","coordinates":[105.6,10.4]}', 'a.geojson')).toMatchObject({ kind: 'geojson' })
  })

  test('an unknown declared type claims nothing', async () => {
    expect(await look('x', 'a.txt', { declaredKind: 'application/octet-stream' })).toMatchObject({ kind: 'txt' })
    expect(await look('x', 'a.txt', { declaredKind: '' })).toMatchObject({ kind: 'txt' })
  })
})

describe('what is refused', () => {
  test('a file of another kind than it says', async () => {
    const png = await sharp({ create: { width: 2, height: 2, channels: 3, background: '#fff' } })
      .png()
      .toBuffer()
    await expect(look(word(), 'đơn.pdf')).rejects.toEqual(
      refused('papers.other-kind', { declared: 'PDF', actual: 'DOCX' }),
    )
    await expect(look(zip([{ name: 'a', data: Buffer.from('a') }]), 'giả.pdf')).rejects.toEqual(
      refused('papers.other-kind', { declared: 'PDF', actual: 'ZIP' }),
    )
    const program = Buffer.concat([Buffer.from('MZ\x90\x00', 'latin1'), Buffer.alloc(512)])
    await expect(look(program, 'giấy.pdf')).rejects.toEqual(
      refused('papers.other-kind', { declared: 'PDF', actual: 'EXE' }),
    )
    await expect(look(png, 'a.jpg')).rejects.toEqual(refused('papers.other-kind', { declared: 'JPG', actual: 'PNG' }))
    await expect(look(png, 'a.png', { declaredKind: 'application/pdf' })).rejects.toEqual(refused('papers.other-kind'))
    await expect(look('<!DOCTYPE html><script>alert(1)</script>', 'a.txt')).rejects.toEqual(
      refused('papers.other-kind'),
    )
  })

  test('a kind that is not allowed, here or anywhere', async () => {
    const program = Buffer.concat([Buffer.from('MZ\x90\x00', 'latin1'), Buffer.alloc(512)])
    await expect(look(program, 'cài đặt.exe')).rejects.toEqual(refused('papers.kind-not-allowed'))
    await expect(look('<svg onload="x()">', 'a.svg')).rejects.toEqual(refused('papers.kind-not-allowed'))
    await expect(look('x', 'a.sh')).rejects.toEqual(refused('papers.kind-not-allowed'))
    await expect(look('xin chào', 'a.txt', { allowed: ['pdf', 'jpeg'] })).rejects.toEqual(
      refused('papers.kind-not-allowed', { kinds: 'PDF, JPG' }),
    )
    const heic = Buffer.concat([
      Buffer.from('\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic', 'latin1'),
      Buffer.alloc(64),
    ])
    await expect(look(heic, 'IMG_0001.HEIC')).rejects.toEqual(refused('papers.heic'))
  })

  test('an empty, a damaged, a wrongly encoded one', async () => {
    const png = await sharp({ create: { width: 90, height: 90, channels: 3, background: '#fff' } })
      .png()
      .toBuffer()
    await expect(look('', 'a.txt')).rejects.toEqual(refused('papers.empty'))
    await expect(look(png.subarray(0, 20), 'a.png')).rejects.toEqual(refused('papers.damaged'))
    await expect(look('%PDF-1.7\nkhông có gì', 'a.pdf')).rejects.toEqual(refused('papers.damaged'))
    await expect(look('{"type":"Người"}', 'a.geojson')).rejects.toEqual(refused('papers.damaged'))
    await expect(look(Buffer.from([0x54, 0xea, 0x6e, 0x20, 0x54, 0xe1, 0x6d]), 'a.csv')).rejects.toEqual(
      refused('papers.not-unicode'),
    )
  })

  test('a picture that declares 40,000 × 40,000 pixels, without decoding it', async () => {
    const bomb = pngDeclaring(40_000, 40_000)
    expect(bomb.length).toBeLessThan(1_000)
    await expect(look(bomb, 'a.png')).rejects.toEqual(refused('papers.bomb', { measure: '40000 × 40000 px' }))
    await expect(look(pngDeclaring(60_000, 10), 'a.png')).rejects.toEqual(refused('papers.bomb'))
    expect(await look(pngDeclaring(12_000, 9_000), 'a.png')).toMatchObject({ width: 12_000 })
  })

  test('an office document that unfolds to too much, whatever sizes it declares', async () => {
    const zeros = Buffer.alloc(30_000_000)
    await expect(look(word([{ name: 'word/a.xml', data: zeros }]), 'a.docx')).rejects.toEqual(
      refused('papers.bomb', { limit: '150 ×' }),
    )
    const liar = word([{ name: 'word/a.xml', data: zeros }])
    for (let at = liar.indexOf('word/a.xml'); at !== -1; at = liar.indexOf('word/a.xml', at + 1)) {
      liar.writeUInt32LE(10, liar.readUInt32LE(at - 46) === 0x02014b50 ? at - 22 : at - 8)
    }
    await expect(look(liar, 'a.docx')).rejects.toEqual(refused('papers.bomb'))
    const many = Array.from({ length: contentLimits.zip.entriesMax }, (_, i) => ({
      name: `word/${i}`,
      data: Buffer.from(''),
    }))
    await expect(look(word(many), 'a.docx')).rejects.toEqual(refused('papers.bomb', { limit: 2_000 }))
    const overlapping = Array.from({ length: 1_500 }, (_, i) => ({
      name: `word/${i}`,
      data: zeros.subarray(0, 60_000),
      localAt: 0,
    }))
    await expect(look(word(overlapping), 'a.docx')).rejects.toMatchObject({
      code: expect.stringMatching(/bomb|damaged/),
    })
  })

  test('an office document with macros or locked by a password', async () => {
    await expect(look(word([{ name: 'word/vbaProject.bin', data: Buffer.from('x') }]), 'a.docx')).rejects.toEqual(
      refused('papers.active', { content: 'macro' }),
    )
    await expect(look(word([{ name: 'word/x', data: Buffer.from('x'), flags: 1 }]), 'a.docx')).rejects.toEqual(
      refused('papers.damaged'),
    )
  })

  test('a PDF that runs, carries files, hides or is locked', async () => {
    const catalog = '<< /Type /Catalog /Pages 2 0 R'
    expect(await look(pdf([`${catalog} >>`, ...pages(1)]), 'a.pdf')).toMatchObject({ pages: 1 })
    const script = pdf([`${catalog} /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>`, ...pages(1)])
    await expect(look(script, 'a.pdf')).rejects.toEqual(refused('papers.active', { content: 'JavaScript' }))
    const escaped = pdf([`${catalog} /OpenAction << /S /J#61vaScr#69pt /JS (app.alert(1)) >> >>`, ...pages(1)])
    await expect(look(escaped, 'a.pdf')).rejects.toEqual(refused('papers.active'))
    const launch = pdf([`${catalog} /OpenAction << /S /Launch /F (cmd.exe) >> >>`, ...pages(1)])
    await expect(look(launch, 'a.pdf')).rejects.toEqual(refused('papers.active', { content: 'Launch' }))
    const carrier = pdf([`${catalog} /Names << /EmbeddedFiles 9 0 R >> >>`, ...pages(1)])
    await expect(look(carrier, 'a.pdf')).rejects.toEqual(refused('papers.active', { content: 'EmbeddedFiles' }))
    const packed = deflateSync('9 0 << /S /JavaScript /JS (x) >>')
    const stream = (filter: string, bytes: Buffer) =>
      Buffer.concat([
        Buffer.from(`<< /Type /ObjStm /N 1 /First 4 /Filter ${filter} /Length ${bytes.length} >>\nstream\n`),
        bytes,
        Buffer.from('\nendstream'),
      ])
    await expect(look(pdf([`${catalog} >>`, ...pages(1), stream('/FlateDecode', packed)]), 'a.pdf')).rejects.toEqual(
      refused('papers.active', { content: 'JavaScript' }),
    )
    const hex = Buffer.from(packed.toString('hex'))
    await expect(
      look(pdf([`${catalog} >>`, ...pages(1), stream('[/ASCIIHexDecode /FlateDecode]', hex)]), 'a.pdf'),
    ).rejects.toEqual(refused('papers.active', { content: 'hidden' }))
    const locked = pdf([`${catalog} >>`, ...pages(1)], '/Encrypt 9 0 R ')
    await expect(look(locked, 'a.pdf')).rejects.toEqual(refused('papers.encrypted-pdf'))
  })

  test('a PDF of too many pages', async () => {
    const n = contentLimits.pagesMax + 1
    await expect(look(pdf(['<< /Type /Catalog /Pages 2 0 R >>', ...pages(n)]), 'a.pdf')).rejects.toEqual(
      refused('papers.too-many-pages', { pages: n, limit: contentLimits.pagesMax }),
    )
  })
})

describe('names', () => {
  test.each([
    ['C:\\Users\\Huệ\\giấy.pdf', 'giấy.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['hóa đơn\u202Egpj.exe', 'hóa đơngpj.exe'],
    ['a\u0000b\nc.txt', 'abc.txt'],
    ['Hoà\u0309'.normalize('NFD'), 'Hoà\u0309'.normalize('NFC')],
    ['  ..đơn . ', 'đơn'],
    ['a<b>:"c|d?*.txt', 'a-b---c-d--.txt'],
    ['', 'giay-to'],
    ['...', 'giay-to'],
    ['con.txt', 'giay-to-con.txt'],
  ])('%j becomes %j', (given, cleaned) => {
    expect(cleanName(given)).toBe(cleaned)
  })

  test('a long name keeps its extension', () => {
    const name = cleanName(`${'ệ'.repeat(400)}.pdf`)
    expect([...name]).toHaveLength(contentLimits.nameMax)
    expect(name.endsWith('.pdf')).toBe(true)
  })

  test('whatever is given, the name is safe, short, NFC and stays as it is when cleaned again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
        const name = cleanName(given)
        expect(name).not.toMatch(/[/\\\p{Cc}<>:"|?*\u202a-\u202e]/u)
        expect(name.length).toBeGreaterThan(0)
        expect([...name].length).toBeLessThanOrEqual(contentLimits.nameMax + 10)
        expect(name).toBe(name.normalize('NFC'))
        expect(cleanName(name)).toBe(name)
      }),
      { numRuns: 500 },
    )
  })
})

test('every extension and every limit belongs to one kind; sizes are said in Vietnamese', () => {
  const extensions = kindNames.flatMap((kind) => [...kinds[kind].extensions])
  expect(new Set(extensions).size).toBe(extensions.length)
  expect(sizeWords(1_572_864)).toBe('1,5 MB')
  expect(sizeWords(2_048)).toBe('2 KB')
})
