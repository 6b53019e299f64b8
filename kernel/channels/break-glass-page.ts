import type { Words } from '#ground/text'
import type { FieldMeta } from '#kernel/records'
import {
  emergencies,
  OPEN_MINUTES,
  OPENINGS_A_DAY_MAX,
  type Opening,
  REASON_MAX,
  REASON_MIN,
  REVIEW_WORKING_DAYS,
} from '#kernel/trust'
import type { Field } from './face/answers.ts'
import { form, shown } from './face/form.ts'
import { type Html, html } from './face/html.ts'
import {
  breadcrumb,
  card,
  clockWords,
  confirmation,
  definitions,
  empty,
  heading,
  linkButton,
  notice,
  pill,
  table,
} from './face/parts.ts'
import { type Lang, momentText, type Said } from './face/words.ts'

const w = (vi: string, en: string): Words => ({ vi, en })
const words = {
  title: w('Mở khẩn cấp', 'Emergency opening'),
  lead: w(
    `Dùng khi phải xem ngay một hồ sơ ngoài quyền của mình. Chỉ xem, trong ${OPEN_MINUTES} phút, không quá ${OPENINGS_A_DAY_MAX} lần một ngày.`,
    `For a row beyond your rights that has to be seen at once. Reading only, for ${OPEN_MINUTES} minutes, at most ${OPENINGS_A_DAY_MAX} a day.`,
  ),
  warning: w('Trước khi mở, hãy biết', 'Know this before you open'),
  citizenSees: w(
    'Người dân được báo ngay và đọc được tên bạn, đơn vị, thời điểm, loại tình huống và nguyên văn lý do bạn ghi.',
    'The citizen is told at once and reads your name, unit, the time, the kind of emergency and your reason word for word.',
  ),
  reviewed: w(
    `Lãnh đạo đơn vị giữ hồ sơ và người phụ trách bảo vệ dữ liệu cá nhân xem xét trong ${REVIEW_WORKING_DAYS} ngày làm việc.`,
    `The head of the unit in charge and the data protection officer review it within ${REVIEW_WORKING_DAYS} working days.`,
  ),
  readOnly: w(
    `Chỉ đọc trong ${OPEN_MINUTES} phút, không kèm tệp; mỗi lần mở trang xem đều được ghi.`,
    `Reading only, ${OPEN_MINUTES} minutes, no files; each look is logged.`,
  ),
  what: w('Loại bản ghi', 'Kind of record'),
  name: w('Số hồ sơ', 'Number'),
  nameHelp: w('Số in trên giấy tiếp nhận, hoặc mã của bản ghi.', 'The number on the receipt, or the id of the row.'),
  kind: w('Tình huống khẩn cấp', 'Kind of emergency'),
  reason: w('Lý do', 'Reason'),
  reasonHelp: w(
    `Từ ${REASON_MIN} ký tự: việc gì đang xảy ra, vì sao không chờ được. Người dân sẽ đọc được; không ghi dữ liệu của người khác.`,
    `At least ${REASON_MIN} characters: what is happening, why it cannot wait. The citizen reads it; write nothing about others.`,
  ),
  next: w('Xem trước hậu quả', 'See what it will do'),
  confirmTitle: w('Mở khẩn cấp hồ sơ này?', 'Open this row in an emergency?'),
  yes: w('Tôi chịu trách nhiệm, mở', 'I answer for it: open'),
  no: w('Không mở', 'Do not open'),
  heldBy: w('Đơn vị đang giữ', 'Unit in charge'),
  until: w('Mở đến', 'Open until'),
  own: w('Những lần tôi đã mở', 'My openings'),
  open: w('Đang mở', 'Open'),
  ended: w('Đã hết hạn', 'Ended'),
  row: w('Bản ghi', 'Row'),
  opened: w('Mở lúc', 'Opened'),
  review: w('Xem xét', 'Review'),
  waiting: w('Đang chờ', 'Waiting'),
  justified: w('Chính đáng', 'Justified'),
  notJustified: w('Không chính đáng', 'Not justified'),
  readingTitle: w('Đang xem khẩn cấp', 'Reading in an emergency'),
  queueTitle: w('Xem xét các lần mở khẩn cấp', 'Review of emergency openings'),
  queueLead: w(
    'Mỗi lần một cán bộ mở hồ sơ ngoài quyền của mình, người có trách nhiệm kết luận có chính đáng hay không. Người dân đọc được kết luận.',
    'Each time an officer opened a row beyond her rights, whoever answers for it says whether it was justified. The citizen reads the finding.',
  ),
  none: w('Không có lần mở nào đang chờ', 'No opening is waiting'),
  who: w('Người mở', 'Opened by'),
  due: w('Hạn xem xét', 'Review due'),
  left: w('còn', 'due'),
  overdue: w('quá hạn', 'overdue since'),
  done: w('Đã xem xét', 'Reviewed'),
  verdict: w('Kết luận', 'Finding'),
  note: w('Nhận xét', 'Note'),
  noteHelp: w('Bắt buộc khi kết luận "Không chính đáng".', 'Required when it was not justified.'),
  decide: w('Ghi kết luận', 'Record the finding'),
  saved: w('Đã ghi kết luận', 'The finding was recorded'),
}
export const breakGlassTitle = words.title
export const reviewTitle = words.queueTitle

