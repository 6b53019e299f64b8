import { addDays, addMonths, formatDate, type LocalDate, localDate } from '#ground/clock'
import { parseTaxCode, readNationalId, uuidv7 } from '#ground/ids'
import { assert, refusals } from '#ground/refusal'
import { nfc, type Words } from '#ground/text'
import type { Actor, Schema, Tx } from '#kernel/store'
import { writeFact } from './fact.ts'
import { findPersonByNationalId } from './person.ts'
import { sight } from './tables.ts'

export const refuseMandate = refusals('mandate', {
  unknown: {
    kind: 'missing',
    vi: 'Không có giấy đại diện này, hoặc không phải của bạn. Hãy mở lại danh sách.',
    en: 'There is no such mandate, or it is not yours. Open the list again.',
  },
  kind: {
    kind: 'invalid',
    vi: 'Hãy chọn loại đại diện trong danh sách.',
    en: 'Choose the kind of mandate from the list.',
  },
  'not-in-force': {
    kind: 'conflict',
    vi: 'Việc đại diện này chưa có hiệu lực, đã hết hạn hoặc đã bị thu hồi. Hãy liên hệ Trung tâm Phục vụ hành chính công.',
    en: 'This mandate is not in force: not yet, no longer, or revoked. Ask a public service centre.',
  },
  settled: {
    kind: 'conflict',
    vi: 'Đề nghị này đã được xử lý. Hãy mở lại danh sách.',
    en: 'This request was settled already. Open the list again.',
  },
  'same-person': {
    kind: 'invalid',
    vi: 'Người đại diện và người được đại diện phải là hai người khác nhau.',
    en: 'The representative and the represented must be two.',
  },
  'no-representative': {
    kind: 'invalid',
    vi: 'Chưa có ai trong sổ mang số định danh {number}. Người đại diện cần có tài khoản trước.',
    en: 'Nobody in the register has the number {number}. The representative needs an account first.',
  },
  'no-represented': {
    kind: 'invalid',
    vi: 'Chưa có ai trong sổ mang số {number}. Hãy ghi đủ tên để đưa vào sổ, hoặc xem lại số.',
    en: 'Nobody in the register has the number {number}. Give the name too so that it can be entered, or look at the number again.',
  },
  'wrong-name': {
    kind: 'conflict',
    vi: 'Mã số này trong sổ mang tên khác. Hãy xem lại giấy chứng nhận đăng ký.',
    en: 'In the register this number has another name. Look at the certificate again.',
  },
  'not-a-child': {
    kind: 'invalid',
    vi: 'Cha, mẹ, người giám hộ chỉ làm thay cho người dưới 18 tuổi có ngày sinh trong sổ. Người lớn hãy dùng giấy ủy quyền.',
    en: 'Parents and guardians act for persons under 18 whose day of birth is in the register. Adults give an authorisation.',
  },
  'not-an-organisation': {
    kind: 'invalid',
    vi: 'Người đại diện theo pháp luật chỉ có ở doanh nghiệp, hộ kinh doanh.',
    en: 'Only an enterprise or a household business has a legal representative.',
  },
  period: {
    kind: 'invalid',
    vi: 'Ngày hết hạn phải sau ngày bắt đầu và sau hôm nay.',
    en: 'The last day must come after the first and after today.',
  },
  evidence: {
    kind: 'invalid',
    vi: 'Hãy ghi số giấy tờ làm căn cứ (giấy chứng nhận đăng ký, giấy ủy quyền, giấy khai sinh), tối đa {max} ký tự.',
    en: 'Give the number of the paper it rests on (certificate, authorisation, birth certificate), at most {max} characters.',
  },
  reason: { kind: 'invalid', vi: 'Hãy ghi lý do.', en: 'Give the reason.' },
  'too-many': {
    kind: 'too-many',
    vi: 'Bạn đã có {max} đề nghị đang chờ. Hãy đợi kết quả rồi gửi tiếp.',
    en: 'You have {max} requests waiting. Wait for their outcome.',
  },
  'officer-account': {
    kind: 'forbidden',
    vi: 'Tài khoản đang giữ vai trò công tác không dùng để làm thay cho người khác. Hãy dùng tài khoản cá nhân.',
    en: 'An account that holds an office does not act for others. Use a private account.',
  },
  'out-of-scope': {
    kind: 'forbidden',
    vi: 'Việc đại diện cho {name} không gồm phần này. Hãy trở về tên của bạn, hoặc xin bổ sung phạm vi đại diện.',
    en: 'The mandate for {name} does not cover this part. Return to your own name, or ask for a wider mandate.',
  },
  'no-office': {
    kind: 'invalid',
    vi: 'Hãy chọn nơi xem giấy tờ trong danh sách.',
    en: 'Choose from the list the office that looks at the papers.',
  },
  'own-request': {
    kind: 'forbidden',
    vi: 'Bạn không tự duyệt việc đại diện của chính mình. Hãy nhờ đồng nghiệp.',
    en: 'Nobody approves her own mandate. Ask a colleague.',
  },
})

