/**
 * A whole house in a process beside the bench: real PostgreSQL with fsync, the real server, no background jobs, limits of
 * requests lifted. The bench asks it for its CPU, for the statements of one request, for plans and for a CPU profile.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Connection } from '#kernel/store'
import { type ProfileLine, sumProfile } from './profile.ts'

export interface Cpu {
  /** Milliseconds of CPU since the process began. */
  server: number
  database: number
}

export interface Statement {
  sql: string
  values: unknown[]
  /** Sent while an earlier statement of its connection was not answered yet: no round trip of its own. */
  together: boolean
  /** From sending to the answer, milliseconds. */
  ms: number
}

/** How often somebody had to wait for the database's answer before going on. */
export const tripsOf = (sent: readonly Statement[]): number => sent.filter(({ together }) => !together).length

/** A statement on one line; '+' when it went in one breath with the one before. */
export const statementLine = ({ sql, together, ms }: Statement): string =>
  `  ${together ? '+' : ' '} ${ms.toFixed(2).padStart(6)} ms  ${sql.replaceAll(/\s+/g, ' ').slice(0, 150)}`

interface Opened {
  port: number
  /** Null when the database is another house's. */
  superuser: { host: string; port: number; user: string; database: string } | null
  postgres: string
}

type Asked =
  | { do: 'cpu' }
  | { do: 'trace' }
  | { do: 'traced' }
  | { do: 'profile' }
  | { do: 'profiled' }
  | { do: 'explain'; statements: Statement[] }
  | { do: 'close' }

/** The folder of a bench's data: under the machine's temporary folder, open for the database's own system user to enter. */
export function temporaryFolder(name: string): string {
  const made = mkdtempSync(join(tmpdir(), `sen-bench-${name}-`))
  // mkdtemp is private to us, and as root the server runs as another user
  rmSync(made, { recursive: true })
  mkdirSync(made, { mode: 0o755 })
  return made
}

/** SEN_BENCH_DATA: a folder that stays, so that millions of rows are made once and measured often. */
export function keptFolder(): { dataDir?: string } {
  const dataDir = process.env.SEN_BENCH_DATA
  if (!dataDir) return {}
  mkdirSync(dataDir, { recursive: true, mode: 0o755 })
  return { dataDir }
}

export interface Beside {
  port: number
  postgres: string
  dataDir: string
  /** As the owner of everything. */
  superuser: NonNullable<Opened['superuser']>
  owner: pg.Pool
  cpu(): Promise<Cpu>
  /** Statements the server sends while `work` runs. */
  trace(work: () => Promise<unknown>): Promise<Statement[]>
  /** Where the server's CPU went while `work` ran. */
  profile(work: () => Promise<unknown>): Promise<ProfileLine[]>
  /** EXPLAIN (ANALYZE, BUFFERS) of traced statements, replayed as the application's role with their own settings. */
  explain(statements: Statement[]): Promise<string[]>
  /** Signs in; the headers of every later request. */
  signIn(login: string): Promise<Record<string, string>>
  get<T>(path: string, headers: Record<string, string>): Promise<T>
  post<T>(path: string, headers: Record<string, string>, body: unknown): Promise<T>
  close(): Promise<void>
}

