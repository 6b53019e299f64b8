import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { falseClock } from '#kernel/testing'
import { type Browsing, desk, openBrowser, phone } from './browser.ts'
import { openTestSite, type TestSite } from './test-site.ts'

/** The plan in a real browser: the focal officer's screens by keyboard, a ward's report, the public page on a phone. */

/** Axe reads every element of every screen; a busy machine takes its time. */
const AXE_MS_MAX = 600_000

let site: TestSite
let browsing: Browsing

beforeAll(async () => {
  site = await openTestSite({ listen: true, clock: falseClock('2026-11-20T08:00:00+07:00') })
  const screen = await site.inject({ method: 'GET', path: '/officer/', headers: { accept: 'text/html' } })
  expect(screen.status, 'the web build is there (node tools/web.ts)').toBe(200)
  browsing = await openBrowser(site.url ?? '')
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.error(`pictures: ${await browsing.picture(task.name)}`)
})
afterAll(async () => {
  await browsing?.close()
  await site?.close()
})

async function signIn(login: string): Promise<Page> {
  const page = await browsing.open({ viewport: desk })
  await page.goto('/officer/')
  await page.getByLabel('Tên đăng nhập').fill(login)
  await page.getByLabel('Mật khẩu', { exact: true }).fill(site.password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Việc của tôi' }).waitFor()
  return page
}

/** Wider than the screen: something sticks out that a thumb would have to drag into view. */
const overhang = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

test('the contents by keyboard: j down to a line, Enter opens it, its owner says that a milestone is done', {
  timeout: AXE_MS_MAX,
}, async () => {
  const page = await signIn('daumoi')
  await page.goto('/officer/desk/plan/lines')
  await page.getByRole('heading', { level: 1, name: 'Nội dung và tiến độ' }).waitFor()
  // Forty bars, each told in words.
  expect(await page.getByRole('img', { name: /tiến độ \d+ %$/ }).count()).toBe(40)
  await page.locator('main').focus()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  await page.locator('tr[data-line="I.1a"][data-active] a:focus').waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: /^I\.1a/ }).waitFor()
  const late = page.locator('tr').filter({ hasText: 'Nâng băng thông 40 xã, phường' })
  await late.getByText('quá hạn').waitFor()
  await late.getByRole('button', { name: 'Đã xong' }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Kết quả (công khai)').fill('40 xã, phường đạt 200 Mb/s')
  await dialog.getByRole('button', { name: 'Ghi nhận' }).press('Enter')
  await dialog.waitFor({ state: 'detached' })
  await late.getByText('20/11/2026').waitFor()
  await late.getByText('40 xã, phường đạt 200 Mb/s').waitFor()
  expect(await browsing.audit(page, 'a content')).toEqual([])
  await browsing.leave(page)
})

test('a ward’s report: opened by the focal department, prefilled, refused while something is unsaid, handed in', {
  timeout: AXE_MS_MAX,
}, async () => {
  const focal = await signIn('daumoi')
  await focal.goto('/officer/desk/plan/reports')
  await focal.getByRole('button', { name: 'Mở 120 báo cáo' }).press('Enter')
  await focal.getByRole('link', { name: 'Ủy ban nhân dân phường Mỹ Tho' }).waitFor()
  expect(await browsing.audit(focal, 'reports', { desk })).toEqual([])

  const ward = await signIn('baocao.mytho')
  await ward.goto('/officer/desk/plan/reports')
  // Its own, and nobody else's.
  await expect.poll(() => ward.locator('tbody tr').count()).toBe(1)
  await ward.getByRole('link', { name: 'Ủy ban nhân dân phường Mỹ Tho' }).press('Enter')
  await ward.getByRole('heading', { level: 1, name: /phường Mỹ Tho/ }).waitFor()
  await ward.getByRole('button', { name: 'Gửi báo cáo' }).press('Enter')
  await ward.getByRole('alert').getByText('nội dung chưa ghi kết quả').waitFor()
  const results = ward.getByLabel('Kết quả', { exact: false }).and(ward.locator('textarea[required]'))
  for (let place = 0; place < (await results.count()); place++)
    if ((await results.nth(place).inputValue()) === '') await results.nth(place).fill('Chưa phát sinh trong năm.')
  await ward.keyboard.press('Control+s')
  await ward.getByText('Đã lưu báo cáo.').first().waitFor()
  expect(await browsing.audit(ward, 'a report')).toEqual([])
  await ward.getByRole('button', { name: 'Gửi báo cáo' }).press('Enter')
  await ward.getByText('Đã gửi đầu mối').waitFor()
  expect(await ward.getByRole('button', { name: 'Gửi báo cáo' }).count()).toBe(0)
  await browsing.leave(ward)

  await focal.reload()
  await focal.getByRole('link', { name: 'Ủy ban nhân dân phường Mỹ Tho' }).press('Enter')
  await focal.getByRole('button', { name: 'Duyệt' }).press('Enter')
  await focal.getByText('Đã duyệt').first().waitFor()

  await focal.goto('/officer/desk/plan/yearly')
  await focal.getByRole('button', { name: 'Tổng hợp', exact: true }).press('Enter')
  await focal.getByRole('heading', { name: 'III. KINH PHÍ THỰC HIỆN' }).waitFor()
  await focal.getByText('1 báo cáo đã duyệt được gộp').waitFor()
  await focal.getByRole('button', { name: 'Sửa lời: III. KINH PHÍ THỰC HIỆN' }).press('Enter')
  await focal.getByRole('textbox', { name: 'III. KINH PHÍ THỰC HIỆN' }).fill('Kinh phí theo báo cáo của Sở Tài chính.')
  await focal.getByRole('button', { name: 'Lưu lời' }).press('Enter')
  await focal.getByText('Lời do Võ Thị Kim Châu sửa').waitFor()
  await focal.getByRole('button', { name: 'Tổng hợp lại' }).press('Enter')
  await focal.getByText('phần lời đã sửa được giữ nguyên').first().waitFor()
  await focal.getByText('Kinh phí theo báo cáo của Sở Tài chính.').waitFor()
  expect(await browsing.audit(focal, 'the yearly report', { desk })).toEqual([])
  await browsing.leave(focal)
})