const verdictPill = (opening: Opening, lang: Lang): Html =>
  opening.verdict === null
    ? pill({ tone: 'wait', words: words.waiting }, lang)
    : pill(
        opening.verdict === 'justified'
          ? { tone: 'good', words: words.justified }
          : { tone: 'bad', words: words.notJustified },
        lang,
      )

const effects = (lang: Lang): Html =>
  notice(
    {
      tone: 'warn',
      title: words.warning,
      body: html`<ul><li>${words.citizenSees[lang]}</li><li>${words.reviewed[lang]}</li><li>${words.readOnly[lang]}</li></ul>`,
    },
    lang,
  )

export const breakGlassFields = (types: readonly { path: string; title: Words }[]): Field[] => [
  {
    name: 'type',
    kind: 'choice',
    label: words.what,
    required: true,
    choices: types.map((type) => ({ value: type.path, label: type.title })),
  },
  { name: 'name', kind: 'text', label: words.name, help: words.nameHelp, required: true, max: 100 },
  {
    name: 'emergency',
    kind: 'choice',
    label: words.kind,
    required: true,
    choices: Object.entries(emergencies).map(([value, label]) => ({ value, label })),
  },
  {
    name: 'reason',
    kind: 'text',
    label: words.reason,
    help: words.reasonHelp,
    required: true,
    max: REASON_MAX,
    lines: 4,
  },
]

/** The form, with what the officer opened before. */
export function breakGlassPage(
  data: {
    types: readonly { path: string; title: Words }[]
    own: readonly Opening[]
    now: Date
    csrf: string
    values: Record<string, unknown>
    errors?: Record<string, Said>
  },
  lang: Lang,
): Html {
  return html`${heading({ title: words.title, lead: words.lead }, lang)}
${effects(lang)}
${card(
  {
    body: form(
      {
        id: 'mo',
        action: '/mo-khan-cap',
        fields: breakGlassFields(data.types),
        values: data.values,
        ...(data.errors ? { errors: data.errors } : {}),
        csrf: data.csrf,
        submit: { name: 'check', words: words.next },
      },
      lang,
    ),
  },
  lang,
)}
${
  data.own.length > 0
    ? card(
        {
          title: words.own,
          body: table(
            {
              caption: words.own,
              hideCaption: true,
              columns: [{ words: words.row }, { words: words.opened }, { words: words.until }, { words: words.review }],
              rows: data.own.map((one) => [
                one.until > data.now ? html`<a href="/mo-khan-cap/${one.id}">${one.title}</a>` : one.title,
                momentText(one.at, lang),
                one.until > data.now ? momentText(one.until, lang) : words.ended[lang],
                verdictPill(one, lang),
              ]),
            },
            lang,
          ),
        },
        lang,
      )
    : null
}`
}

/** What will happen, exactly, before it does. */
export function confirmBreakPage(
  data: {
    values: Record<string, string>
    title: string
    typeTitle: Words
    unit: string
    csrf: string
  },
  lang: Lang,
): Html {
  const emergency = emergencies[data.values.emergency as keyof typeof emergencies]
  const back = new URLSearchParams({ type: data.values.type ?? '', name: data.values.name ?? '' }).toString()
  return html`${effects(lang)}${confirmation(
    {
      title: words.confirmTitle,
      body: definitions(
        [
          [words.row, `${data.typeTitle[lang]} ${data.title}`],
          [words.heldBy, data.unit],
          [words.kind, emergency ? emergency[lang] : ''],
          [words.reason, data.values.reason ?? ''],
        ],
        lang,
      ),
      action: '/mo-khan-cap',
      csrf: data.csrf,
      hidden: { ...data.values, act: 'open' },
      yes: words.yes,
      no: { href: `/mo-khan-cap?${back}`, words: words.no },
    },
    lang,
  )}`
}

/** The description of a field, as far as showing its value needs it. */
const asField = (meta: FieldMeta): Field => ({
  name: meta.name,
  kind: meta.kind,
  label: meta.label,
  ...(meta.unit ? { unit: meta.unit } : {}),
  ...(meta.choices ? { choices: meta.choices } : {}),
  ...(meta.fields ? { fields: meta.fields.map(asField) } : {}),
})

