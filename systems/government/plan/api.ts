import type { Http, Site } from '#kernel/channels'
import { dtiRoutes } from './dti/dti-routes.ts'
import { lineRoutes } from './line-routes.ts'
import { publicRoutes } from './pages/public-routes.ts'
import { reportRoutes } from './report-routes.ts'

/** The doors of the plan: public pages, and what the officer's screens ask. */
export function api(site: Site, http: Http): void {
  publicRoutes(site, http)
  lineRoutes(site, http)
  reportRoutes(site, http)
  dtiRoutes(site, http)
}
