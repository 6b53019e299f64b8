import { inflateRawSync } from 'node:zlib'
import { expect } from 'vitest'
import { openTestSite } from '#host'
import { letterWord } from '#kernel/papers'
import { house } from '#kernel/store'
import { type Answer, falseClock, type Story, story, type Visitor } from '#kernel/testing'
import { provinceLetter } from './documents.ts'
import { bad, good, odd } from './examples.ts'
import { remindReports } from './jobs.ts'
import type {
  DtiJson,
  LinePageJson,
  MoneyJson,
  ObstacleJson,
  OverviewJson,
  ReportJson,
  ReportsJson,
  YearlyJson,
} from './shape.ts'

interface Who {
  get(path: string): Promise<Answer>
  send(method: 'POST' | 'PATCH', path: string, body: unknown): Promise<Answer>
}
interface Task {
  id: string
  recordId: string
  step: string
  moves: { name: string }[]
  clock: { state: string; words: { vi: string } }
}
type ProvinceReportRow = Parameters<typeof provinceLetter>[0]
interface Refusal {
  error: { code: string; message: string; field?: string; errors?: { code: string; field?: string }[] }
}

async function open(s: Story, at: string) {
  const clock = falseClock(at)
  const site = await openTestSite({ clock })
  s.finally(() => site.close())
  s.reach(site.inject)
  const { database } = site.house
  /** Somebody who signs in again when a day or more has gone by: a session lives half a day. */
  const as = async (login: string): Promise<Who> => {
    const visitor = s.visitor()
    let signedAt = 0
    const present = async (): Promise<Visitor> => {
      const now = clock.now().getTime()
      if (now - signedAt > 6 * 3_600_000) {
        expect((await visitor.signIn(login, site.password)).status, `${login} signs in`).toBe(200)
        signedAt = now
      }
      return visitor
    }
    await present()
    return {
      get: async (path) => (await present()).get(path),
      send: async (method, path, body) => (await present()).send(method, path, body as never),
    }
  }
  const get = async <T>(who: Who, path: string): Promise<T> => {
    const answer = await who.get(path)
    expect(answer.status, `${path}: ${answer.text.slice(0, 500)}`).toBe(200)
    return answer.json<T>()
  }
  const post = async <T>(who: Who, path: string, body: unknown, status = 200): Promise<T> => {
    const answer = await who.send('POST', path, body)
    expect(answer.status, `${path}: ${answer.text.slice(0, 800)}`).toBe(status)
    return answer.json<T>()
  }
  const act = <T>(
    who: Who,
    record: string,
    id: string,
    move: string,
    data: Record<string, unknown> = {},
    status = 200,
  ) => post<T>(who, `/api/v1/cases/plan/${record}/${id}/move`, { move, data }, status)
  const one = <R extends object>(sql: string, params: unknown[] = []): Promise<R> =>
    database.transaction(house, async (tx) => {
      const row = await tx.one<never>(sql, params)
      expect(row, sql).toBeDefined()
      return row as unknown as R
    })
  const unit = async (code: string): Promise<string> =>
    (await one<{ id: string }>('select id from sen.unit where code = $1', [code])).id
  const line = async (code: string): Promise<string> =>
    (await one<{ id: string }>('select id from plan.line where code = $1', [code])).id
  const tasks = async (who: Who): Promise<Task[]> =>
    (await get<{ rows: Task[] }>(who, '/api/v1/tasks?scope=unit&limit=200')).rows
  return { ...site, clock, database, as, get, post, act, one, unit, line, tasks }
}

