import type { FastifyRequest } from 'fastify'
import { formatInstant } from '#ground/clock'
import { isUuid } from '#ground/ids'
import { Refusal, refusals } from '#ground/refusal'
import type { Words } from '#ground/text'
import type { Tx } from '#kernel/store'
import {
  type Client,
  type ClientAuth,
  type ClientChange,
  type ClientKind,
  type ClientValue,
  changeClient,
  clientChanges,
  clientUse,
  findUnit,
  findUnitByCode,
  getClient,
  listClients,
  listPermits,
  permitUpstream,
  personScopes,
  readClient,
  readKeySet,
  refuseClient,
  refuseUnit,
  registerClient,
  rotateClientSecret,
  switchClient,
} from '#kernel/trust'
import { type Field, readAnswers } from './face/answers.ts'
import { form as drawForm } from './face/form.ts'
import { type Html, html, type Piece } from './face/html.ts'
import {
  actions,
  breadcrumb,
  button,
  card,
  confirmation,
  csrfField,
  definitions,
  empty,
  heading,
  linkButton,
  notice,
  pill,
  table,
} from './face/parts.ts'
import type { Lang } from './face/words.ts'
import type { Http } from './http.ts'
import { type Form, readForm, sendPage, statusOf } from './request.ts'
import type { Site } from './site.ts'

const refuse = refusals('clients-page', {
  account: {
    kind: 'invalid',
    vi: 'Không có tài khoản dịch vụ nào tên "{login}". Hãy tạo tài khoản dịch vụ trước.',
    en: 'There is no service account "{login}". Open it first.',
  },
  officer: {
    kind: 'invalid',
    vi: 'Không có tài khoản nào tên "{login}". Hãy xem lại tên đăng nhập.',
    en: 'There is no account "{login}". Look at the login again.',
  },
})

const LIST = '/quan-tri/ung-dung'
const SHEETS = ['/face/federation.css']

const w = {
  title: { vi: 'Hệ thống kết nối đăng nhập', en: 'Systems that sign in here' },
  fresh: { vi: 'Đăng ký hệ thống', en: 'Register a system' },
  kinds: {
    web: { vi: 'Ứng dụng có máy chủ', en: 'Application with a server' },
    browser: { vi: 'Ứng dụng trong trình duyệt, di động', en: 'Application in the browser or on a phone' },
    machine: { vi: 'Máy gọi máy (tài khoản dịch vụ)', en: 'Machine to machine (service account)' },
  } satisfies Record<ClientKind, Words>,
  auths: {
    secret: { vi: 'Mã bí mật', en: 'A secret' },
    key: { vi: 'Khóa riêng (private_key_jwt), an toàn hơn', en: 'A private key (private_key_jwt), safer' },
    none: { vi: 'Không giữ được bí mật: chỉ PKCE', en: 'Can keep no secret: PKCE alone' },
  } satisfies Record<ClientAuth, Words>,
  fields: {
    name: { vi: 'Tên hệ thống', en: 'Name' },
    unit: { vi: 'Cơ quan chịu trách nhiệm', en: 'Answers for it' },
    kind: { vi: 'Loại', en: 'Kind' },
    auth: { vi: 'Cách chứng minh', en: 'Way of proof' },
    redirect_uris: { vi: 'Địa chỉ quay về', en: 'Redirect addresses' },
    post_logout_uris: { vi: 'Địa chỉ sau đăng xuất', en: 'Addresses after signing out' },
    backchannel_logout_uri: { vi: 'Địa chỉ báo đăng xuất (máy chủ)', en: 'Back-channel logout address' },
    scopes: { vi: 'Phạm vi', en: 'Scopes' },
    jwks: { vi: 'Bộ khóa công khai', en: 'Public keys' },
    first_party: { vi: 'Của chính tỉnh, không hỏi đồng ý', en: 'The province’s own, no consent asked' },
    account: { vi: 'Tài khoản dịch vụ', en: 'Service account' },
    contact: { vi: 'Liên hệ', en: 'Contact' },
  } satisfies Record<keyof ClientValue, Words>,
} as const

const choices = (words: Readonly<Record<string, Words>>, keys: readonly string[]) =>
  keys.map((value) => ({ value, label: words[value] ?? { vi: value, en: value } }))

