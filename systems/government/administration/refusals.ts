import { refusals } from '#ground/refusal'

export const refuse = refusals('administration', {
  'no-text': {
    kind: 'invalid',
    vi: 'Mục "{field}" phải là chữ, không phải danh sách hay đối tượng. Hãy gửi biểu mẫu như trang hiển thị.',
    en: 'The field "{field}" is one text, no list and no object. Send the form as the page shows it.',
  },
  twice: {
    kind: 'invalid',
    vi: 'Mục "{field}" được gửi {count} lần. Hãy gửi mỗi mục một lần.',
    en: 'The field "{field}" was sent {count} times. Send each field once.',
  },
  'no-such-act': {
    kind: 'invalid',
    vi: 'Trang này không có nút như vậy. Hãy mở lại trang rồi bấm nút trên trang.',
    en: 'This page has no such button. Open it again and press one of its buttons.',
  },
  'row-text': {
    kind: 'invalid',
    vi: 'Dòng {line}, cột "{column}" không phải là chữ. Hãy ghi chữ vào ô, hoặc gửi tệp CSV, XLSX.',
    en: 'Row {line}, column "{column}" is no text. Write a text into the cell, or send CSV or XLSX.',
  },
  'no-such-day': {
    kind: 'invalid',
    vi: 'Ngày muốn bỏ công bố không đúng. Hãy mở lại trang Lịch làm việc rồi bấm nút cạnh ngày đó.',
    en: 'The day to withdraw is malformed. Open the page of calendars again and press the button beside that day.',
  },
  'swap-alone': {
    kind: 'invalid',
    vi: 'Ngày nghỉ hoặc làm bù do hoán đổi phải ghi hoán đổi với ngày nào.',
    en: 'A day off or worked by a swap names the day it is swapped with.',
  },
  'no-account': {
    kind: 'missing',
    vi: 'Không tìm thấy tài khoản này, hoặc bạn không quản trị nó.',
    en: 'There is no such account, or you do not administer it.',
  },
  elsewhere: {
    kind: 'forbidden',
    vi: 'Tài khoản này còn giữ vai trò ở đơn vị bạn không quản trị. Hãy nhờ quản trị cấp tỉnh.',
    en: 'This account holds roles in units you do not administer. Ask an administrator of the province.',
  },
  privileged: {
    kind: 'forbidden',
    vi: 'Tài khoản này giữ vai trò quản trị, kiểm toán hoặc bảo vệ dữ liệu: chỉ quản trị cấp tỉnh can thiệp được.',
    en: 'This account holds a privileged role: only an administrator of the province may touch it.',
  },
  'reset-privileged': {
    kind: 'forbidden',
    vi: 'Không đặt lại mật khẩu hoặc lớp bảo vệ của người quản trị, kiểm toán, bảo vệ dữ liệu từ đây: như vậy một người có thể đóng hai vai. Hãy làm tại máy chủ bằng lệnh npx sen user password, có người thứ hai chứng kiến.',
    en: 'The password or factors of a privileged account are not reset here: one person could then play two. Do it on the machine with npx sen user password, with a witness.',
  },
  self: {
    kind: 'forbidden',
    vi: 'Việc này không tự làm cho chính mình. Hãy nhờ người quản trị khác.',
    en: 'This is not done to oneself. Ask another administrator.',
  },
  login: {
    kind: 'invalid',
    vi: 'Tên đăng nhập cần 2–60 chữ cái không dấu, chữ số, dấu chấm, gạch nối; bắt đầu bằng chữ cái.',
    en: 'A login is 2–60 unaccented letters, digits, dots and hyphens, beginning with a letter.',
  },
  name: { kind: 'invalid', vi: 'Hãy ghi họ và tên (2–200 ký tự).', en: 'Write the full name (2–200 characters).' },
  'no-person': {
    kind: 'invalid',
    vi: 'Trong sổ không có người mang số định danh này, hoặc họ tên khác với họ tên vừa ghi. Hãy để trống hoặc kiểm tra lại.',
    en: 'Nobody in the register has this number and this name. Leave it empty or look again.',
  },
  'no-unit': { kind: 'missing', vi: 'Không tìm thấy đơn vị này.', en: 'There is no such unit.' },
  'not-yours': {
    kind: 'forbidden',
    vi: 'Bạn không quản trị đơn vị này.',
    en: 'You do not administer this unit.',
  },
  colleague: {
    kind: 'invalid',
    vi: 'Người nhận việc phải đang giữ vai trò ở đơn vị đó. Hãy chọn lại, hoặc trả việc về hàng chờ chung.',
    en: 'Who takes over holds a role in that unit. Choose again or leave the work in the common queue.',
  },
  'nothing-there': {
    kind: 'conflict',
    vi: 'Người này không giữ vai trò nào ở đơn vị đó vào ngày đã chọn.',
    en: 'This person holds no role in that unit on that day.',
  },
  'no-day': { kind: 'invalid', vi: 'Hãy ghi ngày cuối cùng.', en: 'Write the last day.' },
  invitation: {
    kind: 'gone',
    vi: 'Mã đặt mật khẩu không đúng, đã dùng hoặc đã hết hạn. Hãy xin mã mới ở người quản trị đơn vị.',
    en: 'This code is wrong, used or expired. Ask the administrator of your unit for a new one.',
  },
  'passwords-differ': {
    kind: 'invalid',
    vi: 'Hai lần nhập mật khẩu không giống nhau. Hãy nhập lại cả hai.',
    en: 'The two passwords differ. Type both again.',
  },
  'import-columns': {
    kind: 'invalid',
    vi: 'Tệp thiếu cột: {columns}. Hãy tải tệp mẫu và giữ nguyên dòng tiêu đề.',
    en: 'Columns are missing: {columns}. Download the template and keep its first row.',
  },
  'import-rows': {
    kind: 'too-large',
    vi: 'Tệp có hơn {max} dòng. Hãy chia thành nhiều tệp.',
    en: 'The file has more than {max} rows. Split it.',
  },
  'import-empty': { kind: 'invalid', vi: 'Tệp không có dòng dữ liệu nào.', en: 'The file has no rows.' },
  'import-missing': { kind: 'missing', vi: 'Không tìm thấy lần nhập này.', en: 'There is no such import.' },
  'import-running': {
    kind: 'conflict',
    vi: 'Lần nhập này đang chạy hoặc đã xong.',
    en: 'This import is running or done.',
  },
  'row-role': {
    kind: 'invalid',
    vi: 'Không có vai trò "{text}". Hãy ghi đúng tên trong mục "Tên các vai trò" của trang Nhập hàng loạt.',
    en: 'There is no role "{text}". Write it as listed under “Names of the roles” on the page of imports.',
  },
  'row-no-unit': {
    kind: 'invalid',
    vi: 'Dòng này ghi vai trò mà không ghi mã đơn vị. Hãy ghi thêm mã đơn vị, hoặc để trống vai trò.',
    en: 'This row names a role and no unit. Write the code of the unit, or leave the role empty.',
  },
  'row-unit': { kind: 'invalid', vi: 'Không có đơn vị mang mã "{text}".', en: 'There is no unit with code "{text}".' },
  'row-date': {
    kind: 'invalid',
    vi: 'Ngày "{text}" không đúng. Hãy ghi dạng 31/12/2026.',
    en: 'The date "{text}" is wrong. Write it as 31/12/2026.',
  },
  'row-same-login': {
    kind: 'conflict',
    vi: 'Tên đăng nhập này đã thuộc về người có tên khác. Hãy kiểm tra họ tên hoặc chọn tên đăng nhập khác.',
    en: 'This login belongs to somebody of another name. Look at the name or choose another login.',
  },
  file: { kind: 'invalid', vi: 'Hãy chọn tệp CSV hoặc XLSX.', en: 'Choose a CSV or XLSX file.' },
})
