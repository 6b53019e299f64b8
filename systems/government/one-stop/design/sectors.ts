import type { Words } from '#ground/text'
import {
  birthDate,
  choice,
  count,
  date,
  ethnicity,
  idNumber,
  known,
  longText,
  money,
  nationality,
  pastDate,
  personName,
  sex,
  text,
  usually,
  yesno,
} from './fields.ts'
import type { DesignField, DesignPage } from './shape.ts'

/** What is asked in a field of administration when a procedure has no form of its own. */
const w = (vi: string, en: string): Words => ({ vi, en })

const page = (name: string, title: Words, short: Words, fields: readonly DesignField[], lead?: Words): DesignPage => ({
  name,
  title,
  short,
  ...(lead ? { lead } : {}),
  fields,
})

const address = (name: string, label: Words, more: Partial<DesignField> = {}): DesignField =>
  text(name, label, { max: 300, ...more })

const land: readonly DesignPage[] = [
  page('parcel', w('Thửa đất', 'The parcel'), w('Thửa đất', 'Parcel'), [
    text('parcel_number', w('Thửa đất số', 'Parcel number'), { max: 20 }),
    text('map_sheet', w('Tờ bản đồ số', 'Map sheet number'), { max: 20 }),
    address('parcel_address', w('Địa chỉ thửa đất', 'Address of the parcel'), {
      required: true,
      help: w('Ấp, khóm, đường và xã, phường có đất.', 'Hamlet, street and the commune where the land lies.'),
    }),
    count('area', w('Diện tích', 'Area'), { min: 1, max: 100_000_000, unit: 'm²' }),
    choice('land_use', w('Loại đất', 'Land use'), [
      ['rural-housing', 'Đất ở tại nông thôn', 'Rural housing'],
      ['urban-housing', 'Đất ở tại đô thị', 'Urban housing'],
      ['rice', 'Đất trồng lúa', 'Rice'],
      ['annual', 'Đất trồng cây hằng năm khác', 'Other annual crops'],
      ['perennial', 'Đất trồng cây lâu năm', 'Perennial crops'],
      ['aquaculture', 'Đất nuôi trồng thủy sản', 'Aquaculture'],
      ['business', 'Đất thương mại, dịch vụ, sản xuất', 'Business and production'],
      ['other', 'Loại đất khác', 'Other'],
    ]),
    yesno('has_certificate', w('Đất đã có Giấy chứng nhận?', 'Has the land a certificate?')),
    text('certificate_number', w('Số Giấy chứng nhận', 'Certificate number'), {
      max: 60,
      required: true,
      when: { field: 'has_certificate', is: 'equals', value: true },
    }),
    pastDate('certificate_date', w('Ngày cấp Giấy chứng nhận', 'Date of the certificate'), {
      when: { field: 'has_certificate', is: 'equals', value: true },
    }),
  ]),
]

const building: readonly DesignPage[] = [
  page('work', w('Công trình, dự án', 'The building or project'), w('Công trình', 'Building'), [
    text('work_name', w('Tên công trình, dự án', 'Name of the building or project'), { max: 300, required: true }),
    address('work_address', w('Địa điểm', 'Place'), { required: true }),
    text('parcel_number', w('Thửa đất số', 'Parcel number'), { max: 20 }),
    text('map_sheet', w('Tờ bản đồ số', 'Map sheet number'), { max: 20 }),
    count('land_area', w('Diện tích khu đất', 'Area of the land'), { unit: 'm²', max: 100_000_000 }),
    count('floor_area', w('Tổng diện tích sàn', 'Total floor area'), { unit: 'm²', max: 10_000_000 }),
    count('storeys', w('Số tầng', 'Storeys'), { max: 200 }),
  ]),
]

const business: readonly DesignPage[] = [
  page('business', w('Cơ sở, doanh nghiệp', 'The business'), w('Doanh nghiệp', 'Business'), [
    text('business_name', w('Tên cơ sở, doanh nghiệp, hợp tác xã', 'Name of the business or co-operative'), {
      max: 300,
      required: true,
    }),
    text('business_number', w('Mã số đã cấp (nếu có)', 'Registered number, if any'), { max: 30 }),
    address('business_place', w('Địa điểm kinh doanh, trụ sở', 'Place of business'), { required: true }),
    {
      name: 'business_lines',
      kind: 'rows',
      label: w('Ngành, nghề kinh doanh', 'Line of business'),
      max: 30,
      fields: [
        text('line_name', w('Tên ngành, nghề', 'Line'), { required: true }),
        text('line_code', w('Mã ngành', 'Code'), { max: 10, checks: [{ check: 'pattern', pattern: 'code' }] }),
      ],
    },
    money('capital', w('Vốn kinh doanh', 'Capital')),
    count('workers', w('Số lao động', 'Workers'), { max: 100_000 }),
  ]),
]

