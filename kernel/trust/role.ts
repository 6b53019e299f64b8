import { addDays, formatDate, isLocalDate, localDate } from '#ground/clock'
import { isUuid, uuidv7 } from '#ground/ids'
import { refusals } from '#ground/refusal'
import type { Schema, Tx } from '#kernel/store'
import { grantRole } from './account.ts'
import { writeFact } from './fact.ts'
import { sight } from './tables.ts'
import { getRoot, realmOf, within } from './unit.ts'
import { type ChangeOptions, privilegedRoles } from './unit-change.ts'

export { grantRole }

export const refuseRole = refusals('role', {
  'not-yours': {
    kind: 'forbidden',
    vi: 'Bạn không quản trị "{unit}" nên không giao hoặc thu vai trò ở đó được.',
    en: 'You do not administer "{unit}" and cannot give or take roles there.',
  },
  self: {
    kind: 'forbidden',
    vi: 'Không ai tự giao hoặc tự kéo dài vai trò cho mình. Hãy nhờ người quản trị khác.',
    en: 'Nobody gives herself a role or makes it longer. Ask another administrator.',
  },
  'province-only': {
    kind: 'forbidden',
    vi: 'Vai trò này chỉ do quản trị cấp tỉnh giao.',
    en: 'Only an administrator of the province gives this role.',
  },
  'not-here': {
    kind: 'invalid',
    vi: 'Vai trò này không giao được ở "{unit}". Hãy chọn đơn vị đúng loại.',
    en: 'This role is not given at "{unit}". Choose a unit of the right kind.',
  },
  held: {
    kind: 'conflict',
    vi: 'Người này đã giữ vai trò đó ở "{unit}" từ {from} đến {to}. Hãy sửa ngày kết thúc của dòng đang có.',
    en: 'This person holds that role at "{unit}" from {from} to {to} already. Change the end of that line instead.',
  },
  dates: {
    kind: 'invalid',
    vi: 'Ngày bắt đầu từ hôm nay trở đi; ngày cuối cùng không trước ngày bắt đầu. Việc đã qua không sửa lùi được.',
    en: 'The first day is today or later, the last not before it. What is past is not changed.',
  },
  missing: { kind: 'missing', vi: 'Không tìm thấy vai trò này.', en: 'There is no such role.' },
  account: {
    kind: 'conflict',
    vi: 'Tài khoản này đã khóa hoặc không phải tài khoản cán bộ. Hãy mở khóa trước.',
    en: 'This account is locked or not an officer’s. Unlock it first.',
  },
  citizen: {
    kind: 'conflict',
    vi: 'Đây là tài khoản người dân tự đăng ký. Cán bộ phải có tài khoản công vụ riêng.',
    en: 'This account was registered by a citizen. An officer has an account of her own.',
  },
  last: {
    kind: 'conflict',
    vi: 'Bạn là quản trị cấp tỉnh duy nhất. Hãy để người khác nhận vai trò quản trị trước.',
    en: 'You are the only administrator of the province. Let another receive the role first.',
  },
  delegated: {
    kind: 'conflict',
    vi: 'Đây là vai trò được ủy quyền. Hãy thu hồi ủy quyền thay vì sửa dòng này.',
    en: 'This role was delegated. Recall the delegation instead.',
  },
  ended: { kind: 'conflict', vi: 'Vai trò này đã kết thúc.', en: 'This role has ended.' },
  'not-waiting': {
    kind: 'conflict',
    vi: 'Đề nghị này đã được xử lý.',
    en: 'This request was settled already.',
  },
  'four-eyes': {
    kind: 'forbidden',
    vi: 'Vai trò quản trị cần hai người: người xác nhận phải khác người đề nghị và khác người nhận.',
    en: 'The administrator’s role takes two: who confirms is neither who asked nor who receives.',
  },
})

export interface RoleGrant {
  id: string
  account: string
  role: string
  unit: string
  valid_from: string
  valid_to: string | null
  delegated_from: string | null
  delegation: string | null
  stands_for: string | null
  unit_code: string
  unit_name: string
  delegator: string | null
}

const SHOWN = `select g.id, g.account, g.role, g.unit, g.valid_from, g.valid_to, g.delegated_from, g.delegation, g.stands_for,
  u.code as unit_code, u.name as unit_name, d.name as delegator
  from sen.role_grant g join sen.unit u on u.id = g.unit left join sen.account d on d.id = g.delegated_from`

