import { addMonths, isLocalDate, type LocalDate } from '#ground/clock'
import { type Refusal, refusals } from '#ground/refusal'
import type { Words } from '#ground/text'
import { type Field, html, type Option, readAnswers, say, shown } from '#kernel/channels'

/**
 * What a citizen is asked, procedure by procedure. The names of the answers of birth registration are those the birth
 * certificate is typeset from. A procedure without questions of its own gets the general form.
 */
export interface QuestionPage {
  name: string
  title: Words
  /** One or two words, for the row of steps. */
  short?: Words
  lead?: Words
  fields: readonly Field[]
}

export const refuse = refusals('questions', {
  'future-date': {
    kind: 'invalid',
    vi: '"{label}" là ngày chưa đến. Hãy kiểm tra lại ngày, tháng, năm.',
    en: '“{label}” lies in the future. Check the day, month and year.',
  },
  'not-a-year': {
    kind: 'invalid',
    vi: '"{text}" không phải là năm hợp lệ. Hãy ghi bốn chữ số, từ 1900 đến {last}.',
    en: '“{text}” is not a year. Write four digits, from 1900 to {last}.',
  },
  'no-parent': {
    kind: 'invalid',
    vi: 'Hãy ghi họ tên của mẹ hoặc của cha. Nếu trẻ bị bỏ rơi hoặc chưa xác định được cha mẹ, hãy đến Trung tâm Phục vụ hành chính công.',
    en: 'Give the name of the mother or of the father. For a foundling, come to the one-stop centre.',
  },
  'too-young': {
    kind: 'invalid',
    vi: '{who} chưa đủ {years} tuổi tính đến hôm nay, nên chưa đăng ký kết hôn được (Luật Hôn nhân và gia đình 2014, Điều 8).',
    en: '{who} is not yet {years} years old, so the marriage cannot be registered (Law on Marriage and Family 2014, art. 8).',
  },
  'same-person': {
    kind: 'invalid',
    vi: 'Số định danh của hai bên đang giống nhau. Hãy nhập đúng số của từng người.',
    en: 'Both parties have the same personal number. Give each their own.',
  },
  'earlier-marriage': {
    kind: 'invalid',
    vi: 'Hãy ghi số, ngày và nơi cấp bản án, quyết định ly hôn hoặc Trích lục khai tử của người vợ, người chồng trước.',
    en: 'Give the number, date and issuer of the divorce ruling or of the death extract.',
  },
  'purpose-missing': {
    kind: 'invalid',
    vi: 'Hãy ghi rõ mục đích sử dụng giấy xác nhận.',
    en: 'Say what the certificate is for.',
  },
  'death-before-birth': {
    kind: 'invalid',
    vi: 'Ngày chết không thể trước ngày sinh. Hãy kiểm tra lại hai ngày này.',
    en: 'The death cannot come before the birth. Check both dates.',
  },
})

const w = (vi: string, en: string): Words => ({ vi, en })
const sexes = [
  { value: 'male', label: w('Nam', 'Male') },
  { value: 'female', label: w('Nữ', 'Female') },
]
const PERSONAL = 'basic' as const

const name = (field: string, label: Words, required = true): Field => ({
  name: field,
  kind: 'text',
  label,
  required,
  max: 200,
  personal: PERSONAL,
})
const text = (field: string, label: Words, more: Partial<Field> = {}): Field => ({
  name: field,
  kind: 'text',
  label,
  max: 200,
  ...more,
})
/** A year is four digits, not a number: nobody writes 1.994. */
const year = (field: string, label: Words, more: Partial<Field> = {}): Field => text(field, label, { max: 4, ...more })
const idNumber = (field: string, label: Words, required = false): Field => ({
  name: field,
  kind: 'identifier',
  identifier: 'nationalId',
  label,
  required,
  personal: PERSONAL,
})
const copies: Field = {
  name: 'copies',
  kind: 'number',
  label: w('Số bản sao đề nghị cấp kèm', 'Copies asked for'),
  help: w(
    'Mỗi bản sao trích lục thu 8.000 đồng. Để trống nếu không cần.',
    'Each copy costs 8,000 VND. Leave empty for none.',
  ),
  min: 0,
  max: 50,
}

