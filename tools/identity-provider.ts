/**
 * A SIMULATED provider of electronic identities in the shape of VNeID, for development and tests. It is not VNeID, asks for no
 * password, and signs whoever is chosen from a list of invented people. OpenID Connect by discovery, RS256, PKCE; claims as the
 * national portal and the profile of VNeID are known to name them: HoVaTen, SoDinhDanh, userProfileUri, acr LoA1 and LoA2.
 *
 *   node tools/identity-provider.ts [port]        then SEN_VNEID_ISSUER=http://127.0.0.1:4545/auth/realms/citizen
 *                                                 SEN_VNEID_CLIENT_ID=sen SEN_VNEID_CLIENT_SECRET_FILE=<file with the secret printed>
 */

import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { interactionPolicy, Provider } from 'oidc-provider'

/** One of the people it knows; a profile is read from userProfileUri with the access token. */
export interface SimulatedPerson {
  sub: string
  HoVaTen: string
  SoDinhDanh: string
  NgaySinh: string
  GioiTinh: 'Nam' | 'Nữ'
  level: 1 | 2
}

/** Numbers that follow the layout of NĐ 137/2015 and belong to nobody we know. */
export const simulatedPeople: readonly SimulatedPerson[] = [
  {
    sub: 'cd-mai',
    HoVaTen: 'Lê Thị Mai',
    SoDinhDanh: '087190990001',
    NgaySinh: '12/03/1990',
    GioiTinh: 'Nữ',
    level: 2,
  },
  {
    sub: 'cd-hung',
    HoVaTen: 'Phạm Văn Hùng',
    SoDinhDanh: '082085990002',
    NgaySinh: '01/09/1985',
    GioiTinh: 'Nam',
    level: 2,
  },
  {
    sub: 'cd-tam',
    HoVaTen: 'Võ Thanh Tâm',
    SoDinhDanh: '087099990003',
    NgaySinh: '20/11/1999',
    GioiTinh: 'Nam',
    level: 1,
  },
]

export interface SimulatedProvider {
  issuer: string
  clientId: string
  clientSecret: string
  people: SimulatedPerson[]
  /** Signs with a new key from now on; the former one is published no more unless `keep`. */
  rotateKey(keep?: boolean): void
  /** Who signs in next without being asked on a page: for tests that drive no browser. */
  choose(sub: string | null): void
  close(): Promise<void>
}

const REALM = '/auth/realms/citizen'
const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)

function freshKey(): Record<string, unknown> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: randomBytes(6).toString('hex') }
}

