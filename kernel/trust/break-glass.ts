import { isUuid, uuidv7 } from '#ground/ids'
import { refusals } from '#ground/refusal'
import type { Words } from '#ground/text'
import type { Schema, Tx } from '#kernel/store'
import { writeFact } from './fact.ts'
import { sight } from './tables.ts'

export const refuseBreakGlass = refusals('break-glass', {
  'not-offered': {
    kind: 'forbidden',
    vi: 'Không được mở khẩn cấp {title}: loại bản ghi này không cho phép, hoặc vai trò của bạn không được giao việc đó.',
    en: 'A {title} cannot be opened in an emergency by you: its kind does not allow it, or your roles do not.',
  },
  'reason-too-short': {
    kind: 'invalid',
    vi: 'Hãy ghi lý do từ {min} đến {max} ký tự: việc gì đang xảy ra, vì sao không chờ được đơn vị đang giữ hồ sơ.',
    en: 'Write a reason of {min} to {max} characters: what is happening, and why it cannot wait for the unit in charge.',
  },
  'no-emergency': {
    kind: 'invalid',
    vi: 'Hãy chọn loại tình huống khẩn cấp.',
    en: 'Choose the kind of emergency.',
  },
  'already-yours': {
    kind: 'conflict',
    vi: 'Bạn đang có quyền xem {title} này theo vai trò của mình; không cần mở khẩn cấp.',
    en: 'You may read this {title} by your roles; no emergency opening is needed.',
  },
  'too-many': {
    kind: 'too-many',
    vi: 'Hôm nay bạn đã mở khẩn cấp {max} lần, là giới hạn một ngày. Hãy liên hệ đơn vị đang giữ hồ sơ hoặc lãnh đạo của bạn.',
    en: 'You opened {max} rows in an emergency today, which is the limit. Turn to the unit in charge or to your head.',
  },
  ended: {
    kind: 'gone',
    vi: 'Lần mở khẩn cấp này đã hết hạn lúc {until}. Nếu vẫn còn khẩn cấp, hãy mở lại với lý do mới.',
    en: 'This emergency opening ended at {until}. If the emergency goes on, open again with a new reason.',
  },
  missing: {
    kind: 'missing',
    vi: 'Không có lần mở khẩn cấp này, hoặc bạn không có quyền xem.',
    en: 'There is no such emergency opening, or you may not see it.',
  },
  'own-opening': {
    kind: 'forbidden',
    vi: 'Người đã mở khẩn cấp không tự xem xét lần mở của mình. Người khác có trách nhiệm sẽ xem xét.',
    en: 'Whoever opened does not review it herself. Another reviewer will.',
  },
  'reviewed-already': {
    kind: 'conflict',
    vi: 'Lần mở khẩn cấp này đã được {name} xem xét.',
    en: 'This emergency opening was reviewed by {name}.',
  },
  'no-verdict': {
    kind: 'invalid',
    vi: 'Hãy chọn "Chính đáng" hoặc "Không chính đáng".',
    en: 'Choose "justified" or "not justified".',
  },
  'note-too-short': {
    kind: 'invalid',
    vi: 'Kết luận "Không chính đáng" cần ghi nhận xét từ {min} ký tự, để người mở và người dân biết vì sao.',
    en: '"Not justified" needs a note of at least {min} characters, so that both sides know why.',
  },
})

export const emergencies = {
  life: { vi: 'Tính mạng, sức khỏe con người', en: 'Somebody’s life or health' },
  disaster: { vi: 'Thiên tai, hỏa hoạn, dịch bệnh', en: 'Disaster, fire or epidemic' },
  authority: { vi: 'Yêu cầu khẩn bằng văn bản của cơ quan có thẩm quyền', en: 'Urgent written order of an authority' },
  absence: {
    vi: 'Cán bộ phụ trách vắng đột xuất, quyền lợi người dân sắp bị ảnh hưởng',
    en: 'The officer in charge is away and the citizen is about to suffer',
  },
} as const satisfies Record<string, Words>
export type EmergencyKind = keyof typeof emergencies
export const isEmergency = (value: string): value is EmergencyKind => Object.hasOwn(emergencies, value)

