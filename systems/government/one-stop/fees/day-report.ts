import ExcelJS from 'exceljs'
import { addDays, formatDate, formatInstant, instantAt, isLocalDate, localDate } from '#ground/clock'
import { formatNumber, moneyInWords } from '#ground/money'
import { type Letter, letterPdf } from '#kernel/papers'
import type { Tx } from '#kernel/store'
import { officeOf } from './papers.ts'
import { refuse } from './refusals.ts'
import type { PayChannel } from './shape.ts'
import { methodWords } from './words.ts'

/** One kind of fee on a day: how often, what it would have been, what was let off, what came in and what went back. */
export interface FeeSum {
  code: string
  name: string
  procedure: string
  count: number
  amount: number
  exempted: number
  due: number
  refunded: number
}

export interface MethodSum {
  method: PayChannel
  receipts: number
  taken: number
  refunds: number
  refunded: number
}

export interface ShiftSum {
  cashier: string
  opened: Date
  closed: Date | null
  opening: number
  expected: number | null
  counted: number | null
  difference: number | null
  explanation: string | null
}

/** What a centre took on a day, and whether the dossiers say the same. */
export interface DayReport {
  day: string
  unit: string
  office: { parent: string; name: string; place: string }
  fees: FeeSum[]
  methods: MethodSum[]
  shifts: ShiftSum[]
  numbers: { first: string | null; last: string | null; issued: number; cancelled: number }
  taken: number
  refunded: number
  /** Money of bills settled on the day through this centre's receipts; must equal `taken`. */
  settled: number
  /** What does not agree, by receipt or dossier number. Empty: reconciled. */
  breaks: { what: 'receipt-and-bills' | 'gap' | 'dossier-state'; about: string; receipt: number; bills: number }[]
}

/** The bounds of a day in Vietnam as instants. */
function bounds(day: string): [Date, Date] {
  return [instantAt(day), instantAt(addDays(day, 1))]
}

/**
 * Reckons the day of one centre from its receipts, and holds it against the bills and the dossiers. The actor has been found to
 * be allowed at `unit`.
 */
export async function dayReport(tx: Tx, unit: string, day: string): Promise<DayReport> {
  if (!isLocalDate(day) || day > localDate(tx.now)) throw refuse['bad-day']({}, 'day')
  const [from, to] = bounds(day)
  const at = [unit, from, to]
  const office = await officeOf(tx, unit)
  return tx.asHouse(async () => {
    const fees = await tx.query<FeeSum>(
      `select l.code, l.name, l.procedure_code as procedure, sum(l.n)::int as count, sum(l.amount)::bigint as amount, sum(l.exempted)::bigint as exempted,
              sum(l.due)::bigint as due, sum(l.refunded)::bigint as refunded
         from (
           select x.code, x.name, x.procedure_code, x.count as n, x.amount, x.exempted, x.due, 0::bigint as refunded
             from one_stop.receipt r, jsonb_to_recordset(r.lines) as x(code text, name text, procedure_code text, count int, amount bigint, exempted bigint, due bigint)
            where r.unit = $1 and r.issued_at >= $2 and r.issued_at < $3
           union all
           select x.code, x.name, x.procedure_code, 0, 0, 0, 0, x.due
             from one_stop.receipt r, jsonb_to_recordset(r.lines) as x(code text, name text, procedure_code text, due bigint)
            where r.unit = $1 and r.cancelled_at >= $2 and r.cancelled_at < $3
         ) l group by 1, 2, 3 order by 3, 1, 2`,
      at,
    )
    const methods = await tx.query<MethodSum>(
      `select m.method, sum(m.receipts)::int as receipts, sum(m.taken)::bigint as taken, sum(m.refunds)::int as refunds, sum(m.refunded)::bigint as refunded
         from (
           select method, 1 as receipts, total as taken, 0 as refunds, 0 as refunded from one_stop.receipt where unit = $1 and issued_at >= $2 and issued_at < $3
           union all
           select refund_method, 0, 0, 1, total from one_stop.receipt where unit = $1 and cancelled_at >= $2 and cancelled_at < $3
         ) m group by 1 order by 1`,
      at,
    )
    const shifts = await tx.query<ShiftSum>(
      `select s.cashier_name as cashier, s.opened_at as opened, s.closed_at as closed, s.opening_cash as opening, s.expected, s.counted, s.difference, s.explanation
         from one_stop.shift s where s.unit = $1 and s.opened_at < $3 and coalesce(s.closed_at, $3) >= $2 order by s.opened_at limit 100`,
      at,
    )
    const numbers = await tx.one<DayReport['numbers']>(
      `select min(number) as first, max(number) as last, count(*)::int as issued,
              (select count(*)::int from one_stop.receipt where unit = $1 and cancelled_at >= $2 and cancelled_at < $3) as cancelled
         from one_stop.receipt where unit = $1 and issued_at >= $2 and issued_at < $3`,
      at,
    )
    const settled = await tx.one<{ sum: number }>(
      `select coalesce(sum(b.due), 0)::bigint as sum from one_stop.bill b join one_stop.receipt r on r.id = b.receipt
        where r.unit = $1 and r.issued_at >= $2 and r.issued_at < $3`,
      at,
    )
    const breaks = await tx.query<DayReport['breaks'][number]>(
      `select 'receipt-and-bills' as what, r.number as about, r.total as receipt, coalesce(sum(b.due), 0)::bigint as bills
         from one_stop.receipt r left join one_stop.bill b on b.receipt = r.id
        where r.unit = $1 and r.issued_at >= $2 and r.issued_at < $3 group by r.id having r.total <> coalesce(sum(b.due), 0)
       union all
       select 'gap', g.number, 0, 0 from (
         select number, series, right(number, 7)::int - lag(right(number, 7)::int) over (partition by series order by number) as step
           from one_stop.receipt where unit = $1 and issued_at >= $2 and issued_at < $3) g where g.step > 1
       union all
       select 'dossier-state', d.number, 0, b.due from one_stop.bill b join one_stop.receipt r on r.id = b.receipt join one_stop.dossier d on d.id = b.dossier
        where r.unit = $1 and r.issued_at >= $2 and r.issued_at < $3 and b.state = 'settled' and d.finance_state not in ('paid', 'awaiting')
       limit 200`,
      at,
    )
    return {
      day,
      unit,
      office,
      fees,
      methods,
      shifts,
      numbers: numbers ?? { first: null, last: null, issued: 0, cancelled: 0 },
      taken: methods.reduce((sum, one) => sum + one.taken, 0),
      refunded: methods.reduce((sum, one) => sum + one.refunded, 0),
      settled: settled?.sum ?? 0,
      breaks,
    }
  })
}

