import { expect } from 'vitest'
import { localDate } from '#ground/clock'
import { fold } from '#ground/text'
import { openTestSite } from '#host'
import { type Flow, remind } from '#kernel/cases'
import { closePdf, readPdf } from '#kernel/papers'
import { createRow, type FileRef } from '#kernel/records'
import { house } from '#kernel/store'
import { type Answer, falseClock, story as plainStory, type Story, type Visitor, wordText } from '#kernel/testing'
import { getRoot, getUnitByCode, grantRole, openAccount } from '#kernel/trust'
import { Handling } from './cases.ts'
import { settlePayment } from './fees/settle.ts'
import { importers } from './imports.ts'
import { standing } from './pages/unscripted.ts'
import { dossierToPrint, formFile, readFormAsked } from './printing/forms-of-dossier.ts'
import { Procedure } from './records.ts'

/**
 * Twelve procedures of twelve shapes, each from filing to its end through the doors of the house. Days, money and papers are
 * worked out by hand beside each step; the calendar is the office's, 07:00–11:30 and 13:30–17:00, Monday to Friday.
 */

interface Task {
  id: string
  version: number
  recordId: string
  number: string
  stepLabel: { vi: string }
}
interface Paper {
  name: string
  digitised: string
  reused_kind: string | null
}
interface Row {
  id: string
  number: string
  status: string
  due_at: string | null
  finished_at: string | null
  fee: number | null
  finance_state: string
  papers: Paper[]
  results: { file: string; name: string }[] | null
  [field: string]: unknown
}
interface Bill {
  reference: string
  version: number
  state: string
  due: number | null
  exempted: number
  occasion: string
}
interface Payable {
  finance: string
  bills: Bill[]
  claims: { id: string; state: string; reason: string | null }[]
}
type Move = [login: string, move: string, data?: Record<string, unknown>]

/** A story of many moves: on a machine that does other things too it needs more than the usual minute. */
const story = (title: string, body: (s: Story) => Promise<void>): void => plainStory(title, body, 240_000)

const DESK = '/api/v1/one-stop/cashier'
const flows = new Map<string, Flow>([[Handling.path, Handling as unknown as Flow]])
const pdf = (width: number): string =>
  `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${width} 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF`

/** An instant of the province, as the API writes it. */
const vn = (text: string): string => new Date(`${text.replace(' ', 'T')}:00+07:00`).toISOString()
const place = (answer: Answer): string => String(answer.headers.location ?? '')
const codeOf = (answer: Answer): string => answer.json<{ error: { code: string } }>().error.code
const refusedAs = (answer: Answer, status: number, code: string): void =>
  expect([answer.status, codeOf(answer)], answer.text).toEqual([status, code])
const errorsOn = (page: string): string[] =>
  [...page.matchAll(/<p class="error" id="trang-([^"]*)-error"/g)].map((found) => found[1] ?? '')
async function open(s: Story, at: string) {
  const clock = falseClock(new Date(vn(at)))
  const site = await openTestSite({ clock })
  s.finally(() => site.close())
  s.finally(() => closePdf())
  s.reach(site.inject)
  const { database } = site.house
  const present = new Map<string, { visitor: Visitor; day: string }>()
  let files = 200

  /** Who is at work; on another day everybody signs in again. */
  const as = async (login: string): Promise<Visitor> => {
    const day = localDate(clock.now())
    const known = present.get(login)
    if (known?.day === day) return known.visitor
    const visitor = known?.visitor ?? s.visitor()
    expect((await visitor.signIn(login, site.password)).status, `${login} signs in`).toBe(200)
    present.set(login, { visitor, day })
    return visitor
  }
  /** Somebody the demonstration has not got, in a unit of the province. */
  const employ = (login: string, name: string, role: string, unit: string): Promise<void> =>
    database.transaction(house, async (tx) => {
      const account = await openAccount(tx, { login, name, password: site.password, sample: true })
      await grantRole(tx, { account, role, unit: (await getUnitByCode(tx, unit)).id, from: '2026-01-01' })
    })
  const row = async (id: string): Promise<Row> =>
    (await (await as('tonghop')).get(`/api/v1/one-stop/dossier/${id}`)).json<Row>()

  /** A move on the own task of this dossier, or on the case where nobody has a task. `step` chooses among tasks side by side. */
  const act = async (login: string, id: string, move: string, data: Record<string, unknown> = {}, step?: string) => {
    const who = await as(login)
    const { rows } = (await who.get('/api/v1/tasks?scope=unit&limit=200')).json<{ rows: Task[] }>()
    const task = rows.find((one) => one.recordId === id && (step === undefined || one.stepLabel.vi === step))
    return task
      ? who.send('POST', `/api/v1/tasks/${task.id}/move`, { move, version: task.version, data })
      : who.send('POST', `/api/v1/cases/one-stop/dossier/${id}/move`, { move, data })
  }
  /** Moves that succeed, ten minutes each. */
  const go = async (id: string, ...moves: Move[]): Promise<void> => {
    for (const [login, move, data] of moves) {
      const answer = await act(login, id, move, data)
      expect(answer.status, `${login} ${move}: ${answer.text}`).toBe(200)
      clock.advance({ minutes: 10 })
    }
  }
  const forwards = (tail: string, ...posts: string[]): Move[] => posts.map((post) => [`${post}.${tail}`, 'forward'])

  const intake = async (login: string, code: string, fields: Record<string, unknown>) => {
    const who = await as(login)
    const { rows } = (await who.get(`/api/v1/one-stop/procedure?f.code=${code}`)).json<{ rows: Row[] }>()
    return who.send<{ dossier: string; number: string }>('POST', '/api/v1/one-stop/intake', {
      procedure: rows[0]?.id,
      phone: '0900012345',
      address: 'Số 5, đường Nguyễn Huệ',
      ...fields,
    })
  }
  const take = async (login: string, code: string, fields: Record<string, unknown>) => {
    const answer = await intake(login, code, fields)
    expect(answer.status, answer.text).toBe(201)
    return answer.json<{ dossier: string; number: string }>()
  }

  const multipart = async (who: Visitor, path: string, fields: Record<string, string>, field: string, name: string) => {
    const csrf = (await who.get('/api/v1/me')).json<{ csrf: string }>().csrf
    files += 1
    const parts = Object.entries({ csrf, ...fields }).map(
      ([key, value]) => `--b\r\ncontent-disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`,
    )
    return site.inject({
      method: 'POST',
      path,
      headers: {
        accept: path.startsWith('/api') ? 'application/json' : 'text/html',
        cookie: who.cookies(),
        'x-csrf': csrf,
        'content-type': 'multipart/form-data; boundary=b',
      },
      body: `${parts.join('')}--b\r\ncontent-disposition: form-data; name="${field}"; filename="${name}"\r\ncontent-type: application/pdf\r\n\r\n${pdf(files)}\r\n--b--\r\n`,
    })
  }
  /** A file of an officer's own, for a result. */
  const upload = async (login: string, name: string): Promise<FileRef> => {
    const answer = await multipart(await as(login), '/api/v1/files', {}, 'file', name)
    expect(answer.status, answer.body).toBe(201)
    const file = JSON.parse(answer.body) as { id: string; name: string; kind: string; size: number }
    return { file: file.id, name: file.name, kind: file.kind, size: file.size }
  }

  /** A page of filing sent once with what she answers. */
  const fill = async (path: string, fields: Record<string, string>): Promise<Answer> => {
    const lan = await as('lan')
    return lan.form(path, { ...standing((await lan.get(path)).text), act: 'next', ...fields })
  }
  const me = { phone: '0912 345 678', address: 'Số 1, khóm 2, phường Cao Lãnh', settling: '29869', asker: 'person' }
  /**
   * Lan goes through every page she is asked, puts in each paper that is missing (`stored` from her store, by slot) and sends.
   * What she answers is told once for all pages, by the names of the fields.
   */
  const file = async (start: string, answers: Record<string, string>, stored: Record<string, string> = {}) => {
    const lan = await as('lan')
    const begun = await lan.form(start, {})
    expect(begun.status, begun.text.slice(0, 300)).toBe(303)
    let at = place(begun)
    for (let turn = 0; turn < 40; turn++) {
      if ((await lan.get(at)).text.includes('id="gui"')) break
      const answer = await fill(at, { ...me, delivery: 'electronic', ...answers })
      if (answer.status === 303) {
        at = place(answer)
        continue
      }
      const errors = errorsOn(answer.text)
      expect(
        errors.filter((name) => !name.startsWith('paper-')),
        at,
      ).toEqual([])
      for (const slot of errors) {
        const fields = { ...standing((await lan.get(at)).text), act: `files-add:${slot}` }
        const put = stored[slot]
          ? await lan.form(at, { ...fields, [`store.${slot}`]: stored[slot] })
          : await multipart(lan, at, fields, `${slot}.new`, `${slot}.pdf`)
        expect(put.status, `${at} ${slot}`).toBe(303)
      }
    }
    const sent = await fill(at, { act: 'send', declared: 'yes' })
    expect(sent.status, sent.text.slice(-600)).toBe(303)
    const number = decodeURIComponent(/^\/ho-so\/(.+)\?moi=1$/.exec(place(sent))?.[1] ?? '')
    const { rows } = (await lan.get('/api/v1/one-stop/dossier?limit=50')).json<{ rows: Row[] }>()
    const id = rows.find((one) => one.number === number)?.id
    expect(id, number).toBeDefined()
    return { id: id as string, number }
  }

  /** Prescribed forms that can be printed of a dossier now: '01' … '06'. */
  const forms = async (login: string, id: string): Promise<string[]> =>
    (await (await as(login)).get(`/api/v1/one-stop/printing/${id}`))
      .json<{ forms: { form: string; pdf?: string }[] }>()
      .forms.filter((one) => one.pdf !== undefined)
      .map((one) => one.form)
  /** What a form says; the house reads it because bytes do not travel as text. */
  const said = (id: string, form: string): Promise<string> =>
    database.transaction(house, async (tx) => {
      const made = await formFile(tx, await dossierToPrint(tx, id), readFormAsked(`${form}.docx`))
      return wordText(made.bytes).replace(/\s+/g, ' ')
    })
  const result = async (id: string): Promise<string> => {
    const [first] = (await row(id)).results ?? []
    const { rows } = await database.owner.query<{ sha256: string }>('select sha256 from sen.file where id = $1', [
      first?.file,
    ])
    return (await readPdf(site.house.site.blobs.path(rows[0]?.sha256 ?? ''))).join(' ').replace(/\s+/g, ' ')
  }

  const payable = async (login: string, number: string): Promise<Payable> =>
    (await (await as(login)).get(`${DESK}/dossier/${number}`)).json<Payable>()
  const shift = async (login: string): Promise<void> => {
    const opened = await (await as(login)).send('POST', `${DESK}/shift`, { act: 'open', cash: 500_000 })
    expect(opened.status, opened.text).toBe(200)
  }
  /** Everything awaited of a dossier, on one receipt. */
  const pay = async (login: string, number: string, more: Record<string, unknown> = {}) => {
    const bills = (await payable(login, number)).bills.filter((bill) => bill.state === 'awaiting')
    return (await as(login)).send<{ change: number; receipt: { id: string; number: string; total: number } }>(
      'POST',
      `${DESK}/pay`,
      {
        key: `nop-${number}`,
        bills: bills.map(({ reference, version }) => ({ reference, version })),
        method: 'cash',
        ...more,
      },
    )
  }
  /** A payment told from outside, as the platform of payments tells it. */
  const settle = (bill: Bill | undefined, receipt: string) =>
    database.transaction(house, (tx) =>
      settlePayment(tx, {
        reference: bill?.reference ?? '',
        amount: bill?.due ?? 0,
        at: tx.now,
        channel: 'online',
        receipt,
      }),
    )
  const rate = async (number: string, stars: string, note: string): Promise<void> => {
    const rated = await (await as('lan')).form(`/ho-so/${number}/danh-gia`, { rating: stars, note })
    expect(rated.status, rated.text.slice(0, 300)).toBe(303)
  }
  const unitCode = async (id: string, column: 'agency' | 'received_unit' | 'returning_unit') => {
    const found = await database.owner.query<{ code: string }>(
      `select u.code from one_stop.dossier d join sen.unit u on u.id = d.${column} where d.id = $1`,
      [id],
    )
    return found.rows[0]?.code
  }
  /** Codes of the units that have an open task of a dossier. */
  const waitingAt = async (id: string): Promise<string[]> =>
    (
      await database.owner.query<{ code: string }>(
        'select u.code from sen.task t join sen.unit u on u.id = t.unit where t.record_id = $1 and t.done_at is null order by 1',
        [id],
      )
    ).rows.map((one) => one.code)
  const notices = async (login: string): Promise<string> =>
    (
      await database.owner.query<{ said: string }>(
        "select n.title_vi || ' ' || coalesce(n.body_vi, '') as said from sen.notice n join sen.account a on a.id = n.account where a.login = $1",
        [login],
      )
    ).rows
      .map((one) => one.said)
      .join('\n')

  return {
    ...site,
    clock,
    database,
    as,
    employ,
    row,
    act,
    go,
    forwards,
    intake,
    take,
    upload,
    me,
    fill,
    file,
    forms,
    said,
    result,
    payable,
    shift,
    pay,
    settle,
    rate,
    unitCode,
    waitingAt,
    notices,
  }
}

