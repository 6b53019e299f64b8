import type { ProcedureValue } from '../procedure.ts'
import {
  byCouncil,
  copyOf,
  fee,
  form,
  free,
  ifAny,
  type ProcedureDraft,
  paper,
  papers,
  procedure,
  ways,
  workingDays,
} from './build.ts'

const household = ['59/2020/QH14', '76/2025/QH15', '168/2025/NĐ-CP', '68/2025/TT-BTC', '85/2019/TT-BTC']
const cooperative = ['17/2023/QH15', '92/2024/NĐ-CP', '125/2025/NĐ-CP', '09/2024/TT-BKHĐT', '43/2025/TT-BTC']
const householdNote =
  'Cổng không ghi hoặc ghi đơn vị "Khác"; đọc là 03 ngày làm việc theo Nghị định 168/2025/NĐ-CP. Lệ phí do HĐND tỉnh quyết định.'
const letter = ifAny('Văn bản ủy quyền cho người nộp hồ sơ, nếu có')

type Draft = Omit<ProcedureDraft, 'sector' | 'ministry' | 'legal_refs' | 'levels'>

function householdBusiness(draft: Draft): ProcedureValue {
  return procedure({
    sector: 'Thành lập và hoạt động của hộ kinh doanh',
    ministry: 'Bộ Tài chính',
    decision: '2353/QĐ-BTC',
    levels: ['ministry', 'commune'],
    applicants: ['Công dân Việt Nam', 'Hộ kinh doanh'],
    legal_refs: household,
    confidence: 'read',
    note: householdNote,
    ...draft,
  })
}

function cooperativeGroup(draft: Draft): ProcedureValue {
  return procedure({
    sector: 'Thành lập và hoạt động của tổ hợp tác, hợp tác xã',
    ministry: 'Bộ Tài chính',
    decision: '2103/QĐ-BTC',
    levels: ['ministry', 'commune'],
    applicants: ['Công dân Việt Nam', 'Hợp tác xã', 'Tổ chức (không bao gồm doanh nghiệp, HTX)'],
    legal_refs: cooperative,
    ...draft,
  })
}

const certificate = { name: 'Giấy chứng nhận đăng ký hộ kinh doanh', code: 'KQ.G12.001041' }
const correction = { name: 'Thông báo nội dung cần sửa đổi, bổ sung', code: 'KQ.G12.001009' }

