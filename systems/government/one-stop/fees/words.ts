import type { Words } from '#ground/text'

const w = (vi: string, en: string): Words => ({ vi, en })

export const methodWords = {
  cash: w('Tiền mặt', 'Cash'),
  transfer: w('Chuyển khoản', 'Bank transfer'),
  card: w('Thẻ qua máy POS', 'Card'),
  online: w('Thanh toán trực tuyến', 'Online'),
}

export const kindWords = { fee: w('Lệ phí', 'Fee'), charge: w('Phí', 'Charge') }
export const perWords = { dossier: w('hồ sơ', 'dossier'), copy: w('bản', 'copy'), page: w('trang', 'page') }
export const collectWords = {
  filing: w('Khi nộp hồ sơ', 'On filing'),
  return: w('Khi trả kết quả', 'When the result is returned'),
}
const channelWords = {
  any: w('Mọi kênh', 'Any channel'),
  online: w('Trực tuyến', 'Online'),
  'in-person': w('Trực tiếp', 'In person'),
  post: w('Dịch vụ bưu chính', 'By post'),
}
const confidenceWords = {
  published: w('Như công bố', 'As published'),
  read: w('Đọc hiểu từ văn bản', 'Read from a text'),
  assumed: w('Giả định, cần đối chiếu', 'Assumed'),
}

export const feeRuleWords = {
  title: w('Mức phí, lệ phí', 'Fee'),
  plural: w('Mức phí, lệ phí', 'Fees'),
  fields: {
    procedure_code: w('Mã thủ tục', 'Procedure code'),
    channel: w('Kênh nộp', 'Channel'),
    code: w('Mã khoản', 'Code'),
    name: w('Tên khoản thu', 'Name'),
    kind: w('Loại', 'Kind'),
    case: w('Trường hợp', 'Case'),
    amount: w('Mức thu (đồng)', 'Amount (đồng)'),
    per: w('Tính theo', 'For each'),
    next_from: w('Từ bản, trang thứ', 'From the n-th on'),
    next_amount: w('thì thu (đồng)', 'charged (đồng)'),
    amount_max: w('Tối đa một bản (đồng)', 'At most for one copy (đồng)'),
    collect: w('Thu lúc', 'Collected'),
    by_council: w('HĐND tỉnh quy định', 'Fixed by the People’s Council'),
    text: w('Nguyên văn', 'Wording'),
    valid_from: w('Hiệu lực từ', 'In force from'),
    valid_to: w('Hiệu lực đến', 'In force to'),
    source: w('Căn cứ', 'Source'),
    confidence: w('Độ tin cậy', 'Confidence'),
  },
  choices: {
    channel: channelWords,
    kind: kindWords,
    per: perWords,
    collect: collectWords,
    confidence: confidenceWords,
  },
}

export const feeExemptionWords = {
  title: w('Diện miễn, giảm', 'Exemption'),
  plural: w('Diện miễn, giảm', 'Exemptions'),
  fields: {
    code: w('Mã diện', 'Code'),
    name_vi: w('Tên diện', 'Name (Vietnamese)'),
    name_en: w('Tên tiếng Anh', 'Name (English)'),
    percent: w('Mức giảm (%)', 'Taken off (%)'),
    procedures: w('Thủ tục', 'Procedures'),
    sectors: w('Lĩnh vực', 'Sectors'),
    channels: w('Kênh nộp', 'Channels'),
    kinds: w('Áp dụng cho', 'Applies to'),
    evidence_vi: w('Giấy tờ chứng minh', 'Evidence (Vietnamese)'),
    evidence_en: w('Giấy tờ chứng minh, tiếng Anh', 'Evidence (English)'),
    valid_from: w('Hiệu lực từ', 'In force from'),
    valid_to: w('Hiệu lực đến', 'In force to'),
    source: w('Căn cứ', 'Source'),
    confidence: w('Độ tin cậy', 'Confidence'),
    note: w('Ghi chú', 'Note'),
  },
  choices: { confidence: confidenceWords },
}

export const accountWords = {
  title: w('Tài khoản thu', 'Collection account'),
  plural: w('Tài khoản thu', 'Collection accounts'),
  fields: {
    centre: w('Mã Trung tâm', 'Centre code'),
    bank: w('Mã ngân hàng (BIN)', 'Bank BIN'),
    bank_name: w('Ngân hàng, Kho bạc', 'Bank'),
    account: w('Số tài khoản', 'Account number'),
    holder: w('Tên chủ tài khoản', 'Holder'),
    valid_from: w('Hiệu lực từ', 'In force from'),
    valid_to: w('Hiệu lực đến', 'In force to'),
    source: w('Căn cứ', 'Source'),
  },
}

export const claimWords = {
  title: w('Đề nghị miễn, giảm', 'Exemption claim'),
  plural: w('Đề nghị miễn, giảm', 'Exemption claims'),
  fields: {
    dossier: w('Hồ sơ', 'Dossier'),
    person: w('Người đề nghị', 'Who claims'),
    exemption: w('Diện', 'Exemption'),
    evidence: w('Giấy tờ chứng minh', 'Evidence'),
    evidence_file: w('Bản chụp', 'Scan'),
    state: w('Tình trạng', 'State'),
    checked_by: w('Người kiểm tra', 'Checked by'),
    checked_at: w('Kiểm tra lúc', 'Checked at'),
    reason: w('Lý do không chấp nhận', 'Reason of refusal'),
    units: w('Đơn vị liên quan', 'Units'),
  },
  choices: {
    state: {
      claimed: w('Chờ kiểm tra', 'To be checked'),
      confirmed: w('Đã chấp nhận', 'Confirmed'),
      refused: w('Không chấp nhận', 'Refused'),
    },
  },
  facts: {
    claimed: w('Đề nghị miễn, giảm', 'Exemption claimed'),
    confirmed: w('Chấp nhận miễn, giảm', 'Exemption accepted'),
    refused: w('Không chấp nhận miễn, giảm', 'Exemption not accepted'),
  },
}

