import { randomBytes } from 'node:crypto'
import { mkdir, readFile, statfs, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import pino, { type Logger } from 'pino'
import { type Clock, systemClock } from '#ground/clock'
import { caseJobs, casesSchema, loadCalendars, notify } from '#kernel/cases'
import {
  addAssets,
  channelsSchema,
  cleaningJob,
  type Host,
  type Http,
  mailJob,
  messageJob,
  openMailer,
  openSite,
  openSms,
  openSwitches,
  type Site,
  savedViewSchema,
  startHeart,
  switchSchema,
  watchJob,
} from '#kernel/channels'
import { lendBlobs, openBlobs, openClamd, papersSchema, type Scanner } from '#kernel/papers'
import { importJob, loadCodes, type ReadRow, type RecordType, recordsSchema } from '#kernel/records'
import {
  Database,
  type Engine,
  ensureAppRole,
  givenDatabase,
  house,
  inTurn,
  type Job,
  jobRoutines,
  migrate,
  migrateJobs,
  type Plan,
  queueState,
  type Schema,
  startEngine,
  startJobs,
  type Workers,
} from '#kernel/store'
import { findSystems, loadOnce, loadSchema, type System } from '#kernel/system'
import {
  loadUnits,
  openKeyRing,
  providerCleaningJob,
  sealKeysIn,
  startSealer,
  trustSchema,
  upstreamSettings,
  witnessAddresses,
  witnessJobs,
} from '#kernel/trust'
import { calendarDays, codes, communes, hexagons, houseValues, roles, sessions, switchedOff, units } from '#province'
import { type Backups, backupJob, backupSettings, openBackups } from './backups.ts'
import { loadDemo } from './demo.ts'
import { openHere } from './here.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

export interface HouseOptions {
  dataDir: string
  /** Absent: the embedded PostgreSQL under dataDir. */
  databaseUrl?: string
  port?: number
  host?: string
  demo?: boolean
  clock?: Clock
  publicUrl?: string
  /** Take requests from the network; false for tests that call the server in the process. */
  listen?: boolean
  /** Run jobs in this process. */
  jobs?: boolean
  log?: Logger
  progress?: (line: string) => void
  limits?: Partial<Site['limits']>
  environment?: NodeJS.ProcessEnv
}

export interface House {
  site: Site
  http: Http
  database: Database
  systems: System[]
  engine: Engine | null
  backups: Backups
  /** Says at /readyz that this host leaves and serves on meanwhile, so that balancers find out; new connections are not kept alive. */
  drain(milliseconds: number): Promise<void>
  /** Stops taking requests, lets the running ones end, stops jobs, ships what was written, closes the database. */
  close(): Promise<void>
}

/** Everything the house wants to find in its database. */
export function declaredSchema(systems: readonly System[]): Schema {
  const parts: Schema[] = [
    trustSchema,
    recordsSchema(systems.flatMap((one) => one.records)),
    papersSchema,
    casesSchema,
    channelsSchema,
    switchSchema,
    savedViewSchema,
    loadSchema,
    { tables: [], routines: jobRoutines },
    ...systems.flatMap((one) => (one.schema ? [one.schema] : [])),
  ]
  return { tables: parts.flatMap((part) => part.tables), routines: parts.flatMap((part) => part.routines) }
}

export const systemsOfHouse = (): Promise<System[]> => findSystems(join(root, 'systems'), switchedOff)

export function typesOf(systems: readonly System[]): Map<string, RecordType> {
  return new Map(systems.flatMap((one) => one.records).map((type) => [`${type.system}/${type.name}`, type]))
}

/** So that an import begun by a command that was killed can be ended by the house; each row is read afresh. */
const readersOf = (systems: readonly System[]): Record<string, ReadRow> =>
  Object.fromEntries(
    systems
      .flatMap((one) => Object.entries(one.importers))
      .map(([name, importer]) => [name, (raw, row) => importer.reader()(raw, row)]),
  )

/** A secret of this installation: made once, kept with mode 0600 beside the data. */
async function secretOf(dataDir: string, name: string): Promise<string> {
  const file = join(dataDir, 'secrets', name)
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    const secret = randomBytes(32).toString('base64url')
    try {
      await writeFile(file, `${secret}\n`, { mode: 0o600, flag: 'wx' })
      return secret
    } catch (error) {
      // another host that opens on the same directory was first: its secret is the one
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      return (await readFile(file, 'utf8')).trim()
    }
  }
}

