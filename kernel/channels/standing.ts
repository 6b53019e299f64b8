import type { FastifyRequest } from 'fastify'
import type { Refusal } from '#ground/refusal'
import { hasPassword, isFresh, refuseAccount, type Visit } from '#kernel/trust'
import { cookieName } from './gate.ts'
import type { Site } from './site.ts'

/**
 * Does this session's proof of identity suffice for the route? Asked after the route's own access and roles.
 *
 * - A session opened by a code that was sent (`otp` alone) opens public doors and those that say `assurance: 'one-time-code'`:
 *   reading notices, signing out. Dossiers, filing and every officer's work ask for a password or more.
 * - A session whose roles demand a second factor, and that has none, may do nothing but set one up.
 * - `fresh` asks for a proof in the last ten minutes.
 */
export function checkStanding(request: FastifyRequest, now: Date): void {
  const { session } = request
  // A service account proved itself by its token, and its own door (service-door.ts) says what that opens.
  if (!session || request.service) return
  const { config } = request.routeOptions
  // What everybody's browser fetches (letters, scripts, the application's shell) is not an act of the session's.
  if (session.enrolDue && !config.enrolling && config.rateLimit !== false) throw refuseAccount['enrol-first']()
  const asked = config.assurance ?? ((config.access ?? 'officer') === 'public' ? 'one-time-code' : 'password')
  if (asked !== 'one-time-code' && !hasPassword(session)) throw refuseAccount['password-needed']()
  if (asked === 'two-factor' && session.assurance !== 'two-factor')
    throw session.hasFactor ? refuseAccount['prove-again']() : refuseAccount['two-factor-needed']()
  if (config.fresh && !isFresh(session, now)) throw refuseAccount['prove-again']()
}

/** The page of this house a request came from, for coming back to after a form could not be taken. */
function cameFrom(request: FastifyRequest): string {
  if (request.method === 'GET') return request.url
  try {
    const from = new URL(request.headers.referer ?? '')
    if (from.host === request.host) return from.pathname + from.search
  } catch {
    // No page told, or none of ours.
  }
  return '/'
}

/** Where a page's reader is sent to give what is missing; undefined when a sentence must do. */
export function remedyOf(refusal: Refusal, request: FastifyRequest): string | undefined {
  switch (refusal.code) {
    case 'account.prove-again':
    case 'account.password-needed':
      return `/xac-nhan?next=${encodeURIComponent(cameFrom(request))}`
    case 'account.enrol-first':
      return '/toi/bao-mat/bat-buoc'
    default:
      return undefined
  }
}

/** From where a request comes, for the counts of tries and the list of devices. */
export function visitOf(site: Site, request: FastifyRequest): Visit {
  return {
    device: request.headers['user-agent'],
    ip: request.ip,
    knownDevice: request.cookies[cookieName(site.secureCookies, 'sen_device')],
  }
}

/** Only paths of this house: an address of elsewhere would make the sign-in page a springboard. */
export function safeNext(next: string | undefined, fallback: string): string {
  // Printable ASCII alone: anything else would break the header it is sent in, and no page of ours is named so.
  return next && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(next) && next.length < 500 ? next : fallback
}
