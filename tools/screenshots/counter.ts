/** The tours of the counter: receiving with a scanner, the hall and its cashier; and what the citizen does on her own side of it. */
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { closeOcr, drawPdf, typeset } from '#kernel/papers'
import { startJobs } from '#kernel/store'
import { type Album, desk, phone, type Task, type Walk } from './album.ts'

const ward = '29869'
const television = { width: 1920, height: 1080 }
/** A touch screen that stands in the hall. */
const kiosk = { width: 1280, height: 960 }
/** Reading a sheet takes seconds, and the machine may be busy. */
const readMsMax = 180_000

interface Received {
  number: string
  dossier: string
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).first().waitFor()

/** Takes in a dossier at the counter of Cao Lãnh through the API. */
async function receive(
  { as }: Album,
  code: string,
  applicant: { national_id: string; full_name: string; phone?: string; address?: string },
  content: string,
  copies = 1,
): Promise<Received> {
  const counter = await as('motcua.caolanh')
  const { rows } = (await counter.get(`/api/v1/one-stop/procedure?f.code=${code}`)).json<{ rows: { id: string }[] }>()
  const answer = await counter.send<Received>('POST', '/api/v1/one-stop/intake', {
    procedure: rows[0]?.id,
    content,
    copies,
    ...applicant,
  })
  if (answer.status !== 201) throw new Error(`${code} is not received: ${answer.text}`)
  return answer.json<Received>()
}

/** Presses Enter on a procedure once the list has come. */
async function choose(page: Page, box: RegExp, typed: string): Promise<void> {
  await page.getByLabel(box).first().fill(typed)
  await page.getByRole('option').filter({ hasText: typed }).first().waitFor()
  await page.keyboard.press('Enter')
}

const sheetTemplate = `#import "/page.typ": *
#set page(paper: "a4", margin: 2cm)
#set text(font: "Tinos", size: 14pt)
#set par(leading: 0.9em)
#let data = json(bytes(sys.inputs.data))
#align(center)[*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM* \\ *Độc lập - Tự do - Hạnh phúc*]
#v(12pt)
#align(center, text(15pt, weight: "bold", data.at(0)))
#for line in data.slice(1) [#line

]`

/** A sheet as a scanner gives it; typeset, nobody's. */
async function scannedSheet(title: string, lines: readonly string[], dpi: number): Promise<Buffer> {
  const pdf = await typeset(sheetTemplate, [title, ...lines], { title, at: new Date(0) })
  const drawn = await drawPdf(pdf, { name: title, page: 1, width: Math.round(8.27 * dpi), pixelsMax: 10_000_000 })
  if (!drawn) throw new Error(`${title} is not drawn`)
  return sharp(drawn.data, { raw: { width: drawn.width, height: drawn.height, channels: 4 } })
    .flatten()
    .greyscale()
    .withMetadata({ density: dpi })
    .png()
    .toBuffer()
}

