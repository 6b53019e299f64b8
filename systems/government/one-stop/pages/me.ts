import { card, empty, type Field, form, heading, html, type Lang, notice, type Said } from '#kernel/channels'
import type { Person } from '#kernel/trust'
import { communeFullName, findCommune } from '#province'
import { draftWords, filingWords, meWords as w } from '../page-words.ts'
import type { PageContent } from './content.ts'
import { knownOf } from './filing.ts'

export const contactFields: readonly Field[] = [
  {
    name: 'phone',
    kind: 'identifier',
    identifier: 'phone',
    label: draftWords.phone,
    required: true,
    personal: 'basic',
  },
  { name: 'email', kind: 'identifier', identifier: 'email', label: draftWords.email, personal: 'basic' },
  {
    name: 'address',
    kind: 'text',
    label: draftWords.address,
    max: 500,
    lines: 2,
    autocomplete: 'street-address',
    personal: 'basic',
  },
]

export interface MeData {
  person: Person | null
  csrf: string
  values?: Readonly<Record<string, unknown>>
  errors?: Readonly<Record<string, Said>>
  saved: boolean
}

export function mePage(data: MeData, lang: Lang): PageContent {
  const { person } = data
  if (!person)
    return {
      title: w.title,
      body: html`${heading({ title: w.title }, lang)}${empty({ title: w.noPerson, body: w.noPersonBody, icon: 'user' }, lang)}`,
    }
  const commune = person.commune ? findCommune(person.commune) : undefined
  const body = html`${heading({ title: w.title }, lang)}
${data.saved ? notice({ tone: 'good', title: w.saved, live: true }, lang) : null}
${card({ title: filingWords.known, icon: 'user', body: html`${knownOf(person, lang, [[w.commune, commune ? communeFullName(commune) : null]])}<p class="hint">${filingWords.knownHelp[lang]}</p>` }, lang)}
${card(
  {
    title: w.contact,
    icon: 'phone',
    body: form(
      {
        id: 'lien-he',
        action: '/toi',
        fields: contactFields,
        values: data.values ?? { phone: person.phone, email: person.email, address: person.address },
        ...(data.errors ? { errors: data.errors } : {}),
        csrf: data.csrf,
        submit: { name: 'save', words: w.save },
        before: html`<p>${w.contactLead[lang]}</p>`,
      },
      lang,
    ),
  },
  lang,
)}
<p class="hint">${w.lang[lang]}</p>`
  return { title: w.title, body }
}
