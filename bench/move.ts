/**
 * Claim: 500 moves of a case a second, or more, on two cores: row locked, rules checked, state changed, former version kept,
 * task closed and opened with its clock, log written, committed to disk.
 *
 * The move is 'forward' from the handler to the head of the section and 'send-back' from there, in turns, on many cases at
 * once. Neither sends a notice, since the next task is nobody's in particular; 'ask-supplement' does (and typesets a PDF) and
 * is printed beside them. First inside the process, then over HTTP with sessions; the caller of HTTP is a process of its own.
 */
import { rmSync } from 'node:fs'
import { pino } from 'pino'
import { moveTask } from '#kernel/cases'
import { type Actor, house as itself } from '#kernel/store'
import { findActor } from '#kernel/trust'
import { houseValues } from '#province'
import { loadDemo } from '../host/demo.ts'
import { type House, openHouse } from '../host/open.ts'
import { databaseCpu, type Statement, statementLine, temporaryFolder, tracer, tripsOf } from './beside.ts'
import { runLoad } from './load.ts'
import { judge, loadNow, machineLine, median, quantile, say } from './machine.ts'

const HOLD = 500
/** Filed and accepted through the counter, then copied by SQL: one case that went back and forth for ever would be like none. */
const FILED = 32
const COPIES = 63
const CASES = FILED * (COPIES + 1)
const SECONDS = Number(process.env.SEN_BENCH_SECONDS ?? 10)

const TURNS = [
  { login: 'thuly.caolanh', move: 'forward', data: {} },
  { login: 'truongphong.caolanh', move: 'send-back', data: { reason: 'Thiếu bản đồ địa chính' } },
]

async function actorOf(opened: House, login: string): Promise<Actor> {
  const actor = await opened.database.transaction(itself, async (tx) => {
    const row = await tx.one<{ id: string }>('select id from sen.account where login = $1', [login])
    return row && findActor(tx, row.id)
  })
  if (!actor) throw new Error(`there is no account ${login}`)
  return actor
}

async function signIn(port: number, login: string): Promise<Record<string, string>> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password: houseValues.demonstration.password }),
  })
  const cookie = answer.headers.getSetCookie().find((one) => one.startsWith('sen_session='))
  return { cookie: cookie?.split(';')[0] ?? '', 'x-csrf': ((await answer.json()) as { csrf: string }).csrf }
}

/** Receipts over the counter, accepted and forwarded to the handler; the task of each there. */
async function cases(opened: House, port: number): Promise<string[]> {
  const headers = { ...(await signIn(port, 'motcua.caolanh')), 'content-type': 'application/json' }
  const { rows } = await opened.database.owner.query<{ id: string }>(
    `select p.id from one_stop.procedure p where fileable and exists (select from jsonb_array_elements(p.methods) m where m->>'channel' = 'in-person')
        and exists (select from one_stop.step s where s.procedure = p.code and s.kind = 'review' and s.unit_rule like 'commune-%') order by code limit 1`,
  )
  const post = async (path: string, body: unknown): Promise<void> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${(await answer.text()).slice(0, 400)}`)
    await answer.arrayBuffer()
  }
  for (let i = 0; i < FILED; i++) {
    await post('/api/v1/one-stop/intake', {
      procedure: rows[0]?.id,
      national_id: `0871850${String(10_000 + i)}`,
      full_name: 'Trần Thị Bảy',
      content: 'Thửa 12, tờ bản đồ 5',
      accept_now: true,
    })
  }
  const open = async (step: string): Promise<string[]> =>
    (
      await opened.database.owner.query<{ id: string }>('select id from sen.task where done_at is null and step = $1', [
        step,
      ])
    ).rows.map(({ id }) => id)
  for (const task of await open('receive')) await post(`/api/v1/tasks/${task}/move`, { move: 'forward', data: {} })
  await copyCases(opened)
  return open('handle')
}

/** Copies of every dossier with its open task and its clocks, each under an id and a number of its own. */
async function copyCases(opened: House): Promise<void> {
  const { owner } = opened.database
  await owner.query(
    `create table public.bench_copy as select d.id as of, uuidv7() as id, i from one_stop.dossier d, generate_series(1, ${COPIES}) as i`,
  )
  for (const [table, own, changed] of [
    ['one_stop.dossier', 'id', { id: 'c.id', number: "t.number || '-' || c.i" }],
    ['sen.task', 'record_id', { id: 'uuidv7()', record_id: 'c.id' }],
    ['sen.case_clock', 'record_id', { record_id: 'c.id' }],
  ] as const) {
    const { rows } = await owner.query<{ name: string }>(
      `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
      [table],
    )
    const values = rows.map(({ name }) => (changed as Record<string, string>)[name] ?? `t."${name}"`)
    await owner.query(
      `insert into ${table} (${rows.map(({ name }) => `"${name}"`).join(', ')})
       select ${values.join(', ')} from ${table} t join public.bench_copy c on c.of = t.${own}${table === 'sen.task' ? ' where t.done_at is null' : ''}`,
    )
    await owner.query(`analyze ${table}`)
  }
}

