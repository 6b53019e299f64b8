import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '#ground/refusal'
import type { Words } from '#ground/text'
import { house } from '#kernel/store'
import {
  askPasskey,
  beginPasskey,
  beginTotp,
  checkNewPasskey,
  confirmTotp,
  enterPasskey,
  factorAdded,
  factorsOf,
  findPending,
  finishSignIn,
  type Proof,
  type ProofMethod,
  proofsFor,
  proveAgain,
  type RelyingParty,
  refuseAccount,
  removeFactor,
  renewRecoveryCodes,
  renewSession,
  type Session,
  signInByPasskey,
} from '#kernel/trust'
import { enter, homeOf } from './account-routes.ts'
import { html } from './face/html.ts'
import { confirmation } from './face/parts.ts'
import { cookieName } from './gate.ts'
import { type Http, setSession } from './http.ts'
import { getSession, readForm, sendPage, statusOf } from './request.ts'
import { mustPage, passkeyPage, proofPage, recoveryPage, type Shown, totpPage } from './security-pages.ts'
import type { Site } from './site.ts'
import { safeNext, visitOf } from './standing.ts'
import { withUpstream } from './upstream-routes.ts'

const METHODS: readonly ProofMethod[] = ['password', 'totp', 'passkey', 'recovery']
const NAME_MAX = 60

/** Passkeys are bound to the address the house is known by; in development that is localhost, whatever the port. */
export function relyingPartyOf(site: Site, request: FastifyRequest): RelyingParty {
  const { name } = site.house
  if (!site.secureCookies && request.hostname === 'localhost')
    return { id: 'localhost', origin: `http://${request.host}`, name }
  const { hostname, origin } = new URL(site.publicUrl)
  return { id: hostname, origin, name }
}

const dressed = (shown: Shown) => ({ ...shown, scripts: ['sign-in'] as const, sheets: ['/face/security.css'] })
const wordsOf = (refusal: Refusal): Words => ({ vi: refusal.say('vi'), en: refusal.say('en') })

