import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { type Connection, type Engine, endEngine, givenDatabase, startEngine } from './engine.ts'
import { getBundled } from './engine-binaries.ts'
import { findLockFile, findOrphans, findServed, isAlive, isServerOf, stopServer, waitUntil } from './engine-process.ts'
import { memoryMb, settings, settingsFile } from './engine-settings.ts'

const root = process.getuid?.() === 0
const linux = process.platform === 'linux'

const places: string[] = []
const players: ChildProcess[] = []

/** A directory that the server's system user may enter too, as a clone in /srv would be. */
function place(parent = tmpdir()): string {
  const path = mkdtempSync(join(parent, 'sen-engine-'))
  chmodSync(path, 0o755)
  places.push(path)
  return path
}

let furnished: Promise<string> | undefined

/** A directory with a cluster as the first start makes it, copied: for what is told of a later start. */
async function furnishedPlace(): Promise<string> {
  furnished ??= (async () => {
    const first = mkdtempSync(join(tmpdir(), 'sen-engine-'))
    chmodSync(first, 0o755)
    const engine = await startEngine({ dataDir: first })
    await engine.stop()
    // a quarter of this machine's memory, told to the kernel anew, would be most of each start
    writeFileSync(join(engine.dataDir, 'local.conf'), 'shared_buffers = 32MB\n')
    return first
  })()
  const path = place()
  // the cluster belongs to the server's user and stays his
  const copied = spawnSync('cp', ['-a', `${await furnished}/.`, path], { encoding: 'utf8' })
  if (copied.status !== 0) throw new Error(copied.stderr)
  return path
}

afterAll(async () => {
  if (furnished) rmSync(await furnished, { recursive: true, force: true })
})

afterEach(async () => {
  for (const player of players.splice(0)) player.kill('SIGKILL')
  for (const path of places.splice(0)) {
    await endEngine(path)
    rmSync(path, { recursive: true, force: true })
  }
})

async function ask<Row extends pg.QueryResultRow>(connection: Connection, sql: string): Promise<Row[]> {
  const client = new pg.Client(connection)
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

type Told = { adopted: boolean; superuser: Connection; dataDir: string; lines: string[] } | { code: string; vi: string }

/** Another Sen process: starts the engine of `dataDir`, tells how it went on its first line, and stays until it is killed. */
async function play(
  dataDir: string,
  as: { uid?: number; gid?: number; house?: string } = {},
): Promise<{ process: ChildProcess; told: Told }> {
  const house = as.house ?? join(import.meta.dirname, '..', '..')
  const engine = pathToFileURL(join(house, 'kernel', 'store', 'engine.ts')).href
  const script = `
    const lines = []
    const { startEngine } = await import(${JSON.stringify(engine)})
    let told
    try {
      const { adopted, superuser, dataDir } = await startEngine({ dataDir: ${JSON.stringify(dataDir)}, log: (line) => lines.push(line) })
      told = { adopted, superuser, dataDir, lines }
    } catch (error) {
      told = { code: error.code ?? error.message, vi: error.say ? error.say('vi') : String(error.stack) }
    }
    console.log(JSON.stringify(told))
    setInterval(() => {}, 1000)
  `
  const player = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: '/',
    ...(as.uid === undefined ? {} : { uid: as.uid, gid: as.gid }),
  })
  players.push(player)
  const told = await new Promise<Told>((resolve, reject) => {
    let text = ''
    player.stdout?.on('data', (part: Buffer) => {
      text += part.toString('utf8')
      if (text.includes('\n')) resolve(JSON.parse(text) as Told)
    })
    player.once('exit', () => reject(new Error(`the other Sen ended without a word: ${text}`)))
  })
  return { process: player, told }
}

async function kill(player: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => player.once('exit', resolve))
  player.kill('SIGKILL')
  await ended
}

function started(told: Told): Extract<Told, { adopted: boolean }> {
  if ('code' in told) throw new Error(`refused: ${told.code} ${told.vi}`)
  return told
}

