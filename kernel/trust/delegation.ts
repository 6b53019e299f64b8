import { addDays, daysBetween, formatDate, isLocalDate, localDate } from '#ground/clock'
import { isUuid, uuidv7 } from '#ground/ids'
import { refusals } from '#ground/refusal'
import type { Schema, Tx } from '#kernel/store'
import { writeFact } from './fact.ts'
import { end, type RoleGrant, rolesHeld, stateOf } from './role.ts'
import { sight } from './tables.ts'
import { realmOf, within } from './unit.ts'
import { privilegedRoles } from './unit-change.ts'

export const refuseDelegation = refusals('delegation', {
  'none-chosen': {
    kind: 'invalid',
    vi: 'Hãy chọn ít nhất một vai trò để ủy quyền.',
    en: 'Choose at least one role to delegate.',
  },
  'not-held': {
    kind: 'forbidden',
    vi: 'Chỉ ủy quyền được vai trò của chính người vắng mặt, đang giữ suốt thời gian ủy quyền.',
    en: 'Only a role the absent person holds herself, for the whole time, can be delegated.',
  },
  'not-on': {
    kind: 'forbidden',
    vi: 'Vai trò được ủy quyền không ủy quyền tiếp được.',
    en: 'A delegated role is not delegated on.',
  },
  privileged: {
    kind: 'forbidden',
    vi: 'Vai trò quản trị, kiểm toán, bảo vệ dữ liệu không ủy quyền được. Hãy nhờ quản trị cấp tỉnh giao vai trò.',
    en: 'The roles of administrator, auditor and data protection officer are not delegated. Ask the province to give the role.',
  },
  colleague: {
    kind: 'invalid',
    vi: 'Người thay phải đang giữ vai trò ở cùng đơn vị, đơn vị cùng cấp hoặc đơn vị trực thuộc của "{unit}".',
    en: 'Who stands in holds a role in the same unit, one beside it or directly below "{unit}".',
  },
  self: { kind: 'invalid', vi: 'Không ủy quyền cho chính mình.', en: 'Nobody stands in for herself.' },
  dates: {
    kind: 'invalid',
    vi: 'Thời gian ủy quyền bắt đầu từ hôm nay trở đi, có ngày kết thúc, dài nhất {max} ngày.',
    en: 'A delegation begins today or later, has a last day, and is at most {max} days long.',
  },
  'beyond-own': {
    kind: 'invalid',
    vi: 'Vai trò này của người vắng mặt kết thúc ngày {day}; ủy quyền không kéo dài hơn.',
    en: 'The role of the absent person ends on {day}; the delegation cannot last longer.',
  },
  words: {
    kind: 'invalid',
    vi: 'Hãy ghi lý do vắng (3–500 ký tự) và số văn bản ủy quyền (3–100 ký tự).',
    en: 'Write the reason (3–500 characters) and the number of the delegation paper (3–100).',
  },
  'already-holds': {
    kind: 'conflict',
    vi: 'Người thay đã giữ vai trò này ở "{unit}" trong thời gian đó, không cần ủy quyền.',
    en: 'Who would stand in holds this role at "{unit}" during that time already.',
  },
  'too-many': {
    kind: 'too-many',
    vi: 'Một người ủy quyền nhiều nhất {max} lần cùng lúc. Hãy thu hồi bớt.',
    en: 'One person delegates at most {max} times at once. Recall some.',
  },
  missing: { kind: 'missing', vi: 'Không tìm thấy ủy quyền này.', en: 'There is no such delegation.' },
  over: { kind: 'conflict', vi: 'Ủy quyền này đã kết thúc.', en: 'This delegation is over.' },
  'not-yours': {
    kind: 'forbidden',
    vi: 'Chỉ người ủy quyền hoặc người quản trị đơn vị đó làm được việc này.',
    en: 'Only who delegates, or the administrator of that unit, may do this.',
  },
})

export const DELEGATION_DAYS_MAX = 366
const AT_ONCE_MAX = 20

export interface Delegating {
  /** Who is away; the actor herself unless an administrator writes it down for her. */
  from: string
  to: string
  /** Ids of her grants. */
  grants: readonly string[]
  since: string
  until: string
  reason: string
  decision: string
}

export interface Delegation {
  id: string
  from_account: string
  from_name: string
  to_account: string
  to_name: string
  since: string
  until: string
  reason: string
  decision: string
  made_at: Date
  made_by: string | null
  recalled_at: Date | null
  roles: { role: string; unit: string; unit_name: string; valid_to: string | null }[]
}

