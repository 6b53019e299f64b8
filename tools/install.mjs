/**
 * Puts the packages in when they are missing or older than package-lock.json; otherwise does nothing, quickly. Called by
 * `prestart` and `pretest`, so it is plain JavaScript for whatever Node (20 or newer) the machine has: the pinned Node 24
 * is itself one of the packages (`node`), and npm takes it from node_modules/.bin for every script that follows.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const house = dirname(dirname(fileURLToPath(import.meta.url)))
const lockPath = join(house, 'package-lock.json')
const packages = join(house, 'node_modules')
const stampPath = join(packages, '.sen-installed')
const pinned = join(packages, '.bin', 'node')

const outputBytesMax = 200_000
const opening = 'Đang cài các gói (installing packages):'

/** The lock file, the machine kind: what the packages in node_modules must have been made from. */
function stampNow() {
  const lock = createHash('sha256').update(readFileSync(lockPath)).digest('hex')
  return `${lock} ${process.platform} ${process.arch}\n`
}

/** Whether someone ran `npm ci` by hand for this very lock: npm leaves what it put in, as the last thing it does. */
function installedByHand() {
  const hidden = join(packages, '.package-lock.json')
  if (!existsSync(hidden) || !existsSync(pinned)) return false
  try {
    const wanted = JSON.parse(readFileSync(lockPath, 'utf8')).packages
    const found = JSON.parse(readFileSync(hidden, 'utf8')).packages
    return (
      Object.entries(found).every(([path, { version }]) => wanted[path]?.version === version) &&
      Object.entries(wanted).every(([path, { optional }]) => path === '' || optional || found[path] !== undefined) &&
      // the packages of this machine kind: node_modules may have been copied from another
      Object.entries(wanted).every(
        ([path, { os, cpu, libc }]) =>
          !os?.includes(process.platform) ||
          !cpu?.includes(process.arch) ||
          libc !== undefined ||
          found[path] !== undefined,
      )
    )
  } catch {
    return false
  }
}

/** How many packages lie in node_modules now; npm itself says nothing while it works. */
function countPackages() {
  if (!existsSync(packages)) return 0
  let count = 0
  for (const name of readdirSync(packages)) {
    if (name.startsWith('.')) continue
    if (!name.startsWith('@')) count++
    else count += readdirSync(join(packages, name)).filter((inner) => !inner.startsWith('.')).length
  }
  return count
}

/** Names of the first level for this machine: the total the progress line counts towards. */
function countWanted() {
  const wanted = JSON.parse(readFileSync(lockPath, 'utf8')).packages
  return Object.entries(wanted).filter(
    ([path, { os, cpu }]) =>
      /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) &&
      (!os || os.includes(process.platform)) &&
      (!cpu || cpu.includes(process.arch)),
  ).length
}

/** Why npm failed, in words that say what to do. `output` is what npm printed. */
function explain(output) {
  const known = [
    [
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT|network/i,
      'Không tải được gói: máy không vào được mạng tới kho npm. Hãy kiểm tra mạng hoặc proxy (npm config get registry, proxy) rồi chạy lại.',
      'Packages cannot be fetched: no network to the npm registry. Check the network or proxy, then run again.',
    ],
    [
      /ENOSPC/,
      'Ổ đĩa đã đầy. Cần khoảng 1,5 GB trống; hãy dọn bớt rồi chạy lại.',
      'The disk is full. About 1.5 GB are needed; free some space and run again.',
    ],
    [
      /EACCES|EPERM|EROFS/,
      'Không ghi được vào node_modules. Hãy chạy bằng tài khoản sở hữu thư mục mã nguồn.',
      'node_modules cannot be written. Run as the user that owns the source directory.',
    ],
    [
      /EUSAGE|in sync/,
      'package.json và package-lock.json không khớp nhau. Hãy lấy lại hai tệp này từ kho mã (git checkout) rồi chạy lại.',
      'package.json and package-lock.json disagree. Restore both from the repository and run again.',
    ],
    [
      /EINTEGRITY/,
      'Một gói tải về không đúng dấu vân tay đã khóa. Hãy xóa bộ đệm (npm cache clean --force) rồi chạy lại.',
      'A package does not match its locked fingerprint. Clean the cache (npm cache clean --force) and run again.',
    ],
  ]
  // the error lines decide; warnings about something else stand beside them
  const errors = output
    .split('\n')
    .filter((line) => /^npm (error|ERR!)/.test(line))
    .join('\n')
  const found = known.find(([pattern]) => pattern.test(errors || output))
  if (found) return `${found[1]}\n${found[2]}`
  return 'npm ci không hoàn thành. Lời cuối của npm ở trên.\nnpm ci did not finish. Its last words are above.'
}

/** npm as it was called, run by the Node it was called with: ours in node_modules/.bin is about to be deleted and made anew. */
function npmCommand() {
  const { npm_execpath: script, npm_node_execpath: node } = process.env
  if (script?.endsWith('.js') && existsSync(script)) {
    const runner = node && existsSync(node) && !node.startsWith(packages) ? node : process.execPath
    if (!runner.startsWith(packages)) return [runner, [script]]
  }
  return ['npm', []]
}

