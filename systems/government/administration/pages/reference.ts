import { formatDate, formatInstant } from '#ground/clock'
import type { Words } from '#ground/text'
import type { Effect } from '#kernel/cases'
import {
  actions,
  breadcrumb,
  button,
  card,
  csrfField,
  definitions,
  empty,
  type Field,
  form,
  type Html,
  heading,
  html,
  type Lang,
  linkButton,
  linkList,
  notice,
  numberText,
  type PageParts,
  type Piece,
  pill,
  type Said,
  type SwitchedOff,
  say,
  table,
} from '#kernel/channels'
import type { CodeValue } from '#kernel/records'
import { dayKindWords, deskWords, referenceDoneWords, referenceWords } from '../words.ts'

/** What a page of ours puts into the document. */
export type Content = Pick<PageParts, 'title' | 'body' | 'wide'>

const crumbs = (lang: Lang, ...more: { href: string; words: Said }[]): Html =>
  breadcrumb([{ href: '/quan-tri', words: referenceWords.home }, ...more], lang)

/** The second half of every change: what it does, the same fields hidden, and a button that does it. */
export function previewPage(
  parts: {
    title: Words
    here: { href: string; words: Said }
    action: string
    csrf: string
    hidden: Record<string, string>
    effect: Piece
    danger?: boolean
  },
  lang: Lang,
): Content {
  return {
    title: parts.title,
    wide: true,
    body: html`${crumbs(lang, parts.here, { href: parts.action, words: parts.title })}${heading({ title: parts.title }, lang)}
${card({ title: referenceWords.effect, icon: 'info', body: parts.effect }, lang)}
<form method="post" action="${parts.action}">${csrfField(parts.csrf)}${Object.entries(parts.hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}${actions(
      button(
        { words: referenceWords.confirm, tone: parts.danger ? 'danger' : 'primary', name: 'act', value: 'confirm' },
        lang,
      ),
      linkButton({ words: referenceWords.back, href: parts.here.href, tone: 'plain' }, lang),
    )}</form>`,
  }
}

/** Said once after a change; `done` comes from the address and is one of these words. */
const doneNotice = (done: string, lang: Lang): Html | null => {
  const words = referenceDoneWords[done]
  return words ? notice({ tone: 'good', title: words, live: true }, lang) : null
}

// ---------------------------------------------------------------------------------------------- code lists

export interface ListState {
  list: string
  title: Words
  inForce: number
  coming: number
  over: number
}

export function listsPage(lists: readonly ListState[], lang: Lang): Content {
  return {
    title: referenceWords.lists,
    body: html`${crumbs(lang, { href: '/quan-tri/danh-muc', words: referenceWords.lists })}${heading(
      {
        title: referenceWords.lists,
        lead: referenceWords.listsAbout,
      },
      lang,
    )}${
      lists.length === 0
        ? empty({ title: referenceWords.noListsYet }, lang)
        : linkList(
            lists.map((one) => ({
              href: `/quan-tri/danh-muc/${encodeURIComponent(one.list)}`,
              title: one.title,
              note: html`<code>${one.list}</code>`,
              aside: say(referenceWords.valueCount(one.inForce, one.coming, one.over), lang),
            })),
            lang,
          )
    }`,
  }
}

export const codeFields: readonly Field[] = [
  {
    name: 'value',
    kind: 'text',
    label: deskWords.code,
    help: referenceWords.codeHelp,
    required: true,
    max: 60,
  },
  {
    name: 'label_vi',
    kind: 'text',
    label: referenceWords.nameInVietnamese,
    required: true,
    max: 200,
  },
  { name: 'label_en', kind: 'text', label: referenceWords.nameInEnglish, required: true, max: 200 },
  { name: 'from', kind: 'date', label: referenceWords.inForceFrom, required: true },
  {
    name: 'source',
    kind: 'text',
    label: referenceWords.basis,
    help: referenceWords.basisHelp,
    required: true,
    max: 300,
  },
]
export const renameFields: readonly Field[] = codeFields.filter((field) => field.name !== 'value')
export const endFields: readonly Field[] = [
  {
    name: 'to',
    kind: 'date',
    label: referenceWords.lastDayChosen,
    required: true,
  },
]

interface Wrong {
  values?: Readonly<Record<string, unknown>>
  errors?: Readonly<Record<string, Said>>
}

const period = (code: CodeValue, lang: Lang): string =>
  referenceWords.inForcePeriod(formatDate(code.from), code.to ? formatDate(code.to) : null)[lang]

