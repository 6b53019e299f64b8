import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { isLocalDate, type LocalDate } from '#ground/clock'
import { readNationalId } from '#ground/ids'
import { assert, refusals } from '#ground/refusal'
import { nfc, sameName } from '#ground/text'
import type { Database, Schema, Tx } from '#kernel/store'
import { house } from '#kernel/store'
import { findUncheckedAccount, openAccount } from './account.ts'
import { writeFact } from './fact.ts'
import { enterOrFindPerson } from './person.ts'
import { houseOnly, sight } from './tables.ts'

export const refuseUpstream = refusals('upstream', {
  'not-connected': {
    kind: 'missing',
    vi: 'Nơi này chưa kết nối đăng nhập bằng tài khoản định danh điện tử. Hãy đăng nhập bằng mật khẩu.',
    en: 'Signing in with an electronic identity is not connected here. Sign in with your password.',
  },
  unavailable: {
    kind: 'unavailable',
    vi: '{name} đang không trả lời. Hãy thử lại sau ít phút, hoặc đăng nhập bằng mật khẩu.',
    en: '{name} does not answer. Try again in a few minutes, or sign in with your password.',
  },
  'not-this-browser': {
    kind: 'forbidden',
    vi: 'Lần đăng nhập này không bắt đầu từ trình duyệt này, đã dùng rồi hoặc quá {minutes} phút. Hãy bấm đăng nhập lại từ đầu.',
    en: 'This sign-in was not begun in this browser, was used already, or is older than {minutes} minutes. Begin again.',
  },
  refused: {
    kind: 'forbidden',
    vi: '{name} không xác nhận lần đăng nhập này. Hãy thử lại.',
    en: '{name} did not confirm this sign-in. Try again.',
  },
  'not-trusted': {
    kind: 'forbidden',
    vi: 'Trả lời của {name} không kiểm chứng được nên không dùng. Chưa có gì thay đổi. Nếu lặp lại, hãy báo người quản trị.',
    en: 'The answer of {name} could not be verified and was not used. Nothing changed. If this repeats, tell the administrator.',
  },
  'level-too-low': {
    kind: 'forbidden',
    vi: 'Tài khoản định danh mức 1 chưa mở được tài khoản ở đây cho số định danh này. Hãy nâng lên mức 2 tại cơ quan công an rồi đăng nhập lại.',
    en: 'An identity of level 1 cannot open an account here for this number. Raise it to level 2 at the police, then sign in again.',
  },
  'another-number': {
    kind: 'conflict',
    vi: 'Tài khoản định danh này từng liên kết với người mang số định danh khác. Hãy đến Trung tâm Phục vụ hành chính công để được kiểm tra.',
    en: 'This electronic identity was linked to a person with another number. Have it looked at in a public service centre.',
  },
  'linked-elsewhere': {
    kind: 'conflict',
    vi: 'Tài khoản của bạn ở đây đã liên kết với một tài khoản định danh khác. Hãy đến Trung tâm Phục vụ hành chính công để được kiểm tra.',
    en: 'Your account here is linked to another electronic identity. Have it looked at in a public service centre.',
  },
  staff: {
    kind: 'forbidden',
    vi: 'Tài khoản công vụ không đăng nhập bằng đường này, trừ khi người quản trị đã cho phép. Hãy đăng nhập bằng tài khoản công vụ.',
    en: 'Accounts of officers do not come in this way unless an administrator allowed it. Sign in with your office account.',
  },
  'no-number': {
    kind: 'forbidden',
    vi: '{name} không gửi số định danh nên không biết bạn là ai trong sổ. Hãy thử lại hoặc đăng nhập bằng mật khẩu.',
    en: '{name} sent no identification number, so nobody can tell who you are in the register. Try again, or use your password.',
  },
  disabled: {
    kind: 'forbidden',
    vi: 'Tài khoản này đã ngừng sử dụng. Hãy liên hệ Trung tâm Phục vụ hành chính công.',
    en: 'This account is no longer in use. Ask a public service centre.',
  },
})

