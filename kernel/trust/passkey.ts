import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { uuidv7 } from '#ground/ids'
import { type Database, house, type Tx } from '#kernel/store'
import { refuseAccount } from './account-refusals.ts'

/** The house as WebAuthn knows it: `id` is the host name keys are bound to, `origin` the address pages come from. */
export interface RelyingParty {
  id: string
  origin: string
  name: string
}

const PASSKEYS_MAX = 10
const CHALLENGE_MINUTES = 5
/** What strangers may leave behind before it is swept. */
const CHALLENGES_SWEPT = 200

/** EdDSA, ES256, RS256 (RFC 9053, RFC 8812): what authenticators in use can do. */
const ALGORITHMS = [-8, -7, -257]

type Purpose = 'register' | 'sign-in' | 'prove'

async function keepChallenge(tx: Tx, challenge: string, purpose: Purpose, account: string | null): Promise<void> {
  await tx.query(
    `delete from sen.passkey_challenge where challenge in (select challenge from sen.passkey_challenge where expires_at < $1 limit ${CHALLENGES_SWEPT} for update skip locked)`,
    [tx.now],
  )
  await tx.query(
    'insert into sen.passkey_challenge (challenge, purpose, account, expires_at) values ($1, $2, $3, $4)',
    [challenge, purpose, account, new Date(tx.now.getTime() + CHALLENGE_MINUTES * 60_000)],
  )
}

/** Takes a challenge back, once. */
async function takeChallenge(
  tx: Tx,
  clientData: unknown,
  purpose: Purpose,
  account: string | null,
): Promise<string | undefined> {
  if (typeof clientData !== 'string' || clientData.length > 20_000) return undefined
  let challenge: unknown
  try {
    challenge = (JSON.parse(Buffer.from(clientData, 'base64url').toString('utf8')) as { challenge?: unknown }).challenge
  } catch {
    return undefined
  }
  if (typeof challenge !== 'string') return undefined
  const row = await tx.one<{ challenge: string }>(
    `delete from sen.passkey_challenge where challenge = $1 and purpose = $2 and account is not distinct from $3::uuid and expires_at > $4 returning challenge`,
    [challenge, purpose, account, tx.now],
  )
  return row?.challenge
}

const transportsOf = (given: unknown): string[] =>
  Array.isArray(given)
    ? given.filter((one): one is string => typeof one === 'string' && /^[a-z-]{1,20}$/.test(one)).slice(0, 8)
    : []

/** What navigator.credentials.create needs: a resident key with user verification, without attestation. Needs the house's sight. */
export async function beginPasskey(
  tx: Tx,
  account: { id: string; login: string; name: string },
  rp: RelyingParty,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const kept = await tx.query<{ credential: string; transports: string[] }>(
    "select credential, transports from sen.factor where account = $1 and kind = 'passkey'",
    [account.id],
  )
  if (kept.length >= PASSKEYS_MAX) throw refuseAccount['too-many-factors']({ max: PASSKEYS_MAX })
  const options = await generateRegistrationOptions({
    rpName: rp.name,
    rpID: rp.id,
    userName: account.login,
    userDisplayName: account.name,
    userID: new Uint8Array(Buffer.from(account.id.replaceAll('-', ''), 'hex')),
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: kept.map((one) => ({ id: one.credential, transports: one.transports })),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
  })
  await keepChallenge(tx, options.challenge, 'register', account.id)
  return options
}

export interface NewPasskey {
  credential: string
  publicKey: Buffer
  signCount: number
  transports: string[]
  backedUp: boolean
}

