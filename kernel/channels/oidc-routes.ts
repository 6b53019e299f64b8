import type { FastifyReply, FastifyRequest } from 'fastify'
import { localDate } from '#ground/clock'
import { refusals } from '#ground/refusal'
import type { Words } from '#ground/text'
import {
  type ClientGrant,
  findLiveClient,
  findUnit,
  giveClientGrant,
  hasPassword,
  isFresh,
  listClientGrants,
  ownPerson,
  personScopes,
  withdrawClientGrant,
} from '#kernel/trust'
import { type Html, html } from './face/html.ts'
import { icon } from './face/icons.ts'
import { button, card, confirmation, csrfField, definitions, empty, heading, linkButton, notice } from './face/parts.ts'
import { dayText, type Lang } from './face/words.ts'
import { PAGE_POLICY } from './gate.ts'
import type { Http } from './http.ts'
import {
  ASKING_PATH,
  acrOf,
  amrOf,
  authTimeOf,
  type Federation,
  OIDC_PATH,
  openFederation,
  widerForm,
} from './oidc-provider.ts'
import { getSession, readForm, sendPage } from './request.ts'
import type { Site } from './site.ts'

const refuse = refusals('asking', {
  expired: {
    kind: 'gone',
    vi: 'Lần đăng nhập vào hệ thống khác này đã quá lâu hoặc bắt đầu ở trình duyệt khác. Hãy quay lại hệ thống đó và đăng nhập lại.',
    en: 'This sign-in to another system is too old or was begun in another browser. Go back to that system and sign in again.',
  },
  'no-such-system': {
    kind: 'missing',
    vi: 'Hệ thống này không còn kết nối, hoặc bạn chưa từng cho phép. Hãy mở lại danh sách.',
    en: 'This system is no longer connected, or you never let it. Open the list again.',
  },
})

interface Asked {
  uid: string
  iat?: number | undefined
  prompt: { name: string; reasons: string[]; details: Record<string, unknown> }
  params: Record<string, unknown>
  grantId?: string | undefined
  returnTo: string
}

