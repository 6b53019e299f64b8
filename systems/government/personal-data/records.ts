import {
  choice,
  date,
  identifier,
  instant,
  json,
  number,
  record,
  ref,
  richtext,
  rows,
  text,
  yesno,
} from '#kernel/records'
import { correctable, kinds, statuses, termKinds } from './rules.ts'
import { assessmentWords, breachWords, requestWords, termRecordWords } from './words.ts'

/** Who answers for personal data in the province. */
export const officerRole = 'data-protection-officer'
const officers = [{ role: [officerRole] }]
const LAW = 'Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15'

/** A limit of the law as a dated row: a change of law is another row, and a request keeps what it was given. */
export const Term = record('personal-data/term', {
  words: termRecordWords,
  fields: {
    what: choice(...termKinds).required(),
    of: choice(...kinds, '*').required(),
    amount: number({ min: 1, max: 10_000 }).required(),
    measure: choice('working-hour', 'working-day', 'calendar-day', 'calendar-hour', 'month', 'same-day').required(),
    valid_from: date().required(),
    valid_to: date(),
    source: text({ max: 500 }).required().searchable(),
    confidence: choice('published', 'read', 'assumed').required(),
  },
  titleField: 'source',
  key: ['what', 'of', 'valid_from'],
  access: {
    read: ['everyone'],
    create: ['house', { role: ['administrator', officerRole] }],
    change: ['house', { role: ['administrator', officerRole] }],
    import: ['administrator'],
    export: ['administrator', officerRole],
  },
  list: {
    columns: ['what', 'of', 'amount', 'measure', 'valid_from', 'valid_to', 'confidence'],
    sorts: ['what', 'valid_from'],
    defaultSort: 'what',
    filters: ['what', 'of', 'confidence'],
  },
})

/** A file made for the asker; its bytes are hers alone and stay only until `results_until`. */
export interface ResultFile {
  id: string
  name: string
  kind: string
  size: number
  sha256: string
}

/** What was promised before it was done; `hash` is of the lines that take something away. */
export interface ErasurePlan {
  at: string
  hash: string
  lines: {
    system: string
    record: string
    title: { vi: string; en: string }
    outcome: 'erased' | 'anonymised' | 'kept'
    count: number
    why: { vi: string; en: string }
  }[]
}

/** Yêu cầu của chủ thể dữ liệu: what one person asks about the data kept of her. */
export const Request = record('personal-data/request', {
  words: requestWords,
  fields: {
    number: text({ max: 40 }).required().readonly().unique().searchable(),
    kind: choice(...kinds)
      .required()
      .readonly(),
    status: choice(...statuses)
      .default('received')
      .readonly(),
    asker: ref('kernel/person').required().readonly(),
    asker_name: text({ max: 200 }).required().readonly().personal('basic').searchable(),
    identity: choice('checked', 'unchecked').required().readonly(),
    identity_note: text({ max: 500 }).readonly(),
    content: text({ max: 4_000 }).readonly().personal('basic'),
    corrections: rows(
      { field: choice(...correctable).required(), value: text({ max: 500 }).required().personal('basic') },
      { max: 10 },
    ).readonly(),
    received_at: instant().required().readonly(),
    answer_due_at: instant().required().readonly(),
    due_at: instant().required().readonly(),
    term_source: text({ max: 500 }).required().readonly(),
    answered_at: instant().readonly(),
    closed_at: instant().readonly(),
    executed_at: instant().readonly(),
    plan: json<ErasurePlan>(),
    plan_lines: rows(
      {
        what: text({ max: 300 }),
        outcome: text({ max: 40 }),
        count: number({ min: 0 }),
        why: text({ max: 1_000 }),
      },
      { max: 200 },
    ).readonly(),
    outcome: text({ max: 4_000 }).readonly(),
    reason: text({ max: 2_000 }).readonly(),
    basis: text({ max: 500 }).readonly(),
    // The officer carries the request out without reading the copy: nobody holds this role, so the files are hers alone.
    results: json<ResultFile[]>().seenBy('data-subject'),
    results_until: instant().readonly(),
  },
  titleField: 'asker_name',
  subject: 'asker',
  processing: {
    purpose: {
      vi: 'Nhận, trả lời và chứng minh đã trả lời yêu cầu của bạn về dữ liệu cá nhân.',
      en: 'To take, answer, and prove the answer to what you ask about your data.',
    },
    basis: { law: `${LAW}; Nghị định 356/2025/NĐ-CP`, article: 'Điều 4', kind: 'law' },
    subjects: { vi: 'Người gửi yêu cầu', en: 'Who asks' },
    recipients: [],
    retention: {
      years: 5,
      after: 'closed_at',
      ends: 'erase',
      basis: 'Quy ước của nền tảng: bằng thời gian giữ hồ sơ vi phạm (Điều 23), để còn chứng minh được.',
    },
    measures: {
      vi: 'Chỉ bạn và người phụ trách bảo vệ dữ liệu xem được; tệp kết quả chỉ bạn tải được, trong 30 ngày.',
      en: 'Seen by you and the data protection officer; the result files only by you, for 30 days.',
    },
  },
  access: { read: [...officers, 'subject'], create: ['house'], change: ['house'] },
  list: {
    columns: ['number', 'kind', 'asker_name', 'status', 'received_at', 'due_at'],
    sorts: ['received_at', 'due_at'],
    defaultSort: '-received_at',
    filters: ['status', 'kind', 'identity', 'received_at', 'due_at'],
  },
})