export function listPage(
  data: { list: string; title: Words; codes: readonly CodeValue[]; today: string; csrf: string; done: string } & Wrong,
  lang: Lang,
): Content {
  const here = `/quan-tri/danh-muc/${encodeURIComponent(data.list)}`
  const state = (code: CodeValue) =>
    code.from > data.today
      ? pill({ tone: 'wait', words: referenceWords.toCome }, lang)
      : code.to && code.to < data.today
        ? pill({ tone: 'neutral', words: referenceWords.over }, lang)
        : pill({ tone: 'good', words: referenceWords.inForce }, lang)
  return {
    title: data.title,
    wide: true,
    body: html`${crumbs(lang, { href: '/quan-tri/danh-muc', words: referenceWords.lists }, { href: here, words: data.title })}${heading({ title: data.title }, lang)}
${doneNotice(data.done, lang)}
${table(
  {
    caption: referenceWords.valuesOfTheList,
    hideCaption: true,
    columns: [
      { words: deskWords.code },
      { words: deskWords.thingName },
      { words: deskWords.inForce },
      { words: referenceWords.basis },
      { words: referenceWords.act },
    ],
    rows: data.codes.map((code) => [
      html`<code>${code.value}</code>`,
      html`${code.label.vi}${code.label.en === code.label.vi ? null : html`<br><span class="hint" lang="en">${code.label.en}</span>`}`,
      html`${state(code)} ${period(code, lang)}`,
      code.source ?? '—',
      code.to === null || code.to >= data.today
        ? html`<a href="${here}/${encodeURIComponent(code.value)}">${referenceWords.renameEnd[lang]}<span class="unseen"> ${code.label[lang]}</span></a>`
        : '—',
    ]),
    empty: empty({ title: referenceWords.noValuesYet }, lang),
  },
  lang,
)}
${card(
  {
    title: referenceWords.addAValue,
    icon: 'plus',
    body: form(
      {
        id: 'them',
        action: here,
        fields: codeFields,
        values: data.values ?? { from: data.today },
        ...(data.errors ? { errors: data.errors } : {}),
        csrf: data.csrf,
        submit: { name: 'preview', words: referenceWords.preview },
      },
      lang,
    ),
  },
  lang,
)}`,
  }
}

export function codePage(
  data: {
    list: string
    title: Words
    code: CodeValue
    uses: readonly { title: Words; field: Words; count: number }[]
    today: string
    csrf: string
    /** Which of the two forms was sent with a mistake. */
    sent?: 'rename' | 'end'
  } & Wrong,
  lang: Lang,
): Content {
  const list = `/quan-tri/danh-muc/${encodeURIComponent(data.list)}`
  const here = `${list}/${encodeURIComponent(data.code.value)}`
  const shown = (kind: 'rename' | 'end', usual: Record<string, unknown>) =>
    data.sent === kind
      ? { values: data.values ?? usual, ...(data.errors ? { errors: data.errors } : {}) }
      : { values: usual }
  return {
    title: data.code.label,
    wide: true,
    body: html`${crumbs(lang, { href: '/quan-tri/danh-muc', words: referenceWords.lists }, { href: list, words: data.title }, { href: here, words: data.code.label })}${heading({ title: data.code.label, lead: period(data.code, lang) }, lang)}
${card({ title: referenceWords.usedBy, body: usesTable(data.uses, lang) }, lang)}
${card(
  {
    title: referenceWords.renameFromADay,
    body: form(
      {
        id: 'doi-ten',
        action: here,
        fields: renameFields,
        ...shown('rename', { label_vi: data.code.label.vi, label_en: data.code.label.en }),
        csrf: data.csrf,
        hidden: { kind: 'rename' },
        submit: { name: 'preview', words: referenceWords.preview },
      },
      lang,
    ),
  },
  lang,
)}
${card(
  {
    title: referenceWords.endIt,
    body: form(
      {
        id: 'ket-thuc',
        action: here,
        fields: endFields,
        ...shown('end', { to: data.today }),
        csrf: data.csrf,
        hidden: { kind: 'end' },
        submit: { name: 'preview', words: referenceWords.preview },
      },
      lang,
    ),
  },
  lang,
)}`,
  }
}

/** Counting in the register of records stops here. */
const USES_SHOWN_MAX = 10_000

export function usesTable(uses: readonly { title: Words; field: Words; count: number }[], lang: Lang): Html {
  return table(
    {
      caption: referenceWords.rowsHold,
      hideCaption: true,
      columns: [
        { words: referenceWords.record },
        { words: referenceWords.field },
        { words: referenceWords.rows, numeric: true },
      ],
      rows: uses.map((one) => [
        one.title[lang],
        one.field[lang],
        one.count >= USES_SHOWN_MAX ? `≥ ${numberText(USES_SHOWN_MAX, lang)}` : numberText(one.count, lang),
      ]),
      empty: html`<p>${referenceWords.noRowsHold[lang]}</p>`,
    },
    lang,
  )
}

