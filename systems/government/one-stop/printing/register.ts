import ExcelJS from 'exceljs'
import { addDays, daysBetween, formatDate, instantAt, isLocalDate, type LocalDate, localDate } from '#ground/clock'
import { isUuid } from '#ground/ids'
import { nfc } from '#ground/text'
import type { Letter } from '#kernel/papers'
import { masked } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { restrictedAmong, writeFact } from '#kernel/trust'
import { findCommune } from '#province'
import { Dossier } from '../records.ts'
import { type Status, statuses } from '../rules.ts'
import { deliveryWords, statusWords } from '../words.ts'
import type { DossierRow } from './issued.ts'
import { officeOf } from './office.ts'
import { refusePrinting } from './refusals.ts'
import { printingLimits } from './rules.ts'

/** Roles that keep the register of a centre; the whole province's only for who follows all of it. */
export const registerRoles = ['one-stop-officer', 'centre-head', 'leader', 'province-monitor'] as const

/** Which dossiers a register is about. Days are those of receipt, both included. */
export interface RegisterAsked {
  from: LocalDate
  to: LocalDate
  /** A one-stop centre; null: everything the actor sees. */
  centre: string | null
  procedure: string | null
  status: Status | null
}

/** One line of Mẫu 07, as the actor may see it. Instants are null while they have not come. */
export interface RegisterLine {
  id: string
  number: string
  procedure: string
  procedureCode: string
  sets: number
  name: string
  address: string | null
  phone: string | null
  agency: string
  receivedAt: Date
  dueAt: Date | null
  returnedAt: Date | null
  delivery: string
  receiver: string | null
  status: Status
  note: string
}

export interface Centre {
  id: string
  name: string
}

const lastOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')

/** Reads what was asked; without days the month so far. Refuses 'printing.bad-period'. */
export function readRegisterAsked(query: Readonly<Record<string, unknown>>, today: LocalDate): RegisterAsked {
  const [from, to] = [lastOf(query.from) || `${today.slice(0, 7)}-01`, lastOf(query.to) || today]
  const daysMax = printingLimits.registerDaysMax
  if (!isLocalDate(from) || !isLocalDate(to) || from > to || daysBetween(from, to) >= daysMax)
    throw refusePrinting['bad-period']({ daysMax }, 'from')
  const [centre, procedure, status] = [lastOf(query.centre), lastOf(query.procedure), lastOf(query.status)]
  return {
    from,
    to,
    centre: isUuid(centre) ? centre : null,
    procedure: procedure === '' ? null : procedure.slice(0, 20),
    status: statuses.find((one) => one === status) ?? null,
  }
}

/** The centres whose register the actor may keep: those her roles reach. */
export async function centresOf(tx: Tx): Promise<Centre[]> {
  return tx.query<Centre & Record<string, unknown>>(
    `select id, name from sen.unit
      where kind in ('commune-one-stop', 'province-one-stop') and id = any((select sen.reach($1::text[]))::uuid[])
      order by kind desc, name limit 200`,
    [[...registerRoles]],
  )
}

/**
 * The centre asked for; who keeps few registers and names none gets the first of hers. Null is every centre the actor sees,
 * which only who follows the whole province may ask for. Refuses 'printing.no-centre'.
 */
export function centreAsked(tx: Tx, centres: readonly Centre[], asked: string | null): Centre | null {
  const found = asked === null ? undefined : centres.find((one) => one.id === asked)
  if (found) return found
  if (asked === null && tx.actor.roles.some((grant) => grant.role === 'province-monitor')) return null
  const [first] = centres
  if (asked !== null || !first) throw refusePrinting['no-centre']({}, 'centre')
  return first
}

type Found = DossierRow & { agency_name: string | null }

const COLUMNS = `d.id, d.unit, d.number, d.procedure_name, d.procedure_code, d.applicant, d.applicant_name, d.applicant_address, d.applicant_phone,
  d.received_at, d.due_at, d.returned_at, d.delivery, d.receiver, d.status, d.commune, d.representative_name, d.former_due_at, d.sample, u.name as agency_name`

