import type { Words } from '#ground/text'
import { communeFullName, communes } from './communes.ts'

/** One value of a dated list, as the province loads it. */
export type CodeRow = {
  list: string
  value: string
  label: Words
  from: string
  to: string | null
  source: string
}

/** What the lists are called; a list without a title shows its own name. */
export const codeListTitles: Record<string, Words> = {
  'civil.ethnicity': { vi: 'Dân tộc', en: 'Ethnic groups' },
  'place.commune': { vi: 'Xã, phường của tỉnh', en: 'Communes of the province' },
}

const ethnicities =
  'Kinh, Tày, Thái, Hoa, Khmer, Mường, Nùng, Mông, Dao, Gia Rai, Ngái, Ê Đê, Ba Na, Xơ Đăng, Sán Chay, Cơ Ho, Chăm, Sán Dìu, Hrê, Mnông, ' +
  'Ra Glai, Xtiêng, Bru - Vân Kiều, Thổ, Giáy, Cơ Tu, Giẻ - Triêng, Mạ, Khơ Mú, Co, Ta Ôi, Chơ Ro, Kháng, Xinh Mun, Hà Nhì, Chu Ru, Lào, La Chí, La Ha, ' +
  'Phù Lá, La Hủ, Lự, Lô Lô, Chứt, Mảng, Pà Thẻn, Cơ Lao, Cống, Bố Y, Si La, Pu Péo, Brâu, Ơ Đu, Rơ Măm'

/** The 54 ethnic groups of the State's list, in its order. */
const ethnicity: CodeRow[] = ethnicities.split(', ').map((name) => ({
  list: 'civil.ethnicity',
  value: name,
  label: { vi: name, en: name },
  from: '1979-03-02',
  to: null,
  source: 'Quyết định 121-TCTK/PPCĐ ngày 02/3/1979 (Danh mục các thành phần dân tộc Việt Nam)',
}))

/** The communes of the two-level government, by their national codes. */
const commune: CodeRow[] = communes.map((one) => ({
  list: 'place.commune',
  value: one.code,
  label: { vi: communeFullName(one), en: communeFullName(one) },
  from: '2025-07-01',
  to: null,
  source: 'Nghị quyết 1663/NQ-UBTVQH15 sắp xếp đơn vị hành chính cấp xã của tỉnh Đồng Tháp năm 2025',
}))

export const codes: CodeRow[] = [...ethnicity, ...commune]
