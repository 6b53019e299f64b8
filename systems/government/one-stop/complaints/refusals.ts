import { refusals } from '#ground/refusal'

export const refuseComplaint = refusals('complaint', {
  'no-limit': {
    kind: 'unavailable',
    vi: 'Ngày {date} chưa có quy định thời hạn trả lời phản ánh. Hãy báo quản trị nhập thời hạn đang áp dụng.',
    en: 'No limit for answering complaints is in force on {date}. Tell the administrator.',
  },
  'no-person': {
    kind: 'forbidden',
    vi: 'Tài khoản này chưa gắn với một người trong sổ nên chưa gửi phản ánh được. Hãy cập nhật thông tin cá nhân.',
    en: 'This account is not tied to a person. Complete your personal data first.',
  },
  'not-yours': {
    kind: 'invalid',
    vi: 'Không có hồ sơ mã "{number}" của bạn. Hãy kiểm tra lại mã, hoặc để trống và chọn cơ quan.',
    en: 'You have no dossier "{number}". Check it, or leave it empty and choose the agency.',
  },
  'no-agency': {
    kind: 'invalid',
    vi: 'Hãy chọn cơ quan bạn muốn nói đến, hoặc ghi mã hồ sơ.',
    en: 'Choose the agency it is about, or give the number of a dossier.',
  },
  'too-many': {
    kind: 'too-many',
    vi: 'Hôm nay bạn đã gửi {max} phản ánh, là giới hạn một ngày. Hãy gửi tiếp vào ngày mai hoặc gọi đường dây nóng.',
    en: 'You sent {max} complaints today, which is the limit. Send more tomorrow or call the hotline.',
  },
  'not-asked': {
    kind: 'conflict',
    vi: 'Cơ quan chưa đề nghị làm rõ, hoặc bạn đã gửi nội dung làm rõ rồi.',
    en: 'Nothing was asked, or you have answered already.',
  },
  'names-sender': {
    kind: 'invalid',
    vi: 'Nội dung công khai còn họ tên người gửi. Hãy bỏ tên riêng rồi công khai.',
    en: 'The text still names the sender. Take the name out before publishing.',
  },
  missing: {
    kind: 'missing',
    vi: 'Không tìm thấy phản ánh mã "{number}" trong tài khoản của bạn.',
    en: 'There is no complaint "{number}" in your account.',
  },
  'not-answered': {
    kind: 'conflict',
    vi: 'Chỉ đánh giá được sau khi cơ quan trả lời, và một lần.',
    en: 'It can be rated once, after it was answered.',
  },
  'no-rating': {
    kind: 'invalid',
    vi: 'Hãy chọn một trong ba mức hài lòng.',
    en: 'Choose one of the three.',
  },
})
