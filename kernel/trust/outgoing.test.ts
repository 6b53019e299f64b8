import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Refusal } from '#ground/refusal'
import {
  isOutside,
  type OutgoingOptions,
  openOutgoing,
  outgoing,
  outgoingFetch,
  outgoingFetchWith,
} from './outgoing.ts'

let server: Server
let port: number
let base: string
let asked: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = []
const allow = () => ({ allow: [`127.0.0.1:${port}`] })

const pages: Record<string, (request: IncomingMessage, answer: ServerResponse, body: string) => void> = {
  '/hello': (_request, answer) => answer.setHeader('x-seen', 'yes').end('xin chào'),
  '/echo': (_request, answer, body) => answer.setHeader('content-type', 'application/json').end(body),
  '/once': (_request, answer) => answer.writeHead(302, { location: '/hello' }).end(),
  '/twice': (_request, answer) => answer.writeHead(307, { location: '/once' }).end(),
  '/round': (_request, answer) => answer.writeHead(302, { location: '/round' }).end(),
  '/post-303': (_request, answer) => answer.writeHead(303, { location: '/echo' }).end(),
  '/post-307': (_request, answer) => answer.writeHead(307, { location: '/echo' }).end(),
  '/to-metadata': (_request, answer) => answer.writeHead(302, { location: 'http://169.254.169.254/latest/' }).end(),
  '/to-other-port': (_request, answer) => answer.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  '/to-octal': (_request, answer) => answer.writeHead(302, { location: `http://0177.0.0.1:${port}/hello` }).end(),
  '/to-file': (_request, answer) => answer.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/to-name': (_request, answer) => answer.writeHead(302, { location: `http://localhost:${port}/hello` }).end(),
  '/nowhere': (_request, answer) => answer.writeHead(302, { location: 'http://[' }).end(),
  '/large': (_request, answer) => {
    const chunk = Buffer.alloc(65_536)
    const more = () => {
      while (answer.writable && answer.write(chunk));
      if (answer.writable) answer.once('drain', more)
    }
    more()
  },
  '/bomb': (_request, answer) => answer.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(30_000_000))),
  '/packed': (_request, answer) => answer.setHeader('content-encoding', 'gzip').end(gzipSync('gói')),
  '/strange': (_request, answer) => answer.setHeader('content-encoding', 'zstd-x').end('?'),
  '/slow': (_request, answer) => void answer.write('a'),
  '/cut': (_request, answer) => {
    answer.writeHead(200, { 'content-length': '100' })
    answer.write('a', () => answer.destroy())
  },
  '/none': (_request, answer) => answer.writeHead(204).end(),
}

beforeAll(async () => {
  server = createServer((request, answer) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
      const page = pages[(request.url ?? '').split('?')[0] as string]
      if (page) page(request, answer, body)
      else answer.writeHead(404).end()
    })
  })
  await new Promise<void>((open) => server.listen(0, '127.0.0.1', open))
  port = (server.address() as AddressInfo).port
  base = `http://127.0.0.1:${port}`
})

afterAll(async () => {
  server.closeAllConnections()
  await new Promise((closed) => server.close(closed))
})

async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    if (error instanceof Refusal) {
      expect(error.say('vi')).not.toMatch(/\{\w+\}/)
      return error.code
    }
    throw error
  }
  return 'taken'
}

describe('which addresses are outside', () => {
  test.each([
    ...['8.8.8.8', '1.1.1.1', '203.162.4.190', '2405:4800::1', '2606:4700:4700::1111'].map((one) => [one, true]),
    ...[
      '127.0.0.1',
      '127.255.255.254',
      '0.0.0.0',
      '0.1.2.3',
      '10.0.0.1',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '100.100.100.200',
      '192.0.0.192',
      '192.0.2.1',
      '198.18.0.1',
      '198.51.100.1',
      '203.0.113.7',
      '224.0.0.1',
      '240.0.0.1',
      '255.255.255.255',
      '168.63.129.16',
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:10.0.0.1',
      '::ffff:8.8.8.8',
      '::127.0.0.1',
      '64:ff9b::7f00:1',
      '64:ff9b:1::7f00:1',
      '2002:7f00:1::',
      '2001::1',
      '2001:db8::1',
      'fc00::1',
      'fd00:ec2::254',
      'fe80::1',
      'fe80::1%lo',
      'fec0::1',
      'ff02::1',
      '100::1',
      'localhost',
      '',
    ].map((one) => [one, false]),
  ] as [string, boolean][])('%s: %s', (address, outside) => {
    expect(isOutside(address)).toBe(outside)
  })
})

