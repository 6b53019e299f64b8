/**
 * Throws made-up requests at every door: `node tools/attack/fuzz.ts --requests 50000 --seed 1`. The doors are taken from the
 * server's own list of routes and from /openapi.json; what is sent is made from a seed, so that a finding can be repeated.
 * Four people ask: a stranger, a citizen, an officer, an administrator (and whoever else is given). A finding is an answer
 * that says "broken", one that tells of the inside (corpus LEAKS), markup that came back raw, a refusal without a name, or a
 * step of the sequence `canary`, which only a statement of the attacker's could have made.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Route } from '../../kernel/channels/http.ts'
import { findMarkup, LEAKS, markup, oddities, statements, values } from './corpus.ts'

export interface Answered {
  status: number
  headers: Record<string, string | string[] | number | undefined>
  body: string
}
export type Send = (request: {
  method: string
  url: string
  headers: Record<string, string>
  body?: Buffer
}) => Promise<Answered>

export interface Person {
  name: string
  cookie: string
  csrf: string
}

export interface FuzzOptions {
  send: Send
  routes: readonly Route[]
  /** The parsed /openapi.json. */
  document: { paths?: Record<string, Record<string, Operation>> }
  /** Values that lead somewhere, for parameters of paths and for references. */
  known: readonly string[]
  /** Who asks; called again now and then, because a made-up request may sign somebody out. */
  people(): Promise<Person[]>
  requests: number
  seed: number
  /** Texts that nobody may be told. */
  secrets: readonly string[]
  /** Doors left alone. */
  except?: RegExp
}

interface Operation {
  parameters?: { name: string; in: string; schema?: Schema }[]
  requestBody?: { content?: Record<string, { schema?: Schema }> }
}
interface Schema {
  type?: string | string[]
  properties?: Record<string, Schema>
  items?: Schema
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
}

export interface Finding {
  why: string
  number: number
  who: string
  method: string
  url: string
  contentType: string
  sent: string
  status: number
  answer: string
}

export interface FuzzResult {
  seed: number
  requests: number
  /** Requests the client itself could not write down. */
  unsendable: number
  byStatus: Record<string, number>
  byPerson: Record<string, number>
  doors: number
  findings: Finding[]
}

/** Numbers in [0, 1) from a seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const QUERY_NAMES = [
  ...['q', 'sort', 'after', 'limit', 'scope', 'purpose', 'fields', 'lang', 'next', 'width', 'page', 'format', 'mode'],
  ...[
    'flow',
    'step',
    'unit',
    'overdue',
    'unread',
    'id',
    'from',
    'to',
    'f.state',
    'f.unit.from',
    'f.id',
    'code',
    'state',
  ],
  ...[
    '__proto__',
    'constructor',
    '__proto__[a]',
    'a[b][c]',
    '',
    'size',
    'first',
    'second',
    'tree_size',
    'leaf_index',
    'hash',
  ],
]
const FORM_NAMES = [
  ...['act', 'declared', 'reason', 'answer', 'rating', 'note', 'phone', 'address', 'full_name', 'national_id', 'email'],
  ...[
    'birth_date',
    'password',
    'password_again',
    'login',
    'next',
    'code',
    'unit',
    'role',
    'account',
    'from',
    'to',
    'name',
  ],
  ...[
    'commune',
    'confirmed',
    'procedure',
    'purpose',
    'version',
    'files',
    'row-0',
    'rows.0.name',
    '__proto__',
    'constructor',
  ],
]
const CONTENT_TYPES = [
  'application/json; charset=utf-16',
  'text/plain',
  'application/xml',
  'text/html',
  'multipart/form-data',
  'multipart/form-data; boundary=',
  'application/x-www-form-urlencoded; charset=latin1',
  'a',
  '*/*',
]
const FILE_NAMES = [
  'a.pdf',
  '../../a.pdf',
  'a.pdf\u0000.exe',
  '"; filename="b.exe',
  '\u202egpj.exe',
  '.htaccess',
  'CON.txt',
  'a'.repeat(5_000),
]

