import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { quote } from '#kernel/store'
import { findMarkup, markup } from '../tools/attack/corpus.ts'
import { type Browsing, desk, openBrowser } from './browser.ts'
import { openTestSite, type TestSite } from './test-site.ts'

/**
 * Markup of attackers in every text the house keeps, whatever door it could have come by, and then every screen opened in a
 * real browser by those whose screens they are: nothing runs, nothing is asked of elsewhere, no policy has to step in, and no
 * element is there that only the attacker can have made.
 */

let site: TestSite
let browsing: Browsing
let planted = 0
/** One row for each payload, so that all of them come by. */
let at = 0

/** Columns that are codes, keys and hashes: words of the house, not text of a person. */
const FIXED =
  /^(?:id|code|kind|state|role|login|sha256|system|record|flow|step|key|lang|scope|format|mode|auth|prefix|number|national_id|tax_code|phone|email|commune|link|reader|file_path|runner|move|rule|severity|purpose_key|type|version|subject_salt|list|value|signature|root|algorithm|url|issuer|client_id|redirect.*|.*_hash|.*_key|.*_code|.*_id|.*_uri|.*_url|search|calendar|hours|unit_rule|rule_key|clock|basis_key)$/
/** Tables by whose words the house counts, looks up and signs: a calendar with another name is no calendar. */
const MACHINERY =
  /^(?:fact|session|migration|secret|history|calendar|code$|counter|loaded|log_|oidc_|alert_rule|service_|unit_closure|term)/
const TABLES = /^(?:graphile_worker|information_schema|pg_|public$)/

beforeAll(async () => {
  site = await openTestSite({ listen: true })
  const { owner } = site.house.database
  const columns = await owner.query<{ schema: string; table: string; column: string; type: string }>(
    `select c.table_schema as schema, c.table_name as "table", c.column_name as "column", c.data_type as type
       from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
      where t.table_type = 'BASE TABLE' and c.data_type = 'text' and c.is_generated = 'NEVER' order by 1, 2, 3`,
  )
  for (const { schema, table, column } of columns.rows) {
    if (TABLES.test(schema) || FIXED.test(column) || MACHINERY.test(table)) continue
    const place = `${quote(schema)}.${quote(table)}`
    const keys = await owner.query<{ key: string }>(
      `select ctid::text as key from ${place} where ${quote(column)} is not null limit 40`,
    )
    for (const { key } of keys.rows) {
      const text = (markup[at++ % markup.length] as string).replaceAll('\u0000', '')
      // A column that takes only certain words refuses, and is none of those looked for.
      const done = await owner
        .query(`update ${place} set ${quote(column)} = $1 where ctid = $2::tid`, [text, key])
        .catch(() => ({ rowCount: 0 }))
      planted += done.rowCount ?? 0
    }
  }
  browsing = await openBrowser(site.url ?? '')
}, 180_000)
afterAll(async () => {
  await browsing?.close()
  await site?.close()
})

interface Watched {
  page: Page
  ran: string[]
}

async function open(login: string): Promise<Watched> {
  // Each page comes from the house itself, not from what a worker has kept.
  const page = await browsing.open({ viewport: desk, serviceWorkers: 'block' })
  const ran: string[] = []
  page.on('dialog', (dialog) => {
    ran.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  // A screen that says "not now" shows nothing of what was planted, and would prove nothing.
  page.on('response', (answer) => {
    if (answer.status() >= 500) ran.push(`${answer.status()} of ${new URL(answer.url()).pathname}`)
  })
  await page.exposeFunction('canary', (number: unknown) => void ran.push(`canary ${String(number)}`))
  if (login !== '') {
    await page.goto('/dang-nhap')
    await page.fill('input[name=login]', login)
    await page.fill('input[name=password]', site.password)
    await Promise.all([
      page.waitForURL((url) => url.pathname !== '/dang-nhap'),
      page.press('input[name=password]', 'Enter'),
    ])
  }
  return { page, ran }
}

/** What only the attacker can have made, as the browser understood the page; then its handlers are given a chance to run. */
const foreign = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = []
    for (const element of document.querySelectorAll('*')) {
      const handlers = [...element.attributes].filter((one) => /^on/i.test(one.name) || one.name === 'senx')
      const link = ['href', 'src', 'action', 'formaction', 'xlink:href', 'data']
        .map((name) => element.getAttribute(name) ?? '')
        .find((value) => /^\s*(?:javascript|vbscript|data:text\/html)/i.test(value) || /senx\.example/.test(value))
      const strange = /^(?:senx|object|embed|base|math|isindex|marquee)$/i.test(element.localName)
      if (handlers.length > 0 || link || strange) found.push(element.outerHTML.slice(0, 160))
    }
    for (const element of document.querySelectorAll<HTMLElement>('a, button, input, summary')) {
      element.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }))
      element.dispatchEvent(new FocusEvent('focus'))
    }
    return found
  })

