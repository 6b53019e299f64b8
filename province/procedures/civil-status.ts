import type { ProcedureValue } from '../procedure.ts'
import {
  authority,
  byCouncil,
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
  shown,
  ways,
  workingDays,
} from './build.ts'

const basis = ['60/2014/QH13', '123/2015/NĐ-CP', '07/2025/NĐ-CP', '120/2025/NĐ-CP', '18/2026/NĐ-CP', '08/2025/TT-BTP']
const sameDayNote =
  'Cổng ghi đơn vị thời hạn "Khác"; đọc là trong ngày theo Luật Hộ tịch, nhận sau 15 giờ thì trả ngày làm việc tiếp theo.'
const otherNote = 'Cổng ghi đơn vị thời hạn "Khác"; đọc là ngày làm việc theo Luật Hộ tịch và Nghị định 123/2015/NĐ-CP.'

type Draft = Omit<ProcedureDraft, 'sector' | 'ministry' | 'decision' | 'legal_refs'> & Partial<ProcedureDraft>

function civil(draft: Draft): ProcedureValue {
  return procedure({ sector: 'Hộ tịch', ministry: 'Bộ Tư pháp', decision: '163/QĐ-BTP', legal_refs: basis, ...draft })
}

function withinDay(draft: Draft): ProcedureValue {
  return civil({ cutoff: '15:00', confidence: 'read', note: sameDayNote, ...draft })
}

const read = { confidence: 'read' } as const
const atHome = 'Đăng ký tại nơi ở khi người yêu cầu không thể đến (già yếu, bệnh tật, khuyết tật, đang chấp hành án).'

