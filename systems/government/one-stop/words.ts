import type { Words } from '#ground/text'

/** Every text a person sees in this system, Vietnamese first. */
const w = (vi: string, en: string): Words => ({ vi, en })

export const statusWords = {
  registered: w('Mới đăng ký', 'Newly filed'),
  received: w('Được tiếp nhận', 'Received'),
  rejected: w('Không được tiếp nhận', 'Not accepted'),
  processing: w('Đang xử lý', 'In progress'),
  'supplement-asked': w('Yêu cầu bổ sung giấy tờ', 'Supplement asked'),
  'financial-duty': w('Yêu cầu thực hiện nghĩa vụ tài chính', 'Financial duty'),
  withdrawn: w('Công dân yêu cầu rút hồ sơ', 'Withdrawn'),
  stopped: w('Dừng xử lý', 'Stopped'),
  finished: w('Đã xử lý xong', 'Finished'),
  returned: w('Đã trả kết quả', 'Result returned'),
}

export const channelWords = {
  online: w('Trực tuyến', 'Online'),
  'in-person': w('Trực tiếp', 'In person'),
  post: w('Dịch vụ bưu chính', 'By post'),
}

export const financeWords = {
  none: w('Chưa phát sinh', 'None'),
  awaiting: w('Chờ thanh toán', 'Awaiting payment'),
  paid: w('Đã thanh toán', 'Paid'),
  refunded: w('Đã hoàn', 'Refunded'),
}

export const deliveryWords = {
  counter: w('Nhận tại quầy', 'At the counter'),
  post: w('Nhận qua bưu chính', 'By post'),
  electronic: w('Nhận bản điện tử', 'Electronically'),
}

export const deliveryStateWords = {
  waiting: w('Chưa trả', 'Not returned'),
  ready: w('Có kết quả, chờ trả', 'Ready'),
  delivered: w('Đã trả', 'Delivered'),
}

export const syncWords = {
  waiting: w('Chờ đồng bộ', 'Waiting'),
  sent: w('Đã gửi', 'Sent'),
  failed: w('Lỗi', 'Failed'),
  confirmed: w('Đã xác nhận', 'Confirmed'),
}

export const ratingWords = {
  'very-satisfied': w('Rất hài lòng', 'Very satisfied'),
  satisfied: w('Hài lòng', 'Satisfied'),
  dissatisfied: w('Không hài lòng', 'Dissatisfied'),
}

export const originWords = {
  original: w('Bản chính', 'Original'),
  copy: w('Bản sao', 'Copy'),
  electronic: w('Bản điện tử', 'Electronic'),
}

export const reusedKindWords = {
  paper: w('Giấy tờ đã số hóa', 'Digitised paper'),
  result: w('Kết quả thủ tục khác', 'Result of another procedure'),
}

export const digitisedWords = {
  no: w('Chưa số hóa', 'Not digitised'),
  yes: w('Được số hóa', 'Digitised'),
  reused: w('Tái sử dụng từ kho', 'Reused from the store'),
}

export const levelWords = {
  commune: w('Cấp xã', 'Commune'),
  province: w('Cấp tỉnh', 'Province'),
  ministry: w('Cấp bộ', 'Ministry'),
  other: w('Cơ quan khác', 'Other'),
}

export const procedureWords = {
  title: w('Thủ tục hành chính', 'Procedure'),
  plural: w('Thủ tục hành chính', 'Procedures'),
  fields: {
    code: w('Mã thủ tục', 'Code'),
    name: w('Tên thủ tục', 'Name'),
    sector: w('Lĩnh vực', 'Sector'),
    ministry: w('Bộ quản lý', 'Ministry'),
    level: w('Cấp thực hiện', 'Level'),
    levels: w('Các cấp', 'Levels'),
    handled_by: w('Ngành giải quyết', 'Handled by'),
    fileable: w('Nộp tại đây được', 'Can be filed here'),
    core: w('Thông dụng', 'Common'),
    online: w('Nộp trực tuyến được', 'Online'),
    decision: w('Quyết định công bố', 'Announced by'),
    kind: w('Loại thủ tục', 'Kind'),
    applicants: w('Đối tượng thực hiện', 'Applicants'),
    agency: w('Cơ quan thực hiện', 'Agency'),
    methods: w('Cách thức thực hiện', 'Ways to file'),
    papers: w('Thành phần hồ sơ', 'Papers'),
    conditions: w('Yêu cầu, điều kiện', 'Conditions'),
    results: w('Kết quả thực hiện', 'Results'),
    legal_refs: w('Căn cứ pháp lý', 'Legal basis'),
    cutoff: w('Giờ chốt nhận', 'Cut-off time'),
    url: w('Trang trên Cổng quốc gia', 'National page'),
    decided_on: w('Ngày công bố', 'Decided on'),
    listed_on: w('Ngày niêm yết, công khai', 'Listed on'),
    valid_from: w('Hiệu lực từ', 'In force from'),
    valid_to: w('Hiệu lực đến', 'In force to'),
    source: w('Nguồn', 'Source'),
    confidence: w('Độ chắc chắn', 'Confidence'),
    note: w('Ghi chú', 'Note'),
  },
  choices: {
    level: levelWords,
    confidence: {
      published: w('Đã công bố', 'Published'),
      read: w('Suy ra từ văn bản', 'Read from the text'),
      assumed: w('Giả định, chờ kiểm tra', 'Assumed'),
    },
  },
}

