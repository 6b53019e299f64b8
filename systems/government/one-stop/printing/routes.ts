import type { FastifyReply, FastifyRequest } from 'fastify'
import { localDate } from '#ground/clock'
import type { Http, Site } from '#kernel/channels'
import { letterPdf, letterWord } from '#kernel/papers'
import { findRow } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { findUnit } from '#kernel/trust'
import { Dossier, dossierRoles } from '../records.ts'
import { refuse } from '../refusals.ts'
import {
  batchFile,
  dossierToPrint,
  formFile,
  listForms,
  type PaperFormat,
  readFormAsked,
  type Sent,
} from './forms-of-dossier.ts'
import { refusePrinting } from './refusals.ts'
import {
  centreAsked,
  centresOf,
  type RegisterFormat,
  readRegisterAsked,
  registerBook,
  registerLetter,
  registerLines,
  registerPage,
  registerRoles,
} from './register.ts'
import { printingLimits } from './rules.ts'

const mediaTypes: Record<PaperFormat | 'xlsx', string> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}
/** Registers and batches a minute of one officer: setting pages is the dearest thing a counter asks for. */
const BOOKS_A_MINUTE_MAX = 12

type Asked = Record<string, unknown>
const paramsOf = (request: FastifyRequest): Record<string, string> => request.params as Record<string, string>
const queryOf = (request: FastifyRequest): Asked => request.query as Asked

/** A PDF is shown in its own tab, other files are saved; neither stays in a shared cache. */
export const sendPaper = (reply: FastifyReply, { bytes, name, format }: Sent): FastifyReply =>
  reply
    .type(mediaTypes[format])
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
    .header(
      'content-disposition',
      `${format === 'pdf' ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name)}`,
    )
    .header('cache-control', 'private, no-store')
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))

/** Prescribed forms of a dossier, the register of a centre, and several papers for the printer at once. */
export function printingRoutes(site: Site, http: Http): void {
  const { app } = http
  const { database } = site
  const tags = ['printing']
  const officer = { access: 'officer' as const, roles: dossierRoles }
  const keeper = { access: 'officer' as const, roles: registerRoles }
  const books = { max: BOOKS_A_MINUTE_MAX, timeWindow: 60_000 }
  const look = <T>(request: FastifyRequest, work: (tx: Tx) => Promise<T>): Promise<T> =>
    database.transaction(request.actor, work)

  app.get(
    '/api/v1/one-stop/printing/register',
    { config: keeper, schema: { tags, summary: 'Sổ theo dõi hồ sơ: một trang' } },
    async (request) =>
      look(request, async (tx) => {
        const centres = await centresOf(tx)
        const asked = readRegisterAsked(queryOf(request), localDate(tx.now))
        const centre = centreAsked(tx, centres, asked.centre)
        const { after } = queryOf(request)
        const page = await registerPage(
          tx,
          { ...asked, centre: centre?.id ?? null },
          typeof after === 'string' && after !== '' ? after : null,
        )
        const whole = tx.actor.roles.some((grant) => grant.role === 'province-monitor')
        return { asked: { ...asked, centre: centre?.id ?? null }, centres, whole, ...page, limits: printingLimits }
      }),
  )

  app.get(
    '/api/v1/one-stop/printing/register/:format',
    {
      config: { ...keeper, rateLimit: books },
      schema: { tags, summary: 'Sổ theo dõi hồ sơ: Mẫu 07 dạng PDF, DOCX, XLSX' },
    },
    async (request, reply) => {
      const format = (['pdf', 'docx', 'xlsx'] as const).find((one) => one === paramsOf(request).format) as
        | RegisterFormat
        | undefined
      if (!format) throw refusePrinting['no-such-form']()
      const made = await look(request, async (tx) => {
        const query = readRegisterAsked(queryOf(request), localDate(tx.now))
        const centre = centreAsked(tx, await centresOf(tx), query.centre)
        const asked = { ...query, centre: centre?.id ?? null }
        const { purpose } = queryOf(request)
        const { lines, restricted } = await registerLines(tx, asked, typeof purpose === 'string' ? purpose : '', format)
        const unit = centre === null ? undefined : await findUnit(tx, centre.id)
        return {
          asked,
          lines,
          of: {
            centre,
            commune: unit?.commune ?? null,
            keeper: tx.actor.name,
            at: tx.now,
            restricted,
            sample: tx.lent('demo') === true,
          },
        }
      })
      // The look is committed before a page is set: setting takes seconds, and nobody waits for the connection meanwhile.
      const letter = () => registerLetter(made.asked, made.lines, made.of)
      const bytes =
        format === 'xlsx'
          ? await registerBook(made.asked, made.lines, made.of.at)
          : format === 'pdf'
            ? await letterPdf(letter())
            : await letterWord(letter())
      return sendPaper(reply, { bytes, name: `so-theo-doi-${made.asked.from}-${made.asked.to}.${format}`, format })
    },
  )

  app.get(
    '/api/v1/one-stop/printing/batch/:what',
    { config: { ...officer, rateLimit: books }, schema: { tags, summary: 'In gộp giấy tiếp nhận hoặc kết quả' } },
    async (request, reply) => {
      const { what } = paramsOf(request)
      if (what !== 'receipts' && what !== 'results') throw refusePrinting['no-such-form']()
      const { ids } = queryOf(request)
      const asked = (typeof ids === 'string' ? ids : '').split(',').filter((id) => id !== '')
      return sendPaper(reply, await look(request, (tx) => batchFile(tx, what, asked)))
    },
  )

  app.get(
    '/api/v1/one-stop/printing/:id',
    { config: officer, schema: { tags, summary: 'Biểu mẫu của một hồ sơ' } },
    async (request) =>
      look(request, async (tx) => {
        const dossier = await dossierToPrint(tx, paramsOf(request).id ?? '')
        return { forms: await listForms(tx, dossier, `/api/v1/one-stop/printing/${dossier.id}`, true) }
      }),
  )

  app.get(
    '/api/v1/one-stop/printing/:id/:file',
    { config: officer, schema: { tags, summary: 'Một biểu mẫu của hồ sơ, PDF hoặc DOCX' } },
    async (request, reply) => {
      const { id = '', file = '' } = paramsOf(request)
      const asked = readFormAsked(file)
      return sendPaper(reply, await look(request, async (tx) => formFile(tx, await dossierToPrint(tx, id), asked)))
    },
  )

  app.get(
    '/ho-so/:number/bieu-mau/:file',
    { config: { access: 'signed-in' as const }, schema: { hide: true } },
    async (request, reply) => {
      const { number = '', file = '' } = paramsOf(request)
      const asked = readFormAsked(file)
      const sent = await look(request, async (tx) => {
        const row = await tx.one<{ id: string }>('select id from one_stop.dossier where number = $1', [
          number.toUpperCase().slice(0, 40),
        ])
        const dossier = row ? await findRow(tx, Dossier, row.id, 'tải biểu mẫu') : undefined
        if (!dossier) throw refuse['no-such-dossier']({ number: number.slice(0, 40) })
        // The control slip names officers and rooms: it goes with the papers of the agency, not to the applicant.
        if (asked.form === '06') throw refusePrinting['no-such-form']()
        return formFile(tx, dossier, asked)
      })
      return sendPaper(reply, sent)
    },
  )
}
