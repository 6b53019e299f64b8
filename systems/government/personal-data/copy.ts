import ExcelJS from 'exceljs'
import { formatInstant } from '#ground/clock'
import { assert } from '#ground/refusal'
import {
  type About,
  aboutOf,
  type Gathered,
  gather,
  houseProcessing,
  type ProcessingEntry,
  processingOf,
  type RecordType,
} from '#kernel/records'
import type { Tx } from '#kernel/store'
import { listConsents, type Person } from '#kernel/trust'
import { valueText } from './documents.ts'

/** Log entries in one copy: the newest; the tracker shows the rest. */
const FACTS_MAX = 5_000
const FILES_MAX = 5_000
const NOTICES_MAX = 1_000

/** All the house holds about one person, as she may carry it away. Instants are ISO 8601 in JSON. */
export interface Copy {
  format: 'sen-personal-data/1'
  made_at: Date
  person: Person & { created_at: Date }
  accounts: { login: string; name: string; email: string | null; lang: string; created_at: Date }[]
  sessions: { device: string | null; created_at: Date; seen_at: Date }[]
  processing: ProcessingEntry[]
  records: Gathered[]
  /** Former values of the register of people. */
  former: { version: number; at: Date; values: Record<string, unknown> }[]
  consents: {
    purpose: string
    title: string
    version: number
    text_hash: string
    given: boolean
    at: Date
    how: string
  }[]
  restrictions: { since: Date; until: Date | null }[]
  mandates: { kind: string; state: string; as: string; valid_from: string; valid_to: string | null; asked_at: Date }[]
  factors: { kind: string; name: string }[]
  identities: { provider: string; level: number; linked_at: Date }[]
  objections: { at: Date; text: string; outcome: string | null; answer: string | null }[]
  notices: { at: Date; title: string; body: string | null; read_at: Date | null }[]
  files: { name: string; kind: string; size: number; sha256: string; at: Date; record: string | null }[]
  facts: {
    at: Date
    kind: string
    system: string
    record: string | null
    actor_name: string
    unit: string | null
    purpose: string | null
  }[]
}

/** Gathers the copy. Needs the house's sight; the asker must be who she says she is. */
export async function copyOf(tx: Tx, types: readonly RecordType[], asker: string): Promise<Copy> {
  const about = await aboutOf(tx, asker)
  const person = await tx.one<Copy['person']>('select * from sen.person where id = $1', [asker])
  assert(about && person, 'a request has an asker')
  const accounts = [...about.accounts]
  const records = await gather(tx, types, about)
  return {
    format: 'sen-personal-data/1',
    made_at: tx.now,
    person,
    accounts: await tx.query(
      'select login, name, email, lang, created_at from sen.account where person = $1 order by created_at',
      [asker],
    ),
    sessions: await tx.query(
      'select device, created_at, seen_at from sen.session where account = any($1::uuid[]) order by created_at desc limit 200',
      [accounts],
    ),
    processing: [
      ...houseProcessing,
      ...records
        .map((one) => types.find((type) => type.system === one.system && type.name === one.record))
        .map((type) => (type ? processingOf(type) : null))
        .filter((entry): entry is ProcessingEntry => entry !== null),
    ],
    records,
    former: (
      await tx.query<{ version: number; at: Date; row: Record<string, unknown> }>(
        'select version, at, row from sen.history where record_id = $1 order by version limit 500',
        [asker],
      )
    ).map(({ version, at, row }) => ({ version, at, values: row })),
    consents: await consentsOf(tx, about),
    restrictions: await tx.query('select since, until from sen.restriction where person = $1 order by since', [asker]),
    mandates: await tx.query(
      `select kind, state, case when representative = $1 then 'representative' else 'represented' end as as, valid_from, valid_to, asked_at
         from sen.mandate where representative = $1 or represented = $1 order by asked_at limit 500`,
      [asker],
    ),
    factors: await tx.query(
      'select kind, name from sen.factor where account = any($1::uuid[]) order by name limit 100',
      [accounts],
    ),
    identities: await tx.query(
      'select provider, level, linked_at from sen.identity where account = any($1::uuid[]) order by linked_at limit 100',
      [accounts],
    ),
    objections: await tx.query(
      'select at, text, outcome, answer from sen.objection where person = $1 order by at limit 500',
      [asker],
    ),
    notices: await tx.query(
      `select at, title_vi as title, body_vi as body, read_at from sen.notice where account = any($1::uuid[]) order by at desc limit ${NOTICES_MAX}`,
      [accounts],
    ),
    files: await tx.query(
      `select name, kind, size, sha256, created_at as at, record from sen.file
        where created_by = any($1::uuid[]) or record_id = any($2::uuid[]) order by created_at desc limit ${FILES_MAX}`,
      [accounts, records.flatMap((one) => one.rows.map((row) => row.id))],
    ),
    facts: await tx.query(
      `select f.at, f.kind, f.system, f.record, f.actor_name, u.name as unit, f.purpose
         from sen.fact f left join sen.unit u on u.id = f.actor_unit
        where f.subjects @> array[$1::uuid] order by f.seq desc limit ${FACTS_MAX}`,
      [asker],
    ),
  }
}

