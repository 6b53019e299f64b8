import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Route } from '#kernel/channels'
import { findMarkup, markup, oddities, statements } from '../tools/attack/corpus.ts'
import { faultOf, fuzz, type Person } from '../tools/attack/fuzz.ts'
import { openRange, type Range } from './test-range.ts'

/**
 * The whole house attacked through its doors, as they are: the list of routes is the server's own, so that a new one is
 * attacked from the day it is there. What each attack is and what it proves stands in docs/guides/tan-cong-thu.md.
 */

let range: Range
let people: Person[]
let routes: readonly Route[]

beforeAll(async () => {
  range = await openRange({ listen: true })
  routes = range.site.house.http.routes
  people = await range.people()
}, 120_000)
afterAll(() => range?.close())

const ID = '01900000-0000-7000-8000-000000000000'
const filled = (url: string, value = ID) => url.replace(/:\w+/g, encodeURIComponent(value)).replace('*', 'x')
const unsafe = () => routes.filter((route) => route.method !== 'GET')
const keyOf = (route: Route) => `${route.method} ${route.url}`
const asBrowser = { accept: 'text/html' }

interface Refused {
  error: { code: string; message: string }
}
const codeOf = (body: string): string | undefined => {
  try {
    return (JSON.parse(body) as Refused).error.code
  } catch {
    return undefined
  }
}

describe('every door', () => {
  test('says who may call; what does not say so is for officers alone', () => {
    expect(routes.filter((route) => !route.declared).map(keyOf)).toEqual([])
    expect(routes.length).toBeGreaterThan(120)
  })

  test('answers with the headers that keep a browser safe, and tells nothing of what it is made of', async () => {
    const wrong: string[] = []
    for (const route of routes.filter((one) => one.method === 'GET')) {
      const { headers, status } = await range.send({ method: 'GET', url: filled(route.url), headers: asBrowser })
      const said = (name: string) => String(headers[name] ?? '')
      const say = (words: string) => wrong.push(`${keyOf(route)} (${status}): ${words}`)
      const policy = said('content-security-policy')
      if (!policy.includes("default-src 'none'")) say(`policy "${policy}"`)
      if (/unsafe-(?:inline|eval|hashes)|\*(?![\w/])|https?:/.test(policy)) say(`a weak policy "${policy}"`)
      if (said('x-content-type-options') !== 'nosniff') say('sniffing')
      if (said('x-frame-options') !== 'DENY') say('framing')
      if (said('referrer-policy') === '') say('referrer')
      if (said('cross-origin-opener-policy') !== 'same-origin') say('opener')
      if (said('cross-origin-resource-policy') === '') say('resource')
      if (!said('permissions-policy').includes('microphone=()')) say('permissions')
      if (said('server') + said('x-powered-by') !== '') say('names itself')
      if (said('access-control-allow-origin') === '*' && route.access !== 'public') say('open to every site')
      if (route.access !== 'public' && !/no-store/.test(said('cache-control'))) say('may be kept')
    }
    expect(wrong).toEqual([])
  })

  test('keeps what is personal out of every cache', async () => {
    const wrong: string[] = []
    for (const person of people.slice(1))
      for (const route of routes.filter((one) => one.method === 'GET' && one.access !== 'public')) {
        const { headers } = await range.send({
          method: 'GET',
          url: filled(route.url),
          headers: { ...asBrowser, cookie: person.cookie },
        })
        if (!/no-store/.test(String(headers['cache-control']))) wrong.push(keyOf(route))
      }
    expect(wrong).toEqual([])
  })

  test('refuses methods nobody declared, by name, and lets no other site read it', async () => {
    const declared = new Set(routes.map(keyOf))
    for (const { url } of routes)
      for (const method of ['TRACE', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'POST']) {
        if (declared.has(`${method} ${url}`)) continue
        const answer = await range.send({ method, url: filled(url), headers: { origin: 'https://evil.example' } })
        // OIDC and its like answer preflights of clients on purpose; nothing of ours carries credentials over.
        expect(answer.headers['access-control-allow-credentials'], `${method} ${url}`).toBeUndefined()
        if (answer.status < 300) continue
        expect(answer.status, `${method} ${url}`).toBeGreaterThanOrEqual(400)
      }
  })
})

