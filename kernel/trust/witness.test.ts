import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { house } from '#kernel/store'
import { openTestHouse, type TestHouse } from '#kernel/testing'
import { writeFact } from './fact.ts'
import { getHead, listHeads } from './log.ts'
import { logInDatabase } from './log-dump.ts'
import { verifyLog } from './log-verify.ts'
import { sealAll } from './seal.ts'
import { sealKeysIn } from './seal-keys.ts'
import { certificatesOf, checkStamp, readStamp, stampRequest } from './time-stamp.ts'
import { listWitnesses, mailHead, stampedBytes, stampHead, witnessAddresses, witnessJobs } from './witness.ts'

const run = promisify(execFile)
const hasOpenssl = await run('openssl', ['version']).then(
  () => true,
  () => false,
)
if (!hasOpenssl) console.warn('openssl is not installed: time stamps are not tried against a real authority')

let site: TestHouse
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sen-witness-'))
  site = await openTestHouse()
  await site.database.transaction(house, async (tx) => writeFact(tx, { kind: 'tried', system: 'kite-club' }))
  await sealAll(site.database, sealKeysIn(join(folder, 'keys')))
})
afterAll(async () => {
  await site?.close()
  await rm(folder, { recursive: true, force: true })
})

describe('mail', () => {
  test('each address gets the newest head once, with what is needed to check it', async () => {
    const sent: { to: string; subject: string; text: string }[] = []
    const options = {
      to: witnessAddresses('thanh.tra@dongthap.example, kiem-sat@example.vn; rác, '),
      publicUrl: 'https://sen.example',
      send: async (to: string, subject: string, text: string) => void sent.push({ to, subject, text }),
    }
    expect(await mailHead(site.database, options)).toBe(2)
    expect(await mailHead(site.database, options)).toBe(0)
    const head = await site.database.transaction(house, (tx) => getHead(tx))
    expect(sent.map((mail) => mail.to)).toEqual(['thanh.tra@dongthap.example', 'kiem-sat@example.vn'])
    for (const part of [head.root, head.key, head.signature, String(head.size), 'https://sen.example/nhat-ky'])
      expect(sent[0]?.text).toContain(part)
    const told = await site.database.transaction(house, (tx) => listWitnesses(tx))
    expect(told.map((one) => [one.kind, one.by])).toEqual([
      ['mail', 'kiem-sat@example.vn'],
      ['mail', 'thanh.tra@dongthap.example'],
    ])
  })

  test('jobs are there only for what was set', () => {
    expect(witnessJobs({ to: [], publicUrl: 'x', send: async () => undefined })).toEqual([])
    expect(witnessJobs({ to: ['a@b'], publicUrl: 'x' })).toEqual([])
    expect(witnessJobs({ to: [], publicUrl: 'x', stampUrl: 'https://tsa.example' }).map((job) => job.name)).toEqual([
      'log-time-stamp',
    ])
  })
})

