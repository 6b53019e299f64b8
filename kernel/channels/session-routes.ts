import type { FastifyReply, FastifyRequest } from 'fastify'
import { isUuid, parseEmail, parsePhone } from '#ground/ids'
import { Refusal, refusals } from '#ground/refusal'
import type { Words } from '#ground/text'
import { house } from '#kernel/store'
import {
  askContact,
  type CodeChannel,
  changeOwnPassword,
  channelWords,
  contactsOf,
  endSessions,
  factorsOf,
  listSessions,
  proveContact,
  refuseAccount,
  requestCode,
  resetPassword,
  signInByCode,
} from '#kernel/trust'
import { html } from './face/html.ts'
import { cookieName } from './gate.ts'
import { type Http, setSession } from './http.ts'
import { type Form, getSession, readForm, sendPage, statusOf } from './request.ts'
import {
  askCodePage,
  changePasswordPage,
  contactPage,
  type Shown,
  securityPage,
  sentCodePage,
} from './security-pages.ts'
import type { Site } from './site.ts'
import { safeNext, visitOf } from './standing.ts'

const refuseForm = refusals('security', {
  'passwords-differ': {
    kind: 'invalid',
    vi: 'Hai lần nhập mật khẩu không giống nhau. Hãy nhập lại cả hai.',
    en: 'The two passwords differ. Type both again.',
  },
})

const CODE_SECONDS = 300
const done: Record<string, Words> = {
  'mat-khau': { vi: 'Đã đổi mật khẩu.', en: 'Your password was changed.' },
  'them-lop': { vi: 'Đã thêm lớp bảo vệ.', en: 'The factor was added.' },
  'xoa-lop': { vi: 'Đã xóa lớp bảo vệ.', en: 'The factor was removed.' },
  'lien-he': { vi: 'Đã xác nhận địa chỉ liên hệ.', en: 'Your contact was confirmed.' },
  phien: { vi: 'Đã đăng xuất thiết bị.', en: 'The device was signed out.' },
}

const dressed = (shown: Shown) => ({ ...shown, scripts: ['sign-in'] as const, sheets: ['/face/security.css'] })
const wordsOf = (refusal: Refusal): Words => ({ vi: refusal.say('vi'), en: refusal.say('en') })
const errorsOf = (refusal: Refusal): Record<string, Words> => ({ [refusal.field ?? '']: wordsOf(refusal) })
const channelOf = (said: string | undefined): CodeChannel => (said === 'phone' ? 'phone' : 'email')

