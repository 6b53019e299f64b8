import { type ChildProcess, spawn } from 'node:child_process'
import {
  appendFileSync,
  copyFileSync,
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
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dropTestDatabase, testDatabaseUrl } from '#kernel/testing'
import { openKeyRing, openSecret, sealSecret } from '#kernel/trust'
import { runCommand } from './index.ts'

const root = resolve(import.meta.dirname, '..', '..')
const program = join(root, 'host', 'sen.mjs')
const folder = mkdtempSync(join(tmpdir(), 'sen-commands-'))
const running = new Set<ChildProcess>()

interface Ran {
  code: number | null
  out: string
  err: string
}

/** One call of the program in a process of its own, as an operator makes it. */
function call(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
  input?: string,
): { child: ChildProcess; ended: Promise<Ran> } {
  const child = spawn(process.execPath, [program, ...words], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  running.add(child)
  const ended = new Promise<Ran>((done) => {
    let out = ''
    let err = ''
    child.stdout.on('data', (part) => {
      out += String(part)
    })
    child.stderr.on('data', (part) => {
      err += String(part)
    })
    child.once('close', (code) => {
      running.delete(child)
      done({ code, out, err })
    })
  })
  child.stdin.end(input ?? '')
  return { child, ended }
}

afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', () => done()))
  const place = server.address()
  await new Promise((done) => server.close(done))
  return typeof place === 'object' && place ? place.port : 0
}

/** A procedure as the national portal writes one. */
const procedure = (code: string, name: string): string =>
  JSON.stringify({
    code,
    name,
    sector: 'Thủy lợi',
    ministry: 'Bộ Nông nghiệp và Môi trường',
    levels: ['Cấp xã'],
    handled_by: 'UBND/sở',
    applicants: ['Công dân Việt Nam'],
    methods: [{ channel: 'Trực tiếp', time: 5, unit: 'Ngày làm việc', note: '' }],
    dossier: [],
    results: [{ name: 'Giấy phép', code: '' }],
    legal_refs: ['118/2025/NĐ-CP'],
  })

describe('what is typed', () => {
  test.each(['start', 'doctor', 'user', 'migrate', 'import', 'export', 'keys', 'new'])(
    '%s --help says it in Vietnamese first, then in English',
    async (name) => {
      const { code, out } = await call([name, '--help'], { SEN_DATA: join(folder, 'none') }).ended
      expect(code).toBe(0)
      expect(out).toContain(`npx sen ${name}`)
      const [vi = '', en = ''] = out.split('\n')
      expect(vi).toMatch(/[ạảãàáâậầấăắằđêếềệôốồộơớờợưứừựíìịỉĩúùụủũ]/)
      expect(en).toMatch(/^[\x20-\x7e]+$/)
      expect(existsSync(join(folder, 'none'))).toBe(false)
    },
  )

  test.each([
    [['fly'], 'Không có lệnh "fly"'],
    [['user'], 'add | list | lock | unlock | password'],
    [['user', 'add', 'lan', '--wings', '2'], '"--wings"'],
    [['user', 'add', 'lan', '--role'], '"--role"'],
    [['import', 'boundaries'], 'FILE'],
    [['migrate', '--allow-loss', 'sen.kite; drop'], 'sen.kite; drop'],
    [['export', 'one-stop/step'], '--out FILE'],
    [['new', 'society/kites'], '--title-vi'],
  ])('%j is wrong usage: 2, one sentence, no stack', async (words, said) => {
    const { code, out, err } = await call(words, { SEN_DATA: join(folder, 'none') }).ended
    expect(code).toBe(2)
    expect(err).toContain(said)
    expect(out + err).not.toMatch(/^\s+at /m)
    expect(existsSync(join(folder, 'none'))).toBe(false)
  })

  test('without packages it says to run npm ci, whatever Node there is', async () => {
    const bare = join(folder, 'bare', 'host')
    mkdirSync(bare, { recursive: true })
    copyFileSync(program, join(bare, 'sen.mjs'))
    const child = spawn(process.execPath, [join(bare, 'sen.mjs'), 'doctor'])
    let err = ''
    child.stderr.on('data', (part) => {
      err += String(part)
    })
    const code = await new Promise((done) => child.once('close', done))
    expect(code).toBe(1)
    expect(err).toMatch(/^Chưa có các gói phần mềm của Sen\. Hãy chạy "npm ci" .*\n$/)
  })
})