/** The province's sign-in for other systems, the page that asks the person, and the page where she takes it back. */
export function oidcRoutes(site: Site, http: Http): Federation {
  const { app } = http
  const federation = openFederation(site, http)
  const carry = (request: FastifyRequest) => ({
    session: request.session,
    lang: request.lang,
    theme: themeOf(request),
  })

  // Bodies are read by the provider itself, so the framework must leave them alone.
  app.register(async (inside) => {
    inside.removeAllContentTypeParsers()
    inside.addContentTypeParser('*', (_request, _payload, done) => done(null))
    inside.route({
      method: ['GET', 'POST', 'OPTIONS'],
      url: `${OIDC_PATH}/*`,
      config: {
        access: 'public',
        // Its unsafe doors are opened by codes, secrets and a token of their own; none by a cookie alone.
        withoutCsrf: true,
        foreign: true,
        // A department's server asks for all its people from one address.
        rateLimit: {
          max: site.limits.requestsAMinuteMax * 5,
          timeWindow: 60_000,
          keyGenerator: (request) => `oidc:${request.ip}`,
        },
      },
      schema: { hide: true },
      handler: async (request, reply) => {
        reply.hijack()
        await federation.serve(request.raw, reply.raw, carry(request))
      },
    })
  })

  async function asked(request: FastifyRequest, reply: FastifyReply): Promise<Asked> {
    const provider = await federation.provider()
    try {
      return (await provider.interactionDetails(request.raw, reply.raw)) as unknown as Asked
    } catch {
      throw refuse.expired()
    }
  }

  async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    result: Record<string, unknown>,
  ): Promise<string> {
    const provider = await federation.provider()
    try {
      return await provider.interactionResult(request.raw, reply.raw, result, { mergeWithLastSubmission: true })
    } catch {
      throw refuse.expired()
    }
  }

  app.get(`${ASKING_PATH}/:uid`, { config: { access: 'public' }, schema: { hide: true } }, async (request, reply) => {
    const details = await asked(request, reply)
    const here = `${ASKING_PATH}/${details.uid}`
    const { session } = request
    if (!session?.actor.account) return reply.redirect(`/dang-nhap?next=${encodeURIComponent(here)}`, 303)
    const prove = () => reply.redirect(`/xac-nhan?next=${encodeURIComponent(here)}`, 303)
    if (!hasPassword(session)) return prove()
    if (details.prompt.name === 'login') {
      const { reasons } = details.prompt
      // Asked to prove herself anew: the proof must be younger than the question.
      const again = reasons.includes('login_prompt') || reasons.includes('max_age')
      const asking = (details.iat ?? 0) * 1000
      if (again && (session.provedAt?.getTime() ?? 0) < asking) return prove()
      const higher = reasons.includes('assurance') && session.assurance !== 'two-factor' && session.hasFactor
      if (higher && !isFresh(session, site.database.clock.now())) return prove()
      const to = await answer(request, reply, {
        login: {
          accountId: session.actor.account,
          ts: authTimeOf(session),
          acr: acrOf(session),
          amr: amrOf(session),
          remember: true,
        },
      })
      return goOn(site, request, reply, to)
    }
    return consentPage(site, request, reply, details)
  })

  app.post(
    `${ASKING_PATH}/:uid`,
    { config: { access: 'signed-in', ownCsrf: true }, schema: { hide: true } },
    async (request, reply) => {
      const details = await asked(request, reply)
      const form = await readForm(site, request)
      const session = getSession(request)
      const { account } = session.actor
      if (details.prompt.name !== 'consent' || !account) throw refuse.expired()
      if (form.get('act') !== 'agree') {
        const to = await answer(request, reply, {
          error: 'access_denied',
          error_description: 'the person did not agree',
        })
        return reply.redirect(to, 303)
      }
      const client = String(details.params.client_id ?? '')
      const scopes = await site.database.transaction(request.actor, (tx) =>
        tx.asHouse(async () => {
          const live = await findLiveClient(tx, client)
          if (!live) throw refuse['no-such-system']()
          const wanted = scopesOf(details).filter((scope) => live.scopes.includes(scope))
          await giveClientGrant(tx, { account, person: await ownPerson(tx), client, scopes: wanted, asked: true })
          return wanted
        }),
      )
      const provider = await federation.provider()
      const known = details.grantId ? await provider.Grant.find(details.grantId) : undefined
      const grant =
        known && known.accountId === account && known.clientId === client
          ? known
          : new provider.Grant({ accountId: account, clientId: client })
      grant.addOIDCScope(scopes.join(' '))
      const to = await answer(request, reply, { consent: { grantId: await grant.save() } })
      return reply.redirect(to, 303)
    },
  )

  app.get('/toi/ung-dung', { config: { access: 'signed-in' }, schema: { hide: true } }, async (request, reply) => {
    const { account } = getSession(request).actor
    const grants = account
      ? await site.database.transaction(request.actor, (tx) => listClientGrants(tx, account), { soft: true })
      : []
    return sendPage(
      site,
      request,
      reply,
      grantsPage(grants, request.lang, (request.query as { xong?: string }).xong === '1'),
    )
  })

  app.get('/toi/ung-dung/:id', { config: { access: 'signed-in' }, schema: { hide: true } }, async (request, reply) => {
    const grant = await grantOf(site, request)
    const { lang } = request
    const title = { vi: 'Thu hồi quyền truy cập', en: 'Withdraw access' }
    return sendPage(site, request, reply, {
      title,
      body: confirmation(
        {
          title: { vi: `Thu hồi quyền của ${grant.client_name}?`, en: `Withdraw the access of ${grant.client_name}?` },
          body: html`<p>${
            {
              vi: 'Hệ thống này sẽ không đọc được thông tin của bạn từ đây nữa, và mọi phiên của bạn ở đó lấy từ đây kết thúc ngay. Những gì họ đã lưu thì họ vẫn giữ: muốn xóa, hãy yêu cầu chính họ.',
              en: 'It can no longer read your data from here, and what it holds for you ends at once. What it has copied it keeps: ask it to erase that.',
            }[lang]
          }</p>`,
          action: `/toi/ung-dung/${grant.client}`,
          csrf: request.csrf,
          yes: { vi: 'Thu hồi', en: 'Withdraw' },
          no: { href: '/toi/ung-dung', words: { vi: 'Giữ nguyên', en: 'Keep it' } },
        },
        lang,
      ),
    })
  })

  app.post(
    '/toi/ung-dung/:id',
    { config: { access: 'signed-in', ownCsrf: true }, schema: { hide: true } },
    async (request, reply) => {
      await readForm(site, request)
      const grant = await grantOf(site, request)
      const { account } = getSession(request).actor
      await site.database.transaction(request.actor, async (tx) => {
        if (account) await withdrawClientGrant(tx, account, await ownPerson(tx), grant.client)
      })
      return reply.redirect('/toi/ung-dung?xong=1', 303)
    },
  )

  return federation
}

