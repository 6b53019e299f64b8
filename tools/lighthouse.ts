/**
 * Lighthouse and axe on every public page: `node tools/lighthouse.ts [--write] [path…]` opens the whole house with its examples
 * on a throw-away database, visits each page a stranger may open without an id (the server's own list, and one procedure and
 * one form as examples of those with an id) in Chromium with Lighthouse's throttled phone, and prints the scores. `--write`
 * keeps them in golden/lighthouse.json: a person reads the difference. `tools/lighthouse.test.ts` refuses a public page that
 * is not there or lies under the floor.
 */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Result } from 'lighthouse'
import pino from 'pino'
import { type Browser, chromium } from 'playwright-core'
import { openHouse } from '#host'
import { endTestPostgres, testDatabaseUrl } from '#kernel/testing'

const root = resolve(import.meta.dirname, '..')
export const scoresFile = join(root, 'golden', 'lighthouse.json')

/** Scores of 100, the script a page brings, and what axe finds wrong (in Lighthouse's own run of it). */
export interface PageScore {
  performance: number
  accessibility: number
  practices: number
  seo: number
  scriptKb: number
  totalKb: number
  axe: string[]
}

/**
 * What a public page must keep. Performance depends on the machine and what else it does; the kept figure is of a quiet one.
 * SEO is not asked: most pages of the house are not for search engines.
 */
export const floors = { performance: 95, accessibility: 100, practices: 95, scriptKb: 100 } as const

/** Public pages with an id, one of each kind: their ids are of the values every house has. */
const EXAMPLES = ['/thu-tuc/1.001193']

/** Public doors that show no page of their own to a stranger: they lead on, hand out a file, or need a code first. */
const NO_PAGES = ['/api/', '/dang-nhap/dinh-danh', '/dang-nhap/dinh-danh/ve', '/kiem-chung/trang', '/nhan-giay-to/xem']

/** Pages a stranger may open, from the list of routes: no parameters, no files, no data. */
export function publicPages(routes: readonly { method: string; url: string; access: string }[]): string[] {
  const pages = routes
    .filter(
      (route) =>
        route.method === 'GET' &&
        route.access === 'public' &&
        !/[:*]|^\/(api\/|face|oidc|log|officer|metrics|healthz|readyz|openapi|\.well-known)|\.|\/tai-ve|\/xuat/.test(
          route.url,
        ),
    )
    .map((route) => (route.url === '' ? '/' : route.url))
    .filter((url) => !NO_PAGES.includes(url))
  return [...new Set([...pages, ...EXAMPLES])].sort()
}

const chromiumPlaces = [
  process.env.CHROMIUM_PATH ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]

async function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => done(port))
    })
  })
}

const score = (result: Result, name: string): number => Math.round((result.categories[name]?.score ?? 0) * 100)

function read(result: Result): PageScore {
  const items =
    (result.audits['resource-summary']?.details as { items?: { resourceType: string; transferSize: number }[] })
      ?.items ?? []
  const network =
    (result.audits['network-requests']?.details as { items?: { resourceType?: string; transferSize?: number }[] })
      ?.items ?? []
  const sum = (kind: string | null): number =>
    items.length > 0
      ? (items.find((one) => one.resourceType === (kind ?? 'total'))?.transferSize ?? 0)
      : network
          .filter((one) => kind === null || one.resourceType?.toLowerCase() === kind)
          .reduce((total, one) => total + (one.transferSize ?? 0), 0)
  const accessibility = new Set(result.categories.accessibility?.auditRefs.map((one) => one.id))
  return {
    performance: score(result, 'performance'),
    accessibility: score(result, 'accessibility'),
    practices: score(result, 'best-practices'),
    seo: score(result, 'seo'),
    scriptKb: Math.ceil(sum('script') / 1024),
    totalKb: Math.ceil(sum(null) / 1024),
    axe: Object.values(result.audits)
      .filter((audit) => accessibility.has(audit.id) && audit.score === 0 && audit.scoreDisplayMode === 'binary')
      .map((audit) => audit.id)
      .sort(),
  }
}

/** Visits the pages and answers their scores; `say` hears each as it comes. */
export async function lighthouse(
  only: readonly string[],
  say: (line: string) => void,
): Promise<Record<string, PageScore>> {
  const executablePath = chromiumPlaces.find((place) => place !== '' && existsSync(place))
  if (!executablePath) throw new Error('no Chromium: install Debian’s chromium or name one in CHROMIUM_PATH')
  const { default: visit } = await import('lighthouse')
  const dataDir = mkdtempSync(join(tmpdir(), 'sen-lighthouse-'))
  const house = await openHouse({
    dataDir,
    databaseUrl: await testDatabaseUrl('lighthouse'),
    demo: true,
    jobs: false,
    port: 0,
    host: '127.0.0.1',
    log: pino({ level: 'silent' }),
    progress: () => undefined,
    limits: { requestsAMinuteMax: 1e9, signInsAMinuteMax: 1e9 },
  })
  let browser: Browser | undefined
  try {
    const address = house.http.app.server.address()
    const base = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
    const port = await freePort()
    browser = await chromium.launch({
      executablePath,
      args: [
        `--remote-debugging-port=${port}`,
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--lang=vi-VN',
      ],
    })
    const scores: Record<string, PageScore> = {}
    for (const page of publicPages(house.http.routes)) {
      if (only.length > 0 && !only.includes(page)) continue
      const ran = await visit(base + page, {
        port,
        logLevel: 'silent',
        output: 'json',
        onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'],
        // The house is served without TLS here; a province serves it behind HTTPS.
        skipAudits: ['is-on-https', 'redirects-http'],
      })
      if (!ran) throw new Error(`${page}: Lighthouse gave no answer`)
      const one = read(ran.lhr)
      scores[page] = one
      say(
        `${page.padEnd(28)} performance ${one.performance}, accessibility ${one.accessibility}, practices ${one.practices}, seo ${one.seo}, script ${one.scriptKb} kB of ${one.totalKb} kB${one.axe.length > 0 ? `, axe: ${one.axe.join(', ')}` : ''}`,
      )
    }
    return scores
  } finally {
    await browser?.close()
    await house.close()
    await endTestPostgres()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  const write = process.argv.includes('--write')
  const only = process.argv.slice(2).filter((word) => word.startsWith('/'))
  const scores = await lighthouse(only, (line) => console.log(line))
  if (write) {
    const before =
      existsSync(scoresFile) && only.length > 0 ? (JSON.parse(readFileSync(scoresFile, 'utf8')) as object) : {}
    const all = Object.entries({ ...before, ...scores })
      .filter(([page]) => !NO_PAGES.includes(page))
      .sort(([a], [b]) => a.localeCompare(b))
    writeFileSync(scoresFile, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`)
    console.log(`written: ${scoresFile.slice(root.length + 1)}`)
  }
}
