import { uuidv7 } from '#ground/ids'
import type { Schema, Tx } from '#kernel/store'
import { writeFact } from './fact.ts'
import { sight } from './tables.ts'

/** What a person has let a connected system know. */
export interface ClientGrant {
  id: string
  client: string
  client_name: string
  unit_name: string | null
  scopes: string[]
  granted_at: Date
  used_at: Date | null
}

export const grantSchema: Schema = {
  routines: [],
  tables: [
    {
      name: 'sen.client_grant',
      comment: 'What each person agreed to tell each connected system; withdrawn ones stay, with the day',
      columns: {
        id: { type: 'uuid' },
        account: { type: 'uuid' },
        client: { type: 'uuid' },
        scopes: { type: 'text[]' },
        granted_at: { type: 'timestamptz' },
        used_at: { type: 'timestamptz', nullable: true },
        withdrawn_at: { type: 'timestamptz', nullable: true },
      },
      primaryKey: ['id'],
      foreignKeys: {
        account: { columns: ['account'], table: 'sen.account', references: ['id'] },
        client: { columns: ['client'], table: 'sen.client', references: ['id'] },
      },
      indexes: {
        live: { on: 'account, client', unique: true, where: 'withdrawn_at is null' },
        client: { on: 'client' },
      },
      policies: {
        read: { for: 'select', using: `${sight.house} or account = ${sight.me}` },
        add: { for: 'insert', check: `${sight.house} or account = ${sight.me}` },
        change: {
          for: 'update',
          using: `${sight.house} or account = ${sight.me}`,
          check: `${sight.house} or account = ${sight.me}`,
        },
      },
      grants: ['select', 'insert', 'update'],
    },
  ],
}

/** The scopes a person agreed to for a system and has not taken back. */
export async function findClientGrant(tx: Tx, account: string, client: string): Promise<string[]> {
  const row = await tx.one<{ scopes: string[] }>(
    'select scopes from sen.client_grant where account = $1 and client = $2 and withdrawn_at is null',
    [account, client],
  )
  return row?.scopes ?? []
}

/** Writes down that a person agrees; what she agreed to before stays agreed. */
export async function giveClientGrant(
  tx: Tx,
  given: { account: string; person: string | null; client: string; scopes: readonly string[]; asked: boolean },
): Promise<void> {
  const before = await findClientGrant(tx, given.account, given.client)
  const scopes = [...new Set([...before, ...given.scopes])].sort()
  if (before.length > 0 && scopes.length === before.length) {
    await tx.query(
      'update sen.client_grant set used_at = $3 where account = $1 and client = $2 and withdrawn_at is null',
      [given.account, given.client, tx.now],
    )
    return
  }
  await tx.query(
    `insert into sen.client_grant (id, account, client, scopes, granted_at, used_at) values ($1, $2, $3, $4, $5, $5)
     on conflict (account, client) where withdrawn_at is null do update set scopes = excluded.scopes, granted_at = excluded.granted_at, used_at = excluded.used_at`,
    [uuidv7(), given.account, given.client, scopes, tx.now],
  )
  writeFact(tx, {
    kind: 'access-granted',
    system: 'kernel',
    record: 'client',
    recordId: given.client,
    subjects: [given.person],
    data: { scopes, asked: given.asked },
  })
}

/** Takes everything back: the system's codes and tokens for this person end in the same transaction. False when nothing was granted. */
export async function withdrawClientGrant(
  tx: Tx,
  account: string,
  person: string | null,
  client: string,
): Promise<boolean> {
  const changed = await tx.query(
    'update sen.client_grant set withdrawn_at = $3 where account = $1 and client = $2 and withdrawn_at is null returning id',
    [account, client, tx.now],
  )
  if (changed.length === 0) return false
  const ended = await tx.asHouse(() =>
    tx.query('delete from sen.oidc_model where account = $1 and client = $2 returning 1', [account, client]),
  )
  writeFact(tx, {
    kind: 'access-withdrawn',
    system: 'kernel',
    record: 'client',
    recordId: client,
    subjects: [person],
    data: { ended: ended.length },
  })
  return true
}

/** The systems that know something of this account, newest first. The name of a system is no secret to who signs in to it. */
export async function listClientGrants(tx: Tx, account: string): Promise<ClientGrant[]> {
  return tx.asHouse(() =>
    tx.query<ClientGrant & Record<string, unknown>>(
      `select g.id, g.client, c.name as client_name, u.name as unit_name, g.scopes, g.granted_at, g.used_at
         from sen.client_grant g join sen.client c on c.id = g.client left join sen.unit u on u.id = c.unit
        where g.account = $1 and g.withdrawn_at is null order by coalesce(g.used_at, g.granted_at) desc limit 200`,
      [account],
    ),
  )
}
