import { isUuid } from '#ground/ids'
import { fold, nfc } from '#ground/text'
import type { Tx } from '#kernel/store'
import type { Flows } from './flow.ts'
import { refuseCase } from './refusals.ts'
import { TASK_EXTRAS, TASK_JOINS, type TaskFound, type TaskShown, taskShown } from './shown.ts'
import type { Holds } from './task.ts'

export type QueueScope = 'mine' | 'unit' | 'all'

export interface QueueQuery {
  /**
   * 'mine': given to the actor, or free for a role she holds there; 'unit': everything open in her units and below;
   * 'all': whatever row-level security lets her see.
   */
  scope?: QueueScope
  /** Words of title or number; without tones they match any. */
  q?: string
  flow?: string
  system?: string
  step?: string
  unit?: string
  overdue?: boolean
  after?: string
  limit?: number
}

export interface QueuePage {
  rows: TaskShown[]
  next: string | null
  /** Open work; each stops counting at 1,000. */
  counts: { mine: number; unit: number; late: number; warn: number }
}

const LIMIT_MAX = 200
const QUERY_MAX = 200
const WORDS_MAX = 8
const COUNT_MAX = 1_000
/** Up to so many units a page is gathered unit by unit from the index; beyond, one ordered walk is cheaper. */
const UNITS_GATHERED_MAX = 40

const ROLES = `select g.role, array_agg(distinct c.descendant) as units from sen.role_grant g join sen.unit_closure c on c.ancestor = g.unit
 where g.account = $1 and g.valid_from <= sen.today() and (g.valid_to is null or g.valid_to >= sen.today()) group by g.role`

const likeEscaped = (text: string): string => text.replace(/[\\%_]/g, (letter) => `\\${letter}`)

const encode = (task: TaskFound): string =>
  Buffer.from(JSON.stringify([task.due_at?.toISOString() ?? null, task.id])).toString('base64url')

function decode(text: string): { due: string | null; id: string } {
  try {
    const [due, id] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as [unknown, unknown]
    if (typeof id === 'string' && isUuid(id)) {
      if (due === null) return { due, id }
      if (typeof due === 'string' && !Number.isNaN(Date.parse(due))) return { due, id }
    }
  } catch {
    // falls through to the refusal
  }
  throw refuseCase['bad-cursor']({}, 'after')
}

// Unit by unit from the indexes: one scan with `unit = any(…)` and a limit reads the whole table when little is found.
const open = (which: string): string =>
  `(select count(*)::int from (select from unnest($4::uuid[]) as own(id) cross join lateral
     (select from sen.task where unit = own.id and done_at is null${which} limit ${COUNT_MAX}) as one limit ${COUNT_MAX}) as some_of_them)`
const COUNTS = `select
  least(${COUNT_MAX}, (select count(*)::int from (select from sen.task where assignee = $1 and done_at is null limit ${COUNT_MAX}) as given)
    + (select count(*)::int from (select from unnest($2::uuid[], $3::text[]) as own(id, held) cross join lateral
        (select from sen.task where unit = own.id and role = own.held and assignee is null and done_at is null limit ${COUNT_MAX}) as one
        limit ${COUNT_MAX}) as free)) as mine,
  ${open('')} as unit,
  ${open(' and due_at < $5')} as late,
  ${open(' and warn_at <= $5 and due_at >= $5')} as warn`

/**
 * A page of open tasks, what is due first first, with clock words at the transaction's instant and the moves this actor may
 * make. By keyset: any page costs what the first costs. Three statements (roles, page, counts), whatever the page holds;
 * a calendar that this process has not compiled yet costs two more, once.
 *
 * Rules that look at fields of the record ('subject', a role at a field) are answered on the case page, not here.
 */
export async function queue(tx: Tx, flows: Flows, query: QueueQuery = {}): Promise<QueuePage> {
  const limit = Math.min(Math.max(query.limit ?? 50, 1), LIMIT_MAX)
  const scope = query.scope ?? 'mine'
  const roles =
    tx.actor.account === null ? [] : await tx.query<{ role: string; units: string[] }>(ROLES, [tx.actor.account])
  const held = new Map(roles.map(({ role, units }) => [role, new Set(units)]))
  const holds: Holds = (role, unit) =>
    (typeof role === 'string' ? [role] : role).some((one) => held.get(one)?.has(unit))
  const units = [...new Set(roles.flatMap((one) => one.units))]
  const pairs = roles.flatMap(({ role, units: where }) => where.map((unit): [string, string] => [unit, role]))

  const params: unknown[] = []
  const param = (value: unknown): string => {
    params.push(value)
    return `$${params.length}`
  }
  const where = ['done_at is null']
  if (query.system) where.push(`system = ${param(query.system)}`)
  if (query.flow) where.push(`flow = ${param(query.flow.split('/').at(-1))}`)
  if (query.step) where.push(`step = ${param(query.step)}`)
  if (query.unit && isUuid(query.unit)) where.push(`unit = ${param(query.unit)}`)
  if (query.overdue) where.push(`due_at < ${param(tx.now)}`)
  const words = nfc(query.q ?? '').trim()
  if (words.length > QUERY_MAX) throw refuseCase['long-text']({ length: words.length, max: QUERY_MAX }, 'q')
  for (const word of words.split(/\s+/).filter(Boolean).slice(0, WORDS_MAX)) {
    where.push(`search like ${param(`%${likeEscaped(fold(word))}%`)}`)
  }
  if (query.after) {
    const { due, id } = decode(query.after)
    if (due === null) where.push(`(due_at is null and id > ${param(id)})`)
    else {
      const at = param(due)
      where.push(`(due_at > ${at} or (due_at = ${at} and id > ${param(id)}) or due_at is null)`)
    }
  }
  const order = 'order by due_at nulls last, id'
  const few = (...conditions: string[]) =>
    `select * from sen.task where ${[...conditions, ...where].join(' and ')} ${order} limit ${limit + 1}`
  let page: string
  if (scope === 'all') page = few()
  else if (scope === 'unit') {
    page =
      units.length <= UNITS_GATHERED_MAX
        ? `select one.* from unnest(${param(units)}::uuid[]) as own(id) cross join lateral (${few('unit = own.id')}) as one`
        : few(`unit = any(${param(units)}::uuid[])`)
  } else {
    const lists = `unnest(${param(pairs.map(([unit]) => unit))}::uuid[], ${param(pairs.map(([, role]) => role))}::text[])`
    const free =
      pairs.length <= UNITS_GATHERED_MAX
        ? `select one.* from ${lists} as own(id, held) cross join lateral (${few('unit = own.id', 'role = own.held', 'assignee is null')}) as one`
        : few('assignee is null', `(unit, role) in (select * from ${lists})`)
    page = `(${few(`assignee = ${param(tx.actor.account)}`)}) union all (${free})`
  }
  const found = await tx.query<TaskFound>(
    `with t as (select * from (${page}) as page ${order} limit ${limit + 1})
     select t.*, ${TASK_EXTRAS} from t ${TASK_JOINS} order by t.due_at nulls last, t.id`,
    params,
  )
  const counts = await tx.one<QueuePage['counts']>(COUNTS, [
    tx.actor.account,
    pairs.map(([unit]) => unit),
    pairs.map(([, role]) => role),
    units,
    tx.now,
  ])
  const rows: TaskShown[] = []
  for (const task of found.slice(0, limit)) rows.push(await taskShown(tx, flows, holds, task))
  const last = found[limit - 1]
  return {
    rows,
    next: found.length > limit && last ? encode(last) : null,
    counts: counts ?? { mine: 0, unit: 0, late: 0, warn: 0 },
  }
}
