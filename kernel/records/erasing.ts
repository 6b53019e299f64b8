import { localDate } from '#ground/clock'
import { assert } from '#ground/refusal'
import type { Words } from '#ground/text'
import { type Database, quote, type Tx } from '#kernel/store'
import { personalFields } from './processing.ts'
import type { RecordType, Row } from './record.ts'

/**
 * What the house holds of one person, what of it may go, and its going. Reading needs the house's sight; taking out needs
 * the owner's hand, because the application's role may delete nothing: see `withOwner`.
 */

/** Whoever runs statements: a transaction in the house's sight, or the owner's connection. */
export type Run = Pick<Tx, 'query'>

/** By what rows are known to be a person's. */
export interface About {
  person: string
  accounts: readonly string[]
  national_id: string | null
  tax_code: string | null
}

export async function aboutOf(run: Run, person: string): Promise<About | undefined> {
  const [row] = await run.query<About>(
    `select p.id as person, p.national_id, p.tax_code, coalesce((select array_agg(a.id order by a.id) from sen.account a where a.person = p.id), '{}') as accounts
       from sen.person p where p.id = $1`,
    [person],
  )
  return row
}

/** More rows of one kind than anybody reads; what lies beyond is said to be missing. */
export const GATHERED_ROWS_MAX = 5_000
const BATCH_ROWS = 500
/** Batches of one kind in one night: the next night goes on where this one stopped. */
const BATCHES_MAX = 200

class Params {
  readonly values: unknown[] = []
  add(value: unknown, type: string): string {
    this.values.push(value)
    return `$${this.values.length}::${type}`
  }
}

/** Rows of `type` (alias x) that are about her, as SQL. */
function isAbout(type: RecordType, about: About, params: Params): string {
  const ways: string[] = []
  if (type.subject) ways.push(`x.${quote(type.subject)} = ${params.add(about.person, 'uuid')}`)
  const by = type.processing?.about
  if (by === 'creator' && about.accounts.length > 0)
    ways.push(`x.created_by = any(${params.add([...about.accounts], 'uuid[]')})`)
  else if (typeof by === 'object' && about[by.equals])
    ways.push(`x.${quote(by.field)} = ${params.add(about[by.equals], 'text')}`)
  return ways.length > 0 ? `(${ways.join(' or ')})` : 'false'
}

const OPEN = 'exists (select from sen.task t where t.record_id = x.id and t.done_at is null)'

/** Another record still refers to the row: taking it out would tear that one. */
function isReferred(type: RecordType, types: Iterable<RecordType>): string {
  const path = `${type.system}/${type.name}`
  const ways: string[] = []
  for (const other of types) {
    for (const [name, { spec }] of Object.entries(other.fields)) {
      if (spec.ref !== path) continue
      const column = `y.${quote(name)}`
      ways.push(
        `exists (select from ${quote(other.table)} y where ${spec.kind === 'refs' ? `x.id = any(${column})` : `${column} = x.id`})`,
      )
    }
  }
  return ways.length > 0 ? `(${ways.join(' or ')})` : 'false'
}

/** A file (alias f) that no record names in a column of its own. */
function isFreeFile(types: Iterable<RecordType>): string {
  const ways: string[] = []
  for (const type of types)
    for (const [name, { spec }] of Object.entries(type.fields))
      if (spec.kind === 'ref' && spec.ref === 'kernel/file')
        ways.push(`not exists (select from ${quote(type.table)} y where y.${quote(name)} = f.id)`)
  return ways.length > 0 ? ways.join(' and ') : 'true'
}

/** When the retention of a row (alias x) began to count, as an instant; null while it has not. */
function countedFrom(type: RecordType): string {
  const after = type.processing?.retention.after ?? 'created'
  if (after === 'created') return 'x.created_at'
  const column = `x.${quote(after)}`
  return type.fields[after]?.spec.kind === 'date' ? `(${column}::timestamp at time zone 'Asia/Ho_Chi_Minh')` : column
}

function isExpired(type: RecordType, at: Date, params: Params): string {
  const { years, ends } = type.processing?.retention ?? { years: null, ends: 'keep' }
  if (years === null || ends === 'keep') return 'false'
  return `(${countedFrom(type)} + make_interval(months => ${params.add(Math.round(years * 12), 'integer')}) < ${params.add(at, 'timestamptz')})`
}