function parentPage(who: 'mother' | 'father', title: Words): QuestionPage {
  const of = who === 'mother' ? w('mẹ', 'the mother') : w('cha', 'the father')
  const label = (vi: string, en: string) => w(`${vi} của ${of.vi}`, `${en} of ${of.en}`)
  return {
    name: who,
    title,
    lead: w(`Bỏ trống trang này nếu không khai ${of.vi}.`, `Leave this page empty if ${of.en} is not declared.`),
    fields: [
      name(`${who}_name`, label('Họ, chữ đệm, tên', 'Full name'), false),
      year(`${who}_birth_year`, label('Năm sinh', 'Year of birth'), { personal: PERSONAL }),
      text(`${who}_ethnicity`, label('Dân tộc', 'Ethnicity'), { max: 60 }),
      text(`${who}_nationality`, label('Quốc tịch', 'Nationality'), { max: 60 }),
      idNumber(`${who}_national_id`, label('Số định danh cá nhân', 'Personal number')),
      text(`${who}_residence`, label('Nơi cư trú', 'Residence'), { max: 300, personal: PERSONAL }),
    ],
  }
}

const birth: readonly QuestionPage[] = [
  {
    name: 'child',
    title: w('Người được khai sinh', 'The child'),
    short: w('Trẻ', 'Child'),
    fields: [
      name('child_name', w('Họ, chữ đệm, tên', 'Full name')),
      {
        name: 'child_birth_date',
        kind: 'date',
        label: w('Ngày sinh', 'Date of birth'),
        required: true,
        personal: PERSONAL,
      },
      { name: 'child_sex', kind: 'choice', label: w('Giới tính', 'Sex'), required: true, choices: sexes },
      text('child_ethnicity', w('Dân tộc', 'Ethnicity'), { required: true, max: 60 }),
      text('child_nationality', w('Quốc tịch', 'Nationality'), { required: true, max: 60 }),
      text('child_birth_place', w('Nơi sinh', 'Place of birth'), {
        required: true,
        max: 300,
        help: w(
          'Tên cơ sở y tế và xã, phường, tỉnh; sinh tại nhà thì ghi nơi cư trú.',
          'Hospital with commune and province; at home: the address.',
        ),
      }),
      text('child_home_town', w('Quê quán', 'Home town'), {
        required: true,
        max: 300,
        help: w('Theo quê quán của cha hoặc mẹ.', 'That of the father or the mother.'),
      }),
    ],
  },
  { ...parentPage('mother', w('Người mẹ', 'The mother')), short: w('Mẹ', 'Mother') },
  { ...parentPage('father', w('Người cha', 'The father')), short: w('Cha', 'Father') },
  {
    name: 'declarant',
    title: w('Người đi khai sinh', 'Who declares'),
    short: w('Người khai', 'Declarant'),
    fields: [
      {
        name: 'relation',
        kind: 'choice',
        label: w('Quan hệ của bạn với trẻ', 'Your relation to the child'),
        required: true,
        choices: [
          { value: 'mother', label: w('Mẹ', 'Mother') },
          { value: 'father', label: w('Cha', 'Father') },
          { value: 'grandparent', label: w('Ông, bà', 'Grandparent') },
          { value: 'relative', label: w('Người thân thích khác', 'Other relative') },
          { value: 'carer', label: w('Cá nhân, tổ chức đang nuôi dưỡng trẻ', 'Person or body raising the child') },
        ],
      },
      copies,
    ],
  },
]

function partyPage(who: 'husband' | 'wife', title: Words): QuestionPage {
  return {
    name: who,
    title,
    fields: [
      name(`${who}_name`, w('Họ, chữ đệm, tên', 'Full name')),
      {
        name: `${who}_birth_date`,
        kind: 'date',
        label: w('Ngày sinh', 'Date of birth'),
        required: true,
        personal: PERSONAL,
      },
      idNumber(`${who}_national_id`, w('Số định danh cá nhân', 'Personal number'), true),
      text(`${who}_ethnicity`, w('Dân tộc', 'Ethnicity'), { required: true, max: 60 }),
      text(`${who}_nationality`, w('Quốc tịch', 'Nationality'), { required: true, max: 60 }),
      text(`${who}_residence`, w('Nơi cư trú', 'Residence'), { required: true, max: 300, personal: PERSONAL }),
      {
        name: `${who}_marriages`,
        kind: 'number',
        label: w('Kết hôn lần thứ mấy', 'Which marriage is this'),
        required: true,
        min: 1,
        max: 20,
      },
    ],
  }
}

