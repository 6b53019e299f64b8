import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { tell, type Visitor, visitor } from '#kernel/testing'
import { type Browsing, disguisedProgram, openBrowser, pdfFile, pngFile } from './browser.ts'
import { openTestSite, type TestSite } from './test-site.ts'

/** The citizen's side of one birth registration, on a telephone, in a real browser. */

const BIRTH = '1.001193'
const NUMBER = /H20\.\d{3}\.\d{2}-\d{6}-\d{4}/
const certificate = { name: 'giay-chung-sinh.png', mimeType: 'image/png', buffer: pngFile() }
const mandate = { name: 'uy-quyen.pdf', mimeType: 'application/pdf', buffer: pdfFile() }
const program = { name: 'giay-chung-sinh.pdf', mimeType: 'application/pdf', buffer: disguisedProgram() }

/** Axe reads every element of every page; a busy machine takes its time. */
const AXE_MS_MAX = 300_000

let site: TestSite
let browsing: Browsing
let sent = ''

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

async function signIn(page: Page, login = 'lan', next = '/'): Promise<void> {
  await page.goto(`/dang-nhap?next=${encodeURIComponent(next)}`)
  await page.getByLabel('Tên đăng nhập').fill(login)
  await page.getByLabel('Mật khẩu').fill(site.password)
  await page.getByLabel('Mật khẩu').press('Enter')
  await page.waitForURL((url) => url.pathname === next)
}

const title = (page: Page, words: string) => page.getByRole('heading', { level: 1, name: words, exact: true }).waitFor()
const go = (page: Page, words = 'Tiếp tục') => page.getByRole('button', { name: words, exact: true }).click()
const box = (page: Page, name: string) => page.locator(`#trang-${name}`)
const paperField = (page: Page, name: string) => page.locator('.upload').filter({ hasText: name })
/** What is told beside the field `name`, through the link that assistive technology follows. */
async function errorBeside(page: Page, name: string): Promise<string> {
  const control = box(page, name)
  expect(await control.getAttribute('aria-invalid'), `${name} is marked`).toBe('true')
  expect(await control.getAttribute('aria-describedby')).toContain(`trang-${name}-error`)
  return (await page.locator(`#trang-${name}-error`).textContent()) ?? ''
}
const bodyText = async (page: Page) => (await page.locator('main').textContent()) ?? ''

async function fillChild(page: Page, child: string): Promise<void> {
  await box(page, 'child_name').fill(child)
  await box(page, 'child_birth_date').fill('21/09/2026')
  await page.getByLabel('Nữ', { exact: true }).check()
  await box(page, 'child_birth_place').fill('Bệnh viện Đa khoa Đồng Tháp, phường Cao Lãnh')
  await box(page, 'child_home_town').fill('Phường Cao Lãnh, tỉnh Đồng Tháp')
}