/** Second steps, step-ups, and setting factors up. */
export function factorRoutes(site: Site, http: Http): void {
  const { app } = http
  const pendingCookie = cookieName(site.secureCookies, 'sen_pending')
  const slow = {
    max: site.limits.signInsAMinuteMax,
    timeWindow: 60_000,
    keyGenerator: (request: { ip: string }) => `sign-in:${request.ip}`,
  }
  const methodOf = (said: unknown): ProofMethod | undefined => METHODS.find((one) => one === said)
  const proofOf = (body: unknown): Proof => {
    const { method, code, response } = (body ?? {}) as { method?: unknown; code?: unknown; response?: unknown }
    const known = methodOf(method)
    if (!known) throw refuseAccount['wrong-code']({}, 'code')
    return { method: known, code: typeof code === 'string' ? code : '', response }
  }
  const forgetPending = (reply: FastifyReply) =>
    reply.clearCookie(pendingCookie, { path: '/', httpOnly: true, sameSite: 'lax', secure: site.secureCookies })
  /** A session under a new token takes the place of the one the browser has. */
  const change = (reply: FastifyReply, before: Session, after: Session) => {
    http.forget(before.token)
    setSession(site, reply, after)
  }

  // — The second step of signing in —

  const secondPage = (
    request: FastifyRequest,
    methods: readonly ProofMethod[],
    more: { next: string; error?: Refusal; tried?: string | undefined },
  ) =>
    dressed(
      proofPage(
        {
          kind: 'second',
          action: '/dang-nhap/buoc-2',
          csrf: request.csrf,
          next: more.next,
          methods,
          ...(more.error ? { errors: { code: wordsOf(more.error) } } : {}),
          tried: more.tried,
          title: { vi: 'Bước 2: xác nhận là bạn', en: 'Step 2: confirm it is you' },
          lead: {
            vi: 'Mật khẩu đúng. Tài khoản này còn một lớp bảo vệ nữa.',
            en: 'The password is right. This account has one more layer.',
          },
          leave: { href: '/dang-nhap', words: { vi: 'Đăng nhập lại từ đầu', en: 'Start again' } },
        },
        request.lang,
      ),
    )

  app.get('/dang-nhap/buoc-2', { config: { access: 'public' }, schema: { hide: true } }, async (request, reply) => {
    const next = safeNext((request.query as { next?: string }).next, '')
    if (request.session) return reply.redirect(next || homeOf(request.session), 303)
    const pending = await findPending(site.database, request.cookies[pendingCookie])
    if (!pending) return reply.redirect(`/dang-nhap${next ? `?next=${encodeURIComponent(next)}` : ''}`, 303)
    return sendPage(site, request, reply, secondPage(request, pending.secondFactor, { next }))
  })

  app.post(
    '/dang-nhap/buoc-2',
    { config: { access: 'public', ownCsrf: true, rateLimit: slow }, schema: { hide: true } },
    async (request, reply) => {
      const form = await readForm(site, request)
      const next = safeNext(form.get('next'), '')
      const token = request.cookies[pendingCookie]
      const tried = form.get('method')
      try {
        const proof = proofOf({ method: tried, code: form.get('code') })
        const visit = visitOf(site, request)
        const session = await finishSignIn(site.database, token, proof, visit, relyingPartyOf(site, request))
        forgetPending(reply)
        setSession(site, reply, session)
        return reply.redirect(next || homeOf(session), 303)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        const pending = await findPending(site.database, token)
        if (!pending) {
          forgetPending(reply)
          return reply.redirect(`/dang-nhap?loi=lai${next ? `&next=${encodeURIComponent(next)}` : ''}`, 303)
        }
        reply.status(statusOf[error.kind])
        return sendPage(site, request, reply, secondPage(request, pending.secondFactor, { next, error, tried }))
      }
    },
  )

  const signingIn = { access: 'public', withoutCsrf: true, rateLimit: slow } as const

  app.post(
    '/api/v1/sign-in/second',
    { config: signingIn, schema: { tags: ['account'], summary: 'Bước hai của đăng nhập' } },
    async (request, reply) => {
      const visit = visitOf(site, request)
      const token = request.cookies[pendingCookie]
      const rp = relyingPartyOf(site, request)
      const session = await finishSignIn(site.database, token, proofOf(request.body), visit, rp)
      forgetPending(reply)
      return enter(site, request, reply, session)
    },
  )

  app.post(
    '/api/v1/sign-in/passkey/options',
    { config: signingIn, schema: { tags: ['account'], summary: 'Thử thách để đăng nhập bằng khóa truy cập' } },
    async (request) => askPasskey(site.database, 'sign-in', null, relyingPartyOf(site, request)),
  )

  app.post(
    '/api/v1/sign-in/passkey',
    { config: signingIn, schema: { tags: ['account'], summary: 'Đăng nhập bằng khóa truy cập' } },
    async (request, reply) => {
      const { response } = (request.body ?? {}) as { response?: unknown }
      const visit = visitOf(site, request)
      const session = await signInByPasskey(site.database, response, visit, relyingPartyOf(site, request))
      return enter(site, request, reply, session)
    },
  )

  // — Step-up —

  const proving = { access: 'signed-in', assurance: 'one-time-code', enrolling: true } as const

  const provePage = async (
    request: FastifyRequest,
    more: { next: string; error?: Refusal; tried?: string | undefined },
  ) =>
    dressed(
      withUpstream(
        site,
        request,
        more.next,
        proofPage(
          {
            kind: 'prove',
            action: '/xac-nhan',
            csrf: request.csrf,
            next: more.next,
            methods: await proofsFor(site.database, getSession(request)),
            ...(more.error ? { errors: { code: wordsOf(more.error) } } : {}),
            tried: more.tried,
            title: { vi: 'Xác nhận chính là bạn', en: 'Confirm it is you' },
            lead: {
              vi: 'Việc bạn sắp làm cần chắc chắn hơn bình thường. Xác nhận một lần dùng được trong 10 phút.',
              en: 'What you are about to do needs more certainty than usual. One confirmation lasts 10 minutes.',
            },
            leave: { href: '/', words: { vi: 'Không làm nữa', en: 'Never mind' } },
          },
          request.lang,
        ),
      ),
    )

  app.get('/xac-nhan', { config: proving, schema: { hide: true } }, async (request, reply) => {
    const next = safeNext((request.query as { next?: string }).next, '/')
    return sendPage(site, request, reply, await provePage(request, { next }))
  })

  app.post(
    '/xac-nhan',
    { config: { ...proving, ownCsrf: true, rateLimit: slow }, schema: { hide: true } },
    async (request, reply) => {
      const form = await readForm(site, request)
      const next = safeNext(form.get('next'), '/')
      const session = getSession(request)
      const tried = form.get('method')
      try {
        const proof = proofOf({ method: tried, code: form.get('code') })
        const visit = visitOf(site, request)
        change(reply, session, await proveAgain(site.database, session, proof, visit, relyingPartyOf(site, request)))
        return reply.redirect(next, 303)
      } catch (error) {
        if (!(error instanceof Refusal) || error.code === 'account.sign-in-first') throw error
        reply.status(statusOf[error.kind])
        return sendPage(site, request, reply, await provePage(request, { next, error, tried }))
      }
    },
  )

  app.get(
    '/api/v1/prove',
    { config: proving, schema: { tags: ['account'], summary: 'Có thể xác nhận lại bằng cách nào' } },
    async (request) => ({ methods: await proofsFor(site.database, getSession(request)) }),
  )

  app.post(
    '/api/v1/prove',
    { config: { ...proving, rateLimit: slow }, schema: { tags: ['account'], summary: 'Xác nhận lại danh tính' } },
    async (request, reply) => {
      const session = getSession(request)
      const visit = visitOf(site, request)
      const proof = proofOf(request.body)
      const after = await proveAgain(site.database, session, proof, visit, relyingPartyOf(site, request))
      http.forget(session.token)
      return enter(site, request, reply, after)
    },
  )

  app.post(
    '/api/v1/prove/passkey',
    { config: { ...proving, rateLimit: slow }, schema: { tags: ['account'], summary: 'Thử thách để xác nhận lại' } },
    async (request) =>
      askPasskey(site.database, 'prove', getSession(request).actor.account, relyingPartyOf(site, request)),
  )

  // — Setting up —

  const settingUp = { access: 'signed-in', enrolling: true, fresh: true } as const
  const posting = { ...settingUp, ownCsrf: true } as const
  const accountOf = (request: FastifyRequest): string => getSession(request).actor.account ?? ''
  /** After the first factor come recovery codes. */
  const afterwards = async (account: string): Promise<string> =>
    (await factorsOf(site.database, account)).recoveryCodes === 0
      ? '/toi/bao-mat/ma-du-phong'
      : '/toi/bao-mat?xong=them-lop'

  app.get(
    '/toi/bao-mat/bat-buoc',
    { config: { access: 'signed-in', enrolling: true }, schema: { hide: true } },
    async (request, reply) => {
      if (!getSession(request).enrolDue) return reply.redirect('/toi/bao-mat', 303)
      return sendPage(site, request, reply, dressed(mustPage(request.lang)))
    },
  )

  const setup = (request: FastifyRequest) => {
    const { login, actor } = getSession(request)
    return site.database.transaction(house, (tx) => beginTotp(tx, actor.account ?? '', site.house.name, login))
  }

  app.get('/toi/bao-mat/ung-dung', { config: settingUp, schema: { hide: true } }, async (request, reply) => {
    const begun = await setup(request)
    return sendPage(site, request, reply, dressed(totpPage({ csrf: request.csrf, ...begun }, request.lang)))
  })

  app.post('/toi/bao-mat/ung-dung', { config: posting, schema: { hide: true } }, async (request, reply) => {
    const form = await readForm(site, request)
    const session = getSession(request)
    const account = accountOf(request)
    const name = (form.get('name') ?? '').trim().slice(0, NAME_MAX)
    try {
      const after = await site.database.transaction(house, async (tx) => {
        await confirmTotp(tx, account, form.get('id') ?? '', name || 'TOTP', form.get('code') ?? '')
        return renewSession(tx, session, { methods: ['totp'], proved: true })
      })
      change(reply, session, after)
      return reply.redirect(await afterwards(account), 303)
    } catch (error) {
      if (!(error instanceof Refusal) || error.code === 'account.sign-in-first') throw error
      const begun = await setup(request)
      reply.status(statusOf[error.kind])
      const errors = { code: wordsOf(error) }
      return sendPage(
        site,
        request,
        reply,
        dressed(totpPage({ csrf: request.csrf, ...begun, name, errors }, request.lang)),
      )
    }
  })

  app.get('/toi/bao-mat/khoa', { config: settingUp, schema: { hide: true } }, async (request, reply) => {
    const next = await afterwards(accountOf(request))
    const { factors } = await factorsOf(site.database, accountOf(request))
    const count = factors.filter((one) => one.kind === 'passkey').length
    const name = request.lang === 'vi' ? `Khóa ${count + 1}` : `Passkey ${count + 1}`
    return sendPage(site, request, reply, dressed(passkeyPage({ csrf: request.csrf, next, name }, request.lang)))
  })

  app.post(
    '/api/v1/passkeys/options',
    { config: settingUp, schema: { tags: ['account'], summary: 'Thử thách để tạo khóa truy cập' } },
    async (request) => {
      const { actor, login } = getSession(request)
      const account = { id: actor.account ?? '', login, name: actor.name }
      return site.database.transaction(house, (tx) => beginPasskey(tx, account, relyingPartyOf(site, request)))
    },
  )

  app.post(
    '/api/v1/passkeys',
    { config: settingUp, schema: { tags: ['account'], summary: 'Thêm khóa truy cập' } },
    async (request, reply) => {
      const session = getSession(request)
      const account = accountOf(request)
      const { response, name } = (request.body ?? {}) as { response?: unknown; name?: unknown }
      const made = await checkNewPasskey(site.database, account, response, relyingPartyOf(site, request))
      const called = (typeof name === 'string' ? name.normalize('NFC').trim().slice(0, NAME_MAX) : '') || 'Passkey'
      const after = await site.database.transaction(house, async (tx) => {
        await factorAdded(tx, account, await enterPasskey(tx, account, called, made), 'passkey')
        return renewSession(tx, session, { methods: ['passkey'], proved: true })
      })
      http.forget(session.token)
      reply.status(201)
      return enter(site, request, reply, after)
    },
  )

  app.get('/toi/bao-mat/ma-du-phong', { config: settingUp, schema: { hide: true } }, async (request, reply) => {
    const { factors, recoveryCodes: left } = await factorsOf(site.database, accountOf(request))
    if (factors.length === 0) return reply.redirect('/toi/bao-mat', 303)
    const { login } = getSession(request)
    const parts = { csrf: request.csrf, left, login, house: site.house.name, next: '/toi/bao-mat' }
    return sendPage(site, request, reply, dressed(recoveryPage(parts, request.lang)))
  })

  // Shown in the answer itself, once: an address they could be asked for again would be one to steal them from.
  app.post('/toi/bao-mat/ma-du-phong', { config: posting, schema: { hide: true } }, async (request, reply) => {
    await readForm(site, request)
    const account = accountOf(request)
    const { factors } = await factorsOf(site.database, account)
    if (factors.length === 0) return reply.redirect('/toi/bao-mat', 303)
    const codes = await site.database.transaction(house, (tx) => renewRecoveryCodes(tx, account))
    const { login } = getSession(request)
    const parts = { csrf: request.csrf, left: codes.length, codes, login, house: site.house.name, next: '/toi/bao-mat' }
    return sendPage(site, request, reply, dressed(recoveryPage(parts, request.lang)))
  })

  app.get('/toi/bao-mat/xoa-lop', { config: settingUp, schema: { hide: true } }, async (request, reply) => {
    const { id } = request.query as { id?: string }
    const { factors } = await factorsOf(site.database, accountOf(request))
    const one = factors.find((factor) => factor.id === id)
    if (!one) throw refuseAccount['no-such-factor']()
    const last = factors.length === 1
    const vi = request.lang === 'vi'
    const body = confirmation(
      {
        title: { vi: `Xóa "${one.name}"?`, en: `Remove "${one.name}"?` },
        body: html`<p>${vi ? 'Từ nay không đăng nhập được bằng lớp này nữa.' : 'It can no longer be used to sign in.'}</p>${last ? html`<p>${vi ? 'Đây là lớp cuối cùng: các mã dự phòng cũng hết tác dụng, và tài khoản chỉ còn được bảo vệ bằng mật khẩu.' : 'It is the last one: the recovery codes end with it, and only the password protects the account.'}</p>` : null}`,
        action: '/toi/bao-mat/xoa-lop',
        csrf: request.csrf,
        yes: { vi: 'Xóa', en: 'Remove' },
        no: { href: '/toi/bao-mat', words: { vi: 'Giữ lại', en: 'Keep it' } },
        hidden: { id: one.id },
      },
      request.lang,
    )
    return sendPage(site, request, reply, dressed({ title: { vi: 'Xóa lớp bảo vệ', en: 'Remove a factor' }, body }))
  })

  app.post('/toi/bao-mat/xoa-lop', { config: posting, schema: { hide: true } }, async (request, reply) => {
    const form = await readForm(site, request)
    await site.database.transaction(house, (tx) => removeFactor(tx, accountOf(request), form.get('id') ?? ''))
    http.forget(getSession(request).token)
    return reply.redirect('/toi/bao-mat?xong=xoa-lop', 303)
  })
}
