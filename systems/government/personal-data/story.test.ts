import ExcelJS from 'exceljs'
import { expect } from 'vitest'
import { openTestSite } from '#host'
import { house } from '#kernel/store'
import { falseClock, type Story, story, type Visitor } from '#kernel/testing'
import { enterPerson, hasConsent } from '#kernel/trust'
import { carryOut, runRetention } from './jobs.ts'

interface Task {
  id: string
  version: number
  recordId: string
  step: string
  moves: { name: string }[]
  clock: { state: string; words: { vi: string } }
}

async function open(s: Story, at: string) {
  const clock = falseClock(at)
  const site = await openTestSite({ clock })
  s.finally(() => site.close())
  s.reach(site.inject)
  const { database } = site.house
  const as = async (login: string): Promise<Visitor> => {
    const visitor = s.visitor()
    expect((await visitor.signIn(login, site.password)).status, `${login} signs in`).toBe(200)
    return visitor
  }
  const personOf = async (login: string): Promise<string> => {
    const row = await database.transaction(house, (tx) =>
      tx.one<{ person: string }>('select person from sen.account where login = $1', [login]),
    )
    expect(row).toBeDefined()
    return row?.person as string
  }
  const one = <R extends object>(sql: string, params: unknown[] = []): Promise<R> =>
    database.transaction(house, async (tx) => {
      const row = await tx.one<never>(sql, params)
      expect(row, sql).toBeDefined()
      return row as unknown as R
    })
  /** Sends what a person typed, through the summary, and answers the id of her request. */
  const ask = async (who: Visitor, fields: Record<string, string>): Promise<string> => {
    const summary = await who.form('/toi/du-lieu/yeu-cau-moi', { ...fields, act: 'next' })
    expect(summary.status, summary.text.slice(-1500)).toBe(200)
    expect(summary.text).toContain('Kiểm tra rồi gửi')
    const sent = await who.form('/toi/du-lieu/yeu-cau-moi', { ...fields, act: 'send' })
    expect(sent.status, sent.text.slice(-1500)).toBe(303)
    const id = /yeu-cau\/([0-9a-f-]{36})/.exec(String(sent.headers.location))?.[1]
    expect(id).toBeDefined()
    return id as string
  }
  const desk = (who: Visitor, id: string, move: string, fields: Record<string, string> = {}) =>
    who.form(`/quan-tri/du-lieu-ca-nhan/yeu-cau/${id}`, { move, ...fields })
  return { ...site, clock, database, as, personOf, one, ask, desk }
}

