import { localDate } from '#ground/clock'
import { isUuid } from '#ground/ids'
import { refusals } from '#ground/refusal'
import type { Words } from '#ground/text'
import { type Field, mayReplace, type Option } from '#kernel/channels'
import { enterFile, fileOfRecord, findFile, type Kept } from '#kernel/papers'
import { createRow, findRow, type Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { findPerson, getRoot, type Person, writeFact } from '#kernel/trust'
import { communeFullName, communes, findCommune, type PaperItem } from '#province'
import { type FiledPaper, fileDossier, getProcedure } from './filing.ts'
import { draftWords as w } from './page-words.ts'
import {
  answeredRows,
  hasOwnQuestions,
  questionOptions,
  questionsFor,
  usualAnswers,
  wrongKept,
  wrongTogether,
} from './questions.ts'
import { Dossier, Draft, type Procedure, StoredPaper } from './records.ts'
import { refuse } from './refusals.ts'

/** A dossier before it is one: begun, saved page by page and while typing, sent once. */
export type DraftRow = Row<typeof Draft>
export type ProcedureRow = Row<typeof Procedure>
export type ChosenPaper = { file: string; name: string; size: number; from: 'upload' | 'store' }
export type ChosenPapers = Record<string, ChosenPaper[]>

export const draftLimits = { draftsMax: 20, filesAPaperMax: 5, filesMax: 40, answersBytesMax: 200_000 } as const

export const refuseDraft = refusals('draft', {
  missing: {
    kind: 'missing',
    vi: 'Không tìm thấy bản nháp này trong tài khoản của bạn. Bản nháp có thể đã bị xóa; hãy bắt đầu lại từ trang thủ tục.',
    en: 'There is no such draft in your account. It may have been deleted; begin again from the procedure.',
  },
  'too-many-files': {
    kind: 'too-many',
    vi: 'Bản nháp đã có {count} tệp, tối đa {max}. Hãy xóa bớt hoặc ghép các trang vào một tệp PDF.',
    en: 'The draft holds {count} files, at most {max}. Remove some or join pages into one PDF.',
  },
  'too-large': {
    kind: 'too-large',
    vi: 'Nội dung kê khai dài quá giới hạn {max}. Hãy viết ngắn lại, phần dài đưa vào tệp đính kèm.',
    en: 'The answers are longer than {max}. Shorten them and attach the long part as a file.',
  },
  incomplete: {
    kind: 'invalid',
    vi: 'Hồ sơ còn {count} chỗ chưa đủ nên chưa gửi được. Hãy sửa các mục được nêu rồi gửi lại.',
    en: '{count} things are still missing, so the dossier was not sent. Put them right and send again.',
  },
  'not-declared': {
    kind: 'invalid',
    vi: 'Hãy đánh dấu vào ô cam đoan trước khi gửi.',
    en: 'Tick the declaration before sending.',
  },
})

/** One page of filing a dossier. `fields` are those of the kit's form; papers are asked beside them. */
export interface FilingPage {
  kind: 'applicant' | 'questions' | 'case' | 'papers' | 'delivery' | 'summary'
  title: Words
  /** One or two words, for the row of steps. */
  short: Words
  lead?: Words
  fields: readonly Field[]
}

/** The answers that belong to filing itself, not to the questions of a procedure. */
const applicantFields: readonly Field[] = [
  {
    name: 'phone',
    kind: 'identifier',
    identifier: 'phone',
    label: w.phone,
    required: true,
    help: w.phoneHelp,
    personal: 'basic',
  },
  { name: 'email', kind: 'identifier', identifier: 'email', label: w.email, personal: 'basic' },
  {
    name: 'address',
    kind: 'text',
    label: w.address,
    max: 500,
    required: true,
    lines: 2,
    autocomplete: 'street-address',
    personal: 'basic',
  },
]

const communeOptions: readonly Option[] = communes
  .map((commune) => ({ value: commune.code, words: communeFullName(commune), name: commune.name }))
  .sort((a, b) => a.name.localeCompare(b.name, 'vi'))
  .map(({ value, words }) => ({ value, words }))

/** The value of the settling place that means the province's own centre. */
const PROVINCE = 'province'

/** A commune where communes settle it; the province's own centre only where no commune does: the steps of the others name commune units. */
export function settlingOptions(procedure: Pick<ProcedureRow, 'levels'>): readonly Option[] {
  const levels = procedure.levels ?? []
  if (levels.includes('commune')) return communeOptions
  return levels.includes('province') ? [{ value: PROVINCE, words: w.provinceCentre }] : []
}

export const casesOf = (procedure: Pick<ProcedureRow, 'papers'>): { value: string; label: Words }[] => {
  const cases = (procedure.papers ?? []).flatMap((one, index) =>
    one.case === null ? [] : [{ value: String(index), label: both(short(one.case, 300)) }],
  )
  const common = (procedure.papers ?? []).some((one) => one.case === null)
  return cases.length > 0 && common ? [{ value: 'none', label: w.usualCase }, ...cases] : cases
}

const both = (text: string): Words => ({ vi: text, en: text })
const short = (text: string, max: number): string => (text.length > max ? `${text.slice(0, max - 1).trimEnd()}…` : text)

/** A paper of the chosen case, and the name of its field. */
export interface PaperSlot {
  key: string
  item: PaperItem
  /** The form that the answers on the pages before stand in for. */
  answered: boolean
}

/** The papers of a procedure in the chosen case: those of everyone, then the case's own. Remarks are left out. */
export function paperSlots(procedure: Pick<ProcedureRow, 'papers' | 'code'>, chosen: unknown): PaperSlot[] {
  const slots: PaperSlot[] = []
  const electronic = hasOwnQuestions(procedure.code)
  for (const [c, one] of (procedure.papers ?? []).entries()) {
    if (one.case !== null && String(c) !== chosen) continue
    for (const [i, item] of one.items.entries()) {
      if (item.kind === 'remark') continue
      slots.push({ key: `paper-${c}-${i}`, item, answered: electronic && item.form !== null })
    }
  }
  return slots
}

/** Papers to be handed in as files: shown ones are brought along, answered forms are the pages themselves. */
export const slotsToUpload = (slots: readonly PaperSlot[]): PaperSlot[] =>
  slots.filter((slot) => slot.item.kind === 'submit' && !slot.answered)

/** The pages of filing this procedure, in order. */
export function filingPages(procedure: Pick<ProcedureRow, 'code' | 'papers' | 'levels'>): FilingPage[] {
  const settling: Field[] =
    settlingOptions(procedure).length > 1
      ? [{ name: 'settling', kind: 'ref', label: w.settling, help: w.settlingHelp, required: true }]
      : []
  const cases = casesOf(procedure)
  return [
    { kind: 'applicant', title: w.pageApplicant, short: w.shortApplicant, fields: [...applicantFields, ...settling] },
    ...questionsFor(procedure.code).map(
      (page): FilingPage => ({
        kind: 'questions',
        title: page.title,
        short: page.short ?? page.title,
        ...(page.lead ? { lead: page.lead } : {}),
        fields: page.fields,
      }),
    ),
    ...(cases.length > 0
      ? [
          {
            kind: 'case' as const,
            title: w.pageCase,
            short: w.shortCase,
            lead: w.caseLead,
            fields: [{ name: 'paper_case', kind: 'choice' as const, label: w.case, required: true, choices: cases }],
          },
        ]
      : []),
    { kind: 'papers', title: w.pagePapers, short: w.pagePapers, lead: w.papersLead, fields: [] },
    {
      kind: 'delivery',
      title: w.pageDelivery,
      short: w.shortDelivery,
      fields: [
        {
          name: 'delivery',
          kind: 'choice',
          label: w.delivery,
          required: true,
          choices: [
            { value: 'electronic', label: w.deliveryElectronic },
            { value: 'counter', label: w.deliveryCounter },
            { value: 'post', label: w.deliveryPost },
          ],
        },
        {
          name: 'delivery_address',
          kind: 'text',
          label: w.deliveryAddress,
          help: w.deliveryAddressHelp,
          max: 500,
          lines: 2,
          personal: 'basic',
        },
      ],
    },
    { kind: 'summary', title: w.pageSummary, short: w.shortSummary, fields: [] },
  ]
}

/** What the fields of choice and reference may be chosen from. */
export function filingOptions(
  procedure: Pick<ProcedureRow, 'code' | 'levels'>,
  ethnicities?: readonly Option[],
): Record<string, readonly Option[]> {
  return {
    settling: settlingOptions(procedure),
    communes: communeOptions,
    ...questionOptions(questionsFor(procedure.code), ethnicities),
  }
}

/** Answers of the draft as an object; the column is empty until the first save. */
export const answersOf = (draft: Pick<DraftRow, 'answers'>): Record<string, unknown> => draft.answers ?? {}
export const papersOf = (draft: Pick<DraftRow, 'papers'>): ChosenPapers => draft.papers ?? {}
/** Keys of the papers that the citizen will bring later. */
export const laterOf = (answers: Record<string, unknown>): string[] =>
  Array.isArray(answers.papers_later)
    ? answers.papers_later.filter((key): key is string => typeof key === 'string')
    : []

/** What is wrong with one page as it is kept, by path. */
export function wrongOn(
  page: FilingPage,
  procedure: Pick<ProcedureRow, 'code' | 'papers' | 'levels'>,
  draft: Pick<DraftRow, 'answers' | 'papers'>,
  today: string,
): Record<string, Words> {
  const answers = answersOf(draft)
  if (page.kind === 'papers') {
    const chosen = papersOf(draft)
    const errors: Record<string, Words> = {}
    for (const slot of slotsToUpload(paperSlots(procedure, answers.paper_case))) {
      if (!slot.item.required || (chosen[slot.key]?.length ?? 0) > 0) continue
      const missing = refuse['paper-missing']({ name: short(slot.item.name, 200) }, slot.key)
      errors[slot.key] = { vi: missing.say('vi'), en: missing.say('en') }
    }
    return errors
  }
  const errors = wrongKept(page.fields, answers)
  if (page.kind === 'applicant' && page.fields.some((field) => field.name === 'settling') && !errors.settling) {
    if (!settlingOptions(procedure).some((option) => option.value === answers.settling))
      errors.settling = w.settlingWrong
  }
  if (page.kind === 'questions')
    Object.assign(errors, {
      ...wrongTogether(procedure.code, answers, today, new Set(page.fields.map((field) => field.name))),
      ...errors,
    })
  if (page.kind === 'delivery' && answers.delivery === 'post' && !answers.delivery_address)
    errors.delivery_address = w.deliveryAddressMissing
  return errors
}

/** The person behind the account; filing needs one. */
export async function getApplicant(tx: Tx): Promise<Person> {
  const person = tx.actor.person ? await findPerson(tx, tx.actor.person) : undefined
  if (!person) throw refuse['no-person']()
  return person
}

/** Her drafts not yet sent, newest first. A draft she deleted has no account any more and is nobody's. */
export async function openDrafts(tx: Tx): Promise<DraftRow[]> {
  return tx.query<DraftRow>(
    'select * from one_stop.draft where created_by = $1 and dossier is null and tab is distinct from $2 order by saved_at desc, id desc limit $3',
    [tx.actor.account, DELETED, draftLimits.draftsMax],
  )
}

/** Mark of a draft its owner deleted: rows stay (nothing is deleted in this house), what she typed does not. */
const DELETED = 'deleted'

/** Begins a draft with what is known of the applicant. Refuses one-stop.not-filed-here, .channel-closed, .no-person, .too-many-drafts. */
export async function beginDraft(tx: Tx, code: string): Promise<DraftRow> {
  const procedure = await getProcedure(tx, code)
  getFileable(tx, procedure)
  const person = await getApplicant(tx)
  const count = (await openDrafts(tx)).length
  if (count >= draftLimits.draftsMax) throw refuse['too-many-drafts']({ count, max: draftLimits.draftsMax })
  const root = await getRoot(tx)
  const options = settlingOptions(procedure)
  const answers = {
    phone: person.phone,
    email: person.email,
    address: person.address,
    settling: options.some((option) => option.value === person.commune)
      ? person.commune
      : options.length === 1
        ? options[0]?.value
        : null,
    delivery: 'electronic',
    delivery_address: person.address,
    ...usualAnswers(procedure.code, person),
  }
  return createRow(
    tx,
    Draft,
    {
      procedure: procedure.id,
      procedure_code: procedure.code,
      procedure_name: procedure.name,
      page: 1,
      answers,
      papers: {},
      sequence: 0,
      tab: null,
      saved_at: tx.now,
    },
    { unit: root.id, fact: 'begun', sample: person.sample },
  )
}

/** Refuses what cannot be filed online in this house. */
export function getFileable(tx: Tx, procedure: ProcedureRow): void {
  if (!procedure.fileable)
    throw refuse['not-filed-here']({ name: procedure.name, agency: procedure.agency ?? procedure.handled_by })
  const methods = procedure.methods ?? []
  if (methods.length > 0 && !methods.some((method) => method.channel === 'online'))
    throw refuse['channel-closed']({ channel: w.online[tx.actor.lang] })
}

/** Her own draft, locked when it is going to be changed. Refuses draft.missing, and one-stop.already-sent when it is a dossier. */
export async function getDraft(
  tx: Tx,
  id: string,
  lock = false,
): Promise<{ draft: DraftRow; procedure: ProcedureRow }> {
  const draft = isUuid(id)
    ? await tx.one<DraftRow>(
        lock
          ? 'select * from one_stop.draft where id = $1 and created_by = $2 for update'
          : 'select * from one_stop.draft where id = $1 and created_by = $2',
        [id, tx.actor.account],
      )
    : undefined
  if (!draft || draft.tab === DELETED) throw refuseDraft.missing()
  if (draft.dossier) {
    const dossier = await findRow(tx, Dossier, draft.dossier)
    throw refuse['already-sent']({ number: dossier?.number ?? '' })
  }
  const procedure = await tx.one<ProcedureRow>('select * from one_stop.procedure where id = $1', [draft.procedure])
  if (!procedure) throw refuse['no-such-procedure']({ code: draft.procedure_code })
  return { draft, procedure }
}

/**
 * Who saves, and which page. `mark` names the rendering the save comes from and `base` the sequence of the draft when it
 * was rendered: a save is taken when nobody saved this page since, or when the last who did was the same rendering and did
 * not say a later sequence. Other pages saved meanwhile do not matter, so going back in the browser works. Without a mark
 * (another client) the kit's rule of sequence and tab decides for the draft as a whole.
 */
export interface Saving {
  at: number
  mark: string | null
  base: number
  sequence: number
  tab: string
}

/** The last save of each page: by which rendering, at what sequence of its own, and as which save of the draft. */
type Saves = Record<string, { mark: string; own: number; as: number }>
const savesOf = (draft: Pick<DraftRow, 'answers'>): Saves => (answersOf(draft).saves as Saves | undefined) ?? {}

function refuseOlder(draft: DraftRow, saving: Saving): void {
  if (saving.mark === null) {
    if (draft.tab !== null && !mayReplace({ sequence: draft.sequence ?? 0, tab: draft.tab }, saving))
      throw refuse['newer-draft']()
    return
  }
  const last = savesOf(draft)[saving.at]
  if (!last) return
  if (last.mark === saving.mark ? saving.sequence < last.own : saving.base < last.as) throw refuse['newer-draft']()
}

export interface DraftPatch {
  answers?: Record<string, unknown>
  papers?: ChosenPapers
  page?: number
}

/**
 * Saves part of a draft under a lock. Refuses one-stop.newer-draft when another window saved meanwhile.
 * Written without a fact and without history: what is typed and not sent is nobody's business, and a save comes every
 * second and a half; begun, deleted and sent are facts.
 */
export async function saveDraft(tx: Tx, draft: DraftRow, saving: Saving, patch: DraftPatch): Promise<DraftRow> {
  refuseOlder(draft, saving)
  const sequence = saving.mark === null ? saving.sequence : Math.max(saving.sequence, (draft.sequence ?? 0) + 1)
  const saves =
    saving.mark === null
      ? savesOf(draft)
      : { ...savesOf(draft), [saving.at]: { mark: saving.mark, own: saving.sequence, as: sequence } }
  const answers = { ...answersOf(draft), ...patch.answers, saves }
  const text = JSON.stringify(answers)
  if (Buffer.byteLength(text) > draftLimits.answersBytesMax) throw refuseDraft['too-large']({ max: '200 kB' })
  const papers = patch.papers ?? papersOf(draft)
  const count = Object.values(papers).reduce((sum, list) => sum + list.length, 0)
  if (count > draftLimits.filesMax) throw refuseDraft['too-many-files']({ count, max: draftLimits.filesMax })
  const saved = await tx.one<DraftRow>(
    `update one_stop.draft set answers = $2, papers = $3, page = $4, sequence = $5, tab = $6, saved_at = $7, version = version + 1, updated_at = $7, updated_by = $8
      where id = $1 returning *`,
    [
      draft.id,
      text,
      JSON.stringify(papers),
      patch.page ?? draft.page,
      sequence,
      (saving.mark ?? saving.tab).slice(0, 60) || null,
      tx.now,
      tx.actor.account,
    ],
  )
  if (!saved) throw refuseDraft.missing()
  return saved
}

/** The end of a draft. What was typed is emptied without leaving a former version: a dossier holds it now, or nobody. */
async function closeDraft(tx: Tx, draft: DraftRow, kind: 'deleted' | 'sent', dossier: string | null): Promise<void> {
  await tx.query(
    `update one_stop.draft set answers = '{}', papers = '{}', dossier = $2, tab = $3, saved_at = $4, version = version + 1, updated_at = $4, updated_by = $5 where id = $1`,
    [draft.id, dossier, kind === 'deleted' ? DELETED : draft.tab, tx.now, tx.actor.account],
  )
  writeFact(tx, {
    kind,
    system: 'one-stop',
    record: 'draft',
    recordId: draft.id,
    unit: draft.unit,
    subjects: [tx.actor.person],
  })
}

/** Empties a draft and takes it off her list. */
export async function deleteDraft(tx: Tx, id: string): Promise<void> {
  const { draft } = await getDraft(tx, id, true)
  await closeDraft(tx, draft, 'deleted', null)
}

/** Files the browser already sent, by id: hers or refused. */
export async function ownChosen(
  tx: Tx,
  ids: readonly string[],
  known: readonly ChosenPaper[],
  max: number = draftLimits.filesAPaperMax,
): Promise<ChosenPaper[]> {
  const chosen: ChosenPaper[] = []
  for (const id of ids.slice(0, max)) {
    const before = known.find((one) => one.file === id)
    if (before) {
      chosen.push(before)
      continue
    }
    const file = await findFile(tx, id)
    if (!file) throw refuse['foreign-file']({ name: id.slice(0, 40) })
    chosen.push({ file: file.id, name: file.name, size: file.size, from: 'upload' })
  }
  return chosen
}

/** A file that came with the form, entered as hers. */
export async function enterChosen(tx: Tx, kept: Kept): Promise<ChosenPaper> {
  const file = await enterFile(tx, kept)
  return { file: file.id, name: file.name, size: file.size, from: 'upload' }
}

/**
 * A paper of her store as a file of the draft: the same content entered again as hers, so that the paper keeps its place
 * in the store. She must be its owner, which reading it under her own sight proves.
 */
export async function chooseStored(tx: Tx, id: string): Promise<ChosenPaper> {
  const stored = await findRow(tx, StoredPaper, id)
  const file = stored?.owner === tx.actor.person ? await fileOfRecord(tx, stored.file) : undefined
  if (!stored || !file) throw refuse['foreign-file']({ name: id.slice(0, 40) })
  const { sha256, name, kind, size, pages } = file
  const copy = await enterFile(tx, { sha256, name, kind, size, pages, known: true } as Kept)
  return { file: copy.id, name: copy.name, size: copy.size, from: 'store' }
}

/** Papers as they are filed: one line a file; a paper to come later as a line without one. */
export function filedPapers(
  procedure: Pick<ProcedureRow, 'code' | 'papers'>,
  draft: Pick<DraftRow, 'answers' | 'papers'>,
): FiledPaper[] {
  const answers = answersOf(draft)
  const chosen = papersOf(draft)
  const later = new Set(laterOf(answers))
  const filed: FiledPaper[] = []
  for (const slot of paperSlots(procedure, answers.paper_case)) {
    const name = short(slot.item.name, 2_000)
    if (slot.answered) {
      filed.push({
        name: short(`${slot.item.name} (khai trực tuyến)`, 2_000),
        origin: 'electronic',
        count: 1,
        file: null,
        file_name: null,
        digitised: 'yes',
      })
      continue
    }
    if (slot.item.kind === 'present') continue
    for (const one of chosen[slot.key] ?? []) {
      filed.push({
        name,
        origin: 'electronic',
        count: 1,
        file: one.file,
        file_name: short(one.name, 200),
        digitised: one.from === 'store' ? 'reused' : 'yes',
      })
    }
    if ((chosen[slot.key]?.length ?? 0) === 0 && later.has(slot.key)) {
      const original = slot.item.original > 0 || slot.item.copy === 0
      filed.push({
        name: short(`${slot.item.name} (nộp bản giấy sau)`, 2_000),
        origin: original ? 'original' : 'copy',
        count: Math.max(1, Math.min(100, original ? slot.item.original : slot.item.copy)),
        file: null,
        file_name: null,
        digitised: 'no',
      })
    }
  }
  return filed.slice(0, 60)
}

/** What every page still lacks: page number from 1, its title, what is wrong. */
export function unfinished(
  procedure: ProcedureRow,
  draft: Pick<DraftRow, 'answers' | 'papers'>,
  today: string,
): { page: number; title: Words; errors: Record<string, Words> }[] {
  return filingPages(procedure)
    .map((page, index) => ({ page: index + 1, title: page.title, errors: wrongOn(page, procedure, draft, today) }))
    .filter((one) => Object.keys(one.errors).length > 0)
}

/**
 * Sends a draft: locks it, checks every page again, files the dossier and ties both together, in one transaction. The
 * dossier bears the id of the draft, so even two sends at once make one. Refuses one-stop.already-sent, draft.incomplete,
 * one-stop.paper-missing, and what fileDossier refuses.
 */
export async function sendDraft(tx: Tx, id: string): Promise<Row<typeof Dossier>> {
  const { draft, procedure } = await getDraft(tx, id, true)
  getFileable(tx, procedure)
  const today = localDate(tx.now)
  const lacking = unfinished(procedure, draft, today)
  const papersPage = filingPages(procedure).findIndex((page) => page.kind === 'papers') + 1
  const [only] = lacking
  if (lacking.length === 1 && only?.page === papersPage) {
    const slot = paperSlots(procedure, answersOf(draft).paper_case).find((one) => Object.hasOwn(only.errors, one.key))
    if (slot) throw refuse['paper-missing']({ name: short(slot.item.name, 200) }, slot.key)
  }
  if (lacking.length > 0)
    throw refuseDraft.incomplete({ count: lacking.reduce((sum, one) => sum + Object.keys(one.errors).length, 0) })
  const answers = answersOf(draft)
  const person = await getApplicant(tx)
  const pages = filingPages(procedure)
  const asked = pages.filter((page) => page.kind === 'questions').flatMap((page) => page.fields)
  const text = (name: string): string | null =>
    typeof answers[name] === 'string' && answers[name] !== '' ? (answers[name] as string) : null
  const settling = text('settling')
  const delivery = answers.delivery === 'counter' || answers.delivery === 'post' ? answers.delivery : 'electronic'
  const dossier = await fileDossier(tx, {
    procedure,
    channel: 'online',
    commune: settling !== null && settling !== PROVINCE && findCommune(settling) ? settling : null,
    applicant: { ...person, phone: text('phone'), email: text('email'), address: text('address') },
    answers: Object.fromEntries(asked.map((field) => [field.name, answers[field.name] ?? null])),
    answered: answeredRows(asked, answers, filingOptions(procedure)).slice(0, 200),
    papers: filedPapers(procedure, draft),
    delivery,
    deliveryAddress: delivery === 'post' ? text('delivery_address') : null,
    sample: draft.sample,
    id: draft.id,
  })
  await closeDraft(tx, draft, 'sent', dossier.id)
  return dossier
}