describe('a request forged by another site', () => {
  // Signing in takes no token over the API, nor do doors that programs use without a cookie: there only what browsers say counts.
  const ways: [string, (person: Person) => Record<string, string>][] = [
    ['no token', () => ({})],
    ['a wrong token', () => ({ 'x-csrf': 'a'.repeat(32) })],
    ['an empty token', () => ({ 'x-csrf': '' })],
    ['the token of another', () => ({ 'x-csrf': people[0]?.csrf ?? '' })],
    ['the right token from another site', ({ csrf }) => ({ 'x-csrf': csrf, 'sec-fetch-site': 'cross-site' })],
    ['the right token from a neighbour', ({ csrf }) => ({ 'x-csrf': csrf, 'sec-fetch-site': 'same-site' })],
    ['the right token with the origin of another', ({ csrf }) => ({ 'x-csrf': csrf, origin: 'https://evil.example' })],
    ['the right token from a sandbox', ({ csrf }) => ({ 'x-csrf': csrf, origin: 'null' })],
    ['the right token from a lookalike', ({ csrf }) => ({ 'x-csrf': csrf, origin: 'http://sen.example.evil.example' })],
  ]

  test.each(ways)('%s: refused at every unsafe door, for everybody', async (name, headersOf) => {
    const hasToken = name.startsWith('the right token')
    let tried = 0
    const let_in: string[] = []
    for (const person of people)
      for (const route of unsafe()) {
        for (const type of ['application/json', 'application/x-www-form-urlencoded']) {
          const answer = await range.send({
            method: route.method,
            url: filled(route.url),
            headers: { accept: 'application/json', cookie: person.cookie, 'content-type': type, ...headersOf(person) },
            body: Buffer.from(type === 'application/json' ? '{}' : hasToken ? `csrf=${person.csrf}` : 'a=b'),
          })
          tried++
          const code = codeOf(answer.body)
          const isProtocol = /^(?:POST) \/oidc\//.test(keyOf(route)) || /^POST \/api\/v1\/sign-in/.test(keyOf(route))
          if (isProtocol && !hasToken) continue
          // Whoever may not call at all is told that first.
          if (answer.status === 403 || answer.status === 401) continue
          // What is not there, or is over, is so before the token is looked at.
          if (answer.status === 404 || answer.status === 410) continue
          // A door that counts its callers shuts after some; the tries before that were judged.
          if (answer.status === 429) continue
          // Whoever is signed in has nothing to register and is led on; nothing is written.
          if (route.url === '/dang-ky' && answer.status === 303) continue
          let_in.push(`${person.name}: ${keyOf(route)} as ${type}: ${answer.status} ${code ?? ''}`)
        }
      }
    expect(tried).toBeGreaterThan(300)
    expect(let_in).toEqual([])
  })

  test('a token in the address is no token, and a method in the address no method', async () => {
    const [, citizen] = people as [Person, Person]
    const answer = await range.send({
      method: 'POST',
      url: `/thong-bao?csrf=${citizen.csrf}&_method=GET`,
      headers: { cookie: citizen.cookie, 'x-http-method-override': 'GET', 'content-type': 'application/json' },
      body: Buffer.from('{}'),
    })
    expect(answer.status).toBe(403)
  })

  test('the same site by its own address, or by the public one, is welcome', async () => {
    const [, citizen] = people as [Person, Person]
    for (const headers of [
      { origin: 'http://sen.example', 'sec-fetch-site': 'same-origin' },
      { origin: 'http://localhost:80' },
    ]) {
      const answer = await range.send({
        method: 'POST',
        url: '/api/v1/notices/read-all',
        headers: {
          host: 'localhost:80',
          cookie: citizen.cookie,
          'x-csrf': citizen.csrf,
          'content-type': 'application/json',
          ...headers,
        } as Record<string, string>,
        body: Buffer.from('{}'),
      })
      expect(answer.status, answer.body).toBe(200)
    }
  })
})

