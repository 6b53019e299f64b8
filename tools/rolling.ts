/**
 * Two hosts on one database, restarted in turn while people work: no request may fail and no acknowledged write may be lost.
 *
 *   node tools/rolling.ts --seconds 60
 *   node tools/rolling.ts --seconds 60 --ports 4101,4102 --through http://127.0.0.1:8080     (nginx or HAProxy in between)
 *
 * The database is a throw-away PostgreSQL; both hosts open at once on it when it is empty, so that they meet in the migration.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { endTestPostgres, testDatabaseUrl } from '#kernel/testing'
import { demoPassword } from '#province'
import { type Balancer, startBalancer } from './balancer.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const DRAIN_SECONDS = 1
const OPEN_WAIT_MS = 150_000
/** Between two requests of one client; an account may ask 1,200 times a minute. */
const PAUSE_MS = 60

export interface RollingReport {
  seconds: number
  restarts: number
  requests: number
  reads: number
  writes: number
  failed: string[]
  acknowledged: number
  lost: string[]
  p50Ms: number
  p99Ms: number
  slowestMs: number
  /** From SIGTERM to the end of the process, the longest. */
  slowestStopMs: number
  slowestStartMs: number
  /** After signing out at one host, so long the other still believed the session. */
  signOutSeenMs: number
  hostsSeen: number
}

const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => done(port))
    })
  })

interface Client {
  cookie: string
  csrf: string
}

