import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isIPv6, type Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import ipaddr from 'ipaddr.js'
import { measureJson } from '#ground/json'
import type { Refusal } from '#ground/refusal'
import { isOutside } from '#kernel/trust'
import { refuseChannel } from './refusals.ts'

/** What the gate lets through before any route is asked. Each is named in the refusal it leads to. */
export const gateLimits = {
  /** A person's headers arrive at once; a line that drips them is cut (slow headers). */
  headersTimeoutMs: 15_000,
  /** A whole request: 20 MB over a slow phone line take some three minutes. */
  requestTimeoutMs: 300_000,
  /** A connection on which nothing moves. */
  silentMsMax: 120_000,
  keepAliveMs: 65_000,
  /** How often late connections are looked for. */
  checkEveryMs: 2_000,
  requestsAConnectionMax: 10_000,
  connectionsMax: 5_000,
  connectionsAnAddressMax: 1_000,
  headersMax: 100,
  /** Path and query together, in characters. */
  addressLengthMax: 8_192,
  queryFieldsMax: 200,
  formFieldsMax: 500,
  /** Of a JSON body: how deep, and how many values. */
  depthMax: 32,
  valuesMax: 100_000,
}

/** Limits on connections as such. Behind a proxy all come from one address, and the proxy is the one to count them. */
export function guardConnections(app: FastifyInstance, behindProxy: boolean): void {
  const { server } = app
  server.maxConnections = gateLimits.connectionsMax
  server.maxHeadersCount = gateLimits.headersMax
  if (behindProxy) return
  const open = new Map<string, number>()
  server.on('connection', (socket: Socket) => {
    const key = addressKey(socket.remoteAddress ?? '')
    const count = (open.get(key) ?? 0) + 1
    open.set(key, count)
    socket.once('close', () => {
      const left = (open.get(key) ?? 1) - 1
      if (left > 0) open.set(key, left)
      else open.delete(key)
    })
    if (count > gateLimits.connectionsAnAddressMax) socket.destroy()
  })
}

/**
 * Who counts as one sender: an IPv4 address, or the /64 of an IPv6 one, since a single line is given a whole /64 and could
 * take a new address for every request.
 */
export function addressKey(address: string): string {
  if (!isIPv6(address)) return address
  const read = ipaddr.process(address)
  return read.kind() === 'ipv4' ? read.toString() : `${(read as ipaddr.IPv6).parts.slice(0, 4).join(':')}::/64`
}

/**
 * Which addresses of X-Forwarded-For are believed: as many as proxies stand before us, counted from us, the first of them
 * on the network inside. What is written further left anybody can write.
 */
export const isProxy =
  (proxies: number) =>
  (address: string, hop: number): boolean =>
    hop < proxies && (hop > 0 || !isOutside(ipaddr.isValid(address) ? ipaddr.process(address).toString() : address))

/** Whether two secrets are the same, in a time that tells nothing of where they differ or how long ours is. */
export function sameSecret(given: string | undefined, ours: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given ?? ''), digest(ours)) && given !== undefined
}

/**
 * A cookie's name. Under https it begins with __Host-, which a browser takes only with Secure, path / and no domain, so
 * that a neighbouring host of the same domain cannot plant one (RFC 6265bis 4.1.3.2).
 */
export const cookieName = (secure: boolean, name: string): string => (secure ? `__Host-${name}` : name)

export const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; frame-ancestors 'none'"

/**
 * Headers of every answer, put on the raw answer so that what bypasses the framework carries them too. A route that sets
 * one of them itself has its way.
 */
export function setHeaders(reply: FastifyReply, secure: boolean): void {
  const { raw } = reply
  raw.setHeader('content-security-policy', PAGE_POLICY)
  raw.setHeader('x-content-type-options', 'nosniff')
  raw.setHeader('x-frame-options', 'DENY')
  raw.setHeader('x-permitted-cross-domain-policies', 'none')
  raw.setHeader('referrer-policy', 'same-origin')
  raw.setHeader('cross-origin-opener-policy', 'same-origin')
  raw.setHeader('cross-origin-resource-policy', 'same-origin')
  raw.setHeader('origin-agent-cluster', '?1')
  raw.setHeader(
    'permissions-policy',
    'camera=(self), geolocation=(self), publickey-credentials-create=(self), publickey-credentials-get=(self), microphone=(), payment=(), usb=(), serial=(), bluetooth=(), midi=(), display-capture=(), browsing-topics=()',
  )
  raw.setHeader('cache-control', 'no-store')
  if (secure) raw.setHeader('strict-transport-security', 'max-age=31536000; includeSubDomains')
}

/** Refuses an address longer, or with more fields, than any page of ours asks for. */
export function checkAddress(request: FastifyRequest): void {
  const { addressLengthMax, queryFieldsMax } = gateLimits
  if (request.url.length > addressLengthMax) throw refuseChannel['address-too-long']({ max: addressLengthMax })
  let fields = 0
  for (const name in request.query as object) {
    fields++
    if (name === '__proto__' || name === 'constructor' || name === 'prototype')
      throw refuseChannel['bad-body']({ reason: `tham số ${name}` })
  }
  if (fields > queryFieldsMax) throw refuseChannel['address-too-long']({ max: addressLengthMax })
}

