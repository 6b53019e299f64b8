import {
  choice,
  date,
  instant,
  json,
  money,
  number,
  type Processing,
  type RecordType,
  record,
  ref,
  refs,
  text,
  yesno,
} from '#kernel/records'
import { type FeeChannel, type FeeKind, type FeeLine, payMethods } from './shape.ts'
import {
  accountWords,
  billWords,
  claimWords,
  feeExemptionWords,
  feeRuleWords,
  receiptWords,
  shiftWords,
} from './words.ts'

/** Who takes money and who answers for it. */
export const tillRoles = ['one-stop-officer', 'centre-head'] as const
const lookers = [...tillRoles, 'leader', 'province-monitor'] as const
const setters = {
  create: ['house', { role: ['administrator'] }],
  change: ['house', { role: ['administrator'] }],
  import: ['administrator'],
  export: ['administrator', 'province-monitor'],
} satisfies Partial<RecordType['access']>

/** One price of one procedure on one channel, as a dated row; a new resolution is another row. */
export const FeeRule = record('one-stop/fee-rule', {
  words: feeRuleWords,
  fields: {
    procedure_code: text({ max: 20 }).required().searchable().open(),
    channel: choice('any', 'online', 'in-person', 'post').default('any').open(),
    code: text({ max: 12 }).required().open(),
    name: text({ max: 200 }).required().searchable().open(),
    kind: choice('fee', 'charge').required().open(),
    case: text({ max: 500 }).open(),
    amount: money({ max: 1_000_000_000 }).open(),
    per: choice('dossier', 'copy', 'page').default('dossier').open(),
    next_from: number({ min: 2, max: 1_000 }).open(),
    next_amount: money({ max: 1_000_000_000 }).open(),
    amount_max: money({ max: 1_000_000_000 }).open(),
    collect: choice('filing', 'return').default('filing').open(),
    by_council: yesno().default(false).open(),
    text: text({ max: 1_000 }).open(),
    valid_from: date().required().open(),
    valid_to: date().open(),
    source: text({ max: 500 }).required().open(),
    confidence: choice('published', 'read', 'assumed').default('published').open(),
  },
  titleField: 'name',
  key: ['procedure_code', 'channel', 'code', 'valid_from'],
  access: { read: ['everyone'], ...setters },
  list: {
    columns: ['procedure_code', 'channel', 'name', 'amount', 'per', 'by_council', 'valid_from', 'valid_to'],
    sorts: ['procedure_code', 'valid_from'],
    defaultSort: 'procedure_code',
    filters: ['procedure_code', 'channel', 'by_council', 'confidence'],
  },
})

/** Who pays less, as a dated row (Luật Phí và lệ phí 97/2015/QH13, Điều 10). */
export const FeeExemption = record('one-stop/fee-exemption', {
  words: feeExemptionWords,
  fields: {
    code: text({ max: 40 }).required().open(),
    name_vi: text({ max: 200 }).required().searchable().open(),
    name_en: text({ max: 200 }).required().open(),
    percent: number({ min: 1, max: 100, unit: '%' }).required().open(),
    procedures: json<string[]>().open(),
    sectors: json<string[]>().open(),
    channels: json<FeeChannel[]>().open(),
    kinds: json<FeeKind[]>().open(),
    evidence_vi: text({ max: 500 }).required().open(),
    evidence_en: text({ max: 500 }).required().open(),
    valid_from: date().required().open(),
    valid_to: date().open(),
    source: text({ max: 500 }).required().open(),
    confidence: choice('published', 'read', 'assumed').default('published').open(),
    note: text({ max: 1_000 }).open(),
  },
  titleField: 'name_vi',
  key: ['code', 'valid_from'],
  access: { read: ['everyone'], ...setters },
  list: {
    columns: ['code', 'name_vi', 'percent', 'valid_from', 'valid_to', 'source'],
    sorts: ['code', 'valid_from'],
    defaultSort: 'code',
    filters: ['code', 'confidence'],
  },
})

/** Into which account a centre lets fees be transferred; '*' is every centre. */
export const CollectionAccount = record('one-stop/collection-account', {
  words: accountWords,
  fields: {
    centre: text({ max: 60 }).required().open(),
    bank: text({ max: 6, min: 6 }).required().open(),
    bank_name: text({ max: 100 }).required().open(),
    account: text({ max: 19 }).required().open(),
    holder: text({ max: 100 }).required().open(),
    valid_from: date().required().open(),
    valid_to: date().open(),
    source: text({ max: 500 }).required().open(),
  },
  titleField: 'holder',
  key: ['centre', 'valid_from'],
  checks: { bank_digits: "bank ~ '^[0-9]{6}$'", account_letters: "account ~ '^[0-9A-Za-z]{1,19}$'" },
  access: { read: ['everyone'], ...setters },
  list: {
    columns: ['centre', 'bank_name', 'account', 'holder', 'valid_from', 'valid_to'],
    sorts: ['centre', 'valid_from'],
    defaultSort: 'centre',
    filters: ['centre'],
  },
})

