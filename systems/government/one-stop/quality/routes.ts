import type { FastifyRequest } from 'fastify'
import { localDate } from '#ground/clock'
import type { Http, Site } from '#kernel/channels'
import { letterPdf, letterWord } from '#kernel/papers'
import { writeFact } from '#kernel/trust'
import { agencyOf, getPeriod, readIndex } from './assessment.ts'
import { indexItems, inForce } from './items.ts'
import { refuseQuality } from './refusals.ts'
import { indexLetter, indexWorkbook } from './report.ts'
import { dutiesShown, figureRows, type Part } from './rows.ts'
import { speakPeriod } from './rules.ts'
import { getScope, sightOf, watchRoles } from './scope.ts'

/** Looks at the index a minute: each reads sums of a whole period. */
const LOOKS_A_MINUTE_MAX = 120
/** Reports a minute: each is typeset. */
const REPORTS_A_MINUTE_MAX = 20

const formats = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const
type Format = keyof typeof formats
const isFormat = (text: string): text is Format => Object.hasOwn(formats, text)

const textOf = (request: FastifyRequest, name: string): string | undefined => {
  const value = (request.query as Record<string, unknown>)[name]
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : undefined
}

/** Doors of the index of service quality (Quyết định 766/QĐ-TTg). */
export function qualityRoutes(site: Site, http: Http): void {
  const { app } = http
  const { database } = site
  const config = {
    access: 'officer' as const,
    roles: [...watchRoles],
    rateLimit: { max: LOOKS_A_MINUTE_MAX, timeWindow: 60_000 },
  }
  const tags = ['quality']

  /** Who looks at what: checked with her own sight, before anything is read as the house. */
  const asked = (request: FastifyRequest) =>
    database.transaction(
      request.actor,
      async (tx) => {
        const sight = await sightOf(tx)
        const scope = getScope(sight, textOf(request, 'scope'))
        return {
          sight,
          scope,
          agency: agencyOf(scope),
          period: getPeriod(textOf(request, 'period'), localDate(tx.now)),
        }
      },
      { soft: true },
    )

  app.get(
    '/api/v1/one-stop/quality',
    { config, schema: { tags, summary: 'Chỉ số 766 của một cơ quan trong một kỳ' } },
    async (request) => {
      const { sight, agency, period } = await asked(request)
      const page = await readIndex(database, period, agency, sight)
      return {
        ...page,
        said: speakPeriod(period),
        scope: agency ? agency.id : 'province',
        name: agency?.name ?? sight.root.name,
        province: sight.province,
        agencies: sight.agencies,
      }
    },
  )

  app.get(
    '/api/v1/one-stop/quality/rows',
    { config, schema: { tags, summary: 'Hồ sơ, phản ánh hoặc thủ tục sau một con số của chỉ số 766' } },
    async (request) => {
      const { agency, period } = await asked(request)
      const code = textOf(request, 'item') ?? ''
      const item = inForce(indexItems, period.to).find((one) => one.code === code)
      if (!item) throw refuseQuality['no-such-item']({ item: code.slice(0, 10) })
      const said = textOf(request, 'part')
      const part: Part = said === 'met' || said === 'missed' || said === 'unknown' ? said : 'all'
      const page = await database.transaction(
        request.actor,
        (tx) => figureRows(tx, { figure: item.figure, agency, period, part, after: textOf(request, 'after') }),
        { soft: true },
      )
      return { item: { code: item.code, title: item.title }, ...page }
    },
  )

  app.get(
    '/api/v1/one-stop/quality/announcements',
    { config, schema: { tags, summary: 'Thủ tục còn phải công bố, công khai của một cơ quan' } },
    async (request) => {
      const { agency } = await asked(request)
      return database.transaction(request.actor, (tx) => dutiesShown(tx, agency), { soft: true })
    },
  )

  app.get(
    '/api/v1/one-stop/quality/report',
    {
      config: { ...config, rateLimit: { max: REPORTS_A_MINUTE_MAX, timeWindow: 60_000 } },
      schema: { tags, summary: 'Báo cáo chỉ số 766: pdf, docx, xlsx' },
    },
    async (request, reply) => {
      const format = textOf(request, 'format') ?? 'pdf'
      if (!isFormat(format)) throw refuseQuality['no-such-format']({}, 'format')
      const { sight, agency, period } = await asked(request)
      const page = await readIndex(database, period, agency, sight)
      const options = { agency, province: sight.root.name, sample: site.demo, at: page.asOf }
      const file =
        format === 'xlsx'
          ? await indexWorkbook(page, options)
          : await (format === 'pdf' ? letterPdf : letterWord)(indexLetter(page, options))
      await database.transaction(request.actor, async (tx) =>
        writeFact(tx, {
          kind: 'exported',
          system: 'one-stop',
          record: 'quality',
          data: { format, period: period.key, scope: agency?.code ?? 'province' },
        }),
      )
      return reply
        .type(formats[format])
        .header(
          'content-disposition',
          `attachment; filename="chi-so-766-${agency?.code ?? 'tinh'}-${period.key}.${format}"`,
        )
        .send(Buffer.from(file))
    },
  )
}
