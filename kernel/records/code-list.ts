import { addDays, formatDate, localDate } from '#ground/clock'
import { refusals } from '#ground/refusal'
import type { Words } from '#ground/text'
import { quote, type Tx } from '#kernel/store'
import { writeFact } from '#kernel/trust'
import type { CodeLists } from './meta.ts'
import type { RecordType } from './record.ts'

export const refuseCode = refusals('code-list', {
  'in-force': {
    kind: 'conflict',
    vi: 'Giá trị "{value}" của danh mục này đang có hiệu lực với tên "{label}". Muốn đổi tên, hãy chọn "Đổi tên từ ngày".',
    en: 'The value "{value}" is in force with the name "{label}". To rename it, choose "Rename from a day".',
  },
  'not-in-force': {
    kind: 'missing',
    vi: 'Giá trị "{value}" không còn hiệu lực trong danh mục này. Hãy tải lại trang.',
    en: 'The value "{value}" is not in force in this list. Reload the page.',
  },
  'before-start': {
    kind: 'invalid',
    vi: 'Ngày phải sau ngày giá trị bắt đầu có hiệu lực ({from}) và không trước hôm nay.',
    en: 'The day must lie after the value came into force ({from}) and not before today.',
  },
  'bad-value': {
    kind: 'invalid',
    vi: 'Mã gồm chữ, số, dấu chấm, gạch nối, khoảng trắng, tối đa 60 ký tự.',
    en: 'A code is made of letters, digits, dots, hyphens and spaces, 60 characters at most.',
  },
  full: {
    kind: 'conflict',
    vi: 'Danh mục "{list}" đã có {limit} giá trị, là số nhiều nhất. Hãy kết thúc giá trị không dùng nữa, hoặc làm thành một loại bản ghi.',
    en: 'The list "{list}" holds {limit} values, which is the most. End values out of use, or make it a record of its own.',
  },
})

/** A choice field shows all values at once: more than this is a record, not a list. */
export const CODES_A_LIST_MAX = 200

/** One value of a dated list: in force from a day to a day, both included. */
export interface CodeValue {
  list: string
  value: string
  label: Words
  from: string
  to: string | null
  source: string | null
}

interface CodeRow extends Record<string, unknown> {
  list: string
  value: string
  label_vi: string
  label_en: string
  valid_from: string
  valid_to: string | null
  source: string | null
}

const codeValue = (row: CodeRow): CodeValue => ({
  list: row.list,
  value: row.value,
  label: { vi: row.label_vi, en: row.label_en },
  from: row.valid_from,
  to: row.valid_to,
  source: row.source,
})

const inForce = 'valid_from <= sen.today() and (valid_to is null or valid_to >= sen.today())'

/** Values in force today of all lists, or of some, for forms and meta. */
export async function codeLists(tx: Tx, lists?: readonly string[]): Promise<CodeLists> {
  if (lists && lists.length === 0) return new Map()
  const rows = await tx.query<CodeRow>(
    `select * from sen.code where ($1::text[] is null or list = any($1)) and ${inForce} order by list, position, value`,
    [lists ? [...lists] : null],
  )
  const found = new Map<string, { value: string; label: Words }[]>()
  for (const row of rows) {
    const list = found.get(row.list) ?? []
    list.push({ value: row.value, label: { vi: row.label_vi, en: row.label_en } })
    found.set(row.list, list)
  }
  return found
}

/** Names of the lists the fields of these types draw from. */
export const listsOf = (types: Iterable<RecordType>): string[] => [
  ...new Set(
    [...types].flatMap((type) =>
      Object.values(type.fields).flatMap((field) => (field.spec.codeList ? [field.spec.codeList] : [])),
    ),
  ),
]

/** Every value a list ever had, in force first, then what is to come, then what is over. */
export async function codesOf(tx: Tx, list: string): Promise<CodeValue[]> {
  const rows = await tx.query<CodeRow>(
    `select * from sen.code where list = $1
      order by (${inForce}) desc, valid_from > sen.today() desc, position, value, valid_from desc limit 1000`,
    [list],
  )
  return rows.map(codeValue)
}

/** How the values of lists stand: how many are in force, how many come, how many are over. */
export async function codeListStates(
  tx: Tx,
): Promise<{ list: string; inForce: number; coming: number; over: number }[]> {
  return tx.query(
    `select list, count(*) filter (where ${inForce})::int as "inForce", count(*) filter (where valid_from > sen.today())::int as coming,
            count(*) filter (where valid_to < sen.today())::int as over from sen.code group by list order by list`,
  )
}

/** Rows that hold a value of a list, by record type and field. Counts stop at 10,000 a field. */
export async function usesOf(
  tx: Tx,
  types: Iterable<RecordType>,
  list: string,
  value: string,
): Promise<{ type: RecordType; field: string; count: number }[]> {
  const found = []
  for (const type of types) {
    for (const [name, field] of Object.entries(type.fields)) {
      if (field.spec.codeList !== list) continue
      const [schema, table] = type.table.split('.') as [string, string]
      const row = await tx.one<{ count: number }>(
        `select count(*)::int as count from (select from ${quote(schema)}.${quote(table)} where ${quote(name)} = $1 limit 10000) as used`,
        [value],
      )
      found.push({ type, field: name, count: row?.count ?? 0 })
    }
  }
  return found
}

