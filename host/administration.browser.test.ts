import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { house } from '#kernel/store'
import { getUnitByCode, grantRole, openAccount } from '#kernel/trust'
import { type Browsing, desk, openBrowser } from './browser.ts'
import { openTestSite, type TestSite } from './test-site.ts'

/** The desk of administration in a real browser: a delegation and a merge, each shown before it is done, by keyboard alone. */

const AXE_MS_MAX = 300_000
let site: TestSite
let browsing: Browsing

beforeAll(async () => {
  site = await openTestSite({ listen: true })
  browsing = await openBrowser(site.url ?? '')
  await site.house.database.transaction(house, async (tx) => {
    const deputy = await openAccount(tx, {
      login: 'pho.phong',
      name: 'Đặng Thị Phó',
      password: site.password,
      sample: true,
    })
    const unit = await getUnitByCode(tx, 'H20.x29869.vp')
    await grantRole(tx, { account: deputy, role: 'section-head', unit: unit.id, from: '2026-01-01' })
  })
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.error(`pictures: ${await browsing.picture(task.name)}`)
})
afterAll(async () => {
  await browsing?.close()
  await site?.close()
})

async function enter(login: string, next: string): Promise<Page> {
  const page = await browsing.open({ viewport: desk })
  await page.goto(`/dang-nhap?next=${encodeURIComponent(next)}`)
  await page.locator('main input[name=login]').fill(login)
  await page.locator('main input[name=password]').fill(site.password)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname === next)
  return page
}
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()
/** Moves the focus by Tab until it stands on an element that bears these words or this name. */
async function tabTo(page: Page, wanted: string): Promise<void> {
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press('Tab')
    const here = await page.evaluate(() => {
      const element = document.activeElement
      return element instanceof HTMLElement
        ? `${element.getAttribute('name') ?? ''}|${element.textContent?.trim() ?? ''}`
        : ''
    })
    if (here.split('|').some((part) => part === wanted)) return
  }
  throw new Error(`the keyboard does not reach "${wanted}"`)
}
const state = async () =>
  (
    await site.house.database.owner.query(
      'select (select count(*)::int from sen.role_grant) as grants, (select count(*)::int from sen.unit where valid_to is null) as units, (select count(*)::int from sen.unit_change) as changes',
    )
  ).rows[0]

describe('the desk of administration', () => {
  test('a leader delegates while she is away, and takes it back', async () => {
    const page = await enter('lanhdao.caolanh', '/toi/uy-quyen')
    await heading(page, 'Ủy quyền khi vắng mặt')
    const before = await state()
    await page.getByLabel('Người thay').selectOption({
      label: (await page.locator('select[name=to] option', { hasText: 'Đặng Thị Phó' }).textContent()) ?? '',
    })
    await page.getByLabel('Lý do vắng').fill('Đi học')
    await tabTo(page, 'decision')
    await page.keyboard.type('GUQ 7')
    await tabTo(page, 'Xem trước')
    await page.keyboard.press('Enter')
    await heading(page, 'Xem trước: ủy quyền')
    expect(await page.locator('.effects').textContent()).toContain('(thay Võ Thanh Phương)')
    expect(await state()).toEqual(before)
    await tabTo(page, 'Xác nhận ủy quyền')
    await page.keyboard.press('Enter')
    await page.getByRole('status').filter({ hasText: 'Đã ghi ủy quyền' }).waitFor()
    expect((await state()).grants).toBe(before.grants + 1)
    await page.getByRole('button', { name: /Thu hồi ngay/ }).click()
    await page.getByRole('status').filter({ hasText: 'Đã thu hồi' }).waitFor()
    await page.getByText('đã thu hồi', { exact: true }).waitFor()
    await browsing.leave(page)
  })

  test('an administrator finds a section, sees what a merge will do, and decides it for a later day', async () => {
    const page = await enter('quantri', '/quan-tri')
    await heading(page, 'Quản trị')
    await tabTo(page, 'Đơn vịCây đơn vị: đổi tên, chuyển, sáp nhập, chia tách theo ngày hiệu lực')
    await page.keyboard.press('Enter')
    await heading(page, 'Đơn vị')
    await page.getByRole('searchbox').fill('kinh te do thi phuong cao lanh')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: /^Phòng Kinh tế, Hạ tầng và Đô thị phường Cao Lãnh$/ }).click()
    await page.getByRole('link', { name: 'Sáp nhập' }).click()
    const before = await state()
    // Without a decision it is refused beside the field, and what was chosen stays.
    const into = page.locator('select[name=into]')
    const wanted =
      (await into.locator('option', { hasText: 'Văn hóa – Xã hội phường Cao Lãnh (' }).getAttribute('value')) ?? ''
    await into.selectOption(wanted)
    await page.locator('input[name=on]').fill('01/12/2026')
    await page.getByRole('button', { name: 'Xem trước' }).last().click()
    await page.locator('#thay-doi-decision-error').waitFor()
    expect(await into.inputValue()).toBe(wanted)
    await page.locator('input[name=decision]').fill('QĐ 90/QĐ-UBND')
    await page.getByRole('button', { name: 'Xem trước' }).last().click()
    await heading(page, 'Xem trước: sáp nhập')
    const effects = (await page.locator('.effects').textContent()) ?? ''
    expect(effects).toContain('Hiệu lực từ ngày 01/12/2026')
    expect(effects).toContain('Kết thúc: Phòng Kinh tế')
    expect(await state()).toEqual(before)
    await tabTo(page, 'Xác nhận sáp nhập')
    await page.keyboard.press('Enter')
    await heading(page, 'Thay đổi của cây đơn vị')
    await page.getByText('chờ đến ngày', { exact: true }).waitFor()
    expect(await state()).toEqual({ ...before, changes: before.changes + 1 })
    await page.getByRole('button', { name: /Hủy thay đổi/ }).click()
    await page.getByText('đã hủy', { exact: true }).waitFor()
    await browsing.leave(page)
  })

  test(
    'every page of the desk is clean under axe, light and dark, phone and desk, and asks nobody outside',
    async () => {
      const page = await enter('quantri', '/quan-tri')
      const unit = (await site.house.database.owner.query("select id from sen.unit where code = 'H20.x29869.kt'"))
        .rows[0].id
      const account = (
        await site.house.database.owner.query("select id from sen.account where login = 'lanhdao.caolanh'")
      ).rows[0].id
      const found: string[] = []
      for (const path of [
        '/quan-tri',
        '/quan-tri/don-vi?q=cao lanh',
        `/quan-tri/don-vi/${unit}`,
        `/quan-tri/don-vi/${unit}/chia-tach`,
        '/quan-tri/tai-khoan',
        `/quan-tri/tai-khoan/${account}`,
        `/quan-tri/tai-khoan/${account}/vai-tro`,
        '/quan-tri/uy-quyen',
        '/quan-tri/dich-vu/moi',
        '/quan-tri/nhap-nguoi',
        '/dat-mat-khau',
      ]) {
        await page.goto(path)
        found.push(...(await browsing.audit(page, path)))
      }
      expect(found).toEqual([])
      expect(browsing.strays).toEqual([])
      expect(browsing.breaches).toEqual([])
      await browsing.leave(page)
    },
    AXE_MS_MAX,
  )
})
