import { refusals } from '#ground/refusal'

export const refusePrinting = refusals('printing', {
  'no-such-form': {
    kind: 'missing',
    vi: 'Không có biểu mẫu này. Hãy chọn mẫu 01 đến 06, tệp PDF hoặc DOCX, trong danh sách biểu mẫu của hồ sơ.',
    en: 'There is no such form. Choose form 01 to 06, as PDF or DOCX, from the forms of the dossier.',
  },
  'not-issued': {
    kind: 'missing',
    vi: 'Hồ sơ {number} chưa có "{form}". {when}.',
    en: 'Dossier {number} has no “{form}” yet. {when}.',
  },
  'no-purpose': {
    kind: 'invalid',
    vi: 'Sổ theo dõi có họ tên, địa chỉ, điện thoại. Hãy ghi mục đích in, từ {min} đến {max} ký tự; mục đích được ghi nhật ký và người có tên đọc được.',
    en: 'The register holds names, addresses and telephones. Say what it is printed for, in {min} to {max} characters; it is logged and those named can read it.',
  },
  'bad-period': {
    kind: 'invalid',
    vi: 'Khoảng ngày không đúng. Hãy chọn từ ngày, đến ngày cách nhau nhiều nhất {daysMax} ngày.',
    en: 'The period is not right. Choose a first and a last day at most {daysMax} days apart.',
  },
  'no-centre': {
    kind: 'invalid',
    vi: 'Hãy chọn trung tâm mà bạn được xem sổ.',
    en: 'Choose a centre whose register you may see.',
  },
  'too-many-rows': {
    kind: 'too-large',
    vi: 'Có hơn {max} hồ sơ trong khoảng này; một sổ {format} có nhiều nhất {max} dòng. Hãy chọn khoảng ngày ngắn hơn, một trung tâm, một thủ tục, hoặc tải XLSX (đến 5.000 dòng).',
    en: 'There are more than {max} dossiers in this period; a register as {format} holds at most {max} lines. Choose a shorter period, one centre, one procedure, or XLSX (up to 5,000).',
  },
  'nothing-to-print': {
    kind: 'invalid',
    vi: 'Hãy chọn ít nhất một hồ sơ đã có {form} để in.',
    en: 'Choose at least one dossier that has its {form}.',
  },
  'too-many-dossiers': {
    kind: 'too-large',
    vi: 'Mỗi lần in gộp được nhiều nhất {max} hồ sơ, bạn chọn {count}. Hãy chọn bớt rồi in thành nhiều lần.',
    en: 'At most {max} dossiers are printed together, you chose {count}. Choose fewer and print several times.',
  },
})
