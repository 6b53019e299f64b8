import { expect } from 'vitest'
import { openTestSite } from '#host'
import { falseClock, story, type Visitor } from '#kernel/testing'

/** A browser without script: what stands hidden in the form goes back with what was typed. */
function hiddenOf(page: string): Record<string, string> {
  const main = page.slice(page.indexOf('<main'))
  const found: Record<string, string> = {}
  for (const [, tag = ''] of main.matchAll(/<input ([^>]*type="hidden"[^>]*)>/g)) {
    const name = /name="([^"]*)"/.exec(tag)?.[1]
    if (name && name !== 'csrf') found[name] = (/value="([^"]*)"/.exec(tag)?.[1] ?? '').replaceAll('&amp;', '&')
  }
  return found
}

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC',
  'base64',
)

story('a birth registered online without script: filing, receipt, certificate in the store, rating', async (s) => {
  const clock = falseClock('2026-11-23T08:10:00+07:00')
  const site = await openTestSite({ clock })
  s.finally(() => site.close())
  s.reach(site.inject)
  const as = async (login: string): Promise<Visitor> => {
    const visitor = s.visitor()
    expect((await visitor.signIn(login, site.password)).status, login).toBe(200)
    return visitor
  }
  const lan = await as('lan')
  const page = async (path: string) => {
    const answer = await lan.get(path)
    expect(answer.status, path).toBe(200)
    return answer.text
  }
  /** Sends one page of the filing and follows to the next. */
  const send = async (path: string, fields: Record<string, string>) => {
    const answer = await lan.form(path, { ...hiddenOf(await page(path)), ...fields })
    return { ...answer, to: String(answer.headers.location ?? '') }
  }
  const multipart = async (
    path: string,
    fields: Record<string, string>,
    file: { field: string; name: string; type: string; bytes: Buffer },
  ) => {
    const csrf = (await lan.get('/api/v1/me')).json<{ csrf: string }>().csrf
    const boundary = 'sen-story'
    const part = (head: string, body: string | Buffer) =>
      Buffer.concat([
        Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; ${head}\r\n\r\n`),
        Buffer.from(body),
        Buffer.from('\r\n'),
      ])
    const body = Buffer.concat([
      ...Object.entries({ csrf, ...hiddenOf(await page(path)), ...fields }).map(([name, value]) =>
        part(`name="${name}"`, value),
      ),
      part(`name="${file.field}"; filename="${file.name}"\r\ncontent-type: ${file.type}`, file.bytes),
      Buffer.from(`--${boundary}--\r\n`),
    ])
    const answer = await site.inject({
      method: 'POST',
      path,
      headers: {
        accept: 'text/html',
        cookie: lan.cookies(),
        'content-type': `multipart/form-data; boundary=${boundary}`,
      },
      body,
    })
    return { status: answer.status, text: answer.body, to: String(answer.headers.location ?? '') }
  }

  await s.step('she finds it without typing a tone', async () => {
    expect(await page('/thu-tuc?q=dang+ky+khai+sinh')).toContain('/thu-tuc/1.001193')
    const about = await page('/thu-tuc/1.001193')
    expect(about).toContain('Đăng ký khai sinh')
    expect(about).toContain('/nop/1.001193')
  })

  let at = await s.step('a draft begins', async () => {
    const answer = await lan.form('/nop/1.001193', {})
    expect(answer.status).toBe(303)
    return String(answer.headers.location)
  })

  await s.step('who and where', async () => {
    const answer = await send(at, {
      filing_for: 'self',
      phone: '0900 001 234',
      address: 'Số 12, khóm 3',
      settling: '29869',
      act: 'next',
    })
    expect(answer.status, answer.text.slice(0, 500)).toBe(303)
    at = answer.to
  })

  await s.step('the 31st of February comes back by name, and what was typed is still there', async () => {
    const answer = await send(at, {
      child_name: 'Nguyễn Minh Khôi',
      child_birth_date: '31/02/2026',
      child_sex: 'male',
      child_ethnicity: 'Kinh',
      child_nationality: 'Việt Nam',
      child_birth_place: 'Bệnh viện Đa khoa Đồng Tháp',
      child_home_town: 'Phường Cao Lãnh, tỉnh Đồng Tháp',
      act: 'next',
    })
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('31/02/2026')
    expect(answer.text).toContain('Nguyễn Minh Khôi')
    const right = await send(at, {
      child_name: 'Nguyễn Minh Khôi',
      child_birth_date: '11/11/2026',
      child_sex: 'male',
      child_ethnicity: 'Kinh',
      child_nationality: 'Việt Nam',
      child_birth_place: 'Bệnh viện Đa khoa Đồng Tháp',
      child_home_town: 'Phường Cao Lãnh, tỉnh Đồng Tháp',
      act: 'next',
    })
    expect(right.status, right.text.slice(0, 500)).toBe(303)
    at = right.to
  })

  await s.step('mother; a CCCD with a digit missing is refused; father; declarant; case', async () => {
    const mother = {
      mother_name: 'Nguyễn Thị Ngọc Lan',
      mother_birth_year: '1994',
      mother_ethnicity: 'Kinh',
      mother_nationality: 'Việt Nam',
      mother_residence: 'Phường Cao Lãnh',
      act: 'next',
    }
    const wrong = await send(at, { ...mother, mother_national_id: '08719490000' })
    expect(wrong.status).toBe(422)
    expect(wrong.text).toMatch(/12 chữ số|12 số/)
    for (const fields of [
      mother,
      { father_name: 'Trần Văn Bình', father_birth_year: '1992', act: 'next' },
      { relation: 'mother', copies: '2', act: 'next' },
      { paper_case: 'none', act: 'next' },
    ]) {
      const answer = await send(at, fields as Record<string, string>)
      expect(answer.status, answer.text.slice(answer.text.indexOf('<main'), answer.text.indexOf('<main') + 800)).toBe(
        303,
      )
      at = answer.to
    }
  })

  await s.step(
    'papers: a program that calls itself a PDF is refused beside its field, a photograph is taken',
    async () => {
      const html = await page(at)
      const fields = [...html.matchAll(/name="([^"]+\.new)"/g)].map(([, name]) => name as string)
      expect(fields.length).toBeGreaterThan(0)
      const program = await multipart(
        at,
        { act: 'next' },
        {
          field: fields[0] as string,
          name: 'giay-chung-sinh.pdf',
          type: 'application/pdf',
          bytes: Buffer.concat([Buffer.from('MZ'), Buffer.alloc(2_000, 1)]),
        },
      )
      expect(program.status).toBeGreaterThanOrEqual(400)
      expect(program.text).toContain('giay-chung-sinh.pdf')
      for (const field of new Set(fields)) {
        const photo = await multipart(
          at,
          { act: `files-add:${field.replace(/\.new$/, '')}` },
          { field, name: 'giay-to.png', type: 'image/png', bytes: PNG },
        )
        expect([303, 422], photo.text.slice(0, 300)).toContain(photo.status)
      }
      const answer = await send(at, { act: 'next' })
      expect(answer.status, answer.text.slice(answer.text.indexOf('<main'), answer.text.indexOf('<main') + 1500)).toBe(
        303,
      )
      at = answer.to
    },
  )

  const number = await s.step('delivery, summary, sent: a number of the office and the day', async () => {
    const delivery = await send(at, { delivery: 'electronic', act: 'next' })
    expect(delivery.status).toBe(303)
    const summary = await page(delivery.to)
    for (const words of ['Nguyễn Minh Khôi', '11/11/2026', 'Trần Văn Bình', 'giay-to.png'])
      expect(summary).toContain(words)
    const undeclared = await send(delivery.to, { act: 'send' })
    expect(undeclared.status).toBe(422)
    const sent = await send(delivery.to, { act: 'send', declared: 'yes' })
    expect(sent.status, sent.text.slice(0, 500)).toBe(303)
    const found = /H20\.\d{3}\.01-261123-\d{4}/.exec(decodeURIComponent(sent.to))?.[0]
    expect(found).toBeDefined()
    // The same draft a second time makes no second dossier.
    const again = await lan.form(delivery.to, { act: 'send', declared: 'yes' })
    expect(again.status).toBeGreaterThanOrEqual(300)
    expect((await lan.get('/api/v1/one-stop/dossier')).json<{ rows: unknown[] }>().rows).toHaveLength(1)
    return found as string
  })

  await s.step('a stranger who has the number sees where it stands, and nobody’s name', async () => {
    const stranger = s.visitor()
    const seen = (await stranger.get(`/tra-cuu?so=${number}`)).text
    expect(seen).toContain(number)
    expect(seen).toContain('Mới đăng ký')
    for (const hidden of ['Ngọc Lan', 'Minh Khôi', '0900001234', '087'])
      expect(seen.replaceAll(number, '').includes(hidden), hidden).toBe(false)
  })

  await s.step('the officers settle it within the day', async () => {
    const { rows } = (await lan.get('/api/v1/one-stop/dossier')).json<{ rows: { id: string }[] }>()
    const id = rows[0]?.id as string
    const path: [string, string, Record<string, unknown>?][] = [
      ['motcua.caolanh', 'accept'],
      ['motcua.caolanh', 'forward'],
      ['thuly.caolanh', 'forward'],
      ['truongphong.caolanh', 'forward'],
      ['lanhdao.caolanh', 'forward'],
      ['vanthu.caolanh', 'finish', { result_number: '45/2026', typeset: true }],
      ['motcua.caolanh', 'return', { delivery: 'electronic' }],
    ]
    for (const [login, move, data] of path) {
      const officer = await as(login)
      expect((await officer.get(`/api/v1/cases/one-stop/dossier/${id}`)).text).toContain('Nguyễn Minh Khôi')
      const { rows: tasks } = (await officer.get('/api/v1/tasks?scope=unit')).json<{
        rows: { id: string; version: number; recordId: string }[]
      }>()
      const task = tasks.find((one) => one.recordId === id)
      expect(task, `${login} has the task`).toBeDefined()
      const answer = await officer.send('POST', `/api/v1/tasks/${task?.id}/move`, {
        move,
        version: task?.version,
        data,
      })
      expect(answer.status, `${login} ${move}: ${answer.text}`).toBe(200)
      clock.advance(20 * 60_000)
    }
    const row = (await lan.get(`/api/v1/one-stop/dossier/${id}`)).json<{
      status: string
      due_at: string
      finished_at: string
    }>()
    expect(row.status).toBe('returned')
    // Received at 8:10, settled within the day: the promise is the close of Monday 23 November; the 24th is a holiday.
    expect(row.due_at).toBe('2026-11-23T10:00:00.000Z')
    expect(row.finished_at < row.due_at).toBe(true)
  })

  await s.step('receipt and certificate are PDFs; the certificate lies in her store and names the child', async () => {
    const receipt = await site.inject({
      method: 'GET',
      path: `/ho-so/${number}/giay-tiep-nhan.pdf`,
      headers: { cookie: lan.cookies() },
    })
    expect([200, 303]).toContain(receipt.status)
    const { rows } = (await lan.get('/api/v1/one-stop/stored-paper')).json<{
      rows: { id: string; name: string; number: string; file: string; made_as: string }[]
    }>()
    // Beside the result what she handed in may lie there, digitised.
    const results = rows.filter((row) => row.made_as === 'result')
    expect(results).toHaveLength(1)
    expect(results[0]).toMatchObject({ name: 'Giấy khai sinh', number: '45/2026' })
    const file = await site.inject({
      method: 'GET',
      path: `/api/v1/files/${results[0]?.file}`,
      headers: { cookie: lan.cookies() },
    })
    expect(file.status).toBe(200)
    expect(file.headers['content-type']).toBe('application/pdf')
    expect(file.body.startsWith('%PDF-')).toBe(true)
    expect(await page('/giay-to')).toContain('Giấy khai sinh')
  })

  await s.step('she rates once', async () => {
    const rated = await lan.form(`/ho-so/${number}/danh-gia`, { rating: '3', note: 'Nhanh gọn' })
    expect(rated.status, rated.text.slice(0, 400)).toBe(303)
    const again = await lan.form(`/ho-so/${number}/danh-gia`, { rating: '1' })
    expect(again.status).toBe(409)
    expect(again.text).toContain('đã đánh giá')
  })

  await s.step('who looked at her data is written down', async () => {
    const { rows } = await site.house.database.owner.query<{ actor_name: string; kind: string }>(
      "select actor_name, kind from sen.fact where subjects @> array[(select person from sen.account where login = 'lan')] and kind = 'read'",
    )
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.every((row) => row.actor_name !== 'Nguyễn Thị Ngọc Lan')).toBe(true)
  })
})

story('a file that is too large is refused by name and nothing of it is kept', async (s) => {
  const site = await openTestSite({ clock: falseClock('2026-11-23T08:10:00+07:00') })
  s.finally(() => site.close())
  s.reach(site.inject)
  const lan = s.visitor()
  await lan.signIn('lan', site.password)
  const csrf = (await lan.get('/api/v1/me')).json<{ csrf: string }>().csrf
  const boundary = 'sen-large'
  const body = Buffer.concat([
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="ban-ve.pdf"\r\ncontent-type: application/pdf\r\n\r\n%PDF-1.7\n`,
    ),
    Buffer.alloc(21 * 1_048_576, 32),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  const answer = await site.inject({
    method: 'POST',
    path: '/api/v1/files',
    headers: { cookie: lan.cookies(), 'x-csrf': csrf, 'content-type': `multipart/form-data; boundary=${boundary}` },
    body,
  })
  expect(answer.status).toBe(413)
  const { error } = JSON.parse(answer.body) as { error: { code: string; message: string } }
  expect(error.code).toBe('papers.too-large')
  expect(error.message).toContain('ban-ve.pdf')
  expect((await site.house.database.owner.query('select 1 from sen.file')).rowCount).toBe(
    (await site.house.database.owner.query('select 1 from sen.file where record_id is not null')).rowCount,
  )
})
