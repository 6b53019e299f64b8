import { type LocalDate, localDate } from '#ground/clock'
import { isUuid } from '#ground/ids'
import { refusals } from '#ground/refusal'
import type { Words } from '#ground/text'
import { mayReplace, type Option } from '#kernel/channels'
import { enterFile, fileOfRecord, findFile, type Kept } from '#kernel/papers'
import { codeLists, createRow, findRow, type Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { enterPerson, findPerson, getRoot, type Person, writeFact } from '#kernel/trust'
import { type Bundle, communeFullName, communes, findBundle, findCommune } from '#province'
import { commune, personName, short, text as textField } from './design/fields.ts'
import { designFor, findDesign } from './design/find.ts'
import { answersOfPart, type JoinedForm, joinForms } from './design/join.ts'
import {
  type Answers,
  type Applicant,
  askedAnswers,
  askedPages,
  fieldsOf,
  formField,
  formOptions,
  isEmpty,
  listsIn,
  papersIn,
  prefilled,
  wrongIn,
} from './design/rules.ts'
import type { Design, DesignField, DesignPage, DesignPaper } from './design/shape.ts'
import { claimableFor, type Fees, feesFor } from './fees/bills.ts'
import type { Exemption } from './fees/shape.ts'
import { centreFor, type FiledPaper, fileDossier, findProcedure, getProcedure } from './filing.ts'
import { fileBundle } from './life/bundle.ts'
import { fill, draftWords as w } from './page-words.ts'
import { answeredRows } from './questions.ts'
import { Dossier, Draft, type Procedure, StoredPaper } from './records.ts'
import { refuse } from './refusals.ts'

/** A dossier before it is one: begun, saved page by page and while typing, sent once. */
export type DraftRow = Row<typeof Draft>
export type ProcedureRow = Row<typeof Procedure>
export type StoredRow = Row<typeof StoredPaper>
export type ChosenPaper = {
  file: string
  name: string
  size: number
  from: 'upload' | 'store'
  stored?: string
  made?: 'paper' | 'result'
}
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
  'newer-edition': {
    kind: 'conflict',
    vi: 'Biểu mẫu của thủ tục đã thay đổi từ khi bạn bắt đầu. Hãy chuyển sang biểu mẫu mới, xem lại rồi gửi; những gì đã điền được giữ nguyên.',
    en: 'The form of this procedure has changed since you began. Move to the new form, look again and send; what you typed is kept.',
  },
  'represents-herself': {
    kind: 'invalid',
    vi: 'Số định danh của người được nộp thay trùng với số của bạn. Hãy chọn "Cho chính tôi" hoặc sửa số.',
    en: 'The number of the person you file for is your own. Choose “For myself” or correct the number.',
  },
})

// ------------------------------------------------------------------------------------------------------------- pages

/** One procedure of a filing: usually the only one. */
export interface FilingMember {
  key: string
  procedure: ProcedureRow
  design: { id: string | null; content: Design }
}

/** Everything a page of filing is drawn and judged by. */
export interface FilingForm {
  /** The procedure a person came for; of several, the first. */
  procedure: ProcedureRow
  /** What it is called: the procedure, or the linked filing. */
  title: string
  bundle: Bundle | null
  members: readonly FilingMember[]
  form: JoinedForm
  /** What is known of whom the filing is about; marks what was filled in from it. */
  applicant: Applicant
  /** The session acts under a mandate: who is represented is settled by it. */
  acting: { name: string; kind: string } | null
  /** What each procedure costs by the answers so far, and the exemptions of today that would lower something of it. */
  fees: readonly { key: string; fees: Fees }[]
  claimable: readonly Exemption[]
  lists: Readonly<Record<string, readonly Option[]>>
}

/** One page of filing a dossier; its number never changes while the edition stands, so an address keeps its meaning. */
export interface FilingPage {
  kind: 'applicant' | 'questions' | 'papers' | 'delivery' | 'summary'
  /** From 1. */
  number: number
  title: Words
  /** One or two words, for the row of steps. */
  short: Words
  lead?: Words
  page: DesignPage
  /** Whether it is asked, and which of its fields are, by what was answered so far. */
  asked: boolean
  fields: readonly DesignField[]
}

const communeOptions: readonly Option[] = communes
  .map((commune) => ({ value: commune.code, words: communeFullName(commune), name: commune.name }))
  .sort((a, b) => a.name.localeCompare(b.name, 'vi'))
  .map(({ value, words }) => ({ value, words }))

/** The value of a place that means the province's own centre. */
const PROVINCE = 'province'
const provinceOption: Option = { value: PROVINCE, words: w.provinceCentre }

