import type { Words } from '#ground/text'
import type { Archive, FactProof, Head, LogKey, LogLine, LogQuery, SealState, Witness } from '#kernel/trust'
import { attributes, type Html, html } from './face/html.ts'
import {
  breadcrumb,
  button,
  card,
  definitions,
  empty,
  heading,
  linkButton,
  notice,
  pagination,
  pill,
  table,
} from './face/parts.ts'
import { type Lang, momentText, numberText } from './face/words.ts'

const w = (vi: string, en: string): Words => ({ vi, en })

const words = {
  public: w('Nhật ký niêm phong', 'The sealed log'),
  publicLead: w(
    'Mọi việc hệ thống làm với hồ sơ và dữ liệu cá nhân đều được ghi lại. Cứ vài giây, toàn bộ nhật ký được niêm phong bằng một dấu có chữ ký số. Ai sửa, xóa hay chèn một dòng đã niêm phong thì dấu không còn khớp, và bất kỳ ai cũng kiểm tra được.',
    'Whatever the system does with dossiers and personal data is written down. Every few seconds the whole log is sealed by a signed head. Whoever changes, removes or slips in a sealed line breaks the seal, and anybody can see that.',
  ),
  desk: w('Nhật ký', 'The log'),
  deskLead: w(
    'Tình trạng niêm phong, khóa, lưu trữ và tra cứu sự việc. Trang này không hiện tên người dân.',
    'State of the seals, keys, archives, and a search of facts. No citizen’s name is shown here.',
  ),
  newest: w('Dấu niêm phong mới nhất', 'Newest head'),
  heads: w('Các dấu niêm phong gần đây', 'Recent heads'),
  keys: w('Khóa ký', 'Signing keys'),
  howTo: w('Tự kiểm tra', 'Check for yourself'),
  facts: w('Sự việc', 'Facts'),
  search: w('Tra cứu sự việc', 'Search facts'),
  archives: w('Tháng đã lưu trữ ra tệp', 'Months archived to files'),
  witnesses: w('Dấu đã gửi ra ngoài', 'Heads that left the house'),
  size: w('Số sự việc', 'Facts'),
  when: w('Thời điểm', 'Time'),
  root: w('Gốc cây (SHA-256)', 'Root hash (SHA-256)'),
  key: w('Khóa', 'Key'),
  signature: w('Chữ ký (Ed25519)', 'Signature (Ed25519)'),
  none: w('Nhật ký chưa được niêm phong lần nào', 'The log has not been sealed yet'),
  noneBody: w(
    'Dấu đầu tiên được ký trong vài giây sau khi hệ thống mở.',
    'The first head is signed seconds after the start.',
  ),
}

const code = (text: string): Html => html`<code class="log-hash">${text}</code>`
const instant = (ms: number | Date, lang: Lang): Html => {
  const at = new Date(ms)
  // The minute for reading, the exact instant for comparing.
  return html`<time datetime="${at.toISOString()}" title="${at.toISOString()}">${momentText(at, lang)}</time>`
}

function headDefinitions(head: Head, lang: Lang): Html {
  return definitions(
    [
      [words.size, numberText(head.size, lang)],
      [words.when, html`${instant(head.timestamp, lang)} <span class="hint">(${String(head.timestamp)} ms)</span>`],
      [words.root, code(head.root)],
      [words.key, code(head.key)],
      [words.signature, code(head.signature)],
    ],
    lang,
  )
}

function headsTable(heads: readonly Head[], lang: Lang): Html {
  return html`<div class="log-table">${table(
    {
      caption: words.heads,
      hideCaption: true,
      columns: [{ words: words.when }, { words: words.size, numeric: true }, { words: words.root }],
      rows: heads.map((head) => [instant(head.timestamp, lang), numberText(head.size, lang), code(head.root)]),
    },
    lang,
  )}</div>`
}

function keysTable(keys: readonly LogKey[], lang: Lang): Html {
  return html`<div class="log-table">${table(
    {
      caption: words.keys,
      hideCaption: true,
      columns: [
        { words: w('Từ', 'From') },
        { words: w('Đến', 'To') },
        { words: w('Mã khóa và khóa công khai', 'Id and public key') },
        { words: w('Ai bảo đảm', 'Vouched for by') },
      ],
      rows: [...keys]
        .reverse()
        .map((key) => [
          instant(key.from, lang),
          key.to ? instant(key.to, lang) : pill({ tone: 'good', words: w('đang dùng', 'in use') }, lang),
          html`${code(key.id)}${code(key.publicKey)}`,
          key.previous === null
            ? w('khóa đầu tiên', 'the first key')[lang]
            : key.vouched
              ? w('khóa trước đã ký', 'signed by the one before')[lang]
              : html`${pill({ tone: 'wait', words: w('khóa trước đã mất', 'the one before was lost') }, lang)} ${key.reason}`,
        ]),
    },
    lang,
  )}</div>`
}

