import type { Words } from '#ground/text'
import type { Health, Part, RiskLevel, Source, Status } from './rules.ts'

export const w = (vi: string, en: string): Words => ({ vi, en })

export const partWords: Readonly<Record<Part, Words>> = {
  I: w('I. Hạ tầng số', 'I. Digital infrastructure'),
  II: w('II. Dữ liệu số', 'II. Digital data'),
  III: w('III. Chính quyền số', 'III. Digital government'),
  IV: w('IV. Kinh tế số – Xã hội số', 'IV. Digital economy and society'),
  V: w('V. An toàn thông tin – Trí tuệ nhân tạo', 'V. Security and AI'),
}
/** Systems a content names that this house does not have yet, by their folder: people read no folder names. */
export const plannedSystemWords: Readonly<Record<string, Words>> = {
  council: w('Hoạt động của Hội đồng nhân dân', 'People’s Council'),
  'data-platform': w('Nền tảng dữ liệu lớn', 'Data platform'),
  'growing-areas': w('Bản đồ vùng nguyên liệu', 'Growing areas'),
  livestock: w('Dữ liệu chăn nuôi, thú y', 'Livestock'),
  'open-data': w('Cổng dữ liệu mở', 'Open data portal'),
  sectors: w('Hệ thống của từng ngành', 'Systems of the sectors'),
  archive: w('Lưu trữ số', 'Digital archive'),
  commune: w('Chuyển đổi số xã, phường', 'Digital communes'),
  directives: w('Chỉ đạo, điều hành', 'Directives'),
  documents: w('Văn bản điện tử', 'Electronic documents'),
  'exchange-bus': w('Tích hợp, chia sẻ dữ liệu (LGSP)', 'Exchange bus (LGSP)'),
  'ministry-link': w('Kết nối hệ thống của Bộ, ngành', 'Links to the ministries'),
  'operations-centre': w('Giám sát, điều hành thông minh (IOC)', 'Operations centre (IOC)'),
  performance: w('Đánh giá cán bộ theo KPI', 'Performance of officers'),
  portal: w('Cổng thông tin điện tử', 'Portal'),
  'smart-city': w('Đô thị thông minh', 'Smart city'),
  conferencing: w('Truyền hình hội nghị', 'Conferencing'),
  coverage: w('Phủ sóng băng rộng di động', 'Mobile coverage'),
  'data-centre': w('Trung tâm Tích hợp dữ liệu', 'Data centre'),
  iot: w('Nền tảng IoT', 'IoT platform'),
  network: w('Mạng truyền số liệu chuyên dùng', 'Private data network'),
  antimalware: w('Phòng, chống mã độc', 'Protection against malware'),
  gate: w('Camera kiểm soát ra vào', 'Gate cameras'),
  'police-soc': w('Giám sát an toàn thông tin của Công an tỉnh', 'Security centre of the police'),
  'procedure-assistant': w('Trợ lý AI thủ tục hành chính', 'Assistant for procedures'),
  'sector-ai': w('AI trên dữ liệu ngành', 'AI on sector data'),
  soc: w('Giám sát an toàn thông tin (SOC)', 'Security centre (SOC)'),
  training: w('Đào tạo an toàn thông tin, AI', 'Training in security and AI'),
  video: w('Phân tích hình ảnh camera', 'Video analysis'),
  'citizen-app': w('Công dân số', 'Citizen app'),
  'community-health': w('Chăm sóc sức khỏe cộng đồng', 'Community health'),
  enterprise: w('Hỗ trợ doanh nghiệp', 'Support of enterprises'),
  'health-command': w('Điều hành y tế thông minh', 'Health command'),
  library: w('Thư viện điện tử tỉnh', 'Provincial e-library'),
  logistics: w('Logistics nông nghiệp, thương mại', 'Logistics'),
  'medical-records': w('Bệnh án điện tử', 'Medical records'),
  payments: w('Thanh toán không dùng tiền mặt', 'Cashless payments'),
  'school-library': w('Thư viện số trường học', 'School libraries'),
  'school-records': w('Học bạ số', 'School records'),
  signatures: w('Chữ ký số cá nhân', 'Personal signatures'),
  'stem-labs': w('Phòng học STEM/STEAM', 'STEM rooms'),
  tourism: w('Du lịch thông minh', 'Tourism'),
  university: w('Quản lý đào tạo đại học', 'University'),
}
export const statusWords: Readonly<Record<Status, Words>> = {
  'not-started': w('Chưa bắt đầu', 'Not started'),
  preparing: w('Đang chuẩn bị', 'Being prepared'),
  running: w('Đang triển khai', 'Under way'),
  paused: w('Tạm dừng', 'Paused'),
  done: w('Hoàn thành', 'Done'),
  dropped: w('Không triển khai', 'Not carried out'),
}
export const healthWords: Readonly<Record<Health, Words>> = {
  done: w('Hoàn thành', 'Done'),
  dropped: w('Không triển khai', 'Not carried out'),
  paused: w('Tạm dừng', 'Paused'),
  late: w('Trễ mốc', 'Late'),
  behind: w('Chậm tiến độ', 'Behind'),
  soon: w('Sắp đến mốc', 'Milestone near'),
  'on-course': w('Đúng tiến độ', 'On course'),
  waiting: w('Chưa đến kỳ', 'Not yet begun'),
}
export const sourceWords: Readonly<Record<Source, Words>> = {
  'state-budget': w('Ngân sách nhà nước', 'State budget'),
  sponsorship: w('Tài trợ, viện trợ', 'Sponsorship and aid'),
  socialised: w('Xã hội hóa', 'Private contribution'),
  integrated: w('Lồng ghép chương trình, đề án', 'Within other programmes'),
  other: w('Nguồn hợp pháp khác', 'Other lawful sources'),
}
export const riskLevelWords: Readonly<Record<RiskLevel, Words>> = {
  low: w('Thấp', 'Low'),
  medium: w('Trung bình', 'Medium'),
  high: w('Cao', 'High'),
  extreme: w('Rất cao', 'Extreme'),
}
export const authorityWords = {
  'people-committee': w('Ủy ban nhân dân tỉnh', 'People’s Committee of the province'),
  'people-council': w('Hội đồng nhân dân tỉnh', 'People’s Council of the province'),
  department: w('Thủ trưởng cơ quan, đơn vị', 'Head of the agency'),
  ministry: w('Bộ, ngành trung ương', 'Ministry'),
} satisfies Record<string, Words>
export const approvalStateWords = {
  asked: w('Đã trình đầu mối', 'Asked'),
  submitted: w('Đã trình cấp thẩm quyền', 'Before the authority'),
  returned: w('Trả lại bổ sung', 'Sent back'),
  approved: w('Đã chấp thuận', 'Approved'),
  refused: w('Không chấp thuận', 'Refused'),
  withdrawn: w('Đã rút', 'Withdrawn'),
} satisfies Record<string, Words>
export const obstacleStateWords = {
  sent: w('Đã gửi đầu mối', 'Sent'),
  forwarded: w('Đã chuyển cấp trên', 'Passed on'),
  'more-asked': w('Đầu mối hỏi thêm', 'More is asked'),
  answered: w('Đã trả lời', 'Answered'),
  closed: w('Đã tháo gỡ', 'Settled'),
  withdrawn: w('Đã rút', 'Withdrawn'),
} satisfies Record<string, Words>
export const reportStateWords = {
  draft: w('Đang soạn', 'Being written'),
  submitted: w('Đã gửi đầu mối', 'Handed in'),
  returned: w('Bị trả lại', 'Sent back'),
  accepted: w('Đã duyệt', 'Accepted'),
} satisfies Record<string, Words>
export const provinceReportStateWords = {
  drafting: w('Đang tổng hợp', 'Being gathered'),
  submitted: w('Đã trình UBND tỉnh', 'Before the People’s Committee'),
  issued: w('Đã ban hành', 'Issued'),
} satisfies Record<string, Words>
export const responseWords = {
  avoid: w('Tránh', 'Avoid'),
  reduce: w('Giảm nhẹ', 'Reduce'),
  transfer: w('Chuyển giao', 'Transfer'),
  accept: w('Chấp nhận', 'Accept'),
} satisfies Record<string, Words>
export const evidenceKindWords = {
  file: w('Tệp', 'File'),
  link: w('Đường dẫn', 'Link'),
  system: w('Hệ thống của nền tảng', 'A system of the house'),
} satisfies Record<string, Words>

