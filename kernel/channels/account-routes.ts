import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { localDate } from '#ground/clock'
import { nationalIdWarnings } from '#ground/ids'
import { Refusal, refusals } from '#ground/refusal'
import type { Words } from '#ground/text'
import {
  checkPassword,
  colleagues,
  findUnit,
  openSession,
  refuseAccount,
  registerCitizen,
  type Session,
  signOut,
  standsInFor,
  startSignIn,
} from '#kernel/trust'
import { type Field, readAnswers, refuse as refuseAnswer } from './face/answers.ts'
import { errorSummary, field } from './face/form.ts'
import { html } from './face/html.ts'
import { button, card, csrfField, heading, notice, passwordField, signInForm, table } from './face/parts.ts'
import { cookieName } from './gate.ts'
import type { Http } from './http.ts'
import { clearSession, setSession } from './http.ts'
import { actorOf, type Form, getSession, readForm, sendPage, statusOf } from './request.ts'
import { otherDoors } from './security-pages.ts'
import type { Site } from './site.ts'
import { safeNext, visitOf } from './standing.ts'
import { upstreamLinks } from './upstream-routes.ts'

const refuseRegistration = refusals('registration', {
  'too-many': {
    kind: 'too-many',
    vi: 'Từ địa chỉ mạng này đã có {max} lần đăng ký trong một giờ. Hãy thử lại sau {minutes} phút, dùng mạng khác, hoặc đến Trung tâm Phục vụ hành chính công để được mở tài khoản.',
    en: 'There were {max} registrations from this network address within the hour. Try again in {minutes} minutes, use another network, or go to a public service centre.',
  },
  'passwords-differ': {
    kind: 'invalid',
    vi: 'Hai lần nhập mật khẩu không giống nhau. Hãy nhập lại cả hai.',
    en: 'The two passwords differ. Type both again.',
  },
  name: {
    kind: 'invalid',
    vi: 'Hãy ghi họ và tên bằng chữ, như trên thẻ căn cước.',
    en: 'Write the full name in letters, as on the identity card.',
  },
  birth: {
    kind: 'invalid',
    vi: 'Ngày sinh phải từ năm 1900 và không sau hôm nay.',
    en: 'The day of birth lies between 1900 and today.',
  },
  'not-declared': {
    kind: 'invalid',
    vi: 'Hãy đọc và đánh dấu lời cam đoan.',
    en: 'Read the declaration and tick it.',
  },
  'not-confirmed': {
    kind: 'invalid',
    vi: 'Hãy xem lại điều lưu ý về số định danh; nếu đã ghi đúng thì đánh dấu xác nhận.',
    en: 'Look at the remark about the number again; if all is right, tick to confirm.',
  },
})

/** Numbers that may be put to the register from one address: enough for a household, too few to try numbers out. */
const REGISTRATIONS_AN_HOUR_MAX = 5
const BIRTH_EARLIEST = '1900-01-01'