/** Opens a house on a temporary folder; closing it removes the folder. */
export async function openBeside(
  name: string,
  options: {
    dataDir?: string
    /** A second host on the database of this one. */
    with?: Beside
    /** Does its jobs too, as in life. */
    jobs?: boolean
  } = {},
): Promise<Beside> {
  const dataDir = options.dataDir ?? temporaryFolder(name)
  const first = options.with?.superuser
  const child = fork(import.meta.filename, [dataDir], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // dates and bytes of traced statements must come back as what they are
    serialization: 'advanced',
    env: {
      ...process.env,
      ...(options.jobs ? { SEN_BENCH_JOBS: '1' } : {}),
      ...(first && options.with
        ? {
            SEN_BENCH_DATABASE: `postgres://${first.user}@${encodeURIComponent(first.host)}:${first.port}/${first.database}`,
            SEN_KEYS: join(options.with.dataDir, 'secrets', 'keys.json'),
          }
        : {}),
    },
  })
  const waiting = new Map<number, { done: (answer: unknown) => void; refuse: (error: Error) => void }>()
  let asked = 0
  const opened = await new Promise<Opened>((done, refuse) => {
    child.once('exit', (status) => refuse(new Error(`the house ended with status ${status}`)))
    child.on('message', (message) => {
      const {
        id,
        answer,
        error,
        opened: ready,
      } = message as { id?: number; answer?: unknown; error?: string; opened?: Opened }
      if (ready) {
        done(ready)
        return
      }
      if (id === undefined) {
        refuse(new Error(error))
        return
      }
      const one = waiting.get(id)
      waiting.delete(id)
      if (error) one?.refuse(new Error(error))
      else one?.done(answer)
    })
  }).catch((error: unknown) => {
    if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true })
    throw error
  })
  const ask = <T>(what: Asked): Promise<T> =>
    new Promise((done, refuse) => {
      waiting.set(++asked, { done: done as (answer: unknown) => void, refuse })
      child.send({ id: asked, ...what })
    })
  const superuser = opened.superuser ?? options.with?.superuser
  if (!superuser) throw new Error('the house named no database')
  const owner = new pg.Pool({ ...superuser, ssl: false, max: 4, application_name: 'bench-owner' })
  owner.on('error', () => undefined)
  const base = `http://127.0.0.1:${opened.port}`
  const read = async <T>(answer: Response): Promise<T> => {
    if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}: ${(await answer.text()).slice(0, 400)}`)
    return (await answer.json()) as T
  }
  return {
    ...opened,
    superuser,
    dataDir,
    owner,
    cpu: () => ask<Cpu>({ do: 'cpu' }),
    async trace(work) {
      await ask({ do: 'trace' })
      await work()
      return ask<Statement[]>({ do: 'traced' })
    },
    async profile(work) {
      await ask({ do: 'profile' })
      await work()
      return ask<ProfileLine[]>({ do: 'profiled' })
    },
    explain: (statements) => ask<string[]>({ do: 'explain', statements }),
    async signIn(login) {
      const { houseValues } = await import('#province')
      const answer = await fetch(`${base}/api/v1/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ login, password: houseValues.demonstration.password }),
      })
      const cookie = answer.headers.getSetCookie().find((one) => one.startsWith('sen_session='))
      const { csrf } = await read<{ csrf: string }>(answer)
      return { cookie: cookie?.split(';')[0] ?? '', 'x-csrf': csrf }
    },
    get: async (path, headers) => read(await fetch(base + path, { headers })),
    post: async (path, headers, body) =>
      read(
        await fetch(base + path, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
    async close() {
      await owner.end().catch(() => undefined)
      await endChild(child, () => ask({ do: 'close' }))
      if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function endChild(child: ChildProcess, ask: () => Promise<unknown>): Promise<void> {
  if (child.exitCode !== null) return
  const gone = new Promise<void>((done) => child.once('exit', () => done()))
  const hurry = setTimeout(() => child.kill('SIGKILL'), 60_000)
  await ask().catch(() => undefined)
  await gone
  clearTimeout(hurry)
}

/** CPU ticks of the server's database: its first process, the children it has and those that have ended (Linux only). */
export function databaseCpu(dataDir: string): number {
  try {
    const first = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0] ?? ''
    let ticks = 0
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid)) continue
      try {
        const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? []
        const [user, system, gone, goneSystem] = fields.slice(11, 15).map(Number)
        if (pid === first) ticks += (user ?? 0) + (system ?? 0) + (gone ?? 0) + (goneSystem ?? 0)
        else if (fields[1] === first) ticks += (user ?? 0) + (system ?? 0)
      } catch {
        // ended meanwhile
      }
    }
    return ticks * 10
  } catch {
    return Number.NaN
  }
}

