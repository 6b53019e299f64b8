/**
 * Debian's sqlmap over every parameter a stranger can send: `node tools/attack/sqlmap.ts [--level 1-5] [--only part-of-a-path]`.
 * A whole house is opened on made-up data; the fields come from the server's own list of routes, from /openapi.json, and from
 * the forms and links of its pages. Fails when sqlmap finds anything it can use, or when the sequence `canary` was stepped.
 * Not part of `npm test`: it needs a program of the machine (apt install sqlmap). The summary is .build/attack/sqlmap.json.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { Route } from '../../kernel/channels/http.ts'

/** One thing to try: an address or a body with its fields, each a value to begin from. */
export interface Target {
  method: 'GET' | 'POST'
  path: string
  query: Record<string, string>
  body: Record<string, string>
  json: boolean
  /** The last part of the path is a value. */
  inPath: boolean
}

const SECONDS_MAX = 600
/** Fields every page reads, and words that mean nothing anywhere: both are tried where a page names none of its own. */
const ALWAYS = ['lang', 'q']
const VALUES: Record<string, string> = {
  q: 'khai sinh',
  lang: 'vi',
  limit: '20',
  login: 'lan',
  password: 'mat-khau-thu-1',
  national_id: '087185123456',
  birth_date: '15/08/1990',
  phone: '0939123456',
  email: 'a@example.vn',
  next: '/',
}

/** Names of fields of the forms of a page, by method and action; and of the addresses it links to. */
export function readForms(page: string): { method: 'GET' | 'POST'; action: string; fields: Record<string, string> }[] {
  const decoded = (text: string) =>
    text
      .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&')
  const attribute = (tag: string, name: string) => decoded(new RegExp(`\\s${name}="([^"]*)"`, 'i').exec(tag)?.[1] ?? '')
  const forms: { method: 'GET' | 'POST'; action: string; fields: Record<string, string> }[] = []
  for (const [whole, opening, inside] of page.matchAll(/(<form\b[^>]*>)([\s\S]*?)<\/form>/gi)) {
    if (!whole) continue
    const fields: Record<string, string> = {}
    for (const [tag] of (inside ?? '').matchAll(/<(?:input|select|textarea|button)\b[^>]*>/gi)) {
      const name = attribute(tag, 'name')
      if (name !== '') fields[name] ??= attribute(tag, 'value')
    }
    forms.push({
      method: attribute(opening ?? '', 'method').toLowerCase() === 'post' ? 'POST' : 'GET',
      action: attribute(opening ?? '', 'action'),
      fields,
    })
  }
  for (const [, href] of page.matchAll(/<a\b[^>]*\shref="([^"]*\?[^"]*)"/gi)) {
    const address = new URL(decoded(href ?? ''), 'http://sen.example')
    if (address.hostname !== 'sen.example') continue
    forms.push({ method: 'GET', action: address.pathname, fields: Object.fromEntries(address.searchParams) })
  }
  return forms
}

/** Everything a stranger can send to a public door, with the names of fields found so far. */
export function targetsOf(
  routes: readonly Route[],
  parameters: (route: Route) => readonly string[],
  forms: readonly { method: 'GET' | 'POST'; action: string; fields: Record<string, string> }[],
  sample: (url: string) => string,
): Target[] {
  const targets: Target[] = []
  for (const route of routes) {
    if (route.access !== 'public' || /^\/(?:face|officer|sw\.js|favicon|manifest)/.test(route.url)) continue
    if (route.method !== 'GET' && route.method !== 'POST') continue
    const path = sample(route.url)
    const own = forms.filter((form) => form.method === route.method && form.action.split('?')[0] === path)
    const named = Object.assign({}, ...own.map((form) => form.fields)) as Record<string, string>
    const query: Record<string, string> = {}
    if (route.method === 'GET')
      for (const name of [...ALWAYS, ...parameters(route), ...Object.keys(named)])
        query[name] = named[name] || VALUES[name] || '1'
    const json = route.method === 'POST' && route.url.startsWith('/api/')
    const body = route.method === 'POST' ? (json ? { login: '', password: '', ...named } : named) : {}
    for (const name of Object.keys(body)) body[name] = body[name] || VALUES[name] || '1'
    targets.push({ method: route.method, path, query, body, json, inPath: /:\w+$/.test(route.url) })
  }
  return targets
}