/** The code and the Vietnamese sentence with which starting is refused. */
async function refusalOf(starting: Promise<Engine>): Promise<{ code: string; vi: string }> {
  try {
    const engine = await starting
    await engine.stop()
  } catch (error) {
    const refusal = error as { code: string; say?: (lang: 'vi') => string }
    return { code: refusal.code, vi: refusal.say?.('vi') ?? String(error) }
  }
  throw new Error('it started')
}

/** Listening TCP sockets of a process, from the kernel's own tables. */
function listens(pid: number): boolean {
  const inodes = readdirSync(`/proc/${pid}/fd`).map((fd) => {
    const link = spawnSync('readlink', [`/proc/${pid}/fd/${fd}`], { encoding: 'utf8' }).stdout
    return /socket:\[(\d+)\]/.exec(link)?.[1]
  })
  const tables = ['tcp', 'tcp6'].map((name) => readFileSync(`/proc/net/${name}`, 'utf8')).join('\n')
  const open = tables
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[3] === '0A')
    .map((columns) => columns[9])
  return inodes.some((inode) => inode !== undefined && open.includes(inode))
}

describe('one Sen on one directory', () => {
  test('makes the cluster, stops, and starts again with what was written', async () => {
    const dataDir = place()
    const words: string[] = []
    const first = await startEngine({ dataDir, progress: ({ vi }) => words.push(vi) })
    expect(first).toMatchObject({ adopted: false, dataDir: join(dataDir, 'postgres') })
    expect(first.version).toMatch(/^18\./)
    expect(words).toContain('Đang tạo cơ sở dữ liệu lần đầu')
    await ask(first.superuser, `create table xa as select 'Mỹ Quý' as name`)
    const [kept] = await ask<Record<string, string>>(
      first.superuser,
      `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit, current_setting('data_checksums') as sums,
              current_setting('timezone') as zone, current_setting('jit') as jit, current_setting('server_encoding') as encoding,
              current_setting('listen_addresses') as network, (select datlocale from pg_database where datname = 'postgres') as locale`,
    )
    expect(kept).toEqual({
      fsync: 'on',
      commit: 'on',
      sums: 'on',
      zone: 'Asia/Ho_Chi_Minh',
      jit: 'off',
      encoding: 'UTF8',
      network: '',
      locale: 'C.UTF-8',
    })
    const pid = findLockFile(first.dataDir)?.pid ?? 0
    expect(isServerOf(pid, first.dataDir)).toBe(true)
    if (linux) expect(listens(pid)).toBe(false)
    expect(statSync(first.dataDir).mode & 0o077).toBe(0)
    expect(statSync(first.superuser.host).mode & 0o077).toBe(0)

    await Promise.all([first.stop(), first.stop()])
    expect(isAlive(pid)).toBe(false)
    await expect(ask(first.superuser, 'select 1')).rejects.toThrow()

    writeFileSync(join(dataDir, 'postgres', 'local.conf'), 'deadlock_timeout = 777ms\n')
    const second = await startEngine({ dataDir })
    expect(second.adopted).toBe(false)
    expect(await ask(second.superuser, `select name, current_setting('deadlock_timeout') as own from xa`)).toEqual([
      { name: 'Mỹ Quý', own: '777ms' },
    ])
    await second.stop()
  })

  test('stops in bounded time with transactions open, and their uncommitted rows are not there', async () => {
    const dataDir = await furnishedPlace()
    const engine = await startEngine({ dataDir })
    await ask(engine.superuser, 'create table ghi (id int)')
    const open = new pg.Client(engine.superuser)
    open.on('error', () => {})
    await open.connect()
    await open.query('begin')
    await open.query('insert into ghi values (1)')
    await engine.stop()
    expect(findServed(engine.dataDir)).toEqual([])
    const again = await startEngine({ dataDir })
    expect(await ask(again.superuser, 'select * from ghi')).toEqual([])
    await again.stop()
  })

  test('a server that hears nothing is killed, and what was committed survives', async () => {
    const dataDir = await furnishedPlace()
    const engine = await startEngine({ dataDir, lost: () => {} })
    await ask(engine.superuser, 'create table ghi as select 7 as id')
    const pid = findLockFile(engine.dataDir)?.pid ?? 0
    process.kill(pid, 'SIGSTOP')
    const stopping = stopServer(pid, engine.dataDir, { fast: 50, immediate: 50, killed: 5_000 })
    // as stop() would have said it to the engine, so that it does not bring the server back
    void engine.stop()
    expect(await stopping).toBe('killed')
    expect(findServed(engine.dataDir)).toEqual([])
    const again = await startEngine({ dataDir })
    expect(await ask(again.superuser, 'select id from ghi')).toEqual([{ id: 7 }])
    await again.stop()
  })

  test('on 127.0.0.1 when a port is given: only with the password from the 0600 file', async () => {
    const dataDir = await furnishedPlace()
    const port = 20_000 + (process.pid % 20_000)
    const engine = await startEngine({ dataDir, port })
    const tcp: Connection = { ...engine.superuser, host: '127.0.0.1', ssl: false }
    expect(await ask(tcp, 'select 1 as one')).toEqual([{ one: 1 }])
    await expect(ask({ ...tcp, password: 'đoán bừa' }, 'select 1')).rejects.toMatchObject({ code: '28P01' })
    expect(statSync(join(dataDir, 'postgres-password.txt')).mode & 0o777).toBe(0o600)

    const url = `postgresql://postgres:${engine.superuser.password}@127.0.0.1:${port}/postgres`
    const given = await givenDatabase(url)
    expect(given.version).toMatch(/^18\./)
    expect(await ask(given.superuser, 'select 2 as two')).toEqual([{ two: 2 }])
    await given.stop()
    expect(await ask(tcp, 'select 3 as three')).toEqual([{ three: 3 }])
    const refused = await refusalOf(givenDatabase(url.replace(/:[^:@]+@/, ':sai@')))
    expect(refused.code).toBe('engine.database-unreachable')
    expect(refused.vi).not.toContain('sai@')

    // the port is taken by this very server when another cluster wants it
    const other = await refusalOf(startEngine({ dataDir: place(), port }))
    expect(other.code).toBe('engine.port-taken')
    await engine.stop()
  })
})

