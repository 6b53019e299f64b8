import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { SMTPServer } from 'smtp-server'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { house as system } from '#kernel/store'
import { getUnitByCode, grantRole, openAccount } from '#kernel/trust'
import { type Browsing, desk, openBrowser } from './browser.ts'
import { openTestSite, type TestSite } from './test-site.ts'
import { typedCode } from './totp-code.ts'

/** Each way of signing in, told in a real browser, with letters and text messages going to receivers of this test. */

const AXE_MS_MAX = 300_000
const password = 'bông điên điển nở 3 lần'

let site: TestSite
let browsing: Browsing
const letters: string[] = []
const texts: { to: string; text: string; token: string }[] = []
const post = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  onData(stream, _session, done) {
    let letter = ''
    stream.on('data', (part: Buffer) => {
      letter += part.toString('utf8')
    })
    stream.on('end', () => {
      letters.push(letter)
      done()
    })
  },
})
const gateway = createServer((request, response) => {
  let body = ''
  request.on('data', (part: Buffer) => {
    body += part.toString('utf8')
  })
  request.on('end', () => {
    texts.push({ ...(JSON.parse(body) as { to: string; text: string }), token: request.headers.authorization ?? '' })
    response.writeHead(202, { 'content-type': 'application/json' }).end('{}')
  })
})

