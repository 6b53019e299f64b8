import { deflateSync } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'
import { assert } from '#ground/refusal'
import { contentLimits } from './kinds.ts'
import { ocrLimits, type ReadWord } from './ocr.ts'
import { drawPdf } from './pdf.ts'
import { refuse } from './refusals.ts'

/** One page of a paper: a picture file, or a page (from 1) of a PDF; with the words that were read on it, if any. */
export type PaperPage = {
  source: string | Uint8Array
  name: string
  pdfPage?: number
  words?: readonly ReadWord[]
  dpi?: number | null
}

/** `title` and `at` stand in the document, so that the same pages give the same bytes. */
export type PaperPdf = { title: string; at: Date }

/** Long and short side of A4 in points, and the most pixels a page of the copy keeps (300 dpi of A4). */
const A4 = { long: 841.89, short: 595.28 }
const PAGE_PIXELS_MAX = 2_480 * 3_508
const JPEG_QUALITY = 82

const utf16 = (text: string): string => {
  const bytes = Buffer.from(text, 'utf16le').swap16()
  return bytes.toString('hex').toUpperCase()
}
const amount = (value: number): string => String(Math.round(value * 100) / 100)
const xml = (text: string): string =>
  text.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(UNWRITABLE, ' ')
// biome-ignore lint/suspicious/noControlCharactersInRegex: they may not stand in XML
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/** Unicode stands for itself: each code of the layer is a UTF-16 unit. Ranges may not cross their first byte (ISO 32000-1, 9.10.3). */
function unicodeMap(): string {
  const hex = (value: number): string => value.toString(16).toUpperCase().padStart(2, '0')
  const ranges = Array.from({ length: 256 }, (_, high) => `<${hex(high)}00> <${hex(high)}FF> <${hex(high)}00>`)
  const blocks: string[] = []
  for (let at = 0; at < ranges.length; at += 100) {
    const part = ranges.slice(at, at + 100)
    blocks.push(`${part.length} beginbfrange\n${part.join('\n')}\nendbfrange`)
  }
  return `/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
${blocks.join('\n')}
endcmap CMapName currentdict /CMap defineresource pop end end`
}

/** The words, written unseen (rendering mode 3) over where they stand in the picture: the second layer that search and readers use. */
function textLayer(words: readonly ReadWord[], width: number, height: number): string {
  const lines: string[] = ['BT 3 Tr']
  for (const word of words.slice(0, ocrLimits.wordsMax)) {
    const size = Math.max(1, word.height * height)
    const units = word.text.length
    if (units === 0) continue
    const scale = (100 * word.width * width) / (size * units)
    lines.push(
      `/F0 ${amount(size)} Tf ${amount(Math.max(1, scale))} Tz 1 0 0 1 ${amount(word.x * width)} ${amount(height - (word.y + word.height) * height)} Tm <${utf16(`${word.text} `)}> Tj`,
    )
  }
  lines.push('ET')
  return lines.join('\n')
}

async function pictureOf(page: PaperPage): Promise<{ jpeg: Buffer; width: number; height: number; grey: boolean }> {
  const { name } = page
  try {
    let picture: Sharp
    if (page.pdfPage === undefined) {
      picture = sharp(page.source, { limitInputPixels: contentLimits.pixelsMax, failOn: 'error' }).autoOrient()
    } else {
      const drawn = await drawPdf(page.source, {
        name,
        page: page.pdfPage,
        width: 3_508,
        pixelsMax: PAGE_PIXELS_MAX,
      })
      if (!drawn) throw refuse['no-page']({ name, page: String(page.pdfPage) })
      picture = sharp(drawn.data, { raw: { width: drawn.width, height: drawn.height, channels: 4 } })
    }
    const { data, info } = await picture
      .flatten({ background: '#fff' })
      .resize({ width: 3_508, height: 3_508, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .jpeg({ quality: JPEG_QUALITY })
      .toBuffer({ resolveWithObject: true })
    return { jpeg: data, width: info.width, height: info.height, grey: info.channels === 1 }
  } catch (error) {
    if (error instanceof Error && 'kind' in error) throw error
    throw refuse.damaged({ name })
  }
}

let profile: Promise<Buffer> | undefined
/** The sRGB profile, as the image library writes it. */
function colourProfile(): Promise<Buffer> {
  profile ??= (async () => {
    const dot = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } })
      .withIccProfile('srgb')
      .jpeg()
      .toBuffer()
    const { icc } = await sharp(dot).metadata()
    assert(icc, 'the image library writes no colour profile')
    return icc
  })()
  return profile
}

/**
 * Joins pages into one PDF of two layers: the picture, and the read words unseen over it (CV 7197/BKHCN-CĐSQG: access copy
 * of a scanned paper). Marked PDF/A-2b. Pages are kept at 300 dpi of A4 at most; the originals stay where they are. Refuses
 * `papers.damaged`, `.no-page`, `.too-many-pages` (`ocrLimits.pagesMax`).
 */
