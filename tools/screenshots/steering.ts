/**
 * The tour of those who steer: four days of two wards are worked through first, by their own people, so that there is a past to
 * forecast from, a month to score and somebody late; then the clock of a dossier, the index, the monitor, the plan and the DTI.
 */
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import type { Answer, Visitor } from '#kernel/testing'
import { communes } from '#province'
import { sendDigest, warnHeads } from '../../systems/government/one-stop/monitor/alerts.ts'
import { sendLetters } from '../../systems/government/one-stop/monitor/letter.ts'
import { gatherPaces } from '../../systems/government/one-stop/planning/pace.ts'
import { remindReports } from '../../systems/government/plan/jobs.ts'
import { type Album, desk, phone, type Walk } from './album.ts'

const wards = ['caolanh', 'mytho'] as const
const days = ['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19'] as const
const today = '2026-11-20'
const now = `${today}T09:10:00+07:00`

const deaths = '1.000656'
const celibacy = '1.004873'
const copies = '2.000815'
const business = '1.001612'
/** What is handed in at a counter in a morning, by procedure. */
const morning = [deaths, copies, celibacy, business, '1.000894', '1.011607', '2.000635', celibacy] as const
const contents: Record<string, string> = {
  [deaths]: 'Đăng ký khai tử cho cha',
  [copies]: 'Chứng thực bản sao bằng tốt nghiệp trung học phổ thông, 2 bản',
  [celibacy]: 'Xác nhận tình trạng hôn nhân để đăng ký kết hôn',
  [business]: 'Thành lập hộ kinh doanh bán vật tư nông nghiệp',
  '1.000894': 'Đăng ký kết hôn',
  '2.000635': 'Cấp bản sao trích lục khai sinh',
  '1.011607': 'Công nhận hộ nghèo, hộ cận nghèo',
}
const people = [
  'Nguyễn Văn Bảy',
  'Trần Thị Thu Hà',
  'Lê Hoàng Phúc',
  'Phạm Ngọc Ánh',
  'Huỳnh Thanh Tùng',
  'Võ Thị Cẩm Tú',
  'Đặng Minh Quân',
  'Bùi Thị Hồng Đào',
  'Ngô Quốc Bảo',
  'Dương Thị Mỹ Linh',
  'Lý Gia Hân',
  'Đỗ Hữu Tài',
] as const
/** How many communes have people who hand in at one of the two counters because it is nearer to their work. */
const elsewhere = 17

interface Open {
  id: string
  version: number
  recordId: string
  number: string | null
  step: string
  moves: { name: string }[]
}

/** Answers what was said; a refusal ends the walk. */
async function said<T>(answer: Promise<Answer>, what: string): Promise<T> {
  const got = await answer
  if (got.status >= 300) throw new Error(`${what}: ${got.status} ${got.text.slice(0, 400)}`)
  return got.json<T>()
}

const openTasks = async (who: Visitor): Promise<Open[]> =>
  (await said<{ rows: Open[] }>(who.get('/api/v1/tasks?scope=unit&limit=200'), 'tasks')).rows

/** Who sits at which step, in the order a dossier meets them. */
const posts = [
  ['motcua', ['receive', 'check']],
  ['thuly', ['handle']],
  ['truongphong', ['review']],
  ['lanhdao', ['sign']],
  ['vanthu', ['stamp']],
] as const

class Wards {
  readonly album: Album
  readonly procedures = new Map<string, string>()
  /** The dossier whose clock is shown: nobody but the walk touches it. */
  shown = ''
  private serial = 0
  private afar = 0
  private results = 240

  constructor(album: Album) {
    this.album = album
  }

  async receive(counter: Visitor, code: string, far: boolean): Promise<{ dossier: string; number: string }> {
    const serial = ++this.serial
    if (!this.procedures.has(code)) {
      const { rows } = await said<{ rows: { id: string }[] }>(
        counter.get(`/api/v1/one-stop/procedure?f.code=${code}`),
        code,
      )
      this.procedures.set(code, rows[0]?.id ?? '')
    }
    return said(
      counter.send('POST', '/api/v1/one-stop/intake', {
        procedure: this.procedures.get(code) ?? '',
        national_id: `0871${70 + (serial % 29)}${100_000 + serial * 37}`,
        full_name: people[serial % people.length] ?? '',
        content: contents[code] ?? '',
        accept_now: true,
        ...(far ? { settling: communes[(++this.afar * 5) % elsewhere]?.code ?? null } : {}),
      }),
      `receiving ${code}`,
    )
  }

