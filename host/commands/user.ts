import { createInterface } from 'node:readline'
import { isLocalDate, localDate, parseLocalDate } from '#ground/clock'
import { parseEmail, parsePhone, readNationalId } from '#ground/ids'
import { refusals } from '#ground/refusal'
import type { Database, Tx } from '#kernel/store'
import {
  type CitizenValue,
  changePassword,
  checkCitizen,
  findUnitByCode,
  grantRole,
  hashPassword,
  lockAccount,
  openAccount,
  openCitizenAccount,
  refuseAccount,
  resetFactors,
} from '#kernel/trust'
import { roles, units } from '#province'
import { command, needed, refuseUsage } from './command.ts'
import { operator } from './place.ts'

const refuse = refusals('user', {
  'unknown-login': {
    kind: 'missing',
    vi: 'Không có tài khoản "{login}". Hãy xem các tài khoản bằng: npx sen user list',
    en: 'There is no account "{login}". See them with: npx sen user list',
  },
  'bad-login': {
    kind: 'invalid',
    vi: 'Tên đăng nhập "{login}" không hợp lệ: dùng 2–60 chữ cái không dấu, chữ số, dấu chấm, gạch nối hoặc gạch dưới, bắt đầu bằng chữ cái.',
    en: 'The login "{login}" is not valid: 2–60 unaccented letters, digits, dot, hyphen or underscore, beginning with a letter.',
  },
  'unknown-role': {
    kind: 'invalid',
    vi: 'Không có vai trò "{role}". Các vai trò: {known}.',
    en: 'There is no role "{role}". Known: {known}.',
  },
  'unknown-unit': {
    kind: 'invalid',
    vi: 'Không có đơn vị nào mang mã "{code}". Mã gần giống: {near}.',
    en: 'There is no unit with code "{code}". Alike: {near}.',
  },
  'role-not-here': {
    kind: 'invalid',
    vi: 'Vai trò "{role}" ({title}) không được giao ở "{unit}". Vai trò này dành cho loại đơn vị: {kinds}.',
    en: 'The role "{role}" is not given in "{unit}", only in units of kind: {kinds}.',
  },
  'bad-date': {
    kind: 'invalid',
    vi: 'Ngày "{text}" không đúng. Hãy ghi năm-tháng-ngày, ví dụ 2026-01-31; ngày kết thúc không trước ngày bắt đầu.',
    en: 'The date "{text}" is wrong. Write year-month-day such as 2026-01-31; the last day is not before the first.',
  },
  'citizen-without-role': {
    kind: 'invalid',
    vi: 'Tài khoản người dân (--citizen) không giữ vai trò: bỏ --role, --unit, --from, --to. Cán bộ có tài khoản riêng.',
    en: 'A citizen’s account (--citizen) holds no role: leave out --role, --unit, --from, --to. Officers have accounts of their own.',
  },
  'citizen-only': {
    kind: 'invalid',
    vi: '--birth và --phone chỉ dùng cùng --citizen.',
    en: '--birth and --phone go with --citizen only.',
  },
  'no-password': {
    kind: 'invalid',
    vi: 'Chưa có mật khẩu. Hãy gõ mật khẩu khi được hỏi, hoặc đưa qua đầu vào: npx sen user … < tệp-mật-khẩu',
    en: 'There is no password. Type it when asked, or give it on standard input.',
  },
  'passwords-differ': {
    kind: 'invalid',
    vi: 'Hai lần gõ mật khẩu không giống nhau. Chưa có gì thay đổi, hãy chạy lại lệnh.',
    en: 'The two passwords differ. Nothing was changed; run the command again.',
  },
})

const WAYS = ['add', 'list', 'lock', 'unlock', 'password', 'reset-factors'] as const
const ACCOUNTS_SHOWN_MAX = 1_000
const PASSWORD_INPUT_MAX = 4_096

/** Asks without showing what is typed; from a pipe it reads one line. Refuses an empty answer. */
async function askPassword(twice: boolean): Promise<string> {
  const { stdin, stderr } = process
  if (!stdin.isTTY) {
    let text = ''
    for await (const part of stdin) {
      text += String(part)
      if (text.length > PASSWORD_INPUT_MAX || text.includes('\n')) break
    }
    const line = text.split(/\r?\n/, 1)[0] ?? ''
    if (line === '') throw refuse['no-password']()
    return line
  }
  const ask = (words: string): Promise<string> =>
    new Promise((done) => {
      stderr.write(words)
      // without an output nothing that is typed is shown; terminal: true keeps the terminal itself from echoing
      const typed = createInterface({ input: stdin, terminal: true })
      let answer: string | undefined
      typed.once('line', (line) => {
        answer = line
        typed.close()
      })
      typed.once('SIGINT', () => typed.close())
      typed.once('close', () => {
        stderr.write('\n')
        done(answer ?? '')
      })
    })
  const first = await ask('Mật khẩu (password): ')
  if (first === '') throw refuse['no-password']()
  if (twice && (await ask('Gõ lại mật khẩu (again): ')) !== first) throw refuse['passwords-differ']()
  return first
}

