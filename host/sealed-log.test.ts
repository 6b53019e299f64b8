import { createHash, createPublicKey, verify } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, house } from '#kernel/store'
import { type Visitor, visitor } from '#kernel/testing'
import { checkProof, findActor, sealAll, sealKeysIn, writeFact } from '#kernel/trust'
import { runCommand } from './commands/index.ts'
import { openTestSite, type TestSite } from './test-site.ts'

// A second reader of the protocol, written from RFC 6962 and RFC 9162 alone; nothing of ours is used to check our answers.
const sha = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
const nodeOf = (left: Buffer, right: Buffer): Buffer => sha(Buffer.from([1]), left, right)
const of64 = (text: string): Buffer => Buffer.from(text, 'base64')

interface Sth {
  tree_size: number
  timestamp: number
  sha256_root_hash: string
  tree_head_signature: string
  key_id: string
}

/** RFC 9162 section 2.1.3.2, by recursion from above instead of by bits from below. */
function rootFrom(index: number, size: number, leaf: Buffer, path: Buffer[]): Buffer {
  if (size === 1) return leaf
  let k = 1
  while (k * 2 < size) k *= 2
  const sibling = path.at(-1) as Buffer
  return index < k
    ? nodeOf(rootFrom(index, k, leaf, path.slice(0, -1)), sibling)
    : nodeOf(sibling, rootFrom(index - k, size - k, leaf, path.slice(0, -1)))
}

/** TreeHeadSignature of RFC 6962 section 3.5 inside DigitallySigned of RFC 5246 section 4.7. */
function isSigned(sth: Sth, spki: string): boolean {
  const signed = of64(sth.tree_head_signature)
  expect([...signed.subarray(0, 4)]).toEqual([8, 7, 0, 64])
  const bytes = Buffer.alloc(50)
  bytes[1] = 1
  bytes.writeBigUInt64BE(BigInt(sth.timestamp), 2)
  bytes.writeBigUInt64BE(BigInt(sth.tree_size), 10)
  of64(sth.sha256_root_hash).copy(bytes, 18)
  return verify(null, bytes, createPublicKey({ key: of64(spki), format: 'der', type: 'spki' }), signed.subarray(4))
}

let site: TestSite
let auditor: Visitor
let administrator: Visitor
let stranger: Visitor

/** Seals until no fact waits: statistics that PostgreSQL gathers hold the oldest transaction for a moment now and then. */
async function seal(): Promise<void> {
  const keys = sealKeysIn(join(site.house.site.dataDir, 'secrets', 'log-keys'))
  for (let tries = 0; tries < 200; tries++) {
    await sealAll(site.house.database, keys)
    const { rows } = await site.house.database.owner.query(
      'select 1 from sen.fact f where not exists (select from sen.log_leaf l where l.seq = f.seq) limit 1',
    )
    if (rows.length === 0) return
    await new Promise((done) => setTimeout(done, 25))
  }
}
const write = (purpose: string) =>
  site.house.database.transaction(house, async (tx) => writeFact(tx, { kind: 'tried', system: 'one-stop', purpose }))

beforeAll(async () => {
  site = await openTestSite()
  stranger = visitor(site.inject)
  auditor = visitor(site.inject)
  await auditor.signIn('kiemtoan', site.password)
  administrator = visitor(site.inject)
  await administrator.signIn('quantri', site.password)
}, 120_000)
afterAll(() => site?.close())