async function look({ page, ran }: Watched, url: string): Promise<string[]> {
  const answer = await page.goto(url, { waitUntil: 'load' }).catch(() => null)
  if (!answer || !String(answer.headers()['content-type']).startsWith('text/html')) return []
  const wrong = (await foreign(page)).map((one) => `${url}: an element of the attacker's: ${one}`)
  const raw = findMarkup(await answer.text())
  if (raw !== undefined) wrong.push(`${url}: raw in the page: ${raw}`)
  for (const one of ran.splice(0)) wrong.push(`${url}: ${one}`)
  return wrong
}

test('the texts are in', () => {
  expect(planted).toBeGreaterThan(500)
})

test('every page, by everybody whose page it is: nothing runs and nothing is made', async () => {
  const { database } = site.house
  const first = async (sql: string) => (await database.owner.query<{ v: string }>(sql)).rows.map((row) => row.v)
  const numbers = await first(
    'select d.number as v from one_stop.dossier d join sen.account a on a.person = d.applicant order by 1 limit 4',
  )
  const codes = await first('select code as v from one_stop.procedure order by 1 limit 2')
  const samples = (url: string): string[] => {
    if (url.includes(':number')) return numbers.map((one) => url.replace(':number', one))
    if (/:code$/.test(url)) return codes.map((one) => url.replace(':code', one))
    return /[:*]/.test(url) ? [] : [url || '/']
  }
  const pages = site.house.http.routes
    .filter((route) => route.method === 'GET' && !/^\/(?:api\/v1|face|oidc|officer|metrics)/.test(route.url))
    .flatMap((route) => samples(route.url))
  expect(pages.length).toBeGreaterThan(30)
  const wrong: string[] = []
  let looked = 0
  for (const login of ['', 'lan', 'quantri', 'kiemtoan', 'baove.dulieu']) {
    const watched = await open(login)
    for (const url of pages) {
      looked++
      wrong.push(...(await look(watched, url)))
    }
    await browsing.leave(watched.page)
  }
  expect([...new Set(wrong)]).toEqual([])
  expect(looked).toBeGreaterThan(150)
}, 900_000)

test('the officer’s application: lists, records, a case, queues, boards, notices', async () => {
  const { page, ran } = await open('motcua.caolanh')
  const ids = await site.house.database.owner.query<{ id: string; unit: string }>(
    `select d.id, d.unit from one_stop.dossier d join sen.role_grant g on g.unit = d.unit join sen.account a on a.id = g.account
      where a.login = 'motcua.caolanh' order by d.id desc limit 3`,
  )
  expect(ids.rows.length).toBeGreaterThan(0)
  const screens = [
    '/officer/',
    '/officer/queue/mine',
    '/officer/queue/unit',
    '/officer/notices',
    '/officer/boards',
    '/officer/map',
    ...[...site.house.site.types.values()].map((type) => `/officer/records/${type.system}/${type.name}`),
    '/officer/records/one-stop/intake/new',
    ...ids.rows.flatMap(({ id }) => [
      `/officer/cases/one-stop/dossier/${id}`,
      `/officer/records/one-stop/dossier/${id}`,
    ]),
  ]
  const wrong: string[] = []
  for (const url of screens) {
    await page.goto(url, { waitUntil: 'networkidle' })
    for (const one of await foreign(page)) wrong.push(`${url}: an element of the attacker's: ${one}`)
    for (const one of ran.splice(0)) wrong.push(`${url}: ${one}`)
  }
  expect([...new Set(wrong)]).toEqual([])
  await browsing.leave(page)
}, 600_000)

test('a page that did not escape would be noticed', async () => {
  const { page, ran } = await open('')
  await page.goto('about:blank')
  await page.setContent(
    '<p><img src="data:," onerror="canary(1)"><a href="javascript:canary(2)">senx</a><senx></senx></p>',
  )
  expect(await foreign(page)).toHaveLength(3)
  await expect.poll(() => ran).toContain('canary 1')
  await browsing.leave(page)
})

test('no policy had to step in, and nothing was asked of elsewhere', () => {
  expect(browsing.breaches.filter((line) => /Content Security Policy|Refused to|canary|senx/i.test(line))).toEqual([])
  expect(browsing.strays).toEqual([])
})