/** A commune where communes settle it; the province's own centre only where no commune does: the steps of the others name commune units. */
export function settlingOptions(procedure: Pick<ProcedureRow, 'levels'>): readonly Option[] {
  const levels = procedure.levels ?? []
  if (levels.includes('commune')) return communeOptions
  return levels.includes('province') ? [provinceOption] : []
}

const other = { field: 'filing_for', is: 'equals', value: 'other' } as const

/** Who files and for whom, and where. Names here belong to filing itself; no design may use them for something else. */
function applicantPage({ procedure, acting }: Pick<FilingForm, 'procedure' | 'acting'>): DesignPage {
  const forWhom: DesignField[] = acting
    ? []
    : [
        {
          name: 'filing_for',
          kind: 'choice',
          label: w.filingFor,
          choices: [
            { value: 'self', label: w.filingForSelf },
            { value: 'other', label: w.filingForOther },
          ],
          prefill: { from: 'value', value: 'self' },
        },
        personName('represented_name', w.representedName, { when: other }),
        {
          name: 'represented_national_id',
          kind: 'identifier',
          identifier: 'nationalId',
          label: w.representedId,
          required: true,
          personal: 'basic',
          when: other,
        },
        {
          name: 'represented_phone',
          kind: 'identifier',
          identifier: 'phone',
          label: w.representedPhone,
          personal: 'basic',
          when: other,
        },
        textField('represented_address', w.representedAddress, {
          max: 500,
          lines: 2,
          required: true,
          personal: 'basic',
          when: other,
        }),
        textField('authority', w.authority, { max: 300, required: true, when: other, help: w.authorityHelp }),
        { name: 'authority_files', kind: 'files', label: w.authorityFiles, required: true, max: 3, when: other },
      ]
  return {
    name: 'applicant',
    title: w.pageApplicant,
    short: w.shortApplicant,
    fields: [
      ...forWhom,
      {
        name: 'phone',
        kind: 'identifier',
        identifier: 'phone',
        label: w.phone,
        required: true,
        help: w.phoneHelp,
        personal: 'basic',
        prefill: { from: 'applicant', field: 'phone' },
      },
      {
        name: 'email',
        kind: 'identifier',
        identifier: 'email',
        label: w.email,
        personal: 'basic',
        prefill: { from: 'applicant', field: 'email' },
      },
      {
        name: 'address',
        kind: 'text',
        label: w.address,
        max: 500,
        required: true,
        lines: 2,
        personal: 'basic',
        prefill: { from: 'applicant', field: 'address' },
      },
      ...(settlingOptions(procedure).length > 1
        ? [
            {
              ...commune('settling', w.settling, { help: w.settlingHelp, required: true }),
              prefill: { from: 'applicant' as const, field: 'commune' as const },
            },
            {
              name: 'receiving',
              kind: 'choice' as const,
              codes: 'centres',
              label: w.receiving,
              help: w.receivingHelp,
            },
          ]
        : []),
    ],
  }
}

/** Most pictures of the paper an exemption rests on: both sides and one more. */
const CLAIM_FILES_MAX = 3
const claimed = { field: 'fee_claim', is: 'filled' } as const

/** Who pays less says so beside the fee; asked only where something is charged that an exemption of today lowers. */
const claimFields: readonly DesignField[] = [
  {
    name: 'fee_claim',
    kind: 'choice',
    codes: 'exemptions',
    label: w.claim,
    help: w.claimHelp,
    personal: 'sensitive',
  },
  textField('fee_ground', w.claimGround, {
    max: 500,
    lines: 3,
    required: true,
    when: claimed,
    help: w.claimGroundHelp,
  }),
  {
    name: 'fee_ground_files',
    kind: 'files',
    label: w.claimFiles,
    max: CLAIM_FILES_MAX,
    when: claimed,
  },
]

const deliveryPage = ({ claimable }: Pick<FilingForm, 'claimable'>): DesignPage => ({
  name: 'delivery',
  title: w.pageDelivery,
  short: w.shortDelivery,
  fields: [
    ...(claimable.length > 0 ? claimFields : []),
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
      prefill: { from: 'value', value: 'electronic' },
    },
    {
      name: 'returning',
      kind: 'choice',
      codes: 'centres',
      label: w.returning,
      help: w.returningHelp,
      when: { field: 'delivery', is: 'equals', value: 'counter' },
    },
    {
      name: 'delivery_address',
      kind: 'text',
      label: w.deliveryAddress,
      help: w.deliveryAddressHelp,
      max: 500,
      lines: 2,
      personal: 'basic',
      when: { field: 'delivery', is: 'equals', value: 'post' },
      prefill: { from: 'applicant', field: 'address' },
      checks: [
        {
          check: 'filled-when',
          when: { field: 'delivery', is: 'equals', value: 'post' },
          words: w.deliveryAddressMissing,
        },
      ],
    },
  ],
})

