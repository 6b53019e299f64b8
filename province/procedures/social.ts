import type { ProcedureValue } from '../procedure.ts'
import {
  calendarDays,
  copyOf,
  fee,
  form,
  free,
  identity,
  ifAny,
  type ProcedureDraft,
  paper,
  papers,
  procedure,
  sameDay,
  ways,
  workingDays,
} from './build.ts'

const poverty = ['24/2021/QĐ-TTg', '07/2021/TT-BLĐTBXH', '02/2022/TT-BLĐTBXH']
const protection = ['20/2021/NĐ-CP', '76/2024/NĐ-CP', '147/2025/NĐ-CP']
const mediation = ['35/2013/QH13', '15/2014/NĐ-CP']
const fromMemory =
  'Bộ chủ quản chưa có trong dữ liệu Cổng chúng tôi đọc được: tên và mã theo danh mục niêm yết cấp xã; thời hạn, phí, giấy tờ phải đối chiếu trước khi dùng.'

type Draft = Omit<ProcedureDraft, 'sector' | 'ministry' | 'legal_refs'> & Partial<ProcedureDraft>

function poorHousehold(draft: Draft): ProcedureValue {
  return procedure({
    sector: 'Giảm nghèo',
    ministry: 'Bộ Nông nghiệp và Môi trường',
    decision: '967/QĐ-BNNMT',
    legal_refs: poverty,
    ...draft,
  })
}

function listed(draft: Draft): ProcedureValue {
  return procedure({
    sector: 'Bảo trợ xã hội',
    ministry: 'Bộ Y tế',
    legal_refs: protection,
    confidence: 'assumed',
    note: fromMemory,
    source: 'Danh mục thủ tục niêm yết cấp xã 2025–2026',
    ...draft,
  })
}

function mediator(draft: Draft): ProcedureValue {
  return procedure({
    sector: 'Hòa giải ở cơ sở',
    ministry: 'Bộ Tư pháp',
    decision: '2338/QĐ-BTP',
    legal_refs: mediation,
    ...draft,
  })
}

const assumed = { confidence: 'assumed' } as const
const inPersonOrPost = { channels: ['in-person' as const, 'post' as const] }

