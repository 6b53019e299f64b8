import { createHash, randomBytes } from 'node:crypto'
import ipaddr from 'ipaddr.js'
import { addDays, isLocalDate, localDate } from '#ground/clock'
import { isUuid, uuidv7 } from '#ground/ids'
import { refusals } from '#ground/refusal'
import { type Actor, type Database, house, type Schema, type Tx } from '#kernel/store'
import { rolesOf } from './account.ts'
import { writeFact } from './fact.ts'
import { sight } from './tables.ts'
import { realmOf, within } from './unit.ts'

export const refuseService = refusals('service', {
  'unknown-token': {
    kind: 'unauthenticated',
    vi: 'Mã truy cập không đúng, đã hết hạn hoặc đã bị thu hồi. Hãy xin mã mới ở người quản trị.',
    en: 'The token is unknown, has expired or was withdrawn. Ask the administrator for a new one.',
  },
  network: {
    kind: 'forbidden',
    vi: 'Tài khoản dịch vụ này không được gọi từ địa chỉ mạng này.',
    en: 'This service account may not call from this network address.',
  },
  scope: {
    kind: 'forbidden',
    vi: 'Tài khoản dịch vụ không có quyền {access} "{thing}". Hãy xin thêm phạm vi nếu cần.',
    en: 'This service account has no right to {access} "{thing}". Ask for the scope if it is needed.',
  },
  'no-pages': {
    kind: 'forbidden',
    vi: 'Tài khoản dịch vụ chỉ gọi được API, không mở được trang này.',
    en: 'A service account calls the API only and opens no such page.',
  },
  'too-many-tries': {
    kind: 'too-many',
    vi: 'Địa chỉ mạng này đã thử nhiều mã truy cập sai. Hãy đợi một phút.',
    en: 'This network address tried too many wrong tokens. Wait a minute.',
  },
  name: {
    kind: 'invalid',
    vi: 'Hãy đặt tên (3–100 ký tự) và mục đích (10–500 ký tự) cho tài khoản dịch vụ.',
    en: 'Name the service account (3–100 characters) and say what it is for (10–500).',
  },
  scopes: {
    kind: 'invalid',
    vi: 'Hãy chọn từ 1 đến {max} phạm vi trong danh sách.',
    en: 'Choose 1 to {max} scopes of the list.',
  },
  networks: {
    kind: 'invalid',
    vi: '"{text}" không phải địa chỉ hoặc dải mạng (ví dụ 10.1.2.0/24). Tối đa {max} dòng.',
    en: '"{text}" is no address or network (such as 10.1.2.0/24). At most {max} lines.',
  },
  expiry: {
    kind: 'invalid',
    vi: 'Mã truy cập phải có ngày hết hạn, từ ngày mai đến nhiều nhất {max} ngày.',
    en: 'A token has a last day, tomorrow at the earliest and {max} days ahead at most.',
  },
  tokens: {
    kind: 'conflict',
    vi: 'Mỗi tài khoản có nhiều nhất {max} mã còn hạn cùng lúc. Hãy thu hồi mã cũ trước.',
    en: 'An account has at most {max} tokens at once. Withdraw an old one first.',
  },
  missing: { kind: 'missing', vi: 'Không tìm thấy tài khoản dịch vụ này.', en: 'There is no such service account.' },
  off: {
    kind: 'conflict',
    vi: 'Tài khoản dịch vụ này đã tắt. Hãy bật lại trước.',
    en: 'This service account is off. Switch it on first.',
  },
  'not-yours': {
    kind: 'forbidden',
    vi: 'Bạn không quản trị đơn vị chủ quản của tài khoản dịch vụ này.',
    en: 'You do not administer the unit that answers for this service account.',
  },
})

/** What a service may call: a record or a tag of routes of one system, to read or also to write. '*' stands for all of a system. */
export interface Scope {
  system: string
  thing: string
  access: 'read' | 'write'
}

