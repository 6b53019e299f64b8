import type { ShownClock } from '#kernel/cases'
import {
  breadcrumb,
  button,
  card,
  clockWords,
  csrfField,
  definitions,
  fileList,
  type Happening,
  heading,
  html,
  type Lang,
  momentText,
  notice,
  pill,
  timeline,
} from '#kernel/channels'
import type { Row } from '#kernel/records'
import type { Request } from '../records.ts'
import type { Correctable } from '../rules.ts'
import { correctableWords, kindWords, requestWords, statusWords, w } from '../words.ts'
import { linesTable } from './ask.ts'
import { correctionText, OWN, ownCrumb, type PageContent, statusTone } from './content.ts'

export interface RequestData {
  request: Row<typeof Request>
  clocks: readonly { name: string; words: { vi: string; en: string }; clock: ShownClock; dueAt: Date }[]
  happenings: readonly { at: Date; kind: string; by: string }[]
  csrf: string
  now: Date
  /** Just sent. */
  sent: boolean
  canWithdraw: boolean
  canLift: boolean
}

const what: Record<string, { vi: string; en: string }> = requestWords.facts

export function requestPage(data: RequestData, lang: Lang): PageContent {
  const { request } = data
  const title = `${kindWords[request.kind][lang]}`
  const available = request.results_until !== null && request.results_until > data.now
  const happenings: Happening[] = data.happenings
    .filter((one) => what[one.kind])
    .map((one) => ({ at: one.at, title: what[one.kind] ?? one.kind, by: one.by }))
  const href = `${OWN}/yeu-cau/${request.id}`
  const body = html`${breadcrumb([ownCrumb, { href, words: request.number }], lang)}
${heading({ title, above: request.number, beside: pill({ tone: statusTone[request.status], words: statusWords[request.status] }, lang) }, lang)}
${
  data.sent
    ? notice(
        {
          tone: 'good',
          title: w('Đã nhận yêu cầu của bạn', 'Your request was received'),
          body: html`<p>${w('Bạn sẽ có thông báo khi có phản hồi. Không cần gửi lại.', 'You will get a notice when it is answered. There is no need to send it again.')[lang]}</p>`,
          live: true,
        },
        lang,
      )
    : null
}
${
  request.status === 'refused'
    ? notice(
        {
          tone: 'error',
          title: w('Yêu cầu không thực hiện được', 'The request cannot be carried out'),
          body: html`<p>${request.reason}</p><p>${w('Căn cứ', 'Basis')[lang]}: ${request.basis}</p><p>${w('Bạn có quyền khiếu nại, tố cáo, khởi kiện theo Điều 4 Luật 91/2025/QH15.', 'You may complain, denounce or sue under article 4 of Law 91/2025.')[lang]}</p>`,
        },
        lang,
      )
    : null
}
${
  request.outcome && request.status !== 'refused'
    ? card(
        {
          title: w('Kết quả', 'Outcome'),
          icon: 'check',
          body: html`${request.outcome.split('\n').map((line) => (line === '' ? null : html`<p>${line}</p>`))}`,
        },
        lang,
      )
    : null
}
${
  request.results && available && request.results_until
    ? card(
        {
          title: w('Tệp của bạn', 'Your files'),
          icon: 'download',
          body: html`${fileList(
            request.results.map((file) => ({
              id: file.id,
              name: file.name,
              size: file.size,
              href: `${href}/tep/${file.id}`,
            })),
            {},
            lang,
          )}<p class="hint">${w('Tải được đến', 'Download until')[lang]} ${momentText(request.results_until, lang)}. ${w('Sau đó tệp bị xóa khỏi máy chủ. Mỗi lần tải được ghi nhật ký.', 'Then the files are removed. Every download is logged.')[lang]}</p>`,
        },
        lang,
      )
    : request.results_until && !available
      ? notice(
          { tone: 'info', title: w('Tệp đã hết hạn tải và bị xóa khỏi máy chủ.', 'The files have been removed.') },
          lang,
        )
      : null
}
${
  data.clocks.length > 0
    ? card(
        {
          title: w('Thời hạn', 'Time limits'),
          icon: 'clock',
          body: html`${definitions(
            data.clocks.map((one) => [
              one.words,
              html`${clockWords({ state: one.clock.state, words: one.clock.words }, lang)} <span class="hint">${momentText(one.dueAt, lang)}</span>`,
            ]),
            lang,
          )}<p class="hint">${request.term_source}</p>`,
        },
        lang,
      )
    : null
}
${card(
  {
    title: w('Bạn đã yêu cầu', 'You asked'),
    icon: 'edit',
    body: definitions(
      [
        [requestWords.fields.received_at, momentText(request.received_at, lang)],
        ...(request.corrections ?? []).map(
          (one) =>
            [
              correctableWords[one.field as Correctable],
              correctionText(one.field as Correctable, one.value, lang),
            ] as const,
        ),
        [requestWords.fields.content, request.content],
      ],
      lang,
    ),
  },
  lang,
)}
${request.kind === 'erase' && request.plan ? linesTable(request.plan.lines, lang) : null}
<h2>${w('Diễn biến', 'What happened')[lang]}</h2>
${timeline(happenings, lang)}
${
  data.canLift
    ? html`<form method="post" action="${href}/go-han-che">${csrfField(data.csrf)}${button({ words: w('Gỡ hạn chế xử lý', 'Lift the restriction'), tone: 'primary' }, lang)}</form>`
    : null
}
${
  data.canWithdraw
    ? html`<form method="post" action="${href}/rut">${csrfField(data.csrf)}${button({ words: w('Rút yêu cầu', 'Withdraw the request'), tone: 'quiet', icon: 'cross' }, lang)}</form>`
    : null
}`
  return { title: `${request.number} · ${title}`, body }
}
