import { availableParallelism } from 'node:os'
import type { Writable } from 'node:stream'
import pg from 'pg'
import { type Clock, systemClock } from '#ground/clock'
import { Bug, refusals } from '#ground/refusal'
import { isTraced, span } from './span.ts'

export const refuseStore = refusals('store', {
  lost: {
    kind: 'unavailable',
    vi: 'Mất liên lạc với cơ sở dữ liệu giữa chừng. Nếu vừa gửi hoặc chuyển một việc, hãy kiểm tra xem việc đó đã được ghi chưa trước khi làm lại.',
    en: 'The database went away in the middle. If you were sending or moving something, look whether it was written before you do it again.',
  },
  busy: {
    kind: 'unavailable',
    vi: 'Hệ thống đang quá tải, yêu cầu chưa được thực hiện. Hãy thử lại sau ít phút.',
    en: 'The system is overloaded and nothing was done. Try again in a few minutes.',
  },
})

/** Of the connection, not of the statement: PostgreSQL shut down, was killed, or the socket went. SQLSTATE classes 08 and 57P. */
function isLost(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  return (
    /^(08|57P0[1-5])/.test(code ?? '') ||
    ['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ENOENT'].includes(code ?? '') ||
    /Connection terminated|Connection ended|not queryable/.test(message ?? '')
  )
}

/** Who acts. Every transaction has one; the database checks rows against it. */
export interface Actor {
  kind: 'person' | 'service' | 'system' | 'stranger'
  account: string | null
  person: string | null
  name: string
  /** The unit in whose name the act is done, when there is one. */
  unit: string | null
  /** `delegated`: held in the place of a colleague who is away. */
  roles: { role: string; unit: string; delegated?: boolean }[]
  /** In whose place the present act is done; set for one transaction. */
  instead?: { account: string; name: string }
  lang: 'vi' | 'en'
  /** Ties facts to the request that made them. */
  request?: string
}

/** Somebody who has not signed in. */
export const stranger: Actor = {
  kind: 'stranger',
  account: null,
  person: null,
  name: 'Khách',
  unit: null,
  roles: [],
  lang: 'vi',
}
/** The house itself: jobs, imports of values, reminders. */
export const house: Actor = {
  kind: 'system',
  account: null,
  person: null,
  name: 'Sen',
  unit: null,
  roles: [],
  lang: 'vi',
}

/** A transaction: one actor, one clock reading, all or nothing. */
export interface Tx {
  readonly actor: Actor
  /** The instant of this transaction; every row written in it carries this one. */
  readonly now: Date
  readonly client: pg.PoolClient
  /** Runs a parameterised statement and returns its rows. A statement text seen before is prepared once a connection. */
  query<R extends pg.QueryResultRow>(sql: string, params?: readonly unknown[]): Promise<R[]>
  /** The first row, or undefined. */
  one<R extends pg.QueryResultRow>(sql: string, params?: readonly unknown[]): Promise<R | undefined>
  /** Runs before commit, in order of registration; throwing rolls everything back. */
  before(hook: (tx: Tx) => Promise<void>): void
  /**
   * The last statement of the transaction, its rows not needed: sent in one breath with the commit, so it costs no round
   * trip of its own. Its failure rolls everything back.
   */
  last(sql: string, params: readonly unknown[]): void | Promise<void>
  /**
   * Takes the answer of a statement that is already on its way and after which this work asks nothing more: the commit is
   * sent behind it without waiting for it. Its failure rolls everything back and is what the transaction fails with.
   */
  sent(answer: Promise<unknown>): void
  /** Runs after a successful commit; its failure does not undo the transaction. */
  after(hook: () => void | Promise<void>): void
  /**
   * Runs `work` with the house's own sight, then returns to the actor's. For the few acts whose result is narrower
   * than what they must look at: a public tracking page, the next number of a book, a reminder.
   */
  asHouse<T>(work: () => Promise<T>): Promise<T>
  /** What the house lends to those who act in it (the blob store, for one); undefined when it lends nothing by this name. */
  lent(name: string): unknown
}

