import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openTestSite } from '#host'
import { attachFiles } from '#kernel/papers'
import { house } from '#kernel/store'
import { falseClock, story } from '#kernel/testing'
import { networkOf } from './routes.ts'
import { CODE_LENGTH, CODE_LETTERS, readCode, shareState, showCode } from './rules.ts'

describe('a code', () => {
  test.each([
    ['7K3M2-PQ8RX', '7K3M2PQ8RX'],
    ['7k3m2 pq8rx', '7K3M2PQ8RX'],
    ['OK3M2-PQ8RI', '0K3M2PQ8R1'],
    ['7K3M2-PQ8R', null],
    ['7K3M2-PQ8RU', null],
    ['', null],
  ])('%s is read as %s', (typed, code) => {
    expect(readCode(typed)).toBe(code)
  })

  test('every code, as it is shown, is read back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...CODE_LETTERS), { minLength: CODE_LENGTH, maxLength: CODE_LENGTH }),
        (letters) => readCode(showCode(letters.join(''))) === letters.join(''),
      ),
    )
  })

  test('the owner sees the network, not the address', () => {
    expect([networkOf('203.113.9.7'), networkOf('::ffff:203.113.9.7'), networkOf('2001:ee0:4f:1::9')]).toEqual([
      '203.113.9.*',
      '203.113.9.*',
      '2001:ee0:4f:*',
    ])
  })
})

test('where a share stands', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 9, 5, 1, minute))
  const share = { expires_at: at(10), opened_at: null, view_until: null, revoked_at: null }
  expect(shareState(share, at(9))).toBe('waiting')
  expect(shareState(share, at(10))).toBe('expired')
  const opened = { ...share, opened_at: at(5), view_until: at(35) }
  expect(shareState(opened, at(34))).toBe('viewing')
  expect(shareState(opened, at(35))).toBe('ended')
  expect(shareState({ ...opened, revoked_at: at(6) }, at(7))).toBe('revoked')
})

