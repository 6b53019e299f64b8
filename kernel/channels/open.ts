import { accountRoutes } from './account-routes.ts'
import { caseRoutes } from './case-routes.ts'
import { faceRoutes } from './face-routes.ts'
import { fileRoutes } from './file-routes.ts'
import { healthRoutes } from './health-routes.ts'
import { type Http, openHttp } from './http.ts'
import { noticeRoutes } from './notice-routes.ts'
import { officerRoutes } from './officer-routes.ts'
import { recordRoutes } from './record-routes.ts'
import type { Site } from './site.ts'
import { transferRoutes } from './transfer-routes.ts'

/** Opens every door of the kernel, then those the systems bring. */
export async function openSite(
  site: Site,
  systems: readonly ((site: Site, http: Http) => void | Promise<void>)[],
): Promise<Http> {
  const http = await openHttp(site)
  await healthRoutes(site, http.app)
  accountRoutes(site, http)
  faceRoutes(site, http.app)
  fileRoutes(site, http.app)
  caseRoutes(site, http.app)
  noticeRoutes(site, http.app)
  await officerRoutes(site, http.app)
  for (const open of systems) await open(site, http)
  recordRoutes(site, http.app)
  transferRoutes(site, http.app)
  await http.app.ready()
  return http
}
