import { createHash, generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { assert } from '#ground/refusal'
import type { Database, Job, Schema, Tx } from '#kernel/store'
import { house } from '#kernel/store'
import { rolesOf } from './account.ts'
import { writeFact } from './fact.ts'
import { keysOf, openSecret, sealSecret, secretContext } from './secret.ts'
import { inNetworks, refuseService, type Scope, type ServiceCaller, serviceScopes } from './service-account.ts'
import { houseOnly } from './tables.ts'

export const providerSchema: Schema = {
  routines: [],
  tables: [
    {
      name: 'sen.oidc_model',
      comment:
        'What the sign-in provider remembers: codes, tokens, sessions. Rows are found by the hash of what the bearer holds',
      columns: {
        model: { type: 'text' },
        id_hash: { type: 'bytea' },
        payload: { type: 'jsonb' },
        account: { type: 'uuid', nullable: true },
        client: { type: 'uuid', nullable: true },
        grant_hash: { type: 'bytea', nullable: true },
        uid: { type: 'text', nullable: true },
        session: { type: 'uuid', nullable: true },
        consumed_at: { type: 'timestamptz', nullable: true },
        expires_at: { type: 'timestamptz' },
      },
      primaryKey: ['model', 'id_hash'],
      indexes: {
        grant: { on: 'grant_hash', where: 'grant_hash is not null' },
        uid: { on: 'uid', where: 'uid is not null' },
        account: { on: 'account, client', where: 'account is not null' },
        client: { on: 'client', where: 'client is not null' },
        expires: { on: 'expires_at' },
      },
      policies: houseOnly(['select', 'insert', 'update', 'delete']),
      grants: ['select', 'insert', 'update', 'delete'],
    },
    {
      name: 'sen.oidc_key',
      comment: 'Keys the provider signs with, sealed; a retired one is published until what it signed has ended',
      columns: {
        kid: { type: 'text' },
        /** RS256, ES256 sign tokens; cookie signs the provider's cookies. */
        alg: { type: 'text' },
        secret: { type: 'text' },
        created_at: { type: 'timestamptz' },
        signs_from: { type: 'timestamptz' },
        retired_at: { type: 'timestamptz', nullable: true },
      },
      primaryKey: ['kid'],
      checks: { alg: "alg in ('RS256', 'ES256', 'cookie')" },
      policies: houseOnly(['select', 'insert', 'update', 'delete']),
      grants: ['select', 'insert', 'update', 'delete'],
    },
  ],
}

type Payload = Record<string, unknown>

/** What the provider's library asks of its storage, for one kind of thing. */
export interface ModelStore {
  upsert(id: string, payload: Payload, expiresInSeconds: number): Promise<void>
  find(id: string): Promise<Payload | undefined>
  findByUid(uid: string): Promise<Payload | undefined>
  findByUserCode(code: string): Promise<undefined>
  destroy(id: string): Promise<void>
  /** Marks a code or refresh token as used. Throws what `replayed` makes when it was used already, and ends all that came from it. */
  consume(id: string): Promise<void>
  revokeByGrantId(grant: string): Promise<void>
}

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest()
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/**
 * Storage of the provider in PostgreSQL. What a bearer holds (a code, a token, a cookie) is kept as its SHA-256 alone: a stolen
 * dump opens no door. A session of the provider lives exactly as long as the house's own session it was made from: signing
 * out, a changed password or a locked account end both, and every token bound to it.
 * `houseSession` answers the id of the house's session of the request being served, `replayed` the library's error for a thing used twice.
 */
export function openModelStore(
  database: Database,
  model: string,
  houseSession: () => string | null,
  replayed: () => Error,
): ModelStore {
  const asHouse = <T>(work: (tx: Tx) => Promise<T>, soft = false) => database.transaction(house, work, { soft })
  const alive = `and expires_at > $3 and (m.session is null or exists (
    select from sen.session s join sen.account a on a.id = s.account where s.id = m.session and s.expires_at > $3 and a.disabled_at is null))`
  const shown = (row: { payload: Payload; consumed_at: Date | null } | undefined, id?: string): Payload | undefined =>
    row && {
      ...row.payload,
      ...(id === undefined ? {} : { jti: id }),
      ...(row.consumed_at ? { consumed: Math.floor(row.consumed_at.getTime() / 1000) } : {}),
    }
  return {
    async upsert(id, payload, expiresIn) {
      const { jti: _jti, ...kept } = payload
      // An interaction repeats the cookie of the session it belongs to; the library never reads it back.
      if (kept.session && typeof kept.session === 'object') {
        const { cookie: _cookie, ...session } = kept.session as Payload
        kept.session = session
      }
      const grant = text(payload.grantId)
      await asHouse((tx) =>
        tx.query(
          `insert into sen.oidc_model (model, id_hash, payload, account, client, grant_hash, uid, session, expires_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
           on conflict (model, id_hash) do update set payload = excluded.payload, account = excluded.account, client = excluded.client,
             grant_hash = excluded.grant_hash, uid = excluded.uid, session = excluded.session, expires_at = excluded.expires_at`,
          [
            model,
            hashOf(id),
            JSON.stringify(kept),
            text(payload.accountId),
            text(payload.clientId),
            grant === null ? null : hashOf(grant),
            model === 'Session' ? text(payload.uid) : null,
            model === 'Session' && text(payload.accountId) !== null ? houseSession() : null,
            new Date(tx.now.getTime() + expiresIn * 1000),
          ],
        ),
      )
    },
    async find(id) {
      const row = await asHouse(
        (tx) =>
          tx.one<{ payload: Payload; consumed_at: Date | null }>(
            `select payload, consumed_at from sen.oidc_model m where model = $1 and id_hash = $2 ${alive}`,
            [model, hashOf(id), tx.now],
          ),
        true,
      )
      return shown(row, id)
    },
    async findByUid(uid) {
      const row = await asHouse(
        (tx) =>
          tx.one<{ payload: Payload; consumed_at: Date | null }>(
            `select payload, consumed_at from sen.oidc_model m where model = $1 and uid = $2 ${alive} order by expires_at desc limit 1`,
            [model, uid, tx.now],
          ),
        true,
      )
      return shown(row)
    },
    findByUserCode: async () => undefined,
    async destroy(id) {
      await asHouse((tx) =>
        tx.query('delete from sen.oidc_model where model = $1 and id_hash = $2', [model, hashOf(id)]),
      )
    },
    async consume(id) {
      const first = await asHouse(async (tx) => {
        const used = await tx.query(
          'update sen.oidc_model set consumed_at = $3 where model = $1 and id_hash = $2 and consumed_at is null returning 1',
          [model, hashOf(id), tx.now],
        )
        if (used.length > 0) return true
        // Two at the same moment both found it unused: one of them is a thief, so what came from it ends for both.
        await tx.query(
          `delete from sen.oidc_model where grant_hash = (select grant_hash from sen.oidc_model where model = $1 and id_hash = $2)`,
          [model, hashOf(id)],
        )
        return false
      })
      if (!first) throw replayed()
    },
    async revokeByGrantId(grant) {
      await asHouse((tx) =>
        tx.query('delete from sen.oidc_model where model = $1 and grant_hash = $2', [model, hashOf(grant)]),
      )
    },
  }
}

// -------------------------------------------------------------------------------------------------- machines

/** A scope of a service account in one word, as OAuth writes scopes: 'kite-club/kite:read'. */
export const scopeWord = (scope: Scope): string => `${scope.system}/${scope.thing}:${scope.access}`

/** What the provider's tokens look like: 256 random bits. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/

/**
 * The service account behind a token of the provider (client credentials, RFC 6749 4.4), called from an address: with the
 * scopes the token was asked for, as far as the account still holds them. Refuses service.unknown-token in one sentence
 * whatever is wrong, and a network that is not the account's. A person's token is none of these: it opens no API.
 */
export async function findMachine(database: Database, token: string, ip: string): Promise<ServiceCaller> {
  if (!TOKEN.test(token)) throw refuseService['unknown-token']()
  return database.transaction(
    house,
    async (tx) => {
      const row = await tx.one<{
        id: string
        login: string
        name: string
        networks: string[]
        calls_a_minute: number
        scope: string | null
      }>(
        `select a.id, a.login, a.name, s.networks, s.calls_a_minute, m.payload ->> 'scope' as scope
           from sen.oidc_model m join sen.client c on c.id = m.client join sen.account a on a.id = c.account join sen.service_account s on s.account = a.id
          where m.model = 'ClientCredentials' and m.id_hash = $1 and m.expires_at > $2 and c.disabled_at is null and a.disabled_at is null`,
        [hashOf(token), tx.now],
      )
      if (!row) throw refuseService['unknown-token']()
      if (!inNetworks(ip, row.networks)) throw refuseService.network()
      const asked = new Set((row.scope ?? '').split(' '))
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
        scopes: (await serviceScopes(tx, row.id)).filter((scope) => asked.has(scopeWord(scope))),
        callsAMinute: row.calls_a_minute,
      }
    },
    { soft: true },
  )
}

