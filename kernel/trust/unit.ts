import { uuidv7 } from '#ground/ids'
import { refusals } from '#ground/refusal'
import type { Tx } from '#kernel/store'

export const refuseUnit = refusals('unit', {
  unknown: {
    kind: 'invalid',
    vi: 'Không có đơn vị nào mang mã "{code}". Hãy chọn lại từ danh sách.',
    en: 'There is no unit with code "{code}". Choose again from the list.',
  },
})

export interface Unit {
  id: string
  code: string
  name: string
  short_name: string
  kind: string
  parent: string | null
  commune: string | null
  calendar: string
  office_code: string | null
}

/** A unit as written in the province's values; `parent` is a code. */
export interface UnitValue {
  code: string
  name: string
  short_name: string
  kind: string
  parent: string | null
  commune?: string | null
  calendar: string
  office_code?: string | null
  provisional?: boolean
  valid_from: string
  valid_to?: string | null
}

const COLUMNS = 'id, code, name, short_name, kind, parent, commune, calendar, office_code'

/**
 * Loads units as values: adds new ones, updates changed ones, never removes. A unit that was changed in the house since
 * (unit-change.ts) keeps what it was given there: values of yesterday do not undo a decision. Returns how many rows changed.
 */
export async function loadUnits(tx: Tx, values: readonly UnitValue[]): Promise<number> {
  const known = new Map(
    (await tx.query<Unit & { valid_from: string }>('select * from sen.unit')).map((unit) => [
      `${unit.code}|${unit.valid_from}`,
      unit.id,
    ]),
  )
  const ids = new Map<string, string>()
  for (const value of values) ids.set(value.code, known.get(`${value.code}|${value.valid_from}`) ?? uuidv7())
  const rows = values.map((value) => ({
    id: ids.get(value.code),
    code: value.code,
    name: value.name,
    short_name: value.short_name,
    kind: value.kind,
    parent: value.parent === null ? null : ids.get(value.parent),
    commune: value.commune ?? null,
    calendar: value.calendar,
    office_code: value.office_code ?? null,
    provisional: value.provisional ?? false,
    valid_from: value.valid_from,
    valid_to: value.valid_to ?? null,
  }))
  const changed = await tx.query(
    `insert into sen.unit (id, code, name, short_name, kind, parent, commune, calendar, office_code, provisional, valid_from, valid_to)
     select * from jsonb_to_recordset($1::jsonb) as r(id uuid, code text, name text, short_name text, kind text, parent uuid, commune text, calendar text, office_code text, provisional boolean, valid_from date, valid_to date)
     on conflict (code, valid_from) do update set name = excluded.name, short_name = excluded.short_name, kind = excluded.kind, parent = excluded.parent,
       commune = excluded.commune, calendar = excluded.calendar, office_code = excluded.office_code, provisional = excluded.provisional, valid_to = excluded.valid_to
     where unit.changed_on is null and (unit.name, unit.short_name, unit.kind, unit.parent, unit.commune, unit.calendar, unit.office_code, unit.provisional, unit.valid_to)
       is distinct from (excluded.name, excluded.short_name, excluded.kind, excluded.parent, excluded.commune, excluded.calendar, excluded.office_code, excluded.provisional, excluded.valid_to)
     returning id`,
    [JSON.stringify(rows)],
  )
  if (changed.length > 0) await closeTree(tx)
  return changed.length
}

/**
 * Rebuilds the closure. Some 600 units: milliseconds, and only when the tree changed. A unit that took over the work of
 * another stands above it as a parent does: its people reach what was made there, also after the maker is gone.
 */
export async function closeTree(tx: Tx): Promise<void> {
  await tx.query('delete from sen.unit_closure')
  await tx.query(
    `insert into sen.unit_closure (ancestor, descendant)
     with recursive above as (
       select id, parent as up from sen.unit where parent is not null
       union select predecessor, successor from sen.unit_succession where heir
     ), tree as (
       select id as ancestor, id as descendant from sen.unit
       union select above.up, t.descendant from tree t join above on above.id = t.ancestor
     ) select ancestor, descendant from tree`,
  )
}