const marriage: readonly QuestionPage[] = [
  partyPage('husband', w('Bên nam', 'The man')),
  partyPage('wife', w('Bên nữ', 'The woman')),
  {
    name: 'declaration',
    title: w('Cam đoan của hai bên', 'Declaration of both'),
    short: w('Cam đoan', 'Declaration'),
    fields: [
      {
        name: 'voluntary',
        kind: 'refs',
        label: w('Hai bên cam đoan', 'Both declare'),
        required: true,
        choices: [
          {
            value: 'yes',
            label: w(
              'Việc kết hôn là tự nguyện, không vi phạm điều cấm của pháp luật về hôn nhân và gia đình',
              'The marriage is voluntary and breaks no prohibition of the law on marriage and family',
            ),
          },
        ],
      },
      copies,
    ],
  },
]

const maritalStatus: readonly QuestionPage[] = [
  {
    name: 'subject',
    title: w('Người được xác nhận', 'Who it is about'),
    short: w('Xác nhận cho', 'For whom'),
    fields: [
      {
        name: 'relation',
        kind: 'choice',
        label: w('Bạn xin xác nhận cho ai', 'For whom do you ask'),
        required: true,
        choices: [
          { value: 'self', label: w('Cho chính tôi', 'For myself') },
          { value: 'child', label: w('Cho con', 'For my child') },
          { value: 'other', label: w('Cho người khác, có ủy quyền', 'For someone else, with a power of attorney') },
        ],
      },
      name('subject_name', w('Họ, chữ đệm, tên', 'Full name')),
      {
        name: 'subject_birth_date',
        kind: 'date',
        label: w('Ngày sinh', 'Date of birth'),
        required: true,
        personal: PERSONAL,
      },
      { name: 'subject_sex', kind: 'choice', label: w('Giới tính', 'Sex'), required: true, choices: sexes },
      idNumber('subject_national_id', w('Số định danh cá nhân', 'Personal number'), true),
      text('subject_ethnicity', w('Dân tộc', 'Ethnicity'), { max: 60 }),
      text('subject_nationality', w('Quốc tịch', 'Nationality'), { max: 60 }),
      text('subject_residence', w('Nơi cư trú hiện nay', 'Present residence'), {
        required: true,
        max: 300,
        personal: PERSONAL,
      }),
      {
        name: 'residence_period',
        kind: 'period',
        label: w('Thời gian cư trú cần xác nhận', 'Period of residence to be confirmed'),
        help: w(
          'Chỉ ghi khi xin xác nhận cho thời gian cư trú ở nơi trước đây.',
          'Only when it is about a former residence.',
        ),
      },
    ],
  },
  {
    name: 'status',
    title: w('Tình trạng hôn nhân và mục đích', 'Status and purpose'),
    short: w('Mục đích', 'Purpose'),
    fields: [
      {
        name: 'marital_status',
        kind: 'choice',
        label: w('Tình trạng hôn nhân', 'Marital status'),
        required: true,
        choices: [
          { value: 'single', label: w('Chưa đăng ký kết hôn với ai', 'Never married') },
          { value: 'married', label: w('Đang có vợ, có chồng', 'Married') },
          { value: 'divorced', label: w('Đã ly hôn, chưa kết hôn lại', 'Divorced, not remarried') },
          { value: 'widowed', label: w('Vợ, chồng đã chết, chưa kết hôn lại', 'Widowed, not remarried') },
        ],
      },
      text('status_paper', w('Giấy tờ chứng minh', 'Proving paper'), {
        max: 500,
        lines: 2,
        help: w(
          'Đã ly hôn hoặc vợ, chồng đã chết thì ghi số, ngày, nơi cấp bản án, quyết định hoặc trích lục khai tử.',
          'If divorced or widowed: number, date and issuer of the ruling or of the death extract.',
        ),
      }),
      {
        name: 'purpose',
        kind: 'choice',
        label: w('Dùng để làm gì', 'What for'),
        required: true,
        choices: [
          { value: 'marriage', label: w('Đăng ký kết hôn', 'To marry') },
          { value: 'property', label: w('Mua bán, chuyển nhượng nhà đất, vay vốn', 'Property or a loan') },
          { value: 'other', label: w('Mục đích khác', 'Something else') },
        ],
      },
      text('purpose_detail', w('Ghi rõ mục đích', 'Say which'), {
        max: 500,
        lines: 2,
        help: w(
          'Để kết hôn thì ghi họ tên, năm sinh, nơi cư trú của người định kết hôn và nơi đăng ký.',
          'To marry: name, year of birth and residence of the other party, and where.',
        ),
      }),
    ],
  },
]

