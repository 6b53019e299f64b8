import { fold, type Words } from '#ground/text'
import type { Limit } from '#ground/working-time'
import {
  type Channel,
  departmentOf,
  type Method,
  type PaperCase,
  type ProcedureResult,
  procedures,
  sectionOf,
  workingHoursOf,
} from '#province'
import { limitFor } from '../rules.ts'
import { kindAsked, paperKinds } from '../scanning/kinds.ts'
import { both, choice, longText, personName, short, text } from './fields.ts'
import { formerPage, pagesOfSector } from './sectors.ts'
import type {
  Design,
  DesignFee,
  DesignField,
  DesignPage,
  DesignPaper,
  DesignResult,
  DesignStage,
  DesignStepKind,
} from './shape.ts'

/**
 * How a procedure is run when nobody has designed it: what the portal announces of it, made into a form, a list of papers,
 * fees, stages and a text of the result. Pure and repeatable: the same announcement gives the same design.
 */

/** What a default is made from: a row of one-stop/procedure, or any value with these. */
export interface Announced {
  code: string
  name: string
  sector: string
  ministry: string | null
  levels: readonly string[] | null
  applicants: readonly string[] | null
  methods: readonly Method[] | null
  papers: readonly PaperCase[] | null
  results: readonly ProcedureResult[] | null
  legal_refs: readonly string[] | null
  cutoff: string | null
}

const w = (vi: string, en: string): Words => ({ vi, en })

// ------------------------------------------------------------------------------------------------------------- form

const isPerson = (applicant: string) => /công dân|^người|cán bộ|đảng viên/i.test(applicant)

/** Who asks: a person is known already; an organisation says its name, number and who speaks for it. */
function askerPage(applicants: readonly string[]): DesignPage | null {
  const persons = applicants.some(isPerson)
  const bodies = applicants.some((one) => !isPerson(one))
  if (!bodies) return null
  const when = { field: 'asker', is: 'equals', value: 'organisation' } as const
  const asker = choice(
    'asker',
    w('Bạn nộp hồ sơ với tư cách', 'You file as'),
    [
      ['person', 'Cá nhân, hộ gia đình', 'A person or household'],
      ['organisation', 'Tổ chức, doanh nghiệp, hợp tác xã', 'An organisation, company or co-operative'],
    ],
    { required: true },
  )
  const body: DesignField[] = [
    text('org_name', w('Tên tổ chức, doanh nghiệp', 'Name of the organisation'), { max: 300, required: true }),
    {
      name: 'org_tax_code',
      kind: 'identifier',
      identifier: 'taxCode',
      label: w('Mã số doanh nghiệp, mã số thuế', 'Tax number'),
      prefill: { from: 'applicant', field: 'tax_code' },
    },
    text('org_address', w('Trụ sở', 'Seat'), { max: 300, required: true }),
    personName('org_representative', w('Người đại diện theo pháp luật', 'Legal representative')),
    text('org_position', w('Chức vụ', 'Position'), { max: 100 }),
  ]
  return {
    name: 'asker',
    title: w('Người đề nghị', 'Who asks'),
    short: w('Người đề nghị', 'Who asks'),
    fields: persons ? [asker, ...body.map((field) => ({ ...field, when }))] : body,
  }
}

function matterPage(alone: boolean): DesignPage {
  return {
    name: 'content',
    title: w('Nội dung đề nghị', 'What you ask'),
    short: w('Nội dung', 'Content'),
    ...(alone
      ? {
          lead: w(
            'Thủ tục này chưa có tờ khai điện tử riêng. Hãy ghi nội dung đề nghị; tờ khai theo mẫu tải lên ở trang giấy tờ.',
            'This procedure has no electronic form of its own yet. Say what you ask; the official form is uploaded with the papers.',
          ),
        }
      : {}),
    fields: [
      longText('content', w('Nội dung đề nghị giải quyết', 'What you ask for'), {
        required: true,
        lines: alone ? 6 : 4,
        help: w(
          'Ghi ngắn gọn việc cần giải quyết, giấy tờ hoặc đối tượng liên quan.',
          'Briefly: the matter, and which papers or things it is about.',
        ),
      }),
      longText('purpose', w('Mục đích', 'Purpose'), { max: 500, lines: 2 }),
      ...(alone
        ? [
            text(
              'subject',
              w('Tên tổ chức, cơ sở hoặc người liên quan', 'Organisation, business or person concerned'),
              {
                max: 300,
                help: w('Bỏ trống nếu bạn làm cho chính mình.', 'Leave empty if it is for yourself.'),
              },
            ),
          ]
        : []),
    ],
  }
}

