import { localDate } from '#ground/clock'
import type { Words } from '#ground/text'
import { type Calendar, due, type Limit, speakRemaining, workingMinutesBetween } from '#ground/working-time'
import { clockWords, type Html, type Lang, pill, type Tone } from '#kernel/channels'
import { fill, dossierWords as w } from '../page-words.ts'
import { isOnTime, type Status, timeLimitOn } from '../rules.ts'

/** How each state looks beside its words. */
export const statusTone: Record<Status, Tone> = {
  registered: 'active',
  received: 'active',
  rejected: 'bad',
  processing: 'active',
  'supplement-asked': 'wait',
  'financial-duty': 'wait',
  withdrawn: 'neutral',
  stopped: 'bad',
  finished: 'good',
  returned: 'good',
}

/** Nothing more happens to a dossier in these. */
export const ended: ReadonlySet<Status> = new Set(['rejected', 'withdrawn', 'stopped', 'returned'])

export interface DossierClock {
  state: 'ok' | 'warn' | 'late' | 'paused' | 'none' | 'met' | 'missed'
  words: Words
}

interface Timed {
  status: Status | null
  received_at: Date
  accepted_at: Date | null
  due_at: Date | null
  finished_at: Date | null
  /** Another dossier of its filing that comes first. */
  waits_for?: string | null
}

/** Warn the reader when half a working day or less is left; of the eight hours of acceptance, the last one. */
const WARN_MINUTES = 240
const WARN_ANSWER_MINUTES = 60

/** The clock as a pill: what is over is judged, what runs is told. */
export function clockShown(clock: DossierClock, lang: Lang): Html {
  if (clock.state === 'met' || clock.state === 'missed')
    return pill({ tone: clock.state === 'met' ? 'good' : 'bad', words: clock.words }, lang)
  return clockWords({ state: clock.state, words: clock.words }, lang)
}

/**
 * The clock as the applicant sees it. Officers see the clocks of every step; to her one instant was promised, and it is
 * the one on her receipt.
 */
export function dossierClock(dossier: Timed, calendar: Calendar, now: Date): DossierClock {
  const status = dossier.status ?? 'registered'
  if (status === 'finished' || status === 'returned') {
    if (!dossier.finished_at || isOnTime(dossier.finished_at, dossier.due_at))
      return { state: 'met', words: w.clockOnTime }
    return { state: 'missed', words: w.clockLate }
  }
  if (ended.has(status)) return { state: 'none', words: w.clockEnded }
  if (dossier.waits_for && status === 'registered') return { state: 'none', words: w.bundlePill }
  if (status === 'supplement-asked') return { state: 'paused', words: w.clockPausedSupplement }
  if (status === 'financial-duty') return { state: 'paused', words: w.clockPausedMoney }
  const until = dossier.due_at ?? (dossier.accepted_at ? null : answerBy(calendar, dossier.received_at))
  if (!until) return { state: 'none', words: w.clockEnded }
  const minutes = workingMinutesBetween(calendar, now, until)
  const late = now.getTime() > until.getTime()
  const left = late && minutes === 0 ? { vi: 'quá hạn', en: 'overdue' } : speakRemaining(minutes, calendar.dayMinutes)
  return {
    state: late ? 'late' : minutes <= (dossier.due_at ? WARN_MINUTES : WARN_ANSWER_MINUTES) ? 'warn' : 'ok',
    words: dossier.due_at
      ? left
      : { vi: fill(w.clockAnswer, { left: left.vi }).vi, en: fill(w.clockAnswer, { left: left.en }).en },
  }
}

/** When an officer answers on acceptance at the latest: 8 working hours from receipt (Nghị định 118/2025/NĐ-CP, Điều 17). */
export const answerBy = (calendar: Calendar, received: Date): Date =>
  due(calendar, received, timeLimitOn('acceptance', localDate(received)), { lastHourRule: true })

/** When a result is promised for something accepted at an instant. */
export const promised = (calendar: Calendar, accepted: Date, limit: Limit, cutoffMinute: number | undefined): Date =>
  due(calendar, accepted, limit, { lastHourRule: true, ...(cutoffMinute === undefined ? {} : { cutoffMinute }) })