/** Notes every statement that any client of this process sends, while switched on. */
export function tracer(): { begin(): void; end(): Statement[] } {
  let notes: Statement[] | undefined
  const unanswered = new WeakMap<object, number>()
  const prototype = pg.Client.prototype as unknown as { query(...given: unknown[]): unknown }
  const send = prototype.query
  prototype.query = function query(this: object, ...given: unknown[]) {
    const answer = Reflect.apply(send, this, given)
    if (!notes) return answer
    const first = given[0] as string | { text?: string; values?: unknown[] }
    const sql = typeof first === 'string' ? first : (first.text ?? '')
    const before = unanswered.get(this) ?? 0
    const values = typeof first === 'string' ? [] : (first.values ?? [])
    const note: Statement = { sql, values, together: before > 0, ms: Number.NaN }
    const began = performance.now()
    notes.push(note)
    if (answer instanceof Promise) {
      unanswered.set(this, before + 1)
      const answered = (): void => {
        note.ms = performance.now() - began
        unanswered.set(this, (unanswered.get(this) ?? 1) - 1)
      }
      answer.then(answered, answered)
    }
    return answer
  }
  return {
    begin: () => {
      notes = []
    },
    end: () => {
      const ended = notes ?? []
      notes = undefined
      return ended
    },
  }
}

async function serve(dataDir: string): Promise<void> {
  const trace = tracer()
  const { pino } = await import('pino')
  const { openHouse } = await import('../host/open.ts')
  const { loadDemo } = await import('../host/demo.ts')
  const house = await openHouse({
    dataDir,
    port: 0,
    host: '127.0.0.1',
    publicUrl: 'http://127.0.0.1',
    // people and accounts, but no example dossiers: what is measured is what the bench put in
    demo: false,
    jobs: process.env.SEN_BENCH_JOBS === '1',
    ...(process.env.SEN_BENCH_DATABASE ? { databaseUrl: process.env.SEN_BENCH_DATABASE } : {}),
    log: pino({ level: 'error' }, pino.destination(2)),
    progress: () => undefined,
    limits: { requestsAMinuteMax: 1e9, signInsAMinuteMax: 1e9 },
  })
  await loadDemo(house.database)
  // for trying other sizes than the house's own
  if (process.env.SEN_BENCH_POOL) house.database.app.options.max = Number(process.env.SEN_BENCH_POOL)
  const profiler = new Session()
  profiler.connect()
  const hands: { [D in Asked['do']]: (asked: Extract<Asked, { do: D }>) => unknown } = {
    cpu: () => {
      const { user, system } = process.cpuUsage()
      return { server: (user + system) / 1000, database: databaseCpu(dataDir) } satisfies Cpu
    },
    trace: () => trace.begin(),
    traced: () => trace.end(),
    profile: async () => {
      await profiler.post('Profiler.enable')
      await profiler.post('Profiler.setSamplingInterval', { interval: 500 })
      await profiler.post('Profiler.start')
    },
    profiled: async () => sumProfile((await profiler.post('Profiler.stop')).profile),
    explain: async ({ statements }) => {
      const client = await house.database.app.connect()
      const plans: string[] = []
      try {
        for (const { sql, values } of statements) {
          if (/^(begin|select set_config)/.test(sql)) await client.query(sql)
          else if (/^(select|with|\()/i.test(sql.trim())) {
            const { rows } = await client.query<{ 'QUERY PLAN': string }>(
              `explain (analyze, buffers, costs off) ${sql}`,
              values,
            )
            plans.push(
              `${sql.replaceAll(/\s+/g, ' ').slice(0, 600)}\n${rows.map((row) => row['QUERY PLAN']).join('\n')}`,
            )
          }
        }
      } finally {
        await client.query('rollback').catch(() => undefined)
        client.release()
      }
      return plans
    },
    close: () => house.close(),
  }
  process.on('message', async (message) => {
    const { id, ...asked } = message as { id: number } & Asked
    try {
      const answer = await (hands[asked.do] as (asked: Asked) => unknown)(asked)
      process.send?.({ id, answer: answer ?? null }, () => asked.do === 'close' && process.exit(0))
    } catch (error) {
      process.send?.({ id, error: (error as Error).stack ?? String(error) })
    }
  })
  process.once('disconnect', () => void house.close().finally(() => process.exit(1)))
  const address = house.http.app.server.address()
  const superuser = house.engine?.superuser as Connection | undefined
  const opened: Opened = {
    port: typeof address === 'object' && address ? address.port : 0,
    superuser: superuser
      ? { host: superuser.host, port: superuser.port, user: superuser.user, database: superuser.database }
      : null,
    postgres: house.engine?.version ?? '',
  }
  process.send?.({ opened })
}

if (import.meta.main && process.send) {
  serve(process.argv[2] ?? '').catch((error: Error) => {
    process.send?.({ error: error.stack ?? error.message }, () => process.exit(1))
  })
}
