/**
 * Kills the house again and again while dossiers are being filed, then counts: every acknowledged dossier must be there, and
 * the numbers of the office must run 1, 2, 3 … without a gap or a double.
 *
 *   node tools/kill.ts --times 200
 *
 * Every third time PostgreSQL is killed as well, so that both ways back are taken: adopting a server that outlived us, and
 * recovery from the log with a stale lock.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { demoPassword } from '#province'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const CLIENTS = 6

interface Client {
  cookie: string
  csrf: string
}

export interface KillReport {
  kills: number
  databaseKills: number
  acknowledged: number
  stored: number
  lost: string[]
  gaps: number[]
  doubles: number[]
  slowestStartMs: number
}

async function start(dataDir: string, port: number): Promise<{ child: ChildProcess; tookMs: number }> {
  const began = performance.now()
  const child = spawn(process.execPath, [join(root, 'host/start.ts')], {
    env: { ...process.env, SEN_DATA: dataDir, SEN_WEB: '0', PORT: String(port), SEN_LOG: 'error', HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  for (let i = 0; i < 600; i++) {
    if (child.exitCode !== null) throw new Error(`the house did not open again:\n${output}`)
    const ready = await fetch(`http://127.0.0.1:${port}/healthz`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (ready) return { child, tookMs: performance.now() - began }
    await sleep(50)
  }
  child.kill('SIGKILL')
  throw new Error(`the house did not answer within 30 s:\n${output}`)
}

async function signIn(port: number): Promise<Client> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: 'motcua.caolanh', password: demoPassword }),
  })
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const { csrf } = (await answer.json()) as { csrf: string }
  return { cookie, csrf }
}

/** Runs the whole trial in a throw-away data directory. */
export async function killAgainAndAgain(
  times: number,
  port: number,
  say: (line: string) => void = () => undefined,
): Promise<KillReport> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sen-kill-'))
  // The database's system user must be able to look in when we run as root.
  await chmod(dataDir, 0o755)
  const acknowledged: string[] = []
  let databaseKills = 0
  let slowestStartMs = 0
  let alive: ChildProcess | undefined
  try {
    const first = await start(dataDir, port)
    alive = first.child
    const client = await signIn(port)
    const headers = { cookie: client.cookie, 'x-csrf': client.csrf, 'content-type': 'application/json' }
    const list = (await (
      await fetch(`http://127.0.0.1:${port}/api/v1/one-stop/procedure?f.code=2.000815`, { headers })
    ).json()) as { rows: { id: string }[] }
    const procedure = list.rows[0]?.id
    let serial = 0
    let running = true
    const file = async (): Promise<void> => {
      while (running) {
        serial++
        try {
          const answer = await fetch(`http://127.0.0.1:${port}/api/v1/one-stop/intake`, {
            method: 'POST',
            headers,
            body: JSON.stringify({
              procedure,
              national_id: `08719580${String(serial % 10_000).padStart(4, '0')}`,
              full_name: `Người nộp ${serial}`,
              accept_now: serial % 4 === 0,
            }),
            signal: AbortSignal.timeout(10_000),
          })
          if (answer.status === 201) acknowledged.push(((await answer.json()) as { number: string }).number)
          else if (answer.status !== 503)
            throw new Error(`unexpected ${answer.status}: ${(await answer.text()).slice(0, 300)}`)
        } catch (error) {
          if (error instanceof Error && error.message.startsWith('unexpected')) throw error
          await sleep(20)
        }
      }
    }
    const filing = Promise.all(Array.from({ length: CLIENTS }, file))
    // A refusal nobody expects ends the trial instead of being waited for.
    let failure: unknown
    filing.catch((error: unknown) => {
      failure = error
    })
    for (let i = 0; i < times; i++) {
      const had = acknowledged.length
      // Some work between two kills, at another moment each time.
      for (let waited = 0; acknowledged.length < had + 3 && waited < 200 && !failure; waited++) await sleep(10)
      await sleep(((i * 37) % 90) + 5)
      if (failure) throw failure
      if (i % 3 === 2) {
        const pid = Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0])
        process.kill(pid, 'SIGKILL')
        databaseKills++
      }
      const gone = new Promise((done) => alive?.once('exit', done))
      alive?.kill('SIGKILL')
      await gone
      const next = await start(dataDir, port)
      alive = next.child
      slowestStartMs = Math.max(slowestStartMs, next.tookMs)
      if ((i + 1) % 10 === 0) say(`${i + 1}/${times} lần, ${acknowledged.length} hồ sơ đã xác nhận`)
    }
    running = false
    await filing
    const stored: string[] = []
    let after: string | null = null
    do {
      const page = (await (
        await fetch(
          `http://127.0.0.1:${port}/api/v1/one-stop/dossier?limit=200&f.procedure_code=2.000815${after ? `&after=${after}` : ''}`,
          { headers },
        )
      ).json()) as { rows: { number: string; applicant_name: string }[]; next: string | null }
      stored.push(...page.rows.map((row) => row.number))
      after = page.next
    } while (after)
    const there = new Set(stored)
    const today = acknowledged.at(-1)?.split('-')[1]
    const all = (await everyNumber(port, headers)).filter((number) => number.split('-')[1] === today)
    const sequences = all.map((number) => Number(number.split('-')[2])).sort((a, b) => a - b)
    return {
      kills: times,
      databaseKills,
      acknowledged: acknowledged.length,
      stored: stored.length,
      lost: acknowledged.filter((number) => !there.has(number)),
      gaps: sequences.filter((sequence, i) => i > 0 && sequence > (sequences[i - 1] as number) + 1),
      doubles: sequences.filter((sequence, i) => i > 0 && sequence === sequences[i - 1]),
      slowestStartMs: Math.round(slowestStartMs),
    }
  } finally {
    if (alive && alive.exitCode === null) {
      const gone = new Promise((done) => alive?.once('exit', done))
      alive.kill('SIGTERM')
      await Promise.race([gone, sleep(20_000)])
      alive.kill('SIGKILL')
    }
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function everyNumber(port: number, headers: Record<string, string>): Promise<string[]> {
  const numbers: string[] = []
  let after: string | null = null
  do {
    const page = (await (
      await fetch(`http://127.0.0.1:${port}/api/v1/one-stop/dossier?limit=200${after ? `&after=${after}` : ''}`, {
        headers,
      })
    ).json()) as { rows: { number: string }[]; next: string | null }
    numbers.push(...page.rows.map((row) => row.number))
    after = page.next
  } while (after)
  return numbers
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { times: { type: 'string', default: '200' }, port: { type: 'string', default: '3977' } },
  })
  const report = await killAgainAndAgain(Number(values.times), Number(values.port), (line) => console.log(line))
  console.log(JSON.stringify(report, null, 2))
  process.exit(report.lost.length + report.gaps.length + report.doubles.length > 0 ? 1 : 0)
}
