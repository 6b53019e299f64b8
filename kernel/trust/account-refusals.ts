import { refusals } from '#ground/refusal'

/** What is refused of accounts, sessions and factors. */
export const refuseAccount = refusals('account', {
  'wrong-password': {
    kind: 'unauthenticated',
    vi: 'Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi thử lại.',
    en: 'The login name or the password is wrong. Check Caps Lock and the keyboard layout and try again.',
  },
  locked: {
    kind: 'too-many',
    vi: 'Nơi này tạm dừng đăng nhập {minutes} phút vì nhập sai nhiều lần. Hãy đợi rồi thử lại, dùng thiết bị đã quen, hoặc liên hệ người quản trị.',
    en: 'Signing in from here is paused for {minutes} minutes after several wrong tries. Wait, use a device you used before, or ask an administrator.',
  },
  disabled: {
    kind: 'forbidden',
    vi: 'Tài khoản này đã ngừng sử dụng. Hãy liên hệ người quản trị của đơn vị.',
    en: 'This account is no longer in use. Ask the administrator of your unit.',
  },
  'sign-in-first': { kind: 'unauthenticated', vi: 'Hãy đăng nhập để làm việc này.', en: 'Sign in to do this.' },
  'weak-password': {
    kind: 'invalid',
    vi: 'Mật khẩu cần ít nhất {lengthMin} ký tự, tối đa {lengthMax} ký tự, có chữ và số (hoặc từ 15 ký tự trở lên).',
    en: 'A password needs {lengthMin} to {lengthMax} characters, with letters and digits (or 15 and more).',
  },
  'login-taken': {
    kind: 'conflict',
    vi: 'Tên đăng nhập "{login}" đã có người dùng. Hãy chọn tên khác.',
    en: 'The login name "{login}" is taken. Choose another.',
  },
  'number-known': {
    kind: 'conflict',
    vi: 'Không đăng ký trực tuyến được với số định danh này. Nếu đã có tài khoản (kể cả vừa đăng ký xong), hãy đăng nhập. Nếu chưa, hãy mang thẻ căn cước đến Trung tâm Phục vụ hành chính công để được mở tài khoản.',
    en: 'This number cannot be registered online. If you have an account (even one just made), sign in. If not, bring your identity card to a public service centre, where one is opened for you.',
  },
  'has-account': {
    kind: 'conflict',
    vi: 'Người mang số định danh này đã có tài khoản "{login}", không mở thêm. Hãy đặt mật khẩu mới cho tài khoản đó.',
    en: 'The person with this number has the account "{login}" already. Set a new password for that one.',
  },
  'another-person': {
    kind: 'conflict',
    vi: 'Số định danh này trong sổ là của "{name}" (ngày sinh: {birth}), khác với người vừa khai. Hãy xem lại thẻ căn cước: số, họ tên, ngày sinh.',
    en: 'In the register this number belongs to "{name}" (born: {birth}), not to the person just named. Look at the card again.',
  },
  'slow-down': {
    kind: 'too-many',
    vi: 'Có nhiều lần nhập sai cho tên đăng nhập này từ nhiều nơi. Hãy đợi {seconds} giây rồi thử lại, hoặc dùng thiết bị đã từng đăng nhập, hoặc khóa truy cập.',
    en: 'There were many wrong tries for this login from many places. Wait {seconds} seconds and try again, or use a device you used before, or a passkey.',
  },
  'common-password': {
    kind: 'invalid',
    vi: 'Mật khẩu này nằm trong số những mật khẩu hay bị đoán nhất. Hãy chọn mật khẩu khác, ví dụ vài từ không liên quan nhau.',
    en: 'This password is among those guessed first. Choose another, such as a few unrelated words.',
  },
  'prove-again': {
    kind: 'forbidden',
    vi: 'Việc này cần xác nhận lại rằng chính bạn đang thao tác. Hãy xác nhận rồi làm tiếp.',
    en: 'This needs proof that it is still you. Confirm, then go on.',
  },
  'enrol-first': {
    kind: 'forbidden',
    vi: 'Vai trò của bạn bắt buộc có lớp bảo vệ thứ hai. Hãy cài ứng dụng tạo mã hoặc khóa truy cập tại trang Bảo mật, rồi làm tiếp.',
    en: 'Your role requires a second factor. Set up an authenticator application or a passkey on the security page first.',
  },
  'password-needed': {
    kind: 'forbidden',
    vi: 'Bạn đang đăng nhập bằng mã gửi qua thư hoặc điện thoại, chỉ đủ cho việc đơn giản. Hãy xác nhận bằng mật khẩu để làm việc này.',
    en: 'You signed in by a code sent to you, which is enough for simple things only. Confirm with your password to do this.',
  },
  'two-factor-needed': {
    kind: 'forbidden',
    vi: 'Việc này cần đăng nhập bằng hai lớp. Hãy cài ứng dụng tạo mã hoặc khóa truy cập tại trang Bảo mật rồi xác nhận.',
    en: 'This needs two factors. Set up an authenticator application or a passkey on the security page, then confirm.',
  },
  'second-step': {
    kind: 'unauthenticated',
    vi: 'Mật khẩu đúng. Tài khoản này còn cần bước thứ hai: hãy đăng nhập tại trang Đăng nhập.',
    en: 'The password is right. This account needs a second step: use the sign-in page.',
  },
  'wrong-code': {
    kind: 'unauthenticated',
    vi: 'Mã không đúng, đã hết hạn hoặc đã dùng rồi. Hãy nhập mã mới nhất.',
    en: 'The code is wrong, has expired or was used already. Type the newest one.',
  },
  'wrong-passkey': {
    kind: 'unauthenticated',
    vi: 'Không nhận được khóa truy cập này. Hãy thử lại, hoặc dùng cách khác.',
    en: 'This passkey was not accepted. Try again, or use another way.',
  },
  'wrong-old-password': {
    kind: 'invalid',
    vi: 'Mật khẩu đang dùng không đúng. Hãy nhập lại.',
    en: 'The current password is wrong. Type it again.',
  },
  'sign-in-again': {
    kind: 'unauthenticated',
    vi: 'Lần đăng nhập này đã quá 5 phút hoặc nhập sai quá 5 lần. Hãy đăng nhập lại từ đầu.',
    en: 'This sign-in took more than 5 minutes or had more than 5 wrong tries. Sign in from the start.',
  },
  'too-many-factors': {
    kind: 'conflict',
    vi: 'Tài khoản đã có {max} mục loại này. Hãy xóa mục không dùng nữa rồi thêm.',
    en: 'The account has {max} of these already. Remove one you no longer use, then add.',
  },
  'no-such-factor': {
    kind: 'missing',
    vi: 'Không có mục này, hoặc đã được xóa. Hãy tải lại trang.',
    en: 'There is no such entry, or it was removed. Reload the page.',
  },
  'no-such-session': {
    kind: 'missing',
    vi: 'Phiên này đã kết thúc. Hãy tải lại trang.',
    en: 'That session has ended already. Reload the page.',
  },
  'code-expired': {
    kind: 'invalid',
    vi: 'Mã không đúng hoặc đã quá 5 phút. Hãy xem lại, hoặc xin mã mới.',
    en: 'The code is wrong or older than 5 minutes. Look again, or ask for a new one.',
  },
  'too-many-codes': {
    kind: 'too-many',
    vi: 'Đã gửi nhiều mã. Hãy đợi {minutes} phút rồi xin mã mới.',
    en: 'Many codes were sent. Wait {minutes} minutes before asking for another.',
  },
  'channel-off': {
    kind: 'conflict',
    vi: 'Nơi này chưa gửi được mã qua {channel}. Hãy dùng cách khác, hoặc đến Trung tâm Phục vụ hành chính công.',
    en: 'Codes by {channelEn} are not available here. Use another way, or go to a public service centre.',
  },
})