const SCOPES_MAX = 60
const NETWORKS_MAX = 30
const TOKENS_MAX = 2
export const TOKEN_DAYS_MAX = 365
/** "sen_" + 8 letters that may be shown + "_" + 43 that may not. */
const TOKEN = /^sen_([A-Za-z0-9]{8})_([A-Za-z0-9_-]{43})$/
const CALLS_A_MINUTE_MAX = 600

export interface ServiceAccount {
  id: string
  login: string
  name: string
  purpose: string
  owner: string
  owner_name: string
  networks: string[]
  calls_a_minute: number
  disabled_at: Date | null
  created_at: Date
  scopes: Scope[]
  tokens: {
    id: string
    prefix: string
    created_at: Date
    expires_on: string
    last_used_at: Date | null
    withdrawn_at: Date | null
  }[]
}

export interface ServiceValue {
  name: string
  purpose: string
  /** Id of the unit that answers for it. */
  owner: string
  scopes: readonly Scope[]
  networks: readonly string[]
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

function checkNetworks(lines: readonly string[]): string[] {
  const kept = lines.map((line) => line.trim()).filter((line) => line !== '')
  const wrong = kept.find((line) => !(ipaddr.isValid(line) || ipaddr.isValidCIDR(line)))
  if (wrong !== undefined || kept.length > NETWORKS_MAX)
    throw refuseService.networks({ text: (wrong ?? '…').slice(0, 60), max: NETWORKS_MAX }, 'networks')
  return kept
}

export function inNetworks(ip: string, networks: readonly string[]): boolean {
  if (networks.length === 0) return true
  if (!ipaddr.isValid(ip)) return false
  const address = ipaddr.process(ip)
  return networks.some((line) => {
    if (!line.includes('/')) return ipaddr.process(line).toNormalizedString() === address.toNormalizedString()
    const [base, bits] = ipaddr.parseCIDR(line)
    return base.kind() === address.kind() && address.match([base, bits] as never)
  })
}

async function mayManage(tx: Tx, owner: string): Promise<void> {
  if (tx.actor.kind !== 'system' && !within(await realmOf(tx), owner)) throw refuseService['not-yours']()
}

/** The scopes of a service account as kept. Needs the house's sight. */
export async function serviceScopes(tx: Tx, account: string): Promise<Scope[]> {
  return tx.query<Scope>(
    'select system, thing, access from sen.service_scope where account = $1 order by system, thing, access',
    [account],
  )
}

/**
 * Opens a service account: no password, no session, no page. What it may call stands in its scopes, what rows it sees in the
 * roles it is given like anybody (giveRole). Both must allow.
 */
export async function openService(tx: Tx, value: ServiceValue, known: (scope: Scope) => boolean): Promise<string> {
  const name = value.name.trim()
  const purpose = value.purpose.trim()
  if (name.length < 3 || name.length > 100 || purpose.length < 10 || purpose.length > 500)
    throw refuseService.name({}, 'name')
  if (!isUuid(value.owner)) throw refuseService['not-yours']()
  await mayManage(tx, value.owner)
  const networks = checkNetworks(value.networks)
  const id = uuidv7(tx.now)
  await tx.asHouse(async () => {
    await tx.query(
      `insert into sen.account (id, login, name, kind, person, email, password_hash, created_at) values ($1, $2, $3, 'service', null, null, null, $4)`,
      [id, `dv.${id.replaceAll('-', '').slice(-12)}`, name, tx.now],
    )
    await tx.query(
      'insert into sen.service_account (account, owner, purpose, networks, calls_a_minute) values ($1, $2, $3, $4, $5)',
      [id, value.owner, purpose, networks, CALLS_A_MINUTE_MAX],
    )
    await writeScopes(tx, id, value.scopes, known)
    writeFact(tx, {
      kind: 'service-opened',
      system: 'kernel',
      record: 'account',
      recordId: id,
      unit: value.owner,
      data: { name, scopes: value.scopes.map((one) => `${one.system}/${one.thing}:${one.access}`) },
    })
  })
  return id
}

async function writeScopes(
  tx: Tx,
  account: string,
  scopes: readonly Scope[],
  known: (scope: Scope) => boolean,
): Promise<void> {
  if (scopes.length === 0 || scopes.length > SCOPES_MAX || !scopes.every(known))
    throw refuseService.scopes({ max: SCOPES_MAX }, 'scopes')
  await tx.query('delete from sen.service_scope where account = $1', [account])
  await tx.query(
    `insert into sen.service_scope (account, system, thing, access) select $1, s.system, s.thing, s.access
       from jsonb_to_recordset($2::jsonb) as s(system text, thing text, access text) on conflict do nothing`,
    [account, JSON.stringify(scopes)],
  )
}

/** Replaces scopes and networks of a service account; what is taken away is refused from the next call on. */
export async function setService(
  tx: Tx,
  account: string,
  value: Pick<ServiceValue, 'scopes' | 'networks'>,
  known: (scope: Scope) => boolean,
): Promise<void> {
  const service = await getService(tx, account)
  const networks = checkNetworks(value.networks)
  await tx.asHouse(async () => {
    await writeScopes(tx, account, value.scopes, known)
    await tx.query('update sen.service_account set networks = $2 where account = $1', [account, networks])
    writeFact(tx, {
      kind: 'service-changed',
      system: 'kernel',
      record: 'account',
      recordId: account,
      unit: service.owner,
      data: {
        scopes: value.scopes.map((one) => `${one.system}/${one.thing}:${one.access}`),
        networks: networks.length,
      },
    })
  })
}

const SHOWN = `select a.id, a.login, a.name, a.disabled_at, a.created_at, s.purpose, s.owner, u.name as owner_name, s.networks, s.calls_a_minute,
   coalesce((select jsonb_agg(jsonb_build_object('system', c.system, 'thing', c.thing, 'access', c.access) order by c.system, c.thing, c.access) from sen.service_scope c where c.account = a.id), '[]'::jsonb) as scopes
  from sen.service_account s join sen.account a on a.id = s.account join sen.unit u on u.id = s.owner`

async function withTokens(tx: Tx, rows: Omit<ServiceAccount, 'tokens'>[]): Promise<ServiceAccount[]> {
  const tokens = await tx.query<ServiceAccount['tokens'][number] & { account: string }>(
    'select id, account, prefix, created_at, expires_on, last_used_at, withdrawn_at from sen.service_token where account = any($1::uuid[]) order by created_at desc',
    [rows.map((row) => row.id)],
  )
  return rows.map((row) => ({ ...row, tokens: tokens.filter((token) => token.account === row.id) }))
}

/** Service accounts of the units the actor administers. */
export async function listServices(tx: Tx): Promise<ServiceAccount[]> {
  const realm = await realmOf(tx)
  return tx.asHouse(async () =>
    withTokens(
      tx,
      await tx.query(`${SHOWN} where $1 or s.owner = any($2::uuid[]) order by a.name limit 500`, [
        realm.all,
        [...realm.units],
      ]),
    ),
  )
}

/** One service account the actor administers; refuses otherwise. */
export async function getService(tx: Tx, id: string): Promise<ServiceAccount> {
  const found = isUuid(id)
    ? await tx.asHouse(async () => (await withTokens(tx, await tx.query(`${SHOWN} where a.id = $1`, [id])))[0])
    : undefined
  if (!found) throw refuseService.missing()
  await mayManage(tx, found.owner)
  return found
}

/** Makes a token and answers it: the only time it is ever seen, kept is its hash. A second one may overlap the first while callers change over. */
export async function issueToken(tx: Tx, account: string, expiresOn: string): Promise<string> {
  const service = await getService(tx, account)
  if (service.disabled_at) throw refuseService.off()
  const today = localDate(tx.now)
  if (!isLocalDate(expiresOn) || expiresOn <= today || expiresOn > addDays(today, TOKEN_DAYS_MAX))
    throw refuseService.expiry({ max: TOKEN_DAYS_MAX }, 'expires_on')
  const letters = randomBytes(24)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 8)
    .padEnd(8, 'x')
  const token = `sen_${letters}_${randomBytes(32).toString('base64url')}`
  await tx.asHouse(async () => {
    await tx.query('select 1 from sen.account where id = $1 for update', [account])
    const live = await tx.one<{ n: number }>(
      'select count(*)::int as n from sen.service_token where account = $1 and withdrawn_at is null and expires_on >= $2',
      [account, today],
    )
    if ((live?.n ?? 0) >= TOKENS_MAX) throw refuseService.tokens({ max: TOKENS_MAX })
    const id = uuidv7(tx.now)
    await tx.query(
      'insert into sen.service_token (id, account, prefix, token_hash, created_at, created_by, expires_on) values ($1, $2, $3, $4, $5, $6, $7)',
      [id, account, letters, hashOf(token), tx.now, tx.actor.account, expiresOn],
    )
    writeFact(tx, {
      kind: 'token-issued',
      system: 'kernel',
      record: 'account',
      recordId: account,
      unit: service.owner,
      data: { token: id, prefix: letters, expiresOn },
    })
  })
  return token
}

