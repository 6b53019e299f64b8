import type { Words } from '#ground/text'
import { communes } from './communes.ts'
import { communeUnitCode, departmentCodes, focalUnitCode, partnerUnitCode, units } from './units.ts'

/**
 * The appendix of the province's plan to carry out its agreement with VNPT on digital transformation, 2026–2030: forty
 * contents in five parts, said in our own words. The appendix numbers fields, not contents: a field with several contents
 * gives them letters here ('I.1a', 'I.1b'), as SYSTEMS.md does.
 */

export type PlanPartName = 'I' | 'II' | 'III' | 'IV' | 'V'

export type PlanPart = { name: PlanPartName; title: Words }

export const planParts: readonly PlanPart[] = [
  { name: 'I', title: { vi: 'Hạ tầng số', en: 'Digital infrastructure' } },
  { name: 'II', title: { vi: 'Dữ liệu số', en: 'Digital data' } },
  { name: 'III', title: { vi: 'Chính quyền số', en: 'Digital government' } },
  { name: 'IV', title: { vi: 'Kinh tế số – Xã hội số', en: 'Digital economy and society' } },
  { name: 'V', title: { vi: 'An toàn thông tin – Trí tuệ nhân tạo', en: 'Information security and AI' } },
]

/** The agreement and the plan this rests on. Days are LocalDate. */
export const planAgreement = {
  number: '02/2026/TTHT/UBND-VNPT',
  signed: '2026-01-09',
  from: 2026,
  to: 2030,
  focal: focalUnitCode,
  partner: partnerUnitCode,
  title: {
    vi: 'Kế hoạch triển khai Thỏa thuận hợp tác với Tập đoàn VNPT về chuyển đổi số giai đoạn 2026–2030',
    en: 'Plan to carry out the agreement with VNPT on digital transformation, 2026–2030',
  } satisfies Words,
  source: 'Kế hoạch của UBND tỉnh triển khai Thỏa thuận hợp tác số 02/2026/TTHT/UBND-VNPT ngày 09/01/2026',
} as const

/** One content of the appendix. */
export type PlanLine = {
  /** 'I.1a' */
  code: string
  part: PlanPartName
  /** Number of the field inside its part. */
  group: number
  field: Words
  content: Words
  /** First and last year, both included. */
  from: number
  to: number
  /** Code of the partner's unit. */
  partner: string
  /** Codes of the responsible units of the province, the first one leads. */
  units: readonly string[]
  /** The responsible side as a person reads it: groups are named, not listed. */
  unitsText: Words
  /** Folders of the systems of this platform that fulfil it. Some are not built yet. */
  systems: readonly string[]
}

const SKHCN = focalUnitCode
const COMMUNES = communes.map((commune) => communeUnitCode(commune.code))
const [MY_THO, CAO_LANH, HONG_NGU, SA_DEC] = ['Mỹ Tho', 'Cao Lãnh', 'Hồng Ngự', 'Sa Đéc'].map(wardCode)

function wardCode(name: string): string {
  const ward = communes.find((commune) => commune.kind === 'phường' && commune.name === name)
  if (!ward) throw new Error(`no ward ${name} among the communes`)
  return communeUnitCode(ward.code)
}

/** Whoever leads comes first; nobody stands there twice. */
const all = (...codes: readonly (string | readonly string[] | undefined)[]): string[] => [
  ...new Set(codes.flatMap((code) => code ?? [])),
]

const DEPARTMENTS = { vi: 'các sở, ban, ngành', en: 'all departments' }
const EVERY_COMMUNE = { vi: '102 xã, phường', en: 'the 102 communes and wards' }
const nameOf = (code: string): string => units.find((unit) => unit.code === code)?.name ?? code
const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** 'Sở Khoa học và Công nghệ; các sở, ban, ngành; 102 xã, phường' */
function said(codes: readonly string[], groups: readonly Words[], others: readonly Words[]): Words {
  const words = (lang: 'vi' | 'en') =>
    upper(
      [...codes.map(nameOf), ...groups.map((group) => group[lang]), ...others.map((other) => other[lang])].join('; '),
    )
  return { vi: words('vi'), en: words('en') }
}