const ward = ['motcua', 'thuly', 'truongphong', 'lanhdao']

story('1. copies certified the same day: five copies, a long paper, and the cut-off at three', async (s) => {
  const { row, act, go, forwards, take, upload, forms, said, payable, shift, pay, clock, as } = await open(
    s,
    '2026-10-05 14:40',
  )
  const asked = { papers: [{ name: 'Bằng tốt nghiệp đại học', origin: 'original', count: 1 }] }
  const short = await take('motcua.caolanh', '2.000815', {
    national_id: '087185123401',
    full_name: 'Trần Thị Bảy',
    copies: 5,
    ...asked,
  })
  clock.set(vn('2026-10-05 15:00'))
  const long = await take('motcua.caolanh', '2.000815', {
    national_id: '087185123402',
    full_name: 'Lê Văn Tám',
    copies: 2,
    ...asked,
  })

  await s.step('twenty minutes decide between this evening and tomorrow evening', async () => {
    expect((await row(short.dossier)).due_at).toBe(vn('2026-10-05 17:00'))
    expect((await row(long.dossier)).due_at).toBe(vn('2026-10-06 17:00'))
    expect(await forms('motcua.caolanh', short.dossier)).toEqual(['01', '06'])
    expect(await said(short.dossier, '01')).toContain('17 giờ 00')
  })

  await s.step('fees: pages of each copy, cheaper from the third, at most 200.000 a copy', async () => {
    const counter = await as('motcua.caolanh')
    const reckon = async (number: string, pages: number, copies: number) =>
      (await counter.send<Payable>('POST', `${DESK}/dossier/${number}/fees`, { copies, pages })).json<Payable>()
    // Five copies of one page at 2.000; then seven pages: (2 × 2.000 + 5 × 1.000) × 5.
    expect((await payable('motcua.caolanh', short.number)).bills.map((bill) => bill.due)).toEqual([10_000])
    expect((await reckon(short.number, 7, 5)).bills.map((bill) => [bill.due, bill.occasion])).toEqual([
      [45_000, 'return'],
    ])
    // 250 pages would be 252.000 a copy.
    expect((await reckon(long.number, 250, 2)).bills[0]?.due).toBe(400_000)
  })

  await s.step('certified within the hour; nothing is handed over before it is paid', async () => {
    await go(short.dossier, ...forwards('caolanh', ...ward))
    const results = [await upload('vanthu.caolanh', 'ban-sao-chung-thuc.pdf')]
    await go(short.dossier, ['vanthu.caolanh', 'finish', { result_number: '1201/CT-SGT', results }])
    const returned = { delivery: 'counter', receiver: 'Trần Thị Bảy' }
    refusedAs(await act('motcua.caolanh', short.dossier, 'return', returned), 409, 'cashier.unpaid-return')
    await shift('motcua.caolanh')
    const paid = await pay('motcua.caolanh', short.number, { given: 50_000 })
    expect([paid.status, paid.json<{ change: number }>().change]).toEqual([201, 5_000])
    await go(short.dossier, ['motcua.caolanh', 'return', returned])
    const done = await row(short.dossier)
    expect(done).toMatchObject({ status: 'returned', finance_state: 'paid', fee: 45_000 })
    expect(String(done.finished_at) <= vn('2026-10-05 17:00')).toBe(true)
    expect(await said(short.dossier, '06')).toContain('Trần Thị Bảy')
  })

  await s.step('the long one is done the next morning, in time', async () => {
    clock.set(vn('2026-10-06 08:00'))
    await go(long.dossier, ...forwards('caolanh', ...ward))
    const results = [await upload('vanthu.caolanh', 'ban-sao-dai.pdf')]
    await go(long.dossier, ['vanthu.caolanh', 'finish', { result_number: '1202/CT-SGT', results }])
    expect((await pay('motcua.caolanh', long.number)).json()).toMatchObject({ receipt: { total: 400_000 } })
    await go(long.dossier, ['motcua.caolanh', 'return', { delivery: 'counter' }])
    expect(await row(long.dossier)).toMatchObject({ status: 'returned', receiver: 'Lê Văn Tám' })
  })
})

