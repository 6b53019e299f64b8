import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dropTestDatabase, testDatabaseUrl } from '#kernel/testing'
import { bundleProcedures, procedures } from '#province'

// The real files are outside the repository; without them this story is skipped, and says so.
const root = resolve(import.meta.dirname, '..', '..')
const shared = resolve(root, process.env.SEN_SHARED ?? '../shared', 'data')
const files = ['tthc_cap_xa.jsonl', 'tthc_cap_tinh.jsonl'].map((name) => join(shared, 'tthc', name))
const outlines = join(shared, 'geo', 'communes_20pct.geojson')

describe.skipIf(![...files, outlines].every((file) => existsSync(file)))(
  'the real files of the province, through npx sen',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'sen-real-'))
    let url = ''
    let pool: pg.Pool
    const sen = (...words: string[]): Promise<{ code: number | null; out: string }> =>
      new Promise((done) => {
        const child = spawn(process.execPath, [join(root, 'host', 'sen.mjs'), ...words], {
          env: { ...process.env, DATABASE_URL: url, SEN_DATA: folder },
        })
        let out = ''
        for (const stream of [child.stdout, child.stderr]) {
          stream.on('data', (part) => {
            out += String(part)
          })
        }
        child.once('close', (code) => done({ code, out }))
      })
    const facts = async (): Promise<number> =>
      Number((await pool.query<{ n: string }>('select count(*) as n from sen.fact')).rows[0]?.n)
    const rows = async (): Promise<unknown[]> =>
      (await pool.query('select id, version, code, updated_at from one_stop.procedure order by code')).rows

    beforeAll(async () => {
      url = await testDatabaseUrl('real_import')
      const place = new URL(url)
      pool = new pg.Pool({
        host: decodeURIComponent(place.hostname),
        port: Number(place.port),
        user: 'postgres',
        database: place.pathname.slice(1),
        ssl: false,
        max: 2,
      })
    })
    afterAll(async () => {
      await pool.end()
      await dropTestDatabase(url)
      rmSync(folder, { recursive: true, force: true })
    })

    test('1,601 procedures are in; the second time nothing changes', async () => {
      const codes = files
        .flatMap((file) => readFileSync(file, 'utf8').trim().split('\n'))
        .map((line) => (JSON.parse(line) as { code: string }).code)
      expect(new Set(codes).size).toBe(1_601)
      const own = new Set([...procedures, ...bundleProcedures].map((value) => value.code))
      const taken = files.map(
        (file) =>
          readFileSync(file, 'utf8')
            .trim()
            .split('\n')
            .filter((line) => !own.has((JSON.parse(line) as { code: string }).code)).length,
      )
      for (const [at, file] of files.entries()) {
        const first = await sen('import', 'procedures', file)
        expect([first.code, first.out]).toEqual([
          0,
          expect.stringContaining(`${taken[at]} mới, 0 thay đổi, 0 không đổi, 0 dòng bị từ chối`),
        ])
      }
      const { rows: there } = await pool.query<{ n: string }>(
        'select count(distinct code) as n from one_stop.procedure where code = any($1)',
        [codes],
      )
      expect(Number(there[0]?.n)).toBe(1_601)
      const before = await rows()
      for (const [at, file] of files.entries()) {
        const second = await sen('import', 'procedures', file)
        expect([second.code, second.out]).toEqual([
          0,
          expect.stringContaining(`0 mới, 0 thay đổi, ${taken[at]} không đổi, 0 dòng bị từ chối`),
        ])
      }
      expect(await rows()).toEqual(before)
    })

    test('102 boundaries are in; the second time nothing changes, not even the log', async () => {
      expect((await sen('import', 'boundaries', outlines)).out).toContain('đọc 102 xã, phường; 102 mới hoặc thay đổi')
      const before = await facts()
      expect((await sen('import', 'boundaries', outlines)).out).toContain(
        'đọc 102 xã, phường; 0 mới hoặc thay đổi, 102 không đổi',
      )
      expect(await facts()).toBe(before)
    })
  },
)
