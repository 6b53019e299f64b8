import type { Limit } from '#ground/working-time'
import {
  choice,
  code,
  date,
  files,
  identifier,
  instant,
  json,
  money,
  number,
  record,
  ref,
  refs,
  rows,
  text,
  yesno,
} from '#kernel/records'
import type { Method, PaperCase, ProcedureResult } from '#province'
import type { Condition, DesignField } from './design/shape.ts'
import { statuses } from './rules.ts'
import { dossierWords, draftWords, intakeWords, procedureWords, stepWords, storedPaperWords } from './words.ts'

/** Roles that work on dossiers in the unit where they hold the role. */
export const dossierRoles = [
  'one-stop-officer',
  'centre-head',
  'handler',
  'section-head',
  'leader',
  'clerk',
  'province-monitor',
] as const

/** Those who work on a dossier see who the applicant is; who only follows the numbers sees it masked. */
const working = dossierRoles.filter((role) => role !== 'province-monitor')

/** A procedure in one version; a change in law is another row with its own dates. */
export const Procedure = record('one-stop/procedure', {
  words: procedureWords,
  fields: {
    code: text({ max: 20 }).required().searchable().open(),
    name: text({ max: 1_000 }).required().searchable().open(),
    sector: text({ max: 300 }).required().searchable().open(),
    ministry: text({ max: 200 }).open(),
    /** The lowest level that receives it. */
    level: choice('commune', 'province', 'ministry', 'other').required().open(),
    levels: json<string[]>().open(),
    handled_by: text({ max: 60 }).required().open(),
    /** Settled by the local government, so it can be filed in this house. */
    fileable: yesno().default(false).open(),
    core: yesno().default(false).open(),
    online: yesno().default(false).open(),
    decision: text({ max: 300 }).open(),
    kind: text({ max: 200 }).open(),
    applicants: json<string[]>().open(),
    agency: text({ max: 2_000 }).open(),
    methods: json<Method[]>().open(),
    papers: json<PaperCase[]>().open(),
    conditions: text({ max: 20_000 }).open(),
    results: json<ProcedureResult[]>().open(),
    legal_refs: json<string[]>().open(),
    cutoff: text({ max: 5 }).open(),
    url: text({ max: 500 }).open(),
    /** Ngày ký quyết định công bố, ngày niêm yết công khai: index 766, items 1.1 and 1.2. */
    decided_on: date().open(),
    listed_on: date().open(),
    valid_from: date().required().open(),
    valid_to: date().open(),
    source: text({ max: 500 }).open(),
    confidence: choice('published', 'read', 'assumed').open(),
    note: text({ max: 4_000 }).open(),
  },
  titleField: 'name',
  key: ['code', 'valid_from'],
  access: {
    read: ['everyone'],
    create: ['house', { role: ['administrator'] }],
    change: ['house', { role: ['administrator'] }],
    import: ['administrator'],
    export: ['administrator', 'province-monitor', 'centre-head'],
  },
  list: {
    columns: ['code', 'name', 'sector', 'level', 'online', 'fileable'],
    sorts: ['code', 'sector', 'name'],
    defaultSort: 'sector',
    filters: ['code', 'sector', 'ministry', 'level', 'handled_by', 'fileable', 'core', 'online'],
  },
})

/** One step of a procedure's internal order of work, as a dated row; '*' is the template of those without rows of their own. */
export const Step = record('one-stop/step', {
  words: stepWords,
  fields: {
    procedure: text({ max: 20 }).required().searchable(),
    position: number({ min: 1, max: 40 }).required(),
    kind: choice('receive', 'handle', 'review', 'sign', 'stamp', 'duty', 'return').required(),
    name_vi: text({ max: 200 }).required().searchable(),
    name_en: text({ max: 200 }).required(),
    role: text({ max: 60 }).required(),
    unit_rule: text({ max: 100 }).required(),
    limit_hours: number({ min: 0.5, max: 2_000, decimals: 1, unit: 'h' }),
    valid_from: date().required(),
    valid_to: date(),
    source: text({ max: 500 }),
  },
  titleField: 'name_vi',
  key: ['procedure', 'position', 'valid_from'],
  access: {
    read: ['signed-in'],
    create: ['house', { role: ['administrator'] }],
    change: ['house', { role: ['administrator'] }],
    import: ['administrator'],
    export: ['administrator'],
  },
  list: {
    columns: ['procedure', 'position', 'name_vi', 'role', 'unit_rule', 'limit_hours', 'valid_from', 'valid_to'],
    sorts: ['procedure', 'position'],
    defaultSort: 'procedure',
    filters: ['procedure', 'kind', 'role'],
  },
})

