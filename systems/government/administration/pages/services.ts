import {
  actions,
  button,
  card,
  csrfField,
  dayText,
  definitions,
  empty,
  type Field,
  html,
  type Lang,
  linkButton,
  momentText,
  notice,
  type Option,
  pill,
  type Said,
  say,
  table,
} from '#kernel/channels'
import type { Scope, ServiceAccount } from '#kernel/trust'
import { type Content, deskPage, type Link, t } from '../desk.ts'

export const servicesLink: Link = { href: '/quan-tri/dich-vu', words: t('Tài khoản dịch vụ', 'Service accounts') }
export const serviceHref = (id: string): string => `/quan-tri/dich-vu/${id}`

export interface ScopeChoice {
  system: string
  thing: string
  title: { vi: string; en: string }
}

/** What may be chosen for each scope. */
export const accessOptions: readonly Option[] = [
  { value: 'none', words: t('Không', 'Nothing') },
  { value: 'read', words: t('Đọc', 'Read') },
  { value: 'write', words: t('Đọc và ghi', 'Read and write') },
]

/** The form's name of a scope. */
export const scopeName = (one: Pick<Scope, 'system' | 'thing'>): string => `scope_${one.system}__${one.thing}`

export const serviceFields = (choices: readonly ScopeChoice[], opening: boolean): readonly Field[] => [
  ...(opening
    ? ([
        { name: 'name', kind: 'text', label: t('Tên phần mềm', 'Name of the program'), required: true, max: 100 },
        {
          name: 'purpose',
          kind: 'text',
          label: t('Dùng để làm gì', 'What it is for'),
          required: true,
          max: 500,
          lines: 2,
        },
        { name: 'owner', kind: 'ref', label: t('Đơn vị chủ quản', 'Unit that answers for it'), required: true },
      ] satisfies Field[])
    : []),
  ...choices.map(
    (one): Field => ({
      name: scopeName(one),
      kind: 'ref',
      label: one.title,
    }),
  ),
  {
    name: 'networks',
    kind: 'text',
    label: t('Chỉ được gọi từ các địa chỉ mạng', 'May call only from these networks'),
    help: t(
      'Mỗi dòng một địa chỉ hoặc dải, ví dụ 10.1.2.0/24. Để trống: mọi nơi.',
      'One address or network a line, such as 10.1.2.0/24. Empty: anywhere.',
    ),
    max: 1_500,
    lines: 3,
  },
]

export const scopeWords = (scope: Scope, choices: readonly ScopeChoice[], lang: Lang): string => {
  const known = choices.find((one) => one.system === scope.system && one.thing === scope.thing)
  const access = scope.access === 'read' ? t('đọc', 'read') : t('đọc và ghi', 'read and write')
  return `${known?.title[lang] ?? `${scope.system}/${scope.thing}`}: ${access[lang]}`
}

const live = (service: ServiceAccount, today: string) =>
  service.tokens.filter((token) => token.withdrawn_at === null && token.expires_on >= today)

export function servicesPage(rows: readonly ServiceAccount[], today: string, done: Said | null, lang: Lang): Content {
  return deskPage(
    {
      title: t('Tài khoản dịch vụ', 'Service accounts'),
      lead: t(
        'Cho phần mềm gọi API: không đăng nhập, không mở trang, chỉ gọi được những gì nằm trong phạm vi và chỉ thấy dữ liệu theo vai trò được giao.',
        'For programs that call the API: no sign-in, no pages; only what its scopes name, only rows its roles reach.',
      ),
      done,
      body: html`${actions(linkButton({ words: t('Mở tài khoản dịch vụ', 'Open a service account'), href: '/quan-tri/dich-vu/moi', tone: 'primary', icon: 'plus' }, lang))}
${table(
  {
    caption: t('Tài khoản dịch vụ', 'Service accounts'),
    hideCaption: true,
    columns: [
      { words: t('Tên', 'Name') },
      { words: t('Chủ quản', 'Owner') },
      { words: t('Mã còn hạn đến', 'Token until') },
      { words: t('Dùng lần cuối', 'Last used') },
      { words: t('Tình trạng', 'State') },
    ],
    rows: rows.map((one) => {
      const tokens = live(one, today)
      const last = one.tokens
        .map((token) => token.last_used_at)
        .filter((at): at is Date => at !== null)
        .sort((a, b) => b.getTime() - a.getTime())[0]
      return [
        html`<a href="${serviceHref(one.id)}">${one.name}</a>`,
        one.owner_name,
        tokens.length === 0 ? '—' : tokens.map((token) => dayText(token.expires_on, lang)).join(', '),
        last ? momentText(last, lang) : '—',
        one.disabled_at
          ? pill({ tone: 'bad', words: t('đã tắt', 'off') }, lang)
          : pill({ tone: 'good', words: t('đang bật', 'on') }, lang),
      ]
    }),
    empty: empty({ title: t('Chưa có tài khoản dịch vụ nào.', 'No service accounts yet.') }, lang),
  },
  lang,
)}`,
    },
    lang,
  )
}

