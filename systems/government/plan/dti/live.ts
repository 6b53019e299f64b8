import { localDate } from '#ground/clock'
import type { Words } from '#ground/text'
import { changeRow, createRow } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { type DossierFigures, dossierFigures, type Share } from '#systems/government/one-stop'
import { readLines } from '../lines.ts'
import { Score } from '../records.ts'
import { isOnCourse } from '../rules.ts'
import { indicatorsOf, type ScoreRow } from './index-year.ts'

/** What of this house can answer an indicator. Each reads through the door of its system, or from this system's own records. */
const dossiers: Record<string, (figures: DossierFigures) => Share> = {
  'one-stop.online': (figures) => figures.online,
  'one-stop.on-time': (figures) => figures.onTime,
  'one-stop.electronic-results': (figures) => figures.electronicResults,
  'one-stop.satisfied': (figures) => figures.satisfied,
  'one-stop.paid-online': (figures) => figures.paidOnline,
  'one-stop.procedures-used': (figures) => figures.proceduresUsed,
}

/** The shares the house knows of a year, by name. Nothing is said of a system that is not there. */
export async function liveShares(
  tx: Tx,
  year: number,
  there: (system: string) => boolean,
): Promise<Map<string, Share>> {
  const found = new Map<string, Share>()
  const today = localDate(tx.now)
  const to = today < `${year}-12-31` ? today : `${year}-12-31`
  if (there('one-stop')) {
    const figures = await dossierFigures(tx, `${year}-01-01`, to)
    for (const [name, read] of Object.entries(dossiers)) found.set(name, read(figures))
  }
  const reports = await tx.asHouse(() =>
    tx.one<{ whole: number; part: number }>(
      `select count(*)::int as whole, count(*) filter (where submitted_on is not null and submitted_on <= due_on)::int as part
         from plan.report where year = $1 and kind = 'unit'`,
      [year],
    ),
  )
  if (reports) found.set('plan.reports-on-time', reports)
  const lines = (await readLines(tx, to)).filter(({ row }) => row.status !== 'dropped')
  found.set('plan.lines-on-course', {
    part: lines.filter(({ health }) => isOnCourse(health)).length,
    whole: lines.length,
  })
  return found
}

/**
 * Writes what the house knows into the scores of a year, with the moment and where it came from. What a person entered is
 * left alone; a share of nothing is not written. Answers how many indicators were taken.
 */
export async function takeScores(tx: Tx, year: number, there: (system: string) => boolean): Promise<number> {
  const shares = await liveShares(tx, year, there)
  let taken = 0
  for (const indicator of await indicatorsOf(tx, year)) {
    const share = indicator.live ? shares.get(indicator.live) : undefined
    if (!share || share.whole === 0) continue
    const row = await tx.one<ScoreRow>('select * from plan.score where indicator = $1 and year = $2', [
      indicator.id,
      year,
    ])
    if (row && row.origin === 'entered' && (row.numerator !== null || row.reached !== null)) continue
    const values = {
      numerator: share.part,
      denominator: share.whole,
      origin: 'house' as const,
      taken_at: tx.now,
    }
    if (row) await changeRow(tx, Score, row.id, row.version, values)
    else await createRow(tx, Score, { indicator: indicator.id, year, ...values }, { unit: indicator.unit })
    taken++
  }
  return taken
}

const percent = (share: Share): string =>
  share.whole === 0
    ? '–'
    : `${((share.part / share.whole) * 100).toLocaleString('vi-VN', { maximumFractionDigits: 1 })} % (${share.part}/${share.whole})`

/** Figures that systems of the house give of themselves this year: live evidence that a content works. */
export async function liveFigures(
  tx: Tx,
  systems: readonly string[],
): Promise<{ system: string; label: Words; value: string }[]> {
  if (!systems.includes('one-stop')) return []
  const today = localDate(tx.now)
  const figures = await dossierFigures(tx, `${today.slice(0, 4)}-01-01`, today)
  return [
    {
      system: 'one-stop',
      label: { vi: 'Hồ sơ nộp trực tuyến trong năm', en: 'Filed online this year' },
      value: percent(figures.online),
    },
    {
      system: 'one-stop',
      label: { vi: 'Hồ sơ giải quyết đúng hạn', en: 'Settled in time' },
      value: percent(figures.onTime),
    },
    {
      system: 'one-stop',
      label: { vi: 'Hồ sơ có kết quả điện tử', en: 'With an electronic result' },
      value: percent(figures.electronicResults),
    },
  ]
}