/** Names that filing itself asks by; a design that uses one would be asked twice. */
export const filingNames: readonly string[] = [
  ...applicantPage({ procedure: { levels: ['commune'] } as ProcedureRow, acting: null }).fields,
  ...claimFields,
  ...deliveryPage({ claimable: [] }).fields,
].map((field) => field.name)

/** All pages that hold fields, as one form: conditions reach across them. */
const wholeForm = (
  form: Pick<FilingForm, 'procedure' | 'acting' | 'form' | 'claimable'>,
): { pages: readonly DesignPage[] } => ({
  pages: [applicantPage(form), ...form.form.pages, deliveryPage(form)],
})

/** The pages of filing, in order, each with its number; those not asked say so. */
export function filingPages(form: FilingForm, draft: Pick<DraftRow, 'answers'>): FilingPage[] {
  const { pages } = wholeForm(form)
  const asked = new Map(askedPages({ pages }, answersOf(draft)).map((one) => [one.at, one.fields]))
  const fixed = (name: string, title: Words, brief: Words, lead?: Words): DesignPage => ({
    name,
    title,
    short: brief,
    ...(lead ? { lead } : {}),
    fields: [],
  })
  const last = pages.length - 1
  const made = (kind: FilingPage['kind'], page: DesignPage, at: number | null): Omit<FilingPage, 'number'> => ({
    kind,
    title: page.title,
    short: page.short ?? page.title,
    ...(page.lead ? { lead: page.lead } : {}),
    page,
    asked: at === null || asked.has(at),
    fields: (at === null ? undefined : asked.get(at)) ?? [],
  })
  return [
    ...pages.slice(0, last).map((page, at) => made(at === 0 ? 'applicant' : 'questions', page, at)),
    made('papers', fixed('papers', w.pagePapers, w.pagePapers, w.papersLead), null),
    made('delivery', pages[last] as DesignPage, last),
    made('summary', fixed('summary', w.pageSummary, w.shortSummary), null),
  ].map((page, index) => ({ ...page, number: index + 1 }))
}

/** Number of the next page that is asked, or of the one before; the first and the last always are. */
export function turned(pages: readonly FilingPage[], at: number, by: 1 | -1): number {
  for (let number = at + by; number >= 1 && number <= pages.length; number += by)
    if (pages[number - 1]?.asked) return number
  return by > 0 ? pages.length : 1
}

/** Answers to what is asked over all pages. */
export const countedAnswers = (form: FilingForm, draft: Pick<DraftRow, 'answers'>): Record<string, unknown> =>
  askedAnswers(wholeForm(form), answersOf(draft))

/** Every field of the filing by name, so that a refusal can name one of another page. */
export const labelsOf = (form: FilingForm): ReadonlyMap<string, DesignField> => fieldsOf(wholeForm(form))

/** What the fields of a page may be chosen from. */
export const filingOptions = (form: FilingForm, fields: readonly DesignField[]): Record<string, readonly Option[]> => ({
  communes: communeOptions,
  ...formOptions(fields, form.lists),
})

/** A paper of this filing, and the name of its field on the page. */
export interface PaperSlot {
  key: string
  paper: DesignPaper
}

export const paperKey = (code: string): string => `paper-${code.replace(/[^A-Za-z0-9]+/g, '-')}`

/** The papers this filing needs, by what was answered. */
export const paperSlots = (form: FilingForm, draft: Pick<DraftRow, 'answers'>): PaperSlot[] =>
  papersIn(form.form, countedAnswers(form, draft)).map((paper) => ({ key: paperKey(paper.code), paper }))

/** Papers to be handed in as files: shown ones are brought along, answered forms are the pages themselves. */
export const slotsToUpload = (slots: readonly PaperSlot[]): PaperSlot[] =>
  slots.filter(({ paper }) => !paper.answered && !paper.present)

/** The paper of her store that fits a slot by code and is still good, the newest first. */
export function fittingStored(slot: PaperSlot, stored: readonly StoredRow[], today: LocalDate): StoredRow | undefined {
  const codes = slot.paper.reuse ?? []
  return stored.find(
    (one) =>
      (one.expires_on === null || one.expires_on >= today) &&
      [one.result_code, one.paper_code, one.procedure_code].some((code) => code !== null && codes.includes(code)),
  )
}

/** Answers of the draft as an object; the column is empty until the first save. */
export const answersOf = (draft: Pick<DraftRow, 'answers'>): Record<string, unknown> => draft.answers ?? {}
export const papersOf = (draft: Pick<DraftRow, 'papers'>): ChosenPapers => draft.papers ?? {}
const listed = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
/** Keys of the papers that the citizen will bring later. */
export const laterOf = (answers: Answers): string[] => listed(answers.papers_later)
/** Keys of the papers whose choice from the store she has been shown: what she left out then is not chosen for her again. */
export const offeredOf = (answers: Answers): string[] => listed(answers.papers_offered)