describe('after kill -9', () => {
  test('of Sen: the next start takes over the running server', async () => {
    const dataDir = await furnishedPlace()
    const other = await play(dataDir)
    const { superuser } = started(other.told)
    await ask(superuser, 'create table ghi as select 1 as id')
    const pid = findLockFile(join(dataDir, 'postgres'))?.pid ?? 0
    await kill(other.process)
    expect(isServerOf(pid, join(dataDir, 'postgres'))).toBe(true)

    const engine = await startEngine({ dataDir })
    expect(engine.adopted).toBe(true)
    expect(findLockFile(engine.dataDir)?.pid).toBe(pid)
    expect(await ask(engine.superuser, 'select id from ghi')).toEqual([{ id: 1 }])
    await engine.stop()
    expect(isAlive(pid)).toBe(false)
  })

  test('of Sen and of PostgreSQL together: every acknowledged write is there', async () => {
    const dataDir = await furnishedPlace()
    const other = await play(dataDir)
    const { superuser, dataDir: data } = started(other.told)
    await ask(superuser, 'create table ghi (id int primary key)')
    const writer = new pg.Client(superuser)
    writer.on('error', () => {})
    await writer.connect()
    let acknowledged = 0
    const writing = (async () => {
      for (let id = 1; id <= 100_000; id++) {
        await writer.query('insert into ghi values ($1)', [id])
        acknowledged = id
      }
    })().catch(() => {})
    await waitUntil(() => acknowledged >= 200, 20_000)
    await kill(other.process)
    for (const pid of linux ? findServed(data) : [findLockFile(data)?.pid ?? 0]) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // a backend may end by itself when its postmaster does
      }
    }
    await writing
    expect(acknowledged).toBeGreaterThanOrEqual(200)
    expect(existsSync(join(data, 'postmaster.pid'))).toBe(true)

    const engine = await startEngine({ dataDir })
    expect(engine.adopted).toBe(false)
    const [row] = await ask<{ count: number; last: number }>(
      engine.superuser,
      'select count(*)::int as count, max(id) as last from ghi',
    )
    // one more may have been written whose answer did not arrive
    expect([acknowledged, acknowledged + 1]).toContain(row?.count)
    expect(row?.last).toBe(row?.count)
    await engine.stop()
  })

  test('of the postmaster alone while a backend is busy: no second server beside the orphan', async () => {
    const dataDir = await furnishedPlace()
    const other = await play(dataDir)
    const { superuser, dataDir: data } = started(other.told)
    const busy = new pg.Client(superuser)
    busy.on('error', () => {})
    await busy.connect()
    // a busy loop never looks whether its postmaster lives
    busy.query(`do $$ begin loop perform 1; end loop; end $$`).catch(() => {})
    const working = `select count(*)::int as count from pg_stat_activity where state = 'active' and query like 'do %'`
    await expect.poll(() => ask(superuser, working), { timeout: 20_000 }).toEqual([{ count: 1 }])
    await kill(other.process)
    process.kill(findLockFile(data)?.pid ?? 0, 'SIGKILL')
    if (linux) expect(await waitUntil(() => findOrphans(data).length > 0, 10_000)).toBe(true)
    const engine = await startEngine({ dataDir })
    const pid = findLockFile(data)?.pid ?? 0
    expect(isServerOf(pid, data)).toBe(true)
    if (linux) expect(findOrphans(data)).toEqual([])
    expect(await ask(engine.superuser, 'select 1 as one')).toEqual([{ one: 1 }])
    await engine.stop()
  })

  test('of PostgreSQL under a living Sen: it comes back by itself, and the lock with it', async () => {
    const dataDir = await furnishedPlace()
    const engine = await startEngine({ dataDir })
    await ask(engine.superuser, 'create table ghi as select 5 as id')
    const pid = findLockFile(engine.dataDir)?.pid ?? 0
    process.kill(pid, 'SIGKILL')
    await expect.poll(() => findLockFile(engine.dataDir)?.pid, { timeout: 20_000 }).not.toBe(pid)
    await expect
      .poll(() => ask(engine.superuser, 'select id from ghi').catch(() => []), { timeout: 20_000 })
      .toEqual([{ id: 5 }])
    const second = await play(dataDir)
    expect(second.told).toMatchObject({ code: 'engine.already-running' })
    await engine.stop()
    expect(findServed(engine.dataDir)).toEqual([])
  })

  test('of one backend: the server restarts itself and the lock is taken again', async () => {
    const dataDir = await furnishedPlace()
    const lines: string[] = []
    const engine = await startEngine({ dataDir, log: (line) => lines.push(line) })
    const victim = new pg.Client(engine.superuser)
    victim.on('error', () => {})
    await victim.connect()
    const { rows } = await victim.query<{ pid: number }>('select pg_backend_pid() as pid')
    process.kill(rows[0]?.pid ?? 0, 'SIGKILL')
    await expect.poll(() => lines.at(-1), { timeout: 20_000 }).toBe('PostgreSQL: đã trở lại')
    const [held] = await ask<{ held: number }>(
      engine.superuser,
      `select count(*)::int as held from pg_locks where locktype = 'advisory' and granted`,
    )
    expect(held).toEqual({ held: 1 })
    await engine.stop()
  })
})

