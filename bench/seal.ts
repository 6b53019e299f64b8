/**
 * Claims: with 1,000,000 facts in the sealed log a head over what is new costs milliseconds, proving one fact costs
 * milliseconds, and a write is not slower because the house seals beside it.
 *
 * The house is a process of its own, as in operation: server and sealer share it. Facts are put in by SQL, each as long as a real
 * one (two texts, a JSON of three values, one person concerned); sealing, proofs and their check run through the house's own code.
 */
import { fork } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './beside.ts'
import { type Load, runLoad } from './load.ts'
import { judge, loadNow, machineLine, median, quantile, say } from './machine.ts'

const FACTS = Number(process.env.SEN_BENCH_FACTS ?? 1_000_000)
const FEW = 10_000
const ROUNDS = 7
const SECONDS = Number(process.env.SEN_BENCH_SECONDS ?? 4)
const HEAD_GROWTH_MAX = 2
const HEAD_MS_MAX = 30
const PROOF_MS_MAX = 10
const PROOF_AGAINST_READ_MAX = 8
const WRITE_RATIO_MIN = 0.9

type Asked =
  | { do: 'fill'; facts: number }
  | { do: 'seal-all' }
  | { do: 'heads'; count: number }
  | { do: 'prove'; count: number }
  | { do: 'sealer'; on: boolean }
  | { do: 'close' }

interface Sealing {
  seconds: number
  cpuMs: number
  heads: number[]
  sizes: Record<string, string>
}

interface Proofs {
  prove: number[]
  /** Reading the same fact by its number, in a transaction of its own as well. */
  read: number[]
  check: number[]
  consistency: number[]
  steps: number
}

