import type { Words } from '#ground/text'
import { communes } from './communes.ts'
import { communeOneStopCode, provinceOneStopCode } from './units.ts'

/** One counter of a one-stop centre, as a dated row. */
export type CounterRow = {
  /** Code of the centre in the unit tree. */
  centre: string
  number: number
  name: Words
  /** Services of the list below it takes; empty: all. */
  services: readonly string[]
  /** Calls priority tickets only while there are any. */
  priority: boolean
  valid_from: string
  valid_to: string | null
  source: string
}

/** What a person may say she came for; a counter takes some of these. `sectors` are those of the procedures, empty: the rest. */
export type ServiceRow = { code: string; name: Words; sectors: readonly string[] }

/** Kinds of ticket: in what order they are called. Lower ranks first, bounded by the calling rule. */
export type TicketKindRow = {
  code: string
  letter: string
  name: Words
  rank: number
  valid_from: string
  valid_to: string | null
  source: string
}

/** How numbers are called and places booked, as a dated row. */
export type CallingRuleRow = {
  valid_from: string
  valid_to: string | null
  /** At most so many priority tickets one after another at a counter while an ordinary one waits. */
  priority_run_max: number
  /** A number not answered is called at most so often before it is passed over. */
  calls_max: number
  /** A number passed over may come back within so many minutes. */
  return_minutes_max: number
  /** Minutes one person usually takes, until the day itself tells. */
  usual_minutes: number
  /** A booked person may come so many minutes early, and is held the place for so many minutes after. */
  early_minutes_max: number
  late_minutes_max: number
  slot_minutes: number
  places_a_slot_max: number
  days_ahead_max: number
  tickets_a_day_max: number
  source: string
}

const w = (vi: string, en: string): Words => ({ vi, en })
const FROM = '2025-07-01'
const HOUSE = 'Quy ước của bản này; nội quy của từng Trung tâm thay bằng dòng mới'

export const counterServices: readonly ServiceRow[] = [
  {
    code: 'ho-tich',
    name: w('Hộ tịch, chứng thực', 'Civil status, certification'),
    sectors: ['Hộ tịch', 'Chứng thực', 'Nuôi con nuôi'],
  },
  {
    code: 'dat-dai',
    name: w('Đất đai, xây dựng', 'Land, construction'),
    sectors: ['Đất đai', 'Hoạt động xây dựng', 'Đường bộ'],
  },
  {
    code: 'kinh-doanh',
    name: w('Đăng ký kinh doanh', 'Business registration'),
    sectors: [
      'Thành lập và hoạt động của hộ kinh doanh',
      'Thành lập và hoạt động của tổ hợp tác, hợp tác xã',
      'Lưu thông hàng hóa trong nước',
    ],
  },
  {
    code: 'xa-hoi',
    name: w('Bảo trợ xã hội, giảm nghèo', 'Social protection'),
    sectors: ['Bảo trợ xã hội', 'Giảm nghèo'],
  },
  { code: 'nhan-ket-qua', name: w('Nhận kết quả', 'Collect a result'), sectors: [] },
  { code: 'nop-tien', name: w('Nộp phí, lệ phí', 'Pay a fee'), sectors: [] },
  { code: 'khac', name: w('Việc khác, hỏi đáp', 'Something else'), sectors: [] },
]

