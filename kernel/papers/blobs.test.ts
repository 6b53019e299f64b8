import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { type Blobs, openBlobs } from './blobs.ts'

const folders: string[] = []
let dir: string
let blobs: Blobs

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'blobs-'))
  folders.push(dir)
  blobs = await openBlobs(dir, { bytesMax: 1_000_000 })
})
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

const sha = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex')
const files = async (folder = dir): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((e) => e.name)
async function all(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

describe('put and get', () => {
  test('what is put is got, under its own hash, readable by the owner alone', async () => {
    const text = 'Đơn xin xác nhận\n'
    const kept = await blobs.put(Readable.from([Buffer.from(text.slice(0, 3)), Buffer.from(text.slice(3))]), {
      name: 'Đơn.txt',
      declaredKind: 'text/plain; charset=utf-8',
    })
    expect(kept).toEqual({
      kind: 'txt',
      name: 'Đơn.txt',
      sha256: sha(text),
      size: Buffer.byteLength(text),
      known: false,
    })
    expect((await all(await blobs.get(kept.sha256, { verify: true }))).toString()).toBe(text)
    expect(blobs.path(kept.sha256)).toBe(join(dir, kept.sha256.slice(0, 2), kept.sha256.slice(2, 4), kept.sha256))
    expect((await stat(blobs.path(kept.sha256))).mode & 0o777).toBe(0o600)
    expect((await stat(join(dir, kept.sha256.slice(0, 2)))).mode & 0o777).toBe(0o700)
  })

  test('any text comes back byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }), async (part) => {
        const text = `a ${part.replace(/\p{Cc}/gu, '')}`
        const kept = await blobs.put(Buffer.from(text), { name: 'x.txt' })
        expect(kept.sha256).toBe(sha(text))
        expect((await all(await blobs.get(kept.sha256))).toString()).toBe(text)
      }),
      { numRuns: 40 },
    )
  })

  test('the same content is stored once, whoever brings it and at the same time', async () => {
    const image = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#c8386f' } })
      .png()
      .toBuffer()
    const kept = await Promise.all(
      Array.from({ length: 8 }, (_, i) => blobs.put(Readable.from([image]), { name: `ảnh ${i}.png` })),
    )
    expect(new Set(kept.map((one) => one.sha256)).size).toBe(1)
    expect(kept[0]).toMatchObject({ kind: 'png', width: 40, height: 30 })
    expect(await files()).toEqual([sha(image)])
    expect((await blobs.put(image, { name: 'lại.png' })).known).toBe(true)
  })

  test('an unknown hash is refused; a thing that is not a hash cannot become a path', async () => {
    await expect(blobs.get(sha('nothing'))).rejects.toMatchObject({ code: 'papers.missing' })
    expect(await blobs.has(sha('nothing'))).toBe(false)
    expect(() => blobs.path('../../etc/passwd')).toThrow()
    expect(() => blobs.beside(sha('x'), '../up')).toThrow()
  })

  test('a changed byte on disk is found out', async () => {
    const { sha256 } = await blobs.put(Buffer.from('tám đồng'), { name: 'a.txt' })
    expect(await blobs.verify(sha256)).toBe(true)
    await writeFile(blobs.path(sha256), 'chín đồng')
    expect(await blobs.verify(sha256)).toBe(false)
    await expect(blobs.get(sha256, { verify: true })).rejects.toMatchObject({ code: 'papers.damaged' })
    await blobs.put(Buffer.from('tám đồng'), { name: 'a.txt' })
    expect(await blobs.verify(sha256)).toBe(true)
  })

  test('remove takes the blob and what lies beside it, and nothing else', async () => {
    const one = await blobs.put(Buffer.from('một'), { name: 'a.txt' })
    const two = await blobs.put(Buffer.from('hai'), { name: 'b.txt' })
    await writeFile(blobs.beside(one.sha256, 'p1.w160.png'), 'x')
    expect(await blobs.remove(one.sha256)).toBe(true)
    expect(await blobs.remove(one.sha256)).toBe(false)
    expect(await files()).toEqual([two.sha256])
  })
})

describe('nothing is left of what was refused', () => {
  test('past the limit of the store or of the field', async () => {
    let sent = 0
    const endless = Readable.from(
      (function* () {
        for (;;) {
          sent += 65_536
          yield Buffer.alloc(65_536, 'a')
        }
      })(),
    )
    await expect(blobs.put(endless, { name: 'dài.txt' })).rejects.toMatchObject({
      code: 'papers.too-large',
      facts: { name: 'dài.txt', limit: '976,6 KB' },
    })
    expect(sent).toBeLessThan(2_000_000)
    expect(endless.destroyed).toBe(true)
    await expect(blobs.put(Buffer.alloc(11, 'a'), { name: 'a.txt', limitBytes: 10 })).rejects.toMatchObject({
      code: 'papers.too-large',
    })
    expect((await blobs.put(Buffer.alloc(10, 'a'), { name: 'a.txt', limitBytes: 10 })).size).toBe(10)
    expect(await files()).toHaveLength(1)
  })

  test('a connection that breaks, a file of another kind, an empty one', async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('nửa đầu')
        throw Object.assign(new Error('reset'), { code: 'ECONNRESET' })
      })(),
    )
    await expect(blobs.put(broken, { name: 'a.txt' })).rejects.toMatchObject({ code: 'papers.cut-short' })
    await expect(blobs.put(Buffer.from('không phải'), { name: 'a.pdf' })).rejects.toMatchObject({
      code: 'papers.other-kind',
    })
    await expect(blobs.put(Buffer.alloc(0), { name: 'a.txt' })).rejects.toMatchObject({ code: 'papers.empty' })
    expect(await files()).toEqual([])
  })

  test('what a dead process left half-written is swept at the next opening', async () => {
    const left = join(dir, 'incoming', 'f'.repeat(32))
    const fresh = join(dir, 'incoming', 'e'.repeat(32))
    await writeFile(left, 'half')
    await writeFile(fresh, 'half')
    await utimes(left, new Date(0), new Date(0))
    await openBlobs(dir, { bytesMax: 1 })
    expect(await files()).toEqual(['e'.repeat(32)])
  })
})

test('what was acknowledged is whole after kill -9', async () => {
  const script = `
    import { openBlobs } from ${JSON.stringify(new URL('./blobs.ts', import.meta.url).href)}
    const blobs = await openBlobs(process.argv[1], { bytesMax: 1e6 })
    for (let i = 0; ; i++) {
      const kept = await blobs.put(Buffer.from('giấy ' + i + ' ' + 'x'.repeat(50_000)), { name: i + '.txt' })
      process.stdout.write(kept.sha256 + '\\n')
    }`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script, dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => resolve())
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk
      if (out.split('\n').length > 20) child.kill('SIGKILL')
    })
  })
  const acknowledged = out.split('\n').filter((line) => line.length === 64)
  expect(acknowledged.length).toBeGreaterThanOrEqual(20)
  for (const sha256 of acknowledged) expect(await blobs.verify(sha256)).toBe(true)
  const kept = (await files()).filter((name) => name.length === 64)
  for (const name of kept) expect(sha(await readFile(blobs.path(name)))).toBe(name)
})
