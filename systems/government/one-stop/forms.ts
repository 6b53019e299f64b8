import { readFileSync } from 'node:fs'
import { formatDate, type LocalDate, localDate, minuteOfDay } from '#ground/clock'
import { nfc } from '#ground/text'
import { type Printable, qrSvg, typeset } from '#kernel/papers'

/**
 * The printed forms of the one-stop desk: Mẫu 01–03 of TT 03/2025/TT-VPCP (Phụ lục I), a result in the layout of
 * NĐ 30/2020, the birth certificate and its extract (Luật Hộ tịch 2014, Điều 14), and the summary of a filed form.
 * Each takes typed facts, writes dates and money in words, and gives a PDF/A-2b of A4 pages.
 */

/** The desk that gives the paper. `place` is where it stands, as written before the date; `contact` one line. */
export type Office = { parent?: string; name: string; place: string; contact?: string }

/** Who files. `idNumber` is the personal number or the code of an organisation; `signs` who signs, if not `name`. */
export type Applicant = {
  name: string
  idNumber?: string
  onBehalfOf?: string
  address?: string
  phone?: string
  email?: string
  signs?: string
}

export type Procedure = { code?: string; name: string }

/** One paper of a dossier; `form` is its loại bản: original, certified copy, copy, electronic. */
export type PaperLine = { name: string; form: PaperForm; count: number }
export type PaperForm = 'original' | 'certified-copy' | 'copy' | 'electronic'

const paperForms: Record<PaperForm, string> = {
  original: 'Bản chính',
  'certified-copy': 'Bản sao có chứng thực',
  copy: 'Bản sao',
  electronic: 'Bản điện tử',
}

/** One fee in whole đồng. */
export type FeeLine = { name: string; amount: number; state: 'paid' | 'due' | 'free' }

const feeStates: Record<FeeLine['state'], string> = { paid: 'Đã nộp', due: 'Chưa nộp', free: 'Được miễn' }

/** What every paper about a dossier says. `followUrl` goes into the QR; `sample` marks the paper as not valid. */
export type DossierPaper = {
  office: Office
  number?: string
  dossier: string
  applicant: Applicant
  procedure: Procedure
  at: Date
  followUrl?: string
  officer: { name: string; title?: string }
  sample: boolean
}

/** Mẫu 01. `dueAt` null when the law gives no time; `duration` in words ("05 ngày làm việc"). */
export type Receipt = DossierPaper & {
  papers: readonly PaperLine[]
  sets: number
  receivedAt: Date
  dueAt: Date | null
  duration: string
  receivedBy: string
  returnedBy: string
  returnedAt?: string
  authority?: string
  fees: readonly FeeLine[]
  /** Said in place of an amount while none is known; without it and without fees the receipt says that nothing is charged. */
  feeNote?: string
  note?: string
}

/** Mẫu 02. One item says what is asked and why, with how to do it. `answerBy` is the last day. */
export type SupplementRequest = DossierPaper & {
  receivedAt: Date
  items: readonly { what: string; why: string }[]
  basis?: string
  answerBy?: LocalDate
  answerAt?: string
  guide?: string
}

/** Mẫu 03. Reasons and the law they rest on. */
export type Rejection = DossierPaper & {
  receivedAt: Date
  reasons: readonly string[]
  bases: readonly string[]
  guide?: string
}

/** Who issues a result, and who signs: the lines above the name ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH") and the name. */
export type Agency = { parent?: string; name: string; place: string }
export type Signer = { above: readonly string[]; name: string }

/** A decision (with articles: the first paragraph of each follows "Điều n.") or another document (paragraphs). */
export type Result = {
  agency: Agency
  number?: string
  on: LocalDate
  at: Date
  kind: string
  subject: string
  authority?: string
  bases: readonly string[]
  articles: readonly (readonly string[])[]
  paragraphs: readonly string[]
  receivers: readonly string[]
  signer: Signer
  verifyUrl?: string
  sample: boolean
}

export type BirthParent = {
  name: string
  birthYear?: number
  ethnicity?: string
  nationality?: string
  residence?: string
  idNumber?: string
}