const line = (what: string, all: readonly number[], unit = 'ms'): string => {
  const sorted = all.toSorted((a, b) => a - b)
  return `${what.padEnd(58)} p50 ${quantile(sorted, 0.5).toFixed(2).padStart(7)}  p95 ${quantile(sorted, 0.95).toFixed(2).padStart(7)} ${unit}  (${all.length} times)`
}
async function run(): Promise<void> {
  const dataDir = temporaryFolder('seal')
  const child = fork(import.meta.filename, [dataDir], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const gone = new Promise<void>((done) => child.once('exit', () => done()))
  const waiting = new Map<number, { done: (answer: unknown) => void; refuse: (error: Error) => void }>()
  let asked = 0
  try {
    const { port } = await new Promise<{ port: number }>((done, refuse) => {
      child.once('exit', (status) => refuse(new Error(`the house ended with status ${status}`)))
      child.on('message', (message) => {
        const { id, answer, error, opened } = message as {
          id?: number
          answer?: unknown
          error?: string
          opened?: { port: number }
        }
        if (opened) done(opened)
        if (id === undefined) return
        const one = waiting.get(id)
        waiting.delete(id)
        if (error) one?.refuse(new Error(error))
        else one?.done(answer)
      })
    })
    const ask = <T>(what: Asked): Promise<T> =>
      new Promise((done, refuse) => {
        waiting.set(++asked, { done: done as (answer: unknown) => void, refuse })
        child.send({ id: asked, ...what })
      })
    say(`# seal: ${machineLine()}`)
    say(`# ${FACTS} facts; load ${loadNow()} at the start`)

    await ask<number>({ do: 'fill', facts: FEW })
    await ask<Sealing>({ do: 'seal-all' })
    const early = await ask<number[]>({ do: 'heads', count: 100 })
    say(line(`one head over one new fact, at ${FEW} leaves`, early))
    const filled = await ask<number>({ do: 'fill', facts: FACTS })
    say(`${FACTS} facts put in by SQL in ${filled.toFixed(1)} s (a fact with its indexes; no sealing meanwhile)`)
    const sealing = await ask<Sealing>({ do: 'seal-all' })
    say(
      `sealing all of them: ${sealing.seconds.toFixed(1)} s, ${((1e6 * sealing.seconds) / FACTS).toFixed(1)} µs a fact, CPU of the house ${((1e3 * sealing.cpuMs) / FACTS).toFixed(1)} µs a fact`,
    )
    say(line('one head over 10,000 facts', sealing.heads))
    say(
      `on disk: ${Object.entries(sealing.sizes)
        .map(([name, size]) => `${name} ${size}`)
        .join(', ')}`,
    )

    const heads = await ask<number[]>({ do: 'heads', count: 200 })
    say(line(`one head over one new fact, at ${FACTS} leaves`, heads))
    judge({
      what: `a head at ${FACTS} leaves against one at ${FEW}, medians`,
      measured: (median(heads) / median(early)).toFixed(2),
      hold: `<= ${HEAD_GROWTH_MAX}`,
      ratio: median(heads) / median(early) / HEAD_GROWTH_MAX,
    })
    judge({
      what: `a head at ${FACTS} leaves, median`,
      measured: `${median(heads).toFixed(2)} ms`,
      hold: `<= ${HEAD_MS_MAX} ms`,
      ratio: median(heads) / HEAD_MS_MAX,
    })
    const proofs = await ask<Proofs>({
      do: 'prove',
      count: 500,
    })
    say(line(`proving one fact (path of ${proofs.steps})`, proofs.prove))
    say(line('reading the same fact by its number', proofs.read))
    say(line('checking that proof, as a browser does', proofs.check))
    say(line('a consistency proof between two heads', proofs.consistency))
    judge({
      what: `proving one of ${FACTS} facts against reading it, medians`,
      measured: (median(proofs.prove) / median(proofs.read)).toFixed(2),
      hold: `<= ${PROOF_AGAINST_READ_MAX}`,
      ratio: median(proofs.prove) / median(proofs.read) / PROOF_AGAINST_READ_MAX,
    })
    judge({
      what: `proving one of ${FACTS} facts, median`,
      measured: `${median(proofs.prove).toFixed(2)} ms`,
      hold: `<= ${PROOF_MS_MAX} ms`,
      ratio: median(proofs.prove) / PROOF_MS_MAX,
    })

    await writing(port, ask)
    await ask({ do: 'close' })
    await gone
  } finally {
    child.kill('SIGKILL')
    await gone
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Creating records over HTTP with the sealer running beside the server, and with it stopped, in turns. */
async function writing(port: number, ask: (what: Asked) => Promise<unknown>): Promise<void> {
  const { houseValues } = await import('#province')
  const signedIn = await fetch(`http://127.0.0.1:${port}/api/v1/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: 'quantri', password: houseValues.demonstration.password }),
  })
  const cookie = signedIn.headers.getSetCookie().find((one) => one.startsWith('sen_session='))
  const { csrf } = (await signedIn.json()) as { csrf: string }
  const load: Load = {
    kind: 'http',
    port,
    method: 'POST',
    path: '/api/v1/one-stop/step',
    headers: { cookie: cookie?.split(';')[0] ?? '', 'x-csrf': csrf },
    body: JSON.stringify({
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
    }),
    status: 201,
    concurrency: 8,
    seconds: SECONDS,
  }
  await runLoad({ ...load, seconds: 2 })
  const on: number[] = []
  const off: number[] = []
  const tails: { on: number[]; off: number[] } = { on: [], off: [] }
  for (let round = 0; round < ROUNDS; round++) {
    // whoever goes first has the colder cache: taken in turns
    for (const sealing of round % 2 === 0 ? [true, false] : [false, true]) {
      await ask({ do: 'sealer', on: sealing })
      const ran = await runLoad(load)
      ;(sealing ? on : off).push(ran.perSecond)
      ;(sealing ? tails.on : tails.off).push(ran.p95)
    }
  }
  await ask({ do: 'sealer', on: false })
  const ratio = median(on.map((rate, i) => rate / (off[i] ?? Number.NaN)))
  say(
    `create over HTTP, 8 at once, ${ROUNDS} rounds of ${SECONDS} s: sealer on ${median(on).toFixed(0)}/s p95 ${median(tails.on).toFixed(1)} ms, off ${median(off).toFixed(0)}/s p95 ${median(tails.off).toFixed(1)} ms`,
  )
  judge({
    what: 'writing with the sealer on against off, the median round',
    measured: ratio.toFixed(2),
    hold: `>= ${WRITE_RATIO_MIN}`,
    ratio: WRITE_RATIO_MIN / ratio,
  })
}

async function serve(dataDir: string): Promise<void> {
  const { pino } = await import('pino')
  const { openHouse } = await import('../host/open.ts')
  const { loadDemo } = await import('../host/demo.ts')
  const { house: inside } = await import('#kernel/store')
  const trust = await import('#kernel/trust')
  const { checkProof } = await import('#ground/merkle')
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
  await loadDemo(opened.database)
  const { database } = opened
  const keys = trust.sealKeysIn(join(dataDir, 'secrets', 'log-keys'))
  let sealer: ReturnType<typeof trust.startSealer> | undefined
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const began = performance.now()
    await work()
    return performance.now() - began
  }
  const hands: { [D in Asked['do']]: (asked: Extract<Asked, { do: D }>) => Promise<unknown> } = {
    async fill({ facts }) {
      const began = performance.now()
      for (let from = 0; from < facts; from += 50_000)
        await database.owner.query(
          `insert into sen.fact (at, kind, system, record, record_id, actor_name, subjects, purpose, request, data)
           select now() - (($2 - n) || ' seconds')::interval, case n % 3 when 0 then 'read' when 1 then 'changed' else 'move' end,
                  'one-stop', 'dossier', gen_random_uuid(), 'Nguyễn Văn Tiếp nhận', array[gen_random_uuid()], 'Thẩm định hồ sơ tại quầy', gen_random_uuid()::text,
                  jsonb_build_object('from', 'received', 'to', 'assigned', 'n', n)
             from generate_series($1::int, least($1 + 50000, $2) - 1) as n`,
          [from, facts],
        )
      await database.owner.query('analyze sen.fact')
      return (performance.now() - began) / 1_000
    },
    async 'seal-all'() {
      const before = process.cpuUsage()
      const began = performance.now()
      const heads: number[] = []
      for (;;) {
        let isMore = false
        const ms = await timed(async () => {
          isMore = (await trust.sealOnce(database, keys)).isMore
        })
        if (!isMore) break
        heads.push(ms)
      }
      const seconds = (performance.now() - began) / 1_000
      const { user, system } = process.cpuUsage(before)
      await database.owner.query('analyze sen.log_leaf; analyze sen.log_node')
      const { rows } = await database.owner.query<{ name: string; size: string }>(
        `select relname as name, pg_size_pretty(pg_total_relation_size(oid)) as size from pg_class
          where oid in ('sen.fact'::regclass, 'sen.log_leaf'::regclass, 'sen.log_node'::regclass, 'sen.log_head'::regclass) order by relname`,
      )
      return {
        seconds,
        cpuMs: (user + system) / 1_000,
        heads,
        sizes: Object.fromEntries(rows.map((row) => [row.name, row.size])),
      } satisfies Sealing
    },
    async heads({ count }) {
      const all: number[] = []
      for (let i = 0; i < count; i++) {
        await database.transaction(inside, async (tx) => trust.writeFact(tx, { kind: 'tried', system: 'bench' }))
        all.push(await timed(() => trust.sealOnce(database, keys)))
      }
      return all
    },
    async prove({ count }) {
      const prove: number[] = []
      const read: number[] = []
      const check: number[] = []
      const consistency: number[] = []
      let steps = 0
      for (let i = 0; i < count; i++) {
        const seq = 1 + Math.floor(Math.random() * FACTS)
        const began = performance.now()
        const proof = await database.transaction(inside, (tx) => trust.proveFact(tx, seq), { soft: true })
        prove.push(performance.now() - began)
        if (!proof) continue
        read.push(
          await timed(() =>
            database.transaction(inside, (tx) => tx.query('select * from sen.fact where seq = $1', [seq]), {
              soft: true,
            }),
          ),
        )
        steps = proof.path.length
        check.push(
          await timed(async () => {
            if (!(await checkProof(proof)).ok) throw new Error('a proof that does not hold')
          }),
        )
        const first = 1 + Math.floor(Math.random() * (proof.size - 1))
        consistency.push(
          await timed(() =>
            database.transaction(inside, (tx) => trust.consistencyPath(tx, first, proof.size), { soft: true }),
          ),
        )
      }
      return { prove, read, check, consistency, steps } satisfies Proofs
    },
    async sealer({ on }) {
      await sealer?.stop()
      // every second: five times as often as the house does unless told otherwise
      sealer = on
        ? trust.startSealer(database, keys, {
            everyMs: 1_000,
            failed: (error) => process.stderr.write(`${error.message}\n`),
          })
        : undefined
    },
    close: () => opened.close(),
  }
  process.on('message', async (message) => {
    const { id, ...what } = message as { id: number } & Asked
    try {
      const answer = await (hands[what.do] as (asked: Asked) => Promise<unknown>)(what)
      process.send?.({ id, answer: answer ?? null }, () => what.do === 'close' && process.exit(0))
    } catch (error) {
      process.send?.({ id, error: (error as Error).stack ?? String(error) })
    }
  })
  process.once('disconnect', () => void opened.close().finally(() => process.exit(1)))
  const address = opened.http.app.server.address()
  process.send?.({ opened: { port: typeof address === 'object' && address ? address.port : 0 } })
}

if (import.meta.main) await (process.send ? serve(process.argv[2] ?? '') : run())