describe('the log over HTTP, checked by a stranger', () => {
  let first: Sth
  let spki: string

  test('before the first seal it says so', async () => {
    const answer = await stranger.get('/log/v1/get-sth')
    expect(answer.status).toBe(404)
    expect(answer.text).toContain('log.no-head')
    const page = await site.inject({ method: 'GET', path: '/nhat-ky', headers: { accept: 'text/html' } })
    expect(page.body).toContain('chưa được niêm phong lần nào')
  })

  test('a signed head, by the published key', async () => {
    await seal()
    const answer = await stranger.get<Sth>('/log/v1/get-sth')
    expect(answer.status).toBe(200)
    first = answer.json<Sth>()
    expect(first.tree_size).toBeGreaterThan(100)
    const { keys: published } = (await stranger.get('/log/v1/get-keys')).json<{
      keys: { key_id: string; public_key: string; to: number | null }[]
    }>()
    spki = published.find((key) => key.key_id === first.key_id)?.public_key as string
    expect(sha(of64(spki)).toString('hex')).toBe(first.key_id)
    expect(isSigned(first, spki)).toBe(true)
    expect(isSigned({ ...first, tree_size: first.tree_size + 1 }, spki)).toBe(false)
  })

  test('entries of the auditor lead to the signed root, each by its own path', async () => {
    const size = first.tree_size
    const entries: Buffer[] = []
    while (entries.length < size) {
      const answer = await auditor.get(`/log/v1/get-entries?start=${entries.length}&end=${size - 1}`)
      expect(answer.status, answer.text.slice(0, 200)).toBe(200)
      for (const entry of answer.json<{ entries: { leaf_input: string }[] }>().entries)
        entries.push(of64(entry.leaf_input))
    }
    for (const index of [0, 1, 17, size - 2, size - 1]) {
      const leaf = sha(Buffer.from([0]), entries[index] as Buffer)
      const byHash = await stranger.get(
        `/log/v1/get-proof-by-hash?hash=${encodeURIComponent(leaf.toString('base64'))}&tree_size=${size}`,
      )
      const proof = byHash.json<{ leaf_index: number; audit_path: string[] }>()
      expect(proof.leaf_index).toBe(index)
      expect(rootFrom(index, size, leaf, proof.audit_path.map(of64)).toString('base64')).toBe(first.sha256_root_hash)
      const both = (await auditor.get(`/log/v1/get-entry-and-proof?leaf_index=${index}&tree_size=${size}`)).json<{
        leaf_input: string
        audit_path: string[]
      }>()
      expect(both).toMatchObject({ leaf_input: entries[index]?.toString('base64'), audit_path: proof.audit_path })
    }
    // the reading itself is in the log
    const told = await site.house.database.owner.query(
      `select 1 from sen.fact where kind = 'log-read' and actor_name <> 'Sen'`,
    )
    expect(told.rowCount).toBeGreaterThan(5)
  })

  test('a later head grew out of the earlier one', async () => {
    for (let i = 0; i < 20; i++) await write(`việc ${i}`)
    site.clock.advance({ seconds: 5 })
    await seal()
    const second = (await stranger.get<Sth>('/log/v1/get-sth')).json<Sth>()
    expect(second.tree_size).toBeGreaterThan(first.tree_size)
    const { consistency } = (
      await stranger.get(`/log/v1/get-sth-consistency?first=${first.tree_size}&second=${second.tree_size}`)
    ).json<{ consistency: string[] }>()
    // RFC 6962 section 2.1.2, by recursion from above
    const path = consistency.map(of64)
    const take = (): Buffer => path.pop() as Buffer
    const known = of64(first.sha256_root_hash)
    const walk = (m: number, n: number, isWhole: boolean): [Buffer, Buffer] => {
      if (m === n) {
        const whole = isWhole ? known : take()
        return [whole, whole]
      }
      let k = 1
      while (k * 2 < n) k *= 2
      if (m <= k) {
        const right = take()
        const [old, now] = walk(m, k, isWhole)
        return [old, nodeOf(now, right)]
      }
      const left = take()
      const [old, now] = walk(m - k, n - k, false)
      return [nodeOf(left, old), nodeOf(left, now)]
    }
    const [old, now] = walk(first.tree_size, second.tree_size, true)
    expect(path).toEqual([])
    expect(old.toString('base64')).toBe(first.sha256_root_hash)
    expect(now.toString('base64')).toBe(second.sha256_root_hash)
  })

  test('what makes no sense is refused by name', async () => {
    const zeros = `${'A'.repeat(43)}=`
    const cases: [string, number, string][] = [
      ['/log/v1/get-sth-consistency', 422, 'log.bad-number'],
      ['/log/v1/get-sth-consistency?first=5&second=4', 422, 'log.wrong-order'],
      ['/log/v1/get-sth-consistency?first=1&second=99999999', 422, 'log.no-such-size'],
      ['/log/v1/get-sth-consistency?first=0&second=9', 422, 'log.no-such-size'],
      ['/log/v1/get-sth-consistency?first=-1&second=9', 422, 'error'],
      ['/log/v1/get-proof-by-hash?hash=x&tree_size=1', 422, 'log.bad-hash'],
      [`/log/v1/get-proof-by-hash?hash=${zeros}&tree_size=3`, 404, 'log.no-such-leaf'],
      [`/log/v1/get-proof-by-hash?hash=${zeros}&tree_size=0`, 422, 'log.no-such-size'],
    ]
    for (const [path, status, code] of cases) {
      const answer = await stranger.get(path)
      expect(answer.status, path).toBe(status)
      expect(answer.text).toContain(code)
    }
    for (const path of ['/log/v1/get-entries?start=0&end=1', '/log/v1/get-entry-and-proof?leaf_index=0&tree_size=1']) {
      expect((await stranger.get(path)).status).toBe(401)
      expect((await administrator.get(path)).status).toBe(403)
    }
    expect((await auditor.get('/log/v1/get-entries?start=5&end=1')).status).toBe(422)
    expect((await auditor.get('/log/v1/get-entry-and-proof?leaf_index=9&tree_size=3')).status).toBe(422)
  })
})

