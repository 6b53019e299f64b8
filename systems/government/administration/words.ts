import type { Words } from '#ground/text'
import type { Outcome } from './people-import.ts'

/** Every text a person sees on the pages of this system, Vietnamese first; what went wrong is said in refusals.ts. */
export const w = (vi: string, en: string): Words => ({ vi, en })

/** The same said in both languages: what a sentence tells, where a day or a title reads differently in each. */
export const both = (speak: (lang: 'vi' | 'en') => string): Words => w(speak('vi'), speak('en'))

/** What is told inside a sentence: a name or a count. What reads differently in each language comes as Words. */
type Told = string | number

/** Words of more than one page. */
export const deskWords = {
  administration: w('Quản trị', 'Administration'),
  nothingHasChanged: w('Chưa có gì thay đổi. Hãy đọc kỹ rồi xác nhận.', 'Nothing has changed yet. Read, then confirm.'),
  backUnchanged: w('Quay lại, không thay đổi', 'Back, change nothing'),
  units: w('Đơn vị', 'Units'),
  peopleAndAccounts: w('Người và tài khoản', 'People and accounts'),
  delegations: w('Ủy quyền', 'Delegations'),
  serviceAccounts: w('Tài khoản dịch vụ', 'Service accounts'),
  bulkImport: w('Nhập hàng loạt', 'Bulk import'),
  person: w('Người', 'Person'),
  role: w('Vai trò', 'Role'),
  unit: w('Đơn vị', 'Unit'),
  lastDay: w('Ngày cuối cùng', 'Last day'),
  period: w('Từ – đến', 'From – to'),
  locked: w('đã khóa', 'locked'),
  facts: w('Thông tin', 'Facts'),
  code: w('Mã', 'Code'),
  inForce: w('Hiệu lực', 'In force'),
  change: w('Thay đổi', 'Change'),
  state: w('Tình trạng', 'State'),
  roles: w('Vai trò', 'Roles'),
  shownBeforeDone: w(
    'Bước sau cho xem chính xác điều gì sẽ thay đổi, trước khi xác nhận.',
    'The next step shows exactly what will change, before you confirm.',
  ),
  preview: w('Xem trước', 'Preview'),
  openTheAccount: w('Mở tài khoản', 'Open the account'),
  giveRoleTo: (name: Told) => w(`Giao vai trò cho ${name}`, `Give ${name} a role`),
  giveTheRole: w('Giao vai trò', 'Give the role'),
  toCome: w('sắp đến', 'to come'),
  over: w('đã kết thúc', 'over'),
  name: w('Họ tên', 'Name'),
  login: w('Tên đăng nhập', 'Login'),
  giveARole: w('Giao vai trò', 'Give a role'),
  from: w('Từ ngày', 'From'),
  until: w('Đến hết ngày', 'Until the end of'),
  thingName: w('Tên', 'Name'),
  switchOn: w('Bật lại', 'Switch on'),
}

/** The first page. */
export const homeWords = {
  unitsAbout: w(
    'Cây đơn vị: đổi tên, chuyển, sáp nhập, chia tách theo ngày hiệu lực',
    'The tree: rename, move, merge, split on a day',
  ),
  accountsAbout: w(
    'Mở, khóa tài khoản; giao vai trò có thời hạn; chuyển, nghỉ công tác',
    'Open and lock accounts, give roles, transfer, leave',
  ),
  ending: w('Vai trò sắp hết hạn', 'Roles about to end'),
  endingAbout: w('Vai trò kết thúc trong 31 ngày tới', 'Roles that end within 31 days'),
  requests: w('Xác nhận vai trò quản trị', 'Confirm administrators'),
  requestsAbout: w('Vai trò quản trị cần người thứ hai', 'The administrator’s role takes two'),
  delegationsAbout: w('Ai đang làm thay ai khi vắng mặt', 'Who stands in for whom'),
  servicesAbout: w(
    'Phần mềm gọi API: phạm vi hẹp, mã có hạn',
    'Programs that call the API: narrow scopes, tokens that end',
  ),
  importAbout: w('Người, tài khoản, vai trò từ tệp CSV hoặc XLSX', 'People, accounts and roles from a file'),
  clients: w('Ứng dụng đăng nhập', 'Sign-in clients'),
  clientsAbout: w('Hệ thống khác dùng đăng nhập của tỉnh', 'Other systems that use the province’s sign-in'),
  lists: w('Danh mục dùng chung', 'Code lists'),
  listsAbout: w('Giá trị có ngày hiệu lực', 'Values with dates'),
  calendars: w('Lịch làm việc', 'Calendars'),
  calendarsAbout: w('Ngày nghỉ, nghỉ bù, hoán đổi', 'Holidays and swaps'),
  switches: w('Bật, tắt hệ thống', 'Systems on and off'),
  switchesAbout: w('Hệ thống nào đang phục vụ', 'Which systems serve'),
  log: w('Nhật ký niêm phong', 'Sealed log'),
  logAbout: w('Ai đã làm gì; kiểm tra toàn vẹn', 'Who did what; integrity'),
  access: w('Ai xem được gì', 'Who can see what'),
  accessAbout: w('Báo cáo quyền truy cập', 'Access report'),
  breakGlass: w('Mở khẩn cấp', 'Break-glass'),
  breakGlassAbout: w('Những lần xem khẩn cấp và việc rà soát', 'Emergency readings and their review'),
  personalData: w('Dữ liệu cá nhân', 'Personal data'),
  personalDataAbout: w('Sổ xử lý, yêu cầu của chủ thể, sự cố', 'Register, requests of subjects, breaches'),
  operations: w('Vận hành', 'Operations'),
  operationsAbout: w('Sao lưu, cảnh báo, sức khỏe hệ thống', 'Backups, alerts, health'),
  everyChangeShown: w(
    'Mỗi thay đổi đều được xem trước và ghi vào nhật ký.',
    'Every change is shown before it is done and written into the log.',
  ),
  pages: w('Các trang quản trị', 'Pages of administration'),
  extend: w('Gia hạn', 'Extend'),
  changeEnd: w('Đổi thời hạn', 'Change its end'),
  noneEnding: w('Không có vai trò nào sắp hết hạn.', 'No role is about to end.'),
}

/** How much waits behind a card of the first page. */
export const countWords = {
  changes: w('thay đổi chờ đến ngày', 'changes waiting'),
  locked: w('tài khoản đang khóa', 'accounts locked'),
  ending: w('vai trò sắp hết hạn', 'roles about to end'),
  requests: w('đề nghị chờ', 'requests waiting'),
  delegations: w('ủy quyền đang hiệu lực', 'delegations in force'),
  tokens: w('mã sắp hết hạn', 'tokens about to expire'),
}

