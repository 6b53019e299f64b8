import { closeSync, fchownSync, fsyncSync, openSync, renameSync, statfsSync, writeSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { join } from 'node:path'
import type { ServerUser } from './engine-binaries.ts'

type SettingsGiven = {
  socket: string
  port: number
  /** Listen on 127.0.0.1 too; without it nothing listens on the network. */
  tcp: boolean
  /** False only for throw-away test databases: an acknowledged write may then be lost with the machine. */
  durable: boolean
  memoryMb: number
  cores: number
}

/** Megabytes this process may use: the machine's, or the container's when that is less. */
export function memoryMb(): number {
  const allowed = process.constrainedMemory()
  const bytes = allowed > 0 ? Math.min(allowed, totalmem()) : totalmem()
  return Math.floor(bytes / 1_048_576)
}

export const cores = (): number => availableParallelism()

const between = (least: number, value: number, most: number): number =>
  Math.floor(Math.min(most, Math.max(least, value)))

/** Containers often give /dev/shm 64 MB, where parallel queries die; PostgreSQL's own files are slower but always there. */
function sharedMemoryType(): 'posix' | 'mmap' {
  try {
    const disk = statfsSync('/dev/shm')
    return disk.blocks * disk.bsize >= 256 * 1_048_576 ? 'posix' : 'mmap'
  } catch {
    return process.platform === 'linux' ? 'mmap' : 'posix'
  }
}

/**
 * Settings of a province on one machine, name to value, in PostgreSQL's own units.
 * A quarter of the memory for its cache is PostgreSQL's own advice; the rest is shared with Node and the file cache.
 */
export function settings(given: SettingsGiven): Record<string, string | number | boolean> {
  const { memoryMb: ram, durable } = given
  return {
    cluster_name: 'sen',
    listen_addresses: given.tcp ? '127.0.0.1' : '',
    port: given.port,
    unix_socket_directories: given.socket,
    unix_socket_permissions: '0700',
    max_connections: 120,
    password_encryption: 'scram-sha-256',

    shared_buffers: `${durable ? between(64, ram / 4, 8192) : 128}MB`,
    effective_cache_size: `${between(128, ram / 2, 65_536)}MB`,
    // many sorts at once must not eat the machine: 1/256 of it each
    work_mem: `${between(4, ram / 256, 64)}MB`,
    maintenance_work_mem: `${between(32, ram / 16, 1024)}MB`,
    // a throw-away server is killed, and what it had in /dev/shm would stay there
    dynamic_shared_memory_type: durable ? sharedMemoryType() : 'mmap',
    // a runaway query stops itself before it fills the disk
    temp_file_limit: '20GB',
    max_locks_per_transaction: 256,

    wal_level: durable ? 'replica' : 'minimal',
    ...(durable ? {} : { max_wal_senders: 0 }),
    fsync: durable,
    synchronous_commit: durable,
    full_page_writes: durable,
    wal_compression: 'pglz',
    max_wal_size: '2GB',
    min_wal_size: '80MB',
    checkpoint_timeout: '10min',
    checkpoint_completion_target: 0.9,
    // The log waits for the place of backups so long; past it PostgreSQL lets it go and the chain of instants is broken and
    // said to be, because a full disk would stop the province.
    ...(durable ? { max_slot_wal_keep_size: '8GB' } : {}),

    random_page_cost: 1.1,
    jit: false,
    max_worker_processes: between(8, given.cores + 4, 32),
    max_parallel_workers: between(2, given.cores, 16),
    max_parallel_workers_per_gather: between(1, given.cores / 2, 4),
    autovacuum_vacuum_scale_factor: 0.05,
    autovacuum_analyze_scale_factor: 0.05,
    idle_in_transaction_session_timeout: '10min',

    timezone: 'Asia/Ho_Chi_Minh',
    log_timezone: 'Asia/Ho_Chi_Minh',
    datestyle: 'iso, dmy',
    default_text_search_config: 'pg_catalog.simple',
    lc_messages: 'C',

    log_destination: 'stderr',
    logging_collector: durable,
    log_directory: 'log',
    log_filename: 'postgres-%Y%m%d-%H%M%S.log',
    log_rotation_size: '10MB',
    log_rotation_age: '1d',
    log_line_prefix: '%m [%p] %u@%d ',
    log_lock_waits: true,
    log_min_duration_statement: '2s',
    // personal data must not leak into a log: no parameters, no DETAIL lines with the row
    log_parameter_max_length: 0,
    log_parameter_max_length_on_error: 0,
    log_error_verbosity: 'terse',
  }
}

const quoted = (value: string | number | boolean): string =>
  typeof value === 'string'
    ? `'${value.replaceAll("'", "''")}'`
    : value === true
      ? 'on'
      : value === false
        ? 'off'
        : String(value)

/** The text of postgresql.conf. An operator's own settings go to local.conf beside it, which is never rewritten. */
export function settingsFile(values: Record<string, string | number | boolean>): string {
  const lines = Object.entries(values).map(([name, value]) => `${name} = ${quoted(value)}`)
  return `# Sen viết lại tệp này mỗi lần khởi động; cấu hình riêng của bạn đặt ở local.conf cùng thư mục.
# Sen rewrites this file at every start; put settings of your own into local.conf beside it.
${lines.join('\n')}
include 'local.conf'
`
}

/**
 * Who may come in. Over the Unix socket the kernel of the machine vouches for the caller (peer): only the user that runs Sen
 * and the server's own user, and both may take every role, so there is no password to lose. Over TCP, when asked for, scram.
 */
export function accessFile(tcp: boolean): string {
  return `# Sen viết lại tệp này mỗi lần khởi động. Rewritten at every start.
local all all peer map=sen
${tcp ? 'host all all 127.0.0.1/32 scram-sha-256\n' : ''}`
}

export function namesFile(users: readonly string[]): string {
  const lines = [...new Set(users)].map((user) => `sen "${user.replaceAll('"', '""')}" all`)
  return `# Sen viết lại tệp này mỗi lần khởi động. Rewritten at every start.\n${lines.join('\n')}\n`
}

/**
 * Puts a file into the server's own directory, whole or not at all. The directory belongs to a less trusted user when Sen is
 * root, so the file is made new (O_EXCL never follows a link planted there) and renamed over the old one.
 */
export function putFile(folder: string, name: string, text: string, user: ServerUser | undefined): void {
  const making = join(folder, `${name}.${process.pid}.${Date.now().toString(36)}`)
  const file = openSync(making, 'wx', 0o600)
  try {
    writeSync(file, text)
    if (user) fchownSync(file, user.uid, user.gid)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(making, join(folder, name))
}
