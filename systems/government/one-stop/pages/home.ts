import { localDate } from '#ground/clock'
import {
  button,
  card,
  dayText,
  type Html,
  heading,
  html,
  type Lang,
  linkButton,
  linkList,
  momentText,
  pill,
  searchBox,
  tiles,
} from '#kernel/channels'
import type { Row } from '#kernel/records'
import { homeWords as w } from '../page-words.ts'
import type { Dossier } from '../records.ts'
import { statusWords } from '../words.ts'
import type { DraftRow, PageContent, ProcedureRow } from './content.ts'
import { statusTone } from './dossier-state.ts'

export interface HomeData {
  common: readonly Pick<ProcedureRow, 'code' | 'name' | 'sector'>[]
  dossiers: readonly Pick<Row<typeof Dossier>, 'number' | 'procedure_name' | 'status' | 'due_at'>[]
  drafts: readonly Pick<DraftRow, 'id' | 'procedure_code' | 'procedure_name' | 'page' | 'saved_at'>[]
}

/** A look-up by number: a form of its own, so that it works from the first page without signing in. */
export function trackForm(value: string, lang: Lang, error?: string): Html {
  return html`<form class="form" method="get" action="/tra-cuu"><div class="${['field', error && 'field-wrong']}"><label for="so">${w.trackLabel[lang]}</label><p class="hint" id="so-hint">${w.trackHint[lang]}</p>${
    error ? html`<p class="error" id="so-error">${error}</p>` : null
  }<input type="text" id="so" name="so" value="${value}" maxlength="40" autocapitalize="characters" spellcheck="false" autocomplete="off" aria-describedby="${['so-hint', error ? 'so-error' : '']}" class="medium"></div><div class="actions">${button({ words: w.track, icon: 'search' }, lang)}</div></form>`
}

export function homePage(data: HomeData, lang: Lang): PageContent {
  const body = html`${heading({ title: w.title, lead: w.lead }, lang)}
${searchBox({ id: 'tim', action: '/thu-tuc', label: w.searchLabel, hint: w.searchHint }, lang)}
${
  data.drafts.length > 0
    ? card(
        {
          title: w.openDrafts,
          icon: 'edit',
          body: linkList(
            data.drafts.map((draft) => ({
              href: `/nop/${draft.procedure_code}/${draft.id}/${Math.max(1, draft.page ?? 1)}`,
              title: draft.procedure_name,
              note: w.savedAt[lang].replace('{at}', momentText(draft.saved_at, lang)),
            })),
            lang,
          ),
        },
        lang,
      )
    : null
}
${
  data.dossiers.length > 0
    ? card(
        {
          title: w.openDossiers,
          icon: 'folder',
          body: linkList(
            data.dossiers.map((dossier) => ({
              href: `/ho-so/${dossier.number}`,
              title: dossier.procedure_name,
              note: html`${dossier.number}${dossier.due_at ? html` · ${lang === 'vi' ? 'hẹn trả' : 'due'} ${dayText(localDate(dossier.due_at), lang)}` : null}`,
              aside: pill(
                {
                  tone: statusTone[dossier.status ?? 'registered'],
                  words: statusWords[dossier.status ?? 'registered'],
                },
                lang,
              ),
            })),
            lang,
          ),
          foot: linkButton({ words: w.allDossiers, href: '/ho-so', tone: 'quiet' }, lang),
        },
        lang,
      )
    : null
}
${card(
  {
    title: w.common,
    icon: 'list',
    body: linkList(
      data.common.map((procedure) => ({
        href: `/thu-tuc/${procedure.code}`,
        title: procedure.name,
        note: procedure.sector,
      })),
      lang,
    ),
    foot: linkButton({ words: w.all, href: '/thu-tuc', tone: 'plain' }, lang),
  },
  lang,
)}
${card({ title: w.track, icon: 'search', body: trackForm('', lang) }, lang)}
<h2>${w.doors[lang]}</h2>
${tiles(
  [
    { href: '/thu-tuc', words: w.tileCatalogue, icon: 'list' },
    { href: '/ho-so', words: w.tileMine, icon: 'folder' },
    { href: '/giay-to', words: w.tileStore, icon: 'wallet' },
    { href: '/thong-bao', words: w.tileNotices, icon: 'bell' },
    { href: '/toi', words: w.tileMe, icon: 'user' },
    { href: '/ban-do', words: w.tileMap, icon: 'map' },
    { href: '/he-thong', words: w.tileSystems, icon: 'info' },
  ],
  lang,
)}`
  return { title: w.title, body }
}
