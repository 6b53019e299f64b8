import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { chmod, cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkBackup, listBackups, makeBackup } from '#kernel/store'
import { type Inject, type Visitor, visitor } from '#kernel/testing'
import { sealAll, sealKeysIn } from '#kernel/trust'
import { demoPassword } from '#province'
import { runCommand } from './commands/index.ts'
import { type House, openHouse } from './open.ts'

/**
 * The whole drill on the bundled PostgreSQL: work, copy, more work, an instant, still more work, then the data directory is
 * destroyed and the province is put back to that instant. Everything acknowledged before it is there, nothing after it.
 */

const PASSPHRASE = 'nước lũ rút thì phù sa ở lại'
const log = pino({ level: 'silent' })

let base: string
let dataDir: string
let to: string
let environment: NodeJS.ProcessEnv
let procedure: string
let instant: Date
const filed: Record<string, { number: string; file: string; content: string }> = {}
const heads: Record<string, unknown> = {}

const open = (where = dataDir): Promise<House> =>
  openHouse({ dataDir: where, demo: true, jobs: false, listen: false, log, progress: () => undefined, environment })

const injectOf =
  (house: House): Inject =>
  async (request) => {
    const answer = await house.http.app.inject({
      method: request.method as 'GET',
      url: request.path,
      headers: request.headers,
      ...(request.body === undefined ? {} : { payload: Buffer.from(request.body) }),
    })
    return { status: answer.statusCode, headers: answer.headers as Record<string, string>, body: answer.body }
  }

async function atTheCounter(house: House): Promise<Visitor> {
  const who = visitor(injectOf(house))
  expect((await who.signIn('motcua.caolanh', demoPassword)).status).toBe(200)
  return who
}

/** Files a dossier with a paper of its own at the counter, as acknowledged by the server. */
async function file(house: House, who: Visitor, name: string): Promise<void> {
  const content = `Giấy tờ của ${name}, ${'x'.repeat(2_000)}`
  const boundary = 'sen-boundary-of-a-test'
  const csrf = (await who.get('/api/v1/me')).json<{ csrf: string }>().csrf
  const sent = await injectOf(house)({
    method: 'POST',
    path: '/api/v1/files',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, 'x-csrf': csrf, cookie: who.cookies() },
    body: `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}.txt"\r\ncontent-type: text/plain\r\n\r\n${content}\r\n--${boundary}--\r\n`,
  })
  expect(sent.status, sent.body).toBe(201)
  const scan = JSON.parse(sent.body) as { id: string; name: string; kind: string; size: number }
  const made = await who.send<{ number: string }>('POST', '/api/v1/one-stop/intake', {
    procedure,
    national_id: `08718500${String(1_000 + Object.keys(filed).length)}`,
    full_name: `Người nộp ${name.charCodeAt(0)}`,
    content: `Hồ sơ ${name}`,
    scans: [{ file: scan.id, name: scan.name, kind: scan.kind, size: scan.size }],
  })
  expect(made.status, made.text).toBe(201)
  filed[name] = { number: made.json<{ number: string }>().number, file: scan.id, content }
}

async function command(
  words: string[],
  more: NodeJS.ProcessEnv = {},
): Promise<{ code: number | undefined; said: string }> {
  const lines: string[] = []
  const code = await runCommand(words, {
    say: (line) => void lines.push(line),
    environment: { ...environment, ...more },
  })
  return { code, said: lines.join('\n') }
}

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'sen-backup-'))
  await chmod(base, 0o755)
  dataDir = join(base, 'data')
  to = join(base, 'copies')
  await writeFile(join(base, 'passphrase'), `${PASSPHRASE}\n`, { mode: 0o600 })
  environment = {
    PATH: process.env.PATH,
    SEN_DATA: dataDir,
    SEN_BACKUP_DIR: to,
    SEN_BACKUP_PASSPHRASE_FILE: join(base, 'passphrase'),
  }
  const house = await open()
  try {
    const { rows } = await house.database.owner.query<{ id: string }>(
      "select id from one_stop.procedure where code = '2.000815'",
    )
    procedure = rows[0]?.id ?? ''
    // a copy may begin by itself at any moment from here on: each shall hold a head
    await sealAll(house.database, sealKeysIn(join(dataDir, 'secrets', 'log-keys')))
    const who = await atTheCounter(house)
    // the log is shipped from here on; the copy below is the first
    await house.backups.ship()
    await file(house, who, 'trước bản sao')
    await sealAll(house.database, sealKeysIn(join(dataDir, 'secrets', 'log-keys')))
    const manifest = await house.backups.copy()
    expect(manifest).toMatchObject({ kind: 'physical', secrets: { state: 'sealed' } })
    await file(house, who, 'sau bản sao')
    await house.backups.ship()
    heads.facts = (await house.database.owner.query('select max(seq)::int as seq from sen.fact')).rows[0]?.seq
    await sleep(50)
    instant = new Date()
    await sleep(50)
    await file(house, who, 'sau thời điểm')
    expect(await house.backups.ship()).toMatchObject({ error: null, behindBytes: 0, brokenAt: null })
  } finally {
    await house.close()
  }
}, 120_000)

