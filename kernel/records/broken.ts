import { formatInstant } from '#ground/clock'
import { isUuid } from '#ground/ids'
import { quote, type Tx } from '#kernel/store'
import { checkReason, enterOpening, findOpening, getOpening, type Opening, refuseBreakGlass } from '#kernel/trust'
import type { RecordType, Row } from './record.ts'
import { noteReading, refuseRow, subjectOf } from './row.ts'

/** May the actor's roles open rows of this type in an emergency at all? */
export const mayBreak = (tx: { actor: Tx['actor'] }, type: RecordType): boolean =>
  type.breakGlass !== undefined && tx.actor.roles.some((grant) => type.breakGlass?.roles.includes(grant.role))

/** What an opening would show: enough to ask, nothing of what is inside. */
export interface Sealed {
  id: string
  title: string
  unit: string
}

/**
 * The row behind an id or its printed name (the title field), found by the house for somebody who may not see it. Only its
 * name and unit leave. Refuses 'break-glass.not-offered', 'break-glass.already-yours', 'records.missing'.
 */
export async function sealedRow(tx: Tx, type: RecordType, name: string): Promise<Sealed> {
  return (await lookUp(tx, type, name)).sealed
}

async function lookUp(tx: Tx, type: RecordType, name: string): Promise<{ sealed: Sealed; subject: string }> {
  const title = type.words.title[tx.actor.lang].toLowerCase()
  if (!mayBreak(tx, type)) throw refuseBreakGlass['not-offered']({ title })
  const asked = name.trim().slice(0, 100)
  const row = await tx.asHouse(() =>
    tx.one<Row<RecordType>>(
      `select * from ${quote(type.table)} where ${isUuid(asked) ? 'id = $1::uuid' : `${quote(type.titleField)} = $1`} limit 1`,
      [isUuid(asked) ? asked : asked.toUpperCase()],
    ),
  )
  const subject = row && subjectOf(type, row)
  if (!row || !subject) throw refuseRow.missing({ title })
  if (await tx.one(`select 1 from ${quote(type.table)} where id = $1`, [row.id]))
    throw refuseBreakGlass['already-yours']({ title })
  const shown = String((row as Record<string, unknown>)[type.titleField] ?? row.id)
  return {
    // A title that is somebody's name stays inside.
    sealed: { id: row.id, title: type.fields[type.titleField]?.spec.personal ? row.id : shown, unit: row.unit },
    subject,
  }
}

/**
 * Opens one row, read-only, for half an hour, to an officer who may not see it: with a written reason that the person
 * concerned and the reviewers read. `dueAt` is when the review is due; the caller knows the calendar of the unit.
 * Refuses as `sealedRow` does, and 'break-glass.reason-too-short', 'break-glass.no-emergency', 'break-glass.too-many'.
 */
export async function breakGlass(
  tx: Tx,
  type: RecordType,
  name: string,
  why: { emergency: string; reason: string },
  dueAt: (unit: string) => Promise<Date>,
): Promise<{ id: string; until: Date; sealed: Sealed; subject: string; again: boolean }> {
  checkReason(why)
  const { sealed, subject } = await lookUp(tx, type, name)
  // Sent twice, or a page reloaded: the opening that lasts is the answer, not a second one.
  const lasting = await findOpening(tx, sealed.id)
  if (lasting) return { id: lasting.id, until: lasting.until, sealed, subject, again: true }
  const opened = await enterOpening(tx, {
    system: type.system,
    record: type.name,
    recordId: sealed.id,
    title: sealed.title,
    unit: sealed.unit,
    subjects: [subject],
    emergency: why.emergency,
    reason: why.reason,
    reviewers: type.breakGlass?.reviewedBy ?? [],
    dueAt: await dueAt(sealed.unit),
  })
  return { ...opened, sealed, subject, again: false }
}

/**
 * The row of the actor's own opening while it lasts, for reading only; each look is a fact. Roles are asked again: who
 * lost hers in between reads nothing. Refuses 'break-glass.missing', 'break-glass.ended', 'break-glass.not-offered'.
 */
export async function readBroken(
  tx: Tx,
  types: ReadonlyMap<string, RecordType>,
  openingId: string,
): Promise<{ opening: Opening; type: RecordType; row: Row<RecordType> }> {
  const opening = await getOpening(tx, openingId)
  const type = types.get(`${opening.system}/${opening.record}`)
  if (!type || opening.account !== tx.actor.account) throw refuseBreakGlass.missing()
  const title = type.words.title[tx.actor.lang].toLowerCase()
  if (opening.until <= tx.now) throw refuseBreakGlass.ended({ until: formatInstant(opening.until) })
  if (!mayBreak(tx, type)) throw refuseBreakGlass['not-offered']({ title })
  const row = await tx.asHouse(() =>
    tx.one<Row<RecordType>>(`select * from ${quote(type.table)} where id = $1`, [opening.record_id]),
  )
  if (!row) throw refuseRow.missing({ title })
  noteReading(tx, type, [row], 'xem khi đã mở khẩn cấp')
  return { opening, type, row }
}
