import { communeFullName, communes, findCommune, provinceName } from './communes.ts'
import type { RoleName } from './roles.ts'
import {
  communeOneStopCode,
  communePoliceCode,
  communeUnitCode,
  focalUnitCode,
  landRegistryCode,
  partnerUnitCode,
  provinceUnitCode,
  socialInsuranceCode,
  taxAgencyCode,
} from './units.ts'

/** RFC 2606 keeps `.example` for samples: no name server answers for it, so a letter to it reaches nobody. */
const sampleMailDomain = 'thu-mau.example'

/** One made-up person. No value belongs to a living person; `sample` travels with every copy. */
export type SamplePerson = {
  full_name: string
  sex: 'male' | 'female'
  /** LocalDate. */
  birth_date: string
  /** Twelve digits of the right shape: 082 or 087, century and sex, year, then a serial from 900000 up. */
  national_id: string
  /** 0 + 900 000 000 … : the block 0900 00x xxx is used for samples only. */
  phone: string
  email: string
  address: string
  commune: string
  sample: true
}

/** A demonstration account and where its roles are given; the citizen has none. */
export type DemoAccount = {
  login: string
  full_name: string
  person: SamplePerson
  /** Where work mail goes; only those who head something have it, so that the weekly letter has readers. */
  email: string | null
  roles: { role: RoleName; unit: string }[]
}

/** The one password of every demonstration account; a real installation does not load these accounts. */
export const demoPassword = 'hoa-sen-dong-thap'

// Shares of family names in the south, rounded; only their order of size matters here.
const familyNames: [name: string, weight: number][] = [
  ['Nguyễn', 32],
  ['Trần', 11],
  ['Lê', 9],
  ['Phạm', 6],
  ['Huỳnh', 5],
  ['Võ', 4],
  ['Phan', 3],
  ['Trương', 2],
  ['Bùi', 2],
  ['Đặng', 2],
  ['Đỗ', 2],
  ['Ngô', 2],
  ['Hồ', 2],
  ['Dương', 1],
  ['Đoàn', 1],
  ['Lâm', 1],
  ['Mai', 1],
  ['Cao', 1],
]
const middles = {
  male: ['Văn', 'Hữu', 'Minh', 'Thanh', 'Tấn', 'Quốc', 'Phước', 'Hoàng', 'Trọng', 'Chí'],
  female: ['Thị', 'Thị Ngọc', 'Thị Kim', 'Thị Mỹ', 'Ngọc', 'Thị Bích', 'Thanh', 'Thị Hồng', 'Cẩm', 'Như'],
}
const givens = {
  male: [
    'An',
    'Bình',
    'Dũng',
    'Duy',
    'Đạt',
    'Hải',
    'Hiếu',
    'Hùng',
    'Khang',
    'Khoa',
    'Kiệt',
    'Lộc',
    'Nghĩa',
    'Nhựt',
    'Phát',
    'Phúc',
    'Sang',
    'Tài',
    'Tâm',
    'Thiện',
    'Thịnh',
    'Toàn',
    'Trí',
    'Tuấn',
    'Vinh',
  ],
  female: [
    'Anh',
    'Châu',
    'Diễm',
    'Dung',
    'Duyên',
    'Hạnh',
    'Hân',
    'Hiền',
    'Hoa',
    'Hương',
    'Kiều',
    'Lan',
    'Linh',
    'Loan',
    'Mai',
    'Ngân',
    'Nhi',
    'Nhung',
    'Phương',
    'Quyên',
    'Thảo',
    'Thúy',
    'Trang',
    'Trâm',
    'Tuyết',
    'Vân',
    'Yến',
  ],
}

/** A stream of numbers in [0, 1) that is the same for the same seed (mulberry32). */
function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function pick<T>(roll: number, list: readonly T[], fallback: T): T {
  return list[Math.floor(roll * list.length)] ?? fallback
}

