import { readFileSync } from 'node:fs'
import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  Header,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx'
import { formatDate, type LocalDate } from '#ground/clock'
import { nfc } from '#ground/text'
import { qrSvg } from './qr.ts'
import { typeset } from './typeset.ts'

type Align = 'left' | 'center' | 'right'

/** A piece of the text of a document. Tables: widths in millimetres, absent ones share what is left. */
export type LetterBlock =
  | { heading: string }
  | { paragraph: string; bold?: boolean; italic?: boolean; align?: Align }
  | { list: readonly string[] }
  | {
      table: {
        caption?: string
        columns: readonly { title: string; width?: number; align?: Align }[]
        /** A cell in bold is `{ bold: text }`. */
        rows: readonly (readonly (string | { bold: string })[])[]
        /** Points; default 11. */
        size?: number
      }
    }
  | { break: true }

/**
 * One administrative document as a value, in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I. The same value gives the PDF
 * that is kept and the Word file that is worked on: neither is typed twice.
 */
export interface Letter {
  /** Name of the file's content, for metadata. */
  title: string
  organ: { parent?: string; name: string; place: string }
  /** "12/BC-UBND"; absent: left open. */
  number?: string
  on: LocalDate
  at: Date
  /** Tên loại văn bản: "Báo cáo". Absent for a công văn. */
  kind?: string
  /** Trích yếu. */
  subject: string
  /** "Mẫu số 06": small, at the top right, for prescribed forms. */
  form?: string
  blocks: readonly LetterBlock[]
  receivers?: readonly string[]
  signer?: { above: readonly string[]; name?: string; note?: string }
  landscape?: boolean
  verifyUrl?: string
  sample: boolean
}

const template = readFileSync(new URL('./templates/letter.typ', import.meta.url), 'utf8')
const SAMPLE = {
  mark: 'BẢN MẪU',
  note: 'Dữ liệu mẫu của bản chạy thử. Văn bản này không có giá trị pháp lý.',
}
const COLUMN_MIN_MM = 10

/** "Đồng Tháp, ngày 05 tháng 02 năm 2026": days below ten and January, February with a nought (NĐ 30/2020, Phụ lục I, II.4). */
export function placeDate(place: string, on: LocalDate): string {
  const [day = '', month = '', year = ''] = formatDate(on).split('/')
  return `${place}, ngày ${day} tháng ${Number(month) < 3 ? month : Number(month)} năm ${year}`
}

const cellText = (cell: string | { bold: string }): string => nfc(typeof cell === 'string' ? cell : cell.bold)

/** The document as PDF/A-2b. Refuses what `typeset` refuses. */
export async function letterPdf(letter: Letter): Promise<Uint8Array> {
  const blocks = letter.blocks.map((block) => {
    if ('heading' in block) return { is: 'heading', text: nfc(block.heading) }
    if ('paragraph' in block)
      return {
        is: 'paragraph',
        text: nfc(block.paragraph),
        bold: block.bold ?? false,
        italic: block.italic ?? false,
        align: block.align ?? 'left',
      }
    if ('list' in block) return { is: 'list', items: block.list.map(nfc) }
    if ('break' in block) return { is: 'break' }
    const { table } = block
    return {
      is: 'table',
      caption: table.caption ?? null,
      size: table.size ?? 11,
      columns: table.columns.map((column) => ({
        title: nfc(column.title),
        width: column.width ?? null,
        align: column.align ?? 'left',
      })),
      rows: table.rows.map((row) =>
        row.map((cell) => (typeof cell === 'string' ? nfc(cell) : { text: nfc(cell.bold) })),
      ),
    }
  })
  return typeset(
    template,
    {
      form: letter.form ?? null,
      organ: { parent: letter.organ.parent ?? null, name: letter.organ.name },
      number: letter.number ?? '       ',
      placeDate: placeDate(letter.organ.place, letter.on),
      kind: letter.kind ?? null,
      subject: nfc(letter.subject),
      blocks,
      receivers: letter.receivers ?? [],
      signer: letter.signer
        ? { above: letter.signer.above, name: letter.signer.name ?? null, note: letter.signer.note ?? null }
        : null,
      landscape: letter.landscape ?? false,
      qr: letter.verifyUrl ? await qrSvg(letter.verifyUrl) : null,
      sample: letter.sample ? SAMPLE : null,
    },
    { title: letter.title, at: letter.at },
  )
}

