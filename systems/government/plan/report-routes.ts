import type { FastifyReply, FastifyRequest } from 'fastify'
import { daysBetween, localDate } from '#ground/clock'
import { isUuid } from '#ground/ids'
import { Refusal } from '#ground/refusal'
import { startCase } from '#kernel/cases'
import { bodyOf, type Http, type Site } from '#kernel/channels'
import { type Letter, letterPdf, letterWord } from '#kernel/papers'
import { changeRow, createRow, InvalidInput, parseField, type Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { findUnit, getUnitByCode } from '#kernel/trust'
import { planAgreement, provinceName } from '#province'
import { Gathering } from './cases.ts'
import { provinceLetter, unitLetter } from './documents.ts'
import { unitsWrittenFor } from './line-routes.ts'
import { readLines, systemStates } from './lines.ts'
import { type Edits, narratives, spoken } from './narrative.ts'
import { ProvinceReport, Report } from './records.ts'
import { refuse } from './refusals.ts'
import { FOCAL, PARTNER, planRoles, REPORTER, type Section, sections, sectionTitles } from './rules.ts'
import type { ReportHead, ReportJson, ReportsJson, YearlyJson } from './shape.ts'
import { reportDays } from './terms.ts'
import { checkYear, gather, openReportsIn, prefill, type ReportLine, type ReportRow, reportersOf } from './yearly.ts'

const tags = ['plan']
const officer = { access: 'officer' as const, roles: [...planRoles, 'leader'] }
const focalOnly = { access: 'officer' as const, roles: [FOCAL] }
const overseers = { access: 'officer' as const, roles: [FOCAL, 'plan-approver', 'province-monitor'] }
const paramOf = (request: FastifyRequest, name: string): string =>
  (request.params as Record<string, string>)[name] ?? ''
const years = Array.from(
  { length: planAgreement.to - planAgreement.from + 1 },
  (_, place) => planAgreement.from + place,
)
const yearNow = (tx: Tx): number =>
  Math.min(planAgreement.to, Math.max(planAgreement.from, Number(localDate(tx.now).slice(0, 4))))
const yearAsked = (request: FastifyRequest, tx: Tx): number => {
  const asked = (request.query as Record<string, unknown>).year
  return asked === undefined ? yearNow(tx) : checkYear(Number(asked))
}

/** The focal department, for which the asker must act; the role held elsewhere is not enough. */
async function mustBeFocal(tx: Tx): Promise<{ id: string }> {
  const focal = await getUnitByCode(tx, planAgreement.focal)
  if (!(await unitsWrittenFor(tx, [FOCAL])).has(focal.id)) throw refuse['focal-only']({ name: focal.name })
  return focal
}

type ProvinceRow = Row<typeof ProvinceReport>
const findYear = (tx: Tx, year: number): Promise<ProvinceRow | undefined> =>
  tx.one<ProvinceRow>('select * from plan.province_report where year = $1', [year])

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** The same letter as the file that was asked for. */
export async function sendLetter(
  reply: FastifyReply,
  letter: Letter,
  name: string,
  kind: string,
): Promise<FastifyReply> {
  const word = kind === 'docx'
  const bytes = word ? await letterWord(letter) : await letterPdf(letter)
  return reply
    .type(word ? WORD : 'application/pdf')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header(
      'content-disposition',
      `${word ? 'attachment' : 'inline'}; filename*=UTF-8''${encodeURIComponent(`${name}.${word ? 'docx' : 'pdf'}`)}`,
    )
    .header('cache-control', 'private, no-store')
    .send(Buffer.from(bytes))
}

async function getReport(tx: Tx, id: string): Promise<ReportRow> {
  const row = isUuid(id) ? await tx.one<ReportRow>('select * from plan.report where id = $1', [id]) : undefined
  if (!row) throw refuse['no-such-report']()
  return row
}

const isOpen = (row: ReportRow): boolean => row.status === 'draft' || row.status === 'returned'

async function reportJson(tx: Tx, row: ReportRow): Promise<ReportJson> {
  return {
    id: row.id,
    version: row.version,
    year: row.year,
    title: row.title,
    unit: (await findUnit(tx, row.unit))?.name ?? '',
    kind: row.kind,
    status: row.status,
    due_on: row.due_on,
    submitted_on: row.submitted_on,
    late: row.late,
    reason: row.reason,
    prefilled_at: row.prefilled_at?.toISOString() ?? null,
    general: row.general,
    lines: (row.lines ?? []).map((line) => ({
      line: line.line,
      code: line.code,
      content: line.content,
      done: line.done ?? null,
      figures: line.figures ?? null,
      progress: line.progress ?? null,
      planned: line.planned ?? null,
      spent: line.spent ?? null,
    })),
    obstacles: row.obstacles,
    proposals: row.proposals,
    next_year: row.next_year,
    mayWrite: isOpen(row) && (await unitsWrittenFor(tx)).has(row.unit),
    mayReview: row.status === 'submitted' && row.focal !== null && (await unitsWrittenFor(tx, [FOCAL])).has(row.focal),
  }
}

const TEXTS = ['general', 'obstacles', 'proposals', 'next_year'] as const
const LINE_TEXTS = ['done', 'figures', 'progress', 'planned', 'spent'] as const

/** What a person wrote, read by the declared kinds; which contents a report speaks of is not hers to choose. */
function readContent(row: ReportRow, body: Record<string, unknown>): Partial<ReportRow> {
  const errors: Refusal[] = []
  const read = (
    field: { spec: Parameters<typeof parseField>[0] },
    value: unknown,
    path: string,
    label: string,
  ): unknown => {
    try {
      return parseField(field.spec, value, path, label)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      errors.push(error)
      return null
    }
  }
  const patch: Record<string, unknown> = {}
  for (const name of TEXTS)
    if (name in body) patch[name] = read(Report.fields[name], body[name], name, Report.words.fields[name].vi)
  if (body.lines !== undefined) {
    if (!Array.isArray(body.lines)) throw refuse['bad-report']({ what: 'lines' }, 'lines')
    const given = new Map(
      body.lines
        .filter((one): one is Record<string, unknown> => typeof one === 'object' && one !== null)
        .map((one) => [one.code, one]),
    )
    const inner = Report.fields.lines.spec.rows ?? {}
    patch.lines = (row.lines ?? []).map((line, place) => {
      const next: Record<string, unknown> = { ...line }
      const said = given.get(line.code)
      if (said)
        for (const name of LINE_TEXTS) {
          const field = inner[name]
          if (field && name in said)
            next[name] = read(
              field,
              said[name],
              `lines.${place}.${name}`,
              `${line.code}: ${Report.words.rows?.lines?.[name]?.vi ?? name}`,
            )
        }
      return next as ReportLine
    })
  }
  if (errors.length > 0) throw new InvalidInput(errors)
  return patch as Partial<ReportRow>
}

/** Yearly reports: of units, of the partner, and the one of the province that is made of them. */
export function reportRoutes(site: Site, { app }: Http): void {
  const { database } = site

  app.get(
    '/api/v1/plan/reports',
    { config: officer, schema: { tags, summary: 'Báo cáo năm của các đơn vị: đã gửi, chưa gửi, trễ' } },
    async (request): Promise<ReportsJson> =>
      database.transaction(
        request.actor,
        async (tx) => {
          const year = yearAsked(request, tx)
          const today = localDate(tx.now)
          const days = await reportDays(tx, year)
          const rows = await tx.query<ReportRow & { unit_name: string; commune: string | null }>(
            `select r.*, u.name as unit_name, u.commune from plan.report r join sen.unit u on u.id = r.unit where r.year = $1
            order by r.kind desc, u.commune nulls first, u.code limit 1000`,
            [year],
          )
          const focal = (await unitsWrittenFor(tx, [FOCAL])).size > 0
          return {
            year,
            years,
            today,
            due_on: days.due,
            remind_from: days.remindFrom,
            focal,
            reports: rows.map(
              (row): ReportHead => ({
                id: row.id,
                unit: { id: row.unit, name: row.unit_name, commune: row.commune },
                kind: row.kind,
                status: row.status,
                due_on: row.due_on,
                submitted_on: row.submitted_on,
                late: row.late === true || (row.submitted_on === null && row.due_on < today),
                daysLeft: daysBetween(today, row.due_on),
              }),
            ),
            unopened: focal
              ? reportersOf(await readLines(tx), year).filter((one) => !rows.some((row) => row.unit === one.unit))
                  .length
              : 0,
          }
        },
        { soft: true },
      ),
  )

  app.post(
    '/api/v1/plan/reports/open',
    { config: focalOnly, schema: { tags, summary: 'Mở báo cáo năm cho mọi đơn vị phải báo cáo' } },
    async (request) => {
      const year = checkYear(Number(bodyOf(request).year))
      return database.transaction(request.actor, async (tx) => {
        await mustBeFocal(tx)
        return { opened: await openReportsIn(tx, year) }
      })
    },
  )

  app.get(
    '/api/v1/plan/reports/:id',
    { config: officer, schema: { tags, summary: 'Một báo cáo năm' } },
    async (request) =>
      database.transaction(request.actor, async (tx) => reportJson(tx, await getReport(tx, paramOf(request, 'id'))), {
        soft: true,
      }),
  )

  app.post(
    '/api/v1/plan/reports/:id/content',
    {
      config: { access: 'officer', roles: [REPORTER, PARTNER] },
      schema: { tags, summary: 'Viết nội dung báo cáo năm' },
    },
    async (request) => {
      const body = bodyOf(request)
      return database.transaction(request.actor, async (tx) => {
        const row = await getReport(tx, paramOf(request, 'id'))
        if (!(await unitsWrittenFor(tx)).has(row.unit)) throw refuse['no-such-report']()
        if (!isOpen(row)) throw refuse['report-closed']()
        if (Number(body.version) !== row.version) throw refuse['report-changed']()
        const patch = readContent(row, body)
        // The text is readonly to the record's own door, so that a report handed in cannot be rewritten through it.
        const changed = await tx.asHouse(() => changeRow(tx, Report, row.id, row.version, patch))
        return reportJson(tx, changed)
      })
    },
  )

  app.post(
    '/api/v1/plan/reports/:id/figures',
    {
      config: { access: 'officer', roles: [REPORTER, PARTNER] },
      schema: { tags, summary: 'Lấy lại số liệu từ kế hoạch, giữ nguyên lời đã viết' },
    },
    async (request) =>
      database.transaction(request.actor, async (tx) => {
        const row = await getReport(tx, paramOf(request, 'id'))
        if (!(await unitsWrittenFor(tx)).has(row.unit)) throw refuse['no-such-report']()
        if (!isOpen(row)) throw refuse['report-closed']()
        return tx.asHouse(async () => {
          const fresh = await prefill(tx, row.unit, row.kind, row.year, await readLines(tx))
          const old = new Map((row.lines ?? []).map((line) => [line.code, line]))
          // Words stay; figures of the records come anew; a content that was added since joins.
          const lines = fresh.lines.map((line) => {
            const before = old.get(line.code)
            return before ? { ...line, done: before.done ?? line.done } : line
          })
          const changed = await changeRow(tx, Report, row.id, row.version, {
            lines,
            obstacles: row.obstacles ?? fresh.obstacles,
            prefilled_at: tx.now,
          })
          return reportJson(tx, changed)
        })
      }),
  )

  app.get(
    '/api/v1/plan/reports/:id/document.:kind',
    { config: officer, schema: { tags, summary: 'Báo cáo năm của đơn vị: PDF hoặc DOCX' } },
    async (request, reply) => {
      const { row, unit, parent } = await database.transaction(request.actor, async (tx) => {
        const found = await getReport(tx, paramOf(request, 'id'))
        const own = await findUnit(tx, found.unit)
        const above = own?.parent ? await findUnit(tx, own.parent) : undefined
        return { row: found, unit: own, parent: above }
      })
      const letter = unitLetter(
        row,
        {
          name: unit?.name ?? '',
          parent: parent && unit?.kind !== 'commune' ? parent.name : null,
          place: provinceName.vi,
        },
        { now: database.clock.now(), sample: site.demo },
      )
      return sendLetter(reply, letter, `bao-cao-${row.year}-${unit?.code ?? ''}`, paramOf(request, 'kind'))
    },
  )

  // ---------------------------------------------------------------------------------------- the province's own

  const yearlyJson = (year: number, row: ProvinceRow | undefined): YearlyJson => ({
    year,
    years,
    report: row
      ? {
          id: row.id,
          version: row.version,
          status: row.status,
          gathered_at: row.gathered_at?.toISOString() ?? null,
          number: row.number,
          issued_on: row.issued_on,
          sections: row.gathered
            ? spoken(row.gathered, row.edits).map((one) => ({ ...one, title: sectionTitles[one.section] }))
            : [],
          counts: {
            lines: row.gathered?.lines.length ?? 0,
            reports: row.gathered?.reports.length ?? 0,
            accepted: row.gathered?.reports.filter((one) => one.state === 'Đã duyệt').length ?? 0,
            missing: row.gathered?.missing ?? [],
          },
        }
      : null,
  })

  app.get(
    '/api/v1/plan/yearly',
    { config: overseers, schema: { tags, summary: 'Báo cáo tổng hợp của tỉnh' } },
    async (request) =>
      database.transaction(
        request.actor,
        async (tx) => {
          const year = yearAsked(request, tx)
          return yearlyJson(year, await findYear(tx, year))
        },
        { soft: true },
      ),
  )

  app.post(
    '/api/v1/plan/yearly/:year/gather',
    { config: focalOnly, schema: { tags, summary: 'Tổng hợp số liệu; phần lời đã sửa được giữ' } },
    async (request) => {
      const year = checkYear(Number(paramOf(request, 'year')))
      const stateOf = await systemStates(site)
      return database.transaction(request.actor, async (tx) => {
        const focal = await mustBeFocal(tx)
        const gathered = await gather(tx, year, stateOf)
        const known = await findYear(tx, year)
        if (known && known.status !== 'drafting') throw refuse['already-issued']({ year })
        const values = { gathered, gathered_at: tx.now }
        const row = await tx.asHouse(async () => {
          if (known) return changeRow(tx, ProvinceReport, known.id, known.version, values, { fact: 'gathered' })
          const made = await createRow(
            tx,
            ProvinceReport,
            { title: `Báo cáo tổng hợp năm ${year}`, year, focal: focal.id, ...values },
            { unit: focal.id },
          )
          return (await startCase(tx, Gathering, made)).record
        })
        return yearlyJson(year, row)
      })
    },
  )

  app.post(
    '/api/v1/plan/yearly/:year/words',
    { config: focalOnly, schema: { tags, summary: 'Sửa lời một phần của báo cáo, hoặc trả về lời của hệ thống' } },
    async (request) => {
      const year = checkYear(Number(paramOf(request, 'year')))
      const body = bodyOf(request)
      const section = sections.find((one) => one === body.section)
      if (!section) throw refuse['bad-report']({ what: 'section' }, 'section')
      const text = body.text === null ? null : typeof body.text === 'string' ? body.text.normalize('NFC').trim() : ''
      if (text !== null && (text === '' || text.length > 20_000)) throw refuse['bad-report']({ what: 'text' }, 'text')
      return database.transaction(request.actor, async (tx) => {
        const row = await findYear(tx, year)
        if (!row?.gathered) throw refuse['not-gathered']({ year })
        if (row.status !== 'drafting') throw refuse['already-issued']({ year })
        if (row.focal === null || !(await unitsWrittenFor(tx, [FOCAL])).has(row.focal)) throw refuse['no-such-report']()
        const { [section]: _former, ...rest } = (row.edits ?? {}) as Partial<
          Record<Section, NonNullable<Edits[Section]>>
        >
        const edits: Edits =
          text === null
            ? rest
            : {
                ...rest,
                [section]: {
                  text,
                  instead: narratives(row.gathered)[section],
                  by: tx.actor.name,
                  at: tx.now.toISOString(),
                },
              }
        const changed = await tx.asHouse(() =>
          changeRow(tx, ProvinceReport, row.id, row.version, { edits }, { fact: 'edited' }),
        )
        return yearlyJson(year, changed)
      })
    },
  )

  app.get(
    '/api/v1/plan/yearly/:year/document.:kind',
    { config: overseers, schema: { tags, summary: 'Báo cáo tổng hợp của tỉnh: PDF hoặc DOCX' } },
    async (request, reply) => {
      const year = checkYear(Number(paramOf(request, 'year')))
      const row = await database.transaction(request.actor, (tx) => findYear(tx, year))
      if (!row?.gathered) throw refuse['not-gathered']({ year })
      const letter = provinceLetter(
        { ...row, gathered: row.gathered },
        { now: database.clock.now(), sample: site.demo },
      )
      return sendLetter(reply, letter, `bao-cao-tong-hop-${year}`, paramOf(request, 'kind'))
    },
  )
}
