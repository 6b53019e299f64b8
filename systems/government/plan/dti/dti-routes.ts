import ExcelJS from 'exceljs'
import type { FastifyRequest } from 'fastify'
import { localDate } from '#ground/clock'
import { Refusal } from '#ground/refusal'
import { bodyOf, type Http, type Site } from '#kernel/channels'
import { changeRow, createRow, InvalidInput, parseField } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { unitsWrittenFor } from '../line-routes.ts'
import { Indicator, Score } from '../records.ts'
import { refuse } from '../refusals.ts'
import { sendLetter } from '../report-routes.ts'
import { FOCAL } from '../rules.ts'
import type { DtiJson } from '../shape.ts'
import { dtiLetter } from './dti-letter.ts'
import { type IndexLine, type IndexYear, indicatorsOf, outlook, readIndex, type ScoreRow, trend } from './index-year.ts'
import { takeScores } from './live.ts'

const tags = ['plan']
const readers = { access: 'officer' as const, roles: [FOCAL, 'plan-approver', 'province-monitor'] }
const focalOnly = { access: 'officer' as const, roles: [FOCAL] }
const FIRST_YEAR = 2021
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const thisYear = (tx: Tx): number => Number(localDate(tx.now).slice(0, 4))
function yearOf(asked: unknown, last: number): number {
  const year = asked === undefined ? last : Number(asked)
  if (!Number.isInteger(year) || year < FIRST_YEAR || year > last)
    throw refuse['bad-year']({ year: Number(asked), from: FIRST_YEAR, to: last }, 'year')
  return year
}
const askedYear = (request: FastifyRequest, tx: Tx): number =>
  yearOf((request.query as Record<string, unknown>).year, thisYear(tx))

const lineJson = (line: IndexLine): DtiJson['lines'][number] => ({
  id: line.row.id,
  score: line.score ? { id: line.score.id, version: line.score.version } : null,
  code: line.row.code,
  main: line.row.main,
  name: { vi: line.row.name, en: line.row.name_en ?? line.row.name },
  points: line.row.points,
  pointsKnown: line.row.points_known,
  formula: line.row.formula,
  steps: line.row.steps ?? [],
  effort: line.row.effort,
  confidence: line.row.confidence,
  live: line.row.live !== null,
  numerator: line.score?.numerator ?? null,
  denominator: line.score?.denominator ?? null,
  reached: line.score?.reached ?? null,
  self: line.self,
  verified: line.verified,
  origin: line.score?.origin ?? null,
  evidence: (line.score?.evidence?.length ?? 0) + (line.score?.link ? 1 : 0),
  explanation: line.score?.explanation ?? null,
})

async function indexJson(tx: Tx, index: IndexYear): Promise<DtiJson> {
  const { chances, next } = outlook(index)
  return {
    year: index.year,
    years: Array.from({ length: thisYear(tx) - FIRST_YEAR + 1 }, (_, place) => FIRST_YEAR + place),
    focal: (await unitsWrittenFor(tx, [FOCAL])).size > 0,
    edition: index.edition,
    mains: index.mains.map(({ code, title, points, count, self, verified }) => ({
      code,
      title,
      points,
      count,
      self,
      verified,
    })),
    lines: index.lines.map(lineJson),
    self: index.self,
    verified: index.verified,
    rank: index.rank,
    peers: index.peers.map(({ province, points, sample }) => ({ province, points, sample })),
    chances,
    next,
    trend: await trend(tx, index.year),
  }
}

const VALUES = ['numerator', 'denominator', 'reached', 'verified', 'explanation', 'link'] as const

async function workbook(index: IndexYear): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet(`DTI ${index.year}`, { views: [{ state: 'frozen', ySplit: 1 }] })
  sheet.columns = [
    { header: 'Mã', width: 8 },
    { header: 'Chỉ tiêu', width: 60 },
    { header: 'Điểm tối đa', width: 12 },
    { header: 'a', width: 12 },
    { header: 'b', width: 12 },
    { header: 'Mức đạt', width: 12 },
    { header: 'Tự chấm', width: 12 },
    { header: 'Được xác nhận', width: 14 },
    { header: 'Giải trình', width: 50 },
    { header: 'Độ tin cậy của tên và điểm', width: 26 },
  ]
  for (const { row, score, self, verified } of index.lines)
    sheet.addRow([
      row.code,
      row.name,
      row.points,
      score?.numerator ?? null,
      score?.denominator ?? null,
      score?.reached ?? null,
      self,
      verified,
      score?.explanation ?? '',
      Indicator.words.choices?.confidence?.[row.confidence]?.vi ?? row.confidence,
    ])
  sheet.addRow([])
  sheet.addRow([
    '',
    'Tổng số',
    index.self.most,
    null,
    null,
    null,
    index.self.points,
    index.verified.known > 0 ? index.verified.points : null,
  ])
  sheet.getRow(1).font = { bold: true }
  sheet.lastRow?.eachCell((cell) => {
    cell.font = { bold: true }
  })
  return new Uint8Array(await book.xlsx.writeBuffer())
}

