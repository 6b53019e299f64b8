/**
 * Claim: creating a record through Sen is five times as fast, or more, as creating an item through Directus, on the same
 * PostgreSQL, in a table of the same shape with the same indexes, at the same concurrency.
 *
 * Directus is installed from npm into a temporary folder, only here; with SEN_BENCH_DIRECTUS=FOLDER a folder where it was
 * installed before. It runs as one process in production mode with its rate limiter and its cache off, its log of activity and
 * revisions on (its default; ours is on too), and is asked with a static administrator's token, for which it checks no
 * permissions: in its favour. When it cannot be installed or started the output says why and the claim is not measured.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Beside, openBeside, temporaryFolder } from './beside.ts'
import { type Load, type Ran, runLoad } from './load.ts'
import { judge, loadNow, machineLine, median, notMeasured, say } from './machine.ts'

const HOLD = 5
const ROUNDS = 3
const SECONDS = Number(process.env.SEN_BENCH_SECONDS ?? 4)
const CONCURRENCIES = [1, 8, 32]
/** The newest release whose parts are all to be had from the registry. */
const VERSION = process.env.SEN_BENCH_DIRECTUS_VERSION ?? '12.3.1'
const INSTALL_MINUTES_MAX = 20
const CLAIM = 'create against Directus'

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

/** The first Node of this machine for which the native part of Directus was built; ours is asked first. */
function findNode(folder: string): string | undefined {
  const candidates = [
    process.execPath,
    ...(process.env.PATH ?? '').split(delimiter).map((place) => join(place, 'node')),
  ]
  return candidates.find(
    (node) =>
      existsSync(node) &&
      spawnSync(node, ['-e', "require('isolated-vm')"], { cwd: folder, timeout: 20_000 }).status === 0,
  )
}

/** Installs Directus into `folder`; answers why not, or nothing. */
function install(folder: string): string | undefined {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "name": "peer", "private": true }\n')
  const ran = spawnSync(
    'npm',
    ['install', `directus@${VERSION}`, '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: folder,
      encoding: 'utf8',
      timeout: INSTALL_MINUTES_MAX * 60_000,
    },
  )
  if (ran.error) return ran.error.message
  return ran.status === 0 ? undefined : `npm ended with ${ran.status ?? ran.signal}: ${ran.stderr.slice(-300)}`
}

/** The table of one-stop/step as Directus keeps it, in a database of its own on the same server. */
async function makeDatabase(house: Beside): Promise<void> {
  await house.owner.query('create database directus')
  const client = new pg.Client({ ...house.superuser, database: 'directus', ssl: false })
  await client.connect()
  await client.query(`
    create extension pg_trgm;
    create function fold(value text) returns text language sql immutable strict parallel safe as $$ select lower(normalize(value, nfc)) $$;
    create table step (
      id uuid primary key default uuidv7(), unit uuid, version integer not null default 1, sample boolean not null default false,
      created_at timestamptz, created_by uuid, updated_at timestamptz, updated_by uuid,
      procedure text not null check (char_length(procedure) <= 20), position bigint not null check (position between 1 and 40),
      kind text not null check (kind in ('receive', 'handle', 'review', 'sign', 'stamp', 'duty', 'return')),
      name_vi text not null check (char_length(name_vi) <= 200), name_en text not null check (char_length(name_en) <= 200),
      role text not null check (char_length(role) <= 60), unit_rule text not null check (char_length(unit_rule) <= 100),
      limit_hours numeric check (limit_hours between 0.5 and 2000), valid_from date not null, valid_to date, source text check (char_length(source) <= 500),
      search text generated always as (fold(coalesce(procedure, '') || ' ' || coalesce(name_vi, ''))) stored,
      unique (procedure, position, valid_from));
    create index on step (procedure desc nulls last, id desc);
    create index on step (unit, procedure desc nulls last, id desc);
    create index on step (position desc nulls last, id desc);
    create index on step (unit, position desc nulls last, id desc);
    create index on step using gin (search gin_trgm_ops)`)
  await client.end()
}

async function startDirectus(
  node: string,
  folder: string,
  house: Beside,
  port: number,
  token: string,
): Promise<ChildProcess> {
  const environment = {
    ...process.env,
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    DB_CLIENT: 'pg',
    DB_HOST: house.superuser.host,
    DB_PORT: String(house.superuser.port),
    DB_DATABASE: 'directus',
    DB_USER: house.superuser.user,
    DB_PASSWORD: 'peer',
    DB_POOL__MIN: '20',
    DB_POOL__MAX: '20',
    SECRET: randomBytes(32).toString('hex'),
    ADMIN_EMAIL: 'quantri@example.vn',
    ADMIN_PASSWORD: randomBytes(12).toString('hex'),
    ADMIN_TOKEN: token,
    LOG_LEVEL: 'error',
    TELEMETRY: 'false',
    RATE_LIMITER_ENABLED: 'false',
    CACHE_ENABLED: 'false',
    WEBSOCKETS_ENABLED: 'false',
    EXTENSIONS_PATH: join(folder, 'extensions'),
    STORAGE_LOCAL_ROOT: join(folder, 'uploads'),
  }
  const program = join(folder, 'node_modules', 'directus', 'cli.js')
  const made = spawnSync(node, [program, 'bootstrap'], {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
    timeout: 240_000,
  })
  if (made.status !== 0)
    throw new Error(
      `its bootstrap ended with ${made.status ?? made.signal}: ${(made.stderr || made.stdout).slice(-300)}`,
    )
  const child = spawn(node, [program, 'start'], { cwd: folder, env: environment, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (part: Buffer) => (said = (said + part.toString()).slice(-1_000)))
  for (const until = performance.now() + 120_000; performance.now() < until; ) {
    const answer = await fetch(`http://127.0.0.1:${port}/server/ping`).catch(() => undefined)
    if (answer?.ok) return child
    if (child.exitCode !== null) break
    await sleep(200)
  }
  child.kill('SIGKILL')
  throw new Error(`it did not start: ${said}`)
}

async function ask(port: number, token: string, method: string, address: string, content: unknown): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}${address}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(content),
  })
  if (!answer.ok)
    throw new Error(`${method} ${address} answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`)
  await answer.arrayBuffer()
}

