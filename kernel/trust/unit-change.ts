import { addDays, formatDate, isLocalDate, localDate } from '#ground/clock'
import { isUuid, uuidv7 } from '#ground/ids'
import { Refusal, refusals } from '#ground/refusal'
import type { Words } from '#ground/text'
import { type Database, house, type Schema, type Tx } from '#kernel/store'
import { writeFact } from './fact.ts'
import { rehearse } from './rehearsal.ts'
import { APART, sight } from './tables.ts'
import { closeTree, type Realm, realmOf, type Unit, within } from './unit.ts'

export const refuseUnitChange = refusals('unit-change', {
  'not-yours': {
    kind: 'forbidden',
    vi: 'Bạn không quản trị "{name}" hoặc đơn vị trên nó. Hãy nhờ người quản trị của cấp trên.',
    en: 'You do not administer "{name}" or the unit above it. Ask the administrator above.',
  },
  missing: {
    kind: 'missing',
    vi: 'Không tìm thấy đơn vị này. Hãy chọn lại từ danh sách.',
    en: 'There is no such unit. Choose again.',
  },
  'not-in-force': {
    kind: 'conflict',
    vi: '"{name}" không hoạt động vào ngày {day}. Hãy chọn ngày khác hoặc đơn vị khác.',
    en: '"{name}" is not in force on {day}. Choose another day or unit.',
  },
  date: {
    kind: 'invalid',
    vi: 'Ngày hiệu lực phải từ hôm nay đến {max}. Việc đã qua không sửa lùi được: hãy ghi ngày hôm nay và nêu số quyết định.',
    en: 'The effective day lies between today and {max}. What is past is not changed: take today and name the decision.',
  },
  decision: {
    kind: 'invalid',
    vi: 'Hãy ghi số, ngày của quyết định hoặc căn cứ (3–300 ký tự).',
    en: 'Name the decision this rests on (3–300 characters).',
  },
  name: {
    kind: 'invalid',
    vi: 'Hãy ghi tên đầy đủ (2–200 ký tự) và tên gọi tắt (1–80 ký tự).',
    en: 'Write the full name (2–200 characters) and the short name (1–80 characters).',
  },
  'same-name': { kind: 'conflict', vi: 'Tên mới giống hệt tên đang dùng.', en: 'The new name is the present one.' },
  code: {
    kind: 'invalid',
    vi: 'Mã đơn vị "{code}" không hợp lệ: 2–60 chữ không dấu, chữ số, dấu chấm, gạch nối; bắt đầu bằng chữ hoặc số.',
    en: 'The code "{code}" is malformed: 2–60 unaccented letters, digits, dots and hyphens.',
  },
  'code-taken': {
    kind: 'conflict',
    vi: 'Mã "{code}" đang thuộc về "{name}". Hãy chọn mã khác.',
    en: 'The code "{code}" belongs to "{name}". Choose another.',
  },
  'own-subtree': {
    kind: 'conflict',
    vi: 'Không thể chuyển "{name}" vào chính nó hoặc đơn vị bên dưới nó.',
    en: '"{name}" cannot be moved below itself.',
  },
  'same-parent': {
    kind: 'conflict',
    vi: '"{name}" đã ở dưới "{parent}".',
    en: '"{name}" is below "{parent}" already.',
  },
  top: {
    kind: 'forbidden',
    vi: '"{name}" là đơn vị đứng đầu, chỉ đổi tên được ở đây.',
    en: '"{name}" is the top of the tree: it can only be renamed here.',
  },
  'has-children': {
    kind: 'conflict',
    vi: '"{name}" còn {count} đơn vị trực thuộc. Hãy chuyển, giải thể hoặc sáp nhập các đơn vị đó trước.',
    en: '"{name}" still has {count} units below it. Move, close or merge them first.',
  },
  'has-work': {
    kind: 'conflict',
    vi: '"{name}" còn {count} việc đang mở. Hãy dùng "Sáp nhập" để giao việc cho đơn vị kế thừa.',
    en: '"{name}" still has {count} pieces of open work. Merge it instead, so that a successor takes them over.',
  },
  'merge-self': {
    kind: 'invalid',
    vi: 'Hãy chọn từ 1 đến {max} đơn vị để sáp nhập; đơn vị nhận không thể nằm trong số đó hoặc bên dưới chúng.',
    en: 'Choose 1 to {max} units to merge; the one that takes them over is not among or below them.',
  },
  parts: {
    kind: 'invalid',
    vi: 'Chia tách cần từ 1 đến {max} đơn vị mới, mã khác nhau; nếu đơn vị cũ giải thể thì phải chọn một đơn vị kế thừa hồ sơ.',
    en: 'A split makes 1 to {max} new units with different codes; when the old one ends, one of them inherits its records.',
  },
  people: {
    kind: 'invalid',
    vi: 'Có người được chọn không giữ vai trò nào tại "{name}" vào ngày đó, hoặc được chọn hai lần. Hãy chọn lại.',
    en: 'Somebody chosen holds no role at "{name}" on that day or was chosen twice. Choose again.',
  },
  decided: {
    kind: 'conflict',
    vi: 'Thay đổi này không còn chờ: đã có hiệu lực hoặc đã hủy. Thay đổi đã có hiệu lực thì chỉ có thể làm một thay đổi mới.',
    en: 'This change waits no longer: it is in force or was cancelled. What is in force is undone by another change.',
  },
})

