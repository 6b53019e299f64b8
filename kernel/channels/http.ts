import { createHash, randomBytes } from 'node:crypto'
import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { uuidv7 } from '#ground/ids'
import { Refusal } from '#ground/refusal'
import { InvalidInput } from '#kernel/records'
import { findSession, refuseAccount, type Session } from '#kernel/trust'
import { assets } from './face/assets.ts'
import { problemBody } from './face/errors.ts'
import { refuseChannel } from './refusals.ts'
import { actorOf, isOfficer, sameToken, sendPage, statusOf } from './request.ts'
import type { Site } from './site.ts'

/** Every door of the house, for the map of routes and for the test that tries each with another's identity. */
export interface Route {
  method: string
  url: string
  access: 'public' | 'signed-in' | 'officer'
}

const SESSION_SECONDS = 12 * 3600
/** A session looked up is believed for so long; signing out in this process ends it at once. Rights are checked live by the database. */
const SESSION_BELIEVED_MS = 2_000
const SESSIONS_BELIEVED_MAX = 10_000

const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; frame-ancestors 'none'"

/** The officer's application: its component library writes style elements, each carrying this request's nonce; maps draw in blob workers. */
export const officerPolicy = (nonce: string): string =>
  `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; style-src-attr 'unsafe-inline'; font-src 'self'; img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; worker-src 'self' blob:; base-uri 'none'; frame-ancestors 'none'`

export interface Http {
  app: FastifyInstance
  routes: readonly Route[]
  /** Forgets a session looked up before its time. */
  forget(token: string): void
}

/** Builds the server: sessions, tokens, limits, headers and the one table of refusals. Routes are added by the caller. */
export async function openHttp(site: Site): Promise<Http> {
  const app = Fastify({
    logger: false,
    bodyLimit: site.limits.bodyBytesMax,
    requestTimeout: 60_000,
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    trustProxy: process.env.SEN_TRUST_PROXY === '1',
    genReqId: () => uuidv7(),
    routerOptions: { maxParamLength: 200 },
    return503OnClosing: true,
    // Records read their own input and refuse in Vietnamese; schemas here serve the document.
    ajv: { customOptions: { strict: false, removeAdditional: false, coerceTypes: true } },
  })
  const routes: Route[] = []
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      if (method === 'HEAD' || method === 'OPTIONS') continue
      // Read when asked: hooks of an encapsulated part set the access after this one has run.
      routes.push({
        method,
        url: route.url,
        get access() {
          return route.config?.access ?? 'officer'
        },
      })
    }
  })

  const believed = new Map<string, { session: Session; until: number }>()
  async function sessionOf(token: string | undefined): Promise<Session | null> {
    if (!token) return null
    const now = Date.now()
    const known = believed.get(token)
    if (known && known.until > now) return known.session
    const session = (await findSession(site.database, token)) ?? null
    if (session) {
      if (believed.size >= SESSIONS_BELIEVED_MAX) believed.clear()
      believed.set(token, { session, until: now + SESSION_BELIEVED_MS })
    } else believed.delete(token)
    return session
  }

  await app.register(cookie)
  await app.register(formbody, { bodyLimit: site.limits.bodyBytesMax })
  // A file past the limit is cut and then refused by name by the blob store, so that the rest of a form stays.
  await app.register(multipart, {
    throwFileSizeLimit: false,
    limits: { fileSize: site.limits.fileBytesMax + 1, files: 20 },
  })
  await app.register(compress, {
    encodings: ['br', 'gzip'],
    threshold: 2_048,
    // The default of 11 is for files made once; what is made anew each time must not cost more than it saves.
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
    zlibOptions: { level: 4 },
  })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Sen API',
        version: '1',
        description: 'Mọi cửa của nền tảng. Lỗi có dạng { error: { code, message, field, facts } }.',
      },
      components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'sen_session' } } },
    },
  })
  app.decorateRequest('session', null)
  app.decorateRequest('lang', 'vi')
  app.decorateRequest('csrf', '')
  app.decorateRequest('nonce', '')

  app.addHook('onRequest', async (request, reply) => {
    const asked = (request.query as { lang?: string } | undefined)?.lang
    const kept = request.cookies.sen_lang
    request.session = await sessionOf(request.cookies.sen_session)
    request.lang =
      asked === 'en' || asked === 'vi'
        ? asked
        : kept === 'en' || kept === 'vi'
          ? kept
          : (request.session?.actor.lang ?? 'vi')
    if (asked === 'en' || asked === 'vi')
      reply.setCookie('sen_lang', asked, { path: '/', maxAge: 31_536_000, sameSite: 'lax', secure: site.secureCookies })
    request.actor = actorOf(request)
    if (request.session) request.csrf = request.session.csrf
    else {
      // A stranger's token is the hash of a cookie only this origin can read: enough for signing in and public forms.
      let guest = request.cookies.sen_guest
      if (guest?.length !== 32) {
        guest = randomBytes(24).toString('base64url')
        if (request.method === 'GET' && !request.url.startsWith('/api/') && !request.url.startsWith('/face/')) {
          reply.setCookie('sen_guest', guest, {
            path: '/',
            httpOnly: true,
            sameSite: 'lax',
            secure: site.secureCookies,
          })
        }
      }
      request.csrf = createHash('sha256').update(`sen-guest:${guest}`).digest('base64url').slice(0, 32)
    }
    request.nonce = randomBytes(16).toString('base64')
  })

  await app.register(rateLimit, {
    max: site.limits.requestsAMinuteMax,
    timeWindow: 60_000,
    cache: 20_000,
    hook: 'preHandler',
    keyGenerator: (request) => request.session?.actor.account ?? request.ip,
    allowList: (request) => request.url.startsWith('/face/') || request.url === '/healthz',
    errorResponseBuilder: (_request, context) =>
      refuseChannel['too-many-requests']({ max: context.max, seconds: Math.ceil(context.ttl / 1000) }),
  })

  app.addHook('preHandler', async (request) => {
    // What is not there is not there for everybody alike.
    if (request.is404) return
    const config = request.routeOptions.config
    const access = config.access ?? 'officer'
    if (access !== 'public' && !request.session) throw refuseAccount['sign-in-first']()
    if (access === 'officer' && !isOfficer(request)) throw refuseChannel['officers-only']()
    const { roles } = config
    if (roles && !request.actor.roles.some((grant) => roles.includes(grant.role)))
      throw refuseChannel['not-your-role']()
    if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return
    const site = request.headers['sec-fetch-site']
    if (site !== undefined && site !== 'same-origin' && site !== 'none') throw refuseChannel['forged-request']()
    if (config.ownCsrf || config.withoutCsrf) return
    const given =
      (request.headers['x-csrf'] as string | undefined) ?? (request.body as { csrf?: string } | undefined)?.csrf
    if (!sameToken(given, request)) throw refuseChannel['forged-request']()
  })

  app.addHook('onSend', async (_request, reply, payload) => {
    if (!reply.hasHeader('content-security-policy')) reply.header('content-security-policy', PAGE_POLICY)
    reply.header('x-content-type-options', 'nosniff')
    reply.header('referrer-policy', 'same-origin')
    reply.header('cross-origin-opener-policy', 'same-origin')
    reply.header('cross-origin-resource-policy', 'same-origin')
    reply.header('permissions-policy', 'camera=(self), geolocation=(self), microphone=()')
    if (site.secureCookies) reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains')
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
    return payload
  })

  app.setErrorHandler(async (error: FastifyError | Refusal, request, reply) =>
    answer(site, request, reply, explainHttp(site, error, request)),
  )
  app.setNotFoundHandler({ preHandler: [] }, async (request, reply) =>
    answer(site, request, reply, refuseChannel['no-such-page']()),
  )

  for (const asset of assets.values()) {
    app.get(
      asset.path,
      { config: { access: 'public', rateLimit: false }, schema: { hide: true } },
      async (_request, reply) => reply.type(asset.type).header('cache-control', asset.cache).send(asset.body),
    )
  }
  return { app, routes, forget: (token) => void believed.delete(token) }
}

