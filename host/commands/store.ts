import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { Refusal, refusals } from '#ground/refusal'
import { Database, type Engine, migrate } from '#kernel/store'
import type { System } from '#kernel/system'
import { declaredSchema, loadValues, openStore, systemsOfHouse } from '../open.ts'
import { dataDirOf, type Surroundings } from './command.ts'
import { findServer, root } from './place.ts'

const refuse = refusals('command', {
  'other-schema': {
    kind: 'conflict',
    vi: 'Sen đang chạy (tiến trình {pid}) với lược đồ dữ liệu khác cây mã nguồn này ({steps} bước nâng cấp chưa áp dụng). Hãy dừng nó, chạy npx sen migrate, rồi làm lại lệnh này.',
    en: 'The running Sen (process {pid}) has another schema than this tree ({steps} migration steps not applied). Stop it, run npx sen migrate, then this again.',
  },
})

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
    if (steps.length > 0) throw refuse['other-schema']({ pid, steps: steps.length })
  } catch (error) {
    await database.close()
    throw error
  }
  say(`  Sen đang chạy (tiến trình ${pid}): lệnh làm việc cùng cơ sở dữ liệu với nó.`)
  return { database, systems, dataDir, joined: true, close: () => database.close() }
}
