import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as oidc from 'openid-client'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { house } from '#kernel/store'
import { falseClock } from '#kernel/testing'
import { getUnitByCode } from '#kernel/trust'
import { openIdentityProvider, type SimulatedProvider } from '../tools/identity-provider.ts'
import { type Browsing, desk, openBrowser, phone } from './browser.ts'
import { openTestSite, type TestSite } from './test-site.ts'

/**
 * In a real browser: an administrator registers a system, a stranger system signs a citizen in with her consent, she comes in by a
 * simulated electronic identity, and acts for her business. Set SEN_PICTURES to a folder to keep pictures of the pages.
 */

let site: TestSite
let vneid: SimulatedProvider
let browsing: Browsing
let base: string
let folder: string
let department: { server: Server; url: string; config?: { id: string; secret: string } }
const issues: string[] = []

/** A department's system, no bigger than it must be: a button, a callback, a greeting. */
async function openDepartment(issuer: () => string): Promise<typeof department> {
  const waiting = new Map<string, { verifier: string; nonce: string }>()
  const own: Partial<typeof department> = {}
  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', own.url)
      const config = await oidc.discovery(
        new URL(issuer()),
        own.config?.id ?? '',
        undefined,
        oidc.ClientSecretBasic(own.config?.secret),
        {
          execute: [oidc.allowInsecureRequests],
        },
      )
      if (url.pathname === '/vao') {
        const [verifier, state, nonce] = [oidc.randomPKCECodeVerifier(), oidc.randomState(), oidc.randomNonce()]
        waiting.set(state, { verifier, nonce })
        const to = oidc.buildAuthorizationUrl(config, {
          redirect_uri: `${own.url}/ve`,
          scope: 'openid profile phone province:identity',
          state,
          nonce,
          code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        })
        response.writeHead(303, { location: to.href }).end()
        return
      }
      if (url.pathname === '/ve') {
        const state = url.searchParams.get('state') ?? ''
        const begun = waiting.get(state)
        waiting.delete(state)
        const tokens = await oidc.authorizationCodeGrant(config, url, {
          pkceCodeVerifier: begun?.verifier ?? '',
          expectedState: state,
          expectedNonce: begun?.nonce ?? '',
        })
        const person = await oidc.fetchUserInfo(config, tokens.access_token, String(tokens.claims()?.sub))
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        response.end(
          `<!doctype html><html lang="vi"><title>Lịch hẹn khám</title><h1>Xin chào ${person.name}</h1><p>${person.national_id}</p></html>`,
        )
        return
      }
      response.writeHead(404).end()
    })().catch((error: Error) => response.writeHead(500).end(error.message))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  own.url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  own.server = server
  return own as typeof department
}

const freePort = () =>
  new Promise<number>((done) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => done(port))
    })
  })

const keep = async (page: Page, name: string): Promise<void> => {
  issues.push(...(await browsing.audit(page, name)))
  const album = process.env.SEN_PICTURES
  if (!album) return
  for (const [size, viewport] of Object.entries({ phone, desk })) {
    await page.setViewportSize(viewport)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: join(album, `${name}-${size}-${colorScheme}.png`), fullPage: true })
    }
  }
  await page.emulateMedia({ colorScheme: null })
}

const signIn = async (page: Page, login: string) => {
  await page.goto(`${base}/dang-nhap`)
  await page.fill('input[name=login]', login)
  await page.fill('input[name=password]', site.password)
  await page.locator('form[action="/dang-nhap"] button[type=submit]').first().click()
  await page.waitForURL((url) => !url.pathname.startsWith('/dang-nhap'))
}