export async function paperPdf(pages: readonly PaperPage[], { title, at }: PaperPdf): Promise<Uint8Array> {
  assert(pages.length > 0, 'a paper without pages')
  if (pages.length > ocrLimits.pagesMax)
    throw refuse['too-many-pages']({ name: title, pages: pages.length, limit: ocrLimits.pagesMax })
  const parts: Buffer[] = []
  const offsets: number[] = []
  let size = 0
  const push = (bytes: Buffer | string): void => {
    const piece = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes
    parts.push(piece)
    size += piece.length
  }
  const object = (number: number, body: string, stream?: Buffer): void => {
    offsets[number] = size
    push(`${number} 0 obj\n`)
    if (stream) {
      push(`${body.replace(/>>$/, '')} /Length ${stream.length} >>\nstream\n`)
      push(stream)
      push('\nendstream\nendobj\n')
    } else push(`${body}\nendobj\n`)
  }
  const [CATALOG, PAGES, FONT, CID, DESCRIPTOR, UNICODE, XMP, INTENT, PROFILE] = [1, 2, 3, 4, 5, 6, 7, 8, 9]
  const first = 10
  push(Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'))
  const kids = pages.map((_, index) => `${first + index * 3} 0 R`)
  object(
    CATALOG,
    `<< /Type /Catalog /Pages ${PAGES} 0 R /Metadata ${XMP} 0 R /OutputIntents [${INTENT} 0 R] /Lang (vi) /MarkInfo << /Marked false >> >>`,
  )
  object(PAGES, `<< /Type /Pages /Count ${pages.length} /Kids [${kids.join(' ')}] >>`)
  object(
    FONT,
    `<< /Type /Font /Subtype /Type0 /BaseFont /Unseen /Encoding /Identity-H /DescendantFonts [${CID} 0 R] /ToUnicode ${UNICODE} 0 R >>`,
  )
  object(
    CID,
    `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Unseen /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 /CIDToGIDMap /Identity /FontDescriptor ${DESCRIPTOR} 0 R >>`,
  )
  object(
    DESCRIPTOR,
    '<< /Type /FontDescriptor /FontName /Unseen /Flags 5 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 1000 /Descent -1 /CapHeight 1000 /StemV 80 >>',
  )
  object(UNICODE, '<< /Filter /FlateDecode >>', deflateSync(Buffer.from(unicodeMap(), 'latin1')))
  const date = at.toISOString().replace(/\.\d+Z$/, 'Z')
  object(
    XMP,
    '<< /Type /Metadata /Subtype /XML >>',
    Buffer.from(
      `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"><pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance><dc:title><rdf:Alt><rdf:li xml:lang="x-default">${xml(title)}</rdf:li></rdf:Alt></dc:title><xmp:CreateDate>${date}</xmp:CreateDate></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`,
    ),
  )
  object(
    INTENT,
    `<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /DestOutputProfile ${PROFILE} 0 R >>`,
  )
  object(PROFILE, '<< /N 3 /Filter /FlateDecode >>', deflateSync(await colourProfile()))
  for (const [index, page] of pages.entries()) {
    const picture = await pictureOf(page)
    const [PAGE, CONTENT, IMAGE] = [first + index * 3, first + index * 3 + 1, first + index * 3 + 2]
    const long = Math.max(picture.width, picture.height)
    const points = page.dpi && page.pdfPage === undefined ? Math.min(1_700, (long / page.dpi) * 72) : A4.long
    const width = (picture.width / long) * points
    const height = (picture.height / long) * points
    const content = `q ${amount(width)} 0 0 ${amount(height)} 0 0 cm /Im0 Do Q\n${textLayer(page.words ?? [], width, height)}`
    object(
      PAGE,
      `<< /Type /Page /Parent ${PAGES} 0 R /MediaBox [0 0 ${amount(width)} ${amount(height)}] /Contents ${CONTENT} 0 R /Resources << /Font << /F0 ${FONT} 0 R >> /XObject << /Im0 ${IMAGE} 0 R >> >> >>`,
    )
    object(CONTENT, '<< /Filter /FlateDecode >>', deflateSync(Buffer.from(content, 'latin1')))
    object(
      IMAGE,
      `<< /Type /XObject /Subtype /Image /Width ${picture.width} /Height ${picture.height} /BitsPerComponent 8 /ColorSpace /${picture.grey ? 'DeviceGray' : 'DeviceRGB'} /Filter /DCTDecode >>`,
      picture.jpeg,
    )
  }
  const table = size
  const last = first + pages.length * 3
  push(`xref\n0 ${last}\n0000000000 65535 f \n`)
  for (let number = 1; number < last; number++) push(`${String(offsets[number] ?? 0).padStart(10, '0')} 00000 n \n`)
  const id = at.getTime().toString(16).padStart(32, '0').slice(-32)
  push(`trailer\n<< /Size ${last} /Root ${CATALOG} 0 R /ID [<${id}> <${id}>] >>\nstartxref\n${table}\n%%EOF\n`)
  return Buffer.concat(parts)
}
