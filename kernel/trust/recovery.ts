import { randomBytes } from 'node:crypto'
import { uuidv7 } from '#ground/ids'
import type { Tx } from '#kernel/store'
import { hashOf } from './attempt.ts'

const CODES = 10
/** 80 bits each: too many to try even for somebody who has the hashes. */
const CODE_BYTES = 10
/** Crockford's letters: none that look alike on paper. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'

function newCode(): string {
  let bits = 0n
  for (const byte of randomBytes(CODE_BYTES)) bits = (bits << 8n) | BigInt(byte)
  let text = ''
  for (let i = 0; i < (CODE_BYTES * 8) / 5; i++) {
    text = (LETTERS[Number(bits & 31n)] ?? '') + text
    bits >>= 5n
  }
  return text.replace(/(.{4})(?=.)/g, '$1-')
}

/** A code as it is hashed: letters that look alike are taken for the one meant, however it is grouped. */
export const recoveryCodeKept = (typed: string): string =>
  typed
    .toLowerCase()
    .replace(/[^0-9a-z]/g, '')
    .replace(/o/g, '0')
    .replace(/[il]/g, '1')

/** Makes ten new codes; the ones before are worth nothing after. They are shown once: the house keeps hashes only. Needs the house's sight. */
export async function issueRecoveryCodes(tx: Tx, account: string): Promise<string[]> {
  const codes = Array.from({ length: CODES }, newCode)
  await tx.query('delete from sen.recovery_code where account = $1', [account])
  await tx.query(
    `insert into sen.recovery_code (id, account, code_hash, created_at)
     select unnest($1::uuid[]), $2, unnest($3::bytea[]), $4`,
    [codes.map(() => uuidv7()), account, codes.map((code) => hashOf(`${account} ${recoveryCodeKept(code)}`)), tx.now],
  )
  return codes
}

/** Takes a code: true once. Needs the house's sight. */
export async function takeRecoveryCode(tx: Tx, account: string, typed: string): Promise<boolean> {
  const taken = await tx.query(
    'update sen.recovery_code set used_at = $3 where account = $1 and code_hash = $2 and used_at is null returning 1',
    [account, hashOf(`${account} ${recoveryCodeKept(typed)}`), tx.now],
  )
  return taken.length > 0
}

/** How many codes are left. Needs the house's sight. */
export async function countRecoveryCodes(tx: Tx, account: string): Promise<number> {
  const row = await tx.one<{ count: number }>(
    'select count(*)::int as count from sen.recovery_code where account = $1 and used_at is null',
    [account],
  )
  return row?.count ?? 0
}
