import {
  button,
  card,
  csrfField,
  dayText,
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
  pill,
  qrFigure,
  type Said,
} from '#kernel/channels'
import { fill } from '../page-words.ts'
import type { PageContent } from '../pages/content.ts'
import { codeMinutes, shareState, sharingLimits, showCode } from './rules.ts'
import type { PaperRow, ShareRow } from './share.ts'
import { sharingWords as w } from './words.ts'

export const shareFields: readonly Field[] = [
  { name: 'papers', kind: 'refs', label: w.choose, required: true, max: sharingLimits.papersMax },
  { name: 'purpose', kind: 'text', label: w.purpose, help: w.purposeHelp, required: true, max: 300, personal: 'basic' },
  {
    name: 'minutes',
    kind: 'choice',
    label: w.minutes,
    required: true,
    choices: codeMinutes.map((value) => ({ value, label: w.lengths[value] })),
  },
]

/** The papers to choose from, named as they are in the store. */
export const paperOptions = (papers: readonly PaperRow[]): Option[] =>
  papers.map((paper) => ({ value: paper.id, words: paper.number ? `${paper.name} · ${paper.number}` : paper.name }))

export function sharePage(
  data: {
    papers: readonly PaperRow[]
    values: Readonly<Record<string, unknown>>
    errors: Readonly<Record<string, Said>>
    csrf: string
  },
  lang: Lang,
): PageContent {
  const body = html`${heading({ title: w.title, lead: w.lead }, lang)}${
    data.papers.length === 0
      ? empty({ title: w.none, icon: 'wallet', action: linkButton({ words: w.store, href: '/giay-to' }, lang) }, lang)
      : form(
          {
            id: 'share',
            action: '/giay-to/chia-se',
            fields: shareFields,
            values: data.values,
            errors: data.errors,
            options: { papers: paperOptions(data.papers) },
            csrf: data.csrf,
            submit: { name: 'send', words: w.make },
          },
          lang,
        )
  }<p><a href="/giay-to/da-chia-se">${w.list[lang]}</a></p>`
  return { title: w.title, body }
}