/** The index of digital transformation: values, self-score, what would raise the rank, trend, report. */
export function dtiRoutes(site: Site, { app }: Http): void {
  const { database } = site

  app.get(
    '/api/v1/plan/dti',
    { config: readers, schema: { tags, summary: 'Chỉ số DTI của một năm: điểm, hạng, mô phỏng, xu hướng' } },
    async (request) =>
      database.transaction(request.actor, async (tx) => indexJson(tx, await readIndex(tx, askedYear(request, tx))), {
        soft: true,
      }),
  )

  app.post(
    '/api/v1/plan/dti/take',
    { config: focalOnly, schema: { tags, summary: 'Lấy số liệu các chỉ tiêu từ hệ thống đang chạy' } },
    async (request) => {
      const off = await site.switches.now()
      const there = (system: string): boolean => site.systems.some((one) => one.name === system) && !off.has(system)
      const body = bodyOf(request)
      return database.transaction(request.actor, async (tx) => {
        const year = yearOf(body.year, thisYear(tx))
        const taken = await takeScores(tx, year, there)
        return { taken, index: await indexJson(tx, await readIndex(tx, year)) }
      })
    },
  )

  app.post(
    '/api/v1/plan/dti/scores',
    { config: focalOnly, schema: { tags, summary: 'Nhập giá trị một chỉ tiêu của một năm' } },
    async (request) => {
      const body = bodyOf(request)
      return database.transaction(request.actor, async (tx) => {
        const year = yearOf(body.year, thisYear(tx))
        const code = typeof body.code === 'string' ? body.code.slice(0, 20) : ''
        const indicator = (await indicatorsOf(tx, year)).find((one) => one.code === code)
        if (!indicator) throw refuse['no-such-indicator']({ code, year }, 'code')
        const errors: Refusal[] = []
        const values: Record<string, unknown> = {}
        for (const name of VALUES) {
          if (!(name in body)) continue
          try {
            values[name] = parseField(Score.fields[name].spec, body[name], name, Score.words.fields[name].vi)
          } catch (error) {
            if (!(error instanceof Refusal)) throw error
            errors.push(error)
          }
        }
        if (errors.length > 0) throw new InvalidInput(errors)
        const row = await tx.one<ScoreRow>('select * from plan.score where indicator = $1 and year = $2', [
          indicator.id,
          year,
        ])
        // A value typed over one of the house's is a person's from then on.
        const typed = ['numerator', 'denominator', 'reached'].some((name) => name in values)
        const entered = { ...values, ...(typed ? { origin: 'entered' as const, taken_at: null } : {}) }
        if (row) await changeRow(tx, Score, row.id, row.version, entered)
        else await createRow(tx, Score, { indicator: indicator.id, year, ...entered }, { unit: indicator.unit })
        return indexJson(tx, await readIndex(tx, year))
      })
    },
  )

  app.get(
    '/api/v1/plan/dti/document.:kind',
    { config: readers, schema: { tags, summary: 'Báo cáo tự đánh giá DTI: PDF, DOCX, XLSX' } },
    async (request, reply) => {
      const { kind = 'pdf' } = request.params as { kind?: string }
      const { index, years } = await database.transaction(request.actor, async (tx) => {
        const year = askedYear(request, tx)
        return { index: await readIndex(tx, year), years: await trend(tx, year) }
      })
      if (kind === 'xlsx')
        return reply
          .type(XLSX)
          .header('content-disposition', `attachment; filename*=UTF-8''dti-${index.year}.xlsx`)
          .header('cache-control', 'private, no-store')
          .send(Buffer.from(await workbook(index)))
      return sendLetter(
        reply,
        dtiLetter(index, years, { now: database.clock.now(), sample: site.demo }),
        `dti-${index.year}`,
        kind,
      )
    },
  )
}