const breakWords: Record<DayReport['breaks'][number]['what'], string> = {
  'receipt-and-bills': 'Biên lai khác tổng các khoản',
  gap: 'Thiếu số liền trước',
  'dossier-state': 'Hồ sơ chưa ghi đã nộp',
}

const money = (amount: number | null): string => (amount === null ? '–' : formatNumber(amount))

/** The report as an administrative document, PDF/A. */
export async function dayReportPdf(tx: Tx, report: DayReport): Promise<Uint8Array> {
  const letter: Letter = {
    title: `Báo cáo thu phí, lệ phí ngày ${formatDate(report.day)}`,
    organ: { parent: report.office.parent, name: report.office.name, place: report.office.place },
    on: localDate(tx.now),
    at: tx.now,
    kind: 'Báo cáo',
    subject: `Thu phí, lệ phí ngày ${formatDate(report.day)}`,
    landscape: true,
    blocks: [
      { heading: '1. Theo khoản thu' },
      {
        table: {
          columns: [
            { title: 'STT', width: 12, align: 'center' },
            { title: 'Thủ tục', width: 24 },
            { title: 'Khoản thu' },
            { title: 'Số lượng', width: 20, align: 'right' },
            { title: 'Mức thu (đồng)', width: 32, align: 'right' },
            { title: 'Miễn, giảm (đồng)', width: 32, align: 'right' },
            { title: 'Đã thu (đồng)', width: 32, align: 'right' },
            { title: 'Đã hoàn (đồng)', width: 32, align: 'right' },
          ],
          rows: [
            ...report.fees.map((fee, place) => [
              String(place + 1),
              fee.procedure,
              fee.name,
              formatNumber(fee.count),
              money(fee.amount),
              money(fee.exempted),
              money(fee.due),
              money(fee.refunded),
            ]),
            [
              '',
              '',
              { bold: 'Cộng' },
              '',
              { bold: money(report.fees.reduce((sum, fee) => sum + fee.amount, 0)) },
              { bold: money(report.fees.reduce((sum, fee) => sum + fee.exempted, 0)) },
              { bold: money(report.taken) },
              { bold: money(report.refunded) },
            ],
          ],
        },
      },
      { heading: '2. Theo hình thức nộp' },
      {
        table: {
          columns: [
            { title: 'Hình thức' },
            { title: 'Số biên lai', width: 30, align: 'right' },
            { title: 'Đã thu (đồng)', width: 40, align: 'right' },
            { title: 'Số lần hoàn', width: 30, align: 'right' },
            { title: 'Đã hoàn (đồng)', width: 40, align: 'right' },
          ],
          rows: report.methods.map((one) => [
            methodWords[one.method].vi,
            formatNumber(one.receipts),
            money(one.taken),
            formatNumber(one.refunds),
            money(one.refunded),
          ]),
        },
      },
      { heading: '3. Ca thu ngân' },
      {
        table: {
          columns: [
            { title: 'Thu ngân' },
            { title: 'Mở ca', width: 34 },
            { title: 'Đóng ca', width: 34 },
            { title: 'Đầu ca', width: 28, align: 'right' },
            { title: 'Phải có', width: 28, align: 'right' },
            { title: 'Đếm được', width: 28, align: 'right' },
            { title: 'Chênh lệch', width: 26, align: 'right' },
            { title: 'Giải trình', width: 44 },
          ],
          rows: report.shifts.map((shift) => [
            shift.cashier,
            formatInstant(shift.opened),
            shift.closed ? formatInstant(shift.closed) : 'đang mở',
            money(shift.opening),
            money(shift.expected),
            money(shift.counted),
            money(shift.difference),
            shift.explanation ?? '',
          ]),
        },
      },
      { heading: '4. Đối chiếu' },
      {
        list: [
          `Biên lai: từ ${report.numbers.first ?? '–'} đến ${report.numbers.last ?? '–'}; đã lập ${report.numbers.issued}, đã hủy ${report.numbers.cancelled}.`,
          `Tổng biên lai ${money(report.taken)} đồng; tổng khoản của hồ sơ đã ghi nộp ${money(report.settled)} đồng.`,
          `Thực thu sau hoàn: ${money(report.taken - report.refunded)} đồng (${moneyInWords(report.taken - report.refunded)}).`,
          report.breaks.length === 0
            ? 'Biên lai, khoản thu và tình trạng hồ sơ khớp nhau.'
            : `Chưa khớp ${report.breaks.length} chỗ: ${report.breaks.map((one) => `${breakWords[one.what]} (${one.about})`).join('; ')}.`,
        ],
      },
    ],
    receivers: ['Lãnh đạo Trung tâm', 'Lưu: VT'],
    signer: { above: ['NGƯỜI LẬP'], name: tx.actor.name },
    sample: tx.lent('demo') === true,
  }
  return letterPdf(letter)
}