/** The text of a Word file: its one big part, unpacked. */
function wordText(bytes: Buffer): string {
  let at = 0
  for (;;) {
    at = bytes.indexOf(Buffer.from([0x50, 0x4b, 3, 4]), at)
    expect(at, 'word/document.xml is in the file').toBeGreaterThanOrEqual(0)
    const nameLength = bytes.readUInt16LE(at + 26)
    const name = bytes.subarray(at + 30, at + 30 + nameLength).toString('utf8')
    const from = at + 30 + nameLength + bytes.readUInt16LE(at + 28)
    if (name === 'word/document.xml')
      return inflateRawSync(bytes.subarray(from))
        .toString('utf8')
        .replaceAll(/<\/w:p>|<w:br\/>/g, '\n')
        .replaceAll(/<[^>]+>/g, '')
        .replaceAll('&quot;', '"')
        .replaceAll('&amp;', '&')
    at = from
  }
}

story(
  'a year of one content: approval, money, a late milestone, an obstacle, reports of three units and of the partner, one report of the province',
  async (s) => {
    const { clock, database, as, get, post, act, one, unit, line, tasks, inject } = await open(
      s,
      '2026-03-02T08:00:00+07:00',
    )
    const focal = await as('daumoi')
    const health = await as('baocao.syt')
    const ward = await as('baocao.mytho')
    const far = await as('baocao.caolanh')
    const partner = await as('vnpt')
    const approver = await as('chutruong')
    const finance = await as('kinhphi.stc')
    // IV.3b is for Sở Y tế alone, and no example has touched it.
    const code = 'IV.3b'
    const id = await line(code)
    const syt = await unit('H20.syt')

    await s.step('forty contents are there; who is responsible knows which are hers', async () => {
      const mine = await get<OverviewJson>(health, '/api/v1/plan/overview')
      expect(mine.lines).toHaveLength(40)
      expect(mine.lines.filter((one) => one.mine).map((one) => one.code)).toEqual(
        mine.lines.filter((one) => /các sở, ban, ngành|Sở Y tế/i.test(one.units_text.vi)).map((one) => one.code),
      )
      expect(mine.focal).toBe(false)
    })

    await s.step('nothing begins before it is approved in principle', async () => {
      const refused = await act<Refusal>(focal, 'line', id, 'start', {}, 409)
      expect(refused.error.code).toBe('plan.not-approved')
      expect(refused.error.message).toContain(code)
    })

    await s.step(
      'the department asks; the focal department appraises; the province decides with a number',
      async () => {
        const asked = await post<{ id: string; status: string }>(
          health,
          '/api/v1/plan/approval',
          {
            line: id,
            title: 'Hệ thống sức khỏe cộng đồng giai đoạn 1',
            content: 'Cần thiết vì hồ sơ còn trên giấy.',
            amount: 2_400_000_000,
          },
          201,
        )
        const appraise = (await tasks(focal)).find((task) => task.recordId === asked.id)
        expect(appraise?.step).toBe('appraise')
        await post(focal, `/api/v1/tasks/${appraise?.id}/move`, {
          move: 'submit',
          data: { opinion: 'Phù hợp kế hoạch, có nguồn.' },
        })
        const decide = (await tasks(approver)).find((task) => task.recordId === asked.id)
        const later = await post<Refusal>(
          approver,
          `/api/v1/tasks/${decide?.id}/move`,
          { move: 'approve', data: { number: '99/QĐ-UBND', decided_on: '2026-03-03' } },
          422,
        )
        expect(later.error.code).toBe('plan.decided-later')
        await post(approver, `/api/v1/tasks/${decide?.id}/move`, {
          move: 'approve',
          data: { number: '99/QĐ-UBND-HC', decided_on: '2026-03-02' },
        })
        await act(focal, 'line', id, 'start')
      },
    )

    await s.step('money by source; the state budget is not spent before it is allocated', async () => {
      const budget = { line: id, year: 2026, spender: syt }
      await post(
        health,
        '/api/v1/plan/budget',
        { ...budget, source: 'state-budget', planned: 1_234_500_000, allocated: 1_000_000_000, spent: 400_000_000 },
        201,
      )
      await post(
        finance,
        '/api/v1/plan/budget',
        { ...budget, source: 'sponsorship', planned: 100_000_000, allocated: 100_000_000, spent: 75_000_000 },
        201,
      )
      const refused = await post<Refusal>(
        health,
        '/api/v1/plan/budget',
        { ...budget, year: 2027, source: 'state-budget', spent: 1 },
        422,
      )
      expect(refused.error.code).toBe('records.breaks-rule')
      const again = await post<Refusal>(health, '/api/v1/plan/budget', { ...budget, source: 'state-budget' }, 409)
      expect(again.error.code).toBe('records.taken')
    })

    await s.step('milestones are the focal department’s; their owner only says that one is done', async () => {
      const first = await post<{ id: string }>(
        focal,
        '/api/v1/plan/milestone',
        { line: id, title: 'Khảo sát 20 trạm y tế', due: '2026-05-31', owner: syt },
        201,
      )
      await post(
        focal,
        '/api/v1/plan/milestone',
        { line: id, title: 'Chạy thử tại Mỹ Tho', due: '2026-09-30', owner: syt },
        201,
      )
      const outside = await post<Refusal>(
        focal,
        '/api/v1/plan/milestone',
        { line: id, title: 'Không ai nhận', due: '2026-09-30', owner: await unit('H20.sct') },
        422,
      )
      expect(outside.error.code).toBe('plan.owner-outside')
      const moved = await health.send('PATCH', `/api/v1/plan/milestone/${first.id}`, { version: 1, due: '2027-05-31' })
      expect(moved.status).toBe(403)
      clock.set('2026-05-28T09:00:00+07:00')
      expect(
        (await post<Refusal>(ward, `/api/v1/plan/milestones/${first.id}/done`, { done_on: '2026-05-27' }, 404)).error
          .code,
      ).toBe('plan.no-such-milestone')
      await post(health, `/api/v1/plan/milestones/${first.id}/done`, {
        done_on: '2026-05-27',
        result: '20 trạm, 312 thiết bị',
      })
      const page = await get<LinePageJson>(health, `/api/v1/plan/lines/${code}`)
      expect(page.milestones.map((one) => one.done_on)).toEqual(['2026-05-27', null])
      expect(page.milestoneProgress).toBe(50)
    })

    await s.step('a risk; who has no part in the content neither adds one nor sees it', async () => {
      await post(
        health,
        '/api/v1/plan/risk',
        {
          line: id,
          title: 'Thiếu máy tính tại trạm',
          likelihood: 4,
          impact: 4,
          response: 'reduce',
          action: 'Mượn máy của trung tâm y tế',
          owner: syt,
        },
        201,
      )
      const refused = await post<Refusal>(
        ward,
        '/api/v1/plan/risk',
        { line: id, title: 'Không phải việc của phường', likelihood: 1, impact: 1, response: 'accept' },
        403,
      )
      expect(refused.error).toMatchObject({ code: 'plan.not-responsible', field: 'line' })
      for (const who of [ward, far, partner]) {
        const page = await get<LinePageJson>(who, `/api/v1/plan/lines/${code}`)
        expect([page.risks, page.budget, page.approvals]).toEqual([[], [], []])
        // Milestones are public.
        expect(page.milestones).toHaveLength(2)
        expect(
          (await get<{ rows: unknown[] }>(who, '/api/v1/plan/risk?scope=all')).rows.filter(
            (row) => (row as { line: string }).line === id,
          ),
        ).toEqual([])
      }
      const seen = await get<LinePageJson>(focal, `/api/v1/plan/lines/${code}`)
      expect(seen.risks[0]).toMatchObject({ level: 'high', likelihood: 4, impact: 4 })
      expect(seen.budget.map((row) => row.planned)).toEqual([100_000_000, 1_234_500_000])
      expect(await get<MoneyJson>(finance, '/api/v1/plan/money?year=2026')).toMatchObject({ year: 2026 })
    })

    let obstacle = ''
    await s.step('an obstacle is sent, asked about, answered in time, settled', async () => {
      clock.set('2026-10-05T08:00:00+07:00')
      const sent = await post<{ id: string; answer_due_at: string }>(
        health,
        '/api/v1/plan/obstacle',
        { ...good, line: id, title: 'Chưa có kết nối BHXH', wanted: 'Đề nghị làm việc với BHXH tỉnh' },
        201,
      )
      obstacle = sent.id
      // Ten working days: 5 to 16 October, none of them a holiday.
      const due = await one<{ answer_due_at: Date }>('select answer_due_at from plan.obstacle where id = $1', [
        obstacle,
      ])
      expect(due.answer_due_at.toISOString().slice(0, 10)).toBe('2026-10-19')
      const task = (await tasks(focal)).find((one) => one.recordId === obstacle)
      expect(task?.step).toBe('answer')
      await post(focal, `/api/v1/tasks/${task?.id}/move`, {
        move: 'ask',
        data: { question: 'BHXH tỉnh trả lời thế nào?' },
      })
      clock.set('2026-10-07T08:00:00+07:00')
      await act(health, 'obstacle', obstacle, 'explain', { more: 'BHXH tỉnh đề nghị có văn bản của UBND tỉnh.' })
      // Two days of waiting for the sender are not the focal department's.
      const resumed = await one<{ answer_due_at: Date }>('select answer_due_at from plan.obstacle where id = $1', [
        obstacle,
      ])
      expect(resumed.answer_due_at > due.answer_due_at).toBe(true)
      const again = (await tasks(focal)).find((one) => one.recordId === obstacle)
      await post(focal, `/api/v1/tasks/${again?.id}/move`, {
        move: 'answer',
        data: { answer: 'UBND tỉnh đã có Công văn 412/UBND-KGVX.' },
      })
      const rows = (await get<{ rows: ObstacleJson[] }>(health, '/api/v1/plan/obstacles')).rows
      expect(rows.find((row) => row.id === obstacle)).toMatchObject({ status: 'answered', late: false, code })
      await act(health, 'obstacle', obstacle, 'settle')
    })

    await s.step('the bad and the odd one are refused, each with what to do', async () => {
      const poor = await post<Refusal>(health, '/api/v1/plan/obstacle', { ...bad, line: id }, 422)
      expect(poor.error.errors?.map((one) => one.field)).toEqual(expect.arrayContaining(['title', 'wanted']))
      const strange = await post<Refusal>(far, '/api/v1/plan/obstacle', { ...odd, line: await line(odd.line) }, 403)
      expect(strange.error.message).toContain('phường Cao Lãnh không được phân công nội dung II.3')
    })

    await s.step('the second milestone is past: the content is late, for officers and for everybody', async () => {
      const found = (await get<OverviewJson>(focal, '/api/v1/plan/overview')).lines.find((one) => one.code === code)
      expect(found).toMatchObject({ health: 'late', status: 'running' })
      await act(focal, 'line', id, 'progress', { progress: 40, summary: 'Đã khảo sát 20 trạm y tế.' })
      const page = await inject({ method: 'GET', path: `/ke-hoach/noi-dung/${code}`, headers: { accept: 'text/html' } })
      expect(page.status).toBe(200)
      for (const words of ['Trễ mốc', 'Đã khảo sát 20 trạm y tế.', 'quá hạn', '20 trạm, 312 thiết bị'])
        expect(page.body).toContain(words)
      for (const secret of ['Thiếu máy tính tại trạm', '1.234.500.000', 'Chưa có kết nối BHXH'])
        expect(page.body).not.toContain(secret)
    })

    const due = '2026-12-15'
    await s.step(
      'from 15/11 the reports are there, prefilled, and their writers are told; a second run does nothing',
      async () => {
        clock.set('2026-11-14T07:41:00+07:00')
        expect(await remindReports(database)).toEqual({ opened: 0, reminded: 0 })
        clock.set('2026-11-15T07:41:00+07:00')
        const run = await remindReports(database)
        expect(run.opened).toBe(120)
        expect(run.reminded).toBeGreaterThanOrEqual(6)
        expect(await remindReports(database)).toEqual({ opened: 0, reminded: 0 })
        const mine = await get<ReportsJson>(health, '/api/v1/plan/reports?year=2026')
        expect(mine.reports.map((one) => [one.unit.name, one.due_on, one.status])).toEqual([['Sở Y tế', due, 'draft']])
        const notices = await get<{ rows: { title: { vi: string } }[] }>(health, '/api/v1/notices')
        expect(notices.rows.map((row) => row.title.vi)).toContain('Báo cáo năm 2026: còn 30 ngày (hạn 15/12/2026)')
      },
    )

    const write = async (who: Who, words: string, more: Record<string, unknown> = {}): Promise<ReportJson> => {
      const head = (await get<ReportsJson>(who, '/api/v1/plan/reports?year=2026')).reports[0]
      const report = await get<ReportJson>(who, `/api/v1/plan/reports/${head?.id}`)
      const lines = report.lines.map((one) => ({ code: one.code, done: one.done ?? words }))
      const saved = await post<ReportJson>(who, `/api/v1/plan/reports/${report.id}/content`, {
        version: report.version,
        general: words,
        lines,
        ...more,
      })
      await act(who, 'report', report.id, 'submit')
      return saved
    }
    const ids: Record<string, string> = {}
    await s.step(
      'Sở Y tế writes: figures of the records stand there; nothing unsaid, nothing lost to a second writer',
      async () => {
        const head = (await get<ReportsJson>(health, '/api/v1/plan/reports?year=2026')).reports[0]
        const report = await get<ReportJson>(health, `/api/v1/plan/reports/${head?.id}`)
        const own = report.lines.find((one) => one.code === code)
        expect(own).toMatchObject({ progress: 40, planned: 1_334_500_000, spent: 475_000_000 })
        expect(own?.done).toBe(
          'Đang triển khai. Đã xong: Khảo sát 20 trạm y tế (27/05/2026). Chưa xong: Chạy thử tại Mỹ Tho (hạn 30/09/2026).',
        )
        expect(own?.figures).toContain('kế hoạch 1.334.500.000 đồng')
        const unsaid = await act<Refusal>(health, 'report', report.id, 'submit', {}, 422)
        expect(unsaid.error.code).toBe('plan.report-unsaid')
        const path = `/api/v1/plan/reports/${report.id}/content`
        await post(health, path, { version: report.version, general: 'Bản đầu' })
        expect(
          (await post<Refusal>(health, path, { version: report.version, general: 'Ghi đè' }, 409)).error.code,
        ).toBe('plan.report-changed')
        const long = await post<Refusal>(
          health,
          path,
          { version: report.version + 1, lines: [{ code, progress: 140 }] },
          422,
        )
        expect(long.error.errors?.[0]?.field ?? long.error.field).toMatch(/^lines\.\d+\.progress$/)
        for (const who of [ward, partner]) expect((await who.get(`/api/v1/plan/reports/${report.id}`)).status).toBe(404)
        clock.set('2026-12-10T10:00:00+07:00')
        ids.health = (
          await write(health, 'Chưa phát sinh trong năm.', { proposals: 'Đề nghị bố trí vốn 2027 cho 62 trạm còn lại' })
        ).id
      },
    )

    await s.step('sent back with a reason, put right, accepted; its lateness is that of the first time', async () => {
      await act(focal, 'report', ids.health ?? '', 'send-back', { reason: 'Bổ sung nhiệm vụ năm sau.' })
      clock.set('2026-12-16T10:00:00+07:00')
      const report = await get<ReportJson>(health, `/api/v1/plan/reports/${ids.health}`)
      expect(report).toMatchObject({ status: 'returned', reason: 'Bổ sung nhiệm vụ năm sau.', mayWrite: true })
      await post(health, `/api/v1/plan/reports/${ids.health}/content`, {
        version: report.version,
        next_year: 'Chạy thử tại Mỹ Tho trong quý I',
      })
      await act(health, 'report', ids.health ?? '', 'submit')
      await act(focal, 'report', ids.health ?? '', 'accept')
      const after = await get<ReportJson>(health, `/api/v1/plan/reports/${ids.health}`)
      expect(after).toMatchObject({ status: 'accepted', late: false, submitted_on: '2026-12-10', mayWrite: false })
      expect(
        (
          await post<Refusal>(
            health,
            `/api/v1/plan/reports/${ids.health}/content`,
            { version: after.version, general: 'x' },
            409,
          )
        ).error.code,
      ).toBe('plan.report-closed')
      // The record's own door does not open it either.
      expect(
        (await health.send('PATCH', `/api/v1/plan/report/${ids.health}`, { version: after.version, general: 'x' }))
          .status,
      ).not.toBe(200)
    })

    await s.step(
      'a ward and the partner report in time on paper of the day after: late; the department of finance too',
      async () => {
        ids.ward = (await write(ward, 'Đã triển khai tại phường.', { obstacles: 'Đường truyền chập chờn' })).id
        ids.partner = (await write(partner, 'VNPT đã cử 14 kỹ sư hỗ trợ.')).id
        ids.finance = (await write(finance, 'Đã tham mưu bố trí kinh phí.')).id
        for (const one of ['ward', 'partner', 'finance']) await act(focal, 'report', ids[one] ?? '', 'accept')
        const all = await get<ReportsJson>(focal, '/api/v1/plan/reports?year=2026')
        expect(all.reports.filter((one) => one.status === 'accepted')).toHaveLength(4)
        expect(all.reports.filter((one) => one.late)).toHaveLength(119)
        expect(all.unopened).toBe(0)
      },
    )

    let yearly: YearlyJson
    const gather = () => post<YearlyJson>(focal, '/api/v1/plan/yearly/2026/gather', {})
    const section = (name: string) => yearly.report?.sections.find((one) => one.section === name)
    await s.step('gathered: every figure is there, nothing was typed again', async () => {
      clock.set('2026-12-20T09:00:00+07:00')
      yearly = await gather()
      expect(yearly.report?.counts).toMatchObject({ lines: 40, reports: 120, accepted: 4 })
      expect(yearly.report?.counts.missing).toHaveLength(116)
      expect(section('steering')?.text).toContain(
        '120 cơ quan, đơn vị phải báo cáo; 4 đã gửi, trong đó 1 đúng hạn; 116 chưa gửi',
      )
      expect(section('steering')?.text).toContain('VNPT Đồng Tháp (Viễn thông Đồng Tháp) gửi ngày 16/12/2026')
      expect(section('obstacles')?.text).toContain('Nội dung trễ mốc hoặc chậm tiến độ (xem Phụ lục I): I.1a; I.1b')
      expect(section('next')?.text).toContain(
        'Sở Y tế (đề xuất, kiến nghị): Đề nghị bố trí vốn 2027 cho 62 trạm còn lại.',
      )
      const file = await focal.get('/api/v1/plan/yearly/2026/document.pdf')
      expect(file.status).toBe(200)
      expect(file.text.startsWith('%PDF-')).toBe(true)
    })

    await s.step(
      'words put right by hand are kept when figures are gathered anew, and the change below them is told',
      async () => {
        yearly = await post(focal, '/api/v1/plan/yearly/2026/words', {
          section: 'money',
          text: 'Kinh phí thực hiện theo báo cáo của Sở Tài chính.',
        })
        expect(section('money')).toMatchObject({ edited: true, stale: false })
        const row = await one<{ id: string; version: number }>(
          "select id, version from plan.budget where line = $1 and source = 'state-budget'",
          [id],
        )
        expect(
          (await health.send('PATCH', `/api/v1/plan/budget/${row.id}`, { version: row.version, spent: 812_345_678 }))
            .status,
        ).toBe(200)
        yearly = await gather()
        expect(section('money')).toMatchObject({
          text: 'Kinh phí thực hiện theo báo cáo của Sở Tài chính.',
          edited: true,
          stale: true,
        })
        expect(section('results')).toMatchObject({ edited: false, stale: false })
      },
    )

    await s.step('the Word file holds every figure and every word that was reported', async () => {
      // The door is asked for the file; its text is read from the same letter, since a story's answers are texts.
      expect((await focal.get('/api/v1/plan/yearly/2026/document.docx')).status).toBe(200)
      const row = await one<ProvinceReportRow>('select * from plan.province_report where year = 2026')
      const text = wordText(Buffer.from(await letterWord(provinceLetter(row, { now: clock.now(), sample: true }))))
      const told = [
        'Kinh phí thực hiện theo báo cáo của Sở Tài chính.',
        '99/QĐ-UBND-HC, 02/03/2026',
        'Xong: Khảo sát 20 trạm y tế (27/05/2026)',
        'Hạn 30/09/2026: Chạy thử tại Mỹ Tho',
        // 812,345,678 of the state and 75,000,000 sponsored; what was reported before stays as it was reported.
        '887.345.678',
        '475.000.000',
        'UBND tỉnh đã có Công văn 412/UBND-KGVX.',
        'Thiếu máy tính tại trạm',
        'VNPT đã cử 14 kỹ sư hỗ trợ.',
        'Đã triển khai tại phường.',
        'Đường truyền chập chờn',
        'Chạy thử tại Mỹ Tho trong quý I',
        'Ủy ban nhân dân phường Mỹ Tho',
        'V. PHƯƠNG HƯỚNG VÀ ĐỀ XUẤT, KIẾN NGHỊ',
      ]
      expect(told.filter((words) => !text.includes(words))).toEqual([])
      // All forty contents stand in the appendix.
      const { rows } = await get<{ rows: { code: string; content: string }[] }>(
        focal,
        '/api/v1/plan/line?scope=all&limit=100',
      )
      expect(rows).toHaveLength(40)
      expect(rows.filter((row) => !text.includes(row.content)).map((row) => row.code)).toEqual([])
    })

    await s.step(
      'submitted, issued with its number; from then on everybody may read it, and nobody gathers it again',
      async () => {
        expect((await inject({ method: 'GET', path: '/ke-hoach/bao-cao/2026.pdf', headers: {} })).status).toBe(404)
        const report = await one<{ id: string }>('select id from plan.province_report where year = 2026')
        await act(focal, 'province-report', report.id, 'submit')
        const task = (await tasks(approver)).find((one) => one.recordId === report.id)
        await post(approver, `/api/v1/tasks/${task?.id}/move`, {
          move: 'issue',
          data: { number: '512/BC-UBND', issued_on: '2026-12-20' },
        })
        const refused = await post<Refusal>(focal, '/api/v1/plan/yearly/2026/gather', {}, 409)
        expect(refused.error.code).toBe('plan.already-issued')
        const open = await inject({ method: 'GET', path: '/ke-hoach/bao-cao/2026.pdf', headers: {} })
        expect(open.status).toBe(200)
        expect(open.body.startsWith('%PDF-')).toBe(true)
        const page = await inject({ method: 'GET', path: '/ke-hoach', headers: { accept: 'text/html' } })
        expect(page.body).toContain('Báo cáo năm 2026 (PDF)')
      },
    )
  },
  240_000,
)

