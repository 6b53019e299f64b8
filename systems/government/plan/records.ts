import {
  choice,
  computed,
  date,
  files,
  instant,
  json,
  money,
  number,
  record,
  ref,
  refs,
  richtext,
  rows,
  text,
  type Who,
  yesno,
} from '#kernel/records'
import type { Gathered } from './gathered.ts'
import {
  APPROVER,
  FINANCE,
  FOCAL,
  PARTNER,
  parts,
  REPORTER,
  type Section,
  sources,
  statuses,
  termKinds,
} from './rules.ts'
import {
  approvalRecordWords,
  budgetRecordWords,
  evidenceRecordWords,
  indicatorRecordWords,
  lineRecordWords,
  milestoneRecordWords,
  obstacleRecordWords,
  peerRecordWords,
  provinceReportRecordWords,
  reportRecordWords,
  riskRecordWords,
  scoreRecordWords,
  termRecordWords,
} from './words.ts'

const YEAR_MIN = 2020
const YEAR_MAX = 2060
const UNITS_MAX = 300
const yearField = () => number({ min: YEAR_MIN, max: YEAR_MAX })

/**
 * Who sees what hangs on a content: the unit that wrote it, the units responsible for the content, the focal department and
 * whoever oversees it from above. The partner is no unit of the State: it sees what it wrote itself and what is public.
 */
const inside: Who[] = [
  { role: [FOCAL, REPORTER, PARTNER] },
  { role: [REPORTER, 'leader'], at: 'units' },
  { role: [FOCAL, 'province-monitor', APPROVER], at: 'focal' },
]
/** Written once by the house when the row comes to be, from its content; they carry the sight. */
const seenBy = { focal: ref('kernel/unit').readonly(), units: refs('kernel/unit', { max: UNITS_MAX }).readonly() }

/** Nội dung: one content of the appendix. Every field is public. */
export const Line = record('plan/line', {
  words: lineRecordWords,
  fields: {
    code: text({ max: 20, min: 2 }).required().searchable().open(),
    position: number({ min: 1, max: 999 }).required(),
    part: choice(...parts)
      .required()
      .open(),
    field: text({ max: 200 }).required().searchable().open(),
    field_en: text({ max: 200 }),
    content: text({ max: 1_000 }).required().searchable().open(),
    content_en: text({ max: 1_000 }),
    from_year: yearField().required().open(),
    to_year: yearField().required().open(),
    status: choice(...statuses)
      .default('not-started')
      .readonly()
      .open(),
    progress: number({ min: 0, max: 100, unit: '%' }).default(0).readonly().open(),
    summary: text({ max: 4_000 }).readonly().open(),
    progress_on: date().readonly().open(),
    done_on: date().readonly().open(),
    partner: ref('kernel/unit').readonly(),
    units: refs('kernel/unit', { max: UNITS_MAX }).readonly(),
    units_text: text({ max: 1_000 }).required().open(),
    units_text_en: text({ max: 1_000 }),
    systems: json<string[]>(),
    source: text({ max: 500 }),
  },
  titleField: 'content',
  key: ['code'],
  checks: { period: 'from_year <= to_year' },
  access: {
    read: ['everyone'],
    create: ['house', { role: [FOCAL] }],
    change: ['house', { role: [FOCAL] }],
    export: [FOCAL, 'province-monitor'],
  },
  list: {
    columns: ['code', 'part', 'content', 'status', 'progress', 'from_year', 'to_year'],
    sorts: ['position', 'progress', 'to_year'],
    defaultSort: 'position',
    filters: ['part', 'status', 'to_year', 'progress'],
  },
})