story(
  'a copy of my data: asked on a page, handled in the queue, downloaded, gone after thirty days',
  async (s) => {
    const { clock, database, as, personOf, one, ask } = await open(s, '2026-10-05T08:00:00+07:00')
    const lan = await as('lan')
    const officer = await as('baove.dulieu')
    const person = await personOf('lan')

    let number = ''
    const id = await s.step('she asks', () => ask(lan, { loai: 'export', content: 'Tôi muốn mang dữ liệu đi' }))

    await s.step('two working days to answer, ten days to finish: from dated rows, with their source', async () => {
      const row = await one<{
        answer_due_at: Date
        due_at: Date
        number: string
        term_source: string
        identity: string
      }>('select * from personal_data.request where id = $1', [id])
      expect(row.number).toMatch(/^DLCN-2026-\d{4}$/)
      number = row.number
      expect(row.answer_due_at.toISOString()).toBe('2026-10-07T01:00:00.000Z')
      expect(row.due_at.toISOString()).toBe('2026-10-15T01:00:00.000Z')
      expect(row.term_source).toContain('356/2025')
      const page = await lan.get(`/toi/du-lieu/yeu-cau/${id}`)
      expect(page.text).toContain('còn 2 ngày làm việc')
      expect(page.text).toContain('còn 10 ngày')
    })

    await s.step('a second of the same kind is refused by name', async () => {
      const again = await lan.form('/toi/du-lieu/yeu-cau-moi', { loai: 'export', act: 'send' })
      expect(again.status).toBe(409)
      expect(again.text).toContain(number)
    })

    await s.step('the officer finds it in her queue, answers, and carries it out there', async () => {
      const { rows } = (await officer.get('/api/v1/tasks?scope=unit')).json<{ rows: Task[] }>()
      const task = rows.find((row) => row.recordId === id) as Task
      expect(task.step).toBe('answer')
      expect(task.clock.words.vi).toBe('còn 2 ngày làm việc')
      expect(task.moves.map((move) => move.name)).toEqual(expect.arrayContaining(['accept', 'refuse', 'extend']))
      const answered = await officer.send('POST', `/api/v1/tasks/${task.id}/move`, { move: 'accept', data: {} })
      expect(answered.status, answered.text).toBe(200)
      const next = (await officer.get('/api/v1/tasks?scope=unit'))
        .json<{ rows: Task[] }>()
        .rows.find((row) => row.recordId === id) as Task
      expect(next.step).toBe('carry-out')
      const done = await officer.send('POST', `/api/v1/tasks/${next.id}/move`, { move: 'carry-out', data: {} })
      expect(done.status, done.text).toBe(200)
      await carryOut(database, id)
      // A second run of the job finds its work done.
      await carryOut(database, id)
    })

    let files: { id: string; name: string }[] = []
    await s.step('the files are hers: JSON for machines, a workbook and a PDF for people', async () => {
      const row = await one<{ status: string; results: { id: string; name: string }[] }>(
        'select status, results from personal_data.request where id = $1',
        [id],
      )
      expect(row.status).toBe('answered')
      files = row.results
      expect(files.map((file) => file.name)).toEqual([`${number}.pdf`, `${number}.json`, `${number}.xlsx`])
      const json = await lan.get(`/toi/du-lieu/yeu-cau/${id}/tep/${files[1]?.id}`)
      expect(json.status, json.text.slice(0, 300)).toBe(200)
      const copy = json.json<{ person: { id: string; full_name: string }; facts: { kind: string }[] }>()
      expect(copy.person).toMatchObject({ id: person, full_name: 'Nguyễn Thị Ngọc Lan' })
      expect(copy.facts.map((fact) => fact.kind)).toContain('asked')
      const pdf = await lan.get(`/toi/du-lieu/yeu-cau/${id}/tep/${files[0]?.id}`)
      expect(pdf.text.startsWith('%PDF-')).toBe(true)
    })

    await s.step('each download is written down; nobody else has them, the officer neither', async () => {
      const told = await one<{ count: number }>(
        "select count(*)::int as count from sen.fact where kind = 'downloaded' and subjects @> array[$1::uuid]",
        [person],
      )
      expect(told.count).toBe(2)
      for (const who of [officer, await as('motcua.caolanh')]) {
        expect((await who.get(`/toi/du-lieu/yeu-cau/${id}/tep/${files[1]?.id}`)).status).toBe(404)
        expect((await who.get(`/api/v1/files/${files[1]?.id}`)).status).toBe(404)
      }
      const seen = (await officer.get(`/api/v1/personal-data/request/${id}`)).json<{ results: unknown }>()
      expect(seen.results).toBeNull()
    })

    await s.step('after thirty days the files are gone, with their bytes', async () => {
      clock.set('2026-11-05T08:00:00+07:00')
      const lan2 = await as('lan')
      const late = await lan2.get(`/toi/du-lieu/yeu-cau/${id}/tep/${files[1]?.id}`)
      expect(late.status).toBe(410)
      await runRetention(database)
      const left = await one<{ count: number }>("select count(*)::int as count from sen.file where record = 'result'")
      expect(left.count).toBe(0)
      expect((await lan2.get(`/toi/du-lieu/yeu-cau/${id}`)).text).toContain('đã hết hạn tải')
    })
  },
  180_000,
)

