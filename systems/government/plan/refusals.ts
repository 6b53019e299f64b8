import { refusals } from '#ground/refusal'

export const refuse = refusals('plan', {
  'no-such-line': {
    kind: 'missing',
    vi: 'Không có nội dung "{code}" trong kế hoạch. Hãy chọn lại trong danh sách.',
    en: 'The plan has no content “{code}”. Choose it again from the list.',
  },
  'not-responsible': {
    kind: 'forbidden',
    vi: '{unit} không được phân công nội dung {code}. Nếu thiếu phân công, hãy báo đơn vị đầu mối bổ sung.',
    en: '{unit} is not responsible for {code}. Tell the focal department if it should be.',
  },
  'owner-outside': {
    kind: 'invalid',
    vi: 'Đơn vị chịu trách nhiệm của mốc phải nằm trong phân công của nội dung {code}. Hãy chọn đơn vị khác.',
    en: 'A milestone’s unit must be one of those responsible for {code}. Choose another.',
  },
  'not-approved': {
    kind: 'conflict',
    vi: 'Nội dung {code} chưa có chấp thuận chủ trương nên chưa triển khai được (Kế hoạch, mục I.2). Hãy xin chủ trương trước.',
    en: '{code} has not been approved in principle and cannot begin (plan, I.2). Ask for approval first.',
  },
  'units-unknown': {
    kind: 'invalid',
    vi: 'Có đơn vị không còn trong danh mục. Hãy chọn lại các đơn vị thực hiện.',
    en: 'A unit is no longer there. Choose the units again.',
  },
  'number-needed': {
    kind: 'invalid',
    vi: 'Hãy ghi số văn bản và ngày quyết định: chủ trương phải có căn cứ.',
    en: 'Write the number and day of the decision: an approval must rest on one.',
  },
  'decided-later': {
    kind: 'invalid',
    vi: 'Ngày quyết định không thể sau hôm nay. Hãy sửa lại ngày.',
    en: 'The day of the decision cannot lie in the future. Correct it.',
  },
  'evidence-empty': {
    kind: 'invalid',
    vi: 'Minh chứng loại "{kind}" cần {what}. Hãy bổ sung.',
    en: 'Evidence of the kind “{kind}” needs {what}. Add it.',
  },
  'done-later': {
    kind: 'invalid',
    vi: 'Ngày hoàn thành không thể sau hôm nay. Hãy sửa lại ngày.',
    en: 'The day of completion cannot lie in the future. Correct it.',
  },
  'no-such-milestone': {
    kind: 'missing',
    vi: 'Không có mốc này, hoặc mốc đã bị gỡ. Hãy mở lại trang nội dung.',
    en: 'There is no such milestone. Open the content again.',
  },
  'focal-only': {
    kind: 'forbidden',
    vi: 'Việc này của đơn vị đầu mối ({name}). Hãy gửi đề nghị cho đơn vị đó.',
    en: 'This is for the focal department ({name}). Ask it to do it.',
  },
  'no-such-report': {
    kind: 'missing',
    vi: 'Không có báo cáo này, hoặc bạn không có quyền xem.',
    en: 'There is no such report, or you may not see it.',
  },
  'report-closed': {
    kind: 'conflict',
    vi: 'Báo cáo đã gửi nên không sửa được nữa. Nếu cần sửa, hãy đề nghị đơn vị đầu mối trả lại.',
    en: 'The report has been handed in and cannot be edited. Ask the focal department to send it back.',
  },
  'report-unsaid': {
    kind: 'invalid',
    vi: 'Còn {count} nội dung chưa ghi kết quả: {codes}. Hãy ghi kết quả, kể cả khi chưa làm được gì và vì sao.',
    en: '{count} contents have no result yet: {codes}. Say something of each, even if nothing could be done and why.',
  },
  'report-changed': {
    kind: 'conflict',
    vi: 'Người khác vừa sửa báo cáo này. Hãy tải lại để xem bản mới rồi sửa tiếp; chưa có gì bị ghi đè.',
    en: 'Somebody else has just changed this report. Reload and go on; nothing was overwritten.',
  },
  'bad-report': {
    kind: 'invalid',
    vi: 'Nội dung gửi lên không đọc được: {what}. Hãy tải lại trang rồi thử lại.',
    en: 'What was sent cannot be read: {what}. Reload the page and try again.',
  },
  'bad-year': {
    kind: 'invalid',
    vi: 'Năm {year} nằm ngoài kế hoạch ({from}–{to}). Hãy chọn năm khác.',
    en: 'The year {year} lies outside the plan ({from}–{to}). Choose another.',
  },
  'not-gathered': {
    kind: 'conflict',
    vi: 'Báo cáo năm {year} chưa có số liệu. Hãy bấm "Tổng hợp" trước.',
    en: 'Nothing has been gathered for {year} yet. Press “Gather” first.',
  },
  'already-issued': {
    kind: 'conflict',
    vi: 'Báo cáo năm {year} đã trình hoặc đã ban hành nên không tổng hợp lại được.',
    en: 'The report of {year} is before the People’s Committee or issued and is not gathered again.',
  },
  'no-such-document': {
    kind: 'missing',
    vi: 'Không có văn bản này. Báo cáo chưa ban hành thì chưa công khai.',
    en: 'There is no such document. A report is public once it is issued.',
  },
  'no-term': {
    kind: 'missing',
    vi: 'Chưa có quy tắc đang hiệu lực về "{what}". Hãy báo đơn vị đầu mối bổ sung.',
    en: 'There is no rule in force about “{what}”. Tell the focal department.',
  },
  'no-edition': {
    kind: 'missing',
    vi: 'Không có bộ chỉ số DTI có hiệu lực cho năm {year}. Hãy nhập bộ chỉ số.',
    en: 'No edition of the DTI is in force for {year}. Import one.',
  },
  'no-such-indicator': {
    kind: 'missing',
    vi: 'Không có chỉ tiêu "{code}" trong bộ chỉ số của năm {year}.',
    en: 'The index of {year} has no indicator “{code}”.',
  },
})
