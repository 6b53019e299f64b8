import { expect } from 'vitest'
import { openTestSite } from '#host'
import { stranger } from '#kernel/store'
import { falseClock, type Story, story, type Visitor } from '#kernel/testing'
import { registerCitizen } from '#kernel/trust'

interface Task {
  id: string
  version: number
  recordId: string
  step: string
  stepLabel: { vi: string }
  dueAt: string | null
  clock: { state: string; words: { vi: string } }
  moves: { name: string }[]
}
interface Row {
  id: string
  version: number
  number: string
  dossier: string
  status: string
  due_at: string | null
  [field: string]: unknown
}

async function open(s: Story, at: string) {
  const site = await openTestSite({ clock: falseClock(at) })
  s.finally(() => site.close())
  s.reach(site.inject)
  const here = new Map<string, Visitor>()
  const as = async (login: string): Promise<Visitor> => {
    const visitor = s.visitor()
    const answer = await visitor.signIn(login, site.password)
    expect(answer.status, `${login} signs in`).toBe(200)
    here.set(login, visitor)
    return visitor
  }
  /** Sessions last a day’s work: on another day everybody signs in again. */
  const anotherDay = async (move: () => void): Promise<void> => {
    move()
    for (const [login, visitor] of here) await visitor.signIn(login, site.password)
  }
  /** The open task of a dossier in the queue of this officer's units. */
  const taskOf = async (officer: Visitor, dossier: string): Promise<Task> => {
    const { rows } = (await officer.get('/api/v1/tasks?scope=unit&limit=200')).json<{ rows: Task[] }>()
    const task = rows.find((row) => row.recordId === dossier)
    expect(task, 'the task is in the queue').toBeDefined()
    return task as Task
  }
  const make = async (officer: Visitor, dossier: string, move: string, data: Record<string, unknown> = {}) => {
    const task = await taskOf(officer, dossier)
    return officer.send('POST', `/api/v1/tasks/${task.id}/move`, { move, version: task.version, data })
  }
  const procedure = async (visitor: Visitor, code: string): Promise<string> =>
    (await visitor.get(`/api/v1/one-stop/procedure?f.code=${code}`)).json<{ rows: Row[] }>().rows[0]?.id as string
  const dossierOf = async (visitor: Visitor, id: string): Promise<Row> =>
    (await visitor.get(`/api/v1/one-stop/dossier/${id}`)).json<Row>()
  return { ...site, as, anotherDay, taskOf, make, procedure, dossierOf }
}