/** Where the identity comes from and how it speaks; from the environment, see `upstreamSettings`. */
export interface UpstreamSettings {
  /** Key of the provider in sen.identity. */
  provider: string
  /** As it stands on the button: 'VNeID'. */
  name: string
  issuer: string
  clientId: string
  clientSecret: string | null
  scope: string
  /** Asked for with acr_values; null: not asked. */
  acrAsked: string | null
  claims: ClaimNames
  /** acr values that mean level 1 and level 2 of NĐ 69/2024. */
  levels: Readonly<Record<string, 1 | 2>>
  /** Hosts a profile may be read from, beside the issuer's. */
  profileHosts: readonly string[]
}

/** Names under which each thing may come; the first that is there counts. */
export interface ClaimNames {
  number: readonly string[]
  name: readonly string[]
  birth: readonly string[]
  sex: readonly string[]
  profile: readonly string[]
}

/** Seen at xacthuc.dichvucong.gov.vn (WSO2: HoVaTen, SoDinhDanh, userProfileUri) and in the Keycloak realm of VNeID. */
export const usualClaims: ClaimNames = {
  number: ['SoDinhDanh', 'soDinhDanh', 'national_id', 'citizen_id'],
  name: ['HoVaTen', 'hoVaTen', 'name'],
  birth: ['NgaySinh', 'ngaySinh', 'birthdate'],
  sex: ['GioiTinh', 'gioiTinh', 'gender'],
  profile: ['userProfileUri'],
}

const usualLevels: Readonly<Record<string, 1 | 2>> = { LoA1: 1, LoA2: 2, '1': 1, '2': 2 }

/** Minutes between leaving for the provider and coming back. */
export const UPSTREAM_MINUTES = 10

/**
 * Settings from the environment, or null when SEN_VNEID_ISSUER is not set. The secret comes from a file only, so that it stands
 * in no list of processes: SEN_VNEID_CLIENT_SECRET_FILE. SEN_VNEID_CLAIMS may rename claims: 'number=SoDinhDanh,name=HoVaTen'.
 */
export async function upstreamSettings(environment: NodeJS.ProcessEnv): Promise<UpstreamSettings | null> {
  const issuer = environment.SEN_VNEID_ISSUER
  if (!issuer) return null
  const url = new URL(issuer)
  const local = ['localhost', '127.0.0.1'].includes(url.hostname)
  assert(url.protocol === 'https:' || local, 'SEN_VNEID_ISSUER must be an https address')
  const clientId = environment.SEN_VNEID_CLIENT_ID
  assert(clientId, 'SEN_VNEID_CLIENT_ID is missing beside SEN_VNEID_ISSUER')
  const file = environment.SEN_VNEID_CLIENT_SECRET_FILE
  const claims: Record<keyof ClaimNames, readonly string[]> = { ...usualClaims }
  for (const pair of (environment.SEN_VNEID_CLAIMS ?? '').split(',').filter(Boolean)) {
    const [ours = '', theirs = ''] = pair.split('=').map((part) => part.trim())
    assert(
      ours in claims && theirs !== '',
      `SEN_VNEID_CLAIMS: "${pair}" is not one of number, name, birth, sex, profile = claim`,
    )
    claims[ours as keyof ClaimNames] = [theirs]
  }
  return {
    provider: 'vneid',
    name: environment.SEN_VNEID_NAME ?? 'VNeID',
    issuer,
    clientId,
    clientSecret: file ? (await readFile(file, 'utf8')).trim() : null,
    scope: environment.SEN_VNEID_SCOPE ?? 'openid',
    acrAsked: environment.SEN_VNEID_ACR ?? null,
    claims,
    levels: usualLevels,
    profileHosts: (environment.SEN_VNEID_PROFILE_HOSTS ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean),
  }
}

