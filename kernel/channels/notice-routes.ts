import type { FastifyInstance } from 'fastify'
import { listNotices, readNotices } from '#kernel/cases'
import type { Site } from './site.ts'

/** What somebody must know, in the application. Mail is sent from the same rows. */
export function noticeRoutes(site: Site, app: FastifyInstance): void {
  const tags = ['notices']
  // A notice tells what happened, not what is in a dossier: enough for who came in by a sent code.
  const config = { access: 'signed-in' as const, assurance: 'one-time-code' as const }
  app.get('/api/v1/notices', { config, schema: { tags, summary: 'Thông báo của tôi' } }, async (request) => {
    const { after, unread } = request.query as { after?: string; unread?: string }
    return site.database.transaction(
      request.actor,
      (tx) => listNotices(tx, { ...(after ? { after } : {}), unread: unread === 'true' }),
      { soft: true },
    )
  })
  app.post('/api/v1/notices/:id/read', { config, schema: { tags, summary: 'Đánh dấu đã đọc' } }, async (request) =>
    site.database.transaction(request.actor, async (tx) => ({
      read: await readNotices(tx, { id: (request.params as { id: string }).id }),
    })),
  )
  app.post(
    '/api/v1/notices/read-all',
    { config, schema: { tags, summary: 'Đánh dấu đã đọc tất cả' } },
    async (request) => site.database.transaction(request.actor, async (tx) => ({ read: await readNotices(tx, 'all') })),
  )
}
