import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Browsing, desk, openBrowser, phone } from './browser.ts'
import { openTestSite, type TestSite } from './test-site.ts'

/**
 * A number from the kiosk to the hall screen, and money from the search box to the receipt: by keyboard at the desk, by thumb
 * at the kiosk, without script where there is none.
 */

const WARD = '29869'
const TELEVISION = { width: 1920, height: 1080 }

let site: TestSite
let browsing: Browsing

beforeAll(async () => {
  site = await openTestSite({ listen: true })
  browsing = await openBrowser(site.url ?? '')
}, 120_000)
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.error(`Ảnh: ${await browsing.picture(task.name)}`)
})
afterAll(async () => {
  await browsing?.close()
  await site?.close()
})

async function officerAt(path: string, login = 'motcua.caolanh'): Promise<Page> {
  const page = await browsing.open({ viewport: desk })
  await page.goto('/dang-nhap')
  await page.fill('input[name=login]', login)
  await page.fill('input[name=password]', site.password)
  await Promise.all([
    page.waitForURL((url) => url.pathname !== '/dang-nhap'),
    page.press('input[name=password]', 'Enter'),
  ])
  await page.goto(path)
  return page
}

/** Takes a number at the kiosk and answers it. */
async function take(page: Page, service: string, kind = 'thuong'): Promise<string> {
  await page.goto(`/lay-so/${WARD}?tai-cho=1`)
  await page.check(`input[value=${kind}]`)
  await page.click(`button[value=${service}]`)
  await page.waitForURL(/\/so-thu-tu\//)
  return (await page.textContent('#slip-number')) ?? ''
}

test('a number is taken by thumb, called by one key, and shown to the hall', async () => {
  const kiosk = await browsing.open({ viewport: desk, hasTouch: true })
  const calling = await officerAt('/officer/desk/one-stop/calling')
  await calling.getByRole('button', { name: 'Mở quầy 2' }).click()
  await calling.getByText('Chưa gọi ai').waitFor()

  expect(await take(kiosk, 'dat-dai')).toBe('A001')
  const follow = new URL(kiosk.url()).pathname
  expect(await take(kiosk, 'dat-dai', 'nguoi-cao-tuoi')).toBe('U002')
  expect(await browsing.audit(kiosk, 'slip')).toEqual([])
  await kiosk.goto(`/lay-so/${WARD}?tai-cho=1`)
  expect(await browsing.audit(kiosk, 'kiosk')).toEqual([])

  const handset = await browsing.open()
  await handset.goto(follow)
  expect(await handset.textContent('[data-standing]')).toContain('Trước bạn')
  expect(await browsing.audit(handset, 'phone')).toEqual([])

  const screen = await browsing.open({ viewport: TELEVISION })
  await screen.goto(`/man-hinh/${WARD}`)
  await calling.keyboard.press('n')
  await calling.locator('.calling-number', { hasText: 'U002' }).waitFor()
  // The hall and the phone hear of it by themselves.
  await screen.locator('.board-call', { hasText: 'Mời số U002 đến quầy 2' }).waitFor()
  expect(await browsing.audit(screen, 'hall screen', { television: TELEVISION, phone })).toEqual([])
  expect(await browsing.audit(calling, 'calling desk')).toEqual([])
  await calling.keyboard.press('s')
  await calling.getByText('Đang phục vụ').waitFor()
  await calling.keyboard.press('n')
  await calling.locator('.calling-number', { hasText: 'A001' }).waitFor()
  await handset.getByText('Mời đến quầy 2').waitFor()

  const plain = await browsing.open({ javaScriptEnabled: false })
  await plain.goto(`/man-hinh/${WARD}`)
  expect(await plain.textContent('.board-call')).toContain('A001')
  expect(await plain.content()).toContain('http-equiv="refresh"')
  await plain.goto(`/lay-so/${WARD}`)
  await plain.click('button[value=ho-tich]')
  await plain.waitForURL(/\/so-thu-tu\//)
  expect(await plain.textContent('.phone-number')).toBe('A003')
})

test('money by keyboard only: shift, search, Enter, amount, Ctrl+Enter, receipt', async () => {
  const page = await officerAt('/officer/desk/one-stop/cashier')
  await page.getByLabel('Tiền đầu ca (đồng)').fill('500000')
  await page.keyboard.press('Enter')
  const box = page.getByLabel('Mã hồ sơ, mã QR, mã thanh toán hoặc họ tên')
  await box.waitFor()
  await page.keyboard.type('trich luc')
  await page.keyboard.press('Enter')
  await page.locator('.till-hit').first().waitFor()
  // The first hit has the focus: one more Enter takes it.
  await page.waitForFunction(() => document.activeElement?.classList.contains('till-hit'))
  await page.keyboard.press('Enter')
  await page.locator('.till-dossier').waitFor()
  await page.locator('.till-sum', { hasText: '8.000' }).waitFor()
  expect(await browsing.audit(page, 'cashier')).toEqual([])
  await page.getByLabel('Khách đưa (đồng)').fill('10000')
  await page.getByText('Tiền thừa trả lại').waitFor()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('dialog').getByText('Đã thu 8.000').waitFor()
  expect(await page.getByRole('link', { name: 'In biên lai' }).getAttribute('href')).toMatch(/^\/api\/v1\/files\//)
  await page.keyboard.press('Enter')
  await page.getByText('Tìm hồ sơ để thu').waitFor()

  await page.getByText('Biên lai hôm nay').click()
  await page.getByRole('link', { name: /BL-26-.*\d{7}/ }).waitFor()
  expect(await browsing.audit(page, 'receipts')).toEqual([])
  await page.goto('/officer/desk/one-stop/cashier-report')
  await page.getByText('khớp nhau').waitFor()
  expect(await browsing.audit(page, 'report of the day')).toEqual([])
})

test('nothing was asked of the outside, and no page broke its policy', () => {
  expect(browsing.strays).toEqual([])
  expect(browsing.breaches).toEqual([])
})
