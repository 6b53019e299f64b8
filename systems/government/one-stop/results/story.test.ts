import { expect } from 'vitest'
import { openTestSite } from '#host'
import { closePdf, readPdf } from '#kernel/papers'
import { house } from '#kernel/store'
import { type Answer, falseClock, type Story, story, type Visitor } from '#kernel/testing'
import { generalTemplate } from './rules.ts'

interface Panel {
  open: boolean
  editions: {
    edition: number
    state: string
    subject: string
    paragraphs: string[]
    approvals: { step: string; by: string; remark: string | null }[]
  }[]
  proposal: {
    kind: string
    subject: string
    paragraphs: string[]
    receivers: string[]
    signer: string[]
    unknown: string[]
    empty: string[]
    general: boolean
  } | null
  may: { draft: boolean; review: boolean; approve: boolean; sendBack: boolean }
}
interface Row {
  id: string
  number: string
  status: string
  results: { file: string; name: string }[] | null
  [field: string]: unknown
}

async function open(s: Story) {
  const site = await openTestSite({ clock: falseClock('2026-10-05T08:00:00+07:00') })
  s.finally(() => site.close())
  s.finally(() => closePdf())
  s.reach(site.inject)
  const as = async (login: string): Promise<Visitor> => {
    const visitor = s.visitor()
    expect((await visitor.signIn(login, site.password)).status, login).toBe(200)
    return visitor
  }
  const taskOf = async (officer: Visitor, dossier: string): Promise<{ id: string; version: number }> => {
    const { rows } = (await officer.get('/api/v1/tasks?scope=unit&limit=200')).json<{
      rows: { id: string; version: number; recordId: string }[]
    }>()
    const task = rows.find((row) => row.recordId === dossier)
    expect(task, 'the task is in the queue').toBeDefined()
    return task as { id: string; version: number }
  }
  const make = async (officer: Visitor, dossier: string, move: string, data: Record<string, unknown> = {}) => {
    const task = await taskOf(officer, dossier)
    return officer.send('POST', `/api/v1/tasks/${task.id}/move`, { move, version: task.version, data })
  }
  const counter = await as('motcua.caolanh')
  const take = async (name: string, nationalId: string): Promise<string> => {
    const { rows } = (await counter.get('/api/v1/one-stop/procedure?f.code=1.001612')).json<{ rows: Row[] }>()
    const answer = await counter.send<Row>('POST', '/api/v1/one-stop/intake', {
      procedure: rows[0]?.id,
      national_id: nationalId,
      full_name: name,
      address: 'Số 5, đường Nguyễn Huệ, phường Cao Lãnh',
      phone: '0900012345',
    })
    expect(answer.status, answer.text).toBe(201)
    const { dossier } = answer.json<{ dossier: string }>()
    expect((await make(counter, dossier, 'forward')).status).toBe(200)
    return dossier
  }
  const door = (dossier: string, act = '') => `/api/v1/one-stop/results/${dossier}${act}`
  const panel = async (who: Visitor, dossier: string): Promise<Panel> => {
    const answer = await who.get(door(dossier))
    expect(answer.status, answer.text).toBe(200)
    return answer.json<Panel>()
  }
  return { ...site, as, make, counter, take, door, panel }
}

const refusedAs = (answer: Answer, status: number, code: string): void => {
  expect([answer.status, answer.json<{ error: { code: string } }>().error.code], answer.text).toEqual([status, code])
}
const text = (proposal: Panel['proposal'], result: string) => ({
  ...proposal,
  bases: ['Căn cứ Nghị định số 168/2025/NĐ-CP ngày 30 tháng 6 năm 2025 về đăng ký doanh nghiệp;'],
  articles: [],
  paragraphs: (proposal?.paragraphs ?? []).map((one) => one.replace('…………', result)),
})

