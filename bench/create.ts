/**
 * Claim: creating a record over HTTP (session cookie, token, validation, row-level security, log) runs at half the rate, or
 * more, of the bare INSERT and COMMIT into a plain copy of the same table, in the same database, at the same concurrency.
 *
 * The record is 'one-stop/step': twelve fields, a search column with its trigram index, a unique key, three sort indexes. It is
 * the plainest record that people create through the common form; dossiers are filed by a verb of their own, measured as well.
 * Bare: one prepared INSERT with every value given, commits itself, on a connection of its own, without foreign keys.
 * `--profile` prints where the server's time goes.
 */
import { type Beside, openBeside, statementLine, tripsOf } from './beside.ts'
import { type Load, type Ran, runLoad } from './load.ts'
import { judge, loadNow, machineLine, median, say } from './machine.ts'

const HOLD = 0.5
const ROUNDS = 3
const SECONDS = Number(process.env.SEN_BENCH_SECONDS ?? 4)
const CONCURRENCIES = [1, 8, 32]

/** What one officer would type for one step; the code of the procedure is new each time. */
const body = JSON.stringify({
  procedure: 'b.{n}',
  position: 7,
  kind: 'handle',
  name_vi: 'Thẩm định hồ sơ, bước {n}',
  name_en: 'Examine the dossier, step {n}',
  role: 'handler',
  unit_rule: 'commune-economy',
  limit_hours: 12,
  valid_from: '2026-01-01',
  source: 'Quyết định 45/2026/QĐ-UBND',
})

const COLUMNS = [
  ...['id', 'unit', 'sample', 'created_at', 'created_by', 'updated_at', 'updated_by'],
  ...[
    'procedure',
    'position',
    'kind',
    'name_vi',
    'name_en',
    'role',
    'unit_rule',
    'limit_hours',
    'valid_from',
    'valid_to',
    'source',
  ],
]

interface Cost {
  server: number
  database: number
}

async function measured(house: Beside, load: Load): Promise<{ ran: Ran; cost: Cost }> {
  const before = await house.cpu()
  const ran = await runLoad(load)
  const after = await house.cpu()
  const each = (a: number, b: number): number => (b - a) / ran.count
  return { ran, cost: { server: each(before.server, after.server), database: each(before.database, after.database) } }
}

const row = (name: string, concurrency: number, { ran, cost }: { ran: Ran; cost: Cost }): string =>
  `${name.padEnd(34)} ${String(concurrency).padStart(3)} at once ${ran.perSecond.toFixed(0).padStart(7)}/s  p50 ${ran.p50.toFixed(2).padStart(6)} ms  p95 ${ran.p95.toFixed(2).padStart(6)} ms  CPU a request: server ${cost.server.toFixed(2)}, database ${cost.database.toFixed(2)}, caller ${ran.clientMs.toFixed(2)} ms`

