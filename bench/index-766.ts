/**
 * What index 766 costs over a province of dossiers: counting a closed month anew, counting a year anew, opening the page of a
 * month and of a year, and the rows behind a figure.
 *
 * Closed months are kept (one_stop.quality_month: month, agency, procedure) and a month is recounted whole when a dossier that
 * touches it has changed; the open month is counted from the dossiers at every look. A recount is tried as a person meets it:
 * the kept months are taken away, and the page is opened. SEN_BENCH_ROWS makes a smaller or larger province, SEN_BENCH_DATA
 * keeps it. DESIGN.md 10 sets a limit for a list of 50 rows of one commune (p95 <= 20 ms) and none for sums of a province:
 * every page is printed as a ratio to that limit, and none is judged by it.
 */
import { type Beside, keptFolder, openBeside, type Statement, statementLine } from './beside.ts'
import { type Ran, runLoad } from './load.ts'
import { loadNow, machineLine, say } from './machine.ts'
import { madeIn, provinceOf } from './many.ts'

const ROWS = Number(process.env.SEN_BENCH_ROWS ?? 1_000_000)
const LIMIT_MS = 20
const ASKED = 20
/** The door lets somebody look so often a minute (quality/routes.ts); the bench keeps under it. */
const LOOKS_A_MINUTE_MAX = 110
const SLOWEST = 6
const PAGE = '/api/v1/one-stop/quality'

type Headers = Record<string, string>

interface Page {
  period: { key: string }
  index: { total: number; share: number | null }
  counts: { received: number; settled: number; open: number }
}

/** The key of the month so many months before the present one, local time. */
function monthKey(before: number): string {
  const now = new Date(Date.now() + 7 * 3_600_000)
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - before, 1)).toISOString().slice(0, 7)
}

const isRecount = ({ sql }: Statement): boolean => sql.trimStart().startsWith('insert into one_stop.quality_month')
const sum = (sent: readonly Statement[]): number => sent.reduce((whole, one) => whole + one.ms, 0)

/** Takes away what was kept of months in [from, to), as a first start would find it. */
async function forget(house: Beside, from: string, to: string): Promise<void> {
  await house.owner.query('delete from one_stop.quality_month where month >= $1 and month < $2', [from, to])
  await house.owner.query('delete from one_stop.quality_state where month >= $1 and month < $2', [from, to])
}

/** Opens the page after the months were forgotten: how long the counting took, how long she waited in all. */
async function recount(house: Beside, headers: Headers, what: string, key: string, from: string, to: string) {
  await forget(house, from, to)
  const began = performance.now()
  const sent = await house.trace(() => house.get(`${PAGE}?period=${key}`, headers))
  const waited = performance.now() - began
  const counted = sent.filter(isRecount)
  if (counted.length === 0) throw new Error(`nothing was counted anew for ${key}`)
  say(
    `${what.padEnd(62)} ${`${sum(counted).toFixed(0)} ms`.padStart(12)} for ${counted.length} months, slowest ${Math.max(...counted.map((one) => one.ms)).toFixed(0)} ms; page opened after ${waited.toFixed(0)} ms (load ${loadNow()})`,
  )
  return counted[0] as Statement
}

/** The plan of counting one month, rolled back: as the owner, so without the conditions of row-level security. */
async function planOf(house: Beside, { sql, values }: Statement): Promise<string[]> {
  const client = await house.owner.connect()
  try {
    await client.query('begin')
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `explain (analyze, buffers, costs off, summary) ${sql.replace(/^insert into one_stop\.quality_month \([^)]*\)/, '')}`,
      values,
    )
    return rows.map((row) => row['QUERY PLAN'])
  } finally {
    await client.query('rollback').catch(() => undefined)
    client.release()
  }
}

const looked: { by: Headers; count: number; at: number }[] = []
/** Waits until so many more looks of this reader are within what the door allows. */
async function allowed(headers: Headers, count: number): Promise<void> {
  const recent = () =>
    looked.filter((one) => one.by === headers && one.at > Date.now() - 61_000).reduce((all, one) => all + one.count, 0)
  while (recent() + count > LOOKS_A_MINUTE_MAX) await new Promise((done) => setTimeout(done, 1_000))
  looked.push({ by: headers, count, at: Date.now() })
}

/** So many requests one after another. */
async function ask(house: Beside, path: string, headers: Headers, countMax = ASKED): Promise<Ran> {
  await allowed(headers, countMax)
  const ran = await runLoad({
    kind: 'http',
    port: house.port,
    method: 'GET',
    path,
    headers: { ...headers, 'accept-encoding': 'gzip, br' },
    status: 200,
    concurrency: 1,
    seconds: 30,
    countMax,
  })
  const last = looked.at(-1)
  if (last) last.at = Date.now()
  return ran
}