const BLANK = '—'
/** What stands in a personal column that may not be empty, once it is taken out. */
function blankOf(type: RecordType, name: string): string {
  const spec = type.fields[name]?.spec
  if (!spec?.required) return 'null'
  if (spec.kind === 'rows' || spec.kind === 'files') return `'[]'::jsonb`
  if (spec.kind === 'json') return `'{}'::jsonb`
  return `'${BLANK}'`
}

const blanked = (type: RecordType): string[] => [
  ...new Set([...personalFields(type.fields).keys(), ...(type.subject ? [type.subject] : [])]),
]

/** Is anything personal left in the row? An anonymised row is not anonymised again. */
function isStillPersonal(type: RecordType): string {
  return `(${blanked(type)
    .map((name) => `x.${quote(name)} is distinct from ${blankOf(type, name)}`)
    .join(' or ')})`
}

const isErased = (type: RecordType): boolean => type.processing?.retention.ends !== 'anonymise'
const goesOnRequest = (type: RecordType): boolean =>
  (type.processing?.onRequest ?? (type.processing?.basis.kind === 'law' ? 'keep' : 'erase')) === 'erase'

/** Rows a request to erase takes out, as SQL; `may` is the law's part of it alone. */
function isGoing(
  type: RecordType,
  types: readonly RecordType[],
  at: Date,
  params: Params,
): { may: string; goes: string } {
  const may = goesOnRequest(type) ? 'true' : isExpired(type, at, params)
  const whole = isErased(type) ? `not ${isReferred(type, types)}` : isStillPersonal(type)
  return { may, goes: `(${may} and not ${OPEN} and ${whole})` }
}

export interface Gathered {
  system: string
  record: string
  title: Words
  fields: { name: string; label: Words; level: 'basic' | 'sensitive' | null }[]
  rows: Record<string, unknown>[]
  /** Former versions of these rows. */
  former: { recordId: string; version: number; at: Date; values: Record<string, unknown> }[]
  /** False when there are more rows than are given here. */
  whole: boolean
}

/** Every row about a person in every record, with all fields it declares: her copy. Needs the house's sight. */
export async function gather(run: Run, types: Iterable<RecordType>, about: About): Promise<Gathered[]> {
  const gathered: Gathered[] = []
  for (const type of types) {
    if (!type.processing && !type.subject) continue
    const params = new Params()
    const rows = await run.query<Row<RecordType>>(
      `select x.* from ${quote(type.table)} x where ${isAbout(type, about, params)} order by x.created_at, x.id limit ${GATHERED_ROWS_MAX + 1}`,
      params.values,
    )
    if (rows.length === 0) continue
    const shown = rows.slice(0, GATHERED_ROWS_MAX)
    const levels = personalFields(type.fields)
    const names = Object.keys(type.fields)
    gathered.push({
      system: type.system,
      record: type.name,
      title: type.words.plural,
      fields: names.map((name) => ({
        name,
        label: type.words.fields[name] ?? { vi: name, en: name },
        level: levels.get(name) ?? null,
      })),
      rows: shown.map((row) => {
        const values = row as unknown as Record<string, unknown>
        return Object.fromEntries(['id', 'created_at', ...names].map((name) => [name, values[name] ?? null]))
      }),
      former: (
        await run.query<{ record_id: string; version: number; at: Date; row: Record<string, unknown> }>(
          `select record_id, version, at, row from sen.history where record_id = any($1::uuid[]) order by at, record_id, version limit ${GATHERED_ROWS_MAX}`,
          [shown.map((row) => row.id)],
        )
      ).map((one) => ({ recordId: one.record_id, version: one.version, at: one.at, values: one.row })),
      whole: rows.length <= GATHERED_ROWS_MAX,
    })
  }
  return gathered
}

/** How many rows each record holds about a person, by 'system/name'; records without any are left out. Needs the house's sight. */
export async function countAbout(run: Run, types: Iterable<RecordType>, about: About): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const type of types) {
    if (!type.processing) continue
    const params = new Params()
    const [found] = await run.query<{ count: number }>(
      `select count(*)::int as count from ${quote(type.table)} x where ${isAbout(type, about, params)}${isErased(type) ? '' : ` and ${isStillPersonal(type)}`}`,
      params.values,
    )
    if (found && found.count > 0) counts.set(`${type.system}/${type.name}`, found.count)
  }
  return counts
}

/** One line of a preview, and of what was done: the two must be equal. */
export interface ErasureLine {
  system: string
  record: string
  title: Words
  outcome: 'erased' | 'anonymised' | 'kept'
  count: number
  why: Words
}

