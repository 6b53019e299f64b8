import { expect } from 'vitest'
import { openTestSite } from '#host'
import { createRow } from '#kernel/records'
import { house } from '#kernel/store'
import { type Answer, falseClock, type Story, story, type Visitor } from '#kernel/testing'
import { getRoot } from '#kernel/trust'
import { procedures } from '#province'
import { ownDesign } from './design/own.ts'
import type { Design, DesignField } from './design/shape.ts'
import { ProcedureDesign } from './records.ts'

/** What a citizen files is what the design in force asks: told through the pages, without a script. */

const hidden = (page: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? ''
const place = (answer: Answer): string => String(answer.headers.location ?? '')
const errorsOn = (page: string): string[] =>
  [...page.matchAll(/<p class="error" id="([^"]*)-error"/g)].map((found) => found[1] ?? '')
const isHidden = (page: string, name: string): boolean =>
  new RegExp(`<div data-when="[^"]*" hidden[^>]*>(?:(?!data-when).)*?name="${name}[".]`, 's').test(page)
const pdf = (width: number): string =>
  `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${width} 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF`

async function open(s: Story, at: string) {
  const site = await openTestSite({ clock: falseClock(at) })
  s.finally(() => site.close())
  s.reach(site.inject)
  const as = async (login: string): Promise<Visitor> => {
    const visitor = s.visitor()
    expect((await visitor.signIn(login, site.password)).status, `${login} signs in`).toBe(200)
    return visitor
  }
  /** A page sent as a browser without script sends it: every hidden field of the page with it. */
  const fill = async (who: Visitor, path: string, fields: Record<string, string>): Promise<Answer> => {
    const page = await who.get(path)
    const carried: Record<string, string> = {}
    for (const name of ['mark', 'base', 'asked'])
      if (page.text.includes(`name="${name}"`)) carried[name] = hidden(page.text, name)
    return who.form(path, { ...carried, act: 'next', ...fields })
  }
  /** Puts a file into a field of a page. */
  const upload = async (who: Visitor, path: string, field: string, name: string, content: string, more = {}) => {
    const page = await who.get(path)
    const csrf = (await who.get('/api/v1/me')).json<{ csrf: string }>().csrf
    const parts = {
      csrf,
      mark: hidden(page.text, 'mark'),
      base: hidden(page.text, 'base'),
      act: `files-add:${field}`,
      ...more,
    }
    const body = `${Object.entries(parts)
      .map(([key, value]) => `--b\r\ncontent-disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`)
      .join(
        '',
      )}--b\r\ncontent-disposition: form-data; name="${field}.new"; filename="${name}"\r\ncontent-type: application/pdf\r\n\r\n${content}\r\n--b--\r\n`
    return site.inject({
      method: 'POST',
      path,
      headers: { accept: 'text/html', cookie: who.cookies(), 'content-type': 'multipart/form-data; boundary=b' },
      body,
    })
  }
  const { database } = site.house
  const dossier = (number: string) =>
    database.transaction(house, (tx) =>
      tx.one<Record<string, unknown> & { answers: Record<string, unknown> }>(
        `select d.*, r.code as received_code, t.code as returning_code from one_stop.dossier d
           left join sen.unit r on r.id = d.received_unit left join sen.unit t on t.id = d.returning_unit where d.number = $1`,
        [number],
      ),
    )
  return { ...site, as, fill, upload, dossier, database }
}

const me = { phone: '0912 345 678', address: 'Số 1, khóm 2, phường Cao Lãnh', settling: '29869' }
const begun = (answer: Answer): string => place(answer).replace(/\/1$/, '')
const numberOf = (answer: Answer): string => /^\/ho-so\/(.+)\?moi=1$/.exec(place(answer))?.[1] ?? ''

story(
  'a question that an answer opens is shown before it is passed over, and one that is closed is not kept',
  async (s) => {
    const { as, fill, dossier } = await open(s, '2026-10-05T08:30:00+07:00')
    const lan = await as('lan')
    const draft = begun(await lan.form('/nop/1.004873', {}))
    await s.step('what is known is filled in and marked as such', async () => {
      const page = await lan.get(`${draft}/2`)
      expect(page.text).toContain('Lấy từ dữ liệu của bạn, sửa được')
      expect(/id="trang-subject_name-known"/.test(page.text)).toBe(true)
      expect(/id="trang-subject_ethnicity-known"/.test(page.text)).toBe(false)
      expect(place(await fill(lan, `${draft}/1`, me))).toBe(`${draft}/2`)
      expect(
        place(
          await fill(lan, `${draft}/2`, {
            relation: 'self',
            subject_name: 'Nguyễn Thị Ngọc Lan',
            subject_birth_date: '20/08/1994',
            subject_sex: 'female',
            subject_national_id: '087194990007',
            subject_residence: 'Cao Lãnh',
          }),
        ),
      ).toBe(`${draft}/3`)
    })
    await s.step('divorced: the ruling is asked for on the same page, without a script', async () => {
      expect(isHidden((await lan.get(`${draft}/3`)).text, 'status_paper')).toBe(true)
      const answer = await fill(lan, `${draft}/3`, { marital_status: 'divorced', purpose: 'marriage' })
      expect([answer.status, errorsOn(answer.text)]).toEqual([422, ['trang-status_paper']])
      expect(isHidden(answer.text, 'status_paper')).toBe(false)
      expect(
        place(
          await fill(lan, `${draft}/3`, {
            marital_status: 'divorced',
            status_paper: 'Bản án 1/2025',
            purpose: 'marriage',
          }),
        ),
      ).toBe(`${draft}/4`)
    })
    await s.step('she corrects it to single: what the ruling said is not part of what she sends', async () => {
      await fill(lan, `${draft}/3`, { marital_status: 'single', status_paper: 'Bản án 1/2025', purpose: 'marriage' })
      await fill(lan, `${draft}/4`, {})
      await fill(lan, `${draft}/5`, { delivery: 'electronic' })
      expect((await lan.get(`${draft}/6`)).text).not.toContain('Bản án 1/2025')
      const sent = await fill(lan, `${draft}/6`, { act: 'send', declared: 'yes' })
      const row = await dossier(numberOf(sent))
      expect(row?.answers.marital_status).toBe('single')
      expect(Object.keys(row?.answers ?? {})).not.toContain('status_paper')
      expect(row?.design).not.toBeNull()
    })
  },
)

story('she files for her neighbour, received near her work and returned where he lives', async (s) => {
  const { as, fill, upload, dossier, database } = await open(s, '2026-10-05T08:30:00+07:00')
  const lan = await as('lan')
  const draft = begun(await lan.form('/nop/1.004873', {}))
  const other = {
    ...me,
    filing_for: 'other',
    represented_name: 'Trần Văn Ba',
    represented_national_id: '087085001234',
    represented_phone: '0908 111 222',
    represented_address: 'Ấp 3, xã Mỹ Thọ',
    authority: 'Giấy ủy quyền 15/2026',
    receiving: '28261',
  }
  await s.step('her own number, no paper of authority: each is told at its place', async () => {
    const bare = await fill(lan, `${draft}/1`, { ...me, filing_for: 'other' })
    expect(errorsOn(bare.text)).toEqual([
      'trang-represented_name',
      'trang-represented_national_id',
      'trang-represented_address',
      'trang-authority',
      'trang-authority_files',
    ])
    const missing = await fill(lan, `${draft}/1`, other)
    expect(errorsOn(missing.text)).toEqual(['trang-authority_files'])
    const put = await upload(lan, `${draft}/1`, 'authority_files', 'uỷ quyền.pdf', pdf(301), other)
    expect(put.status).toBe(303)
  })
  const number = await s.step('with the paper it goes on to the end', async () => {
    const page = await lan.get(`${draft}/1`)
    expect(page.text).toContain('uỷ quyền.pdf')
    expect(
      place(await fill(lan, `${draft}/1`, { ...other, authority_files: hidden(page.text, 'authority_files') })),
    ).toBe(`${draft}/2`)
    await fill(lan, `${draft}/2`, {
      relation: 'other',
      subject_name: 'Trần Văn Ba',
      subject_birth_date: '01/02/1985',
      subject_sex: 'male',
      subject_national_id: '087085001234',
      subject_residence: 'Ấp 3',
    })
    await fill(lan, `${draft}/3`, { marital_status: 'single', purpose: 'property' })
    await fill(lan, `${draft}/4`, {})
    await fill(lan, `${draft}/5`, { delivery: 'counter', returning: '29869' })
    const summary = await lan.get(`${draft}/6`)
    expect(summary.text).toContain('Trần Văn Ba')
    const sent = await fill(lan, `${draft}/6`, { act: 'send', declared: 'yes' })
    expect(sent.status, sent.text.slice(0, 400)).toBe(303)
    return numberOf(sent)
  })
  await s.step('the dossier is his, names her and her paper, and knows the three places', async () => {
    const row = await dossier(number)
    expect(row).toMatchObject({
      applicant_name: 'Trần Văn Ba',
      applicant_national_id: '087085001234',
      representative_name: 'Nguyễn Thị Ngọc Lan',
      representative_paper: 'Giấy ủy quyền 15/2026',
      commune: '29869',
      identity_linked: false,
    })
    expect([row?.received_code, row?.returning_code]).toEqual([
      expect.stringContaining('28261'),
      expect.stringContaining('29869'),
    ])
    const papers = row?.papers as { name: string; file_name: string | null }[]
    expect(papers.some((paper) => paper.file_name === 'uỷ quyền.pdf')).toBe(true)
    const theirs = await database.transaction(house, (tx) =>
      tx.one<{ phone: string }>('select phone from sen.person where national_id = $1', ['087085001234']),
    )
    expect(theirs?.phone).toBe('0908111222')
  })
  await s.step('she may not file in another name for herself', async () => {
    const own = (
      await database.transaction(house, (tx) =>
        tx.one<{ national_id: string }>(
          "select p.national_id from sen.person p join sen.account a on a.person = p.id where a.login = 'lan'",
        ),
      )
    )?.national_id
    const again = begun(await lan.form('/nop/1.004873', {}))
    const fields = { ...other, represented_national_id: own ?? '' }
    await upload(lan, `${again}/1`, 'authority_files', 'u.pdf', pdf(302), fields)
    await fill(lan, `${again}/1`, {
      ...fields,
      authority_files: hidden((await lan.get(`${again}/1`)).text, 'authority_files'),
    })
    await fill(lan, `${again}/3`, { marital_status: 'single', purpose: 'property' })
    await fill(lan, `${again}/4`, {})
    await fill(lan, `${again}/5`, { delivery: 'electronic' })
    await fill(lan, `${again}/2`, {
      relation: 'self',
      subject_name: 'Lan',
      subject_birth_date: '20/08/1994',
      subject_sex: 'female',
      subject_national_id: own ?? '',
      subject_residence: 'Cao Lãnh',
    })
    const refused = await fill(lan, `${again}/6`, { act: 'send', declared: 'yes' })
    expect([refused.status, refused.text.includes('trùng với số của bạn')]).toEqual([422, true])
  })
})

story('the form changes while a draft is open: she is told, moves to it, and nothing typed is lost', async (s) => {
  const { as, fill, dossier, database, clock } = await open(s, '2026-10-05T08:30:00+07:00')
  let lan = await as('lan')
  const draft = begun(await lan.form('/nop/1.004873', {}))
  await fill(lan, `${draft}/1`, me)
  await fill(lan, `${draft}/3`, { marital_status: 'single', purpose: 'marriage' })
  await fill(lan, `${draft}/4`, {})
  await fill(lan, `${draft}/5`, { delivery: 'electronic' })
  await s.step('an administrator publishes another edition with a new required question first', async () => {
    const value = findProcedureValue('1.004873')
    const before = ownDesign(value)
    const extra: DesignField = {
      name: 'language',
      kind: 'choice',
      label: { vi: 'Ngôn ngữ của giấy xác nhận', en: 'Language of the certificate' },
      required: true,
      choices: [
        { value: 'vi', label: { vi: 'Tiếng Việt', en: 'Vietnamese' } },
        { value: 'en', label: { vi: 'Song ngữ', en: 'Bilingual' } },
      ],
    }
    const content: Design = {
      ...before,
      pages: [{ name: 'language', title: extra.label, fields: [extra] }, ...before.pages],
    }
    await database.transaction(house, async (tx) => {
      const root = await getRoot(tx)
      await createRow(
        tx,
        ProcedureDesign,
        {
          procedure_code: '1.004873',
          edition: 2,
          title: value.name.slice(0, 300),
          state: 'published',
          origin: 'administrator',
          content,
          valid_from: '2026-10-06',
          published_at: tx.now,
        },
        { unit: root.id },
      )
    })
  })
  await s.step('today nothing changes; tomorrow the old form cannot be sent any more', async () => {
    expect((await lan.get(`${draft}/6`)).text).not.toContain('Biểu mẫu của thủ tục vừa thay đổi')
    clock.advance(24 * 3_600_000)
    lan = await as('lan')
    const page = await lan.get(`${draft}/3`)
    expect(page.text).toContain('Biểu mẫu của thủ tục vừa thay đổi')
    // The draft keeps the edition it was begun with: page 3 still is the status.
    expect(page.text).toContain('Tình trạng hôn nhân và mục đích')
    const refused = await fill(lan, `${draft}/6`, { act: 'send', declared: 'yes' })
    expect([refused.status, refused.text.includes('đã thay đổi từ khi bạn bắt đầu')]).toEqual([409, true])
  })
  await s.step('she moves to it: her answers are there, the new question is named as missing', async () => {
    const moved = await lan.form(`${draft}/bieu-mau-moi`, {})
    expect(place(moved)).toBe(`${draft}/1?moi=1`)
    expect((await lan.get(`${draft}/2`)).text).toContain('Ngôn ngữ của giấy xác nhận')
    const summary = await lan.get(`${draft}/7`)
    expect(summary.text).toContain('Ngôn ngữ của giấy xác nhận: ')
    expect(summary.text).toContain('Chưa đăng ký kết hôn với ai')
    expect(summary.text).not.toContain('Biểu mẫu của thủ tục vừa thay đổi')
  })
  await s.step('answered, it is sent by the new edition', async () => {
    await fill(lan, `${draft}/2`, { language: 'en' })
    await fill(lan, `${draft}/3`, {
      relation: 'self',
      subject_name: 'Lan',
      subject_birth_date: '20/08/1994',
      subject_sex: 'female',
      subject_national_id: '087194990007',
      subject_residence: 'Cao Lãnh',
    })
    const sent = await fill(lan, `${draft}/7`, { act: 'send', declared: 'yes' })
    const row = await dossier(numberOf(sent))
    expect(row?.answers).toMatchObject({ language: 'en', marital_status: 'single' })
  })
})

story('one filing, three results: a child’s birth, residence and health card', async (s) => {
  const { as, fill, upload, database, dossier } = await open(s, '2026-10-05T08:30:00+07:00')
  const lan = await as('lan')
  const draft = await s.step('the page promises three results; the form asks for the child once', async () => {
    expect((await lan.get('/nop-lien-thong')).text).toContain('/nop-lien-thong/khai-sinh')
    const start = await lan.get('/nop-lien-thong/khai-sinh')
    for (const name of ['Đăng ký khai sinh', 'Đăng ký thường trú cho trẻ', 'Cấp thẻ bảo hiểm y tế cho trẻ dưới 6 tuổi'])
      expect(start.text).toContain(name)
    return begun(await lan.form('/nop-lien-thong/khai-sinh', {}))
  })
  const pages = await s.step('she goes through it; what is wrong anywhere is told at the end', async () => {
    const summary = async () => {
      for (let number = 2; number < 30; number++) {
        const page = await lan.get(`${draft}/${number}`)
        if (page.text.includes('id="gui"')) return { number, page }
      }
      throw new Error('no summary')
    }
    const { number, page } = await summary()
    // Once in the form: the child's name belongs to the birth, and nobody is asked for it a second time.
    expect(page.text.match(/Họ, chữ đệm, tên/g)?.length).toBeLessThanOrEqual(12)
    return number
  })
  const answers: Record<string, string> = {
    ...me,
    child_name: 'Nguyễn Ánh Dương',
    child_birth_date: '20/09/2026',
    child_sex: 'female',
    child_ethnicity: 'Kinh',
    child_nationality: 'Việt Nam',
    child_birth_place: 'Bệnh viện Đa khoa Đồng Tháp',
    child_home_town: 'Cao Lãnh',
    mother_name: 'Nguyễn Thị Ngọc Lan',
    mother_birth_year: '1994',
    mother_residence: 'Khóm 2, phường Cao Lãnh',
    relation: 'mother',
    asker: 'person',
    paper_case: 'none',
    content: 'Đăng ký thường trú theo mẹ và cấp thẻ cho cháu',
    delivery: 'electronic',
  }
  await s.step('every page takes its part; papers are put in where they are asked', async () => {
    for (let number = 1; number < pages; number++) {
      const path = `${draft}/${number}`
      const page = await lan.get(path)
      const keys = [...page.text.matchAll(/data-name="(paper-[^"]+)"/g)].map((found) => found[1] ?? '')
      for (const [i, key] of keys.entries()) {
        const given = await lan.get(path)
        const kept = Object.fromEntries(
          keys.flatMap((one) => {
            const id = hidden(given.text, one)
            return id ? [[one, id]] : []
          }),
        )
        expect((await upload(lan, path, key, `${key}.pdf`, pdf(400 + i), kept)).status).toBe(303)
      }
      const filled = await lan.get(path)
      const kept = Object.fromEntries(keys.map((key) => [key, hidden(filled.text, key)]))
      const answer = await fill(lan, path, { ...answers, ...kept })
      expect([answer.status, errorsOn(answer.text)], path).toEqual([303, []])
      if (place(answer) === `${draft}/${pages}`) break
    }
  })
  await s.step('sent: three dossiers share one filing, each with its number', async () => {
    const summary = await lan.get(`${draft}/${pages}`)
    expect(summary.text).toContain('sau khi có kết quả Đăng ký khai sinh')
    const sent = await fill(lan, `${draft}/${pages}`, { act: 'send', declared: 'yes' })
    expect(sent.status, sent.text.slice(0, 300)).toBe(303)
    const first = await dossier(numberOf(sent))
    const rows = await database.transaction(house, (tx) =>
      tx.query<{ number: string; bundle_place: number; procedure_code: string; answers: Record<string, unknown> }>(
        'select number, bundle_place, procedure_code, answers from one_stop.dossier where bundle = $1 order by bundle_place',
        [first?.bundle],
      ),
    )
    expect(rows.map((row) => row.procedure_code)).toEqual(['1.001193', '1.004222', '2.001023'])
    expect(new Set(rows.map((row) => row.number)).size).toBe(3)
    // Each finds its answers under its own names although the form asked once.
    expect(rows[1]?.answers).toMatchObject({ child_name: 'Nguyễn Ánh Dương', subject_name: 'Nguyễn Ánh Dương' })
    expect((await lan.get(`${draft}/2`)).status).toBe(409)
  })
})

function findProcedureValue(code: string) {
  const value = procedures.find((one) => one.code === code)
  if (!value) throw new Error(code)
  return value
}