// ----------------------------------------------------------------------------------------------- calendars

export interface CalendarDayShown {
  scope: string
  date: string
  kind: string
  note: Words
  document: string
  announced: boolean
}

export const dayFields = (calendars: readonly { name: string; title: Words }[]): readonly Field[] => [
  { name: 'date', kind: 'date', label: referenceWords.day, required: true },
  {
    name: 'kind',
    kind: 'choice',
    label: referenceWords.thisDayIs,
    required: true,
    choices: Object.entries(dayKindWords).map(([value, label]) => ({ value, label })),
  },
  {
    name: 'scope',
    kind: 'choice',
    label: referenceWords.scope,
    required: true,
    choices: [
      { value: '*', label: referenceWords.everyCalendar },
      ...calendars.map(({ name, title }) => ({ value: name, label: title })),
    ],
  },
  { name: 'note', kind: 'text', label: referenceWords.reason, required: true, max: 200 },
  {
    name: 'document',
    kind: 'text',
    label: referenceWords.announcement,
    help: referenceWords.announcementHelp,
    required: true,
    max: 300,
  },
  {
    name: 'swapped_with',
    kind: 'date',
    label: referenceWords.swappedWith,
  },
]

export function calendarsPage(
  data: {
    calendars: readonly { name: string; title: Words; sessions: string; units: number }[]
    days: readonly CalendarDayShown[]
    today: string
    csrf: string
    done: string
  } & Wrong,
  lang: Lang,
): Content {
  const scopeWords = (scope: string): string =>
    scope === '*' ? referenceWords.all[lang] : (data.calendars.find((one) => one.name === scope)?.title[lang] ?? scope)
  return {
    title: referenceWords.calendars,
    wide: true,
    body: html`${crumbs(lang, { href: '/quan-tri/lich', words: referenceWords.calendars })}${heading(
      {
        title: referenceWords.calendars,
        lead: referenceWords.calendarsAbout,
      },
      lang,
    )}
${doneNotice(data.done, lang)}
${table(
  {
    caption: referenceWords.allCalendars,
    columns: [
      { words: referenceWords.calendar },
      { words: referenceWords.hours },
      { words: referenceWords.units, numeric: true },
    ],
    rows: data.calendars.map((one) => [one.title[lang], one.sessions, numberText(one.units, lang)]),
  },
  lang,
)}
${card(
  {
    title: referenceWords.announceADay,
    icon: 'calendar',
    body: form(
      {
        id: 'cong-bo',
        action: '/quan-tri/lich',
        fields: dayFields(data.calendars),
        values: data.values ?? { kind: 'rest', scope: '*' },
        ...(data.errors ? { errors: data.errors } : {}),
        csrf: data.csrf,
        submit: { name: 'preview', words: referenceWords.preview },
      },
      lang,
    ),
  },
  lang,
)}
${table(
  {
    caption: referenceWords.specialDaysFromToday,
    columns: [
      { words: referenceWords.day },
      { words: referenceWords.is },
      { words: referenceWords.appliesTo },
      { words: referenceWords.reasonAndDocument },
      { words: referenceWords.act },
    ],
    rows: data.days.map((day) => [
      formatDate(day.date),
      dayKindWords[day.kind]?.[lang] ?? day.kind,
      scopeWords(day.scope),
      html`${day.note[lang]}<br><span class="hint">${day.document}</span>`,
      day.announced
        ? html`<form method="post" action="/quan-tri/lich">${csrfField(data.csrf)}<input type="hidden" name="withdraw" value="${day.date}"><input type="hidden" name="scope" value="${day.scope}">${button({ words: referenceWords.withdraw, name: 'act', value: 'preview', about: formatDate(day.date) }, lang)}</form>`
        : referenceWords.byLaw[lang],
    ]),
    empty: empty({ title: referenceWords.noSpecialDays }, lang),
  },
  lang,
)}`,
  }
}

export function effectBody(
  effect: Effect,
  names: { calendar: (name: string) => string; flow: (path: string) => string },
  lang: Lang,
): Html {
  return html`${definitions(
    [
      [
        referenceWords.calendarsChanged,
        effect.calendars.map(names.calendar).join('; ') || referenceWords.noCalendar[lang],
      ],
      [referenceWords.casesWhoseLimitMoves, numberText(effect.cases, lang)],
      [referenceWords.tasksWhoseLimitMoves, numberText(effect.tasks, lang)],
    ],
    lang,
  )}${
    effect.examples.length === 0
      ? html`<p>${referenceWords.noLimitMoves[lang]}</p>`
      : table(
          {
            caption: referenceWords.earliestOfThem,
            columns: [
              { words: referenceWords.case },
              { words: referenceWords.work },
              { words: referenceWords.limitNow },
              { words: referenceWords.newLimit },
            ],
            rows: effect.examples.map((one) => [
              html`<code>${one.number ?? '—'}</code>`,
              `${names.flow(one.flow)} · ${one.of === 'case' ? referenceWords.wholeCase[lang] : referenceWords.oneStep[lang]}`,
              formatInstant(one.from),
              formatInstant(one.to),
            ]),
          },
          lang,
        )
  }`
}

