import { isUuid } from '#ground/ids'
import { refusals } from '#ground/refusal'
import { quote, type Tx } from '#kernel/store'
import { writeFact } from '#kernel/trust'
import type { RecordType, Row } from './record.ts'
import { refuseRow, subjectOf } from './row.ts'

export const refuseMask = refusals('mask', {
  'not-masked': {
    kind: 'invalid',
    vi: 'Trường "{field}" không phải trường được che bớt. Hãy tải lại trang rồi chọn trường có nút con mắt.',
    en: 'The field "{field}" is not shown masked. Reload the page and choose a field with an eye button.',
  },
  'no-purpose': {
    kind: 'invalid',
    vi: 'Hãy ghi mục đích xem đầy đủ, từ {min} đến {max} ký tự. Người có dữ liệu sẽ đọc được mục đích này.',
    en: 'Say why you need the whole value, in {min} to {max} characters. The person concerned can read it.',
  },
  'not-shown': {
    kind: 'forbidden',
    vi: 'Bạn chỉ được xem "{field}" ở dạng che bớt nên không sửa được trường này.',
    en: 'You see "{field}" only masked, so you cannot change it.',
  },
})

/**
 * How much of a value is shown to those who may read the row but not the whole field:
 * - 'number' the first four and the last four digits ('0871••••3456'); of fewer than twelve characters the last two
 * - 'phone'  the first two and the last three ('09•• ••• 321')
 * - 'name'   initials and the given name ('N. T. N. Lan'); a name of one word shrinks to its initial
 * - 'email'  the first letter and the domain ('l•••@example.vn')
 * - 'hidden' nothing: only that something is there
 */
export type MaskKind = 'number' | 'phone' | 'name' | 'email' | 'hidden'

const DOT = '•'
const cover = (letters: readonly string[], first: number, last: number): string[] =>
  letters.map((letter, i) => (i < first || i >= letters.length - last ? letter : DOT))

function maskNumber(value: string): string {
  const letters = [...value]
  return (letters.length >= 12 ? cover(letters, 4, 4) : cover(letters, 0, letters.length >= 6 ? 2 : 0)).join('')
}

function maskPhone(value: string): string {
  const letters = [...value.replace(/\s+/g, '')]
  if (letters.length < 9) return DOT.repeat(letters.length)
  const covered = cover(letters, 2, 3).join('')
  return `${covered.slice(0, 4)} ${covered.slice(4, -3)} ${covered.slice(-3)}`
}

const initial = (word: string): string => {
  const [first = ''] = [...word]
  return `${first}.`
}

function maskName(value: string): string {
  const words = value.trim().split(/\s+/)
  const given = words.at(-1) as string
  if (words.length === 1) return initial(given)
  return [...words.slice(0, -1).map(initial), given].join(' ')
}

function maskEmail(value: string): string {
  const at = value.lastIndexOf('@')
  if (at < 1) return DOT.repeat(3)
  const [first = ''] = [...value]
  return `${first}${DOT.repeat(3)}${value.slice(at)}`
}

/**
 * The value as those see it who may not see the whole. Masking twice is masking once. Empty text stays empty: that nothing
 * was said is no secret of anybody's.
 */
export function maskText(kind: MaskKind, value: string): string | null {
  if (value.trim() === '') return value
  switch (kind) {
    case 'number':
      return maskNumber(value)
    case 'phone':
      return maskPhone(value)
    case 'name':
      return maskName(value)
    case 'email':
      return maskEmail(value)
    case 'hidden':
      return null
  }
}

/** Is this field of this row kept from the actor, wholly or in part? The person the row is about sees all of it. */
function isKept(tx: Tx, type: RecordType, row: object, seenBy: readonly string[]): boolean {
  if (seenBy.length === 0 || tx.actor.kind === 'system') return false
  if (tx.actor.roles.some((grant) => seenBy.includes(grant.role))) return false
  return !(type.subject && tx.actor.person && subjectOf(type, row) === tx.actor.person)
}

