import type { Words } from '#ground/text'
import { speakLimit } from '#ground/working-time'
import {
  answerSummary,
  breadcrumb,
  type Field,
  form,
  heading,
  html,
  type Lang,
  notice,
  type Said,
  steps,
  table,
} from '#kernel/channels'
import type { ErasureLine, Row } from '#kernel/records'
import type { Term } from '../records.ts'
import { correctable, type Kind, kinds, limitOf } from '../rules.ts'
import { correctableWords, kindHelp, kindWords, outcomeWords, w } from '../words.ts'
import { ASK, OWN, ownCrumb, type PageContent } from './content.ts'

const words = {
  title: w('Yêu cầu về dữ liệu của tôi', 'A request about my data'),
  which: w('Bạn muốn làm gì?', 'What would you like?'),
  whichHelp: w('Chọn một việc. Không mất phí.', 'Choose one. It is free of charge.'),
  next: w('Tiếp tục', 'Continue'),
  back: w('Quay lại', 'Back'),
  send: w('Gửi yêu cầu', 'Send the request'),
  content: w('Bạn muốn nói thêm điều gì?', 'Anything to add?'),
  contentHelp: w('Không bắt buộc.', 'Optional.'),
  object: w('Bạn phản đối việc xử lý nào, vì sao?', 'Which processing do you object to, and why?'),
  field: w('Mục nào ghi sai?', 'Which is wrong?'),
  value: w('Giá trị đúng là gì?', 'What is right?'),
  valueHelp: w(
    'Ngày sinh ghi ngày/tháng/năm; giới tính ghi nam hoặc nữ.',
    'Dates as day/month/year; sex as nam or nữ.',
  ),
  check: w('Kiểm tra rồi gửi', 'Check and send'),
}

const crumbs = (lang: Lang) => breadcrumb([ownCrumb, { href: ASK, words: words.title }], lang)
const stage = (at: number, lang: Lang) =>
  steps({ steps: [w('Chọn việc', 'Choose'), w('Nội dung', 'Details'), w('Gửi', 'Send')], at }, lang)

export interface AskData {
  csrf: string
  values: Readonly<Record<string, unknown>>
  errors?: Readonly<Record<string, Said>>
}

const kindField: Field = {
  name: 'loai',
  kind: 'choice',
  label: words.which,
  required: true,
  choices: kinds.map((kind) => ({ value: kind, label: kindWords[kind] })),
}

/** First page: one question. More than six choices would become a list to open, so the radios are drawn here. */
export function choosePage(data: AskData, lang: Lang): PageContent {
  const wrong = data.errors?.loai
  const body = html`${crumbs(lang)}${stage(0, lang)}
<form class="form" id="yeu-cau" method="get" action="${ASK}">
<fieldset class="${['field', wrong && 'field-wrong']}"><legend><h1>${words.which[lang]}</h1></legend>
<p class="hint">${words.whichHelp[lang]}</p>
<div class="choices">${kinds.map((kind) => html`<div class="choice"><input type="radio" id="loai-${kind}" name="loai" value="${kind}" ?checked=${data.values.loai === kind} ?required=${true} aria-describedby="loai-${kind}-help"><label for="loai-${kind}">${kindWords[kind][lang]}</label></div><p class="hint" id="loai-${kind}-help">${kindHelp[kind][lang]}</p>`)}</div></fieldset>
<div class="actions actions-end"><button class="button button-primary" type="submit"><span>${words.next[lang]}</span></button></div>
</form>`
  return { title: words.which, body }
}

/** What a kind asks besides itself. */
export function detailFields(kind: Kind): Field[] {
  const content: Field = {
    name: 'content',
    kind: 'text',
    max: 4_000,
    lines: 4,
    label: kind === 'object' ? words.object : words.content,
    ...(kind === 'object' ? { required: true } : { help: words.contentHelp }),
  }
  if (kind !== 'correct') return [content]
  return [
    {
      name: 'field',
      kind: 'choice',
      label: words.field,
      required: true,
      choices: correctable.map((name) => ({ value: name, label: correctableWords[name] })),
    },
    {
      name: 'value',
      kind: 'text',
      max: 500,
      label: words.value,
      help: words.valueHelp,
      required: true,
      personal: 'basic',
    },
    content,
  ]
}

export interface DetailData extends AskData {
  kind: Kind
  term: Row<typeof Term>
  answer: Row<typeof Term>
  /** For a request to erase: what would go and what stays, as of now. */
  lines: readonly ErasureLine[] | null
}

const termNote = (data: DetailData, lang: Lang) =>
  notice(
    {
      tone: 'info',
      title: w(
        `Bạn được phản hồi trong ${speakLimit(limitOf(data.answer)).vi}, thực hiện xong trong ${speakLimit(limitOf(data.term)).vi}.`,
        `You are answered within ${speakLimit(limitOf(data.answer)).en}; it is done within ${speakLimit(limitOf(data.term)).en}.`,
      ),
      body: html`<p>${data.term.source}</p>`,
    },
    lang,
  )

/** What erasing would do, for a person and for an officer alike. */
export function linesTable(lines: readonly ErasureLine[], lang: Lang) {
  return table(
    {
      caption: w('Xóa gì, giữ gì, vì sao', 'What goes, what stays, and why'),
      columns: [
        { words: w('Dữ liệu', 'Data') },
        { words: w('Xử lý', 'What happens') },
        { words: w('Số lượng', 'Count'), numeric: true },
        { words: w('Vì sao', 'Why') },
      ],
      rows: lines.map((line) => [line.title[lang], outcomeWords[line.outcome][lang], line.count, line.why[lang]]),
    },
    lang,
  )
}

export function detailPage(data: DetailData, lang: Lang): PageContent {
  const title: Words = kindWords[data.kind]
  const body = html`${crumbs(lang)}${stage(1, lang)}${heading({ title, lead: kindHelp[data.kind] }, lang)}
${termNote(data, lang)}
${data.lines ? linesTable(data.lines, lang) : null}
${form(
  {
    id: 'yeu-cau',
    action: ASK,
    fields: detailFields(data.kind),
    values: data.values,
    ...(data.errors ? { errors: data.errors } : {}),
    csrf: data.csrf,
    hidden: { loai: data.kind },
    submit: { name: 'next', words: words.next },
    others: [{ name: 'back', words: words.back, unchecked: true }],
  },
  lang,
)}`
  return { title, body }
}

export function checkPage(data: DetailData, lang: Lang): PageContent {
  const fields = detailFields(data.kind)
  const hidden: Record<string, string> = { loai: data.kind }
  for (const field of fields) {
    const value = data.values[field.name]
    if (typeof value === 'string') hidden[field.name] = value
  }
  const body = html`${crumbs(lang)}${stage(2, lang)}${heading({ title: words.check }, lang)}
${answerSummary({ fields: [kindField, ...fields], values: { ...data.values, loai: data.kind } }, lang)}
${termNote(data, lang)}
${form(
  {
    id: 'gui',
    action: ASK,
    fields: [],
    values: {},
    csrf: data.csrf,
    hidden,
    submit: { name: 'send', words: words.send },
    others: [{ name: 'edit', words: words.back, unchecked: true }],
  },
  lang,
)}
<p class="hint"><a href="${OWN}">${w('Thôi, không gửi', 'Do not send')[lang]}</a></p>`
  return { title: words.check, body }
}