/** From the search to the number, page by page; `script` says whether the browser runs any. */
async function fileBirth(page: Page, child: string, script: boolean): Promise<string> {
  let number = ''
  let summary = ''
  await tell(async (s) => {
    await s.step('finds the procedure by words without tones', async () => {
      await signIn(page)
      await page.locator('#tim').fill('khai sinh')
      await page.keyboard.press('Enter')
      await page.waitForURL(/\/thu-tuc\?/)
      await page.goto('/thu-tuc?q=dang+ky+khai+sinh')
      await page.getByRole('link', { name: 'Đăng ký khai sinh', exact: true }).click()
      await page.waitForURL(`**/thu-tuc/${BIRTH}`)
      await page.getByRole('link', { name: 'Nộp hồ sơ trực tuyến' }).first().click()
      await go(page, 'Bắt đầu hồ sơ mới')
      await title(page, 'Người nộp và nơi nộp')
    })

    await s.step('what the house knows is filled in', async () => {
      expect(await bodyText(page)).toContain('Nguyễn Thị Ngọc Lan')
      expect(await box(page, 'phone').inputValue()).toMatch(/^0900/)
      expect(await box(page, 'settling').inputValue()).toBe('29869')
      await go(page)
      await title(page, 'Người được khai sinh')
    })

    if (script)
      await s.step('what is typed is saved by itself and is there after a reload', async () => {
        await box(page, 'child_name').pressSequentially('Nguyễn Ngọc Thử', { delay: 5 })
        await page.locator('[data-saved][data-state=saved]', { hasText: 'Đã lưu lúc' }).waitFor()
        await page.reload()
        expect(await box(page, 'child_name').inputValue()).toBe('Nguyễn Ngọc Thử')
      })

    await s.step('31/02 is refused by name beside its field, and nothing typed is lost', async () => {
      await fillChild(page, child)
      await box(page, 'child_birth_date').fill('31/02/2026')
      await go(page)
      await page.locator('#trang-errors').waitFor()
      expect(await errorBeside(page, 'child_birth_date')).toContain('31/02/2026')
      expect(await box(page, 'child_birth_date').inputValue()).toBe('31/02/2026')
      expect(await box(page, 'child_name').inputValue()).toBe(child)
      expect(await page.getByLabel('Nữ', { exact: true }).isChecked()).toBe(true)
      // The summary of errors leads to the field.
      await page.locator('#trang-errors a').first().click()
      expect(await page.evaluate(() => document.activeElement?.id ?? location.hash)).toMatch(/child_birth_date/)
      await box(page, 'child_birth_date').fill('21/09/2026')
      await go(page)
      await title(page, 'Người mẹ')
    })

    await s.step('a wrong personal number is refused', async () => {
      await box(page, 'mother_name').fill('Nguyễn Thị Ngọc Lan')
      await box(page, 'mother_birth_year').fill('1994')
      await box(page, 'mother_national_id').fill('08719412345')
      await go(page)
      await page.locator('#trang-errors').waitFor()
      expect(await errorBeside(page, 'mother_national_id')).toMatch(/12 chữ số|12 số/)
      expect(await box(page, 'mother_national_id').inputValue()).toBe('08719412345')
      await box(page, 'mother_national_id').fill('087194900010')
      await go(page)
      await title(page, 'Người cha')
    })

    await s.step('the father, who declares, the usual case', async () => {
      await box(page, 'father_name').fill('Trần Văn Bình')
      await box(page, 'father_birth_year').fill('1990')
      await go(page)
      await title(page, 'Người đi khai sinh')
      await page.getByLabel('Mẹ', { exact: true }).check()
      await go(page)
      await title(page, 'Trường hợp của bạn')
      await page.getByLabel('Trường hợp thông thường').check()
      await go(page)
      await title(page, 'Giấy tờ')
    })

    await s.step('a missing paper, then a program named .pdf: refused beside the field, the rest stays', async () => {
      const birthPaper = paperField(page, 'Giấy chứng sinh')
      const mandatePaper = paperField(page, 'Văn bản ủy quyền')
      await go(page)
      await page.locator('#trang-errors').waitFor()
      expect(await birthPaper.textContent()).toMatch(/Giấy chứng sinh/)
      await page.getByLabel(/Tôi sẽ nộp bản giấy sau.*ủy quyền/i).check()
      await birthPaper.locator('input[type=file]').setInputFiles(program)
      if (!script) await birthPaper.getByRole('button', { name: /Tải lên/ }).click()
      await birthPaper
        .getByText(/giay-chung-sinh\.pdf.*(không|nội dung|loại)/i)
        .first()
        .waitFor()
      expect(await page.getByLabel(/Tôi sẽ nộp bản giấy sau.*ủy quyền/i).isChecked()).toBe(true)
      await page.getByLabel(/Tôi sẽ nộp bản giấy sau.*ủy quyền/i).uncheck()
      await birthPaper.locator('input[type=file]').setInputFiles(certificate)
      if (!script) await birthPaper.getByRole('button', { name: /Tải lên/ }).click()
      await birthPaper
        .locator('.files li:not([data-wrong])', { hasText: certificate.name })
        .getByRole('button', { name: /Xóa/ })
        .waitFor()
      await mandatePaper.locator('input[type=file]').setInputFiles(mandate)
      if (!script) await mandatePaper.getByRole('button', { name: /Tải lên/ }).click()
      await mandatePaper.locator('.files li', { hasText: mandate.name }).getByRole('button', { name: /Xóa/ }).waitFor()
      await go(page)
      await title(page, 'Nhận kết quả và lệ phí')
    })

    await s.step('the summary shows everything; an answer is changed from there', async () => {
      await page.getByLabel('Bản điện tử trong kho giấy tờ').check()
      await go(page)
      await title(page, 'Kiểm tra và gửi')
      const text = await bodyText(page)
      for (const words of [child, '21/09/2026', 'Trần Văn Bình', certificate.name, mandate.name])
        expect(text, words).toContain(words)
      await page.getByRole('link', { name: 'Sửa: Người cha' }).click()
      await title(page, 'Người cha')
      await box(page, 'father_name').fill('Trần Văn Đổi')
      await go(page, 'Lưu và về trang kiểm tra')
      await title(page, 'Kiểm tra và gửi')
      expect(await bodyText(page)).toContain('Trần Văn Đổi')
    })

    await s.step('sends it: the declaration first, then the number and its QR', async () => {
      summary = page.url()
      if (!script) {
        // The browser itself asks for the tick; a client that does not is answered by the server.
        await page.locator('#gui-cam-doan').evaluate((tick) => tick.removeAttribute('required'))
        await go(page, 'Gửi hồ sơ')
        await page.getByText('Hãy đánh dấu vào ô cam đoan').waitFor()
      }
      await page.locator('#gui-cam-doan').check()
      await go(page, 'Gửi hồ sơ')
      await page.waitForURL(/\/ho-so\/.*\?moi=1/)
      number = NUMBER.exec(await bodyText(page))?.[0] ?? ''
      expect(number).not.toBe('')
      await page.getByRole('img', { name: `Mã QR mở trang tra cứu hồ sơ ${number}` }).waitFor()
    })

    await s.step('it stands under "Hồ sơ của tôi"', async () => {
      await page.getByRole('link', { name: 'Hồ sơ của tôi' }).first().click()
      await title(page, 'Hồ sơ của tôi')
      await page.locator(`a[href="/ho-so/${number}"]`).waitFor()
    })

    await s.step('neither the way back nor the old address sends it twice', async () => {
      const before = await count()
      if (script) {
        await page.goBack()
        await page.goBack()
      } else await page.goto(summary)
      await page.getByText('đã gửi').first().waitFor()
      await page.getByRole('link', { name: `Mở hồ sơ ${number}` }).waitFor()
      expect(await count()).toBe(before)
    })
  })
  return number
}