function dateOf(text: string): string {
  if (!isLocalDate(text)) throw refuse['bad-date']({ text: text.slice(0, 20) })
  return text
}

async function getAccount(tx: Tx, login: string): Promise<{ id: string; login: string }> {
  const name = login.trim().toLowerCase()
  const row = await tx.one<{ id: string; login: string }>('select id, login from sen.account where login = $1', [name])
  if (!row) throw refuse['unknown-login']({ login: name.slice(0, 60) })
  return row
}

/** Codes that begin or end like what was typed. */
const alike = (code: string): string =>
  units
    .map((unit) => unit.code)
    .filter(
      (one) => one.toLowerCase().includes(code.toLowerCase()) || (code.length > 3 && one.startsWith(code.slice(0, 3))),
    )
    .slice(0, 8)
    .join(', ') ||
  units
    .slice(0, 8)
    .map((unit) => unit.code)
    .join(', ')

interface Grant {
  role: string
  unit: string
  from: string
  to: string | null
}

async function checkGrant(tx: Tx, grant: Grant): Promise<{ unit: string; unitName: string }> {
  const role = roles.find((one) => one.name === grant.role)
  const given = roles.filter((one) => one.at.length > 0)
  if (!role || role.at.length === 0)
    throw refuse['unknown-role']({ role: grant.role.slice(0, 60), known: given.map((one) => one.name).join(', ') })
  const unit = await findUnitByCode(tx, grant.unit)
  if (!unit) throw refuse['unknown-unit']({ code: grant.unit.slice(0, 60), near: alike(grant.unit) })
  if (!role.at.some((kind) => kind === unit.kind)) {
    throw refuse['role-not-here']({ role: role.name, title: role.title.vi, unit: unit.name, kinds: role.at.join(', ') })
  }
  return { unit: unit.id, unitName: unit.name }
}

async function add(
  database: Database,
  login: string,
  name: string,
  email: string | null,
  grant: Grant,
  say: (line: string) => void,
): Promise<void> {
  // everything that can be refused is refused before a password is asked for
  const actor = operator()
  await database.transaction(actor, async (tx) => {
    const taken = await tx.one('select 1 from sen.account where login = $1', [login])
    if (!taken) await checkGrant(tx, grant)
  })
  const known = await database.transaction(actor, (tx) =>
    tx.one<{ id: string }>('select id from sen.account where login = $1', [login]),
  )
  const hash = known ? null : await hashPassword(await askPassword(true))
  const unitName = await database.transaction(actor, async (tx) => {
    const place = await checkGrant(tx, grant)
    // openAccount refuses a login in use: a second `add` gives a further role to the account that is there
    const account = known?.id ?? (await openAccount(tx, { login, name, password: '', email }, hash ?? undefined))
    await grantRole(tx, { account, role: grant.role, unit: place.unit, from: grant.from, to: grant.to })
    return place.unitName
  })
  say(
    `${known ? `Tài khoản "${login}" đã có; đã giao thêm` : `Đã mở tài khoản "${login}" và giao`} vai trò ${grant.role} tại ${unitName} từ ${grant.from}${grant.to ? ` đến ${grant.to}` : ''}.`,
  )
}

/** For somebody whose identity card was seen. Everything that can be refused is refused before a password is asked for. */
async function addCitizen(
  database: Database,
  value: CitizenValue & { login?: string },
  say: (line: string) => void,
): Promise<void> {
  const { login: wanted, ...citizen } = value
  await database.transaction(operator(), async (tx) => {
    await checkCitizen(tx, citizen)
    const login = wanted ?? citizen.national_id
    const taken = await tx.one('select 1 from sen.account where login = $1', [login])
    if (taken) throw refuseAccount['login-taken']({ login })
  })
  const hash = await hashPassword(await askPassword(true))
  const { login, known } = await database.transaction(operator(), (tx) => openCitizenAccount(tx, value, hash))
  say(
    `Đã mở tài khoản người dân "${login}" cho ${citizen.full_name} (${known ? 'đã có trong sổ: thấy được các hồ sơ nộp trước đây' : 'mới vào sổ'}).`,
  )
}

async function setPassword(database: Database, login: string, say: (line: string) => void): Promise<void> {
  await database.transaction(operator(), (tx) => getAccount(tx, login))
  const hash = await hashPassword(await askPassword(true))
  await database.transaction(operator(), async (tx) => {
    const account = await getAccount(tx, login)
    const ended = await changePassword(tx, account.id, hash)
    say(`Đã đặt mật khẩu mới cho "${account.login}"; ${ended} phiên đang mở đã bị đóng.`)
  })
}