export const upstreamSchema: Schema = {
  routines: [],
  tables: [
    {
      name: 'sen.identity',
      comment: 'Electronic identities of other providers linked to accounts',
      columns: {
        provider: { type: 'text' },
        subject: { type: 'text' },
        account: { type: 'uuid' },
        level: { type: 'integer' },
        linked_at: { type: 'timestamptz' },
        used_at: { type: 'timestamptz' },
      },
      primaryKey: ['provider', 'subject'],
      unique: { account: ['provider', 'account'] },
      checks: { level: 'level in (1, 2)' },
      foreignKeys: { account: { columns: ['account'], table: 'sen.account', references: ['id'] } },
      policies: {
        read: { for: 'select', using: `${sight.house} or account = ${sight.me}` },
        ...houseOnly(['insert', 'update', 'delete']),
      },
      grants: ['select', 'insert', 'update', 'delete'],
    },
    {
      name: 'sen.upstream_permit',
      comment: 'Accounts of officers that an administrator lets in by an electronic identity',
      columns: {
        account: { type: 'uuid' },
        permitted_by: { type: 'uuid', nullable: true },
        permitted_at: { type: 'timestamptz' },
      },
      primaryKey: ['account'],
      foreignKeys: { account: { columns: ['account'], table: 'sen.account', references: ['id'] } },
      policies: houseOnly(['select', 'insert', 'delete']),
      grants: ['select', 'insert', 'delete'],
    },
    {
      name: 'sen.upstream_attempt',
      comment:
        'Sign-ins that went to another provider and have not come back; each comes back once, to the browser it left',
      columns: {
        browser_hash: { type: 'bytea' },
        state: { type: 'text' },
        nonce: { type: 'text' },
        verifier: { type: 'text' },
        next: { type: 'text' },
        expires_at: { type: 'timestamptz' },
      },
      primaryKey: ['browser_hash'],
      indexes: { expires: { on: 'expires_at' } },
      policies: houseOnly(['select', 'insert', 'delete']),
      grants: ['select', 'insert', 'delete'],
    },
  ],
}

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest()

export interface UpstreamAttempt {
  state: string
  nonce: string
  verifier: string
  next: string
}

/** Remembers a sign-in that leaves for the provider; answers what its browser keeps in a cookie. */
export async function beginUpstream(database: Database, attempt: UpstreamAttempt): Promise<string> {
  const browser = randomBytes(32).toString('base64url')
  await database.transaction(house, (tx) =>
    tx.query(
      'insert into sen.upstream_attempt (browser_hash, state, nonce, verifier, next, expires_at) values ($1, $2, $3, $4, $5, $6)',
      [
        hashOf(browser),
        attempt.state,
        attempt.nonce,
        attempt.verifier,
        attempt.next.slice(0, 500),
        new Date(tx.now.getTime() + UPSTREAM_MINUTES * 60_000),
      ],
    ),
  )
  return browser
}

/** The sign-in this browser began; it is gone from now on, whatever comes of it. Refuses another browser's, a used and an old one. */
export async function endUpstream(database: Database, browser: string | undefined): Promise<UpstreamAttempt> {
  const attempt = await database.transaction(house, (tx) =>
    tx.one<UpstreamAttempt & { expires_at: Date } & Record<string, unknown>>(
      'delete from sen.upstream_attempt where browser_hash = $1 returning state, nonce, verifier, next, expires_at',
      [hashOf(browser ?? '')],
    ),
  )
  if (!attempt || attempt.expires_at <= database.clock.now())
    throw refuseUpstream['not-this-browser']({ minutes: UPSTREAM_MINUTES })
  return attempt
}

/** Who the provider says has come, in our words. */
export interface UpstreamProfile {
  subject: string
  /** Twelve digits, or null when none came. */
  number: string | null
  name: string | null
  birth: LocalDate | null
  sex: 'male' | 'female' | null
  level: 1 | 2
}

