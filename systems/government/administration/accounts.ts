import { createHash, randomBytes } from 'node:crypto'
import { addDays, localDate } from '#ground/clock'
import { sameName } from '#ground/text'
import { passOnTasks } from '#kernel/cases'
import type { Tx } from '#kernel/store'
import {
  changePassword,
  endRole,
  findPersonByNationalId,
  giveRole,
  lockAccount,
  openAccount,
  privilegedRoles,
  type RoleGrant,
  realmOf,
  rolesHeld,
  setRoleEnd,
  stateOf,
  within,
  writeFact,
} from '#kernel/trust'
import { idOf } from './desk.ts'
import { refuse } from './refusals.ts'
import { isLogin, options } from './rules.ts'

export interface AccountRow {
  id: string
  login: string
  name: string
  kind: 'person' | 'service'
  person: string | null
  email: string | null
  disabled_at: Date | null
  created_at: Date
  has_password: boolean
  /** Opened by a citizen online, or at a counter for one: no officer's. */
  citizen: boolean
  roles: number
  opened_by_me: boolean
}

const SHOWN = `a.id, a.login, a.name, a.kind, a.person, a.email, a.disabled_at, a.created_at, a.password_hash is not null as has_password,
  a.person is not null and not exists (select from sen.role_grant g where g.account = a.id) as citizen,
  (select count(*)::int from sen.role_grant g where g.account = a.id and g.valid_from <= sen.today() and (g.valid_to is null or g.valid_to >= sen.today())) as roles,
  exists (select from sen.fact f where f.record_id = a.id and f.kind = 'account-opened' and f.actor = $1) as opened_by_me`
/** Whom an administrator of some units has to do with: who holds or held a role there, and whom she opened an account for and nobody gave a role. */
const MINE = `(exists (select from sen.role_grant g where g.account = a.id and g.unit = any($2::uuid[]))
  or (not exists (select from sen.role_grant g where g.account = a.id) and exists (select from sen.fact f where f.record_id = a.id and f.kind = 'account-opened' and f.actor = $1)))`

export type AccountKind = 'officers' | 'citizens' | 'locked'
export const ACCOUNTS_A_PAGE = 50

/** A page of accounts by login; citizens' only for the administrator of all. */
export async function listAccounts(
  tx: Tx,
  asked: { q: string; kind: AccountKind; after: string },
): Promise<{ rows: AccountRow[]; next: string | null }> {
  const realm = await realmOf(tx)
  const rows = await tx.asHouse(() =>
    tx.query<AccountRow>(
      `select ${SHOWN} from sen.account a where a.kind = 'person' and ($3 or ${MINE}) and a.login > $4
          and ($5 = '' or sen.fold(a.name || ' ' || a.login) like '%' || sen.fold($5) || '%')
          and case $6 when 'citizens' then $3 and a.person is not null and not exists (select from sen.role_grant g where g.account = a.id)
                      when 'locked' then a.disabled_at is not null
                      else a.person is null or exists (select from sen.role_grant g where g.account = a.id) end
        order by a.login limit ${ACCOUNTS_A_PAGE + 1}`,
      [tx.actor.account, [...realm.units], realm.all, asked.after, asked.q.replace(/[\\%_]/g, ''), asked.kind],
    ),
  )
  const page = rows.slice(0, ACCOUNTS_A_PAGE)
  return { rows: page, next: rows.length > ACCOUNTS_A_PAGE ? (page.at(-1)?.login ?? null) : null }
}

/** One account the actor has to do with; one she has not is not there for her. */
export async function getAccount(tx: Tx, id: string): Promise<AccountRow> {
  const realm = await realmOf(tx)
  const row = await tx.asHouse(() =>
    tx.one<AccountRow>(`select ${SHOWN} from sen.account a where a.id = $4 and a.kind = 'person' and ($3 or ${MINE})`, [
      tx.actor.account,
      [...realm.units],
      realm.all,
      idOf(id),
    ]),
  )
  if (!row) throw refuse['no-account']()
  return row
}

/**
 * Whether the actor may act on the account as a whole (lock it, end its sessions, reset its factors): not her own, and only
 * when every role it holds now or later is within her units. Who holds a role over others is the province's to touch.
 */