/** A unit to be made; the rest it takes from the one it comes from. */
export interface NewUnit {
  code: string
  name: string
  shortName: string
}

export type UnitChange =
  | { kind: 'rename'; unit: string; name: string; shortName: string }
  | { kind: 'move'; unit: string; parent: string }
  | { kind: 'open'; parent: string; new: NewUnit; unitKind: string; calendar: string; commune: string | null }
  | { kind: 'close'; unit: string }
  /** `together`: children of one kind are merged with those of the successor; else they come to stand below it. */
  | { kind: 'merge'; units: string[]; into: string | NewUnit; together: boolean }
  /** `heir` is the code of the part that takes over the open work and keeps the records; null: the unit itself stays. */
  | { kind: 'split'; unit: string; parts: (NewUnit & { people: string[] })[]; heir: string | null }

/** What a change does, gathered while it is done. Names are those of the day it takes effect. */
export interface UnitEffects {
  units: { what: 'renamed' | 'moved' | 'opened' | 'closed'; unit: string; name: string; from?: string; to?: string }[]
  roles: {
    account: string
    login: string
    name: string
    role: string
    loses: string | null
    gains: string | null
    until: string | null
    /** Why nothing is gained: rights over others, and those of whoever decides, are given anew; the role does not exist there; she holds it already. */
    why: 'privileged' | 'own' | 'not-here' | 'held' | null
  }[]
  work: { what: Words; from: string; to: string; count: number }[]
  /** Holders of roles above, who reach the moved units no more (`gains` false) or from now on. */
  reach: { name: string; role: string; at: string; gains: boolean }[]
  /** Units that end, and whose people go on reading what was made there. */
  readable: { name: string; by: string }[]
}

/** Work that lies in a unit and must not be left there when it ends. Rooms above and systems say theirs once, as they are read. */
export interface HandOver {
  what: Words
  /** The table the work lies in; a house without it (its system is not there) has none of this work. */
  table: string
  count(tx: Tx, unit: string): Promise<number>
  /** Hands the open work over with the house's sight; with `of` only what these accounts are doing themselves. Answers how much. */
  run(tx: Tx, from: string, to: string, of?: readonly string[]): Promise<number>
}
const handOvers: HandOver[] = []
export function whenUnitEnds(handOver: HandOver): void {
  handOvers.push(handOver)
}

async function handOversHere(tx: Tx): Promise<HandOver[]> {
  const rows = await tx.query<{ name: string }>(
    'select name from unnest($1::text[]) as name where to_regclass(name) is not null',
    [handOvers.map((one) => one.table)],
  )
  const there = new Set(rows.map((row) => row.name))
  return handOvers.filter((one) => there.has(one.table))
}

/** Open work in a unit, by kind. Needs the house's sight. */
export async function workIn(tx: Tx, unit: string): Promise<{ what: Words; count: number }[]> {
  const found = []
  for (const one of await handOversHere(tx)) found.push({ what: one.what, count: await one.count(tx, unit) })
  return found
}

export interface ChangeOptions {
  /** May this role be held in a unit of this kind? The province's values know. */
  fits(role: string, unitKind: string): boolean
}

/** Roles that decide over others: never carried from unit to unit by a change of units. */
export const privilegedRoles: readonly string[] = ['administrator', 'auditor', 'data-protection-officer']

const PARTS_MAX = 6
const MERGED_MAX = 20
const AHEAD_DAYS_MAX = 731
const CODE = /^[A-Za-z0-9][A-Za-z0-9.-]{1,59}$/

type Row = Unit & { valid_from: string; valid_to: string | null; provisional: boolean }

async function inForce(tx: Tx, id: string, on: string): Promise<Row> {
  const unit = isUuid(id) ? await tx.one<Row>('select * from sen.unit where id = $1', [id]) : undefined
  if (!unit) throw refuseUnitChange.missing()
  if (unit.valid_from > on || (unit.valid_to !== null && unit.valid_to < on))
    throw refuseUnitChange['not-in-force']({ name: unit.name, day: formatDate(on) })
  return unit
}

/** Of the unit itself decides whoever administers the one above it. */
function mayDecide(realm: Realm, unit: Row): void {
  if (realm.all || (unit.parent !== null && within(realm, unit.parent))) return
  throw refuseUnitChange['not-yours']({ name: unit.name })
}

