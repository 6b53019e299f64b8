import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import QRCode from 'qrcode'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { closeCodes, closeOcr, drawPdf, paperPdf, typeset } from '#kernel/papers'
import { house } from '#kernel/store'
import { visitor } from '#kernel/testing'
import { type Browsing, desk, openBrowser, pngFile } from './browser.ts'
import { openTestSite, type TestSite } from './test-site.ts'

/**
 * A day at the counter of a ward by keyboard alone: nothing here clicks, taps, hovers or fills a field except by keys. What
 * is looked up on the page is only read.
 */

const NUMBER = /H20\.\d{3}\.\d{2}-\d{6}-\d{4}/
const DAY_MS_MAX = 600_000
/** Reading a sheet takes a few seconds, and the machine may be busy. */
const READ_MS_MAX = 120_000
const WAIT_MS_MAX = 20_000

let site: TestSite
let browsing: Browsing
let root: string
let folder: string
let page: Page
const found: string[] = []
const made: string[] = []

const template = `#import "/page.typ": *
#set page(paper: "a4", margin: 2cm)
#set text(font: "Tinos", size: 13pt)
#let data = json(bytes(sys.inputs.data))
#align(center)[*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM* \\ *Độc lập - Tự do - Hạnh phúc*]
#align(center, text(15pt, weight: "bold", data.at(0)))
#for line in data.slice(1) [#line

]`

/** A sheet as the scanner of the counter gives it. */
async function scanned(...lines: string[]): Promise<Buffer> {
  const pdf = await typeset(template, lines, { title: lines[0] ?? '', at: new Date(0) })
  const drawn = await drawPdf(pdf, { name: 'giấy', page: 1, width: 1_654, pixelsMax: 10_000_000 })
  expect(drawn).not.toBeNull()
  const { width = 0, height = 0, data = new Uint8Array() } = drawn ?? {}
  return sharp(data, { raw: { width, height, channels: 4 } })
    .flatten()
    .greyscale()
    .withMetadata({ density: 300 })
    .png()
    .toBuffer()
}

/** A sheet with a code on it, as our printer and the card's maker put it there. */
async function withCode(text: string): Promise<Buffer> {
  const code = await QRCode.toBuffer(text, { errorCorrectionLevel: 'M', margin: 3, width: 320 })
  return sharp({ create: { width: 1_240, height: 1_754, channels: 3, background: '#fff' } })
    .composite([{ input: code, left: 760, top: 140 }])
    .withMetadata({ density: 150 })
    .png()
    .toBuffer()
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sen-counter-'))
  site = await openTestSite({ listen: true, jobs: true, environment: { SEN_SCAN: root } })
  const screen = await site.inject({ method: 'GET', path: '/officer/', headers: { accept: 'text/html' } })
  expect(screen.status, 'the web build is there (node tools/web.ts)').toBe(200)
  const place = await site.house.database.transaction(house, (tx) =>
    tx.one<{ code: string }>(
      "select u.code from sen.account a join sen.role_grant g on g.account = a.id and g.role = 'one-stop-officer' join sen.unit u on u.id = g.unit where a.login = 'motcua.caolanh'",
    ),
  )
  folder = join(root, place?.code ?? '', 'motcua.caolanh')
  await mkdir(folder, { recursive: true })
  browsing = await openBrowser(site.url ?? '')
  page = await browsing.open({ viewport: desk })
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.error(`pictures: ${await browsing.picture(task.name)}`)
})
afterAll(async () => {
  await browsing?.close()
  await site?.close()
  await closeOcr()
  await closeCodes()
  await rm(root, { recursive: true, force: true })
})

const press = (...keys: string[]) =>
  keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve())
const type = (text: string) => page.keyboard.insertText(text)