/** What the scanner of the counter gives for one birth. */
async function scannedPapers(): Promise<{ name: string; mimeType: string; buffer: Buffer }[]> {
  const mother = 'Bà Nguyễn Thị Thúy An, sinh năm 1994, cư trú tại Khóm 3, phường Cao Lãnh, tỉnh Đồng Tháp.'
  const papers: [string, string, string[], number][] = [
    [
      'quet-001',
      'TỜ KHAI ĐĂNG KÝ KHAI SINH',
      [
        'Kính gửi: Ủy ban nhân dân phường Cao Lãnh',
        'Họ, chữ đệm, tên người yêu cầu: Nguyễn Thị Thúy An',
        'Nơi cư trú: Khóm 3, phường Cao Lãnh, tỉnh Đồng Tháp',
        'Đề nghị cơ quan đăng ký khai sinh cho người dưới đây:',
        'Họ, chữ đệm, tên: Lê Gia Bảo. Ngày sinh: 09/11/2026. Giới tính: Nam.',
        'Nơi sinh: Bệnh viện Đa khoa Đồng Tháp. Dân tộc: Kinh. Quốc tịch: Việt Nam.',
        'Quê quán: Phường Cao Lãnh, tỉnh Đồng Tháp',
        'Họ, chữ đệm, tên người mẹ: Nguyễn Thị Thúy An. Năm sinh: 1994. Dân tộc: Kinh.',
        'Nơi cư trú: Khóm 3, phường Cao Lãnh, tỉnh Đồng Tháp',
        'Họ, chữ đệm, tên người cha: Lê Văn Phúc. Năm sinh: 1991. Dân tộc: Kinh.',
        'Nơi cư trú: Khóm 3, phường Cao Lãnh, tỉnh Đồng Tháp',
        'Tôi cam đoan nội dung đề nghị đăng ký khai sinh trên đây là đúng sự thật, được sự thỏa thuận nhất trí của các bên liên quan theo quy định pháp luật.',
        'Đề nghị cấp bản sao: Có. Số lượng: 2 bản.',
        'Làm tại phường Cao Lãnh, ngày 25 tháng 11 năm 2026',
        'Người yêu cầu: Nguyễn Thị Thúy An',
      ],
      300,
    ],
    [
      'quet-002',
      'GIẤY CHỨNG SINH',
      ['Bệnh viện Đa khoa Đồng Tháp chứng nhận:', mother, 'đã sinh con lúc 06 giờ 15 phút ngày 09 tháng 11 năm 2026.'],
      300,
    ],
    ['quet-003', 'GIẤY ỦY QUYỀN', ['Tôi ủy quyền cho ông Lê Văn Phúc nộp hồ sơ đăng ký khai sinh thay tôi.'], 150],
  ]
  return Promise.all(
    papers.map(async ([name, title, lines, dpi]) => ({
      name: `${name}.png`,
      mimeType: 'image/png',
      buffer: await scannedSheet(title, lines, dpi),
    })),
  )
}

/** The counter's day: papers, pile, hall, money, register. */
const counter: Walk = {
  at: '2026-11-25T08:40:00+07:00',
  pictures: [
    'nhan-ho-so',
    'to-quet',
    'da-nhan',
    'nhan-ca-xap',
    'lay-so',
    'phieu-so',
    'theo-doi-luot',
    'man-hinh-sanh',
    'goi-so',
    'thu-ngan',
    'bao-cao-thu',
    'so-theo-doi',
    'tim-nhanh',
    'goc-nhin',
    'uy-quyen',
  ],
  async walk(album) {
    const { house, clock, open, shoot } = album
    const jobs = house.systems.flatMap((system) => system.jobs).filter((job) => !job.every)
    const workers = await startJobs(house.database, jobs)
    try {
      await intake(album)
      await pile(album)
    } finally {
      await workers.stop()
      await closeOcr()
    }
    clock.advance({ minutes: 8 })
    await hall(album)
    clock.advance({ minutes: 6 })
    await money(album)

    const officer = await open(desk, 'motcua.caolanh')
    const { page } = officer
    await page.goto('/officer/desk/one-stop/register')
    await page.getByLabel(/Mục đích/).fill('Báo cáo tình hình tiếp nhận tháng 11 cho lãnh đạo phường')
    await page.locator('tbody tr').first().waitFor()
    await shoot(page, 'so-theo-doi', 900)
    await page.goto('/officer/queue/unit')
    await page.locator('tbody tr').first().waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Tìm và đi nhanh' }).fill('khai sinh')
    await page.getByRole('option').filter({ hasText: 'H20.' }).first().waitFor()
    await shoot(page, 'tim-nhanh')
    await page.keyboard.press('Escape')
    await page.goto('/officer/records/one-stop/dossier?f.status=processing')
    await page.locator('tbody tr').first().waitFor()
    for (const name of ['Đang xử lý, xếp theo hạn', 'Hồ sơ trực tuyến chờ trả lời']) {
      const box = page.getByLabel('Góc nhìn', { exact: true }).getByRole('textbox')
      if ((await box.count()) === 0) await page.getByRole('button', { name: 'Góc nhìn', exact: true }).click()
      await box.fill(name)
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name }).first().waitFor()
    }
    await shoot(page, 'goc-nhin')
    await officer.context.close()

    const away = await open(desk, 'truongphong.caolanh')
    await delegateOn(away.page)
    await shoot(away.page, 'uy-quyen', 1100)
    await away.context.close()
  },
}