export const logTitle = words.public

/** The public page: newest heads, keys, and how a stranger checks them. */
export function logPage(
  shown: { heads: readonly Head[]; keys: readonly LogKey[]; publicUrl: string },
  lang: Lang,
): Html {
  const newest = shown.heads[0]
  const address = (path: string): string => new URL(path, shown.publicUrl).href
  return html`${heading({ title: words.public, lead: words.publicLead }, lang)}
${
  newest
    ? card({ title: words.newest, icon: 'lock', body: headDefinitions(newest, lang), tone: 'structure' }, lang)
    : empty({ title: words.none, body: words.noneBody, icon: 'lock' }, lang)
}
${card(
  {
    title: words.howTo,
    icon: 'check',
    body: {
      vi: html`<ol class="log-steps"><li>Có dữ liệu trong hệ thống, bạn xem <a href="/toi/ai-da-xem">ai đã xem dữ liệu của mình</a> và tải bằng chứng của từng dòng. Bằng chứng kiểm được ở <a href="/kiem-chung">trang kiểm chứng</a>, chạy ngay trong trình duyệt của bạn, không cần hỏi lại hệ thống.</li><li>Giữ lại dấu niêm phong ở trên (chép, chụp, in). Sau này, dấu mới phải mọc ra từ dấu cũ; nếu không, nhật ký đã bị sửa.</li><li>Cơ quan kiểm toán nhận bản xuất nhật ký và chạy <code>npx sen verify-log THƯ-MỤC</code>: lệnh chỉ ra dòng nào bị sửa, thiếu, thêm hay đổi chỗ mà không cần máy chủ.</li></ol>`,
      en: html`<ol class="log-steps"><li>If the system holds data of yours, see <a href="/toi/ai-da-xem">who looked at it</a> and download the proof of each line. A proof is checked on <a href="/kiem-chung">this page</a>, in your browser alone.</li><li>Keep the head above. Every later head must have grown out of it; if not, the log was tampered with.</li><li>Auditors take an export of the log and run <code>npx sen verify-log FOLDER</code>: it names each changed, missing, added or reordered line without any server.</li></ol>`,
    }[lang],
  },
  lang,
)}
${card(
  {
    title: w('Cho lập trình viên', 'For programmers'),
    body: html`<p>${
      {
        vi: 'Cây Merkle và đường dẫn kiểm chứng theo RFC 6962 (mục 2), dấu ký theo mục 3.5, hình dạng câu trả lời theo mục 4. Byte được ký: phiên bản 0, loại 1, thời điểm (ms, 8 byte), số lá (8 byte), gốc cây (32 byte); chữ ký Ed25519, bọc trong DigitallySigned (0x0807).',
        en: 'Merkle tree and proofs by RFC 6962 section 2, heads by section 3.5, answers in the shapes of section 4. Signed bytes: version 0, type 1, timestamp (ms, 8 bytes), tree size (8 bytes), root (32 bytes); Ed25519 inside DigitallySigned (0x0807).',
      }[lang]
    }</p><pre class="log-lines" tabindex="0">${[
      'get-sth',
      'get-sth-consistency?first=…&second=…',
      'get-proof-by-hash?hash=…&tree_size=…',
      'get-keys',
    ]
      .map((path) => `GET ${address(`/log/v1/${path}`).replaceAll('%E2%80%A6', '…')}`)
      .join('\n')}</pre>`,
  },
  lang,
)}
${shown.keys.length > 0 ? card({ title: words.keys, icon: 'wallet', body: keysTable(shown.keys, lang) }, lang) : null}
${shown.heads.length > 1 ? card({ title: words.heads, icon: 'list', body: headsTable(shown.heads, lang) }, lang) : null}`
}

export const deskTitle = words.desk

const LATE_MS = 60_000