export const stepWords = {
  title: w('Bước xử lý', 'Step'),
  plural: w('Quy trình nội bộ', 'Steps'),
  fields: {
    procedure: w('Mã thủ tục', 'Procedure code'),
    position: w('Thứ tự', 'Order'),
    kind: w('Loại bước', 'Kind'),
    name_vi: w('Tên bước', 'Name'),
    name_en: w('Tên tiếng Anh', 'English name'),
    role: w('Vai trò', 'Role'),
    unit_rule: w('Đơn vị', 'Unit rule'),
    limit_hours: w('Số giờ làm việc', 'Working hours'),
    valid_from: w('Hiệu lực từ', 'In force from'),
    valid_to: w('Hiệu lực đến', 'In force to'),
    source: w('Nguồn', 'Source'),
  },
  choices: {
    kind: {
      receive: w('Tiếp nhận', 'Receive'),
      handle: w('Thụ lý', 'Handle'),
      review: w('Soát xét', 'Review'),
      sign: w('Ký duyệt', 'Sign'),
      stamp: w('Đóng dấu', 'Stamp'),
      duty: w('Nghĩa vụ tài chính', 'Financial duty'),
      return: w('Trả kết quả', 'Return'),
    },
  },
}

export const dossierWords = {
  title: w('Hồ sơ', 'Dossier'),
  plural: w('Hồ sơ', 'Dossiers'),
  fields: {
    number: w('Mã hồ sơ', 'Number'),
    procedure: w('Thủ tục', 'Procedure'),
    procedure_code: w('Mã thủ tục', 'Procedure code'),
    procedure_name: w('Tên thủ tục', 'Procedure name'),
    status: w('Trạng thái', 'Status'),
    finance_state: w('Nghĩa vụ tài chính', 'Finance'),
    delivery_state: w('Giao nhận kết quả', 'Delivery state'),
    sync_state: w('Đồng bộ Cổng quốc gia', 'National sync'),
    channel: w('Kênh nộp', 'Channel'),
    applicant: w('Người nộp (sổ người)', 'Applicant (register)'),
    applicant_name: w('Người nộp', 'Applicant'),
    applicant_national_id: w('Số định danh', 'Personal ID number'),
    applicant_phone: w('Điện thoại', 'Phone'),
    applicant_email: w('Thư điện tử', 'E-mail'),
    applicant_address: w('Địa chỉ', 'Address'),
    commune: w('Xã, phường giải quyết', 'Settling commune'),
    agency: w('Cơ quan có thẩm quyền giải quyết', 'Competent agency'),
    received_unit: w('Nơi tiếp nhận', 'Received at'),
    returning_unit: w('Nơi trả kết quả', 'Returned at'),
    representative: w('Người được ủy quyền (sổ người)', 'Representative (register)'),
    representative_name: w('Người được ủy quyền', 'Representative'),
    representative_paper: w('Giấy tờ ủy quyền', 'Power of attorney'),
    bundle: w('Nhóm hồ sơ liên thông', 'Interlinked filing'),
    bundle_place: w('Thứ tự trong nhóm liên thông', 'Place in the filing'),
    bundle_member: w('Phần của nhóm liên thông', 'Part of the filing'),
    waits_for: w('Chờ kết quả của hồ sơ', 'Waits for the dossier'),
    design: w('Phiên bản thủ tục', 'Version of the procedure'),
    units: w('Đơn vị tham gia', 'Units involved'),
    received_at: w('Ngày giờ nộp', 'Filed at'),
    accepted_at: w('Ngày giờ tiếp nhận', 'Accepted at'),
    due_at: w('Ngày hẹn trả', 'Due at'),
    finished_at: w('Ngày xử lý xong', 'Finished at'),
    returned_at: w('Ngày trả', 'Returned at'),
    limit: w('Thời hạn giải quyết', 'Time limit'),
    answers: w('Nội dung kê khai', 'Answers'),
    answered: w('Nội dung kê khai', 'What was declared'),
    papers: w('Thành phần hồ sơ', 'Papers'),
    fee: w('Phí, lệ phí', 'Fee'),
    fee_note: w('Ghi chú phí', 'Fee note'),
    delivery: w('Cách nhận kết quả', 'Delivery'),
    delivery_address: w('Địa chỉ nhận kết quả', 'Delivery address'),
    steps: w('Quy trình áp dụng', 'Steps in force'),
    step_position: w('Bước hiện tại', 'Present step'),
    supplement: w('Yêu cầu bổ sung', 'Supplement'),
    supplement_count: w('Số lần yêu cầu bổ sung', 'Supplement requests'),
    apology: w('Xin lỗi và hẹn lại', 'Apology'),
    former_due_at: w('Ngày hẹn trả trước', 'Former due date'),
    paid_at: w('Nộp tiền lúc', 'Paid at'),
    paid_online: w('Thanh toán trực tuyến', 'Paid online'),
    papers_count: w('Số giấy tờ', 'Papers'),
    papers_digitised: w('Số giấy tờ được số hóa', 'Papers digitised'),
    papers_reused: w('Số giấy tờ tái sử dụng', 'Papers reused'),
    result_electronic: w('Có kết quả điện tử', 'Electronic result'),
    identity_linked: w('Lấy từ CSDL dân cư', 'From the population register'),
    synced_at: w('Đồng bộ lúc', 'Synchronised at'),
    store_synced_at: w('Lên kho dữ liệu quốc gia lúc', 'In the national store at'),
    reason: w('Lý do', 'Reason'),
    result_number: w('Số kết quả', 'Result number'),
    result_note: w('Trích yếu kết quả', 'Result summary'),
    results: w('Kết quả', 'Results'),
    receiver: w('Người nhận kết quả', 'Received by'),
    rating: w('Đánh giá', 'Rating'),
    rating_note: w('Góp ý', 'Remark'),
  },
  choices: {
    status: statusWords,
    finance_state: financeWords,
    delivery_state: deliveryStateWords,
    sync_state: syncWords,
    channel: channelWords,
    delivery: deliveryWords,
    rating: ratingWords,
  },
  rows: {
    answered: { label: w('Mục', 'Item'), value: w('Nội dung', 'Answer') },
    papers: {
      name: w('Tên giấy tờ', 'Paper'),
      origin: w('Loại bản', 'Kind of copy'),
      count: w('Số lượng', 'Count'),
      file: w('Tệp', 'File'),
      file_name: w('Tên tệp', 'File name'),
      digitised: w('Số hóa', 'Digitised'),
      code: w('Mã giấy tờ', 'Paper code'),
      digitised_by: w('Người số hóa', 'Digitised by'),
      reused_from: w('Lấy từ kho', 'Taken from the store'),
      reused_kind: w('Loại tái sử dụng', 'Kind of reuse'),
    },
  },
  rowChoices: { papers: { origin: originWords, digitised: digitisedWords, reused_kind: reusedKindWords } },
  facts: {
    filed: w('Nộp hồ sơ', 'Filed'),
    rated: w('Đánh giá', 'Rated'),
    'result-drafted': w('Soạn dự thảo kết quả', 'Result drafted'),
    'result-reviewed': w('Kiểm tra dự thảo kết quả', 'Result reviewed'),
    'result-approved': w('Phê duyệt kết quả', 'Result approved'),
    'result-sent-back': w('Trả lại dự thảo kết quả', 'Result draft sent back'),
    begun: w('Bắt đầu khai', 'Draft begun'),
    sent: w('Gửi hồ sơ', 'Sent'),
    'fees-reckoned': w('Tính lại phí, lệ phí', 'Fees reckoned'),
    paid: w('Nộp phí, lệ phí', 'Paid'),
    'receipt-cancelled': w('Hủy biên lai', 'Receipt cancelled'),
  },
}