/** One's own devices, password and addresses; and what is done by a code that was sent. */
export function sessionRoutes(site: Site, http: Http): void {
  const { app } = http
  const own = { access: 'signed-in' } as const
  const posting = { ...own, ownCsrf: true } as const
  const slow = {
    max: site.limits.signInsAMinuteMax,
    timeWindow: 60_000,
    keyGenerator: (request: { ip: string }) => `sign-in:${request.ip}`,
  }
  const codeCookie = cookieName(site.secureCookies, 'sen_code')
  const kept = { path: '/', httpOnly: true, sameSite: 'lax', secure: site.secureCookies } as const
  const keepCode = (reply: FastifyReply, token: string) =>
    reply.setCookie(codeCookie, token, { ...kept, maxAge: CODE_SECONDS })
  const needChannel = (channel: CodeChannel) => {
    if (!site.sends[channel])
      throw refuseAccount['channel-off']({ channel: channelWords[channel].vi, channelEn: channelWords[channel].en })
  }
  const twice = (form: Form): string => {
    const password = form.get('password') ?? ''
    if (password !== form.get('password_again')) throw refuseForm['passwords-differ']({}, 'password_again')
    return password
  }
  /** A page that comes back with what was wrong. */
  const again = (
    request: FastifyRequest,
    reply: FastifyReply,
    error: unknown,
    draw: (errors: Record<string, Words>) => Shown,
  ) => {
    if (!(error instanceof Refusal) || error.code === 'account.sign-in-first') throw error
    reply.status(statusOf[error.kind])
    return sendPage(site, request, reply, dressed(draw(errorsOf(error))))
  }

  app.get('/toi/bao-mat', { config: own, schema: { hide: true } }, async (request, reply) => {
    const session = getSession(request)
    const account = session.actor.account ?? ''
    const sessions = await site.database.transaction(house, (tx) => listSessions(tx, account))
    const parts = {
      csrf: request.csrf,
      session: session.id,
      sessions,
      ...(await factorsOf(site.database, account)),
      contacts: await contactsOf(site.database, account),
      sends: site.sends,
      must: session.enrolDue,
      said: done[(request.query as { xong?: string }).xong ?? ''],
    }
    return sendPage(site, request, reply, dressed(securityPage(parts, request.lang)))
  })

  app.post('/toi/bao-mat/phien', { config: posting, schema: { hide: true } }, async (request, reply) => {
    const form = await readForm(site, request)
    const session = getSession(request)
    const account = session.actor.account ?? ''
    const id = form.get('session') ?? ''
    const act = form.get('act')
    if (act === 'end-others')
      await site.database.transaction(house, (tx) => endSessions(tx, account, { except: session.id }))
    else {
      const ended =
        act === 'end' &&
        isUuid(id) &&
        (await site.database.transaction(house, (tx) => endSessions(tx, account, { id })))
      if (!ended) throw refuseAccount['no-such-session']()
    }
    http.forgetAccount(account)
    return reply.redirect('/toi/bao-mat?xong=phien', 303)
  })

  app.get('/toi/bao-mat/mat-khau', { config: own, schema: { hide: true } }, async (request, reply) =>
    sendPage(site, request, reply, dressed(changePasswordPage({ csrf: request.csrf }, request.lang))),
  )

  app.post(
    '/toi/bao-mat/mat-khau',
    { config: { ...posting, rateLimit: slow }, schema: { hide: true } },
    async (request, reply) => {
      const form = await readForm(site, request)
      const session = getSession(request)
      try {
        const fresh = twice(form)
        const visit = visitOf(site, request)
        const after = await changeOwnPassword(site.database, session, form.get('old') ?? '', fresh, visit)
        http.forgetAccount(session.actor.account ?? '')
        setSession(site, reply, after)
        return reply.redirect('/toi/bao-mat?xong=mat-khau', 303)
      } catch (error) {
        return again(request, reply, error, (errors) =>
          changePasswordPage({ csrf: request.csrf, errors }, request.lang),
        )
      }
    },
  )

  // — Addresses —

  app.get(
    '/toi/bao-mat/lien-he',
    { config: { ...own, fresh: true }, schema: { hide: true } },
    async (request, reply) => {
      const channel = channelOf((request.query as { kenh?: string }).kenh)
      needChannel(channel)
      const contacts = await contactsOf(site.database, getSession(request).actor.account ?? '')
      const value = contacts[channel] ?? ''
      return sendPage(site, request, reply, dressed(contactPage({ csrf: request.csrf, channel, value }, request.lang)))
    },
  )

  app.post(
    '/toi/bao-mat/lien-he',
    { config: { ...posting, fresh: true, rateLimit: slow }, schema: { hide: true } },
    async (request, reply) => {
      const form = await readForm(site, request)
      const channel = channelOf(form.get('kenh'))
      const value = form.get('to') ?? ''
      try {
        needChannel(channel)
        const to = channel === 'email' ? parseEmail(value, 'to') : parsePhone(value, 'to')
        const session = getSession(request)
        keepCode(reply, await askContact(site.database, session, channel, to, visitOf(site, request)))
        return reply.redirect(`/toi/bao-mat/lien-he/ma?kenh=${channel}`, 303)
      } catch (error) {
        return again(request, reply, error, (errors) =>
          contactPage({ csrf: request.csrf, channel, value, errors }, request.lang),
        )
      }
    },
  )

  const contactCode = (request: FastifyRequest, errors?: Record<string, Words>): Shown =>
    sentCodePage(
      {
        csrf: request.csrf,
        action: '/toi/bao-mat/lien-he/ma',
        title: { vi: 'Nhập mã xác nhận', en: 'Type the code' },
        lead: { vi: 'Chúng tôi vừa gửi mã đến địa chỉ bạn ghi.', en: 'A code was sent to the address you gave.' },
        submit: { vi: 'Xác nhận', en: 'Confirm' },
        again: `/toi/bao-mat/lien-he?kenh=${channelOf((request.query as { kenh?: string }).kenh)}`,
        ...(errors ? { errors } : {}),
      },
      request.lang,
    )

  app.get('/toi/bao-mat/lien-he/ma', { config: own, schema: { hide: true } }, async (request, reply) =>
    sendPage(site, request, reply, dressed(contactCode(request))),
  )

  app.post(
    '/toi/bao-mat/lien-he/ma',
    { config: { ...posting, rateLimit: slow }, schema: { hide: true } },
    async (request, reply) => {
      const form = await readForm(site, request)
      try {
        await proveContact(site.database, getSession(request), request.cookies[codeCookie], form.get('code') ?? '')
        reply.clearCookie(codeCookie, kept)
        return reply.redirect('/toi/bao-mat?xong=lien-he', 303)
      } catch (error) {
        return again(request, reply, error, (errors) => contactCode(request, errors))
      }
    },
  )

  // — Signing in, and a new password, by a sent code —

  const open = { access: 'public' } as const
  const openPosting = { ...open, ownCsrf: true, rateLimit: slow } as const
  const sentLead = {
    vi: 'Nếu tài khoản này có địa chỉ đã xác nhận, mã vừa được gửi đến đó. Cán bộ không dùng cách này.',
    en: 'If this account has a confirmed address, a code was sent there. Officers cannot use this way.',
  }
  const askSignIn = (request: FastifyRequest, more: { next: string; login?: string; errors?: Record<string, Words> }) =>
    askCodePage(
      {
        csrf: request.csrf,
        action: '/dang-nhap/ma',
        title: { vi: 'Đăng nhập bằng mã', en: 'Sign in with a code' },
        lead: {
          vi: 'Dùng cho việc đơn giản như xem thông báo. Nộp và xem hồ sơ vẫn cần mật khẩu.',
          en: 'For simple things such as reading notices. Filing and seeing dossiers still needs your password.',
        },
        sends: site.sends,
        ...more,
      },
      request.lang,
    )
  const askReset = (request: FastifyRequest, more: { login?: string; errors?: Record<string, Words> } = {}) =>
    askCodePage(
      {
        csrf: request.csrf,
        action: '/quen-mat-khau',
        title: { vi: 'Quên mật khẩu', en: 'Forgot your password' },
        lead: {
          vi: 'Chúng tôi gửi mã đến địa chỉ bạn đã xác nhận trước đây.',
          en: 'A code is sent to an address you have confirmed before.',
        },
        sends: site.sends,
        more: html`<p>${request.lang === 'vi' ? 'Chưa xác nhận địa chỉ nào, hoặc là cán bộ? Hãy mang thẻ căn cước đến Trung tâm Phục vụ hành chính công; cán bộ liên hệ người quản trị của đơn vị.' : 'No confirmed address, or an officer? Bring your identity card to a public service centre; officers ask their administrator.'}</p>`,
        ...more,
      },
      request.lang,
    )
  const ask = async (request: FastifyRequest, reply: FastifyReply, form: Form, purpose: 'sign-in' | 'password') => {
    const channel = channelOf(form.get('kenh'))
    needChannel(channel)
    const visit = visitOf(site, request)
    keepCode(reply, await requestCode(site.database, purpose, form.get('login') ?? '', channel, visit))
  }

  app.get('/dang-nhap/ma', { config: open, schema: { hide: true } }, async (request, reply) => {
    const next = safeNext((request.query as { next?: string }).next, '/')
    if (request.session) return reply.redirect(next, 303)
    return sendPage(site, request, reply, dressed(askSignIn(request, { next })))
  })

  app.post('/dang-nhap/ma', { config: openPosting, schema: { hide: true } }, async (request, reply) => {
    const form = await readForm(site, request)
    const next = safeNext(form.get('next'), '/')
    try {
      await ask(request, reply, form, 'sign-in')
      return reply.redirect(`/dang-nhap/ma/nhap?next=${encodeURIComponent(next)}`, 303)
    } catch (error) {
      const login = form.get('login') ?? ''
      return again(request, reply, error, (errors) => askSignIn(request, { next, login, errors }))
    }
  })

  const typeSignIn = (request: FastifyRequest, next: string, errors?: Record<string, Words>): Shown =>
    sentCodePage(
      {
        csrf: request.csrf,
        action: '/dang-nhap/ma/nhap',
        title: { vi: 'Nhập mã đăng nhập', en: 'Type the sign-in code' },
        lead: sentLead,
        next,
        submit: { vi: 'Đăng nhập', en: 'Sign in' },
        again: `/dang-nhap/ma?next=${encodeURIComponent(next)}`,
        ...(errors ? { errors } : {}),
      },
      request.lang,
    )

  app.get('/dang-nhap/ma/nhap', { config: open, schema: { hide: true } }, async (request, reply) => {
    const next = safeNext((request.query as { next?: string }).next, '/')
    if (request.session) return reply.redirect(next, 303)
    return sendPage(site, request, reply, dressed(typeSignIn(request, next)))
  })

  app.post('/dang-nhap/ma/nhap', { config: openPosting, schema: { hide: true } }, async (request, reply) => {
    const form = await readForm(site, request)
    const next = safeNext(form.get('next'), '/')
    try {
      const visit = visitOf(site, request)
      const token = request.cookies[codeCookie]
      setSession(site, reply, await signInByCode(site.database, token, form.get('code') ?? '', visit))
      reply.clearCookie(codeCookie, kept)
      return reply.redirect(next, 303)
    } catch (error) {
      return again(request, reply, error, (errors) => typeSignIn(request, next, errors))
    }
  })

  app.get('/quen-mat-khau', { config: open, schema: { hide: true } }, async (request, reply) =>
    sendPage(site, request, reply, dressed(askReset(request))),
  )

  app.post('/quen-mat-khau', { config: openPosting, schema: { hide: true } }, async (request, reply) => {
    const form = await readForm(site, request)
    try {
      await ask(request, reply, form, 'password')
      return reply.redirect('/quen-mat-khau/ma', 303)
    } catch (error) {
      const login = form.get('login') ?? ''
      return again(request, reply, error, (errors) => askReset(request, { login, errors }))
    }
  })

  const typeReset = (request: FastifyRequest, errors?: Record<string, Words>): Shown =>
    sentCodePage(
      {
        csrf: request.csrf,
        action: '/quen-mat-khau/ma',
        title: { vi: 'Đặt mật khẩu mới', en: 'Set a new password' },
        lead: sentLead,
        passwords: true,
        submit: { vi: 'Đặt mật khẩu mới', en: 'Set the new password' },
        again: '/quen-mat-khau',
        ...(errors ? { errors } : {}),
      },
      request.lang,
    )

  app.get('/quen-mat-khau/ma', { config: open, schema: { hide: true } }, async (request, reply) =>
    sendPage(site, request, reply, dressed(typeReset(request))),
  )

  app.post('/quen-mat-khau/ma', { config: openPosting, schema: { hide: true } }, async (request, reply) => {
    const form = await readForm(site, request)
    try {
      const fresh = twice(form)
      await resetPassword(site.database, request.cookies[codeCookie], form.get('code') ?? '', fresh)
      reply.clearCookie(codeCookie, kept)
      return reply.redirect('/dang-nhap?xong=mat-khau', 303)
    } catch (error) {
      return again(request, reply, error, (errors) => typeReset(request, errors))
    }
  })
}