/** Civil status (hộ tịch) and domestic adoption: settled by the commune, recorded by its justice officers. */
export const civilStatus: ProcedureValue[] = [
  withinDay({
    code: '1.001193',
    name: 'Đăng ký khai sinh',
    applicants: ['Công dân Việt Nam', 'Người Việt Nam định cư ở nước ngoài'],
    methods: ways(sameDay, byCouncil, read),
    papers: [
      {
        case: null,
        items: [
          form('Tờ khai đăng ký khai sinh'),
          paper('Giấy chứng sinh; không có thì văn bản của người làm chứng hoặc giấy cam đoan về việc sinh'),
          identity,
          authority,
        ],
      },
      { case: 'Trẻ em bị bỏ rơi', items: [paper('Biên bản về việc trẻ bị bỏ rơi')] },
      {
        case: 'Trẻ sinh ra do mang thai hộ',
        items: [paper('Xác nhận của cơ sở y tế đã thực hiện kỹ thuật hỗ trợ sinh sản')],
      },
    ],
    conditions:
      'Cha, mẹ có trách nhiệm đăng ký khai sinh trong 60 ngày kể từ ngày sinh con; đăng ký đúng hạn được miễn lệ phí.',
    results: [{ name: 'Giấy khai sinh', code: 'KQ.G15.000031' }],
  }),
  withinDay({
    code: '1.000656',
    name: 'Đăng ký khai tử',
    methods: ways(sameDay, byCouncil, read),
    papers: papers(
      form('Tờ khai đăng ký khai tử'),
      paper('Giấy báo tử hoặc giấy tờ thay Giấy báo tử'),
      identity,
      ifAny('Giấy tờ chứng minh nơi cư trú cuối cùng của người chết, nếu chưa có trong cơ sở dữ liệu'),
      authority,
    ),
    results: [{ name: 'Trích lục khai tử', code: 'KQ.G15.000034' }],
  }),
  withinDay({
    code: '1.000894',
    name: 'Đăng ký kết hôn',
    methods: ways(sameDay, free, read),
    papers: papers(
      form('Tờ khai đăng ký kết hôn'),
      identity,
      ifAny('Giấy xác nhận tình trạng hôn nhân, nếu chưa khai thác được từ cơ sở dữ liệu'),
    ),
    conditions: 'Nam từ đủ 20 tuổi, nữ từ đủ 18 tuổi; hai bên tự nguyện và cùng có mặt khi nhận kết quả.',
    results: [{ name: 'Giấy chứng nhận kết hôn', code: 'KQ.G15.000032' }],
    note: `${sameDayNote} Cần xác minh thì kéo dài tối đa 05 ngày làm việc.`,
  }),
  civil({
    code: '1.004873',
    name: 'Cấp Giấy xác nhận tình trạng hôn nhân',
    applicants: ['Công dân Việt Nam', 'Người Việt Nam định cư ở nước ngoài'],
    methods: ways(workingDays(3), byCouncil, read),
    papers: papers(
      form('Tờ khai cấp Giấy xác nhận tình trạng hôn nhân'),
      identity,
      ifAny('Giấy xác nhận tình trạng hôn nhân đã cấp trước đây, khi xin cấp lại'),
      ifAny('Bản án, quyết định ly hôn hoặc Trích lục khai tử của người vợ, người chồng'),
      authority,
    ),
    results: [{ name: 'Giấy xác nhận tình trạng hôn nhân', code: 'KQ.G15.000038' }],
    confidence: 'read',
    note: otherNote,
  }),
  withinDay({
    code: '2.000635',
    name: 'Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh',
    levels: ['province', 'commune'],
    applicants: ['Công dân Việt Nam', 'Tổ chức (không bao gồm doanh nghiệp, HTX)'],
    agency: 'Cơ quan quản lý cơ sở dữ liệu hộ tịch điện tử',
    methods: ways(sameDay, fee(8000, '8.000 đồng mỗi bản sao'), { confidence: 'assumed' }),
    papers: papers(form('Tờ khai cấp bản sao trích lục hộ tịch'), identity, authority),
    results: [{ name: 'Bản sao Trích lục hộ tịch, bản sao Giấy khai sinh', code: 'KQ.G15.000342' }],
    note: 'Cổng không ghi thời hạn; lấy "ngay trong ngày" theo Luật Hộ tịch, Điều 64.',
    confidence: 'assumed',
  }),
  civil({
    code: '1.001022',
    name: 'Đăng ký nhận cha, mẹ, con',
    methods: ways(workingDays(3), byCouncil, read),
    papers: papers(
      form('Tờ khai đăng ký nhận cha, mẹ, con'),
      paper('Chứng cứ chứng minh quan hệ cha con, mẹ con, hoặc cam đoan kèm ít nhất hai người làm chứng'),
      identity,
    ),
    results: [{ name: 'Trích lục đăng ký nhận cha, mẹ, con', code: 'KQ.G15.000033' }],
    confidence: 'read',
    note: otherNote,
  }),
  civil({
    code: '1.000689',
    name: 'Đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con',
    methods: ways(workingDays(3), byCouncil, read),
    papers: papers(
      form('Tờ khai đăng ký khai sinh'),
      form('Tờ khai đăng ký nhận cha, mẹ, con'),
      paper('Giấy chứng sinh hoặc giấy tờ thay thế'),
      paper('Chứng cứ chứng minh quan hệ cha con, mẹ con'),
      identity,
    ),
    results: [
      { name: 'Giấy khai sinh', code: 'KQ.G15.000031' },
      { name: 'Trích lục đăng ký nhận cha, mẹ, con', code: 'KQ.G15.000033' },
    ],
    confidence: 'read',
    note: otherNote,
  }),
  civil({
    code: '1.004772',
    name: 'Đăng ký khai sinh cho người đã có hồ sơ, giấy tờ cá nhân',
    methods: ways(workingDays(5), byCouncil, read),
    papers: papers(
      form('Tờ khai đăng ký khai sinh'),
      paper('Văn bản cam đoan chưa được đăng ký khai sinh'),
      copyOf('Giấy tờ, hồ sơ cá nhân có thông tin về nội dung khai sinh'),
      ifAny('Xác nhận của thủ trưởng cơ quan, đơn vị đối với cán bộ, công chức, viên chức, lực lượng vũ trang'),
      identity,
      authority,
    ),
    results: [{ name: 'Giấy khai sinh', code: 'KQ.G15.000031' }],
    confidence: 'read',
    note: otherNote,
  }),
  civil({
    code: '1.004884',
    name: 'Đăng ký lại khai sinh',
    methods: ways(workingDays(5), byCouncil, read),
    papers: papers(
      form('Tờ khai đăng ký lại khai sinh, kèm cam đoan đã nộp đủ giấy tờ'),
      copyOf('Giấy khai sinh được cấp hợp lệ trước đây, hoặc giấy tờ có nội dung liên quan'),
      identity,
      authority,
    ),
    results: [{ name: 'Giấy khai sinh', code: 'KQ.G15.000031' }],
    confidence: 'read',
    note: otherNote,
  }),
  civil({
    code: '1.004746',
    name: 'Đăng ký lại kết hôn',
    methods: ways(workingDays(5), byCouncil, read),
    papers: papers(
      form('Tờ khai đăng ký lại kết hôn'),
      copyOf('Giấy chứng nhận kết hôn được cấp trước đây, hoặc giấy tờ có thông tin liên quan'),
      identity,
    ),
    results: [{ name: 'Giấy chứng nhận kết hôn', code: 'KQ.G15.000032' }],
    confidence: 'read',
    note: otherNote,
  }),
  civil({
    code: '1.005461',
    name: 'Đăng ký lại khai tử',
    methods: ways(workingDays(5), byCouncil, read),
    papers: papers(
      form('Tờ khai đăng ký lại khai tử'),
      copyOf('Giấy chứng tử được cấp hợp lệ trước đây, hoặc giấy tờ có thông tin liên quan'),
      identity,
      authority,
    ),
    results: [{ name: 'Trích lục khai tử', code: 'KQ.G15.000034' }],
    confidence: 'read',
    note: otherNote,
  }),
  withinDay({
    code: '1.004859',
    name: 'Thay đổi, cải chính, bổ sung thông tin hộ tịch, xác định lại dân tộc',
    methods: ways(sameDay, byCouncil, read),
    papers: papers(
      form('Tờ khai thay đổi, cải chính, bổ sung thông tin hộ tịch, xác định lại dân tộc'),
      paper('Giấy tờ làm căn cứ thay đổi, cải chính, bổ sung'),
      identity,
      authority,
    ),
    results: [
      { name: 'Trích lục thay đổi, cải chính, bổ sung thông tin hộ tịch, xác định lại dân tộc', code: 'KQ.G15.000037' },
    ],
    note: `${sameDayNote} Thay đổi, cải chính, xác định lại dân tộc: 03 ngày làm việc theo Luật Hộ tịch, Điều 28; cơ quan chọn thời hạn đúng trường hợp.`,
  }),
  civil({
    code: '1.004837',
    name: 'Đăng ký giám hộ',
    methods: ways(workingDays(3), free),
    papers: papers(
      form('Tờ khai đăng ký giám hộ'),
      paper('Văn bản cử người giám hộ, hoặc giấy tờ chứng minh điều kiện giám hộ đương nhiên'),
      identity,
      authority,
    ),
    results: [{ name: 'Trích lục đăng ký giám hộ', code: 'KQ.G15.000035' }],
  }),
  civil({
    code: '1.004845',
    name: 'Đăng ký chấm dứt giám hộ',
    methods: ways(workingDays(2), free),
    papers: papers(
      form('Tờ khai đăng ký chấm dứt giám hộ'),
      paper('Giấy tờ làm căn cứ chấm dứt giám hộ theo Bộ luật Dân sự'),
      identity,
      authority,
    ),
    results: [{ name: 'Trích lục đăng ký chấm dứt giám hộ', code: 'KQ.G15.000036' }],
  }),
  civil({
    code: '3.000323',
    name: 'Đăng ký giám sát việc giám hộ',
    methods: ways(workingDays(3), byCouncil, read),
    papers: papers(
      form('Tờ khai đăng ký giám sát việc giám hộ'),
      paper('Văn bản thỏa thuận cử, chọn người giám sát việc giám hộ'),
      identity,
      authority,
    ),
    results: [{ name: 'Trích lục đăng ký giám sát việc giám hộ', code: 'KQ.G15.000289' }],
    confidence: 'read',
    note: otherNote,
  }),
  civil({
    code: '1.003583',
    name: 'Đăng ký khai sinh lưu động',
    methods: ways(workingDays(5), free, { channels: ['in-person'] }),
    papers: papers(
      form('Tờ khai đăng ký khai sinh'),
      paper('Giấy chứng sinh hoặc giấy tờ thay thế'),
      ifAny('Giấy chứng nhận kết hôn của cha mẹ, nếu chưa có trong cơ sở dữ liệu'),
      identity,
    ),
    conditions: atHome,
    results: [{ name: 'Giấy khai sinh', code: 'KQ.G15.000031' }],
  }),
  civil({
    code: '1.000419',
    name: 'Đăng ký khai tử lưu động',
    methods: ways(workingDays(5), free, { channels: ['in-person'] }),
    papers: papers(form('Tờ khai đăng ký khai tử'), paper('Giấy báo tử hoặc giấy tờ thay Giấy báo tử'), identity),
    conditions: atHome,
    results: [{ name: 'Trích lục khai tử', code: 'KQ.G15.000034' }],
  }),
  withinDay({
    code: '2.000528',
    name: 'Đăng ký khai sinh có yếu tố nước ngoài',
    applicants: ['Công dân Việt Nam', 'Người nước ngoài', 'Người Việt Nam định cư ở nước ngoài'],
    methods: ways(sameDay, byCouncil, read),
    papers: papers(
      form('Tờ khai đăng ký khai sinh'),
      paper('Giấy chứng sinh hoặc giấy tờ thay thế'),
      ifAny('Văn bản thỏa thuận của cha, mẹ về việc chọn quốc tịch cho con, có xác nhận của nước người đó là công dân'),
      ifAny('Giấy tờ chứng minh trẻ em nhập cảnh hợp pháp và đang cư trú tại Việt Nam, nếu sinh ở nước ngoài'),
      identity,
      authority,
    ),
    results: [{ name: 'Giấy khai sinh', code: 'KQ.G15.000031' }],
  }),
  civil({
    code: '2.000806',
    name: 'Đăng ký kết hôn có yếu tố nước ngoài',
    applicants: ['Công dân Việt Nam', 'Người nước ngoài', 'Người Việt Nam định cư ở nước ngoài'],
    methods: ways(workingDays(5), byCouncil, read),
    papers: papers(
      form('Tờ khai đăng ký kết hôn'),
      paper('Giấy tờ chứng minh tình trạng hôn nhân của người nước ngoài'),
      paper('Xác nhận của tổ chức y tế về khả năng nhận thức, làm chủ hành vi của hai bên'),
      copyOf('Hộ chiếu hoặc giấy tờ thay hộ chiếu của người nước ngoài'),
      ifAny('Trích lục ghi chú ly hôn hoặc hủy việc kết hôn'),
      identity,
    ),
    conditions: 'Hai bên nam, nữ cùng có mặt khi đăng ký và ký vào Sổ.',
    results: [{ name: 'Giấy chứng nhận kết hôn', code: 'KQ.G15.000032' }],
    confidence: 'read',
    note: otherNote,
  }),
  civil({
    code: '2.001263',
    name: 'Đăng ký việc nuôi con nuôi trong nước',
    sector: 'Nuôi con nuôi',
    decision: '361/QĐ-BTP',
    legal_refs: ['52/2010/QH12', '19/2011/NĐ-CP', '120/2025/NĐ-CP', '18/2026/NĐ-CP', '10/2020/TT-BTP'],
    methods: ways(calendarDays(30), fee(400_000, '400.000 đồng mỗi trường hợp; có diện được miễn'), {
      confidence: 'assumed',
    }),
    papers: [
      {
        case: 'Hồ sơ của người nhận con nuôi',
        items: [
          form('Đơn xin nhận con nuôi'),
          copyOf('Hộ chiếu, thẻ căn cước hoặc giấy tờ có giá trị thay thế'),
          paper('Giấy khám sức khỏe của cơ sở y tế có thẩm quyền'),
          paper('Văn bản xác nhận hoàn cảnh gia đình, chỗ ở, điều kiện kinh tế'),
          paper('Văn bản xác nhận tình trạng hôn nhân'),
          paper('Phiếu lý lịch tư pháp'),
        ],
      },
      {
        case: 'Hồ sơ của người được nhận làm con nuôi',
        items: [
          paper('Giấy khai sinh'),
          paper('Giấy khám sức khỏe'),
          paper('Hai ảnh toàn thân chụp không quá 06 tháng', { original: 2 }),
        ],
      },
    ],
    results: [{ name: 'Giấy chứng nhận nuôi con nuôi trong nước', code: 'KQ.G15.000002' }],
    confidence: 'assumed',
    note: 'Cổng không ghi thời hạn; lấy 30 ngày theo Luật Nuôi con nuôi, Điều 19–22 (kiểm tra, lấy ý kiến, đăng ký).',
  }),
  civil({
    code: '2.001255',
    name: 'Đăng ký lại việc nuôi con nuôi trong nước',
    sector: 'Nuôi con nuôi',
    decision: '1848/QĐ-BTP',
    legal_refs: ['52/2010/QH12', '19/2011/NĐ-CP', '10/2020/TT-BTP'],
    methods: ways(workingDays(5), free),
    papers: papers(
      form('Tờ khai đăng ký lại việc nuôi con nuôi'),
      shown('Giấy tờ chứng minh việc nuôi con nuôi đã đăng ký, nếu có'),
    ),
    results: [{ name: 'Giấy chứng nhận nuôi con nuôi trong nước', code: 'KQ.G15.000002' }],
  }),
]
