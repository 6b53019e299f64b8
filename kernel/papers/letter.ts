import { readFileSync } from 'node:fs'
import { formatDate, type LocalDate } from '#ground/clock'
import { Bug } from '#ground/refusal'
import { nfc } from '#ground/text'
import { barcodeSvg } from './barcode.ts'
import { qrSvg } from './qr.ts'
import { refuse } from './refusals.ts'
import { type Printable, typeset } from './typeset.ts'
import { openWorkshop, WorkFault } from './workshop.ts'

export type Align = 'left' | 'center' | 'right'

/** "Nhãn: giá trị": the value stands out. Fields without a value are left out; several in one list stand on one line. */
export interface LetterField {
  label: string
  value: string | null | undefined
}

/** A piece of the text of a document. Tables: widths in millimetres, absent ones share what is left. */
export type LetterBlock =
  | { heading: string }
  | {
      paragraph: string
      /** Said in bold before it: "Điều 1." */
      lead?: string
      bold?: boolean
      italic?: boolean
      align?: Align
      /** First line set in, as running text is; default true for text from the left. */
      indent?: boolean
    }
  | { list: readonly string[]; numbered?: boolean }
  | {
      fields: readonly (LetterField | readonly LetterField[])[]
      /** A QR at the right of the fields with words under it. */
      beside?: { qr: string; caption: string }
    }
  /** A number as Code 128, for the scanner at the counter. */
  | { barcode: string }
  | {
      table: {
        caption?: string
        /** Columns of one `group` that stand together share a head above theirs. */
        columns: readonly { title: string; width?: number; align?: Align; group?: string }[]
        /** A cell in bold is `{ bold: text }`. */
        rows: readonly (readonly (string | { bold: string })[])[]
        /** Points; default 11. */
        size?: number
      }
    }
  | { break: true }

/** Who signs: the lines above, what to do ("Ký, ghi rõ họ tên"), the name. */
export interface LetterSigner {
  above: readonly string[]
  name?: string
  note?: string
}

/**
 * One administrative document as a value, in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I. The same value gives the PDF
 * that is kept and the Word file that is worked on: neither is typed twice.
 */
export interface Letter {
  /** Name of the file's content, for metadata. */
  title: string
  organ: { parent?: string; name: string; place: string }
  /** "12/BC-UBND"; absent: left open; null: a paper that bears none. */
  number?: string | null
  on: LocalDate
  at: Date
  /** Tên loại văn bản: "Báo cáo". Absent for a công văn. */
  kind?: string
  /** Trích yếu; may be empty on a prescribed form. */
  subject: string
  /** "Mẫu số 06": small, at the top right, for prescribed forms. */
  form?: string
  /** Thẩm quyền ban hành, above the bases of a decision: "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ …". */
  authority?: string
  blocks: readonly LetterBlock[]
  receivers?: readonly string[]
  signer?: LetterSigner
  /** Prescribed forms signed by both sides, left to right, in place of `receivers` and `signer`. */
  signatures?: readonly [LetterSigner, LetterSigner]
  landscape?: boolean
  /** A register or a wide table may go nearer to the edge than running text: 12 mm all round. */
  margin?: 'narrow'
  /** Size of running text in points; 13 by the decree, less on a prescribed form that has to fit its sheet. */
  size?: number
  verifyUrl?: string
  sample: boolean
}

const template = readFileSync(new URL('./templates/letter.typ', import.meta.url), 'utf8')
export const SAMPLE = {
  mark: 'BẢN MẪU',
  note: 'Dữ liệu mẫu của bản chạy thử. Văn bản này không có giá trị pháp lý.',
}
/** Cỡ chữ 13–14 (Nghị định 30/2020/NĐ-CP, Phụ lục I, II.6). */
export const TEXT_POINTS = 13
/** One module of a barcode on paper: the least a hand scanner is sure of (ISO/IEC 15417: 0,25 mm for office printers). */
export const MODULE_MM = 0.3

/** "Đồng Tháp, ngày 05 tháng 02 năm 2026": days below ten and January, February with a nought (NĐ 30/2020, Phụ lục I, II.4). */
export function placeDate(place: string, on: LocalDate): string {
  const [day = '', month = '', year = ''] = formatDate(on).split('/')
  return `${place}, ngày ${day} tháng ${Number(month) < 3 ? month : Number(month)} năm ${year}`
}

export const cellText = (cell: string | { bold: string }): string => nfc(typeof cell === 'string' ? cell : cell.bold)

type Heads = readonly { title: string; across: number; down: number }[]

/** The rows of a table's head: one, or two where columns are grouped. */
export function headsOf(columns: Extract<LetterBlock, { table: unknown }>['table']['columns']): Heads[] {
  if (columns.every((column) => column.group === undefined))
    return [columns.map((column) => ({ title: column.title, across: 1, down: 1 }))]
  const above: { title: string; across: number; down: number }[] = []
  let last: string | undefined
  for (const { title, group } of columns) {
    const before = above.at(-1)
    if (group !== undefined && group === last && before) before.across += 1
    else above.push(group === undefined ? { title, across: 1, down: 2 } : { title: group, across: 1, down: 1 })
    last = group
  }
  return [
    above,
    columns.filter((one) => one.group !== undefined).map((one) => ({ title: one.title, across: 1, down: 1 })),
  ]
}