/** Every role an account ever held and will hold, the latest first; those taken back before they began are left out. */
export async function rolesHeld(tx: Tx, account: string): Promise<RoleGrant[]> {
  return tx.asHouse(() =>
    tx.query<RoleGrant>(
      `${SHOWN} where g.account = $1 and (g.valid_to is null or g.valid_to >= g.valid_from) order by g.valid_from desc, g.role limit 300`,
      [account],
    ),
  )
}

/** Is a grant in force on a day, to come, or over? */
export function stateOf(grant: Pick<RoleGrant, 'valid_from' | 'valid_to'>, today: string): 'now' | 'future' | 'past' {
  if (grant.valid_to !== null && (grant.valid_to < today || grant.valid_to < grant.valid_from)) return 'past'
  return grant.valid_from > today ? 'future' : 'now'
}

export interface Giving {
  account: string
  role: string
  unit: string
  from: string
  to: string | null
}

/** The later of two days. */
const later = (a: string, b: string): string => [a, b].sort()[1] ?? a

async function getUnit(
  tx: Tx,
  id: string,
): Promise<{ id: string; name: string; kind: string; valid_to: string | null }> {
  const unit = isUuid(id)
    ? await tx.one<{ id: string; name: string; kind: string; valid_to: string | null }>(
        'select id, name, kind, valid_to from sen.unit where id = $1',
        [id],
      )
    : undefined
  if (!unit) throw refuseRole.missing()
  return unit
}

/** Refuses unless the actor may decide about this role of this account in this unit at all. */
async function mayDecide(
  tx: Tx,
  which: { account: string; role: string; unit: string; longer: boolean },
): Promise<void> {
  const unit = await getUnit(tx, which.unit)
  if (tx.actor.kind === 'system') return
  if (which.longer && which.account === tx.actor.account) throw refuseRole.self()
  const realm = await realmOf(tx)
  if (!within(realm, unit.id)) throw refuseRole['not-yours']({ unit: unit.name })
  if (privilegedRoles.includes(which.role) && !realm.all) throw refuseRole['province-only']()
}

export type Given = { grant: string } | { request: string }

/**
 * Gives a role from a day, until a day or for good. The administrator's role is only asked for: another administrator of the
 * province confirms it (confirmRole). Refuses what the giver has no right to give, what is held already, and days that have passed.
 */
export async function giveRole(tx: Tx, giving: Giving, options: ChangeOptions): Promise<Given> {
  const { account, role, unit: unitId, from, to } = giving
  await mayDecide(tx, { account, role, unit: unitId, longer: true })
  const today = localDate(tx.now)
  if (!isLocalDate(from) || from < today || (to !== null && (!isLocalDate(to) || to < from)))
    throw refuseRole.dates({}, 'from')
  return tx.asHouse(async () => {
    const unit = await getUnit(tx, unitId)
    if (unit.valid_to !== null && unit.valid_to < from) throw refuseRole['not-here']({ unit: unit.name }, 'unit')
    if (!options.fits(role, unit.kind)) throw refuseRole['not-here']({ unit: unit.name }, 'role')
    const who = await tx.one<{ disabled_at: Date | null; registered: boolean }>(
      `select disabled_at, exists (select from sen.fact f where f.record_id = a.id and f.kind = 'registered') as registered from sen.account a where id = $1`,
      [account],
    )
    if (!who || who.disabled_at) throw refuseRole.account()
    if (who.registered) throw refuseRole.citizen()
    const held = await tx.one<{ valid_from: string; valid_to: string | null }>(
      `select valid_from, valid_to from sen.role_grant where account = $1 and role = $2 and unit = $3 and (valid_to is null or (valid_to >= $4 and valid_to >= valid_from))
          and ($5::date is null or valid_from <= $5) and (delegation is null or valid_from = $4) order by valid_from limit 1`,
      [account, role, unit.id, from, to],
    )
    if (held)
      throw refuseRole.held({
        unit: unit.name,
        from: formatDate(held.valid_from),
        to: held.valid_to ? formatDate(held.valid_to) : '…',
      })
    if (role === 'administrator' && tx.actor.kind !== 'system') {
      const id = uuidv7(tx.now)
      await tx.query(
        `insert into sen.role_request (id, account, role, unit, valid_from, valid_to, asked_by, asked_by_name, asked_at, state) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting')`,
        [id, account, role, unit.id, from, to, tx.actor.account, tx.actor.name, tx.now],
      )
      writeFact(tx, {
        kind: 'role-asked',
        system: 'kernel',
        record: 'account',
        recordId: account,
        unit: unit.id,
        data: { role, from, to, request: id },
      })
      return { request: id }
    }
    return { grant: await write(tx, { account, role, unit: unit.id, from, to }) }
  })
}

