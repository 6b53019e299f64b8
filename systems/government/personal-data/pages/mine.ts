import {
  actions,
  button,
  card,
  csrfField,
  dayText,
  empty,
  heading,
  html,
  type Lang,
  linkButton,
  linkList,
  momentText,
  notice,
  pill,
} from '#kernel/channels'
import type { ProcessingEntry, Row } from '#kernel/records'
import type { ConsentText } from '#kernel/trust'
import type { Request } from '../records.ts'
import { basisWords, kindWords, statusWords, w } from '../words.ts'
import { ASK, DESK, kept, lawText, OWN, type PageContent, PUBLIC, statusTone, TRACKER } from './content.ts'

export interface Held {
  entry: ProcessingEntry
  count: number
}

export interface ConsentState {
  text: ConsentText
  /** When the last decision was made; null: never asked. */
  decided: Date | null
  given: boolean
}

export interface MineData {
  held: readonly Held[]
  consents: readonly ConsentState[]
  requests: readonly Row<typeof Request>[]
  restrictedSince: Date | null
  csrf: string
  /** She answers for personal data: her desk is a click away. */
  officer: boolean
  done: 'given' | 'withdrawn' | null
}

const words = {
  title: w('Dữ liệu của tôi', 'My data'),
  lead: w(
    'Tỉnh đang giữ gì về bạn, vì sao, đến bao giờ; và bạn có thể yêu cầu gì.',
    'What the province keeps about you, why, how long; and what you may ask.',
  ),
  held: w('Đang giữ về bạn', 'Kept about you'),
  consents: w('Sự đồng ý', 'Consents'),
  consentLead: w(
    'Chỉ những việc dưới đây mới cần bạn đồng ý. Không bấm gì nghĩa là không đồng ý. Rút lại lúc nào cũng được, có tác dụng ngay.',
    'Only these need your consent. Doing nothing means no. You can withdraw at any time, with effect at once.',
  ),
  requests: w('Yêu cầu của tôi', 'My requests'),
  none: w('Bạn chưa gửi yêu cầu nào', 'You have sent no request'),
  ask: w('Gửi yêu cầu mới', 'Send a request'),
  who: w('Ai đã xem dữ liệu của tôi', 'Who looked at my data'),
  whoNote: w('Từng lượt xem: ai, đơn vị nào, lúc nào, vì việc gì.', 'Every look: who, which unit, when, for what.'),
  why: w('Tỉnh giữ dữ liệu gì và vì sao', 'What the province keeps, and why'),
  whyNote: w('Sổ đăng ký hoạt động xử lý, công khai cho mọi người.', 'The register of processing, open to everybody.'),
  give: w('Tôi đồng ý', 'I consent'),
  take: w('Rút lại', 'Withdraw'),
  on: w('Đang đồng ý', 'Consented'),
  off: w('Không đồng ý', 'Not consented'),
  given: w('Đã ghi sự đồng ý của bạn', 'Your consent was recorded'),
  withdrawn: w('Đã rút sự đồng ý. Việc đó dừng ngay.', 'Withdrawn. It stops at once.'),
  restricted: w('Dữ liệu của bạn đang được hạn chế xử lý', 'Processing of your data is restricted'),
}

export function minePage(data: MineData, lang: Lang): PageContent {
  const body = html`${heading({ title: words.title, lead: words.lead }, lang)}
${data.done ? notice({ tone: 'good', title: words[data.done], live: true }, lang) : null}
${
  data.restrictedSince
    ? notice(
        {
          tone: 'warn',
          title: words.restricted,
          body: html`<p>${momentText(data.restrictedSince, lang)}. ${w('Dữ liệu không nằm trong bản xuất nào và không dùng cho việc cần đồng ý. Hồ sơ theo luật vẫn được giải quyết.', 'They are in no export and used for nothing that needs consent. What a law commands goes on.')[lang]}</p>`,
        },
        lang,
      )
    : null
}
${actions(linkButton({ words: words.ask, href: ASK, tone: 'primary', icon: 'edit' }, lang))}
${linkList(
  [
    { href: TRACKER, title: words.who, note: words.whoNote[lang], icon: 'eye' },
    { href: PUBLIC, title: words.why, note: words.whyNote[lang], icon: 'info' },
    ...(data.officer
      ? [
          {
            href: DESK,
            title: w('Bàn làm việc bảo vệ dữ liệu cá nhân', 'The desk for personal data'),
            icon: 'folder' as const,
          },
        ]
      : []),
  ],
  lang,
)}
<h2>${words.held[lang]}</h2>
${data.held.map(({ entry, count }) =>
  card(
    {
      level: 3,
      title: entry.title,
      icon: 'folder',
      body: html`<p>${entry.purpose[lang]}</p>
<p>${pill({ tone: entry.basis.kind === 'consent' ? 'wait' : 'neutral', words: w(`${count} mục`, `${count} ${count === 1 ? 'item' : 'items'}`), icon: 'list' }, lang)}</p>
<details class="filters"><summary>${w('Căn cứ, thời hạn, loại dữ liệu', 'Basis, term, kinds of data')[lang]}<span class="unseen">: ${entry.title[lang]}</span></summary><p>${basisWords[entry.basis.kind][lang]}: ${lawText(entry)}.</p><p>${w('Lưu', 'Kept')[lang]}: ${kept(entry)[lang]}. ${entry.retention.basis}</p><p>${entry.fields.map((field) => field.label[lang]).join(', ')}.</p></details>`,
    },
    lang,
  ),
)}
<h2 id="dong-y">${words.consents[lang]}</h2>
<p>${words.consentLead[lang]}</p>
${data.consents.map((one) =>
  card(
    {
      level: 3,
      title: one.text.title,
      icon: one.given ? 'check' : 'minus',
      body: html`<p>${one.text.text[lang]}</p><p>${pill({ tone: one.given ? 'good' : 'neutral', words: one.given ? words.on : words.off }, lang)} ${one.decided ? html`<span class="hint">${momentText(one.decided, lang)}</span>` : null}</p><p class="hint">${w(`Bản ${one.text.version}, từ ${dayText(one.text.valid_from, 'vi')}`, `Version ${one.text.version}, from ${dayText(one.text.valid_from, 'en')}`)[lang]}</p>`,
      foot: html`<form method="post" action="${OWN}/dong-y">${csrfField(data.csrf)}<input type="hidden" name="purpose" value="${one.text.purpose}"><input type="hidden" name="version" value="${one.text.version}">${button({ words: one.given ? words.take : words.give, about: one.text.title, name: 'act', value: one.given ? 'withdraw' : 'give' }, lang)}</form>`,
    },
    lang,
  ),
)}
<h2>${words.requests[lang]}</h2>
${
  data.requests.length === 0
    ? empty({ title: words.none, icon: 'edit' }, lang)
    : linkList(
        data.requests.map((one) => ({
          href: `${OWN}/yeu-cau/${one.id}`,
          title: `${one.number} · ${kindWords[one.kind][lang]}`,
          note: momentText(one.received_at, lang),
          aside: pill({ tone: statusTone[one.status], words: statusWords[one.status] }, lang),
        })),
        lang,
      )
}`
  return { title: words.title, body }
}