function fieldsOf(fixed: Client | null): Field[] {
  const machine = fixed?.kind === 'machine'
  const lines = (name: 'redirect_uris' | 'post_logout_uris', required: boolean, help: Words): Field => ({
    name,
    kind: 'text',
    label: w.fields[name],
    help,
    lines: 3,
    max: 5_000,
    required,
  })
  return [
    {
      name: 'name',
      kind: 'text',
      label: w.fields.name,
      help: { vi: 'Tên mà người dân nhận ra khi được hỏi đồng ý', en: 'What people recognise when asked' },
      required: true,
      max: 120,
    },
    {
      name: 'unit',
      kind: 'text',
      label: w.fields.unit,
      help: { vi: 'Mã đơn vị như trong danh mục đơn vị', en: 'Code of the unit, as in the list of units' },
      required: true,
      max: 40,
    },
    { name: 'contact', kind: 'text', label: w.fields.contact, max: 200 },
    ...(fixed
      ? []
      : ([
          {
            name: 'kind',
            kind: 'choice',
            label: w.fields.kind,
            required: true,
            choices: choices(w.kinds, ['web', 'browser', 'machine']),
          },
          {
            name: 'auth',
            kind: 'choice',
            label: w.fields.auth,
            help: {
              vi: 'Ứng dụng trong trình duyệt luôn chỉ dùng PKCE',
              en: 'An application in the browser uses PKCE alone',
            },
            choices: choices(w.auths, ['secret', 'key']),
          },
        ] satisfies Field[])),
    ...(machine
      ? []
      : [
          lines('redirect_uris', false, {
            vi: 'Mỗi dòng một địa chỉ đầy đủ, https, cùng một máy chủ; khi thử được dùng http://localhost. So khớp từng ký tự.',
            en: 'One complete https address a line, all on one host; http://localhost for trials. Compared letter by letter.',
          }),
          lines('post_logout_uris', false, { vi: 'Mỗi dòng một địa chỉ', en: 'One address a line' }),
          {
            name: 'backchannel_logout_uri',
            kind: 'text',
            label: w.fields.backchannel_logout_uri,
            help: {
              vi: 'Máy chủ của hệ thống được báo khi người dùng đăng xuất ở nơi khác',
              en: 'Told when the person signs out elsewhere',
            },
            max: 500,
          } satisfies Field,
          { name: 'scopes', kind: 'refs', label: w.fields.scopes } satisfies Field,
          { name: 'first_party', kind: 'yesno', label: w.fields.first_party } satisfies Field,
        ]),
    ...(fixed && fixed.auth !== 'key'
      ? []
      : [
          {
            name: 'jwks',
            kind: 'text',
            label: w.fields.jwks,
            help: { vi: 'JSON (JWKS), chỉ khi dùng khóa riêng', en: 'JSON (JWKS), only with a private key' },
            lines: 5,
            max: 20_000,
          } satisfies Field,
        ]),
    ...(fixed && !machine
      ? []
      : [
          {
            name: 'account',
            kind: 'text',
            label: w.fields.account,
            help: {
              vi: 'Tên đăng nhập của tài khoản dịch vụ, chỉ cho máy gọi máy; phạm vi lấy theo tài khoản đó',
              en: 'Login of the service account, for machines only; its scopes are the account’s',
            },
            max: 100,
          } satisfies Field,
        ]),
  ]
}

const scopeOptions = Object.entries(personScopes)
  .filter(([scope]) => scope !== 'openid')
  .map(([value, words]) => ({ value, words: words.title }))

const lineList = (value: unknown): string[] =>
  typeof value === 'string'
    ? value
        .split(/\s+/)
        .map((line) => line.trim())
        .filter(Boolean)
    : []
const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null

/** What was typed, as a value that readClient has checked. Refuses by field. */
async function readValue(tx: Tx, values: Record<string, unknown>, fixed: Client | null): Promise<ClientValue> {
  const code = textOf(values.unit) ?? ''
  const unit = await findUnitByCode(tx, code)
  if (!unit) throw refuseUnit.unknown({ code: code.slice(0, 40) }, 'unit')
  const kind = (fixed?.kind ?? values.kind ?? 'web') as ClientKind
  const login = textOf(values.account)
  let account: string | null = null
  if (kind === 'machine') {
    const row = await tx.asHouse(() =>
      tx.one<{ id: string }>(
        "select id from sen.account where login = lower($1) and kind = 'service' and disabled_at is null",
        [login ?? ''],
      ),
    )
    if (!row) throw refuse.account({ login: (login ?? '').slice(0, 60) }, 'account')
    account = row.id
  }
  const keys = textOf(values.jwks)
  const auth = (fixed?.auth ?? values.auth ?? 'secret') as ClientAuth
  return readClient({
    name: textOf(values.name) ?? '',
    unit: unit.id,
    kind,
    auth,
    redirect_uris: lineList(values.redirect_uris),
    post_logout_uris: lineList(values.post_logout_uris),
    backchannel_logout_uri: textOf(values.backchannel_logout_uri),
    scopes: kind === 'machine' ? [] : Array.isArray(values.scopes) ? values.scopes.map(String) : [],
    jwks: auth === 'key' && keys !== null ? readKeySet(keys) : null,
    first_party: values.first_party === true,
    account,
    contact: textOf(values.contact),
  })
}

