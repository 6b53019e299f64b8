import { refusals } from '#ground/refusal'

export const refuse = refusals('one-stop', {
  'no-such-procedure': {
    kind: 'missing',
    vi: 'Không có thủ tục mã "{code}" đang hiệu lực. Hãy tìm lại trong danh mục.',
    en: 'There is no procedure "{code}" in force. Look it up in the catalogue again.',
  },
  'not-filed-here': {
    kind: 'invalid',
    vi: 'Thủ tục "{name}" do {agency} giải quyết, chưa nộp được tại đây. Hãy nộp trên Cổng Dịch vụ công quốc gia.',
    en: '“{name}” is settled by {agency} and cannot be filed here yet. File it on the national portal.',
  },
  'not-this-level': {
    kind: 'invalid',
    vi: 'Thủ tục "{name}" do cấp tỉnh giải quyết, xã, phường không tiếp nhận. Hãy hướng dẫn nộp trực tuyến hoặc tại Trung tâm Phục vụ hành chính công tỉnh.',
    en: '“{name}” is settled by the province and not taken by a commune. File it online or at the provincial centre.',
  },
  'channel-closed': {
    kind: 'invalid',
    vi: 'Thủ tục này không nhận qua kênh "{channel}". Hãy chọn kênh khác.',
    en: 'This procedure is not taken by the channel “{channel}”. Choose another.',
  },
  'no-office': {
    kind: 'unavailable',
    vi: 'Xã, phường này chưa có Trung tâm Phục vụ hành chính công nhận hồ sơ. Hãy chọn nơi khác hoặc báo quản trị.',
    en: 'This commune has no one-stop centre that takes dossiers. Choose another or tell the administrator.',
  },
  'no-person': {
    kind: 'forbidden',
    vi: 'Tài khoản này chưa gắn với một người trong sổ, nên chưa nộp hồ sơ được. Hãy cập nhật thông tin cá nhân.',
    en: 'This account is not tied to a person and cannot file. Complete your personal data first.',
  },
  'paper-missing': {
    kind: 'invalid',
    vi: 'Chưa có giấy tờ bắt buộc: {name}. Hãy tải lên hoặc chọn từ kho giấy tờ.',
    en: 'A required paper is missing: {name}. Upload it or choose it from your store.',
  },
  'already-sent': {
    kind: 'conflict',
    vi: 'Bản nháp này đã được gửi thành hồ sơ {number}. Không cần gửi lại.',
    en: 'This draft was already sent as dossier {number}. There is no need to send it again.',
  },
  'second-supplement': {
    kind: 'conflict',
    vi: 'Hồ sơ này đã được yêu cầu bổ sung một lần. Nghị định 118/2025/NĐ-CP (Điều 11) chỉ cho yêu cầu bổ sung một lần.',
    en: 'A supplement was already asked once. Decree 118/2025/NĐ-CP (art. 11) allows one request only.',
  },
  'not-supplied': {
    kind: 'conflict',
    vi: 'Công dân chưa nộp giấy tờ bổ sung nên chưa tiếp nhận được.',
    en: 'The applicant has not supplied what was asked, so it cannot be accepted yet.',
  },
  'decision-made': {
    kind: 'conflict',
    vi: 'Đã có kết quả giải quyết nên không rút hồ sơ được (Nghị định 118/2025/NĐ-CP, Điều 21).',
    en: 'A decision has been made, so the dossier cannot be withdrawn (Decree 118/2025/NĐ-CP, art. 21).',
  },
  'not-last-step': {
    kind: 'conflict',
    vi: 'Còn bước sau bước này nên chưa hoàn thành được. Hãy dùng "Chuyển bước tiếp".',
    en: 'Steps follow this one, so it cannot be finished yet. Use “Forward”.',
  },
  'not-accepted': {
    kind: 'conflict',
    vi: 'Hồ sơ chưa có ngày hẹn trả nên chưa hẹn lại được.',
    en: 'The dossier has no date promised yet, so there is none to move.',
  },
  'last-step': {
    kind: 'conflict',
    vi: 'Đây là bước cuối trước khi trả kết quả. Hãy dùng "Hoàn thành" và kèm kết quả.',
    en: 'This is the last step before the result. Use “Finish” and attach the result.',
  },
  'first-step': {
    kind: 'conflict',
    vi: 'Đây là bước đầu, không có bước trước để trả lại.',
    en: 'This is the first step; there is none to send it back to.',
  },
  'result-missing': {
    kind: 'invalid',
    vi: 'Chưa có tệp kết quả. Hãy đính kèm tệp, hoặc chọn để hệ thống soạn kết quả.',
    en: 'There is no result file. Attach one, or let the system typeset it.',
  },
  'cannot-typeset': {
    kind: 'invalid',
    vi: 'Chưa đủ nội dung để soạn kết quả. Hãy ghi trích yếu kết quả, hoặc đính kèm tệp kết quả.',
    en: 'There is too little to typeset a result from. Write its summary, or attach the result file.',
  },
  'child-missing': {
    kind: 'invalid',
    vi: 'Hồ sơ này nhận tại quầy nên không có phần kê khai về trẻ để soạn Giấy khai sinh. Hãy đính kèm tệp kết quả.',
    en: 'This dossier came over the counter and declares no child to typeset a certificate from. Attach the result file.',
  },
  'another-name': {
    kind: 'invalid',
    vi: 'Số định danh này trong sổ mang tên khác ({hint}). Hãy so lại từng chữ số và họ tên với thẻ căn cước. Nếu đúng là người ấy đã đổi tên, hãy ghi theo tên cũ và đề nghị sửa dữ liệu cá nhân trước.',
    en: 'In the register this number bears another name ({hint}). Compare every digit and the name with the card. If it is she under a new name, write the old one and ask for her data to be corrected first.',
  },
  'account-unchecked': {
    kind: 'invalid',
    vi: 'Số định danh này có một tài khoản tự đăng ký trên mạng, chưa ai xem giấy tờ. Hãy hỏi người nộp tài khoản đó có phải của họ không, xem căn cước, rồi chọn ở ô "Tài khoản tự đăng ký là của người này". Chọn "Không phải" thì tài khoản kia bị khóa.',
    en: 'An account registered online bears this number and nobody has checked it. Ask whether it is the applicant’s, look at the card, and answer in “The online account is theirs”. “No” locks that account.',
  },
  'foreign-file': {
    kind: 'forbidden',
    vi: 'Tệp "{name}" không phải của bạn. Hãy tải tệp lên lại.',
    en: 'The file “{name}” is not yours. Upload it again.',
  },
  'no-such-dossier': {
    kind: 'missing',
    vi: 'Không có hồ sơ mang mã "{number}". Hãy kiểm tra lại mã trên giấy tiếp nhận.',
    en: 'There is no dossier “{number}”. Check the number on your receipt.',
  },
  'not-yet-returned': {
    kind: 'conflict',
    vi: 'Chỉ đánh giá được sau khi có kết quả.',
    en: 'You can rate only after there is a result.',
  },
  'already-rated': {
    kind: 'conflict',
    vi: 'Bạn đã đánh giá hồ sơ này rồi. Cảm ơn bạn.',
    en: 'You have already rated this dossier. Thank you.',
  },
  'promise-not-later': {
    kind: 'invalid',
    vi: 'Ngày hẹn mới phải sau {due}. Hãy chọn ngày giờ muộn hơn.',
    en: 'The new date must be later than {due}. Choose a later one.',
  },
  'promise-closed': {
    kind: 'invalid',
    vi: 'Lúc {at} cơ quan không làm việc. Hãy hẹn vào giờ làm việc.',
    en: 'The office does not work at {at}. Choose a working hour.',
  },
  'promise-too-far': {
    kind: 'invalid',
    vi: 'Chỉ được hẹn lại đến {latest}: gia hạn không quá một lần thời hạn giải quyết. Hãy chọn ngày sớm hơn.',
    en: 'It can be moved to {latest} at the latest: once the whole limit. Choose an earlier date.',
  },
  'siblings-open': {
    kind: 'conflict',
    vi: 'Còn bước làm song song chưa xong: {names}. Khi các bước đó xong thì mới hoàn thành được.',
    en: 'Steps done side by side are still open: {names}. Finish when they are done.',
  },
  'wrong-centre': {
    kind: 'invalid',
    vi: 'Không có Trung tâm Phục vụ hành chính công nhận hoặc trả hồ sơ ở nơi đã chọn. Hãy chọn lại trong danh sách.',
    en: 'There is no one-stop centre at the chosen place. Choose from the list.',
  },
  'representative-paper': {
    kind: 'invalid',
    vi: 'Người nộp thay phải có giấy ủy quyền hoặc giấy đại diện. Hãy ghi số, ngày và nơi lập của giấy đó.',
    en: 'Who files for another needs a paper of authority. Write its number, date and where it was made.',
  },
  'own-representative': {
    kind: 'invalid',
    vi: 'Người nộp thay và người yêu cầu là một. Hãy để trống phần người nộp thay.',
    en: 'The representative is the applicant herself. Leave the representative empty.',
  },
  'post-address': {
    kind: 'invalid',
    vi: 'Trả kết quả qua bưu chính cần địa chỉ nhận. Hãy ghi địa chỉ.',
    en: 'A result sent by post needs an address. Write it.',
  },
  'bundle-waits': {
    kind: 'conflict',
    vi: 'Hồ sơ này nằm trong bộ liên thông và đang chờ kết quả của {number}. Chưa làm được bước này.',
    en: 'This dossier belongs to a filing of several and waits for the result of {number}. Nothing can be done yet.',
  },
  'no-such-bundle': {
    kind: 'missing',
    vi: 'Không có bộ thủ tục liên thông "{code}" đang hiệu lực. Hãy tìm lại trong danh mục.',
    en: 'There is no filing of several procedures “{code}” in force. Look it up again.',
  },
  'newer-draft': {
    kind: 'conflict',
    vi: 'Bản nháp này vừa được lưu ở cửa sổ khác. Hãy tải lại trang để tiếp tục bản mới nhất.',
    en: 'This draft was just saved in another window. Reload to go on with the newest.',
  },
  'too-many-drafts': {
    kind: 'too-many',
    vi: 'Bạn đang có {count} bản nháp, tối đa {max}. Hãy gửi hoặc xóa bớt bản nháp cũ.',
    en: 'You have {count} drafts, at most {max}. Send or delete old ones.',
  },
})