/** The keepers' page: how the sealing stands and everything that belongs to it. */
export function logDeskPage(
  shown: {
    state: SealState
    now: Date
    heads: readonly Head[]
    keys: readonly LogKey[]
    archives: readonly Archive[]
    witnesses: readonly Witness[]
    kinds: readonly string[]
    query: LogQuery
  },
  lang: Lang,
): Html {
  const { state, now } = shown
  const late = state.oldestUnsealedAt ? now.getTime() - state.oldestUnsealedAt.getTime() > LATE_MS : false
  const numbers: [Words, Html | string][] = [
    [w('Sự việc đã niêm phong', 'Sealed facts'), numberText(state.size, lang)],
    [w('Đang chờ niêm phong', 'Waiting'), numberText(state.unsealed, lang)],
    [w('Dấu gần nhất', 'Last head'), state.lastHeadAt ? instant(state.lastHeadAt, lang) : '—'],
    [
      w('Tình trạng', 'State'),
      late
        ? pill({ tone: 'bad', words: w('chậm niêm phong', 'late') }, lang)
        : pill({ tone: 'good', words: w('bình thường', 'as it should') }, lang),
    ],
  ]
  return html`${crumbs(lang)}
${heading({ title: words.desk, lead: words.deskLead }, lang)}
${
  late
    ? notice(
        {
          tone: 'error',
          title: w('Nhật ký chưa được niêm phong hơn một phút', 'Facts have waited for a seal for more than a minute'),
          body: {
            vi: 'Kiểm tra tiến trình Sen có đang chạy việc nền và giữ thư mục secrets/log-keys không. Một giao dịch dài (nhập dữ liệu lớn) cũng giữ lại việc niêm phong cho đến khi xong.',
            en: 'See whether a Sen process runs jobs and holds secrets/log-keys. A long transaction (a large import) also holds sealing back until it ends.',
          }[lang],
        },
        lang,
      )
    : null
}
<dl class="log-numbers">${numbers.map(([name, value]) => html`<div><dt>${name[lang]}</dt><dd>${value}</dd></div>`)}</dl>
${card({ title: words.search, icon: 'search', body: searchForm(shown, lang) }, lang)}
${card(
  {
    title: words.heads,
    icon: 'lock',
    body:
      shown.heads.length > 0 ? headsTable(shown.heads, lang) : empty({ title: words.none, body: words.noneBody }, lang),
    foot:
      shown.heads.length > 0
        ? linkButton(
            { words: w('Mọi dấu niêm phong', 'All heads'), href: '/quan-tri/nhat-ky/dau', tone: 'quiet' },
            lang,
          )
        : null,
  },
  lang,
)}
${card({ title: words.keys, icon: 'wallet', body: shown.keys.length > 0 ? keysTable(shown.keys, lang) : html`<p>—</p>` }, lang)}
${card(
  {
    title: words.archives,
    icon: 'folder',
    body: html`<div class="log-table">${table(
      {
        caption: words.archives,
        hideCaption: true,
        columns: [
          { words: w('Tháng', 'Month') },
          { words: w('Tệp', 'File') },
          { words: words.size, numeric: true },
          { words: w('Còn trong bảng', 'Still in the table'), numeric: true },
          { words: w('SHA-256 của tệp', 'SHA-256 of the file') },
        ],
        rows: shown.archives.map((one) => [
          one.month,
          html`<code>${one.file}</code>`,
          numberText(one.facts, lang),
          numberText(one.kept, lang),
          code(one.sha256),
        ]),
        empty: empty(
          {
            title: w('Chưa lưu trữ tháng nào', 'No month is archived yet'),
            body: w(
              'Người vận hành chạy: npx sen log archive --before NĂM-THÁNG',
              'The operator runs: npx sen log archive --before YYYY-MM',
            ),
          },
          lang,
        ),
      },
      lang,
    )}</div>`,
  },
  lang,
)}
${card(
  {
    title: words.witnesses,
    icon: 'upload',
    body: html`<div class="log-table">${table(
      {
        caption: words.witnesses,
        hideCaption: true,
        columns: [
          { words: words.when },
          { words: w('Cách', 'How') },
          { words: w('Nơi nhận', 'To') },
          { words: w('Dấu số', 'Head'), numeric: true },
        ],
        rows: shown.witnesses.map((one) => [
          instant(one.at, lang),
          one.kind === 'mail'
            ? w('Gửi thư', 'Mailed')[lang]
            : w('Dấu thời gian RFC 3161', 'Time stamp, RFC 3161')[lang],
          one.by,
          numberText(one.head, lang),
        ]),
        empty: empty(
          {
            title: w('Chưa dấu nào được gửi ra ngoài', 'No head has left the house yet'),
            body: w(
              'Đặt SEN_LOG_WITNESSES (địa chỉ thư) hoặc SEN_TSA_URL (máy chủ dấu thời gian): người ngoài giữ dấu thì chính chúng ta cũng không sửa lại được nhật ký.',
              'Set SEN_LOG_WITNESSES (mail addresses) or SEN_TSA_URL (a time-stamping authority): with heads kept outside, not even we can rewrite the log.',
            ),
          },
          lang,
        ),
      },
      lang,
    )}</div>`,
  },
  lang,
)}`
}

