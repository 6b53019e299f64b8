import type { Words } from '#ground/text'
import type { FigureName, GroupCode, IndexLabel } from './shape.ts'

const w = (vi: string, en: string): Words => ({ vi, en })

export const groupWords: Record<GroupCode, Words> = {
  CKMB: w('Công khai, minh bạch', 'Openness'),
  TDGQ: w('Tiến độ giải quyết', 'Progress of settling'),
  CCDVC: w('Cung cấp dịch vụ công trực tuyến', 'Online services'),
  TTTT: w('Thanh toán trực tuyến', 'Online payment'),
  MDSH: w('Số hóa hồ sơ', 'Digitising'),
  MDHL: w('Mức độ hài lòng', 'Satisfaction'),
}

export const labelWords: Record<IndexLabel['name'] | 'none', Words> = {
  excellent: w('Xuất sắc', 'Excellent'),
  good: w('Tốt', 'Good'),
  fair: w('Khá', 'Fair'),
  average: w('Trung bình', 'Average'),
  weak: w('Yếu', 'Weak'),
  none: w('Chưa xếp loại', 'Not yet labelled'),
}

/** Why an item is left out (by its figure), or nought for a reason that is nobody's slowness (`no-` and its figure). */
export const nothingWords: Record<string, Words> & { nothing: Words } = {
  nothing: w('Trong kỳ không có gì để tính, nên không tính mục này.', 'Nothing to count in the period: left out.'),
  announced: w(
    'Trong kỳ không có thủ tục nào bắt đầu có hiệu lực mà biết ngày ký quyết định công bố.',
    'No procedure whose decision has a known day came into force in the period.',
  ),
  listed: w(
    'Trong kỳ không có quyết định công bố nào đến hạn niêm yết, công khai.',
    'No decision had to be made public in the period.',
  ),
  synced: w(
    'Kỳ này và năm trước đều không có hồ sơ để đồng bộ.',
    'No dossier to synchronise, neither now nor last year.',
  ),
  'paid-online': w(
    'Trong kỳ không có hồ sơ nào nộp phí, lệ phí.',
    'Nobody paid a fee for a dossier received in the period.',
  ),
  'certified-copy': w('Trong kỳ không có hồ sơ chứng thực bản sao.', 'No certified copies in the period.'),
  stored: w('Trong kỳ chưa có kết quả điện tử nào để đưa lên kho.', 'No electronic result to put into the store.'),
  'complaint-on-time': w('Trong kỳ không có phản ánh, kiến nghị.', 'No complaints in the period.'),
  'complaint-satisfied': w(
    'Chưa có ai đánh giá trả lời phản ánh, kiến nghị trong kỳ.',
    'Nobody rated an answer in the period.',
  ),
  'no-synced': w(
    'Chưa có hồ sơ nào được Cổng Dịch vụ công quốc gia xác nhận: kết nối quốc gia chưa mở.',
    'No dossier was confirmed by the national portal: the national link is not open.',
  ),
  'no-filed-online': w(
    'Điểm nhân với tỷ lệ đồng bộ (1.4); chưa đồng bộ thì bằng 0.',
    'Multiplied by the rate of 1.4; nought while nothing is synchronised.',
  ),
  'no-duty-online': w(
    'Chưa có giao dịch thanh toán trực tuyến nào: cổng thanh toán chưa nối.',
    'No online payment yet: the payment platform is not connected.',
  ),
  'no-duty-used': w('Trong kỳ không có giao dịch thanh toán trực tuyến.', 'No online payment in the period.'),
  'no-paid-online': w('Trong kỳ không có hồ sơ nào thanh toán trực tuyến.', 'No dossier was paid online.'),
  'no-stored': w(
    'Chưa có kết quả nào được kho dữ liệu của Cổng quốc gia xác nhận: kết nối chưa mở.',
    'No result was confirmed by the national store: the link is not open.',
  ),
  'no-identity-dossier': w(
    'Chưa có hồ sơ nào đọc từ CSDL quốc gia về dân cư.',
    'No dossier read the population register.',
  ),
  'no-identity-procedure': w(
    'Chưa có thủ tục nào đọc từ CSDL quốc gia về dân cư.',
    'No procedure read the population register.',
  ),
}

/** What of 1.1 or 1.2 could not be judged: said beside the figure, never taken as done. */
export function doubtWords(figure: FigureName, count: number): Words {
  const said = count.toLocaleString('vi-VN')
  const told = count.toLocaleString('en-GB')
  return figure === 'announced'
    ? w(
        `${said} thủ tục chưa biết ngày ký quyết định công bố hoặc ngày văn bản có hiệu lực: đếm riêng, không tính là đúng hạn.`,
        `${told} procedures without a known day of decision or of force: counted apart, not as on time.`,
      )
    : w(
        `${said} thủ tục chưa biết ngày ký hoặc ngày công khai: đếm riêng, không tính là đúng hạn.`,
        `${told} procedures without a known day of decision or of making public: counted apart, not as on time.`,
      )
}