story('a result is drafted, reviewed and approved before it is issued, and a change needs it all again', async (s) => {
  const { as, make, counter, take, door, panel, house: home } = await open(s)
  const handler = await as('thuly.caolanh')
  const head = await as('truongphong.caolanh')
  const leader = await as('lanhdao.caolanh')
  const clerk = await as('vanthu.caolanh')
  const dossier = await take('Trần Thị Bảy', '087185123456')

  const proposal = await s.step('the handler is offered the general text, filled with what is known', async () => {
    const found = await panel(handler, dossier)
    expect(found.editions).toEqual([])
    expect(found.may).toEqual({ draft: true, review: false, approve: false, sendBack: false })
    expect(found.proposal).toMatchObject({ kind: 'Thông báo', general: true, unknown: [], empty: [] })
    expect(found.proposal?.paragraphs[0]).toContain('của Trần Thị Bảy, tiếp nhận ngày 05/10/2026')
    expect(found.proposal?.paragraphs[0]).toContain('Ủy ban nhân dân phường Cao Lãnh')
    return found.proposal
  })

  await s.step('a draft with a gap is kept but goes no further', async () => {
    const saved = await handler.send('POST', door(dossier, '/draft'), { edition: 0, ...text(proposal, '…………') })
    expect(saved.status, saved.text).toBe(200)
    refusedAs(await head.send('POST', door(dossier, '/review'), { edition: 1 }), 422, 'result.unfilled')
  })

  await s.step('filled in it is the second edition; who writes cannot agree with herself', async () => {
    const saved = await handler.send('POST', door(dossier, '/draft'), {
      edition: 1,
      ...text(proposal, 'cấp Giấy chứng nhận đăng ký hộ kinh doanh'),
    })
    expect(saved.status, saved.text).toBe(200)
    expect(saved.json<Panel>().editions.map((one) => [one.edition, one.state])).toEqual([
      [2, 'drafted'],
      [1, 'drafted'],
    ])
    refusedAs(
      await handler.send('POST', door(dossier, '/draft'), { edition: 1, ...text(proposal, 'khác') }),
      409,
      'result.stale',
    )
    refusedAs(await handler.send('POST', door(dossier, '/review'), { edition: 2 }), 403, 'result.not-yours')
    refusedAs(await handler.send('POST', door(dossier, '/approve'), { edition: 2 }), 403, 'result.not-yours')
  })

  await s.step(
    'the leader cannot approve what the head has not seen; a stranger to the dossier sees nothing',
    async () => {
      refusedAs(await leader.send('POST', door(dossier, '/approve'), { edition: 2 }), 409, 'result.wrong-state')
      const far = await as('truongphong.mytho')
      expect((await far.get(door(dossier))).status).toBe(404)
      expect((await far.send('POST', door(dossier, '/review'), { edition: 2 })).status).toBe(404)
    },
  )

  await s.step('the head sends it back with a remark, never without one', async () => {
    refusedAs(
      await head.send('POST', door(dossier, '/send-back'), { edition: 2, remark: ' ' }),
      422,
      'result.no-remark',
    )
    const back = await head.send('POST', door(dossier, '/send-back'), { edition: 2, remark: 'Ghi rõ ngành nghề.' })
    expect(back.status, back.text).toBe(200)
    expect(back.json<Panel>().editions[0]).toMatchObject({ state: 'sent-back' })
    const { rows } = (await handler.get('/api/v1/notices')).json<{
      rows: { title: { vi: string }; body: { vi: string } }[]
    }>()
    expect(rows.some((one) => JSON.stringify(one).includes('Ghi rõ ngành nghề.'))).toBe(true)
  })

  await s.step('a third edition passes the head and the leader', async () => {
    const saved = await handler.send('POST', door(dossier, '/draft'), {
      edition: 2,
      ...text(proposal, 'cấp Giấy chứng nhận đăng ký hộ kinh doanh, ngành bán lẻ lương thực'),
    })
    expect(saved.status, saved.text).toBe(200)
    expect((await panel(head, dossier)).may).toMatchObject({ review: true, approve: false })
    expect((await head.send('POST', door(dossier, '/review'), { edition: 3 })).status).toBe(200)
    expect((await panel(leader, dossier)).may).toMatchObject({ approve: true, sendBack: true })
    expect((await leader.send('POST', door(dossier, '/approve'), { edition: 3 })).status).toBe(200)
  })

  await s.step(
    'but the handler changes it once more: approved no longer, and the dossier cannot be finished from it',
    async () => {
      const saved = await handler.send('POST', door(dossier, '/draft'), {
        edition: 3,
        ...text(proposal, 'cấp Giấy chứng nhận đăng ký hộ kinh doanh, ngành bán lẻ gạo'),
      })
      expect(saved.status, saved.text).toBe(200)
      expect((await make(handler, dossier, 'forward')).status).toBe(200)
      expect((await make(head, dossier, 'forward')).status).toBe(200)
      expect((await make(leader, dossier, 'forward')).status).toBe(200)
      const skipped = await make(clerk, dossier, 'finish', {
        result_number: '25/TB-UBND',
        result_note: 'x',
        typeset: true,
      })
      refusedAs(skipped, 409, 'result.not-approved')
      const { rows } = await home.database.owner.query<{ status: string }>(
        'select status from one_stop.dossier where id = $1',
        [dossier],
      )
      expect(rows[0]?.status).toBe('processing')
    },
  )

  await s.step('a preview of an edition bears no number and no name, as PDF and as Word', async () => {
    const pdf = await leader.get(door(dossier, '/4/pdf'))
    expect([pdf.status, pdf.headers['content-type']]).toEqual([200, 'application/pdf'])
    expect((await leader.get(door(dossier, '/9/pdf'))).status).toBe(404)
    expect((await leader.get(door(dossier, '/4/docx'))).status).toBe(200)
  })

  await s.step('approved anew, the result says what was approved, signed by who approved it', async () => {
    expect((await head.send('POST', door(dossier, '/review'), { edition: 4 })).status).toBe(200)
    expect((await leader.send('POST', door(dossier, '/approve'), { edition: 4 })).status).toBe(200)
    const done = await make(clerk, dossier, 'finish', { result_number: '25/TB-UBND', typeset: true })
    expect(done.status, done.text).toBe(200)
    const row = (await counter.get(`/api/v1/one-stop/dossier/${dossier}`)).json<Row>()
    const file = row.results?.[0]?.file as string
    const { rows } = await home.database.owner.query<{ sha256: string }>('select sha256 from sen.file where id = $1', [
      file,
    ])
    const said = (await readPdf(home.site.blobs.path(rows[0]?.sha256 as string))).join(' ').replace(/\s+/g, ' ')
    const leaderName = (await panel(leader, dossier)).editions[0]?.approvals.at(-1)?.by as string
    for (const words of [
      'Số: 25/TB-UBND',
      'ngành bán lẻ gạo',
      'Căn cứ Nghị định số 168/2025/NĐ-CP',
      leaderName,
      'Trần Thị Bảy',
    ])
      expect(said).toContain(words)
  })

  await s.step('afterwards drafts can only be read, and the timeline tells who did what', async () => {
    refusedAs(
      await handler.send('POST', door(dossier, '/draft'), { edition: 4, ...text(proposal, 'muộn') }),
      409,
      'result.closed',
    )
    expect((await panel(handler, dossier)).open).toBe(false)
    const { items } = (await counter.get(`/api/v1/one-stop/dossier/${dossier}/timeline`)).json<{
      items: { kind: string }[]
    }>()
    expect(
      items
        .map((one) => one.kind)
        .filter((kind) => kind.startsWith('result-'))
        .toReversed(),
    ).toEqual([
      'result-drafted',
      'result-drafted',
      'result-sent-back',
      'result-drafted',
      'result-reviewed',
      'result-approved',
      'result-drafted',
      'result-reviewed',
      'result-approved',
    ])
  })
})

