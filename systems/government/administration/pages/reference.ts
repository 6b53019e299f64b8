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
  type PageParts,
  type Piece,
  pill,
  type Said,
  type SwitchedOff,
  say,
  table,
} from '#kernel/channels'
import type { CodeValue } from '#kernel/records'

/** What a page of ours puts into the document. */
export type Content = Pick<PageParts, 'title' | 'body' | 'wide'>

const w = {
  home: { vi: 'Quản trị', en: 'Administration' },
  lists: { vi: 'Danh mục', en: 'Code lists' },
  calendars: { vi: 'Lịch làm việc', en: 'Working calendars' },
  systems: { vi: 'Bật, tắt hệ thống', en: 'Systems on and off' },
  confirm: { vi: 'Xác nhận, thực hiện', en: 'Confirm and do it' },
  back: { vi: 'Quay lại, chưa đổi gì', en: 'Back, change nothing' },
  effect: { vi: 'Điều sẽ xảy ra', en: 'What will happen' },
  preview: { vi: 'Xem trước tác động', en: 'Show what it does' },
} satisfies Record<string, Words>

const crumbs = (lang: Lang, ...more: { href: string; words: Said }[]): Html =>
  breadcrumb([{ href: '/quan-tri', words: w.home }, ...more], lang)

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
${card({ title: w.effect, icon: 'info', body: parts.effect }, lang)}
<form method="post" action="${parts.action}">${csrfField(parts.csrf)}${Object.entries(parts.hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}${actions(
      button({ words: w.confirm, tone: parts.danger ? 'danger' : 'primary', name: 'act', value: 'confirm' }, lang),
      linkButton({ words: w.back, href: parts.here.href, tone: 'plain' }, lang),
    )}</form>`,
  }
}

/** Said once after a change; `done` comes from the address and is one of these words. */
const doneWords: Record<string, Words> = {
  added: { vi: 'Đã thêm giá trị vào danh mục.', en: 'The value was added.' },
  ended: { vi: 'Đã ghi ngày hết hiệu lực của giá trị.', en: 'The last day of the value was written.' },
  renamed: { vi: 'Đã ghi tên mới của giá trị.', en: 'The new name of the value was written.' },
  announced: {
    vi: 'Đã công bố ngày và tính lại các hạn đang chạy.',
    en: 'The day was announced and running limits counted anew.',
  },
  withdrawn: {
    vi: 'Đã bỏ công bố ngày và tính lại các hạn đang chạy.',
    en: 'The day was withdrawn and running limits counted anew.',
  },
  off: { vi: 'Đã tắt hệ thống.', en: 'The system is switched off.' },
  on: { vi: 'Đã bật lại hệ thống.', en: 'The system is switched on again.' },
}
const doneNotice = (done: string, lang: Lang): Html | null => {
  const words = doneWords[done]
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
    title: w.lists,
    body: html`${crumbs(lang, { href: '/quan-tri/danh-muc', words: w.lists })}${heading(
      {
        title: w.lists,
        lead: {
          vi: 'Những giá trị được chọn trong biểu mẫu. Mỗi giá trị có ngày bắt đầu, ngày hết hiệu lực và văn bản làm căn cứ; hồ sơ cũ giữ giá trị của lúc nộp.',
          en: 'Values chosen from in forms. Each has a first day, a last day and the document it rests on; old dossiers keep the value they were filed with.',
        },
      },
      lang,
    )}${
      lists.length === 0
        ? empty({ title: { vi: 'Chưa có danh mục nào', en: 'No lists yet' } }, lang)
        : linkList(
            lists.map((one) => ({
              href: `/quan-tri/danh-muc/${encodeURIComponent(one.list)}`,
              title: one.title,
              note: html`<code>${one.list}</code>`,
              aside: say(
                {
                  vi: `${one.inForce} đang dùng${one.coming ? `, ${one.coming} sắp có hiệu lực` : ''}${one.over ? `, ${one.over} đã hết` : ''}`,
                  en: `${one.inForce} in force${one.coming ? `, ${one.coming} to come` : ''}${one.over ? `, ${one.over} over` : ''}`,
                },
                lang,
              ),
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
    label: { vi: 'Mã', en: 'Code' },
    help: { vi: 'Không đổi được về sau; hồ sơ ghi mã này', en: 'Cannot be changed later; records keep it' },
    required: true,
    max: 60,
  },
  {
    name: 'label_vi',
    kind: 'text',
    label: { vi: 'Tên tiếng Việt', en: 'Name in Vietnamese' },
    required: true,
    max: 200,
  },
  { name: 'label_en', kind: 'text', label: { vi: 'Tên tiếng Anh', en: 'Name in English' }, required: true, max: 200 },
  { name: 'from', kind: 'date', label: { vi: 'Có hiệu lực từ ngày', en: 'In force from' }, required: true },
  {
    name: 'source',
    kind: 'text',
    label: { vi: 'Căn cứ', en: 'Document' },
    help: { vi: 'Ví dụ: Quyết định 121-TCTK/PPCĐ ngày 02/3/1979', en: 'The decision it rests on' },
    required: true,
    max: 300,
  },
]
export const renameFields: readonly Field[] = codeFields.filter((field) => field.name !== 'value')
export const endFields: readonly Field[] = [
  {
    name: 'to',
    kind: 'date',
    label: { vi: 'Ngày cuối cùng còn chọn được', en: 'Last day it can be chosen' },
    required: true,
  },
]

interface Wrong {
  values?: Readonly<Record<string, unknown>>
  errors?: Readonly<Record<string, Said>>
}

const period = (code: CodeValue, lang: Lang): string =>
  lang === 'vi'
    ? `từ ${formatDate(code.from)}${code.to ? ` đến hết ${formatDate(code.to)}` : ''}`
    : `from ${formatDate(code.from)}${code.to ? ` to ${formatDate(code.to)}` : ''}`

export function listPage(
  data: { list: string; title: Words; codes: readonly CodeValue[]; today: string; csrf: string; done: string } & Wrong,
  lang: Lang,
): Content {
  const here = `/quan-tri/danh-muc/${encodeURIComponent(data.list)}`
  const state = (code: CodeValue) =>
    code.from > data.today
      ? pill({ tone: 'wait', words: { vi: 'sắp có hiệu lực', en: 'to come' } }, lang)
      : code.to && code.to < data.today
        ? pill({ tone: 'neutral', words: { vi: 'đã hết', en: 'over' } }, lang)
        : pill({ tone: 'good', words: { vi: 'đang dùng', en: 'in force' } }, lang)
  return {
    title: data.title,
    wide: true,
    body: html`${crumbs(lang, { href: '/quan-tri/danh-muc', words: w.lists }, { href: here, words: data.title })}${heading({ title: data.title }, lang)}
${doneNotice(data.done, lang)}
${table(
  {
    caption: { vi: 'Giá trị của danh mục', en: 'Values of the list' },
    hideCaption: true,
    columns: [
      { words: { vi: 'Mã', en: 'Code' } },
      { words: { vi: 'Tên', en: 'Name' } },
      { words: { vi: 'Hiệu lực', en: 'In force' } },
      { words: { vi: 'Căn cứ', en: 'Document' } },
      { words: { vi: 'Việc', en: 'Act' } },
    ],
    rows: data.codes.map((code) => [
      html`<code>${code.value}</code>`,
      html`${code.label.vi}${code.label.en === code.label.vi ? null : html`<br><span class="hint" lang="en">${code.label.en}</span>`}`,
      html`${state(code)} ${period(code, lang)}`,
      code.source ?? '—',
      code.to === null || code.to >= data.today
        ? html`<a href="${here}/${encodeURIComponent(code.value)}">${{ vi: 'Đổi tên, kết thúc', en: 'Rename, end' }[lang]}<span class="unseen"> ${code.label[lang]}</span></a>`
        : '—',
    ]),
    empty: empty({ title: { vi: 'Chưa có giá trị nào', en: 'No values yet' } }, lang),
  },
  lang,
)}
${card(
  {
    title: { vi: 'Thêm giá trị', en: 'Add a value' },
    icon: 'plus',
    body: form(
      {
        id: 'them',
        action: here,
        fields: codeFields,
        values: data.values ?? { from: data.today },
        ...(data.errors ? { errors: data.errors } : {}),
        csrf: data.csrf,
        submit: { name: 'preview', words: w.preview },
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
    body: html`${crumbs(lang, { href: '/quan-tri/danh-muc', words: w.lists }, { href: list, words: data.title }, { href: here, words: data.code.label })}${heading({ title: data.code.label, lead: html`<code>${data.code.value}</code> ${period(data.code, lang)}`.toString() === '' ? '' : period(data.code, lang) }, lang)}
${card({ title: { vi: 'Đang được dùng ở', en: 'Used by' }, body: usesTable(data.uses, lang) }, lang)}
${card(
  {
    title: { vi: 'Đổi tên từ một ngày', en: 'Rename from a day' },
    body: form(
      {
        id: 'doi-ten',
        action: here,
        fields: renameFields,
        ...shown('rename', { label_vi: data.code.label.vi, label_en: data.code.label.en }),
        csrf: data.csrf,
        hidden: { kind: 'rename' },
        submit: { name: 'preview', words: w.preview },
      },
      lang,
    ),
  },
  lang,
)}
${card(
  {
    title: { vi: 'Kết thúc hiệu lực', en: 'End it' },
    body: form(
      {
        id: 'ket-thuc',
        action: here,
        fields: endFields,
        ...shown('end', { to: data.today }),
        csrf: data.csrf,
        hidden: { kind: 'end' },
        submit: { name: 'preview', words: w.preview },
      },
      lang,
    ),
  },
  lang,
)}`,
  }
}

export function usesTable(uses: readonly { title: Words; field: Words; count: number }[], lang: Lang): Html {
  return table(
    {
      caption: { vi: 'Bản ghi đang mang giá trị này', en: 'Rows that hold this value' },
      hideCaption: true,
      columns: [
        { words: { vi: 'Loại bản ghi', en: 'Record' } },
        { words: { vi: 'Trường', en: 'Field' } },
        { words: { vi: 'Số bản ghi', en: 'Rows' }, numeric: true },
      ],
      rows: uses.map((one) => [one.title[lang], one.field[lang], one.count >= 10_000 ? '≥ 10.000' : String(one.count)]),
      empty: html`<p>${{ vi: 'Chưa bản ghi nào mang giá trị này.', en: 'No row holds this value.' }[lang]}</p>`,
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

export const kindWords: Record<string, Words> = {
  holiday: { vi: 'Nghỉ lễ, tết', en: 'Public holiday' },
  makeup: { vi: 'Nghỉ bù', en: 'Day in lieu' },
  swap_off: { vi: 'Nghỉ do hoán đổi', en: 'Off by a swap' },
  swap_work: { vi: 'Làm bù', en: 'Worked by a swap' },
  rest: { vi: 'Nghỉ đột xuất (bão, lũ, mất điện …)', en: 'Closed (storm, flood …)' },
}

export const dayFields = (calendars: readonly { name: string; title: Words }[]): readonly Field[] => [
  { name: 'date', kind: 'date', label: { vi: 'Ngày', en: 'Day' }, required: true },
  {
    name: 'kind',
    kind: 'choice',
    label: { vi: 'Ngày này là', en: 'This day is' },
    required: true,
    choices: Object.entries(kindWords).map(([value, label]) => ({ value, label })),
  },
  {
    name: 'scope',
    kind: 'choice',
    label: { vi: 'Áp dụng cho', en: 'For' },
    required: true,
    choices: [
      { value: '*', label: { vi: 'Mọi lịch của tỉnh', en: 'Every calendar of the province' } },
      ...calendars.map(({ name, title }) => ({ value: name, label: title })),
    ],
  },
  { name: 'note', kind: 'text', label: { vi: 'Lý do', en: 'Reason' }, required: true, max: 200 },
  {
    name: 'document',
    kind: 'text',
    label: { vi: 'Văn bản công bố', en: 'Document' },
    help: { vi: 'Số, ngày của thông báo, công điện', en: 'Number and date of the announcement' },
    required: true,
    max: 300,
  },
  {
    name: 'swapped_with',
    kind: 'date',
    label: { vi: 'Hoán đổi với ngày (nếu là nghỉ hoặc làm bù do hoán đổi)', en: 'Swapped with (for swaps)' },
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
    scope === '*'
      ? { vi: 'mọi lịch', en: 'all' }[lang]
      : (data.calendars.find((one) => one.name === scope)?.title[lang] ?? scope)
  return {
    title: w.calendars,
    wide: true,
    body: html`${crumbs(lang, { href: '/quan-tri/lich', words: w.calendars })}${heading(
      {
        title: w.calendars,
        lead: {
          vi: 'Mọi thời hạn của tỉnh được tính theo các lịch này. Công bố một ngày nghỉ thì hạn đang chạy được tính lại ngay.',
          en: 'Every time limit of the province is counted by these. Announce a day and running limits are counted anew at once.',
        },
      },
      lang,
    )}
${doneNotice(data.done, lang)}
${table(
  {
    caption: { vi: 'Các lịch', en: 'Calendars' },
    columns: [
      { words: { vi: 'Lịch', en: 'Calendar' } },
      { words: { vi: 'Giờ làm việc', en: 'Hours' } },
      { words: { vi: 'Số đơn vị dùng', en: 'Units' }, numeric: true },
    ],
    rows: data.calendars.map((one) => [one.title[lang], one.sessions, String(one.units)]),
  },
  lang,
)}
${card(
  {
    title: { vi: 'Công bố một ngày', en: 'Announce a day' },
    icon: 'calendar',
    body: form(
      {
        id: 'cong-bo',
        action: '/quan-tri/lich',
        fields: dayFields(data.calendars),
        values: data.values ?? { kind: 'rest', scope: '*' },
        ...(data.errors ? { errors: data.errors } : {}),
        csrf: data.csrf,
        submit: { name: 'preview', words: w.preview },
      },
      lang,
    ),
  },
  lang,
)}
${table(
  {
    caption: { vi: 'Ngày đặc biệt từ hôm nay', en: 'Special days from today' },
    columns: [
      { words: { vi: 'Ngày', en: 'Day' } },
      { words: { vi: 'Là', en: 'Is' } },
      { words: { vi: 'Áp dụng', en: 'For' } },
      { words: { vi: 'Lý do, văn bản', en: 'Reason and document' } },
      { words: { vi: 'Việc', en: 'Act' } },
    ],
    rows: data.days.map((day) => [
      formatDate(day.date),
      kindWords[day.kind]?.[lang] ?? day.kind,
      scopeWords(day.scope),
      html`${day.note[lang]}<br><span class="hint">${day.document}</span>`,
      day.announced
        ? html`<form method="post" action="/quan-tri/lich">${csrfField(data.csrf)}<input type="hidden" name="withdraw" value="${day.date}"><input type="hidden" name="scope" value="${day.scope}">${button({ words: { vi: 'Bỏ công bố', en: 'Withdraw' }, name: 'act', value: 'preview', about: formatDate(day.date) }, lang)}</form>`
        : { vi: 'theo luật', en: 'by law' }[lang],
    ]),
    empty: empty({ title: { vi: 'Không có ngày đặc biệt nào từ hôm nay', en: 'No special days from today' } }, lang),
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
  const n = (value: number) => value.toLocaleString(lang === 'vi' ? 'vi-VN' : 'en-GB')
  return html`${definitions(
    [
      [
        { vi: 'Lịch thay đổi', en: 'Calendars changed' },
        effect.calendars.map(names.calendar).join('; ') || { vi: 'không lịch nào', en: 'none' }[lang],
      ],
      [{ vi: 'Hồ sơ đổi hạn', en: 'Cases whose limit moves' }, n(effect.cases)],
      [{ vi: 'Bước công việc đổi hạn', en: 'Tasks whose limit moves' }, n(effect.tasks)],
    ],
    lang,
  )}${
    effect.examples.length === 0
      ? html`<p>${{ vi: 'Không hạn nào đang chạy bị ảnh hưởng.', en: 'No running limit is touched.' }[lang]}</p>`
      : table(
          {
            caption: { vi: 'Những hạn đến sớm nhất', en: 'The earliest of them' },
            columns: [
              { words: { vi: 'Hồ sơ', en: 'Case' } },
              { words: { vi: 'Việc', en: 'Work' } },
              { words: { vi: 'Hạn hiện nay', en: 'Limit now' } },
              { words: { vi: 'Hạn mới', en: 'New limit' } },
            ],
            rows: effect.examples.map((one) => [
              html`<code>${one.number ?? '—'}</code>`,
              `${names.flow(one.flow)} · ${one.of === 'case' ? { vi: 'cả hồ sơ', en: 'the case' }[lang] : { vi: 'một bước', en: 'one step' }[lang]}`,
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
    label: { vi: 'Lý do', en: 'Reason' },
    help: { vi: 'Người dân và cán bộ đọc được câu này', en: 'Citizens and officers read this sentence' },
    required: true,
    max: 300,
    lines: 2,
  },
  {
    name: 'until',
    kind: 'instant',
    label: { vi: 'Bật lại lúc (bỏ trống: chưa định)', en: 'Back on at (empty: not known)' },
  },
]

export function switchesPage(systems: readonly SystemShown[], done: string, lang: Lang): Content {
  return {
    title: w.systems,
    wide: true,
    body: html`${crumbs(lang, { href: '/quan-tri/he-thong', words: w.systems })}${heading(
      {
        title: w.systems,
        lead: {
          vi: 'Hệ thống bị tắt không nhận yêu cầu, không chạy việc nền; dữ liệu giữ nguyên, các hệ thống khác vẫn chạy.',
          en: 'A system that is off takes no requests and runs no jobs; its data stay, the others run.',
        },
      },
      lang,
    )}
${doneNotice(done, lang)}
${table(
  {
    caption: { vi: 'Các hệ thống', en: 'Systems' },
    hideCaption: true,
    columns: [
      { words: { vi: 'Hệ thống', en: 'System' } },
      { words: { vi: 'Cơ quan chủ quản', en: 'Owner' } },
      { words: { vi: 'Trạng thái', en: 'State' } },
      { words: { vi: 'Việc', en: 'Act' } },
    ],
    rows: systems.map((one) => [
      one.title[lang],
      one.owner,
      one.off
        ? html`${pill({ tone: 'bad', words: { vi: 'đang tắt', en: 'off' } }, lang)} ${one.off.reason}`
        : pill({ tone: 'good', words: { vi: 'đang chạy', en: 'on' } }, lang),
      one.fixed
        ? { vi: 'luôn bật', en: 'always on' }[lang]
        : html`<a href="/quan-tri/he-thong/${one.name}">${one.off ? { vi: 'Bật lại', en: 'Switch on' }[lang] : { vi: 'Tắt', en: 'Switch off' }[lang]}<span class="unseen"> ${one.title[lang]}</span></a>`,
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
  const none = { vi: 'không có', en: 'none' }[lang]
  return definitions(
    [
      [{ vi: 'Trang và cửa API ngừng trả lời', en: 'Pages and API doors that stop' }, String(standing.routes)],
      [
        { vi: 'Loại bản ghi không mở được', en: 'Records that cannot be opened' },
        standing.records.map((one) => one[lang]).join(', ') || none,
      ],
      [{ vi: 'Việc đang mở bị dừng', en: 'Open tasks that stand still' }, String(standing.openTasks)],
      [{ vi: 'Hồ sơ có hạn vẫn chạy', en: 'Cases whose limits keep running' }, String(standing.runningCases)],
      [{ vi: 'Việc nền ngừng chạy', en: 'Jobs that stop' }, String(standing.jobs)],
      [
        { vi: 'Hệ thống khác đang dùng nó', en: 'Systems that use it' },
        standing.usedBy.map((one) => one[lang]).join(', ') || none,
      ],
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
    body: html`${crumbs(lang, { href: '/quan-tri/he-thong', words: w.systems }, here)}${heading({ title: data.system.title }, lang)}
${off ? notice({ tone: 'warn', title: { vi: `Đang tắt từ ${formatInstant(off.since)}, do ${off.by}`, en: `Off since ${formatInstant(off.since)}, by ${off.by}` }, body: off.reason }, lang) : null}
${card({ title: off ? { vi: 'Đang dừng', en: 'Standing still' } : { vi: 'Khi tắt, những thứ này dừng lại', en: 'What stands still when it is off' }, body: standingBody(data.standing, lang) }, lang)}
${
  off
    ? html`<form method="post" action="${here.href}">${csrfField(data.csrf)}${button({ words: { vi: 'Bật lại hệ thống', en: 'Switch it on' }, tone: 'primary', name: 'act', value: 'on' }, lang)}</form>`
    : card(
        {
          title: { vi: 'Tắt hệ thống', en: 'Switch it off' },
          body: form(
            {
              id: 'tat',
              action: here.href,
              fields: offFields,
              values: data.values ?? {},
              ...(data.errors ? { errors: data.errors } : {}),
              csrf: data.csrf,
              submit: { name: 'preview', words: w.preview },
            },
            lang,
          ),
        },
        lang,
      )
}`,
  }
}
