import { createHash, randomBytes } from 'node:crypto'
import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { uuidv7 } from '#ground/ids'
import { Refusal } from '#ground/refusal'
import { InvalidInput } from '#kernel/records'
import { findSession, refuseAccount, type Session } from '#kernel/trust'
import { checkMandate } from './acting.ts'
import { assets } from './face/assets.ts'
import { problemBody } from './face/errors.ts'
import {
  addressKey,
  answerBrokenRequest,
  checkAddress,
  cookieName,
  gateLimits,
  guardConnections,
  isAmbiguous,
  isFromElsewhere,
  isProxy,
  readFormsCarefully,
  readJsonCarefully,
  setHeaders,
} from './gate.ts'
import { compileWhenAsked } from './late-schemas.ts'
import { refuseChannel } from './refusals.ts'
import { actorOf, isOfficer, sameToken, sendPage, statusOf } from './request.ts'
import { requestLog } from './request-log.ts'
import { openServiceDoor } from './service-door.ts'
import type { Site } from './site.ts'
import { checkStanding, remedyOf } from './standing.ts'
import { sayOff } from './switch.ts'

/** Every door of the house, for the map of routes and for the test that tries each with another's identity. */
export interface Route {
  method: string
  url: string
  access: 'public' | 'signed-in' | 'officer'
  /** False where nobody said who may call: only officers then, and `openSite` tells the log. */
  declared: boolean
  /** The system that brought it, or whose record it opens. */
  system: string | undefined
}

const SESSION_SECONDS = 12 * 3600
/** As long as the account keeps a browser in mind. */
const KNOWN_DEVICE_SECONDS = 180 * 86_400
/** A session looked up is believed for so long; signing out in this process ends it at once. Rights are checked live by the database. */
const SESSION_BELIEVED_MS = 2_000
const SESSIONS_BELIEVED_MAX = 10_000

/** The officer's application: its component library writes style elements, each carrying this request's nonce; maps draw in blob workers. */
export const officerPolicy = (nonce: string): string =>
  `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; font-src 'self'; img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; worker-src 'self' blob:; base-uri 'none'; frame-ancestors 'none'`

export interface Http {
  app: FastifyInstance
  routes: readonly Route[]
  /** Opens what one system brings, so that its routes stand and fall with it. */
  within(system: string, open: () => void | Promise<void>): Promise<void>
  /** Forgets a session looked up before its time. */
  forget(token: string): void
  /** Who is told when somebody has signed out here: the systems she went to from here. */
  left?: (session: Session) => void
  /** Forgets every session looked up of an account: some of them were ended. */
  forgetAccount(account: string): void
}

