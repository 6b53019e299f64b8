import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { NoticesPage } from './notices.tsx'
import { Shell } from './shell.tsx'
import { Missing } from './states.tsx'

/** Search parameters are plain text both ways, so an address can be read, written and sent to a colleague. */
export type Search = Record<string, string>
const plainSearch = (search: Record<string, unknown>): Search =>
  Object.fromEntries(
    Object.entries(search)
      .filter(([, value]) => value !== undefined && value !== null && value !== '')
      .map(([name, value]) => [name, String(value)]),
  )

const root = createRootRoute({ component: Shell, notFoundComponent: () => <Missing />, validateSearch: plainSearch })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/queue/$scope', params: { scope: 'mine' }, search: {} })
  },
})
const queue = createRoute({
  getParentRoute: () => root,
  path: '/queue/$scope',
  component: lazyRouteComponent(() => import('./queue.tsx'), 'QueuePage'),
})
const caseRoute = createRoute({
  getParentRoute: () => root,
  path: '/cases/$system/$record/$id',
  component: lazyRouteComponent(() => import('./case.tsx'), 'CasePage'),
})
const list = createRoute({
  getParentRoute: () => root,
  path: '/records/$system/$record',
  component: lazyRouteComponent(() => import('./list.tsx'), 'ListPage'),
})
const fresh = createRoute({
  getParentRoute: () => root,
  path: '/records/$system/$record/new',
  component: lazyRouteComponent(() => import('./record.tsx'), 'NewRecordPage'),
})
const importing = createRoute({
  getParentRoute: () => root,
  path: '/records/$system/$record/import',
  component: lazyRouteComponent(() => import('./import.tsx'), 'ImportPage'),
})
const record = createRoute({
  getParentRoute: () => root,
  path: '/records/$system/$record/$id',
  component: lazyRouteComponent(() => import('./record.tsx'), 'RecordPage'),
})
const boards = createRoute({
  getParentRoute: () => root,
  path: '/boards',
  component: lazyRouteComponent(() => import('./board.tsx'), 'BoardsPage'),
})
const board = createRoute({
  getParentRoute: () => root,
  path: '/boards/$name',
  component: lazyRouteComponent(() => import('./board.tsx'), 'BoardPage'),
})
const map = createRoute({
  getParentRoute: () => root,
  path: '/map',
  component: lazyRouteComponent(() => import('./map.tsx'), 'MapPage'),
})
const desk = createRoute({
  getParentRoute: () => root,
  path: '/desk/$system/$',
  component: lazyRouteComponent(() => import('./desk.tsx'), 'DeskPage'),
})
const notices = createRoute({
  getParentRoute: () => root,
  path: '/notices',
  component: NoticesPage,
})

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    queue,
    caseRoute,
    list,
    fresh,
    importing,
    record,
    boards,
    board,
    map,
    desk,
    notices,
  ]),
  basepath: '/officer',
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(plainSearch(search)).toString()
    return text ? `?${text}` : ''
  },
  scrollRestoration: true,
  defaultPreload: 'intent',
  defaultPendingMs: 300,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
  interface HistoryState {
    /** Cursors of the pages before this one, so that “previous” is exact in a keyset list. */
    trail?: string[]
  }
}
