import type { ShownClock } from '#kernel/cases'
import {
  actions,
  breadcrumb,
  button,
  card,
  clockWords,
  csrfField,
  dayText,
  empty,
  type Field,
  field,
  heading,
  html,
  type Lang,
  linkButton,
  linkList,
  momentText,
  notice,
  type Piece,
  pill,
  type Said,
  table,
} from '#kernel/channels'
import type { ProcessingEntry, RetentionLine, Row } from '#kernel/records'
import type { Person } from '#kernel/trust'
import type { Assessment, Breach, Request, Term } from '../records.ts'
import type { Correctable } from '../rules.ts'
import {
  assessmentStatusWords,
  basisWords,
  breachStatusWords,
  causeWords,
  confidenceWords,
  correctableWords,
  endWords,
  identityWords,
  kindWords,
  levelWords,
  statusWords,
  termWords,
  unitWords,
  w,
} from '../words.ts'
import { linesTable } from './ask.ts'
import { correctionText, DESK, deskCrumb, kept, lawText, type PageContent, PUBLIC, statusTone } from './content.ts'

export interface DeskData {
  requests: readonly { row: Row<typeof Request>; clock: ShownClock | null }[]
  breaches: readonly { row: Row<typeof Breach>; clock: ShownClock | null }[]
  assessments: readonly Row<typeof Assessment>[]
  consents: readonly { purpose: string; given: number; withdrawn: number }[]
  terms: readonly Row<typeof Term>[]
  restricted: number
  csrf: string
}

const title = w('Dữ liệu cá nhân', 'Personal data')