const civil: readonly DesignPage[] = [
  page('subject', w('Người được đăng ký, xác nhận', 'Whom it is about'), w('Người được đăng ký', 'Person'), [
    personName('subject_name', w('Họ, chữ đệm, tên', 'Full name'), known('full_name')),
    birthDate('subject_birth_date', w('Ngày sinh', 'Date of birth'), known('birth_date')),
    sex('subject_sex', undefined, known('sex')),
    idNumber('subject_national_id', w('Số định danh cá nhân', 'Personal number'), known('national_id')),
    ethnicity('subject_ethnicity'),
    nationality('subject_nationality', undefined, usually('Việt Nam')),
    address('subject_residence', w('Nơi cư trú', 'Residence'), {
      required: true,
      personal: 'basic',
      ...known('address'),
    }),
    text('relation', w('Quan hệ của bạn với người này', 'Your relation to this person'), {
      max: 100,
      help: w('Ghi "bản thân" nếu làm cho chính mình.', 'Write “self” if it is for yourself.'),
    }),
  ]),
]

const certification: readonly DesignPage[] = [
  page('documents', w('Giấy tờ cần chứng thực', 'What is to be certified'), w('Giấy tờ chứng thực', 'Documents'), [
    {
      name: 'documents',
      kind: 'rows',
      label: w('Giấy tờ, văn bản', 'Document'),
      min: 1,
      max: 30,
      required: true,
      fields: [
        text('document_name', w('Tên giấy tờ, văn bản', 'Name of the document'), { required: true }),
        text('document_number', w('Số, nơi cấp', 'Number and issuer'), {}),
        count('document_copies', w('Số bản', 'Copies'), { min: 1, max: 200, required: true }),
      ],
    },
  ]),
]

const profession: readonly DesignPage[] = [
  page('practice', w('Người hành nghề, tổ chức', 'The practitioner or office'), w('Hành nghề', 'Practice'), [
    text('practice_name', w('Họ tên người hành nghề hoặc tên tổ chức', 'Practitioner or office'), {
      max: 300,
      required: true,
      ...known('full_name'),
    }),
    text('practice_certificate', w('Số thẻ, chứng chỉ hành nghề', 'Number of the card or certificate'), { max: 60 }),
    pastDate('practice_since', w('Ngày cấp', 'Issued on')),
    address('practice_place', w('Nơi hành nghề, trụ sở', 'Place of practice'), { required: true }),
    text('practice_field', w('Lĩnh vực hành nghề', 'Field of practice'), { max: 300 }),
  ]),
]

const vehicles: readonly DesignPage[] = [
  page('vehicle', w('Phương tiện, tuyến, bến', 'Vehicle, line or landing'), w('Phương tiện', 'Vehicle'), [
    choice(
      'transport_subject',
      w('Hồ sơ về', 'It is about'),
      [
        ['vehicle', 'Xe, tàu, thuyền', 'A vehicle or boat'],
        ['place', 'Bến, cảng, trạm, công trình', 'A landing, port, station or structure'],
        ['service', 'Kinh doanh vận tải, đào tạo, dịch vụ', 'Transport, training or a service'],
      ],
      { required: true },
    ),
    text('vehicle_plate', w('Biển số, số đăng ký', 'Plate or registration number'), {
      max: 30,
      when: { field: 'transport_subject', is: 'equals', value: 'vehicle' },
    }),
    text('vehicle_kind', w('Loại phương tiện, nhãn hiệu', 'Kind and make'), {
      required: true,
      when: { field: 'transport_subject', is: 'equals', value: 'vehicle' },
    }),
    text('vehicle_engine', w('Số máy', 'Engine number'), {
      max: 60,
      when: { field: 'transport_subject', is: 'equals', value: 'vehicle' },
    }),
    text('vehicle_frame', w('Số khung, số thân', 'Frame or hull number'), {
      max: 60,
      when: { field: 'transport_subject', is: 'equals', value: 'vehicle' },
    }),
    text('transport_name', w('Tên bến, công trình hoặc dịch vụ', 'Name of the place or service'), {
      max: 300,
      required: true,
      when: { field: 'transport_subject', is: 'one-of', values: ['place', 'service'] },
    }),
    address('transport_place', w('Địa điểm, tuyến', 'Place or line'), {
      required: true,
      when: { field: 'transport_subject', is: 'one-of', values: ['place', 'service'] },
    }),
  ]),
]

