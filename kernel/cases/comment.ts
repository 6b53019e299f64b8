import { isUuid, uuidv7 } from '#ground/ids'
import { nfc, UNSHOWN } from '#ground/text'
import { type RecordType, refuseInput } from '#kernel/records'
import { quote, type Tx } from '#kernel/store'
import { writeFact } from '#kernel/trust'
import { refuseCase } from './refusals.ts'

const TEXT_MAX = 4_000
/** More is a correspondence, not a note; it belongs in a document. */
const COMMENTS_MAX = 500

export interface Comment {
  id: string
  at: Date
  by: { id: string | null; name: string; unit: string | null }
  text: string
}

/**
 * Does the actor handle the case of a row? Her roles reach the row's unit, or a task of it lies within her sight. The
 * applicant does not, even one who happens to be an officer elsewhere.
 */
export async function handles(tx: Tx, row: { id: string; unit?: string }): Promise<boolean> {
  if (tx.actor.kind === 'system') return true
  if (tx.actor.account === null || !isUuid(row.id)) return false
  const seen = await tx.one<{ handled: boolean }>(
    `select coalesce($2::uuid = any(sen.reach(null)), false) or exists (select from sen.task t where t.record_id = $1) as handled`,
    [row.id, row.unit ?? null],
  )
  return seen?.handled ?? false
}

/** Adds an internal comment of 1–4,000 characters. Refuses those who do not handle its case. */
export async function addComment(tx: Tx, type: RecordType, recordId: string, text: string): Promise<Comment> {
  const row = await findCase(tx, type, recordId)
  if (!row || !(await handles(tx, row))) throw refuseCase['not-an-officer']()
  const { unit } = row
  const said = nfc(String(text)).replaceAll('\r\n', '\n').trim()
  if (said === '') throw refuseCase['empty-comment']({}, 'text')
  const length = [...said].length
  if (length > TEXT_MAX) throw refuseCase['long-text']({ length, max: TEXT_MAX }, 'text')
  if (UNSHOWN.test(said))
    throw refuseInput['bad-text']({ label: tx.actor.lang === 'vi' ? 'Ý kiến' : 'Comment' }, 'text')
  return tx.asHouse(async () => {
    const id = uuidv7(tx.now)
    const added = await tx.query(
      `insert into sen.comment (id, system, record, record_id, unit, author, author_name, at, text)
       select $1, $2, $3, $4, $5, $6, $7, $8, $9 where (select count(*) from sen.comment where record_id = $4) < ${COMMENTS_MAX} returning 1`,
      [id, type.system, type.name, recordId, unit, tx.actor.account, tx.actor.name, tx.now, said],
    )
    if (added.length === 0) throw refuseCase['too-many-comments']({ max: COMMENTS_MAX })
    // The log says that something was said; what was said stays where it can be erased.
    writeFact(tx, { kind: 'commented', system: type.system, record: type.name, recordId, unit })
    return { id, at: tx.now, by: { id: tx.actor.account, name: tx.actor.name, unit: null }, text: said }
  })
}

/** The comments of a case, oldest first, at most 500; empty for those who do not handle it. */
export async function listComments(tx: Tx, type: RecordType, recordId: string): Promise<Comment[]> {
  const row = await findCase(tx, type, recordId)
  if (!row || !(await handles(tx, row))) return []
  return tx.asHouse(() => readComments(tx, recordId))
}

const findCase = async (tx: Tx, type: RecordType, id: string): Promise<{ id: string; unit: string } | undefined> =>
  isUuid(id)
    ? tx.asHouse(() =>
        tx.one<{ id: string; unit: string }>(`select id, unit from ${quote(type.table)} where id = $1`, [id]),
      )
    : undefined

/** As listComments, with the sight the transaction has now. */
export async function readComments(tx: Tx, recordId: string): Promise<Comment[]> {
  const rows = await tx.query<{ id: string; at: Date; author: string | null; author_name: string; text: string }>(
    `select id, at, author, author_name, text from sen.comment where record_id = $1 order by at, id limit ${COMMENTS_MAX}`,
    [recordId],
  )
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    by: { id: row.author, name: row.author_name, unit: null },
    text: row.text,
  }))
}
