import { isUuid, uuidv7 } from '#ground/ids'
import { refusals } from '#ground/refusal'
import type { Schema, Tx } from '#kernel/store'
import { writeFact } from './fact.ts'
import { sight } from './tables.ts'

export const refuseTracker = refusals('tracker', {
  'no-person': {
    kind: 'forbidden',
    vi: 'Tài khoản này chưa gắn với một người trong sổ, nên chưa có dữ liệu của ai để theo dõi.',
    en: 'This account belongs to nobody in the register, so there are no data to follow.',
  },
  missing: {
    kind: 'missing',
    vi: 'Không có dòng nhật ký này, hoặc dòng đó không nói về bạn.',
    en: 'There is no such line of the log, or it is not about you.',
  },
  'not-sealed': {
    kind: 'unavailable',
    vi: 'Dòng này sẽ được niêm phong trong ít giây. Hãy thử tải bằng chứng lại sau.',
    en: 'This line is sealed within seconds. Ask for the proof again in a moment.',
  },
  'bad-month': {
    kind: 'invalid',
    vi: '"{month}" không phải là tháng. Hãy chọn tháng trong danh sách.',
    en: '"{month}" is no month. Choose one from the list.',
  },
  'text-length': {
    kind: 'invalid',
    vi: 'Hãy ghi vì sao việc này không đúng, từ {min} đến {max} ký tự.',
    en: 'Say why this was not right, in {min} to {max} characters.',
  },
  'objected-already': {
    kind: 'conflict',
    vi: 'Bạn đã gửi phản đối về dòng này rồi. Câu trả lời sẽ hiện ở đây và trong Thông báo.',
    en: 'You objected to this line before. The answer will be shown here and in your notices.',
  },
  'no-objection': {
    kind: 'missing',
    vi: 'Không có phản đối này, hoặc bạn không có quyền xem.',
    en: 'There is no such objection, or you may not see it.',
  },
  'no-outcome': {
    kind: 'invalid',
    vi: 'Hãy chọn việc xem này đúng hay không đúng.',
    en: 'Choose whether the look was right or not.',
  },
  'answered-already': {
    kind: 'conflict',
    vi: 'Phản đối này đã được {name} trả lời.',
    en: 'This objection was answered by {name}.',
  },
  'own-deed': {
    kind: 'forbidden',
    vi: 'Việc bị phản đối do chính bạn làm; người khác có trách nhiệm sẽ trả lời.',
    en: 'What is objected to was done by you; somebody else has to answer.',
  },
})

/** Holders of these roles answer objections, over the units their role reaches. */
export const objectionRoles = ['data-protection-officer'] as const
const TEXT_MIN = 10
const TEXT_MAX = 2_000
const PAGE_MAX = 200
/** Facts about one person looked through for the lists of months and units. */
const CHOICES_FACTS_MAX = 20_000

/** Does the actor answer objections about what was done in this unit? */
const ANSWERS = `exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit
  where below.descendant = objection.unit and held.account = ${sight.me} and held.role = any('{${objectionRoles.join(',')}}')
    and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today())))`