export interface Store {
  database: Database
  engine: Engine | null
  /** What the migration did, or with `dry` would do. */
  plan: Plan
}

/** The database: engine or given, application role, schema as declared. */
export async function openStore(
  options: HouseOptions,
  systems: readonly System[],
  migration: { allowLoss?: string[]; dry?: boolean } = {},
): Promise<Store> {
  const progress = options.progress ?? (() => undefined)
  await mkdir(options.dataDir, { recursive: true })
  let engine: Engine | null = null
  let owner: pg.PoolConfig
  if (options.databaseUrl) {
    await givenDatabase(options.databaseUrl)
    owner = { connectionString: options.databaseUrl }
  } else {
    engine = await startEngine({
      dataDir: options.dataDir,
      progress: (words) => progress(words.vi),
      log: (line) => options.log?.debug(line),
    })
    owner = engine.superuser
  }
  // Several hosts on one database must agree on it; one host makes its own.
  const password =
    (options.environment ?? process.env).SEN_APP_PASSWORD ?? (await secretOf(options.dataDir, 'database-app'))
  const first = new pg.Pool({ ...owner, max: 1 })
  try {
    await inTurn(owner, () => ensureAppRole(first, password))
  } finally {
    await first.end()
  }
  const app: pg.PoolConfig = options.databaseUrl
    ? { connectionString: withUser(options.databaseUrl, 'sen_app', password) }
    : { ...owner, user: 'sen_app', password }
  const database = new Database({ app, owner, clock: options.clock ?? systemClock })
  // Hosts that share a database share the ring, too: SEN_KEYS names the file.
  database.lend(
    'keys',
    openKeyRing((options.environment ?? process.env).SEN_KEYS ?? join(options.dataDir, 'secrets', 'keys.json')),
  )
  try {
    // Two hosts that open at once: one does it, the other finds it done.
    const plan = await inTurn(owner, async () => {
      if (!migration.dry) await migrateJobs(database)
      return migrate(database.owner, declaredSchema(systems), migration)
    })
    if (plan.steps.length > 0 && !migration.dry)
      progress(`Cơ sở dữ liệu: đã áp dụng ${plan.steps.length} câu lệnh nâng cấp`)
    return { database, engine, plan }
  } catch (error) {
    await database.close()
    await engine?.stop()
    throw error
  }
}

function withUser(url: string, user: string, password: string): string {
  const changed = new URL(url)
  changed.username = user
  changed.password = password
  return changed.href
}

/** Units, calendars and what each system brings as values; each is loaded again only when it changed. */
export async function loadValues(
  database: Database,
  systems: readonly System[],
  options: { demo: boolean; log: (line: string) => void },
): Promise<void> {
  await loadOnce(database, 'units', units, () => database.transaction(house, (tx) => loadUnits(tx, units)))
  await loadOnce(database, 'calendars', { sessions, calendarDays }, () =>
    database.transaction(house, (tx) => loadCalendars(tx, { sessions, days: calendarDays })),
  )
  await loadOnce(database, 'codes', codes, () => database.transaction(house, (tx) => loadCodes(tx, codes)))
  for (const system of systems) await system.load?.(database, options)
  if (!options.demo) return
  await loadDemo(database)
  for (const system of systems) await system.loadExamples?.(database, options)
}

