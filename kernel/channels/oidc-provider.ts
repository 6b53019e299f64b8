import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { errors, interactionPolicy, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import { isUuid } from '#ground/ids'
import { house, type Tx } from '#kernel/store'
import {
  findClientGrant,
  findLiveClient,
  findUnit,
  giveClientGrant,
  hasPassword,
  openModelStore,
  outgoingFetch,
  personScopes,
  providerKeys,
  providerKeysMark,
  type Session,
  type SignInMethod,
  scopeWord,
  serviceScopes,
  signOut,
  subjectFor,
  writeFact,
} from '#kernel/trust'
import { problemBody } from './face/errors.ts'
import { type Html, html } from './face/html.ts'
import { page } from './face/page.ts'
import { button, card, heading, notice } from './face/parts.ts'
import { cookieName } from './gate.ts'
import type { Http } from './http.ts'
import type { Site } from './site.ts'

/** Where the provider stands in this house. */
export const OIDC_PATH = '/oidc'
/** The page that asks the person; one address for each question, see oidc-routes.ts. */
export const ASKING_PATH = '/dong-y'

/** Lives in seconds. A code is for the way back only; an access token for a page's work; a refresh token for a fortnight away. */
const LIVES = {
  AuthorizationCode: 60,
  AccessToken: 15 * 60,
  ClientCredentials: 15 * 60,
  IdToken: 60 * 60,
  RefreshToken: 14 * 86_400,
  Grant: 14 * 86_400,
  Interaction: 30 * 60,
  Session: 12 * 3600,
}
const SESSION_HOURS = 12
/** The list of keys is looked at so often: a rotation made by another process is known here that much later. */
const KEYS_BELIEVED_MS = 5_000

/** The levels of the national portal's sign-in: LoA1 one factor, LoA2 two. */
export const acrOf = (session: Pick<Session, 'assurance'>): string =>
  session.assurance === 'two-factor' ? 'LoA2' : 'LoA1'

/** RFC 8176 where it has a word. */
const amrWords: Readonly<Record<SignInMethod, string>> = {
  pwd: 'pwd',
  otp: 'otp',
  totp: 'otp',
  passkey: 'hwk',
  recovery: 'otp',
  upstream: 'upstream',
}
export const amrOf = (session: Pick<Session, 'methods' | 'assurance'>): string[] => [
  ...new Set([
    ...session.methods.map((method) => amrWords[method]),
    ...(session.assurance === 'two-factor' ? ['mfa'] : []),
  ]),
]

/** When she proved herself, in seconds: the last proof, or the opening of the session. */
export const authTimeOf = (session: Pick<Session, 'provedAt' | 'expiresAt'>): number =>
  Math.floor((session.provedAt?.getTime() ?? session.expiresAt.getTime() - SESSION_HOURS * 3_600_000) / 1000)

/** What the request being served carries into the provider: who is signed in here, and in which language. */
interface Carried {
  session: Session | null
  lang: 'vi' | 'en'
  theme: 'dark' | 'light' | undefined
}

export interface Federation {
  issuer: string
  /** The provider with the keys of now. */
  provider(): Promise<Provider>
  /** Serves one request, which must come with its body unread. */
  serve(request: IncomingMessage, response: ServerResponse, carried: Carried): Promise<void>
  /** Runs work that calls the provider outside of `serve` (the asking page) with who is signed in. */
  carrying<T>(carried: Carried, work: () => Promise<T>): Promise<T>
}

/** Which data go with which scope; `sub` is the mark of the person at this system. */
const CLAIMS = {
  acr: null,
  amr: null,
  auth_time: null,
  iss: null,
  sid: null,
  // Said with every ID token: a system need not ask how she proved herself.
  openid: ['sub', 'acr', 'amr', 'auth_time'],
  profile: ['name', 'preferred_username', 'locale', 'assurance'],
  phone: ['phone_number', 'phone_number_verified'],
  email: ['email', 'email_verified'],
  'province:identity': ['national_id', 'birthdate', 'assurance'],
  'province:roles': ['roles', 'unit'],
}

interface AccountFacts {
  id: string
  login: string
  name: string
  lang: string
  email: string | null
  email_verified: boolean
  phone: string | null
  phone_verified: boolean
  person_email: string | null
  person_phone: string | null
  national_id: string | null
  birth_date: string | null
  proof: string | null
}

/** What the house knows of an account, told by scope. Needs the house's sight. */
async function claimsOf(
  tx: Tx,
  site: Site,
  account: string,
  scopes: ReadonlySet<string>,
): Promise<Record<string, unknown>> {
  const row = await tx.one<AccountFacts & Record<string, unknown>>(
    `select a.id, a.login, a.name, a.lang, a.email, a.email_verified_at is not null as email_verified, a.phone, a.phone_verified_at is not null as phone_verified,
            p.email as person_email, p.phone as person_phone, p.national_id, p.birth_date,
            (select f.data ->> 'proof' from sen.fact f where f.record_id = a.id and f.kind = 'identity-checked' order by f.seq desc limit 1) as proof
       from sen.account a left join sen.person p on p.id = a.person where a.id = $1`,
    [account],
  )
  if (!row) return {}
  const told: Record<string, unknown> = {}
  const put = (name: string, value: unknown) => {
    if (value !== null && value !== undefined) told[name] = value
  }
  if (scopes.has('profile')) {
    put('name', row.name)
    put('preferred_username', row.login)
    put('locale', row.lang)
  }
  if (scopes.has('profile') || scopes.has('province:identity')) put('assurance', row.proof ?? 'none')
  if (scopes.has('phone')) {
    const phone = row.phone ?? row.person_phone
    put('phone_number', phone === null ? null : `+84${phone.replace(/^0/, '')}`)
    if (phone !== null) told.phone_number_verified = row.phone === phone && row.phone_verified
  }
  if (scopes.has('email')) {
    const email = row.email ?? row.person_email
    put('email', email)
    if (email !== null) told.email_verified = row.email === email && row.email_verified
  }
  if (scopes.has('province:identity')) {
    put('national_id', row.national_id)
    put('birthdate', row.birth_date)
  }
  if (scopes.has('province:roles')) {
    const grants = await tx.query<{ role: string; unit: string }>(
      'select role, unit from sen.role_grant where account = $1 and valid_from <= sen.today() and (valid_to is null or valid_to >= sen.today()) order by role, unit limit 50',
      [account],
    )
    const roles = []
    for (const grant of grants) {
      const unit = await findUnit(tx, grant.unit)
      roles.push({
        role: grant.role,
        title: site.roles[grant.role]?.vi ?? grant.role,
        unit: unit?.code ?? null,
        unit_name: unit?.name ?? null,
      })
    }
    told.roles = roles
    if (roles[0]) told.unit = { code: roles[0].unit, name: roles[0].unit_name }
  }
  return told
}

/** A registered system in the words of OpenID Connect Dynamic Registration. */
async function metadataOf(tx: Tx, id: string): Promise<Record<string, unknown> | undefined> {
  if (!isUuid(id)) return undefined
  const client = await findLiveClient(tx, id)
  if (!client) return undefined
  const proof =
    client.auth === 'none'
      ? { token_endpoint_auth_method: 'none' }
      : client.auth === 'key'
        ? { token_endpoint_auth_method: 'private_key_jwt', jwks: client.jwks }
        : { token_endpoint_auth_method: 'client_secret_basic', client_secret: client.opened }
  // Its scopes are those of the API as a resource, read anew for each token: see machineScopes.
  if (client.kind === 'machine')
    return {
      ...proof,
      client_id: client.id,
      client_name: client.name,
      redirect_uris: [],
      response_types: [],
      grant_types: ['client_credentials'],
      subject_type: 'public',
    }
  return {
    ...proof,
    client_id: client.id,
    client_name: client.name,
    redirect_uris: client.redirect_uris,
    post_logout_redirect_uris: client.post_logout_uris,
    response_types: ['code'],
    response_modes: ['query'],
    grant_types: ['authorization_code', ...(client.scopes.includes('offline_access') ? ['refresh_token'] : [])],
    scope: client.scopes.join(' '),
    subject_type: 'pairwise',
    ...(client.backchannel_logout_uri
      ? { backchannel_logout_uri: client.backchannel_logout_uri, backchannel_logout_session_required: true }
      : {}),
  }
}

/** What a machine may ask for today: the scopes of its service account. */
async function machineScopes(tx: Tx, id: string): Promise<string> {
  const client = await findLiveClient(tx, id)
  return client?.account ? (await serviceScopes(tx, client.account)).map(scopeWord).join(' ') : ''
}

/** The address of the API as a resource (RFC 8707): what a machine's token is good for. */
const apiOf = (site: Site): string => `${site.publicUrl}/api/v1`

/**
 * The sign-in of the province for other systems: OpenID Connect by `oidc-provider`, on this house's own sessions. There is no
 * second sign-in: who is signed in here is signed in there, and who signs out here is out there with every token bound to it.
 */
export function openFederation(site: Site, http: Http): Federation {
  const issuer = `${site.publicUrl}${OIDC_PATH}`
  const place = new URL(site.publicUrl)
  const carried = new AsyncLocalStorage<Carried>()
  const asHouse = <T>(work: (tx: Tx) => Promise<T>) => site.database.transaction(house, work)

  let made: { provider: Provider; mark: string; at: number } | undefined
  let making: Promise<Provider> | undefined
  async function current(): Promise<Provider> {
    const now = site.database.clock.now().getTime()
    if (made && Math.abs(now - made.at) < KEYS_BELIEVED_MS) return made.provider
    making ??= (async () => {
      try {
        if (made && (await providerKeysMark(site.database)) === made.mark) made.at = now
        else {
          const keys = await providerKeys(site.database)
          made = { provider: build(keys.keys, keys.cookieKeys), mark: keys.mark, at: now }
        }
        return made.provider
      } finally {
        making = undefined
      }
    })()
    return making
  }

  /** A page of this house inside the provider's answer; forms may lead on to `to`, where the browser is sent after them. */
  function show(ctx: KoaContextWithOIDC, title: { vi: string; en: string }, body: Html, to?: string): void {
    const { session, lang = 'vi', theme } = carried.getStore() ?? {}
    if (to && URL.canParse(to)) allowForm(ctx.res, to)
    ctx.type = 'html'
    ctx.body = page({
      title,
      body,
      lang,
      house: site.house,
      user: session ? { name: session.actor.name, unread: 0 } : null,
      path: '/',
      csrf: session?.csrf ?? '',
      sample: site.demo,
      ...(theme ? { theme } : {}),
    }).toString()
  }

  function build(keys: Record<string, unknown>[], cookieKeys: string[]): Provider {
    const secure = place.protocol === 'https:'
    const policy = interactionPolicy.base()
    const { Check } = interactionPolicy
    policy.get('login')?.checks.add(
      // Asked for but not insisted on: she is led to her second factor when she has one, and comes back either way.
      new Check('assurance', 'a higher assurance was asked for', (ctx) => {
        const { params, session, result } = ctx.oidc as unknown as {
          params: { acr_values?: string }
          session: { accountId?: string; acr?: string }
          result?: { login?: unknown }
        }
        const first = params.acr_values?.split(' ')[0]
        return first === 'LoA2' && session.accountId !== undefined && session.acr !== 'LoA2' && !result?.login
          ? Check.REQUEST_PROMPT
          : Check.NO_NEED_TO_PROMPT
      }),
    )
    const provider = new Provider(issuer, {
      jwks: { keys },
      adapter: (model: string) =>
        model === 'Client'
          ? {
              find: (id: string) => asHouse((tx) => metadataOf(tx, id)),
              upsert: () => Promise.reject(new Error('systems are registered by an administrator')),
              destroy: () => Promise.reject(new Error('systems are registered by an administrator')),
              findByUid: async () => undefined,
              findByUserCode: async () => undefined,
              consume: async () => undefined,
              revokeByGrantId: async () => undefined,
            }
          : openModelStore(
              site.database,
              model,
              () => carried.getStore()?.session?.id ?? null,
              () => new errors.InvalidGrant('used already'),
            ),
      clientDefaults: { id_token_signed_response_alg: 'RS256', response_modes: ['query'] },
      responseTypes: ['code'],
      subjectTypes: ['pairwise', 'public'],
      pairwiseIdentifier: (_ctx, account, client) => asHouse((tx) => subjectFor(tx, client.clientId, account)),
      pkce: { required: () => true },
      scopes: Object.keys(personScopes),
      claims: CLAIMS,
      acrValues: ['LoA1', 'LoA2'],
      clockTolerance: 10,
      allowOmittingSingleRegisteredRedirectUri: false,
      clientAuthMethods: ['client_secret_basic', 'private_key_jwt', 'none'],
      cookies: {
        keys: cookieKeys,
        names: {
          session: cookieName(false, 'sen_oidc'),
          interaction: cookieName(false, 'sen_oidc_asked'),
          resume: cookieName(false, 'sen_oidc_resume'),
        },
        long: { httpOnly: true, sameSite: 'lax', secure, path: OIDC_PATH, signed: true },
        short: { httpOnly: true, sameSite: 'lax', secure, signed: true },
      },
      discovery: {
        service_documentation: `${site.publicUrl}/toi/ung-dung`,
        ui_locales_supported: ['vi', 'en'],
        claims_locales_supported: ['vi'],
      },
      features: {
        devInteractions: { enabled: false },
        dPoP: { enabled: false },
        backchannelLogout: { enabled: true },
        clientCredentials: { enabled: true },
        // A system asks about its own tokens; another's are none of its business.
        introspection: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
        revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
        pushedAuthorizationRequests: { enabled: true, allowUnregisteredRedirectUris: false },
        resourceIndicators: {
          enabled: true,
          defaultResource: (_ctx, client) => (client?.grantTypeAllowed('client_credentials') ? apiOf(site) : []),
          useGrantedResource: () => false,
          getResourceServerInfo: async (_ctx, resource, client) => {
            if (resource !== apiOf(site) || !client.grantTypeAllowed('client_credentials'))
              throw new errors.InvalidTarget()
            const scope = await asHouse((tx) => machineScopes(tx, client.clientId))
            return {
              scope,
              audience: apiOf(site),
              accessTokenFormat: 'opaque',
              accessTokenTTL: LIVES.ClientCredentials,
            }
          },
        },
        rpInitiatedLogout: {
          enabled: true,
          logoutSource: (ctx, form) => {
            const xsrf = /name="xsrf" value="([0-9a-f]+)"/.exec(form)?.[1] ?? ''
            const name = ctx.oidc.client?.clientName
            const lang = carried.getStore()?.lang ?? 'vi'
            const to = (ctx.oidc.session as unknown as { state?: { postLogoutRedirectUri?: string } }).state
              ?.postLogoutRedirectUri
            const title = { vi: 'Đăng xuất', en: 'Sign out' }
            show(
              ctx,
              title,
              html`${heading({ title, ...(name ? { above: name } : {}) }, lang)}${card(
                {
                  body: html`<p>${
                    lang === 'vi'
                      ? `${name ?? 'Một hệ thống'} muốn đăng xuất bạn. Bạn sẽ ra khỏi ${site.house.name} và mọi hệ thống đã đăng nhập qua ${site.house.name} trên trình duyệt này.`
                      : `${name ?? 'A system'} asks to sign you out. You will leave ${site.house.name} and every system you signed in to through it in this browser.`
                  }</p><form method="post" action="${OIDC_PATH}/session/end/confirm"><input type="hidden" name="xsrf" value="${xsrf}"><div class="actions">${button(
                    { words: { vi: 'Đăng xuất', en: 'Sign out' }, tone: 'primary', name: 'logout', value: 'yes' },
                    lang,
                  )}<a class="button button-plain" href="/">${lang === 'vi' ? 'Ở lại' : 'Stay'}</a></div></form>`,
                },
                lang,
              )}`,
              to,
            )
          },
          postLogoutSuccessSource: (ctx) => {
            const lang = carried.getStore()?.lang ?? 'vi'
            const title = { vi: 'Đã đăng xuất', en: 'Signed out' }
            show(
              ctx,
              title,
              html`${heading({ title }, lang)}${notice(
                {
                  tone: 'good',
                  title: {
                    vi: 'Bạn đã ra khỏi mọi hệ thống trên trình duyệt này.',
                    en: 'You are out of every system in this browser.',
                  },
                  live: true,
                },
                lang,
              )}<p><a href="/">${lang === 'vi' ? 'Về trang chủ' : 'To the home page'}</a></p>`,
            )
          },
        },
        userinfo: { enabled: true },
      },
      interactions: { policy, url: (_ctx, interaction) => `${ASKING_PATH}/${interaction.uid}` },
      ttl: LIVES,
      // Each refresh gives a new token and voids the old; an old one that comes back ends everything that came from it.
      rotateRefreshToken: true,
      issueRefreshToken: async (_ctx, client, code) =>
        client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
      expiresWithSession: async (_ctx, code) => !code.scopes.has('offline_access'),
      clientBasedCORS: (_ctx, origin, client) =>
        client.tokenEndpointAuthMethod === 'none' &&
        (client.redirectUris ?? []).some((uri) => new URL(uri).origin === origin),
      extraClientMetadata: { properties: [] },
      fetch: (url, options) => outgoingFetch(url, options as RequestInit),
      findAccount: async (_ctx, id) => {
        if (!isUuid(id)) return undefined
        const there = await asHouse((tx) =>
          tx.one("select 1 from sen.account where id = $1 and disabled_at is null and kind = 'person'", [id]),
        )
        if (!there) return undefined
        return {
          accountId: id,
          claims: async (_use, scope) => ({
            ...(await asHouse((tx) => claimsOf(tx, site, id, new Set(scope.split(' '))))),
            sub: id,
          }),
        }
      },
      loadExistingGrant: async (ctx) => {
        const { client, session, account } = ctx.oidc
        if (!client || !account) return undefined
        const said = (ctx.oidc.result as { consent?: { grantId?: string } } | undefined)?.consent?.grantId
        const known = said ?? session?.grantIdFor(client.clientId)
        const wanted = [...ctx.oidc.requestParamOIDCScopes]
        const kept = known ? await ctx.oidc.provider.Grant.find(known) : undefined
        // Another person in the same browser since: what the first agreed to is not hers.
        const grant =
          kept && kept.accountId === account.accountId && kept.clientId === client.clientId ? kept : undefined
        const agreed = await asHouse(async (tx) => {
          const live = await findLiveClient(tx, client.clientId)
          const before = await findClientGrant(tx, account.accountId, client.clientId)
          if (!live?.first_party) return before
          const person = await tx.one<{ person: string | null }>('select person from sen.account where id = $1', [
            account.accountId,
          ])
          const scopes = wanted.filter((scope) => live.scopes.includes(scope))
          await giveClientGrant(tx, {
            account: account.accountId,
            person: person?.person ?? null,
            client: live.id,
            scopes,
            asked: false,
          })
          return [...new Set([...before, ...scopes])]
        })
        if (grant) {
          const had = new Set(grant.getOIDCScopeEncountered().split(' '))
          const more = agreed.filter((scope) => wanted.includes(scope) && !had.has(scope))
          if (more.length > 0) {
            grant.addOIDCScope(more.join(' '))
            await grant.save()
          }
          return grant
        }
        const scopes = agreed.filter((scope) => wanted.includes(scope))
        if (scopes.length === 0) return undefined
        const fresh = new ctx.oidc.provider.Grant({ accountId: account.accountId, clientId: client.clientId })
        fresh.addOIDCScope(scopes.join(' '))
        await fresh.save()
        return fresh
      },
      renderError: (ctx, out) => {
        const lang = carried.getStore()?.lang ?? 'vi'
        const expired =
          out.error === 'invalid_request' && /expired|session|interaction/.test(out.error_description ?? '')
        const message = expired
          ? {
              vi: 'Lần đăng nhập này đã quá lâu hoặc bắt đầu ở nơi khác. Hãy quay lại hệ thống bạn đang dùng và đăng nhập lại.',
              en: 'This sign-in is too old or was begun elsewhere. Go back to the system you were using and sign in again.',
            }
          : {
              vi: `Hệ thống gửi bạn đến đây đã hỏi không đúng cách nên không tiếp tục được. Hãy quay lại hệ thống đó và báo cho họ mã: ${out.error}.`,
              en: `The system that sent you here asked in a wrong way and cannot go on. Go back and tell them: ${out.error}.`,
            }
        show(
          ctx,
          { vi: 'Không đăng nhập được', en: 'Cannot sign in' },
          problemBody(
            { status: ctx.status, message: message[lang], reference: out.error_description ?? out.error },
            site.house,
            '/',
            lang,
          ),
        )
      },
    })
    bindSessions(provider)
    provider.proxy = true
    provider.on('server_error', (_ctx, error) =>
      site.log.error(
        { error: { name: error.name, message: error.message, stack: error.stack } },
        'sign-in provider broken',
      ),
    )
    provider.on('backchannel.error', (_ctx, error, client) =>
      site.log.warn(
        { client: client.clientId, error: { message: error.message } },
        'a system could not be told of a sign-out',
      ),
    )
    provider.use(afterwards)
    return provider
  }

  /**
   * Makes the provider's session a shadow of the house's: looked up with every request, it takes up who is signed in here now, and
   * is nobody's when nobody is. A session opened by a sent code alone does not speak for a person to other systems.
   */
  function bindSessions(provider: Provider): void {
    // The library's own declaration leaves out how a model is made from its payload.
    const Shadow = provider.Session as typeof provider.Session & {
      instantiate(payload: object): InstanceType<typeof provider.Session>
    }
    const get = Shadow.get.bind(Shadow)
    Shadow.get = async (ctx) => {
      const shadow = await get(ctx)
      const own = carried.getStore()?.session
      const account = own && hasPassword(own) && own.actor.kind === 'person' ? own.actor.account : null
      if (!own || !account) {
        if (shadow.accountId === undefined) return shadow
        const nobody = Shadow.instantiate({})
        // What belongs to the sign-out that is being asked about stays.
        nobody.uid = shadow.uid
        return nobody
      }
      if (shadow.accountId !== account) shadow.authorizations = {}
      shadow.loginAccount({ accountId: account, loginTs: authTimeOf(own), acr: acrOf(own), amr: amrOf(own) })
      return shadow
    }
  }

  /** What must be written when the provider has done its part: whose data went where, and that somebody left. */
  async function afterwards(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
    await next()
    // What is no door of the protocol is refused in the protocol's own shape (RFC 6749 5.2), not in plain text.
    if (ctx.status === 404 && !ctx.body) {
      ctx.body = { error: 'not_found', error_description: 'there is no such door' }
      ctx.status = 404
    }
    const oidc = ctx.oidc as KoaContextWithOIDC['oidc'] | undefined
    if (!oidc) return
    if (oidc.route === 'token' && ctx.status === 200 && oidc.account && oidc.client) {
      const { client, account } = oidc
      const token = oidc.entities.AccessToken
      await asHouse(async (tx) => {
        const row = await tx.one<{ person: string | null }>('select person from sen.account where id = $1', [
          account.accountId,
        ])
        writeFact(tx, {
          kind: 'identity-shared',
          system: 'kernel',
          record: 'client',
          recordId: client.clientId,
          subjects: [row?.person],
          purpose: `Đăng nhập vào ${client.clientName ?? client.clientId}`,
          data: { scopes: (token?.scope ?? '').split(' ').filter(Boolean), way: oidc.params?.grant_type ?? null },
        })
      })
    }
    const left = oidc.route === 'end_session_confirm' && ctx.status === 303 && oidc.params?.logout !== undefined
    const own = carried.getStore()?.session
    if (left && own) {
      await signOut(site.database, own)
      http.forget(own.token)
      ctx.append(
        'set-cookie',
        `${cookieName(site.secureCookies, 'sen_session')}=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly; samesite=lax${site.secureCookies ? '; secure' : ''}`,
      )
    }
  }

  /** Tells the servers of the systems a session went to that it has ended (OpenID Connect Back-Channel Logout 1.0). */
  async function tellLeft(session: Session): Promise<void> {
    const shadows = await asHouse((tx) =>
      tx.query<{ payload: { accountId?: string; authorizations?: Record<string, { sid?: string }> } }>(
        "select payload from sen.oidc_model where model = 'Session' and session = $1 and expires_at > $2",
        [session.id, tx.now],
      ),
    )
    const provider = await current()
    for (const { payload } of shadows) {
      for (const [id, { sid }] of Object.entries(payload.authorizations ?? {})) {
        const client = (await provider.Client.find(id)) as
          | (Awaited<ReturnType<typeof provider.Client.find>> & {
              backchannelLogout(account: string, sid: string): Promise<void>
            })
          | undefined
        if (!client?.backchannelLogoutUri || !payload.accountId || !sid) continue
        await client
          .backchannelLogout(payload.accountId, sid)
          .catch((error: Error) =>
            site.log.warn(
              { client: id, error: { message: error.message } },
              'a system could not be told of a sign-out',
            ),
          )
      }
    }
  }
  http.left = (session) =>
    void tellLeft(session).catch((error: Error) =>
      site.log.warn({ error: { message: error.message } }, 'a sign-out was not told'),
    )

  return {
    issuer,
    provider: current,
    carrying: (who, work) => carried.run(who, work),
    async serve(request, response, who) {
      const provider = await current()
      // Addresses in answers are the house's own, whatever the Host header of this request says.
      request.headers['x-forwarded-host'] = place.host
      request.headers['x-forwarded-proto'] = place.protocol.replace(':', '')
      delete request.headers['x-forwarded-for']
      const mounted = request as IncomingMessage & { originalUrl?: string }
      mounted.originalUrl = request.url ?? OIDC_PATH
      request.url = mounted.originalUrl.slice(OIDC_PATH.length) || '/'
      await carried.run(who, () => provider.callback()(request, response))
    },
  }
}

/** Lets the forms of a page lead to one more place: a browser judges every redirect that follows a form by this rule (CSP form-action). */
export function allowForm(response: ServerResponse, to: string): void {
  const policy = String(response.getHeader('content-security-policy') ?? '')
  response.setHeader('content-security-policy', widerForm(policy, to))
}

export const widerForm = (policy: string, to: string): string =>
  policy.replace("form-action 'self'", `form-action 'self' ${new URL(to).origin}`)