const NOT_SHOWN = new Set(['files', 'json', 'refs'])

/** The row, for reading. */
export function brokenRowPage(
  data: {
    opening: Opening
    typeTitle: Words
    fields: readonly FieldMeta[]
    row: Readonly<Record<string, unknown>>
  },
  lang: Lang,
): Html {
  const labels = (data.row._labels ?? {}) as Record<string, unknown>
  const filled = data.fields.filter(
    (field) =>
      !NOT_SHOWN.has(field.kind) &&
      data.row[field.name] !== null &&
      data.row[field.name] !== undefined &&
      data.row[field.name] !== '' &&
      !(Array.isArray(data.row[field.name]) && (data.row[field.name] as unknown[]).length === 0) &&
      !(field.kind === 'ref' && typeof labels[field.name] !== 'string'),
  )
  return html`${breadcrumb(
    [
      { href: '/mo-khan-cap', words: words.title },
      { href: '', words: data.opening.title },
    ],
    lang,
  )}
${heading({ title: `${data.typeTitle[lang]} ${data.opening.title}`, above: words.readingTitle }, lang)}
${notice({ tone: 'warn', title: `${words.until[lang]} ${momentText(data.opening.until, lang)}`, body: words.readOnly[lang] }, lang)}
${card(
  {
    body: definitions(
      filled.map((field) => {
        const label = labels[field.name]
        const value =
          field.kind === 'ref'
            ? typeof label === 'string'
              ? label
              : '—'
            : shown(asField(field), data.row[field.name], {}, lang)
        return [field.label, value] as const
      }),
      lang,
    ),
  },
  lang,
)}`
}

export const reviewFields: readonly Field[] = [
  {
    name: 'verdict',
    kind: 'choice',
    label: words.verdict,
    required: true,
    choices: [
      { value: 'justified', label: words.justified },
      { value: 'not-justified', label: words.notJustified },
    ],
  },
  { name: 'note', kind: 'text', label: words.note, help: words.noteHelp, max: 1_000, lines: 3 },
]

/** The reviewers' queue, what is due first first. */
export function reviewPage(
  data: {
    waiting: readonly Opening[]
    done: readonly Opening[]
    now: Date
    csrf: string
    titles: ReadonlyMap<string, Words>
    saved: boolean
    again?: { id: string; values: Record<string, unknown>; errors: Record<string, Said> }
  },
  lang: Lang,
): Html {
  const facts = (one: Opening) =>
    definitions(
      [
        [words.row, `${data.titles.get(`${one.system}/${one.record}`)?.[lang] ?? ''} ${one.title}`],
        [words.heldBy, one.unit_name],
        [words.who, `${one.account_name}${one.account_unit_name ? ` · ${one.account_unit_name}` : ''}`],
        [words.opened, momentText(one.at, lang)],
        [words.kind, emergencies[one.emergency][lang]],
        [words.reason, one.reason],
      ],
      lang,
    )
  return html`${heading({ title: words.queueTitle, lead: words.queueLead }, lang)}
${data.saved ? notice({ tone: 'good', title: words.saved, live: true }, lang) : null}
${
  data.waiting.length === 0
    ? empty({ title: words.none, icon: 'check' }, lang)
    : data.waiting.map((one) => {
        const late = one.due_at < data.now
        const again = data.again?.id === one.id ? data.again : undefined
        return html`<section class="card" id="m-${one.id}"><h2 class="card-title"><span>${one.title}</span></h2><div class="card-body"><p>${clockWords({ state: late ? 'late' : 'ok', words: `${words.due[lang]}: ${momentText(one.due_at, lang)}` }, lang)}</p>${facts(one)}${form(
          {
            id: `xem-xet-${one.id}`,
            action: `/quan-tri/mo-khan-cap/${one.id}`,
            fields: reviewFields,
            values: again?.values ?? {},
            ...(again ? { errors: again.errors } : {}),
            csrf: data.csrf,
            submit: { name: 'review', words: words.decide },
          },
          lang,
        )}</div></section>`
      })
}
${
  data.done.length > 0
    ? html`<h2>${words.done[lang]}</h2>${data.done.map((one) => card({ body: html`<p>${verdictPill(one, lang)}</p>${facts(one)}${one.note ? html`<p class="as-typed">${one.note}</p>` : null}<p class="hint">${one.reviewer_name}, ${one.reviewed_at ? momentText(one.reviewed_at, lang) : ''}</p>` }, lang))}`
    : null
}
<div class="actions">${linkButton({ words: w('Báo cáo quyền xem', 'Report of rights'), href: '/quan-tri/quyen-xem', tone: 'quiet' }, lang)}</div>`
}
