import type { FastifyInstance } from 'fastify'
import type { Words } from '#ground/text'
import { type LogKey, listKeys } from '#kernel/trust'
import { assets } from './face/assets.ts'
import { attributes, type Html, html } from './face/html.ts'
import { button, card, heading, linkButton, notice, table } from './face/parts.ts'
import { type Lang, momentText } from './face/words.ts'
import { sendPage } from './request.ts'
import type { Site } from './site.ts'

const w = (vi: string, en: string): Words => ({ vi, en })
const words = {
  title: w('Kiểm chứng bằng chứng nhật ký', 'Check a proof of the log'),
  lead: w(
    'Thả tệp bằng chứng vào đây. Việc kiểm chạy ngay trong trình duyệt của bạn, không gửi gì đi đâu; ngắt mạng vẫn kiểm được.',
    'Drop a proof here. The check runs in your browser alone and sends nothing anywhere; it works without a network.',
  ),
  file: w('Tệp bằng chứng (.json)', 'Proof (.json)'),
  text: w('Hoặc dán nội dung tệp', 'Or paste what it says'),
  check: w('Kiểm chứng', 'Check'),
  needsScript: w(
    'Trang này cần JavaScript vì việc kiểm chạy trong trình duyệt. Không bật được thì dùng một trong hai cách ở dưới.',
    'This page needs JavaScript, since the check runs in the browser. Without it, use one of the two ways below.',
  ),
  keys: w('Khóa của nhật ký này', 'Keys of this log'),
  keysLead: w(
    'Trang này do chính hệ thống gửi cho bạn. Để chắc chắn, hãy so dấu vân tay của khóa với bản đã công bố ở nơi khác: công báo, thư đã nhận, hoặc trang của người làm chứng.',
    'This page comes from the house itself. To be sure, compare the fingerprint with the one published elsewhere: the gazette, a mail you have, a witness.',
  ),
  fingerprint: w('Dấu vân tay (SHA-256)', 'Fingerprint (SHA-256)'),
  from: w('Dùng từ', 'Used from'),
  noKeys: w('Nhật ký chưa được niêm phong lần nào.', 'The log was not sealed yet.'),
  how: w('Bước kiểm gồm gì', 'What is checked'),
  otherWays: w('Kiểm không cần trang này', 'Without this page'),
  save: w('Lưu trang này để kiểm ngoài mạng', 'Save this page for use without a network'),
  saved: w(
    'Tệp lưu về chạy được khi mở thẳng từ máy, không cần mạng và không cần hệ thống này.',
    'The saved file runs from your disk, without a network and without this house.',
  ),
}

const steps: readonly Words[] = [
  w(
    'Tính dấu vân tay (SHA-256) từ nội dung sự việc; sửa một chữ là dấu khác.',
    'The leaf (SHA-256) is computed from the fact; one letter changed gives another.',
  ),
  w(
    'Từ dấu đó đi theo đường dẫn tới gốc của cây nhật ký (RFC 6962).',
    'The path leads from it to the root of the tree (RFC 6962).',
  ),
  w(
    'Xem khóa ghi trong bằng chứng có đúng là khóa đã công bố.',
    'The key named in the proof has to be a published one.',
  ),
  w(
    'Kiểm chữ ký Ed25519 trên gốc, kích thước và thời điểm niêm phong.',
    'The Ed25519 signature over root, size and time is checked.',
  ),
]

const LEAF_RECIPE = `# dấu vân tay của sự việc: phải bằng giá trị "leaf" trong tệp
(printf '\\0'; jq -cjS .fact bang-chung.json) | openssl dgst -sha256
jq -r .leaf bang-chung.json`
const SIGNATURE_RECIPE = `# dấu vân tay của khóa: phải bằng "head.key" và bằng bản đã công bố
jq -r .publicKey bang-chung.json | base64 -d > khoa.der
openssl dgst -sha256 khoa.der
# chữ ký trên 50 byte: 00 01, thời điểm và kích thước (8 byte mỗi số), gốc
jq -r .head.signature bang-chung.json | base64 -d > chu-ky.bin
(printf '0001%016x%016x' $(jq -r '.head.timestamp, .head.size' bang-chung.json); jq -r .head.root bang-chung.json) \\
  | tr -d '\\n' | xxd -r -p > dau.bin
openssl pkeyutl -verify -pubin -keyform DER -inkey khoa.der -rawin -in dau.bin -sigfile chu-ky.bin`

const grouped = (hex: string): string => hex.replace(/(.{4})(?=.)/g, '$1 ')

function checker(keys: readonly LogKey[], lang: Lang): Html {
  return html`<div ${attributes({ 'data-verify': '', hidden: true, 'data-keys': JSON.stringify(keys.map((key) => key.publicKey)) })}><form class="form"><div class="drop" data-verify-drop><div class="field"><label for="proof-file">${words.file[lang]}</label><input id="proof-file" type="file" accept=".json,application/json"></div><div class="field"><label for="proof-text">${words.text[lang]}</label><textarea id="proof-text" rows="5" spellcheck="false" autocomplete="off"></textarea></div>${button({ words: words.check, tone: 'primary' }, lang)}</div></form><div data-verify-result></div></div>`
}