/** Chấp thuận chủ trương: nothing of the plan begins before the authority has agreed (plan, I.2). */
export const Approval = record('plan/approval', {
  words: approvalRecordWords,
  fields: {
    line: ref('plan/line').required(),
    title: text({ max: 300, min: 5 }).required().searchable(),
    content: richtext({ max: 10_000 }).required(),
    amount: money(),
    authority: choice('people-committee', 'people-council', 'department', 'ministry').default('people-committee'),
    files: files({ max: 10 }),
    status: choice('asked', 'submitted', 'returned', 'approved', 'refused', 'withdrawn').default('asked').readonly(),
    asked_on: date().readonly(),
    opinion: text({ max: 4_000 }).readonly(),
    number: text({ max: 100 }).readonly().searchable(),
    decided_on: date().readonly(),
    decided_by: text({ max: 200 }).readonly(),
    conclusion: text({ max: 4_000 }).readonly(),
    ...seenBy,
  },
  titleField: 'title',
  access: { read: inside, create: ['house', { role: [FOCAL, REPORTER] }], change: ['house'] },
  list: {
    columns: ['title', 'line', 'status', 'amount', 'number', 'decided_on'],
    sorts: ['asked_on', 'decided_on'],
    defaultSort: '-asked_on',
    filters: ['status', 'line', 'authority', 'decided_on'],
  },
})

/** Dòng kinh phí of a content by year, source and spending unit. Integer đồng. */
export const Budget = record('plan/budget', {
  words: budgetRecordWords,
  fields: {
    line: ref('plan/line').required(),
    year: yearField().required(),
    source: choice(...sources).required(),
    spender: ref('kernel/unit').required(),
    planned: money().default(0),
    allocated: money().default(0),
    spent: money().default(0),
    document: text({ max: 300 }),
    note: text({ max: 1_000 }),
    ...seenBy,
  },
  titleField: 'document',
  key: ['line', 'year', 'source', 'spender'],
  // Luật Ngân sách nhà nước: what was not allocated cannot be spent. Money of others is entered as it came.
  checks: { within_allocation: "source <> 'state-budget' or spent <= allocated" },
  access: {
    read: [...inside, { role: [FINANCE], at: 'anywhere' }],
    create: ['house', { role: [FOCAL, REPORTER, PARTNER, FINANCE] }],
    change: [
      'house',
      { role: [FOCAL, REPORTER, PARTNER] },
      { role: [FOCAL], at: 'focal' },
      { role: [FINANCE], at: 'anywhere' },
    ],
    export: [FOCAL, FINANCE],
  },
  list: {
    columns: ['line', 'year', 'source', 'spender', 'planned', 'allocated', 'spent'],
    sorts: ['year', 'planned'],
    defaultSort: '-year',
    filters: ['year', 'source', 'line', 'spender'],
  },
})

/** Mốc: what must be there by when. Public. */
export const Milestone = record('plan/milestone', {
  words: milestoneRecordWords,
  fields: {
    line: ref('plan/line').required(),
    title: text({ max: 300, min: 3 }).required().searchable(),
    due: date().required(),
    weight: number({ min: 1, max: 100 }).default(1),
    owner: ref('kernel/unit'),
    done_on: date(),
    result: text({ max: 2_000 }),
  },
  titleField: 'title',
  access: {
    read: ['everyone'],
    create: ['house', { role: [FOCAL] }],
    // Its owner says that it is done through a door of its own: a due day is not moved by whoever must keep it.
    change: ['house', { role: [FOCAL] }],
  },
  list: {
    columns: ['title', 'line', 'due', 'owner', 'done_on'],
    sorts: ['due', 'done_on'],
    defaultSort: 'due',
    filters: ['line', 'due', 'done_on', 'owner'],
  },
})

/** Rủi ro: likelihood times impact, response and who watches it. */
export const Risk = record('plan/risk', {
  words: riskRecordWords,
  fields: {
    line: ref('plan/line').required(),
    title: text({ max: 300, min: 5 }).required().searchable(),
    likelihood: number({ min: 1, max: 5 }).required(),
    impact: number({ min: 1, max: 5 }).required(),
    weighting: computed<number>('integer', '(likelihood * impact)::integer'),
    response: choice('avoid', 'reduce', 'transfer', 'accept').required(),
    action: text({ max: 2_000 }),
    owner: ref('kernel/unit'),
    review_on: date(),
    status: choice('open', 'closed').default('open'),
    ...seenBy,
  },
  titleField: 'title',
  access: {
    read: inside,
    create: ['house', { role: [FOCAL, REPORTER, PARTNER] }],
    change: ['house', { role: [FOCAL, REPORTER, PARTNER] }, { role: [FOCAL], at: 'focal' }],
  },
  list: {
    columns: ['title', 'line', 'weighting', 'response', 'owner', 'status', 'review_on'],
    sorts: ['weighting', 'review_on'],
    defaultSort: '-weighting',
    filters: ['status', 'line', 'response', 'review_on'],
  },
})

