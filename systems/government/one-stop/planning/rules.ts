import { instantAt, localDate, minuteOfDay } from '#ground/clock'
import type { Words } from '#ground/text'
import {
  addWorkingDays,
  addWorkingMinutes,
  type Calendar,
  due,
  resumeClock,
  sessionsOf,
  type WorkClock,
  workingMinutesBetween,
} from '#ground/working-time'

/** What the time of a dossier is at one moment: whose it is, and why. */
export type PartKind = 'acceptance' | 'running' | 'late' | 'citizen' | 'payment'

/** A stretch of the time of a dossier. Instants are ISO texts; minutes are working minutes. */
export interface TimePart {
  kind: PartKind
  from: string
  to: string
  /** Who made the move that began it; null for the filing itself. */
  by: string | null
  why: string | null
  minutes: number
}

/** A moment worth a mark on the drawing. */
export interface TimeMark {
  at: string
  kind: 'filed' | 'accepted' | 'asked' | 'supplied' | 'apologised' | 'promised' | 'due' | 'finished'
  by: string | null
}

/** A move as the case keeps it. */
export interface MadeMove {
  move: string
  at: Date
  by: string
  to: string
}

export interface DrawnDossier {
  receivedAt: Date
  acceptedAt: Date | null
  finishedAt: Date | null
  dueAt: Date | null
  /** What was promised before the apology; null when nothing was moved. */
  formerDueAt: Date | null
  moves: readonly MadeMove[]
  /** Why it waits, by the move that began the wait. */
  whys: Readonly<Record<string, string | null>>
}

const ENDS = new Set(['finished', 'returned', 'rejected', 'withdrawn', 'stopped'])
const LATER_STATES: Readonly<Record<string, PartKind>> = {
  registered: 'acceptance',
  received: 'running',
  processing: 'running',
  'supplement-asked': 'citizen',
  'financial-duty': 'payment',
}

/**
 * The time of a dossier as stretches that follow one another from its filing to its end, or to now: who had it, and for how
 * many working minutes. What ran past the promised instant is a stretch of its own. Moves in the order they were made.
 */
export function drawTime(
  calendar: Calendar,
  dossier: DrawnDossier,
  now: Date,
): { parts: TimePart[]; marks: TimeMark[] } {
  const end = dossier.finishedAt ?? now
  const parts: TimePart[] = []
  const add = (kind: PartKind, from: Date, to: Date, by: string | null, why: string | null): void => {
    if (to <= from) return
    const last = parts.at(-1)
    // A step forwarded to the next is the same time going on.
    if (last && last.kind === kind && last.why === why && last.to === from.toISOString()) {
      last.to = to.toISOString()
      last.minutes += workingMinutesBetween(calendar, from, to)
      return
    }
    parts.push({
      kind,
      from: from.toISOString(),
      to: to.toISOString(),
      by,
      why,
      minutes: workingMinutesBetween(calendar, from, to),
    })
  }
  let at = dossier.receivedAt
  let kind: PartKind = 'acceptance'
  let by: string | null = null
  let why: string | null = null
  const close = (to: Date): void => {
    const { dueAt } = dossier
    if (kind === 'running' && dueAt !== null && at < dueAt && dueAt < to) {
      add('running', at, dueAt, by, why)
      add('late', dueAt, to, by, why)
    } else if (kind === 'running' && dueAt !== null && at >= dueAt) add('late', at, to, by, why)
    else add(kind, at, to, by, why)
  }
  for (const made of dossier.moves) {
    if (made.at > end) break
    close(made.at)
    at = made.at
    by = made.by
    why = dossier.whys[made.move] ?? null
    if (ENDS.has(made.to)) break
    const next: PartKind = LATER_STATES[made.to] ?? kind
    // The answer before acceptance leaves the state as it is: it is the counter's time again.
    kind = made.move === 'supply' && made.to === 'supplement-asked' ? 'acceptance' : next
  }
  if (dossier.finishedAt === null || at < dossier.finishedAt) close(end)

  const marks: TimeMark[] = [{ at: dossier.receivedAt.toISOString(), kind: 'filed', by: null }]
  const names: Readonly<Record<string, TimeMark['kind']>> = {
    accept: 'accepted',
    'ask-supplement': 'asked',
    supply: 'supplied',
    apologise: 'apologised',
  }
  for (const made of dossier.moves) {
    const name = names[made.move]
    if (name) marks.push({ at: made.at.toISOString(), kind: name, by: made.by })
  }
  if (dossier.formerDueAt) marks.push({ at: dossier.formerDueAt.toISOString(), kind: 'promised', by: null })
  if (dossier.dueAt) marks.push({ at: dossier.dueAt.toISOString(), kind: 'due', by: null })
  if (dossier.finishedAt) marks.push({ at: dossier.finishedAt.toISOString(), kind: 'finished', by: null })
  return { parts, marks: marks.sort((a, b) => a.at.localeCompare(b.at)) }
}