  /** The task of a dossier is done by who sits at it. */
  async does(who: Visitor, task: Open, move: string, data: Record<string, unknown> = {}): Promise<void> {
    await said(
      who.send('POST', `/api/v1/tasks/${task.id}/move`, { move, version: task.version, data } as never),
      `${task.number}: ${move}`,
    )
  }

  /** A round of a ward: everybody takes the oldest first and leaves `left` of them lying, the handler `leftToHandle`. */
  async round(ward: string, left: number, leftToHandle = left): Promise<void> {
    const { clock, as } = this.album
    for (const [login, steps] of posts) {
      clock.advance({ minutes: 40 })
      const who = await as(`${login}.${ward}`)
      const mine = (await openTasks(who)).filter(
        (task) => (steps as readonly string[]).includes(task.step) && task.recordId !== this.shown,
      )
      for (const task of mine.slice(0, Math.ceil(mine.length * (1 - (login === 'thuly' ? leftToHandle : left))))) {
        const move = ['accept', 'forward', 'finish'].find((name) => task.moves.some((one) => one.name === name))
        if (!move) continue
        clock.advance({ minutes: 2 })
        const result = {
          result_number: `${++this.results}/2026`,
          result_note: 'Đã giải quyết theo đề nghị.',
          typeset: true,
        }
        await this.does(who, task, move, move === 'finish' ? result : {})
      }
    }
  }

  async week(): Promise<void> {
    const { clock, as } = this.album
    for (const [day, date] of days.entries())
      for (const ward of wards) {
        clock.set(`${date}T07:20:00+07:00`)
        const counter = await as(`motcua.${ward}`)
        for (const [place, code] of morning.entries()) {
          clock.advance({ minutes: 5 })
          await this.receive(counter, code, place >= 5)
        }
        if (day === days.length - 1) await this.round(ward, 0.45, 0.9)
        else await this.round(ward, ward === 'mytho' ? 0.35 : 0.2)
        if (ward === 'caolanh') await this.turn(day)
      }
  }

  /** The dossier that is shown: received on Monday, sent back for a paper on Tuesday, supplied on Wednesday. */
  private async turn(day: number): Promise<void> {
    const { as, clock } = this.album
    const counter = await as('motcua.caolanh')
    const task = async (who: Visitor) => (await openTasks(who)).find((one) => one.recordId === this.shown)
    if (day === 0) {
      this.shown = (await this.receive(counter, celibacy, false)).dossier
      const received = await task(counter)
      if (received) await this.does(counter, received, 'forward')
    }
    if (day === 1) {
      const handler = await as('thuly.caolanh')
      const handled = await task(handler)
      if (handled)
        await this.does(handler, handled, 'ask-supplement', {
          items: 'Bản án hoặc quyết định ly hôn đã có hiệu lực',
          reason: 'Tờ khai ghi đã ly hôn, hồ sơ chưa có giấy tờ chứng minh',
        })
    }
    if (day === 2) {
      clock.set(`${days[2]}T14:20:00+07:00`)
      await said(
        (await as('motcua.caolanh')).send('POST', `/api/v1/cases/one-stop/dossier/${this.shown}/move`, {
          move: 'supply',
          data: { answer: 'Nộp bản sao Quyết định công nhận thuận tình ly hôn số 45/2023/QĐST-HNGĐ' },
        }),
        'supply',
      )
    }
  }