/** Units and what is decided about them. */
export const unitWords = {
  people: w('người', 'people'),
  until: w('đến', 'until'),
  countedBelow: w('đơn vị trực thuộc', 'units below'),
  inPlaceOf: w('thay', 'for'),
  belongsTo: w('thuộc', 'below'),
  done: w('Đã thực hiện.', 'Done.'),
  previewOf: (change: Words) => w(`Xem trước: ${change.vi}`, `Preview: ${change.en}`),
  confirmChange: (change: Words) => w(`Xác nhận ${change.vi}`, `Confirm: ${change.en}`),
  inForce: w('đã có hiệu lực', 'in force'),
  waitsForItsDay: w('chờ đến ngày', 'waits for its day'),
  cancelled: w('đã hủy', 'cancelled'),
  couldNotBeDone: w('không thực hiện được', 'could not be done'),
  treeAbout: w(
    'Cây đơn vị của tỉnh. Mọi thay đổi có ngày hiệu lực, được xem trước, và giữ lại lịch sử.',
    'The units of the province. Every change has its day, is shown before it is done, and keeps the history.',
  ),
  findByNameOrCode: w('Tìm theo tên hoặc mã đơn vị', 'Find by name or code'),
  endedUnits: w('Đơn vị đã kết thúc', 'Units that have ended'),
  showThemToo: w('Hiện cả', 'Show them too'),
  openAUnit: w('Thành lập đơn vị', 'Open a unit'),
  changesWaiting: (waiting: Told) => w(`Các thay đổi (${waiting} đang chờ)`, `Changes (${waiting} waiting)`),
  noUnitMatches: w('Không có đơn vị nào khớp.', 'No unit matches.'),
  endedOn: (validTo: Words) =>
    w(
      `Đơn vị này đã kết thúc ngày ${validTo.vi}. Hồ sơ cũ vẫn mang tên này.`,
      `This unit ended on ${validTo.en}. Old records keep its name.`,
    ),
  peopleAndRolesToday: w('Người và vai trò hôm nay', 'People and roles today'),
  noHolders: w('Chưa ai giữ vai trò ở đây.', 'Nobody holds a role here.'),
  unitsBelow: w('Đơn vị trực thuộc', 'Units below'),
  decisionsAboutThisUnit: w('Quyết định về đơn vị này', 'Decisions about this unit'),
  shortName: w('Tên gọi tắt', 'Short name'),
  kind: w('Loại', 'Kind'),
  openAUnitBelow: w('Thêm đơn vị trực thuộc', 'Open a unit below'),
  history: w('Lịch sử', 'History'),
  unchangedSince: (validFrom: Words) =>
    w(`Từ ngày ${validFrom.vi}, chưa thay đổi lần nào.`, `Since ${validFrom.en}, unchanged.`),
  changesOfTree: w('Các thay đổi của cây đơn vị', 'Changes of the unit tree'),
  effectiveOn: w('Hiệu lực', 'On'),
  what: w('Việc', 'What'),
  decision: w('Căn cứ', 'Decision'),
  by: w('Người quyết định', 'By'),
  cancel: w('Hủy', 'Cancel'),
  cancelIt: w('Hủy thay đổi', 'Cancel it'),
  noChanges: w('Chưa có thay đổi nào.', 'No changes.'),
  changesPage: w('Thay đổi của cây đơn vị', 'Changes of the unit tree'),
  waitingCanBeCancelled: w(
    'Thay đổi chờ đến ngày thì hủy được. Đã có hiệu lực thì chỉ có thể làm một thay đổi mới.',
    'A change that waits can be cancelled. One in force is undone by another change.',
  ),
  inForceFrom: (on: Words) => w(`Hiệu lực từ ngày ${on.vi}`, `In force from ${on.en}`),
  noRoleMoves: w('Không ai mất hoặc nhận vai trò.', 'Nobody loses or gains a role.'),
  whoLosesAndGains: w('Ai mất, ai nhận vai trò nào', 'Who loses and gains which role'),
  endsAt: w('Thôi ở', 'Ends at'),
  beginsAt: w('Nhận ở', 'Begins at'),
  whoReachesTheUnit: w('Ai xem được đơn vị này', 'Who reaches the unit'),
  gainsSight: w('từ nay xem được', 'gains sight'),
  losesSight: w('không còn xem được', 'loses sight'),
  workAndRecords: w('Việc và hồ sơ', 'Work and records'),
  noWorkMoves: w('Không có việc đang mở phải chuyển.', 'No open work has to move.'),
  oldRecordsReadBy: (name: Told, by: Told) =>
    w(
      `Hồ sơ, giấy tờ cũ giữ tên "${name}"; người của "${by}" xem được.`,
      `Old records keep the name “${name}”; the people of “${by}” can read them.`,
    ),
  effectiveDay: w('Ngày hiệu lực', 'Effective day'),
  decisionOrBasis: w('Quyết định, căn cứ', 'Decision it rests on'),
  decisionHelp: w('Số, ngày, cơ quan ban hành', 'Number, day, issuing body'),
  fullName: w('Tên đầy đủ', 'Full name'),
  unitCode: w('Mã đơn vị', 'Code'),
  codeHelp: w(
    'Chữ không dấu, số, dấu chấm; ví dụ H20.x28261.kt2',
    'Unaccented letters, digits, dots; such as H20.x28261.kt2',
  ),
  moveBelow: w('Chuyển về dưới', 'Move below'),
  below: w('Trực thuộc', 'Below'),
  unitKind: w('Loại đơn vị', 'Kind'),
  mergeIntoExisting: w('Sáp nhập vào đơn vị đang có', 'Merge into an existing unit'),
  mergeIntoHelp: w('Để trống nếu lập đơn vị mới ở dưới', 'Leave empty to make a new unit below'),
  orCodeOfNew: w('Hoặc mã của đơn vị mới', 'Or the code of a new unit'),
  nameOfNew: w('Tên đơn vị mới', 'Name of the new unit'),
  shortNameOfNew: w('Tên gọi tắt của đơn vị mới', 'Its short name'),
  togetherWith: w('Cùng sáp nhập với (không bắt buộc)', 'Together with (optional)'),
  sectionsToo: w(
    'Các phòng cùng loại bên dưới cũng sáp nhập với nhau',
    'Sections of the same kind below are merged too',
  ),
  newCode: (number: Told) => w(`Đơn vị mới ${number}: mã`, `New unit ${number}: code`),
  newName: (number: Told) => w(`Đơn vị mới ${number}: tên`, `New unit ${number}: name`),
  newShortName: (number: Told) => w(`Đơn vị mới ${number}: tên gọi tắt`, `New unit ${number}: short name`),
  goesTo: (name: Words) => w(`${name.vi} chuyển về`, `${name.en} goes to`),
  oldOrHeir: w('Đơn vị cũ hoặc đơn vị kế thừa', 'The old unit or its heir'),
  newUnit: (number: Told) => w(`Đơn vị mới ${number}`, `New unit ${number}`),
  oldUnit: w('Đơn vị cũ', 'The old unit'),
  oldGoesOn: w('Tiếp tục hoạt động, giữ hồ sơ và việc chung', 'Goes on and keeps records and common work'),
  newInherits: (number: Told) =>
    w(`Giải thể; đơn vị mới ${number} kế thừa hồ sơ và việc`, `Ends; new unit ${number} inherits records and work`),
  changeOf: (kind: Words, name: Told) => w(`${kind.vi}: ${name}`, `${kind.en}: ${name}`),
  othersWait: (waiting: Told) =>
    w(
      `Đơn vị này còn ${waiting} thay đổi đang chờ đến ngày; xem trước chỉ đúng với cây đơn vị hôm nay.`,
      `${waiting} changes of this unit wait for their day; a preview is right for the tree of today.`,
    ),
}

