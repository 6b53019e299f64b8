import type { FastifyInstance } from 'fastify'
import { Refusal } from '#ground/refusal'
import { colleagues, findUnit, signIn, signOut } from '#kernel/trust'
import { html } from './face/html.ts'
import { card, heading, notice, signInForm, table } from './face/parts.ts'
import type { Http } from './http.ts'
import { setSession } from './http.ts'
import { getSession, readForm, sendPage } from './request.ts'
import type { Site } from './site.ts'

/** Only paths of this house: an address of elsewhere would make the sign-in page a springboard. */
function safeNext(next: string | undefined, fallback: string): string {
  return next && /^\/(?![/\\])[^\s\\]*$/.test(next) && next.length < 500 ? next : fallback
}

/** Signing in and out, and who I am. */
export function accountRoutes(site: Site, http: Http): void {
  const app: FastifyInstance = http.app
  const slow = {
    max: site.limits.signInsAMinuteMax,
    timeWindow: 60_000,
    keyGenerator: (request: { ip: string }) => `sign-in:${request.ip}`,
  }

  app.get('/dang-nhap', { config: { access: 'public' }, schema: { hide: true } }, async (request, reply) => {
    const { next } = request.query as { next?: string }
    if (request.session) return reply.redirect(safeNext(next, '/'), 303)
    return sendPage(site, request, reply, signInPage(site, request.lang, request.csrf, { next: safeNext(next, '/') }))
  })

  app.post(
    '/dang-nhap',
    { config: { access: 'public', ownCsrf: true, rateLimit: slow }, schema: { hide: true } },
    async (request, reply) => {
      const form = await readForm(site, request)
      const login = form.get('login') ?? ''
      const next = safeNext(form.get('next'), '')
      try {
        const session = await signIn(site.database, login, form.get('password') ?? '', request.headers['user-agent'])
        setSession(site, reply, session)
        return reply.redirect(next || (session.actor.roles.length > 0 ? '/officer/' : '/'), 303)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        reply.status(error.kind === 'too-many' ? 429 : 401)
        return sendPage(
          site,
          request,
          reply,
          signInPage(site, request.lang, request.csrf, { next: next || '/', login, error: error.say(request.lang) }),
        )
      }
    },
  )

  app.post('/dang-xuat', { config: { access: 'signed-in' }, schema: { hide: true } }, async (request, reply) => {
    const session = getSession(request)
    await signOut(site.database, session)
    http.forget(session.token)
    return reply.clearCookie('sen_session', { path: '/' }).header('clear-site-data', '"cache"').redirect('/', 303)
  })

  app.post(
    '/api/v1/sign-in',
    {
      config: { access: 'public', withoutCsrf: true, rateLimit: slow },
      schema: { tags: ['account'], summary: 'Đăng nhập' },
    },
    async (request, reply) => {
      const body = (request.body ?? {}) as { login?: unknown; password?: unknown }
      const session = await signIn(
        site.database,
        String(body.login ?? ''),
        String(body.password ?? ''),
        request.headers['user-agent'],
      )
      setSession(site, reply, session)
      request.session = session
      request.csrf = session.csrf
      return me(site, request)
    },
  )

  app.post(
    '/api/v1/sign-out',
    { config: { access: 'signed-in' }, schema: { tags: ['account'], summary: 'Đăng xuất' } },
    async (request, reply) => {
      const session = getSession(request)
      await signOut(site.database, session)
      http.forget(session.token)
      return reply.clearCookie('sen_session', { path: '/' }).status(204).send()
    },
  )

  app.get(
    '/api/v1/me',
    { config: { access: 'public' }, schema: { tags: ['account'], summary: 'Tôi là ai' } },
    async (request) => me(site, request),
  )

  app.get(
    '/api/v1/units/:unit/people',
    { config: { access: 'officer' }, schema: { tags: ['account'], summary: 'Người giữ vai trò trong đơn vị' } },
    async (request) => {
      const { unit } = request.params as { unit: string }
      return site.database.transaction(request.actor, async (tx) => {
        const within = await tx.one<{ inside: boolean }>('select $1::uuid = any(sen.reach(null)) as inside', [unit])
        return within?.inside ? colleagues(tx, unit, null) : []
      })
    },
  )
}

async function me(site: Site, request: Parameters<typeof getSession>[0]): Promise<unknown> {
  const session = request.session
  const accounts = site.demo ? site.demoAccounts : []
  if (!session)
    return {
      account: null,
      person: null,
      roles: [],
      csrf: request.csrf,
      lang: request.lang,
      demo: site.demo,
      demoAccounts: accounts,
      house: site.house,
    }
  const roles = await site.database.transaction(
    request.actor,
    async (tx) => {
      const found = []
      for (const grant of session.actor.roles.slice(0, 50)) {
        const unit = await findUnit(tx, grant.unit)
        found.push({
          role: grant.role,
          title: site.roles[grant.role] ?? { vi: grant.role, en: grant.role },
          unit: { id: grant.unit, code: unit?.code ?? '', name: unit?.name ?? '', commune: unit?.commune ?? null },
        })
      }
      return found
    },
    { soft: true },
  )
  return {
    account: { id: session.actor.account, name: session.actor.name, login: session.login },
    person: session.actor.person,
    roles,
    csrf: session.csrf,
    lang: request.lang,
    demo: site.demo,
    demoAccounts: accounts,
    house: site.house,
  }
}

function signInPage(
  site: Site,
  lang: 'vi' | 'en',
  csrf: string,
  values: { next: string; login?: string; error?: string },
) {
  const title = { vi: 'Đăng nhập', en: 'Sign in' }
  const body = html`${heading({ title }, lang)}
${values.error ? notice({ tone: 'error', title: values.error }, lang) : null}
${card({ body: signInForm({ action: '/dang-nhap', csrf, next: values.next, login: values.login ?? '' }, lang) }, lang)}
${
  site.demo && site.demoAccounts.length > 0
    ? card(
        {
          title: { vi: 'Tài khoản dùng thử', en: 'Trial accounts' },
          body: html`<p>${lang === 'vi' ? 'Mật khẩu chung:' : 'Shared password:'} <code>${site.demoPassword}</code></p>
${table(
  {
    caption: { vi: 'Tài khoản dùng thử', en: 'Trial accounts' },
    columns: [
      { words: { vi: 'Tên đăng nhập', en: 'Login' } },
      { words: { vi: 'Người', en: 'Person' } },
      { words: { vi: 'Vai trò', en: 'Role' } },
    ],
    rows: site.demoAccounts.map((account) => [html`<code>${account.login}</code>`, account.name, account.role[lang]]),
  },
  lang,
)}`,
        },
        lang,
      )
    : null
}`
  return { title, body }
}
