/**
 * Claim: traces cost nothing while nobody listens. The seam in the store is one comparison a statement: measured against the
 * round trip of the smallest statement on the same database. With a collector set, the smallest transaction there is (three
 * times `select 1` over a Unix socket) may take up to three times as long: spans are made and sent by the same thread. That
 * price is paid by who asks for it; OTEL_TRACES_SAMPLER_ARG takes a share of the requests only.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { assert } from '#ground/refusal'
import { house, isTraced } from '#kernel/store'
import { endTestPostgres, openTestHouse } from '#kernel/testing'
import { openTraces } from '../host/trace.ts'
import { judge, median } from './machine.ts'

const ROUNDS = 7
const TRANSACTIONS = 400
const ASKED = 5_000_000

const collector = createServer((request, answer) => {
  request.resume().on('end', () => answer.writeHead(200, { 'content-type': 'application/json' }).end('{}'))
})
await new Promise<void>((next) => collector.listen(0, '127.0.0.1', next))
const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`
const { database, close } = await openTestHouse()

/** Microseconds a transaction of three statements takes, one after the other. */
async function transactions(): Promise<number> {
  const began = performance.now()
  for (let i = 0; i < TRANSACTIONS; i++)
    await database.transaction(house, async (tx) => {
      for (let one = 0; one < 3; one++) await tx.query('select $1::int as one', [one])
    })
  return ((performance.now() - began) * 1_000) / TRANSACTIONS
}

try {
  await transactions()
  const without: number[] = []
  const traced: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    without.push(await transactions())
    const traces = await openTraces({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })
    traced.push(await transactions())
    await traces?.close()
  }
  let listeners = 0
  const began = performance.now()
  for (let i = 0; i < ASKED; i++) if (isTraced()) listeners++
  assert(listeners === 0, 'nobody listens here')
  const seam = ((performance.now() - began) * 1_000) / ASKED
  const plain = median(without)
  // four questions a transaction of three statements
  const share = (4 * seam) / plain
  judge({
    what: 'seam of traces with no collector, share of a transaction',
    measured: `${(share * 100).toFixed(4)} %`,
    hold: '0.1 %',
    ratio: share / 0.001,
  })
  const price = median(traced) / plain
  judge({
    what: 'transaction of three statements with a collector',
    measured: `× ${price.toFixed(2)}`,
    hold: '× 3',
    ratio: price / 3,
  })
} finally {
  await close()
  await endTestPostgres()
  collector.closeAllConnections()
  collector.close()
}
