import { formatInstant, localDate } from '#ground/clock'
import { assert } from '#ground/refusal'
import type { Words } from '#ground/text'
import {
  addWorkingMinutes,
  type Calendar,
  type ClockState,
  clockState,
  finishClock,
  pauseClock,
  restartClock,
  resumeClock,
  startClock,
  type WorkClock,
  workingMinutesBetween,
} from '#ground/working-time'
import type { Tx } from '#kernel/store'
import { calendarOf, calendarOfUnit } from './calendar.ts'
import type { Clocks, Flow, NewClock, TaskRow, Warning } from './flow.ts'
import { refuseCase } from './refusals.ts'

/** A row of sen.case_clock. */
export interface ClockRow {
  record_id: string
  name: string
  system: string
  flow: string
  record: string
  unit: string
  title: string
  number: string | null
  head_role: string | null
  calendar: string
  clock: WorkClock
  warn_minutes: number | null
  warnings: readonly Warning[] | null
  due_at: Date | null
  warn_at: Date | null
  paused_at: Date | null
  ended_at: Date | null
  warned_at: Date | null
  late_at: Date | null
}

/** The columns of a clock, the same on a task and on a case. */
export interface ClockColumns {
  clock: WorkClock
  warn_minutes: number
  warnings: readonly Warning[] | null
  due_at: Date | null
  warn_at: Date | null
  paused_at: Date | null
}

/** When a flow says nothing: warn when a fifth of the limit is left, or four working hours, whichever is earlier; never before half of it has gone. */
const WARN_SHARE = 0.2
const WARN_MINUTES = 240

const isReal = (clock: WorkClock): boolean => ['calendar-day', 'calendar-hour', 'month'].includes(clock.limit.unit)

function wholeMinutes(calendar: Calendar, clock: WorkClock): number {
  const [from, to] = [new Date(clock.countedFrom), new Date(clock.dueAt)]
  return isReal(clock)
    ? Math.round((to.getTime() - from.getTime()) / 60_000)
    : workingMinutesBetween(calendar, from, to)
}

/** Minutes before the due instant, in the measure of the limit, at which a fresh clock starts to warn. */
export function warnMinutesOf(calendar: Calendar, clock: WorkClock): number {
  const whole = wholeMinutes(calendar, clock)
  return Math.min(Math.max(Math.ceil(whole * WARN_SHARE), WARN_MINUTES), Math.floor(whole / 2))
}

/** When so many minutes are left, in the measure of the limit. */
function warnInstant(calendar: Calendar, clock: WorkClock, minutes: number): Date {
  const dueAt = new Date(clock.dueAt)
  return isReal(clock) ? new Date(dueAt.getTime() - minutes * 60_000) : addWorkingMinutes(calendar, dueAt, -minutes)
}

/** The moments at which shares of a fresh limit are gone, the first first. Shares out of (0, 1) or not rising are mistakes of a flow. */
function warningsOf(calendar: Calendar, clock: WorkClock, shares: readonly number[]): Warning[] {
  const whole = wholeMinutes(calendar, clock)
  return shares.map((share, i) => {
    assert(share > (shares[i - 1] ?? 0) && share < 1, `${shares} are no rising shares of a limit`)
    return { share, minutes: whole - Math.round(whole * share) }
  })
}

/** The warning whose moment has come, and the next one with its instant: what is told now, and when again. */
export function warningNow(
  calendar: Calendar,
  clock: WorkClock,
  warnings: readonly Warning[],
  now: Date,
): { told: Warning | null; next: Date | null } {
  let told: Warning | null = null
  for (const warning of warnings) {
    const at = warnInstant(calendar, clock, warning.minutes)
    if (at > now) return { told, next: at }
    told = warning
  }
  return { told, next: null }
}

/** The clock as columns at an instant; a paused or ended one is due at no instant. */
export function columnsOf(
  calendar: Calendar,
  clock: WorkClock,
  warn: { warn_minutes: number | null; warnings: readonly Warning[] | null },
  now: Date,
): ClockColumns {
  const dueAt = new Date(clock.dueAt)
  const runs = clock.pausedAt === null
  const minutes = warn.warn_minutes ?? 0
  const warnAt = () =>
    warningNow(calendar, clock, warn.warnings ?? [], now).next ?? warnInstant(calendar, clock, minutes)
  return {
    clock,
    warn_minutes: minutes,
    warnings: warn.warnings,
    due_at: runs ? dueAt : null,
    warn_at: runs && clock.doneAt === null ? warnAt() : null,
    paused_at: clock.pausedAt === null ? null : new Date(clock.pausedAt),
  }
}