/**
 * Who may act for whom. Bộ luật Dân sự 2015: Điều 136 (cha, mẹ đối với con chưa thành niên; người giám hộ), Điều 137 (người đại
 * diện theo pháp luật của pháp nhân), Điều 138 (đại diện theo ủy quyền), Điều 140 (thời hạn), Điều 20 (người thành niên: 18 tuổi).
 */
export const mandateKinds = {
  'legal-representative': { vi: 'Người đại diện theo pháp luật', en: 'Legal representative' },
  authorised: { vi: 'Người được ủy quyền', en: 'Authorised by mandate' },
  guardian: { vi: 'Người giám hộ', en: 'Guardian' },
  parent: { vi: 'Cha, mẹ', en: 'Parent' },
} satisfies Record<string, Words>
export type MandateKind = keyof typeof mandateKinds

/** `asked` by the citizen, `in-force` when an officer has seen the evidence; `refused` and `revoked` are ends. A mandate past its last day needs no state. */
export type MandateState = 'asked' | 'in-force' | 'refused' | 'revoked'

export interface Mandate {
  id: string
  representative: string
  representative_name: string
  /** Null until an officer has looked: nobody learns by asking whether a number is in the register. */
  represented: string | null
  /** The register's name, or what the asker typed. */
  represented_name: string
  asked_number: string | null
  represented_kind: 'citizen' | 'enterprise' | 'household-business'
  kind: MandateKind
  /** What it covers, in the words of the paper; null: everything. */
  scope: string | null
  /** Systems it opens; null: all. */
  systems: string[] | null
  valid_from: LocalDate
  valid_to: LocalDate | null
  evidence_number: string
  evidence_file: string | null
  /** The office that looks at the papers. */
  unit: string | null
  unit_name: string | null
  state: MandateState
  asked_at: Date
  checked_at: Date | null
  reason: string | null
  /** Whether one may act by it today. */
  live: boolean
}

/** Whom a session acts for at the moment. */
export interface Acting {
  mandate: string
  person: string
  name: string
  kind: MandateKind
  systems: string[] | null
}

const ADULT_YEARS = 18
/** Điều 563 Bộ luật Dân sự: an authorisation that names no term holds one year. */
const AUTHORISED_YEARS = 1
const EVIDENCE_MAX = 200
const ASKED_MAX = 5
const LIST_MAX = 200

