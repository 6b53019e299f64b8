import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** What postmaster.pid says. `status` is 'starting', 'ready', 'standby' or 'stopping'. */
type LockFile = { pid: number; data: string; port: number; socket: string; status: string }

/** Reads the lock file of a running (or killed) server; undefined when there is none or it is cut off. */
export function findLockFile(data: string): LockFile | undefined {
  const path = join(data, 'postmaster.pid')
  if (!existsSync(path)) return undefined
  const lines = readFileSync(path, 'utf8').split('\n')
  const pid = Math.abs(Number(lines[0]))
  if (!Number.isSafeInteger(pid) || pid === 0) return undefined
  return {
    pid,
    data: lines[1] ?? '',
    port: Number(lines[3] ?? 0),
    socket: lines[4] ?? '',
    status: (lines[7] ?? 'starting').trim(),
  }
}

/** Whether a process lives. A zombie does not: in a container without an init nobody collects it, and signal 0 still succeeds. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  if (process.platform !== 'linux') return true
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z'
  } catch {
    return false
  }
}

/** The program file of a process; ends with ' (deleted)' when the package was replaced under it. Linux only. */
export function findProgram(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`)
  } catch {
    return undefined
  }
}

/**
 * Whether `pid` is really a PostgreSQL of this data directory and not some other program that got the number since.
 * Every PostgreSQL process works in its data directory, so its working directory tells; elsewhere than Linux the command line does.
 */
export function isServerOf(pid: number, data: string): boolean {
  if (!isAlive(pid)) return false
  if (process.platform === 'linux') {
    try {
      return (
        realpathSync(data) === readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, '') &&
        /\/postgres( \(deleted\))?$/.test(findProgram(pid) ?? '')
      )
    } catch {
      return false
    }
  }
  const shown = spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  return shown.stdout.includes('postgres') && shown.stdout.includes(data)
}

/** Every process that works in this data directory: postmaster and what it forked. Linux only, else empty. */
export function findServed(data: string): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isServerOf(pid, data))
}

function parentOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}

/**
 * Processes of this data directory that outlived their postmaster (kill -9 leaves busy backends for a while). A postmaster is
 * the one started with `-D`; one that another Sen is starting this moment is no orphan, nor are its children. Linux only.
 */
export function findOrphans(data: string): number[] {
  const served = findServed(data)
  const seen = (pid: number, look: (pid: number) => boolean): boolean => {
    try {
      return look(pid)
    } catch {
      // it ended while we looked
      return false
    }
  }
  const masters = served.filter((pid) =>
    seen(pid, () => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes('-D')),
  )
  return served.filter((pid) => !masters.includes(pid) && seen(pid, () => !masters.includes(parentOf(pid))))
}

/**
 * Removes the lock file at `path` (of the data directory or of its socket) when the server it names is gone. A dead pid
 * PostgreSQL clears itself; a zombie's, or one that another program got since, it would take for a running server.
 * Looks again after taking the file away: one that a newer server wrote meanwhile is put back.
 */
export function removeStaleLock(path: string, data: string): void {
  const holder = (file: string): number => Math.abs(Number(readFileSync(file, 'utf8').split('\n')[0]))
  if (!existsSync(path)) return
  const pid = holder(path)
  if (isServerOf(pid, data)) return
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return
  }
  const aside = `${path}.stale-${process.pid}`
  renameSync(path, aside)
  if (holder(aside) === pid) rmSync(aside)
  else renameSync(aside, path)
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Waits until `done` says so; false when `milliseconds` have passed. */
export async function waitUntil(done: () => boolean, milliseconds: number): Promise<boolean> {
  const end = performance.now() + milliseconds
  for (let pause = 2; ; pause = Math.min(50, pause * 2)) {
    if (done()) return true
    if (performance.now() >= end) return false
    await sleep(pause)
  }
}

/** Ends what a killed postmaster left behind, so that no two servers ever write one directory. */
export async function endOrphans(data: string): Promise<void> {
  const gone = (): boolean => findOrphans(data).length === 0
  for (const name of ['SIGQUIT', 'SIGKILL'] as const) {
    for (const pid of findOrphans(data)) signal(pid, name)
    if (await waitUntil(gone, 5_000)) return
  }
}

/** How long each way of stopping may take, in milliseconds. Fast writes a checkpoint; immediate leaves recovery to the next start. */
const patience = { fast: 60_000, immediate: 10_000, killed: 10_000 }

/** Stops the server `pid` of `data`: fast, then immediate, then kill; returns when it is gone. Tells which way it went. */
export async function stopServer(
  pid: number,
  data: string,
  wait: typeof patience = patience,
): Promise<'gone' | 'fast' | 'immediate' | 'killed'> {
  if (!isServerOf(pid, data)) return 'gone'
  // a process that is ending has no working directory any more, but it is not gone before its number is
  const gone = (): boolean => !isAlive(pid)
  const tell = (name: NodeJS.Signals): void => {
    if (isServerOf(pid, data)) signal(pid, name)
  }
  // the log writer stays a moment longer than the postmaster, to write its last words
  const alone = (): Promise<boolean> => waitUntil(() => findServed(data).length === 0, 5_000)
  tell('SIGINT')
  if (await waitUntil(gone, wait.fast)) {
    await alone()
    return 'fast'
  }
  tell('SIGQUIT')
  if (await waitUntil(gone, wait.immediate)) {
    await alone()
    return 'immediate'
  }
  tell('SIGKILL')
  await waitUntil(gone, wait.killed)
  await endOrphans(data)
  return 'killed'
}