/** Checks what the browser made. Refuses account.wrong-passkey. The challenge is used up either way. */
export async function checkNewPasskey(
  database: Database,
  account: string,
  given: unknown,
  rp: RelyingParty,
): Promise<NewPasskey> {
  const response = given as RegistrationResponseJSON | null | undefined
  const challenge = await database.transaction(house, (tx) =>
    takeChallenge(tx, response?.response?.clientDataJSON, 'register', account),
  )
  if (challenge === undefined || !response) throw refuseAccount['wrong-passkey']()
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: rp.origin,
      expectedRPID: rp.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    })
    if (verified)
      return {
        credential: registrationInfo.credential.id,
        publicKey: Buffer.from(registrationInfo.credential.publicKey),
        signCount: registrationInfo.credential.counter,
        transports: transportsOf(response.response.transports),
        backedUp: registrationInfo.credentialBackedUp,
      }
  } catch {
    // The library throws on whatever is not as the standard says; to a person it is one thing.
  }
  throw refuseAccount['wrong-passkey']()
}

/** Puts a checked passkey with its account. Refuses one that is registered already. Needs the house's sight. */
export async function enterPasskey(tx: Tx, account: string, name: string, made: NewPasskey): Promise<string> {
  const id = uuidv7()
  const count = await tx.one<{ count: number }>(
    "select count(*)::int as count from sen.factor where account = $1 and kind = 'passkey'",
    [account],
  )
  if ((count?.count ?? 0) >= PASSKEYS_MAX) throw refuseAccount['too-many-factors']({ max: PASSKEYS_MAX })
  const entered = await tx.query(
    `insert into sen.factor (id, account, kind, name, credential, public_key, sign_count, transports, backed_up, created_at, confirmed_at)
     values ($1, $2, 'passkey', $3, $4, $5, $6, $7, $8, $9, $9) on conflict (credential) where credential is not null do nothing returning 1`,
    [id, account, name, made.credential, made.publicKey, made.signCount, made.transports, made.backedUp, tx.now],
  )
  if (entered.length === 0) throw refuseAccount['wrong-passkey']()
  return id
}

/** What navigator.credentials.get needs; without a list of keys, so that it tells nothing about any account. */
export async function askPasskey(
  database: Database,
  purpose: 'sign-in' | 'prove',
  account: string | null,
  rp: RelyingParty,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const options = await generateAuthenticationOptions({ rpID: rp.id, userVerification: 'required' })
  await database.transaction(house, (tx) => keepChallenge(tx, options.challenge, purpose, account))
  return options
}

/**
 * Checks a signature by a passkey with its owner verified (PIN, finger, face). `account`: only a key of this one. Answers
 * whose key it is, or undefined; the challenge is used up either way. A sign count that went back (a copied key) is refused.
 */
export async function takePasskey(
  database: Database,
  given: unknown,
  purpose: 'sign-in' | 'prove',
  account: string | null,
  rp: RelyingParty,
): Promise<{ account: string; factor: string } | undefined> {
  const response = given as AuthenticationResponseJSON | null | undefined
  const found = await database.transaction(house, async (tx) => {
    const challenge = await takeChallenge(
      tx,
      response?.response?.clientDataJSON,
      purpose,
      purpose === 'prove' ? account : null,
    )
    if (challenge === undefined || typeof response?.id !== 'string') return undefined
    const key = await tx.one<{
      id: string
      account: string
      credential: string
      public_key: Buffer
      sign_count: number
    }>(
      "select id, account, credential, public_key, sign_count from sen.factor where kind = 'passkey' and credential = $1 and ($2::uuid is null or account = $2)",
      [response.id, account],
    )
    return key ? { challenge, key } : undefined
  })
  if (!found || !response) return undefined
  const { challenge, key } = found
  let count: number
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: rp.origin,
      expectedRPID: rp.id,
      requireUserVerification: true,
      credential: {
        id: key.credential,
        publicKey: new Uint8Array(key.public_key),
        counter: key.sign_count,
      },
    })
    if (!verified) return undefined
    count = authenticationInfo.newCounter
  } catch {
    return undefined
  }
  const taken = await database.transaction(house, (tx) =>
    tx.query(
      'update sen.factor set sign_count = $2, used_at = $3 where id = $1 and (sign_count < $2 or (sign_count = 0 and $2 = 0)) returning 1',
      [key.id, count, tx.now],
    ),
  )
  return taken.length > 0 ? { account: key.account, factor: key.id } : undefined
}
