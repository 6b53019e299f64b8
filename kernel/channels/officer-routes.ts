import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { isUuid } from '#ground/ids'
import { codeLists, listsOf, metaOf, type RecordType } from '#kernel/records'
import type { Actor } from '#kernel/store'
import { officerPolicy } from './http.ts'
import { pathOf } from './record-routes.ts'
import { refuseChannel } from './refusals.ts'
import type { Site } from './site.ts'

/** The officer's application and the descriptions it draws its screens from. */
export async function officerRoutes(site: Site, app: FastifyInstance): Promise<void> {
  await app.register(async (inside) => {
    inside.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public', rateLimit: false }
      route.schema = { hide: true }
    })
    if (existsSync(join(site.officerDir, 'assets'))) {
      await inside.register(fastifyStatic, {
        root: join(site.officerDir, 'assets'),
        prefix: '/officer/assets/',
        immutable: true,
        maxAge: '365d',
        decorateReply: false,
      })
    }
    const shell = async (request: { nonce: string }, reply: import('fastify').FastifyReply) => {
      const file = join(site.officerDir, 'index.html')
      if (!existsSync(file)) throw refuseChannel['no-such-page']()
      return reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', officerPolicy(request.nonce))
        .send(readFileSync(file, 'utf8').replaceAll('__CSP_NONCE__', request.nonce))
    }
    inside.get('/officer', async (_request, reply) => reply.redirect('/officer/', 308))
    inside.get('/officer/', shell)
    inside.get('/officer/*', shell)
  })

  app.get(
    '/api/v1/meta',
    { config: { access: 'officer' }, schema: { tags: ['meta'], summary: 'Mô tả các hệ thống, bản ghi, luồng' } },
    async (request) => {
      const off = new Set((await site.switches.list()).map((one) => one.system))
      const codes = await site.database.transaction(
        request.actor,
        (tx) => codeLists(tx, listsOf(site.types.values())),
        { soft: true },
      )
      return {
        systems: site.systems
          .filter((system) => !off.has(system.name))
          .map((system) => ({
            name: system.name,
            title: system.title,
            records: system.records
              .filter((type) => mayBrowse(type, request.actor))
              .map((type) => ({
                ...metaOf(type, request.actor, codes),
                path: pathOf(type),
                flow: system.flows.find((flow) => flow.record.table === type.table)?.name,
              })),
            flows: system.flows.map((flow) => ({
              name: flow.name,
              system: flow.system,
              record: flow.record.name,
              title: flow.title,
              states: Object.entries(flow.states).map(([name, state]) => ({
                name,
                label: state.label,
                end: state.end ?? false,
                tone: state.tone,
              })),
            })),
          })),
        roles: site.roles,
      }
    },
  )

  app.get(
    '/api/v1/units',
    { config: { access: 'signed-in' }, schema: { tags: ['meta'], summary: 'Đơn vị' } },
    async (request) => {
      const { q, id } = request.query as { q?: string; id?: string }
      return site.database.transaction(
        request.actor,
        async (tx) => ({
          rows: await tx.query(
            `select id, code, name, short_name, kind, commune from sen.unit
            where valid_from <= sen.today() and (valid_to is null or valid_to >= sen.today()) and ($1::text is null or sen.fold(name) like '%' || sen.fold($1) || '%' or code = $1) and ($2::uuid is null or id = $2)
            order by code limit 50`,
            [q ? q.slice(0, 100).replace(/[\\%_]/g, '') : null, id && isUuid(id) ? id : null],
          ),
        }),
        { soft: true },
      )
    },
  )

  app.get(
    '/api/v1/boards',
    { config: { access: 'officer' }, schema: { tags: ['boards'], summary: 'Các bảng điều hành' } },
    async (request) =>
      site.systems.flatMap((system) =>
        system.boards
          .filter((board) => mayOpen(board, request.actor.roles))
          .map((board) => ({ name: board.name, title: board.title, system: system.name })),
      ),
  )
  app.get(
    '/api/v1/boards/:name',
    { config: { access: 'officer' }, schema: { tags: ['boards'], summary: 'Một bảng điều hành' } },
    async (request) => {
      const { name } = request.params as { name: string }
      const board = site.systems.flatMap((system) => system.boards).find((one) => one.name === name)
      if (!board || !mayOpen(board, request.actor.roles)) throw refuseChannel['no-such-page']()
      const content = await site.database.transaction(request.actor, (tx) => board.content(tx), { soft: true })
      return { title: board.title, at: site.database.clock.now(), ...content }
    },
  )

  app.get(
    '/api/v1/map/communes',
    { config: { access: 'public' }, schema: { tags: ['map'], summary: 'Bản đồ xã, phường' } },
    async (request, reply) => {
      const shapes = await site.database.transaction(
        request.actor,
        (tx) => tx.query<{ code: string; shape: unknown }>('select code, shape from sen.boundary'),
        { soft: true },
      )
      const found = new Map(shapes.map((row) => [row.code, row.shape]))
      const real = found.size > 0
      reply.header('cache-control', 'public, max-age=300')
      return {
        type: 'FeatureCollection',
        source: real ? 'boundaries' : 'hexagons',
        features: site.communes
          .filter((commune) => !real || found.has(commune.code))
          .map((commune) => ({
            type: 'Feature',
            id: Number(commune.code),
            properties: {
              code: commune.code,
              name: commune.name,
              kind: commune.kind,
              area_km2: commune.area_km2,
              population: commune.population,
            },
            geometry: real ? found.get(commune.code) : { type: 'Polygon', coordinates: [commune.hexagon] },
          })),
      }
    },
  )
}

const mayOpen = (board: { roles: readonly string[] }, roles: readonly { role: string }[]): boolean =>
  board.roles.length === 0 || roles.some((grant) => board.roles.includes(grant.role))

/** Do the actor's roles, or nobody's in particular, open this record's list? What is hers alone as a person is not an officer's screen. */
export function mayBrowse(type: RecordType, actor: Actor): boolean {
  return type.access.read.some(
    (who) =>
      who === 'everyone' ||
      who === 'signed-in' ||
      (typeof who === 'object' && 'role' in who && actor.roles.some((grant) => who.role.includes(grant.role))),
  )
}