/** The environment for npm inside npm: what the outer call said about itself must not steer the inner one. */
function cleanEnvironment() {
  const env = { ...process.env }
  for (const name of Object.keys(env)) {
    if (/^npm_(lifecycle|package|command|config_(local_prefix|omit|include|production|only))/.test(name))
      delete env[name]
  }
  delete env.NODE_ENV
  const path = (env.PATH ?? '').split(':').filter((folder) => !folder.startsWith(packages))
  return { ...env, PATH: path.join(':') }
}

/**
 * Whether npm refused the lock only over packages that its registry does not have (a mirror without the optional packages of
 * other machines): it then prints them without a version, and no edit of the lock can help.
 */
function onlyUnservedMissing(output) {
  const complaints = output.match(/(Missing|Invalid): .*/g) ?? []
  return complaints.length > 0 && complaints.every((line) => /^Missing: \S+@ from lock file$/.test(line))
}

/** Runs npm with one line of progress. Resolves to { status, output, error }. */
function runNpm(words) {
  const [command, before] = npmCommand()
  const begun = Date.now()
  const total = countWanted()
  const live = process.stdout.isTTY === true
  const line = () => `${opening} ${countPackages()}/~${total}, ${Math.round((Date.now() - begun) / 1000)} s`

  const child = spawn(
    command,
    [...before, ...words, '--include=dev', '--include=optional', '--no-audit', '--no-fund'],
    {
      cwd: house,
      env: cleanEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let output = ''
  const take = (part) => {
    output = (output + part).slice(-outputBytesMax)
  }
  child.stdout.on('data', take)
  child.stderr.on('data', take)
  if (!live) process.stdout.write(opening)
  const ticking = live ? setInterval(() => process.stdout.write(`\r${line()}   `), 500) : undefined

  return new Promise((resolve) => {
    const end = (status, error) => {
      clearInterval(ticking)
      const words = `${countPackages()}, ${Math.round((Date.now() - begun) / 1000)} s`
      process.stdout.write(live ? `\r${opening} ${words}        \n` : ` ${words}\n`)
      resolve({ status, output, error })
    }
    child.once('error', (error) => end(1, error))
    child.once('close', (status) => end(status ?? 1))
  })
}

/**
 * The package `node` fetches its program in an install script; a machine that refuses those (ignore-scripts, a later npm)
 * gets it by running that script here.
 */
function checkPinned() {
  const works = () => existsSync(pinned) && spawnSync(pinned, ['-e', '']).status === 0
  if (works()) return true
  spawnSync(process.execPath.startsWith(packages) ? 'node' : process.execPath, ['installArchSpecificPackage.js'], {
    cwd: join(packages, 'node'),
    env: cleanEnvironment(),
    stdio: 'ignore',
  })
  // npm makes no link in .bin to a program that was not there yet
  const program = join(packages, 'node', 'bin', 'node')
  if (existsSync(program) && !existsSync(pinned)) symlinkSync(join('..', 'node', 'bin', 'node'), pinned)
  return works()
}

async function install() {
  const stamp = stampNow()
  if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp && existsSync(pinned)) return 0
  if (!existsSync(stampPath) && installedByHand()) {
    writeFileSync(stampPath, stamp)
    return 0
  }
  // half-installed from here until npm is done: without a stamp the next call begins anew
  rmSync(stampPath, { force: true })
  let ran = await runNpm(['ci'])
  // the versions and fingerprints of the lock hold in `install` too; only the check for completeness is left out
  if (ran.status !== 0 && onlyUnservedMissing(ran.output)) {
    // `install` would take a package folder that was cut off half-way for a whole one
    if (!existsSync(join(packages, '.package-lock.json'))) rmSync(packages, { recursive: true, force: true })
    ran = await runNpm(['install', '--no-save'])
  }
  const { status, output, error } = ran
  if (error?.code === 'ENOENT') {
    console.error(
      'Không tìm thấy lệnh npm. Hãy cài Node.js 20 trở lên kèm npm (https://nodejs.org) rồi chạy lại.\nnpm was not found. Install Node.js 20 or newer with npm and run again.',
    )
    return 1
  }
  if (status !== 0) {
    console.error(output.trim().split('\n').slice(-15).join('\n'))
    console.error(explain(output))
    return 1
  }
  if (!checkPinned()) {
    console.error(
      'Gói "node" chưa tải được Node 24 cho máy này. Hãy kiểm tra mạng, cho phép tập lệnh cài đặt (npm config set ignore-scripts false), rồi chạy "npm ci".\nThe package "node" has no Node 24 for this machine yet. Check the network, allow install scripts, then run "npm ci".',
    )
    return 1
  }
  writeFileSync(stampPath, stamp)
  return 0
}

process.exitCode = await install()