export async function findUnit(tx: Tx, id: string): Promise<Unit | undefined> {
  return tx.one<Unit>(`select ${COLUMNS} from sen.unit where id = $1`, [id])
}

/**
 * The unit that bears a code today; when the one that bore it has ended, the unit that took over its work. So rules and
 * values that name the old code still find somebody.
 */
export async function findUnitByCode(tx: Tx, code: string): Promise<Unit | undefined> {
  const found = await tx.one<Unit>(
    `select ${COLUMNS} from sen.unit where code = $1 and valid_from <= sen.today() and (valid_to is null or valid_to >= sen.today()) order by valid_from desc limit 1`,
    [code],
  )
  return (
    found ??
    tx.one<Unit>(
      `select ${COLUMNS} from sen.unit where id = (
         select sen.heir(u.id) from sen.unit u where u.code = $1 and u.valid_from <= sen.today() order by u.valid_from desc limit 1)`,
      [code],
    )
  )
}

export async function getUnitByCode(tx: Tx, code: string): Promise<Unit> {
  const unit = await findUnitByCode(tx, code)
  if (!unit) throw refuseUnit.unknown({ code })
  return unit
}

/** Units of one kind, or of a commune, in force today, in the order of their codes. */
export async function listUnits(tx: Tx, filter: { kind?: string; commune?: string } = {}): Promise<Unit[]> {
  return tx.query<Unit>(
    `select ${COLUMNS} from sen.unit where ($1::text is null or kind = $1) and ($2::text is null or commune = $2)
        and valid_from <= sen.today() and (valid_to is null or valid_to >= sen.today()) order by code`,
    [filter.kind ?? null, filter.commune ?? null],
  )
}

/** The top of the tree: where province-wide rows belong. Agencies that answer to a ministry are tops of their own, but small ones. */
export async function getRoot(tx: Tx): Promise<Unit> {
  const unit = await tx.one<Unit>(
    `select ${COLUMNS} from sen.unit u where parent is null and (valid_to is null or valid_to >= sen.today())
      order by (select count(*) from sen.unit_closure c where c.ancestor = u.id) desc, valid_from desc, code limit 1`,
  )
  if (!unit) throw refuseUnit.unknown({ code: '(root)' })
  return unit
}

/** What a unit was called on a day (LocalDate): papers of a renamed unit keep the name they were made under. */
export async function unitNameOn(tx: Tx, id: string, day: string): Promise<string | undefined> {
  return (
    (await tx.one<{ name: string | null }>('select sen.unit_name_on($1, $2) as name', [id, day]))?.name ?? undefined
  )
}

/** Which units an actor looks after as an administrator: every one, or these. Roles are asked of the database, not of the session. */
export interface Realm {
  all: boolean
  units: ReadonlySet<string>
}

/** The units over which the actor holds the role 'administrator' today. Held at the top of the tree it reaches every unit of the house. */
export async function realmOf(tx: Tx): Promise<Realm> {
  const known = realms.get(tx)
  if (known) return known
  const realm = await askRealm(tx)
  realms.set(tx, realm)
  return realm
}
/** Asked once a transaction: an import of thousands of rows has one administrator. */
const realms = new WeakMap<Tx, Realm>()

async function askRealm(tx: Tx): Promise<Realm> {
  if (tx.actor.kind === 'system') return { all: true, units: new Set() }
  if (tx.actor.account === null) return { all: false, units: new Set() }
  const rows = await tx.query<{ unit: string }>(
    `select distinct c.descendant as unit from sen.role_grant g join sen.unit_closure c on c.ancestor = g.unit
      where g.account = $1 and g.role = 'administrator' and g.valid_from <= sen.today() and (g.valid_to is null or g.valid_to >= sen.today())`,
    [tx.actor.account],
  )
  const units = new Set(rows.map((row) => row.unit))
  return { all: units.size > 0 && units.has((await getRoot(tx)).id), units }
}

export const within = (realm: Realm, unit: string): boolean => realm.all || realm.units.has(unit)
