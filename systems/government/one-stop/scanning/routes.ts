import type { FastifyRequest } from 'fastify'
import { localDate } from '#ground/clock'
import { identifierKinds } from '#ground/ids'
import { bodyOf, type Http, type Site } from '#kernel/channels'
import { InvalidInput } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { sendPaper } from '../printing/routes.ts'
import { attachAll, putCoversBack } from './covers.ts'
import { deskOf, folderOf, takeFrom } from './folder.ts'
import { scanRule, trayLimits } from './kinds.ts'
import {
  type Applicant,
  beginPile,
  cancelPile,
  findProcedures,
  getPile,
  personAtCounter,
  procedureAtCounter,
  type Receipt,
  type ReceivedPaper,
  receiveAll,
  resumePile,
} from './receiving.ts'
import type { PileLine, Sheet } from './records.ts'
import { refuse } from './refusals.ts'
import { flawsOf, readPile } from './rules.ts'
import { separatorPdf, separatorsOf } from './separators.ts'
import { choose, discard, join, readAgain, type ScanRow, split, trayOf, uploadToTray } from './tray.ts'

/** Setting pages is dear; a counter prints its separators once. */
const SEPARATORS_A_MINUTE_MAX = 12
const roles = ['one-stop-officer', 'centre-head']
const text = (value: unknown, max = 500): string =>
  typeof value === 'string' ? value.normalize('NFC').slice(0, max) : ''
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const entry = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
const one = <T extends string>(value: unknown, among: readonly T[], usual: T): T =>
  among.includes(value as T) ? (value as T) : usual

const previewUrl = (sheet: Sheet): string =>
  `/api/v1/files/${sheet.file}/preview?width=640${sheet.page === null ? '' : `&page=${sheet.page}`}`

function scanShown(row: ScanRow, day: string) {
  const limits = {
    dpiGood: scanRule('dpi-good', day),
    dpiMin: scanRule('dpi-min', day),
    skewMax: scanRule('skew-degrees-max', day),
    confidenceMin: scanRule('confidence-min', day),
  }
  return {
    id: row.id,
    name: row.name,
    origin: row.origin,
    state: row.state,
    reason: row.reason,
    head: row.head ?? '',
    component: row.component,
    componentName: row.component_name,
    score: row.score,
    chosen: row.chosen ?? false,
    printedNumber: row.printed_number,
    goesOn: row.goes_on,
    codes: row.codes ?? [],
    cards: row.cards ?? [],
    forNumber: row.for_number,
    covers: (row.covers ?? []).map(previewUrl),
    arrivedAt: row.arrived_at,
    sheets: (row.sheets ?? []).map((sheet, at) => {
      const note = row.notes?.[at]
      return {
        previewUrl: previewUrl(sheet),
        confidence: note?.confidence ?? null,
        flaws: note ? flawsOf(note, limits) : [],
      }
    }),
  }
}

function readApplicant(value: unknown): Applicant {
  const body = entry(value)
  return {
    national_id: text(body.national_id, 40).replace(/[\s.]/g, ''),
    full_name: text(body.full_name, 200).trim(),
    phone: text(body.phone, 40).trim(),
    address: text(body.address, 500).trim(),
    account_is_theirs:
      body.account_is_theirs === 'yes' || body.account_is_theirs === 'no' ? body.account_is_theirs : null,
    birth_date: text(body.birth_date, 10) || null,
    sex: body.sex === 'male' || body.sex === 'female' ? body.sex : null,
    read_from: one(body.read_from, ['typed', 'card-code'], 'typed'),
    card_seen: body.card_seen === true,
    consent: body.consent === true,
  }
}

/** Fields of the receipt beside those every dossier has; the receipt itself refuses what it does not know. */
const MORE = [
  'settling',
  'returning',
  'delivery_address',
  'representative_name',
  'representative_national_id',
  'representative_paper',
] as const

function readReceipt(value: unknown): Receipt {
  const body = entry(value)
  const more = Object.fromEntries(
    MORE.filter((name) => typeof body[name] === 'string' && body[name] !== '').map((name) => [name, text(body[name])]),
  )
  return {
    procedure: text(body.procedure, 40),
    content: text(body.content, 4_000).trim(),
    channel: one(body.channel, ['in-person', 'post'], 'in-person'),
    delivery: one(body.delivery, ['counter', 'post', 'electronic'], 'counter'),
    accept: body.accept !== false,
    ...(Number.isInteger(body.copies) && Number(body.copies) > 0 ? { copies: Number(body.copies) } : {}),
    papers: list(body.papers)
      .slice(0, trayLimits.papersADossierMax)
      .map((given): ReceivedPaper => {
        const paper = entry(given)
        return {
          code: text(paper.code, 60),
          name: text(paper.name, 2_000),
          origin: one(paper.origin, ['original', 'copy', 'electronic'], 'original'),
          count: Math.max(1, Math.min(100, Math.floor(Number(paper.count)) || 1)),
          ...(typeof paper.scan === 'string' ? { scan: paper.scan } : {}),
          ...(typeof paper.stored === 'string' ? { stored: paper.stored } : {}),
        }
      }),
    ...readClaim(body.claim),
    ...(Object.keys(more).length > 0 ? { more } : {}),
  }
}

