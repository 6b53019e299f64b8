import { lookup as dnsLookup, type LookupAddress } from 'node:dns'
import type { LookupFunction, Socket } from 'node:net'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import ipaddr from 'ipaddr.js'
import { Agent, buildConnector, errors, request } from 'undici'
import { Bug, Refusal, refusals } from '#ground/refusal'

/**
 * The only way out. Whatever the house asks of another machine goes through here, because an address often comes from
 * a person (a client's logout address, a partner's feed, a witness), and a server that fetches what it is told can be
 * turned against the network it stands in. A name is judged by the address that is really connected to, not by how it
 * looks, so that a name which changes its address between the look and the call gains nothing.
 */
export const refuseOutgoing = refusals('outgoing', {
  address: {
    kind: 'invalid',
    vi: 'Địa chỉ gọi ra ngoài không hợp lệ ({reason}). Hãy ghi đầy đủ, ví dụ https://may-chu.gov.vn/duong-dan.',
    en: 'The outgoing address is not valid ({reason}). Write it in full, such as https://server.example/path.',
  },
  'inside-address': {
    kind: 'forbidden',
    vi: 'Không gọi tới "{host}": đây là địa chỉ nội bộ của mạng. Nếu thật sự cần, người quản trị thêm "{place}" vào SEN_OUTGOING_ALLOW rồi khởi động lại.',
    en: '"{host}" is not called: it is an address inside the network. If it must be, the administrator adds "{place}" to SEN_OUTGOING_ALLOW and restarts.',
  },
  port: {
    kind: 'forbidden',
    vi: 'Không gọi tới cổng {port} của "{host}": cổng này không dành cho web. Hãy dùng cổng 80, 443 hoặc từ 1024, hoặc nhờ người quản trị thêm "{host}:{port}" vào SEN_OUTGOING_ALLOW.',
    en: 'Port {port} of "{host}" is not called: it is not for the web. Use 80, 443 or from 1024, or have the administrator add "{host}:{port}" to SEN_OUTGOING_ALLOW.',
  },
  unreachable: {
    kind: 'unavailable',
    vi: 'Không gọi được "{host}" ({reason}). Hãy kiểm tra địa chỉ và đường truyền rồi thử lại.',
    en: '"{host}" could not be reached ({reason}). Check the address and the line, then try again.',
  },
  'too-slow': {
    kind: 'unavailable',
    vi: '"{host}" không trả lời xong trong {seconds} giây. Hãy thử lại sau.',
    en: '"{host}" did not finish answering within {seconds} seconds. Try again later.',
  },
  'answer-too-large': {
    kind: 'unavailable',
    vi: '"{host}" trả lời quá {bytes} byte nên không nhận. Hãy báo cho bên quản lý máy chủ ấy.',
    en: '"{host}" answered with more than {bytes} bytes, which are not taken. Tell whoever runs it.',
  },
  'answer-unreadable': {
    kind: 'unavailable',
    vi: 'Câu trả lời của "{host}" không đọc được ({reason}). Hãy báo cho bên quản lý máy chủ ấy.',
    en: 'The answer of "{host}" cannot be read ({reason}). Tell whoever runs it.',
  },
  'too-many-redirects': {
    kind: 'unavailable',
    vi: '"{host}" chuyển hướng quá {max} lần nên dừng lại. Hãy ghi địa chỉ cuối cùng.',
    en: '"{host}" redirects more than {max} times. Give the final address.',
  },
  'redirect-downgraded': {
    kind: 'forbidden',
    vi: '"{host}" chuyển hướng từ https sang http nên dừng lại. Hãy ghi địa chỉ https.',
    en: '"{host}" redirects from https to http, which is not followed. Give an https address.',
  },
})

