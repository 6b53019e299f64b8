import type { FastifyReply, FastifyRequest } from 'fastify'
import * as oidc from 'openid-client'
import { Refusal } from '#ground/refusal'
import { house } from '#kernel/store'
import {
  beginUpstream,
  endUpstream,
  openSession,
  outgoingFetchWith,
  readUpstream,
  refuseUpstream,
  renewSession,
  settleUpstream,
  UPSTREAM_MINUTES,
  type UpstreamOutcome,
  type UpstreamSettings,
} from '#kernel/trust'
import { type Html, html } from './face/html.ts'
import type { Link } from './face/page.ts'
import { heading, linkButton, notice } from './face/parts.ts'
import { cookieName } from './gate.ts'
import { type Http, setSession } from './http.ts'
import { sendPage } from './request.ts'
import type { Site } from './site.ts'
import { safeNext, visitOf } from './standing.ts'

const LEAVE = '/dang-nhap/dinh-danh'
const RETURN = '/dang-nhap/dinh-danh/ve'
/** The provider's description is believed for so long; its keys are asked for anew at every sign-in, so that it may change them at any time. */
const DESCRIPTION_BELIEVED_MS = 10 * 60_000
const PROFILE_BYTES_MAX = 100_000

/** The other door of the sign-in page; none when no provider of identities is connected. `next` is a path of this house. */
export const upstreamLinks = (site: Site, next: string): readonly Link[] =>
  site.upstream
    ? [
        {
          words: { vi: `Đăng nhập bằng ${site.upstream.name}`, en: `Sign in with ${site.upstream.name}` },
          href: `${LEAVE}?next=${encodeURIComponent(next)}`,
        },
      ]
    : []

/** What the page of proving oneself anew offers beside: once more by the identity she came in by. */
export function withUpstream<P extends { body: Html }>(site: Site, request: FastifyRequest, next: string, shown: P): P {
  const { upstream } = site
  if (!upstream || !request.session?.methods.includes('upstream')) return shown
  const words = { vi: `Xác nhận bằng ${upstream.name}`, en: `Confirm with ${upstream.name}` }
  const href = `${LEAVE}?lai=1&next=${encodeURIComponent(next)}`
  return { ...shown, body: html`${shown.body}${linkButton({ words, href, wide: true, icon: 'lock' }, request.lang)}` }
}

