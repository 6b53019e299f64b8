import type { Words } from '#ground/text'
import { speakLimit } from '#ground/working-time'
import {
  actions,
  answerSummary,
  attributes,
  breadcrumb,
  button,
  card,
  confirmation,
  csrfField,
  dayText,
  definitions,
  errorSummary,
  type Field,
  field,
  fileList,
  form,
  type Html,
  heading,
  html,
  icon,
  type Lang,
  linkButton,
  linkList,
  momentText,
  moneyText,
  notice,
  type Option,
  type Piece,
  pill,
  type Said,
  say,
  steps,
} from '#kernel/channels'
import type { Person } from '#kernel/trust'
import { formField, isKnown, namesIn } from '../design/rules.ts'
import type { Design } from '../design/shape.ts'
import {
  answersOf,
  type ChosenPaper,
  claimOf,
  countedAnswers,
  type DraftRow,
  draftLimits,
  type FilingForm,
  type FilingPage,
  fileFields,
  filingOptions,
  fittingStored,
  laterOf,
  offeredOf,
  type PaperSlot,
  type ProcedureRow,
  paperSlots,
  papersOf,
  type StoredRow,
  savesOf,
  slotsToUpload,
  turned,
} from '../drafting.ts'
import type { Fees } from '../fees/bills.ts'
import { fill, filingWords as w } from '../page-words.ts'
import { limitFor } from '../rules.ts'
import type { PageContent } from './content.ts'

/** What the page before filing shows: what to have ready, what will come of it, drafts to go on with. */
export interface StartData {
  procedure: Pick<ProcedureRow, 'code' | 'name'>
  papers: Design['papers']
  drafts: readonly DraftRow[]
  csrf: string
  /** One filing of several procedures, with what each brings. */
  bundle?: { code: string; lead: Words; whole: string; results: readonly { name: Words; note: Words }[] }
}

export function startPage(data: StartData, lang: Lang): PageContent {
  const { procedure, bundle } = data
  const toUpload = data.papers.filter((paper) => !paper.answered && !paper.present)
  const always = toUpload.filter((paper) => !paper.when)
  const some = toUpload.filter((paper) => paper.when)
  const own = data.drafts.filter((draft) =>
    bundle ? draft.bundle === bundle.code : draft.bundle === null && draft.procedure_code === procedure.code,
  )
  const line = (paper: Design['papers'][number]) =>
    html`<li>${paper.name} <span class="hint">(${(paper.required ? w.required : w.optional)[lang].toLowerCase()})</span></li>`
  const body = html`${breadcrumb(
    bundle
      ? [
          { href: '/thu-tuc', words: { vi: 'Thủ tục', en: 'Procedures' } },
          { href: '/nop-lien-thong', words: w.bundles },
          { href: '', words: w.startTitle },
        ]
      : [
          { href: '/thu-tuc', words: { vi: 'Thủ tục', en: 'Procedures' } },
          { href: `/thu-tuc/${procedure.code}`, words: procedure.code },
          { href: '', words: w.startTitle },
        ],
    lang,
  )}
${heading({ title: procedure.name, above: bundle ? w.bundles : w.startTitle, ...(bundle ? { lead: bundle.lead } : {}) }, lang)}
${
  own.length > 0
    ? card(
        {
          title: w.resume,
          icon: 'edit',
          body: linkList(
            own.map((draft) => ({
              href: draftHref(draft, draft.page ?? 1),
              title: procedure.name,
              note: fill(w.savedAt, { at: momentText(draft.saved_at, lang), page: draft.page ?? 1 })[lang],
            })),
            lang,
          ),
        },
        lang,
      )
    : null
}
${
  bundle
    ? card(
        {
          title: w.promised,
          icon: 'check',
          body: html`<ol class="plain results">${bundle.results.map((result) => html`<li><strong>${result.name[lang]}</strong><div class="hint">${result.note[lang]}</div></li>`)}</ol><p class="hint">${w.wholeLimit[lang]}: ${bundle.whole}</p>`,
        },
        lang,
      )
    : null
}
${card(
  {
    title: w.prepare,
    icon: 'file',
    body: html`${toUpload.length === 0 ? html`<p>${w.noUpload[lang]}</p>` : html`<ul class="plain">${always.map(line)}</ul>`}${some.length > 0 ? html`<details class="filters"><summary>${fill(w.prepareSome, { n: some.length })[lang]}</summary><ul class="plain">${some.map(line)}</ul></details>` : null}<p class="hint">${w.prepareTime[lang]}</p>`,
  },
  lang,
)}
<form method="post" action="${bundle ? `/nop-lien-thong/${bundle.code}` : `/nop/${procedure.code}`}">${csrfField(data.csrf)}${actions(button({ words: w.start, tone: own.length > 0 ? 'plain' : 'primary', wide: true }, lang))}</form>`
  return { title: w.startTitle, body, sheets: SHEETS }
}