/** A birth as registered. `extract` prints the Trích lục khai sinh (bản sao) instead of the Giấy khai sinh. */
export type Birth = {
  extract: boolean
  agency: Agency
  number: string
  at: Date
  on: LocalDate
  child: {
    name: string
    birthDate: LocalDate
    sex: 'male' | 'female'
    ethnicity: string
    nationality: string
    birthPlace: string
    homeTown: string
    idNumber?: string
  }
  mother?: BirthParent
  father?: BirthParent
  declarant: { name: string; document?: string }
  registeredAt: string
  registeredOn: LocalDate
  note?: string
  signer: Signer
  verifyUrl?: string
  sample: boolean
}

/** A filed form for the person to keep: the questions as she saw them and her answers as text. */
export type Summary = {
  office: Office
  dossier?: string
  procedure: Procedure
  applicant: { name: string }
  filedAt: Date
  sections: readonly { title: string; rows: readonly { label: string; value: string }[] }[]
  papers: readonly PaperLine[]
  declaration?: string
  sample: boolean
}

const source = (name: string): string => readFileSync(new URL(`./forms/${name}.typ`, import.meta.url), 'utf8')
const templates = {
  receipt: source('receipt'),
  supplement: source('supplement'),
  rejection: source('rejection'),
  result: source('result'),
  birth: source('birth'),
  summary: source('summary'),
}
const parts = { '/parts.typ': source('parts') }

const sampleMark = { mark: 'BẢN MẪU', note: 'Bản mẫu để thử hệ thống, không có giá trị pháp lý.' }
const sampleOf = (sample: boolean) => (sample ? sampleMark : null)

/** NĐ 30/2020, Phụ lục I: a zero before days under 10 and before months 1 and 2. */
export function dayWords(date: LocalDate): string {
  const [year = '', month = '', day = ''] = date.split('-')
  return `ngày ${day} tháng ${Number(month) > 2 ? Number(month) : month} năm ${year}`
}