/** Withdraws a token at once. */
export async function withdrawToken(tx: Tx, account: string, token: string): Promise<void> {
  const service = await getService(tx, account)
  if (!isUuid(token)) throw refuseService.missing()
  await tx.asHouse(async () => {
    const gone = await tx.query(
      'update sen.service_token set withdrawn_at = $3 where id = $2 and account = $1 and withdrawn_at is null returning 1',
      [account, token, tx.now],
    )
    if (gone.length === 0) throw refuseService.missing()
    writeFact(tx, {
      kind: 'token-withdrawn',
      system: 'kernel',
      record: 'account',
      recordId: account,
      unit: service.owner,
      data: { token },
    })
  })
}

/** Switches a service account off or on again; its tokens stay what they are. */
export async function switchService(tx: Tx, account: string, on: boolean): Promise<void> {
  const service = await getService(tx, account)
  await tx.asHouse(async () => {
    await tx.query(
      'update sen.account set disabled_at = case when $2 then null else $3::timestamptz end where id = $1',
      [account, on, tx.now],
    )
    writeFact(tx, {
      kind: on ? 'service-switched-on' : 'service-switched-off',
      system: 'kernel',
      record: 'account',
      recordId: account,
      unit: service.owner,
    })
  })
}

/** A caller behind a token. */
export interface ServiceCaller {
  actor: Actor
  login: string
  scopes: readonly Scope[]
  callsAMinute: number
}

