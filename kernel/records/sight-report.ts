import { isUuid } from '#ground/ids'
import { assert } from '#ground/refusal'
import { literal, quote, type Tx } from '#kernel/store'
import { refuseList } from './list.ts'
import type { RecordType, Who } from './record.ts'
import { refuseRow } from './row.ts'
import { condition } from './schema.ts'

/** Why an account may read a row. */
export interface SightGrant {
  /**
   * 'role' held above the unit of the row, 'anywhere' a role wherever it is held, 'subject' the person it is about,
   * 'acting' who may act for her by a mandate, 'creator' who made it, 'break-glass' opened in an emergency; or the name of
   * a way the caller knows.
   */
  rule: string
  role: string | null
  /** The unit the role is held in, and the unit of the row it reaches from there. */
  held: string | null
  reaches: string | null
  valid_from: string | null
  valid_to: string | null
  /** Whom the holder stands in for. */
  delegated_from: string | null
  until: string | null
}

export interface SightReader {
  account: string
  name: string
  kind: 'person' | 'service'
  /** Holds some role today. */
  officer: boolean
  grants: SightGrant[]
}

export interface SightReport {
  id: string
  title: string
  unit: string
  unit_name: string
  /** Set when the rule names nobody in particular: then nobody is listed. */
  everybody: 'everyone' | 'signed-in' | null
  count: number
  readers: SightReader[]
  next: string | null
}

/** A further way to a row, as SQL over $1 (its id) that yields account, role, held, reaches, valid_from, valid_to, delegated_from. */
export interface FurtherSight {
  name: string
  sql: string
}

const VALID = 'g.valid_from <= sen.today() and (g.valid_to is null or g.valid_to >= sen.today())'
const GRANT = 'g.account, g.role, g.unit as held'
const DATES = 'g.valid_from, g.valid_to, g.delegated_from'
const roleList = (roles: readonly string[]): string => `array[${roles.map(literal).join(', ')}]::text[]`

/** One rule of `access.read` as the accounts it lets through to one row: the mirror of `condition`, asked from the row's side. */
function accountsOf(type: RecordType, who: Who): string | undefined {
  if (typeof who === 'string') {
    switch (who) {
      case 'everyone':
      case 'signed-in':
      case 'house':
        return undefined
      case 'creator':
        return `select 'creator' as rule, r.created_by as account, null::text as role, null::uuid as held, null::uuid as reaches, null::date as valid_from, null::date as valid_to, null::uuid as delegated_from, null::timestamptz as until
                  from row_asked r where r.created_by is not null`
      case 'subject': {
        const subject = quote(type.subject ?? 'id')
        return `select 'subject', a.id, null, null, null, null, null, null, null from row_asked r join sen.account a on a.person = r.${subject}
                union all
                select 'acting', a.id, null, null, null, m.valid_from, m.valid_to, null, null from row_asked r join sen.mandate m on m.represented = r.${subject} join sen.account a on a.person = m.representative
                 where m.state = 'in-force' and m.valid_from <= sen.today() and (m.valid_to is null or m.valid_to >= sen.today()) and (m.systems is null or ${literal(type.system)} = any(m.systems))`
      }
    }
  }
  if ('person' in who)
    return `select 'acting', a.id, null, null, null, null, null, null, null from row_asked r join sen.account a on a.person = r.${quote(who.person)}`
  const roles = roleList(who.role)
  if (who.at === 'anywhere')
    return `select 'anywhere', ${GRANT}, null::uuid, ${DATES}, null from sen.role_grant g where g.role = any(${roles}) and ${VALID}`
  const at = `r.${quote(who.at ?? 'unit')}`
  const below =
    type.fields[who.at ?? 'unit']?.spec.kind === 'refs' ? `c.descendant = any(${at})` : `c.descendant = ${at}`
  return `select 'role', ${GRANT}, c.descendant, ${DATES}, null from row_asked r join sen.unit_closure c on ${below}
            join sen.role_grant g on g.unit = c.ancestor where g.role = any(${roles}) and ${VALID}`
}

const PAGE = 50
const PAGE_MAX = 10_000

function decode(after: string | undefined): [name: string, id: string] | null {
  if (after === undefined || after === '') return null
  try {
    const [name, id] = JSON.parse(Buffer.from(after, 'base64url').toString('utf8')) as unknown[]
    if (typeof name === 'string' && typeof id === 'string' && isUuid(id)) return [name, id]
  } catch {
    // falls through to the refusal
  }
  throw refuseList['bad-cursor']({}, 'after')
}

/**
 * Every account that may read one row today, with the rule that lets it: derived from the declared rules and looked up from
 * the row's side, by the house. Accounts switched off read nothing and are left out. By name, 50 a page.
 * `further` are ways beside the declared rules (an officer who has a task of a case). The caller settles who may ask.
 */
