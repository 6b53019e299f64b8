import { formatDate, isLocalDate } from '#ground/clock'
import { formatMoney, formatNumber } from '#ground/money'
import type { Words } from '#ground/text'
import type { Condition, DesignField, DesignFieldKind, DesignStepKind, FieldCheck, Prefill } from './shape.ts'

const w = (vi: string, en: string): Words => ({ vi, en })

export const designWords = {
  title: w('Thiết kế thủ tục', 'Procedure design'),
  plural: w('Thiết kế thủ tục', 'Procedure designs'),
  fields: {
    procedure_code: w('Mã thủ tục', 'Procedure code'),
    edition: w('Lần', 'Edition'),
    title: w('Tên gọi', 'Title'),
    state: w('Tình trạng', 'State'),
    origin: w('Nguồn gốc', 'Origin'),
    content: w('Nội dung', 'Content'),
    valid_from: w('Hiệu lực từ', 'In force from'),
    valid_to: w('Hiệu lực đến', 'In force to'),
    decision: w('Quyết định công bố', 'Announced by'),
    decided_on: w('Ngày công bố', 'Decided on'),
    listed_on: w('Ngày niêm yết, công khai', 'Listed on'),
    published_at: w('Đưa vào dùng lúc', 'Published at'),
    note: w('Ghi chú', 'Note'),
  },
  choices: {
    state: {
      draft: w('Bản nháp', 'Draft'),
      published: w('Đã công bố', 'Published'),
      withdrawn: w('Đã thu hồi', 'Withdrawn'),
    },
    origin: {
      default: w('Mặc định', 'Default'),
      province: w('Giá trị của tỉnh', 'Province'),
      administrator: w('Quản trị viên dựng', 'Built by an administrator'),
    },
  },
}

export const exampleWords = {
  title: w('Ví dụ của thủ tục', 'Example of a procedure'),
  plural: w('Ví dụ của thủ tục', 'Examples of procedures'),
  fields: {
    procedure_code: w('Mã thủ tục', 'Procedure code'),
    name: w('Tên ví dụ', 'Name'),
    note: w('Ghi chú', 'Note'),
    content: w('Hồ sơ mẫu', 'Made-up dossier'),
    expected: w('Kết quả mong đợi', 'What is expected'),
    valid_from: w('Dùng từ', 'In use from'),
    valid_to: w('Dùng đến', 'In use to'),
  },
  facts: {
    kept: w('Lưu ví dụ', 'Kept'),
    replaced: w('Thay bằng bản sửa', 'Replaced'),
    removed: w('Xóa khỏi bộ ví dụ', 'Taken out'),
  },
}

export const fieldKindWords: Record<DesignFieldKind, Words> = {
  text: w('Chữ', 'Text'),
  number: w('Số', 'Number'),
  money: w('Số tiền', 'Money'),
  date: w('Ngày', 'Date'),
  period: w('Khoảng ngày', 'Period'),
  choice: w('Chọn một', 'Choose one'),
  many: w('Chọn nhiều', 'Choose several'),
  yesno: w('Có hoặc không', 'Yes or no'),
  identifier: w('Số định danh, liên hệ', 'Identifier'),
  place: w('Vị trí trên bản đồ', 'Place on a map'),
  rows: w('Bảng nhiều dòng', 'Table'),
  files: w('Tệp đính kèm', 'Files'),
}

export const stepKindWords: Record<DesignStepKind, Words> = {
  receive: w('Tiếp nhận', 'Receive'),
  handle: w('Thụ lý', 'Handle'),
  review: w('Soát xét', 'Review'),
  sign: w('Ký duyệt', 'Sign'),
  stamp: w('Vào số, đóng dấu', 'Number and stamp'),
  duty: w('Nghĩa vụ tài chính', 'Financial duty'),
  return: w('Trả kết quả', 'Return the result'),
}

export const prefillWords: Record<string, Words> = {
  full_name: w('Họ tên người nộp', 'Applicant’s name'),
  national_id: w('Số định danh người nộp', 'Applicant’s number'),
  birth_date: w('Ngày sinh người nộp', 'Applicant’s birth date'),
  sex: w('Giới tính người nộp', 'Applicant’s sex'),
  phone: w('Điện thoại người nộp', 'Applicant’s telephone'),
  email: w('Thư điện tử người nộp', 'Applicant’s e-mail'),
  address: w('Địa chỉ người nộp', 'Applicant’s address'),
  commune: w('Xã, phường người nộp', 'Applicant’s commune'),
  tax_code: w('Mã số thuế người nộp', 'Applicant’s tax code'),
}

export const checkWords: Record<FieldCheck['check'], Words> = {
  'not-future': w('không sau hôm nay', 'not after today'),
  'not-past': w('không trước hôm nay', 'not before today'),
  'age-at-least': w('đủ tuổi từ', 'aged at least'),
  'age-at-most': w('tuổi không quá', 'aged at most'),
  after: w('sau', 'after'),
  'not-before': w('không trước', 'not before'),
  equals: w('giống', 'same as'),
  differs: w('khác', 'different from'),
  pattern: w('chỉ gồm', 'made of'),
  year: w('là năm, bốn chữ số', 'is a year'),
  'filled-when': w('phải điền khi', 'filled in when'),
}