/** Looks like a token of ours at all? Tokens of other makes are somebody else's to read. */
export const isServiceToken = (token: string): boolean => token.startsWith('sen_')

/** The service account behind a token, called from an address. Refuses in one sentence whatever is wrong with the token. */
export async function findService(database: Database, token: string, ip: string): Promise<ServiceCaller> {
  if (!TOKEN.test(token)) throw refuseService['unknown-token']()
  return database.transaction(
    house,
    async (tx) => {
      const row = await tx.one<{
        id: string
        token: string
        login: string
        name: string
        networks: string[]
        calls_a_minute: number
        stale: boolean
      }>(
        `select a.id, t.id as token, a.login, a.name, s.networks, s.calls_a_minute, (t.last_used_at is null or t.last_used_at < $2::timestamptz - interval '1 minute') as stale
           from sen.service_token t join sen.service_account s on s.account = t.account join sen.account a on a.id = t.account
          where t.token_hash = $1 and t.withdrawn_at is null and t.expires_on >= sen.today() and a.disabled_at is null`,
        [hashOf(token), tx.now],
      )
      if (!row) throw refuseService['unknown-token']()
      if (!inNetworks(ip, row.networks)) throw refuseService.network()
      // Once a minute is enough to see that a token is in use, and costs one write for hundreds of calls.
      if (row.stale) await tx.query('update sen.service_token set last_used_at = $2 where id = $1', [row.token, tx.now])
      const roles = await rolesOf(tx, row.id)
      return {
        actor: {
          kind: 'service',
          account: row.id,
          person: null,
          name: row.name,
          unit: roles[0]?.unit ?? null,
          roles,
          lang: 'vi',
        },
        login: row.login,
        scopes: await serviceScopes(tx, row.id),
        callsAMinute: row.calls_a_minute,
      }
    },
    { soft: true },
  )
}