export const fieldLines = (
  fields: Extract<LetterBlock, { fields: unknown }>['fields'],
): { label: string; value: string }[][] =>
  fields
    .map((one) => ('label' in one ? [one] : [...one]))
    .map((one) =>
      one
        .filter((field) => field.value !== null && field.value !== undefined && field.value !== '')
        .map(({ label, value }) => ({ label: nfc(label), value: nfc(value ?? '') })),
    )
    .filter((one) => one.length > 0)

async function printableBlock(block: LetterBlock): Promise<Printable> {
  if ('heading' in block) return { is: 'heading', text: nfc(block.heading) }
  if ('paragraph' in block)
    return {
      is: 'paragraph',
      text: nfc(block.paragraph),
      lead: block.lead === undefined ? null : nfc(block.lead),
      bold: block.bold ?? false,
      italic: block.italic ?? false,
      align: block.align ?? 'left',
      indent: block.indent ?? true,
    }
  if ('list' in block) return { is: 'list', items: block.list.map(nfc), numbered: block.numbered ?? false }
  if ('fields' in block)
    return {
      is: 'fields',
      lines: fieldLines(block.fields),
      qr: block.beside ? await qrSvg(block.beside.qr) : null,
      caption: block.beside?.caption ?? null,
    }
  if ('barcode' in block) {
    const { svg, modules } = barcodeSvg(block.barcode)
    return { is: 'barcode', svg, width: modules * MODULE_MM, text: block.barcode }
  }
  if ('break' in block) return { is: 'break' }
  const { table } = block
  return {
    is: 'table',
    caption: table.caption ?? null,
    size: table.size ?? 11,
    heads: headsOf(table.columns).map((row) => row.map((head) => ({ ...head, title: nfc(head.title) }))),
    columns: table.columns.map((column) => ({ width: column.width ?? null, align: column.align ?? 'left' })),
    rows: table.rows.map((row) => row.map((cell) => (typeof cell === 'string' ? nfc(cell) : { text: nfc(cell.bold) }))),
  }
}

const printableSigner = (signer: LetterSigner): Printable => ({
  above: signer.above,
  name: signer.name ?? null,
  note: signer.note ?? null,
})

async function printable(letter: Letter): Promise<Printable> {
  return {
    form: letter.form ?? null,
    organ: { parent: letter.organ.parent ?? null, name: letter.organ.name },
    number: letter.number === undefined ? '       ' : letter.number,
    placeDate: placeDate(letter.organ.place, letter.on),
    kind: letter.kind ?? null,
    subject: nfc(letter.subject),
    authority: letter.authority ?? null,
    blocks: await Promise.all(letter.blocks.map(printableBlock)),
    receivers: letter.receivers ?? [],
    signer: letter.signer ? printableSigner(letter.signer) : null,
    signatures: letter.signatures?.map(printableSigner) ?? null,
    landscape: letter.landscape ?? false,
    narrow: letter.margin === 'narrow',
    textSize: letter.size ?? TEXT_POINTS,
    qr: letter.verifyUrl ? await qrSvg(letter.verifyUrl) : null,
    sample: letter.sample ? SAMPLE : null,
  }
}

/** A register of 2,500 lines has some 300 pages. */
const PAGES_MAX = 600

/** The document as PDF/A-2b. Refuses what `typeset` refuses, pages beyond 600. */
export async function letterPdf(letter: Letter): Promise<Uint8Array> {
  return typeset(template, await printable(letter), { title: letter.title, at: letter.at, pagesMax: PAGES_MAX })
}

/** `secondsMax` for one Word file, `waitingMax` in the queue. */
const letterLimits = { secondsMax: 40, waitingMax: 200, memoryMaxMiB: 768 }
const workshop = openWorkshop<Letter, Uint8Array>(new URL('./letter-worker.ts', import.meta.url), letterLimits)

/**
 * The document as a Word file (OOXML), A4, margins and sizes of Nghị định 30/2020/NĐ-CP. Made in a thread of its own: a
 * register of thousands of lines takes seconds, in which the province goes on. Refuses `papers.too-slow`, `.too-busy`.
 */
export async function letterWord(letter: Letter): Promise<Uint8Array> {
  try {
    return await workshop.ask(letter, {
      late: (seconds) => refuse['too-slow']({ name: letter.title, seconds: String(seconds) }),
      full: (waiting) => refuse['too-busy']({ waiting: String(waiting) }),
    })
  } catch (error) {
    if (error instanceof WorkFault) throw new Bug(`Word file "${letter.title}": ${error.message}`)
    throw error
  }
}

/** Ends the thread that makes Word files; the next file starts a new one. */
export const closeWord = (): Promise<void> => workshop.close()
