import { PassThrough, type Writable } from 'node:stream'
import ExcelJS from 'exceljs'
import { refusals } from '#ground/refusal'
import { type Actor, type Database, quote, type Tx } from '#kernel/store'
import { restrictedAmong, writeFact } from '#kernel/trust'
import type { FieldSpec, Geometry, Period } from './field.ts'
import { columnReader } from './import-columns.ts'
import { type ListQuery, rowsAsked } from './list.ts'
import { masked } from './mask.ts'
import type { RecordType, Row } from './record.ts'
import { isPersonal, subjectOf } from './row.ts'

export const refuseExport = refusals('export', {
  'not-allowed': {
    kind: 'forbidden',
    vi: 'Bạn không có quyền xuất {title}. Nếu cần, hãy liên hệ người quản trị của đơn vị.',
    en: 'You may not export {title}. Ask the administrator of your unit if you need to.',
  },
  'too-many-rows': {
    kind: 'too-large',
    vi: 'Có hơn {max} dòng, quá giới hạn của định dạng này. Hãy lọc bớt (theo ngày, theo đơn vị) rồi xuất từng phần.',
    en: 'There are more than {max} rows, too many for this format. Filter (by day, by unit) and export in parts.',
  },
  'no-place': {
    kind: 'invalid',
    vi: '{title} không có vị trí nên không xuất được GeoJSON. Hãy chọn CSV hoặc XLSX.',
    en: 'A {title} has no place and cannot be exported as GeoJSON. Choose CSV or XLSX.',
  },
  'cell-too-long': {
    kind: 'too-large',
    vi: 'Cột "{column}" có ô dài {length} ký tự, bảng tính chỉ nhận {max}. Hãy xuất CSV hoặc NDJSON.',
    en: 'Column "{column}" has a cell of {length} characters; a sheet takes {max}. Export CSV or NDJSON.',
  },
})

export type ExportFormat = 'csv' | 'xlsx' | 'ndjson' | 'geojson'

export const EXPORT_ROWS_MAX: Record<ExportFormat, number> = {
  csv: 1_000_000,
  ndjson: 1_000_000,
  geojson: 200_000,
  xlsx: 200_000,
}
const CHUNK = 500
/** What a cell of a workbook can hold (ECMA-376, Excel's specification). */
const XLSX_CELL_MAX = 32_767
const OFFSET_MS = 7 * 3_600_000
const contentTypes: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ndjson: 'application/x-ndjson; charset=utf-8',
  geojson: 'application/geo+json',
}

export interface ExportOptions extends ListQuery {
  format: ExportFormat
  /** Without a purpose personal fields are left out. */
  purpose?: string
  /** Records that may be referred to: references are written by their key, so that another house can read them. */
  types?: ReadonlyMap<string, RecordType>
  /** Heads of columns: labels for people (default) or names for programs. */
  heads?: 'label' | 'name'
  /** Called after every 500 rows. */
  progress?: (done: number, total: number) => void
}

export interface Export {
  contentType: string
  stream: PassThrough
  /** Settles when everything, the log included, is committed: the rows sent. Rejects as the stream fails. */
  done: Promise<number>
}

/** A line of CSV by RFC 4180, with its line end. What a spreadsheet would run as a formula gets a quote before it. */
export function csvLine(values: readonly unknown[]): string {
  return `${values.map(csvCell).join(',')}\r\n`
}

function csvCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return numberText(value)
  const text = String(value)
  const safe = /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",;\t\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** 1.125 would be read as one thousand one hundred and twenty-five in Vietnamese: a fourth decimal makes it clear, and changes nothing. */
function numberText(value: number): string {
  const text = String(value)
  return /^-?\d{1,3}\.\d{3}$/.test(text) ? `${text}0` : text
}

interface ColumnOut {
  name: string
  head: string
  spec: FieldSpec | undefined
}