/** "08 giờ 05 phút, ngày 09 tháng 02 năm 2026", in Asia/Ho_Chi_Minh. */
export function instantWords(instant: Date): string {
  const minute = minuteOfDay(instant)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(Math.floor(minute / 60))} giờ ${two(minute % 60)} phút, ${dayWords(localDate(instant))}`
}

/** Whole đồng with a point between thousands: "1.250.000". */
function moneyWords(amount: number): string {
  return String(amount).replace(/\B(?=(\d{3})+$)/g, '.')
}

const digits = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín']

/** A number from 0 to 9999 read aloud in Vietnamese: 21 "hai mươi mốt", 2005 "hai nghìn không trăm linh năm". */
export function numberWords(n: number): string {
  const digit = (d: number) => digits[d] ?? ''
  const pair = (value: number): string => {
    const [tens, ones] = [Math.floor(value / 10), value % 10]
    if (tens === 0) return digit(ones)
    const last =
      ones === 0
        ? ''
        : ones === 1 && tens > 1
          ? ' mốt'
          : ones === 4 && tens > 1
            ? ' tư'
            : ones === 5
              ? ' lăm'
              : ` ${digit(ones)}`
    return (tens === 1 ? 'mười' : `${digit(tens)} mươi`) + last
  }
  const hundred = (value: number, full: boolean): string => {
    const rest = value % 100
    const head = full || value >= 100 ? `${digit(Math.floor(value / 100))} trăm` : ''
    if (rest === 0) return head
    return head === '' ? pair(rest) : `${head} ${rest < 10 ? `linh ${digit(rest)}` : pair(rest)}`
  }
  const thousands = Math.floor(n / 1000)
  if (thousands === 0) return hundred(n, false) || digit(0)
  return n % 1000 === 0 ? `${digit(thousands)} nghìn` : `${digit(thousands)} nghìn ${hundred(n % 1000, true)}`
}

/** A date in words, as a birth certificate writes it: "ngày năm tháng tư năm hai nghìn không trăm hai mươi sáu". */
export function dateInWords(date: LocalDate): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  const monthWords = month === 4 ? 'tư' : numberWords(month)
  return `ngày ${day <= 10 ? `mồng ${numberWords(day)}` : numberWords(day)} tháng ${monthWords} năm ${numberWords(year)}`
}

const placeDate = (place: string, date: LocalDate): string => `${place}, ${dayWords(date)}`
const qrOf = async (url: string | undefined): Promise<string | null> => (url ? await qrSvg(url) : null)
/** "https://…/tra-cuu?x=1" is read aloud at the desk as the part before the question mark, without the scheme. */
const spokenUrl = (url: string | undefined): string | null =>
  url?.replace(/^https?:\/\//, '').replace(/[?#].*$/, '') ?? null

async function dossierPaper(paper: DossierPaper): Promise<Record<string, Printable>> {
  const { office, applicant, procedure, officer } = paper
  return {
    office: { parent: office.parent ?? null, name: office.name, contact: office.contact ?? null },
    number: paper.number ?? null,
    placeDate: placeDate(office.place, localDate(paper.at)),
    dossier: paper.dossier,
    applicant: {
      name: applicant.name,
      idNumber: applicant.idNumber ?? null,
      onBehalfOf: applicant.onBehalfOf ?? null,
      address: applicant.address ?? null,
      phone: applicant.phone ?? null,
      email: applicant.email ?? null,
      signs: applicant.signs ?? applicant.name,
    },
    procedure: { code: procedure.code ?? null, name: procedure.name },
    officer: { name: officer.name, above: [officer.title ?? 'Người tiếp nhận hồ sơ'] },
    qr: await qrOf(paper.followUrl),
    follow: spokenUrl(paper.followUrl),
    sample: sampleOf(paper.sample),
  }
}

const paperLines = (papers: readonly PaperLine[]): Printable =>
  papers.map(({ name, form, count }) => ({ name, form: paperForms[form], count }))

function print(template: keyof typeof templates, data: Printable, title: string, at: Date): Promise<Uint8Array> {
  return typeset(templates[template], data, { title: nfc(title), lang: 'vi', at, parts })
}

/** Mẫu 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả, as a PDF. Refuses what `typeset` refuses. */
export async function receiptForm(receipt: Receipt): Promise<Uint8Array> {
  const total = receipt.fees.reduce((sum, fee) => sum + (fee.state === 'free' ? 0 : fee.amount), 0)
  const data = {
    ...(await dossierPaper(receipt)),
    papers: paperLines(receipt.papers),
    sets: receipt.sets,
    receivedAt: instantWords(receipt.receivedAt),
    dueAt: receipt.dueAt ? instantWords(receipt.dueAt) : 'Cơ quan sẽ thông báo khi có kết quả',
    duration: receipt.duration,
    receivedBy: receipt.receivedBy,
    returnedBy: receipt.returnedBy,
    returnedAt: receipt.returnedAt ?? null,
    authority: receipt.authority ?? null,
    fees: receipt.fees.map(({ name, amount, state }) => ({
      name,
      amount: moneyWords(amount),
      state: feeStates[state],
    })),
    total: moneyWords(total),
    feeNote: receipt.feeNote ?? null,
    note: receipt.note ?? null,
  }
  return print('receipt', data, `Giấy tiếp nhận hồ sơ và hẹn trả kết quả ${receipt.dossier}`, receipt.at)
}

/** Mẫu 02, Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ, as a PDF. */
export async function supplementForm(request: SupplementRequest): Promise<Uint8Array> {
  const data = {
    ...(await dossierPaper(request)),
    receivedAt: instantWords(request.receivedAt),
    items: request.items.map(({ what, why }) => ({ what, why })),
    basis: request.basis ?? null,
    answerBy: request.answerBy ? `hết ${dayWords(request.answerBy)}` : null,
    answerAt: request.answerAt ?? null,
    guide: request.guide ?? null,
  }
  return print('supplement', data, `Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ ${request.dossier}`, request.at)
}

/** Mẫu 03, Phiếu từ chối tiếp nhận giải quyết hồ sơ, as a PDF. */
export async function rejectionForm(rejection: Rejection): Promise<Uint8Array> {
  const data = {
    ...(await dossierPaper(rejection)),
    receivedAt: instantWords(rejection.receivedAt),
    reasons: rejection.reasons,
    bases: rejection.bases,
    guide: rejection.guide ?? null,
  }
  return print('rejection', data, `Phiếu từ chối tiếp nhận giải quyết hồ sơ ${rejection.dossier}`, rejection.at)
}

/** A decision or another administrative document in the layout of NĐ 30/2020, as a PDF. */
export async function resultForm(result: Result): Promise<Uint8Array> {
  const data = {
    agency: { parent: result.agency.parent ?? null, name: result.agency.name },
    number: result.number ?? null,
    placeDate: placeDate(result.agency.place, result.on),
    kind: result.kind,
    subject: result.subject,
    authority: result.authority ?? null,
    bases: result.bases,
    articles: result.articles,
    paragraphs: result.paragraphs,
    receivers: result.receivers,
    signer: { above: result.signer.above, name: result.signer.name },
    qr: await qrOf(result.verifyUrl),
    sample: sampleOf(result.sample),
  }
  return print(
    'result',
    data,
    `${result.kind} ${result.number ?? ''} ${result.subject}`.replace(/\s+/g, ' '),
    result.at,
  )
}

const birthParent = (parent: BirthParent | undefined): Printable =>
  parent
    ? {
        name: parent.name,
        birthYear: parent.birthYear ?? null,
        ethnicity: parent.ethnicity ?? null,
        nationality: parent.nationality ?? null,
        residence: parent.residence ?? null,
        idNumber: parent.idNumber ?? null,
      }
    : null

/** Giấy khai sinh, or with `extract` Trích lục khai sinh (bản sao), as a PDF. */
export async function birthForm(birth: Birth): Promise<Uint8Array> {
  const { child } = birth
  const title = birth.extract ? 'Trích lục khai sinh' : 'Giấy khai sinh'
  const data = {
    title,
    extract: birth.extract,
    agency: { parent: birth.agency.parent ?? null, name: birth.agency.name },
    number: birth.number,
    placeDate: placeDate(birth.agency.place, birth.on),
    child: {
      name: child.name,
      birthDate: formatDate(child.birthDate),
      birthWords: dateInWords(child.birthDate),
      sex: child.sex === 'male' ? 'Nam' : 'Nữ',
      ethnicity: child.ethnicity,
      nationality: child.nationality,
      birthPlace: child.birthPlace,
      homeTown: child.homeTown,
      idNumber: child.idNumber ?? null,
    },
    mother: birthParent(birth.mother),
    father: birthParent(birth.father),
    declarant: { name: birth.declarant.name, document: birth.declarant.document ?? null },
    registeredAt: birth.registeredAt,
    registeredOn: formatDate(birth.registeredOn),
    note: birth.note ?? null,
    signer: { above: birth.signer.above, name: birth.signer.name },
    qr: await qrOf(birth.verifyUrl),
    sample: sampleOf(birth.sample),
  }
  return print('birth', data, `${title} ${child.name}`, birth.at)
}

/** What a person filed, with her answers and papers, as a PDF. */
export async function summaryForm(summary: Summary): Promise<Uint8Array> {
  const data = {
    office: { parent: summary.office.parent ?? null, name: summary.office.name },
    dossier: summary.dossier ?? null,
    placeDate: placeDate(summary.office.place, localDate(summary.filedAt)),
    procedure: { code: summary.procedure.code ?? null, name: summary.procedure.name },
    applicant: { name: summary.applicant.name },
    filedAt: instantWords(summary.filedAt),
    sections: summary.sections.map(({ title, rows }) => ({
      title,
      rows: rows.map(({ label, value }) => ({ label, value })),
    })),
    papers: paperLines(summary.papers),
    declaration: summary.declaration ?? null,
    sample: sampleOf(summary.sample),
  }
  return print('summary', data, `Tóm tắt hồ sơ đã nộp ${summary.dossier ?? ''}`.trim(), summary.filedAt)
}