export function setSession(site: Site, reply: FastifyReply, session: Session): void {
  reply.setCookie('sen_session', session.token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: site.secureCookies,
    maxAge: SESSION_SECONDS,
  })
}

/** Framework errors become refusals of ours; what is left is a bug: logged with its reference, told without detail. */
function explainHttp(site: Site, error: FastifyError | Refusal, request: FastifyRequest): Refusal {
  if (error instanceof Refusal) return error
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
    case 'FST_REQ_FILE_TOO_LARGE':
      return refuseChannel['body-too-large']({ max: `${Math.round(site.limits.bodyBytesMax / 1_048_576)} MB` })
    case 'FST_PARTS_LIMIT':
    case 'FST_FILES_LIMIT':
    case 'FST_FIELDS_LIMIT':
      return refuseChannel['body-too-large']({ max: '20 tệp, 500 trường' })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_INVALID_MULTIPART_CONTENT_TYPE':
      return refuseChannel['unknown-kind']({ kind: String(request.headers['content-type'] ?? '').slice(0, 60) })
  }
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return refuseChannel['bad-body']({ reason: error.code ?? 'bad request' })
  }
  const database = (error as { code?: string }).code
  if (database === '22021' || database === '22P02' || database === '22P05')
    return refuseChannel['bad-body']({ reason: 'ký tự không hợp lệ' })
  site.log.error(
    {
      request: request.id,
      route: request.routeOptions.url,
      error: { name: error.name, message: error.message, stack: error.stack },
    },
    'broken',
  )
  return refuseChannel.broken({ reference: request.id })
}

export interface ErrorBody {
  error: {
    code: string
    message: string
    field?: string
    facts: Record<string, unknown>
    errors?: ErrorBody['error'][]
  }
}

export function errorBody(refusal: Refusal, lang: 'vi' | 'en'): ErrorBody['error'] {
  return {
    code: refusal.code,
    message: refusal.say(lang),
    ...(refusal.field === undefined ? {} : { field: refusal.field }),
    facts: refusal.facts,
    ...(refusal instanceof InvalidInput ? { errors: refusal.errors.map((one) => errorBody(one, lang)) } : {}),
  }
}

async function answer(
  site: Site,
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: Refusal,
): Promise<FastifyReply> {
  const status = refusal.code === 'channel.broken' ? 500 : statusOf[refusal.kind]
  reply.status(status)
  if (refusal.kind === 'too-many' && !reply.hasHeader('retry-after')) reply.header('retry-after', '60')
  const wantsPage = !request.url.startsWith('/api/') && (request.headers.accept ?? '').includes('text/html')
  if (!wantsPage) return reply.send({ error: errorBody(refusal, request.lang) })
  if (refusal.kind === 'unauthenticated' && request.method === 'GET')
    return reply.redirect(`/dang-nhap?next=${encodeURIComponent(request.url)}`, 303)
  return sendPage(site, request, reply, {
    title: refusal.say(request.lang).split('.')[0] ?? '',
    body: problemBody(
      { status, message: refusal.say(request.lang), reference: request.id },
      site.house,
      request.url,
      request.lang,
    ),
  })
}
