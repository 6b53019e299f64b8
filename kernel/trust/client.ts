import { createHash, randomBytes } from 'node:crypto'
import { uuidv7 } from '#ground/ids'
import { assert, refusals } from '#ground/refusal'
import { nfc, type Words } from '#ground/text'
import type { Schema, Tx } from '#kernel/store'
import { writeFact } from './fact.ts'
import { keysOf, openSecret, sealSecret, secretContext } from './secret.ts'
import { sight } from './tables.ts'

export const refuseClient = refusals('client', {
  unknown: {
    kind: 'missing',
    vi: 'Không có hệ thống kết nối nào mang mã này. Hãy xem lại danh sách hệ thống kết nối.',
    en: 'No connected system has this id. Look at the list again.',
  },
  name: {
    kind: 'invalid',
    vi: 'Tên hệ thống dài từ 3 đến {max} ký tự. Hãy ghi tên mà người dân nhận ra.',
    en: 'The name has 3 to {max} characters. Write one that people recognise.',
  },
  'redirect-unsafe': {
    kind: 'invalid',
    vi: 'Địa chỉ quay về "{uri}" chưa dùng được: phải là https (hoặc http://localhost, http://127.0.0.1 khi thử), viết đủ và cố định, không có dấu *, # hay tên đăng nhập.',
    en: 'The redirect address "{uri}" cannot be used: it must be https (or http://localhost, http://127.0.0.1 for trials), complete and fixed, without *, # or user names.',
  },
  'redirect-hosts': {
    kind: 'invalid',
    vi: 'Các địa chỉ quay về phải cùng một máy chủ ({host}). Hệ thống thử nghiệm và hệ thống thật hãy đăng ký thành hai hệ thống.',
    en: 'All redirect addresses must be on one host ({host}). Register the trial system and the real one apart.',
  },
  'redirect-missing': {
    kind: 'invalid',
    vi: 'Hãy ghi ít nhất một địa chỉ quay về, nhiều nhất {max}.',
    en: 'Give one to {max} redirect addresses.',
  },
  scope: {
    kind: 'invalid',
    vi: 'Không có phạm vi "{scope}". Hãy chọn trong danh sách.',
    en: 'There is no scope "{scope}". Choose from the list.',
  },
  keys: {
    kind: 'invalid',
    vi: 'Bộ khóa công khai (JWKS) chưa dùng được: {reason}. Hãy dán JSON có danh sách "keys", chỉ gồm khóa công khai RSA, EC P-256 hoặc Ed25519.',
    en: 'The public key set (JWKS) cannot be used: {reason}. Paste JSON with a list "keys" of public RSA, EC P-256 or Ed25519 keys only.',
  },
  'no-secret': {
    kind: 'conflict',
    vi: 'Hệ thống này không dùng mã bí mật nên không có gì để đổi.',
    en: 'This system uses no secret: there is nothing to change.',
  },
  changed: {
    kind: 'conflict',
    vi: 'Hệ thống này vừa được người khác sửa. Hãy mở lại trang rồi sửa tiếp.',
    en: 'Somebody else has just changed this system. Open the page again and continue.',
  },
  'too-many': {
    kind: 'too-many',
    vi: 'Đã có {max} hệ thống kết nối. Hãy ngừng những hệ thống không dùng nữa.',
    en: 'There are {max} connected systems already. Switch off those that are no longer used.',
  },
})

/**
 * What a system may learn about the person who signs in to it, in words she understands. `openid` is the bare minimum: the
 * same person comes back under the same mark, and no other system knows that mark.
 */
