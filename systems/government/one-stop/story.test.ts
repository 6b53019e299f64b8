import { expect } from 'vitest'
import { openTestSite, type TestSite } from '#host'
import { type Flow, remind } from '#kernel/cases'
import { createRow, type FileRef } from '#kernel/records'
import { type Actor, house, stranger } from '#kernel/store'
import { falseClock, type Story, story, type Visitor } from '#kernel/testing'
import { delegable, delegate, findActor, getRoot, registerCitizen } from '#kernel/trust'
import { Handling } from './cases.ts'
import type { Design } from './design/shape.ts'
import { billsOf } from './fees/bills.ts'
import { settlePayment } from './fees/settle.ts'
import { type Filing, fileDossier, getProcedure } from './filing.ts'
import { remindToSupply } from './jobs.ts'
import { fileBundle } from './life/bundle.ts'
import { ProcedureDesign } from './records.ts'

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
  await s.step('the next receipt of the same person asks nothing; the register has the name of the card', async () => {
    expect((await counter.send('POST', '/api/v1/one-stop/intake', intake)).status).toBe(201)
    const { rows } = await house.database.owner.query<{ full_name: string; phone: string | null }>(
      'select full_name, phone from sen.person where national_id = $1',
      [number],
    )
    expect(rows).toEqual([{ full_name: 'Chủ Thật Của Số', phone: null }])
  })
  await s.step('one digit wrong is another’s number: refused with no more of her name than its letters', async () => {
    const answer = await counter.send('POST', '/api/v1/one-stop/intake', { ...intake, full_name: 'Người Khác Hẳn' })
    expect(answer.status).toBe(422)
    const { error } = answer.json<{ error: { code: string; field: string; message: string } }>()
    expect(error).toMatchObject({ code: 'one-stop.another-name', field: 'national_id' })
    expect(answer.text).toContain('C… T… C… S…')
    expect(answer.text).not.toContain('Chủ Thật')
    const same = await counter.send('POST', '/api/v1/one-stop/intake', { ...intake, full_name: 'chu that  cua so' })
    expect(same.status, same.text).toBe(201)
  })
})

// ---------------------------------------------------------------------------------- the whole life of a dossier

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC',
  'base64',
)