  /** This morning: people sit in the hall, some are called, some hand in. */
  async hall(): Promise<void> {
    const { clock, as } = this.album
    clock.set(`${today}T07:35:00+07:00`)
    for (const ward of wards) {
      const counter = await as(`motcua.${ward}`)
      const door = '/api/v1/one-stop/calling'
      interface Hall {
        desk: string
        counters: { id: string; number: number }[]
        current: { id: string } | null
      }
      const state = await said<Hall>(counter.get(`${door}/state`), 'hall')
      // the second counter takes land, which is what they come for this morning
      const place = state.counters.find((one) => one.number === 2)?.id ?? ''
      await said(counter.send('POST', `${door}/counter`, { counter: place, act: 'open' }), 'counter')
      const many = ward === 'caolanh' ? 9 : 5
      for (let i = 0; i < many; i++) {
        clock.advance({ minutes: 3 })
        await said(
          counter.send('POST', `${door}/give`, {
            unit: state.desk,
            kind: i === 3 ? 'nguoi-cao-tuoi' : 'thuong',
            service: 'dat-dai',
          }),
          'number',
        )
      }
      for (let i = 0; i < many - 3; i++) {
        const { current } = await said<Hall>(counter.send('POST', `${door}/next`, { counter: place }), 'next')
        await said(counter.send('POST', `${door}/ticket/${current?.id}`, { act: 'serve' }), 'serve')
        clock.advance({ minutes: 4 })
        await this.receive(counter, morning[i % 5] ?? deaths, false)
      }
    }
  }
}

/** Units write to the focal department, ask for approval, and hand in their reports. */
async function planned({ as, house, clock }: Album): Promise<{ approval: string; report: string }> {
  const focal = await as('daumoi')
  const post = <T>(who: Visitor, path: string, body: unknown, what: string) =>
    said<T>(who.send('POST', path, body as never), what)
  const lineId = async (code: string): Promise<string> =>
    (await said<{ line: { id: string } }>(focal.get(`/api/v1/plan/lines/${code}`), code)).line.id
  const act = (who: Visitor, record: string, id: string, move: string, data: Record<string, unknown> = {}) =>
    post(who, `/api/v1/cases/plan/${record}/${id}/move`, { move, data }, `${record} ${move}`)
  const health = await as('baocao.syt')
  const ward = await as('baocao.mytho')
  const partner = await as('vnpt')

  clock.set(`${days[1]}T09:00:00+07:00`)
  for (const [who, line, title, content, wanted] of [
    [
      health,
      'IV.3a',
      'Chưa có kinh phí nâng cấp đường truyền của Bệnh viện Đa khoa khu vực',
      'Đường truyền hiện tại không đủ cho truyền hình ảnh chẩn đoán giữa hai cơ sở.',
      'Bố trí từ nguồn sự nghiệp khoa học và công nghệ năm 2027.',
    ],
    [
      partner,
      'I.1a',
      'Thiết bị đầu cuối của 12 xã về chậm',
      'Nhà cung cấp báo lùi giao hàng đến giữa tháng 12.',
      'Cho dùng tạm thiết bị dự phòng và lùi mốc 40 xã, phường sang 31/12/2026.',
    ],
    [
      ward,
      'III.5a',
      'Phường chưa có cán bộ chuyên trách công nghệ thông tin',
      'Sau sắp xếp, phường chỉ còn một công chức kiêm nhiệm.',
      'Hướng dẫn vị trí việc làm và tập huấn cho công chức kiêm nhiệm.',
    ],
  ] as const)
    await post(who, '/api/v1/plan/obstacle', { line: await lineId(line), title, content, wanted }, title)

  const asked = await post<{ id: string }>(
    health,
    '/api/v1/plan/approval',
    {
      line: await lineId('IV.3b'),
      title: 'Hệ thống quản lý sức khỏe cộng đồng, giai đoạn 1',
      content:
        'Hồ sơ sức khỏe của 102 trạm y tế còn ghi trên giấy; cần một hệ thống chung trước khi liên thông bảo hiểm y tế.',
      amount: 2_400_000_000,
    },
    'approval',
  )
  clock.set(`${days[2]}T08:30:00+07:00`)
  const appraise = (await openTasks(await as('daumoi'))).find((task) => task.recordId === asked.id)
  await post(
    await as('daumoi'),
    `/api/v1/tasks/${appraise?.id}/move`,
    { move: 'submit', data: { opinion: 'Phù hợp Kế hoạch, có nguồn lồng ghép; đề nghị chấp thuận chủ trương.' } },
    'appraise',
  )

  clock.set(`${days[3]}T08:00:00+07:00`)
  await remindReports(house.database)
  let report = ''
  for (const [login, words, hand] of [
    ['baocao.syt', 'Đã thí điểm bệnh án điện tử tại hai khoa; 1.860 hồ sơ được lập.', true],
    ['vnpt', 'VNPT đã cử 14 kỹ sư hỗ trợ tại 102 xã, phường.', true],
    ['kinhphi.stc', 'Sở đã tham mưu bố trí 12.300 triệu đồng cho các nội dung của năm.', true],
    ['baocao.skhcn', 'Sở đã thẩm định năm chủ trương và trả lời các vướng mắc gửi đến.', true],
    ['baocao.mytho', 'Phường đã tiếp nhận toàn bộ hồ sơ trên hệ thống một cửa của tỉnh.', true],
    ['baocao.caolanh', 'Phường đã số hóa 2.140 kết quả còn hiệu lực.', false],
  ] as const) {
    clock.advance({ minutes: 25 })
    const who = await as(login)
    const { reports } = await said<{ reports: { id: string }[] }>(who.get('/api/v1/plan/reports?year=2026'), login)
    const own = await said<{ id: string; version: number; lines: { code: string; done: string | null }[] }>(
      who.get(`/api/v1/plan/reports/${reports[0]?.id}`),
      login,
    )
    await post(
      who,
      `/api/v1/plan/reports/${own.id}/content`,
      {
        version: own.version,
        general: words,
        lines: own.lines.map((one, place) => ({
          code: one.code,
          done: one.done ?? (hand || place < 2 ? 'Chưa phát sinh nhiệm vụ trong năm.' : null),
        })),
      },
      `${login} writes`,
    )
    if (!hand) report = own.id
    else await act(who, 'report', own.id, 'submit')
    if (hand && !['baocao.mytho', 'baocao.skhcn'].includes(login))
      await act(await as('daumoi'), 'report', own.id, 'accept')
  }
  return { approval: asked.id, report }
}