export const REASON_MIN = 20
export const REASON_MAX = 1_000
export const OPEN_MINUTES = 30
export const OPENINGS_A_DAY_MAX = 5
export const REVIEW_WORKING_DAYS = 3
const NOTE_MIN = 10
const NOTE_MAX = 1_000
const PAGE_MAX = 100

/** One row opened by somebody who may not see it. */
export interface Opening {
  id: string
  at: Date
  until: Date
  account: string
  account_name: string
  account_unit: string | null
  account_unit_name: string | null
  system: string
  record: string
  record_id: string
  /** The name of the row as it was: a number, never a person's name. */
  title: string
  unit: string
  unit_name: string
  emergency: EmergencyKind
  reason: string
  /** By when it has to be reviewed. */
  due_at: Date
  reviewed_at: Date | null
  reviewed_by: string | null
  reviewer_name: string | null
  verdict: 'justified' | 'not-justified' | null
  note: string | null
}

/** Does the actor hold one of the row's reviewing roles over the unit of the row today? */
const REVIEWS = `exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit
  where below.descendant = break_glass.unit and held.account = ${sight.me} and held.role = any(break_glass.reviewers)
    and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today())))`

export const breakGlassSchema: Schema = {
  routines: [],
  tables: [
    {
      name: 'sen.break_glass',
      comment: 'Rows opened in an emergency by who may not see them, with the reason and what the reviewer said of it',
      columns: {
        id: { type: 'uuid' },
        at: { type: 'timestamptz' },
        until: { type: 'timestamptz' },
        account: { type: 'uuid' },
        account_name: { type: 'text' },
        account_unit: { type: 'uuid', nullable: true },
        system: { type: 'text' },
        record: { type: 'text' },
        record_id: { type: 'uuid' },
        title: { type: 'text' },
        unit: { type: 'uuid' },
        subjects: { type: 'uuid[]' },
        emergency: { type: 'text' },
        reason: { type: 'text' },
        reviewers: { type: 'text[]' },
        due_at: { type: 'timestamptz' },
        reviewed_at: { type: 'timestamptz', nullable: true },
        reviewed_by: { type: 'uuid', nullable: true },
        reviewer_name: { type: 'text', nullable: true },
        verdict: { type: 'text', nullable: true },
        note: { type: 'text', nullable: true },
      },
      primaryKey: ['id'],
      checks: {
        emergency: `emergency in (${Object.keys(emergencies)
          .map((name) => `'${name}'`)
          .join(', ')})`,
        reason: `char_length(reason) between ${REASON_MIN} and ${REASON_MAX}`,
        verdict: "verdict in ('justified', 'not-justified')",
        reviewed: '(reviewed_at is null) = (verdict is null) and (reviewed_at is null) = (reviewed_by is null)',
      },
      foreignKeys: {
        account: { columns: ['account'], table: 'sen.account', references: ['id'] },
        unit: { columns: ['unit'], table: 'sen.unit', references: ['id'] },
      },
      indexes: {
        account: { on: 'account, at' },
        record: { on: 'record_id, until' },
        waiting: { on: 'unit, due_at', where: 'reviewed_at is null' },
      },
      policies: {
        read: {
          for: 'select',
          using: `${sight.house} or account = ${sight.me} or ${sight.myPerson} = any(subjects) or ${REVIEWS}`,
        },
        write: { for: 'insert', check: sight.house },
        change: { for: 'update', using: sight.house, check: sight.house },
      },
      grants: ['select', 'insert', 'update'],
    },
  ],
}