/** Which case it is, where the announced papers differ by case; the answer is the case's place in the list, or 'none'. */
export function casePage(papers: readonly PaperCase[]): DesignPage | null {
  const cases = papers.flatMap((one, index) =>
    one.case === null ? [] : [{ value: String(index), label: both(short(one.case, 300)) }],
  )
  const common = papers.some((one) => one.case === null)
  // One case that is everybody's is no question.
  if (cases.length + (common ? 1 : 0) < 2) return null
  return {
    name: 'case',
    title: w('Trường hợp của bạn', 'Your case'),
    short: w('Trường hợp', 'Case'),
    lead: w('Giấy tờ cần nộp khác nhau theo từng trường hợp.', 'The papers differ from case to case.'),
    fields: [
      {
        name: 'paper_case',
        kind: 'choice',
        label: w('Bạn thuộc trường hợp nào?', 'Which case is yours?'),
        required: true,
        choices: common ? [{ value: 'none', label: w('Trường hợp thông thường', 'The usual case') }, ...cases] : cases,
      },
    ],
  }
}

// ----------------------------------------------------------------------------------------------------------- papers

/** Results of the province's common procedures whose paper another procedure may ask for again. */
const results = procedures
  .flatMap((one) => one.results)
  .filter((result): result is { name: string; code: string } => result.code !== null)
  .map((result) => ({ code: result.code, folded: fold(result.name) }))
const RESULT_NAME_MIN = 12

/** Codes of results that serve as a paper of this name. */
export function reuseOf(name: string): string[] {
  const folded = fold(name)
  // A paper of a known kind that was digitised before (scanning/) serves as well.
  const kind = kindAsked(name, paperKinds)
  return [
    ...new Set([
      ...results
        .filter((result) => result.folded.length >= RESULT_NAME_MIN && folded.includes(result.folded))
        .map((result) => result.code),
      ...(kind && kind.monthsMax !== 0 ? [kind.code] : []),
    ]),
  ]
}

/** The announced papers of every case. With `electronic` the answers stand in for the paper forms. */
export function announcedPapers(cases: readonly PaperCase[], electronic: boolean): DesignPaper[] {
  const told = casePage(cases) !== null
  return cases.flatMap((one, c) =>
    one.items.flatMap((item, i): DesignPaper[] => {
      if (item.kind === 'remark') return []
      const reuse = reuseOf(item.name)
      return [
        {
          code: `${c}-${i}`,
          name: short(item.name, 2_000),
          form: item.form,
          original: item.original,
          copy: item.copy,
          required: item.required,
          ...(one.case === null || !told
            ? {}
            : { when: { field: 'paper_case', is: 'equals', value: String(c) } as const }),
          ...(electronic && item.form !== null ? { answered: true } : {}),
          ...(item.kind === 'present' ? { present: true } : {}),
          ...(reuse.length > 0 ? { reuse } : {}),
        },
      ]
    }),
  )
}

// ------------------------------------------------------------------------------------------------------------- fees

const channels: readonly Channel[] = ['online', 'in-person', 'post']

/**
 * The announced fees, one line a channel: the lowest, because rows of one channel stand for cases that the announcement
 * tells apart in prose only. What the People's Council fixes and nobody has told us stands as a line without an amount.
 */
export function announcedFees(methods: readonly Method[]): DesignFee[] {
  return channels.flatMap((channel): DesignFee[] => {
    const rows = methods.filter((method) => method.channel === channel)
    const known = rows.map((method) => method.fee_vnd).filter((fee): fee is number => fee !== null && fee > 0)
    const free = rows.some((method) => method.fee_vnd === 0)
    const byCouncil = rows.some((method) => method.fee_by_council)
    if ((free || known.length === 0) && !byCouncil) return []
    const words = rows.find((method) => method.fee_text)?.fee_text ?? null
    return [
      {
        code: `announced-${channel}`,
        name: short(words ?? 'Phí, lệ phí theo công bố', 300),
        kind: words?.toLowerCase().startsWith('phí') ? 'charge' : 'fee',
        amount: byCouncil || known.length === 0 ? 0 : Math.min(...known),
        per: 'dossier',
        channel,
        collect: 'filing',
        ...(byCouncil ? { byCouncil: true } : {}),
      },
    ]
  })
}

// ----------------------------------------------------------------------------------------------------------- stages

const stepNames: Record<DesignStepKind, Words> = {
  receive: w('Tiếp nhận hồ sơ', 'Receive the dossier'),
  handle: w('Thụ lý hồ sơ', 'Handle the dossier'),
  review: w('Lãnh đạo phòng soát xét', 'Review by the head of section'),
  sign: w('Lãnh đạo ký', 'Signature of the leader'),
  stamp: w('Văn thư vào số, đóng dấu', 'Number and stamp by the clerk'),
  duty: w('Xác định nghĩa vụ tài chính', 'Determine the financial duty'),
  return: w('Trả kết quả', 'Return the result'),
}

type Shares = readonly [kind: 'receive' | 'handle' | 'review' | 'sign' | 'stamp', hours: number][]

/** The working hours of a limit, parted among the steps so that they add up to it. Handling takes what is left. */
function sharesOf(hours: number): Shares {
  if (hours < 1.5)
    return [
      ['receive', hours / 2],
      ['sign', hours / 2],
    ]
  if (hours < 4)
    return [
      ['receive', 0.5],
      ['handle', hours - 1],
      ['sign', 0.5],
    ]
  const [receive, review, sign, stamp] =
    hours < 8 ? [0.5, 0.5, 0.5, 0.5] : hours < 24 ? [1, 1, 1, 1] : hours < 80 ? [2, 4, 4, 2] : [4, 8, 8, 4]
  return [
    ['receive', receive as number],
    ['handle', hours - (receive as number) - (review as number) - (sign as number) - (stamp as number)],
    ['review', review as number],
    ['sign', sign as number],
    ['stamp', stamp as number],
  ]
}