export const changeDoneWords: Readonly<Record<string, Words>> = {
  huy: w('Đã hủy thay đổi.', 'The change was cancelled.'),
  cho: w('Đã ghi thay đổi; sẽ thực hiện đúng ngày hiệu lực.', 'The change is kept and will be done on its day.'),
  xong: w('Thay đổi đã có hiệu lực.', 'The change is in force.'),
}

export const changeTitles = {
  rename: w('Đổi tên', 'Rename'),
  move: w('Chuyển về đơn vị khác', 'Move under another unit'),
  open: w('Thành lập', 'Open'),
  close: w('Giải thể', 'Close'),
  merge: w('Sáp nhập', 'Merge'),
  split: w('Chia tách', 'Split'),
}

export const historyWords: Readonly<Record<string, Words>> = {
  named: w('Mang tên', 'Called'),
  'took-over': w('Nhận sáp nhập', 'Took over'),
  'taken-over': w('Sáp nhập vào', 'Merged into'),
  'split-off': w('Chia tách với', 'Split with'),
}

export const notCarriedWords: Readonly<Record<string, Words>> = {
  privileged: w(
    'vai trò quản trị, kiểm toán không tự chuyển: phải giao lại',
    'privileged roles are not carried over: give them anew',
  ),
  own: w(
    'vai trò của chính người quyết định không tự chuyển: nhờ quản trị khác giao lại',
    'not to whoever decides: another administrator gives it anew',
  ),
  'not-here': w('vai trò này không có ở loại đơn vị mới', 'this role does not exist in that kind of unit'),
  held: w('đã giữ vai trò đó ở đơn vị mới', 'holds that role there already'),
}

export const effectWords = {
  renamed: w('Đổi tên', 'Renamed'),
  moved: w('Chuyển', 'Moved'),
  opened: w('Thành lập', 'Opened'),
  closed: w('Kết thúc', 'Ended'),
}