beforeAll(async () => {
  const port = await freePort()
  base = `http://127.0.0.1:${port}`
  vneid = await openIdentityProvider({ redirectUris: [`${base}/dang-nhap/dinh-danh/ve`] })
  folder = await mkdtemp(join(tmpdir(), 'sen-oidc-'))
  await writeFile(join(folder, 'secret'), vneid.clientSecret)
  site = await openTestSite({
    listen: true,
    port,
    clock: falseClock(new Date().toISOString()),
    environment: {
      SEN_VNEID_ISSUER: vneid.issuer,
      SEN_VNEID_CLIENT_ID: 'sen',
      SEN_VNEID_CLIENT_SECRET_FILE: join(folder, 'secret'),
    },
  })
  department = await openDepartment(() => `${base}/oidc`)
  browsing = await openBrowser(base)
}, 120_000)

afterAll(async () => {
  await browsing?.close()
  department?.server.closeAllConnections()
  department?.server.close()
  await site?.close()
  await vneid?.close()
  await rm(folder, { recursive: true, force: true })
})

test('an administrator registers a system: looked at first, the secret shown once', async () => {
  const page = await browsing.open({ viewport: desk })
  await signIn(page, 'quantri')
  await page.goto('/quan-tri/ung-dung')
  await keep(page, 'ung-dung-trong')
  await page.click('a[href="/quan-tri/ung-dung/moi"]')
  await page.fill('input[name=name]', 'Lịch hẹn khám bệnh')
  await page.fill('input[name=unit]', 'H20')
  await page.fill('textarea[name=redirect_uris]', 'http://ke-gian.example/ve')
  for (const scope of ['profile', 'phone', 'province:identity']) await page.check(`input[value="${scope}"]`)
  await page.click('button[value=look] >> nth=-1')
  await expect.poll(() => page.textContent('.summary')).toContain('phải là https')
  await keep(page, 'ung-dung-sai')
  await page.fill('textarea[name=redirect_uris]', `${department.url}/ve`)
  await page.click('button[value=look] >> nth=-1')
  await page.waitForSelector('text=Điều sẽ xảy ra')
  expect(await page.textContent('main')).toContain('Hệ thống đó biết số định danh của người dân')
  await keep(page, 'ung-dung-xem-truoc')
  await page.click('button[value=do]')
  await page.waitForSelector('.secret-once')
  await keep(page, 'ung-dung-ma-bi-mat')
  const [, id] = await page.locator('dd code').allTextContents()
  department.config = { id: String(id), secret: String(await page.textContent('.secret-once')) }
  await page.click('text=Xong')
  await page.waitForURL(/\/quan-tri\/ung-dung\/[0-9a-f-]+$/)
  expect(await page.textContent('main')).not.toContain(department.config.secret)
  await keep(page, 'ung-dung-mot')
  await page.goto('/quan-tri/ung-dung')
  await keep(page, 'ung-dung-danh-sach')
  await browsing.leave(page)
})

test('a stranger system signs her in with her consent, over a second page and back; she finds it listed and takes it back', async () => {
  const page = await browsing.open()
  await page.goto(`${department.url}/vao`)
  await page.waitForURL(/\/dang-nhap\?next=/)
  await page.fill('input[name=login]', 'lan')
  await page.fill('input[name=password]', site.password)
  await page.locator('form[action="/dang-nhap"] button[type=submit]').first().click()
  await page.waitForSelector('text=Lịch hẹn khám bệnh muốn biết bạn là ai')
  await keep(page, 'dong-y')
  await page.click('button[value=agree]')
  await page.waitForSelector('h1:has-text("Xin chào")')
  expect(new URL(page.url()).origin).toBe(department.url)
  expect(await page.textContent('p')).toMatch(/^\d{12}$/)
  await page.goto(`${base}/toi/ung-dung`)
  expect(await page.textContent('main')).toContain('Lịch hẹn khám bệnh')
  await keep(page, 'toi-ung-dung')
  // Agreed once: straight through.
  await page.goto(`${department.url}/vao`)
  await page.waitForSelector('h1:has-text("Xin chào")')
  await page.goto(`${base}/toi/ung-dung`)
  await page.click('text=Thu hồi quyền')
  await keep(page, 'toi-ung-dung-thu-hoi')
  await page.click('button:has-text("Thu hồi")')
  await page.waitForSelector('text=Đã thu hồi')
  await page.goto(`${department.url}/vao`)
  await page.waitForSelector('text=muốn biết bạn là ai')
  await browsing.leave(page)
})

