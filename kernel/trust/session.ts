import { randomBytes } from 'node:crypto'
import { uuidv7 } from '#ground/ids'
import { assert } from '#ground/refusal'
import type { Words } from '#ground/text'
import type { Actor, Database, Tx } from '#kernel/store'
import { house } from '#kernel/store'
import { type AccountRow, actorOf, rolesOf } from './account.ts'
import { refuseAccount } from './account-refusals.ts'
import { hashOf, shortAddress, type Visit } from './attempt.ts'
import { deviceName } from './device.ts'
import { writeFact } from './fact.ts'
import { type Acting, actingOf, actorFor } from './mandate.ts'

/** How somebody proved who she is: password, code sent to her, authenticator, passkey, recovery code, another house's word. */
export type SignInMethod = 'pwd' | 'otp' | 'totp' | 'passkey' | 'recovery' | 'upstream'
export type Assurance = 'one-factor' | 'two-factor'

export interface Session {
  /** The secret of the cookie; the database has its hash only. Changes at every step-up. */
  token: string
  /** The session's name in lists and logs: opens nothing, stays the same. */
  id: string
  csrf: string
  actor: Actor
  login: string
  expiresAt: Date
  methods: readonly SignInMethod[]
  assurance: Assurance
  /** When she last proved herself with the strongest factor the account has; null: not in this session. */
  provedAt: Date | null
  /** The person she acts for by a mandate. */
  actingFor: string | null
  /** The mandate she acts by, in force at this moment. */
  acting?: Acting
  /** Her roles demand a second factor and she has none yet: she may do nothing but set one up. */
  enrolDue: boolean
  hasFactor: boolean
  /** Cookie of the browser, when this session's opening made it known. */
  knownDevice?: string
}

/** Absolute life of a session (ASVS 5.0, 7.3.2: set by the risk; a working day). */
const SESSION_HOURS = 12
/** Without a request for so long, sessions of those who look after the house end (ASVS 5.0, 7.3.1; TCVN 11930 level 3: session timeout). */
const IDLE_MINUTES = 30
const IDLE_ROLES = ['administrator', 'auditor']
/** Roles for which TCVN 11930 level 3 asks for a second factor. */
const FACTOR_ROLES = ['administrator', 'auditor', 'data-protection-officer']
/** For so long a proof of identity is believed for dangerous acts. */
const PROOF_MINUTES = 10
/** `seen_at` is written at most so often: reading must not write. */
const SEEN_SECONDS = 60
const DEVICE_DAYS = 180
/** More than anybody has devices; the oldest goes first. */
const SESSIONS_MAX = 200
const DEVICES_MAX = 50

const newToken = (): string => randomBytes(32).toString('base64url')

/** Two factors: something known (or another house's word) with something had, or a passkey that checked its owner. */
export function assuranceOf(methods: readonly SignInMethod[]): Assurance {
  const had = methods.includes('totp') || methods.includes('recovery')
  const known = methods.includes('pwd') || methods.includes('upstream')
  return methods.includes('passkey') || (had && known) ? 'two-factor' : 'one-factor'
}

/** Something more than a code that was sent: filing, dossiers and every officer's work need it. */
export const hasPassword = (session: Pick<Session, 'methods'>): boolean =>
  session.methods.some((method) => method === 'pwd' || method === 'passkey' || method === 'upstream')

/** Was the proof given in the last ten minutes? */
export function isFresh(session: Pick<Session, 'provedAt'>, now: Date): boolean {
  return session.provedAt !== null && now.getTime() - session.provedAt.getTime() < PROOF_MINUTES * 60_000
}

/** A notice to the owner of an account; the host lends the room of notices, which lies above this one. */
export type Tell = (
  tx: Tx,
  to: { accounts: readonly string[] },
  notice: { title: Words; body?: Words; link?: string; key: string },
) => Promise<unknown>