const death: readonly QuestionPage[] = [
  {
    name: 'deceased',
    title: w('Người chết', 'The deceased'),
    fields: [
      name('deceased_name', w('Họ, chữ đệm, tên', 'Full name')),
      { name: 'deceased_birth_date', kind: 'date', label: w('Ngày sinh', 'Date of birth'), personal: PERSONAL },
      { name: 'deceased_sex', kind: 'choice', label: w('Giới tính', 'Sex'), required: true, choices: sexes },
      idNumber('deceased_national_id', w('Số định danh cá nhân', 'Personal number')),
      text('deceased_residence', w('Nơi cư trú cuối cùng', 'Last residence'), { required: true, max: 300 }),
      { name: 'death_date', kind: 'date', label: w('Ngày chết', 'Date of death'), required: true },
      text('death_place', w('Nơi chết', 'Place of death'), { required: true, max: 300 }),
      text('death_cause', w('Nguyên nhân chết', 'Cause of death'), { max: 300 }),
      text('death_paper', w('Giấy báo tử hoặc giấy tờ thay thế', 'Death notice'), {
        max: 300,
        help: w('Số, ngày và nơi cấp.', 'Number, date and issuer.'),
      }),
    ],
  },
  {
    name: 'declarant',
    title: w('Người đi khai tử', 'Who declares'),
    short: w('Người khai', 'Declarant'),
    fields: [
      text('relation', w('Quan hệ với người chết', 'Relation to the deceased'), { required: true, max: 100 }),
      copies,
    ],
  },
]