/** A step as it was in force when the dossier was accepted, with the unit it falls to. */
export interface DossierStep {
  position: number
  kind: 'receive' | 'handle' | 'review' | 'sign' | 'stamp' | 'duty' | 'return'
  name: { vi: string; en: string }
  role: string
  unit: string
  limitHours: number | null
  /** Steps of one position are done side by side. Absent on dossiers accepted before designs. */
  key?: string
  stage?: { vi: string; en: string }
  /** When it was done in the present pass, an ISO instant; sent back, it is not done any more. */
  done?: string
  /** What its officer is asked to find, what she found, and what a step still hangs on: see life/plan.ts. */
  findings?: readonly DesignField[]
  found?: Readonly<Record<string, unknown>>
  when?: Condition
  /** Not done, by what was found before it. */
  passed?: true
}

export interface Supplement {
  at: string
  by: string
  items: string
  reason: string
  /** Before acceptance the answer goes back to the counter, after it to whoever asked. */
  during: 'intake' | 'processing'
  answeredAt: string | null
  answer: string | null
}

/** Mẫu 04: văn bản xin lỗi và đề nghị gia hạn. Instants are ISO texts. */
export interface Apology {
  at: string
  by: string
  reason: string
  formerDue: string
  newDue: string
}

/** Hồ sơ thủ tục hành chính: what one applicant asks of one agency by one procedure. */
export const Dossier = record('one-stop/dossier', {
  words: dossierWords,
  fields: {
    number: text({ max: 40 }).required().readonly().unique().searchable(),
    procedure: ref('one-stop/procedure').required(),
    procedure_code: text({ max: 20 }).required().readonly().searchable(),
    procedure_name: text({ max: 1_000 }).required().readonly().searchable(),
    status: choice(...statuses)
      .default('registered')
      .readonly(),
    finance_state: choice('none', 'awaiting', 'paid', 'refunded').default('none').readonly(),
    delivery_state: choice('waiting', 'ready', 'delivered').default('waiting').readonly(),
    sync_state: choice('waiting', 'sent', 'failed', 'confirmed').default('waiting').readonly(),
    channel: choice('online', 'in-person', 'post').required().readonly(),
    applicant: ref('kernel/person').required().readonly(),
    applicant_name: text({ max: 200 }).required().readonly().personal('basic').searchable(),
    applicant_national_id: identifier('nationalId')
      .readonly()
      .personal('basic')
      .searchable()
      .seenBy(...working)
      .maskedAs('number'),
    applicant_phone: identifier('phone')
      .readonly()
      .personal('basic')
      .searchable()
      .seenBy(...working)
      .maskedAs('phone'),
    applicant_email: identifier('email')
      .readonly()
      .personal('basic')
      .seenBy(...working)
      .maskedAs('email'),
    applicant_address: text({ max: 500 })
      .readonly()
      .personal('basic')
      .seenBy(...working)
      .maskedAs('hidden'),
    commune: text({ max: 5 }).readonly(),
    /** Cơ quan có thẩm quyền giải quyết: a commune, or a department of the province. `unit` is its one-stop centre. */
    agency: ref('kernel/unit').readonly(),
    /** Nơi tiếp nhận and nơi trả kết quả: centres, which may be of other communes (Nghị định 118/2025/NĐ-CP, Điều 7–8). */
    received_unit: ref('kernel/unit').readonly(),
    returning_unit: ref('kernel/unit').readonly(),
    /** Who filed in the applicant's place, and on what paper (Điều 15: ủy quyền). */
    representative: ref('kernel/person').readonly(),
    representative_name: text({ max: 200 }).readonly().personal('basic'),
    representative_paper: text({ max: 500 }).readonly(),
    /** One filing of several procedures: its dossiers share this, in the order they wait for one another. */
    bundle: text({ max: 36 }).readonly(),
    bundle_place: number({ min: 1, max: 10 }).readonly(),
    /** 'khai-sinh/residence': which procedure of which filing of several. */
    bundle_member: text({ max: 80 }).readonly(),
    /** The dossier of the filing whose result must exist before this one begins; empty once it has begun. */
    waits_for: ref('one-stop/dossier').readonly(),
    /** The version of the procedure it is handled by. */
    design: ref('one-stop/design').readonly(),
    units: refs('kernel/unit', { max: 60 }).readonly(),
    received_at: instant().required().readonly(),
    accepted_at: instant().readonly(),
    due_at: instant().readonly(),
    finished_at: instant().readonly(),
    returned_at: instant().readonly(),
    limit: json<Limit & { announced: boolean }>(),
    // Origin and children among the answers are sensitive (Nghị định 356/2025/NĐ-CP, Điều 4).
    // What the form was told holds number and telephone again: masked above, it must not stand here in full.
    answers: json<Record<string, unknown>>()
      .personal('sensitive')
      .seenBy(...working)
      .maskedAs('hidden'),
    answered: rows({ label: text({ max: 200 }), value: text({ max: 4_000 }) }, { max: 200 })
      .readonly()
      .personal('sensitive')
      .seenBy(...working)
      .maskedAs('hidden'),
    papers: rows(
      {
        name: text({ max: 2_000 }).required(),
        origin: choice('original', 'copy', 'electronic').required(),
        count: number({ min: 0, max: 100 }).required(),
        file: ref('kernel/file'),
        file_name: text({ max: 200 }),
        digitised: choice('no', 'yes', 'reused').required(),
        /** Mã thành phần hồ sơ: by it a digitised paper is found again (scanning/). */
        code: text({ max: 60 }),
        digitised_by: text({ max: 200 }),
        /** The paper of the citizen's store it was taken from, and whether that was a result. */
        reused_from: ref('one-stop/stored-paper'),
        reused_kind: choice('paper', 'result'),
      },
      { max: 60 },
    ).readonly(),
    fee: money().readonly(),
    fee_note: text({ max: 1_000 }).readonly(),
    delivery: choice('counter', 'post', 'electronic').default('electronic').readonly(),
    delivery_address: text({ max: 500 })
      .readonly()
      .personal('basic')
      .seenBy(...working)
      .maskedAs('hidden'),
    steps: json<DossierStep[]>(),
    step_position: number({ min: 0, max: 60 }).readonly(),
    supplement: json<Supplement>(),
    supplement_count: number({ min: 0, max: 20 }).default(0).readonly(),
    /** Mẫu 04, once: apology with a new date. What was promised before stays known. */
    apology: json<Apology>(),
    former_due_at: instant().readonly(),
    paid_at: instant().readonly(),
    paid_online: yesno().default(false).readonly(),
    /** Counts of what the papers say, so that an index over millions of dossiers reads columns. */
    papers_count: number({ min: 0, max: 100 }).default(0).readonly(),
    papers_digitised: number({ min: 0, max: 100 }).default(0).readonly(),
    papers_reused: number({ min: 0, max: 100 }).default(0).readonly(),
    result_electronic: yesno().default(false).readonly(),
    /** The applicant was read from the population register, not typed. */
    identity_linked: yesno().default(false).readonly(),
    synced_at: instant().readonly(),
    store_synced_at: instant().readonly(),
    reason: text({ max: 2_000 }).readonly(),
    result_number: text({ max: 100 }).readonly(),
    result_note: text({ max: 1_000 }).readonly(),
    results: files({ max: 10 }).readonly(),
    receiver: text({ max: 200 }).readonly().personal('basic'),
    rating: choice('very-satisfied', 'satisfied', 'dissatisfied').readonly(),
    rating_note: text({ max: 1_000 }).readonly(),
  },
  // A counter filters by state all day; without this the rare states are looked for among all dossiers of the unit.
  indexes: {
    unit_status: { on: 'unit, status, received_at desc nulls last, id desc' },
    agency_finished: { on: 'agency, finished_at' },
    // Months of index 766 and the live board are counted over all agencies by their end.
    finished: { on: 'finished_at' },
    bundle: { on: 'bundle', where: 'bundle is not null' },
    // The register of a centre is read by the day of receipt (Mẫu 07).
    register: { on: 'received_unit, received_at, id' },
    waits: { on: 'waits_for', where: 'waits_for is not null' },
    representative: { on: 'representative, received_at desc, id desc', where: 'representative is not null' },
  },
  titleField: 'number',
  subject: 'applicant',
  processing: {
    purpose: {
      vi: 'Giải quyết thủ tục hành chính mà bạn yêu cầu và trả kết quả cho bạn.',
      en: 'To settle the procedure you asked for and return its result to you.',
    },
    basis: { law: 'Nghị định 118/2025/NĐ-CP; Luật 91/2025/QH15', article: 'Điều 19', kind: 'law' },
    subjects: {
      vi: 'Người nộp hồ sơ và người được khai trong tờ khai (cha, mẹ, con, vợ, chồng)',
      en: 'Applicants and those named in the form (parents, children, spouses)',
    },
    recipients: [
      { vi: 'Các cơ quan trong quy trình giải quyết hồ sơ', en: 'The agencies in the order of work of the dossier' },
    ],
    // Terms of keeping by kind of dossier are the archive's (TT 13/2023/TT-BNV); no end of ours may come before them.
    retention: {
      years: null,
      after: 'finished_at',
      ends: 'keep',
      basis: 'Luật Lưu trữ 33/2024/QH15; TT 13/2023/TT-BNV: nộp vào lưu trữ theo thời hạn của từng loại hồ sơ.',
    },
    measures: {
      vi: 'Chỉ đơn vị giải quyết xem được; số định danh, điện thoại được che với người chỉ theo dõi; mỗi lần xem được ghi nhật ký.',
      en: 'Seen by the handling units only; numbers masked for those who only monitor; every look is logged.',
    },
  },
  access: {
    read: [{ role: dossierRoles }, { role: dossierRoles, at: 'units' }, 'subject', { person: 'representative' }],
    // Dossiers are filed (filing.ts) and change by moves; both check who acts and then write for the house.
    create: ['house'],
    change: ['house'],
    export: ['centre-head', 'province-monitor', 'leader'],
  },
  // Another commune's officer may have to know at once, as when somebody lies in a hospital far from home.
  breakGlass: {
    roles: ['one-stop-officer', 'handler', 'section-head', 'leader', 'centre-head'],
    reviewedBy: ['centre-head', 'leader', 'data-protection-officer'],
  },
  list: {
    columns: ['number', 'procedure_name', 'applicant_name', 'status', 'received_at', 'due_at'],
    sorts: ['received_at', 'due_at'],
    defaultSort: '-received_at',
    filters: [
      'status',
      'procedure_code',
      'channel',
      'finance_state',
      'delivery_state',
      'received_at',
      'due_at',
      'accepted_at',
      'finished_at',
      'rating',
    ],
  },
})

