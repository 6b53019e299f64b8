import { type LocalDate, localDate } from '#ground/clock'
import { assert } from '#ground/refusal'
import { speakLimit } from '#ground/working-time'
import { type FileRow, keepPaper, type Letter, letterPdf } from '#kernel/papers'
import type { Tx } from '#kernel/store'
import { findUnit } from '#kernel/trust'
import { communeFullName, findCommune } from '#province'
import {
  apologyLetter,
  type Birth,
  birthForm,
  type DossierPaper,
  receiptLetter,
  rejectionLetter,
  resultLetter,
  stopLetter,
  supplementLetter,
} from './forms.ts'
import { type DossierRow, issueForm } from './printing/issued.ts'
import { agencyOf, deskOf, followUrl, isSample, officeOf } from './printing/office.ts'
import type { Apology, Supplement } from './records.ts'
import { refuse } from './refusals.ts'
import { approvedResult } from './results/result-draft.ts'
import { channelWords, deliveryWords } from './words.ts'

/** Birth registration has a certificate of its own; every other result is set in the layout of NĐ 30/2020. */
const BIRTH = '1.001193'

const into = (dossier: DossierRow) => ({
  system: 'one-stop',
  record: 'dossier',
  recordId: dossier.id,
  unit: dossier.unit,
})

async function paperOf(tx: Tx, dossier: DossierRow, officer: string): Promise<DossierPaper> {
  return {
    office: await deskOf(tx, dossier),
    dossier: dossier.number,
    applicant: {
      name: dossier.applicant_name,
      ...(dossier.applicant_national_id ? { idNumber: dossier.applicant_national_id } : {}),
      ...(dossier.representative_name
        ? {
            representative: [dossier.representative_name, dossier.representative_paper].filter(Boolean).join(', theo '),
            signs: dossier.representative_name,
          }
        : {}),
      ...(dossier.applicant_address ? { address: dossier.applicant_address } : {}),
      ...(dossier.applicant_phone ? { phone: dossier.applicant_phone } : {}),
      ...(dossier.applicant_email ? { email: dossier.applicant_email } : {}),
    },
    procedure: { code: dossier.procedure_code, name: dossier.procedure_name },
    at: tx.now,
    followUrl: followUrl(tx, dossier),
    officer: { name: officer },
    sample: isSample(tx, dossier),
  }
}