async function intake({ open, shoot, keep }: Album): Promise<void> {
  const { page, context } = await open(desk, 'motcua.caolanh')
  await page.goto('/officer/desk/one-stop/intake')
  await heading(page, 'Nhận hồ sơ tại quầy')
  await page.locator('.intake-tray input[type=file]').setInputFiles(await scannedPapers())
  const card = page.getByLabel(/^Số định danh hoặc mã QR/).first()
  await card.fill('087194912345|341234567|Nguyễn Thị Thúy An|12051994|Nữ|Khóm 3, Phường Cao Lãnh, Đồng Tháp|15032022')
  await card.press('Enter')
  await page.locator('.intake-known').waitFor()
  await page.getByLabel('Điện thoại').fill('0912345678')
  await choose(page, /^Thêm thủ tục/, '1.001193')
  await page.getByRole('heading', { level: 3, name: 'Đăng ký khai sinh', exact: true }).waitFor()
  await page.waitForFunction(() => document.querySelectorAll('li.scan[data-state=read]').length === 3, undefined, {
    timeout: readMsMax,
  })
  await page.locator('.intake-papers').getByText(/^Khớp/).first().waitFor()
  await page.getByLabel('Nội dung đề nghị').fill('Đăng ký khai sinh cho con trai, xin 2 bản sao')
  await shoot(page, 'nhan-ho-so', 1200)
  await page.locator('li.scan', { hasText: 'Tờ khai' }).locator('.scan-picture').click()
  await page.getByRole('dialog').locator('img').first().waitFor()
  await page.setViewportSize({ width: desk.width, height: 2_000 })
  await page.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0))
  const paper = page.locator('.scan-large')
  await keep('to-quet', sharp(await paper.screenshot({ animations: 'disabled', caret: 'hide' })), desk.width)
  await page.setViewportSize(desk)
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { level: 2, name: 'Đã nhận 1 hồ sơ' }).waitFor()
  await shoot(page, 'da-nhan')
  await context.close()
}

async function pile({ open, shoot }: Album): Promise<void> {
  const { page, context } = await open(desk, 'motcua.caolanh')
  await page.goto('/officer/desk/one-stop/pile')
  await heading(page, 'Nhận cả xấp')
  await choose(page, /^Thủ tục/, '2.000815')
  await page.locator('.intake-chosen').waitFor()
  await page
    .getByLabel(/^Danh sách/)
    .fill(
      [
        '087185004417\tTrần Thị Bảy\t0912000417\tChứng thực bằng tốt nghiệp THPT\t2',
        '087090011236\tLê Hoàng Phúc\t0912011236\tChứng thực học bạ\t3',
        '087199002258\tPhạm Ngọc Hân\t0912002258\tChứng thực bảng điểm đại học\t2',
        '087095003318\tVõ Thành Đạt\t091200331\tChứng thực giấy phép lái xe\t1',
        '087182007712\tĐặng Thị Kim Ngân\t0912007712\tChứng thực sổ hộ khẩu cũ\t1',
        '087088009903\tHuỳnh Văn Lợi\t0912009903\tChứng thực hợp đồng thuê đất\t4',
      ].join('\n'),
    )
  await page.getByRole('button', { name: 'Lập 6 hồ sơ' }).click()
  await page.getByText('Đã xong').first().waitFor({ timeout: readMsMax })
  await shoot(page, 'nhan-ca-xap')
  await context.close()
}