/** Opens the whole house and listens. */
export async function openHouse(options: HouseOptions): Promise<House> {
  const environment = options.environment ?? process.env
  const log = options.log ?? pino({ level: environment.SEN_LOG ?? 'info' })
  const progress = options.progress ?? ((line: string) => log.info(line))
  const demo = options.demo ?? environment.SEN_DEMO !== '0'
  const systems = await systemsOfHouse()
  for (const one of systems) if (one.assets) addAssets(one.name, one.assets)
  const { database, engine } = await openStore({ ...options, log, progress }, systems)
  const closing: (() => Promise<unknown>)[] = []
  try {
    const scanner = environment.SEN_CLAMD ? openClamd(environment.SEN_CLAMD) : undefined
    const blobs = await openBlobs(join(options.dataDir, 'blobs'), {
      bytesMax: 200 * 1_048_576,
      ...(scanner ? { scan: scanner.scan } : {}),
    })
    lendBlobs(database, blobs)
    database.lend('logDir', join(options.dataDir, 'log'))
    // Where scanners at the counters put their files; none unless the operator says so.
    database.lend('scanDir', environment.SEN_SCAN ?? null)
    await inTurn(database.ownerConfig, () => loadValues(database, systems, { demo, log: progress }))
    const port = options.port ?? 3000
    const publicUrl = options.publicUrl ?? environment.SEN_PUBLIC_URL ?? `http://localhost:${port}`
    database.lend('publicUrl', publicUrl)
    database.lend('demo', demo)
    const types = typesOf(systems)
    database.lend('types', types)
    const mailer = openMailer(environment)
    const sms = openSms(environment)
    // The room of accounts lies below the one of notices and cannot reach up to it.
    database.lend('tell', notify)
    const demoPeople = demo ? houseValues.demonstration : null
    const switches = openSwitches(database)
    const backups = openBackups({
      database,
      embedded: engine !== null,
      dataDir: options.dataDir,
      settings: backupSettings(environment, options.dataDir, demo),
      environment,
      log,
      running: options.jobs !== false,
    })
    let at = port
    const host = openHere({ database, dataDir: options.dataDir, port: () => at, backups, environment })
    const site: Site = {
      database,
      blobs,
      dataDir: options.dataDir,
      systems: systems.map((one) => ({
        name: one.name,
        title: one.title,
        records: one.records,
        flows: one.flows,
        boards: one.boards,
        uses: one.uses,
        owner: one.owner,
        jobs: one.jobs.map((job) => job.name),
      })),
      switches,
      types,
      flows: new Map(systems.flatMap((one) => one.flows).map((flow) => [`${flow.system}/${flow.name}`, flow])),
      roles: Object.fromEntries(roles.map((role) => [role.name, role.title])),
      house: houseValues.face,
      demo,
      demoAccounts: demoPeople?.accounts ?? [],
      demoPassword: demoPeople?.password ?? null,
      log,
      officerDir: join(root, '.build', 'officer'),
      publicUrl,
      sends: { email: mailer !== null, phone: sms !== null },
      limits: {
        requestsAMinuteMax: 1_200,
        signInsAMinuteMax: 30,
        bodyBytesMax: 2 * 1_048_576,
        fileBytesMax: 20 * 1_048_576,
        ...options.limits,
      },
      secureCookies: publicUrl.startsWith('https:'),
      upstream: await upstreamSettings(environment),
      communes: communes.map((commune) => ({ ...commune, hexagon: hexagons[commune.code] as [number, number][] })),
      host,
      health: () => health(database, options.dataDir, host, scanner),
    }
    const jobs = [
      cleaningJob,
      providerCleaningJob,
      watchJob,
      ...(backups.settings.to ? [backupJob(backups)] : []),
      importJob(types, { readers: readersOf(systems) }),
      ...caseJobs(site.flows),
      ...(mailer ? [mailJob(mailer, publicUrl)] : []),
      ...witnessJobs({
        to: witnessAddresses(environment.SEN_LOG_WITNESSES),
        publicUrl,
        ...(mailer ? { send: mailer.send } : {}),
        ...(environment.SEN_TSA_URL ? { stampUrl: environment.SEN_TSA_URL } : {}),
      }),
      messageJob(mailer, sms),
      ...systems.flatMap((one) => one.jobs.map((job) => whileOn(switches, one.name, job))),
    ]
    let workers: Workers | null = null
    if (options.jobs !== false) {
      workers = await startJobs(database, jobs, {
        failed: (name, error) => log.error({ job: name, error: { message: (error as Error).message } }, 'job failed'),
      })
      closing.push(() => workers?.stop() ?? Promise.resolve())
      const sealer = startSealer(database, sealKeysIn(join(options.dataDir, 'secrets', 'log-keys')), {
        everyMs: sealEveryMs(environment),
        failed: (error) => log.error({ error: { message: error.message } }, 'sealing failed'),
      })
      // after the jobs, so that what they did last is sealed too
      closing.push(() => sealer.stop())
    }
    // last of those that write: what was written in these seconds is shipped
    closing.push(() => backups.close())
    const http = await openSite(
      site,
      systems.flatMap(({ name, api }) => (api ? [{ name, api }] : [])),
    )
    if (options.listen !== false)
      await http.app.listen({
        port, // With demonstration accounts, whose password everybody knows, only this machine is served unless told otherwise.
        host: options.host ?? environment.HOST ?? (demo ? 'localhost' : '0.0.0.0'),
      })
    const address = http.app.server.address()
    if (address && typeof address === 'object') at = address.port
    // A house that does no jobs (a test, a command) is nobody's host.
    const heart = options.jobs === false ? null : startHeart(site)
    log.info(
      { port: at, demo, systems: systems.map((one) => one.name), database: engine ? 'embedded' : 'given' },
      'open',
    )
    let closed: Promise<void> | undefined
    return {
      site,
      http,
      database,
      systems,
      engine,
      backups,
      async drain(milliseconds) {
        host.draining = true
        await heart?.beat().catch(() => undefined)
        await new Promise((next) => setTimeout(next, milliseconds))
      },
      close: () => {
        closed ??= (async () => {
          host.draining = true
          await http.app.close()
          await heart?.stop()
          log.info('closing')
          for (const close of closing) await close()
          await database.close()
          await engine?.stop()
        })()
        return closed
      },
    }
  } catch (error) {
    for (const close of closing) await close().catch(() => undefined)
    await database.close()
    await engine?.stop()
    throw error
  }
}

