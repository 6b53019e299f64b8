import { AsyncLocalStorage } from 'node:async_hooks'
import { hostname } from 'node:os'
import type { Context, Span } from '@opentelemetry/api'
import { type SpanFacts, setTracing } from '#kernel/store'
import { edition } from './backups.ts'

export interface Traces {
  /** Sends what waits and stops. */
  close(): Promise<void>
}

/**
 * OpenTelemetry over HTTP to OTEL_EXPORTER_OTLP_ENDPOINT (or …_TRACES_ENDPOINT), one tree a request: request → transaction →
 * statement, and one a job. Without the variable nothing of it is loaded and nothing is measured. Names and attributes hold
 * patterns of routes and texts of statements with $1 in place of values; errors are marked by their kind, not their words.
 * OTEL_TRACES_SAMPLER_ARG (0–1) takes a share of the requests; OTEL_SERVICE_NAME names the house.
 */
export async function openTraces(environment: NodeJS.ProcessEnv): Promise<Traces | null> {
  const endpoint =
    environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ??
    (environment.OTEL_EXPORTER_OTLP_ENDPOINT
      ? `${environment.OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/$/, '')}/v1/traces`
      : undefined)
  if (!endpoint) return null
  const [api, sdk, resources, { OTLPTraceExporter }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ])
  const { version, commit } = edition()
  const share = Number(environment.OTEL_TRACES_SAMPLER_ARG ?? 1)
  const exporter = new OTLPTraceExporter({ url: endpoint })
  const provider = new sdk.TracerProvider({
    resource: resources.resourceFromAttributes({
      'service.name': environment.OTEL_SERVICE_NAME ?? 'sen',
      'service.version': commit ? `${version}+${commit}` : version,
      'service.instance.id': `${hostname()}:${process.pid}`,
    }),
    sampler: new sdk.ParentBasedSampler({
      root: new sdk.TraceIdRatioBasedSampler(share >= 0 && share <= 1 ? share : 1),
    }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter, scheduledDelayMillis: 1_000, maxQueueSize: 4_096 })],
  })
  const tracer = provider.getTracer('sen')
  const current = new AsyncLocalStorage<Context>()
  const here = (): Context => current.getStore() ?? api.ROOT_CONTEXT
  const fail = (span: Span, error: unknown): void => {
    // words of an error may quote what somebody typed; its kind does not
    const { code, name } = (error ?? {}) as { code?: string; name?: string }
    span.setStatus({ code: api.SpanStatusCode.ERROR, message: String(code ?? name ?? 'Error').slice(0, 80) })
  }
  const parentOf = (line: string | undefined): Context => {
    const found = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(line ?? '')
    if (!found) return here()
    return api.trace.setSpanContext(api.ROOT_CONTEXT, {
      traceId: found[1] as string,
      spanId: found[2] as string,
      traceFlags: Number.parseInt(found[3] as string, 16) & 1,
      isRemote: true,
    })
  }
  setTracing({
    run<T>(name: string, facts: SpanFacts, work: () => Promise<T>): Promise<T> {
      const before = here()
      const span = tracer.startSpan(name, { attributes: facts }, before)
      return current.run(api.trace.setSpan(before, span), async () => {
        try {
          return await work()
        } catch (error) {
          fail(span, error)
          throw error
        } finally {
          span.end()
        }
      })
    },
    begin(name, facts, parent) {
      const before = parentOf(parent)
      const span = tracer.startSpan(name, { attributes: facts, kind: api.SpanKind.SERVER }, before)
      const within = api.trace.setSpan(before, span)
      return {
        within: (work) => current.run(within, work),
        end(more, failed) {
          span.setAttributes(more)
          if (failed) span.setStatus({ code: api.SpanStatusCode.ERROR })
          span.end()
        },
      }
    },
  })
  return {
    async close() {
      setTracing(undefined)
      await provider.shutdown().catch(() => undefined)
    },
  }
}
