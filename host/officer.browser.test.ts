import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { visitor } from '#kernel/testing'
import { type Browsing, desk, openBrowser, pngFile, type Sizes } from './browser.ts'
import { openTestSite, type TestSite } from './test-site.ts'

/** The officers' side of one birth registration, at a desk, in a real browser. */

const BIRTH = '1.001193'
const NUMBER = /H20\.\d{3}\.\d{2}-\d{6}-\d{4}/

/** Axe reads every element of every screen; a busy machine takes its time. */
const AXE_MS_MAX = 300_000

let site: TestSite
let browsing: Browsing
let number = ''

beforeAll(async () => {
  site = await openTestSite({ listen: true })
  const screen = await site.inject({ method: 'GET', path: '/officer/', headers: { accept: 'text/html' } })
  expect(screen.status, 'the web build is there (node tools/web.ts)').toBe(200)
  browsing = await openBrowser(site.url ?? '')
  number = await fileBirth('Trần Ngọc Minh Anh')
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.error(`pictures: ${await browsing.picture(task.name)}`)
})
afterAll(async () => {
  await browsing?.close()
  await site?.close()
})

/** What a citizen files on her pages, sent as their forms are. Answers the number. */
async function fileBirth(child: string): Promise<string> {
  const page = await browsing.open()
  const { request } = page.context()
  const csrf = async () => ((await (await request.get('/api/v1/me')).json()) as { csrf: string }).csrf
  const signed = await request.post('/dang-nhap', {
    form: { csrf: await guestToken(page), login: 'lan', password: site.password, next: '/' },
  })
  expect(signed.status(), await signed.text()).toBe(200)
  const token = await csrf()
  const post = (path: string, form: Record<string, string>) =>
    request.post(path, { form: { csrf: token, act: 'next', ...form }, maxRedirects: 0 })
  const begun = await post(`/nop/${BIRTH}`, {})
  const draft = (begun.headers().location ?? '').replace(/\/\d+$/, '')
  expect(draft).toMatch(/^\/nop\//)
  const kept = await request.post('/api/v1/files', {
    headers: { 'x-csrf': token },
    multipart: { file: { name: 'giay-chung-sinh.png', mimeType: 'image/png', buffer: pngFile(64) } },
  })
  const { id } = (await kept.json()) as { id: string }
  const pages: Record<string, string>[] = [
    { phone: '0900000123', address: 'Số 1, khóm 2, phường Cao Lãnh', settling: '29869' },
    {
      child_name: child,
      child_birth_date: '21/09/2026',
      child_sex: 'female',
      child_ethnicity: 'Kinh',
      child_nationality: 'Việt Nam',
      child_birth_place: 'Bệnh viện Đa khoa Đồng Tháp',
      child_home_town: 'Phường Cao Lãnh',
    },
    { mother_name: 'Nguyễn Thị Ngọc Lan' },
    {},
    { relation: 'mother' },
    { paper_case: 'none' },
    { 'paper-0-1': id },
    { delivery: 'electronic' },
  ]
  for (const [index, form] of pages.entries()) {
    const answer = await post(`${draft}/${index + 1}`, form)
    expect(answer.headers().location, `page ${index + 1}: ${(await answer.text()).slice(0, 300)}`).toBe(
      `${draft}/${index + 2}`,
    )
  }
  const sent = await post(`${draft}/${pages.length + 1}`, { act: 'send', declared: 'yes' })
  const found = NUMBER.exec(sent.headers().location ?? '')?.[0] ?? ''
  expect(found).not.toBe('')
  await browsing.leave(page)
  return found
}

async function guestToken(page: Page): Promise<string> {
  await page.goto('/dang-nhap')
  return page.locator('main input[name=csrf]').first().inputValue()
}

/** An officer at the desk, signed in through the form. */
async function signIn(login: string): Promise<Page> {
  const page = await browsing.open({ viewport: desk })
  await page.goto('/officer/')
  await page.getByLabel('Tên đăng nhập').fill(login)
  await page.getByLabel('Mật khẩu', { exact: true }).fill(site.password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Việc của tôi' }).waitFor()
  return page
}

/** By keys alone from anywhere: g h to the queue, j down to the line, Enter. */
async function openByKeys(page: Page, wanted: string): Promise<void> {
  await page.keyboard.press('g')
  await page.keyboard.press('h')
  await page.getByRole('heading', { level: 1, name: 'Hàng chờ của đơn vị' }).waitFor()
  const lines = page.locator('tbody tr')
  await lines.filter({ hasText: wanted }).waitFor()
  const numbers = await lines.allTextContents()
  const at = numbers.findIndex((text) => text.includes(wanted))
  for (let line = 0; line <= at; line++) {
    await page.keyboard.press('j')
    await page.locator(`tbody tr:nth-child(${line + 1})[data-active]`).waitFor()
  }
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/officer\/cases\/one-stop\/dossier\//)
  await page.locator('.case h1').waitFor()
}

const dialog = (page: Page): Locator => page.getByRole('dialog')

/** Opens the dialog of a move: the main button of the case, or its line in the menu of acts. */
async function openMove(page: Page, label: string): Promise<Locator> {
  const main = page.locator('.case-moves').getByRole('button', { name: label, exact: true })
  const acts = page.locator('.case-moves').getByRole('button', { name: /^(Xử lý|Thao tác khác)$/ })
  await main.or(acts).first().waitFor()
  if ((await main.count()) > 0) await main.click()
  else {
    await acts.click()
    await page.getByRole('menuitem', { name: label, exact: true }).click()
  }
  await dialog(page).waitFor()
  return dialog(page)
}

/** Makes a move and waits until it is told and the dialog is gone. Ctrl+Enter sends. */
async function make(page: Page, label: string, fill?: (form: Locator) => Promise<void>): Promise<void> {
  const form = await openMove(page, label)
  await fill?.(form)
  await form.getByLabel('Ý kiến xử lý').press('Control+Enter')
  await dialog(page).waitFor({ state: 'detached' })
  await page.getByText(`Đã thực hiện: ${label}.`).first().waitFor()
}

const papers = (page: Page): Locator => page.locator('.papers .paper')

describe('a birth registration at the desk', () => {
  test('the counter finds it by keyboard, accepts it, sees Mẫu 01 and forwards it', async () => {
    const page = await signIn('motcua.caolanh')
    await openByKeys(page, number)
    await papers(page).filter({ hasText: 'giay-chung-sinh.png' }).waitFor()
    await make(page, 'Tiếp nhận')
    const receipt = papers(page).filter({ hasText: 'Giấy tiếp nhận' })
    await receipt.waitFor()
    await expect
      .poll(() => receipt.locator('img').evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth), {
        timeout: 20_000,
      })
      .toBeGreaterThan(100)
    await receipt.click()
    const large = dialog(page).locator('img.paper-large')
    await expect
      .poll(() => large.evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth), { timeout: 20_000 })
      .toBeGreaterThan(600)
    await page.keyboard.press('Escape')
    await dialog(page).waitFor({ state: 'detached' })
    await make(page, 'Chuyển bước tiếp', (form) => form.getByLabel('Ý kiến xử lý').fill('Đủ giấy tờ.'))
    await page.getByText('Thụ lý hồ sơ').first().waitFor()
    await browsing.leave(page)
  })

  test('the section, its head, the leader and the clerk pass it on; the certificate is typeset', async () => {
    for (const login of ['thuly.caolanh', 'truongphong.caolanh', 'lanhdao.caolanh']) {
      const page = await signIn(login)
      await openByKeys(page, number)
      await make(page, 'Chuyển bước tiếp')
      await browsing.leave(page)
    }
    const page = await signIn('vanthu.caolanh')
    await openByKeys(page, number)
    const form = await openMove(page, 'Hoàn thành, có kết quả')
    // Without a result it is refused in words, and what was typed stays.
    await form.getByLabel('Số kết quả').fill('31/2026')
    await form.getByLabel('Số kết quả').press('Control+Enter')
    await form.getByRole('alert').waitFor()
    expect(await form.getByLabel('Số kết quả').inputValue()).toBe('31/2026')
    // The drawn switch lies over its input; the keyboard reaches the input itself.
    await form.getByLabel('Soạn kết quả theo mẫu').press('Space')
    await form.getByLabel('Ý kiến xử lý').press('Control+Enter')
    await dialog(page).waitFor({ state: 'detached' })
    await papers(page)
      .filter({ hasText: /khai sinh/i })
      .first()
      .waitFor()
    await browsing.leave(page)
  })

  test('the counter returns the result', async () => {
    const page = await signIn('motcua.caolanh')
    await openByKeys(page, number)
    await make(page, 'Trả kết quả', async (form) => {
      await form.getByRole('combobox', { name: 'Cách trả' }).or(form.getByLabel('Cách trả')).first().click()
      await page.getByRole('option').first().click()
      await form.getByLabel('Người nhận').fill('Nguyễn Thị Ngọc Lan')
    })
    await page.locator('.case-signs').getByText('Đã trả kết quả').waitFor()
    await browsing.leave(page)
  })
})