const land: readonly QuestionPage[] = [
  {
    name: 'parcel',
    title: w('Thửa đất', 'The parcel'),
    fields: [
      text('parcel_number', w('Thửa đất số', 'Parcel number'), { required: true, max: 20 }),
      text('map_sheet', w('Tờ bản đồ số', 'Map sheet number'), { required: true, max: 20 }),
      text('parcel_address', w('Địa chỉ thửa đất', 'Address of the parcel'), {
        required: true,
        max: 300,
        help: w('Ấp, khóm, đường và xã, phường có đất.', 'Hamlet, street and the commune where the land lies.'),
      }),
      {
        name: 'area',
        kind: 'number',
        label: w('Diện tích', 'Area'),
        required: true,
        min: 1,
        max: 10_000_000,
        unit: 'm²',
      },
      {
        name: 'land_use',
        kind: 'choice',
        label: w('Loại đất', 'Land use'),
        required: true,
        choices: [
          { value: 'rural-housing', label: w('Đất ở tại nông thôn', 'Rural housing') },
          { value: 'urban-housing', label: w('Đất ở tại đô thị', 'Urban housing') },
          { value: 'rice', label: w('Đất trồng lúa', 'Rice') },
          { value: 'annual', label: w('Đất trồng cây hằng năm khác', 'Other annual crops') },
          { value: 'perennial', label: w('Đất trồng cây lâu năm', 'Perennial crops') },
          { value: 'aquaculture', label: w('Đất nuôi trồng thủy sản', 'Aquaculture') },
          { value: 'business', label: w('Đất thương mại, dịch vụ, sản xuất', 'Business and production') },
          { value: 'other', label: w('Loại đất khác', 'Other') },
        ],
      },
      {
        name: 'origin',
        kind: 'choice',
        label: w('Nguồn gốc sử dụng đất', 'Origin of the use'),
        required: true,
        choices: [
          { value: 'allocated', label: w('Nhà nước giao', 'Allocated by the State') },
          { value: 'leased', label: w('Nhà nước cho thuê', 'Leased from the State') },
          { value: 'bought', label: w('Nhận chuyển nhượng', 'Bought') },
          { value: 'inherited', label: w('Nhận thừa kế, tặng cho', 'Inherited or given') },
          { value: 'cleared', label: w('Tự khai hoang', 'Cleared by oneself') },
          { value: 'other', label: w('Nguồn gốc khác', 'Other') },
        ],
      },
      year('used_since', w('Sử dụng từ năm', 'Used since (year)'), { required: true }),
      {
        name: 'dispute',
        kind: 'yesno',
        label: w('Đất đang có tranh chấp?', 'Is the land in dispute?'),
        required: true,
      },
    ],
  },
  {
    name: 'holders',
    title: w('Người cùng sử dụng đất và nhà', 'Co-holders and the house'),
    short: w('Đồng sử dụng', 'Co-holders'),
    lead: w(
      'Bỏ qua nếu không có người cùng đứng tên và không có nhà trên đất.',
      'Skip if there is no co-holder and no house.',
    ),
    fields: [
      {
        name: 'co_holders',
        kind: 'rows',
        label: w('Người cùng đứng tên', 'Co-holder'),
        max: 20,
        fields: [
          name('full_name', w('Họ và tên', 'Full name')),
          idNumber('national_id', w('Số định danh cá nhân', 'Personal number'), true),
        ],
      },
      {
        name: 'house',
        kind: 'yesno',
        label: w('Trên đất có nhà ở hoặc công trình cần chứng nhận?', 'Is there a house to be certified?'),
      },
      {
        name: 'house_area',
        kind: 'number',
        label: w('Diện tích sàn', 'Floor area'),
        min: 1,
        max: 1_000_000,
        unit: 'm²',
      },
      text('wish', w('Đề nghị khác', 'Other wishes'), { max: 2_000, lines: 4 }),
    ],
  },
]

const general: readonly QuestionPage[] = [
  {
    name: 'content',
    title: w('Nội dung đề nghị', 'What you ask'),
    short: w('Nội dung', 'Content'),
    lead: w(
      'Thủ tục này chưa có tờ khai điện tử riêng. Hãy ghi nội dung đề nghị; tờ khai theo mẫu tải lên ở trang giấy tờ.',
      'This procedure has no electronic form of its own yet. Say what you ask; the official form is uploaded with the papers.',
    ),
    fields: [
      text('content', w('Nội dung đề nghị giải quyết', 'What you ask for'), {
        required: true,
        max: 4_000,
        lines: 6,
        help: w(
          'Ghi ngắn gọn việc cần giải quyết, giấy tờ hoặc đối tượng liên quan.',
          'Briefly: the matter, and which papers or things it is about.',
        ),
      }),
      text('purpose', w('Mục đích', 'Purpose'), { max: 500, lines: 2 }),
      text('subject', w('Tên tổ chức, cơ sở hoặc người liên quan', 'Organisation, business or person concerned'), {
        max: 300,
        help: w('Bỏ trống nếu bạn làm cho chính mình.', 'Leave empty if it is for yourself.'),
      }),
    ],
  },
]

const own: Readonly<Record<string, readonly QuestionPage[]>> = {
  '1.001193': birth,
  '1.000656': death,
  '1.000894': marriage,
  '1.004873': maritalStatus,
  '1.013978': land,
  '1.012753': land,
}

/** Whether the questions here stand in for the paper form of a procedure. */
export const hasOwnQuestions = (code: string): boolean => Object.hasOwn(own, code)

/** The pages of questions of a procedure. */
export function questionsFor(code: string): readonly QuestionPage[] {
  return hasOwnQuestions(code) ? (own[code] ?? general) : general
}

