import { isUuid, uuidv7 } from '#ground/ids'
import type { Words } from '#ground/text'
import type { Tx } from '#kernel/store'
import type { NewNotice, NoticeTo } from './flow.ts'
import { refuseCase } from './refusals.ts'

/** A role may have many holders; past this nobody reads a notice that everybody got. */
const RECIPIENTS_MAX = 200
const TEXT_MAX = 2_000
const PAGE_MAX = 100

const RECIPIENTS = `select a.id from sen.account a where a.disabled_at is null and (
    a.id = any($1::uuid[])
    or a.person = $2::uuid
    or a.id in (select g.account from sen.role_grant g where g.unit = $3::uuid and g.role = $4::text
                   and g.valid_from <= sen.today() and (g.valid_to is null or g.valid_to >= sen.today())))
  order by a.id limit ${RECIPIENTS_MAX}`

const INSERT = `insert into sen.notice (id, account, at, title_vi, title_en, body_vi, body_en, link, key)
select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
on conflict (account, key) do nothing returning 1`

export interface NoticeLine {
  account: string
  notice: NewNotice
}

/** Writes notices by one statement. Must run with the house's sight. Returns how many were new. */
export async function putNotices(tx: Tx, lines: readonly NoticeLine[]): Promise<number> {
  if (lines.length === 0) return 0
  const cut = (text: string | undefined) => text?.slice(0, TEXT_MAX) ?? null
  const column = <T>(of: (line: NoticeLine) => T) => lines.map(of)
  const rows = await tx.query(INSERT, [
    column(() => uuidv7(tx.now)),
    column((line) => line.account),
    column(() => tx.now),
    column((line) => cut(line.notice.title.vi)),
    column((line) => cut(line.notice.title.en)),
    column((line) => cut(line.notice.body?.vi)),
    column((line) => cut(line.notice.body?.en)),
    column((line) => line.notice.link ?? null),
    column((line) => line.notice.key.slice(0, 300)),
  ])
  return rows.length
}

/**
 * Tells accounts, the holders of a role in a unit, or the person behind an account, in this transaction. The same key
 * reaches the same account once. Returns how many new notices there are; 0 when nobody has an account.
 */
export async function notify(tx: Tx, to: NoticeTo, notice: NewNotice): Promise<number> {
  return tx.asHouse(async () => {
    const accounts = 'accounts' in to ? to.accounts.slice(0, RECIPIENTS_MAX) : []
    const found = await tx.query<{ id: string }>(RECIPIENTS, [
      [...accounts],
      'person' in to ? to.person : null,
      'unit' in to ? to.unit : null,
      'role' in to ? to.role : null,
    ])
    return putNotices(
      tx,
      found.map(({ id }) => ({ account: id, notice })),
    )
  })
}

export interface Notice {
  id: string
  at: Date
  title: Words
  body: Words | null
  link: string | null
  readAt: Date | null
}

/** The actor's own notices, newest first, by keyset (`after` is the id of the last one seen), and how many are unread (counted up to 100). */
export async function listNotices(
  tx: Tx,
  query: { after?: string; limit?: number; unread?: boolean } = {},
): Promise<{ rows: Notice[]; next: string | null; unread: number }> {
  if (query.after !== undefined && !isUuid(query.after)) throw refuseCase['bad-cursor']({}, 'after')
  const limit = Math.min(Math.max(query.limit ?? 30, 1), PAGE_MAX)
  const found = await tx.query<{
    id: string
    at: Date
    title_vi: string
    title_en: string
    body_vi: string | null
    body_en: string | null
    link: string | null
    read_at: Date | null
  }>(
    `select id, at, title_vi, title_en, body_vi, body_en, link, read_at from sen.notice
      where account = $1 and ($2::uuid is null or id < $2) and (not $4 or read_at is null) order by id desc limit $3`,
    [tx.actor.account, query.after ?? null, limit + 1, query.unread ?? false],
  )
  const rows = found.slice(0, limit).map((row) => ({
    id: row.id,
    at: row.at,
    title: { vi: row.title_vi, en: row.title_en },
    body: row.body_vi === null ? null : { vi: row.body_vi, en: row.body_en ?? row.body_vi },
    link: row.link,
    readAt: row.read_at,
  }))
  return { rows, next: found.length > limit ? (rows.at(-1)?.id ?? null) : null, unread: await unreadNotices(tx) }
}

/** How many of the actor's notices are unread; counting stops at 100. */
export async function unreadNotices(tx: Tx): Promise<number> {
  const row = await tx.one<{ count: number }>(
    'select count(*)::int as count from (select from sen.notice where account = $1 and read_at is null limit 100) as unread',
    [tx.actor.account],
  )
  return row?.count ?? 0
}

/** Marks one of the actor's notices as read, or all of them. Returns how many were unread. */
export async function readNotices(tx: Tx, which: { id: string } | 'all'): Promise<number> {
  const id = which === 'all' ? null : which.id
  if (id !== null && !isUuid(id)) return 0
  const rows = await tx.query(
    'update sen.notice set read_at = $2 where account = $1 and read_at is null and ($3::uuid is null or id = $3) returning 1',
    [tx.actor.account, tx.now, id],
  )
  return rows.length
}
