import type { Words } from '#ground/text'

/** Folders of systems the province has switched off; the rest still runs. */
export const switchedOff: string[] = []

/** How the house presents itself: names and addresses on every page. */
export const houseFace = {
  name: 'Sen',
  place: { vi: 'Tỉnh Đồng Tháp', en: 'Đồng Tháp province' } satisfies Words,
  owner: {
    vi: 'Bản thử nghiệm của nền tảng số tỉnh Đồng Tháp. Cơ quan quản lý: Sở Khoa học và Công nghệ.',
    en: 'Trial copy of the digital platform of Đồng Tháp. Managed by the Department of Science and Technology.',
  } satisfies Words,
  account: [
    { href: '/toi/du-lieu', words: { vi: 'Dữ liệu của tôi', en: 'My data' } satisfies Words, icon: 'lock' as const },
  ],
  footer: [
    {
      href: '/ke-hoach',
      words: { vi: 'Kế hoạch chuyển đổi số 2026–2030', en: 'The digital plan 2026–2030' } satisfies Words,
    },
    {
      href: '/du-lieu-ca-nhan',
      words: { vi: 'Tỉnh giữ gì về bạn, và vì sao', en: 'What is kept about you, and why' } satisfies Words,
    },
    {
      href: '/nhat-ky',
      words: { vi: 'Nhật ký niêm phong', en: 'The sealed log' } satisfies Words,
    },
  ],
}