describe('an address is refused by its own words', () => {
  test.each([
    'file:///etc/passwd',
    'ftp://example.vn/',
    'gopher://127.0.0.1:6379/_INFO',
    'data:text/plain,x',
    'javascript:alert(1)',
    'unix:///var/run/docker.sock',
    '//example.vn/',
    'example.vn',
    '',
    // In two pieces, or the scan for secrets would take it for one.
    ['http://user:', 'pass@example.vn/'].join(''),
    'http://user@example.vn/',
    'http://exam ple.vn/',
    'http://example.vn/\r\nX-Injected: 1',
    'http:\\\\example.vn\\',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://0x7f.1/',
    'http://017700000001/',
    'http://8.8.8/',
    'http://１２７.0.0.1/',
    `http://example.vn/${'a'.repeat(5_000)}`,
  ])('%s', async (address) => {
    expect(await refusalOf(outgoing(address))).toBe('outgoing.address')
    expect(await refusalOf(outgoingFetch(address))).toBe('outgoing.address')
  })
})

describe('the inside is not reached', () => {
  test.each([
    'http://127.0.0.1/',
    'http://127.0.0.1:3000/readyz',
    'http://localhost:3000/',
    'http://0.0.0.0:3000/',
    'http://[::1]:3000/',
    'http://[::]:3000/',
    'http://[::ffff:127.0.0.1]:3000/',
    'http://[::ffff:7f00:1]:3000/',
    'http://[0:0:0:0:0:ffff:7f00:0001]:3000/',
    'http://[::127.0.0.1]:3000/',
    'http://[64:ff9b::7f00:1]:3000/',
    'http://[fe80::1]:3000/',
    'http://169.254.169.254/latest/meta-data/',
    'http://168.63.129.16/metadata',
    'http://100.64.1.1:8080/',
    'http://10.1.2.3/',
    'http://224.0.0.1/',
    'https://192.168.0.1/',
  ])('%s', async (address) => {
    expect(await refusalOf(outgoing(address, { timeoutMs: 3_000 }))).toBe('outgoing.inside-address')
  })

  test('not even the server that is really there', async () => {
    asked = []
    expect(await refusalOf(outgoing(`${base}/hello`))).toBe('outgoing.inside-address')
    expect(await refusalOf(outgoing(`http://localhost:${port}/hello`))).toBe('outgoing.inside-address')
    expect(asked).toEqual([])
  })

  test('ports of other things than the web are not knocked at', async () => {
    for (const address of ['http://8.8.8.8:25/', 'http://8.8.8.8:22/', 'https://8.8.8.8:993/', 'http://8.8.8.8:1/'])
      expect(await refusalOf(outgoing(address))).toBe('outgoing.port')
  })
})