/** Makes request after request from one seed. */
function maker(options: FuzzOptions) {
  const random = randomOf(options.seed)
  const below = (n: number) => Math.floor(random() * n)
  const one = <T>(list: readonly T[]): T => list[below(list.length)] as T
  const often = (share: number) => random() < share
  const hostile = (): string =>
    one([
      () => one(markup),
      () => one(statements),
      () => one(oddities),
      () => one(markup) + one(statements),
      () => String.fromCodePoint(...Array.from({ length: 1 + below(40) }, () => below(0x11000))),
      () => one(options.known) + one(['', "'", '%00', '/..', '<', ' ']),
    ])()

  const jsonValue = (depth: number): unknown => {
    const kind = below(depth > 4 ? 5 : 8)
    if (kind < 3) return hostile()
    if (kind === 3) return one(values)
    if (kind === 4) return often(0.5) ? one(options.known) : (random() - 0.5) * 10 ** below(30)
    if (kind === 5) return Array.from({ length: below(4) }, () => jsonValue(depth + 1))
    if (kind === 6 && often(0.1)) {
      let deep: unknown = 1
      for (let i = below(200); i > 0; i--) deep = often(0.5) ? [deep] : { a: deep }
      return deep
    }
    return Object.fromEntries(
      Array.from({ length: below(5) }, () => [often(0.7) ? one(FORM_NAMES) : hostile(), jsonValue(depth + 1)]),
    )
  }

  const ofSchema = (schema: Schema | undefined, depth: number): unknown => {
    if (!schema || depth > 6 || often(0.12)) return jsonValue(depth)
    if (schema.enum && often(0.8)) return one(schema.enum)
    const choice = schema.anyOf ?? schema.oneOf
    if (choice) return ofSchema(one(choice), depth)
    switch (one([schema.type ?? 'string'].flat())) {
      case 'object': {
        const object: Record<string, unknown> = {}
        for (const [name, inner] of Object.entries(schema.properties ?? {}))
          if (often(0.6)) object[name] = ofSchema(inner, depth + 1)
        if (often(0.15)) object[hostile()] = jsonValue(depth + 1)
        return object
      }
      case 'array':
        return Array.from({ length: below(4) }, () => ofSchema(schema.items, depth + 1))
      case 'integer':
      case 'number':
        return one([0, 1, 2, -1, below(1e6), 1e308, 0.1])
      case 'boolean':
        return often(0.5)
      case 'null':
        return null
      default:
        return one([
          () => one(options.known),
          hostile,
          hostile,
          () => '2026-10-05',
          () => '087185123456',
          () => 'Nguyễn Thị Huệ',
          () => '0939123456',
        ])()
    }
  }

  const segment = (): string => {
    const text = often(0.6) ? one(options.known) : hostile()
    try {
      return often(0.93) ? encodeURIComponent(text) : text.replace(/[^\x21-\x7e]|[?#\s]/g, (c) => encodeURIComponent(c))
    } catch {
      // A lone half of a pair cannot be written in an address.
      return '%ED%A0%80'
    }
  }

  const query = (operation: Operation | undefined): string => {
    const names = [
      ...(operation?.parameters ?? []).filter((each) => each.in === 'query').map((each) => each.name),
      ...QUERY_NAMES,
    ]
    return Array.from({ length: below(5) }, () => `${encodeURIComponent(one(names))}=${segment()}`).join('&')
  }

  const multipart = (csrf: string): { type: string; body: Buffer } => {
    const boundary = `senx${below(1e9)}`
    const parts = [`--${boundary}\r\ncontent-disposition: form-data; name="csrf"\r\n\r\n${csrf}\r\n`]
    for (let i = below(5); i > 0; i--) {
      const name = (often(0.8) ? one(FORM_NAMES) : hostile()).replace(/[\r\n"]/g, '_')
      const file = often(0.5)
        ? `; filename="${one(FILE_NAMES)}"\r\ncontent-type: ${one(['application/pdf', 'image/png', 'text/csv', 'a'])}`
        : ''
      const content = one([hostile(), '%PDF-1.7\n', 'PK\x03\x04', '\x89PNG\r\n\x1a\n', 'a;b\n1;2\n', ''])
      parts.push(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"${file}\r\n\r\n${content}\r\n`)
    }
    if (often(0.9)) parts.push(`--${boundary}--\r\n`)
    return { type: `multipart/form-data; boundary=${boundary}`, body: Buffer.from(parts.join('')) }
  }

  const bodyOf = (route: Route, operation: Operation | undefined, csrf: string): { type: string; body: Buffer } => {
    const face = !route.url.startsWith('/api/')
    const kind = random()
    if (kind < (face ? 0.1 : 0.75)) {
      const content = operation?.requestBody?.content ?? {}
      const schema = content['application/json']?.schema ?? Object.values(content)[0]?.schema
      let text = JSON.stringify(ofSchema(schema ?? { type: 'object' }, 0)) ?? ''
      if (often(0.06))
        text = one([
          text.slice(0, below(text.length)),
          `${text},`,
          `\ufeff${text}`,
          '',
          'null',
          `{"a":${'['.repeat(500)}`,
          '{"__proto__":{"polluted":1}}',
          `{"constructor":{"prototype":{"polluted":1}}}`,
          '{"a":1e999}',
          '"a"',
          '[]',
          '1',
        ])
      return { type: 'application/json', body: Buffer.from(text) }
    }
    if (kind < (face ? 0.75 : 0.83)) {
      const fields = new URLSearchParams({ csrf })
      for (let i = below(8); i > 0; i--)
        fields.append(
          often(0.85) ? one(FORM_NAMES) : hostile(),
          often(0.5) ? hostile() : one(['yes', '1', 'send', 'save', '2026-10-05', one(options.known)]),
        )
      return { type: 'application/x-www-form-urlencoded', body: Buffer.from(fields.toString()) }
    }
    if (kind < 0.95) return multipart(csrf)
    return { type: one(CONTENT_TYPES), body: Buffer.from(hostile()) }
  }

  const header = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 2_000)

  return (people: readonly Person[]) => {
    const who = one(people)
    const route = one(options.routes)
    const documented = route.url.replace(/:(\w+)/g, '{$1}')
    const operation = options.document.paths?.[documented]?.[route.method.toLowerCase()]
    const path = route.url
      .replace(/:\w+/g, segment)
      .replace('*', () => Array.from({ length: 1 + below(3) }, segment).join('/'))
    const asked = query(operation)
    const headers: Record<string, string> = {
      accept: one(['application/json', 'text/html', '*/*', header(hostile())]),
      'user-agent': header(hostile()),
      ...(who.cookie
        ? { cookie: often(0.97) ? who.cookie : `${who.cookie}; sen_lang=${header(hostile()).replace(/[;,]/g, '')}` }
        : {}),
      ...(often(0.05) ? { 'accept-language': header(hostile()) } : {}),
      ...(often(0.05) ? { 'x-forwarded-for': header(hostile()), 'x-forwarded-host': 'senx.example' } : {}),
      ...(often(0.05)
        ? { range: one(['bytes=0-0', 'bytes=-1', 'bytes=9-1', 'bytes=0-0,1-1,2-2', header(hostile())]) }
        : {}),
      ...(often(0.05) ? { 'if-none-match': header(hostile()), 'if-modified-since': header(hostile()) } : {}),
      ...(often(0.03) ? { authorization: one(['Bearer senx', 'Basic c2VueDpzZW54', header(hostile())]) } : {}),
      ...(often(0.03) ? { 'accept-encoding': header(hostile()) } : {}),
    }
    let body: Buffer | undefined
    if (route.method !== 'GET') {
      const made = bodyOf(route, operation, who.csrf)
      body = made.body
      headers['content-type'] = made.type
      if (often(0.95)) headers['x-csrf'] = who.csrf
    }
    return { who: who.name, route, method: route.method, url: asked ? `${path}?${asked}` : path, headers, body }
  }
}

const NAMED = /^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/

/** What is wrong with an answer; undefined when nothing is. */
export function faultOf(answer: Answered, secrets: readonly string[]): string | undefined {
  const { status, body } = answer
  const type = String(answer.headers['content-type'] ?? '')
  let refusal: { code?: unknown; message?: unknown } | undefined
  let isOAuth = false
  if (type.startsWith('application/json')) {
    try {
      const error = (JSON.parse(body) as { error?: unknown } | null)?.error
      // RFC 6749 5.2 has its own shape for errors; doors that speak it keep to it.
      isOAuth = typeof error === 'string' && /^[a-z_]+$/.test(error)
      if (typeof error === 'object' && error !== null) refusal = error
    } catch {
      return 'a JSON answer that is none'
    }
  }
  if (status === 500 || status === 502 || status === 504 || refusal?.code === 'channel.broken') return 'it broke'
  if (status === 503 && body.includes('bộ phận hỗ trợ')) return 'it broke'
  const isText = /^(?:text\/|application\/(?:json|xml|javascript))/.test(type)
  if (isText && !type.startsWith('text/javascript') && !type.startsWith('text/css')) {
    const leak = LEAKS.map((pattern) => pattern.exec(body)?.[0]).find((found) => found !== undefined)
    if (leak !== undefined) return `it tells of the inside: ${leak.slice(0, 100)}`
  }
  const secret = secrets.find((one) => body.includes(one))
  if (secret !== undefined) return 'it tells a secret'
  if (type.startsWith('text/html')) {
    const raw = findMarkup(body)
    if (raw !== undefined) return `markup came back raw: ${raw.slice(0, 100)}`
  }
  if (status >= 400) {
    if (type.startsWith('application/json')) {
      if (isOAuth || status === 503) return undefined
      if (!refusal || !NAMED.test(String(refusal.code)) || String(refusal.message ?? '') === '')
        return 'a refusal without a name'
    } else if (type.startsWith('text/html')) {
      if (!/<h1/.test(body)) return 'a page of refusal without words'
    } else return `a refusal as "${type}"`
  }
  return undefined
}

const FINDINGS_MAX = 50
const SIGN_IN_EVERY = 400

/** Sends the requests, one after the other, and gives what was found. */
export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  const routes = options.routes.filter((route) => !options.except?.test(`${route.method} ${route.url}`))
  const next = maker({ ...options, routes })
  const result: FuzzResult = {
    seed: options.seed,
    requests: 0,
    unsendable: 0,
    byStatus: {},
    byPerson: {},
    doors: 0,
    findings: [],
  }
  const doors = new Set<string>()
  const told = new Set<string>()
  let people: Person[] = []
  for (let number = 0; number < options.requests; number++) {
    if (number % SIGN_IN_EVERY === 0) people = await options.people()
    const { who, route, method, url, headers, body } = next(people)
    let answer: Answered
    try {
      answer = await options.send({ method, url, headers, ...(body ? { body } : {}) })
    } catch {
      result.unsendable++
      continue
    }
    result.requests++
    doors.add(`${route.method} ${route.url}`)
    result.byStatus[answer.status] = (result.byStatus[answer.status] ?? 0) + 1
    result.byPerson[who] = (result.byPerson[who] ?? 0) + 1
    const why = faultOf(answer, options.secrets)
    const key = `${why} ${route.method} ${route.url}`
    if (why === undefined || told.has(key) || result.findings.length >= FINDINGS_MAX) continue
    told.add(key)
    result.findings.push({
      why,
      number,
      who,
      method,
      url,
      contentType: headers['content-type'] ?? '',
      sent: body?.toString('utf8').slice(0, 2_000) ?? '',
      status: answer.status,
      answer: answer.body.slice(0, 600),
    })
  }
  result.doors = doors.size
  if (({} as { polluted?: unknown }).polluted !== undefined)
    result.findings.push({
      why: 'a prototype was set',
      number: -1,
      who: '',
      method: '',
      url: '',
      contentType: '',
      sent: '',
      status: 0,
      answer: '',
    })
  return result
}

function numberAfter(name: string, otherwise: number): number {
  const at = process.argv.indexOf(name)
  const given = at < 0 ? otherwise : Number(process.argv[at + 1])
  if (!Number.isSafeInteger(given) || given < 0) throw new Error(`${name} wants a whole number`)
  return given
}

if (import.meta.main) {
  const { openRange } = await import('../../host/test-range.ts')
  const requests = numberAfter('--requests', 50_000)
  const seed = numberAfter('--seed', Math.floor(Math.random() * 1e9))
  const range = await openRange()
  try {
    const began = performance.now()
    const result = await fuzz({ ...(await range.fuzzing()), requests, seed })
    const seconds = Math.round((performance.now() - began) / 100) / 10
    const steps = await range.canary()
    const folder = resolve(dirname(import.meta.filename), '..', '..', '.build', 'attack')
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'fuzz.json'), `${JSON.stringify({ ...result, seconds, canary: steps }, null, 2)}\n`)
    for (const one of result.findings)
      console.error(
        `✗ ${one.why}\n  ${one.who}: ${one.method} ${one.url} (${one.contentType})\n  sent: ${one.sent.slice(0, 500)}\n  ${one.status}: ${one.answer.slice(0, 400)}\n`,
      )
    console.log(
      `fuzz: ${result.requests} requests (seed ${seed}) at ${result.doors} doors in ${seconds} s; status ${JSON.stringify(result.byStatus)}; ${result.findings.length} findings; statements run: ${steps}`,
    )
    process.exitCode = result.findings.length === 0 && steps === 0 ? 0 : 1
  } finally {
    await range.close()
  }
}