export const draftWords = {
  title: w('Bản nháp', 'Draft'),
  plural: w('Bản nháp', 'Drafts'),
  fields: {
    procedure: w('Thủ tục', 'Procedure'),
    procedure_code: w('Mã thủ tục', 'Procedure code'),
    procedure_name: w('Tên thủ tục', 'Procedure name'),
    bundle: w('Nhóm liên thông', 'Linked filing'),
    editions: w('Biểu mẫu đã mở', 'Editions begun with'),
    page: w('Trang đang điền', 'Page'),
    answers: w('Câu trả lời', 'Answers'),
    papers: w('Giấy tờ đã chọn', 'Papers chosen'),
    sequence: w('Lần lưu', 'Sequence'),
    tab: w('Cửa sổ', 'Tab'),
    saved_at: w('Lưu lúc', 'Saved at'),
    dossier: w('Hồ sơ đã gửi', 'Dossier'),
  },
  facts: { sent: w('Gửi hồ sơ', 'Sent'), deleted: w('Xóa bản nháp', 'Draft deleted') },
}

export const storedPaperWords = {
  title: w('Giấy tờ trong kho', 'Stored paper'),
  plural: w('Kho giấy tờ', 'Citizen’s store'),
  fields: {
    owner: w('Chủ sở hữu', 'Owner'),
    name: w('Tên giấy tờ', 'Name'),
    number: w('Số', 'Number'),
    issued_on: w('Ngày cấp', 'Issued on'),
    issuer: w('Cơ quan cấp', 'Issuer'),
    expires_on: w('Hết hạn', 'Expires on'),
    result_code: w('Mã kết quả', 'Result code'),
    procedure_code: w('Mã thủ tục', 'Procedure code'),
    dossier: w('Hồ sơ', 'Dossier'),
    file: w('Tệp', 'File'),
    sha256: w('Dấu vân của tệp', 'Content hash'),
    made_as: w('Nguồn', 'Made as'),
    paper_code: w('Mã giấy tờ', 'Paper code'),
  },
  choices: {
    made_as: { result: w('Kết quả đã cấp', 'Result issued'), digitised: w('Giấy tờ đã số hóa', 'Digitised paper') },
  },
}

