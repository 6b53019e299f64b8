/**
 * Claim: `npm start` shows its first page within 3 s the second time, and within 30 s the first time after the packages are in.
 *
 * Tried on a copy of the tree with its packages linked, so that the first start also builds the officer's web application
 * and makes the database, and nothing that runs here is disturbed. From the start of the process to the whole of '/'.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join, relative, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { temporaryFolder } from './beside.ts'
import { judge, loadNow, machineLine, median, say } from './machine.ts'

const SECOND_MS = 3_000
const FIRST_MS = 30_000
const TIMES = 5
const PATIENCE_MS = 120_000

const house = resolve(import.meta.dirname, '..')

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  return typeof address === 'object' && address ? address.port : 0
}

/** The tree without what a fresh clone does not have; its packages are those of this tree. */
function copyTree(to: string): void {
  const left = new Set(['node_modules', '.git', '.build', 'data', 'coverage'])
  cpSync(house, to, { recursive: true, filter: (from) => !left.has(relative(house, from)) })
  symlinkSync(join(house, 'node_modules'), join(to, 'node_modules'))
}

/** Whether `npm start` would find its packages in, and so leave them alone. */
function packagesAreIn(): boolean {
  const stamp = join(house, 'node_modules', '.sen-installed')
  const lock = createHash('sha256')
    .update(readFileSync(join(house, 'package-lock.json')))
    .digest('hex')
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === `${lock} ${process.platform} ${process.arch}\n`
}

interface Started {
  ms: number
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

async function start(
  tree: string,
  dataDir: string,
  environment: NodeJS.ProcessEnv,
  command: string[],
): Promise<Started> {
  const port = await freePort()
  const [program = '', ...words] = command
  const began = performance.now()
  // a process group of its own, so that npm, its shell and the house hear the same signal
  const child: ChildProcess = spawn(program, words, {
    cwd: tree,
    env: {
      ...process.env,
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      SEN_DATA: dataDir,
      PORT: String(port),
      ...environment,
    },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (part: Buffer) => (said = (said + part.toString()).slice(-4_000)))
  const gone = new Promise<void>((done) => child.once('exit', () => done()))
  const stop = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, signal)
    await gone
    // npm leaves before the house has ended its database
    while (signal === 'SIGTERM' && existsSync(join(dataDir, 'postgres', 'postmaster.pid'))) await sleep(50)
  }
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined)
    if (answer?.ok && (await answer.text()).includes('</html>')) return { ms: performance.now() - began, stop }
    if (child.exitCode !== null || performance.now() - began > PATIENCE_MS) {
      await stop('SIGKILL')
      throw new Error(`no first page from ${command.join(' ')}: ${said}`)
    }
    await sleep(10)
  }
}

export async function run(): Promise<void> {
  const folder = temporaryFolder('start')
  const tree = join(folder, 'tree')
  const data = (name: string): string => {
    const dataDir = join(folder, name)
    mkdirSync(dataDir, { recursive: true, mode: 0o755 })
    return dataDir
  }
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`
  try {
    say(`# start: ${machineLine()}; load ${loadNow()} at the start`)
    copyTree(tree)
    const npm = packagesAreIn()
    const command = npm ? ['npm', 'start', '--silent'] : [process.execPath, 'host/start.ts']
    if (!npm)
      say('# by `node host/start.ts`: the packages of this tree bear no stamp, so `npm start` would put them in again')

    const whole = await start(tree, data('whole'), {}, command)
    await whole.stop('SIGTERM')
    judge({
      what: `first start, web build and database made`,
      measured: seconds(whole.ms),
      hold: '<= 30 s',
      ratio: whole.ms / FIRST_MS,
    })
    const bare = await start(tree, data('bare'), { SEN_WEB: '0' }, command)
    await bare.stop('SIGTERM')
    say(`  of it without the web build (SEN_WEB=0): ${seconds(bare.ms)}`)

    for (const [words, environment] of [
      ['second start, web already built', {}],
      ['second start, SEN_WEB=0', { SEN_WEB: '0' }],
    ] as const) {
      const times: number[] = []
      for (let i = 0; i < TIMES; i++) {
        const again = await start(tree, data('whole'), environment, command)
        await again.stop('SIGTERM')
        times.push(again.ms)
      }
      judge({
        what: `${words}, median of ${TIMES}`,
        measured: seconds(median(times)),
        hold: '<= 3 s',
        ratio: median(times) / SECOND_MS,
      })
      say(`  all: ${times.map(seconds).join(', ')}`)
    }
    const killed = await start(tree, data('whole'), {}, command)
    await killed.stop('SIGKILL')
    const after = await start(tree, data('whole'), {}, command)
    await after.stop('SIGTERM')
    say(`  after kill -9 of everything but the database, which is found running: ${seconds(after.ms)}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (import.meta.main) await run()