export const mandateSchema: Schema = {
  routines: [],
  tables: [
    {
      name: 'sen.mandate',
      comment: 'Who may act for whom, by which paper, from when to when; never deleted',
      columns: {
        id: { type: 'uuid' },
        representative: { type: 'uuid' },
        represented: { type: 'uuid', nullable: true },
        // As typed by who asks: looked up only when an officer approves, or asking would tell who is in the register.
        asked_number: { type: 'text', nullable: true },
        asked_name: { type: 'text', nullable: true },
        asked_kind: { type: 'text', nullable: true },
        kind: { type: 'text' },
        scope: { type: 'text', nullable: true },
        systems: { type: 'text[]', nullable: true },
        valid_from: { type: 'date' },
        valid_to: { type: 'date', nullable: true },
        evidence_number: { type: 'text' },
        evidence_file: { type: 'uuid', nullable: true },
        state: { type: 'text' },
        unit: { type: 'uuid', nullable: true },
        asked_by: { type: 'uuid', nullable: true },
        asked_at: { type: 'timestamptz' },
        checked_by: { type: 'uuid', nullable: true },
        checked_at: { type: 'timestamptz', nullable: true },
        reason: { type: 'text', nullable: true },
      },
      primaryKey: ['id'],
      checks: {
        kind: "kind in ('legal-representative', 'authorised', 'guardian', 'parent')",
        state: "state in ('asked', 'in-force', 'refused', 'revoked')",
        period: 'valid_to is null or valid_to >= valid_from',
        two: 'representative <> represented',
        checked: "state in ('asked', 'revoked') or checked_by is not null",
        known: "represented is not null or state in ('asked', 'refused', 'revoked')",
      },
      foreignKeys: {
        representative: { columns: ['representative'], table: 'sen.person', references: ['id'] },
        represented: { columns: ['represented'], table: 'sen.person', references: ['id'] },
      },
      indexes: {
        representative: { on: 'representative' },
        represented: { on: 'represented' },
        unit: { on: 'unit' },
        asked: { on: 'asked_at', where: "state = 'asked'" },
      },
      policies: {
        // The asker, whoever acts, and who is acted for: sen.my_person() is the represented one while a session acts for her.
        read: {
          for: 'select',
          using: `${sight.house} or representative = ${sight.myPerson} or represented = ${sight.myPerson} or asked_by = ${sight.me}`,
        },
        add: { for: 'insert', check: sight.house },
        change: { for: 'update', using: sight.house, check: sight.house },
      },
      grants: ['select', 'insert', 'update'],
    },
  ],
}

/** The first day on which a person is of age, or null when the day of birth is not known. Born on 29 February: 1 March of a common year. */
export function adultOn(birth: LocalDate | null): LocalDate | null {
  if (birth === null) return null
  const grown = addMonths(birth, 12 * ADULT_YEARS)
  return birth.slice(8) === grown.slice(8) ? grown : addDays(grown, 1)
}

/** `live` is judged in the database by the same words everywhere. */
const LIVE = `(m.state = 'in-force' and m.valid_from <= sen.today() and (m.valid_to is null or m.valid_to >= sen.today())
  and (m.kind not in ('guardian', 'parent') or (w.birth_date is not null and w.birth_date + interval '${ADULT_YEARS} years' > sen.today())))`
const SELECT = `select m.id, m.representative, r.full_name as representative_name, m.represented,
  coalesce(w.full_name, m.asked_name, '…' || right(m.asked_number, 4)) as represented_name, coalesce(w.kind, m.asked_kind) as represented_kind, m.asked_number,
  m.kind, m.scope, m.systems, m.valid_from, m.valid_to, m.evidence_number, m.evidence_file, m.unit, u.name as unit_name, m.state, m.asked_at, m.checked_at, m.reason, ${LIVE} as live
  from sen.mandate m join sen.person r on r.id = m.representative left join sen.person w on w.id = m.represented left join sen.unit u on u.id = m.unit`

type Row = Mandate & Record<string, unknown>

export interface MandateValue {
  /** Number of identity of who acts. */
  representative: string
  /** Number of identity of a person, or tax code of an organisation. */
  represented: string
  /** Name of an organisation that is not in the register yet. */
  represented_name: string | null
  represented_kind: 'citizen' | 'enterprise' | 'household-business'
  kind: MandateKind
  scope: string | null
  systems: string[] | null
  valid_from: LocalDate
  valid_to: LocalDate | null
  evidence_number: string
  evidence_file: string | null
}

