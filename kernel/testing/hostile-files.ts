import { crc32, deflateRawSync, deflateSync } from 'node:zlib'

/** One file of a zip made by hand; `packed` and `size` let it lie, `localName` gives it two names. */
export interface ZipPart {
  name: string
  data: Buffer | string
  /** Stored as it is. */
  stored?: boolean
  /** What the directory says it unpacks to. */
  size?: number
  localName?: string
  flags?: number
}

/** A zip with local headers, directory and end record (APPNOTE 6.3.9), honest unless a part says otherwise. */
export function zipFile(parts: readonly ZipPart[], prefix: Buffer = Buffer.alloc(0)): Buffer {
  const files: Buffer[] = [prefix]
  const directory: Buffer[] = []
  let at = prefix.length
  for (const part of parts) {
    const data = Buffer.from(part.data)
    const packed = part.stored ? data : deflateRawSync(data, { level: 9 })
    const title = Buffer.from(part.name)
    const localTitle = Buffer.from(part.localName ?? part.name)
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(part.flags ?? 0, 2)
    facts.writeUInt16LE(part.stored ? 0 : 8, 4)
    facts.writeUInt32LE(crc32(data), 10)
    facts.writeUInt32LE(packed.length, 14)
    facts.writeUInt32LE(part.size ?? data.length, 18)
    facts.writeUInt16LE(title.length, 22)
    const entry = Buffer.alloc(46)
    entry.write('PK\x01\x02', 'latin1')
    entry.writeUInt16LE(20, 4)
    facts.copy(entry, 6)
    entry.writeUInt32LE(at, 42)
    directory.push(entry, title)
    const localFacts = Buffer.from(facts)
    localFacts.writeUInt16LE(localTitle.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), localFacts, localTitle, packed])
    files.push(local)
    at += local.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...files, list, end])
}

/** Zips in zips, each level ten of the one below: what the famous 42.zip does, made here. */
export function nestedZip(levels: number, core: Buffer): Buffer {
  let inner: Buffer = zipFile([{ name: '0.dll', data: core }])
  for (let level = 1; level < levels; level++)
    inner = zipFile(Array.from({ length: 10 }, (_, i) => ({ name: `${i}.zip`, data: inner })))
  return inner
}

const WORD_TYPES =
  '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'

/** A Word document of one paragraph, with further parts. */
export const wordFile = (more: readonly ZipPart[] = [], prefix?: Buffer): Buffer =>
  zipFile(
    [
      { name: '[Content_Types].xml', data: WORD_TYPES },
      { name: '_rels/.rels', data: '<Relationships/>' },
      { name: 'word/document.xml', data: '<w:document>Kính gửi</w:document>' },
      ...more,
    ],
    prefix,
  )

const SHEET_TYPES =
  '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** A workbook of one sheet, its XML and that of its shared strings given whole; further parts after them. */
export function workbookFile(sheet: string, strings = `<sst ${MAIN}/>`, more: readonly ZipPart[] = []): Buffer {
  return zipFile([
    { name: '[Content_Types].xml', data: SHEET_TYPES },
    {
      name: '_rels/.rels',
      data: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      data: `<workbook ${MAIN} xmlns:r="${RELATIONS}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      data: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    },
    { name: 'xl/sharedStrings.xml', data: strings },
    { name: 'xl/worksheets/sheet1.xml', data: sheet },
    ...more,
  ])
}

/** 0 is A, 26 is AA. */
const columnName = (at: number): string =>
  (at >= 26 ? columnName(Math.floor(at / 26) - 1) : '') + String.fromCharCode(65 + (at % 26))

/** The XML of a sheet with these rows of texts. */
export const sheetXml = (rows: readonly (readonly string[])[]): string =>
  `<worksheet ${MAIN}><sheetData>${rows
    .map(
      (row, r) =>
        `<row r="${r + 1}">${row.map((cell, c) => `<c r="${columnName(c)}${r + 1}" t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>`,
    )
    .join('')}</sheetData></worksheet>`

/** Ten entities, each ten of the one before: 10¹⁰ letters in a kilobyte. */
export const LAUGHS = `<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "ha">${'bcdefghijk'
  .split('')
  .map((name, i) => `<!ENTITY ${name} "${`&${'abcdefghijk'[i]};`.repeat(10)}">`)
  .join('')}]>`

/** A PNG that declares a size and holds almost nothing; `chunks` go before the picture. */
export function pngDeclaring(width: number, height: number, chunks: readonly [string, Buffer][] = []): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const out = Buffer.alloc(body.length + 8)
    out.writeUInt32BE(data.length, 0)
    body.copy(out, 4)
    out.writeUInt32BE(crc32(body), body.length + 4)
    return out
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 6, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...chunks.map(([type, data]) => chunk(type, data)),
    chunk('IDAT', deflateSync(Buffer.alloc(100_000))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** A PDF written by hand: objects numbered from 1, the first is the catalog. */
export function pdfOf(objects: readonly (string | Buffer)[], trailer = '', prefix = ''): Buffer {
  const parts: Buffer[] = [Buffer.from(`${prefix}%PDF-1.7\n`)]
  let size = parts[0]?.length ?? 0
  const places: number[] = []
  const add = (part: Buffer) => {
    parts.push(part)
    size += part.length
  }
  for (const [i, object] of objects.entries()) {
    places.push(size)
    add(Buffer.from(`${i + 1} 0 obj\n`))
    add(Buffer.from(object))
    add(Buffer.from('\nendobj\n'))
  }
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer}>>\nstartxref\n${size}\n%%EOF\n`,
    ),
  )
  return Buffer.concat(parts)
}

/** A PDF stream object with this dictionary. */
export const pdfStream = (dictionary: string, data: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`<< ${dictionary} /Length ${data.length} >>\nstream\n`), data, Buffer.from('\nendstream')])

const CATALOG = '<< /Type /Catalog /Pages 2 0 R >>'

/** A PDF of one page whose content, and whatever else, is given as further objects from number 4 on. */
export const onePagePdf = (more: readonly (string | Buffer)[], page = '/Contents 4 0 R'): Buffer =>
  pdfOf([
    CATALOG,
    '<< /Type /Pages /Count 1 /Kids [3 0 R] >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] ${page} >>`,
    ...more,
  ])