/** Puts a new value into a list from a day on. Needs the house's sight. Refuses code-list.in-force, .bad-value, .full. */
export async function addCode(tx: Tx, code: Omit<CodeValue, 'to'> & { to?: string | null }): Promise<void> {
  if (!/^[\p{L}\p{N}][\p{L}\p{N}. _-]{0,59}$/u.test(code.value)) throw refuseCode['bad-value']({}, 'value')
  const held = await tx.one<CodeRow>(
    'select * from sen.code where list = $1 and value = $2 and (valid_to is null or valid_to >= $3) limit 1',
    [code.list, code.value, code.from],
  )
  if (held) throw refuseCode['in-force']({ value: code.value, label: held.label_vi }, 'value')
  const many = await tx.one<{ count: number }>(
    'select count(*)::int as count from sen.code where list = $1 and (valid_to is null or valid_to >= $2)',
    [code.list, code.from],
  )
  if ((many?.count ?? 0) >= CODES_A_LIST_MAX)
    throw refuseCode.full({ list: code.list, limit: CODES_A_LIST_MAX }, 'value')
  await tx.query(
    `insert into sen.code (list, value, label_vi, label_en, valid_from, valid_to, source, position)
     values ($1, $2, $3, $4, $5, $6, $7, coalesce((select max(position) + 1 from sen.code where list = $1), 0))`,
    [code.list, code.value, code.label.vi, code.label.en, code.from, code.to ?? null, code.source],
  )
  writeFact(tx, {
    kind: 'code-added',
    system: 'kernel',
    record: 'code',
    data: { list: code.list, value: code.value, label: code.label.vi, from: code.from, source: code.source },
  })
}

/** The value's row in force on a day, locked. */
async function getHeld(tx: Tx, list: string, value: string): Promise<CodeRow> {
  const held = await tx.one<CodeRow>(
    'select * from sen.code where list = $1 and value = $2 and (valid_to is null or valid_to >= sen.today()) order by valid_from limit 1 for update',
    [list, value],
  )
  if (!held) throw refuseCode['not-in-force']({ value }, 'value')
  return held
}

/** The last day a value may be chosen. What holds it already keeps it. Needs the house's sight. */
export async function endCode(tx: Tx, list: string, value: string, lastDay: string): Promise<void> {
  const held = await getHeld(tx, list, value)
  if (lastDay < held.valid_from || lastDay < localDate(tx.now))
    throw refuseCode['before-start']({ from: formatDate(held.valid_from) }, 'to')
  await tx.query('update sen.code set valid_to = $4 where list = $1 and value = $2 and valid_from = $3', [
    list,
    value,
    held.valid_from,
    lastDay,
  ])
  writeFact(tx, { kind: 'code-ended', system: 'kernel', record: 'code', data: { list, value, to: lastDay } })
}

/** Another name for a value from a day on; rows made before keep the value and read with the name of today. Needs the house's sight. */
export async function renameCode(
  tx: Tx,
  list: string,
  value: string,
  label: Words,
  from: string,
  source: string | null,
): Promise<void> {
  const held = await getHeld(tx, list, value)
  if (from <= held.valid_from || from < localDate(tx.now))
    throw refuseCode['before-start']({ from: formatDate(held.valid_from) }, 'from')
  await tx.query('update sen.code set valid_to = $4 where list = $1 and value = $2 and valid_from = $3', [
    list,
    value,
    held.valid_from,
    addDays(from, -1),
  ])
  await tx.query(
    `insert into sen.code (list, value, label_vi, label_en, valid_from, valid_to, source, position)
     select $1, $2, $3, $4, $5, $6, $7, position from sen.code where list = $1 and value = $2 and valid_from = $8`,
    [list, value, label.vi, label.en, from, held.valid_to, source, held.valid_from],
  )
  writeFact(tx, {
    kind: 'code-renamed',
    system: 'kernel',
    record: 'code',
    data: { list, value, label: label.vi, from, source },
  })
}

/** Loads lists as values: adds what is missing, leaves what an administrator changed. Returns rows added. Needs the house's sight. */
export async function loadCodes(tx: Tx, values: readonly CodeValue[]): Promise<number> {
  const positions = new Map<string, number>()
  const rows = values.map((code) => {
    const position = positions.get(code.list) ?? 0
    positions.set(code.list, position + 1)
    return {
      list: code.list,
      value: code.value,
      label_vi: code.label.vi,
      label_en: code.label.en,
      valid_from: code.from,
      valid_to: code.to,
      source: code.source,
      position,
    }
  })
  const added = await tx.query(
    `insert into sen.code (list, value, label_vi, label_en, valid_from, valid_to, source, position)
     select * from jsonb_to_recordset($1::jsonb) as g(list text, value text, label_vi text, label_en text, valid_from date, valid_to date, source text, position int)
      where not exists (select from sen.code c where c.list = g.list and c.value = g.value)
     on conflict do nothing returning 1`,
    [JSON.stringify(rows)],
  )
  return added.length
}