const w = (vi: string, en: string): Words => ({ vi, en })
const whys = {
  asked: w('Không có luật nào buộc giữ; xóa theo yêu cầu của bạn.', 'No law makes us keep it; erased as you asked.'),
  open: w('Đang được giải quyết; xóa sẽ làm dở việc của bạn.', 'It is being handled; erasing would break your case.'),
  referred: w('Hồ sơ khác còn dẫn tới.', 'Another record still refers to it.'),
  former: w('Bản cũ trước khi sửa: không cần cho việc gì nữa.', 'Values from before a change: needed for nothing now.'),
  contact: w('Thông tin liên hệ không bắt buộc.', 'Contact details are optional.'),
  loose: w('Tệp đã tải lên mà chưa nộp.', 'Files sent and never filed.'),
  notices: w('Thông báo bạn đã đọc.', 'Notices you have read.'),
  identity: w(
    'Họ tên, ngày sinh, số định danh gắn với hồ sơ phải lưu (Nghị định 118/2025/NĐ-CP; Luật Lưu trữ 33/2024/QH15).',
    'Name, birth date and number belong to dossiers that must be kept (Decree 118/2025/NĐ-CP; Law on Archives 33/2024/QH15).',
  ),
  log: w(
    'Nhật ký chỉ thêm, không xóa được; trong nhật ký không có giá trị dữ liệu cá nhân (Luật An ninh mạng 116/2025/QH15).',
    'The log only grows; it holds no personal values (Cybersecurity Law 116/2025/QH15).',
  ),
  ledger: w(
    'Sự đồng ý phải chứng minh được (Luật 91/2025/QH15, Điều 9).',
    'Consent must be provable (Law 91/2025/QH15, art. 9).',
  ),
}
const titles = {
  former: w('Bản cũ của hồ sơ, giấy tờ', 'Former versions'),
  contact: w('Điện thoại, thư điện tử, địa chỉ liên hệ', 'Phone, e-mail, contact address'),
  loose: w('Tệp chưa nộp', 'Loose files'),
  notices: w('Thông báo đã đọc', 'Notices read'),
  identity: w('Họ tên, ngày sinh, số định danh', 'Name, date of birth, personal number'),
  log: w('Dòng nhật ký', 'Log entries'),
  ledger: w('Dòng sổ đồng ý', 'Consent entries'),
}

const lawOf = (type: RecordType): Words => {
  const { basis, retention } = type.processing ?? { basis: null, retention: null }
  const law = basis ? [basis.law, basis.article].filter(Boolean).join(', ') : ''
  return w(`Pháp luật buộc giữ: ${law}. ${retention?.basis ?? ''}`.trim(), `The law makes us keep it: ${law}.`)
}

const FORMER = (type: RecordType, condition: string) =>
  `sen.history h where h.record_id in (select x.id from ${quote(type.table)} x where ${condition} and not ${OPEN})`

const CONTACTS = ['phone', 'email', 'address'] as const
const LOOSE = (types: readonly RecordType[]) =>
  `sen.file f where f.record_id is null and f.created_by = any($1::uuid[]) and ${isFreeFile(types)}`

const lined = (lines: readonly ErasureLine[]): ErasureLine[] => lines.filter((line) => line.count > 0)

/**
 * What erasing a person's data would do now, line by line, and what must stay and why. Changes nothing. The same rules
 * choose the rows in `eraseAbout`.
 */