/** First words of the API below which a service has no business, whatever its scopes. */
const NEVER = new Set(['sign-in', 'sign-out', 'me', 'account', 'mandates', 'tracker', 'kernel'])

/** What a route of the API means as a scope, or null when no service may call it: /api/v1/<system>/<thing>…, or /api/v1/<word>… of the kernel's own. */
export function scopeOf(method: string, url: string, params: Readonly<Record<string, string>>): Scope | null {
  const [first, second] = url.replace(/^\/api\/v1\//, '').split('/')
  if (!url.startsWith('/api/v1/') || !first || NEVER.has(first)) return null
  const access = method === 'GET' || method === 'HEAD' ? 'read' : 'write'
  const word = (part: string | undefined) => (part?.startsWith(':') ? params[part.slice(1)] : part)
  if (first === 'cases') {
    const [system, thing] = [word(second), word(url.split('/')[5])]
    return system && thing ? { system, thing, access } : null
  }
  if (kernelWords.has(first)) return { system: 'kernel', thing: first, access }
  return second ? { system: first, thing: word(second) ?? '', access } : null
}

/** First words of the kernel's own part of the API that a scope may name. */
export const kernelWords: ReadonlySet<string> = new Set([
  'tasks',
  'files',
  'boards',
  'map',
  'imports',
  'units',
  'meta',
  'notices',
])

/** Deny by default: a scope of the same system and thing (or '*' for all its things); 'write' includes reading. */
export const allows = (scopes: readonly Scope[], asked: Scope): boolean =>
  scopes.some(
    (one) =>
      one.system === asked.system &&
      (one.thing === asked.thing || one.thing === '*') &&
      (one.access === 'write' || asked.access === 'read'),
  )

const houseOnly = {
  read: { for: 'select', using: sight.house },
  add: { for: 'insert', check: sight.house },
  change: { for: 'update', using: sight.house, check: sight.house },
} as const
const toAccount = { account: { columns: ['account'], table: 'sen.account', references: ['id'] } }

export const serviceSchema: Schema = {
  routines: [],
  tables: [
    {
      name: 'sen.service_account',
      comment: 'What a service account is for, who answers for it, from where it may call',
      columns: {
        account: { type: 'uuid' },
        owner: { type: 'uuid' },
        purpose: { type: 'text' },
        networks: { type: 'text[]' },
        calls_a_minute: { type: 'integer' },
      },
      primaryKey: ['account'],
      checks: { calls: 'calls_a_minute between 1 and 100000' },
      foreignKeys: { ...toAccount, owner: { columns: ['owner'], table: 'sen.unit', references: ['id'] } },
      policies: houseOnly,
      grants: ['select', 'insert', 'update'],
    },
    {
      name: 'sen.service_scope',
      comment: 'What a service account may call; nothing else',
      columns: {
        account: { type: 'uuid' },
        system: { type: 'text' },
        thing: { type: 'text' },
        access: { type: 'text' },
      },
      primaryKey: ['account', 'system', 'thing', 'access'],
      checks: { access: "access in ('read', 'write')" },
      foreignKeys: toAccount,
      policies: { ...houseOnly, drop: { for: 'delete', using: sight.house } },
      grants: ['select', 'insert', 'update', 'delete'],
    },
    {
      name: 'sen.service_token',
      comment: 'Only the SHA-256 of a token is kept; the prefix tells people which one is meant',
      columns: {
        id: { type: 'uuid' },
        account: { type: 'uuid' },
        prefix: { type: 'text' },
        token_hash: { type: 'bytea' },
        created_at: { type: 'timestamptz' },
        created_by: { type: 'uuid', nullable: true },
        expires_on: { type: 'date' },
        last_used_at: { type: 'timestamptz', nullable: true },
        withdrawn_at: { type: 'timestamptz', nullable: true },
      },
      primaryKey: ['id'],
      unique: { token_hash: ['token_hash'] },
      foreignKeys: toAccount,
      indexes: { account: { on: 'account' } },
      policies: houseOnly,
      grants: ['select', 'insert', 'update'],
    },
  ],
}