/** What is wrong with one page as it is kept, by path. */
export function wrongOn(
  page: FilingPage,
  form: FilingForm,
  draft: Pick<DraftRow, 'answers' | 'papers'>,
  today: LocalDate,
): Record<string, Words> {
  if (page.kind === 'papers') {
    const chosen = papersOf(draft)
    const errors: Record<string, Words> = {}
    for (const { key, paper } of slotsToUpload(paperSlots(form, draft))) {
      if (!paper.required || (chosen[key]?.length ?? 0) > 0) continue
      const missing = refuse['paper-missing']({ name: short(paper.name, 200) }, key)
      errors[key] = { vi: missing.say('vi'), en: missing.say('en') }
    }
    return errors
  }
  const answers = countedAnswers(form, draft)
  const errors = wrongIn(page.fields, answers, today, labelsOf(form))
  for (const field of page.fields) {
    const value = answers[field.name]
    const options = field.codes && field.kind === 'choice' ? form.lists[field.codes] : undefined
    if (options && !errors[field.name] && !isEmpty(value) && !options.some((option) => option.value === value))
      errors[field.name] = field.name === 'fee_claim' ? w.claimWrong : w.settlingWrong
  }
  return errors
}

// -------------------------------------------------------------------------------------------------------------- form

const applicantOf = (person: Person): Applicant => ({
  full_name: person.full_name,
  national_id: person.national_id,
  birth_date: person.birth_date,
  sex: person.sex,
  phone: person.phone,
  email: person.email,
  address: person.address,
  commune: person.commune,
  tax_code: person.tax_code,
})

/**
 * What the parts of a linked filing ask under other names although it is the same: the child of the birth is the one whose
 * residence is registered and who gets the card.
 */
const sameInBundle: Readonly<Record<string, Readonly<Record<string, string | null>>>> = {
  'khai-sinh': {
    subject_name: 'child_name',
    subject_birth_date: 'child_birth_date',
    subject_sex: 'child_sex',
    subject_ethnicity: 'child_ethnicity',
    subject_nationality: 'child_nationality',
    subject_national_id: null,
    subject_residence: 'mother_residence',
    beneficiary_name: 'child_name',
    beneficiary_birth_date: 'child_birth_date',
    beneficiary_sex: 'child_sex',
    beneficiary_national_id: null,
    beneficiary_residence: 'mother_residence',
    relation: 'relation',
    former_number: null,
  },
  'khai-tu': {
    subject_name: 'deceased_name',
    subject_birth_date: 'deceased_birth_date',
    subject_sex: 'deceased_sex',
    subject_national_id: 'deceased_national_id',
    subject_ethnicity: null,
    subject_nationality: null,
    subject_residence: 'deceased_residence',
    relation: 'relation',
    former_number: null,
    former_date: null,
    former_issuer: null,
    ends_on: 'death_date',
    end_reason: null,
  },
}

function joined(bundle: Bundle | null, members: readonly FilingMember[]): JoinedForm {
  return joinForms(
    members.map((member, place) => {
      const value = bundle?.members.find((one) => one.key === member.key)
      const brought = members
        .slice(0, place)
        .flatMap((before) => (before.procedure.results ?? []).flatMap((result) => (result.code ? [result.code] : [])))
      return {
        key: member.key,
        title: value?.name ?? { vi: member.procedure.name, en: member.procedure.name },
        design: member.design.content,
        ...(bundle && place > 0 ? { same: sameInBundle[bundle.code] ?? {}, brought } : {}),
      }
    }),
  )
}

/** The lists that the fields of a filing draw from, in force today. */
async function listsFor(tx: Tx, pages: readonly DesignPage[], procedure: ProcedureRow): Promise<FilingForm['lists']> {
  const names = listsIn({ pages }).filter((name) => !['communes', 'centres', 'exemptions'].includes(name))
  const found = await codeLists(tx, names)
  return {
    ...Object.fromEntries(
      [...found].map(([name, values]) => [name, values.map((one) => ({ value: one.value, words: one.label }))]),
    ),
    communes: settlingOptions(procedure).length > 1 ? settlingOptions(procedure) : communeOptions,
    centres: [provinceOption, ...communeOptions],
  }
}

