import { expect } from 'vitest'
import { openTestSite } from '#host'
import { readPdf } from '#kernel/papers'
import { house } from '#kernel/store'
import { falseClock, type Story, story, type Visitor } from '#kernel/testing'
import { settlePayment } from './settle.ts'

interface Bill {
  reference: string
  version: number
  state: string
  due: number | null
  occasion: string
  qr: string | null
  lines: { code: string; due: number | null; exempted: number; count: number }[]
}
interface Payable {
  number: string
  finance: string
  status: string
  bills: Bill[]
  claims: { id: string; state: string }[]
}
interface Refused {
  error: { code: string; message: string }
}

const DESK = '/api/v1/one-stop/cashier'

async function open(s: Story) {
  const site = await openTestSite({ clock: falseClock('2026-10-05T08:00:00+07:00') })
  s.finally(() => site.close())
  s.reach(site.inject)
  const as = async (login: string): Promise<Visitor> => {
    const visitor = s.visitor()
    expect((await visitor.signIn(login, site.password)).status, login).toBe(200)
    return visitor
  }
  let person = 0
  /** One more dossier over the counter of a ward. */
  const file = async (officer: Visitor, code: string): Promise<string> => {
    const procedure = (await officer.get(`/api/v1/one-stop/procedure?f.code=${code}`)).json<{
      rows: { id: string }[]
    }>().rows[0]?.id
    person += 1
    const answer = await officer.send<{ number: string }>('POST', '/api/v1/one-stop/intake', {
      procedure,
      national_id: `0871851234${String(person).padStart(2, '0')}`,
      full_name: `Người Nộp ${person}`,
      content: 'Đề nghị giải quyết',
      accept_now: false,
      papers: [{ name: 'Tờ khai', origin: 'original', count: 1 }],
    })
    expect(answer.status, answer.text).toBe(201)
    return answer.json<{ number: string }>().number
  }
  const payable = async (officer: Visitor, number: string): Promise<Payable> =>
    (await officer.get(`${DESK}/dossier/${number}`)).json<Payable>()
  const pay = (officer: Visitor, key: string, bills: readonly Bill[], more: Record<string, unknown> = {}) =>
    officer.send<{
      receipt: { id: string; number: string; total: number }
      already: boolean
      change: number
      url: string
    }>('POST', `${DESK}/pay`, {
      key,
      bills: bills.map(({ reference, version }) => ({ reference, version })),
      method: 'cash',
      ...more,
    })
  return { ...site, as, file, payable, pay }
}