function columnsOf(type: RecordType, options: ExportOptions): ColumnOut[] {
  const read = columnReader(type, true)
  const headOf = (name: string): string => {
    const label = type.words.fields[name]?.vi ?? name
    if (options.heads === 'name') return name
    try {
      const found = read(label)
      return found === name || found === null ? label : name
    } catch {
      return name
    }
  }
  const fields = Object.entries(type.fields)
    .filter(([, field]) => !field.spec.personal || Boolean(options.purpose?.trim()))
    .map(([name, field]) => ({ name, head: headOf(name), spec: field.spec }))
  const standard = ['unit', 'id', 'created_at'].map((name) => ({ name, head: name, spec: undefined }))
  return [...fields, ...standard]
}

/**
 * Writes the rows a list would show, all of them, as a file that flows while it is read: under the actor's own sight,
 * from one cursor and therefore one snapshot. Personal fields only with a purpose; that an export begins is committed
 * before its first byte, and whose data it held with its last, also when the reader hangs up before.
 * Refuses before anything flows: no role of `access.export`, too many rows, GeoJSON without a place.
 */
export async function exportRows(
  database: Database,
  actor: Actor,
  type: RecordType,
  options: ExportOptions,
): Promise<Export> {
  const title = type.words.title[actor.lang].toLowerCase()
  const roles = type.access.export ?? []
  if (actor.kind !== 'system' && !actor.roles.some((grant) => roles.includes(grant.role)))
    throw refuseExport['not-allowed']({ title })
  if (options.format === 'geojson' && !placeOf(type)) throw refuseExport['no-place']({ title })
  const max = EXPORT_ROWS_MAX[options.format]
  const columns = columnsOf(type, options)
  const fact = {
    system: type.system,
    record: type.name,
    unit: actor.unit,
    ...(options.purpose ? { purpose: options.purpose } : {}),
  }
  const total = await database.transaction(actor, async (tx) => {
    const asked = await rowsAsked(tx, type, options)
    const row = await tx.one<{ count: number }>(
      `select count(*)::int as count from (select 1 from ${quote(type.table)}${whereOf(asked.parts)} limit ${max + 1}) as counted`,
      asked.params,
    )
    const count = row?.count ?? 0
    if (count > max) throw refuseExport['too-many-rows']({ max })
    writeFact(tx, {
      ...fact,
      kind: 'export-begun',
      data: { format: options.format, rows: count, personal: columns.some((column) => column.spec?.personal) },
    })
    return count
  })
  const stream = new PassThrough({ highWaterMark: 256 * 1024 })
  const done = database.transaction(actor, async (tx) => {
    let count = 0
    let restricted = 0
    const subjects = new Set<string>()
    const tell = () => {
      if (subjects.size > 0)
        writeFact(tx, { ...fact, kind: 'exported', subjects: [...subjects], data: { format: options.format } })
      subjects.clear()
    }
    const out = writerOf(options.format, stream, type, columns)
    for await (const chunk of chunks(tx, type, options)) {
      if (stream.destroyed) break
      const rows = await withoutRestricted(tx, type, chunk)
      restricted += chunk.length - rows.length
      const written = await shown(tx, type, options.types ?? new Map(), columns, rows)
      if (isPersonal(type) && options.purpose) for (const row of rows) subjects.add(subjectOf(type, row) ?? '')
      subjects.delete('')
      if (subjects.size >= 1_000) tell()
      for (const row of written) await out.row(row)
      count += chunk.length
      options.progress?.(count, total)
    }
    tell()
    if (!stream.destroyed) await out.end()
    writeFact(tx, {
      ...fact,
      kind: 'export-ended',
      data: {
        format: options.format,
        rows: count - restricted,
        whole: count >= total && !stream.destroyed,
        ...(restricted > 0 ? { restricted } : {}),
      },
    })
    return count
  })
  done.then(
    () => stream.end(),
    (error: Error) => stream.destroy(error),
  )
  return { contentType: contentTypes[options.format], stream, done }
}