const themeOf = (request: FastifyRequest): 'dark' | 'light' | undefined => {
  const kept = request.cookies.sen_theme
  return kept === 'dark' || kept === 'light' ? kept : undefined
}

async function grantOf(site: Site, request: FastifyRequest): Promise<ClientGrant> {
  const { id: client } = request.params as { id: string }
  const { account } = getSession(request).actor
  const grants = account
    ? await site.database.transaction(request.actor, (tx) => listClientGrants(tx, account), { soft: true })
    : []
  const grant = grants.find((one) => one.client === client)
  if (!grant) throw refuse['no-such-system']()
  return grant
}

/** The scopes asked for, known ones only, in the order people read them. */
function scopesOf(details: Asked): string[] {
  const wanted = new Set(String(details.params.scope ?? '').split(' '))
  return Object.keys(personScopes).filter((scope) => wanted.has(scope))
}

/**
 * On to the provider, as a new navigation: a browser holds a redirect that follows a form against the rules of the form's page,
 * and the sign-in page must not list every system of the province there.
 */
function goOn(site: Site, request: FastifyRequest, reply: FastifyReply, to: string): Promise<FastifyReply> {
  const title = { vi: 'Đang chuyển tiếp', en: 'Going on' }
  reply.header('refresh', `0; url=${to}`)
  return sendPage(site, request, reply, {
    title,
    body: html`${heading({ title }, request.lang)}<p>${
      { vi: 'Đang đưa bạn trở lại hệ thống vừa hỏi.', en: 'Taking you back to the system that asked.' }[request.lang]
    }</p><p><a class="button button-primary" href="${to}">${{ vi: 'Tiếp tục', en: 'Continue' }[request.lang]}</a></p>`,
  })
}

async function consentPage(
  site: Site,
  request: FastifyRequest,
  reply: FastifyReply,
  details: Asked,
): Promise<FastifyReply> {
  const { lang } = request
  const client = await site.database.transaction(request.actor, (tx) =>
    tx.asHouse(async () => {
      const live = await findLiveClient(tx, String(details.params.client_id ?? ''))
      return (
        live && {
          name: live.name,
          unit: live.unit ? await findUnit(tx, live.unit) : undefined,
          contact: live.contact,
          first_party: live.first_party,
        }
      )
    }),
  )
  if (!client) throw refuse['no-such-system']()
  const to = String(details.params.redirect_uri ?? '')
  if (URL.canParse(to)) reply.header('content-security-policy', widerForm(PAGE_POLICY, to))
  const host = URL.canParse(to) ? new URL(to).host : ''
  const title = { vi: 'Cho phép đăng nhập', en: 'Allow sign-in' }
  const acting = request.session?.acting
  const own = acting
    ? (request.session?.actor.name.replace(/ \(thay .*\)$/, '') ?? '')
    : (request.session?.actor.name ?? '')
  return sendPage(site, request, reply, {
    title,
    body: html`${heading(
      {
        title: { vi: `${client.name} muốn biết bạn là ai`, en: `${client.name} wants to know who you are` },
        lead: {
          vi: `Nếu đồng ý, ${client.name} nhận được những thông tin dưới đây. Mật khẩu của bạn không bao giờ rời khỏi ${site.house.name}.`,
          en: `If you agree, ${client.name} receives what is listed below. Your password never leaves ${site.house.name}.`,
        },
      },
      lang,
    )}
${card(
  {
    body: html`${definitions(
      [
        [{ vi: 'Bạn đang đăng nhập là', en: 'You are signed in as' }, own],
        [{ vi: 'Cơ quan chịu trách nhiệm', en: 'Answers for it' }, client.unit?.name ?? null],
        [{ vi: 'Sẽ đưa bạn về', en: 'Will take you to' }, html`<code>${host}</code>`],
        ...(client.contact ? ([[{ vi: 'Liên hệ', en: 'Contact' }, client.contact]] as const) : []),
      ],
      lang,
    )}<h2>${{ vi: 'Thông tin sẽ được gửi', en: 'What will be sent' }[lang]}</h2><ul class="told">${scopesOf(
      details,
    ).map((scope) =>
      toldItem(scope, lang),
    )}</ul><form method="post" action="${ASKING_PATH}/${details.uid}">${csrfField(request.csrf)}<div class="actions">${button(
      { words: { vi: 'Đồng ý', en: 'Agree' }, tone: 'primary', name: 'act', value: 'agree' },
      lang,
    )}${button({ words: { vi: 'Không đồng ý', en: 'Do not agree' }, name: 'act', value: 'refuse' }, lang)}</div></form><p class="hint">${
      {
        vi: 'Đồng ý một lần là đủ cho lần sau. Bạn xem lại và thu hồi bất cứ lúc nào ở mục “Hệ thống đã kết nối”.',
        en: 'Agreeing once is enough. You can look at it and withdraw it at any time under “Connected systems”.',
      }[lang]
    }</p>`,
  },
  lang,
)}${acting ? notice({ tone: 'info', body: { vi: `Bạn đang làm thay cho ${acting.name}; đăng nhập ở hệ thống khác luôn dưới tên của chính bạn.`, en: `You are acting for ${acting.name}; other systems always know you under your own name.` }[lang] }, lang) : null}`,
    sheets: ['/face/federation.css'],
  })
}

