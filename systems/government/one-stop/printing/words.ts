import type { Words } from '#ground/text'

const w = (vi: string, en: string): Words => ({ vi, en })

/** Prescribed forms of TT 03/2025/TT-VPCP, Phụ lục I. 01–05 belong to one dossier and to its applicant, 06 to the officers. */
export const formWords = {
  '01': w('Giấy tiếp nhận hồ sơ và hẹn trả kết quả', 'Receipt with the date of the result'),
  '02': w('Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ', 'Request for a supplement'),
  '03': w('Phiếu từ chối tiếp nhận giải quyết hồ sơ', 'Refusal of a dossier'),
  '04': w('Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết', 'Apology with a new date'),
  '05': w('Thông báo dừng giải quyết hồ sơ', 'Notice that handling has stopped'),
  '06': w('Phiếu kiểm soát quá trình giải quyết hồ sơ', 'Control slip of the handling'),
  '07': w('Sổ theo dõi hồ sơ', 'Register of dossiers'),
} as const

/** When a form of a dossier comes into being, said where it does not exist yet. */
export const formWhen: Record<'01' | '02' | '03' | '04' | '05', Words> = {
  '01': w('Có khi hồ sơ được tiếp nhận', 'Exists once the dossier is accepted'),
  '02': w('Có khi yêu cầu bổ sung', 'Exists once a supplement is asked for'),
  '03': w('Có khi từ chối tiếp nhận', 'Exists once the dossier is refused'),
  '04': w('Có khi xin lỗi, gia hạn', 'Exists once a new date is set'),
  '05': w('Có khi dừng giải quyết', 'Exists once handling has stopped'),
}

export const issuedFormWords = {
  title: w('Biểu mẫu đã cấp', 'Issued form'),
  plural: w('Biểu mẫu đã cấp', 'Issued forms'),
  fields: {
    dossier: w('Hồ sơ', 'Dossier'),
    dossier_number: w('Mã hồ sơ', 'Dossier number'),
    applicant: w('Người nộp', 'Applicant'),
    form: w('Mẫu số', 'Form'),
    letter: w('Nội dung văn bản', 'Content'),
    file: w('Bản PDF đã cấp', 'PDF as issued'),
    issued_at: w('Cấp lúc', 'Issued at'),
  },
  choices: {
    form: {
      '01': formWords['01'],
      '02': formWords['02'],
      '03': formWords['03'],
      '04': formWords['04'],
      '05': formWords['05'],
    },
  },
}

/** How a task ended, as the control slip notes it; what goes forward needs no note. */
export const outcomeNotes: Readonly<Record<string, string>> = {
  'send-back': 'Trả lại bước trước',
  'ask-supplement': 'Yêu cầu bổ sung',
  withdraw: 'Người nộp rút hồ sơ',
  stop: 'Dừng giải quyết',
  reject: 'Từ chối tiếp nhận',
  'close-unanswered': 'Quá hạn bổ sung',
}

/** "Kết quả giải quyết hồ sơ" of Mẫu 06. */
export const timelinessWords = { early: 'Trước hạn', 'on-time': 'Đúng hạn', late: 'Quá hạn' } as const

/** What the screens of forms and the register say. */
export const printingWords = {
  register: w('Sổ theo dõi hồ sơ', 'Register of dossiers'),
  registerLead: w(
    'Mẫu số 07, Thông tư 03/2025/TT-VPCP. Sổ ghi theo ngày nhận, của trung tâm đã nhận hồ sơ.',
    'Form 07, Circular 03/2025/TT-VPCP. By day of receipt, of the centre that received the dossier.',
  ),
  from: w('Nhận từ ngày', 'Received from'),
  to: w('Đến ngày', 'To'),
  centre: w('Trung tâm', 'Centre'),
  everywhere: w('Toàn tỉnh', 'The whole province'),
  procedure: w('Mã thủ tục', 'Procedure code'),
  status: w('Trạng thái', 'State'),
  any: w('Tất cả', 'All'),
  show: w('Xem sổ', 'Show'),
  count: w('{n} hồ sơ', '{n} dossiers'),
  countMore: w('Hơn {n} hồ sơ', 'More than {n} dossiers'),
  none: w('Không có hồ sơ nào nhận trong khoảng này.', 'No dossier was received in this period.'),
  purpose: w('Mục đích in, tải', 'What it is printed for'),
  purposeHelp: w(
    'Sổ có họ tên, địa chỉ, điện thoại: mục đích được ghi nhật ký và người có tên đọc được.',
    'The register names people: the purpose is logged and they can read it.',
  ),
  purposeShort: w(
    'Ghi ít nhất {n} ký tự để in hoặc tải sổ.',
    'Write at least {n} characters to print or save the register.',
  ),
  print: w('In PDF', 'Print PDF'),
  word: w('Tải Word', 'Word'),
  sheet: w('Tải Excel', 'Excel'),
  older: w('Trang sau', 'Next page'),
  newer: w('Về đầu sổ', 'Back to the start'),
  chosen: w('Đã chọn {n}', '{n} chosen'),
  batchReceipts: w('In giấy tiếp nhận', 'Print receipts'),
  batchResults: w('In kết quả', 'Print results'),
  unchoose: w('Bỏ chọn', 'Clear'),
  dossier: w('hồ sơ {number}', 'dossier {number}'),
  number: w('Mã hồ sơ', 'Number'),
  name: w('Người nộp', 'Applicant'),
  contact: w('Địa chỉ, điện thoại', 'Address, telephone'),
  agency: w('Cơ quan giải quyết', 'Agency'),
  received: w('Nhận', 'Received'),
  due: w('Hẹn trả', 'Due'),
  returned: w('Trả', 'Returned'),
  days: w('Nhận, hẹn, trả', 'Received, due, returned'),
  delivery: w('Cách nhận kết quả', 'Delivery'),
  note: w('Ghi chú', 'Note'),
  issued: w('Cấp {at}', 'Issued {at}'),
  pdf: w('PDF', 'PDF'),
  docx: w('Word', 'Word'),
  form: w('Mẫu {form}', 'Form {form}'),
} as const