export interface OutgoingOptions {
  method?: string
  headers?: Readonly<Record<string, string>>
  body?: string | Uint8Array
  /** For everything together: name, connection, all hops, the whole body. Default 10,000, at most 120,000. */
  timeoutMs?: number
  /** Of the answer, packed and unpacked. Default 5 MiB. */
  bytesMax?: number
  /** Hops followed, each judged anew. Default and at most 3; 0 gives the redirecting answer back. */
  redirectsMax?: number
  /** Places of the inside that this call may reach, as 'host:port', beside those of SEN_OUTGOING_ALLOW. */
  allow?: readonly string[]
  signal?: AbortSignal
}

export interface OutgoingAnswer {
  status: number
  /** Names in lower case. */
  headers: Record<string, string | string[]>
  body: Buffer
  /** The address that answered, after redirects. */
  url: string
}

type Resolve = (hostname: string) => Promise<LookupAddress[]>

export const outgoingLimits = {
  timeoutMs: 10_000,
  timeoutMsMax: 120_000,
  bytesMax: 5 * 1_048_576,
  redirectsMax: 3,
  addressLengthMax: 4_096,
  connectionsAHost: 16,
}

/** Azure's wire server: the one metadata address that lies outside of the ranges set apart for the inside. */
const METADATA = new Set(['168.63.129.16'])
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * Whether an IP address belongs to the outside: global unicast, not mapped, tunnelled, shared, documented or set apart
 * (IANA special-purpose registries, RFC 6890; RFC 4291 2.4). Anything that cannot be read does not.
 */
export function isOutside(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const read = ipaddr.parse(address)
  if (read.range() !== 'unicast' || METADATA.has(read.toString())) return false
  return read.kind() === 'ipv4' || read.match(GLOBAL_UNICAST)
}

/** 'Host:Port' as places are compared: lower case, no final dot, no brackets. */
function placeOf(hostname: string, port: string | number): string {
  return `${hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')}:${port}`
}

function allowedPlaces(allow: readonly string[] | undefined): Set<string> {
  const told = (process.env.SEN_OUTGOING_ALLOW ?? '').split(/[\s,]+/)
  return new Set(
    [...told, ...(allow ?? [])].flatMap((one) => {
      const match = /^(.+):(\d{1,5})$/.exec(one)
      return match ? [placeOf(match[1] as string, match[2] as string)] : []
    }),
  )
}

const FORBIDDEN_HEADERS = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'upgrade', 'expect'])
/** What must not follow a redirect to another machine. */
const CREDENTIALS = new Set(['authorization', 'cookie', 'proxy-authorization', 'x-api-key', 'dpop'])

interface Target {
  url: URL
  place: string
  port: number
}

