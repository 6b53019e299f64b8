import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { visitor } from '#kernel/testing'
import { openTestSite } from './test-site.ts'
import { openTraces } from './trace.ts'

interface Span {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  attributes: { key: string; value: Record<string, unknown> }[]
}

let receiver: Server | undefined
afterEach(() => {
  receiver?.closeAllConnections()
  receiver?.close()
})

/** A collector that takes OTLP over HTTP as JSON. */
async function listen(): Promise<{ url: string; spans: Span[]; bodies: string[] }> {
  const spans: Span[] = []
  const bodies: string[] = []
  receiver = createServer((request, answer) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const raw = Buffer.concat(chunks)
      const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString('utf8')
      bodies.push(text)
      const sent = JSON.parse(text) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }
      for (const resource of sent.resourceSpans) for (const scope of resource.scopeSpans) spans.push(...scope.spans)
      answer.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((next) => receiver?.listen(0, '127.0.0.1', next))
  return { url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`, spans, bodies }
}

test('without a collector nothing is opened', async () => {
  expect(await openTraces({})).toBeNull()
})

test('a request is a tree of request, transactions and statements, and says nothing about anybody', async () => {
  const { url, spans, bodies } = await listen()
  const site = await openTestSite()
  const traces = await openTraces({ OTEL_EXPORTER_OTLP_ENDPOINT: url })
  try {
    const officer = visitor(site.inject)
    expect((await officer.signIn('motcua.caolanh', site.password)).status).toBe(200)
    const procedures = await officer.get<{ rows: { id: string }[] }>('/api/v1/one-stop/procedure?f.code=1.001193')
    const made = await officer.send('POST', '/api/v1/one-stop/intake', {
      procedure: procedures.json().rows[0]?.id,
      national_id: '087185123456',
      full_name: 'Trần Thị Bảy Kín',
      phone: '0900099887',
      content: 'nội dung rất kín',
    })
    expect(made.status, made.text).toBe(201)
  } finally {
    await traces?.close()
    await site.close()
  }
  const request = spans.find((span) => span.name === 'POST /api/v1/one-stop/intake')
  if (!request) throw new Error(`no span of the request among ${spans.map((span) => span.name).join(', ')}`)
  const below = (parent: Span): Span[] =>
    spans.filter((span) => span.parentSpanId === parent.spanId && span.traceId === parent.traceId)
  const transactions = below(request).filter((span) => span.name === 'transaction')
  expect(transactions.length).toBeGreaterThan(0)
  const statements = transactions.flatMap(below).filter((span) => span.name === 'statement')
  expect(statements.length).toBeGreaterThan(3)
  const texts = statements.map((span) =>
    String(span.attributes.find((one) => one.key === 'db.query.text')?.value.stringValue),
  )
  expect(texts.some((text) => /insert into .*intake/i.test(text))).toBe(true)
  expect(request.attributes).toContainEqual({ key: 'http.response.status_code', value: { intValue: 201 } })
  // every statement belongs to a request: the context is not lost on the way through bodies and promises
  const orphans = spans.filter((span) => span.name !== 'job' && !span.parentSpanId && !/^(GET|POST) /.test(span.name))
  expect(orphans.map((span) => span.name)).toEqual([])
  for (const secret of ['087185123456', 'Bảy Kín', '0900099887', 'nội dung rất kín', site.password])
    expect(
      bodies.some((body) => body.includes(secret)),
      secret,
    ).toBe(false)
}, 60_000)