story('2. an extract asked online; its result is a paper of the next filing', async (s) => {
  const { row, go, forwards, file, forms, result, payable, settle, rate, clock, as } = await open(s, '2026-10-05 08:30')
  const first = await file('/nop/2.000635', {
    subject_residence: 'Khóm 2, phường Cao Lãnh',
    content: 'Bản sao Giấy khai sinh của tôi',
  })

  await s.step('8.000 đồng a copy, paid online before anybody looked', async () => {
    const [bill] = (await payable('motcua.caolanh', first.number)).bills
    expect([bill?.due, bill?.occasion, bill?.state]).toEqual([8_000, 'filing', 'awaiting'])
    await settle(bill, 'DVC-0002')
    expect(await row(first.id)).toMatchObject({ finance_state: 'paid', paid_online: true, status: 'registered' })
  })

  const stored = await s.step('within the day: typeset, in her store, three stars', async () => {
    await go(first.id, ['motcua.caolanh', 'accept'])
    expect((await row(first.id)).due_at).toBe(vn('2026-10-05 17:00'))
    await go(first.id, ...forwards('caolanh', ...ward), [
      'vanthu.caolanh',
      'finish',
      { result_number: '310/TLKS-BS', result_note: 'Bản sao Giấy khai sinh số 45/1994', typeset: true },
    ])
    await go(first.id, ['motcua.caolanh', 'return', { delivery: 'electronic' }])
    const text = await result(first.id)
    for (const words of ['310/TLKS-BS', 'Bản sao Giấy khai sinh số 45/1994']) expect(text).toContain(words)
    expect(await forms('motcua.caolanh', first.id)).toEqual(['01', '06'])
    await rate(first.number, '3', 'Chưa đến hai tiếng')
    const { rows } = (await (await as('lan')).get('/api/v1/one-stop/stored-paper')).json<{
      rows: { id: string; made_as: string; number: string; dossier: string }[]
    }>()
    const made = rows.filter((one) => one.made_as === 'result')
    expect(made.map((one) => [one.number, one.dossier])).toEqual([['310/TLKS-BS', first.id]])
    return made[0]?.id as string
  })

  await s.step(
    'a birth registered again: the old certificate is taken from the store and not asked for twice',
    async () => {
      clock.set(vn('2026-10-06 09:00'))
      const next = await file(
        '/nop/1.004884',
        { subject_residence: 'Khóm 2, phường Cao Lãnh', content: 'Đăng ký lại khai sinh' },
        { 'paper-0-1': stored },
      )
      const filed = await row(next.id)
      expect(filed).toMatchObject({ papers_count: 2, papers_digitised: 2, papers_reused: 1, fee: null })
      expect(filed.papers.map((one) => [one.digitised, one.reused_kind])).toEqual([
        ['yes', null],
        ['reused', 'result'],
      ])
      await go(next.id, ['motcua.caolanh', 'accept'])
      // Five working days: 7, 8, 9, 12 and 13 October.
      expect((await row(next.id)).due_at).toBe(vn('2026-10-13 09:00'))
      await go(next.id, ...forwards('caolanh', ...ward), [
        'vanthu.caolanh',
        'finish',
        { result_number: '12/2026', result_note: 'Đã đăng ký lại khai sinh', typeset: true },
      ])
      expect(await row(next.id)).toMatchObject({ status: 'finished', result_electronic: true })
    },
  )
})

story('3. a marriage: two parties on one form, one certificate', async (s) => {
  const { row, go, forwards, file, fill, as, forms, said, result, rate, clock } = await open(s, '2026-10-05 14:20')
  const couple = {
    husband_name: 'Trần Văn Bình',
    husband_birth_date: '05/10/2006',
    husband_national_id: '087206001234',
    husband_ethnicity: 'Kinh',
    husband_nationality: 'Việt Nam',
    husband_residence: 'Ấp 3, xã Mỹ Thọ',
    husband_marriages: '1',
    wife_name: 'Nguyễn Thị Ngọc Lan',
    wife_birth_date: '20/08/1994',
    wife_national_id: '087194990007',
    wife_ethnicity: 'Kinh',
    wife_nationality: 'Việt Nam',
    wife_residence: 'Khóm 2, phường Cao Lãnh',
    wife_marriages: '1',
    voluntary: 'yes',
  }

  await s.step('a groom who is twenty tomorrow waits a day; two people have two numbers', async () => {
    const draft = place(await (await as('lan')).form('/nop/1.000894', {})).replace(/\/1$/, '')
    const young = await fill(`${draft}/2`, { ...couple, husband_birth_date: '06/10/2006' })
    expect([young.status, errorsOn(young.text)]).toEqual([422, ['husband_birth_date']])
    expect(young.text).toContain('chưa đủ 20 tuổi')
    expect((await fill(`${draft}/2`, couple)).status).toBe(303)
    const same = await fill(`${draft}/3`, { ...couple, wife_national_id: couple.husband_national_id })
    expect([same.status, errorsOn(same.text)]).toEqual([422, ['wife_national_id']])
  })

  const filed = await file('/nop/1.000894', { ...couple, delivery: 'counter' })
  await s.step('free; accepted after three, so until tomorrow evening', async () => {
    expect(await row(filed.id)).toMatchObject({ finance_state: 'none', fee: 0, status: 'registered' })
    clock.set(vn('2026-10-05 15:10'))
    await go(filed.id, ['motcua.caolanh', 'accept'])
    expect((await row(filed.id)).due_at).toBe(vn('2026-10-06 17:00'))
    const seen = (await (await as('motcua.caolanh')).get(`/api/v1/cases/one-stop/dossier/${filed.id}`)).text
    for (const name of ['Trần Văn Bình', 'Nguyễn Thị Ngọc Lan']) expect(seen).toContain(name)
  })

  await s.step('settled on the next morning; both come for it', async () => {
    clock.set(vn('2026-10-06 07:30'))
    await go(filed.id, ...forwards('caolanh', ...ward), [
      'vanthu.caolanh',
      'finish',
      { result_number: '88/2026', result_note: 'Kết hôn giữa Trần Văn Bình và Nguyễn Thị Ngọc Lan', typeset: true },
    ])
    await go(filed.id, [
      'motcua.caolanh',
      'return',
      { delivery: 'counter', receiver: 'Trần Văn Bình, Nguyễn Thị Ngọc Lan' },
    ])
    expect(await row(filed.id)).toMatchObject({ status: 'returned', delivery: 'counter' })
    expect(await result(filed.id)).toContain('Trần Văn Bình và Nguyễn Thị Ngọc Lan')
    expect(await forms('motcua.caolanh', filed.id)).toEqual(['01', '06'])
    expect(await said(filed.id, '01')).toContain('Trực tuyến')
    await rate(filed.number, '2', '')
    expect((await row(filed.id)).rating).toBe('satisfied')
  })
})

