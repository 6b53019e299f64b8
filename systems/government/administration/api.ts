import type { Http, Site } from '#kernel/channels'
import { accountRoutes } from './account-routes.ts'
import { delegationRoutes } from './delegation-routes.ts'
import { openDesk } from './desk.ts'
import { homeRoutes } from './home-routes.ts'
import { importRoutes } from './import-routes.ts'
import { referenceRoutes } from './reference.ts'
import { serviceRoutes } from './service-routes.ts'
import { unitRoutes } from './unit-routes.ts'

/** The desk of those who look after the house. */
export function api(site: Site, http: Http): void {
  const desk = openDesk(site)
  homeRoutes(desk, http)
  unitRoutes(desk, http)
  accountRoutes(desk, http)
  delegationRoutes(desk, http)
  serviceRoutes(desk, http)
  importRoutes(desk, http)
  referenceRoutes(desk, http)
}
