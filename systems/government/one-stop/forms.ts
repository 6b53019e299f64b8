import { readFileSync } from 'node:fs'
import { formatDate, type LocalDate, localDate } from '#ground/clock'
import { nfc } from '#ground/text'
import { type Letter, type LetterBlock, type LetterSigner, type Printable, qrSvg, typeset } from '#kernel/papers'
import { dateInWords, dayWords, instantWords, moneyWords } from './forms/words.ts'

/**
 * The printed forms of the one-stop desk: Mẫu 01–05 of TT 03/2025/TT-VPCP (Phụ lục I) and a result in the layout of
 * NĐ 30/2020, each as one value from which the PDF and the Word file are made; the birth certificate and its extract
 * (Luật Hộ tịch 2014, Điều 14) and the summary of a filed form, which are PDF only. Mẫu 06 and 07 are in printing/.
 */

/** The desk that gives the paper. `place` is where it stands, as written before the date; `contact` one line. */
export type Office = { parent?: string; name: string; place: string; contact?: string }

/**
 * Whose dossier it is. `idNumber` is the personal number or the code of an organisation; `representative` who filed in their
 * place, with the paper that says so; `signs` who signs, if not `name`.
 */
export type Applicant = {
  name: string
  idNumber?: string
  representative?: string
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
const templates = { birth: source('birth'), summary: source('summary') }

const sampleMark = { mark: 'BẢN MẪU', note: 'Bản mẫu để thử hệ thống, không có giá trị pháp lý.' }
const sampleOf = (sample: boolean) => (sample ? sampleMark : null)

const placeDate = (place: string, date: LocalDate): string => `${place}, ${dayWords(date)}`
const qrOf = async (url: string | undefined): Promise<string | null> => (url ? await qrSvg(url) : null)
/** "https://…/tra-cuu?x=1" is read aloud at the desk as the part before the question mark, without the scheme. */
const spokenUrl = (url: string | undefined): string | null =>
  url?.replace(/^https?:\/\//, '').replace(/[?#].*$/, '') ?? null

const paperLines = (papers: readonly PaperLine[]): Printable =>
  papers.map(({ name, form, count }) => ({ name, form: paperForms[form], count }))

function print(template: keyof typeof templates, data: Printable, title: string, at: Date): Promise<Uint8Array> {
  return typeset(templates[template], data, { title: nfc(title), lang: 'vi', at })
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

/** Mẫu 04. `formerDue` is what was promised, `newDue` the new date; `organ` who apologises, if not the desk. */
export type Apologising = DossierPaper & { receivedAt: Date; reason: string; formerDue: Date; newDue: Date }

/** Mẫu 05. `withdrawn` when the applicant asked for it herself. */
export type Stopping = DossierPaper & { receivedAt: Date; reason: string; withdrawn: boolean }

const SIGN = '(Ký, ghi rõ họ tên)'

/** What all forms of a dossier share: the desk's head, the name of the form, the number of the dossier as bars. */
function formOf(paper: DossierPaper, form: string, kind: string, subject = ''): Omit<Letter, 'blocks'> {
  return {
    title: `${kind} ${paper.dossier}`,
    organ: {
      ...(paper.office.parent ? { parent: paper.office.parent } : {}),
      name: paper.office.name,
      place: paper.office.place,
    },
    number: paper.number ?? null,
    on: localDate(paper.at),
    at: paper.at,
    kind,
    subject,
    form: `${form}, Thông tư 03/2025/TT-VPCP`,
    size: 12,
    sample: paper.sample,
  }
}

const procedureName = ({ name, code }: Procedure): string => (code ? `${name} (mã ${code})` : name)

const applicantFields = ({ applicant }: DossierPaper, label: string) => [
  { label, value: applicant.name },
  { label: 'Số định danh cá nhân / mã số tổ chức', value: applicant.idNumber },
  { label: 'Người nộp thay', value: applicant.representative },
  { label: 'Địa chỉ', value: applicant.address },
  [
    { label: 'Số điện thoại', value: applicant.phone },
    { label: 'Email', value: applicant.email },
  ],
]

/** The applicant's lines, with the QR that follows the dossier beside them. */
const beside = (paper: DossierPaper, fields: Extract<LetterBlock, { fields: unknown }>['fields']): LetterBlock => ({
  fields,
  ...(paper.followUrl ? { beside: { qr: paper.followUrl, caption: 'Quét để theo dõi' } } : {}),
})

/** Where the dossier is followed, and whom to ask. */
function followNote(paper: DossierPaper): LetterBlock[] {
  const follow = spokenUrl(paper.followUrl)
  const said = [
    follow ? `Theo dõi hồ sơ bằng mã QR ở trên hoặc tại ${follow}.` : '',
    paper.office.contact ? `Liên hệ: ${paper.office.contact}.` : '',
  ].filter(Boolean)
  return said.length > 0 ? [{ paragraph: said.join(' '), italic: true, indent: false }] : []
}

const bothSign = (paper: DossierPaper, officer: string): [LetterSigner, LetterSigner] => [
  { above: ['Người nộp hồ sơ'], note: SIGN, name: paper.applicant.signs ?? paper.applicant.name },
  { above: [paper.officer.title ?? officer], note: SIGN, name: paper.officer.name },
]

const plain = (paragraph: string): LetterBlock => ({ paragraph, indent: false })

/** Mẫu 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả. */
export function receiptLetter(receipt: Receipt): Letter {
  const total = receipt.fees.reduce((sum, fee) => sum + (fee.state === 'free' ? 0 : fee.amount), 0)
  const feeBlocks: LetterBlock[] =
    receipt.fees.length === 0
      ? [{ fields: [{ label: 'Phí, lệ phí', value: receipt.feeNote ?? 'không thu.' }] }]
      : [
          plain('Phí, lệ phí:'),
          {
            table: {
              columns: [
                { title: 'Khoản thu' },
                { title: 'Số tiền (đồng)', width: 34, align: 'right' },
                { title: 'Tình trạng', width: 34, align: 'center' },
              ],
              rows: [
                ...receipt.fees.map(({ name, amount, state }) => [name, moneyWords(amount), feeStates[state]]),
                [{ bold: 'Cộng' }, { bold: moneyWords(total) }, ''],
              ],
            },
          },
        ]
  return {
    ...formOf(receipt, 'Mẫu số 01', 'Giấy tiếp nhận hồ sơ và hẹn trả kết quả', `Mã hồ sơ: ${receipt.dossier}`),
    blocks: [
      { barcode: receipt.dossier },
      beside(receipt, [
        ...applicantFields(receipt, 'Tiếp nhận hồ sơ của'),
        { label: 'Nội dung yêu cầu giải quyết', value: procedureName(receipt.procedure) },
        { label: 'Cơ quan có thẩm quyền giải quyết', value: receipt.authority },
        { label: 'Hình thức nộp', value: receipt.receivedBy },
      ]),
      ...(receipt.papers.length > 0
        ? [
            plain('Thành phần hồ sơ nộp gồm:'),
            {
              table: {
                columns: [
                  { title: 'STT', width: 11, align: 'center' },
                  { title: 'Tên giấy tờ' },
                  { title: 'Loại bản', width: 36, align: 'center' },
                  { title: 'Số lượng', width: 22, align: 'center' },
                ],
                rows: receipt.papers.map((one, place) => [
                  String(place + 1),
                  one.name,
                  paperForms[one.form],
                  String(one.count),
                ]),
              },
            } satisfies LetterBlock,
          ]
        : []),
      {
        fields: [
          { label: 'Số lượng hồ sơ', value: `${receipt.sets} bộ` },
          { label: 'Thời gian giải quyết hồ sơ theo quy định là', value: receipt.duration },
          { label: 'Thời gian nhận hồ sơ', value: instantWords(receipt.receivedAt) },
          {
            label: 'Thời gian trả kết quả giải quyết hồ sơ',
            value: receipt.dueAt ? instantWords(receipt.dueAt) : 'Cơ quan sẽ thông báo khi có kết quả',
          },
          { label: 'Đăng ký nhận kết quả', value: receipt.returnedBy },
          { label: 'Nơi trả kết quả', value: receipt.returnedAt },
        ],
      },
      ...feeBlocks,
      { fields: [{ label: 'Ghi chú', value: receipt.note }] },
      ...followNote(receipt),
    ],
    signatures: bothSign(receipt, 'Người tiếp nhận hồ sơ'),
  }
}

/** Mẫu 02, Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ. Once for a dossier (Nghị định 118/2025/NĐ-CP, Điều 17). */
export function supplementLetter(request: SupplementRequest): Letter {
  return {
    ...formOf(request, 'Mẫu số 02', 'Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ'),
    blocks: [
      beside(request, [
        ...applicantFields(request, 'Hồ sơ của'),
        { label: 'Mã hồ sơ', value: request.dossier },
        { label: 'Nội dung yêu cầu giải quyết', value: procedureName(request.procedure) },
        { label: 'Thời điểm nhận hồ sơ', value: instantWords(request.receivedAt) },
      ]),
      plain('Yêu cầu ông/bà (tổ chức) bổ sung, hoàn thiện hồ sơ gồm những nội dung sau:'),
      {
        table: {
          columns: [
            { title: 'STT', width: 11, align: 'center' },
            { title: 'Nội dung cần bổ sung, hoàn thiện' },
            { title: 'Lý do' },
          ],
          rows: request.items.map(({ what, why }, place) => [String(place + 1), what, why]),
        },
      },
      {
        fields: [
          { label: 'Căn cứ', value: request.basis },
          { label: 'Thời hạn nộp bổ sung', value: request.answerBy ? `hết ${dayWords(request.answerBy)}` : null },
        ],
      },
      ...(request.answerBy
        ? [
            plain(
              'Quá thời hạn này mà chưa nhận được hồ sơ bổ sung, việc giải quyết hồ sơ dừng lại; ông/bà có thể nộp hồ sơ mới.',
            ),
          ]
        : []),
      plain(
        'Việc yêu cầu bổ sung chỉ thực hiện một lần. Thời gian giải quyết được tính lại từ khi nhận đủ hồ sơ hợp lệ; thời gian chờ bổ sung không tính vào thời hạn giải quyết.',
      ),
      { fields: [{ label: 'Nơi nhận hồ sơ bổ sung', value: request.answerAt }] },
      plain(
        `Trong quá trình hoàn thiện hồ sơ nếu có vướng mắc, ông/bà liên hệ với ${request.guide ?? request.officer.name} để được hướng dẫn./.`,
      ),
      ...followNote(request),
    ],
    signatures: bothSign(request, 'Người hướng dẫn'),
  }
}

/** Mẫu 03, Phiếu từ chối tiếp nhận giải quyết hồ sơ. */
export function rejectionLetter(rejection: Rejection): Letter {
  return {
    ...formOf(rejection, 'Mẫu số 03', 'Phiếu từ chối tiếp nhận giải quyết hồ sơ'),
    blocks: [
      beside(rejection, [
        ...applicantFields(rejection, 'Hồ sơ của'),
        { label: 'Mã hồ sơ', value: rejection.dossier },
        { label: 'Nội dung yêu cầu giải quyết', value: procedureName(rejection.procedure) },
        { label: 'Thời điểm nộp', value: instantWords(rejection.receivedAt) },
      ]),
      plain(
        `Qua xem xét, ${rejection.office.name} thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau:`,
      ),
      { list: rejection.reasons, numbered: true },
      ...(rejection.bases.length > 0 ? [plain('Căn cứ pháp lý:'), { list: rejection.bases } as const] : []),
      { fields: [{ label: 'Hướng dẫn', value: rejection.guide }] },
      plain(
        'Nếu không đồng ý với việc từ chối này, ông/bà (tổ chức) có quyền khiếu nại, khởi kiện theo quy định của pháp luật, hoặc gửi phản ánh, kiến nghị tới cơ quan có thẩm quyền.',
      ),
      plain('Xin thông báo cho ông/bà (tổ chức) được biết và thực hiện./.'),
      ...followNote(rejection),
    ],
    signatures: bothSign(rejection, 'Người tiếp nhận hồ sơ'),
  }
}

/** Mẫu 04, Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết. Once for a dossier. */
export function apologyLetter(paper: Apologising): Letter {
  const { office, applicant } = paper
  return {
    ...formOf(paper, 'Mẫu số 04', 'Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết'),
    blocks: [
      { paragraph: `Kính gửi: ${applicant.name}`, bold: true, align: 'center' },
      {
        paragraph: `Lúc ${instantWords(paper.receivedAt)}, ${office.name} tiếp nhận giải quyết hồ sơ của ông/bà (tổ chức) về việc: ${procedureName(paper.procedure)}; mã hồ sơ: ${paper.dossier}.`,
      },
      { paragraph: `Thời gian hẹn trả kết quả: ${instantWords(paper.formerDue)}.` },
      {
        paragraph: `Tuy nhiên, cơ quan chưa trả được kết quả giải quyết hồ sơ của ông/bà (tổ chức) đúng thời gian đã hẹn, với lý do: ${paper.reason}`,
      },
      {
        paragraph: `Sự chậm trễ này đã gây phiền hà, tốn kém thời gian, công sức của ông/bà (tổ chức). ${office.name} xin lỗi ông/bà (tổ chức), đề nghị gia hạn thời gian giải quyết và sẽ trả kết quả vào lúc ${instantWords(paper.newDue)}.`,
      },
      { paragraph: 'Việc gia hạn chỉ thực hiện một lần.' },
      { paragraph: 'Mong nhận được sự thông cảm của ông/bà (tổ chức) vì sự chậm trễ này./.' },
    ],
    receivers: ['Như trên', 'Lưu: hồ sơ'],
    signer: { above: [paper.officer.title ?? 'Thủ trưởng cơ quan, đơn vị'], note: SIGN, name: paper.officer.name },
    ...(paper.followUrl ? { verifyUrl: paper.followUrl } : {}),
  }
}

/** Mẫu 05, Thông báo dừng giải quyết hồ sơ. */
export function stopLetter(paper: Stopping): Letter {
  const { office, applicant } = paper
  return {
    ...formOf(paper, 'Mẫu số 05', 'Thông báo dừng giải quyết hồ sơ'),
    blocks: [
      { paragraph: `Kính gửi: ${applicant.name}`, bold: true, align: 'center' },
      {
        paragraph: `Lúc ${instantWords(paper.receivedAt)}, ${office.name} tiếp nhận hồ sơ của ông/bà (tổ chức) về việc: ${procedureName(paper.procedure)}; mã hồ sơ: ${paper.dossier}.`,
      },
      {
        paragraph: `${paper.withdrawn ? `Theo đề nghị rút hồ sơ của ông/bà (tổ chức), ${office.name} thông báo` : `${office.name} thông báo`} dừng giải quyết hồ sơ nêu trên kể từ ${instantWords(paper.at)}, với lý do: ${paper.reason}`,
      },
      {
        paragraph:
          'Ông/bà (tổ chức) được nhận lại giấy tờ đã nộp bản chính và có thể nộp hồ sơ mới khi đủ điều kiện. Nếu không đồng ý, ông/bà (tổ chức) có quyền khiếu nại, phản ánh, kiến nghị theo quy định của pháp luật.',
      },
      { paragraph: 'Trân trọng thông báo./.' },
    ],
    receivers: ['Như trên', 'Lưu: hồ sơ'],
    signer: { above: [paper.officer.title ?? 'Người giải quyết hồ sơ'], note: SIGN, name: paper.officer.name },
    ...(paper.followUrl ? { verifyUrl: paper.followUrl } : {}),
  }
}

/** A decision or another administrative document in the layout of NĐ 30/2020. */
export function resultLetter(result: Result): Letter {
  const articles: LetterBlock[] = result.articles.flatMap((article, place) =>
    article.map((paragraph, line) => (line === 0 ? { lead: `Điều ${place + 1}.`, paragraph } : { paragraph })),
  )
  return {
    title: `${result.kind} ${result.number ?? ''} ${result.subject}`.replace(/\s+/g, ' '),
    organ: {
      ...(result.agency.parent ? { parent: result.agency.parent } : {}),
      name: result.agency.name,
      place: result.agency.place,
    },
    ...(result.number ? { number: result.number } : {}),
    on: result.on,
    at: result.at,
    kind: result.kind,
    subject: result.subject,
    ...(result.authority ? { authority: result.authority } : {}),
    blocks: [
      ...result.bases.map((paragraph) => ({ paragraph, italic: true })),
      ...(articles.length > 0 ? [{ paragraph: 'QUYẾT ĐỊNH:', bold: true, align: 'center' } as const, ...articles] : []),
      ...result.paragraphs.map((paragraph) => ({ paragraph })),
    ],
    receivers: result.receivers,
    signer: { above: result.signer.above, name: result.signer.name },
    ...(result.verifyUrl ? { verifyUrl: result.verifyUrl } : {}),
    sample: result.sample,
  }
}
