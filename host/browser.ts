import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { crc32, deflateSync } from 'node:zlib'
import type axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type JSHandle, type Page } from 'playwright-core'

/** A telephone of today and the screen of a desk, in CSS pixels. */
export const phone = { width: 390, height: 844 } as const
export const desk = { width: 1440, height: 900 } as const
export type Sizes = Readonly<Record<string, { width: number; height: number }>>

/** What axe asks of every screen. */
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** The rules whose answer depends on the colours; the others see the same tree in light and dark and are asked once a size. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']
/** The short form: each page that is looked at reads it again. */
const axeScript = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
const WAIT_MS_MAX = 20_000
/** What moves for ever (a wheel that turns) is judged as it is then. */
const MOTION_MS_MAX = 5_000

const places = [
  // Debian's, without the windows around it: the same engine, and a page costs it less than half of the work
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** The program named by CHROMIUM_PATH or where systems put it. */
function getChromium(): string {
  const path = process.env.CHROMIUM_PATH ?? places.find((place) => existsSync(place))
  if (path && existsSync(path)) return path
  throw new Error(
    'Chưa có Chromium: hãy cài đặt hoặc đặt CHROMIUM_PATH. (Chromium is missing: install it or set CHROMIUM_PATH.)',
  )
}

export interface Browsing {
  /** A page of a new person: own cookies, own storage. Phone-size with touch, unless told otherwise. */
  open(options?: BrowserContextOptions): Promise<Page>
  /** Closes the page and everything of its person. */
  leave(page: Page): Promise<void>
  /** Asks axe about the page as it stands, at phone and desk size unless told, in light and dark; one line a finding, beginning with `where`. */
  audit(page: Page, where: string, sizes?: Sizes): Promise<string[]>
  /** Addresses asked for outside 127.0.0.1. */
  readonly strays: string[]
  /** Errors of scripts and breaches of the content security policy, with the page they happened on. */
  readonly breaches: string[]
  /** Pictures of every open page, for a test that failed; answers the folder. */
  picture(name: string): Promise<string>
  close(): Promise<void>
}

/**
 * A real Chromium with an empty profile. Names do not resolve in it: whatever is not 127.0.0.1 is written down in `strays`
 * and cannot be reached.
 */
export async function openBrowser(url: string): Promise<Browsing> {
  const browser: Browser = await chromium.launch({
    executablePath: getChromium(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // A page lives for a second or two: what the optimising compilers spend on its scripts they never earn back.
      '--js-flags=--no-turbofan,--no-maglev',
      `--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE ${new URL(url).hostname}`,
    ],
  })
  const strays: string[] = []
  const breaches: string[] = []
  let album: string | undefined

  return {
    strays,
    breaches,
    async open(options = {}) {
      const context = await browser.newContext({
        baseURL: url,
        viewport: phone,
        ...(options.viewport ? {} : { hasTouch: true, isMobile: true, deviceScaleFactor: 2 }),
        locale: 'vi-VN',
        timezoneId: 'Asia/Ho_Chi_Minh',
        reducedMotion: 'reduce',
        ...options,
      })
      context.setDefaultTimeout(WAIT_MS_MAX)
      context.on('request', (request) => {
        const asked = new URL(request.url())
        if (
          !['data:', 'blob:', 'about:'].includes(asked.protocol) &&
          ![new URL(url).hostname, '127.0.0.1'].includes(asked.hostname)
        )
          strays.push(request.url())
      })
      context.on('weberror', (error) => void breaches.push(`${error.page()?.url()}: ${error.error().message}`))
      context.on('console', (message) => {
        // A status of 4xx is told to the console too; refusals are looked at where they are shown.
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
          breaches.push(`${message.page()?.url()}: ${message.text()}`)
      })
      return context.newPage()
    },
    leave: (page) => page.context().close(),
    async audit(page, where, sizes = { phone, desk }) {
      const found: string[] = []
      const before = page.viewportSize() ?? phone
      const schemes: ('light' | 'dark')[] = ['light', 'dark']
      const still = await hold(page)
      for (const [size, viewport] of Object.entries(sizes)) {
        await page.setViewportSize(viewport)
        // Each size begins in the scheme the last one ended in.
        for (const colorScheme of schemes) {
          await page.emulateMedia({ colorScheme })
          await settle(page, colorScheme)
          for (const line of await findings(page, colorScheme === 'light' ? null : COLOUR_RULES))
            found.push(`${where}, ${size}, ${colorScheme}: ${line}`)
        }
        schemes.reverse()
      }
      await page.emulateMedia({ colorScheme: 'light' })
      await settle(page, 'light')
      await page.emulateMedia({ colorScheme: null })
      await release(page, still)
      await page.setViewportSize(before)
      return found
    },
    async picture(name) {
      album ??= mkdtempSync(join(tmpdir(), 'sen-pictures-'))
      const plain = name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 60)
      const pages = browser.contexts().flatMap((context) => context.pages())
      for (const [index, page] of pages.entries())
        await page.screenshot({ path: join(album, `${plain}-${index}.png`), fullPage: true }).catch(() => undefined)
      return album
    },
    close: () => browser.close(),
  }
}

