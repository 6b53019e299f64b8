/**
 * The absurd domain: a club that flies whistle kites. It has every kind of field and every kind of right, and nothing
 * of government, so that whatever the kernel can do for it, it can do for any system.
 */
import {
  choice,
  code,
  computed,
  date,
  files,
  identifier,
  instant,
  json,
  money,
  number,
  period,
  place,
  record,
  ref,
  refs,
  richtext,
  rows,
  text,
  yesno,
} from '#kernel/records'
import type { UnitValue } from '#kernel/trust'

/** A kite. Keyed by its code; about the person who owns it; has one field of every kind. */
export const Kite = record('kite-club/kite', {
  titleField: 'name',
  subject: 'owner',
  key: ['code'],
  processing: {
    purpose: { vi: 'Trả diều lạc về đúng chủ.', en: 'To bring a lost kite home to its owner.' },
    basis: { law: 'Điều lệ Câu lạc bộ Diều Sáo', article: 'Điều 3', kind: 'contract' },
    subjects: { vi: 'Chủ diều', en: 'Owners of kites' },
    recipients: [{ vi: 'Các bãi khách', en: 'Guest fields' }],
    retention: { years: 2, after: 'last_flown_at', ends: 'anonymise', basis: 'Điều lệ, Điều 9' },
  },
  fields: {
    code: text({ max: 20, min: 1 }).required(),
    name: text({ max: 120 }).required().searchable().open(),
    story: richtext({ max: 4_000 }).searchable(),
    shape: choice('whistle', 'butterfly', 'dragon').required(),
    wind: code('kite-wind'),
    span: number({ min: 0.2, max: 20, decimals: 3, unit: 'm' }),
    strings: number({ min: 1, max: 12 }).default(1),
    price: money(),
    made_on: date(),
    last_flown_at: instant(),
    season: period(),
    retired: yesno().default(false),
    home: ref('kernel/unit'),
    guests: refs('kernel/unit', { max: 5 }),
    owner: ref('kernel/person').personal('basic'),
    owner_phone: identifier('phone').personal('basic'),
    temper: text({ max: 200 }).personal('sensitive').seenBy('keeper'),
    parts: rows({ part: text({ max: 80 }).required(), count: number({ min: 1, max: 99 }).required() }, { max: 20 }),
    photos: files({ max: 3, kinds: ['image'] }),
    field: place(),
    balance: json<{ left: number; right: number }>(),
    label: computed<string>('text', "code || ' · ' || name"),
  },
  words: {
    title: { vi: 'Con diều', en: 'Kite' },
    plural: { vi: 'Các con diều', en: 'Kites' },
    fields: {
      code: { vi: 'Mã diều', en: 'Code' },
      name: { vi: 'Tên diều', en: 'Name' },
      story: { vi: 'Chuyện kể', en: 'Story' },
      shape: { vi: 'Dáng', en: 'Shape' },
      wind: { vi: 'Gió hợp', en: 'Wind' },
      span: { vi: 'Sải cánh', en: 'Span' },
      strings: { vi: 'Số dây', en: 'Strings' },
      price: { vi: 'Giá', en: 'Price' },
      made_on: { vi: 'Ngày làm', en: 'Made on' },
      last_flown_at: { vi: 'Lần bay cuối', en: 'Last flown' },
      season: { vi: 'Mùa thả', en: 'Season' },
      retired: { vi: 'Đã nghỉ bay', en: 'Retired' },
      home: { vi: 'Bãi nhà', en: 'Home field' },
      guests: { vi: 'Bãi khách', en: 'Guest fields' },
      owner: { vi: 'Chủ diều', en: 'Owner' },
      owner_phone: { vi: 'Điện thoại chủ diều', en: 'Phone of the owner' },
      temper: { vi: 'Tính nết', en: 'Temper' },
      parts: { vi: 'Bộ phận', en: 'Parts' },
      photos: { vi: 'Ảnh', en: 'Photos' },
      field: { vi: 'Nơi thả', en: 'Place' },
      balance: { vi: 'Cân bằng', en: 'Balance' },
      label: { vi: 'Nhãn', en: 'Label' },
    },
    choices: {
      shape: {
        whistle: { vi: 'Diều sáo', en: 'Whistle kite' },
        butterfly: { vi: 'Diều bướm', en: 'Butterfly' },
        dragon: { vi: 'Diều rồng', en: 'Dragon' },
      },
    },
    rows: { parts: { part: { vi: 'Tên bộ phận', en: 'Part' }, count: { vi: 'Số lượng', en: 'Count' } } },
  },
  access: {
    read: [{ role: ['flyer', 'keeper'] }, { role: ['flyer', 'keeper'], at: 'guests' }, 'subject'],
    create: [{ role: ['keeper'] }],
    change: [{ role: ['keeper'] }],
    import: ['keeper'],
    export: ['keeper'],
  },
  list: {
    columns: ['code', 'name', 'shape', 'made_on'],
    sorts: ['code', 'name', 'made_on', 'price', 'created_at'],
    defaultSort: '-created_at',
    filters: ['shape', 'made_on', 'retired', 'home', 'guests', 'price', 'last_flown_at'],
  },
})