export interface DatabaseOptions {
  /** Connection of the application's role. */
  app: pg.PoolConfig
  /** Connection that owns the schemas: migrations, bulk imports of values, job queue. */
  owner: pg.PoolConfig
  clock?: Clock
  connectionsMax?: number
}

// Dates stay 'YYYY-MM-DD' text: a Date would drift through the machine's own time zone. int8 fits in a double here:
// money and counters are bounded by checks far below 2^53.
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === 1082) return (text: string) => text
    if (oid === 20) return (text: string) => Number(text)
    if (oid === 1700) return (text: string) => Number(text)
    return pg.types.getTypeParser(oid, format as 'text')
  }) as pg.CustomTypesConfig['getTypeParser'],
}

/**
 * What is sent before the program next waits for something goes in one packet: the database wakes up once for all of it, and
 * so does this process for the answers.
 */
function inOneBreath(client: pg.PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection
  stream.cork()
  process.nextTick(() => stream.uncork())
}

const names = new Map<string, string>()
/** Statement names are short and stable, so that every connection prepares a text once. Bounded: past the limit it is unnamed. */
function statementName(sql: string): string | undefined {
  const known = names.get(sql)
  if (known) return known
  if (names.size >= 2_000) return undefined
  const name = `s${names.size}`
  names.set(sql, name)
  return name
}

/** SET LOCAL of who acts, as one simple query together with BEGIN: one round trip instead of several. */
function opening(actor: Actor, now: Date, readOnly: boolean): string {
  const set = (name: string, value: string) => `set_config('sen.${name}', ${pg.escapeLiteral(value)}, true)`
  return (
    `begin${readOnly ? ' read only' : ''}; select ${set('kind', actor.kind)}, ${set('account', actor.account ?? '')}, ` +
    `${set('person', actor.person ?? '')}, ${set('at', now.toISOString())}`
  )
}

/** More connections than the cores can feed only take turns with our own thread. */
const CONNECTIONS_MAX = Math.max(8, availableParallelism() * 4)

export class Database {
  readonly app: pg.Pool
  readonly owner: pg.Pool
  readonly clock: Clock
  readonly ownerConfig: pg.PoolConfig
  readonly #lent = new Map<string, unknown>()

  constructor(options: DatabaseOptions) {
    const limits = { connectionTimeoutMillis: 10_000, idleTimeoutMillis: 60_000, types }
    this.app = new pg.Pool({
      ...limits,
      max: options.connectionsMax ?? CONNECTIONS_MAX,
      // Statements are sent without waiting for the answer to the one before; answers come in order.
      pipeline: true,
      statement_timeout: 30_000,
      application_name: 'sen',
      ...options.app,
    })
    this.owner = new pg.Pool({ ...limits, max: 6, application_name: 'sen-owner', ...options.owner })
    this.ownerConfig = options.owner
    this.clock = options.clock ?? systemClock
    // A connection that dies, idle or in the middle of work, must not take the process with it: whoever works on it hears
    // of it from her query, and the next query opens another.
    for (const pool of [this.app, this.owner]) {
      pool.on('error', () => undefined)
      pool.on('connect', (client) => client.on('error', () => undefined))
    }
  }

  /** Lends a thing to every transaction of this database: rooms below cannot reach up for it. */
  lend(name: string, thing: unknown): void {
    this.#lent.set(name, thing)
  }