export const trackerSchema: Schema = {
  routines: [
    {
      /*
       * Facts about the person who looks, and no others: the filter stands inside and takes no argument. With the rights of
       * the owner, because below row-level security PostgreSQL may not use the GIN index (its operator is not leakproof) and
       * would read the whole log. Materialised, or a planner that hopes for many hits walks the log from its end.
       */
      name: 'sen.facts_about_me(bigint,integer,timestamptz,timestamptz,uuid,boolean)',
      definition: `create or replace function sen.facts_about_me(before bigint, how_many integer, from_at timestamptz, to_at timestamptz, of_unit uuid, own_too boolean)
returns table (seq bigint, at timestamptz, kind text, system text, record text, record_id uuid, unit uuid, actor uuid, actor_name text, actor_unit uuid, purpose text, data jsonb, own boolean)
language sql stable security definer set search_path = pg_catalog as
$$ with mine as materialized (
     select f.seq, f.at, f.kind, f.system, f.record, f.record_id, f.unit, f.actor, f.actor_name, f.actor_unit, f.purpose, f.data,
            coalesce(f.actor = nullif(current_setting('sen.account', true), '')::uuid, false)
              or (f.actor is null and f.record = 'account' and f.kind in ('signed-in', 'signed-out', 'proved-again', 'session-timed-out')) as own
       from sen.fact f where f.subjects @> array[nullif(current_setting('sen.person', true), '')::uuid])
   select mine.* from mine
    where mine.seq < before and (from_at is null or mine.at >= from_at) and (to_at is null or mine.at < to_at)
      and (of_unit is null or mine.actor_unit = of_unit) and (own_too or not mine.own)
    order by mine.seq desc limit how_many $$`,
    },
  ],
  tables: [
    {
      name: 'sen.objection',
      comment:
        'A person says that somebody should not have looked at or changed her data; answered by the data protection officer',
      columns: {
        id: { type: 'uuid' },
        at: { type: 'timestamptz' },
        person: { type: 'uuid' },
        account: { type: 'uuid' },
        seq: { type: 'bigint' },
        unit: { type: 'uuid' },
        text: { type: 'text' },
        due_at: { type: 'timestamptz' },
        answered_at: { type: 'timestamptz', nullable: true },
        answered_by: { type: 'uuid', nullable: true },
        answerer_name: { type: 'text', nullable: true },
        outcome: { type: 'text', nullable: true },
        answer: { type: 'text', nullable: true },
      },
      primaryKey: ['id'],
      unique: { once: ['person', 'seq'] },
      checks: {
        text: `char_length(text) between ${TEXT_MIN} and ${TEXT_MAX}`,
        outcome: "outcome in ('right', 'wrong')",
        answered: '(answered_at is null) = (outcome is null) and (answered_at is null) = (answer is null)',
      },
      foreignKeys: {
        person: { columns: ['person'], table: 'sen.person', references: ['id'] },
        unit: { columns: ['unit'], table: 'sen.unit', references: ['id'] },
      },
      indexes: { waiting: { on: 'unit, due_at', where: 'answered_at is null' } },
      policies: {
        read: { for: 'select', using: `${sight.house} or person = ${sight.myPerson} or ${ANSWERS}` },
        write: { for: 'insert', check: sight.house },
        change: { for: 'update', using: sight.house, check: sight.house },
      },
      grants: ['select', 'insert', 'update'],
    },
  ],
}

/** One line of the tracker: what was done with the data of the person who looks. */
export interface TrackedFact {
  seq: number
  at: Date
  kind: string
  system: string
  record: string | null
  record_id: string | null
  unit: string | null
  actor_name: string
  actor_unit: string | null
  actor_unit_name: string | null
  purpose: string | null
  data: Record<string, unknown> | null
  /** Done by the account that looks, her coming and going included. */
  own: boolean
  objection: { id: string; at: Date; answered_at: Date | null; outcome: string | null; answer: string | null } | null
  /** Why somebody who may not see it opened it all the same. */
  emergency: { emergency: string; reason: string; verdict: string | null; note: string | null } | null
}

/** First instant of a month and of the next one, in the province's time (+07:00). */
function monthBounds(month: string): [from: Date, to: Date] {
  const [, year, number] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month) ?? []
  if (!year || !number) throw refuseTracker['bad-month']({ month: month.slice(0, 20) }, 'month')
  const next = number === '12' ? `${Number(year) + 1}-01` : `${year}-${String(Number(number) + 1).padStart(2, '0')}`
  return [new Date(`${month}-01T00:00:00+07:00`), new Date(`${next.padStart(7, '0')}-01T00:00:00+07:00`)]
}

export interface TrackerQuery {
  /** The seq of the last line seen. */
  before?: number
  limit?: number
  /** 'YYYY-MM'. */
  month?: string
  /** The unit of who acted. */
  unit?: string
  /** What the looking account did herself as well; default false. */
  own?: boolean
}

const LINES = `select f.seq, f.at, f.kind, f.system, f.record, f.record_id, f.unit, f.actor_name, f.actor_unit, u.name as actor_unit_name, f.purpose, f.data, f.own,
    case when o.id is null then null else jsonb_build_object('id', o.id, 'at', o.at, 'answered_at', o.answered_at, 'outcome', o.outcome, 'answer', o.answer) end as objection,
    case when b.id is null then null else jsonb_build_object('emergency', b.emergency, 'reason', b.reason, 'verdict', b.verdict, 'note', b.note) end as emergency
  from sen.facts_about_me($1, $2, $3, $4, $5, $6) f
  left join sen.unit u on u.id = f.actor_unit
  left join sen.objection o on o.seq = f.seq and o.person = ${sight.myPerson}
  left join sen.break_glass b on f.kind = 'break-glass' and b.id = (f.data->>'opening')::uuid
 order by f.seq desc`