/**
 * What the actor may see of a row: fields reserved to roles she does not hold become null, or what their mask leaves of
 * them. Names of fields that hold more than is shown stand in `_masked`; a row masked before keeps them.
 */
export function masked<R extends object>(tx: Tx, type: RecordType, row: R): R {
  let copy: Record<string, unknown> | undefined
  const before = (row as { _masked?: readonly string[] })._masked ?? []
  const kept = new Set<string>(before)
  for (const [name, { spec }] of Object.entries(type.fields)) {
    if (spec.seenBy.length === 0 || !isKept(tx, type, row, spec.seenBy)) continue
    const value = (row as Record<string, unknown>)[name] ?? null
    copy ??= { ...(row as Record<string, unknown>) }
    copy[name] = spec.mask && typeof value === 'string' ? maskText(spec.mask, value) : null
    if (spec.mask && value !== null && value !== '') kept.add(name)
  }
  if (!copy) return row
  if (kept.size > 0) copy._masked = [...kept]
  return copy as R
}

/** The row under the actor's own sight, without the mark of a reading: what follows writes a better one, or shows nothing. */
async function rowSeen<R extends RecordType>(tx: Tx, type: R, id: string): Promise<Row<R>> {
  const row = isUuid(id) ? await tx.one<Row<R>>(`select * from ${quote(type.table)} where id = $1`, [id]) : undefined
  if (!row) throw refuseRow.missing({ title: type.words.title[tx.actor.lang].toLowerCase() })
  return row
}

/** Refuses a change of fields that the actor sees only masked: she would write back what she never saw. */
export async function checkUnmasked(
  tx: Tx,
  type: RecordType,
  id: string,
  patch: Readonly<Record<string, unknown>>,
): Promise<void> {
  const guarded = Object.keys(patch).filter((name) => type.fields[name]?.spec.mask)
  if (guarded.length === 0) return
  const row = await rowSeen(tx, type, id)
  for (const name of guarded)
    if (isKept(tx, type, row, type.fields[name]?.spec.seenBy ?? []))
      throw refuseMask['not-shown']({ field: type.words.fields[name]?.[tx.actor.lang] ?? name }, name)
}

const PURPOSE_MIN = 10
const PURPOSE_MAX = 200

/**
 * The whole value of one masked field of a row the actor may read, for a purpose. Who looked, when, at which field and
 * why is a fact 'revealed' in the same transaction, which the person concerned reads in her tracker; the value is not in it.
 * Refuses 'mask.not-masked', 'mask.no-purpose', 'records.missing'.
 */
export async function revealField<R extends RecordType>(
  tx: Tx,
  type: R,
  id: string,
  asked: { field: string; purpose: string },
): Promise<{ field: string; value: unknown }> {
  const spec = Object.hasOwn(type.fields, asked.field) ? type.fields[asked.field]?.spec : undefined
  if (!spec?.mask) throw refuseMask['not-masked']({ field: asked.field.slice(0, 60) }, 'field')
  const purpose = asked.purpose.trim().replace(/\s+/g, ' ')
  if (purpose.length < PURPOSE_MIN || purpose.length > PURPOSE_MAX)
    throw refuseMask['no-purpose']({ min: PURPOSE_MIN, max: PURPOSE_MAX }, 'purpose')
  const row = await rowSeen(tx, type, id)
  const own = tx.actor.person !== null && subjectOf(type, row) === tx.actor.person
  if (!own)
    writeFact(tx, {
      kind: 'revealed',
      system: type.system,
      record: type.name,
      recordId: row.id,
      unit: row.unit,
      subjects: [subjectOf(type, row)],
      purpose,
      data: { field: asked.field },
    })
  return { field: asked.field, value: (row as Record<string, unknown>)[asked.field] ?? null }
}
