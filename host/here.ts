import { X509Certificate } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { readdir, readFile, stat, statfs } from 'node:fs/promises'
import { hostname, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Host, HostState } from '#kernel/channels'
import type { Database } from '#kernel/store'
import { type Backups, edition } from './backups.ts'

const NTP_WAIT_MS = 2_000
/** Looking at disks, keys and a time server each ten seconds would be noise; each minute is enough. */
const STATE_BELIEVED_MS = 30_000
/** Seconds between 1900 (NTP) and 1970. */
const NTP_EPOCH = 2_208_988_800

/**
 * How far this machine's clock is from a time server, in seconds (SNTP, RFC 4330: the offset of one exchange); null when it
 * does not answer.
 */
export function askTime(server: string): Promise<number | null> {
  return new Promise((done) => {
    const [host = '', port] = server.split(':')
    const socket = createSocket('udp4')
    const end = (answer: number | null) => {
      clearTimeout(timer)
      socket.removeAllListeners()
      socket.on('error', () => undefined)
      socket.close()
      done(answer)
    }
    const timer = setTimeout(() => end(null), NTP_WAIT_MS)
    const question = Buffer.alloc(48)
    // version 4, client
    question[0] = 0x23
    let sent = 0
    socket.once('error', () => end(null))
    socket.once('message', (answer) => {
      const received = Date.now() / 1_000
      if (answer.length < 48 || ((answer[0] as number) & 7) !== 4 || answer[1] === 0) return end(null)
      const at = (offset: number) => answer.readUInt32BE(offset) + answer.readUInt32BE(offset + 4) / 2 ** 32 - NTP_EPOCH
      end((at(32) - sent + (at(40) - received)) / 2)
    })
    socket.send(question, Number(port ?? 123), host, (error) => {
      sent = Date.now() / 1_000
      if (error) end(null)
    })
  })
}

/** Files of secrets by name and age; what is in them is nobody's business here. */
async function keysIn(folder: string): Promise<HostState['keys']> {
  const found: HostState['keys'] = []
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])) {
    if (!entry.isFile() || found.length >= 50) continue
    const { mtime } = await stat(join(entry.parentPath, entry.name)).catch(() => ({ mtime: new Date() }))
    found.push({
      name: entry.name.length > 40 ? `${entry.name.slice(0, 12)}…` : entry.name,
      madeAt: mtime.toISOString(),
    })
  }
  return found
}

async function certificates(paths: string | undefined): Promise<HostState['certificates']> {
  const found: HostState['certificates'] = []
  for (const path of (paths ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)
    .slice(0, 20)) {
    const name = path.slice(path.lastIndexOf('/') + 1)
    try {
      found.push({ name, notAfter: new Date(new X509Certificate(await readFile(path)).validTo).toISOString() })
    } catch {
      found.push({ name, notAfter: null })
    }
  }
  return found
}

/** This process as the house knows it: name, age, edition, and how its machine stands. */
export function openHere(options: {
  database: Database
  dataDir: string
  port: () => number
  backups: Backups
  environment: NodeJS.ProcessEnv
}): Host {
  const { database, dataDir, backups, environment } = options
  const { version, commit } = edition()
  let believed: { state: Promise<HostState>; until: number } | undefined
  const look = async (): Promise<HostState> => {
    const diskOf = async (name: string, path: string) => {
      const disk = await statfs(path).catch(() => undefined)
      return disk ? [{ name, freeBytes: disk.bavail * disk.bsize, allBytes: disk.blocks * disk.bsize }] : []
    }
    const backup = await backups.state().catch((error: unknown) => ({
      to: backups.settings.to,
      newest: null,
      count: 0,
      freeBytes: null,
      sameDisk: false,
      broken: [],
      shipping: { coveredTo: null, behindBytes: 0, brokenAt: null, shippedAt: null, error: (error as Error).message },
    }))
    const asked = Date.now()
    const { rows } = await database.owner.query<{ at: Date }>('select clock_timestamp() as at')
    const apart = rows[0] ? ((asked + Date.now()) / 2 - rows[0].at.getTime()) / 1_000 : null
    return {
      node: process.versions.node,
      memoryMb: Math.round(totalmem() / 1_048_576),
      draining: host.draining,
      disks: [
        ...(await diskOf('dữ liệu', dataDir)),
        ...(backup.to && !backup.sameDisk ? await diskOf('sao lưu', backup.to) : []),
      ],
      backup,
      clockSeconds: apart === null ? null : Math.round(apart * 1_000) / 1_000,
      ntpSeconds: environment.SEN_NTP_SERVER ? await askTime(environment.SEN_NTP_SERVER) : null,
      certificates: await certificates(environment.SEN_WATCH_CERTIFICATES),
      keys: await keysIn(join(dataDir, 'secrets')),
    }
  }
  const host: Host = {
    get name() {
      return environment.SEN_HOST_NAME ?? `${hostname()}:${options.port()}`
    },
    startedAt: new Date(),
    version: commit ? `${version} (${commit})` : version,
    draining: false,
    async state() {
      const now = Date.now()
      if (!believed || believed.until < now) believed = { state: look(), until: now + STATE_BELIEVED_MS }
      const { state } = believed
      try {
        return { ...(await state), draining: host.draining }
      } catch (error) {
        believed = undefined
        throw error
      }
    },
  }
  return host
}