async function count(): Promise<number> {
  const counter = await officer('motcua.caolanh')
  return (await counter.get('/api/v1/one-stop/dossier')).json<{ count: { value: number } }>().count.value
}

async function officer(login: string): Promise<Visitor> {
  const who = visitor(site.inject)
  expect((await who.signIn(login, site.password)).status, login).toBe(200)
  return who
}

/** The officers' side, through the doors of the house: what this file is about is what the citizen then sees. */
async function settleDossier(number: string): Promise<void> {
  const make = async (login: string, move: string, data: Record<string, unknown> = {}) => {
    const who = await officer(login)
    const { rows } = (await who.get(`/api/v1/tasks?scope=unit&q=${number}`)).json<{
      rows: { id: string; version: number; number: string }[]
    }>()
    const task = rows.find((row) => row.number === number)
    expect(task, `${login} has ${number} to ${move}`).toBeDefined()
    const answer = await who.send('POST', `/api/v1/tasks/${task?.id}/move`, { move, version: task?.version, data })
    expect(answer.status, answer.text).toBe(200)
  }
  await make('motcua.caolanh', 'accept')
  await make('motcua.caolanh', 'forward')
  await make('thuly.caolanh', 'forward')
  await make('truongphong.caolanh', 'forward')
  await make('lanhdao.caolanh', 'forward')
  await make('vanthu.caolanh', 'finish', { result_number: '27/2026', typeset: true })
  await make('motcua.caolanh', 'return', { delivery: 'electronic' })
}

