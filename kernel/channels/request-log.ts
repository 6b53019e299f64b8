import type { FastifyInstance, FastifyRequest } from 'fastify'
import { beginSpan, house, type OpenSpan } from '#kernel/store'
import { networkOf, noteRefusedSignIn, shortAddress } from '#kernel/trust'
import type { Site } from './site.ts'

declare module 'fastify' {
  interface FastifyRequest {
    span: OpenSpan | undefined
    bytesBefore: number
  }
}

/** What programs ask of us all the time: said only when somebody wants to hear everything. */
const QUIET = /^\/(face\/|healthz|readyz|metrics)/
/** Doors at which somebody says who she is. */
const SIGN_IN = /^\/(dang-nhap|quen-mat-khau|api\/v1\/sign-in)(\/|$)/

/**
 * One line a request: what was asked by the pattern of its route, never by its address (which holds numbers of dossiers and
 * words searched for), how it ended, how long it took, and who by the account's id. Nothing a person typed or is called.
 */
export function requestLog(site: Site, app: FastifyInstance, trustsProxy: boolean): void {
  app.decorateRequest('span', undefined)
  app.decorateRequest('bytesBefore', 0)

  app.addHook('onRequest', (request, _reply, done) => {
    request.bytesBefore = request.raw.socket?.bytesWritten ?? 0
    const given = trustsProxy ? request.headers.traceparent : undefined
    request.span = beginSpan(
      `${request.method} ${request.routeOptions.url ?? '-'}`,
      {
        'http.request.method': request.method,
        'http.route': request.routeOptions.url ?? '-',
        'sen.request': request.id,
      },
      typeof given === 'string' ? given : undefined,
    )
    if (request.span) request.span.within(done)
    else done()
  })
  // Reading a body goes through events of the socket, which know nothing of the span: entered again after it.
  app.addHook('preValidation', (request, _reply, done) => {
    if (request.span) request.span.within(done)
    else done()
  })

  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? '-'
    const status = reply.statusCode
    request.span?.end(
      {
        'http.response.status_code': status,
        ...(request.actor?.account ? { 'enduser.id': request.actor.account } : {}),
      },
      status >= 500,
    )
    const line = {
      request: request.id,
      method: request.method,
      route,
      status,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      account: request.actor?.account ?? null,
      ip: shortAddress(request.ip),
      bytes: bytesOf(request, reply.getHeader('content-length')),
    }
    if (QUIET.test(route)) site.log.debug(line, 'request')
    else if (status >= 500) site.log.error(line, 'request')
    else site.log.info(line, 'request')
    if (request.method === 'POST' && SIGN_IN.test(route) && [401, 403, 422, 429].includes(status))
      await note(site, request)
  })
}

/** Bytes that left by the connection since the request came; what the answer declares where there is no real connection. */
function bytesOf(request: FastifyRequest, declared: unknown): number | null {
  const written = request.raw.socket?.bytesWritten
  if (typeof written === 'number' && written > request.bytesBefore) return written - request.bytesBefore
  const length = Number(declared)
  return declared !== undefined && Number.isFinite(length) ? length : null
}

/** A burst of refused sign-ins is looked for by network and account; the answer has gone out already. */
async function note(site: Site, request: FastifyRequest): Promise<void> {
  const { login } = (request.body ?? {}) as { login?: unknown }
  try {
    await site.database.transaction(
      house,
      (tx) => noteRefusedSignIn(tx, networkOf(request.ip), typeof login === 'string' ? login : null),
      { soft: true },
    )
  } catch (error) {
    site.log.warn({ error: { name: (error as Error).name } }, 'a refused sign-in was not noted')
  }
}