/** The filings of several procedures that can be made here. */
export function bundlesPage(
  bundles: readonly { code: string; title: Words; lead: Words; count: number }[],
  lang: Lang,
): PageContent {
  return {
    title: w.bundles,
    body: html`${breadcrumb(
      [
        { href: '/thu-tuc', words: { vi: 'Thủ tục', en: 'Procedures' } },
        { href: '', words: w.bundles },
      ],
      lang,
    )}${heading({ title: w.bundles, lead: w.bundlesLead }, lang)}${linkList(
      bundles.map((one) => ({
        href: `/nop-lien-thong/${one.code}`,
        title: one.title[lang],
        note: one.lead[lang],
      })),
      lang,
    )}`,
  }
}

const SHEETS = ['/face/one-stop/filing.css']

/** A name of a procedure runs to two hundred letters; a breadcrumb has room for fifty. */
const brief = (name: string): string => (name.length > 50 ? `${name.slice(0, name.lastIndexOf(' ', 48))}…` : name)

export const draftHref = (draft: Pick<DraftRow, 'id' | 'procedure_code'>, page: number | string): string =>
  `/nop/${draft.procedure_code}/${draft.id}/${page}`

export interface FilingData {
  form: FilingForm
  /** All pages by the answers of the draft; those not asked say so. */
  pages: readonly FilingPage[]
  draft: DraftRow
  person: Person
  /** Number of the page, from 1. */
  at: number
  csrf: string
  /** Names this rendering; comes back with every save. */
  mark: string
  errors?: Readonly<Record<string, Said>>
  /** Came from the summary to change one thing: goes back there. */
  toSummary: boolean
  stored: readonly StoredRow[]
  fileBytesMax: number
  /** What it costs, by procedure. */
  fees: readonly { title: string; fees: Fees }[]
  /** What they would be if what she claims were accepted; null when she claims nothing. */
  granted: readonly Fees[] | null
  today: string
  /** The form has changed since the draft was begun. */
  newer: boolean
  /** Questions that the answers just sent have opened on this page. */
  opened?: number
  /** She has just moved to the form of today. */
  moved?: boolean
}

const UPLOAD = '/api/v1/files'
const ACCEPT = 'image/jpeg,image/png,application/pdf,.jpg,.jpeg,.png,.pdf'

function headOf(data: FilingData, lang: Lang): Html {
  const { form, draft } = data
  const asked = data.pages.filter((one) => one.asked)
  const first: FilingPage | undefined = data.pages[data.at - 1]
  return html`${breadcrumb(
    [
      form.bundle
        ? { href: `/nop-lien-thong/${form.bundle.code}`, words: brief(form.title) }
        : { href: `/thu-tuc/${form.procedure.code}`, words: brief(form.title) },
      { href: '', words: w.startTitle },
    ],
    lang,
  )}
${steps({ steps: asked.map((one) => one.short), at: first ? asked.indexOf(first) : 0 }, lang)}${
  data.newer
    ? notice(
        {
          tone: 'warn',
          title: w.newerTitle,
          body: html`<p>${w.newerBody[lang]}</p><form method="post" action="${draftHref(draft, 'bieu-mau-moi')}">${csrfField(data.csrf)}${button({ words: w.newerMove, tone: 'primary' }, lang)}</form>`,
        },
        lang,
      )
    : null
}${data.moved ? notice({ tone: 'good', title: w.newerMoved, live: true }, lang) : null}`
}