async function checkNew(tx: Tx, unit: NewUnit, on: string): Promise<void> {
  if (!CODE.test(unit.code)) throw refuseUnitChange.code({ code: unit.code.slice(0, 60) }, 'code')
  checkName(unit.name, unit.shortName)
  const taken = await tx.one<{ name: string }>(
    'select name from sen.unit where code = $1 and (valid_to is null or valid_to >= $2)',
    [unit.code, on],
  )
  if (taken) throw refuseUnitChange['code-taken']({ code: unit.code, name: taken.name }, 'code')
}

function checkName(name: string, shortName: string): void {
  const full = name.trim()
  const short = shortName.trim()
  if (full.length < 2 || full.length > 200 || short.length < 1 || short.length > 80)
    throw refuseUnitChange.name({}, 'name')
}

interface GrantRow {
  id: string
  account: string
  role: string
  unit: string
  valid_from: string
  valid_to: string | null
  delegated_from: string | null
  delegation: string | null
  stands_for: string | null
  login: string
  name: string
}

const GRANTS = `select g.id, g.account, g.role, g.unit, g.valid_from, g.valid_to, g.delegated_from, g.delegation, g.stands_for, a.login, a.name
  from sen.role_grant g join sen.account a on a.id = g.account`

class Making {
  readonly tx: Tx
  readonly on: string
  readonly change: string
  readonly options: ChangeOptions
  readonly effects: UnitEffects = { units: [], roles: [], work: [], reach: [], readable: [] }
  /** Grants that were carried over, so that those resting on them are carried along. */
  readonly carried = new Map<string, string>()

  constructor(tx: Tx, on: string, change: string, options: ChangeOptions) {
    this.tx = tx
    this.on = on
    this.change = change
    this.options = options
  }

  fact(kind: string, unit: Row, data: Record<string, unknown>): void {
    writeFact(this.tx, {
      kind,
      system: 'kernel',
      record: 'unit',
      recordId: unit.id,
      unit: unit.id,
      data: { on: this.on, change: this.change, ...data },
    })
  }

  /** Keeps what the unit is called, and where it stands, from a day on. */
  async version(unit: Row, since: string): Promise<void> {
    await this.tx.query(
      `insert into sen.unit_version (unit, since, name, short_name, parent, change) values ($1, $2, $3, $4, $5, $6)
       on conflict (unit, since) do update set name = excluded.name, short_name = excluded.short_name, parent = excluded.parent, change = excluded.change`,
      [unit.id, since, unit.name, unit.short_name, unit.parent, this.change],
    )
  }

  async set(unit: Row, values: Partial<Pick<Row, 'name' | 'short_name' | 'parent' | 'valid_to'>>): Promise<Row> {
    const first = await this.tx.one('select 1 from sen.unit_version where unit = $1', [unit.id])
    if (!first) await this.version(unit, unit.valid_from)
    const changed = { ...unit, ...values }
    await this.tx.query(
      'update sen.unit set name = $2, short_name = $3, parent = $4, valid_to = $5, changed_on = $6 where id = $1',
      [unit.id, changed.name, changed.short_name, changed.parent, changed.valid_to, this.on],
    )
    if (values.name !== undefined || values.parent !== undefined) await this.version(changed, this.on)
    return changed
  }

  async open(unit: NewUnit, like: Pick<Row, 'kind' | 'parent' | 'commune' | 'calendar'>): Promise<Row> {
    await checkNew(this.tx, unit, this.on)
    const opened = await this.tx.one<Row>(
      `insert into sen.unit (id, code, name, short_name, kind, parent, commune, calendar, office_code, provisional, valid_from, valid_to, changed_on)
       values ($1, $2, $3, $4, $5, $6, $7, $8, null, false, $9, null, $9) returning *`,
      [
        uuidv7(),
        unit.code,
        unit.name.trim(),
        unit.shortName.trim(),
        like.kind,
        like.parent,
        like.commune,
        like.calendar,
        this.on,
      ],
    )
    if (!opened) throw refuseUnitChange.missing()
    this.fact('unit-opened', opened, { code: opened.code, name: opened.name })
    this.effects.units.push({ what: 'opened', unit: opened.id, name: opened.name })
    return opened
  }

  async grantsAt(unit: string): Promise<GrantRow[]> {
    // Her own first: a delegated one rests on one of those.
    return this.tx.query<GrantRow>(
      `${GRANTS} where g.unit = $1 and (g.valid_to is null or (g.valid_to >= $2 and g.valid_to >= g.valid_from)) order by g.stands_for is not null, a.name, g.role`,
      [unit, this.on],
    )
  }