test('a second tab with a stale version is refused and offers the new one', async () => {
  const wanted = await fileBirth('Trần Thị Hai Thẻ')
  const first = await signIn('motcua.caolanh')
  await openByKeys(first, wanted)
  const second = await first.context().newPage()
  await second.goto(first.url())
  // The second tab holds what it has read; in the first the officer takes the work, which changes it.
  const late = await openMove(second, 'Tiếp nhận')
  await late.getByLabel('Ý kiến xử lý').fill('Đủ giấy tờ')
  await first.keyboard.press('a')
  await first.locator('.case-who', { hasText: 'Trần Minh Khang' }).waitFor()
  await late.getByLabel('Ý kiến xử lý').press('Control+Enter')
  const alert = late.getByRole('alert')
  await alert.waitFor()
  expect(await alert.textContent()).toContain('Người khác vừa sửa')
  await alert.getByRole('button', { name: 'Xem bản mới' }).click()
  await dialog(second).waitFor({ state: 'detached' })
  await second.locator('.case-who', { hasText: 'Trần Minh Khang' }).waitFor()
  await make(second, 'Tiếp nhận')
  await papers(second).filter({ hasText: 'Giấy tiếp nhận' }).waitFor()
  await browsing.leave(first)
})

test('a second supplement is refused in words and keeps what was typed', async () => {
  const api = visitor(site.inject)
  await api.signIn('motcua.caolanh', site.password)
  const { rows } = (await api.get(`/api/v1/one-stop/procedure?f.code=${BIRTH}`)).json<{ rows: { id: string }[] }>()
  const made = await api.send<{ dossier: string; number: string }>('POST', '/api/v1/one-stop/intake', {
    procedure: rows[0]?.id,
    national_id: '087185123456',
    full_name: 'Trần Thị Bảy',
  })
  expect(made.status, made.text).toBe(201)
  const intake = made.json<{ dossier: string; number: string }>()
  const page = await signIn('motcua.caolanh')
  await openByKeys(page, intake.number)
  await make(page, 'Yêu cầu bổ sung', async (form) => {
    await form.getByLabel('Giấy tờ, nội dung cần bổ sung').fill('Giấy chứng sinh')
    await form.getByLabel('Lý do').fill('Thiếu theo Điều 9 NĐ 123/2015/NĐ-CP')
  })
  await papers(page).filter({ hasText: 'Phiếu yêu cầu bổ sung' }).waitFor()
  const supplied = await api.send('POST', `/api/v1/cases/one-stop/dossier/${intake.dossier}/move`, {
    move: 'supply',
    data: { answer: 'Đã nộp Giấy chứng sinh' },
  })
  expect(supplied.status, supplied.text).toBe(200)
  await page.reload()
  const form = await openMove(page, 'Yêu cầu bổ sung')
  await form.getByLabel('Giấy tờ, nội dung cần bổ sung').fill('Thêm nữa')
  await form.getByLabel('Lý do').fill('Vẫn thiếu')
  await form.getByLabel('Ý kiến xử lý').press('Control+Enter')
  await form.getByRole('alert').waitFor()
  expect(await form.getByRole('alert').textContent()).toContain('chỉ cho yêu cầu bổ sung một lần')
  expect(await form.getByLabel('Giấy tờ, nội dung cần bổ sung').inputValue()).toBe('Thêm nữa')
  await browsing.leave(page)
})

