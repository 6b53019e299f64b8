import { expect } from 'vitest'
import { openTestSite } from '#host'
import { house } from '#kernel/store'
import { type Answer, falseClock, type Story, story, type Visitor } from '#kernel/testing'
import { standing } from '../pages/unscripted.ts'

/** Who pays less says so while she files: the claim, its paper, the officer's answer, and the cashier. Nothing here runs a script. */

interface Payable {
  finance: string
  bills: { reference: string; version: number; state: string; due: number | null }[]
  claims: {
    id: string
    exemption: string
    state: string
    evidence: string | null
    reason: string | null
    files: { id: string; name: string }[]
  }[]
}
interface Refused {
  error: { code: string; message: string }
}

const DESK = '/api/v1/one-stop/cashier'
const GROUND = 'Giấy chứng nhận hộ nghèo số 15/2026, UBND phường Cao Lãnh cấp ngày 05/01/2026'
const hidden = (page: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? ''
const place = (answer: Answer): string => String(answer.headers.location ?? '')
const errorsOn = (page: string): string[] =>
  [...page.matchAll(/<p class="error" id="([^"]*)-error"/g)].map((found) => found[1] ?? '')
/** The page that has a field, by its number. */
async function pageWith(who: Visitor, draft: string, name: string): Promise<string> {
  for (let at = 1; at < 20; at++) {
    const page = await who.get(`${draft}/${at}`)
    if (page.status === 200 && page.text.includes(`name="${name}"`)) return `${draft}/${at}`
  }
  throw new Error(`no page asks for ${name}`)
}

async function open(s: Story) {
  const site = await openTestSite({ clock: falseClock('2026-10-05T08:00:00+07:00') })
  s.finally(() => site.close())
  s.reach(site.inject)
  const as = async (login: string): Promise<Visitor> => {
    const visitor = s.visitor()
    expect((await visitor.signIn(login, site.password)).status, login).toBe(200)
    return visitor
  }
  const fill = async (who: Visitor, path: string, fields: Record<string, string>, from?: Answer): Promise<Answer> => {
    const page = from ?? (await who.get(path))
    return who.form(path, { ...standing(page.text), act: 'next', ...fields })
  }
  /** The same page with a file chosen, as a browser without script sends it. */
  const upload = async (who: Visitor, path: string, fields: Record<string, string>, field: string, name: string) => {
    const page = await who.get(path)
    const csrf = (await who.get('/api/v1/me')).json<{ csrf: string }>().csrf
    const parts = { ...standing(page.text), csrf, ...fields }
    const body = `${Object.entries({ ...parts, act: `files-add:${field}` })
      .map(([key, value]) => `--b\r\ncontent-disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`)
      .join(
        '',
      )}--b\r\ncontent-disposition: form-data; name="${field}.new"; filename="${name}"\r\ncontent-type: application/pdf\r\n\r\n%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 207 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\r\n--b--\r\n`
    return site.inject({
      method: 'POST',
      path,
      headers: { accept: 'text/html', cookie: who.cookies(), 'content-type': 'multipart/form-data; boundary=b' },
      body,
    })
  }
  /** Copies of an entry of the civil register, 8.000 đồng each, filled in as far as the page of the fee. */
  const begin = async (who: Visitor): Promise<{ draft: string; fee: string; summary: string }> => {
    const draft = place(await who.form('/nop/2.000635', {})).replace(/\/1$/, '')
    let at = `${draft}/1`
    for (let turn = 0; turn < 20; turn++) {
      if ((await who.get(at)).text.includes('name="delivery"')) break
      const answer = await fill(who, at, {
        phone: '0912 345 678',
        address: 'Số 1, khóm 2, phường Cao Lãnh',
        settling: '29869',
        asker: 'person',
        subject_residence: 'Khóm 2, phường Cao Lãnh',
        content: 'Bản sao Giấy khai sinh của tôi',
      })
      if (answer.status === 303) {
        at = place(answer)
        continue
      }
      for (const slot of errorsOn(answer.text)) {
        expect(slot).toMatch(/^trang-paper-/)
        const put = await upload(who, at, {}, slot.replace('trang-', ''), `${slot}.pdf`)
        expect(put.status, `${at} ${slot}`).toBe(303)
      }
    }
    const fee = await pageWith(who, draft, 'delivery')
    return { draft, fee, summary: `${draft}/${Number(fee.split('/').at(-1)) + 1}` }
  }
  const send = async (who: Visitor, summary: string): Promise<string> => {
    const page = await who.get(summary)
    const sent = await fill(who, summary, { act: 'send', declared: 'yes' }, page)
    expect(sent.status, sent.text.slice(-800)).toBe(303)
    return /^\/ho-so\/(.+)\?moi=1$/.exec(place(sent))?.[1] ?? ''
  }
  const payable = async (officer: Visitor, number: string): Promise<Payable> =>
    (await officer.get(`${DESK}/dossier/${number}`)).json<Payable>()
  const notices = async (who: Visitor): Promise<string> => (await who.get('/thong-bao')).text
  return { ...site, as, fill, upload, begin, send, payable, notices }
}

story('a poor household says so while filing; one officer refuses, another accepts', async (s) => {
  const { house: opened, as, fill, upload, begin, send, payable, notices } = await open(s)
  const lan = await as('lan')
  const counter = await as('motcua.caolanh')

  const first = await s.step('the fee comes with the rules of the day by which somebody pays less', async () => {
    const { fee, summary } = await begin(lan)
    const page = await lan.get(fee)
    expect(page.text).toContain('8.000')
    for (const said of [
      'Người thuộc hộ nghèo',
      'Giấy chứng nhận hộ nghèo còn hiệu lực',
      'Luật Phí và lệ phí 97/2015/QH13, Điều 10',
      'áp dụng từ 15/08/2026 đến 28/02/2027',
    ])
      expect(page.text).toContain(said)
    // It is of birth and death registered in time, not of copies.
    expect(page.text).not.toContain('Khai sinh, khai tử đúng hạn')
    return { fee, summary }
  })

  await s.step('a claim opens its ground, which must be given; what is not in force cannot be claimed', async () => {
    const bad = await fill(lan, first.fee, { delivery: 'electronic', fee_claim: 'nguoi-quen' })
    expect([bad.status, errorsOn(bad.text)]).toEqual([422, ['trang-fee_claim', 'trang-fee_ground']])
    const opened = await fill(lan, first.fee, { delivery: 'electronic', fee_claim: 'ho-ngheo' })
    expect([opened.status, errorsOn(opened.text)]).toEqual([422, ['trang-fee_ground']])
    const wanted = { delivery: 'electronic', fee_claim: 'ho-ngheo', fee_ground: GROUND }
    const added = await upload(lan, first.fee, wanted, 'fee_ground_files', 'hộ nghèo.pdf')
    expect(added.status, added.body).toBe(303)
    const page = await lan.get(first.fee)
    expect(page.text).toContain('hộ nghèo.pdf')
    const kept = hidden(page.text, 'fee_ground_files')
    expect(place(await fill(lan, first.fee, { ...wanted, fee_ground_files: kept }, page))).toBe(first.summary)
    const summary = await lan.get(first.summary)
    expect(summary.text).toContain('Đề nghị miễn, giảm')
    expect(summary.text).toMatch(/nếu không, bạn nộp 8\.000/)
  })

  const number = await s.step('sent: the claim is with the dossier, and nobody asks her to pay yet', async () => {
    const made = await send(lan, first.summary)
    const { claims, bills, finance } = await payable(counter, made)
    expect(claims).toMatchObject([
      { exemption: 'ho-ngheo', state: 'claimed', evidence: GROUND, files: [{ name: 'hộ nghèo.pdf' }] },
    ])
    expect([finance, bills.map((bill) => [bill.state, bill.due])]).toEqual(['awaiting', [['awaiting', 8_000]]])
    expect(await notices(lan)).not.toContain('chờ nộp')
    expect((await lan.get(`/ho-so/${made}`)).text).toContain('đang chờ cán bộ xét')
    const pay = await lan.get(`/ho-so/${made}/nop-tien`)
    expect(pay.text).toContain('đang chờ cán bộ xét')
    expect(pay.text).not.toContain('<svg class="qr')
    return made
  })

  await s.step('why she pays less is told to those who take the money, not to all who work on it', async () => {
    const [claim] = (await payable(counter, number)).claims
    const row = await opened.database.transaction(house, (tx) =>
      tx.one<{ answers: string; papers: string }>(
        'select answers::text as answers, papers::text as papers from one_stop.dossier where number = $1',
        [number],
      ),
    )
    expect(`${row?.answers}${row?.papers}`).not.toMatch(/hộ nghèo|ho-ngheo/)
    const file = claim?.files[0]?.id
    expect((await counter.get(`/api/v1/files/${file}`)).status).toBe(200)
    for (const login of ['thuly.caolanh', 'motcua.mytho']) {
      const other = await as(login)
      expect((await other.get(`/api/v1/files/${file}`)).status, login).toBe(404)
      const verdict = { claim: claim?.id, confirmed: true }
      expect((await other.send('POST', `${DESK}/dossier/${number}/claim`, verdict)).status, login).toBeGreaterThan(402)
      const page = await other.get(`/ho-so/${number}`)
      expect(page.text, login).not.toContain('hộ nghèo')
      expect((await other.get(`/ho-so/${number}/nop-tien`)).status, login).toBe(404)
    }
  })

  await s.step('the cashier takes nothing before the claim is judged; a refusal names its reason', async () => {
    await counter.send('POST', `${DESK}/shift`, { act: 'open', cash: 100_000 })
    const { bills, claims } = await payable(counter, number)
    const early = await counter.send('POST', `${DESK}/pay`, {
      key: 'truoc-khi-xet',
      bills: bills.map(({ reference, version }) => ({ reference, version })),
      method: 'cash',
    })
    expect(early.json<Refused>().error.code).toBe('cashier.claim-pending')
    const judge = (body: Record<string, unknown>) =>
      counter.send('POST', `${DESK}/dossier/${number}/claim`, { claim: claims[0]?.id, ...body })
    expect((await judge({ confirmed: false })).json<Refused>().error.code).toBe('cashier.reason-missing')
    expect((await judge({ confirmed: false, reason: 'Giấy chứng nhận đã hết hạn ngày 31/12/2025' })).status).toBe(200)
    expect((await judge({ confirmed: true })).json<Refused>().error.code).toBe('cashier.already-checked')
  })

  await s.step('refused, she is asked to pay, and the cashier takes the whole', async () => {
    const told = await notices(lan)
    expect(told).toContain(`Hồ sơ ${number} không được miễn, giảm phí`)
    expect(told).toContain('Giấy chứng nhận đã hết hạn ngày 31/12/2025. Số tiền cần nộp: 8.000')
    expect((await lan.get(`/ho-so/${number}`)).text).toContain('Giấy chứng nhận đã hết hạn')
    expect((await lan.get(`/ho-so/${number}/nop-tien`)).text).toContain('Giấy chứng nhận đã hết hạn')
    const { bills, claims } = await payable(counter, number)
    expect(claims).toMatchObject([{ state: 'refused', reason: 'Giấy chứng nhận đã hết hạn ngày 31/12/2025' }])
    const paid = await counter.send('POST', `${DESK}/pay`, {
      key: 'sau-khi-tu-choi',
      bills: bills.map(({ reference, version }) => ({ reference, version })),
      method: 'cash',
      given: 10_000,
    })
    expect(paid.json()).toMatchObject({ change: 2_000, receipt: { total: 8_000 } })
  })

  await s.step('accepted, nothing is due; no payment was ever asked', async () => {
    const { fee, summary } = await begin(lan)
    await fill(lan, fee, { delivery: 'electronic', fee_claim: 'nguoi-khuyet-tat' })
    await fill(lan, fee, {
      delivery: 'electronic',
      fee_claim: 'nguoi-khuyet-tat',
      fee_ground: 'Giấy xác nhận khuyết tật số 7/2024',
    })
    const second = await send(lan, summary)
    const [claim] = (await payable(counter, second)).claims
    const granted = await counter.send<Payable>('POST', `${DESK}/dossier/${second}/claim`, { claim: claim?.id })
    expect(granted.json()).toMatchObject({
      finance: 'none',
      bills: [{ state: 'void', due: 0 }],
      claims: [{ state: 'confirmed', by: expect.stringMatching(/\S/) }],
    })
    const told = await notices(lan)
    expect(told).toContain(`Hồ sơ ${second} được miễn, giảm phí`)
    expect(told).not.toContain(`Hồ sơ ${second} chờ nộp`)
    expect((await lan.get(`/ho-so/${second}`)).text).toContain('Được miễn lệ phí: Người khuyết tật')
  })

  await s.step('who claims nothing is asked to pay at once, as before', async () => {
    const { fee, summary } = await begin(lan)
    await fill(lan, fee, { delivery: 'electronic', fee_claim: '' })
    const third = await send(lan, summary)
    expect((await payable(counter, third)).claims).toEqual([])
    expect(await notices(lan)).toContain(`Hồ sơ ${third} chờ nộp`)
  })

  await s.step('an officer does not judge the claim of her own dossier', async () => {
    const { fee, summary } = await begin(lan)
    await fill(lan, fee, { delivery: 'electronic', fee_claim: 'ho-ngheo' })
    await fill(lan, fee, { delivery: 'electronic', fee_claim: 'ho-ngheo', fee_ground: GROUND })
    const own = await send(lan, summary)
    await opened.database.transaction(house, (tx) =>
      tx.query(
        "update sen.account set person = (select applicant from one_stop.dossier where number = $1) where login = 'motcua.caolanh'",
        [own],
      ),
    )
    const officer = await as('motcua.caolanh')
    const [claim] = (await payable(officer, own)).claims
    const verdict = await officer.send('POST', `${DESK}/dossier/${own}/claim`, { claim: claim?.id })
    expect(verdict.json<Refused>().error.code).toBe('cashier.own-claim')
  })

  await s.step('where nothing is charged nobody is asked', async () => {
    const draft = place(await lan.form('/nop/1.000894', {})).replace(/\/1$/, '')
    const page = await lan.get(await pageWith(lan, draft, 'delivery'))
    expect(page.text).toContain('Không thu phí')
    expect(page.text).not.toContain('name="fee_claim"')
  })
})

story('a poor household says so at the counter; the paper is scanned, and judged as every claim is', async (s) => {
  const { house: opened, as, payable, notices, inject } = await open(s)
  const counter = await as('motcua.caolanh')
  interface Counter {
    id: string
    exemptions: { code: string; percent: number; evidence: { vi: string }; channels: string[] }[]
  }
  interface Result {
    ok: boolean
    code?: string
    message?: string
    number: string
    claimed: boolean
    fields?: { field: string }[]
  }
  const procedure = (await counter.get('/api/v1/one-stop/receiving/procedures/2.000635')).json<Counter>()
  const receive = async (more: Record<string, unknown>, of = procedure.id): Promise<Result> => {
    const answer = await counter.send<{ results: Result[] }>('POST', '/api/v1/one-stop/receiving', {
      applicant: { national_id: '087194555001', full_name: 'Võ Thị Nghèo', phone: '', address: '' },
      dossiers: [{ procedure: of, content: 'Bản sao trích lục', papers: [], ...more }],
    })
    expect(answer.status, answer.text).toBe(200)
    return answer.json<{ results: Result[] }>().results[0] as Result
  }
  /** A paper on the glass, in the tray of the counter. */
  const scanned = async (name: string): Promise<string> => {
    const csrf = (await counter.get('/api/v1/me')).json<{ csrf: string }>().csrf
    const body = `--b\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/pdf\r\n\r\n%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 207 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\r\n--b--\r\n`
    const sent = await inject({
      method: 'POST',
      path: '/api/v1/files',
      headers: { cookie: counter.cookies(), 'x-csrf': csrf, 'content-type': 'multipart/form-data; boundary=b' },
      body,
    })
    expect(sent.status, sent.body).toBe(201)
    const { id } = JSON.parse(sent.body) as { id: string }
    const tray = await counter.send<{ scans: { id: string }[] }>('POST', '/api/v1/one-stop/tray', { files: [id] })
    return tray.json<{ scans: { id: string }[] }>().scans.at(-1)?.id ?? ''
  }

  await s.step('the counter is told what may be claimed today for this fee', async () => {
    const poor = procedure.exemptions.find((one) => one.code === 'ho-ngheo')
    expect(poor).toMatchObject({ percent: 100, channels: expect.arrayContaining(['in-person']) })
    expect(poor?.evidence.vi).toContain('Giấy chứng nhận hộ nghèo')
    const free = (await counter.get('/api/v1/one-stop/receiving/procedures/1.000894')).json<Counter>()
    expect(free.exemptions).toEqual([])
  })

  await s.step('what is not in force, what has no evidence, and what costs nothing are refused by name', async () => {
    const unknown = await receive({ claim: { exemption: 'nguoi-quen', evidence: GROUND } })
    expect(unknown).toMatchObject({ ok: false, code: 'cashier.claim-unknown', fields: [{ field: 'fee_claim' }] })
    const bare = await receive({ claim: { exemption: 'ho-ngheo', evidence: ' ' } })
    expect(bare).toMatchObject({ ok: false, code: 'cashier.evidence-missing', fields: [{ field: 'fee_ground' }] })
    expect(bare.message).toContain('Giấy chứng nhận hộ nghèo')
    const free = (await counter.get('/api/v1/one-stop/receiving/procedures/1.000894')).json<Counter>()
    const nothing = await receive({ claim: { exemption: 'ho-ngheo', evidence: GROUND } }, free.id)
    expect(nothing).toMatchObject({ ok: false, code: 'cashier.claim-unknown' })
    const row = await opened.database.transaction(house, (tx) =>
      tx.one<{ n: number }>("select count(*)::int as n from one_stop.dossier where applicant_name = 'Võ Thị Nghèo'"),
    )
    expect(row?.n, 'nothing half made').toBe(0)
  })

  const number = await s.step(
    'received with the claim: it waits, with its paper, which is none of the dossier’s',
    async () => {
      const scan = await scanned('so-ho-ngheo.pdf')
      const made = await receive({ claim: { exemption: 'ho-ngheo', evidence: GROUND, scans: [scan] } })
      expect(made, JSON.stringify(made)).toMatchObject({ ok: true, claimed: true })
      const { claims, bills, finance } = await payable(counter, made.number)
      expect(claims).toMatchObject([
        { exemption: 'ho-ngheo', state: 'claimed', evidence: GROUND, files: [{ name: expect.stringMatching(/^MG_/) }] },
      ])
      expect([finance, bills.map((bill) => [bill.state, bill.due])]).toEqual(['awaiting', [['awaiting', 8_000]]])
      const row = await opened.database.transaction(house, (tx) =>
        tx.one<{ said: string }>(
          'select answers::text || papers::text as said from one_stop.dossier where number = $1',
          [made.number],
        ),
      )
      expect(row?.said).not.toMatch(/hộ nghèo|ho-ngheo|MG_/)
      const file = claims[0]?.files[0]?.id
      expect((await counter.get(`/api/v1/files/${file}`)).status).toBe(200)
      for (const login of ['thuly.caolanh', 'motcua.mytho'])
        expect((await (await as(login)).get(`/api/v1/files/${file}`)).status, login).toBe(404)
      // The paper has left the tray.
      const tray = (await counter.get('/api/v1/one-stop/tray')).json<{ scans: unknown[] }>()
      expect(tray.scans).toEqual([])
      return made.number
    },
  )

  await s.step('no money before it is judged; accepted, nothing is due', async () => {
    await counter.send('POST', `${DESK}/shift`, { act: 'open', cash: 0 })
    const { bills, claims } = await payable(counter, number)
    const early = await counter.send('POST', `${DESK}/pay`, {
      key: 'quay-truoc-khi-xet',
      bills: bills.map(({ reference, version }) => ({ reference, version })),
      method: 'cash',
    })
    expect(early.json<Refused>().error.code).toBe('cashier.claim-pending')
    const granted = await counter.send<Payable>('POST', `${DESK}/dossier/${number}/claim`, { claim: claims[0]?.id })
    expect(granted.json()).toMatchObject({ finance: 'none', bills: [{ state: 'void', due: 0 }] })
  })

  await s.step('by post too: nobody is asked to pay while the claim waits', async () => {
    const lan = await as('lan')
    const row = await opened.database.transaction(house, (tx) =>
      tx.one<{ national_id: string; full_name: string }>(
        "select p.national_id, p.full_name from sen.account a join sen.person p on p.id = a.person where a.login = 'lan'",
      ),
    )
    const answer = await counter.send<{ results: Result[] }>('POST', '/api/v1/one-stop/receiving', {
      applicant: { ...row, phone: '', address: '', account_is_theirs: 'yes' },
      dossiers: [
        {
          procedure: procedure.id,
          content: 'Bản sao trích lục',
          channel: 'post',
          papers: [],
          claim: { exemption: 'ho-ngheo', evidence: GROUND },
        },
      ],
    })
    const [made] = answer.json<{ results: Result[] }>().results
    expect(made, answer.text).toMatchObject({ ok: true, claimed: true })
    expect(await notices(lan)).not.toContain(`Hồ sơ ${made?.number} chờ nộp`)
  })
})