const farming: readonly DesignPage[] = [
  page('farm', w('Cơ sở, đối tượng sản xuất', 'The farm or product'), w('Cơ sở', 'Farm'), [
    text('facility_name', w('Tên cơ sở', 'Name of the facility'), { max: 300, required: true }),
    address('facility_address', w('Địa chỉ cơ sở', 'Address'), { required: true }),
    text('product', w('Loài, sản phẩm, hoạt động', 'Species, product or activity'), { max: 300, required: true }),
    count('quantity', w('Số lượng, sản lượng', 'Quantity'), { max: 1_000_000_000 }),
    text('quantity_unit', w('Đơn vị tính', 'Unit'), {
      max: 40,
      when: { field: 'quantity', is: 'filled' },
      required: true,
      help: w('Ví dụ: con, kg, tấn, ha.', 'For example: head, kg, tonnes, ha.'),
    }),
  ]),
]

const nature: readonly DesignPage[] = [
  page('site', w('Công trình, khu vực', 'The works or area'), w('Khu vực', 'Area'), [
    text('site_name', w('Tên công trình, khu vực', 'Name of the works or area'), { max: 300, required: true }),
    address('site_address', w('Vị trí', 'Place'), {
      required: true,
      help: w('Ấp, xã; ghi tọa độ VN-2000 nếu có.', 'Hamlet and commune; VN-2000 co-ordinates if you have them.'),
    }),
    text('site_scale', w('Quy mô, công suất', 'Size or capacity'), { max: 300 }),
    { name: 'site_period', kind: 'period', label: w('Thời gian đề nghị', 'Period asked for') },
  ]),
]

const investment: readonly DesignPage[] = [
  page('project', w('Dự án', 'The project'), w('Dự án', 'Project'), [
    text('project_name', w('Tên dự án', 'Name of the project'), { max: 500, required: true }),
    text('project_number', w('Mã số dự án (nếu có)', 'Project number, if any'), { max: 60 }),
    address('project_place', w('Địa điểm thực hiện', 'Place'), { required: true }),
    money('project_capital', w('Tổng vốn đầu tư', 'Total capital')),
    { name: 'project_period', kind: 'period', label: w('Thời gian thực hiện', 'Period') },
  ]),
]

const social: readonly DesignPage[] = [
  page('beneficiary', w('Người được hưởng', 'The beneficiary'), w('Người hưởng', 'Beneficiary'), [
    personName('beneficiary_name', w('Họ, chữ đệm, tên', 'Full name'), known('full_name')),
    birthDate('beneficiary_birth_date', w('Ngày sinh', 'Date of birth'), known('birth_date')),
    sex('beneficiary_sex', undefined, known('sex')),
    idNumber('beneficiary_national_id', w('Số định danh cá nhân', 'Personal number'), known('national_id')),
    address('beneficiary_residence', w('Nơi cư trú', 'Residence'), {
      required: true,
      personal: 'basic',
      ...known('address'),
    }),
    longText('circumstances', w('Hoàn cảnh, diện được hưởng', 'Circumstances'), {
      max: 1_000,
      lines: 3,
      personal: 'sensitive',
    }),
    choice('paid_by', w('Nhận tiền bằng cách nào', 'How to be paid'), [
      ['bank', 'Qua tài khoản ngân hàng', 'To a bank account'],
      ['cash', 'Tiền mặt qua bưu chính', 'In cash by the post'],
    ]),
    text('bank_account', w('Số tài khoản', 'Account number'), {
      max: 30,
      required: true,
      personal: 'basic',
      checks: [{ check: 'pattern', pattern: 'code' }],
      when: { field: 'paid_by', is: 'equals', value: 'bank' },
    }),
    text('bank_name', w('Ngân hàng', 'Bank'), {
      max: 120,
      required: true,
      when: { field: 'paid_by', is: 'equals', value: 'bank' },
    }),
  ]),
]