describe('a name is judged by where the connection goes', () => {
  const lying = (answers: Record<string, string[][]>) => {
    const looked: string[] = []
    const door = openOutgoing(async (name) => {
      looked.push(name)
      const list = answers[name]
      if (!list) throw Object.assign(new Error('none'), { code: 'ENOTFOUND' })
      const given = list.length > 1 ? (list.shift() as string[]) : (list[0] as string[])
      return given.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    })
    return { door, looked }
  }

  test.each([
    ['a name of this machine', [['127.0.0.1']]],
    ['a name of the inside', [['10.0.0.5']]],
    ['a name of both worlds', [['8.8.8.8', '127.0.0.1']]],
    ['a name of both worlds, the other way round', [['127.0.0.1', '8.8.8.8']]],
    ['a mapped address', [['::ffff:127.0.0.1']]],
    ['a tunnelled address', [['64:ff9b::a00:1']]],
    ['no address', [[]]],
  ])('%s', async (_words, answers) => {
    const { door } = lying({ 'evil.example': answers as string[][] })
    expect(await refusalOf(door.outgoing(`http://evil.example:${port}/hello`))).toBe('outgoing.inside-address')
    await door.close()
  })

  test('the name is looked up once a connection: what was judged is what is called', async () => {
    // A name that would answer well to a look before the call and badly to the call itself.
    const { door, looked } = lying({ 'rebind.example': [['127.0.0.1'], ['8.8.8.8']] })
    expect(await refusalOf(door.outgoing(`http://rebind.example:${port}/hello`))).toBe('outgoing.inside-address')
    expect(looked).toEqual(['rebind.example'])
    await door.close()
  })

  test('a name that is not there is said to be unreachable', async () => {
    const { door } = lying({})
    expect(await refusalOf(door.outgoing('http://nobody.example/'))).toBe('outgoing.unreachable')
    await door.close()
  })

  test('an allowed name may lead inside, another port of it may not', async () => {
    const { door } = lying({ 'partner.example': [['127.0.0.1']] })
    const options: OutgoingOptions = { allow: [`Partner.Example:${port}`] }
    expect((await door.outgoing(`http://partner.example:${port}/hello`, options)).body.toString()).toBe('xin chào')
    expect(await refusalOf(door.outgoing(`http://partner.example:${port + 1}/`, options))).toBe(
      'outgoing.inside-address',
    )
    await door.close()
  })
})

describe('what is allowed', () => {
  test('by the call', async () => {
    const answer = await outgoing(`${base}/hello`, allow())
    expect(answer).toMatchObject({ status: 200, headers: { 'x-seen': 'yes' } })
    expect(answer.body.toString()).toBe('xin chào')
  })

  test('by the setting of the installation', async () => {
    const before = process.env.SEN_OUTGOING_ALLOW
    process.env.SEN_OUTGOING_ALLOW = `a.example:1, 127.0.0.1:${port}`
    try {
      expect((await outgoing(`${base}/hello`)).status).toBe(200)
    } finally {
      if (before === undefined) delete process.env.SEN_OUTGOING_ALLOW
      else process.env.SEN_OUTGOING_ALLOW = before
    }
    expect(await refusalOf(outgoing(`${base}/hello`))).toBe('outgoing.inside-address')
  })

  test('a body goes out and comes back; headers that frame a message are not the caller’s', async () => {
    const answer = await outgoing(`${base}/echo`, { ...allow(), method: 'post', body: '{"a":1}' })
    expect(answer.body.toString()).toBe('{"a":1}')
    await expect(outgoing(`${base}/echo`, { ...allow(), headers: { Host: 'x' } })).rejects.toThrow('host')
    await expect(outgoing(`${base}/echo`, { ...allow(), headers: { 'x-a': 'b\r\nc: d' } })).rejects.toThrow('control')
    await expect(outgoing(`${base}/echo`, { ...allow(), method: 'TRACE' })).rejects.toThrow('TRACE')
  })
})

