import { refusals } from '#ground/refusal'

export const refuse = refusals('cashier', {
  'no-shift': {
    kind: 'conflict',
    vi: 'Bạn chưa mở ca thu ngân. Hãy mở ca và ghi số tiền đầu ca trước khi thu.',
    en: 'You have no open shift. Open one with its opening cash before you collect.',
  },
  'shift-open': {
    kind: 'conflict',
    vi: 'Bạn đang có một ca mở từ {at}. Hãy đóng ca đó trước.',
    en: 'You have a shift open since {at}. Close it first.',
  },
  'not-here': {
    kind: 'forbidden',
    vi: 'Bạn không giữ vai trò thu tiền tại Trung tâm này.',
    en: 'You hold no role that collects money at this centre.',
  },
  'difference-unexplained': {
    kind: 'invalid',
    vi: 'Tiền đếm được lệch {difference} đồng so với sổ. Hãy đếm lại hoặc ghi giải trình.',
    en: 'The count differs from the book by {difference} đồng. Count again or explain.',
  },
  'no-dossier': {
    kind: 'missing',
    vi: 'Không tìm thấy hồ sơ "{number}", hoặc hồ sơ không thuộc Trung tâm của bạn.',
    en: 'There is no dossier “{number}”, or it is not your centre’s.',
  },
  'no-bill': {
    kind: 'missing',
    vi: 'Không có khoản phải nộp mang mã "{reference}".',
    en: 'There is no bill with the reference “{reference}”.',
  },
  'bill-changed': {
    kind: 'conflict',
    vi: 'Khoản {reference} vừa thay đổi. Hãy tải lại để xem số tiền mới; chưa thu đồng nào.',
    en: 'Bill {reference} has just changed. Load it again; nothing was collected.',
  },
  unpriced: {
    kind: 'conflict',
    vi: 'Khoản "{name}" chưa có mức thu. Hãy nhập mức theo nghị quyết của HĐND tỉnh trước khi thu.',
    en: '“{name}” has no amount yet. Enter it by the resolution before you collect.',
  },
  'claim-pending': {
    kind: 'conflict',
    vi: 'Hồ sơ {number} có đề nghị miễn, giảm chưa kiểm tra. Hãy chấp nhận hoặc từ chối trước khi thu.',
    en: 'Dossier {number} has an exemption claim that nobody has checked. Confirm or refuse it first.',
  },
  'claim-unknown': {
    kind: 'invalid',
    vi: 'Không có diện miễn, giảm "{code}" đang hiệu lực cho thủ tục này.',
    en: 'No exemption “{code}” is in force for this procedure.',
  },
  'own-claim': {
    kind: 'forbidden',
    vi: 'Đây là hồ sơ của bạn, nên người khác của Trung tâm xét đề nghị miễn, giảm.',
    en: 'This is your own dossier: somebody else of the centre judges the claim.',
  },
  'evidence-missing': {
    kind: 'invalid',
    vi: 'Hãy ghi giấy tờ chứng minh đã xem: {evidence}.',
    en: 'Say which evidence was seen: {evidence}.',
  },
  'reason-missing': {
    kind: 'invalid',
    vi: 'Hãy ghi lý do để người nộp hiểu và để đối chiếu sau này.',
    en: 'Give a reason, for the payer and for the books.',
  },
  'already-checked': {
    kind: 'conflict',
    vi: 'Đề nghị này đã được xử lý.',
    en: 'This claim has been settled already.',
  },
  'already-settled': {
    kind: 'conflict',
    vi: 'Khoản {reference} đã nộp lúc {at} bằng cách khác. Nếu người dân đã trả hai lần, hãy hoàn khoản sau.',
    en: 'Bill {reference} was already paid at {at} another way. If it was paid twice, refund the later one.',
  },
  'not-awaiting': {
    kind: 'conflict',
    vi: 'Khoản {reference} không còn chờ nộp.',
    en: 'Bill {reference} is not awaiting payment.',
  },
  'wrong-amount': {
    kind: 'conflict',
    vi: 'Số tiền {given} đồng không khớp số phải nộp {due} đồng của khoản {reference}. Chưa ghi nhận gì.',
    en: '{given} đồng is not the {due} đồng due for {reference}. Nothing was recorded.',
  },
  'too-little': {
    kind: 'invalid',
    vi: 'Khách đưa {given} đồng, chưa đủ {due} đồng.',
    en: '{given} đồng were given, {due} are due.',
  },
  'slip-missing': {
    kind: 'invalid',
    vi: 'Hãy ghi số phiếu của máy POS hoặc mã giao dịch chuyển khoản.',
    en: 'Enter the number of the terminal slip or of the transfer.',
  },
  'too-many-bills': {
    kind: 'too-large',
    vi: 'Một biên lai ghi tối đa {max} khoản. Hãy chia thành nhiều lần thu.',
    en: 'A receipt takes at most {max} bills. Split the payment.',
  },
  'nothing-to-pay': {
    kind: 'invalid',
    vi: 'Hãy chọn ít nhất một khoản để thu.',
    en: 'Choose at least one bill.',
  },
  'no-receipt': { kind: 'missing', vi: 'Không tìm thấy biên lai này.', en: 'There is no such receipt.' },
  'head-only': {
    kind: 'forbidden',
    vi: 'Chỉ Giám đốc Trung tâm được hủy biên lai và hoàn tiền.',
    en: 'Only the head of the centre may cancel a receipt and refund.',
  },
  'already-cancelled': {
    kind: 'conflict',
    vi: 'Biên lai {number} đã hủy trước đó.',
    en: 'Receipt {number} was cancelled before.',
  },
  'refund-needs-shift': {
    kind: 'conflict',
    vi: 'Hoàn tiền mặt phải chi từ một ca đang mở. Hãy mở ca trước khi hoàn.',
    en: 'A cash refund is paid out of an open shift. Open one first.',
  },
  'too-much': {
    kind: 'invalid',
    vi: 'Số bản, số trang hoặc số tiền vượt giới hạn. Tối đa {copies} bản, {pages} trang một bản.',
    en: 'Too many copies, pages or too much money: at most {copies} copies of {pages} pages.',
  },
  'unpaid-return': {
    kind: 'conflict',
    vi: 'Hồ sơ còn {due} đồng chưa nộp (mã {reference}). Hãy thu tiền trước khi trả kết quả.',
    en: '{due} đồng are still due (reference {reference}). Collect them before the result is returned.',
  },
  'bad-day': {
    kind: 'invalid',
    vi: 'Ngày báo cáo không hợp lệ. Hãy chọn một ngày đã qua hoặc hôm nay.',
    en: 'That is no day to report on. Choose today or a day before.',
  },
})