  /** Ends a grant at the eve of the change and, unless `to` is null, gives the same in another unit until the same day. */
  async carry(grant: GrantRow, from: Row, to: Row | null): Promise<void> {
    const eve = addDays(this.on, -1)
    await this.tx.query('update sen.role_grant set valid_to = greatest($2::date, valid_from - 1) where id = $1', [
      grant.id,
      eve,
    ])
    const effect = {
      account: grant.account,
      login: grant.login,
      name: grant.name,
      role: grant.role,
      loses: from.name,
      until: grant.valid_to,
    }
    const data = { role: grant.role, change: this.change }
    const fact = { system: 'kernel', record: 'account', recordId: grant.account } as const
    writeFact(this.tx, { ...fact, kind: 'role-ended', unit: from.id, data: { ...data, lastDay: eve } })
    const nothing = (why: UnitEffects['roles'][number]['why']) =>
      void this.effects.roles.push({ ...effect, gains: null, why })
    if (!to) return nothing(null)
    if (privilegedRoles.includes(grant.role)) return nothing('privileged')
    // Nobody gives herself a role, not by way of a merger either.
    if (grant.account === this.tx.actor.account) return nothing('own')
    if (!this.options.fits(grant.role, to.kind)) return nothing('not-here')
    const [, begins = this.on] = [grant.valid_from, this.on].sort()
    const stands = grant.stands_for === null ? null : this.carried.get(grant.stands_for)
    if (stands === undefined) return nothing('not-here')
    const held = await this.tx.one(
      `select 1 from sen.role_grant where account = $1 and role = $2 and unit = $3 and valid_from <= $4 and (valid_to is null or valid_to >= coalesce($5::date, 'infinity'::date))`,
      [grant.account, grant.role, to.id, begins, grant.valid_to],
    )
    if (held) return nothing('held')
    const id = uuidv7()
    const made = await this.tx.one<{ id: string }>(
      `insert into sen.role_grant (id, account, role, unit, valid_from, valid_to, granted_by, delegated_from, delegation, stands_for)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       on conflict (account, role, unit, valid_from) do update set valid_to = excluded.valid_to returning id`,
      [
        id,
        grant.account,
        grant.role,
        to.id,
        begins,
        grant.valid_to,
        this.tx.actor.account,
        grant.delegated_from,
        grant.delegation,
        stands,
      ],
    )
    this.carried.set(grant.id, made?.id ?? id)
    writeFact(this.tx, {
      ...fact,
      kind: 'role-granted',
      unit: to.id,
      data: { ...data, from: begins, to: grant.valid_to },
    })
    this.effects.roles.push({ ...effect, gains: to.name, why: null })
  }

  async handOver(from: Row, to: Row, of?: readonly string[]): Promise<void> {
    for (const one of await handOversHere(this.tx)) {
      const count = await one.run(this.tx, from.id, to.id, of)
      if (count > 0) this.effects.work.push({ what: one.what, from: from.name, to: to.name, count })
    }
  }

  async succeed(from: Row, to: Row, heir: boolean): Promise<void> {
    await this.tx.query(
      `insert into sen.unit_succession (predecessor, successor, since, heir, change) values ($1, $2, $3, $4, $5)
       on conflict (predecessor, successor) do update set since = excluded.since, heir = excluded.heir, change = excluded.change`,
      [from.id, to.id, this.on, heir, this.change],
    )
    if (heir) this.effects.readable.push({ name: from.name, by: to.name })
  }

  async end(unit: Row): Promise<void> {
    if (unit.valid_from >= this.on)
      throw refuseUnitChange['not-in-force']({ name: unit.name, day: formatDate(addDays(this.on, -1)) })
    await this.set(unit, { valid_to: addDays(this.on, -1) })
    this.effects.units.push({ what: 'closed', unit: unit.id, name: unit.name })
  }

  async children(unit: string): Promise<Row[]> {
    return this.tx.query<Row>(
      'select * from sen.unit where parent = $1 and (valid_to is null or valid_to >= $2) order by code',
      [unit, this.on],
    )
  }

  /** One unit goes up in another: people, work, records, and what stands below it. */
  async merge(from: Row, into: Row, together: boolean): Promise<void> {
    const theirs = together ? await this.children(into.id) : []
    for (const child of await this.children(from.id)) {
      const same = theirs.filter((one) => one.kind === child.kind)
      const [twin] = same
      if (twin && same.length === 1) await this.merge(child, twin, together)
      else {
        await this.set(child, { parent: into.id })
        this.fact('unit-moved', child, { from: from.id, to: into.id })
        this.effects.units.push({
          what: 'moved',
          unit: child.id,
          name: child.name,
          from: from.name,
          to: into.name,
        })
      }
    }
    for (const grant of await this.grantsAt(from.id)) await this.carry(grant, from, into)
    await this.handOver(from, into)
    await this.end(from)
    await this.succeed(from, into, true)
    this.fact('unit-merged', from, { into: into.id, code: from.code, name: from.name })
  }

