import { speakLimit } from '#ground/working-time'
import { card, heading, html, type Lang, linkList, pill } from '#kernel/channels'
import type { ProcessingEntry, Row } from '#kernel/records'
import type { Term } from '../records.ts'
import { limitOf } from '../rules.ts'
import { basisWords, confidenceWords, kindWords, levelWords, termWords, w } from '../words.ts'
import { ASK, kept, lawText, OWN, type PageContent, TRACKER } from './content.ts'

/** What the province keeps about anybody and why, for everybody to read. */
export function publicPage(
  data: { register: readonly ProcessingEntry[]; terms: readonly Row<typeof Term>[] },
  lang: Lang,
): PageContent {
  const title = w('Tỉnh giữ gì về bạn, và vì sao', 'What the province keeps about you, and why')
  const rights = data.terms.filter((term) => term.what === 'answer' || term.what === 'finish')
  const body = html`${heading(
    {
      title,
      lead: w(
        'Danh sách này lấy thẳng từ phần mềm: mỗi loại dữ liệu cá nhân phải khai mục đích, căn cứ và thời hạn thì phần mềm mới chạy.',
        'This list comes straight from the program: it does not run until every kind of personal data has declared its purpose, basis and term.',
      ),
    },
    lang,
  )}
${linkList(
  [
    {
      href: OWN,
      title: w('Dữ liệu của tôi', 'My data'),
      note: w('Xem, đồng ý, rút lại, gửi yêu cầu', 'See, consent, withdraw, ask')[lang],
      icon: 'user',
    },
    { href: ASK, title: w('Gửi yêu cầu', 'Send a request'), icon: 'edit' },
    { href: TRACKER, title: w('Ai đã xem dữ liệu của tôi', 'Who looked at my data'), icon: 'eye' },
  ],
  lang,
)}
<h2>${w('Quyền của bạn và thời hạn', 'Your rights and their time limits')[lang]}</h2>
<ul>${rights.map((term) => html`<li>${term.what === 'answer' ? termWords.answer[lang] : kindWords[term.of === '*' ? 'see' : term.of][lang]}: ${speakLimit(limitOf(term))[lang]}${term.confidence === 'published' ? null : html` <span class="hint">(${confidenceWords[term.confidence][lang]})</span>`}</li>`)}</ul>
<p class="hint">${w('Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Điều 4; Nghị định 356/2025/NĐ-CP.', 'Law 91/2025/QH15, art. 4; Decree 356/2025/NĐ-CP.')[lang]}</p>
<h2>${w('Dữ liệu được giữ', 'What is kept')[lang]}</h2>
${data.register.map((entry) =>
  card(
    {
      level: 3,
      title: entry.title,
      icon: 'folder',
      body: html`<p>${entry.purpose[lang]}</p>
<p>${pill({ tone: entry.basis.kind === 'consent' ? 'wait' : 'neutral', words: basisWords[entry.basis.kind], icon: entry.basis.kind === 'consent' ? 'check' : 'lock' }, lang)}</p>
<dl class="defs"><div><dt>${w('Căn cứ', 'Basis')[lang]}</dt><dd>${lawText(entry)}</dd></div>
<div><dt>${w('Về ai', 'About whom')[lang]}</dt><dd>${entry.subjects[lang]}</dd></div>
<div><dt>${w('Dữ liệu', 'Data')[lang]}</dt><dd>${entry.fields.map((field) => `${field.label[lang]}${field.level === 'sensitive' ? ` (${levelWords.sensitive[lang]})` : ''}`).join(', ')}</dd></div>
<div><dt>${w('Bên nhận', 'Recipients')[lang]}</dt><dd>${entry.recipients.length === 0 ? w('không có', 'none')[lang] : entry.recipients.map((one) => one[lang]).join('; ')}</dd></div>
<div><dt>${w('Lưu', 'Kept')[lang]}</dt><dd>${kept(entry)[lang]}. ${entry.retention.basis}</dd></div>
${entry.measures ? html`<div><dt>${w('Bảo vệ', 'Measures')[lang]}</dt><dd>${entry.measures[lang]}</dd></div>` : null}</dl>`,
    },
    lang,
  ),
)}`
  return { title, body, description: title }
}