/** SEN_SEAL_SECONDS: how often the log is sealed; 1 to 3,600, 5 unless set. */
function sealEveryMs(environment: NodeJS.ProcessEnv): number {
  const seconds = Number(environment.SEN_SEAL_SECONDS ?? 5)
  return (seconds >= 1 && seconds <= 3_600 ? seconds : 5) * 1_000
}

const DISK_FREE_MIN_BYTES = 500 * 1_048_576

/** Jobs of a system that is switched off do nothing; what waits in the queue is done again when its time comes. */
const whileOn = (switches: Site['switches'], system: string, job: Job): Job => ({
  ...job,
  async run(database, payload, signal) {
    const off = await switches.offNow(system)
    if (!off) await job.run(database, payload, signal)
    else if (!job.every) throw new Error(`${system} is switched off`)
  },
})

/** Honest readiness: each part is tried, not assumed. */
async function health(database: Database, dataDir: string, host: Host, scanner?: Scanner): ReturnType<Site['health']> {
  const checks: Record<string, { ok: boolean; words: string }> = {}
  const attempt = async (name: string, work: () => Promise<{ ok: boolean; words: string }>) => {
    try {
      checks[name] = await Promise.race([
        work(),
        new Promise<never>((_, reject) =>
          setTimeout(() => reject(new Error('quá 2 giây không trả lời')), 2_000).unref(),
        ),
      ])
    } catch (error) {
      checks[name] = { ok: false, words: (error as Error).message }
    }
  }
  await Promise.all([
    attempt('database', async () => {
      const began = performance.now()
      // A write that is rolled back: a database that only reads is not ready.
      await database.transaction(house, async (tx) => tx.query('select pg_current_xact_id()'))
      return { ok: true, words: `trả lời trong ${(performance.now() - began).toFixed(1)} ms` }
    }),
    attempt('jobs', async () => {
      const queue = await queueState(database)
      return {
        ok: queue.late < 100,
        words: `${queue.waiting} việc chờ, ${queue.late} trễ quá 5 phút, ${queue.givenUp} đã bỏ sau nhiều lần thử`,
      }
    }),
    attempt('disk', async () => {
      const disk = await statfs(dataDir)
      const free = disk.bavail * disk.bsize
      return { ok: free >= DISK_FREE_MIN_BYTES, words: `còn ${(free / 1_073_741_824).toFixed(1)} GiB` }
    }),
    ...(scanner
      ? [
          attempt('virus-scanner', async () => {
            const there = await scanner.ping()
            return { ok: there, words: there ? 'trả lời' : 'không trả lời: chưa nhận được tệp nào' }
          }),
        ]
      : []),
  ])
  if (host.draining) checks.host = { ok: false, words: 'đang đóng cửa: không nhận thêm' }
  // Jobs belong to all hosts together: a pile of them must not take every host out of service at once. The watch says it.
  return { ok: Object.entries(checks).every(([name, check]) => check.ok || name === 'jobs'), checks }
}