/** Vướng mắc: sent by a unit or the partner to the focal department, which must answer (plan, IV.1 and IV.3). */
export const Obstacle = record('plan/obstacle', {
  words: obstacleRecordWords,
  fields: {
    line: ref('plan/line').required(),
    title: text({ max: 300, min: 5 }).required().searchable(),
    content: richtext({ max: 10_000 }).required(),
    wanted: text({ max: 2_000 }).required(),
    files: files({ max: 10 }),
    status: choice('sent', 'forwarded', 'more-asked', 'answered', 'closed', 'withdrawn').default('sent').readonly(),
    sent_on: date().readonly(),
    answer_due_at: instant().readonly(),
    answer: text({ max: 10_000 }).readonly(),
    answered_at: instant().readonly(),
    forwarded_to: text({ max: 300 }).readonly(),
    question: text({ max: 2_000 }).readonly(),
    ...seenBy,
  },
  titleField: 'title',
  access: { read: inside, create: ['house', { role: [FOCAL, REPORTER, PARTNER] }], change: ['house'] },
  list: {
    columns: ['title', 'line', 'status', 'sent_on', 'answer_due_at'],
    sorts: ['sent_on', 'answer_due_at'],
    defaultSort: '-sent_on',
    filters: ['status', 'line', 'sent_on', 'answer_due_at'],
  },
})

/** Minh chứng: a file, an address, or a system of this house that must be there and switched on. */
export const Evidence = record('plan/evidence', {
  words: evidenceRecordWords,
  fields: {
    line: ref('plan/line').required(),
    milestone: ref('plan/milestone'),
    title: text({ max: 300, min: 3 }).required().searchable(),
    kind: choice('file', 'link', 'system').required(),
    files: files({ max: 10 }),
    url: text({ max: 500 }),
    system: text({ max: 60 }),
    note: text({ max: 2_000 }),
    open: yesno().default(false),
    ...seenBy,
  },
  titleField: 'title',
  checks: {
    https: "url is null or url ~ '^https://[^[:space:]]+$'",
    system_name: "system is null or system ~ '^[a-z][a-z0-9-]*$'",
  },
  access: {
    read: inside,
    create: ['house', { role: [FOCAL, REPORTER, PARTNER] }],
    change: ['house', { role: [FOCAL, REPORTER, PARTNER] }, { role: [FOCAL], at: 'focal' }],
  },
  list: {
    columns: ['title', 'line', 'kind', 'created_at'],
    sorts: ['created_at'],
    defaultSort: '-created_at',
    filters: ['kind', 'line'],
  },
})