/** A register is written by the centre that took the dossier; older ones, which do not say, by the centre they lie in. */
const WHERE = `d.received_at >= $1 and d.received_at < $2
   and ($3::uuid is null or d.received_unit = $3 or (d.received_unit is null and d.unit = $3))
   and ($4::text is null or d.procedure_code = $4) and ($5::text is null or d.status = $5)`

const paramsOf = (asked: RegisterAsked): unknown[] => [
  instantAt(asked.from),
  instantAt(addDays(asked.to, 1)),
  asked.centre,
  asked.procedure,
  asked.status,
]

function lineOf(tx: Tx, row: Found): RegisterLine {
  const shown = masked(tx, Dossier, row)
  const commune = row.commune === null ? undefined : findCommune(row.commune)
  const status = row.status ?? 'registered'
  return {
    id: row.id,
    number: row.number,
    procedure: row.procedure_name,
    procedureCode: row.procedure_code,
    sets: 1,
    name: shown.applicant_name,
    address: shown.applicant_address,
    phone: shown.applicant_phone,
    agency: commune ? `Ủy ban nhân dân ${commune.kind} ${commune.name}` : (row.agency_name ?? ''),
    receivedAt: row.received_at,
    dueAt: row.due_at,
    returnedAt: row.returned_at,
    delivery: deliveryWords[row.delivery ?? 'electronic'].vi,
    receiver: row.receiver,
    status,
    note: [
      status === 'returned' ? '' : statusWords[status].vi,
      row.former_due_at ? `Gia hạn, hẹn cũ ${formatDate(localDate(row.former_due_at))}` : '',
      row.representative_name ? `Nộp thay: ${row.representative_name}` : '',
    ]
      .filter(Boolean)
      .join('; '),
  }
}

/** A page of the register in the order of receipt, after a mark of the page before, and how many lines there are in all. */
export async function registerPage(
  tx: Tx,
  asked: RegisterAsked,
  after: string | null,
): Promise<{ lines: RegisterLine[]; next: string | null; count: number }> {
  const [at = '', id = ''] = (after ?? '').split('~')
  const cursor = isUuid(id) && !Number.isNaN(Date.parse(at)) ? { at: new Date(at), id } : null
  const { pageRows, registerRowsMax } = printingLimits
  const rows = await tx.query<Found>(
    `select ${COLUMNS} from one_stop.dossier d left join sen.unit u on u.id = d.agency
      where ${WHERE} and ($6::timestamptz is null or (d.received_at, d.id) > ($6, $7::uuid)) order by d.received_at, d.id limit $8`,
    [...paramsOf(asked), cursor?.at ?? null, cursor?.id ?? null, pageRows + 1],
  )
  const counted = await tx.one<{ count: number }>(
    `select count(*)::int as count from (select 1 from one_stop.dossier d where ${WHERE} limit $6) as found`,
    [...paramsOf(asked), registerRowsMax.xlsx + 1],
  )
  const shown = rows.slice(0, pageRows)
  const last = shown.at(-1)
  noteLook(tx, shown, 'xem sổ theo dõi hồ sơ')
  return {
    lines: shown.map((row) => lineOf(tx, row)),
    next: rows.length > pageRows && last ? `${last.received_at.toISOString()}~${last.id}` : null,
    count: counted?.count ?? 0,
  }
}

/** Whose data were looked at, once for all lines. */
function noteLook(tx: Tx, rows: readonly Found[], purpose: string, kind = 'read', data: object = {}): void {
  if (rows.length === 0) return
  writeFact(tx, {
    kind,
    system: 'one-stop',
    record: 'dossier',
    unit: tx.actor.unit,
    subjects: rows.map((row) => row.applicant),
    purpose,
    data: { rows: rows.length, ...data },
  })
}

export type RegisterFormat = 'pdf' | 'docx' | 'xlsx'