const COLUMNS = `break_glass.id, break_glass.at, break_glass.until, break_glass.account, break_glass.account_name, break_glass.account_unit,
  own.name as account_unit_name, break_glass.system, break_glass.record, break_glass.record_id, break_glass.title, break_glass.unit, held_by.name as unit_name,
  break_glass.emergency, break_glass.reason, break_glass.due_at, break_glass.reviewed_at, break_glass.reviewed_by, break_glass.reviewer_name, break_glass.verdict, break_glass.note`
const FROM =
  'sen.break_glass left join sen.unit own on own.id = break_glass.account_unit join sen.unit held_by on held_by.id = break_glass.unit'

export interface NewOpening {
  system: string
  record: string
  recordId: string
  title: string
  unit: string
  subjects: readonly string[]
  emergency: string
  reason: string
  reviewers: readonly string[]
  /** By when a reviewer has to judge it: the caller knows the calendar. */
  dueAt: Date
}

/** The reason as it is kept, or a refusal by name at its field. */
export function checkReason(value: { emergency: string; reason: string }): {
  emergency: EmergencyKind
  reason: string
} {
  const { emergency } = value
  if (!isEmergency(emergency)) throw refuseBreakGlass['no-emergency']({}, 'emergency')
  const reason = value.reason.trim().replace(/\s+/g, ' ')
  const { length } = [...reason]
  if (length < REASON_MIN || length > REASON_MAX)
    throw refuseBreakGlass['reason-too-short']({ min: REASON_MIN, max: REASON_MAX }, 'reason')
  return { emergency, reason }
}

/**
 * Writes an opening down, for half an hour, with the fact 'break-glass' that its subjects read. Whether the actor may at
 * all was settled by the caller, who knows the record. Refuses a sixth one a day ('break-glass.too-many').
 */