/** People, their accounts and roles. */
export const accountWords = {
  furtherNotice: w('khi có thay đổi', 'further notice'),
  willHold: (name: Told, role: Words, unit: Told, from: Words, to: Words) =>
    w(
      `${name} giữ vai trò ${role.vi} tại ${unit} từ ${from.vi} đến ${to.vi}.`,
      `${name} holds the role ${role.en} at ${unit} from ${from.en} until ${to.en}.`,
    ),
  delegatedFor: w('được ủy quyền, thay', 'delegated, for'),
  changeOrEnd: w('Sửa, kết thúc', 'Change, end'),
  preview: (title: Words) => w(`Xem trước: ${title.vi}`, `Preview: ${title.en}`),
  openOfficer: w('Mở tài khoản cán bộ', 'Open an officer’s account'),
  willOpen: (login: Told, name: Told) =>
    w(
      `Mở tài khoản "${login}" cho ${name}, chưa có mật khẩu.`,
      `The account “${login}” is opened for ${name}, without a password.`,
    ),
  willGiveRole: (role: Words, day: Words) =>
    w(`Giao vai trò ${role.vi} từ ngày ${day.vi}.`, `The role ${role.en} is given from ${day.en}.`),
  thenCode: w(
    'Sau đó bấm "Cấp mã đặt mật khẩu" trên trang tài khoản rồi đưa mã cho người dùng.',
    'Then make a password code on the account’s page and hand it over.',
  ),
  needsSecond: w(
    'Vai trò quản trị chỉ có hiệu lực khi một quản trị cấp tỉnh khác xác nhận.',
    'It is in force only when another administrator of the province confirms it.',
  ),
  roleOf: (role: Words, name: Told) => w(`Vai trò ${role.vi} của ${name}`, `The role ${role.en} of ${name}`),
  roleEndsNow: (unitName: Told) =>
    w(
      `Vai trò tại ${unitName} kết thúc ngay; không xóa, vẫn còn trong lịch sử.`,
      `The role at ${unitName} ends now; it stays in the history.`,
    ),
  roleLastDay: (unitName: Told, last: Words) =>
    w(
      `Ngày cuối cùng giữ vai trò tại ${unitName} là ${last.vi}.`,
      `The last day of the role at ${unitName} is ${last.en}.`,
    ),
  roleForGood: (unitName: Told) => w(`Vai trò tại ${unitName} không thời hạn.`, `The role at ${unitName} is for good.`),
  delegationsEndToo: w(
    'Ủy quyền dựa trên vai trò này kết thúc cùng lúc.',
    'Delegations that rest on this role end with it.',
  ),
  confirm: w('Xác nhận', 'Confirm'),
  holdsTasks: (name: Told, tasks: Told) => w(`${name} đang nhận ${tasks} việc`, `${name} has ${tasks} tasks in hand`),
  transferOf: (name: Told) => w(`Chuyển công tác: ${name}`, `Transfer: ${name}`),
  rolesMoveOn: (on: Words) =>
    w(
      `Mọi vai trò ở đơn vị cũ hết hiệu lực trước ngày ${on.vi}; vai trò mới bắt đầu ngày đó.`,
      `Roles in the old unit end before ${on.en}; the new one begins that day.`,
    ),
  oldTasksHandedOver: (tasks: Told) =>
    w(
      `${tasks} việc đang nhận ở đơn vị cũ được giao lại ngay khi xác nhận.`,
      `${tasks} tasks in hand in the old unit are handed over when you confirm.`,
    ),
  confirmTheTransfer: w('Xác nhận chuyển công tác', 'Confirm the transfer'),
  leaveOf: (name: Told) => w(`Thôi công tác: ${name}`, `Leave of service: ${name}`),
  rolesEndAfter: (on: Words) => w(`Mọi vai trò kết thúc sau ngày ${on.vi}.`, `Every role ends after ${on.en}.`),
  tasksHandedOver: (tasks: Told) =>
    w(
      `${tasks} việc đang nhận được giao lại ngay khi xác nhận.`,
      `${tasks} tasks in hand are handed over when you confirm.`,
    ),
  lockedNow: w('Tài khoản bị khóa và mọi phiên kết thúc ngay.', 'The account is locked and its sessions end now.'),
  lockLater: w(
    'Tài khoản còn đăng nhập được nhưng không còn vai trò; hãy khóa sau ngày cuối cùng.',
    'The account can still sign in but holds no role; lock it after the last day.',
  ),
  confirmTheLeave: w('Xác nhận thôi công tác', 'Confirm the leave'),
  unlockTheAccount: w('Mở khóa tài khoản', 'Unlock the account'),
  lockTheAccount: w('Khóa tài khoản', 'Lock the account'),
  unlockEffect: w(
    'Chủ tài khoản đăng nhập lại được; vai trò còn hạn có hiệu lực như cũ.',
    'The owner can sign in again; roles in force are as before.',
  ),
  lockEffect: w('Mọi phiên kết thúc ngay, không đăng nhập được nữa.', 'Every session ends now; signing in is refused.'),
  lockKeeps: w(
    'Vai trò và việc đang nhận giữ nguyên; muốn giao việc cho người khác hãy dùng "Nghỉ việc".',
    'Roles and tasks stay; to hand tasks over use “Leave of service”.',
  ),
  endTheSessions: w('Kết thúc các phiên', 'End the sessions'),
  endSessionsEffect: w('Mọi thiết bị đang đăng nhập phải đăng nhập lại.', 'Every device has to sign in again.'),
  removeTheSecondFactors: w('Xóa lớp bảo vệ thứ hai', 'Remove the second factors'),
  removeFactorsEffect: w(
    'Ứng dụng tạo mã, khóa truy cập và mã dự phòng của tài khoản bị xóa; chủ tài khoản nhận thông báo.',
    'Code applications, passkeys and recovery codes are removed; the owner is told.',
  ),
  onlyWhenMet: w('Chỉ làm khi đã gặp và nhận đúng người.', 'Only when you have met the person and know her.'),
  actOn: (act: Words, name: Told) => w(`${act.vi}: ${name}`, `${act.en}: ${name}`),
  decisionKept: w('Đã ghi quyết định.', 'The decision is kept.'),
  setYourPassword: w('Đặt mật khẩu', 'Set your password'),
  typeTheCode: w(
    'Nhập mã bạn nhận từ người quản trị đơn vị, rồi tự đặt mật khẩu.',
    'Type the code the administrator of your unit handed you, then choose a password.',
  ),
  passwordCode: w('Mã đặt mật khẩu', 'Code'),
  setThePassword: w('Đặt mật khẩu', 'Set the password'),
  newPassword: w('Mật khẩu mới', 'New password'),
  passwordAgain: w('Nhập lại mật khẩu', 'The password again'),
  yourPasswordIsSet: w('Đã đặt mật khẩu', 'Your password is set'),
  yourLogin: (login: Told) => w(`Tên đăng nhập của bạn: ${login}`, `Your login: ${login}`),
  signIn: w('Đăng nhập', 'Sign in'),
  inForce: w('đang giữ', 'in force'),
  findByNameOrLogin: w('Tìm theo tên hoặc tên đăng nhập', 'Find by name or login'),
  kind: w('Loại tài khoản', 'Kind'),
  officers: w('Cán bộ', 'Officers'),
  citizens: w('Người dân', 'Citizens'),
  locked: w('Đã khóa', 'Locked'),
  importFromFile: w('Nhập hàng loạt từ tệp', 'Import from a file'),
  requestsWaiting: (waiting: Told) =>
    w(`Vai trò quản trị chờ xác nhận (${waiting})`, `Administrator roles to confirm (${waiting})`),
  accounts: w('Tài khoản', 'Accounts'),
  rolesInForce: w('Vai trò đang giữ', 'Roles in force'),
  noAccountMatches: w('Không có tài khoản nào khớp.', 'No account matches.'),
  noPasswordYet: w('chưa đặt mật khẩu', 'no password yet'),
  inUse: w('hoạt động', 'in use'),
  codeShownOnce: w('Mã đặt mật khẩu, chỉ hiện một lần này', 'Code for setting a password, shown this once'),
  handOverInPerson: (publicUrl: Told, expiresAt: Words) =>
    w(
      `Đưa tận tay người dùng. Người dùng mở ${publicUrl}/dat-mat-khau và nhập mã. Mã hết hạn lúc ${expiresAt.vi}, dùng một lần.`,
      `Hand it over in person. The owner opens ${publicUrl}/dat-mat-khau and types it. It works once, until ${expiresAt.en}.`,
    ),
  rolesOverTime: w('Vai trò: trước đây, hiện nay, sắp tới', 'Roles: past, present, to come'),
  change: w('Sửa', 'Change'),
  noRolesYet: w('Chưa có vai trò nào.', 'No roles yet.'),
  transfer: w('Chuyển công tác', 'Transfer'),
  writeADelegation: w('Ghi ủy quyền', 'Write a delegation'),
  leaveOfService: w('Nghỉ việc, thôi công tác', 'Leave of service'),
  account: w('Tài khoản', 'Account'),
  mail: w('Thư điện tử', 'E-mail'),
  opened: w('Mở ngày', 'Opened'),
  openSessions: w('Phiên đang mở', 'Open sessions'),
  secondFactors: w('Lớp bảo vệ thứ hai', 'Second factors'),
  none: w('chưa có', 'none'),
  tasksInHand: w('Việc đang nhận', 'Tasks in hand'),
  act: w('Can thiệp', 'Act'),
  nobodySetsForAnother: w(
    'Không ai đặt mật khẩu thay người khác: hệ thống cấp mã để chủ tài khoản tự đặt.',
    'Nobody sets a password for another: a code lets the owner set her own.',
  ),
  makeAPasswordCode: w('Cấp mã đặt mật khẩu', 'Make a password code'),
  endSessions: w('Kết thúc các phiên', 'End sessions'),
  removeSecondFactors: w('Xóa lớp bảo vệ thứ hai', 'Remove second factors'),
  unlock: w('Mở khóa tài khoản', 'Unlock'),
  lock: w('Khóa tài khoản', 'Lock'),
  seesAfter: (day: Words, name: Told) =>
    w(
      `Sau thay đổi, từ ngày ${day.vi}, ${name} xem được và làm được`,
      `After the change, from ${day.en}, ${name} can see and do`,
    ),
  beforeAndAfter: w('Trước và sau', 'Before and after'),
  what: w('Dữ liệu', 'What'),
  now: w('Hiện nay', 'Now'),
  after: w('Sau thay đổi', 'After'),
  seesNothing: w('Không xem được hồ sơ nào, trước cũng như sau.', 'No records, before or after.'),
  emptyForGood: w('Để trống nếu không thời hạn', 'Leave empty for good'),
  inTheUnit: w('Tại đơn vị', 'In the unit'),
  fullName: w('Họ và tên', 'Full name'),
  loginHelp: w('Chữ thường không dấu, ví dụ lan.nguyen', 'Small unaccented letters, such as lan.nguyen'),
  officialMail: w('Thư công vụ', 'Official e-mail'),
  personalNumber: w('Số định danh cá nhân (không bắt buộc)', 'Personal number (optional)'),
  personalNumberHelp: w('Để nối với người đã có trong sổ', 'To tie the account to a person in the register'),
  firstRoleOptional: w('Vai trò đầu tiên (không bắt buộc)', 'First role (optional)'),
  endNow: w('Kết thúc ngay', 'End now'),
  setTheLastDay: w('Đặt ngày cuối cùng', 'Set the last day'),
  forGood: w('Không thời hạn', 'For good'),
  leaves: w('Thôi công tác tại', 'Leaves'),
  joins: w('Đến công tác tại', 'Joins'),
  inTheRoleOf: w('Với vai trò', 'In the role of'),
  taker: w('Người nhận việc đang làm', 'Who takes over the open tasks'),
  takerHelp: w('Để trống: việc trở về hàng chờ chung', 'Empty: the tasks return to the common queue'),
  lastDayOfWork: w('Ngày làm việc cuối cùng', 'Last day of work'),
  requestsTitle: w('Vai trò quản trị chờ xác nhận', 'Administrator roles to confirm'),
  requestsAbout: w(
    'Vai trò quản trị cần hai người: người đề nghị và một quản trị cấp tỉnh khác xác nhận.',
    'The administrator’s role takes two: one asks, another administrator of the province confirms.',
  ),
  requests: w('Đề nghị', 'Requests'),
  for: w('Người nhận', 'For'),
  askedBy: w('Người đề nghị', 'Asked by'),
  decide: w('Quyết định', 'Decide'),
  notByReceiver: w('Người nhận không tự xác nhận.', 'Not by whoever receives it.'),
  anotherConfirms: w('Chờ người khác xác nhận.', 'Another has to confirm.'),
  decline: w('Từ chối', 'Decline'),
  nothingWaits: w('Không có đề nghị nào chờ.', 'Nothing waits.'),
  tasksOpenToHer: w('Việc làm được', 'Tasks she can do'),
}