/** What one of them is called, and what was not done with it. */
const things: Partial<Record<FigureName, [one: Words, doing: Words]>> = {
  announced: [w('thủ tục', 'procedures'), w('công bố đúng hạn', 'announced on time')],
  listed: [w('thủ tục', 'procedures'), w('niêm yết, công khai đúng hạn', 'made public on time')],
  described: [w('thủ tục', 'procedures'), w('công khai đủ 7 bộ phận', 'shown with all seven parts')],
  synced: [w('hồ sơ', 'dossiers'), w('đồng bộ lên Cổng quốc gia', 'synchronised')],
  'on-time': [w('hồ sơ quá hạn', 'late dossiers'), w('giải quyết đúng hạn', 'settled on time')],
  'offered-online': [w('thủ tục', 'procedures'), w('cung cấp toàn trình', 'offered fully online')],
  'filed-online': [w('hồ sơ', 'dossiers'), w('nộp trực tuyến', 'filed online')],
  'duty-online': [w('thủ tục', 'procedures'), w('thanh toán trực tuyến được', 'payable online')],
  'duty-used': [w('thủ tục', 'procedures'), w('có giao dịch trực tuyến', 'with an online payment')],
  'paid-online': [w('hồ sơ', 'dossiers'), w('thanh toán trực tuyến', 'paid online')],
  'electronic-result': [w('hồ sơ', 'dossiers'), w('cấp kết quả điện tử', 'given an electronic result')],
  digitised: [w('hồ sơ', 'dossiers'), w('số hóa đủ giấy tờ', 'fully digitised')],
  'certified-copy': [w('hồ sơ chứng thực', 'certifications'), w('cấp bản sao điện tử', 'issued electronically')],
  reused: [w('hồ sơ', 'dossiers'), w('tái sử dụng giấy tờ đã số hóa', 'reusing digitised papers')],
  stored: [w('kết quả', 'results'), w('đưa lên kho quốc gia', 'put into the national store')],
  'identity-dossier': [w('hồ sơ', 'dossiers'), w('đọc từ CSDL dân cư', 'read from the population register')],
  'identity-procedure': [w('thủ tục', 'procedures'), w('kết nối CSDL dân cư', 'tied to the population register')],
  'complaint-on-time': [w('phản ánh trễ', 'late complaints'), w('trả lời đúng hạn', 'answered on time')],
  'complaint-satisfied': [w('phản ánh', 'complaints'), w('làm người gửi hài lòng', 'answered to satisfaction')],
  satisfied: [w('hồ sơ', 'dossiers'), w('không bị chê hoặc phản ánh', 'without dislike or complaint')],
}

const points = (value: number, comma: ',' | '.'): string => value.toFixed(2).replace('.', comma)
/** One of thousands adds less than can be told in two decimals; that is not nothing. */
const pointsOfOne = (value: number, comma: ',' | '.', under: string): string =>
  value < 0.01 ? `${under} ${points(0.01, comma)}` : points(value, comma)

/** "12 hồ sơ quá hạn được giải quyết đúng hạn: +1,45 điểm; mỗi hồ sơ +0,12." */
export function leverWords(figure: FigureName, failing: number, gainOne: number, gainAll: number): Words {
  const [one, doing] = things[figure] ?? [w('việc', 'items'), w('làm đúng', 'done right')]
  return w(
    `Nếu cả ${failing.toLocaleString('vi-VN')} ${one.vi} được ${doing.vi}: thêm ${points(gainAll, ',')} điểm; mỗi một thêm ${pointsOfOne(gainOne, ',', 'dưới')}.`,
    `If all ${failing.toLocaleString('en-GB')} ${one.en} were ${doing.en}: ${points(gainAll, '.')} points more; ${pointsOfOne(gainOne, '.', 'under')} for each.`,
  )
}

export const confidenceWords: Record<'published' | 'read' | 'assumed', Words> = {
  published: w('Đã công bố', 'Published'),
  read: w('Suy ra từ văn bản', 'Read from the text'),
  assumed: w('Giả định, chờ kiểm tra', 'Assumed'),
}