/** Signing in and out, and who I am. */
export function accountRoutes(site: Site, http: Http): void {
  const app: FastifyInstance = http.app
  const slow = {
    max: site.limits.signInsAMinuteMax,
    timeWindow: 60_000,
    keyGenerator: (request: { ip: string }) => `sign-in:${request.ip}`,
  }

  // However somebody came in and whatever she still owes, she may leave.
  const leaving = { access: 'signed-in', assurance: 'one-time-code', enrolling: true } as const

  app.get('/dang-nhap', { config: { access: 'public' }, schema: { hide: true } }, async (request, reply) => {
    const { next, loi, xong } = request.query as { next?: string; loi?: string; xong?: string }
    if (request.session) return reply.redirect(safeNext(next, '/'), 303)
    const values = {
      next: safeNext(next, '/'),
      ...(loi === 'lai' ? { error: refuseAccount['sign-in-again']().say(request.lang) } : {}),
      ...(xong === 'mat-khau' ? { said: passwordSet } : {}),
    }
    return sendPage(site, request, reply, signInPage(site, request.lang, request.csrf, values))
  })

  app.post(
    '/dang-nhap',
    { config: { access: 'public', ownCsrf: true, rateLimit: slow }, schema: { hide: true } },
    async (request, reply) => {
      const form = await readForm(site, request)
      const login = form.get('login') ?? ''
      const next = safeNext(form.get('next'), '')
      try {
        const done = await startSignIn(site.database, login, form.get('password') ?? '', visitOf(site, request))
        if (done.pending) {
          setPending(site, reply, done.pending.token)
          return reply.redirect(`/dang-nhap/buoc-2${next ? `?next=${encodeURIComponent(next)}` : ''}`, 303)
        }
        setSession(site, reply, done.session)
        return reply.redirect(next || homeOf(done.session), 303)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        reply.status(statusOf[error.kind])
        return sendPage(
          site,
          request,
          reply,
          signInPage(site, request.lang, request.csrf, { next: next || '/', login, error: error.say(request.lang) }),
        )
      }
    },
  )

  app.get('/dang-ky', { config: { access: 'public' }, schema: { hide: true } }, async (request, reply) => {
    const next = safeNext((request.query as { next?: string }).next, '/')
    if (request.session) return reply.redirect(next, 303)
    return sendPage(site, request, reply, registerPage(site, request.lang, request.csrf, { next }))
  })

  // Only what is put to the register counts: a citizen who mistypes a date must not be shut out for an hour.
  const askRegister = app.createRateLimit({
    max: REGISTRATIONS_AN_HOUR_MAX,
    timeWindow: 3_600_000,
    keyGenerator: (request) => `register:${request.ip}`,
  })

  /*
   * An account made here proves nobody's identity: see registerCitizen for the rule that keeps dossiers filed at a
   * counter from whoever types a number.
   */
  app.post(
    '/dang-ky',
    { config: { access: 'public', ownCsrf: true, rateLimit: slow }, schema: { hide: true } },
    async (request, reply) => {
      // Sent twice, and the first has signed in already: its token is no longer the form's, and there is nothing left to do.
      if (request.session)
        return reply.redirect(safeNext((request.body as { next?: string } | undefined)?.next, '/'), 303)
      const sent = await readForm(site, request)
      const next = safeNext(sent.get('next'), '/')
      const read = readRegistration(site, sent, request.lang)
      const again = (status: number, errors: Record<string, Words>) => {
        reply.status(status)
        const page = registerPage(site, request.lang, request.csrf, { ...read, next, errors })
        return sendPage(site, request, reply, page)
      }
      if (Object.keys(read.errors).length > 0) return again(statusOf.invalid, read.errors)
      const asked = await askRegister(request)
      if (!asked.isAllowed && asked.isExceeded) {
        const refusal = refuseRegistration['too-many']({ max: asked.max, minutes: Math.ceil(asked.ttl / 60_000) })
        reply.header('retry-after', String(asked.ttlInSeconds))
        return again(statusOf['too-many'], { '': wordsOf(refusal) })
      }
      const { values } = read
      const text = (name: string) => (typeof values[name] === 'string' ? values[name] : null)
      const number = text('national_id') ?? ''
      const password = sent.get('password') ?? ''
      let account: string
      try {
        account = await registerCitizen(
          site.database,
          request.actor,
          {
            national_id: number,
            full_name: text('full_name') ?? '',
            birth_date: text('birth_date'),
            phone: text('phone'),
            email: text('email'),
            commune: text('commune'),
            address: text('address'),
          },
          password,
        )
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        return again(statusOf[error.kind], { [error.field ?? '']: wordsOf(error) })
      }
      const session = await openSession(site.database, account, { ...visitOf(site, request), methods: ['pwd'] })
      setSession(site, reply, session)
      return reply.redirect(next, 303)
    },
  )

  app.post('/dang-xuat', { config: leaving, schema: { hide: true } }, async (request, reply) => {
    const session = getSession(request)
    await signOut(site.database, session)
    http.left?.(session)
    http.forget(session.token)
    return clearSession(site, reply).header('clear-site-data', '"cache"').redirect('/', 303)
  })

  app.post(
    '/api/v1/sign-in',
    {
      config: { access: 'public', withoutCsrf: true, rateLimit: slow },
      schema: { tags: ['account'], summary: 'Đăng nhập' },
    },
    async (request, reply) => {
      const body = (request.body ?? {}) as { login?: unknown; password?: unknown }
      const done = await startSignIn(
        site.database,
        String(body.login ?? ''),
        String(body.password ?? ''),
        visitOf(site, request),
      )
      if (done.pending) {
        setPending(site, reply, done.pending.token)
        return { secondFactor: done.pending.secondFactor }
      }
      return enter(site, request, reply, done.session)
    },
  )

  app.post(
    '/api/v1/sign-out',
    { config: leaving, schema: { tags: ['account'], summary: 'Đăng xuất' } },
    async (request, reply) => {
      const session = getSession(request)
      await signOut(site.database, session)
      http.left?.(session)
      http.forget(session.token)
      return clearSession(site, reply).status(204).send()
    },
  )

  app.get(
    '/api/v1/me',
    { config: { access: 'public', enrolling: true }, schema: { tags: ['account'], summary: 'Tôi là ai' } },
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

const passwordSet: Words = {
  vi: 'Đã đặt mật khẩu mới. Hãy đăng nhập bằng mật khẩu ấy.',
  en: 'The new password is set. Sign in with it.',
}

/** Where somebody who has just come in begins. */
export const homeOf = (session: Session): string => (session.actor.roles.length > 0 ? '/officer/' : '/')

const PENDING_SECONDS = 300

/** The cookie of a sign-in that owes its second step. */
export function setPending(site: Site, reply: FastifyReply, token: string): void {
  reply.setCookie(cookieName(site.secureCookies, 'sen_pending'), token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: site.secureCookies,
    maxAge: PENDING_SECONDS,
  })
}

/** Puts a session into the browser and answers who she is now. */
export async function enter(
  site: Site,
  request: FastifyRequest,
  reply: FastifyReply,
  session: Session,
): Promise<Record<string, unknown>> {
  setSession(site, reply, session)
  request.session = session
  request.csrf = session.csrf
  request.actor = actorOf(request)
  return { ...(await me(site, request)), home: homeOf(session) }
}

async function me(site: Site, request: FastifyRequest): Promise<Record<string, unknown>> {
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
          ...(grant.delegated ? { inPlaceOf: (await standsInFor(tx, [grant.role], grant.unit))?.name ?? '' } : {}),
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
    assurance: session.assurance,
    hasFactor: session.hasFactor,
    enrolDue: session.enrolDue,
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
  values: { next: string; login?: string; error?: string; said?: Words },
) {
  const title = { vi: 'Đăng nhập', en: 'Sign in' }
  const doors = otherDoors({ csrf, next: values.next, codes: site.sends.email || site.sends.phone }, lang)
  const body = html`${heading({ title }, lang)}
${values.error ? notice({ tone: 'error', title: values.error, live: true }, lang) : null}
${values.said ? notice({ tone: 'good', title: values.said, live: true }, lang) : null}
${card({ body: html`${signInForm({ action: '/dang-nhap', csrf, next: values.next, others: upstreamLinks(site, values.next), login: values.login ?? '', register: `/dang-ky?next=${encodeURIComponent(values.next)}` }, lang)}${doors.links}${doors.passkey}` }, lang)}
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
  return { title, body, scripts: ['sign-in'] as const, sheets: ['/face/security.css'] }
}

const registrationFields: readonly Field[] = [
  {
    name: 'full_name',
    kind: 'text',
    label: { vi: 'Họ và tên', en: 'Full name' },
    help: { vi: 'Như trên thẻ căn cước', en: 'As on the identity card' },
    required: true,
    max: 200,
    autocomplete: 'name',
  },
  {
    name: 'national_id',
    kind: 'identifier',
    identifier: 'nationalId',
    label: { vi: 'Số định danh cá nhân', en: 'Personal identification number' },
    help: { vi: 'Cũng là tên đăng nhập của bạn', en: 'Also the login of your account' },
    required: true,
  },
  {
    name: 'birth_date',
    kind: 'date',
    label: { vi: 'Ngày sinh', en: 'Day of birth' },
    required: true,
    autocomplete: 'bday',
  },
  {
    name: 'phone',
    kind: 'identifier',
    identifier: 'phone',
    label: { vi: 'Số điện thoại', en: 'Telephone' },
    required: true,
  },
  {
    name: 'email',
    kind: 'identifier',
    identifier: 'email',
    label: { vi: 'Thư điện tử (không bắt buộc)', en: 'E-mail (optional)' },
    help: { vi: 'Để nhận thông báo về hồ sơ', en: 'For notices about your dossiers' },
  },
  {
    name: 'commune',
    kind: 'ref',
    label: { vi: 'Xã, phường nơi cư trú', en: 'Commune or ward of residence' },
    required: true,
  },
  {
    name: 'address',
    kind: 'text',
    label: { vi: 'Địa chỉ', en: 'Address' },
    help: { vi: 'Số nhà, đường, ấp, khóm', en: 'House number, street, hamlet' },
    required: true,
    max: 300,
    autocomplete: 'street-address',
  },
]

const declaration: Field = {
  name: 'declared',
  kind: 'refs',
  label: { vi: 'Cam đoan', en: 'Declaration' },
  required: true,
}
const confirmation: Field = {
  name: 'confirmed',
  kind: 'refs',
  label: { vi: 'Xác nhận điều lưu ý', en: 'Confirm the remark' },
}

const wordsOf = (refusal: Refusal): Words => ({ vi: refusal.say('vi'), en: refusal.say('en') })

interface Registration {
  values: Record<string, unknown>
  errors: Record<string, Words>
  /** Where number and day of birth disagree: to be confirmed, never a reason to refuse. */
  warnings: Words[]
}

/** Reads the form; nothing is asked of the register here. */
function readRegistration(site: Site, sent: Form, lang: 'vi' | 'en'): Registration {
  const { values, errors } = readAnswers(
    [...registrationFields, declaration, confirmation],
    Object.fromEntries(sent.fields),
    {
      lang,
      complete: true,
    },
  )
  const wrong = (path: string, refusal: Refusal) => {
    errors[path] ??= wordsOf(refusal)
  }
  const { full_name: name, birth_date: birth, national_id: number, commune } = values
  if (typeof name === 'string') {
    values.full_name = name.replace(/\s+/g, ' ')
    if (!/^[\p{L}\p{M}][\p{L}\p{M}\s.'’-]*$/u.test(name)) wrong('full_name', refuseRegistration.name())
  }
  if (typeof birth === 'string' && (birth < BIRTH_EARLIEST || birth > localDate(site.database.clock.now())))
    wrong('birth_date', refuseRegistration.birth())
  if (typeof commune === 'string' && !site.communes.some((one) => one.code === commune))
    errors.commune ??= {
      vi: refuseAnswer.choice({ label: 'Xã, phường nơi cư trú' }).say('vi'),
      en: refuseAnswer.choice({ label: 'Commune or ward of residence' }).say('en'),
    }
  const password = sent.get('password') ?? ''
  try {
    checkPassword(password, typeof number === 'string' ? number : undefined)
    if (password !== sent.get('password_again'))
      wrong('password_again', refuseRegistration['passwords-differ']({}, 'password_again'))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    wrong('password', error)
  }
  if (errors.declared || !sent.fields.get('declared')?.includes('yes'))
    errors.declared = wordsOf(refuseRegistration['not-declared']())
  const warnings =
    typeof number === 'string' && typeof birth === 'string' && !errors.national_id && !errors.birth_date
      ? nationalIdWarnings(number, { birthDate: birth })
      : []
  if (warnings.length > 0 && !sent.fields.get('confirmed')?.includes(confirmedAs(values)))
    wrong('confirmed', refuseRegistration['not-confirmed']())
  return { values, errors, warnings }
}

/** The tick stands for the number and the day it was put to: changed ones are asked about again. */
const confirmedAs = (values: Record<string, unknown>): string =>
  `${String(values.national_id)}-${String(values.birth_date)}`

function registerPage(
  site: Site,
  lang: 'vi' | 'en',
  csrf: string,
  shown: Partial<Registration> & { next: string },
): { title: Words; body: ReturnType<typeof html>; scripts: readonly ['sign-in']; sheets: string[] } {
  const title = { vi: 'Đăng ký tài khoản', en: 'Make an account' }
  const { values = {}, errors = {}, warnings = [], next } = shown
  const id = 'register'
  const fields = [...registrationFields, ...(warnings.length > 0 ? [confirmation] : []), declaration]
  const options = {
    commune: [...site.communes]
      .sort((a, b) => a.name.localeCompare(b.name, 'vi'))
      .map(({ code, kind, name }) => ({
        value: code,
        words: `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${name}`,
      })),
    declared: [
      {
        value: 'yes',
        words: {
          vi: 'Tôi cam đoan những điều khai ở trên là của chính tôi, đúng sự thật, và chịu trách nhiệm trước pháp luật.',
          en: 'I declare that what I stated above is about myself and true, and I answer for it before the law.',
        },
      },
    ],
    confirmed: [
      {
        value: confirmedAs(values),
        words: {
          vi: 'Tôi đã xem lại thẻ căn cước: số định danh và ngày sinh ghi ở trên là đúng.',
          en: 'I looked at the card again: the number and the day of birth above are right.',
        },
      },
    ],
  }
  const asked = { id, values, errors, options }
  const draw = (one: Field) => field(one, asked, lang)
  const body = html`${heading(
    {
      title,
      lead: {
        vi: 'Có tài khoản, bạn nộp hồ sơ trực tuyến, theo dõi hồ sơ và giữ kết quả trong kho giấy tờ.',
        en: 'With an account you file dossiers online, follow them and keep their results.',
      },
    },
    lang,
  )}
${card(
  {
    body: html`${errorSummary({ id, fields, errors }, lang)}<form class="form" id="${id}" method="post" action="/dang-ky" novalidate>${csrfField(csrf)}<input type="hidden" name="next" value="${next}">${notice(
      {
        tone: 'info',
        body: {
          vi: 'Đăng ký trực tuyến chưa phải là xác minh danh tính. Đã từng nộp hồ sơ tại quầy thì tài khoản được mở tại Trung tâm Phục vụ hành chính công, khi bạn mang thẻ căn cước đến.',
          en: 'Registering online does not prove who you are. If you have filed at a counter before, a public service centre opens your account when you bring your identity card.',
        }[lang],
      },
      lang,
    )}<p class="hint">${{ vi: 'Dấu * là mục bắt buộc.', en: 'Fields marked * are required.' }[lang]}</p>${registrationFields.map(draw)}${passwordField(
      {
        id: `${id}-password`,
        name: 'password',
        label: { vi: 'Mật khẩu', en: 'Password' },
        hint: {
          vi: 'Từ 8 ký tự, có chữ và số; hoặc một câu từ 15 ký tự.',
          en: '8 characters or more with letters and digits, or a phrase of 15.',
        },
        new: true,
        ...(errors.password ? { error: errors.password } : {}),
      },
      lang,
    )}${passwordField(
      {
        id: `${id}-password_again`,
        name: 'password_again',
        label: { vi: 'Nhập lại mật khẩu', en: 'Password again' },
        new: true,
        ...(errors.password_again ? { error: errors.password_again } : {}),
      },
      lang,
    )}${
      warnings.length > 0
        ? html`${notice({ tone: 'warn', body: html`${warnings.map((one) => html`<p>${one[lang]}</p>`)}` }, lang)}${draw(confirmation)}`
        : null
    }${draw(declaration)}<div class="actions actions-end">${button({ words: { vi: 'Đăng ký', en: 'Register' }, tone: 'primary', wide: true }, lang)}</div><p>${{ vi: 'Đã có tài khoản?', en: 'Have an account?' }[lang]} <a href="/dang-nhap?next=${encodeURIComponent(next)}">${{ vi: 'Đăng nhập', en: 'Sign in' }[lang]}</a></p></form>`,
  },
  lang,
)}`
  return { title, body, scripts: ['sign-in'] as const, sheets: ['/face/security.css'] }
}