  /** Who holds a role above a unit: they reach it. */
  async above(unit: string): Promise<Map<string, { name: string; role: string; at: string }>> {
    const rows = await this.tx.query<{ id: string; name: string; role: string; at: string }>(
      `select g.id, a.name, g.role, u.name as at from sen.unit_closure c join sen.role_grant g on g.unit = c.ancestor and c.ancestor <> c.descendant
         join sen.account a on a.id = g.account join sen.unit u on u.id = g.unit
        where c.descendant = $1 and g.valid_from <= $2 and (g.valid_to is null or g.valid_to >= $2) and g.role <> all('{${APART.join(',')}}') order by u.code, a.name limit 500`,
      [unit, this.on],
    )
    return new Map(rows.map(({ id, ...row }) => [id, row]))
  }
}

/** Every check and every effect of a change, in the transaction at hand. Needs the house's sight. */
async function apply(
  tx: Tx,
  realm: Realm,
  change: UnitChange,
  on: string,
  id: string,
  options: ChangeOptions,
): Promise<UnitEffects> {
  // One change of the tree at a time: each is judged on the tree the one before it left.
  await tx.query("select pg_advisory_xact_lock(hashtext('sen.unit_change'))")
  const making = new Making(tx, on, id, options)
  const { effects } = making
  switch (change.kind) {
    case 'rename': {
      const unit = await inForce(tx, change.unit, on)
      mayDecide(realm, unit)
      checkName(change.name, change.shortName)
      const [name, shortName] = [change.name.trim(), change.shortName.trim()]
      if (name === unit.name && shortName === unit.short_name) throw refuseUnitChange['same-name']({}, 'name')
      await making.set(unit, { name, short_name: shortName })
      making.fact('unit-renamed', unit, { from: unit.name, to: name })
      effects.units.push({ what: 'renamed', unit: unit.id, name, from: unit.name, to: name })
      break
    }
    case 'move': {
      const unit = await inForce(tx, change.unit, on)
      const parent = await inForce(tx, change.parent, on)
      mayDecide(realm, unit)
      if (!within(realm, parent.id)) throw refuseUnitChange['not-yours']({ name: parent.name })
      if (unit.parent === null) throw refuseUnitChange.top({ name: unit.name })
      if (unit.parent === parent.id) throw refuseUnitChange['same-parent']({ name: unit.name, parent: parent.name })
      const below = await tx.one('select 1 from sen.unit_closure where ancestor = $1 and descendant = $2', [
        unit.id,
        parent.id,
      ])
      if (below) throw refuseUnitChange['own-subtree']({ name: unit.name })
      const former = await tx.one<{ name: string }>('select name from sen.unit where id = $1', [unit.parent])
      const before = await making.above(unit.id)
      await making.set(unit, { parent: parent.id })
      await closeTree(tx)
      const after = await making.above(unit.id)
      for (const [grant, who] of before) if (!after.has(grant)) effects.reach.push({ ...who, gains: false })
      for (const [grant, who] of after) if (!before.has(grant)) effects.reach.push({ ...who, gains: true })
      making.fact('unit-moved', unit, { from: unit.parent, to: parent.id })
      effects.units.push({
        what: 'moved',
        unit: unit.id,
        name: unit.name,
        from: former?.name ?? '',
        to: parent.name,
      })
      break
    }
    case 'open': {
      const parent = await inForce(tx, change.parent, on)
      if (!within(realm, parent.id)) throw refuseUnitChange['not-yours']({ name: parent.name })
      await making.open(change.new, {
        kind: change.unitKind,
        parent: parent.id,
        commune: change.commune,
        calendar: change.calendar,
      })
      await closeTree(tx)
      break
    }
    case 'close': {
      const unit = await inForce(tx, change.unit, on)
      mayDecide(realm, unit)
      if (unit.parent === null) throw refuseUnitChange.top({ name: unit.name })
      const children = await making.children(unit.id)
      if (children.length > 0) throw refuseUnitChange['has-children']({ name: unit.name, count: children.length })
      const count = (await workIn(tx, unit.id)).reduce((sum, one) => sum + one.count, 0)
      if (count > 0) throw refuseUnitChange['has-work']({ name: unit.name, count })
      for (const grant of await making.grantsAt(unit.id)) await making.carry(grant, unit, null)
      await making.end(unit)
      making.fact('unit-closed', unit, { code: unit.code, name: unit.name })
      break
    }
    case 'merge': {
      const ids = [...new Set(change.units)]
      if (ids.length === 0 || ids.length > MERGED_MAX) throw refuseUnitChange['merge-self']({ max: MERGED_MAX })
      const merged: Row[] = []
      for (const one of ids) {
        const unit = await inForce(tx, one, on)
        mayDecide(realm, unit)
        if (unit.parent === null) throw refuseUnitChange.top({ name: unit.name })
        merged.push(unit)
      }
      const [first] = merged
      if (!first) throw refuseUnitChange.missing()
      const into =
        typeof change.into === 'string' ? await inForce(tx, change.into, on) : await making.open(change.into, first)
      if (!within(realm, into.id) && !(into.parent !== null && within(realm, into.parent)))
        throw refuseUnitChange['not-yours']({ name: into.name })
      const below = await tx.one(
        'select 1 from sen.unit_closure where ancestor = any($1::uuid[]) and descendant = $2',
        [ids, into.id],
      )
      if (below) throw refuseUnitChange['merge-self']({ max: MERGED_MAX })
      for (const unit of merged) await making.merge(unit, into, change.together)
      await closeTree(tx)
      break
    }
    case 'split': {
      const unit = await inForce(tx, change.unit, on)
      mayDecide(realm, unit)
      if (unit.parent === null) throw refuseUnitChange.top({ name: unit.name })
      const codes = new Set(change.parts.map((part) => part.code))
      if (
        change.parts.length < 1 ||
        change.parts.length > PARTS_MAX ||
        codes.size !== change.parts.length ||
        (change.heir !== null && !codes.has(change.heir))
      )
        throw refuseUnitChange.parts({ max: PARTS_MAX })
      const grants = await making.grantsAt(unit.id)
      const chosen = change.parts.flatMap((part) => part.people)
      if (
        new Set(chosen).size !== chosen.length ||
        chosen.some((account) => !grants.some((grant) => grant.account === account))
      )
        throw refuseUnitChange.people({ name: unit.name })
      const opened = new Map<string, Row>()
      for (const part of change.parts) opened.set(part.code, await making.open(part, unit))
      const heir = change.heir === null ? null : (opened.get(change.heir) ?? null)
      for (const part of change.parts) {
        const to = opened.get(part.code)
        if (!to || part.people.length === 0) continue
        for (const grant of grants.filter((one) => part.people.includes(one.account)))
          await making.carry(grant, unit, to)
        await making.handOver(unit, to, part.people)
      }
      if (heir) {
        for (const grant of grants.filter((one) => !chosen.includes(one.account))) await making.carry(grant, unit, heir)
        await making.handOver(unit, heir)
        for (const child of await making.children(unit.id)) {
          await making.set(child, { parent: heir.id })
          effects.units.push({ what: 'moved', unit: child.id, name: child.name, from: unit.name, to: heir.name })
        }
        await making.end(unit)
      }
      for (const to of opened.values()) await making.succeed(unit, to, heir?.id === to.id)
      making.fact('unit-split', unit, { parts: [...opened.values()].map((part) => part.id), heir: heir?.id ?? null })
      await closeTree(tx)
      break
    }
  }
  return effects
}

