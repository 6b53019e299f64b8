import { connect, createServer, type Server, type Socket } from 'node:net'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { tell } from '#kernel/testing'
import { type Browsing, openBrowser } from './browser.ts'
import { openTestSite, type TestSite } from './test-site.ts'

/** A telephone that loses the network while three dossiers are being filled in: nothing typed may be lost. */

/** The wire between the telephone and the house; cut, not even the service worker gets through. */
async function openWire(to: string): Promise<{ url: string; cut(): void; mend(): void; close(): Promise<void> }> {
  const { port, hostname } = new URL(to)
  const sockets = new Set<Socket>()
  let whole = true
  const server: Server = createServer((socket) => {
    if (!whole) return void socket.destroy()
    const far = connect(Number(port), hostname)
    for (const one of [socket, far]) {
      sockets.add(one)
      one.on('close', () => sockets.delete(one)).on('error', () => one.destroy())
    }
    socket.pipe(far)
    far.pipe(socket)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut() {
      whole = false
      for (const socket of sockets) socket.destroy()
    },
    mend() {
      whole = true
    },
    close: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => done())
      }),
  }
}

let site: TestSite
let wire: Awaited<ReturnType<typeof openWire>>
let browsing: Browsing

beforeAll(async () => {
  site = await openTestSite({ listen: true })
  wire = await openWire(site.url ?? '')
  browsing = await openBrowser(wire.url)
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.error(`pictures: ${await browsing.picture(task.name)}`)
})
afterAll(async () => {
  await browsing?.close()
  await wire?.close()
  await site?.close()
})

const box = (page: Page, name: string) => page.locator(`#trang-${name}`)
const away = async (context: BrowserContext) => {
  wire.cut()
  await context.setOffline(true)
}
const back = async (context: BrowserContext) => {
  wire.mend()
  await context.setOffline(false)
}

async function signIn(page: Page, login: string): Promise<void> {
  await page.goto('/dang-nhap?next=/')
  await page.getByLabel('Tên đăng nhập').fill(login)
  await page.getByLabel('Mật khẩu').fill(site.password)
  await page.getByLabel('Mật khẩu').press('Enter')
  await page.waitForURL((url) => url.pathname === '/')
}

/** Begins a draft and answers its address, when the device holds all of its pages. */
async function begin(page: Page, code: string): Promise<string> {
  await page.goto(`/nop/${code}`)
  await page.getByRole('button', { name: 'Bắt đầu hồ sơ mới' }).click()
  await page.waitForURL(/\/nop\/[^/]+\/[0-9a-f-]{36}\/1$/)
  const draft = page.url().replace(/\/1$/, '')
  const pages = ((await page.locator('#trang').getAttribute('data-pages')) ?? '').split(' ')
  expect(pages.length).toBeGreaterThan(3)
  await page.waitForFunction(async (wanted) => {
    for (const one of wanted) if (!(await caches.match(new URL(one, location.origin)))) return false
    return true
  }, pages)
  return new URL(draft).pathname
}

/** What the house holds of a page, asked behind the browser's back. */
async function held(draft: string, login: string): Promise<Record<string, unknown>> {
  const id = draft.split('/').at(-1)
  const rows = await site.house.database.transaction(
    { kind: 'system', account: null, person: null, name: 'test', unit: null, roles: [], lang: 'vi' },
    (tx) =>
      tx.asHouse(() =>
        tx.query<{ answers: Record<string, unknown> }>(
          'select d.answers from one_stop.draft d join sen.account a on a.id = d.created_by where d.id = $1 and a.login = $2',
          [id, login],
        ),
      ),
  )
  return rows[0]?.answers ?? {}
}

