import type { Words } from '#ground/text'

const w = (vi: string, en: string): Words => ({ vi, en })

export const resultStates = ['drafted', 'reviewed', 'approved', 'sent-back'] as const
export type ResultState = (typeof resultStates)[number]

export const resultStateWords: Record<ResultState, Words> = {
  drafted: w('Đã soạn, chờ kiểm tra', 'Drafted, to be reviewed'),
  reviewed: w('Đã kiểm tra, chờ phê duyệt', 'Reviewed, to be approved'),
  approved: w('Đã phê duyệt', 'Approved'),
  'sent-back': w('Bị trả lại để sửa', 'Sent back to be changed'),
}

export const approvalWords: Record<ResultState, Words> = {
  drafted: w('Soạn', 'Drafted'),
  reviewed: w('Kiểm tra, đồng ý', 'Reviewed'),
  approved: w('Phê duyệt', 'Approved'),
  'sent-back': w('Trả lại', 'Sent back'),
}

/** Names a template may use besides those of the form, and what they stand for. */
export const knownNames = {
  'dossier.number': w('Mã hồ sơ', 'Dossier number'),
  'dossier.received_on': w('Ngày nhận hồ sơ', 'Day received'),
  'dossier.accepted_on': w('Ngày tiếp nhận', 'Day accepted'),
  'procedure.name': w('Tên thủ tục', 'Procedure'),
  'procedure.code': w('Mã thủ tục', 'Procedure code'),
  'applicant.name': w('Tên người nộp', 'Applicant'),
  'applicant.national_id': w('Số định danh người nộp', 'Applicant’s ID number'),
  'applicant.address': w('Địa chỉ người nộp', 'Applicant’s address'),
  'applicant.phone': w('Điện thoại người nộp', 'Applicant’s telephone'),
  'representative.name': w('Người nộp thay', 'Representative'),
  'agency.name': w('Cơ quan giải quyết', 'Agency'),
  'agency.place': w('Địa danh', 'Place'),
  date: w('Ngày soạn', 'Today'),
  valid_to: w('Ngày hết hiệu lực', 'Good until'),
} as const
export type KnownName = keyof typeof knownNames

export const resultDraftWords = {
  title: w('Dự thảo kết quả', 'Result draft'),
  plural: w('Dự thảo kết quả', 'Result drafts'),
  fields: {
    dossier: w('Hồ sơ', 'Dossier'),
    dossier_number: w('Mã hồ sơ', 'Dossier number'),
    applicant: w('Người nộp', 'Applicant'),
    edition: w('Bản thứ', 'Edition'),
    kind: w('Loại văn bản', 'Kind of document'),
    subject: w('Trích yếu', 'Subject'),
    bases: w('Căn cứ', 'Bases'),
    articles: w('Các điều', 'Articles'),
    paragraphs: w('Nội dung', 'Text'),
    receivers: w('Nơi nhận', 'Receivers'),
    signer: w('Thể thức đề ký', 'Lines above the signature'),
    valid_to: w('Có hiệu lực đến', 'Good until'),
    state: w('Trạng thái', 'State'),
    notes: w('Ý kiến trả lại', 'Remark'),
    approvals: w('Quá trình duyệt', 'Approvals'),
    drafted_by: w('Người soạn', 'Drafted by'),
  },
  choices: { state: resultStateWords },
}

/** What the panel says. */
export const panelWords = {
  none: w(
    'Chưa có dự thảo. Nội dung dưới đây được điền từ mẫu kết quả của thủ tục.',
    'No draft yet. The text below is filled from the template of the procedure.',
  ),
  general: w(
    'Thủ tục chưa có mẫu kết quả riêng: đang dùng mẫu chung.',
    'The procedure has no result template of its own: the general one is used.',
  ),
  edition: w('Bản {n}', 'Edition {n}'),
  edit: w('Sửa', 'Edit'),
  write: w('Soạn kết quả', 'Draft the result'),
  save: w('Lưu dự thảo', 'Save the draft'),
  cancel: w('Thôi', 'Cancel'),
  saved: w('Đã lưu dự thảo.', 'The draft is saved.'),
  review: w('Kiểm tra, đồng ý', 'Review and agree'),
  reviewed: w('Đã chuyển lãnh đạo phê duyệt.', 'Passed on to be approved.'),
  approve: w('Phê duyệt', 'Approve'),
  approved: w(
    'Đã phê duyệt. Kết quả dùng được khi hoàn thành hồ sơ.',
    'Approved. It is used when the dossier is finished.',
  ),
  sendBack: w('Trả lại để sửa', 'Send back'),
  sentBack: w('Đã trả lại người soạn.', 'Sent back.'),
  remark: w('Ý kiến', 'Remark'),
  preview: w('Xem PDF', 'See the PDF'),
  word: w('Tải Word', 'Word file'),
  compare: w('So với bản trước', 'Compare with the one before'),
  compareTitle: w('Bản {n} so với bản {before}', 'Edition {n} against {before}'),
  same: w('Không khác.', 'No difference.'),
  before: w('Bản trước', 'Before'),
  after: w('Bản này', 'Now'),
  unknown: w(
    'Mẫu gọi tên không có: {names}. Hãy sửa tay.',
    'The template names what does not exist: {names}. Correct it by hand.',
  ),
  empty: w(
    'Chưa có dữ liệu cho: {names}. Hãy điền vào chỗ "…………".',
    'Nothing known for: {names}. Fill in where it says “…………”.',
  ),
  gaps: w(
    'Còn chỗ "…………" chưa điền: lưu được, chưa chuyển duyệt được.',
    'There are gaps “…………”: it can be saved, but goes no further.',
  ),
  lines: w('Mỗi dòng là một mục.', 'One item a line.'),
  articlesHelp: w(
    'Mỗi điều cách nhau một dòng trống; không gõ "Điều 1.".',
    'An empty line between articles; do not type “Điều 1.”.',
  ),
  closed: w(
    'Hồ sơ đã có kết quả hoặc đã dừng: dự thảo chỉ còn để xem.',
    'The dossier is finished or stopped: drafts can only be read.',
  ),
  certificate: w(
    'Giấy khai sinh được lập theo mẫu riêng từ tờ khai.',
    'The birth certificate is set in its own form from what was declared.',
  ),
  history: w('Các bản và ý kiến', 'Editions and remarks'),
  changedNeeds: w(
    'Sửa bản đã duyệt thì phải duyệt lại từ đầu.',
    'A changed draft must be reviewed and approved again.',
  ),
} as const
