import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

import { house, queueState } from '#kernel/store'
import { listAlerts, listHosts } from '#kernel/trust'
import type { Lang } from './face/words.ts'
import { sameSecret } from './gate.ts'
import { type ApiDocument, referencePage } from './reference.ts'
import { refuseChannel } from './refusals.ts'
import { sendPage } from './request.ts'
import type { Site } from './site.ts'
import type { BackupFace } from './watch.ts'

/** /healthz, /readyz, /metrics, /openapi.json and the reference at /api. */
export async function healthRoutes(site: Site, app: FastifyInstance): Promise<void> {
  const open = { access: 'public' as const, rateLimit: false as const }
  // Readiness asks the database, and the document is long: counted as everything else is.
  const counted = { access: 'public' as const }
  // Told to close, we go on serving while balancers find out; whoever is answered meanwhile is asked to come back by another door.
  app.addHook('onRequest', (_request, reply, done) => {
    if (site.host.draining) reply.header('connection', 'close')
    done()
  })
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
    name: 'sen_alerts',
    help: 'Alerts that stand, by rule, severity and state',
    labelNames: ['rule', 'severity', 'state'],
    registers: [registry],
    async collect() {
      this.reset()
      const standing = await site.database.transaction(house, (tx) => listAlerts(tx, 'standing'), { soft: true })
      for (const { rule, severity, state } of standing) this.inc({ rule, severity, state })
    },
  })
  // Each gauge asks for itself when it is read; the host believes its own look for half a minute, so three ask once.
  const copies = (name: string, help: string, read: (backup: BackupFace, now: number) => number | null) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.reset()
        const { backup } = await site.host.state()
        const value = backup ? read(backup, site.database.clock.now().getTime()) : null
        if (value === null) this.remove()
        else this.set(value)
      },
    })
  const since = (at: string | null | undefined, now: number) => (at ? (now - Date.parse(at)) / 1_000 : null)
  copies('sen_backup_age_seconds', 'Since the newest whole copy was finished', (one, now) =>
    since(one.newest?.finishedAt, now),
  )
  copies('sen_backup_covered_age_seconds', 'Since the instant up to which everything is shipped', (one, now) =>
    since(one.shipping?.coveredTo, now),
  )
  copies('sen_backup_behind_bytes', 'Log that waits to be shipped', (one) => one.shipping?.behindBytes ?? null)
  new Gauge({
    name: 'sen_hosts',
    help: 'Processes of the house, by state',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const hosts = await site.database.transaction(house, (tx) => listHosts(tx), { soft: true })
      const now = site.database.clock.now().getTime()
      const silent = hosts.filter((one) => one.leftAt === null && now - one.seenAt.getTime() > 60_000).length
      this.set({ state: 'silent' }, silent)
      this.set({ state: 'serving' }, hosts.filter((one) => one.leftAt === null).length - silent)
    },
  })
  new Gauge({
    name: 'sen_draining',
    help: '1 while this process closes its doors',
    registers: [registry],
    collect() {
      this.set(site.host.draining ? 1 : 0)
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
    { config: counted, schema: { tags: ['health'], summary: 'Sẵn sàng phục vụ: cơ sở dữ liệu, việc nền, đĩa' } },
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
      if (!local && !(token && sameSecret(request.headers.authorization, `Bearer ${token}`)))
        throw refuseChannel['no-such-page']()
      return reply.type(registry.contentType).send(await registry.metrics())
    },
  )
  app.get('/openapi.json', { config: counted, schema: { hide: true } }, async () => app.swagger())
  // Every door of the house in one page is the dearest there is, and anybody may ask for it: made once in each language.
  const references = new Map<Lang, ReturnType<typeof referencePage>>()
  const referenceIn = (lang: Lang): ReturnType<typeof referencePage> => {
    const page = references.get(lang) ?? referencePage(app.swagger() as ApiDocument, lang)
    references.set(lang, page)
    return page
  }
  app.get('/api', { config: { access: 'public' }, schema: { hide: true } }, async (request, reply) =>
    sendPage(site, request, reply, {
      ...referenceIn(request.lang),
      wide: true,
      sheets: ['/face/reference.css'],
    }),
  )
  app.get('/api/', { config: { access: 'public' }, schema: { hide: true } }, async (_request, reply) =>
    reply.redirect('/api', 308),
  )
}
