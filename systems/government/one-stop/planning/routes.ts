import { isUuid } from '#ground/ids'
import type { Http, Site } from '#kernel/channels'
import { refuse } from '../refusals.ts'
import { dayOfWork, dossiersAtRisk, timeOfDossier } from './plan.ts'

/** The time of a dossier, the day of an officer, and what will be late. */
export function planningRoutes(site: Site, http: Http): void {
  const { app } = http
  const tags = ['planning']
  const config = { access: 'officer' as const }
  app.get(
    '/api/v1/one-stop/planning/time/:id',
    { config, schema: { tags, summary: 'Thời gian của một hồ sơ: ai giữ, vì sao dừng, còn bao lâu, nếu … thì sao' } },
    async (request) => {
      const { id } = request.params as { id: string }
      if (!isUuid(id)) throw refuse['no-such-dossier']({ number: id.slice(0, 40) })
      return site.database.transaction(request.actor, (tx) => timeOfDossier(tx, id), { soft: true })
    },
  )
  app.get(
    '/api/v1/one-stop/planning/day',
    { config, schema: { tags, summary: 'Việc trong ngày của tôi, xếp theo thời hạn' } },
    async (request) => site.database.transaction(request.actor, dayOfWork, { soft: true }),
  )
  app.get(
    '/api/v1/one-stop/planning/at-risk',
    {
      config: { ...config, roles: ['centre-head', 'leader', 'section-head', 'province-monitor'] },
      schema: { tags, summary: 'Hồ sơ có nguy cơ trễ, tính từ các bước đã qua' },
    },
    async (request) => site.database.transaction(request.actor, dossiersAtRisk, { soft: true }),
  )
}
