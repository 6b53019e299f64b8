import { createReadStream } from 'node:fs'
import { open, readFile, stat } from 'node:fs/promises'
import { pipeline, Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import ExcelJS from 'exceljs'
import { Refusal, refusals } from '#ground/refusal'

export const refuseFile = refusals('import', {
  'unknown-format': {
    kind: 'unsupported',
    vi: 'Không đọc được tệp "{name}". Hãy gửi tệp .xlsx, .csv, .json, .ndjson hoặc .geojson.',
    en: 'The file "{name}" cannot be read. Send .xlsx, .csv, .json, .ndjson or .geojson.',
  },
  'too-large': {
    kind: 'too-large',
    vi: 'Tệp nặng {size} MB, quá giới hạn {max} MB của định dạng này. Hãy chia thành nhiều tệp, hoặc gửi dạng CSV.',
    en: 'The file has {size} MB, more than the {max} MB of this format. Split it, or send it as CSV.',
  },
  'too-many-rows': {
    kind: 'too-large',
    vi: 'Tệp có hơn {max} dòng; {max} dòng đầu đã được đọc. Hãy để các dòng còn lại vào tệp khác.',
    en: 'The file has more than {max} rows; the first {max} have been read. Put the rest into another file.',
  },
  'too-many-columns': {
    kind: 'too-large',
    vi: 'Tệp có {count} cột, tối đa {max}. Hãy bỏ các cột thừa.',
    en: 'The file has {count} columns, at most {max}. Remove those that are not needed.',
  },
  'not-utf8': {
    kind: 'invalid',
    vi: 'Tệp không phải Unicode (UTF-8) nên chữ có dấu sẽ hỏng. Trong Excel hãy chọn "Lưu dưới dạng" → "CSV UTF-8", hoặc gửi tệp .xlsx.',
    en: 'The file is not UTF-8, so letters with marks would be damaged. In Excel choose "Save as" → "CSV UTF-8", or send .xlsx.',
  },
  'not-csv': {
    kind: 'invalid',
    vi: 'Từ dòng {line} trở đi tệp CSV không đọc được, thường do thừa hoặc thiếu dấu nháy kép. Hãy sửa dòng đó rồi gửi lại.',
    en: 'The CSV cannot be read from line {line} on, most often for a missing double quote. Correct that line and send again.',
  },
  'not-xlsx': {
    kind: 'invalid',
    vi: 'Tệp không phải bảng tính .xlsx còn nguyên vẹn. Hãy mở bằng Excel hoặc LibreOffice, lưu lại dạng .xlsx rồi gửi.',
    en: 'The file is not a whole .xlsx workbook. Open it, save it again as .xlsx and send it.',
  },
  'not-json': {
    kind: 'invalid',
    vi: 'Nội dung JSON không đọc được: cần một danh sách các đối tượng (mỗi dòng một đối tượng với NDJSON).',
    en: 'The JSON cannot be read: a list of objects is needed (one a line for NDJSON).',
  },
  'no-header': {
    kind: 'invalid',
    vi: 'Tệp không có dòng tiêu đề cột. Dòng đầu phải là tên các cột.',
    en: 'The file has no row of column titles. Its first row must name the columns.',
  },
  'same-column-twice': {
    kind: 'invalid',
    vi: 'Cột "{column}" có hai lần trong tệp. Hãy giữ một cột.',
    en: 'The column "{column}" is in the file twice. Keep one of them.',
  },
  'more-cells': {
    kind: 'invalid',
    vi: 'Dòng này có nhiều ô hơn số cột tiêu đề, có thể do thừa dấu ngăn cách. Hãy sửa lại dòng.',
    en: 'This row has more cells than there are column titles, perhaps for a separator too many. Correct the row.',
  },
  'cell-error': {
    kind: 'invalid',
    vi: 'Ô ở cột "{column}" là công thức bị lỗi hoặc chưa được tính {error}. Hãy mở tệp bằng Excel, sửa công thức hoặc dán giá trị, rồi lưu lại.',
    en: 'The cell in column "{column}" is a formula with an error or without a result {error}. Correct it or paste its value, and save again.',
  },
  'cell-too-long': {
    kind: 'too-large',
    vi: 'Ô ở cột "{column}" dài {length} ký tự, tối đa {max}.',
    en: 'The cell in column "{column}" has {length} characters, at most {max}.',
  },
})

export const importFormats = ['csv', 'xlsx', 'ndjson', 'json', 'geojson'] as const
export type ImportFormat = (typeof importFormats)[number]

const MB = 1_048_576
/** A JSON file is one value and must be held whole; the others are read as they flow. */
const MB_MAX: Record<ImportFormat, number> = { csv: 500, ndjson: 500, xlsx: 100, json: 64, geojson: 64 }
/** A workbook is a zip; what it unpacks to is bounded too, or a few kilobytes could fill the memory. */
const XLSX_UNPACKED_MB_MAX = 1_024
const COLUMNS_MAX = 500
const CELL_MAX = 200_000
const LINE_MAX = 2 * MB

/** One row of a file, as it came. */
export interface FileRow {
  /** As a person counts who opens the file: the line of a sheet with its titles, the place in a list from 1. */
  number: number
  cells: Record<string, unknown>
  /** Set when the row could not be taken apart. */
  broken?: Refusal
}

export interface ImportFile {
  /** Titles of a table; null where every row names its own columns. */
  columns: readonly string[] | null
  /** Known at once only where the file is held whole. */
  total: number | null
  rows: AsyncGenerator<FileRow>
}

/** The format by the ending of a name. */
export function formatOf(fileName: string): ImportFormat {
  const ending = fileName.toLowerCase().split('.').at(-1) ?? ''
  if (ending === 'jsonl') return 'ndjson'
  if (ending === 'txt' || ending === 'tsv') return 'csv'
  const known = importFormats.find((format) => format === ending)
  if (!known) throw refuseFile['unknown-format']({ name: fileName.slice(0, 100) })
  return known
}

/** Opens a file for reading row by row. Refuses what is too large or not what its format says; the path is not looked at further. */
export async function openFile(path: string, format: ImportFormat): Promise<ImportFile> {
  const { size } = await stat(path)
  const max = MB_MAX[format]
  if (size > max * MB) throw refuseFile['too-large']({ size: Math.ceil(size / MB), max })
  switch (format) {
    case 'csv':
      return openCsv(path)
    case 'xlsx':
      return openSheet(path, size)
    case 'ndjson':
      return { columns: null, total: null, rows: lines(path) }
    case 'json':
    case 'geojson':
      return openJson(path)
  }
}

/** The text of a file as it flows, its byte order mark taken off. Refuses at the first byte that is not UTF-8. */
async function* textOf(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }))
      yield decoder.decode(chunk as Buffer, { stream: true })
    yield decoder.decode()
  } catch (error) {
    if (error instanceof TypeError) throw refuseFile['not-utf8']()
    throw error
  }
}