describe('the lock file of a server that is gone', () => {
  test.each(['a dead process', 'another program that got the number'])(
    'names %s: it starts all the same',
    async (who) => {
      const dataDir = await furnishedPlace()
      const first = await startEngine({ dataDir })
      const path = join(first.dataDir, 'postmaster.pid')
      const lock = readFileSync(path, 'utf8')
      await first.stop()
      const stranger = spawn('sleep', ['60'])
      players.push(stranger)
      const pid = stranger.pid ?? 0
      if (who === 'a dead process') await kill(stranger)
      writeFileSync(path, lock.replace(/^\d+/, String(pid)))
      const owner = statSync(first.dataDir)
      chownSync(path, owner.uid, owner.gid)
      chmodSync(path, 0o600)
      const second = await startEngine({ dataDir })
      expect(second.adopted).toBe(false)
      expect(await ask(second.superuser, 'select 1 as one')).toEqual([{ one: 1 }])
      if (who !== 'a dead process') expect(isAlive(pid)).toBe(true)
      await second.stop()
    },
  )
})

describe('two Sen processes on one directory', () => {
  test('the second is refused with the number of the first, which goes on', async () => {
    const dataDir = await furnishedPlace()
    const engine = await startEngine({ dataDir })
    const second = await play(dataDir)
    expect(second.told).toEqual({
      code: 'engine.already-running',
      vi: `Sen đang chạy trên thư mục dữ liệu "${dataDir}" (tiến trình ${process.pid}). Hãy dừng tiến trình ấy trước, hoặc dùng thư mục dữ liệu khác.`,
    })
    expect(await ask(engine.superuser, 'select 1 as one')).toEqual([{ one: 1 }])
    await engine.stop()
  })

  test('that begin at the same moment on an empty directory: one wins, one is refused', async () => {
    const dataDir = place()
    const both = await Promise.all([play(dataDir), play(dataDir)])
    const codes = both.map(({ told }) => ('code' in told ? told.code : 'started')).sort()
    expect(codes).toEqual(['engine.already-running', 'started'])
    expect(readdirSync(dataDir).filter((name) => name.includes('making'))).toEqual([])
  })
})