/** Pages on which an administrator registers the systems that sign people in through this house. Each act is shown before it is done. */
export function clientRoutes(site: Site, http: Http): void {
  const { app } = http
  const reading = { config: { access: 'officer' as const, roles: ['administrator'] }, schema: { hide: true } }
  // Opened only by who has just proved herself, so that nothing typed is lost on the way to proving it.
  const writing = {
    config: { access: 'officer' as const, roles: ['administrator'], fresh: true },
    schema: { hide: true },
  }
  const sending = { config: { ...writing.config, ownCsrf: true }, schema: { hide: true } }

  const crumbs = (lang: Lang, ...more: { href: string; words: Words | string }[]) =>
    breadcrumb(
      [{ href: '/quan-tri', words: { vi: 'Quản trị', en: 'Administration' } }, { href: LIST, words: w.title }, ...more],
      lang,
    )

  async function clientOf(tx: Tx, request: FastifyRequest): Promise<Client> {
    const { client } = request.params as { client: string }
    if (!isUuid(client)) throw refuseClient.unknown()
    return getClient(tx, client)
  }

  app.get(LIST, reading, async (request, reply) => {
    const { lang } = request
    const rows = await site.database.transaction(
      request.actor,
      async (tx) => {
        const clients = await listClients(tx)
        return Promise.all(
          clients.map(async (one) => ({ one, unit: one.unit ? (await findUnit(tx, one.unit))?.short_name : null })),
        )
      },
      { soft: true },
    )
    return sendPage(site, request, reply, {
      title: w.title,
      wide: true,
      sheets: SHEETS,
      body: html`${crumbs(lang)}${heading(
        {
          title: w.title,
          lead: {
            vi: 'Các hệ thống của tỉnh dùng chung một lần đăng nhập theo OpenID Connect.',
            en: 'Systems of the province that share one sign-in by OpenID Connect.',
          },
          beside: linkButton({ words: w.fresh, href: `${LIST}/moi`, tone: 'primary' }, lang),
        },
        lang,
      )}${card(
        {
          body: definitions(
            [
              [{ vi: 'Địa chỉ cấp phát (issuer)', en: 'Issuer' }, html`<code>${site.publicUrl}/oidc</code>`],
              [
                { vi: 'Tự khám phá', en: 'Discovery' },
                html`<code>${site.publicUrl}/oidc/.well-known/openid-configuration</code>`,
              ],
            ],
            lang,
          ),
        },
        lang,
      )}${table(
        {
          caption: w.title,
          hideCaption: true,
          columns: [
            { words: w.fields.name },
            { words: w.fields.unit },
            { words: w.fields.kind },
            { words: w.fields.scopes },
            { words: { vi: 'Tình trạng', en: 'State' } },
          ],
          rows: rows.map(({ one, unit }) => [
            html`<a href="${LIST}/${one.id}">${one.name}</a>`,
            unit ?? '—',
            w.kinds[one.kind][lang],
            one.kind === 'machine' ? '—' : scopeNames(one.scopes, lang),
            stateOf(one, lang),
          ]),
          empty: empty(
            {
              title: { vi: 'Chưa có hệ thống nào', en: 'No system yet' },
              body: { vi: 'Đăng ký hệ thống đầu tiên để người dân đăng nhập một lần.', en: 'Register the first one.' },
              action: linkButton({ words: w.fresh, href: `${LIST}/moi`, tone: 'primary' }, lang),
            },
            lang,
          ),
        },
        lang,
      )}<p><a href="${LIST}/can-bo-vneid">${{ vi: 'Cán bộ được đăng nhập bằng định danh điện tử', en: 'Officers who may come in by electronic identity' }[lang]}</a></p>`,
    })
  })

  const formPage = (
    request: FastifyRequest,
    shown: { client: Client | null; values: Record<string, unknown>; errors: Record<string, Words> },
  ) => {
    const { lang } = request
    const { client, values, errors } = shown
    const title = client ? { vi: `Sửa ${client.name}`, en: `Change ${client.name}` } : w.fresh
    const here = client ? `${LIST}/${client.id}/sua` : `${LIST}/moi`
    return {
      title,
      sheets: SHEETS,
      body: html`${crumbs(lang, { href: here, words: title })}${heading({ title }, lang)}${card(
        {
          body: drawForm(
            {
              id: 'client',
              action: here,
              fields: fieldsOf(client),
              values,
              errors,
              options: { scopes: scopeOptions },
              csrf: request.csrf,
              submit: { name: 'look', words: { vi: 'Xem trước', en: 'Look first' } },
              hidden: { version: String(client?.version ?? 0) },
            },
            lang,
          ),
        },
        lang,
      )}`,
    }
  }

  /** Reads the form; what is wrong stands by its field, what was typed stays. */
  async function take(request: FastifyRequest, sent: Form, client: Client | null) {
    const read = readAnswers(fieldsOf(client), Object.fromEntries(sent.fields), {
      lang: request.lang,
      complete: true,
      usual: 'look',
    })
    if (Object.keys(read.errors).length > 0) return { ...read, value: null }
    try {
      const value = await site.database.transaction(request.actor, (tx) => readValue(tx, read.values, client))
      return { ...read, value }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return { ...read, errors: { [error.field ?? '']: { vi: error.say('vi'), en: error.say('en') } }, value: null }
    }
  }

  const hiddenOf = (sent: Form): Html =>
    html`${[...sent.fields].filter(([name]) => name !== 'csrf' && name !== 'act').flatMap(([name, list]) => list.map((one) => html`<input type="hidden" name="${name}" value="${one}">`))}`

  app.get(`${LIST}/moi`, writing, async (request, reply) =>
    sendPage(
      site,
      request,
      reply,
      formPage(request, {
        client: null,
        values: { kind: 'web', auth: 'secret', scopes: ['profile'], first_party: false },
        errors: {},
      }),
    ),
  )

  app.post(`${LIST}/moi`, sending, async (request, reply) => {
    const { lang } = request
    const sent = await readForm(site, request)
    const read = await take(request, sent, null)
    if (!read.value) {
      reply.status(statusOf.invalid)
      return sendPage(
        site,
        request,
        reply,
        formPage(request, { client: null, values: read.values, errors: read.errors }),
      )
    }
    const { value } = read
    if (sent.get('act') === 'do') {
      const made = await site.database.transaction(request.actor, (tx) => registerClient(tx, value))
      return sendPage(
        site,
        request,
        reply,
        secretPage(site, lang, { id: made.id, name: value.name, secret: made.secret, fresh: true }),
      )
    }
    if (sent.get('act') === 'back')
      return sendPage(site, request, reply, formPage(request, { client: null, values: read.values, errors: {} }))
    const unit = await unitName(site, request, value.unit)
    return sendPage(site, request, reply, {
      title: w.fresh,
      sheets: SHEETS,
      body: html`${crumbs(lang, { href: `${LIST}/moi`, words: w.fresh })}${heading({ title: { vi: 'Xem trước khi đăng ký', en: 'Before registering' } }, lang)}${card(
        {
          body: html`${definitions(shownValue(value, unit, lang), lang)}${effects(newEffects(value), lang)}<form method="post" action="${LIST}/moi">${csrfField(request.csrf)}${hiddenOf(sent)}${actions(
            button({ words: w.fresh, tone: 'primary', name: 'act', value: 'do' }, lang),
            button({ words: { vi: 'Sửa lại', en: 'Change it' }, name: 'act', value: 'back' }, lang),
          )}</form>`,
        },
        lang,
      )}`,
    })
  })

  app.get(`${LIST}/:client`, reading, async (request, reply) => {
    const { lang } = request
    const { client, use, unit } = await site.database.transaction(
      request.actor,
      async (tx) => {
        const found = await clientOf(tx, request)
        return {
          client: found,
          use: await clientUse(tx, found.id),
          unit: found.unit ? ((await findUnit(tx, found.unit))?.name ?? null) : null,
        }
      },
      { soft: true },
    )
    const done = (request.query as { xong?: string }).xong
    return sendPage(site, request, reply, {
      title: client.name,
      sheets: SHEETS,
      body: html`${crumbs(lang, { href: `${LIST}/${client.id}`, words: client.name })}${heading({ title: client.name, beside: stateOf(client, lang) }, lang)}${
        done ? notice({ tone: 'good', title: { vi: 'Đã ghi.', en: 'Done.' }, live: true }, lang) : null
      }${card(
        {
          body: definitions(
            [
              [{ vi: 'Mã hệ thống (client_id)', en: 'client_id' }, html`<code>${client.id}</code>`],
              ...shownValue(client, unit, lang),
              ...(client.secret_at
                ? ([[{ vi: 'Mã bí mật cấp lúc', en: 'Secret given' }, formatInstant(client.secret_at)]] as const)
                : []),
              [{ vi: 'Người đã cho phép', en: 'People who agreed' }, String(use.people)],
              [{ vi: 'Mã truy cập còn hạn', en: 'Tokens in force' }, String(use.tokens)],
            ],
            lang,
          ),
          foot: actions(
            linkButton({ words: { vi: 'Sửa', en: 'Change' }, href: `${LIST}/${client.id}/sua` }, lang),
            client.auth === 'secret'
              ? linkButton(
                  { words: { vi: 'Đổi mã bí mật', en: 'New secret' }, href: `${LIST}/${client.id}/ma-bi-mat` },
                  lang,
                )
              : null,
            linkButton(
              {
                words: client.disabled_at
                  ? { vi: 'Bật lại', en: 'Switch on' }
                  : { vi: 'Ngừng kết nối', en: 'Switch off' },
                href: `${LIST}/${client.id}/tinh-trang`,
                tone: client.disabled_at ? 'plain' : 'danger',
              },
              lang,
            ),
          ),
        },
        lang,
      )}`,
    })
  })

  app.get(`${LIST}/:client/sua`, writing, async (request, reply) => {
    const { client, code, login } = await site.database.transaction(request.actor, async (tx) => {
      const found = await clientOf(tx, request)
      const account = found.account
        ? await tx.asHouse(() =>
            tx.one<{ login: string }>('select login from sen.account where id = $1', [found.account]),
          )
        : undefined
      return {
        client: found,
        code: found.unit ? ((await findUnit(tx, found.unit))?.code ?? '') : '',
        login: account?.login ?? null,
      }
    })
    const values = {
      ...client,
      unit: code,
      account: login,
      redirect_uris: client.redirect_uris.join('\n'),
      post_logout_uris: client.post_logout_uris.join('\n'),
      jwks: client.jwks ? JSON.stringify(client.jwks, null, 2) : null,
    }
    return sendPage(site, request, reply, formPage(request, { client, values, errors: {} }))
  })

  app.post(`${LIST}/:client/sua`, sending, async (request, reply) => {
    const { lang } = request
    const sent = await readForm(site, request)
    const { client, use } = await site.database.transaction(request.actor, async (tx) => {
      const found = await clientOf(tx, request)
      return { client: found, use: await clientUse(tx, found.id) }
    })
    const read = await take(request, sent, client)
    if (!read.value || sent.get('act') === 'back') {
      if (!read.value) reply.status(statusOf.invalid)
      return sendPage(site, request, reply, formPage(request, { client, values: read.values, errors: read.errors }))
    }
    const { value } = read
    if (sent.get('act') === 'do') {
      await site.database.transaction(request.actor, (tx) =>
        changeClient(tx, client.id, Number(sent.get('version')), value),
      )
      return reply.redirect(`${LIST}/${client.id}?xong=1`, 303)
    }
    const changes = clientChanges(client, { ...value, kind: client.kind, auth: client.auth })
    const title = { vi: 'Xem trước thay đổi', en: 'Before changing' }
    return sendPage(site, request, reply, {
      title,
      sheets: SHEETS,
      body: html`${crumbs(lang, { href: `${LIST}/${client.id}`, words: client.name })}${heading({ title }, lang)}${card(
        {
          body:
            changes.length === 0
              ? html`<p>${{ vi: 'Không có gì thay đổi.', en: 'Nothing changes.' }[lang]}</p>${actions(linkButton({ words: { vi: 'Quay lại', en: 'Back' }, href: `${LIST}/${client.id}` }, lang))}`
              : html`${table(
                  {
                    caption: title,
                    hideCaption: true,
                    columns: [
                      { words: { vi: 'Mục', en: 'Field' } },
                      { words: { vi: 'Đang là', en: 'Now' } },
                      { words: { vi: 'Sẽ là', en: 'Will be' } },
                    ],
                    rows: changes.map((change) => [
                      w.fields[change.field][lang],
                      shownOne(change.before, lang),
                      shownOne(change.after, lang),
                    ]),
                  },
                  lang,
                )}${effects(changeEffects(client, changes, use), lang)}<form method="post" action="${LIST}/${client.id}/sua">${csrfField(request.csrf)}${hiddenOf(sent)}${actions(
                  button(
                    { words: { vi: 'Ghi thay đổi', en: 'Change' }, tone: 'primary', name: 'act', value: 'do' },
                    lang,
                  ),
                  button({ words: { vi: 'Sửa lại', en: 'Edit' }, name: 'act', value: 'back' }, lang),
                )}</form>`,
        },
        lang,
      )}`,
    })
  })

  app.get(`${LIST}/:client/ma-bi-mat`, writing, async (request, reply) => {
    const { lang } = request
    const client = await site.database.transaction(request.actor, (tx) => clientOf(tx, request))
    if (client.auth !== 'secret') throw refuseClient['no-secret']()
    const title = { vi: 'Đổi mã bí mật', en: 'New secret' }
    return sendPage(site, request, reply, {
      title,
      sheets: SHEETS,
      body: confirmation(
        {
          title: { vi: `Đổi mã bí mật của ${client.name}?`, en: `A new secret for ${client.name}?` },
          body: html`<p>${
            {
              vi: 'Mã cũ hết dùng ngay: hệ thống đó không đăng nhập được ai cho đến khi cài mã mới. Mã mới chỉ hiện một lần.',
              en: 'The former one is void at once: nobody can sign in there until the new one is put in. It is shown once.',
            }[lang]
          }</p>`,
          action: `${LIST}/${client.id}/ma-bi-mat`,
          csrf: request.csrf,
          yes: title,
          no: { href: `${LIST}/${client.id}`, words: { vi: 'Không đổi', en: 'Keep it' } },
        },
        lang,
      ),
    })
  })

  app.post(`${LIST}/:client/ma-bi-mat`, sending, async (request, reply) => {
    await readForm(site, request)
    const { client, secret } = await site.database.transaction(request.actor, async (tx) => {
      const found = await clientOf(tx, request)
      return { client: found, secret: await rotateClientSecret(tx, found.id) }
    })
    return sendPage(
      site,
      request,
      reply,
      secretPage(site, request.lang, { id: client.id, name: client.name, secret, fresh: false }),
    )
  })

  app.get(`${LIST}/:client/tinh-trang`, writing, async (request, reply) => {
    const { lang } = request
    const { client, use } = await site.database.transaction(request.actor, async (tx) => {
      const found = await clientOf(tx, request)
      return { client: found, use: await clientUse(tx, found.id) }
    })
    const off = client.disabled_at !== null
    const title = off ? { vi: 'Bật lại', en: 'Switch on' } : { vi: 'Ngừng kết nối', en: 'Switch off' }
    return sendPage(site, request, reply, {
      title,
      sheets: SHEETS,
      body: confirmation(
        {
          title: { vi: `${title.vi}: ${client.name}?`, en: `${title.en} ${client.name}?` },
          tone: off ? 'primary' : 'danger',
          body: html`<p>${
            off
              ? {
                  vi: 'Người dân lại đăng nhập được vào hệ thống này. Những ai đã đồng ý trước đây không bị hỏi lại.',
                  en: 'People can sign in to it again. Those who agreed before are not asked anew.',
                }[lang]
              : {
                  vi: `Không ai đăng nhập được vào hệ thống này nữa. ${use.tokens} mã truy cập đang còn hạn của ${use.people} người kết thúc ngay.`,
                  en: `Nobody can sign in to it any more. ${use.tokens} tokens in force of ${use.people} people end at once.`,
                }[lang]
          }</p>`,
          action: `${LIST}/${client.id}/tinh-trang`,
          csrf: request.csrf,
          yes: title,
          no: { href: `${LIST}/${client.id}`, words: { vi: 'Giữ nguyên', en: 'Keep it' } },
          hidden: { to: off ? 'on' : 'off' },
        },
        lang,
      ),
    })
  })

  app.post(`${LIST}/:client/tinh-trang`, sending, async (request, reply) => {
    const sent = await readForm(site, request)
    const client = await site.database.transaction(request.actor, async (tx) => {
      const found = await clientOf(tx, request)
      await switchClient(tx, found.id, sent.get('to') === 'on')
      return found
    })
    return reply.redirect(`${LIST}/${client.id}?xong=1`, 303)
  })

  const PERMITS = `${LIST}/can-bo-vneid`
  const permitsPage = async (
    request: FastifyRequest,
    errors: Record<string, Words>,
    values: Record<string, unknown>,
  ) => {
    const { lang } = request
    const permits = await site.database.transaction(request.actor, (tx) => tx.asHouse(() => listPermits(tx)), {
      soft: true,
    })
    const title = { vi: 'Cán bộ đăng nhập bằng định danh điện tử', en: 'Officers who come in by electronic identity' }
    return {
      title,
      sheets: SHEETS,
      body: html`${crumbs(lang, { href: PERMITS, words: title })}${heading(
        {
          title,
          lead: {
            vi: 'Tài khoản công vụ chỉ vào được bằng tài khoản định danh điện tử khi có tên ở đây. Liên kết theo số định danh ở lần đăng nhập đầu tiên.',
            en: 'An account that holds an office comes in by electronic identity only when listed here. It is linked by number at the first sign-in.',
          },
        },
        lang,
      )}${card(
        {
          title: { vi: 'Cho phép thêm', en: 'Allow one more' },
          body: drawForm(
            {
              id: 'permit',
              action: PERMITS,
              fields: [permitField],
              values,
              errors,
              csrf: request.csrf,
              submit: { name: 'allow', words: { vi: 'Cho phép', en: 'Allow' } },
            },
            lang,
          ),
        },
        lang,
      )}${table(
        {
          caption: { vi: 'Đang được phép', en: 'Allowed now' },
          columns: [
            { words: { vi: 'Tên', en: 'Name' } },
            { words: { vi: 'Tên đăng nhập', en: 'Login' } },
            { words: { vi: 'Từ lúc', en: 'Since' } },
            { words: { vi: 'Thôi', en: 'End' } },
          ],
          rows: permits.map((one) => [
            one.name,
            one.login,
            formatInstant(one.permitted_at),
            html`<form method="post" action="${PERMITS}">${csrfField(request.csrf)}<input type="hidden" name="login" value="${one.login}">${button({ words: { vi: 'Thôi cho phép', en: 'Withdraw' }, name: 'act', value: 'forbid', about: one.name }, lang)}</form>`,
          ]),
          empty: empty({ title: { vi: 'Chưa cho phép ai', en: 'Nobody yet' } }, lang),
        },
        lang,
      )}`,
    }
  }
  app.get(PERMITS, writing, async (request, reply) =>
    sendPage(site, request, reply, await permitsPage(request, {}, {})),
  )
  app.post(PERMITS, sending, async (request, reply) => {
    const sent = await readForm(site, request)
    const login = (sent.get('login') ?? '').trim().toLowerCase()
    try {
      await site.database.transaction(request.actor, async (tx) => {
        const row = await tx.asHouse(() =>
          tx.one<{ id: string }>("select id from sen.account where login = $1 and kind = 'person'", [login]),
        )
        if (!row) throw refuse.officer({ login: login.slice(0, 60) }, 'login')
        await permitUpstream(tx, row.id, sent.get('act') !== 'forbid')
      })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      reply.status(statusOf[error.kind])
      return sendPage(
        site,
        request,
        reply,
        await permitsPage(request, { [error.field ?? '']: { vi: error.say('vi'), en: error.say('en') } }, { login }),
      )
    }
    return reply.redirect(PERMITS, 303)
  })
}

