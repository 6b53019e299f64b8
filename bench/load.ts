/**
 * The load of a bench, in a process of its own so that the caller's work is not done on the server's event loop. It shares
 * the machine's cores with the server and the database all the same: the client is as thin as it can be (bytes over a kept
 * socket, no parser beyond lengths) and its CPU is reported beside theirs.
 */
import { fork } from 'node:child_process'
import { connect, type Socket } from 'node:net'
import pg from 'pg'
import { uuidv7 } from '#ground/ids'
import { quantile } from './machine.ts'

/** `{n}` a number never used before, `{uuid}` a new UUIDv7, `{now}` the instant: filled in each path, body and parameter. */
export interface HttpLoad {
  kind: 'http'
  port: number
  method: 'GET' | 'POST'
  path: string
  headers: Record<string, string>
  body?: string
  status: number
}

/** Cases that go forward and come back; each answer names the task of the next move. */
export interface MoveLoad {
  kind: 'move'
  port: number
  cases: string[]
  turns: { headers: Record<string, string>; body: string }[]
}

export interface SqlLoad {
  kind: 'sql'
  connection: { host: string; port: number; user: string; database: string }
  sql: string
  params: (string | number | boolean | null)[]
  /** 'auto': one statement that commits itself; 'explicit': BEGIN, the statement, COMMIT. */
  commit: 'auto' | 'explicit'
}

export type Load = (HttpLoad | MoveLoad | SqlLoad) & {
  concurrency: number
  seconds: number
  /** Ends earlier when so many were done. */
  countMax?: number
}

export interface Ran {
  count: number
  seconds: number
  perSecond: number
  p50: number
  p95: number
  p99: number
  /** CPU of the caller, milliseconds a request. */
  clientMs: number
}

export type Answer = { status: number; body: string; head: string }

/** Says that the other side ended the connection, maybe before it read the request. */
export const CLOSED = 'the server closed the connection'

/** HTTP/1.1 over one kept connection, one request at a time. */
export class Line {
  readonly #port: number
  #socket: Socket | undefined
  #got: Buffer = Buffer.alloc(0)
  #wake: (() => void) | undefined
  #failed: Error | undefined

  constructor(port: number) {
    this.#port = port
  }

