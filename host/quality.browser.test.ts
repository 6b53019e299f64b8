import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { house } from '#kernel/store'
import { type Browsing, desk, openBrowser } from './browser.ts'
import { openTestSite, type TestSite } from './test-site.ts'

/** The index and the live monitor as their readers see them: the monitor of the province, and a leader of one commune. */

/** Axe reads every element of two long screens at two sizes in two schemes. */
const AXE_MS_MAX = 300_000

let site: TestSite
let browsing: Browsing

/** Dossiers of every commune over three months, each commune with its own share of late ones; no two runs differ. */
const DOSSIERS = `
  insert into one_stop.dossier (id, unit, units, sample, created_at, updated_at, number, procedure, procedure_code, procedure_name, status, channel, applicant, applicant_name, agency,
         received_at, accepted_at, due_at, finished_at, returned_at, papers_count, papers_digitised, papers_reused, result_electronic, synced_at, identity_linked, fee, paid_at, paid_online, rating)
  select gen_random_uuid(), c.id, array[c.id, a.id], true, $1, $1, 'XEM-' || a.commune || '-' || n, p.id, p.code, p.name,
         case when open then 'processing' else 'returned' end, case when h % 3 = 0 then 'online' else 'in-person' end, (select id from sen.person order by id limit 1), 'Người nộp thử', a.id,
         at, at, at + interval '5 days', case when not open then at + interval '2 days' + make_interval(days => late * 5) end, case when not open then at + interval '3 days' + make_interval(days => late * 5) end,
         2, h % 3, h % 2, h % 5 > 0, case when h % 7 > 0 then at end, h % 4 > 0, 8000, at, h % 4 = 0, case when h % 19 = 0 then 'dissatisfied' else 'satisfied' end
    from sen.unit a join sen.unit c on c.parent = a.id and c.kind = 'commune-one-stop'
    cross join generate_series(1, 36) n
    cross join lateral (select abs(hashtext(a.code || n)) as h) as hashed
    cross join lateral (select $1::timestamptz - make_interval(days => (n * 5) % 92, hours => n % 6) as at, (case when h % 100 < 3 + abs(hashtext(a.code)) % 23 then 1 else 0 end) as late) as told
    cross join lateral (select (n * 5) % 92 < 8 and h % 2 = 0 as open) as opened
    cross join lateral (select id, code, name from one_stop.procedure where fileable and levels ? 'commune' order by md5(code || (h % 5)) limit 1) as p
   where a.kind = 'commune'`

async function signIn(login: string, viewport = desk): Promise<Page> {
  const page = await browsing.open({ viewport })
  await page.goto('/officer/')
  await page.getByLabel('Tên đăng nhập').fill(login)
  await page.getByLabel('Mật khẩu', { exact: true }).fill(site.password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Việc của tôi' }).waitFor()
  return page
}

beforeAll(async () => {
  site = await openTestSite({ listen: true })
  await site.house.database.transaction(house, (tx) => tx.query(DOSSIERS, [tx.now]))
  browsing = await openBrowser(site.url ?? '')
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.error(`pictures: ${await browsing.picture(task.name)}`)
})
afterAll(async () => {
  await browsing?.close()
  await site?.close()
})

test('the index: period, figure, the dossiers behind it, a commune by its place', { timeout: AXE_MS_MAX }, async () => {
  const page = await signIn('tonghop')
  await page.getByRole('link', { name: 'Chỉ số 766' }).first().click()
  await page.getByRole('heading', { level: 1, name: 'Chỉ số 766' }).waitFor()
  await page.getByText('Toàn tỉnh').or(page.locator('input[value="Toàn tỉnh"]')).first().waitFor()
  await page.getByRole('button', { name: 'Kỳ trước' }).click()
  await page.locator('.quality-period', { hasText: 'tháng 9/2026' }).waitFor()
  expect(await page.getByRole('button', { name: 'Kỳ sau' }).isEnabled()).toBe(true)
  const share = page.locator('.quality-share strong')
  await expect.poll(() => share.textContent()).toMatch(/^\d{1,2},\d{2}$/)

  // By keys alone: the figure of 2.1, its late dossiers, and out again.
  const figure = page.getByRole('button', { name: /^2\.1: / })
  await figure.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('row').nth(1).waitFor()
  await expect.poll(() => dialog.getByText('Xong sau ngày hẹn trả').count()).toBeGreaterThan(3)
  expect(await dialog.getByRole('link').first().getAttribute('href')).toMatch(/^\/officer\/cases\/one-stop\/dossier\//)
  expect(await browsing.audit(page, 'rows behind a figure', { desk })).toEqual([])
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })

  expect(await browsing.audit(page, 'index')).toEqual([])
  const first = page.locator('.quality-places').first().getByRole('row').nth(1)
  expect((await first.textContent())?.trim()).toMatch(/^1\s/)
  const name = (await first.getByRole('button').textContent()) ?? ''
  await first.getByRole('button').click()
  await page.locator('.quality-sum').getByText('trên 102 đơn vị có hồ sơ').waitFor()
  expect(name.length).toBeGreaterThan(3)
  await page.locator('.quality-bar').getByText('Quý', { exact: true }).click()
  await page.locator('.quality-period', { hasText: 'quý III/2026' }).waitFor()
  await browsing.leave(page)
})