/** A fresh clock as columns, of a clock or a step of this flow. */
export function freshClock(
  calendar: Calendar,
  at: Date,
  { limit, rules }: Pick<NewClock, 'limit' | 'rules'>,
  of: { flow: Flow } & ({ clock: string } | { step: string }),
): ClockColumns {
  const clock = startClock(calendar, at, limit, rules)
  const { flow, ...what } = of
  const shares = flow.warnAt?.(what, localDate(at)) ?? []
  const warnings = shares.length > 0 ? warningsOf(calendar, clock, shares) : null
  const last = warnings?.at(-1)?.minutes ?? warnMinutesOf(calendar, clock)
  return columnsOf(calendar, clock, { warn_minutes: last, warnings }, at)
}

/** What a clock shows now, in words; `done` clocks are 'ok' or 'late'. */
export interface ShownClock {
  state: 'ok' | 'warn' | 'late' | 'paused' | 'none'
  words: Words
}

export const noClock: ShownClock = { state: 'none', words: { vi: 'không tính hạn', en: 'no limit' } }

export function showClock(calendar: Calendar, clock: WorkClock, warnMinutes: number | null, now: Date): ShownClock {
  const shown: ClockState = clockState(calendar, clock, now, warnMinutes ?? undefined)
  if (shown.state !== 'done') return { state: shown.state, words: shown.words }
  return { state: shown.words.vi.startsWith('quá hạn') ? 'late' : 'ok', words: shown.words }
}

/** What one case was like before its clocks were touched, so that a move can be taken back. */
export interface ClocksBefore {
  clocks: Record<string, ClockRow | null>
  tasks: Record<string, Pick<TaskRow, 'clock' | 'warn_minutes' | 'due_at' | 'warn_at' | 'paused_at'>>
}

export interface CaseRef {
  flow: Flow
  record: { id: string; unit: string }
  title: string
  number: string | null
}

const PUT = `insert into sen.case_clock (record_id, name, system, flow, record, unit, title, number, head_role, calendar, clock, warn_minutes, due_at, warn_at, paused_at, ended_at, warnings)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, null, $16)
on conflict (record_id, name) do update set unit = excluded.unit, title = excluded.title, number = excluded.number, calendar = excluded.calendar, clock = excluded.clock,
  warn_minutes = excluded.warn_minutes, warnings = excluded.warnings, due_at = excluded.due_at, warn_at = excluded.warn_at, paused_at = excluded.paused_at, ended_at = null, warned_at = null, late_at = null`

// A later due instant may be warned of again; one that passed while nothing changed may not.
const CHANGE = `update sen.case_clock set clock = $3, due_at = $4, warn_at = $5, paused_at = $6, ended_at = $7,
  warned_at = case when $5::timestamptz > $8 then null else warned_at end, late_at = case when $4::timestamptz > $8 then null else late_at end
where record_id = $1 and name = $2`

const CHANGE_TASK = `update sen.task set version = version + 1, clock = $2, due_at = $3, warn_at = $4, paused_at = $5,
  warned_at = case when $4::timestamptz > $6 then null else warned_at end, escalated_at = case when $3::timestamptz > $6 then null else escalated_at end
where id = $1`

/**
 * The clocks of one case as verbs. Must run with the house's sight; the row of the record must be locked by the caller, so
 * that two movers never change one clock at once. `before` collects what a recall puts back.
 */