export async function mayManage(tx: Tx, account: AccountRow): Promise<RoleGrant[]> {
  if (account.id === tx.actor.account) throw refuse.self()
  const realm = await realmOf(tx)
  const held = await rolesHeld(tx, account.id)
  if (realm.all) return held
  const today = localDate(tx.now)
  const live = held.filter((grant) => stateOf(grant, today) !== 'past')
  if (live.some((grant) => privilegedRoles.includes(grant.role))) throw refuse.privileged()
  if (live.some((grant) => !within(realm, grant.unit))) throw refuse.elsewhere()
  return held
}

/** Whether the actor may let the account in anew (a password code, factors removed): never who holds a role over others, or one administrator could play two. */
export async function mayReset(tx: Tx, account: AccountRow): Promise<void> {
  const held = await mayManage(tx, account)
  const today = localDate(tx.now)
  if (held.some((grant) => privilegedRoles.includes(grant.role) && stateOf(grant, today) !== 'past'))
    throw refuse['reset-privileged']()
}

export interface OpeningValue {
  login: string
  name: string
  email: string | null
  nationalId: string | null
}

/** Opens an officer's account without a password: she sets her own with a code (invite). */
export async function openOfficer(tx: Tx, value: OpeningValue): Promise<string> {
  const login = value.login.trim().toLowerCase()
  const name = value.name.trim().replace(/\s+/g, ' ')
  if (!isLogin(login)) throw refuse.login({}, 'login')
  if (name.length < 2 || name.length > 200) throw refuse.name({}, 'name')
  let person: string | null = null
  if (value.nationalId) {
    const found = await findPersonByNationalId(tx, value.nationalId, 'mở tài khoản cán bộ')
    if (!found || !sameName(found.full_name, name)) throw refuse['no-person']({}, 'national_id')
    person = found.id
  }
  return tx.asHouse(async () => {
    const id = await openAccount(tx, { login, name, password: '', person, email: value.email }, NO_PASSWORD)
    // Nothing typed can equal it, and nothing is ever compared with it.
    await tx.query('update sen.account set password_hash = null where id = $1', [id])
    return id
  })
}
const NO_PASSWORD = 'none'

const INVITATION_HOURS = 72
/** Letters that are not taken for one another when read aloud or off paper. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

/** Typed with blanks and small letters it is the same code. */
const hashOf = (code: string): Buffer =>
  createHash('sha256')
    .update(code.toUpperCase().replace(/[^0-9A-Z]/g, ''))
    .digest()

/** Makes the code by which the owner sets her password; the one before it opens nothing any more. Answers it once: kept is its hash. */
export async function invite(tx: Tx, account: AccountRow): Promise<{ code: string; expiresAt: Date }> {
  // 20 letters of 31: 99 bits, so that neither a thief of the table nor a guesser gets anywhere.
  const letters = Array.from(randomBytes(40), (byte) => (byte < 248 ? LETTERS[byte % 31] : ''))
    .join('')
    .slice(0, 20)
  const code = letters.replace(/(.{5})(?=.)/g, '$1-')
  const expiresAt = new Date(tx.now.getTime() + INVITATION_HOURS * 3_600_000)
  await tx.asHouse(async () => {
    await tx.query(
      'update administration.invitation set expires_at = $2 where account = $1 and used_at is null and expires_at > $2',
      [account.id, tx.now],
    )
    await tx.query(
      'insert into administration.invitation (code_hash, account, made_at, made_by, expires_at) values ($1, $2, $3, $4, $5)',
      [hashOf(code), account.id, tx.now, tx.actor.account, expiresAt],
    )
    writeFact(tx, {
      kind: 'password-code-made',
      system: 'administration',
      record: 'account',
      recordId: account.id,
      subjects: [account.person],
    })
  })
  return { code, expiresAt }
}

/** The account a code is for, while it lasts. Needs the house's sight. */
export async function findInvitation(
  tx: Tx,
  code: string,
): Promise<{ account: string; login: string; name: string } | undefined> {
  return tx.one(
    `select i.account, a.login, a.name from administration.invitation i join sen.account a on a.id = i.account
      where i.code_hash = $1 and i.used_at is null and i.expires_at > $2 and a.disabled_at is null`,
    [hashOf(code), tx.now],
  )
}

