import type { FastifyRequest } from 'fastify'
import { formatInstant, isLocalDate, localDate } from '#ground/clock'
import { isUuid } from '#ground/ids'
import type { Http, Site } from '#kernel/channels'
import { bodyOf } from '#kernel/channels'
import { changeRow, type Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { planAgreement } from '#province'
import { liveFigures } from './dti/live.ts'
import { type BudgetRow, type LineShown, moneyOf, ROWS_MAX, readLines, systemStates } from './lines.ts'
import { type Approval, type Evidence, Milestone, type Obstacle, type Risk } from './records.ts'
import { refuse } from './refusals.ts'
import {
  expectedProgress,
  FINANCE,
  FOCAL,
  milestoneProgress,
  moneyBy,
  PARTNER,
  planRoles,
  REPORTER,
  riskLevel,
  sources,
  sumMoney,
} from './rules.ts'
import type { LineJson, LinePageJson, MoneyJson, ObstacleJson, OverviewJson } from './shape.ts'
import { approvalStateWords, obstacleStateWords, responseWords } from './words.ts'

const tags = ['plan']
const officer = { access: 'officer' as const, roles: [...planRoles, 'leader'] }
const paramOf = (request: FastifyRequest, name: string): string =>
  (request.params as Record<string, string>)[name] ?? ''

/** Units the asker writes for. */
export async function unitsWrittenFor(tx: Tx, roles: readonly string[] = [REPORTER, PARTNER]): Promise<Set<string>> {
  const row = await tx.one<{ units: string[] }>('select sen.reach($1::text[]) as units', [[...roles]])
  return new Set(row?.units ?? [])
}

type StateOf = Awaited<ReturnType<typeof systemStates>>

export function lineJson(
  { row, milestones, health }: LineShown,
  today: string,
  mine: ReadonlySet<string>,
  stateOf: StateOf,
): LineJson {
  return {
    id: row.id,
    code: row.code,
    part: row.part,
    field: { vi: row.field, en: row.field_en ?? row.field },
    content: { vi: row.content, en: row.content_en ?? row.content },
    from_year: row.from_year,
    to_year: row.to_year,
    status: row.status,
    health,
    progress: row.progress,
    expected: expectedProgress(row, today),
    summary: row.summary,
    progress_on: row.progress_on,
    units_text: { vi: row.units_text, en: row.units_text_en ?? row.units_text },
    milestones: milestones.map(({ id, title, due, done_on }) => ({ id, title, due, done_on })),
    systems: (row.systems ?? []).map(stateOf),
    mine: [...(row.units ?? []), row.partner ?? ''].some((unit) => mine.has(unit)),
  }
}

/** Contents, what hangs on one, money and obstacles, for the officer's screens. */
export function lineRoutes(site: Site, { app }: Http): void {
  const { database } = site

  app.get(
    '/api/v1/plan/overview',
    { config: officer, schema: { tags, summary: 'Các nội dung của kế hoạch và tiến độ' } },
    async (request): Promise<OverviewJson> => {
      const stateOf = await systemStates(site)
      return database.transaction(
        request.actor,
        async (tx) => {
          const today = localDate(tx.now)
          const mine = await unitsWrittenFor(tx)
          return {
            today,
            from: planAgreement.from,
            to: planAgreement.to,
            focal: (await unitsWrittenFor(tx, [FOCAL])).size > 0,
            lines: (await readLines(tx, today)).map((line) => lineJson(line, today, mine, stateOf)),
          }
        },
        { soft: true },
      )
    },
  )

  app.get(
    '/api/v1/plan/lines/:code',
    { config: officer, schema: { tags, summary: 'Một nội dung và mọi thứ gắn với nó' } },
    async (request): Promise<LinePageJson> => {
      const code = paramOf(request, 'code').slice(0, 20)
      const stateOf = await systemStates(site)
      return database.transaction(
        request.actor,
        async (tx) => {
          const today = localDate(tx.now)
          const mine = await unitsWrittenFor(tx)
          const focal = await unitsWrittenFor(tx, [FOCAL])
          const found = (await readLines(tx, today)).find(({ row }) => row.code === code)
          if (!found) throw refuse['no-such-line']({ code })
          const { row, milestones } = found
          const owners = milestones.flatMap((one) => one.owner ?? [])
          const units = await tx.query<{ id: string; name: string }>(
            'select id, name from sen.unit where id = any($1::uuid[])',
            [[...(row.units ?? []), ...owners, ...(row.partner ? [row.partner] : [])]],
          )
          const names = new Map(units.map((unit) => [unit.id, unit.name]))
          const nameOf = (id: string | null): string | null => (id ? (names.get(id) ?? null) : null)
          type Named = { unit_name: string; owner_name: string | null }
          const approvals = await tx.query<Row<typeof Approval> & Named>(
            `select a.*, u.name as unit_name from plan.approval a join sen.unit u on u.id = a.unit where a.line = $1 order by a.asked_on desc nulls last, a.id desc limit ${ROWS_MAX}`,
            [row.id],
          )
          const budget = await tx.query<BudgetRow & Named>(
            `select b.*, u.name as unit_name from plan.budget b join sen.unit u on u.id = b.spender where b.line = $1 order by b.year, b.source, u.name limit ${ROWS_MAX}`,
            [row.id],
          )
          const risks = await tx.query<Row<typeof Risk> & Named>(
            `select r.*, o.name as owner_name from plan.risk r left join sen.unit o on o.id = r.owner where r.line = $1 order by r.status desc, r.weighting desc, r.id limit ${ROWS_MAX}`,
            [row.id],
          )
          const obstacles = await tx.query<Row<typeof Obstacle> & Named>(
            `select o.*, u.name as unit_name from plan.obstacle o join sen.unit u on u.id = o.unit where o.line = $1 order by o.sent_on desc, o.id desc limit ${ROWS_MAX}`,
            [row.id],
          )
          const evidence = await tx.query<Row<typeof Evidence>>(
            `select * from plan.evidence where line = $1 order by created_at desc limit ${ROWS_MAX}`,
            [row.id],
          )
          const json = lineJson(found, today, mine, stateOf)
          return {
            today,
            line: {
              ...json,
              units: (row.units ?? []).flatMap((id) => units.find((unit) => unit.id === id) ?? []),
              partner: nameOf(row.partner),
              source: row.source,
            },
            focal: focal.has(row.unit),
            writes: json.mine || focal.has(row.unit),
            milestones: milestones.map((one) => ({
              id: one.id,
              title: one.title,
              due: one.due,
              done_on: one.done_on,
              weight: one.weight,
              result: one.result,
              owner: one.owner ? { id: one.owner, name: nameOf(one.owner) ?? '' } : null,
              mayFinish: one.done_on === null && (focal.has(one.unit) || (one.owner !== null && mine.has(one.owner))),
            })),
            milestoneProgress: milestoneProgress(milestones),
            approvals: approvals.map((one) => ({
              id: one.id,
              title: one.title,
              status: one.status,
              state: approvalStateWords[one.status],
              number: one.number,
              decided_on: one.decided_on,
              amount: one.amount,
              unit: one.unit_name,
            })),
            budget: budget.map((one) => ({
              id: one.id,
              year: one.year,
              source: one.source,
              spender: one.unit_name,
              document: one.document,
              ...moneyOf(one),
            })),
            risks: risks.map((one) => ({
              id: one.id,
              title: one.title,
              likelihood: one.likelihood,
              impact: one.impact,
              level: riskLevel(one.likelihood, one.impact),
              response: responseWords[one.response],
              action: one.action,
              owner: one.owner_name,
              status: one.status,
            })),
            obstacles: obstacles.map((one) => ({
              id: one.id,
              title: one.title,
              unit: one.unit_name,
              status: one.status,
              state: obstacleStateWords[one.status],
              sent_on: one.sent_on,
              answer_due_at: one.answer_due_at ? formatInstant(one.answer_due_at) : null,
            })),
            evidence: evidence.map((one) => ({
              id: one.id,
              title: one.title,
              kind: one.kind,
              url: one.url,
              files: (one.files ?? []).map(({ file, name, size }) => ({ file, name, size })),
              system: one.system ? stateOf(one.system) : null,
              open: one.open,
            })),
            figures: await liveFigures(
              tx,
              json.systems.filter((system) => system.state === 'on').map((system) => system.name),
            ),
          }
        },
        { soft: true },
      )
    },
  )

  app.post(
    '/api/v1/plan/milestones/:id/done',
    { config: officer, schema: { tags, summary: 'Ghi nhận một mốc đã xong' } },
    async (request) => {
      const id = paramOf(request, 'id')
      const body = bodyOf(request)
      const done = typeof body.done_on === 'string' ? body.done_on : ''
      const result = typeof body.result === 'string' ? body.result.normalize('NFC').trim().slice(0, 2_000) : ''
      return database.transaction(request.actor, async (tx) => {
        const row = isUuid(id)
          ? await tx.one<Row<typeof Milestone>>('select * from plan.milestone where id = $1', [id])
          : undefined
        if (!row) throw refuse['no-such-milestone']()
        const own = row.owner !== null && (await unitsWrittenFor(tx)).has(row.owner)
        const focal = (await unitsWrittenFor(tx, [FOCAL])).has(row.unit)
        if (!own && !focal) throw refuse['no-such-milestone']()
        if (!isLocalDate(done)) throw refuse['bad-report']({ what: 'done_on' }, 'done_on')
        if (done > localDate(tx.now)) throw refuse['done-later']({}, 'done_on')
        // Whoever keeps the milestone may say that it is done, and nothing else of it.
        const changed = await tx.asHouse(() =>
          changeRow(
            tx,
            Milestone,
            row.id,
            row.version,
            { done_on: done, result: result || row.result },
            { fact: 'milestone-done' },
          ),
        )
        return { id: changed.id, version: changed.version, done_on: changed.done_on }
      })
    },
  )

  app.get(
    '/api/v1/plan/money',
    {
      config: { ...officer, roles: [FOCAL, FINANCE, REPORTER, PARTNER, 'plan-approver', 'province-monitor', 'leader'] },
      schema: { tags, summary: 'Kinh phí theo nguồn, theo năm, theo nội dung' },
    },
    async (request): Promise<MoneyJson> => {
      const asked = Number((request.query as Record<string, unknown>).year)
      return database.transaction(
        request.actor,
        async (tx) => {
          const rows = await tx.query<BudgetRow & { code: string; content: string; position: number }>(
            `select b.*, l.code, l.content, l.position from plan.budget b join plan.line l on l.id = b.line order by l.position limit ${ROWS_MAX}`,
          )
          const years = [...new Set(rows.map((row) => row.year))].sort((a, b) => a - b)
          const year = years.includes(asked) ? asked : null
          const chosen = rows.filter((row) => year === null || row.year === year)
          const lines = [...new Map(chosen.map((row) => [row.code, row.content])).entries()]
          return {
            years,
            year,
            bySource: moneyBy(chosen, sources, (row) => row.source).map(({ key, money }) => ({ source: key, money })),
            byYear: moneyBy(rows, years, (row) => row.year).map(({ key, money }) => ({
              year: key,
              money,
              bySource: moneyBy(
                rows.filter((row) => row.year === key),
                sources,
                (row) => row.source,
              ).map((one) => ({ source: one.key, money: one.money })),
            })),
            byLine: lines.map(([code, content]) => ({
              code,
              content,
              money: sumMoney(chosen.filter((row) => row.code === code).map(moneyOf)),
            })),
          }
        },
        { soft: true },
      )
    },
  )

  app.get(
    '/api/v1/plan/obstacles',
    { config: officer, schema: { tags, summary: 'Vướng mắc đã gửi và hạn trả lời' } },
    async (request): Promise<{ rows: ObstacleJson[] }> =>
      database.transaction(
        request.actor,
        async (tx) => {
          const rows = await tx.query<Row<typeof Obstacle> & { unit_name: string; code: string }>(
            `select o.*, u.name as unit_name, l.code from plan.obstacle o join sen.unit u on u.id = o.unit join plan.line l on l.id = o.line
            order by (o.status in ('closed', 'withdrawn')), (o.status = 'answered'), o.answer_due_at nulls last, o.id limit 500`,
          )
          return {
            rows: rows.map((row) => ({
              id: row.id,
              title: row.title,
              unit: row.unit_name,
              code: row.code,
              status: row.status,
              state: obstacleStateWords[row.status],
              sent_on: row.sent_on,
              answer_due_at: row.answer_due_at?.toISOString() ?? null,
              answered_at: row.answered_at?.toISOString() ?? null,
              late:
                (row.status === 'sent' || row.status === 'forwarded') &&
                row.answer_due_at !== null &&
                row.answer_due_at < tx.now,
              wanted: row.wanted,
            })),
          }
        },
        { soft: true },
      ),
  )
}