const collecting = <F extends string>(after: F): Processing<F> => ({
  purpose: {
    vi: 'Thu, hoàn và đối chiếu phí, lệ phí của hồ sơ bạn nộp; xét miễn, giảm mà bạn đề nghị.',
    en: 'To collect, refund and reconcile the fees of your dossier, and to judge the exemption you ask for.',
  },
  basis: { law: 'Luật Phí và lệ phí 97/2015/QH13; Nghị định 123/2020/NĐ-CP', article: 'Điều 10', kind: 'law' },
  subjects: { vi: 'Người nộp hồ sơ, người nộp tiền', en: 'Applicants and payers' },
  recipients: [
    { vi: 'Kho bạc Nhà nước và cơ quan tài chính khi đối chiếu', en: 'The treasury and the finance office' },
  ],
  retention: {
    years: 10,
    after,
    ends: 'keep',
    basis: 'Luật Kế toán 88/2015/QH13, Điều 41: chứng từ kế toán lưu ít nhất 10 năm.',
  },
})

/** Somebody says she pays less. Why (poverty, disability, merit) is nobody else's business. */
export const FeeClaim = record('one-stop/fee-claim', {
  words: claimWords,
  fields: {
    dossier: ref('one-stop/dossier').required().readonly(),
    person: ref('kernel/person').required().readonly(),
    exemption: text({ max: 40 }).required().readonly().personal('sensitive'),
    evidence: text({ max: 500 }).readonly().personal('sensitive'),
    evidence_file: ref('kernel/file').readonly(),
    state: choice('claimed', 'confirmed', 'refused').default('claimed').readonly(),
    checked_by: text({ max: 200 }).readonly(),
    checked_at: instant().readonly(),
    reason: text({ max: 1_000 }).readonly(),
    units: refs('kernel/unit', { max: 20 }).readonly(),
  },
  unique: { once: ['dossier', 'exemption'] },
  titleField: 'exemption',
  subject: 'person',
  processing: collecting('checked_at'),
  access: {
    read: [{ role: tillRoles }, { role: tillRoles, at: 'units' }, 'subject'],
    create: ['house'],
    change: ['house'],
  },
  list: {
    columns: ['dossier', 'exemption', 'state', 'checked_by', 'checked_at'],
    sorts: ['created_at'],
    defaultSort: '-created_at',
    filters: ['state'],
  },
})

/** What one dossier has to pay on one occasion. Its lines may change until it is settled, never after. */
export const Bill = record('one-stop/bill', {
  words: billWords,
  fields: {
    /** What a transfer or an online payment names; unique, so the same payment twice is once. */
    reference: text({ max: 30 }).required().readonly().unique().searchable(),
    dossier: ref('one-stop/dossier').required().readonly(),
    dossier_number: text({ max: 40 }).required().readonly().searchable(),
    procedure_code: text({ max: 20 }).required().readonly(),
    applicant: ref('kernel/person').required().readonly(),
    occasion: choice('filing', 'return', 'duty').required().readonly(),
    round: number({ min: 1, max: 99 }).required().readonly(),
    copies: number({ min: 1, max: 500 }).default(1).readonly(),
    pages: number({ min: 1, max: 2_000 }).default(1).readonly(),
    cases: json<string[]>(),
    // Says why somebody pays less: poverty, disability, merit.
    lines: json<FeeLine[]>()
      .personal('sensitive')
      .seenBy(...tillRoles)
      .maskedAs('hidden'),
    amount: money().readonly(),
    exempted: money().readonly(),
    due: money().readonly(),
    state: choice('unpriced', 'awaiting', 'settled', 'void', 'refunded').required().readonly(),
    opened_at: instant().required().readonly(),
    settled_at: instant().readonly(),
    paid_by: choice(...payMethods, 'online').readonly(),
    receipt: ref('one-stop/receipt').readonly(),
    outside_receipt: text({ max: 100 }).readonly(),
    units: refs('kernel/unit', { max: 20 }).readonly(),
  },
  indexes: { unit_settled: { on: 'unit, settled_at' } },
  unique: { round: ['dossier', 'round'] },
  titleField: 'reference',
  subject: 'applicant',
  processing: collecting('settled_at'),
  access: {
    read: [{ role: lookers }, { role: lookers, at: 'units' }, 'subject'],
    create: ['house'],
    change: ['house'],
    export: ['centre-head', 'province-monitor'],
  },
  list: {
    columns: ['reference', 'dossier_number', 'occasion', 'due', 'state', 'opened_at', 'settled_at'],
    sorts: ['opened_at', 'settled_at'],
    defaultSort: '-opened_at',
    filters: ['state', 'occasion', 'procedure_code', 'paid_by', 'opened_at', 'settled_at'],
  },
})

