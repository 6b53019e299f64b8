import type { FastifyRequest } from 'fastify'
import {
  allows,
  findMachine,
  findService,
  isServiceToken,
  refuseService,
  type ServiceCaller,
  type Session,
  scopeOf,
} from '#kernel/trust'
import type { Site } from './site.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set when a service account calls with its token. */
    service: ServiceCaller | null
  }
}

/** A caller looked up is believed for so long; a withdrawn token works at most that much longer. */
const BELIEVED_MS = 2_000
const BELIEVED_MAX = 2_000
/** Wrong tokens a minute from one address before it is not listened to: a caller has one right token and no need to guess. */
const WRONG_A_MINUTE_MAX = 20
const ADDRESSES_MAX = 10_000

export interface ServiceDoor {
  /** Who calls with a token of ours; null when the request carries none. Refuses a token that opens nothing. */
  callerOf(request: FastifyRequest): Promise<ServiceCaller | null>
  /** What a session would be: for the parts that ask only who acts. No cookie, no form token, never freshly proved. */
  sessionOf(caller: ServiceCaller): Session
  /** Deny by default: only the API, only the routes its scopes name, nothing that asks for a fresh proof. */
  check(request: FastifyRequest): void
}

export function openServiceDoor(site: Site): ServiceDoor {
  const believed = new Map<string, { caller: ServiceCaller; until: number }>()
  const wrong = new Map<string, { count: number; until: number }>()
  return {
    async callerOf(request) {
      const [scheme, token] = (request.headers.authorization ?? '').split(' ')
      if (scheme?.toLowerCase() !== 'bearer' || !token) return null
      // Tokens of the sign-in provider open the API for machines; elsewhere they are the provider's to read.
      const own = isServiceToken(token)
      if (!own && !request.url.startsWith('/api/v1/')) return null
      const now = Date.now()
      const { ip } = request
      const tried = wrong.get(ip)
      if (tried && tried.until > now && tried.count >= WRONG_A_MINUTE_MAX) throw refuseService['too-many-tries']()
      const key = `${ip} ${token}`
      const known = believed.get(key)
      if (known && known.until > now) return known.caller
      try {
        const caller = await (own ? findService : findMachine)(site.database, token, ip)
        if (believed.size >= BELIEVED_MAX) believed.clear()
        believed.set(key, { caller, until: now + BELIEVED_MS })
        return caller
      } catch (error) {
        believed.delete(key)
        if (wrong.size >= ADDRESSES_MAX) wrong.clear()
        const counting = tried && tried.until > now ? tried : { count: 0, until: now + 60_000 }
        counting.count++
        wrong.set(ip, counting)
        throw error
      }
    },
    sessionOf: (caller) => ({
      token: '',
      id: '',
      csrf: '',
      actor: caller.actor,
      login: caller.login,
      expiresAt: new Date(site.database.clock.now().getTime() + 60_000),
      methods: [],
      assurance: 'one-factor',
      provedAt: null,
      actingFor: null,
      enrolDue: false,
      hasFactor: false,
    }),
    check(request) {
      const { service } = request
      if (!service) return
      const { url, config } = request.routeOptions
      const asked = scopeOf(request.method, url ?? '', request.params as Record<string, string>)
      if (!asked || config.fresh || config.assurance === 'two-factor') throw refuseService['no-pages']()
      if (!allows(service.scopes, asked)) {
        const access = { read: { vi: 'đọc', en: 'read' }, write: { vi: 'ghi', en: 'write' } }[asked.access]
        throw refuseService.scope({ access: access[request.lang], thing: `${asked.system}/${asked.thing}` })
      }
    },
  }
}
