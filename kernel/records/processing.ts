import { assert } from '#ground/refusal'
import type { Words } from '#ground/text'
import type { FieldSpec } from './field.ts'
import type { Fields, RecordOptions, RecordType } from './record.ts'

/** What allows the processing. Under a law nobody is asked for a tick: the page names the law instead (Luật 91/2025/QH15, Điều 19). */
export interface LegalBasis {
  law: string
  article?: string
  kind: 'law' | 'consent' | 'contract' | 'vital'
}

/**
 * How long rows are kept. `years` null: no end of our own (the archive's rules go on from there). Counted from the field
 * `after`, or from the making of the row; a row whose field is empty has not begun to count.
 */
export interface Retention<N extends string = string> {
  years: number | null
  after: N | 'created'
  ends: 'erase' | 'anonymise' | 'keep'
  /** The text that says so, and how sure we are of it. */
  basis: string
}

/** Why a record holds personal data: one row of the register of processing (Luật 91/2025/QH15; NĐ 356/2025/NĐ-CP). */
export interface Processing<N extends string = string> {
  purpose: Words
  basis: LegalBasis
  subjects: Words
  /** Who receives them besides those who handle the record. Empty: nobody. */
  recipients: readonly Words[]
  retention: Retention<N>
  measures?: Words
  /**
   * How the rows about one person are found. Default: the record's subject. 'nobody': a row is about many (a list of those
   * a breach has hit), so it is in no one's copy and goes only when its time is over.
   */
  about?: 'creator' | 'nobody' | { field: N; equals: 'national_id' | 'tax_code' }
  /** What a request to erase does before retention ends. Default: a law keeps, all else is erased. */
  onRequest?: 'erase' | 'keep'
}

export interface PersonalField {
  name: string
  label: Words
  level: 'basic' | 'sensitive'
}

/** One row of the register. */
export interface ProcessingEntry extends Processing {
  system: string
  record: string
  title: Words
  fields: PersonalField[]
}

/** A field with `rows` is as personal as the most personal field inside it. */
function levelOf(spec: FieldSpec): 'basic' | 'sensitive' | undefined {
  const levels = [spec.personal, ...Object.values(spec.rows ?? {}).map((inner) => levelOf(inner.spec))]
  return levels.includes('sensitive') ? 'sensitive' : levels.includes('basic') ? 'basic' : undefined
}

/** The personal fields of a record, by name. */
export function personalFields(fields: Fields): Map<string, 'basic' | 'sensitive'> {
  const found = new Map<string, 'basic' | 'sensitive'>()
  for (const [name, field] of Object.entries(fields)) {
    const level = levelOf(field.spec)
    if (level) found.set(name, level)
  }
  return found
}

/** Kinds of column that can say "taken out" although they may not be empty. */
const CAN_BE_BLANKED = new Set(['text', 'richtext', 'identifier', 'rows', 'files', 'json'])

/**
 * Refuses to open a house in which personal data are kept without saying why: a record with personal fields declares its
 * `processing`, says whose rows they are, and how long they stay.
 */
export function checkProcessing<F extends Fields>(path: string, options: RecordOptions<F>): void {
  const personal = personalFields(options.fields)
  const { processing } = options
  if (!processing) {
    assert(
      personal.size === 0,
      `${path} keeps personal data (${[...personal.keys()].join(', ')}) and does not declare its processing: purpose, basis, retention`,
    )
    return
  }
  const { retention, about } = processing
  assert(options.subject || about, `${path}: say whose rows they are: a subject, or processing.about`)
  assert(
    retention.after === 'created' || options.fields[retention.after],
    `${path}: retention counts from "${retention.after}", which is no field`,
  )
  assert(
    retention.years === null || (retention.years > 0 && retention.years <= 100),
    `${path}: retention of ${retention.years} years`,
  )
  assert(retention.years !== null || retention.ends === 'keep', `${path}: without an end nothing follows it`)
  if (typeof about === 'object') assert(options.fields[about.field], `${path}: "${about.field}" is no field`)
  if (retention.ends !== 'anonymise') return
  const subject = options.subject ? options.fields[options.subject]?.spec : undefined
  assert(!subject?.required, `${path}: an anonymised row has nobody, so its subject may not be required`)
  for (const name of personal.keys()) {
    const spec = options.fields[name]?.spec
    assert(
      spec && spec.kind !== 'computed' && (!spec.required || CAN_BE_BLANKED.has(spec.kind)),
      `${path}.${name} cannot be anonymised: let it be empty`,
    )
  }
}

/** The row of the register for one record, or null when it holds nothing personal. */
export function processingOf(type: RecordType): ProcessingEntry | null {
  if (!type.processing) return null
  return {
    ...type.processing,
    system: type.system,
    record: type.name,
    title: type.words.plural,
    fields: [...personalFields(type.fields)].map(([name, level]) => ({
      name,
      label: type.words.fields[name] ?? { vi: name, en: name },
      level,
    })),
  }
}

const w = (vi: string, en: string): Words => ({ vi, en })
const level = (name: string, vi: string, en: string, of: 'basic' | 'sensitive' = 'basic'): PersonalField => ({
  name,
  label: w(vi, en),
  level: of,
})
const LAW = 'Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15'