/** An organisation by tax code: found, or entered under the name given. Refuses a code with a wrong check digit and a name that differs. */
async function enterOrganisation(
  tx: Tx,
  value: { tax_code: string; name: string | null; kind: 'enterprise' | 'household-business' },
): Promise<string> {
  const code = parseTaxCode(value.tax_code, 'represented')
  const name = value.name === null ? '' : nfc(value.name).trim().replace(/\s+/g, ' ').slice(0, 300)
  const known = await tx.one<{ id: string; full_name: string }>(
    "select id, full_name from sen.person where tax_code = $1 and kind <> 'citizen' limit 1",
    [code],
  )
  if (known) {
    const same = await tx.one<{ same: boolean }>('select sen.fold($1) = sen.fold($2) as same', [known.full_name, name])
    if (name !== '' && !same?.same) throw refuseMandate['wrong-name']({}, 'represented_name')
    return known.id
  }
  if (name === '') throw refuseMandate['no-represented']({ number: code }, 'represented')
  const id = uuidv7()
  await tx.query('insert into sen.person (id, kind, full_name, tax_code, created_at) values ($1, $2, $3, $4, $5)', [
    id,
    value.kind,
    name,
    code,
    tx.now,
  ])
  writeFact(tx, { kind: 'person-entered', system: 'kernel', record: 'person', recordId: id, subjects: [id] })
  return id
}

/** The two people a mandate joins; the looks into the register are written down. Needs the house's sight. */
async function peopleOf(tx: Tx, value: MandateValue): Promise<{ representative: string; represented: string }> {
  const purpose = 'lập việc đại diện'
  const representative = await findPersonByNationalId(tx, value.representative.replace(/[\s.]/g, ''), purpose)
  if (representative?.kind !== 'citizen')
    throw refuseMandate['no-representative']({ number: value.representative.slice(0, 20) }, 'representative')
  return { representative: representative.id, represented: await representedOf(tx, value) }
}

async function representedOf(tx: Tx, value: MandateValue): Promise<string> {
  if (value.represented_kind !== 'citizen')
    return enterOrganisation(tx, {
      tax_code: value.represented,
      name: value.represented_name,
      kind: value.represented_kind,
    })
  const number = value.represented.replace(/[\s.]/g, '')
  const represented = await findPersonByNationalId(tx, number, 'lập việc đại diện')
  if (!represented) throw refuseMandate['no-represented']({ number: number.slice(0, 20) }, 'represented')
  return represented.id
}

const numberOf = (value: MandateValue): string =>
  value.represented_kind === 'citizen'
    ? readNationalId(value.represented, 'represented').value
    : parseTaxCode(value.represented, 'represented')

const nameOf = (value: MandateValue): string | null =>
  value.represented_name === null ? null : nfc(value.represented_name).trim().replace(/\s+/g, ' ').slice(0, 300) || null

/** What can be checked of a request without asking the register. */
function readAsked(
  tx: Tx,
  value: MandateValue,
): { valid_to: LocalDate | null; scope: string | null; evidence: string } {
  if (!(value.kind in mandateKinds)) throw refuseMandate.kind({}, 'kind')
  numberOf(value)
  if (value.kind === 'legal-representative' && value.represented_kind === 'citizen')
    throw refuseMandate['not-an-organisation']({}, 'kind')
  const last = value.valid_to
  if (last !== null && (last < value.valid_from || last < localDate(tx.now))) throw refuseMandate.period({}, 'valid_to')
  return { valid_to: last, scope: value.scope?.trim().slice(0, 500) || null, evidence: evidenceOf(value) }
}