/** Reads and judges an address by its own words; what its name leads to is judged when the connection is made. */
function targetOf(written: string | URL): Target {
  const text = String(written)
  const bad = (reason: string) => refuseOutgoing.address({ reason })
  if (text.length > outgoingLimits.addressLengthMax) throw bad('quá dài')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a URL parser drops them silently, which hides what is asked
  if (/[\u0000-\u0020\u007f\\]/.test(text)) throw bad('có dấu cách hoặc ký tự điều khiển')
  if (!URL.canParse(text)) throw bad('không đọc được')
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw bad('chỉ nhận http và https')
  if (url.username !== '' || url.password !== '') throw bad('không để tên, mật khẩu trong địa chỉ')
  const bare = url.hostname.replace(/^\[|\]$/g, '')
  // 2130706433, 0x7f.1 and 017700000001 are all ways to write 127.0.0.1: an address is written in one way here.
  if (ipaddr.IPv4.isValid(bare)) {
    const given = /^[a-z]+:\/\/([^/?#:]*)/i.exec(text)?.[1] ?? ''
    if (given !== bare || !ipaddr.IPv4.isValidFourPartDecimal(given)) throw bad('địa chỉ IP phải viết bốn số thập phân')
  }
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  return { url, port, place: placeOf(url.hostname, port) }
}

function bufferOf(body: string | Uint8Array): Uint8Array {
  return typeof body === 'string' ? Buffer.from(body) : body
}

/** Error codes of sockets and names, for a reason that says something without telling about the inside. */
function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' && /^[A-Z0-9_]{3,60}$/.test(code) ? code : 'lỗi đường truyền'
}

const unpack = { gzip: promisify(gunzip), deflate: promisify(inflate), br: promisify(brotliDecompress) }

async function unpacked(body: Buffer, encoding: string, host: string, bytesMax: number): Promise<Buffer> {
  if (encoding === '' || encoding === 'identity') return body
  const name = encoding === 'x-gzip' ? 'gzip' : encoding
  if (name !== 'gzip' && name !== 'deflate' && name !== 'br')
    throw refuseOutgoing['answer-unreadable']({ host, reason: 'content-encoding' })
  try {
    return await unpack[name](body, { maxOutputLength: bytesMax })
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE')
      throw refuseOutgoing['answer-too-large']({ host, bytes: bytesMax })
    throw refuseOutgoing['answer-unreadable']({ host, reason: name })
  }
}

const resolveByDns: Resolve = (hostname) => promisify(dnsLookup)(hostname, { all: true })

export interface Outgoing {
  outgoing(url: string | URL, options?: OutgoingOptions): Promise<OutgoingAnswer>
  /** The shape of fetch, for libraries that take one. `allow`, limits and so on are the same for all of its calls. */
  outgoingFetchWith(options?: OutgoingOptions): (input: string | URL | Request, init?: RequestInit) => Promise<Response>
  /** Ends idle connections. */
  close(): Promise<void>
}

/** A way out with its own idea of what names mean; tests bring names that lie. */
export function openOutgoing(resolve: Resolve = resolveByDns): Outgoing {
  const settings = {
    connections: outgoingLimits.connectionsAHost,
    pipelining: 1,
    allowH2: false,
    maxHeaderSize: 16_384,
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 10_000,
    maxOrigins: 1_000,
  }

  const lookup: LookupFunction = (hostname, options, give) => {
    resolve(hostname).then(
      (found) => {
        // One bad address among good ones is how a name is made to change its mind: the whole name is refused.
        if (found.length === 0 || found.some((one) => !isOutside(one.address))) return give(new Inside(), [])
        if (options.all) give(null, found)
        else give(null, (found[0] as LookupAddress).address, (found[0] as LookupAddress).family)
      },
      (error: NodeJS.ErrnoException) => give(error, []),
    )
  }
  const connect = buildConnector({ lookup, timeout: outgoingLimits.timeoutMs, allowH2: false })
  const guarded = new Agent({
    ...settings,
    connect: (options, done) => {
      // An address written as a number asks no name: it is looked at here.
      const bare = options.hostname.replace(/^\[|\]$/g, '')
      if (ipaddr.isValid(bare) && !isOutside(bare)) return done(new Inside(), null)
      connect(options, (...[error, socket]: [Error, null] | [null, Socket]) => {
        if (error) return done(error, null)
        // What counts is who is at the other end.
        if (!isOutside(socket?.remoteAddress ?? '')) {
          socket?.destroy()
          return done(new Inside(), null)
        }
        done(null, socket as Socket)
      })
    },
  })
  const allowedLookup: LookupFunction = (hostname, options, give) => {
    resolve(hostname).then(
      (found) => {
        const [first] = found
        if (!first) give(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), [])
        else if (options.all) give(null, found)
        else give(null, first.address, first.family)
      },
      (error: NodeJS.ErrnoException) => give(error, []),
    )
  }
  const free = new Agent({ ...settings, connect: { lookup: allowedLookup, timeout: outgoingLimits.timeoutMs } })

  async function hop(
    target: Target,
    ask: { method: string; headers: Record<string, string>; body: Uint8Array | undefined },
    limits: { bytesMax: number; signal: AbortSignal; allowed: ReadonlySet<string> },
  ): Promise<OutgoingAnswer> {
    const { url, place, port } = target
    const host = url.hostname
    const allowed = limits.allowed.has(place)
    if (!allowed && port < 1024 && port !== 80 && port !== 443) throw refuseOutgoing.port({ host, port })
    try {
      const answer = await request(url, {
        dispatcher: allowed ? free : guarded,
        method: ask.method as 'GET',
        headers: { 'accept-encoding': 'identity', 'user-agent': 'Sen', ...ask.headers },
        signal: limits.signal,
        ...(ask.body === undefined ? {} : { body: ask.body }),
      })
      const chunks: Buffer[] = []
      let size = 0
      for await (const chunk of answer.body) {
        size += (chunk as Buffer).length
        if (size > limits.bytesMax) {
          answer.body.destroy()
          throw refuseOutgoing['answer-too-large']({ host, bytes: limits.bytesMax })
        }
        chunks.push(chunk as Buffer)
      }
      const headers: Record<string, string | string[]> = {}
      for (const [name, value] of Object.entries(answer.headers)) if (value !== undefined) headers[name] = value
      const encoding = String(headers['content-encoding'] ?? '')
        .trim()
        .toLowerCase()
      const body = await unpacked(Buffer.concat(chunks), ask.method === 'HEAD' ? '' : encoding, host, limits.bytesMax)
      return { status: answer.statusCode, headers, body, url: url.href }
    } catch (error) {
      if (error instanceof Refusal) throw error
      if (error instanceof Inside) throw refuseOutgoing['inside-address']({ host, place })
      if (error instanceof errors.InvalidArgumentError) throw new Bug(`outgoing: ${error.message}`)
      throw error
    }
  }

  async function outgoing(written: string | URL, options: OutgoingOptions = {}): Promise<OutgoingAnswer> {
    const { limits, name } = read(options)
    let target = targetOf(written)
    let ask = {
      method: name,
      headers: cleaned(options.headers ?? {}),
      body: options.body === undefined ? undefined : bufferOf(options.body),
    }
    const timeout = AbortSignal.timeout(limits.timeoutMs)
    const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout
    const allowed = allowedPlaces(options.allow)
    for (let hops = 0; ; hops++) {
      const host = target.url.hostname
      let answer: OutgoingAnswer
      try {
        answer = await hop(target, ask, { bytesMax: limits.bytesMax, signal, allowed })
      } catch (error) {
        if (error instanceof Refusal || error instanceof Bug) throw error
        if (timeout.aborted)
          throw refuseOutgoing['too-slow']({ host, seconds: Math.round(limits.timeoutMs / 100) / 10 })
        if (options.signal?.aborted) throw options.signal.reason
        throw refuseOutgoing.unreachable({ host, reason: reasonOf(error) })
      }
      const location = answer.headers.location
      if (limits.redirectsMax === 0 || ![301, 302, 303, 307, 308].includes(answer.status) || !location) return answer
      if (hops >= limits.redirectsMax) throw refuseOutgoing['too-many-redirects']({ host, max: limits.redirectsMax })
      const first = String(Array.isArray(location) ? location[0] : location)
      if (!URL.canParse(first, target.url)) throw refuseOutgoing['answer-unreadable']({ host, reason: 'location' })
      // A written IP address in another notation is told by its words, so an absolute one is judged as it was sent.
      const next = targetOf(/^[a-z][a-z0-9+.-]*:/i.test(first) ? first : new URL(first, target.url).href)
      if (target.url.protocol === 'https:' && next.url.protocol === 'http:')
        throw refuseOutgoing['redirect-downgraded']({ host })
      const becomesGet = answer.status === 303 ? ask.method !== 'HEAD' : answer.status < 303 && ask.method === 'POST'
      const dropped = new Set<string>([
        ...(next.url.origin === target.url.origin ? [] : CREDENTIALS),
        ...(becomesGet ? ['content-type', 'content-encoding', 'content-language'] : []),
      ])
      ask = {
        method: becomesGet ? 'GET' : ask.method,
        headers: Object.fromEntries(Object.entries(ask.headers).filter(([header]) => !dropped.has(header))),
        body: becomesGet ? undefined : ask.body,
      }
      target = next
    }
  }

  return {
    outgoing,
    outgoingFetchWith:
      (fixed = {}) =>
      async (input, init) => {
        const written = input instanceof Request ? input.url : String(input)
        // Refused by name here; a Request would throw a TypeError of its own.
        targetOf(written)
        const asked = new Request(input instanceof Request ? input : written, withoutMode(init))
        const body = asked.body === null ? undefined : new Uint8Array(await asked.arrayBuffer())
        const headers = Object.fromEntries([...asked.headers].filter(([header]) => !FORBIDDEN_HEADERS.has(header)))
        const redirect = init?.redirect ?? (input instanceof Request ? input.redirect : 'follow')
        const answer = await outgoing(written, {
          ...fixed,
          method: asked.method,
          headers,
          ...(body === undefined || body.length === 0 ? {} : { body }),
          ...(redirect === 'follow' ? {} : { redirectsMax: 0 }),
          ...(init?.signal ? { signal: init.signal } : {}),
        })
        if (redirect === 'error' && answer.status >= 300 && answer.status < 400 && answer.headers.location)
          throw refuseOutgoing['too-many-redirects']({ host: new URL(answer.url).hostname, max: 0 })
        const given = new Headers()
        for (const [header, value] of Object.entries(answer.headers)) {
          if (header === 'content-encoding' || header === 'content-length') continue
          for (const one of [value].flat()) given.append(header, one)
        }
        const empty = [204, 205, 304].includes(answer.status)
        return new Response(empty ? null : new Uint8Array(answer.body), { status: answer.status, headers: given })
      },
    async close() {
      await Promise.all([guarded.close(), free.close()])
    },
  }
}