/** Whether Directus wrote down what was done, as we do. */
async function logOf(house: Beside): Promise<{ items: number; activity: number; revisions: number }> {
  const client = new pg.Client({ ...house.superuser, database: 'directus', ssl: false })
  await client.connect()
  const { rows } = await client.query<{ items: number; activity: number; revisions: number }>(
    `select (select count(*)::int from step) as items, (select count(*)::int from directus_activity where collection = 'step') as activity,
            (select count(*)::int from directus_revisions where collection = 'step') as revisions`,
  )
  await client.end()
  return rows[0] ?? { items: 0, activity: 0, revisions: 0 }
}

const row = (name: string, concurrency: number, ran: Ran): string =>
  `${name.padEnd(34)} ${String(concurrency).padStart(3)} at once ${ran.perSecond.toFixed(0).padStart(7)}/s  p50 ${ran.p50.toFixed(2).padStart(7)} ms  p95 ${ran.p95.toFixed(2).padStart(7)} ms`

export async function run(): Promise<void> {
  const given = process.env.SEN_BENCH_DIRECTUS
  const folder = given ?? temporaryFolder('directus')
  let house: Beside | undefined
  let peer: ChildProcess | undefined
  try {
    if (!existsSync(join(folder, 'node_modules', 'directus', 'cli.js'))) {
      const why = install(folder)
      if (why !== undefined) return notMeasured(CLAIM, `Directus ${VERSION} could not be installed: ${why}`)
    }
    const { version } = JSON.parse(readFileSync(join(folder, 'node_modules', 'directus', 'package.json'), 'utf8')) as {
      version: string
    }
    const node = findNode(folder)
    if (node === undefined)
      return notMeasured(
        CLAIM,
        `the native part of Directus ${version} (isolated-vm) was built for no Node of this machine`,
      )
    house = await openBeside('peer')
    const theirNode = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()
    say(`# directus: ${machineLine(house.postgres)}; Directus ${version} on Node ${theirNode}`)
    await makeDatabase(house)
    const token = randomBytes(24).toString('hex')
    const port = house.port + 1
    try {
      peer = await startDirectus(node, folder, house, port, token)
      await ask(port, token, 'PATCH', '/collections/step', { meta: { accountability: 'all' } })
      for (const [field, special] of [
        ['id', 'uuid'],
        ['created_at', 'date-created'],
        ['created_by', 'user-created'],
        ['updated_at', 'date-updated'],
        ['updated_by', 'user-updated'],
      ]) {
        await ask(port, token, 'PATCH', `/fields/step/${field}`, { meta: { special: [special] } })
      }
      await ask(port, token, 'POST', '/items/step', JSON.parse(body.replaceAll('{n}', 'first')))
    } catch (error) {
      return notMeasured(CLAIM, `Directus ${version} did not work here: ${(error as Error).message}`)
    }
    say(`# ${ROUNDS} rounds of ${SECONDS} s each, in turns; load ${loadNow()} at the start`)
    const ours: Load = {
      kind: 'http',
      port: house.port,
      method: 'POST',
      path: '/api/v1/one-stop/step',
      headers: await house.signIn('quantri'),
      body,
      status: 201,
      concurrency: 1,
      seconds: SECONDS,
    }
    const theirs: Load = {
      ...ours,
      port,
      path: '/items/step',
      headers: { authorization: `Bearer ${token}` },
      status: 200,
    }
    for (const load of [ours, theirs]) await runLoad({ ...load, concurrency: 8, seconds: 2 })
    for (const concurrency of CONCURRENCIES) {
      const over: Ran[] = []
      const under: Ran[] = []
      for (let round = 0; round < ROUNDS; round++) {
        over.push(await runLoad({ ...ours, concurrency }))
        under.push(await runLoad({ ...theirs, concurrency }))
      }
      const middle = (all: Ran[]): Ran =>
        all.toSorted((a, b) => a.perSecond - b.perSecond)[Math.floor(all.length / 2)] as Ran
      say(row('Sen', concurrency, middle(over)))
      say(row('Directus', concurrency, middle(under)))
      const ratio = median(over.map((one, i) => one.perSecond / (under[i]?.perSecond ?? Number.NaN)))
      judge({
        what: `${CLAIM}, ${concurrency} at once`,
        measured: `${ratio.toFixed(1)}x`,
        hold: `>= ${HOLD}x`,
        ratio: HOLD / ratio,
      })
    }
    const kept = await logOf(house)
    say(`# its log holds ${kept.activity} acts and ${kept.revisions} revisions of ${kept.items} items`)
  } finally {
    if (peer && peer.exitCode === null) {
      const gone = new Promise((done) => peer?.once('exit', done))
      peer.kill('SIGKILL')
      await gone
    }
    await house?.close()
    if (!given) rmSync(folder, { recursive: true, force: true })
  }
}

if (import.meta.main) await run()