/** Tells the owner that something about her sign-in changed. A sample account belongs to everybody who tries the house: nobody is told. */
export async function tellOwner(tx: Tx, account: string, title: Words, body?: Words): Promise<void> {
  const tell = tx.lent('tell') as Tell | undefined
  if (!tell) return
  const row = await tx.asHouse(() =>
    tx.one<{ sample: boolean }>('select sample from sen.account where id = $1', [account]),
  )
  if (!row || row.sample) return
  const notice = { title, link: '/toi/bao-mat', key: `security:${uuidv7()}` }
  await tell(tx, { accounts: [account] }, body ? { ...notice, body } : notice)
}

type SessionRow = AccountRow & {
  session_id: string
  csrf: string
  methods: SignInMethod[]
  assurance: Assurance
  proved_at: Date | null
  acting_for: string | null
  seen_at: Date
  expires_at: Date
  has_factor: boolean
}

const SESSION_COLUMNS = `a.*, s.id as session_id, s.csrf, s.methods, s.assurance, s.proved_at, s.acting_for, s.seen_at, s.expires_at,
  exists (select from sen.factor f where f.account = a.id and f.confirmed_at is not null) as has_factor`

function sessionOf(token: string, row: SessionRow, roles: Actor['roles']): Session {
  return {
    token,
    id: row.session_id,
    csrf: row.csrf,
    actor: actorOf(row, roles),
    login: row.login,
    expiresAt: row.expires_at,
    methods: row.methods,
    assurance: row.assurance,
    provedAt: row.proved_at,
    actingFor: row.acting_for,
    enrolDue: !row.sample && !row.has_factor && roles.some((grant) => FACTOR_ROLES.includes(grant.role)),
    hasFactor: row.has_factor,
  }
}

/** How a session is opened: by which methods, from where. */
export interface SessionOpening extends Visit {
  methods: readonly SignInMethod[]
  /** When the methods alone do not tell it: another house's word about two factors. */
  assurance?: Assurance
  /** A person she acts for; the caller has checked the mandate. */
  actingFor?: string | null
}

/**
 * Opens a session for an account that has proved itself. Every way of signing in ends here. Refuses a switched-off account.
 * The proof counts as fresh unless it was a code sent to her, or the account has factors that were not used.
 */
export async function openSession(database: Database, account: string, opening: SessionOpening): Promise<Session> {
  return database.transaction(house, (tx) => openSessionIn(tx, account, opening))
}

export async function openSessionIn(tx: Tx, account: string, opening: SessionOpening): Promise<Session> {
  const row = await tx.one<{
    disabled_at: Date | null
    person: string | null
    failed_count: number
    has_factor: boolean
  }>(
    `select disabled_at, person, failed_count,
            exists (select from sen.factor f where f.account = a.id and f.confirmed_at is not null) as has_factor
       from sen.account a where id = $1 for update`,
    [account],
  )
  assert(row, 'a session was to be opened for an account that is not there')
  if (row.disabled_at) throw refuseAccount.disabled()
  const { methods } = opening
  const assurance = opening.assurance ?? assuranceOf(methods)
  const proved = hasPassword({ methods }) && (assurance === 'two-factor' || !row.has_factor)
  const device = hasPassword({ methods }) ? await rememberDevice(tx, account, opening) : undefined
  const token = newToken()
  const id = uuidv7()
  await tx.query(
    `insert into sen.session (token_hash, id, account, csrf, device, ip, methods, assurance, proved_at, acting_for, known_device, created_at, seen_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13)`,
    [
      hashOf(token),
      id,
      account,
      randomBytes(24).toString('base64url'),
      opening.device?.slice(0, 200) ?? null,
      shortAddress(opening.ip),
      [...methods],
      assurance,
      proved ? tx.now : null,
      opening.actingFor ?? null,
      device ? hashOf(device.token) : null,
      tx.now,
      new Date(tx.now.getTime() + SESSION_HOURS * 3_600_000),
    ],
  )
  await tx.query(
    `delete from sen.session where account = $1 and id in (select id from sen.session where account = $1 order by seen_at desc offset ${SESSIONS_MAX})`,
    [account],
  )
  await tx.query('update sen.account set failed_count = 0, locked_until = null where id = $1', [account])
  writeFact(tx, {
    kind: 'signed-in',
    system: 'kernel',
    record: 'account',
    recordId: account,
    subjects: [row.person],
    data: { session: id, methods: [...methods], assurance, ...(opening.actingFor ? { acting: true } : {}) },
  })
  if (row.failed_count >= 3)
    await tellOwner(tx, account, {
      vi: `Có ${row.failed_count} lần nhập sai mật khẩu kể từ lần đăng nhập trước`,
      en: `${row.failed_count} wrong passwords since your last sign-in`,
    })
  const session = await readSession(tx, token)
  assert(session, 'a session just opened is not there')
  return device ? { ...session, knownDevice: device.token } : session
}