/** A flight of a kite: refers to another record, has no natural key. */
export const Flight = record('kite-club/flight', {
  titleField: 'note',
  fields: {
    kite: ref('kite-club/kite').required(),
    flown_on: date().required(),
    height: number({ min: 0, max: 3_000, unit: 'm' }),
    note: text({ max: 300 }).searchable(),
  },
  words: {
    title: { vi: 'Lượt bay', en: 'Flight' },
    plural: { vi: 'Các lượt bay', en: 'Flights' },
    fields: {
      kite: { vi: 'Diều', en: 'Kite' },
      flown_on: { vi: 'Ngày bay', en: 'Flown on' },
      height: { vi: 'Độ cao', en: 'Height' },
      note: { vi: 'Ghi chú', en: 'Note' },
    },
  },
  access: {
    read: [{ role: ['flyer', 'keeper'] }, 'creator'],
    create: [{ role: ['flyer', 'keeper'] }],
    change: ['creator'],
    import: ['flyer'],
    export: ['keeper'],
  },
  list: {
    columns: ['kite', 'flown_on', 'height'],
    sorts: ['flown_on', 'height', 'created_at'],
    defaultSort: '-flown_on',
    filters: ['kite', 'flown_on'],
  },
})

export const kiteClub = [Kite, Flight] as const

const unit = (value: Pick<UnitValue, 'code' | 'name' | 'parent'> & Partial<UnitValue>): UnitValue => ({
  short_name: value.name,
  kind: 'field',
  calendar: 'kite',
  valid_from: '2020-01-01',
  ...value,
})

/** The club's tree: one club, two fields, a corner below the southern one. */
export const kiteUnits: UnitValue[] = [
  unit({ code: 'CLB', name: 'Câu lạc bộ Diều Sáo', parent: null, kind: 'club' }),
  unit({ code: 'CLB.NAM', name: 'Bãi thả Nam', parent: 'CLB' }),
  unit({ code: 'CLB.BAC', name: 'Bãi thả Bắc', parent: 'CLB' }),
  unit({ code: 'CLB.NAM.GOC', name: 'Góc Gò', parent: 'CLB.NAM', kind: 'corner' }),
]

/** Who plays in the stories; everybody's password is `kitePassword`. */
export const kiteAccounts = [
  { login: 'chu-nhiem', name: 'Trần Thị Gió', roles: [{ role: 'keeper', unit: 'CLB' }] },
  { login: 'giu-nam', name: 'Lê Văn Dây', roles: [{ role: 'keeper', unit: 'CLB.NAM' }] },
  { login: 'giu-bac', name: 'Phạm Thị Nơ', roles: [{ role: 'keeper', unit: 'CLB.BAC' }] },
  { login: 'bay-goc', name: 'Võ Văn Sáo', roles: [{ role: 'flyer', unit: 'CLB.NAM.GOC' }] },
  {
    login: 'chu-dieu',
    name: 'Nguyễn Văn Á',
    roles: [],
    person: { full_name: 'Nguyễn Văn Á', national_id: '082090000018' },
  },
  { login: 'nguoi-la', name: 'Đỗ Người Lạ', roles: [], person: { full_name: 'Đỗ Người Lạ', national_id: null } },
] as const

export const kitePassword = 'dieu-sao-2026'

/** A good, an odd and a bad kite: what a person might type. */
export const kiteExamples = {
  good: {
    code: 'D-001',
    name: 'Sáo trúc bảy lỗ',
    story: 'Làm từ trúc già bên sông Tiền.\n\nTiếng trầm.',
    shape: 'whistle',
    span: '2,75',
    strings: 2,
    price: '1.250.000',
    made_on: '15/03/2026',
    last_flown_at: '2026-11-20T16:30:00+07:00',
    season: { from: '2026-11-01', to: null },
    owner_phone: '+84 912 345 678',
    temper: 'Hay giật',
    parts: [
      { part: 'Sáo', count: 7 },
      { part: 'Đuôi', count: 1 },
    ],
    field: { type: 'Point', coordinates: [106.36, 10.36] },
  },
  odd: {
    code: 'Đ=1+1',
    name: "=cmd|'/c calc'!A1",
    story: '"nháy"; phẩy, chấm phẩy\n😀 và một dòng nữa',
    shape: 'dragon',
    span: 1.125,
    price: 0,
    made_on: '2024-02-29',
    season: { from: '2026-01-01', to: '2026-01-01' },
    retired: 'có',
    field: {
      type: 'Polygon',
      coordinates: [
        [
          [106.3, 10.3],
          [106.4, 10.3],
          [106.4, 10.4],
          [106.3, 10.3],
        ],
      ],
    },
  },
  bad: {
    code: '',
    name: 'x'.repeat(121),
    shape: 'balloon',
    span: 'rất to',
    strings: 13,
    price: -1,
    made_on: '31/02/2026',
    season: { from: '2026-05-01', to: '2026-04-01' },
    owner_phone: '113',
    home: 'không phải mã',
    parts: [{ part: 'Sáo', count: 0 }],
    field: { type: 'Point', coordinates: [2.35, 48.85] },
  },
} as const satisfies Record<string, Record<string, unknown>>
