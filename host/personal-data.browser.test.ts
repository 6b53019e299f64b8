import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { tell } from '#kernel/testing'
import { type Browsing, desk, openBrowser } from './browser.ts'
import { openTestSite, type TestSite } from './test-site.ts'

/** A request about one's own data, from asking on a telephone to the answer, with the officer at her desk, in a real browser. */

/** Axe reads every element of every page; a busy machine takes its time. */
const AXE_MS_MAX = 300_000

let site: TestSite
let browsing: Browsing

beforeAll(async () => {
  // Jobs run: what the officer sets going is done by the house, as it is in a province.
  site = await openTestSite({ listen: true, jobs: true })
  browsing = await openBrowser(site.url ?? '')
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.error(`pictures: ${await browsing.picture(task.name)}`)
})
afterAll(async () => {
  await browsing?.close()
  await site?.close()
})

async function signIn(page: Page, login: string, next: string): Promise<void> {
  await page.goto(`/dang-nhap?next=${encodeURIComponent(next)}`)
  await page.getByLabel('Tên đăng nhập').fill(login)
  await page.getByLabel('Mật khẩu', { exact: true }).fill(site.password)
  await page.getByLabel('Mật khẩu', { exact: true }).press('Enter')
  await page.waitForURL((url) => url.pathname === next)
}
const text = async (page: Page) => (await page.locator('main').textContent()) ?? ''
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

/** Loads the page again until the words stand on it: a job may take a moment. */
async function until(page: Page, words: string): Promise<void> {
  for (let turn = 0; turn < 40; turn++) {
    if ((await text(page)).includes(words)) return
    await page.waitForTimeout(500)
    await page.reload()
  }
  expect(await text(page)).toContain(words)
}