interface Asked {
  kinds: readonly string[]
  query: LogQuery
  errors?: Readonly<Record<string, Words>>
}

function searchForm({ kinds, query, errors = {} }: Asked, lang: Lang): Html {
  const input = (name: string, label: Words, value: string, more: Parameters<typeof attributes>[0] = {}): Html => {
    const error = errors[name]
    return html`<div class="${['field', error && 'field-wrong']}"><label for="log-${name}">${label[lang]}</label>${error ? html`<p class="error" id="log-${name}-error">${error[lang]}</p>` : null}<input ${attributes({ id: `log-${name}`, name, value, autocomplete: 'off', 'aria-invalid': error ? 'true' : null, 'aria-describedby': error ? `log-${name}-error` : null, ...more })}></div>`
  }
  const all = query.kind && !kinds.includes(query.kind) ? [query.kind, ...kinds] : kinds
  return html`<form class="log-filters" method="get" action="/quan-tri/nhat-ky/su-viec" role="search" aria-label="${words.search[lang]}">${input('from', w('Từ ngày', 'From'), query.from, { type: 'date', required: true })}${input('to', w('Đến hết ngày', 'To'), query.to, { type: 'date', required: true })}<div class="field"><label for="log-kind">${w('Loại việc', 'Kind')[lang]}</label><select id="log-kind" name="kind"><option value="">${w('Tất cả', 'All')[lang]}</option>${all.map((kind) => html`<option value="${kind}" ?selected=${kind === query.kind}>${kind}</option>`)}</select></div>${input('actor', w('Tên đăng nhập', 'Login'), query.actor ?? '', { maxlength: 60 })}${input('record', w('Bản ghi', 'Record'), query.record ?? '', { maxlength: 60 })}<div class="actions">${button({ words: w('Tìm', 'Search'), tone: 'primary', icon: 'search' }, lang)}</div></form>`
}

const crumbs = (lang: Lang, ...more: { href: string; words: Words }[]): Html =>
  breadcrumb(
    [
      { href: '/quan-tri', words: w('Quản trị', 'Administration') },
      { href: '/quan-tri/nhat-ky', words: words.desk },
      ...more,
    ],
    lang,
  )

/** Every head, a page at a time. */
export function headsPage(shown: { heads: readonly Head[]; older: string | null }, lang: Lang): Html {
  return html`${crumbs(lang, { href: '/quan-tri/nhat-ky/dau', words: w('Mọi dấu niêm phong', 'All heads') })}
${heading({ title: w('Mọi dấu niêm phong', 'All heads') }, lang)}
${shown.heads.length > 0 ? headsTable(shown.heads, lang) : empty({ title: words.none, body: words.noneBody, icon: 'lock' }, lang)}
${pagination({ older: shown.older }, lang)}`
}

const nobody = (lang: Lang): Html => html`<span class="hint">${w('người dân', 'a citizen')[lang]}</span>`