describe('three drafts without a network', () => {
  test('typed, turned, reloaded offline; all three are saved when the network returns', async () => {
    const page = await browsing.open()
    const context = page.context()
    await tell(async (s) => {
      const drafts = await s.step('three dossiers of three procedures are begun', async () => {
        await signIn(page, 'lan')
        return [await begin(page, '1.001193'), await begin(page, '1.004873'), await begin(page, '1.000656')]
      })
      const [birth = '', status = '', death = ''] = drafts

      await s.step('the network goes; the page says so and what is typed stays', async () => {
        await page.goto(`${birth}/2`)
        await away(context)
        await page.locator('[data-offline-bar]:not([hidden])').waitFor()
        await box(page, 'child_name').fill('Nguyễn Không Mạng')
        await page.locator('#trang-child_sex-female').check()
        await page.locator('[data-saved][data-state=wait]').waitFor()
      })

      await s.step('a reload without network brings the page and the answers back', async () => {
        await page.reload()
        expect(await box(page, 'child_name').inputValue()).toBe('Nguyễn Không Mạng')
        expect(await page.locator('#trang-child_sex-female').isChecked()).toBe(true)
        expect(await page.locator('[data-offline-bar]').textContent()).toContain('Đăng ký khai sinh')
      })

      await s.step('pages turn on and back', async () => {
        await page.getByRole('button', { name: 'Tiếp tục', exact: true }).click()
        await page.waitForURL(`**${birth}/3`)
        await box(page, 'mother_name').fill('Nguyễn Thị Ngọc Lan')
        await page.getByRole('button', { name: 'Quay lại', exact: true }).click()
        await page.waitForURL(`**${birth}/2`)
        expect(await box(page, 'child_name').inputValue()).toBe('Nguyễn Không Mạng')
      })

      await s.step('the second and the third are filled in as well', async () => {
        await page.goto(`${status}/3`)
        await page.locator('#trang-marital_status-divorced').check()
        // A condition acts without the house: the question it opens is there to be answered.
        await box(page, 'status_paper').fill('Bản án 12/2025 của Tòa án')
        await page.goto(`${death}/2`)
        await box(page, 'deceased_name').fill('Trần Văn Xa')
        await expect.poll(() => page.locator('[data-offline-bar] a').count(), { timeout: 15_000 }).toBe(3)
      })

      await s.step('an address never opened says that the network is gone, and where the drafts are', async () => {
        await page.goto('/tra-cuu')
        expect(await page.locator('[data-offline-bar] a').count()).toBe(3)
        await page.locator('[data-offline-bar] a', { hasText: 'khai tử' }).click()
        await page.waitForURL(`**${death}/2`)
        expect(await box(page, 'deceased_name').inputValue()).toBe('Trần Văn Xa')
      })

      await s.step('nothing of it was in the house while the network was gone', async () => {
        expect((await held(birth, 'lan')).child_name ?? null).toBeNull()
        expect((await held(death, 'lan')).deceased_name ?? null).toBeNull()
      })

      await s.step('the network returns: every one of the three is saved, whichever page is open', async () => {
        await back(context)
        await expect
          .poll(
            async () => [
              (await held(birth, 'lan')).child_name,
              (await held(birth, 'lan')).mother_name,
              (await held(status, 'lan')).status_paper,
              (await held(death, 'lan')).deceased_name,
            ],
            { timeout: 30_000 },
          )
          .toEqual(['Nguyễn Không Mạng', 'Nguyễn Thị Ngọc Lan', 'Bản án 12/2025 của Tòa án', 'Trần Văn Xa'])
        await expect.poll(() => page.locator('[data-offline-bar] a').count(), { timeout: 15_000 }).toBe(0)
        await page.reload()
        expect(await page.locator('body').getAttribute('data-kept')).toBeNull()
        expect(await box(page, 'deceased_name').inputValue()).toBe('Trần Văn Xa')
      })

      await s.step('a page sent into a dead wire comes back with what was typed, and leads on', async () => {
        await page.goto(`${birth}/2`)
        wire.cut()
        await box(page, 'child_home_town').fill('Mỹ Tho')
        await page.getByRole('button', { name: 'Tiếp tục', exact: true }).click()
        await page.waitForURL(`**${birth}/3`)
        await page.goto(`${birth}/2`)
        expect(await box(page, 'child_home_town').inputValue()).toBe('Mỹ Tho')
        wire.mend()
        await expect.poll(async () => (await held(birth, 'lan')).child_home_town, { timeout: 40_000 }).toBe('Mỹ Tho')
      })

      await s.step(
        'another device changed the page meanwhile: both versions are told, and the person chooses',
        async () => {
          await page.goto(`${death}/2`)
          await away(context)
          await box(page, 'death_place').fill('Tại nhà')
          await page.locator('[data-saved][data-state=wait]').waitFor()
          wire.mend()
          const desk = await browsing.open({ viewport: { width: 1280, height: 800 } })
          await signIn(desk, 'lan')
          await desk.goto(`${death}/2`)
          await box(desk, 'death_place').fill('Bệnh viện Mỹ Tho')
          await expect
            .poll(async () => (await held(death, 'lan')).death_place, { timeout: 15_000 })
            .toBe('Bệnh viện Mỹ Tho')
          await browsing.leave(desk)
          await back(context)
          await page.reload()
          const two = page.locator('[data-conflict]')
          await two.waitFor()
          expect(await two.textContent()).toContain('Tại nhà')
          expect(await two.textContent()).toContain('Bệnh viện Mỹ Tho')
          expect((await held(death, 'lan')).death_place).toBe('Bệnh viện Mỹ Tho')
          expect(await browsing.audit(page, 'two versions')).toEqual([])
          await two.getByRole('button', { name: 'Dùng bản trên máy này' }).click()
          await expect.poll(async () => (await held(death, 'lan')).death_place, { timeout: 15_000 }).toBe('Tại nhà')
        },
      )

      await s.step('signing out leaves nothing of her on the device', async () => {
        await page.goto('/')
        await page.locator('details.menu summary').click()
        await page.getByRole('button', { name: 'Đăng xuất' }).click()
        await page.waitForURL((url) => !url.pathname.startsWith('/nop'))
        await expect
          .poll(
            () =>
              page.evaluate(async () => ({
                typed: Object.keys(localStorage).filter((key) => key.startsWith('sen-draft:')).length,
                pages: (await caches.keys()).filter((name) => name.startsWith('sen-kept')).length,
              })),
            { timeout: 15_000 },
          )
          .toEqual({ typed: 0, pages: 0 })
      })
    })
    expect(browsing.strays).toEqual([])
    expect(browsing.breaches.filter((line) => !line.includes('ERR_'))).toEqual([])
    await browsing.leave(page)
  }, 300_000)
})
