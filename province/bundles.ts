import type { Words } from '#ground/text'
import type { Limit } from '#ground/working-time'
import type { Confidence, ProcedureValue } from './procedure.ts'
import { form, free, type ProcedureDraft, paper, papers, procedure, ways, workingDays } from './procedures/build.ts'
import type { RoleName } from './roles.ts'
import type { StepKind } from './steps.ts'
import type { UnitRule } from './unit-rules.ts'
import { twoLevelFrom } from './units.ts'

/** One step of a procedure that an agency outside settles inside a filing of several. */
export type BundleStep = {
  kind: StepKind
  name: Words
  role: RoleName
  unit: UnitRule
  limit_hours: number | null
}

/** One procedure of a filing of several: a dossier with its own number, clock and result. */
export type BundleMember = {
  /** 'birth'; unique in the bundle. */
  key: string
  procedure: string
  name: Words
  /** The member whose result it waits for; null begins at once. */
  after: string | null
  /** Who settles it: 'commune' for its People's Committee, else the rule of an agency outside. */
  agency: 'commune' | UnitRule
  /** Its own time, counted from when it begins; null: as the procedure announces. */
  limit: Limit | null
  /** null: the procedure's own order of work. */
  steps: BundleStep[] | null
}

/** Thủ tục liên thông: one filing, several results (Nghị định 118/2025/NĐ-CP). */
export type Bundle = {
  /** Word of its address, /nop-lien-thong/khai-sinh. */
  code: string
  /** Code under which the portal announces it, when it does. */
  procedure: string | null
  title: Words
  lead: Words
  members: BundleMember[]
  /** From filing to the last result, as announced. */
  whole: Limit
  valid_from: string
  valid_to: string | null
  source: string
  confidence: Confidence
}

/** An agency outside handles and its head signs: the order of work inside is its own, these two are what we see. */
function outside(unit: UnitRule, handleHours: number, signHours: number, handled: Words): BundleStep[] {
  return [
    { kind: 'handle', name: handled, role: 'handler', unit, limit_hours: handleHours },
    {
      kind: 'sign',
      name: { vi: 'Thủ trưởng cơ quan duyệt, có kết quả', en: 'The head approves; the result exists' },
      role: 'leader',
      unit,
      limit_hours: signHours,
    },
    {
      kind: 'return',
      name: { vi: 'Trả kết quả', en: 'Return the result' },
      role: 'one-stop-officer',
      unit: 'returning-centre',
      limit_hours: null,
    },
  ]
}

const birth: Bundle = {
  code: 'khai-sinh',
  procedure: '2.000986',
  title: {
    vi: 'Đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi',
    en: 'Birth, residence and health insurance card of a child under six',
  },
  lead: {
    vi: 'Khai một lần, nhận ba kết quả: Giấy khai sinh, thông báo đăng ký thường trú và thẻ bảo hiểm y tế.',
    en: 'Declared once, three results: birth certificate, notice of residence and health insurance card.',
  },
  members: [
    {
      key: 'birth',
      procedure: '1.001193',
      name: { vi: 'Đăng ký khai sinh', en: 'Registration of birth' },
      after: null,
      agency: 'commune',
      limit: null,
      steps: null,
    },
    {
      key: 'residence',
      procedure: '1.004222',
      name: { vi: 'Đăng ký thường trú cho trẻ', en: 'Registration of the child’s residence' },
      after: 'birth',
      agency: 'commune-police',
      limit: workingDays(7),
      steps: outside('commune-police', 40, 8, {
        vi: 'Công an xã, phường kiểm tra, đăng ký thường trú',
        en: 'The police of the commune check and register',
      }),
    },
    {
      key: 'insurance',
      procedure: '2.001023',
      name: { vi: 'Cấp thẻ bảo hiểm y tế cho trẻ dưới 6 tuổi', en: 'Health insurance card of a child under six' },
      after: 'birth',
      agency: 'social-insurance',
      limit: workingDays(7),
      steps: outside('social-insurance', 40, 8, {
        vi: 'Bảo hiểm xã hội kiểm tra, lập thẻ',
        en: 'Social insurance checks and makes the card',
      }),
    },
  ],
  whole: workingDays(20),
  valid_from: twoLevelFrom,
  valid_to: null,
  source:
    'Thủ tục 2.000986 trên Cổng Dịch vụ công quốc gia: khai sinh trong ngày, rồi chuyển đồng thời cho Công an và Bảo hiểm xã hội; giờ của từng bước là giá trị của tỉnh, chờ phê duyệt',
  confidence: 'read',
}