/** Host and port as the outgoing guard names places. */
const placeOf = (address: string): string => {
  const url = new URL(address)
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`
}

interface Upstream {
  config(): Promise<oidc.Configuration>
  profile(uri: string, token: string): Promise<Record<string, unknown>>
}

/** Talks to the provider, through the guard of outgoing calls only. An administrator named the issuer, so its own place may lie inside. */
function openUpstream(settings: UpstreamSettings): Upstream {
  const issuer = new URL(settings.issuer)
  const allow = [placeOf(settings.issuer)]
  const plain = issuer.protocol === 'http:'
  const fetchOut = outgoingFetchWith({ allow, bytesMax: PROFILE_BYTES_MAX, timeoutMs: 10_000, redirectsMax: 0 })
  const customFetch: oidc.CustomFetch = (url, options) => fetchOut(url, options as RequestInit)
  let described: { metadata: oidc.ServerMetadata; at: number } | undefined
  const proof = settings.clientSecret === null ? oidc.None() : oidc.ClientSecretBasic(settings.clientSecret)
  return {
    async config() {
      if (!described || Date.now() - described.at > DESCRIPTION_BELIEVED_MS) {
        const found = await oidc.discovery(issuer, settings.clientId, undefined, proof, {
          [oidc.customFetch]: customFetch,
          ...(plain ? { execute: [oidc.allowInsecureRequests] } : {}),
        })
        described = { metadata: found.serverMetadata(), at: Date.now() }
      }
      const config = new oidc.Configuration(described.metadata, settings.clientId, undefined, proof)
      config[oidc.customFetch] = customFetch
      config.timeout = 10
      if (plain) oidc.allowInsecureRequests(config)
      // The signature of the ID token is checked although it came over TLS: a proxy in between must not be believed either.
      oidc.enableNonRepudiationChecks(config)
      return config
    },
    async profile(uri, token) {
      const url = new URL(uri)
      const hosts = [issuer.host, ...settings.profileHosts]
      // The address comes in a claim: it may only name a place an administrator named, or the token would be sent anywhere.
      if (!hosts.includes(url.host) || (url.protocol !== 'https:' && !plain))
        throw new Error(`a profile at ${url.host}`)
      const answer = await fetchOut(url, { headers: { authorization: `Bearer ${token}`, accept: 'application/json' } })
      if (answer.status !== 200) throw new Error(`the profile answered ${answer.status}`)
      const read: unknown = await answer.json()
      if (typeof read !== 'object' || read === null || Array.isArray(read)) throw new Error('the profile is no object')
      return read as Record<string, unknown>
    },
  }
}

/** Signing in by an electronic identity of the State, by discovery: this house is the relying party. */
export function upstreamRoutes(site: Site, http: Http): void {
  const { app } = http
  const { upstream: settings } = site
  const upstream = settings ? openUpstream(settings) : null
  const cookie = cookieName(site.secureCookies, 'sen_upstream')
  const kept = { path: '/', httpOnly: true, sameSite: 'lax', secure: site.secureCookies } as const
  const slow = {
    max: site.limits.signInsAMinuteMax,
    timeWindow: 60_000,
    keyGenerator: (request: { ip: string }) => `sign-in:${request.ip}`,
  }
  const config = { access: 'public' as const, rateLimit: slow }
  const back = `${site.publicUrl}${RETURN}`

  /** What goes wrong over there is told apart for the log, and in one of two sentences to the person. */
  const explained = (settings: UpstreamSettings, error: unknown): Refusal => {
    if (error instanceof Refusal && error.code.startsWith('upstream.')) return error
    const { name, message, code, cause } = error as Error & {
      code?: string
      cause?: { message?: string; code?: string }
    }
    site.log.warn(
      { upstream: settings.provider, error: { name, message, code, cause: cause?.message ?? cause?.code } },
      'upstream sign-in failed',
    )
    if (error instanceof oidc.AuthorizationResponseError) return refuseUpstream.refused({ name: settings.name })
    if (error instanceof Refusal) return refuseUpstream.unavailable({ name: settings.name })
    return refuseUpstream['not-trusted']({ name: settings.name })
  }

  app.get(LEAVE, { config, schema: { hide: true } }, async (request, reply) => {
    if (!settings || !upstream) throw refuseUpstream['not-connected']()
    const { next: wanted, lai } = request.query as { next?: string; lai?: string }
    const next = safeNext(wanted, '/')
    // Once more by the same identity, to prove that it is still she.
    const again = lai === '1' && request.session !== null
    if (request.session && !again) return reply.redirect(next, 303)
    let parameters: oidc.Configuration
    try {
      parameters = await upstream.config()
    } catch (error) {
      explained(settings, error)
      throw refuseUpstream.unavailable({ name: settings.name })
    }
    const attempt = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
      next,
    }
    const browser = await beginUpstream(site.database, attempt)
    const to = oidc.buildAuthorizationUrl(parameters, {
      redirect_uri: back,
      scope: settings.scope,
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
      ...(settings.acrAsked ? { acr_values: settings.acrAsked } : {}),
      ...(again ? { prompt: 'login' } : {}),
    })
    return reply.setCookie(cookie, browser, { ...kept, maxAge: UPSTREAM_MINUTES * 60 }).redirect(to.href, 303)
  })

  app.get(RETURN, { config, schema: { hide: true } }, async (request, reply) => {
    if (!settings || !upstream) throw refuseUpstream['not-connected']()
    const attempt = await endUpstream(site.database, request.cookies[cookie])
    reply.clearCookie(cookie, kept)
    let outcome: UpstreamOutcome
    let twoFactors: boolean
    try {
      const parameters = await upstream.config()
      const tokens = await oidc.authorizationCodeGrant(parameters, new URL(request.url, back), {
        pkceCodeVerifier: attempt.verifier,
        expectedState: attempt.state,
        expectedNonce: attempt.nonce,
        idTokenExpected: true,
      })
      const said = tokens.claims() ?? {}
      const subject = String((said as { sub?: unknown }).sub ?? '')
      const more = parameters.serverMetadata().userinfo_endpoint
        ? await oidc.fetchUserInfo(parameters, tokens.access_token, subject)
        : {}
      const heard: Record<string, unknown> = { ...said, ...more }
      const at = settings.claims.profile.map((claim) => heard[claim]).find((one) => typeof one === 'string')
      const profile = at ? await upstream.profile(String(at), tokens.access_token) : {}
      // The subject is the ID token's alone; a profile that names another person is another's profile.
      const claims: Record<string, unknown> = { ...profile, ...more, ...said, sub: subject }
      if ('sub' in profile && profile.sub !== subject) throw new Error('the profile is of another subject')
      const acr = (said as { acr?: unknown }).acr
      const read = readUpstream(settings, claims, typeof acr === 'string' ? acr : undefined)
      outcome = await settleUpstream(site.database, settings, read)
      twoFactors = read.level === 2
    } catch (error) {
      throw explained(settings, error)
    }
    const present = request.session
    if (present && present.actor.account === outcome.account) {
      const renewed = await site.database.transaction(house, (tx) =>
        renewSession(tx, present, { methods: ['upstream'], proved: twoFactors }),
      )
      http.forget(present.token)
      setSession(site, reply, renewed)
      return reply.redirect(attempt.next, 303)
    }
    const session = await openSession(site.database, outcome.account, {
      ...visitOf(site, request),
      methods: ['upstream'],
      assurance: twoFactors ? 'two-factor' : 'one-factor',
    })
    setSession(site, reply, session)
    if (outcome.nameDiffers || outcome.how === 'settled') return arrived(site, request, reply, outcome, attempt.next)
    return reply.redirect(attempt.next, 303)
  })

  /** Something she must know before going on. */
  const arrived = (
    site: Site,
    request: FastifyRequest,
    reply: FastifyReply,
    outcome: UpstreamOutcome,
    next: string,
  ) => {
    const { lang } = request
    const name = site.upstream?.name ?? ''
    const title = { vi: 'Đã đăng nhập', en: 'Signed in' }
    return sendPage(site, request, reply, {
      title,
      body: html`${heading({ title }, lang)}${
        outcome.how === 'settled'
          ? notice(
              {
                tone: 'warn',
                title: {
                  vi: 'Tài khoản này trước đây do người khác mở',
                  en: 'This account was opened by somebody else',
                },
                body: {
                  vi: `Có người đã đăng ký trực tuyến bằng số định danh của bạn mà chưa xác minh. ${name} xác nhận số đó là của bạn: mật khẩu, thiết bị và mọi phiên của người kia đã bị hủy. Hãy xem lại hồ sơ, số điện thoại và thư điện tử trong tài khoản.`,
                  en: `Somebody had registered online with your number, unproved. ${name} confirms that the number is yours: the other’s password, devices and sessions are void. Look through the dossiers and contacts of the account.`,
                }[lang],
              },
              lang,
            )
          : null
      }${
        outcome.nameDiffers
          ? notice(
              {
                tone: 'warn',
                title: {
                  vi: 'Họ tên trong sổ khác với họ tên trên định danh điện tử',
                  en: 'The register has another name than your electronic identity',
                },
                body: {
                  vi: 'Bạn vẫn dùng được mọi dịch vụ. Để sửa cho khớp, hãy mang thẻ căn cước đến Trung tâm Phục vụ hành chính công, hoặc gửi yêu cầu chỉnh sửa dữ liệu cá nhân.',
                  en: 'You may use every service. To have it put right, bring your card to a public service centre or ask for a correction.',
                }[lang],
              },
              lang,
            )
          : null
      }<p>${linkButton({ words: { vi: 'Tiếp tục', en: 'Continue' }, href: next, tone: 'primary' }, lang)}</p>`,
    })
  }
}
