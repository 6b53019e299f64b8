import type { Words } from '#ground/text'
import { type ProcedureValue, stepsFor } from '#province'
import { announcedPapers, casePage, defaultDesign, usualResult } from './defaults.ts'
import {
  birthDate,
  choice,
  count,
  date,
  ethnicity,
  idNumber,
  known,
  nationality,
  pastDate,
  personName,
  sex,
  text,
  usually,
  year,
  yesno,
} from './fields.ts'
import type { Design, DesignField, DesignPage, DesignStage } from './shape.ts'

/**
 * The forms of the province's own: what a citizen is asked for a birth, a death, a marriage, a certificate of marital status
 * and for land. Names of answers are those the birth certificate is typeset from.
 */
const w = (vi: string, en: string): Words => ({ vi, en })

const copies = count('copies', w('Số bản sao đề nghị cấp kèm', 'Copies asked for'), {
  help: w(
    'Mỗi bản sao trích lục thu 8.000 đồng. Để trống nếu không cần.',
    'Each copy costs 8,000 VND. Leave empty for none.',
  ),
  max: 50,
})

function parentPage(who: 'mother' | 'father', title: Words, short: Words): DesignPage {
  const of = who === 'mother' ? w('mẹ', 'the mother') : w('cha', 'the father')
  const label = (vi: string, en: string) => w(`${vi} của ${of.vi}`, `${en} of ${of.en}`)
  const needed: Partial<DesignField> =
    // Asked on the father's page, the last of the two: the mother's may be left empty until then.
    who === 'father'
      ? {
          checks: [
            {
              check: 'filled-when',
              when: { field: 'mother_name', is: 'empty' },
              words: w(
                'Hãy ghi họ tên của mẹ hoặc của cha. Nếu trẻ bị bỏ rơi hoặc chưa xác định được cha mẹ, hãy đến Trung tâm Phục vụ hành chính công.',
                'Give the name of the mother or of the father. For a foundling, come to the one-stop centre.',
              ),
            },
          ],
        }
      : {}
  return {
    name: who,
    title,
    short,
    lead: w(`Bỏ trống trang này nếu không khai ${of.vi}.`, `Leave this page empty if ${of.en} is not declared.`),
    fields: [
      personName(`${who}_name`, label('Họ, chữ đệm, tên', 'Full name'), { required: false, ...needed }),
      year(`${who}_birth_year`, label('Năm sinh', 'Year of birth'), { personal: 'basic' }),
      ethnicity(`${who}_ethnicity`, label('Dân tộc', 'Ethnicity')),
      nationality(`${who}_nationality`, label('Quốc tịch', 'Nationality')),
      idNumber(`${who}_national_id`, label('Số định danh cá nhân', 'Personal number')),
      text(`${who}_residence`, label('Nơi cư trú', 'Residence'), { max: 300, personal: 'basic' }),
    ],
  }
}