story('my birthday is wrong: asked, compared, corrected with its history', async (s) => {
  const { as, personOf, one, ask, desk } = await open(s, '2026-10-05T08:00:00+07:00')
  const lan = await as('lan')
  const officer = await as('baove.dulieu')
  const person = await personOf('lan')

  await s.step('what cannot be is refused beside its field, what she typed stays', async () => {
    const wrong = await lan.form('/toi/du-lieu/yeu-cau-moi', {
      loai: 'correct',
      field: 'birth_date',
      value: '31/02/1994',
      act: 'next',
    })
    expect(wrong.status).toBe(422)
    expect(wrong.text).toContain('yeu-cau-value-error')
    expect(wrong.text).toContain('31/02/1994')
    const same = await lan.form('/toi/du-lieu/yeu-cau-moi', {
      loai: 'correct',
      field: 'birth_date',
      value: '20/08/1994',
      act: 'next',
    })
    expect(same.text).toContain('đang ghi đúng như vậy rồi')
  })

  const id = await s.step('she asks', () =>
    ask(lan, { loai: 'correct', field: 'birth_date', value: '21/08/1994', content: 'Ghi sai một ngày' }),
  )

  await s.step('the officer sees what will change before it does', async () => {
    expect((await desk(officer, id, 'accept')).status).toBe(303)
    const page = await officer.get(`/quan-tri/du-lieu-ca-nhan/yeu-cau/${id}`)
    expect(page.text).toContain('20/08/1994')
    expect(page.text).toContain('21/08/1994')
    const before = await one<{ birth_date: string }>('select birth_date from sen.person where id = $1', [person])
    expect(before.birth_date).toBe('1994-08-20')
  })

  await s.step('corrected; the former value is in the history and not in the log', async () => {
    const done = await desk(officer, id, 'carry-out')
    expect(done.status, done.text.slice(-800)).toBe(303)
    expect(await one('select birth_date from sen.person where id = $1', [person])).toEqual({ birth_date: '1994-08-21' })
    expect(await one('select row from sen.history where record_id = $1', [person])).toEqual({
      row: { birth_date: '1994-08-20' },
    })
    const fact = await one<{ data: unknown }>(
      "select data from sen.fact where kind = 'person-corrected' and record_id = $1",
      [person],
    )
    expect(fact.data).toEqual({ changes: ['birth_date'], request: expect.stringMatching(/^DLCN-2026-/) })
  })
})

