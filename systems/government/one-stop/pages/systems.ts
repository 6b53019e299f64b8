import { card, heading, html, type Lang, linkButton, type Site } from '#kernel/channels'
import { fill, systemsWords as w } from '../page-words.ts'
import type { PageContent } from './content.ts'

export function systemsPage(systems: Site['systems'], lang: Lang): PageContent {
  const body = html`${heading({ title: w.title, lead: w.lead }, lang)}
${systems.map((system) =>
  card(
    {
      title: system.title,
      body: html`<p class="hint">${fill(w.records, { n: system.records.length })[lang]} · ${fill(w.flows, { n: system.flows.length })[lang]}</p><ul class="plain">${system.records.map((type) => html`<li>${type.words.plural[lang]}</li>`)}</ul>`,
    },
    lang,
  ),
)}
<div class="actions">${linkButton({ words: w.api, href: '/api' }, lang)}${linkButton({ words: w.ready, href: '/readyz', tone: 'quiet' }, lang)}</div>`
  return { title: w.title, body }
}