/** The name of what has the cursor, as a reader would say it. */
const here = (): Promise<string> =>
  page.evaluate(() => {
    const at = document.activeElement
    if (!(at instanceof HTMLElement)) return ''
    const labels = (at as HTMLInputElement).labels
    const by = at
      .getAttribute('aria-labelledby')
      ?.split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '')
    return (
      at.getAttribute('aria-label') ??
      by?.join(' ') ??
      (labels && labels.length > 0 ? [...labels].map((one) => one.textContent).join(' ') : (at.textContent ?? ''))
    ).trim()
  })

/** Tab, or another key, until what has the cursor is called so. */
async function goTo(name: RegExp, key = 'Tab', stopsMax = 80): Promise<void> {
  for (let stops = 0; stops < stopsMax; stops++) {
    if (name.test(await here())) return
    await page.keyboard.press(key)
  }
  expect(await here(), `reached by ${key}`).toMatch(name)
}

const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()
const dialogGone = () => page.getByRole('dialog').waitFor({ state: 'detached' })

/** Opens a move of the case: its own button by Tab, or the menu of acts by m and the arrows. */
async function openMove(label: string): Promise<void> {
  const button = page.locator('.case-moves').getByRole('button', { name: label, exact: true })
  await page.locator('.case-moves').waitFor()
  if ((await button.count()) > 0) await goTo(new RegExp(`^${label}$`))
  else {
    await press('m')
    await page.getByRole('menu').waitFor()
    await goTo(new RegExp(`^${label}$`), 'ArrowDown', 20)
  }
  await press('Enter')
  await dialogHere()
}

/** A dialog takes the cursor when it has opened; a key before that goes elsewhere. */
const dialogHere = () => page.waitForFunction(() => document.activeElement?.closest('[role=dialog]') !== null)