async function signIn(url: string, login: string): Promise<Client> {
  const answer = await fetch(`${url}/api/v1/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password: demoPassword }),
  })
  if (!answer.ok) throw new Error(`sign-in of ${login}: ${answer.status} ${(await answer.text()).slice(0, 200)}`)
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  return { cookie, csrf: ((await answer.json()) as { csrf: string }).csrf }
}

/** Runs the trial and answers what happened. */
export async function rollingRestart(
  options: { seconds: number; ports?: number[]; through?: string; clients?: number; restartsMin?: number },
  say: (line: string) => void = () => undefined,
): Promise<RollingReport> {
  const url = await testDatabaseUrl('rolling')
  const dataDir = await mkdtemp(join(tmpdir(), 'sen-rolling-'))
  await chmod(dataDir, 0o755)
  const ports = options.ports ?? [await freePort(), await freePort()]
  const children = new Map<number, ChildProcess>()
  const outputs = new Map<number, string>()
  let balancer: Balancer | undefined

  const start = async (port: number): Promise<number> => {
    const began = performance.now()
    const child = spawn(process.execPath, [join(root, 'host/start.ts')], {
      env: {
        ...process.env,
        DATABASE_URL: url,
        SEN_DATA: dataDir,
        SEN_WEB: '0',
        SEN_BACKUP_DIR: 'off',
        SEN_APP_PASSWORD: 'one-password-for-both-hosts',
        SEN_LOG_FILE: join(dataDir, `sen-${port}.log`),
        SEN_DRAIN_SECONDS: String(DRAIN_SECONDS),
        SEN_TRUST_PROXY: '1',
        PORT: String(port),
        HOST: '127.0.0.1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    children.set(port, child)
    outputs.set(port, '')
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => outputs.set(port, (outputs.get(port) ?? '') + chunk.toString()))
    while (performance.now() - began < OPEN_WAIT_MS) {
      if (child.exitCode !== null) throw new Error(`host ${port} did not open:\n${outputs.get(port)}`)
      if (
        await fetch(`http://127.0.0.1:${port}/readyz`).then(
          (answer) => answer.ok,
          () => false,
        )
      )
        return performance.now() - began
      await sleep(50)
    }
    throw new Error(`host ${port} was not ready in time:\n${outputs.get(port)}`)
  }
  const stop = async (port: number): Promise<number> => {
    const child = children.get(port)
    if (!child || child.exitCode !== null) return 0
    const began = performance.now()
    const gone = new Promise<number | null>((done) => child.once('exit', (code) => done(code)))
    child.kill('SIGTERM')
    const code = await Promise.race([gone, sleep(60_000).then(() => -1)])
    if (code !== 0) throw new Error(`host ${port} did not close as it should (${code}):\n${outputs.get(port)}`)
    return performance.now() - began
  }

  try {
    const opened = await Promise.all(ports.map(start))
    say(
      `hai tiến trình mở cùng lúc trên cơ sở dữ liệu trống: ${opened.map((ms) => `${(ms / 1_000).toFixed(1)} s`).join(', ')}`,
    )
    balancer = options.through ? undefined : await startBalancer(ports.map((port) => `127.0.0.1:${port}`))
    const through = options.through ?? `http://127.0.0.1:${balancer?.port}`
    for (let tries = 0; balancer && balancer.ready().length < 2 && tries < 100; tries++) await sleep(50)

    const signOutSeenMs = await signOutSeen(ports)
    const logins = ['thuly.caolanh', 'motcua.mytho', 'lanhdao.caolanh', 'tonghop']
    const clients: Client[] = []
    for (const login of logins) {
      clients.push(await signIn(through, login))
    }
    const counter = await signIn(through, 'motcua.caolanh')
    const list = (await (
      await fetch(`${through}/api/v1/one-stop/procedure?f.code=2.000815`, { headers: { cookie: counter.cookie } })
    ).json()) as { rows: { id: string }[] }
    const procedure = list.rows[0]?.id

    const times: number[] = []
    const failed: string[] = []
    const acknowledged: string[] = []
    let reads = 0
    let writes = 0
    let running = true
    const timed = async (what: string, ask: () => Promise<Response>): Promise<Response | undefined> => {
      const began = performance.now()
      try {
        const answer = await ask()
        const text = answer.clone()
        await text.arrayBuffer()
        times.push(performance.now() - began)
        if (answer.status >= 400) failed.push(`${what}: ${answer.status} ${(await answer.text()).slice(0, 160)}`)
        return answer
      } catch (error) {
        failed.push(`${what}: ${(error as Error).message} ${String((error as { cause?: Error }).cause ?? '')}`)
        return undefined
      }
    }
    let serial = 0
    const read = async (client: Client): Promise<void> => {
      const paths = ['/', '/api/v1/me', '/api/v1/one-stop/procedure?limit=20', '/thu-tuc', '/api/v1/notices']
      for (let turn = 0; running; turn++) {
        const path = paths[turn % paths.length] as string
        reads++
        await timed(`GET ${path}`, () =>
          fetch(`${through}${path}`, { headers: { cookie: client.cookie }, redirect: 'manual' }),
        )
        await sleep(PAUSE_MS)
      }
    }
    const write = async (client: Client): Promise<void> => {
      while (running) {
        const number = ++serial
        writes++
        const answer = await timed('POST intake', () =>
          fetch(`${through}/api/v1/one-stop/intake`, {
            method: 'POST',
            headers: { cookie: client.cookie, 'x-csrf': client.csrf, 'content-type': 'application/json' },
            body: JSON.stringify({
              procedure,
              national_id: `08719580${String(number % 10_000).padStart(4, '0')}`,
              full_name: `Người nộp ${number}`,
              accept_now: number % 4 === 0,
            }),
          }),
        )
        if (answer?.status === 201) acknowledged.push(((await answer.json()) as { number: string }).number)
        await sleep(PAUSE_MS)
      }
    }
    const began = performance.now()
    const working = Promise.all([
      ...clients.flatMap((client) => [read(client)]),
      ...Array.from({ length: options.clients ?? 2 }, () => write(counter)),
    ])
    let restarts = 0
    let slowestStopMs = 0
    let slowestStartMs = 0
    await sleep(500)
    while (performance.now() - began < options.seconds * 1_000 || restarts < (options.restartsMin ?? 2)) {
      const port = ports[restarts % ports.length] as number
      slowestStopMs = Math.max(slowestStopMs, await stop(port))
      slowestStartMs = Math.max(slowestStartMs, await start(port))
      restarts++
      // a balancer must see it ready before the other one goes
      for (let tries = 0; balancer && balancer.ready().length < 2 && tries < 200; tries++) await sleep(25)
      if (!balancer) await sleep(1_500)
      say(`${restarts} lần khởi động lại, ${times.length} yêu cầu, ${failed.length} hỏng`)
    }
    running = false
    await working
    const pool = new pg.Pool({ connectionString: url, max: 1 })
    const { rows } = await pool.query<{ number: string }>('select number from one_stop.dossier')
    const { rows: hosts } = await pool.query<{ count: number }>('select count(*)::int as count from sen.host')
    await pool.end()
    const there = new Set(rows.map((row) => row.number))
    times.sort((a, b) => a - b)
    const at = (share: number) =>
      Math.round((times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0) * 10) / 10
    return {
      seconds: Math.round((performance.now() - began) / 100) / 10,
      restarts,
      requests: times.length,
      reads,
      writes,
      failed,
      acknowledged: acknowledged.length,
      lost: acknowledged.filter((number) => !there.has(number)),
      p50Ms: at(0.5),
      p99Ms: at(0.99),
      slowestMs: at(1),
      slowestStopMs: Math.round(slowestStopMs),
      slowestStartMs: Math.round(slowestStartMs),
      signOutSeenMs,
      hostsSeen: hosts[0]?.count ?? 0,
    }
  } finally {
    await balancer?.close()
    await Promise.all(
      [...children.values()].map(async (child) => {
        if (child.exitCode !== null) return
        const gone = new Promise((done) => child.once('exit', done))
        child.kill('SIGTERM')
        await Promise.race([gone, sleep(15_000)])
        child.kill('SIGKILL')
      }),
    )
    for (const name of await readdir(dataDir).catch((): string[] => []))
      if (name.endsWith('.log')) {
        const broken = (await readFile(join(dataDir, name), 'utf8'))
          .split('\n')
          .filter((line) => line.includes('"level":50'))
        for (const line of broken.slice(0, 5)) say(`${name}: ${line.slice(0, 600)}`)
      }
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** Signs in at the first host, is believed by the second, signs out at the first: how long does the second believe on? */
async function signOutSeen(ports: readonly number[]): Promise<number> {
  const [first, second] = ports.map((port) => `http://127.0.0.1:${port}`) as [string, string]
  const client = await signIn(first, 'lan')
  const known = async (): Promise<boolean> => {
    const answer = await fetch(`${second}/api/v1/notices`, { headers: { cookie: client.cookie } })
    await answer.arrayBuffer()
    return answer.status === 200
  }
  if (!(await known())) throw new Error('the second host does not know a session of the first')
  const out = await fetch(`${first}/api/v1/sign-out`, {
    method: 'POST',
    headers: { cookie: client.cookie, 'x-csrf': client.csrf, 'content-type': 'application/json' },
    body: '{}',
  })
  if (!out.ok) throw new Error(`sign-out: ${out.status}`)
  const began = performance.now()
  while (performance.now() - began < 10_000) {
    if (!(await known())) return Math.round(performance.now() - began)
    await sleep(20)
  }
  return 10_000
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      ports: { type: 'string' },
      through: { type: 'string' },
    },
  })
  const report = await rollingRestart(
    {
      seconds: Number(values.seconds),
      ...(values.ports ? { ports: values.ports.split(',').map(Number) } : {}),
      ...(values.through ? { through: values.through } : {}),
    },
    (line) => console.log(line),
  )
  console.log(`${cpus()[0]?.model ?? '?'}, ${availableParallelism()} cores`)
  console.log(
    JSON.stringify({ ...report, failed: report.failed.slice(0, 20), failedCount: report.failed.length }, null, 2),
  )
  await endTestPostgres()
  process.exit(report.failed.length + report.lost.length > 0 ? 1 : 0)
}