/**
 * Reads claims by the table of names. A level that is not said is level 1: nobody is taken for proved by silence. A day may come
 * as 1985-09-02, 02/09/1985 or 19850902. Refuses a number that is none.
 */
export function readUpstream(
  settings: UpstreamSettings,
  claims: Readonly<Record<string, unknown>>,
  acr: string | undefined,
): UpstreamProfile {
  const first = (names: readonly string[]): string | null => {
    for (const name of names) {
      const value = claims[name]
      if (typeof value === 'string' && value.trim() !== '') return nfc(value).trim().replace(/\s+/g, ' ').slice(0, 300)
      if (typeof value === 'number') return String(value)
    }
    return null
  }
  const number = first(settings.claims.number)
  const sex = first(settings.claims.sex)?.toLowerCase() ?? null
  return {
    subject: String(claims.sub ?? ''),
    number: number === null ? null : readNationalId(number).value,
    name: first(settings.claims.name),
    birth: readDay(first(settings.claims.birth)),
    sex:
      sex === null
        ? null
        : /^(nam|male|1|m)$/.test(sex)
          ? 'male'
          : /^(nữ|nu|female|0|2|f)$/.test(sex)
            ? 'female'
            : null,
    level: (acr === undefined ? undefined : settings.levels[acr]) ?? 1,
  }
}

function readDay(text: string | null): LocalDate | null {
  if (text === null) return null
  const vietnamese = /^(\d{2})[/-](\d{2})[/-](\d{4})$/.exec(text)
  const packed = /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  const day = vietnamese
    ? `${vietnamese[3]}-${vietnamese[2]}-${vietnamese[1]}`
    : packed
      ? `${packed[1]}-${packed[2]}-${packed[3]}`
      : text.slice(0, 10)
  return isLocalDate(day) ? day : null
}

export interface UpstreamOutcome {
  account: string
  person: string
  /** `known`: linked before; `linked`: to an account that was there; `settled`: taken from whoever had typed the number; `opened`: a new one. */
  how: 'known' | 'linked' | 'settled' | 'opened'
  /** The register has another name: shown to her, and in the log. */
  nameDiffers: boolean
}

interface Found {
  id: string
  person: string | null
  disabled_at: Date | null
}

/**
 * Finds the account of whoever the provider vouched for, or opens one.
 *
 * Level 2 means the State saw the person and her card (NĐ 69/2024): her number is hers, and whoever had opened an account under
 * it online without proof loses it: sessions end, password, second factors, addresses and what it had let other systems know
 * are void. Level 1 proves too little to touch what is there: it opens an account for a number nobody has, marked unproved, and
 * comes in again by the same identity. An account that holds an office comes in only when an administrator allowed it.
 */