async function lock(database: Database, login: string, locked: boolean, say: (line: string) => void): Promise<void> {
  await database.transaction(operator(), async (tx) => {
    const account = await getAccount(tx, login)
    if (!(await lockAccount(tx, account.id, locked))) {
      say(`Tài khoản "${account.login}" ${locked ? 'đã khóa từ trước' : 'đang mở'}; không có gì thay đổi.`)
      return
    }
    say(
      locked
        ? `Đã khóa tài khoản "${account.login}" và đóng mọi phiên của nó.`
        : `Đã mở lại tài khoản "${account.login}".`,
    )
  })
}

/** For somebody whose card was seen and who lost phone, keys and paper: the password alone opens again, or sets up anew. */
async function reset(database: Database, login: string, say: (line: string) => void): Promise<void> {
  await database.transaction(operator(), async (tx) => {
    const account = await getAccount(tx, login)
    const count = await resetFactors(tx, account.id)
    say(`Đã xóa ${count} lớp bảo vệ và mọi mã dự phòng của "${account.login}", đóng mọi phiên của nó.`)
  })
}

interface Listed {
  login: string
  name: string
  disabled: boolean
  sample: boolean
  citizen: boolean
  grants: { role: string; unit: string; from: string; to: string | null }[] | null
}

/** Citizens come last: there are many of them, and it is the others one looks for. */
async function list(database: Database, say: (line: string) => void): Promise<void> {
  const rows = await database.transaction(operator(), (tx) =>
    tx.query<Listed & Record<string, unknown>>(
      `select a.login, a.name, a.disabled_at is not null as disabled, a.sample, a.person is not null as citizen,
              (select json_agg(json_build_object('role', g.role, 'unit', u.code, 'from', g.valid_from, 'to', g.valid_to) order by g.valid_from)
                 from sen.role_grant g join sen.unit u on u.id = g.unit where g.account = a.id) as grants
         from sen.account a order by a.person is not null, a.login limit $1`,
      [ACCOUNTS_SHOWN_MAX],
    ),
  )
  for (const row of rows) {
    const marks = [row.disabled ? 'ĐÃ KHÓA' : '', row.sample ? 'mẫu' : ''].filter(Boolean)
    const grants = (row.grants ?? []).map((one) => `${one.role}@${one.unit} ${one.from}…${one.to ?? ''}`)
    say(
      `${row.login.padEnd(24)} ${row.name}${marks.length > 0 ? ` [${marks.join(', ')}]` : ''}\n${' '.repeat(25)}${grants.join('; ') || (row.citizen ? 'người dân' : 'chưa có vai trò')}`,
    )
  }
  say(
    rows.length === 0
      ? 'Chưa có tài khoản nào. Thêm người quản trị đầu tiên: xem npx sen user --help'
      : `${rows.length} tài khoản${rows.length === ACCOUNTS_SHOWN_MAX ? ' (mới hiện chừng ấy)' : ''}.`,
  )
}