story(
  '4. marital status: questions that open questions, a supplement before acceptance, a fee nobody announced',
  async (s) => {
    const { row, act, go, forwards, file, fill, as, forms, said, payable, shift, pay, rate, clock } = await open(
      s,
      '2026-10-05 10:00',
    )
    const told = {
      relation: 'self',
      subject_sex: 'female',
      subject_national_id: '087194990007',
      subject_residence: 'Khóm 2, phường Cao Lãnh',
      marital_status: 'widowed',
      purpose: 'other',
    }

    await s.step('a widow is asked for the extract, another purpose for its words, and nothing else', async () => {
      const draft = place(await (await as('lan')).form('/nop/1.004873', {})).replace(/\/1$/, '')
      const opened = await fill(`${draft}/3`, told)
      expect([opened.status, errorsOn(opened.text)]).toEqual([422, ['status_paper', 'purpose_detail']])
      const single = await fill(`${draft}/3`, { marital_status: 'single', purpose: 'property' })
      expect(single.status).toBe(303)
    })

    const filed = await file('/nop/1.004873', {
      ...told,
      status_paper: 'Trích lục khai tử 07/2024',
      purpose_detail: 'Nhận con nuôi',
    })
    await s.step('asked once before it is accepted: no promise runs yet', async () => {
      clock.set(vn('2026-10-05 11:00'))
      await go(filed.id, [
        'motcua.caolanh',
        'ask-supplement',
        { items: 'Bản chụp Trích lục khai tử', reason: 'Chưa tra được trong cơ sở dữ liệu' },
      ])
      expect(await row(filed.id)).toMatchObject({ status: 'supplement-asked', due_at: null, accepted_at: null })
      expect(await forms('motcua.caolanh', filed.id)).toEqual(['02', '06'])
      expect(await said(filed.id, '02')).toContain('Bản chụp Trích lục khai tử')
      refusedAs(await act('motcua.caolanh', filed.id, 'accept'), 409, 'one-stop.not-supplied')
    })

    await s.step('she answers on Wednesday; three working days begin with the acceptance', async () => {
      clock.set(vn('2026-10-07 08:00'))
      const answered = await (await as('lan')).form(`/ho-so/${filed.number}/bo-sung`, {
        answer: 'Trích lục khai tử số 07/2024, UBND phường Cao Lãnh',
        act: 'send',
      })
      expect(answered.status, answered.text.slice(0, 300)).toBe(303)
      clock.set(vn('2026-10-07 09:15'))
      await go(filed.id, ['motcua.caolanh', 'accept'])
      // Thursday 8, Friday 9, Monday 12 October.
      expect((await row(filed.id)).due_at).toBe(vn('2026-10-12 09:15'))
    })

    await s.step('the cashier enters what the council has fixed; a card needs its slip', async () => {
      await shift('motcua.caolanh')
      expect((await payable('motcua.caolanh', filed.number)).bills[0]).toMatchObject({ state: 'unpriced', due: null })
      const counter = await as('motcua.caolanh')
      await counter.send('POST', `${DESK}/dossier/${filed.number}/fees`, { amounts: [{ code: 'LP', amount: 15_000 }] })
      refusedAs(await pay('motcua.caolanh', filed.number, { method: 'card' }), 422, 'cashier.slip-missing')
      const paid = await pay('motcua.caolanh', filed.number, { method: 'card', slip: 'POS 000771' })
      expect(paid.json()).toMatchObject({ receipt: { total: 15_000 } })
    })

    await s.step('finished a working day ahead; one star, once', async () => {
      clock.set(vn('2026-10-09 08:00'))
      await go(
        filed.id,
        ...forwards('caolanh', ...ward),
        [
          'vanthu.caolanh',
          'finish',
          { result_number: '77/XN', result_note: 'Chồng đã chết, chưa kết hôn lại', typeset: true },
        ],
        ['motcua.caolanh', 'return', { delivery: 'electronic' }],
      )
      expect(await row(filed.id)).toMatchObject({ status: 'returned', finance_state: 'paid', fee: 15_000 })
      expect(await forms('motcua.caolanh', filed.id)).toEqual(['01', '02', '06'])
      await rate(filed.number, '1', 'Phải bổ sung điều nhà nước đã biết')
      const again = await (await as('lan')).form(`/ho-so/${filed.number}/danh-gia`, { rating: '3' })
      expect(again.status).toBe(409)
    })
  },
)

story('5. a death declared once: extract, end of residence, support for the funeral', async (s) => {
  const { row, go, forwards, file, upload, as, waitingAt, rate, clock, database } = await open(s, '2026-10-05 08:00')
  const first = await file('/nop-lien-thong/khai-tu', {
    deceased_name: 'Nguyễn Văn Cội',
    deceased_birth_date: '02/03/1941',
    deceased_sex: 'male',
    deceased_national_id: '087041000123',
    deceased_residence: 'Khóm 2, phường Cao Lãnh',
    death_date: '03/10/2026',
    death_place: 'Bệnh viện Đa khoa Đồng Tháp',
    relation: 'Con',
    content: 'Xóa thường trú và hỗ trợ mai táng',
    end_reason: 'Đã chết',
    former_number: 'không có',
  })
  const members = (
    await database.owner.query<{ id: string; number: string; procedure_code: string; waits: boolean }>(
      `select id, number, procedure_code, waits_for is not null as waits from one_stop.dossier
        where bundle = (select bundle from one_stop.dossier where id = $1) order by bundle_place`,
      [first.id],
    )
  ).rows
  const [death, residence, funeral] = members.map((one) => one.id) as [string, string, string]

  await s.step('three numbers; two wait', async () => {
    expect(members.map((one) => [one.procedure_code, one.waits])).toEqual([
      ['1.000656', false],
      ['1.003197', true],
      ['1.001731', true],
    ])
    expect(await waitingAt(residence)).toEqual([])
  })

  await s.step('the death is registered within the day; the same minute the others begin', async () => {
    await go(death, ['motcua.caolanh', 'accept'])
    expect((await row(death)).due_at).toBe(vn('2026-10-05 17:00'))
    await go(death, ...forwards('caolanh', ...ward))
    clock.set(vn('2026-10-05 10:00'))
    await go(death, [
      'vanthu.caolanh',
      'finish',
      { result_number: '51/TLKT', results: [await upload('vanthu.caolanh', 'trich-luc-khai-tu.pdf')] },
    ])
    // Five working days of the police: Monday 12 October; three of the ward: Thursday 8 October; both from ten o'clock.
    expect(await row(residence)).toMatchObject({ status: 'received', due_at: vn('2026-10-12 10:00'), papers_reused: 1 })
    expect(await row(funeral)).toMatchObject({ status: 'received', due_at: vn('2026-10-08 10:00') })
    expect(await waitingAt(residence)).toEqual(['G01.ca82.x29869'])
    expect(await waitingAt(funeral)).toEqual(['H20.x29869.mc'])
  })

  await s.step('police and ward finish each in its time', async () => {
    clock.set(vn('2026-10-07 08:00'))
    await go(residence, ['thuly.congan', 'forward'])
    const ended = [await upload('lanhdao.congan', 'thong-bao-xoa-thuong-tru.pdf')]
    await go(residence, ['lanhdao.congan', 'finish', { result_number: '19/TB-CT', results: ended }])
    await go(funeral, ...forwards('caolanh', ...ward), [
      'vanthu.caolanh',
      'finish',
      { result_number: '204/QĐ-UBND', result_note: 'Hỗ trợ chi phí mai táng', typeset: true },
    ])
    for (const id of [death, residence, funeral]) {
      await go(id, ['motcua.caolanh', 'return', { delivery: 'electronic' }])
      const done = await row(id)
      expect([done.status, String(done.finished_at) < String(done.due_at)]).toEqual(['returned', true])
    }
  })

  await s.step('she has three papers of two agencies, and rates what she filed', async () => {
    const lan = await as('lan')
    const { rows } = (await lan.get('/api/v1/one-stop/stored-paper')).json<{
      rows: { number: string; issuer: string; made_as: string }[]
    }>()
    expect(
      rows
        .filter((one) => one.made_as === 'result')
        .map((one) => [one.number, one.issuer])
        .sort(),
    ).toEqual([
      ['19/TB-CT', 'Công an phường Cao Lãnh'],
      ['204/QĐ-UBND', 'Ủy ban nhân dân Phường Cao Lãnh'],
      ['51/TLKT', 'Ủy ban nhân dân Phường Cao Lãnh'],
    ])
    expect((await lan.get(`/ho-so/${first.number}`)).text).toContain('3 kết quả')
    await rate(first.number, '3', 'Một lần khai')
  })
})