  async #open(): Promise<Socket> {
    if (this.#socket && !this.#socket.destroyed) return this.#socket
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true })
    socket.on('data', (part: Buffer) => {
      this.#got = this.#got.length === 0 ? part : Buffer.concat([this.#got, part])
      this.#wake?.()
    })
    const fail = (error?: Error): void => {
      this.#failed = error ?? new Error(CLOSED)
      this.#wake?.()
    }
    socket.on('error', fail)
    socket.on('close', () => fail())
    await new Promise<void>((done, refuse) => socket.once('connect', done).once('error', refuse))
    this.#failed = undefined
    this.#socket = socket
    return socket
  }

  async #more(): Promise<void> {
    if (this.#failed) throw this.#failed
    await new Promise<void>((done) => {
      this.#wake = done
    })
    this.#wake = undefined
    if (this.#failed && this.#got.length === 0) throw this.#failed
  }

  async ask(method: string, path: string, headers: string, body?: string, type = 'application/json'): Promise<Answer> {
    const socket = await this.#open()
    this.#got = Buffer.alloc(0)
    const length = body === undefined ? '' : `content-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`
    socket.write(`${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1:${this.#port}\r\n${headers}${length}\r\n${body ?? ''}`)
    let end = -1
    while (end < 0) {
      await this.#more()
      end = this.#got.indexOf('\r\n\r\n')
    }
    const head = this.#got.toString('latin1', 0, end)
    const status = Number(head.slice(9, 12))
    let at = end + 4
    const given = /\r\ncontent-length: (\d+)/i.exec(head)
    if (given) {
      const until = at + Number(given[1])
      while (this.#got.length < until) await this.#more()
      return { status, body: this.#got.toString('utf8', at, until), head }
    }
    if (!/\r\ntransfer-encoding: chunked/i.test(head)) return { status, body: '', head }
    const parts: Buffer[] = []
    for (;;) {
      let line = this.#got.indexOf('\r\n', at)
      while (line < 0) {
        await this.#more()
        line = this.#got.indexOf('\r\n', at)
      }
      const size = Number.parseInt(this.#got.toString('latin1', at, line), 16)
      const until = line + 2 + size + 2
      while (this.#got.length < until) await this.#more()
      if (size === 0) return { status, body: Buffer.concat(parts).toString('utf8'), head }
      parts.push(this.#got.subarray(line + 2, line + 2 + size))
      at = until
    }
  }

  close(): void {
    this.#socket?.destroy()
  }
}

// 64 numbers a millisecond: the next process begins above the last number of this one
let last = Date.now() * 64
const filled = (text: string): string =>
  text.replaceAll(/\{(n|uuid|now)\}/g, (_, name: string) =>
    name === 'n' ? String(++last) : name === 'uuid' ? uuidv7() : new Date().toISOString(),
  )

const headerText = (headers: Record<string, string>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')

type Worker = { once(): Promise<void>; close(): Promise<void> | void }

function httpWorker(load: HttpLoad): Worker {
  const line = new Line(load.port)
  const headers = headerText(load.headers)
  return {
    async once() {
      const answer = await line.ask(load.method, filled(load.path), headers, load.body && filled(load.body))
      if (answer.status !== load.status)
        throw new Error(`${load.path} answered ${answer.status}: ${answer.body.slice(0, 400)}`)
    },
    close: () => line.close(),
  }
}

function moveWorker(load: MoveLoad, number: number, of: number): Worker {
  const line = new Line(load.port)
  const own = load.cases.filter((_, i) => i % of === number).map((task) => ({ task, turn: 0 }))
  const turns = load.turns.map(({ headers, body }) => ({ headers: headerText(headers), body }))
  let next = 0
  return {
    async once() {
      const one = own[next++ % own.length]
      const turn = one && turns[one.turn]
      if (!one || !turn) throw new Error('fewer cases than workers')
      const answer = await line.ask('POST', `/api/v1/tasks/${one.task}/move`, turn.headers, turn.body)
      if (answer.status !== 200) throw new Error(`a move answered ${answer.status}: ${answer.body.slice(0, 400)}`)
      one.task = (JSON.parse(answer.body) as { opened: string[] }).opened[0] ?? ''
      one.turn = (one.turn + 1) % turns.length
    },
    close: () => line.close(),
  }
}

async function sqlWorker(load: SqlLoad): Promise<Worker> {
  const client = new pg.Client({ ...load.connection, ssl: false, application_name: 'bench' })
  await client.connect()
  const once = async (): Promise<void> => {
    const values = load.params.map((value) => (typeof value === 'string' ? filled(value) : value))
    await client.query({ name: 'bench', text: load.sql, values })
  }
  return {
    async once() {
      if (load.commit === 'auto') return once()
      await client.query('begin')
      await once()
      await client.query('commit')
    },
    close: () => client.end(),
  }
}

async function drive(load: Load): Promise<Ran> {
  const workers = await Promise.all(
    Array.from({ length: load.concurrency }, (_, i) =>
      load.kind === 'http'
        ? httpWorker(load)
        : load.kind === 'sql'
          ? sqlWorker(load)
          : moveWorker(load, i, load.concurrency),
    ),
  )
  const times: number[] = []
  const cpu = process.cpuUsage()
  const began = performance.now()
  const until = began + load.seconds * 1000
  const countMax = load.countMax ?? Number.POSITIVE_INFINITY
  let started = 0
  await Promise.all(
    workers.map(async (worker) => {
      for (let now = performance.now(); now < until && started < countMax; ) {
        started++
        await worker.once()
        const then = performance.now()
        times.push(then - now)
        now = then
      }
    }),
  )
  const seconds = (performance.now() - began) / 1000
  const used = process.cpuUsage(cpu)
  await Promise.all(workers.map((worker) => worker.close()))
  times.sort((a, b) => a - b)
  return {
    count: times.length,
    seconds,
    perSecond: times.length / seconds,
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    p99: quantile(times, 0.99),
    clientMs: (used.user + used.system) / 1000 / Math.max(times.length, 1),
  }
}

/** Runs a load in a process of its own. An answer other than the expected one ends it with that answer's words. */
export function runLoad(load: Load): Promise<Ran> {
  return new Promise((done, refuse) => {
    const child = fork(import.meta.filename, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    const patience = setTimeout(() => child.kill('SIGKILL'), (load.seconds + 60) * 1000)
    let answer: { ran?: Ran; error?: string } | undefined
    child.on('message', (message) => {
      answer = message as typeof answer
    })
    child.once('exit', () => {
      clearTimeout(patience)
      if (answer?.ran) done(answer.ran)
      else refuse(new Error(answer?.error ?? 'the load process ended without an answer'))
    })
    child.send(load)
  })
}

if (import.meta.main && process.send) {
  process.once('message', async (load) => {
    const answer = await drive(load as Load).then(
      (ran) => ({ ran }),
      (error: Error) => ({ error: error.message }),
    )
    process.send?.(answer, () => process.exit(0))
  })
}