/**
 * All lines of a register, for printing. A purpose is asked for and written down with everybody the register names; people
 * whose data may only be kept (restriction of processing) are left out and counted. Refuses 'printing.no-purpose' and
 * 'printing.too-many-rows'.
 */
export async function registerLines(
  tx: Tx,
  asked: RegisterAsked,
  purpose: string,
  format: RegisterFormat,
): Promise<{ lines: RegisterLine[]; restricted: number }> {
  const said = nfc(purpose).trim().replace(/\s+/g, ' ')
  const { purposeMin, purposeMax } = printingLimits
  const rowsMax = printingLimits.registerRowsMax[format]
  const length = [...said].length
  if (length < purposeMin || length > purposeMax)
    throw refusePrinting['no-purpose']({ min: purposeMin, max: purposeMax }, 'purpose')
  const rows = await tx.query<Found>(
    `select ${COLUMNS} from one_stop.dossier d left join sen.unit u on u.id = d.agency where ${WHERE} order by d.received_at, d.id limit $6`,
    [...paramsOf(asked), rowsMax + 1],
  )
  if (rows.length > rowsMax) throw refusePrinting['too-many-rows']({ max: rowsMax, format: format.toUpperCase() })
  const kept = await restrictedAmong(tx, [...new Set(rows.map((row) => row.applicant))])
  const printed = rows.filter((row) => !kept.has(row.applicant))
  noteLook(tx, printed, said, 'exported', { format, register: true })
  return { lines: printed.map((row) => lineOf(tx, row)), restricted: rows.length - printed.length }
}

const day = (instant: Date | null): string => (instant ? formatDate(localDate(instant)) : '')

/** The columns of Mẫu 07; `group` stands above those of receiving and returning. */
const columns: readonly {
  title: string
  group?: string
  /** Millimetres; the name of the procedure takes what is left. */
  width?: number
  align?: 'center'
  of: (line: RegisterLine, place: number) => string
}[] = [
  { title: 'STT', width: 9, align: 'center', of: (_line, place) => String(place + 1) },
  // A number is longer than its column: it goes on after the code of its office.
  { title: 'Mã hồ sơ', width: 24, of: (line) => line.number.replace('-', '-\n') },
  { title: 'Tên thủ tục hành chính', of: (line) => line.procedure },
  { title: 'Số lượng hồ sơ (bộ)', width: 12, align: 'center', of: (line) => String(line.sets) },
  { title: 'Tên cá nhân, tổ chức', width: 27, of: (line) => line.name },
  {
    title: 'Địa chỉ, số điện thoại',
    width: 33,
    of: (line) => [line.address, line.phone].filter(Boolean).join('\n'),
  },
  { title: 'Cơ quan chủ trì giải quyết', width: 25, of: (line) => line.agency },
  { title: 'Nhận hồ sơ', group: 'Nhận và trả kết quả', width: 17, align: 'center', of: (line) => day(line.receivedAt) },
  { title: 'Hẹn trả kết quả', group: 'Nhận và trả kết quả', width: 17, align: 'center', of: (line) => day(line.dueAt) },
  {
    title: 'Trả kết quả',
    group: 'Nhận và trả kết quả',
    width: 18,
    align: 'center',
    of: (line) => day(line.returnedAt),
  },
  { title: 'Phương thức nhận kết quả', group: 'Nhận và trả kết quả', width: 19, of: (line) => line.delivery },
  { title: 'Ký nhận', group: 'Nhận và trả kết quả', width: 19, of: (line) => line.receiver ?? '' },
  { title: 'Ghi chú', width: 19, of: (line) => line.note },
]

/** What a register is about, in words, under its name. */
export function registerSubject(asked: RegisterAsked): string {
  return [
    `Hồ sơ nhận từ ngày ${formatDate(asked.from)} đến ngày ${formatDate(asked.to)}`,
    asked.procedure ? `thủ tục ${asked.procedure}` : '',
    asked.status ? `trạng thái: ${statusWords[asked.status].vi.toLowerCase()}` : '',
  ]
    .filter(Boolean)
    .join('; ')
}