type Side = { units: readonly string[]; unitsText: Words }
function side(
  lead: readonly string[],
  groups: readonly ('departments' | 'communes')[] = [],
  others: readonly Words[] = [],
): Side {
  const group = { departments: departmentCodes, communes: COMMUNES }
  const titles = { departments: DEPARTMENTS, communes: EVERY_COMMUNE }
  return {
    units: all(lead, ...groups.map((name) => group[name])),
    unitsText: said(
      lead,
      groups.map((name) => titles[name]),
      others,
    ),
  }
}

const everybody = side([SKHCN], ['departments', 'communes'])

type Draft = [
  code: string,
  field: Words,
  content: Words,
  from: number,
  to: number,
  who: Side,
  systems: readonly string[],
]

const w = (vi: string, en: string): Words => ({ vi, en })
const telecoms = w('Hạ tầng viễn thông và kết nối số', 'Telecommunications and connections')
const steering = w('Điều hành số và quản trị thông minh', 'Digital steering and smart governance')
const services = w('Dịch vụ công trực tuyến và hành chính số', 'Online public services')
const grassroots = w(
  'Chuyển đổi số cấp cơ sở và đô thị thông minh',
  'Digital transformation of communes and smart cities',
)
const citizens = w('Công dân số và định danh điện tử', 'Digital citizens and electronic identity')
const commerce = w('Kinh tế số và thương mại điện tử', 'Digital economy and e-commerce')
const health = w('Y tế số và chăm sóc sức khỏe thông minh', 'Digital health and smart care')
const learning = w('Giáo dục số và đào tạo thông minh', 'Digital education and smart training')
const culture = w('Văn hóa, du lịch và nội dung số', 'Culture, tourism and digital content')
const security = w('An toàn thông tin và an ninh mạng', 'Information security')
const watching = w('Giám sát an ninh thông minh bằng trí tuệ nhân tạo', 'Smart surveillance with AI')