function weighted(roll: number): string {
  const total = familyNames.reduce((sum, [, weight]) => sum + weight, 0)
  let left = roll * total
  for (const [name, weight] of familyNames) {
    left -= weight
    if (left < 0) return name
  }
  return 'Nguyễn'
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

/** Most people one call makes: serials from 90000 belong to the demonstration accounts. */
export const samplePeopleMax = 90_000

/**
 * `count` made-up people (at most 90,000), the same for the same seed, spread over the communes by population.
 * Identity numbers and phones do not repeat within one call.
 */
export function samplePeople(count: number, seed = 82): SamplePerson[] {
  const wanted = Math.min(Math.max(Math.floor(count), 0), samplePeopleMax)
  const roll = dice(seed)
  const upTo: number[] = []
  let population = 0
  for (const commune of communes) {
    population += commune.population
    upTo.push(population)
  }
  return Array.from({ length: wanted }, (_, serial) => {
    const sex = roll() < 0.5 ? 'male' : 'female'
    const full_name = `${weighted(roll())} ${pick(roll(), middles[sex], 'Văn')} ${pick(roll(), givens[sex], 'An')}`
    const lot = roll() * population
    const commune = communes.find((_, place) => (upTo[place] ?? population) > lot)
    const year = 1945 + Math.floor(roll() * 62)
    const birth_date = `${year}-${twoDigits(1 + Math.floor(roll() * 12))}-${twoDigits(1 + Math.floor(roll() * 28))}`
    const house = 1 + Math.floor(roll() * 400)
    return person(full_name, sex, birth_date, commune?.code ?? '29869', house, serial)
  })
}

function person(
  full_name: string,
  sex: SamplePerson['sex'],
  birth_date: string,
  communeCode: string,
  house: number,
  serial: number,
): SamplePerson {
  const commune = findCommune(communeCode)
  const place = Number(communeCode) < 29_000 ? '082' : '087'
  const century = (birth_date < '2000' ? 0 : 2) + (sex === 'male' ? 0 : 1)
  const where = commune === undefined ? '' : `${communeFullName(commune)}, tỉnh ${provinceName.vi}`
  const block = commune?.kind === 'phường' ? 'khóm' : 'ấp'
  return {
    full_name,
    sex,
    birth_date,
    national_id: `${place}${century}${birth_date.slice(2, 4)}9${String(serial).padStart(5, '0')}`,
    phone: `09000${String(serial).padStart(5, '0')}`,
    email: `mau.${String(serial).padStart(5, '0')}@${sampleMailDomain}`,
    address: `Số ${house}, ${block} ${1 + (house % 6)}, ${where}`,
    commune: communeCode,
    sample: true,
  }
}

const HEADS: readonly RoleName[] = ['leader', 'centre-head', 'province-monitor']

type AccountDraft = [
  login: string,
  name: string,
  sex: SamplePerson['sex'],
  birth: string,
  commune: string,
  roles: { role: RoleName; unit: string }[],
]

function staff(commune: string, tail: string, names: [string, SamplePerson['sex']][]): AccountDraft[] {
  const unit = communeUnitCode(commune)
  const posts: [login: string, roles: { role: RoleName; unit: string }[]][] = [
    ['motcua', [{ role: 'one-stop-officer', unit: communeOneStopCode(commune) }]],
    ['thuly', ['.vp', '.kt', '.vhxh'].map((section) => ({ role: 'handler' as const, unit: `${unit}${section}` }))],
    [
      'truongphong',
      ['.vp', '.kt', '.vhxh'].map((section) => ({ role: 'section-head' as const, unit: `${unit}${section}` })),
    ],
    ['lanhdao', [{ role: 'leader', unit }]],
    ['vanthu', [{ role: 'clerk', unit: `${unit}.vp` }]],
    ['giamdoc', [{ role: 'centre-head', unit: communeOneStopCode(commune) }]],
  ]
  return posts.map(([login, roles], place) => {
    const [name, sex] = names[place] ?? ['Nguyễn Văn Mẫu', 'male']
    return [`${login}.${tail}`, name, sex, `19${80 + place}-0${place + 1}-15`, commune, roles]
  })
}

const drafts: AccountDraft[] = [
  ['lan', 'Nguyễn Thị Ngọc Lan', 'female', '1994-08-20', '29869', []],
  ...staff('29869', 'caolanh', [
    ['Trần Minh Khang', 'male'],
    ['Lê Thị Kim Ngân', 'female'],
    ['Huỳnh Hữu Nghĩa', 'male'],
    ['Võ Thanh Phương', 'female'],
    ['Phạm Thị Bích Vân', 'female'],
    ['Đặng Quốc Thịnh', 'male'],
  ]),
  ...staff('28261', 'mytho', [
    ['Phan Thị Mỹ Duyên', 'female'],
    ['Trương Tấn Phát', 'male'],
    ['Ngô Thị Hồng Hạnh', 'female'],
    ['Nguyễn Trọng Hiếu', 'male'],
    ['Bùi Ngọc Trâm', 'female'],
    ['Hồ Chí Thiện', 'male'],
  ]),
  [
    'tonghop',
    'Dương Thị Thanh Thảo',
    'female',
    '1986-03-08',
    '28261',
    [{ role: 'province-monitor', unit: provinceUnitCode }],
  ],
  ['quantri', 'Lâm Hoàng Duy', 'male', '1990-11-11', '28261', [{ role: 'administrator', unit: provinceUnitCode }]],
  ['kiemtoan', 'Mai Phước Thành', 'male', '1983-04-17', '28261', [{ role: 'auditor', unit: provinceUnitCode }]],
  [
    'baove.dulieu',
    'Lâm Thị Bích Như',
    'female',
    '1989-09-26',
    '29869',
    [{ role: 'data-protection-officer', unit: provinceUnitCode }],
  ],
  ['thuly.vpdkdd', 'Châu Thị Ngọc Hân', 'female', '1988-05-02', '29869', [{ role: 'handler', unit: landRegistryCode }]],
  ['thuly.thue', 'Đỗ Thành Long', 'male', '1984-10-09', '29869', [{ role: 'handler', unit: taxAgencyCode }]],
  [
    'thuly.congan',
    'Đoàn Văn Kiệt',
    'male',
    '1991-06-12',
    '29869',
    [{ role: 'handler', unit: communePoliceCode('29869') }],
  ],
  [
    'lanhdao.congan',
    'Cao Thanh Tâm',
    'male',
    '1979-12-03',
    '29869',
    [{ role: 'leader', unit: communePoliceCode('29869') }],
  ],
  ['thuly.bhxh', 'Mai Ngọc Diễm', 'female', '1992-02-27', '29869', [{ role: 'handler', unit: socialInsuranceCode }]],
  ['lanhdao.bhxh', 'Phan Hữu Lộc', 'male', '1977-07-18', '29869', [{ role: 'leader', unit: socialInsuranceCode }]],
  ['daumoi', 'Võ Thị Kim Châu', 'female', '1987-06-19', '29869', [{ role: 'plan-focal', unit: focalUnitCode }]],
  ['chutruong', 'Phan Quốc Nghĩa', 'male', '1976-02-11', '28261', [{ role: 'plan-approver', unit: provinceUnitCode }]],
  [
    'kinhphi.stc',
    'Bùi Thị Mỹ Dung',
    'female',
    '1985-12-03',
    '28261',
    [
      { role: 'plan-finance', unit: 'H20.stc' },
      { role: 'plan-reporter', unit: 'H20.stc' },
    ],
  ],
  ['baocao.syt', 'Lê Hữu Phước', 'male', '1989-07-24', '28261', [{ role: 'plan-reporter', unit: 'H20.syt' }]],
  [
    'baocao.skhcn',
    'Trần Thanh Trúc',
    'female',
    '1992-04-08',
    '29869',
    [{ role: 'plan-reporter', unit: focalUnitCode }],
  ],
  [
    'baocao.caolanh',
    'Nguyễn Văn Tài',
    'male',
    '1991-01-27',
    '29869',
    [{ role: 'plan-reporter', unit: communeUnitCode('29869') }],
  ],
  [
    'baocao.mytho',
    'Đoàn Thị Ngọc Trâm',
    'female',
    '1990-09-14',
    '28261',
    [{ role: 'plan-reporter', unit: communeUnitCode('28261') }],
  ],
  ['vnpt', 'Huỳnh Tấn Lộc', 'male', '1983-08-30', '28261', [{ role: 'plan-partner', unit: partnerUnitCode }]],
]

/** The demonstration accounts: one citizen, the staff of two wards, the province. */
export const demoAccounts: DemoAccount[] = drafts.map(([login, full_name, sex, birth, commune, roles], place) => ({
  login,
  full_name,
  person: person(full_name, sex, birth, commune, 10 + place, 90_000 + place),
  email: roles.some(({ role }) => HEADS.includes(role)) ? `${login}@${sampleMailDomain}` : null,
  roles,
}))
