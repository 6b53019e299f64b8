import { afterAll, beforeAll, expect, test } from 'vitest'
import { house } from '#kernel/store'
import { type Visitor, visitor } from '#kernel/testing'
import { openTestSite, type TestSite } from './test-site.ts'

/** Acting for a business over the API: what the representative sees then is the business's, and only where the mandate reaches. */

let site: TestSite
let lan: Visitor
let counter: Visitor
let number: string

interface Shown {
  id: string
  represented: string
  live: boolean
}
const rows = async (who: Visitor) => {
  const answer = await who.get('/api/v1/one-stop/dossier?limit=100')
  return {
    status: answer.status,
    ids: answer.status === 200 ? answer.json<{ rows: { id: string }[] }>().rows.map((row) => row.id) : [],
    text: answer.text,
  }
}
const owner = (sql: string, params: unknown[] = []) => site.house.database.owner.query<{ id: string }>(sql, params)
/** A session looked up is believed for two seconds; a new one is not. */
const signIn = async (login: string) => {
  const who = visitor(site.inject)
  expect((await who.signIn(login, site.password)).status).toBe(200)
  return who
}
const register = (more: Record<string, unknown>) =>
  counter.send<Shown>('POST', '/api/v1/mandates/office', {
    representative: number,
    represented: '1400116233',
    represented_name: 'Công ty Sen Hồng',
    represented_kind: 'enterprise',
    kind: 'legal-representative',
    evidence_number: 'GCN 1400116233',
    ...more,
  })

beforeAll(async () => {
  site = await openTestSite()
  lan = await signIn('lan')
  counter = await signIn('motcua.caolanh')
  const own = await site.house.database.transaction(house, (tx) =>
    tx.one<{ national_id: string }>(
      "select p.national_id from sen.account a join sen.person p on p.id = a.person where a.login = 'lan'",
    ),
  )
  number = own?.national_id ?? ''
}, 120_000)
afterAll(() => site?.close())

test('she sees her own dossiers, then the company’s alone, then her own again', async () => {
  const made = await register({})
  expect(made.status, made.text).toBe(201)
  const mandate = made.json()
  const two = await owner('select id from one_stop.dossier order by id limit 2')
  const [hers = '', its = ''] = two.rows.map((row) => row.id)
  await owner(
    'update one_stop.dossier set applicant = (select person from sen.account where login = $2) where id = $1',
    [hers, 'lan'],
  )
  await owner('update one_stop.dossier set applicant = $2 where id = $1', [its, mandate.represented])
  const before = await rows(lan)
  expect(before.ids).toContain(hers)
  expect(before.ids).not.toContain(its)
  expect((await lan.send('POST', `/api/v1/mandates/${mandate.id}/act`)).status).toBe(204)
  expect((await rows(lan)).ids).toEqual([its])
  const mine = await lan.get<{ acting: { name: string } | null; rows: Shown[] }>('/api/v1/mandates')
  expect(mine.json().acting?.name).toBe('Công ty Sen Hồng')
  expect((await lan.send('POST', '/api/v1/mandates/act-for-oneself')).status).toBe(204)
  expect((await rows(lan)).ids).toEqual(before.ids)
})

test('a mandate for one system opens no other', async () => {
  const narrow = (
    await register({
      represented: '0312687878',
      represented_name: 'Công ty Khác',
      systems: [site.house.systems.map((one) => one.name).find((name) => name !== 'one-stop')],
    })
  ).json()
  const who = await signIn('lan')
  expect((await who.send('POST', `/api/v1/mandates/${narrow.id}/act`)).status).toBe(204)
  const refused = await rows(who)
  expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('mandate.out-of-scope')])
  // The way back is never shut.
  expect((await who.send('POST', '/api/v1/mandates/act-for-oneself')).status).toBe(204)
  expect((await rows(who)).status).toBe(200)
})

test('revoked by the office, the session that acts by it is its own again', async () => {
  const made = (await register({ represented: '1200100557', represented_name: 'Công ty Thứ Ba' })).json()
  const who = await signIn('lan')
  await who.send('POST', `/api/v1/mandates/${made.id}/act`)
  const bare = await counter.send('POST', `/api/v1/mandates/office/${made.id}`, { act: 'revoke' })
  expect(bare.text).toContain('mandate.reason')
  const ended = await counter.send<Shown>('POST', `/api/v1/mandates/office/${made.id}`, {
    act: 'revoke',
    reason: 'đổi người đại diện',
  })
  expect(ended.json().live).toBe(false)
  await expect
    .poll(async () => (await who.get<{ acting: unknown }>('/api/v1/mandates')).json().acting, { timeout: 5_000 })
    .toBeNull()
  expect((await who.send('POST', `/api/v1/mandates/${made.id}/act`)).status).toBe(409)
})
