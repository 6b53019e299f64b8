import type { Words } from '#ground/text'
import type { Correctable, Kind, Status, TermKind } from './rules.ts'

/** Every text a person sees in this system, Vietnamese first. */
export const w = (vi: string, en: string): Words => ({ vi, en })

export const kindWords: Record<Kind, Words> = {
  see: w('Xem dữ liệu về tôi', 'See my data'),
  correct: w('Sửa dữ liệu sai', 'Correct what is wrong'),
  export: w('Nhận bản sao dữ liệu', 'Get a copy of my data'),
  restrict: w('Hạn chế xử lý', 'Restrict processing'),
  erase: w('Xóa dữ liệu', 'Erase my data'),
  object: w('Phản đối một việc xử lý', 'Object to processing'),
  withdraw: w('Rút sự đồng ý', 'Withdraw consent'),
}

/** What each kind brings, before it is chosen. */
export const kindHelp: Record<Kind, Words> = {
  see: w(
    'Một tệp PDF ghi những gì hệ thống đang giữ về bạn, vì sao và theo luật nào.',
    'A PDF of what is kept about you, why, and under which law.',
  ),
  correct: w(
    'Họ tên, ngày sinh, giới tính, điện thoại, thư điện tử, địa chỉ. Cán bộ kiểm tra rồi sửa; giá trị cũ được lưu vết.',
    'Name, birth date, sex, phone, e-mail, address. An officer checks and corrects; the old value is kept in the history.',
  ),
  export: w(
    'Toàn bộ dữ liệu về bạn: tệp JSON cho máy đọc, bảng tính và PDF cho người đọc.',
    'All data about you: JSON for machines, a spreadsheet and a PDF for people.',
  ),
  restrict: w(
    'Dữ liệu của bạn chỉ còn được dùng cho việc luật buộc phải làm, không đưa vào bản xuất. Bạn gỡ ra lúc nào cũng được.',
    'Your data are used only for what a law commands and are in no export. You can lift it at any time.',
  ),
  erase: w(
    'Xóa bản nháp, giấy tờ trong kho, thông tin liên hệ, bản cũ. Điều luật buộc lưu thì giữ, và bạn được biết là điều nào.',
    'Erases drafts, stored papers, contact details, former versions. What a law makes us keep stays, and you are told which.',
  ),
  object: w(
    'Nêu việc xử lý mà bạn không muốn và lý do; bạn nhận câu trả lời có căn cứ.',
    'Say what processing you do not want and why; you get a reasoned answer.',
  ),
  withdraw: w(
    'Rút mọi sự đồng ý đang có. Nhanh hơn: bấm "Rút lại" ngay ở mục Sự đồng ý.',
    'Withdraws every consent you have given. Quicker: press “Withdraw” under Consents.',
  ),
}

export const statusWords: Record<Status, Words> = {
  received: w('Đã nhận yêu cầu', 'Received'),
  processing: w('Đang thực hiện', 'In progress'),
  executing: w('Đang chạy', 'Being carried out'),
  restricted: w('Đang hạn chế xử lý', 'Processing is restricted'),
  answered: w('Đã thực hiện', 'Done'),
  refused: w('Từ chối có lý do', 'Refused with a reason'),
  withdrawn: w('Bạn đã rút yêu cầu', 'Withdrawn'),
}

export const correctableWords: Record<Correctable, Words> = {
  full_name: w('Họ và tên', 'Full name'),
  birth_date: w('Ngày sinh', 'Date of birth'),
  sex: w('Giới tính', 'Sex'),
  phone: w('Số điện thoại', 'Phone'),
  email: w('Thư điện tử', 'E-mail'),
  address: w('Địa chỉ', 'Address'),
}

export const termWords: Record<TermKind, Words> = {
  answer: w('Phản hồi yêu cầu', 'Answer a request'),
  finish: w('Thực hiện yêu cầu', 'Carry a request out'),
  extend: w('Gia hạn', 'Extension'),
  'copy-kept': w('Giữ bản sao dữ liệu để tải', 'Keep a copy for download'),
  'breach-report': w('Thông báo vi phạm', 'Report a breach'),
  'breach-kept': w('Lưu hồ sơ vi phạm', 'Keep the breach file'),
  'assessment-sent': w('Gửi hồ sơ đánh giá tác động', 'Send the impact assessment'),
}

export const confidenceWords = {
  published: w('Theo văn bản', 'As published'),
  read: w('Đọc ở nguồn khác, chưa đối chiếu', 'Read elsewhere, not compared'),
  assumed: w('Giả định', 'Assumed'),
}

export const unitWords = {
  'working-hour': w('giờ làm việc', 'working hours'),
  'working-day': w('ngày làm việc', 'working days'),
  'calendar-day': w('ngày', 'days'),
  'calendar-hour': w('giờ liên tục', 'hours, day and night'),
  month: w('tháng', 'months'),
  'same-day': w('trong ngày', 'the same day'),
}