/** An authority of our own: OpenSSL makes its keys and answers each request. */
async function authority(): Promise<{ url: string; anchors: string; server: Server; asked: () => number }> {
  const at = (name: string): string => join(folder, name)
  await writeFile(
    at('tsa.cnf'),
    `[req]
distinguished_name = dn
prompt = no
[dn]
CN = Sen test authority
[ca]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
[leaf]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = one
[one]
serial = ${at('serial')}
crypto_device = builtin
signer_cert = ${at('tsa.pem')}
certs = ${at('ca.pem')}
signer_key = ${at('tsa.key')}
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
`,
  )
  await writeFile(at('serial'), '01\n')
  const openssl = (...words: string[]) => run('openssl', words)
  await openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
    '-days',
    '30',
    '-config',
    at('tsa.cnf'),
    '-extensions',
    'ca',
    '-subj',
    '/CN=Sen test root',
  )
  await openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    at('tsa.key'),
    '-out',
    at('tsa.csr'),
    '-config',
    at('tsa.cnf'),
  )
  await openssl(
    'x509',
    '-req',
    '-in',
    at('tsa.csr'),
    '-CA',
    at('ca.pem'),
    '-CAkey',
    at('ca.key'),
    '-CAcreateserial',
    '-out',
    at('tsa.pem'),
    '-days',
    '30',
    '-extfile',
    at('tsa.cnf'),
    '-extensions',
    'leaf',
  )
  let count = 0
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', async () => {
      count++
      try {
        await writeFile(at(`q${count}`), Buffer.concat(parts))
        await openssl(
          'ts',
          '-reply',
          '-config',
          at('tsa.cnf'),
          '-section',
          'one',
          '-queryfile',
          at(`q${count}`),
          '-out',
          at(`a${count}`),
        )
        response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(await readFile(at(`a${count}`)))
      } catch (error) {
        response.writeHead(500).end(String(error))
      }
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tsa`,
    anchors: await readFile(at('ca.pem'), 'utf8'),
    server,
    asked: () => count,
  }
}

describe.skipIf(!hasOpenssl)('time stamps of a real authority (openssl ts)', () => {
  let tsa: Awaited<ReturnType<typeof authority>>
  beforeAll(async () => {
    tsa = await authority()
  })
  afterAll(() => new Promise((done) => tsa?.server.close(done)))

  test('the newest head is stamped once, and the stamp can be checked without the authority', async () => {
    expect(await stampHead(site.database, { url: tsa.url })).toBe(true)
    expect(await stampHead(site.database, { url: tsa.url })).toBe(false)
    expect(tsa.asked()).toBe(1)
    const [row] = (
      await site.database.owner.query<{ token: Buffer; head: number }>(
        `select token, head from sen.log_witness where kind = 'time-stamp'`,
      )
    ).rows
    const head = (await site.database.transaction(house, (tx) => listHeads(tx))).find((one) => one.number === row?.head)
    const data = stampedBytes(head as NonNullable<typeof head>)
    const token = row?.token as Buffer
    const stamp = await checkStamp(token, data, certificatesOf(tsa.anchors))
    expect(stamp).toMatchObject({ by: 'Sen test authority', isTrusted: true })
    expect(Math.abs(stamp.at.getTime() - Date.now())).toBeLessThan(120_000)
    expect((await checkStamp(token, data)).isTrusted).toBeNull()
    // OpenSSL itself agrees
    await writeFile(join(folder, 'data'), data)
    await writeFile(join(folder, 'token'), token)
    const { stdout } = await run('openssl', [
      'ts',
      '-verify',
      '-data',
      join(folder, 'data'),
      '-in',
      join(folder, 'token'),
      '-token_in',
      '-CAfile',
      join(folder, 'ca.pem'),
    ])
    expect(stdout).toContain('Verification: OK')
  })

  test('a stamp of other data, a touched one, one of a stranger or of a wrong certificate is refused', async () => {
    const data = Buffer.from('dữ liệu')
    const ask = async (request: Buffer): Promise<Buffer> =>
      Buffer.from(await (await fetch(tsa.url, { method: 'POST', body: new Uint8Array(request) })).arrayBuffer())
    const { body, nonce } = stampRequest(data)
    const answer = await ask(body)
    const token = await readStamp(answer, data, nonce)
    await expect(readStamp(answer, Buffer.from('khác'), nonce)).rejects.toMatchObject({
      code: 'time-stamp.for-other-data',
    })
    await expect(readStamp(answer, data, Buffer.alloc(8, 1))).rejects.toMatchObject({
      code: 'time-stamp.for-other-data',
    })
    await expect(readStamp(Buffer.from('rác'), data, nonce)).rejects.toMatchObject({ code: 'time-stamp.unreadable' })
    // any byte of the signature, which stands at the end of the token
    const touched = Buffer.from(token)
    touched[touched.length - 5] = (touched.at(-5) ?? 0) ^ 1
    await expect(checkStamp(touched, data)).rejects.toMatchObject({ code: 'time-stamp.bad-signature' })
    const { stdout } = await run('openssl', [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      join(folder, 'other.key'),
      '-days',
      '3',
      '-subj',
      '/CN=somebody else',
    ])
    expect((await checkStamp(token, data, certificatesOf(stdout))).isTrusted).toBe(false)
  })

  test('verify-log looks at stamps: good, of a stranger, and over a head that is gone', async () => {
    const source = () => logInDatabase(site.database, join(folder, 'log'))
    const whole = await verifyLog(await source(), { anchors: certificatesOf(tsa.anchors) })
    expect(whole).toMatchObject({ ok: true, stamps: 1 })
    const { stdout } = await run('openssl', [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      join(folder, 'third.key'),
      '-days',
      '3',
      '-subj',
      '/CN=a third',
    ])
    const doubted = await verifyLog(await source(), { anchors: certificatesOf(stdout) })
    expect(doubted.findings.map((one) => one.code)).toEqual(['bad-stamp'])
    // the stamp stays when head and leaves are cut away with the stolen key: it tells on them
    const client = await site.database.owner.connect()
    try {
      await client.query(`begin; set local session_replication_role = replica;
        update sen.log_head set number = number + 1000; commit`)
      const cut = await verifyLog(await source())
      expect(cut.findings.map((one) => one.code)).toContain('stamp-without-head')
      await client.query(
        `begin; set local session_replication_role = replica; update sen.log_head set number = number - 1000; commit`,
      )
    } finally {
      client.release()
    }
    expect((await verifyLog(await source())).ok).toBe(true)
  })

  test('an authority that is down or refuses leaves the head for the next hour', async () => {
    await site.database.transaction(house, async (tx) => writeFact(tx, { kind: 'tried', system: 'kite-club' }))
    site.clock.advance(1_000)
    await sealAll(site.database, sealKeysIn(join(folder, 'keys')))
    const broken = createServer((_request, response) => response.writeHead(503).end())
    await new Promise<void>((done) => broken.listen(0, '127.0.0.1', () => done()))
    const url = `http://127.0.0.1:${(broken.address() as AddressInfo).port}/`
    await expect(stampHead(site.database, { url })).rejects.toMatchObject({ code: 'time-stamp.refused' })
    await new Promise((done) => broken.close(done))
    await expect(stampHead(site.database, { url })).rejects.toMatchObject({ kind: 'unavailable' })
    await expect.poll(() => stampHead(site.database, { url: tsa.url })).toBe(true)
  })
})