export async function settleUpstream(
  database: Database,
  settings: UpstreamSettings,
  profile: UpstreamProfile,
): Promise<UpstreamOutcome> {
  const { name } = settings
  if (profile.subject === '') throw refuseUpstream['not-trusted']({ name })
  return database.transaction(house, async (tx) => {
    const linked = await tx.one<
      Found & { national_id: string | null; full_name: string | null } & Record<string, unknown>
    >(
      `select a.id, a.person, a.disabled_at, p.national_id, p.full_name from sen.identity i join sen.account a on a.id = i.account left join sen.person p on p.id = a.person
        where i.provider = $1 and i.subject = $2 for update of i`,
      [settings.provider, profile.subject],
    )
    if (linked) {
      if (linked.disabled_at) throw refuseUpstream.disabled()
      if (profile.number !== null && linked.national_id !== null && profile.number !== linked.national_id)
        throw refuseUpstream['another-number']()
      await checkOffice(tx, linked.id)
      const known = await tx.one<{ level: 1 | 2 }>(
        'update sen.identity set used_at = $3, level = $4 where provider = $1 and subject = $2 returning (select i.level from sen.identity i where i.provider = $1 and i.subject = $2) as level',
        [settings.provider, profile.subject, tx.now, profile.level],
      )
      assert(linked.person, 'a linked account has no person')
      if (profile.level === 2 && known?.level === 1) checked(tx, linked.id, linked.person, settings)
      return {
        account: linked.id,
        person: linked.person,
        how: 'known',
        nameDiffers: noteName(tx, linked.id, linked.person, linked.full_name, profile.name),
      }
    }
    if (profile.number === null || profile.name === null) throw refuseUpstream['no-number']({ name })
    const person = await enterOrFindPerson(tx, {
      kind: 'citizen',
      full_name: profile.name,
      birth_date: profile.birth,
      sex: profile.sex,
      national_id: profile.number,
      tax_code: null,
      phone: null,
      email: null,
      commune: null,
      address: null,
      sample: false,
    })
    if (person.known && profile.level === 1) throw refuseUpstream['level-too-low']()
    // Two browsers at once: the second waits here and then finds what the first made.
    const held = await tx.one<{ full_name: string }>('select full_name from sen.person where id = $1 for update', [
      person.id,
    ])
    const accounts = await tx.query<Found & Record<string, unknown>>(
      "select id, person, disabled_at from sen.account where person = $1 and kind = 'person' order by disabled_at is not null, created_at",
      [person.id],
    )
    const unchecked = await findUncheckedAccount(tx, person.id)
    let how: UpstreamOutcome['how']
    let account: string
    let nameBefore = held?.full_name ?? null
    if (unchecked !== undefined && accounts.every((one) => one.id === unchecked)) {
      account = unchecked
      await checkOffice(tx, account)
      await takeFromSquatter(tx, account, person.id, profile)
      how = 'settled'
      // What stood there was the squatter's word, not the register's.
      nameBefore = profile.name
    } else if (accounts.length > 0) {
      const [first] = accounts.filter((one) => one.id !== unchecked)
      assert(first, 'a person has accounts and none of them')
      if (first.disabled_at) throw refuseUpstream.disabled()
      account = first.id
      await checkOffice(tx, account)
      how = 'linked'
    } else {
      const taken = await tx.one('select 1 from sen.account where login = $1', [profile.number])
      account = await openAccount(
        tx,
        {
          login: taken ? `${profile.number}.${randomBytes(3).toString('hex')}` : profile.number,
          name: profile.name,
          password: '',
          person: person.id,
        },
        '',
      )
      // No password: the only ways in are the identity, and a password set at a counter.
      await tx.query('update sen.account set password_hash = null where id = $1', [account])
      how = 'opened'
      if (profile.level === 1)
        writeFact(tx, {
          kind: 'registered',
          system: 'kernel',
          record: 'account',
          recordId: account,
          subjects: [person.id],
          data: { proof: `${settings.provider}-1` },
        })
    }
    const other = await tx.one('select 1 from sen.identity where provider = $1 and account = $2', [
      settings.provider,
      account,
    ])
    if (other) throw refuseUpstream['linked-elsewhere']()
    await tx.query(
      'insert into sen.identity (provider, subject, account, level, linked_at, used_at) values ($1, $2, $3, $4, $5, $5)',
      [settings.provider, profile.subject, account, profile.level, tx.now],
    )
    if (profile.level === 2) checked(tx, account, person.id, settings)
    writeFact(tx, {
      kind: 'identity-linked',
      system: 'kernel',
      record: 'account',
      recordId: account,
      subjects: [person.id],
      data: { provider: settings.provider, level: profile.level, how },
    })
    return { account, person: person.id, how, nameDiffers: noteName(tx, account, person.id, nameBefore, profile.name) }
  })
}

