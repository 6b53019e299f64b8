import { formatDate, type LocalDate, localDate } from '#ground/clock'
import { formatMoney } from '#ground/money'
import { startCase } from '#kernel/cases'
import { createRow, type Row } from '#kernel/records'
import { type Database, house, type Tx } from '#kernel/store'
import { findUnit, getUnitByCode } from '#kernel/trust'
import { planAgreement } from '#province'
import { Reporting } from './cases.ts'
import type { Gathered, GatheredLine } from './gathered.ts'
import { type BudgetRow, type LineShown, moneyOf, ROWS_MAX, readLines, type SystemState } from './lines.ts'
import { type Approval, type Obstacle, Report, type Risk } from './records.ts'
import { refuse } from './refusals.ts'
import { inYear, moneyBy, riskLevel, type Source, sources, sumMoney } from './rules.ts'
import { reportDays } from './terms.ts'
import { approvalStateWords, obstacleStateWords, reportStateWords, statusWords } from './words.ts'

export type ReportRow = Row<typeof Report>
export type ReportLine = NonNullable<ReportRow['lines']>[number]

/** Refuses a year outside the agreement. */
export function checkYear(year: number): number {
  const { from, to } = planAgreement
  if (!Number.isInteger(year) || year < from || year > to) throw refuse['bad-year']({ year, from, to }, 'year')
  return year
}

/** Who owes a report for a year: every unit responsible for a content at work in it, and its partners. */
export function reportersOf(lines: readonly LineShown[], year: number): { unit: string; kind: 'unit' | 'partner' }[] {
  const own = lines.filter(({ row }) => inYear(row, year))
  const unit = new Set(own.flatMap(({ row }) => row.units ?? []))
  const partner = new Set(own.flatMap(({ row }) => row.partner ?? []))
  return [
    ...[...unit].map((id) => ({ unit: id, kind: 'unit' as const })),
    ...[...partner].filter((id) => !unit.has(id)).map((id) => ({ unit: id, kind: 'partner' as const })),
  ]
}

const within = (day: LocalDate | null, year: number): boolean => day?.startsWith(`${year}-`) ?? false

/** One content as the records know it, as the first words of a unit's report. Empty when nothing is known: then it is hers to say. */
function lineOf(
  shown: LineShown,
  unit: string,
  kind: 'unit' | 'partner',
  year: number,
  budget: readonly BudgetRow[],
): ReportLine {
  const { row, milestones } = shown
  const said: string[] = []
  if (row.status !== 'not-started') said.push(`${statusWords[row.status].vi}.`)
  const mine = milestones.filter((one) => one.owner === null || one.owner === unit || kind === 'partner')
  const done = mine.filter((one) => within(one.done_on, year))
  const late = mine.filter((one) => one.done_on === null && one.due <= `${year}-12-31`)
  if (done.length > 0)
    said.push(`Đã xong: ${done.map((one) => `${one.title} (${formatDate(one.done_on ?? one.due)})`).join('; ')}.`)
  if (late.length > 0)
    said.push(`Chưa xong: ${late.map((one) => `${one.title} (hạn ${formatDate(one.due)})`).join('; ')}.`)
  const money = sumMoney(
    budget.filter((one) => one.line === row.id && one.year === year && one.spender === unit).map(moneyOf),
  )
  const figures =
    money.planned + money.allocated + money.spent > 0
      ? `Kinh phí ${year}: kế hoạch ${formatMoney(money.planned)}, đã bố trí ${formatMoney(money.allocated)}, đã giải ngân ${formatMoney(money.spent)}.`
      : ''
  return {
    line: row.id,
    code: row.code,
    content: row.content,
    done: said.join(' ') || null,
    figures: figures || null,
    progress: row.progress,
    planned: money.planned,
    spent: money.spent,
  }
}

/** What the records know of a unit's year. Needs the house's sight. */
export async function prefill(
  tx: Tx,
  unit: string,
  kind: 'unit' | 'partner',
  year: number,
  lines: readonly LineShown[],
): Promise<{ lines: ReportLine[]; obstacles: string | null }> {
  const own = lines.filter(
    ({ row }) => inYear(row, year) && (kind === 'partner' ? row.partner === unit : row.units?.includes(unit)),
  )
  const budget = await tx.query<BudgetRow>('select * from plan.budget where spender = $1 and year = $2', [unit, year])
  const obstacles = await tx.query<Row<typeof Obstacle>>(
    "select * from plan.obstacle where unit = $1 and status not in ('closed', 'withdrawn') order by sent_on, id limit 100",
    [unit],
  )
  const code = new Map(lines.map(({ row }) => [row.id, row.code]))
  return {
    lines: own.map((one) => lineOf(one, unit, kind, year, budget)),
    obstacles:
      obstacles
        .map(
          (one) =>
            `${code.get(one.line) ?? ''}: ${one.title} (${obstacleStateWords[one.status].vi.toLowerCase()}). Đề nghị: ${one.wanted}`,
        )
        .join('\n') || null,
  }
}

/** Opens the reports of a year that are not there yet, prefilled, each with its task. Answers how many. */
export async function openReports(database: Database, year: number): Promise<number> {
  checkYear(year)
  return database.transaction(house, (tx) => openReportsIn(tx, year))
}

