import type { Calendar } from '#ground/working-time'
import { card, definitions, heading, html, type Lang, linkButton, momentText, notice, pill } from '#kernel/channels'
import type { Tracked } from '../filing.ts'
import { dossierWords, trackingWords as w } from '../page-words.ts'
import { statusWords } from '../words.ts'
import type { PageContent } from './content.ts'
import { clockShown, dossierClock, statusTone } from './dossier-state.ts'
import { trackForm } from './home.ts'

export interface TrackingData {
  asked: string
  found: Tracked | null
  /** Calendar of the centre; null when nothing was found. */
  calendar: Calendar | null
  now: Date
  error: string | null
}

/** What a stranger with the number may see: the state, never the person. */
export function trackingPage(data: TrackingData, lang: Lang): PageContent {
  const { found, calendar } = data
  const status = found?.status ?? 'registered'
  const body = html`${heading({ title: w.title, lead: w.lead }, lang)}
${card({ body: trackForm(data.asked, lang, data.error ?? undefined) }, lang)}
${
  found && calendar
    ? card(
        {
          title: found.number,
          icon: 'folder',
          body: html`<p>${found.procedure_name}</p>${definitions(
            [
              [dossierWords.status, pill({ tone: statusTone[status], words: statusWords[status] }, lang)],
              [dossierWords.clock, clockShown(dossierClock(found, calendar, data.now), lang)],
              ...(found.due_at ? [[dossierWords.dueAt, momentText(found.due_at, lang)] as const] : []),
              [dossierWords.filedAt, momentText(found.received_at, lang)],
              ...(found.accepted_at ? [[dossierWords.acceptedAt, momentText(found.accepted_at, lang)] as const] : []),
              ...(found.finished_at ? [[w.finishedAt, momentText(found.finished_at, lang)] as const] : []),
              ...(found.returned_at ? [[w.returnedAt, momentText(found.returned_at, lang)] as const] : []),
              [dossierWords.centre, found.centre],
            ],
            lang,
          )}${found.paused ? notice({ tone: 'info', body: w.paused[lang] }, lang) : null}`,
          foot: html`<span class="hint">${w.mine[lang]}</span> ${linkButton({ words: w.openMine, href: `/ho-so/${found.number}`, tone: 'quiet' }, lang)}`,
        },
        lang,
      )
    : null
}`
  return { title: w.title, body }
}