const death: Bundle = {
  code: 'khai-tu',
  procedure: null,
  title: {
    vi: 'Đăng ký khai tử, xóa đăng ký thường trú, hỗ trợ chi phí mai táng',
    en: 'Death, end of residence and support for the funeral',
  },
  lead: {
    vi: 'Khai một lần, nhận ba kết quả: Trích lục khai tử, thông báo xóa đăng ký thường trú và quyết định hỗ trợ chi phí mai táng.',
    en: 'Declared once, three results: extract of death, notice of the end of residence and the decision on support.',
  },
  members: [
    {
      key: 'death',
      procedure: '1.000656',
      name: { vi: 'Đăng ký khai tử', en: 'Registration of death' },
      after: null,
      agency: 'commune',
      limit: null,
      steps: null,
    },
    {
      key: 'residence',
      procedure: '1.003197',
      name: { vi: 'Xóa đăng ký thường trú', en: 'End of residence' },
      after: 'death',
      agency: 'commune-police',
      limit: workingDays(5),
      steps: outside('commune-police', 24, 8, {
        vi: 'Công an xã, phường kiểm tra, xóa đăng ký thường trú',
        en: 'The police of the commune check and end the residence',
      }),
    },
    {
      key: 'funeral',
      procedure: '1.001731',
      name: { vi: 'Hỗ trợ chi phí mai táng', en: 'Support for the funeral' },
      after: 'death',
      agency: 'commune',
      limit: null,
      steps: null,
    },
  ],
  whole: workingDays(15),
  valid_from: twoLevelFrom,
  valid_to: null,
  source:
    'Ghép từ các thủ tục 1.000656, 1.003197, 1.001731 của Cổng; thời hạn cả bộ là giá trị của tỉnh, chờ phê duyệt',
  confidence: 'assumed',
}

/** The filings of several procedures, dated. */
export const bundles: Bundle[] = [birth, death]

/** The bundle with this code in force on a day ('YYYY-MM-DD'), or undefined. */
export function findBundle(code: string, day: string): Bundle | undefined {
  return bundles.find(
    (one) => one.code === code && one.valid_from <= day && (one.valid_to === null || day <= one.valid_to),
  )
}

type Outside = ProcedureDraft & { handled_by: ProcedureValue['handled_by'] }

/** A procedure of an agency outside: known here because a filing of several holds it, filed alone with its own agency. */
function ofOthers({ handled_by, ...draft }: Outside): ProcedureValue {
  return { ...procedure({ core: false, ...draft }), handled_by }
}

const residence = {
  sector: 'Đăng ký, quản lý cư trú',
  ministry: 'Bộ Công an',
  decision: '1523/QĐ-BCA-C06',
  agency: 'Công an cấp xã',
  handled_by: 'police',
  legal_refs: ['68/2020/QH14', '154/2024/NĐ-CP', '53/2025/TT-BCA'],
} as const
const residenceForm = form('Tờ khai thay đổi thông tin cư trú (Mẫu CT01)')

/** Procedures of agencies outside that the bundles name. */
export const bundleProcedures: ProcedureValue[] = [
  ofOthers({
    ...residence,
    legal_refs: [...residence.legal_refs],
    code: '1.004222',
    name: 'Đăng ký thường trú',
    methods: [
      ...ways(workingDays(7), { vnd: 10_000, text: '10.000 đồng mỗi lần đăng ký' }, { channels: ['online'] }),
      ...ways(workingDays(7), { vnd: 20_000, text: '20.000 đồng mỗi lần đăng ký' }, { channels: ['in-person'] }),
    ],
    papers: papers(residenceForm, paper('Giấy tờ chứng minh chỗ ở hợp pháp hoặc quan hệ với chủ hộ')),
    results: [
      { name: 'Thông báo kết quả giải quyết thủ tục về cư trú, hủy bỏ thủ tục về cư trú', code: 'KQ.G01.000065' },
    ],
  }),
  ofOthers({
    ...residence,
    legal_refs: [...residence.legal_refs],
    code: '1.003197',
    name: 'Xóa đăng ký thường trú',
    methods: ways(workingDays(5), free, { channels: ['online'] }),
    papers: papers(residenceForm),
    results: [
      { name: 'Thông báo kết quả giải quyết thủ tục về cư trú, hủy bỏ thủ tục về cư trú', code: 'KQ.G01.000065' },
    ],
  }),
  ofOthers({
    code: '2.001023',
    name: 'Cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi (liên thông với đăng ký khai sinh)',
    sector: 'Bảo hiểm y tế',
    ministry: 'Bảo hiểm xã hội Việt Nam',
    agency: 'Bảo hiểm xã hội tỉnh',
    handled_by: 'social-insurance',
    legal_refs: ['51/2024/QH15', '188/2025/NĐ-CP'],
    methods: ways(workingDays(7), free, { confidence: 'assumed' }),
    papers: papers(form('Tờ khai tham gia bảo hiểm y tế')),
    results: [{ name: 'Thẻ bảo hiểm y tế', code: 'KQ.G18.000047' }],
    confidence: 'assumed',
    note: 'Cổng công bố thủ tục này dưới tên liên thông khai sinh – thẻ bảo hiểm y tế; thời hạn riêng của việc cấp thẻ là giá trị của tỉnh, chờ phê duyệt.',
  }),
]
