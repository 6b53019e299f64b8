/**
 * Of everything this system takes in: one that is good, several that are bad, several that are odd and must be taken all the
 * same. Units are written by their code and people by their login; dates count from Monday 5 October 2026, the day on which
 * the tests live. Tests send every one of them through its door, the file template shows the good rows. Nothing of it is
 * loaded: what is administered in a demonstration are the province's own units and accounts.
 */

/** What a door takes in. Bad ones are named by what is wrong with them, odd ones by what is odd. */
export interface Examples<T> {
  good: T
  bad: Readonly<Record<string, T>>
  odd: Readonly<Record<string, T>>
}

const ward = 'H20.x29869'

/** A row of a file of people, by the columns of people-import.ts. */
export interface PeopleRow {
  login: string
  name: string
  email: string
  national_id: string
  role: string
  unit: string
  from: string
  to: string
}
const row: PeopleRow = {
  login: 'lan.nguyen',
  name: 'Nguyễn Thị Lan',
  email: 'lan.nguyen@dongthap.gov.vn',
  national_id: '',
  role: 'Cán bộ thụ lý',
  unit: `${ward}.kt`,
  from: '01/12/2026',
  to: '',
}
export const peopleRows: Examples<PeopleRow> = {
  good: row,
  bad: {
    'a login with a blank and tones': { ...row, login: 'Không hợp lệ' },
    'no name': { ...row, login: 'khong.ten', name: '' },
    'a role nobody has heard of': { ...row, login: 'vua.le', role: 'Vua' },
    'a unit that is not there': { ...row, login: 'khong.don.vi', unit: 'H20.khong' },
    'a role without its unit': { ...row, login: 'thieu.don.vi', unit: '' },
    'a role that this unit does not have': { ...row, login: 'sai.cho', role: 'Cán bộ tiếp nhận một cửa' },
    'a day that no calendar has': { ...row, login: 'sai.ngay', from: '31/02/2027' },
    'an end before its beginning': { ...row, login: 'lui.ngay', from: '01/12/2026', to: '30/11/2026' },
    'the login of another person': { ...row, login: 'thuly.caolanh', name: 'Tên Khác Hẳn' },
    'a number nobody in the register has': { ...row, login: 'khong.so', national_id: '087190999999' },
  },
  odd: {
    'a name with an apostrophe and a Đ': { ...row, login: 'hy.eban', name: 'H’Y Đắc Ê Ban' },
    'a name written with loose tones, twice the blanks': {
      ...row,
      login: 'roi.dau',
      name: '  Trần   Văn Ngọc '.normalize('NFD'),
    },
    'a role without tones, in capitals': { ...row, login: 'khong.dau', role: 'CAN BO THU LY' },
    'a login in capitals': { ...row, login: 'MAI.LE', name: 'Lê Thị Mai' },
    'a day as machines write it': { ...row, login: 'may.ghi', from: '2026-12-01', to: '2027-12-31' },
    'a first day that has passed begins today': { ...row, login: 'ngay.cu', from: '01/09/2026' },
    'a person without a role yet': { ...row, login: 'chua.vai', role: '', unit: '', from: '' },
    'a number that lost its zero in a spreadsheet': {
      ...row,
      login: 'mat.so.khong',
      name: 'Nguyễn Thị Ngọc Lan',
      national_id: '87194900001',
    },
    'an end, so that the role runs out by itself': {
      ...row,
      login: 'binh.tran',
      name: 'Trần Văn Bình',
      email: '',
      role: 'Lãnh đạo cơ quan ký duyệt',
      unit: ward,
      to: '31/12/2027',
    },
  },
}

/** A whole file that cannot be a list of people, whatever its rows say. */
export const peopleFiles: Readonly<Record<string, string>> = {
  'columns of another list': 'Tên,Khác\nx,y\n',
  'titles and nothing below': 'Tên đăng nhập,Họ và tên\n',
  'nothing at all': '',
}