/** Builds the server: sessions, tokens, limits, headers and the one table of refusals. Routes are added by the caller. */
export async function openHttp(site: Site): Promise<Http> {
  const proxies = Number(process.env.SEN_TRUST_PROXY) || 0
  const app = Fastify({
    logger: false,
    bodyLimit: site.limits.bodyBytesMax,
    requestTimeout: gateLimits.requestTimeoutMs,
    connectionTimeout: gateLimits.silentMsMax,
    keepAliveTimeout: gateLimits.keepAliveMs,
    maxRequestsPerSocket: gateLimits.requestsAConnectionMax,
    http: {
      headersTimeout: gateLimits.headersTimeoutMs,
      connectionsCheckingInterval: gateLimits.checkEveryMs,
      // Bytes that one program reads as the end of a message and another does not are refused, not guessed.
      insecureHTTPParser: false,
      // Asked for by the gate, which refuses in words.
      requireHostHeader: false,
    },
    forceCloseConnections: 'idle',
    trustProxy: proxies > 0 && isProxy(proxies),
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) => {
      // Before any hook has run: an address that cannot be decoded.
      setHeaders(reply, site.secureCookies)
      request.cookies = {}
      request.session = null
      request.lang = 'vi'
      request.csrf = ''
      request.actor = actorOf(request)
      answer(site, request, reply, explainHttp(site, error, request)).catch((fault: unknown) => {
        site.log.error({ request: request.id, error: { message: (fault as Error).message } }, 'broken')
        reply.raw.destroy()
      })
    },
    genReqId: () => uuidv7(),
    routerOptions: { maxParamLength: 200 },
    return503OnClosing: true,
    // Records read their own input and refuse in Vietnamese; schemas here serve the document.
    ajv: {
      // V8 optimizes what is worth it; the compiler's own passes cost more than they save
      customOptions: { strict: false, removeAdditional: false, coerceTypes: true, code: { optimize: false } },
      onCreate: compileWhenAsked,
    },
  })
  const routes: Route[] = []
  const records = new Set(site.systems.map((system) => system.name))
  let bringing: string | undefined
  app.addHook('onRoute', (route) => {
    // Records' own routes are the kernel's, but stand and fall with their system.
    const own = bringing ?? /^\/api\/v1\/([a-z0-9-]+)\//.exec(route.url)?.[1]
    if (own && records.has(own)) route.config = { ...route.config, system: own }
    for (const method of [route.method].flat()) {
      if (method === 'HEAD' || method === 'OPTIONS') continue
      // Read when asked: hooks of an encapsulated part set the access after this one has run.
      routes.push({
        method,
        url: route.url,
        get access() {
          return route.config?.access ?? 'officer'
        },
        get declared() {
          return route.config?.access !== undefined
        },
        get system() {
          return route.config?.system
        },
      })
    }
  })

  const sessionCookie = cookieName(site.secureCookies, 'sen_session')
  const guestCookie = cookieName(site.secureCookies, 'sen_guest')
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

  // First of all hooks: what comes after it is part of the request in traces and in the log.
  requestLog(site, app, proxies > 0)
  guardConnections(app, proxies > 0)
  readJsonCarefully(app)
  await app.register(cookie)
  app.addHook('onRequest', async (request, reply) => {
    setHeaders(reply, site.secureCookies)
    if (isAmbiguous(request.raw)) {
      reply.header('connection', 'close')
      throw refuseChannel['bad-request']()
    }
    checkAddress(request)
  })
  readFormsCarefully(app, site.limits.bodyBytesMax)
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
  const services = openServiceDoor(site)
  app.decorateRequest('session', null)
  app.decorateRequest('service', null)
  app.decorateRequest('lang', 'vi')
  app.decorateRequest('csrf', '')
  app.decorateRequest('nonce', '')

  app.addHook('onRequest', async (request, reply) => {
    const asked = (request.query as { lang?: string } | undefined)?.lang
    const kept = request.cookies.sen_lang
    // A caller with a token of its own has no cookie's rights beside it.
    request.service = await services.callerOf(request)
    request.session = request.service
      ? services.sessionOf(request.service)
      : await sessionOf(request.cookies[sessionCookie])
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
      let guest = request.cookies[guestCookie]
      if (guest?.length !== 32) {
        guest = randomBytes(24).toString('base64url')
        if (request.method === 'GET' && !request.url.startsWith('/api/') && !request.url.startsWith('/face/')) {
          reply.setCookie(guestCookie, guest, {
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
    max: (request) => request.service?.callsAMinute ?? site.limits.requestsAMinuteMax,
    timeWindow: 60_000,
    cache: 20_000,
    hook: 'preHandler',
    keyGenerator: (request) => request.session?.actor.account ?? addressKey(request.ip),
    allowList: (request) => request.url.startsWith('/face/') || request.url === '/healthz',
    errorResponseBuilder: (_request, context) =>
      refuseChannel['too-many-requests']({ max: context.max, seconds: Math.ceil(context.ttl / 1000) }),
  })

  app.addHook('preHandler', async (request) => {
    // What is not there is not there for everybody alike.
    if (request.is404) return
    const config = request.routeOptions.config
    const off = config.system ? await site.switches.offNow(config.system) : undefined
    if (off) throw sayOff(site, off)
    services.check(request)
    const access = config.access ?? 'officer'
    if (access !== 'public' && !request.session) throw refuseAccount['sign-in-first']()
    if (access === 'officer' && !isOfficer(request)) throw refuseChannel['officers-only']()
    const { roles } = config
    if (roles && !request.actor.roles.some((grant) => roles.includes(grant.role)))
      throw refuseChannel['not-your-role']()
    checkStanding(request, site.database.clock.now())
    checkMandate(request)
    if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return
    if (!config.foreign && isFromElsewhere(request, site.publicUrl)) throw refuseChannel['forged-request']()
    // A token in a header is put there by no browser on its own: nothing to forge.
    if (config.ownCsrf || config.withoutCsrf || request.service) return
    const given =
      (request.headers['x-csrf'] as string | undefined) ?? (request.body as { csrf?: string } | undefined)?.csrf
    if (!sameToken(given, request)) throw refuseChannel['forged-request']()
  })

  app.setErrorHandler(async (error: FastifyError | Refusal, request, reply) =>
    answer(site, request, reply, explainHttp(site, error, request)),
  )
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, async (request, reply) =>
    answer(site, request, reply, refuseChannel['no-such-page']()),
  )

  for (const asset of assets.values()) {
    app.get(
      asset.path,
      { config: { access: 'public', rateLimit: false }, schema: { hide: true } },
      async (_request, reply) => reply.type(asset.type).header('cache-control', asset.cache).send(asset.body),
    )
  }
  return {
    app,
    routes,
    async within(system, open) {
      bringing = system
      try {
        await open()
      } finally {
        bringing = undefined
      }
    },
    forget: (token) => void believed.delete(token),
    forgetAccount(account) {
      for (const [token, { session }] of believed) if (session.actor.account === account) believed.delete(token)
    },
  }
}

/** Puts a session into the browser, and makes the browser known to its account. */
export function setSession(site: Site, reply: FastifyReply, session: Session): void {
  const kept = { path: '/', httpOnly: true, sameSite: 'lax', secure: site.secureCookies } as const
  reply.setCookie(cookieName(site.secureCookies, 'sen_session'), session.token, { ...kept, maxAge: SESSION_SECONDS })
  if (session.knownDevice)
    reply.setCookie(cookieName(site.secureCookies, 'sen_device'), session.knownDevice, {
      ...kept,
      maxAge: KNOWN_DEVICE_SECONDS,
    })
}

/** Takes the session out of the browser, which must be told so in the same words it was given. */
export function clearSession(site: Site, reply: FastifyReply): FastifyReply {
  return reply.clearCookie(cookieName(site.secureCookies, 'sen_session'), {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: site.secureCookies,
  })
}

/** What the framework found wrong, in words that tell nothing of the framework. */
const REASONS: Record<string, string> = {
  FST_ERR_BAD_URL: 'đường dẫn mã hoá sai',
  FST_ERR_MAX_PARAM_LENGTH: 'đường dẫn quá dài',
  FST_ERR_CTP_INVALID_JSON_BODY: 'JSON sai cách viết',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'thiếu nội dung',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'độ dài ghi sai',
  FST_ERR_VALIDATION: 'tham số sai kiểu',
  FST_NO_FORM_DATA: 'thiếu biểu mẫu',
  FST_PROTO_VIOLATION: 'tên trường không hợp lệ',
}
/** The reader of multipart forms throws plain errors for what a sender got wrong: they are the sender's, not ours. */
const BROKEN_FORM =
  /^(?:Unexpected end of (?:form|multipart data|file)|Part terminated early.*|Malformed (?:part header|content type|urlencoded form)|Multipart: Boundary not found|Missing Content-(?:Type|Disposition).*|premature close)$/i

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
    return refuseChannel['bad-body']({ reason: REASONS[error.code] ?? 'sai cách viết' })
  }
  if (BROKEN_FORM.test(error.message)) return refuseChannel['bad-body']({ reason: 'biểu mẫu bị cắt ngang' })
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
  const remedy = remedyOf(refusal, request)
  if (remedy) return reply.redirect(remedy, 303)
  return sendPage(site, request, reply, {
    title: refusal.say(request.lang).split('.')[0] ?? '',
    body: problemBody(
      { status, message: refusal.say(request.lang), reference: request.id, sent: request.method !== 'GET' },
      site.house,
      request.url,
      request.lang,
    ),
  })
}