const permitField: Field = {
  name: 'login',
  kind: 'text',
  label: { vi: 'Tên đăng nhập của cán bộ', en: 'Login of the officer' },
  required: true,
  max: 100,
}

const scopeNames = (scopes: readonly string[], lang: Lang): string =>
  scopes
    .filter((scope) => scope !== 'openid')
    .map((scope) => personScopes[scope]?.title[lang] ?? scope)
    .join('; ') || '—'

const stateOf = (client: Client, lang: Lang): Html =>
  client.disabled_at
    ? pill({ tone: 'neutral', words: { vi: 'Đã ngừng', en: 'Off' } }, lang)
    : pill({ tone: 'good', words: { vi: 'Đang bật', en: 'On' } }, lang)

async function unitName(site: Site, request: FastifyRequest, unit: string | null): Promise<string | null> {
  if (unit === null) return null
  return (await site.database.transaction(request.actor, (tx) => findUnit(tx, unit), { soft: true }))?.name ?? null
}

function shownValue(value: ClientValue, unit: string | null, lang: Lang): [Words, Piece][] {
  const list = (uris: readonly string[]) => html`${uris.map((uri) => html`<div><code>${uri}</code></div>`)}`
  return [
    [w.fields.name, value.name],
    [w.fields.unit, unit],
    [w.fields.contact, value.contact],
    [w.fields.kind, w.kinds[value.kind][lang]],
    [w.fields.auth, w.auths[value.auth][lang]],
    ...(value.kind === 'machine'
      ? []
      : ([
          [w.fields.redirect_uris, list(value.redirect_uris)],
          [w.fields.post_logout_uris, value.post_logout_uris.length > 0 ? list(value.post_logout_uris) : null],
          [w.fields.backchannel_logout_uri, value.backchannel_logout_uri ? list([value.backchannel_logout_uri]) : null],
          [w.fields.scopes, scopeNames(value.scopes, lang)],
          [w.fields.first_party, value.first_party ? { vi: 'Có', en: 'Yes' }[lang] : { vi: 'Không', en: 'No' }[lang]],
        ] satisfies [Words, Piece][])),
  ]
}