/** Ca thu ngân: from opening the drawer to the count. One open shift a cashier. */
export const Shift = record('one-stop/shift', {
  words: shiftWords,
  fields: {
    cashier: ref('kernel/account').required().readonly(),
    cashier_name: text({ max: 200 }).required().readonly(),
    state: choice('open', 'closed').default('open').readonly(),
    opened_at: instant().required().readonly(),
    opening_cash: money({ max: 1_000_000_000 }).required().readonly(),
    closed_at: instant().readonly(),
    counts: json<Record<string, number>>(),
    expected: money().readonly(),
    counted: money().readonly(),
    /** Counted less expected; below nought money is missing. */
    difference: number({ min: -1_000_000_000_000, max: 1_000_000_000_000, unit: 'đồng' }).readonly(),
    explanation: text({ max: 1_000 }).readonly(),
  },
  indexes: { one_open: { on: 'cashier', unique: true, where: "state = 'open'" } },
  titleField: 'cashier_name',
  access: {
    read: [{ role: lookers }],
    create: ['house'],
    change: ['house'],
    export: ['centre-head', 'province-monitor'],
  },
  list: {
    columns: ['cashier_name', 'state', 'opened_at', 'closed_at', 'expected', 'counted', 'difference'],
    sorts: ['opened_at'],
    defaultSort: '-opened_at',
    filters: ['state', 'opened_at'],
  },
})

/** One line of a receipt, and which dossier it is for. */
export interface ReceiptLine {
  bill: string
  dossier: string
  dossier_number: string
  procedure_code: string
  code: string
  name: string
  kind: FeeKind
  count: number
  amount: number
  exempted: number
  due: number
}

/** Biên lai: numbered by centre and year without gaps; never changed, only cancelled by the head with a reason. */
export const Receipt = record('one-stop/receipt', {
  words: receiptWords,
  fields: {
    number: text({ max: 40 }).required().readonly().unique().searchable(),
    series: text({ max: 40 }).required().readonly(),
    /** Made by who pays: pressing twice, or a message sent again, pays once. */
    payment_key: text({ max: 100 }).required().readonly().unique(),
    shift: ref('one-stop/shift').readonly(),
    cashier: ref('kernel/account').readonly(),
    cashier_name: text({ max: 200 }).required().readonly(),
    issued_at: instant().required().readonly(),
    payer: ref('kernel/person').readonly(),
    payer_name: text({ max: 200 }).required().readonly().personal('basic').searchable(),
    method: choice(...payMethods, 'online')
      .required()
      .readonly(),
    slip: text({ max: 100 }).readonly().searchable(),
    total: money().required().readonly(),
    lines: json<ReceiptLine[]>(),
    dossiers: refs('one-stop/dossier', { max: 20 }).readonly(),
    state: choice('issued', 'cancelled').default('issued').readonly(),
    cancelled_at: instant().readonly(),
    cancelled_by: text({ max: 200 }).readonly(),
    cancel_reason: text({ max: 1_000 }).readonly(),
    refund_method: choice(...payMethods).readonly(),
    refund_shift: ref('one-stop/shift').readonly(),
    reprints: number({ min: 0, max: 100 }).default(0).readonly(),
    units: refs('kernel/unit', { max: 20 }).readonly(),
  },
  indexes: { unit_cancelled: { on: 'unit, cancelled_at', where: 'cancelled_at is not null' } },
  titleField: 'number',
  subject: 'payer',
  processing: collecting('issued_at'),
  access: {
    read: [{ role: lookers }, { role: lookers, at: 'units' }, 'subject'],
    create: ['house'],
    change: ['house'],
    export: ['centre-head', 'province-monitor'],
  },
  list: {
    columns: ['number', 'payer_name', 'method', 'total', 'state', 'cashier_name', 'issued_at'],
    sorts: ['issued_at'],
    defaultSort: '-issued_at',
    filters: ['state', 'method', 'issued_at'],
  },
})
