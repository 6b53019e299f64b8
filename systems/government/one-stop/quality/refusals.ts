import { refusals } from '#ground/refusal'

export const refuseQuality = refusals('quality', {
  'bad-period': {
    kind: 'invalid',
    vi: 'Kỳ "{period}" không đọc được. Hãy chọn tháng (2026-10), quý (2026-Q4) hoặc năm (2026).',
    en: 'The period "{period}" cannot be read. Choose a month (2026-10), a quarter (2026-Q4) or a year (2026).',
  },
  'period-to-come': {
    kind: 'invalid',
    vi: 'Kỳ "{period}" chưa đến. Hãy chọn kỳ đang chạy hoặc kỳ đã qua.',
    en: 'The period "{period}" has not begun. Choose the present one or one that is over.',
  },
  'not-your-scope': {
    kind: 'forbidden',
    vi: 'Bạn không theo dõi cơ quan này. Hãy chọn một cơ quan trong danh sách của bạn.',
    en: 'You do not follow this agency. Choose one of your own list.',
  },
  'no-such-item': {
    kind: 'missing',
    vi: 'Bộ chỉ số không có mục "{item}" trong kỳ này. Hãy chọn lại trong bảng.',
    en: 'The index has no item "{item}" in this period. Choose one of the table.',
  },
  'bad-page-mark': {
    kind: 'invalid',
    vi: 'Dấu trang không đọc được. Hãy mở lại danh sách từ đầu.',
    en: 'The page mark cannot be read. Open the list again from its start.',
  },
  'province-register': {
    kind: 'forbidden',
    vi: 'Sổ công bố là của cả tỉnh. Hãy nhờ người tổng hợp cấp tỉnh hoặc quản trị viên cấp tỉnh ghi.',
    en: 'The register of announcements is the province’s. Ask its monitor or its administrator to enter it.',
  },
  'no-such-format': {
    kind: 'invalid',
    vi: 'Báo cáo có ba dạng: pdf, docx, xlsx. Hãy chọn một dạng.',
    en: 'A report comes as pdf, docx or xlsx. Choose one.',
  },
})