/** A file of a visitor's own, as an upload leaves it. */
async function upload(site: TestSite, who: Visitor, name: string): Promise<FileRef> {
  const csrf = (await who.get('/api/v1/me')).json<{ csrf: string }>().csrf
  const boundary = 'sen-life'
  const body = Buffer.concat([
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: image/png\r\n\r\n`,
    ),
    PNG,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  const answer = await site.inject({
    method: 'POST',
    path: '/api/v1/files',
    headers: { cookie: who.cookies(), 'x-csrf': csrf, 'content-type': `multipart/form-data; boundary=${boundary}` },
    body,
  })
  expect(answer.status, answer.body).toBe(201)
  const file = JSON.parse(answer.body) as { id: string; name: string; kind: string; size: number }
  return { file: file.id, name: file.name, kind: file.kind, size: file.size }
}

const flows = new Map<string, Flow>([[Handling.path, Handling as unknown as Flow]])
const code = (answer: { json<T>(): T }): string => answer.json<{ error: { code: string } }>().error.code

/** Notices that lie with an account, as texts. */
const noticesOf = async (site: TestSite, login: string): Promise<string[]> =>
  (
    await site.house.database.owner.query<{ said: string }>(
      "select n.title_vi || ' ' || coalesce(n.body_vi, '') as said from sen.notice n join sen.account a on a.id = n.account where a.login = $1 order by n.at, n.id",
      [login],
    )
  ).rows.map((row) => row.said)

const papersOf = async (site: TestSite, dossier: string): Promise<string[]> =>
  (
    await site.house.database.owner.query<{ name: string }>('select name from sen.file where record_id = $1', [dossier])
  ).rows.map((row) => row.name)

const openTasks = async (site: TestSite, dossier: string): Promise<{ key: string; unit: string; label: string }[]> =>
  (
    await site.house.database.owner.query<{ key: string; unit: string; label: string }>(
      'select t.key, u.code as unit, t.step_vi as label from sen.task t join sen.unit u on u.id = t.unit where t.record_id = $1 and t.done_at is null order by t.key',
      [dossier],
    )
  ).rows

/** What is still due, paid as an outside payment tells it. */
const settleFees = (site: TestSite, dossier: string): Promise<void> =>
  site.house.database.transaction(house, async (tx) => {
    for (const bill of await billsOf(tx, dossier))
      if (bill.state === 'awaiting')
        await settlePayment(tx, {
          reference: bill.reference,
          amount: bill.due ?? 0,
          at: tx.now,
          channel: 'transfer',
          receipt: 'FT1',
        })
  })

/** Files for the citizen of the demonstration, as the pages of filing do in the end. */
async function fileFor(
  site: TestSite,
  procedure: string,
  more: Partial<Filing> & { commune: string },
): Promise<{ id: string; number: string }> {
  return site.house.database.transaction(house, async (tx) => {
    const person = await tx.one<Filing['applicant']>(
      "select p.* from sen.person p join sen.account a on a.person = p.id where a.login = 'lan'",
    )
    return fileDossier(tx, {
      procedure: await getProcedure(tx, procedure),
      channel: 'online',
      applicant: person as Filing['applicant'],
      answers: {},
      answered: [],
      papers: [],
      delivery: 'electronic',
      ...more,
    })
  })
}

story('received in Mỹ Tho, settled by Cao Lãnh, handed over in Mỹ Tho', async (s) => {
  const site = await open(s, '2026-10-05T08:00:00+07:00')
  const { as, make, procedure, dossierOf, taskOf } = site
  const here = await as('motcua.mytho')
  const there = await as('motcua.caolanh')

  const dossier = await s.step('the counter of Mỹ Tho writes down who settles it', async () => {
    const answer = await here.send<Row>('POST', '/api/v1/one-stop/intake', {
      procedure: await procedure(here, '1.004873'),
      national_id: '082190555001',
      full_name: 'Võ Thị Sáu Em',
      content: 'Xác nhận tình trạng hôn nhân để đăng ký kết hôn',
      settling: '29869',
      accept_now: false,
    })
    expect(answer.status, answer.text).toBe(201)
    // The number is of the office that received it.
    expect(answer.json<Row>().number).toMatch(/^H20\.102\.01-261005-0001$/)
    return answer.json<Row>().dossier
  })

  await s.step('both counters see it, only the receiving one accepts', async () => {
    const units = await site.house.database.owner.query<Record<string, string>>(
      `select c.code as centre, r.code as received, b.code as returning, g.code as agency
         from one_stop.dossier d join sen.unit c on c.id = d.unit join sen.unit r on r.id = d.received_unit
         join sen.unit b on b.id = d.returning_unit join sen.unit g on g.id = d.agency where d.id = $1`,
      [dossier],
    )
    expect(units.rows[0]).toEqual({
      centre: 'H20.x29869.mc',
      received: 'H20.x28261.mc',
      returning: 'H20.x28261.mc',
      agency: 'H20.x29869',
    })
    expect((await dossierOf(there, dossier)).status).toBe('registered')
    const refused = await there.send('POST', `/api/v1/cases/one-stop/dossier/${dossier}/move`, { move: 'accept' })
    expect([refused.status, code(refused)]).toEqual([403, 'cases.not-your-task'])
    expect((await make(here, dossier, 'accept')).status).toBe(200)
  })

  await s.step('it is handled and signed in Cao Lãnh', async () => {
    expect((await make(here, dossier, 'forward')).status).toBe(200)
    for (const login of ['thuly.caolanh', 'truongphong.caolanh', 'lanhdao.caolanh'])
      expect((await make(await as(login), dossier, 'forward')).status, login).toBe(200)
    const clerk = await as('vanthu.caolanh')
    const results = [await upload(site, clerk, 'giay-xac-nhan.png')]
    const done = await make(clerk, dossier, 'finish', { result_number: '77/XN', results })
    expect(done.status, done.text).toBe(200)
  })

  await s.step('the result waits in Mỹ Tho and is handed over there', async () => {
    expect((await openTasks(site, dossier)).map((task) => task.unit)).toEqual(['H20.x28261.mc'])
    const refused = await there.send('POST', `/api/v1/cases/one-stop/dossier/${dossier}/move`, {
      move: 'return',
      data: { delivery: 'counter' },
    })
    expect([refused.status, code(refused)]).toEqual([403, 'cases.not-your-task'])
    expect((await taskOf(here, dossier)).moves.map((move) => move.name)).toContain('return')
    await settleFees(site, dossier)
    const done = await make(here, dossier, 'return', { delivery: 'counter', receiver: 'Võ Thị Sáu Em' })
    expect(done.status, done.text).toBe(200)
  })
})

story('two offices at once, a branch, an office that is passed over', async (s) => {
  const site = await open(s, '2026-10-05T08:00:00+07:00')
  const { as, make, clock, taskOf, dossierOf, house: home } = site
  const w = (words: string) => ({ vi: words, en: words })
  const step = (
    key: string,
    kind: 'receive' | 'handle' | 'sign' | 'return',
    role: string,
    unit: string,
    more = {},
  ) => ({
    key,
    kind,
    name: w(key),
    role,
    unit,
    limitHours: kind === 'return' ? null : 4,
    ...more,
  })
  const design: Design = {
    pages: [],
    papers: [],
    fees: [],
    result: null,
    cutoff: null,
    stages: [
      { key: 'in', name: w('Nhận'), steps: [step('in', 'receive', 'one-stop-officer', 'receiving-centre')] },
      {
        key: 'both',
        name: w('Thẩm định song song'),
        steps: [
          step('land', 'handle', 'handler', 'commune-economy'),
          step('people', 'handle', 'handler', 'commune-culture', {
            when: { field: 'area', is: 'at-least', value: 100 },
          }),
        ],
      },
      {
        key: 'never',
        name: w('Không áp dụng'),
        steps: [
          step('never', 'handle', 'handler', 'commune-office', {
            when: { field: 'area', is: 'at-least', value: 9_999 },
          }),
        ],
      },
      { key: 'sign', name: w('Ký'), steps: [step('sign', 'sign', 'leader', 'commune-leaders')] },
      { key: 'back', name: w('Trả'), steps: [step('back', 'return', 'one-stop-officer', 'returning-centre')] },
    ],
  }
  await home.database.transaction(house, async (tx) => {
    const root = await getRoot(tx)
    await createRow(
      tx,
      ProcedureDesign,
      {
        procedure_code: '1.013225',
        edition: 7,
        title: 'Quy trình song song',
        state: 'published',
        content: design,
        valid_from: '2026-10-01',
      },
      { unit: root.id },
    )
  })
  const counter = await as('motcua.caolanh')
  const handler = await as('thuly.caolanh')
  const big = await fileFor(site, '1.013225', { commune: '29869', answers: { area: 150 } })
  const small = await fileFor(site, '1.013225', { commune: '29869', answers: { area: 20 } })
  const keys = async (dossier: { id: string }) => (await openTasks(site, dossier.id)).map((task) => task.key)
  const at = async (dossier: { id: string }, key: string): Promise<Task> => {
    const { rows } = (await handler.get('/api/v1/tasks?scope=unit&limit=200')).json<{ rows: Task[] }>()
    return rows.find((row) => row.recordId === dossier.id && row.stepLabel.vi === key) as Task
  }
  const on = (task: Task, move: string, data = {}) =>
    handler.send('POST', `/api/v1/tasks/${task.id}/move`, { move, version: task.version, data })

  await s.step('a small plot goes through one office, the large one through two at once', async () => {
    for (const one of [big, small]) {
      expect((await make(counter, one.id, 'accept')).status).toBe(200)
      expect((await make(counter, one.id, 'forward')).status).toBe(200)
    }
    expect(await keys(small)).toEqual(['land'])
    expect(await keys(big)).toEqual(['land', 'people'])
    expect((await dossierOf(counter, big.id)).step_position).toBe(2)
  })

  await s.step('what is done first waits for the other; it can be taken back', async () => {
    clock.advance(60_000)
    const land = await at(big, 'land')
    expect(land.moves.map((move) => move.name)).not.toContain('finish')
    expect((await on(land, 'forward')).status).toBe(200)
    expect(await keys(big)).toEqual(['people'])
    const back = await handler.send('POST', `/api/v1/tasks/${land.id}/recall`, {})
    expect(back.status, back.text).toBe(200)
    expect(await keys(big)).toEqual(['land', 'people'])
  })

  await s.step('both done, the leader signs; the stage that does not apply is passed over', async () => {
    expect((await on(await at(big, 'land'), 'forward')).status).toBe(200)
    expect((await on(await at(big, 'people'), 'forward')).status).toBe(200)
    expect(await keys(big)).toEqual(['sign'])
  })

  const leader = await as('lanhdao.caolanh')
  await s.step('sent back, both offices do it again; sent back once more, the other stops too', async () => {
    expect((await make(leader, big.id, 'send-back', { reason: 'Diện tích chưa khớp' })).status).toBe(200)
    expect(await keys(big)).toEqual(['land', 'people'])
    expect((await on(await at(big, 'people'), 'send-back', { reason: 'Thiếu bản vẽ' })).status).toBe(200)
    expect(await keys(big)).toEqual(['in'])
    const said = (await counter.get(`/api/v1/cases/one-stop/dossier/${big.id}`)).text
    expect(said).toContain('Trả lại bước trước: Thiếu bản vẽ')
  })

  await s.step('a supplement asked when one office is done opens only the other again', async () => {
    expect((await make(counter, big.id, 'forward')).status).toBe(200)
    expect((await on(await at(big, 'land'), 'forward')).status).toBe(200)
    const asked = await on(await at(big, 'people'), 'ask-supplement', { items: 'Bản vẽ', reason: 'Thiếu' })
    expect(asked.status, asked.text).toBe(200)
    expect(await keys(big)).toEqual([])
    const supplied = await counter.send('POST', `/api/v1/cases/one-stop/dossier/${big.id}/move`, {
      move: 'supply',
      data: { answer: 'Đã nộp bản vẽ' },
    })
    expect(supplied.status, supplied.text).toBe(200)
    expect(await keys(big)).toEqual(['people'])
  })

  await s.step('the design changes; the dossier keeps the one it was filed by', async () => {
    await home.database.transaction(house, (tx) =>
      tx.query(`update one_stop.design set content = jsonb_set(content, '{stages}', '[]') where edition = 7`),
    )
    expect((await on(await at(big, 'people'), 'forward')).status).toBe(200)
    expect(await keys(big)).toEqual(['sign'])
    const task = await taskOf(leader, big.id)
    const moves = task.moves.map((move) => move.name)
    expect(moves).toContain('finish')
    expect(moves).not.toContain('forward')
    const results = [await upload(site, leader, 'giay-phep.png')]
    expect((await make(leader, big.id, 'finish', { result_number: '3/GPXD', results })).status).toBe(200)
    expect(await keys(big)).toEqual(['back'])
  })
})

story('a promise is moved once, with an apology', async (s) => {
  const site = await open(s, '2026-10-05T08:00:00+07:00')
  const { as, make, clock, anotherDay, dossierOf, house: home } = site
  const counter = await as('motcua.caolanh')
  const handler = await as('thuly.caolanh')
  const filed = await fileFor(site, '1.004873', { commune: '29869' })
  expect((await make(counter, filed.id, 'accept')).status).toBe(200)
  expect((await make(counter, filed.id, 'forward')).status).toBe(200)
  const former = (await dossierOf(counter, filed.id)).due_at as string
  expect(former).toBe('2026-10-08T01:00:00.000Z')
  const move = (new_due: string, reason = 'Chờ xác minh nơi cư trú trước') =>
    make(handler, filed.id, 'apologise', { new_due, reason })

  await s.step('not to a Saturday, not before the old date, not farther than the limit once more', async () => {
    for (const [due, refusal] of [
      ['2026-10-10T09:00:00+07:00', 'one-stop.promise-closed'],
      ['2026-10-07T09:00:00+07:00', 'one-stop.promise-not-later'],
      ['2026-10-20T09:00:00+07:00', 'one-stop.promise-too-far'],
    ] as const) {
      const answer = await move(due)
      expect([answer.status, code(answer)], due).toEqual([422, refusal])
    }
    expect((await dossierOf(counter, filed.id)).due_at).toBe(former)
  })

  await s.step('late by a day, it is promised anew: clock, dossier, paper and applicant say the same', async () => {
    await anotherDay(() => clock.set('2026-10-09T08:00:00+07:00'))
    const answer = await move('2026-10-12T16:00:00+07:00')
    expect(answer.status, answer.text).toBe(200)
    const row = await dossierOf(counter, filed.id)
    expect(row).toMatchObject({ due_at: '2026-10-12T09:00:00.000Z', former_due_at: former, status: 'processing' })
    expect(row.apology).toMatchObject({ formerDue: former, newDue: '2026-10-12T09:00:00.000Z' })
    const clocks = await home.database.owner.query(
      "select due_at from sen.case_clock where record_id = $1 and name = 'whole'",
      [filed.id],
    )
    expect(clocks.rows[0]).toEqual({ due_at: new Date('2026-10-12T09:00:00Z') })
    expect((await papersOf(site, filed.id)).filter((name) => name.startsWith('Văn bản xin lỗi'))).toHaveLength(1)
    expect((await noticesOf(site, 'lan')).join('\n')).toContain(`Xin lỗi, hồ sơ ${filed.number} hẹn lại`)
    const lan = await as('lan')
    const page = (await lan.get(`/ho-so/${filed.number}`)).text
    expect(page).toContain('Xin lỗi, hồ sơ được hẹn lại')
    expect(page).toContain('Chờ xác minh nơi cư trú trước')
  })

  await s.step('a second time is refused by name', async () => {
    const answer = await move('2026-10-13T16:00:00+07:00')
    expect([answer.status, code(answer)]).toEqual([409, 'cases.second-time'])
    expect((await dossierOf(counter, filed.id)).due_at).toBe('2026-10-12T09:00:00.000Z')
  })
})

story('warned at half and at four fifths, once each; closed when nothing comes', async (s) => {
  const site = await open(s, '2026-10-05T08:00:00+07:00')
  const { as, make, clock, anotherDay, dossierOf, house: home } = site
  const counter = await as('motcua.caolanh')
  const filed = await fileFor(site, '1.004873', { commune: '29869' })
  const turn = async (at: string): Promise<string[]> => {
    const told = async () => (await noticesOf(site, 'motcua.caolanh')).filter((said) => said.includes(filed.number))
    const before = (await told()).length
    clock.set(at)
    await remind(home.database, flows)
    await remind(home.database, flows)
    return (await told()).slice(before)
  }

  await s.step('the counter hears of an online receipt at once, and again before two hours are over', async () => {
    expect((await noticesOf(site, 'motcua.caolanh')).join()).toContain(`Hồ sơ mới ${filed.number}`)
    expect((await noticesOf(site, 'lan')).join()).toContain(`Đã nhận hồ sơ ${filed.number}`)
    expect(await turn('2026-10-05T09:59:00+07:00')).toEqual([])
    const heard = await turn('2026-10-05T10:00:00+07:00')
    // Its task and its clock of acceptance, each once.
    expect(heard).toHaveLength(2)
    expect(heard.every((said) => said.startsWith('Đã qua 25% thời hạn'))).toBe(true)
    // 80 % of eight hours: 6 h 24 min after eight o'clock, the lunch break not counted.
    const last = await turn('2026-10-05T16:24:00+07:00')
    expect(last.map((said) => said.slice(0, 12))).toEqual(['Sắp đến hạn:', 'Sắp đến hạn:'])
    expect(await turn('2026-10-05T16:40:00+07:00')).toEqual([])
  })

  await s.step('a supplement is asked; the applicant is reminded of it; nothing comes', async () => {
    await counter.signIn('motcua.caolanh', site.password)
    const asked = await make(counter, filed.id, 'ask-supplement', { items: 'Bản sao căn cước', reason: 'Thiếu' })
    expect(asked.status, asked.text).toBe(200)
    // The rule of the last hour: it counts from the sixth of October; fifteen working days end on the twenty-seventh.
    clock.set('2026-10-22T16:00:00+07:00')
    await remind(home.database, flows)
    expect(await remindToSupply(home.database)).toBe(1)
    expect(await remindToSupply(home.database)).toBe(0)
    expect((await noticesOf(site, 'lan')).join()).toContain('sắp hết hạn bổ sung')
    clock.set('2026-10-27T07:00:00+07:00')
    expect((await remind(home.database, flows)).moved).toBe(0)
    clock.set('2026-10-28T07:00:00+07:00')
    expect((await remind(home.database, flows)).moved).toBe(1)
  })

  await s.step('it is closed with Mẫu 05 and a reason, and nothing of it stays open', async () => {
    await anotherDay(() => clock.advance(3_600_000))
    const row = await dossierOf(counter, filed.id)
    expect(row).toMatchObject({ status: 'stopped', reason: 'Quá 15 ngày làm việc không nộp bổ sung' })
    expect((await papersOf(site, filed.id)).filter((name) => name.startsWith('Thông báo dừng'))).toHaveLength(1)
    expect(await openTasks(site, filed.id)).toEqual([])
    const late = await counter.send('POST', `/api/v1/cases/one-stop/dossier/${filed.id}/move`, {
      move: 'supply',
      data: { answer: 'Muộn rồi' },
    })
    expect([late.status, code(late)]).toEqual([409, 'cases.wrong-state'])
  })
})

story('born, registered, insured: one filing, three numbers, three clocks, three results', async (s) => {
  const site = await open(s, '2026-10-05T08:00:00+07:00')
  const { as, make, clock, anotherDay, dossierOf, house: home } = site
  const file = (bundle: string) =>
    home.database.transaction(house, async (tx) => {
      const person = await tx.one<Filing['applicant']>(
        "select p.* from sen.person p join sen.account a on a.person = p.id where a.login = 'lan'",
      )
      return fileBundle(tx, {
        bundle,
        commune: '29869',
        channel: 'online',
        applicant: person as Filing['applicant'],
        answers: { child_name: 'Nguyễn Minh Khôi', child_birth_date: '2026-09-30' },
        answered: [{ label: 'Họ và tên trẻ', value: 'Nguyễn Minh Khôi' }],
        papers: [
          { name: 'Giấy chứng sinh', origin: 'electronic', count: 1, file: null, file_name: null, digitised: 'yes' },
          {
            name: 'Tờ khai CT01',
            origin: 'electronic',
            count: 1,
            file: null,
            file_name: null,
            digitised: 'yes',
            member: 'residence',
          },
        ],
        delivery: 'electronic',
      })
    })
  const [birth, residence, insurance] = await file('khai-sinh')
  const ids = [birth, residence, insurance].map((one) => one?.id as string) as [string, string, string]
  const counter = await as('motcua.caolanh')
  const lan = await as('lan')

  await s.step('three numbers of one office; the two that follow wait', async () => {
    expect([birth, residence, insurance].map((one) => one?.number.slice(-4))).toEqual(['0001', '0002', '0003'])
    expect(new Set([birth?.bundle, residence?.bundle, insurance?.bundle]).size).toBe(1)
    expect(await openTasks(site, ids[1])).toEqual([])
    const early = await counter.send('POST', `/api/v1/cases/one-stop/dossier/${ids[1]}/move`, {
      move: 'reject',
      data: { reason: 'x', basis: 'y' },
    })
    expect([early.status, code(early)]).toEqual([409, 'one-stop.bundle-waits'])
    const page = (await lan.get(`/ho-so/${residence?.number}`)).text
    expect(page).toContain('Bắt đầu khi có kết quả “Đăng ký khai sinh”')
  })

  await s.step('the birth is registered within the day', async () => {
    for (const [login, move] of [
      ['motcua.caolanh', 'accept'],
      ['motcua.caolanh', 'forward'],
      ['thuly.caolanh', 'forward'],
      ['truongphong.caolanh', 'forward'],
      ['lanhdao.caolanh', 'forward'],
    ] as const) {
      const answer = await make(login === 'motcua.caolanh' ? counter : await as(login), ids[0], move)
      expect(answer.status, `${login} ${move}: ${answer.text}`).toBe(200)
      clock.advance(600_000)
    }
    const clerk = await as('vanthu.caolanh')
    const results = [await upload(site, clerk, 'giay-khai-sinh.png')]
    const done = await make(clerk, ids[0], 'finish', { result_number: '45/2026', result_note: 'Đã khai sinh', results })
    expect(done.status, done.text).toBe(200)
  })

  await s.step('police and social insurance have it in the same minute, with the certificate', async () => {
    expect((await openTasks(site, ids[1])).map((task) => task.unit)).toEqual(['G01.ca82.x29869'])
    expect((await openTasks(site, ids[2])).map((task) => task.unit)).toEqual(['G12.bhxh82'])
    const police = await as('thuly.congan')
    const page = await police.get(`/api/v1/cases/one-stop/dossier/${ids[1]}`)
    expect(page.status).toBe(200)
    const { record } = page.json<{
      record: Row & { papers: { name: string; file: string | null; digitised: string }[] }
    }>()
    expect(record.status).toBe('received')
    expect(record.papers.map((paper) => [paper.name, paper.digitised])).toEqual([
      ['Tờ khai CT01', 'yes'],
      ['Kết quả: Đăng ký khai sinh', 'reused'],
    ])
    const certificate = await police.get(`/api/v1/files/${record.papers[1]?.file}`)
    expect(certificate.status).toBe(200)
    expect(record).toMatchObject({ papers_count: 2, papers_digitised: 2, papers_reused: 1 })
    // Its own seven working days, from when it began: 5 October 8:50 and seven days.
    expect(record.due_at).toBe('2026-10-14T01:50:00.000Z')
    // What is not theirs stays closed to them.
    expect((await police.get(`/api/v1/one-stop/dossier/${ids[2]}`)).status).toBe(404)
  })

  await s.step('each has its result in its own time', async () => {
    await anotherDay(() => clock.set('2026-10-07T08:00:00+07:00'))
    for (const [at, tail, number] of [
      [ids[1], 'congan', '12/TB-CT'],
      [ids[2], 'bhxh', 'TE1820000001'],
    ] as const) {
      expect((await make(await as(`thuly.${tail}`), at, 'forward')).status).toBe(200)
      const head = await as(`lanhdao.${tail}`)
      const results = [await upload(site, head, `ket-qua-${tail}.png`)]
      const done = await make(head, at, 'finish', { result_number: number, results })
      expect(done.status, done.text).toBe(200)
    }
    expect((await dossierOf(counter, ids[2])).status).toBe('finished')
  })

  await s.step('she sees one filing with three results, and three papers in her store', async () => {
    await lan.signIn('lan', site.password)
    const page = (await lan.get(`/ho-so/${birth?.number}`)).text
    expect(page).toContain('khai một lần, 3 kết quả')
    for (const words of ['45/2026', '12/TB-CT', 'TE1820000001', 'ket-qua-congan.png', 'ket-qua-bhxh.png'])
      expect(page, words).toContain(words)
    const { rows } = (await lan.get('/api/v1/one-stop/stored-paper')).json<{ rows: { issuer: string }[] }>()
    expect(rows.map((row) => row.issuer).sort()).toEqual([
      'Bảo hiểm xã hội tỉnh Đồng Tháp',
      'Công an phường Cao Lãnh',
      'Ủy ban nhân dân Phường Cao Lãnh',
    ])
  })

  await s.step('of another filing the first is refused: the others end with the reason', async () => {
    const [death, end, funeral] = await file('khai-tu')
    const refused = await make(counter, death?.id as string, 'reject', {
      reason: 'Không thuộc thẩm quyền của phường',
      basis: 'Luật Hộ tịch',
    })
    expect(refused.status, refused.text).toBe(200)
    for (const one of [end, funeral]) {
      const row = await dossierOf(counter, one?.id as string)
      expect(row.status).toBe('stopped')
      expect(row.reason).toContain(`${death?.number}`)
      expect(row.reason).toContain('Không thuộc thẩm quyền của phường')
      expect(await papersOf(site, one?.id as string)).toEqual([`Thông báo dừng giải quyết ${one?.number}.pdf`])
    }
  })
})

story('filed by post for a mother who cannot come', async (s) => {
  const site = await open(s, '2026-10-05T08:00:00+07:00')
  const { as, make, dossierOf, procedure } = site
  const counter = await as('motcua.caolanh')
  const lan = await as('lan')
  const me = await site.house.database.owner.query<{ national_id: string }>(
    "select p.national_id from sen.person p join sen.account a on a.person = p.id where a.login = 'lan'",
  )
  const intake = {
    procedure: await procedure(counter, '1.004873'),
    national_id: '087150555002',
    full_name: 'Nguyễn Thị Mười',
    channel: 'post',
    delivery: 'post',
    delivery_address: 'Số 5, khóm 2, Phường Cao Lãnh',
    representative_name: 'Nguyễn Thị Ngọc Lan',
    representative_national_id: me.rows[0]?.national_id,
    accept_now: false,
  }

  await s.step('without a paper of authority it is refused, and without an address', async () => {
    const bare = await counter.send('POST', '/api/v1/one-stop/intake', intake)
    expect([bare.status, code(bare)]).toEqual([422, 'one-stop.representative-paper'])
    const nowhere = await counter.send('POST', '/api/v1/one-stop/intake', {
      ...intake,
      delivery_address: null,
      representative_paper: 'Giấy ủy quyền 15/2026',
    })
    expect([nowhere.status, code(nowhere)]).toEqual([422, 'one-stop.post-address'])
  })

  const made = await s.step('with both it is filed', async () => {
    const answer = await counter.send<Row>('POST', '/api/v1/one-stop/intake', {
      ...intake,
      representative_paper: 'Giấy ủy quyền 15/2026, UBND Phường Cao Lãnh chứng thực ngày 02/10/2026',
    })
    expect(answer.status, answer.text).toBe(201)
    const row = answer.json<Row>()
    expect(await dossierOf(counter, row.dossier)).toMatchObject({
      channel: 'post',
      delivery: 'post',
      delivery_address: intake.delivery_address,
      representative_name: 'Nguyễn Thị Ngọc Lan',
    })
    return row
  })

  await s.step('her daughter follows it, answers the supplement, and nobody else does', async () => {
    expect(
      (await make(counter, made.dossier, 'ask-supplement', { items: 'Bản sao sổ cũ', reason: 'Thiếu' })).status,
    ).toBe(200)
    expect((await noticesOf(site, 'lan')).join()).toContain('cần bổ sung')
    expect((await lan.get('/ho-so')).text).toContain(made.number)
    const page = (await lan.get(`/ho-so/${made.number}`)).text
    expect(page).toContain('Bạn nộp thay hồ sơ này cho Nguyễn Thị Mười')
    expect(page).toContain('Giấy ủy quyền 15/2026')
    const sent = await lan.form(`/ho-so/${made.number}/bo-sung`, { answer: 'Gửi bản sao', act: 'send' })
    expect(sent.status, sent.text).toBe(303)
    expect((await make(counter, made.dossier, 'accept')).status).toBe(200)
    const other = await as('thuly.thue')
    expect((await other.get(`/ho-so/${made.number}`)).status).toBe(404)
  })

  await s.step('she withdraws it in her mother’s place; the notice says so', async () => {
    const gone = await lan.form(`/ho-so/${made.number}/rut`, { reason: 'Mẹ tôi không cần nữa' })
    expect(gone.status, gone.text).toBe(303)
    expect((await dossierOf(counter, made.dossier)).status).toBe('withdrawn')
    expect((await papersOf(site, made.dossier)).some((name) => name.startsWith('Thông báo dừng'))).toBe(true)
  })
})

story('the head of section is away: her deputy reviews, and both names stand', async (s) => {
  const site = await open(s, '2026-10-05T08:00:00+07:00')
  const { as, make, taskOf, house: home } = site
  const counter = await as('motcua.caolanh')
  const filed = await fileFor(site, '1.004873', { commune: '29869' })
  for (const [login, move] of [
    ['motcua.caolanh', 'accept'],
    ['motcua.caolanh', 'forward'],
    ['thuly.caolanh', 'forward'],
  ] as const)
    expect((await make(await as(login), filed.id, move)).status).toBe(200)

  await s.step('the handler may not review', async () => {
    const { rows } = (await (await as('thuly.caolanh')).get('/api/v1/tasks?scope=unit&limit=200')).json<{
      rows: Task[]
    }>()
    const task = rows.find((row) => row.recordId === filed.id)
    expect(task?.moves.map((move) => move.name) ?? []).not.toContain('forward')
  })

  await s.step('the head delegates for two days', async () => {
    const accounts = await home.database.owner.query<{ login: string; id: string }>(
      "select login, id from sen.account where login in ('truongphong.caolanh', 'thuly.caolanh')",
    )
    const id = (login: string) => accounts.rows.find((row) => row.login === login)?.id as string
    const head = await home.database.transaction(house, (tx) => findActor(tx, id('truongphong.caolanh')))
    await home.database.transaction(head as Actor, async (tx) => {
      const grants = await delegable(tx, id('truongphong.caolanh'))
      await delegate(tx, {
        from: id('truongphong.caolanh'),
        to: id('thuly.caolanh'),
        grants: grants.map((grant) => grant.id),
        since: '2026-10-05',
        until: '2026-10-06',
        reason: 'Đi tập huấn',
        decision: '12/QĐ-UBND',
      })
    })
  })

  await s.step('the deputy reviews; the log names who did it and for whom', async () => {
    const deputy = await as('thuly.caolanh')
    const task = await taskOf(deputy, filed.id)
    expect(task.moves.map((move) => move.name)).toContain('forward')
    expect((await make(deputy, filed.id, 'forward')).status).toBe(200)
    const { items } = (await counter.get(`/api/v1/one-stop/dossier/${filed.id}/timeline`)).json<{
      items: { kind: string; actor: { name: string } }[]
    }>()
    const forwards = items.filter((item) => item.kind === 'forward')
    expect(forwards[0]?.actor.name).toBe('Lê Thị Kim Ngân (thay Huỳnh Hữu Nghĩa)')
    expect(forwards[1]?.actor.name).toBe('Lê Thị Kim Ngân')
  })
})
