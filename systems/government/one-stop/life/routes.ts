import { isUuid } from '#ground/ids'
import type { Http, Site } from '#kernel/channels'
import { dossierRoles } from '../records.ts'
import { refuse } from '../refusals.ts'
import { aroundDossier } from './around.ts'

/** What stands around a dossier: its places, and the others of one linked filing. */
export function lifeRoutes(site: Site, http: Http): void {
  http.app.get(
    '/api/v1/one-stop/life/:id',
    {
      config: { access: 'officer' as const, roles: dossierRoles },
      schema: { tags: ['one-stop'], summary: 'Nơi nhận, nơi trả của hồ sơ và các hồ sơ liên thông nộp cùng' },
    },
    async (request) => {
      const { id } = request.params as { id: string }
      if (!isUuid(id)) throw refuse['no-such-dossier']({ number: id.slice(0, 40) })
      return site.database.transaction(request.actor, (tx) => aroundDossier(tx, id), { soft: true })
    },
  )
}