/** Báo cáo năm of a responsible unit or of the partner; its text is written through its own door while it is a draft. */
export const Report = record('plan/report', {
  words: reportRecordWords,
  fields: {
    title: text({ max: 300 }).required().readonly().searchable(),
    year: yearField().required().readonly(),
    kind: choice('unit', 'partner').required().readonly(),
    status: choice('draft', 'submitted', 'returned', 'accepted').default('draft').readonly(),
    general: richtext({ max: 10_000 }).readonly(),
    lines: rows(
      {
        line: ref('plan/line').required(),
        code: text({ max: 20 }).required(),
        content: text({ max: 1_000 }).required(),
        done: text({ max: 4_000 }),
        figures: text({ max: 2_000 }),
        progress: number({ min: 0, max: 100, unit: '%' }),
        planned: money(),
        spent: money(),
      },
      { max: 60 },
    ).readonly(),
    obstacles: richtext({ max: 10_000 }).readonly(),
    proposals: richtext({ max: 10_000 }).readonly(),
    next_year: richtext({ max: 10_000 }).readonly(),
    due_on: date().required().readonly(),
    submitted_on: date().readonly(),
    late: yesno().readonly(),
    reason: text({ max: 2_000 }).readonly(),
    accepted_on: date().readonly(),
    prefilled_at: instant().readonly(),
    focal: ref('kernel/unit').readonly(),
  },
  titleField: 'title',
  // One report a unit and a year: asked of the database, so that two hosts cannot open it twice.
  unique: { unit_year: ['unit', 'year'] },
  access: {
    read: [
      { role: [FOCAL, REPORTER, PARTNER, 'leader'] },
      { role: [FOCAL, 'province-monitor', APPROVER], at: 'focal' },
    ],
    create: ['house'],
    change: ['house'],
  },
  list: {
    columns: ['title', 'year', 'status', 'due_on', 'submitted_on', 'late'],
    sorts: ['year', 'due_on', 'submitted_on'],
    defaultSort: '-year',
    filters: ['year', 'status', 'kind', 'late', 'due_on'],
  },
})

/** Báo cáo tổng hợp: what was gathered, and apart from it the words people changed. Gathering again keeps the words. */
export const ProvinceReport = record('plan/province-report', {
  words: provinceReportRecordWords,
  fields: {
    title: text({ max: 300 }).required().readonly().searchable(),
    year: yearField().required().readonly(),
    status: choice('drafting', 'submitted', 'issued').default('drafting').readonly(),
    gathered: json<Gathered>(),
    gathered_at: instant().readonly(),
    /** Text in the place of the house's own, by section, with the text it replaced: when that changes, it is said. */
    edits: json<Partial<Record<Section, { text: string; instead: string; by: string; at: string }>>>(),
    number: text({ max: 100 }).readonly().searchable(),
    issued_on: date().readonly(),
    signer: text({ max: 200 }).readonly(),
    focal: ref('kernel/unit').readonly(),
  },
  titleField: 'title',
  key: ['year'],
  access: {
    read: [{ role: [FOCAL] }, { role: ['province-monitor', APPROVER], at: 'focal' }],
    create: ['house'],
    change: ['house'],
  },
  list: {
    columns: ['title', 'year', 'status', 'gathered_at', 'number', 'issued_on'],
    sorts: ['year'],
    defaultSort: '-year',
    filters: ['year', 'status'],
  },
})

/** A rule as a dated row: when reports are due, how long an answer may take, from when a content counts as behind. */
export const Term = record('plan/term', {
  words: termRecordWords,
  fields: {
    what: choice(...termKinds).required(),
    value: text({ max: 60, min: 1 }).required(),
    valid_from: date().required(),
    valid_to: date(),
    source: text({ max: 500 }).required().searchable(),
    confidence: choice('published', 'assumed').required(),
  },
  titleField: 'source',
  key: ['what', 'valid_from'],
  checks: {
    value_shape:
      "case when what in ('report-due', 'report-remind') then value ~ '^(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$' " +
      "when what = 'reminder-days' then value ~ '^[0-9]{1,3}(,[0-9]{1,3}){0,11}$' else value ~ '^[0-9]{1,4}$' end",
  },
  access: {
    read: ['everyone'],
    create: ['house', { role: ['administrator'] }, { role: [FOCAL], at: 'anywhere' }],
    change: ['house', { role: ['administrator'] }, { role: [FOCAL], at: 'anywhere' }],
  },
  list: {
    columns: ['what', 'value', 'valid_from', 'valid_to', 'confidence'],
    sorts: ['what', 'valid_from'],
    defaultSort: 'what',
    filters: ['what', 'confidence'],
  },
})