/** Where the officer for personal data begins her day. */
export function deskPage(data: DeskData, lang: Lang): PageContent {
  const clock = (one: ShownClock | null): Piece => (one ? clockWords(one, lang) : '—')
  const body = html`${heading({ title, lead: w('Sổ đăng ký, yêu cầu của người dân, vi phạm, lưu giữ, đánh giá tác động.', 'Register, requests, breaches, retention, assessment.') }, lang)}
${linkList(
  [
    { href: `${DESK}/so-dang-ky`, title: w('Sổ đăng ký hoạt động xử lý', 'Register of processing'), icon: 'list' },
    { href: `${DESK}/luu-giu`, title: w('Lưu giữ: sắp xóa gì', 'Retention: what goes next'), icon: 'trash' },
    {
      href: '/officer/',
      title: w('Hàng chờ trong ứng dụng cán bộ', 'The queue in the officer’s application'),
      icon: 'folder',
    },
    { href: PUBLIC, title: w('Trang công khai cho người dân', 'The public page'), icon: 'info' },
  ],
  lang,
)}
<h2>${w('Yêu cầu của chủ thể dữ liệu', 'Requests')[lang]}</h2>
${
  data.requests.length === 0
    ? empty({ title: w('Không có yêu cầu nào đang chờ', 'No request is waiting'), icon: 'check' }, lang)
    : table(
        {
          caption: w('Yêu cầu chưa xong', 'Open requests'),
          columns: [
            { words: w('Số', 'Number') },
            { words: w('Loại', 'Kind') },
            { words: w('Người yêu cầu', 'Asker') },
            { words: w('Trạng thái', 'State') },
            { words: w('Thời hạn', 'Clock') },
          ],
          rows: data.requests.map(({ row, clock: shown }) => [
            html`<a href="${DESK}/yeu-cau/${row.id}">${row.number}</a>`,
            kindWords[row.kind][lang],
            row.asker_name,
            pill({ tone: statusTone[row.status], words: statusWords[row.status] }, lang),
            clock(shown),
          ]),
        },
        lang,
      )
}
<h2>${w('Vi phạm bảo vệ dữ liệu', 'Breaches')[lang]}</h2>
${
  data.breaches.length === 0
    ? empty({ title: w('Chưa ghi nhận vi phạm nào', 'No breach on file'), icon: 'check' }, lang)
    : table(
        {
          caption: w('Hồ sơ vi phạm', 'Breach files'),
          columns: [
            { words: w('Số', 'Number') },
            { words: w('Sự việc', 'What happened') },
            { words: w('Nguyên nhân', 'Cause') },
            { words: w('Phát hiện', 'Found') },
            { words: w('Trạng thái', 'State') },
            { words: w('72 giờ', '72 hours') },
          ],
          rows: data.breaches.map(({ row, clock: shown }) => [
            html`<a href="/officer/cases/personal-data/breach/${row.id}">${row.number ?? '…'}</a>`,
            row.title,
            causeWords[row.cause][lang],
            momentText(row.found_at, lang),
            html`${breachStatusWords[row.status][lang]}${row.report_late ? html` ${pill({ tone: 'bad', words: w('báo trễ', 'reported late') }, lang)}` : null}`,
            clock(shown),
          ]),
        },
        lang,
      )
}
${actions(linkButton({ words: w('Lập hồ sơ vi phạm', 'Open a breach file'), href: '/officer/records/personal-data/breach/new', tone: 'plain', icon: 'plus' }, lang))}
<h2>${w('Đánh giá tác động', 'Impact assessments')[lang]}</h2>
${
  data.assessments.length === 0
    ? empty({ title: w('Chưa có hồ sơ đánh giá tác động', 'No impact assessment yet'), icon: 'file' }, lang)
    : table(
        {
          caption: w('Hồ sơ đánh giá tác động', 'Impact assessments'),
          columns: [
            { words: w('Hồ sơ', 'Title') },
            { words: w('Phiên bản', 'Edition'), numeric: true },
            { words: w('Trạng thái', 'State') },
            { words: w('Hạn gửi', 'Send by') },
            { words: 'PDF' },
          ],
          rows: data.assessments.map((row) => [
            html`<a href="/officer/cases/personal-data/assessment/${row.id}">${row.title}</a>`,
            row.edition,
            html`${assessmentStatusWords[row.status][lang]}${row.sent_late ? html` ${pill({ tone: 'bad', words: w('gửi trễ', 'late') }, lang)}` : null}`,
            row.send_due_on ? dayText(row.send_due_on, lang) : '—',
            html`<a href="${DESK}/danh-gia/${row.id}">${w('Tải PDF', 'PDF')[lang]}<span class="unseen">: ${row.title}</span></a>`,
          ]),
        },
        lang,
      )
}
<form method="post" action="${DESK}/danh-gia">${csrfField(data.csrf)}${button({ words: w('Lập phiên bản mới từ sổ đăng ký', 'New edition from the register'), icon: 'plus' }, lang)}</form>
<h2>${w('Sự đồng ý', 'Consents')[lang]}</h2>
<p>${data.consents.length === 0 ? w('Chưa ai đồng ý việc nào.', 'Nobody has consented to anything yet.')[lang] : data.consents.map((one) => `${one.purpose}: ${one.given} ${w('đang đồng ý', 'consent')[lang]}, ${one.withdrawn} ${w('đã rút', 'withdrawn')[lang]}`).join(' · ')}</p>
<p>${w(`${data.restricted} người đang hạn chế xử lý.`, `${data.restricted} people have restricted processing.`)[lang]}</p>
<h2>${w('Thời hạn theo luật', 'Terms of the law')[lang]}</h2>
${table(
  {
    caption: w('Thời hạn đang áp dụng', 'Terms in force'),
    columns: [
      { words: w('Việc', 'What') },
      { words: w('Thời hạn', 'Term') },
      { words: w('Từ', 'From') },
      { words: w('Căn cứ', 'Source') },
      { words: w('Độ chắc chắn', 'Confidence') },
    ],
    rows: data.terms.map((term) => [
      `${termWords[term.what][lang]}${term.of === '*' ? '' : `: ${kindWords[term.of][lang]}`}`,
      `${term.amount} ${unitWords[term.measure][lang]}`,
      dayText(term.valid_from, lang),
      term.source,
      confidenceWords[term.confidence][lang],
    ]),
  },
  lang,
)}`
  return { title, body, wide: true }
}