// ------------------------------------------------------------------------------------------------- systems

export interface SystemShown {
  name: string
  title: Words
  owner: string
  off: SwitchedOff | undefined
  /** The one that holds the switch may not be switched off by itself. */
  fixed: boolean
}

export const offFields: readonly Field[] = [
  {
    name: 'reason',
    kind: 'text',
    label: referenceWords.reason,
    help: referenceWords.reasonHelp,
    required: true,
    max: 300,
    lines: 2,
  },
  {
    name: 'until',
    kind: 'instant',
    label: referenceWords.backOnAt,
  },
]

export function switchesPage(systems: readonly SystemShown[], done: string, lang: Lang): Content {
  return {
    title: referenceWords.systems,
    wide: true,
    body: html`${crumbs(lang, { href: '/quan-tri/he-thong', words: referenceWords.systems })}${heading(
      {
        title: referenceWords.systems,
        lead: referenceWords.systemsAbout,
      },
      lang,
    )}
${doneNotice(done, lang)}
${table(
  {
    caption: referenceWords.allSystems,
    hideCaption: true,
    columns: [
      { words: referenceWords.system },
      { words: referenceWords.owner },
      { words: referenceWords.state },
      { words: referenceWords.act },
    ],
    rows: systems.map((one) => [
      one.title[lang],
      one.owner,
      one.off
        ? html`${pill({ tone: 'bad', words: referenceWords.off }, lang)} ${one.off.reason}`
        : pill({ tone: 'good', words: referenceWords.on }, lang),
      one.fixed
        ? referenceWords.alwaysOn[lang]
        : html`<a href="/quan-tri/he-thong/${one.name}">${one.off ? deskWords.switchOn[lang] : referenceWords.switchOff[lang]}<span class="unseen"> ${one.title[lang]}</span></a>`,
    ]),
  },
  lang,
)}`,
  }
}

/** What stands still when a system is off. */
export interface Standing {
  routes: number
  records: Words[]
  openTasks: number
  runningCases: number
  jobs: number
  usedBy: Words[]
}

export function standingBody(standing: Standing, lang: Lang): Html {
  const none = referenceWords.nothing[lang]
  return definitions(
    [
      [referenceWords.doorsThatStop, numberText(standing.routes, lang)],
      [referenceWords.recordsShut, standing.records.map((one) => one[lang]).join(', ') || none],
      [referenceWords.tasksThatStop, numberText(standing.openTasks, lang)],
      [referenceWords.casesThatRun, numberText(standing.runningCases, lang)],
      [referenceWords.jobsThatStop, numberText(standing.jobs, lang)],
      [referenceWords.usedBySystems, standing.usedBy.map((one) => one[lang]).join(', ') || none],
    ],
    lang,
  )
}

export function switchPage(
  data: { system: SystemShown; standing: Standing; csrf: string } & Wrong,
  lang: Lang,
): Content {
  const here = { href: `/quan-tri/he-thong/${data.system.name}`, words: data.system.title }
  const { off } = data.system
  return {
    title: data.system.title,
    body: html`${crumbs(lang, { href: '/quan-tri/he-thong', words: referenceWords.systems }, here)}${heading({ title: data.system.title }, lang)}
${off ? notice({ tone: 'warn', title: referenceWords.offSince(formatInstant(off.since), off.by), body: off.reason }, lang) : null}
${card({ title: off ? referenceWords.standingStill : referenceWords.whatStops, body: standingBody(data.standing, lang) }, lang)}
${
  off
    ? html`<form method="post" action="${here.href}">${csrfField(data.csrf)}${button({ words: referenceWords.switchItOn, tone: 'primary', name: 'act', value: 'on' }, lang)}</form>`
    : card(
        {
          title: referenceWords.switchItOff,
          body: form(
            {
              id: 'tat',
              action: here.href,
              fields: offFields,
              values: data.values ?? {},
              ...(data.errors ? { errors: data.errors } : {}),
              csrf: data.csrf,
              submit: { name: 'preview', words: referenceWords.preview },
            },
            lang,
          ),
        },
        lang,
      )
}`,
  }
}
