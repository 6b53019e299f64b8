import { addDays, localDate } from '#ground/clock'
import { dayText, empty, type Http, html, numberText, say, table } from '#kernel/channels'
import type { Tx } from '#kernel/store'
import { realmOf } from '#kernel/trust'
import { type Desk, deskPage, deskRoles, looking, t } from './desk.ts'
import { roleTitle } from './rules.ts'

type Count = (tx: Tx, realm: { all: boolean; units: string[] }) => Promise<{ n: number; vi: string; en: string } | null>

interface Card {
  href: string
  title: { vi: string; en: string }
  about: { vi: string; en: string }
  roles: readonly string[]
  count?: Count
}

const admin = ['administrator']
const auditors = ['administrator', 'auditor']
const dpo = ['data-protection-officer']

const one =
  (sql: string, vi: string, en: string): Count =>
  async (tx, realm) => {
    const today = localDate(tx.now)
    const row = await tx.one<{ n: number }>(sql, [realm.all, realm.units, today, addDays(today, 31)])
    return row && row.n > 0 ? { n: row.n, vi, en } : null
  }

/** Every page by which the house is looked after, whoever built it; one that is not there is not shown. */
const cards: readonly Card[] = [
  {
    href: '/quan-tri/don-vi',
    title: t('Đơn vị', 'Units'),
    about: t(
      'Cây đơn vị: đổi tên, chuyển, sáp nhập, chia tách theo ngày hiệu lực',
      'The tree: rename, move, merge, split on a day',
    ),
    roles: admin,
    count: one(
      `select count(*)::int as n from sen.unit_change where state = 'waiting' and ($1 or units && $2::uuid[]) and $3::date is not null and $4::date is not null`,
      'thay đổi chờ đến ngày',
      'changes waiting',
    ),
  },
  {
    href: '/quan-tri/tai-khoan',
    title: t('Người và tài khoản', 'People and accounts'),
    about: t(
      'Mở, khóa tài khoản; giao vai trò có thời hạn; chuyển, nghỉ công tác',
      'Open and lock accounts, give roles, transfer, leave',
    ),
    roles: admin,
    count: one(
      `select count(*)::int as n from sen.account a where a.disabled_at is not null and a.kind = 'person' and $3::date is not null and $4::date is not null
          and ($1 or exists (select from sen.role_grant g where g.account = a.id and g.unit = any($2::uuid[])))`,
      'tài khoản đang khóa',
      'accounts locked',
    ),
  },
  {
    href: '/quan-tri/sap-het-han',
    title: t('Vai trò sắp hết hạn', 'Roles about to end'),
    about: t('Vai trò kết thúc trong 31 ngày tới', 'Roles that end within 31 days'),
    roles: admin,
    count: one(
      `select count(*)::int as n from sen.role_grant where valid_from <= $3 and valid_to between $3 and $4 and delegation is null and ($1 or unit = any($2::uuid[]))`,
      'vai trò sắp hết hạn',
      'roles about to end',
    ),
  },
  {
    href: '/quan-tri/de-nghi',
    title: t('Xác nhận vai trò quản trị', 'Confirm administrators'),
    about: t('Vai trò quản trị cần người thứ hai', 'The administrator’s role takes two'),
    roles: admin,
    count: one(
      `select count(*)::int as n from sen.role_request where state = 'waiting' and $1 and $2::uuid[] is not null and $3::date is not null and $4::date is not null`,
      'đề nghị chờ',
      'requests waiting',
    ),
  },
  {
    href: '/quan-tri/uy-quyen',
    title: t('Ủy quyền', 'Delegations'),
    about: t('Ai đang làm thay ai khi vắng mặt', 'Who stands in for whom'),
    roles: admin,
    count: one(
      `select count(*)::int as n from sen.delegation d where recalled_at is null and since <= $3 and until >= $3 and $4::date is not null
          and ($1 or exists (select from sen.role_grant g where g.delegation = d.id and g.unit = any($2::uuid[])))`,
      'ủy quyền đang hiệu lực',
      'delegations in force',
    ),
  },
  {
    href: '/quan-tri/dich-vu',
    title: t('Tài khoản dịch vụ', 'Service accounts'),
    about: t('Phần mềm gọi API: phạm vi hẹp, mã có hạn', 'Programs that call the API: narrow scopes, tokens that end'),
    roles: admin,
    count: one(
      `select count(*)::int as n from sen.service_token t join sen.service_account s on s.account = t.account where t.withdrawn_at is null and t.expires_on between $3 and $4 and ($1 or s.owner = any($2::uuid[]))`,
      'mã sắp hết hạn',
      'tokens about to expire',
    ),
  },
  {
    href: '/quan-tri/nhap-nguoi',
    title: t('Nhập hàng loạt', 'Bulk import'),
    about: t('Người, tài khoản, vai trò từ tệp CSV hoặc XLSX', 'People, accounts and roles from a file'),
    roles: admin,
  },
  {
    href: '/quan-tri/ung-dung',
    title: t('Ứng dụng đăng nhập', 'Sign-in clients'),
    about: t('Hệ thống khác dùng đăng nhập của tỉnh', 'Other systems that use the province’s sign-in'),
    roles: admin,
  },
  {
    href: '/quan-tri/danh-muc',
    title: t('Danh mục dùng chung', 'Code lists'),
    about: t('Giá trị có ngày hiệu lực', 'Values with dates'),
    roles: admin,
  },
  {
    href: '/quan-tri/lich',
    title: t('Lịch làm việc', 'Calendars'),
    about: t('Ngày nghỉ, nghỉ bù, hoán đổi', 'Holidays and swaps'),
    roles: admin,
  },
  {
    href: '/quan-tri/he-thong',
    title: t('Bật, tắt hệ thống', 'Systems on and off'),
    about: t('Hệ thống nào đang phục vụ', 'Which systems serve'),
    roles: admin,
  },
  {
    href: '/quan-tri/nhat-ky',
    title: t('Nhật ký niêm phong', 'Sealed log'),
    about: t('Ai đã làm gì; kiểm tra toàn vẹn', 'Who did what; integrity'),
    roles: auditors,
  },
  {
    href: '/quan-tri/quyen-xem',
    title: t('Ai xem được gì', 'Who can see what'),
    about: t('Báo cáo quyền truy cập', 'Access report'),
    roles: [...auditors, ...dpo],
  },
  {
    href: '/quan-tri/mo-khan-cap',
    title: t('Mở khẩn cấp', 'Break-glass'),
    about: t('Những lần xem khẩn cấp và việc rà soát', 'Emergency readings and their review'),
    roles: [...auditors, ...dpo],
  },
  {
    href: '/quan-tri/du-lieu-ca-nhan',
    title: t('Dữ liệu cá nhân', 'Personal data'),
    about: t('Sổ xử lý, yêu cầu của chủ thể, sự cố', 'Register, requests of subjects, breaches'),
    roles: [...dpo, ...auditors],
  },
  {
    href: '/quan-tri/van-hanh',
    title: t('Vận hành', 'Operations'),
    about: t('Sao lưu, cảnh báo, sức khỏe hệ thống', 'Backups, alerts, health'),
    roles: auditors,
  },
]