/** What a citizen has begun and not yet sent. Saved as she types; hers alone. */
export const Draft = record('one-stop/draft', {
  words: draftWords,
  fields: {
    procedure: ref('one-stop/procedure').required(),
    procedure_code: text({ max: 20 }).required().readonly(),
    procedure_name: text({ max: 1_000 }).required().readonly(),
    /** One filing of several procedures: its word (province/bundles.ts). */
    bundle: text({ max: 40 }).readonly(),
    /** The edition of the form it was begun with, by procedure; null is the one made from the announcement. */
    editions: json<Record<string, string | null>>(),
    page: number({ min: 0, max: 40 }).default(0).readonly(),
    answers: json<Record<string, unknown>>().personal('sensitive'),
    papers:
      json<
        Record<
          string,
          {
            file: string
            name: string
            size: number
            from: 'upload' | 'store'
            stored?: string
            made?: 'paper' | 'result'
          }[]
        >
      >(),
    sequence: number({ min: 0 }).default(0).readonly(),
    tab: text({ max: 60 }).readonly(),
    saved_at: instant().required().readonly(),
    dossier: ref('one-stop/dossier').readonly(),
  },
  titleField: 'procedure_name',
  processing: {
    purpose: {
      vi: 'Giữ những gì bạn đã điền để bạn làm tiếp trước khi gửi.',
      en: 'To keep what you typed so that you can go on before you send it.',
    },
    basis: { law: 'Luật 91/2025/QH15', article: 'Điều 9', kind: 'consent' },
    subjects: { vi: 'Người đang soạn hồ sơ', en: 'Who is preparing a dossier' },
    recipients: [],
    retention: {
      years: 1,
      after: 'saved_at',
      ends: 'erase',
      basis: 'Quy ước của nền tảng: một năm không ai sửa thì coi là bỏ.',
    },
    measures: { vi: 'Chỉ chính bạn xem được.', en: 'Seen by you alone.' },
    about: 'creator',
  },
  // Every page a citizen opens looks for what she has begun.
  indexes: { begun: { on: 'created_by, saved_at desc, id desc', where: 'dossier is null' } },
  access: { read: ['creator'], create: ['creator'], change: ['creator'] },
  list: {
    columns: ['procedure_name', 'saved_at'],
    sorts: ['saved_at'],
    defaultSort: '-saved_at',
    filters: ['procedure_code'],
  },
})