/** The separator that the first line has most of, outside of quotes. */
function separatorOf(text: string): string {
  const counts = new Map([
    [';', 0],
    [',', 0],
    ['\t', 0],
  ])
  let quoted = false
  for (const letter of text) {
    if (letter === '"') quoted = !quoted
    else if (!quoted && letter === '\n') break
    else if (!quoted && counts.has(letter)) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  }
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best))[0]
}

async function startOf(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(65_536), 0, 65_536, 0)
    const start = buffer.subarray(0, bytesRead)
    // UTF-16, as Excel's "Unicode text" writes it, is valid for a decoder now and then: its mark says what it is.
    if (
      start.subarray(0, 2).equals(Buffer.from([0xff, 0xfe])) ||
      start.subarray(0, 2).equals(Buffer.from([0xfe, 0xff]))
    )
      throw refuseFile['not-utf8']()
    return start.toString('utf8').replace(/^\ufeff/, '')
  } finally {
    await file.close()
  }
}

/** Our own exports put a quote before what a spreadsheet would take for a formula; here it comes off again. */
const unguarded = (text: string): string => (/^''*[=+\-@\t\r]/.test(text) ? text.slice(1) : text)

async function openCsv(path: string): Promise<ImportFile> {
  const delimiter = separatorOf(await startOf(path))
  const parser = parse({
    delimiter,
    relax_column_count: true,
    skip_empty_lines: true,
    info: true,
    max_record_size: LINE_MAX,
  })
  pipeline(Readable.from(textOf(path)), parser, () => undefined)
  const records = parser[Symbol.asyncIterator]() as AsyncIterator<{ record: string[]; info: { lines: number } }>
  const next = async () => {
    try {
      return await records.next()
    } catch (error) {
      if (error instanceof CsvError)
        throw refuseFile['not-csv']({ line: Number((error as { lines?: number }).lines ?? 1) })
      throw error
    }
  }
  const first = await next()
  const columns = titles(first.done ? [] : first.value.record.map(unguarded))
  async function* rows(): AsyncGenerator<FileRow> {
    try {
      for (let number = 2; ; number++) {
        const { done, value } = await next()
        if (done) return
        yield tableRow(number, columns, value.record.map(unguarded))
      }
    } finally {
      parser.destroy()
    }
  }
  return { columns: columns.filter(Boolean), total: null, rows: rows() }
}

