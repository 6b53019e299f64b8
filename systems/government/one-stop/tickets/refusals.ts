import { refusals } from '#ground/refusal'

export const refuse = refusals('tickets', {
  'no-centre': {
    kind: 'missing',
    vi: 'Không có Trung tâm Phục vụ hành chính công này. Hãy chọn lại xã, phường trong danh sách.',
    en: 'There is no such one-stop centre. Choose the commune from the list again.',
  },
  closed: {
    kind: 'conflict',
    vi: 'Trung tâm đang ngoài giờ làm việc nên chưa phát số. Hãy quay lại trong giờ, hoặc đặt lịch hẹn.',
    en: 'The centre is closed and gives no numbers now. Come in working hours, or book a time.',
  },
  full: {
    kind: 'too-many',
    vi: 'Hôm nay Trung tâm đã phát đủ {max} số. Hãy nộp trực tuyến hoặc đặt lịch hẹn ngày khác.',
    en: 'All {max} numbers of today are given. File online, or book another day.',
  },
  'no-service': {
    kind: 'invalid',
    vi: 'Trung tâm không có quầy cho việc này. Hãy chọn việc khác.',
    en: 'No counter here takes this. Choose something else.',
  },
  'no-kind': {
    kind: 'invalid',
    vi: 'Loại lượt này không còn dùng. Hãy chọn lại.',
    en: 'This kind of ticket is not in use. Choose again.',
  },
  'no-ticket': {
    kind: 'missing',
    vi: 'Không tìm thấy số thứ tự này. Hãy quét lại mã trên phiếu.',
    en: 'There is no such ticket. Scan the code on it again.',
  },
  'no-counter': {
    kind: 'missing',
    vi: 'Không có quầy này ở Trung tâm của bạn.',
    en: 'There is no such counter at your centre.',
  },
  'counter-taken': {
    kind: 'conflict',
    vi: 'Quầy {number} đang do {name} phụ trách. Hãy chọn quầy khác hoặc nhờ người đó đóng quầy.',
    en: 'Counter {number} is kept by {name}. Choose another, or ask them to close it.',
  },
  'not-open': {
    kind: 'conflict',
    vi: 'Quầy chưa mở. Hãy mở quầy trước khi gọi số.',
    en: 'The counter is not open. Open it before you call.',
  },
  'still-called': {
    kind: 'conflict',
    vi: 'Số {number} đang được gọi. Hãy bấm phục vụ hoặc cho qua lượt trước khi gọi số khác.',
    en: 'Number {number} is being called. Serve it or pass it over before you call another.',
  },
  'nobody-waits': { kind: 'conflict', vi: 'Không còn ai chờ ở quầy này.', en: 'Nobody waits for this counter.' },
  'not-now': {
    kind: 'conflict',
    vi: 'Số {number} đang ở tình trạng khác nên không làm được việc này. Hãy tải lại.',
    en: 'Number {number} is in another state; this cannot be done. Reload.',
  },
  'called-enough': {
    kind: 'conflict',
    vi: 'Đã gọi số {number} {max} lần. Hãy phục vụ hoặc cho qua lượt.',
    en: 'Number {number} was called {max} times. Serve it or pass it over.',
  },
  'too-late-back': {
    kind: 'conflict',
    vi: 'Số {number} đã qua lượt hơn {max} phút. Hãy mời người dân lấy số mới.',
    en: 'Number {number} was passed over more than {max} minutes ago. Ask for a new number.',
  },
  'slot-full': {
    kind: 'conflict',
    vi: 'Khung giờ này đã đủ chỗ. Hãy chọn khung khác.',
    en: 'This slot is full. Choose another.',
  },
  'no-slot': {
    kind: 'invalid',
    vi: 'Khung giờ này không đặt được. Hãy chọn trong danh sách.',
    en: 'This slot cannot be booked. Choose one of the list.',
  },
  'booked-enough': {
    kind: 'too-many',
    vi: 'Bạn đang có {max} lịch hẹn chưa đến. Hãy hủy bớt trước khi đặt thêm.',
    en: 'You already have {max} bookings. Cancel one first.',
  },
  'too-early': {
    kind: 'conflict',
    vi: 'Còn sớm. Bạn báo đã đến được từ {from}.',
    en: 'It is too early. You may say that you are here from {from}.',
  },
  'too-late': {
    kind: 'conflict',
    vi: 'Đã quá giờ hẹn {max} phút nên không giữ chỗ nữa. Hãy lấy số mới tại Trung tâm.',
    en: 'The time was more than {max} minutes ago and is not held any more. Take a number at the centre.',
  },
  'no-dossier': {
    kind: 'missing',
    vi: 'Không tìm thấy hồ sơ "{number}", hoặc bạn không xem được hồ sơ này.',
    en: 'There is no dossier “{number}”, or you may not see it.',
  },
})