story('erase: previewed, done exactly so, and what the law keeps is named', async (s) => {
  const { as, personOf, one, ask, desk, database } = await open(s, '2026-10-05T08:00:00+07:00')
  const lan = await as('lan')
  const officer = await as('baove.dulieu')
  const person = await personOf('lan')
  const procedure = (await lan.get('/api/v1/one-stop/procedure?f.code=1.001193')).json<{ rows: { id: string }[] }>()
    .rows[0]?.id
  const counter = await as('motcua.caolanh')
  const number = (await one<{ national_id: string }>('select national_id from sen.person where id = $1', [person]))
    .national_id

  await s.step('she has two drafts and a dossier with the counter', async () => {
    for (let i = 0; i < 2; i++) {
      const begun = await lan.form('/nop/1.001193', { act: 'next' })
      expect(begun.status).toBe(303)
      expect(
        (
          await lan.form(String(begun.headers.location), {
            act: 'next',
            phone: '0900000123',
            address: 'Số 1',
            settling: '29869',
          })
        ).status,
      ).toBe(303)
    }
    const made = await counter.send('POST', '/api/v1/one-stop/intake', {
      procedure,
      national_id: number,
      full_name: 'Nguyễn Thị Ngọc Lan',
      phone: '0900090000',
    })
    expect(made.status, made.text).toBe(201)
  })

  const id = await s.step('she is shown what goes and what stays before she asks', async () => {
    const page = await lan.get('/toi/du-lieu/yeu-cau-moi?loai=erase')
    expect(page.text).toContain('Điện thoại, thư điện tử, địa chỉ liên hệ')
    expect(page.text).toContain('Pháp luật buộc giữ')
    return ask(lan, { loai: 'erase' })
  })

  await s.step('without a preview nothing can be carried out', async () => {
    expect((await desk(officer, id, 'accept')).status).toBe(303)
    const early = await desk(officer, id, 'carry-out')
    expect(early.status).toBe(409)
    expect(early.text).toContain('Hãy xem trước việc xóa')
  })

  await s.step('the data change between preview and deed: nothing is erased, the officer looks again', async () => {
    expect((await desk(officer, id, 'preview')).status).toBe(303)
    const begun = await lan.form('/nop/1.001193', { act: 'next' })
    expect(begun.status).toBe(303)
    expect((await desk(officer, id, 'carry-out')).status).toBe(303)
    await carryOut(database, id)
    expect(await one('select status, plan from personal_data.request where id = $1', [id])).toEqual({
      status: 'processing',
      plan: null,
    })
    expect(
      (
        await one<{ count: number }>(
          'select count(*)::int as count from one_stop.draft d join sen.account a on a.id = d.created_by where a.person = $1',
          [person],
        )
      ).count,
    ).toBe(3)
  })

  await s.step('previewed again and done: to the row', async () => {
    expect((await desk(officer, id, 'preview')).status).toBe(303)
    const page = await officer.get(`/quan-tri/du-lieu-ca-nhan/yeu-cau/${id}`)
    expect(page.text).toContain('Bản nháp')
    expect((await desk(officer, id, 'carry-out')).status).toBe(303)
    await carryOut(database, id)
    await carryOut(database, id)
    const row = await one<{
      status: string
      outcome: string
      plan: { lines: { system: string; record: string; outcome: string; count: number }[] }
    }>('select status, outcome, plan from personal_data.request where id = $1', [id])
    expect(row.status).toBe('answered')
    const planned = row.plan.lines
      .filter((line) => line.outcome !== 'kept')
      .map((line) => [line.system, line.record, line.outcome, line.count])
    const fact = await one<{ data: { lines: unknown } }>("select data from sen.fact where kind = 'data-erased'", [])
    expect(fact.data.lines).toEqual(planned)
    expect(planned).toContainEqual(['one-stop', 'draft', 'erased', 3])
    expect(row.outcome).toContain('Giữ lại')
    expect(row.outcome).toContain('Hồ sơ')
  })

  await s.step('her contact is gone, her name and her dossier are kept', async () => {
    const now = await one<{ phone: null; email: null; address: null; full_name: string }>(
      'select phone, email, address, full_name from sen.person where id = $1',
      [person],
    )
    expect(now).toEqual({ phone: null, email: null, address: null, full_name: 'Nguyễn Thị Ngọc Lan' })
    expect(
      (
        await one<{ count: number }>('select count(*)::int as count from one_stop.dossier where applicant = $1', [
          person,
        ])
      ).count,
    ).toBe(1)
    expect(
      (
        await one<{ count: number }>(
          'select count(*)::int as count from one_stop.draft d join sen.account a on a.id = d.created_by where a.person = $1',
          [person],
        )
      ).count,
    ).toBe(0)
    const intake = await one<{ count: number }>(
      'select count(*)::int as count from one_stop.intake where national_id = $1',
      [number],
    )
    expect(intake.count, 'within two years the intake stays').toBe(1)
  })
})