// ------------------------------------------------------------------------------------------------------ keys

const ALGORITHMS = ['RS256', 'ES256'] as const
/** A new key is published so long before it signs: others keep the list of keys for minutes. */
const SIGNS_AFTER_MINUTES = 10
/** A former key stays published so long after the new one signs; nothing signed lives longer than a day. */
const PUBLISHED_AFTER_DAYS = 7
const RSA_BITS = 3072

export interface ProviderKeys {
  /** Private keys as JWK, the one that signs first. */
  keys: Record<string, unknown>[]
  cookieKeys: string[]
  /** Changes when a provider must be made anew. */
  mark: string
}

interface KeyRow {
  kid: string
  alg: (typeof ALGORITHMS)[number] | 'cookie'
  secret: string
  signs_from: Date
  retired_at: Date | null
}

const contextOf = (kid: string): string => secretContext('sen.oidc_key', 'secret', kid)

async function freshKey(alg: (typeof ALGORITHMS)[number]): Promise<{ kid: string; jwk: Record<string, unknown> }> {
  const { privateKey } = await (alg === 'RS256'
    ? promisify(generateKeyPair)('rsa', { modulusLength: RSA_BITS })
    : promisify(generateKeyPair)('ec', { namedCurve: 'P-256' }))
  const kid = randomBytes(9).toString('base64url')
  return { kid, jwk: { ...privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig' } }
}

async function addKey(tx: Tx, kid: string, alg: KeyRow['alg'], plain: string, signsFrom: Date): Promise<void> {
  await tx.query('insert into sen.oidc_key (kid, alg, secret, created_at, signs_from) values ($1, $2, $3, $4, $5)', [
    kid,
    alg,
    sealSecret(keysOf(tx), plain, contextOf(kid)),
    tx.now,
    signsFrom,
  ])
}

/** One process at a time makes or changes keys. */
const lockKeys = (tx: Tx) => tx.query("select pg_advisory_xact_lock(hashtext('sen.oidc_key'))")

const readKeys = (tx: Tx): Promise<KeyRow[]> =>
  tx.query<KeyRow & Record<string, unknown>>(
    `select kid, alg, secret, signs_from, retired_at from sen.oidc_key where retired_at is null or retired_at > $1
      order by (signs_from <= $1) desc, case when signs_from <= $1 then signs_from end desc, kid`,
    [tx.now],
  )

/** The provider's keys, made when there are none. */
export async function providerKeys(database: Database): Promise<ProviderKeys> {
  let rows = await database.transaction(house, readKeys, { soft: true })
  const lacking = [...ALGORITHMS, 'cookie' as const].filter((alg) => !rows.some((row) => row.alg === alg))
  if (lacking.length > 0) {
    const fresh = await Promise.all(
      ALGORITHMS.filter((alg) => lacking.includes(alg)).map(async (alg) => ({ alg, ...(await freshKey(alg)) })),
    )
    rows = await database.transaction(house, async (tx) => {
      await lockKeys(tx)
      // Another process may have made them while this one was at it.
      const now = await readKeys(tx)
      const missing = (alg: string) => !now.some((row) => row.alg === alg)
      for (const { alg, kid, jwk } of fresh.filter((one) => missing(one.alg)))
        await addKey(tx, kid, alg, JSON.stringify(jwk), tx.now)
      if (missing('cookie'))
        await addKey(tx, randomBytes(9).toString('base64url'), 'cookie', randomBytes(32).toString('base64url'), tx.now)
      return readKeys(tx)
    })
  }
  const ring = await database.transaction(house, async (tx) => keysOf(tx), { soft: true })
  const open = (row: KeyRow) => openSecret(ring, row.secret, contextOf(row.kid)).toString('utf8')
  const signing = rows.filter((row) => row.alg !== 'cookie')
  return {
    keys: signing.map((row) => JSON.parse(open(row)) as Record<string, unknown>),
    cookieKeys: rows.filter((row) => row.alg === 'cookie').map(open),
    mark: rows.map((row) => row.kid).join(' '),
  }
}

/** Which keys are published now and which of them signs: the same answer as providerKeys' mark, without opening any. */
export async function providerKeysMark(database: Database): Promise<string> {
  return (await database.transaction(house, readKeys, { soft: true })).map((row) => row.kid).join(' ')
}

/**
 * Makes a new key of each kind. It is published at once and signs after ten minutes, so that whoever keeps the list of keys
 * has it by then; the former ones stay published for a week more. With `compromised` the former ones are gone at once and
 * everything signed with them is void: people sign in anew. Answers the new key ids. Needs the house's sight.
 */
export async function rotateSigningKey(tx: Tx, options: { compromised?: boolean } = {}): Promise<string[]> {
  const fresh = await Promise.all(ALGORITHMS.map(async (alg) => ({ alg, ...(await freshKey(alg)) })))
  return tx.asHouse(async () => {
    await lockKeys(tx)
    const signsFrom = options.compromised ? tx.now : new Date(tx.now.getTime() + SIGNS_AFTER_MINUTES * 60_000)
    if (options.compromised) await tx.query("delete from sen.oidc_key where alg <> 'cookie'")
    else
      await tx.query("update sen.oidc_key set retired_at = $1 where alg <> 'cookie' and retired_at is null", [
        new Date(signsFrom.getTime() + PUBLISHED_AFTER_DAYS * 86_400_000),
      ])
    for (const { alg, kid, jwk } of fresh) await addKey(tx, kid, alg, JSON.stringify(jwk), signsFrom)
    const kids = fresh.map((one) => one.kid)
    writeFact(tx, {
      kind: 'signing-key-rotated',
      system: 'kernel',
      data: { kids, signsFrom, compromised: options.compromised ?? false },
    })
    assert(kids.length === ALGORITHMS.length, 'a rotation makes one key of each kind')
    return kids
  })
}

/** Expired things of the provider go in portions: nothing here is ever needed again. */
const ROWS_A_RUN_MAX = 20_000

/** Every quarter of an hour: what has expired in the provider's store, keys past their publication, and sign-ins elsewhere nobody came back from. */
export const providerCleaningJob: Job = {
  name: 'provider-cleaning',
  every: '*/15 * * * *',
  async run(database: Database) {
    await database.transaction(house, async (tx) => {
      await tx.query(
        `delete from sen.oidc_model where ctid = any(array(select ctid from sen.oidc_model where expires_at < $1 limit ${ROWS_A_RUN_MAX}))`,
        [tx.now],
      )
      await tx.query('delete from sen.oidc_key where retired_at < $1', [tx.now])
      await tx.query('delete from sen.upstream_attempt where expires_at < $1', [tx.now])
    })
  },
}