export function registerPage(register: readonly ProcessingEntry[], lang: Lang): PageContent {
  const name = w('Sổ đăng ký hoạt động xử lý', 'Register of processing')
  const body = html`${breadcrumb([deskCrumb, { href: `${DESK}/so-dang-ky`, words: name }], lang)}
${heading({ title: name, lead: w('Lấy từ khai báo của từng loại bản ghi; bản ghi có dữ liệu cá nhân mà không khai thì phần mềm không khởi động.', 'Derived from the declarations of the records; one that keeps personal data without declaring it does not start.') }, lang)}
${actions(
  linkButton({ words: w('Tải XLSX', 'XLSX'), href: `${DESK}/so-dang-ky.xlsx`, icon: 'download', download: true }, lang),
  linkButton(
    { words: w('Tải JSON', 'JSON'), href: '/api/v1/personal-data/register', icon: 'download', tone: 'quiet' },
    lang,
  ),
)}
${table(
  {
    caption: name,
    columns: [
      { words: w('Dữ liệu', 'Data') },
      { words: w('Mục đích, chủ thể, bên nhận', 'Purpose, subjects, recipients') },
      { words: w('Căn cứ', 'Basis') },
      { words: w('Trường', 'Fields') },
      { words: w('Thời hạn, biện pháp', 'Retention, measures') },
    ],
    rows: register.map((entry) => [
      html`${entry.title[lang]}<br><span class="hint">${entry.system}/${entry.record}</span>`,
      html`${entry.purpose[lang]}<br><span class="hint">${entry.subjects[lang]}</span>${entry.recipients.length === 0 ? null : html`<br><span class="hint">${w('Bên nhận', 'Recipients')[lang]}: ${entry.recipients.map((one) => one[lang]).join('; ')}</span>`}`,
      html`${basisWords[entry.basis.kind][lang]}<br>${lawText(entry)}`,
      html`${entry.fields.map((one, i) => html`${i > 0 ? ', ' : null}${one.label[lang]}${one.level === 'sensitive' ? html` <strong>(${levelWords.sensitive[lang]})</strong>` : null}`)}`,
      html`${kept(entry)[lang]}. ${entry.retention.basis}${entry.measures ? html`<br><span class="hint">${entry.measures[lang]}</span>` : null}`,
    ]),
  },
  lang,
)}`
  return { title: name, body, wide: true }
}

export function retentionPage(
  data: { now: readonly RetentionLine[]; month: readonly RetentionLine[]; until: string; last: Date | null },
  lang: Lang,
): PageContent {
  const name = w('Lưu giữ: sắp xóa gì', 'Retention: what goes next')
  const rows = (lines: readonly RetentionLine[]) =>
    lines.map((line) => [
      line.title[lang],
      endWords[line.ends][lang],
      `${String(line.years)} ${w('năm', 'years')[lang]}`,
      line.count,
      line.first ? dayText(line.first, lang) : '—',
      line.basis,
    ])
  const columns = [
    { words: w('Dữ liệu', 'Data') },
    { words: w('Hết hạn thì', 'Then') },
    { words: w('Giữ', 'Kept'), numeric: true },
    { words: w('Số dòng', 'Rows'), numeric: true },
    { words: w('Hết hạn sớm nhất', 'First to end') },
    { words: w('Căn cứ', 'Basis') },
  ]
  const body = html`${breadcrumb([deskCrumb, { href: `${DESK}/luu-giu`, words: name }], lang)}
${heading({ title: name, lead: w('Mỗi đêm, phần mềm xóa hoặc ẩn danh những gì đã hết hạn, từng đợt 500 dòng, và ghi nhật ký số dòng.', 'Every night what has run out is erased or anonymised, 500 rows at a time, and counted in the log.') }, lang)}
${notice({ tone: 'info', title: data.last ? w(`Lần xóa gần nhất: ${momentText(data.last, 'vi')}`, `Last erased: ${momentText(data.last, 'en')}`) : w('Chưa có gì bị xóa theo thời hạn.', 'Nothing has been erased by retention yet.') }, lang)}
<h2>${w('Đêm nay', 'Tonight')[lang]}</h2>
${table({ caption: w('Đã hết hạn, xóa đêm nay', 'Run out, going tonight'), columns, rows: rows(data.now) }, lang)}
<h2>${w(`Đến ${dayText(data.until, 'vi')}`, `Until ${dayText(data.until, 'en')}`)[lang]}</h2>
${table({ caption: w('Sẽ hết hạn trong một tháng', 'Running out within a month'), columns, rows: rows(data.month) }, lang)}
<p class="hint">${w('Việc đang giải quyết, dòng còn được hồ sơ khác dẫn tới, và lưu trữ theo luật không nằm ở đây.', 'What is being handled, what another record refers to, and what the archive keeps are not here.')[lang]}</p>`
  return { title: name, body, wide: true }
}