/** The form that opens an officer's account. */
export type AccountForm = PeopleRow
const account: AccountForm = {
  login: 'moi.trinh',
  name: 'Trịnh Thị Mới',
  email: '',
  national_id: '',
  role: 'handler',
  unit: `${ward}.kt`,
  from: '05/10/2026',
  to: '',
}
export const accountForms: Examples<AccountForm> = {
  good: account,
  bad: {
    'a login with a blank and tones': { ...account, login: 'Không Được' },
    'a login somebody has': { ...account, login: 'thuly.caolanh' },
    'a name of one letter': { ...account, name: 'A' },
    'an address that is none': { ...account, email: 'moi.trinh tại dongthap' },
    'a number with a digit missing': { ...account, national_id: '08719490000' },
    'a number of somebody else': { ...account, national_id: '087194900001' },
    'a role that this unit does not have': { ...account, role: 'one-stop-officer' },
    'a role from yesterday': { ...account, from: '04/10/2026' },
  },
  odd: {
    'a name with an apostrophe and a Đ': { ...account, login: 'hy.dak', name: 'H’Y Đắc Ê Ban' },
    'capitals and blanks around the login': { ...account, login: '  Moi.Hon ' },
    'no role yet': { ...account, login: 'chua.vai.tro', role: '', unit: '', from: '' },
  },
}

/** The form that opens a unit below a ward. */
export interface UnitForm {
  parent: string
  code: string
  name: string
  short_name: string
  kind: string
  on: string
  decision: string
}
const unit: UnitForm = {
  parent: ward,
  code: `${ward}.tp`,
  name: 'Tổ Tư pháp phường Cao Lãnh',
  short_name: 'Tổ Tư pháp',
  kind: 'commune-culture',
  on: '06/10/2026',
  decision: 'QĐ 79/QĐ-UBND ngày 05/10/2026',
}
export const unitForms: Examples<UnitForm> = {
  good: unit,
  bad: {
    'a code with tones and blanks': { ...unit, code: 'tổ tư pháp' },
    'a code that is taken': { ...unit, code: `${ward}.kt` },
    'a day that has passed': { ...unit, on: '04/10/2026' },
    'a day that no calendar has': { ...unit, on: '31/02/2027' },
    'no decision it rests on': { ...unit, decision: '' },
    'a decision of one letter': { ...unit, decision: 'x' },
  },
  odd: {
    'a code in capitals with a hyphen': { ...unit, code: `${ward}.TP-2`, name: 'Tổ Tư pháp 2', short_name: 'TP 2' },
    'a name with quotes and a dash': {
      ...unit,
      code: `${ward}.vh2`,
      name: 'Tổ "Văn hoá – Thể thao" khóm 3',
      short_name: 'Tổ VH–TT',
    },
  },
}

/** The form of a leader who will be away; her roles are all ticked. */
export interface DelegationForm {
  to: string
  since: string
  until: string
  reason: string
  decision: string
}
const delegation: DelegationForm = {
  to: 'pho.phong',
  since: '05/10/2026',
  until: '09/10/2026',
  reason: 'Đi công tác tại Hà Nội',
  decision: 'GUQ 12/UBND',
}
export const delegationForms: Examples<DelegationForm> = {
  good: delegation,
  bad: {
    'to somebody of another ward': { ...delegation, to: 'motcua.mytho' },
    'to herself': { ...delegation, to: 'lanhdao.caolanh' },
    'an end before its beginning': { ...delegation, since: '09/10/2026', until: '05/10/2026' },
    'from yesterday': { ...delegation, since: '04/10/2026' },
    'longer than a year': { ...delegation, until: '31/12/2027' },
    'no paper it rests on': { ...delegation, decision: '' },
  },
  odd: {
    'for one day': { ...delegation, since: '20/10/2026', until: '20/10/2026' },
    'a reason of two lines': { ...delegation, since: '21/10/2026', until: '22/10/2026', reason: 'Khám bệnh\nđịnh kỳ' },
  },
}