function titles(cells: readonly unknown[]): string[] {
  const names = cells.map((cell) =>
    String(cell ?? '')
      .normalize('NFC')
      .replace(/\s+/g, ' ')
      .trim(),
  )
  while (names.length > 0 && names.at(-1) === '') names.pop()
  if (names.every((name) => name === '')) throw refuseFile['no-header']()
  if (names.length > COLUMNS_MAX) throw refuseFile['too-many-columns']({ count: names.length, max: COLUMNS_MAX })
  const twice = names.find((name, i) => name !== '' && names.indexOf(name) !== i)
  if (twice) throw refuseFile['same-column-twice']({ column: twice.slice(0, 100) })
  return names
}

function tableRow(number: number, columns: readonly string[], values: readonly unknown[]): FileRow {
  const cells: Record<string, unknown> = {}
  for (const [i, column] of columns.entries()) {
    if (column === '') continue
    const value = values[i]
    if (typeof value === 'string' && value.length > CELL_MAX) {
      return {
        number,
        cells,
        broken: refuseFile['cell-too-long'](
          { column: column.slice(0, 100), length: value.length, max: CELL_MAX },
          column,
        ),
      }
    }
    if (value instanceof CellError)
      return {
        number,
        cells,
        broken: refuseFile['cell-error']({ column: column.slice(0, 100), error: value.text }, column),
      }
    cells[column] = value === undefined || value === '' ? null : value
  }
  const more = values.slice(columns.length).some((value) => value !== undefined && value !== null && value !== '')
  return more ? { number, cells, broken: refuseFile['more-cells']() } : { number, cells }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

async function* lines(path: string): AsyncGenerator<FileRow> {
  let rest = ''
  let number = 0
  const take = (line: string): FileRow | undefined => {
    number += 1
    if (line.trim() === '') return undefined
    try {
      const value: unknown = JSON.parse(line)
      if (isObject(value)) return { number, cells: value }
    } catch {
      // named below, with its line
    }
    return { number, cells: {}, broken: refuseFile['not-json']() }
  }
  for await (const text of textOf(path)) {
    rest += text
    const whole = rest.split('\n')
    rest = whole.pop() ?? ''
    if (rest.length > LINE_MAX) throw refuseFile['not-json']()
    for (const line of whole) {
      const row = take(line)
      if (row) yield row
    }
  }
  const last = take(rest)
  if (last) yield last
}

async function openJson(path: string): Promise<ImportFile> {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path)))
  } catch (error) {
    throw error instanceof TypeError ? refuseFile['not-utf8']() : refuseFile['not-json']()
  }
  const list = isObject(value) && value.type === 'FeatureCollection' ? value.features : value
  if (!Array.isArray(list)) throw refuseFile['not-json']()
  async function* rows(items: readonly unknown[]): AsyncGenerator<FileRow> {
    for (const [i, item] of items.entries()) {
      const number = i + 1
      if (!isObject(item)) yield { number, cells: {}, broken: refuseFile['not-json']() }
      else if (item.type === 'Feature' && 'geometry' in item) {
        const properties = isObject(item.properties) ? item.properties : {}
        yield {
          number,
          cells: { ...(typeof item.id === 'string' ? { id: item.id } : {}), ...properties, geometry: item.geometry },
        }
      } else yield { number, cells: item }
    }
  }
  return { columns: null, total: list.length, rows: rows(list) }
}

// ------------------------------------------------------------------------------------------------ workbooks

