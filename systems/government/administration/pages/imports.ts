import {
  actions,
  button,
  card,
  csrfField,
  empty,
  type Field,
  html,
  type Lang,
  linkButton,
  momentText,
  notice,
  numberText,
  pagination,
  pill,
  progress,
  type Said,
  say,
  table,
} from '#kernel/channels'
import { type Content, deskPage, type Link } from '../desk.ts'
import { columns, type ImportLine, type Outcome, outcomes, type PeopleImport, ROWS_MAX } from '../people-import.ts'
import { officerRoles } from '../rules.ts'
import { both, deskWords, importWords, outcomeWords } from '../words.ts'

export const importsLink: Link = { href: '/quan-tri/nhap-nguoi', words: deskWords.bulkImport }
export const LINES_A_PAGE = 100

const stateWords = {
  checking: { words: importWords.stateChecking, tone: 'active' },
  checked: { words: importWords.stateChecked, tone: 'wait' },
  running: { words: importWords.stateRunning, tone: 'active' },
  done: { words: importWords.stateDone, tone: 'good' },
} as const

export const fileField: Field = {
  name: 'file',
  kind: 'files',
  label: importWords.fileKind,
  required: true,
  max: 1,
  sizeMax: 10 * 1_048_576,
  accept: '.csv,.xlsx',
}

export function importsPage(rows: readonly PeopleImport[], csrf: string, error: Said | null, lang: Lang): Content {
  return deskPage(
    {
      title: importWords.title,
      lead: importWords.about(both((lang) => numberText(ROWS_MAX, lang))),
      error,
      body: html`<div class="desk-two">${card(
        {
          title: importWords.sendAFile,
          icon: 'upload',
          body: html`<form method="post" action="/quan-tri/nhap-nguoi" enctype="multipart/form-data" class="form">${csrfField(csrf)}<div class="field"><label for="tep">${say(fileField.label, lang)}</label><p class="hint" id="tep-hint">${say(importWords.columnsAre, lang)}${columns.map((column) => column.title).join(', ')}</p><input id="tep" type="file" name="file" accept=".csv,.xlsx" required aria-describedby="tep-hint"></div>${actions(button({ words: importWords.checkTheFile, tone: 'primary' }, lang), linkButton({ words: importWords.downloadTheTemplate, href: '/quan-tri/nhap-nguoi/mau.csv', icon: 'download', download: true }, lang))}</form>`,
        },
        lang,
      )}${card(
        {
          title: importWords.roleNames,
          icon: 'users',
          body: html`<p class="hint">${say(importWords.roleNamesHelp, lang)}</p><ul>${officerRoles.map((role) => html`<li>${role.title.vi}${lang === 'vi' ? null : html` <span class="hint">${role.title.en}</span>`}</li>`)}</ul>`,
        },
        lang,
      )}</div>${card(
        {
          title: importWords.yourImports,
          icon: 'list',
          body: table(
            {
              caption: importWords.yourImports,
              hideCaption: true,
              columns: [
                { words: importWords.file },
                { words: importWords.at },
                { words: importWords.rows, numeric: true },
                { words: deskWords.state },
              ],
              rows: rows.map((one) => [
                html`<a href="/quan-tri/nhap-nguoi/${one.id}">${one.file_name}</a>`,
                momentText(one.made_at, lang),
                numberText(one.rows, lang),
                pill(stateWords[one.state], lang),
              ]),
              empty: empty({ title: importWords.noImportsYet }, lang),
            },
            lang,
          ),
        },
        lang,
      )}`,
    },
    lang,
  )
}

export function importPage(
  data: {
    one: PeopleImport
    counts: ReadonlyMap<Outcome, number>
    lines: readonly ImportLine[]
    outcome: Outcome | null
    next: number | null
    after: number
    csrf: string
  },
  lang: Lang,
): Content {
  const { one, counts } = data
  const href = `/quan-tri/nhap-nguoi/${one.id}`
  const busy = one.state === 'checking' || one.state === 'running'
  const seen = [...counts.values()].reduce((sum, n) => sum + n, 0)
  const refused = counts.get('refused') ?? 0
  return deskPage(
    {
      title: one.file_name,
      way: [importsLink],
      body: html`${
        busy
          ? notice(
              {
                tone: 'info',
                title: stateWords[one.state].words,
                body: html`${progress({ id: 'tien-do', words: importWords.progress, value: seen, max: one.rows }, lang)}`,
                actions: linkButton({ words: importWords.lookAgain, href }, lang),
              },
              lang,
            )
          : null
      }
${
  one.state === 'checked'
    ? notice(
        {
          tone: 'warn',
          title: importWords.checkedUnchanged,
          actions: html`<form method="post" action="${href}/chay">${csrfField(data.csrf)}${button({ words: importWords.runGoodRows(one.rows - refused), tone: 'primary' }, lang)}</form>`,
        },
        lang,
      )
    : null
}
${one.state === 'done' ? notice({ tone: 'good', title: importWords.done, body: html`<p>${say(importWords.codesNext, lang)}</p>` }, lang) : null}
${card(
  {
    title: importWords.byOutcome,
    icon: 'list',
    body: html`<ul>${outcomes.filter((outcome) => counts.get(outcome)).map((outcome) => html`<li><a href="${href}?loai=${outcome}">${outcomeWords[outcome][lang]}: <strong>${numberText(counts.get(outcome) ?? 0, lang)}</strong></a></li>`)}<li><a href="${href}">${say(importWords.all, lang)}</a></li></ul>`,
    ...(refused > 0
      ? {
          foot: actions(
            linkButton(
              {
                words: importWords.downloadRefused,
                href: `${href}/loi.csv`,
                icon: 'download',
                download: true,
              },
              lang,
            ),
          ),
        }
      : {}),
  },
  lang,
)}
${table(
  {
    caption: importWords.rowByRow,
    hideCaption: true,
    columns: [
      { words: importWords.row },
      { words: deskWords.login },
      { words: deskWords.name },
      { words: importWords.roleUnit },
      { words: deskWords.period },
      { words: importWords.outcome },
    ],
    rows: data.lines.map((line) => [
      String(line.line),
      html`<code>${line.cells.login ?? ''}</code>`,
      line.cells.name ?? '',
      html`${line.cells.role ?? '—'}<br><span class="hint">${line.cells.unit ?? ''}</span>`,
      `${line.cells.from ?? '…'} – ${line.cells.to ?? '…'}`,
      line.outcome === null
        ? '…'
        : html`${pill({ tone: line.outcome === 'refused' ? 'bad' : line.outcome === 'unchanged' ? 'neutral' : 'good', words: outcomeWords[line.outcome] }, lang)}${line.why_vi ? html`<br>${lang === 'vi' ? line.why_vi : line.why_en}` : null}`,
    ]),
    empty: empty({ title: importWords.noRows }, lang),
  },
  lang,
)}
${pagination({ newer: data.after > 0 ? `${href}${data.outcome ? `?loai=${data.outcome}` : ''}` : null, older: data.next === null ? null : `${href}?sau=${data.next}${data.outcome ? `&loai=${data.outcome}` : ''}` }, lang)}`,
    },
    lang,
  )
}
