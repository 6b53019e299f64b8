import type { Words } from '#ground/text'
import type { SightGrant, SightReader, SightReport } from '#kernel/records'
import { type Html, html } from './face/html.ts'
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
import { dayText, type Lang, momentText, numberText } from './face/words.ts'

const w = (vi: string, en: string): Words => ({ vi, en })
const words = {
  title: w('Báo cáo quyền xem', 'Report of rights to see'),
  lead: w(
    'Ai xem được một bản ghi và vì sao; một người xem được những gì. Tính từ quy tắc đã khai báo, đối chiếu với cơ sở dữ liệu trong kiểm thử.',
    'Who can see a row and why; what a person can see. Derived from the declared rules; a test holds it against the database.',
  ),
  ofRow: w('Ai xem được bản ghi này, và vì sao', 'Who can see this row, and why'),
  ofPerson: w('Người này xem được gì', 'What this person can see'),
  type: w('Loại bản ghi', 'Kind of record'),
  row: w('Số hồ sơ hoặc mã bản ghi', 'Number or id'),
  login: w('Tên đăng nhập', 'Login'),
  look: w('Xem', 'Look'),
  count: w('{n} tài khoản xem được', '{n} accounts can see it'),
  everyone: w('Mọi người xem được, kể cả không đăng nhập.', 'Everybody can see it, also without signing in.'),
  signedIn: w('Mọi người đã đăng nhập xem được.', 'Everybody who signed in can see it.'),
  nobody: w('Ngoài chính hệ thống, không tài khoản nào xem được', 'Beside the house itself no account can see it'),
  account: w('Tài khoản', 'Account'),
  why: w('Vì sao', 'Why'),
  unit: w('Đơn vị giữ', 'Unit in charge'),
  csv: w('Tải CSV', 'Download CSV'),
  xlsx: w('Tải XLSX', 'Download XLSX'),
  citizen: w('người dân', 'citizen'),
  service: w('dịch vụ', 'service'),
  roles: w('Vai trò', 'Roles'),
  role: w('Vai trò', 'Role'),
  from: w('Từ', 'From'),
  to: w('Đến', 'To'),
  today: w('Đang giữ', 'Held today'),
  past: w('Hết hoặc chưa đến', 'Not in force'),
  instead: w('Thay cho', 'Instead of'),
  sessions: w('Phiên đăng nhập còn hạn', 'Sessions'),
  device: w('Thiết bị', 'Device'),
  seen: w('Hoạt động gần nhất', 'Last seen'),
  until: w('Hết hạn', 'Ends'),
  scopes: w('Phạm vi của tài khoản dịch vụ', 'Scopes of the service account'),
  sees: w('Xem được bao nhiêu bản ghi', 'How many rows she can see'),
  rows: w('Số bản ghi', 'Rows'),
  by: w('Theo quy tắc', 'By rule'),
  none: w('Không xem được bản ghi nào', 'Sees no row'),
  off: w('Tài khoản đã khóa: không đăng nhập được, không xem được gì.', 'The account is off: it sees nothing.'),
  openings: w('Mở khẩn cấp trong 30 ngày', 'Emergency openings in 30 days'),
  at: w('tại đơn vị ghi ở', 'at the unit in'),
  noRole: w('Không giữ vai trò nào', 'Holds no role'),
}
export const accessTitle = words.title

/** Rules in words. Names of roles are the house's. */
const rules: Record<string, Words> = {
  everyone: w('Mọi người', 'Everybody'),
  'signed-in': w('Mọi người đã đăng nhập', 'Everybody signed in'),
  subject: w('Chính người có dữ liệu', 'The person it is about'),
  acting: w('Được đại diện cho người có dữ liệu', 'May act for the person it is about'),
  creator: w('Người tạo bản ghi', 'Whoever made it'),
  role: w('Vai trò', 'Role'),
  anywhere: w('Vai trò (ở bất cứ đơn vị nào)', 'Role (wherever held)'),
  'break-glass': w('Đang mở khẩn cấp', 'Emergency opening'),
  case: w('Có việc của hồ sơ trong đơn vị mình', 'A task of the case lies in her units'),
}

type Roles = Readonly<Record<string, Words>>