export const personScopes: Readonly<Record<string, { title: Words; tells: Words }>> = {
  openid: {
    title: { vi: 'Nhận ra bạn khi quay lại', en: 'Recognise you when you come back' },
    tells: { vi: 'Một mã riêng cho hệ thống này, không phải số định danh', en: 'A mark of its own, not your number' },
  },
  profile: {
    title: { vi: 'Họ tên và tên đăng nhập', en: 'Name and login' },
    tells: {
      vi: 'Họ và tên, tên đăng nhập Sen, danh tính đã được xác minh hay chưa',
      en: 'Full name, login, whether your identity was checked',
    },
  },
  phone: {
    title: { vi: 'Số điện thoại', en: 'Telephone' },
    tells: { vi: 'Số điện thoại trong hồ sơ của bạn', en: 'Your telephone number' },
  },
  email: {
    title: { vi: 'Thư điện tử', en: 'E-mail' },
    tells: { vi: 'Địa chỉ thư điện tử của bạn', en: 'Your e-mail address' },
  },
  'province:identity': {
    title: { vi: 'Số định danh và ngày sinh', en: 'Identification number and day of birth' },
    tells: {
      vi: 'Số định danh cá nhân (12 số) và ngày sinh. Chỉ đồng ý khi hệ thống thật sự cần biết bạn là ai.',
      en: 'Your personal identification number and day of birth. Agree only if the system must know who you are.',
    },
  },
  'province:roles': {
    title: { vi: 'Vai trò công tác', en: 'Roles in office' },
    tells: { vi: 'Vai trò và đơn vị bạn đang giữ, nếu là cán bộ', en: 'The roles and units you hold as an officer' },
  },
  offline_access: {
    title: { vi: 'Giữ kết nối khi bạn không có mặt', en: 'Stay connected while you are away' },
    tells: {
      vi: 'Được xem lại những thông tin trên trong 14 ngày mà không hỏi lại',
      en: 'May read the above again for 14 days without asking',
    },
  },
}

/** `web`: a server that keeps a secret or a key; `browser`: an application in the browser, which can keep neither; `machine`: a service account. */
export type ClientKind = 'web' | 'browser' | 'machine'
export type ClientAuth = 'secret' | 'key' | 'none'

export interface ClientValue {
  name: string
  /** The unit that answers for it. */
  unit: string | null
  kind: ClientKind
  auth: ClientAuth
  redirect_uris: string[]
  post_logout_uris: string[]
  backchannel_logout_uri: string | null
  scopes: string[]
  jwks: { keys: Record<string, unknown>[] } | null
  /** Of the province's own: people are not asked for consent. */
  first_party: boolean
  /** The service account a machine acts as. */
  account: string | null
  contact: string | null
}

export interface Client extends ClientValue {
  id: string
  version: number
  created_at: Date
  disabled_at: Date | null
  secret_at: Date | null
}

const CLIENTS_MAX = 2_000
const URIS_MAX = 10
const NAME_MAX = 120
const SECRET_BYTES = 32
const COLUMNS =
  'id, name, unit, kind, auth, redirect_uris, post_logout_uris, backchannel_logout_uri, scopes, jwks, first_party, account, contact, version, created_at, disabled_at, secret_at'

const administrators = `${sight.house} or ${sight.holds(['administrator'])}`

export const clientSchema: Schema = {
  routines: [],
  tables: [
    {
      name: 'sen.client',
      comment: 'Systems that sign people in through this house; their secrets are sealed',
      columns: {
        id: { type: 'uuid' },
        name: { type: 'text' },
        unit: { type: 'uuid', nullable: true },
        kind: { type: 'text' },
        auth: { type: 'text' },
        redirect_uris: { type: 'text[]', default: "'{}'" },
        post_logout_uris: { type: 'text[]', default: "'{}'" },
        backchannel_logout_uri: { type: 'text', nullable: true },
        scopes: { type: 'text[]', default: "'{}'" },
        secret: { type: 'text', nullable: true },
        secret_at: { type: 'timestamptz', nullable: true },
        jwks: { type: 'jsonb', nullable: true },
        subject_salt: { type: 'text' },
        first_party: { type: 'boolean', default: 'false' },
        account: { type: 'uuid', nullable: true },
        contact: { type: 'text', nullable: true },
        version: { type: 'integer', default: '1' },
        created_at: { type: 'timestamptz' },
        created_by: { type: 'uuid', nullable: true },
        disabled_at: { type: 'timestamptz', nullable: true },
      },
      primaryKey: ['id'],
      checks: {
        kind: "kind in ('web', 'browser', 'machine')",
        auth: "auth in ('secret', 'key', 'none')",
        // A system in the browser keeps no secret; one without a secret is nothing but a system in the browser.
        keeps: "(kind = 'browser') = (auth = 'none') and (auth = 'secret') = (secret is not null)",
        machine: "kind <> 'machine' or account is not null",
      },
      foreignKeys: {
        unit: { columns: ['unit'], table: 'sen.unit', references: ['id'] },
        account: { columns: ['account'], table: 'sen.account', references: ['id'] },
      },
      indexes: { account: { on: 'account' } },
      policies: {
        read: { for: 'select', using: administrators },
        add: { for: 'insert', check: administrators },
        change: { for: 'update', using: administrators, check: administrators },
      },
      grants: ['select', 'insert', 'update'],
    },
  ],
}

