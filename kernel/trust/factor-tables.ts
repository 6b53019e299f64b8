import type { Schema, Table } from '#kernel/store'
import { houseOnly } from './tables.ts'

const ofAccount = {
  account: { columns: ['account'], table: 'sen.account', references: ['id'], onDelete: 'cascade' as const },
}
const all = ['select', 'insert', 'update', 'delete'] as const

const factor: Table = {
  name: 'sen.factor',
  comment: 'Second factors of an account: authenticator applications (seed sealed) and passkeys (public key only)',
  columns: {
    id: { type: 'uuid' },
    account: { type: 'uuid' },
    kind: { type: 'text' },
    name: { type: 'text' },
    // TOTP: the seed, sealed by secret.ts.
    secret: { type: 'text', nullable: true },
    // TOTP: the last 30-second step a code was taken for; a code works once (RFC 6238, 5.2).
    last_step: { type: 'bigint', nullable: true },
    // Passkey (WebAuthn): id and public key (COSE), sign count, how it can be reached, whether it is kept in a cloud.
    credential: { type: 'text', nullable: true },
    public_key: { type: 'bytea', nullable: true },
    sign_count: { type: 'bigint', default: '0' },
    transports: { type: 'text[]', default: "'{}'" },
    backed_up: { type: 'boolean', default: 'false' },
    created_at: { type: 'timestamptz' },
    // Empty until a code of the application was typed: only then does it count.
    confirmed_at: { type: 'timestamptz', nullable: true },
    used_at: { type: 'timestamptz', nullable: true },
  },
  primaryKey: ['id'],
  checks: {
    kind: "(kind = 'totp' and secret is not null) or (kind = 'passkey' and credential is not null and public_key is not null)",
  },
  foreignKeys: ofAccount,
  indexes: {
    account: { on: 'account' },
    credential: { on: 'credential', unique: true, where: 'credential is not null' },
  },
  policies: houseOnly([...all]),
  grants: [...all],
}

const recoveryCode: Table = {
  name: 'sen.recovery_code',
  comment: 'SHA-256 of codes of 80 random bits, each good once',
  columns: {
    id: { type: 'uuid' },
    account: { type: 'uuid' },
    code_hash: { type: 'bytea' },
    created_at: { type: 'timestamptz' },
    used_at: { type: 'timestamptz', nullable: true },
  },
  primaryKey: ['id'],
  unique: { code: ['account', 'code_hash'] },
  foreignKeys: ofAccount,
  policies: houseOnly([...all]),
  grants: [...all],
}

const knownDevice: Table = {
  name: 'sen.known_device',
  comment:
    'Browsers an account has signed in from: hash of a random cookie, so that its owner is not shut out by strangers who guess',
  columns: {
    token_hash: { type: 'bytea' },
    account: { type: 'uuid' },
    name: { type: 'text' },
    created_at: { type: 'timestamptz' },
    seen_at: { type: 'timestamptz' },
    expires_at: { type: 'timestamptz' },
  },
  primaryKey: ['token_hash', 'account'],
  foreignKeys: ofAccount,
  indexes: { account: { on: 'account' }, expires: { on: 'expires_at' } },
  policies: houseOnly([...all]),
  grants: [...all],
}

const attempt: Table = {
  name: 'sen.sign_in_attempt',
  comment:
    'Refused tries, by what was tried (a hash of the login) and from where; unknown logins are counted like known ones',
  columns: {
    subject: { type: 'text' },
    place: { type: 'text' },
    count: { type: 'integer' },
    blocked_until: { type: 'timestamptz', nullable: true },
    last_at: { type: 'timestamptz' },
  },
  primaryKey: ['subject', 'place'],
  indexes: { last: { on: 'last_at' } },
  policies: houseOnly([...all]),
  grants: [...all],
}

const pendingSignIn: Table = {
  name: 'sen.pending_sign_in',
  comment:
    'Somebody who gave the right password and owes the second factor; the hash of a cookie, five minutes, five tries',
  columns: {
    token_hash: { type: 'bytea' },
    account: { type: 'uuid' },
    methods: { type: 'text[]' },
    device: { type: 'text', nullable: true },
    tries: { type: 'integer', default: '0' },
    created_at: { type: 'timestamptz' },
    expires_at: { type: 'timestamptz' },
  },
  primaryKey: ['token_hash'],
  foreignKeys: ofAccount,
  indexes: { account: { on: 'account' }, expires: { on: 'expires_at' } },
  policies: houseOnly([...all]),
  grants: [...all],
}

const challenge: Table = {
  name: 'sen.passkey_challenge',
  comment: 'Challenges given to browsers, each taken back once (WebAuthn 13.4.3)',
  columns: {
    challenge: { type: 'text' },
    purpose: { type: 'text' },
    account: { type: 'uuid', nullable: true },
    expires_at: { type: 'timestamptz' },
  },
  primaryKey: ['challenge'],
  checks: { purpose: "purpose in ('register', 'sign-in', 'prove')" },
  foreignKeys: ofAccount,
  indexes: { expires: { on: 'expires_at' } },
  policies: houseOnly([...all]),
  grants: [...all],
}

const oneTimeCode: Table = {
  name: 'sen.one_time_code',
  comment:
    'Codes of six digits sent by mail or telephone: a keyed mark only, five minutes, five tries. Without an account: asked for a login that cannot be sent one',
  columns: {
    token_hash: { type: 'bytea' },
    purpose: { type: 'text' },
    account: { type: 'uuid', nullable: true },
    channel: { type: 'text' },
    // What is being proved, for purpose 'contact' alone.
    target: { type: 'text', nullable: true },
    mark: { type: 'text' },
    tries: { type: 'integer', default: '0' },
    created_at: { type: 'timestamptz' },
    expires_at: { type: 'timestamptz' },
  },
  primaryKey: ['token_hash'],
  checks: {
    purpose: "purpose in ('contact', 'password', 'sign-in')",
    channel: "channel in ('email', 'phone')",
  },
  foreignKeys: ofAccount,
  indexes: { account: { on: 'account' }, expires: { on: 'expires_at' } },
  policies: houseOnly([...all]),
  grants: [...all],
}

export const factorSchema: Schema = {
  tables: [factor, recoveryCode, knownDevice, attempt, pendingSignIn, challenge, oneTimeCode],
  routines: [],
}