/** Poor households, social protection, grass-roots mediation and a few listed trades; steps.ts says which section settles each sector. */
export const social: ProcedureValue[] = [
  poorHousehold({
    code: '1.011607',
    name: 'Công nhận hộ nghèo, hộ cận nghèo thường xuyên hằng năm',
    methods: ways(calendarDays(15), free, inPersonOrPost),
    papers: papers(form('Giấy đề nghị rà soát hộ nghèo, hộ cận nghèo (Mẫu số 01)')),
    results: [{ name: 'Quyết định công nhận danh sách hộ nghèo, hộ cận nghèo thường xuyên', code: 'KQ.G10.001158' }],
  }),
  poorHousehold({
    code: '1.011608',
    name: 'Công nhận hộ thoát nghèo, hộ thoát cận nghèo thường xuyên hằng năm',
    methods: ways(calendarDays(15), free, inPersonOrPost),
    papers: papers(form('Giấy đề nghị công nhận hộ thoát nghèo, hộ thoát cận nghèo (Mẫu số 04)')),
    results: [{ name: 'Quyết định công nhận danh sách hộ thoát nghèo, hộ thoát cận nghèo', code: 'KQ.G10.001150' }],
  }),
  poorHousehold({
    code: '1.011609',
    name: 'Công nhận hộ làm nông, lâm, ngư, diêm nghiệp có mức sống trung bình',
    methods: ways(calendarDays(15), free, inPersonOrPost),
    papers: papers(form('Giấy đề nghị xác định hộ có mức sống trung bình (Mẫu số 01)')),
    results: [{ name: 'Quyết định công nhận hộ có mức sống trung bình', code: 'KQ.G10.001151' }],
  }),
  poorHousehold({
    code: '1.010091',
    name: 'Hỗ trợ khám chữa bệnh, trợ cấp tai nạn cho lực lượng xung kích phòng, chống thiên tai cấp xã',
    sector: 'Quản lý đê điều và phòng, chống thiên tai',
    decision: '1827/QĐ-BNNMT',
    legal_refs: ['66/2021/NĐ-CP', '53/2026/NĐ-CP'],
    methods: ways(workingDays(10), free),
    papers: [
      {
        case: 'Hỗ trợ khám, chữa bệnh',
        items: [
          form('Đơn đề nghị thanh toán chi phí khám bệnh, chữa bệnh'),
          paper('Phiếu xét nghiệm, đơn thuốc, hóa đơn, giấy ra viện'),
        ],
      },
      {
        case: 'Trợ cấp tai nạn',
        items: [
          form('Đơn đề nghị trợ cấp tai nạn'),
          paper('Giấy ra viện'),
          ifAny('Biên bản điều tra của công an, nếu tai nạn giao thông'),
        ],
      },
    ],
    conditions: 'Người trong lực lượng xung kích bị ốm đau, tai nạn khi làm nhiệm vụ, chưa tham gia BHYT, BHXH.',
    results: [{ name: 'Quyết định hỗ trợ chi phí khám chữa bệnh, trợ cấp tai nạn', code: 'KQ.G10.000173' }],
  }),
  listed({
    code: '1.001776',
    name: 'Thực hiện, điều chỉnh, thôi hưởng trợ cấp xã hội hằng tháng, hỗ trợ kinh phí chăm sóc, nuôi dưỡng hằng tháng',
    methods: ways(workingDays(10), free, assumed),
    papers: papers(
      form('Tờ khai đề nghị trợ giúp xã hội'),
      identity,
      ifAny('Giấy xác nhận khuyết tật hoặc giấy tờ chứng minh diện hưởng', { copy: 1 }),
    ),
    results: [{ name: 'Quyết định trợ cấp xã hội hằng tháng', code: null }],
  }),
  listed({
    code: '1.001731',
    name: 'Hỗ trợ chi phí mai táng cho đối tượng bảo trợ xã hội',
    methods: ways(workingDays(3), free, assumed),
    papers: papers(form('Tờ khai đề nghị hỗ trợ chi phí mai táng'), copyOf('Giấy chứng tử hoặc Trích lục khai tử')),
    results: [{ name: 'Quyết định hỗ trợ chi phí mai táng', code: null }],
  }),
  listed({
    code: '1.001699',
    name: 'Xác định, xác định lại mức độ khuyết tật và cấp Giấy xác nhận khuyết tật',
    legal_refs: ['51/2010/QH12', '28/2012/NĐ-CP', '01/2019/TT-BLĐTBXH'],
    methods: ways(workingDays(25), free, assumed),
    papers: papers(
      form('Đơn đề nghị xác định mức độ khuyết tật'),
      ifAny('Bệnh án, giấy tờ khám, điều trị có liên quan', { original: 0, copy: 1 }),
    ),
    results: [{ name: 'Giấy xác nhận khuyết tật', code: null }],
  }),
  listed({
    code: '1.001653',
    name: 'Đổi, cấp lại Giấy xác nhận khuyết tật',
    legal_refs: ['51/2010/QH12', '28/2012/NĐ-CP', '01/2019/TT-BLĐTBXH'],
    methods: ways(workingDays(5), free, assumed),
    papers: papers(
      form('Đơn đề nghị đổi, cấp lại Giấy xác nhận khuyết tật'),
      ifAny('Giấy xác nhận khuyết tật cũ, nếu đổi'),
    ),
    results: [{ name: 'Giấy xác nhận khuyết tật', code: null }],
  }),
  listed({
    code: '1.014027',
    name: 'Thực hiện, điều chỉnh, thôi hưởng trợ cấp hưu trí xã hội hằng tháng',
    legal_refs: ['41/2024/QH15', '176/2025/NĐ-CP'],
    methods: ways(workingDays(10), free, assumed),
    papers: papers(form('Văn bản đề nghị hưởng trợ cấp hưu trí xã hội'), identity),
    conditions:
      'Công dân Việt Nam từ đủ 75 tuổi (hộ nghèo, cận nghèo từ đủ 70 tuổi), không hưởng lương hưu hoặc trợ cấp bảo hiểm xã hội hằng tháng.',
    results: [{ name: 'Quyết định hưởng trợ cấp hưu trí xã hội', code: null }],
  }),
  listed({
    code: '1.014028',
    name: 'Hỗ trợ chi phí mai táng đối với người đang hưởng trợ cấp hưu trí xã hội',
    legal_refs: ['41/2024/QH15', '176/2025/NĐ-CP'],
    methods: ways(workingDays(3), free, assumed),
    papers: papers(form('Tờ khai đề nghị hỗ trợ chi phí mai táng'), copyOf('Giấy chứng tử hoặc Trích lục khai tử')),
    results: [{ name: 'Quyết định hỗ trợ chi phí mai táng', code: null }],
  }),
  listed({
    code: '3.000467',
    name: 'Cấp bản sao văn bằng, chứng chỉ từ sổ gốc (cấp xã)',
    sector: 'Văn bằng, chứng chỉ',
    ministry: 'Bộ Giáo dục và Đào tạo',
    legal_refs: ['21/2019/TT-BGDĐT', '23/2015/NĐ-CP'],
    cutoff: '15:00',
    methods: ways(sameDay, free, assumed),
    papers: papers(form('Đơn đề nghị cấp bản sao văn bằng, chứng chỉ từ sổ gốc'), identity),
    results: [{ name: 'Bản sao văn bằng, chứng chỉ', code: null }],
  }),
  listed({
    code: '2.000620',
    name: 'Cấp Giấy phép bán lẻ rượu',
    sector: 'Lưu thông hàng hóa trong nước',
    ministry: 'Bộ Công Thương',
    applicants: ['Doanh nghiệp', 'Hợp tác xã', 'Hộ kinh doanh'],
    legal_refs: ['105/2017/NĐ-CP', '17/2020/NĐ-CP', '168/2016/TT-BTC'],
    methods: ways(
      workingDays(10),
      fee(600_000, '1.200.000 đồng tại phường; 600.000 đồng tại xã (phải đối chiếu)'),
      assumed,
    ),
    papers: papers(
      form('Đơn đề nghị cấp Giấy phép bán lẻ rượu'),
      copyOf('Giấy chứng nhận đăng ký kinh doanh'),
      copyOf('Văn bản giới thiệu hoặc hợp đồng nguyên tắc của thương nhân cung cấp rượu'),
    ),
    results: [{ name: 'Giấy phép bán lẻ rượu', code: null }],
  }),
  mediator({
    code: '1.002211',
    name: 'Công nhận hòa giải viên',
    applicants: ['Ban công tác Mặt trận ấp, khóm'],
    methods: ways(workingDays(5), free),
    papers: papers(
      form('Danh sách người được đề nghị công nhận hòa giải viên (Mẫu số 06)'),
      paper('Biên bản kết quả bầu hòa giải viên (Mẫu số 01)'),
    ),
    results: [{ name: 'Quyết định công nhận hòa giải viên', code: 'KQ.G15.000056' }],
  }),
  mediator({
    code: '2.002080',
    name: 'Thanh toán thù lao cho hòa giải viên',
    methods: ways(workingDays(5), free),
    papers: papers(form('Giấy đề nghị thanh toán thù lao của hòa giải viên')),
    results: [
      { name: 'Quyết định thanh toán thù lao cho hòa giải viên', code: 'KQ.G15.000059' },
      { name: 'Văn bản trả lời không thanh toán', code: 'KQ.G15.000343' },
    ],
  }),
]