test('she comes in by an electronic identity, asks to act for her business, an officer approves, she acts for it and goes back', async () => {
  const page = await browsing.open()
  await page.goto('/dang-nhap?next=%2Ftoi%2Fdai-dien')
  await keep(page, 'dang-nhap')
  await page.click('text=Đăng nhập bằng VNeID')
  await page.waitForSelector('text=Đây KHÔNG phải VNeID')
  await page.click('button:has-text("Lê Thị Mai")')
  await page.waitForURL(`${base}/toi/dai-dien`)
  await keep(page, 'toi-dai-dien-trong')
  await page.click('a[href="/toi/dai-dien/moi"] >> nth=0')
  await page.fill('input[name=represented]', '1400116234')
  await page.fill('input[name=represented_name]', 'Công ty TNHH Sen Hồng')
  await page.check('input[value="legal-representative"]')
  await page.fill('input[name=evidence_number]', 'GCN 1400116233')
  const office = await site.house.database.transaction(
    house,
    async (tx) => (await getUnitByCode(tx, 'H20.x29869').catch(() => undefined))?.id,
  )
  const options = await page
    .locator('select[name=office] option')
    .evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value).filter(Boolean))
  const counter = await site.house.database.transaction(house, (tx) =>
    tx.one<{ unit: string }>(
      "select g.unit from sen.role_grant g join sen.account a on a.id = g.account where a.login = 'motcua.caolanh' and g.role = 'one-stop-officer'",
    ),
  )
  expect(options).toContain(counter?.unit ?? office)
  await page.selectOption('select[name=office]', String(counter?.unit))
  await page.click('button[value=do]')
  await page.waitForSelector('text=sai chữ số kiểm tra')
  await keep(page, 'toi-dai-dien-xin')
  await page.fill('input[name=represented]', '1400116233')
  await page.click('button[value=do]')
  await page.waitForSelector('text=Đã gửi đề nghị')

  const counterPage = await browsing.open({ viewport: desk })
  await signIn(counterPage, 'motcua.caolanh')
  await counterPage.goto('/quay/dai-dien')
  await keep(counterPage, 'quay-dai-dien')
  await counterPage.click('text=Lê Thị Mai')
  await keep(counterPage, 'quay-dai-dien-mot')
  await counterPage.click('button[value=approve]')
  await counterPage.waitForSelector('text=Đang có hiệu lực')

  await page.goto('/toi/dai-dien')
  await page.click('button:has-text("Làm thay")')
  await page.waitForURL(`${base}/ho-so`)
  expect(await page.textContent('.acting')).toContain('Công ty TNHH Sen Hồng')
  await keep(page, 'lam-thay-ho-so')
  await page.goto('/toi/dai-dien')
  await keep(page, 'toi-dai-dien')
  await page.click('.acting button')
  await page.waitForURL(`${base}/toi/dai-dien`)
  expect(await page.locator('.acting').count()).toBe(0)
  // Revoked at the counter in the middle: the next page is her own again.
  await page.click('button:has-text("Làm thay")')
  await page.waitForSelector('.acting')
  await counterPage.reload()
  await counterPage.fill('textarea[name=reason]', 'Đổi người đại diện theo pháp luật')
  await counterPage.click('button[value=revoke]')
  await counterPage.waitForSelector('text=Đã chấm dứt')
  await expect
    .poll(
      async () => {
        await page.goto('/toi/dai-dien')
        return page.locator('.acting').count()
      },
      { timeout: 10_000, interval: 500 },
    )
    .toBe(0)
  await browsing.leave(page)
  await browsing.leave(counterPage)
})

test('axe finds nothing on any of these pages, and no page breaks its own rules', () => {
  expect(issues).toEqual([])
  expect(browsing.breaches).toEqual([])
  expect(browsing.strays).toEqual([])
})
