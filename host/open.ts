import { randomBytes } from 'node:crypto'
import { mkdir, readFile, statfs, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import pino, { type Logger } from 'pino'
import { type Clock, systemClock } from '#ground/clock'
import { caseJobs, casesSchema, loadCalendars } from '#kernel/cases'
import { channelsSchema, cleaningJob, type Http, mailJob, openMailer, openSite, type Site } from '#kernel/channels'
import { lendBlobs, openBlobs, papersSchema } from '#kernel/papers'
import { importJob, type ReadRow, type RecordType, recordsSchema } from '#kernel/records'
import {
  Database,
  type Engine,
  ensureAppRole,
  givenDatabase,
  house,
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
import { loadUnits, trustSchema } from '#kernel/trust'
import { calendarDays, communes, hexagons, houseValues, roles, sessions, switchedOff, units } from '#province'
import { loadDemo } from './demo.ts'

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
  /** Stops taking requests, lets the running ones end, stops jobs, closes the database. */
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
    await writeFile(file, `${secret}\n`, { mode: 0o600 })
    return secret
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
    await ensureAppRole(first, password)
  } finally {
    await first.end()
  }
  const app: pg.PoolConfig = options.databaseUrl
    ? { connectionString: withUser(options.databaseUrl, 'sen_app', password) }
    : { ...owner, user: 'sen_app', password }
  const database = new Database({ app, owner, clock: options.clock ?? systemClock })
  try {
    if (!migration.dry) await migrateJobs(database)
    const plan = await migrate(database.owner, declaredSchema(systems), migration)
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
  const { database, engine } = await openStore({ ...options, log, progress }, systems)
  const closing: (() => Promise<unknown>)[] = []
  try {
    const blobs = await openBlobs(join(options.dataDir, 'blobs'), { bytesMax: 200 * 1_048_576 })
    lendBlobs(database, blobs)
    await loadValues(database, systems, { demo, log: progress })
    const port = options.port ?? 3000
    const publicUrl = options.publicUrl ?? environment.SEN_PUBLIC_URL ?? `http://localhost:${port}`
    database.lend('publicUrl', publicUrl)
    database.lend('demo', demo)
    const types = typesOf(systems)
    const mailer = openMailer(environment)
    const demoPeople = demo ? houseValues.demonstration : null
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
      })),
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
      limits: {
        requestsAMinuteMax: 1_200,
        signInsAMinuteMax: 30,
        bodyBytesMax: 2 * 1_048_576,
        fileBytesMax: 20 * 1_048_576,
        ...options.limits,
      },
      secureCookies: publicUrl.startsWith('https:'),
      communes: communes.map((commune) => ({ ...commune, hexagon: hexagons[commune.code] as [number, number][] })),
      health: () => health(database, options.dataDir),
    }
    const jobs = [
      cleaningJob,
      importJob(types, { readers: readersOf(systems) }),
      ...caseJobs(site.flows),
      ...(mailer ? [mailJob(mailer, publicUrl)] : []),
      ...systems.flatMap((one) => one.jobs),
    ]
    let workers: Workers | null = null
    if (options.jobs !== false) {
      workers = await startJobs(database, jobs, {
        failed: (name, error) => log.error({ job: name, error: { message: (error as Error).message } }, 'job failed'),
      })
      closing.push(() => workers?.stop() ?? Promise.resolve())
    }
    const http = await openSite(
      site,
      systems.flatMap((one) => (one.api ? [one.api] : [])),
    )
    if (options.listen !== false)
      await http.app.listen({
        port, // With demonstration accounts, whose password everybody knows, only this machine is served unless told otherwise.
        host: options.host ?? environment.HOST ?? (demo ? 'localhost' : '0.0.0.0'),
      })
    log.info({ port, demo, systems: systems.map((one) => one.name), database: engine ? 'embedded' : 'given' }, 'open')
    let closed: Promise<void> | undefined
    return {
      site,
      http,
      database,
      systems,
      engine,
      close: () => {
        closed ??= (async () => {
          await http.app.close()
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

const DISK_FREE_MIN_BYTES = 500 * 1_048_576

/** Honest readiness: each part is tried, not assumed. */
async function health(database: Database, dataDir: string): ReturnType<Site['health']> {
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
        ok: queue.late < 100 && queue.givenUp === 0,
        words: `${queue.waiting} việc chờ, ${queue.late} trễ quá 5 phút, ${queue.givenUp} đã bỏ sau nhiều lần thử`,
      }
    }),
    attempt('disk', async () => {
      const disk = await statfs(dataDir)
      const free = disk.bavail * disk.bsize
      return { ok: free >= DISK_FREE_MIN_BYTES, words: `còn ${(free / 1_073_741_824).toFixed(1)} GiB` }
    }),
  ])
  return { ok: Object.values(checks).every((check) => check.ok), checks }
}
