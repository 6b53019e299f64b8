import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { mayUse, type ServerUser } from './engine-binaries.ts'
import { refuse } from './engine-refusals.ts'

/** The system user PostgreSQL runs as when Sen runs as root. */
const serverUserName = 'sen-postgres'

/** Where programs and data go when they lie where the server's user cannot look. Root's business only. */
const shelterOfRoot = '/var/lib/sen'

/** sun_path is 108 bytes on Linux and 104 on macOS, the closing zero included; the name of the socket needs 16 of them. */
const socketPathMax = 103

/** Free space below which nothing is begun: a first cluster takes 40 MB, its write-ahead log another 80. */
const freeMbMin = { first: 250, later: 40 }

/** Where one province's PostgreSQL lives. `data` is the cluster, `socket` the directory of its Unix socket, `log` the start log. */
export type Place = {
  home: string
  data: string
  socket: string
  startLog: string
  user: ServerUser | undefined
  shelter: string
  first: boolean
  /** Says in `dataDir` where the data lie and whose they are; does nothing when they lie in `dataDir`. */
  leaveNote: () => void
}

/** The name of the user running this process; PostgreSQL needs one. Refuses nameless-user. */
export function getRunningUser(): string {
  try {
    return userInfo().username
  } catch {
    throw refuse['nameless-user']({ uid: process.getuid?.() ?? -1 })
  }
}

function findAccount(key: string): ServerUser | undefined {
  const asked = spawnSync('getent', ['passwd', key], { encoding: 'utf8' })
  const lines = asked.error ? readFileSync('/etc/passwd', 'utf8') : asked.stdout
  for (const line of lines.split('\n')) {
    const [name, , uid, gid] = line.split(':')
    if (name && (name === key || uid === key)) return { name, uid: Number(uid), gid: Number(gid) }
  }
  return undefined
}

/** Makes the system user by whichever tool the system has (Debian, Fedora: useradd; Alpine: adduser). */
function makeAccount(): string {
  const ways: [string, string[]][] = [
    [
      'useradd',
      [
        '--system',
        '--user-group',
        '--no-create-home',
        '--home-dir',
        '/nonexistent',
        '--shell',
        '/usr/sbin/nologin',
        serverUserName,
      ],
    ],
    ['adduser', ['-S', '-D', '-H', '-s', '/sbin/nologin', serverUserName]],
  ]
  let reason = 'useradd, adduser: ENOENT'
  for (const [command, words] of ways) {
    const path = ['/usr/sbin', '/sbin', '/usr/bin', '/bin'].map((folder) => join(folder, command)).find(existsSync)
    if (!path) continue
    const made = spawnSync(path, words, { encoding: 'utf8' })
    if (made.status === 0) return ''
    reason = (made.stderr || String(made.error ?? `status ${made.status}`)).trim()
  }
  return reason
}

/**
 * The user PostgreSQL runs as: this process's own, or, when that is root (PostgreSQL refuses root), the owner of the data
 * already there, else `sen-postgres`, else an existing `postgres`. Never `nobody`: whatever else runs as nobody could read the data.
 * Refuses no-database-user.
 */
export function getServerUser(ownerOfData: number | undefined, say: (line: string) => void): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  if (ownerOfData) {
    const owner = findAccount(String(ownerOfData))
    if (owner) return owner
    throw refuse['no-database-user']({ user: `uid ${ownerOfData}`, reason: 'uid' })
  }
  const known = findAccount(serverUserName)
  if (known) return known
  const reason = makeAccount()
  const made = findAccount(serverUserName)
  if (made) {
    say(`PostgreSQL: đã tạo tài khoản hệ thống "${serverUserName}" vì PostgreSQL không được chạy bằng root`)
    return made
  }
  const other = findAccount('postgres')
  if (!other) throw refuse['no-database-user']({ user: serverUserName, reason })
  say(`PostgreSQL: không tạo được tài khoản "${serverUserName}" (${reason}); dùng tài khoản "postgres" có sẵn`)
  return other
}

const shortHash = (words: string): string => createHash('sha256').update(words).digest('hex').slice(0, 12)

function ownerOf(path: string): number | undefined {
  return existsSync(path) ? statSync(path).uid : undefined
}

/** A directory of the server's user alone, made when missing. */
export function makePrivate(path: string, user: ServerUser | undefined): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  if (user) chownSync(path, user.uid, user.gid)
  chmodSync(path, 0o700)
}

/**
 * A private directory for the socket, short enough for sockaddr_un. In a directory that others may write (/tmp) an attacker
 * could have made it first, so what is there already must be a real directory of ours with mode 700. Refuses socket-taken.
 */
