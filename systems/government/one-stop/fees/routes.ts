import type { FastifyReply, FastifyRequest } from 'fastify'
import { isLocalDate, localDate } from '#ground/clock'
import type { Http, Site } from '#kernel/channels'
import { filesOfRecord, keepPaper } from '#kernel/papers'
import { choice, money, noteReading, number, rows, text, yesno } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { checkClaim, claimExemption, rebill } from './bills.ts'
import { dayReport, dayReportPdf, dayReportXlsx } from './day-report.ts'
import { keepReceipt, receiptPdf } from './papers.ts'
import { readBody } from './reading.ts'
import { cancelReceipt, getReceipt, noteReprint } from './receipts.ts'
import { Receipt, tillRoles } from './records.ts'
import { refuse } from './refusals.ts'
import { type ReceiptRow, type ShiftRow, settleAtCounter } from './settle.ts'
import { denominations, feeLimits, payMethods } from './shape.ts'
import { closeShift, expectedCash, findShift, getShift, getTill, openShift, tillsOf } from './shifts.ts'
import { findPayable, getPayable, payableOf } from './till.ts'

const w = (vi: string, en: string) => ({ vi, en })
const RECEIPTS_MAX = 500
const tags = ['cashier']

const shiftShown = (shift: ShiftRow, expected: number) => ({
  id: shift.id,
  unit: shift.unit,
  openedAt: shift.opened_at,
  openingCash: shift.opening_cash,
  expected,
})

const receiptShown = (row: ReceiptRow) => ({
  id: row.id,
  number: row.number,
  issuedAt: row.issued_at,
  payer: row.payer_name,
  cashier: row.cashier_name,
  method: row.method,
  slip: row.slip,
  total: row.total,
  state: row.state,
  reprints: row.reprints,
  cancelledAt: row.cancelled_at,
  cancelledBy: row.cancelled_by,
  reason: row.cancel_reason,
  refund: row.refund_method,
  lines: row.lines ?? [],
})

const textOf = (request: FastifyRequest, name: string, max = 100): string | undefined => {
  const value = (request.query as Record<string, unknown>)[name]
  return typeof value === 'string' && value !== '' ? value.slice(0, max) : undefined
}
const paramOf = (request: FastifyRequest, name: string): string =>
  (request.params as Record<string, string>)[name] ?? ''