story('a paper shown to an employer by a code that opens once', async (s) => {
  const clock = falseClock('2026-10-05T08:00:00+07:00')
  const site = await openTestSite({ clock })
  s.finally(() => site.close())
  s.reach(site.inject)
  const lan = s.visitor()
  await lan.signIn('lan', site.password)
  // A paper of hers with a real file behind it.
  const upload = await (async () => {
    const me = (await lan.get('/api/v1/me')).json<{ csrf: string }>()
    return site.inject({
      method: 'POST',
      path: '/api/v1/files',
      headers: { 'content-type': 'multipart/form-data; boundary=b', 'x-csrf': me.csrf, cookie: lan.cookies() },
      body: '--b\r\ncontent-disposition: form-data; name="file"; filename="trich-luc.txt"\r\ncontent-type: text/plain\r\n\r\nTrích lục khai sinh số 12\r\n--b--\r\n',
    })
  })()
  const file = JSON.parse(upload.body) as { id: string; sha256: string }
  const paper = await site.house.database.transaction(house, async (tx) => {
    const person = await tx.one<{ person: string }>("select person from sen.account where login = 'lan'")
    const unit = await tx.one<{ id: string }>('select id from sen.unit where parent is null')
    // As a result is: attached to the dossier it came from.
    const [kept] = await attachFiles(tx, [file.id], {
      system: 'one-stop',
      record: 'dossier',
      recordId: randomUUID(),
      unit: unit?.id as string,
    })
    return (await tx.one<{ id: string }>(
      `insert into one_stop.stored_paper (id, unit, sample, created_at, updated_at, owner, name, issued_on, issuer, file, sha256)
       values (gen_random_uuid(), $1, true, now(), now(), $2, 'Trích lục khai sinh', '2026-10-01', 'Ủy ban nhân dân phường Cao Lãnh', $3, $4) returning id`,
      [unit?.id, person?.person, kept?.id, file.sha256],
    )) as { id: string }
  })

  const share = async (purpose: string, minutes: string) =>
    lan.form('/giay-to/chia-se', { papers: paper.id, purpose, minutes, act: 'send' })
  expect((await lan.get('/giay-to')).text).toContain(`/giay-to/chia-se?giay=${paper.id}`)
  expect((await share('abc', '60')).text).toContain('ít nhất 5 ký tự')
  expect(
    (await lan.form('/giay-to/chia-se', { purpose: 'Xin việc ở công ty', minutes: '60', act: 'send' })).status,
  ).toBe(422)
  const made = await share('Xin việc ở công ty A', '60')
  expect(made.status).toBe(201)
  const code = /class="share-code"[^>]*>([0-9A-Z-]+)</.exec(made.text)?.[1] as string
  expect(readCode(code)).not.toBeNull()
  const kept = await site.house.database.transaction(house, (tx) =>
    tx.one<{ row: string }>('select row_to_json(s)::text as row from one_stop.share s'),
  )
  expect(kept?.row).not.toContain(readCode(code))

  // A stranger must say who she is, may err in how she writes the code, and opens it once.
  const employer = s.visitor()
  expect((await employer.get(`/nhan-giay-to?ma=${readCode(code)}`)).text).toContain(readCode(code))
  expect((await employer.form('/nhan-giay-to', { code, who: '', act: 'send' })).status).toBe(422)
  expect((await employer.form('/nhan-giay-to', { code: '00000-00000', who: 'Công ty A', act: 'send' })).status).toBe(
    404,
  )
  const opened = await employer.form('/nhan-giay-to', { code: code.toLowerCase(), who: 'Công ty A', act: 'send' })
  expect([opened.status, opened.headers.location]).toEqual([303, '/nhan-giay-to/xem'])
  const seen = await employer.get('/nhan-giay-to/xem')
  expect(seen.text).toContain('Trích lục khai sinh')
  expect(seen.text).toContain('Xin việc ở công ty A')
  const read = await employer.get(`/nhan-giay-to/tep/${paper.id}`)
  expect([read.status, read.text]).toEqual([200, 'Trích lục khai sinh số 12'])

  // Whoever comes second gets nothing, with the code or without.
  const second = s.visitor()
  await second.get('/nhan-giay-to')
  expect((await second.form('/nhan-giay-to', { code, who: 'Người khác', act: 'send' })).status).toBe(404)
  expect((await second.get('/nhan-giay-to/xem')).status).toBe(410)
  expect((await second.get(`/nhan-giay-to/tep/${paper.id}`)).status).toBe(410)

  // She is told, sees who and from where, and takes it back: the viewing ends at once.
  expect((await lan.get('/thong-bao')).text).toContain('Công ty A vừa mở 1 giấy tờ')
  const list = await lan.get('/giay-to/da-chia-se')
  expect(list.text).toContain('Công ty A mở lúc')
  const id = /chia-se\/([0-9a-f-]{36})\/thu-hoi/.exec(list.text)?.[1] as string
  expect((await second.form(`/giay-to/chia-se/${id}/thu-hoi`, {})).status).not.toBe(303)
  expect((await lan.form(`/giay-to/chia-se/${id}/thu-hoi`, {})).status).toBe(303)
  expect((await employer.get('/nhan-giay-to/xem')).status).toBe(410)
  expect((await employer.get(`/nhan-giay-to/tep/${paper.id}`)).status).toBe(410)

  // A code nobody opened in time opens no more; the looks are facts of hers.
  const late = /class="share-code"[^>]*>([0-9A-Z-]+)</.exec((await share('Nhập học cho con', '10')).text)?.[1] as string
  clock.advance(10 * 60_000)
  expect((await employer.form('/nhan-giay-to', { code: late, who: 'Trường học', act: 'send' })).status).toBe(404)
  const facts = await site.house.database.transaction(house, (tx) =>
    tx.query<{ kind: string; record: string }>(
      "select kind, record from sen.fact where system = 'one-stop' and record in ('share', 'stored-paper') and kind in ('shared', 'opened', 'read') order by seq",
    ),
  )
  expect(facts.filter((fact) => fact.kind === 'opened')).toHaveLength(1)
  expect(facts.filter((fact) => fact.kind === 'read' && fact.record === 'stored-paper').length).toBeGreaterThan(0)
})