story('restriction: out of exports, no consent counts, lifted by her', async (s) => {
  const { as, personOf, one, ask, desk, database, inject } = await open(s, '2026-10-05T08:00:00+07:00')
  const lan = await as('lan')
  const officer = await as('baove.dulieu')
  const person = await personOf('lan')
  const counter = await as('motcua.caolanh')
  const procedure = (await lan.get('/api/v1/one-stop/procedure?f.code=2.000815')).json<{ rows: { id: string }[] }>()
    .rows[0]?.id
  const national = (await one<{ national_id: string }>('select national_id from sen.person where id = $1', [person]))
    .national_id
  const consents = () => database.transaction(house, (tx) => hasConsent(tx, person, 'rating-reminder'))
  const made = await counter.send('POST', '/api/v1/one-stop/intake', {
    procedure,
    national_id: national,
    full_name: 'Nguyễn Thị Ngọc Lan',
  })
  expect(made.status, made.text).toBe(201)
  const number = made.json<{ number: string }>().number
  const exported = async (): Promise<string> => {
    const head = await as('giamdoc.caolanh')
    const file = await head.get('/api/v1/one-stop/dossier/export?format=csv&purpose=b%C3%A1o%20c%C3%A1o')
    expect(file.status, file.text.slice(0, 300)).toBe(200)
    return file.text
  }

  await s.step('silence is no; a click is yes; another takes it back', async () => {
    expect(await consents()).toBe(false)
    const give = () => lan.form('/toi/du-lieu/dong-y', { purpose: 'rating-reminder', version: '1', act: 'give' })
    expect((await give()).status).toBe(303)
    expect((await give()).status).toBe(303)
    expect(await consents()).toBe(true)
    await lan.form('/toi/du-lieu/dong-y', { purpose: 'rating-reminder', version: '1', act: 'withdraw' })
    expect(await consents()).toBe(false)
    await give()
    const rows = await one<{ said: boolean[] }>(
      'select array_agg(given order by seq) as said from sen.consent where person = $1',
      [person],
    )
    expect(rows.said).toEqual([true, false, true])
    const stale = await lan.form('/toi/du-lieu/dong-y', { purpose: 'rating-reminder', version: '7', act: 'give' })
    expect(stale.status).toBe(409)
  })

  const id = await s.step('she asks; before it is done she is in the export', async () => {
    expect(await exported()).toContain(number)
    return ask(lan, { loai: 'restrict' })
  })

  await s.step('restricted: not in the export, her consent does not count, a new one is refused', async () => {
    expect((await desk(officer, id, 'accept')).status).toBe(303)
    expect((await desk(officer, id, 'carry-out')).status).toBe(303)
    const csv = await exported()
    const shown = await counter.get(`/api/v1/cases/one-stop/dossier/${made.json<{ dossier: string }>().dossier}`)
    expect(shown.json<{ restricted: boolean }>().restricted, 'officers are told').toBe(true)
    expect(csv).not.toContain(number)
    expect(csv.split('\r\n').length).toBeGreaterThan(2)
    expect(await consents()).toBe(false)
    expect((await lan.form('/toi/du-lieu/dong-y', { purpose: 'mail-copies', version: '1', act: 'give' })).status).toBe(
      409,
    )
    expect((await lan.get('/toi/du-lieu')).text).toContain('đang được hạn chế xử lý')
  })

  await s.step('she lifts it herself', async () => {
    expect((await lan.form(`/toi/du-lieu/yeu-cau/${id}/go-han-che`, {})).status).toBe(303)
    expect(await exported()).toContain(number)
    expect(await consents()).toBe(true)
    expect(await one('select status from personal_data.request where id = $1', [id])).toEqual({ status: 'answered' })
  })
  void inject
})

