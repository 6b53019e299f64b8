import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '#ground/refusal'
import { type Http, type Said, statusOf } from '#kernel/channels'
import { csvLine } from '#kernel/records'
import { type Desk, doing, looking, param, query, said } from './desk.ts'
import { peopleRows } from './examples.ts'
import { importPage, importsPage, LINES_A_PAGE } from './pages/imports.ts'
import {
  beginRun,
  columns,
  countOutcomes,
  getPeopleImport,
  importLines,
  type Outcome,
  outcomes,
  type PeopleImport,
  ROWS_MAX,
  takeIn,
} from './people-import.ts'
import { refuse } from './refusals.ts'
import { outcomeWords, refusedHeads } from './words.ts'

/** The template: a row of titles and one example of each kind of line. */
const template = [
  columns.map((column) => column.title),
  ...[peopleRows.good, peopleRows.odd['an end, so that the role runs out by itself']].map((row) =>
    columns.map((column) => row?.[column.name] ?? ''),
  ),
]

const csv = (reply: FastifyReply, name: string, rows: readonly (readonly unknown[])[]) =>
  reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(`\ufeff${rows.map((row) => csvLine(row)).join('')}`)

export function importRoutes(desk: Desk, http: Http): void {
  const { app } = http
  const { site } = desk

  const listPage = async (request: FastifyRequest, reply: FastifyReply, error: Said | null = null, status = 200) => {
    const rows = await desk.look(request, (tx) =>
      tx.asHouse(() =>
        tx.query<PeopleImport>(
          'select * from administration.people_import where made_by = $1 order by made_at desc limit 30',
          [request.actor.account],
        ),
      ),
    )
    return desk.show(request, reply, importsPage(rows, request.csrf, error, request.lang), status)
  }

  app.get('/quan-tri/nhap-nguoi', looking, (request, reply) => listPage(request, reply))
  app.post('/quan-tri/nhap-nguoi', doing, async (request, reply) => {
    const sent = await desk.form(request)
    try {
      const [refused] = sent.refused
      if (refused) throw refused.refusal
      const [file] = sent.files
      if (!file) throw refuse.file({}, 'file')
      const id = await takeIn(
        site.database,
        { account: request.actor.account ?? '', name: request.actor.name },
        { path: site.blobs.path(file.kept.sha256), name: file.kept.name, sha256: file.kept.sha256 },
      )
      return reply.redirect(`/quan-tri/nhap-nguoi/${id}`, 303)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return listPage(request, reply, said(error), statusOf[error.kind])
    }
  })
  app.get('/quan-tri/nhap-nguoi/mau.csv', looking, async (_request, reply) =>
    csv(reply, 'mau-nhap-nguoi.csv', template),
  )

  app.get('/quan-tri/nhap-nguoi/:import', looking, async (request, reply) => {
    const asked = query(request, 'loai') as Outcome
    const outcome = outcomes.includes(asked) ? asked : null
    const after = Math.max(0, Number.parseInt(query(request, 'sau'), 10) || 0)
    const data = await desk.look(request, async (tx) => {
      const one = await getPeopleImport(tx, param(request, 'import'))
      const lines = await importLines(tx, one.id, { outcome, after, limit: LINES_A_PAGE + 1 })
      return {
        one,
        counts: await countOutcomes(tx, one.id),
        lines: lines.slice(0, LINES_A_PAGE),
        next: lines.length > LINES_A_PAGE ? (lines[LINES_A_PAGE - 1]?.line ?? null) : null,
      }
    })
    return desk.show(request, reply, importPage({ ...data, outcome, after, csrf: request.csrf }, request.lang))
  })
  app.post('/quan-tri/nhap-nguoi/:import/chay', doing, async (request, reply) => {
    await desk.form(request)
    await desk.act(request, (tx) => beginRun(tx, param(request, 'import')))
    return reply.redirect(`/quan-tri/nhap-nguoi/${param(request, 'import')}`, 303)
  })
  app.get('/quan-tri/nhap-nguoi/:import/loi.csv', looking, async (request, reply) => {
    const lines = await desk.look(request, async (tx) => {
      const one = await getPeopleImport(tx, param(request, 'import'))
      return importLines(tx, one.id, { outcome: 'refused', after: 0, limit: ROWS_MAX })
    })
    return csv(reply, 'dong-bi-tu-choi.csv', [
      [...columns.map((column) => column.title), ...refusedHeads.map((head) => head[request.lang])],
      ...lines.map((line) => [
        ...columns.map((column) => line.cells[column.name] ?? ''),
        line.line,
        (request.lang === 'vi' ? line.why_vi : line.why_en) ?? outcomeWords.refused[request.lang],
      ]),
    ])
  })
}