/** What the house itself keeps of people, beside the records of its systems. */
export const houseProcessing: readonly ProcessingEntry[] = [
  {
    system: 'kernel',
    record: 'person',
    title: w('Sổ người và tổ chức', 'Register of people'),
    purpose: w(
      'Biết ai là người nộp hồ sơ, để không phải khai lại điều Nhà nước đã biết.',
      'To know who files, so that nobody declares again what the State knows.',
    ),
    basis: { law: `${LAW}; Nghị định 118/2025/NĐ-CP`, article: 'Điều 19', kind: 'law' },
    subjects: w('Người dân, doanh nghiệp, cán bộ', 'Citizens, businesses, officers'),
    recipients: [],
    retention: {
      years: null,
      after: 'created',
      ends: 'keep',
      basis: 'Giữ khi còn hồ sơ của người đó; số điện thoại, thư điện tử, địa chỉ liên hệ được xóa khi có yêu cầu.',
    },
    measures: w(
      'Chỉ tìm được bằng đúng số định danh; mỗi lần tìm được ghi nhật ký.',
      'Found by the exact number only; every look is logged.',
    ),
    fields: [
      level('full_name', 'Họ và tên', 'Full name'),
      level('birth_date', 'Ngày sinh', 'Date of birth'),
      level('sex', 'Giới tính', 'Sex'),
      level('national_id', 'Số định danh cá nhân', 'Personal number'),
      level('tax_code', 'Mã số thuế', 'Tax code'),
      level('phone', 'Số điện thoại', 'Phone'),
      level('email', 'Thư điện tử', 'E-mail'),
      level('commune', 'Xã, phường', 'Commune'),
      level('address', 'Địa chỉ', 'Address'),
    ],
  },
  {
    system: 'kernel',
    record: 'account',
    title: w('Tài khoản và phiên đăng nhập', 'Accounts and sessions'),
    purpose: w('Để đúng người mới vào được tài khoản.', 'So that only its owner enters an account.'),
    basis: { law: 'Luật An ninh mạng 116/2025/QH15; Nghị định 224/2026/NĐ-CP', kind: 'law' },
    subjects: w('Người có tài khoản', 'Holders of accounts'),
    recipients: [],
    retention: {
      years: null,
      after: 'created',
      ends: 'keep',
      basis:
        'Tài khoản giữ khi còn dùng; phiên đăng nhập hết hạn được xóa mỗi đêm; thông báo đã đọc được xóa sau một năm.',
    },
    measures: w('Mật khẩu chỉ giữ dạng băm argon2id.', 'Of a password only its argon2id hash is kept.'),
    fields: [
      level('login', 'Tên đăng nhập', 'Login', 'sensitive'),
      level('name', 'Tên hiển thị', 'Name shown'),
      level('email', 'Thư điện tử nhận thông báo', 'E-mail for notices'),
      level('device', 'Thiết bị đăng nhập', 'Device', 'sensitive'),
      level('factor', 'Cách xác thực thêm (ứng dụng mã, khóa truy cập)', 'Second factors', 'sensitive'),
      level('identity', 'Định danh điện tử đã liên kết', 'Linked electronic identity', 'sensitive'),
    ],
  },
  {
    system: 'kernel',
    record: 'mandate',
    title: w('Đại diện, ủy quyền', 'Mandates'),
    purpose: w('Biết ai được làm thay cho ai, theo giấy tờ nào.', 'To know who may act for whom, by which paper.'),
    basis: { law: 'Bộ luật Dân sự 91/2015/QH13', article: 'Điều 134–143', kind: 'law' },
    subjects: w('Người đại diện và người được đại diện', 'Representatives and those they act for'),
    recipients: [],
    retention: {
      years: null,
      after: 'created',
      ends: 'keep',
      basis: 'Giữ để chứng minh việc đã làm thay; hết hiệu lực vẫn giữ cùng hồ sơ.',
    },
    fields: [
      level('representative', 'Người đại diện', 'Representative'),
      level('represented', 'Người được đại diện', 'Represented'),
      level('evidence_file', 'Giấy tờ chứng minh', 'Evidence', 'sensitive'),
    ],
  },
  {
    system: 'kernel',
    record: 'fact',
    title: w('Nhật ký', 'The log'),
    purpose: w(
      'Chứng minh ai đã làm gì, ai đã xem dữ liệu của ai; không chép giá trị dữ liệu cá nhân.',
      'To prove who did what and who looked at whose data; no personal value is copied into it.',
    ),
    basis: { law: 'Luật An ninh mạng 116/2025/QH15; TCVN 11930:2017', kind: 'law' },
    subjects: w('Người dân và cán bộ', 'Citizens and officers'),
    recipients: [w('Cơ quan kiểm toán, thanh tra khi có yêu cầu', 'Auditors and inspectors when they ask')],
    retention: {
      years: null,
      after: 'created',
      ends: 'keep',
      basis: 'Nhật ký chỉ thêm, không sửa, không xóa: đó là điều làm nó đáng tin.',
    },
    fields: [
      level('actor_name', 'Tên người thực hiện', 'Name of who acted'),
      level('subjects', 'Người có dữ liệu được xem, sửa', 'Whose data were looked at', 'sensitive'),
    ],
  },
  {
    system: 'kernel',
    record: 'consent',
    title: w('Sổ đồng ý', 'Ledger of consents'),
    purpose: w(
      'Chứng minh bạn đã đồng ý hay đã rút đồng ý, lúc nào, với văn bản nào.',
      'To prove that consent was given or withdrawn, when, and to which text.',
    ),
    basis: { law: LAW, article: 'Điều 9', kind: 'law' },
    subjects: w('Người dân', 'Citizens'),
    recipients: [],
    retention: {
      years: null,
      after: 'created',
      ends: 'keep',
      basis: 'Điều 9: sự đồng ý phải chứng minh được; dòng cũ không bị sửa, rút lại là một dòng mới.',
    },
    fields: [level('person', 'Người đồng ý', 'Who consented')],
  },
]

/** The register of processing: what the house keeps itself, then each record, in the order of the systems. */
export function processingRegister(types: Iterable<RecordType>): ProcessingEntry[] {
  return [
    ...houseProcessing,
    ...[...types].map(processingOf).filter((entry): entry is ProcessingEntry => entry !== null),
  ]
}