story('6. poor households: free, one supplied and recognised, one that never answered', async (s) => {
  const { row, act, go, forwards, take, forms, said, waitingAt, database, clock } = await open(s, '2026-10-05 08:00')
  const house_ = (number: string, name: string) =>
    take('motcua.caolanh', '1.011607', {
      national_id: number,
      full_name: name,
      papers: [{ name: 'Giấy đề nghị rà soát hộ nghèo (Mẫu số 01)', origin: 'original', count: 1 }],
    })
  const answers = await house_('087170123461', 'Phan Thị Út')
  const silent = await house_('087168123462', 'Đỗ Văn Lặng')

  await s.step('fifteen calendar days, nothing to pay', async () => {
    expect(await row(answers.dossier)).toMatchObject({
      due_at: vn('2026-10-20 08:00'),
      fee: 0,
      finance_state: 'none',
      status: 'received',
    })
  })

  await s.step('both are asked on Wednesday, once', async () => {
    for (const { dossier } of [answers, silent]) await go(dossier, ['motcua.caolanh', 'forward'])
    clock.set(vn('2026-10-07 08:00'))
    for (const { dossier } of [answers, silent]) {
      await go(dossier, [
        'thuly.caolanh',
        'ask-supplement',
        { items: 'Giấy xác nhận thu nhập của các con', reason: 'Chưa đủ căn cứ chấm điểm' },
      ])
      expect(await row(dossier)).toMatchObject({ status: 'supplement-asked', due_at: null, supplement_count: 1 })
    }
  })

  await s.step('one answers over the counter: the whole time begins again', async () => {
    clock.set(vn('2026-10-12 09:30'))
    await go(answers.dossier, ['motcua.caolanh', 'supply', { answer: 'Đơn xác nhận thu nhập, 02 tờ' }])
    // 12 October and fifteen days: Tuesday 27 October.
    expect((await row(answers.dossier)).due_at).toBe(vn('2026-10-27 09:30'))
    refusedAs(
      await act('thuly.caolanh', answers.dossier, 'ask-supplement', { items: 'Thêm', reason: 'Thiếu' }),
      409,
      'one-stop.second-supplement',
    )
    await go(answers.dossier, ...forwards('caolanh', 'thuly', 'truongphong', 'lanhdao'), [
      'vanthu.caolanh',
      'finish',
      { result_number: '410/QĐ-UBND', result_note: 'Công nhận hộ nghèo năm 2026', typeset: true },
    ])
    await go(answers.dossier, ['motcua.caolanh', 'return', { delivery: 'counter' }])
    expect(await row(answers.dossier)).toMatchObject({ status: 'returned', receiver: 'Phan Thị Út' })
    expect(await forms('motcua.caolanh', answers.dossier)).toEqual(['01', '02', '06'])
  })

  await s.step('the other is closed by the house after fifteen working days, with Mẫu 05', async () => {
    // Asked on 7 October: the fifteenth working day is Wednesday the 28th.
    clock.set(vn('2026-10-28 08:00'))
    expect((await remind(database, flows)).moved).toBe(0)
    clock.set(vn('2026-10-29 08:00'))
    expect((await remind(database, flows)).moved).toBe(1)
    expect(await row(silent.dossier)).toMatchObject({
      status: 'stopped',
      reason: 'Quá 15 ngày làm việc không nộp bổ sung',
    })
    expect(await forms('motcua.caolanh', silent.dossier)).toEqual(['01', '02', '05', '06'])
    expect(await said(silent.dossier, '05')).toContain('Quá 15 ngày làm việc')
    expect(await waitingAt(silent.dossier)).toEqual([])
  })
})

story('7. household businesses: an exemption that is granted, one that is not, money at the cashier', async (s) => {
  const { row, act, go, forwards, take, payable, shift, pay, result, as, clock } = await open(s, '2026-10-05 08:00')
  const open_ = (number: string, name: string) =>
    take('motcua.caolanh', '1.001612', {
      national_id: number,
      full_name: name,
      content: 'Bán lẻ gạo',
      papers: [{ name: 'Giấy đề nghị đăng ký hộ kinh doanh', origin: 'original', count: 1 }],
    })
  const poor = await open_('087180123471', 'Huỳnh Thị Nở')
  const other = await open_('087181123472', 'Cao Văn Khá')
  const claim = async (number: string, body: Record<string, unknown>) =>
    (await as('motcua.caolanh')).send<Payable>('POST', `${DESK}/dossier/${number}/claim`, {
      exemption: 'ho-ngheo',
      ...body,
    })

  await s.step('50.000 đồng at the counter, three working days', async () => {
    for (const { dossier } of [poor, other])
      expect(await row(dossier)).toMatchObject({
        fee: 50_000,
        finance_state: 'awaiting',
        due_at: vn('2026-10-08 08:00'),
      })
    await shift('motcua.caolanh')
  })

  await s.step('no word of mouth: the certificate is named, looked at, and frees her', async () => {
    refusedAs(await claim(poor.number, {}), 422, 'cashier.evidence-missing')
    const granted = await claim(poor.number, { evidence: 'Giấy chứng nhận hộ nghèo 12/2026, còn hiệu lực' })
    expect(granted.json()).toMatchObject({ finance: 'none', bills: [{ state: 'void', due: 0, exempted: 50_000 }] })
    expect(await row(poor.dossier)).toMatchObject({ fee: 0, finance_state: 'none' })
  })

  await s.step('a certificate of last year is looked at and refused; he pays the whole', async () => {
    const refused = await claim(other.number, {
      evidence: 'Giấy chứng nhận hộ nghèo năm 2025',
      confirmed: false,
      reason: 'Giấy chứng nhận đã hết hiệu lực ngày 31/12/2025',
    })
    expect(refused.status, refused.text).toBe(200)
    expect(refused.json()).toMatchObject({ finance: 'awaiting', claims: [{ state: 'refused' }] })
    refusedAs(await pay('motcua.caolanh', other.number, { given: 20_000 }), 422, 'cashier.too-little')
    const paid = await pay('motcua.caolanh', other.number, { given: 50_000 })
    expect(paid.json()).toMatchObject({ change: 0, receipt: { total: 50_000 } })
    expect((await payable('motcua.caolanh', other.number)).finance).toBe('paid')
  })

  await s.step('both are registered before Thursday', async () => {
    clock.set(vn('2026-10-06 08:00'))
    for (const [one, number] of [
      [poor, '41A8000123'],
      [other, '41A8000124'],
    ] as const) {
      await go(one.dossier, ...forwards('caolanh', ...ward), [
        'vanthu.caolanh',
        'finish',
        { result_number: number, result_note: 'Đăng ký hộ kinh doanh, bán lẻ gạo', typeset: true },
      ])
      expect(await result(one.dossier)).toContain(number)
      const returned = await act('motcua.caolanh', one.dossier, 'return', { delivery: 'counter' })
      expect(returned.status, returned.text).toBe(200)
    }
    const report = (await (await as('motcua.caolanh')).get(`${DESK}/report?day=2026-10-05`)).json()
    expect(report).toMatchObject({ taken: 50_000, settled: 50_000, breaks: [] })
  })
})