story('refused with a reason; extended once; somebody nobody has seen proves who she is first', async (s) => {
  const { as, one, ask, desk, inject, database, password } = await open(s, '2026-10-05T08:00:00+07:00')
  void inject
  const { registerCitizen } = await import('#kernel/trust')
  const { stranger } = await import('#kernel/store')
  await registerCitizen(
    database,
    stranger,
    {
      national_id: '087190777776',
      full_name: 'Lê Thị Chưa Xem',
      birth_date: '1990-01-01',
      sex: 'female',
      phone: null,
      email: null,
      commune: '29869',
      address: null,
      sample: true,
    } as never,
    password,
  )
  const stranger2 = await as('087190777776')
  const lan = await as('lan')
  const officer = await as('baove.dulieu')

  await s.step('without a card seen, accepting wants to know how identity was checked', async () => {
    const id = await ask(stranger2, { loai: 'see' })
    const blind = await desk(officer, id, 'accept')
    expect(blind.status).toBe(422)
    expect(blind.text).toContain('Chưa ai xem giấy tờ')
    expect((await desk(officer, id, 'accept', { identity_note: 'Gọi video, đối chiếu thẻ căn cước' })).status).toBe(303)
    expect(await one('select identity, identity_note from personal_data.request where id = $1', [id])).toEqual({
      identity: 'checked',
      identity_note: 'Gọi video, đối chiếu thẻ căn cước',
    })
  })

  await s.step('an objection needs words, and gets a reasoned refusal she can read', async () => {
    const empty = await lan.form('/toi/du-lieu/yeu-cau-moi', { loai: 'object', act: 'next' })
    expect(empty.status).toBe(422)
    const id = await ask(lan, { loai: 'object', content: 'Không muốn phường lưu hồ sơ của tôi' })
    const bare = await desk(officer, id, 'refuse', { reason: 'Hồ sơ phải lưu theo luật lưu trữ.' })
    expect(bare.status).toBe(422)
    expect(
      (
        await desk(officer, id, 'refuse', {
          reason: 'Hồ sơ phải lưu theo luật lưu trữ.',
          basis: 'Luật Lưu trữ 33/2024/QH15',
        })
      ).status,
    ).toBe(303)
    const page = await lan.get(`/toi/du-lieu/yeu-cau/${id}`)
    expect(page.text).toContain('Luật Lưu trữ 33/2024/QH15')
    expect(page.text).toContain('khiếu nại')
  })

  await s.step('extended once by fifteen days, not twice; withdrawn by herself', async () => {
    const id = await ask(lan, { loai: 'see' })
    expect((await desk(officer, id, 'extend', { reason: 'Cần gom từ nhiều nơi' })).status).toBe(303)
    expect(
      (
        await one<{ due_at: Date }>('select due_at from personal_data.request where id = $1', [id])
      ).due_at.toISOString(),
    ).toBe('2026-10-30T01:00:00.000Z')
    expect((await desk(officer, id, 'extend', { reason: 'Thêm nữa' })).status).toBe(409)
    expect((await lan.form(`/toi/du-lieu/yeu-cau/${id}/rut`, {})).status).toBe(303)
    expect(await one('select status from personal_data.request where id = $1', [id])).toEqual({ status: 'withdrawn' })
  })
})

story('whoever files papers for another may not ask for her data; a parent may', async (s) => {
  const { as, one, personOf, database } = await open(s, '2026-10-05T08:00:00+07:00')
  const me = await personOf('lan')
  const someChild = () =>
    database.transaction(house, (tx) =>
      enterPerson(tx, {
        kind: 'citizen',
        full_name: 'Nguyễn Bé Con',
        birth_date: '2018-05-01',
        sex: 'female',
        national_id: null,
        tax_code: null,
        phone: null,
        email: null,
        commune: null,
        address: null,
        sample: true,
      }),
    )
  const mandate = async (kind: string) =>
    one<{ id: string }>(
      `insert into sen.mandate (id, representative, represented, kind, valid_from, valid_to, evidence_number, state, asked_at, checked_by, checked_at)
       values (gen_random_uuid(), $1, $2, $3, '2026-01-01', '2026-12-31', '01/GUQ', 'in-force', '2026-01-01T00:00:00Z', (select id from sen.account where login = 'motcua.caolanh'), '2026-01-01T00:00:00Z') returning id`,
      [me, await someChild(), kind],
    )
  for (const [kind, status] of [
    ['authorised', 403],
    ['guardian', 200],
  ] as const)
    await s.step(`${kind}: ${status}`, async () => {
      const lan = await as('lan')
      const { id } = await mandate(kind)
      const acting = await lan.send('POST', `/api/v1/mandates/${id}/act`, {})
      expect(acting.status, acting.text).toBeLessThan(300)
      for (const path of ['/toi/du-lieu', '/toi/du-lieu/yeu-cau-moi', '/toi/du-lieu/yeu-cau-moi?loai=erase']) {
        const page = await lan.get(path)
        expect(page.status, `${path} ${page.text.slice(0, 300)}`).toBe(status)
      }
      const consent = await lan.form('/toi/du-lieu/dong-y', { purpose: 'mail-copies', version: '1', act: 'give' })
      expect(consent.status).toBe(status === 200 ? 303 : 403)
      expect((await lan.send('POST', '/api/v1/mandates/act-for-oneself', {})).status).toBeLessThan(300)
    })
})

