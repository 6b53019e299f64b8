import { randomBytes } from 'node:crypto'
import type { Database, Tx } from '#kernel/store'
import { house } from '#kernel/store'
import { type AccountRow, changePassword, findAccountByLogin, loginKept } from './account.ts'
import { refuseAccount } from './account-refusals.ts'
import { type Charge, chargeTry, forgive, hashOf, networkOf, subjectOf, type Verdict, type Visit } from './attempt.ts'
import { writeFact } from './fact.ts'
import { type ProofMethod, secondFactorsOf, takeCode } from './factor.ts'
import { type RelyingParty, takePasskey } from './passkey.ts'
import { hashPassword, verifyPassword } from './password.ts'
import {
  hasPassword,
  isKnownDevice,
  openSession,
  openSessionIn,
  renewSession,
  type Session,
  type SignInMethod,
  tellOwner,
} from './session.ts'

const PENDING_MINUTES = 5
const PENDING_TRIES_MAX = 5

/** Right so far; the second step is owed. */
export interface PendingSignIn {
  /** For the cookie; the database has its hash. */
  token: string
  secondFactor: Exclude<ProofMethod, 'password'>[]
}

export type SignedIn = { session: Session; pending?: never } | { pending: PendingSignIn; session?: never }

/** What a second step or a step-up is proved by: a code, or what the browser answered for a passkey. */
export interface Proof {
  method: ProofMethod
  code?: string
  response?: unknown
}

function refuseBlocked(verdict: Verdict & { blocked: string }, now: Date): Error {
  const ms = verdict.until.getTime() - now.getTime()
  return verdict.blocked === 'here'
    ? refuseAccount.locked({ minutes: Math.max(1, Math.ceil(ms / 60_000)) })
    : refuseAccount['slow-down']({ seconds: Math.max(1, Math.ceil(ms / 1000)) })
}

/**
 * Where a try is counted: a browser the account knows has its own count and never waits for strangers; everybody else counts
 * with her network, and once more over all networks.
 */
async function chargeOf(
  tx: Tx,
  kind: 'password' | 'second',
  login: string,
  found: AccountRow | undefined,
  visit: Visit,
): Promise<Charge> {
  const subject = subjectOf(kind, loginKept(login))
  const known = found ? await isKnownDevice(tx, found.id, visit.knownDevice) : false
  return known
    ? {
        subject,
        place: `device:${hashOf(visit.knownDevice ?? '')
          .toString('hex')
          .slice(0, 32)}`,
        everywhere: false,
      }
    : { subject, place: networkOf(visit.ip), everywhere: true }
}

/** The same work and the same words for a login that is there and for one that is not. */
async function writeRefusal(tx: Tx, found: AccountRow | undefined, charge: Charge, verdict: Verdict): Promise<void> {
  const until = await tx.one<{ until: Date | null }>(
    "select max(blocked_until) as until from sen.sign_in_attempt where subject = $1 and place = '*'",
    [charge.subject],
  )
  await tx.query('update sen.account set failed_count = failed_count + 1, locked_until = $2 where id = $1', [
    found?.id ?? null,
    until?.until ?? null,
  ])
  writeFact(tx, {
    kind: 'sign-in-refused',
    system: 'kernel',
    ...(found ? { record: 'account', recordId: found.id, subjects: [found.person] } : {}),
    data: { locked: verdict.blocked === undefined && verdict.last, known: found !== undefined },
  })
}

/** Judges a login and a password; every try is charged before the slow hash, and given back when it was right. */
async function checkLogin(
  database: Database,
  login: string,
  password: string,
  visit: Visit,
): Promise<{ found: AccountRow; charge: Charge }> {
  const { found, charge, verdict } = await database.transaction(house, async (tx) => {
    const found = await findAccountByLogin(tx, login)
    const charge = await chargeOf(tx, 'password', login, found, visit)
    return { found, charge, verdict: await chargeTry(tx, charge) }
  })
  if (verdict.blocked) throw refuseBlocked(verdict, database.clock.now())
  const right = await verifyPassword(found?.password_hash, password)
  if (!found || !right) {
    await database.transaction(house, (tx) => writeRefusal(tx, found, charge, verdict))
    throw refuseAccount['wrong-password']()
  }
  return { found, charge }
}

/**
 * Checks a login and a password. Answers a session, or, when the account has a second factor, a pending sign-in that
 * finishSignIn turns into one. Refuses account.wrong-password, locked, slow-down, disabled.
 */
export async function startSignIn(
  database: Database,
  login: string,
  password: string,
  visit: Visit = {},
): Promise<SignedIn> {
  const { found, charge } = await checkLogin(database, login, password, visit)
  if (found.disabled_at) throw refuseAccount.disabled()
  return database.transaction(house, async (tx) => {
    await forgive(tx, charge)
    return admit(tx, found.id, ['pwd'], visit)
  })
}