export const patternWords = {
  letters: w('chữ cái', 'letters'),
  digits: w('chữ số', 'digits'),
  code: w('chữ, số và gạch nối', 'letters, digits and hyphens'),
}

type Fields = ReadonlyMap<string, DesignField>

/** A number as each language writes it: 1.234,5 and 1,234.5. */
export function speakNumber(value: number): Words {
  const [whole = '', rest] = String(value).split('.')
  return w(
    `${formatNumber(Number(whole))}${rest ? `,${rest}` : ''}`,
    `${formatNumber(Number(whole)).replaceAll('.', ',')}${rest ? `.${rest}` : ''}`,
  )
}

/** An answer as a person reads it. */
export function speakValue(field: DesignField | undefined, value: string | number | boolean): Words {
  if (typeof value === 'boolean') return value ? w('Có', 'Yes') : w('Không', 'No')
  if (typeof value === 'number') {
    if (field?.kind !== 'money') return speakNumber(value)
    return w(formatMoney(value), formatMoney(value))
  }
  const choice = field?.choices?.find((one) => one.value === value)
  const text = isLocalDate(value) ? formatDate(value) : value
  return choice?.label ?? w(text, text)
}

/** A condition as a sentence: "Loại đất là Đất trồng lúa và Diện tích từ 500 trở lên". */
export function speakCondition(condition: Condition | undefined, fields: Fields, inner = false): Words {
  if (!condition) return w('luôn luôn', 'always')
  if ('all' in condition || 'any' in condition) {
    const parts = ('all' in condition ? condition.all : condition.any).map((one) => speakCondition(one, fields, true))
    const [vi, en] = 'all' in condition ? [' và ', ' and '] : [' hoặc ', ' or ']
    const joined = w(parts.map((one) => one.vi).join(vi), parts.map((one) => one.en).join(en))
    return inner && parts.length > 1 ? w(`(${joined.vi})`, `(${joined.en})`) : joined
  }
  const field = fields.get(condition.field)
  const label = field?.label ?? w(condition.field || '…', condition.field || '…')
  const say = (vi: string, en: string) => w(`${label.vi} ${vi}`, `${label.en} ${en}`)
  switch (condition.is) {
    case 'filled':
      return say('có điền', 'is filled in')
    case 'empty':
      return say('để trống', 'is empty')
    case 'equals': {
      const value = speakValue(field, condition.value)
      return say(`là ${value.vi}`, `is ${value.en}`)
    }
    case 'differs': {
      const value = speakValue(field, condition.value)
      return say(`không phải ${value.vi}`, `is not ${value.en}`)
    }
    case 'one-of': {
      const values = condition.values.map((one) => speakValue(field, one))
      return say(
        `là một trong: ${values.map((one) => one.vi).join(', ')}`,
        `is one of: ${values.map((one) => one.en).join(', ')}`,
      )
    }
    case 'at-least': {
      const value = speakValue(field, condition.value)
      return say(`từ ${value.vi} trở lên`, `is at least ${value.en}`)
    }
    case 'at-most': {
      const value = speakValue(field, condition.value)
      return say(`từ ${value.vi} trở xuống`, `is at most ${value.en}`)
    }
  }
}

/** What a field is filled with, in words. */
export function speakPrefill(prefill: Prefill, field?: DesignField): Words {
  if (prefill.from === 'today') return w('Ngày hôm nay', 'Today')
  if (prefill.from === 'applicant') return prefillWords[prefill.field] ?? w(prefill.field, prefill.field)
  return speakValue(field, prefill.value)
}

/** A check in words: "đủ tuổi từ 18", "sau Ngày sinh". */
export function speakCheck(check: FieldCheck, fields: Fields): Words {
  const head = checkWords[check.check]
  if ('years' in check) return w(`${head.vi} ${check.years}`, `${head.en} ${check.years}`)
  if ('pattern' in check) {
    const made = patternWords[check.pattern]
    return w(`${head.vi} ${made.vi}`, `${head.en} ${made.en}`)
  }
  if ('when' in check) {
    const asked = speakCondition(check.when, fields)
    return w(`${head.vi} ${asked.vi}`, `${head.en} ${asked.en}`)
  }
  if (!('field' in check)) return head
  const other = fields.get(check.field)?.label ?? w(check.field, check.field)
  return w(`${head.vi} ${other.vi}`, `${head.en} ${other.en}`)
}

/** Units a step may fall to, by the rule the province resolves for each dossier; departments are added by their codes. */
export const unitRuleWords: Record<string, Words> = {
  'receiving-centre': w('Trung tâm nơi tiếp nhận', 'Centre that receives'),
  'returning-centre': w('Trung tâm nơi trả kết quả', 'Centre that returns'),
  'commune-office': w('Văn phòng HĐND và UBND xã, phường', 'Office of the commune'),
  'commune-economy': w('Phòng Kinh tế xã, phường', 'Economy section of the commune'),
  'commune-culture': w('Phòng Văn hóa, Xã hội xã, phường', 'Culture section of the commune'),
  'commune-leaders': w('Lãnh đạo UBND xã, phường', 'Leaders of the commune'),
  'province-leaders': w('Lãnh đạo UBND tỉnh', 'Leaders of the province'),
  'land-registry': w('Văn phòng đăng ký đất đai', 'Land registry'),
  'tax-agency': w('Cơ quan thuế', 'Tax agency'),
}
