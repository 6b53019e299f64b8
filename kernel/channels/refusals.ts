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
  'body-too-deep': {
    kind: 'too-large',
    vi: 'Nội dung JSON lồng quá {depthMax} tầng hoặc có quá {valuesMax} giá trị. Hãy gửi ít hơn mỗi lần.',
    en: 'The JSON is nested deeper than {depthMax} or holds more than {valuesMax} values. Send less at a time.',
  },
  'address-too-long': {
    kind: 'too-large',
    vi: 'Đường dẫn dài quá {max} ký tự hoặc có quá nhiều tham số. Hãy bớt điều kiện lọc rồi thử lại.',
    en: 'The address is longer than {max} characters or has too many fields. Use fewer filters and try again.',
  },
  'bad-request': {
    kind: 'invalid',
    vi: 'Yêu cầu không đúng cách viết của HTTP nên không được đọc. Hãy kiểm tra chương trình hoặc máy chủ trung gian đã gửi.',
    en: 'The request is not well-formed HTTP and was not read. Check the program or proxy that sent it.',
  },
  'request-too-slow': {
    kind: 'unavailable',
    vi: 'Yêu cầu gửi lên chậm quá nên kết nối đã đóng. Hãy thử lại khi đường truyền tốt hơn.',
    en: 'The request came too slowly and the connection was closed. Try again on a better line.',
  },
  'headers-too-large': {
    kind: 'too-large',
    vi: 'Phần đầu yêu cầu quá lớn. Hãy xoá cookie của trang này trong trình duyệt rồi thử lại.',
    en: 'The headers of the request are too large. Delete this site’s cookies in your browser and try again.',
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
