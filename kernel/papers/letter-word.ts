import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  Header,
  ImageRun,
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
import { nfc } from '#ground/text'
import { barcodePng } from './barcode.ts'
import {
  type Align,
  cellText,
  fieldLines,
  headsOf,
  type Letter,
  type LetterBlock,
  type LetterSigner,
  MODULE_MM,
  placeDate,
  SAMPLE,
  TEXT_POINTS,
} from './letter.ts'
import { qrPng } from './qr.ts'

/** Định lề trang (Nghị định 30/2020/NĐ-CP, Phụ lục I, I.3), and that of wide tables. */
const EDGES_MM = { top: 20, bottom: 20, left: 30, right: 18 }
const NARROW_MM = { top: 14, bottom: 14, left: 12, right: 12 }
const FONT = 'Times New Roman'
const MM = 56.7
const COLUMN_MIN_MM = 10
const half = (points: number) => points * 2
const sides = { left: AlignmentType.LEFT, center: AlignmentType.CENTER, right: AlignmentType.RIGHT }
const margins = { top: 60, bottom: 60, left: 90, right: 90 }
const NONE = { style: BorderStyle.NONE, size: 0, color: 'auto' }
const open = { top: NONE, bottom: NONE, left: NONE, right: NONE }

type Look = { bold?: boolean; italics?: boolean; size?: number }
/** Line breaks of the text are line breaks on paper. */
const runs = (text: string, look: Look = {}): TextRun[] =>
  nfc(text)
    .split('\n')
    .map((line, place) => new TextRun({ text: line, font: FONT, ...look, ...(place > 0 ? { break: 1 } : {}) }))
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
      margins,
      children: [new Paragraph({ children: runs(text, { size, ...look }), alignment: sides[align] })],
    })
  return new Table({
    width: { size: widths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
    columnWidths: widths,
    rows: [
      ...headsOf(block.columns).map(
        (row) =>
          new TableRow({
            tableHeader: true,
            cantSplit: true,
            children: row.map(
              (head) =>
                new TableCell({
                  columnSpan: head.across,
                  rowSpan: head.down,
                  verticalAlign: VerticalAlign.CENTER,
                  margins,
                  children: [
                    new Paragraph({
                      children: runs(head.title, { size, bold: true }),
                      alignment: AlignmentType.CENTER,
                    }),
                  ],
                }),
            ),
          }),
      ),
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

const wordSigner = (signer: LetterSigner): Paragraph[] => [
  ...signer.above.map((one) => line(one.toUpperCase(), { size: half(13), bold: true }, 'center')),
  ...(signer.note ? [line(signer.note, { size: half(12), italics: true }, 'center')] : []),
  ...[1, 2, 3].map(() => line('')),
  line(signer.name ?? '', { size: half(14), bold: true }, 'center'),
]

/** A picture as its own paragraph; width and height in points of the screen (1/96 inch). */
async function picture(
  png: Buffer,
  width: number,
  height: number,
  words: string,
  alignment: (typeof AlignmentType)[keyof typeof AlignmentType] = AlignmentType.CENTER,
): Promise<Paragraph> {
  return new Paragraph({
    alignment,
    children: [
      new ImageRun({
        type: 'png',
        data: png,
        transformation: { width, height },
        altText: { name: words, title: words, description: words },
      }),
    ],
  })
}

async function wordBarcode(text: string): Promise<Paragraph> {
  const { png, modules } = await barcodePng(text)
  return picture(png, Math.round((modules * MODULE_MM * 96) / 25.4), 34, `Mã vạch ${text}`)
}

async function wordFields(block: Extract<LetterBlock, { fields: unknown }>): Promise<(Paragraph | Table)[]> {
  const said = fieldLines(block.fields).map(
    (fields) =>
      new Paragraph({
        spacing: { after: 60 },
        children: fields.flatMap(({ label, value }, place) => [
          ...runs(`${place > 0 ? '      ' : ''}${label}: `),
          ...runs(value, { bold: true }),
        ]),
      }),
  )
  if (!block.beside) return said
  const { qr, caption } = block.beside
  return [
    frame(
      said,
      [await picture(await qrPng(qr, 320), 96, 96, caption), line(caption, { size: half(9) }, 'center')],
      [80, 20],
    ),
  ]
}

/** The document as a Word file. Run by letter-worker.ts; others ask `letterWord`. */
export async function writeWord(letter: Letter): Promise<Uint8Array> {
  const edges = letter.margin === 'narrow' ? NARROW_MM : EDGES_MM
  const widthMm = (letter.landscape ? 297 : 210) - edges.left - edges.right
  const body: (Paragraph | Table)[] = []
  if (letter.form) body.push(line(letter.form, { size: half(10) }, 'right'))
  body.push(
    frame(
      [
        ...(letter.organ.parent ? [line(letter.organ.parent.toUpperCase(), { size: half(12) }, 'center')] : []),
        line(letter.organ.name.toUpperCase(), { size: half(12), bold: true }, 'center'),
        line('———', { size: half(10) }, 'center'),
        ...(letter.number === null ? [] : [line(`Số: ${letter.number ?? '          '}`, { size: half(12) }, 'center')]),
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
  if (letter.subject) body.push(line(letter.subject, { size: half(letter.form ? 13 : 14), bold: true }, 'center'))
  body.push(line(letter.form ? '' : '————', { size: half(10) }, 'center'))
  if (letter.authority) body.push(line(letter.authority.toUpperCase(), { size: half(13), bold: true }, 'center'))
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
      const look = { bold: block.bold ?? false, italics: block.italic ?? false }
      body.push(
        new Paragraph({
          children: [
            ...(block.lead ? runs(`${block.lead} `, { ...look, bold: true }) : []),
            ...runs(block.paragraph, look),
          ],
          alignment: align === 'left' ? AlignmentType.JUSTIFIED : sides[align],
          spacing: { after: 120 },
          ...(align === 'left' && (block.indent ?? true) ? { indent } : {}),
        }),
      )
    } else if ('list' in block)
      for (const [place, item] of block.list.entries())
        body.push(
          new Paragraph({
            children: runs(`${block.numbered ? `${place + 1}.` : '-'} ${item}`),
            alignment: AlignmentType.JUSTIFIED,
            indent,
            spacing: { after: 80 },
          }),
        )
    else if ('fields' in block) body.push(...(await wordFields(block)))
    else if ('barcode' in block) body.push(await wordBarcode(block.barcode))
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
  if (letter.signatures) {
    const [left, right] = letter.signatures
    body.push(line(''), frame(wordSigner(left), wordSigner(right), [50, 50]))
  } else if (letter.signer || receivers.length > 0)
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
        letter.signer ? wordSigner(letter.signer) : [],
        [45, 55],
      ),
    )
  if (letter.verifyUrl)
    body.push(
      line(''),
      await picture(await qrPng(letter.verifyUrl, 320), 72, 72, 'Mã QR để kiểm tra văn bản', AlignmentType.LEFT),
    )
  const document = new Document({
    title: letter.title,
    creator: letter.organ.name,
    description: letter.subject,
    styles: {
      default: {
        document: {
          run: { font: FONT, size: half(letter.size ?? TEXT_POINTS) },
          paragraph: { spacing: { after: 40 } },
        },
      },
    },
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
              top: Math.round(edges.top * MM),
              bottom: Math.round(edges.bottom * MM),
              left: Math.round(edges.left * MM),
              right: Math.round(edges.right * MM),
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