/**
 * Colours change at once while a page is judged. With a transition on every element, be it of 0.01 ms, each child of a text
 * starts its own when its parent's has arrived: a change of scheme then runs for hundreds of frames, seconds on a large table.
 */
const hold = (page: Page): Promise<JSHandle<CSSStyleSheet>> =>
  page.evaluateHandle(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('*, ::before, ::after { transition: none !important }')
    document.adoptedStyleSheets.push(sheet)
    return sheet
  })

async function release(page: Page, still: JSHandle<CSSStyleSheet>): Promise<void> {
  await page.evaluate((sheet) => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet)
  }, still)
  await still.dispose()
}

/** Colours are judged when they have arrived, not on their way: the scheme is taken up and nothing moves for two frames. */
async function settle(page: Page, scheme: 'light' | 'dark'): Promise<void> {
  await page.waitForFunction((wanted) => {
    const { theme, mantineColorScheme } = document.documentElement.dataset
    // The officer's application follows the device by script; the citizen's pages by style alone.
    return mantineColorScheme === undefined || (theme === wanted && mantineColorScheme === wanted)
  }, scheme)
  await page.evaluate(async (patience) => {
    const frame = () => new Promise((next) => requestAnimationFrame(next))
    const until = performance.now() + patience
    // Asked frame by frame: the promise `finished` of an animation whose element has gone is never kept in Chromium.
    for (let quiet = 0; quiet < 2 && performance.now() < until; ) {
      await frame()
      quiet = document.getAnimations().some((one) => one.playState === 'running') ? 0 : quiet + 1
    }
  }, MOTION_MS_MAX)
}

async function findings(page: Page, rules: string[] | null): Promise<string[]> {
  // Evaluated through the protocol, so the content security policy of the page stays in force.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeScript)
  const violations = await page.evaluate(
    async ({ standards, rules }) => {
      const here = (globalThis as unknown as { axe: typeof axe }).axe
      const { violations } = await here.run(document, {
        runOnly: rules ? { type: 'rule', values: rules } : { type: 'tag', values: standards },
        resultTypes: ['violations'],
      })
      return violations.map((one) => ({
        id: one.id,
        nodes: one.nodes.map(
          (node) => `${node.target.join(' ')} — ${(node.failureSummary ?? '').replace(/\s+/g, ' ')}`,
        ),
      }))
    },
    { standards: STANDARDS, rules },
  )
  return violations.map((one) => `${one.id} ×${one.nodes.length}: ${one.nodes.slice(0, 3).join(' | ').slice(0, 700)}`)
}

/** A real picture of `side` × `side` pixels in one colour, as PNG. */
export function pngFile(side = 32): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const head = Buffer.alloc(4)
    head.writeUInt32BE(data.length)
    const sum = Buffer.alloc(4)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([head, body, sum])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(side, 0)
  head.writeUInt32BE(side, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const line = Buffer.concat([Buffer.from([0]), Buffer.alloc(side * 3, 180)])
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: side }, () => line)))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** A real PDF of one empty A4 page with its table of objects. */
export function pdfFile(): Buffer {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>',
  ]
  let text = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const at = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const table = text.length
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`
  for (const at of offsets) text += `${String(at).padStart(10, '0')} 00000 n \n`
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`
  return Buffer.from(text, 'latin1')
}

/** A program that says it is a PDF. */
export const disguisedProgram = (): Buffer =>
  Buffer.concat([Buffer.from('MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0', 'latin1'), Buffer.alloc(2_000, 0x90)])