/** The day and the paper a change rests on. Refuses a day that has passed and one too far ahead. */
function checkDay(tx: Tx, on: string, decision: string): void {
  const today = localDate(tx.now)
  const max = addDays(today, AHEAD_DAYS_MAX)
  if (!isLocalDate(on) || on < today || on > max) throw refuseUnitChange.date({ max: formatDate(max) }, 'on')
  const said = decision.trim()
  if (said.length < 3 || said.length > 300) throw refuseUnitChange.decision({}, 'decision')
}

/** What the change would do on its day, by doing it and taking it back. Refuses what the change itself would refuse. */
export async function previewUnitChange(
  tx: Tx,
  change: UnitChange,
  on: string,
  decision: string,
  options: ChangeOptions,
): Promise<UnitEffects> {
  checkDay(tx, on, decision)
  const realm = await realmOf(tx)
  return tx.asHouse(() => rehearse(tx, () => apply(tx, realm, change, on, uuidv7(), options)))
}

export interface PlannedChange {
  id: string
  kind: UnitChange['kind']
  change: UnitChange
  on: string
  decision: string
  state: 'waiting' | 'done' | 'cancelled' | 'refused'
  effects: UnitEffects | null
  units: string[]
  made_at: Date
  made_by: string | null
  made_by_name: string
  done_at: Date | null
  why: string | null
}

/** Units a change is listed under. */
const unitsOf = (change: UnitChange): string[] => {
  if (change.kind === 'open') return [change.parent]
  if (change.kind === 'merge') return [...change.units, ...(typeof change.into === 'string' ? [change.into] : [])]
  return [change.unit, ...(change.kind === 'move' ? [change.parent] : [])]
}

/**
 * Decides a change of the unit tree. One of today is done at once; a later one is checked now, kept, and done on its day by
 * the house, in one transaction; until then nothing of it is in force and it can be cancelled.
 */