beforeAll(async () => {
  await new Promise<void>((done) => post.listen(0, '127.0.0.1', done))
  await new Promise<void>((done) => gateway.listen(0, '127.0.0.1', done))
  site = await openTestSite({
    listen: true,
    jobs: true,
    environment: {
      SEN_SMTP_URL: `smtp://127.0.0.1:${(post.server.address() as AddressInfo).port}`,
      SEN_MAIL_FROM: 'sen@example.vn',
      SEN_SMS_URL: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/send`,
      SEN_SMS_TOKEN: 'cửa-tin-nhắn'.normalize('NFKD').replace(/[^\x20-\x7e]/g, ''),
    },
  })
  // Passkeys know "localhost", not an address of four numbers.
  browsing = await openBrowser((site.url ?? '').replace('127.0.0.1', 'localhost'))
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.error(`pictures: ${await browsing.picture(task.name)}`)
})
afterAll(async () => {
  await browsing?.close()
  await site?.close()
  await new Promise<void>((done) => post.close(done))
  await new Promise<unknown>((done) => gateway.close(done))
})

let count = 0
async function newAccount(role?: string): Promise<string> {
  const login = `trinh.duyet.${++count}`
  await site.house.database.transaction(system, async (tx) => {
    const account = await openAccount(tx, { login, name: 'Nguyễn Thị Ngọc Mai', password })
    const unit = await getUnitByCode(tx, 'H20')
    if (role) await grantRole(tx, { account, role, unit: unit.id, from: '2026-01-01' })
  })
  return login
}

async function enter(page: Page, login: string, path = '/toi/bao-mat', word = password): Promise<void> {
  await page.goto(`/dang-nhap?next=${encodeURIComponent(path)}`)
  await page.getByLabel('Số định danh hoặc tên đăng nhập').fill(login)
  await page.getByLabel('Mật khẩu').fill(word)
  await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click()
}
async function leave(page: Page): Promise<void> {
  await page.context().clearCookies({ name: 'sen_session' })
}
const title = (page: Page, words: string) => page.getByRole('heading', { level: 1, name: words, exact: true }).waitFor()
const press = (page: Page, words: string) => page.getByRole('button', { name: words, exact: true }).click()
const sound = async (page: Page, where: string) => expect(await browsing.audit(page, where)).toEqual([])

/** Sets an application up on the page that stands open; answers its codes. */
async function setUp(page: Page): Promise<() => string> {
  const seed = (await page.locator('.setup-key').textContent()) ?? ''
  const code = () => typedCode(seed, site.clock.now())
  await page.getByLabel('Đặt tên để nhận ra').fill('Điện thoại của Mai')
  await page.getByLabel('Mã 6 số đang hiện trong ứng dụng').fill(code())
  await press(page, 'Hoàn tất')
  await title(page, 'Mã dự phòng')
  site.clock.advance(60_000)
  return code
}

async function waitFor<T>(look: () => T | undefined): Promise<T> {
  for (let i = 0; i < 600; i++) {
    const found = look()
    if (found !== undefined) return found
    await new Promise((next) => setTimeout(next, 100))
  }
  throw new Error('nothing came')
}
const codeIn = (text: string): string => /\b\d{6}\b/.exec(text)?.[0] ?? ''
/** The code in the newest letter past those read before; the subject is encoded, the body quoted-printable. */
const letterCode = async (before: number): Promise<string> =>
  waitFor(() => {
    const letter = letters.slice(before).find((one) => /\b\d{6}\b/.test(bodyOf(one)))
    return letter ? codeIn(bodyOf(letter)) : undefined
  })
const bodyOf = (letter: string): string => {
  const body = letter
    .split(/\r?\n\r?\n/)
    .slice(1)
    .join('\n\n')
  return /base64/i.test(letter) ? Buffer.from(body, 'base64').toString('utf8') : body
}

describe('a citizen', () => {
  test(
    'with a password that she may look at while typing',
    async () => {
      const page = await browsing.open()
      await page.goto('/dang-nhap')
      const box = page.getByLabel('Mật khẩu')
      await box.fill('đang gõ')
      await press(page, 'Hiện mật khẩu')
      expect(await box.getAttribute('type')).toBe('text')
      await press(page, 'Ẩn mật khẩu')
      expect(await box.getAttribute('type')).toBe('password')
      await sound(page, 'sign-in')
      await enter(page, await newAccount())
      await title(page, 'Bảo mật tài khoản')
      await page.getByText('thiết bị này').waitFor()
      await sound(page, 'security')
      await browsing.leave(page)
    },
    AXE_MS_MAX,
  )

  test(
    'with a password and an application; codes on paper stand in for it, without a script, too',
    async () => {
      const login = await newAccount()
      const page = await browsing.open()
      await enter(page, login)
      await page.getByRole('link', { name: 'Thêm ứng dụng tạo mã' }).click()
      await title(page, 'Cài ứng dụng tạo mã')
      await sound(page, 'application')
      await page.getByLabel('Mã 6 số đang hiện trong ứng dụng').fill('000000')
      await press(page, 'Hoàn tất')
      await page.locator('#code-error').waitFor()
      const code = await setUp(page)
      await press(page, 'Tạo 10 mã dự phòng')
      const codes = await page.locator('.recovery-codes code').allTextContents()
      expect(codes).toHaveLength(10)
      await sound(page, 'recovery codes')
      await page.getByRole('link', { name: 'Đã cất giữ, tiếp tục' }).click()
      await page.getByText('Còn 10 mã dự phòng chưa dùng.').waitFor()
      await sound(page, 'security with a factor')

      await leave(page)
      await enter(page, login)
      await title(page, 'Bước 2: xác nhận là bạn')
      await sound(page, 'second step')
      await page.getByLabel('Mã 6 số trong ứng dụng tạo mã').fill('123456')
      await press(page, 'Xác nhận')
      await page.getByText('Mã không đúng, đã hết hạn hoặc đã dùng rồi').first().waitFor()
      await page.getByLabel('Mã 6 số trong ứng dụng tạo mã').fill(code())
      await press(page, 'Xác nhận')
      await title(page, 'Bảo mật tài khoản')
      await browsing.leave(page)

      const plain = await browsing.open({ javaScriptEnabled: false })
      await enter(plain, login)
      await plain.getByText('Dùng mã dự phòng').first().click()
      await plain.getByLabel('Mã dự phòng').fill((codes[4] ?? '').toUpperCase())
      await press(plain, 'Dùng mã dự phòng')
      await title(plain, 'Bảo mật tài khoản')
      await plain.getByText('Còn 9 mã dự phòng chưa dùng.').waitFor()
      await browsing.leave(plain)
    },
    AXE_MS_MAX,
  )

  test(
    'with a passkey alone, and with it as the second step',
    async () => {
      const login = await newAccount()
      const page = await browsing.open()
      const devtools = await page.context().newCDPSession(page)
      await devtools.send('WebAuthn.enable')
      const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
        options: {
          protocol: 'ctap2',
          transport: 'internal',
          hasResidentKey: true,
          hasUserVerification: true,
          isUserVerified: true,
          automaticPresenceSimulation: true,
        },
      })
      await enter(page, login, '/toi/bao-mat/khoa')
      await title(page, 'Cài khóa truy cập')
      await sound(page, 'passkey')
      await page.getByLabel('Đặt tên để nhận ra').fill('Vân tay trên điện thoại')
      await press(page, 'Tạo khóa truy cập')
      await title(page, 'Mã dự phòng')
      const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId })
      expect(credentials).toMatchObject([{ isResidentCredential: true, rpId: 'localhost' }])
      await page.goto('/toi/bao-mat')
      await page.getByText('Vân tay trên điện thoại').waitFor()

      await leave(page)
      await page.goto('/dang-nhap?next=%2Ftoi%2Fbao-mat')
      await press(page, 'Đăng nhập bằng khóa truy cập')
      await title(page, 'Bảo mật tài khoản')
      await page.getByText('khóa truy cập', { exact: false }).first().waitFor()

      await leave(page)
      await enter(page, login)
      await title(page, 'Bước 2: xác nhận là bạn')
      await press(page, 'Dùng khóa truy cập')
      await title(page, 'Bảo mật tài khoản')

      // A finger that is not hers.
      await leave(page)
      await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
      await page.goto('/dang-nhap')
      await press(page, 'Đăng nhập bằng khóa truy cập')
      await page.getByRole('alert').filter({ hasText: 'Chưa xác nhận được' }).waitFor()
      await browsing.leave(page)
    },
    AXE_MS_MAX,
  )

  test(
    'proves her e-mail by a code, signs in by one for simple things, and sets a new password by one',
    async () => {
      const login = await newAccount()
      const page = await browsing.open()
      await enter(page, login, '/toi/bao-mat/lien-he?kenh=email')
      await title(page, 'Xác nhận thư điện tử')
      await sound(page, 'e-mail')
      await page.getByLabel('Địa chỉ thư điện tử').fill('mai@@example.vn')
      await press(page, 'Gửi mã')
      await page.locator('#to-error').waitFor()
      await page.getByLabel('Địa chỉ thư điện tử').fill('mai@example.vn')
      await press(page, 'Gửi mã')
      await title(page, 'Nhập mã xác nhận')
      await page.getByLabel('Mã 6 số vừa nhận').fill(await letterCode(0))
      await press(page, 'Xác nhận')
      await page.getByText('Đã xác nhận địa chỉ liên hệ.').waitFor()

      await leave(page)
      let before = letters.length
      await page.goto('/dang-nhap/ma?next=%2Fthong-bao')
      await sound(page, 'ask a code')
      await page.getByLabel('Số định danh hoặc tên đăng nhập').fill(login)
      await press(page, 'Gửi mã')
      await title(page, 'Nhập mã đăng nhập')
      await sound(page, 'type a code')
      await page.getByLabel('Mã 6 số vừa nhận').fill(await letterCode(before))
      await press(page, 'Đăng nhập')
      await page.waitForURL(/\/thong-bao$/)
      await page.goto('/ho-so')
      await title(page, 'Xác nhận chính là bạn')
      await page.getByLabel('Mật khẩu đang dùng').fill(password)
      await press(page, 'Xác nhận')
      await page.waitForURL(/\/ho-so$/)

      await leave(page)
      before = letters.length
      await page.goto('/dang-nhap')
      await page.getByRole('link', { name: 'Quên mật khẩu?' }).click()
      await page.getByLabel('Số định danh hoặc tên đăng nhập').fill(login)
      await press(page, 'Gửi mã')
      await title(page, 'Đặt mật khẩu mới')
      const code = await letterCode(before)
      const set = async (fresh: string) => {
        await page.getByLabel('Mã 6 số vừa nhận').fill(code)
        await page.getByLabel('Mật khẩu mới', { exact: false }).first().fill(fresh)
        await page.getByLabel('Nhập lại mật khẩu mới').fill(fresh)
        await press(page, 'Đặt mật khẩu mới')
      }
      await set('matkhau123')
      await page.getByText('hay bị đoán nhất').first().waitFor()
      await sound(page, 'new password')
      await set('x7Gq!mv2Lp')
      await page.getByText('Đã đặt mật khẩu mới.').waitFor()
      await enter(page, login, '/toi/bao-mat', 'x7Gq!mv2Lp')
      await title(page, 'Bảo mật tài khoản')
      await browsing.leave(page)
    },
    AXE_MS_MAX,
  )

  test('proves her telephone by a text message', async () => {
    const page = await browsing.open()
    await enter(page, await newAccount(), '/toi/bao-mat/lien-he?kenh=phone')
    await page.getByLabel('Số điện thoại di động').fill('0912 345 678')
    await press(page, 'Gửi mã')
    const text = await waitFor(() => texts.at(-1))
    expect(text).toMatchObject({ to: '84912345678', token: expect.stringMatching(/^Bearer ./) })
    await page.getByLabel('Mã 6 số vừa nhận').fill(codeIn(text.text))
    await press(page, 'Xác nhận')
    await page.getByText('Đã xác nhận địa chỉ liên hệ.').waitFor()
    await browsing.leave(page)
  })

  test(
    'proves herself again before a dangerous act, and sees other devices out',
    async () => {
      const login = await newAccount()
      const page = await browsing.open()
      const other = await browsing.open()
      await enter(page, login, '/toi/bao-mat/ung-dung')
      const code = await setUp(page)
      await enter(other, login)
      await other.getByLabel('Mã 6 số trong ứng dụng tạo mã').fill(code())
      await press(other, 'Xác nhận')
      await title(other, 'Bảo mật tài khoản')
      site.clock.advance(11 * 60_000)
      await page.goto('/toi/bao-mat')
      await page.getByRole('link', { name: 'Xóa' }).first().click()
      await title(page, 'Xác nhận chính là bạn')
      await sound(page, 'step-up')
      await page.getByLabel('Mã 6 số trong ứng dụng tạo mã').fill(code())
      await press(page, 'Xác nhận')
      await title(page, 'Xóa "Điện thoại của Mai"?')
      await sound(page, 'removal')
      await page.getByRole('link', { name: 'Giữ lại' }).click()
      await press(page, 'Đăng xuất 1 thiết bị khác')
      await page.getByText('Đã đăng xuất thiết bị.').waitFor()
      await other.goto('/toi/bao-mat')
      await other.waitForURL(/\/dang-nhap\?next=/)
      await browsing.leave(page)
      await browsing.leave(other)
    },
    AXE_MS_MAX,
  )
})

describe('an officer', () => {
  async function enterDesk(page: Page, login: string): Promise<void> {
    await page.goto('/officer/')
    await page.getByLabel('Tên đăng nhập').fill(login)
    await page.getByLabel('Mật khẩu', { exact: true }).fill(password)
    await page.keyboard.press('Enter')
  }

  test(
    'whose role demands a second factor sets one up before anything else, then works',
    async () => {
      const login = await newAccount('administrator')
      const page = await browsing.open({ viewport: desk })
      await enterDesk(page, login)
      await title(page, 'Cần thêm lớp bảo vệ thứ hai')
      await sound(page, 'enrolment')
      await page.getByRole('link', { name: 'Cài ứng dụng tạo mã' }).click()
      const code = await setUp(page)
      await page.goto('/officer/')
      await title(page, 'Việc của tôi')

      await leave(page)
      await enterDesk(page, login)
      await title(page, 'Bước 2: xác nhận là bạn')
      await sound(page, 'second step at the desk')
      await page.getByLabel('Mã 6 số trong ứng dụng tạo mã').fill('000000')
      await press(page, 'Xác nhận')
      await page.getByText('Mã không đúng').waitFor()
      await page.getByLabel('Mã 6 số trong ứng dụng tạo mã').fill(code())
      await press(page, 'Xác nhận')
      await title(page, 'Việc của tôi')
      await browsing.leave(page)
    },
    AXE_MS_MAX,
  )

  test(
    'asked to prove herself in the middle of work goes on where she was',
    async () => {
      const login = await newAccount('one-stop-officer')
      await site.house.database.transaction(system, (tx) =>
        tx.query(
          "insert into sen.notice (id, account, at, title_vi, title_en, key) select gen_random_uuid(), id, $2, 'Có hồ sơ mới', 'A new dossier', 'k' from sen.account where login = $1",
          [login, tx.now],
        ),
      )
      const page = await browsing.open({ viewport: desk })
      await enterDesk(page, login)
      await title(page, 'Việc của tôi')
      site.clock.advance(11 * 60_000)
      // No act of the desk is dangerous by itself yet: one is made so for its first answer, the rest is the house's own.
      let asked = 0
      await page.route('**/api/v1/notices/read-all', async (route) => {
        asked++
        if (asked > 1) return route.continue()
        await route.fulfill({
          status: 403,
          contentType: 'application/json',
          body: JSON.stringify({ error: { code: 'account.prove-again', message: 'Cần xác nhận lại.', facts: {} } }),
        })
      })
      await page.goto('/officer/notices')
      await press(page, 'Đánh dấu đã đọc hết')
      const dialog = page.getByRole('dialog')
      await dialog.getByText('Xác nhận chính là bạn').waitFor()
      await sound(page, 'step-up at the desk')
      const before = (await page.context().cookies()).find((one) => one.name === 'sen_session')?.value
      await dialog.getByLabel('Mật khẩu', { exact: true }).fill(password)
      await dialog.getByRole('button', { name: 'Xác nhận' }).click()
      await dialog.waitFor({ state: 'detached' })
      await waitFor(() => (asked > 1 ? true : undefined))
      expect((await page.context().cookies()).find((one) => one.name === 'sen_session')?.value).not.toBe(before)
      await browsing.leave(page)
    },
    AXE_MS_MAX,
  )

  test('with a passkey alone at the desk', async () => {
    const login = await newAccount('one-stop-officer')
    const page = await browsing.open({ viewport: desk })
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('WebAuthn.enable')
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'usb',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    await enter(page, login, '/toi/bao-mat/khoa')
    await press(page, 'Tạo khóa truy cập')
    await title(page, 'Mã dự phòng')
    await leave(page)
    await page.goto('/officer/')
    await press(page, 'Đăng nhập bằng khóa truy cập')
    await title(page, 'Việc của tôi')
    await browsing.leave(page)
  })
})

test('nothing was asked of anywhere else, and no script was against the policy', () => {
  expect(browsing.strays).toEqual([])
  expect(browsing.breaches).toEqual([])
})
