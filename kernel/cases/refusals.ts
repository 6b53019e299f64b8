import { refusals } from '#ground/refusal'

export const refuseCase = refusals('cases', {
  'day-announced': {
    kind: 'conflict',
    vi: 'Ngày {date} đã được công bố cho lịch này ("{note}"). Hãy bỏ công bố cũ trước khi công bố khác.',
    en: 'The day {date} is announced for this calendar already ("{note}"). Withdraw that first.',
  },
  'day-not-announced': {
    kind: 'missing',
    vi: 'Ngày {date} không phải do người quản trị công bố nên không bỏ ở đây được.',
    en: 'The day {date} was not announced by an administrator and cannot be withdrawn here.',
  },
  'day-past': {
    kind: 'invalid',
    vi: 'Ngày {date} đã qua. Thời gian đã tính không trả lại được; chỉ công bố từ hôm nay trở đi.',
    en: 'The day {date} is over. Time that was counted is not given back; announce days from today on.',
  },
  'day-too-far': {
    kind: 'invalid',
    vi: 'Ngày {date} nằm ngoài các năm đã có lịch ({from}–{to}). Hãy nạp ngày nghỉ lễ của năm ấy trước.',
    en: 'The day {date} lies outside the years with a calendar ({from}–{to}). Load the public holidays of that year first.',
  },
  'missing-task': {
    kind: 'missing',
    vi: 'Không tìm thấy việc này, hoặc việc thuộc đơn vị khác. Hãy tải lại danh sách việc.',
    en: 'This task does not exist, or it belongs to another unit. Reload the queue.',
  },
  'not-your-task': {
    kind: 'forbidden',
    vi: 'Bạn không được giao thực hiện "{move}" ở đơn vị này. Hãy chuyển cho người phụ trách hoặc liên hệ lãnh đạo đơn vị.',
    en: 'You are not in charge of "{move}" in this unit. Leave it to the person in charge or ask the head of the unit.',
  },
  'wrong-state': {
    kind: 'conflict',
    vi: 'Hồ sơ đang ở trạng thái "{state}", không thể thực hiện "{move}". Hãy tải lại để xem diễn biến mới.',
    en: 'The case is in state "{state}", where "{move}" is not possible. Reload to see what happened.',
  },
  'wrong-step': {
    kind: 'conflict',
    vi: 'Bước "{step}" không có thao tác "{move}". Hãy tải lại để xem các thao tác của bước này.',
    en: 'Step "{step}" has no move "{move}". Reload to see the moves of this step.',
  },
  'already-moved': {
    kind: 'conflict',
    vi: '{name} đã xử lý việc này lúc {at}. Hãy tải lại danh sách việc; không có gì bị ghi đè.',
    en: '{name} handled this task at {at}. Reload the queue; nothing was overwritten.',
  },
  'no-such-move': {
    kind: 'invalid',
    vi: 'Không có thao tác "{move}" trong quy trình này. Hãy tải lại trang.',
    en: 'This flow has no move "{move}". Reload the page.',
  },
  'second-time': {
    kind: 'conflict',
    vi: '"{move}" chỉ được thực hiện một lần cho mỗi hồ sơ và đã thực hiện lúc {at}. Hãy chọn thao tác khác.',
    en: '"{move}" may be done only once for a case and was done at {at}. Choose another move.',
  },
  'cannot-recall': {
    kind: 'conflict',
    vi: 'Không rút lại được: {reason}. Hãy liên hệ người đang giữ hồ sơ.',
    en: 'It cannot be taken back: {reason}. Contact the person who holds the case.',
  },
  'not-a-colleague': {
    kind: 'invalid',
    vi: 'Người được chọn không giữ vai trò của bước này tại đơn vị. Hãy chọn trong danh sách đồng nghiệp.',
    en: 'The chosen person does not hold the role of this step in the unit. Choose from the list of colleagues.',
  },
  'taken-already': {
    kind: 'conflict',
    vi: '{name} đã nhận việc này. Hãy chọn việc khác, hoặc nhờ lãnh đạo giao lại.',
    en: '{name} has taken this task. Choose another, or ask the head to assign it again.',
  },
  'not-an-officer': {
    kind: 'forbidden',
    vi: 'Chỉ cán bộ đang xử lý hồ sơ mới xem và ghi ý kiến nội bộ.',
    en: 'Only officers who handle the case may read and write internal comments.',
  },
  'empty-comment': {
    kind: 'invalid',
    vi: 'Ý kiến chưa có nội dung. Hãy viết rồi gửi lại.',
    en: 'The comment is empty. Write something and send again.',
  },
  'long-text': {
    kind: 'invalid',
    vi: 'Nội dung dài {length} ký tự, tối đa {max}. Hãy viết ngắn lại hoặc đính kèm tệp.',
    en: 'The text has {length} characters, at most {max}. Shorten it or attach a file.',
  },
  'too-many-tasks': {
    kind: 'too-large',
    vi: 'Mỗi lần chỉ xử lý tối đa {max} việc (bạn chọn {count}). Hãy chia thành nhiều lần.',
    en: 'At most {max} tasks at a time (you chose {count}). Do it in several turns.',
  },
  'too-many-comments': {
    kind: 'too-many',
    vi: 'Hồ sơ này đã có {max} ý kiến, không thêm được nữa. Hãy trao đổi bằng văn bản.',
    en: 'This case has {max} comments already and takes no more. Continue in writing.',
  },
  'unknown-calendar': {
    kind: 'unavailable',
    vi: 'Chưa có lịch làm việc "{name}" nên chưa tính được thời hạn. Hãy nhờ người quản trị nạp lịch làm việc của đơn vị.',
    en: 'There is no working calendar "{name}", so no limit can be counted. Ask an administrator to load it.',
  },
  'unknown-clock': {
    kind: 'conflict',
    vi: 'Hồ sơ này không có thời hạn "{name}" đang chạy. Hãy tải lại trang.',
    en: 'This case has no clock "{name}" running. Reload the page.',
  },
  'not-later': {
    kind: 'invalid',
    vi: 'Ngày hẹn mới phải sau ngày hẹn đang có ({due}).',
    en: 'The new date must be later than the one that stands ({due}).',
  },
  'unknown-unit': {
    kind: 'invalid',
    vi: 'Không tìm thấy đơn vị nhận việc. Hãy kiểm tra lại quy trình của thủ tục.',
    en: 'The unit that should receive the task does not exist. Check the steps of the procedure.',
  },
  'bad-cursor': {
    kind: 'invalid',
    vi: 'Dấu trang không đọc được. Hãy mở lại danh sách việc từ trang đầu.',
    en: 'The page mark cannot be read. Open the queue again from its first page.',
  },
})
