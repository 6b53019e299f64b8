import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { Refusal, refusals } from '#ground/refusal'
import { type Actor, Database, type Engine, house, migrate } from '#kernel/store'
import type { System } from '#kernel/system'
import { declaredSchema, loadValues, openStore, systemsOfHouse } from '../open.ts'
import { dataDirOf, type Surroundings } from './command.ts'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..')

export const refuseStore = refusals('command', {
  'stop-first': {
    kind: 'conflict',
    vi: 'Sen đang chạy trên thư mục dữ liệu "{path}" (tiến trình {pid}), mà lệnh này cần cơ sở dữ liệu cho riêng mình. Hãy dừng Sen (Ctrl-C ở cửa sổ của nó, hoặc kill {pid}), chạy lại lệnh này, rồi npm start.',
    en: 'Sen runs on the data directory "{path}" (process {pid}) and this command needs the database for itself. Stop it (Ctrl-C, or kill {pid}), run this again, then npm start.',
  },
  'other-schema': {
    kind: 'conflict',
    vi: 'Sen đang chạy (tiến trình {pid}) với lược đồ dữ liệu khác cây mã nguồn này ({steps} bước nâng cấp chưa áp dụng). Hãy dừng nó, chạy npx sen migrate, rồi làm lại lệnh này.',
    en: 'The running Sen (process {pid}) has another schema than this tree ({steps} migration steps not applied). Stop it, run npx sen migrate, then this again.',
  },
})

/** The place of the server that works in a data directory, from PostgreSQL's own lock file; undefined when none is written. */
export function findServer(dataDir: string): { pid: number; host: string; port: number; data: string } | undefined {
  const note = join(dataDir, 'postgres-is-elsewhere.txt')
  const elsewhere = existsSync(note) ? /^place: (.+)$/m.exec(readFileSync(note, 'utf8'))?.[1] : undefined
  const data = elsewhere ?? join(dataDir, 'postgres')
  try {
    // postmaster.pid: process, directory, start, port, directory of the socket …
    const [pid, , , port, host] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
    if (!pid || !port || !host) return undefined
    return { pid: Number(pid), host, port: Number(port), data }
  } catch {
    return undefined
  }
}

/** True when the files of a database lie in this data directory, or where its note says. */
export const hasCluster = (dataDir: string): boolean =>
  existsSync(join(dataDir, 'postgres', 'PG_VERSION')) || existsSync(join(dataDir, 'postgres-is-elsewhere.txt'))

/** Who stands in the log for what is done in a terminal: the house, by the hand of a user of the machine. */
export function operator(): Actor {
  let name = '?'
  try {
    name = userInfo().username
  } catch {
    // a user without a name in /etc/passwd
  }
  return { ...house, name: `npx sen (${name})` }
}

export interface Opened {
  database: Database
  systems: System[]
  dataDir: string
  /** A house that was running already; its database is shared with it. */
  joined: boolean
  close(): Promise<void>
}

/**
 * Opens the database of the installation: DATABASE_URL, else the embedded one, started for this command alone and stopped
 * after it. When a house runs on the directory the command works beside it, in transactions like any other, unless the
 * schema differs. Values of the province (units, calendars, procedures) are loaded if they were not.
 */
export async function openForCommand(around: Surroundings): Promise<Opened> {
  const { environment, say } = around
  const dataDir = dataDirOf(environment, root)
  const systems = await systemsOfHouse()
  const databaseUrl = environment.DATABASE_URL
  try {
    const { database, engine } = await openStore(
      { dataDir, ...(databaseUrl ? { databaseUrl } : {}), progress: (line) => say(`  ${line}`) },
      systems,
    )
    const close = closing(database, engine)
    try {
      await loadValues(database, systems, { demo: false, log: (line) => say(`  ${line}`) })
      return { database, systems, dataDir, joined: false, close }
    } catch (error) {
      await close()
      throw error
    }
  } catch (error) {
    if (!(error instanceof Refusal && error.code === 'engine.already-running')) throw error
    return joinHouse(dataDir, systems, error, say)
  }
}

const closing = (database: Database, engine: Engine | null) => async (): Promise<void> => {
  await database.close()
  await engine?.stop()
}

async function joinHouse(
  dataDir: string,
  systems: System[],
  refusal: Refusal,
  say: (line: string) => void,
): Promise<Opened> {
  const server = findServer(dataDir)
  if (!server) throw refusal
  const pid = String(refusal.facts.pid ?? '?')
  const password = (await readFile(join(dataDir, 'secrets', 'database-app'), 'utf8')).trim()
  const place: pg.PoolConfig = { host: server.host, port: server.port, database: 'postgres', ssl: false }
  const database = new Database({
    app: { ...place, user: 'sen_app', password },
    owner: { ...place, user: 'postgres' },
    connectionsMax: 4,
  })
  try {
    const { steps } = await migrate(database.owner, declaredSchema(systems), { dry: true })
    if (steps.length > 0) throw refuseStore['other-schema']({ pid, steps: steps.length })
  } catch (error) {
    await database.close()
    throw error
  }
  say(`  Sen đang chạy (tiến trình ${pid}): lệnh làm việc cùng cơ sở dữ liệu với nó.`)
  return { database, systems, dataDir, joined: true, close: () => database.close() }
}
