import type { Words } from '#ground/text'

/**
 * The index of digital transformation of a province (DTI) as dated values. Published, and known to us: three pillars, nine
 * main indicators with their numbers of sub-indicators (98) and points (1,000), and the steps of one sub-indicator (meetings
 * of the steering committee). Not known to us: the official names and points of the other sub-indicators. Where we know
 * what is commonly asked, a working name of ours stands there, marked `ours`; elsewhere a numbered place waits for the
 * official table, marked `unknown`. Points that were not published are an equal share of what is left, marked by
 * `pointsKnown: false`. Nghị định 224/2026/NĐ-CP, Điều 8, has the Ministry issue a new set: it becomes another edition.
 */

export type DtiPillar = 'foundation' | 'government' | 'economy' | 'society'

export type DtiMain = { code: string; pillar: DtiPillar; title: Words; points: number; count: number }

export type DtiFormula = 'ratio' | 'steps' | 'yes-no' | 'entered'
export type DtiStep = { from: number; points: number }

/** One sub-indicator. `live` names what of this house can answer it, see systems/government/plan/dti/live.ts. */
export type DtiItem = {
  code: string
  main: string
  name: Words | null
  points: number
  pointsKnown: boolean
  formula: DtiFormula
  /** For 'steps': points from this number on, highest first. */
  steps: readonly DtiStep[]
  live: string | null
  confidence: 'published' | 'ours' | 'unknown'
}

export type DtiEdition = {
  name: string
  title: Words
  valid_from: string
  valid_to: string | null
  source: string
  mains: readonly DtiMain[]
  items: readonly DtiItem[]
}

const w = (vi: string, en: string): Words => ({ vi, en })

const mains: readonly DtiMain[] = [
  { code: '1', pillar: 'foundation', title: w('Nhận thức số', 'Digital awareness'), points: 100, count: 10 },
  { code: '2', pillar: 'foundation', title: w('Thể chế số', 'Digital institutions'), points: 100, count: 11 },
  { code: '3', pillar: 'foundation', title: w('Hạ tầng số', 'Digital infrastructure'), points: 100, count: 7 },
  { code: '4', pillar: 'foundation', title: w('Nhân lực số', 'Digital people'), points: 100, count: 13 },
  {
    code: '5',
    pillar: 'foundation',
    title: w('An toàn thông tin mạng', 'Information security'),
    points: 100,
    count: 12,
  },
  { code: '6', pillar: 'foundation', title: w('Đô thị thông minh', 'Smart cities'), points: 0, count: 3 },
  {
    code: '7',
    pillar: 'government',
    title: w('Hoạt động chính quyền số', 'Digital government at work'),
    points: 200,
    count: 22,
  },
  { code: '8', pillar: 'economy', title: w('Hoạt động kinh tế số', 'Digital economy at work'), points: 150, count: 12 },
  { code: '9', pillar: 'society', title: w('Hoạt động xã hội số', 'Digital society at work'), points: 150, count: 8 },
]

type Draft = { name: Words; formula?: DtiFormula; steps?: readonly DtiStep[]; points?: number; live?: string }
const ratio = (vi: string, en: string, live?: string): Draft => ({ name: w(vi, en), formula: 'ratio', live })
const yesNo = (vi: string, en: string): Draft => ({ name: w(vi, en), formula: 'yes-no' })