const checked = (tx: Tx, account: string, person: string, settings: UpstreamSettings): void =>
  writeFact(tx, {
    kind: 'identity-checked',
    system: 'kernel',
    record: 'account',
    recordId: account,
    subjects: [person],
    data: { proof: `${settings.provider}-2` },
  })

/** Refuses an account that holds an office today, unless an administrator allowed it. */
async function checkOffice(tx: Tx, account: string): Promise<void> {
  const row = await tx.one<{ office: boolean; permitted: boolean }>(
    `select exists (select from sen.role_grant where account = $1 and valid_from <= sen.today() and (valid_to is null or valid_to >= sen.today())) as office,
            exists (select from sen.upstream_permit where account = $1) as permitted`,
    [account],
  )
  if (row?.office && !row.permitted) throw refuseUpstream.staff()
}

/** Names that differ are no reason to turn her away, her number is proved; an officer should look at the register. */
function noteName(tx: Tx, account: string, person: string, ours: string | null, theirs: string | null): boolean {
  if (ours === null || theirs === null || sameName(ours, theirs)) return false
  writeFact(tx, {
    kind: 'identity-name-differs',
    system: 'kernel',
    record: 'account',
    recordId: account,
    subjects: [person],
  })
  return true
}

/** What let the former holder of an account in. */
const FORMER_HOLDERS = [
  'factor',
  'recovery_code',
  'known_device',
  'pending_sign_in',
  'passkey_challenge',
  'one_time_code',
  'identity',
]

/** The account stays, since dossiers may hang on it; everything that let its former holder in, or told her something, goes. */
async function takeFromSquatter(tx: Tx, account: string, person: string, profile: UpstreamProfile): Promise<void> {
  const ended = await tx.query('delete from sen.session where account = $1 returning 1', [account])
  for (const table of FORMER_HOLDERS) await tx.query(`delete from sen.${table} where account = $1`, [account])
  await tx.query('delete from sen.oidc_model where account = $1', [account])
  await tx.query('update sen.client_grant set withdrawn_at = $2 where account = $1 and withdrawn_at is null', [
    account,
    tx.now,
  ])
  await tx.query(
    `update sen.account set password_hash = null, name = $2, email = null, email_verified_at = null, phone = null, phone_verified_at = null,
            failed_count = 0, locked_until = null where id = $1`,
    [account, profile.name],
  )
  await tx.query(
    `update sen.person set full_name = $2, birth_date = coalesce($3, birth_date), sex = coalesce($4, sex), phone = null, email = null where id = $1`,
    [person, profile.name, profile.birth, profile.sex],
  )
  writeFact(tx, {
    kind: 'account-settled',
    system: 'kernel',
    record: 'account',
    recordId: account,
    subjects: [person],
    data: { sessionsEnded: ended.length },
  })
}

/** Lets an account that holds an office come in by an electronic identity, or no longer. False when it was so already. For administrators, stepped up. */
export async function permitUpstream(tx: Tx, account: string, permitted: boolean): Promise<boolean> {
  return tx.asHouse(async () => {
    const changed = permitted
      ? await tx.query(
          'insert into sen.upstream_permit (account, permitted_by, permitted_at) values ($1, $2, $3) on conflict (account) do nothing returning 1',
          [account, tx.actor.account, tx.now],
        )
      : await tx.query('delete from sen.upstream_permit where account = $1 returning 1', [account])
    if (changed.length === 0) return false
    writeFact(tx, {
      kind: permitted ? 'identity-permitted' : 'identity-forbidden',
      system: 'kernel',
      record: 'account',
      recordId: account,
    })
    return true
  })
}

/** Officers who may come in by an electronic identity. Needs the house's sight. */
export async function listPermits(
  tx: Tx,
): Promise<{ account: string; login: string; name: string; permitted_at: Date }[]> {
  return tx.query(
    'select p.account, a.login, a.name, p.permitted_at from sen.upstream_permit p join sen.account a on a.id = p.account order by a.name limit 500',
  )
}