story('8. land put to another use: the clock stands while she pays, an apology, a complaint', async (s) => {
  const { row, act, go, forwards, file, forms, said, payable, settle, rate, as, clock, database } = await open(
    s,
    '2026-11-09 08:00',
  )
  const filed = await file('/nop/1.013949', {
    parcel_number: '12',
    map_sheet: '5',
    parcel_address: 'Khóm 2, phường Cao Lãnh',
    area: '350',
    land_use: 'perennial',
    has_certificate: 'yes',
    certificate_number: 'CĐ 123456',
    content: 'Chuyển 100 m² đất trồng cây lâu năm sang đất ở',
  })
  const duty = { amount: 12_500_000, content: 'Tiền sử dụng đất khi chuyển mục đích 100 m²' }

  await s.step('fifteen calendar days end on a holiday: the day after', async () => {
    clock.set(vn('2026-11-09 09:00'))
    await go(filed.id, ['motcua.caolanh', 'accept'], ['motcua.caolanh', 'forward'])
    expect((await row(filed.id)).due_at).toBe(vn('2026-11-25 09:00'))
  })

  await s.step('five days of paying are hers; the money starts the clock again by itself', async () => {
    clock.set(vn('2026-11-11 09:00'))
    await go(filed.id, ['thuly.caolanh', 'ask-payment', duty])
    expect(await row(filed.id)).toMatchObject({ status: 'financial-duty', due_at: null, fee: 12_500_000 })
    clock.set(vn('2026-11-16 09:00'))
    const bills = (await payable('motcua.caolanh', filed.number)).bills
    expect(bills.map((bill) => [bill.occasion, bill.state])).toEqual([
      ['filing', 'unpriced'],
      ['duty', 'awaiting'],
    ])
    await settle(bills[1], 'KBNN-0777')
    // Fourteen days were left: Monday 30 November, nine o'clock.
    expect(await row(filed.id)).toMatchObject({ status: 'processing', due_at: vn('2026-11-30 09:00') })
    await go(filed.id, ['thuly.caolanh', 'forward'])
  })

  await s.step('late by a day it is promised anew, once, to an hour when somebody works', async () => {
    clock.set(vn('2026-12-01 08:00'))
    const sorry = (new_due: string) =>
      act('truongphong.caolanh', filed.id, 'apologise', { new_due: vn(new_due), reason: 'Chờ đo đạc lại ranh giới' })
    refusedAs(await sorry('2026-12-05 09:00'), 422, 'one-stop.promise-closed')
    const moved = await sorry('2026-12-04 16:00')
    expect(moved.status, moved.text).toBe(200)
    expect(await row(filed.id)).toMatchObject({
      due_at: vn('2026-12-04 16:00'),
      former_due_at: vn('2026-11-30 09:00'),
    })
    refusedAs(await sorry('2026-12-08 16:00'), 409, 'cases.second-time')
    expect(await forms('motcua.caolanh', filed.id)).toEqual(['01', '04', '06'])
    expect(await said(filed.id, '04')).toContain('Chờ đo đạc lại ranh giới')
  })

  await s.step('she complains; the leader answers, in the open without a name', async () => {
    const sent = await (await as('lan')).form('/phan-anh/moi', {
      kind: 'lateness',
      number: filed.number,
      place: '',
      detail: 'Hẹn 30/11 mà chưa có kết quả',
      act: 'send',
    })
    expect(sent.status, sent.text.slice(-300)).toBe(303)
    const number = decodeURIComponent(place(sent).split('/').at(-1) ?? '')
    const complaint = async () =>
      (await database.owner.query('select * from one_stop.complaint where number = $1', [number])).rows[0] as {
        id: string
        due_at: Date
        state: string
      }
    // Fifteen working days from Tuesday 1 December: Tuesday 22 December.
    expect((await complaint()).due_at.toISOString()).toBe(vn('2026-12-22 08:00'))
    const deal = async (login: string, move: string, data: Record<string, unknown> = {}) => {
      const who = await as(login)
      const { rows } = (await who.get('/api/v1/tasks?scope=unit&limit=200')).json<{ rows: Task[] }>()
      const task = rows.find((one) => one.number === number)
      const dealt = await who.send('POST', `/api/v1/tasks/${task?.id}/move`, { move, version: task?.version, data })
      expect(dealt.status, `${login} ${move}: ${dealt.text}`).toBe(200)
    }
    await deal('giamdoc.caolanh', 'accept')
    await deal('lanhdao.caolanh', 'answer', { answer: 'Phường đã xin lỗi và hẹn lại ngày 4/12.' })
    expect((await (await as('lan')).form(`${place(sent)}/danh-gia`, { rating: '2', note: '' })).status).toBe(303)
    await deal('giamdoc.caolanh', 'publish', { question: 'Vì sao chậm?', answer: 'Đã xin lỗi, hẹn lại.' })
    expect((await complaint()).state).toBe('published')
  })

  await s.step('the decision comes on the new day; she says what she thinks of it', async () => {
    clock.set(vn('2026-12-04 14:00'))
    await go(filed.id, ...forwards('caolanh', 'truongphong', 'lanhdao'), [
      'vanthu.caolanh',
      'finish',
      { result_number: '512/QĐ-UBND', result_note: 'Cho phép chuyển mục đích 100 m²', typeset: true },
    ])
    const done = await row(filed.id)
    expect([done.status, String(done.finished_at) < String(done.due_at)]).toEqual(['finished', true])
    await rate(filed.number, '1', 'Trễ hẹn lần đầu')
  })
})

story('9. a procedure of the province, by post and through a representative, settled by a department', async (s) => {
  const {
    row,
    go,
    forwards,
    intake,
    take,
    upload,
    employ,
    forms,
    said,
    unitCode,
    waitingAt,
    payable,
    settle,
    as,
    notices,
    clock,
    database,
  } = await open(s, '2026-10-05 08:00')
  await employ('motcua.tinh', 'Lương Thị Hạnh', 'one-stop-officer', 'H20.vp.pvhcc')
  for (const [login, role] of [
    ['thuly.sxd', 'handler'],
    ['truongphong.sxd', 'section-head'],
    ['lanhdao.sxd', 'leader'],
    ['vanthu.sxd', 'clerk'],
  ] as const)
    await employ(login, `Người của ${login}`, role, 'H20.sxd')
  const lan = (
    await database.owner.query<{ national_id: string }>(
      "select p.national_id from sen.person p join sen.account a on a.person = p.id where a.login = 'lan'",
    )
  ).rows[0]?.national_id
  const posted = {
    national_id: '087160123491',
    full_name: 'Nguyễn Hữu Thành',
    channel: 'post',
    delivery: 'post',
    delivery_address: 'Số 9, quốc lộ 30, phường Mỹ Trà',
    content: 'Thi công đấu nối thoát nước qua đường tỉnh 847',
    representative_name: 'Nguyễn Thị Ngọc Lan',
    representative_national_id: lan,
    papers: [{ name: 'Bản vẽ thiết kế thi công', origin: 'original', count: 2 }],
  }

  const made = await s.step('without a paper nobody represents anybody', async () => {
    refusedAs(await intake('motcua.tinh', '1.013061', posted), 422, 'one-stop.representative-paper')
    return take('motcua.tinh', '1.013061', { ...posted, representative_paper: 'Giấy ủy quyền 31/2026' })
  })

  await s.step('the department is competent; the provincial centre received it and hands it over', async () => {
    expect(await unitCode(made.dossier, 'agency')).toBe('H20.sxd')
    for (const column of ['received_unit', 'returning_unit'] as const)
      expect(await unitCode(made.dossier, column)).toBe('H20.vp.pvhcc')
    // Five working days: 6, 7, 8, 9 and 12 October.
    expect(await row(made.dossier)).toMatchObject({
      channel: 'post',
      commune: null,
      status: 'received',
      due_at: vn('2026-10-12 08:00'),
      representative_name: 'Nguyễn Thị Ngọc Lan',
    })
    const receipt = await said(made.dossier, '01')
    for (const words of ['Nguyễn Thị Ngọc Lan', 'Giấy ủy quyền 31/2026', 'Sở Xây dựng'])
      expect(receipt).toContain(words)
  })

  await s.step('what an officer of the province fixes is paid from afar', async () => {
    const counter = await as('motcua.tinh')
    await counter.send('POST', `${DESK}/dossier/${made.number}/fees`, { amounts: [{ code: 'LP', amount: 300_000 }] })
    await settle((await payable('motcua.tinh', made.number)).bills[0], 'DVC-0009')
    expect(await row(made.dossier)).toMatchObject({ finance_state: 'paid', fee: 300_000 })
  })

  await s.step('through the rooms of the department, back to the centre and into the post', async () => {
    await go(made.dossier, ['motcua.tinh', 'forward'])
    expect(await waitingAt(made.dossier)).toEqual(['H20.sxd'])
    clock.set(vn('2026-10-08 08:00'))
    await go(made.dossier, ...forwards('sxd', 'thuly', 'truongphong', 'lanhdao'))
    await go(made.dossier, [
      'vanthu.sxd',
      'finish',
      { result_number: '77/GP-SXD', results: [await upload('vanthu.sxd', 'giay-phep-thi-cong.pdf')] },
    ])
    expect(await waitingAt(made.dossier)).toEqual(['H20.vp.pvhcc'])
    await go(made.dossier, ['motcua.tinh', 'return', { delivery: 'post', receiver: 'Bưu tá Lê Văn Sang' }])
    expect(await row(made.dossier)).toMatchObject({ status: 'returned', delivery: 'post', result_number: '77/GP-SXD' })
    expect(await forms('motcua.tinh', made.dossier)).toEqual(['01', '06'])
    expect(await notices('lan')).toContain(`Đã trả kết quả hồ sơ ${made.number}`)
    expect((await (await as('lan')).get(`/ho-so/${made.number}`)).text).toContain('Giấy ủy quyền 31/2026')
  })
})

const words = (vi: string) => ({ vi, en: vi })
const step = (
  name: string,
  kind: string,
  role: string,
  unit: string,
  limitHours: number | null,
  more: object = {},
) => ({
  key: fold(name).replaceAll(' ', '-'),
  kind,
  name: words(name),
  role,
  unit,
  limitHours,
  ...more,
})
const big = { field: 'area', is: 'at-least', value: 20 } as const
const small = { field: 'area', is: 'at-most', value: 19 } as const