/** Hồ sơ vi phạm quy định bảo vệ dữ liệu cá nhân, with the 72-hour clock of Luật 91/2025/QH15, Điều 23. */
export const Breach = record('personal-data/breach', {
  words: breachWords,
  fields: {
    number: text({ max: 40 }).readonly().unique().searchable(),
    title: text({ max: 300, min: 3 }).required().searchable(),
    status: choice('found', 'assessed', 'reported', 'closed').default('found').readonly(),
    found_at: instant().required(),
    happened_from: date(),
    happened_to: date(),
    cause: choice('leak', 'intrusion', 'loss', 'misuse', 'mistake').required(),
    story: richtext({ max: 10_000 }).required(),
    data_kinds: text({ max: 1_000 }).required(),
    people_count: number({ min: 0, max: 10_000_000 }),
    affected: rows({ national_id: identifier('nationalId').required().personal('basic') }, { max: 1_000 }),
    harm: text({ max: 4_000 }),
    measures: text({ max: 4_000 }),
    contact: text({ max: 300 }),
    report_due_at: instant().readonly(),
    reported_at: instant().readonly(),
    report_late: yesno().readonly(),
    late_reason: text({ max: 1_000 }).readonly(),
    report_number: text({ max: 100 }).readonly(),
    told_at: instant().readonly(),
    told_count: number({ min: 0 }).readonly(),
    closed_at: instant().readonly(),
    keep_until: date().readonly(),
  },
  titleField: 'title',
  processing: {
    purpose: {
      vi: 'Khắc phục vi phạm, báo cơ quan chuyên trách và người bị ảnh hưởng.',
      en: 'To put a breach right and tell the authority and the people affected.',
    },
    basis: { law: LAW, article: 'Điều 23', kind: 'law' },
    subjects: { vi: 'Người có dữ liệu bị ảnh hưởng', en: 'People whose data are affected' },
    recipients: [{ vi: 'Cơ quan chuyên trách bảo vệ dữ liệu cá nhân', en: 'The data protection authority' }],
    retention: {
      years: 5,
      after: 'closed_at',
      ends: 'anonymise',
      basis: 'Luật 91/2025/QH15, Điều 23: giữ ít nhất 5 năm; sau đó chỉ giữ sự việc, bỏ danh sách người.',
    },
    about: 'nobody',
  },
  access: { read: officers, create: officers, change: officers },
  list: {
    columns: ['number', 'title', 'cause', 'status', 'found_at', 'report_due_at', 'report_late'],
    sorts: ['found_at', 'report_due_at'],
    defaultSort: '-found_at',
    filters: ['status', 'cause', 'report_late', 'found_at'],
  },
})

/** Hồ sơ đánh giá tác động xử lý dữ liệu cá nhân (Luật 91/2025/QH15, Điều 21–22), prefilled from the register. */
export const Assessment = record('personal-data/assessment', {
  words: assessmentWords,
  fields: {
    title: text({ max: 300, min: 3 }).required().searchable(),
    edition: number({ min: 1, max: 1_000 }).default(1).readonly(),
    former: ref('personal-data/assessment').readonly(),
    status: choice('draft', 'sent').default('draft').readonly(),
    controller: text({ max: 300 }).required(),
    officer: text({ max: 200 }).required(),
    contact: text({ max: 300 }),
    first_processing_on: date().required(),
    send_due_on: date().readonly(),
    register: json<unknown[]>(),
    processings: rows(
      {
        what: text({ max: 300 }),
        purpose: text({ max: 1_000 }),
        basis: text({ max: 500 }),
        kinds: text({ max: 2_000 }),
        kept: text({ max: 500 }),
      },
      { max: 300 },
    ).readonly(),
    necessity: richtext({ max: 10_000 }),
    transfers: richtext({ max: 10_000 }),
    risks: richtext({ max: 20_000 }),
    measures: richtext({ max: 20_000 }),
    rest: richtext({ max: 10_000 }),
    sent_on: date().readonly(),
    sent_number: text({ max: 100 }).readonly(),
    sent_late: yesno().readonly(),
  },
  titleField: 'title',
  access: { read: officers, create: officers, change: officers, export: [officerRole] },
  list: {
    columns: ['title', 'edition', 'status', 'first_processing_on', 'send_due_on', 'sent_on'],
    sorts: ['first_processing_on', 'send_due_on', 'created_at'],
    defaultSort: '-created_at',
    filters: ['status', 'sent_late'],
  },
})