async function consentsOf(tx: Tx, about: About): Promise<Copy['consents']> {
  const titles = new Map(
    (
      await tx.query<{ purpose: string; version: number; title_vi: string }>(
        'select purpose, version, title_vi from sen.consent_text',
      )
    ).map((row) => [`${row.purpose}/${row.version}`, row.title_vi]),
  )
  return (await listConsents(tx, about.person)).map((one) => ({
    purpose: one.purpose,
    title: titles.get(`${one.purpose}/${one.version}`) ?? one.purpose,
    version: one.version,
    text_hash: one.text_hash,
    given: one.given,
    at: one.at,
    how: one.how,
  }))
}

export const copyJson = (copy: Copy): Buffer => Buffer.from(`${JSON.stringify(copy, null, 1)}\n`)

const XLSX_CELL_MAX = 32_000
/** A text a spreadsheet would run as a formula is text all the same: exceljs writes strings as strings. */
const cell = (value: unknown): string => valueText(value).slice(0, XLSX_CELL_MAX)

/** The same for people: one sheet a kind of record. */
export async function copyWorkbook(copy: Copy): Promise<Buffer> {
  const book = new ExcelJS.Workbook()
  book.creator = 'Sen'
  book.created = copy.made_at
  const names = new Set<string>()
  const add = (title: string, heads: string[], rows: string[][]) => {
    const base = title.replace(/[\\/?*[\]:]/g, ' ').slice(0, 28)
    let name = base
    for (let i = 2; names.has(name.toLowerCase()); i++) name = `${base} ${i}`
    names.add(name.toLowerCase())
    const sheet = book.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] })
    sheet.addRow(heads).font = { bold: true }
    for (const row of rows) sheet.addRow(row)
    for (let i = 1; i <= heads.length; i++) sheet.getColumn(i).width = 26
  }
  add(
    'Trong sổ người',
    ['Mục', 'Giá trị'],
    [
      ['Họ và tên', copy.person.full_name],
      ['Ngày sinh', cell(copy.person.birth_date)],
      ['Giới tính', copy.person.sex === 'male' ? 'Nam' : copy.person.sex === 'female' ? 'Nữ' : ''],
      ['Số định danh cá nhân', cell(copy.person.national_id)],
      ['Mã số thuế', cell(copy.person.tax_code)],
      ['Số điện thoại', cell(copy.person.phone)],
      ['Thư điện tử', cell(copy.person.email)],
      ['Địa chỉ', cell(copy.person.address)],
      ['Tài khoản', copy.accounts.map((one) => one.login).join(', ')],
      ['Lập lúc', formatInstant(copy.made_at)],
    ],
  )
  for (const record of copy.records)
    add(
      record.title.vi,
      record.fields.map((field) => field.label.vi),
      record.rows.map((row) => record.fields.map((field) => cell(row[field.name]))),
    )
  add(
    'Sự đồng ý',
    ['Mục đích', 'Bản', 'Quyết định', 'Lúc', 'Mã băm văn bản'],
    copy.consents.map((one) => [
      one.title,
      String(one.version),
      one.given ? 'Đồng ý' : 'Rút lại',
      formatInstant(one.at),
      one.text_hash,
    ]),
  )
  add(
    'Nhật ký',
    ['Lúc', 'Việc', 'Hệ thống', 'Ai', 'Đơn vị', 'Vì sao'],
    copy.facts.map((fact) => [
      formatInstant(fact.at),
      fact.kind,
      [fact.system, fact.record].filter(Boolean).join('/'),
      fact.actor_name,
      fact.unit ?? '',
      fact.purpose ?? '',
    ]),
  )
  add(
    'Tệp',
    ['Tên', 'Loại', 'Cỡ (byte)', 'SHA-256', 'Lúc'],
    copy.files.map((file) => [file.name, file.kind, String(file.size), file.sha256, formatInstant(file.at)]),
  )
  return Buffer.from(await book.xlsx.writeBuffer())
}
