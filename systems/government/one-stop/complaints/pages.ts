import {
  actions,
  breadcrumb,
  button,
  card,
  csrfField,
  definitions,
  empty,
  type Field,
  form,
  heading,
  html,
  type Lang,
  linkButton,
  momentText,
  notice,
  type Option,
  pagination,
  pill,
  rating,
  type Said,
  searchBox,
} from '#kernel/channels'
import { communeFullName, communes } from '#province'
import { fill } from '../page-words.ts'
import type { PageContent } from '../pages/content.ts'
import { ratingWords } from '../words.ts'
import { type ComplaintRow, complaintPageLimits, type Published } from './complaint.ts'
import { complaintWords, pageWords as w } from './words.ts'

const tones = { received: 'active', handling: 'active', answered: 'good', published: 'good', refused: 'bad' } as const

/** The agencies one may speak of: every commune, and the province. */
export const placeOptions: readonly Option[] = [
  { value: 'province', words: w.province },
  ...communes
    .map((commune) => ({ value: commune.code, words: communeFullName(commune), name: commune.name }))
    .sort((a, b) => a.name.localeCompare(b.name, 'vi'))
    .map(({ value, words }) => ({ value, words })),
]

export const complaintFields = (sizeMax: number): readonly Field[] => [
  {
    name: 'kind',
    kind: 'choice',
    label: w.kind,
    required: true,
    choices: Object.entries(complaintWords.choices.kind).map(([value, label]) => ({ value, label })),
  },
  { name: 'number', kind: 'text', label: w.dossier, help: w.dossierHelp, max: 40 },
  { name: 'place', kind: 'ref', label: w.place, help: w.placeHelp },
  {
    name: 'detail',
    kind: 'text',
    label: w.detail,
    help: w.detailHelp,
    required: true,
    max: 4_000,
    lines: 8,
    personal: 'basic',
  },
  {
    name: 'attached',
    kind: 'files',
    label: w.attached,
    max: complaintPageLimits.filesMax,
    sizeMax,
    accept: 'image/*,application/pdf',
  },
]

export function newComplaintPage(
  data: {
    values: Readonly<Record<string, unknown>>
    errors: Readonly<Record<string, Said>>
    csrf: string
    fileBytesMax: number
  },
  lang: Lang,
): PageContent {
  const body = html`${breadcrumb(
    [
      { href: '/phan-anh', words: w.back },
      { href: '/phan-anh/moi', words: w.write },
    ],
    lang,
  )}${heading({ title: w.write, lead: w.lead }, lang)}${form(
    {
      id: 'complaint',
      action: '/phan-anh/moi',
      fields: complaintFields(data.fileBytesMax),
      values: data.values,
      errors: data.errors,
      options: { place: placeOptions },
      csrf: data.csrf,
      submit: { name: 'send', words: w.send },
    },
    lang,
  )}`
  return { title: w.write, body }
}

const stateOf = (row: ComplaintRow, lang: Lang) =>
  pill({ tone: tones[row.state], words: complaintWords.choices.state[row.state] }, lang)

export function complaintsPage(data: { rows: readonly ComplaintRow[] }, lang: Lang): PageContent {
  const body = html`${heading({ title: w.mine, lead: w.lead, beside: linkButton({ words: w.write, href: '/phan-anh/moi', tone: 'primary', icon: 'plus' }, lang) }, lang)}${
    data.rows.length === 0
      ? empty({ title: w.none, icon: 'bell' }, lang)
      : data.rows.map((row) =>
          card(
            {
              title: complaintWords.choices.kind[row.kind],
              body: html`<p>${stateOf(row, lang)}</p><p>${row.detail.length > 200 ? `${row.detail.slice(0, 199)}…` : row.detail}</p><p><a href="/phan-anh/${row.number}">${row.number}</a> · ${fill(w.sentOn, { time: momentText(row.received_at, lang) })[lang]}</p>`,
            },
            lang,
          ),
        )
  }<p><a href="/phan-anh/cong-khai">${w.published[lang]}</a></p>`
  return { title: w.mine, body }
}

export const clearFields: readonly Field[] = [
  {
    name: 'supplied',
    kind: 'text',
    label: complaintWords.fields.supplied,
    required: true,
    max: 4_000,
    lines: 6,
    personal: 'basic',
  },
]

