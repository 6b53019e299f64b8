/**
 * Proves the house: `npm test` runs every check in order, one line each, and ends with the line 'N passed, N failed'.
 *   npm test                       everything but the tests on real data; unit and browser side by side
 *   npm test -- unit [files…]      tests on a real, throw-away PostgreSQL
 *   npm test -- browser [files…]   tests in Chromium (*.browser.test.ts)
 *   npm test -- real [files…]      tests on the province's own files (*.real.test.ts), from SEN_SHARED or ../shared
 * Tests are counted; a check that fails (style, types, floors, unused code, web build) counts as one failed.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'

const house = resolve(import.meta.dirname, '..')
const bin = (name: string): string => join(house, 'node_modules', '.bin', name)
const outputCharsMax = 40_000
const stepMinutesMax = 60
/** Parts of the unit tests: neither core stands idle while the other ends, and no process grows old. */
const UNIT_PARTS = 5

type Ran = { status: number; output: string }
type Count = { passed: number; failed: number }
type Step = { name: string; run: () => Promise<Count & { said?: string }> }

/** What stands in the way before anything ran: one sentence that says what to do. */
class Hindrance extends Error {}

const total: Count = { passed: 0, failed: 0 }

/** Runs a program to its end and keeps the last of what it printed. */
function run(command: string, words: string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return new Promise((done) => {
    const child = spawn(command, words, {
      cwd: house,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: stepMinutesMax * 60_000,
    })
    let output = ''
    const take = (part: Buffer): void => {
      output = (output + part.toString('utf8')).slice(-outputCharsMax)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.once('error', (error) => done({ status: 1, output: `${output}\n${error.message}` }))
    child.once('close', (status, signal) =>
      done({ status: status ?? 1, output: signal ? `${output}\n${signal}` : output }),
    )
  })
}

/** A check that is right or wrong as a whole. */
function check(name: string, command: string, words: string[]): Step {
  return {
    name,
    run: async () => {
      const { status, output } = await run(command, words)
      return status === 0 ? { passed: 0, failed: 0 } : { passed: 0, failed: 1, said: output.trim() }
    },
  }
}

type Report = {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  success: boolean
  testResults: {
    name: string
    status: string
    message: string
    assertionResults: { status: string; fullName: string; failureMessages: string[] | null }[]
  }[]
}

/** The failed tests of a Vitest report, each with its file and the first lines of why; files that could not be read count as one. */
function failures(report: Report): string[] {
  return report.testResults.flatMap((file) => {
    const name = relative(house, file.name)
    const failed = file.assertionResults.filter(({ status }) => status === 'failed')
    if (failed.length === 0 && file.status === 'failed')
      return [`${name}\n  ${file.message.split('\n').slice(0, 12).join('\n  ')}`]
    return failed.map(({ fullName, failureMessages }) => {
      const why = (failureMessages ?? []).join('\n').split('\n').slice(0, 12).join('\n    ')
      return `${name} > ${fullName}\n    ${why}`
    })
  })
}

/**
 * One run of Vitest over a project of vitest.config.ts; `files` narrow it, `part` ('2/5') takes one part of its files. A run
 * without a test proves nothing and fails.
 */
function vitest(project: string, files: string[], env: NodeJS.ProcessEnv = {}, part?: string): Step {
  return {
    name: `tests: ${project}${part ? ` ${part}` : ''}`,
    run: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'sen-report-'))
      try {
        const path = join(folder, 'report.json')
        const words = ['run', '--project', project, '--reporter=json', `--outputFile=${path}`, ...files]
        if (part) words.push(`--shard=${part}`)
        const program = join(house, 'node_modules', 'vitest', 'vitest.mjs')
        const { status, output } = await run(process.execPath, [program, ...words], env)
        if (!existsSync(path)) return { passed: 0, failed: 1, said: output.trim() }
        const report = JSON.parse(readFileSync(path, 'utf8')) as Report
        const failed = failures(report)
        const passed = report.numPassedTests
        if (failed.length > 0) return { passed, failed: failed.length, said: failed.join('\n') }
        // an error outside every test (an unhandled rejection) leaves all tests green and the run wrong
        if (status !== 0 || passed === 0) return { passed, failed: 1, said: output.trim() || 'no test ran' }
        return { passed, failed: 0 }
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  }
}

