import { refusals } from '#ground/refusal'

export const refuseChannel = refusals('channel', {
  'forged-request': {
    kind: 'forbidden',
    vi: 'Yêu cầu không mang dấu của trang này, hoặc trang đã mở quá lâu. Hãy tải lại trang rồi làm lại; chưa có gì được ghi.',
    en: 'The request does not carry this page’s token, or the page was open too long. Reload and try again; nothing was written.',
  },
  'too-many-requests': {
    kind: 'too-many',
    vi: 'Bạn gửi quá nhanh ({max} lần một phút). Hãy đợi {seconds} giây rồi thử lại.',
    en: 'Too many requests ({max} a minute). Wait {seconds} seconds and try again.',
  },
  'no-such-page': {
    kind: 'missing',
    vi: 'Không có trang này. Hãy kiểm tra đường dẫn hoặc về trang chủ.',
    en: 'There is no such page. Check the address or go to the home page.',
  },
  'officers-only': {
    kind: 'forbidden',
    vi: 'Phần này dành cho cán bộ. Tài khoản của bạn chưa được giao vai trò nào.',
    en: 'This part is for officers. Your account holds no role.',
  },
  'not-your-role': {
    kind: 'forbidden',
    vi: 'Vai trò của bạn không mở được phần này. Nếu công việc cần đến, hãy đề nghị người quản trị của đơn vị giao vai trò.',
    en: 'Your roles do not open this part. If your work needs it, ask the administrator of your unit for the role.',
  },
  'body-too-large': {
    kind: 'too-large',
    vi: 'Nội dung gửi lên lớn hơn {max}. Hãy chia nhỏ hoặc gửi tệp nhẹ hơn.',
    en: 'What was sent is larger than {max}. Send less.',
  },
  'bad-body': {
    kind: 'invalid',
    vi: 'Nội dung gửi lên không đọc được ({reason}). Hãy kiểm tra định dạng rồi gửi lại.',
    en: 'The request body cannot be read ({reason}). Check its format and send again.',
  },
  'unknown-kind': {
    kind: 'unsupported',
    vi: 'Máy chủ không nhận kiểu nội dung "{kind}" ở đây.',
    en: 'Content of kind "{kind}" is not taken here.',
  },
  broken: {
    kind: 'unavailable',
    vi: 'Có lỗi từ phía hệ thống, việc của bạn chưa được thực hiện. Hãy thử lại; nếu vẫn lỗi, báo mã {reference} cho bộ phận hỗ trợ.',
    en: 'Something broke on our side and nothing was done. Try again; if it persists, report {reference}.',
  },
})