/** Makes the browser known to the account; a new one is told to the owner, unless it is her first. */
async function rememberDevice(tx: Tx, account: string, visit: Visit): Promise<{ token: string }> {
  const given = visit.knownDevice
  const token = given && /^[\w-]{43}$/.test(given) ? given : newToken()
  const name = deviceName(visit.device)
  const known = await tx.query<{ known: boolean }>(
    `insert into sen.known_device (token_hash, account, name, created_at, seen_at, expires_at) values ($1, $2, $3, $4, $4, $5)
     on conflict (token_hash, account) do update set seen_at = excluded.seen_at, expires_at = excluded.expires_at, name = excluded.name
     returning xmax <> 0 as known`,
    [hashOf(token), account, name.vi, tx.now, new Date(tx.now.getTime() + DEVICE_DAYS * 86_400_000)],
  )
  if (known[0]?.known) return { token }
  await tx.query(
    `delete from sen.known_device where account = $1 and token_hash in (select token_hash from sen.known_device where account = $1 order by seen_at desc offset ${DEVICES_MAX})`,
    [account],
  )
  const others = await tx.one('select 1 from sen.known_device where account = $1 and token_hash <> $2 limit 1', [
    account,
    hashOf(token),
  ])
  if (others) {
    const where = shortAddress(visit.ip)
    await tellOwner(
      tx,
      account,
      { vi: `Đăng nhập từ thiết bị mới: ${name.vi}`, en: `Signed in from a new device: ${name.en}` },
      {
        vi: `Địa chỉ mạng: ${where ?? 'không rõ'}. Nếu không phải bạn, hãy vào trang Bảo mật, đăng xuất mọi thiết bị khác và đổi mật khẩu.`,
        en: `Network address: ${where ?? 'unknown'}. If it was not you, open the security page, sign out all other devices and change your password.`,
      },
    )
  }
  return { token }
}

/** Has this browser's cookie signed in to this account before? */
export async function isKnownDevice(tx: Tx, account: string, token: string | undefined): Promise<boolean> {
  if (token?.length !== 43) return false
  const row = await tx.one(
    'select 1 from sen.known_device where token_hash = $1 and account = $2 and expires_at > $3',
    [hashOf(token), account, tx.now],
  )
  return row !== undefined
}

async function readSession(tx: Tx, token: string): Promise<Session | undefined> {
  const row = await tx.one<SessionRow>(
    `select ${SESSION_COLUMNS} from sen.session s join sen.account a on a.id = s.account
      where s.token_hash = $1 and s.expires_at > $2 and a.disabled_at is null`,
    [hashOf(token), tx.now],
  )
  if (!row) return undefined
  const roles = await rolesOf(tx, row.id)
  const idleMs = tx.now.getTime() - row.seen_at.getTime()
  if (idleMs > IDLE_MINUTES * 60_000 && roles.some((grant) => IDLE_ROLES.includes(grant.role))) {
    await tx.query('delete from sen.session where token_hash = $1', [hashOf(token)])
    writeFact(tx, {
      kind: 'session-timed-out',
      system: 'kernel',
      record: 'account',
      recordId: row.id,
      subjects: [row.person],
      data: { session: row.session_id },
    })
    return undefined
  }
  if (idleMs > SEEN_SECONDS * 1000)
    await tx.query('update sen.session set seen_at = $2 where token_hash = $1', [hashOf(token), tx.now])
  const session = sessionOf(token, row, roles)
  if (row.acting_for === null) return session
  const acting = await actingOf(tx, row.session_id, row.acting_for, session.actor)
  return acting ? { ...session, actor: actorFor(session.actor, acting), acting } : { ...session, actingFor: null }
}