const isLoopback = (url: URL): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)

/** An address as it must be given back to the letter (RFC 9700 2.1): https or this machine, no pattern, no fragment, no user. */
export function checkRedirect(written: string, field: string): URL {
  const uri = written.trim()
  const refused = () => refuseClient['redirect-unsafe']({ uri: uri.slice(0, 200) }, field)
  // Characters that are read differently by two parsers are the way past a comparison.
  if (uri.length > 500 || !/^[\x21-\x7e]+$/.test(uri) || /[*#\\<>"^`{|}]/.test(uri) || !URL.canParse(uri))
    throw refused()
  const url = new URL(uri)
  if (url.username || url.password || uri.includes('@')) throw refused()
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) throw refused()
  // 'https:/host', '/../', upper case and the like are mended by a parser: what is kept must be what every parser reads.
  if ((url.href !== uri && url.href !== `${uri}/`) || /%2e|%2f|%5c/i.test(uri)) throw refused()
  return url
}

const PUBLIC_PARTS: Record<string, readonly string[]> = { RSA: ['n', 'e'], EC: ['crv', 'x', 'y'], OKP: ['crv', 'x'] }
const PRIVATE_PARTS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']

/** A public key set of private_key_jwt: at most five keys, none of them private. */
export function readKeySet(text: string): ClientValue['jwks'] {
  const refused = (reason: string) => refuseClient.keys({ reason }, 'jwks')
  if (text.length > 20_000) throw refused('quá 20.000 ký tự')
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    throw refused('không phải JSON')
  }
  const keys = (read as { keys?: unknown } | null)?.keys
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > 5) throw refused('cần từ 1 đến 5 khóa')
  return {
    keys: keys.map((one: unknown) => {
      const key = one as Record<string, unknown>
      const parts = PUBLIC_PARTS[String(key?.kty)]
      if (!parts) throw refused(`loại khóa "${String(key?.kty).slice(0, 20)}" không nhận`)
      if (PRIVATE_PARTS.some((part) => part in key))
        throw refused('có khóa riêng; khóa riêng không được rời hệ thống của bạn')
      if (parts.some((part) => typeof key[part] !== 'string'))
        throw refused(`khóa ${key.kty} thiếu ${parts.join(', ')}`)
      const kept = ['kty', 'kid', 'alg', 'use', ...parts].filter((part) => typeof key[part] === 'string')
      return Object.fromEntries(kept.map((part) => [part, key[part]]))
    }),
  }
}

/** Checks what an administrator typed; refuses by field. `scopes` are those a machine may hold. */
export function readClient(value: ClientValue, machineScopes: readonly string[] = []): ClientValue {
  const name = nfc(value.name).trim().replace(/\s+/g, ' ')
  if (name.length < 3 || name.length > NAME_MAX) throw refuseClient.name({ max: NAME_MAX }, 'name')
  const known = value.kind === 'machine' ? machineScopes : Object.keys(personScopes)
  for (const scope of value.scopes)
    if (!known.includes(scope)) throw refuseClient.scope({ scope: scope.slice(0, 60) }, 'scopes')
  const machine = value.kind === 'machine'
  const redirects = machine ? [] : [...new Set(value.redirect_uris.map((uri) => uri.trim()).filter(Boolean))]
  if (!machine && (redirects.length === 0 || redirects.length > URIS_MAX))
    throw refuseClient['redirect-missing']({ max: URIS_MAX }, 'redirect_uris')
  const [first, ...others] = redirects.map((uri) => checkRedirect(uri, 'redirect_uris'))
  // One host to a system: else the mark of a person would be shared by two, and a trial would speak for the real one.
  if (first && others.some((url) => url.host !== first.host))
    throw refuseClient['redirect-hosts']({ host: first.host }, 'redirect_uris')
  const logouts = machine ? [] : [...new Set(value.post_logout_uris.map((uri) => uri.trim()).filter(Boolean))]
  if (logouts.length > URIS_MAX) throw refuseClient['redirect-missing']({ max: URIS_MAX }, 'post_logout_uris')
  for (const uri of logouts) checkRedirect(uri, 'post_logout_uris')
  const back = value.backchannel_logout_uri?.trim() || null
  if (back) checkRedirect(back, 'backchannel_logout_uri')
  const auth: ClientAuth = value.kind === 'browser' ? 'none' : value.auth === 'none' ? 'secret' : value.auth
  if (auth === 'key' && !value.jwks) throw refuseClient.keys({ reason: 'chưa có khóa' }, 'jwks')
  const scopes = machine ? value.scopes : ['openid', ...value.scopes.filter((scope) => scope !== 'openid')]
  return {
    name,
    unit: value.unit,
    kind: value.kind,
    auth,
    redirect_uris: redirects,
    post_logout_uris: logouts,
    backchannel_logout_uri: back,
    scopes: [...new Set(scopes)],
    jwks: auth === 'key' ? value.jwks : null,
    first_party: !machine && value.first_party,
    account: machine ? value.account : null,
    contact: value.contact?.trim().slice(0, 200) || null,
  }
}