export async function decideUnitChange(
  tx: Tx,
  change: UnitChange,
  on: string,
  decision: string,
  options: ChangeOptions,
): Promise<PlannedChange> {
  checkDay(tx, on, decision)
  const realm = await realmOf(tx)
  const id = uuidv7(tx.now)
  return tx.asHouse(async () => {
    const now = on <= localDate(tx.now)
    const work = () => apply(tx, realm, change, on, id, options)
    const effects = now ? await work() : await rehearse(tx, work)
    const row = await tx.one<PlannedChange>(
      `insert into sen.unit_change (id, kind, change, "on", decision, state, effects, units, made_at, made_by, made_by_name, done_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning *`,
      [
        id,
        change.kind,
        JSON.stringify(change),
        on,
        decision.trim(),
        now ? 'done' : 'waiting',
        JSON.stringify(effects),
        [...new Set([...unitsOf(change), ...effects.units.map((one) => one.unit)])].filter(
          (unit) => now || unitsOf(change).includes(unit),
        ),
        tx.now,
        tx.actor.account,
        tx.actor.name,
        now ? tx.now : null,
      ],
    )
    writeFact(tx, {
      kind: 'unit-change-decided',
      system: 'kernel',
      record: 'unit-change',
      recordId: id,
      unit: unitsOf(change)[0],
      data: { kind: change.kind, on, decision: decision.trim() },
    })
    if (!row) throw refuseUnitChange.missing()
    return row
  })
}

/** Takes back a change that is not in force yet. */
export async function cancelUnitChange(tx: Tx, id: string): Promise<void> {
  const realm = await realmOf(tx)
  await tx.asHouse(async () => {
    const row = isUuid(id)
      ? await tx.one<PlannedChange>('select * from sen.unit_change where id = $1 for update', [id])
      : undefined
    if (!row) throw refuseUnitChange.missing()
    if (!realm.all && !row.units.every((unit) => realm.units.has(unit)))
      throw refuseUnitChange['not-yours']({ name: row.decision })
    if (row.state !== 'waiting') throw refuseUnitChange.decided()
    await tx.query("update sen.unit_change set state = 'cancelled', done_at = $2 where id = $1", [id, tx.now])
    writeFact(tx, {
      kind: 'unit-change-cancelled',
      system: 'kernel',
      record: 'unit-change',
      recordId: id,
      unit: unitsOf(row.change)[0],
      data: { kind: row.kind, on: row.on },
    })
  })
}

/** Changes of a unit, or of the house, the latest day first. Needs the house's sight or an officer's. */
export async function unitChanges(
  tx: Tx,
  which: { unit?: string; state?: PlannedChange['state']; limit?: number } = {},
): Promise<PlannedChange[]> {
  return tx.asHouse(() =>
    tx.query<PlannedChange>(
      `select * from sen.unit_change where ($1::uuid is null or $1 = any(units)) and ($2::text is null or state = $2) order by "on" desc, id desc limit $3`,
      [which.unit ?? null, which.state ?? null, Math.min(which.limit ?? 50, 200)],
    ),
  )
}

/**
 * Does the changes whose day has come, each in its own transaction and in the name of who decided it. One that can no longer
 * be done (its unit has ended meanwhile) is marked refused with the reason, and stands on the page of changes until somebody
 * decides anew. Safe to run at any time and twice. Answers how many were done.
 */
export async function carryOutUnitChanges(database: Database, options: ChangeOptions): Promise<number> {
  let done = 0
  const due = await database.transaction(house, (tx) =>
    tx.query<PlannedChange>(
      `select * from sen.unit_change where state = 'waiting' and "on" <= sen.today() order by "on", id limit 200`,
    ),
  )
  for (const one of due) {
    const held = (tx: Tx) =>
      tx.one("select 1 from sen.unit_change where id = $1 and state = 'waiting' for update skip locked", [one.id])
    try {
      await database.transaction({ ...house, account: one.made_by, name: one.made_by_name }, async (tx) => {
        if (!(await held(tx))) return
        const effects = await apply(tx, { all: true, units: new Set() }, one.change, one.on, one.id, options)
        await tx.query(
          "update sen.unit_change set state = 'done', done_at = $2, effects = $3, units = $4 where id = $1",
          [
            one.id,
            tx.now,
            JSON.stringify(effects),
            [...new Set([...one.units, ...effects.units.map((unit) => unit.unit)])],
          ],
        )
        done++
      })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      await database.transaction(house, async (tx) => {
        if (!(await held(tx))) return
        await tx.query("update sen.unit_change set state = 'refused', done_at = $2, why = $3 where id = $1", [
          one.id,
          tx.now,
          error.say('vi'),
        ])
        writeFact(tx, {
          kind: 'unit-change-refused',
          system: 'kernel',
          record: 'unit-change',
          recordId: one.id,
          data: { kind: one.kind, code: error.code },
        })
      })
    }
  }
  return done
}