/** What is claimed of the fee; a claim without an exemption is none. */
function readClaim(value: unknown): Pick<Receipt, 'claim'> {
  const claim = entry(value)
  const exemption = text(claim.exemption, 40)
  if (exemption === '') return {}
  const scans = list(claim.scans).filter((id): id is string => typeof id === 'string')
  return { claim: { exemption, evidence: text(claim.evidence).trim(), scans } }
}

const pileShown = (row: Awaited<ReturnType<typeof getPile>>) => ({
  id: row.id,
  procedureName: row.procedure_name,
  state: row.state,
  lines: row.lines ?? [],
  linesCount: row.lines_count,
  doneCount: row.done_count,
  refusedCount: row.refused_count,
})

/** Tray and counter: the doors of `views/intake`. Everything here is the acting officer's own. */
export function scanningRoutes(site: Site, http: Http): void {
  const { app } = http
  const { database } = site
  const config = { access: 'officer' as const, roles }
  const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id
  const look = <T>(request: FastifyRequest, work: (tx: Tx) => Promise<T>): Promise<T> =>
    database.transaction(request.actor, work, { soft: true })
  const act = <T>(request: FastifyRequest, work: (tx: Tx) => Promise<T>): Promise<T> =>
    database.transaction(request.actor, work)
  const unitOf = (tx: Tx): string => {
    const unit = deskOf(tx.actor)
    if (!unit) throw refuse['no-desk']()
    return unit
  }
  const tray = (request: FastifyRequest) =>
    look(request, async (tx) => {
      const day = localDate(tx.now)
      return { scans: (await trayOf(tx)).map((row) => scanShown(row, day)), papersMax: trayLimits.papersMax }
    })
  const tags = ['one-stop']

  app.get(
    '/api/v1/one-stop/tray',
    { config, schema: { tags, summary: 'Khay giấy tờ của quầy; đồng thời xem thư mục máy quét' } },
    async (request) => {
      const folder = await look(request, (tx) => folderOf(tx, request.actor))
      const seen = folder ? await takeFrom(database, folder) : null
      return { ...(await tray(request)), scanner: seen ? { waiting: seen.waiting, refused: seen.refused } : null }
    },
  )

  app.post(
    '/api/v1/one-stop/tray',
    { config, schema: { tags, summary: 'Đưa tệp đã tải lên vào khay' } },
    async (request, reply) => {
      const ids = list(bodyOf(request).files).filter((id): id is string => typeof id === 'string')
      await act(request, (tx) => uploadToTray(tx, ids, unitOf(tx)))
      return reply.status(201).send(await tray(request))
    },
  )

  const onPaper = (
    word: string,
    summary: string,
    work: (tx: Tx, id: string, body: Record<string, unknown>) => Promise<unknown>,
  ) =>
    app.post(`/api/v1/one-stop/tray/:id/${word}`, { config, schema: { tags, summary } }, async (request) => {
      await act(request, (tx) => work(tx, idOf(request), bodyOf(request)))
      return tray(request)
    })
  onPaper('choose', 'Chọn giấy tờ là gì', (tx, id, body) =>
    choose(tx, id, typeof body.code === 'string' ? { code: text(body.code, 60), name: text(body.name) } : null),
  )
  onPaper('join', 'Ghép các giấy tờ thành một', (tx, id, body) =>
    join(
      tx,
      id,
      list(body.with).filter((other): other is string => typeof other === 'string'),
    ),
  )
  onPaper('split', 'Tách giấy tờ trước một trang', (tx, id, body) => split(tx, id, Number(body.at)))
  onPaper('discard', 'Bỏ giấy tờ khỏi khay', (tx, id) => discard(tx, id))
  onPaper('read', 'Đọc lại giấy tờ', (tx, id) => readAgain(tx, id))
  onPaper('whole', 'Tờ đầu cũng là giấy tờ: đặt lại vào, không tách nữa', (tx, id) => putCoversBack(tx, id))

  app.post(
    '/api/v1/one-stop/tray/attach',
    { config, schema: { tags, summary: 'Đưa giấy tờ trong khay vào hồ sơ mà tờ đầu của nó nêu' } },
    async (request) => {
      const ids = list(bodyOf(request).scans).filter((id): id is string => typeof id === 'string')
      const done = await attachAll(database, request.actor, ids)
      return {
        ...(await tray(request)),
        results: done.map((one) =>
          'number' in one
            ? { scan: one.scan, ok: true, number: one.number }
            : { scan: one.scan, ok: false, code: one.refused.code, message: one.refused.say(request.lang) },
        ),
      }
    },
  )

  app.get(
    '/api/v1/one-stop/separators/:code',
    {
      config: { ...config, rateLimit: { max: SEPARATORS_A_MINUTE_MAX, timeWindow: 60_000 } },
      schema: { tags, summary: 'Phiếu phân tách của một thủ tục, mỗi giấy tờ một tờ A4, PDF' },
    },
    async (request, reply) => {
      const { code } = request.params as { code: string }
      const { paper } = request.query as { paper?: string | string[] }
      const chosen = [paper ?? []].flat().slice(0, trayLimits.papersADossierMax)
      const wanted = await look(request, (tx) => separatorsOf(tx, code, chosen))
      return sendPaper(reply, {
        bytes: await separatorPdf(wanted),
        name: `phieu-phan-tach-${wanted.procedure.code}.pdf`,
        format: 'pdf',
      })
    },
  )

  app.post(
    '/api/v1/one-stop/receiving/person',
    {
      config: { ...config, rateLimit: { max: 120, timeWindow: 60_000 } },
      schema: { tags, summary: 'Người nộp theo số định danh, và giấy tờ đã có trong kho' },
    },
    async (request) => {
      const body = bodyOf(request)
      const number = identifierKinds.nationalId.parse(text(body.national_id, 40), 'national_id')
      return act(request, (tx) => personAtCounter(tx, number, text(body.full_name, 200)))
    },
  )

  app.get(
    '/api/v1/one-stop/receiving/procedures',
    { config, schema: { tags, summary: 'Thủ tục nhận được tại quầy này' } },
    async (request) => ({
      rows: await look(request, (tx) => findProcedures(tx, text((request.query as { q?: string }).q, 200))),
    }),
  )

  app.get(
    '/api/v1/one-stop/receiving/procedures/:code',
    { config, schema: { tags, summary: 'Thành phần hồ sơ, lệ phí của một thủ tục tại quầy' } },
    async (request) => look(request, (tx) => procedureAtCounter(tx, (request.params as { code: string }).code)),
  )

  app.post(
    '/api/v1/one-stop/receiving',
    { config, schema: { tags, summary: 'Nhận một hoặc nhiều hồ sơ của một người; mỗi hồ sơ một giao dịch' } },
    async (request) => {
      const body = bodyOf(request)
      const receipts = list(body.dossiers).map(readReceipt)
      const done = await receiveAll(database, request.actor, readApplicant(body.applicant), receipts)
      return {
        results: done.map((result) =>
          'received' in result
            ? { ok: true, ...result.received }
            : {
                ok: false,
                code: result.refused.code,
                message: result.refused.say(request.lang),
                fields:
                  result.refused instanceof InvalidInput
                    ? result.refused.errors.map((error) => ({ field: error.field, message: error.say(request.lang) }))
                    : result.refused.field
                      ? [{ field: result.refused.field, message: result.refused.say(request.lang) }]
                      : [],
              },
        ),
      }
    },
  )

  app.post(
    '/api/v1/one-stop/receiving/piles',
    { config, schema: { tags, summary: 'Lập xấp hồ sơ từ danh sách' } },
    async (request, reply) => {
      const body = bodyOf(request)
      const { rows } = readPile(text(body.text, 200_000), trayLimits.pileRowsMax + 1)
      const row = await act(request, (tx) =>
        beginPile(tx, { procedure: text(body.procedure, 40), lines: rows, accept: body.accept !== false }),
      )
      return reply.status(201).send(pileShown(row))
    },
  )
  app.get(
    '/api/v1/one-stop/receiving/piles/:id',
    { config, schema: { tags, summary: 'Tiến độ của xấp hồ sơ' } },
    async (request) => pileShown(await look(request, (tx) => getPile(tx, idOf(request)))),
  )
  app.post(
    '/api/v1/one-stop/receiving/piles/:id/cancel',
    { config, schema: { tags, summary: 'Dừng xấp hồ sơ' } },
    async (request) => pileShown(await act(request, (tx) => cancelPile(tx, idOf(request)))),
  )
  app.post(
    '/api/v1/one-stop/receiving/piles/:id/resume',
    { config, schema: { tags, summary: 'Làm tiếp, hoặc làm lại các dòng đã sửa' } },
    async (request) => {
      const corrected = new Map<number, Partial<PileLine>>()
      for (const given of list(bodyOf(request).lines).slice(0, trayLimits.pileRowsMax)) {
        const line = entry(given)
        const at = Number(line.at)
        if (!Number.isInteger(at) || at < 0) continue
        corrected.set(at, {
          ...(typeof line.national_id === 'string'
            ? { national_id: text(line.national_id, 40).replace(/[\s.]/g, '') }
            : {}),
          ...(typeof line.full_name === 'string' ? { full_name: text(line.full_name, 200).trim() } : {}),
          ...(typeof line.phone === 'string' ? { phone: text(line.phone, 40) } : {}),
        })
      }
      return pileShown(await act(request, (tx) => resumePile(tx, idOf(request), corrected)))
    },
  )
}
