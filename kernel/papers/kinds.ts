import { open } from 'node:fs/promises'
import { fileTypeFromFile } from 'file-type'
import sharp from 'sharp'
import type { Words } from '#ground/text'
import type { MapAnswer, MapQuestion } from './map-worker.ts'
import { inspectPdf, pdfLimits } from './pdf.ts'
import { refuse } from './refusals.ts'
import { openWorkshop, WorkFault } from './workshop.ts'
import { inspectZip, ZipFault } from './zip.ts'

const MiB = 1024 * 1024

/** A kind of paper: its words, the extensions people give it (the first is ours), its media types, and bytes at most. */
export type Kind = {
  label: Words
  family: 'document' | 'image' | 'sheet' | 'text' | 'map'
  extensions: readonly [string, ...string[]]
  mediaTypes: readonly [string, ...string[]]
  bytesMax: number
}

/**
 * The kinds the store takes. Left out on purpose: zip and other archives (nobody can see what is inside), HEIC (the
 * image library cannot open it), HTML and SVG (they run code), old doc/xls (macros that cannot be told apart).
 */
export const kinds = {
  pdf: {
    label: { vi: 'PDF', en: 'PDF' },
    family: 'document',
    extensions: ['pdf'],
    mediaTypes: ['application/pdf'],
    bytesMax: 50 * MiB,
  },
  jpeg: {
    label: { vi: 'ảnh JPG', en: 'JPG picture' },
    family: 'image',
    extensions: ['jpg', 'jpeg', 'jpe', 'jfif'],
    mediaTypes: ['image/jpeg', 'image/jpg', 'image/pjpeg'],
    bytesMax: 25 * MiB,
  },
  png: {
    label: { vi: 'ảnh PNG', en: 'PNG picture' },
    family: 'image',
    extensions: ['png'],
    mediaTypes: ['image/png', 'image/apng', 'image/x-png'],
    bytesMax: 25 * MiB,
  },
  webp: {
    label: { vi: 'ảnh WebP', en: 'WebP picture' },
    family: 'image',
    extensions: ['webp'],
    mediaTypes: ['image/webp'],
    bytesMax: 25 * MiB,
  },
  docx: {
    label: { vi: 'Word (DOCX)', en: 'Word (DOCX)' },
    family: 'document',
    extensions: ['docx'],
    mediaTypes: ['application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    bytesMax: 25 * MiB,
  },
  xlsx: {
    label: { vi: 'Excel (XLSX)', en: 'Excel (XLSX)' },
    family: 'sheet',
    extensions: ['xlsx'],
    mediaTypes: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    bytesMax: 25 * MiB,
  },
  odt: {
    label: { vi: 'văn bản ODT', en: 'ODT text' },
    family: 'document',
    extensions: ['odt'],
    mediaTypes: ['application/vnd.oasis.opendocument.text'],
    bytesMax: 25 * MiB,
  },
  csv: {
    label: { vi: 'bảng CSV', en: 'CSV table' },
    family: 'sheet',
    extensions: ['csv'],
    // Windows with Excel installed declares CSV as Excel.
    mediaTypes: ['text/csv', 'application/csv', 'text/plain', 'application/vnd.ms-excel', 'text/x-csv'],
    bytesMax: 100 * MiB,
  },
  geojson: {
    label: { vi: 'bản đồ GeoJSON', en: 'GeoJSON map' },
    family: 'map',
    extensions: ['geojson'],
    mediaTypes: ['application/geo+json', 'application/json', 'application/vnd.geo+json'],
    bytesMax: 25 * MiB,
  },
  txt: {
    label: { vi: 'văn bản thuần (TXT)', en: 'plain text (TXT)' },
    family: 'text',
    extensions: ['txt'],
    mediaTypes: ['text/plain'],
    bytesMax: 5 * MiB,
  },
} as const satisfies Record<string, Kind>

export type KindName = keyof typeof kinds

export const kindNames = Object.keys(kinds) as KindName[]

/** Limits on what a file may unfold to. Pixels of a picture: a 108-megapixel phone fits, 40,000 × 40,000 does not. */
export const contentLimits = {
  pixelsMax: 120_000_000,
  sideMax: 30_000,
  pagesMax: pdfLimits.pagesMax,
  zip: { entriesMax: 2_000, unfoldedMax: 200 * MiB, ratioMax: 150 },
  nameMax: 150,
}

/** What a file was found to be. `pages` for a PDF, `width` and `height` in pixels for a picture as it is stored. */
export type Examined = { kind: KindName; name: string; pages?: number; width?: number; height?: number }

/** A size in words: "1,5 MB" (decimal comma, as in Vietnamese). */
export function sizeWords(bytes: number): string {
  const [value, unit] =
    bytes >= 1024 * MiB ? [bytes / (1024 * MiB), 'GB'] : bytes >= MiB ? [bytes / MiB, 'MB'] : [bytes / 1024, 'KB']
  return `${String(Math.round(value * 10) / 10).replace('.', ',')} ${unit}`
}

/** Windows will not open a file with such a name (CON, NUL, LPT1 …) whatever its extension. */
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)$/i