/** Why a dossier does not meet a figure. */
export const whyWords: Record<string, Words> = {
  late: w('Xong sau ngày hẹn trả', 'Finished after the promised time'),
  'open-late': w('Chưa xong, đã quá ngày hẹn trả', 'Not finished and past its time'),
  supplements: w('Yêu cầu bổ sung hơn một lần', 'More than one supplement asked'),
  'late-apology': w('Hẹn lại sau khi đã quá hạn', 'Rescheduled after the limit'),
  dissatisfied: w('Người nộp không hài lòng', 'The applicant is dissatisfied'),
  complaint: w('Có phản ánh, kiến nghị', 'There is a complaint'),
  synced: w('Chưa được Cổng quốc gia xác nhận', 'Not confirmed by the national portal'),
  'filed-online': w('Không nộp trực tuyến', 'Not filed online'),
  'paid-online': w('Không thanh toán trực tuyến', 'Not paid online'),
  digitised: w('Chưa số hóa đủ giấy tờ', 'Papers not all digitised'),
  reused: w('Không tái sử dụng giấy tờ', 'No paper reused'),
  'identity-dossier': w('Không đọc từ CSDL dân cư', 'Not read from the population register'),
  'electronic-result': w('Không có kết quả điện tử', 'No electronic result'),
  'certified-copy': w('Không cấp bản điện tử', 'Not issued electronically'),
  stored: w('Chưa lên kho quốc gia', 'Not in the national store'),
  'complaint-late': w('Trả lời trễ hạn', 'Answered late'),
  'complaint-open-late': w('Chưa trả lời, đã quá hạn', 'Not answered and past its time'),
  'complaint-dissatisfied': w('Người gửi không hài lòng', 'The sender is dissatisfied'),
  announced: w('Công bố không đủ số ngày trước khi có hiệu lực', 'Announced too shortly before it came into force'),
  'not-announced': w('Văn bản đã có hiệu lực mà chưa công bố', 'In force and not announced'),
  'announced-unknown': w('Chưa biết ngày ký quyết định công bố', 'The day of the decision is not known'),
  'law-unknown': w('Chưa biết ngày văn bản có hiệu lực', 'The day the law is in force is not known'),
  listed: w('Công khai sau hạn', 'Made public late'),
  'not-listed': w('Quá hạn mà chưa công khai', 'Past its day and not public'),
  'listed-unknown': w('Chưa biết ngày công khai', 'The day it was made public is not known'),
  described: w('Thiếu bộ phận: {parts}', 'Parts missing: {parts}'),
  'offered-online': w('Chưa nộp trực tuyến được', 'Cannot be filed online'),
  'duty-online': w('Chưa có giao dịch trực tuyến nào', 'No online payment so far'),
  'duty-used': w('Trong kỳ không có giao dịch trực tuyến', 'No online payment in the period'),
  'identity-procedure': w('Chưa hồ sơ nào đọc CSDL dân cư', 'No dossier read the population register'),
}

export const partWords: Record<string, Words> = {
  name: w('tên', 'name'),
  order: w('trình tự', 'order'),
  methods: w('cách thức', 'ways'),
  papers: w('hồ sơ', 'papers'),
  limit: w('thời hạn', 'limit'),
  applicants: w('đối tượng', 'applicants'),
  agency: w('cơ quan', 'agency'),
}

/** Beside the points of an item that no published text gives. */
export const besidePoints: Partial<Record<'published' | 'read' | 'assumed', Words>> = {
  read: w('suy ra', 'read'),
  assumed: w('giả định', 'assumed'),
}

export const announcementKindWords = {
  new: w('Mới ban hành', 'New'),
  amended: w('Sửa đổi, bổ sung', 'Amended'),
  replaced: w('Thay thế', 'Replaced'),
  abolished: w('Bãi bỏ', 'Abolished'),
}

export const announcementWords = {
  title: w('Công bố thủ tục', 'Announcement of a procedure'),
  plural: w('Sổ công bố thủ tục', 'Register of announcements'),
  fields: {
    procedure_code: w('Mã thủ tục', 'Procedure code'),
    procedure_name: w('Tên thủ tục', 'Name'),
    level: w('Cấp giải quyết', 'Level'),
    ministry: w('Bộ quản lý', 'Ministry'),
    kind: w('Loại công bố', 'Kind'),
    reference: w('Văn bản làm căn cứ', 'Legal document'),
    law_from: w('Ngày văn bản có hiệu lực', 'Law in force from'),
    decision: w('Số quyết định công bố của tỉnh', 'Decision of the province'),
    decided_on: w('Ngày ký quyết định công bố', 'Decided on'),
    decided_unknown: w('Đã ký nhưng không rõ ngày', 'Decided, day not known'),
    listed_on: w('Ngày niêm yết, công khai', 'Made public on'),
    listed_unknown: w('Đã công khai nhưng không rõ ngày', 'Made public, day not known'),
    source: w('Nguồn', 'Source'),
    note: w('Ghi chú', 'Note'),
  },
  choices: {
    level: {
      commune: w('Cấp xã', 'Commune'),
      province: w('Cấp tỉnh', 'Province'),
      both: w('Cả hai cấp', 'Both'),
    },
    kind: announcementKindWords,
  },
  facts: { announced: w('Đã ghi khi công bố', 'Entered when published') },
}
