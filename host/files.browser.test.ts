import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Browsing, desk, openBrowser, phone, pngFile } from './browser.ts'
import { openTestSite, type TestSite } from './test-site.ts'

/** A field for files speaks the language of the page, is used by the keyboard, and without script is the browser's own. */

const AXE_MS_MAX = 120_000

let site: TestSite
let browsing: Browsing

beforeAll(async () => {
  site = await openTestSite({ listen: true })
  browsing = await openBrowser(site.url ?? '')
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.error(`pictures: ${await browsing.picture(task.name)}`)
})
afterAll(async () => {
  await browsing?.close()
  await site?.close()
})

const signIn = async (page: Page, login: string): Promise<void> => {
  const answer = await page.context().request.post('/api/v1/sign-in', { data: { login, password: site.password } })
  expect(answer.ok()).toBe(true)
}
const picture = (name: string) => ({ name, mimeType: 'image/png', buffer: pngFile() })

describe('a field for files', () => {
  let page: Page

  test('the drawn control says in Vietnamese what it does and what was chosen', async () => {
    page = await browsing.open({ viewport: desk })
    await signIn(page, 'lan')
    await page.goto('/toi/dai-dien/moi')
    const box = page.locator('.file-pick')
    await expect.poll(() => box.textContent()).toMatch(/^Chọn tệp hoặc chụp ảnhChưa chọn tệp nào$/)
    await page.getByLabel('Bản chụp giấy tờ').setInputFiles(picture('giay-uy-quyen.png'))
    expect(await box.textContent()).toContain('giay-uy-quyen.png')
    expect(await page.locator('body').textContent()).not.toMatch(/Choose File|No file chosen/)
  })

  test('the keyboard reaches it and sees where it is', async () => {
    const input = page.getByLabel('Bản chụp giấy tờ')
    await input.focus()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Tab')
    expect(await input.evaluate((element) => element === document.activeElement)).toBe(true)
    const outline = await page.locator('.file-pick').evaluate((element) => getComputedStyle(element).outlineStyle)
    expect(outline).toBe('solid')
    const chooser = page.waitForEvent('filechooser')
    await page.keyboard.press('Space')
    await (await chooser).setFiles(picture('can-cuoc.png'))
    expect(await page.locator('.file-pick-names').textContent()).toBe('can-cuoc.png')
  })

  test(
    'it can be pressed anywhere, is as high as a thumb, and is clean for axe',
    async () => {
      const chooser = page.waitForEvent('filechooser')
      await page.locator('.file-pick').click({ position: { x: 8, y: 8 } })
      await (await chooser).setFiles([])
      expect((await page.locator('.file-pick').boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(44)
      expect(await browsing.audit(page, '/toi/dai-dien/moi', { phone, desk })).toEqual([])
    },
    AXE_MS_MAX,
  )

  test('English says it in English', async () => {
    await page.goto('/toi/dai-dien/moi?lang=en')
    await expect.poll(() => page.locator('.file-pick').textContent()).toContain('Choose a file or take a photo')
    await browsing.leave(page)
  })

  test('without script the field of the browser stands there and is not covered', async () => {
    const plain = await browsing.open({ viewport: phone, javaScriptEnabled: false })
    await signIn(plain, 'lan')
    await plain.goto('/toi/dai-dien/moi')
    expect(await plain.locator('.file-pick').count()).toBe(0)
    const input = plain.getByLabel('Bản chụp giấy tờ')
    expect(await input.isVisible()).toBe(true)
    await input.setInputFiles(picture('giay-uy-quyen.png'))
    await browsing.leave(plain)
    expect(browsing.breaches).toEqual([])
    expect(browsing.strays).toEqual([])
  })
})