/** Roles of an account that it may delegate: its own, in force or to come, and none that decides over others. */
export async function delegable(tx: Tx, account: string): Promise<RoleGrant[]> {
  const today = localDate(tx.now)
  return (await rolesHeld(tx, account)).filter(
    (grant) => grant.delegation === null && !privilegedRoles.includes(grant.role) && stateOf(grant, today) !== 'past',
  )
}

const NEAR = `exists (select from sen.role_grant h join sen.unit hu on hu.id = h.unit join sen.unit gu on gu.id = $2
   where h.account = a.id and h.delegation is null and h.valid_from <= $3 and (h.valid_to is null or h.valid_to >= $3)
     and (h.unit = gu.id or hu.parent = gu.id or (hu.parent is not null and hu.parent = gu.parent)))`

/** Colleagues who may stand in at a unit on a day: they hold a role of their own there, beside or directly below it. */
export async function standIns(
  tx: Tx,
  unit: string,
  day: string,
  except: string,
): Promise<{ id: string; name: string; login: string; role: string; unit_name: string }[]> {
  return tx.asHouse(() =>
    tx.query(
      `select a.id, a.name, a.login, o.role, o.unit_name from sen.account a cross join lateral (
          select r.role, u.name as unit_name from sen.role_grant r join sen.unit u on u.id = r.unit where r.account = a.id and r.delegation is null
             and r.valid_from <= $3 and (r.valid_to is null or r.valid_to >= $3) order by (r.unit = $2) desc, r.role limit 1) o
        where a.id <> $1 and a.kind = 'person' and a.disabled_at is null and ${NEAR} order by a.name limit 300`,
      [except, unit, day],
    ),
  )
}

async function may(tx: Tx, from: string, units: readonly string[]): Promise<void> {
  if (tx.actor.kind === 'system' || tx.actor.account === from) return
  const realm = await realmOf(tx)
  if (units.length === 0 || !units.every((unit) => within(realm, unit))) throw refuseDelegation['not-yours']()
}