story('a first land registration: supplement, tax, signature, certificate', async (s) => {
  const { clock, as, anotherDay, taskOf, make, procedure, dossierOf } = await open(s, '2026-10-05T08:00:00+07:00')
  const counter = await as('motcua.caolanh')
  const handler = await as('thuly.caolanh')

  const dossier = await s.step('the counter takes the papers and accepts at once', async () => {
    const answer = await counter.send<Row>('POST', '/api/v1/one-stop/intake', {
      procedure: await procedure(counter, '1.013978'),
      national_id: '087185123456',
      full_name: 'Trần Thị Bảy',
      phone: '0900012345',
      content: 'Thửa 12, tờ bản đồ 5, 350 m² đất ở',
      papers: [{ name: 'Đơn đăng ký đất đai, Mẫu số 15', origin: 'original', count: 1 }],
    })
    expect(answer.status, answer.text).toBe(201)
    const intake = answer.json<Row>()
    expect(intake.number).toMatch(/^H20\.\d{3}\.01-261005-0001$/)
    return intake.dossier
  })

  const promised = await s.step('the promise: 27 working days from Monday 8:00', async () => {
    const row = await dossierOf(counter, dossier)
    expect(row.status).toBe('received')
    // 5 October + 27 working days; no holiday between: Wednesday 11 November, same clock time.
    expect(row.due_at).toBe('2026-11-11T01:00:00.000Z')
    return row.due_at as string
  })

  await s.step('it goes to the economy section of the ward', async () => {
    clock.advance(2 * 3_600_000)
    expect((await make(counter, dossier, 'forward')).status).toBe(200)
    const task = await taskOf(handler, dossier)
    expect(task.clock.words.vi).toBe('còn 5 ngày làm việc')
  })

  await s.step('the handler asks for a supplement; the clock of the whole stops', async () => {
    await anotherDay(() => clock.advance(2 * 86_400_000))
    const answer = await make(handler, dossier, 'ask-supplement', {
      items: 'Bản sao giấy tờ về nguồn gốc đất',
      reason: 'Hồ sơ thiếu giấy tờ theo Điều 28 NĐ 101/2024',
    })
    expect(answer.status, answer.text).toBe(200)
    const row = await dossierOf(counter, dossier)
    expect([row.status, row.due_at, row.supplement_count]).toEqual(['supplement-asked', null, 1])
  })

  await s.step('a week later the applicant supplies over the counter: the whole limit begins again', async () => {
    await anotherDay(() => clock.set('2026-10-14T09:30:00+07:00'))
    const answer = await counter.send('POST', `/api/v1/cases/one-stop/dossier/${dossier}/move`, {
      move: 'supply',
      data: { answer: 'Bộ giấy mua bán viết tay năm 1992' },
    })
    expect(answer.status, answer.text).toBe(200)
    const row = await dossierOf(counter, dossier)
    expect(row.status).toBe('processing')
    // 14 October 9:30 + 27 working days = Friday 20 November 9:30: waiting was not counted, the clock restarted.
    expect(row.due_at).toBe('2026-11-20T02:30:00.000Z')
    expect(Date.parse(row.due_at as string)).toBeGreaterThan(Date.parse(promised))
  })

  await s.step('a second supplement is refused by name and changes nothing', async () => {
    const before = await dossierOf(counter, dossier)
    const answer = await make(handler, dossier, 'ask-supplement', { items: 'Thêm nữa', reason: 'Thiếu' })
    expect(answer.status).toBe(409)
    expect(answer.json<{ error: { code: string; message: string } }>().error).toMatchObject({
      code: 'one-stop.second-supplement',
    })
    expect((await dossierOf(counter, dossier)).version).toBe(before.version)
  })

  await s.step('review, cadastral extract by the land registry, then tax', async () => {
    expect((await make(handler, dossier, 'forward')).status).toBe(200)
    expect((await make(await as('truongphong.caolanh'), dossier, 'forward')).status).toBe(200)
    const land = await as('thuly.vpdkdd')
    expect((await make(land, dossier, 'forward')).status).toBe(200)
  })

  const afterPause = await s.step(
    'the tax agency tells the duty: the clock stands while the citizen pays',
    async () => {
      const tax = await as('thuly.thue')
      await anotherDay(() => clock.set('2026-10-19T08:00:00+07:00'))
      const before = (await dossierOf(counter, dossier)).due_at as string
      const asked = await make(tax, dossier, 'ask-payment', { amount: 4_500_000, content: 'Lệ phí trước bạ nhà, đất' })
      expect(asked.status, asked.text).toBe(200)
      expect(await dossierOf(counter, dossier)).toMatchObject({
        status: 'financial-duty',
        finance_state: 'awaiting',
        due_at: null,
        fee: 4_500_000,
      })
      await anotherDay(() => clock.set('2026-10-21T08:00:00+07:00'))
      const paid = await make(tax, dossier, 'confirm-payment', { receipt: 'GNT 0012345' })
      expect(paid.status, paid.text).toBe(200)
      const row = await dossierOf(counter, dossier)
      expect(row).toMatchObject({ status: 'processing', finance_state: 'paid' })
      // Two working days of waiting, two working days later: Friday, Monday; Tuesday 24 November is a holiday; Wednesday.
      expect(before).toBe('2026-11-20T02:30:00.000Z')
      expect(row.due_at).toBe('2026-11-25T02:30:00.000Z')
      expect((await make(tax, dossier, 'forward')).status).toBe(200)
      return row.due_at
    },
  )

  await s.step('signature, number and stamp, a result, returned before the promise', async () => {
    expect((await make(await as('lanhdao.caolanh'), dossier, 'forward')).status).toBe(200)
    const clerk = await as('vanthu.caolanh')
    const bare = await make(clerk, dossier, 'finish', { result_number: '15/GCN' })
    expect(bare.status).toBe(422)
    expect(bare.json<{ error: { code: string } }>().error.code).toBe('one-stop.result-missing')
    const done = await make(clerk, dossier, 'finish', {
      result_number: '15/GCN',
      result_note: 'Đã cấp Giấy chứng nhận quyền sử dụng đất thửa 12 tờ 5.',
      typeset: true,
    })
    expect(done.status, done.text).toBe(200)
    const row = await dossierOf(counter, dossier)
    expect(row).toMatchObject({ status: 'finished', delivery_state: 'ready', result_number: '15/GCN' })
    expect(Date.parse(row.finished_at as string)).toBeLessThan(Date.parse(afterPause as string))
    expect((await make(counter, dossier, 'return', { delivery: 'counter', receiver: 'Trần Thị Bảy' })).status).toBe(200)
    expect(await dossierOf(counter, dossier)).toMatchObject({
      status: 'returned',
      delivery_state: 'delivered',
      receiver: 'Trần Thị Bảy',
    })
  })

  await s.step('everything is written down, in order', async () => {
    const { items } = (await counter.get(`/api/v1/one-stop/dossier/${dossier}/timeline`)).json<{
      items: { kind: string }[]
    }>()
    const moves = items
      .map((item) => item.kind)
      .filter((kind) =>
        [
          'filed',
          'accept',
          'forward',
          'ask-supplement',
          'supply',
          'ask-payment',
          'confirm-payment',
          'finish',
          'return',
        ].includes(kind),
      )
    expect(moves.toReversed()).toEqual([
      'filed',
      'accept',
      'forward',
      'ask-supplement',
      'supply',
      'forward',
      'forward',
      'forward',
      'ask-payment',
      'confirm-payment',
      'forward',
      'forward',
      'finish',
      'return',
    ])
  })
})