/** Who asked that her data go no further than the law commands is in no export (Luật 91/2025/QH15, Điều 4). */
async function withoutRestricted(tx: Tx, type: RecordType, rows: Row<RecordType>[]): Promise<Row<RecordType>[]> {
  // The house handing the province over leaves nobody out: that is keeping, not using.
  if (tx.actor.kind === 'system' || !type.subject || !isPersonal(type)) return rows
  const subjects = rows.map((row) => subjectOf(type, row)).filter((id): id is string => id !== null)
  if (subjects.length === 0) return rows
  const restricted = await restrictedAmong(tx, subjects)
  return restricted.size === 0 ? rows : rows.filter((row) => !restricted.has(subjectOf(type, row) ?? ''))
}

const whereOf = (parts: readonly string[]): string => (parts.length > 0 ? ` where ${parts.join(' and ')}` : '')
const placeOf = (type: RecordType): string | undefined =>
  Object.keys(type.fields).find((name) => type.fields[name]?.spec.kind === 'place')

async function* chunks(tx: Tx, type: RecordType, query: ListQuery): AsyncGenerator<Row<RecordType>[]> {
  const { parts, params, order } = await rowsAsked(tx, type, query)
  await tx.query(
    `declare exported no scroll cursor for select * from ${quote(type.table)}${whereOf(parts)} order by ${order}`,
    params,
  )
  try {
    for (;;) {
      const rows = await tx.query<Row<RecordType>>(`fetch ${CHUNK} from exported`)
      if (rows.length === 0) return
      yield rows
    }
  } finally {
    await tx.query('close exported').catch(() => undefined)
  }
}

/** A row with references in words another house can read: unit codes, keys of records; and masked. */
async function shown(
  tx: Tx,
  type: RecordType,
  types: ReadonlyMap<string, RecordType>,
  columns: readonly ColumnOut[],
  rows: readonly Row<RecordType>[],
): Promise<Record<string, unknown>[]> {
  const wordsFor = new Map<string, Map<string, string>>()
  for (const { name, spec } of [...columns, { name: 'unit', spec: { ref: 'kernel/unit' } }]) {
    if (!spec?.ref) continue
    const ids = rows
      .flatMap((row) => (row as Record<string, unknown>)[name] ?? [])
      .filter((id): id is string => typeof id === 'string')
    const known = wordsFor.get(spec.ref) ?? new Map<string, string>()
    wordsFor.set(spec.ref, known)
    const other = types.get(spec.ref)
    const key = other?.key?.length === 1 ? other.key[0] : undefined
    const [table, column] = spec.ref === 'kernel/unit' ? ['sen.unit', 'code'] : other && key ? [other.table, key] : []
    const left = [...new Set(ids)].filter((id) => !known.has(id))
    if (!table || !column || left.length === 0) continue
    for (const row of await tx.query<{ id: string; word: string }>(
      `select id, ${quote(column)}::text as word from ${quote(table)} where id = any($1::uuid[])`,
      [left],
    )) {
      // A key that holds a separator of lists would come back as two: its id says it as well.
      if (row.word && !/[;,]/.test(row.word)) known.set(row.id, row.word)
    }
  }
  return rows.map((row) => {
    const seen = masked(tx, type, row) as Record<string, unknown>
    const word = (target: string, id: unknown) => wordsFor.get(target)?.get(String(id)) ?? id
    return Object.fromEntries(
      columns.map(({ name, spec }) => {
        const value = seen[name] ?? null
        if (name === 'unit' && !spec) return [name, word('kernel/unit', value)]
        if (!spec?.ref || value === null) return [name, value]
        return [name, Array.isArray(value) ? value.map((id) => word(spec.ref as string, id)) : word(spec.ref, value)]
      }),
    )
  })
}

/** 2026-11-24T08:00:00+07:00: the instant as the province's clocks showed it. */
function localInstant(at: Date): string {
  return new Date(at.getTime() + OFFSET_MS).toISOString().replace(/(?:\.000)?Z$/, '+07:00')
}