/** The code, once. `url` is where it is opened. */
export function madePage(
  data: { code: string; share: ShareRow; papers: readonly PaperRow[]; url: string },
  lang: Lang,
): PageContent {
  const shown = showCode(data.code)
  const body = html`${heading({ title: w.made, lead: fill(w.until, { time: momentText(data.share.expires_at, lang) }) }, lang)}${card(
    {
      body: html`<p class="share-code" aria-label="${[...data.code].join(' ')}">${shown}</p>${qrFigure({ text: `${data.url}/nhan-giay-to?ma=${data.code}`, label: w.openTitle }, lang)}<p>${w.openAt[lang]} <strong>${data.url.replace(/^https?:\/\//, '')}/nhan-giay-to</strong></p><ul class="plain">${data.papers.map((paper) => html`<li>${paper.name}</li>`)}</ul>`,
    },
    lang,
  )}${notice({ tone: 'warn', body: w.madeNote[lang] }, lang)}<div class="actions">${linkButton({ words: w.list, href: '/giay-to/da-chia-se' }, lang)}${linkButton({ words: w.again, href: '/giay-to/chia-se', tone: 'quiet' }, lang)}</div>`
  return { title: w.made, body }
}

const stateLook = {
  waiting: 'wait',
  viewing: 'active',
  ended: 'neutral',
  expired: 'neutral',
  revoked: 'bad',
} as const

function stateWords(share: ShareRow, now: Date, lang: Lang): string {
  const state = shareState(share, now)
  if (state === 'revoked' && share.revoked_at)
    return fill(w.revoked, { time: momentText(share.revoked_at, lang) })[lang]
  if (state === 'waiting') return w.waiting[lang]
  if (state === 'expired') return w.expired[lang]
  return state === 'viewing' && share.view_until
    ? fill(w.viewing, { time: momentText(share.view_until, lang) })[lang]
    : w.ended[lang]
}

export function sharesPage(
  data: { shares: readonly ShareRow[]; names: Readonly<Record<string, string>>; csrf: string; now: Date },
  lang: Lang,
): PageContent {
  const body = html`${heading({ title: w.list, beside: linkButton({ words: w.again, href: '/giay-to/chia-se', icon: 'plus' }, lang) }, lang)}${
    data.shares.length === 0
      ? empty({ title: w.none, icon: 'wallet' }, lang)
      : data.shares.map((share) => {
          const state = shareState(share, data.now)
          const open = state === 'waiting' || state === 'viewing'
          return card(
            {
              title: share.purpose,
              body: html`<p>${pill({ tone: stateLook[state], words: stateWords(share, data.now, lang) }, lang)}</p><ul class="plain">${(share.papers ?? []).map((id) => html`<li>${data.names[id] ?? '—'}</li>`)}</ul>${
                share.opened_at
                  ? html`<p>${fill(w.opened, { who: share.opened_by ?? '', time: momentText(share.opened_at, lang) })[lang]}, ${fill(w.openedFrom, { network: share.opened_from ?? '' })[lang]}</p>`
                  : html`<p>${fill(w.until, { time: momentText(share.expires_at, lang) })[lang]}</p>`
              }`,
              ...(open
                ? {
                    foot: html`<form method="post" action="/giay-to/chia-se/${share.id}/thu-hoi">${csrfField(data.csrf)}${button({ words: w.revoke, tone: 'danger', about: share.purpose }, lang)}</form>`,
                  }
                : {}),
            },
            lang,
          )
        })
  }`
  return { title: w.list, body }
}

/** A stranger names herself; who is signed in is named by her account. */
export const openFields = (signedIn: boolean): readonly Field[] => [
  { name: 'code', kind: 'text', label: w.code, help: w.codeHelp, required: true, max: 20, autocomplete: 'off' },
  ...(signedIn
    ? []
    : [{ name: 'who', kind: 'text', label: w.who, help: w.whoHelp, required: true, max: 200 } satisfies Field]),
]

export function openPage(
  data: {
    signedIn: boolean
    values: Readonly<Record<string, unknown>>
    errors: Readonly<Record<string, Said>>
    csrf: string
  },
  lang: Lang,
): PageContent {
  const body = html`${heading({ title: w.openTitle, lead: w.openLead }, lang)}${form(
    {
      id: 'open',
      action: '/nhan-giay-to',
      fields: openFields(data.signedIn),
      values: data.values,
      errors: data.errors,
      csrf: data.csrf,
      submit: { name: 'send', words: w.open },
    },
    lang,
  )}`
  return { title: w.openTitle, body }
}

export function viewPage(
  data: { share: ShareRow; owner: string; papers: readonly PaperRow[] },
  lang: Lang,
): PageContent {
  const until = data.share.view_until
  const body = html`${heading(
    {
      title: fill(w.sharedBy, { name: data.owner }),
      lead: { vi: `${w.purposeOf.vi}: ${data.share.purpose}`, en: `${w.purposeOf.en}: ${data.share.purpose}` },
    },
    lang,
  )}${notice(
    {
      tone: 'info',
      body: html`${w.genuine[lang]} ${until ? fill(w.viewUntil, { time: momentText(until, lang) })[lang] : ''}`,
    },
    lang,
  )}${data.papers.map((paper) =>
    card(
      {
        title: paper.name,
        icon: 'file',
        body: html`<p>${fill(w.issued, { issuer: paper.issuer, date: dayText(paper.issued_on, lang) })[lang]}${paper.number ? html` · ${paper.number}` : null}</p><details class="filters"><summary>${w.hash[lang]}</summary><p class="as-typed"><code>${paper.sha256.match(/.{1,8}/g)?.join(' ') ?? ''}</code></p></details>`,
        foot: linkButton({ words: w.view, href: `/nhan-giay-to/tep/${paper.id}`, icon: 'eye' }, lang),
      },
      lang,
    ),
  )}`
  return { title: w.openTitle, body }
}