describe('addresses', () => {
  const traversals = [
    '../../../../../../etc/passwd',
    '..%2f..%2f..%2f..%2fetc%2fpasswd',
    '..%252f..%252f..%252fetc%252fpasswd',
    '%2e%2e/%2e%2e/%2e%2e/package.json',
    '..%5c..%5c..%5cpackage.json',
    '..\\..\\..\\package.json',
    '....//....//package.json',
    '%c0%ae%c0%ae/%c0%ae%c0%ae/package.json',
    '..%00/package.json',
    '/etc/passwd',
    '//etc/passwd',
    '.%2e/.%2e/package.json',
    'x/..%2f..%2f..%2f..%2fpackage.json',
    '%2fetc%2fpasswd',
    'file:%2f%2f%2fetc%2fpasswd',
  ]

  test('none leads out of its folder', async () => {
    let tried = 0
    for (const route of routes.filter((one) => one.url.includes('*') || one.url.includes(':')))
      for (const path of traversals) {
        const url = route.url.includes('*') ? route.url.replace('*', path) : route.url.replace(/:\w+/g, path)
        const answer = await range.send({ method: route.method, url, headers: {} }).catch(() => undefined)
        if (!answer) continue
        tried++
        expect(answer.body, `${route.method} ${url}`).not.toMatch(/root:[x*]:0:0|"devDependencies"/)
        expect(answer.status, `${route.method} ${url}`).not.toBe(500)
      }
    for (const path of traversals) {
      const answer = await range.send({ method: 'GET', url: `/${path}`, headers: {} }).catch(() => undefined)
      expect(answer?.body ?? '').not.toMatch(/root:[x*]:0:0|"devDependencies"/)
    }
    expect(tried).toBeGreaterThan(500)
  })

  test('too long, too many fields, undecodable, prototypes: refused by name at once', async () => {
    const table: [string, number, string][] = [
      [`/thu-tuc?q=${'a'.repeat(9_000)}`, 413, 'channel.address-too-long'],
      [`/thu-tuc?${Array.from({ length: 300 }, (_, i) => `a${i}=1`).join('&')}`, 413, 'channel.address-too-long'],
      ['/thu-tuc/%E0%A4%A', 422, 'channel.bad-body'],
      ['/%', 422, 'channel.bad-body'],
      ['/thu-tuc?__proto__=1', 422, 'channel.bad-body'],
      ['/thu-tuc?constructor=1', 422, 'channel.bad-body'],
      [`/thu-tuc/${'a'.repeat(5_000)}`, 422, 'channel.bad-body'],
    ]
    for (const [url, status, code] of table) {
      const answer = await range.send({ method: 'GET', url, headers: { accept: 'application/json' } })
      expect([answer.status, codeOf(answer.body)], url.slice(0, 60)).toEqual([status, code])
      const page = await range.send({ method: 'GET', url, headers: asBrowser })
      expect([page.status, /<h1/.test(page.body)], url.slice(0, 60)).toEqual([status, true])
    }
  })

  test('no redirect leaves the house', async () => {
    const aways = [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      'https:evil.example',
      '/%09/evil.example',
      'javascript:alert(1)',
      '\\\\evil.example',
      '/\t/evil.example',
      '///evil.example',
      '/..//evil.example',
      'evil.example',
      '%2f%2fevil.example',
      '/a\r\nlocation: //evil.example',
    ]
    const names = ['next', 'url', 'redirect', 'return', 'returnTo', 'continue', 'link', 'to']
    let redirects = 0
    for (const person of people)
      for (const route of routes.filter((one) => one.method === 'GET' && !one.url.startsWith('/face/')))
        for (const away of aways.slice(0, person === people[0] ? undefined : 3)) {
          const query = names.map((name) => `${name}=${encodeURIComponent(away)}`).join('&')
          const answer = await range.send({
            method: 'GET',
            url: `${filled(route.url)}?${query}`,
            headers: { ...asBrowser, cookie: person.cookie },
          })
          const location = answer.headers.location
          if (location === undefined) continue
          redirects++
          expect(
            new URL(String(location), 'http://sen.example').hostname,
            `${keyOf(route)} ${away} → ${location}`,
          ).toBe('sen.example')
        }
    expect(redirects).toBeGreaterThan(50)
    for (const away of aways) {
      const [stranger] = people as [Person]
      const answer = await range.send({
        method: 'POST',
        url: '/dang-nhap',
        headers: { ...asBrowser, cookie: stranger.cookie, 'content-type': 'application/x-www-form-urlencoded' },
        body: Buffer.from(
          new URLSearchParams({
            csrf: stranger.csrf,
            login: 'lan',
            password: range.site.password,
            next: away,
          }).toString(),
        ),
      })
      const location = String(answer.headers.location ?? '/')
      expect(new URL(location, 'http://sen.example').hostname, `${away} → ${location}`).toBe('sen.example')
    }
  })

  test('a made-up host is never spoken back', async () => {
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'gopher',
      forwarded: 'host=evil.example',
      'x-original-url': '/quan-tri',
      'x-rewrite-url': '/quan-tri',
    }
    for (const route of routes.filter((one) => one.method === 'GET')) {
      const answer = await range.send({ method: 'GET', url: filled(route.url), headers: { ...asBrowser, ...headers } })
      expect(answer.body.includes('evil.example'), keyOf(route)).toBe(false)
      expect(JSON.stringify(answer.headers).includes('evil.example'), keyOf(route)).toBe(false)
    }
  })

  test('no value from outside becomes a header or a cookie', async () => {
    const split = 'a%0d%0aset-cookie:%20senx=1%0d%0ax-senx:%201'
    for (const route of routes.filter((one) => one.method === 'GET')) {
      const path = route.url.replace(/:\w+/g, split).replace('*', split)
      for (const url of [path, `${filled(route.url)}?lang=${split}&next=${split}&q=${split}&format=${split}`]) {
        const answer = await range.send({ method: 'GET', url, headers: asBrowser })
        expect(answer.headers['x-senx'], url).toBeUndefined()
        expect(String(answer.headers['set-cookie'] ?? ''), url).not.toMatch(/^senx|,senx/)
      }
    }
  })
})

