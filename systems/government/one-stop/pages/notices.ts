import type { Notice } from '#kernel/cases'
import {
  actions,
  button,
  card,
  csrfField,
  empty,
  heading,
  html,
  icon,
  type Lang,
  momentText,
  pagination,
  pill,
} from '#kernel/channels'
import { fill, noticeWords as w } from '../page-words.ts'
import type { PageContent } from './content.ts'

export interface NoticesData {
  rows: readonly Notice[]
  unread: number
  after: string
  next: string | null
  csrf: string
}

export function noticesPage(data: NoticesData, lang: Lang): PageContent {
  const body = html`${heading({ title: w.title }, lang)}
${data.unread > 0 ? html`<form method="post" action="/thong-bao">${csrfField(data.csrf)}${actions(button({ words: w.readAll, name: 'id', value: 'all', icon: 'check' }, lang))}</form>` : null}
${
  data.rows.length === 0
    ? empty({ title: w.none, body: w.noneBody, icon: 'bell' }, lang)
    : data.rows.map((one) =>
        card(
          {
            title: one.title,
            body: html`<p class="hint"><time datetime="${one.at.toISOString()}">${momentText(one.at, lang)}</time> ${one.readAt ? null : pill({ tone: 'active', words: w.unread, icon: 'bell' }, lang)}</p>${one.body ? html`<p>${one.body[lang]}</p>` : null}`,
            foot:
              one.link || !one.readAt
                ? html`<div class="actions">${one.link ? html`<a class="button button-quiet" href="${one.link}">${icon('right')}<span>${w.open[lang]}<span class="unseen">: ${one.title[lang]}</span></span></a>` : null}${
                    one.readAt
                      ? null
                      : html`<form method="post" action="/thong-bao">${csrfField(data.csrf)}${button({ words: w.read, about: fill(w.about, { title: one.title[lang] }), name: 'id', value: one.id, tone: 'quiet', icon: 'check' }, lang)}</form>`
                  }</div>`
                : null,
          },
          lang,
        ),
      )
}
${pagination({ newer: data.after ? '/thong-bao' : null, older: data.next ? `/thong-bao?after=${encodeURIComponent(data.next)}` : null }, lang)}`
  return { title: w.title, body }
}
