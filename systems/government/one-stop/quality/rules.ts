import { addDays, addMonths, isLocalDate, type LocalDate } from '#ground/clock'
import { assert } from '#ground/refusal'
import type { Words } from '#ground/text'
import type {
  Counts,
  Figure,
  FigureName,
  GroupCode,
  IndexItem,
  IndexLabel,
  IndexScore,
  ItemScore,
  Lever,
  Period,
  PeriodKind,
  Ranked,
} from './shape.ts'
import { groupCodes } from './shape.ts'
import { doubtWords, groupWords, labelWords, leverWords, nothingWords } from './words.ts'

/** Reads '2026-10', '2026-Q4' or '2026'; undefined when it is none of them. Years 2022 (Quyết định 766) to 2100. */
export function findPeriod(key: string): Period | undefined {
  const period = readPeriod(key)
  return period && period.year >= 2022 && period.year <= 2100 ? period : undefined
}

/** The same of any year: a trend looks back beyond the decision, where no item is in force and nothing is scored. */
function readPeriod(key: string): Period | undefined {
  const parts = /^(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?$/.exec(key)
  if (!parts) return undefined
  const year = Number(parts[1])
  const kind: PeriodKind = parts[2] ? 'quarter' : parts[3] ? 'month' : 'year'
  const month = parts[2] ? Number(parts[2]) * 3 - 2 : parts[3] ? Number(parts[3]) : 1
  const first = `${year}-${String(month).padStart(2, '0')}-01`
  return { key, kind, year, from: first, to: addDays(addMonths(first, monthsIn(kind)), -1) }
}

/** The period of a kind that holds a day. */
export function periodOf(kind: PeriodKind, day: LocalDate): Period {
  assert(isLocalDate(day), `"${day}" is no day`)
  const [year = '', month = ''] = day.split('-')
  const key =
    kind === 'year' ? year : kind === 'month' ? `${year}-${month}` : `${year}-Q${Math.ceil(Number(month) / 3)}`
  const found = readPeriod(key)
  assert(found, `no period "${key}"`)
  return found
}

/** The earlier of two days. */
export function earlierOf(a: LocalDate, b: LocalDate): LocalDate {
  if (a < b) return a
  return b
}

export const monthsIn = (kind: PeriodKind): number => ({ month: 1, quarter: 3, year: 12 })[kind]

/** The same kind of period `steps` before (or after, when negative). */
export const periodBefore = (period: Period, steps = 1): Period =>
  periodOf(period.kind, addMonths(period.from, -steps * monthsIn(period.kind)))

/** How a period is said: 'tháng 10/2026', 'quý IV/2026', 'năm 2026'. */
export function speakPeriod(period: Period): Words {
  const month = Number(period.from.slice(5, 7))
  if (period.kind === 'year') return { vi: `năm ${period.year}`, en: `${period.year}` }
  if (period.kind === 'month')
    return { vi: `tháng ${month}/${period.year}`, en: `${period.year}-${String(month).padStart(2, '0')}` }
  const quarter = Math.ceil(month / 3)
  return { vi: `quý ${['I', 'II', 'III', 'IV'][quarter - 1]}/${period.year}`, en: `Q${quarter} ${period.year}` }
}

/** Two decimals, halves up; what binary fractions lose beyond the eighth decimal is given back first (72.325 is 72.33). */
export const twoDecimals = (value: number): number => Math.round(Math.round(value * 1e8) / 1e6) / 100

const ratio = (met: number, of: number): Figure => ({
  met: Math.min(met, of),
  of,
  rate: of > 0 ? Math.min(met, of) / of : null,
})

/**
 * With nothing received in the period the divisor of 1.4 is last year's count by twelve or by four, so that a silent
 * link is not excused by silence; a year has no such rule.
 */
function syncedFigure(counts: Counts, kind: PeriodKind): Figure {
  const usual = kind === 'year' ? 0 : counts.received_last_year / (12 / monthsIn(kind))
  const of = counts.received > 0 ? counts.received : Math.ceil(usual)
  return ratio(counts.received_synced, of)
}

/** 100 % less the share that was late and the share with a complaint or a dislike (item 5.4). */
function satisfiedFigure(counts: Counts): Figure {
  const of = counts.settled + counts.open
  if (of === 0) return { met: 0, of: 0, rate: null }
  const late = (counts.settled_late + counts.open_late) / of
  const unhappy = counts.settled === 0 ? 0 : counts.settled_unhappy / counts.settled
  const rate = Math.max(0, 1 - late - unhappy)
  return { met: Math.max(0, of - counts.settled_late - counts.open_late - counts.settled_unhappy), of, rate }
}

/** What a figure compares in these counts. `kind` matters to 1.4 alone. */
export function figureOf(name: FigureName, counts: Counts, kind: PeriodKind): Figure {
  switch (name) {
    case 'announced':
      return { ...ratio(counts.announced_on_time, counts.announced), unknown: counts.announced_unknown }
    case 'listed':
      return { ...ratio(counts.listed_on_time, counts.listed), unknown: counts.listed_unknown }
    case 'described':
      return ratio(counts.described_full, counts.described)
    case 'synced':
      return syncedFigure(counts, kind)
    case 'on-time': {
      const of = counts.settled + counts.open
      return ratio(of - counts.settled_late - counts.open_late, of)
    }
    case 'average-time':
      // Days, not a share: minutes of all results by their number.
      return {
        met: counts.handling_minutes,
        of: counts.resulted,
        rate: counts.resulted > 0 ? counts.handling_minutes / counts.resulted / 1_440 : null,
      }
    case 'offered-online':
      return ratio(counts.offered_online, counts.offered)
    case 'filed-online':
      return ratio(counts.received_online_offered, counts.received_offered)
    case 'duty-online':
      return ratio(counts.dutied_online, counts.dutied)
    case 'duty-used':
      return ratio(counts.procedures_paid_online, counts.dutied)
    case 'paid-online':
      return ratio(counts.paid_online, counts.paid)
    case 'electronic-result':
      return ratio(counts.resulted_electronic, counts.resulted)
    case 'digitised':
      return ratio(counts.digitised, counts.with_papers)
    case 'certified-copy':
      return ratio(counts.certified_electronic, counts.certified)
    case 'reused':
      return ratio(counts.reused, counts.with_papers)
    case 'stored':
      return ratio(counts.resulted_stored, counts.resulted_electronic)
    case 'identity-dossier':
      return ratio(counts.received_linked, counts.received)
    case 'identity-procedure':
      return ratio(counts.procedures_linked, counts.procedures_dealt)
    case 'complaint-on-time': {
      const of = counts.complaints + counts.complaints_open
      return ratio(of - counts.complaints_late - counts.complaints_open_late, of)
    }
    case 'complaint-satisfied':
      return ratio(counts.complaints_satisfied, counts.complaints_rated)
    case 'satisfied':
      return satisfiedFigure(counts)
  }
}

/**
 * Points of a rate, two decimals: `Pmax` from the target on, `Pmax × R / target` below it, `Pmax × R` without a target.
 * Whole numbers are multiplied before they are divided, so that 1/3 of 6 is 2 and not 1.99.
 */
export function scoreOf(points: number, target: number | null, figure: Figure): number {
  if (figure.rate === null) return 0
  const goal = target ?? 100
  const exact =
    figure.of > 0 && figure.rate === figure.met / figure.of
      ? (points * figure.met * 100) / (figure.of * goal)
      : (points * figure.rate * 100) / goal
  return twoDecimals(Math.min(points, exact))
}

/** One item scored. */
export function scoreItem(item: IndexItem, counts: Counts, kind: PeriodKind): ItemScore {
  const figure = figureOf(item.figure, counts, kind)
  const shown = {
    ...figure,
    code: item.code,
    group: item.group,
    title: item.title,
    figure: item.figure,
    points: item.points,
    target: item.target,
    confidence: item.confidence,
    source: item.source,
    note: item.note,
    doubt: figure.unknown ? doubtWords(item.figure, figure.unknown) : null,
  }
  if (item.points === 0) return { ...shown, score: null, reason: figure.rate === null ? nothingWords.nothing : null }
  if (figure.rate === null)
    return {
      ...shown,
      score: item.whenNothing === 'zero' ? 0 : null,
      reason: nothingWords[item.figure] ?? nothingWords.nothing,
    }
  const by = item.times ? (figureOf(item.times, counts, kind).rate ?? 0) : 1
  const own = scoreOf(item.points, item.target, figure)
  const score = by === 1 ? own : twoDecimals(Math.min(1, (figure.rate * 100) / (item.target ?? 100)) * item.points * by)
  return { ...shown, score, reason: score === 0 ? (nothingWords[`no-${item.figure}`] ?? null) : null }
}

/** The label of a share of points; labels are those in force. */
export function labelOf(share: number | null, labels: readonly IndexLabel[]): IndexLabel['name'] | null {
  if (share === null) return null
  return [...labels].sort((a, b) => b.from - a.from).find((one) => share >= one.from)?.name ?? null
}

/**
 * The whole index from counts. A total is the sum of what the items score; where an item does not apply its points are
 * not asked for, and the share says how much of what applies was reached. Percentages are never averaged: the counts of
 * communes are added first, then scored.
 */
export function scoreIndex(
  items: readonly IndexItem[],
  labels: readonly IndexLabel[],
  counts: Counts,
  kind: PeriodKind,
): IndexScore {
  const scored = items.map((item) => scoreItem(item, counts, kind))
  const groups = groupCodes.map((code: GroupCode) => {
    const own = scored.filter((one) => one.group === code)
    const counted = own.filter((one) => one.score !== null)
    return {
      code,
      title: groupWords[code],
      points: sum(own.map((one) => one.points)),
      counted: sum(counted.map((one) => one.points)),
      score: twoDecimals(sum(counted.map((one) => one.score ?? 0))),
      items: own,
    }
  })
  const total = twoDecimals(sum(groups.map((one) => one.score)))
  const counted = sum(groups.map((one) => one.counted))
  const share = counted === 0 ? null : twoDecimals((total * 100) / counted)
  return { groups, total, counted, share, label: labelOf(share, labels) }
}

const sum = (values: readonly number[]): number => values.reduce((whole, one) => whole + one, 0)

/** Competition ranking by share, best first: equals share a place and the next place is skipped (1, 2, 2, 4). */
export function rank(rows: readonly { agency: string; share: number }[]): Ranked[] {
  const sorted = [...rows].sort((a, b) => b.share - a.share)
  const places: number[] = []
  for (const [index, row] of sorted.entries())
    places.push(index > 0 && sorted[index - 1]?.share === row.share ? (places[index - 1] as number) : index + 1)
  return sorted.map((row, index) => ({ ...row, rank: places[index] as number }))
}

/** The counts with `n` of what a figure misses put right; the same counts when nothing can be. */
export function mend(name: FigureName, counts: Counts, n: number): Counts {
  const next = { ...counts }
  const add = (measure: keyof Counts, roof: keyof Counts) => {
    next[measure] = Math.min(next[roof], next[measure] + n)
  }
  switch (name) {
    case 'announced':
      add('announced_on_time', 'announced')
      break
    case 'listed':
      add('listed_on_time', 'listed')
      break
    case 'described':
      add('described_full', 'described')
      break
    case 'synced':
      add('received_synced', 'received')
      break
    case 'on-time': {
      const settled = Math.min(n, next.settled_late)
      next.settled_late -= settled
      next.open_late -= Math.min(n - settled, next.open_late)
      break
    }
    case 'offered-online':
      add('offered_online', 'offered')
      break
    case 'filed-online':
      add('received_online_offered', 'received_offered')
      next.received_online = Math.min(next.received, next.received_online + n)
      break
    case 'duty-online':
      add('dutied_online', 'dutied')
      break
    case 'duty-used':
      add('procedures_paid_online', 'dutied')
      break
    case 'paid-online':
      add('paid_online', 'paid')
      break
    case 'electronic-result': {
      // One more electronic result is one more that could be in the store; it is not there by itself.
      add('resulted_electronic', 'resulted')
      break
    }
    case 'digitised':
      add('digitised', 'with_papers')
      break
    case 'certified-copy':
      add('certified_electronic', 'certified')
      break
    case 'reused':
      add('reused', 'with_papers')
      break
    case 'stored':
      add('resulted_stored', 'resulted_electronic')
      break
    case 'identity-dossier':
      add('received_linked', 'received')
      break
    case 'identity-procedure':
      add('procedures_linked', 'procedures_dealt')
      break
    case 'complaint-on-time': {
      const settled = Math.min(n, next.complaints_late)
      next.complaints_late -= settled
      next.complaints_open_late -= Math.min(n - settled, next.complaints_open_late)
      break
    }
    case 'complaint-satisfied':
      add('complaints_satisfied', 'complaints_rated')
      break
    case 'satisfied':
      next.settled_unhappy = Math.max(0, next.settled_unhappy - n)
      break
    case 'average-time':
      break
  }
  return next
}

/** How many a figure misses. */
export function missing(name: FigureName, counts: Counts, kind: PeriodKind): number {
  if (name === 'average-time') return 0
  if (name === 'satisfied') return counts.settled_unhappy
  const figure = figureOf(name, counts, kind)
  if (name === 'synced' && counts.received === 0) return 0
  return Math.max(0, figure.of - figure.met)
}

/**
 * What would move the index most: for every scored item the points of one more done right and of all, in the whole index
 * (a dossier on time counts in 2.1 and in 5.4). Most gain first; equal gains by the points of one.
 */
export function leversOf(
  items: readonly IndexItem[],
  labels: readonly IndexLabel[],
  counts: Counts,
  kind: PeriodKind,
): Lever[] {
  const before = scoreIndex(items, labels, counts, kind).total
  return items
    .filter((item) => item.points > 0)
    .map((item) => {
      const failing = missing(item.figure, counts, kind)
      const gain = (n: number) =>
        twoDecimals(scoreIndex(items, labels, mend(item.figure, counts, n), kind).total - before)
      const gainOne = failing === 0 ? 0 : gain(1)
      const gainAll = failing === 0 ? 0 : gain(failing)
      return {
        code: item.code,
        title: item.title,
        figure: item.figure,
        failing,
        gainOne,
        gainAll,
        words: leverWords(item.figure, failing, gainOne, gainAll),
      }
    })
    .filter((lever) => lever.failing > 0 && lever.gainAll > 0)
    .sort((a, b) => b.gainAll - a.gainAll || b.gainOne - a.gainOne || (a.code < b.code ? -1 : 1))
}

/** 'Tốt · 84,20 %' and its like. */
export const speakLabel = (label: IndexLabel['name'] | null): Words => (label ? labelWords[label] : labelWords.none)