export async function enterOpening(tx: Tx, value: NewOpening): Promise<{ id: string; until: Date }> {
  const { emergency, reason } = checkReason(value)
  const id = uuidv7(tx.now)
  const until = new Date(tx.now.getTime() + OPEN_MINUTES * 60_000)
  await tx.asHouse(async () => {
    // Two at once must not both be the fifth: they wait for each other at the account's row.
    await tx.query('select from sen.account where id = $1 for update', [tx.actor.account])
    const today = await tx.one<{ count: number }>(
      "select count(*)::int as count from sen.break_glass where account = $1 and at > $2::timestamptz - interval '1 day'",
      [tx.actor.account, tx.now],
    )
    if ((today?.count ?? 0) >= OPENINGS_A_DAY_MAX) throw refuseBreakGlass['too-many']({ max: OPENINGS_A_DAY_MAX })
    await tx.query(
      `insert into sen.break_glass (id, at, until, account, account_name, account_unit, system, record, record_id, title, unit, subjects, emergency, reason, reviewers, due_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
      [
        id,
        tx.now,
        until,
        tx.actor.account,
        tx.actor.name,
        tx.actor.unit,
        value.system,
        value.record,
        value.recordId,
        value.title,
        value.unit,
        [...value.subjects],
        emergency,
        reason,
        [...value.reviewers],
        value.dueAt,
      ],
    )
  })
  writeFact(tx, {
    kind: 'break-glass',
    system: value.system,
    record: value.record,
    recordId: value.recordId,
    unit: value.unit,
    subjects: value.subjects,
    purpose: `mở khẩn cấp: ${emergencies[emergency].vi.toLowerCase()}`,
    data: { opening: id, emergency, until: until.toISOString() },
  })
  return { id, until }
}

/** The actor's own opening of this row that has not ended, if there is one. */
export async function findOpening(tx: Tx, recordId: string): Promise<Opening | undefined> {
  return tx.one<Opening>(
    `select ${COLUMNS} from ${FROM} where break_glass.record_id = $1 and break_glass.account = $2 and break_glass.until > $3 order by break_glass.until desc limit 1`,
    [recordId, tx.actor.account, tx.now],
  )
}

/** One opening, as its opener, its subject or its reviewer. Refuses 'break-glass.missing'. */
export async function getOpening(tx: Tx, id: string): Promise<Opening> {
  const opening = isUuid(id)
    ? await tx.one<Opening>(`select ${COLUMNS} from ${FROM} where break_glass.id = $1`, [id])
    : undefined
  if (!opening) throw refuseBreakGlass.missing()
  return opening
}

/** The actor's own openings, newest first, at most 50. */
export async function ownOpenings(tx: Tx): Promise<Opening[]> {
  return tx.query<Opening>(
    `select ${COLUMNS} from ${FROM} where break_glass.account = $1 order by break_glass.at desc limit 50`,
    [tx.actor.account],
  )
}

/** Openings the actor has to review, what is due first first; or those already reviewed, newest first. At most 100. */
export async function openingsToReview(tx: Tx, which: 'waiting' | 'reviewed' = 'waiting'): Promise<Opening[]> {
  return tx.query<Opening>(
    `select ${COLUMNS} from ${FROM} where ${REVIEWS} and break_glass.account <> $1 and (break_glass.reviewed_at is null) = $2
      order by case when $2 then break_glass.due_at end, break_glass.at desc limit ${PAGE_MAX}`,
    [tx.actor.account, which === 'waiting'],
  )
}

/**
 * Says of an opening that it was justified or not. Once, by somebody who holds a reviewing role over the unit of the row
 * and did not open it herself.
 */
export async function reviewOpening(tx: Tx, id: string, value: { verdict: string; note: string }): Promise<Opening> {
  const opening = await getOpening(tx, id)
  if (opening.account === tx.actor.account) throw refuseBreakGlass['own-opening']()
  const mine = await tx.one<{ mine: boolean }>(`select ${REVIEWS} as mine from sen.break_glass where id = $1`, [id])
  if (!mine?.mine) throw refuseBreakGlass.missing()
  const { verdict } = value
  if (verdict !== 'justified' && verdict !== 'not-justified') throw refuseBreakGlass['no-verdict']({}, 'verdict')
  const note = value.note.trim().slice(0, NOTE_MAX)
  if (verdict === 'not-justified' && [...note].length < NOTE_MIN)
    throw refuseBreakGlass['note-too-short']({ min: NOTE_MIN }, 'note')
  const changed = await tx.asHouse(() =>
    tx.query<{ subjects: string[] }>(
      `update sen.break_glass set reviewed_at = $2, reviewed_by = $3, reviewer_name = $4, verdict = $5, note = $6
        where id = $1 and reviewed_at is null returning subjects`,
      [id, tx.now, tx.actor.account, tx.actor.name, verdict, note === '' ? null : note],
    ),
  )
  const [done] = changed
  if (!done) throw refuseBreakGlass['reviewed-already']({ name: (await getOpening(tx, id)).reviewer_name ?? '' })
  writeFact(tx, {
    kind: 'break-glass-reviewed',
    system: opening.system,
    record: opening.record,
    recordId: opening.record_id,
    unit: opening.unit,
    subjects: done.subjects,
    data: { opening: id, verdict },
  })
  return getOpening(tx, id)
}

/** Accounts that may review rows of a unit: whom to tell. */
export async function reviewersOf(tx: Tx, roles: readonly string[], unit: string): Promise<string[]> {
  const rows = await tx.asHouse(() =>
    tx.query<{ id: string }>(
      `select distinct a.id from sen.role_grant g join sen.unit_closure c on c.ancestor = g.unit join sen.account a on a.id = g.account
        where c.descendant = $1 and g.role = any($2) and a.disabled_at is null and a.id is distinct from $3
          and g.valid_from <= sen.today() and (g.valid_to is null or g.valid_to >= sen.today()) limit 200`,
      [unit, [...roles], tx.actor.account],
    ),
  )
  return rows.map((row) => row.id)
}