/** The session behind a token, or undefined when it is unknown, ended, idle too long, or its account was switched off. */
export async function findSession(database: Database, token: string): Promise<Session | undefined> {
  if (token.length !== 43) return undefined
  return database.transaction(house, (tx) => readSession(tx, token), { soft: true })
}

/**
 * Gives a session a new token after it gained rights (a step-up, a factor set up), so that a token somebody planted or
 * overheard before is worth nothing after (ASVS 5.0, 7.2.4). The old token is dead at once. Refuses a session that ended.
 */
export async function renewSession(
  tx: Tx,
  session: Session,
  gained: { methods?: readonly SignInMethod[]; proved?: boolean } = {},
): Promise<Session> {
  const methods = [...new Set([...session.methods, ...(gained.methods ?? [])])]
  // What another house vouched for stays vouched for.
  const assurance = session.assurance === 'two-factor' ? 'two-factor' : assuranceOf(methods)
  const token = newToken()
  const changed = await tx.query(
    `update sen.session set token_hash = $2, methods = $3, assurance = $4, proved_at = case when $5 then $6::timestamptz else proved_at end, seen_at = $6
      where token_hash = $1 returning 1`,
    [hashOf(session.token), hashOf(token), methods, assurance, gained.proved ?? false, tx.now],
  )
  if (changed.length === 0) throw refuseAccount['sign-in-first']()
  const renewed = await readSession(tx, token)
  if (!renewed) throw refuseAccount['sign-in-first']()
  return renewed
}

export async function signOut(database: Database, session: Session): Promise<void> {
  await database.transaction(house, async (tx) => {
    await tx.query('delete from sen.session where token_hash = $1', [hashOf(session.token)])
    writeFact(tx, {
      kind: 'signed-out',
      system: 'kernel',
      record: 'account',
      recordId: session.actor.account ?? undefined,
      subjects: [session.actor.person],
    })
  })
}

export interface SessionShown {
  id: string
  device: Words
  address: string | null
  methods: SignInMethod[]
  createdAt: Date
  seenAt: Date
}

/** The open sessions of an account, the one last used first. Needs the house's sight. */
export async function listSessions(tx: Tx, account: string): Promise<SessionShown[]> {
  const rows = await tx.query<{
    id: string
    device: string | null
    ip: string | null
    methods: SignInMethod[]
    created_at: Date
    seen_at: Date
  }>(
    `select id, device, ip, methods, created_at, seen_at from sen.session where account = $1 and expires_at > $2 order by seen_at desc limit ${SESSIONS_MAX}`,
    [account, tx.now],
  )
  return rows.map((row) => ({
    id: row.id,
    device: deviceName(row.device ?? undefined),
    address: row.ip,
    methods: row.methods,
    createdAt: row.created_at,
    seenAt: row.seen_at,
  }))
}

/** Ends one session of an account, or all but one; browsers thrown out are strangers again. Answers how many ended. Needs the house's sight. */
export async function endSessions(
  tx: Tx,
  account: string,
  which: { id: string } | { except: string } | 'all',
): Promise<number> {
  const one = typeof which === 'object' && 'id' in which ? which.id : null
  const except = typeof which === 'object' && 'except' in which ? which.except : null
  const ended = await tx.query<{ known_device: Buffer | null }>(
    `delete from sen.session where account = $1 and ($2::uuid is null or id = $2) and ($3::uuid is null or id <> $3) returning known_device`,
    [account, one, except],
  )
  await tx.query(
    `delete from sen.known_device d where d.account = $1 and d.token_hash = any($2)
        and not exists (select from sen.session s where s.account = $1 and s.known_device = d.token_hash)`,
    [account, ended.flatMap((row) => (row.known_device ? [row.known_device] : []))],
  )
  if (ended.length > 0) {
    const row = await tx.one<{ person: string | null }>('select person from sen.account where id = $1', [account])
    writeFact(tx, {
      kind: 'sessions-ended',
      system: 'kernel',
      record: 'account',
      recordId: account,
      subjects: [row?.person],
      data: { count: ended.length },
    })
  }
  return ended.length
}
