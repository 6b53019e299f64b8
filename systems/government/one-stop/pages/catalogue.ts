import {
  breadcrumb,
  empty,
  type Html,
  heading,
  html,
  icon,
  type Lang,
  linkButton,
  linkList,
  numberText,
  pill,
  searchBox,
} from '#kernel/channels'
import { fill, catalogueWords as w } from '../page-words.ts'
import { levelWords } from '../words.ts'
import type { PageContent, ProcedureRow } from './content.ts'

/** What is asked of the catalogue, as it stands in the address. */
export interface CatalogueAsked {
  q: string
  sector: string
  level: string
  online: string
  fileable: string
  after: string
  /** Marks of the pages before this one, newest last; so that one can go back as well. */
  trail: readonly string[]
}

export interface CatalogueData {
  asked: CatalogueAsked
  rows: readonly Pick<ProcedureRow, 'code' | 'name' | 'sector' | 'level' | 'online' | 'fileable' | 'valid_to'>[]
  next: string | null
  count: { value: number; exact: boolean } | null
  sectors: readonly string[]
  /** The province's day. */
  today: string
}

/** So many pages back are remembered in the address; beyond, back leads to the first page. */
const TRAIL_MAX = 12

/** The address of a page of the catalogue. */
export function catalogueHref(asked: Partial<CatalogueAsked>): string {
  const query = new URLSearchParams()
  for (const name of ['q', 'sector', 'level', 'online', 'fileable', 'after'] as const) {
    const value = asked[name]
    if (value) query.set(name, value)
  }
  if (asked.trail && asked.trail.length > 0) query.set('trail', asked.trail.slice(-TRAIL_MAX).join('~'))
  const text = query.toString()
  return text === '' ? '/thu-tuc' : `/thu-tuc?${text}`
}

export function readCatalogueAsked(query: Record<string, unknown>): CatalogueAsked {
  const text = (name: string, max: number) =>
    typeof query[name] === 'string' ? (query[name] as string).trim().slice(0, max) : ''
  const known = (name: string, values: readonly string[]) => (values.includes(text(name, 40)) ? text(name, 40) : '')
  const trail = text('trail', 6_000)
  return {
    q: text('q', 200),
    sector: text('sector', 300),
    level: known('level', Object.keys(levelWords)),
    online: known('online', ['true', 'false']),
    fileable: known('fileable', ['true', 'false']),
    after: text('after', 1_000),
    // '-' stands for the first page, which has no mark.
    trail: trail === '' ? [] : trail.split('~').slice(-TRAIL_MAX),
  }
}

export function cataloguePage(data: CatalogueData, lang: Lang): PageContent {
  const { asked, rows, count } = data
  const back = asked.trail.at(-1)
  const previous =
    back === undefined
      ? asked.after
        ? catalogueHref({ ...asked, after: '', trail: [] })
        : null
      : catalogueHref({ ...asked, after: back === '-' ? '' : back, trail: asked.trail.slice(0, -1) })
  const next = data.next
    ? catalogueHref({ ...asked, after: data.next, trail: [...asked.trail, asked.after || '-'] })
    : null
  const filtered = asked.q || asked.sector || asked.level || asked.online || asked.fileable
  const pages: Html | null =
    previous || next
      ? html`<nav class="pages" aria-label="${w.pages[lang]}">${previous ? linkButton({ words: w.previous, href: previous, icon: 'left' }, lang) : html`<span></span>`}${next ? html`<a class="button button-plain" rel="next" href="${next}"><span>${w.next[lang]}</span>${icon('right')}</a>` : html`<span></span>`}</nav>`
      : null
  const body = html`${breadcrumb(
    [
      { href: '/', words: w.home },
      { href: '/thu-tuc', words: w.title },
    ],
    lang,
  )}
${heading({ title: w.title }, lang)}
${filtered || asked.after ? null : linkList([{ href: '/nop-lien-thong', title: w.bundles[lang], note: w.bundlesNote[lang] }], lang)}
${searchBox(
  {
    id: 'tim',
    action: '/thu-tuc',
    value: asked.q,
    label: w.searchLabel,
    hint: w.searchHint,
    clear: '/thu-tuc',
    filters: [
      {
        name: 'sector',
        words: w.sector,
        value: asked.sector,
        options: data.sectors.map((sector) => ({ value: sector, words: sector })),
      },
      {
        name: 'level',
        words: w.level,
        value: asked.level,
        options: Object.entries(levelWords).map(([value, words]) => ({ value, words })),
      },
      {
        name: 'online',
        words: w.online,
        value: asked.online,
        options: [
          { value: 'true', words: w.onlineYes },
          { value: 'false', words: w.onlineNo },
        ],
      },
      {
        name: 'fileable',
        words: w.fileable,
        value: asked.fileable,
        options: [
          { value: 'true', words: w.fileableYes },
          { value: 'false', words: w.fileableNo },
        ],
      },
    ],
  },
  lang,
)}
${count ? html`<p role="status">${fill(count.exact ? w.found : w.foundMany, { n: numberText(count.value, lang) })[lang]}</p>` : null}
${
  rows.length === 0
    ? empty(
        {
          title: w.none,
          body: w.noneBody,
          icon: 'search',
          ...(filtered ? { action: linkButton({ words: w.clear, href: '/thu-tuc' }, lang) } : {}),
        },
        lang,
      )
    : linkList(
        rows.map((row) => ({
          href: `/thu-tuc/${row.code}`,
          title: row.name,
          note: html`${row.sector} · ${levelWords[row.level][lang]} · ${row.code}`,
          aside:
            row.valid_to !== null && row.valid_to < data.today
              ? pill({ tone: 'bad', words: w.ended }, lang)
              : row.fileable && row.online
                ? pill({ tone: 'good', words: w.here }, lang)
                : row.fileable
                  ? pill({ tone: 'neutral', words: w.counter }, lang)
                  : pill({ tone: 'neutral', words: w.elsewhere }, lang),
        })),
        lang,
      )
}
${pages}`
  return { title: w.title, body }
}
