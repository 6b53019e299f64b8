import { createHash, randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { formatDate } from '#ground/clock'
import { uuidv7 } from '#ground/ids'
import { assert, refusals } from '#ground/refusal'
import { sameName } from '#ground/text'
import type { Actor, Database, Tx } from '#kernel/store'
import { house } from '#kernel/store'
import { writeFact } from './fact.ts'
import { enterOrFindPerson, findPersonByNationalId, type PersonValue } from './person.ts'

export const refuseAccount = refusals('account', {
  'wrong-password': {
    kind: 'unauthenticated',
    vi: 'Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi thử lại.',
    en: 'The login name or the password is wrong. Check Caps Lock and the keyboard layout and try again.',
  },
  locked: {
    kind: 'too-many',
    vi: 'Tài khoản tạm khóa {minutes} phút vì nhập sai mật khẩu nhiều lần. Hãy đợi rồi thử lại, hoặc liên hệ người quản trị.',
    en: 'The account is locked for {minutes} minutes after several wrong passwords. Wait, or ask an administrator.',
  },
  disabled: {
    kind: 'forbidden',
    vi: 'Tài khoản này đã ngừng sử dụng. Hãy liên hệ người quản trị của đơn vị.',
    en: 'This account is no longer in use. Ask the administrator of your unit.',
  },
  'sign-in-first': { kind: 'unauthenticated', vi: 'Hãy đăng nhập để làm việc này.', en: 'Sign in to do this.' },
  'weak-password': {
    kind: 'invalid',
    vi: 'Mật khẩu cần ít nhất {lengthMin} ký tự, tối đa {lengthMax} ký tự, có chữ và số (hoặc từ 15 ký tự trở lên).',
    en: 'A password needs {lengthMin} to {lengthMax} characters, with letters and digits (or 15 and more).',
  },
  'login-taken': {
    kind: 'conflict',
    vi: 'Tên đăng nhập "{login}" đã có người dùng. Hãy chọn tên khác.',
    en: 'The login name "{login}" is taken. Choose another.',
  },
  'number-known': {
    kind: 'conflict',
    vi: 'Không đăng ký trực tuyến được với số định danh này. Nếu đã có tài khoản (kể cả vừa đăng ký xong), hãy đăng nhập. Nếu chưa, hãy mang thẻ căn cước đến Trung tâm Phục vụ hành chính công để được mở tài khoản.',
    en: 'This number cannot be registered online. If you have an account (even one just made), sign in. If not, bring your identity card to a public service centre, where one is opened for you.',
  },
  'has-account': {
    kind: 'conflict',
    vi: 'Người mang số định danh này đã có tài khoản "{login}", không mở thêm. Hãy đặt mật khẩu mới cho tài khoản đó.',
    en: 'The person with this number has the account "{login}" already. Set a new password for that one.',
  },
  'another-person': {
    kind: 'conflict',
    vi: 'Số định danh này trong sổ là của "{name}" (ngày sinh: {birth}), khác với người vừa khai. Hãy xem lại thẻ căn cước: số, họ tên, ngày sinh.',
    en: 'In the register this number belongs to "{name}" (born: {birth}), not to the person just named. Look at the card again.',
  },
})

/** TCVN 11930 level 3: lock after five failures. */
const FAILURES_MAX = 5
const LOCK_MINUTES = 15
const SESSION_HOURS = 12
const PASSWORD_LENGTH_MIN = 8
const PASSWORD_LENGTH_MAX = 200
/** From this length a pass phrase needs no digits. */
const PHRASE_LENGTH_MIN = 15
/** OWASP's second choice of argon2id: 19 MiB, two passes. Stronger ones would let a flood of sign-ins take the memory of a small machine. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Verified when a login does not exist, so that the answer takes as long as for one that does. */
let decoy: Promise<string> | undefined

export interface AccountValue {
  login: string
  name: string
  password: string
  person?: string | null
  email?: string | null
  kind?: 'person' | 'service'
  sample?: boolean
}

/** Refuses a password too short, too long, or too simple. */
export function checkPassword(password: string): void {
  const mixed = /\p{L}/u.test(password) && /\d/.test(password)
  if (
    password.length < PASSWORD_LENGTH_MIN ||
    password.length > PASSWORD_LENGTH_MAX ||
    !(mixed || password.length >= PHRASE_LENGTH_MIN)
  ) {
    throw refuseAccount['weak-password']({ lengthMin: PASSWORD_LENGTH_MIN, lengthMax: PASSWORD_LENGTH_MAX }, 'password')
  }
}

/** Slow on purpose: outside of transactions. Refuses a weak password. */
export async function hashPassword(password: string): Promise<string> {
  checkPassword(password)
  return hash(password.normalize('NFC'), ARGON2)
}

/** A login as it is kept: lower case; a number of identity typed in groups loses its blanks and dots. */
function loginKept(typed: string): string {
  const login = typed.trim().toLowerCase().slice(0, 200)
  return /^\d[\d\s.]*$/.test(login) ? login.replace(/[\s.]/g, '') : login
}

/** Opens an account. Refuses a login name in use and a weak password. `passwordHash` may be given instead of hashing again. */
export async function openAccount(tx: Tx, value: AccountValue, passwordHash?: string): Promise<string> {
  const login = loginKept(value.login)
  const taken = await tx.one('select 1 from sen.account where login = $1', [login])
  if (taken) throw refuseAccount['login-taken']({ login }, 'login')
  const id = uuidv7()
  // Asked again by the unique key: another may have taken the name since.
  const opened = await tx.query(
    `insert into sen.account (id, login, name, kind, person, email, password_hash, sample, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (login) do nothing returning id`,
    [
      id,
      login,
      value.name,
      value.kind ?? 'person',
      value.person ?? null,
      value.email ?? null,
      passwordHash ?? (await hashPassword(value.password)),
      value.sample ?? false,
      tx.now,
    ],
  )
  if (opened.length === 0) throw refuseAccount['login-taken']({ login }, 'login')
  writeFact(tx, {
    kind: 'account-opened',
    system: 'kernel',
    record: 'account',
    recordId: id,
    subjects: [value.person],
    data: { login },
  })
  return id
}

/** What a citizen says about herself, or a counter reads off her identity card. `national_id` is 12 digits. */
export interface CitizenValue {
  national_id: string
  full_name: string
  birth_date: string | null
  phone: string | null
  email: string | null
  commune: string | null
  address: string | null
}

const personOf = (value: CitizenValue): PersonValue => ({
  ...value,
  kind: 'citizen',
  sex: null,
  tax_code: null,
  sample: false,
})

/**
 * A citizen makes her own account online; the login is her number. Answers the account's id.
 *
 * The rule: an account made online proves nobody's identity, anybody can type a number. So it is only opened for a number
 * the register does not hold yet. One it holds (entered at a counter, or by another account) is refused with
 * account.number-known, always the same sentence, whatever the register holds: whoever types a number gets neither at the
 * dossiers filed under it nor learns here whether there is an account. Refuses a weak password, too.
 */
export async function registerCitizen(
  database: Database,
  actor: Actor,
  value: CitizenValue,
  password: string,
): Promise<string> {
  // Before the register is asked, so that a known number and a new one cost the same.
  const passwordHash = await hashPassword(password)
  return database.transaction(actor, (tx) =>
    tx.asHouse(async () => {
      const person = await enterOrFindPerson(tx, personOf(value))
      if (person.known) throw refuseAccount['number-known']({}, 'national_id')
      const taken = await tx.one('select 1 from sen.account where login = $1', [loginKept(value.national_id)])
      if (taken) throw refuseAccount['number-known']({}, 'national_id')
      const account = await openAccount(
        tx,
        { login: value.national_id, name: value.full_name, password, person: person.id, email: value.email },
        passwordHash,
      )
      writeFact(tx, {
        kind: 'registered',
        system: 'kernel',
        record: 'account',
        recordId: account,
        subjects: [person.id],
        data: { proof: 'none' },
      })
      return account
    }),
  )
}

/**
 * Whether an account may be opened for this number and this person: refuses account.has-account, and account.another-person
 * when the register has the number under another name or day of birth. The look into the register is written down.
 */
export async function checkCitizen(tx: Tx, value: CitizenValue): Promise<void> {
  const known = await findPersonByNationalId(tx, value.national_id, 'mở tài khoản cho người đã trình thẻ căn cước')
  if (!known) return
  const births = value.birth_date !== null && known.birth_date !== null && value.birth_date !== known.birth_date
  if (births || !sameName(known.full_name, value.full_name))
    throw refuseAccount['another-person'](
      { name: known.full_name, birth: known.birth_date ? formatDate(known.birth_date) : '…' },
      'national_id',
    )
  const account = await tx.one<{ login: string }>('select login from sen.account where person = $1 limit 1', [known.id])
  if (account) throw refuseAccount['has-account']({ login: account.login }, 'national_id')
}

/**
 * Opens an account for somebody whose identity card was seen, in the house's sight: for the person in the register with this
 * number, or for one entered now. The login is the number unless another is given. Refuses what checkCitizen refuses, and a login in use.
 */
export async function openCitizenAccount(
  tx: Tx,
  value: CitizenValue & { login?: string },
  passwordHash: string,
): Promise<{ account: string; login: string; known: boolean }> {
  const { login: wanted, ...citizen } = value
  const person = await enterOrFindPerson(tx, personOf(citizen))
  if (person.known) {
    // Two operators at once: the second waits here and then finds the account of the first.
    await tx.query('select 1 from sen.person where id = $1 for update', [person.id])
    await checkCitizen(tx, citizen)
  }
  const login = loginKept(wanted ?? citizen.national_id)
  const account = await openAccount(
    tx,
    { login, name: citizen.full_name, password: '', person: person.id, email: citizen.email },
    passwordHash,
  )
  writeFact(tx, {
    kind: 'identity-checked',
    system: 'kernel',
    record: 'account',
    recordId: account,
    subjects: [person.id],
    data: { proof: 'identity-card' },
  })
  return { account, login, known: person.known }
}

/** Switches an account off, ending its sessions, or on again. False when it was so already. Needs the house's sight. */
export async function lockAccount(tx: Tx, account: string, locked: boolean): Promise<boolean> {
  const changed = await tx.one<{ person: string | null }>(
    `update sen.account set disabled_at = case when $2 then $3::timestamptz end, failed_count = 0, locked_until = null
      where id = $1 and (disabled_at is not null) <> $2 returning person`,
    [account, locked, tx.now],
  )
  if (!changed) return false
  if (locked) await tx.query('delete from sen.session where account = $1', [account])
  writeFact(tx, {
    kind: locked ? 'account-locked' : 'account-unlocked',
    system: 'kernel',
    record: 'account',
    recordId: account,
    subjects: [changed.person],
  })
  return true
}

/**
 * The account of a person that was opened online and whose identity nobody has checked, or undefined. An officer who has the
 * person and her card before her must settle whose it is before anything is filed under that person. Needs the house's sight.
 */
export async function findUncheckedAccount(tx: Tx, person: string): Promise<string | undefined> {
  const row = await tx.one<{ id: string }>(
    `select a.id from sen.account a where a.person = $1 and a.disabled_at is null
        and exists (select from sen.fact f where f.record_id = a.id and f.kind = 'registered')
        and not exists (select from sen.fact f where f.record_id = a.id and f.kind = 'identity-checked')`,
    [person],
  )
  return row?.id
}

/** Writes down that an officer saw the card of whoever holds the account. Needs the house's sight. */
export function markChecked(tx: Tx, account: string, person: string): void {
  writeFact(tx, {
    kind: 'identity-checked',
    system: 'kernel',
    record: 'account',
    recordId: account,
    subjects: [person],
    data: { proof: 'identity-card', by: tx.actor.account },
  })
}

/** Sets a password (hashed by hashPassword) and shows out whoever knew the old one. Answers how many sessions ended. Needs the house's sight. */
export async function changePassword(tx: Tx, account: string, passwordHash: string): Promise<number> {
  const changed = await tx.one<{ person: string | null }>(
    'update sen.account set password_hash = $2, failed_count = 0, locked_until = null where id = $1 returning person',
    [account, passwordHash],
  )
  assert(changed, 'a password was to be set for an account that is not there')
  const ended = await tx.query('delete from sen.session where account = $1 returning 1', [account])
  writeFact(tx, {
    kind: 'password-set',
    system: 'kernel',
    record: 'account',
    recordId: account,
    subjects: [changed.person],
    data: { sessionsEnded: ended.length },
  })
  return ended.length
}

/** Gives a role in a unit from a day, until a day or for good. Giving the same again changes nothing. */
export async function grantRole(
  tx: Tx,
  grant: { account: string; role: string; unit: string; from: string; to?: string | null },
): Promise<void> {
  const added = await tx.query(
    `insert into sen.role_grant (id, account, role, unit, valid_from, valid_to, granted_by) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (account, role, unit, valid_from) do update set valid_to = excluded.valid_to where role_grant.valid_to is distinct from excluded.valid_to returning id`,
    [uuidv7(), grant.account, grant.role, grant.unit, grant.from, grant.to ?? null, tx.actor.account],
  )
  if (added.length > 0)
    writeFact(tx, {
      kind: 'role-granted',
      system: 'kernel',
      record: 'account',
      recordId: grant.account,
      unit: grant.unit,
      data: { role: grant.role, from: grant.from, to: grant.to ?? null },
    })
}

export interface Session {
  token: string
  csrf: string
  actor: Actor
  login: string
  expiresAt: Date
}

const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest()

interface AccountRow {
  id: string
  login: string
  name: string
  kind: 'person' | 'service'
  person: string | null
  password_hash: string | null
  lang: 'vi' | 'en'
  failed_count: number
  locked_until: Date | null
  disabled_at: Date | null
}

async function rolesOf(tx: Tx, account: string): Promise<Actor['roles']> {
  return tx.query<{ role: string; unit: string }>(
    'select role, unit from sen.role_grant where account = $1 and valid_from <= sen.today() and (valid_to is null or valid_to >= sen.today()) order by role, unit',
    [account],
  )
}

function actorOf(row: AccountRow, roles: Actor['roles']): Actor {
  return {
    kind: row.kind,
    account: row.id,
    person: row.person,
    name: row.name,
    unit: roles[0]?.unit ?? null,
    roles,
    lang: row.lang,
  }
}

/**
 * Checks a login and a password and opens a session.
 * The outcome (success, failure, lock) is committed before anything is answered; the slow hash runs outside any transaction.
 */
export async function signIn(database: Database, login: string, password: string, device?: string): Promise<Session> {
  const name = loginKept(login)
  const found = await database.transaction(house, (tx) =>
    tx.one<AccountRow>('select * from sen.account where login = $1', [name]),
  )
  const now = database.clock.now()
  if (found?.locked_until && found.locked_until > now) {
    throw refuseAccount.locked({ minutes: Math.ceil((found.locked_until.getTime() - now.getTime()) / 60_000) })
  }
  decoy ??= hash(randomBytes(16).toString('hex'), ARGON2)
  const right = await verify(
    found?.password_hash ?? (await decoy),
    password.normalize('NFC').slice(0, PASSWORD_LENGTH_MAX),
  )
  if (!found?.password_hash || !right) {
    if (found) {
      await database.transaction(house, async (tx) => {
        // Counted by the database, not from what was read before the hash: guesses sent at once must not count as one.
        const counted = await tx.one<{ locked: boolean }>(
          `update sen.account set locked_until = case when failed_count + 1 >= $2 then $3::timestamptz else locked_until end,
                                  failed_count = case when failed_count + 1 >= $2 then 0 else failed_count + 1 end
            where id = $1 returning locked_until is not null and locked_until > $4 as locked`,
          [found.id, FAILURES_MAX, new Date(now.getTime() + LOCK_MINUTES * 60_000), now],
        )
        writeFact(tx, {
          kind: 'sign-in-refused',
          system: 'kernel',
          record: 'account',
          recordId: found.id,
          subjects: [found.person],
          data: { locked: counted?.locked ?? false },
        })
      })
    }
    throw refuseAccount['wrong-password']()
  }
  if (found.disabled_at) throw refuseAccount.disabled()
  const token = randomBytes(32).toString('base64url')
  const csrf = randomBytes(24).toString('base64url')
  const expiresAt = new Date(now.getTime() + SESSION_HOURS * 3_600_000)
  const roles = await database.transaction(house, async (tx) => {
    // A guess that was right but came in a burst of wrong ones finds the lock that those have set meanwhile.
    const open = await tx.query(
      'update sen.account set failed_count = 0, locked_until = null where id = $1 and (locked_until is null or locked_until <= $2) returning id',
      [found.id, now],
    )
    if (open.length === 0) throw refuseAccount.locked({ minutes: LOCK_MINUTES })
    await tx.query(
      'insert into sen.session (token_hash, account, csrf, device, created_at, seen_at, expires_at) values ($1, $2, $3, $4, $5, $5, $6)',
      [tokenHash(token), found.id, csrf, device?.slice(0, 200) ?? null, tx.now, expiresAt],
    )
    writeFact(tx, {
      kind: 'signed-in',
      system: 'kernel',
      record: 'account',
      recordId: found.id,
      subjects: [found.person],
    })
    return rolesOf(tx, found.id)
  })
  return { token, csrf, actor: actorOf(found, roles), login: found.login, expiresAt }
}

/** The session behind a token, or undefined when it is unknown, ended or its account was switched off. */
export async function findSession(database: Database, token: string): Promise<Session | undefined> {
  if (token.length !== 43) return undefined
  return database.transaction(
    house,
    async (tx) => {
      const row = await tx.one<AccountRow & { csrf: string; expires_at: Date }>(
        'select a.*, s.csrf, s.expires_at from sen.session s join sen.account a on a.id = s.account where s.token_hash = $1 and s.expires_at > $2 and a.disabled_at is null',
        [tokenHash(token), tx.now],
      )
      if (!row) return undefined
      return {
        token,
        csrf: row.csrf,
        actor: actorOf(row, await rolesOf(tx, row.id)),
        login: row.login,
        expiresAt: row.expires_at,
      }
    },
    { soft: true },
  )
}

export async function signOut(database: Database, session: Session): Promise<void> {
  await database.transaction(house, async (tx) => {
    await tx.query('delete from sen.session where token_hash = $1', [tokenHash(session.token)])
    writeFact(tx, {
      kind: 'signed-out',
      system: 'kernel',
      record: 'account',
      recordId: session.actor.account ?? undefined,
      subjects: [session.actor.person],
    })
  })
}

/** An account as an actor, with the roles it holds today: for work that goes on after the session, as an import does. */
export async function findActor(tx: Tx, account: string): Promise<Actor | undefined> {
  return tx.asHouse(async () => {
    const row = await tx.one<AccountRow>('select * from sen.account where id = $1 and disabled_at is null', [account])
    return row ? actorOf(row, await rolesOf(tx, row.id)) : undefined
  })
}

/** People who hold a role in a unit today: whom a task can be given to. */
export async function colleagues(
  tx: Tx,
  unit: string,
  roles: readonly string[] | null,
): Promise<{ id: string; name: string }[]> {
  return tx.asHouse(() =>
    tx.query<{ id: string; name: string }>(
      `select distinct a.id, a.name from sen.role_grant g join sen.account a on a.id = g.account
        where g.unit = $1 and ($2::text[] is null or g.role = any($2)) and a.disabled_at is null
          and g.valid_from <= sen.today() and (g.valid_to is null or g.valid_to >= sen.today()) order by a.name limit 200`,
      [unit, roles ? [...roles] : null],
    ),
  )
}