story('a payment told from outside: once, to the đồng, and the result waits for it', async (s) => {
  const { house: opened, as, file, payable, pay } = await open(s)
  const counter = await as('motcua.caolanh')
  const number = await file(counter, '2.000635')
  const [bill] = (await payable(counter, number)).bills
  const tell = (change: Partial<Parameters<typeof settlePayment>[1]> = {}) =>
    opened.database.transaction(house, (tx) =>
      settlePayment(tx, {
        reference: bill?.reference ?? '',
        amount: 8_000,
        at: tx.now,
        channel: 'online',
        receipt: 'DVC-0001',
        ...change,
      }),
    )

  await s.step('the slip of the applicant carries a QR with amount and reference', () => {
    expect(bill?.qr).toContain(`54048000`)
    expect(bill?.qr).toContain(bill?.reference as string)
  })

  await s.step('an amount that is not the amount due, or a reference nobody has, records nothing', async () => {
    await expect(tell({ amount: 7_999 })).rejects.toMatchObject({ code: 'cashier.wrong-amount' })
    await expect(tell({ reference: 'KHONG-CO' })).rejects.toMatchObject({ code: 'cashier.no-bill' })
    expect((await payable(counter, number)).finance).toBe('awaiting')
  })

  await s.step('ten messages at once are one payment and one receipt', async () => {
    const settled = await Promise.all(Array.from({ length: 10 }, () => tell()))
    expect(new Set(settled.map((one) => one.receipt.number)).size).toBe(1)
    expect(settled.filter((one) => !one.already)).toHaveLength(1)
    const dossier = await opened.database.transaction(house, (tx) =>
      tx.one<Record<string, unknown>>(
        'select finance_state, paid_online, paid_at from one_stop.dossier where number = $1',
        [number],
      ),
    )
    expect(dossier).toMatchObject({ finance_state: 'paid', paid_online: true })
  })

  await s.step('another payment of the same bill is refused by name, so that it can go back', async () => {
    await expect(tell({ receipt: 'DVC-0002' })).rejects.toMatchObject({ code: 'cashier.already-settled' })
    await expect(tell({ channel: 'transfer' })).rejects.toMatchObject({ code: 'cashier.already-settled' })
  })

  await s.step('a financial duty paid at the cashier lets the clock go on by itself', async () => {
    const land = await file(counter, '1.013978')
    const known = await opened.database.transaction(house, (tx) =>
      tx.one<{ id: string }>('select id from one_stop.dossier where number = $1', [land]),
    )
    const make = async (officer: Visitor, move: string, data: Record<string, unknown> = {}) => {
      const { rows } = (await officer.get('/api/v1/tasks?scope=unit&limit=200')).json<{
        rows: { id: string; version: number; recordId: string }[]
      }>()
      const mine = rows.find((row) => row.recordId === known?.id)
      const answer = await officer.send('POST', `/api/v1/tasks/${mine?.id}/move`, {
        move,
        version: mine?.version,
        data,
      })
      expect(answer.status, answer.text).toBe(200)
    }
    await make(counter, 'accept')
    await make(counter, 'forward')
    await make(await as('thuly.caolanh'), 'ask-payment', { amount: 4_500_000, content: 'Lệ phí trước bạ' })
    const before = await payable(counter, land)
    expect([before.status, before.finance]).toEqual(['financial-duty', 'awaiting'])
    const duty = before.bills.filter((one) => one.occasion === 'duty')
    expect(duty.map((one) => one.due)).toEqual([4_500_000])
    await counter.send('POST', `${DESK}/shift`, { act: 'open', cash: 0 })
    const paid = await pay(counter, 'nghia-vu-tai-chinh', duty)
    expect(paid.status, paid.text).toBe(201)
    const after = await payable(counter, land)
    expect([after.status, after.finance]).toEqual(['processing', 'paid'])
  })

  await s.step('receipts of many payments at once bear numbers without gaps', async () => {
    const numbers: string[] = []
    for (let i = 0; i < 5; i++) numbers.push(await file(counter, '2.000635'))
    const bills = await Promise.all(numbers.map(async (one) => (await payable(counter, one)).bills[0]))
    const settled = await Promise.all(
      bills.map((one) => tell({ reference: one?.reference as string, receipt: `DVC-${one?.reference}` })),
    )
    const places = settled.map((one) => Number(one.receipt.number.slice(-7))).sort((a, b) => a - b)
    expect(places).toEqual(places.map((_, i) => (places[0] as number) + i))
  })
})