/** Choices of the tick-box questions, which the kit takes by name beside the fields. */
export function questionOptions(
  pages: readonly QuestionPage[],
  ethnicities: readonly Option[] = [],
): Record<string, readonly Option[]> {
  const options: Record<string, readonly Option[]> = {}
  for (const { fields } of pages) {
    for (const field of fields) {
      if (field.kind === 'text' && field.name.endsWith('_ethnicity') && ethnicities.length > 0)
        options[field.name] = ethnicities
      if (field.kind === 'refs' && field.choices)
        options[field.name] = field.choices.map((choice) => ({ value: choice.value, words: choice.label }))
    }
  }
  return options
}

type Answered = Readonly<Record<string, unknown>>
const dateOf = (answers: Answered, field: string): LocalDate | null => {
  const value = answers[field]
  return typeof value === 'string' && isLocalDate(value) ? value : null
}
const filled = (answers: Answered, field: string): boolean =>
  typeof answers[field] === 'string' && (answers[field] as string).trim() !== ''
const said = (refusal: Refusal): Words => ({ vi: refusal.say('vi'), en: refusal.say('en') })

/** Fields whose day may not lie ahead of today. */
const past = new Set([
  'child_birth_date',
  'husband_birth_date',
  'wife_birth_date',
  'subject_birth_date',
  'deceased_birth_date',
  'death_date',
])

/** Fields that hold a year, from 1900 to the present one. */
const years = new Set(['mother_birth_year', 'father_birth_year', 'used_since'])

/** Ages from which a man and a woman may marry: Luật Hôn nhân và gia đình 2014, Điều 8 khoản 1 điểm a. */
const marriageAge = { husband: 20, wife: 18 } as const

/**
 * What only several answers together can show to be wrong, by the path of the answer to change. `names` limits it to the
 * fields of one page; `today` is the province's day.
 */
export function wrongTogether(
  code: string,
  answers: Answered,
  today: LocalDate,
  names?: ReadonlySet<string>,
): Record<string, Words> {
  const errors: Record<string, Words> = {}
  const add = (field: string, refusal: Refusal) => {
    if (!names || names.has(field)) errors[field] ??= said(refusal)
  }
  for (const page of questionsFor(code)) {
    for (const field of page.fields) {
      const day = past.has(field.name) ? dateOf(answers, field.name) : null
      if (day !== null && day > today && (!names || names.has(field.name))) {
        errors[field.name] = {
          vi: refuse['future-date']({ label: field.label.vi }).say('vi'),
          en: refuse['future-date']({ label: field.label.en }).say('en'),
        }
      }
    }
  }
  for (const field of years) {
    const value = answers[field]
    if (typeof value !== 'string' || value === '') continue
    if (!/^\d{4}$/.test(value) || value < '1900' || value > today.slice(0, 4))
      add(field, refuse['not-a-year']({ text: value.slice(0, 10), last: today.slice(0, 4) }))
  }
  // Asked on the father's page, the last of the two: the mother's may be left empty until then.
  if (code === '1.001193' && !filled(answers, 'mother_name') && !filled(answers, 'father_name'))
    add('father_name', refuse['no-parent']())
  if (code === '1.000894') {
    for (const [party, years] of Object.entries(marriageAge)) {
      const born = dateOf(answers, `${party}_birth_date`)
      if (born === null || born > today || addMonths(born, years * 12) <= today) continue
      const field = `${party}_birth_date`
      if (names && !names.has(field)) continue
      errors[field] = {
        vi: refuse['too-young']({ who: party === 'husband' ? 'Bên nam' : 'Bên nữ', years }).say('vi'),
        en: refuse['too-young']({ who: party === 'husband' ? 'The man' : 'The woman', years }).say('en'),
      }
    }
    if (filled(answers, 'wife_national_id') && answers.husband_national_id === answers.wife_national_id)
      add('wife_national_id', refuse['same-person']())
  }
  if (code === '1.004873') {
    if (
      (answers.marital_status === 'divorced' || answers.marital_status === 'widowed') &&
      !filled(answers, 'status_paper')
    )
      add('status_paper', refuse['earlier-marriage']())
    if (answers.purpose === 'other' && !filled(answers, 'purpose_detail'))
      add('purpose_detail', refuse['purpose-missing']())
  }
  if (code === '1.000656') {
    const born = dateOf(answers, 'deceased_birth_date')
    const died = dateOf(answers, 'death_date')
    if (born && died && died < born) add('death_date', refuse['death-before-birth']())
  }
  return errors
}