/** Uses a code up and sets the password. Needs the house's sight. */
export async function acceptInvitation(tx: Tx, code: string, passwordHash: string): Promise<void> {
  const used = await tx.one<{ account: string }>(
    `update administration.invitation i set used_at = $2 from sen.account a
      where i.code_hash = $1 and i.used_at is null and i.expires_at > $2 and a.id = i.account and a.disabled_at is null returning i.account`,
    [hashOf(code), tx.now],
  )
  if (!used) throw refuse.invitation()
  await changePassword(tx, used.account, passwordHash)
}

export interface Moving {
  from: string
  to: string
  role: string
  on: string
  /** Who takes over the open tasks there; null: back into the common queue. */
  taker: string | null
}

/** Who may take over tasks in a unit: a colleague with a role there on the day. Needs the house's sight. */
export async function takersIn(
  tx: Tx,
  units: readonly string[],
  except: string,
): Promise<{ id: string; name: string }[]> {
  return tx.query(
    `select distinct a.id, a.name from sen.role_grant g join sen.account a on a.id = g.account where g.unit = any($1::uuid[]) and a.id <> $2 and a.disabled_at is null
        and g.valid_from <= sen.today() and (g.valid_to is null or g.valid_to >= sen.today()) order by a.name limit 300`,
    [[...units], except],
  )
}

async function getTaker(tx: Tx, units: readonly string[], except: string, id: string | null) {
  if (id === null) return null
  const taker = (await takersIn(tx, units, except)).find((one) => one.id === id)
  if (!taker) throw refuse.colleague({}, 'taker')
  return taker
}

/** Moves a person from one unit to another on a day: roles there end the eve before, one role here begins, open tasks stay behind. Answers how many tasks. */
export async function transfer(tx: Tx, account: AccountRow, moving: Moving): Promise<number> {
  const today = localDate(tx.now)
  const held = (await rolesHeld(tx, account.id)).filter(
    (grant) =>
      grant.unit === moving.from &&
      grant.delegation === null &&
      stateOf(grant, today) !== 'past' &&
      (grant.valid_to === null || grant.valid_to >= moving.on),
  )
  if (held.length === 0) throw refuse['nothing-there']({}, 'from')
  const taker = await tx.asHouse(() => getTaker(tx, [moving.from], account.id, moving.taker))
  for (const grant of held) {
    if (moving.on <= today || grant.valid_from >= moving.on) await endRole(tx, grant.id)
    else await setRoleEnd(tx, grant.id, addDays(moving.on, -1))
  }
  await giveRole(tx, { account: account.id, role: moving.role, unit: moving.to, from: moving.on, to: null }, options)
  return tx.asHouse(() => passOnTasks(tx, account.id, taker, [moving.from]))
}

/** Leaving: the last day of every role is `on`, open tasks go to a colleague or back to the queue; with a last day of today the account is locked as well. */
export async function leave(
  tx: Tx,
  account: AccountRow,
  value: { on: string; taker: string | null },
): Promise<{ tasks: number; locked: boolean }> {
  const held = await mayManage(tx, account)
  const today = localDate(tx.now)
  const live = held.filter((grant) => stateOf(grant, today) !== 'past' && grant.delegation === null)
  const taker = await tx.asHouse(() =>
    getTaker(
      tx,
      live.map((grant) => grant.unit),
      account.id,
      value.taker,
    ),
  )
  const now = value.on <= today
  for (const grant of live) {
    if (now || grant.valid_from > value.on) await endRole(tx, grant.id)
    else if (grant.valid_to === null || grant.valid_to > value.on) await setRoleEnd(tx, grant.id, value.on)
  }
  return tx.asHouse(async () => {
    const tasks = await passOnTasks(tx, account.id, taker)
    const locked = now && (await lockAccount(tx, account.id, true))
    writeFact(tx, {
      kind: 'left-service',
      system: 'administration',
      record: 'account',
      recordId: account.id,
      subjects: [account.person],
      data: { on: value.on, tasks, takenOver: taker?.id ?? null },
    })
    return { tasks, locked }
  })
}