/**
 * A file name safe to store, show and send: the last part of a path, NFC, without control and direction-turning
 * characters (which can make "gpj.exe" read as "exe.jpg") and without what Windows forbids; at most 150 characters,
 * the extension kept. A name with nothing left becomes "giay-to".
 */
export function cleanName(given: string): string {
  const last = given.slice(-2000).normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const plain = last
    .replace(/[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu, '')
    .replace(/[<>:"|?*]/g, '-')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
  const dot = plain.lastIndexOf('.')
  const extension = dot > 0 && plain.length - dot <= 11 ? plain.slice(dot) : ''
  const stem = plain.slice(0, plain.length - extension.length).trimEnd()
  const letters = [...stem].slice(0, contentLimits.nameMax - extension.length).join('')
  return `${letters === '' || deviceName.test(letters) ? `giay-to${letters && `-${letters}`}` : letters}${extension}`
}

/** The kind a name claims by its extension; `other` for an extension that is not ours; undefined without one. */
function claimedByName(name: string): KindName | 'other' | undefined {
  const dot = name.lastIndexOf('.')
  if (dot < 1) return undefined
  const extension = name.slice(dot + 1).toLowerCase()
  return kindNames.find((kind) => (kinds[kind].extensions as readonly string[]).includes(extension)) ?? 'other'
}

const archiveOrUnknown = new Set(['', 'application/octet-stream', 'binary/octet-stream', 'application/x-unknown'])

/** What a refusal calls a kind in either language: its extension. */
const mark = (kind: KindName): string => kinds[kind].extensions[0].toUpperCase()

function kindList(allowed: readonly KindName[]): string {
  return allowed.map(mark).join(', ')
}

const detectedKinds: Record<string, KindName> = {
  pdf: 'pdf',
  jpg: 'jpeg',
  png: 'png',
  apng: 'png',
  webp: 'webp',
  docx: 'docx',
  xlsx: 'xlsx',
  odt: 'odt',
}

/** Text that a browser or another program would run, whatever its name. */
const runs = /^\s*(?:<\?xml|<!doctype|<!--|<html|<head|<body|<script|<svg|<\?php|#!|%!PS|MIME-Version:)/i

async function textKind(path: string, name: string, claimed: KindName | 'other' | undefined): Promise<KindName> {
  const file = await open(path, 'r')
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true })
    const chunk = Buffer.alloc(256 * 1024)
    let first = true
    for (let at = 0; ; ) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length, at)
      at += bytesRead
      const bytes = chunk.subarray(0, bytesRead)
      // Tab, line feed, carriage return, form feed and the DOS end mark are text; other controls are not.
      if (bytes.some((b) => b < 0x20 && b !== 9 && b !== 10 && b !== 13 && b !== 12 && b !== 0x1a)) return notAllowed()
      let text: string
      try {
        text = decoder.decode(bytes, { stream: bytesRead > 0 })
      } catch {
        throw refuse['not-unicode']({ name })
      }
      if (first && runs.test(text.replace(/^\ufeff/, ''))) return notAllowed()
      first = false
      if (bytesRead === 0) break
    }
  } finally {
    await file.close()
  }
  return claimed === 'csv' || claimed === 'geojson' ? claimed : 'txt'

  function notAllowed(): never {
    throw new NotAllowed()
  }
}

class NotAllowed extends Error {}

const mapWorkshop = openWorkshop<MapQuestion, MapAnswer>(new URL('./map-worker.ts', import.meta.url), {
  secondsMax: 20,
  waitingMax: 100,
  memoryMaxMiB: 768,
})