export const accountDoneWords: Readonly<Record<string, Words>> = {
  mo: w('Đã mở tài khoản.', 'The account was opened.'),
  khoa: w('Đã khóa tài khoản, mọi phiên đã kết thúc.', 'The account is locked and its sessions ended.'),
  'mo-khoa': w('Đã mở khóa tài khoản.', 'The account is unlocked.'),
  phien: w('Đã kết thúc các phiên.', 'The sessions were ended.'),
  'lop-hai': w('Đã xóa lớp bảo vệ thứ hai.', 'The second factors were removed.'),
  'vai-tro': w('Đã giao vai trò.', 'The role was given.'),
  'de-nghi': w(
    'Đã ghi đề nghị. Vai trò quản trị có hiệu lực khi một quản trị cấp tỉnh khác xác nhận.',
    'Asked for. It is in force when another administrator of the province confirms.',
  ),
  'ket-thuc': w('Đã đổi thời hạn vai trò.', 'The role’s end was changed.'),
  chuyen: w('Đã ghi việc chuyển công tác.', 'The transfer is done.'),
  nghi: w('Đã ghi việc thôi công tác.', 'The leave of service is done.'),
}

export const factorWords = {
  totp: w('ứng dụng tạo mã', 'code application'),
  passkey: w('khóa truy cập', 'passkey'),
  recovery: w('mã dự phòng', 'recovery codes'),
}

/** Who stands in for whom. */
export const delegationWords = {
  roleAt: (role: Words, unitName: Told) => w(`${role.vi}, ${unitName}`, `${role.en}, ${unitName}`),
  nothingToDelegate: w('Không có vai trò nào ủy quyền được.', 'There is no role to delegate.'),
  privilegedStay: w(
    'Vai trò quản trị, kiểm toán, bảo vệ dữ liệu và vai trò được ủy quyền không ủy quyền được.',
    'Privileged and delegated roles are not delegated.',
  ),
  noColleague: w(
    'Chưa có đồng nghiệp nào ở cùng đơn vị, cùng cấp hoặc đơn vị trực thuộc.',
    'There is no colleague in the same unit, beside it or directly below.',
  ),
  newDelegation: w('Ủy quyền mới', 'New delegation'),
  delegatesToYou: (name: Told) => w(`${name} ủy quyền cho bạn`, `${name} delegates to you`),
  told: (since: Told, until: Told, roles: Words) =>
    w(`Từ ${since} đến hết ${until}: ${roles.vi}.`, `From ${since} until ${until}: ${roles.en}.`),
  previewDelegation: w('Xem trước: ủy quyền', 'Preview: delegation'),
  confirmTheDelegation: w('Xác nhận ủy quyền', 'Confirm the delegation'),
  mine: w('Của tôi', 'Mine'),
  ownAbout: w(
    'Khi đi vắng, giao vai trò của bạn cho đồng nghiệp trong một thời gian. Việc người thay làm mang tên cả hai.',
    'While you are away a colleague holds your role. What she does bears both names.',
  ),
  delegationFor: (name: Told) => w(`Ủy quyền thay ${name}`, `Delegation for ${name}`),
  forAnotherAbout: w(
    'Khi người vắng không tự làm được. Nhật ký ghi ai đã lập ủy quyền.',
    'When the absent person cannot do it herself. The log says who wrote it down.',
  ),
  delegationWhileAway: w('Ủy quyền khi vắng mặt', 'Delegation while away'),
  deputy: w('Người thay', 'Who stands in'),
  delegateRole: (role: Words) => w(`Ủy quyền: ${role.vi}`, `Delegate: ${role.en}`),
  reason: w('Lý do vắng', 'Reason'),
  paperNumber: w('Số văn bản ủy quyền', 'Number of the delegation paper'),
  recalled: w('đã thu hồi', 'recalled'),
  inForce: w('đang hiệu lực', 'in force'),
  away: w('Người vắng', 'Away'),
  standsIn: w('Người thay', 'Stands in'),
  reasonPaper: w('Lý do, văn bản', 'Reason, paper'),
  recall: w('Thu hồi', 'Recall'),
  recallNow: w('Thu hồi ngay', 'Recall now'),
  noDelegationsYet: w('Chưa có ủy quyền nào.', 'No delegations yet.'),
  listAbout: w(
    'Ai đang làm thay ai, đến ngày nào. Ủy quyền kết thúc theo ngày, khi thu hồi, hoặc khi vai trò gốc kết thúc.',
    'Who stands in for whom, until when. A delegation ends by its day, by recall, or with the role it rests on.',
  ),
  writeForAbsent: w('Ghi ủy quyền thay người vắng', 'Write one down for somebody away'),
  alsoHolds: (since: Words, until: Words, to: Told, roles: Told) =>
    w(
      `Từ ${since.vi} đến hết ${until.vi}, ${to} giữ thêm: ${roles}.`,
      `From ${since.en} until ${until.en} ${to} also holds: ${roles}.`,
    ),
  markedAs: (to: Told, from: Told) =>
    w(
      `Việc ${to} làm theo ủy quyền ghi "(thay ${from})" trong hồ sơ và nhật ký.`,
      `What ${to} does by it is marked “(thay ${from})” in case and log.`,
    ),
  keepsHerRole: (from: Told) =>
    w(
      `${from} vẫn giữ vai trò của mình; thu hồi lúc nào cũng được.`,
      `${from} keeps her own role and can recall at any time.`,
    ),
  notDelegatedOn: w('Không ủy quyền tiếp được cho người khác.', 'It cannot be delegated on.'),
}

export const delegationDoneWords: Readonly<Record<string, Words>> = {
  giao: w('Đã ghi ủy quyền.', 'The delegation is kept.'),
  'thu-hoi': w(
    'Đã thu hồi. Người thay không còn vai trò đó từ bây giờ.',
    'Recalled. The deputy no longer holds that role.',
  ),
}

