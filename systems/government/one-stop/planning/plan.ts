import type { Words } from '#ground/text'
import type { Calendar, WorkClock } from '#ground/working-time'
import { calendarOfUnit } from '#kernel/cases'
import { findRow, type Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { Dossier, type DossierStep, dossierRoles } from '../records.ts'
import { refuse } from '../refusals.ts'
import { type Paces, pacesOf } from './pace.ts'
import {
  type DayPlan,
  drawTime,
  type Forecast,
  forecast,
  type MadeMove,
  planDay,
  type TimeMark,
  type TimePart,
  type WhatIf,
  type Work,
  whatIf,
} from './rules.ts'

type DossierRow = Row<typeof Dossier>

export const planningLimits = {
  /** Pieces of work laid into one day. */
  worksMax: 200,
  /** Dossiers forecast for a head's list. */
  dossiersMax: 400,
  /** Due within so many days. */
  aheadDays: 14,
} as const

const WHAT_IF_DAYS = [1, 2, 3, 5, 7, 10, 15] as const
const OPEN = ['received', 'processing'] as const

export interface DossierTime {
  number: string
  status: string
  now: string
  dueAt: string | null
  formerDueAt: string | null
  parts: TimePart[]
  marks: TimeMark[]
  totals: { office: number; applicant: number; late: number }
  /** Absent while it waits for the applicant, before acceptance and after the end. */
  whatIf: WhatIf[] | null
  forecast: Forecast | null
}

/** The stages still to come, the present one first, with the pace of each step. */
function stagesAhead(
  dossier: Pick<DossierRow, 'steps' | 'step_position' | 'procedure_code'>,
  paces: Paces,
  units: ReadonlyMap<string, string>,
): { name: Words; unit: string; pace: ReturnType<Paces['of']> }[][] {
  const stages = new Map<number, { name: Words; unit: string; pace: ReturnType<Paces['of']> }[]>()
  for (const step of (dossier.steps ?? []) as (DossierStep & { done?: string })[]) {
    // Handing the result over is not in the time of settling (index 766, item 2.1).
    if (step.kind === 'return' || step.position < (dossier.step_position ?? 0) || step.done || step.passed) continue
    const list = stages.get(step.position) ?? []
    list.push({
      name: step.name,
      unit: units.get(step.unit) ?? '',
      pace: paces.of(dossier.procedure_code, step.kind, step.unit, step.limitHours),
    })
    stages.set(step.position, list)
  }
  return [...stages].sort(([a], [b]) => a - b).map(([, list]) => list)
}

async function unitNames(tx: Tx, dossiers: readonly Pick<DossierRow, 'steps'>[]): Promise<Map<string, string>> {
  const ids = [...new Set(dossiers.flatMap((one) => (one.steps ?? []).map((step) => step.unit)))]
  const rows = await tx.query<{ id: string; short_name: string }>(
    'select id, short_name from sen.unit where id = any($1::uuid[])',
    [ids],
  )
  return new Map(rows.map((row) => [row.id, row.short_name]))
}

/** The time of one dossier the actor may read, drawn to now. Refuses one-stop.no-such-dossier. */
export async function timeOfDossier(tx: Tx, id: string): Promise<DossierTime> {
  const dossier = await findRow(tx, Dossier, id, 'xem thời gian giải quyết hồ sơ')
  if (!dossier) throw refuse['no-such-dossier']({ number: id })
  const calendar = await (await calendarOfUnit(tx, dossier.unit)).get()
  const { moves, clock } = await tx.asHouse(async () => ({
    moves: await tx.query<MadeMove>(
      `select move, at, by_name as by, to_state as "to" from sen.case_move where record_id = $1 and recalled_at is null order by at, id limit 500`,
      [id],
    ),
    clock: await tx.one<{ clock: WorkClock }>(
      "select clock from sen.case_clock where record_id = $1 and name = 'whole' and ended_at is null",
      [id],
    ),
  }))
  const { parts, marks } = drawTime(
    calendar,
    {
      receivedAt: dossier.received_at,
      acceptedAt: dossier.accepted_at,
      finishedAt: dossier.finished_at,
      dueAt: dossier.due_at,
      formerDueAt: dossier.former_due_at,
      moves,
      whys: {
        'ask-supplement': dossier.supplement?.items ?? null,
        'ask-payment': dossier.fee_note,
        apologise: dossier.apology?.reason ?? null,
      },
    },
    tx.now,
  )
  const minutesOf = (...kinds: TimePart['kind'][]): number =>
    parts.filter((part) => kinds.includes(part.kind)).reduce((sum, part) => sum + part.minutes, 0)
  const running = clock && clock.clock.pausedAt === null && (OPEN as readonly string[]).includes(dossier.status)
  return {
    number: dossier.number,
    status: dossier.status,
    now: tx.now.toISOString(),
    dueAt: dossier.due_at?.toISOString() ?? null,
    formerDueAt: dossier.former_due_at?.toISOString() ?? null,
    parts,
    marks,
    totals: {
      office: minutesOf('acceptance', 'running', 'late'),
      applicant: minutesOf('citizen', 'payment'),
      late: minutesOf('late'),
    },
    whatIf: running ? whatIf(calendar, clock.clock, tx.now, WHAT_IF_DAYS) : null,
    forecast:
      running && dossier.due_at
        ? forecast(
            calendar,
            tx.now,
            dossier.due_at,
            stagesAhead(dossier, await pacesOf(tx, [dossier.procedure_code]), await unitNames(tx, [dossier])),
          )
        : null,
  }
}

export interface DayOfWork extends DayPlan {
  now: string
  works: Record<
    string,
    {
      number: string
      title: string
      step: Words
      recordId: string
      dueAt: string | null
      caseDueAt: string | null
      minutes: number
      restMinutes: number
      /** How many steps the time rests on; 0: the announced limit. */
      seen: number
      free: boolean
    }
  >
}

/** Half an hour for a step nobody has done yet and no limit speaks of. */
const UNKNOWN_MINUTES = 30

/** Today's work of the actor: hers, and what is free for a role of hers, laid into today's sessions by what presses. */
export async function dayOfWork(tx: Tx): Promise<DayOfWork> {
  const rows = await tx.query<{
    id: string
    number: string | null
    title: string
    step: string
    step_vi: string
    step_en: string
    position: number | null
    unit: string
    record_id: string
    due_at: Date | null
    assignee: string | null
    procedure_code: string
    case_due: Date | null
    steps: DossierStep[] | null
    step_position: number | null
  }>(
    `select t.id, t.number, t.title, t.step, t.step_vi, t.step_en, t.position, t.unit, t.record_id, t.due_at, t.assignee,
            d.procedure_code, case when d.finished_at is null then d.due_at end as case_due, d.steps, d.step_position
       from sen.task t join one_stop.dossier d on d.id = t.record_id
      where t.system = 'one-stop' and t.record = 'dossier' and t.done_at is null and t.paused_at is null
        and (t.assignee = $1 or (t.assignee is null and exists (
              select from sen.role_grant g where g.account = $1 and g.role = t.role and g.unit = t.unit
                 and g.valid_from <= sen.today() and (g.valid_to is null or g.valid_to >= sen.today()))))
      order by (t.assignee = $1) desc, t.due_at nulls last, t.id limit ${planningLimits.worksMax}`,
    [tx.actor.account],
  )
  const home = tx.actor.roles[0]?.unit ?? rows[0]?.unit
  if (!home)
    return { now: tx.now.toISOString(), rows: [], availableMinutes: 0, neededMinutes: 0, overflow: 0, works: {} }
  const calendar: Calendar = await (await calendarOfUnit(tx, home)).get()
  const paces = await pacesOf(
    tx,
    rows.map((row) => row.procedure_code),
  )
  const works: DayOfWork['works'] = {}
  const list: Work[] = rows.map((row) => {
    const own = (row.steps ?? []).find((step) => step.position === row.position && step.kind === row.step)
    const pace = paces.of(row.procedure_code, row.step, row.unit, own?.limitHours ?? null)
    const minutes = Math.max(1, pace.p50 || UNKNOWN_MINUTES)
    const rest = stagesAhead({ ...row, step_position: (row.position ?? 0) + 1 }, paces, new Map())
    const restMinutes = rest.reduce((sum, stage) => sum + Math.max(0, ...stage.map((step) => step.pace.p50)), 0)
    works[row.id] = {
      number: row.number ?? '',
      title: row.title,
      step: { vi: row.step_vi, en: row.step_en },
      recordId: row.record_id,
      dueAt: row.due_at?.toISOString() ?? null,
      caseDueAt: row.case_due?.toISOString() ?? null,
      minutes,
      restMinutes,
      seen: pace.count,
      free: row.assignee === null,
    }
    return { id: row.id, minutes, dueAt: row.due_at, caseDueAt: row.case_due, restMinutes }
  })
  return { now: tx.now.toISOString(), ...planDay(calendar, tx.now, list), works }
}

export interface AtRisk {
  id: string
  number: string
  procedure: string
  unit: string
  step: Words | null
  dueAt: string
  forecast: Forecast
}

/** Open dossiers of the actor's offices that the past says will be late, or may be; what is surest first. */
export async function dossiersAtRisk(tx: Tx): Promise<{ rows: AtRisk[]; looked: number; more: boolean }> {
  const { aheadDays, dossiersMax } = planningLimits
  const rows = await tx.query<DossierRow & { unit_name: string }>(
    `select d.id, d.number, d.procedure_code, d.procedure_name, d.unit, d.due_at, d.steps, d.step_position, u.short_name as unit_name
       from one_stop.dossier d join sen.unit u on u.id = d.unit
      where d.unit = any((select sen.reach($1::text[]))::uuid[]) and d.status = any($2::text[])
        and d.due_at > $3 and d.due_at < $3::timestamptz + make_interval(days => $4)
      order by d.due_at, d.id limit ${dossiersMax + 1}`,
    [dossierRoles, OPEN, tx.now, aheadDays],
  )
  const looked = rows.slice(0, dossiersMax)
  const paces = await pacesOf(
    tx,
    looked.map((row) => row.procedure_code),
  )
  const names = await unitNames(tx, looked)
  const calendars = new Map<string, Calendar>()
  const found: AtRisk[] = []
  for (const row of looked) {
    let calendar = calendars.get(row.unit)
    if (!calendar) {
      calendar = await (await calendarOfUnit(tx, row.unit)).get()
      calendars.set(row.unit, calendar)
    }
    if (!row.due_at) continue
    const seen = forecast(calendar, tx.now, row.due_at, stagesAhead(row, paces, names))
    if (seen.outlook === 'on-time' || seen.outlook === 'unknown') continue
    const step = (row.steps ?? []).find((one) => one.position === row.step_position)
    found.push({
      id: row.id,
      number: row.number,
      procedure: row.procedure_name,
      unit: (step && names.get(step.unit)) ?? row.unit_name,
      step: step?.name ?? null,
      dueAt: row.due_at.toISOString(),
      forecast: seen,
    })
  }
  found.sort((a, b) => a.forecast.spareMinutes - b.forecast.spareMinutes)
  return { rows: found, looked: looked.length, more: rows.length > looked.length }
}