export function filingPage(data: FilingData, lang: Lang): PageContent {
  const { form, draft } = data
  const page = data.pages[data.at - 1] ?? (data.pages[0] as FilingPage)
  const head = html`${headOf(data, lang)}
${heading({ title: page.title, ...(page.lead ? { lead: page.lead } : {}) }, lang)}${data.opened ? notice({ tone: 'info', title: fill(w.opened, { n: data.opened }), live: true }, lang) : null}`
  const foot = html`<p><a href="${draftHref(draft, 'xoa')}">${w.delete[lang]}</a></p>`
  const content = page.kind === 'papers' ? papersForm(data, page, lang) : fieldsForm(data, page, lang)
  return {
    title: { vi: `${page.title.vi} · ${form.title}`, en: `${page.title.en} · ${form.title}` },
    body: html`${head}${content}${foot}`,
    scripts: ['autosave', 'upload', 'counter', 'one-stop/conditions'],
    sheets: SHEETS,
  }
}

/** Hidden with every save, so that an older window cannot write over a newer one. */
function hiddenOf(data: FilingData): Record<string, string> {
  return { mark: data.mark, base: String(data.draft.sequence ?? 0), ...(data.toSummary ? { ve: 'kiem-tra' } : {}) }
}

const savingOf = (data: FilingData): { url: string; sequence: number; savedAt: Date | null } => ({
  url: `${draftHref(data.draft, data.at)}/luu`,
  sequence: data.draft.sequence ?? 0,
  savedAt: (data.draft.sequence ?? 0) > 0 ? data.draft.saved_at : null,
})

/** What a script keeps and turns by when the network is gone: names of the draft and page, and the pages around it. */
function keptOf(data: FilingData, lang: Lang): Record<string, string> {
  const { draft, pages, at } = data
  const page = pages[at - 1]
  return {
    draft: draft.id,
    name: data.form.title,
    page: page?.title[lang] ?? '',
    next: draftHref(draft, data.toSummary ? pages.length : turned(pages, at, 1)),
    back: draftHref(draft, turned(pages, at, -1)),
    pages: pages
      .filter((one) => one.asked)
      .map((one) => draftHref(draft, one.number))
      .join(' '),
    last: JSON.stringify(
      Object.fromEntries(
        Object.entries(savesOf(draft)).map(([number, one]) => [
          `${draftHref(draft, number)}/luu`,
          [one.mark, one.own, one.as],
        ]),
      ),
    ),
  }
}

const othersOf = (
  data: FilingData,
): { name: string; words: Words; tone?: 'plain' | 'quiet'; unchecked?: boolean }[] => [
  ...(data.at > 1 ? [{ name: 'back', words: w.back, unchecked: true }] : []),
  { name: 'save', words: w.save, tone: 'quiet', unchecked: true },
]

/** The fields of a page for the kit: what is not asked now is there, hidden, and a script may show it. */
function kitFields(data: FilingData, page: FilingPage): Field[] {
  const answers = answersOf(data.draft)
  const asked = new Set(page.fields.map((field) => field.name))
  return page.page.fields.map((field) => ({
    ...formField(field),
    ...(field.kind === 'files'
      ? { sizeMax: data.fileBytesMax, accept: ACCEPT, max: field.max ?? draftLimits.filesAPaperMax }
      : {}),
    ...(field.when ? { when: { rule: JSON.stringify(field.when), now: asked.has(field.name) } } : {}),
    ...(isKnown(field, answers[field.name], data.form.applicant) ? { mark: w.knownMark } : {}),
  }))
}

function fieldsForm(data: FilingData, page: FilingPage, lang: Lang): Html {
  const { form: filing, draft } = data
  const chosen = papersOf(draft)
  const conditional = page.page.fields.filter((field) => field.when)
  const here = new Set(page.page.fields.map((field) => field.name))
  const counted = countedAnswers(filing, draft)
  // What conditions of this page ask of other pages cannot be read from it.
  const others = Object.fromEntries(
    conditional
      .flatMap((field) => namesIn(field.when))
      .filter((name) => !here.has(name))
      .map((name) => [name, counted[name] ?? null]),
  )
  const shown = page.fields.filter((field) => field.when).map((field) => field.name)
  const files = fileFields(page.page.fields)
  return form(
    {
      id: 'trang',
      action: draftHref(draft, data.at),
      fields: kitFields(data, page),
      values: {
        ...answersOf(draft),
        ...Object.fromEntries(files.map((field) => [field.name, (chosen[field.name] ?? []).map((one) => one.file)])),
      },
      ...(files.length > 0 ? { files: filesOf(chosen), uploadUrl: UPLOAD } : {}),
      ...(data.errors ? { errors: data.errors } : {}),
      options: filingOptions(filing, page.page.fields),
      csrf: data.csrf,
      submit: { name: 'next', words: data.toSummary ? w.toSummary : w.next },
      others: othersOf(data),
      autosave: savingOf(data),
      hidden: { ...hiddenOf(data), ...(conditional.length > 0 ? { asked: shown.join(',') } : {}) },
      data: {
        ...keptOf(data, lang),
        ...(conditional.length > 0 ? { conditions: JSON.stringify(others) } : {}),
      },
      before:
        page.kind === 'applicant' ? applicantKnown(data, lang) : page.kind === 'delivery' ? feeCard(data, lang) : null,
    },
    lang,
  )
}