export const occasionWords = {
  filing: w('Thu khi nộp hồ sơ', 'On filing'),
  return: w('Thu khi trả kết quả', 'When returned'),
  duty: w('Nghĩa vụ tài chính', 'Financial duty'),
}

export const billStateWords = {
  unpriced: w('Chưa có mức thu', 'No amount yet'),
  awaiting: w('Chờ nộp', 'Awaiting payment'),
  settled: w('Đã nộp', 'Paid'),
  void: w('Đã hủy', 'Void'),
  refunded: w('Đã hoàn', 'Refunded'),
}

export const billWords = {
  title: w('Khoản phải nộp', 'Bill'),
  plural: w('Khoản phải nộp', 'Bills'),
  fields: {
    reference: w('Mã thanh toán', 'Payment reference'),
    dossier: w('Hồ sơ', 'Dossier'),
    dossier_number: w('Mã hồ sơ', 'Dossier number'),
    procedure_code: w('Mã thủ tục', 'Procedure code'),
    applicant: w('Người nộp hồ sơ', 'Applicant'),
    occasion: w('Thu lúc', 'Occasion'),
    round: w('Lần', 'Round'),
    copies: w('Số bản', 'Copies'),
    pages: w('Số trang một bản', 'Pages of a copy'),
    cases: w('Trường hợp', 'Cases'),
    lines: w('Các khoản', 'Lines'),
    amount: w('Mức thu (đồng)', 'Amount (đồng)'),
    exempted: w('Được miễn, giảm (đồng)', 'Taken off (đồng)'),
    due: w('Phải nộp (đồng)', 'Due (đồng)'),
    state: w('Tình trạng', 'State'),
    opened_at: w('Lập lúc', 'Opened at'),
    settled_at: w('Nộp lúc', 'Paid at'),
    paid_by: w('Hình thức nộp', 'Paid by'),
    receipt: w('Biên lai', 'Receipt'),
    outside_receipt: w('Số chứng từ bên ngoài', 'Outside receipt'),
    units: w('Đơn vị liên quan', 'Units'),
  },
  choices: { occasion: occasionWords, state: billStateWords, paid_by: methodWords },
}

export const shiftWords = {
  title: w('Ca thu ngân', 'Cashier shift'),
  plural: w('Ca thu ngân', 'Cashier shifts'),
  fields: {
    cashier: w('Thu ngân', 'Cashier'),
    cashier_name: w('Tên thu ngân', 'Name'),
    state: w('Tình trạng', 'State'),
    opened_at: w('Mở ca lúc', 'Opened at'),
    opening_cash: w('Tiền đầu ca (đồng)', 'Opening cash (đồng)'),
    closed_at: w('Đóng ca lúc', 'Closed at'),
    counts: w('Số tờ theo mệnh giá', 'Notes counted'),
    expected: w('Phải có trong két (đồng)', 'Expected (đồng)'),
    counted: w('Đếm được (đồng)', 'Counted (đồng)'),
    difference: w('Chênh lệch (đồng)', 'Difference (đồng)'),
    explanation: w('Giải trình chênh lệch', 'Explanation'),
  },
  choices: { state: { open: w('Đang mở', 'Open'), closed: w('Đã đóng', 'Closed') } },
}

export const receiptWords = {
  title: w('Biên lai thu phí, lệ phí', 'Receipt'),
  plural: w('Biên lai thu phí, lệ phí', 'Receipts'),
  fields: {
    number: w('Số biên lai', 'Number'),
    series: w('Ký hiệu', 'Series'),
    payment_key: w('Mã lần thu', 'Payment key'),
    shift: w('Ca', 'Shift'),
    cashier: w('Tài khoản người thu', 'Cashier'),
    cashier_name: w('Người thu tiền', 'Collected by'),
    issued_at: w('Lập lúc', 'Issued at'),
    payer: w('Người nộp hồ sơ', 'Applicant'),
    payer_name: w('Người nộp tiền', 'Payer'),
    method: w('Hình thức nộp', 'Method'),
    slip: w('Số phiếu máy POS, mã giao dịch', 'Terminal slip or transaction'),
    total: w('Tổng tiền (đồng)', 'Total (đồng)'),
    lines: w('Các khoản', 'Lines'),
    dossiers: w('Hồ sơ', 'Dossiers'),
    state: w('Tình trạng', 'State'),
    cancelled_at: w('Hủy lúc', 'Cancelled at'),
    cancelled_by: w('Người hủy', 'Cancelled by'),
    cancel_reason: w('Lý do hủy', 'Reason'),
    refund_method: w('Hoàn bằng', 'Refunded by'),
    refund_shift: w('Ca chi tiền hoàn', 'Shift of the refund'),
    reprints: w('Số lần in lại', 'Reprints'),
    units: w('Đơn vị liên quan', 'Units'),
  },
  choices: {
    method: methodWords,
    refund_method: methodWords,
    state: { issued: w('Đã lập', 'Issued'), cancelled: w('Đã hủy', 'Cancelled') },
  },
  facts: {
    reprinted: w('In lại biên lai', 'Reprinted'),
    cancelled: w('Hủy biên lai', 'Cancelled'),
  },
}