/** The procedures of a filing with the editions asked for; an edition not named is the one of the day. */
async function membersOf(
  tx: Tx,
  code: string,
  bundle: Bundle | null,
  editions: Readonly<Record<string, string | null>>,
  own?: ProcedureRow,
): Promise<FilingMember[]> {
  const day = localDate(tx.now)
  const wanted = bundle
    ? bundle.members.map((member) => ({ key: member.key, code: member.procedure }))
    : [{ key: 'only', code }]
  const members: FilingMember[] = []
  for (const one of wanted) {
    const procedure = own?.code === one.code ? own : await getProcedure(tx, one.code)
    const kept = Object.hasOwn(editions, one.code) ? editions[one.code] : undefined
    const edition = typeof kept === 'string' ? await findDesign(tx, kept) : undefined
    const design =
      kept === null && own
        ? { id: null, content: (await designFor(tx, procedure, NEVER)).content }
        : (edition ?? (await designFor(tx, procedure, day)))
    members.push({ key: one.key, procedure, design })
  }
  return members
}

/** A day before any edition: what is announced is then all there is. */
const NEVER: LocalDate = '1900-01-01'

export interface Acting {
  name: string
  kind: string
}

/** The form a draft was begun with; of several procedures their joined one. */
export async function formOf(
  tx: Tx,
  draft: Pick<DraftRow, 'bundle' | 'editions' | 'procedure_code' | 'answers'>,
  procedure: ProcedureRow,
  acting: Acting | null = null,
): Promise<FilingForm> {
  const bundle = draft.bundle ? (findBundle(draft.bundle, localDate(tx.now)) ?? null) : null
  if (draft.bundle && !bundle) throw refuse['no-such-bundle']({ code: draft.bundle })
  const members = await membersOf(tx, procedure.code, bundle, draft.editions ?? {}, procedure)
  return priced(tx, await makeForm(tx, bundle, members, acting), draft)
}

/** What a procedure of the filing costs, by what was answered. */
function feesAsked(procedure: ProcedureRow, answers: Answers) {
  const { copies } = answers
  return {
    procedure,
    channel: 'online' as const,
    answers,
    ...(typeof copies === 'number' && copies > 0 ? { copies } : {}),
  }
}

/** The form with what it costs, and what may be claimed for that. */
async function priced(tx: Tx, form: FilingForm, draft: Pick<DraftRow, 'answers'>): Promise<FilingForm> {
  const answers = countedAnswers(form, draft)
  const fees: FilingForm['fees'][number][] = []
  const claimable = new Map<string, Exemption>()
  for (const { key, procedure } of form.members) {
    const asked = feesAsked(procedure, answers)
    const cost = await feesFor(tx, asked)
    fees.push({ key, fees: cost })
    for (const one of await claimableFor(tx, asked, cost)) claimable.set(one.code, one)
  }
  const exemptions = [...claimable.values()].map(({ code, name, percent }) => ({
    value: code,
    words: {
      vi: fill(percent === 100 ? w.claimFull : w.claimPart, { name: name.vi, percent }).vi,
      en: fill(percent === 100 ? w.claimFull : w.claimPart, { name: name.en, percent }).en,
    },
  }))
  return { ...form, fees, claimable: [...claimable.values()], lists: { ...form.lists, exemptions } }
}

/** What a draft claims, as it stands; null when it claims nothing or what it claims lowers nothing of today. */
export function claimOf(form: FilingForm, draft: Pick<DraftRow, 'answers'>): Exemption | null {
  const { fee_claim } = countedAnswers(form, draft)
  return form.claimable.find((one) => one.code === fee_claim) ?? null
}

/** What each procedure would cost if the claim were accepted. */
export async function feesGranted(tx: Tx, form: FilingForm, draft: Pick<DraftRow, 'answers'>): Promise<Fees[]> {
  const claim = claimOf(form, draft)
  if (!claim) return form.fees.map(({ fees }) => fees)
  const claims = [{ exemption: claim.code, state: 'confirmed' as const, evidence: claim.evidence.vi }]
  const granted: Fees[] = []
  for (const { procedure } of form.members)
    granted.push(await feesFor(tx, { ...feesAsked(procedure, countedAnswers(form, draft)), claims }))
  return granted
}

async function makeForm(
  tx: Tx,
  bundle: Bundle | null,
  members: readonly FilingMember[],
  acting: Acting | null,
): Promise<FilingForm> {
  const [first] = members
  if (!first) throw refuse['no-such-bundle']({ code: bundle?.code ?? '' })
  const form = joined(bundle, members)
  const person = await getApplicant(tx)
  const pages = wholeForm({ procedure: first.procedure, acting, form, claimable: [] }).pages
  return {
    procedure: first.procedure,
    title: bundle ? bundle.title.vi : first.procedure.name,
    bundle,
    members,
    form,
    applicant: applicantOf(person),
    acting,
    fees: [],
    claimable: [],
    lists: await listsFor(tx, pages, first.procedure),
  }
}

/** The form of today, before anything was begun: of one procedure, or of a filing of several by its word. */
export async function previewForm(tx: Tx, of: ProcedureRow | string): Promise<FilingForm> {
  const bundle = typeof of === 'string' ? (findBundle(of, localDate(tx.now)) ?? null) : null
  if (typeof of === 'string' && !bundle) throw refuse['no-such-bundle']({ code: of.slice(0, 40) })
  const own = typeof of === 'string' ? undefined : of
  return makeForm(tx, bundle, await membersOf(tx, own?.code ?? '', bundle, {}, own), null)
}

