import { formatDate, type LocalDate } from '#ground/clock'
import { fold, type Words } from '#ground/text'
import {
  breadcrumb,
  card,
  dayText,
  definitions,
  empty,
  heading,
  html,
  type Lang,
  linkButton,
  linkList,
  notice,
  numberText,
  type PageParts,
  pill,
  searchBox,
  table,
} from '#kernel/channels'
import type { IndexYear } from '../dti/index-year.ts'
import type { LineShown, SystemState } from '../lines.ts'
import { type Health, healths, healthTones, isOnCourse, parts } from '../rules.ts'
import { healthWords, partWords, statusWords } from '../words.ts'
import { ganttBar } from './gantt.ts'
import { pageWords as p } from './words.ts'

export type PlanPage = Pick<PageParts, 'title' | 'body'> & Partial<Pick<PageParts, 'wide' | 'description' | 'sheets'>>

export const PLAN = '/ke-hoach'
const SHEET = '/face/plan/plan.css'
const fill = (words: Words, lang: Lang, facts: Record<string, string | number>): string =>
  words[lang].replace(/\{(\w+)\}/g, (slot, name: string) => String(facts[name] ?? slot))
const contentOf = (line: LineShown, lang: Lang): string =>
  lang === 'en' ? (line.row.content_en ?? line.row.content) : line.row.content
const fieldOf = (line: LineShown, lang: Lang): string =>
  lang === 'en' ? (line.row.field_en ?? line.row.field) : line.row.field
const unitsOf = (line: LineShown, lang: Lang): string =>
  lang === 'en' ? (line.row.units_text_en ?? line.row.units_text) : line.row.units_text
const hrefOf = (line: LineShown): string => `${PLAN}/noi-dung/${encodeURIComponent(line.row.code)}`

export interface PlanData {
  lines: readonly LineShown[]
  today: LocalDate
  first: number
  last: number
  /** Years whose report is issued, newest first. */
  issued: readonly number[]
  asked: { part: string; health: string; q: string }
}

/** The forty contents with their bars in the years. */
export function planPage(data: PlanData, lang: Lang): PlanPage {
  const { lines, today, first, last, asked } = data
  const wanted = fold(asked.q)
  const shown = lines.filter(
    (line) =>
      (asked.part === '' || line.row.part === asked.part) &&
      (asked.health === '' || line.health === asked.health) &&
      (wanted === '' ||
        fold(`${line.row.code} ${contentOf(line, lang)} ${fieldOf(line, lang)} ${unitsOf(line, lang)}`).includes(
          wanted,
        )),
  )
  const count = (test: (health: Health) => boolean): number => lines.filter((line) => test(line.health)).length
  const figures: [number, Words][] = [
    [lines.length, p.contents],
    [count((health) => health === 'done'), p.done],
    [count(isOnCourse), p.onCourse],
    [count((health) => health === 'late' || health === 'behind'), p.late],
  ]
  const body = html`${heading({ title: p.title, lead: p.lead }, lang)}
<ul class="plan-figures">${figures.map(([value, words]) => html`<li><strong>${numberText(value, lang)}</strong> <span>${words[lang]}</span></li>`)}</ul>
<p class="hint">${fill(p.asOf, lang, { day: dayText(today, lang) })}. ${p.guidance[lang]}</p>
${searchBox(
  {
    id: 'tim',
    action: PLAN,
    label: p.find,
    value: asked.q,
    filters: [
      {
        name: 'phan',
        words: p.part,
        value: asked.part,
        options: parts.map((part) => ({ value: part, words: partWords[part] })),
      },
      {
        name: 'tinh-trang',
        words: p.state,
        value: asked.health,
        options: healths.map((health) => ({ value: health, words: healthWords[health] })),
      },
    ],
    clear: PLAN,
  },
  lang,
)}
<details class="plan-legend"><summary>${p.legend[lang]}</summary><p>${p.legendBar[lang]}</p></details>
${shown.length === 0 ? empty({ title: p.none, body: p.clear }, lang) : null}
${parts
  .map((part) => ({ part, own: shown.filter((line) => line.row.part === part) }))
  .filter(({ own }) => own.length > 0)
  .map(
    ({ part, own }) =>
      html`<section class="plan-part"><h2>${partWords[part][lang]}</h2>${table(
        {
          caption: fill(p.caption, lang, { part: partWords[part][lang] }),
          hideCaption: true,
          columns: [{ words: p.content }, { words: p.years }, { words: p.state }],
          rows: own.map((line) => [
            html`<a href="${hrefOf(line)}"><span class="plan-code">${line.row.code}</span> ${contentOf(line, lang)}</a><span class="plan-who">${unitsOf(line, lang)}</span>`,
            ganttBar({ ...line.row, milestones: line.milestones }, first, last, today, lang),
            html`${pill({ tone: healthTones[line.health], words: healthWords[line.health] }, lang)} <span class="plan-percent">${line.row.progress} %</span>`,
          ]),
        },
        lang,
      )}</section>`,
  )}
<section class="plan-part"><h2>${p.reports[lang]}</h2>${
    data.issued.length === 0
      ? html`<p class="hint">${p.noReports[lang]}</p>`
      : linkList(
          data.issued.map((year) => ({ href: `${PLAN}/bao-cao/${year}.pdf`, title: fill(p.reportOf, lang, { year }) })),
          lang,
        )
  }</section>
<div class="actions">${linkButton({ words: p.dti, href: `${PLAN}/dti` }, lang)}${linkButton({ words: p.data, href: '/api/v1/plan/line?limit=100&scope=all&fields=all', tone: 'quiet' }, lang)}</div>`
  return { title: p.title, body, wide: true, sheets: [SHEET], description: p.lead }
}