afterAll(async () => {
  await rm(base, { recursive: true, force: true })
})

/** What the counter sees in a restored house. */
async function look(
  where = dataDir,
): Promise<{ numbers: string[]; papers: Record<string, string | number>; facts: number }> {
  const house = await open(where)
  try {
    const who = await atTheCounter(house)
    const list = await who.get<{ rows: { number: string }[] }>(
      '/api/v1/one-stop/dossier?limit=200&f.procedure_code=2.000815',
    )
    const papers: Record<string, string | number> = {}
    for (const [name, one] of Object.entries(filed)) {
      const answer = await who.get(`/api/v1/files/${one.file}`)
      papers[name] = answer.status === 200 ? answer.text : answer.status
    }
    const { rows } = await house.database.owner.query<{ seq: number }>(
      'select max(seq)::int as seq from sen.fact where seq <= $1',
      [heads.facts],
    )
    return { numbers: list.json().rows.map((row) => row.number), papers, facts: rows[0]?.seq ?? 0 }
  } finally {
    await house.close()
  }
}

describe('a copy', () => {
  test('is made beside the running house by the command, read through, and says what is in it', async () => {
    const house = await open()
    try {
      // the house holds the directory: the command works beside it
      const made = await command(['backup', '--verify'])
      expect(made.code, made.said).toBe(0)
      expect(made.said).toContain('mọi byte đúng mã băm')
      expect(made.said).toContain('bí mật: đã niêm')
    } finally {
      await house.close()
    }
    const { kept, broken } = await listBackups(to)
    expect(kept.length).toBe(2)
    expect(broken).toEqual([])
    const [first] = kept
    const { manifest } = first as (typeof kept)[number]
    expect(manifest.cluster?.files.some((one) => one.name === 'backup_label')).toBe(true)
    expect(manifest.cluster?.files.some((one) => one.name === 'postmaster.pid' || one.name.startsWith('pg_wal/'))).toBe(
      false,
    )
    expect(manifest.said.lastFact).toBeGreaterThan(0)
    // no secret lies open in what leaves the machine
    const secret = readFileSync(join(dataDir, 'secrets', 'database-app'), 'utf8').trim()
    for (const name of readdirSync(first?.folder ?? '')) {
      if (name !== 'wal') expect(readFileSync(join(first?.folder ?? '', name)).includes(secret), name).toBe(false)
    }
  }, 60_000)

  test('that was cancelled leaves nothing that looks whole', async () => {
    const before = readdirSync(join(to, 'base'))
    const stop = new AbortController()
    await expect(
      makeBackup({
        connection: null,
        dataDir,
        to,
        sen: { version: '0', commit: '' },
        signal: stop.signal,
        progress: () => stop.abort(),
      }),
    ).rejects.toMatchObject({ code: 'backup.cancelled' })
    expect(readdirSync(join(to, 'base'))).toEqual(before)
  })
})

describe('the data directory is destroyed', () => {
  beforeAll(async () => {
    await rm(dataDir, { recursive: true, force: true })
  })

  test('the province comes back as it was at the chosen instant: all before it, nothing after it', async () => {
    const restored = await command(['restore', to, '--at', instant.toISOString()])
    expect(restored.code, restored.said).toBe(0)
    expect(restored.said).toContain('mọi tệp được nhắc tới đều có và đúng mã băm')
    expect(restored.said).toMatch(/nhật ký niêm phong: nguyên vẹn, \d+ lá, nối tiếp dấu \d+ lá lúc sao lưu/)
    expect(existsSync(join(dataDir, 'secrets', 'database-app'))).toBe(true)
    const { numbers, papers, facts } = await look()
    expect(numbers).toContain(filed['trước bản sao']?.number)
    expect(numbers).toContain(filed['sau bản sao']?.number)
    expect(numbers).not.toContain(filed['sau thời điểm']?.number)
    expect(papers['trước bản sao']).toBe(filed['trước bản sao']?.content)
    expect(papers['sau bản sao']).toBe(filed['sau bản sao']?.content)
    expect(papers['sau thời điểm']).toBe(404)
    expect(facts).toBe(heads.facts)
  }, 60_000)

  test('a second restore into it is refused by name, and nothing is touched', async () => {
    const refused = await command(['restore', to])
    expect(refused).toMatchObject({ code: 1 })
    expect(refused.said).toContain('không trống')
    const house = await open()
    try {
      const running = await command(['restore', to])
      expect(running.code).toBe(1)
      expect(running.said).toContain('Sen đang chạy')
    } finally {
      await house.close()
    }
  }, 30_000)

  test('without an instant everything acknowledged comes back', async () => {
    const other = join(base, 'other')
    const restored = await command(['restore', to], { SEN_DATA: other })
    expect(restored.code, restored.said).toBe(0)
    const { numbers, papers } = await look(other)
    for (const one of Object.values(filed)) expect(numbers).toContain(one.number)
    expect(papers['sau thời điểm']).toBe(filed['sau thời điểm']?.content)
    await rm(other, { recursive: true, force: true })
  }, 60_000)
})

