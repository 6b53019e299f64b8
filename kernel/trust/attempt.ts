import { createHash } from 'node:crypto'
import ipaddr from 'ipaddr.js'
import type { Tx } from '#kernel/store'

/** From where somebody comes: what a request tells, as far as it can be believed. */
export interface Visit {
  /** User agent, as sent. */
  device?: string | undefined
  /** Network address of the other end. */
  ip?: string | undefined
  /** The cookie of a browser that has signed in before. */
  knownDevice?: string | undefined
}

/** TCVN 11930 level 3: stop after five failures. */
const FAILURES_MAX = 5
const BLOCK_MINUTES = 15
/** A count is forgotten after an hour without a failure. */
const QUIET_MINUTES = 60
/** Failures for one login from unknown devices, over all networks, that cost no waiting. */
const FREE_FAILURES = 10
/** Longest wait between two guesses from unknown devices: at most sixty an hour for one login (ASVS 4.0 2.2.1 allows a hundred). */
const DELAY_SECONDS_MAX = 60

export const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest()

/** What is counted: never the login itself, since people type passwords into that field. */
export const subjectOf = (kind: 'password' | 'second' | 'code', name: string): string =>
  `${kind}:${hashOf(`${kind} ${name}`).toString('hex').slice(0, 40)}`

/** The network an address belongs to: /24 for IPv4, /64 for IPv6, since one customer has that many. */
export function networkOf(ip: string | undefined): string {
  if (!ip || !ipaddr.isValid(ip)) return 'net:?'
  const address = ipaddr.process(ip)
  const bytes = address.toByteArray()
  return address.kind() === 'ipv4'
    ? `net:${bytes.slice(0, 3).join('.')}`
    : `net:${Buffer.from(bytes.slice(0, 8)).toString('hex')}`
}

/** An address as it is kept and shown: without its last part (IPv4 /24, IPv6 /48). */
export function shortAddress(ip: string | undefined): string | null {
  if (!ip || !ipaddr.isValid(ip)) return null
  const address = ipaddr.process(ip)
  if (address.kind() === 'ipv4') return `${address.toByteArray().slice(0, 3).join('.')}.…`
  const parts = address.toNormalizedString().split(':').slice(0, 3)
  return `${parts.join(':')}:…`
}

/** How long strangers wait after the n-th failure for one login within the hour, in seconds. */
export function delayAfter(failures: number): number {
  return failures <= FREE_FAILURES ? 0 : Math.min(2 ** Math.min(failures - FREE_FAILURES, 10), DELAY_SECONDS_MAX)
}

export interface Charge {
  subject: string
  place: string
  /** Counted over all networks, too: for who comes from a device the account does not know. */
  everywhere: boolean
}

/** Blocked before this try, or this try's place in the count. */
export type Verdict =
  | { blocked: 'here' | 'everywhere'; until: Date }
  | { blocked?: never; count: number; last: boolean }

async function lockRow(tx: Tx, subject: string, place: string): Promise<{ count: number; blockedUntil: Date | null }> {
  await tx.query(
    'insert into sen.sign_in_attempt (subject, place, count, last_at) values ($1, $2, 0, $3) on conflict (subject, place) do nothing',
    [subject, place, tx.now],
  )
  const row = await tx.one<{ count: number; blocked_until: Date | null; last_at: Date }>(
    'select count, blocked_until, last_at from sen.sign_in_attempt where subject = $1 and place = $2 for update',
    [subject, place],
  )
  const count = row?.count ?? 0
  const blockedUntil = row?.blocked_until ?? null
  const quiet = row !== undefined && row.last_at.getTime() < tx.now.getTime() - QUIET_MINUTES * 60_000
  if (blockedUntil && blockedUntil > tx.now) return { count, blockedUntil }
  // A wait that is over begins a new count here; over all networks the count goes on until it is quiet.
  return { count: quiet || (blockedUntil && place !== '*') ? 0 : count, blockedUntil: null }
}

const keep = (tx: Tx, subject: string, place: string, count: number, until: Date | null) =>
  tx.query(
    'update sen.sign_in_attempt set count = $3, blocked_until = $4, last_at = $5 where subject = $1 and place = $2',
    [subject, place, count, until, tx.now],
  )

/**
 * Charges a try before it is judged: guesses sent at once are counted one after the other by the row's lock, so never more
 * than the limit are judged. A right answer gives the charge back (`forgive`). Must be committed before the answer.
 */
export async function chargeTry(
  tx: Tx,
  charge: Charge,
  limit: { max?: number; minutes?: number } = {},
): Promise<Verdict> {
  const { subject, place, everywhere } = charge
  const { max = FAILURES_MAX, minutes = BLOCK_MINUTES } = limit
  const here = await lockRow(tx, subject, place)
  if (here.blockedUntil) return { blocked: 'here', until: here.blockedUntil }
  if (everywhere) {
    const all = await lockRow(tx, subject, '*')
    if (all.blockedUntil) return { blocked: 'everywhere', until: all.blockedUntil }
    const seconds = delayAfter(all.count + 1)
    await keep(tx, subject, '*', all.count + 1, seconds > 0 ? new Date(tx.now.getTime() + seconds * 1000) : null)
  }
  const count = here.count + 1
  const last = count >= max
  await keep(tx, subject, place, count, last ? new Date(tx.now.getTime() + minutes * 60_000) : null)
  return { count, last }
}

/** The try was right: its place starts afresh, and it does not count against the login anywhere. */
export async function forgive(tx: Tx, { subject, place, everywhere }: Charge): Promise<void> {
  await tx.query('delete from sen.sign_in_attempt where subject = $1 and place = $2', [subject, place])
  if (everywhere)
    await tx.query(
      `update sen.sign_in_attempt set count = greatest(count - 1, 0), blocked_until = case when count > $2 then blocked_until end
        where subject = $1 and place = '*'`,
      [subject, FREE_FAILURES],
    )
}

/** Forgets every count of a subject: its password was set anew, or an administrator opened it again. */
export async function forgetTries(tx: Tx, subjects: readonly string[]): Promise<void> {
  await tx.query('delete from sen.sign_in_attempt where subject = any($1)', [[...subjects]])
}

/** Nightly: what has been quiet for a day, and what is past its time. Answers how many rows went. */
export async function sweepSignIn(tx: Tx): Promise<number> {
  const tables = ['known_device', 'pending_sign_in', 'passkey_challenge', 'one_time_code']
  const gone = [
    await tx.query("delete from sen.sign_in_attempt where last_at < $1::timestamptz - interval '1 day' returning 1", [
      tx.now,
    ]),
    await tx.query(
      "delete from sen.factor where confirmed_at is null and created_at < $1::timestamptz - interval '1 day' returning 1",
      [tx.now],
    ),
  ]
  for (const table of tables)
    gone.push(await tx.query(`delete from sen.${table} where expires_at < $1 returning 1`, [tx.now]))
  return gone.reduce((sum, rows) => sum + rows.length, 0)
}
