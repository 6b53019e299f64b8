import type { Words } from '#ground/text'
import type { UnitKind } from './units.ts'

/** Names of the roles of the province; a role is given to a person in a unit, from a day to a day. */
export type RoleName =
  | 'one-stop-officer'
  | 'handler'
  | 'section-head'
  | 'leader'
  | 'clerk'
  | 'centre-head'
  | 'province-monitor'
  | 'administrator'
  | 'auditor'
  | 'data-protection-officer'
  | 'plan-focal'
  | 'plan-approver'
  | 'plan-finance'
  | 'plan-reporter'
  | 'plan-partner'
  | 'citizen'

/** A role and the kinds of unit in which it may be given; `at` is empty for the citizen, who belongs to no unit. */
export type Role = { name: RoleName; title: Words; at: UnitKind[] }

const sections: UnitKind[] = [
  'commune-office',
  'commune-economy',
  'commune-culture',
  'department',
  'province-office',
  'economic-zone-board',
  'land-registry',
  'vertical-agency',
]
const leading: UnitKind[] = [
  'province',
  'commune',
  'department',
  'economic-zone-board',
  'land-registry',
  'vertical-agency',
]
const centres: UnitKind[] = ['province-one-stop', 'commune-one-stop']

/** The roles, in the order a dossier meets them. */
export const roles: Role[] = [
  { name: 'citizen', title: { vi: 'Người dân, doanh nghiệp', en: 'Citizen or business' }, at: [] },
  { name: 'one-stop-officer', title: { vi: 'Cán bộ tiếp nhận một cửa', en: 'One-stop officer' }, at: centres },
  {
    name: 'centre-head',
    title: { vi: 'Giám đốc Trung tâm Phục vụ hành chính công', en: 'Head of the one-stop centre' },
    at: centres,
  },
  { name: 'handler', title: { vi: 'Cán bộ thụ lý', en: 'Case handler' }, at: sections },
  { name: 'section-head', title: { vi: 'Trưởng phòng, lãnh đạo phòng', en: 'Head of section' }, at: sections },
  { name: 'leader', title: { vi: 'Lãnh đạo cơ quan ký duyệt', en: 'Signing leader' }, at: leading },
  {
    name: 'clerk',
    title: { vi: 'Văn thư', en: 'Clerk' },
    at: ['commune-office', 'province-office', 'department', 'economic-zone-board', 'land-registry'],
  },
  {
    name: 'province-monitor',
    title: { vi: 'Theo dõi, tổng hợp cấp tỉnh', en: 'Province monitor' },
    at: ['province', 'province-office', 'province-one-stop'],
  },
  {
    name: 'administrator',
    title: { vi: 'Quản trị hệ thống', en: 'Administrator' },
    at: ['province', 'department', 'commune'],
  },
  { name: 'auditor', title: { vi: 'Kiểm toán an ninh', en: 'Security auditor' }, at: ['province', 'department'] },
  {
    name: 'data-protection-officer',
    title: { vi: 'Phụ trách bảo vệ dữ liệu cá nhân', en: 'Data protection officer' },
    at: ['province', 'department', 'commune'],
  },
  {
    name: 'plan-focal',
    title: { vi: 'Đầu mối theo dõi kế hoạch chuyển đổi số', en: 'Focal officer of the digital plan' },
    at: ['department'],
  },
  {
    name: 'plan-approver',
    title: { vi: 'Lãnh đạo UBND tỉnh chấp thuận chủ trương', en: 'Leader who approves in principle' },
    at: ['province'],
  },
  {
    name: 'plan-finance',
    title: { vi: 'Theo dõi kinh phí kế hoạch', en: 'Finance officer of the plan' },
    at: ['department'],
  },
  {
    name: 'plan-reporter',
    title: { vi: 'Cán bộ báo cáo kế hoạch của đơn vị', en: 'Officer who reports on the plan' },
    at: [
      'department',
      'province-office',
      'economic-zone-board',
      'vertical-agency',
      'council-office',
      'university',
      'commune',
    ],
  },
  { name: 'plan-partner', title: { vi: 'Đầu mối của đối tác', en: 'Contact of the partner' }, at: ['partner'] },
]

const byName = new Map<string, Role>(roles.map((role) => [role.name, role]))

/** The role with this name, or undefined. */
export function findRole(name: string): Role | undefined {
  return byName.get(name)
}