const birth: readonly DesignPage[] = [
  {
    name: 'child',
    title: w('Người được khai sinh', 'The child'),
    short: w('Trẻ', 'Child'),
    fields: [
      personName('child_name', w('Họ, chữ đệm, tên', 'Full name')),
      birthDate('child_birth_date', w('Ngày sinh', 'Date of birth')),
      sex('child_sex'),
      ethnicity('child_ethnicity', undefined, { required: true, ...usually('Kinh') }),
      nationality('child_nationality', undefined, { required: true, ...usually('Việt Nam') }),
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
  parentPage('mother', w('Người mẹ', 'The mother'), w('Mẹ', 'Mother')),
  parentPage('father', w('Người cha', 'The father'), w('Cha', 'Father')),
  {
    name: 'declarant',
    title: w('Người đi khai sinh', 'Who declares'),
    short: w('Người khai', 'Declarant'),
    fields: [
      choice(
        'relation',
        w('Quan hệ của bạn với trẻ', 'Your relation to the child'),
        [
          ['mother', 'Mẹ', 'Mother'],
          ['father', 'Cha', 'Father'],
          ['grandparent', 'Ông, bà', 'Grandparent'],
          ['relative', 'Người thân thích khác', 'Other relative'],
          ['carer', 'Cá nhân, tổ chức đang nuôi dưỡng trẻ', 'Person or body raising the child'],
        ],
        { required: true },
      ),
      copies,
    ],
  },
]

/** Ages from which a man and a woman may marry: Luật Hôn nhân và gia đình 2014, Điều 8 khoản 1 điểm a. */
const marriageAge = { husband: 20, wife: 18 } as const

function partyPage(who: 'husband' | 'wife', title: Words): DesignPage {
  const years = marriageAge[who]
  const ofSex = who === 'husband' ? 'male' : 'female'
  const party = who === 'husband' ? w('Bên nam', 'The man') : w('Bên nữ', 'The woman')
  return {
    name: who,
    title,
    short: title,
    fields: [
      personName(`${who}_name`, w('Họ, chữ đệm, tên', 'Full name'), known('full_name', ofSex)),
      birthDate(`${who}_birth_date`, w('Ngày sinh', 'Date of birth'), {
        ...known('birth_date', ofSex),
        checks: [
          { check: 'not-future' },
          {
            check: 'age-at-least',
            years,
            words: w(
              `${party.vi} chưa đủ ${years} tuổi tính đến hôm nay, nên chưa đăng ký kết hôn được (Luật Hôn nhân và gia đình 2014, Điều 8).`,
              `${party.en} is not yet ${years} years old, so the marriage cannot be registered (Law on Marriage and Family 2014, art. 8).`,
            ),
          },
        ],
      }),
      idNumber(`${who}_national_id`, w('Số định danh cá nhân', 'Personal number'), {
        required: true,
        ...known('national_id', ofSex),
        ...(who === 'wife'
          ? {
              checks: [
                {
                  check: 'differs' as const,
                  field: 'husband_national_id',
                  words: w(
                    'Số định danh của hai bên đang giống nhau. Hãy nhập đúng số của từng người.',
                    'Both parties have the same personal number. Give each their own.',
                  ),
                },
              ],
            }
          : {}),
      }),
      ethnicity(`${who}_ethnicity`, undefined, { required: true }),
      nationality(`${who}_nationality`, undefined, { required: true, ...usually('Việt Nam') }),
      text(`${who}_residence`, w('Nơi cư trú', 'Residence'), {
        required: true,
        max: 300,
        personal: 'basic',
        ...known('address', ofSex),
      }),
      count(`${who}_marriages`, w('Kết hôn lần thứ mấy', 'Which marriage is this'), {
        required: true,
        min: 1,
        max: 20,
      }),
    ],
  }
}

const marriage: readonly DesignPage[] = [
  partyPage('husband', w('Bên nam', 'The man')),
  partyPage('wife', w('Bên nữ', 'The woman')),
  {
    name: 'declaration',
    title: w('Cam đoan của hai bên', 'Declaration of both'),
    short: w('Cam đoan', 'Declaration'),
    fields: [
      {
        name: 'voluntary',
        kind: 'many',
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

const maritalStatus: readonly DesignPage[] = [
  {
    name: 'subject',
    title: w('Người được xác nhận', 'Who it is about'),
    short: w('Xác nhận cho', 'For whom'),
    fields: [
      choice(
        'relation',
        w('Bạn xin xác nhận cho ai', 'For whom do you ask'),
        [
          ['self', 'Cho chính tôi', 'For myself'],
          ['child', 'Cho con', 'For my child'],
          ['other', 'Cho người khác, có ủy quyền', 'For someone else, with a power of attorney'],
        ],
        { required: true, ...usually('self') },
      ),
      personName('subject_name', w('Họ, chữ đệm, tên', 'Full name'), known('full_name')),
      birthDate('subject_birth_date', w('Ngày sinh', 'Date of birth'), known('birth_date')),
      sex('subject_sex', undefined, known('sex')),
      idNumber('subject_national_id', w('Số định danh cá nhân', 'Personal number'), {
        required: true,
        ...known('national_id'),
      }),
      ethnicity('subject_ethnicity'),
      nationality('subject_nationality', undefined, usually('Việt Nam')),
      text('subject_residence', w('Nơi cư trú hiện nay', 'Present residence'), {
        required: true,
        max: 300,
        personal: 'basic',
        ...known('address'),
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
      choice(
        'marital_status',
        w('Tình trạng hôn nhân', 'Marital status'),
        [
          ['single', 'Chưa đăng ký kết hôn với ai', 'Never married'],
          ['married', 'Đang có vợ, có chồng', 'Married'],
          ['divorced', 'Đã ly hôn, chưa kết hôn lại', 'Divorced, not remarried'],
          ['widowed', 'Vợ, chồng đã chết, chưa kết hôn lại', 'Widowed, not remarried'],
        ],
        { required: true },
      ),
      text('status_paper', w('Giấy tờ chứng minh', 'Proving paper'), {
        max: 500,
        lines: 2,
        when: { field: 'marital_status', is: 'one-of', values: ['divorced', 'widowed'] },
        help: w(
          'Ghi số, ngày, nơi cấp bản án, quyết định ly hôn hoặc trích lục khai tử.',
          'Number, date and issuer of the ruling or of the death extract.',
        ),
        checks: [
          {
            check: 'filled-when',
            when: { field: 'marital_status', is: 'one-of', values: ['divorced', 'widowed'] },
            words: w(
              'Hãy ghi số, ngày và nơi cấp bản án, quyết định ly hôn hoặc Trích lục khai tử của người vợ, người chồng trước.',
              'Give the number, date and issuer of the divorce ruling or of the death extract.',
            ),
          },
        ],
      }),
      choice(
        'purpose',
        w('Dùng để làm gì', 'What for'),
        [
          ['marriage', 'Đăng ký kết hôn', 'To marry'],
          ['property', 'Mua bán, chuyển nhượng nhà đất, vay vốn', 'Property or a loan'],
          ['other', 'Mục đích khác', 'Something else'],
        ],
        { required: true },
      ),
      text('purpose_detail', w('Ghi rõ mục đích', 'Say which'), {
        max: 500,
        lines: 2,
        help: w(
          'Để kết hôn thì ghi họ tên, năm sinh, nơi cư trú của người định kết hôn và nơi đăng ký.',
          'To marry: name, year of birth and residence of the other party, and where.',
        ),
        checks: [
          {
            check: 'filled-when',
            when: { field: 'purpose', is: 'equals', value: 'other' },
            words: w('Hãy ghi rõ mục đích sử dụng giấy xác nhận.', 'Say what the certificate is for.'),
          },
        ],
      }),
    ],
  },
]

const death: readonly DesignPage[] = [
  {
    name: 'deceased',
    title: w('Người chết', 'The deceased'),
    short: w('Người chết', 'The deceased'),
    fields: [
      personName('deceased_name', w('Họ, chữ đệm, tên', 'Full name')),
      birthDate('deceased_birth_date', w('Ngày sinh', 'Date of birth'), { required: false }),
      sex('deceased_sex'),
      idNumber('deceased_national_id', w('Số định danh cá nhân', 'Personal number')),
      text('deceased_residence', w('Nơi cư trú cuối cùng', 'Last residence'), { required: true, max: 300 }),
      date('death_date', w('Ngày chết', 'Date of death'), {
        required: true,
        checks: [
          { check: 'not-future' },
          {
            check: 'not-before',
            field: 'deceased_birth_date',
            words: w(
              'Ngày chết không thể trước ngày sinh. Hãy kiểm tra lại hai ngày này.',
              'The death cannot come before the birth. Check both dates.',
            ),
          },
        ],
      }),
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

const land: readonly DesignPage[] = [
  {
    name: 'parcel',
    title: w('Thửa đất', 'The parcel'),
    short: w('Thửa đất', 'Parcel'),
    fields: [
      text('parcel_number', w('Thửa đất số', 'Parcel number'), { required: true, max: 20 }),
      text('map_sheet', w('Tờ bản đồ số', 'Map sheet number'), { required: true, max: 20 }),
      text('parcel_address', w('Địa chỉ thửa đất', 'Address of the parcel'), {
        required: true,
        max: 300,
        help: w('Ấp, khóm, đường và xã, phường có đất.', 'Hamlet, street and the commune where the land lies.'),
      }),
      count('area', w('Diện tích', 'Area'), { required: true, min: 1, max: 10_000_000, unit: 'm²' }),
      choice(
        'land_use',
        w('Loại đất', 'Land use'),
        [
          ['rural-housing', 'Đất ở tại nông thôn', 'Rural housing'],
          ['urban-housing', 'Đất ở tại đô thị', 'Urban housing'],
          ['rice', 'Đất trồng lúa', 'Rice'],
          ['annual', 'Đất trồng cây hằng năm khác', 'Other annual crops'],
          ['perennial', 'Đất trồng cây lâu năm', 'Perennial crops'],
          ['aquaculture', 'Đất nuôi trồng thủy sản', 'Aquaculture'],
          ['business', 'Đất thương mại, dịch vụ, sản xuất', 'Business and production'],
          ['other', 'Loại đất khác', 'Other'],
        ],
        { required: true },
      ),
      choice(
        'origin',
        w('Nguồn gốc sử dụng đất', 'Origin of the use'),
        [
          ['allocated', 'Nhà nước giao', 'Allocated by the State'],
          ['leased', 'Nhà nước cho thuê', 'Leased from the State'],
          ['bought', 'Nhận chuyển nhượng', 'Bought'],
          ['inherited', 'Nhận thừa kế, tặng cho', 'Inherited or given'],
          ['cleared', 'Tự khai hoang', 'Cleared by oneself'],
          ['other', 'Nguồn gốc khác', 'Other'],
        ],
        { required: true },
      ),
      year('used_since', w('Sử dụng từ năm', 'Used since (year)'), { required: true }),
      yesno('dispute', w('Đất đang có tranh chấp?', 'Is the land in dispute?'), { required: true }),
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
          personName('full_name', w('Họ và tên', 'Full name')),
          idNumber('national_id', w('Số định danh cá nhân', 'Personal number'), { required: true }),
        ],
      },
      yesno('house', w('Trên đất có nhà ở hoặc công trình cần chứng nhận?', 'Is there a house to be certified?')),
      count('house_area', w('Diện tích sàn', 'Floor area'), {
        min: 1,
        unit: 'm²',
        required: true,
        when: { field: 'house', is: 'equals', value: true },
      }),
      pastDate('house_built', w('Hoàn thành xây dựng ngày', 'Built on'), {
        when: { field: 'house', is: 'equals', value: true },
      }),
      text('wish', w('Đề nghị khác', 'Other wishes'), { max: 2_000, lines: 4 }),
    ],
  },
]

const own: Readonly<Record<string, readonly DesignPage[]>> = {
  '1.001193': birth,
  '1.000656': death,
  '1.000894': marriage,
  '1.004873': maritalStatus,
  '1.013978': land,
  '1.012753': land,
}

/** Codes of the procedures the province has a form of its own for. */
export const ownCodes: readonly string[] = Object.keys(own)

/** The stages of the province's step rows in force on a day, one stage a step. */
function stagesOf(code: string, day: string): DesignStage[] {
  return stepsFor(code, day).map((step) => {
    const key = `${step.kind}-${step.order}`
    return {
      key,
      name: step.name,
      steps: [
        { key, kind: step.kind, name: step.name, role: step.role, unit: step.unit, limitHours: step.limit_hours },
      ],
    }
  })
}

/** The province's own design of a procedure; the default one where it has no form of its own. */
export function ownDesign(value: ProcedureValue): Design {
  const form = Object.hasOwn(own, value.code) ? own[value.code] : undefined
  if (!form) return defaultDesign(value)
  const cases = casePage(value.papers)
  return {
    pages: [...form, ...(cases ? [cases] : [])],
    papers: announcedPapers(value.papers, true),
    // What they cost stands in the dated rows of the province (fees/), which a resolution of its council replaces.
    fees: [],
    stages: stagesOf(value.code, value.valid_from),
    result: usualResult(value),
    cutoff: value.cutoff,
  }
}
