/**
 * Takes the pictures of the README and of the guides: `node tools/screenshots.ts [name…]` opens the whole house on a throw-away
 * database with its examples, at a fixed Wednesday morning, walks through it in a real Chromium and writes docs/images/*.png.
 * Names narrow what is written; the walk is the same. Nothing of it goes to a database or a folder that anybody uses.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pino from 'pino'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import sharp, { type Sharp } from 'sharp'
import { openHouse } from '#host'
import { closePdf, closeTypeset, drawPdf } from '#kernel/papers'
import { endTestPostgres, falseClock, testDatabaseUrl, type Visitor, visitor } from '#kernel/testing'
import { sealAll, sealKeysIn } from '#kernel/trust'
import { demoPassword } from '#province'
import { buildWebWhenStale } from './web.ts'

const root = resolve(import.meta.dirname, '..')
const folder = join(root, 'docs', 'images')
const wanted = new Set(process.argv.slice(2))

const bytesMax = 150_000
const desk = { width: 1280, height: 800 }
const phone = { width: 390, height: 844 }
/** A phone picture is drawn at twice its size and kept at one and a half: sharp on a page, and still small. */
const phoneWidthKept = 585
const paletteColours = [256, 160, 96, 64, 32]

const silenceMsMax = 8_000
const birth = '1.001193'
const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--lang=vi-VN',
]
const chromiumPlaces = [
  process.env.CHROMIUM_PATH ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** What the mother in the walk declares, by the name of the field; the choices are the first of each page unless named. */
const declared: Record<string, string> = {
  child_name: 'Nguyễn Minh Khôi',
  child_birth_date: '12/11/2026',
  child_birth_place: 'Bệnh viện Đa khoa Đồng Tháp',
  child_home_town: 'Phường Cao Lãnh, tỉnh Đồng Tháp',
  mother_name: 'Nguyễn Thị Ngọc Lan',
  mother_birth_year: '1994',
  mother_ethnicity: 'Kinh',
  mother_nationality: 'Việt Nam',
  mother_residence: 'Số 10, khóm 5, Phường Cao Lãnh',
  copies: '2',
}

interface Task {
  id: string
  version: number
  recordId: string
  number: string | null
}

/** Writes a picture in as few colours as keep it under the limit; refuses one that cannot be kept under it. */
async function keep(name: string, picture: Sharp, widthMax: number): Promise<void> {
  if (wanted.size > 0 && !wanted.has(name)) return
  const whole = await picture
    .resize({ width: widthMax, withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .png()
    .toBuffer()
  for (const colours of paletteColours) {
    const file = await sharp(whole).png({ palette: true, colours, effort: 10, compressionLevel: 9 }).toBuffer()
    if (file.length > bytesMax) continue
    writeFileSync(join(folder, `${name}.png`), file)
    console.log(`${`${name}.png`.padEnd(28)} ${Math.ceil(file.length / 1000)} kB`)
    return
  }
  throw new Error(`${name}.png stays above ${bytesMax} bytes: take less of the page`)
}

/** The page as it stands; `height` takes more than the window shows, from the top. */
async function shoot(page: Page, name: string, height?: number): Promise<void> {
  // a screen that asks again and again is never silent
  await page.waitForLoadState('networkidle', { timeout: silenceMsMax }).catch(() => undefined)
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
  await page.evaluate(() => window.scrollTo(0, 0))
  // the pointer rests where it hovers over nothing, and no cursor blinks
  await page.mouse.move(0, 0)
  const frame = page.viewportSize() ?? desk
  if (height) await page.setViewportSize({ width: frame.width, height })
  const shot = await page.screenshot({ animations: 'disabled', caret: 'hide' })
  if (height) await page.setViewportSize(frame)
  await keep(name, sharp(shot), frame.width === phone.width ? phoneWidthKept : desk.width)
}

/** A paper to send in: no scan of anybody's, a drawn page that says that it is a sample. */
function samplePaper(words: string): Promise<Buffer> {
  // The house reads no SVG; this drawing is our own.
  sharp.unblock({ operation: ['VipsForeignLoadSvgBuffer'] })
  const lines = [
    `<text x="60" y="120" font-size="34">${words}</text>`,
    '<text x="60" y="190" font-size="24">DỮ LIỆU MẪU</text>',
  ]
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="840" height="1188"><rect width="840" height="1188" fill="#fff"/>${lines.join('')}</svg>`,
    ),
  )
    .jpeg()
    .toBuffer()
}

async function main(): Promise<void> {
  const program = chromiumPlaces.find((path) => path !== '' && existsSync(path))
  if (!program) throw new Error('Chromium was not found: install it from the system’s packages or set CHROMIUM_PATH')
  mkdirSync(folder, { recursive: true })
  await buildWebWhenStale({ root, log: () => undefined })
  const dataDir = mkdtempSync(join(tmpdir(), 'sen-screenshots-'))
  const clock = falseClock('2026-11-25T08:40:00+07:00')
  const house = await openHouse({
    dataDir,
    databaseUrl: await testDatabaseUrl('screenshots'),
    demo: true,
    jobs: false,
    port: 0,
    host: '127.0.0.1',
    publicUrl: 'http://sen.example',
    clock,
    log: pino({ level: 'error' }),
    limits: { requestsAMinuteMax: 100_000, signInsAMinuteMax: 10_000 },
    progress: () => undefined,
    environment: {},
  })
  const browser = await chromium.launch({ executablePath: program, args: switches })
  try {
    const address = house.http.app.server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
    const open = async (
      size: typeof desk,
      login?: string,
      dark = false,
    ): Promise<{ page: Page; context: BrowserContext }> => {
      const context = await browser.newContext({
        viewport: size,
        deviceScaleFactor: size === phone ? 2 : 1,
        isMobile: size === phone,
        hasTouch: size === phone,
        locale: 'vi-VN',
        timezoneId: 'Asia/Ho_Chi_Minh',
        colorScheme: dark ? 'dark' : 'light',
        reducedMotion: 'reduce',
        serviceWorkers: 'block',
        baseURL: url,
      })
      await context.clock.setFixedTime(clock.now())
      if (login) {
        const answer = await context.request.post('/api/v1/sign-in', { data: { login, password: demoPassword } })
        if (!answer.ok()) throw new Error(`${login} cannot sign in: ${await answer.text()}`)
      }
      return { page: await context.newPage(), context }
    }
    /** An officer who works through the API, so that the walk reaches the screens that come after her. */
    const as = async (login: string): Promise<Visitor> => {
      const officer = visitor(async (request) => {
        const answer = await house.http.app.inject({
          method: request.method as 'GET',
          url: request.path,
          headers: request.headers,
          ...(request.body === undefined ? {} : { payload: Buffer.from(request.body) }),
        })
        return { status: answer.statusCode, headers: answer.headers as Record<string, string>, body: answer.body }
      })
      await officer.signIn(login, demoPassword)
      return officer
    }
    const make = async (
      login: string,
      dossier: string,
      move: string,
      data: Record<string, unknown> = {},
    ): Promise<void> => {
      clock.advance({ minutes: 12 })
      const officer = await as(login)
      const { rows } = (await officer.get('/api/v1/tasks?scope=unit&limit=200')).json<{ rows: Task[] }>()
      const task = rows.find((row) => row.recordId === dossier)
      if (!task) throw new Error(`${login} has no task of dossier ${dossier}`)
      const answer = await officer.send('POST', `/api/v1/tasks/${task.id}/move`, { move, version: task.version, data })
      if (answer.status !== 200) throw new Error(`${login} cannot ${move}: ${answer.text}`)
    }

    // ------------------------------------------------------------------------------------- everybody
    const street = await open(phone)
    await street.page.goto('/')
    await shoot(street.page, 'trang-chu')
    await street.page.goto('/thu-tuc?q=khai+sinh')
    await shoot(street.page, 'danh-muc')
    await street.page.goto(`/thu-tuc/${birth}`)
    await shoot(street.page, 'thu-tuc', 1300)
    await street.context.close()

    // ------------------------------------------------------------------------------------- the citizen
    const lan = await open(phone, 'lan')
    const { page } = lan
    await page.goto(`/nop/${birth}`)
    await page.locator(`form[action="/nop/${birth}"] button`).click()
    const next = page.locator('main button[name="act"][value="next"]').last()
    for (let at = 1; (await next.count()) > 0; at++) {
      if (at > 12) throw new Error(`the filing does not come to its summary: ${page.url()}`)
      for (const [field, value] of Object.entries(declared)) {
        const box = page.locator(`main input[name="${field}"], main textarea[name="${field}"]`)
        if ((await box.count()) === 1) await box.fill(value)
      }
      for (const group of new Set(
        await page
          .locator('main input[type="radio"]')
          .evaluateAll((all) => all.map((one) => one.getAttribute('name') ?? '')),
      )) {
        const radios = page.locator(`main input[type="radio"][name="${group}"]`)
        if ((await radios.and(page.locator(':checked')).count()) === 0) await radios.first().check()
      }
      const file = page.locator('main input[type="file"]').first()
      if ((await file.count()) > 0) {
        const paper = await samplePaper('GIẤY CHỨNG SINH')
        await file.setInputFiles({ name: 'giay-chung-sinh.jpg', mimeType: 'image/jpeg', buffer: paper })
        await page.getByText('giay-chung-sinh.jpg').first().waitFor()
        await page.locator('main').getByText('Tôi sẽ nộp bản giấy sau').last().click()
        await shoot(page, 'nop-giay-to', 1200)
      }
      if (await page.locator('[name="child_name"]').count()) await shoot(page, 'nop-to-khai', 1150)
      const before = page.url()
      await next.click()
      await page.waitForURL((now) => now.href !== before)
    }
    await shoot(page, 'kiem-tra', 1500)
    await page.locator('main input[name="declared"]').check()
    await page.locator('main button[name="act"][value="send"]').last().click()
    await page.waitForURL(/\/ho-so\//)
    await shoot(page, 'da-gui', 1100)
    const number = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '')

    // ------------------------------------------------------------------------------------- the officers
    clock.advance({ minutes: 20 })
    const counter = await open(desk, 'motcua.caolanh')
    await counter.page.goto('/officer/queue/unit')
    await counter.page.getByText(number).first().waitFor()
    await shoot(counter.page, 'viec-cua-don-vi')
    const queue = (await (await as('motcua.caolanh')).get('/api/v1/tasks?scope=unit&limit=200')).json<{
      rows: Task[]
    }>()
    const dossier = queue.rows.find((row) => row.number === number)?.recordId
    if (!dossier) throw new Error(`dossier ${number} is not there`)
    await counter.page.goto(`/officer/cases/one-stop/dossier/${dossier}`)
    await counter.page.getByText(number).first().waitFor()
    await shoot(counter.page, 'ho-so', 1000)
    await counter.page.goto('/officer/records/one-stop/intake/new')
    const box = (label: RegExp) => counter.page.getByLabel(label).first()
    await box(/^Thủ tục/).fill('chung thuc ban sao')
    await counter.page
      .getByRole('option', { name: /Chứng thực bản sao/ })
      .first()
      .click()
    await box(/^Số định danh người nộp/).fill('087185123456')
    await box(/^Họ và tên người nộp/).fill('Trần Thị Bảy')
    await box(/^Điện thoại/).fill('0900012345')
    await box(/^Nội dung đề nghị/).fill('Chứng thực bản sao bằng tốt nghiệp, 2 bản')
    await shoot(counter.page, 'tiep-nhan-tai-quay', 1000)
    await counter.page.goto('/officer/records/one-stop/dossier')
    await counter.page.getByText(number).first().waitFor()
    await shoot(counter.page, 'danh-sach-ho-so')
    await counter.page.keyboard.press('?')
    await counter.page.getByRole('dialog').waitFor()
    await shoot(counter.page, 'phim-tat')
    await counter.page.keyboard.press('Escape')
    await counter.context.close()

    await make('motcua.caolanh', dossier, 'accept')
    const paper = await lan.context.request.get(`/ho-so/${number}/giay-tiep-nhan.pdf`)
    if (!paper.ok()) throw new Error(`the receipt cannot be read: ${paper.status()}`)
    const drawn = await drawPdf(await paper.body(), { name: 'receipt', page: 1, width: 900, pixelsMax: 4_000_000 })
    if (!drawn) throw new Error('the receipt has no page')
    await keep('mau-01', sharp(drawn.data, { raw: { width: drawn.width, height: drawn.height, channels: 4 } }), 900)

    await make('motcua.caolanh', dossier, 'forward')
    await make('thuly.caolanh', dossier, 'forward')
    await page.clock.setFixedTime(clock.now())
    await page.goto(`/ho-so/${number}`)
    await shoot(page, 'ho-so-cong-dan', 1500)

    const leader = await open(desk, 'giamdoc.caolanh')
    await leader.page.goto('/officer/boards')
    await leader.page.locator('main a[href*="/boards/"]').first().click()
    await leader.page.locator('main canvas, main svg').first().waitFor()
    await shoot(leader.page, 'bang-dieu-hanh', 1100)
    await leader.context.close()
    const monitor = await open(desk, 'tonghop')
    await monitor.page.goto('/officer/map')
    await shoot(monitor.page, 'ban-do', 900)
    await monitor.context.close()
    const night = await open(desk, 'motcua.caolanh', true)
    await night.page.goto('/officer/queue/unit')
    await night.page.getByText('H20.').first().waitFor()
    await shoot(night.page, 'dem-tren-dong')
    await night.context.close()

    await make('truongphong.caolanh', dossier, 'forward')
    await make('lanhdao.caolanh', dossier, 'forward')
    await make('vanthu.caolanh', dossier, 'finish', { result_number: '128/2026', typeset: true })
    await page.clock.setFixedTime(clock.now())
    await page.goto('/giay-to')
    await shoot(page, 'kho-giay-to')
    await sealAll(house.database, sealKeysIn(join(dataDir, 'secrets', 'log-keys')))
    await page.goto('/toi/ai-da-xem')
    await shoot(page, 'ai-da-xem', 1200)
    const [proof] = await Promise.all([
      page.waitForEvent('download'),
      page
        .getByRole('link', { name: /Tải bằng chứng/ })
        .first()
        .click(),
    ])
    const file = join(dataDir, 'bang-chung.json')
    await proof.saveAs(file)
    await page.goto('/kiem-chung')
    await page.locator('input[type=file]').setInputFiles(file)
    await page.locator('.proof-steps li').first().waitFor()
    await page.locator('[data-verify-result]').scrollIntoViewIfNeeded()
    await shoot(page, 'kiem-chung', 1150)
    await page.goto('/toi/bao-mat')
    await shoot(page, 'bao-mat', 1050)
    await lan.context.close()

    const administrator = await open(desk, 'quantri')
    await administrator.page.goto('/quan-tri')
    await shoot(administrator.page, 'quan-tri')
    await administrator.page.goto('/quan-tri/lich')
    await administrator.page.fill('[name=date]', '27/11/2026')
    await administrator.page.fill('[name=note]', 'Nghỉ tránh bão số 9')
    await administrator.page.fill('[name=document]', 'Công điện 9/CĐ-UBND ngày 25/11/2026')
    await administrator.page.getByRole('button', { name: 'Xem trước tác động' }).click()
    await administrator.page.getByRole('button', { name: 'Xác nhận, thực hiện' }).waitFor()
    await shoot(administrator.page, 'cong-bo-ngay', 900)
    await administrator.context.close()

    const gallery = await open(desk)
    await gallery.page.goto('/design')
    await shoot(gallery.page, 'thu-vien', 1000)
    await gallery.context.close()
  } finally {
    await browser.close()
    await house.close()
    await closePdf()
    await closeTypeset()
    await endTestPostgres()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

await main()