async function write(tx: Tx, giving: Giving): Promise<string> {
  const { account, role, unit, from } = giving
  // A line of this very day that was taken back before it began carries nothing over from what it was.
  await tx.query(
    `update sen.role_grant set delegated_from = null, delegation = null, stands_for = null
      where account = $1 and role = $2 and unit = $3 and valid_from = $4 and valid_to < valid_from`,
    [account, role, unit, from],
  )
  await grantRole(tx, giving)
  const row = await tx.one<{ id: string }>(
    'select id from sen.role_grant where account = $1 and role = $2 and unit = $3 and valid_from = $4',
    [account, role, unit, from],
  )
  if (!row) throw refuseRole.missing()
  return row.id
}

export interface RoleRequest {
  id: string
  account: string
  account_name: string
  login: string
  role: string
  unit: string
  unit_name: string
  valid_from: string
  valid_to: string | null
  asked_by: string | null
  asked_by_name: string
  asked_at: Date
  state: 'waiting' | 'confirmed' | 'declined'
}

/** Requests for the administrator's role that wait for a second administrator. */
export async function roleRequests(tx: Tx): Promise<RoleRequest[]> {
  return tx.asHouse(() =>
    tx.query<RoleRequest>(
      `select r.*, a.name as account_name, a.login, u.name as unit_name from sen.role_request r join sen.account a on a.id = r.account join sen.unit u on u.id = r.unit
        where r.state = 'waiting' order by r.asked_at limit 100`,
    ),
  )
}

/** A second administrator of the province says yes or no. Refuses whoever asked and whoever would receive it. */
export async function settleRole(tx: Tx, id: string, yes: boolean): Promise<void> {
  const realm = await realmOf(tx)
  if (!realm.all) throw refuseRole['province-only']()
  await tx.asHouse(async () => {
    const request = isUuid(id)
      ? await tx.one<RoleRequest>('select * from sen.role_request where id = $1 for update', [id])
      : undefined
    if (!request) throw refuseRole.missing()
    if (request.state !== 'waiting') throw refuseRole['not-waiting']()
    const { account: me } = tx.actor
    if (me === null || me === request.account || (yes && me === request.asked_by)) throw refuseRole['four-eyes']()
    await tx.query('update sen.role_request set state = $2, settled_by = $3, settled_at = $4 where id = $1', [
      id,
      yes ? 'confirmed' : 'declined',
      me,
      tx.now,
    ])
    writeFact(tx, {
      kind: yes ? 'role-confirmed' : 'role-declined',
      system: 'kernel',
      record: 'account',
      recordId: request.account,
      unit: request.unit,
      data: { role: request.role, request: id, asked_by: request.asked_by },
    })
    if (!yes) return
    const today = localDate(tx.now)
    const from = later(request.valid_from, today)
    if (request.valid_to !== null && request.valid_to < from) throw refuseRole.dates()
    await write(tx, {
      account: request.account,
      role: request.role,
      unit: request.unit,
      from,
      to: request.valid_to,
    })
  })
}

/** One grant; refuses when it is not there. Needs the house's sight. */
export async function getGrant(tx: Tx, id: string): Promise<RoleGrant> {
  const grant = isUuid(id) ? await tx.one<RoleGrant>(`${SHOWN} where g.id = $1`, [id]) : undefined
  if (!grant) throw refuseRole.missing()
  return grant
}

/**
 * Sets the last day of a grant (null: for good). A last day before today is not taken: `endRole` ends it now. What rests on it
 * (delegations of the same role) ends no later.
 */
export async function setRoleEnd(tx: Tx, id: string, last: string | null): Promise<RoleGrant> {
  const grant = await tx.asHouse(() => getGrant(tx, id))
  if (grant.delegation !== null) throw refuseRole.delegated()
  const today = localDate(tx.now)
  if (stateOf(grant, today) === 'past') throw refuseRole.ended()
  const longer = last === null || (grant.valid_to !== null && last > grant.valid_to)
  await mayDecide(tx, { ...grant, longer })
  if (last !== null && (!isLocalDate(last) || last < grant.valid_from || last < today)) throw refuseRole.dates({}, 'to')
  if (longer && grant.role === 'administrator') throw refuseRole['four-eyes']()
  if (last !== null) await notTheLast(tx, grant)
  await tx.asHouse(() => end(tx, grant, last))
  return grant
}