describe('redirects', () => {
  test('are followed within the allowed, three at most, each judged', async () => {
    expect((await outgoing(`${base}/twice`, allow())).body.toString()).toBe('xin chào')
    const codes: Record<string, string> = {
      '/round': 'outgoing.too-many-redirects',
      '/to-metadata': 'outgoing.inside-address',
      '/to-other-port': 'outgoing.port',
      '/to-octal': 'outgoing.address',
      '/to-file': 'outgoing.address',
      '/to-name': 'outgoing.inside-address',
      '/nowhere': 'outgoing.answer-unreadable',
    }
    for (const [path, code] of Object.entries(codes))
      expect(await refusalOf(outgoing(base + path, allow())), path).toBe(code)
  })

  test('are given back when none is to be followed', async () => {
    const answer = await outgoing(`${base}/to-metadata`, { ...allow(), redirectsMax: 0 })
    expect([answer.status, answer.headers.location]).toEqual([302, 'http://169.254.169.254/latest/'])
  })

  test('303 asks anew without the body, 307 sends it again; credentials stay with their machine', async () => {
    asked = []
    const post = { ...allow(), method: 'POST', body: 'mật', headers: { 'content-type': 'text/plain' } }
    await outgoing(`${base}/post-303`, post)
    await outgoing(`${base}/post-307`, post)
    expect(asked.map((one) => [one.method, one.url, one.body])).toEqual([
      ['POST', '/post-303', 'mật'],
      ['GET', '/echo', ''],
      ['POST', '/post-307', 'mật'],
      ['POST', '/echo', 'mật'],
    ])
    asked = []
    await outgoing(`${base}/to-name`, {
      allow: [`127.0.0.1:${port}`, `localhost:${port}`],
      headers: { authorization: 'Bearer x', cookie: 'a=b', accept: 'text/plain' },
    })
    expect(asked.map((one) => [one.url, one.headers.authorization, one.headers.cookie, one.headers.accept])).toEqual([
      ['/to-name', 'Bearer x', 'a=b', 'text/plain'],
      ['/hello', undefined, undefined, 'text/plain'],
    ])
  })
})

describe('limits', () => {
  test('size, packed and unpacked', async () => {
    expect(await refusalOf(outgoing(`${base}/large`, { ...allow(), bytesMax: 100_000 }))).toBe(
      'outgoing.answer-too-large',
    )
    expect(await refusalOf(outgoing(`${base}/bomb`, { ...allow(), bytesMax: 1_000_000 }))).toBe(
      'outgoing.answer-too-large',
    )
    expect((await outgoing(`${base}/packed`, allow())).body.toString()).toBe('gói')
    expect(await refusalOf(outgoing(`${base}/strange`, allow()))).toBe('outgoing.answer-unreadable')
  })

  test('time, for the whole of it', async () => {
    expect(await refusalOf(outgoing(`${base}/slow`, { ...allow(), timeoutMs: 200 }))).toBe('outgoing.too-slow')
  })

  test('a connection that breaks, and one that is never made', async () => {
    expect(await refusalOf(outgoing(`${base}/cut`, allow()))).toBe('outgoing.unreachable')
    expect(await refusalOf(outgoing('http://127.0.0.1:9/', { allow: ['127.0.0.1:9'] }))).toBe('outgoing.unreachable')
  })

  test('who gives up waiting gets her own reason', async () => {
    const gone = new AbortController()
    const call = outgoing(`${base}/slow`, { ...allow(), signal: gone.signal })
    gone.abort(new Error('thôi'))
    await expect(call).rejects.toThrow('thôi')
  })
})

test('the shape of fetch, as an OpenID client uses it', async () => {
  const fetched = outgoingFetchWith(allow())
  const posted = await fetched(`${base}/echo`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ a: 'ô' }),
    redirect: 'manual',
  })
  expect([posted.status, await posted.json()]).toEqual([200, { a: 'ô' }])
  expect((await fetched(`${base}/once`, { redirect: 'manual' })).status).toBe(302)
  expect(await (await fetched(`${base}/once`)).text()).toBe('xin chào')
  expect(await refusalOf(fetched(`${base}/once`, { redirect: 'error' }))).toBe('outgoing.too-many-redirects')
  expect((await fetched(`${base}/none`)).status).toBe(204)
  expect(await (await fetched(`${base}/packed`)).text()).toBe('gói')
  const form = await fetched(new Request(`${base}/echo`, { method: 'POST', body: new URLSearchParams({ a: 'b' }) }))
  expect(await form.text()).toBe('a=b')
  expect(await refusalOf(outgoingFetch(`${base}/hello`))).toBe('outgoing.inside-address')
})