const drafts: readonly Draft[] = [
  [
    'I.1a',
    telecoms,
    w(
      'Rà soát và nâng cấp mạng truyền số liệu chuyên dùng của cơ quan nhà nước',
      'Review and upgrade the dedicated data network of the agencies',
    ),
    2026,
    2027,
    everybody,
    ['infrastructure/network'],
  ],
  [
    'I.1b',
    telecoms,
    w(
      'Phát triển hạ tầng công nghệ thông tin, mở rộng băng rộng di động 4G/5G phục vụ kết nối và chia sẻ dữ liệu',
      'Develop IT infrastructure and widen 4G/5G broadband for connecting and sharing data',
    ),
    2026,
    2027,
    everybody,
    ['infrastructure/coverage'],
  ],
  [
    'I.2',
    w('Nền tảng IoT và ứng dụng IoT', 'IoT platform and applications'),
    w(
      'Nền tảng IoT dùng chung và ứng dụng trong giáo dục, y tế, giao thông, nông nghiệp, sản xuất – thương mại, năng lượng',
      'A shared IoT platform with applications in schools, health, traffic, farming, production and trade, energy',
    ),
    2026,
    2030,
    side([SKHCN, 'H20.sgddt', 'H20.syt', 'H20.sxd', 'H20.snnmt']),
    ['infrastructure/iot'],
  ],
  [
    'I.3',
    w('Hạ tầng dữ liệu và điện toán', 'Data and computing infrastructure'),
    w(
      'Xây dựng, nâng cấp Trung tâm Tích hợp dữ liệu tỉnh',
      'Build and upgrade the data integration centre of the province',
    ),
    2026,
    2029,
    side([SKHCN]),
    ['infrastructure/data-centre'],
  ],
  [
    'I.4',
    w('Hạ tầng phục vụ điều hành và quản lý', 'Infrastructure for steering and management'),
    w('Rà soát, nâng cấp hệ thống truyền hình hội nghị', 'Review and upgrade video conferencing'),
    2026,
    2027,
    everybody,
    ['infrastructure/conferencing'],
  ],
  [
    'II.1',
    w('Nền tảng dữ liệu và chia sẻ dữ liệu', 'Data platform and sharing'),
    w('Nền tảng quản lý dữ liệu lớn và cổng dữ liệu mở', 'Big data platform and open data portal'),
    2026,
    2028,
    everybody,
    ['data/data-platform', 'data/open-data'],
  ],
  [
    'II.2',
    w('Ứng dụng chuyển đổi số chuyên ngành', 'Digital applications of the sectors'),
    w('Hệ thống thông tin, điều hành cho từng ngành', 'Information and steering systems for each sector'),
    2026,
    2030,
    side([], ['departments']),
    ['data/sectors'],
  ],
  [
    'II.3',
    w('Giám sát và điều hành số', 'Digital supervision and steering'),
    w('Chuyển đổi số hoạt động của Hội đồng nhân dân tỉnh', 'Digital transformation of the People’s Council'),
    2026,
    2028,
    side(['H20.hdnd']),
    ['data/council'],
  ],
  [
    'II.4',
    w('Cơ sở dữ liệu chuyên ngành', 'Databases of the sectors'),
    w(
      'Triển khai cơ sở dữ liệu quốc gia về chăn nuôi, thú y',
      'Bring in the national livestock and veterinary database',
    ),
    2026,
    2026,
    side(['H20.snnmt'], ['communes']),
    ['data/livestock'],
  ],
  [
    'II.5',
    w('Nông nghiệp số', 'Digital agriculture'),
    w('Bản đồ số vùng nguyên liệu nông sản chủ lực', 'Digital map of the growing areas of key produce'),
    2026,
    2030,
    side(['H20.snnmt'], ['communes']),
    ['data/growing-areas'],
  ],
  [
    'III.1a',
    steering,
    w(
      'Nâng cấp phân hệ chỉ đạo điều hành, đánh giá cán bộ theo KPI/BSC, đưa AI vào hệ thống iOffice',
      'Better steering, KPI/BSC assessment of officers and AI in the document system',
    ),
    2026,
    2027,
    side([SKHCN, 'H20.vp']),
    ['government/documents', 'government/directives', 'government/performance'],
  ],
  [
    'III.1b',
    steering,
    w('Nâng cấp Trung tâm giám sát, điều hành thông minh (IOC)', 'Upgrade the intelligent operations centre'),
    2026,
    2030,
    side([SKHCN], ['departments']),
    ['government/operations-centre'],
  ],
  [
    'III.2a',
    services,
    w(
      'Hệ thống giải quyết thủ tục hành chính tập trung của Bộ, ngành',
      'Central systems of the ministries for administrative procedures',
    ),
    2026,
    2030,
    side([], ['departments', 'communes']),
    ['government/ministry-link'],
  ],
  [
    'III.2b',
    services,
    w(
      'Nền tảng giám sát dịch vụ hành chính công; duy trì, cập nhật hệ thống một cửa điện tử',
      'Monitoring of public services; keeping the electronic one-stop shop up to date',
    ),
    2026,
    2026,
    side(['H20.vp', SKHCN]),
    ['government/one-stop'],
  ],
  [
    'III.3',
    w('Cổng thông tin và truyền thông số', 'Portals and digital communication'),
    w('Nâng cấp tính năng, giao diện Cổng thông tin điện tử', 'Upgrade functions and look of the portals'),
    2026,
    2027,
    side(['H20.vp'], ['departments']),
    ['government/portal'],
  ],
  [
    'III.4',
    w('Nền tảng tích hợp và chia sẻ dữ liệu', 'Integration platform'),
    w('Nâng cấp nền tảng tích hợp, chia sẻ dữ liệu (LGSP)', 'Upgrade the integration and sharing platform (LGSP)'),
    2026,
    2030,
    side([SKHCN]),
    ['government/exchange-bus'],
  ],
  [
    'III.5a',
    grassroots,
    w('Chuyển đổi số cho các xã, phường', 'Digital transformation of communes and wards'),
    2026,
    2030,
    side([], ['communes']),
    ['government/commune'],
  ],
  [
    'III.5b',
    grassroots,
    w('Xây dựng đô thị thông minh, phường kiểu mẫu', 'Smart cities and model wards'),
    2026,
    2030,
    side(all(MY_THO, CAO_LANH, HONG_NGU, SA_DEC)),
    ['government/smart-city'],
  ],
  [
    'III.6',
    w('Quản lý tài liệu số và lưu trữ điện tử', 'Digital documents and archives'),
    w(
      'Nền tảng quản lý, khai thác hồ sơ, tài liệu số hóa và dịch vụ số hóa hồ sơ lưu trữ',
      'A platform for digitised records and the digitisation of archives',
    ),
    2026,
    2030,
    side(['H20.snv', SKHCN]),
    ['government/archive'],
  ],
  [
    'IV.1a',
    citizens,
    w('Chữ ký số cá nhân cho người dân', 'Personal digital signatures for citizens'),
    2026,
    2030,
    side([SKHCN], ['communes']),
    ['society/signatures'],
  ],
  [
    'IV.1b',
    citizens,
    w('Ứng dụng Công dân số trên thiết bị di động', 'The digital citizen’s mobile application'),
    2026,
    2026,
    side([SKHCN]),
    ['society/citizen-app'],
  ],
  [
    'IV.2a',
    commerce,
    w(
      'Thanh toán không dùng tiền mặt tại chợ truyền thống, trung tâm thương mại',
      'Cashless payment in markets and shopping centres',
    ),
    2026,
    2030,
    side(['H20.sct', 'G19.nhnn82'], ['communes']),
    ['society/payments'],
  ],
  [
    'IV.2b',
    commerce,
    w('Hệ thống logistics phục vụ nông nghiệp, thương mại', 'Logistics for farming and trade'),
    2026,
    2030,
    side(['H20.sct']),
    ['society/logistics'],
  ],
  [
    'IV.2c',
    commerce,
    w(
      'Hỗ trợ doanh nghiệp nhỏ và vừa, doanh nghiệp tư nhân, hộ và cá nhân kinh doanh ứng dụng công nghệ theo Nghị quyết 198/2025/QH15 và Nghị định 80/2021/NĐ-CP',
      'Help small enterprises, household and individual businesses to use technology (Resolution 198/2025/QH15, Decree 80/2021)',
    ),
    2026,
    2030,
    side([SKHCN], [], [w('các doanh nghiệp', 'enterprises')]),
    ['society/enterprise'],
  ],
  [
    'IV.3a',
    health,
    w('Bệnh án điện tử cho các cơ sở y tế', 'Electronic medical records in health facilities'),
    2026,
    2028,
    side(['H20.syt'], [], [w('các cơ sở y tế khu vực', 'regional health facilities')]),
    ['society/medical-records'],
  ],
  [
    'IV.3b',
    health,
    w('Hệ thống thông tin quản lý chăm sóc sức khỏe cộng đồng', 'Information system for community health'),
    2026,
    2030,
    side(['H20.syt']),
    ['society/community-health'],
  ],
  [
    'IV.3c',
    health,
    w('Hệ thống điều hành y tế thông minh của ngành y tế', 'Smart command of the health sector'),
    2026,
    2028,
    side(['H20.syt']),
    ['society/health-command'],
  ],
  [
    'IV.4a',
    learning,
    w('Học bạ số, thư viện số cho các trường học', 'Digital school records and libraries'),
    2026,
    2027,
    side([SKHCN, 'H20.sgddt'], ['communes']),
    ['society/school-records', 'society/school-library'],
  ],
  [
    'IV.4b',
    learning,
    w(
      'Chuyển đổi số Trường Đại học Tiền Giang: hạ tầng số, dữ liệu số, nền tảng quản lý đào tạo',
      'Digital transformation of Tiền Giang University: infrastructure, data, management of teaching',
    ),
    2026,
    2028,
    side(['H20.dhtg']),
    ['society/university'],
  ],
  [
    'IV.4c',
    learning,
    w('Thiết bị phòng chức năng phục vụ dạy học STEM/STEAM', 'Rooms and equipment for STEM/STEAM lessons'),
    2026,
    2030,
    side(['H20.sgddt']),
    ['society/stem-labs'],
  ],
  [
    'IV.5a',
    culture,
    w('Hệ thống thư viện điện tử tỉnh', 'Electronic library of the province'),
    2026,
    2028,
    side(['H20.svhttdl']),
    ['society/library'],
  ],
  [
    'IV.5b',
    culture,
    w('Nền tảng du lịch thông minh', 'Smart tourism'),
    2026,
    2028,
    side(['H20.svhttdl']),
    ['society/tourism'],
  ],
  [
    'V.1a',
    security,
    w('Mở rộng Trung tâm giám sát an toàn thông tin mạng (SOC)', 'Widen the security operations centre (SOC)'),
    2026,
    2027,
    side([], ['departments', 'communes']),
    ['security/soc'],
  ],
  [
    'V.1b',
    security,
    w(
      'Phần mềm phòng, chống mã độc cho đơn vị sự nghiệp, khối đoàn thể',
      'Anti-malware for public service units and mass organisations',
    ),
    2026,
    2027,
    side([], ['departments', 'communes']),
    ['security/antimalware'],
  ],
  [
    'V.1c',
    security,
    w(
      'Trung tâm giám sát an toàn thông tin mạng, trung tâm điều hành tác chiến điện tử của Công an tỉnh',
      'Security operations and electronic command centres of the provincial police',
    ),
    2026,
    2029,
    side(['G01.ca82']),
    ['security/police-soc'],
  ],
  [
    'V.2a',
    watching,
    w(
      'Dùng AI khai thác dữ liệu của các lĩnh vực và phân tích hình ảnh từ hệ thống camera',
      'AI over the data of the sectors and the pictures of the cameras',
    ),
    2026,
    2028,
    side([SKHCN, 'G01.ca82'], ['departments', 'communes']),
    ['security/video'],
  ],
  [
    'V.2b',
    watching,
    w(
      'Camera AI kiểm soát ra vào khu công nghiệp, khu kinh tế cửa khẩu',
      'AI cameras at the gates of industrial and border economic zones',
    ),
    2026,
    2028,
    side(['H20.bqlkkt']),
    ['security/gate'],
  ],
  [
    'V.3',
    w('AI trong dịch vụ công và hành chính số', 'AI in public services'),
    w('Ứng dụng AI trong giải quyết thủ tục hành chính', 'AI in handling administrative procedures'),
    2026,
    2029,
    side([SKHCN]),
    ['security/procedure-assistant'],
  ],
  [
    'V.4',
    w('Ứng dụng AI và phân tích dữ liệu', 'AI and data analysis'),
    w('Ứng dụng AI dựa trên dữ liệu lớn trong các ngành, lĩnh vực', 'AI on big data in the sectors'),
    2026,
    2028,
    side([SKHCN]),
    ['security/sector-ai'],
  ],
  [
    'V.5',
    w('Phát triển nguồn nhân lực số', 'Digital skills'),
    w(
      'Đào tạo an toàn thông tin, trí tuệ nhân tạo cho cán bộ, công chức, viên chức',
      'Training of officers in information security and AI',
    ),
    2026,
    2030,
    side([], ['departments', 'communes']),
    ['security/training'],
  ],
]

/** The forty contents, in the order of the appendix. */
export const planLines: readonly PlanLine[] = drafts.map(([code, field, content, from, to, who, systems]) => ({
  code,
  part: code.split('.')[0] as PlanPartName,
  group: Number.parseInt(code.split('.')[1] ?? '', 10),
  field,
  content,
  from,
  to,
  partner: partnerUnitCode,
  ...who,
  systems,
}))