/** Working names, by main indicator; where there are fewer than places, the rest is unknown. */
const drafts: Readonly<Record<string, readonly Draft[]>> = {
  '1': [
    yesNo(
      'Người đứng đầu tỉnh là Trưởng ban Chỉ đạo chuyển đổi số',
      'The head of the province leads the steering committee',
    ),
    {
      name: w('Số cuộc họp Ban Chỉ đạo trong năm', 'Meetings of the steering committee in the year'),
      formula: 'steps',
      points: 20,
      steps: [
        { from: 4, points: 20 },
        { from: 3, points: 15 },
        { from: 2, points: 10 },
        { from: 1, points: 5 },
      ],
    },
    yesNo('Văn bản chỉ đạo chuyên đề do người đứng đầu ký', 'A directive on the subject signed by the head'),
    ratio('Sở, ngành có người đứng đầu trực tiếp chỉ đạo', 'Departments led in this by their head'),
    ratio('Xã, phường có người đứng đầu trực tiếp chỉ đạo', 'Communes led in this by their head'),
    yesNo('Chuyên mục chuyển đổi số trên Cổng thông tin điện tử', 'A section on the portal'),
    yesNo('Chuyên mục chuyển đổi số trên phát thanh, truyền hình', 'A programme on radio and television'),
    ratio('Xã, phường có chuyên mục trên truyền thanh cơ sở', 'Communes with a programme on their loudspeakers'),
  ],
  '2': [
    yesNo('Nghị quyết chuyên đề của cấp ủy về chuyển đổi số', 'A resolution of the party committee'),
    yesNo('Kế hoạch chuyển đổi số hằng năm', 'A yearly plan'),
    ratio('Sở, ngành có kế hoạch hằng năm', 'Departments with a yearly plan'),
    ratio('Xã, phường có kế hoạch hằng năm', 'Communes with a yearly plan'),
    ratio(
      'Đơn vị báo cáo kết quả thực hiện kế hoạch đúng hạn',
      'Units that report on the plan in time',
      'plan.reports-on-time',
    ),
    yesNo('Chính sách thu hút nhân lực số', 'A policy that attracts digital staff'),
    yesNo('Chính sách hỗ trợ doanh nghiệp chuyển đổi số', 'A policy that helps enterprises'),
    ratio('Nhiệm vụ trong kế hoạch hoàn thành', 'Tasks of the plan that are done', 'plan.lines-on-course'),
  ],
  '3': [
    ratio('Dân số trưởng thành có điện thoại thông minh', 'Adults with a smartphone'),
    ratio('Hộ gia đình có Internet cáp quang', 'Households with fibre'),
    ratio('Xã, phường kết nối mạng truyền số liệu chuyên dùng', 'Communes on the dedicated network'),
    yesNo('Trung tâm dữ liệu phục vụ chuyển đổi số', 'A data centre'),
    yesNo('Nền tảng tích hợp, chia sẻ dữ liệu cấp tỉnh', 'An integration platform'),
  ],
  '4': [
    ratio('Xã, phường có tổ công nghệ số cộng đồng', 'Communes with community technology teams'),
    ratio('Sở, ngành có công chức chuyên trách chuyển đổi số', 'Departments with a dedicated officer'),
    ratio('Công chức chuyên trách an toàn thông tin', 'Officers dedicated to information security'),
    ratio('Công chức, viên chức được bồi dưỡng về chuyển đổi số', 'Officers trained in digital transformation'),
    ratio('Công chức, viên chức được bồi dưỡng kỹ năng phân tích dữ liệu', 'Officers trained in data analysis'),
    ratio('Người lao động được bồi dưỡng kỹ năng số', 'Workers trained in digital skills'),
    ratio('Cơ sở giáo dục phổ thông thực hiện chuyển đổi số', 'Schools in digital transformation'),
    ratio('Kinh phí đào tạo nhân lực số', 'Budget for digital training'),
  ],
  '5': [
    ratio('Hệ thống thông tin được phê duyệt cấp độ', 'Systems with an approved level'),
    ratio('Hệ thống thông tin triển khai đủ phương án bảo vệ', 'Systems fully protected by their level'),
    ratio('Máy trạm cài phần mềm phòng, chống mã độc', 'Workstations with anti-malware'),
    ratio('Hệ thống được giám sát an toàn thông tin', 'Systems under surveillance'),
    ratio('Hệ thống được kiểm tra, đánh giá an toàn thông tin', 'Systems checked'),
    yesNo('Diễn tập thực chiến trong năm', 'A live-fire exercise in the year'),
    yesNo('Đội ứng cứu sự cố tham gia mạng lưới quốc gia', 'A response team in the national network'),
    ratio('Sự cố được xử lý', 'Incidents handled'),
    ratio('Kinh phí cho an toàn thông tin', 'Budget for information security'),
  ],
  '6': [
    yesNo('Đề án đô thị thông minh', 'A scheme for smart cities'),
    yesNo('Trung tâm giám sát, điều hành đô thị thông minh', 'An operations centre'),
    ratio('Đô thị triển khai dịch vụ đô thị thông minh', 'Towns with smart services'),
  ],
  '7': [
    yesNo('Cổng dữ liệu mở', 'An open data portal'),
    ratio('Cơ sở dữ liệu được chia sẻ, dùng chung', 'Databases that are shared'),
    ratio('Dịch vụ công trực tuyến toàn trình', 'Services wholly online'),
    ratio('Hồ sơ nộp trực tuyến', 'Dossiers filed online', 'one-stop.online'),
    ratio('Dịch vụ công có phát sinh hồ sơ trực tuyến', 'Online services that were used', 'one-stop.procedures-used'),
    ratio('Hồ sơ giải quyết đúng hạn', 'Dossiers settled in time', 'one-stop.on-time'),
    ratio('Hồ sơ có kết quả điện tử', 'Dossiers with an electronic result', 'one-stop.electronic-results'),
    ratio('Người dân, doanh nghiệp hài lòng', 'Satisfied citizens and enterprises', 'one-stop.satisfied'),
    ratio('Hồ sơ thanh toán trực tuyến', 'Dossiers paid online', 'one-stop.paid-online'),
    ratio('Báo cáo thực hiện qua hệ thống', 'Reports made in the system'),
    ratio('Họp trực tuyến', 'Meetings held online'),
    ratio('Văn bản điện tử có chữ ký số', 'Documents signed electronically'),
    ratio('Sở, ngành, xã dùng hệ thống quản lý văn bản', 'Agencies that use the document system'),
    yesNo('Kho dữ liệu dùng chung', 'A shared data store'),
    yesNo('Trợ lý ảo phục vụ công chức hoặc người dân', 'A virtual assistant'),
    ratio('Chi ngân sách cho chính quyền số', 'Budget for digital government'),
  ],
  '8': [
    ratio('Tỷ trọng kinh tế số trong GRDP', 'Digital economy in the regional product'),
    ratio('Doanh nghiệp nộp thuế điện tử', 'Enterprises that pay taxes electronically'),
    ratio('Doanh nghiệp dùng hợp đồng điện tử', 'Enterprises that use electronic contracts'),
    ratio('Doanh nghiệp nhỏ và vừa dùng nền tảng số', 'Small enterprises on a digital platform'),
    ratio('Hộ sản xuất nông nghiệp lên sàn thương mại điện tử', 'Farm households on marketplaces'),
    ratio('Doanh nghiệp công nghệ số trên 1.000 dân', 'Technology enterprises per 1,000 inhabitants'),
    ratio('Bưu cục, điểm phục vụ tham gia logistics nông sản', 'Post offices in farm logistics'),
  ],
  '9': [
    ratio('Dân số trưởng thành có tài khoản thanh toán', 'Adults with a payment account'),
    ratio('Dân số trưởng thành có chữ ký số cá nhân', 'Adults with a personal signature'),
    ratio('Dân số có định danh điện tử', 'People with an electronic identity'),
    ratio('Dân số có hồ sơ sức khỏe điện tử', 'People with an electronic health record'),
    ratio('Bệnh viện triển khai bệnh án điện tử', 'Hospitals with electronic records'),
  ],
}

