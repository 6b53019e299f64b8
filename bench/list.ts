/**
 * Claim: a list of 50 of 1,000,000 dossiers for a commune officer answers within 20 ms (p95), the first page and page 3,000,
 * whatever name she looks for.
 *
 * Over HTTP with the officer's session, row-level security in force, one request at a time; the same with eight at once is
 * printed beside it. SEN_BENCH_ROWS makes a smaller or larger province, which is said in the output;
 * SEN_BENCH_DATA keeps it in a folder for the next run.
 */

import { isUuid } from '#ground/ids'
import { fold, hasTones } from '#ground/text'
import { type Beside, keptFolder, openBeside, type Statement, tripsOf } from './beside.ts'
import { type Load, runLoad } from './load.ts'
import { judge, loadNow, machineLine, say } from './machine.ts'
import { bigCommune, madeIn, provinceOf, usualCommune } from './many.ts'

const ROWS = Number(process.env.SEN_BENCH_ROWS ?? 1_000_000)
const LIMIT_MS = 20
const ASKED = 300
const PAGE = 50

interface Question {
  what: string
  login: string
  path: string
  /** Only claims of the design are judged; the rest is printed. */
  claimed: boolean
  explained?: boolean
  /** What is looked for: printed beside is what the statements cost that were asked before. */
  searched?: string
}

/** Every kind of name that an officer types, for which a list must answer as fast as without. */
const SEARCHES = [
  { what: 'of the commonest name', q: 'Nguyễn Thị' },
  { what: 'without tones', q: 'nguyen van' },
  { what: 'with tones', q: 'Nguyễn Văn' },
  { what: 'of a given name', q: 'Bình' },
  { what: 'of a rarer name', q: 'Võ Thị Mỹ Yến' },
  { what: 'of the same without tones', q: 'vo thi my yen' },
  { what: 'of two letters', q: 'an' },
  { what: 'of two letters that nobody bears', q: 'Vỹ' },
  { what: 'of tones that nobody bears', q: 'Bính' },
  { what: 'that finds nothing', q: 'khongcoai' },
]

/** The page and its count as one plain query each, which the planner answered as it thought best until the way was chosen by a sample. */
const FORMERLY = (words: number, toned: readonly number[]): string[] => {
  const text = [
    'number',
    'procedure_code',
    'procedure_name',
    'applicant_name',
    'applicant_national_id',
    'applicant_phone',
  ]
    .map((name) => `coalesce("${name}"::text, '')`)
    .join(" || ' ' || ")
  const holding = [
    ...Array.from({ length: words }, (_, i) => `search like $${i + 2}`),
    ...toned.map((_, i) => `lower(${text}) like $${words + i + 2}`),
  ].join(' and ')
  const order = 'order by received_at desc nulls last, id desc limit 51'
  return [
    `select page.* from unnest($1::uuid[]) as mine(id) cross join lateral (select id, number, applicant_name, status, received_at from one_stop.dossier where unit = mine.id and ${holding} ${order}) as page ${order}`,
    `select count(*) from (select 1 from one_stop.dossier where unit = any($1::uuid[]) and ${holding} limit 1001) as counted`,
  ]
}

/** Milliseconds and pages touched of the statements of one search as they were and as they are. */
async function costOf(house: Beside, sent: Statement[], q: string): Promise<string> {
  const last = lastTransaction(sent)
  const own = last.flatMap(({ values }) =>
    values.filter((value): value is string[] => Array.isArray(value) && isUuid(String(value[0]))),
  )[0]
  const words = q.split(' ')
  const toned = words.flatMap((word, i) => (hasTones(word) ? [i] : []))
  const values = [
    own ?? [],
    ...words.map((word) => `%${fold(word)}%`),
    ...toned.map((i) => `%${words[i]?.toLowerCase()}%`),
  ]
  const begin = last[0] as Statement
  const sum = (plans: string[]): string => {
    let [ms, pages] = [0, 0]
    for (const plan of plans) {
      ms +=
        Number(/Execution Time: ([\d.]+)/.exec(plan)?.[1] ?? 0) + Number(/Planning Time: ([\d.]+)/.exec(plan)?.[1] ?? 0)
      // The first line of buffers is the whole of a plan.
      const [, hit, read] = /Buffers: shared(?: hit=(\d+))?(?: read=(\d+))?/.exec(plan) ?? []
      pages += Number(hit ?? 0) + Number(read ?? 0)
    }
    return `${ms.toFixed(1)} ms and ${pages} pages`
  }
  const least = async (statements: Statement[]): Promise<string> => {
    try {
      await house.explain(statements)
      return sum(await house.explain(statements))
    } catch (error) {
      if (/statement timeout/.test((error as Error).message)) return 'more than 30,000 ms (given up)'
      throw error
    }
  }
  const formerly = FORMERLY(words.length, toned).map((sql) => ({ sql, values, together: false, ms: 0 }))
  // A plan a statement: those that look at rows of dossiers.
  const now = last.filter(
    ({ sql }) => /^(begin|select set_config)/.test(sql) || (sql.includes('one_stop') && sql.includes('"dossier"')),
  )
  return `  statements of the search: ${await least([begin, ...formerly])} as one plain query, ${await least(now)} by the way chosen`
}

