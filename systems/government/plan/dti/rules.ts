/** The index of digital transformation, counted: pure, so that the browser can try "what if" with the same rules. */

export type Formula = 'ratio' | 'steps' | 'yes-no' | 'entered'

export interface Measured {
  code: string
  main: string
  points: number
  formula: Formula
  /** 'steps': points from this number on. */
  steps: readonly { from: number; points: number }[]
  /** How hard it is to move, 1 to 5. */
  effort: number
}

/** What was reached; `reached` is a number for steps, 1 or 0 for yes-no, points for entered ones. */
export interface Reached {
  numerator: number | null
  denominator: number | null
  reached: number | null
}

const round = (value: number): number => Math.round(value * 100) / 100

/** Points of one indicator, to hundredths; null when what it needs is not known. Ratio: a/b × points, never more than points. */
export function pointsOf(of: Measured, value: Reached | undefined): number | null {
  if (!value) return null
  if (of.formula === 'ratio') {
    const { numerator, denominator } = value
    if (numerator === null || denominator === null || denominator <= 0) return null
    return round(Math.min(1, numerator / denominator) * of.points)
  }
  if (value.reached === null) return null
  if (of.formula === 'yes-no') return value.reached >= 1 ? of.points : 0
  if (of.formula === 'entered') return round(Math.min(value.reached, of.points))
  const reached = value.reached
  const step = [...of.steps].sort((a, b) => b.from - a.from).find((one) => reached >= one.from)
  return step ? Math.min(step.points, of.points) : 0
}

export interface Total {
  points: number
  /** Of all points, those whose value is known. */
  known: number
  most: number
}

/** Sums points; what is not known counts nothing, and is told apart. */
export function total(items: readonly { of: Measured; points: number | null }[]): Total {
  return {
    points: round(items.reduce((sum, one) => sum + (one.points ?? 0), 0)),
    known: round(items.reduce((sum, one) => sum + (one.points === null ? 0 : one.of.points), 0)),
    most: round(items.reduce((sum, one) => sum + one.of.points, 0)),
  }
}

/** Rank among others, from 1: one more than those who have more. Equal points share a rank. */
export const rankOf = (points: number, peers: readonly number[]): number =>
  1 + peers.filter((one) => one > points).length

/** By how much a share is tried higher: ten points of a hundred. */
export const TRIED_SHARE = 0.1

export interface Chance {
  code: string
  /** What would be reached: a share 0–1 for ratios, a number for steps, 1 for yes-no. */
  to: number
  gain: number
  effort: number
  perEffort: number
}

/** The next thing to reach of an indicator, and what it brings; null when nothing is left or nobody can say. */
export function chanceOf(of: Measured, value: Reached | undefined): Chance | null {
  const now = pointsOf(of, value) ?? 0
  let to: number
  let then: number
  if (of.formula === 'ratio') {
    const share =
      value && value.numerator !== null && value.denominator !== null && value.denominator > 0
        ? Math.min(1, value.numerator / value.denominator)
        : 0
    to = round(Math.min(1, share + TRIED_SHARE))
    then = round(to * of.points)
  } else if (of.formula === 'yes-no') {
    to = 1
    then = of.points
  } else if (of.formula === 'steps') {
    const reached = value?.reached ?? 0
    const next = [...of.steps].sort((a, b) => a.from - b.from).find((one) => one.from > reached && one.points > now)
    if (!next) return null
    to = next.from
    then = Math.min(next.points, of.points)
  } else return null
  const gain = round(then - now)
  if (gain <= 0) return null
  const effort = Math.max(1, of.effort)
  return { code: of.code, to, gain, effort, perEffort: round(gain / effort) }
}

/** Chances by points for effort, the most worthwhile first; equal ones by gain, then by code. */
export function chances(items: readonly { of: Measured; value: Reached | undefined }[]): Chance[] {
  return items
    .flatMap((one) => chanceOf(one.of, one.value) ?? [])
    .sort(
      (a, b) => b.perEffort - a.perEffort || b.gain - a.gain || a.code.localeCompare(b.code, 'en', { numeric: true }),
    )
}

/**
 * What to do to be at a rank: chances taken in order until nobody who must be passed has as much. `reached` says whether they
 * are enough; with nobody to pass the list is empty.
 */
export function wayTo(
  rank: number,
  points: number,
  peers: readonly number[],
  from: readonly Chance[],
): { taken: Chance[]; points: number; rank: number; reached: boolean } {
  const taken: Chance[] = []
  let sum = points
  for (const one of from) {
    if (rankOf(sum, peers) <= rank) break
    taken.push(one)
    sum = round(sum + one.gain)
  }
  return { taken, points: sum, rank: rankOf(sum, peers), reached: rankOf(sum, peers) <= rank }
}

/** What a simulated value makes of an indicator: a share for ratios (over the same whole), a number otherwise. */
export function supposed(of: Measured, value: Reached | undefined, to: number): Reached {
  if (of.formula !== 'ratio') return { numerator: null, denominator: null, reached: to }
  const whole = value?.denominator && value.denominator > 0 ? value.denominator : 100
  return { numerator: Math.min(1, Math.max(0, to)) * whole, denominator: whole, reached: null }
}
