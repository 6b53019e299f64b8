import { localDate } from '#ground/clock'
import { nfc, type Words } from '#ground/text'
import { notify } from '#kernel/cases'
import type { Letter } from '#kernel/papers'
import { changeRow, codeLists, createRow, type Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { writeFact } from '#kernel/trust'
import { findDesign } from '../design/find.ts'
import type { DesignField, DesignResult } from '../design/shape.ts'
import { resultLetter } from '../forms.ts'
import type { DossierRow } from '../printing/issued.ts'
import { agencyOf, followUrl, isSample } from '../printing/office.ts'
import type { DossierStep } from '../records.ts'
import { type Approval, ResultDraft } from './records.ts'
import { refuseResult } from './refusals.ts'
import { type FilledResult, fillResult, gapsIn, generalTemplate, type ResultText, resultLimits } from './rules.ts'
import { approvalWords, type ResultState, resultDraftWords, resultStateWords } from './words.ts'

export type ResultDraftRow = Row<typeof ResultDraft>
type Act = 'draft' | 'review' | 'approve'

/** States of a dossier in which its result is being worked on. */
const OPEN: readonly string[] = ['received', 'processing', 'financial-duty']

/** Who does what, at the unit of which steps of the dossier. */
const acts: Record<Act, { roles: readonly string[]; steps: readonly DossierStep['kind'][]; who: Words; words: Words }> =
  {
    draft: {
      roles: ['handler', 'one-stop-officer'],
      steps: ['handle', 'duty', 'receive'],
      who: { vi: 'người thụ lý', en: 'handler' },
      words: { vi: 'Soạn kết quả', en: 'Draft the result' },
    },
    review: {
      roles: ['section-head'],
      steps: ['review', 'handle'],
      who: { vi: 'trưởng phòng', en: 'head of section' },
      words: { vi: 'Kiểm tra dự thảo', en: 'Review the draft' },
    },
    approve: {
      roles: ['leader'],
      steps: ['sign'],
      who: { vi: 'lãnh đạo ký duyệt', en: 'signing leader' },
      words: { vi: 'Phê duyệt kết quả', en: 'Approve the result' },
    },
  }

/** Units of the steps of a kind; a dossier whose order of work names none is worked on where it lies. */
function unitsFor(dossier: DossierRow, act: Act): string[] {
  const steps = dossier.steps ?? []
  const units = steps.filter((step) => acts[act].steps.includes(step.kind)).map((step) => step.unit)
  return units.length > 0 ? [...new Set(units)] : [...new Set([dossier.unit, ...(dossier.units ?? [])])]
}

/** Does the order of work of this dossier hold a step of review? Where it does not, the leader approves what was drafted. */
export const needsReview = (dossier: DossierRow): boolean =>
  (dossier.steps ?? []).some((step) => step.kind === 'review' && !step.passed)

/** May the actor do this with the result of this dossier: by role, at a unit of its order of work. */
export async function mayAct(tx: Tx, dossier: DossierRow, act: Act): Promise<boolean> {
  if (tx.actor.account === null) return false
  const row = await tx.one<{ may: boolean }>('select coalesce(sen.reach($1::text[]) && $2::uuid[], false) as may', [
    [...acts[act].roles],
    unitsFor(dossier, act),
  ])
  return row?.may ?? false
}

/** Is the result of this dossier still being worked on? */
export const canWorkOn = (dossier: DossierRow): boolean =>
  dossier.finished_at === null && OPEN.includes(dossier.status ?? '')

async function checkAct(tx: Tx, dossier: DossierRow, act: Act): Promise<void> {
  if (!canWorkOn(dossier)) throw refuseResult.closed({ number: dossier.number })
  if (!(await mayAct(tx, dossier, act)))
    throw refuseResult['not-yours']({ act: acts[act].words[tx.actor.lang], who: acts[act].who[tx.actor.lang] })
}

/** All editions of a dossier, the newest first. The caller has read the dossier under the actor's own sight. */
export async function editionsOf(tx: Tx, dossier: string): Promise<ResultDraftRow[]> {
  return tx.asHouse(() =>
    tx.query<ResultDraftRow>(
      `select * from one_stop.result_draft where dossier = $1 order by edition desc limit ${resultLimits.editionsMax}`,
      [dossier],
    ),
  )
}

/** The newest edition; locked against others who would act on it when `lock` is given. */
async function newest(tx: Tx, dossier: string, lock = false): Promise<ResultDraftRow | undefined> {
  const sql = 'select * from one_stop.result_draft where dossier = $1 order by edition desc limit 1'
  return tx.asHouse(() => tx.one<ResultDraftRow>(lock ? `${sql} for update` : sql, [dossier]))
}

export const textOfDraft = (draft: ResultDraftRow): ResultText => ({
  kind: draft.kind,
  subject: draft.subject,
  bases: draft.bases ?? [],
  articles: draft.articles ?? [],
  paragraphs: draft.paragraphs ?? [],
  receivers: draft.receivers ?? [],
  signer: draft.signer ?? [],
})

/** The template of the edition of the procedure this dossier is handled by; undefined when it has none of its own. */
async function ownTemplate(
  tx: Tx,
  dossier: DossierRow,
): Promise<{ result: DesignResult; fields: DesignField[] } | undefined> {
  if (dossier.design === null) return undefined
  const design = await tx.asHouse(() => findDesign(tx, dossier.design as string))
  if (!design?.content.result) return undefined
  return { result: design.content.result, fields: design.content.pages.flatMap((page) => [...page.fields]) }
}

/**
 * Whoever published a procedure with a text for its result wants that text: it is issued from an approved draft and not from a
 * line the clerk types. Texts that were made by rule from an announcement bind nobody.
 */
async function mustBeDrafted(tx: Tx, dossier: DossierRow): Promise<boolean> {
  if (dossier.design === null || !(await ownTemplate(tx, dossier))) return false
  const row = await tx.asHouse(() =>
    tx.one<{ origin: string }>('select origin from one_stop.design where id = $1', [dossier.design]),
  )
  return row?.origin === 'administrator'
}

const codesIn = (fields: readonly DesignField[]): string[] =>
  fields.flatMap((field) => [...(field.codes ? [field.codes] : []), ...codesIn(field.fields ?? [])])

/** What the template makes of this dossier today. `general` when the procedure has no template of its own. */
export async function proposeResult(tx: Tx, dossier: DossierRow): Promise<FilledResult & { general: boolean }> {
  const own = await ownTemplate(tx, dossier)
  const agency = await agencyOf(tx, dossier)
  const lists = own ? await codeLists(tx, [...new Set(codesIn(own.fields))]) : new Map()
  const labels = Object.fromEntries(
    [...lists].map(([name, values]: [string, readonly { value: string; label: Words }[]]) => [
      name,
      Object.fromEntries(values.map((one) => [one.value, one.label.vi])),
    ]),
  )
  const filled = fillResult(own?.result ?? generalTemplate, {
    fields: own?.fields ?? [],
    answers: dossier.answers ?? {},
    labels,
    known: {
      'dossier.number': dossier.number,
      'dossier.received_on': localDate(dossier.received_at),
      'dossier.accepted_on': dossier.accepted_at ? localDate(dossier.accepted_at) : null,
      'procedure.name': dossier.procedure_name,
      'procedure.code': dossier.procedure_code,
      'applicant.name': dossier.applicant_name,
      'applicant.national_id': dossier.applicant_national_id,
      'applicant.address': dossier.applicant_address,
      'applicant.phone': dossier.applicant_phone,
      'representative.name': dossier.representative_name,
      'agency.name': agency.name,
      'agency.place': agency.place,
      date: localDate(tx.now),
    },
  })
  const signer = own || dossier.commune !== null ? filled.signer : ['Thủ trưởng cơ quan']
  return { ...filled, signer, general: own === undefined }
}

/** A text read from what was sent: NFC, trimmed, without empty items, within its limits. */
export function readResultText(body: Readonly<Record<string, unknown>>, lang: 'vi' | 'en'): ResultText {
  const label = (name: keyof ResultText): string => resultDraftWords.fields[name][lang]
  const clean = (value: unknown): string =>
    typeof value === 'string'
      ? nfc(value)
          .replaceAll('\r\n', '\n')
          .replace(/[^\S\n]+/g, ' ')
          .trim()
      : ''
  const line = (name: 'kind' | 'subject', max: number): string => {
    const said = clean(body[name]).replaceAll('\n', ' ')
    if (said === '') throw refuseResult.missing({ label: label(name) }, name)
    if ([...said].length > max)
      throw refuseResult['too-long']({ label: label(name), itemsMax: 1, lettersMax: max }, name)
    return said
  }
  const list = (name: 'bases' | 'articles' | 'paragraphs' | 'receivers' | 'signer'): string[] => {
    const given = Array.isArray(body[name]) ? (body[name] as unknown[]).slice(0, resultLimits.itemsMax + 1) : []
    const items = given.map(clean).filter((one) => one !== '')
    const itemsMax = name === 'signer' ? resultLimits.signerLinesMax : resultLimits.itemsMax
    if (items.length > itemsMax || items.some((one) => [...one].length > resultLimits.lettersMax))
      throw refuseResult['too-long']({ label: label(name), itemsMax, lettersMax: resultLimits.lettersMax }, name)
    return items
  }
  const read: ResultText = {
    kind: line('kind', resultLimits.kindMax),
    subject: line('subject', resultLimits.subjectMax),
    bases: list('bases'),
    articles: list('articles'),
    paragraphs: list('paragraphs'),
    receivers: list('receivers'),
    signer: list('signer'),
  }
  if (read.articles.length === 0 && read.paragraphs.length === 0)
    throw refuseResult.missing({ label: label('paragraphs') }, 'paragraphs')
  if (read.signer.length === 0) throw refuseResult.missing({ label: label('signer') }, 'signer')
  return read
}

const approval = (tx: Tx, step: ResultState, remark: string | null = null): Approval => ({
  step,
  at: tx.now.toISOString(),
  by: tx.actor.name,
  account: tx.actor.account,
  remark,
})

/** Written on the dossier too: its timeline tells who drafted and approved, without the text. */
function tell(tx: Tx, dossier: DossierRow, kind: string, edition: number): void {
  writeFact(tx, {
    kind,
    system: 'one-stop',
    record: 'dossier',
    recordId: dossier.id,
    unit: dossier.unit,
    subjects: [dossier.applicant],
    data: { edition },
  })
}

async function notifyUnits(tx: Tx, dossier: DossierRow, act: Act, title: Words, key: string): Promise<void> {
  const link = `/officer/cases/one-stop/dossier/${dossier.id}`
  const body = { vi: dossier.procedure_name, en: dossier.procedure_name }
  for (const unit of unitsFor(dossier, act))
    for (const role of acts[act].roles) await notify(tx, { role, unit }, { title, body, link, key })
}

/**
 * Saves a text as the next edition. `base` is the edition it was written from, 0 for the first; another one since refuses
 * 'result.stale'. Whatever was approved before has to be reviewed and approved anew.
 */
export async function saveResult(tx: Tx, dossier: DossierRow, base: number, text: ResultText): Promise<ResultDraftRow> {
  await checkAct(tx, dossier, 'draft')
  const last = await newest(tx, dossier.id, true)
  const edition = (last?.edition ?? 0) + 1
  if ((last?.edition ?? 0) !== base) throw refuseResult.stale({ newest: last?.edition ?? 0, yours: base })
  if (edition > resultLimits.editionsMax) throw refuseResult['too-many-editions']({ max: resultLimits.editionsMax })
  const own = await ownTemplate(tx, dossier)
  const { validTo } = fillResult(own?.result ?? generalTemplate, {
    fields: [],
    answers: {},
    known: { date: localDate(tx.now) },
  })
  const row = await tx.asHouse(() =>
    createRow(
      tx,
      ResultDraft,
      {
        dossier: dossier.id,
        dossier_number: dossier.number,
        applicant: dossier.applicant,
        edition,
        kind: text.kind,
        subject: text.subject,
        bases: [...text.bases],
        articles: [...text.articles],
        paragraphs: [...text.paragraphs],
        receivers: [...text.receivers],
        signer: [...text.signer],
        valid_to: validTo,
        state: 'drafted',
        approvals: [approval(tx, 'drafted')],
        drafted_by: tx.actor.account,
      },
      { unit: dossier.unit, sample: dossier.sample },
    ),
  )
  tell(tx, dossier, 'result-drafted', edition)
  // Whoever has to look at it next hears of a text that can go on; one with gaps is still on its writer's desk.
  if (gapsIn(text).length === 0)
    await notifyUnits(
      tx,
      dossier,
      needsReview(dossier) ? 'review' : 'approve',
      { vi: `Có dự thảo kết quả hồ sơ ${dossier.number}`, en: `A result of ${dossier.number} is drafted` },
      `${row.id}:drafted`,
    )
  return row
}

/** The newest edition, if it is the one the actor looked at. */
async function held(tx: Tx, dossier: DossierRow, edition: number): Promise<ResultDraftRow> {
  const last = await newest(tx, dossier.id, true)
  if (!last) throw refuseResult['not-drafted']({ number: dossier.number })
  if (last.edition !== edition) throw refuseResult.stale({ newest: last.edition, yours: edition })
  return last
}

async function pass(
  tx: Tx,
  dossier: DossierRow,
  draft: ResultDraftRow,
  state: ResultState,
  remark: string | null,
): Promise<ResultDraftRow> {
  const row = await tx.asHouse(() =>
    changeRow(
      tx,
      ResultDraft,
      draft.id,
      draft.version,
      { state, notes: remark, approvals: [...(draft.approvals ?? []), approval(tx, state, remark)] },
      { fact: state },
    ),
  )
  tell(tx, dossier, `result-${state}`, draft.edition)
  return row
}

function checkState(tx: Tx, draft: ResultDraftRow, allowed: readonly ResultState[], act: ResultState): void {
  const state = (draft.state ?? 'drafted') as ResultState
  if (!allowed.includes(state))
    throw refuseResult['wrong-state']({
      edition: draft.edition,
      state: resultStateWords[state][tx.actor.lang],
      act: approvalWords[act][tx.actor.lang].toLowerCase(),
    })
}

/** Two people see what leaves the house: who wrote it lets it pass neither as head nor as leader. */
function checkOther(tx: Tx, draft: ResultDraftRow): void {
  if (draft.drafted_by === tx.actor.account) throw refuseResult['own-draft']()
}

function checkFilled(draft: ResultDraftRow): void {
  const gaps = gapsIn(textOfDraft(draft))
  if (gaps.length > 0) throw refuseResult.unfilled({ names: gaps.join(', ') })
}

/** The head of the section agrees; the leader is told. */
export async function reviewResult(tx: Tx, dossier: DossierRow, edition: number): Promise<ResultDraftRow> {
  await checkAct(tx, dossier, 'review')
  const draft = await held(tx, dossier, edition)
  checkState(tx, draft, ['drafted'], 'reviewed')
  checkOther(tx, draft)
  checkFilled(draft)
  const row = await pass(tx, dossier, draft, 'reviewed', null)
  await notifyUnits(
    tx,
    dossier,
    'approve',
    { vi: `Kết quả hồ sơ ${dossier.number} chờ phê duyệt`, en: `The result of ${dossier.number} waits for approval` },
    `${row.id}:reviewed`,
  )
  return row
}

/** The leader approves what was reviewed: only then may the dossier be finished from it. */
export async function approveResult(tx: Tx, dossier: DossierRow, edition: number): Promise<ResultDraftRow> {
  await checkAct(tx, dossier, 'approve')
  const draft = await held(tx, dossier, edition)
  checkState(tx, draft, needsReview(dossier) ? ['reviewed'] : ['drafted', 'reviewed'], 'approved')
  checkOther(tx, draft)
  checkFilled(draft)
  return pass(tx, dossier, draft, 'approved', null)
}

/** The head or the leader sends an edition back with a remark; its writer is told. */
export async function sendBackResult(
  tx: Tx,
  dossier: DossierRow,
  edition: number,
  remark: string,
): Promise<ResultDraftRow> {
  const draft = await held(tx, dossier, edition)
  const state = (draft.state ?? 'drafted') as ResultState
  await checkAct(tx, dossier, state === 'drafted' && needsReview(dossier) ? 'review' : 'approve')
  checkState(tx, draft, ['drafted', 'reviewed', 'approved'], 'sent-back')
  const said = nfc(remark).trim()
  if (said === '') throw refuseResult['no-remark']({}, 'remark')
  if ([...said].length > resultLimits.remarkMax)
    throw refuseResult['too-long'](
      { label: resultDraftWords.fields.notes[tx.actor.lang], itemsMax: 1, lettersMax: resultLimits.remarkMax },
      'remark',
    )
  const row = await pass(tx, dossier, draft, 'sent-back', said)
  if (draft.drafted_by)
    await notify(
      tx,
      { accounts: [draft.drafted_by] },
      {
        title: {
          vi: `Dự thảo kết quả hồ sơ ${dossier.number} bị trả lại`,
          en: `The result draft of ${dossier.number} was sent back`,
        },
        body: { vi: said, en: said },
        link: `/officer/cases/one-stop/dossier/${dossier.id}`,
        key: `${row.id}:sent-back:${row.version}`,
      },
    )
  return row
}

/** An edition as a document. Without a number and a signature's name while it is not issued. */
export async function letterOfDraft(
  tx: Tx,
  dossier: DossierRow,
  draft: ResultText,
  issued: { number: string | null; signer: string } | null,
): Promise<Letter> {
  return resultLetter({
    agency: await agencyOf(tx, dossier),
    ...(issued?.number ? { number: issued.number } : {}),
    on: localDate(tx.now),
    at: tx.now,
    kind: draft.kind,
    subject: draft.subject,
    bases: draft.bases,
    articles: draft.articles.map((article) => article.split('\n')),
    paragraphs: draft.paragraphs,
    receivers: draft.receivers,
    signer: { above: draft.signer, name: issued?.signer ?? '' },
    ...(issued ? { verifyUrl: followUrl(tx, dossier) } : {}),
    sample: isSample(tx, dossier),
  })
}

/**
 * The approved result of a dossier, ready to be set, signed by who approved it. Undefined when nothing was drafted and nothing
 * has to be; otherwise refuses 'result.not-drafted' and 'result.not-approved'.
 */
export async function approvedResult(tx: Tx, dossier: DossierRow): Promise<Letter | undefined> {
  const draft = await newest(tx, dossier.id)
  if (!draft) {
    if (await mustBeDrafted(tx, dossier)) throw refuseResult['not-drafted']({ number: dossier.number }, 'typeset')
    return undefined
  }
  if (draft.state !== 'approved')
    throw refuseResult['not-approved'](
      {
        edition: draft.edition,
        number: dossier.number,
        state: resultStateWords[(draft.state ?? 'drafted') as ResultState][tx.actor.lang].toLowerCase(),
      },
      'typeset',
    )
  const by = (draft.approvals ?? []).findLast((one) => one.step === 'approved')?.by ?? ''
  return letterOfDraft(tx, dossier, textOfDraft(draft), { number: dossier.result_number, signer: by })
}