/** The doors of the cashier's desk. Every one opens for who may take money at a centre; rows are the database's to decide. */
export function cashierRoutes(site: Site, http: Http): void {
  const { app } = http
  const config = { access: 'officer' as const, roles: [...tillRoles] }
  const reporting = { access: 'officer' as const, roles: [...tillRoles, 'leader', 'province-monitor'] }
  const act = <T>(request: FastifyRequest, work: (tx: Tx) => Promise<T>): Promise<T> =>
    site.database.transaction(request.actor, work)
  const base = '/api/v1/one-stop/cashier'

  app.get(`${base}/state`, { config, schema: { tags, summary: 'Ca thu ngân của tôi' } }, async (request) =>
    act(request, async (tx) => {
      const tills = await tillsOf(tx)
      const shift = await findShift(tx)
      return {
        tills,
        shift: shift ? shiftShown(shift, await expectedCash(tx, shift)) : null,
        denominations,
        methods: payMethods,
        limits: feeLimits,
        today: localDate(tx.now),
      }
    }),
  )

  app.post(`${base}/shift`, { config, schema: { tags, summary: 'Mở hoặc đóng ca' } }, async (request) => {
    const asked = readBody(
      {
        act: choice('open', 'close').required(),
        cash: money({ max: 1_000_000_000 }),
        unit: text({ max: 36 }),
        explanation: text({ max: 1_000 }),
      },
      {
        act: w('Việc', 'Act'),
        cash: w('Tiền đầu ca', 'Opening cash'),
        unit: w('Trung tâm', 'Centre'),
        explanation: w('Giải trình', 'Explanation'),
      },
      request.body,
    )
    const counts = readCounts((request.body as { counts?: unknown } | null)?.counts)
    return act(request, async (tx) => {
      if (asked.act === 'open') {
        const shift = await openShift(tx, asked.cash ?? 0, asked.unit ?? undefined)
        return { shift: shiftShown(shift, shift.opening_cash) }
      }
      const closed = await closeShift(tx, { counts, explanation: asked.explanation })
      return {
        shift: null,
        closed: { expected: closed.expected, counted: closed.counted, difference: closed.difference },
      }
    })
  })

  app.get(`${base}/find`, { config, schema: { tags, summary: 'Tìm hồ sơ phải nộp tiền' } }, async (request) =>
    act(request, async (tx) => ({ rows: await findPayable(tx, textOf(request, 'q', 300) ?? '') })),
  )

  app.get(
    `${base}/dossier/:number`,
    { config, schema: { tags, summary: 'Các khoản của một hồ sơ' } },
    async (request) => act(request, async (tx) => payableOf(tx, await getPayable(tx, paramOf(request, 'number')))),
  )

  app.post(
    `${base}/dossier/:number/fees`,
    { config, schema: { tags, summary: 'Tính lại phí của hồ sơ' } },
    async (request) => {
      const body = (request.body ?? {}) as Record<string, unknown>
      const asked = readBody(
        {
          copies: number({ min: 1, max: feeLimits.copiesMax }),
          pages: number({ min: 1, max: feeLimits.pagesMax }),
          amounts: rows(
            { code: text({ max: 12 }).required(), amount: money({ max: 1_000_000_000 }).required() },
            { max: 20 },
          ),
          case: text({ max: 12 }),
        },
        {
          copies: w('Số bản', 'Copies'),
          pages: w('Số trang', 'Pages'),
          amounts: w('Mức thu', 'Amounts'),
          case: w('Trường hợp', 'Case'),
        },
        body,
      )
      return act(request, async (tx) => {
        const dossier = await getPayable(tx, paramOf(request, 'number'))
        await rebill(tx, dossier, {
          copies: asked.copies ?? undefined,
          pages: asked.pages ?? undefined,
          cases: asked.case ? [asked.case] : undefined,
          amounts: Object.fromEntries((asked.amounts ?? []).map((one) => [one.code, one.amount])),
        })
        return payableOf(tx, await getPayable(tx, dossier.number))
      })
    },
  )

  app.post(
    `${base}/dossier/:number/claim`,
    { config, schema: { tags, summary: 'Ghi, chấp nhận hoặc từ chối diện miễn giảm' } },
    async (request) => {
      const asked = readBody(
        {
          claim: text({ max: 36 }),
          exemption: text({ max: 40 }),
          evidence: text({ max: 500 }),
          confirmed: yesno().default(true),
          reason: text({ max: 1_000 }),
        },
        {
          claim: w('Đề nghị', 'Claim'),
          exemption: w('Diện miễn, giảm', 'Exemption'),
          evidence: w('Giấy tờ chứng minh', 'Evidence'),
          confirmed: w('Chấp nhận', 'Confirmed'),
          reason: w('Lý do', 'Reason'),
        },
        request.body,
      )
      return act(request, async (tx) => {
        const dossier = await getPayable(tx, paramOf(request, 'number'))
        const claim =
          asked.claim ??
          (await claimExemption(tx, dossier, { exemption: asked.exemption ?? '', evidence: asked.evidence })).id
        await checkClaim(tx, dossier, claim, {
          confirmed: asked.confirmed,
          evidence: asked.evidence,
          reason: asked.reason,
        })
        return payableOf(tx, await getPayable(tx, dossier.number))
      })
    },
  )

  app.post(`${base}/pay`, { config, schema: { tags, summary: 'Thu tiền và lập biên lai' } }, async (request, reply) => {
    const asked = readBody(
      {
        key: text({ max: 60, min: 8 }).required(),
        bills: rows(
          { reference: text({ max: 30 }).required(), version: number({ min: 1 }).required() },
          { max: feeLimits.billsAReceiptMax },
        ).required(),
        method: choice(...payMethods).required(),
        slip: text({ max: 100 }),
        payer: text({ max: 200 }),
        given: money({ max: 1_000_000_000_000 }),
      },
      {
        key: w('Mã lần thu', 'Payment key'),
        bills: w('Các khoản', 'Bills'),
        method: w('Hình thức nộp', 'Method'),
        slip: w('Số phiếu máy POS, mã giao dịch', 'Slip'),
        payer: w('Người nộp tiền', 'Payer'),
        given: w('Tiền khách đưa', 'Given'),
      },
      request.body,
    )
    const done = await act(request, async (tx) => {
      const shift = await getShift(tx)
      // The cashier sees what she settles: a bill of a centre that is not hers does not exist for her.
      const seen = await tx.query<{ reference: string; due: number }>(
        'select b.reference, b.due from one_stop.bill b where b.reference = any($1::text[]) and b.units && sen.reach($2::text[])',
        [asked.bills.map((one) => one.reference), [...tillRoles]],
      )
      for (const one of asked.bills)
        if (!seen.some((bill) => bill.reference === one.reference))
          throw refuse['no-bill']({ reference: one.reference })
      const due = seen.reduce((sum, bill) => sum + (bill.due ?? 0), 0)
      if (asked.method === 'cash' && asked.given !== null && asked.given < due)
        throw refuse['too-little']({ given: asked.given, due }, 'given')
      const { receipt, already } = await settleAtCounter(tx, shift, {
        key: asked.key,
        bills: asked.bills,
        method: asked.method,
        slip: asked.slip,
        payerName: asked.payer ?? undefined,
      })
      const file = already ? (await filesOfRecord(tx, receipt.id))[0] : await keepReceipt(tx, receipt)
      return {
        receipt: receiptShown(receipt),
        already,
        change: asked.method === 'cash' && asked.given !== null ? asked.given - receipt.total : 0,
        url: file ? `/api/v1/files/${file.id}` : null,
      }
    })
    return reply.status(done.already ? 200 : 201).send(done)
  })

  app.get(
    `${base}/receipts`,
    { config: reporting, schema: { tags, summary: 'Biên lai trong ngày' } },
    async (request) =>
      act(request, async (tx) => {
        const day = dayOf(request, tx)
        const unit = textOf(request, 'unit', 36)
        const found = await tx.query<ReceiptRow>(
          `select * from one_stop.receipt where issued_at >= $1::date::timestamp at time zone 'Asia/Ho_Chi_Minh' and issued_at < ($1::date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh'
            and ($2::uuid is null or unit = $2) order by issued_at desc, id desc limit $3`,
          [day, unit ?? null, RECEIPTS_MAX],
        )
        noteReading(tx, Receipt, found, 'xem biên lai trong ngày')
        return { day, rows: found.map(receiptShown) }
      }),
  )

  app.get(
    `${base}/receipt/:id/paper`,
    { config: reporting, schema: { tags, summary: 'Bản biên lai đã lập' } },
    async (request, reply) => {
      const file = await act(request, async (tx) => {
        const receipt = await getReceipt(tx, paramOf(request, 'id'))
        return (await filesOfRecord(tx, receipt.id))[0]
      })
      if (!file) throw refuse['no-receipt']()
      return reply.redirect(`/api/v1/files/${file.id}`, 303)
    },
  )

  app.post(
    `${base}/receipt/:id/reprint`,
    { config, schema: { tags, summary: 'In lại biên lai, có đánh dấu' } },
    async (request) =>
      act(request, async (tx) => {
        const receipt = await noteReprint(tx, paramOf(request, 'id'))
        const file = await keepPaper(
          tx,
          await receiptPdf(tx, receipt, receipt.reprints),
          `Biên lai ${receipt.number}, in lại lần ${receipt.reprints}.pdf`,
          { system: 'one-stop', record: 'receipt', recordId: receipt.id, unit: receipt.unit },
        )
        return { reprints: receipt.reprints, url: `/api/v1/files/${file.id}` }
      }),
  )

  app.post(
    `${base}/receipt/:id/cancel`,
    { config, schema: { tags, summary: 'Hủy biên lai và hoàn tiền' } },
    async (request) => {
      const asked = readBody(
        {
          reason: text({ max: 1_000 }).required(),
          refund: choice(...payMethods).required(),
          again: yesno().default(false),
        },
        {
          reason: w('Lý do', 'Reason'),
          refund: w('Hoàn bằng', 'Refunded by'),
          again: w('Thu lại', 'Collect again'),
        },
        request.body,
      )
      return act(request, async (tx) => receiptShown(await cancelReceipt(tx, paramOf(request, 'id'), asked)))
    },
  )

  const reportOf = async (tx: Tx, request: FastifyRequest) => {
    const asked = textOf(request, 'unit', 36)
    const unit = (await mayReport(tx, asked)) ?? (await getTill(tx, asked)).id
    return dayReport(tx, unit, dayOf(request, tx))
  }
  app.get(
    `${base}/report`,
    { config: reporting, schema: { tags, summary: 'Báo cáo thu trong ngày' } },
    async (request) => act(request, (tx) => reportOf(tx, request)),
  )
  const download = (reply: FastifyReply, name: string, type: string, body: Uint8Array) =>
    reply
      .type(type)
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('cache-control', 'no-store')
      .send(Buffer.from(body))
  app.get(
    `${base}/report/pdf`,
    { config: reporting, schema: { tags, summary: 'Báo cáo thu, PDF' } },
    async (request, reply) => {
      const { day, body } = await act(request, async (tx) => {
        const report = await reportOf(tx, request)
        return { day: report.day, body: await dayReportPdf(tx, report) }
      })
      return download(reply, `thu-phi-${day}.pdf`, 'application/pdf', body)
    },
  )
  app.get(
    `${base}/report/xlsx`,
    { config: reporting, schema: { tags, summary: 'Báo cáo thu, XLSX' } },
    async (request, reply) => {
      const { day, body } = await act(request, async (tx) => {
        const report = await reportOf(tx, request)
        return { day: report.day, body: await dayReportXlsx(report) }
      })
      return download(
        reply,
        `thu-phi-${day}.xlsx`,
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        body,
      )
    },
  )
}

/** Who does not collect may still read the day of a centre in her reach: leaders and those who follow the province. */
async function mayReport(tx: Tx, unit: string | undefined): Promise<string | undefined> {
  if (unit === undefined) return undefined
  const row = await tx.one<{ id: string }>(
    "select id from sen.unit where id::text = $1 and id = any(sen.reach('{one-stop-officer,centre-head,leader,province-monitor}'))",
    [unit],
  )
  return row?.id
}

const dayOf = (request: FastifyRequest, tx: Tx): string => {
  const day = textOf(request, 'day', 10) ?? localDate(tx.now)
  if (!isLocalDate(day)) throw refuse['bad-day']({}, 'day')
  return day
}

/** Whole numbers of notes by denomination; anything else is left out. */
function readCounts(value: unknown): Record<string, number> {
  if (typeof value !== 'object' || value === null) return {}
  const known = new Set(denominations.map(String))
  return Object.fromEntries(
    Object.entries(value as Record<string, unknown>)
      .map(([note, count]) => [note, Number(count)] as const)
      .filter(([note, count]) => known.has(note) && Number.isSafeInteger(count) && count >= 0 && count <= 1_000_000),
  )
}
