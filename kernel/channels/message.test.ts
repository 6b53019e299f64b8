import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '#kernel/testing'
import { askContact, memoryKeyRing, openSession } from '#kernel/trust'
import { messageJob, openSms } from './message.ts'
import type { Mailer } from './site.ts'

let club: TestHouse
let gateway: Server
let url: string
let status = 200
const received: { path: string | undefined; token: string | undefined; body: unknown }[] = []

beforeAll(async () => {
  club = await openTestHouse()
  gateway = createServer((request, response) => {
    let text = ''
    request.on('data', (part: Buffer) => {
      text += part.toString('utf8')
    })
    request.on('end', () => {
      received.push({ path: request.url, token: request.headers.authorization, body: JSON.parse(text) })
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((ready) => gateway.listen(0, '127.0.0.1', ready))
  url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/gui-tin`
})
afterAll(async () => {
  await new Promise<unknown>((done) => gateway.close(done))
  await club.close()
})

/** What waits in the queue, as the worker would hand it over; reading takes it out. */
async function payloads(): Promise<unknown[]> {
  const { rows } = await club.database.owner.query<{ payload: unknown }>(
    'delete from graphile_worker._private_jobs returning payload',
  )
  return rows.map((row) => row.payload)
}
async function ask(channel: 'email' | 'phone', to: string): Promise<unknown> {
  const { rows } = await club.database.owner.query<{ id: string }>('select id from sen.account order by login limit 1')
  const session = await openSession(club.database, String(rows[0]?.id), { methods: ['pwd'] })
  await askContact(club.database, session, channel, to, { ip: `10.0.${received.length}.1` })
  const [payload] = await payloads()
  return payload
}
const sent: (string | undefined)[][] = []
const mailer: Mailer = {
  async send(...letter) {
    sent.push(letter)
  },
}
const signal = new AbortController().signal

test('without a gateway there are no text messages', () => {
  expect(openSms({})).toBeNull()
})

test('a text message goes to the gateway with its token, the number in its international form', async () => {
  const sms = openSms({ SEN_SMS_URL: url, SEN_SMS_TOKEN: 'mot-the' })
  await messageJob(mailer, sms).run(club.database, await ask('phone', '0912345678'), signal)
  expect(received).toEqual([
    {
      path: '/gui-tin',
      token: 'Bearer mot-the',
      body: { to: '84912345678', text: expect.stringMatching(/^\d{6} là mã để xác nhận địa chỉ liên hệ/) },
    },
  ])
  expect(sent).toEqual([])
})

test('a gateway that refuses is named, and the job is tried again', async () => {
  status = 503
  const job = messageJob(mailer, openSms({ SEN_SMS_URL: url }))
  const payload = await ask('phone', '0912345679')
  await expect(job.run(club.database, payload, signal)).rejects.toMatchObject({
    code: 'message.sms-refused',
    facts: { status: 503 },
  })
  status = 200
  await job.run(club.database, payload, signal)
  expect(received.at(-1)?.body).toMatchObject({ to: '84912345679' })
})

test('a letter goes by mail; one that is too late, or whose key is gone, goes nowhere', async () => {
  const job = messageJob(mailer, null)
  await job.run(club.database, await ask('email', 'may@example.vn'), signal)
  expect(sent).toEqual([['may@example.vn', expect.stringMatching(/^Mã xác nhận/), expect.stringContaining('5 phút')]])
  club.clock.advance({ minutes: 30 })
  const late = await ask('email', 'tre@example.vn')
  club.clock.advance({ minutes: 6 })
  await job.run(club.database, late, signal)
  const lost = await ask('email', 'mat@example.vn')
  club.database.lend('keys', memoryKeyRing())
  await job.run(club.database, lost, signal)
  expect(sent).toHaveLength(1)
})