describe('a birth registration on a telephone', () => {
  test('is filed with scripts', async () => {
    const page = await browsing.open()
    sent = await fileBirth(page, 'Trần Ngọc An Nhiên', true)
    await browsing.leave(page)
  })

  test('is filed without any script', async () => {
    const page = await browsing.open({ javaScriptEnabled: false })
    expect(await fileBirth(page, 'Trần Ngọc Không Mã', false)).toMatch(NUMBER)
    await browsing.leave(page)
  })

  test('shows a stranger with the number the state and no person', async () => {
    const page = await browsing.open()
    await page.goto('/')
    await page.getByLabel('Mã hồ sơ').fill(sent.toLowerCase())
    await page.getByLabel('Mã hồ sơ').press('Enter')
    await page.waitForURL(/\/tra-cuu\?so=/)
    await page.getByText('Đăng ký khai sinh').first().waitFor()
    const whole = await page.content()
    for (const secret of ['Ngọc Lan', 'An Nhiên', 'Trần Văn Đổi', '087194', '09000'])
      expect(whole, secret).not.toContain(secret)
    await page.goto(`/ho-so/${sent}`)
    await page.waitForURL(/\/dang-nhap/)
    await browsing.leave(page)
  })

  test('gives its result into the store, as a PDF, and takes a rating', async () => {
    await settleDossier(sent)
    const page = await browsing.open({ acceptDownloads: true })
    await signIn(page, 'lan', '/giay-to')
    // What she handed in lies in the store too: the result is the one that is a certificate.
    const card = page.locator('.card').filter({ hasText: sent }).filter({ hasText: 'Giấy khai sinh' })
    await card.getByText('Giấy khai sinh').first().waitFor()
    const downloading = page.waitForEvent('download')
    await card.getByRole('link', { name: 'Tải về' }).click()
    const file = await readFile(await (await downloading).path())
    expect(file.subarray(0, 4).toString('latin1')).toBe('%PDF')
    expect(file.length).toBeGreaterThan(5_000)
    await card.getByRole('link', { name: sent }).click()
    await page.getByText('Đã trả kết quả').first().waitFor()
    await go(page, 'Gửi đánh giá')
    await page.getByText('Hãy chọn một mức hài lòng.').waitFor()
    await page.getByLabel('Rất hài lòng').check()
    await page.getByLabel('Góp ý thêm').fill('Nhanh, rõ ràng.')
    await go(page, 'Gửi đánh giá')
    await page.getByText('Cảm ơn bạn đã đánh giá').waitFor()
    expect(await bodyText(page)).toContain('Rất hài lòng')
    await page.goto('/thong-bao')
    await page.getByText(`Đã trả kết quả hồ sơ ${sent}`, { exact: true }).waitFor()
    await browsing.leave(page)
  })
})