describe('refuses, and says what to do', () => {
  test('a directory that cannot be written', async () => {
    const file = join(place(), 'file')
    writeFileSync(file, '')
    const refused = await refusalOf(startEngine({ dataDir: join(file, 'data') }))
    expect(refused.code).toBe('engine.data-unwritable')
    expect(refused.vi).toMatch(/^Không ghi được vào thư mục dữ liệu .* Hãy cấp quyền ghi/)
  })

  test('files that are not PostgreSQL data, and data of another version', async () => {
    const dataDir = place()
    mkdirSync(join(dataDir, 'postgres'))
    writeFileSync(join(dataDir, 'postgres', 'thư.txt'), 'của tôi')
    expect((await refusalOf(startEngine({ dataDir }))).code).toBe('engine.data-unfinished')
    expect(readFileSync(join(dataDir, 'postgres', 'thư.txt'), 'utf8')).toBe('của tôi')
    writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '15\n')
    const refused = await refusalOf(startEngine({ dataDir }))
    expect(refused.code).toBe('engine.other-version')
    expect(refused.vi).toContain('PostgreSQL 15')
  })

  test('settings of the operator that PostgreSQL does not understand, with its own words', async () => {
    const dataDir = await furnishedPlace()
    const engine = await startEngine({ dataDir })
    await engine.stop()
    writeFileSync(join(engine.dataDir, 'local.conf'), 'shared_buffer = 1GB\n')
    const refused = await refusalOf(startEngine({ dataDir }))
    expect(refused.code).toBe('engine.did-not-start')
    expect(refused.vi).toContain('unrecognized configuration parameter "shared_buffer"')
  })

  test('a machine without bundled PostgreSQL', () => {
    expect(() => getBundled('win32', 'x64')).toThrow(/unsupported-platform/)
    expect(() => getBundled('linux', 's390x')).toThrow(/unsupported-platform/)
    // npm puts in the package of this machine only
    expect(() => getBundled(linux ? 'darwin' : 'linux', 'arm64')).toThrow(/binaries-missing/)
  })

  test('a database older than 15', async () => {
    const old = createServer((socket) => {
      const message = (kind: string, ...parts: Buffer[]): Buffer => {
        const body = Buffer.concat(parts)
        const head = Buffer.alloc(5, kind)
        head.writeInt32BE(body.length + 4, 1)
        return Buffer.concat([head, body])
      }
      const numbers = (...values: number[]): Buffer => {
        const buffer = Buffer.alloc(values.length * 4)
        for (const [index, value] of values.entries()) buffer.writeInt32BE(value, index * 4)
        return buffer
      }
      const ready = message('Z', Buffer.from('I'))
      socket.on('error', () => {})
      socket.on('data', (data) => {
        if (data[0] === 0x51) {
          const version = Buffer.from('14.12')
          const column = Buffer.concat([
            Buffer.from([0, 1]),
            Buffer.from('version\0'),
            numbers(0),
            Buffer.from([0, 0]),
            numbers(25),
            Buffer.from([255, 255, 255, 255, 255, 255, 0, 0]),
          ])
          const row = Buffer.concat([Buffer.from([0, 1]), numbers(version.length), version])
          socket.write(
            Buffer.concat([message('T', column), message('D', row), message('C', Buffer.from('SELECT 1\0')), ready]),
          )
        } else if (data[0] === 0) socket.write(Buffer.concat([message('R', numbers(0)), ready]))
        else socket.end()
      })
    })
    await new Promise<void>((resolve) => old.listen(0, '127.0.0.1', resolve))
    const address = old.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const refused = await refusalOf(givenDatabase(`postgresql://sen:x@127.0.0.1:${port}/sen`))
    expect(refused).toEqual({
      code: 'engine.database-too-old',
      vi: 'Cơ sở dữ liệu trong DATABASE_URL là PostgreSQL 14.12; Sen cần PostgreSQL 15 trở lên. Hãy nâng cấp máy chủ, hoặc bỏ DATABASE_URL để dùng bản đi kèm.',
    })
    await new Promise((resolve) => old.close(resolve))
    const gone = await refusalOf(givenDatabase(`postgresql://sen:x@127.0.0.1:${port}/sen`))
    expect(gone.code).toBe('engine.database-unreachable')
    expect(gone.vi).toContain(`127.0.0.1:${port}/sen`)
  })

  const mounted = join(tmpdir(), `sen-engine-disk-${process.pid}`)
  const canMount = ((): boolean => {
    if (!root || !linux) return false
    mkdirSync(mounted, { recursive: true })
    return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=60m,mode=755', 'tmpfs', mounted]).status === 0
  })()
  afterAll(() => {
    if (canMount) spawnSync('umount', [mounted])
    rmSync(mounted, { recursive: true, force: true })
  })
  test.skipIf(!canMount)('a disk that is full', async () => {
    const refused = await refusalOf(startEngine({ dataDir: join(mounted, 'data') }))
    expect(refused.code).toBe('engine.disk-full')
    expect(refused.vi).toMatch(/còn \d+ MB, cần ít nhất 250 MB/)
  })
})