export async function run(): Promise<void> {
  const trace = tracer()
  const dataDir = temporaryFolder('move')
  const opened = await openHouse({
    dataDir,
    port: 0,
    host: '127.0.0.1',
    publicUrl: 'http://127.0.0.1',
    demo: false,
    jobs: false,
    log: pino({ level: 'error' }, pino.destination(2)),
    progress: () => undefined,
    limits: { requestsAMinuteMax: 1e9, signInsAMinuteMax: 1e9 },
  })
  try {
    await loadDemo(opened.database)
    if (process.env.SEN_BENCH_POOL) opened.database.app.options.max = Number(process.env.SEN_BENCH_POOL)
    say(`# move: ${machineLine(opened.engine?.version)}`)
    const address = opened.http.app.server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const tasks = await cases(opened, port)
    if (tasks.length !== CASES) throw new Error(`${tasks.length} of ${CASES} cases are at the handler`)
    say(`# ${CASES} cases between handler and head of section; load ${loadNow()} at the start`)
    const actors = await Promise.all(TURNS.map(({ login }) => actorOf(opened, login)))
    const states = tasks.map((task) => ({ task, turn: 0 }))

    const once = async (state: { task: string; turn: number }): Promise<void> => {
      const turn = TURNS[state.turn]
      const actor = actors[state.turn]
      if (!turn || !actor) throw new Error('no such turn')
      const moved = await opened.database.transaction(actor, (tx) =>
        moveTask(tx, opened.site.flows, { taskId: state.task, move: turn.move, data: turn.data }),
      )
      state.task = moved.opened[0]?.id ?? ''
      state.turn = (state.turn + 1) % TURNS.length
    }
    const drive = async (concurrency: number, seconds: number) => {
      const times: number[] = []
      const [cpu, database, began] = [process.cpuUsage(), databaseCpu(dataDir), performance.now()]
      const until = began + seconds * 1000
      await Promise.all(
        Array.from({ length: concurrency }, async (_, worker) => {
          const own = states.filter((_, i) => i % concurrency === worker)
          for (let i = 0; performance.now() < until; i++) {
            const at = performance.now()
            await once(own[i % own.length] as (typeof own)[number])
            times.push(performance.now() - at)
          }
        }),
      )
      const took = (performance.now() - began) / 1000
      const used = process.cpuUsage(cpu)
      times.sort((a, b) => a - b)
      return {
        perSecond: times.length / took,
        words: `p50 ${quantile(times, 0.5).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms; CPU a move: server ${((used.user + used.system) / 1000 / times.length).toFixed(2)}, database ${((databaseCpu(dataDir) - database) / times.length).toFixed(2)} ms`,
      }
    }

    await drive(16, 2)
    for (const concurrency of [1, 16]) {
      const ran = await drive(concurrency, SECONDS)
      const what = `moves in the process, ${concurrency} at once`
      if (concurrency === 16)
        judge({ what, measured: `${ran.perSecond.toFixed(0)}/s`, hold: `>= ${HOLD}/s`, ratio: HOLD / ran.perSecond })
      else say(`${what.padEnd(62)} ${`${ran.perSecond.toFixed(0)}/s`.padStart(22)} (load ${loadNow()})`)
      say(`  ${ran.words}`)
    }

    // every case back at the handler, so that the callers of HTTP begin with the same turn
    for (const state of states) if (state.turn === 1) await once(state)
    const turns = await Promise.all(
      TURNS.map(async ({ login, move, data }) => ({
        headers: await signIn(port, login),
        body: JSON.stringify({ move, data }),
      })),
    )
    const [cpu, database] = [process.cpuUsage(), databaseCpu(dataDir)]
    const ran = await runLoad({
      kind: 'move',
      port,
      cases: states.map(({ task }) => task),
      turns,
      concurrency: 16,
      seconds: SECONDS,
    })
    const used = process.cpuUsage(cpu)
    judge({
      what: 'moves over HTTP, 16 at once',
      measured: `${ran.perSecond.toFixed(0)}/s`,
      hold: `>= ${HOLD}/s`,
      ratio: HOLD / ran.perSecond,
    })
    say(
      `  p50 ${ran.p50.toFixed(1)} ms, p95 ${ran.p95.toFixed(1)} ms; CPU a move: server ${((used.user + used.system) / 1000 / ran.count).toFixed(2)}, database ${((databaseCpu(dataDir) - database) / ran.count).toFixed(2)}, caller ${ran.clientMs.toFixed(2)} ms`,
    )

    // HTTP has moved the tasks on: what is open now
    const open = await opened.database.owner.query<{ id: string; step: string }>(
      "select id, step from sen.task where done_at is null and step in ('handle', 'review') order by id",
    )
    const handled = open.rows.filter(({ step }) => step === 'handle').slice(0, 21)
    const last = handled.pop()
    if (last) {
      const rounds: Statement[][] = []
      for (const { id } of handled) {
        trace.begin()
        await once({ task: id, turn: 0 })
        rounds.push(trace.end())
      }
      const sent = (rounds[0] ?? []).map((statement, at) => ({
        ...statement,
        ms: median(rounds.map((one) => one[at]?.ms ?? Number.NaN)),
      }))
      say(
        `round trips: ${tripsOf(sent)} with ${sent.length} statements for one forward; median times of ${rounds.length}`,
      )
      for (const statement of sent) say(statementLine(statement))
      const handler = actors[0] as Actor
      trace.begin()
      const began = performance.now()
      await opened.database.transaction(handler, (tx) =>
        moveTask(tx, opened.site.flows, {
          taskId: last.id,
          move: 'ask-supplement',
          data: { items: 'Bản đồ địa chính', reason: 'Chưa có' },
        }),
      )
      say(
        `round trips: ${tripsOf(trace.end())} and ${(performance.now() - began).toFixed(0)} ms for one 'ask-supplement' (three clocks, a notice, a typeset PDF)`,
      )
    }
  } finally {
    await opened.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

if (import.meta.main) await run()