const editionsOf = (members: readonly FilingMember[]): Record<string, string | null> =>
  Object.fromEntries(members.map((member) => [member.procedure.code, member.design.id] as const))

/** Whether the form of today differs from the one this draft was begun with. */
export async function hasNewerEdition(tx: Tx, draft: DraftRow, form: FilingForm): Promise<boolean> {
  const day = localDate(tx.now)
  for (const member of form.members) {
    const procedure = await findProcedure(tx, member.procedure.code)
    if (!procedure || (!form.bundle && procedure.id !== draft.procedure)) return true
    if ((await designFor(tx, procedure, day)).id !== member.design.id) return true
  }
  return false
}

// ------------------------------------------------------------------------------------------------------------- drafts

/** The person behind the account, or whom the session acts for; filing needs one. */
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
export async function beginDraft(tx: Tx, code: string, acting: Acting | null = null): Promise<DraftRow> {
  const procedure = await getProcedure(tx, code)
  getFileable(tx, procedure)
  return begin(tx, null, await membersOf(tx, code, null, {}, procedure), acting)
}

/** Begins one draft for several procedures filed together. Refuses one-stop.no-such-bundle beside what beginDraft refuses. */
export async function beginBundle(tx: Tx, code: string, acting: Acting | null = null): Promise<DraftRow> {
  const bundle = findBundle(code, localDate(tx.now))
  if (!bundle) throw refuse['no-such-bundle']({ code: code.slice(0, 40) })
  return begin(tx, bundle, await membersOf(tx, '', bundle, {}), acting)
}