function applicantKnown({ person, form: filing }: FilingData, lang: Lang): Html {
  return html`${filing.acting ? notice({ tone: 'info', body: fill(w.actingFor, { name: filing.acting.name })[lang] }, lang) : null}${card({ title: w.known, level: 2, icon: 'user', body: html`${knownOf(person, lang)}<p class="hint">${w.knownHelp[lang]}</p>` }, lang)}${filing.procedure.levels?.includes('commune') ? null : notice({ tone: 'info', body: w.provinceSettles[lang] }, lang)}`
}

export function knownOf(person: Person, lang: Lang, more: readonly (readonly [Words, string | null])[] = []): Html {
  return definitions(
    [
      [w.fullName, person.full_name],
      [w.birthDate, person.birth_date ? dayText(person.birth_date, lang) : null],
      [w.sex, person.sex === 'female' ? w.female[lang] : person.sex === 'male' ? w.male[lang] : null],
      [w.nationalId, person.national_id],
      ...more,
    ],
    lang,
  )
}

/** Every line with its reckoning and why it is what it is; what nobody knows yet is said to be so. */
function feeCard(data: FilingData, lang: Lang): Html {
  const { form: filing } = data
  const methods = filing.procedure.methods ?? []
  const limit = limitFor({ methods }, 'online')
  const several = data.fees.length > 1
  const lines = data.fees.flatMap(({ title, fees }) =>
    fees.lines
      .filter((line) => line.amount !== 0 || line.exemption)
      .map((line): readonly [string, Html] => [
        several ? `${title}: ${line.name}` : line.name,
        html`${line.due === null ? w.feeByCouncil[lang] : moneyText(line.due, lang)}<div class="hint">${[
          line.count > 1 && line.amount !== null
            ? fill(w.feeLine, { n: line.count, each: moneyText(Math.round(line.amount / line.count), lang) })[lang]
            : null,
          line.due === null ? null : line.text,
          line.exemption ? `${w.feeLower[lang]} ${line.exemption.name[lang]} (${line.exemption.percent}%)` : null,
          (line.collect === 'return' ? w.feeOnReturn : w.feeOnFiling)[lang],
        ]
          .filter(Boolean)
          .join('; ')}</div>`,
      ]),
  )
  const known = data.fees.reduce((sum, { fees }) => sum + (fees.due ?? 0), 0)
  const unknown = data.fees.some(({ fees }) => fees.unpriced)
  const claim = claimOf(filing, data.draft)
  const sumOf = (fees: readonly Fees[]) =>
    fees.some((one) => one.unpriced)
      ? w.feeFull[lang]
      : moneyText(
          fees.reduce((sum, one) => sum + (one.due ?? 0), 0),
          lang,
        )
  return card(
    {
      title: w.fee,
      icon: 'money',
      body: html`${lines.length === 0 ? html`<p>${(unknown ? w.feeUnknown : w.feeNone)[lang]}</p>` : null}${definitions(
        [
          ...lines,
          ...(lines.length > 1 && !unknown ? [[w.feeTotal, moneyText(known, lang)] as const] : []),
          ...(claim && data.granted
            ? [
                [
                  w.feeClaim,
                  html`${claim.name[lang]}<div class="hint">${fill(w.feeClaimed, { granted: sumOf(data.granted), refused: sumOf(data.fees.map((one) => one.fees)) })[lang]}</div>`,
                ] as const,
              ]
            : []),
          ...(filing.bundle ? [] : [[w.limit, speakLimit(limit.limit)[lang]] as const]),
          ...(filing.bundle ? [[w.wholeLimit, speakLimit(filing.bundle.whole)[lang]] as const] : []),
        ],
        lang,
      )}${lines.length === 0 ? null : html`<p class="hint">${(unknown ? w.feeUnknown : w.feeHow)[lang]}</p>`}${lessOf(filing, lang)}`,
    },
    lang,
  )
}