describe('the keyboard alone', () => {
  test('files a birth registration from the first page to the number', async () => {
    const page = await browsing.open()
    // Listened for from the start: the browser must know before the key is pressed that a test chooses the file.
    page.on('filechooser', (chooser) => void chooser.setFiles(certificate))
    const focused = () =>
      page.evaluate(() => {
        const at = document.activeElement as HTMLElement | null
        // A round button or a tick shows its focus on the label after it.
        const shown = [at, at?.nextElementSibling]
          .filter((one) => one instanceof Element)
          .map((one) => getComputedStyle(one))
        // The navigation at the foot of a telephone must not lie over what has the focus (WCAG 2.2, 2.4.11).
        const foot = document.querySelector('header nav.nav')
        const bar = foot && getComputedStyle(foot).position === 'fixed' ? foot.getBoundingClientRect() : null
        const place = at?.getBoundingClientRect()
        return {
          id: at?.id ?? '',
          covered: Boolean(
            bar && place && at?.id && !foot?.contains(at) && place.top >= bar.top && place.top < bar.bottom,
          ),
          words: (at?.textContent || at?.getAttribute('aria-label') || '').trim(),
          href: at?.getAttribute('href') ?? '',
          seen: shown.some((style) => style.outlineStyle !== 'none' || style.boxShadow !== 'none'),
        }
      })
    type Focus = Awaited<ReturnType<typeof focused>>
    /** Tab until the wanted place has the focus; every stop on the way shows where it is. */
    const tabTo = async (wanted: (at: Focus) => boolean, name: string): Promise<void> => {
      for (let stops = 0; stops < 90; stops++) {
        const at = await focused()
        if (stops > 0 && at.id !== '' && at.id !== 'main') expect(at.seen, `the focus shows on ${at.id}`).toBe(true)
        expect(at.covered, `${at.id} is not under the navigation`).toBe(false)
        if (wanted(at)) return
        await page.keyboard.press('Tab')
      }
      throw new Error(`no way by Tab to ${name} on ${page.url()}`)
    }
    const toField = (name: string) => tabTo((at) => at.id === `trang-${name}`, name)
    const type = async (name: string, text: string) => {
      await toField(name)
      await page.keyboard.insertText(text)
    }
    const submit = async (next: string) => {
      await page.keyboard.press('Enter')
      await title(page, next)
    }

    await page.goto('/dang-nhap?next=/thu-tuc')
    await page.keyboard.press('Tab')
    expect((await focused()).words).toBe('Bỏ qua, đến nội dung chính')
    expect(await page.locator('a.skip').boundingBox(), 'the skip link comes into view').toMatchObject({
      x: expect.any(Number),
    })
    await page.keyboard.press('Enter')
    expect((await focused()).id).toBe('main')
    await tabTo((at) => at.id === 'sign-in-login', 'login')
    await page.keyboard.insertText('lan')
    await page.keyboard.press('Tab')
    await page.keyboard.insertText(site.password)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/thu-tuc')
    await page.goto(`/thu-tuc/${BIRTH}`)
    await tabTo((at) => at.href === `/nop/${BIRTH}`, 'file')
    await page.keyboard.press('Enter')
    await title(page, 'Đăng ký khai sinh')
    await tabTo((at) => at.words === 'Bắt đầu hồ sơ mới', 'begin')
    await submit('Người nộp và nơi nộp')
    await toField('phone')
    await submit('Người được khai sinh')
    await type('child_name', 'Trần Thị Bàn Phím')
    await type('child_birth_date', '21/09/2026')
    await tabTo((at) => at.id.startsWith('trang-child_sex'), 'sex')
    await page.keyboard.press('ArrowDown')
    await type('child_birth_place', 'Bệnh viện Đa khoa Đồng Tháp')
    await type('child_home_town', 'Phường Cao Lãnh')
    await submit('Người mẹ')
    await type('mother_name', 'Nguyễn Thị Ngọc Lan')
    await submit('Người cha')
    await toField('father_name')
    await submit('Người đi khai sinh')
    await tabTo((at) => at.id.startsWith('trang-relation'), 'relation')
    await page.keyboard.press('Space')
    await submit('Trường hợp của bạn')
    await tabTo((at) => at.id.startsWith('trang-paper_case'), 'case')
    await page.keyboard.press('Space')
    await submit('Giấy tờ')
    await tabTo((at) => at.id.startsWith('trang-paper-0-1'), 'file')
    await page.keyboard.press('Enter')
    await page.getByText(`Đã tải lên "${certificate.name}".`).waitFor({ state: 'attached' })
    await tabTo((at) => at.words === 'Tiếp tục', 'continue')
    await submit('Nhận kết quả và lệ phí')
    await tabTo((at) => at.id.startsWith('trang-delivery'), 'delivery')
    await submit('Kiểm tra và gửi')
    await tabTo((at) => at.id === 'gui-cam-doan', 'declaration')
    await page.keyboard.press('Space')
    await tabTo((at) => at.words === 'Gửi hồ sơ', 'send')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/ho-so\/.*\?moi=1/)
    expect(await bodyText(page)).toMatch(NUMBER)
    await browsing.leave(page)
  })
})

