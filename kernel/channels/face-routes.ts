import type { FastifyInstance } from 'fastify'
import { offlinePage } from './face/errors.ts'
import { gallery } from './face/gallery.ts'
import { manifest } from './face/page.ts'
import { sendPage } from './request.ts'
import type { Site } from './site.ts'

/** Pages of the face that belong to no system: the gallery of components, the offline page, the manifest. */
export function faceRoutes(site: Site, app: FastifyInstance): void {
  const config = { access: 'public' as const }
  app.get('/design', { config, schema: { hide: true } }, async (request, reply) =>
    sendPage(site, request, reply, {
      title: { vi: 'Bộ thành phần giao diện', en: 'Component gallery' },
      body: gallery(site.house, request.lang),
      wide: true,
      sheets: ['/face/gallery.css'],
    }),
  )
  app.get('/ngoai-tuyen', { config, schema: { hide: true } }, async (request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'public, max-age=300')
      .send(offlinePage(site.house, request.lang).toString()),
  )
  app.get('/favicon.ico', { config, schema: { hide: true } }, async (_request, reply) =>
    reply.redirect('/face/lotus.svg', 308),
  )
  app.get('/manifest.webmanifest', { config, schema: { hide: true } }, async (request, reply) =>
    reply
      .type('application/manifest+json')
      .header('cache-control', 'public, max-age=3600')
      .send(manifest(site.house, request.lang)),
  )
}
