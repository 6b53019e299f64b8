import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { FactProof } from '#ground/merkle'
import { house } from '#kernel/store'
import { visitor } from '#kernel/testing'
import { sealAll, sealKeysIn } from '#kernel/trust'
import { demoAccounts } from '#province'
import { type Browsing, desk, openBrowser, phone } from './browser.ts'
import { openTestSite, type TestSite } from './test-site.ts'

/** An officer looks; the citizen sees it, takes the proof away, and checks it with the network cut. */

const AXE_MS_MAX = 300_000

let site: TestSite
let browsing: Browsing
let folder: string
let dossier = ''
let number = ''
const lan = demoAccounts.find((account) => account.login === 'lan')?.person

beforeAll(async () => {
  site = await openTestSite({ listen: true })
  folder = mkdtempSync(join(tmpdir(), 'sen-proof-'))
  browsing = await openBrowser(site.url ?? '')
  const counter = visitor(site.inject)
  await counter.signIn('motcua.caolanh', site.password)
  const procedure = await site.house.database.transaction(house, (tx) =>
    tx.one<{ id: string }>("select id from one_stop.procedure where code = '1.001193'"),
  )
  const made = await counter.send('POST', '/api/v1/one-stop/intake', {
    procedure: procedure?.id,
    national_id: lan?.national_id,
    full_name: lan?.full_name,
    phone: lan?.phone,
    account_is_theirs: 'yes',
  })
  expect(made.status, made.text).toBe(201)
  ;({ dossier, number } = made.json<{ dossier: string; number: string }>())
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.error(`pictures: ${await browsing.picture(task.name)}`)
})
afterAll(async () => {
  await browsing?.close()
  await site?.close()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

const seal = () => sealAll(site.house.database, sealKeysIn(join(site.house.site.dataDir, 'secrets', 'log-keys')))

/** Signs in by the page's own form and goes to `next`. */
async function signIn(page: Page, login: string, next: string): Promise<void> {
  await page.goto(`/dang-nhap?next=${encodeURIComponent(next)}`)
  await page.locator('main input[name=login]').first().fill(login)
  await page.locator('main input[name=password]').first().fill(site.password)
  await page
    .locator('main form')
    .filter({ has: page.locator('input[name=password]') })
    .first()
    .locator('button[type=submit]')
    .click()
  await page.waitForURL((url) => url.pathname + url.search === next)
}

describe('an officer looks, a citizen checks', () => {
  let officer: Page
  let citizen: Page
  let proof: string

  test('the officer opens the dossier; who only follows numbers sees it masked and asks for the telephone', async () => {
    officer = await browsing.open({ viewport: desk })
    await signIn(officer, 'giamdoc.caolanh', '/officer/queue/mine')
    await officer.goto(`/officer/cases/one-stop/dossier/${dossier}`)
    await officer
      .getByText(lan?.national_id ?? '?')
      .first()
      .waitFor()
    await browsing.leave(officer)
    const monitor = await browsing.open({ viewport: desk })
    await signIn(monitor, 'tonghop', '/officer/queue/mine')
    await monitor.goto(`/officer/records/one-stop/dossier/${dossier}`)
    await monitor.getByText('0871••••0000').first().waitFor()
    expect(await monitor.content()).not.toContain(lan?.phone)
    expect(await browsing.audit(monitor, 'masked record', { desk })).toEqual([])
    await monitor.getByRole('button', { name: /Hiện đầy đủ: .*điện thoại/i }).click()
    const dialog = monitor.getByRole('dialog')
    await dialog.getByRole('textbox').fill('hỏi mức độ hài lòng')
    await dialog.getByRole('button', { name: 'Hiện đầy đủ' }).click()
    await monitor.getByText(lan?.phone ?? '?').waitFor()
    await monitor.getByRole('button', { name: /Che lại/ }).click()
    await monitor
      .getByText(/09•• ••• /)
      .first()
      .waitFor()
    await browsing.leave(monitor)
  })

  test('the citizen reads it and downloads the proof', async () => {
    await seal()
    citizen = await browsing.open({ acceptDownloads: true })
    await signIn(citizen, 'lan', '/toi/ai-da-xem')
    const text = ((await citizen.locator('main').textContent()) ?? '').replace(/\s+/g, ' ')
    for (const said of ['Đặng Quốc Thịnh', 'Dương Thị Thanh Thảo', 'hỏi mức độ hài lòng', number])
      expect(text).toContain(said)
    await citizen
      .locator('.happening', { hasText: 'Dương Thị Thanh Thảo' })
      .first()
      .getByRole('link', { name: /Chi tiết/ })
      .click()
    const download = citizen.waitForEvent('download')
    await citizen.getByRole('link', { name: 'Tải bằng chứng' }).click()
    proof = join(folder, 'bang-chung.json')
    await (await download).saveAs(proof)
    expect((JSON.parse(readFileSync(proof, 'utf8')) as FactProof).fact.actor_name).toMatch(/\p{L}/u)
  })

  const verdict = async (page: Page): Promise<string | null> => {
    const shown = page.locator('[data-verdict]')
    await shown.waitFor()
    return shown.getAttribute('data-verdict')
  }

  test(
    'and checks it with the network cut; whatever is changed is refused by its name',
    async () => {
      const page = await browsing.open()
      await page.goto('/kiem-chung')
      await page.locator('[data-verify]').waitFor({ state: 'visible' })
      const asked: string[] = []
      page.on('request', (request) => asked.push(request.url()))
      await page.context().setOffline(true)
      await page.locator('input[type=file]').setInputFiles(proof)
      expect(await verdict(page)).toBe('right')
      const said = ((await page.locator('[data-verify-result]').textContent()) ?? '').replace(/\s+/g, ' ')
      expect(said).toContain('Dương Thị Thanh Thảo')
      expect(said).toContain('hỏi mức độ hài lòng')
      expect(await page.locator('.proof-steps li').count()).toBe(4)
      const whole = JSON.parse(readFileSync(proof, 'utf8')) as FactProof
      const twist: [name: string, (copy: FactProof) => void][] = [
        [
          'leaf',
          (copy) => {
            copy.fact.actor_name = 'Một người khác'
          },
        ],
        [
          'leaf',
          (copy) => {
            copy.fact.purpose = null
          },
        ],
        [
          'leaf',
          (copy) => {
            copy.fact.subjects = []
          },
        ],
        [
          'path',
          (copy) => {
            copy.index += 1
          },
        ],
        [
          'path',
          (copy) => {
            copy.path[0] = '0'.repeat(64)
          },
        ],
        ['path', (copy) => void copy.path.pop()],
        [
          'path',
          (copy) => {
            copy.head.root = 'f'.repeat(64)
          },
        ],
        [
          'key',
          (copy) => {
            copy.head.key = 'a'.repeat(64)
          },
        ],
        [
          'signature',
          (copy) => {
            copy.head.timestamp += 1
          },
        ],
        [
          'signature',
          (copy) => {
            copy.head.signature = btoa('x'.repeat(64))
          },
        ],
        ['shape', (copy) => void Reflect.deleteProperty(copy, 'head')],
      ]
      for (const [name, change] of twist) {
        const copy = structuredClone(whole)
        change(copy)
        await page.locator('textarea').fill(JSON.stringify(copy))
        await page.getByRole('button', { name: 'Kiểm chứng' }).click()
        await page.locator(`[data-verdict="${name}"]`).waitFor()
        expect(await page.locator('[data-verify-result]').textContent(), name).toContain('SAI')
      }
      await page.locator('textarea').fill('{"không": "phải json')
      await page.getByRole('button', { name: 'Kiểm chứng' }).click()
      expect(await verdict(page)).toBe('shape')
      expect(asked.filter((url) => !url.startsWith('blob:'))).toEqual([])
      await page.context().setOffline(false)
      expect(await browsing.audit(page, 'proof refused')).toEqual([])
      await browsing.leave(page)
    },
    AXE_MS_MAX,
  )

  test('the page saved as a file does the same without any house', async () => {
    const saved = join(folder, 'kiem-chung.html')
    const answer = await site.inject({ method: 'GET', path: '/kiem-chung/trang', headers: {} })
    writeFileSync(saved, answer.body)
    const page = await browsing.open({ offline: true })
    await page.goto(`file://${saved}`)
    await page.locator('input[type=file]').setInputFiles(proof)
    expect(await verdict(page)).toBe('right')
    const other = structuredClone(JSON.parse(readFileSync(proof, 'utf8')) as FactProof)
    other.fact.at = '2026-10-06T00:00:00.000000Z'
    await page.locator('textarea').fill(JSON.stringify(other))
    await page.locator('button').click()
    await page.locator('[data-verdict="leaf"]').waitFor()
    await browsing.leave(page)
  })

  test(
    'every page of these is clean under axe, on a phone and at a desk, light and dark',
    async () => {
      const far = visitor(site.inject)
      await far.signIn('motcua.mytho', site.password)
      const opened = await far.send('POST', '/api/v1/break-glass', {
        system: 'one-stop',
        record: 'dossier',
        number,
        emergency: 'life',
        reason: 'người nộp đang cấp cứu, cần liên hệ thân nhân',
      })
      expect(opened.status, opened.text).toBe(201)
      const wrong: string[] = []
      const look = async (login: string, ...paths: string[]) => {
        const page = await browsing.open()
        await signIn(page, login, paths[0] as string)
        for (const path of paths) {
          await page.goto(path)
          await page.locator('h1').first().waitFor()
          // Nothing reaches beyond the edge of a phone.
          const over = await page.evaluate(() => document.documentElement.scrollWidth - 390)
          if (over > 0) wrong.push(`${path}: ${over} px too wide`)
          wrong.push(...(await browsing.audit(page, path, { phone, desk })))
        }
        await browsing.leave(page)
      }
      const line = citizen.url().replace(site.url ?? '', '')
      await look('lan', '/toi/ai-da-xem', line, '/kiem-chung')
      await look('motcua.mytho', '/mo-khan-cap', `/mo-khan-cap/${opened.json<{ id: string }>().id}`)
      await look('giamdoc.caolanh', '/quan-tri/mo-khan-cap')
      await look('baove.dulieu', '/quan-tri/phan-doi')
      await look(
        'quantri',
        '/quan-tri/quyen-xem',
        `/quan-tri/quyen-xem/ban-ghi?loai=one-stop/dossier&ma=${number}`,
        '/quan-tri/quyen-xem/nguoi?tai-khoan=motcua.caolanh',
      )
      expect(wrong).toEqual([])
    },
    AXE_MS_MAX,
  )

  test('nothing was asked of the outside, and no page broke a rule of its own policy', () => {
    expect(browsing.strays.filter((url) => !url.startsWith('file:'))).toEqual([])
    expect(browsing.breaches).toEqual([])
  })
})
