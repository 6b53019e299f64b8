import { appendFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import pg from 'pg'
import { expect, test } from 'vitest'
import { startEngine } from './engine.ts'
import { readTar, type TarEntry, writeTar } from './tar.ts'
import { listSegments, openShipping, placeOf, segmentName, segmentOf } from './wal.ts'

async function* bytesOf(entries: readonly TarEntry[], piece: number): AsyncGenerator<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of writeTar(entries)) chunks.push(chunk)
  const whole = Buffer.concat(chunks)
  for (let at = 0; at < whole.length; at += piece) yield whole.subarray(at, at + piece)
}

test('a tar is read back as it was written, whatever the names and however it is cut into pieces', async () => {
  const name = fc
    .array(fc.stringMatching(/^[a-zđạ0-9 ]{1,60}$/u), { minLength: 1, maxLength: 5 })
    .map((parts) => parts.map((part) => `x${part}`).join('/'))
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(name, fc.uint8Array({ maxLength: 2_000 })), { maxLength: 6 }),
      fc.integer({ min: 1, max: 3_000 }),
      async (files, piece) => {
        const entries = files.map(([path, content]) => ({ name: path, size: content.length, content: [content] }))
        const found: [string, string][] = []
        for await (const entry of readTar(bytesOf(entries, piece))) {
          const chunks: Buffer[] = []
          for await (const chunk of entry.content) chunks.push(chunk)
          found.push([entry.name, Buffer.concat(chunks).toString('hex')])
        }
        expect(found).toEqual(files.map(([path, content]) => [path, Buffer.from(content).toString('hex')]))
      },
    ),
    { numRuns: 60 },
  )
})

test('a tar that is cut off, changed in its header or leads out of its folder is refused', async () => {
  const read = async (source: AsyncIterable<Buffer>) => {
    for await (const entry of readTar(source)) for await (const chunk of entry.content) void chunk
  }
  const entry = { name: 'a', size: 600, content: [Buffer.alloc(600, 1)] }
  async function* first(bytes: number): AsyncGenerator<Buffer> {
    for await (const chunk of bytesOf([entry], 10_000)) yield chunk.subarray(0, bytes)
  }
  await expect(read(first(900))).rejects.toThrow('cut off')
  async function* changed(): AsyncGenerator<Buffer> {
    for await (const chunk of bytesOf([entry], 10_000)) {
      const copy = Buffer.from(chunk)
      copy[0] = 98
      yield copy
    }
  }
  await expect(read(changed())).rejects.toThrow('broken header')
  await expect(read(bytesOf([{ ...entry, name: '../a' }], 512))).rejects.toThrow('does not belong')
})

test('names of segments go up as PostgreSQL writes them', () => {
  expect(segmentName(1, 0xffn, 16 * 1_048_576)).toBe('0000000100000000000000FF')
  expect(segmentName(2, 0x100n, 16 * 1_048_576)).toBe('000000020000000100000000')
  expect(placeOf('1/2000028') / BigInt(16 * 1_048_576)).toBe(0x102n)
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99 }), fc.bigInt({ min: 0n, max: 2n ** 36n }), (timeline, number) => {
      expect(segmentOf(segmentName(timeline, number, 16 * 1_048_576), 16 * 1_048_576)).toEqual({ timeline, number })
    }),
  )
})

test('a place of backups that cannot be written never stops the province: the log is let go at its limit, and it is said', async () => {
  const base = await mkdtemp(join(tmpdir(), 'sen-wal-'))
  await chmod(base, 0o755)
  const dataDir = join(base, 'data')
  await mkdir(dataDir)
  let engine = await startEngine({ dataDir })
  // a limit small enough to be met in a test; the operator's own file wins over what Sen writes
  appendFileSync(join(engine.dataDir, 'local.conf'), "max_slot_wal_keep_size = '32MB'\nmin_wal_size = '32MB'\n")
  await engine.stop()
  engine = await startEngine({ dataDir })
  const pool = new pg.Pool({ ...engine.superuser, max: 2 })
  pool.on('error', () => undefined)
  try {
    const to = join(base, 'copies')
    const shipping = await openShipping({ pool, to })
    await pool.query('create table written (number int)')
    const good = { ...(await shipping.round({ switchNow: true })) }
    expect(good).toMatchObject({ error: null, brokenAt: null, behindBytes: 0 })
    expect((await listSegments(join(to, 'wal', good.systemIdentifier))).length).toBeGreaterThan(0)

    // the disk goes away
    await rm(to, { recursive: true })
    await writeFile(to, 'no folder')
    for (let number = 0; number < 8; number++) {
      await pool.query('insert into written values ($1)', [number])
      await pool.query('select pg_switch_wal()')
      expect((await shipping.round()).error).toBeTruthy()
    }
    // PostgreSQL frees what is past the limit when it makes a checkpoint
    await pool.query('checkpoint')
    await pool.query('checkpoint')
    expect((await pool.query('select count(*)::int as count from written')).rows).toEqual([{ count: 8 }])

    await rm(to)
    await mkdir(to)
    const again = await shipping.round({ switchNow: true })
    expect(again.error).toBeNull()
    expect(again.brokenAt).not.toBeNull()
    expect(again.chainBegan > good.chainBegan).toBe(true)
  } finally {
    await pool.end()
    await engine.stop()
    await rm(base, { recursive: true, force: true })
  }
}, 60_000)
