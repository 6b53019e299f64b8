import { createReadStream } from 'node:fs'
import { open, readFile, stat } from 'node:fs/promises'
import { pipeline, Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
// A type alone: the library is loaded by whoever reads a workbook, half a second that no other file pays.
import type { Cell } from 'exceljs'
import { measureJson } from '#ground/json'
import { Refusal } from '#ground/refusal'
import { type FileRow, type ImportFile, type ImportFormat, readingLimits, refuseFile } from './import-file.ts'

const MB = 1_048_576
/** A JSON file is one value and must be held whole; the others are read as they flow. */
const MB_MAX: Record<ImportFormat, number> = { csv: 500, ndjson: 500, xlsx: 100, json: 64, geojson: 64 }
/** A workbook is a zip; what it unpacks to is bounded too, or a few kilobytes could fill the memory. */
const XLSX_UNPACKED_MB_MAX = 1_024
const COLUMNS_MAX = 500
const CELL_MAX = 200_000
const LINE_MAX = 2 * MB
/** What a JSON file may hold: beyond it the values would not fit beside each other in the memory of one import. */
const JSON_MAX = { depth: 64, containers: 2_500_000, values: 10_000_000 }

/** Reads a file row by row. Refuses what is too large or not what its format says; the path is not looked at further. */
export async function readFileRows(path: string, format: ImportFormat): Promise<ImportFile> {
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
  const bytes = await readFile(path)
  const { depth, containers, values } = measureJson(bytes)
  if (depth > JSON_MAX.depth) throw refuseFile['not-json']()
  if (containers > JSON_MAX.containers || values > JSON_MAX.values)
    throw refuseFile['too-heavy']({ max: readingLimits.memoryMaxMB })
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
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
function cellValueOf(cell: Cell, formula: number): unknown {
  // Not by cell.value: there a formula that came to 0 has no result.
  if (cell.type === formula) {
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
  const { default: ExcelJS } = await import('exceljs')
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
          if (column <= COLUMNS_MAX + 1) values[column - 1] = cellValueOf(cell, ExcelJS.ValueType.Formula)
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