/** What would be asked first: the answers a person need not type because we know them. */
export function usualAnswers(
  code: string,
  person: {
    full_name: string
    birth_date: string | null
    sex: string | null
    national_id: string | null
    address: string | null
  },
): Record<string, unknown> {
  switch (code) {
    case '1.001193':
      return { child_ethnicity: 'Kinh', child_nationality: 'Việt Nam' }
    case '1.004873':
      return {
        relation: 'self',
        subject_name: person.full_name,
        subject_birth_date: person.birth_date,
        subject_sex: person.sex,
        subject_national_id: person.national_id,
        subject_residence: person.address,
        subject_nationality: 'Việt Nam',
      }
    case '1.000894': {
      const party = person.sex === 'female' ? 'wife' : 'husband'
      return {
        [`${party}_name`]: person.full_name,
        [`${party}_birth_date`]: person.birth_date,
        [`${party}_national_id`]: person.national_id,
        [`${party}_residence`]: person.address,
        husband_nationality: 'Việt Nam',
        wife_nationality: 'Việt Nam',
      }
    }
    default:
      return {}
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Answers as a form would send them again: the inverse of reading, so that what is kept is checked by the same reader. */
export function typedAgain(
  fields: readonly Field[],
  answers: Answered,
  before = '',
): Record<string, string | string[]> {
  const body: Record<string, string | string[]> = {}
  for (const field of fields) {
    const value = answers[field.name]
    const path = before + field.name
    if (value === null || value === undefined) continue
    if (field.kind === 'rows' && Array.isArray(value)) {
      for (const [index, row] of value.entries()) {
        body[`${path}.${index}`] = ''
        Object.assign(body, typedAgain(field.fields ?? [], isRecord(row) ? row : {}, `${path}.${index}.`))
      }
    } else if (field.kind === 'place' || field.kind === 'period' || field.kind === 'instant') {
      if (isRecord(value))
        for (const [end, one] of Object.entries(value)) if (typeof one === 'string') body[`${path}.${end}`] = one
    } else if (Array.isArray(value)) body[path] = value.map(String)
    else if (field.kind === 'yesno' && typeof value === 'boolean') body[path] = value ? 'yes' : 'no'
    // A decimal point, because a comma is what a Vietnamese reader would write and numbers are kept as numbers.
    else if (typeof value === 'number')
      body[path] = Number.isInteger(value) ? String(value) : String(value).replace('.', ',')
    else body[path] = String(value)
  }
  return body
}

/** What is still wrong with kept answers, by path; empty when the fields are complete. */
export function wrongKept(fields: readonly Field[], answers: Answered): Record<string, Words> {
  return readAnswers(fields, typedAgain(fields, answers), { lang: 'vi', complete: true }).errors
}

/** The answers as the person saw them, in Vietnamese, for the dossier; empty answers are left out. Values are cut at 4,000 letters. */
export function answeredRows(
  fields: readonly Field[],
  answers: Answered,
  options: Record<string, readonly Option[]> = {},
): { label: string; value: string }[] {
  const rows: { label: string; value: string }[] = []
  for (const field of fields) {
    const value = answers[field.name]
    if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) continue
    if (field.kind === 'rows' && Array.isArray(value)) {
      for (const [index, row] of value.entries()) {
        for (const inner of answeredRows(field.fields ?? [], isRecord(row) ? row : {}, options)) {
          rows.push({
            label: `${say(field.label, 'vi')} ${index + 1}: ${inner.label}`.slice(0, 200),
            value: inner.value,
          })
        }
      }
      continue
    }
    rows.push({
      label: field.label.vi.slice(0, 200),
      value: plain(shown(field, value, { options }, 'vi')).slice(0, 4_000),
    })
  }
  return rows
}

/** The text of what the kit shows, without its markup. */
function plain(piece: Parameters<typeof html>[1]): string {
  return html`${piece}`
    .toString()
    .replace(/<[^>]*>/g, '')
    .replace(
      /&(amp|lt|gt|quot|#39|#96);/g,
      (entity) =>
        ({ '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&#96;': '`' })[entity] ?? entity,
    )
}
