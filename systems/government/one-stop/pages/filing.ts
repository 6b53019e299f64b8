import type { Words } from '#ground/text'
import { speakLimit } from '#ground/working-time'
import {
  actions,
  answerSummary,
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
import type { Row } from '#kernel/records'
import type { Person } from '#kernel/trust'
import {
  answersOf,
  type ChosenPaper,
  type DraftRow,
  draftLimits,
  type FilingPage,
  filingOptions,
  filingPages,
  laterOf,
  type PaperSlot,
  type ProcedureRow,
  paperSlots,
  papersOf,
  slotsToUpload,
} from '../drafting.ts'
import { fill, filingWords as w } from '../page-words.ts'
import type { StoredPaper } from '../records.ts'
import { feeFor, limitFor } from '../rules.ts'
import type { PageContent } from './content.ts'

/** What the page before filing shows: what to have ready, drafts to go on with. */
export interface StartData {
  procedure: ProcedureRow
  drafts: readonly DraftRow[]
  csrf: string
}

export function startPage(data: StartData, lang: Lang): PageContent {
  const { procedure } = data
  const slots = slotsToUpload(paperSlots(procedure, null))
  const own = data.drafts.filter((draft) => draft.procedure_code === procedure.code)
  const body = html`${breadcrumb(
    [
      { href: '/thu-tuc', words: { vi: 'Thủ tục', en: 'Procedures' } },
      { href: `/thu-tuc/${procedure.code}`, words: procedure.code },
      { href: '', words: w.startTitle },
    ],
    lang,
  )}
${heading({ title: procedure.name, above: w.startTitle }, lang)}
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
${card(
  {
    title: w.prepare,
    icon: 'file',
    body: html`${slots.length === 0 ? html`<p>${w.noUpload[lang]}</p>` : html`<ul class="plain">${slots.map((slot) => html`<li>${slot.item.name} <span class="hint">(${(slot.item.required ? w.required : w.optional)[lang].toLowerCase()})</span></li>`)}</ul>`}<p class="hint">${w.prepareTime[lang]}</p>`,
  },
  lang,
)}
<form method="post" action="/nop/${procedure.code}">${csrfField(data.csrf)}${actions(button({ words: w.start, tone: own.length > 0 ? 'plain' : 'primary', wide: true }, lang))}</form>`
  return { title: w.startTitle, body }
}

/** A name of a procedure runs to two hundred letters; a breadcrumb has room for fifty. */
const brief = (name: string): string => (name.length > 50 ? `${name.slice(0, name.lastIndexOf(' ', 48))}…` : name)

export const draftHref = (draft: Pick<DraftRow, 'id' | 'procedure_code'>, page: number | string): string =>
  `/nop/${draft.procedure_code}/${draft.id}/${page}`

export interface FilingData {
  procedure: ProcedureRow
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
  stored: readonly Row<typeof StoredPaper>[]
  fileBytesMax: number
  /** Names of the State's list, offered while she types. */
  ethnicities: readonly Option[]
}

const UPLOAD = '/api/v1/files'
const ACCEPT = 'image/jpeg,image/png,application/pdf,.jpg,.jpeg,.png,.pdf'

export function filingPage(data: FilingData, lang: Lang): PageContent {
  const { procedure, draft } = data
  const pages = filingPages(procedure)
  const page = pages[data.at - 1] ?? (pages[0] as FilingPage)
  const head = html`${breadcrumb(
    [
      { href: `/thu-tuc/${procedure.code}`, words: brief(procedure.name) },
      { href: '', words: w.startTitle },
    ],
    lang,
  )}
${steps({ steps: pages.map((one) => one.short), at: data.at - 1 }, lang)}
${heading({ title: page.title, ...(page.lead ? { lead: page.lead } : {}) }, lang)}`
  const foot = html`<p><a href="${draftHref(draft, 'xoa')}">${w.delete[lang]}</a></p>`
  const content = page.kind === 'papers' ? papersForm(data, page, lang) : fieldsForm(data, page, lang)
  return {
    title: { vi: `${page.title.vi} · ${procedure.name}`, en: `${page.title.en} · ${procedure.name}` },
    body: html`${head}${content}${foot}`,
    scripts: ['autosave', 'upload', 'counter'],
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

const othersOf = (
  data: FilingData,
): { name: string; words: Words; tone?: 'plain' | 'quiet'; unchecked?: boolean }[] => [
  ...(data.at > 1 ? [{ name: 'back', words: w.back, unchecked: true }] : []),
  { name: 'save', words: w.save, tone: 'quiet', unchecked: true },
]

function fieldsForm(data: FilingData, page: FilingPage, lang: Lang): Html {
  const answers = answersOf(data.draft)
  return form(
    {
      id: 'trang',
      action: draftHref(data.draft, data.at),
      fields: page.fields,
      values: answers,
      ...(data.errors ? { errors: data.errors } : {}),
      options: filingOptions(data.procedure, data.ethnicities),
      csrf: data.csrf,
      submit: { name: 'next', words: data.toSummary ? w.toSummary : w.next },
      others: othersOf(data),
      autosave: savingOf(data),
      hidden: hiddenOf(data),
      before:
        page.kind === 'applicant'
          ? applicantKnown(data, lang)
          : page.kind === 'delivery'
            ? feeCard(data.procedure, lang)
            : null,
    },
    lang,
  )
}

function applicantKnown({ person, procedure }: FilingData, lang: Lang): Html {
  return html`${card({ title: w.known, level: 2, icon: 'user', body: html`${knownOf(person, lang)}<p class="hint">${w.knownHelp[lang]}</p>` }, lang)}${(filingOptions(procedure).settling ?? []).length <= 1 ? notice({ tone: 'info', body: w.provinceSettles[lang] }, lang) : null}`
}

export function knownOf(person: Person, lang: Lang): Html {
  return definitions(
    [
      [w.fullName, person.full_name],
      [w.birthDate, person.birth_date ? dayText(person.birth_date, lang) : null],
      [w.sex, person.sex === 'female' ? w.female[lang] : person.sex === 'male' ? w.male[lang] : null],
      [w.nationalId, person.national_id],
    ],
    lang,
  )
}

function feeCard(procedure: ProcedureRow, lang: Lang): Html {
  const methods = procedure.methods ?? []
  const fee = feeFor({ methods }, 'online')
  const limit = limitFor({ methods }, 'online')
  const amount = fee.amount === null ? null : moneyText(fee.amount, lang)
  return card(
    {
      title: w.fee,
      icon: 'money',
      body: html`${definitions(
        [
          [
            w.fee,
            amount === null
              ? (fee.words ?? w.feeUnknown[lang])
              : fee.words && fee.amount !== 0 && !fee.words.startsWith(amount)
                ? `${amount} (${fee.words})`
                : fee.amount === 0
                  ? amount
                  : (fee.words ?? amount),
          ],
          [w.limit, speakLimit(limit.limit)[lang]],
        ],
        lang,
      )}${fee.amount === 0 ? null : html`<p class="hint">${fee.amount === null ? w.feeUnknown[lang] : w.feeHow[lang]}</p>`}`,
    },
    lang,
  )
}

/** The field of one paper, in the kit's words. */
export function slotField(slot: PaperSlot, fileBytesMax: number): Field {
  const label = slot.item.name.length > 300 ? `${slot.item.name.slice(0, 299)}…` : slot.item.name
  return {
    name: slot.key,
    kind: 'files',
    label: { vi: label, en: label },
    required: slot.item.required,
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
  const { draft, procedure } = data
  const answers = answersOf(draft)
  const chosen = papersOf(draft)
  const slots = paperSlots(procedure, answers.paper_case)
  const upload = slotsToUpload(slots)
  const later = new Set(laterOf(answers))
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
  const block = (slot: PaperSlot): Html => {
    if (slot.answered || slot.item.kind === 'present')
      return html`<div class="field"><p class="label">${slot.item.name}</p>${pill({ tone: slot.answered ? 'good' : 'neutral', words: slot.answered ? w.answered : w.shownLater, ...(slot.answered ? {} : { icon: 'eye' as const }) }, lang)}${slot.answered ? html`<p class="hint">${w.answeredHelp[lang]}</p>` : null}</div>`
    const own = slotField(slot, data.fileBytesMax)
    return html`${field(own, asked, lang)}${
      storeOptions.length > 0 && (chosen[slot.key]?.length ?? 0) < draftLimits.filesAPaperMax
        ? html`<div class="field field-inner"><label for="trang-${slot.key}-store">${w.fromStore[lang]}<span class="unseen">: ${slot.item.name}</span></label><select id="trang-${slot.key}-store" name="store.${slot.key}"><option value="">${w.fromStoreNone[lang]}</option>${storeOptions.map((option) => html`<option value="${option.value}">${say(option.words, lang)}</option>`)}</select>${button({ words: w.addStored, about: slot.item.name, tone: 'quiet', icon: 'wallet', name: 'act', value: `files-add:${slot.key}`, unchecked: true }, lang)}</div>`
        : null
    }${
      slot.item.required
        ? null
        : html`<div class="choice"><input type="checkbox" id="trang-${slot.key}-later" name="later" value="${slot.key}" ?checked=${later.has(slot.key)}><label for="trang-${slot.key}-later">${w.later[lang]}<span class="unseen">: ${slot.item.name}</span></label></div>`
    }`
  }
  return html`${errorSummary({ id: 'trang', fields, ...(data.errors ? { errors: data.errors } : {}) }, lang)}<form class="form" id="trang" method="post" action="${draftHref(draft, data.at)}" enctype="multipart/form-data" novalidate data-autosave="${saving.url}" data-sequence="${saving.sequence}">${csrfField(data.csrf)}${Object.entries(hiddenOf(data)).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}<button class="usual" type="submit" name="act" value="next" tabindex="-1" aria-hidden="true"></button>${
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
  const { procedure, draft } = data
  const pages = filingPages(procedure)
  const answers = answersOf(draft)
  const options = filingOptions(procedure)
  const count = data.lacking.reduce((sum, one) => sum + Object.keys(one.errors).length, 0)
  const change = (number: number) => `${draftHref(draft, number)}?ve=kiem-tra`
  const section = (page: FilingPage, number: number): Html | null => {
    if (page.kind === 'summary') return null
    const body: Piece =
      page.kind === 'papers'
        ? papersSummary(data, lang)
        : html`${page.kind === 'applicant' ? knownOf(data.person, lang) : null}${answerSummary({ fields: page.fields, values: answers, options }, lang)}`
    return card(
      {
        title: page.title,
        body,
        foot: linkButton(
          {
            words: { vi: `${w.change.vi}: ${page.title.vi}`, en: `${w.change.en}: ${page.title.en}` },
            href: change(number),
            tone: 'quiet',
            icon: 'edit',
          },
          lang,
        ),
      },
      lang,
    )
  }
  const body = html`${breadcrumb(
    [
      { href: `/thu-tuc/${procedure.code}`, words: brief(procedure.name) },
      { href: '', words: w.startTitle },
    ],
    lang,
  )}
${steps({ steps: pages.map((one) => one.short), at: pages.length - 1 }, lang)}
${heading({ title: pages.at(-1)?.title ?? '', above: procedure.name, lead: w.summaryLead }, lang)}
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
${pages.map((page, index) => section(page, index + 1))}
${feeCard(procedure, lang)}
<form class="form" id="gui" method="post" action="${draftHref(draft, pages.length)}">${csrfField(data.csrf)}${Object.entries(hiddenOf({ ...data, toSummary: false })).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<div class="${['field', data.undeclared && 'field-wrong']}">${data.undeclared ? html`<p class="error" id="gui-cam-doan-error">${{ vi: 'Hãy đánh dấu vào ô cam đoan trước khi gửi.', en: 'Tick the declaration before sending.' }[lang]}</p>` : null}<div class="choice"><input type="checkbox" id="gui-cam-doan" name="declared" value="yes" required aria-describedby="${data.undeclared ? 'gui-cam-doan-error' : ''}"><label for="gui-cam-doan">${w.declare[lang]}</label></div></div>
<div class="actions actions-end">${button({ words: w.send, tone: 'primary', name: 'act', value: 'send' }, lang)}${button({ words: w.back, name: 'act', value: 'back', unchecked: true }, lang)}${button({ words: w.save, tone: 'quiet', name: 'act', value: 'save', unchecked: true }, lang)}</div></form>
<p><a href="${draftHref(draft, 'xoa')}">${w.delete[lang]}</a></p>`
  return {
    title: {
      vi: `${pages.at(-1)?.title.vi ?? ''} · ${procedure.name}`,
      en: `${pages.at(-1)?.title.en ?? ''} · ${procedure.name}`,
    },
    body,
  }
}

function papersSummary({ draft, procedure }: FilingData, lang: Lang): Html {
  const answers = answersOf(draft)
  const chosen = papersOf(draft)
  const later = new Set(laterOf(answers))
  const slots = paperSlots(procedure, answers.paper_case)
  if (slots.length === 0) return html`<p>${w.noPapers[lang]}</p>`
  return html`<dl class="answers">${slots.map((slot) => {
    const files = chosen[slot.key] ?? []
    const value: Piece = slot.answered
      ? w.answered[lang]
      : slot.item.kind === 'present'
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
    return html`<div><dt>${slot.item.name}</dt><dd>${value}</dd></div>`
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
