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
}