/** The same report as a workbook: sums, methods, shifts, and what does not agree. */
export async function dayReportXlsx(report: DayReport): Promise<Buffer> {
  const book = new ExcelJS.Workbook()
  const sheetOf = (name: string, heads: readonly string[], rows: readonly (readonly (string | number | null)[])[]) => {
    const sheet = book.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] })
    sheet.addRow([...heads]).font = { bold: true }
    for (const row of rows) sheet.addRow([...row])
    sheet.columns.forEach((column, place) => {
      column.width = Math.max(14, (heads[place]?.length ?? 10) + 4)
      column.numFmt = '#,##0'
    })
  }
  sheetOf(
    'Khoản thu',
    ['Thủ tục', 'Mã khoản', 'Khoản thu', 'Số lượng', 'Mức thu', 'Miễn, giảm', 'Đã thu', 'Đã hoàn'],
    report.fees.map((fee) => [
      fee.procedure,
      fee.code,
      fee.name,
      fee.count,
      fee.amount,
      fee.exempted,
      fee.due,
      fee.refunded,
    ]),
  )
  sheetOf(
    'Hình thức',
    ['Hình thức', 'Số biên lai', 'Đã thu', 'Số lần hoàn', 'Đã hoàn'],
    report.methods.map((one) => [methodWords[one.method].vi, one.receipts, one.taken, one.refunds, one.refunded]),
  )
  sheetOf(
    'Ca thu ngân',
    ['Thu ngân', 'Mở ca', 'Đóng ca', 'Đầu ca', 'Phải có', 'Đếm được', 'Chênh lệch', 'Giải trình'],
    report.shifts.map((shift) => [
      shift.cashier,
      formatInstant(shift.opened),
      shift.closed ? formatInstant(shift.closed) : '',
      shift.opening,
      shift.expected,
      shift.counted,
      shift.difference,
      shift.explanation,
    ]),
  )
  sheetOf(
    'Đối chiếu',
    ['Nội dung', 'Giá trị', 'Theo biên lai', 'Theo khoản'],
    [
      ['Tổng', formatDate(report.day), report.taken, report.settled],
      ...report.breaks.map((one) => [breakWords[one.what], one.about, one.receipt, one.bills]),
    ],
  )
  return Buffer.from(await book.xlsx.writeBuffer())
}