/** The form that opens an account for a program; `scopes` by the names of the form. */
export interface ServiceForm {
  name: string
  purpose: string
  owner: string
  networks: string
  scopes: Readonly<Record<string, 'read' | 'write'>>
}
const service: ServiceForm = {
  name: 'Bảng điện tử sảnh phường',
  purpose: 'Hiện số hồ sơ đang chờ trên màn hình ở sảnh',
  owner: ward,
  networks: '',
  scopes: { 'scope_one-stop__dossier': 'read' },
}
export const serviceForms: Examples<ServiceForm> = {
  good: service,
  bad: {
    'no scope': { ...service, scopes: {} },
    'a purpose that says nothing': { ...service, purpose: 'để dùng' },
    'a network with too many bits': { ...service, networks: '10.9.0.0/99' },
    'more networks than anybody keeps': {
      ...service,
      networks: Array.from({ length: 60 }, (_, i) => `10.0.0.${i}`).join('\n'),
    },
  },
  odd: {
    'networks of both kinds, with commas and empty lines': {
      ...service,
      name: 'Cổng dữ liệu dùng thử',
      networks: '10.1.2.0/24, 2001:db8::/32;\n\n192.0.2.7',
    },
  },
}

/** The last day of a token. */
export const tokenDays: Examples<string> = {
  good: '31/12/2026',
  bad: {
    'today, which is over too soon': '05/10/2026',
    'a day gone by': '01/10/2026',
    'more than a year ahead': '31/12/2027',
    'no day': '',
    'a day that no calendar has': '31/02/2027',
  },
  odd: { 'a year ahead to the day': '05/10/2027', 'tomorrow, as machines write it': '2026-10-06' },
}

/** A value of a code list (here the ethnic groups). */
export interface CodeForm {
  value: string
  label_vi: string
  label_en: string
  from: string
  source: string
}
const code: CodeForm = {
  value: 'Thử nghiệm',
  label_vi: 'Thử nghiệm',
  label_en: 'Trial',
  from: '05/10/2026',
  source: 'Quyết định 1/QĐ-TEST',
}
export const codeForms: Examples<CodeForm> = {
  good: code,
  bad: {
    'a value that is in force': { ...code, value: 'Kinh', label_vi: 'Kinh', label_en: 'Kinh' },
    'no document': { ...code, source: '' },
    'no name in English': { ...code, label_en: '' },
    'a code with a stroke': { ...code, value: 'Thử/nghiệm' },
    'a day that no calendar has': { ...code, from: '31/02/2027' },
  },
  odd: {
    'a name with quotes, from next year': {
      ...code,
      value: 'Thử 2',
      label_vi: 'Nhóm "Đắk"',
      label_en: 'The “Dak”',
      from: '01/01/2027',
    },
  },
}

/** A day announced in the working calendars. */
export interface DayForm {
  date: string
  kind: string
  scope: string
  note: string
  document: string
  swapped_with: string
}
const day: DayForm = {
  date: '05/10/2026',
  kind: 'rest',
  scope: '*',
  note: 'Nghỉ tránh bão số 9',
  document: 'Công điện 9/CĐ-UBND',
  swapped_with: '',
}
export const dayForms: Examples<DayForm> = {
  good: day,
  bad: {
    'a day that has passed': { ...day, date: '02/10/2026' },
    'no document': { ...day, document: '' },
    'a kind that is none': { ...day, kind: 'lazy' },
    'a swap without the day it is swapped with': { ...day, date: '10/10/2026', kind: 'swap_work' },
  },
  odd: {
    'a Saturday worked for a Monday': { ...day, date: '10/10/2026', kind: 'swap_work', swapped_with: '12/10/2026' },
  },
}

/** A system switched off. */
export interface SwitchForm {
  reason: string
  'until.date': string
  'until.time': string
}
const off: SwitchForm = { reason: 'Bảo trì hệ thống', 'until.date': '05/10/2026', 'until.time': '18:00' }
export const switchForms: Examples<SwitchForm> = {
  good: off,
  bad: {
    'no reason': { ...off, reason: '' },
    'back on before now': { ...off, 'until.time': '07:00' },
    'a day without an hour': { ...off, 'until.time': '' },
    'an hour that no clock has': { ...off, 'until.time': '25:00' },
  },
  odd: { 'nobody knows until when': { reason: 'Sự cố đường truyền', 'until.date': '', 'until.time': '' } },
}