const line = w('Nội dung', 'Content')
const focal = w('Đơn vị đầu mối', 'Focal department')
const units = w('Đơn vị được xem', 'Units that see it')
const note = w('Ghi chú', 'Note')
const state = w('Trạng thái', 'State')
const files = w('Tệp', 'Files')
const year = w('Năm', 'Year')

export const lineRecordWords = {
  title: w('Nội dung kế hoạch', 'Content of the plan'),
  plural: w('Nội dung kế hoạch', 'Contents of the plan'),
  fields: {
    code: w('Mã', 'Code'),
    position: w('Thứ tự', 'Order'),
    part: w('Phần', 'Part'),
    field: w('Lĩnh vực', 'Field'),
    field_en: w('Lĩnh vực (tiếng Anh)', 'Field (English)'),
    content: w('Nội dung', 'Content'),
    content_en: w('Nội dung (tiếng Anh)', 'Content (English)'),
    from_year: w('Từ năm', 'From'),
    to_year: w('Đến năm', 'To'),
    status: state,
    progress: w('Tiến độ', 'Progress'),
    summary: w('Kết quả đến nay (công khai)', 'Results so far (public)'),
    progress_on: w('Cập nhật ngày', 'Updated on'),
    done_on: w('Hoàn thành ngày', 'Done on'),
    partner: w('Đơn vị của đối tác', 'Unit of the partner'),
    units: w('Đơn vị thực hiện', 'Responsible units'),
    units_text: w('Phân công thực hiện', 'Responsible side'),
    units_text_en: w('Phân công thực hiện (tiếng Anh)', 'Responsible side (English)'),
    systems: w('Hệ thống của nền tảng', 'Systems of the house'),
    source: w('Nguồn', 'Source'),
  },
  choices: { part: partWords, status: statusWords },
}
export const approvalRecordWords = {
  title: w('Chấp thuận chủ trương', 'Approval in principle'),
  plural: w('Chấp thuận chủ trương', 'Approvals in principle'),
  fields: {
    line,
    title: w('Nhiệm vụ xin chủ trương', 'What is asked'),
    content: w('Nội dung, sự cần thiết', 'Content and need'),
    amount: w('Dự kiến kinh phí', 'Expected cost'),
    authority: w('Cấp có thẩm quyền', 'Authority'),
    files,
    status: state,
    asked_on: w('Ngày xin', 'Asked on'),
    opinion: w('Ý kiến thẩm định của đầu mối', 'Opinion of the focal department'),
    number: w('Số văn bản', 'Number of the decision'),
    decided_on: w('Ngày quyết định', 'Decided on'),
    decided_by: w('Người quyết định', 'Decided by'),
    conclusion: w('Kết luận', 'Conclusion'),
    focal,
    units,
  },
  choices: { status: approvalStateWords, authority: authorityWords },
}
export const budgetRecordWords = {
  title: w('Dòng kinh phí', 'Budget line'),
  plural: w('Kinh phí', 'Budget'),
  fields: {
    line,
    year,
    source: w('Nguồn vốn', 'Source'),
    spender: w('Đơn vị sử dụng', 'Spending unit'),
    planned: w('Kế hoạch', 'Planned'),
    allocated: w('Đã bố trí', 'Allocated'),
    spent: w('Đã giải ngân', 'Spent'),
    document: w('Văn bản giao', 'Allocating document'),
    note,
    focal,
    units,
  },
  choices: { source: sourceWords },
}
export const milestoneRecordWords = {
  title: w('Mốc', 'Milestone'),
  plural: w('Mốc tiến độ', 'Milestones'),
  fields: {
    line,
    title: w('Tên mốc', 'Name'),
    due: w('Hạn', 'Due'),
    weight: w('Trọng số', 'Weight'),
    owner: w('Đơn vị chịu trách nhiệm', 'Responsible unit'),
    done_on: w('Xong ngày', 'Done on'),
    result: w('Kết quả (công khai)', 'Result (public)'),
  },
}
export const riskRecordWords = {
  title: w('Rủi ro', 'Risk'),
  plural: w('Rủi ro', 'Risks'),
  fields: {
    line,
    title: w('Rủi ro', 'Risk'),
    likelihood: w('Khả năng (1–5)', 'Likelihood (1–5)'),
    impact: w('Tác động (1–5)', 'Impact (1–5)'),
    weighting: w('Điểm rủi ro', 'Risk score'),
    response: w('Cách ứng phó', 'Response'),
    action: w('Việc sẽ làm', 'Action'),
    owner: w('Đơn vị theo dõi', 'Owner'),
    review_on: w('Xem lại ngày', 'Review on'),
    status: state,
    focal,
    units,
  },
  choices: {
    response: responseWords,
    status: { open: w('Đang theo dõi', 'Open'), closed: w('Đã hết', 'Closed') },
  },
}
export const obstacleRecordWords = {
  title: w('Vướng mắc', 'Obstacle'),
  plural: w('Vướng mắc', 'Obstacles'),
  fields: {
    line,
    title: w('Vướng mắc', 'Obstacle'),
    content: w('Nội dung', 'Content'),
    wanted: w('Đề nghị', 'What is asked'),
    files,
    status: state,
    sent_on: w('Ngày gửi', 'Sent on'),
    answer_due_at: w('Hạn trả lời', 'Answer due'),
    answer: w('Trả lời', 'Answer'),
    answered_at: w('Trả lời lúc', 'Answered at'),
    forwarded_to: w('Đã chuyển đến', 'Passed on to'),
    question: w('Câu hỏi của đầu mối', 'Question'),
    focal,
    units,
  },
  choices: { status: obstacleStateWords },
}
export const evidenceRecordWords = {
  title: w('Minh chứng', 'Evidence'),
  plural: w('Minh chứng', 'Evidence'),
  fields: {
    line,
    milestone: w('Mốc', 'Milestone'),
    title: w('Tên minh chứng', 'Title'),
    kind: w('Loại', 'Kind'),
    files,
    url: w('Đường dẫn https', 'https link'),
    system: w('Tên hệ thống', 'Name of the system'),
    note,
    open: w('Công khai', 'Public'),
    focal,
    units,
  },
  choices: { kind: evidenceKindWords },
}
export const reportRecordWords = {
  title: w('Báo cáo năm của đơn vị', 'Yearly report of a unit'),
  plural: w('Báo cáo năm', 'Yearly reports'),
  fields: {
    title: w('Tên báo cáo', 'Title'),
    year,
    kind: w('Bên', 'Side'),
    status: state,
    general: w('Tình hình chung', 'General'),
    lines: w('Kết quả từng nội dung', 'Results by content'),
    obstacles: w('Khó khăn, vướng mắc', 'Difficulties'),
    proposals: w('Đề xuất, kiến nghị', 'Proposals'),
    next_year: w('Nhiệm vụ năm sau', 'Next year'),
    due_on: w('Hạn gửi', 'Due on'),
    submitted_on: w('Ngày gửi', 'Handed in on'),
    late: w('Gửi trễ', 'Late'),
    reason: w('Lý do trả lại', 'Why it was sent back'),
    accepted_on: w('Ngày duyệt', 'Accepted on'),
    prefilled_at: w('Lấy số liệu lúc', 'Figures taken at'),
    focal,
  },
  choices: {
    status: reportStateWords,
    kind: { unit: w('Đơn vị của tỉnh', 'Unit of the province'), partner: w('Đối tác', 'Partner') },
  },
  rows: {
    lines: {
      line,
      code: w('Mã', 'Code'),
      content: w('Nội dung', 'Content'),
      done: w('Kết quả', 'Done'),
      figures: w('Số liệu', 'Figures'),
      progress: w('Tiến độ', 'Progress'),
      planned: w('Kế hoạch vốn', 'Planned'),
      spent: w('Đã giải ngân', 'Spent'),
    },
  },
}
export const provinceReportRecordWords = {
  title: w('Báo cáo tổng hợp của tỉnh', 'Report of the province'),
  plural: w('Báo cáo tổng hợp', 'Reports of the province'),
  fields: {
    title: w('Tên báo cáo', 'Title'),
    year,
    status: state,
    gathered: w('Số liệu đã gộp', 'Gathered data'),
    gathered_at: w('Gộp lúc', 'Gathered at'),
    edits: w('Phần sửa lời', 'Edited text'),
    number: w('Số văn bản', 'Number'),
    issued_on: w('Ngày ban hành', 'Issued on'),
    signer: w('Người ký', 'Signer'),
    focal,
  },
  choices: { status: provinceReportStateWords },
}
export const termRecordWords = {
  title: w('Quy tắc có hiệu lực theo ngày', 'Dated rule'),
  plural: w('Quy tắc có hiệu lực theo ngày', 'Dated rules'),
  fields: {
    what: w('Về', 'About'),
    value: w('Giá trị', 'Value'),
    valid_from: w('Từ ngày', 'From'),
    valid_to: w('Đến ngày', 'To'),
    source: w('Nguồn', 'Source'),
    confidence: w('Độ tin cậy', 'Confidence'),
  },
  choices: {
    what: {
      'report-due': w('Hạn gửi báo cáo năm (tháng-ngày)', 'Yearly report due (month-day)'),
      'report-remind': w('Bắt đầu nhắc báo cáo (tháng-ngày)', 'Reminding begins (month-day)'),
      'reminder-days': w('Nhắc trước hạn (số ngày)', 'Days before the due day'),
      'obstacle-answer': w('Trả lời vướng mắc (ngày làm việc)', 'Answer to an obstacle (working days)'),
      'returned-report': w('Gửi lại báo cáo bị trả (ngày làm việc)', 'Report sent back (working days)'),
      behind: w('Coi là chậm khi thiếu (điểm phần trăm)', 'Behind by (points)'),
      soon: w('Coi là sắp đến mốc trong (ngày)', 'Near within (days)'),
    },
    confidence: {
      published: w('Theo văn bản', 'Published'),
      assumed: w('Quy ước', 'Assumed'),
    },
  },
}
export const indicatorRecordWords = {
  title: w('Chỉ tiêu DTI', 'DTI indicator'),
  plural: w('Chỉ tiêu DTI', 'DTI indicators'),
  fields: {
    edition: w('Bộ chỉ số', 'Edition'),
    code: w('Mã', 'Code'),
    position: w('Thứ tự', 'Order'),
    main: w('Chỉ số chính', 'Main indicator'),
    pillar: w('Trụ cột', 'Pillar'),
    name: w('Tên', 'Name'),
    name_en: w('Tên (tiếng Anh)', 'Name (English)'),
    points: w('Điểm tối đa', 'Points'),
    points_known: w('Điểm theo văn bản', 'Points published'),
    formula: w('Cách tính', 'Formula'),
    steps: w('Các bậc', 'Steps'),
    live: w('Nguồn trong nền tảng', 'Source in the house'),
    owner: w('Đơn vị cung cấp', 'Supplying unit'),
    effort: w('Công sức (1–5)', 'Effort (1–5)'),
    valid_from: w('Từ ngày', 'From'),
    valid_to: w('Đến ngày', 'To'),
    source: w('Nguồn', 'Source'),
    confidence: w('Độ tin cậy', 'Confidence'),
  },
  choices: {
    pillar: {
      foundation: w('Nền tảng chung', 'Foundation'),
      government: w('Chính quyền số', 'Government'),
      economy: w('Kinh tế số', 'Economy'),
      society: w('Xã hội số', 'Society'),
    },
    formula: {
      ratio: w('Tỷ lệ a/b × điểm tối đa', 'Ratio a/b × points'),
      steps: w('Theo bậc', 'By steps'),
      'yes-no': w('Có hoặc không', 'Yes or no'),
      entered: w('Nhập điểm', 'Entered'),
    },
    confidence: {
      published: w('Theo văn bản', 'Published'),
      ours: w('Tên do nền tảng đặt', 'Our working name'),
      unknown: w('Chưa có tên chính thức', 'Official name not known'),
    },
  },
  rows: { steps: { from: w('Từ', 'From'), points: w('Điểm', 'Points') } },
}
export const scoreRecordWords = {
  title: w('Điểm DTI', 'DTI score'),
  plural: w('Điểm DTI', 'DTI scores'),
  fields: {
    indicator: w('Chỉ tiêu', 'Indicator'),
    code: w('Mã', 'Code'),
    year,
    numerator: w('a (đạt được)', 'a (reached)'),
    denominator: w('b (tổng số)', 'b (all)'),
    reached: w('Mức đạt (bậc, có/không, điểm)', 'Reached (step, yes/no, points)'),
    verified: w('Điểm được xác nhận', 'Verified points'),
    origin: w('Số liệu từ', 'Origin'),
    taken_at: w('Lấy lúc', 'Taken at'),
    explanation: w('Giải trình', 'Explanation'),
    evidence: w('Minh chứng', 'Evidence'),
    link: w('Đường dẫn minh chứng', 'Link to evidence'),
    owner: w('Đơn vị cung cấp', 'Supplying unit'),
  },
  choices: { origin: { entered: w('Nhập tay', 'Entered'), house: w('Tính từ nền tảng', 'Computed by the house') } },
}
export const peerRecordWords = {
  title: w('Điểm DTI của tỉnh khác', 'DTI of another province'),
  plural: w('Điểm DTI các tỉnh', 'DTI of the provinces'),
  fields: {
    province: w('Tỉnh, thành phố', 'Province'),
    year,
    points: w('Tổng điểm (0–1.000)', 'Points (0–1,000)'),
    source: w('Nguồn', 'Source'),
    link: w('Đường dẫn', 'Link'),
  },
}
