import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LAUGHS, nestedZip, onePagePdf, pdfOf, pdfStream, pngDeclaring, wordFile, zipFile } from '#kernel/testing'
import { closeMaps, examine } from './kinds.ts'
import { closePdf, pdfLimits } from './pdf.ts'

/**
 * Files made to take the machine, or the officer who opens them. Each is refused by name; what it was allowed to cost is
 * looked at once at the end: the memory of the process has not grown by what the bombs say they hold (some 40 GB together).
 */
let dir: string
let before: number
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'bombs-'))
  before = process.memoryUsage().rss
})
afterAll(async () => {
  await rm(dir, { recursive: true, force: true })
  await closePdf()
  await closeMaps()
})

let count = 0
async function verdict(content: Uint8Array | string, name: string): Promise<string> {
  const path = join(dir, String(count++))
  await writeFile(path, content)
  return examine(path, { name, size: Buffer.byteLength(content) }).then(
    (found) => `taken as ${found.kind}`,
    (error: { code?: string; say?: (lang: 'vi') => string }) => {
      if (!error.code || !error.say) throw error
      expect(error.say('vi')).not.toMatch(/\{\w+\}/)
      return error.code
    },
  )
}

const zeros = Buffer.alloc(40_000_000)
const MiB = 1_048_576

describe('archives', () => {
  test.each<[string, () => Buffer, string, string]>([
    ['zips in zips', () => nestedZip(4, zeros.subarray(0, 5_000_000)), 'hồ sơ.zip', 'papers.kind-not-allowed'],
    [
      'zips in zips, called a document',
      () => nestedZip(3, zeros.subarray(0, 5_000_000)),
      'a.docx',
      'papers.other-kind',
    ],
    [
      'zips in zips, inside a document',
      () => wordFile([{ name: 'word/a.zip', data: nestedZip(3, zeros.subarray(0, 5_000_000)) }]),
      'a.docx',
      'papers.active',
    ],
    ['a great ratio', () => wordFile([{ name: 'word/a.xml', data: zeros }]), 'a.docx', 'papers.bomb'],
    [
      'a great ratio that says it is small',
      () => wordFile([{ name: 'word/a.xml', data: zeros, size: 10 }]),
      'a.docx',
      'papers.bomb',
    ],
    [
      'many entries',
      () => wordFile(Array.from({ length: 3_000 }, (_, i) => ({ name: `word/${i}`, data: '' }))),
      'a.docx',
      'papers.bomb',
    ],
    ['an entry under lock', () => wordFile([{ name: 'word/a', data: 'a', flags: 1 }]), 'a.docx', 'papers.damaged'],
    [
      'two names for one entry',
      () => wordFile([{ name: 'word/good.xml', localName: 'word/evil.xml', data: '<a/>' }]),
      'a.docx',
      'papers.damaged',
    ],
    ['something before the first entry', () => wordFile([], Buffer.from('MZ xin chào')), 'a.docx', 'papers.other-kind'],
    ['a zip cut short', () => wordFile().subarray(0, 300), 'a.docx', 'papers.damaged'],
  ])('%s', async (_words, make, name, code) => {
    expect(await verdict(make(), name)).toBe(code)
  })
})

describe('documents that do something when they are opened', () => {
  const relations = (type: string, target: string) =>
    wordFile([
      {
        name: 'word/_rels/settings.xml.rels',
        data: `<Relationships><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}" TargetMode="External"/></Relationships>`,
      },
    ])

  test.each<[string, () => Buffer, string]>([
    ['a template from elsewhere', () => relations('attachedTemplate', 'http://a.example/t.dotm'), 'papers.active'],
    ['an object from elsewhere', () => relations('oleObject', 'http://a.example/o'), 'papers.active'],
    ['a picture on a file server', () => relations('image', 'file://10.0.0.1/a.png'), 'papers.active'],
    ['a picture on a file server, by its Windows name', () => relations('image', '\\\\10.0.0.1\\a'), 'papers.active'],
    ['entities without end', () => wordFile([{ name: 'word/a.xml', data: `${LAUGHS}<z>&k;</z>` }]), 'papers.active'],
    [
      'entities without end, in UTF-16',
      () => wordFile([{ name: 'word/a.xml', data: Buffer.from(`\ufeff${LAUGHS}<z>&k;</z>`, 'utf16le') }]),
      'papers.active',
    ],
    [
      'a foreign entity',
      () =>
        wordFile([
          { name: 'customXml/i.xml', data: '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>' },
        ]),
      'papers.active',
    ],
    ['macros', () => wordFile([{ name: 'word/vbaProject.bin', data: 'x' }]), 'papers.active'],
    ['a program inside', () => wordFile([{ name: 'word/media/a.png', data: 'MZ\x90\0\x03' }]), 'papers.active'],
    [
      'a Java archive besides',
      () => wordFile([{ name: 'META-INF/MANIFEST.MF', data: 'Main-Class: A' }]),
      'papers.active',
    ],
    ['a script inside', () => wordFile([{ name: 'word/media/run.ps1', data: 'calc' }]), 'papers.active'],
  ])('%s', async (_words, make, code) => {
    expect(await verdict(make(), 'a.docx')).toBe(code)
  })

  test('a link one must press, and a sheet set into a text, are as usual', async () => {
    expect(await verdict(relations('hyperlink', 'https://dichvucong.gov.vn/'), 'a.docx')).toBe('taken as docx')
    const inner = wordFile()
    expect(await verdict(wordFile([{ name: 'word/embeddings/Bang.xlsx', data: inner }]), 'a.docx')).toBe(
      'taken as docx',
    )
  })
})