const FONT = 'Times New Roman'
const MM = 56.7
const half = (points: number) => points * 2
const sides = { left: AlignmentType.LEFT, center: AlignmentType.CENTER, right: AlignmentType.RIGHT }
const NONE = { style: BorderStyle.NONE, size: 0, color: 'auto' }
const open = { top: NONE, bottom: NONE, left: NONE, right: NONE }

type Look = { bold?: boolean; italics?: boolean; size?: number }
/** Line breaks of the text are line breaks on paper. */
const runs = (text: string, look: Look = {}): TextRun[] =>
  nfc(text)
    .split('\n')
    .map(
      (line, place) =>
        new TextRun({ text: line, font: FONT, size: half(13), ...look, ...(place > 0 ? { break: 1 } : {}) }),
    )
const line = (text: string, look: Look = {}, align: Align = 'left') =>
  new Paragraph({ children: runs(text, look), alignment: sides[align] })

const frame = (left: Paragraph[], right: Paragraph[], shares: [number, number]) =>
  new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    borders: { ...open, insideHorizontal: NONE, insideVertical: NONE },
    rows: [
      new TableRow({
        cantSplit: true,
        children: [left, right].map(
          (children, place) =>
            new TableCell({
              borders: open,
              width: { size: shares[place] ?? 50, type: WidthType.PERCENTAGE },
              children: children.length > 0 ? children : [line('')],
            }),
        ),
      }),
    ],
  })