describe('on a database by URL', { timeout: 120_000 }, () => {
  let url = ''
  let pool: pg.Pool
  let environment: NodeJS.ProcessEnv = {}
  // in this process: what needs a terminal, a signal or a password of its own is called in one of its own
  const sen = async (...words: string[]): Promise<Ran> => {
    const lines: string[] = []
    const code = await runCommand(words, { say: (line) => void lines.push(`${line}\n`), environment })
    return { code: code ?? null, out: lines.join(''), err: lines.join('') }
  }
  const told = (input: string, ...words: string[]) => call(words, environment, input).ended
  // the same in this process, its standard input for so long the one given
  const toldHere = async (input: string, ...words: string[]): Promise<Ran> => {
    const own = Object.getOwnPropertyDescriptor(process, 'stdin')
    Object.defineProperty(process, 'stdin', { value: Readable.from(input === '' ? [] : [input]), configurable: true })
    try {
      return await sen(...words)
    } finally {
      if (own) Object.defineProperty(process, 'stdin', own)
    }
  }
  const count = async (sql: string, params: unknown[] = []): Promise<number> =>
    Number((await pool.query<{ n: string }>(sql, params)).rows[0]?.n)

  beforeAll(async () => {
    url = await testDatabaseUrl('commands')
    const place = new URL(url)
    pool = new pg.Pool({
      host: decodeURIComponent(place.hostname),
      port: Number(place.port),
      user: 'postgres',
      database: place.pathname.slice(1),
      ssl: false,
      max: 2,
    })
    environment = { DATABASE_URL: url, SEN_DATA: join(folder, 'data'), SEN_DEMO: '0' }
  })
  afterAll(async () => {
    await pool.end()
    await dropTestDatabase(url)
  })

  test('migrate: --dry prints and changes nothing, migrate applies, and again there is nothing to do', async () => {
    const dry = await sen('migrate', '--dry')
    expect(dry.code).toBe(0)
    expect(dry.out).toMatch(/create table "sen"\."account"/)
    expect(dry.out).toContain('chưa có gì thay đổi')
    expect(await count("select count(*) as n from pg_namespace where nspname in ('sen', 'graphile_worker')")).toBe(0)
    const done = await sen('migrate')
    expect([done.code, done.out]).toEqual([0, expect.stringMatching(/Đã áp dụng \d+ câu lệnh/)])
    expect((await sen('migrate')).out).toBe('Cơ sở dữ liệu đã đúng lược đồ, không có gì phải làm.\n')
  })

  test('migrate: what would be lost is refused by name, kept whole, and dropped only when that name is allowed', async () => {
    // as if an older version had declared one more table, and somebody had filled it
    await pool.query('create table sen.kite (id integer primary key)')
    await pool.query('insert into sen.kite values (1)')
    await pool.query('alter table sen.kite enable row level security')
    await pool.query('alter table sen.kite force row level security')
    await pool.query(
      `update sen.declared set schema = jsonb_set(schema, '{tables}', schema -> 'tables' || '[{"name": "sen.kite", "columns": {"id": {"type": "integer"}}, "primaryKey": ["id"]}]')`,
    )
    const refused = await sen('migrate')
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('npx sen migrate --allow-loss sen.kite')])
    expect(refused.err).not.toMatch(/^\s+at /m)
    expect((await sen('migrate', '--allow-loss', 'sen.other')).code).toBe(1)
    expect(await count('select count(*) as n from sen.kite')).toBe(1)
    const allowed = await sen('migrate', '--allow-loss', 'sen.kite')
    expect([allowed.code, allowed.out]).toEqual([0, expect.stringContaining('drop table')])
    expect(await count("select count(*) as n from pg_class where relname = 'kite'")).toBe(0)
  })

  test('user: the first administrator is added, seen, given another role, locked; all of it are facts', async () => {
    const add = ['user', 'add', 'Quan.Tri', '--name', 'Nguyễn Văn A', '--from', '2026-01-01']
    const refusals: [string[], string][] = [
      [['--role', 'administrator', '--unit', 'X99'], 'Không có đơn vị nào mang mã "X99"'],
      [['--role', 'king', '--unit', 'H20'], 'Không có vai trò "king"'],
      [['--role', 'one-stop-officer', '--unit', 'H20'], 'không được giao ở'],
      [['--role', 'administrator', '--unit', 'H20', '--to', '2025-12-31'], 'Ngày "2025-12-31" không đúng'],
    ]
    for (const [words, said] of refusals) {
      const ran = await toldHere('Sen-2026-dong-thap\n', ...add, ...words)
      expect([ran.code, ran.err]).toEqual([1, expect.stringContaining(said)])
    }
    const administrator = [...add, '--role', 'administrator', '--unit', 'H20']
    expect((await toldHere('', ...administrator)).err).toContain('Chưa có mật khẩu')
    expect((await toldHere('short\n', ...administrator)).err).toContain('Mật khẩu cần ít nhất')
    expect(await count('select count(*) as n from sen.account')).toBe(0)

    const added = await told('Sen-2026-dong-thap\n', ...administrator)
    expect([added.code, added.out]).toEqual([
      0,
      expect.stringContaining('Đã mở tài khoản "quan.tri" và giao vai trò administrator'),
    ])
    expect(added.out + added.err).not.toContain('Sen-2026')
    const again = await sen(
      'user',
      'add',
      'quan.tri',
      '--name',
      'x',
      '--role',
      'province-monitor',
      '--unit',
      'H20',
      '--from',
      '2026-02-01',
      '--to',
      '2026-03-31',
    )
    expect(again.out).toContain('đã có; đã giao thêm vai trò province-monitor')
    const listed = await sen('user', 'list')
    expect(listed.out).toContain('quan.tri                 Nguyễn Văn A\n')
    expect(listed.out).toContain('administrator@H20 2026-01-01…; province-monitor@H20 2026-02-01…2026-03-31')

    await pool.query(
      `insert into sen.session (token_hash, account, csrf, created_at, seen_at, expires_at) select '\\x00', id, 'x', now(), now(), now() + interval '1 hour' from sen.account`,
    )
    expect((await toldHere('Khac-han-2026\n', 'user', 'password', 'quan.tri')).out).toContain(
      '1 phiên đang mở đã bị đóng',
    )
    expect((await sen('user', 'lock', 'quan.tri')).out).toContain('Đã khóa')
    expect((await sen('user', 'list')).out).toContain('[ĐÃ KHÓA]')
    expect((await sen('user', 'lock', 'nobody')).err).toContain('Không có tài khoản "nobody"')
    expect((await sen('user', 'unlock', 'quan.tri')).out).toContain('Đã mở lại')
    const { rows } = await pool.query<{ kind: string; actor_name: string }>(
      "select kind, actor_name from sen.fact where record = 'account' order by seq",
    )
    expect(rows.map((row) => row.kind)).toEqual([
      'account-opened',
      'role-granted',
      'role-granted',
      'password-set',
      'account-locked',
      'account-unlocked',
    ])
    expect(rows.every((row) => row.actor_name.startsWith('npx sen ('))).toBe(true)
  })

  test('keys: rotates the ring and seals every secret anew; lost factors are reset by name', async () => {
    const { rows } = await pool.query<{ id: string }>("select id from sen.account where login = 'quan.tri'")
    const account = String(rows[0]?.id)
    const ring = openKeyRing(join(folder, 'data', 'secrets', 'keys.json'))
    const factor = '0197b3a0-0000-7000-8000-000000000001'
    await pool.query(
      "insert into sen.factor (id, account, kind, name, secret, created_at, confirmed_at) values ($1, $2, 'totp', 'x', $3, now(), now())",
      [factor, account, sealSecret(ring, 'hạt giống', `sen.factor.secret:${factor}`)],
    )
    const first = ring.current()
    expect((await sen('keys')).code).toBe(2)
    const rotated = await sen('keys', 'rotate')
    expect([rotated.code, rotated.out]).toEqual([0, expect.stringContaining('Đã niêm lại 1 giá trị')])
    expect(ring.current()).not.toBe(first)
    const kept = async () =>
      String((await pool.query<{ secret: string }>('select secret from sen.factor')).rows[0]?.secret)
    expect(openSecret(ring, await kept(), `sen.factor.secret:${factor}`).toString()).toBe('hạt giống')
    expect((await sen('keys', 'list')).out).toContain(first)
    expect((await sen('keys', 'rotate', '--drop-old')).out).toContain('Đã bỏ 2 khóa cũ')
    expect((await sen('keys', 'list')).out).not.toContain(first)
    expect((await sen('keys', 'signing')).out).toMatch(/Khóa ký mới: \S+, \S+.*Bắt đầu ký sau 10 phút/)
    expect(openSecret(ring, await kept(), `sen.factor.secret:${factor}`).toString()).toBe('hạt giống')
    expect((await sen('user', 'reset-factors', 'quan.tri')).out).toContain('Đã xóa 1 lớp bảo vệ')
    expect(await count('select count(*) as n from sen.factor')).toBe(0)
  })

  test('user: a citizen whose card was seen gets an account by number, once; never under another name or with a role', async () => {
    const number = '087185000021'
    const add = ['user', 'add', '--citizen', number, '--name', 'Lê Thị Mây']
    const refusals: [string[], string][] = [
      [['user', 'add', '--citizen', '12345', '--name', 'x'], '12 chữ số'],
      [[...add, '--role', 'administrator', '--unit', 'H20'], 'không giữ vai trò'],
      [[...add, '--phone', '12'], '"12"'],
      [['user', 'add', '087185000022', '--citizen', number, '--name', 'Lê Thị Mây'], 'không hợp lệ'],
      [['user', 'add', 'quan.tri', '--citizen', number, '--name', 'Lê Thị Mây'], 'đã có người dùng'],
      [['user', 'add', 'may', '--name', 'x', '--birth', '1985-09-02'], '--citizen'],
    ]
    for (const [words, said] of refusals) {
      const ran = await sen(...words)
      expect([words, ran.code, ran.err]).toEqual([words, 1, expect.stringContaining(said)])
    }
    expect(await count('select count(*) as n from sen.person')).toBe(0)
    const opened = await toldHere('Mat-khau-rieng-7\n', ...add, '--birth', '1985-09-02', '--phone', '0912 345 678')
    expect([opened.code, opened.out]).toEqual([
      0,
      expect.stringContaining(`Đã mở tài khoản người dân "${number}" cho Lê Thị Mây (mới vào sổ)`),
    ])
    expect((await sen(...add)).err).toContain(`đã có tài khoản "${number}"`)
    expect((await sen('user', 'add', '--citizen', number, '--name', 'Trần Văn Khác')).err).toContain('"Lê Thị Mây"')
    const listed = await sen('user', 'list')
    expect(listed.out.indexOf('quan.tri')).toBeLessThan(listed.out.indexOf(number))
    expect(listed.out).toContain('người dân')
    expect((await sen('user', 'lock', number)).out).toContain('Đã khóa')
    const { rows } = await pool.query<{ kind: string }>(
      `select f.kind from sen.fact f join sen.account a on a.id = f.record_id where a.login = $1 order by seq`,
      [number],
    )
    expect(rows.map((row) => row.kind)).toEqual(['account-opened', 'identity-checked', 'account-locked'])
  })

  test('import boundaries: known communes come in once; an unknown one refuses the whole file', async () => {
    const square = {
      type: 'Polygon',
      coordinates: [
        [
          [106.3, 10.3],
          [106.4, 10.3],
          [106.4, 10.4],
          [106.3, 10.3],
        ],
      ],
    }
    const collection = (...codes: string[]) =>
      JSON.stringify({
        type: 'FeatureCollection',
        features: codes.map((code) => ({ type: 'Feature', properties: { code }, geometry: square })),
      })
    const file = join(folder, 'ranh-gioi.geojson')
    writeFileSync(file, collection('28249', '28261'))
    expect((await sen('import', 'boundaries', file)).out).toContain(
      'đọc 2 xã, phường; 2 mới hoặc thay đổi, 0 không đổi',
    )
    expect((await sen('import', 'boundaries', file)).out).toContain('0 mới hoặc thay đổi, 2 không đổi')
    writeFileSync(file, collection('28270', '99999'))
    const refused = await sen('import', 'boundaries', file)
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('Hình thứ 2')])
    writeFileSync(file, '{"type":')
    expect((await sen('import', 'boundaries', file)).err).toContain('không phải JSON')
    expect((await sen('import', 'boundaries', join(folder, 'nothing.geojson'))).err).toContain('Không có tệp')
    expect(await count('select count(*) as n from sen.boundary')).toBe(2)
  })

  test('import procedures: good lines come in, bad ones are named in the report, the second time nothing changes', async () => {
    const file = join(folder, 'thu-tuc.jsonl')
    // 1.001193 is one the province has written itself
    const lines = [
      procedure('9.000001', 'Cấp phép thử một'),
      '{broken',
      procedure('9.000001', 'Lặp lại'),
      '',
      procedure('1.001193', 'Khai sinh theo tệp'),
      procedure('9.000002', 'Cấp phép thử hai'),
      procedure('x', 'Mã sai'),
    ]
    writeFileSync(file, `${lines.join('\n')}\n`)
    const own = await pool.query('select * from one_stop.procedure where code = $1', ['1.001193'])
    const check = await sen('import', 'procedures', file, '--check')
    expect(check.out).toContain('Kiểm tra (chưa ghi gì)')
    expect(await count("select count(*) as n from one_stop.procedure where code like '9.%'")).toBe(0)
    const first = await sen('import', 'procedures', file)
    expect(first.code).toBe(1)
    expect(first.out).toContain('6 dòng, hiểu được 3, không đọc được 3')
    expect(first.out).toContain('2 mới, 0 thay đổi, 0 không đổi, 3 dòng bị từ chối')
    await pool.query("update one_stop.procedure set cutoff = '15:00' where code = '9.000002'")
    const second = await sen('import', 'procedures', file)
    expect(second.out).toContain('0 mới, 0 thay đổi, 2 không đổi, 3 dòng bị từ chối')
    expect(
      await count("select count(*) as n from one_stop.procedure where cutoff = '15:00' and code = '9.000002'"),
    ).toBe(1)
    expect((await pool.query('select * from one_stop.procedure where code = $1', ['1.001193'])).rows).toEqual(own.rows)
    const reports = readdirSync(join(folder, 'data', 'reports'))
    expect(reports).toEqual([
      expect.stringMatching(/^procedures-\d{4}-\d\d-\d\d-thu-tuc\.csv$/),
      expect.stringMatching(/\.json$/),
    ])
    const [csv = '', json = ''] = reports.map((name) => readFileSync(join(folder, 'data', 'reports', name), 'utf8'))
    const report = JSON.parse(json) as { import: unknown; notes: { line: number; kind: string; why: string }[] }
    expect(report.notes.filter((note) => note.kind === 'refused').map((note) => note.line)).toEqual([2, 3, 7])
    expect(report.import).toMatchObject({ state: 'done', created: 0, unchanged: 2, failed: 3 })
    expect(csv.startsWith('\ufeffDòng,Mã,Loại')).toBe(true)
    expect(csv).toContain('Thủ tục 9.000001 đã có ở dòng 1')
  })

  test('import procedures: killed half-way and called again, it goes on where it was and nothing is doubled', async () => {
    const file = join(folder, 'nhieu.jsonl')
    writeFileSync(file, '')
    for (let at = 0; at < 6_000; at++)
      appendFileSync(file, `${procedure(`8.${String(at).padStart(6, '0')}`, `Thủ tục thử số ${at}`)}\n`)
    const { child, ended } = call(['import', 'procedures', file], environment)
    const done = () => count('select coalesce(max(done), 0) as n from sen.import where file_path = $1', [file])
    while ((await done()) < 500) await sleep(10)
    child.kill('SIGKILL')
    await ended
    const reached = await done()
    expect(reached).toBeLessThan(6_000)
    const second = await sen('import', 'procedures', file)
    expect(second.code).toBe(0)
    expect(second.out).toContain('Đi tiếp lần nhập dở dang')
    expect(await count("select count(*) as n from one_stop.procedure where code like '8.%'")).toBe(6_000)
    expect(await count('select created as n from sen.import where file_path = $1', [file])).toBe(6_000)
    expect(await count('select count(*) as n from sen.import where file_path = $1', [file])).toBe(1)
  })

  test('export, then import of the same file: the rows are known and unchanged; a wrong cell is named', async () => {
    const file = join(folder, 'buoc.csv')
    const out = await sen('export', 'one-stop/step', '--out', file)
    expect([out.code, out.out]).toEqual([0, expect.stringMatching(/^Đã xuất \d+ dòng/m)])
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect((await sen('export', 'one-stop/step', '--out', file)).err).toContain('--replace')
    expect((await sen('export', 'one-stop/kite', '--out', join(folder, 'kite.csv'))).err).toContain('one-stop/step')
    expect((await sen('export', 'one-stop/step', '--out', join(folder, 'buoc.pdf'))).err).toContain(
      'Không có định dạng "pdf"',
    )
    const steps = await count('select count(*) as n from one_stop.step')
    const back = await sen('import', 'one-stop/step', file)
    expect([back.code, back.out]).toEqual([
      0,
      expect.stringContaining(`0 mới, 0 thay đổi, ${steps} không đổi, 0 dòng bị từ chối`),
    ])
    const [head = '', row = ''] = readFileSync(file, 'utf8').split('\r\n')
    const cells = head
      .replace('\ufeff', '')
      .split(',')
      .map((cell) => cell.trim())
    expect(cells.length).toBeGreaterThan(5)
    writeFileSync(file, `${head}\r\n${row.replace(/\d{4}-\d\d-\d\d/, '2026-13-45')}\r\n`)
    const wrong = await sen('import', 'one-stop/step', file)
    expect([wrong.code, wrong.out]).toEqual([1, expect.stringContaining('1 dòng bị từ chối')])
    const errors = readdirSync(join(folder, 'data', 'reports')).find((name) => name.startsWith('one-stop-step-'))
    expect(readFileSync(join(folder, 'data', 'reports', errors ?? ''), 'utf8')).toContain('2026-13-45')
    expect((await sen('import', 'one-stop/kite', file)).err).toContain('Không biết loại dữ liệu "one-stop/kite"')
  })

  test('doctor: says in words what is wrong, with what to type, and answers 1 when something is broken', async () => {
    interface Told {
      ok: boolean
      findings: { name: string; state: string; words: { vi: string }; remedy?: { vi: string } }[]
    }
    const port = await freePort()
    const look = async (more: NodeJS.ProcessEnv = {}): Promise<Told & { code: number | null }> => {
      const lines: string[] = []
      const code = await runCommand(['doctor', '--json'], {
        say: (line) => void lines.push(line),
        environment: { ...process.env, ...environment, PORT: String(port), ...more },
      })
      return { ...(JSON.parse(lines.join('\n')) as Told), code: code ?? null }
    }
    const stateOf = (told: Told, name: string) =>
      told.findings.filter((one) => one.name === name).map((one) => one.state)
    const healthy = await look()
    expect(healthy.findings.filter((one) => one.state === 'red')).toEqual([])
    expect([healthy.code, healthy.ok]).toEqual([0, true])
    for (const name of [
      'node',
      'packages',
      'data',
      'port',
      'database',
      'role',
      'search',
      'schema',
      'jobs',
      'accounts',
      'clock',
      'fonts',
    ]) {
      expect([name, stateOf(healthy, name)]).toEqual([name, ['green']])
    }

    await pool.query('alter table sen.notice disable row level security')
    await pool.query('alter table sen.unit add column kite text')
    await pool.query("update sen.account set sample = true where login = 'quan.tri'")
    await pool.query("select graphile_worker.add_job('fly', '{}', max_attempts => 1)")
    await pool.query('update graphile_worker._private_jobs set attempts = 1')
    // another program, which speaks no HTTP
    const server = createServer((socket) => socket.destroy()).listen(port, '0.0.0.0')
    try {
      const sick = await look()
      expect([sick.code, sick.ok]).toEqual([1, false])
      const said = (name: string) => sick.findings.find((one) => one.name === name)
      expect(said('schema')).toMatchObject({ state: 'red', words: { vi: expect.stringContaining('sen.notice') } })
      expect(said('schema')?.words.vi).toContain('+ sen.unit.kite')
      expect(said('accounts')).toMatchObject({
        state: 'red',
        words: { vi: expect.stringContaining('1 tài khoản mẫu còn mở') },
      })
      expect(said('jobs')).toMatchObject({ state: 'yellow', words: { vi: expect.stringContaining('fly 1') } })
      expect(said('port')).toMatchObject({ state: 'red', remedy: { vi: expect.stringContaining(`PORT=${port + 1}`) } })
      for (const one of sick.findings) if (one.state !== 'green') expect(one.remedy?.vi).toMatch(/\S{2}/)
    } finally {
      await new Promise((done) => server.close(done))
    }
    const cut = await look({ DATABASE_URL: 'postgresql://postgres@127.0.0.1:1/none' })
    expect(cut.findings.find((one) => one.name === 'database')).toMatchObject({
      state: 'red',
      words: { vi: expect.stringContaining('Không kết nối được cơ sở dữ liệu') },
    })
    const words = await call(['doctor'], { ...environment, PORT: 'x', NO_COLOR: '1' }).ended
    expect([words.code, words.out]).toEqual([
      1,
      expect.stringContaining('✗ HỎNG   port       PORT="x" không phải số cổng'),
    ])
    await pool.query('alter table sen.notice enable row level security')
    await pool.query('alter table sen.unit drop column kite')
  })
})