/** A value as one cell of text or number, as import reads it back. */
function cellOf(type: RecordType, column: ColumnOut, value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return localInstant(value)
  switch (column.spec?.kind) {
    case 'choice':
      return type.words.choices?.[column.name]?.[String(value)]?.vi ?? value
    case 'yesno':
      return value ? 'có' : 'không'
    case 'period': {
      const { from, to } = value as Period
      return `${from}/${to ?? '..'}`
    }
    case 'refs':
      return (value as string[]).join('; ')
    case 'rows':
    case 'files':
    case 'place':
    case 'json':
      return JSON.stringify(value)
    default:
      return typeof value === 'object'
        ? JSON.stringify(value)
        : typeof value === 'boolean'
          ? value
            ? 'có'
            : 'không'
          : value
  }
}

interface RowWriter {
  row(row: Record<string, unknown>): Promise<void>
  end(): Promise<void>
}

/** Waits while the reader is slower than the database. */
async function write(stream: Writable, text: string): Promise<void> {
  if (stream.destroyed || stream.write(text)) return
  await new Promise<void>((go) => {
    const on = () => {
      stream.off('drain', on).off('close', on)
      go()
    }
    stream.once('drain', on).once('close', on)
  })
}

function writerOf(
  format: ExportFormat,
  stream: PassThrough,
  type: RecordType,
  columns: readonly ColumnOut[],
): RowWriter {
  if (format === 'xlsx') return sheetWriter(stream, type, columns)
  if (format === 'csv') {
    let head: string | undefined = `\ufeff${csvLine(columns.map((column) => column.head))}`
    const begin = async () => {
      if (head !== undefined) await write(stream, head)
      head = undefined
    }
    return {
      async row(row) {
        await begin()
        await write(stream, csvLine(columns.map((column) => cellOf(type, column, row[column.name]))))
      },
      end: begin,
    }
  }
  if (format === 'ndjson')
    return { row: (row) => write(stream, `${JSON.stringify(row)}\n`), end: () => Promise.resolve() }
  const place = placeOf(type) ?? ''
  let count = 0
  const begin = () => (count++ === 0 ? '{"type":"FeatureCollection","features":[\n' : ',\n')
  return {
    row({ [place]: geometry, id, ...properties }) {
      return write(
        stream,
        begin() + JSON.stringify({ type: 'Feature', id, geometry: (geometry as Geometry | null) ?? null, properties }),
      )
    },
    end: () => write(stream, `${count === 0 ? begin() : ''}\n]}\n`),
  }
}

function sheetWriter(stream: PassThrough, type: RecordType, columns: readonly ColumnOut[]): RowWriter {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream, useStyles: true, useSharedStrings: false })
  const sheet = book.addWorksheet(type.words.plural.vi.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31), {
    views: [{ state: 'frozen', ySplit: 1 }],
  })
  const formatOf = ({ name, spec }: ColumnOut) =>
    spec?.kind === 'date'
      ? 'dd/mm/yyyy'
      : spec?.kind === 'instant' || name === 'created_at'
        ? 'dd/mm/yyyy hh:mm:ss'
        : undefined
  sheet.columns = columns.map((column) => {
    const numFmt = formatOf(column)
    return { header: column.head, key: column.name, width: 18, ...(numFmt ? { style: { numFmt } } : {}) }
  })
  sheet.getRow(1).font = { bold: true }
  return {
    async row(row) {
      const cells = columns.map((column) => {
        const value = row[column.name]
        // Serial numbers of days begin with the year 1900, and a sheet has hours but no zones.
        if (column.spec?.kind === 'date' && typeof value === 'string' && value >= '1900-03-01')
          return new Date(`${value}T00:00:00Z`)
        if (value instanceof Date) return new Date(value.getTime() + OFFSET_MS)
        const cell = cellOf(type, column, value)
        if (typeof cell === 'string' && cell.length > XLSX_CELL_MAX)
          throw refuseExport['cell-too-long']({ column: column.head, length: cell.length, max: XLSX_CELL_MAX })
        return cell
      })
      sheet.addRow(cells).commit()
      if (stream.writableNeedDrain) await write(stream, '')
    },
    async end() {
      await book.commit()
    },
  }
}