test('money, obstacles and the index fit a desk and a telephone, and axe finds nothing', {
  timeout: AXE_MS_MAX,
}, async () => {
  const page = await signIn('daumoi')
  const found: string[] = []
  for (const path of ['lines', 'money', 'obstacles', 'dti']) {
    await page.goto(`/officer/desk/plan/${path}`)
    await page.locator('.page h1, main h1').first().waitFor()
    for (const viewport of [phone, desk]) {
      await page.setViewportSize(viewport)
      await expect.poll(() => overhang(page), { message: `${path} at ${viewport.width}` }).toBe(0)
    }
    found.push(...(await browsing.audit(page, path)))
  }
  // What is supposed changes points and rank at once, by the rules of the server.
  await page.getByRole('tab', { name: 'Điều gì nâng hạng' }).press('Enter')
  const before = await page.getByText(/^Giả định: /).textContent()
  await page.getByLabel('Giả định 9.1', { exact: true }).fill('100')
  await expect.poll(() => page.getByText(/^Giả định: /).textContent()).not.toBe(before)
  for (const tab of ['Điều gì nâng hạng', 'Năm năm', 'Các tỉnh']) {
    await page.getByRole('tab', { name: tab }).click()
    found.push(...(await browsing.audit(page, `index, ${tab}`, { desk })))
  }
  expect(found).toEqual([])
  await browsing.leave(page)
})

test('the public page needs no script: filtered by its form, each bar told in words, nothing sticks out', {
  timeout: AXE_MS_MAX,
}, async () => {
  const page = await browsing.open({ javaScriptEnabled: false })
  await page.goto('/ke-hoach')
  expect(await page.getByRole('img', { name: /tiến độ/ }).count()).toBe(40)
  await page.getByRole('searchbox', { name: 'Tìm nội dung' }).fill('benh an')
  await page.getByRole('button', { name: 'Tìm', exact: true }).click()
  await page.getByRole('link', { name: /Bệnh án điện tử/ }).click()
  await page.getByRole('heading', { level: 1, name: 'Bệnh án điện tử cho các cơ sở y tế' }).waitFor()
  await browsing.leave(page)

  const scripted = await browsing.open()
  for (const path of [
    '/ke-hoach',
    '/ke-hoach?tinh-trang=late',
    '/ke-hoach?q=khong-co-gi-khop',
    '/ke-hoach/noi-dung/III.2b',
    '/ke-hoach/dti',
    '/ke-hoach?lang=en',
  ]) {
    expect((await scripted.goto(path))?.status(), path).toBe(200)
    expect(await overhang(scripted), path).toBe(0)
    expect(await browsing.audit(scripted, path), path).toEqual([])
  }
  await browsing.leave(scripted)
  expect(browsing.breaches).toEqual([])
  expect(browsing.strays).toEqual([])
})