function placeSocket(home: string, user: ServerUser | undefined): string {
  const near = join(home, 'postgres-run')
  if (Buffer.byteLength(join(near, '.s.PGSQL.65535')) < socketPathMax) {
    makePrivate(near, user)
    return near
  }
  const far = join(process.platform === 'darwin' || tmpdir().length > 40 ? '/tmp' : tmpdir(), `sen-${shortHash(home)}`)
  const uid = user?.uid ?? process.getuid?.()
  try {
    mkdirSync(far, { mode: 0o700 })
    if (user) chownSync(far, user.uid, user.gid)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
      throw refuse['data-unwritable']({ path: far, reason: (error as Error).message })
    const found = lstatSync(far)
    if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0)
      throw refuse['socket-taken']({ path: far })
  }
  return far
}

type Note = { dataDir: string; place: string }

const noteWords = (note: Note): string =>
  `Dữ liệu PostgreSQL của thư mục này nằm ở nơi khác, vì tài khoản hệ thống chạy PostgreSQL không vào được đây.
The PostgreSQL data of this directory lie elsewhere, because the system user running PostgreSQL cannot enter here.

place: ${note.place}
dataDir: ${note.dataDir}
`

function readNote(path: string): Note | undefined {
  if (!existsSync(path)) return undefined
  const text = readFileSync(path, 'utf8')
  const place = /^place: (.+)$/m.exec(text)?.[1]
  const dataDir = /^dataDir: (.+)$/m.exec(text)?.[1]
  return place && dataDir ? { place, dataDir } : undefined
}

const isCluster = (data: string): boolean => existsSync(join(data, 'PG_VERSION'))

/** Refuses data-unwritable (with the system's reason) unless a file can be made in `path`. */
function checkWritable(path: string): void {
  const probe = join(path, `.writable-${process.pid}`)
  try {
    mkdirSync(path, { recursive: true, mode: 0o755 })
    writeFileSync(probe, '')
    rmSync(probe)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOSPC') throw refuse['disk-full']({ path, free: 0, needed: freeMbMin.later })
    throw refuse['data-unwritable']({ path, reason: message })
  }
}

/** Refuses disk-full when the disk holding `path` has less than a cluster needs. */
export function checkSpace(path: string, first: boolean): void {
  const disk = statfsSync(path)
  const free = Math.floor((disk.bavail * disk.bsize) / 1_000_000)
  const needed = first ? freeMbMin.first : freeMbMin.later
  if (free < needed) throw refuse['disk-full']({ path, free, needed })
}

/**
 * Decides where the cluster of `dataDir` lies and makes the directories. Normally `${dataDir}/postgres`; as root, when the
 * server's user cannot enter `dataDir`, `/var/lib/sen/<hash of dataDir>/postgres` with a note left in `dataDir`.
 * Refuses data-unwritable, disk-full, data-of-another, data-unreachable, data-copied, data-lost, data-unfinished, socket-taken, no-database-user.
 */
export function placeCluster(dataDir: string, say: (line: string) => void): Place {
  checkWritable(dataDir)
  const real = realpathSync(dataDir)
  const here = join(real, 'postgres')
  const notePath = join(real, 'postgres-is-elsewhere.txt')
  const note = readNote(notePath)
  const root = process.getuid?.() === 0

  let data = here
  let user: ServerUser | undefined
  if (note) {
    if (note.dataDir !== real && existsSync(join(note.dataDir, 'postgres-is-elsewhere.txt'))) {
      throw refuse['data-copied']({ path: real, original: note.dataDir, place: note.place, note: notePath })
    }
    data = note.place
    if (!existsSync(data)) throw refuse['data-lost']({ place: data, note: notePath })
    user = getServerUser(ownerOf(data), say)
  } else if (existsSync(here)) {
    user = getServerUser(ownerOf(here), say)
    if (user && !mayUse(here, 'x', user)) throw refuse['data-unreachable']({ user: user.name, path: here })
  } else {
    user = getServerUser(undefined, say)
    if (user && !mayUse(real, 'x', user)) {
      data = join(shelterOfRoot, shortHash(real), 'postgres')
      checkWritable(join(shelterOfRoot, shortHash(real)))
      say(`PostgreSQL: dữ liệu nằm ở ${data} vì tài khoản "${user.name}" không vào được ${real}`)
    }
  }

  const owner = ownerOf(data)
  if (!root && owner !== undefined && owner !== process.getuid?.())
    throw refuse['data-of-another']({ path: data, owner })
  const first = !isCluster(data)
  if (first && note) throw refuse['data-lost']({ place: data, note: notePath })
  if (first && existsSync(data) && readdirSync(data).length > 0) throw refuse['data-unfinished']({ path: data })

  const home = dirname(data)
  checkSpace(home, first)
  return {
    home,
    data,
    socket: placeSocket(home, user),
    startLog: join(home, 'postgres-start.log'),
    user,
    shelter: root ? shelterOfRoot : real,
    first,
    // written once the cluster is there: a note without data means that data were lost
    leaveNote: () => {
      if (data !== here && note?.dataDir !== real) writeFileSync(notePath, noteWords({ dataDir: real, place: data }))
    },
  }
}
