import {
  actions,
  button,
  card,
  csrfField,
  dayText,
  definitions,
  empty,
  type Field,
  form,
  type Html,
  html,
  type Lang,
  linkButton,
  momentText,
  notice,
  numberText,
  type Option,
  type Piece,
  pagination,
  pill,
  type Said,
  say,
  searchBox,
  table,
} from '#kernel/channels'
import { type RoleGrant, type RoleRequest, stateOf } from '#kernel/trust'
import type { AccountRow } from '../accounts.ts'
import { type Content, deskPage, type Link, t } from '../desk.ts'
import { officerRoles, roleTitle } from '../rules.ts'
import { SEEN_MAX, type SeenLine } from '../sight.ts'

export const accountsLink: Link = { href: '/quan-tri/tai-khoan', words: t('Người và tài khoản', 'People and accounts') }
export const accountHref = (id: string): string => `/quan-tri/tai-khoan/${id}`

const grantState = {
  now: { words: t('đang giữ', 'in force'), tone: 'good' },
  future: { words: t('sắp đến', 'to come'), tone: 'wait' },
  past: { words: t('đã kết thúc', 'over'), tone: 'neutral' },
} as const

export function accountsPage(
  data: {
    rows: readonly AccountRow[]
    next: string | null
    q: string
    kind: string
    after: string
    all: boolean
    waiting: number
    done: Said | null
  },
  lang: Lang,
): Content {
  const href = (after: string): string => {
    const asked = new URLSearchParams({ q: data.q, loai: data.kind, sau: after })
    return `/quan-tri/tai-khoan?${asked}`
  }
  return deskPage(
    {
      title: t('Người và tài khoản', 'People and accounts'),
      done: data.done,
      body: html`${searchBox(
        {
          id: 'tim-tai-khoan',
          action: '/quan-tri/tai-khoan',
          value: data.q,
          label: t('Tìm theo tên hoặc tên đăng nhập', 'Find by name or login'),
          filters: [
            {
              name: 'loai',
              words: t('Loại tài khoản', 'Kind'),
              options: [
                { value: 'officers', words: t('Cán bộ', 'Officers') },
                ...(data.all ? [{ value: 'citizens', words: t('Người dân', 'Citizens') }] : []),
                { value: 'locked', words: t('Đã khóa', 'Locked') },
              ],
              value: data.kind === 'officers' ? '' : data.kind,
            },
          ],
          clear: '/quan-tri/tai-khoan',
        },
        lang,
      )}
${actions(
  linkButton(
    {
      words: t('Mở tài khoản cán bộ', 'Open an officer’s account'),
      href: '/quan-tri/tai-khoan/moi',
      tone: 'primary',
      icon: 'plus',
    },
    lang,
  ),
  linkButton(
    { words: t('Nhập hàng loạt từ tệp', 'Import from a file'), href: '/quan-tri/nhap-nguoi', icon: 'upload' },
    lang,
  ),
  data.waiting > 0
    ? linkButton(
        {
          words: t(
            `Vai trò quản trị chờ xác nhận (${data.waiting})`,
            `Administrator roles to confirm (${data.waiting})`,
          ),
          href: '/quan-tri/de-nghi',
          icon: 'alert',
        },
        lang,
      )
    : null,
)}
${table(
  {
    caption: t('Tài khoản', 'Accounts'),
    hideCaption: true,
    columns: [
      { words: t('Họ tên', 'Name') },
      { words: t('Tên đăng nhập', 'Login') },
      { words: t('Vai trò đang giữ', 'Roles in force'), numeric: true },
      { words: t('Tình trạng', 'State') },
    ],
    rows: data.rows.map((one) => [
      html`<a href="${accountHref(one.id)}">${one.name}</a>`,
      html`<code>${one.login}</code>`,
      numberText(one.roles, lang),
      stateOfAccount(one, lang),
    ]),
    empty: empty({ title: t('Không có tài khoản nào khớp.', 'No account matches.'), icon: 'users' }, lang),
  },
  lang,
)}
${pagination({ newer: data.after ? '/quan-tri/tai-khoan' : null, older: data.next ? href(data.next) : null }, lang)}`,
    },
    lang,
  )
}

function stateOfAccount(account: AccountRow, lang: Lang): Html {
  if (account.disabled_at) return pill({ tone: 'bad', words: t('đã khóa', 'locked'), icon: 'lock' }, lang)
  if (!account.has_password) return pill({ tone: 'wait', words: t('chưa đặt mật khẩu', 'no password yet') }, lang)
  return pill({ tone: 'good', words: t('hoạt động', 'in use') }, lang)
}