/** Opens a case by its number through Ctrl+K. */
async function openCase(number: string): Promise<void> {
  await press('Control+k')
  await page.getByRole('combobox', { name: 'Tìm và đi nhanh' }).waitFor()
  await type(number)
  // Lines that would look for the number elsewhere bear it, too: the arrows go to the case itself.
  const isCase = (text: string | null | undefined) => Boolean(text?.includes(number) && !/^Tìm/.test(text.trim()))
  await expect
    .poll(async () => (await page.getByRole('option').allTextContents()).some(isCase), { timeout: WAIT_MS_MAX })
    .toBe(true)
  const current = () => page.locator('[role=option][aria-selected=true]').first().textContent()
  for (let stops = 0; stops < 40 && !isCase(await current()); stops++) await press('ArrowDown')
  await press('Enter')
  await page.waitForURL(/\/officer\/cases\/one-stop\/dossier\//)
  await page.locator('.case h1').waitFor()
}

const audit = async (where: string) => void found.push(...(await browsing.audit(page, where, { desk })))

test(
  'signs in and takes the first of the queue',
  async () => {
    await page.goto('/officer/')
    await page.getByLabel('Tên đăng nhập').waitFor()
    await goTo(/Tên đăng nhập/)
    await type('motcua.caolanh')
    await goTo(/^Mật khẩu/)
    await type(site.password)
    await press('Enter')
    await heading('Việc của tôi')
    await press('g', 'h')
    await heading('Hàng chờ của đơn vị')
    await page.locator('tbody tr').first().waitFor()
    await audit('queue')
    await press('j', 'a')
    await page.locator('tbody tr[data-active]', { hasText: 'Trần Minh Khang' }).waitFor()
  },
  DAY_MS_MAX,
)

/** The calling desk by Ctrl+K: it has no key of its own. */
async function openCallingDesk(): Promise<void> {
  await press('Control+k')
  await page.getByRole('combobox', { name: 'Tìm và đi nhanh' }).waitFor()
  await type('goi so')
  const isDesk = (text: string | null | undefined) => /^Gọi số/.test(text?.trim() ?? '')
  await expect
    .poll(async () => (await page.getByRole('option').allTextContents()).some(isDesk), { timeout: WAIT_MS_MAX })
    .toBe(true)
  const current = () => page.locator('[role=option][aria-selected=true]').first().textContent()
  for (let stops = 0; stops < 40 && !isDesk(await current()); stops++) await press('ArrowDown')
  await press('Enter')
  await heading('Gọi số')
}

test(
  'gives a number, opens a counter and calls the number to it',
  async () => {
    await openCallingDesk()
    await goTo(/^Cấp số$/)
    await press('Enter')
    await dialogHere()
    await goTo(/^Hộ tịch/)
    await press('Enter')
    await dialogGone()
    const list = page.getByRole('region', { name: 'Danh sách chờ' })
    await list.locator('tbody tr').first().waitFor()
    const number = ((await list.locator('tbody tr strong').first().textContent()) ?? '').trim()
    expect(number).toMatch(/^[A-Z]\d+$/)
    await goTo(/^Mở quầy 1$/)
    await press('Enter')
    await page.getByRole('region', { name: 'Quầy 1' }).waitFor()
    await audit('the calling desk, a number waiting')
    await press('n')
    await page.locator('.calling-now[data-state=called]', { hasText: number }).waitFor()
    await press('s')
    await page.locator('.calling-now[data-state=serving]', { hasText: number }).waitFor()
    await audit('the calling desk, somebody at the counter')
    // The screen of the hall says where she is to go, to whoever looks.
    const hall = await visitor(site.inject).get('/man-hinh/29869')
    expect(hall.text).toContain(number)
  },
  DAY_MS_MAX,
)

test(
  'receives three dossiers of two people with papers from the scanner',
  async () => {
    const lan = 'Bà Nguyễn Thị Thúy An, sinh năm 1994, phường Cao Lãnh, tỉnh Đồng Tháp.'
    await writeFile(
      join(folder, 'a1.png'),
      await scanned('TỜ KHAI ĐĂNG KÝ KHAI SINH', 'Kính gửi: Ủy ban nhân dân phường Cao Lãnh', lan),
    )
    await writeFile(join(folder, 'a2.png'), await scanned('GIẤY CHỨNG SINH', 'Bệnh viện Đa khoa Đồng Tháp', lan))
    await press('g', 'n')
    await heading('Nhận hồ sơ tại quầy')
    await press('Control+/')
    await page.getByRole('dialog').getByText('Nhận mọi gợi ý ghép giấy tờ').waitFor()
    await audit('the help of the keyboard')
    await press('Escape')
    await dialogGone()
    await press('Alt+s')
    await type('087194912345|341234567|Nguyễn Thị Thúy An|12051994|Nữ|Khóm 3, Phường Cao Lãnh, Đồng Tháp|15032022')
    await press('Enter')
    await expect.poll(here, { timeout: WAIT_MS_MAX }).toMatch(/Thêm thủ tục/)
    await type('1.001193')
    await page.getByRole('option').filter({ hasText: '1.001193' }).first().waitFor()
    await press('Enter')
    await page.getByRole('heading', { level: 3, name: 'Đăng ký khai sinh', exact: true }).waitFor()
    // The scanner writes in its own time; the house's clock of this test is moved by hand.
    const matched = page.locator('.intake-papers').getByText(/^Khớp/)
    await expect
      .poll(
        async () => {
          site.clock.advance({ seconds: 3 })
          return matched.count()
        },
        { timeout: READ_MS_MAX, interval: 1_000 },
      )
      .toBe(2)
    await audit('receiving, papers in place')
    await press('Control+Enter')
    await page.getByRole('heading', { level: 2, name: 'Đã nhận 1 hồ sơ' }).waitFor()
    made.push(NUMBER.exec((await page.locator('.intake-done').textContent()) ?? '')?.[0] ?? '')
    await audit('received')
    const [receipt] = await Promise.all([page.context().waitForEvent('page'), press('Alt+p')])
    await receipt.close()
    const printed = await page.evaluate(async () => {
      const link = document.querySelector<HTMLAnchorElement>('.intake-done a[href^="/api/v1/files/"]')
      const answer = await fetch(link?.href ?? '')
      return { type: answer.headers.get('content-type'), start: (await answer.text()).slice(0, 5) }
    })
    expect(printed).toEqual({ type: expect.stringContaining('application/pdf'), start: '%PDF-' })

    // The second applicant, typed by hand, with two procedures and one paper.
    await writeFile(
      join(folder, 'b1.png'),
      await scanned('TỜ KHAI ĐĂNG KÝ KẾT HÔN', 'Kính gửi: Ủy ban nhân dân phường Cao Lãnh', 'Trần Văn Hai'),
    )
    await press('Alt+n')
    await expect.poll(here, { timeout: WAIT_MS_MAX }).toMatch(/Số định danh hoặc mã QR/)
    await type('087094954321')
    await press('Enter')
    await expect.poll(here, { timeout: WAIT_MS_MAX }).toMatch(/Họ và tên/)
    await type('Trần Văn Hai')
    for (const code of ['1.000894', '2.000635']) {
      await press('Alt+t')
      await expect.poll(here, { timeout: WAIT_MS_MAX }).toMatch(/Thêm thủ tục/)
      await type(code)
      await page.getByRole('option').filter({ hasText: code }).first().waitFor()
      await press('Enter')
      await page.locator('.intake-dossier').filter({ hasText: code }).waitFor()
    }
    await expect
      .poll(
        async () => {
          site.clock.advance({ seconds: 3 })
          return matched.count()
        },
        { timeout: READ_MS_MAX, interval: 1_000 },
      )
      .toBe(1)
    await press('Control+Enter')
    await page.getByRole('heading', { level: 2, name: 'Đã nhận 2 hồ sơ' }).waitFor()
    const text = (await page.locator('.intake-done').textContent()) ?? ''
    made.push(...(text.match(new RegExp(NUMBER, 'g')) ?? []))
    expect(new Set(made).size).toBe(3)
  },
  DAY_MS_MAX,
)

test(
  'receives from somebody who pays less: claimed with its evidence, and judged on the page of the dossier',
  async () => {
    await press('Alt+n')
    await expect.poll(here, { timeout: WAIT_MS_MAX }).toMatch(/Số định danh hoặc mã QR/)
    await type('087194911111|341234000|Võ Thị Ngọc Nghĩa|03021994|Nữ|Khóm 1, Phường Cao Lãnh, Đồng Tháp|15032022')
    await press('Enter')
    await expect.poll(here, { timeout: WAIT_MS_MAX }).toMatch(/Thêm thủ tục/)
    await type('2.000635')
    await page.getByRole('option').filter({ hasText: '2.000635' }).first().waitFor()
    await press('Enter')
    await page.locator('.intake-dossier').filter({ hasText: '2.000635' }).waitFor()
    await goTo(/^Miễn, giảm$/)
    const chosen = () =>
      page.evaluate(() => {
        const at = document.activeElement
        return at instanceof HTMLSelectElement ? (at.selectedOptions[0]?.textContent ?? '') : ''
      })
    for (let stops = 0; stops < 12 && !/hộ nghèo/.test(await chosen()); stops++) await press('ArrowDown')
    expect(await chosen()).toMatch(/hộ nghèo.*−100 %/)
    await goTo(/^Giấy tờ chứng minh/)
    await type('Giấy chứng nhận hộ nghèo số 15/2026, UBND phường Cao Lãnh cấp 05/01/2026')
    await audit('receiving, an exemption claimed')
    await press('Control+Enter')
    await page.getByRole('heading', { level: 2, name: 'Đã nhận 1 hồ sơ' }).waitFor()
    await page.locator('.intake-done').getByText('đề nghị miễn, giảm chờ xét').waitFor()
    await goTo(/^Xét đề nghị$/)
    await press('Enter')
    await page.waitForURL(/\/officer\/cases\/one-stop\/dossier\//)
    const claim = page.locator('article.claim')
    await claim.getByText('Chờ xét').waitFor()
    await goTo(/^Chấp nhận/)
    await audit('a claim on the page of the dossier')
    await press('Enter')
    await claim.getByRole('button').first().waitFor({ state: 'detached' })
    await page.locator('.fees-due').getByText('Không phải nộp').waitFor()
    await press('g', 'n')
    await heading('Nhận hồ sơ tại quầy')
  },
  DAY_MS_MAX,
)

test(
  'a pile with covers goes where they say; a card on a scan fills in the applicant once somebody has seen it',
  async () => {
    const pile = await paperPdf(
      await Promise.all(
        [
          withCode(`https://mot-cua.example/tra-cuu?so=${made[0]}`),
          scanned('GIẤY XÁC NHẬN', 'Về nơi sinh của trẻ.'),
          withCode('SEN:TACH:1.001193:GT.GUQ'),
          scanned('Tờ sau', 'không có tiêu đề nào đọc được'),
        ].map(async (sheet) => ({ source: await sheet, name: 'xấp' })),
      ),
      { title: 'xấp', at: new Date(0) },
    )
    await writeFile(join(folder, 'd1.pdf'), pile)
    await writeFile(
      join(folder, 'd2.png'),
      await withCode('087194922222|341234001|Đỗ Thị Quét Thẻ|20101994|Nữ|Khóm 2, phường Cao Lãnh|15032022'),
    )
    const scans = page.locator('li.scan')
    const fill = page.getByRole('button', { name: 'Điền người nộp từ QR: Đỗ Thị Quét Thẻ' })
    const tied = page.getByRole('button', { name: 'Đưa vào hồ sơ', exact: true })
    await expect
      .poll(
        async () => {
          site.clock.advance({ seconds: 3 })
          return [await tied.count(), await fill.count()]
        },
        { timeout: READ_MS_MAX, interval: 1_000 },
      )
      .toEqual([2, 1])
    expect(await scans.getByText(`Cho hồ sơ ${made[0]}`).count()).toBe(2)
    await audit('a pile parted by its covers')
    await press('Alt+j')
    await page.getByText(`Đã đưa 2 giấy tờ vào hồ sơ ${made[0]}`).first().waitFor({ timeout: READ_MS_MAX })
    await expect.poll(() => scans.count(), { timeout: WAIT_MS_MAX }).toBe(1)
    await press('Alt+n', 'Alt+k')
    await goTo(/^Điền người nộp từ QR/)
    await press('Enter')
    await expect.poll(here, { timeout: WAIT_MS_MAX }).toMatch(/Đã đối chiếu với thẻ căn cước/)
    expect(await page.getByLabel('Họ và tên').inputValue()).toBe('Đỗ Thị Quét Thẻ')
    expect(await page.getByLabel('Ngày sinh').inputValue()).toBe('20/10/1994')
    await audit('an applicant read from a scan')
    await press('Space')
    await page.getByRole('checkbox', { name: 'Đã đối chiếu với thẻ căn cước', checked: true }).waitFor()
    await press('Alt+k', 'Delete')
    await expect.poll(() => scans.count(), { timeout: WAIT_MS_MAX }).toBe(0)
    await press('Alt+n')
  },
  DAY_MS_MAX,
)

test(
  'looks at a paper of the tray and throws it away',
  async () => {
    await writeFile(join(folder, 'c1.png'), await scanned('HÓA ĐƠN TIỀN NƯỚC', 'Kỳ 9 năm 2026'))
    const scans = page.locator('li.scan')
    await expect
      .poll(
        async () => {
          site.clock.advance({ seconds: 3 })
          return scans.count()
        },
        { timeout: READ_MS_MAX, interval: 1_000 },
      )
      .toBe(1)
    await press('Alt+k', 'Enter')
    await page.getByRole('dialog').locator('img').first().waitFor()
    await audit('a paper of the tray')
    await press('Escape')
    await dialogGone()
    await press('Alt+k', 'Delete')
    await expect.poll(() => scans.count(), { timeout: WAIT_MS_MAX }).toBe(0)
  },
  DAY_MS_MAX,
)

test(
  'the number is done; nobody waits',
  async () => {
    await openCallingDesk()
    await page.locator('.calling-now[data-state=serving]').waitFor()
    await press('f')
    await page.locator('.calling-now').waitFor({ state: 'detached' })
    await page.getByText('Không còn ai chờ.').waitFor()
  },
  DAY_MS_MAX,
)

test(
  'forwards one, asks a supplement of another',
  async () => {
    await openCase(made[0] as string)
    await audit('a case')
    await openMove('Chuyển bước tiếp')
    await goTo(/^Ý kiến xử lý/)
    await press('Control+Enter')
    await dialogGone()
    await page.getByText('Đã thực hiện: Chuyển bước tiếp.').first().waitFor()
    await openCase(made[1] as string)
    await openMove('Yêu cầu bổ sung')
    await goTo(/^Giấy tờ, nội dung cần bổ sung/)
    await type('Giấy xác nhận tình trạng hôn nhân')
    await goTo(/^Lý do/)
    await type('Chưa khai thác được từ cơ sở dữ liệu')
    await audit('a supplement')
    await press('Control+Enter')
    await dialogGone()
    await page.getByText('Đã thực hiện: Yêu cầu bổ sung.').first().waitFor()
  },
  DAY_MS_MAX,
)

test(
  'returns a result that the offices have finished',
  async () => {
    const number = await finishedElsewhere()
    await openCase(number)
    await openMove('Trả kết quả')
    await goTo(/^Cách trả/)
    await press('Enter')
    await page.getByRole('option').first().waitFor()
    await press('ArrowDown', 'Enter')
    await goTo(/^Người nhận/)
    await type('Lê Văn Ba')
    await press('Control+Enter')
    await dialogGone()
    await page.locator('.case-signs').getByText('Đã trả kết quả').waitFor()
  },
  DAY_MS_MAX,
)

test(
  'moves several at once, finds a case, and signs out',
  async () => {
    const api = visitor(site.inject)
    await api.signIn('motcua.caolanh', site.password)
    const together: string[] = []
    for (const [at, name] of ['Phạm Một Lượt', 'Phạm Hai Lượt'].entries())
      together.push(await receivedOverApi(api, '1.000894', `08709495533${at}`, name))
    await press('g', 'h')
    await heading('Hàng chờ của đơn vị')
    await page.locator('tbody tr', { hasText: together[1] as string }).waitFor()
    const lines = await page.locator('tbody tr').allTextContents()
    const wanted = lines.flatMap((text, at) => (together.some((number) => text.includes(number)) ? [at] : []))
    expect(wanted).toHaveLength(2)
    for (let at = 0; at <= Math.max(...wanted); at++) {
      await press('j')
      await page.locator(`tbody tr:nth-child(${at + 1})[data-active]`).waitFor()
      if (wanted.includes(at)) await press('x')
    }
    await page.getByRole('region', { name: 'Đã chọn 2' }).or(page.locator('section.bulk')).first().waitFor()
    await press('m')
    await page.getByRole('menu').waitFor()
    await goTo(/^Chuyển bước tiếp$/, 'ArrowDown', 20)
    await press('Enter')
    await dialogHere()
    await audit('several at once')
    await goTo(/^Ý kiến xử lý/)
    await press('Control+Enter')
    await dialogGone()
    await page.locator('tbody tr', { hasText: together[0] as string }).waitFor({ state: 'detached' })
    await openCase(together[1] as string)
    await page.getByText('Phạm Hai Lượt').first().waitFor()
    await press('Control+k')
    await page.getByRole('combobox', { name: 'Tìm và đi nhanh' }).waitFor()
    await type('dang xuat')
    await page.getByRole('option').filter({ hasText: 'Đăng xuất' }).first().waitFor()
    await press('Enter')
    await page.getByLabel('Tên đăng nhập').waitFor()
  },
  DAY_MS_MAX,
)

test('axe finds nothing, nothing was asked for outside, no script failed', () => {
  expect(found).toEqual([])
  // The browser's own viewer of PDFs is a part of the browser.
  expect(browsing.strays.filter((one) => !/^chrome(-extension)?:/.test(one))).toEqual([])
  expect(browsing.breaches).toEqual([])
})

type Api = ReturnType<typeof visitor>

async function receivedOverApi(api: Api, code: string, national_id: string, full_name: string): Promise<string> {
  const { rows } = (await api.get(`/api/v1/one-stop/procedure?f.code=${code}`)).json<{ rows: { id: string }[] }>()
  const answer = await api.send<{ number: string }>('POST', '/api/v1/one-stop/intake', {
    procedure: rows[0]?.id,
    national_id,
    full_name,
  })
  expect(answer.status, answer.text).toBe(201)
  return answer.json<{ number: string }>().number
}

/** What the other rooms do with a dossier, told through their doors: handled, reviewed, signed, finished with a result. */
async function finishedElsewhere(): Promise<string> {
  const counter = visitor(site.inject)
  await counter.signIn('motcua.caolanh', site.password)
  const number = await receivedOverApi(counter, '1.000894', '087094954399', 'Lê Văn Ba')
  interface Task {
    id: string
    version: number
    number: string
    moves: { name: string }[]
  }
  for (const login of ['motcua', 'thuly', 'truongphong', 'lanhdao', 'vanthu']) {
    const officer = visitor(site.inject)
    await officer.signIn(`${login}.caolanh`, site.password)
    for (let steps = 0; steps < 4; steps++) {
      const { rows } = (await officer.get('/api/v1/tasks?scope=unit&limit=200')).json<{ rows: Task[] }>()
      const task = rows.find((row) => row.number === number)
      const names = task?.moves.map((move) => move.name) ?? []
      const name = names.includes('finish') && login === 'vanthu' ? 'finish' : 'forward'
      if (!task || !names.includes(name)) break
      const data = name === 'finish' ? { result_number: '77/2026', results: [await resultFile(officer)] } : {}
      const answer = await officer.send('POST', `/api/v1/tasks/${task.id}/move`, {
        move: name,
        version: task.version,
        data,
      })
      if (answer.status !== 200) {
        expect(answer.text, `${login}: ${name}`).toContain('last-step')
        break
      }
    }
  }
  const row = await site.house.database.transaction(house, (tx) =>
    tx.one<{ status: string }>('select status from one_stop.dossier where number = $1', [number]),
  )
  expect(row?.status).toBe('finished')
  return number
}

async function resultFile(officer: Api) {
  const edge = 'sen-edge'
  const answer = await site.inject({
    method: 'POST',
    path: '/api/v1/files',
    headers: {
      'content-type': `multipart/form-data; boundary=${edge}`,
      'x-csrf': (await officer.get('/api/v1/me')).json<{ csrf: string }>().csrf,
      cookie: officer.cookies(),
    },
    body: Buffer.concat([
      Buffer.from(
        `--${edge}\r\ncontent-disposition: form-data; name="file"; filename="ket-qua.png"\r\ncontent-type: image/png\r\n\r\n`,
      ),
      pngFile(64),
      Buffer.from(`\r\n--${edge}--\r\n`),
    ]),
  })
  expect(answer.status, answer.body).toBe(201)
  const { id, name, kind, size } = JSON.parse(answer.body) as { id: string; name: string; kind: string; size: number }
  return { file: id, name, kind, size }
}