function body(keys: readonly LogKey[], lang: Lang, alone: boolean): Html {
  return html`${heading({ title: words.title, lead: words.lead }, lang)}
<noscript>${notice({ tone: 'warn', title: words.needsScript }, lang)}</noscript>
${checker(keys, lang)}
${card(
  {
    title: words.keys,
    body: html`<p>${words.keysLead[lang]}</p>${
      keys.length === 0
        ? html`<p>${words.noKeys[lang]}</p>`
        : table(
            {
              caption: words.keys,
              hideCaption: true,
              columns: [{ words: words.fingerprint }, { words: words.from }],
              rows: keys.map((key) => [
                html`<code class="fingerprint">${grouped(key.id)}</code>`,
                momentText(key.from, lang),
              ]),
            },
            lang,
          )
    }`,
  },
  lang,
)}
${card({ title: words.how, body: html`<ol>${steps.map((step) => html`<li>${step[lang]}</li>`)}</ol>` }, lang)}
${card(
  {
    title: words.otherWays,
    body: html`<p>${w('Bằng chương trình của nền tảng, trên bản sao của nhật ký:', 'With the program of the platform, on a copy of the log:')[lang]} <code>npx sen verify-log</code></p><p>${w('Bằng OpenSSL và jq:', 'With OpenSSL and jq:')[lang]}</p><pre tabindex="0"><code>${LEAF_RECIPE}</code></pre><pre tabindex="0"><code>${SIGNATURE_RECIPE}</code></pre>`,
  },
  lang,
)}
${alone ? null : card({ title: words.save, body: html`<p>${words.saved[lang]}</p><div class="actions">${linkButton({ words: words.save, href: `/kiem-chung/trang?lang=${lang}`, icon: 'download', download: true }, lang)}</div>` }, lang)}`
}

/** Style of the saved page: enough to read it, nothing fetched. */
const ALONE_STYLE = `:root{color-scheme:light dark;font:16px/1.6 system-ui,sans-serif}body{max-width:44rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem;line-height:1.3}.card{margin:1.5rem 0;padding:1rem;border:1px solid color-mix(in srgb,currentColor 30%,transparent);border-radius:8px}
.notice{margin:1rem 0;padding:1rem;border-inline-start:6px solid #9a6700}.notice-good{border-color:#1a7f37}.notice-error{border-color:#cf222e}.notice-title{font-weight:700;margin:0}
.proof-steps{list-style:none;padding:0}.proof-steps li{padding:.5rem 1rem;border-inline-start:4px solid #1a7f37;margin-top:.5rem}.proof-steps li[data-ok=no]{border-color:#cf222e}.proof-steps strong{display:block}
.fingerprint,code{overflow-wrap:anywhere;font-family:ui-monospace,monospace}pre{overflow:auto}.field{margin-bottom:1rem}label{display:block;font-weight:600}textarea{width:100%}button{font:inherit;padding:.6rem 1.2rem}
.icon,.unseen{display:none}table{width:100%;text-align:start}th{text-align:start;font-weight:400}`

function alone(site: Site, keys: readonly LogKey[], lang: Lang): string {
  const script = assets.get('/face/verify.js')?.body.toString('utf8') ?? ''
  const title = html`<title>${words.title[lang]} · ${site.house.name}</title>`
  // Style and script are files of ours, written as they stand; everything else goes through the template.
  return [
    `<!doctype html>\n<html lang="${lang}">\n<head>\n<meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    title.toString(),
    `<style>${ALONE_STYLE}</style>\n</head>\n<body>\n<main>`,
    body(keys, lang, true).toString(),
    `</main>\n<script type="module">\n${script}\n</script>\n</body>\n</html>\n`,
  ].join('\n')
}

/** The page on which anybody checks a proof, and the same page as a file. */
export function verifyRoutes(site: Site, app: FastifyInstance): void {
  const open = { config: { access: 'public' as const }, schema: { hide: true } }
  app.get('/kiem-chung', open, async (request, reply) => {
    const keys = await site.database.transaction(request.actor, (tx) => listKeys(tx), { soft: true })
    return sendPage(site, request, reply, {
      title: words.title,
      description: words.lead,
      body: body(keys, request.lang, false),
      scripts: ['verify'],
      sheets: ['/face/sight.css'],
    })
  })
  app.get('/kiem-chung/trang', open, async (request, reply) => {
    const keys = await site.database.transaction(request.actor, (tx) => listKeys(tx), { soft: true })
    return reply
      .type('text/html; charset=utf-8')
      .header('content-disposition', 'attachment; filename="kiem-chung.html"')
      .send(alone(site, keys, request.lang))
  })
}