const params = (value: ClientValue) => [
  value.name,
  value.unit,
  value.kind,
  value.auth,
  value.redirect_uris,
  value.post_logout_uris,
  value.backchannel_logout_uri,
  value.scopes,
  value.jwks === null ? null : JSON.stringify(value.jwks),
  value.first_party,
  value.account,
  value.contact,
]

const contextOf = (id: string): string => secretContext('sen.client', 'secret', id)
const freshSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url')

/** Registers a system. The secret is answered here once and never again; it is null for one that keeps none. The value must come from readClient. */
export async function registerClient(tx: Tx, value: ClientValue): Promise<{ id: string; secret: string | null }> {
  const count = await tx.one<{ count: number }>('select count(*)::int as count from sen.client')
  if ((count?.count ?? 0) >= CLIENTS_MAX) throw refuseClient['too-many']({ max: CLIENTS_MAX })
  const id = uuidv7()
  const secret = value.auth === 'secret' ? freshSecret() : null
  await tx.query(
    `insert into sen.client (name, unit, kind, auth, redirect_uris, post_logout_uris, backchannel_logout_uri, scopes, jwks, first_party, account, contact,
                             id, secret, secret_at, subject_salt, created_at, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
    [
      ...params(value),
      id,
      secret === null ? null : sealSecret(keysOf(tx), secret, contextOf(id)),
      secret === null ? null : tx.now,
      randomBytes(32).toString('base64url'),
      tx.now,
      tx.actor.account,
    ],
  )
  writeFact(tx, {
    kind: 'client-registered',
    system: 'kernel',
    record: 'client',
    recordId: id,
    unit: value.unit,
    data: { name: value.name, kind: value.kind, scopes: value.scopes, firstParty: value.first_party },
  })
  return { id, secret }
}

export interface ClientChange {
  field: keyof ClientValue
  before: unknown
  after: unknown
}

/** What a change would do, field by field; nothing when the two are alike. Kind and way of proof stay as they were registered. */
export function clientChanges(before: Client, after: ClientValue): ClientChange[] {
  const fields: (keyof ClientValue)[] = [
    'name',
    'unit',
    'redirect_uris',
    'post_logout_uris',
    'backchannel_logout_uri',
    'scopes',
    'jwks',
    'first_party',
    'account',
    'contact',
  ]
  return fields
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({ field, before: before[field], after: after[field] }))
}

/** Changes a system; `version` is the one that was looked at. Scopes taken away end at once: what was issued with them is removed. */
export async function changeClient(tx: Tx, id: string, version: number, value: ClientValue): Promise<ClientChange[]> {
  const before = await getClient(tx, id)
  const changes = clientChanges(before, { ...value, kind: before.kind, auth: before.auth })
  if (changes.length === 0) return changes
  const kept = { ...value, kind: before.kind, auth: before.auth }
  const changed = await tx.query(
    `update sen.client set name = $1, unit = $2, kind = $3, auth = $4, redirect_uris = $5, post_logout_uris = $6, backchannel_logout_uri = $7,
            scopes = $8, jwks = $9, first_party = $10, account = $11, contact = $12, version = version + 1
      where id = $13 and version = $14 returning id`,
    [...params(kept), id, version],
  )
  if (changed.length === 0) throw refuseClient.changed()
  if (before.scopes.some((scope) => !kept.scopes.includes(scope))) await endTokens(tx, id)
  writeFact(tx, {
    kind: 'client-changed',
    system: 'kernel',
    record: 'client',
    recordId: id,
    unit: kept.unit,
    // A contact may name a person: that it changed is told, not how.
    data: { changes: changes.map((one) => (one.field === 'contact' ? { field: one.field } : one)) },
  })
  return changes
}

/** A new secret, answered once; the former one is void from this moment. */
export async function rotateClientSecret(tx: Tx, id: string): Promise<string> {
  const client = await getClient(tx, id)
  if (client.auth !== 'secret') throw refuseClient['no-secret']()
  const secret = freshSecret()
  await tx.query('update sen.client set secret = $2, secret_at = $3, version = version + 1 where id = $1', [
    id,
    sealSecret(keysOf(tx), secret, contextOf(id)),
    tx.now,
  ])
  writeFact(tx, { kind: 'client-secret-rotated', system: 'kernel', record: 'client', recordId: id, unit: client.unit })
  return secret
}

/** Switches a system off (nobody signs in to it any more, everything it holds ends) or on again. False when it was so already. */
export async function switchClient(tx: Tx, id: string, on: boolean): Promise<boolean> {
  const client = await getClient(tx, id)
  if ((client.disabled_at === null) === on) return false
  await tx.query('update sen.client set disabled_at = $2, version = version + 1 where id = $1', [
    id,
    on ? null : tx.now,
  ])
  const ended = on ? 0 : await endTokens(tx, id)
  writeFact(tx, {
    kind: on ? 'client-switched-on' : 'client-switched-off',
    system: 'kernel',
    record: 'client',
    recordId: id,
    unit: client.unit,
    data: on ? {} : { ended },
  })
  return true
}

/** Ends every code and token of a system. Answers how many. */
async function endTokens(tx: Tx, client: string): Promise<number> {
  return tx.asHouse(
    async () => (await tx.query('delete from sen.oidc_model where client = $1 returning 1', [client])).length,
  )
}

/** Systems by name, those in use first. For administrators: others see none. */
export async function listClients(tx: Tx): Promise<Client[]> {
  return tx.query<Client & Record<string, unknown>>(
    `select ${COLUMNS} from sen.client order by disabled_at is not null, sen.fold(name), id limit ${CLIENTS_MAX}`,
  )
}

export async function findClient(tx: Tx, id: string): Promise<Client | undefined> {
  return tx.one<Client & Record<string, unknown>>(`select ${COLUMNS} from sen.client where id = $1`, [id])
}

export async function getClient(tx: Tx, id: string): Promise<Client> {
  const client = await findClient(tx, id)
  if (!client) throw refuseClient.unknown()
  return client
}

/** A system that is switched on, with its secret opened: for the provider alone. Needs the house's sight. */
export async function findLiveClient(tx: Tx, id: string): Promise<(Client & { opened: string | null }) | undefined> {
  const row = await tx.one<Client & Record<string, unknown> & { sealed: string | null }>(
    `select ${COLUMNS}, secret as sealed from sen.client where id = $1 and disabled_at is null`,
    [id],
  )
  if (!row) return undefined
  const { sealed, ...client } = row
  return { ...client, opened: sealed === null ? null : openSecret(keysOf(tx), sealed, contextOf(id)).toString('utf8') }
}

/** The mark under which a system knows a person: the same for ever there, and of no use to any other system. Needs the house's sight. */
export async function subjectFor(tx: Tx, client: string, account: string): Promise<string> {
  const row = await tx.one<{ subject_salt: string }>('select subject_salt from sen.client where id = $1', [client])
  assert(row, 'a person was to be named to a system that is not there')
  return createHash('sha256').update(`${row.subject_salt}|${account}`).digest('base64url')
}

/** How many people and tokens a system has now: for the page that says what switching it off would do. */
export async function clientUse(tx: Tx, id: string): Promise<{ people: number; tokens: number }> {
  return tx.asHouse(async () => {
    const row = await tx.one<{ people: number; tokens: number }>(
      `select (select count(*)::int from sen.client_grant where client = $1 and withdrawn_at is null) as people,
              (select count(*)::int from sen.oidc_model where client = $1 and expires_at > $2 and model in ('AccessToken', 'RefreshToken', 'ClientCredentials')) as tokens`,
      [id, tx.now],
    )
    return row ?? { people: 0, tokens: 0 }
  })
}