story('what is refused is refused by name, and nothing is half done', async (s) => {
  const { as, procedure } = await open(s, '2026-10-05T08:00:00+07:00')
  const counter = await as('motcua.caolanh')
  const code = await procedure(counter, '1.001193')
  const good = { procedure: code, national_id: '087185123456', full_name: 'Nguyễn Văn Á' }
  const count = async () =>
    (await counter.get('/api/v1/one-stop/dossier')).json<{ count: { value: number } }>().count.value

  for (const [words, change, refusal] of [
    ['a CCCD with eleven digits', { national_id: '08718512345' }, 'ids.national-id'],
    ['no name', { full_name: '' }, 'records.required'],
    [
      'a procedure that is not there',
      { procedure: '018f0000-0000-7000-8000-000000000000' },
      'records.refers-to-nothing',
    ],
    ['a field nobody knows', { status: 'finished' }, 'records.unknown-field'],
    ['a field only the system writes', { number: 'H20.001.01-261005-0001' }, 'records.read-only-field'],
    ['a channel that does not exist', { channel: 'fax' }, 'records.not-a-choice'],
  ] as const) {
    await s.step(words, async () => {
      const before = await count()
      const answer = await counter.send('POST', '/api/v1/one-stop/intake', { ...good, ...change })
      expect(answer.status).toBeGreaterThanOrEqual(400)
      const { error } = answer.json<{ error: { code: string; message: string; errors?: { code: string }[] } }>()
      expect([error.code, ...(error.errors ?? []).map((one) => one.code)].join(' ')).toContain(
        refusal.split('.')[1] as string,
      )
      expect(error.message).toMatch(/\p{L}/u)
      expect(await count()).toBe(before)
    })
  }

  await s.step('a stale version', async () => {
    const made = (await counter.send('POST', '/api/v1/one-stop/intake', { ...good, accept_now: false })).json<Row>()
    const { rows } = (await counter.get('/api/v1/tasks?scope=unit')).json<{ rows: Task[] }>()
    const task = rows.find((row) => row.recordId === made.dossier) as Task
    const stale = await counter.send('POST', `/api/v1/tasks/${task.id}/move`, {
      move: 'accept',
      version: task.version + 7,
    })
    expect(stale.status).toBe(409)
    expect(stale.json<{ error: { code: string } }>().error.code).toBe('records.stale-version')
  })
})

story('an account somebody registered with another’s number gets nothing that is filed at a counter', async (s) => {
  const { house, as, procedure } = await open(s, '2026-10-05T08:00:00+07:00')
  const number = '087185777001'
  const thief = await registerCitizen(
    house.database,
    stranger,
    {
      full_name: 'Người Lấy Số',
      national_id: number,
      birth_date: '1985-01-01',
      phone: '0900000001',
      email: null,
      commune: '29869',
      address: null,
    },
    'mat-khau-cua-ke-lay-so-1',
  )
  const counter = await as('motcua.caolanh')
  const intake = { procedure: await procedure(counter, '2.000815'), national_id: number, full_name: 'Chủ Thật Của Số' }
  await s.step('the counter is stopped and told to look at the card', async () => {
    const answer = await counter.send('POST', '/api/v1/one-stop/intake', intake)
    expect(answer.status).toBe(422)
    expect(answer.json<{ error: { code: string; field: string } }>().error).toMatchObject({
      code: 'one-stop.account-unchecked',
      field: 'account_is_theirs',
    })
  })
  await s.step('“no” locks the account and files the dossier', async () => {
    const answer = await counter.send('POST', '/api/v1/one-stop/intake', { ...intake, account_is_theirs: 'no' })
    expect(answer.status, answer.text).toBe(201)
    const { rows } = await house.database.owner.query<{ disabled_at: Date | null }>(
      'select disabled_at from sen.account where id = $1',
      [thief],
    )
    expect(rows[0]?.disabled_at).not.toBeNull()
  })
  await s.step('the next receipt of the same person asks nothing', async () => {
    expect((await counter.send('POST', '/api/v1/one-stop/intake', intake)).status).toBe(201)
  })
})
