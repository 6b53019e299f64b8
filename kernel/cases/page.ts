import type { Words } from '#ground/text'
import { speakLimit } from '#ground/working-time'
import { findRow, masked, noteReading, type RecordType, type Row, refuseRow } from '#kernel/records'
import { quote, type Tx } from '#kernel/store'
import { type FactRow, timeline } from '#kernel/trust'
import { compiledCalendar } from './calendar.ts'
import { unitsOf } from './case.ts'
import { type ClockRow, type ShownClock, showClock } from './clock.ts'
import { type Comment, handles, readComments } from './comment.ts'
import type { Flow } from './flow.ts'
import { type MoveShown, offered, TASK_EXTRAS, TASK_JOINS, type TaskFound, type TaskShown, taskShown } from './shown.ts'
import { holdsAt } from './task.ts'

export interface CaseClockShown extends ShownClock {
  name: string
  label: Words
  limit: Words
  dueAt: Date | null
  pausedAt: Date | null
  endedAt: Date | null
}

export interface CasePage<R extends RecordType = RecordType> {
  /** Fields reserved to roles the actor does not hold are null. */
  record: Row<R>
  state: string
  /** Moves on the case itself, without a task: what the applicant may do. */
  moves: MoveShown[]
  /** Empty for the applicant, as are clocks and comments. */
  tasks: TaskShown[]
  clocks: CaseClockShown[]
  comments: Comment[]
  /** Newest first, at most 100. */
  timeline: FactRow[]
}

const TASKS_MAX = 500
const usual: Record<string, Words> = { whole: { vi: 'Thời hạn giải quyết', en: 'Time to solve' } }

const TASKS = `with t as (select * from sen.task where record_id = $1 order by opened_at desc, id desc limit ${TASKS_MAX}),
last as (select * from sen.case_move where record_id = $1 and flow = $2 and recalled_at is null order by at desc, id desc limit 1)
select t.*, ${TASK_EXTRAS},
       exists (select from last where last.task = t.id and last.recallable and last.by = $3
                and not exists (select from sen.task o where o.opened_by_move = last.id and (o.done_at is not null or o.taken_at is not null))) as recallable
  from t ${TASK_JOINS} order by t.opened_at, t.id`

/**
 * Everything about one case: for officers who handle it all of it, for the applicant her row, her moves and the history.
 * An officer who sees a task of the case may read its record for that purpose also where the record's own rule would not
 * let her; the reading is written down. Refuses 'records.missing'.
 */
export async function caseOf<R extends RecordType>(tx: Tx, flow: Flow<R>, recordId: string): Promise<CasePage<R>> {
  const plain = flow as unknown as Flow
  const type = plain.record
  let row = await findRow(tx, type, recordId, 'xử lý hồ sơ')
  const handled = await handles(tx, row ?? { id: recordId })
  if (!row && handled) {
    row = await tx.asHouse(() =>
      tx.one<Row<RecordType>>(`select * from ${quote(type.table)} where id = $1`, [recordId]),
    )
    if (row) noteReading(tx, type, [row], 'xử lý hồ sơ')
  }
  if (!row) throw refuseRow.missing({ title: type.words.title[tx.actor.lang].toLowerCase() })
  const known = row as { unit: string } & Record<string, unknown>
  const { tasks, clocks, comments } = await tx.asHouse(async () => ({
    tasks: await tx.query<TaskFound>(TASKS, [recordId, plain.name, tx.actor.account]),
    clocks: handled
      ? await tx.query<ClockRow & { stamp: string | null }>(
          'select k.*, c.stamp from sen.case_clock k left join sen.calendar c on c.name = k.calendar where k.record_id = $1 order by k.name',
          [recordId],
        )
      : [],
    comments: handled ? await readComments(tx, recordId) : [],
  }))
  const holds = await holdsAt(tx, [...unitsOf(plain, row), ...tasks.map((task) => task.unit)])
  const flows = new Map([[plain.path, plain]])
  const shown: TaskShown[] = []
  if (handled) for (const task of tasks) shown.push(await taskShown(tx, flows, holds, task, known))
  const shownClocks: CaseClockShown[] = []
  for (const clock of clocks) {
    const calendar = await compiledCalendar(tx, clock.calendar, clock.stamp)
    shownClocks.push({
      name: clock.name,
      label: plain.clocks[clock.name] ?? usual[clock.name] ?? { vi: clock.name, en: clock.name },
      limit: speakLimit(clock.clock.limit),
      dueAt: clock.due_at,
      pausedAt: clock.paused_at,
      endedAt: clock.ended_at,
      ...showClock(calendar, clock.clock, clock.warn_minutes, tx.now),
    })
  }
  const state = String(known[plain.stateField])
  return {
    record: masked(tx, type, row) as unknown as Row<R>,
    state,
    moves: offered(plain, state, null, await madeOnce(tx, plain, recordId), {
      tx,
      holds,
      task: null,
      record: known,
      subject: type.subject,
    }),
    tasks: shown,
    clocks: shownClocks,
    comments,
    timeline: await timeline(tx, recordId),
  }
}

const madeOnce = async (tx: Tx, flow: Flow, recordId: string): Promise<string[]> => {
  const rows = await tx.asHouse(() =>
    tx.query<{ move: string }>(
      'select move from sen.case_move where record_id = $1 and flow = $2 and once and recalled_at is null',
      [recordId, flow.name],
    ),
  )
  return rows.map((one) => one.move)
}

/** Moves the actor may make on a case itself, for a row she has read: buttons of the applicant's page. */
export async function movesOf<R extends RecordType>(tx: Tx, flow: Flow<R>, record: Row<R>): Promise<MoveShown[]> {
  const plain = flow as unknown as Flow
  const row = record as unknown as { id: string; unit: string } & Record<string, unknown>
  const holds = await holdsAt(tx, unitsOf(plain, row))
  return offered(plain, String(row[plain.stateField]), null, await madeOnce(tx, plain, row.id), {
    tx,
    holds,
    task: null,
    record: row,
    subject: plain.record.subject,
  })
}