export interface HandleData {
  row: Row<typeof Request>
  person: Person | null
  clocks: readonly { words: { vi: string; en: string }; clock: ShownClock; dueAt: Date }[]
  /** Moves the officer may make now, by name. */
  moves: readonly string[]
  csrf: string
  error: Said | null
  typed: Readonly<Record<string, string>>
  done: boolean
}

const moveWords: Record<
  string,
  { words: { vi: string; en: string }; tone: 'primary' | 'plain' | 'danger'; fields: Field[] }
> = {
  accept: {
    words: w('Phản hồi: sẽ thực hiện', 'Answer: it will be done'),
    tone: 'primary',
    fields: [
      {
        name: 'identity_note',
        kind: 'text',
        max: 300,
        label: w('Đã kiểm tra danh tính bằng', 'Identity checked by'),
        help: w(
          'Bắt buộc khi chưa ai xem giấy tờ của người này.',
          'Needed when nobody has seen a card of this person.',
        ),
      },
    ],
  },
  preview: { words: w('Xem trước việc xóa', 'Preview the erasing'), tone: 'plain', fields: [] },
  'carry-out': {
    words: w('Thực hiện', 'Carry out'),
    tone: 'primary',
    fields: [
      {
        name: 'outcome',
        kind: 'text',
        max: 4_000,
        lines: 3,
        label: w('Câu trả lời cho người yêu cầu', 'Answer to the asker'),
        help: w('Để trống thì phần mềm tự ghi điều đã làm.', 'Left empty, the program says what was done.'),
      },
    ],
  },
  extend: {
    words: w('Gia hạn một lần', 'Extend once'),
    tone: 'plain',
    fields: [
      {
        name: 'reason',
        kind: 'text',
        max: 1_000,
        lines: 2,
        required: true,
        label: w('Vì sao cần thêm thời gian', 'Why more time is needed'),
      },
    ],
  },
  refuse: {
    words: w('Từ chối có lý do', 'Refuse with a reason'),
    tone: 'danger',
    fields: [
      { name: 'reason', kind: 'text', max: 2_000, lines: 3, required: true, label: w('Lý do', 'Reason') },
      {
        name: 'basis',
        kind: 'text',
        max: 300,
        required: true,
        label: w('Căn cứ pháp lý (văn bản, điều)', 'Legal basis (text, article)'),
      },
    ],
  },
  lift: { words: w('Gỡ hạn chế xử lý', 'Lift the restriction'), tone: 'plain', fields: [] },
}

/** The fields a move of this page takes. */
export const moveFields = (move: string): Field[] => moveWords[move]?.fields ?? []