describe('a copy that is not as it was written', () => {
  const target = () => join(base, 'nowhere')
  const damage = async (
    work: (copy: string) => Promise<void> | void,
  ): Promise<{ code: number | undefined; said: string }> => {
    const copy = join(base, 'damaged')
    await cp(to, copy, { recursive: true })
    try {
      await work(copy)
      const ran = await command(['restore', copy], { SEN_DATA: target() })
      expect(existsSync(target()), 'nothing may be left behind').toBe(false)
      return ran
    } finally {
      await rm(copy, { recursive: true, force: true })
    }
  }
  const flip = (path: string, at = 0.5) => {
    const bytes = readFileSync(path)
    const place = Math.floor(bytes.length * at)
    bytes[place] = (bytes[place] as number) ^ 1
    writeFileSync(path, bytes)
  }
  const newest = (copy: string) => join(copy, 'base', readdirSync(join(copy, 'base')).sort().at(-1) ?? '')

  test.each(['cluster.tar.zst', 'manifest.json', 'secrets.sealed', 'blobs.txt', 'files.tar.zst'])(
    'one flipped byte in %s is named and refused',
    async (name) => {
      const { code, said } = await damage((copy) => flip(join(newest(copy), name)))
      expect(code, said).toBe(1)
      expect(said).toMatch(
        name === 'secrets.sealed' ? /Cụm mật khẩu không mở được/ : new RegExp(name.replaceAll('.', '\\.')),
      )
    },
  )

  test('a flipped byte in a paper is named and refused', async () => {
    const sha256 = createHash('sha256')
      .update(filed['trước bản sao']?.content ?? '')
      .digest('hex')
    const { code, said } = await damage((copy) =>
      flip(join(copy, 'blobs', sha256.slice(0, 2), sha256.slice(2, 4), sha256)),
    )
    expect(code).toBe(1)
    expect(said).toContain(sha256)
  })

  test('a missing segment of the log is named, and until when one can go back is said', async () => {
    let gone = ''
    const { code, said } = await damage(async (copy) => {
      const [system = ''] = readdirSync(join(copy, 'wal'))
      // the first copy, so that segments shipped after it are needed
      await rm(newest(copy), { recursive: true })
      const own = new Set(readdirSync(join(newest(copy), 'wal')))
      const shipped = readdirSync(join(copy, 'wal', system))
        .filter((name) => name.endsWith('.zst') && !own.has(name))
        .sort()
      expect(shipped.length, 'segments after the copy').toBeGreaterThan(1)
      gone = (shipped[0] ?? '').slice(0, 24)
      await rm(join(copy, 'wal', system, shipped[0] ?? ''))
    })
    expect(code).toBe(1)
    expect(said).toContain(gone)
    expect(said).toContain('--at')
  })

  test('a wrong passphrase opens nothing', async () => {
    await writeFile(join(base, 'wrong'), 'một cụm mật khẩu khác\n')
    const { code, said } = await command(['restore', to], {
      SEN_DATA: target(),
      SEN_BACKUP_PASSPHRASE_FILE: join(base, 'wrong'),
    })
    expect(code).toBe(1)
    expect(said).toContain('Cụm mật khẩu không mở được')
    expect(existsSync(target())).toBe(false)
  })

  test('the check of the command finds the same', async () => {
    const good = await command(['backup', '--check', to])
    expect(good.code, good.said).toBe(0)
    const copy = join(base, 'checked')
    await cp(to, copy, { recursive: true })
    flip(join(newest(copy), 'cluster.tar.zst'), 0.9)
    const bad = await command(['backup', '--check', copy])
    expect(bad.code).toBe(1)
    expect(bad.said).toContain('cluster.tar.zst')
    const [first] = (await listBackups(copy)).kept
    expect(first && (await checkBackup(copy, first))).toEqual([])
  })

  test('an instant before the first copy, or after the last write, is refused with the nearest one', async () => {
    const early = await command(['restore', to, '--at', '2020-01-01T00:00:00+07:00'], { SEN_DATA: target() })
    expect(early).toMatchObject({ code: 1 })
    expect(early.said).toContain('sớm hơn bản sao lưu đầu tiên')
    const late = await command(['restore', to, '--at', '2999-01-01T00:00:00+07:00'], { SEN_DATA: target() })
    expect(late.code).toBe(1)
    expect(late.said).toContain('việc ghi cuối cùng khôi phục được')
    expect(existsSync(target())).toBe(false)
    const wrong = await command(['restore', to, '--at', 'hôm qua'], { SEN_DATA: target() })
    expect(wrong.said).toContain('2026-10-05T08:00:00+07:00')
  }, 30_000)
})