function shownOne(value: unknown, lang: Lang): Piece {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return '—'
  if (typeof value === 'boolean') return value ? { vi: 'Có', en: 'Yes' }[lang] : { vi: 'Không', en: 'No' }[lang]
  if (Array.isArray(value)) return html`${value.map((one) => html`<div><code>${String(one)}</code></div>`)}`
  return html`<code>${typeof value === 'string' ? value : JSON.stringify(value)}</code>`
}

function newEffects(value: ClientValue): Words[] {
  if (value.kind === 'machine')
    return [
      {
        vi: 'Hệ thống đó lấy được mã truy cập 15 phút để gọi API với đúng phạm vi của tài khoản dịch vụ.',
        en: 'It gets tokens of 15 minutes to call the API with exactly the scopes of the service account.',
      },
    ]
  return [
    {
      vi: 'Mọi người có tài khoản ở đây đăng nhập được vào hệ thống đó.',
      en: 'Everybody with an account here can sign in to it.',
    },
    value.first_party
      ? {
          vi: 'Họ KHÔNG được hỏi đồng ý: thông tin theo phạm vi được gửi ngay.',
          en: 'They are NOT asked: what the scopes name is sent at once.',
        }
      : { vi: 'Mỗi người được hỏi đồng ý một lần và thu hồi được.', en: 'Each is asked once and may withdraw.' },
    ...(value.scopes.includes('province:identity')
      ? [
          {
            vi: 'Hệ thống đó biết số định danh của người dân: chỉ dùng khi có căn cứ pháp lý.',
            en: 'It learns people’s identification numbers: only with a legal basis.',
          },
        ]
      : []),
  ]
}