/** The office of the People's Committee has no leader of its own who signs: the leaders of the province do. */
const OFFICE_OF_THE_PROVINCE = 'H20.vp'

/** Stages one after another, by the level that settles and the announced limit in working hours. */
export function usualStages(procedure: Pick<Announced, 'sector' | 'ministry' | 'levels'>, limit: Limit): DesignStage[] {
  const atCommune = (procedure.levels ?? []).includes('commune')
  const section = sectionOf(procedure.sector)
  const department = departmentOf(procedure.ministry)
  const unitOf = (kind: DesignStepKind): string => {
    if (kind === 'receive') return 'receiving-centre'
    if (kind === 'return') return 'returning-centre'
    if (atCommune) return kind === 'sign' ? 'commune-leaders' : kind === 'stamp' ? 'commune-office' : section
    if (kind === 'sign' && department === OFFICE_OF_THE_PROVINCE) return 'province-leaders'
    return `department:${department}`
  }
  const roleOf: Record<DesignStepKind, string> = {
    receive: 'one-stop-officer',
    handle: 'handler',
    review: 'section-head',
    sign: 'leader',
    stamp: 'clerk',
    duty: 'handler',
    return: 'one-stop-officer',
  }
  const stage = (kind: DesignStepKind, limitHours: number | null): DesignStage => ({
    key: kind,
    name: stepNames[kind],
    steps: [{ key: kind, kind, name: stepNames[kind], role: roleOf[kind], unit: unitOf(kind), limitHours }],
  })
  return [...sharesOf(workingHoursOf(limit)).map(([kind, hours]) => stage(kind, hours)), stage('return', null)]
}

// ----------------------------------------------------------------------------------------------------------- result

const kinds: readonly [RegExp, string][] = [
  [/^quyết định/i, 'Quyết định'],
  [/^giấy phép/i, 'Giấy phép'],
  [/^giấy chứng nhận/i, 'Giấy chứng nhận'],
  [/^giấy xác nhận/i, 'Giấy xác nhận'],
  [/^trích lục/i, 'Trích lục'],
  [/^thông báo/i, 'Thông báo'],
  [/^chứng chỉ/i, 'Chứng chỉ'],
]

/** A text that can be typeset as it stands; null when no result is announced. */
export function usualResult(procedure: Pick<Announced, 'results' | 'legal_refs' | 'levels'>): DesignResult | null {
  const [first] = procedure.results ?? []
  if (!first) return null
  const kind = kinds.find(([fits]) => fits.test(first.name))?.[1] ?? 'Văn bản'
  const atCommune = (procedure.levels ?? []).includes('commune')
  const decision = kind === 'Quyết định'
  const request = 'Xét đề nghị của {{applicant.name}} tại hồ sơ {{dossier.number}} ngày {{dossier.received_on}};'
  return {
    kind,
    subject: short(first.name, 300),
    bases: [
      ...(procedure.legal_refs ?? []).slice(0, 8).map((ref) => `Căn cứ văn bản số ${ref};`),
      ...(decision ? [request] : []),
    ],
    paragraphs: decision
      ? []
      : [
          `${request.slice(0, -1)}, {{agency.name}} ${kind === 'Thông báo' ? 'thông báo' : 'xác nhận'} kết quả giải quyết như đề nghị.`,
        ],
    articles: decision
      ? [
          'Điều 1. Chấp thuận đề nghị của {{applicant.name}} tại hồ sơ {{dossier.number}}.',
          'Điều 2. Quyết định này có hiệu lực kể từ ngày ký.',
          'Điều 3. Các đơn vị liên quan và {{applicant.name}} chịu trách nhiệm thi hành Quyết định này.',
        ]
      : [],
    receivers: ['{{applicant.name}}', 'Lưu: VT'],
    signer: atCommune ? ['TM. ỦY BAN NHÂN DÂN', 'CHỦ TỊCH'] : ['GIÁM ĐỐC'],
    validYears: null,
    code: first.code,
  }
}

/** The design of a procedure that has none of its own. */
export function defaultDesign(procedure: Announced): Design {
  const methods = [...(procedure.methods ?? [])]
  const papers = procedure.papers ?? []
  const sector = pagesOfSector(procedure.sector)
  const former = formerPage(procedure.name)
  const pages = [
    askerPage(procedure.applicants ?? []),
    ...sector,
    former,
    matterPage(sector.length === 0 && former === null),
    casePage(papers),
  ].filter((page): page is DesignPage => page !== null)
  return {
    pages,
    papers: announcedPapers(papers, false),
    fees: announcedFees(methods),
    stages: usualStages(procedure, limitFor({ methods }, 'online').limit),
    result: usualResult(procedure),
    cutoff: procedure.cutoff,
  }
}