/** Accounts of programs. */
export const serviceWords = {
  changeScopes: w('Sửa phạm vi', 'Change scopes'),
  openAServiceAccount: w('Mở tài khoản dịch vụ', 'Open a service account'),
  previewScopes: w('Xem trước: phạm vi', 'Preview: scopes'),
  previewServiceAccount: w('Xem trước: tài khoản dịch vụ', 'Preview: service account'),
  gains: (one: Told) => w(`Được thêm: ${one}`, `Gains: ${one}`),
  loses: (one: Told) => w(`Bị bớt: ${one}`, `Loses: ${one}`),
  scopesUnchanged: w('Phạm vi giữ nguyên.', 'Scopes stay as they are.'),
  othersRefused: w(
    'Mọi đường gọi khác đều bị từ chối. Thay đổi có hiệu lực ngay từ lần gọi sau.',
    'Every other call is refused. In force from the next call on.',
  ),
  changeTheScopes: w('Đổi phạm vi', 'Change the scopes'),
  lastDayOfToken: w('Hết hạn ngày (nhiều nhất 365 ngày)', 'Last day (365 days at most)'),
  issueAToken: w('Cấp mã mới', 'Issue a token'),
  lastDay: w('Hết hạn ngày', 'Last day'),
  previewRole: w('Xem trước: vai trò của tài khoản dịch vụ', 'Preview: a role for a service account'),
  endRole: w('Kết thúc vai trò của tài khoản dịch vụ', 'End a role of a service account'),
  endItNow: w('Kết thúc ngay', 'End it now'),
  nothing: w('Không', 'Nothing'),
  read: w('Đọc', 'Read'),
  readAndWrite: w('Đọc và ghi', 'Read and write'),
  programName: w('Tên phần mềm', 'Name of the program'),
  programPurpose: w('Dùng để làm gì', 'What it is for'),
  owningUnit: w('Đơn vị chủ quản', 'Unit that answers for it'),
  fromNetworks: w('Chỉ được gọi từ các địa chỉ mạng', 'May call only from these networks'),
  networksHelp: w(
    'Mỗi dòng một địa chỉ hoặc dải, ví dụ 10.1.2.0/24. Để trống: mọi nơi.',
    'One address or network a line, such as 10.1.2.0/24. Empty: anywhere.',
  ),
  reads: w('đọc', 'read'),
  readsAndWrites: w('đọc và ghi', 'read and write'),
  about: w(
    'Cho phần mềm gọi API: không đăng nhập, không mở trang, chỉ gọi được những gì nằm trong phạm vi và chỉ thấy dữ liệu theo vai trò được giao.',
    'For programs that call the API: no sign-in, no pages; only what its scopes name, only rows its roles reach.',
  ),
  owner: w('Chủ quản', 'Owner'),
  tokenUntil: w('Mã còn hạn đến', 'Token until'),
  lastUsed: w('Dùng lần cuối', 'Last used'),
  off: w('đã tắt', 'off'),
  on: w('đang bật', 'on'),
  noServiceAccountsYet: w('Chưa có tài khoản dịch vụ nào.', 'No service accounts yet.'),
  tokenShownOnce: w(
    'Mã truy cập, chỉ hiện một lần này. Hãy chép vào nơi cất bí mật của phần mềm.',
    'The token, shown this once. Put it where the program keeps its secrets.',
  ),
  tokens: w('Mã truy cập', 'Tokens'),
  token: w('Mã', 'Token'),
  issued: w('Cấp lúc', 'Issued'),
  until: w('Hết hạn', 'Until'),
  withdraw: w('Thu hồi', 'Withdraw'),
  withdrawn: w('đã thu hồi', 'withdrawn'),
  expired: w('đã hết hạn', 'expired'),
  withdrawNow: w('Thu hồi ngay', 'Withdraw now'),
  noTokensYet: w('Chưa có mã nào.', 'No tokens yet.'),
  rotationHelp: w(
    'Thay mã: cấp mã mới, đổi ở phần mềm, rồi thu hồi mã cũ. Hai mã dùng song song được.',
    'To rotate: issue a second token, change over, withdraw the first.',
  ),
  rolesOfProgram: w('Vai trò (quyết định thấy dữ liệu nào)', 'Roles (which rows it sees)'),
  noRoles: w('Chưa có vai trò: chưa thấy dữ liệu nào.', 'No roles: it sees no rows.'),
  end: w('Kết thúc', 'End'),
  purpose: w('Mục đích', 'Purpose'),
  scopes: w('Phạm vi', 'Scopes'),
  networks: w('Địa chỉ mạng', 'Networks'),
  anywhere: w('mọi nơi', 'anywhere'),
  limit: w('Giới hạn', 'Limit'),
  callsAMinute: (callsAMinute: Told) => w(`${callsAMinute} lần gọi mỗi phút`, `${callsAMinute} calls a minute`),
  switchOffNow: w('Tắt ngay', 'Switch off now'),
}

export const kernelTitles: Readonly<Record<string, Words>> = {
  tasks: w('Hàng chờ việc', 'Tasks'),
  files: w('Tệp đính kèm', 'Files'),
  boards: w('Bảng điều hành', 'Boards'),
  map: w('Bản đồ', 'Map'),
  imports: w('Các lần nhập dữ liệu', 'Imports'),
  units: w('Danh mục đơn vị', 'Units'),
  meta: w('Mô tả dữ liệu', 'Meta'),
  notices: w('Thông báo', 'Notices'),
}

export const serviceDoneWords: Readonly<Record<string, Words>> = {
  mo: w('Đã mở tài khoản dịch vụ. Hãy giao vai trò rồi cấp mã.', 'Opened. Give it roles, then issue a token.'),
  'pham-vi': w('Đã đổi phạm vi.', 'The scopes were changed.'),
  'thu-hoi': w('Đã thu hồi mã.', 'The token was withdrawn.'),
  tat: w('Đã đổi tình trạng.', 'Switched.'),
  'vai-tro': w('Đã giao vai trò.', 'The role was given.'),
  'het-vai-tro': w('Đã kết thúc vai trò.', 'The role was ended.'),
}

/** Heads of the two columns a file of refused rows has more than the file that was sent. */
export const refusedHeads = [w('Dòng', 'Row'), w('Lý do', 'Reason')] as const

/** Lists of people from files. */
export const importWords = {
  roleNames: w('Tên các vai trò', 'Names of the roles'),
  roleNamesHelp: w(
    'Cột "Vai trò" ghi một trong các tên này, có dấu hay không dấu đều được.',
    'The column “Vai trò” holds one of these names, with or without tones.',
  ),
  about: (rows: Words) =>
    w(
      `Tối đa ${rows.vi} dòng. Tệp được kiểm tra trước, cho xem từng dòng sẽ ra sao, rồi mới thực hiện. Chạy lại cùng một tệp không tạo gì thêm.`,
      `At most ${rows.en} rows. The file is checked first and shows what will become of each row. Running the same file again adds nothing.`,
    ),
  stateChecking: w('đang kiểm tra', 'being checked'),
  stateChecked: w('đã kiểm tra, chờ thực hiện', 'checked, waits for you'),
  stateRunning: w('đang thực hiện', 'running'),
  stateDone: w('đã xong', 'done'),
  fileKind: w('Tệp CSV hoặc XLSX', 'CSV or XLSX file'),
  title: w('Nhập hàng loạt người, tài khoản, vai trò', 'Bulk import of people, accounts and roles'),
  sendAFile: w('Gửi tệp', 'Send a file'),
  columnsAre: w('Các cột: ', 'Columns: '),
  checkTheFile: w('Kiểm tra tệp', 'Check the file'),
  downloadTheTemplate: w('Tải tệp mẫu', 'Download the template'),
  yourImports: w('Các lần nhập của bạn', 'Your imports'),
  file: w('Tệp', 'File'),
  at: w('Lúc', 'At'),
  rows: w('Dòng', 'Rows'),
  noImportsYet: w('Chưa có lần nhập nào.', 'No imports yet.'),
  progress: w('Tiến độ', 'Progress'),
  lookAgain: w('Xem lại', 'Look again'),
  checkedUnchanged: w(
    'Kiểm tra xong, chưa có gì thay đổi. Dưới đây là điều sẽ xảy ra với từng dòng.',
    'Checked; nothing has changed. Below is what will become of each row.',
  ),
  runGoodRows: (count: Told) => w(`Thực hiện ${count} dòng hợp lệ`, `Run the ${count} good rows`),
  done: w('Đã thực hiện xong.', 'Done.'),
  codesNext: w(
    'Tài khoản mới chưa có mật khẩu: cấp mã đặt mật khẩu trên trang từng tài khoản.',
    'New accounts have no password yet: make a password code on the page of each.',
  ),
  byOutcome: w('Kết quả từng loại', 'By outcome'),
  all: w('tất cả', 'all'),
  downloadRefused: w('Tải tệp các dòng bị từ chối', 'Download the refused rows'),
  rowByRow: w('Từng dòng', 'Row by row'),
  row: w('Dòng', 'Row'),
  roleUnit: w('Vai trò, đơn vị', 'Role, unit'),
  outcome: w('Kết quả', 'Outcome'),
  noRows: w('Không có dòng nào.', 'No rows.'),
}