export const basisWords = {
  law: w(
    'Theo luật, không cần sự đồng ý (Luật 91/2025/QH15, Điều 19)',
    'By law; no consent is asked (Law 91/2025, art. 19)',
  ),
  consent: w('Theo sự đồng ý của bạn, rút lại được', 'By your consent, which you can withdraw'),
  contract: w('Theo thỏa thuận với bạn', 'By an agreement with you'),
  vital: w('Để bảo vệ tính mạng, sức khỏe', 'To protect life or health'),
}

export const levelWords = {
  basic: w('cơ bản', 'basic'),
  sensitive: w('nhạy cảm', 'sensitive'),
}

export const endWords = {
  erase: w('xóa', 'erased'),
  anonymise: w('ẩn danh', 'anonymised'),
  keep: w('giữ', 'kept'),
}

export const outcomeWords = {
  erased: w('Xóa', 'Erased'),
  anonymised: w('Ẩn danh', 'Anonymised'),
  kept: w('Giữ lại', 'Kept'),
}

export const identityWords = {
  checked: w('Đã kiểm tra', 'Checked'),
  unchecked: w('Chưa ai xem giấy tờ', 'Nobody has seen a card'),
}

export const requestWords = {
  title: w('Yêu cầu về dữ liệu cá nhân', 'Personal data request'),
  plural: w('Yêu cầu về dữ liệu cá nhân', 'Personal data requests'),
  fields: {
    number: w('Số', 'Number'),
    kind: w('Loại yêu cầu', 'Kind'),
    status: w('Trạng thái', 'State'),
    asker: w('Người yêu cầu', 'Who asks'),
    asker_name: w('Họ tên người yêu cầu', 'Name'),
    identity: w('Danh tính', 'Identity'),
    identity_note: w('Đã kiểm tra danh tính bằng', 'Identity checked by'),
    content: w('Nội dung yêu cầu', 'What is asked'),
    corrections: w('Điều cần sửa', 'What to correct'),
    received_at: w('Nhận lúc', 'Received at'),
    answer_due_at: w('Hạn phản hồi', 'Answer due'),
    due_at: w('Hạn thực hiện', 'Due'),
    answered_at: w('Phản hồi lúc', 'Answered at'),
    closed_at: w('Kết thúc lúc', 'Closed at'),
    executed_at: w('Đã chạy lúc', 'Executed at'),
    term_source: w('Căn cứ thời hạn', 'Source of the limit'),
    plan: w('Bản xem trước (máy đọc)', 'Preview (for machines)'),
    plan_lines: w('Sẽ làm gì', 'What will happen'),
    outcome: w('Kết quả', 'Outcome'),
    reason: w('Lý do từ chối', 'Reason of refusal'),
    basis: w('Căn cứ pháp lý từ chối', 'Legal basis of refusal'),
    results: w('Tệp kết quả', 'Result files'),
    results_until: w('Tải được đến', 'Download until'),
  },
  choices: { kind: kindWords, status: statusWords, identity: identityWords },
  rows: {
    corrections: { field: w('Mục', 'Field'), value: w('Giá trị đúng', 'Right value') },
    plan_lines: {
      what: w('Dữ liệu', 'Data'),
      outcome: w('Xử lý', 'What happens'),
      count: w('Số lượng', 'Count'),
      why: w('Vì sao', 'Why'),
    },
  },
  rowChoices: { corrections: { field: correctableWords } },
  facts: {
    asked: w('Đã gửi yêu cầu', 'Asked'),
    accept: w('Đã phản hồi, bắt đầu thực hiện', 'Answered; work begins'),
    preview: w('Đã xem trước việc xóa', 'Erasing was previewed'),
    'carry-out': w('Bắt đầu thực hiện', 'Carrying out'),
    finish: w('Đã thực hiện xong', 'Done'),
    'hand-back': w('Trả lại để xem trước lần nữa', 'Handed back for another preview'),
    refuse: w('Từ chối có lý do', 'Refused with a reason'),
    extend: w('Gia hạn', 'Extended'),
    withdraw: w('Người yêu cầu rút', 'Withdrawn by the asker'),
    lift: w('Gỡ hạn chế xử lý', 'Restriction lifted'),
    downloaded: w('Đã tải bản sao dữ liệu', 'The copy was downloaded'),
    'data-erased': w('Đã xóa dữ liệu', 'Data erased'),
  },
}

export const breachStatusWords = {
  found: w('Phát hiện', 'Found'),
  assessed: w('Đã đánh giá', 'Assessed'),
  reported: w('Đã báo cơ quan chuyên trách', 'Reported to the authority'),
  closed: w('Đóng hồ sơ', 'Closed'),
}

export const causeWords = {
  leak: w('Lộ, lọt ra ngoài', 'Leak'),
  intrusion: w('Bị xâm nhập', 'Intrusion'),
  loss: w('Mất dữ liệu, thiết bị', 'Loss of data or a device'),
  misuse: w('Dùng sai thẩm quyền', 'Misuse by an insider'),
  mistake: w('Gửi nhầm, cấu hình sai', 'Sent to the wrong place, misconfigured'),
}