/**
 * Whether a browser says that another site sends this. `Sec-Fetch-Site` is what browsers of today say, `Origin` what all
 * have said for years on unsafe requests; a tool says neither, and is held by its token alone.
 */
export function isFromElsewhere(request: FastifyRequest, publicUrl: string): boolean {
  const { origin, host } = request.headers
  const sender = request.headers['sec-fetch-site']
  if (sender !== undefined && sender !== 'same-origin' && sender !== 'none') return true
  if (origin === undefined || origin === new URL(publicUrl).origin) return false
  // A sandboxed page or a redirected form says 'null'.
  if (!URL.canParse(origin) || host === undefined) return true
  const { protocol, host: from } = new URL(origin)
  return !URL.canParse(`${protocol}//${host}`) || new URL(`${protocol}//${host}`).host !== from
}

/** JSON bodies: measured, then read by the framework's parser, which refuses __proto__ and constructor.prototype. */
export function readJsonCarefully(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body as string
    // An unsafe request without anything to say is common in scripts: the route decides what it makes of nothing.
    if (text === '') return done(null, undefined)
    const { depth, values } = measureJson(text)
    const { depthMax, valuesMax } = gateLimits
    if (depth > depthMax || values > valuesMax)
      return done(refuseChannel['body-too-deep']({ depthMax, valuesMax }), undefined)
    // Keys may be written with escapes, so what could hold one is looked through once it is read.
    if (!/toString|valueOf|toJSON|\\u/.test(text)) return parse(request, text, done)
    parse(request, text, (error: Error | null, value?: unknown) => {
      if (!error && isSnare(value)) done(refuseChannel['bad-body']({ reason: 'tên trường không hợp lệ' }), undefined)
      else done(error, value)
    })
  })
}

/** Names under which an object hides what the language asks it for: such a one breaks whoever wants it as a text. */
const SNARES = ['toString', 'valueOf', 'toJSON']
const isSnare = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (SNARES.some((name) => Object.hasOwn(value, name)) || Object.values(value).some(isSnare))

/**
 * Forms of browsers, counted before they are read: two megabytes of `a&a&a` are a million fields. A name sent twice becomes
 * a list, as pages of ours ask several ticks under one name; names are kept apart from every prototype.
 */
export function readFormsCarefully(app: FastifyInstance, bodyLimit: number): void {
  const { formFieldsMax } = gateLimits
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit },
    (_request, body, done) => {
      const text = body as string
      let fields = 1
      for (let at = text.indexOf('&'); at >= 0 && fields <= formFieldsMax; at = text.indexOf('&', at + 1)) fields++
      if (fields > formFieldsMax)
        return done(refuseChannel['body-too-large']({ max: `${formFieldsMax} trường` }), undefined)
      const read: Record<string, string | string[]> = Object.create(null)
      for (const [name, value] of new URLSearchParams(text)) {
        const before = read[name]
        if (before === undefined) read[name] = value
        else if (typeof before === 'string') read[name] = [before, value]
        else before.push(value)
      }
      done(null, read)
    },
  )
}

/** A connection that does not speak HTTP as it should is told so once, by name, and closed: nothing after it can be trusted. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const [status, words, refusal] =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? ['408', 'Request Timeout', refuseChannel['request-too-slow']()]
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? ['431', 'Request Header Fields Too Large', refuseChannel['headers-too-large']()]
        : ['400', 'Bad Request', refuseChannel['bad-request']()]
  const { code, facts } = refusal as Refusal
  const body = JSON.stringify({ error: { code, message: (refusal as Refusal).say('vi'), facts } })
  if (socket.writable)
    socket.write(
      `HTTP/1.1 ${status} ${words}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nx-content-type-options: nosniff\r\ncache-control: no-store\r\nconnection: close\r\n\r\n${body}`,
    )
  socket.destroySoon()
}

/**
 * Whether a request says in two ways how long it is or for whom, the seed of requests smuggled past a proxy (RFC 9112 3.2,
 * 6.1, 11.2).
 */
export function isAmbiguous({ headers, rawHeaders, httpVersion }: IncomingMessage): boolean {
  let [lengths, encodings, hosts] = [0, 0, 0]
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] as string).toLowerCase()
    if (name === 'content-length') lengths++
    else if (name === 'transfer-encoding') encodings++
    else if (name === 'host') hosts++
  }
  const encoding = headers['transfer-encoding']
  return (
    hosts > 1 ||
    (hosts === 0 && httpVersion !== '1.0') ||
    lengths > 1 ||
    encodings > 1 ||
    (lengths > 0 && encodings > 0) ||
    (encoding !== undefined && encoding.toLowerCase() !== 'chunked')
  )
}