story('a procedure with a template of its own is finished only from an approved draft', async (s) => {
  const { as, make, take, door, panel, house: home } = await open(s)
  const dossier = await take('Lê Văn Tám', '087185123457')
  const design = await home.database.transaction(house, async (tx) => {
    const content = {
      pages: [
        {
          name: 'main',
          title: { vi: 'Tờ khai', en: 'Form' },
          fields: [
            { name: 'capital', kind: 'money', label: { vi: 'Vốn', en: 'Capital' } },
            { name: 'started', kind: 'date', label: { vi: 'Bắt đầu', en: 'Start' } },
          ],
        },
      ],
      papers: [],
      fees: [],
      stages: [],
      cutoff: null,
      result: {
        ...generalTemplate,
        kind: 'Giấy chứng nhận',
        subject: 'Đăng ký hộ kinh doanh {{applicant.name|hoa}}',
        paragraphs: ['Vốn: {{capital}} ({{capital|chữ}}). Bắt đầu {{started}}. {{nobody_knows}}'],
      },
    }
    const unit = await tx.one<{ unit: string }>('select unit from one_stop.dossier where id = $1', [dossier])
    const row = await tx.one<{ id: string }>(
      `insert into one_stop.design (id, unit, sample, created_at, updated_at, procedure_code, edition, title, state, origin, content, valid_from)
       values (gen_random_uuid(), $1, false, now(), now(), '1.001612', 901, 'Thử', 'published', 'administrator', $2, '2026-01-01') returning id`,
      [unit?.unit, JSON.stringify(content)],
    )
    await tx.query('update one_stop.dossier set design = $2, answers = $3 where id = $1', [
      dossier,
      row?.id,
      JSON.stringify({ capital: 50_000_000, started: '2026-11-01' }),
    ])
    return row?.id
  })
  expect(design).toBeDefined()
  const handler = await as('thuly.caolanh')

  await s.step('its text is filled from what was declared; what it names wrongly is said', async () => {
    const { proposal } = await panel(handler, dossier)
    expect(proposal).toMatchObject({ kind: 'Giấy chứng nhận', general: false, unknown: ['nobody_knows'] })
    expect(proposal?.subject).toBe('Đăng ký hộ kinh doanh LÊ VĂN TÁM')
    expect(proposal?.paragraphs[0]).toBe(
      'Vốn: 50.000.000 đồng (năm mươi triệu đồng). Bắt đầu 01/11/2026. {{nobody_knows}}',
    )
  })

  await s.step('without a draft the text of an officer does not do', async () => {
    for (const login of ['thuly.caolanh', 'truongphong.caolanh', 'lanhdao.caolanh'])
      expect((await make(await as(login), dossier, 'forward')).status, login).toBe(200)
    const done = await make(await as('vanthu.caolanh'), dossier, 'finish', {
      result_number: '1/GCN',
      result_note: 'Đã cấp',
      typeset: true,
    })
    refusedAs(done, 409, 'result.not-drafted')
  })

  await s.step('too much of anything is refused by name', async () => {
    const base = { edition: 0, kind: 'Giấy', subject: 'x', signer: ['CHỦ TỊCH'], paragraphs: ['a'] }
    const send = (over: object) => handler.send('POST', door(dossier, '/draft'), { ...base, ...over })
    refusedAs(await send({ paragraphs: Array.from({ length: 101 }, () => 'a') }), 413, 'result.too-long')
    refusedAs(await send({ subject: 'x'.repeat(501) }), 413, 'result.too-long')
    refusedAs(await send({ subject: '  ' }), 422, 'result.missing')
    refusedAs(await send({ paragraphs: [] }), 422, 'result.missing')
    refusedAs(await send({ signer: [] }), 422, 'result.missing')
  })
})