describe('pictures', () => {
  const gif = (width: number, height: number) => {
    const header = Buffer.from('GIF89a\0\0\0\0\0\0\0;', 'latin1')
    header.writeUInt16LE(width, 6)
    header.writeUInt16LE(height, 8)
    return header
  }
  test.each<[string, () => Buffer | string, string, string]>([
    ['50,000 × 50,000 in a kilobyte', () => pngDeclaring(50_000, 50_000), 'a.png', 'papers.bomb'],
    ['very wide', () => pngDeclaring(2_000_000_000, 1), 'a.png', 'papers.(bomb|damaged)'],
    ['the largest a header can say', () => pngDeclaring(0x7fffffff, 0x7fffffff), 'a.png', 'papers.(bomb|damaged)'],
    [
      'a text chunk that unfolds',
      () => pngDeclaring(60_000, 60_000, [['zTXt', Buffer.concat([Buffer.from('a\0\0'), deflateSync(zeros)])]]),
      'a.png',
      'papers.bomb',
    ],
    ['a GIF of 50,000 × 50,000', () => gif(50_000, 50_000), 'a.gif', 'papers.kind-not-allowed'],
    ['a GIF called PNG', () => gif(50_000, 50_000), 'a.png', 'papers.other-kind'],
    [
      'an SVG of entities',
      () => `${LAUGHS}<svg xmlns="http://www.w3.org/2000/svg">&k;</svg>`,
      'a.svg',
      'papers.kind-not-allowed',
    ],
    [
      'an SVG called PNG',
      () => '<svg xmlns="http://www.w3.org/2000/svg" width="50000" height="50000"/>',
      'a.png',
      'papers.other-kind',
    ],
    [
      'an SVG called text',
      () => '<svg onload="alert(1)" xmlns="http://www.w3.org/2000/svg"/>',
      'a.txt',
      'papers.other-kind',
    ],
    ['a TIFF', () => Buffer.from('II*\0\x08\0\0\0\0\0', 'latin1'), 'a.png', 'papers.other-kind'],
  ])('%s', async (_words, make, name, code) => {
    expect(await verdict(make(), name)).toMatch(new RegExp(`^${code}$`))
  })

  test('the image library opens nothing but what we take, whatever its name', async () => {
    for (const content of [
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
      gif(1, 1),
      'II*\0\x08\0\0\0',
    ])
      await expect(sharp(Buffer.from(content)).metadata()).rejects.toThrow('unsupported')
  })
})