describe('pages', () => {
  const page = async (who: Visitor, path: string) => {
    const answer = await site.inject({ method: 'GET', path, headers: { accept: 'text/html', cookie: who.cookies() } })
    return { status: answer.status, body: answer.body }
  }

  test('the public page shows the newest head and how to check', async () => {
    const sth = (await stranger.get<Sth>('/log/v1/get-sth')).json<Sth>()
    const { status, body } = await page(stranger, '/nhat-ky')
    expect(status).toBe(200)
    for (const part of [of64(sth.sha256_root_hash).toString('hex'), sth.key_id, 'Tự kiểm tra', '/log/v1/get-sth'])
      expect(body).toContain(part)
  })

  test('keepers see state, search, each fact with its proof; nobody else does', async () => {
    await write('một lần thử')
    await seal()
    const citizen = visitor(site.inject)
    await citizen.signIn('lan', site.password)
    for (const path of [
      '/quan-tri/nhat-ky',
      '/quan-tri/nhat-ky/dau',
      '/quan-tri/nhat-ky/su-viec',
      '/quan-tri/nhat-ky/su-viec/1',
    ]) {
      expect((await page(auditor, path)).status, path).toBe(200)
      expect((await page(administrator, path)).status, path).toBe(200)
      expect((await page(stranger, path)).status, path).toBe(303)
      expect((await page(citizen, path)).status, path).toBe(403)
    }
    expect((await page(auditor, '/quan-tri/nhat-ky/su-viec/99999999')).status).toBe(404)
    expect((await page(auditor, '/quan-tri/nhat-ky/su-viec/abc')).status).toBe(404)
    const search = await page(auditor, '/quan-tri/nhat-ky/su-viec?kind=tried&from=2026-10-05&to=2026-10-05')
    expect(search.body.match(/href="\/quan-tri\/nhat-ky\/su-viec\/\d+"/g)?.length).toBe(21)
    const wrong = await page(auditor, '/quan-tri/nhat-ky/su-viec?actor=khong-co&from=2026-10-01&to=2026-10-05')
    expect(wrong.status).toBe(422)
    expect(wrong.body).toContain('Không có tài khoản nào tên &quot;khong-co&quot;')
    for (const odd of [
      'from=2026-02-30&to=2026-02-31',
      'from=0000-01-01',
      'kind=%00',
      'record=%00',
      'actor=%00',
      'before=1e3',
    ])
      expect((await page(auditor, `/quan-tri/nhat-ky/su-viec?${odd}`)).status, odd).toBeLessThan(500)
    const long = await page(auditor, '/quan-tri/nhat-ky/su-viec?from=2020-01-01&to=2026-10-05')
    expect(long.body).toContain('nhiều nhất 92 ngày')
    for (let i = 0; i < 40; i++) await write(`thêm ${i}`)
    const paged = await page(auditor, '/quan-tri/nhat-ky/su-viec?from=2026-08-01&to=2026-10-05')
    const older = /href="(\/quan-tri\/nhat-ky\/su-viec\?[^"]*before=\d+)"/.exec(paged.body)?.[1]
    expect((await page(auditor, (older as string).replaceAll('&amp;', '&'))).status).toBe(200)
  })

  test('no citizen is named on them, and her proof is for the auditor', async () => {
    const { database } = site.house
    const lan = await database.transaction(house, async (tx) => {
      const account = await tx.one<{ id: string }>(`select id from sen.account where login = 'lan'`)
      return account && findActor(tx, account.id)
    })
    await database.transaction(lan as Actor, async (tx) => writeFact(tx, { kind: 'tried', system: 'one-stop' }))
    await seal()
    const { rows } = await database.owner.query<{ seq: number; name: string }>(
      `select f.seq, f.actor_name as name from sen.fact f join sen.account a on a.id = f.actor
        where a.person is not null and f.actor_unit is null order by f.seq desc limit 1`,
    )
    const { seq, name } = rows[0] as { seq: number; name: string }
    for (const who of [auditor, administrator]) {
      expect((await page(who, `/quan-tri/nhat-ky/su-viec/${seq}`)).body).not.toContain(name)
      expect((await page(who, '/quan-tri/nhat-ky/su-viec?from=2026-08-01&to=2026-10-05')).body).not.toContain(name)
    }
    const file = `/quan-tri/nhat-ky/su-viec/${seq}/bang-chung.json`
    expect((await administrator.get(file)).status).toBe(403)
    const proof = (await auditor.get(file)).json<{ fact: { actor_name: string } }>()
    expect(proof.fact.actor_name).toBe(name)
    expect((await checkProof(proof)).ok).toBe(true)
  })
})