/** Sectors as the portal names them, by what they ask; the first that fits decides. */
const families: readonly { fits: RegExp; pages: readonly DesignPage[] }[] = [
  { fits: /đất đai|biện pháp bảo đảm|đo đạc/i, pages: land },
  { fits: /kinh doanh bất động sản/i, pages: business },
  { fits: /hộ tịch|quốc tịch|nuôi con nuôi|lý lịch tư pháp|cư trú|căn cước/i, pages: civil },
  { fits: /chứng thực(?! điện tử)/i, pages: certification },
  {
    fits: /luật sư|công chứng|thừa phát lại|hòa giải|trọng tài|giám định|đấu giá|quản tài viên|tư vấn pháp luật|trợ giúp pháp lý/i,
    pages: profession,
  },
  { fits: /đường bộ|đường sắt|hàng hải|đường thủy|đăng kiểm|lái xe|phương tiện|hàng không/i, pages: vehicles },
  {
    fits: /thủy sản|chăn nuôi|thú y|trồng trọt|lâm nghiệp|kiểm lâm|bảo tồn|nông lâm|^nông nghiệp/i,
    pages: farming,
  },
  {
    fits: /địa chất|khoáng sản|thủy lợi|tài nguyên nước|biển|môi trường|khí tượng|khí hậu|đê điều/i,
    pages: nature,
  },
  {
    fits: /bảo trợ|người có công|chính sách|giảm nghèo|bhxh|bhyt|bảo hiểm y tế|cai nghiện|bồi thường nhà nước|bảo hiểm xã hội/i,
    pages: social,
  },
  { fits: /đầu tư|đấu thầu|khu công nghiệp|chương trình mục tiêu/i, pages: investment },
  { fits: /xây dựng|nhà ở|quy hoạch|kiến trúc|hạ tầng|đô thị/i, pages: building },
  { fits: /doanh nghiệp|hợp tác|hộ kinh doanh|tổ hợp tác/i, pages: business },
]

/** The pages of a sector; empty where nothing more than the matter itself can be asked. */
export const pagesOfSector = (sector: string): readonly DesignPage[] =>
  families.find((family) => family.fits.test(sector))?.pages ?? []

const formerPaper: readonly DesignField[] = [
  text('former_number', w('Số giấy tờ đã cấp', 'Number of the paper issued before'), { max: 100, required: true }),
  pastDate('former_date', w('Ngày cấp', 'Issued on')),
  text('former_issuer', w('Cơ quan cấp', 'Issuer'), { max: 200 }),
]

/** What is asked because something issued before is to be replaced, prolonged, changed or ended; null when nothing was. */
export function formerPage(name: string): DesignPage | null {
  const title = w('Giấy tờ đã được cấp', 'The paper issued before')
  const label = w('Đã cấp', 'Issued')
  if (/cấp lại|cấp đổi|đổi lại/i.test(name))
    return page('former', title, label, [
      ...formerPaper,
      choice(
        'former_reason',
        w('Lý do cấp lại, cấp đổi', 'Why again'),
        [
          ['lost', 'Bị mất', 'Lost'],
          ['damaged', 'Bị hỏng', 'Damaged'],
          ['changed', 'Thay đổi thông tin', 'Something changed'],
          ['other', 'Lý do khác', 'Another reason'],
        ],
        { required: true },
      ),
      longText('former_detail', w('Nói rõ', 'Say more'), {
        max: 1_000,
        lines: 3,
        required: true,
        when: { field: 'former_reason', is: 'one-of', values: ['changed', 'other'] },
      }),
    ])
  if (/gia hạn/i.test(name))
    return page('former', title, label, [
      ...formerPaper,
      date('former_until', w('Có giá trị đến ngày', 'Valid until')),
      date('asked_until', w('Đề nghị gia hạn đến ngày', 'To be prolonged until'), {
        required: true,
        checks: [{ check: 'after', field: 'former_until' }],
      }),
    ])
  if (/sửa đổi|điều chỉnh|thay đổi|bổ sung|cải chính/i.test(name))
    return page('former', title, label, [
      ...formerPaper.map((field) => ({ ...field, required: false })),
      {
        name: 'changes',
        kind: 'rows',
        label: w('Nội dung thay đổi', 'Change'),
        max: 20,
        fields: [
          text('change_what', w('Mục thay đổi', 'What'), { required: true }),
          text('change_from', w('Trước đây', 'Before'), { max: 500 }),
          text('change_to', w('Thay đổi thành', 'Now'), { max: 500, required: true }),
        ],
      },
    ])
  if (/chấm dứt|giải thể|tạm ngừng|thu hồi|xóa đăng ký/i.test(name))
    return page('former', title, label, [
      ...formerPaper,
      date('ends_on', w('Đề nghị từ ngày', 'From')),
      longText('end_reason', w('Lý do', 'Reason'), { max: 1_000, lines: 3, required: true }),
    ])
  return null
}