/** Splits `sum` into `count` whole parts that differ by at most one and add up to it. */
export function evenShares(sum: number, count: number): number[] {
  if (count === 0) return []
  const low = Math.floor(sum / count)
  const more = sum - low * count
  return Array.from({ length: count }, (_, place) => low + (place < more ? 1 : 0))
}

function itemsOf(main: DtiMain): DtiItem[] {
  const known = drafts[main.code] ?? []
  const fixed = known.reduce((sum, draft) => sum + (draft.points ?? 0), 0)
  const free = main.count - known.filter((draft) => draft.points !== undefined).length
  const shares = evenShares(main.points - fixed, free)
  let next = 0
  return Array.from({ length: main.count }, (_, place): DtiItem => {
    const draft = known[place]
    return {
      code: `${main.code}.${place + 1}`,
      main: main.code,
      name: draft?.name ?? null,
      points: draft?.points ?? shares[next++] ?? 0,
      pointsKnown: draft?.points !== undefined || main.points === 0,
      formula: draft?.formula ?? 'entered',
      steps: draft?.steps ?? [],
      live: draft?.live ?? null,
      confidence: draft?.points !== undefined ? 'published' : draft ? 'ours' : 'unknown',
    }
  })
}

/** The editions of the index, oldest first; another is added when the Ministry issues it. */
export const dtiEditions: readonly DtiEdition[] = [
  {
    name: '922-2022',
    title: w('Bộ chỉ số theo Quyết định 922/QĐ-BTTTT', 'Index of Decision 922/QĐ-BTTTT'),
    valid_from: '2022-05-20',
    valid_to: null,
    source: 'Quyết định 922/QĐ-BTTTT ngày 20/5/2022',
    mains,
    items: mains.flatMap(itemsOf),
  },
]