function changeEffects(
  client: Client,
  changes: readonly ClientChange[],
  use: { people: number; tokens: number },
): Words[] {
  const found: Words[] = []
  for (const { field, before, after } of changes) {
    if (field === 'scopes') {
      const [was, is] = [before as string[], after as string[]]
      const less = was.filter((scope) => !is.includes(scope))
      const more = is.filter((scope) => !was.includes(scope))
      if (less.length > 0)
        found.push({
          vi: `Bớt phạm vi: ${use.tokens} mã truy cập đang còn hạn kết thúc ngay, mọi người đăng nhập lại.`,
          en: `Fewer scopes: ${use.tokens} tokens in force end at once, people sign in anew.`,
        })
      if (more.length > 0)
        found.push({
          vi: client.first_party
            ? 'Thêm phạm vi: được gửi mà không hỏi.'
            : `Thêm phạm vi: ${use.people} người được hỏi lại ở lần đăng nhập sau.`,
          en: client.first_party
            ? 'More scopes: sent without asking.'
            : `More scopes: ${use.people} people are asked again next time.`,
        })
    }
    if (field === 'redirect_uris')
      found.push({
        vi: 'Đăng nhập về địa chỉ không còn trong danh sách bị từ chối ngay.',
        en: 'Sign-ins to an address no longer listed are refused at once.',
      })
    if (field === 'first_party')
      found.push(
        after
          ? { vi: 'Người dân không còn được hỏi đồng ý.', en: 'People are no longer asked.' }
          : { vi: 'Từ nay mỗi người được hỏi đồng ý.', en: 'From now on everybody is asked.' },
      )
    if (field === 'jwks')
      found.push({ vi: 'Khóa không còn trong danh sách hết dùng ngay.', en: 'Keys no longer listed are void at once.' })
  }
  return found
}