export async function planErasure(
  run: Run,
  types: readonly RecordType[],
  about: About,
  at: Date,
): Promise<ErasureLine[]> {
  const lines: ErasureLine[] = []
  let former = 0
  for (const type of types) {
    if (!type.processing) continue
    const params = new Params()
    const hers = isAbout(type, about, params)
    const { may, goes } = isGoing(type, types, at, params)
    const [sums] = await run.query<{ going: number; open: number; held: number; law: number }>(
      `select count(*) filter (where ${goes})::int as going,
              count(*) filter (where not ${goes} and ${OPEN})::int as open,
              count(*) filter (where not ${goes} and not ${OPEN} and ${may})::int as held,
              count(*) filter (where not ${OPEN} and not ${may})::int as law
         from ${quote(type.table)} x where ${hers}`,
      params.values,
    )
    assert(sums, 'a count always answers')
    const line = (outcome: ErasureLine['outcome'], count: number, why: Words): ErasureLine => ({
      system: type.system,
      record: type.name,
      title: type.words.plural,
      outcome,
      count,
      why,
    })
    lines.push(line(isErased(type) ? 'erased' : 'anonymised', sums.going, whys.asked))
    lines.push(line('kept', sums.open, whys.open))
    if (isErased(type)) lines.push(line('kept', sums.held, whys.referred))
    lines.push(line('kept', sums.law, lawOf(type)))
    const again = new Params()
    const [old] = await run.query<{ count: number }>(
      `select count(*)::int as count from ${FORMER(type, isAbout(type, about, again))}`,
      again.values,
    )
    former += old?.count ?? 0
  }
  const [house] = await run.query<{
    contacts: number
    mails: number
    loose: number
    notices: number
    former: number
    log: number
    ledger: number
  }>(
    `select (select num_nonnulls(${CONTACTS.map((name) => `p.${name}`).join(', ')}) from sen.person p where p.id = $2) as contacts,
            (select count(*)::int from sen.account a where a.person = $2 and a.email is not null) as mails,
            (select count(*)::int from ${LOOSE(types)}) as loose,
            (select count(*)::int from sen.notice n where n.account = any($1::uuid[]) and n.read_at is not null) as notices,
            (select count(*)::int from sen.history h where h.record_id = $2) as former,
            (select count(*)::int from sen.fact f where f.subjects @> array[$2::uuid]) as log,
            (select count(*)::int from sen.consent c where c.person = $2) as ledger`,
    [[...about.accounts], about.person],
  )
  assert(house, 'a count always answers')
  const own = (
    record: string,
    title: Words,
    outcome: ErasureLine['outcome'],
    count: number,
    why: Words,
  ): ErasureLine => ({
    system: 'kernel',
    record,
    title,
    outcome,
    count,
    why,
  })
  lines.push(own('person', titles.contact, 'erased', house.contacts + house.mails, whys.contact))
  lines.push(own('file', titles.loose, 'erased', house.loose, whys.loose))
  lines.push(own('notice', titles.notices, 'erased', house.notices, whys.notices))
  lines.push(own('history', titles.former, 'erased', former + house.former, whys.former))
  lines.push(own('person', titles.identity, 'kept', 1, whys.identity))
  lines.push(own('fact', titles.log, 'kept', house.log, whys.log))
  lines.push(own('consent', titles.ledger, 'kept', house.ledger, whys.ledger))
  return lined(lines)
}

/** What must be the same in a preview and in the deed: what stays grows with every look written down, what goes may not change. */
export const whatGoes = (lines: readonly ErasureLine[]): ErasureLine[] =>
  lines.filter((line) => line.outcome !== 'kept')

/** Takes rows out with all that hangs on them. Answers the hashes of files that went. */
async function removeRows(run: Run, types: readonly RecordType[], type: RecordType, ids: readonly string[]) {
  const files = await run.query<{ sha256: string }>(
    `delete from sen.file f where f.record_id = any($1::uuid[]) and f.system = $2 and f.record = $3 and ${isFreeFile(types)} returning f.sha256`,
    [ids, type.system, type.name],
  )
  for (const table of ['sen.task', 'sen.case_clock', 'sen.case_move', 'sen.comment', 'sen.history'])
    await run.query(`delete from ${quote(table)} where record_id = any($1::uuid[])`, [ids])
  await run.query(`delete from ${quote(type.table)} where id = any($1::uuid[])`, [ids])
  return files.map((file) => file.sha256)
}

/** Empties what is personal in rows, and forgets what they were. */
async function blankRows(run: Run, type: RecordType, ids: readonly string[], at: Date): Promise<void> {
  const sets = blanked(type).map((name) => `${quote(name)} = ${blankOf(type, name)}`)
  await run.query(
    `update ${quote(type.table)} set ${sets.join(', ')}, created_by = null, updated_by = null, updated_at = $2, version = version + 1 where id = any($1::uuid[])`,
    [ids, at],
  )
  for (const table of ['sen.history', 'sen.comment'])
    await run.query(`delete from ${quote(table)} where record_id = any($1::uuid[])`, [ids])
}

async function takeOut(
  run: Run,
  types: readonly RecordType[],
  type: RecordType,
  ids: readonly string[],
  at: Date,
): Promise<string[]> {
  if (ids.length === 0) return []
  if (isErased(type)) return removeRows(run, types, type, ids)
  await blankRows(run, type, ids, at)
  return []
}

