import { test } from 'vitest'
import { assert } from '#ground/refusal'

/** How a story reaches the host: what Fastify's inject, or a fetch to a running server, can both be wrapped into. */
export type Inject = (request: {
  method: string
  path: string
  headers: Record<string, string>
  body?: string | Uint8Array
}) => Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: string }>

export interface Answer<T = unknown> {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
  /** The body read as JSON; a Bug when it is none. */
  json<R = T>(): R
}

/** Somebody with a browser: keeps cookies and sends the csrf token of GET /api/v1/me with every unsafe request. */
export interface Visitor {
  get<T = unknown>(path: string): Promise<Answer<T>>
  send<T = unknown>(method: 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Answer<T>>
  signIn(login: string, password: string): Promise<Answer>
  /** Sends a form as a browser without script does, token included. */
  form<T = unknown>(path: string, fields: Record<string, string>): Promise<Answer<T>>
  /** The cookies held, as the header writes them. */
  cookies(): string
}

/** A visitor of `inject`, without cookies yet. */
export function visitor(inject: Inject): Visitor {
  const cookies = new Map<string, string>()
  let csrf: string | undefined
  const keep = (lines: string | string[] | undefined): void => {
    for (const line of [lines ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? []
      if (value === '' || /max-age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
  }
  async function call<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const headers: Record<string, string> = { accept: 'application/json' }
    if (cookies.size > 0) headers.cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    if (csrf && method !== 'GET') headers['x-csrf'] = csrf
    if (body !== undefined) headers['content-type'] = 'application/json'
    const answer = await inject({
      method,
      path,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    keep(answer.headers['set-cookie'])
    return {
      status: answer.status,
      headers: answer.headers,
      text: answer.body,
      json: <R>() => JSON.parse(answer.body) as R,
    }
  }
  const cookieLine = (): string => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const refreshCsrf = async (): Promise<void> => {
    const me = await call<{ csrf?: string }>('GET', '/api/v1/me')
    if (me.status === 200) csrf = me.json<{ csrf?: string }>().csrf
  }
  return {
    get: (path) => call('GET', path),
    async send(method, path, body) {
      if (!csrf) await refreshCsrf()
      return call(method, path, body)
    },
    async form(path, fields) {
      if (!csrf) await refreshCsrf()
      const answer = await inject({
        method: 'POST',
        path,
        headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', cookie: cookieLine() },
        body: new URLSearchParams({ csrf: csrf ?? '', ...fields }).toString(),
      })
      keep(answer.headers['set-cookie'])
      return {
        status: answer.status,
        headers: answer.headers,
        text: answer.body,
        json: <R>() => JSON.parse(answer.body) as R,
      }
    },
    cookies: cookieLine,
    async signIn(login, password) {
      if (!csrf) await refreshCsrf()
      const answer = await call('POST', '/api/v1/sign-in', { login, password })
      await refreshCsrf()
      return answer
    },
  }
}

export interface Story {
  /** One step; when it fails, the error names it. Returns what the step returns. */
  step<T>(words: string, run: () => Promise<T> | T): Promise<T>
  /** How visitors of this story reach the host. */
  reach(inject: Inject): void
  /** Somebody new at the door; `reach` comes first. */
  visitor(): Visitor
  /** Runs when the story ends, also when it fails; last given, first run. */
  finally(end: () => Promise<void> | void): void
}

/** Runs the steps of a story; a failure carries the number and the words of its step. Apart from `story` so that it can be tested. */
export async function tell(body: (s: Story) => Promise<void>): Promise<void> {
  const ends: (() => Promise<void> | void)[] = []
  let inject: Inject | undefined
  let count = 0
  const s: Story = {
    async step(words, run) {
      count += 1
      const number = count
      try {
        return await run()
      } catch (error) {
        if (error instanceof Error) error.message = `step ${number} "${words}": ${error.message}`
        throw error
      }
    },
    reach(how) {
      inject = how
    },
    visitor() {
      assert(inject, 'a story calls reach() before it has visitors')
      return visitor(inject)
    },
    finally: (end) => void ends.push(end),
  }
  try {
    await body(s)
  } finally {
    for (const end of ends.reverse()) await end()
  }
}

/** A story told as one test: steps in order through the doors of the house. */
export function story(title: string, body: (s: Story) => Promise<void>, timeoutMs = 60_000): void {
  test(title, () => tell(body), timeoutMs)
}
