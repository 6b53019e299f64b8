import { addDays, addMonths, type LocalDate, localDate } from '#ground/clock'
import { type Database, house, type Tx } from '#kernel/store'
import { type Catalogue, catalogueCounts, inForceOn, readCatalogue } from './catalogue.ts'
import { directSums, everPaidOnline, everyUnit, keptSums, monthOf, receivedLastYear, type SumsRow } from './counts.ts'
import { indexItems, indexLabels, inForce } from './items.ts'
import { countMissing } from './months.ts'
import { refuseQuality } from './refusals.ts'
import { earlierOf, findPeriod, leversOf, monthsIn, periodBefore, periodOf, rank, scoreIndex } from './rules.ts'
import type { Agency, Scope } from './scope.ts'
import { type Counts, type IndexScore, type Lever, noCounts, type Period } from './shape.ts'

/** How many periods a trend shows. */
const TREND: Record<Period['kind'], number> = { month: 12, quarter: 8, year: 5 }

/** The agency of a scope; null for the province. */
export const agencyOf = (scope: Scope): Agency | null => ('scope' in scope ? scope : null)

/** The period asked for, or the present month. Refuses what cannot be read and what is still to come. */
export function getPeriod(key: string | undefined, today: LocalDate): Period {
  const period = key ? findPeriod(key) : periodOf('month', today)
  if (!period) throw refuseQuality['bad-period']({ period: (key ?? '').slice(0, 20) })
  if (period.from > today) throw refuseQuality['period-to-come']({ period: period.key })
  return period
}

/** The last day of a period that has been: its end, or today. */
export const lastDayOf = (period: Period, today: LocalDate): LocalDate => earlierOf(period.to, today)

/** Brings the kept months that a look at these periods reads up to date, before the transaction that reads them begins. */
export async function prepare(database: Database, period: Period): Promise<void> {
  const first = periodBefore(period, TREND[period.kind] - 1).from
  await countMissing(database, `${Number(first.slice(0, 4)) - 1}-01-01`, addDays(period.to, 1))
}

interface Reading {
  tx: Tx
  today: LocalDate
  catalogue: Catalogue
  paidOnline: ReadonlySet<string>
}

async function openReading(tx: Tx, period: Period): Promise<Reading> {
  const today = localDate(tx.now)
  const day = lastDayOf(period, today)
  return {
    tx,
    today,
    catalogue: await readCatalogue(tx, day),
    paidOnline: await everPaidOnline(tx, addDays(period.to, 1)),
  }
}

const codesOf = (reading: Reading, day: LocalDate, which: 'online' | 'dutied'): string[] => [
  ...new Set(
    inForceOn(reading.catalogue, day)
      .filter((row) => row[which])
      .map((row) => row.code),
  ),
]

/** Counts of one period, of the province or by agency, with what comes from the catalogue. */
async function countsOf(
  reading: Reading,
  period: Period,
  of: { agencies: readonly Agency[] } | { scope: Agency | null },
  direct: boolean,
): Promise<Map<string | null, Counts>> {
  const { tx } = reading
  const day = lastDayOf(period, reading.today)
  const list = 'agencies' in of ? of.agencies : of.scope ? [of.scope] : null
  const byAgency = list !== null
  const ids = list ? list.map((one) => one.id) : await everyUnit(tx)
  const rows = await (direct ? directSums : keptSums)(tx, {
    from: period.from,
    to: addMonths(period.from, monthsIn(period.kind)),
    kind: period.kind,
    agencies: ids,
    all: list === null,
    byAgency,
    online: codesOf(reading, day, 'online'),
    dutied: codesOf(reading, day, 'dutied'),
  })
  const before = await receivedLastYear(tx, period.year, ids, byAgency)
  const found = new Map(rows.map((row) => [row.agency, row.counts]))
  const whole = (agency: Agency | null): Counts => ({
    ...(found.get(agency?.id ?? null) ?? noCounts()),
    received_last_year: before.get(agency?.id ?? null) ?? 0,
    ...catalogueCounts(reading.catalogue, agency, period.from, day, reading.paidOnline),
  })
  return new Map((list ?? [null]).map((agency) => [agency?.id ?? null, whole(agency)]))
}

const scored = (counts: Counts, period: Period): IndexScore =>
  scoreIndex(inForce(indexItems, period.to), inForce(indexLabels, period.to), counts, period.kind)