export const outcomeWords: Readonly<Record<Outcome, Words>> = {
  'new-account': w('tài khoản mới', 'new account'),
  'role-given': w('giao vai trò', 'role given'),
  changed: w('đổi thời hạn', 'end changed'),
  unchanged: w('không đổi', 'unchanged'),
  asked: w('chờ người thứ hai xác nhận', 'waits for a second administrator'),
  refused: w('bị từ chối', 'refused'),
}

/** Code lists, calendars, systems on and off. */
export const referenceWords = {
  valueCount: (inForce: number, coming: number, over: number) =>
    w(
      `${inForce} đang dùng${coming ? `, ${coming} sắp có hiệu lực` : ''}${over ? `, ${over} đã hết` : ''}`,
      `${inForce} in force${coming ? `, ${coming} to come` : ''}${over ? `, ${over} over` : ''}`,
    ),
  inForcePeriod: (from: Told, to: Told | null) =>
    w(`từ ${from}${to === null ? '' : ` đến hết ${to}`}`, `from ${from}${to === null ? '' : ` to ${to}`}`),
  addEffect: (day: Words, label: Words, value: Told) =>
    w(
      `Từ ngày ${day.vi}, "${label.vi}" (mã ${value}) chọn được trong mọi biểu mẫu dùng danh mục này. Bản ghi đã có không đổi.`,
      `From ${day.en}, “${label.en}” (${value}) can be chosen in every form that draws on this list. Rows that are there do not change.`,
    ),
  endEffect: (day: Words) =>
    w(
      `Sau ngày ${day.vi} không chọn được giá trị này nữa. Bản ghi đang mang nó giữ nguyên:`,
      `After ${day.en} it can no longer be chosen. Rows that hold it keep it:`,
    ),
  renameEffect: (day: Words, label: Words, value: Told) =>
    w(
      `Từ ngày ${day.vi}, giá trị này hiện là "${label.vi}". Mã ${value} không đổi; bản ghi đang mang nó đọc theo tên mới:`,
      `From ${day.en} it reads “${label.en}”. The code ${value} stays; rows that hold it read with the new name:`,
    ),
  home: w('Quản trị', 'Administration'),
  lists: w('Danh mục', 'Code lists'),
  calendars: w('Lịch làm việc', 'Working calendars'),
  systems: w('Bật, tắt hệ thống', 'Systems on and off'),
  confirm: w('Xác nhận, thực hiện', 'Confirm and do it'),
  back: w('Quay lại, chưa đổi gì', 'Back, change nothing'),
  effect: w('Điều sẽ xảy ra', 'What will happen'),
  preview: w('Xem trước tác động', 'Show what it does'),
  addOf: (label: Words) => w(`Thêm "${label.vi}"`, `Add “${label.en}”`),
  endOf: (label: Words) => w(`Kết thúc "${label.vi}"`, `End “${label.en}”`),
  renameOf: (label: Words) => w(`Đổi tên "${label.vi}"`, `Rename “${label.en}”`),
  withdrawOf: (date: Told) => w(`Bỏ công bố ngày ${date}`, `Withdraw ${date}`),
  announceOf: (date: Told, kind: Words) => w(`Công bố ngày ${date}: ${kind.vi}`, `Announce ${date}: ${kind.en}`),
  workingCalendars: w('Lịch làm việc', 'Working calendars'),
  mustLieAhead: w('Lúc bật lại phải ở phía trước.', 'The time must lie ahead.'),
  switchOffOf: (title: Words) => w(`Tắt ${title.vi}`, `Switch off ${title.en}`),
  listsAbout: w(
    'Những giá trị được chọn trong biểu mẫu. Mỗi giá trị có ngày bắt đầu, ngày hết hiệu lực và văn bản làm căn cứ; hồ sơ cũ giữ giá trị của lúc nộp.',
    'Values chosen from in forms. Each has a first day, a last day and the document it rests on; old dossiers keep the value they were filed with.',
  ),
  noListsYet: w('Chưa có danh mục nào', 'No lists yet'),
  codeHelp: w('Không đổi được về sau; hồ sơ ghi mã này', 'Cannot be changed later; records keep it'),
  nameInVietnamese: w('Tên tiếng Việt', 'Name in Vietnamese'),
  nameInEnglish: w('Tên tiếng Anh', 'Name in English'),
  inForceFrom: w('Có hiệu lực từ ngày', 'In force from'),
  basis: w('Căn cứ', 'Document'),
  basisHelp: w('Ví dụ: Quyết định 121-TCTK/PPCĐ ngày 02/3/1979', 'The decision it rests on'),
  lastDayChosen: w('Ngày cuối cùng còn chọn được', 'Last day it can be chosen'),
  toCome: w('sắp có hiệu lực', 'to come'),
  over: w('đã hết', 'over'),
  inForce: w('đang dùng', 'in force'),
  valuesOfTheList: w('Giá trị của danh mục', 'Values of the list'),
  act: w('Việc', 'Act'),
  renameEnd: w('Đổi tên, kết thúc', 'Rename, end'),
  noValuesYet: w('Chưa có giá trị nào', 'No values yet'),
  addAValue: w('Thêm giá trị', 'Add a value'),
  usedBy: w('Đang được dùng ở', 'Used by'),
  renameFromADay: w('Đổi tên từ một ngày', 'Rename from a day'),
  endIt: w('Kết thúc hiệu lực', 'End it'),
  rowsHold: w('Bản ghi đang mang giá trị này', 'Rows that hold this value'),
  record: w('Loại bản ghi', 'Record'),
  field: w('Trường', 'Field'),
  rows: w('Số bản ghi', 'Rows'),
  noRowsHold: w('Chưa bản ghi nào mang giá trị này.', 'No row holds this value.'),
  day: w('Ngày', 'Day'),
  thisDayIs: w('Ngày này là', 'This day is'),
  scope: w('Áp dụng cho', 'For'),
  everyCalendar: w('Mọi lịch của tỉnh', 'Every calendar of the province'),
  reason: w('Lý do', 'Reason'),
  announcement: w('Văn bản công bố', 'Document'),
  announcementHelp: w('Số, ngày của thông báo, công điện', 'Number and date of the announcement'),
  swappedWith: w('Hoán đổi với ngày (nếu là nghỉ hoặc làm bù do hoán đổi)', 'Swapped with (for swaps)'),
  all: w('mọi lịch', 'all'),
  calendarsAbout: w(
    'Mọi thời hạn của tỉnh được tính theo các lịch này. Công bố một ngày nghỉ thì hạn đang chạy được tính lại ngay.',
    'Every time limit of the province is counted by these. Announce a day and running limits are counted anew at once.',
  ),
  allCalendars: w('Các lịch', 'Calendars'),
  calendar: w('Lịch', 'Calendar'),
  hours: w('Giờ làm việc', 'Hours'),
  units: w('Số đơn vị dùng', 'Units'),
  announceADay: w('Công bố một ngày', 'Announce a day'),
  specialDaysFromToday: w('Ngày đặc biệt từ hôm nay', 'Special days from today'),
  is: w('Là', 'Is'),
  appliesTo: w('Áp dụng', 'For'),
  reasonAndDocument: w('Lý do, văn bản', 'Reason and document'),
  withdraw: w('Bỏ công bố', 'Withdraw'),
  byLaw: w('theo luật', 'by law'),
  noSpecialDays: w('Không có ngày đặc biệt nào từ hôm nay', 'No special days from today'),
  calendarsChanged: w('Lịch thay đổi', 'Calendars changed'),
  noCalendar: w('không lịch nào', 'none'),
  casesWhoseLimitMoves: w('Hồ sơ đổi hạn', 'Cases whose limit moves'),
  tasksWhoseLimitMoves: w('Bước công việc đổi hạn', 'Tasks whose limit moves'),
  noLimitMoves: w('Không hạn nào đang chạy bị ảnh hưởng.', 'No running limit is touched.'),
  earliestOfThem: w('Những hạn đến sớm nhất', 'The earliest of them'),
  case: w('Hồ sơ', 'Case'),
  work: w('Việc', 'Work'),
  limitNow: w('Hạn hiện nay', 'Limit now'),
  newLimit: w('Hạn mới', 'New limit'),
  wholeCase: w('cả hồ sơ', 'the case'),
  oneStep: w('một bước', 'one step'),
  reasonHelp: w('Người dân và cán bộ đọc được câu này', 'Citizens and officers read this sentence'),
  backOnAt: w('Bật lại lúc (bỏ trống: chưa định)', 'Back on at (empty: not known)'),
  systemsAbout: w(
    'Hệ thống bị tắt không nhận yêu cầu, không chạy việc nền; dữ liệu giữ nguyên, các hệ thống khác vẫn chạy.',
    'A system that is off takes no requests and runs no jobs; its data stay, the others run.',
  ),
  allSystems: w('Các hệ thống', 'Systems'),
  system: w('Hệ thống', 'System'),
  owner: w('Cơ quan chủ quản', 'Owner'),
  state: w('Trạng thái', 'State'),
  off: w('đang tắt', 'off'),
  on: w('đang chạy', 'on'),
  alwaysOn: w('luôn bật', 'always on'),
  switchOff: w('Tắt', 'Switch off'),
  nothing: w('không có', 'none'),
  doorsThatStop: w('Trang và cửa API ngừng trả lời', 'Pages and API doors that stop'),
  recordsShut: w('Loại bản ghi không mở được', 'Records that cannot be opened'),
  tasksThatStop: w('Việc đang mở bị dừng', 'Open tasks that stand still'),
  casesThatRun: w('Hồ sơ có hạn vẫn chạy', 'Cases whose limits keep running'),
  jobsThatStop: w('Việc nền ngừng chạy', 'Jobs that stop'),
  usedBySystems: w('Hệ thống khác đang dùng nó', 'Systems that use it'),
  offSince: (since: Told, by: Told) => w(`Đang tắt từ ${since}, do ${by}`, `Off since ${since}, by ${by}`),
  standingStill: w('Đang dừng', 'Standing still'),
  whatStops: w('Khi tắt, những thứ này dừng lại', 'What stands still when it is off'),
  switchItOn: w('Bật lại hệ thống', 'Switch it on'),
  switchItOff: w('Tắt hệ thống', 'Switch it off'),
}

