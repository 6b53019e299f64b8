import { type LocalDate, localDate } from '#ground/clock'
import { speakLimit } from '#ground/working-time'
import { type FileRow, keepPaper } from '#kernel/papers'
import type { Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { communeFullName, findCommune } from '#province'
import {
  type Birth,
  birthForm,
  type DossierPaper,
  type Office,
  type PaperForm,
  receiptForm,
  rejectionForm,
  resultForm,
  supplementForm,
} from './forms.ts'
import type { Dossier, Supplement } from './records.ts'
import { refuse } from './refusals.ts'
import { channelWords, deliveryWords } from './words.ts'

type DossierRow = Row<typeof Dossier>

/** Birth registration has a certificate of its own; every other result is set as a notice in the layout of NĐ 30/2020. */
const BIRTH = '1.001193'

const into = (dossier: DossierRow) => ({
  system: 'one-stop',
  record: 'dossier',
  recordId: dossier.id,
  unit: dossier.unit,
})

/** The address under which anybody who holds the number can follow the dossier. */
function followUrl(tx: Tx, dossier: DossierRow): string {
  return `${String(tx.lent('publicUrl') ?? '')}/tra-cuu?so=${encodeURIComponent(dossier.number)}`
}

function officeOf(dossier: DossierRow): Office {
  const commune = dossier.commune === null ? undefined : findCommune(dossier.commune)
  return commune
    ? {
        parent: `Ủy ban nhân dân ${communeFullName(commune).toLowerCase().replace(commune.name.toLowerCase(), commune.name)}`,
        name: 'Trung tâm Phục vụ hành chính công',
        place: commune.name,
      }
    : { parent: 'Văn phòng Ủy ban nhân dân tỉnh', name: 'Trung tâm Phục vụ hành chính công tỉnh', place: 'Đồng Tháp' }
}

function paperOf(tx: Tx, dossier: DossierRow, officer: string): DossierPaper {
  return {
    office: officeOf(dossier),
    dossier: dossier.number,
    applicant: {
      name: dossier.applicant_name,
      ...(dossier.applicant_national_id ? { idNumber: dossier.applicant_national_id } : {}),
      ...(dossier.applicant_address ? { address: dossier.applicant_address } : {}),
      ...(dossier.applicant_phone ? { phone: dossier.applicant_phone } : {}),
      ...(dossier.applicant_email ? { email: dossier.applicant_email } : {}),
    },
    procedure: { code: dossier.procedure_code, name: dossier.procedure_name },
    at: tx.now,
    followUrl: followUrl(tx, dossier),
    officer: { name: officer },
    sample: dossier.sample || tx.lent('demo') === true,
  }
}

const forms: Record<'original' | 'copy' | 'electronic', PaperForm> = {
  original: 'original',
  copy: 'copy',
  electronic: 'electronic',
}

/** Mẫu 01, kept with the dossier. */
export async function issueReceipt(tx: Tx, dossier: DossierRow, officer: string): Promise<FileRow> {
  const limit = dossier.limit
  const bytes = await receiptForm({
    ...paperOf(tx, dossier, officer),
    papers: (dossier.papers ?? []).map((paper) => ({
      name: paper.name,
      form: forms[paper.origin],
      count: paper.count,
    })),
    sets: 1,
    receivedAt: dossier.accepted_at ?? tx.now,
    dueAt: dossier.due_at,
    duration: limit ? speakLimit({ amount: limit.amount, unit: limit.unit as never }).vi : '',
    receivedBy: channelWords[dossier.channel].vi,
    returnedBy: deliveryWords[dossier.delivery].vi,
    // An amount nobody has announced is not the same as nothing to pay.
    ...(dossier.fee === null ? { feeNote: dossier.fee_note ?? 'theo thông báo của cơ quan giải quyết' } : {}),
    fees: dossier.fee
      ? [
          {
            name: dossier.fee_note ?? 'Lệ phí',
            amount: dossier.fee,
            state: dossier.finance_state === 'paid' ? 'paid' : 'due',
          },
        ]
      : [],
  })
  return keepPaper(tx, bytes, `Giấy tiếp nhận ${dossier.number}.pdf`, into(dossier))
}

/** Mẫu 02. */
export async function issueSupplement(tx: Tx, dossier: DossierRow, officer: string, until: Date): Promise<FileRow> {
  const supplement = dossier.supplement as Supplement
  const bytes = await supplementForm({
    ...paperOf(tx, dossier, officer),
    receivedAt: dossier.received_at,
    items: [{ what: supplement.items, why: supplement.reason }],
    basis: 'Nghị định 118/2025/NĐ-CP, Điều 11 và Điều 17',
    answerBy: localDate(until),
    answerAt: `${String(tx.lent('publicUrl') ?? '').replace(/^https?:\/\//, '')}/ho-so/${dossier.number}`,
    guide:
      'Nộp bổ sung trực tuyến tại trang hồ sơ hoặc tại quầy đã nhận hồ sơ. Thời gian chờ bổ sung không tính vào thời hạn giải quyết.',
  })
  return keepPaper(tx, bytes, `Phiếu yêu cầu bổ sung ${dossier.number}.pdf`, into(dossier))
}

/** Mẫu 03. */
export async function issueRejection(tx: Tx, dossier: DossierRow, officer: string, basis: string): Promise<FileRow> {
  const bytes = await rejectionForm({
    ...paperOf(tx, dossier, officer),
    receivedAt: dossier.received_at,
    reasons: [dossier.reason ?? ''],
    bases: [basis],
  })
  return keepPaper(tx, bytes, `Phiếu từ chối tiếp nhận ${dossier.number}.pdf`, into(dossier))
}

const words = (answers: Record<string, unknown>, name: string): string | undefined => {
  const value = answers[name]
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

function parent(answers: Record<string, unknown>, who: 'mother' | 'father'): Birth['mother'] {
  const name = words(answers, `${who}_name`)
  if (!name) return undefined
  const year = Number(words(answers, `${who}_birth_year`) ?? answers[`${who}_birth_year`])
  const ethnicity = words(answers, `${who}_ethnicity`)
  const nationality = words(answers, `${who}_nationality`)
  const residence = words(answers, `${who}_residence`)
  const idNumber = words(answers, `${who}_national_id`)
  return {
    name,
    ...(Number.isInteger(year) && year > 1900 ? { birthYear: year } : {}),
    ...(ethnicity ? { ethnicity } : {}),
    ...(nationality ? { nationality } : {}),
    ...(residence ? { residence } : {}),
    ...(idNumber ? { idNumber } : {}),
  }
}

/**
 * The result as the house typesets it: the birth certificate from what was declared, any other as a notice whose text is
 * the summary the officer wrote.
 */
export async function issueResult(tx: Tx, dossier: DossierRow, signer: string): Promise<FileRow> {
  if (dossier.procedure_code !== BIRTH) {
    if (!dossier.result_note) throw refuse['cannot-typeset']({}, 'result_note')
    return issueLetter(tx, dossier, signer, 'Thông báo', [dossier.result_note])
  }
  const answers = (dossier.answers ?? {}) as Record<string, unknown>
  const commune = dossier.commune === null ? undefined : findCommune(dossier.commune)
  const place = commune ? communeFullName(commune) : 'Đồng Tháp'
  const on: LocalDate = localDate(tx.now)
  const sample = dossier.sample || tx.lent('demo') === true
  const name = words(answers, 'child_name')
  const born = words(answers, 'child_birth_date')
  if (!name || !born) throw refuse['child-missing']({}, 'typeset')
  const mother = parent(answers, 'mother')
  const father = parent(answers, 'father')
  const bytes = await birthForm({
    extract: false,
    agency: { parent: 'Tỉnh Đồng Tháp', name: `Ủy ban nhân dân ${place}`, place: commune?.name ?? 'Đồng Tháp' },
    number: dossier.result_number ?? '',
    at: tx.now,
    on,
    child: {
      name,
      birthDate: born,
      sex: answers.child_sex === 'male' ? 'male' : 'female',
      ethnicity: words(answers, 'child_ethnicity') ?? 'Kinh',
      nationality: words(answers, 'child_nationality') ?? 'Việt Nam',
      birthPlace: words(answers, 'child_birth_place') ?? '',
      homeTown: words(answers, 'child_home_town') ?? '',
    },
    ...(mother ? { mother } : {}),
    ...(father ? { father } : {}),
    declarant: {
      name: dossier.applicant_name,
      ...(dossier.applicant_national_id ? { document: `Số định danh cá nhân ${dossier.applicant_national_id}` } : {}),
    },
    registeredAt: `Ủy ban nhân dân ${place}`,
    registeredOn: on,
    signer: { above: ['TM. ỦY BAN NHÂN DÂN', 'CHỦ TỊCH'], name: signer },
    verifyUrl: followUrl(tx, dossier),
    sample,
  })
  return keepPaper(tx, bytes, `Giấy khai sinh ${name}.pdf`.slice(0, 180), into(dossier))
}

/** A notice typeset from paragraphs. */
async function issueLetter(
  tx: Tx,
  dossier: DossierRow,
  signer: string,
  kind: string,
  paragraphs: readonly string[],
): Promise<FileRow> {
  const office = officeOf(dossier)
  const bytes = await resultForm({
    agency: { parent: 'Tỉnh Đồng Tháp', name: office.parent ?? office.name, place: office.place },
    ...(dossier.result_number ? { number: dossier.result_number } : {}),
    on: localDate(tx.now),
    at: tx.now,
    kind,
    subject: dossier.procedure_name,
    bases: [],
    articles: [],
    paragraphs,
    receivers: [dossier.applicant_name, 'Lưu: VT'],
    signer: { above: ['TM. ỦY BAN NHÂN DÂN', 'CHỦ TỊCH'], name: signer },
    verifyUrl: followUrl(tx, dossier),
    sample: dossier.sample || tx.lent('demo') === true,
  })
  return keepPaper(tx, bytes, `Kết quả ${dossier.number}.pdf`, into(dossier))
}