story('a breach: seventy-two hours by day and night, people told, late shown, the file kept five years', async (s) => {
  const { clock, as, one, personOf } = await open(s, '2026-10-09T16:00:00+07:00')
  let officer = await as('baove.dulieu')
  const lan = await as('lan')
  const number = (
    await one<{ national_id: string }>('select national_id from sen.person where id = $1', [await personOf('lan')])
  ).national_id

  const id = await s.step('found on a Friday at 14:00: due on Monday at 14:00, weekend or not', async () => {
    const made = await officer.send<{ id: string }>('POST', '/api/v1/personal-data/breach', {
      title: 'Gửi nhầm danh sách',
      found_at: '2026-10-09T14:00:00+07:00',
      cause: 'mistake',
      story: 'Một bảng tính có số điện thoại gửi nhầm địa chỉ.',
      data_kinds: 'Họ tên, số điện thoại',
      affected: [{ national_id: number }],
    })
    expect(made.status, made.text).toBe(201)
    const row = await one<{ report_due_at: Date; number: string }>('select * from personal_data.breach where id = $1', [
      made.json<{ id: string }>().id,
    ])
    expect(row.report_due_at.toISOString()).toBe('2026-10-12T07:00:00.000Z')
    expect(row.number).toBe('VPDL-2026-001')
    return made.json<{ id: string }>().id
  })
  const make = (move: string, data: Record<string, unknown>) =>
    officer.send('POST', `/api/v1/cases/personal-data/breach/${id}/move`, { move, data })

  await s.step('what cannot have been found yet is refused', async () => {
    const later = await officer.send('POST', '/api/v1/personal-data/breach', {
      title: 'Ngày mai',
      found_at: '2026-10-10T14:00:00+07:00',
      cause: 'leak',
      story: 'x',
      data_kinds: 'x',
    })
    expect(later.status).toBe(422)
  })

  await s.step('assessed; those affected are told in their accounts', async () => {
    const assessed = await make('assess', {
      people_count: 1,
      harm: 'Có thể bị gọi điện quảng cáo',
      measures: 'Đã yêu cầu xóa',
    })
    expect(assessed.status, assessed.text).toBe(200)
    expect(
      (await make('tell-people', { message: 'Số điện thoại của bạn đã gửi nhầm. Hãy cảnh giác cuộc gọi lạ.' })).status,
    ).toBe(200)
    expect((await lan.get('/thong-bao')).text).toContain('có thể đã bị ảnh hưởng')
    expect(await one('select told_count from personal_data.breach where id = $1', [id])).toEqual({ told_count: 1 })
  })

  await s.step('an hour late: the reason must be given, and late stays written', async () => {
    clock.set('2026-10-12T15:00:00+07:00')
    officer = await as('baove.dulieu')
    const silent = await make('report', { report_number: '12/BC-UBND' })
    expect(silent.status).toBe(422)
    expect(silent.text).toContain('72 giờ')
    const told = await make('report', { report_number: '12/BC-UBND', late_reason: 'Cuối tuần chưa liên lạc được' })
    expect(told.status, told.text).toBe(200)
    expect(await one('select report_late from personal_data.breach where id = $1', [id])).toEqual({ report_late: true })
    const paper = await one<{ name: string; kind: string }>('select name, kind from sen.file where record_id = $1', [
      id,
    ])
    expect(paper).toEqual({ name: 'Thông báo vi phạm VPDL-2026-001.pdf', kind: 'pdf' })
    expect((await officer.get('/quan-tri/du-lieu-ca-nhan')).text).toContain('báo trễ')
  })

  await s.step('closed: kept five years at least', async () => {
    expect((await make('close', {})).status).toBe(200)
    expect(await one('select keep_until from personal_data.breach where id = $1', [id])).toEqual({
      keep_until: '2031-10-12',
    })
  })
})