function toldItem(scope: string, lang: Lang): Html | null {
  const words = personScopes[scope]
  if (!words) return null
  return html`<li class="${['told-item', scope === 'province:identity' && 'told-strong']}">${icon(scope === 'province:identity' ? 'alert' : 'check')}<div><strong>${words.title[lang]}</strong><p>${words.tells[lang]}</p></div></li>`
}

function grantsPage(
  grants: readonly ClientGrant[],
  lang: Lang,
  done: boolean,
): { title: Words; body: Html; sheets: string[] } {
  const title = { vi: 'Hệ thống đã kết nối', en: 'Connected systems' }
  const body = html`${heading(
    {
      title,
      lead: {
        vi: 'Những hệ thống bạn từng đăng nhập bằng tài khoản này, và thông tin họ được xem.',
        en: 'Systems you signed in to with this account, and what they may see.',
      },
    },
    lang,
  )}${done ? notice({ tone: 'good', title: { vi: 'Đã thu hồi. Hệ thống đó không còn đọc được thông tin của bạn từ đây.', en: 'Withdrawn. That system can no longer read your data from here.' }, live: true }, lang) : null}${
    grants.length === 0
      ? empty(
          {
            title: { vi: 'Chưa có hệ thống nào', en: 'No system yet' },
            body: {
              vi: 'Khi bạn dùng tài khoản này để đăng nhập hệ thống khác của tỉnh, hệ thống đó sẽ có ở đây.',
              en: 'When you sign in to another system of the province with this account, it is listed here.',
            },
          },
          lang,
        )
      : grants.map((grant) =>
          card(
            {
              title: grant.client_name,
              body: html`${definitions(
                [
                  [{ vi: 'Cơ quan chịu trách nhiệm', en: 'Answers for it' }, grant.unit_name],
                  [{ vi: 'Cho phép từ', en: 'Allowed since' }, dayText(localDate(grant.granted_at), lang)],
                  [
                    { vi: 'Dùng gần nhất', en: 'Last used' },
                    grant.used_at ? dayText(localDate(grant.used_at), lang) : null,
                  ],
                ],
                lang,
              )}<ul class="told">${Object.keys(personScopes)
                .filter((scope) => grant.scopes.includes(scope))
                .map((scope) => toldItem(scope, lang))}</ul>`,
              foot: linkButton(
                { words: { vi: 'Thu hồi quyền', en: 'Withdraw' }, href: `/toi/ung-dung/${grant.client}` },
                lang,
              ),
            },
            lang,
          ),
        )
  }`
  return { title, body, sheets: ['/face/federation.css'] }
}