describe('where the server and its data lie', () => {
  test('a path too long for a socket: a short private directory instead, and never one that others made', async () => {
    const dataDir = join(place(), 'đồng-tháp-'.repeat(8), 'data')
    const engine = await startEngine({ dataDir })
    const { host } = engine.superuser
    places.push(host)
    expect(host.startsWith(dataDir)).toBe(false)
    expect(statSync(host).mode & 0o777).toBe(0o700)
    expect(await ask(engine.superuser, 'select 1 as one')).toEqual([{ one: 1 }])
    await engine.stop()

    chmodSync(host, 0o777)
    expect(await refusalOf(startEngine({ dataDir }))).toMatchObject({ code: 'engine.socket-taken' })
    chmodSync(host, 0o700)
    const again = await startEngine({ dataDir })
    await again.stop()
  })

  // daemon and nobody: two users every system has; they must be able to run node and read this clone
  const [uid, strangerUid] = [1, 65_534]
  const canPlay =
    root &&
    spawnSync(process.execPath, ['-e', `fs.readFileSync(${JSON.stringify(import.meta.filename)})`], {
      uid,
      gid: uid,
      cwd: '/',
    }).status === 0
  test.skipIf(!canPlay)(
    'an ordinary user runs its own server; another is refused; root runs it as its owner',
    async () => {
      const dataDir = place()
      chownSync(dataDir, uid, uid)
      const own = await play(dataDir, { uid, gid: uid })
      const { dataDir: data, superuser } = started(own.told)
      expect(statSync(data).uid).toBe(uid)
      expect(superuser.user).toBe('postgres')
      await kill(own.process)

      chmodSync(dataDir, 0o777)
      const stranger = await play(dataDir, { uid: strangerUid, gid: strangerUid })
      expect(stranger.told).toMatchObject({ code: 'engine.data-of-another' })

      const engine = await startEngine({ dataDir })
      expect(statSync(engine.dataDir).uid).toBe(uid)
      await engine.stop()
    },
  )

  test.skipIf(!root || !linux)(
    'a clone under /root (mode 700): programs and data go where the server can look',
    async () => {
      const house = place(userInfo().homedir)
      chmodSync(house, 0o700)
      const here = join(import.meta.dirname, '..', '..')
      for (const folder of ['ground', join('kernel', 'store'), 'package.json']) {
        cpSync(join(here, folder), join(house, folder), { recursive: true })
      }
      const packages = [
        'pg',
        'pgpass',
        'split2',
        'xtend',
        dirname(getBundled().root).slice(join(here, 'node_modules/').length),
      ]
      const more = readdirSync(join(here, 'node_modules')).filter((name) => /^(pg|postgres)-/.test(name))
      for (const name of [...packages, ...more]) {
        const from = join(here, 'node_modules', name)
        if (existsSync(from))
          cpSync(from, join(house, 'node_modules', name), { recursive: true, verbatimSymlinks: true })
      }
      const dataDir = join(house, 'data')

      const first = await play(dataDir, { house })
      const { dataDir: data, lines, superuser } = started(first.told)
      places.push(dirname(data))
      expect(data).toMatch(/^\/var\/lib\/sen\/[0-9a-f]{12}\/postgres$/)
      expect(lines.some((line) => line.includes(data))).toBe(true)
      expect(readFileSync(join(dataDir, 'postgres-is-elsewhere.txt'), 'utf8')).toContain(
        `place: ${data}\ndataDir: ${dataDir}\n`,
      )
      expect(statSync(data).uid).not.toBe(0)
      await ask(superuser, `create table ghi as select 'ở nơi khác' as words`)
      await kill(first.process)

      // the same directory again: the same data, adopted
      const second = await play(dataDir, { house })
      expect(started(second.told)).toMatchObject({ adopted: true, dataDir: data })
      await kill(second.process)
      await endEngine(dirname(data))

      // a copy of the data directory is not a copy of the data
      const copy = join(house, 'copy')
      cpSync(dataDir, copy, { recursive: true })
      expect((await play(copy, { house })).told).toMatchObject({ code: 'engine.data-copied' })

      // moved: the data follow
      rmSync(dataDir, { recursive: true })
      const moved = await play(copy, { house })
      expect(await ask(started(moved.told).superuser, 'select words from ghi')).toEqual([{ words: 'ở nơi khác' }])
      await kill(moved.process)
      await endEngine(dirname(data))

      // a note without data: never an empty province in silence
      rmSync(data, { recursive: true })
      expect((await play(copy, { house })).told).toMatchObject({ code: 'engine.data-lost' })
    },
  )
})

test('settings are written so that PostgreSQL reads them back as they are', () => {
  const values = settings({
    socket: "/đường/d'ữ liệu",
    port: 5432,
    tcp: false,
    durable: true,
    memoryMb: 2048,
    cores: 2,
  })
  const file = settingsFile(values)
  expect(file).toContain("unix_socket_directories = '/đường/d''ữ liệu'\n")
  expect(file).toContain("shared_buffers = '512MB'\n")
  expect(file).toContain('fsync = on\n')
  expect(memoryMb()).toBeGreaterThan(100)
})