story('the register and the impact assessment come from the declarations', async (s) => {
  const { as, one, inject } = await open(s, '2026-10-05T08:00:00+07:00')
  const officer = await as('baove.dulieu')

  await s.step('everybody may read what is kept and why', async () => {
    const page = await inject({ method: 'GET', path: '/du-lieu-ca-nhan', headers: { accept: 'text/html' } })
    expect(page.status).toBe(200)
    expect(page.body).toContain('Nghị định 118/2025/NĐ-CP')
    const register = (await officer.get('/api/v1/personal-data/register')).json<{
      rows: { system: string; record: string; fields: { name: string; level: string }[] }[]
    }>().rows
    const dossier = register.find((row) => row.system === 'one-stop' && row.record === 'dossier')
    expect(dossier?.fields).toContainEqual(expect.objectContaining({ name: 'applicant_national_id', level: 'basic' }))
    expect(dossier?.fields).toContainEqual(expect.objectContaining({ name: 'answers', level: 'sensitive' }))
  })

  await s.step('a workbook of it for the officer, and only for her', async () => {
    const file = await inject({
      method: 'GET',
      path: '/quan-tri/du-lieu-ca-nhan/so-dang-ky.xlsx',
      headers: { cookie: officer.cookies() },
    })
    expect(file.status).toBe(200)
    const citizen = await as('lan')
    expect((await citizen.get('/quan-tri/du-lieu-ca-nhan/so-dang-ky.xlsx')).status).toBe(403)
    const admin = await as('quantri')
    expect((await admin.get('/quan-tri/du-lieu-ca-nhan')).status).toBe(403)
    expect(typeof ExcelJS.Workbook).toBe('function')
  })

  await s.step(
    'an edition of the assessment is prefilled, sixty days from the first processing, and set as a paper',
    async () => {
      const made = await officer.form('/quan-tri/du-lieu-ca-nhan/danh-gia', {})
      expect(made.status, made.text.slice(0, 300)).toBe(303)
      const id = /assessment\/([0-9a-f-]{36})/.exec(String(made.headers.location))?.[1] as string
      const row = await one<{ processings: { what: string }[]; edition: number; send_due_on: string }>(
        'select * from personal_data.assessment where id = $1',
        [id],
      )
      expect(row.processings.map((one) => one.what)).toContain('Hồ sơ')
      const early = await officer.send('POST', `/api/v1/cases/personal-data/assessment/${id}/move`, {
        move: 'send',
        data: { sent_number: '5/UBND' },
      })
      expect(early.status).toBe(422)
      expect(early.text).toContain('Vì sao cần xử lý')
      const version = (await officer.get(`/api/v1/personal-data/assessment/${id}`)).json<{ version: number }>().version
      const filled = await officer.send('PATCH', `/api/v1/personal-data/assessment/${id}`, {
        version,
        necessity: 'Vì thủ tục',
        risks: 'Lộ số',
        measures: 'Che, ghi nhật ký',
      })
      expect(filled.status, filled.text).toBe(200)
      expect(
        (
          await officer.send('POST', `/api/v1/cases/personal-data/assessment/${id}/move`, {
            move: 'send',
            data: { sent_number: '5/UBND' },
          })
        ).status,
      ).toBe(200)
      const pdf = await officer.get(`/quan-tri/du-lieu-ca-nhan/danh-gia/${id}`)
      expect(pdf.text.startsWith('%PDF-')).toBe(true)
      const next = await officer.form('/quan-tri/du-lieu-ca-nhan/danh-gia', {})
      const second = /assessment\/([0-9a-f-]{36})/.exec(String(next.headers.location))?.[1]
      expect(await one('select edition, necessity from personal_data.assessment where id = $1', [second])).toEqual({
        edition: 2,
        necessity: 'Vì thủ tục',
      })
    },
  )
})