export interface AccountData {
  account: AccountRow
  grants: readonly RoleGrant[]
  sessions: number
  factors: readonly string[]
  mayManage: boolean
  /** Units whose roles the looker may decide about. */
  mine: (unit: string) => boolean
  tasks: number
  today: string
  csrf: string
  code: { code: string; expiresAt: Date } | null
  publicUrl: string
  done: Said | null
  error: Said | null
}

const small = (
  action: string,
  words: Said,
  csrf: string,
  lang: Lang,
  tone: 'plain' | 'danger' = 'plain',
  act = 'preview',
): Html =>
  html`<form method="post" action="${action}">${csrfField(csrf)}${button({ words, tone, name: 'act', value: act }, lang)}</form>`

export function accountPage(data: AccountData, lang: Lang): Content {
  const { account, csrf } = data
  const href = accountHref(account.id)
  return deskPage(
    {
      title: account.name,
      way: [accountsLink],
      done: data.done,
      error: data.error,
      body: html`${
        data.code
          ? notice(
              {
                tone: 'good',
                live: true,
                title: t('Mã đặt mật khẩu, chỉ hiện một lần này', 'Code for setting a password, shown this once'),
                body: html`<p class="secret"><code>${data.code.code}</code></p><p>${say(
                  t(
                    `Đưa tận tay người dùng. Người dùng mở ${data.publicUrl}/dat-mat-khau và nhập mã. Mã hết hạn lúc ${momentText(data.code.expiresAt, 'vi')}, dùng một lần.`,
                    `Hand it over in person. The owner opens ${data.publicUrl}/dat-mat-khau and types it. It works once, until ${momentText(data.code.expiresAt, 'en')}.`,
                  ),
                  lang,
                )}</p>`,
              },
              lang,
            )
          : null
      }<div class="desk-two"><div class="stack">${card(
        {
          title: t('Vai trò', 'Roles'),
          icon: 'users',
          body: table(
            {
              caption: t('Vai trò: trước đây, hiện nay, sắp tới', 'Roles: past, present, to come'),
              hideCaption: true,
              columns: [
                { words: t('Vai trò', 'Role') },
                { words: t('Đơn vị', 'Unit') },
                { words: t('Từ – đến', 'From – to') },
                { words: t('Tình trạng', 'State') },
                { words: t('Sửa', 'Change') },
              ],
              rows: data.grants.map((one) => {
                const state = stateOf(one, data.today)
                return [
                  html`${roleTitle(one.role, lang)}${one.delegator ? html`<br><span class="hint">${lang === 'vi' ? 'được ủy quyền, thay' : 'delegated, for'} ${one.delegator}</span>` : null}`,
                  html`<a href="/quan-tri/don-vi/${one.unit}">${one.unit_name}</a>`,
                  `${dayText(one.valid_from, lang)} – ${one.valid_to ? dayText(one.valid_to, lang) : '…'}`,
                  pill(grantState[state], lang),
                  state !== 'past' && data.mine(one.unit)
                    ? html`<a href="/quan-tri/vai-tro/${one.id}">${lang === 'vi' ? 'Sửa, kết thúc' : 'Change, end'}<span class="unseen"> ${roleTitle(one.role, lang)}, ${one.unit_name}</span></a>`
                    : null,
                ]
              }),
              empty: empty({ title: t('Chưa có vai trò nào.', 'No roles yet.'), icon: 'users' }, lang),
            },
            lang,
          ),
          foot: actions(
            linkButton(
              { words: t('Giao vai trò', 'Give a role'), href: `${href}/vai-tro`, tone: 'primary', icon: 'plus' },
              lang,
            ),
            linkButton({ words: t('Chuyển công tác', 'Transfer'), href: `${href}/chuyen` }, lang),
            linkButton({ words: t('Ghi ủy quyền', 'Write a delegation'), href: `${href}/uy-quyen` }, lang),
            linkButton({ words: t('Nghỉ việc, thôi công tác', 'Leave of service'), href: `${href}/nghi` }, lang),
          ),
        },
        lang,
      )}</div><div class="stack">${card(
        {
          title: t('Tài khoản', 'Account'),
          icon: 'user',
          body: definitions(
            [
              [t('Tên đăng nhập', 'Login'), html`<code>${account.login}</code>`],
              [t('Thư điện tử', 'E-mail'), account.email],
              [t('Tình trạng', 'State'), stateOfAccount(account, lang)],
              [t('Mở ngày', 'Opened'), momentText(account.created_at, lang)],
              [t('Phiên đang mở', 'Open sessions'), String(data.sessions)],
              [
                t('Lớp bảo vệ thứ hai', 'Second factors'),
                data.factors.length === 0 ? t('chưa có', 'none')[lang] : data.factors.join(', '),
              ],
              [t('Việc đang nhận', 'Tasks in hand'), String(data.tasks)],
            ],
            lang,
          ),
        },
        lang,
      )}${
        data.mayManage
          ? card(
              {
                title: t('Can thiệp', 'Act'),
                icon: 'lock',
                body: html`<p class="hint">${say(t('Không ai đặt mật khẩu thay người khác: hệ thống cấp mã để chủ tài khoản tự đặt.', 'Nobody sets a password for another: a code lets the owner set her own.'), lang)}</p>${actions(
                  small(`${href}/ma`, t('Cấp mã đặt mật khẩu', 'Make a password code'), csrf, lang, 'plain', 'confirm'),
                  small(`${href}/ket-thuc-phien`, t('Kết thúc các phiên', 'End sessions'), csrf, lang),
                  data.factors.length > 0
                    ? small(
                        `${href}/lop-hai`,
                        t('Xóa lớp bảo vệ thứ hai', 'Remove second factors'),
                        csrf,
                        lang,
                        'danger',
                      )
                    : null,
                  account.disabled_at
                    ? small(`${href}/khoa`, t('Mở khóa tài khoản', 'Unlock'), csrf, lang)
                    : small(`${href}/khoa`, t('Khóa tài khoản', 'Lock'), csrf, lang, 'danger'),
                )}`,
              },
              lang,
            )
          : null
      }</div></div>`,
    },
    lang,
  )
}