/** What would happen to the due instant if somebody waits so many working days, from now. */
export interface WhatIf {
  days: number
  /** A supplement asked now and answered then: the whole limit begins again. */
  supplement: string
  /** Money asked for now and paid then: what is left goes on. */
  payment: string
  /** Nothing done until then: working minutes left, negative when late. */
  idleMinutes: number
}

/** Due instants if the applicant or nobody acts for `days` working days. The clock must be running. */
export function whatIf(calendar: Calendar, clock: WorkClock, now: Date, days: readonly number[]): WhatIf[] {
  const from = new Date(Math.max(now.getTime(), Date.parse(clock.changedAt)))
  return days.map((count) => {
    const then = addWorkingDays(calendar, from, count)
    const left = workingMinutesBetween(calendar, from, new Date(clock.dueAt))
    const paused: WorkClock = {
      ...clock,
      pausedAt: from.toISOString(),
      leftMinutes: left,
      changedAt: from.toISOString(),
    }
    return {
      days: count,
      supplement: due(calendar, then, clock.limit, clock.rules).toISOString(),
      payment: resumeClock(calendar, paused, then).dueAt,
      idleMinutes: workingMinutesBetween(calendar, then, new Date(clock.dueAt)),
    }
  })
}

/** How long a step took before: working minutes that half, and four of five, did not exceed. */
export interface Pace {
  p50: number
  p80: number
  /** Steps it was seen in; 0 when it is the announced limit instead. */
  count: number
}

/** The value below which a share of the values lie, by the nearest rank. */
export function quantileOf(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ?? 0
}

/** Pace of a step from what was seen. */
export function paceOf(samples: readonly number[]): Pace {
  const sorted = samples.toSorted((a, b) => a - b)
  return { p50: quantileOf(sorted, 0.5), p80: quantileOf(sorted, 0.8), count: sorted.length }
}

/** So few steps say nothing of the next. */
export const SEEN_MIN = 5

/** 'unknown': too little of what is to come was ever seen to say anything. */
export type Outlook = 'on-time' | 'at-risk' | 'likely-late' | 'late' | 'unknown'

/** What the past says of the end of a dossier. */
export interface Forecast {
  /** Finished by then in half of the cases, and in four of five. */
  finish50: string
  finish80: string
  outlook: Outlook
  /** Working minutes between the forecast end of half of the cases and the due instant; negative: late by so much. */
  spareMinutes: number
  steps: { name: Words; unit: string; pace: Pace }[]
}

/**
 * The end of a dossier from the paces of the stages still to come, one list a stage: the steps of one stage are done side by
 * side, so the slowest counts.
 */