async function hall({ open, shoot, clock }: Album): Promise<void> {
  const standing = await open(kiosk)
  const take = async (service: string, kind = 'thuong'): Promise<string> => {
    await standing.page.goto(`/lay-so/${ward}?tai-cho=1`)
    await standing.page.check(`input[value=${kind}]`)
    await standing.page.click(`button[value=${service}]`)
    await standing.page.waitForURL(/\/so-thu-tu\//)
    clock.advance({ minutes: 1 })
    return new URL(standing.page.url()).pathname
  }
  const desk1 = await open(desk, 'giamdoc.caolanh')
  const desk2 = await open(desk, 'motcua.caolanh')
  for (const [at, { page }] of [desk1, desk2].entries()) {
    await page.goto('/officer/desk/one-stop/calling')
    await page.getByRole('button', { name: `Mở quầy ${at + 1}` }).click()
    await page.getByText('Chưa gọi ai').waitFor()
  }
  const call = async ({ page }: { page: Page }) => {
    await page.keyboard.press('n')
    await page.getByText(/Đã gọi 1/).waitFor()
  }
  const serve = async ({ page }: { page: Page }) => {
    await page.keyboard.press('s')
    await page.getByText('Đang phục vụ').first().waitFor()
  }
  await take('ho-tich')
  await take('dat-dai')
  await take('ho-tich', 'nguoi-cao-tuoi')
  await call(desk1)
  await serve(desk1)
  await call(desk2)
  await serve(desk2)
  const mine = await take('ho-tich')
  await shoot(standing.page, 'phieu-so')
  await take('dat-dai')
  await take('ho-tich', 'nguoi-cao-tuoi')
  await take('ho-tich')
  await standing.page.goto(`/lay-so/${ward}?tai-cho=1`)
  await shoot(standing.page, 'lay-so')
  await standing.context.close()

  clock.advance({ minutes: 5 })
  await call(desk2)
  await shoot(desk2.page, 'goi-so')
  for (const one of [desk1, desk2]) await one.context.close()

  const handset = await open(phone)
  await handset.page.goto(mine)
  await shoot(handset.page, 'theo-doi-luot')
  await handset.context.close()
  const screen = await open(television)
  await screen.page.goto(`/man-hinh/${ward}`)
  await screen.page.locator('.board-call').first().waitFor()
  await shoot(screen.page, 'man-hinh-sanh')
  await screen.context.close()
}

async function money(album: Album): Promise<void> {
  const { open, shoot } = album
  const buyer = { national_id: '087185123456', full_name: 'Trần Thị Bảy', phone: '0912000417' }
  const { number } = await receive(album, '2.000635', buyer, 'Cấp bản sao trích lục khai sinh', 3)
  const bride = { national_id: '087197002218', full_name: 'Huỳnh Thị Mỹ Linh', phone: '0912002218' }
  const other = await receive(album, '2.000635', bride, 'Cấp bản sao trích lục kết hôn', 2)
  const { page, context } = await open(desk, 'motcua.caolanh')
  await page.goto('/officer/desk/one-stop/cashier')
  await page.getByLabel('Tiền đầu ca (đồng)').fill('500000')
  await page.keyboard.press('Enter')
  const box = page.getByLabel('Mã hồ sơ, mã QR, mã thanh toán hoặc họ tên')
  const take = async (typed: string) => {
    await box.fill(typed)
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.classList.contains('till-hit'))
    await page.keyboard.press('Enter')
    await page.locator('.till-dossier').last().waitFor()
  }
  await take(number)
  await page.getByLabel('Khách đưa (đồng)').fill('50000')
  await page.getByText('Tiền thừa trả lại').waitFor()
  await shoot(page, 'thu-ngan', 900)
  await page.keyboard.press('Control+Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Thu tiếp' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await take(other.number)
  await page.keyboard.press('Alt+2')
  await page
    .getByLabel(/Số phiếu|Mã giao dịch|Số chứng từ/)
    .first()
    .fill('FT26329004417')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Thu tiếp' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.goto('/officer/desk/one-stop/cashier-report')
  await page.getByText('khớp nhau').waitFor()
  await shoot(page, 'bao-cao-thu', 1000)
  await context.close()
}

/** Writes down who stands in for the head of the section while he is away. */
async function delegateOn(page: Page): Promise<void> {
  await page.goto('/toi/uy-quyen')
  const form = page.locator('main form').last()
  await form.locator('select[name=to], input[name=to]').first().waitFor()
  const first = await form.locator('select[name=to] option').nth(1).getAttribute('value')
  await form.locator('select[name=to]').selectOption(first ?? '')
  const answers = form.locator('fieldset').filter({ hasText: 'Ủy quyền:' })
  for (let at = 0; at < (await answers.count()); at++) await answers.nth(at).getByLabel('Có', { exact: true }).check()
  await form.locator('[name=since]').fill('30/11/2026')
  await form.locator('[name=until]').fill('04/12/2026')
  await form.locator('[name=reason]').fill('Đi tập huấn nghiệp vụ tại thành phố Cần Thơ')
  await form.locator('[name=decision]').fill('Số 15/UQ-UBND ngày 24/11/2026')
  await page.getByRole('button', { name: 'Xem trước' }).click()
  await page.getByRole('button', { name: /Xác nhận/ }).click()
  await page.getByText('Đã ghi ủy quyền').waitFor()
}

/** The citizen's side: a result drafted and approved, lent by a code; a complaint answered in public; a form without network. */
const citizen: Walk = {
  at: '2026-11-25T08:40:00+07:00',
  pictures: [
    'bieu-mau-ho-so',
    'soan-ket-qua',
    'duyet-ket-qua',
    'tao-ma-chia-se',
    'ma-chia-se',
    'nhan-giay-to',
    'da-chia-se',
    'phan-anh',
    'giai-quyet-phan-anh',
    'phan-anh-cong-khai',
    'mat-mang',
    'nop-lien-thong',
  ],
  async walk(album) {
    await result(album)
    await share(album)
    await complain(album)
    const { open, shoot } = album
    const lan = await open(phone, 'lan')
    await lan.page.goto('/nop-lien-thong/khai-sinh')
    await shoot(lan.page, 'nop-lien-thong', 1100)
    for (const code of ['1.004873', '1.001193']) {
      await lan.page.goto(`/nop/${code}`)
      await lan.page.locator(`form[action="/nop/${code}"] button`).click()
      await lan.page.waitForURL(/\/nop\/[^/]+\/[0-9a-f-]{36}\/1$/)
    }
    await lan.page.goto(lan.page.url().replace(/\/1$/, '/2'))
    await lan.context.setOffline(true)
    await lan.page.locator('[data-offline-bar]:not([hidden])').waitFor()
    await lan.page.locator('#trang-child_name').fill('Nguyễn Minh Khôi')
    await lan.page.locator('#trang-child_birth_date').fill('12/11/2026')
    await lan.page.locator('[data-saved][data-state=wait]').waitFor()
    await shoot(lan.page, 'mat-mang', 1100)
    await lan.context.close()
  },
}

interface ResultPanel {
  editions: { edition: number }[]
  proposal: Record<string, unknown> | null
}

const bases = [
  'Căn cứ Luật Hộ tịch số 60/2014/QH13;',
  'Căn cứ Nghị định số 123/2015/NĐ-CP của Chính phủ quy định chi tiết một số điều và biện pháp thi hành Luật Hộ tịch;',
]
const paragraphs = [
  'Xác nhận bà Nguyễn Thị Ngọc Lan, sinh ngày 20/08/1994, cư trú tại số 10, khóm 5, phường Cao Lãnh, tỉnh Đồng Tháp, hiện chưa đăng ký kết hôn với ai.',
  'Giấy này được cấp để bổ sung hồ sơ vay vốn, có giá trị 6 tháng kể từ ngày cấp.',
]

async function result(album: Album): Promise<void> {
  const { open, shoot, as, make, keep } = album
  /** The panel alone: it stands below what the top of the page shows. */
  const keepPanel = async (page: Page, name: string) => {
    const panel = page
      .locator('section.panel')
      .filter({ has: page.getByRole('heading', { name: 'Kết quả', exact: true }) })
    // high enough that nothing scrolls, so that the head of the case does not lie over it
    await page.setViewportSize({ width: desk.width, height: 3_000 })
    await page.mouse.move(0, 0)
    await keep(name, sharp(await panel.screenshot({ animations: 'disabled', caret: 'hide' })), desk.width)
  }
  const lan = {
    national_id: '087194990000',
    full_name: 'Nguyễn Thị Ngọc Lan',
    phone: '0900090000',
    address: 'Số 10, khóm 5, Phường Cao Lãnh, tỉnh Đồng Tháp',
  }
  const { dossier } = await receive(album, '1.004873', lan, 'Xác nhận tình trạng hôn nhân để vay vốn ngân hàng')
  const address = `/officer/cases/one-stop/dossier/${dossier}`
  const door = `/api/v1/one-stop/results/${dossier}`
  await make('motcua.caolanh', dossier, 'forward')
  const handler = await open(desk, 'thuly.caolanh')
  await handler.page.goto(address)
  await handler.page.getByRole('button', { name: 'Soạn kết quả' }).click()
  await handler.page.getByLabel('Căn cứ').fill(bases.join('\n'))
  await handler.page.getByLabel('Nội dung').last().fill(paragraphs.join('\n'))
  await handler.page.keyboard.press('Tab')
  await keepPanel(handler.page, 'soan-ket-qua')
  await handler.context.close()
  const writer = await as('thuly.caolanh')
  const { proposal } = (await writer.get(door)).json<ResultPanel>()
  const say = async (login: string, act: string, body: object) => {
    const answer = await (await as(login)).send('POST', `${door}/${act}`, body)
    if (answer.status !== 200) throw new Error(`${login} cannot ${act}: ${answer.text}`)
  }
  await say('thuly.caolanh', 'draft', {
    ...proposal,
    edition: 0,
    bases,
    paragraphs,
  })
  await make('thuly.caolanh', dossier, 'forward')
  await say('truongphong.caolanh', 'review', { edition: 1 })
  await make('truongphong.caolanh', dossier, 'forward')
  const leader = await open(desk, 'lanhdao.caolanh')
  await leader.page.goto(address)
  await leader.page.getByRole('button', { name: 'Phê duyệt' }).first().waitFor()
  await keepPanel(leader.page, 'duyet-ket-qua')
  await leader.context.close()
  await say('lanhdao.caolanh', 'approve', { edition: 1 })
  await make('lanhdao.caolanh', dossier, 'forward')
  await make('vanthu.caolanh', dossier, 'finish', { result_number: '341/GXN-UBND', typeset: true })
  const counter = await open(desk, 'motcua.caolanh')
  await counter.page.goto(address)
  await counter.page.getByRole('heading', { name: 'Biểu mẫu' }).waitFor()
  await shoot(counter.page, 'bieu-mau-ho-so', 1000)
  await counter.context.close()
}

async function share({ open, shoot, clock }: Album): Promise<void> {
  const lan = await open(phone, 'lan')
  const { page } = lan
  await page.goto('/giay-to')
  await page
    .getByRole('link', { name: /Chia sẻ/ })
    .first()
    .click()
  await page.locator('[name=purpose]').fill('Vay vốn Ngân hàng Chính sách')
  await page.locator('[name=minutes][value="60"]').check()
  await shoot(page, 'tao-ma-chia-se', 1150)
  await page.getByRole('button', { name: 'Tạo mã' }).click()
  await page.locator('.share-code').waitFor()
  await shoot(page, 'ma-chia-se', 1000)
  const code = (await page.locator('.share-code').textContent()) ?? ''
  clock.advance({ minutes: 4 })
  const bank = await open(desk)
  await bank.page.goto('/nhan-giay-to')
  await bank.page.locator('[name=code]').fill(code)
  await bank.page.locator('[name=who]').fill('Phòng giao dịch Ngân hàng Chính sách xã hội Cao Lãnh')
  await bank.page.locator('main form button').last().click()
  await bank.page.waitForURL(/\/nhan-giay-to\/xem/)
  await shoot(bank.page, 'nhan-giay-to')
  await bank.context.close()
  await page.goto('/giay-to/da-chia-se')
  await shoot(page, 'da-chia-se')
  await lan.context.close()
}

const complaints: [Record<string, string>, string, string, string][] = [
  [
    { kind: 'proposal', place: ward, detail: 'Đề nghị Trung tâm mở thêm một quầy chứng thực vào sáng thứ Hai.' },
    'Trung tâm đã mở thêm quầy số 5 nhận chứng thực vào sáng thứ Hai và sáng thứ Sáu, từ ngày 01/12/2026.',
    'Có thể mở thêm quầy chứng thực vào sáng thứ Hai không?',
    'Từ ngày 01/12/2026, Trung tâm mở thêm quầy số 5 nhận chứng thực vào sáng thứ Hai và sáng thứ Sáu.',
  ],
  [
    {
      kind: 'lateness',
      place: ward,
      detail: 'Hồ sơ xác nhận tình trạng hôn nhân của tôi hẹn trả chiều qua, sáng nay ra quầy vẫn chưa có kết quả.',
    },
    'Hồ sơ chậm vì chờ xác minh ở nơi cư trú trước. Ủy ban nhân dân phường xin lỗi bà; kết quả đã có sáng 25/11/2026.',
    'Vì sao hồ sơ xác nhận tình trạng hôn nhân chưa có kết quả dù đã đến ngày hẹn?',
    'Hồ sơ phải chờ xác minh ở nơi cư trú trước. Phường đã xin lỗi, trả kết quả và đã nối tra cứu với nơi cư trú trước.',
  ],
]

async function complain({ open, shoot, as, clock }: Album): Promise<void> {
  const lan = await as('lan')
  let path = ''
  for (const [fields, answer, question, told] of complaints) {
    const sent = await lan.form('/phan-anh/moi', { number: '', act: 'send', ...fields })
    if (sent.status !== 303) throw new Error(`the complaint is not sent: ${sent.status}`)
    path = String(sent.headers.location)
    const number = decodeURIComponent(path.split('/').at(-1) ?? '')
    const answerer = fields.kind === 'lateness' ? 'lanhdao.caolanh' : 'giamdoc.caolanh'
    const act = async (login: string, move: string, data: Record<string, unknown> = {}) => {
      clock.advance({ minutes: 9 })
      const officer = await as(login)
      const { rows } = (await officer.get('/api/v1/tasks?scope=unit&limit=200')).json<{ rows: Task[] }>()
      const task = rows.find((row) => row.number === number)
      const done = await officer.send('POST', `/api/v1/tasks/${task?.id}/move`, { move, version: task?.version, data })
      if (done.status !== 200) throw new Error(`${login} cannot ${move}: ${done.text}`)
      return task?.recordId ?? ''
    }
    const id = await act('giamdoc.caolanh', 'accept')
    if (fields.kind === 'lateness') {
      const leader = await open(desk, answerer)
      await leader.page.goto(`/officer/cases/one-stop/complaint/${id}`)
      await leader.page.getByText(number).first().waitFor()
      await shoot(leader.page, 'giai-quyet-phan-anh', 900)
      await leader.context.close()
    }
    await act(answerer, 'answer', { answer })
    if (fields.kind === 'lateness') {
      const citizen = await open(phone, 'lan')
      await citizen.page.goto(path)
      await shoot(citizen.page, 'phan-anh', 1500)
      await citizen.context.close()
    }
    await act('giamdoc.caolanh', 'publish', { question, answer: told })
  }
  const everybody = await open(desk)
  await everybody.page.goto('/phan-anh/cong-khai')
  await shoot(everybody.page, 'phan-anh-cong-khai')
  await everybody.context.close()
}

export const counterWalks: readonly Walk[] = [counter, citizen]