/** The rules by which somebody pays less, each with what it asks for, since when and by which text. */
function lessOf({ claimable }: FilingForm, lang: Lang): Html | null {
  if (claimable.length === 0) return null
  return html`<details class="filters"><summary>${fill(w.feeLess, { n: claimable.length })[lang]}</summary><ul class="plain results">${claimable.map(
    (one) =>
      html`<li><strong>${one.name[lang]}</strong>: ${one.percent === 100 ? w.feeFree[lang] : fill(w.feePart, { percent: one.percent })[lang]}<div class="hint">${fill(w.feeEvidence, { evidence: one.evidence[lang] })[lang]}. ${one.source}, ${fill(one.to === null ? w.feeSince : w.feeUntil, { from: dayText(one.from, lang), ...(one.to === null ? {} : { to: dayText(one.to, lang) }) })[lang]}.</div></li>`,
  )}</ul></details>`
}

/** The field of one paper, in the kit's words. */
export function slotField(slot: PaperSlot, fileBytesMax: number): Field {
  const { name, required } = slot.paper
  const label = name.length > 300 ? `${name.slice(0, 299)}…` : name
  return {
    name: slot.key,
    kind: 'files',
    label: { vi: label, en: label },
    required,
    max: draftLimits.filesAPaperMax,
    sizeMax: fileBytesMax,
    accept: ACCEPT,
    help: w.fileHelp,
  }
}

export const filesOf = (
  chosen: Readonly<Record<string, readonly ChosenPaper[]>>,
): Record<string, { id: string; name: string; size: number; href: string; note?: Said }> =>
  Object.fromEntries(
    Object.values(chosen)
      .flat()
      .map((one) => [
        one.file,
        {
          id: one.file,
          name: one.name,
          size: one.size,
          href: `/api/v1/files/${one.file}`,
          ...(one.from === 'store' ? { note: w.inStore } : {}),
        },
      ]),
  )

function papersForm(data: FilingData, _page: FilingPage, lang: Lang): Html {
  const { draft, form: filing } = data
  const answers = answersOf(draft)
  const chosen = papersOf(draft)
  const slots = paperSlots(filing, draft)
  const upload = slotsToUpload(slots)
  const later = new Set(laterOf(answers))
  const offered = new Set(offeredOf(answers))
  const fields = upload.map((slot) => slotField(slot, data.fileBytesMax))
  const values = Object.fromEntries(upload.map((slot) => [slot.key, (chosen[slot.key] ?? []).map((one) => one.file)]))
  const asked = {
    id: 'trang',
    values,
    files: filesOf(chosen),
    uploadUrl: UPLOAD,
    ...(data.errors ? { errors: data.errors } : {}),
  }
  const saving = savingOf(data)
  const storeOptions: Option[] = data.stored.map((one) => ({
    value: one.id,
    words: `${one.name}${one.number ? ` · ${one.number}` : ''} · ${dayText(one.issued_on, lang)}`,
  }))
  const fromStore = (slot: PaperSlot): Html | null => {
    const count = chosen[slot.key]?.length ?? 0
    if (storeOptions.length === 0 || count >= draftLimits.filesAPaperMax) return null
    const fits = count === 0 && !offered.has(slot.key) ? fittingStored(slot, data.stored, data.today) : undefined
    const id = `trang-${slot.key}-store`
    return html`<div class="field field-inner"><label for="${id}">${w.fromStore[lang]}<span class="unseen">: ${slot.paper.name}</span></label>${fits ? html`<p class="known" id="${id}-known">${icon('check')}<span>${w.chosenForYou[lang]}</span></p>` : null}<select id="${id}" name="store.${slot.key}" aria-describedby="${fits ? `${id}-known` : ''}"><option value="">${w.fromStoreNone[lang]}</option>${storeOptions.map((option) => html`<option value="${option.value}" ?selected=${option.value === fits?.id}>${say(option.words, lang)}</option>`)}</select>${button({ words: w.addStored, about: slot.paper.name, tone: 'quiet', icon: 'wallet', name: 'act', value: `files-add:${slot.key}`, unchecked: true }, lang)}</div>`
  }
  const block = (slot: PaperSlot): Html => {
    const { paper } = slot
    if (paper.answered || paper.present)
      return html`<div class="field"><p class="label">${paper.name}</p>${pill({ tone: paper.answered ? 'good' : 'neutral', words: paper.answered ? w.answered : w.shownLater, ...(paper.answered ? {} : { icon: 'eye' as const }) }, lang)}${paper.answered ? html`<p class="hint">${w.answeredHelp[lang]}</p>` : null}</div>`
    const own = slotField(slot, data.fileBytesMax)
    return html`${field(own, asked, lang)}${fromStore(slot)}${
      paper.required
        ? null
        : html`<div class="choice"><input type="checkbox" id="trang-${slot.key}-later" name="later" value="${slot.key}" ?checked=${later.has(slot.key)}><label for="trang-${slot.key}-later">${w.later[lang]}<span class="unseen">: ${paper.name}</span></label></div>`
    }`
  }
  return html`${errorSummary({ id: 'trang', fields, ...(data.errors ? { errors: data.errors } : {}) }, lang)}<form ${attributes(
    {
      class: 'form',
      id: 'trang',
      method: 'post',
      action: draftHref(draft, data.at),
      enctype: 'multipart/form-data',
      novalidate: true,
      'data-autosave': saving.url,
      'data-sequence': String(saving.sequence),
      ...Object.fromEntries(Object.entries(keptOf(data, lang)).map(([name, value]) => [`data-${name}`, value])),
    },
  )}>${csrfField(data.csrf)}${Object.entries(hiddenOf(data)).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}<button class="usual" type="submit" name="act" value="next" tabindex="-1" aria-hidden="true"></button>${
    slots.length === 0 ? html`<p>${w.noPapers[lang]}</p>` : slots.map(block)
  }<p class="saved" role="status" data-saved></p><div class="actions actions-end">${button({ words: data.toSummary ? w.toSummary : w.next, tone: 'primary', name: 'act', value: 'next' }, lang)}${othersOf(data).map((other) => button({ words: other.words, tone: other.tone ?? 'plain', name: 'act', value: other.name, unchecked: true }, lang))}</div></form>`
}

