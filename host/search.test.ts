import { expect } from 'vitest'
import { story, type Visitor } from '#kernel/testing'
import { openTestSite } from './test-site.ts'

interface View {
  id: string
  name: string
  mine: boolean
  by: string
  shared: boolean
}
interface Found {
  system: string
  record: string
  flow: boolean
  rows: { id: string; title: string; more: string[] }[]
}

story('views are kept on the server, shared with a unit, and nobody else’s', async (s) => {
  const site = await openTestSite()
  s.finally(() => site.close())
  s.reach(site.inject)
  const as = async (login: string): Promise<Visitor> => {
    const visitor = s.visitor()
    expect((await visitor.signIn(login, site.password)).status).toBe(200)
    return visitor
  }
  const counter = await as('motcua.caolanh')
  const place = 'one-stop/dossier'
  const unit = (await counter.get('/api/v1/me')).json<{ roles: { unit: { id: string } }[] }>().roles[0]?.unit.id
  const save = (who: Visitor, body: Record<string, unknown>) =>
    who.send<{ rows: View[] }>('POST', '/api/v1/views', {
      place,
      content: { search: { q: 'đất' }, hidden: [] },
      ...body,
    })
  expect((await save(counter, { name: '  ' })).status).toBe(422)
  expect((await save(counter, { name: 'x', place: 'one-stop/nothing' })).status).toBe(422)
  expect((await save(counter, { name: 'x', content: { long: 'a'.repeat(9_000) } })).status).toBe(413)
  expect((await save(counter, { name: 'Của tôi' })).status).toBe(200)
  expect(
    (await save(counter, { name: 'Của tôi', content: { search: {}, hidden: ['status'] } })).json().rows,
  ).toHaveLength(1)
  expect((await save(counter, { name: 'Cả quầy', unit })).json().rows.map((row) => [row.name, row.shared])).toEqual([
    ['Cả quầy', true],
    ['Của tôi', false],
  ])
  const list = async (who: Visitor) => (await who.get<{ rows: View[] }>(`/api/v1/views?place=${place}`)).json().rows
  const head = await as('giamdoc.caolanh')
  expect((await list(head)).map((row) => [row.name, row.mine])).toEqual([['Cả quầy', false]])
  expect(await list(await as('motcua.mytho'))).toEqual([])
  expect((await save(await as('motcua.mytho'), { name: 'Lạ', unit })).status).toBe(403)
  const [shared] = await list(head)
  expect((await head.send('DELETE', `/api/v1/views/${shared?.id}`)).status).toBe(404)
  expect((await counter.send('DELETE', `/api/v1/views/${shared?.id}`)).status).toBe(204)
  expect((await list(counter)).map((row) => row.name)).toEqual(['Của tôi'])
})

story('one box finds over everything somebody may see, and nothing more', async (s) => {
  const site = await openTestSite()
  s.finally(() => site.close())
  s.reach(site.inject)
  const counter = s.visitor()
  await counter.signIn('motcua.caolanh', site.password)
  const procedure = (await counter.get<{ rows: { id: string }[] }>('/api/v1/one-stop/procedure?f.code=2.000815')).json()
    .rows[0]?.id
  const made = await counter.send<{ number: string }>('POST', '/api/v1/one-stop/intake', {
    procedure,
    national_id: '087185123457',
    full_name: 'Đặng Thị Mười Hai',
    content: 'chứng thực bản sao',
    accept_now: true,
  })
  expect(made.status, made.text).toBe(201)
  const search = async (login: string, q: string): Promise<Found[]> => {
    const visitor = s.visitor()
    await visitor.signIn(login, site.password)
    const answer = await visitor.get<{ found: Found[] }>(`/api/v1/search?q=${encodeURIComponent(q)}`)
    expect(answer.status, answer.text).toBe(200)
    return answer.json().found
  }
  const names = (found: Found[]) => found.map((kind) => kind.record)
  // Without tones, by name; the dossier is opened as a case, its receipt as a record.
  const found = await search('motcua.caolanh', 'dang thi muoi hai')
  expect(names(found)).toEqual(expect.arrayContaining(['dossier', 'intake']))
  expect(found.find((kind) => kind.record === 'dossier')).toMatchObject({
    flow: true,
    rows: [{ title: made.json().number }],
  })
  expect(names(await search('motcua.caolanh', 'chung thuc ban sao'))).toContain('procedure')
  expect(names(await search('motcua.mytho', 'dang thi muoi hai'))).not.toContain('dossier')
  expect(await search('motcua.caolanh', 'x')).toEqual([])
  expect((await counter.get(`/api/v1/search?q=${'a'.repeat(201)}`)).status).toBe(422)
  const stranger = s.visitor()
  expect((await stranger.get('/api/v1/search?q=dang')).status).toBe(401)
})