test('a copy of my data: a citizen on a telephone, the officer at her desk', { timeout: AXE_MS_MAX }, async () => {
  const phone = await browsing.open()
  const officer = await browsing.open({ viewport: desk })
  const found: string[] = []
  let number = ''
  await tell(async (s) => {
    await s.step('she sees what is kept about her, and consents with one button', async () => {
      await signIn(phone, 'lan', '/toi/du-lieu')
      expect(await text(phone)).toContain('Sổ người và tổ chức')
      found.push(...(await browsing.audit(phone, 'my data')))
      await phone.getByRole('button', { name: /^Tôi đồng ý.*Nhắc tôi đánh giá/ }).click()
      await phone.waitForURL(/xong=dong-y/)
      expect(await text(phone)).toContain('Đã ghi sự đồng ý của bạn')
      // Withdrawing is the same one button.
      await phone.getByRole('button', { name: /^Rút lại.*Nhắc tôi đánh giá/ }).click()
      await phone.waitForURL(/xong=rut/)
    })

    await s.step('she asks, one question a page', async () => {
      await phone.getByRole('link', { name: 'Gửi yêu cầu mới' }).click()
      await phone.getByRole('heading', { level: 1, name: 'Bạn muốn làm gì?' }).waitFor()
      found.push(...(await browsing.audit(phone, 'choose')))
      await phone.getByLabel('Nhận bản sao dữ liệu').check()
      await press(phone, 'Tiếp tục')
      await phone.getByRole('heading', { level: 1, name: 'Nhận bản sao dữ liệu' }).waitFor()
      expect(await text(phone)).toContain('phản hồi trong 2 ngày làm việc, thực hiện xong trong 10 ngày')
      found.push(...(await browsing.audit(phone, 'details')))
      await phone.locator('#yeu-cau-content').fill('Để chuyển sang nơi khác')
      await press(phone, 'Tiếp tục')
      await phone.getByRole('heading', { level: 1, name: 'Kiểm tra rồi gửi' }).waitFor()
      expect(await text(phone)).toContain('Để chuyển sang nơi khác')
      // Back, and what she typed is there.
      await press(phone, 'Quay lại')
      expect(await phone.locator('#yeu-cau-content').inputValue()).toBe('Để chuyển sang nơi khác')
      await press(phone, 'Tiếp tục')
      found.push(...(await browsing.audit(phone, 'check')))
      await press(phone, 'Gửi yêu cầu')
      await phone.waitForURL(/yeu-cau\/[0-9a-f-]{36}/)
      number = (await phone.locator('.above').textContent())?.trim() ?? ''
      expect(number).toMatch(/^DLCN-2026-\d{4}$/)
      expect(await text(phone)).toContain('Đã nhận yêu cầu của bạn')
      expect(await text(phone)).toContain('còn 2 ngày làm việc')
      found.push(...(await browsing.audit(phone, 'sent')))
    })

    await s.step('the officer finds it on her page, with its clock, and answers', async () => {
      await signIn(officer, 'baove.dulieu', '/quan-tri/du-lieu-ca-nhan')
      found.push(...(await browsing.audit(officer, 'desk', { desk })))
      await officer.getByRole('link', { name: number }).click()
      await officer.getByRole('heading', { level: 1, name: 'Nhận bản sao dữ liệu' }).waitFor()
      found.push(...(await browsing.audit(officer, 'handling', { desk })))
      await press(officer, 'Phản hồi: sẽ thực hiện')
      await officer.waitForURL(/xong=1/)
      await press(officer, 'Thực hiện')
      await officer.waitForURL(/xong=1/)
      await until(officer, 'Đã lập 3 tệp')
    })

    await s.step('she is told, downloads, and it is hers', async () => {
      await phone.goto('/thong-bao')
      expect(await text(phone)).toContain(`Đã thực hiện yêu cầu ${number}`)
      await phone.goto('/toi/du-lieu')
      await phone.getByRole('link', { name: new RegExp(number) }).click()
      await until(phone, `${number}.json`)
      found.push(...(await browsing.audit(phone, 'answered')))
      const [download] = await Promise.all([
        phone.waitForEvent('download'),
        phone.getByRole('link', { name: `${number}.json` }).click(),
      ])
      const copy = JSON.parse(await readFile(await download.path(), 'utf8')) as { person: { full_name: string } }
      expect(copy.person.full_name).toBe('Nguyễn Thị Ngọc Lan')
    })

    await s.step('the register, what goes next, and the public page are for people too', async () => {
      for (const [path, where] of [
        ['/quan-tri/du-lieu-ca-nhan/so-dang-ky', 'register'],
        ['/quan-tri/du-lieu-ca-nhan/luu-giu', 'retention'],
      ] as const) {
        await officer.goto(path)
        found.push(...(await browsing.audit(officer, where, { desk })))
      }
      await phone.goto('/du-lieu-ca-nhan')
      found.push(...(await browsing.audit(phone, 'public')))
    })
  })
  expect(found).toEqual([])
  expect(browsing.strays).toEqual([])
  expect(browsing.breaches).toEqual([])
})

test('the same without a script: a correction, refused beside its field and then sent', async () => {
  const page = await browsing.open({ javaScriptEnabled: false })
  await signIn(page, 'lan', '/toi/du-lieu')
  await page.goto('/toi/du-lieu/yeu-cau-moi?loai=correct')
  await page.getByLabel('Ngày sinh', { exact: true }).check()
  await page.locator('#yeu-cau-value').fill('31/02/1994')
  await press(page, 'Tiếp tục')
  await page.locator('#yeu-cau-errors').waitFor()
  expect(await page.locator('#yeu-cau-value').inputValue()).toBe('31/02/1994')
  expect(await page.locator('#yeu-cau-value').getAttribute('aria-invalid')).toBe('true')
  expect(await page.getByLabel('Ngày sinh', { exact: true }).isChecked()).toBe(true)
  await page.locator('#yeu-cau-value').fill('21/08/1994')
  await press(page, 'Tiếp tục')
  await press(page, 'Gửi yêu cầu')
  await page.waitForURL(/yeu-cau\/[0-9a-f-]{36}/)
  expect(await text(page)).toContain('21/08/1994')
})