story('the index: entered values, values of the house, verified points, what would raise the rank', async (s) => {
  const { as, get, post, one, inject } = await open(s, '2026-10-05T08:00:00+07:00')
  const focal = await as('daumoi')
  const health = await as('baocao.syt')

  await s.step('a year of the examples: 98 indicators, a thousand points, a rank among those entered', async () => {
    const index = await get<DtiJson>(focal, '/api/v1/plan/dti?year=2025')
    expect(index.lines).toHaveLength(98)
    expect(index.self.most).toBe(1000)
    expect(index.mains.map((main) => main.points)).toEqual([100, 100, 100, 100, 100, 0, 200, 150, 150])
    expect(index.rank).toBe(1 + index.peers.filter((peer) => peer.points > index.self.points).length)
    expect(index.trend.map((year) => year.year)).toEqual([2021, 2022, 2023, 2024, 2025])
  })

  await s.step(
    'a value is entered: points follow the formula, and nothing is stored that could grow stale',
    async () => {
      const before = await get<DtiJson>(focal, '/api/v1/plan/dti?year=2026')
      const meetings = (index: DtiJson) => index.lines.find((one) => one.code === '1.2')
      const after = await post<DtiJson>(focal, '/api/v1/plan/dti/scores', {
        year: 2026,
        code: '1.2',
        reached: 3,
        explanation: 'Ba phiên họp có thông báo kết luận',
      })
      expect(meetings(after)).toMatchObject({ reached: 3, self: 15, origin: 'entered' })
      expect(after.self.points - before.self.points).toBeCloseTo(15 - (meetings(before)?.self ?? 0), 6)
      const wrong = await post<Refusal>(
        focal,
        '/api/v1/plan/dti/scores',
        { year: 2026, code: '7.4', numerator: 11, denominator: 10 },
        422,
      )
      expect(wrong.error.code).toBe('records.breaks-rule')
      expect(
        (await post<Refusal>(focal, '/api/v1/plan/dti/scores', { year: 2026, code: '99.1', reached: 1 }, 404)).error
          .code,
      ).toBe('plan.no-such-indicator')
    },
  )

  await s.step(
    'what the house knows is taken from where it works, with the moment; what a person typed stays',
    async () => {
      await post(focal, '/api/v1/plan/dti/scores', { year: 2026, code: '7.6', numerator: 41, denominator: 50 })
      const { taken, index } = await post<{ taken: number; index: DtiJson }>(focal, '/api/v1/plan/dti/take', {
        year: 2026,
      })
      expect(taken).toBeGreaterThan(0)
      const counted = await one<{ whole: number; part: number }>(
        "select count(*)::int as whole, count(*) filter (where channel = 'online')::int as part from one_stop.dossier where received_at >= '2026-01-01+07' and received_at < '2026-10-06+07'",
      )
      const online = index.lines.find((one) => one.code === '7.4')
      if (counted.whole > 0)
        expect(online).toMatchObject({ numerator: counted.part, denominator: counted.whole, origin: 'house' })
      expect(index.lines.find((one) => one.code === '7.6')).toMatchObject({
        numerator: 41,
        denominator: 50,
        origin: 'entered',
      })
      expect(index.lines.find((one) => one.code === '2.8')).toMatchObject({ denominator: 40, origin: 'house' })
    },
  )

  await s.step(
    'scores are the focal department’s and the overseers’; everybody reads only what was verified',
    async () => {
      expect((await health.get('/api/v1/plan/dti?year=2025')).status).toBe(403)
      expect((await get<{ rows: unknown[] }>(health, '/api/v1/plan/score?scope=all')).rows).toEqual([])
      const page = await inject({ method: 'GET', path: '/ke-hoach/dti', headers: { accept: 'text/html' } })
      expect(page.status).toBe(200)
      expect(page.body).toContain('2025')
      const words = await focal.get('/api/v1/plan/dti/document.docx?year=2025')
      expect(words.status).toBe(200)
      const sheet = await focal.get('/api/v1/plan/dti/document.xlsx?year=2025')
      expect(sheet.headers['content-type']).toContain('spreadsheetml')
      expect((await focal.get('/api/v1/plan/dti?year=1999')).status).toBe(422)
    },
  )
})
