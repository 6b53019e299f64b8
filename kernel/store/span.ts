/**
 * A seam for traces. Without a tracer (the usual case) everything here is one comparison; the host sets one when the
 * environment names a collector. Attributes never carry values: a statement's text has its parameters as $1, $2.
 */
export type SpanFacts = Record<string, string | number | boolean>

/** A span that begins in one callback and ends in another. */
export interface OpenSpan {
  /** Runs `work` so that what it begins becomes a child of this span. */
  within(work: () => void): void
  end(facts: SpanFacts, failed: boolean): void
}

export interface Tracing {
  run<T>(name: string, facts: SpanFacts, work: () => Promise<T>): Promise<T>
  /** `parent` is a W3C traceparent, believed by the caller. */
  begin(name: string, facts: SpanFacts, parent?: string): OpenSpan
}

let tracing: Tracing | undefined

/** Sets the tracer of this process; undefined takes it away. */
export function setTracing(one: Tracing | undefined): void {
  tracing = one
}

/** Runs `work` in a span of its own when there is a tracer. */
export function span<T>(name: string, facts: SpanFacts, work: () => Promise<T>): Promise<T> {
  return tracing ? tracing.run(name, facts, work) : work()
}

export const beginSpan = (name: string, facts: SpanFacts, parent?: string): OpenSpan | undefined =>
  tracing?.begin(name, facts, parent)

/** Whether anybody listens: for facts that cost something to gather. */
export const isTraced = (): boolean => tracing !== undefined