/** Household businesses, co-operative groups and co-operatives: settled by the commune's economy section. */
export const business: ProcedureValue[] = [
  householdBusiness({
    code: '1.001612',
    name: 'Đăng ký thành lập hộ kinh doanh',
    methods: [
      ...ways(
        workingDays(3),
        { ...fee(50_000, 'Theo nghị quyết của HĐND tỉnh'), council: true },
        { channels: ['in-person'], confidence: 'assumed' },
      ),
      ...ways(
        workingDays(3),
        { ...fee(150_000, 'Theo nghị quyết của HĐND tỉnh'), council: true },
        { channels: ['online', 'post'], confidence: 'assumed' },
      ),
    ],
    papers: papers(
      form('Giấy đề nghị đăng ký hộ kinh doanh'),
      ifAny('Văn bản ủy quyền của các thành viên hộ gia đình cho một người làm chủ hộ, có công chứng hoặc chứng thực', {
        original: 0,
        copy: 1,
      }),
      letter,
    ),
    conditions: 'Ngành, nghề không bị cấm; tên hộ kinh doanh đúng quy định; nộp đủ lệ phí.',
    results: [certificate, correction],
    confidence: 'assumed',
  }),
  householdBusiness({
    code: '2.000720',
    name: 'Đăng ký thay đổi nội dung đăng ký hộ kinh doanh',
    methods: ways(workingDays(3), byCouncil, { confidence: 'read' }),
    papers: papers(
      form('Giấy đề nghị đăng ký thay đổi nội dung đăng ký hộ kinh doanh'),
      ifAny('Văn bản ủy quyền của các thành viên hộ gia đình, khi thay đổi chủ hộ', { original: 0, copy: 1 }),
      letter,
    ),
    results: [certificate],
  }),
  householdBusiness({
    code: '1.001570',
    name: 'Tạm ngừng kinh doanh, tiếp tục kinh doanh trước thời hạn đã thông báo của hộ kinh doanh',
    methods: ways(workingDays(3), byCouncil, { confidence: 'read' }),
    papers: papers(form('Thông báo tạm ngừng kinh doanh hoặc tiếp tục kinh doanh trước thời hạn'), letter),
    conditions: 'Tạm ngừng từ 30 ngày trở lên phải thông báo ít nhất 03 ngày làm việc trước ngày tạm ngừng.',
    results: [{ name: 'Giấy xác nhận hộ kinh doanh đăng ký tạm ngừng kinh doanh', code: 'KQ.G12.001049' }],
  }),
  householdBusiness({
    code: '1.001266',
    name: 'Chấm dứt hoạt động hộ kinh doanh',
    methods: ways(workingDays(3), byCouncil, { confidence: 'read' }),
    papers: papers(form('Thông báo chấm dứt hoạt động hộ kinh doanh'), letter),
    conditions: 'Đã hoàn thành nghĩa vụ thuế với cơ quan thuế.',
    results: [{ name: 'Cập nhật tình trạng pháp lý chấm dứt hoạt động', code: 'KQ.G12.001349' }],
  }),
  householdBusiness({
    code: '2.000575',
    name: 'Cấp lại, cấp đổi Giấy chứng nhận đăng ký hộ kinh doanh',
    methods: ways(workingDays(3), byCouncil, { confidence: 'read' }),
    papers: papers(form('Giấy đề nghị cấp lại Giấy chứng nhận đăng ký hộ kinh doanh'), letter),
    results: [{ name: 'Giấy chứng nhận đăng ký hộ kinh doanh được cấp lại', code: 'KQ.G12.001053' }, correction],
  }),
  cooperativeGroup({
    code: '2.002637',
    name: 'Đăng ký thành lập tổ hợp tác',
    methods: ways(workingDays(3), free),
    papers: papers(
      form('Giấy đề nghị đăng ký thành lập tổ hợp tác'),
      copyOf('Hợp đồng hợp tác'),
      paper('Danh sách thành viên tổ hợp tác'),
      letter,
    ),
    conditions: 'Tổ hợp tác thuộc diện phải đăng ký theo Luật Hợp tác xã.',
    results: [{ name: 'Giấy chứng nhận đăng ký tổ hợp tác', code: 'KQ.G12.001010' }],
  }),
  cooperativeGroup({
    code: '2.002639',
    name: 'Đăng ký thay đổi nội dung đăng ký tổ hợp tác',
    methods: ways(workingDays(3), free),
    papers: papers(
      form('Giấy đề nghị đăng ký thay đổi nội dung đăng ký tổ hợp tác'),
      copyOf('Biên bản họp thành viên về việc thay đổi'),
      letter,
    ),
    results: [{ name: 'Giấy chứng nhận đăng ký tổ hợp tác', code: 'KQ.G12.001010' }, correction],
  }),
  cooperativeGroup({
    code: '2.002642',
    name: 'Chấm dứt hoạt động tổ hợp tác',
    methods: ways(workingDays(3), free),
    papers: papers(
      form('Thông báo chấm dứt hoạt động tổ hợp tác'),
      paper('Biên bản họp thành viên về việc chấm dứt hoạt động'),
      ifAny('Phương án giải quyết nợ, nếu có'),
      letter,
    ),
    results: [{ name: 'Cập nhật tình trạng pháp lý chấm dứt hoạt động', code: 'KQ.G12.001015' }],
  }),
  cooperativeGroup({
    code: '1.005280',
    name: 'Đăng ký thành lập hợp tác xã, liên hiệp hợp tác xã',
    methods: ways(workingDays(3), byCouncil),
    papers: papers(
      form('Giấy đề nghị đăng ký thành lập hợp tác xã'),
      paper('Điều lệ'),
      paper('Nghị quyết hội nghị thành lập', { original: 0, copy: 1 }),
      paper('Danh sách thành viên chính thức, thành viên liên kết góp vốn'),
      letter,
    ),
    results: [{ name: 'Giấy chứng nhận đăng ký hợp tác xã', code: 'KQ.G12.001174' }, correction],
  }),
]