/**
 * Erases what may be erased of a person, in the owner's transaction, and tells it in the lines of the preview together with
 * the hashes of files whose bytes may now go (see `unusedBlobs`).
 */
export async function eraseAbout(
  run: Run,
  types: readonly RecordType[],
  about: About,
  at: Date,
): Promise<{ lines: ErasureLine[]; sha256: string[] }> {
  // What is promised is what the same rules choose now, with the rows held; it is counted as it goes and compared.
  const planned = await planErasure(run, types, about, at)
  const done = new Map<string, number>()
  const count = (system: string, record: string, by: number) => {
    if (by > 0) done.set(`${system}/${record}`, (done.get(`${system}/${record}`) ?? 0) + by)
  }
  const sha256: string[] = []
  // All are chosen before the first goes: what one row held back must not be let go by another's going.
  const going: { type: RecordType; ids: string[] }[] = []
  for (const type of types.filter((one) => one.processing)) {
    const params = new Params()
    const hers = isAbout(type, about, params)
    const rows = await run.query<{ id: string }>(
      `select x.id from ${quote(type.table)} x where ${hers} and ${isGoing(type, types, at, params).goes} order by x.id for update of x`,
      params.values,
    )
    going.push({ type, ids: rows.map((row) => row.id) })
  }
  for (const { type } of going) {
    const params = new Params()
    const former = await run.query(
      `delete from ${FORMER(type, isAbout(type, about, params))} returning 1`,
      params.values,
    )
    count('kernel', 'history', former.length)
  }
  for (const { type, ids } of going) {
    sha256.push(...(await takeOut(run, types, type, ids, at)))
    count(type.system, type.name, ids.length)
  }
  const accounts = [...about.accounts]
  const [contact] = await run.query<{ count: number }>(
    `with was as (select num_nonnulls(phone, email, address) as count from sen.person where id = $1 for update),
          now as (update sen.person set phone = null, email = null, address = null where id = $1)
     select count from was`,
    [about.person],
  )
  const mails = await run.query(
    'update sen.account set email = null where person = $1 and email is not null returning 1',
    [about.person],
  )
  count('kernel', 'person', (contact?.count ?? 0) + mails.length)
  const loose = await run.query<{ sha256: string }>(`delete from ${LOOSE(types)} returning f.sha256`, [accounts])
  sha256.push(...loose.map((file) => file.sha256))
  count('kernel', 'file', loose.length)
  const notices = await run.query(
    'delete from sen.notice where account = any($1::uuid[]) and read_at is not null returning 1',
    [accounts],
  )
  count('kernel', 'notice', notices.length)
  const own = await run.query('delete from sen.history where record_id = $1 returning 1', [about.person])
  count('kernel', 'history', own.length)
  for (const line of whatGoes(planned)) {
    const went = done.get(`${line.system}/${line.record}`) ?? 0
    assert(went === line.count, `${line.system}/${line.record}: ${line.count} rows were to go, ${went} went`)
    done.delete(`${line.system}/${line.record}`)
  }
  assert(done.size === 0, `rows went that were not announced: ${[...done.keys()].join(', ')}`)
  return { lines: planned, sha256: [...new Set(sha256)] }
}

/** Of these hashes, the ones no file of the house holds any more. */
export async function unusedBlobs(run: Run, sha256: readonly string[]): Promise<string[]> {
  const held = new Set(
    (
      await run.query<{ sha256: string }>('select distinct sha256 from sen.file where sha256 = any($1::text[])', [
        [...sha256],
      ])
    ).map((row) => row.sha256),
  )
  return sha256.filter((one) => !held.has(one))
}

/** A fact told by the owner's hand, in its transaction. `data` never holds personal values. */
export async function tellByOwner(
  run: Run,
  at: Date,
  fact: {
    kind: string
    system: string
    record?: string
    recordId?: string
    unit?: string | null
    subjects?: readonly string[]
    data: Record<string, unknown>
  },
): Promise<void> {
  await run.query(
    `insert into sen.fact (at, kind, system, record, record_id, unit, actor, actor_name, subjects, data)
     values ($1, $2, $3, $4, $5, $6, null, 'Sen', $7, $8)`,
    [
      at,
      fact.kind,
      fact.system,
      fact.record ?? null,
      fact.recordId ?? null,
      fact.unit ?? null,
      fact.subjects && fact.subjects.length > 0 ? [...new Set(fact.subjects)] : null,
      JSON.stringify(fact.data),
    ],
  )
}