/** An agency with nothing received, settled or open has no place in a ranking. */
const isAtWork = (counts: Counts): boolean => counts.received + counts.settled + counts.open + counts.complaints > 0

/**
 * Counts of a scope in a period: from kept months, or with `direct` from the dossiers alone. As the house; the scope was
 * checked before.
 */
export async function countScope(
  tx: Tx,
  agency: Agency | null,
  period: Period,
  options: { direct?: boolean; reading?: Reading } = {},
): Promise<Counts> {
  const reading = options.reading ?? (await openReading(tx, period))
  const counts = await countsOf(reading, period, { scope: agency }, options.direct ?? false)
  return counts.get(agency?.id ?? null) ?? noCounts()
}

export interface IndexAnswer {
  period: Period
  /** Instant up to which the open month is counted. */
  asOf: Date
  open: boolean
  counts: Counts
  index: IndexScore
  levers: Lever[]
}

/** The index of one scope in one period. */
export async function indexOf(tx: Tx, agency: Agency | null, period: Period, reading?: Reading): Promise<IndexAnswer> {
  const counts = await countScope(tx, agency, period, reading ? { reading } : {})
  return {
    period,
    asOf: tx.now,
    open: period.to >= localDate(tx.now),
    counts,
    index: scored(counts, period),
    levers: leversOf(inForce(indexItems, period.to), inForce(indexLabels, period.to), counts, period.kind),
  }
}

export interface RankedAgency {
  agency: Agency
  /** Null: nothing to rank. */
  rank: number | null
  /** The place in the period before; null when it had none. */
  before: number | null
  total: number
  counted: number
  share: number | null
  label: IndexScore['label']
  groups: { code: string; score: number; counted: number }[]
  late: number
  dossiers: number
}

type ByAgency = Map<string | null, Counts>

/** Counts of agencies in a period and the one before it: what places are made from. */
async function contest(reading: Reading, agencies: readonly Agency[], period: Period): Promise<[ByAgency, ByAgency]> {
  const now = await countsOf(reading, period, { agencies }, false)
  return [now, await countsOf(reading, periodBefore(period), { agencies }, false)]
}

/** So long the counts of all agencies are believed: 102 leaders who look on the same morning cost one count. */
const BELIEVED_MS = 30_000
const BELIEVED_PERIODS_MAX = 24
const believed = new WeakMap<Database, Map<string, { at: number; counts: [ByAgency, ByAgency] }>>()

/** The same for everybody who looks, so it is counted once in a while; her own figures are counted at every look. */
async function contestOnce(
  database: Database,
  reading: Reading,
  every: readonly Agency[],
  period: Period,
): Promise<[ByAgency, ByAgency]> {
  const known = believed.get(database) ?? new Map<string, { at: number; counts: [ByAgency, ByAgency] }>()
  believed.set(database, known)
  const at = reading.tx.now.getTime()
  const found = known.get(period.key)
  if (found && Math.abs(at - found.at) < BELIEVED_MS) return found.counts
  const counts = await contest(reading, every, period)
  if (known.size >= BELIEVED_PERIODS_MAX) known.clear()
  known.set(period.key, { at, counts })
  return counts
}

/** Places of agencies among their like. Ties share a place (1, 2, 2, 4); those without work stand last, without one. */
export async function ranking(tx: Tx, agencies: readonly Agency[], period: Period): Promise<RankedAgency[]> {
  return placesOf(agencies, period, ...(await contest(await openReading(tx, period), agencies, period)))
}

