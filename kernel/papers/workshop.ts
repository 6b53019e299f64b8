import { Worker } from 'node:worker_threads'

/** What a workshop may use. `secondsMax` for one piece of work, `waitingMax` pieces in the queue, `memoryMaxMiB` of JavaScript heap. */
export type WorkshopLimits = { secondsMax: number; waitingMax: number; memoryMaxMiB: number }

/** The errors a workshop throws for its owner: the work took too long, or the queue is full. */
export type WorkshopErrors = { late: (secondsMax: number) => Error; full: (waiting: number) => Error }

/** A piece of work the worker could not do; `code` is what the worker called it. */
export class WorkFault extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.name = 'WorkFault'
    this.code = code
  }
}

export type Workshop<Q, A> = { ask(question: Q, errors: WorkshopErrors): Promise<A>; close(): Promise<void> }

type Piece<Q, A> = { question: Q; errors: WorkshopErrors; resolve: (answer: A) => void; reject: (error: Error) => void }

/** What a worker sends back. */
export type WorkAnswer<A> = { answer: A } | { fault: { code: string; message: string } }

/**
 * One worker thread that does one piece of work at a time, so that a file made to hang a decoder hangs a thread that
 * is thrown away and not the province. The thread starts with the first piece, stays warm, and does not keep the
 * process alive when idle. A piece past its time, or a thread that dies (out of memory), costs that piece only.
 * Native code that never returns cannot be stopped by Node, only abandoned: the piece is refused all the same.
 */
export function openWorkshop<Q, A>(script: URL, limits: WorkshopLimits): Workshop<Q, A> {
  const queue: Piece<Q, A>[] = []
  let worker: Worker | undefined
  let current: Piece<Q, A> | undefined
  let clock: ReturnType<typeof setTimeout> | undefined

  function finish(): Piece<Q, A> | undefined {
    const piece = current
    current = undefined
    clearTimeout(clock)
    worker?.unref()
    return piece
  }

  function discard(): Worker | undefined {
    const old = worker
    worker = undefined
    old?.removeAllListeners()
    // A late death of an abandoned thread concerns nobody.
    old?.on('error', () => {})
    return old
  }

  function die(error: Error): void {
    discard()
    finish()?.reject(new WorkFault('died', error.message))
    next()
  }

  function start(): Worker {
    const made = new Worker(script, {
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: limits.memoryMaxMiB },
    })
    made.on('message', (reply: WorkAnswer<A>) => {
      const piece = finish()
      if ('fault' in reply) piece?.reject(new WorkFault(reply.fault.code, reply.fault.message))
      else piece?.resolve(reply.answer)
      next()
    })
    made.on('error', die)
    made.on('exit', (code) => die(new Error(`the thread ended with ${code}`)))
    return made
  }

  function next(): void {
    if (current) return
    const piece = queue.shift()
    if (!piece) return
    current = piece
    worker ??= start()
    worker.ref()
    clock = setTimeout(() => {
      void discard()?.terminate()
      finish()?.reject(piece.errors.late(limits.secondsMax))
      next()
    }, limits.secondsMax * 1000)
    worker.postMessage(piece.question)
  }

  return {
    ask(question, errors) {
      if (queue.length >= limits.waitingMax) return Promise.reject(errors.full(queue.length))
      return new Promise<A>((resolve, reject) => {
        queue.push({ question, errors, resolve, reject })
        next()
      })
    },
    async close() {
      const old = discard()
      finish()?.reject(new WorkFault('closed', 'the workshop was closed'))
      for (const piece of queue.splice(0)) piece.reject(new WorkFault('closed', 'the workshop was closed'))
      await old?.terminate()
    },
  }
}
