import { createHash } from 'node:crypto'
import pg from 'pg'
import { assert } from '#ground/refusal'
import type { RecordType } from '#kernel/records'
import { recordsSchema } from '#kernel/records'
import {
  type Actor,
  Database,
  ensureAppRole,
  house,
  jobRoutines,
  migrate,
  migrateJobs,
  type Schema,
} from '#kernel/store'
import {
  enterPerson,
  findActor,
  getUnitByCode,
  grantRole,
  hashPassword,
  loadUnits,
  memoryKeyRing,
  openAccount,
  trustSchema,
  type UnitValue,
} from '#kernel/trust'
import { type FalseClock, falseClock } from './false-clock.ts'
import { kiteAccounts, kiteClub, kitePassword, kiteUnits } from './kite-club.ts'
import { createFromTemplate, dropTestDatabase } from './postgres.ts'

export interface TestAccount {
  login: string
  name: string
  roles: readonly { role: string; unit: string; from?: string; to?: string }[]
  person?: { full_name: string; national_id: string | null }
}

export interface TestHouseOptions {
  /** Records; default the kite club's. */
  types?: readonly RecordType[]
  /** Schemas of further rooms, after trust and records. */
  schemas?: readonly Schema[]
  clock?: FalseClock
  units?: readonly UnitValue[]
  accounts?: readonly TestAccount[]
  /** Without accounts and units: a house that was just migrated. */
  empty?: boolean
}

export interface TestHouse {
  readonly database: Database
  /** Of the owner, a superuser; the role in it may be changed. */
  readonly url: string
  readonly clock: FalseClock
  readonly types: ReadonlyMap<string, RecordType>
  readonly schema: Schema
  /** The actor of a login as of the false clock's day, with the roles she holds then. */
  as(login: string): Promise<Actor>
  /** The id of the unit with this code. */
  unit(code: string): Promise<string>
  close(): Promise<void>
}

const appPassword = 'sen-app-of-a-test'
let passwordHash: Promise<string> | undefined

function open(url: string, clock: FalseClock): Database {
  const owner = new URL(url)
  const place = {
    host: decodeURIComponent(owner.hostname),
    port: Number(owner.port),
    database: owner.pathname.slice(1),
    ssl: false as const,
  }
  return new Database({
    app: { ...place, user: 'sen_app', password: appPassword },
    owner: { ...place, user: owner.username },
    clock,
    connectionsMax: 8,
  })
}

async function furnish(
  database: Database,
  units: readonly UnitValue[],
  accounts: readonly TestAccount[],
): Promise<void> {
  passwordHash ??= hashPassword(kitePassword)
  const hash = await passwordHash
  await database.transaction(house, async (tx) => {
    await loadUnits(tx, units)
    for (const value of accounts) {
      const person = value.person
        ? await enterPerson(tx, {
            kind: 'citizen',
            birth_date: null,
            sex: null,
            tax_code: null,
            phone: null,
            email: null,
            commune: null,
            address: null,
            sample: true,
            ...value.person,
          })
        : null
      const account = await openAccount(
        tx,
        { login: value.login, name: value.name, password: kitePassword, person, sample: true },
        hash,
      )
      for (const grant of value.roles) {
        const unit = await getUnitByCode(tx, grant.unit)
        await grantRole(tx, {
          account,
          role: grant.role,
          unit: unit.id,
          from: grant.from ?? '2026-01-01',
          to: grant.to ?? null,
        })
      }
    }
  })
}

/**
 * A whole house on a fresh database: queue, migrations, units, accounts with roles. The first call with a given set of
 * declarations migrates a template; every other copies it.
 */
export async function openTestHouse(options: TestHouseOptions = {}): Promise<TestHouse> {
  const types = options.types ?? kiteClub
  const units = options.units ?? kiteUnits
  const accounts = options.accounts ?? kiteAccounts
  const clock = options.clock ?? falseClock()
  const parts = [trustSchema, recordsSchema(types), { tables: [], routines: jobRoutines }, ...(options.schemas ?? [])]
  const schema: Schema = {
    tables: parts.flatMap((part) => part.tables),
    routines: parts.flatMap((part) => part.routines),
  }
  const mark = createHash('sha256')
    .update(JSON.stringify([schema, options.empty ? null : [units, accounts]]))
    .digest('hex')
    .slice(0, 12)
  const url = await createFromTemplate(`house_${mark}`, async (template) => {
    const database = open(template, falseClock())
    try {
      await ensureAppRole(database.owner, appPassword)
      await migrateJobs(database)
      await migrate(database.owner, schema)
      if (!options.empty) await furnish(database, units, accounts)
    } finally {
      await database.close()
    }
  })
  const database = open(url, clock)
  database.lend('keys', memoryKeyRing())
  return {
    database,
    url,
    clock,
    types: new Map(types.map((type) => [`${type.system}/${type.name}`, type])),
    schema,
    async as(login) {
      const actor = await database.transaction(house, async (tx) => {
        const row = await tx.one<{ id: string }>('select id from sen.account where login = $1', [login])
        return row ? findActor(tx, row.id) : undefined
      })
      assert(actor, `the test house has no account "${login}"`)
      return actor
    },
    unit: (code) => database.transaction(house, async (tx) => (await getUnitByCode(tx, code)).id),
    async close() {
      await database.close()
      await dropTestDatabase(url)
    },
  }
}

/** A pool on the same database as another role, for tests of what that role may do. */
export function poolAs(url: string, user: string, password?: string): pg.Pool {
  const place = new URL(url)
  return new pg.Pool({
    host: decodeURIComponent(place.hostname),
    port: Number(place.port),
    database: place.pathname.slice(1),
    user,
    password: password ?? appPassword,
    ssl: false,
    max: 2,
  })
}