export function complaintPage(
  data: {
    row: ComplaintRow & { agency_name: string }
    csrf: string
    supply?: { values: Readonly<Record<string, unknown>>; errors: Readonly<Record<string, Said>> }
  },
  lang: Lang,
): PageContent {
  const { row } = data
  const rows: [Said, ReturnType<typeof html> | string][] = [
    [complaintWords.fields.state, stateOf(row, lang)],
    [complaintWords.fields.agency, row.agency_name],
    [complaintWords.fields.received_at, momentText(row.received_at, lang)],
  ]
  if (row.dossier_number) rows.push([w.about, html`<a href="/ho-so/${row.dossier_number}">${row.dossier_number}</a>`])
  if (row.due_at && !row.answered_at && row.state !== 'refused')
    rows.push([complaintWords.fields.due_at, momentText(row.due_at, lang)])
  const body = html`${breadcrumb(
    [
      { href: '/phan-anh', words: w.back },
      { href: `/phan-anh/${row.number}`, words: complaintWords.choices.kind[row.kind] },
    ],
    lang,
  )}${heading({ title: complaintWords.choices.kind[row.kind], above: row.number }, lang)}${card({ body: definitions(rows, lang) }, lang)}${card({ title: w.detail, body: html`<p class="as-typed">${row.detail}</p>` }, lang)}${
    row.refused_for ? notice({ tone: 'error', title: w.refusedFor, body: row.refused_for }, lang) : null
  }${
    row.asked_for
      ? card(
          {
            title: w.clear,
            body: html`<p class="as-typed">${row.asked_for}</p>${
              row.supplied
                ? html`<p class="as-typed">${row.supplied}</p>`
                : form(
                    {
                      id: 'clear',
                      action: `/phan-anh/${row.number}/lam-ro`,
                      fields: clearFields,
                      values: data.supply?.values ?? {},
                      errors: data.supply?.errors ?? {},
                      csrf: data.csrf,
                      submit: { name: 'send', words: w.clearSend },
                    },
                    lang,
                  )
            }`,
          },
          lang,
        )
      : null
  }${
    row.answer && row.answered_at
      ? card(
          {
            title: fill(w.answered, { time: momentText(row.answered_at, lang) }),
            body: html`<p class="as-typed">${row.answer}</p>${
              row.satisfaction
                ? html`<p>${fill(w.rated, { rating: ratingWords[row.satisfaction][lang] })[lang]}</p>`
                : html`<form class="form" id="danh-gia" method="post" action="/phan-anh/${row.number}/danh-gia">${csrfField(data.csrf)}${rating(
                    {
                      id: 'muc',
                      name: 'rating',
                      question: w.rate,
                      words: [ratingWords.dissatisfied, ratingWords.satisfied, ratingWords['very-satisfied']],
                    },
                    lang,
                  )}<div class="field"><label for="gop-y">${w.note[lang]}</label><textarea id="gop-y" name="note" rows="3" maxlength="1000"></textarea></div>${actions(button({ words: w.rateSend }, lang))}</form>`
            }`,
          },
          lang,
        )
      : null
  }`
  return { title: row.number, body }
}

export function publishedPage(
  data: { rows: readonly Published[]; search: string; next: string | null; after: string },
  lang: Lang,
): PageContent {
  const here = (before: string): string => {
    const query = new URLSearchParams()
    if (data.search) query.set('q', data.search)
    if (before) query.set('truoc', before)
    const text = query.toString()
    return text ? `/phan-anh/cong-khai?${text}` : '/phan-anh/cong-khai'
  }
  const body = html`${heading({ title: w.published, lead: w.publishedLead, beside: linkButton({ words: w.write, href: '/phan-anh/moi' }, lang) }, lang)}${searchBox({ id: 'tim', action: '/phan-anh/cong-khai', label: w.findPublished, value: data.search }, lang)}${
    data.rows.length === 0
      ? empty({ title: w.noPublished, icon: 'list' }, lang)
      : data.rows.map((row) =>
          card(
            {
              title: row.agency,
              body: html`<p class="as-typed"><strong>${row.question}</strong></p><p class="as-typed">${row.answer}</p><p>${fill(w.answered, { time: momentText(row.answered_at, lang) })[lang]}</p>`,
            },
            lang,
          ),
        )
  }${pagination({ newer: data.after ? here('') : null, older: data.next ? here(data.next) : null }, lang)}`
  return { title: w.published, body }
}