describe('PDF', () => {
  const catalog = '<< /Type /Catalog /Pages 2 0 R'
  const page = ['<< /Type /Pages /Count 1 /Kids [3 0 R] >>', '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>']
  const objects = (data: Buffer) => pdfStream('/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode', data)

  test.each<[string, () => Buffer, string]>([
    [
      'dictionaries that unfold',
      () => onePagePdf([objects(deflateSync(Buffer.alloc(pdfLimits.unfoldedMax + 1)))]),
      'papers.bomb',
    ],
    [
      'many dictionaries that unfold together',
      () => onePagePdf(Array.from({ length: 3 }, () => objects(deflateSync(Buffer.alloc(30 * MiB))))),
      'papers.bomb',
    ],
    [
      'a page that unfolds',
      () => onePagePdf([pdfStream('/Filter /FlateDecode', deflateSync(Buffer.alloc(300 * MiB)))]),
      'papers.bomb',
    ],
    [
      'a page that unfolds twice',
      () => onePagePdf([pdfStream('/Filter [/FlateDecode /FlateDecode]', deflateSync(deflateSync(zeros)))]),
      'papers.bomb',
    ],
    [
      'a page that unfolds twice, by short names',
      () => onePagePdf([pdfStream('/Filter[/Fl/LZW/RL]', deflateSync(deflateSync(zeros)))]),
      'papers.bomb',
    ],
    [
      'a picture of 100,000 × 100,000',
      () =>
        onePagePdf(
          [
            pdfStream(
              '/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /CCITTFaxDecode',
              Buffer.alloc(20),
            ),
          ],
          '/Resources << /XObject << /A 4 0 R >> >>',
        ),
      'papers.bomb',
    ],
    [
      'a script',
      () => pdfOf([`${catalog} /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>`, ...page]),
      'papers.active',
    ],
    [
      'a script under a veil',
      () => pdfOf([`${catalog} /OpenAction << /S /J#61vaScript /JS (x) >> >>`, ...page]),
      'papers.active',
    ],
    [
      'a script in the tree of names',
      () => pdfOf([`${catalog} /Names << /JavaScript << /Names [(a) 9 0 R] >> >> >>`, ...page]),
      'papers.active',
    ],
    [
      'a program to start',
      () => pdfOf([`${catalog} /AA << /O << /S /Launch /F (cmd) >> >> >>`, ...page]),
      'papers.active',
    ],
    ['a form of XFA', () => pdfOf([`${catalog} /AcroForm << /XFA 9 0 R >> >>`, ...page]), 'papers.active'],
    ['a file inside', () => pdfOf([`${catalog} /Names << /EmbeddedFiles 9 0 R >> >>`, ...page]), 'papers.active'],
    [
      'a million pages',
      () => pdfOf([`${catalog} >>`, '<< /Type /Pages /Count 1000000 /Kids [3 0 R] >>', page[1] as string]),
      'papers.(too-many-pages|damaged)',
    ],
    [
      'pages that contain themselves',
      () => pdfOf([`${catalog} >>`, '<< /Type /Pages /Count 2 /Kids [2 0 R 2 0 R] >>']),
      'papers.(damaged|too-many-pages|too-slow)|taken as pdf',
    ],
    [
      'brackets a million deep',
      () => pdfOf([`${catalog} /A ${'['.repeat(1_000_000)} >>`, ...page]),
      'papers.damaged|taken as pdf',
    ],
    [
      'a table that leads to itself',
      () => Buffer.from('%PDF-1.7\nxref\n0 0\ntrailer\n<< /Prev 9 >>\nstartxref\n9\n%%EOF\n'),
      'papers.damaged',
    ],
    [
      'a page of HTML that says it is a PDF',
      () => Buffer.from('%PDF-1.7\n<html><script>alert(1)</script></html>'),
      'papers.damaged',
    ],
    [
      'HTML before a PDF',
      () => pdfOf([`${catalog} >>`, ...page], '', '<html><script>alert(1)</script>'),
      'papers.(other-kind|kind-not-allowed)',
    ],
  ])('%s', async (_words, make, code) => {
    expect(await verdict(make(), 'a.pdf')).toMatch(new RegExp(`^(?:${code})$`))
  })

  test('a plain one still comes in, and a large picture in it, and the one after a bomb', async () => {
    const picture = deflateSync(Buffer.alloc(2_500 * 3_500))
    const scan = onePagePdf(
      [
        pdfStream(
          '/Subtype /Image /Width 2500 /Height 3500 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /FlateDecode',
          picture,
        ),
      ],
      '/Resources << /XObject << /A 4 0 R >> >>',
    )
    expect(await verdict(scan, 'a.pdf')).toBe('taken as pdf')
    expect(await verdict(pdfOf([`${catalog} >>`, ...page]), 'a.pdf')).toBe('taken as pdf')
  })
})

describe('text and maps', () => {
  test.each<[string, () => string | Buffer, string, string]>([
    ['a map of brackets, deep', () => '['.repeat(20_000_000), 'a.geojson', 'papers.damaged'],
    ['a map of brackets, wide', () => `[${'[],'.repeat(8_000_000)}[]]`, 'a.geojson', 'papers.(damaged|too-slow)'],
    ['a map that sets a prototype', () => '{"__proto__":{"type":"Point"}}', 'a.geojson', 'papers.damaged'],
    ['a map that is HTML', () => '<html><script>alert(1)</script>', 'a.geojson', 'papers.other-kind'],
    ['a page called a table', () => '\ufeff <!DOCTYPE html><script>alert(1)</script>', 'a.csv', 'papers.other-kind'],
    ['a script called text', () => '#!/bin/sh\nrm -rf /', 'a.txt', 'papers.other-kind'],
    ['a mail with parts called text', () => 'MIME-Version: 1.0\nContent-Type: text/html', 'a.txt', 'papers.other-kind'],
    ['noughts called text', () => Buffer.alloc(1_000), 'a.txt', 'papers.other-kind'],
    ['a program called text', () => Buffer.from('\x7fELF\x02\x01\x01'), 'a.txt', 'papers.other-kind'],
    [
      'a zip behind a picture',
      () => Buffer.concat([Buffer.from('GIF89a'), zipFile([{ name: 'a', data: 'a' }])]),
      'a.gif',
      'papers.kind-not-allowed',
    ],
  ])('%s', async (_words, make, name, code) => {
    expect(await verdict(make(), name)).toMatch(new RegExp(`^(?:${code})$`))
  })

  test('one line of 90 MB is a table as any other: nothing holds it whole', async () => {
    expect(await verdict(Buffer.alloc(90 * MiB, 'a,'), 'a.csv')).toBe('taken as csv')
  })
})

test('what they cost: the process has not grown by a gigabyte', () => {
  expect(process.memoryUsage().rss - before).toBeLessThan(1_024 * MiB)
})
