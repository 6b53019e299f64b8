import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { house, quote } from '#kernel/store'
import { endTestPostgres, visitor } from '#kernel/testing'
import type { FuzzOptions, Person, Send } from '../tools/attack/fuzz.ts'
import { openTestSite, type TestSite } from './test-site.ts'

/** A whole house to be attacked: people signed in, ids that lead somewhere, and a sequence that tells whether a statement ran. */
export interface Range {
  site: TestSite
  send: Send
  /** A stranger, a citizen, an officer, an administrator; signed in anew each time. */
  people(): Promise<Person[]>
  /** What a fuzzer needs, without how much and from where. */
  fuzzing(): Promise<Omit<FuzzOptions, 'requests' | 'seed'>>
  /** Values of the sequence `canary` taken since the range was opened: nothing of ours ever takes one. */
  canary(): Promise<number>
  close(): Promise<void>
}

/** Doors whose use would end the attack itself, or say nothing: signing out, and what switches a whole system off. */
const EXCEPT = /^(?:POST .*(?:sign-out|dang-xuat)|GET \/face\/.*|GET \/officer\/assets\/\*)$/
const PEOPLE = ['lan', 'motcua.caolanh', 'quantri']
const KNOWN_MAX = 12

export async function openRange(options: { listen?: boolean } = {}): Promise<Range> {
  const site = await openTestSite({ rateMax: 100_000_000, ...(options.listen ? { listen: true } : {}) })
  const { database, site: inside, http } = site.house
  const send: Send = async ({ method, url, headers, body }) => {
    const answer = await http.app.inject({
      method: method as 'GET',
      url,
      headers,
      ...(body === undefined ? {} : { payload: body }),
    })
    return { status: answer.statusCode, headers: answer.headers, body: answer.body }
  }
  await database.owner.query('create sequence public.canary; grant usage on sequence public.canary to sen_app')
  // It is reached by whoever runs a statement as the application: else its silence would say nothing.
  const reached = await database.transaction(house, (tx) => tx.one<{ at: string }>("select nextval('canary') as at"))
  if (Number(reached?.at) !== 1) throw new Error('the canary cannot be reached')

  async function known(): Promise<string[]> {
    const tables = await database.owner.query<{ schema: string; table: string; column: string }>(
      `select table_schema as schema, table_name as "table", column_name as "column" from information_schema.columns
        where column_name in ('id', 'code', 'number', 'login', 'name', 'sha256') and table_schema not in ('pg_catalog', 'information_schema', 'graphile_worker', 'public')
          and data_type in ('uuid', 'text') order by 1, 2`,
    )
    const found = new Set<string>(['one-stop', 'dossier', 'procedure', 'kho-giay-to'])
    for (const { schema, table, column } of tables.rows) {
      const rows = await database.owner.query<{ value: string | null }>(
        `select distinct ${quote(column)}::text as value from ${quote(schema)}.${quote(table)} limit ${KNOWN_MAX}`,
      )
      for (const { value } of rows.rows) if (value !== null && value.length < 200) found.add(value)
    }
    return [...found]
  }

  async function people(): Promise<Person[]> {
    const strangers = visitor(site.inject)
    const me = await strangers.get('/api/v1/me')
    const all: Person[] = [{ name: 'a stranger', cookie: strangers.cookies(), csrf: me.json<{ csrf: string }>().csrf }]
    for (const login of PEOPLE) {
      const who = visitor(site.inject)
      const entered = await who.signIn(login, site.password)
      // Locked or signed out by something made up: asked again at the next turn.
      if (entered.status !== 200) continue
      const csrf = (await who.get('/api/v1/me')).json<{ csrf: string }>().csrf
      all.push({ name: login, cookie: who.cookies(), csrf })
    }
    return all
  }

  async function secrets(): Promise<string[]> {
    const folder = join(inside.dataDir, 'secrets')
    const files = await readdir(folder, { recursive: true, withFileTypes: true })
    const texts = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'utf8')),
    )
    return [...texts.map((text) => text.trim()).filter((text) => text.length >= 16), inside.dataDir]
  }

  return {
    site,
    send,
    people,
    async fuzzing() {
      const document = JSON.parse((await send({ method: 'GET', url: '/openapi.json', headers: {} })).body)
      return {
        send,
        routes: http.routes,
        document,
        known: await known(),
        people,
        secrets: await secrets(),
        except: EXCEPT,
      }
    },
    async canary() {
      const { rows } = await database.owner.query<{ last_value: string }>('select last_value from public.canary')
      return Number(rows[0]?.last_value ?? 0) - 1
    },
    async close() {
      await site.close()
      // Outside Vitest nobody else ends the throw-away server.
      if (!process.env.VITEST) await endTestPostgres()
    },
  }
}