/** Mẫu 07, Sổ theo dõi hồ sơ, A4 landscape. */
export function registerLetter(
  asked: RegisterAsked,
  lines: readonly RegisterLine[],
  of: { centre: Centre | null; commune: string | null; keeper: string; at: Date; restricted: number; sample: boolean },
): Letter {
  const office = of.centre === null ? null : officeOf(of.commune)
  return {
    title: `Sổ theo dõi hồ sơ ${asked.from} – ${asked.to}`,
    organ: office
      ? { ...(office.parent ? { parent: office.parent } : {}), name: office.name, place: office.place }
      : { name: 'Ủy ban nhân dân tỉnh Đồng Tháp', place: 'Đồng Tháp' },
    number: null,
    on: localDate(of.at),
    at: of.at,
    kind: 'Sổ theo dõi hồ sơ',
    subject: registerSubject(asked),
    form: 'Mẫu số 07, Thông tư 03/2025/TT-VPCP',
    size: 12,
    landscape: true,
    margin: 'narrow',
    blocks: [
      {
        table: {
          columns: columns.map(({ title, width, group, align }) => ({
            title,
            ...(width === undefined ? {} : { width }),
            ...(group ? { group } : {}),
            ...(align ? { align } : {}),
          })),
          rows: lines.map((line, place) => columns.map((column) => column.of(line, place))),
          size: 8.5,
        },
      },
      {
        paragraph: `Cộng ${lines.length} hồ sơ.${of.restricted > 0 ? ` ${of.restricted} hồ sơ không in vì người nộp đã yêu cầu hạn chế xử lý dữ liệu.` : ''}`,
        indent: false,
      },
    ],
    signer: { above: ['Người giữ sổ'], note: '(Ký, ghi rõ họ tên)', name: of.keeper },
    sample: of.sample,
  }
}

/** The register as a workbook: one sheet, head frozen, dates as dates. A text is never a formula. */
export async function registerBook(
  asked: RegisterAsked,
  lines: readonly RegisterLine[],
  at: Date,
): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook()
  book.created = at
  const sheet = book.addWorksheet('Sổ theo dõi', {
    pageSetup: { paperSize: 9, orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
    views: [{ state: 'frozen', ySplit: 3 }],
  })
  const instants: Record<string, (line: RegisterLine) => Date | null> = {
    'Nhận hồ sơ': (line) => line.receivedAt,
    'Hẹn trả kết quả': (line) => line.dueAt,
    'Trả kết quả': (line) => line.returnedAt,
  }
  sheet.addRow(['SỔ THEO DÕI HỒ SƠ (Mẫu số 07, Thông tư 03/2025/TT-VPCP)']).font = { bold: true, size: 14 }
  sheet.addRow([registerSubject(asked)])
  sheet.addRow(columns.map((column) => column.title)).font = { bold: true }
  const OFFSET_MS = 7 * 3_600_000
  for (const [place, line] of lines.entries())
    sheet.addRow(
      columns.map((column, at) => {
        const instant = instants[column.title]?.(line)
        // A sheet's dates know no zone: what is written is the hour of the province.
        if (instants[column.title]) return instant ? new Date(instant.getTime() + OFFSET_MS) : null
        return at === 0
          ? place + 1
          : column.title.startsWith('Số lượng')
            ? line.sets
            : column.of(line, place).replace('-\n', '-')
      }),
    )
  for (const [place, column] of columns.entries()) {
    const made = sheet.getColumn(place + 1)
    made.width = Math.max(9, (column.width ?? 60) * 0.6)
    if (instants[column.title]) made.numFmt = 'dd/mm/yyyy hh:mm'
  }
  sheet.getRow(3).alignment = { wrapText: true, vertical: 'middle', horizontal: 'center' }
  return new Uint8Array(await book.xlsx.writeBuffer())
}