/** A first factor was right: a session, or the second step. Also for who comes from another house (methods ['upstream']). */
export async function admit(
  tx: Tx,
  account: string,
  methods: readonly SignInMethod[],
  visit: Visit,
): Promise<SignedIn> {
  const secondFactor = await secondFactorsOf(tx, account)
  if (secondFactor.length === 0) return { session: await openSessionIn(tx, account, { ...visit, methods }) }
  const token = randomBytes(32).toString('base64url')
  await tx.query('delete from sen.pending_sign_in where expires_at < $1', [tx.now])
  await tx.query(
    'insert into sen.pending_sign_in (token_hash, account, methods, device, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)',
    [
      hashOf(token),
      account,
      [...methods],
      visit.device?.slice(0, 200) ?? null,
      tx.now,
      new Date(tx.now.getTime() + PENDING_MINUTES * 60_000),
    ],
  )
  return { pending: { token, secondFactor } }
}

/** Signs in where a password is enough; refuses account.second-step for an account that owes more. */
export async function signIn(
  database: Database,
  login: string,
  password: string,
  visit: Visit | string = {},
): Promise<Session> {
  const done = await startSignIn(database, login, password, typeof visit === 'string' ? { device: visit } : visit)
  if (done.pending) throw refuseAccount['second-step']()
  return done.session
}

interface PendingRow {
  account: string
  methods: SignInMethod[]
  tries: number
}

/** By what a pending sign-in may be finished, or undefined when it is over. */
export async function findPending(
  database: Database,
  token: string | undefined,
): Promise<{ account: string; secondFactor: Exclude<ProofMethod, 'password'>[] } | undefined> {
  if (token?.length !== 43) return undefined
  return database.transaction(house, async (tx) => {
    const row = await tx.one<PendingRow & Record<string, unknown>>(
      'select account, methods, tries from sen.pending_sign_in where token_hash = $1 and expires_at > $2 and tries < $3',
      [hashOf(token), tx.now, PENDING_TRIES_MAX],
    )
    return row ? { account: row.account, secondFactor: await secondFactorsOf(tx, row.account) } : undefined
  })
}

/**
 * The second step of a sign-in. Each pending sign-in takes five tries, and wrong ones count against the account from this
 * place and over all places, so that starting again and again helps nobody. Refuses account.sign-in-again, wrong-code,
 * wrong-passkey, locked, slow-down, disabled.
 */
export async function finishSignIn(
  database: Database,
  token: string | undefined,
  proof: Proof,
  visit: Visit,
  rp: RelyingParty,
): Promise<Session> {
  const pending = await findPending(database, token)
  if (!pending || !token) throw refuseAccount['sign-in-again']()
  const { account } = pending
  if (proof.method === 'passkey') {
    const taken = await takePasskey(database, proof.response, 'sign-in', account, rp)
    if (!taken) throw refuseAccount['wrong-passkey']()
    const ended = await database.transaction(house, (tx) =>
      tx.query('delete from sen.pending_sign_in where token_hash = $1 returning 1', [hashOf(token)]),
    )
    if (ended.length === 0) throw refuseAccount['sign-in-again']()
    return openSession(database, account, { ...visit, methods: ['pwd', 'passkey'] })
  }
  const method = proof.method
  if (method !== 'totp' && method !== 'recovery') throw refuseAccount['wrong-code']({}, 'code')
  const outcome = await database.transaction(house, async (tx) => {
    const row = await tx.one<PendingRow & Record<string, unknown>>(
      'select account, methods, tries from sen.pending_sign_in where token_hash = $1 and expires_at > $2 for update',
      [hashOf(token), tx.now],
    )
    if (!row || row.tries >= PENDING_TRIES_MAX) return { gone: true }
    const found = await tx.one<AccountRow & Record<string, unknown>>('select * from sen.account where id = $1', [
      account,
    ])
    const charge = await chargeOf(tx, 'second', found?.login ?? account, found, visit)
    const verdict = await chargeTry(tx, charge)
    if (verdict.blocked) return { verdict }
    if (!(await takeCode(tx, account, method, proof.code ?? ''))) {
      await tx.query('update sen.pending_sign_in set tries = tries + 1 where token_hash = $1', [hashOf(token)])
      writeFact(tx, {
        kind: 'second-factor-refused',
        system: 'kernel',
        record: 'account',
        recordId: account,
        subjects: [found?.person],
        data: { method, locked: verdict.last },
      })
      return { wrong: true }
    }
    await forgive(tx, charge)
    await tx.query('delete from sen.pending_sign_in where token_hash = $1', [hashOf(token)])
    return { session: await openSessionIn(tx, account, { ...visit, methods: [...row.methods, method] }) }
  })
  if (outcome.gone) throw refuseAccount['sign-in-again']()
  if (outcome.verdict) throw refuseBlocked(outcome.verdict, database.clock.now())
  if (!outcome.session) throw refuseAccount['wrong-code']({}, 'code')
  return outcome.session
}

