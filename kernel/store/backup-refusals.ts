import { refusals } from '#ground/refusal'

/** What keeping a copy and taking it back understand and cannot do; each sentence says what the operator does next. */
export const refuseBackup = refusals('backup', {
  'no-space': {
    kind: 'unavailable',
    vi: 'Nơi cất bản sao lưu "{path}" chỉ còn {free} MB, cần khoảng {needed} MB. Hãy dọn bớt, giảm số ngày giữ (SEN_BACKUP_DAYS) hoặc chọn nơi khác bằng --to.',
    en: 'Only {free} MB are free at "{path}" and about {needed} MB are needed. Free some, keep fewer days (SEN_BACKUP_DAYS) or choose another place with --to.',
  },
  unwritable: {
    kind: 'unavailable',
    vi: 'Không ghi được vào nơi cất bản sao lưu "{path}": {reason}. Hãy kiểm tra ổ đĩa đã gắn chưa và quyền ghi.',
    en: 'The place of backups "{path}" cannot be written: {reason}. Check that the disk is mounted and may be written.',
  },
  inside: {
    kind: 'conflict',
    vi: 'Nơi cất bản sao lưu "{path}" nằm trong chính phần dữ liệu được sao. Hãy chọn thư mục khác, tốt nhất ở ổ đĩa khác.',
    en: 'The place of backups "{path}" lies inside what is being copied. Choose another folder, best on another disk.',
  },
  busy: {
    kind: 'conflict',
    vi: 'Một lần sao lưu khác đang chạy trên cơ sở dữ liệu này. Hãy chờ nó xong rồi chạy lại.',
    en: 'Another backup of this database is running. Wait until it has ended and run this again.',
  },
  cancelled: {
    kind: 'conflict',
    vi: 'Đã dừng giữa chừng theo yêu cầu; phần đang làm dở đã được xóa, các bản trước vẫn nguyên.',
    en: 'Stopped as asked; the unfinished part was deleted, earlier backups are untouched.',
  },
  'not-superuser': {
    kind: 'forbidden',
    vi: 'Bản sao vật lý cần quyền superuser của PostgreSQL đi kèm; tài khoản đang nối không có quyền ấy.',
    en: 'A physical copy needs a superuser of the bundled PostgreSQL; the connection is none.',
  },
  'other-tablespace': {
    kind: 'unsupported',
    vi: 'Cơ sở dữ liệu có tablespace riêng ({name}); lệnh này chỉ sao thư mục dữ liệu chính. Hãy dùng pg_basebackup hoặc pgBackRest.',
    en: 'The database has a tablespace of its own ({name}); this command copies the main directory only. Use pg_basebackup or pgBackRest.',
  },
  'given-database': {
    kind: 'unsupported',
    vi: 'Cơ sở dữ liệu do DATABASE_URL chỉ tới không nằm trong tay Sen: việc sao lưu và phục hồi theo thời điểm là của máy chủ ấy (pgBackRest, WAL-G, pg_basebackup; hỏi người quản trị PostgreSQL). Sen chỉ sao tệp và bí mật: npx sen backup --files-only. Khôi phục cơ sở dữ liệu xong thì chép lại thư mục blobs và secrets. Xem docs/guides/sao-luu.md.',
    en: 'The database of DATABASE_URL is not in the hands of Sen: its backup and point-in-time restore belong to that server (pgBackRest, WAL-G, pg_basebackup). Sen copies files and secrets only: npx sen backup --files-only. See docs/guides/sao-luu.md.',
  },
  'no-backup': {
    kind: 'missing',
    vi: 'Không có bản sao lưu trọn vẹn nào ở "{path}"{before}.',
    en: 'There is no whole backup at "{path}"{before}.',
  },
  'unknown-form': {
    kind: 'unsupported',
    vi: 'Bản sao lưu "{name}" có dạng {found}, bản Sen này chỉ đọc dạng {known}. Hãy dùng bản Sen đã làm ra nó.',
    en: 'The backup "{name}" has form {found}; this Sen reads form {known}. Use the Sen that made it.',
  },
  damaged: {
    kind: 'conflict',
    vi: 'Bản sao lưu "{name}" bị hỏng ở "{file}": {reason}. Không có gì được khôi phục. Hãy dùng bản khác: npx sen backup --list.',
    en: 'The backup "{name}" is damaged at "{file}": {reason}. Nothing was restored. Use another: npx sen backup --list.',
  },
  'wal-missing': {
    kind: 'missing',
    vi: 'Thiếu đoạn nhật ký ghi trước {segment} trong "{path}", nên không đi tiếp được tới thời điểm đã chọn. Có thể khôi phục tới trước chỗ thiếu: --at {until}.',
    en: 'Write-ahead log segment {segment} is missing in "{path}", so the chosen instant cannot be reached. What lies before the hole can be restored: --at {until}.',
  },
  'too-early': {
    kind: 'missing',
    vi: 'Thời điểm {at} sớm hơn bản sao lưu đầu tiên còn giữ (xong lúc {first}). Hãy chọn thời điểm sau đó.',
    en: 'The instant {at} is earlier than the first backup kept (finished {first}). Choose a later one.',
  },
  'too-late': {
    kind: 'missing',
    vi: 'Nhật ký ghi trước chưa tới thời điểm {at}; việc ghi cuối cùng khôi phục được là lúc {last}. Hãy chọn thời điểm đó hoặc sớm hơn, hay bỏ --at để lấy tới hết.',
    en: 'The write-ahead log does not reach {at}; the last write that can be restored was at {last}. Choose that instant or an earlier one, or leave --at out to take everything.',
  },
  'not-empty': {
    kind: 'conflict',
    vi: 'Thư mục dữ liệu "{path}" không trống ({found}). Khôi phục chỉ ghi vào thư mục trống: hãy đổi tên thư mục ấy (đừng xóa vội) hoặc đặt SEN_DATA tới thư mục mới.',
    en: 'The data directory "{path}" is not empty ({found}). A restore writes into an empty one only: rename it (do not hurry to delete) or set SEN_DATA to a new one.',
  },
  running: {
    kind: 'conflict',
    vi: 'Sen đang chạy trên "{path}" (tiến trình {pid}). Khôi phục không bao giờ ghi đè một nhà đang mở: hãy dừng nó, đổi tên thư mục dữ liệu, rồi chạy lại.',
    en: 'Sen runs on "{path}" (process {pid}). A restore never overwrites an open house: stop it, rename the data directory, and run this again.',
  },
  'recovery-failed': {
    kind: 'unavailable',
    vi: 'PostgreSQL không phục hồi được từ bản "{name}": {reason}. Thư mục dữ liệu được trả về như trước. Hãy thử bản sao lưu khác.',
    en: 'PostgreSQL could not recover from "{name}": {reason}. The data directory is as before. Try another backup.',
  },
  passphrase: {
    kind: 'invalid',
    vi: 'Cụm mật khẩu không mở được phần bí mật của bản sao lưu "{name}". Hãy kiểm tra tệp trong SEN_BACKUP_PASSPHRASE_FILE; hoặc khôi phục không có bí mật: --without-secrets.',
    en: 'The passphrase does not open the secrets of backup "{name}". Check the file in SEN_BACKUP_PASSPHRASE_FILE, or restore without secrets: --without-secrets.',
  },
  'passphrase-short': {
    kind: 'invalid',
    vi: 'Cụm mật khẩu của bản sao lưu phải dài ít nhất {min} ký tự.',
    en: 'The passphrase of backups has at least {min} characters.',
  },
  'bad-instant': {
    kind: 'invalid',
    vi: 'Thời điểm "{text}" không đúng. Hãy ghi như 2026-10-05T08:00:00+07:00.',
    en: 'The instant "{text}" is wrong. Write it as 2026-10-05T08:00:00+07:00.',
  },
})