interface Tried {
  method: string
  path: string
  fields: string[]
  /** What sqlmap says it can use; empty when nothing. */
  injectable: string[]
  requests: number
  /** Why it was not tried to the end. */
  unfinished?: string
}

/** Reads what sqlmap printed: points of injection, and how many requests it made. */
export function readReport(text: string): { injectable: string[]; unfinished?: string } {
  const injectable = [...text.matchAll(/^Parameter: (.+)$/gm)].map(([, name]) => (name ?? '').trim())
  for (const [line] of text.matchAll(/^.*(?:appears to be|is) '[^']*' injectable.*$/gm))
    injectable.push(line.replace(/^\[[\d:]+\] \[\w+\] /, ''))
  const said = /all tested parameters do not appear to be injectable/.test(text) || injectable.length > 0
  const critical = /\[CRITICAL\] (.+)/.exec(text)?.[1]
  return said ? { injectable } : { injectable, unfinished: critical ?? 'sqlmap did not say that it was done' }
}

/** Runs sqlmap once and gives what it printed. */
function sqlmap(home: string, args: readonly string[]): Promise<string> {
  const usual = [
    ...['--batch', '--flush-session', '--disable-coloring', '--risk', '1', '--dbms', 'PostgreSQL'],
    ...['--technique', 'BEUSTQ', '--threads', '4', '--timeout', '20', '--retries', '1', '--ignore-code', '*'],
    ...['--answers', 'follow=N,custom injection=Y,process=Y'],
  ]
  return new Promise((done) => {
    let said = ''
    const child = spawn('sqlmap', [...usual, ...args], {
      env: { ...process.env, HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const clock = setTimeout(() => child.kill('SIGKILL'), SECONDS_MAX * 1_000)
    const hear = (chunk: Buffer) => {
      said += chunk.toString('utf8')
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('close', () => {
      clearTimeout(clock)
      done(said)
    })
  })
}

/** A door made to be broken, on the same database: a sqlmap that does not find it would find nothing of ours either. */
async function prove(home: string, pool: { query(sql: string): Promise<{ rows: unknown[] }> }): Promise<boolean> {
  const weak = createServer(async (request, answer) => {
    const name = new URL(request.url ?? '', 'http://weak.example').searchParams.get('name') ?? ''
    const found = await pool.query(`select code from sen.unit where name = '${name}'`).catch(() => ({ rows: [] }))
    // Several statements at once are answered by a list of results.
    answer.end(`${[found].flat().at(-1)?.rows?.length ?? 0} đơn vị`)
  })
  await new Promise<void>((open) => weak.listen(0, '127.0.0.1', open))
  try {
    const { port } = weak.address() as AddressInfo
    const text = await sqlmap(home, ['--output-dir', home, '-u', `http://127.0.0.1:${port}/?name=a`, '--level', '1'])
    return readReport(text).injectable.length > 0
  } finally {
    weak.closeAllConnections()
    weak.close()
  }
}

function numberAfter(name: string, otherwise: number): number {
  const at = process.argv.indexOf(name)
  return at < 0 ? otherwise : Number(process.argv[at + 1])
}

async function main(): Promise<number> {
  const { openRange } = await import('../../host/test-range.ts')
  const range = await openRange({ listen: true })
  const home = mkdtempSync(join(tmpdir(), 'sen-sqlmap-'))
  try {
    if (!(await prove(home, range.site.house.database.owner))) {
      console.error('sqlmap does not find the door that was made for it to find: nothing it says here counts')
      return 3
    }
    const base = range.site.url ?? ''
    const { routes, document, known } = await range.fuzzing()
    const [stranger] = await range.people()
    const number = known.find((one) => /^\d\.\d{6}$/.test(one)) ?? '1.001193'
    const sample = (url: string) =>
      url
        .replace(':code', number)
        .replace(/:\w+/g, known[40] ?? 'a')
        .replace('*', 'a')
    const forms = []
    for (const route of routes) {
      if (route.method !== 'GET' || route.access !== 'public') continue
      const page = await range.send({
        method: 'GET',
        url: sample(route.url),
        headers: { accept: 'text/html', cookie: stranger?.cookie ?? '' },
      })
      for (const form of readForms(page.body)) forms.push({ ...form, action: form.action || sample(route.url) })
    }
    const parameters = (route: Route) =>
      (document.paths?.[route.url.replace(/:(\w+)/g, '{$1}')]?.[route.method.toLowerCase()]?.parameters ?? [])
        .filter((one) => one.in === 'query')
        .map((one) => one.name)
    const at = process.argv.indexOf('--only')
    const only = at < 0 ? '' : (process.argv[at + 1] ?? '')
    const targets = targetsOf(routes, parameters, forms, sample).filter((one) => one.path.includes(only))
    const level = String(numberAfter('--level', 2))
    const tried: Tried[] = []
    let served = 0
    range.site.house.http.app.server.on('request', () => served++)
    for (const target of targets) {
      const query = new URLSearchParams(target.query)
      const names = [...Object.keys(target.query), ...Object.keys(target.body)].filter((name) => name !== 'csrf')
      const data = target.json
        ? JSON.stringify(target.body)
        : new URLSearchParams({
            ...target.body,
            ...(target.method === 'POST' ? { csrf: stranger?.csrf ?? '' } : {}),
          }).toString()
      const own = [
        ...['--output-dir', home, '--cookie', stranger?.cookie ?? '', '--headers', `x-csrf: ${stranger?.csrf ?? ''}`],
        ...['--skip', 'csrf', '--level', level],
        ...(target.method === 'POST' ? ['--method', 'POST', '--data', data] : []),
      ]
      const address = `${base}${target.path}`
      const before = served
      let text = await sqlmap(home, [...own, '-u', query.size > 0 ? `${address}?${query}` : address])
      // Addresses carry codes and numbers: what stands in them is tried by itself, for a mark of where leaves the rest alone.
      if (target.inPath) text += await sqlmap(home, [...own, '-u', `${address}*`])
      const { injectable, unfinished } = readReport(text)
      tried.push({
        method: target.method,
        path: target.path,
        fields: names,
        injectable,
        requests: served - before,
        ...(unfinished ? { unfinished } : {}),
      })
      const mark = injectable.length > 0 ? '✗' : unfinished ? '?' : '✓'
      console.log(
        `${mark} ${target.method} ${target.path} · ${names.length} fields · ${served - before} requests${unfinished ? ` · ${unfinished}` : ''}`,
      )
      for (const line of injectable) console.error(`    ${line}`)
    }
    const steps = await range.canary()
    const folder = resolve(dirname(import.meta.filename), '..', '..', '.build', 'attack')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'sqlmap.json'), `${JSON.stringify({ level, served, canary: steps, tried }, null, 2)}\n`)
    const wrong = tried.filter((one) => one.injectable.length > 0).length
    const undone = tried.filter((one) => one.unfinished !== undefined && one.injectable.length === 0).length
    console.log(
      `sqlmap: ${tried.length} doors, ${tried.reduce((sum, one) => sum + one.fields.length, 0)} fields, ${served} requests; ${wrong} injectable, ${undone} not tried to the end; statements run: ${steps}`,
    )
    return wrong > 0 || steps > 0 ? 1 : undone > 0 ? 3 : 0
  } finally {
    rmSync(home, { recursive: true, force: true })
    await range.close()
  }
}

if (import.meta.main) {
  if (spawnSync('sqlmap', ['--version']).status !== 0) {
    console.error('Máy này chưa có sqlmap: apt install sqlmap. (sqlmap is not installed.)')
    process.exitCode = 3
  } else process.exitCode = await main()
}
