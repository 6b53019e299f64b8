/**
 * One throw-away PostgreSQL for a run of tests: the real engine, without fsync and in memory where the machine has a large
 * /dev/shm. It starts when the first test asks for a database, so tests of pure functions pay nothing; Vitest's global setup
 * (`setup`, `teardown`) names its place and clears it away, also after a run that was killed.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { assert, Refusal } from '#ground/refusal'
import { endEngine, startEngine } from '#kernel/store'

const runVariable = 'SEN_TEST_RUN'
const databaseNameMax = 40
const memoryBytesMin = 2_000_000_000

/** Memory when it is large enough for a whole run, else the disk. */
function shelter(): string {
  try {
    const disk = statfsSync('/dev/shm')
    if (disk.bavail * disk.bsize > memoryBytesMin) return '/dev/shm'
  } catch {
    // macOS has no /dev/shm
  }
  return tmpdir()
}

async function clear(run: string): Promise<void> {
  await endEngine(run)
  rmSync(run, { recursive: true, force: true })
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Clears away what runs that were killed left behind; what belongs to another user is left to that user. */
async function sweep(): Promise<void> {
  for (const folder of new Set([shelter(), tmpdir()])) {
    for (const name of readdirSync(folder)) {
      const pid = /^sen-test-(\d+)-/.exec(name)?.[1]
      if (pid && !isRunning(Number(pid))) await clear(join(folder, name)).catch(() => {})
    }
  }
}

/** The place this process made; undefined when it was handed one. */
let own: string | undefined

/** Vitest's global setup: names the place of this run's PostgreSQL. Called once for each project; the first one counts. */
export async function setup(): Promise<void> {
  if (process.env[runVariable]) return
  await sweep()
  const run = mkdtempSync(join(shelter(), `sen-test-${process.pid}-`))
  // the place must let the server's system user in; the cluster inside is private to it
  rmSync(run, { recursive: true })
  mkdirSync(run, { mode: 0o755 })
  process.env[runVariable] = run
  own = run
}

export async function teardown(): Promise<void> {
  const run = process.env[runVariable]
  // A run inside a run (a test that starts Vitest) shares the server and must leave it to whoever started it.
  if (!run || run !== own) return
  delete process.env[runVariable]
  await clear(run)
}

let admin: Promise<{ pool: pg.Pool; host: string; port: number }> | undefined

async function start(): Promise<{ pool: pg.Pool; host: string; port: number }> {
  if (!process.env[runVariable]) {
    // outside Vitest (a bench, a tool): the process clears up when it ends by calling endTestPostgres
    await setup()
  }
  const run = process.env[runVariable]
  assert(run, 'the place of the test run is named by setup()')
  let place = { host: join(run, 'postgres-run'), port: 5432 }
  try {
    const engine = await startEngine({ dataDir: run, throwAway: true })
    place = { host: engine.superuser.host, port: engine.superuser.port }
  } catch (error) {
    // another worker of the same run was first: it is the same server
    if (!(error instanceof Refusal && error.code === 'engine.already-running')) throw error
  }
  const pool = new pg.Pool({
    ...place,
    user: 'postgres',
    database: 'postgres',
    max: 1,
    ssl: false,
    allowExitOnIdle: true,
  })
  pool.on('error', () => {})
  return { pool, ...place }
}

const nameOf = (words: string): string => {
  const name = words.toLowerCase().replace(/[^a-z0-9]+/g, '_')
  assert(
    name.length > 0 && name.length <= databaseNameMax,
    `a test database name has 1–${databaseNameMax} letters: ${words}`,
  )
  return name
}

async function createDatabase(name: string, template: string): Promise<string> {
  admin ??= start()
  const { pool, host, port } = await admin
  const database = `${nameOf(name)}_${randomBytes(3).toString('hex')}`
  // Copied as files, which without fsync costs a twentieth of the default, a log line for each of its thousands of pages.
  await pool.query(`create database "${database}" template "${template}" strategy file_copy`)
  return `postgresql://postgres@${encodeURIComponent(host)}:${port}/${database}`
}

/**
 * A fresh empty database on this run's PostgreSQL, as a URL for its owner (superuser, no password: the socket is private;
 * the role in the URL may be changed to any other). `name` only helps to recognise it in a log.
 */
export function testDatabaseUrl(name: string): Promise<string> {
  return createDatabase(name, 'template0')
}

const templates = new Map<string, Promise<string>>()

/**
 * A fresh database that begins as a copy of template `name`: `prepare` fills the template once per run (migrations, reference
 * rows), every call then copies it in some tens of milliseconds. `prepare` must close its connections.
 */
export async function createFromTemplate(name: string, prepare: (url: string) => Promise<void>): Promise<string> {
  let template = templates.get(name)
  if (!template) {
    template = (async () => {
      const url = await createDatabase(`template_${name}`, 'template0')
      await prepare(url)
      const made = new URL(url).pathname.slice(1)
      const { pool } = await (admin ?? start())
      // PostgreSQL copies only a database nobody is connected to
      await pool.query(`alter database "${made}" allow_connections false`)
      await pool.query('select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1', [made])
      return made
    })()
    templates.set(name, template)
  }
  return createDatabase(name, await template)
}

/** Drops a database of this run early, cutting its connections; only large ones need it. */
export async function dropTestDatabase(url: string): Promise<void> {
  const { pool } = await (admin ?? start())
  await pool.query(`drop database if exists "${new URL(url).pathname.slice(1)}" with (force)`)
}

/** Ends the throw-away server outside Vitest, where no teardown does. */
export async function endTestPostgres(): Promise<void> {
  if (admin) {
    const { pool } = await admin
    await pool.end()
    admin = undefined
    templates.clear()
  }
  const run = process.env[runVariable]
  if (run && existsSync(run)) await teardown()
}