/** A paper in the citizen's store: a result of ours, ready to be used again. */
export const StoredPaper = record('one-stop/stored-paper', {
  words: storedPaperWords,
  fields: {
    owner: ref('kernel/person').required().readonly(),
    name: text({ max: 500 }).required().readonly().searchable().personal('basic'),
    number: text({ max: 100 }).readonly().searchable(),
    issued_on: date().required().readonly(),
    issuer: text({ max: 300 }).required().readonly().searchable(),
    expires_on: date().readonly(),
    result_code: text({ max: 60 }).readonly(),
    procedure_code: text({ max: 20 }).readonly(),
    dossier: ref('one-stop/dossier').readonly(),
    file: ref('kernel/file').required().readonly(),
    sha256: text({ max: 64 }).required().readonly(),
    /** A result of ours, or a paper handed in and digitised; the latter is found again by its component code. */
    made_as: choice('result', 'digitised').default('result').readonly(),
    paper_code: text({ max: 60 }).readonly(),
  },
  titleField: 'name',
  subject: 'owner',
  processing: {
    purpose: {
      vi: 'Giữ kết quả đã cấp để bạn dùng lại, khỏi nộp bản giấy.',
      en: 'To keep what was issued to you, so that you can use it again.',
    },
    basis: { law: 'Nghị định 118/2025/NĐ-CP', article: 'Điều 24', kind: 'law' },
    subjects: { vi: 'Người được cấp giấy tờ', en: 'Whoever a paper was issued to' },
    recipients: [
      { vi: 'Cơ quan mà bạn chọn dùng lại giấy tờ khi nộp hồ sơ', en: 'An agency to which you choose to show it' },
    ],
    retention: {
      years: null,
      after: 'created',
      ends: 'keep',
      basis: 'Giữ đến khi bạn yêu cầu xóa khỏi kho; bản chính vẫn nằm trong hồ sơ lưu trữ.',
    },
    onRequest: 'erase',
  },
  access: { read: ['subject'], create: ['house'], change: ['house'] },
  list: {
    columns: ['name', 'number', 'issued_on', 'issuer'],
    sorts: ['issued_on'],
    defaultSort: '-issued_on',
    filters: ['procedure_code'],
  },
})