export interface SummaryData extends FilingData {
  lacking: readonly { page: number; title: Words; errors: Record<string, Words> }[]
  undeclared: boolean
  /** A refusal of the whole, in words. */
  refused?: string
}

export function summaryPage(data: SummaryData, lang: Lang): PageContent {
  const { form: filing, draft, pages } = data
  const answers = countedAnswers(filing, draft)
  const last = pages.at(-1)
  const count = data.lacking.reduce((sum, one) => sum + Object.keys(one.errors).length, 0)
  const change = (number: number) => `${draftHref(draft, number)}?ve=kiem-tra`
  const chosen = papersOf(draft)
  const section = (page: FilingPage): Html | null => {
    if (page.kind === 'summary' || !page.asked) return null
    const values = {
      ...answers,
      ...Object.fromEntries(
        fileFields(page.fields).map((field) => [field.name, (chosen[field.name] ?? []).map((one) => one.file)]),
      ),
    }
    const body: Piece =
      page.kind === 'papers'
        ? papersSummary(data, lang)
        : html`${page.kind === 'applicant' ? knownOf(data.person, lang) : null}${answerSummary({ fields: page.fields.map(formField), values, files: filesOf(chosen), options: filingOptions(filing, page.fields) }, lang)}`
    return card(
      {
        title: page.title,
        body,
        foot: linkButton(
          {
            words: { vi: `${w.change.vi}: ${page.title.vi}`, en: `${w.change.en}: ${page.title.en}` },
            href: change(page.number),
            tone: 'quiet',
            icon: 'edit',
          },
          lang,
        ),
      },
      lang,
    )
  }
  const body = html`${headOf(data, lang)}
${heading({ title: last?.title ?? '', above: filing.title, lead: w.summaryLead }, lang)}
${data.refused ? notice({ tone: 'error', title: data.refused, live: true }, lang) : null}
${
  count > 0
    ? notice(
        {
          tone: 'error',
          title: fill(w.notComplete, { n: count }),
          body: html`<ul class="plain">${data.lacking.flatMap((one) => Object.entries(one.errors).map(([path, words]) => html`<li><a href="${change(one.page)}#trang-${path.replaceAll('.', '-')}">${one.title[lang]}: ${words[lang]}</a></li>`))}</ul>`,
        },
        lang,
      )
    : null
}
${
  filing.bundle
    ? card(
        {
          title: w.promised,
          icon: 'check',
          body: html`<ol class="plain results">${filing.bundle.members.map((member) => html`<li><strong>${member.name[lang]}</strong>${member.after === null ? null : html`<div class="hint">${fill(w.promisedAfter, { name: filing.bundle?.members.find((one) => one.key === member.after)?.name[lang] ?? '' })[lang]}</div>`}</li>`)}</ol>`,
        },
        lang,
      )
    : null
}
${pages.map(section)}
${feeCard(data, lang)}
<form ${attributes({ class: 'form', id: 'gui', method: 'post', action: draftHref(draft, pages.length), 'data-sends': draft.id, ...Object.fromEntries(Object.entries(keptOf(data, lang)).map(([name, value]) => [`data-${name}`, value])) })}>${csrfField(data.csrf)}${Object.entries(hiddenOf({ ...data, toSummary: false })).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<div class="${['field', data.undeclared && 'field-wrong']}">${data.undeclared ? html`<p class="error" id="gui-cam-doan-error">${{ vi: 'Hãy đánh dấu vào ô cam đoan trước khi gửi.', en: 'Tick the declaration before sending.' }[lang]}</p>` : null}<div class="choice"><input type="checkbox" id="gui-cam-doan" name="declared" value="yes" required aria-describedby="${data.undeclared ? 'gui-cam-doan-error' : ''}"><label for="gui-cam-doan">${w.declare[lang]}</label></div></div>
<div class="actions actions-end">${button({ words: w.send, tone: 'primary', name: 'act', value: 'send' }, lang)}${button({ words: w.back, name: 'act', value: 'back', unchecked: true }, lang)}${button({ words: w.save, tone: 'quiet', name: 'act', value: 'save', unchecked: true }, lang)}</div></form>
<p><a href="${draftHref(draft, 'xoa')}">${w.delete[lang]}</a></p>`
  return {
    title: { vi: `${last?.title.vi ?? ''} · ${filing.title}`, en: `${last?.title.en ?? ''} · ${filing.title}` },
    body,
    scripts: ['autosave'],
    sheets: SHEETS,
  }
}