export function linePage(
  data: {
    line: LineShown
    partner: string | null
    systems: readonly { name: string; title: Words | null; state: SystemState }[]
    today: LocalDate
    first: number
    last: number
  },
  lang: Lang,
): PlanPage {
  const { line, today } = data
  const { row, milestones, health } = line
  const title = `${row.code} ${contentOf(line, lang)}`
  const body = html`${breadcrumb(
    [
      { href: PLAN, words: p.title },
      { href: hrefOf(line), words: row.code },
    ],
    lang,
  )}
${heading({ above: partWords[row.part], title: contentOf(line, lang) }, lang)}
<p>${pill({ tone: healthTones[health], words: healthWords[health] }, lang)}</p>
${ganttBar({ ...row, milestones }, data.first, data.last, today, lang)}
${definitions(
  [
    [p.field, fieldOf(line, lang)],
    [p.state, statusWords[row.status][lang]],
    [p.progress, `${row.progress} %`],
    [p.period, row.from_year === row.to_year ? String(row.from_year) : `${row.from_year}–${row.to_year}`],
    [p.who, unitsOf(line, lang)],
    [p.partner, data.partner ?? ''],
  ],
  lang,
)}
${card(
  {
    title: p.results,
    body: row.summary
      ? html`<p>${row.summary}</p>${row.progress_on ? html`<p class="hint">${fill(p.updated, lang, { day: dayText(row.progress_on, lang) })}</p>` : null}`
      : html`<p class="hint">${p.noResults[lang]}</p>`,
  },
  lang,
)}
<h2>${p.milestones[lang]}</h2>
${table(
  {
    caption: p.milestones,
    hideCaption: true,
    columns: [{ words: p.milestone }, { words: p.due }, { words: p.doneOn }],
    rows: milestones.map((one) => [
      html`${one.title}${one.result ? html`<span class="plan-who">${one.result}</span>` : null}`,
      formatDate(one.due),
      one.done_on
        ? formatDate(one.done_on)
        : one.due < today
          ? pill({ tone: 'bad', words: p.overdue }, lang)
          : p.waiting[lang],
    ]),
    empty: html`<p class="hint">${p.noMilestones[lang]}</p>`,
  },
  lang,
)}
<h2>${p.systems[lang]}</h2>
<ul class="plan-systems">${data.systems.map(
    (system) =>
      html`<li>${system.title ? system.title[lang] : system.name}: ${system.state === 'on' ? pill({ tone: 'good', words: p.on }, lang) : system.state === 'off' ? pill({ tone: 'wait', words: p.off }, lang) : p.absent[lang]}</li>`,
  )}</ul>`
  return { title, body, sheets: [SHEET] }
}

/** Verified points only; a year without any is not shown. */
export function dtiPage(years: readonly IndexYear[], lang: Lang): PlanPage {
  const ranked = (index: IndexYear): string => {
    const more = index.peers.filter((peer) => peer.points > index.verified.points).length
    return index.peers.length === 0 ? '—' : `${more + 1}/${index.peers.length + 1}`
  }
  const last = years[0]
  const body = html`${breadcrumb(
    [
      { href: PLAN, words: p.title },
      { href: `${PLAN}/dti`, words: p.dti },
    ],
    lang,
  )}
${heading({ title: p.dti, lead: p.dtiLead }, lang)}
${
  last === undefined
    ? empty({ title: p.dtiNone, body: p.dtiNoneBody }, lang)
    : html`${table(
        {
          caption: p.dti,
          hideCaption: true,
          columns: [
            { words: p.year },
            { words: p.points, numeric: true },
            { words: p.most, numeric: true },
            { words: p.rank, numeric: true },
          ],
          rows: years.map((index) => [
            String(index.year),
            numberText(index.verified.points, lang),
            numberText(index.verified.most, lang),
            ranked(index),
          ]),
        },
        lang,
      )}<h2>${p.main[lang]}, ${last.year}</h2>${table(
        {
          caption: p.main,
          hideCaption: true,
          columns: [{ words: p.main }, { words: p.points, numeric: true }, { words: p.most, numeric: true }],
          rows: last.mains.map((main) => [
            `${main.code}. ${main.title[lang]}`,
            main.verified.known > 0 || main.points === 0 ? numberText(main.verified.points, lang) : '—',
            numberText(main.points, lang),
          ]),
        },
        lang,
      )}`
}
${notice({ tone: 'info', body: html`<p>${p.dtiNote[lang]}</p>` }, lang)}`
  return { title: p.dti, body, sheets: [SHEET] }
}