/** The same inside a transaction of the caller, who has checked who asks. */
export async function openReportsIn(tx: Tx, year: number): Promise<number> {
  return tx.asHouse(async () => {
    const lines = await readLines(tx)
    const { due } = await reportDays(tx, year)
    const focal = await getUnitByCode(tx, planAgreement.focal)
    const known = new Set(
      (await tx.query<{ unit: string }>('select unit from plan.report where year = $1', [year])).map((row) => row.unit),
    )
    let opened = 0
    for (const { unit, kind } of reportersOf(lines, year)) {
      if (known.has(unit)) continue
      const name = (await findUnit(tx, unit))?.name ?? ''
      const filled = await prefill(tx, unit, kind, year, lines)
      const row = await createRow(
        tx,
        Report,
        {
          title: `Báo cáo năm ${year} – ${name}`,
          year,
          kind,
          lines: filled.lines,
          obstacles: filled.obstacles,
          due_on: due,
          focal: focal.id,
          prefilled_at: tx.now,
        },
        { unit },
      )
      await startCase(tx, Reporting, row)
      opened++
    }
    return opened
  })
}

/** Everything of a year, as the asker may see it: the focal department sees all. */
export async function gather(
  tx: Tx,
  year: number,
  stateOf: (folder: string) => { name: string; title: { vi: string } | null; state: SystemState },
): Promise<Gathered> {
  const on = localDate(tx.now)
  // A year that is over is judged by its last day.
  const lines = await readLines(tx, on > `${year}-12-31` ? `${year}-12-31` : on)
  const budget = await tx.query<BudgetRow>(`select * from plan.budget where year <= $1 limit ${ROWS_MAX}`, [year])
  const approvals = await tx.query<Row<typeof Approval>>(
    `select * from plan.approval where status <> 'withdrawn' and asked_on <= $1 order by asked_on, id limit ${ROWS_MAX}`,
    [`${year}-12-31`],
  )
  const risks = await tx.query<Row<typeof Risk>>(
    `select * from plan.risk where status = 'open' order by weighting desc, id limit ${ROWS_MAX}`,
  )
  const obstacles = await tx.query<Row<typeof Obstacle> & { unit_name: string }>(
    `select o.*, u.name as unit_name from plan.obstacle o join sen.unit u on u.id = o.unit
      where o.status <> 'withdrawn' and o.sent_on between $1 and $2 order by o.sent_on, o.id limit ${ROWS_MAX}`,
    [`${year}-01-01`, `${year}-12-31`],
  )
  const reports = await tx.query<ReportRow & { unit_name: string; place: string }>(
    `select r.*, u.name as unit_name, u.code as place from plan.report r join sen.unit u on u.id = r.unit where r.year = $1
      order by r.kind desc, u.commune nulls first, u.code limit ${ROWS_MAX}`,
    [year],
  )
  const codes = new Map(lines.map(({ row }) => [row.id, row.code]))
  const codeOf = (id: string): string => codes.get(id) ?? ''
  const accepted = reports.filter((row) => row.status === 'accepted')
  const years = [...new Set(budget.map((row) => row.year))].sort((a, b) => a - b)
  return {
    year,
    on,
    lines: lines.map(({ row, milestones, health }): GatheredLine => {
      return {
        code: row.code,
        part: row.part,
        field: row.field,
        content: row.content,
        from_year: row.from_year,
        to_year: row.to_year,
        units_text: row.units_text,
        status: row.status,
        health,
        progress: row.progress,
        summary: row.summary ?? '',
        approvals: approvals
          .filter((one) => one.line === row.id)
          .map((one) => ({
            title: one.title,
            number: one.number ?? '',
            decided_on: one.decided_on,
            state: approvalStateWords[one.status].vi,
          })),
        milestones: milestones.map((one) => ({
          title: one.title,
          due: one.due,
          done_on: one.done_on,
          result: one.result ?? '',
        })),
        money: sumMoney(budget.filter((one) => one.line === row.id && one.year === year).map(moneyOf)),
        systems: (row.systems ?? []).map((folder) => {
          const found = stateOf(folder)
          return { name: found.name, title: found.title?.vi ?? found.name, state: found.state }
        }),
      }
    }),
    bySource: moneyBy(
      budget.filter((row) => row.year === year),
      sources,
      (row) => row.source,
    ).map(({ key, money }) => ({ source: key as Source, money })),
    byYear: moneyBy(budget, years, (row) => row.year).map(({ key, money }) => ({ year: key, money })),
    risks: risks.map((row) => ({
      code: codeOf(row.line),
      title: row.title,
      level: riskLevel(row.likelihood, row.impact),
      weighting: row.weighting ?? 0,
      action: row.action ?? '',
    })),
    obstacles: obstacles.map((row) => ({
      code: codeOf(row.line),
      unit: row.unit_name,
      title: row.title,
      wanted: row.wanted,
      state: obstacleStateWords[row.status].vi,
      sent_on: row.sent_on,
      answer: row.answer ?? '',
    })),
    reports: reports.map((row) => ({
      unit: row.unit_name,
      kind: row.kind,
      state: reportStateWords[row.status].vi,
      due_on: row.due_on,
      submitted_on: row.submitted_on,
      late: row.late === true || (row.submitted_on === null && row.due_on < on),
      general: row.status === 'accepted' ? (row.general ?? '') : '',
      obstacles: row.status === 'accepted' ? (row.obstacles ?? '') : '',
      proposals: row.status === 'accepted' ? (row.proposals ?? '') : '',
      next_year: row.status === 'accepted' ? (row.next_year ?? '') : '',
    })),
    said: accepted.flatMap((row) =>
      (row.lines ?? []).map((line) => ({
        unit: row.unit_name,
        code: line.code,
        done: line.done ?? '',
        figures: line.figures ?? '',
        progress: line.progress ?? null,
        planned: line.planned ?? 0,
        spent: line.spent ?? 0,
      })),
    ),
    missing: reports.filter((row) => row.submitted_on === null).map((row) => row.unit_name),
  }
}