/**
 * Who looked at or changed the data of the person who looks (or whom her session acts for), newest first, by keyset.
 * Refuses 'tracker.no-person', 'tracker.bad-month'.
 */
export async function trackedFacts(
  tx: Tx,
  query: TrackerQuery = {},
): Promise<{ rows: TrackedFact[]; next: number | null }> {
  if (!tx.actor.person) throw refuseTracker['no-person']()
  const limit = Math.min(Math.max(query.limit ?? 50, 1), PAGE_MAX)
  const [from, to] = query.month ? monthBounds(query.month) : [null, null]
  const found = await tx.query<TrackedFact & Record<string, unknown>>(LINES, [
    query.before ?? Number.MAX_SAFE_INTEGER,
    limit + 1,
    from,
    to,
    query.unit && isUuid(query.unit) ? query.unit : null,
    query.own ?? false,
  ])
  const rows = found.slice(0, limit)
  return { rows, next: found.length > limit ? (rows.at(-1)?.seq ?? null) : null }
}

/** Months and units that have lines, for the filter; of the newest 20,000 lines. */
export async function trackerChoices(tx: Tx): Promise<{ months: string[]; units: { id: string; name: string }[] }> {
  if (!tx.actor.person) throw refuseTracker['no-person']()
  const rows = await tx.query<{ month: string; unit: string | null; name: string | null }>(
    `select distinct to_char(f.at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM') as month, f.actor_unit as unit, u.name
       from sen.facts_about_me($1, $2, null, null, null, true) f left join sen.unit u on u.id = f.actor_unit`,
    [Number.MAX_SAFE_INTEGER, CHOICES_FACTS_MAX],
  )
  const units = new Map(rows.flatMap((row) => (row.unit && row.name ? [[row.unit, row.name] as const] : [])))
  return {
    months: [...new Set(rows.map((row) => row.month))].sort().reverse(),
    units: [...units].map(([id, name]) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name, 'vi')),
  }
}

/** One line about the person who looks. Refuses 'tracker.missing', also for a line that is there and about others. */
export async function getTrackedFact(tx: Tx, seq: number): Promise<TrackedFact> {
  if (!tx.actor.person) throw refuseTracker['no-person']()
  if (!Number.isSafeInteger(seq) || seq < 1) throw refuseTracker.missing()
  // By its number first, under the policy of the log: only then is it worth gathering what is about her.
  const about = await tx.one('select 1 from sen.fact where seq = $1 and $2::uuid = any(subjects)', [
    seq,
    tx.actor.person,
  ])
  if (!about) throw refuseTracker.missing()
  const [row] = await tx.query<TrackedFact & Record<string, unknown>>(LINES, [seq + 1, 1, null, null, null, true])
  if (row?.seq !== seq) throw refuseTracker.missing()
  return row
}

export interface Objection {
  id: string
  at: Date
  seq: number
  text: string
  due_at: Date
  answered_at: Date | null
  answered_by: string | null
  answerer_name: string | null
  outcome: 'right' | 'wrong' | null
  answer: string | null
  unit: string
  unit_name: string
  /** What it is about. */
  fact_at: Date | null
  fact_kind: string | null
  fact_system: string | null
  fact_record: string | null
  fact_record_id: string | null
  fact_purpose: string | null
  actor: string | null
  actor_name: string | null
  person: string
  person_name: string
}

/**
 * Says of one line that it was not right. Once a line. `dueAt` is when an answer is due; the caller knows the calendar.
 * The fact 'objected' names the line; what was said stays where it can be erased.
 */