test('announcements: what has no known day is opened, what waits is told, assumed points say so', {
  timeout: AXE_MS_MAX,
}, async () => {
  const page = await signIn('tonghop')
  await page.goto('/officer/desk/one-stop/quality?period=2026-09&scope=province')
  await page.getByRole('heading', { level: 2, name: 'Công bố, công khai thủ tục: việc còn phải làm' }).waitFor()
  const waiting = page.getByRole('region', { name: /việc còn phải làm/ }).first()
  await waiting.getByText('Niêm yết, công khai').first().waitFor()
  await page.getByRole('button', { name: /^1\.1: [\d.]+ chưa biết ngày/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('row').nth(1).waitFor()
  expect(await dialog.getByText('Chưa biết ngày ký quyết định công bố').count()).toBeGreaterThan(10)
  await dialog.getByText('Đạt', { exact: true }).first().waitFor()
  expect(await browsing.audit(page, 'procedures without a known day')).toEqual([])
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  const assumed = page.locator('.quality-items tbody tr', { hasText: 'Thủ tục cung cấp trực tuyến toàn trình' })
  expect(await assumed.locator('.quality-assumed').textContent()).toBe('giả định')
  expect(await assumed.locator('.quality-unsure').first().textContent()).toContain('Nguồn: Giả định')
  await page.getByRole('link', { name: 'Mở sổ công bố' }).click()
  await page.getByRole('heading', { level: 1, name: 'Sổ công bố thủ tục' }).waitFor()
  await browsing.leave(page)
})

test('a leader finds her own commune and no list of others', async () => {
  const page = await signIn('lanhdao.caolanh')
  await page.goto('/officer/desk/one-stop/quality?period=2026-09')
  await page.getByRole('heading', { level: 2, name: 'Ủy ban nhân dân phường Cao Lãnh' }).waitFor()
  expect(await page.locator('.quality-places').count()).toBe(0)
  await page.goto('/officer/desk/one-stop/monitor')
  await page.getByRole('heading', { level: 1, name: 'Giám sát trực tiếp' }).waitFor()
  await page.getByRole('heading', { level: 2, name: 'Đơn vị và cán bộ đang giữ việc' }).waitFor()
  expect(await page.getByRole('heading', { name: 'Tỷ lệ hồ sơ quá hạn theo xã, phường' }).count()).toBe(0)
  await browsing.leave(page)
})

test('the monitor: numbers, map, an agency, its late dossiers, the letter', { timeout: AXE_MS_MAX }, async () => {
  const page = await signIn('tonghop')
  await page.getByRole('link', { name: 'Giám sát trực tiếp' }).first().click()
  await page.getByRole('heading', { level: 1, name: 'Giám sát trực tiếp' }).waitFor()
  await page.getByRole('heading', { name: 'Tỷ lệ hồ sơ quá hạn theo xã, phường' }).waitFor()
  await page.locator('.legend').waitFor()
  expect(await browsing.audit(page, 'monitor')).toEqual([])

  await page
    .getByRole('button', { name: /^Quá hạn/ })
    .first()
    .click()
  await page.getByRole('heading', { level: 2, name: 'Hồ sơ quá hạn', exact: true }).waitFor()
  await page
    .getByRole('link', { name: /^XEM-|^H20/ })
    .first()
    .waitFor()
  expect(await browsing.audit(page, 'late dossiers')).toEqual([])
  const agency = page.getByRole('button', { name: /^(Xã|Phường) / }).first()
  await agency.click()
  await page.getByRole('button', { name: 'Về toàn cảnh' }).waitFor()

  const letter = page.getByRole('switch', { name: 'Nhận thư tổng hợp mỗi sáng thứ Hai' })
  expect(await letter.isChecked()).toBe(true)
  // It turns when the server has answered: a click that expects it at once is too early on a busy machine.
  await letter.press('Space')
  await page.getByText('Đã tắt thư hằng tuần').first().waitFor()
  await page.reload()
  await page.getByRole('heading', { level: 1, name: 'Giám sát trực tiếp' }).waitFor()
  expect(await letter.isChecked()).toBe(false)
  await browsing.leave(page)
})

test('nothing was asked for outside, no script failed', () => {
  expect([browsing.strays, browsing.breaches]).toEqual([[], []])
})