/** Signs in by a passkey alone: the key says whose it is, and its owner was verified by it, so it counts as two factors. */
export async function signInByPasskey(
  database: Database,
  response: unknown,
  visit: Visit,
  rp: RelyingParty,
): Promise<Session> {
  const taken = await takePasskey(database, response, 'sign-in', null, rp)
  if (!taken) throw refuseAccount['wrong-passkey']()
  return openSession(database, taken.account, { ...visit, methods: ['passkey'] })
}

/** By what this session can prove itself now: its strongest factor, or what it lacks before that. */
export async function proofsFor(database: Database, session: Session): Promise<ProofMethod[]> {
  return database.transaction(house, async (tx) => {
    const account = session.actor.account ?? ''
    const second = await secondFactorsOf(tx, account)
    const row = await tx.one<{ has: boolean }>(
      'select password_hash is not null as has from sen.account where id = $1',
      [account],
    )
    const password: ProofMethod[] = row?.has ? ['password'] : []
    if (!hasPassword(session)) return [...(second.includes('passkey') ? (['passkey'] as const) : []), ...password]
    return second.length > 0 ? second : password
  })
}

/**
 * Step-up: proves again who acts. Answers the session under a new token. A password renews the proof only where there is no
 * factor; with one it but adds what a session opened by a sent code lacked. Refuses account.wrong-code, wrong-passkey,
 * wrong-password, locked, slow-down.
 */
export async function proveAgain(
  database: Database,
  session: Session,
  proof: Proof,
  visit: Visit,
  rp: RelyingParty,
): Promise<Session> {
  const account = session.actor.account ?? ''
  const allowed = await proofsFor(database, session)
  if (!allowed.includes(proof.method)) throw refuseAccount['wrong-code']({}, 'code')
  if (proof.method === 'password') {
    const { found, charge } = await checkLogin(database, session.login, proof.code ?? '', visit)
    if (found.id !== account) throw refuseAccount['wrong-password']()
    return database.transaction(house, async (tx) => {
      await forgive(tx, charge)
      return proved(tx, session, ['pwd'], !session.hasFactor)
    })
  }
  if (proof.method === 'passkey') {
    if (!(await takePasskey(database, proof.response, 'prove', account, rp))) throw refuseAccount['wrong-passkey']()
    return database.transaction(house, (tx) => proved(tx, session, ['passkey'], true))
  }
  const method = proof.method
  const outcome = await database.transaction(house, async (tx) => {
    const found = await findAccountByLogin(tx, session.login)
    const charge = await chargeOf(tx, 'second', session.login, found, visit)
    const verdict = await chargeTry(tx, charge)
    if (verdict.blocked) return { verdict }
    if (!(await takeCode(tx, account, method, proof.code ?? ''))) {
      writeFact(tx, {
        kind: 'second-factor-refused',
        system: 'kernel',
        record: 'account',
        recordId: account,
        subjects: [session.actor.person],
        data: { method, locked: verdict.last },
      })
      return {}
    }
    await forgive(tx, charge)
    return { session: await proved(tx, session, [method], true) }
  })
  if (outcome.verdict) throw refuseBlocked(outcome.verdict, database.clock.now())
  if (!outcome.session) throw refuseAccount['wrong-code']({}, 'code')
  return outcome.session
}

async function proved(tx: Tx, session: Session, methods: readonly SignInMethod[], fresh: boolean): Promise<Session> {
  const renewed = await renewSession(tx, session, { methods, proved: fresh })
  writeFact(tx, {
    kind: 'proved-again',
    system: 'kernel',
    record: 'account',
    recordId: session.actor.account ?? undefined,
    subjects: [session.actor.person],
    data: { session: session.id, methods: [...methods] },
  })
  return renewed
}

/** Changes the password of whoever is signed in; she gives the old one. Other sessions end, this one goes on under a new token. Refuses account.wrong-old-password and weak ones. */
export async function changeOwnPassword(
  database: Database,
  session: Session,
  old: string,
  fresh: string,
  visit: Visit,
): Promise<Session> {
  const account = session.actor.account ?? ''
  let checked: { found: AccountRow; charge: Charge }
  try {
    checked = await checkLogin(database, session.login, old, visit)
  } catch (error) {
    if ((error as { code?: string }).code === 'account.wrong-password')
      throw refuseAccount['wrong-old-password']({}, 'old')
    throw error
  }
  // A weak new password is refused only now, but the try was right: it is given back first.
  await database.transaction(house, (tx) => forgive(tx, checked.charge))
  const hash = await hashPassword(fresh, session.login)
  return database.transaction(house, async (tx) => {
    await changePassword(tx, account, hash, session.id)
    await tellOwner(
      tx,
      account,
      { vi: 'Mật khẩu đã được đổi', en: 'Your password was changed' },
      {
        vi: 'Mọi thiết bị khác đã bị đăng xuất. Nếu không phải bạn đổi, hãy đặt lại mật khẩu ngay và liên hệ người quản trị.',
        en: 'All other devices were signed out. If it was not you, set a new password at once and tell an administrator.',
      },
    )
    return renewSession(tx, session, { methods: ['pwd'] })
  })
}