/** What was found. */
export function factsPage(
  shown: Asked & { lines: readonly LogLine[]; older: string | null; systems: Readonly<Record<string, Words>> },
  lang: Lang,
): Html {
  return html`${crumbs(lang, { href: '/quan-tri/nhat-ky/su-viec', words: words.facts })}
${heading({ title: words.search }, lang)}
${searchForm(shown, lang)}
<div class="log-table">${table(
    {
      caption: words.facts,
      hideCaption: true,
      columns: [
        { words: w('Số', 'No.') },
        { words: words.when },
        { words: w('Việc', 'What') },
        { words: w('Người làm', 'By') },
        { words: w('Đơn vị của bản ghi', 'Unit of the record') },
        { words: w('Niêm phong', 'Sealed') },
      ],
      rows: shown.lines.map((line) => [
        html`<a href="/quan-tri/nhat-ky/su-viec/${line.seq}">${line.seq}</a>`,
        instant(line.at, lang),
        html`<code>${line.kind}</code> <span class="hint">${shown.systems[line.system]?.[lang] ?? line.system}${line.record ? ` · ${line.record}` : ''}</span>`,
        line.actor === null
          ? nobody(lang)
          : html`${line.actor}${line.actorUnit ? html` <span class="hint">${line.actorUnit}</span>` : null}`,
        line.unit,
        line.index === null
          ? pill({ tone: 'wait', words: w('đang chờ', 'waiting') }, lang)
          : pill({ tone: 'good', words: w('đã niêm phong', 'sealed') }, lang),
      ]),
      empty: empty(
        {
          title: w('Không có sự việc nào', 'No facts'),
          body: w('Nới khoảng ngày hoặc bỏ bớt điều kiện.', 'Widen the days or drop a condition.'),
          icon: 'search',
        },
        lang,
      ),
    },
    lang,
  )}</div>
${pagination({ older: shown.older }, lang)}`
}

/** One fact with its place in the tree. */
export function factPage(
  shown: { line: LogLine; proof: FactProof | null; mayDownload: boolean; systems: Readonly<Record<string, Words>> },
  lang: Lang,
): Html {
  const { line, proof } = shown
  return html`${crumbs(lang, { href: '/quan-tri/nhat-ky/su-viec', words: words.facts }, { href: `/quan-tri/nhat-ky/su-viec/${line.seq}`, words: w(`Số ${line.seq}`, `No. ${line.seq}`) })}
${heading({ title: w(`Sự việc số ${line.seq}`, `Fact no. ${line.seq}`) }, lang)}
${card(
  {
    body: definitions(
      [
        [words.when, instant(line.at, lang)],
        [w('Loại việc', 'Kind'), html`<code>${line.kind}</code>`],
        [w('Hệ thống', 'System'), shown.systems[line.system]?.[lang] ?? line.system],
        [
          w('Bản ghi', 'Record'),
          line.record ? html`${line.record}${line.recordId ? code(line.recordId) : null}` : null,
        ],
        [w('Đơn vị của bản ghi', 'Unit of the record'), line.unit],
        [w('Người làm', 'Done by'), line.actor === null ? nobody(lang) : line.actor],
        [w('Đơn vị của người làm', 'Unit of the actor'), line.actorUnit],
        [w('Số người có dữ liệu liên quan', 'People concerned'), numberText(line.subjects, lang)],
      ],
      lang,
    ),
  },
  lang,
)}
${
  proof
    ? card(
        {
          title: w('Bằng chứng', 'Proof'),
          icon: 'lock',
          body: definitions(
            [
              [
                w('Vị trí trong cây', 'Place in the tree'),
                `${numberText(proof.index + 1, lang)} / ${numberText(proof.size, lang)}`,
              ],
              [w('Dấu vân tay (lá)', 'Leaf hash'), code(proof.leaf)],
              [w('Đường dẫn đến gốc', 'Audit path'), proof.path.length > 0 ? html`${proof.path.map(code)}` : null],
              [words.root, code(proof.head.root)],
              [w('Dấu ký lúc', 'Head signed'), instant(proof.head.timestamp, lang)],
              [words.signature, code(proof.head.signature)],
            ],
            lang,
          ),
          foot: shown.mayDownload
            ? linkButton(
                {
                  words: w('Tải bằng chứng', 'Download the proof'),
                  href: `/quan-tri/nhat-ky/su-viec/${line.seq}/bang-chung.json`,
                  icon: 'download',
                  download: true,
                },
                lang,
              )
            : html`<p class="hint">${w('Tệp bằng chứng có nguyên văn sự việc, nên chỉ kiểm toán viên tải được; mỗi lần tải được ghi lại.', 'The proof file holds the whole fact, so only auditors may download it; each download is written down.')[lang]}</p>`,
        },
        lang,
      )
    : notice(
        {
          tone: 'info',
          body: w(
            'Sự việc này đang chờ niêm phong. Hãy tải lại trang sau vài giây.',
            'This fact waits for its seal. Reload in a few seconds.',
          )[lang],
        },
        lang,
      )
}`
}