/** One sub-indicator of an edition of the DTI, as a dated row: a new edition is other rows. */
export const Indicator = record('plan/indicator', {
  words: indicatorRecordWords,
  fields: {
    edition: text({ max: 40 }).required(),
    code: text({ max: 20 }).required().searchable(),
    position: number({ min: 1, max: 999 }).required(),
    main: text({ max: 20 }).required(),
    pillar: choice('foundation', 'government', 'economy', 'society').required(),
    name: text({ max: 300 }).required().searchable(),
    name_en: text({ max: 300 }),
    points: number({ min: 0, max: 1_000, decimals: 2 }).required(),
    points_known: yesno().default(false),
    formula: choice('ratio', 'steps', 'yes-no', 'entered').required(),
    steps: rows(
      {
        from: number({ min: 0, decimals: 2 }).required(),
        points: number({ min: 0, max: 1_000, decimals: 2 }).required(),
      },
      { max: 12 },
    ),
    live: text({ max: 60 }),
    owner: ref('kernel/unit'),
    effort: number({ min: 1, max: 5 }).default(3),
    valid_from: date().required(),
    valid_to: date(),
    source: text({ max: 500 }).required(),
    confidence: choice('published', 'ours', 'unknown').required(),
  },
  titleField: 'name',
  key: ['edition', 'code'],
  access: {
    read: ['everyone'],
    create: ['house', { role: [FOCAL] }],
    change: ['house', { role: [FOCAL] }],
    import: [FOCAL],
    export: [FOCAL, 'province-monitor'],
  },
  list: {
    columns: ['code', 'name', 'main', 'points', 'formula', 'confidence', 'effort'],
    sorts: ['position', 'points'],
    defaultSort: 'position',
    filters: ['edition', 'main', 'formula', 'confidence'],
  },
})

/** What was reached of one sub-indicator in a year. Points are never stored: rules compute them from what is. */
export const Score = record('plan/score', {
  words: scoreRecordWords,
  fields: {
    indicator: ref('plan/indicator').required(),
    code: text({ max: 20 }).readonly().searchable(),
    year: yearField().required(),
    numerator: number({ min: 0, decimals: 4, max: 1_000_000_000_000 }),
    denominator: number({ min: 0, decimals: 4, max: 1_000_000_000_000 }),
    reached: number({ min: 0, decimals: 2, max: 1_000_000 }),
    verified: number({ min: 0, max: 1_000, decimals: 2 }),
    origin: choice('entered', 'house').default('entered').readonly(),
    taken_at: instant().readonly(),
    explanation: text({ max: 4_000 }),
    evidence: files({ max: 10 }),
    link: text({ max: 500 }),
    owner: ref('kernel/unit'),
  },
  titleField: 'code',
  key: ['indicator', 'year'],
  checks: {
    part_of_whole: 'denominator is null or numerator is null or numerator <= denominator',
    https: "link is null or link ~ '^https://[^[:space:]]+$'",
  },
  access: {
    read: [{ role: [FOCAL, 'province-monitor', APPROVER] }, { role: [REPORTER], at: 'owner' }],
    create: ['house', { role: [FOCAL] }],
    change: ['house', { role: [FOCAL] }],
    export: [FOCAL],
  },
  list: {
    columns: ['code', 'indicator', 'year', 'numerator', 'denominator', 'reached', 'verified', 'origin'],
    sorts: ['year', 'code'],
    defaultSort: '-year',
    filters: ['year', 'indicator', 'origin'],
  },
})

/** What was published of another province: for the rank, and for what raises it. */
export const Peer = record('plan/peer', {
  words: peerRecordWords,
  fields: {
    province: text({ max: 100, min: 2 }).required().searchable(),
    year: yearField().required(),
    points: number({ min: 0, max: 1_000, decimals: 2 }).required(),
    source: text({ max: 500 }).required(),
    link: text({ max: 500 }),
  },
  titleField: 'province',
  key: ['province', 'year'],
  checks: { https: "link is null or link ~ '^https://[^[:space:]]+$'" },
  access: {
    read: ['everyone'],
    create: ['house', { role: [FOCAL] }],
    change: ['house', { role: [FOCAL] }],
    import: [FOCAL],
  },
  list: {
    columns: ['province', 'year', 'points', 'source'],
    sorts: ['points', 'year'],
    defaultSort: '-points',
    filters: ['year'],
  },
})
