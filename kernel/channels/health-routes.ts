import scalar from '@scalar/fastify-api-reference'
import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { queueState } from '#kernel/store'
import { refuseChannel } from './refusals.ts'
import type { Site } from './site.ts'

/** /healthz, /readyz, /metrics, /openapi.json and the reference at /api. */
export async function healthRoutes(site: Site, app: FastifyInstance): Promise<void> {
  const open = { access: 'public' as const, rateLimit: false as const }
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'sen_request_seconds',
    help: 'Time to answer, by route and status class',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  const refused = new Counter({
    name: 'sen_refusals_total',
    help: 'Requests answered with a refusal',
    labelNames: ['status'],
    registers: [registry],
  })
  new Gauge({
    name: 'sen_jobs',
    help: 'Jobs by state',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const state = await queueState(site.database)
      this.set({ state: 'waiting' }, state.waiting)
      this.set({ state: 'late' }, state.late)
      this.set({ state: 'given-up' }, state.givenUp)
    },
  })
  new Gauge({
    name: 'sen_database_connections',
    help: 'Connections of the application pool',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.set({ state: 'open' }, site.database.app.totalCount)
      this.set({ state: 'idle' }, site.database.app.idleCount)
      this.set({ state: 'waiting' }, site.database.app.waitingCount)
    },
  })
  app.addHook('onResponse', async (request, reply) => {
    const status = `${Math.floor(reply.statusCode / 100)}xx`
    requests.observe(
      { route: request.routeOptions.url ?? 'none', method: request.method, status },
      reply.elapsedTime / 1000,
    )
    if (reply.statusCode >= 400) refused.inc({ status: String(reply.statusCode) })
  })

  app.get('/healthz', { config: open, schema: { tags: ['health'], summary: 'Tiến trình còn sống' } }, async () => ({
    ok: true,
  }))
  app.get(
    '/readyz',
    { config: open, schema: { tags: ['health'], summary: 'Sẵn sàng phục vụ: cơ sở dữ liệu, việc nền, đĩa' } },
    async (_request, reply) => {
      const health = await site.health()
      return reply.status(health.ok ? 200 : 503).send(health)
    },
  )
  app.get(
    '/metrics',
    { config: open, schema: { tags: ['health'], summary: 'Số đo cho Prometheus', hide: true } },
    async (request, reply) => {
      // Numbers of the inside are for the machine itself and for whoever holds the token, not for the street.
      const local = ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.ip)
      const token = process.env.SEN_METRICS_TOKEN
      if (!local && !(token && request.headers.authorization === `Bearer ${token}`))
        throw refuseChannel['no-such-page']()
      return reply.type(registry.contentType).send(await registry.metrics())
    },
  )
  app.get('/openapi.json', { config: open, schema: { hide: true } }, async () => app.swagger())
  await app.register(async (inside) => {
    inside.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public' }
    })
    await inside.register(scalar, {
      routePrefix: '/api',
      configuration: {
        url: '/openapi.json',
        title: 'Sen API',
        withDefaultFonts: false,
        hideClientButton: true,
        telemetry: false,
        pageTitle: 'Sen API',
        showDeveloperTools: 'never',
        favicon: '/face/lotus.svg',
        agent: { disabled: true },
        mcp: { disabled: true },
      } as Record<string, unknown>,
      hooks: {
        onRequest: (_request, reply, done) => {
          // The reference writes its own style and start-up elements; it holds no data and gets a policy of its own.
          reply.header(
            'content-security-policy',
            "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          )
          done()
        },
      },
    })
  })
}