/** In a thread of its own: JSON is held whole to be read, and what 25 MB of brackets come to would take the house with it. */
async function checkGeoJson(path: string, name: string): Promise<void> {
  let found: MapAnswer
  try {
    found = await mapWorkshop.ask(
      { path },
      {
        late: (seconds) => refuse['too-slow']({ name, seconds: String(seconds) }),
        full: (waiting) => refuse['too-busy']({ waiting: String(waiting) }),
      },
    )
  } catch (error) {
    if (error instanceof WorkFault) throw refuse.damaged({ name })
    throw error
  }
  if (!found.isMap) throw refuse.damaged({ name })
}

/** Ends the thread that reads maps; the next map starts a new one. */
export const closeMaps = (): Promise<void> => mapWorkshop.close()

// The image library reads a dozen more formats, by programs nobody here needs: only what we take is left switched on.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp'] })

async function checkImage(path: string, name: string): Promise<{ width: number; height: number }> {
  let width: number
  let height: number
  try {
    // The header only: nothing is decoded, so a bomb is told by what it declares.
    ;({ width, height } = await sharp(path, { limitInputPixels: false, failOn: 'error' }).metadata())
  } catch {
    throw refuse.damaged({ name })
  }
  const { pixelsMax, sideMax } = contentLimits
  if (width * height > pixelsMax || width > sideMax || height > sideMax) {
    throw refuse.bomb({
      name,
      measure: `${width} × ${height} px`,
      limit: `${pixelsMax / 1_000_000} Mpx, ${sideMax} px`,
    })
  }
  return { width, height }
}

async function checkPdf(path: string, name: string): Promise<{ pages: number }> {
  const found = await inspectPdf(path, name)
  if (found.active.length > 0) {
    throw refuse.active({ name, content: found.active.join(', ') })
  }
  if (found.encrypted) throw refuse['encrypted-pdf']({ name })
  if (found.overflow) {
    throw refuse.bomb({
      name,
      measure: `> ${sizeWords(pdfLimits.streamMax)}`,
      limit: sizeWords(pdfLimits.streamMax),
    })
  }
  if (found.pages === 0) throw refuse.damaged({ name })
  if (found.pages > contentLimits.pagesMax) {
    throw refuse['too-many-pages']({ name, pages: found.pages, limit: contentLimits.pagesMax })
  }
  return { pages: found.pages }
}

/** Parts of an office document that run: macros, ActiveX controls, objects of other programs, a Java archive in disguise. */
const runningPart =
  /(^|\/)(vbaProject\.bin|vbaData\.xml|activeX\/|embeddings\/[^/]+\.(bin|exe|js|vbs)|Basic\/|Scripts\/|META-INF\/MANIFEST\.MF$|[^/]+\.(class|exe|dll|scr|bat|cmd|ps1|js|jse|vbs|vbe|wsf|hta|lnk|jar)$)/i

/** How programs begin: Windows, ELF, Mach-O, Java, a script. */
const programHeads = ['4d5a', '7f454c46', 'feedface', 'feedfacf', 'cffaedfe', 'cafebabe', '2321']

/**
 * A part outside of the file that is fetched as soon as it is opened: a template with macros from elsewhere, a linked
 * object, a picture on a file server that is handed the reader's password. A link one must press is none of these.
 */