describe('bodies', () => {
  const bodies: [string, string, string | Buffer][] = [
    ['a list', 'application/json', '[]'],
    ['a word', 'application/json', '"a"'],
    ['null', 'application/json', 'null'],
    ['nothing', 'application/json', ''],
    ['half of one', 'application/json', '{"a":'],
    ['a mark before it', 'application/json', '\ufeff{}'],
    ['bytes that are no text', 'application/json', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ['a prototype', 'application/json', '{"__proto__":{"polluted":1}}'],
    ['a prototype further in', 'application/json', '{"data":{"__proto__":{"polluted":1}}}'],
    ['a prototype by its constructor', 'application/json', '{"constructor":{"prototype":{"polluted":1}}}'],
    [
      'an object that is no text',
      'application/json',
      '{"act":{"toString":1},"text":{"toString":"a"},"move":[{"valueOf":1,"toString":2}],"kind":{"toString":null}}',
    ],
    [
      'the same, under a veil',
      'application/json',
      '{"act":{"\\u0074oString":1},"text":{"to\\u0053tring":"a"},"login":{"\\u0074oString":1}}',
    ],
    ['a hundred levels', 'application/json', `{"a":${'['.repeat(100)}${']'.repeat(100)}}`],
    ['a hundred thousand levels', 'application/json', '['.repeat(100_000)],
    ['half a million values', 'application/json', `{"a":[${'1,'.repeat(500_000)}1]}`],
    ['three megabytes', 'application/json', `{"a":"${'a'.repeat(3_000_000)}"}`],
    ['numbers beyond numbers', 'application/json', '{"version":1e999,"ids":[1e999]}'],
    ['the same key twice', 'application/json', '{"version":1,"version":2}'],
    ['another set of letters', 'application/json; charset=utf-16', Buffer.from('{}', 'utf16le')],
    [
      'a form of prototypes',
      'application/x-www-form-urlencoded',
      '__proto__[polluted]=1&constructor.prototype.polluted=1',
    ],
    [
      'a form of ten thousand fields',
      'application/x-www-form-urlencoded',
      Array.from({ length: 10_000 }, (_, i) => `a${i}=1`).join('&'),
    ],
    ['a form that cannot be decoded', 'application/x-www-form-urlencoded', 'a=%zz&%=%&=%'],
    ['a form of parts without a boundary', 'multipart/form-data', '--a\r\n'],
    ['a form of parts cut short', 'multipart/form-data; boundary=a', '--a\r\ncontent-disposition: form-data; name="a"'],
    [
      'parts that set a prototype',
      'multipart/form-data; boundary=a',
      '--a\r\ncontent-disposition: form-data; name="__proto__"\r\n\r\n1\r\n--a--\r\n',
    ],
    [
      'two thousand parts',
      'multipart/form-data; boundary=a',
      `${'--a\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n'.repeat(2_000)}--a--\r\n`,
    ],
    [
      'a file that is named a path',
      'multipart/form-data; boundary=a',
      '--a\r\ncontent-disposition: form-data; name="file"; filename="../../../a.txt"\r\n\r\nchào\r\n--a--\r\n',
    ],
    ['XML', 'application/xml', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
    ['a kind nobody knows', 'x/y', 'a'],
    ['a kind that is none', ';', 'a'],
  ]

  test.each(bodies)('%s: nothing breaks at any door, and a refusal has a name', async (_name, type, content) => {
    const wrong: string[] = []
    // What is read before any door is asked is the same for all: large bodies are sent to every seventh, by one person.
    const large = content.length > 50_000
    for (const person of large ? people.slice(-1) : people)
      for (const [at, route] of unsafe().entries()) {
        if (/sign-out|dang-xuat/.test(route.url) || (large && at % 7 !== 0)) continue
        const answer = await range.send({
          method: route.method,
          url: filled(route.url),
          headers: { accept: 'application/json', cookie: person.cookie, 'x-csrf': person.csrf, 'content-type': type },
          body: Buffer.from(content),
        })
        const fault = faultOf(answer, [])
        if (fault !== undefined)
          wrong.push(`${person.name}: ${keyOf(route)}: ${fault}: ${answer.status} ${answer.body.slice(0, 200)}`)
      }
    expect(wrong).toEqual([])
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })
})

describe('the line itself', () => {
  const place = () => new URL(range.site.url ?? '')
  /** What the server writes back on a bare connection, until it closes it. */
  const talk = (text: string | Buffer, waitMs = 3_000) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(Number(place().port), place().hostname)
      const chunks: Buffer[] = []
      const clock = setTimeout(() => socket.destroy(), waitMs)
      socket.on('connect', () => socket.write(text))
      socket.on('data', (chunk) => chunks.push(chunk))
      socket.on('error', (error: NodeJS.ErrnoException) => error.code === 'ECONNRESET' || reject(error))
      socket.on('close', () => {
        clearTimeout(clock)
        resolve(Buffer.concat(chunks).toString('utf8'))
      })
    })
  const answers = (text: string) => text.match(/^HTTP\/1\.1 \d+/gm) ?? []

  const HIDDEN = 'GET /healthz HTTP/1.1\r\nhost: a\r\nx-hidden: 1\r\n\r\n'
  test.each<[string, string]>([
    [
      'two lengths',
      `POST /dang-nhap HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\ncontent-length: ${HIDDEN.length}\r\n\r\n${HIDDEN}`,
    ],
    [
      'a length and chunks',
      `POST /dang-nhap HTTP/1.1\r\nhost: a\r\ncontent-length: ${HIDDEN.length + 5}\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
    ],
    [
      'chunks and a length',
      `POST /dang-nhap HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n5c\r\n${HIDDEN}\r\n0\r\n\r\n`,
    ],
    [
      'chunks by another name',
      `POST /dang-nhap HTTP/1.1\r\nhost: a\r\ntransfer-encoding: xchunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
    ],
    [
      'chunks, then something else',
      `POST /dang-nhap HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n${HIDDEN}`,
    ],
    [
      'chunks twice',
      `POST /dang-nhap HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n0\r\n\r\n${HIDDEN}`,
    ],
    [
      'a blank before the colon',
      `POST /dang-nhap HTTP/1.1\r\nhost: a\r\ntransfer-encoding : chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
    ],
    [
      'a header that goes on',
      `POST /dang-nhap HTTP/1.1\r\nhost: a\r\nx: y\r\n transfer-encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
    ],
    ['a length with a sign', `POST /dang-nhap HTTP/1.1\r\nhost: a\r\ncontent-length: +5\r\n\r\n${HIDDEN}`],
    ['a length in sixteens', `POST /dang-nhap HTTP/1.1\r\nhost: a\r\ncontent-length: 0x5\r\n\r\n${HIDDEN}`],
    ['a chunk of no size', `POST /dang-nhap HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n${HIDDEN}`],
    ['bare line feeds', `POST /dang-nhap HTTP/1.1\nhost: a\ntransfer-encoding: chunked\n\n0\n\n${HIDDEN}`],
    ['a nought in a header', `GET / HTTP/1.1\r\nhost: a\r\nx: a\0b\r\n\r\n${HIDDEN}`],
    ['two hosts', `GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n${HIDDEN}`],
    ['no host', `GET / HTTP/1.1\r\n\r\n${HIDDEN}`],
    ['another version', `GET / HTTP/9.9\r\nhost: a\r\n\r\n${HIDDEN}`],
    ['no HTTP at all', `\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03${HIDDEN}`],
    ['headers past every measure', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'a'.repeat(20_000)}\r\n\r\n${HIDDEN}`],
  ])('%s: one refusal by name, and the line is closed before what is hidden behind', async (_words, text) => {
    const said = await talk(text)
    expect(answers(said).length, said.slice(0, 500)).toBe(1)
    expect(said, said.slice(0, 500)).toMatch(/^HTTP\/1\.1 (?:400|408|413|422|431|505)/)
    expect(said.toLowerCase()).toContain('connection: close')
    expect(said).toMatch(/"code":"channel\./)
    expect(said).not.toContain('"ok":true')
  })

  test('TRACE, CONNECT and upgrades lead nowhere', async () => {
    expect(await talk('TRACE / HTTP/1.1\r\nhost: a\r\nx-secret: senx\r\nconnection: close\r\n\r\n')).not.toContain(
      'senx',
    )
    expect(answers(await talk('CONNECT 127.0.0.1:22 HTTP/1.1\r\nhost: a\r\n\r\n', 500)).join()).not.toContain('200')
    const upgraded = await talk(
      'GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: upgrade, close\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n\r\n',
      1_000,
    )
    expect(upgraded).not.toContain('101 Switching')
  })

  test('a line that drips its headers is cut, with a word', async () => {
    const { server } = range.site.house.http.app
    const before = server.headersTimeout
    expect(before).toBeLessThanOrEqual(15_000)
    expect(server.requestTimeout).toBeLessThanOrEqual(300_000)
    expect(server.maxConnections).toBeGreaterThan(0)
    expect(server.maxHeadersCount).toBeLessThanOrEqual(100)
    server.headersTimeout = 300
    try {
      const said = await talk('GET / HTTP/1.1\r\nhost: a\r\nx-drip: ', 15_000)
      expect(said).toContain('408')
      expect(said).toContain('channel.request-too-slow')
    } finally {
      server.headersTimeout = before
    }
  })
})

describe('what is typed', () => {
  const inputs = () => [...markup, ...statements, ...oddities]
  const listed = () => routes.filter((one) => one.method === 'GET' && !/^\/(?:face|officer)\//.test(one.url))

  test('into the address of every page, by everybody: it comes back escaped or not at all, and no statement runs', async () => {
    const texts = inputs()
    const wrong: string[] = []
    let tried = 0
    let at = 0
    for (const person of people)
      for (const route of listed())
        for (let turn = 0; turn < 8; turn++) {
          const text = texts[at++ % texts.length] as string
          let written: string
          try {
            written = encodeURIComponent(text)
          } catch {
            continue
          }
          const names = [
            'q',
            'sort',
            'after',
            'limit',
            'scope',
            'f.code',
            'f.id',
            'f.state.from',
            'unit',
            'id',
            'lang',
            'next',
            'page',
            'tu',
            'den',
            'ma',
            'so',
          ]
          const query = names.map((name) => `${name}=${written}`).join('&')
          const url = `${route.url.replace(/:\w+/g, turn % 2 ? written : ID).replace('*', written)}?${query}`
          if (url.length > 8_000) continue
          const answer = await range.send({
            method: 'GET',
            url,
            headers: { ...(turn % 3 ? asBrowser : {}), cookie: person.cookie },
          })
          tried++
          const fault = faultOf(answer, [])
          if (fault !== undefined)
            wrong.push(`${person.name}: ${keyOf(route)} with ${JSON.stringify(text.slice(0, 80))}: ${fault}`)
        }
    expect(tried).toBeGreaterThan(1_500)
    expect([...new Set(wrong)].slice(0, 20)).toEqual([])
    expect(await range.canary()).toBe(0)
  }, 120_000)

  test('as a condition that is true or false: a list is the same list', async () => {
    const lists = routes.filter(
      (one) => one.method === 'GET' && /^\/api\/v1\/[a-z-]+\/[a-z-]+$/.test(one.url) && !/export$/.test(one.url),
    )
    const pairs = [
      ["x' or '1'='1", "x' or '1'='2"],
      ["x') or ('1'='1", "x') or ('1'='2"],
      ['x or 1=1', 'x or 1=2'],
      ["x%' or '%'='", "x%' or '%'='a"],
    ]
    let compared = 0
    for (const person of people)
      for (const route of lists)
        for (const name of ['q', 'sort', 'after', 'f.code', 'f.id', 'unit'])
          for (const pair of pairs) {
            const [one, other] = await Promise.all(
              pair.map((text) =>
                range.send({
                  method: 'GET',
                  url: `${route.url}?${name}=${encodeURIComponent(text)}`,
                  headers: { cookie: person.cookie },
                }),
              ),
            )
            const rows = (body: string | undefined) => (JSON.parse(body ?? '{}') as { rows?: unknown[] }).rows?.length
            compared++
            expect([one?.status, rows(one?.body)], `${person.name} ${route.url} ${name} ${pair[0]}`).toEqual([
              other?.status,
              rows(other?.body),
            ])
          }
    expect(compared).toBeGreaterThan(200)
    expect(await range.canary()).toBe(0)
  }, 120_000)
})

test('three thousand made-up requests from one seed: nothing breaks, nothing leaks, every refusal has a name', async () => {
  const result = await fuzz({ ...(await range.fuzzing()), requests: 3_000, seed: 20_261_121 })
  expect(result.findings).toEqual([])
  expect(result.requests).toBeGreaterThan(2_900)
  expect(result.doors).toBeGreaterThan(120)
  expect(await range.canary()).toBe(0)
}, 180_000)

test('the judge of answers can say no', () => {
  const json = { 'content-type': 'application/json; charset=utf-8' }
  const html = { 'content-type': 'text/html; charset=utf-8' }
  const faults: [Parameters<typeof faultOf>[0], string | undefined][] = [
    [{ status: 200, headers: json, body: '{}' }, undefined],
    [{ status: 404, headers: json, body: '{"error":{"code":"a.b","message":"Không có"}}' }, undefined],
    [{ status: 400, headers: json, body: '{"error":"invalid_request"}' }, undefined],
    [{ status: 404, headers: json, body: '{"error":{"code":"a.b"}}' }, 'a refusal without a name'],
    [{ status: 400, headers: json, body: '{"message":"Bad Request"}' }, 'a refusal without a name'],
    [{ status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not Found' }, 'a refusal as "text/plain"'],
    [{ status: 404, headers: html, body: '<p>' }, 'a page of refusal without words'],
    [{ status: 500, headers: json, body: '{}' }, 'it broke'],
    [{ status: 503, headers: json, body: '{"error":{"code":"channel.broken","message":"x"}}' }, 'it broke'],
    [{ status: 200, headers: json, body: '{' }, 'a JSON answer that is none'],
    [{ status: 200, headers: html, body: '<p>Mật: senx-secret</p>' }, 'it tells a secret'],
    [
      { status: 200, headers: html, body: '<img src=x onerror=canary(1)>' },
      'markup came back raw: <img src=x onerror=canary(1)>',
    ],
    [
      { status: 200, headers: html, body: '<a href="javascript:canary(1)">' },
      'markup came back raw: <a href="javascript:canary(1)">',
    ],
    [
      { status: 422, headers: json, body: '{"error":{"code":"a.b","message":"syntax error at or near"}}' },
      'it tells of the inside: syntax error at or near',
    ],
    [
      { status: 200, headers: json, body: '"at open (file:///srv/sen/host/open.ts:12:3)"' },
      'it tells of the inside: at open (file:///srv/sen/host/open.ts:12:3)',
    ],
  ]
  for (const [answer, why] of faults) expect(faultOf(answer, ['senx-secret'])).toBe(why)
})

test('the judge of pages finds every piece of markup that is written raw, and none that is escaped', () => {
  const escaped = (text: string) => text.replace(/[&<>"'`]/g, (letter) => `&#${letter.charCodeAt(0)};`)
  for (const text of markup) {
    expect(findMarkup(`<input value="${escaped(text)}"><p>${escaped(text)}</p>`), text).toBeUndefined()
    if (
      /^<(?!!|\?|%|scr<|ſ)/.test(text) &&
      !/^<\/(?:textarea|title|style|option)/.test(text) &&
      /canary|senx/.test(text)
    )
      expect(findMarkup(`<p>${text}</p>`), text).toBeDefined()
    if (/^["'].*(?:on\w+=|senx=)/.test(text)) {
      const quote = text[0] as string
      expect(findMarkup(`<input value=${quote}${text}${quote}>`), text).toBeDefined()
    }
  }
})