export async function objectTo(
  tx: Tx,
  seq: number,
  text: string,
  dueAt: (unit: string) => Promise<Date>,
): Promise<{ id: string; unit: string; dueAt: Date }> {
  const fact = await getTrackedFact(tx, seq)
  const said = text.trim()
  const { length } = [...said]
  if (length < TEXT_MIN || length > TEXT_MAX)
    throw refuseTracker['text-length']({ min: TEXT_MIN, max: TEXT_MAX }, 'text')
  const person = tx.actor.person as string
  return tx.asHouse(async () => {
    const unit =
      fact.actor_unit ??
      fact.unit ??
      (await tx.one<{ id: string }>('select id from sen.unit where parent is null order by valid_from desc limit 1'))
        ?.id
    if (!unit) throw refuseTracker.missing()
    const due = await dueAt(unit)
    const id = uuidv7(tx.now)
    const added = await tx.query(
      `insert into sen.objection (id, at, person, account, seq, unit, text, due_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (person, seq) do nothing returning 1`,
      [id, tx.now, person, tx.actor.account, seq, unit, said, due],
    )
    if (added.length === 0) throw refuseTracker['objected-already']()
    writeFact(tx, {
      kind: 'objected',
      system: 'kernel',
      record: 'objection',
      recordId: id,
      unit,
      subjects: [person],
      data: { seq },
    })
    return { id, unit, dueAt: due }
  })
}

const OBJECTIONS = `select objection.id, objection.at, objection.seq, objection.text, objection.due_at, objection.answered_at, objection.answered_by, objection.answerer_name,
    objection.outcome, objection.answer, objection.unit, u.name as unit_name, f.at as fact_at, f.kind as fact_kind, f.system as fact_system, f.record as fact_record,
    f.record_id as fact_record_id, f.purpose as fact_purpose, f.actor, f.actor_name, objection.person, p.full_name as person_name
  from sen.objection join sen.unit u on u.id = objection.unit left join sen.fact f on f.seq = objection.seq join sen.person p on p.id = objection.person`

/** Objections the actor has to answer, what is due first first; or those already answered. At most 200. */
export async function objectionsToAnswer(tx: Tx, which: 'waiting' | 'answered' = 'waiting'): Promise<Objection[]> {
  const mine = await tx.query<{ id: string }>(
    `select id from sen.objection where ${ANSWERS} and (answered_at is null) = $1 order by due_at limit ${PAGE_MAX}`,
    [which === 'waiting'],
  )
  if (mine.length === 0) return []
  return tx.asHouse(() =>
    tx.query<Objection & Record<string, unknown>>(
      `${OBJECTIONS} where objection.id = any($1) order by case when $2 then objection.due_at end, objection.at desc`,
      [mine.map((row) => row.id), which === 'waiting'],
    ),
  )
}

/** Answers an objection, once. The person reads the answer in her tracker. Returns it as answered. */
export async function answerObjection(
  tx: Tx,
  id: string,
  value: { outcome: string; answer: string },
): Promise<Objection> {
  const mine = isUuid(id)
    ? await tx.one<{ mine: boolean }>(`select ${ANSWERS} as mine from sen.objection where id = $1`, [id])
    : undefined
  if (!mine?.mine) throw refuseTracker['no-objection']()
  const { outcome } = value
  if (outcome !== 'right' && outcome !== 'wrong') throw refuseTracker['no-outcome']({}, 'outcome')
  const answer = value.answer.trim()
  const { length } = [...answer]
  if (length < TEXT_MIN || length > TEXT_MAX)
    throw refuseTracker['text-length']({ min: TEXT_MIN, max: TEXT_MAX }, 'answer')
  return tx.asHouse(async () => {
    const get = () => tx.one<Objection & Record<string, unknown>>(`${OBJECTIONS} where objection.id = $1`, [id])
    const before = await get()
    if (before?.actor && before.actor === tx.actor.account) throw refuseTracker['own-deed']()
    const changed = await tx.query(
      `update sen.objection set answered_at = $2, answered_by = $3, answerer_name = $4, outcome = $5, answer = $6
        where id = $1 and answered_at is null returning 1`,
      [id, tx.now, tx.actor.account, tx.actor.name, outcome, answer],
    )
    const done = await get()
    if (!done) throw refuseTracker['no-objection']()
    if (changed.length === 0) throw refuseTracker['answered-already']({ name: done.answerer_name ?? '' })
    writeFact(tx, {
      kind: 'objection-answered',
      system: 'kernel',
      record: 'objection',
      recordId: id,
      unit: done.unit,
      subjects: [done.person],
      data: { seq: done.seq, outcome },
    })
    return done
  })
}
