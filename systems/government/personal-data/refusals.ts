import { refusals } from '#ground/refusal'

export const refuse = refusals('personal-data', {
  'no-person': {
    kind: 'forbidden',
    vi: 'Tài khoản này chưa gắn với một người nên không có dữ liệu cá nhân để yêu cầu.',
    en: 'This account is not tied to a person, so there is nothing to ask about.',
  },
  'own-name-only': {
    kind: 'forbidden',
    vi: 'Bạn đang làm thay cho {name}. Dữ liệu cá nhân chỉ do chính người đó, cha mẹ hoặc người giám hộ yêu cầu; hãy trở về tên của bạn.',
    en: 'You are acting for {name}. Only the person herself, a parent or a guardian may ask about her data; go back to your own name.',
  },
  'no-such-request': {
    kind: 'missing',
    vi: 'Không tìm thấy yêu cầu này trong tài khoản của bạn.',
    en: 'There is no such request in your account.',
  },
  'too-many-requests': {
    kind: 'too-many',
    vi: 'Bạn đang có {count} yêu cầu chưa xong, tối đa {max}. Hãy chờ hoặc rút bớt yêu cầu cũ.',
    en: 'You have {count} open requests, at most {max}. Wait, or withdraw an old one.',
  },
  'asked-already': {
    kind: 'conflict',
    vi: 'Yêu cầu cùng loại ({number}) đang được giải quyết. Hãy theo dõi yêu cầu đó, không cần gửi lại.',
    en: 'A request of the same kind ({number}) is being handled. Follow that one; there is no need to send it again.',
  },
  'no-term': {
    kind: 'unavailable',
    vi: 'Chưa có thời hạn đang hiệu lực cho việc "{what}". Hãy nhờ người phụ trách bảo vệ dữ liệu bổ sung.',
    en: 'There is no term in force for "{what}". Ask the data protection officer to add it.',
  },
  'content-missing': {
    kind: 'invalid',
    vi: 'Hãy nêu việc xử lý mà bạn phản đối và lý do.',
    en: 'Say which processing you object to, and why.',
  },
  'identity-unchecked': {
    kind: 'invalid',
    vi: 'Chưa ai xem giấy tờ của người giữ tài khoản này. Hãy xác minh danh tính trước, rồi ghi đã kiểm tra bằng cách nào.',
    en: 'Nobody has seen a card of the holder of this account. Check who she is first, and write how it was done.',
  },
  'preview-first': {
    kind: 'conflict',
    vi: 'Hãy xem trước việc xóa rồi mới thực hiện: bản xem trước ghi rõ sẽ xóa gì, giữ gì, vì sao.',
    en: 'Preview the erasing before you carry it out: it says what goes, what stays, and why.',
  },
  'nothing-to-preview': {
    kind: 'conflict',
    vi: 'Chỉ yêu cầu xóa mới cần xem trước.',
    en: 'Only a request to erase needs a preview.',
  },
  'answer-missing': {
    kind: 'invalid',
    vi: 'Hãy ghi câu trả lời cho người yêu cầu: việc xử lý nào dừng, việc nào không, căn cứ nào.',
    en: 'Write the answer: which processing stops, which does not, and on what basis.',
  },
  'not-an-officer': {
    kind: 'forbidden',
    vi: 'Chỉ người phụ trách bảo vệ dữ liệu cá nhân mở được trang này.',
    en: 'Only a data protection officer may open this page.',
  },
  'copy-gone': {
    kind: 'gone',
    vi: 'Bản sao dữ liệu chỉ tải được đến {until} và đã được xóa khỏi máy chủ. Hãy gửi yêu cầu mới nếu còn cần.',
    en: 'The copy could be downloaded until {until} and has been removed from the server. Ask again if you still need it.',
  },
  'late-reason-missing': {
    kind: 'invalid',
    vi: 'Đã quá 72 giờ từ lúc phát hiện ({due}). Hãy ghi lý do thông báo trễ.',
    en: 'More than 72 hours have passed since it was found (due {due}). Write why the report is late.',
  },
  'changed-meanwhile': {
    kind: 'conflict',
    vi: 'Yêu cầu này vừa thay đổi. Dưới đây là bản mới; hãy đọc lại rồi bấm lần nữa.',
    en: 'This request has just changed. Below is how it stands now; read it and press again.',
  },
  'found-later': {
    kind: 'invalid',
    vi: 'Thời điểm phát hiện không thể sau bây giờ.',
    en: 'It cannot have been found later than now.',
  },
  'nobody-affected': {
    kind: 'invalid',
    vi: 'Chưa ghi số định danh nào của người bị ảnh hưởng nên chưa báo cho ai được.',
    en: 'No personal number of anybody affected has been entered, so there is nobody to tell.',
  },
  incomplete: {
    kind: 'invalid',
    vi: 'Hồ sơ còn thiếu: {fields}. Hãy điền rồi gửi.',
    en: 'Still missing: {fields}. Fill these in before it is sent.',
  },
})