/** Mẫu 01 as a value. `officer` is who took the papers. */
export async function receiptOf(tx: Tx, dossier: DossierRow, officer: string): Promise<Letter> {
  const { limit } = dossier
  const back = dossier.returning_unit === null ? undefined : await findUnit(tx, dossier.returning_unit)
  const authority = await agencyOf(tx, dossier)
  return receiptLetter({
    ...(await paperOf(tx, dossier, officer)),
    papers: (dossier.papers ?? []).map((paper) => ({ name: paper.name, form: paper.origin, count: paper.count })),
    sets: 1,
    receivedAt: dossier.accepted_at ?? tx.now,
    dueAt: dossier.due_at,
    duration: limit ? speakLimit({ amount: limit.amount, unit: limit.unit as never }).vi : '',
    receivedBy: channelWords[dossier.channel].vi,
    returnedBy: deliveryWords[dossier.delivery].vi,
    authority: authority.name,
    ...(back ? { returnedAt: back.name } : {}),
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
}

/** Mẫu 01, kept with the dossier. */
export async function issueReceipt(tx: Tx, dossier: DossierRow, officer: string): Promise<FileRow> {
  return issueForm(tx, dossier, '01', await receiptOf(tx, dossier, officer), `Giấy tiếp nhận ${dossier.number}.pdf`)
}

/** Mẫu 02. `until` is the end of the last day for the answer. */
export async function issueSupplement(tx: Tx, dossier: DossierRow, officer: string, until: Date): Promise<FileRow> {
  const supplement = dossier.supplement as Supplement
  const letter = supplementLetter({
    ...(await paperOf(tx, dossier, officer)),
    receivedAt: dossier.received_at,
    items: [{ what: supplement.items, why: supplement.reason }],
    basis: 'Nghị định 118/2025/NĐ-CP, Điều 11 và Điều 17',
    answerBy: localDate(until),
    answerAt: `${String(tx.lent('publicUrl') ?? '').replace(/^https?:\/\//, '')}/ho-so/${dossier.number}, hoặc quầy đã nhận hồ sơ`,
  })
  return issueForm(tx, dossier, '02', letter, `Phiếu yêu cầu bổ sung ${dossier.number}.pdf`)
}

/** Mẫu 03. `basis` is the law the refusal rests on. */
export async function issueRejection(tx: Tx, dossier: DossierRow, officer: string, basis: string): Promise<FileRow> {
  const letter = rejectionLetter({
    ...(await paperOf(tx, dossier, officer)),
    receivedAt: dossier.received_at,
    reasons: [dossier.reason ?? ''],
    bases: [basis],
  })
  return issueForm(tx, dossier, '03', letter, `Phiếu từ chối tiếp nhận ${dossier.number}.pdf`)
}

/**
 * Mẫu 04, from `dossier.apology`: văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết, kept with the dossier. `officer`
 * is the name of who signs. A dossier without an apology is a mistake of ours.
 */
export async function issueApology(tx: Tx, dossier: DossierRow, officer: string): Promise<FileRow> {
  const apology = dossier.apology as Apology | null
  assert(apology, 'a dossier without an apology has no form 04')
  const letter = apologyLetter({
    ...(await paperOf(tx, dossier, officer)),
    receivedAt: dossier.accepted_at ?? dossier.received_at,
    reason: apology.reason,
    formerDue: new Date(apology.formerDue),
    newDue: new Date(apology.newDue),
  })
  return issueForm(tx, dossier, '04', letter, `Văn bản xin lỗi và gia hạn ${dossier.number}.pdf`)
}

/**
 * Mẫu 05, from `dossier.reason`: thông báo dừng giải quyết hồ sơ, when it is stopped, closed unanswered or withdrawn.
 * `officer` is the name of who signs.
 */
export async function issueStop(tx: Tx, dossier: DossierRow, officer: string): Promise<FileRow> {
  const letter = stopLetter({
    ...(await paperOf(tx, dossier, officer)),
    receivedAt: dossier.accepted_at ?? dossier.received_at,
    reason: dossier.reason ?? '',
    withdrawn: dossier.status === 'withdrawn',
  })
  return issueForm(tx, dossier, '05', letter, `Thông báo dừng giải quyết ${dossier.number}.pdf`)
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
 * The result as the house typesets it: the birth certificate from what was declared; the text that was drafted, reviewed and
 * approved; without a draft a notice whose text is the summary the officer wrote. A draft that is not approved in its last
 * edition is refused as 'result.not-approved'.
 */
export async function issueResult(tx: Tx, dossier: DossierRow, signer: string): Promise<FileRow> {
  if (dossier.procedure_code !== BIRTH) {
    const approved = await approvedResult(tx, dossier)
    if (approved) return keepPaper(tx, await letterPdf(approved), `Kết quả ${dossier.number}.pdf`, into(dossier))
    if (!dossier.result_note) throw refuse['cannot-typeset']({}, 'result_note')
    return issueLetter(tx, dossier, signer, 'Thông báo', [dossier.result_note])
  }
  const answers = (dossier.answers ?? {}) as Record<string, unknown>
  const commune = dossier.commune === null ? undefined : findCommune(dossier.commune)
  const place = commune ? communeFullName(commune) : 'Đồng Tháp'
  const on: LocalDate = localDate(tx.now)
  const sample = isSample(tx, dossier)
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
  const office = officeOf(dossier.commune)
  const letter = resultLetter({
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
    sample: isSample(tx, dossier),
  })
  return keepPaper(tx, await letterPdf(letter), `Kết quả ${dossier.number}.pdf`, into(dossier))
}