/** Three counters at a commune, six at the province, until a centre tells its own. */
const communeCounters: readonly Pick<CounterRow, 'number' | 'name' | 'services' | 'priority'>[] = [
  {
    number: 1,
    name: w('Hộ tịch, chứng thực', 'Civil status, certification'),
    services: ['ho-tich', 'nhan-ket-qua'],
    priority: false,
  },
  {
    number: 2,
    name: w('Đất đai, kinh doanh, xã hội', 'Land, business, social'),
    services: ['dat-dai', 'kinh-doanh', 'xa-hoi', 'nhan-ket-qua', 'khac'],
    priority: false,
  },
  {
    number: 3,
    name: w('Thu phí và ưu tiên', 'Cashier and priority'),
    services: ['nop-tien', 'nhan-ket-qua', 'ho-tich', 'xa-hoi', 'khac'],
    priority: true,
  },
]
const provinceCounters: typeof communeCounters = [
  {
    number: 1,
    name: w('Hộ tịch, chứng thực', 'Civil status, certification'),
    services: ['ho-tich'],
    priority: false,
  },
  { number: 2, name: w('Đất đai, xây dựng', 'Land, construction'), services: ['dat-dai'], priority: false },
  { number: 3, name: w('Đăng ký kinh doanh', 'Business registration'), services: ['kinh-doanh'], priority: false },
  { number: 4, name: w('Xã hội và việc khác', 'Social and other'), services: ['xa-hoi', 'khac'], priority: false },
  { number: 5, name: w('Trả kết quả', 'Results'), services: ['nhan-ket-qua'], priority: false },
  { number: 6, name: w('Thu phí và ưu tiên', 'Cashier and priority'), services: [], priority: true },
]

export const counters: readonly CounterRow[] = [
  ...provinceCounters.map((one) => ({ centre: provinceOneStopCode, ...one })),
  ...communes.flatMap((commune) =>
    communeCounters.map((one) => ({ centre: communeOneStopCode(commune.code), ...one })),
  ),
].map((one) => ({ ...one, valid_from: FROM, valid_to: null, source: HOUSE }))

export const ticketKinds: readonly TicketKindRow[] = [
  {
    code: 'thuong',
    letter: 'A',
    name: w('Lượt thường', 'Ordinary'),
    rank: 2,
    valid_from: FROM,
    valid_to: null,
    source: HOUSE,
  },
  {
    code: 'nguoi-cao-tuoi',
    letter: 'U',
    name: w('Người cao tuổi', 'Older person'),
    rank: 1,
    valid_from: FROM,
    valid_to: null,
    source: 'Luật Người cao tuổi 39/2009/QH12; nội quy Trung tâm',
  },
  {
    code: 'nguoi-khuyet-tat',
    letter: 'U',
    name: w('Người khuyết tật', 'Person with a disability'),
    rank: 1,
    valid_from: FROM,
    valid_to: null,
    source: 'Luật Người khuyết tật 51/2010/QH12; nội quy Trung tâm',
  },
  {
    code: 'mang-thai',
    letter: 'U',
    name: w('Phụ nữ mang thai, có con nhỏ', 'Pregnant, or with a small child'),
    rank: 1,
    valid_from: FROM,
    valid_to: null,
    source: 'Nội quy Trung tâm',
  },
  {
    code: 'nguoi-co-cong',
    letter: 'U',
    name: w('Người có công với cách mạng', 'Person with merit to the revolution'),
    rank: 1,
    valid_from: FROM,
    valid_to: null,
    source: 'Pháp lệnh Ưu đãi người có công 02/2020/UBTVQH14; nội quy Trung tâm',
  },
]

export const callingRules: readonly CallingRuleRow[] = [
  {
    valid_from: FROM,
    valid_to: null,
    priority_run_max: 2,
    calls_max: 3,
    return_minutes_max: 30,
    usual_minutes: 12,
    early_minutes_max: 30,
    late_minutes_max: 15,
    slot_minutes: 30,
    places_a_slot_max: 4,
    days_ahead_max: 14,
    tickets_a_day_max: 600,
    source: HOUSE,
  },
]

/**
 * Accounts into which fees are transferred. A real one is entered by the administrator; these are for the demonstration, and
 * their number is nobody's: a QR scanned in earnest is refused by the bank.
 */
export const sampleAccounts = [
  {
    centre: '*',
    bank: '970436',
    bank_name: 'Ngân hàng mẫu',
    account: '0000000000000',
    holder: 'KHO BAC MAU - BAN CHAY THU',
    valid_from: FROM,
    valid_to: null,
    source: 'Tài khoản mẫu của bản chạy thử, không nhận tiền',
  },
] as const
