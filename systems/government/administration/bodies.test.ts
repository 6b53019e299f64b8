import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestSite } from '#host'
import { house } from '#kernel/store'
import { type Visitor, visitor } from '#kernel/testing'
import { serviceForms } from './examples.ts'

/**
 * Whatever a program sends into a field of this desk (a list, an object, a snare, ten kilobytes, the name twice) is refused by
 * name and changes nothing. The doors are the server's own list: a new one is tried without being written down here.
 */

type Site = Awaited<ReturnType<typeof openTestSite>>
let site: Site
let admin: Visitor
let csrf: string
const ids: Record<string, string> = {}

const one = async <T>(sql: string, params: unknown[] = []): Promise<T> =>
  (await site.house.database.transaction(house, (tx) => tx.one(sql, params))) as T

beforeAll(async () => {
  site = await openTestSite()
  admin = visitor(site.inject)
  expect((await admin.signIn('quantri', site.password)).status).toBe(200)
  csrf = (await admin.get('/api/v1/me')).json<{ csrf: string }>().csrf
  ids.unit = (await one<{ id: string }>("select id from sen.unit where code = 'H20.x29869.kt'")).id
  ids.account = (await one<{ id: string }>("select id from sen.account where login = 'thuly.caolanh'")).id
  ids.grant = (await one<{ id: string }>('select id from sen.role_grant where account = $1 limit 1', [ids.account])).id
  const { scopes, ...form } = serviceForms.good
  const made = await admin.form('/quan-tri/dich-vu/moi', { ...form, ...scopes, owner: ids.unit, act: 'confirm' })
  expect(made.status, made.text).toBe(303)
  ids.service = String(made.headers.location).split('?')[0]?.split('/').at(-1) ?? ''
  ids.list = 'civil.ethnicity'
  ids.value = 'Kinh'
  ids.name = 'personal-data'
})
afterAll(() => site?.close())

interface Sent {
  type: string
  body: string
}
const edge = 'sen-boundary-of-a-test'
const part = (name: string, content: string, kind = '') =>
  `--${edge}\r\ncontent-disposition: form-data; name="${name}"${kind ? `\r\ncontent-type: ${kind}` : ''}\r\n\r\n${content}\r\n`
const parts = (...all: string[]): Sent => ({
  type: `multipart/form-data; boundary=${edge}`,
  body: `${part('csrf', csrf)}${all.join('')}--${edge}--\r\n`,
})
const json = (fields: Record<string, unknown>): Sent => ({
  type: 'application/json',
  body: JSON.stringify({ csrf, ...fields }),
})
const long = 'x'.repeat(10_240)

/** What is sent into one field, each way a program can. */
const bodies: Readonly<Record<string, (name: string) => Sent>> = {
  'JSON, a list': (name) => json({ [name]: ['a', 'b'] }),
  'JSON, a list of lists': (name) => json({ [name]: [['a'], { b: 1 }] }),
  'JSON, an empty list': (name) => json({ [name]: [] }),
  'JSON, an object': (name) => json({ [name]: { value: 'a', length: 3 } }),
  'JSON, a number': (name) => json({ [name]: 20_261_005 }),
  'JSON, nothing': (name) => json({ [name]: null }),
  'JSON, a snare': (name) => json({ [name]: { toString: 'a', valueOf: 1 } }),
  'a form, the name twice': (name) => ({
    type: 'application/x-www-form-urlencoded',
    body: new URLSearchParams([
      ['csrf', csrf],
      [name, 'a'],
      [name, 'b'],
    ]).toString(),
  }),
  'parts, the name twice': (name) => parts(part(name, 'a'), part(name, 'b')),
  'parts, an object': (name) => parts(part(name, '{"value":"a"}', 'application/json')),
  'parts, a list': (name) => parts(part(name, '["a","b"]', 'application/json')),
  'parts, a snare': (name) => parts(part(name, '{"toString":"a"}', 'application/json')),
  'parts, broken JSON': (name) => parts(part(name, '{"a":', 'application/json')),
}
/** Ten kilobytes, each way a text is sent; the other fields stay empty. */
const longs: Readonly<Record<string, (name: string) => Sent>> = {
  'JSON, ten kilobytes': (name) => json({ [name]: long }),
  'a form, ten kilobytes': (name) => ({
    type: 'application/x-www-form-urlencoded',
    body: new URLSearchParams({ csrf, [name]: long }).toString(),
  }),
  'parts, ten kilobytes': (name) => parts(part(name, long)),
}

const send = (path: string, sent: Sent) =>
  site.inject({
    method: 'POST',
    path,
    headers: { accept: 'application/json', cookie: admin.cookies(), 'content-type': sent.type },
    body: sent.body,
  })

/** The doors of this system a form is posted to, with ids of things that are there. */
function doors(): { url: string; path: string }[] {
  const nobody = '01900000-0000-7000-8000-000000000000'
  return site.house.http.routes
    .filter((route) => route.system === 'administration' && route.method === 'POST')
    .map(({ url }) => ({ url, path: url.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? nobody) }))
}

/** Names of a page's fields: those of the form the door takes, and the words every door of this desk knows. */
async function fieldsOf(path: string): Promise<{ own: string[]; all: string[] }> {
  const page = await admin.get(path)
  const main = /<main[\s\S]*<\/main>/.exec(page.status === 200 ? page.text : '')?.[0] ?? ''
  const own = [...new Set([...main.matchAll(/ name="([^"]+)"/g)].map((found) => found[1] as string))].filter(
    (name) => name !== 'csrf',
  )
  return { own, all: [...new Set([...own, 'act', 'withdraw'])] }
}

/** Everything a change would leave, but readings and refusals, which are written down by themselves. */
const facts = () => one<{ n: number }>("select count(*)::int as n from sen.fact where kind not in ('read', 'refused')")

test('every field of every posting door: what is no text of its own is refused by its name', async () => {
  const all = doors()
  expect(all.length).toBeGreaterThan(25)
  const before = await facts()
  const found: string[] = []
  let tried = 0
  for (const { url, path } of all) {
    const { all: names } = await fieldsOf(path)
    // A form of many alike (a scope for each kind of record) is tried by its first ones.
    const some = [
      ...names.filter((name) => !/^(scope_|person_|grant_)/.test(name)),
      ...names.filter((name) => /^(scope_|person_|grant_)/.test(name)).slice(0, 2),
    ]
    for (const name of some)
      for (const [how, make] of Object.entries(bodies)) {
        tried++
        const answer = await send(path, make(name))
        const code = answer.body.startsWith('{')
          ? (JSON.parse(answer.body) as { error?: { code?: string } }).error?.code
          : undefined
        if (answer.status < 400 || answer.status >= 500 || !code)
          found.push(`${url} ${name}, ${how}: ${answer.status} ${code ?? answer.body.slice(0, 80)}`)
      }
  }
  expect(found).toEqual([])
  expect(tried).toBeGreaterThan(1_000)
  expect(await facts()).toEqual(before)
}, 300_000)

test('ten kilobytes are refused in every field of a form, and are nothing to a door that has no such field', async () => {
  const found: string[] = []
  for (const { url, path } of doors()) {
    const { own, all } = await fieldsOf(path)
    for (const name of all.filter((one) => !/^(scope_|person_|grant_)/.test(one)))
      for (const [how, make] of Object.entries(longs)) {
        const answer = await send(path, make(name))
        const asked = own.includes(name) || name === 'act'
        if (answer.status >= 500 || (asked && answer.status < 400))
          found.push(`${url} ${name}, ${how}: ${answer.status}`)
      }
  }
  expect(found).toEqual([])
}, 300_000)