/** The cursor of the page that begins after row `at` of an officer's list, as the list itself would have given it. */
async function cursorAt(house: Beside, where: string, at: number): Promise<string> {
  const { rows } = await house.owner.query<{ at: Date; id: string }>(
    `select received_at as at, id from one_stop.dossier ${where} order by received_at desc nulls last, id desc offset $1 limit 1`,
    [at - 1],
  )
  const row = rows[0]
  if (!row) throw new Error(`there is no row ${at}`)
  return Buffer.from(JSON.stringify([row.at.toISOString(), row.id])).toString('base64url')
}

const pageOf = (count: number): number => Math.max(2, Math.min(3_000, Math.floor(count / PAGE) - 1))

export async function run(): Promise<void> {
  const house = await openBeside('list', keptFolder())
  try {
    say(`# list: ${machineLine(house.postgres)}`)
    const filled = await provinceOf(house.owner, ROWS)
    say(
      `# ${filled.dossiers} dossiers (${filled.bytes} with indexes), ${filled.inBig} in the big commune, ${filled.inUsual} in a usual one, ${filled.tasks} open tasks; ${madeIn(filled)}; vacuumed and analysed; load ${loadNow()}`,
    )
    const dossiers = '/api/v1/one-stop/dossier'
    const big = `where commune = '${bigCommune}'`
    const usual = `where commune = '${usualCommune}'`
    const [bigPage, usualPage] = [pageOf(filled.inBig), pageOf(filled.inUsual)]
    const after = async (where: string, page: number) => `&after=${await cursorAt(house, where, (page - 1) * PAGE)}`
    const { rows: some } = await house.owner.query<{ number: string }>(
      `select number from one_stop.dossier ${big} order by id offset 1000 limit 1`,
    )
    const number = encodeURIComponent(some[0]?.number ?? '')
    const monitored = (
      await house.get<{ count: { value: number } }>(`${dossiers}?limit=1`, await house.signIn('tonghop'))
    ).count.value
    const province = monitored >= 1_000
    const questions: Question[] = [
      {
        what: `big commune, first page`,
        login: 'motcua.caolanh',
        path: `${dossiers}?limit=50`,
        claimed: true,
        explained: true,
      },
      {
        what: `big commune, page ${bigPage}`,
        login: 'motcua.caolanh',
        path: `${dossiers}?limit=50${await after(big, bigPage)}`,
        claimed: true,
        explained: true,
      },
      { what: `usual commune, first page`, login: 'motcua.mytho', path: `${dossiers}?limit=50`, claimed: true },
      {
        what: `usual commune, page ${usualPage} (its last full one)`,
        login: 'motcua.mytho',
        path: `${dossiers}?limit=50${await after(usual, usualPage)}`,
        claimed: true,
      },
      ...SEARCHES.flatMap(({ what, q }) =>
        (
          [
            ['big commune', 'motcua.caolanh'],
            ['usual commune', 'motcua.mytho'],
          ] as const
        ).map(([where, login]) => ({
          what: `${where}, search ${what} "${q}"`,
          login,
          path: `${dossiers}?limit=50&q=${encodeURIComponent(q)}`,
          claimed: true,
          searched: q,
        })),
      ),
      {
        what: `big commune, search of one number`,
        login: 'motcua.caolanh',
        path: `${dossiers}?limit=50&q=${number}`,
        claimed: false,
        explained: true,
      },
      {
        what: `big commune, status processing`,
        login: 'motcua.caolanh',
        path: `${dossiers}?limit=50&f.status=processing`,
        claimed: false,
      },
      {
        what: `big commune, status rejected`,
        login: 'motcua.caolanh',
        path: `${dossiers}?limit=50&f.status=rejected`,
        claimed: false,
      },
      {
        what: `big commune, status financial-duty (no row)`,
        login: 'motcua.caolanh',
        path: `${dossiers}?limit=50&f.status=financial-duty`,
        claimed: false,
      },
      {
        what: `big commune, by due date`,
        login: 'motcua.caolanh',
        path: `${dossiers}?limit=50&sort=due_at`,
        claimed: false,
      },
      {
        what: `province monitor, first page${province ? '' : ` (sees ${monitored})`}`,
        login: 'tonghop',
        path: `${dossiers}?limit=50`,
        claimed: false,
        explained: true,
      },
      ...(province
        ? [
            {
              what: `province monitor, page 3000`,
              login: 'tonghop',
              path: `${dossiers}?limit=50${await after('', pageOf(filled.dossiers))}`,
              claimed: false,
            },
          ]
        : []),
      {
        what: `queue, mine, big commune, ${filled.tasks} open tasks`,
        login: 'motcua.caolanh',
        path: '/api/v1/tasks?scope=mine&limit=50',
        claimed: false,
        explained: true,
      },
      {
        what: `queue, my unit, big commune`,
        login: 'motcua.caolanh',
        path: '/api/v1/tasks?scope=unit&limit=50',
        claimed: false,
      },
      {
        what: `queue, mine, late only`,
        login: 'motcua.caolanh',
        path: '/api/v1/tasks?scope=mine&overdue=true&limit=50',
        claimed: false,
      },
      {
        what: `queue, search "nguyen van"`,
        login: 'motcua.caolanh',
        path: '/api/v1/tasks?scope=unit&limit=50&q=nguyen+van',
        claimed: false,
      },
    ]
    const explained: { what: string; trips: number; plans: string[] }[] = []
    for (const question of questions) {
      const { what, path } = question
      const headers = { ...(await house.signIn(question.login)), 'accept-encoding': 'gzip, br' }
      const load: Load = {
        kind: 'http',
        port: house.port,
        method: 'GET',
        path,
        headers,
        status: 200,
        concurrency: 1,
        seconds: 15,
        countMax: ASKED,
      }
      await runLoad({ ...load, countMax: 40 })
      const before = await house.cpu()
      const one = await runLoad(load)
      const then = await house.cpu()
      const many = await runLoad({ ...load, concurrency: 8, seconds: 8 })
      const cpu = `CPU server ${((then.server - before.server) / one.count).toFixed(1)}, database ${((then.database - before.database) / one.count).toFixed(1)} ms`
      const line = `p50 ${one.p50.toFixed(1)} p95 ${one.p95.toFixed(1)} ms`
      const beside = `  ${one.count} asked; ${cpu}; 8 at once: ${many.perSecond.toFixed(0)}/s, p50 ${many.p50.toFixed(1)}, p95 ${many.p95.toFixed(1)} ms`
      if (question.claimed) {
        judge({ what, measured: line, hold: `p95 <= ${LIMIT_MS} ms`, ratio: one.p95 / LIMIT_MS })
        say(beside)
      } else
        say(
          `${what.padEnd(62)} ${line.padStart(22)} (load ${loadNow()}), ratio to ${LIMIT_MS} ms: ${(one.p95 / LIMIT_MS).toFixed(2)}\n${beside}`,
        )
      if (question.explained) {
        await house.get('/api/v1/me', headers)
        const sent = await house.trace(() => house.get(path, headers))
        explained.push({ what, trips: tripsOf(sent), plans: await house.explain(lastTransaction(sent)) })
      }
    }
    for (const { what, login, path, searched } of questions) {
      if (!searched) continue
      const headers = await house.signIn(login)
      await house.get('/api/v1/me', headers)
      say(`${what}\n${await costOf(house, await house.trace(() => house.get(path, headers)), searched)}`)
    }
    for (const { what, trips, plans } of explained) {
      say(`\nround trips: ${trips} for ${what}\nplans, as sen_app with the officer's settings:`)
      for (const plan of plans) say(cut(plan))
    }
    if (process.argv.includes('--profile')) {
      const headers = { ...(await house.signIn('motcua.caolanh')), 'accept-encoding': 'gzip, br' }
      const lines = await house.profile(() =>
        runLoad({
          kind: 'http',
          port: house.port,
          method: 'GET',
          path: `${dossiers}?limit=50`,
          headers,
          status: 200,
          concurrency: 4,
          seconds: 8,
        }),
      )
      say('CPU of the server while listing, 4 at once')
      for (const { where, share, kind } of lines)
        say(`  ${kind.padEnd(9)} ${(share * 100).toFixed(1).padStart(5)} %  ${where}`)
    }
  } finally {
    await house.close()
  }
}

function lastTransaction(sent: Statement[]): Statement[] {
  return sent.slice(sent.findLastIndex(({ sql }) => sql.startsWith('begin')))
}

const PLAN_LINES_MAX = 34
/** A plan short enough to read: its lines, without the ids of arrays. */
function cut(plan: string): string {
  const lines = plan
    .replaceAll(/'\{[^}]{80,}\}'/g, "'{…}'")
    .split('\n')
    .map((line) => `  ${line.slice(0, 220)}`)
  return [
    ...lines.slice(0, PLAN_LINES_MAX),
    ...(lines.length > PLAN_LINES_MAX ? [`  … ${lines.length - PLAN_LINES_MAX} more lines`] : []),
  ].join('\n')
}

if (import.meta.main) await run()
