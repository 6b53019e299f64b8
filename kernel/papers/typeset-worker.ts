import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parentPort } from 'node:worker_threads'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import type { WorkAnswer } from './workshop.ts'

/** One document: template source, what it may import by path, data as JSON text, and how the PDF is made. */
export type TypesetQuestion = {
  template: string
  parts: Record<string, string>
  files: Record<string, Uint8Array>
  data: string
  title: string
  lang: string
  pdfStandard: string
  atSeconds: number
  pagesMax: number
}

export type TypesetAnswer = { pdf: Uint8Array; pages: number }

const require = createRequire(import.meta.url)
const faces = [
  '@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf',
  '@expo-google-fonts/tinos/400Regular_Italic/Tinos_400Regular_Italic.ttf',
  '@expo-google-fonts/tinos/700Bold/Tinos_700Bold.ttf',
  '@expo-google-fonts/tinos/700Bold_Italic/Tinos_700Bold_Italic.ttf',
  '@expo-google-fonts/be-vietnam-pro/400Regular/BeVietnamPro_400Regular.ttf',
  '@expo-google-fonts/be-vietnam-pro/600SemiBold/BeVietnamPro_600SemiBold.ttf',
  '@expo-google-fonts/be-vietnam-pro/700Bold/BeVietnamPro_700Bold.ttf',
]
const fontBlobs = faces.map((face) => readFileSync(require.resolve(face)))

/** A folder that does not exist: a template can read what it is given and nothing of the disk. */
const nowhere = join(tmpdir(), 'sen-typeset-holds-no-files')

const compiler = NodeCompiler.create({ workspace: nowhere, fontArgs: [{ fontBlobs }] })

/** The characters a TrueType font can show: its cmap table, formats 4 and 12 (OpenType 1.9, cmap). */
function coverage(font: Buffer): Set<number> {
  const shown = new Set<number>()
  const tables = font.readUInt16BE(4)
  let cmap = 0
  for (let i = 0; i < tables; i++) {
    if (font.toString('latin1', 12 + i * 16, 16 + i * 16) === 'cmap') cmap = font.readUInt32BE(12 + i * 16 + 8)
  }
  for (let i = 0; i < font.readUInt16BE(cmap + 2); i++) {
    const at = cmap + font.readUInt32BE(cmap + 4 + i * 8 + 4)
    const format = font.readUInt16BE(at)
    if (format === 4) {
      const double = font.readUInt16BE(at + 6)
      for (let s = 0; s < double; s += 2) {
        const last = font.readUInt16BE(at + 14 + s)
        const first = font.readUInt16BE(at + 16 + double + s)
        const delta = font.readUInt16BE(at + 16 + double * 2 + s)
        const rangeAt = at + 16 + double * 3 + s
        const range = font.readUInt16BE(rangeAt)
        for (let code = first; code <= last && code < 0xffff; code++) {
          const glyph = range === 0 ? (code + delta) & 0xffff : font.readUInt16BE(rangeAt + range + (code - first) * 2)
          if (glyph !== 0) shown.add(code)
        }
      }
    } else if (format === 12) {
      for (let g = 0; g < font.readUInt32BE(at + 12); g++) {
        const group = at + 16 + g * 12
        for (let code = font.readUInt32BE(group); code <= font.readUInt32BE(group + 4); code++) shown.add(code)
      }
    }
  }
  return shown
}

const shown = coverage(fontBlobs[0] ?? Buffer.alloc(0))

/**
 * PDF/A forbids a character without a glyph, and one emoji in a street name must not cost a citizen her receipt:
 * what the face cannot show becomes a white square, what no page can show (controls, direction marks) goes.
 */
function showable(text: string): string {
  let out = ''
  for (const letter of text.normalize('NFC').replace(/\r\n?/g, '\n')) {
    const code = letter.codePointAt(0) ?? 0
    if (letter === '\n' || shown.has(code)) out += letter
    else if (/\s/.test(letter)) out += ' '
    else if (!/[\p{C}\p{M}]/u.test(letter)) out += '□'
  }
  return out
}

function onlyShowable(value: unknown): unknown {
  if (typeof value === 'string') return showable(value)
  if (Array.isArray(value)) return value.map(onlyShowable)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, onlyShowable(inner)]))
  }
  return value
}

function messages(diagnostics: unknown): string {
  return JSON.stringify(diagnostics).slice(0, 2_000)
}

function typeset(question: TypesetQuestion): TypesetAnswer {
  compiler.resetShadow()
  for (const [path, source] of Object.entries(question.parts)) compiler.addSource(join(nowhere, path), source)
  for (const [path, bytes] of Object.entries(question.files))
    compiler.mapShadow(join(nowhere, path), Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  const result = compiler.compile({
    mainFileContent: question.template,
    inputs: {
      data: JSON.stringify(onlyShowable(JSON.parse(question.data))),
      title: showable(question.title),
      lang: question.lang,
    },
    resetRead: true,
  })
  const document = result.result
  if (!document || result.hasError()) {
    const error = result.takeError()
    throw new Error(error ? messages(compiler.fetchDiagnostics(error)) : 'no document')
  }
  const warnings = result.takeWarnings()
  // A font that is not there or a layout that does not settle is our mistake, told in tests and not on paper.
  if (warnings) throw new Error(messages(compiler.fetchDiagnostics(warnings)))
  const pages = document.numOfPages
  if (pages > question.pagesMax) return { pdf: new Uint8Array(), pages }
  const made = compiler.pdf(document, { pdfStandard: question.pdfStandard, creationTimestamp: question.atSeconds })
  compiler.evictCache(10)
  return { pdf: new Uint8Array(made), pages }
}

parentPort?.on('message', (question: TypesetQuestion) => {
  let reply: WorkAnswer<TypesetAnswer>
  try {
    reply = { answer: typeset(question) }
  } catch (error) {
    reply = { fault: { code: 'template', message: error instanceof Error ? error.message : String(error) } }
  }
  const pdf = 'answer' in reply ? reply.answer.pdf.buffer : undefined
  parentPort?.postMessage(reply, pdf instanceof ArrayBuffer ? [pdf] : [])
})
