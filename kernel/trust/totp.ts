import { Secret, TOTP } from 'otpauth'
import { uuidv7 } from '#ground/ids'
import type { Tx } from '#kernel/store'
import { refuseAccount } from './account-refusals.ts'
import { keysOf, openSecret, sealSecret, secretContext } from './secret.ts'

/** RFC 6238 as every authenticator application understands it: SHA-1, six digits, thirty seconds. */
const PERIOD_SECONDS = 30
const DIGITS = 6
/** A clock may be one step off either way (RFC 6238, 5.2). */
const WINDOW = 1
/** RFC 4226, 4 (R6): at least 128 bits, 160 recommended. */
const SEED_BYTES = 20
const APPLICATIONS_MAX = 5

/** The code of an instant; also with eight digits and other hashes, for the vectors of RFC 6238. */
export function totpCode(
  seed: Uint8Array,
  at: Date,
  form: { digits?: number; algorithm?: 'SHA1' | 'SHA256' | 'SHA512' } = {},
): string {
  const totp = new TOTP({
    secret: new Secret({ buffer: Uint8Array.from(seed).buffer }),
    digits: form.digits ?? DIGITS,
    algorithm: form.algorithm ?? 'SHA1',
    period: PERIOD_SECONDS,
  })
  return totp.generate({ timestamp: at.getTime() })
}

/** The 30-second step a code belongs to, within one of now; null when it is no code of these. */
export function totpStep(seed: Uint8Array, code: string, at: Date): number | null {
  if (!/^\d{6}$/.test(code)) return null
  const totp = new TOTP({
    secret: new Secret({ buffer: Uint8Array.from(seed).buffer }),
    digits: DIGITS,
    algorithm: 'SHA1',
    period: PERIOD_SECONDS,
  })
  const delta = totp.validate({ token: code, window: WINDOW, timestamp: at.getTime() })
  return delta === null ? null : Math.floor(at.getTime() / 1000 / PERIOD_SECONDS) + delta
}

const context = (id: string): string => secretContext('sen.factor', 'secret', id)

export interface TotpSetup {
  id: string
  /** otpauth://totp/… for the QR code. */
  uri: string
  /** The seed in Base32, in groups of four, to be typed by hand. */
  secret: string
}

function setupOf(id: string, seed: Buffer, issuer: string, label: string): TotpSetup {
  const secret = new Secret({ buffer: Uint8Array.from(seed).buffer })
  const totp = new TOTP({ issuer, label, secret, digits: DIGITS, algorithm: 'SHA1', period: PERIOD_SECONDS })
  return { id, uri: totp.toString(), secret: secret.base32.replace(/(.{4})(?=.)/g, '$1 ') }
}

/** Begins to set an application up: its seed counts only after a code of it was typed. Begun before and not ended: the same seed again. Needs the house's sight. */
export async function beginTotp(tx: Tx, account: string, issuer: string, label: string): Promise<TotpSetup> {
  const count = await tx.one<{ count: number }>(
    "select count(*)::int as count from sen.factor where account = $1 and kind = 'totp' and confirmed_at is not null",
    [account],
  )
  if ((count?.count ?? 0) >= APPLICATIONS_MAX) throw refuseAccount['too-many-factors']({ max: APPLICATIONS_MAX })
  const begun = await tx.one<{ id: string; secret: string }>(
    "select id, secret from sen.factor where account = $1 and kind = 'totp' and confirmed_at is null order by created_at desc limit 1",
    [account],
  )
  const keys = keysOf(tx)
  if (begun) return setupOf(begun.id, openSecret(keys, begun.secret, context(begun.id)), issuer, label)
  const id = uuidv7()
  const seed = Buffer.from(crypto.getRandomValues(new Uint8Array(SEED_BYTES)))
  await tx.query(
    "insert into sen.factor (id, account, kind, name, secret, created_at) values ($1, $2, 'totp', '', $3, $4)",
    [id, account, sealSecret(keys, seed, context(id)), tx.now],
  )
  return setupOf(id, seed, issuer, label)
}

/**
 * Takes a code of one of the account's applications, once: the step it belongs to must lie after the last one taken, checked
 * by the row itself, so that two requests with one code cannot both pass. `begun` takes the one being set up instead.
 * Answers the factor, or undefined. Needs the house's sight.
 */
export async function takeTotp(tx: Tx, account: string, typed: string, begun?: string): Promise<string | undefined> {
  const code = typed.replace(/\D/g, '')
  const rows = await tx.query<{ id: string; secret: string }>(
    `select id, secret from sen.factor where account = $1 and kind = 'totp'
        and case when $2::uuid is null then confirmed_at is not null else id = $2 and confirmed_at is null end
      order by created_at limit ${APPLICATIONS_MAX + 1}`,
    [account, begun ?? null],
  )
  for (const row of rows) {
    const step = totpStep(openSecret(keysOf(tx), row.secret, context(row.id)), code, tx.now)
    if (step === null) continue
    const taken = await tx.query(
      'update sen.factor set last_step = $2, used_at = $3 where id = $1 and (last_step is null or last_step < $2) returning 1',
      [row.id, step, tx.now],
    )
    if (taken.length > 0) return row.id
  }
  return undefined
}