function papersSummary({ draft, form: filing }: FilingData, lang: Lang): Html {
  const answers = answersOf(draft)
  const chosen = papersOf(draft)
  const later = new Set(laterOf(answers))
  const slots = paperSlots(filing, draft)
  if (slots.length === 0) return html`<p>${w.noPapers[lang]}</p>`
  return html`<dl class="answers">${slots.map((slot) => {
    const files = chosen[slot.key] ?? []
    const value: Piece = slot.paper.answered
      ? w.answered[lang]
      : slot.paper.present
        ? w.papersShow[lang]
        : files.length > 0
          ? fileList(
              files.map((one) => ({
                id: one.file,
                name: one.name,
                size: one.size,
                href: `/api/v1/files/${one.file}`,
                ...(one.from === 'store' ? { note: w.inStore } : {}),
              })),
              {},
              lang,
            )
          : later.has(slot.key)
            ? w.papersLater[lang]
            : w.papersNone[lang]
    return html`<div><dt>${slot.paper.name}</dt><dd>${value}</dd></div>`
  })}</dl>`
}

export function deletePage(data: { draft: DraftRow; csrf: string }, lang: Lang): PageContent {
  return {
    title: w.deleteTitle,
    body: confirmation(
      {
        title: w.deleteTitle,
        body: html`<p>${data.draft.procedure_name}</p><p>${w.deleteBody[lang]}</p>`,
        action: draftHref(data.draft, 'xoa'),
        csrf: data.csrf,
        yes: w.delete,
        no: { href: draftHref(data.draft, data.draft.page ?? 1), words: w.keep },
      },
      lang,
    ),
  }
}

/** A draft that cannot be saved or sent any more: what happened, and the way on. */
export function stoppedPage(
  data: { title: Words; message: string; href: string; words: Words },
  lang: Lang,
): PageContent {
  return {
    title: data.title,
    body: html`${heading({ title: data.title }, lang)}${notice({ tone: 'warn', title: data.message, live: true }, lang)}${actions(linkButton({ words: data.words, href: data.href, tone: 'primary' }, lang))}`,
  }
}