/** The name leads inside; never leaves this file. */
class Inside extends Error {}

function read(options: OutgoingOptions) {
  const { timeoutMs = outgoingLimits.timeoutMs, bytesMax = outgoingLimits.bytesMax } = options
  const name = (options.method ?? 'GET').toUpperCase()
  if (!['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(name)) throw new Bug(`outgoing: no method ${name}`)
  return {
    name,
    limits: {
      timeoutMs: Math.min(Math.max(1, timeoutMs), outgoingLimits.timeoutMsMax),
      bytesMax,
      redirectsMax: Math.min(Math.max(0, options.redirectsMax ?? 3), outgoingLimits.redirectsMax),
    },
  }
}

function cleaned(headers: Readonly<Record<string, string>>): Record<string, string> {
  const result: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase()
    if (FORBIDDEN_HEADERS.has(lower)) throw new Bug(`outgoing: the header ${lower} is not the caller's to set`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break would begin another header
    if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value)) throw new Bug(`outgoing: control characters in ${lower}`)
    result[lower] = value
  }
  return result
}

/** A Request is only made to read body and headers: how it would travel is decided here. */
function withoutMode(init: RequestInit | undefined): RequestInit {
  const { redirect: _redirect, signal: _signal, ...rest } = init ?? {}
  return rest
}

const door = openOutgoing()

/**
 * Asks another machine over HTTP. Refuses `outgoing.address`, `.inside-address` (loopback, private, link-local, shared,
 * multicast, mapped and metadata addresses, judged after the name was resolved and on every hop), `.port`,
 * `.unreachable`, `.too-slow`, `.answer-too-large`, `.answer-unreadable`, `.too-many-redirects`, `.redirect-downgraded`.
 * Exceptions: `allow`, and SEN_OUTGOING_ALLOW as 'host:port host:port'.
 */
export const outgoing = door.outgoing

/** The same with the shape of fetch and chosen limits, for openid-client's customFetch and its like. */
export const outgoingFetchWith = door.outgoingFetchWith

/** The same with the shape of fetch. */
export const outgoingFetch = door.outgoingFetchWith()
