import { expect, test } from 'vitest'
import { openTestSite } from '#host'
import { type Answer, falseClock, type Inject, type Story, story, type Visitor } from '#kernel/testing'
import type { Person } from '#kernel/trust'
import { type ProcedureValue, procedures } from '#province'
import { joinForms } from '../design/join.ts'
import { ownDesign } from '../design/own.ts'
import { type DraftRow, type FilingForm, filingPages, unfinished, wrongOn } from '../drafting.ts'
import { procedureRow } from '../values.ts'
import { catalogueHref, readCatalogueAsked } from './catalogue.ts'
import type { ProcedureRow } from './content.ts'
import { filingPage, summaryPage } from './filing.ts'
import { procedurePage } from './procedure.ts'

/** The smallest PDF that opens; the width makes each another file. */
const pdf = (width: number): string =>
  `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${width} 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF`

const hidden = (page: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? ''
const place = (answer: Answer): string => String(answer.headers.location ?? '')
const errorsOn = (page: string): string[] =>
  [...page.matchAll(/<p class="error" id="([^"]*)-error"/g)].map((found) => found[1] ?? '')

async function open(s: Story, at: string) {
  const site = await openTestSite({ clock: falseClock(at) })
  s.finally(() => site.close())
  s.reach(site.inject)
  const as = async (login: string): Promise<Visitor> => {
    const visitor = s.visitor()
    expect((await visitor.signIn(login, site.password)).status, `${login} signs in`).toBe(200)
    return visitor
  }
  const officer = async (login: string, number: string, move: string, data: Record<string, unknown> = {}) => {
    const visitor = await as(login)
    const { rows } = (await visitor.get('/api/v1/tasks?scope=unit&limit=200')).json<{
      rows: { id: string; version: number; number: string }[]
    }>()
    const task = rows.find((row) => row.number === number)
    const answer = await visitor.send('POST', `/api/v1/tasks/${task?.id}/move`, { move, version: task?.version, data })
    expect(answer.status, `${login} ${move}: ${answer.text}`).toBe(200)
  }
  return { ...site, as, officer }
}

/** A page of filing, sent as a browser without script sends it. */
async function fill(who: Visitor, path: string, fields: Record<string, string>, from?: Answer): Promise<Answer> {
  const page = from ?? (await who.get(path))
  return who.form(path, { mark: hidden(page.text, 'mark'), base: hidden(page.text, 'base'), act: 'next', ...fields })
}

/** The same with a file in it. */
async function upload(
  inject: Inject,
  who: Visitor,
  path: string,
  file: { field: string; name: string; content: string },
): Promise<{ status: number; body: string }> {
  const page = await who.get(path)
  const csrf = (await who.get('/api/v1/me')).json<{ csrf: string }>().csrf
  const part = (name: string, value: string) =>
    `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const body = `${part('csrf', csrf)}${part('mark', hidden(page.text, 'mark'))}${part('base', hidden(page.text, 'base'))}${part('act', `files-add:${file.field}`)}--b\r\ncontent-disposition: form-data; name="${file.field}.new"; filename="${file.name}"\r\ncontent-type: application/pdf\r\n\r\n${file.content}\r\n--b--\r\n`
  return inject({
    method: 'POST',
    path,
    headers: { accept: 'text/html', cookie: who.cookies(), 'content-type': 'multipart/form-data; boundary=b' },
    body,
  })
}

const me = { phone: '0912 345 678', email: '', address: 'Số 1, khóm 2, phường Cao Lãnh', settling: '29869' }
const child = {
  child_name: 'Nguyễn Ánh Dương',
  child_birth_date: '20/09/2026',
  child_sex: 'female',
  child_ethnicity: 'Kinh',
  child_nationality: 'Việt Nam',
  child_birth_place: 'Bệnh viện Đa khoa Đồng Tháp',
  child_home_town: 'Cao Lãnh, Đồng Tháp',
}

story('a mother registers a birth on her phone, without a script', async (s) => {
  const { as, inject } = await open(s, '2026-10-05T08:30:00+07:00')
  const lan = await as('lan')

  const draft = await s.step('the procedure says how long and what; she begins', async () => {
    const page = await lan.get('/thu-tuc/1.001193')
    expect(page.text).toContain('17:00 ngày 05/10/2026')
    expect(page.text).toContain('Theo nghị quyết HĐND tỉnh')
    const begun = await lan.form('/nop/1.001193', {})
    expect(begun.status).toBe(303)
    return place(begun).replace(/\/1$/, '')
  })

  await s.step('what is wrong is said beside it, and what she typed is still there', async () => {
    const wrong = await fill(lan, `${draft}/1`, { ...me, phone: '12', address: '' })
    expect([wrong.status, errorsOn(wrong.text)]).toEqual([422, ['trang-phone', 'trang-address']])
    expect(wrong.text).toContain('value="12"')
    expect(place(await fill(lan, `${draft}/1`, me))).toBe(`${draft}/2`)
    const noSuchDay = await fill(lan, `${draft}/2`, { ...child, child_birth_date: '31/02/2026' })
    expect([noSuchDay.status, errorsOn(noSuchDay.text)]).toEqual([422, ['trang-child_birth_date']])
    expect(noSuchDay.text).toContain('value="31/02/2026"')
    const tomorrow = await fill(lan, `${draft}/2`, { ...child, child_birth_date: '06/10/2026' })
    expect(errorsOn(tomorrow.text)).toEqual(['trang-child_birth_date'])
    const long = await fill(lan, `${draft}/2`, { ...child, child_name: 'x'.repeat(201) })
    expect(errorsOn(long.text)).toEqual(['trang-child_name'])
    expect(place(await fill(lan, `${draft}/2`, child))).toBe(`${draft}/3`)
    const card = await fill(lan, `${draft}/3`, { mother_name: 'Nguyễn Thị Ngọc Lan', mother_national_id: '0871949' })
    expect(errorsOn(card.text)).toEqual(['trang-mother_national_id'])
    expect(
      place(await fill(lan, `${draft}/3`, { mother_name: 'Nguyễn Thị Ngọc Lan', mother_birth_year: '1994' })),
    ).toBe(`${draft}/4`)
    expect(place(await fill(lan, `${draft}/4`, {}))).toBe(`${draft}/5`)
    expect(place(await fill(lan, `${draft}/5`, { relation: 'mother', copies: '2' }))).toBe(`${draft}/6`)
    expect(place(await fill(lan, `${draft}/6`, { paper_case: 'none' }))).toBe(`${draft}/7`)
  })

  await s.step(
    'a required paper is asked by name; a text that calls itself a PDF is refused beside its field',
    async () => {
      const missing = await fill(lan, `${draft}/7`, {})
      expect([missing.status, errorsOn(missing.text)]).toEqual([422, ['trang-paper-0-1']])
      const fake = await upload(inject, lan, `${draft}/7`, {
        field: 'paper-0-1',
        name: 'giả.pdf',
        content: 'không phải PDF',
      })
      expect([fake.status, errorsOn(fake.body)]).toEqual([422, ['trang-paper-0-1']])
      expect(fake.body).toContain('giả.pdf')
      expect(
        (
          await upload(inject, lan, `${draft}/7`, {
            field: 'paper-0-1',
            name: 'giấy chứng sinh.pdf',
            content: pdf(201),
          })
        ).status,
      ).toBe(303)
      const page = await lan.get(`${draft}/7`)
      expect(page.text).toContain('giấy chứng sinh.pdf')
      expect(
        place(await fill(lan, `${draft}/7`, { 'paper-0-1': hidden(page.text, 'paper-0-1'), later: 'paper-0-3' }, page)),
      ).toBe(`${draft}/8`)
      expect(place(await fill(lan, `${draft}/8`, { delivery: 'electronic' }))).toBe(`${draft}/9`)
    },
  )

  await s.step('two windows: the older cannot write over the newer, on the page or while typing', async () => {
    const [one, other] = [await lan.get(`${draft}/3`), await lan.get(`${draft}/3`)]
    const name = { mother_name: 'Nguyễn Thị Ngọc Lan', mother_birth_year: '1994' }
    const save = (from: Answer, sequence: number) =>
      lan.send<{ sequence: number }>('POST', `${draft}/3/luu`, {
        ...name,
        mark: hidden(from.text, 'mark'),
        base: hidden(from.text, 'base'),
        sequence,
      })
    const base = Number(hidden(one.text, 'base'))
    expect((await save(one, base + 2)).status).toBe(200)
    expect((await save(one, base + 2)).status, 'the same save again, its answer was lost').toBe(200)
    expect((await save(one, base + 1)).status).toBe(409)
    const late = await save(other, base + 9)
    expect([late.status, late.json<{ error: { code: string } }>().error.code]).toEqual([409, 'one-stop.newer-draft'])
    expect((await fill(lan, `${draft}/3`, name, other)).status).toBe(409)
    expect((await fill(lan, `${draft}/3`, name, one)).status).toBe(303)
  })

  await s.step('an officer, or anybody else, finds no such draft', async () => {
    const officer = await as('motcua.caolanh')
    expect((await officer.get(`${draft}/2`)).status).toBe(404)
    expect((await officer.form(`${draft}/2`, { ...child, act: 'next' })).status).toBe(404)
    expect((await s.visitor().get(`${draft}/2`)).status).toBe(401)
  })

  const number = await s.step(
    'without the declaration nothing is sent; with it one dossier, however often she presses',
    async () => {
      const summary = await lan.get(`${draft}/9`)
      expect(summary.text).toContain('Nguyễn Ánh Dương')
      expect((await fill(lan, `${draft}/9`, { act: 'send' }, summary)).status).toBe(422)
      const sent = await Promise.all(
        [1, 2, 3].map(() => fill(lan, `${draft}/9`, { act: 'send', declared: 'yes' }, summary)),
      )
      expect(sent.map((answer) => answer.status).sort()).toEqual([303, 409, 409])
      const [where] = sent.filter((answer) => answer.status === 303).map(place)
      const found = /^\/ho-so\/(.+)\?moi=1$/.exec(where ?? '')?.[1] ?? ''
      expect(found).toMatch(/^H20\.\d{3}\.01-261005-\d{4}$/)
      expect(sent.find((answer) => answer.status === 409)?.text).toContain(found)
      const fresh = await lan.get(where ?? '')
      // 8 working hours from 8:30 on Monday end at 8:30 on Tuesday.
      expect(fresh.text).toContain('muộn nhất 08:30 ngày 06/10/2026')
      return found
    },
  )

  await s.step(
    'anybody with the number sees its state and nothing of her; a wrong number and a malformed one sound the same',
    async () => {
      const stranger = s.visitor()
      const page = await stranger.get(`/tra-cuu?so=${number.toLowerCase()}`)
      expect(page.status).toBe(200)
      expect(page.text).toContain('Mới đăng ký')
      for (const personal of ['Lan', 'Ánh Dương', '0912345678', 'khóm 2']) expect(page.text).not.toContain(personal)
      const [wrong, malformed] = [
        await stranger.get('/tra-cuu?so=H20.158.01-261005-9999'),
        await stranger.get('/tra-cuu?so=abc'),
      ]
      expect([wrong.status, malformed.status]).toEqual([404, 404])
      expect(wrong.text.replaceAll('H20.158.01-261005-9999', '?').replace(/csrf.{60}/g, '')).toContain(
        'Không có hồ sơ mang mã &quot;?&quot;',
      )
      expect(malformed.text).toContain('Không có hồ sơ mang mã &quot;abc&quot;')
    },
  )

  await s.step('nobody walks through the numbers of a day: the look-ups of an address are counted', async () => {
    const stranger = s.visitor()
    let refused: Answer | undefined
    for (let i = 0; i < 31 && refused === undefined; i++) {
      const answer = await stranger.get(`/tra-cuu?so=H20.158.01-261005-${String(i).padStart(4, '0')}`)
      if (answer.status === 429) refused = answer
    }
    expect(refused?.json<{ error: { code: string } }>().error.code).toBe('channel.too-many-requests')
  })

  await s.step('her details: a wrong number comes back, a right one is kept and fills the next form', async () => {
    const wrong = await lan.form('/toi', { phone: '12', email: '', address: 'Số 9' })
    expect([wrong.status, errorsOn(wrong.text)]).toEqual([422, ['lien-he-phone']])
    expect(
      (await lan.form('/toi', { phone: '0987 654 321', email: 'lan@example.vn', address: 'Số 9, khóm 3' })).status,
    ).toBe(303)
    expect((await lan.get('/toi')).text).toContain('Số 9, khóm 3')
    const next = place(await lan.form('/nop/1.004873', {}))
    expect((await lan.get(next)).text).toContain('value="0987654321"')
  })

  await s.step('she withdraws it with a reason; it can be neither withdrawn nor sent again', async () => {
    expect((await lan.form(`/ho-so/${number}/rut`, { reason: '' })).status).toBe(422)
    expect(
      (await (await as('thuly.mytho')).form(`/ho-so/${number}/rut`, { reason: 'Không phải của tôi' })).status,
    ).toBe(404)
    expect((await lan.form(`/ho-so/${number}/rut`, { reason: 'Khai nhầm nơi sinh' })).status).toBe(303)
    const page = await lan.get(`/ho-so/${number}`)
    expect(page.text).toContain('Công dân yêu cầu rút hồ sơ')
    expect(page.text).toContain('Khai nhầm nơi sinh')
    expect((await lan.form(`/ho-so/${number}/rut`, { reason: 'Lần nữa' })).status).toBe(409)
    expect((await lan.get(`${draft}/1`)).status).toBe(409)
  })
})

story('a certificate of marital status: supplement, result, rating, and the result used again', async (s) => {
  const { as, officer, clock, inject } = await open(s, '2026-10-05T08:30:00+07:00')
  const lan = await as('lan')

  const number = await s.step('she files; what is known of her is filled in', async () => {
    const draft = place(await lan.form('/nop/1.004873', {})).replace(/\/1$/, '')
    const page = await lan.get(`${draft}/2`)
    expect(page.text).toContain('value="Nguyễn Thị Ngọc Lan"')
    await fill(lan, `${draft}/1`, me)
    const subject = {
      relation: 'self',
      subject_name: 'Nguyễn Thị Ngọc Lan',
      subject_birth_date: '20/08/1994',
      subject_sex: 'female',
      subject_national_id: hidden(page.text, 'subject_national_id') || '087194990000',
      subject_residence: 'Cao Lãnh',
    }
    expect(place(await fill(lan, `${draft}/2`, subject))).toBe(`${draft}/3`)
    const divorced = await fill(lan, `${draft}/3`, { marital_status: 'divorced', purpose: 'marriage' })
    expect(errorsOn(divorced.text)).toEqual(['trang-status_paper'])
    await fill(lan, `${draft}/3`, { marital_status: 'single', purpose: 'marriage' })
    await fill(lan, `${draft}/4`, {})
    await fill(lan, `${draft}/5`, { delivery: 'counter' })
    const sent = await fill(lan, `${draft}/6`, { act: 'send', declared: 'yes' })
    return /^\/ho-so\/(.+)\?moi=1$/.exec(place(sent))?.[1] ?? ''
  })
  const path = `/ho-so/${number}`

  await s.step('accepted: her receipt is there; rating is too early', async () => {
    await officer('motcua.caolanh', number, 'accept')
    const receipt = await lan.get(`${path}/giay-tiep-nhan.pdf`)
    expect([receipt.status, place(receipt)]).toEqual([303, expect.stringMatching(/^\/api\/v1\/files\//)])
    const early = await lan.form(`${path}/danh-gia`, { rating: '3' })
    expect([early.status, early.text.includes('Chỉ đánh giá được sau khi có kết quả')]).toEqual([409, true])
  })

  await s.step('a supplement is asked; she answers with a file, once', async () => {
    await officer('motcua.caolanh', number, 'forward')
    await officer('thuly.caolanh', number, 'ask-supplement', {
      items: 'Bản sao hộ chiếu',
      reason: 'Thiếu thời gian ở nước ngoài',
    })
    const page = await lan.get(path)
    expect(page.text).toContain('Bản sao hộ chiếu')
    expect(page.text).toContain('tạm dừng, chờ bạn bổ sung')
    expect(errorsOn((await lan.form(`${path}/bo-sung`, { answer: '' })).text)).toEqual(['bo-sung-answer'])
    const csrf = (await lan.get('/api/v1/me')).json<{ csrf: string }>().csrf
    const body = `--b\r\ncontent-disposition: form-data; name="csrf"\r\n\r\n${csrf}\r\n--b\r\ncontent-disposition: form-data; name="answer"\r\n\r\nHộ chiếu\r\n--b\r\ncontent-disposition: form-data; name="files.new"; filename="hộ chiếu.pdf"\r\ncontent-type: application/pdf\r\n\r\n${pdf(202)}\r\n--b--\r\n`
    const supplied = await inject({
      method: 'POST',
      path: `${path}/bo-sung`,
      headers: { accept: 'text/html', cookie: lan.cookies(), 'content-type': 'multipart/form-data; boundary=b' },
      body,
    })
    expect(supplied.status).toBe(303)
    expect((await lan.get(path)).text).toContain('Bổ sung: hộ chiếu.pdf')
    expect((await lan.form(`${path}/bo-sung`, { answer: 'Lần nữa' })).status).toBe(409)
  })

  await s.step('the result: in her store, to be rated once, no longer to be withdrawn', async () => {
    clock.advance(2 * 3_600_000)
    await officer('thuly.caolanh', number, 'forward')
    await officer('truongphong.caolanh', number, 'forward')
    await officer('lanhdao.caolanh', number, 'forward')
    await officer('vanthu.caolanh', number, 'finish', {
      result_number: '12/XN-UBND',
      result_note: 'Chưa đăng ký kết hôn với ai',
      typeset: true,
    })
    const page = await lan.get(path)
    expect(page.text).toContain('12/XN-UBND')
    expect(page.text).toContain('đã giải quyết đúng hạn')
    // Hand-overs inside the agency are none of hers.
    expect(page.text).not.toContain('Chuyển bước tiếp')
    expect((await lan.get('/giay-to')).text).toContain('Giấy xác nhận tình trạng hôn nhân')
    expect((await lan.form(`${path}/danh-gia`, {})).status).toBe(422)
    expect((await lan.form(`${path}/danh-gia`, { rating: '3', note: 'Nhanh gọn' })).status).toBe(303)
    expect((await lan.get(path)).text).toContain('Rất hài lòng')
    expect((await lan.form(`${path}/danh-gia`, { rating: '1' })).status).toBe(409)
    expect((await lan.form(`${path}/rut`, { reason: 'Thôi' })).status).toBe(409)
  })

  await s.step('she marries: the certificate comes from her store, and stays there', async () => {
    const draft = place(await lan.form('/nop/1.000894', {})).replace(/\/1$/, '')
    const page = await lan.get(`${draft}/5`)
    const stored = /<option value="([0-9a-f-]{36})"/.exec(page.text)?.[1] ?? ''
    expect(
      (await fill(lan, `${draft}/5`, { 'store.paper-0-2': stored, act: 'files-add:paper-0-2' }, page)).status,
    ).toBe(303)
    expect((await lan.get(`${draft}/5`)).text).toContain('từ kho giấy tờ')
    expect((await lan.get('/giay-to')).text).toContain('Giấy xác nhận tình trạng hôn nhân')
    const foreign = await fill(await as('motcua.mytho'), '/nop/1.000894', {})
    expect(foreign.status).toBe(303)
    const refused = await (await as('motcua.mytho')).form(`${place(foreign).replace(/\/1$/, '')}/5`, {
      'store.paper-0-2': stored,
      act: 'files-add:paper-0-2',
    })
    expect(refused.status).toBe(403)
  })

  await s.step('drafts: the twenty-first is refused by name; a deleted one makes room and is gone', async () => {
    for (let i = 1; i < 20; i++) expect((await lan.form('/nop/1.004873', {})).status).toBe(303)
    expect((await lan.form('/nop/1.004873', {})).status).toBe(429)
    const [, one = ''] = /href="(\/nop\/1\.004873\/[0-9a-f-]{36})\/1"/.exec((await lan.get('/ho-so')).text) ?? []
    expect((await lan.form(`${one}/xoa`, {})).status).toBe(303)
    expect((await lan.get(`${one}/1`)).status).toBe(404)
    expect((await lan.form('/nop/1.004873', {})).status).toBe(303)
  })
})

/** A filing as it would be begun, without a house around it. */
function formFor(value: ProcedureValue): FilingForm {
  const procedure = { id: '', version: 1, ...procedureRow(value) } as unknown as ProcedureRow
  const content = ownDesign(value)
  return {
    procedure,
    title: value.name,
    bundle: null,
    members: [{ key: 'only', procedure, design: { id: null, content } }],
    form: joinForms([{ key: 'only', title: { vi: '', en: '' }, design: content }]),
    applicant: {},
    acting: null,
    fees: [],
    claimable: [],
    lists: { communes: [], centres: [], 'civil.ethnicity': [] },
  }
}

test('every procedure of the province has a page in both languages, with its fee or that there is none announced', () => {
  for (const value of procedures) {
    const { procedure, members } = formFor(value)
    for (const lang of ['vi', 'en'] as const) {
      for (const id of [null, 'x']) {
        const content = members[0]?.design.content ?? ownDesign(value)
        const page = procedurePage(
          {
            procedure,
            design: { id, content },
            work: { from: 'default', stages: content.stages },
            example: null,
            today: '2026-11-24',
          },
          lang,
        ).body.toString()
        expect(page, value.code).not.toMatch(/undefined|\[object|NaN/)
        expect(page.includes(value.code), value.code).toBe(true)
      }
    }
  }
})

test('every page of filing every procedure draws, empty and with all that is wrong said', () => {
  const person: Person = {
    id: '',
    kind: 'citizen',
    full_name: '<b>Lan</b> & "Con"',
    birth_date: null,
    sex: null,
    national_id: null,
    tax_code: null,
    phone: null,
    email: null,
    commune: null,
    address: null,
    sample: true,
  }
  for (const value of procedures) {
    const form = formFor(value)
    const draft = {
      id: 'd',
      procedure_code: value.code,
      procedure_name: value.name,
      answers: null,
      papers: null,
      sequence: 0,
      saved_at: new Date(0),
      page: 1,
    } as unknown as DraftRow
    const pages = filingPages(form, draft)
    const lacking = unfinished(form, draft, '2026-11-24')
    expect(
      lacking.map((one) => one.page),
      value.code,
    ).toContain(1)
    for (const page of pages) {
      const data = {
        form,
        pages,
        draft,
        person,
        at: page.number,
        csrf: 'c',
        mark: 'm',
        toSummary: false,
        stored: [],
        fileBytesMax: 20_000_000,
        fees: [],
        granted: null,
        today: '2026-11-24',
        newer: true,
        errors: wrongOn(page, form, draft, '2026-11-24'),
      }
      const drawn = (
        page.kind === 'summary' ? summaryPage({ ...data, lacking, undeclared: true }, 'vi') : filingPage(data, 'vi')
      ).body.toString()
      expect(drawn, value.code).not.toMatch(/undefined|\[object|NaN|<b>Lan/)
      for (const path of Object.keys(data.errors))
        expect(drawn, `${value.code} ${path}`).toContain(`trang-${path.replaceAll('.', '-')}`)
    }
  }
})

test('the catalogue leads on and back through its pages with what was asked', () => {
  const asked = readCatalogueAsked({ q: 'khai sinh', level: 'commune', online: 'perhaps', after: 'b', trail: '-~a' })
  expect(asked).toEqual({
    q: 'khai sinh',
    sector: '',
    level: 'commune',
    online: '',
    fileable: '',
    after: 'b',
    trail: ['-', 'a'],
  })
  expect(catalogueHref(asked)).toBe('/thu-tuc?q=khai+sinh&level=commune&after=b&trail=-%7Ea')
  expect(catalogueHref({})).toBe('/thu-tuc')
})