function evidenceOf(value: MandateValue): string {
  const evidence = nfc(value.evidence_number).trim().replace(/\s+/g, ' ')
  if (evidence === '' || evidence.length > EVIDENCE_MAX)
    throw refuseMandate.evidence({ max: EVIDENCE_MAX }, 'evidence_number')
  return evidence
}

/** Checks what was typed and gives it its term. Refuses by field. */
async function read(
  tx: Tx,
  value: MandateValue,
  people: { representative: string; represented: string },
): Promise<{ valid_to: LocalDate | null; scope: string | null; evidence: string }> {
  if (!(value.kind in mandateKinds)) throw refuseMandate.kind({}, 'kind')
  if (people.representative === people.represented) throw refuseMandate['same-person']({}, 'represented')
  const evidence = evidenceOf(value)
  const represented = await tx.one<{ kind: string; birth_date: LocalDate | null }>(
    'select kind, birth_date from sen.person where id = $1',
    [people.represented],
  )
  assert(represented, 'the represented person was just found')
  if (value.kind === 'legal-representative' && represented.kind === 'citizen')
    throw refuseMandate['not-an-organisation']({}, 'kind')
  const today = localDate(tx.now)
  let last = value.valid_to
  if (value.kind === 'guardian' || value.kind === 'parent') {
    const adult = represented.kind === 'citizen' ? adultOn(represented.birth_date) : null
    if (adult === null || adult <= today) throw refuseMandate['not-a-child']({}, 'represented')
    const lastOfChildhood = addDays(adult, -1)
    if (last === null || last > lastOfChildhood) last = lastOfChildhood
  }
  if (value.kind === 'authorised' && last === null)
    last = addDays(addMonths(value.valid_from, 12 * AUTHORISED_YEARS), -1)
  if (last !== null && (last < value.valid_from || last < today)) throw refuseMandate.period({}, 'valid_to')
  return { valid_to: last, scope: value.scope?.trim().slice(0, 500) || null, evidence }
}