export async function run(): Promise<void> {
  const house = await openBeside('index-766', keptFolder())
  try {
    say(`# index-766: ${machineLine(house.postgres)}`)
    const filled = await provinceOf(house.owner, ROWS)
    const { rows: spans } = await house.owner.query<{ months: number }>(
      "select count(distinct date_trunc('month', received_at))::int as months from one_stop.dossier",
    )
    say(
      `# ${filled.dossiers} dossiers (${filled.bytes} with indexes) over ${spans[0]?.months} months, 102 communes; ${madeIn(filled)}; load ${loadNow()}`,
    )
    const monitor = await house.signIn('tonghop')
    const commune = await house.signIn('lanhdao.caolanh')
    const [now, last, former] = [monthKey(0), monthKey(1), monthKey(2)]
    const year = String(Number(now.slice(0, 4)) - 1)

    // The first look of all counts every closed month there is within reach of the trend.
    const first = await recount(
      house,
      monitor,
      'first look of all: every closed month within reach',
      last,
      '2000-01-01',
      `${now}-01`,
    )
    await house.owner.query('vacuum analyze one_stop.quality_month')
    const { rows: kept } = await house.owner.query<{ rows: number; bytes: string }>(
      "select count(*)::int as rows, pg_size_pretty(pg_total_relation_size('one_stop.quality_month')) as bytes from one_stop.quality_month",
    )
    say(`# kept: ${kept[0]?.rows} rows of months, agencies and procedures, ${kept[0]?.bytes}`)
    const month = await recount(
      house,
      monitor,
      `recount of one closed month (${last})`,
      last,
      `${last}-01`,
      `${now}-01`,
    )
    // The trend of years reads further back than that of months: what it alone needs is counted before.
    await house.get(`${PAGE}?period=${year}`, monitor)
    await recount(house, monitor, `recount of one year (${year})`, year, `${year}-01-01`, `${Number(year) + 1}-01-01`)

    const pages: [what: string, path: string, headers: Headers][] = [
      [`page of the province, open month (${now}, counted live)`, `${PAGE}?period=${now}`, monitor],
      [`page of the province, closed month (${last})`, `${PAGE}?period=${last}`, monitor],
      [`page of the province, closed year (${year})`, `${PAGE}?period=${year}`, monitor],
      [`page of one commune, closed month (${last})`, `${PAGE}?period=${last}`, commune],
      [`page of one commune, open month (${now})`, `${PAGE}?period=${now}`, commune],
    ]
    for (const [what, path] of pages.slice(0, 2).map(([name, at]) => [name, at] as const)) {
      const sent = await house.trace(() => house.get(path, monitor))
      say(`\nslowest statements of ${what}, ${sent.length} in all`)
      for (const one of sent.toSorted((a, b) => b.ms - a.ms).slice(0, SLOWEST)) say(statementLine(one))
    }
    for (const [what, path, headers] of pages) {
      const shown = await house.get<Page>(path, headers)
      await ask(house, path, headers, 2)
      const ran = await ask(house, path, headers)
      say(
        `${what.padEnd(62)} p50 ${ran.p50.toFixed(1)} p95 ${ran.p95.toFixed(1)} ms, ratio to ${LIMIT_MS} ms: ${(ran.p95 / LIMIT_MS).toFixed(2)} (load ${loadNow()}); ${shown.counts.received} received, ${shown.counts.settled} settled, ${shown.counts.open} open, ${shown.index.total} points`,
      )
    }
    const lists: [what: string, path: string, headers: Headers][] = [
      ['rows behind 2.1, province, closed month', `${PAGE}/rows?period=${former}&item=2.1&part=missed`, monitor],
      ['rows behind 2.1, one commune, closed month', `${PAGE}/rows?period=${former}&item=2.1&part=missed`, commune],
      ['rows behind 1.4, one commune, closed month', `${PAGE}/rows?period=${former}&item=1.4&part=missed`, commune],
    ]
    for (const [what, path, headers] of lists) {
      await ask(house, path, headers, 2)
      const ran = await ask(house, path, headers)
      say(
        `${what.padEnd(62)} p50 ${ran.p50.toFixed(1)} p95 ${ran.p95.toFixed(1)} ms, ratio to ${LIMIT_MS} ms: ${(ran.p95 / LIMIT_MS).toFixed(2)} (load ${loadNow()})`,
      )
    }
    say('\nplan of counting one closed month, as the owner:')
    for (const line of await planOf(house, month)) say(`  ${line.slice(0, 180)}`)
    say(
      `\n# the first month counted took ${first.ms.toFixed(0)} ms; a night's run looks once over all dossiers for what changed:`,
    )
    const { rows: night } = await house.owner.query<{ 'QUERY PLAN': string }>(
      'explain (analyze, costs off, summary) select received_at, finished_at from one_stop.dossier where updated_at >= now()',
    )
    for (const line of night.slice(-3)) say(`  ${line['QUERY PLAN']}`)
  } finally {
    await house.close()
  }
}

if (import.meta.main) await run()
