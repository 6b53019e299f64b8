import type { FastifyRequest } from 'fastify'
import { localDate } from '#ground/clock'
import { type Http, type Site, sendPage } from '#kernel/channels'
import { letterPdf } from '#kernel/papers'
import type { Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { findUnit } from '#kernel/trust'
import { planAgreement } from '#province'
import { provinceLetter } from '../documents.ts'
import { readIndex } from '../dti/index-year.ts'
import { readLines, systemStates } from '../lines.ts'
import type { ProvinceReport } from '../records.ts'
import { refuse } from '../refusals.ts'
import { dtiPage, linePage, PLAN, planPage } from './public.ts'

const open = { config: { access: 'public' as const }, schema: { hide: true } }
const queryOf = (request: FastifyRequest, name: string): string => {
  const value = (request.query as Record<string, unknown>)[name]
  return typeof value === 'string' ? value.normalize('NFC').slice(0, 100) : ''
}
const DTI_YEARS_MAX = 5

/** What everybody may read of the plan: no name of a person, no money before it is in a report that was issued. */
export function publicRoutes(site: Site, { app }: Http): void {
  const { database } = site
  const look = <T>(request: FastifyRequest, work: (tx: Tx) => Promise<T>): Promise<T> =>
    database.transaction(request.actor, work, { soft: true })
  const years = { first: planAgreement.from, last: planAgreement.to }

  app.get(PLAN, open, async (request, reply) => {
    const asked = { part: queryOf(request, 'phan'), health: queryOf(request, 'tinh-trang'), q: queryOf(request, 'q') }
    const data = await look(request, async (tx) => {
      const issued = await tx.asHouse(() =>
        tx.query<{ year: number }>(
          "select year from plan.province_report where status = 'issued' order by year desc limit 20",
        ),
      )
      return { lines: await readLines(tx), today: localDate(tx.now), issued: issued.map((row) => row.year) }
    })
    return sendPage(site, request, reply, planPage({ ...data, ...years, asked }, request.lang))
  })

  app.get(`${PLAN}/noi-dung/:code`, open, async (request, reply) => {
    const code = ((request.params as { code?: string }).code ?? '').slice(0, 20)
    const stateOf = await systemStates(site)
    const data = await look(request, async (tx) => {
      const line = (await readLines(tx)).find(({ row }) => row.code === code)
      if (!line) throw refuse['no-such-line']({ code })
      const partner = line.row.partner ? ((await findUnit(tx, line.row.partner))?.name ?? null) : null
      return { line, partner, today: localDate(tx.now) }
    })
    return sendPage(
      site,
      request,
      reply,
      linePage({ ...data, ...years, systems: (data.line.row.systems ?? []).map(stateOf) }, request.lang),
    )
  })

  app.get(`${PLAN}/dti`, open, async (request, reply) => {
    const indexes = await look(request, (tx) =>
      // Scores are the focal department's; only the verified sums leave.
      tx.asHouse(async () => {
        const rows = await tx.query<{ year: number }>(
          `select distinct year from plan.score where verified is not null order by year desc limit ${DTI_YEARS_MAX}`,
        )
        const found = []
        for (const row of rows) found.push(await readIndex(tx, row.year))
        return found
      }),
    )
    return sendPage(site, request, reply, dtiPage(indexes, request.lang))
  })

  app.get(`${PLAN}/bao-cao/:file`, open, async (request, reply) => {
    const year = Number(/^(\d{4})\.pdf$/.exec((request.params as { file?: string }).file ?? '')?.[1])
    const row = Number.isInteger(year)
      ? await look(request, (tx) =>
          tx.asHouse(() =>
            tx.one<Row<typeof ProvinceReport>>(
              "select * from plan.province_report where year = $1 and status = 'issued'",
              [year],
            ),
          ),
        )
      : undefined
    if (!row?.gathered) throw refuse['no-such-document']()
    const bytes = await letterPdf(
      provinceLetter({ ...row, gathered: row.gathered }, { now: database.clock.now(), sample: site.demo }),
    )
    return reply
      .type('application/pdf')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('content-disposition', `inline; filename*=UTF-8''bao-cao-tong-hop-${year}.pdf`)
      .send(Buffer.from(bytes))
  })
}
