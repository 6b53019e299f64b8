import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBlobs } from './blobs.ts'
import { openClamd, ScanFault } from './scan.ts'

/**
 * A partner that speaks clamd's protocol (zINSTREAM, zPING) and knows one signature: EICAR's test file. It is no virus
 * scanner; the real one is tried by hand, as docs/guides/tan-cong-thu.md tells. What is proved here is our side of the talk.
 */
// In two halves, or scanners would take this very file away.
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('')

let dir: string
const servers: Server[] = []

async function partner(talk: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    talk(socket)
  })
  servers.push(server)
  const path = join(dir, `clamd-${servers.length}.sock`)
  await new Promise<void>((open) => server.listen(path, open))
  return `unix:${path}`
}

/** Speaks as clamd does, with a limit on the stream as StreamMaxLength sets it. */
const clamd = (bytesMax = 5_000_000) =>
  partner((socket) => {
    let got = Buffer.alloc(0)
    let answered = false
    const answer = (text: string) => {
      answered = true
      socket.end(`${text}\0`)
    }
    socket.on('data', (chunk) => {
      got = Buffer.concat([got, chunk])
      if (answered) return
      if (got.toString('latin1') === 'zPING\0') return answer('PONG')
      if (!got.toString('latin1').startsWith('zINSTREAM\0')) return answer('UNKNOWN COMMAND')
      const body: Buffer[] = []
      for (let at = 10; at + 4 <= got.length; ) {
        const length = got.readUInt32BE(at)
        if (length === 0) {
          const found = Buffer.concat(body).includes(EICAR)
          return answer(found ? 'stream: Win.Test.EICAR_HDB-1 FOUND' : 'stream: OK')
        }
        if (at + 4 + length > got.length) return
        body.push(got.subarray(at + 4, at + 4 + length))
        at += 4 + length
        if (at > bytesMax) return answer('INSTREAM size limit exceeded. ERROR')
      }
    })
  })

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'scan-'))
})
afterAll(async () => {
  for (const server of servers) server.close()
  await rm(dir, { recursive: true, force: true })
})

const fileOf = async (name: string, content: string | Buffer) => {
  const path = join(dir, name)
  await writeFile(path, content)
  return path
}

describe('a talk with clamd', () => {
  test('clean, infected, in many pieces', async () => {
    const { scan, ping } = openClamd(await clamd())
    expect(await ping()).toBe(true)
    expect(await scan(await fileOf('clean', 'Kính gửi'))).toEqual({ clean: true })
    expect(await scan(await fileOf('empty', ''))).toEqual({ clean: true })
    expect(await scan(await fileOf('eicar', EICAR))).toEqual({ clean: false, infected: 'Win.Test.EICAR_HDB-1' })
    const long = Buffer.concat([Buffer.alloc(1_000_000, 65), Buffer.from(EICAR)])
    expect(await scan(await fileOf('long', long))).toEqual({ clean: false, infected: 'Win.Test.EICAR_HDB-1' })
  })

  test.each([
    ['too large for the scanner', () => clamd(100_000), 'size limit'],
    ['an answer that makes no sense', () => partner((socket) => void socket.end('xin chào\0')), 'xin'],
    ['no answer', () => partner((socket) => void socket.end()), 'without an answer'],
    ['an answer without end', () => partner((socket) => void socket.write('a'.repeat(10_000))), 'too long'],
    ['silence', () => partner(() => undefined), 'no answer in'],
    ['nobody there', async () => `unix:${join(dir, 'nobody')}`, 'ENOENT'],
  ])('%s is never taken for clean', async (_words, open, reason) => {
    const { scan } = openClamd(await open(), { secondsMax: 0.3 })
    const looked = scan(await fileOf('file', Buffer.alloc(300_000, 65)))
    await expect(looked).rejects.toThrow(ScanFault)
    await expect(looked).rejects.toThrow(reason)
  })

  test('nobody there is told by the ping', async () => {
    expect(await openClamd(`unix:${join(dir, 'nobody')}`).ping()).toBe(false)
    expect(await openClamd(await partner((socket) => void socket.end('NO\0'))).ping()).toBe(false)
  })

  test('an address that is none stops the start', () => {
    expect(() => openClamd('clamd')).toThrow('SEN_CLAMD')
    expect(() => openClamd('127.0.0.1:3310')).not.toThrow()
  })
})

describe('what comes into the store is looked through', () => {
  const put = async (address: string, content: string) => {
    const place = await mkdtemp(join(dir, 'store-'))
    const blobs = await openBlobs(place, { bytesMax: 1_000_000, scan: openClamd(address, { secondsMax: 1 }).scan })
    const kept = await blobs.put(Buffer.from(content), { name: 'a.txt' }).then(
      () => 'kept',
      (error: { code?: string }) => error.code,
    )
    return { kept, left: await readdir(join(place, 'incoming')), all: await readdir(place) }
  }

  test('clean files are kept; infected ones are refused by name and leave nothing', async () => {
    const address = await clamd()
    expect((await put(address, 'Kính gửi')).kept).toBe('kept')
    expect(await put(address, EICAR)).toEqual({ kept: 'papers.infected', left: [], all: ['incoming'] })
  })

  test('with a scanner that is not there nothing is taken', async () => {
    expect(await put(`unix:${join(dir, 'nobody')}`, 'Kính gửi')).toEqual({
      kept: 'papers.not-scanned',
      left: [],
      all: ['incoming'],
    })
  })
})