export function servicePage(
  data: {
    service: ServiceAccount
    choices: readonly ScopeChoice[]
    grants: readonly { id: string; role: string; unit_name: string; valid_from: string; valid_to: string | null }[]
    token: string | null
    csrf: string
    today: string
    tokenField: ReturnType<typeof html>
    roleWords: (role: string) => string
    done: Said | null
    error: Said | null
  },
  lang: Lang,
): Content {
  const { service, csrf } = data
  const href = serviceHref(service.id)
  return deskPage(
    {
      title: service.name,
      way: [servicesLink],
      done: data.done,
      error: data.error,
      body: html`${
        data.token
          ? notice(
              {
                tone: 'good',
                live: true,
                title: t(
                  'Mã truy cập, chỉ hiện một lần này. Hãy chép vào nơi cất bí mật của phần mềm.',
                  'The token, shown this once. Put it where the program keeps its secrets.',
                ),
                body: html`<p class="secret"><code>${data.token}</code></p><p><code>Authorization: Bearer ${data.token.slice(0, 13)}…</code></p>`,
              },
              lang,
            )
          : null
      }<div class="desk-two"><div class="stack">${card(
        {
          title: t('Mã truy cập', 'Tokens'),
          icon: 'lock',
          body: html`${table(
            {
              caption: t('Mã truy cập', 'Tokens'),
              hideCaption: true,
              columns: [
                { words: t('Mã', 'Token') },
                { words: t('Cấp lúc', 'Issued') },
                { words: t('Hết hạn', 'Until') },
                { words: t('Dùng lần cuối', 'Last used') },
                { words: t('Thu hồi', 'Withdraw') },
              ],
              rows: service.tokens.map((token) => [
                html`<code>sen_${token.prefix}_…</code>`,
                momentText(token.created_at, lang),
                dayText(token.expires_on, lang),
                token.last_used_at ? momentText(token.last_used_at, lang) : '—',
                token.withdrawn_at
                  ? html`<span class="hint">${say(t('đã thu hồi', 'withdrawn'), lang)}</span>`
                  : token.expires_on < data.today
                    ? html`<span class="hint">${say(t('đã hết hạn', 'expired'), lang)}</span>`
                    : html`<form method="post" action="${href}/ma/${token.id}/thu-hoi">${csrfField(csrf)}${button({ words: t('Thu hồi ngay', 'Withdraw now'), about: token.prefix, tone: 'danger' }, lang)}</form>`,
              ]),
              empty: empty({ title: t('Chưa có mã nào.', 'No tokens yet.'), icon: 'lock' }, lang),
            },
            lang,
          )}<p class="hint">${say(t('Thay mã: cấp mã mới, đổi ở phần mềm, rồi thu hồi mã cũ. Hai mã dùng song song được.', 'To rotate: issue a second token, change over, withdraw the first.'), lang)}</p>${data.tokenField}`,
        },
        lang,
      )}${card(
        {
          title: t('Vai trò (quyết định thấy dữ liệu nào)', 'Roles (which rows it sees)'),
          icon: 'users',
          body:
            data.grants.length === 0
              ? html`<p>${say(t('Chưa có vai trò: chưa thấy dữ liệu nào.', 'No roles: it sees no rows.'), lang)}</p>`
              : html`<ul>${data.grants.map((one) => html`<li>${data.roleWords(one.role)}, ${one.unit_name} (${dayText(one.valid_from, lang)} – ${one.valid_to ? dayText(one.valid_to, lang) : '…'}) <a href="/quan-tri/dich-vu/${service.id}/vai-tro/${one.id}">${say(t('Kết thúc', 'End'), lang)}<span class="unseen"> ${data.roleWords(one.role)}</span></a></li>`)}</ul>`,
          foot: actions(
            linkButton({ words: t('Giao vai trò', 'Give a role'), href: `${href}/vai-tro`, icon: 'plus' }, lang),
          ),
        },
        lang,
      )}</div><div class="stack">${card(
        {
          title: t('Thông tin', 'Facts'),
          icon: 'info',
          body: definitions(
            [
              [t('Mục đích', 'Purpose'), service.purpose],
              [t('Chủ quản', 'Owner'), service.owner_name],
              [
                t('Phạm vi', 'Scopes'),
                html`<ul>${service.scopes.map((scope) => html`<li>${scopeWords(scope, data.choices, lang)}</li>`)}</ul>`,
              ],
              [
                t('Địa chỉ mạng', 'Networks'),
                service.networks.length === 0 ? t('mọi nơi', 'anywhere')[lang] : service.networks.join(', '),
              ],
              [
                t('Giới hạn', 'Limit'),
                t(`${service.calls_a_minute} lần gọi mỗi phút`, `${service.calls_a_minute} calls a minute`)[lang],
              ],
            ],
            lang,
          ),
          foot: actions(
            linkButton({ words: t('Sửa phạm vi', 'Change scopes'), href: `${href}/pham-vi`, icon: 'edit' }, lang),
            html`<form method="post" action="${href}/bat-tat">${csrfField(csrf)}${button(service.disabled_at ? { words: t('Bật lại', 'Switch on') } : { words: t('Tắt ngay', 'Switch off now'), tone: 'danger' }, lang)}</form>`,
          ),
        },
        lang,
      )}</div></div>`,
    },
    lang,
  )
}