test('the counter takes papers in by keyboard alone', async () => {
  const page = await signIn('motcua.caolanh')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Tìm và đi nhanh' }).waitFor()
  await page.keyboard.insertText('tiep nhan tai quay')
  await page.getByRole('option').first().waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Tiếp nhận tại quầy' }).waitFor()
  await page.keyboard.press('n')
  await page.waitForURL(/\/intake\/new/)
  const at = () =>
    page.evaluate(() => document.activeElement?.closest('[data-field]')?.getAttribute('data-field') ?? '')
  /** Tab until the field is reached; nothing else is pressed. */
  const tabTo = async (field: string) => {
    for (let stops = 0; stops < 30 && (await at()) !== field; stops++) await page.keyboard.press('Tab')
    expect(await at()).toBe(field)
  }
  await expect.poll(at).toBe('procedure')
  await page.keyboard.insertText('dang ky khai sinh')
  await page.getByRole('option').filter({ hasText: BIRTH }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await tabTo('national_id')
  await page.keyboard.insertText('08718512345')
  await tabTo('full_name')
  await page.keyboard.insertText('Lê Thị Bàn Phím')
  await page.keyboard.press('Control+Enter')
  // Eleven digits: refused beside the field, which takes the cursor.
  await expect.poll(at, { timeout: 15_000 }).toBe('national_id')
  expect(await page.locator('[data-field=national_id]').textContent()).toMatch(/12/)
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText('087185123457')
  await page.keyboard.press('Control+Enter')
  await page.locator('main').getByText(NUMBER).first().waitFor()
  await browsing.leave(page)
})

describe('axe', () => {
  test(
    'finds nothing on any screen',
    async () => {
      const fresh = await fileBirth('Trần Thị Soi')
      const found: string[] = []
      const page = await browsing.open({ viewport: desk })
      const audit = async (name: string, sizes?: Sizes) => void found.push(...(await browsing.audit(page, name, sizes)))
      const show = async (path: string, ready: string) => {
        await page.goto(`/officer${path}`)
        await page.locator(ready).first().waitFor()
        await page.waitForLoadState('networkidle')
        await audit(path)
      }
      await page.goto('/officer/')
      await page.getByLabel('Tên đăng nhập').fill('motcua.caolanh')
      await page.getByLabel('Mật khẩu', { exact: true }).fill('sai mật khẩu')
      await page.keyboard.press('Enter')
      await page.getByRole('alert').waitFor()
      await audit('sign-in, refused')
      await page.getByLabel('Mật khẩu', { exact: true }).fill(site.password)
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: 'Việc của tôi' }).waitFor()
      // Lists are asked for few rows: fifty alike say no more than three.
      await show('/queue/mine', 'h1')
      await show(`/queue/unit?q=${fresh}`, 'tbody tr')
      await page.locator('tbody input[type=checkbox]').first().press('Space')
      await page.locator('.bulk').waitFor()
      await audit('queue with a chosen row')
      await page
        .getByRole('button', { name: /^Xử lý H20/ })
        .first()
        .click()
      await page.getByRole('menu').waitFor()
      await audit('queue with the acts of a row', { desk })
      await page.keyboard.press('Escape')
      await show('/queue/all?q=khong-co-ho-so-nay', 'h1')
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox', { name: 'Tìm và đi nhanh' }).waitFor()
      await audit('palette', { desk })
      await page.keyboard.press('Escape')
      await dialog(page).waitFor({ state: 'detached' })
      await page.keyboard.press('?')
      await dialog(page).waitFor()
      await audit('keys', { desk })
      await show('/notices', 'h1')
      await show(`/records/one-stop/dossier?q=${fresh}`, 'tbody tr')
      await show(`/records/one-stop/procedure?q=${BIRTH}`, 'tbody tr')
      await show('/records/one-stop/intake', 'h1')
      await show('/records/one-stop/intake/new?counter=1', 'form')
      await page.keyboard.press('Control+Enter')
      await page.locator('.save-bar [role=alert]').waitFor()
      await audit('counter intake with errors')
      await show('/records/one-stop/khong-co', 'h1')

      const asked = await page.request.get(`/api/v1/tasks?scope=unit&q=${fresh}&limit=1`)
      const { rows } = (await asked.json()) as { rows: { recordId: string }[] }
      const id = rows[0]?.recordId
      await show(`/records/one-stop/dossier/${id}`, 'h1')
      await show(`/cases/one-stop/dossier/${id}`, '.case')
      await page.getByRole('button', { name: /^Hiện thêm/ }).click()
      await audit('a case with every field shown')
      await page.getByRole('button', { name: 'Thao tác khác' }).click()
      await page.getByRole('menu').waitFor()
      await audit('the other acts of a case', { desk })
      await page.keyboard.press('Escape')
      await page.getByRole('menu').waitFor({ state: 'detached' })
      await page.getByRole('button', { name: /^Tài khoản/ }).click()
      await page.getByRole('menu').waitFor()
      await audit('the menu of the account', { desk })
      await page.keyboard.press('Escape')
      await page.getByRole('menu').waitFor({ state: 'detached' })
      await page.locator('.case-moves button').last().click()
      await dialog(page).waitFor()
      await audit('a move of a case')
      expect(found).toEqual([])
      await browsing.leave(page)
    },
    AXE_MS_MAX,
  )

  test(
    'finds nothing on the boards and the map',
    async () => {
      const found: string[] = []
      const page = await signIn('lanhdao.caolanh')
      const show = async (path: string, ready: string) => {
        await page.goto(`/officer${path}`)
        await page.locator(ready).first().waitFor()
        await page.waitForLoadState('networkidle')
        found.push(...(await browsing.audit(page, path)))
      }
      await show('/boards', 'h1')
      const boards = (await (await page.request.get('/api/v1/boards')).json()) as { name: string }[]
      expect(boards.length).toBeGreaterThan(0)
      for (const board of boards) await show(`/boards/${board.name}`, 'h1')
      await page.goto('/officer/map')
      await page.getByLabel('Tìm xã/phường').fill('Cao Lanh')
      await page.waitForLoadState('networkidle')
      found.push(...(await browsing.audit(page, '/map')))
      expect(found).toEqual([])
      await browsing.leave(page)
    },
    AXE_MS_MAX,
  )
})

test('no screen asked for anything outside this machine, and no script failed', () => {
  expect(browsing.strays).toEqual([])
  expect(browsing.breaches).toEqual([])
})
