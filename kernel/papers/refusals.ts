import { refusals } from '#ground/refusal'

/** What this room understands and does not do. `{name}` is the cleaned file name. */
export const refuse = refusals('papers', {
  'too-large': {
    kind: 'too-large',
    vi: 'Tệp "{name}" nặng hơn giới hạn {limit}. Hãy nén lại hoặc chụp ở độ phân giải nhỏ hơn rồi gửi lại.',
    en: 'The file "{name}" is larger than the limit of {limit}. Compress it or take a smaller picture and send it again.',
  },
  empty: {
    kind: 'invalid',
    vi: 'Tệp "{name}" không có nội dung. Hãy mở thử tệp trên máy của bạn rồi gửi lại.',
    en: 'The file "{name}" is empty. Open it on your device to check, then send it again.',
  },
  'kind-not-allowed': {
    kind: 'unsupported',
    vi: 'Không nhận tệp "{name}" vì đây không phải loại giấy tờ được phép. Hãy gửi một trong các loại: {kinds}.',
    en: 'The file "{name}" is not of an accepted kind. Send one of: {kinds}.',
  },
  heic: {
    kind: 'unsupported',
    vi: 'Ảnh "{name}" ở định dạng HEIC của iPhone, nhiều máy của cơ quan không mở được. Hãy vào Cài đặt > Camera > Định dạng, chọn "Tương thích nhất" rồi chụp lại, hoặc đổi ảnh sang JPG.',
    en: 'The picture "{name}" is in the HEIC format, which many offices cannot open. In Settings > Camera > Formats choose "Most Compatible" and take it again, or convert it to JPG.',
  },
  'other-kind': {
    kind: 'invalid',
    vi: 'Tệp "{name}" ghi là loại {declared} nhưng nội dung là {actual}. Hãy lưu lại tệp đúng loại (không chỉ đổi đuôi tên) rồi gửi lại.',
    en: 'The file "{name}" says it is {declared} but its content is {actual}. Save it again in the right format (do not just rename it) and resend.',
  },
  damaged: {
    kind: 'invalid',
    vi: 'Không đọc được tệp "{name}": tệp bị hỏng hoặc tải lên dở dang. Hãy mở thử trên máy của bạn, lưu lại rồi gửi lại.',
    en: 'The file "{name}" cannot be read: it is damaged or was cut short. Open it on your device, save it again and resend.',
  },
  'not-unicode': {
    kind: 'invalid',
    vi: 'Tệp "{name}" không dùng bảng mã Unicode (UTF-8) nên chữ tiếng Việt sẽ sai. Khi lưu, hãy chọn bảng mã UTF-8 rồi gửi lại.',
    en: 'The file "{name}" is not encoded in Unicode (UTF-8). Save it as UTF-8 and send it again.',
  },
  bomb: {
    kind: 'too-large',
    vi: 'Tệp "{name}" bung ra quá lớn: {measure}, giới hạn là {limit}. Hãy giảm kích thước hoặc chia thành nhiều tệp rồi gửi lại.',
    en: 'The file "{name}" unfolds to too much: {measure}, the limit is {limit}. Reduce it or split it into several files.',
  },
  'too-many-pages': {
    kind: 'too-large',
    vi: 'Tệp "{name}" có {pages} trang, giới hạn là {limit} trang. Hãy chia thành nhiều tệp rồi gửi lại.',
    en: 'The file "{name}" has {pages} pages, the limit is {limit}. Split it into several files.',
  },
  'encrypted-pdf': {
    kind: 'invalid',
    vi: 'Tệp PDF "{name}" bị khóa (có mật khẩu hoặc hạn chế quyền). Hãy bỏ khóa, hoặc in lại thành PDF mới, rồi gửi lại.',
    en: 'The PDF "{name}" is locked (password or restricted rights). Remove the lock, or print it to a new PDF, and send it again.',
  },
  active: {
    kind: 'invalid',
    vi: 'Tệp "{name}" có phần chạy được hoặc tệp nhúng bên trong ({content}), có thể gây hại cho máy của người nhận. Hãy in tệp thành PDF mới rồi gửi lại.',
    en: 'The file "{name}" has parts that run, or files embedded in it ({content}), which may harm the receiver. Print it to a new PDF and send that.',
  },
  infected: {
    kind: 'invalid',
    vi: 'Phần mềm diệt vi-rút báo tệp "{name}" có mã độc ({found}). Tệp không được nhận. Hãy quét máy của bạn, rồi gửi lại tệp sạch.',
    en: 'The virus scanner finds malware in "{name}" ({found}). The file was not taken. Scan your device and send a clean one.',
  },
  'not-scanned': {
    kind: 'unavailable',
    vi: 'Chưa kiểm tra được vi-rút trong tệp "{name}" nên chưa nhận. Hãy thử lại sau ít phút, hoặc báo người quản trị hệ thống.',
    en: '"{name}" could not be scanned for viruses and was not taken. Try again in a few minutes, or tell the administrator.',
  },
  'no-space': {
    kind: 'unavailable',
    vi: 'Kho giấy tờ đã đầy nên chưa lưu được tệp "{name}". Hãy thử lại sau hoặc báo cho người quản trị hệ thống.',
    en: 'The store of papers is full, the file "{name}" was not kept. Try later or tell the administrator.',
  },
  'cut-short': {
    kind: 'invalid',
    vi: 'Đường truyền đứt khi đang tải tệp "{name}". Hãy gửi lại tệp.',
    en: 'The connection broke while "{name}" was being sent. Send it again.',
  },
  missing: {
    kind: 'missing',
    vi: 'Không tìm thấy tệp này trong kho giấy tờ. Hãy báo cho người quản trị hệ thống, kèm mã {sha256}.',
    en: 'This file is not in the store of papers. Tell the administrator, with the code {sha256}.',
  },
  'too-busy': {
    kind: 'too-many',
    vi: 'Đang có quá nhiều tệp chờ xử lý ({waiting}). Hãy thử lại sau ít phút.',
    en: 'Too many files are waiting to be handled ({waiting}). Try again in a few minutes.',
  },
  'too-slow': {
    kind: 'invalid',
    vi: 'Tệp "{name}" quá phức tạp: xử lý quá {seconds} giây chưa xong. Hãy in tệp thành PDF mới hoặc chụp ảnh rồi gửi lại.',
    en: 'The file "{name}" is too complex: not done after {seconds} seconds. Print it to a new PDF or send a picture of it.',
  },
  'no-page': {
    kind: 'missing',
    vi: 'Tệp "{name}" không có trang {page}.',
    en: 'The file "{name}" has no page {page}.',
  },
  'form-too-large': {
    kind: 'too-large',
    vi: 'Không lập được văn bản "{title}": {measure}, vượt giới hạn {limit}. Hãy rút gọn nội dung hoặc tách thành nhiều văn bản.',
    en: 'The document "{title}" cannot be made: {measure}, the limit is {limit}. Shorten it or split it.',
  },
})