async function begin(
  tx: Tx,
  bundle: Bundle | null,
  members: readonly FilingMember[],
  acting: Acting | null,
): Promise<DraftRow> {
  const person = await getApplicant(tx)
  const count = (await openDrafts(tx)).length
  if (count >= draftLimits.draftsMax) throw refuse['too-many-drafts']({ count, max: draftLimits.draftsMax })
  const root = await getRoot(tx)
  const form = await makeForm(tx, bundle, members, acting)
  const answers = prefilled(wholeForm(form), form.applicant, localDate(tx.now))
  const options = settlingOptions(form.procedure)
  if (!options.some((option) => option.value === answers.settling))
    answers.settling = options.length === 1 ? (options[0]?.value ?? null) : null
  return createRow(
    tx,
    Draft,
    {
      procedure: form.procedure.id,
      procedure_code: form.procedure.code,
      procedure_name: form.title.slice(0, 1_000),
      bundle: bundle?.code ?? null,
      editions: editionsOf(members),
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

/** Moves a draft to the form of today. Every answer and paper stays; what the new form fills in by itself is added where nothing stands. */
export async function moveToNewest(tx: Tx, id: string, acting: Acting | null = null): Promise<DraftRow> {
  const { draft } = await getDraft(tx, id, true)
  const bundle = draft.bundle ? (findBundle(draft.bundle, localDate(tx.now)) ?? null) : null
  const procedure = await getProcedure(tx, draft.procedure_code)
  const members = await membersOf(tx, procedure.code, bundle, {})
  const form = await makeForm(tx, bundle, members, acting)
  const before = answersOf(draft)
  const fresh = Object.fromEntries(
    Object.entries(prefilled(wholeForm(form), form.applicant, localDate(tx.now))).filter(
      ([name]) => !Object.hasOwn(before, name),
    ),
  )
  // Pages have other numbers now: what windows still open would save belongs to pages that are gone.
  const answers = { ...fresh, ...before, saves: {} }
  const moved = await tx.one<DraftRow>(
    `update one_stop.draft set procedure = $2, editions = $3, answers = $4, page = 1, sequence = sequence + 1, saved_at = $5, version = version + 1, updated_at = $5, updated_by = $6
      where id = $1 returning *`,
    [draft.id, procedure.id, JSON.stringify(editionsOf(members)), JSON.stringify(answers), tx.now, tx.actor.account],
  )
  if (!moved) throw refuseDraft.missing()
  return moved
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
export type Saves = Record<string, { mark: string; own: number; as: number }>
export const savesOf = (draft: Pick<DraftRow, 'answers'>): Saves => (answersOf(draft).saves as Saves | undefined) ?? {}

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

// -------------------------------------------------------------------------------------------------------------- files

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
  return {
    file: copy.id,
    name: copy.name,
    size: copy.size,
    from: 'store',
    stored: stored.id,
    made: stored.made_as === 'digitised' ? 'paper' : 'result',
  }
}

/** Fields of the form that take files, among those that are asked. */
export const fileFields = (fields: readonly DesignField[]): DesignField[] =>
  fields.filter((field) => field.kind === 'files')

/** Papers as they are filed: one line a file; a paper to come later as a line without one. */
export function filedPapers(form: FilingForm, draft: Pick<DraftRow, 'answers' | 'papers'>): FiledPaper[] {
  const answers = answersOf(draft)
  const chosen = papersOf(draft)
  const later = new Set(laterOf(answers))
  const filed: FiledPaper[] = []
  const files = (name: string, key: string, code: string | null) => {
    for (const one of chosen[key] ?? []) {
      filed.push({
        name,
        origin: 'electronic',
        count: 1,
        file: one.file,
        file_name: short(one.name, 200),
        digitised: one.from === 'store' ? 'reused' : 'yes',
        code,
        ...(one.from === 'store' && one.stored ? { reused_from: one.stored, reused_kind: one.made ?? 'result' } : {}),
      })
    }
  }
  for (const { key, paper } of paperSlots(form, draft)) {
    const name = short(paper.name, 2_000)
    if (paper.answered) {
      filed.push({
        name: short(`${paper.name} (khai trực tuyến)`, 2_000),
        origin: 'electronic',
        count: 1,
        file: null,
        file_name: null,
        digitised: 'yes',
        code: paper.code,
      })
      continue
    }
    if (paper.present) continue
    files(name, key, paper.code)
    if ((chosen[key]?.length ?? 0) === 0 && later.has(key)) {
      const original = paper.original > 0 || paper.copy === 0
      filed.push({
        name: short(`${paper.name} (nộp bản giấy sau)`, 2_000),
        origin: original ? 'original' : 'copy',
        count: Math.max(1, Math.min(100, original ? paper.original : paper.copy)),
        file: null,
        file_name: null,
        digitised: 'no',
        code: paper.code,
      })
    }
  }
  // What an exemption rests on goes with the claim, which fewer may read than the papers of the dossier.
  for (const page of filingPages(form, draft).filter((one) => one.kind !== 'delivery'))
    for (const field of fileFields(page.fields)) files(short(field.label.vi, 2_000), field.name, null)
  return filed.slice(0, 60)
}

// --------------------------------------------------------------------------------------------------------------- send

/** What every page still lacks: page number from 1, its title, what is wrong. */
export function unfinished(
  form: FilingForm,
  draft: Pick<DraftRow, 'answers' | 'papers'>,
  today: LocalDate,
): { page: number; title: Words; errors: Record<string, Words> }[] {
  return filingPages(form, draft)
    .filter((page) => page.asked)
    .map((page) => ({ page: page.number, title: page.title, errors: wrongOn(page, form, draft, today) }))
    .filter((one) => Object.keys(one.errors).length > 0)
}

/** The commune of a place chosen, or null for the province's own centre. Undefined when nothing was chosen. */
function placeOf(value: unknown): string | null | undefined {
  if (typeof value !== 'string' || value === '') return undefined
  if (value === PROVINCE) return null
  return findCommune(value) ? value : undefined
}

const textIn = (answers: Answers, name: string): string | null => {
  const value = answers[name]
  return typeof value === 'string' && value.trim() !== '' ? value : null
}

/**
 * Whom the dossier is about and who files it. For somebody else it is that person, found or entered by number; the name in
 * the register stands, whatever was typed. Under a mandate the session already is the other's, and the one who acts is named.
 */
async function partiesOf(
  tx: Tx,
  form: FilingForm,
  answers: Answers,
  sample: boolean,
): Promise<Pick<Parameters<typeof fileDossier>[1], 'applicant' | 'representative' | 'identityLinked'>> {
  const person = await getApplicant(tx)
  const contact = {
    phone: textIn(answers, 'phone'),
    email: textIn(answers, 'email'),
    address: textIn(answers, 'address'),
  }
  if (form.acting) {
    const own = await tx.asHouse(() =>
      tx.one<{ id: string; full_name: string }>(
        'select p.id, p.full_name from sen.account a join sen.person p on p.id = a.person where a.id = $1',
        [tx.actor.account],
      ),
    )
    const representative = own && own.id !== person.id ? { ...own, paper: w.byMandate.vi } : null
    return { applicant: { ...person, ...contact }, representative, identityLinked: person.national_id !== null }
  }
  if (answers.filing_for !== 'other')
    return { applicant: { ...person, ...contact }, representative: null, identityLinked: person.national_id !== null }
  const number = textIn(answers, 'represented_national_id')
  if (number !== null && number === person.national_id)
    throw refuseDraft['represents-herself']({}, 'represented_national_id')
  const own = {
    full_name: textIn(answers, 'represented_name') ?? '',
    national_id: number,
    phone: textIn(answers, 'represented_phone'),
    address: textIn(answers, 'represented_address'),
  }
  const id = await enterPerson(tx, {
    ...own,
    kind: 'citizen',
    birth_date: null,
    sex: null,
    tax_code: null,
    email: null,
    commune: null,
    sample,
  })
  return {
    // What she typed stands in the dossier; the register's own data of the other are not shown to her by filing.
    applicant: { id, ...own, email: null },
    representative: { id: person.id, full_name: person.full_name, paper: textIn(answers, 'authority') ?? '' },
    identityLinked: false,
  }
}

/** Which procedure of a linked filing a paper belongs to: the first that asks for it. */
function memberOfPaper(form: FilingForm, code: string | null | undefined): string | undefined {
  if (!code) return undefined
  return form.form.parts.find((part) => [...part.papers.values()].includes(code))?.key
}

/**
 * Sends a draft: locks it, checks every page again, files the dossier and ties both together, in one transaction. The
 * dossier bears the id of the draft, so even two sends at once make one; of a linked filing the first does.
 * Refuses one-stop.already-sent, draft.newer-edition, draft.incomplete, one-stop.paper-missing, and what fileDossier refuses.
 */
export async function sendDraft(tx: Tx, id: string, acting: Acting | null = null): Promise<Row<typeof Dossier>> {
  const { draft, procedure } = await getDraft(tx, id, true)
  const form = await formOf(tx, draft, procedure, acting)
  getFileable(tx, form.procedure)
  if (await hasNewerEdition(tx, draft, form)) throw refuseDraft['newer-edition']()
  const lacking = unfinished(form, draft, localDate(tx.now))
  const pages = filingPages(form, draft)
  const papersPage = pages.find((page) => page.kind === 'papers')?.number
  const [only] = lacking
  if (only && lacking.length === 1 && only.page === papersPage) {
    const slot = paperSlots(form, draft).find((one) => Object.hasOwn(only.errors, one.key))
    if (slot) throw refuse['paper-missing']({ name: short(slot.paper.name, 200) }, slot.key)
  }
  if (lacking.length > 0)
    throw refuseDraft.incomplete({ count: lacking.reduce((sum, one) => sum + Object.keys(one.errors).length, 0) })
  const answers = countedAnswers(form, draft)
  const questions = pages.filter((page) => page.kind === 'questions').flatMap((page) => page.fields)
  const asked = questions.filter((field) => field.kind !== 'files')
  // Where only one place settles, nobody is asked; the draft holds it from the start.
  const settling = placeOf(answers.settling ?? answersOf(draft).settling)
  const centre = async (name: string): Promise<string | null> => {
    const place = placeOf(answers[name])
    return place === undefined ? null : (await centreFor(tx, place)).id
  }
  const claim = claimOf(form, draft)
  const delivery = answers.delivery === 'counter' || answers.delivery === 'post' ? answers.delivery : 'electronic'
  const shared = {
    channel: 'online' as const,
    ...(await partiesOf(tx, form, answers, draft.sample === true)),
    receivedAt: await centre('receiving'),
    returnTo: delivery === 'counter' ? await centre('returning') : null,
    answered: answeredRows(asked.map(formField), answers, filingOptions(form, asked)).slice(0, 200),
    delivery,
    deliveryAddress: delivery === 'post' ? textIn(answers, 'delivery_address') : null,
    claim: claim
      ? {
          exemption: claim.code,
          evidence: textIn(answers, 'fee_ground'),
          files: (papersOf(draft).fee_ground_files ?? []).map((one) => one.file),
        }
      : null,
    sample: draft.sample,
    id: draft.id,
  } as const
  const said = Object.fromEntries(asked.map((field) => [field.name, answers[field.name] ?? null]))
  const papers = filedPapers(form, draft)
  if (form.bundle) {
    if (typeof settling !== 'string') throw refuse['no-office']()
    const own = form.form.parts.map((part) => answersOfPart(part, said))
    const [first] = await fileBundle(tx, {
      ...shared,
      bundle: form.bundle.code,
      commune: settling,
      // Each procedure finds its answers under its own names; those of the joined form win where both speak.
      answers: Object.assign({}, ...own, said),
      papers: papers.map((paper) => {
        const member = memberOfPaper(form, paper.code)
        return member ? { ...paper, member } : paper
      }),
    })
    if (!first) throw refuse['no-office']()
    await closeDraft(tx, draft, 'sent', first.id)
    return first
  }
  const copies = answers.copies
  const dossier = await fileDossier(tx, {
    ...shared,
    procedure: form.procedure,
    commune: settling ?? null,
    answers: said,
    papers,
    ...(typeof copies === 'number' && copies > 0 ? { copies } : {}),
  })
  await closeDraft(tx, draft, 'sent', dossier.id)
  return dossier
}
