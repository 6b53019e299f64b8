/**
 * A small balancer for trials: a stand-in for HAProxy or nginx, which a real installation uses (docs/guides/van-hanh.md has
 * their settings). Asks each host for /readyz, sends requests round robin to those that are ready, lets running ones end.
 *
 *   node tools/balancer.ts --port 8080 --to 127.0.0.1:3001 --to 127.0.0.1:3002
 *
 * A request is given to another host only when it has reached none: the connection was refused. One that was under way and
 * broke is answered 502 and counted, because a write might have been done.
 */
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

/** How often each host is asked, in milliseconds; a host must drain for longer than this. */
const ASK_MS = 100
const ASK_WAIT_MS = 1_000
/** Bodies are held so that a request which reached no host can go to another. */
const BODY_BYTES_MAX = 8 * 1_048_576

interface Host {
  host: string
  port: number
  ready: boolean
  agent: Agent
  running: number
}

export interface Balancer {
  port: number
  /** Addresses that are ready now, 'host:port'. */
  ready(): string[]
  /** Requests that broke under way or found no host. */
  broken: number
  close(): Promise<void>
}

function isReady(host: Host): Promise<boolean> {
  return new Promise((done) => {
    const asked = request(
      { host: host.host, port: host.port, path: '/readyz', timeout: ASK_WAIT_MS, agent: false },
      (answer) => {
        answer.resume()
        done(answer.statusCode === 200)
      },
    )
    asked.once('timeout', () => asked.destroy())
    asked.once('error', () => done(false))
    asked.end()
  })
}

async function bodyOf(from: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of from as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > BODY_BYTES_MAX) throw new Error('the body is larger than a trial sends')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Starts the balancer on 127.0.0.1; `port` 0 takes a free one. */
export async function startBalancer(to: readonly string[], port = 0): Promise<Balancer> {
  const hosts: Host[] = to.map((address) => {
    const [host = '127.0.0.1', number = '0'] = address.split(':')
    return {
      host,
      port: Number(number),
      ready: false,
      agent: new Agent({ keepAlive: true, maxSockets: 64 }),
      running: 0,
    }
  })
  let turn = 0
  const ask = async (host: Host): Promise<void> => {
    const ready = await isReady(host)
    if (host.ready && !ready) {
      // connections that idle in our pool are let go; running ones end by themselves
      const { agent } = host
      host.agent = new Agent({ keepAlive: true, maxSockets: 64 })
      for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy()
    }
    host.ready = ready
  }
  let closed = false
  const rounds = hosts.map(async (host) => {
    while (!closed) {
      await ask(host)
      await new Promise((next) => setTimeout(next, ASK_MS))
    }
  })

  const send = (host: Host, from: IncomingMessage, body: Buffer): Promise<IncomingMessage> =>
    new Promise((done, fail) => {
      const headers = {
        ...from.headers,
        'x-forwarded-for': from.socket.remoteAddress,
        'content-length': String(body.length),
      }
      delete (headers as Record<string, unknown>).connection
      delete (headers as Record<string, unknown>)['transfer-encoding']
      const passed = request(
        { host: host.host, port: host.port, method: from.method, path: from.url, headers, agent: host.agent },
        done,
      )
      passed.once('error', fail)
      passed.end(body)
    })

  const balancer: Balancer = {
    port,
    broken: 0,
    ready: () => hosts.filter((one) => one.ready).map((one) => `${one.host}:${one.port}`),
    async close() {
      closed = true
      await Promise.all(rounds)
      await new Promise((done) => {
        server.close(done)
        server.closeAllConnections()
      })
      for (const host of hosts) host.agent.destroy()
    },
  }

  async function pass(from: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = await bodyOf(from)
    const tried = new Set<Host>()
    for (;;) {
      const open = hosts.filter((one) => one.ready && !tried.has(one))
      const host = open[turn++ % Math.max(1, open.length)]
      if (!host) break
      tried.add(host)
      host.running++
      try {
        const passed = await send(host, from, body)
        const headers = { ...passed.headers }
        delete headers.connection
        delete headers['keep-alive']
        answer.writeHead(passed.statusCode ?? 502, headers)
        passed.pipe(answer)
        await new Promise((next) => answer.once('close', next))
        return
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') break
        host.ready = false
      } finally {
        host.running--
      }
    }
    balancer.broken++
    answer.writeHead(502, { 'content-type': 'text/plain' }).end('no host')
  }

  const server: Server = createServer((from, answer) => {
    pass(from, answer).catch(() => {
      balancer.broken++
      answer.destroy()
    })
  })
  await new Promise<void>((next) => server.listen(port, '127.0.0.1', next))
  const address = server.address()
  if (address && typeof address === 'object') balancer.port = address.port
  return balancer
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '8080' }, to: { type: 'string', multiple: true, default: [] } },
  })
  const balancer = await startBalancer(values.to, Number(values.port))
  console.log(`http://127.0.0.1:${balancer.port} → ${values.to.join(', ')}`)
}