describe('axe', () => {
  test(
    'finds nothing on the pages of a stranger',
    async () => {
      const page = await browsing.open()
      const found: string[] = []
      for (const path of [
        '/',
        '/thu-tuc?q=khai+sinh',
        '/thu-tuc?q=khong-co-thu-tuc-nay',
        `/thu-tuc/${BIRTH}`,
        '/dang-nhap',
        '/tra-cuu',
        '/tra-cuu?so=H20.1',
        `/tra-cuu?so=${sent}`,
        '/he-thong',
        '/ban-do',
        '/ngoai-tuyen',
        '/khong-co-trang-nay',
      ]) {
        await page.goto(path)
        found.push(...(await browsing.audit(page, path)))
      }
      expect(found).toEqual([])
      await browsing.leave(page)
    },
    AXE_MS_MAX,
  )

  test(
    'finds nothing on any page of filing, right or wrong',
    async () => {
      const page = await browsing.open()
      const found: string[] = []
      const audit = async (name: string) => void found.push(...(await browsing.audit(page, name)))
      await signIn(page, 'lan', `/nop/${BIRTH}`)
      await audit('before filing')
      await go(page, 'Bắt đầu hồ sơ mới')
      const here = page.url().replace(/\d+$/, '')
      for (let at = 1; at <= 8; at++) {
        await page.goto(`${here}${at}`)
        await audit(`page ${at}`)
      }
      await page.goto(`${here}2`)
      await box(page, 'child_birth_date').fill('31/02/2026')
      await go(page)
      await page.locator('#trang-errors').waitFor()
      await audit('page 2 with errors')
      await page.goto(`${here}9`)
      await audit('an incomplete summary')
      await page.goto(`${here}7`)
      const upload = paperField(page, 'Giấy chứng sinh')
      await upload.locator('input[type=file]').setInputFiles([certificate, program])
      await upload.locator('li', { hasText: certificate.name }).getByRole('button', { name: /Xóa/ }).waitFor()
      await upload.locator('li[data-wrong]').waitFor()
      await audit('papers with a file and a refused one')
      await page.goto(`${here}xoa`)
      await audit('deleting a draft')
      expect(found).toEqual([])
      await browsing.leave(page)
    },
    AXE_MS_MAX,
  )

  test(
    'finds nothing on the pages of her dossiers, papers and details',
    async () => {
      const page = await browsing.open()
      const found: string[] = []
      await signIn(page)
      const { rows } = (await (await page.request.get('/api/v1/one-stop/dossier?limit=200')).json()) as {
        rows: { number: string; status: string }[]
      }
      const waiting = rows.find((row) => row.status === 'registered')?.number ?? ''
      expect(waiting).toMatch(NUMBER)
      for (const path of [
        '/',
        '/ho-so',
        `/ho-so/${sent}`,
        `/ho-so/${waiting}?moi=1`,
        `/ho-so/${waiting}/rut`,
        '/giay-to',
        '/thong-bao',
        '/toi',
      ]) {
        await page.goto(path)
        found.push(...(await browsing.audit(page, path)))
      }
      await page.getByLabel('Số điện thoại').fill('123')
      await go(page, 'Lưu thay đổi')
      await page.locator('.error').first().waitFor()
      found.push(...(await browsing.audit(page, '/toi with errors')))
      await page.goto('/?lang=en')
      found.push(...(await browsing.audit(page, '/ in English')))
      expect(found).toEqual([])
      await browsing.leave(page)
    },
    AXE_MS_MAX,
  )
})

test('no page asked for anything outside this machine, and no script failed', () => {
  expect(browsing.strays).toEqual([])
  expect(browsing.breaches).toEqual([])
})