/** What the administrator draws: a branch by area, then two opinions side by side. */
const banner = {
  procedure: {
    name: 'Chấp thuận treo băng rôn quảng bá sự kiện tại nơi công cộng',
    sector: 'Quảng cáo',
    ministry: 'Bộ Văn hóa, Thể thao và Du lịch',
    level: 'commune',
    channels: ['online', 'in-person'],
    limit: { amount: 3, unit: 'working-day' },
    applicants: ['Công dân Việt Nam'],
    legalRefs: ['16/2012/QH13'],
    conditions: null,
    resultName: 'Văn bản chấp thuận treo băng rôn',
  },
  pages: [
    {
      name: 'bang-ron',
      title: words('Băng rôn'),
      fields: [
        { name: 'event', kind: 'text', label: words('Tên sự kiện'), required: true, max: 200 },
        { name: 'area', kind: 'number', label: words('Tổng diện tích (m²)'), required: true, min: 1, max: 200 },
      ],
    },
  ],
  papers: [
    { code: 'TP.1', name: 'Mẫu băng rôn', form: null, original: 1, copy: 0, required: true },
    { code: 'TP.2', name: 'Phương án chằng buộc', form: null, original: 1, copy: 0, required: true, when: big },
  ],
  fees: [
    { code: 'LP.1', name: 'Lệ phí xét duyệt', kind: 'fee', amount: 20_000, per: 'dossier', collect: 'filing' },
    {
      code: 'LP.2',
      name: 'Phí thẩm định',
      kind: 'charge',
      amount: 30_000,
      per: 'dossier',
      collect: 'filing',
      when: big,
    },
    {
      code: 'LP.3',
      name: 'Phí theo nghị quyết của HĐND tỉnh',
      kind: 'charge',
      amount: 0,
      per: 'dossier',
      collect: 'return',
      byCouncil: true,
      when: big,
    },
  ],
  stages: [
    { key: 'nhan', name: words('Nhận'), steps: [step('nhận', 'receive', 'one-stop-officer', 'receiving-centre', 2)] },
    {
      key: 'xet',
      name: words('Xét'),
      steps: [
        step('thẩm định', 'handle', 'handler', 'commune-culture', 8, { when: big }),
        step('xem nhanh', 'handle', 'handler', 'commune-office', 2, { when: small }),
      ],
    },
    {
      key: 'y-kien',
      name: words('Ý kiến'),
      steps: [
        step('ý kiến hạ tầng', 'handle', 'handler', 'commune-economy', 4),
        step('ý kiến văn hóa', 'handle', 'handler', 'commune-culture', 4),
      ],
    },
    { key: 'ky', name: words('Ký'), steps: [step('ký', 'sign', 'leader', 'commune-leaders', 4)] },
    { key: 'dau', name: words('Dấu'), steps: [step('đóng dấu', 'stamp', 'clerk', 'commune-office', 2)] },
    { key: 'tra', name: words('Trả'), steps: [step('trả', 'return', 'one-stop-officer', 'returning-centre', null)] },
  ],
  result: {
    kind: 'Công văn',
    subject: 'Treo băng rôn sự kiện {{event}}',
    bases: [],
    paragraphs: ['Chấp thuận để {{applicant.name}} treo {{area}} m² băng rôn cho sự kiện {{event}}.'],
    articles: [],
    receivers: ['{{applicant.name}}'],
    signer: ['TM. ỦY BAN NHÂN DÂN', 'CHỦ TỊCH'],
    validYears: null,
    code: null,
  },
  cutoff: null,
}

story('10. a procedure an administrator drew: published, waited for, filed through both branches', async (s) => {
  const { row, act, go, forwards, file, result, payable, settle, waitingAt, rate, as, clock } = await open(
    s,
    '2026-10-05 08:00',
  )
  const code = 'H20.000780'
  const door = '/api/v1/one-stop/builder/editions'
  await s.step('drawn, tried and announced for next Monday; until then nobody files it', async () => {
    const admin = await as('quantri')
    const made = await admin.send('POST', door, { code, procedure: banner.procedure, from: 'empty' })
    expect(made.status, made.text).toBe(201)
    const draft = made.json<{ id: string; version: number }>()
    const saved = await admin.send('PATCH', `${door}/${draft.id}`, { version: draft.version, content: banner })
    expect(saved.status, saved.text).toBe(200)
    const edition = saved.json<{ version: number; problems: { level: string }[] }>()
    expect(edition.problems.filter((one) => one.level === 'error')).toEqual([])
    const trial = await admin.send<{ total: number }>('POST', `${door}/${draft.id}/trial`, {
      answers: { event: 'Lễ hội hoa', area: 30 },
      channel: 'online',
    })
    expect(trial.json<{ total: number }>().total).toBe(50_000)
    const published = await admin.send('POST', `${door}/${draft.id}/publish`, {
      version: edition.version,
      decision: '1250/QĐ-UBND',
      decided_on: '2026-10-05',
      listed_on: '2026-10-06',
      valid_from: '2026-10-12',
    })
    expect(published.status, published.text).toBe(200)
    expect((await (await as('lan')).form(`/nop/${code}`, {})).status).toBe(404)
  })

  clock.set(vn('2026-10-12 08:00'))
  const large = await file(`/nop/${code}`, { event: 'Lễ hội hoa', area: '30' })
  const tiny = await file(`/nop/${code}`, { event: 'Giải bóng khóm', area: '6' })
  await s.step('the branch is in the papers, the fee and the queue', async () => {
    expect((await row(large.id)).papers).toHaveLength(2)
    expect((await row(tiny.id)).papers).toHaveLength(1)
    expect(await row(tiny.id)).toMatchObject({ fee: 20_000 })
    // 20.000 and 30.000 are two fees, not two cases of one; what the council has not fixed is not nothing.
    expect(
      (await payable('motcua.caolanh', large.number)).bills.map((bill) => [bill.occasion, bill.state, bill.due]),
    ).toEqual([
      ['filing', 'awaiting', 50_000],
      ['return', 'unpriced', null],
    ])
    for (const one of [large, tiny]) {
      await settle((await payable('motcua.caolanh', one.number)).bills[0], `DVC-${one.number}`)
      clock.set(vn('2026-10-12 09:00'))
      await go(one.id, ['motcua.caolanh', 'accept'])
      // Three working days: Thursday 15 October.
      expect((await row(one.id)).due_at).toBe(vn('2026-10-15 09:00'))
      await go(one.id, ['motcua.caolanh', 'forward'])
    }
    expect(await waitingAt(large.id)).toEqual(['H20.x29869.vhxh'])
    expect(await waitingAt(tiny.id)).toEqual(['H20.x29869.vp'])
  })

  await s.step('then both ask two rooms at once and go on when the second has spoken', async () => {
    for (const one of [large, tiny]) {
      await go(one.id, ['thuly.caolanh', 'forward'])
      expect(await waitingAt(one.id)).toEqual(['H20.x29869.kt', 'H20.x29869.vhxh'])
      expect((await act('thuly.caolanh', one.id, 'forward', {}, 'ý kiến văn hóa')).status).toBe(200)
      expect(await waitingAt(one.id)).toEqual(['H20.x29869.kt'])
      expect((await act('thuly.caolanh', one.id, 'forward', {}, 'ý kiến hạ tầng')).status).toBe(200)
      expect(await waitingAt(one.id)).toEqual(['H20.x29869'])
    }
  })

  await s.step('the text of the result is the administrator’s, drafted and approved, never the clerk’s', async () => {
    for (const [one, number] of [
      [large, '33/UBND-VHXH'],
      [tiny, '34/UBND-VHXH'],
    ] as const) {
      const door = `/api/v1/one-stop/results/${one.id}`
      const handler = await as('thuly.caolanh')
      const { proposal } = (await handler.get(door)).json<{ proposal: Record<string, unknown> }>()
      const drafted = await handler.send('POST', `${door}/draft`, { edition: 0, ...proposal })
      expect(drafted.status, drafted.text).toBe(200)
      const finish = { result_number: number, typeset: true }
      await go(one.id, ...forwards('caolanh', 'lanhdao'))
      refusedAs(await act('vanthu.caolanh', one.id, 'finish', finish), 409, 'result.not-approved')
      expect((await (await as('lanhdao.caolanh')).send('POST', `${door}/approve`, { edition: 1 })).status).toBe(200)
      await go(one.id, ['vanthu.caolanh', 'finish', finish], ['motcua.caolanh', 'return', { delivery: 'electronic' }])
      expect((await row(one.id)).status).toBe('returned')
    }
    expect(await result(large.id)).toContain('treo 30 m² băng rôn cho sự kiện Lễ hội hoa')
    expect(await result(tiny.id)).toContain('treo 6 m² băng rôn cho sự kiện Giải bóng khóm')
    await rate(tiny.number, '3', '')
  })
})