export const intakeWords = {
  title: w('Tiếp nhận tại quầy', 'Counter intake'),
  plural: w('Tiếp nhận tại quầy', 'Counter intakes'),
  fields: {
    procedure: w('Thủ tục', 'Procedure'),
    national_id: w('Số định danh người nộp', 'Applicant’s ID number'),
    full_name: w('Họ và tên người nộp', 'Applicant’s name'),
    phone: w('Điện thoại', 'Phone'),
    address: w('Địa chỉ', 'Address'),
    content: w('Nội dung đề nghị', 'What is asked'),
    channel: w('Kênh tiếp nhận', 'Channel'),
    delivery: w('Cách nhận kết quả', 'Delivery'),
    delivery_address: w('Địa chỉ nhận qua bưu chính', 'Postal address'),
    settling: w('Xã, phường giải quyết (nếu khác nơi nhận)', 'Settling commune, if another'),
    returning: w('Xã, phường trả kết quả (nếu khác nơi nhận)', 'Commune that returns the result, if another'),
    representative_name: w('Người nộp thay', 'Representative'),
    representative_national_id: w('Số định danh người nộp thay', 'Representative’s ID number'),
    copies: w('Số bản', 'Copies'),
    representative_paper: w('Giấy ủy quyền (số, ngày, nơi lập)', 'Paper of authority (number, date, place)'),
    papers: w('Giấy tờ đã nhận', 'Papers received'),
    scans: w('Bản quét', 'Scans'),
    account_is_theirs: w('Tài khoản tự đăng ký là của người này', 'The online account is theirs'),
    birth_date: w('Ngày sinh', 'Date of birth'),
    sex: w('Giới tính', 'Sex'),
    read_from: w('Thông tin người nộp có từ', 'Applicant read from'),
    fee_claim: w('Diện đề nghị miễn, giảm (mã)', 'Exemption claimed (code)'),
    fee_ground: w('Giấy tờ chứng minh miễn, giảm', 'Evidence of the exemption'),
    fee_ground_files: w('Bản quét giấy tờ chứng minh', 'Scans of the evidence'),
    accept_now: w('Tiếp nhận ngay', 'Accept at once'),
    number: w('Mã hồ sơ', 'Dossier number'),
    dossier: w('Hồ sơ', 'Dossier'),
  },
  choices: {
    account_is_theirs: { yes: w('Phải, đã xem giấy tờ', 'Yes, card seen'), no: w('Không phải', 'No') },
    sex: { male: w('Nam', 'Male'), female: w('Nữ', 'Female') },
    read_from: { typed: w('gõ tay', 'typed'), 'card-code': w('đọc từ QR của thẻ', 'the card’s QR code') },
    channel: { 'in-person': channelWords['in-person'], post: channelWords.post },
    delivery: deliveryWords,
  },
  rows: {
    papers: {
      name: w('Tên giấy tờ', 'Paper'),
      origin: w('Loại bản', 'Kind'),
      count: w('Số lượng', 'Count'),
      code: w('Mã giấy tờ', 'Paper code'),
      file: w('Tệp', 'File'),
      file_name: w('Tên tệp', 'File name'),
      digitised: w('Số hóa', 'Digitised'),
      reused_from: w('Lấy từ kho', 'Taken from the store'),
      reused_kind: w('Loại tái sử dụng', 'Kind of reuse'),
    },
  },
  rowChoices: { papers: { origin: originWords, digitised: digitisedWords, reused_kind: reusedKindWords } },
}
