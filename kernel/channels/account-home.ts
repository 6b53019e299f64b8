import type { Words } from '#ground/text'
import { html } from './face/html.ts'
import type { IconName } from './face/icons.ts'
import { heading, linkList } from './face/parts.ts'
import type { Http } from './http.ts'
import { isOfficer, sendPage } from './request.ts'
import type { Site } from './site.ts'

interface Entry {
  href: string
  title: Words
  note: Words
  icon: IconName
  officers?: boolean
}

/** What a person can do about herself, in the order she is likely to look for it. Only doors that are open are shown. */
const entries: readonly Entry[] = [
  {
    href: '/toi',
    title: { vi: 'Thông tin liên hệ', en: 'Contact' },
    note: { vi: 'Số điện thoại, thư điện tử, địa chỉ nhận giấy tờ', en: 'Telephone, e-mail, address' },
    icon: 'user',
  },
  {
    href: '/toi/bao-mat',
    title: { vi: 'Bảo mật', en: 'Security' },
    note: {
      vi: 'Mật khẩu, xác thực hai lớp, khóa đăng nhập, thiết bị và phiên đang mở',
      en: 'Password, second factors, passkeys, devices and sessions',
    },
    icon: 'lock',
  },
  {
    href: '/toi/ai-da-xem',
    title: { vi: 'Ai đã xem dữ liệu của tôi', en: 'Who looked at my data' },
    note: { vi: 'Từng lần xem, của ai, vì việc gì, kèm bằng chứng', en: 'Every look, by whom, what for, with proof' },
    icon: 'eye',
  },
  {
    href: '/toi/du-lieu',
    title: { vi: 'Dữ liệu cá nhân của tôi', en: 'My personal data' },
    note: {
      vi: 'Tỉnh giữ gì về bạn; đồng ý và rút đồng ý; xin xem, sửa, nhận bản sao, xóa',
      en: 'What is kept about you; consents; ask to see, correct, receive or erase it',
    },
    icon: 'folder',
  },
  {
    href: '/toi/dai-dien',
    title: { vi: 'Làm thay cho người khác', en: 'Acting for another' },
    note: { vi: 'Doanh nghiệp bạn đại diện, người bạn giám hộ', en: 'Businesses you represent, people in your care' },
    icon: 'users',
  },
  {
    href: '/toi/ung-dung',
    title: { vi: 'Hệ thống đã kết nối', en: 'Connected systems' },
    note: { vi: 'Nơi bạn đăng nhập bằng tài khoản Sen', en: 'Where you sign in with your Sen account' },
    icon: 'list',
  },
  {
    href: '/toi/uy-quyen',
    title: { vi: 'Ủy quyền khi vắng', en: 'Delegation while away' },
    note: { vi: 'Giao vai trò của bạn cho đồng nghiệp trong thời gian nghỉ', en: 'Lend your role to a colleague' },
    icon: 'calendar',
    officers: true,
  },
]

/** One page that leads to all a person may do about her own account and data. */
export function accountHome(site: Site, http: Http): void {
  http.app.get(
    '/toi/tai-khoan',
    { config: { access: 'signed-in', enrolling: true }, schema: { hide: true } },
    async (request, reply) => {
      const open = new Map(http.routes.filter((route) => route.method === 'GET').map((route) => [route.url, route]))
      const off = await site.switches.now()
      const shown = entries.filter((entry) => {
        const route = open.get(entry.href)
        if (!route || (route.system && off.has(route.system))) return false
        return !entry.officers || isOfficer(request)
      })
      const { lang } = request
      return sendPage(site, request, reply, {
        title: { vi: 'Tài khoản của tôi', en: 'My account' },
        body: html`${heading({ title: { vi: 'Tài khoản của tôi', en: 'My account' }, lead: request.actor.name }, lang)}${linkList(
          shown.map((entry) => ({ href: entry.href, title: entry.title, note: entry.note[lang], icon: entry.icon })),
          lang,
        )}`,
      })
    },
  )
}
