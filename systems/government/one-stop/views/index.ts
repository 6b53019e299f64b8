import type { CasePanel, OfficerView } from '#kernel/channels/officer'

/** Screens of this system in the officer's application. */
export const views: readonly OfficerView[] = [
  {
    path: 'builder',
    title: { vi: 'Dựng thủ tục', en: 'Procedure builder' },
    roles: ['administrator'],
    nav: true,
    load: () => import('./builder/list.tsx'),
  },
  {
    path: 'builder/:code',
    title: { vi: 'Dựng thủ tục', en: 'Procedure builder' },
    roles: ['administrator'],
    load: () => import('./builder/procedure.tsx'),
  },
  {
    path: 'builder/:code/:id',
    title: { vi: 'Dựng thủ tục', en: 'Procedure builder' },
    roles: ['administrator'],
    load: () => import('./builder/editor.tsx'),
  },
  {
    path: 'intake',
    title: { vi: 'Nhận hồ sơ tại quầy', en: 'Receive at the counter' },
    roles: ['one-stop-officer', 'centre-head'],
    nav: true,
    key: 'n',
    load: () => import('./intake/intake.tsx'),
  },
  {
    path: 'pile',
    title: { vi: 'Nhận cả xấp', en: 'Receive a pile' },
    roles: ['one-stop-officer', 'centre-head'],
    nav: true,
    load: () => import('./intake/pile.tsx'),
  },
  {
    path: 'day',
    title: { vi: 'Việc trong ngày', en: 'My day' },
    nav: true,
    roles: ['one-stop-officer', 'handler', 'section-head', 'leader', 'clerk', 'centre-head'],
    load: () => import('./planning/day.tsx'),
  },
  {
    path: 'at-risk',
    title: { vi: 'Dự báo trễ hạn', en: 'Forecast of lateness' },
    nav: true,
    roles: ['centre-head', 'leader', 'section-head', 'province-monitor'],
    load: () => import('./planning/risk.tsx'),
  },
  {
    path: 'quality',
    title: { vi: 'Chỉ số 766', en: 'Index 766' },
    roles: ['province-monitor', 'leader', 'centre-head'],
    nav: true,
    load: () => import('./quality/quality.tsx'),
  },
  {
    path: 'monitor',
    title: { vi: 'Giám sát trực tiếp', en: 'Live monitor' },
    roles: ['province-monitor', 'leader', 'centre-head'],
    nav: true,
    load: () => import('./monitor/monitor.tsx'),
  },
  {
    path: 'register',
    title: { vi: 'Sổ theo dõi hồ sơ', en: 'Register of dossiers' },
    nav: true,
    roles: ['one-stop-officer', 'centre-head', 'leader', 'province-monitor'],
    load: () => import('./printing/register.tsx'),
  },
  {
    path: 'calling',
    title: { vi: 'Gọi số', en: 'Calling' },
    roles: ['one-stop-officer', 'centre-head'],
    nav: true,
    load: () => import('./tickets/calling.tsx'),
  },
  {
    path: 'cashier',
    title: { vi: 'Thu ngân', en: 'Cashier' },
    roles: ['one-stop-officer', 'centre-head'],
    nav: true,
    load: () => import('./cashier/cashier.tsx'),
  },
  {
    path: 'cashier-report',
    title: { vi: 'Báo cáo thu trong ngày', en: 'Report of the day' },
    roles: ['one-stop-officer', 'centre-head', 'leader', 'province-monitor'],
    load: () => import('./cashier/report.tsx'),
  },
]

/** What it adds to the page of a dossier. */
export const panels: readonly CasePanel[] = [
  {
    record: 'dossier',
    title: { vi: 'Thời gian của hồ sơ', en: 'Time of the dossier' },
    place: 'main',
    load: () => import('./planning/clock.tsx'),
  },
  {
    record: 'dossier',
    title: { vi: 'Kết quả', en: 'Result' },
    place: 'main',
    load: () => import('./results/result.tsx'),
  },
  {
    record: 'dossier',
    title: { vi: 'Phí, lệ phí', en: 'Fees' },
    place: 'side',
    load: () => import('./cashier/panel.tsx'),
  },
  {
    record: 'dossier',
    title: { vi: 'Nơi nhận, nơi trả và liên quan', en: 'Places and what belongs together' },
    place: 'side',
    load: () => import('./life/around.tsx'),
  },
  {
    record: 'dossier',
    title: { vi: 'Biểu mẫu', en: 'Forms' },
    place: 'side',
    load: () => import('./printing/forms.tsx'),
  },
]