/** A house without an administrator could be looked after by nobody but who holds the machine. */
async function notTheLast(tx: Tx, grant: RoleGrant): Promise<void> {
  if (grant.role !== 'administrator' || grant.account !== tx.actor.account) return
  const top = await getRoot(tx)
  if (grant.unit !== top.id) return
  const other = await tx.asHouse(() =>
    tx.one(
      `select 1 from sen.role_grant g join sen.account a on a.id = g.account where g.unit = $1 and g.role = 'administrator' and g.account <> $2
          and a.disabled_at is null and g.valid_from <= sen.today() and (g.valid_to is null or g.valid_to > sen.today())`,
      [top.id, grant.account],
    ),
  )
  if (!other) throw refuseRole.last()
}

/** Ends a grant at once: yesterday was its last day. One that had not begun never comes into force. */
export async function endRole(tx: Tx, id: string): Promise<RoleGrant> {
  const grant = await tx.asHouse(() => getGrant(tx, id))
  const today = localDate(tx.now)
  if (stateOf(grant, today) === 'past') throw refuseRole.ended()
  await mayDecide(tx, { ...grant, longer: false })
  await notTheLast(tx, grant)
  await tx.asHouse(() => end(tx, grant, addDays(today, -1)))
  return grant
}

/** Sets the end of a grant and of those that rest on it, whoever is asking. Needs the house's sight. */
export async function end(
  tx: Tx,
  grant: Pick<RoleGrant, 'id' | 'account' | 'role' | 'unit'>,
  last: string | null,
): Promise<void> {
  const changed = await tx.query<{ id: string; account: string; valid_to: string | null }>(
    `update sen.role_grant set valid_to = case when id = $1 then greatest($2::date, valid_from - 1) else greatest(least(valid_to, $2::date), valid_from - 1) end
      where id = $1 or (stands_for = $1 and $2::date is not null and valid_to > $2::date) returning id, account, valid_to`,
    [grant.id, last],
  )
  for (const one of changed)
    writeFact(tx, {
      kind: last === null ? 'role-extended' : 'role-ended',
      system: 'kernel',
      record: 'account',
      recordId: one.account,
      unit: grant.unit,
      data: { role: grant.role, lastDay: one.valid_to },
    })
}

/** Who holds roles in a unit on a day, own and delegated. Needs the house's sight. */
export async function holdersIn(
  tx: Tx,
  unit: string,
  day: string,
): Promise<(RoleGrant & { login: string; name: string; disabled: boolean })[]> {
  return tx.query(
    `select g.id, g.account, g.role, g.unit, g.valid_from, g.valid_to, g.delegated_from, g.delegation, g.stands_for, u.code as unit_code, u.name as unit_name,
            d.name as delegator, a.login, a.name, a.disabled_at is not null as disabled
       from sen.role_grant g join sen.unit u on u.id = g.unit join sen.account a on a.id = g.account left join sen.account d on d.id = g.delegated_from
      where g.unit = $1 and g.valid_from <= $2 and (g.valid_to is null or g.valid_to >= $2) order by a.name, g.role limit 500`,
    [unit, day],
  )
}

/** Is the actor an administrator of the whole house today? */
export async function administersAll(tx: Tx): Promise<boolean> {
  return (await realmOf(tx)).all
}

export const roleSchema: Schema = {
  routines: [],
  tables: [
    {
      name: 'sen.role_request',
      comment: 'The role of administrator, asked for by one and confirmed by another',
      columns: {
        id: { type: 'uuid' },
        account: { type: 'uuid' },
        role: { type: 'text' },
        unit: { type: 'uuid' },
        valid_from: { type: 'date' },
        valid_to: { type: 'date', nullable: true },
        asked_by: { type: 'uuid', nullable: true },
        asked_by_name: { type: 'text' },
        asked_at: { type: 'timestamptz' },
        state: { type: 'text' },
        settled_by: { type: 'uuid', nullable: true },
        settled_at: { type: 'timestamptz', nullable: true },
      },
      primaryKey: ['id'],
      checks: {
        state: "state in ('waiting', 'confirmed', 'declined')",
        two: "state <> 'confirmed' or (settled_by is not null and settled_by is distinct from asked_by and settled_by <> account)",
      },
      foreignKeys: {
        account: { columns: ['account'], table: 'sen.account', references: ['id'] },
        unit: { columns: ['unit'], table: 'sen.unit', references: ['id'] },
      },
      indexes: { waiting: { on: 'asked_at', where: "state = 'waiting'" } },
      policies: {
        read: { for: 'select', using: sight.house },
        add: { for: 'insert', check: sight.house },
        change: { for: 'update', using: sight.house, check: sight.house },
      },
      grants: ['select', 'insert', 'update'],
    },
  ],
}