  /**
   * Runs `work` as `actor` in one transaction under row-level security: commits when it returns, rolls back when it throws.
   * Serialization failures and deadlocks are tried again (three times in all).
   * `at` dates the work: for examples and takeovers that tell of the past, never for a request.
   * `soft` lets the commit be acknowledged before the disk has it: only for work that writes nothing but the log of a reading.
   */
  async transaction<T>(
    actor: Actor,
    work: (tx: Tx) => Promise<T>,
    options: { soft?: boolean; at?: Date } = {},
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        if (isTraced())
          return await span('transaction', { 'sen.actor': actor.kind, 'sen.attempt': attempt }, () =>
            this.#attempt(actor, work, options),
          )
        return await this.#attempt(actor, work, options)
      } catch (error) {
        const code = (error as { code?: string }).code
        if ((code === '40001' || code === '40P01') && attempt < 3) continue
        throw error
      }
    }
  }

  async #attempt<T>(actor: Actor, work: (tx: Tx) => Promise<T>, options: { soft?: boolean; at?: Date }): Promise<T> {
    const client = await this.app.connect().catch((error: Error) => {
      if (/timeout/i.test(error.message) || isLost(error)) throw refuseStore.busy()
      throw error
    })
    const now = options.at ?? this.clock.now()
    const beforeHooks: ((tx: Tx) => Promise<void>)[] = []
    const afterHooks: (() => void | Promise<void>)[] = []
    const lasts: { name: string | undefined; text: string; values: unknown[] }[] = []
    const unanswered: Promise<unknown>[] = []
    let depth = 0
    let sight: 'actor' | 'house' | 'unsure' = 'actor'
    const send = (query: string | { name: string | undefined; text: string; values: unknown[] }) => {
      inOneBreath(client)
      return client.query(query as pg.QueryConfig)
    }
    // Sight changes with the next statement, not before: house after house is one stretch. Not waited for: the connection is
    // a pipeline. If it fails the transaction is void and says so at the next statement.
    const look = (): void => {
      const wanted = depth > 0 ? 'house' : 'actor'
      if (sight === wanted) return
      sight = wanted
      const kind = wanted === 'house' ? 'system' : actor.kind
      send(`select set_config('sen.kind', ${pg.escapeLiteral(kind)}, true)`).catch(() => undefined)
    }
    const tx: Tx = {
      actor,
      now,
      get client() {
        look()
        return client
      },
      async query(sql, params) {
        look()
        // Going back to a savepoint takes settings back with it.
        if (/^\s*rollback to/i.test(sql)) sight = 'unsure'
        const asked = { name: statementName(sql), text: sql, values: params ? [...params] : [] }
        const { rows } = isTraced()
          ? await span('statement', { 'db.system.name': 'postgresql', 'db.query.text': sql }, () => send(asked))
          : await send(asked)
        return rows
      },
      async one(sql, params) {
        return (await this.query(sql, params))[0] as never
      },
      before: (hook) => void beforeHooks.push(hook),
      after: (hook) => void afterHooks.push(hook),
      last: (sql, params) => void lasts.push({ name: statementName(sql), text: sql, values: [...params] }),
      sent(answer) {
        answer.catch(() => undefined)
        unanswered.push(answer)
      },
      lent: (name) => this.#lent.get(name),
      async asHouse(inner) {
        if (actor.kind === 'system' || depth > 0) return inner()
        depth++
        try {
          return await inner()
        } finally {
          depth--
        }
      },
    }
    let broken: Error | undefined
    try {
      const opened = send(
        opening(actor, now, false) + (options.soft ? ", set_config('synchronous_commit', 'off', true)" : ''),
      )
      opened.catch(() => undefined)
      const result = await work(tx)
      await opened
      for (const hook of beforeHooks) await hook(tx)
      if (lasts.length > 0) look()
      const written = lasts.map(send)
      const committed = send('commit')
      for (const one of [...written, committed]) one.catch(() => undefined)
      for (const one of unanswered) await one
      await Promise.all([...written, committed])
      // A transaction that failed on the way answers COMMIT with ROLLBACK and no error: nobody may be told it was done.
      if ((await committed).command !== 'COMMIT')
        throw new Bug('a transaction in which a statement had failed was to be committed')
      for (const hook of afterHooks) await hook()
      return result
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => {
        broken = failure
      })
      if (isLost(error)) throw refuseStore.lost()
      throw error
    } finally {
      client.release(broken)
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.app.end(), this.owner.end()])
  }
}
