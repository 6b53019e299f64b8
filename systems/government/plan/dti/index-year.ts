import { Bug } from '#ground/refusal'
import type { Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { type DtiMain, dtiEditions } from '#province'
import { ROWS_MAX } from '../lines.ts'
import type { Indicator, Peer, Score } from '../records.ts'
import { refuse } from '../refusals.ts'
import { chances, type Measured, pointsOf, rankOf, type Total, total, wayTo } from './rules.ts'

export type IndicatorRow = Row<typeof Indicator>
export type ScoreRow = Row<typeof Score>
export type PeerRow = Row<typeof Peer>

export const measured = (row: IndicatorRow): Measured => ({
  code: row.code,
  main: row.main,
  points: row.points,
  formula: row.formula,
  steps: row.steps ?? [],
  effort: row.effort,
})

/** The index that measures a year: in force at its end; of several the one that began last. */
export async function indicatorsOf(tx: Tx, year: number): Promise<IndicatorRow[]> {
  const rows = await tx.query<IndicatorRow>(
    `select * from plan.indicator where valid_from <= $1 and (valid_to is null or valid_to >= $1) order by position limit ${ROWS_MAX}`,
    [`${year}-12-31`],
  )
  const last = rows.reduce<IndicatorRow | undefined>(
    (best, row) => (!best || row.valid_from > best.valid_from ? row : best),
    undefined,
  )
  if (!last) throw refuse['no-edition']({ year })
  return rows.filter((row) => row.edition === last.edition)
}

export interface IndexLine {
  row: IndicatorRow
  score: ScoreRow | null
  /** By our own count. */
  self: number | null
  verified: number | null
}
export interface IndexYear {
  year: number
  edition: string
  mains: (DtiMain & { self: Total; verified: Total })[]
  lines: IndexLine[]
  self: Total
  verified: Total
  peers: PeerRow[]
  rank: number | null
}

const mainsOf = (edition: string, lines: readonly IndexLine[]): readonly DtiMain[] => {
  const known = dtiEditions.find((one) => one.name === edition)
  if (known) return known.mains
  // An imported edition says its main indicators through its rows.
  return [...new Set(lines.map((line) => line.row.main))].map((code) => {
    const first = lines.find((line) => line.row.main === code)
    if (!first) throw new Bug(`no indicator of ${code}`)
    const own = lines.filter((line) => line.row.main === code)
    return {
      code,
      pillar: first.row.pillar,
      title: { vi: `Chỉ số chính ${code}`, en: `Main indicator ${code}` },
      points: own.reduce((sum, line) => sum + line.row.points, 0),
      count: own.length,
    }
  })
}

/** A year of the index as the asker may see it: scores are the focal department's, indicators and peers are everybody's. */
export async function readIndex(tx: Tx, year: number): Promise<IndexYear> {
  const rows = await indicatorsOf(tx, year)
  const scores = new Map(
    (
      await tx.query<ScoreRow>(
        `select * from plan.score where year = $1 and indicator = any($2::uuid[]) limit ${ROWS_MAX}`,
        [year, rows.map((row) => row.id)],
      )
    ).map((row) => [row.indicator, row]),
  )
  const lines = rows.map((row): IndexLine => {
    const score = scores.get(row.id) ?? null
    return { row, score, self: pointsOf(measured(row), score ?? undefined), verified: score?.verified ?? null }
  })
  const totalOf = (of: 'self' | 'verified', own: readonly IndexLine[]): Total =>
    total(own.map((line) => ({ of: measured(line.row), points: line[of] })))
  const peers = await tx.query<PeerRow>(
    'select * from plan.peer where year = $1 order by points desc, province limit 100',
    [year],
  )
  const self = totalOf('self', lines)
  return {
    year,
    edition: rows[0]?.edition ?? '',
    mains: mainsOf(rows[0]?.edition ?? '', lines).map((main) => {
      const own = lines.filter((line) => line.row.main === main.code)
      return { ...main, self: totalOf('self', own), verified: totalOf('verified', own) }
    }),
    lines,
    self,
    verified: totalOf('verified', lines),
    peers,
    rank:
      peers.length > 0
        ? rankOf(
            self.points,
            peers.map((peer) => peer.points),
          )
        : null,
  }
}

/** What would raise the rank: chances in order, and the way to the next rank. */
export function outlook(index: IndexYear) {
  const found = chances(index.lines.map((line) => ({ of: measured(line.row), value: line.score ?? undefined })))
  const peers = index.peers.map((peer) => peer.points)
  return {
    chances: found,
    next: index.rank !== null && index.rank > 1 ? wayTo(index.rank - 1, index.self.points, peers, found) : null,
  }
}

/** Points by main indicator over five years up to `year`, oldest first. A year without a score is null. */
export async function trend(
  tx: Tx,
  year: number,
): Promise<
  { year: number; points: number | null; verified: number | null; rank: number | null; mains: Record<string, number> }[]
> {
  const years = await tx.query<{ year: number }>('select distinct year from plan.score where year between $1 and $2', [
    year - 4,
    year,
  ])
  const scored = new Set(years.map((row) => row.year))
  const found = []
  for (let at = year - 4; at <= year; at++) {
    if (!scored.has(at)) {
      found.push({ year: at, points: null, verified: null, rank: null, mains: {} })
      continue
    }
    const index = await readIndex(tx, at)
    found.push({
      year: at,
      points: index.self.points,
      verified: index.verified.known > 0 ? index.verified.points : null,
      rank: index.rank,
      mains: Object.fromEntries(index.mains.map((main) => [main.code, main.self.points])),
    })
  }
  return found
}