/** Bytes a zip says it unpacks to (APPNOTE 4.3.12, 4.3.16); undefined when it has no readable directory. */
async function unpackedSize(path: string, size: number): Promise<number | undefined> {
  const file = await open(path)
  try {
    const tail = Buffer.alloc(Math.min(size, 65_557))
    await file.read(tail, 0, tail.length, size - tail.length)
    const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
    if (end < 0 || end + 20 > tail.length) return undefined
    const length = tail.readUInt32LE(end + 12)
    const start = tail.readUInt32LE(end + 16)
    if (start + length > size || length > 16 * MB) return undefined
    const directory = Buffer.alloc(length)
    await file.read(directory, 0, length, start)
    let sum = 0
    for (let at = 0; at + 46 <= length && directory.readUInt32LE(at) === 0x02014b50; ) {
      sum += directory.readUInt32LE(at + 24)
      at += 46 + directory.readUInt16LE(at + 28) + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
    }
    return sum
  } finally {
    await file.close()
  }
}

/** A formula that came to an error, or that no program has worked out yet. */
class CellError {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

const isDateFormat = (format: string): boolean => {
  const bare = format.replace(/\[[^\]]*\]|"[^"]*"|\\./g, '')
  return /[dmyhs]/i.test(bare) && !/general|[#0?]/i.test(bare)
}

/** Serial days of a sheet as exceljs reads them elsewhere: day 25569 is 1/1/1970. */
const ofSerial = (serial: number): Date => new Date(Math.round((serial - 25_569) * 86_400_000))

/** The value of a cell: of a formula what it came to when it was saved (it is never run), of rich text its letters. */
function cellValueOf(cell: ExcelJS.Cell): unknown {
  // Not by cell.value: there a formula that came to 0 has no result.
  if (cell.type === ExcelJS.ValueType.Formula) {
    const result: unknown = cell.result
    if (typeof result === 'number' && !Number.isNaN(result))
      return isDateFormat(cell.numFmt ?? '') ? ofSerial(result) : result
    return typeof result === 'string' ? result : new CellError('')
  }
  return plainValue(cell.value)
}

function plainValue(value: unknown): unknown {
  if (!isObject(value) || value instanceof Date) return value ?? null
  if (Array.isArray(value.richText)) return value.richText.map((part: { text?: string }) => part.text ?? '').join('')
  if ('text' in value) return plainValue(value.text)
  return 'error' in value ? new CellError(String(value.error)) : null
}

async function openSheet(path: string, size: number): Promise<ImportFile> {
  const unpacked = await unpackedSize(path, size)
  if (unpacked === undefined) throw refuseFile['not-xlsx']()
  if (unpacked > XLSX_UNPACKED_MB_MAX * MB)
    throw refuseFile['too-large']({ size: Math.ceil(unpacked / MB), max: XLSX_UNPACKED_MB_MAX })
  const all = sheetRows(path)
  const next = async () => {
    try {
      return await all.next()
    } catch (error) {
      if (error instanceof Refusal) throw error
      throw refuseFile['not-xlsx']()
    }
  }
  const first = await next()
  if (first.done) throw refuseFile['no-header']()
  const columns = titles(first.value.values)
  async function* rows(): AsyncGenerator<FileRow> {
    try {
      for (;;) {
        const { done, value } = await next()
        if (done) return
        yield tableRow(value.number, columns, value.values)
      }
    } finally {
      await all.return(undefined)
    }
  }
  return { columns: columns.filter(Boolean), total: null, rows: rows() }
}

/** Rows of the first sheet that hold anything. */
async function* sheetRows(path: string): AsyncGenerator<{ number: number; values: unknown[] }> {
  const input = createReadStream(path)
  const book = new ExcelJS.stream.xlsx.WorkbookReader(input, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
    entries: 'ignore',
  })
  try {
    for await (const sheet of book) {
      for await (const row of sheet) {
        const values: unknown[] = []
        row.eachCell({ includeEmpty: false }, (cell, column) => {
          if (column <= COLUMNS_MAX + 1) values[column - 1] = cellValueOf(cell)
        })
        for (let i = 0; i < values.length; i++) values[i] ??= null
        if (values.some((value) => value !== null && value !== '')) yield { number: row.number, values }
      }
      return
    }
  } finally {
    input.destroy()
  }
}
