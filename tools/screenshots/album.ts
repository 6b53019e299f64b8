/** The whole house on a throw-away database with its examples, a real Chromium before it, and a folder the pictures go to. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pino from 'pino'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import sharp, { type Sharp } from 'sharp'
import { type House, openHouse } from '#host'
import { type FalseClock, falseClock, testDatabaseUrl, type Visitor, visitor } from '#kernel/testing'
import { demoPassword } from '#province'

const folder = resolve(import.meta.dirname, '..', '..', 'docs', 'images')

const bytesMax = 150_000
export const desk = { width: 1280, height: 800 }
export const phone = { width: 390, height: 844 }
/** A phone picture is drawn at twice its size and kept at one and a half: sharp on a page, and still small. */
const phoneWidthKept = 585
const paletteColours = [256, 160, 96, 64, 32]

const silenceMsMax = 8_000
const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--lang=vi-VN',
]
const chromiumPlaces = [
  process.env.CHROMIUM_PATH ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

export interface Task {
  id: string
  version: number
  recordId: string
  number: string | null
}

/** What a walk holds in its hands. */
export interface Album {
  house: House
  clock: FalseClock
  dataDir: string
  /** A page of a new person at the walk's hour, signed in when a login is given. */
  open(
    size: { width: number; height: number },
    login?: string,
    dark?: boolean,
  ): Promise<{ page: Page; context: BrowserContext }>
  /** Somebody who works through the API, so that the walk reaches the screens that come after. */
  as(login: string): Promise<Visitor>
  /** Moves a dossier by the task that `login` sees of it, twelve minutes later. */
  make(login: string, dossier: string, move: string, data?: Record<string, unknown>): Promise<void>
  /** Takes the page as it stands; `height` takes more than the window shows, from the top. */
  shoot(page: Page, name: string, height?: number): Promise<void>
  /** Keeps a picture that is not a page. */
  keep(name: string, picture: Sharp, widthMax: number): Promise<void>
  close(): Promise<void>
}

/** One tour through the house. It is taken when one of its pictures is asked for. */
export interface Walk {
  pictures: readonly string[]
  /** The hour it begins at. */
  at: string
  walk(album: Album): Promise<void>
}

/** A house for one walk. Only pictures in `wanted` are written, all when it is empty; the walk must name what it takes. */
export async function openAlbum(one: Walk, wanted: ReadonlySet<string>): Promise<Album> {
  const program = chromiumPlaces.find((path) => path !== '' && existsSync(path))
  if (!program) throw new Error('Chromium was not found: install it from the system’s packages or set CHROMIUM_PATH')
  mkdirSync(folder, { recursive: true })
  const dataDir = mkdtempSync(join(tmpdir(), 'sen-screenshots-'))
  const clock = falseClock(one.at)
  const house = await openHouse({
    dataDir,
    databaseUrl: await testDatabaseUrl('screenshots'),
    demo: true,
    jobs: false,
    port: 0,
    host: '127.0.0.1',
    publicUrl: 'http://sen.example',
    clock,
    log: pino({ level: 'error' }),
    limits: { requestsAMinuteMax: 100_000, signInsAMinuteMax: 10_000 },
    progress: () => undefined,
    environment: {},
  })
  const browser = await chromium.launch({ executablePath: program, args: switches })
  const address = house.http.app.server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`

  /** Writes a picture in as few colours as keep it under the limit; refuses one that cannot be kept under it. */
  const keep: Album['keep'] = async (name, picture, widthMax) => {
    if (!one.pictures.includes(name)) throw new Error(`the walk takes ${name}.png and does not name it`)
    if (wanted.size > 0 && !wanted.has(name)) return
    const whole = await picture
      .resize({ width: widthMax, withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .png()
      .toBuffer()
    for (const colours of paletteColours) {
      const file = await sharp(whole).png({ palette: true, colours, effort: 10, compressionLevel: 9 }).toBuffer()
      if (file.length > bytesMax) continue
      writeFileSync(join(folder, `${name}.png`), file)
      console.log(`${`${name}.png`.padEnd(28)} ${Math.ceil(file.length / 1000)} kB`)
      return
    }
    throw new Error(`${name}.png stays above ${bytesMax} bytes: take less of the page`)
  }
  const as: Album['as'] = async (login) => {
    const officer = visitor(async (request) => {
      const answer = await house.http.app.inject({
        method: request.method as 'GET',
        url: request.path,
        headers: request.headers,
        ...(request.body === undefined ? {} : { payload: Buffer.from(request.body) }),
      })
      return { status: answer.statusCode, headers: answer.headers as Record<string, string>, body: answer.body }
    })
    await officer.signIn(login, demoPassword)
    return officer
  }
  return {
    house,
    clock,
    dataDir,
    async open(size, login, dark = false) {
      const context = await browser.newContext({
        viewport: size,
        deviceScaleFactor: size === phone ? 2 : 1,
        isMobile: size === phone,
        hasTouch: size === phone,
        locale: 'vi-VN',
        timezoneId: 'Asia/Ho_Chi_Minh',
        colorScheme: dark ? 'dark' : 'light',
        reducedMotion: 'reduce',
        serviceWorkers: 'block',
        baseURL: url,
      })
      await context.clock.setFixedTime(clock.now())
      if (login) {
        const answer = await context.request.post('/api/v1/sign-in', { data: { login, password: demoPassword } })
        if (!answer.ok()) throw new Error(`${login} cannot sign in: ${await answer.text()}`)
      }
      return { page: await context.newPage(), context }
    },
    as,
    async make(login, dossier, move, data = {}) {
      clock.advance({ minutes: 12 })
      const officer = await as(login)
      const { rows } = (await officer.get('/api/v1/tasks?scope=unit&limit=200')).json<{ rows: Task[] }>()
      const task = rows.find((row) => row.recordId === dossier)
      if (!task) throw new Error(`${login} has no task of dossier ${dossier}`)
      const answer = await officer.send('POST', `/api/v1/tasks/${task.id}/move`, { move, version: task.version, data })
      if (answer.status !== 200) throw new Error(`${login} cannot ${move}: ${answer.text}`)
    },
    async shoot(page, name, height) {
      // a screen that asks again and again is never silent
      await page.waitForLoadState('networkidle', { timeout: silenceMsMax }).catch(() => undefined)
      await page.evaluate(() => document.fonts.ready.then(() => undefined))
      await page.evaluate(() => window.scrollTo(0, 0))
      // the pointer rests where it hovers over nothing, and no cursor blinks
      await page.mouse.move(0, 0)
      const frame = page.viewportSize() ?? desk
      if (height) await page.setViewportSize({ width: frame.width, height })
      const shot = await page.screenshot({ animations: 'disabled', caret: 'hide' })
      if (height) await page.setViewportSize(frame)
      await keep(name, sharp(shot), frame.width === phone.width ? phoneWidthKept : desk.width)
    },
    keep,
    async close() {
      await browser.close()
      await house.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
