import { formatDate } from '#ground/clock'
import { uuidv7 } from '#ground/ids'
import { assert } from '#ground/refusal'
import { sameName } from '#ground/text'
import type { Actor, Database, Tx } from '#kernel/store'
import { refuseAccount } from './account-refusals.ts'
import { forgetTries, subjectOf } from './attempt.ts'
import { writeFact } from './fact.ts'
import { hashPassword } from './password.ts'
import { enterOrFindPerson, findPersonByNationalId, type PersonValue } from './person.ts'

export interface AccountValue {
  login: string
  name: string
  password: string
  person?: string | null
  email?: string | null
  kind?: 'person' | 'service'
  sample?: boolean
}

/** A login as it is kept: lower case; a number of identity typed in groups loses its blanks and dots. */
export function loginKept(typed: string): string {
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
  const changed = await tx.one<{ person: string | null; login: string }>(
    `update sen.account set disabled_at = case when $2 then $3::timestamptz end, failed_count = 0, locked_until = null
      where id = $1 and (disabled_at is not null) <> $2 returning person, login`,
    [account, locked, tx.now],
  )
  if (!changed) return false
  if (locked) {
    await tx.query('delete from sen.session where account = $1', [account])
    await tx.query('delete from sen.pending_sign_in where account = $1', [account])
  } else await forgetTries(tx, subjectsOf(changed.login))
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

/**
 * The name on the card somebody has seen takes the place of one that was typed online unseen; where the account was not hers,
 * the contact details go with it. Needs the house's sight.
 */
export async function settleName(tx: Tx, person: string, name: string, theirs: boolean): Promise<void> {
  await tx.query(
    `update sen.person set full_name = $2, birth_date = case when $3 then birth_date end, phone = case when $3 then phone end,
       email = case when $3 then email end, address = case when $3 then address end where id = $1`,
    [person, name, theirs],
  )
  writeFact(tx, {
    kind: 'person-named',
    system: 'kernel',
    record: 'person',
    recordId: person,
    subjects: [person],
    data: { proof: 'identity-card', by: tx.actor.account },
  })
}

/** Sets a password (hashed by hashPassword) and shows out whoever knew the old one, but for the session `except`. Answers how many sessions ended. Needs the house's sight. */
export async function changePassword(tx: Tx, account: string, passwordHash: string, except?: string): Promise<number> {
  const changed = await tx.one<{ person: string | null; login: string }>(
    'update sen.account set password_hash = $2, failed_count = 0, locked_until = null where id = $1 returning person, login',
    [account, passwordHash],
  )
  assert(changed, 'a password was to be set for an account that is not there')
  await forgetTries(tx, subjectsOf(changed.login))
  const ended = await tx.query(
    'delete from sen.session where account = $1 and ($2::uuid is null or id <> $2) returning 1',
    [account, except ?? null],
  )
  // Who knew the old password is a stranger again, from wherever she came.
  await tx.query('delete from sen.pending_sign_in where account = $1', [account])
  await tx.query(
    `delete from sen.known_device d where d.account = $1
        and not exists (select from sen.session s where s.account = $1 and s.known_device = d.token_hash)`,
    [account],
  )
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

/** An account as its table holds it, for this room. */
export interface AccountRow {
  id: string
  login: string
  name: string
  kind: 'person' | 'service'
  person: string | null
  email: string | null
  email_verified_at: Date | null
  phone: string | null
  phone_verified_at: Date | null
  password_hash: string | null
  lang: 'vi' | 'en'
  failed_count: number
  disabled_at: Date | null
  sample: boolean
}

export async function rolesOf(tx: Tx, account: string): Promise<Actor['roles']> {
  const held = await tx.query<{ role: string; unit: string; delegated: boolean }>(
    `select role, unit, delegated_from is not null as delegated from sen.role_grant
      where account = $1 and valid_from <= sen.today() and (valid_to is null or valid_to >= sen.today()) order by delegated_from is not null, role, unit`,
    [account],
  )
  return held.map(({ delegated, ...grant }) => (delegated ? { ...grant, delegated } : grant))
}

export function actorOf(row: AccountRow, roles: Actor['roles']): Actor {
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

/** The account that bears a login, however it is typed. Needs the house's sight. */
export async function findAccountByLogin(tx: Tx, login: string): Promise<AccountRow | undefined> {
  return tx.one<AccountRow & Record<string, unknown>>('select * from sen.account where login = $1', [loginKept(login)])
}

/** What is counted of tries at an account: its password, its second factor, codes sent to it. */
export const subjectsOf = (login: string): string[] => [
  subjectOf('password', loginKept(login)),
  subjectOf('second', loginKept(login)),
  subjectOf('code', loginKept(login)),
]

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