/** One reason as a sentence: 'Cán bộ tiếp nhận tại Trung tâm A, qua cây đơn vị tới Phòng B'. */
export function whyText(grant: SightGrant, roles: Roles, lang: Lang): string {
  const role = grant.role ? (roles[grant.role]?.[lang] ?? grant.role) : ''
  const vi = lang === 'vi'
  const parts: string[] = []
  if (grant.rule === 'role' || grant.rule === 'anywhere' || grant.rule === 'case') {
    parts.push(
      grant.rule === 'case' ? `${rules.case?.[lang]}: ${role}` : role,
      grant.held ? `${vi ? 'tại' : 'at'} ${grant.held}` : '',
    )
    if (grant.reaches && grant.reaches !== grant.held)
      parts.push(`${vi ? '→ đơn vị cấp dưới' : '→ unit below'} ${grant.reaches}`)
  } else parts.push(rules[grant.rule]?.[lang] ?? grant.rule)
  if (grant.delegated_from) parts.push(`(${vi ? 'thay cho' : 'instead of'} ${grant.delegated_from})`)
  if (grant.valid_to) parts.push(`(${vi ? 'đến hết' : 'until'} ${dayText(grant.valid_to, lang)})`)
  if (grant.until) parts.push(`(${vi ? 'đến' : 'until'} ${momentText(new Date(grant.until), lang)})`)
  return parts.filter(Boolean).join(' ')
}

export function ruleText(
  rule: { rule: string; roles: readonly string[]; at: Words | null },
  roles: Roles,
  lang: Lang,
): string {
  const name = rules[rule.rule]?.[lang] ?? rule.rule
  const said =
    rule.roles.length > 0 ? `${name} ${rule.roles.map((role) => roles[role]?.[lang] ?? role).join(', ')}` : name
  return rule.at ? `${said} (${words.at[lang]} “${rule.at[lang]}”)` : said
}

const nameOf = (reader: SightReader, lang: Lang): string =>
  reader.officer ? reader.name : `${reader.name} (${(reader.kind === 'service' ? words.service : words.citizen)[lang]})`

/** That a case's task lies there is worth saying only of who sees the row by nothing else. */
const reasonsOf = (reader: SightReader): SightGrant[] => {
  const declared = reader.grants.filter((grant) => grant.rule !== 'case')
  return declared.length > 0 ? declared : reader.grants
}

export interface Choice {
  path: string
  title: Words
}

function askForms(
  data: {
    types: readonly Choice[]
    type: string
    row: string
    login: string
    error?: { at: 'row' | 'login'; words: string }
  },
  lang: Lang,
): Html {
  const wrong = (at: 'row' | 'login') =>
    data.error?.at === at ? html`<p class="error" id="${at}-error">${data.error.words}</p>` : null
  const box = (at: 'row' | 'login') => ['field', data.error?.at === at && 'field-wrong']
  return html`${card(
    {
      title: words.ofRow,
      body: html`<form class="form" method="get" action="/quan-tri/quyen-xem/ban-ghi"><div class="field"><label for="type">${words.type[lang]}</label><select id="type" name="loai">${data.types.map((type) => html`<option value="${type.path}" ?selected=${type.path === data.type}>${type.title[lang]}</option>`)}</select></div><div class="${box('row')}"><label for="row">${words.row[lang]}</label>${wrong('row')}<input id="row" name="ma" value="${data.row}" maxlength="100" required></div>${button({ words: words.look, tone: 'primary', about: words.ofRow }, lang)}</form>`,
    },
    lang,
  )}
${card(
  {
    title: words.ofPerson,
    body: html`<form class="form" method="get" action="/quan-tri/quyen-xem/nguoi"><div class="${box('login')}"><label for="login">${words.login[lang]}</label>${wrong('login')}<input id="login" name="tai-khoan" value="${data.login}" maxlength="100" autocapitalize="none" required></div>${button({ words: words.look, tone: 'primary', about: words.ofPerson }, lang)}</form>`,
  },
  lang,
)}`
}

/** Where both questions are asked. */
export function accessPage(data: Parameters<typeof askForms>[0], lang: Lang): Html {
  return html`${heading({ title: words.title, lead: words.lead }, lang)}${askForms(data, lang)}`
}

const crumbs = (last: Words | string, lang: Lang): Html =>
  breadcrumb(
    [
      { href: '/quan-tri/quyen-xem', words: words.title },
      { href: '', words: last },
    ],
    lang,
  )

const downloads = (href: string, lang: Lang): Html =>
  html`<div class="actions">${linkButton({ words: words.csv, href: `${href}&dinh-dang=csv`, icon: 'download', download: true }, lang)}${linkButton({ words: words.xlsx, href: `${href}&dinh-dang=xlsx`, icon: 'download', download: true }, lang)}</div>`