story(
  'a morning at the cashier: two dossiers on one receipt, an exemption, a cancelled receipt, a count',
  async (s) => {
    const { house: opened, as, file, payable, pay, inject } = await open(s)
    const counter = await as('motcua.caolanh')
    const head = await as('giamdoc.caolanh')

    await s.step('nothing is collected without a shift', async () => {
      const number = await file(counter, '2.000635')
      const answer = await pay(counter, 'truoc-khi-mo-ca', (await payable(counter, number)).bills)
      expect(answer.status).toBe(409)
      expect(answer.json<Refused>().error.code).toBe('cashier.no-shift')
      expect((await counter.send('POST', `${DESK}/shift`, { act: 'open', cash: 500_000 })).status).toBe(200)
      expect((await counter.send('POST', `${DESK}/shift`, { act: 'open', cash: 0 })).json<Refused>().error.code).toBe(
        'cashier.shift-open',
      )
    })

    const first = await s.step('two dossiers, one receipt, change to the đồng', async () => {
      const copies = await file(counter, '2.000635')
      const certified = await file(counter, '2.000815')
      const found = await counter.get<{ rows: { number: string }[] }>(
        `${DESK}/find?q=${encodeURIComponent(`https://sen.example/tra-cuu?so=${copies}`)}`,
      )
      expect(found.json<{ rows: { number: string }[] }>().rows.map((row) => row.number)).toEqual([copies])
      // Three copies of four pages: 2 × 2.000 and 2 × 1.000 each.
      const reckoned = await counter.send('POST', `${DESK}/dossier/${certified}/fees`, { copies: 3, pages: 4 })
      expect(reckoned.json<Payable>().bills[0]).toMatchObject({ due: 18_000, state: 'awaiting', occasion: 'return' })
      const bills = [...(await payable(counter, copies)).bills, ...(await payable(counter, certified)).bills]
      expect(bills.map((bill) => bill.due)).toEqual([8_000, 18_000])
      const short = await pay(counter, 'chua-du-tien', bills, { given: 20_000 })
      expect(short.json<Refused>().error.code).toBe('cashier.too-little')
      const answer = await pay(counter, 'hai-ho-so-mot-bien-lai', bills, { given: 50_000 })
      expect(answer.status, answer.text).toBe(201)
      expect(answer.json()).toMatchObject({ already: false, change: 24_000, receipt: { total: 26_000 } })
      expect(answer.json<{ receipt: { number: string } }>().receipt.number).toMatch(/^BL-26-H20\.\d{3}\.01-\d{7}$/)
      for (const number of [copies, certified]) expect((await payable(counter, number)).finance).toBe('paid')
      return { ...answer.json<{ receipt: { id: string; number: string }; url: string }>(), bills, copies, certified }
    })

    await s.step('the same press again pays nothing again; a stale bill is refused', async () => {
      const again = await pay(counter, 'hai-ho-so-mot-bien-lai', first.bills, { given: 50_000 })
      expect(again.status).toBe(200)
      expect(again.json()).toMatchObject({ already: true, receipt: { id: first.receipt.id } })
      const stale = await pay(counter, 'mot-lan-khac-nua', first.bills)
      expect(stale.json<Refused>().error.code).toBe('cashier.not-awaiting')
    })

    await s.step('the receipt is a paper; printed again it says so', async () => {
      const paper = await inject({ method: 'GET', path: first.url, headers: { cookie: counter.cookies() } })
      expect(paper.status).toBe(200)
      const reprint = await counter.send<{ reprints: number; url: string }>(
        'POST',
        `${DESK}/receipt/${first.receipt.id}/reprint`,
      )
      expect(reprint.json()).toMatchObject({ reprints: 1 })
      const file = await opened.database.transaction(house, (tx) =>
        tx.one<{ sha256: string }>('select sha256 from sen.file where id = $1', [
          reprint.json<{ url: string }>().url.split('/').at(-1),
        ]),
      )
      const chunks: Buffer[] = []
      for await (const chunk of await opened.site.blobs.get(file?.sha256 ?? '')) chunks.push(Buffer.from(chunk))
      const said = (await readPdf(new Uint8Array(Buffer.concat(chunks)))).join(' ').replace(/\s+/g, ' ')
      for (const words of ['Bản in lại lần 1', first.copies, first.certified, '26.000', 'Hai mươi sáu nghìn đồng'])
        expect(said).toContain(words)
    })

    await s.step('an exemption needs evidence; a claim nobody checked holds up the cashier', async () => {
      const number = await file(counter, '2.000635')
      const bare = await counter.send('POST', `${DESK}/dossier/${number}/claim`, {
        exemption: 'ho-ngheo',
        confirmed: true,
      })
      expect(bare.json<Refused>().error.code).toBe('cashier.evidence-missing')
      const unknown = await counter.send('POST', `${DESK}/dossier/${number}/claim`, {
        exemption: 'nguoi-quen',
        evidence: 'x',
      })
      expect(unknown.json<Refused>().error.code).toBe('cashier.claim-unknown')
      const granted = await counter.send<Payable>('POST', `${DESK}/dossier/${number}/claim`, {
        exemption: 'ho-ngheo',
        evidence: 'Giấy chứng nhận hộ nghèo số 12/2026',
        confirmed: true,
      })
      expect(granted.status, granted.text).toBe(200)
      expect(granted.json<Payable>()).toMatchObject({ finance: 'none', bills: [{ state: 'void', due: 0 }] })
    })

    await s.step('what the council has not fixed is not guessed: the officer enters it', async () => {
      const number = await file(counter, '1.000656')
      const { bills } = await payable(counter, number)
      expect(bills[0]).toMatchObject({ state: 'unpriced', due: null })
      expect((await pay(counter, 'chua-co-muc-thu', bills)).json<Refused>().error.code).toBe('cashier.unpriced')
      const priced = await counter.send<Payable>('POST', `${DESK}/dossier/${number}/fees`, {
        amounts: [{ code: 'LP', amount: 5_000 }],
      })
      expect(priced.json<Payable>().bills[0]).toMatchObject({ state: 'awaiting', due: 5_000 })
      expect(
        (await pay(counter, 'tra-bang-the-pos', priced.json<Payable>().bills, { method: 'card' })).json<Refused>().error
          .code,
      ).toBe('cashier.slip-missing')
      const paid = await pay(counter, 'tra-bang-the-pos', priced.json<Payable>().bills, {
        method: 'card',
        slip: 'POS 000123',
      })
      expect(paid.status, paid.text).toBe(201)
      const place = (number: string) => Number(number.slice(-7))
      expect(place(paid.json<{ receipt: { number: string } }>().receipt.number)).toBe(place(first.receipt.number) + 1)
    })

    await s.step(
      'only the head cancels, with a reason; the number stays used and the dossier is due again',
      async () => {
        const path = `${DESK}/receipt/${first.receipt.id}/cancel`
        const asked = { reason: 'Thu nhầm số bản', refund: 'cash', again: true }
        expect((await counter.send('POST', path, asked)).json<Refused>().error.code).toBe('cashier.head-only')
        expect((await head.send('POST', path, asked)).json<Refused>().error.code).toBe('cashier.refund-needs-shift')
        expect((await head.send('POST', `${DESK}/shift`, { act: 'open', cash: 100_000 })).status).toBe(200)
        const cancelled = await head.send('POST', path, asked)
        expect(cancelled.status, cancelled.text).toBe(200)
        expect((await head.send('POST', path, asked)).json<Refused>().error.code).toBe('cashier.already-cancelled')
        const again = await payable(counter, first.copies)
        expect(again.finance).toBe('awaiting')
        expect(again.bills.map((bill) => bill.state)).toEqual(['refunded', 'awaiting'])
        expect(again.bills[1]?.reference).not.toBe(again.bills[0]?.reference)
      },
    )

    await s.step('the count: a difference must be explained and is kept', async () => {
      // 500.000 to begin with and 26.000 in cash; the refund left the head's own drawer.
      const counts = { 500000: 1, 20000: 1, 5000: 1 }
      const off = await counter.send('POST', `${DESK}/shift`, { act: 'close', counts })
      expect(off.json<Refused>().error.code).toBe('cashier.difference-unexplained')
      const closed = await counter.send('POST', `${DESK}/shift`, {
        act: 'close',
        counts,
        explanation: 'Thối nhầm 1.000 đồng',
      })
      expect(closed.json()).toMatchObject({ closed: { expected: 526_000, counted: 525_000, difference: -1_000 } })
      const back = await head.send('POST', `${DESK}/shift`, { act: 'close', counts: { 50000: 1, 20000: 1, 2000: 2 } })
      expect(back.json()).toMatchObject({ closed: { expected: 74_000, difference: 0 } })
    })

    await s.step('the day agrees with the dossiers, in the report, its PDF and its workbook', async () => {
      const report = (await counter.get(`${DESK}/report`)).json<Record<string, unknown>>()
      expect(report).toMatchObject({
        taken: 31_000,
        refunded: 26_000,
        settled: 31_000,
        breaks: [],
        numbers: { issued: 2, cancelled: 1 },
        methods: [
          { method: 'card', receipts: 1, taken: 5_000, refunds: 0, refunded: 0 },
          { method: 'cash', receipts: 1, taken: 26_000, refunds: 1, refunded: 26_000 },
        ],
      })
      const fees = report.fees as { procedure: string; count: number; due: number; refunded: number }[]
      expect(fees.map((fee) => [fee.procedure, fee.count, fee.due, fee.refunded])).toEqual([
        ['1.000656', 1, 5_000, 0],
        ['2.000635', 1, 8_000, 8_000],
        ['2.000815', 12, 18_000, 18_000],
      ])
      for (const kind of ['pdf', 'xlsx']) expect((await counter.get(`${DESK}/report/${kind}`)).status, kind).toBe(200)
      expect((await counter.get(`${DESK}/report?day=2027-01-01`)).json<Refused>().error.code).toBe('cashier.bad-day')
    })

    await s.step('another centre sees nothing of it', async () => {
      const far = await as('motcua.mytho')
      expect((await far.get(`${DESK}/dossier/${first.copies}`)).status).toBe(404)
      expect((await far.get(`${DESK}/find?q=${first.copies}`)).json<{ rows: unknown[] }>().rows).toEqual([])
      expect((await far.get(`${DESK}/receipts`)).json<{ rows: unknown[] }>().rows).toEqual([])
      await far.send('POST', `${DESK}/shift`, { act: 'open', cash: 0 })
      const bills = (await payable(counter, first.copies)).bills.filter((bill) => bill.state === 'awaiting')
      expect((await pay(far, 'thu-ho-noi-khac', bills)).json<Refused>().error.code).toBe('cashier.no-bill')
    })
  },
)
