import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Refusal } from '#ground/refusal'
import {
  addressKey,
  cookieName,
  gateLimits,
  isFromElsewhere,
  isProxy,
  readFormsCarefully,
  readJsonCarefully,
  sameSecret,
  setHeaders,
} from './gate.ts'

let app: FastifyInstance
beforeEach(() => {
  app = Fastify()
  readJsonCarefully(app)
  readFormsCarefully(app, 1_000_000)
  app.setErrorHandler((error, _request, reply) =>
    error instanceof Refusal
      ? reply.status(422).send({ code: error.code })
      : reply.status((error as { statusCode?: number }).statusCode ?? 500).send({ code: 'framework' }),
  )
  app.post('/', async (request) => ({ got: request.body ?? null }))
})
afterEach(() => app.close())

const send = async (type: string, payload: string) => {
  const answer = await app.inject({ method: 'POST', url: '/', headers: { 'content-type': type }, payload })
  return answer.json() as { got?: unknown; code?: string }
}

describe('a cookie', () => {
  test('is bound to this host under https', () => {
    expect([cookieName(true, 'sen_session'), cookieName(false, 'sen_session')]).toEqual([
      '__Host-sen_session',
      'sen_session',
    ])
  })
})

describe('headers', () => {
  test('of every answer, and under https the browser is told to stay there', async () => {
    const answerOf = async (secure: boolean) => {
      const one = Fastify()
      one.addHook('onRequest', async (_request, reply) => setHeaders(reply, secure))
      one.get('/', async (_request, reply) => reply.header('cache-control', 'public, max-age=60').send('a'))
      one.get('/raw', async (_request, reply) => {
        reply.hijack()
        reply.raw.end('a')
      })
      const headers = { usual: (await one.inject('/')).headers, raw: (await one.inject('/raw')).headers }
      await one.close()
      return headers
    }
    const [plain, secure] = [await answerOf(false), await answerOf(true)]
    expect(plain.usual['strict-transport-security']).toBeUndefined()
    for (const headers of [secure.usual, secure.raw]) {
      expect(headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains')
      expect(headers['content-security-policy']).toContain("default-src 'none'")
      expect(headers['x-content-type-options']).toBe('nosniff')
    }
    // A route has its way where it says something itself; what bypasses the framework is not kept.
    expect([secure.usual['cache-control'], secure.raw['cache-control']]).toEqual(['public, max-age=60', 'no-store'])
  })
})

describe('who sends', () => {
  test.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '8193:3512:1:2::/64'],
    ['2001:db8:1:2:ffff::1', '8193:3512:1:2::/64'],
    ['2001:db8:1:3::1', '8193:3512:1:3::/64'],
    ['', ''],
  ])('%s counts as %s', (address, key) => {
    expect(addressKey(address)).toBe(key)
  })

  test('of X-Forwarded-For only what our own proxies wrote is believed', () => {
    const one = isProxy(1)
    expect([one('127.0.0.1', 0), one('10.0.0.2', 0), one('::ffff:10.0.0.2', 0)]).toEqual([true, true, true])
    // Somebody who reaches us past the proxy is nobody's proxy; a second hop is not ours.
    expect([one('8.8.8.8', 0), one('10.0.0.3', 1), one('made up', 0)]).toEqual([false, false, true])
    expect(isProxy(2)('8.8.8.8', 1)).toBe(true)
  })

  test.each<[Record<string, string>, boolean]>([
    [{}, false],
    [{ 'sec-fetch-site': 'same-origin' }, false],
    [{ 'sec-fetch-site': 'none' }, false],
    [{ 'sec-fetch-site': 'same-site' }, true],
    [{ 'sec-fetch-site': 'cross-site' }, true],
    [{ origin: 'https://sen.example' }, false],
    [{ origin: 'https://evil.example' }, true],
    [{ origin: 'null' }, true],
    [{ origin: 'http://inside:3000', host: 'inside:3000' }, false],
    [{ origin: 'https://inside', host: 'INSIDE:443' }, false],
    [{ origin: 'http://inside:3001', host: 'inside:3000' }, true],
    [{ origin: 'http://sen.example.evil.example', host: 'sen.example' }, true],
  ])('%j is from elsewhere: %s', (headers, elsewhere) => {
    expect(isFromElsewhere({ headers } as never, 'https://sen.example')).toBe(elsewhere)
  })
})

describe('bodies are measured before they are read', () => {
  test.each<[string, string, string]>([
    ['deep', 'application/json', '['.repeat(gateLimits.depthMax + 1)],
    ['wide', 'application/json', `[${'1,'.repeat(gateLimits.valuesMax)}1]`],
    ['many fields', 'application/x-www-form-urlencoded', 'a=1&'.repeat(gateLimits.formFieldsMax + 1)],
    ['an object that is no text', 'application/json', '{"a":{"toString":1}}'],
    ['the same, escaped', 'application/json', '{"a":[{"\\u0074oString":1}]}'],
  ])('%s', async (_words, type, payload) => {
    expect((await send(type, payload)).code).toMatch(/^channel\.(?:body-too-deep|body-too-large|bad-body)$/)
  })

  test.each(['{"__proto__":1}', '{"a":{"constructor":{"prototype":1}}}', '{"a":'])('%s', async (payload) => {
    expect((await send('application/json', payload)).code).toBe('framework')
    expect(({} as { a?: unknown }).a).toBeUndefined()
  })

  test('what is as it should be is read as it is', async () => {
    expect(await send('application/json', '{"a":["ế",{"b":"toString \\u0111"}]}')).toEqual({
      got: { a: ['ế', { b: 'toString đ' }] },
    })
    expect(await send('application/json', '')).toEqual({ got: null })
    expect(await send('application/x-www-form-urlencoded', 'a=1&b=2&b=3&b=4&__proto__=5&c=%E1%BA%BF+x')).toEqual({
      got: JSON.parse('{"a":"1","b":["2","3","4"],"__proto__":"5","c":"ế x"}'),
    })
  })
})

test('two secrets are compared whole, and nothing is no secret', () => {
  expect([
    sameSecret('a', 'a'),
    sameSecret('a', 'b'),
    sameSecret('a', 'ab'),
    sameSecret(undefined, ''),
    sameSecret('', ''),
  ]).toEqual([true, false, false, false, true])
})
