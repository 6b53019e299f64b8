import { card, dayText, empty, heading, html, type Lang, linkButton, pagination } from '#kernel/channels'
import type { Row } from '#kernel/records'
import { dossierWords, fill, storeWords as w } from '../page-words.ts'
import type { StoredPaper } from '../records.ts'
import { sharingWords } from '../sharing/words.ts'
import type { PageContent } from './content.ts'

export interface StoreData {
  rows: readonly Row<typeof StoredPaper>[]
  /** Numbers of the dossiers the papers came from, by id. */
  dossiers: Readonly<Record<string, string>>
  after: string
  next: string | null
}

export function storePage(data: StoreData, lang: Lang): PageContent {
  const body = html`${heading({ title: w.title, lead: w.lead }, lang)}
${
  data.rows.length === 0
    ? empty(
        {
          title: w.none,
          body: w.noneBody,
          icon: 'wallet',
          action: linkButton({ words: dossierWords.find, href: '/thu-tuc' }, lang),
        },
        lang,
      )
    : data.rows.map((paper) => {
        const number = paper.dossier ? data.dossiers[paper.dossier] : undefined
        return card(
          {
            title: paper.name,
            icon: 'file',
            body: html`<p>${[paper.number ? fill(w.number, { number: paper.number })[lang] : null, fill(w.issued, { date: dayText(paper.issued_on, lang) })[lang], paper.expires_on ? fill(w.expires, { date: dayText(paper.expires_on, lang) })[lang] : null].filter(Boolean).join(' · ')}</p><p>${paper.issuer}</p>${number ? html`<p>${w.dossier[lang]}: <a href="/ho-so/${number}">${number}</a></p>` : null}<details class="filters"><summary>${w.hash[lang]}</summary><p class="as-typed"><code>${paper.sha256.match(/.{1,8}/g)?.join(' ') ?? ''}</code></p></details>`,
            foot: html`${linkButton({ words: w.open, href: `/api/v1/files/${paper.file}`, icon: 'eye' }, lang)} ${linkButton({ words: w.download, href: `/api/v1/files/${paper.file}`, icon: 'download', download: true, tone: 'quiet' }, lang)} ${linkButton({ words: sharingWords.shareThis, href: `/giay-to/chia-se?giay=${paper.id}`, icon: 'users', tone: 'quiet' }, lang)}`,
          },
          lang,
        )
      })
}
${pagination({ newer: data.after ? '/giay-to' : null, older: data.next ? `/giay-to?after=${encodeURIComponent(data.next)}` : null }, lang)}`
  return { title: w.title, body }
}