export const breachWords = {
  title: w('Hồ sơ vi phạm bảo vệ dữ liệu', 'Breach file'),
  plural: w('Hồ sơ vi phạm bảo vệ dữ liệu', 'Breach files'),
  fields: {
    number: w('Số', 'Number'),
    title: w('Tên sự việc', 'What happened'),
    status: w('Trạng thái', 'State'),
    found_at: w('Phát hiện lúc', 'Found at'),
    happened_from: w('Xảy ra từ ngày', 'Happened from'),
    happened_to: w('Đến ngày', 'Until'),
    cause: w('Nguyên nhân', 'Cause'),
    story: w('Diễn biến', 'Course'),
    data_kinds: w('Loại dữ liệu bị ảnh hưởng', 'Kinds of data affected'),
    people_count: w('Số người bị ảnh hưởng', 'People affected'),
    affected: w('Những người bị ảnh hưởng', 'Who is affected'),
    harm: w('Hậu quả có thể có', 'Possible harm'),
    measures: w('Biện pháp đã và sẽ làm', 'Measures'),
    contact: w('Đầu mối liên hệ', 'Contact'),
    report_due_at: w('Hạn thông báo (72 giờ)', 'Report due (72 hours)'),
    reported_at: w('Đã thông báo lúc', 'Reported at'),
    report_late: w('Thông báo trễ', 'Reported late'),
    late_reason: w('Lý do trễ', 'Why late'),
    report_number: w('Số văn bản thông báo', 'Number of the report'),
    told_at: w('Đã báo cho người bị ảnh hưởng lúc', 'People told at'),
    told_count: w('Số tài khoản đã nhận thông báo', 'Accounts told'),
    closed_at: w('Đóng lúc', 'Closed at'),
    keep_until: w('Giữ hồ sơ ít nhất đến', 'Keep at least until'),
  },
  choices: { status: breachStatusWords, cause: causeWords },
  rows: { affected: { national_id: w('Số định danh', 'Personal number') } },
  facts: {
    assess: w('Đã đánh giá', 'Assessed'),
    report: w('Đã thông báo cơ quan chuyên trách', 'Reported to the authority'),
    'tell-people': w('Đã báo cho người bị ảnh hưởng', 'People were told'),
    close: w('Đóng hồ sơ', 'Closed'),
  },
}

export const assessmentStatusWords = {
  draft: w('Đang lập', 'Being written'),
  sent: w('Đã gửi', 'Sent'),
}

export const assessmentWords = {
  title: w('Hồ sơ đánh giá tác động xử lý dữ liệu', 'Impact assessment'),
  plural: w('Hồ sơ đánh giá tác động', 'Impact assessments'),
  fields: {
    title: w('Tên hồ sơ', 'Title'),
    edition: w('Phiên bản', 'Edition'),
    former: w('Thay cho phiên bản', 'Replaces'),
    status: w('Trạng thái', 'State'),
    controller: w('Bên kiểm soát dữ liệu', 'Controller'),
    officer: w('Người phụ trách bảo vệ dữ liệu', 'Data protection officer'),
    contact: w('Liên hệ', 'Contact'),
    first_processing_on: w('Ngày đầu tiên xử lý', 'First day of processing'),
    send_due_on: w('Hạn gửi (60 ngày)', 'Send by (60 days)'),
    register: w('Sổ đăng ký lúc lập (máy đọc)', 'Register at the time (for machines)'),
    processings: w('Các hoạt động xử lý', 'Processing activities'),
    necessity: w('Vì sao cần xử lý', 'Why it is necessary'),
    transfers: w('Chuyển dữ liệu cho bên khác, ra nước ngoài', 'Transfers, also abroad'),
    risks: w('Rủi ro đối với người dân', 'Risks to people'),
    measures: w('Biện pháp bảo vệ', 'Measures'),
    rest: w('Rủi ro còn lại và ý kiến', 'What risk remains'),
    sent_on: w('Gửi ngày', 'Sent on'),
    sent_number: w('Số văn bản gửi', 'Number of the letter'),
    sent_late: w('Gửi trễ', 'Sent late'),
  },
  choices: { status: assessmentStatusWords },
  rows: {
    processings: {
      what: w('Dữ liệu', 'Data'),
      purpose: w('Mục đích', 'Purpose'),
      basis: w('Căn cứ', 'Basis'),
      kinds: w('Loại dữ liệu', 'Kinds'),
      kept: w('Thời hạn lưu', 'Kept for'),
    },
  },
  facts: { send: w('Đã gửi', 'Sent') },
}

export const termRecordWords = {
  title: w('Thời hạn theo luật', 'Term of the law'),
  plural: w('Thời hạn theo luật', 'Terms of the law'),
  fields: {
    what: w('Việc', 'What'),
    of: w('Loại yêu cầu', 'Kind of request'),
    amount: w('Số', 'Amount'),
    measure: w('Đơn vị', 'Unit'),
    valid_from: w('Hiệu lực từ', 'In force from'),
    valid_to: w('Đến', 'Until'),
    source: w('Căn cứ', 'Source'),
    confidence: w('Độ chắc chắn', 'Confidence'),
  },
  choices: {
    what: termWords,
    of: { ...kindWords, '*': w('Mọi loại', 'All') },
    measure: unitWords,
    confidence: confidenceWords,
  },
}
