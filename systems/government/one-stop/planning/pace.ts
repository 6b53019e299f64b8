import { type Calendar, clockState, type WorkClock, workingMinutesBetween } from '#ground/working-time'
import { calendarOf } from '#kernel/cases'
import { type Database, house, type Job, type Tx } from '#kernel/store'
import { type Pace, paceOf, SEEN_MIN } from './rules.ts'

/** The newest steps of a kind are kept; older ones say less of the next. */
const SAMPLES_MAX = 200
/** A first gathering looks back so far. */
const LOOK_BACK_DAYS = 180
/** Steps read in one transaction. */
const STEPS_A_TURN = 50_000
const TURNS_MAX = 100
/** A step that lay so long was forgotten, not worked on: it says nothing of the next. */
const MINUTES_MAX = 480 * 60

interface DoneStep {
  id: string
  procedure_code: string
  step: string
  unit: string
  calendar: string
  clock: WorkClock | null
  opened_at: Date
  done_at: Date
}

/** Working minutes a finished step took; what was waited for somebody outside is not in it. */
export function minutesTaken(calendar: Calendar, step: Pick<DoneStep, 'clock' | 'opened_at' | 'done_at'>): number {
  const { clock } = step
  if (clock?.doneAt && clock.limit.unit === 'working-hour') {
    const left = clockState(calendar, clock, new Date(clock.doneAt)).remainingMinutes
    return Math.max(0, clock.limit.amount * 60 - left)
  }
  return workingMinutesBetween(calendar, step.opened_at, step.done_at)
}

/**
 * Gathers the steps of plans (not the check before acceptance, which is no step of one) finished since the last time, some thousands a transaction, so that it can be stopped and goes on where it
 * was. Answers how many were gathered.
 */
export async function gatherPaces(database: Database, signal?: AbortSignal): Promise<number> {
  let gathered = 0
  for (let turn = 0; turn < TURNS_MAX && !signal?.aborted; turn++) {
    const count = await database.transaction(house, gatherSome)
    gathered += count
    if (count < STEPS_A_TURN) break
  }
  return gathered
}

async function gatherSome(tx: Tx): Promise<number> {
  const mark = await tx.one<{ until: Date }>("select until from one_stop.pace_mark where name = 'steps' for update")
  const since = mark?.until ?? new Date(tx.now.getTime() - LOOK_BACK_DAYS * 86_400_000)
  // What ends in this very moment may not be seen yet by this transaction: a minute is left for the next time.
  const until = new Date(tx.now.getTime() - 60_000)
  const steps = await tx.query<DoneStep>(
    `select t.id, d.procedure_code, t.step, t.unit, t.calendar, t.clock, t.opened_at, t.done_at
       from sen.task t join one_stop.dossier d on d.id = t.record_id
      where t.system = 'one-stop' and t.record = 'dossier' and t.done_at > $1 and t.done_at <= $2
        and t.position > 0 and t.outcome in ('forward', 'finish', 'return')
      order by t.done_at, t.id limit ${STEPS_A_TURN}`,
    [since, until],
  )
  const calendars = new Map<string, Calendar>()
  const added = new Map<string, { procedure: string; step: string; unit: string; minutes: number[] }>()
  for (const step of steps) {
    let calendar = calendars.get(step.calendar)
    if (!calendar) {
      calendar = await calendarOf(tx, step.calendar)
      calendars.set(step.calendar, calendar)
    }
    const minutes = minutesTaken(calendar, step)
    if (minutes > MINUTES_MAX) continue
    const key = `${step.procedure_code}|${step.step}|${step.unit}`
    const known = added.get(key)
    if (known) known.minutes.push(minutes)
    else added.set(key, { procedure: step.procedure_code, step: step.step, unit: step.unit, minutes: [minutes] })
  }
  for (const { procedure, step, unit, minutes } of added.values()) {
    const before = await tx.one<{ samples: number[] }>(
      'select samples from one_stop.step_pace where procedure_code = $1 and step = $2 and unit = $3',
      [procedure, step, unit],
    )
    const samples = [...(before?.samples ?? []), ...minutes].slice(-SAMPLES_MAX)
    const { p50, p80 } = paceOf(samples)
    await tx.query(
      `insert into one_stop.step_pace (procedure_code, step, unit, samples, p50, p80, gathered_at) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (procedure_code, step, unit) do update set samples = excluded.samples, p50 = excluded.p50, p80 = excluded.p80, gathered_at = excluded.gathered_at`,
      [procedure, step, unit, samples, p50, p80, tx.now],
    )
  }
  const last = steps.at(-1)
  await tx.query(
    `insert into one_stop.pace_mark (name, until) values ('steps', $1) on conflict (name) do update set until = excluded.until`,
    [steps.length < STEPS_A_TURN ? until : (last?.done_at ?? until)],
  )
  return steps.length
}

export const paceJob: Job = {
  name: 'one-stop-step-pace',
  every: '23 19 * * *',
  async run(database, _payload, signal) {
    await gatherPaces(database, signal)
  },
}

/** What is known of the steps of some procedures, by the narrowest that has seen enough. */
export interface Paces {
  of(procedure: string, step: string, unit: string, limitHours: number | null): Pace
}

/** Paces of procedures: of the office itself, else of all offices, else of the kind of step, else the announced limit. */
export async function pacesOf(tx: Tx, procedures: readonly string[]): Promise<Paces> {
  const rows = await tx.query<{ procedure_code: string; step: string; unit: string; samples: number[] }>(
    `select procedure_code, step, unit, samples from one_stop.step_pace where procedure_code = any($1::text[]) limit 20000`,
    [[...new Set(procedures)]],
  )
  const own = new Map<string, Pace>()
  const gathered = new Map<string, number[]>()
  for (const row of rows) {
    own.set(`${row.procedure_code}|${row.step}|${row.unit}`, paceOf(row.samples))
    for (const key of [`${row.procedure_code}|${row.step}`, row.step])
      gathered.set(key, [...(gathered.get(key) ?? []), ...row.samples])
  }
  const wide = new Map([...gathered].map(([key, samples]) => [key, paceOf(samples)]))
  return {
    of(procedure, step, unit, limitHours) {
      for (const pace of [own.get(`${procedure}|${step}|${unit}`), wide.get(`${procedure}|${step}`), wide.get(step)])
        if (pace && pace.count >= SEEN_MIN) return pace
      const minutes = Math.round((limitHours ?? 0) * 60)
      return { p50: minutes, p80: minutes, count: 0 }
    },
  }
}