function placesOf(
  agencies: readonly Agency[],
  period: Period,
  counts: ByAgency,
  formerCounts: ByAgency,
): RankedAgency[] {
  const former = periodBefore(period)
  const places = (of: Map<string | null, Counts>, at: Period) =>
    new Map(
      rank(
        agencies.flatMap((agency) => {
          const own = of.get(agency.id) ?? noCounts()
          const { share } = scored(own, at)
          return isAtWork(own) && share !== null ? [{ agency: agency.id, share }] : []
        }),
      ).map((one) => [one.agency, one.rank]),
    )
  const now = places(counts, period)
  const was = places(formerCounts, former)
  return agencies
    .map((agency): RankedAgency => {
      const own = counts.get(agency.id) ?? noCounts()
      const index = scored(own, period)
      const at = now.get(agency.id) ?? null
      return {
        agency,
        rank: at,
        before: was.get(agency.id) ?? null,
        total: index.total,
        counted: index.counted,
        share: at === null ? null : index.share,
        label: at === null ? null : index.label,
        groups: index.groups.map((group) => ({ code: group.code, score: group.score, counted: group.counted })),
        late: own.settled_late + own.open_late,
        dossiers: own.settled + own.open,
      }
    })
    .sort(
      (a, b) =>
        (a.rank ?? Number.MAX_SAFE_INTEGER) - (b.rank ?? Number.MAX_SAFE_INTEGER) ||
        (a.agency.code < b.agency.code ? -1 : 1),
    )
}

export interface TrendPoint {
  period: string
  share: number | null
  total: number
  groups: { code: string; share: number | null }[]
}

/** The last periods of the same kind up to this one, oldest first; one read of the kept months for all of them. */
async function trendOf(reading: Reading, agency: Agency | null, period: Period): Promise<TrendPoint[]> {
  const { tx } = reading
  const first = periodBefore(period, TREND[period.kind] - 1)
  const day = lastDayOf(period, reading.today)
  const rows: SumsRow[] = await keptSums(tx, {
    from: first.from,
    to: addMonths(period.from, monthsIn(period.kind)),
    kind: period.kind,
    agencies: agency ? [agency.id] : await everyUnit(tx),
    all: agency === null,
    byAgency: false,
    online: codesOf(reading, day, 'online'),
    dutied: codesOf(reading, day, 'dutied'),
  })
  const found = new Map(rows.map((row) => [row.period, row.counts]))
  const points: TrendPoint[] = []
  for (let at = first; at.from <= period.from; at = periodBefore(at, -1)) {
    const own = found.get(at.from)
    const counts: Counts = {
      ...(own ?? noCounts()),
      ...catalogueCounts(reading.catalogue, agency, at.from, lastDayOf(at, reading.today), reading.paidOnline),
    }
    const index = scored(counts, at)
    points.push({
      period: at.key,
      share: own && isAtWork(counts) ? index.share : null,
      total: index.total,
      groups: index.groups.map((group) => ({
        code: group.code,
        share: group.counted === 0 || !own ? null : (group.score * 100) / group.counted,
      })),
    })
  }
  return points
}

/** Everything of the index that a screen or a report of one scope shows. */
export interface IndexPage extends IndexAnswer {
  trend: TrendPoint[]
  /** Communes, then other agencies, each ranked among its like; only those the looker follows. */
  communes: RankedAgency[]
  others: RankedAgency[]
  /** How many were ranked in all, so that a place can be told as "12 of 102". */
  ranked: { communes: number; others: number }
  monthsKeptTo: LocalDate
}

/** Reads the page of a scope. Opens its own transaction as the house; `sight` says what may be shown of others. */
export async function readIndex(
  database: Database,
  period: Period,
  agency: Agency | null,
  sight: { agencies: readonly Agency[]; every: readonly Agency[] },
): Promise<IndexPage> {
  await prepare(database, period)
  return database.transaction(
    house,
    async (tx) => {
      const reading = await openReading(tx, period)
      const answer = await indexOf(tx, agency, period, reading)
      const followed = new Set(sight.agencies.map((one) => one.id))
      const [now, former] = await contestOnce(database, reading, sight.every, period)
      const among = (isCommune: boolean) =>
        placesOf(
          sight.every.filter((one) => (one.kind === 'commune') === isCommune),
          period,
          now,
          former,
        )
      const [communes, others] = [among(true), among(false)]
      const seen = (rows: RankedAgency[]) => rows.filter((row) => followed.has(row.agency.id))
      const trend = await trendOf(reading, agency, period)
      const last = trend.at(-1)
      // The period itself is told by the whole reading, which also knows last year's.
      if (last) last.share = last.share === null ? null : answer.index.share
      const placed = (rows: RankedAgency[]) => rows.filter((row) => row.rank !== null).length
      return {
        ...answer,
        trend,
        communes: seen(communes),
        others: seen(others),
        ranked: { communes: placed(communes), others: placed(others) },
        monthsKeptTo: monthOf(tx.now),
      }
    },
    { soft: true },
  )
}
