import { refusals } from '#ground/refusal'

export const refuse = refusals('scanning', {
  missing: {
    kind: 'missing',
    vi: 'Không có giấy tờ này trong khay của bạn. Hãy tải lại khay.',
    en: 'There is no such paper in your tray. Load the tray again.',
  },
  'tray-full': {
    kind: 'too-many',
    vi: 'Khay đã có {count} giấy tờ, tối đa {max}. Hãy dùng hoặc bỏ bớt giấy tờ trong khay.',
    en: 'The tray holds {count} papers, at most {max}. Use or throw away some.',
  },
  'no-pages': {
    kind: 'unsupported',
    vi: 'Tệp "{name}" không phải ảnh hoặc PDF nên không đọc và ghép trang được. Hãy quét ra PDF, JPG hoặc PNG.',
    en: '“{name}” is neither a picture nor a PDF and cannot be read. Scan to PDF, JPG or PNG.',
  },
  'too-many-sheets': {
    kind: 'too-large',
    vi: 'Ghép lại sẽ thành {count} trang, tối đa {max}. Hãy tách thành nhiều giấy tờ.',
    en: 'Joined it would have {count} sheets, at most {max}. Keep it as several papers.',
  },
  'already-settled': {
    kind: 'conflict',
    vi: 'Giấy tờ này đã vào hồ sơ, đã ghép hoặc đã bỏ. Hãy tải lại khay.',
    en: 'This paper is already in a dossier, joined or thrown away. Load the tray again.',
  },
  'nothing-to-split': {
    kind: 'invalid',
    vi: 'Chọn trang từ 2 đến {last} để tách.',
    en: 'Choose a sheet from 2 to {last} to split at.',
  },
  unreadable: {
    kind: 'unavailable',
    vi: 'Máy đọc chữ gặp lỗi với tệp này. Bản quét vẫn còn trong khay: bấm "Đọc lại" hoặc tự chọn giấy tờ.',
    en: 'The reader failed on this file. The scan is still in the tray: read it again or choose the paper yourself.',
  },
  'no-room-to-part': {
    kind: 'too-many',
    vi: 'Xấp này có {count} giấy tờ theo tờ đầu, nhưng khay chỉ chứa {max}. Hãy dùng hoặc bỏ bớt giấy tờ rồi bấm "Đọc lại".',
    en: 'By its covers this pile holds {count} papers, the tray at most {max}. Use or throw away some, then read it again.',
  },
  'no-cover': {
    kind: 'invalid',
    vi: 'Giấy tờ này không nằm dưới tờ đầu nào. Hãy nhận nó vào hồ sơ ở màn hình Nhận hồ sơ.',
    en: 'This paper lies under no cover. Take it into a dossier on the receiving screen.',
  },
  'still-reading': {
    kind: 'conflict',
    vi: 'Giấy tờ này đang được đọc. Hãy đợi đến khi khay báo đã đọc xong rồi đưa vào hồ sơ.',
    en: 'This paper is still being read. Wait until the tray shows it as read, then send it on.',
  },
  'dossier-elsewhere': {
    kind: 'missing',
    vi: 'Không có hồ sơ mang mã trên tờ đầu ở quầy của bạn. Hãy kiểm tra lại tờ đầu, hoặc nhận giấy tờ này vào hồ sơ khác.',
    en: 'No dossier of your counter bears the number of the cover. Look at the cover again, or use the paper elsewhere.',
  },
  'dossier-ended': {
    kind: 'conflict',
    vi: 'Hồ sơ {number} đã kết thúc nên không thêm giấy tờ được nữa.',
    en: 'Dossier {number} has ended; no paper can be added.',
  },
  'dossier-full': {
    kind: 'too-many',
    vi: 'Hồ sơ {number} đã có {max} giấy tờ, là tối đa. Hãy ghép các giấy tờ cùng loại trước.',
    en: 'Dossier {number} holds {max} papers, the most there may be. Join papers of a kind first.',
  },
  'no-separators': {
    kind: 'missing',
    vi: 'Thủ tục này không có giấy tờ nào như đã chọn. Hãy chọn lại trong danh sách thành phần hồ sơ.',
    en: 'This procedure asks for no such paper. Choose from its list of papers.',
  },
  'card-unseen': {
    kind: 'invalid',
    vi: 'Thông tin người nộp đọc từ mã QR trên bản quét. Hãy đối chiếu với thẻ căn cước rồi đánh dấu "Đã đối chiếu với thẻ".',
    en: 'The applicant was read from a code on a scan. Compare it with the card, then tick that you did.',
  },
  'consent-missing': {
    kind: 'invalid',
    vi: 'Hãy hỏi và đánh dấu người nộp đồng ý dùng lại giấy tờ trong kho.',
    en: 'Ask the applicant and tick the consent to take papers from the store.',
  },
  'not-reusable': {
    kind: 'invalid',
    vi: 'Giấy tờ "{name}" trong kho không còn dùng lại được. Hãy quét bản mới.',
    en: 'The stored paper “{name}” cannot be used again. Scan a new one.',
  },
  'no-desk': {
    kind: 'forbidden',
    vi: 'Bạn không giữ vai trò một cửa ở trung tâm nào nên chưa nhận hồ sơ tại quầy được.',
    en: 'You hold no one-stop role at a centre and cannot receive dossiers at a counter.',
  },
  'too-many-dossiers': {
    kind: 'too-many',
    vi: 'Mỗi lần lập tối đa {max} hồ sơ cho một người. Hãy chia thành nhiều lần.',
    en: 'At most {max} dossiers for one person at a time. Split them.',
  },
  'nothing-filed': {
    kind: 'invalid',
    vi: 'Chưa chọn thủ tục nào. Hãy thêm ít nhất một hồ sơ.',
    en: 'No procedure is chosen. Add at least one dossier.',
  },
  'pile-empty': {
    kind: 'invalid',
    vi: 'Danh sách chưa có dòng nào đọc được. Mỗi dòng cần số định danh 12 số và họ tên.',
    en: 'The list has no line that can be read. Each needs a 12-digit number and a name.',
  },
  'pile-too-long': {
    kind: 'too-many',
    vi: 'Danh sách có {count} dòng, tối đa {max}. Hãy chia thành nhiều xấp.',
    en: 'The list has {count} lines, at most {max}. Split it.',
  },
  'no-pile': {
    kind: 'missing',
    vi: 'Không có xấp hồ sơ này, hoặc không phải của bạn.',
    en: 'There is no such pile, or it is not yours.',
  },
})