/** Delegates roles to a colleague. Row-level security, queues and signing follow, because these are roles with dates like any other. */
export async function delegate(tx: Tx, value: Delegating): Promise<string> {
  const today = localDate(tx.now)
  const { from, to, since, until } = value
  if (!isUuid(from) || !isUuid(to)) throw refuseDelegation.missing()
  const ids = [...new Set(value.grants)].filter((id) => isUuid(id))
  if (ids.length === 0) throw refuseDelegation['none-chosen']({}, 'grants')
  if (from === to) throw refuseDelegation.self({}, 'to')
  if (
    !isLocalDate(since) ||
    !isLocalDate(until) ||
    since < today ||
    until < since ||
    daysBetween(since, until) >= DELEGATION_DAYS_MAX
  )
    throw refuseDelegation.dates({ max: DELEGATION_DAYS_MAX }, 'since')
  const reason = value.reason.trim()
  const decision = value.decision.trim()
  if (reason.length < 3 || reason.length > 500 || decision.length < 3 || decision.length > 100)
    throw refuseDelegation.words({}, 'reason')
  const held = (await rolesHeld(tx, from)).filter((grant) => ids.includes(grant.id))
  if (held.length !== ids.length) throw refuseDelegation['not-held']({}, 'grants')
  await may(
    tx,
    from,
    held.map((grant) => grant.unit),
  )
  return tx.asHouse(async () => {
    // Two delegations of one person at once count each other.
    await tx.query('select 1 from sen.account where id = $1 for update', [from])
    const count = await tx.one<{ n: number }>(
      'select count(*)::int as n from sen.delegation where from_account = $1 and recalled_at is null and until >= $2',
      [from, today],
    )
    if ((count?.n ?? 0) >= AT_ONCE_MAX) throw refuseDelegation['too-many']({ max: AT_ONCE_MAX })
    const id = uuidv7(tx.now)
    await tx.query(
      `insert into sen.delegation (id, from_account, to_account, since, until, reason, decision, made_at, made_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [id, from, to, since, until, reason, decision, tx.now, tx.actor.account],
    )
    for (const grant of held) {
      if (grant.delegation !== null) throw refuseDelegation['not-on']({}, 'grants')
      if (privilegedRoles.includes(grant.role)) throw refuseDelegation.privileged({}, 'grants')
      if (grant.valid_from > since || stateOf(grant, today) === 'past') throw refuseDelegation['not-held']({}, 'grants')
      if (grant.valid_to !== null && grant.valid_to < until)
        throw refuseDelegation['beyond-own']({ day: formatDate(grant.valid_to) }, 'until')
      const near = await tx.one(
        `select 1 from sen.account a where a.id = $1 and a.kind = 'person' and a.disabled_at is null and ${NEAR}`,
        [to, grant.unit, since],
      )
      if (!near) throw refuseDelegation.colleague({ unit: grant.unit_name }, 'to')
      const holds = await tx.one(
        `select 1 from sen.role_grant where account = $1 and role = $2 and unit = $3 and valid_from <= $5 and (valid_to is null or (valid_to >= $4 and valid_to >= valid_from))`,
        [to, grant.role, grant.unit, since, until],
      )
      if (holds) throw refuseDelegation['already-holds']({ unit: grant.unit_name }, 'to')
      await tx.query(
        `insert into sen.role_grant (id, account, role, unit, valid_from, valid_to, granted_by, delegated_from, delegation, stands_for)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (account, role, unit, valid_from) do update set valid_to = excluded.valid_to, granted_by = excluded.granted_by,
           delegated_from = excluded.delegated_from, delegation = excluded.delegation, stands_for = excluded.stands_for`,
        [uuidv7(tx.now), to, grant.role, grant.unit, since, until, tx.actor.account, from, id, grant.id],
      )
      writeFact(tx, {
        kind: 'role-delegated',
        system: 'kernel',
        record: 'account',
        recordId: to,
        unit: grant.unit,
        data: { role: grant.role, from: since, to: until, delegated_from: from, delegation: id, decision },
      })
    }
    return id
  })
}

const SHOWN = `select d.*, f.name as from_name, t.name as to_name,
   coalesce((select jsonb_agg(jsonb_build_object('role', g.role, 'unit', g.unit, 'unit_name', u.name, 'valid_to', g.valid_to) order by g.role)
      from sen.role_grant g join sen.unit u on u.id = g.unit where g.delegation = d.id), '[]'::jsonb) as roles
  from sen.delegation d join sen.account f on f.id = d.from_account join sen.account t on t.id = d.to_account`

/** Delegations given by or to an account, the latest first. */
export async function delegationsOf(tx: Tx, account: string): Promise<Delegation[]> {
  return tx.asHouse(() =>
    tx.query<Delegation>(
      `${SHOWN} where d.from_account = $1 or d.to_account = $1 order by d.since desc, d.id desc limit 100`,
      [account],
    ),
  )
}

/** Delegations in the units the actor administers, those in force and to come first. */
export async function delegationsIn(tx: Tx, limit = 200): Promise<Delegation[]> {
  const realm = await realmOf(tx)
  return tx.asHouse(() =>
    tx.query<Delegation>(
      `${SHOWN} where $1 or exists (select from sen.role_grant g where g.delegation = d.id and g.unit = any($2::uuid[]))
       order by (d.recalled_at is null and d.until >= sen.today()) desc, d.since desc, d.id desc limit $3`,
      [realm.all, [...realm.units], Math.min(limit, 500)],
    ),
  )
}

/** Takes a delegation back at once. By who gave it, or the administrator of its units. */
export async function recallDelegation(tx: Tx, id: string): Promise<void> {
  const found = isUuid(id) ? await tx.asHouse(() => tx.one<Delegation>(`${SHOWN} where d.id = $1`, [id])) : undefined
  if (!found) throw refuseDelegation.missing()
  await may(
    tx,
    found.from_account,
    found.roles.map((role) => role.unit),
  )
  const today = localDate(tx.now)
  if (found.recalled_at !== null || found.until < today) throw refuseDelegation.over()
  await tx.asHouse(async () => {
    const grants = await tx.query<RoleGrant>(
      'select id, account, role, unit from sen.role_grant where delegation = $1 and valid_to >= $2',
      [id, today],
    )
    for (const grant of grants) await end(tx, grant, addDays(today, -1))
    await tx.query('update sen.delegation set recalled_at = $2, recalled_by = $3 where id = $1', [
      id,
      tx.now,
      tx.actor.account,
    ])
    writeFact(tx, {
      kind: 'delegation-recalled',
      system: 'kernel',
      record: 'account',
      recordId: found.to_account,
      data: { delegation: id, delegated_from: found.from_account },
    })
  })
}

/**
 * No delegation outlives the role it rests on. Ending a role here ends them with it; this catches what ended it another way
 * (a command, a loaded value). Needs the house's sight. Answers how many were cut.
 */
export async function capDelegations(tx: Tx): Promise<number> {
  const cut = await tx.query<{ account: string; unit: string; role: string; valid_to: string }>(
    `update sen.role_grant d set valid_to = greatest(g.valid_to, d.valid_from - 1) from sen.role_grant g
      where g.id = d.stands_for and g.valid_to < d.valid_to returning d.account, d.unit, d.role, d.valid_to`,
  )
  for (const one of cut)
    writeFact(tx, {
      kind: 'role-ended',
      system: 'kernel',
      record: 'account',
      recordId: one.account,
      unit: one.unit,
      data: { role: one.role, lastDay: one.valid_to },
    })
  return cut.length
}

const STANDING_IN = `select d.id as account, d.name from sen.role_grant g join sen.unit_closure c on c.ancestor = g.unit left join sen.account d on d.id = g.delegated_from
 where g.account = $1 and c.descendant = $2 and g.role = any($3::text[]) and g.valid_from <= sen.today() and (g.valid_to is null or g.valid_to >= sen.today())
 order by g.delegated_from is not null, g.valid_from limit 1`

/**
 * For whom the actor stands in when she acts in one of these roles over a unit: somebody when all that lets her is
 * delegated, undefined when a role of her own does.
 */
export async function standsInFor(
  tx: Tx,
  roles: readonly string[],
  unit: string,
): Promise<{ account: string; name: string } | undefined> {
  return tx.actor.roles.some((grant) => grant.delegated) ? awayIn(tx, roles, unit) : undefined
}

/** As standsInFor, and believes the database alone: a session may be some seconds older than the delegation. */
async function awayIn(
  tx: Tx,
  roles: readonly string[],
  unit: string,
): Promise<{ account: string; name: string } | undefined> {
  if (tx.actor.account === null) return undefined
  const row = await tx.asHouse(() =>
    tx.one<{ account: string | null; name: string | null }>(STANDING_IN, [tx.actor.account, unit, [...roles]]),
  )
  return row?.account ? { account: row.account, name: row.name ?? '' } : undefined
}

/**
 * From here on this transaction's rows and facts say "X (thay Y)": what a deputy does for an absent colleague stands under
 * both names. The actor of other transactions stays who she is.
 */
export async function actInPlace(tx: Tx, roles: readonly string[], unit: string): Promise<void> {
  if (tx.actor.instead) return
  const absent = await awayIn(tx, roles, unit)
  if (!absent) return
  const mutable = tx as { -readonly [K in keyof Tx]: Tx[K] }
  mutable.actor = { ...tx.actor, name: `${tx.actor.name} (thay ${absent.name})`, instead: absent }
}

export const delegationSchema: Schema = {
  routines: [],
  tables: [
    {
      name: 'sen.delegation',
      comment:
        'Roles of somebody who is away, held by a colleague from a day to a day; the rows in force are grants marked with it',
      columns: {
        id: { type: 'uuid' },
        from_account: { type: 'uuid' },
        to_account: { type: 'uuid' },
        since: { type: 'date' },
        until: { type: 'date' },
        reason: { type: 'text' },
        decision: { type: 'text' },
        made_at: { type: 'timestamptz' },
        made_by: { type: 'uuid', nullable: true },
        recalled_at: { type: 'timestamptz', nullable: true },
        recalled_by: { type: 'uuid', nullable: true },
      },
      primaryKey: ['id'],
      checks: { period: 'until >= since', two: 'from_account <> to_account' },
      foreignKeys: {
        from_account: { columns: ['from_account'], table: 'sen.account', references: ['id'] },
        to_account: { columns: ['to_account'], table: 'sen.account', references: ['id'] },
      },
      indexes: { from_account: { on: 'from_account, since' }, to_account: { on: 'to_account, since' } },
      policies: {
        read: {
          for: 'select',
          using: `${sight.house} or from_account = ${sight.me} or to_account = ${sight.me}`,
        },
        add: { for: 'insert', check: sight.house },
        change: { for: 'update', using: sight.house, check: sight.house },
      },
      grants: ['select', 'insert', 'update'],
    },
  ],
}
