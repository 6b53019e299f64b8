import { existsSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Actor, house } from '#kernel/store'

/** The tree this command runs from. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** The place of the server that works in a data directory, from PostgreSQL's own lock file; undefined when none is written. */
export function findServer(dataDir: string): { pid: number; host: string; port: number; data: string } | undefined {
  const note = join(dataDir, 'postgres-is-elsewhere.txt')
  const elsewhere = existsSync(note) ? /^place: (.+)$/m.exec(readFileSync(note, 'utf8'))?.[1] : undefined
  const data = elsewhere ?? join(dataDir, 'postgres')
  try {
    // postmaster.pid: process, directory, start, port, directory of the socket …
    const [pid, , , port, host] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
    if (!pid || !port || !host) return undefined
    return { pid: Number(pid), host, port: Number(port), data }
  } catch {
    return undefined
  }
}

/** True when the files of a database lie in this data directory, or where its note says. */
export const hasCluster = (dataDir: string): boolean =>
  existsSync(join(dataDir, 'postgres', 'PG_VERSION')) || existsSync(join(dataDir, 'postgres-is-elsewhere.txt'))

/** Who stands in the log for what is done in a terminal: the house, by the hand of a user of the machine. */
export function operator(): Actor {
  let name = '?'
  try {
    name = userInfo().username
  } catch {
    // a user without a name in /etc/passwd
  }
  return { ...house, name: `npx sen (${name})` }
}