describe('on the embedded database', () => {
  const environment = { SEN_DATA: join(folder, 'embedded'), SEN_DEMO: '0', SEN_WEB: '0', DATABASE_URL: '' }

  test('while the house runs, user works beside it and migrate asks to stop it first; killed, its database is taken over', async () => {
    const port = await freePort()
    const house = call(['start'], { ...environment, PORT: String(port), HOST: '127.0.0.1' })
    const open = async () => (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.status === 200
    while (!(await open())) {
      expect(house.child.exitCode).toBe(null)
      await sleep(200)
    }
    const added = await call(
      ['user', 'add', 'lan', '--name', 'Lan', '--role', 'administrator', '--unit', 'H20'],
      environment,
      'mot-mat-khau-2026\n',
    ).ended
    expect([added.code, added.out]).toEqual([0, expect.stringContaining('Sen đang chạy (tiến trình')])
    const entered = await fetch(`http://127.0.0.1:${port}/api/v1/me`)
    const { csrf } = (await entered.json()) as { csrf: string }
    const cookie = entered.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
    const signedIn = await fetch(`http://127.0.0.1:${port}/api/v1/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrf': csrf, cookie },
      body: JSON.stringify({ login: 'lan', password: 'mot-mat-khau-2026' }),
    })
    expect(signedIn.status).toBe(200)
    const lines: string[] = []
    const here = { say: (line: string) => void lines.push(line), environment: { ...process.env, ...environment } }
    const refused = await runCommand(['migrate'], here)
    expect([refused, lines.join('\n')]).toEqual([1, expect.stringMatching(/Sen đang chạy .* Hãy dừng Sen/)])

    house.child.kill('SIGKILL')
    await house.ended
    const migrated = await call(['migrate'], environment).ended
    expect([migrated.code, migrated.out]).toEqual([0, expect.stringContaining('không có gì phải làm')])
    expect(await runCommand(['user', 'list'], here)).toBe(0)
    expect(lines.join('\n')).toContain('lan ')
  }, 180_000)
})
