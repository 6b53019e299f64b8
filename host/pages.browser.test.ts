import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browsing, desk, openBrowser, phone } from './browser.ts'
import { openTestSite, type TestSite } from './test-site.ts'

/**
 * Every page of the house that needs no id, opened by whoever it is for: it answers, fits the screen, keeps to its content
 * security policy, and axe finds nothing. The list is the server's own, so a new page is looked at without being named here.
 */

const READERS = ['', 'lan', 'quantri', 'kiemtoan', 'baove.dulieu'] as const

let site: TestSite
let browsing: Browsing

beforeAll(async () => {
  site = await openTestSite({ listen: true })
  browsing = await openBrowser(site.url ?? '')
}, 120_000)
afterAll(async () => {
  await browsing?.close()
  await site?.close()
})

/** Pages, not files and not data: what a browser shows of the routes without parameters. */
const pages = (): string[] =>
  site.house.http.routes
    .filter(
      (route) =>
        route.method === 'GET' &&
        !/[:*]|^\/(api|face|oidc|log|officer|metrics|healthz|readyz|openapi|\.well-known)|\.|\/tai-ve|\/xuat/.test(
          route.url,
        ),
    )
    .map((route) => route.url || '/')

async function signIn(page: Page, login: string): Promise<void> {
  await page.goto('/dang-nhap')
  await page.fill('input[name=login]', login)
  await page.fill('input[name=password]', site.password)
  await Promise.all([
    page.waitForURL((url) => url.pathname !== '/dang-nhap'),
    page.press('input[name=password]', 'Enter'),
  ])
}

/** Wider than the screen: something sticks out that a thumb would have to drag into view. */
const overhang = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

test('every page without an id, for whoever may open it', { timeout: 600_000 }, async () => {
  const seen = new Set<string>()
  const problems: string[] = []
  for (const login of READERS) {
    const page = await browsing.open({ serviceWorkers: 'block' })
    if (login) await signIn(page, login)
    for (const path of pages()) {
      if (seen.has(path)) continue
      // Asked without a window first: what is shut to her or leads elsewhere need not be drawn to be passed over.
      const asked = await page.request.get(path, { headers: { accept: 'text/html' } })
      if (asked.status() !== 200 || new URL(asked.url()).pathname !== path) continue
      // A door that hands out a file is no page.
      const answer = await page.goto(path).catch((error: Error) => {
        if (error.message.includes('Download is starting')) return null
        throw error
      })
      if (!answer?.headers()['content-type']?.startsWith('text/html')) continue
      // Sent elsewhere or shut out: another reader's page, or a door that only leads on.
      if (answer.status() !== 200 || new URL(page.url()).pathname !== path) continue
      seen.add(path)
      for (const [size, viewport] of Object.entries({ phone, desk })) {
        await page.setViewportSize(viewport)
        const wide = await overhang(page)
        if (wide > 0) problems.push(`${path}, ${size}: ${wide} px wider than the screen`)
      }
      problems.push(...(await browsing.audit(page, path, { phone })))
    }
    await browsing.leave(page)
  }
  expect(problems.join('\n')).toBe('')
  expect(browsing.breaches).toEqual([])
  expect(browsing.strays).toEqual([])
  // The pages this house is known by are among them; the rest follows from the routes.
  for (const path of [
    '/',
    '/thu-tuc',
    '/dang-nhap',
    '/dang-ky',
    '/toi/tai-khoan',
    '/toi/ai-da-xem',
    '/toi/bao-mat',
    '/quan-tri',
    '/quan-tri/lich',
    '/kiem-chung',
    '/nhat-ky',
  ])
    expect([...seen]).toContain(path)
})