export function homeRoutes(desk: Desk, http: Http): void {
  http.app.get(
    '/quan-tri',
    { config: { access: 'officer', roles: deskRoles }, schema: { hide: true } },
    async (request, reply) => {
      const held = new Set(request.actor.roles.map((grant) => grant.role))
      const there = new Set(http.routes.filter((route) => route.method === 'GET').map((route) => route.url))
      const shown = cards.filter((card) => there.has(card.href) && card.roles.some((role) => held.has(role)))
      const counts = await desk.look(request, async (tx) => {
        const realm = await realmOf(tx)
        const found = new Map<string, { n: number; vi: string; en: string }>()
        await tx.asHouse(async () => {
          for (const card of shown) {
            const count = await card.count?.(tx, { all: realm.all, units: [...realm.units] })
            if (count) found.set(card.href, count)
          }
        })
        return found
      })
      const content = deskPage(
        {
          title: t('Quản trị', 'Administration'),
          top: true,
          lead: t(
            'Mỗi thay đổi đều được xem trước và ghi vào nhật ký.',
            'Every change is shown before it is done and written into the log.',
          ),
          body: html`<nav class="desk-cards" aria-label="${say(t('Các trang quản trị', 'Pages of administration'), request.lang)}">${shown.map(
            (card) => {
              const count = counts.get(card.href)
              return html`<a href="${card.href}"><strong>${card.title[request.lang]}</strong><span class="hint">${card.about[request.lang]}</span>${count ? html`<span class="desk-count">${numberText(count.n, request.lang)} ${count[request.lang]}</span>` : null}</a>`
            },
          )}</nav>`,
        },
        request.lang,
      )
      return desk.show(request, reply, content)
    },
  )

  http.app.get('/quan-tri/sap-het-han', looking, async (request, reply) => {
    const rows = await desk.look(request, async (tx) => {
      const realm = await realmOf(tx)
      const today = localDate(tx.now)
      return tx.asHouse(() =>
        tx.query<{
          id: string
          account: string
          name: string
          role: string
          unit: string
          unit_name: string
          valid_to: string
        }>(
          `select g.id, g.account, a.name, g.role, g.unit, u.name as unit_name, g.valid_to from sen.role_grant g join sen.account a on a.id = g.account join sen.unit u on u.id = g.unit
            where g.valid_from <= $3 and g.valid_to between $3 and $4 and g.delegation is null and ($1 or g.unit = any($2::uuid[])) order by g.valid_to, a.name limit 500`,
          [realm.all, [...realm.units], today, addDays(today, 31)],
        ),
      )
    })
    return desk.show(
      request,
      reply,
      deskPage(
        {
          title: t('Vai trò sắp hết hạn', 'Roles about to end'),
          body: table(
            {
              caption: t('Vai trò kết thúc trong 31 ngày tới', 'Roles that end within 31 days'),
              hideCaption: true,
              columns: [
                { words: t('Người', 'Person') },
                { words: t('Vai trò', 'Role') },
                { words: t('Đơn vị', 'Unit') },
                { words: t('Ngày cuối cùng', 'Last day') },
                { words: t('Gia hạn', 'Extend') },
              ],
              rows: rows.map((row) => [
                html`<a href="/quan-tri/tai-khoan/${row.account}">${row.name}</a>`,
                roleTitle(row.role, request.lang),
                row.unit_name,
                dayText(row.valid_to, request.lang),
                html`<a href="/quan-tri/vai-tro/${row.id}">${say(t('Đổi thời hạn', 'Change its end'), request.lang)}<span class="unseen"> ${row.name}</span></a>`,
              ]),
              empty: empty(
                { title: t('Không có vai trò nào sắp hết hạn.', 'No role is about to end.'), icon: 'check' },
                request.lang,
              ),
            },
            request.lang,
          ),
        },
        request.lang,
      ),
    )
  })
}