export async function whoSees(
  tx: Tx,
  type: RecordType,
  recordId: string,
  options: { after?: string; limit?: number; further?: readonly FurtherSight[] } = {},
): Promise<SightReport> {
  const { further = [] } = options
  const limit = Math.min(Math.max(options.limit ?? PAGE, 1), PAGE_MAX)
  const title = type.words.title[tx.actor.lang].toLowerCase()
  const cursor = decode(options.after)
  return tx.asHouse(async () => {
    const row = isUuid(recordId)
      ? await tx.one<{ id: string; title: string; unit: string; unit_name: string }>(
          `select r.id, ${type.fields[type.titleField]?.spec.personal ? 'r.id::text' : `r.${quote(type.titleField)}::text`} as title, r.unit, u.name as unit_name
             from ${quote(type.table)} r join sen.unit u on u.id = r.unit where r.id = $1`,
          [recordId],
        )
      : undefined
    if (!row) throw refuseRow.missing({ title })
    const rules = type.access.read
    const everybody = rules.includes('everyone') ? 'everyone' : rules.includes('signed-in') ? 'signed-in' : null
    if (everybody) {
      const all = await tx.one<{ count: number }>(
        'select count(*)::int as count from sen.account where disabled_at is null',
      )
      return { ...row, everybody, count: all?.count ?? 0, readers: [], next: null }
    }
    const parts = rules.map((who) => accountsOf(type, who)).filter((part) => part !== undefined)
    const { breakGlass } = type
    if (breakGlass)
      parts.push(
        `select 'break-glass', b.account, null, null, b.unit, null, null, null, max(b.until) from sen.break_glass b
          where b.record_id = $1 and b.until > $2 and exists (select from sen.role_grant g where g.account = b.account and g.role = any(${roleList(breakGlass.roles)}) and ${VALID})
          group by b.account, b.unit`,
      )
    for (const one of further) {
      assert(/^[a-z-]+$/.test(one.name), `a way to a row is called ${one.name}`)
      parts.push(
        `select ${literal(one.name)}, way.account, way.role, way.held, way.reaches, way.valid_from, way.valid_to, way.delegated_from, null from (${one.sql}) as way`,
      )
    }
    const blank =
      'select null::text as rule, null::uuid as account, null::text as role, null::uuid as held, null::uuid as reaches, null::date as valid_from, null::date as valid_to, null::uuid as delegated_from, null::timestamptz as until where $2::timestamptz is null'
    const found = `with row_asked as (select * from ${quote(type.table)} where id = $1), found as (${[blank, ...parts].join('\nunion all\n')})`
    const params = [recordId, tx.now]
    const counted = await tx.one<{ count: number }>(
      `${found} select count(distinct f.account)::int as count from found f join sen.account a on a.id = f.account where a.disabled_at is null`,
      params,
    )
    const readers = await tx.query<SightReader & Record<string, unknown>>(
      `${found} select a.id as account, a.name, a.kind, exists (select from sen.role_grant g where g.account = a.id and ${VALID}) as officer,
              jsonb_agg(distinct jsonb_build_object('rule', f.rule, 'role', f.role, 'held', held.name, 'reaches', reached.name, 'valid_from', f.valid_from,
                'valid_to', f.valid_to, 'delegated_from', principal.name, 'until', f.until)) as grants
         from found f join sen.account a on a.id = f.account
         left join sen.unit held on held.id = f.held left join sen.unit reached on reached.id = f.reaches
         left join sen.account principal on principal.id = f.delegated_from
        where a.disabled_at is null and ($3::text is null or (a.name, a.id) > ($3, $4::uuid))
        group by a.id order by a.name, a.id limit ${limit + 1}`,
      [...params, cursor?.[0] ?? null, cursor?.[1] ?? null],
    )
    const page = readers.slice(0, limit)
    const last = page.at(-1)
    return {
      ...row,
      everybody,
      count: counted?.count ?? 0,
      readers: page,
      next:
        readers.length > limit && last
          ? Buffer.from(JSON.stringify([last.name, last.account])).toString('base64url')
          : null,
    }
  })
}

/** How many rows of a type an account sees, and by which rule; a row may be seen by several. */
export interface TypeSight {
  system: string
  record: string
  /** Counting stops at 10,000. */
  rows: { value: number; exact: boolean }
  /** `roles` are those of the rule that the actor holds; `at` is the field that names the unit, when it is not the row's own. */
  rules: { rule: string; roles: readonly string[]; at: string | null; value: number }[]
}

const COUNT_MAX = 10_000

function ruleName(who: Who): string {
  if (typeof who === 'string') return who
  if ('person' in who) return 'acting'
  return who.at === 'anywhere' ? 'anywhere' : 'role'
}

/** The field a rule looks at, when it is not the row's own unit, subject or maker. */
function fieldOfRule(who: Who): string | null {
  if (typeof who === 'string') return null
  if ('person' in who) return who.person
  return who.at && who.at !== 'anywhere' ? who.at : null
}

/**
 * What the actor of this transaction sees now, type by type: rows are counted by PostgreSQL under her own policies, each
 * rule of the declaration beside them. Run it as the account that is asked about. Nothing of a row is read, so no
 * reading is written down.
 */
export async function whatSees(tx: Tx, types: Iterable<RecordType>): Promise<TypeSight[]> {
  const seen: TypeSight[] = []
  for (const type of types) {
    const rules = type.access.read.filter((who) => who !== 'house')
    const columns = ['id', 'unit', 'created_by', ...(type.subject ? [type.subject] : [])]
    for (const who of rules) columns.push(...[fieldOfRule(who)].filter((field) => field !== null))
    const counts = rules.map((who, i) => `count(*) filter (where ${condition(type, who, false)})::int as rule_${i}`)
    const row = await tx.one<Record<string, number>>(
      `select ${['count(*)::int as total', ...counts].join(', ')} from (select ${[...new Set(columns)].map(quote).join(', ')} from ${quote(type.table)} limit ${COUNT_MAX + 1}) as seen`,
    )
    const total = row?.total ?? 0
    seen.push({
      system: type.system,
      record: type.name,
      rows: { value: Math.min(total, COUNT_MAX), exact: total <= COUNT_MAX },
      rules: rules
        .map((who, i) => ({
          rule: ruleName(who),
          roles:
            typeof who === 'object' && 'role' in who
              ? who.role.filter((role) => tx.actor.roles.some((held) => held.role === role))
              : [],
          at: fieldOfRule(who),
          value: Math.min(row?.[`rule_${i}`] ?? 0, COUNT_MAX),
        }))
        .filter((one) => one.value > 0),
    })
  }
  return seen
}