const oneStop = '/officer/desk/one-stop'
const plan = '/officer/desk/plan'

/** From the top of one thing to the end of another, as wide as the desk shows it. */
async function cut({ keep }: Album, page: Page, name: string, part: ReturnType<Page['locator']>): Promise<void> {
  await page.waitForLoadState('networkidle', { timeout: 8_000 }).catch(() => undefined)
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
  const frame = page.viewportSize() ?? desk
  // What sticks to the window's edge would lie over a thing taller than the window.
  await page.setViewportSize({ width: frame.width, height: 3_400 })
  const shot = await part.screenshot({ animations: 'disabled', caret: 'hide' })
  await page.setViewportSize(frame)
  await keep(name, sharp(shot), desk.width)
}

/** The letter of one head as a mail program shows it. It is handed to this picture alone: nothing is sent anywhere. */
async function weeklyLetter({ house, open, keep }: Album, login: string): Promise<void> {
  const letters = new Map<string, { subject: string; body: string }>()
  await sendLetters(
    house.database,
    {
      async send(to, subject, text, html) {
        letters.set(to, { subject, body: html ?? text })
      },
    },
    'http://sen.example',
  )
  const [to, letter] = [...letters].find(([address]) => address.startsWith(`${login}@`)) ?? []
  if (!letter) throw new Error(`${login} is sent no letter`)
  const { page, context } = await open({ width: 720, height: 1_000 })
  await page.setContent(letter.body)
  // The lines that every program draws over a letter.
  await page.evaluate(
    ([subject, address]) => {
      const head = document.createElement('header')
      const title = document.createElement('p')
      const line = document.createElement('p')
      title.textContent = subject ?? ''
      line.textContent = `Đến: ${address}`
      title.style.cssText = 'margin:0;font-weight:bold;font-size:18px'
      line.style.cssText = 'margin:4px 0 0;font-size:14px;color:#4a5a55'
      head.style.cssText = 'margin:0 0 20px;padding:0 0 12px;border-bottom:1px solid #cfc7b6'
      head.append(title, line)
      document.body.prepend(head)
    },
    [letter.subject, to] as const,
  )
  await keep('thu-tuan', sharp(await page.screenshot({ fullPage: true, animations: 'disabled' })), 720)
  await context.close()
}