describe('commands', () => {
  test('export, verify without database, find what was touched, archive, rotate', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sen-log-command-'))
    const lines: string[] = []
    const url = site.house.database.ownerConfig.connectionString as string
    const run = (...words: string[]) => {
      lines.length = 0
      return runCommand(words, {
        say: (line) => lines.push(line),
        environment: { ...process.env, DATABASE_URL: url, SEN_DATA: site.house.site.dataDir },
      })
    }
    try {
      expect(await run('log')).toBe(2)
      expect(await run('log', 'state')).toBe(0)
      expect(lines.join('\n')).toMatch(/Đã niêm phong \d+ sự việc/)
      expect(await run('verify-log'), lines.join('\n')).toBe(0)
      expect(lines.join('\n')).toContain('Nhật ký nguyên vẹn')
      const dump = join(folder, 'ban-xuat')
      expect(await run('log', 'export', dump), lines.join('\n')).toBe(0)
      expect(await run('log', 'export', dump)).toBe(1)
      expect(await run('verify-log', dump), lines.join('\n')).toBe(0)
      const newest = /gốc ([0-9a-f]{64})/.exec(lines.join('\n'))?.[1] as string
      const size = /Dấu mới nhất: (\d+) lá/.exec(lines.join('\n'))?.[1] as string
      expect(await run('verify-log', dump, '--size', size, '--root', newest)).toBe(0)
      expect(await run('verify-log', dump, '--size', size, '--root', '0'.repeat(64))).toBe(1)
      expect(lines.join('\n')).toContain('KHÔNG KHỚP')
      expect(await run('verify-log', dump, '--size', size)).toBe(1)
      expect(await run('verify-log', join(folder, 'khong-co'))).toBe(1)

      expect(await run('log', 'archive')).toBe(2)
      expect(await run('log', 'archive', '--before', '2000-13')).toBe(1)
      // a month that is over by any clock
      await site.house.database.transaction(
        house,
        async (tx) => {
          for (let i = 0; i < 5; i++) writeFact(tx, { kind: 'long-ago', system: 'one-stop' })
        },
        { at: new Date('2020-01-15T03:00:00Z') },
      )
      await seal()
      const { rows } = await site.house.database.owner.query<{ seq: number }>(
        `select seq from sen.fact where kind = 'long-ago' limit 1`,
      )
      expect(await run('log', 'archive', '--before', '2020-02', '--remove'), lines.join('\n')).toBe(0)
      expect(lines.join('\n')).toContain('Đã đưa 5 sự việc ra khỏi bảng')
      expect(await run('verify-log'), lines.join('\n')).toBe(0)
      const shown = await site.inject({
        method: 'GET',
        path: `/quan-tri/nhat-ky/su-viec/${rows[0]?.seq}`,
        headers: { accept: 'text/html', cookie: auditor.cookies() },
      })
      expect(shown.status).toBe(200)
      expect(await run('log', 'rotate-key'), lines.join('\n')).toBe(0)
      expect(lines.join('\n')).toContain('(khóa riêng đã hủy)')
      expect(await run('verify-log'), lines.join('\n')).toBe(0)

      const heads = join(dump, 'heads.ndjson.gz')
      const all = gunzipSync(await readFile(heads)).toString('utf8')
      await writeFile(heads, gzipSync(all.replace(/"root":"../, '"root":"zz')))
      expect(await run('verify-log', dump)).toBe(1)
      expect(lines.join('\n')).toContain('NHẬT KÝ KHÔNG NGUYÊN VẸN')
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }, 120_000)
})