const effects = (list: readonly Words[], lang: Lang): Html | null =>
  list.length === 0
    ? null
    : notice(
        {
          tone: 'warn',
          title: { vi: 'Điều sẽ xảy ra', en: 'What will happen' },
          body: html`<ul>${list.map((one) => html`<li>${one[lang]}</li>`)}</ul>`,
        },
        lang,
      )

function secretPage(site: Site, lang: Lang, made: { id: string; name: string; secret: string | null; fresh: boolean }) {
  const title = made.fresh ? { vi: 'Đã đăng ký', en: 'Registered' } : { vi: 'Mã bí mật mới', en: 'New secret' }
  return {
    title,
    sheets: SHEETS,
    body: html`${heading({ title, above: made.name }, lang)}${card(
      {
        body: html`${definitions(
          [
            [{ vi: 'Địa chỉ cấp phát (issuer)', en: 'Issuer' }, html`<code>${site.publicUrl}/oidc</code>`],
            [{ vi: 'Mã hệ thống (client_id)', en: 'client_id' }, html`<code>${made.id}</code>`],
          ],
          lang,
        )}${
          made.secret
            ? html`<h2>${{ vi: 'Mã bí mật (client_secret)', en: 'client_secret' }[lang]}</h2><code class="secret-once">${made.secret}</code>${notice(
                {
                  tone: 'warn',
                  title: {
                    vi: 'Chỉ hiện một lần. Hãy chép ngay vào kho bí mật của hệ thống đó; rời trang này là mất.',
                    en: 'Shown once. Copy it now into that system’s store of secrets; it is gone when you leave.',
                  },
                },
                lang,
              )}`
            : null
        }`,
        foot: linkButton({ words: { vi: 'Xong', en: 'Done' }, href: `${LIST}/${made.id}` }, lang),
      },
      lang,
    )}`,
  }
}
