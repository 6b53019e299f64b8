import type { ProcedureValue } from '../procedure.ts'
import {
  byCouncil,
  calendarDays,
  copyOf,
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

const land = ['31/2024/QH15', '43/2024/QH15', '101/2024/NĐ-CP', '118/2025/NĐ-CP', '151/2025/NĐ-CP', '226/2025/NĐ-CP']
const building = [
  '50/2014/QH13',
  '62/2020/QH14',
  '175/2024/NĐ-CP',
  '105/2025/NĐ-CP',
  '140/2025/NĐ-CP',
  '144/2025/NĐ-CP',
  '14/2026/NĐ-CP',
]
const manyLimits =
  'Cổng ghi mỗi kênh một số ngày khác nhau vì gộp nhiều trường hợp; giữ nguyên từng kênh, cán bộ chọn đúng trường hợp khi nhận.'
const everyone = ['Công dân Việt Nam', 'Doanh nghiệp', 'Hợp tác xã', 'Tổ chức (không bao gồm doanh nghiệp, HTX)']

type Draft = Omit<ProcedureDraft, 'sector' | 'ministry' | 'legal_refs'> & Partial<ProcedureDraft>

function landProcedure(draft: Draft): ProcedureValue {
  return procedure({
    sector: 'Đất đai',
    ministry: 'Bộ Nông nghiệp và Môi trường',
    decision: '3380/QĐ-BNNMT',
    applicants: everyone,
    legal_refs: land,
    ...draft,
  })
}

function buildingProcedure(draft: Draft): ProcedureValue {
  return procedure({
    sector: 'Hoạt động xây dựng',
    ministry: 'Bộ Xây dựng',
    decision: '56/QĐ-BXD',
    levels: ['commune', 'other'],
    applicants: everyone,
    legal_refs: building,
    ...draft,
  })
}

function farming(draft: Draft): ProcedureValue {
  return procedure({ sector: 'Trồng trọt', ministry: 'Bộ Nông nghiệp và Môi trường', legal_refs: [], ...draft })
}

const redBook = {
  name: 'Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất',
  code: 'KQ.G10.001148',
}
const application = form('Đơn đề nghị cấp giấy phép xây dựng (Mẫu số 01 Phụ lục II Nghị định 175/2024/NĐ-CP)')
const landPaper = copyOf('Một trong những giấy tờ hợp pháp về đất đai')
const drawings = paper('Bản vẽ thiết kế xây dựng, 02 bộ', { original: 2 })
const renewal = form(
  'Đơn đề nghị điều chỉnh, gia hạn, cấp lại giấy phép xây dựng (Mẫu số 02 Phụ lục II Nghị định 175/2024/NĐ-CP)',
)
const permit = paper('Bản chính giấy phép xây dựng đã được cấp')

/** Land, building, roads, farming and water works: settled by the commune's economy section. */
export const landAndBuilding: ProcedureValue[] = [
  landProcedure({
    code: '1.013978',
    name: 'Đăng ký, cấp Giấy chứng nhận quyền sử dụng đất lần đầu đối với hộ gia đình, cá nhân, cộng đồng dân cư',
    applicants: ['Công dân Việt Nam', 'Người Việt Nam định cư ở nước ngoài'],
    methods: [
      ...ways(workingDays(27), byCouncil, { channels: ['in-person'] }),
      ...ways(workingDays(17), byCouncil, { channels: ['online'] }),
      ...ways(workingDays(20), byCouncil, { channels: ['post'] }),
    ],
    papers: papers(
      form('Đơn đăng ký đất đai, tài sản gắn liền với đất'),
      ifAny('Một trong các giấy tờ về quyền sử dụng đất theo Luật Đất đai', { copy: 1 }),
      ifAny('Giấy tờ về việc nhận thừa kế, chuyển quyền sử dụng đất có chữ ký của các bên', { copy: 1 }),
      ifAny('Trích lục hoặc mảnh trích đo bản đồ địa chính, nếu có', { copy: 1 }),
      ifAny('Chứng từ thực hiện hoặc giấy tờ miễn, giảm nghĩa vụ tài chính về đất', { copy: 1 }),
    ),
    results: [{ name: 'Thông báo xác nhận kết quả đăng ký đất đai', code: 'KQ.G10.000921' }, redBook],
    confidence: 'read',
    note: manyLimits,
  }),
  landProcedure({
    code: '1.012753',
    name: 'Đăng ký, cấp Giấy chứng nhận quyền sử dụng đất lần đầu đối với tổ chức đang sử dụng đất',
    applicants: ['Tổ chức (không bao gồm doanh nghiệp, HTX)'],
    methods: [
      ...ways(workingDays(20), byCouncil, { channels: ['in-person'] }),
      ...ways(workingDays(17), byCouncil, { channels: ['online'] }),
      ...ways(workingDays(30), byCouncil, { channels: ['post'] }),
    ],
    papers: papers(
      form('Đơn đăng ký đất đai, tài sản gắn liền với đất'),
      form('Báo cáo kết quả rà soát hiện trạng sử dụng đất (Mẫu số 15d)'),
      ifAny('Sơ đồ, trích lục hoặc mảnh trích đo bản đồ địa chính, nếu có', { copy: 1 }),
      ifAny('Văn bản về việc đại diện thực hiện thủ tục', { copy: 1 }),
      ifAny('Văn bản thỏa thuận cấp chung một Giấy chứng nhận', { copy: 1 }),
    ),
    results: [{ name: 'Quyết định hình thức sử dụng đất', code: 'KQ.G10.000935' }, redBook],
    confidence: 'read',
    note: manyLimits,
  }),
  landProcedure({
    code: '1.013949',
    name: 'Giao đất, cho thuê đất, chuyển mục đích sử dụng đất không qua đấu giá, đấu thầu',
    methods: ways(calendarDays(15), byCouncil),
    papers: papers(
      form('Đơn đề nghị giao đất, thuê đất, chuyển mục đích sử dụng đất'),
      ifAny('Văn bản phê duyệt dự án hoặc chấp thuận chủ trương đầu tư', { original: 0, copy: 1 }),
      ifAny('Phương án sử dụng tầng đất mặt, khi chuyển mục đích từ đất chuyên trồng lúa', { copy: 1 }),
      ifAny('Giấy chứng nhận đã cấp, khi chuyển mục đích sử dụng đất', { copy: 1 }),
    ),
    results: [
      { name: 'Quyết định giao đất, cho thuê đất, cho phép chuyển mục đích sử dụng đất', code: 'KQ.G10.000868' },
      redBook,
    ],
  }),
  landProcedure({
    code: '1.013967',
    name: 'Giải quyết tranh chấp đất đai thuộc thẩm quyền của Chủ tịch Ủy ban nhân dân cấp xã',
    decision: '2304/QĐ-BNNMT',
    agency: 'Chủ tịch Ủy ban nhân dân cấp xã',
    methods: [
      ...ways(calendarDays(60), free, { channels: ['in-person'] }),
      ...ways(calendarDays(45), free, { channels: ['online', 'post'] }),
    ],
    papers: papers(
      form('Đơn yêu cầu giải quyết tranh chấp đất đai'),
      ifAny('Biên bản hòa giải tại Ủy ban nhân dân cấp xã', { copy: 1 }),
    ),
    results: [{ name: 'Quyết định giải quyết tranh chấp đất đai', code: 'KQ.G10.000916' }],
    confidence: 'read',
    note: manyLimits,
  }),
  buildingProcedure({
    code: '1.013225',
    name: 'Cấp giấy phép xây dựng mới đối với công trình cấp III, cấp IV và nhà ở riêng lẻ',
    methods: [
      ...ways(calendarDays(15), byCouncil, { channels: ['in-person'] }),
      ...ways(calendarDays(20), byCouncil, { channels: ['online', 'post'] }),
    ],
    papers: [
      { case: null, items: [application, landPaper, drawings] },
      {
        case: 'Nhà ở riêng lẻ',
        items: [ifAny('Bản cam kết bảo đảm an toàn đối với công trình liền kề, nếu có công trình liền kề')],
      },
      {
        case: 'Công trình thuộc dự án',
        items: [paper('Quyết định phê duyệt dự án và thông báo kết quả thẩm định', { copy: 1 })],
      },
    ],
    results: [{ name: 'Giấy phép xây dựng kèm theo hồ sơ thiết kế', code: 'KQ.G17.000311' }],
    confidence: 'read',
    note: `${manyLimits} Nhà ở riêng lẻ: 15 ngày theo Luật Xây dựng, Điều 102.`,
  }),
  buildingProcedure({
    code: '1.013226',
    name: 'Điều chỉnh giấy phép xây dựng đối với công trình cấp III, cấp IV và nhà ở riêng lẻ',
    methods: ways(calendarDays(20), byCouncil),
    papers: papers(
      renewal,
      permit,
      paper('Bản vẽ thiết kế xây dựng điều chỉnh, 02 bộ', { original: 2 }),
      ifAny('Báo cáo kết quả thẩm định thiết kế điều chỉnh, trừ nhà ở riêng lẻ', { copy: 1 }),
    ),
    results: [{ name: 'Giấy phép xây dựng được điều chỉnh', code: 'KQ.G17.000314' }],
  }),
  buildingProcedure({
    code: '1.013227',
    name: 'Gia hạn giấy phép xây dựng đối với công trình cấp III, cấp IV và nhà ở riêng lẻ',
    methods: ways(workingDays(5), byCouncil),
    papers: papers(renewal, permit),
    conditions: 'Nộp trước khi giấy phép hết hạn; mỗi giấy phép gia hạn tối đa hai lần.',
    results: [{ name: 'Giấy phép xây dựng được gia hạn', code: 'KQ.G17.000315' }],
  }),
  buildingProcedure({
    code: '1.013228',
    name: 'Cấp lại giấy phép xây dựng đối với công trình cấp III, cấp IV và nhà ở riêng lẻ',
    methods: ways(workingDays(5), byCouncil),
    papers: papers(renewal, ifAny('Bản chính giấy phép xây dựng, nếu bị rách, nát')),
    results: [{ name: 'Giấy phép xây dựng được cấp lại', code: 'KQ.G17.000316' }],
  }),
  buildingProcedure({
    code: '1.013229',
    name: 'Cấp giấy phép xây dựng sửa chữa, cải tạo đối với công trình cấp III, cấp IV và nhà ở riêng lẻ',
    methods: [
      ...ways(calendarDays(15), byCouncil, { channels: ['in-person'] }),
      ...ways(calendarDays(20), byCouncil, { channels: ['online', 'post'] }),
    ],
    papers: papers(
      application,
      landPaper,
      paper('Bản vẽ, ảnh chụp hiện trạng bộ phận sửa chữa, cải tạo', { copy: 1 }),
      drawings,
    ),
    results: [{ name: 'Giấy phép sửa chữa, cải tạo công trình', code: 'KQ.G17.000312' }],
    confidence: 'read',
    note: manyLimits,
  }),
  buildingProcedure({
    code: '1.013061',
    name: 'Cấp giấy phép thi công công trình trên đường bộ đang khai thác',
    sector: 'Đường bộ',
    decision: '2503/QĐ-BXD',
    levels: ['ministry', 'province', 'commune'],
    legal_refs: ['35/2024/QH15', '165/2024/NĐ-CP', '41/2024/TT-BGTVT', '09/2025/TT-BXD'],
    methods: ways(workingDays(5), { vnd: null }),
    papers: papers(
      form('Đơn đề nghị cấp phép thi công công trình trên đường bộ đang khai thác'),
      paper('Bản vẽ thiết kế thi công'),
      paper('Biện pháp tổ chức thi công, bảo đảm giao thông và hoàn trả đường bộ'),
    ),
    results: [{ name: 'Giấy phép thi công công trình trên đường bộ đang khai thác', code: 'KQ.G04.000479' }],
  }),
  buildingProcedure({
    code: '1.013274',
    name: 'Cấp phép sử dụng tạm thời lòng đường, vỉa hè vào mục đích khác',
    sector: 'Đường bộ',
    decision: '871/QĐ-BXD',
    levels: ['ministry', 'province', 'commune'],
    legal_refs: ['35/2024/QH15', '165/2024/NĐ-CP', '140/2025/NĐ-CP'],
    methods: [
      ...ways(calendarDays(1), { vnd: null }, { confidence: 'read', note: 'Đám tang' }),
      ...ways(workingDays(5), { vnd: null }, { note: 'Các trường hợp khác' }),
    ],
    papers: papers(
      form('Văn bản đề nghị sử dụng tạm thời lòng đường, vỉa hè'),
      paper('Phương án sử dụng và tổ chức giao thông', { copy: 1 }),
    ),
    results: [{ name: 'Giấy phép sử dụng tạm thời lòng đường, vỉa hè vào mục đích khác', code: 'KQ.G04.000509' }],
    confidence: 'read',
    note: 'Thời hạn đám tang (01 ngày) lấy từ ghi chú của Cổng.',
  }),
  farming({
    code: '1.008004',
    name: 'Chuyển đổi cơ cấu cây trồng, vật nuôi trên đất trồng lúa',
    decision: '1000/QĐ-BNNMT',
    legal_refs: ['112/2024/NĐ-CP'],
    methods: ways(workingDays(5), free),
    papers: papers(form('Bản đăng ký chuyển đổi cơ cấu cây trồng, vật nuôi trên đất trồng lúa')),
    results: [
      { name: 'Văn bản chấp thuận chuyển đổi cơ cấu cây trồng, vật nuôi', code: 'KQ.G10.000535' },
      { name: 'Văn bản không chấp thuận', code: 'KQ.G10.000536' },
    ],
  }),
  farming({
    code: '2.001621',
    name: 'Hỗ trợ đầu tư phát triển thủy lợi nhỏ, thủy lợi nội đồng và tưới tiên tiến, tiết kiệm nước',
    sector: 'Thủy lợi',
    decision: '498/QĐ-BNNMT',
    legal_refs: ['77/2018/NĐ-CP'],
    methods: ways(workingDays(7), free),
    papers: papers(
      form('Đơn đề nghị hỗ trợ'),
      paper('Hồ sơ được phê duyệt'),
      paper('Biên bản nghiệm thu giai đoạn hoặc hoàn thành công trình'),
    ),
    results: [{ name: 'Ủy nhiệm chi', code: 'KQ.G12.000093' }],
  }),
]