/** Before and after, as asked of the database under that person's own rights. */
export function sightBody(name: string, lines: readonly SeenLine[], day: string, lang: Lang): Html {
  const n = (value: number) => (value > SEEN_MAX ? `> ${numberText(SEEN_MAX, lang)}` : numberText(value, lang))
  return html`<section><h2>${say(t(`Sau thay đổi, từ ngày ${dayText(day, 'vi')}, ${name} xem được và làm được`, `After the change, from ${dayText(day, 'en')}, ${name} can see and do`), lang)}</h2>${table(
    {
      caption: t('Trước và sau', 'Before and after'),
      hideCaption: true,
      columns: [
        { words: t('Dữ liệu', 'What') },
        { words: t('Hiện nay', 'Now'), numeric: true },
        { words: t('Sau thay đổi', 'After'), numeric: true },
      ],
      rows: lines.map((one) => [
        one.title[lang],
        n(one.before),
        one.before === one.after ? n(one.after) : html`<strong>${n(one.after)}</strong>`,
      ]),
      empty: html`<p>${say(t('Không xem được hồ sơ nào, trước cũng như sau.', 'No records, before or after.'), lang)}</p>`,
    },
    lang,
  )}</section>`
}

export const effectList = (items: readonly Piece[]): Html =>
  html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`

const fromField: Field = { name: 'from', kind: 'date', label: t('Từ ngày', 'From'), required: true }
const toField: Field = {
  name: 'to',
  kind: 'date',
  label: t('Đến hết ngày', 'Until the end of'),
  help: t('Để trống nếu không thời hạn', 'Leave empty for good'),
}
export const roleOptions: readonly Option[] = officerRoles.map((role) => ({ value: role.name, words: role.title }))
const roleField: Field = { name: 'role', kind: 'ref', label: t('Vai trò', 'Role'), required: true }
const unitField: Field = { name: 'unit', kind: 'ref', label: t('Tại đơn vị', 'In the unit'), required: true }

export const fields = {
  open: [
    { name: 'name', kind: 'text', label: t('Họ và tên', 'Full name'), required: true, max: 200 },
    {
      name: 'login',
      kind: 'text',
      label: t('Tên đăng nhập', 'Login'),
      help: t('Chữ thường không dấu, ví dụ lan.nguyen', 'Small unaccented letters, such as lan.nguyen'),
      required: true,
      max: 60,
    },
    { name: 'email', kind: 'identifier', identifier: 'email', label: t('Thư công vụ', 'Official e-mail') },
    {
      name: 'national_id',
      kind: 'identifier',
      identifier: 'nationalId',
      label: t('Số định danh cá nhân (không bắt buộc)', 'Personal number (optional)'),
      help: t('Để nối với người đã có trong sổ', 'To tie the account to a person in the register'),
    },
    { ...roleField, required: false, label: t('Vai trò đầu tiên (không bắt buộc)', 'First role (optional)') },
    { ...unitField, required: false },
    { ...fromField, required: false },
    toField,
  ],
  give: [roleField, unitField, fromField, toField],
  end: [
    {
      name: 'how',
      kind: 'choice',
      label: t('Thay đổi', 'Change'),
      required: true,
      choices: [
        { value: 'now', label: t('Kết thúc ngay', 'End now') },
        { value: 'day', label: t('Đặt ngày cuối cùng', 'Set the last day') },
        { value: 'none', label: t('Không thời hạn', 'For good') },
      ],
    },
    { name: 'to', kind: 'date', label: t('Ngày cuối cùng', 'Last day') },
  ],
  transfer: [
    { name: 'from', kind: 'ref', label: t('Thôi công tác tại', 'Leaves'), required: true },
    { ...unitField, name: 'to', label: t('Đến công tác tại', 'Joins') },
    { ...roleField, label: t('Với vai trò', 'In the role of') },
    { name: 'on', kind: 'date', label: t('Từ ngày', 'From'), required: true },
    {
      name: 'taker',
      kind: 'ref',
      label: t('Người nhận việc đang làm', 'Who takes over the open tasks'),
      help: t('Để trống: việc trở về hàng chờ chung', 'Empty: the tasks return to the common queue'),
    },
  ],
  leave: [
    { name: 'on', kind: 'date', label: t('Ngày làm việc cuối cùng', 'Last day of work'), required: true },
    {
      name: 'taker',
      kind: 'ref',
      label: t('Người nhận việc đang làm', 'Who takes over the open tasks'),
      help: t('Để trống: việc trở về hàng chờ chung', 'Empty: the tasks return to the common queue'),
    },
  ],
} as const satisfies Record<string, readonly Field[]>

export function askPage(
  data: {
    title: Said
    lead?: Said
    way: readonly Link[]
    fields: readonly Field[]
    values: Readonly<Record<string, unknown>>
    errors: Readonly<Record<string, Said>>
    options: Readonly<Record<string, readonly Option[]>>
    csrf: string
    action: string
    before?: Piece
    submit?: Said
  },
  lang: Lang,
): Content {
  return deskPage(
    {
      title: data.title,
      lead:
        data.lead ??
        t(
          'Bước sau cho xem chính xác điều gì sẽ thay đổi, trước khi xác nhận.',
          'The next step shows exactly what will change, before you confirm.',
        ),
      way: data.way,
      body: html`${data.before}${card(
        {
          body: form(
            {
              id: 'phieu',
              action: data.action,
              fields: data.fields,
              values: data.values,
              errors: data.errors,
              options: data.options,
              csrf: data.csrf,
              submit: { name: 'preview', words: data.submit ?? t('Xem trước', 'Preview') },
            },
            lang,
          ),
        },
        lang,
      )}`,
    },
    lang,
  )
}

export function requestsPage(
  rows: readonly RoleRequest[],
  me: string | null,
  csrf: string,
  done: Said | null,
  lang: Lang,
): Content {
  return deskPage(
    {
      title: t('Vai trò quản trị chờ xác nhận', 'Administrator roles to confirm'),
      lead: t(
        'Vai trò quản trị cần hai người: người đề nghị và một quản trị cấp tỉnh khác xác nhận.',
        'The administrator’s role takes two: one asks, another administrator of the province confirms.',
      ),
      way: [accountsLink],
      done,
      body: table(
        {
          caption: t('Đề nghị', 'Requests'),
          hideCaption: true,
          columns: [
            { words: t('Người nhận', 'For') },
            { words: t('Vai trò', 'Role') },
            { words: t('Từ – đến', 'From – to') },
            { words: t('Người đề nghị', 'Asked by') },
            { words: t('Quyết định', 'Decide') },
          ],
          rows: rows.map((one) => [
            html`<a href="${accountHref(one.account)}">${one.account_name}</a>`,
            html`${roleTitle(one.role, lang)}<br><span class="hint">${one.unit_name}</span>`,
            `${dayText(one.valid_from, lang)} – ${one.valid_to ? dayText(one.valid_to, lang) : '…'}`,
            html`${one.asked_by_name}<br><span class="hint">${momentText(one.asked_at, lang)}</span>`,
            me === one.account
              ? html`<span class="hint">${say(t('Người nhận không tự xác nhận.', 'Not by whoever receives it.'), lang)}</span>`
              : html`<form method="post" action="/quan-tri/de-nghi/${one.id}" class="inline-form">${csrfField(csrf)}${
                  me === one.asked_by
                    ? html`<span class="hint">${say(t('Chờ người khác xác nhận.', 'Another has to confirm.'), lang)}</span>`
                    : button(
                        {
                          words: t('Xác nhận', 'Confirm'),
                          about: one.account_name,
                          tone: 'primary',
                          name: 'act',
                          value: 'yes',
                        },
                        lang,
                      )
                }${button({ words: t('Từ chối', 'Decline'), about: one.account_name, name: 'act', value: 'no' }, lang)}</form>`,
          ]),
          empty: empty({ title: t('Không có đề nghị nào chờ.', 'Nothing waits.'), icon: 'check' }, lang),
        },
        lang,
      ),
    },
    lang,
  )
}
