import { accessRoutes } from './access-routes.ts'
import { accountHome } from './account-home.ts'
import { accountRoutes } from './account-routes.ts'
import { breakGlassRoutes } from './break-glass-routes.ts'
import { caseRoutes } from './case-routes.ts'
import { clientRoutes } from './client-routes.ts'
import { faceRoutes } from './face-routes.ts'
import { factorRoutes } from './factor-routes.ts'
import { fileRoutes } from './file-routes.ts'
import { healthRoutes } from './health-routes.ts'
import { type Http, openHttp } from './http.ts'
import { logRoutes } from './log-routes.ts'
import { mandateRoutes } from './mandate-routes.ts'
import { noticeRoutes } from './notice-routes.ts'
import { officerRoutes } from './officer-routes.ts'
import { oidcRoutes } from './oidc-routes.ts'
import { operationsRoutes } from './operations-routes.ts'
import { recordRoutes } from './record-routes.ts'
import { viewRoutes } from './saved-view.ts'
import { searchRoutes } from './search-routes.ts'
import { sessionRoutes } from './session-routes.ts'
import type { Site } from './site.ts'
import { trackerRoutes } from './tracker-routes.ts'
import { transferRoutes } from './transfer-routes.ts'
import { upstreamRoutes } from './upstream-routes.ts'
import { verifyRoutes } from './verify-routes.ts'

/** Opens every door of the kernel, then those the systems bring. */
export async function openSite(
  site: Site,
  systems: readonly { name: string; api: (site: Site, http: Http) => void | Promise<void> }[],
): Promise<Http> {
  const http = await openHttp(site)
  await healthRoutes(site, http.app)
  accountHome(site, http)
  accountRoutes(site, http)
  sessionRoutes(site, http)
  factorRoutes(site, http)
  faceRoutes(site, http.app)
  fileRoutes(site, http.app)
  caseRoutes(site, http.app)
  noticeRoutes(site, http.app)
  viewRoutes(site, http.app)
  searchRoutes(site, http.app)
  logRoutes(site, http.app)
  trackerRoutes(site, http.app)
  breakGlassRoutes(site, http.app)
  accessRoutes(site, http.app)
  verifyRoutes(site, http.app)
  await officerRoutes(site, http.app)
  operationsRoutes(site, http.app)
  oidcRoutes(site, http)
  clientRoutes(site, http)
  upstreamRoutes(site, http)
  mandateRoutes(site, http)
  for (const { name, api } of systems) await http.within(name, () => api(site, http))
  recordRoutes(site, http.app)
  transferRoutes(site, http.app)
  await http.app.ready()
  const undeclared = http.routes.filter((route) => !route.declared).map((route) => `${route.method} ${route.url}`)
  if (undeclared.length > 0) site.log.warn({ routes: undeclared }, 'routes that do not say who may call: officers only')
  return http
}