async function insert(
  tx: Tx,
  value: MandateValue,
  people: { representative: string; represented: string | null },
  how: { state: 'asked' | 'in-force'; unit: string | null },
): Promise<Mandate> {
  const id = uuidv7()
  const { represented } = people
  const { valid_to, scope, evidence } = represented
    ? await read(tx, value, { ...people, represented })
    : readAsked(tx, value)
  const checked = how.state === 'in-force'
  await tx.query(
    `insert into sen.mandate (id, representative, represented, kind, scope, systems, valid_from, valid_to, evidence_number, evidence_file, state, unit, asked_by, asked_at, checked_by, checked_at,
                              asked_number, asked_name, asked_kind)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
    [
      id,
      people.representative,
      people.represented,
      value.kind,
      scope,
      value.systems,
      value.valid_from,
      valid_to,
      evidence,
      value.evidence_file,
      how.state,
      how.unit,
      tx.actor.account,
      tx.now,
      checked ? tx.actor.account : null,
      checked ? tx.now : null,
      represented ? null : numberOf(value),
      represented ? null : nameOf(value),
      represented ? null : value.represented_kind,
    ],
  )
  writeFact(tx, {
    kind: checked ? 'mandate-registered' : 'mandate-asked',
    system: 'kernel',
    record: 'mandate',
    recordId: id,
    unit: how.unit,
    subjects: [people.representative, people.represented],
    data: { kind: value.kind, from: value.valid_from, to: valid_to, systems: value.systems },
  })
  return getMandate(tx, id)
}

/** The unit in which the actor holds one of these roles. */
const officeOf = (tx: Tx, roles: readonly string[]): string | null =>
  tx.actor.roles.find((grant) => roles.includes(grant.role))?.unit ?? null

/** An officer who has the papers before her registers a mandate: in force at once. `roles` are those of the counter. She must not be its representative. */
export async function registerMandate(tx: Tx, value: MandateValue, roles: readonly string[]): Promise<Mandate> {
  return tx.asHouse(async () => {
    const people = await peopleOf(tx, value)
    if (people.representative === tx.actor.person) throw refuseMandate['own-request']({}, 'representative')
    return insert(tx, value, people, { state: 'in-force', unit: officeOf(tx, roles) })
  })
}

/** Units in which somebody holds one of these roles today: where a citizen may bring her papers. */
export async function officesFor(tx: Tx, roles: readonly string[]): Promise<{ id: string; name: string }[]> {
  return tx.asHouse(() =>
    tx.query<{ id: string; name: string }>(
      `select distinct u.id, u.name from sen.role_grant g join sen.unit u on u.id = g.unit
        where g.role = any($1) and g.valid_from <= sen.today() and (g.valid_to is null or g.valid_to >= sen.today()) order by u.name limit 500`,
      [[...roles]],
    ),
  )
}

/** A citizen asks to be known as somebody's representative; an officer looks at the evidence. `value.representative` is not read: it is herself. */
export async function askMandate(
  tx: Tx,
  value: MandateValue,
  office: string,
  roles: readonly string[],
): Promise<Mandate> {
  return tx.asHouse(async () => {
    const me = await ownPerson(tx)
    if (me === null) throw refuseMandate['no-representative']({ number: '' })
    if (!(await officesFor(tx, roles)).some((one) => one.id === office)) throw refuseMandate['no-office']({}, 'office')
    const waiting = await tx.one<{ count: number }>(
      "select count(*)::int as count from sen.mandate where asked_by = $1 and state = 'asked'",
      [tx.actor.account],
    )
    if ((waiting?.count ?? 0) >= ASKED_MAX) throw refuseMandate['too-many']({ max: ASKED_MAX })
    return insert(tx, value, { representative: me, represented: null }, { state: 'asked', unit: office })
  })
}

/** Needs the house's sight. */
async function getMandate(tx: Tx, id: string): Promise<Mandate> {
  const row = await tx.one<Row>(`${SELECT} where m.id = $1`, [id])
  if (!row) throw refuseMandate.unknown()
  return row
}

/** A mandate whose papers lie with an office the actor holds one of these roles over. */
export async function getMandateForOffice(tx: Tx, id: string, roles: readonly string[]): Promise<Mandate> {
  return tx.asHouse(async () => {
    const row = await tx.one<Row>(`${SELECT} where m.id = $1 and m.unit = any(sen.reach($2))`, [id, [...roles]])
    if (!row) throw refuseMandate.unknown()
    return row
  })
}

interface Asked extends Omit<MandateValue, 'represented' | 'represented_name' | 'represented_kind'> {
  state: MandateState
  represented: string | null
  asked_number: string | null
  asked_name: string | null
  asked_kind: MandateValue['represented_kind'] | null
}

/**
 * An officer's answer to a request that lies with her office. Approving looks the represented person up in the register: that
 * look is written down, and refuses who is not there, is no child any more, or bears another name.
 */
export async function settleMandate(
  tx: Tx,
  id: string,
  answer: { approve: boolean; reason: string | null; roles: readonly string[] },
): Promise<Mandate> {
  return tx.asHouse(async () => {
    await getMandateForOffice(tx, id, answer.roles)
    const locked = await tx.one<Asked & Record<string, unknown>>('select * from sen.mandate where id = $1 for update', [
      id,
    ])
    if (!locked) throw refuseMandate.unknown()
    if (locked.state !== 'asked') throw refuseMandate.settled()
    if (locked.representative === tx.actor.person) throw refuseMandate['own-request']()
    const reason = answer.reason?.trim().slice(0, 500) || null
    if (!answer.approve && reason === null) throw refuseMandate.reason({}, 'reason')
    let { represented, valid_to } = locked
    if (answer.approve) {
      const value: MandateValue = {
        ...locked,
        represented: locked.asked_number ?? '',
        represented_name: locked.asked_name,
        represented_kind: locked.asked_kind ?? 'citizen',
      }
      represented = await representedOf(tx, value)
      valid_to = (await read(tx, value, { representative: locked.representative, represented })).valid_to
    }
    await tx.query(
      'update sen.mandate set state = $2, checked_by = $3, checked_at = $4, reason = $5, represented = $6, valid_to = $7 where id = $1',
      [id, answer.approve ? 'in-force' : 'refused', tx.actor.account, tx.now, reason, represented, valid_to],
    )
    writeFact(tx, {
      kind: answer.approve ? 'mandate-approved' : 'mandate-refused',
      system: 'kernel',
      record: 'mandate',
      recordId: id,
      unit: officeOf(tx, answer.roles),
      subjects: [locked.representative, represented],
    })
    return getMandate(tx, id)
  })
}

/**
 * Ends a mandate before its time; sessions that act by it go back to their own name at once. An officer of the office that has
 * its papers (`roles` of the counter); or, without roles, the representative or the represented person herself.
 */
export async function revokeMandate(
  tx: Tx,
  id: string,
  how: { roles: readonly string[] | null; reason: string | null },
): Promise<Mandate> {
  return tx.asHouse(async () => {
    if (how.roles) await getMandateForOffice(tx, id, how.roles)
    const me = await ownPerson(tx)
    const locked = await tx.one<{ state: MandateState; representative: string; represented: string | null }>(
      'select state, representative, represented from sen.mandate where id = $1 for update',
      [id],
    )
    const mine = locked && me !== null && (locked.representative === me || locked.represented === me)
    if (!locked || (!how.roles && !mine)) throw refuseMandate.unknown()
    if (locked.state !== 'in-force' && locked.state !== 'asked') throw refuseMandate.settled()
    const reason = how.reason?.trim().slice(0, 500) || null
    if (how.roles && reason === null) throw refuseMandate.reason({}, 'reason')
    await tx.query("update sen.mandate set state = 'revoked', reason = coalesce($2, reason) where id = $1", [
      id,
      reason,
    ])
    // A session that acts by it goes back to its own name now; one with another mandate for the same person is asked to choose again.
    await tx.query(
      'update sen.session set acting_for = null where acting_for = $1 and account in (select id from sen.account where person = $2)',
      [locked.represented, locked.representative],
    )
    writeFact(tx, {
      kind: 'mandate-revoked',
      system: 'kernel',
      record: 'mandate',
      recordId: id,
      unit: how.roles ? officeOf(tx, how.roles) : null,
      subjects: [locked.representative, locked.represented],
      data: { byOffice: how.roles !== null },
    })
    return getMandate(tx, id)
  })
}

/** Mandates of a person: those she acts by, and those by which others act for her. `person` is the account's own, never whom she acts for. */
export async function listMandates(tx: Tx, person: string): Promise<Mandate[]> {
  return tx.asHouse(() =>
    tx.query<Row>(
      `${SELECT} where m.representative = $1 or m.represented = $1 order by live desc, m.asked_at desc limit ${LIST_MAX}`,
      [person],
    ),
  )
}

/** What officers of these roles have to look at, oldest first, then what was settled last; of their own offices only. */
export async function listMandatesForOffice(tx: Tx, roles: readonly string[]): Promise<Mandate[]> {
  return tx.asHouse(() =>
    tx.query<Row>(
      `${SELECT} where m.unit = any((select sen.reach($1))::uuid[])
        order by (m.state = 'asked') desc, case when m.state = 'asked' then m.asked_at end, m.checked_at desc nulls last limit ${LIST_MAX}`,
      [[...roles]],
    ),
  )
}

/** The person of an account, whoever the session acts for at the moment. */
export async function ownPerson(tx: Tx): Promise<string | null> {
  const row = await tx.asHouse(() =>
    tx.one<{ person: string | null }>('select person from sen.account where id = $1', [tx.actor.account]),
  )
  return row?.person ?? null
}

/** From now on this session acts for the represented person, as long as the mandate is in force. Refuses an account that holds an office. */
export async function actFor(tx: Tx, session: string, id: string): Promise<Mandate> {
  return tx.asHouse(async () => {
    const me = await ownPerson(tx)
    const mandate = await tx.one<Row>(`${SELECT} where m.id = $1 and m.representative = $2`, [id, me])
    if (!mandate) throw refuseMandate.unknown()
    if (!mandate.live) throw refuseMandate['not-in-force']()
    const office = await tx.one(
      'select 1 from sen.role_grant where account = $1 and valid_from <= sen.today() and (valid_to is null or valid_to >= sen.today()) limit 1',
      [tx.actor.account],
    )
    if (office) throw refuseMandate['officer-account']()
    await tx.query('update sen.session set acting_for = $2 where id = $1 and account = $3', [
      session,
      mandate.represented,
      tx.actor.account,
    ])
    writeFact(tx, {
      kind: 'acting-began',
      system: 'kernel',
      record: 'mandate',
      recordId: id,
      subjects: [mandate.representative, mandate.represented],
    })
    return mandate
  })
}

/** Back to one's own name. False when the session acted for nobody. */
export async function actForOneself(tx: Tx, session: string): Promise<boolean> {
  return tx.asHouse(async () => {
    const ended = await tx.one<{ represented: string }>(
      `with was as (select id, acting_for from sen.session where id = $1 and account = $2 and acting_for is not null for update)
       update sen.session s set acting_for = null from was where s.id = was.id returning was.acting_for as represented`,
      [session, tx.actor.account],
    )
    if (!ended) return false
    writeFact(tx, {
      kind: 'acting-ended',
      system: 'kernel',
      record: 'person',
      recordId: ended.represented,
      subjects: [await ownPerson(tx), ended.represented],
    })
    return true
  })
}

/**
 * Whom a session acts for, asked at every look-up of the session: a mandate that ended, was revoked, whose ward came of age, or
 * an account that was given an office since, gives nobody, and the session goes back to its own name for good. The account
 * stays her own, so every fact names who really acted. Several mandates for one person open what any of them opens.
 * Needs the house's sight.
 */
export async function actingOf(tx: Tx, session: string, represented: string, actor: Actor): Promise<Acting | null> {
  const rows =
    actor.person === null || actor.roles.length > 0
      ? []
      : await tx.query<{ mandate: string; name: string; kind: MandateKind; systems: string[] | null }>(
          `select m.id as mandate, w.full_name as name, m.kind, m.systems
             from sen.mandate m join sen.person w on w.id = m.represented
            where m.representative = $1 and m.represented = $2 and ${LIVE} order by m.checked_at, m.id limit 20`,
          [actor.person, represented],
        )
  const [first] = rows
  if (!first) {
    await tx.query('update sen.session set acting_for = null where id = $1', [session])
    return null
  }
  const systems = rows.some((row) => row.systems === null) ? null : rows.flatMap((row) => row.systems ?? [])
  return { ...first, person: represented, systems }
}

/** The actor of a session that acts for somebody: her own account, the other's person. */
export const actorFor = (actor: Actor, acting: Acting): Actor => ({
  ...actor,
  person: acting.person,
  name: `${actor.name} (thay ${acting.name})`,
})

/** The term of a mandate in words. */
export function termWords(mandate: Pick<Mandate, 'valid_from' | 'valid_to'>): Words {
  const from = formatDate(mandate.valid_from)
  return mandate.valid_to === null
    ? { vi: `từ ${from}, không ghi ngày hết hạn`, en: `from ${from}, without a last day` }
    : {
        vi: `từ ${from} đến hết ${formatDate(mandate.valid_to)}`,
        en: `from ${from} until ${formatDate(mandate.valid_to)}`,
      }
}