function tableOf(block: Extract<LetterBlock, { table: unknown }>['table'], widthMm: number): Table {
  const size = half(block.size ?? 11)
  const given = block.columns.reduce((sum, column) => sum + (column.width ?? 0), 0)
  const free = block.columns.filter((column) => column.width === undefined).length
  const share = free > 0 ? Math.max(COLUMN_MIN_MM, (widthMm - given) / free) : 0
  const widths = block.columns.map((column) => Math.round((column.width ?? share) * MM))
  const cell = (text: string, place: number, look: Look, align: Align) =>
    new TableCell({
      width: { size: widths[place] ?? 0, type: WidthType.DXA },
      verticalAlign: VerticalAlign.CENTER,
      margins: { top: 60, bottom: 60, left: 90, right: 90 },
      children: [new Paragraph({ children: runs(text, { size, ...look }), alignment: sides[align] })],
    })
  return new Table({
    width: { size: widths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
    columnWidths: widths,
    rows: [
      new TableRow({
        tableHeader: true,
        children: block.columns.map((column, place) => cell(column.title, place, { bold: true }, 'center')),
      }),
      ...block.rows.map(
        (row) =>
          new TableRow({
            cantSplit: true,
            children: row.map((one, place) =>
              cell(cellText(one), place, { bold: typeof one !== 'string' }, block.columns[place]?.align ?? 'left'),
            ),
          }),
      ),
    ],
  })
}

/** The document as a Word file (OOXML), A4, margins and sizes of Nghị định 30/2020/NĐ-CP. */
export async function letterWord(letter: Letter): Promise<Uint8Array> {
  const widthMm = (letter.landscape ? 297 : 210) - 30 - 18
  const body: (Paragraph | Table)[] = []
  if (letter.form) body.push(line(letter.form, { size: half(10) }, 'right'))
  body.push(
    frame(
      [
        ...(letter.organ.parent ? [line(letter.organ.parent.toUpperCase(), { size: half(12) }, 'center')] : []),
        line(letter.organ.name.toUpperCase(), { size: half(12), bold: true }, 'center'),
        line('———', { size: half(10) }, 'center'),
        line(`Số: ${letter.number ?? '          '}`, { size: half(12) }, 'center'),
      ],
      [
        line('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', { size: half(12), bold: true }, 'center'),
        line('Độc lập - Tự do - Hạnh phúc', { size: half(13), bold: true }, 'center'),
        line('——————————', { size: half(10) }, 'center'),
        line(placeDate(letter.organ.place, letter.on), { size: half(13), italics: true }, 'center'),
      ],
      [40, 60],
    ),
    line(''),
  )
  if (letter.kind) body.push(line(letter.kind.toUpperCase(), { size: half(14), bold: true }, 'center'))
  body.push(line(letter.subject, { size: half(14), bold: true }, 'center'), line('————', { size: half(10) }, 'center'))
  const indent = { firstLine: Math.round(10 * MM) }
  for (const block of letter.blocks) {
    if ('heading' in block)
      body.push(
        new Paragraph({
          children: runs(block.heading, { bold: true }),
          indent,
          keepNext: true,
          spacing: { before: 160, after: 80 },
        }),
      )
    else if ('paragraph' in block) {
      const align = block.align ?? 'left'
      body.push(
        new Paragraph({
          children: runs(block.paragraph, { bold: block.bold ?? false, italics: block.italic ?? false }),
          alignment: align === 'left' ? AlignmentType.JUSTIFIED : sides[align],
          spacing: { after: 120 },
          ...(align === 'left' ? { indent } : {}),
        }),
      )
    } else if ('list' in block)
      for (const item of block.list)
        body.push(
          new Paragraph({
            children: runs(`- ${item}`),
            alignment: AlignmentType.JUSTIFIED,
            indent,
            spacing: { after: 80 },
          }),
        )
    else if ('break' in block) body.push(new Paragraph({ children: [], pageBreakBefore: true }))
    else {
      if (block.table.caption)
        body.push(
          new Paragraph({
            children: runs(block.table.caption, { bold: true }),
            keepNext: true,
            spacing: { before: 120, after: 80 },
          }),
        )
      body.push(tableOf(block.table, widthMm), line(''))
    }
  }
  const receivers = letter.receivers ?? []
  if (letter.signer || receivers.length > 0)
    body.push(
      frame(
        receivers.length > 0
          ? [
              line('Nơi nhận:', { size: half(12), bold: true, italics: true }),
              ...receivers.map((one, place) =>
                line(`- ${one}${place + 1 === receivers.length ? '.' : ';'}`, { size: half(11) }),
              ),
            ]
          : [],
        letter.signer
          ? [
              ...letter.signer.above.map((one) => line(one.toUpperCase(), { size: half(13), bold: true }, 'center')),
              ...(letter.signer.note ? [line(letter.signer.note, { size: half(12), italics: true }, 'center')] : []),
              ...[1, 2, 3].map(() => line('')),
              line(letter.signer.name ?? '', { size: half(14), bold: true }, 'center'),
            ]
          : [],
        [45, 55],
      ),
    )
  const document = new Document({
    title: letter.title,
    creator: letter.organ.name,
    description: letter.subject,
    styles: { default: { document: { run: { font: FONT, size: half(13) }, paragraph: { spacing: { after: 40 } } } } },
    sections: [
      {
        properties: {
          titlePage: true,
          page: {
            size: {
              width: Math.round(210 * MM),
              height: Math.round(297 * MM),
              ...(letter.landscape ? { orientation: PageOrientation.LANDSCAPE } : {}),
            },
            margin: {
              top: Math.round(20 * MM),
              bottom: Math.round(20 * MM),
              left: Math.round(30 * MM),
              right: Math.round(18 * MM),
            },
          },
        },
        headers: {
          first: new Header({ children: [] }),
          default: new Header({
            children: [
              new Paragraph({
                alignment: AlignmentType.CENTER,
                children: [new TextRun({ children: [PageNumber.CURRENT], font: FONT, size: half(13) })],
              }),
            ],
          }),
        },
        footers: letter.sample
          ? Object.fromEntries(
              ['first', 'default'].map((page) => [
                page,
                new Footer({ children: [line(SAMPLE.note, { size: half(9) }, 'center')] }),
              ]),
            )
          : {},
        children: body,
      },
    ],
  })
  return new Uint8Array(await Packer.toBuffer(document))
}