function fetchesFromOutside(relations: string): boolean {
  for (const [one] of relations.matchAll(/<(?:\w+:)?Relationship\b[^>]{0,4000}>/g)) {
    if (!/TargetMode\s*=\s*["']External["']/i.test(one)) continue
    const type = /Type\s*=\s*["'][^"']*\/([A-Za-z]+)["']/.exec(one)?.[1]?.toLowerCase() ?? ''
    const target = /Target\s*=\s*["']([^"']*)["']/.exec(one)?.[1] ?? ''
    if (['attachedtemplate', 'oleobject', 'frame', 'subdocument', 'afchunk'].includes(type)) return true
    if (type !== 'hyperlink' && type !== 'externallinkpath' && /^(?:file:|\\\\|\/\/|https?:|ftp:|mhtml:)/i.test(target))
      return true
  }
  return false
}

/** Text of a part in the encodings XML knows without being told (XML 1.0, appendix F). */
const xmlText = (head: Buffer): string =>
  head[0] === 0xff || head[1] === 0
    ? head.toString('utf16le')
    : head[0] === 0xfe || head[0] === 0
      ? Buffer.from(head.subarray(0, head.length & ~1))
          .swap16()
          .toString('utf16le')
      : head.toString('utf8')

async function checkOffice(path: string, name: string): Promise<void> {
  const { zip } = contentLimits
  try {
    const { entries } = await inspectZip(path, zip)
    for (const entry of entries) {
      if (runningPart.test(entry.name)) throw refuse.active({ name, content: 'macro' })
      const begins = entry.head.subarray(0, 4).toString('hex')
      if (programHeads.some((one) => begins.startsWith(one))) throw refuse.active({ name, content: entry.name })
      // Another archive inside: what it unfolds to nobody counted. A sheet or a text set into a document is usual.
      if (begins === '504b0304' && !/embeddings\/[^/]+\.(xlsx|docx|pptx)$/i.test(entry.name))
        throw refuse.active({ name, content: entry.name })
      if (!/\.(?:xml|rels)$/i.test(entry.name)) continue
      const text = xmlText(entry.head)
      // Office documents may not declare a document type (ECMA-376-2, 8.1.4); entities in it can unfold without end.
      if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) throw refuse.active({ name, content: 'DOCTYPE' })
      if (entry.name.endsWith('.rels') && fetchesFromOutside(text))
        throw refuse.active({ name, content: 'liên kết ngoài' })
    }
  } catch (error) {
    if (!(error instanceof ZipFault)) throw error
    if (error.reason === 'damaged' || error.reason === 'locked') throw refuse.damaged({ name })
    const limit =
      error.reason === 'entries'
        ? zip.entriesMax
        : error.reason === 'ratio'
          ? `${zip.ratioMax} ×`
          : sizeWords(zip.unfoldedMax)
    throw refuse.bomb({ name, measure: `> ${limit}`, limit })
  }
}

async function kindByContent(path: string, name: string): Promise<KindName> {
  const detected = await fileTypeFromFile(path).catch(() => undefined)
  if (detected) {
    if (/^image\/hei[cf]/.test(detected.mime)) throw refuse.heic({ name })
    const kind = detectedKinds[detected.ext]
    if (kind) return kind
    throw new NotAllowed(detected.ext)
  }
  return textKind(path, name, claimedByName(name))
}

/**
 * Tells what a file on disk is by its content, and refuses what is not what it says, what is not allowed, what would
 * unfold to too much and what can run. `declaredKind` is the media type the sender declared, if any; `allowed`
 * narrows the kinds for one field. Refuses `papers.empty`, `.too-large`, `.kind-not-allowed`, `.heic`, `.other-kind`,
 * `.damaged`, `.not-unicode`, `.bomb`, `.encrypted-pdf`, `.active`, `.too-slow`, `.too-busy`.
 */
export async function examine(
  path: string,
  given: { name: string; size: number; declaredKind?: string; allowed?: readonly KindName[] },
): Promise<Examined> {
  const name = cleanName(given.name)
  const allowed = given.allowed ?? kindNames
  if (given.size === 0) throw refuse.empty({ name })
  const claimed = claimedByName(name)
  const declared = (given.declaredKind ?? '').split(';')[0]?.trim().toLowerCase() ?? ''

  let kind: KindName
  try {
    kind = await kindByContent(path, name)
  } catch (error) {
    if (!(error instanceof NotAllowed)) throw error
    // A program or an archive under the name of a paper: say that the name is wrong, it is the likelier mistake.
    if (claimed && claimed !== 'other') {
      const actual = error.message ? error.message.toUpperCase() : '?'
      throw refuse['other-kind']({ name, declared: mark(claimed), actual })
    }
    throw refuse['kind-not-allowed']({ name, kinds: kindList(allowed) })
  }
  if (claimed === 'other' || !allowed.includes(kind)) {
    throw refuse['kind-not-allowed']({ name, kinds: kindList(allowed) })
  }
  const { mediaTypes, bytesMax, extensions } = kinds[kind]
  if (claimed !== undefined && claimed !== kind) {
    throw refuse['other-kind']({ name, declared: mark(claimed), actual: mark(kind) })
  }
  if (!archiveOrUnknown.has(declared) && !(mediaTypes as readonly string[]).includes(declared)) {
    throw refuse['other-kind']({ name, declared, actual: mark(kind) })
  }
  if (given.size > bytesMax) throw refuse['too-large']({ name, limit: sizeWords(bytesMax) })

  const named = claimed === undefined ? `${name}.${extensions[0]}` : name
  switch (kinds[kind].family) {
    case 'image':
      return { kind, name: named, ...(await checkImage(path, name)) }
    case 'map':
      await checkGeoJson(path, name)
      return { kind, name: named }
    default:
      if (kind === 'pdf') return { kind, name: named, ...(await checkPdf(path, name)) }
      if (kind === 'docx' || kind === 'xlsx' || kind === 'odt') await checkOffice(path, name)
      return { kind, name: named }
  }
}