export const steering: Walk = {
  at: '2026-11-16T06:50:00+07:00',
  pictures: [
    'dong-ho-ho-so',
    'viec-trong-ngay',
    'viec-trong-ngay-dien-thoai',
    'du-bao-tre-han',
    'chi-so-766',
    'chi-so-766-ho-so',
    'chi-so-766-muc',
    'chi-so-766-xep-hang',
    'chi-so-766-phuong',
    'giam-sat',
    'giam-sat-ho-so',
    'giam-sat-co-quan',
    'canh-bao-tre-han',
    'thu-tuan',
    'ke-hoach-noi-dung',
    'ke-hoach-mot-noi-dung',
    'ke-hoach-chu-truong',
    'ke-hoach-kinh-phi',
    'ke-hoach-vuong-mac',
    'bao-cao-nam',
    'bao-cao-nam-don-vi',
    'bao-cao-tong-hop',
    'ke-hoach-cong-khai',
    'ke-hoach-cong-khai-dien-thoai',
    'dti-diem',
    'dti-nhap',
    'dti-nang-hang',
    'dti-nam-nam',
  ],
  async walk(album) {
    const { clock, house, open, shoot } = album
    const atWards = new Wards(album)
    await atWards.week()
    const { approval, report } = await planned(album)
    await atWards.hall()
    clock.set(now)
    await gatherPaces(house.database)
    await sendDigest(house.database)
    await warnHeads(house.database)

    // ------------------------------------------------------------------------------------- the clock of a dossier
    const handler = await open(desk, 'thuly.caolanh')
    await handler.page.goto(`/officer/cases/one-stop/dossier/${atWards.shown}`)
    await handler.page.locator('.time-drawing').waitFor()
    const clockPanel = handler.page.locator('.panel').filter({ has: handler.page.locator('.time-drawing') })
    await cut(album, handler.page, 'dong-ho-ho-so', clockPanel)
    await handler.page.goto(`${oneStop}/day`)
    await handler.page.locator('.day-row').first().waitFor()
    await shoot(handler.page, 'viec-trong-ngay', 640)
    await handler.context.close()
    const hand = await open(phone, 'thuly.caolanh')
    await hand.page.goto(`${oneStop}/day`)
    await hand.page.locator('.day-row').first().waitFor()
    await shoot(hand.page, 'viec-trong-ngay-dien-thoai')
    await hand.context.close()
    const head = await open(desk, 'giamdoc.caolanh')
    await head.page.goto(`${oneStop}/at-risk`)
    await head.page.locator('main table tbody tr').first().waitFor()
    await shoot(head.page, 'du-bao-tre-han', 620)

    // ------------------------------------------------------------------------------------- the index
    await head.page.goto(`${oneStop}/quality`)
    await head.page.locator('.quality-share').waitFor()
    await shoot(head.page, 'chi-so-766-phuong', 1000)
    const monitor = await open(desk, 'tonghop')
    await monitor.page.goto(`${oneStop}/quality`)
    await monitor.page.locator('.quality-places').first().waitFor()
    await shoot(monitor.page, 'chi-so-766', 1040)
    await cut(album, monitor.page, 'chi-so-766-muc', monitor.page.locator('.panel:has(.quality-items)'))
    await cut(album, monitor.page, 'chi-so-766-xep-hang', monitor.page.locator('.quality-columns').last())
    await monitor.page.getByRole('button', { name: /^2\.1: / }).click()
    await monitor.page.getByRole('dialog').getByRole('row').nth(1).waitFor()
    await shoot(monitor.page, 'chi-so-766-ho-so')

    // ------------------------------------------------------------------------------------- the monitor
    await monitor.page.goto(`${oneStop}/monitor`)
    await monitor.page.locator('.legend').waitFor()
    await shoot(monitor.page, 'giam-sat', 1360)
    await monitor.page
      .getByRole('button', { name: /^Quá hạn/ })
      .first()
      .click()
    await monitor.page.getByRole('heading', { name: 'Hồ sơ quá hạn', exact: true }).waitFor()
    await monitor.page.getByRole('link', { name: /^H20/ }).first().waitFor()
    await shoot(monitor.page, 'giam-sat-ho-so')
    await monitor.page.goto(`${oneStop}/monitor`)
    await monitor.page.getByRole('button', { name: 'Phường Mỹ Tho' }).first().click()
    await monitor.page.locator('.monitor-group').first().waitFor()
    await shoot(monitor.page, 'giam-sat-co-quan', 1080)
    await monitor.context.close()
    await head.page.goto('/officer/notices')
    await head.page.getByText('Sáng nay').first().waitFor()
    await shoot(head.page, 'canh-bao-tre-han')
    await head.context.close()

    // ------------------------------------------------------------------------------------- the plan
    const focal = await open(desk, 'daumoi')
    await focal.page.goto(`${plan}/lines`)
    await focal.page.locator('.gantt').nth(39).waitFor()
    await shoot(focal.page, 'ke-hoach-noi-dung', 1100)
    await focal.page.goto(`${plan}/lines/III.2b`)
    await focal.page.getByRole('heading', { level: 1, name: /^III\.2b/ }).waitFor()
    await shoot(focal.page, 'ke-hoach-mot-noi-dung', 1240)
    const approver = await open(desk, 'chutruong')
    await approver.page.goto(`/officer/cases/plan/approval/${approval}`)
    await approver.page.getByRole('button', { name: 'Chấp thuận' }).first().waitFor()
    await shoot(approver.page, 'ke-hoach-chu-truong')
    await approver.context.close()
    const finance = await open(desk, 'kinhphi.stc')
    await finance.page.goto(`${plan}/money`)
    await finance.page.locator('.money-bar').first().waitFor()
    await shoot(finance.page, 'ke-hoach-kinh-phi', 1030)
    await finance.context.close()
    await focal.page.goto(`${plan}/obstacles`)
    await focal.page.locator('main tbody tr').nth(3).waitFor()
    await shoot(focal.page, 'ke-hoach-vuong-mac', 620)
    await focal.page.goto(`${plan}/reports`)
    await focal.page.locator('.legend').waitFor()
    await shoot(focal.page, 'bao-cao-nam', 920)
    const ward = await open(desk, 'baocao.caolanh')
    await ward.page.goto(`${plan}/reports/${report}`)
    await ward.page.getByRole('button', { name: 'Gửi báo cáo' }).waitFor()
    await shoot(ward.page, 'bao-cao-nam-don-vi', 900)
    await ward.context.close()
    await focal.page.goto(`${plan}/yearly`)
    await focal.page.getByRole('button', { name: 'Tổng hợp', exact: true }).click()
    await focal.page.getByRole('heading', { name: 'III. KINH PHÍ THỰC HIỆN' }).waitFor()
    // afresh: the word that it was gathered lies over the third part
    await focal.page.reload()
    await focal.page.getByRole('heading', { name: 'III. KINH PHÍ THỰC HIỆN' }).waitFor()
    await shoot(focal.page, 'bao-cao-tong-hop', 1260)
    const everybody = await open(desk)
    await everybody.page.goto('/ke-hoach')
    await shoot(everybody.page, 'ke-hoach-cong-khai', 1320)
    await everybody.context.close()
    const street = await open(phone)
    await street.page.goto('/ke-hoach')
    await shoot(street.page, 'ke-hoach-cong-khai-dien-thoai', 1240)
    await street.context.close()

    // ------------------------------------------------------------------------------------- the DTI
    await focal.page.goto(`${plan}/dti`)
    await focal.page.locator('main tbody tr').nth(30).waitFor()
    await shoot(focal.page, 'dti-diem', 1000)
    await focal.page.locator('main tbody tr').filter({ hasText: /^7\.3/ }).getByRole('button', { name: /Nhập/ }).click()
    await focal.page.getByRole('dialog').waitFor()
    await shoot(focal.page, 'dti-nhap')
    await focal.page.keyboard.press('Escape')
    await focal.page.getByRole('tab', { name: 'Điều gì nâng hạng' }).click()
    await focal.page.getByLabel('Giả định 9.1', { exact: true }).fill('95')
    await focal.page.getByLabel('Giả định 9.2', { exact: true }).fill('80')
    await focal.page.keyboard.press('Tab')
    await shoot(focal.page, 'dti-nang-hang', 900)
    await focal.page.getByRole('tab', { name: 'Năm năm' }).click()
    await focal.page.locator('.trend').waitFor()
    await shoot(focal.page, 'dti-nam-nam', 1130)
    await focal.context.close()

    // ------------------------------------------------------------------------------------- Monday's letter
    clock.set('2026-11-23T07:00:00+07:00')
    await weeklyLetter(album, 'giamdoc.caolanh')
  },
}