/** Question (a). */
export function whoSeesPage(
  data: { report: SightReport; type: Choice; roles: Roles; after: string },
  lang: Lang,
): Html {
  const { report, type } = data
  const query = `loai=${encodeURIComponent(type.path)}&ma=${encodeURIComponent(report.id)}`
  return html`${crumbs(words.ofRow, lang)}${heading({ title: `${type.title[lang]} ${report.title}`, above: words.ofRow }, lang)}
${definitions([[words.unit, report.unit_name]], lang)}
${
  report.everybody
    ? notice({ tone: 'info', title: report.everybody === 'everyone' ? words.everyone : words.signedIn }, lang)
    : report.count === 0
      ? empty({ title: words.nobody, icon: 'lock' }, lang)
      : html`${table(
          {
            caption: words.count[lang].replace('{n}', numberText(report.count, lang)),
            columns: [{ words: words.account }, { words: words.why }],
            rows: report.readers.map((reader) => [
              nameOf(reader, lang),
              html`<ul class="why-list">${reasonsOf(reader).map((grant) => html`<li>${whyText(grant, data.roles, lang)}</li>`)}</ul>`,
            ]),
          },
          lang,
        )}${pagination({ newer: data.after ? `/quan-tri/quyen-xem/ban-ghi?${query}` : null, older: report.next ? `/quan-tri/quyen-xem/ban-ghi?${query}&sau=${report.next}` : null }, lang)}${downloads(`/quan-tri/quyen-xem/ban-ghi?${query}`, lang)}`
}`
}

export interface PersonReport {
  account: string
  login: string
  name: string
  kind: 'person' | 'service'
  off: boolean
  roles: {
    role: string
    unit: string
    from: string
    to: string | null
    today: boolean
    delegated_from: string | null
  }[]
  sessions: { device: Words | null; seen_at: Date; expires_at: Date }[]
  scopes: { system: string; thing: string; access: string }[]
  openings: number
  sees: {
    title: Words
    path: string
    rows: { value: number; exact: boolean }
    rules: { rule: string; roles: readonly string[]; at: Words | null; value: number }[]
  }[]
}

const countText = (rows: { value: number; exact: boolean }, lang: Lang): string =>
  rows.exact ? numberText(rows.value, lang) : `${lang === 'vi' ? 'hơn' : 'over'} ${numberText(rows.value, lang)}`

/** Question (b). */
export function whatSeesPage(data: { report: PersonReport; roles: Roles }, lang: Lang): Html {
  const { report, roles } = data
  const seen = report.sees.filter((one) => one.rows.value > 0)
  const query = `tai-khoan=${encodeURIComponent(report.login)}`
  return html`${crumbs(words.ofPerson, lang)}${heading({ title: report.name, above: words.ofPerson }, lang)}
${report.off ? notice({ tone: 'warn', title: words.off }, lang) : null}
${card(
  {
    title: words.sees,
    body: table(
      {
        caption: words.sees,
        hideCaption: true,
        columns: [{ words: words.type }, { words: words.rows, numeric: true }, { words: words.by }],
        rows: seen.map((one) => [
          one.title[lang],
          countText(one.rows, lang),
          html`<ul class="why-list">${one.rules.map((rule) => html`<li>${ruleText(rule, roles, lang)}: ${numberText(rule.value, lang)}</li>`)}</ul>`,
        ]),
        empty: empty({ title: words.none, icon: 'lock' }, lang),
      },
      lang,
    ),
  },
  lang,
)}
${card(
  {
    title: words.roles,
    body: table(
      {
        caption: words.roles,
        hideCaption: true,
        columns: [
          { words: words.role },
          { words: words.unit },
          { words: words.from },
          { words: words.to },
          { words: words.today },
        ],
        rows: report.roles.map((one) => [
          `${roles[one.role]?.[lang] ?? one.role}${one.delegated_from ? ` (${words.instead[lang]} ${one.delegated_from})` : ''}`,
          one.unit,
          dayText(one.from, lang),
          one.to ? dayText(one.to, lang) : '—',
          one.today
            ? pill({ tone: 'good', words: words.today }, lang)
            : pill({ tone: 'neutral', words: words.past }, lang),
        ]),
        empty: empty({ title: words.noRole, icon: 'user' }, lang),
      },
      lang,
    ),
  },
  lang,
)}
${
  report.scopes.length > 0
    ? card(
        {
          title: words.scopes,
          body: html`<ul>${report.scopes.map((scope) => html`<li>${scope.system}/${scope.thing}: ${scope.access}</li>`)}</ul>`,
        },
        lang,
      )
    : null
}
${
  report.sessions.length > 0
    ? card(
        {
          title: words.sessions,
          body: table(
            {
              caption: words.sessions,
              hideCaption: true,
              columns: [{ words: words.device }, { words: words.seen }, { words: words.until }],
              rows: report.sessions.map((one) => [
                one.device?.[lang] ?? '—',
                momentText(one.seen_at, lang),
                momentText(one.expires_at, lang),
              ]),
            },
            lang,
          ),
        },
        lang,
      )
    : null
}
${definitions([[words.openings, numberText(report.openings, lang)]], lang)}
${downloads(`/quan-tri/quyen-xem/nguoi?${query}`, lang)}`
}
