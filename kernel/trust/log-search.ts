import { isUuid } from '#ground/ids'
import { refusals } from '#ground/refusal'
import type { Tx } from '#kernel/store'

export const refuseLogSearch = refusals('log', {
  'unknown-actor': {
    kind: 'invalid',
    vi: 'Không có tài khoản nào tên "{login}". Hãy ghi đúng tên đăng nhập.',
    en: 'There is no account "{login}". Write the login as it is.',
  },
  'bad-period': {
    kind: 'invalid',
    vi: 'Khoảng ngày không đúng: ngày đầu không sau ngày cuối, và mỗi lần tìm nhiều nhất {max} ngày (trừ khi tìm theo một bản ghi).',
    en: 'The days are wrong: the first is not after the last, and at most {max} days at a time (unless one record is asked for).',
  },
  'bad-record': {
    kind: 'invalid',
    vi: 'Bản ghi ghi bằng mã định danh (36 ký tự, ví dụ 0199a1b2-…) hoặc loại bản ghi (ví dụ dossier).',
    en: 'A record is written as its id (36 characters) or its kind, such as dossier.',
  },
})

export const SEARCH_DAYS_MAX = 92

/** What a keeper of the log asks for. Days are of the house's calendar, the last one included. */
export interface LogQuery {
  from: string
  to: string
  kind?: string
  /** Login of who did it. */
  actor?: string
  /** Id of a record, or the name of its kind. */
  record?: string
  /** Only facts with a smaller number: the next page. */
  before?: number
}

/** A line of the log without anybody's personal values. */
export interface LogLine {
  seq: number
  at: Date
  kind: string
  system: string
  record: string | null
  recordId: string | null
  unit: string | null
  /** Name of an officer or of the house; null for a citizen, whose name is not for this page. */
  actor: string | null
  actorUnit: string | null
  subjects: number
  /** Place in the tree; null while it is not sealed. */
  index: number | null
}

const LINES_A_PAGE = 50

interface LineRow {
  seq: number
  at: Date
  kind: string
  system: string
  record: string | null
  record_id: string | null
  unit: string | null
  actor: string | null
  actor_unit: string | null
  subjects: number
  index: number | null
}

const lineOf = ({ record_id: recordId, actor_unit: actorUnit, ...row }: LineRow): LogLine => ({
  ...row,
  recordId,
  actorUnit,
})

const LINE = `select f.seq, f.at, f.kind, f.system, f.record, f.record_id, u.name as unit,
        case when a.person is null or f.actor_unit is not null then f.actor_name end as actor, au.name as actor_unit,
        coalesce(cardinality(f.subjects), 0) as subjects, l.index
   from sen.fact f left join sen.unit u on u.id = f.unit left join sen.unit au on au.id = f.actor_unit
        left join sen.account a on a.id = f.actor left join sen.log_leaf l on l.seq = f.seq`

const dayAfter = (day: string): string => {
  const next = new Date(`${day}T00:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  return next.toISOString().slice(0, 10)
}

/**
 * Facts of a period, newest first, fifty a page. For keepers of the log: the caller's route lets only them in, and nothing that
 * names a citizen is returned.
 */
export async function searchLog(tx: Tx, query: LogQuery): Promise<{ lines: LogLine[]; next: number | null }> {
  const byRecord = query.record !== undefined && isUuid(query.record)
  const days = (Date.parse(query.to) - Date.parse(query.from)) / 86_400_000
  if (!(days >= 0) || (!byRecord && days >= SEARCH_DAYS_MAX))
    throw refuseLogSearch['bad-period']({ max: SEARCH_DAYS_MAX }, 'from')
  if (query.record !== undefined && !byRecord && !/^[a-z][a-z0-9-]{0,60}$/.test(query.record))
    throw refuseLogSearch['bad-record']({}, 'record')
  return tx.asHouse(async () => {
    const values: unknown[] = []
    const put = (value: unknown): string => `$${values.push(value)}`
    const where = [
      `f.at >= (${put(query.from)}::date::timestamp at time zone 'Asia/Ho_Chi_Minh')`,
      `f.at < (${put(dayAfter(query.to))}::date::timestamp at time zone 'Asia/Ho_Chi_Minh')`,
    ]
    if (query.before) where.push(`f.seq < ${put(query.before)}`)
    if (query.kind) where.push(`f.kind = ${put(query.kind)}`)
    if (query.record) where.push(byRecord ? `f.record_id = ${put(query.record)}` : `f.record = ${put(query.record)}`)
    if (query.actor) {
      const account = await tx.one<{ id: string }>('select id from sen.account where login = $1', [
        query.actor.toLowerCase(),
      ])
      if (!account) throw refuseLogSearch['unknown-actor']({ login: query.actor.slice(0, 60) }, 'actor')
      where.push(`f.actor = ${put(account.id)}`)
    }
    const rows = await tx.query<LineRow & Record<string, unknown>>(
      `${LINE} where ${where.join(' and ')} order by f.seq desc limit ${LINES_A_PAGE + 1}`,
      values,
    )
    const lines = rows.slice(0, LINES_A_PAGE).map(lineOf)
    return { lines, next: rows.length > LINES_A_PAGE ? (lines.at(-1)?.seq ?? null) : null }
  })
}

/** One line by its number; undefined when the table does not hold it. */
export async function findLogLine(tx: Tx, seq: number): Promise<LogLine | undefined> {
  const row = await tx.asHouse(() => tx.one<LineRow & Record<string, unknown>>(`${LINE} where f.seq = $1`, [seq]))
  return row && lineOf(row)
}

/** Kinds of the latest facts, for a list to choose from. */
export async function recentKinds(tx: Tx): Promise<string[]> {
  const rows = await tx.asHouse(() =>
    tx.query<{ kind: string }>(
      'select distinct kind from (select kind from sen.fact order by seq desc limit 5000) as recent order by kind limit 200',
    ),
  )
  return rows.map((row) => row.kind)
}