export default command({
  name: 'user',
  about: {
    vi: 'Thêm, xem, khóa tài khoản và đặt lại mật khẩu; mọi việc đều được ghi vào nhật ký.',
    en: 'Adds, lists and locks accounts, sets passwords; everything is written in the log.',
  },
  usage: [
    'user add LOGIN --name "Nguyễn Văn A" --role administrator --unit H20 --from 2026-01-01 [--to 2026-12-31]',
    'user add [LOGIN] --citizen 087185000001 --name "Trần Thị B" [--birth 1985-09-02] [--phone 0912345678] [--email …]',
    'user list',
    'user lock LOGIN',
    'user unlock LOGIN',
    'user password LOGIN',
    'user reset-factors LOGIN',
  ],
  options: {
    name: { type: 'string', value: 'NAME', about: { vi: 'Họ và tên', en: 'Full name' } },
    email: { type: 'string', value: 'EMAIL', about: { vi: 'Thư điện tử nhận thông báo', en: 'Address for notices' } },
    citizen: {
      type: 'string',
      value: 'NUMBER',
      about: {
        vi: 'Số định danh của người dân đã trình thẻ căn cước; tên đăng nhập mặc định là số này',
        en: 'Number of a citizen whose identity card was seen; the login unless one is given',
      },
    },
    birth: { type: 'string', value: 'DATE', about: { vi: 'Ngày sinh của người dân', en: 'Her day of birth' } },
    phone: { type: 'string', value: 'PHONE', about: { vi: 'Điện thoại của người dân', en: 'Her telephone' } },
    role: {
      type: 'string',
      value: 'ROLE',
      about: {
        vi: `Vai trò: ${roles
          .filter((one) => one.at.length > 0)
          .map((one) => one.name)
          .join(', ')}`,
        en: 'One of these roles',
      },
    },
    unit: { type: 'string', value: 'CODE', about: { vi: 'Mã đơn vị nơi giữ vai trò', en: 'Code of the unit' } },
    from: { type: 'string', value: 'DATE', about: { vi: 'Từ ngày, mặc định hôm nay', en: 'First day, default today' } },
    to: {
      type: 'string',
      value: 'DATE',
      about: { vi: 'Đến hết ngày; bỏ trống nếu không thời hạn', en: 'Last day; none if for good' },
    },
  },
  more: {
    vi: `Người quản trị đầu tiên của một triển khai thật (không dữ liệu mẫu):
  SEN_DEMO=0 npx sen user add quantri --name "Nguyễn Văn A" --role administrator --unit ${units[0]?.code ?? ''}
  SEN_DEMO=0 npm start
Mật khẩu được hỏi trên màn hình mà không hiện ra, hoặc đọc từ một dòng của đầu vào: npx sen user add … < tệp. Mật khẩu không bao giờ là tham số, vì ai trên máy cũng xem được tham số.
"add" với tên đăng nhập đã có thì giao thêm vai trò, không đổi mật khẩu.
"add --citizen" chỉ dùng khi đã xem thẻ căn cước: tài khoản thấy mọi hồ sơ đã nộp dưới số ấy. Người đã có tài khoản thì bị từ chối; đặt lại mật khẩu bằng "password". Lệnh chạy được cả khi Sen đang chạy.`,
    en: `The first administrator of a real installation is made with "user add", as above, with SEN_DEMO=0.
The password is asked for without being shown, or read from one line of standard input; never an argument, which everybody on the machine could see.
"add" with a login in use gives a further role and leaves the password.
"add --citizen" is for somebody whose identity card was seen: the account sees all dossiers under that number. It works while Sen runs, too.`,
  },
  async work(values, names, around) {
    const way = WAYS.find((one) => one === names[0])
    if (!way)
      throw names[0] === undefined
        ? refuseUsage['part-missing']({ part: WAYS.join(' | '), name: 'user' })
        : refuseUsage['not-understood']({ said: names[0].slice(0, 60), name: 'user' })
    const more = names[way === 'list' ? 1 : 2]
    if (more !== undefined) throw refuseUsage['not-understood']({ said: more.slice(0, 60), name: 'user' })
    const number = way === 'add' && values.citizen !== undefined ? readNationalId(values.citizen).value : undefined
    if (number === undefined && (values.birth !== undefined || values.phone !== undefined))
      throw refuse['citizen-only']()
    const login =
      way === 'list'
        ? ''
        : needed(names[1] ?? number, 'LOGIN (tên đăng nhập)', 'user')
            .trim()
            .toLowerCase()
    // A login of digits is somebody's number of identity: nobody else may have it.
    if (way === 'add' && login !== number && !/^[a-z][a-z0-9._-]{1,59}$/.test(login))
      throw refuse['bad-login']({ login: login.slice(0, 60) })
    const name = way === 'add' ? needed(values.name, '--name', 'user').normalize('NFC').trim().slice(0, 200) : ''
    const email = values.email === undefined ? null : parseEmail(values.email)
    let grant: Grant | undefined
    let citizen: (CitizenValue & { login: string }) | undefined
    if (number !== undefined) {
      if ([values.role, values.unit, values.from, values.to].some((one) => one !== undefined))
        throw refuse['citizen-without-role']()
      citizen = {
        login,
        national_id: number,
        full_name: name,
        birth_date: values.birth === undefined ? null : parseLocalDate(values.birth),
        phone: values.phone === undefined ? null : parsePhone(values.phone),
        email,
        commune: null,
        address: null,
      }
    } else if (way === 'add') {
      const from = dateOf(values.from ?? localDate(new Date()))
      const to = values.to === undefined ? null : dateOf(values.to)
      if (to !== null && to < from) throw refuse['bad-date']({ text: to })
      grant = { role: needed(values.role, '--role', 'user'), unit: needed(values.unit, '--unit', 'user'), from, to }
    }
    const { openForCommand } = await import('./store.ts')
    const { database, close } = await openForCommand(around)
    try {
      if (citizen) await addCitizen(database, citizen, around.say)
      else if (grant) await add(database, login, name, email, grant, around.say)
      else if (way === 'list') await list(database, around.say)
      else if (way === 'reset-factors') await reset(database, login, around.say)
      else if (way === 'password') await setPassword(database, login, around.say)
      else await lock(database, login, way === 'lock', around.say)
      return 0
    } finally {
      await close()
    }
  },
})