/** One receipt over the counter: typed once, it becomes a dossier with its number in the same transaction. */
export const Intake = record('one-stop/intake', {
  words: intakeWords,
  fields: {
    procedure: ref('one-stop/procedure').required(),
    national_id: identifier('nationalId').required().personal('basic'),
    full_name: text({ max: 200 }).required().personal('basic').searchable(),
    phone: identifier('phone').personal('basic'),
    address: text({ max: 500 }).personal('basic'),
    content: text({ max: 4_000 }),
    channel: choice('in-person', 'post').default('in-person'),
    delivery: choice('counter', 'post', 'electronic').default('counter'),
    delivery_address: text({ max: 500 }).personal('basic'),
    /** Phi địa giới (Nghị định 118/2025/NĐ-CP, Điều 7–8): the commune that settles it, and where the result is handed over. Empty: here. */
    settling: code('place.commune'),
    returning: code('place.commune'),
    /** Who files in the applicant's place and by what paper. */
    representative_name: text({ max: 200 }).personal('basic'),
    representative_national_id: identifier('nationalId').personal('basic'),
    /** Copies asked for, which a fee may be counted by (chứng thực). */
    copies: number({ min: 1, max: 1_000 }),
    representative_paper: text({ max: 500 }),
    papers: rows(
      {
        name: text({ max: 2_000 }).required(),
        origin: choice('original', 'copy', 'electronic').required(),
        count: number({ min: 1, max: 100 }).required(),
        code: text({ max: 60 }),
        file: ref('kernel/file'),
        file_name: text({ max: 200 }),
        digitised: choice('no', 'yes', 'reused'),
        reused_from: ref('one-stop/stored-paper'),
        reused_kind: choice('paper', 'result'),
      },
      { max: 60 },
    ),
    // Pictures of identity papers are sensitive (Nghị định 356/2025/NĐ-CP, Điều 4).
    scans: files({ max: 20 }).personal('sensitive'),
    /** Answered when an account registered online bears the applicant's number and nobody has seen a card for it yet. */
    account_is_theirs: choice('yes', 'no'),
    /** As on her card; entered in the register with who is new there. How they came here: typed, or read from the card's code. */
    birth_date: date().personal('basic'),
    sex: choice('male', 'female').personal('basic'),
    read_from: choice('typed', 'card-code'),
    /** She says she pays less: by which exemption, on what paper (fees/bills.ts). Judged like every claim; the files stay with it. */
    fee_claim: text({ max: 40 }).personal('sensitive'),
    fee_ground: text({ max: 500 }).personal('sensitive'),
    fee_ground_files: refs('kernel/file', { max: 3 }).personal('sensitive'),
    accept_now: yesno().default(true),
    number: text({ max: 40 }).readonly().searchable(),
    dossier: ref('one-stop/dossier').readonly(),
  },
  titleField: 'full_name',
  processing: {
    purpose: {
      vi: 'Ghi nhận việc nộp hồ sơ tại quầy và lập hồ sơ điện tử từ đó.',
      en: 'To record what was handed in at the counter and make the dossier from it.',
    },
    basis: { law: 'Nghị định 118/2025/NĐ-CP', article: 'Điều 17', kind: 'law' },
    subjects: { vi: 'Người nộp hồ sơ tại quầy', en: 'Who files at the counter' },
    recipients: [],
    retention: {
      years: 2,
      after: 'created',
      ends: 'erase',
      basis: 'Quy ước của nền tảng: hồ sơ đã giữ đủ nội dung, phiếu nhập tại quầy chỉ cần để đối chiếu.',
    },
    about: { field: 'national_id', equals: 'national_id' },
  },
  access: {
    read: [{ role: ['one-stop-officer', 'centre-head'] }],
    create: [{ role: ['one-stop-officer', 'centre-head'] }],
    change: ['house'],
  },
  list: {
    columns: ['number', 'full_name', 'channel', 'created_at'],
    sorts: ['created_at'],
    defaultSort: '-created_at',
    filters: ['channel'],
  },
})

export { Complaint } from './complaints/records.ts'
export { DesignExample, ProcedureDesign } from './design/records.ts'
export { Bill, CollectionAccount, FeeClaim, FeeExemption, FeeRule, Receipt, Shift } from './fees/records.ts'
export { IssuedForm } from './printing/records.ts'
export { Announcement } from './quality/records.ts'
export { ResultDraft } from './results/records.ts'
export { Pile, Scan } from './scanning/records.ts'
export { Share } from './sharing/records.ts'
export { CallingRule, Counter, Ticket, TicketKind } from './tickets/records.ts'