/** Opens the simulated provider on 127.0.0.1. `redirectUris` are those of the one system it knows, whose id is 'sen'. */
export async function openIdentityProvider(options: {
  port?: number
  redirectUris: string[]
  people?: readonly SimulatedPerson[]
  /** What it calls itself in tokens, when it is to lie about it. */
  speaksAs?: string
}): Promise<SimulatedProvider> {
  const people = [...(options.people ?? simulatedPeople)]
  const clientSecret = randomBytes(24).toString('base64url')
  const cookieKey = randomBytes(16).toString('hex')
  let keys = [freshKey()]
  let chosen: string | null = null
  let base = ''

  const build = (): Provider => {
    const provider = new Provider(options.speaksAs ?? `${base}${REALM}`, {
      jwks: { keys },
      clients: [
        {
          client_id: 'sen',
          client_secret: clientSecret,
          redirect_uris: options.redirectUris,
          grant_types: ['authorization_code'],
          response_types: ['code'],
        },
      ],
      scopes: ['openid'],
      acrValues: ['LoA1', 'LoA2'],
      // The ID token tells who, not what: names and numbers come from userinfo and the profile, as over there.
      claims: { openid: ['sub', 'acr', 'HoVaTen', 'SoDinhDanh', 'userProfileUri'] },
      cookies: { keys: [cookieKey], names: { session: 'sim_session', interaction: 'sim_asked', resume: 'sim_resume' } },
      pkce: { required: () => true },
      responseTypes: ['code'],
      features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
      interactions: { policy: interactionPolicy.base(), url: (_ctx, interaction) => `/chon/${interaction.uid}` },
      findAccount: (_ctx, sub) => {
        const person = people.find((one) => one.sub === sub)
        return person
          ? {
              accountId: sub,
              claims: () => ({
                sub,
                acr: `LoA${person.level}`,
                HoVaTen: person.HoVaTen,
                SoDinhDanh: person.SoDinhDanh,
                userProfileUri: `${base}/ho-so-dinh-danh`,
              }),
            }
          : undefined
      },
      loadExistingGrant: async (ctx) => {
        const grant = new ctx.oidc.provider.Grant({
          accountId: ctx.oidc.account?.accountId ?? '',
          clientId: ctx.oidc.client?.clientId ?? '',
        })
        grant.addOIDCScope('openid')
        await grant.save()
        return grant
      },
      ttl: { Session: 600, Interaction: 600, Grant: 600, AccessToken: 600, AuthorizationCode: 60, IdToken: 600 },
    })
    return provider
  }

  const readBody = async (request: IncomingMessage): Promise<URLSearchParams> => {
    let body = ''
    for await (const chunk of request) {
      body += chunk
      if (body.length > 10_000) break
    }
    return new URLSearchParams(body)
  }

  let provider: Provider
  const server: Server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', base)
      if (url.pathname.startsWith(REALM)) {
        const mounted = request as IncomingMessage & { originalUrl?: string }
        mounted.originalUrl = request.url ?? '/'
        request.url = mounted.originalUrl.slice(REALM.length) || '/'
        return provider.callback()(request, response)
      }
      if (url.pathname.startsWith('/chon/')) {
        const details = await provider.interactionDetails(request, response)
        const sub = chosen ?? (request.method === 'POST' ? (await readBody(request)).get('sub') : null)
        const person = people.find((one) => one.sub === sub)
        if (person) {
          const login = { accountId: person.sub, acr: `LoA${person.level}`, amr: ['pwd'] }
          return provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false })
        }
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        response.end(
          `<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Định danh mô phỏng</title></head><body><main><h1>Định danh điện tử mô phỏng</h1><p>Đây KHÔNG phải VNeID. Dùng để phát triển và kiểm thử; không hỏi mật khẩu.</p><form method="post" action="/chon/${escaped(details.uid)}">${people
            .map(
              (one) =>
                `<p><button name="sub" value="${escaped(one.sub)}">${escaped(one.HoVaTen)} · mức ${one.level}</button></p>`,
            )
            .join('')}</form></main></body></html>`,
        )
        return
      }
      if (url.pathname === '/ho-so-dinh-danh') {
        const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
        const found = token ? await provider.AccessToken.find(token) : undefined
        const person = people.find((one) => one.sub === found?.accountId)
        response.writeHead(person ? 200 : 401, { 'content-type': 'application/json' })
        response.end(
          JSON.stringify(
            person
              ? {
                  sub: person.sub,
                  HoVaTen: person.HoVaTen,
                  SoDinhDanh: person.SoDinhDanh,
                  NgaySinh: person.NgaySinh,
                  GioiTinh: person.GioiTinh,
                }
              : { error: 'invalid_token' },
          ),
        )
        return
      }
      response.writeHead(404).end()
    })().catch(() => {
      if (!response.headersSent) response.writeHead(400)
      response.end()
    })
  })
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(options.port ?? 0, '127.0.0.1', done)
  })
  const address = server.address()
  base = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  provider = build()
  return {
    issuer: `${base}${REALM}`,
    clientId: 'sen',
    clientSecret,
    people,
    rotateKey(keep = false) {
      keys = keep ? [freshKey(), ...keys] : [freshKey()]
      provider = build()
    },
    choose(sub) {
      chosen = sub
    },
    close: () =>
      new Promise((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}

if (import.meta.main) {
  const port = Number(process.argv[2] ?? 4545)
  const sen = process.env.SEN_PUBLIC_URL ?? 'http://localhost:3000'
  const opened = await openIdentityProvider({ port, redirectUris: [`${sen}/dang-nhap/dinh-danh/ve`] })
  console.log(`Định danh điện tử MÔ PHỎNG (không phải VNeID): ${opened.issuer}
SEN_VNEID_ISSUER=${opened.issuer}
SEN_VNEID_CLIENT_ID=${opened.clientId}
SEN_VNEID_CLIENT_SECRET_FILE: một tệp chỉ chứa dòng ${opened.clientSecret}
SEN_VNEID_NAME="VNeID (mô phỏng)"`)
}