export function forecast(
  calendar: Calendar,
  now: Date,
  dueAt: Date,
  stages: readonly (readonly { name: Words; unit: string; pace: Pace }[])[],
): Forecast {
  const sum = (which: 'p50' | 'p80'): number =>
    stages.reduce((total, steps) => total + Math.max(0, ...steps.map((step) => step.pace[which])), 0)
  // An announced limit says how long a step may take, not how long it does: from limits alone nothing is foretold.
  const steps = stages.flat()
  const whole = steps.reduce((total, step) => total + step.pace.p50, 0)
  const seen = steps.filter((step) => step.pace.count > 0).reduce((total, step) => total + step.pace.p50, 0)
  const known = whole === 0 || seen * 2 >= whole
  const finish50 = addWorkingMinutes(calendar, now, sum('p50'))
  const finish80 = addWorkingMinutes(calendar, now, sum('p80'))
  const outlook: Outlook =
    now > dueAt
      ? 'late'
      : !known
        ? 'unknown'
        : finish50 > dueAt
          ? 'likely-late'
          : finish80 > dueAt
            ? 'at-risk'
            : 'on-time'
  return {
    finish50: finish50.toISOString(),
    finish80: finish80.toISOString(),
    outlook,
    spareMinutes: workingMinutesBetween(calendar, finish50, dueAt),
    steps,
  }
}

/** A piece of work to be placed in a day. Minutes are working minutes. */
export interface Work {
  id: string
  /** What doing it takes. */
  minutes: number
  /** End of the step's own limit and of the whole dossier's. */
  dueAt: Date | null
  caseDueAt: Date | null
  /** What colleagues after this step need. */
  restMinutes: number
}

export interface Planned {
  id: string
  from: string | null
  to: string | null
  /** Working minutes until it must be begun; negative: too late to be in time. Null: nothing presses. */
  slackMinutes: number | null
  when: 'today' | 'later'
}

export interface DayPlan {
  rows: Planned[]
  availableMinutes: number
  neededMinutes: number
  /** Work that must be begun today and finds no room. */
  overflow: number
}

/** Until when it may wait, in working minutes: the tighter of the step's own limit and of what the dossier leaves. */
export function slackOf(calendar: Calendar, now: Date, work: Work): number | null {
  const own = work.dueAt === null ? null : workingMinutesBetween(calendar, now, work.dueAt) - work.minutes
  const whole =
    work.caseDueAt === null
      ? null
      : workingMinutesBetween(calendar, now, work.caseDueAt) - work.minutes - work.restMinutes
  if (own === null) return whole
  return whole === null ? own : Math.min(own, whole)
}

/**
 * A day of work: what presses most first (least slack, then least work), laid one after another into what is left of today's
 * sessions; what finds no room is for later. Work is not cut in two over the noon break.
 */
export function planDay(calendar: Calendar, now: Date, works: readonly Work[]): DayPlan {
  const today = localDate(now)
  const nowMinute = minuteOfDay(now)
  const sessions = sessionsOf(calendar, today)
    .map((one) => ({ start: Math.max(one.startMinute, nowMinute), end: one.endMinute }))
    .filter((one) => one.end > one.start)
  const availableMinutes = sessions.reduce((sum, one) => sum + one.end - one.start, 0)
  const ordered = works
    .map((work) => ({ work, slack: slackOf(calendar, now, work) }))
    .sort((a, b) => {
      if (a.slack === null || b.slack === null) return Number(a.slack === null) - Number(b.slack === null)
      return a.slack - b.slack || a.work.minutes - b.work.minutes || a.work.id.localeCompare(b.work.id)
    })
  const rows: Planned[] = []
  const free = sessions.map((one) => ({ ...one }))
  let overflow = 0
  for (const { work, slack } of ordered) {
    const room = free.find((one) => one.end - one.start >= work.minutes)
    if (!room) {
      // Until the next working day begins, no working minute goes by.
      if (slack !== null && slack < availableMinutes) overflow++
      rows.push({ id: work.id, from: null, to: null, slackMinutes: slack, when: 'later' })
      continue
    }
    const from = instantAt(today, room.start)
    room.start += work.minutes
    rows.push({
      id: work.id,
      from: from.toISOString(),
      to: instantAt(today, room.start).toISOString(),
      slackMinutes: slack,
      when: 'today',
    })
  }
  return { rows, availableMinutes, neededMinutes: works.reduce((sum, one) => sum + one.minutes, 0), overflow }
}