export const referenceDoneWords: Readonly<Record<string, Words>> = {
  added: w('Đã thêm giá trị vào danh mục.', 'The value was added.'),
  ended: w('Đã ghi ngày hết hiệu lực của giá trị.', 'The last day of the value was written.'),
  renamed: w('Đã ghi tên mới của giá trị.', 'The new name of the value was written.'),
  announced: w(
    'Đã công bố ngày và tính lại các hạn đang chạy.',
    'The day was announced and running limits counted anew.',
  ),
  withdrawn: w(
    'Đã bỏ công bố ngày và tính lại các hạn đang chạy.',
    'The day was withdrawn and running limits counted anew.',
  ),
  off: w('Đã tắt hệ thống.', 'The system is switched off.'),
  on: w('Đã bật lại hệ thống.', 'The system is switched on again.'),
}

export const dayKindWords: Readonly<Record<string, Words>> = {
  holiday: w('Nghỉ lễ, tết', 'Public holiday'),
  makeup: w('Nghỉ bù', 'Day in lieu'),
  swap_off: w('Nghỉ do hoán đổi', 'Off by a swap'),
  swap_work: w('Làm bù', 'Worked by a swap'),
  rest: w('Nghỉ đột xuất (bão, lũ, mất điện …)', 'Closed (storm, flood …)'),
}

/** Kinds of unit, for the form that opens one. */
export const unitKinds: readonly { value: string; label: Words }[] = [
  { value: 'department', label: w('Sở, ngành', 'Department') },
  { value: 'province-office', label: w('Văn phòng cấp tỉnh', 'Office of the province') },
  { value: 'province-one-stop', label: w('Trung tâm PVHCC tỉnh', 'Provincial one-stop centre') },
  { value: 'economic-zone-board', label: w('Ban quản lý khu kinh tế', 'Economic zone board') },
  { value: 'land-registry', label: w('Văn phòng đăng ký đất đai', 'Land registry') },
  { value: 'university', label: w('Trường đại học', 'University') },
  { value: 'partner', label: w('Đối tác ngoài cơ quan nhà nước', 'Partner outside the State') },
  { value: 'commune', label: w('Ủy ban nhân dân xã, phường', 'Commune or ward') },
  { value: 'commune-one-stop', label: w('Trung tâm PVHCC xã, phường', 'One-stop centre of a commune') },
  { value: 'commune-office', label: w('Văn phòng HĐND và UBND xã, phường', 'Office of a commune') },
  { value: 'commune-economy', label: w('Phòng kinh tế xã, phường', 'Economy section of a commune') },
  { value: 'commune-culture', label: w('Phòng văn hóa – xã hội xã, phường', 'Culture section of a commune') },
]
