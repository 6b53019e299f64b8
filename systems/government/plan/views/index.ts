import type { OfficerView } from '#kernel/channels/officer'
import { APPROVER, FINANCE, FOCAL, PARTNER, planRoles, REPORTER } from '../rules.ts'

const w = (vi: string, en: string) => ({ vi, en })
const overseers = [FOCAL, APPROVER, 'province-monitor']

/** Screens of the plan in the officer's application. */
export const views: readonly OfficerView[] = [
  {
    path: 'lines',
    title: w('Nội dung và tiến độ', 'Contents and progress'),
    roles: planRoles,
    nav: true,
    load: () => import('./lines.tsx'),
  },
  {
    path: 'lines/:code',
    title: w('Nội dung kế hoạch', 'Content of the plan'),
    roles: planRoles,
    load: () => import('./line.tsx'),
  },
  {
    path: 'obstacles',
    title: w('Vướng mắc', 'Obstacles'),
    roles: planRoles,
    nav: true,
    load: () => import('./obstacles.tsx'),
  },
  {
    path: 'money',
    title: w('Kinh phí', 'Money'),
    roles: [FOCAL, FINANCE, APPROVER, REPORTER, PARTNER, 'province-monitor'],
    nav: true,
    load: () => import('./money.tsx'),
  },
  {
    path: 'reports',
    title: w('Báo cáo năm', 'Yearly reports'),
    roles: planRoles,
    nav: true,
    load: () => import('./reports.tsx'),
  },
  {
    path: 'reports/:id',
    title: w('Báo cáo năm của đơn vị', 'Yearly report of a unit'),
    roles: planRoles,
    load: () => import('./report.tsx'),
  },
  {
    path: 'yearly',
    title: w('Báo cáo tổng hợp', 'Report of the province'),
    roles: overseers,
    nav: true,
    load: () => import('./yearly.tsx'),
  },
  { path: 'dti', title: w('Chỉ số DTI', 'DTI'), roles: overseers, nav: true, load: () => import('./dti.tsx') },
]