/** Debian's Chromium without the windows around it: the same engine, and a page costs it less than half of the work. */
const HEADLESS_SHELL = '/usr/bin/chromium-headless-shell'
const chromiumPlaces = [
  HEADLESS_SHELL,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Chromium's program: CHROMIUM_PATH, else Debian's headless shell, put in when we may, else where systems put the whole one. */
async function getChromium(): Promise<string> {
  const named = process.env.CHROMIUM_PATH
  if (named) {
    if (existsSync(named)) return named
    throw new Hindrance(
      `CHROMIUM_PATH chỉ tới "${named}" nhưng ở đó không có chương trình. (CHROMIUM_PATH points at nothing.)`,
    )
  }
  const find = (): string | undefined => chromiumPlaces.find((path) => existsSync(path))
  const may = process.getuid?.() === 0 && spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0
  if (may && find() !== HEADLESS_SHELL) {
    console.log("  Đang cài Chromium không cửa sổ của Debian (installing Debian's chromium-headless-shell)")
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    const apt = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=1', '-qq']
    const said = [(await run('apt-get', [...apt, 'update'], env)).output]
    for (const name of ['chromium-headless-shell', 'chromium']) {
      if (name === 'chromium' && find()) break
      said.push((await run('apt-get', [...apt, 'install', '-y', '--no-install-recommends', name], env)).output)
    }
    if (!find()) console.error(said.join('\n').trim().split('\n').slice(-10).join('\n'))
  }
  const found = find()
  if (found) return found
  throw new Hindrance(
    'Chưa có Chromium để chạy kiểm thử trình duyệt. Hãy cài (Debian/Ubuntu: apt-get install chromium; macOS: Google Chrome) hoặc đặt CHROMIUM_PATH. (Chromium is missing: install it or set CHROMIUM_PATH.)',
  )
}

/** The province's own files, outside the repository. */
function getShared(): string {
  const shared = resolve(house, process.env.SEN_SHARED ?? '../shared')
  if (existsSync(shared)) return shared
  throw new Hindrance(
    `Không thấy dữ liệu thật của tỉnh tại "${relative(house, shared)}". Hãy đặt SEN_SHARED tới thư mục ấy rồi chạy lại. (The real data are not there: set SEN_SHARED.)`,
  )
}

const sources = ['ground', 'kernel', 'systems', 'province', 'host', 'tools', 'bench']
const has = (pattern: string): boolean =>
  globSync(
    sources.map((folder) => `${folder}/**/${pattern}`),
    { cwd: house },
  ).length > 0

function checks(): Step[] {
  const steps = [
    check('style (biome)', bin('biome'), ['check', '--error-on-warnings', '--max-diagnostics=50']),
    check('types (tsc)', bin('tsc'), ['--noEmit']),
  ]
  if (existsSync(join(house, 'tools', 'floors.ts'))) steps.push(check('floors', process.execPath, ['tools/floors.ts']))
  if (existsSync(join(house, 'knip.json'))) steps.push(check('unused code (knip)', bin('knip'), ['--no-progress']))
  return steps
}

async function browser(files: string[]): Promise<Step[]> {
  const CHROMIUM_PATH = await getChromium()
  const steps: Step[] = []
  if (existsSync(join(house, 'tools', 'web.ts'))) steps.push(check('web build', process.execPath, ['tools/web.ts']))
  return [...steps, vitest('browser', files, { CHROMIUM_PATH })]
}

async function take(step: Step, alone = true): Promise<void> {
  const begun = performance.now()
  const live = alone && process.stdout.isTTY === true
  if (live) process.stdout.write(`… ${step.name}`)
  const { passed, failed, said } = await step.run()
  total.passed += passed
  total.failed += failed
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  const count = passed + failed > 0 ? ` · ${passed} passed, ${failed} failed` : ''
  // the counts stand inside the line: only the last line of all is the bare 'N passed, N failed'
  console.log(`${live ? '\r' : ''}${failed === 0 ? '✓' : '✗'} ${step.name}${count} · ${seconds} s`)
  if (said) console.error(said)
}

async function main(words: string[]): Promise<void> {
  const [kind, ...files] = words
  if (kind === 'unit') return take(vitest('unit', files))
  if (kind === 'real') return take(vitest('real', files, { SEN_SHARED: getShared() }))
  if (kind === 'browser') {
    for (const step of await browser(files)) await take(step)
    return
  }
  if (kind !== undefined)
    throw new Hindrance(`Không hiểu "${kind}". Hãy dùng: npm test -- unit | browser | real. (Unknown kind of test.)`)
  for (const step of checks()) await take(step)
  const steps = has('*.browser.test.ts') ? await browser([]) : []
  const last = steps.pop()
  for (const step of steps) await take(step)
  const parts = Array.from({ length: UNIT_PARTS }, (_, i) => vitest('unit', [], {}, `${i + 1}/${UNIT_PARTS}`))
  const queue = last ? [last, ...parts] : parts
  // Each waits for its own PostgreSQL or its own browser half of the time, and keeps one core busy: two go side by side, and
  // whichever is done takes the next.
  const lane = async (): Promise<void> => {
    for (let step = queue.shift(); step; step = queue.shift()) await take(step, false)
  }
  await Promise.all([lane(), lane()])
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Hindrance)) throw error
  total.failed++
  console.error(error.message)
}
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 ? 0 : 1