/** One request at the officer's desk: what will happen, exactly, and the moves. */
export function handlePage(data: HandleData, lang: Lang): PageContent {
  const { row, person } = data
  const name = `${row.number} · ${kindWords[row.kind][lang]}`
  const action = `${DESK}/yeu-cau/${row.id}`
  const body = html`${breadcrumb([deskCrumb, { href: action, words: row.number }], lang)}
${heading({ title: kindWords[row.kind], above: row.number, beside: pill({ tone: statusTone[row.status], words: statusWords[row.status] }, lang) }, lang)}
${data.error ? notice({ tone: 'error', title: data.error, live: true }, lang) : data.done ? notice({ tone: 'good', title: w('Đã ghi', 'Done'), live: true }, lang) : null}
${
  row.status === 'executing'
    ? notice(
        { tone: 'info', title: w('Đang chạy. Tải lại trang sau ít giây.', 'Running. Reload in a few seconds.') },
        lang,
      )
    : null
}
${card(
  {
    title: w('Yêu cầu', 'The request'),
    icon: 'user',
    body: html`<dl class="defs">
<div><dt>${w('Người yêu cầu', 'Asker')[lang]}</dt><dd>${row.asker_name}</dd></div>
<div><dt>${w('Danh tính', 'Identity')[lang]}</dt><dd>${identityWords[row.identity][lang]}${row.identity_note ? `: ${row.identity_note}` : ''}</dd></div>
<div><dt>${w('Nhận lúc', 'Received')[lang]}</dt><dd>${momentText(row.received_at, lang)}</dd></div>
<div><dt>${w('Nội dung', 'Content')[lang]}</dt><dd>${row.content ?? '—'}</dd></div>
<div><dt>${w('Căn cứ thời hạn', 'Source of the limit')[lang]}</dt><dd>${row.term_source}</dd></div>
${data.clocks.map((one) => html`<div><dt>${one.words[lang]}</dt><dd>${clockWords(one.clock, lang)} <span class="hint">${momentText(one.dueAt, lang)}</span></dd></div>`)}</dl>`,
  },
  lang,
)}
${
  row.kind === 'correct'
    ? table(
        {
          caption: w('Sẽ sửa trong sổ người', 'What will change in the register'),
          columns: [{ words: w('Mục', 'Field') }, { words: w('Đang ghi', 'Now') }, { words: w('Sẽ ghi', 'Then') }],
          rows: (row.corrections ?? []).map((one) => [
            correctableWords[one.field as Correctable][lang],
            correctionText(one.field as Correctable, person?.[one.field as Correctable] ?? null, lang),
            correctionText(one.field as Correctable, one.value, lang),
          ]),
        },
        lang,
      )
    : null
}
${
  row.kind === 'erase'
    ? row.plan
      ? html`${linesTable(row.plan.lines, lang)}<p class="hint">${w('Xem trước lúc', 'Previewed at')[lang]} ${momentText(new Date(row.plan.at), lang)}. ${w('Nếu dữ liệu thay đổi sau đó thì không xóa gì và yêu cầu trả lại đây.', 'If the data change after this, nothing is erased and the request comes back here.')[lang]}</p>`
      : notice(
          { tone: 'warn', title: w('Chưa xem trước. Hãy xem trước rồi mới thực hiện được.', 'Not previewed yet.') },
          lang,
        )
    : null
}
${
  row.kind === 'see' || row.kind === 'export'
    ? notice(
        {
          tone: 'info',
          title: w(
            'Phần mềm gom dữ liệu và lập tệp cho riêng người yêu cầu. Bạn không cần và không xem được nội dung.',
            'The program gathers the data into files for the asker alone. You need not, and cannot, see what is in them.',
          ),
        },
        lang,
      )
    : null
}
${row.outcome ? card({ title: w('Kết quả', 'Outcome'), body: html`${row.outcome.split('\n').map((line) => (line ? html`<p>${line}</p>` : null))}` }, lang) : null}
${row.status === 'refused' ? card({ title: w('Từ chối', 'Refused'), body: html`<p>${row.reason}</p><p>${row.basis}</p>` }, lang) : null}
${data.moves.map((move) => {
  const known = moveWords[move]
  if (!known) return null
  const id = `viec-${move}`
  return card(
    {
      level: 2,
      title: known.words,
      body: html`<form class="form" method="post" action="${action}" id="${id}">${csrfField(data.csrf)}<input type="hidden" name="version" value="${row.version}"><input type="hidden" name="move" value="${move}">${known.fields.map((one) => field(one, { id, values: data.typed }, lang))}<div class="actions">${button({ words: known.words, tone: known.tone }, lang)}</div></form>`,
    },
    lang,
  )
})}
<p><a href="/officer/cases/personal-data/request/${row.id}">${w('Mở trong ứng dụng cán bộ: diễn biến, trao đổi nội bộ', 'Open in the officer’s application')[lang]}</a></p>`
  return { title: name, body }
}