story('11. received in Mỹ Tho, copied from the register of Cao Lãnh, handed over in Gò Công', async (s) => {
  const { row, act, go, forwards, take, upload, employ, forms, said, unitCode, waitingAt, as, clock } = await open(
    s,
    '2026-10-05 14:00',
  )
  await employ('motcua.gocong', 'Trịnh Thị Sen', 'one-stop-officer', 'H20.x28306.mc')
  const made = await take('motcua.mytho', '2.000908', {
    national_id: '082179123411',
    full_name: 'Lý Thị Mười Hai',
    settling: '29869',
    returning: '28306',
    content: 'Bản sao quyết định giao đất năm 1998',
  })

  await s.step('three places, one number of the first, one working day', async () => {
    expect(made.number).toMatch(/^H20\.102\.01-261005-0001$/)
    expect(await unitCode(made.dossier, 'agency')).toBe('H20.x29869')
    expect(await unitCode(made.dossier, 'received_unit')).toBe('H20.x28261.mc')
    expect(await unitCode(made.dossier, 'returning_unit')).toBe('H20.x28306.mc')
    expect(await row(made.dossier)).toMatchObject({ commune: '29869', fee: 0, due_at: vn('2026-10-06 14:00') })
    expect(await said(made.dossier, '01')).toContain('Gò Công')
  })

  await s.step('the register is in Cao Lãnh; its counter only watches', async () => {
    const other = await as('motcua.caolanh')
    expect((await other.get(`/api/v1/one-stop/dossier/${made.dossier}`)).status).toBe(200)
    refusedAs(await act('motcua.caolanh', made.dossier, 'forward'), 403, 'cases.not-your-task')
    await go(made.dossier, ...forwards('mytho', 'motcua'))
    expect(await waitingAt(made.dossier)).toEqual(['H20.x29869.vp'])
    await go(made.dossier, ...forwards('caolanh', 'thuly', 'lanhdao'))
    await go(made.dossier, [
      'vanthu.caolanh',
      'finish',
      { result_number: '15/BS', results: [await upload('vanthu.caolanh', 'ban-sao-so-goc.pdf')] },
    ])
  })

  await s.step('only Gò Công hands it over, in time', async () => {
    expect(await waitingAt(made.dossier)).toEqual(['H20.x28306.mc'])
    const returned = { delivery: 'counter', receiver: 'Lý Thị Mười Hai' }
    refusedAs(await act('motcua.mytho', made.dossier, 'return', returned), 403, 'cases.not-your-task')
    clock.set(vn('2026-10-06 08:00'))
    await go(made.dossier, ['motcua.gocong', 'return', returned])
    expect(await row(made.dossier)).toMatchObject({ status: 'returned', delivery_state: 'delivered' })
    expect(await forms('motcua.gocong', made.dossier)).toEqual(['01', '06'])
  })
})

/** A line of the national catalogue, as the portal writes it. */
const portalLine = JSON.stringify({
  code: '1.900012',
  name: 'Xác nhận nguồn gốc con giống',
  sector: 'Chăn nuôi',
  ministry: 'Bộ Nông nghiệp và Môi trường',
  levels: ['Cấp xã'],
  decision: '77/QĐ-BNNMT',
  applicants: ['Công dân Việt Nam'],
  agency: 'Ủy ban nhân dân cấp xã',
  methods: [
    { channel: 'Trực tuyến', time: 4, unit: 'Ngày làm việc', fee_vnd: 30_000, fee_text: 'Phí: 30.000 Đồng', note: '' },
    { channel: 'Trực tiếp', time: 5, unit: 'Ngày làm việc', fee_vnd: 40_000, fee_text: 'Phí: 40.000 Đồng', note: '' },
  ],
  dossier: [{ case: '', items: [{ name: '- Sổ theo dõi đàn giống;', form: null, original: 1, copy: 0 }] }],
  results: [{ name: 'Giấy xác nhận nguồn gốc con giống', code: '' }],
  legal_refs: ['13/2020/NĐ-CP'],
  handled_by: 'UBND/sở',
  core: false,
})

story('12. an imported procedure with nothing but its default form: refused, filed again, withdrawn', async (s) => {
  const { row, act, go, file, forms, said, payable, settle, waitingAt, notices, as, clock, database } = await open(
    s,
    '2026-10-05 08:00',
  )
  await s.step('one line of the catalogue is a procedure anybody can read and file', async () => {
    const value = importers.procedures.reader()(JSON.parse(portalLine) as Record<string, unknown>, 1)
    expect(value).toMatchObject({ code: '1.900012', fileable: true, online: true })
    await database.transaction(house, async (tx) =>
      createRow(tx, Procedure, value as Parameters<typeof createRow<typeof Procedure>>[2], {
        unit: (await getRoot(tx)).id,
      }),
    )
    const page = await s.visitor().get('/thu-tuc/1.900012')
    for (const seen of ['Sổ theo dõi đàn giống', '4 ngày làm việc']) expect(page.text).toContain(seen)
  })

  const farm = {
    facility_name: 'Trại vịt Út Hiền',
    facility_address: 'Ấp Đông, xã Mỹ Thọ',
    product: 'Vịt giống',
    content: 'Xác nhận nguồn gốc 500 con vịt giống',
  }
  const wrong = await file('/nop/1.900012', { ...farm, facility_address: 'Huyện Tháp Mười cũ' })
  await s.step('not of this ward: refused with Mẫu 03, and nothing stays due', async () => {
    expect(await row(wrong.id)).toMatchObject({ fee: 30_000, finance_state: 'awaiting' })
    const reason = 'Cơ sở không thuộc địa bàn phường Cao Lãnh'
    refusedAs(await act('motcua.caolanh', wrong.id, 'reject', { reason }), 422, 'records.invalid')
    await go(wrong.id, ['motcua.caolanh', 'reject', { reason, basis: 'Nghị định 13/2020/NĐ-CP, Điều 5' }])
    expect(await row(wrong.id)).toMatchObject({ status: 'rejected', finance_state: 'none', reason })
    expect((await payable('motcua.caolanh', wrong.number)).bills.map((bill) => bill.state)).toEqual(['void'])
    expect(await forms('motcua.caolanh', wrong.id)).toEqual(['03', '06'])
    for (const part of [reason, 'Nghị định 13/2020/NĐ-CP, Điều 5']) expect(await said(wrong.id, '03')).toContain(part)
    expect(await notices('lan')).toContain(reason)
  })

  const right = await file('/nop/1.900012', { ...farm, facility_address: 'Khóm 2, phường Cao Lãnh' })
  await s.step('filed rightly, paid and accepted: four working days on the default steps', async () => {
    await settle((await payable('motcua.caolanh', right.number)).bills[0], 'DVC-0012')
    await go(right.id, ['motcua.caolanh', 'accept'])
    const accepted = new Date(String((await row(right.id)).accepted_at))
    // Four working days later at the same minute: Friday 9 October.
    expect((await row(right.id)).due_at).toBe(new Date(accepted.getTime() + 4 * 86_400_000).toISOString())
    await go(right.id, ['motcua.caolanh', 'forward'])
    expect(await waitingAt(right.id)).toEqual(['H20.x29869.kt'])
  })

  await s.step(
    'sold before anybody decided: she withdraws, Mẫu 05 says at whose wish, the fee is looked at',
    async () => {
      clock.set(vn('2026-10-07 09:00'))
      const lan = await as('lan')
      expect((await lan.form(`/ho-so/${right.number}/rut`, { reason: '' })).status).toBe(422)
      expect((await lan.form(`/ho-so/${right.number}/rut`, { reason: 'Đã bán hết đàn vịt' })).status).toBe(303)
      expect(await row(right.id)).toMatchObject({ status: 'withdrawn', finance_state: 'paid' })
      expect(await waitingAt(right.id)).toEqual([])
      expect(await forms('motcua.caolanh', right.id)).toEqual(['01', '05', '06'])
      for (const part of ['Theo đề nghị rút hồ sơ', 'Đã bán hết đàn vịt'])
        expect(await said(right.id, '05')).toContain(part)
      expect(await notices('giamdoc.caolanh')).toContain(`Xem xét hoàn phí hồ sơ ${right.number}`)
      expect((await lan.form(`/ho-so/${right.number}/danh-gia`, { rating: '3' })).status).toBe(409)
      expect((await lan.form(`/ho-so/${right.number}/rut`, { reason: 'Lần nữa' })).status).toBe(409)
    },
  )
})