export function clocksOf(tx: Tx, of: CaseRef, before: ClocksBefore = { clocks: {}, tasks: {} }): Clocks {
  const rowsOf = async (name?: string): Promise<ClockRow[]> => {
    const rows = await tx.query<ClockRow>(
      'select * from sen.case_clock where record_id = $1 and ended_at is null and ($2::text is null or name = $2) order by name',
      [of.record.id, name ?? null],
    )
    if (name !== undefined && rows.length === 0)
      throw refuseCase['unknown-clock']({ name: of.flow.clocks[name]?.vi ?? name })
    return rows
  }
  const tasksOf = () =>
    tx.query<TaskRow>(
      'select * from sen.task where record_id = $1 and done_at is null and clock is not null order by id',
      [of.record.id],
    )
  const change = async (row: ClockRow, turn: (calendar: Calendar) => WorkClock): Promise<Date | null> => {
    if (!(row.name in before.clocks)) before.clocks[row.name] = row
    const calendar = await calendarOf(tx, row.calendar)
    const next = columnsOf(calendar, turn(calendar), row, tx.now)
    const endedAt = next.clock.doneAt === null ? null : tx.now
    await tx.query(CHANGE, [
      row.record_id,
      row.name,
      JSON.stringify(next.clock),
      next.due_at,
      next.warn_at,
      next.paused_at,
      endedAt,
      tx.now,
    ])
    return next.due_at
  }
  const changeTask = async (row: TaskRow, turn: (calendar: Calendar, clock: WorkClock) => WorkClock): Promise<void> => {
    if (!row.clock) return
    before.tasks[row.id] ??= {
      clock: row.clock,
      warn_minutes: row.warn_minutes,
      due_at: row.due_at,
      warn_at: row.warn_at,
      paused_at: row.paused_at,
    }
    const calendar = await calendarOf(tx, row.calendar)
    const next = columnsOf(calendar, turn(calendar, row.clock), row, tx.now)
    await tx.query(CHANGE_TASK, [row.id, JSON.stringify(next.clock), next.due_at, next.warn_at, next.paused_at, tx.now])
  }

  return {
    async start(name, { limit, rules, at = tx.now, unit = of.record.unit }) {
      const found = await tx.one<ClockRow>('select * from sen.case_clock where record_id = $1 and name = $2', [
        of.record.id,
        name,
      ])
      if (!(name in before.clocks)) before.clocks[name] = found ?? null
      const own = await calendarOfUnit(tx, unit)
      const { flow, record } = of
      const fresh = freshClock(await own.get(), at, { limit, ...(rules ? { rules } : {}) }, { flow, clock: name })
      await tx.query(PUT, [
        record.id,
        name,
        flow.system,
        flow.name,
        flow.record.name,
        record.unit,
        of.title,
        of.number,
        flow.escalateTo,
        own.name,
        JSON.stringify(fresh.clock),
        fresh.warn_minutes,
        fresh.due_at,
        fresh.warn_at,
        fresh.paused_at,
        fresh.warnings ? JSON.stringify(fresh.warnings) : null,
      ])
      return new Date(fresh.clock.dueAt)
    },
    async pause(name) {
      for (const row of await rowsOf(name)) {
        if (name === undefined && row.clock.pausedAt !== null) continue
        await change(row, (calendar) => pauseClock(calendar, row.clock, tx.now))
      }
      if (name !== undefined) return
      for (const row of await tasksOf()) {
        if (row.clock?.pausedAt === null)
          await changeTask(row, (calendar, clock) => pauseClock(calendar, clock, tx.now))
      }
    },
    async resume(name) {
      let due: Date | null = null
      for (const row of await rowsOf(name)) {
        if (name === undefined && row.clock.pausedAt === null) continue
        const now = await change(row, (calendar) => resumeClock(calendar, row.clock, tx.now))
        if (name !== undefined || row.name === 'whole') due = now
      }
      if (name !== undefined) return due
      for (const row of await tasksOf()) {
        if (row.clock?.pausedAt) await changeTask(row, (calendar, clock) => resumeClock(calendar, clock, tx.now))
      }
      return due
    },
    async restart(name) {
      const [row] = await rowsOf(name)
      if (!row) throw refuseCase['unknown-clock']({ name })
      const due = await change(row, (calendar) => restartClock(calendar, row.clock, tx.now))
      return due ?? tx.now
    },
    async reschedule(name, due) {
      const [row] = await rowsOf(name)
      if (!row?.due_at) throw refuseCase['unknown-clock']({ name: of.flow.clocks[name]?.vi ?? name })
      if (due <= row.due_at) throw refuseCase['not-later']({ due: formatInstant(row.due_at) })
      await change(row, () => ({ ...row.clock, dueAt: due.toISOString(), changedAt: tx.now.toISOString() }))
      return row.due_at
    },
    async stop(name) {
      for (const row of await rowsOf(name)) await change(row, () => finishClock(row.clock, tx.now))
    },
    async dueOf(name) {
      const row = await tx.one<{ due_at: Date | null }>(
        'select due_at from sen.case_clock where record_id = $1 and name = $2 and ended_at is null',
        [of.record.id, name],
      )
      return row?.due_at ?? null
    },
  }
}