/** How a unit came to be and what became of it, the latest first: versions of its name and place, what it took over and who took it over. */
export async function unitHistory(
  tx: Tx,
  unit: string,
): Promise<
  { on: string; what: 'named' | 'took-over' | 'taken-over' | 'split-off'; name: string; place: string | null }[]
> {
  return tx.query(
    `select v.since as "on", 'named' as what, v.name, p.name as place from sen.unit_version v left join sen.unit p on p.id = v.parent where v.unit = $1
     union all select s.since, case when s.heir then 'took-over' else 'split-off' end, u.name, null from sen.unit_succession s join sen.unit u on u.id = s.predecessor where s.successor = $1
     union all select s.since, case when s.heir then 'taken-over' else 'split-off' end, u.name, null from sen.unit_succession s join sen.unit u on u.id = s.successor where s.predecessor = $1
     order by 1 desc limit 200`,
    [unit],
  )
}

const houseWrites = {
  house_insert: { for: 'insert', check: sight.house },
  house_update: { for: 'update', using: sight.house, check: sight.house },
} as const

export const unitSchema: Schema = {
  tables: [
    {
      name: 'sen.unit_succession',
      comment: 'Who took over from a unit that was merged or split; the heir has its open work and reads its records',
      columns: {
        predecessor: { type: 'uuid' },
        successor: { type: 'uuid' },
        since: { type: 'date' },
        heir: { type: 'boolean' },
        change: { type: 'uuid' },
      },
      primaryKey: ['predecessor', 'successor'],
      checks: { two: 'predecessor <> successor' },
      foreignKeys: {
        predecessor: { columns: ['predecessor'], table: 'sen.unit', references: ['id'] },
        successor: { columns: ['successor'], table: 'sen.unit', references: ['id'] },
      },
      indexes: { heir: { on: 'predecessor', unique: true, where: 'heir' }, successor: { on: 'successor' } },
      policies: { read: { for: 'select', using: 'true' }, ...houseWrites },
      grants: ['select', 'insert', 'update'],
    },
    {
      name: 'sen.unit_version',
      comment: 'What a unit was called and where it stood, from a day on; written when it first changes',
      columns: {
        unit: { type: 'uuid' },
        since: { type: 'date' },
        name: { type: 'text' },
        short_name: { type: 'text' },
        parent: { type: 'uuid', nullable: true },
        change: { type: 'uuid' },
      },
      primaryKey: ['unit', 'since'],
      foreignKeys: { unit: { columns: ['unit'], table: 'sen.unit', references: ['id'] } },
      policies: { read: { for: 'select', using: 'true' }, ...houseWrites },
      grants: ['select', 'insert', 'update'],
    },
    {
      name: 'sen.unit_change',
      comment: 'Decided changes of the unit tree: waiting for their day, done, cancelled, or refused when the day came',
      columns: {
        id: { type: 'uuid' },
        kind: { type: 'text' },
        change: { type: 'jsonb' },
        on: { type: 'date' },
        decision: { type: 'text' },
        state: { type: 'text' },
        effects: { type: 'jsonb', nullable: true },
        units: { type: 'uuid[]' },
        made_at: { type: 'timestamptz' },
        made_by: { type: 'uuid', nullable: true },
        made_by_name: { type: 'text' },
        done_at: { type: 'timestamptz', nullable: true },
        why: { type: 'text', nullable: true },
      },
      primaryKey: ['id'],
      checks: {
        kind: "kind in ('rename', 'move', 'open', 'close', 'merge', 'split')",
        state: "state in ('waiting', 'done', 'cancelled', 'refused')",
      },
      indexes: { waiting: { on: '"on"', where: "state = 'waiting'" }, units: { on: 'units', using: 'gin' } },
      policies: { read: { for: 'select', using: sight.house }, ...houseWrites },
      grants: ['select', 'insert', 'update'],
    },
  ],
  routines: [
    {
      // Who has the work of a unit today: itself, or the end of its line of heirs; null when the line ends in nobody.
      name: 'sen.heir(uuid)',
      definition: `create or replace function sen.heir(unit uuid) returns uuid language sql stable as
$$ with recursive line as (
     select u.id, u.valid_to, 0 as steps from sen.unit u where u.id = $1
     union all
     select u.id, u.valid_to, line.steps + 1 from line join sen.unit_succession s on s.predecessor = line.id and s.heir join sen.unit u on u.id = s.successor
      where line.valid_to < sen.today() and line.steps < 20
   ) select id from line where valid_to is null or valid_to >= sen.today() order by steps limit 1 $$`,
    },
    {
      name: 'sen.unit_name_on(uuid,date)',
      definition: `create or replace function sen.unit_name_on(unit uuid, day date) returns text language sql stable as
$$ select coalesce((select v.name from sen.unit_version v where v.unit = $1 and v.since <= $2 order by v.since desc limit 1),
                   (select u.name from sen.unit u where u.id = $1)) $$`,
    },
  ],
}