export async function run(): Promise<void> {
  const house = await openBeside('create')
  try {
    say(`# create: ${machineLine(house.postgres)}`)
    say(
      `# server, database and caller share the cores; ${ROUNDS} rounds of ${SECONDS} s each, in turns; median round; load ${loadNow()} at the start`,
    )
    const headers = await house.signIn('quantri')
    await house.owner.query('create schema bench; create table bench.step (like one_stop.step including all)')
    const { rows } = await house.owner.query<{ id: string; account: string }>(
      "select u.id, a.id as account from sen.unit u, sen.account a where u.code = 'H20' and a.login = 'quantri' limit 1",
    )
    const unit = rows[0]
    if (!unit) throw new Error('the province has no unit H20')
    const http: Load = {
      kind: 'http',
      port: house.port,
      method: 'POST',
      path: '/api/v1/one-stop/step',
      headers,
      body,
      status: 201,
      concurrency: 1,
      seconds: SECONDS,
    }
    const bare: Load = {
      kind: 'sql',
      connection: house.superuser,
      commit: 'auto',
      sql: `insert into bench.step (${COLUMNS.join(', ')}) values (${COLUMNS.map((_, i) => `$${i + 1}`).join(', ')})`,
      params: [
        ...['{uuid}', unit.id, false, '{now}', unit.account, '{now}', unit.account],
        ...[
          'b.{n}',
          7,
          'handle',
          'Thẩm định hồ sơ, bước {n}',
          'Examine the dossier, step {n}',
          'handler',
          'commune-economy',
          12,
        ],
        ...['2026-01-01', null, 'Quyết định 45/2026/QĐ-UBND'],
      ],
      concurrency: 1,
      seconds: SECONDS,
    }
    for (const load of [http, bare]) await runLoad({ ...load, concurrency: 8, seconds: 2 })

    for (const concurrency of CONCURRENCIES) {
      const over: { ran: Ran; cost: Cost }[] = []
      const under: { ran: Ran; cost: Cost }[] = []
      const explicit: { ran: Ran; cost: Cost }[] = []
      for (let round = 0; round < ROUNDS; round++) {
        over.push(await measured(house, { ...http, concurrency }))
        under.push(await measured(house, { ...bare, concurrency }))
        explicit.push(await measured(house, { ...bare, commit: 'explicit', concurrency, seconds: SECONDS / 2 }))
      }
      const middle = (all: typeof over) =>
        all.toSorted((a, b) => a.ran.perSecond - b.ran.perSecond)[Math.floor(all.length / 2)] as (typeof over)[number]
      say(row('create over HTTP', concurrency, middle(over)))
      say(row('bare INSERT that commits itself', concurrency, middle(under)))
      say(row('bare BEGIN, INSERT, COMMIT', concurrency, middle(explicit)))
      // each round against its neighbour: a minute in which the machine is busy spoils both sides alike
      const ratio = median(over.map((one, i) => one.ran.perSecond / (under[i]?.ran.perSecond ?? Number.NaN)))
      const kind = median(over.map((one, i) => one.ran.perSecond / (explicit[i]?.ran.perSecond ?? Number.NaN)))
      judge({
        what: `create against bare INSERT, ${concurrency} at once`,
        measured: ratio.toFixed(2),
        hold: `>= ${HOLD}`,
        ratio: HOLD / ratio,
      })
      say(`  against BEGIN, INSERT, COMMIT as three statements: ${kind.toFixed(2)}`)
    }

    const warm = () => house.get('/api/v1/me', headers)
    await warm()
    const made = await house.trace(() =>
      house.post('/api/v1/one-stop/step', headers, JSON.parse(body.replaceAll('{n}', 'trace'))),
    )
    say(
      `round trips: ${tripsOf(made)} with ${made.length} statements for POST of one record with a session looked up within the last two seconds`,
    )
    for (const statement of made) say(statementLine(statement))

    await filing(house)

    if (process.argv.includes('--profile')) {
      const lines = await house.profile(() => runLoad({ ...http, concurrency: 8, seconds: 8 }))
      say('CPU of the server while creating, 8 at once')
      for (const { where, share, kind } of lines)
        say(`  ${kind.padEnd(9)} ${(share * 100).toFixed(1).padStart(5)} %  ${where}`)
    }
  } finally {
    await house.close()
  }
}

/** For information: a receipt over the counter, which becomes a dossier with number, clocks, task and notices. */
async function filing(house: Beside): Promise<void> {
  const headers = await house.signIn('motcua.caolanh')
  const { rows } = await house.owner.query<{ id: string }>(
    `select id from one_stop.procedure p where fileable and exists (select from jsonb_array_elements(p.methods) m where m->>'channel' = 'in-person') order by code limit 1`,
  )
  const intake = {
    procedure: rows[0]?.id,
    national_id: '087185123456',
    full_name: 'Trần Thị Bảy',
    phone: '0900012345',
    content: 'Thửa 12, tờ bản đồ 5',
    papers: [{ name: 'Đơn đề nghị', origin: 'original', count: 1 }],
    accept_now: false,
  }
  const load: Load = {
    kind: 'http',
    port: house.port,
    method: 'POST',
    path: '/api/v1/one-stop/intake',
    headers,
    body: JSON.stringify(intake),
    status: 201,
    concurrency: 8,
    seconds: SECONDS,
  }
  // the first receipt enters the person; later ones find her
  await house.post('/api/v1/one-stop/intake', headers, intake)
  await runLoad({ ...load, seconds: 1 })
  say(row('receipt at the counter -> dossier', 8, await measured(house, load)))
  const made = await house.trace(() => house.post('/api/v1/one-stop/intake', headers, intake))
  say(
    `round trips: ${tripsOf(made)} with ${made.length} statements for a receipt at the counter (record, person, number, dossier, two clocks, task, notices, log; not accepted yet)`,
  )
}

if (import.meta.main) await run()