/** Runs `work` in one transaction of the owner. */
export async function withOwner<T>(database: Database, work: (run: Run) => Promise<T>): Promise<T> {
  const client = await database.owner.connect()
  try {
    await client.query('begin')
    await client.query("select set_config('sen.kind', 'system', true), set_config('sen.at', $1, true)", [
      database.clock.now().toISOString(),
    ])
    const result = await work({
      query: async (sql, params = []) => (await client.query(sql, [...params])).rows,
    })
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}

/** What retention would take out by an instant. */
export interface RetentionLine {
  system: string
  record: string
  title: Words
  ends: 'erase' | 'anonymise'
  years: number
  basis: string
  count: number
  /** The first day a row's time ran or runs out. */
  first: string | null
}

function endOf(type: RecordType, types: readonly RecordType[], at: Date, params: Params): string {
  return [
    isExpired(type, at, params),
    `not ${OPEN}`,
    isErased(type) ? `not ${isReferred(type, types)}` : isStillPersonal(type),
  ].join(' and ')
}

const hasEnd = (type: RecordType): boolean =>
  type.processing !== undefined && type.processing.retention.years !== null && type.processing.retention.ends !== 'keep'

/** What will have run out by `at`, by record; nothing is changed. Records without rows to go are told with 0. */
export async function planRetention(run: Run, types: readonly RecordType[], at: Date): Promise<RetentionLine[]> {
  const lines: RetentionLine[] = []
  for (const type of types.filter(hasEnd)) {
    const { retention } = type.processing ?? {}
    if (!retention || retention.years === null || retention.ends === 'keep') continue
    const params = new Params()
    const months = Math.round(retention.years * 12)
    const [found] = await run.query<{ count: number; first: Date | null }>(
      `select count(*)::int as count, min(${countedFrom(type)}) + make_interval(months => ${params.add(months, 'integer')}) as first
         from ${quote(type.table)} x where ${endOf(type, types, at, params)}`,
      params.values,
    )
    lines.push({
      system: type.system,
      record: type.name,
      title: type.words.plural,
      ends: retention.ends,
      years: retention.years,
      basis: retention.basis,
      count: found?.count ?? 0,
      first: found?.first ? localDate(found.first) : null,
    })
  }
  return lines
}

export interface Retained {
  system: string
  record: string
  ends: 'erase' | 'anonymise'
  count: number
}

/**
 * Takes out every row whose time has run out, in batches of 500 that each stand by themselves with their fact: stopped at
 * any point, the next run goes on. At most 200 batches of one record a run. `removeBlob` is called for bytes nobody holds.
 */
export async function retain(
  database: Database,
  types: readonly RecordType[],
  options: { signal?: AbortSignal; batchRows?: number; removeBlob?: (sha256: string) => Promise<unknown> } = {},
): Promise<Retained[]> {
  const done: Retained[] = []
  const rowsMax = options.batchRows ?? BATCH_ROWS
  for (const type of types.filter(hasEnd)) {
    const { retention } = type.processing ?? {}
    if (!retention || retention.ends === 'keep') continue
    let count = 0
    for (let batch = 0; batch < BATCHES_MAX && !options.signal?.aborted; batch++) {
      const at = database.clock.now()
      const { rows, unused } = await withOwner(database, async (run) => {
        const params = new Params()
        const subject = type.subject ? `x.${quote(type.subject)}` : 'null::uuid'
        const found = await run.query<{ id: string; subject: string | null }>(
          `select x.id, ${subject} as subject from ${quote(type.table)} x where ${endOf(type, types, at, params)}
            order by x.id limit ${rowsMax} for update of x skip locked`,
          params.values,
        )
        if (found.length === 0) return { rows: 0, unused: [] }
        const sha256 = await takeOut(
          run,
          types,
          type,
          found.map((row) => row.id),
          at,
        )
        await tellByOwner(run, at, {
          kind: retention.ends === 'erase' ? 'retention-erased' : 'retention-anonymised',
          system: type.system,
          record: type.name,
          subjects: found.map((row) => row.subject).filter((id): id is string => id !== null),
          data: { count: found.length, years: retention.years, basis: retention.basis },
        })
        return { rows: found.length, unused: await unusedBlobs(run, sha256) }
      })
      for (const one of unused) await options.removeBlob?.(one)
      count += rows
      if (rows < rowsMax) break
    }
    if (count > 0) done.push({ system: type.system, record: type.name, ends: retention.ends, count })
  }
  return done
}
