import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { headBytes } from '#ground/merkle'
import { house } from '#kernel/store'
import { falseClock, openTestHouse, type TestHouse } from '#kernel/testing'
import { archiveLog, listArchives, removeArchived } from './archive.ts'
import { writeFact } from './fact.ts'
import { checkProof } from './index.ts'
import { getHead, proveFact } from './log.ts'
import { exportLog, logInDatabase, logInFolder } from './log-dump.ts'
import { type FindingCode, type LogVerdict, verifyLog } from './log-verify.ts'
import { rotateKey, sealAll } from './seal.ts'
import { type SealKeys, sealKeysIn } from './seal-keys.ts'
import { FACT_TEXT, type FactText, leafOfFact, sealedFact } from './sealed-fact.ts'
import { Edge } from './tree.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sen-tamper-'))
})
const houses: TestHouse[] = []
afterAll(async () => {
  for (const one of houses) await one.close()
  await rm(folder, { recursive: true, force: true })
})

let count = 0
interface Log {
  house: TestHouse
  keys: SealKeys
  logDir: string
}

/** A log of two months, eleven heads or more, two keys, some 230 facts. */
async function build(): Promise<Log> {
  const clock = falseClock('2026-09-28T08:00:00+07:00')
  const one = await openTestHouse({ clock })
  houses.push(one)
  const keys = sealKeysIn(join(folder, `keys-${++count}`))
  const settle = async (): Promise<void> => {
    // Statistics that PostgreSQL gathers hold the oldest transaction for a moment now and then.
    for (let tries = 0; tries < 200; tries++) {
      await sealAll(one.database, keys)
      const { rows } = await one.database.owner.query(
        'select 1 from sen.fact f where not exists (select from sen.log_leaf l where l.seq = f.seq) limit 1',
      )
      if (rows.length === 0) return
      await new Promise((done) => setTimeout(done, 25))
    }
    throw new Error('the log was not sealed within five seconds')
  }
  for (let day = 0; day < 10; day++) {
    await one.database.transaction(house, async (tx) => {
      for (let i = 0; i < 20; i++)
        writeFact(tx, {
          kind: i % 4 === 0 ? 'read' : 'changed',
          system: 'kite-club',
          record: 'kite',
          purpose: `việc ${day}-${i}`,
          data: { day, i, note: `Đồng Tháp ${i}` },
        })
    })
    clock.advance({ days: 1 })
    await settle()
    if (day === 5) await rotateKey(one.database, keys, { actor: house })
  }
  return { house: one, keys, logDir: join(folder, `log-${count}`) }
}

/** As somebody who owns the database: triggers off, everything allowed. */
async function asSuperuser(log: Log, work: (client: pg.PoolClient) => Promise<unknown>): Promise<void> {
  const client = await log.house.database.owner.connect()
  try {
    await client.query('begin; set local session_replication_role = replica')
    await work(client)
    await client.query('commit')
  } finally {
    client.release()
  }
}

const TABLES = ['fact', 'log_leaf', 'log_node', 'log_head', 'log_key'] as const

/** Keeps the tables as they are, so that each attack begins with a whole log. */
const keep = (log: Log): Promise<unknown> =>
  log.house.database.owner.query(
    `create schema kept; ${TABLES.map((name) => `create table kept.${name} as table sen.${name};`).join(' ')}`,
  )
const restore = (log: Log): Promise<void> =>
  asSuperuser(log, (sql) =>
    sql.query(
      TABLES.map(
        (name) =>
          `delete from sen.${name}; insert into sen.${name} ${name === 'fact' ? 'overriding system value ' : ''}select * from kept.${name};`,
      ).join(' '),
    ),
  )

const look = async (log: Log, options: Parameters<typeof verifyLog>[1] = {}): Promise<LogVerdict> =>
  verifyLog(await logInDatabase(log.house.database, log.logDir), options)
const codes = (verdict: LogVerdict): FindingCode[] => [...new Set(verdict.findings.map((one) => one.code))].sort()
const words = (verdict: LogVerdict): string => verdict.findings.map((one) => one.vi).join('\n')

/** Hash of a fact as it now stands, written into its leaf. */
async function rewriteLeaf(client: pg.PoolClient, seq: number): Promise<void> {
  const { rows } = await client.query<FactText>(`select ${FACT_TEXT} from sen.fact f where seq = $1`, [seq])
  await client.query('update sen.log_leaf set hash = $2 where seq = $1', [
    seq,
    leafOfFact(sealedFact(rows[0] as FactText)),
  ])
}

/** Ways to tamper with the database, each with the words by which it is found. */
const ways: [
  name: string,
  tamper: (client: pg.PoolClient, log: Log) => Promise<unknown>,
  found: FindingCode,
  said: RegExp,
][] = [
  [
    'a fact’s data changed',
    (sql) => sql.query(`update sen.fact set data = jsonb_set(data, '{note}', '"khác"') where seq = 57`),
    'changed',
    /số 57 đã bị SỬA/,
  ],
  [
    'a fact’s instant moved by a microsecond',
    (sql) => sql.query(`update sen.fact set at = at + interval '1 microsecond' where seq = 58`),
    'changed',
    /số 58 đã bị SỬA/,
  ],
  [
    'another actor named',
    (sql) => sql.query(`update sen.fact set actor_name = 'Người khác' where seq = 59`),
    'changed',
    /số 59/,
  ],
  ['a fact deleted', (sql) => sql.query('delete from sen.fact where seq = 60'), 'missing', /số 60 đã bị XÓA/],
  [
    'a fact slipped in below a head, in place of a deleted number',
    async (sql) => {
      await sql.query('delete from sen.fact where seq = 61; delete from sen.log_leaf where seq = 61')
      await sql.query(
        `insert into sen.fact (seq, at, kind, system, actor_name) overriding system value values (61, now(), 'approved', 'kite-club', 'Sen')`,
      )
    },
    'added',
    /số 61 bị THÊM VÀO/,
  ],
  [
    'two facts with their numbers exchanged',
    async (sql) => {
      await sql.query(
        `create temporary table pair on commit drop as select * from sen.fact where seq in (70, 71);
         delete from sen.fact where seq in (70, 71);
         insert into sen.fact (seq, at, transaction, kind, system, record, record_id, unit, actor, actor_name, actor_unit, subjects, purpose, request, data)
           overriding system value
         select 141 - seq, at, transaction, kind, system, record, record_id, unit, actor, actor_name, actor_unit, subjects, purpose, request, data from pair`,
      )
    },
    'swapped',
    /số 70 và số 71 đã bị TRÁO toàn bộ nội dung/,
  ],
  [
    'the data of two facts swapped',
    (sql) =>
      sql.query(
        'update sen.fact f set data = o.data from sen.fact o where (f.seq = 72 and o.seq = 95) or (f.seq = 95 and o.seq = 72)',
      ),
    'swapped',
    /số 72 và số 95 đã bị TRÁO data/,
  ],
  [
    'a fact rewritten together with its leaf',
    async (sql) => {
      await sql.query(`update sen.fact set purpose = 'bịa' where seq = 80`)
      await rewriteLeaf(sql, 80)
    },
    'rewritten',
    /VIẾT LẠI cùng với lá.*80/,
  ],
  [
    'two leaves of one head reordered',
    (sql) =>
      sql.query(
        'update sen.log_leaf set index = -1 where seq = 84; update sen.log_leaf set index = (select index from sen.log_leaf where seq = 84 - 84 + 87) - 1000000 where seq = 84; ' +
          'update sen.log_leaf set index = index - 3 where seq = 87; update sen.log_leaf set index = index + 1000000 where seq = 84',
      ),
    'reordered',
    /số 84, 87 đã bị đổi chỗ/,
  ],
  [
    'the tail cut: facts and leaves gone, heads left',
    async (sql) => {
      const { rows } = await sql.query<{ index: number }>('select max(index) - 5 as index from sen.log_leaf')
      await sql.query('delete from sen.fact where seq in (select seq from sen.log_leaf where index > $1)', [
        rows[0]?.index,
      ])
      await sql.query('delete from sen.log_leaf where index > $1', [rows[0]?.index])
    },
    'truncated',
    /ĐUÔI nhật ký đã bị CẮT/,
  ],
  [
    'the root of a head changed',
    (sql) => sql.query(`update sen.log_head set root = sha256('khác') where number = 4`),
    'changed-head',
    /Dấu số 4 .*đã bị SỬA/,
  ],
  [
    'the signature of a head changed',
    (sql) => sql.query(`update sen.log_head set signature = sha512('khác') where number = 5`),
    'bad-signature',
    /CHỮ KÝ của dấu số 5/,
  ],
  [
    'a head signed by a key nobody knows',
    async (sql) => {
      const { privateKey } = generateKeyPairSync('ed25519')
      const { rows } = await sql.query<{ size: number; timestamp_ms: number; root: Buffer }>(
        'select size, timestamp_ms, root from sen.log_head where number = 6',
      )
      const head = rows[0] as { size: number; timestamp_ms: number; root: Buffer }
      await sql.query('update sen.log_head set key = $1, signature = $2 where number = 6', [
        'ab'.repeat(32),
        sign(null, headBytes({ size: head.size, timestamp: head.timestamp_ms, root: head.root }), privateKey),
      ])
    },
    'unknown-key',
    /Dấu số 6 mang khóa LẠ abab/,
  ],
  [
    'a head of another tree, signed with the stolen key',
    async (sql, log) => {
      const { rows } = await sql.query<{ number: number; size: number; timestamp_ms: number; key: string }>(
        'select number, size, timestamp_ms, key from sen.log_head order by number desc limit 1',
      )
      const last = rows[0] as { number: number; size: number; timestamp_ms: number; key: string }
      const { rows: before } = await sql.query<{ timestamp_ms: number; size: number }>(
        'select timestamp_ms, size from sen.log_head where number = $1',
        [last.number - 1],
      )
      const head = {
        size: before[0]?.size as number,
        timestamp: before[0]?.timestamp_ms as number,
        root: createHash('sha256').update('x').digest(),
      }
      const key = await log.keys.find(last.key)
      await sql.query('update sen.log_head set root = $2, signature = $3 where number = $1', [
        last.number - 1,
        head.root,
        await key?.sign(headBytes(head)),
      ])
    },
    'forked',
    /HAI NHÁNH/,
  ],
  [
    'a head taken out of the middle',
    (sql) => sql.query('delete from sen.log_head where number = 7'),
    'missing-head',
    /Thiếu dấu số 7/,
  ],
  [
    'leaves put behind the last head',
    (sql) =>
      sql.query(
        `insert into sen.log_leaf (index, seq, hash) select max(index) + 1, 900000, sha256('x') from sen.log_leaf`,
      ),
    'unsigned-leaves',
    /Có 1 lá sau dấu cuối cùng/,
  ],
  [
    'a key exchanged for another',
    (sql) =>
      sql.query('update sen.log_key set public_key = $1 where previous is null', [
        generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' }),
      ]),
    'changed-key',
    /đã bị SỬA: mã khóa/,
  ],
  [
    'a key of one’s own slipped in as the successor',
    async (sql) => {
      const spki = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' })
      await sql.query(
        'insert into sen.log_key (id, public_key, from_ms, previous, vouched) select $1, $2, max(from_ms) + 1, (select id from sen.log_key order by from_ms desc limit 1), $3 from sen.log_key',
        [createHash('sha256').update(spki).digest('hex'), spki, Buffer.alloc(64)],
      )
    },
    'key-not-vouched',
    /không được khóa trước bảo đảm/,
  ],
  [
    'a kept node changed',
    (sql) => sql.query(`update sen.log_node set hash = sha256('x') where level = 4 and index = 3`),
    'changed-node',
    /Nút tầng 4, vị trí 3/,
  ],
]

describe('the database, by its superuser', () => {
  let log: Log
  beforeAll(async () => {
    log = await build()
    await keep(log)
  })
  test('untouched, nothing is found', async () => {
    const verdict = await look(log)
    expect(words(verdict)).toBe('')
    expect(verdict).toMatchObject({ ok: true, unsealed: 0, findings: [] })
    expect(verdict.leaves).toBeGreaterThan(200)
    expect(verdict.heads).toBeGreaterThan(10)
    // what was written since waits, and is no fault
    await log.house.database.transaction(house, async (tx) => writeFact(tx, { kind: 'new', system: 'kite-club' }))
    expect(await look(log)).toMatchObject({ ok: true, unsealed: 1 })
  })

  test.each(ways)('%s is found', async (_name, tamper, found, said) => {
    await restore(log)
    await asSuperuser(log, (client) => tamper(client, log))
    const verdict = await look(log)
    expect(verdict.ok).toBe(false)
    expect(codes(verdict), words(verdict)).toContain(found)
    expect(words(verdict)).toMatch(said)
  })

  test('leaves of two heads exchanged are found', async () => {
    await restore(log)
    await asSuperuser(log, (sql) =>
      sql.query(
        `with pair as (select (select index from sen.log_leaf where seq = 90) as a, (select index from sen.log_leaf where seq = 150) as b)
         update sen.log_leaf l set index = -1 - case l.seq when 90 then b else a end from pair where l.seq in (90, 150);
         update sen.log_leaf set index = -1 - index where index < 0`,
      ),
    )
    const verdict = await look(log)
    expect(words(verdict)).toMatch(/lá của sự việc số 150 và số 90|lá của sự việc số 90 và số 150/)
  })

  test('everything rewritten with the stolen key, heads and all, is found only by a head kept outside', async () => {
    await restore(log)
    const kept = await log.house.database.transaction(house, (tx) => getHead(tx))
    expect((await look(log, { known: [kept] })).ok).toBe(true)
    // the tail: the last ten facts, their leaves, nodes and heads gone, and the rest signed anew
    await asSuperuser(log, async (sql) => {
      const { rows: leaves } = await sql.query<{ index: number; seq: number; hash: Buffer }>(
        'select index, seq, hash from sen.log_leaf order by index',
      )
      const size = leaves.length - 10
      await sql.query('delete from sen.fact where seq in (select seq from sen.log_leaf where index >= $1)', [size])
      await sql.query('delete from sen.log_leaf where index >= $1', [size])
      const { rows: heads } = await sql.query<{ number: number; size: number }>(
        'select number, size from sen.log_head order by number',
      )
      const cut = heads.find((head) => head.size > size)?.number as number
      await sql.query('delete from sen.log_head where number > $1', [cut])
      const edge = new Edge()
      for (const leaf of leaves.slice(0, size)) edge.append(leaf.hash)
      const { rows } = await sql.query<{ timestamp_ms: number; key: string }>(
        'select timestamp_ms, key from sen.log_head where number = $1',
        [cut],
      )
      const head = rows[0] as { timestamp_ms: number; key: string }
      const key = await log.keys.find(head.key)
      await sql.query('update sen.log_head set size = $2, root = $3, signature = $4 where number = $1', [
        cut,
        size,
        edge.root(),
        await key?.sign(headBytes({ size, timestamp: head.timestamp_ms, root: edge.root() })),
      ])
      await sql.query('delete from sen.log_node where (index + 1) * (2 ^ level) > $1', [size])
    })
    expect(words(await look(log))).toBe('')
    const verdict = await look(log, { known: [kept] })
    expect(codes(verdict)).toEqual(['witness-differs'])
  })
})

describe('archived months', () => {
  test('go to files, leave the table, and stay provable and verifiable', async () => {
    const log = await build()
    const { database } = log.house
    const before = (await database.owner.query<{ n: number }>('select count(*)::int as n from sen.fact')).rows[0]
      ?.n as number
    const done = await archiveLog(database, { before: '2026-10', folder: log.logDir, actor: house })
    expect(done.map((one) => one.month)).toEqual(['2026-09'])
    expect(done[0]?.facts).toBeGreaterThanOrEqual(60)
    expect(await archiveLog(database, { before: '2026-10', folder: log.logDir, actor: house })).toEqual([])
    expect((await look(log)).ok).toBe(true)
    const removed = await removeArchived(database, { before: '2026-10', folder: log.logDir, actor: house })
    expect(removed).toBe(done[0]?.facts)
    const after = (await database.owner.query<{ n: number }>('select count(*)::int as n from sen.fact')).rows[0]
      ?.n as number
    // told in the log: the archive and the removal
    expect(after).toBe(before - removed + 2)
    expect(words(await look(log))).toBe('')
    database.lend('logDir', log.logDir)
    await database.transaction(house, async (tx) => {
      expect(await listArchives(tx)).toMatchObject([{ month: '2026-09', kept: 0, facts: removed }])
      const proof = await proveFact(tx, 20)
      expect(proof?.fact.purpose).toMatch(/^việc 0-/)
      expect((await checkProof(proof)).ok).toBe(true)
    })
    // a neighbour without any right sees as little in the file as in the table
    const stranger = await log.house.as('nguoi-la')
    expect(await database.transaction(stranger, (tx) => proveFact(tx, 20))).toBeNull()

    // the file tampered with, cut, or gone
    const file = join(log.logDir, done[0]?.file as string)
    const whole = await readFile(file)
    await writeFile(file, gzipSync(gunzipSync(whole).toString('utf8').replace('việc 0-7', 'việc 0-8')))
    expect(codes(await look(log))).toEqual(['changed', 'file-changed'])
    await writeFile(file, whole.subarray(0, whole.length - 20))
    expect(codes(await look(log))).toContain('unreadable')
    await rm(file)
    expect(codes(await look(log))).toEqual(['file-missing', 'missing'])
    await writeFile(file, whole)
    expect((await look(log)).ok).toBe(true)
  })

  test('nobody takes a fact out by another way, and only what lies in a file', async () => {
    const log = await build()
    const { database } = log.house
    const refused = /append-only/
    await expect(database.owner.query('delete from sen.fact where seq = 20')).rejects.toThrow(refused)
    await archiveLog(database, { before: '2026-10', folder: log.logDir, actor: house })
    await expect(database.owner.query('delete from sen.fact where seq = 20')).rejects.toThrow(refused)
    // even with the word said, what is not in that file stays
    const client = await database.owner.connect()
    try {
      await client.query(`begin; select set_config('sen.removing', '2026-09/1', true)`)
      await expect(client.query('delete from sen.fact where seq = 200')).rejects.toThrow(refused)
      await client.query('rollback')
    } finally {
      client.release()
    }
    await expect(
      database.transaction(house, (tx) =>
        tx.query(`select sen.remove_archived_facts('2026-09', 1, 0, 100, 'ai đó', now())`),
      ),
    ).rejects.toThrow(/permission denied/)
    await expect(database.transaction(house, (tx) => tx.query(`delete from sen.fact where seq = 20`))).rejects.toThrow(
      /permission denied/,
    )
    await expect(archiveLog(database, { before: '2027-01', folder: log.logDir, actor: house })).rejects.toMatchObject({
      code: 'log.bad-month',
    })
    await rm(join(log.logDir, '2026-09.ndjson.gz'))
    await expect(
      removeArchived(database, { before: '2026-10', folder: log.logDir, actor: house }),
    ).rejects.toMatchObject({
      code: 'log.archive-file-differs',
    })
  })
})

describe('an export, without database and server', () => {
  let good: string
  beforeAll(async () => {
    const log = await build()
    good = join(folder, 'dump')
    // a month that lies in a file only is exported as well
    await archiveLog(log.house.database, { before: '2026-10', folder: log.logDir, actor: house })
    await removeArchived(log.house.database, { before: '2026-10', folder: log.logDir, actor: house })
    const done = await exportLog(log.house.database, { folder: good, actor: house, logDir: log.logDir })
    // people and roles of the test house were entered in November of its clock
    expect(done).toMatchObject({ lost: 0, months: ['2026-09', '2026-10', '2026-11'] })
    await expect(exportLog(log.house.database, { folder: good, actor: house })).rejects.toMatchObject({
      code: 'log.folder-not-empty',
    })
  })

  const lines = async (at: string, name: string): Promise<string[]> =>
    gunzipSync(await readFile(join(at, name)))
      .toString('utf8')
      .trimEnd()
      .split('\n')
  const write = (at: string, name: string, all: readonly string[]) =>
    writeFile(join(at, name), gzipSync(`${all.join('\n')}\n`))
  /** The hash list mended, as a careful forger would. */
  async function mend(at: string): Promise<void> {
    const manifest = JSON.parse(await readFile(join(at, 'manifest.json'), 'utf8'))
    for (const name of Object.keys(manifest.files)) {
      const bytes = await readFile(join(at, name)).catch(() => null)
      if (bytes) manifest.files[name] = createHash('sha256').update(bytes).digest('hex')
      else delete manifest.files[name]
    }
    await writeFile(join(at, 'manifest.json'), JSON.stringify(manifest))
  }

  const months = { sep: 'facts/2026-09.ndjson.gz', oct: 'facts/2026-10.ndjson.gz' }
  const edit = (name: string, change: (all: string[]) => string[]) => async (at: string) =>
    write(at, name, change(await lines(at, name)))
  const fact = (line: string | undefined) => JSON.parse(line ?? '{}')

  const waysOfFile: [name: string, tamper: (at: string) => Promise<unknown>, found: FindingCode][] = [
    [
      'a fact changed',
      edit(months.sep, (all) => all.with(5, (all[5] as string).replace('Đồng Tháp', 'Tiền Giang'))),
      'changed',
    ],
    ['a fact missing', edit(months.sep, (all) => all.toSpliced(7, 1)), 'missing'],
    ['a fact added', edit(months.oct, (all) => [...all, JSON.stringify({ ...fact(all[0]), index: 5_000 })]), 'added'],
    ['a fact there twice', edit(months.oct, (all) => all.toSpliced(4, 0, all[3] as string)), 'duplicate'],
    [
      'two lines exchanged',
      edit(months.oct, (all) => all.with(3, all[9] as string).with(9, all[3] as string)),
      'reordered',
    ],
    [
      'two facts with their places exchanged',
      edit(months.oct, (all) => {
        const [a, b] = [fact(all[3]), fact(all[9])]
        return all
          .with(3, JSON.stringify({ fact: b.fact, index: a.index }))
          .with(9, JSON.stringify({ fact: a.fact, index: b.index }))
      }),
      'reordered',
    ],
    [
      'the data of two facts swapped',
      edit(months.oct, (all) => {
        const [a, b] = [fact(all[3]), fact(all[9])]
        return all
          .with(3, JSON.stringify({ ...a, fact: { ...a.fact, data: b.fact.data } }))
          .with(9, JSON.stringify({ ...b, fact: { ...b.fact, data: a.fact.data } }))
      }),
      'swapped',
    ],
    [
      'a fact in the file of another month',
      async (at) => {
        const [sep, oct] = [await lines(at, months.sep), await lines(at, months.oct)]
        await write(at, months.sep, [...sep, oct[0] as string])
        await write(at, months.oct, oct.slice(1))
      },
      'wrong-month',
    ],
    [
      'the tail cut',
      async (at) => {
        await edit(months.oct, (all) => all.slice(0, -6))(at)
        await edit('leaves.ndjson.gz', (all) => all.slice(0, -6))(at)
      },
      'truncated',
    ],
    [
      'a fact rewritten with its leaf',
      async (at) => {
        const all = await lines(at, months.sep)
        const line = fact(all[11])
        line.fact.purpose = 'bịa'
        await write(at, months.sep, all.with(11, JSON.stringify(line)))
        await edit('leaves.ndjson.gz', (leaves) =>
          leaves.map((one) =>
            fact(one).index === line.index
              ? JSON.stringify({ ...fact(one), hash: leafOfFact(line.fact).toString('hex') })
              : one,
          ),
        )(at)
      },
      'rewritten',
    ],
    [
      'leaves reordered',
      edit('leaves.ndjson.gz', (all) => {
        const [a, b] = [fact(all[22]), fact(all[25])]
        return all.with(22, JSON.stringify({ ...b, index: a.index })).with(25, JSON.stringify({ ...a, index: b.index }))
      }),
      'reordered',
    ],
    [
      'a head changed',
      edit('heads.ndjson.gz', (all) => all.with(3, JSON.stringify({ ...fact(all[3]), root: '0'.repeat(64) }))),
      'changed-head',
    ],
    [
      'a signature changed',
      edit('heads.ndjson.gz', (all) =>
        all.with(3, JSON.stringify({ ...fact(all[3]), signature: Buffer.alloc(64).toString('base64') })),
      ),
      'bad-signature',
    ],
    ['a head taken out', edit('heads.ndjson.gz', (all) => all.toSpliced(4, 1)), 'missing-head'],
    [
      'two heads exchanged',
      edit('heads.ndjson.gz', (all) => {
        const [a, b] = [fact(all[4]), fact(all[5])]
        return all
          .with(4, JSON.stringify({ ...b, number: a.number }))
          .with(5, JSON.stringify({ ...a, number: b.number }))
      }),
      'head-order',
    ],
    [
      'a key taken out',
      async (at) => {
        const keys = JSON.parse(await readFile(join(at, 'keys.json'), 'utf8'))
        await writeFile(join(at, 'keys.json'), JSON.stringify(keys.slice(1)))
      },
      'unknown-key',
    ],
    [
      'a key used outside its time',
      async (at) => {
        const keys = JSON.parse(await readFile(join(at, 'keys.json'), 'utf8'))
        keys[0].from += 3 * 86_400_000
        await writeFile(join(at, 'keys.json'), JSON.stringify(keys))
      },
      'key-out-of-time',
    ],
    [
      'a file cut in the middle',
      async (at) => {
        const bytes = await readFile(join(at, months.oct))
        await writeFile(join(at, months.oct), bytes.subarray(0, bytes.length / 2))
      },
      'unreadable',
    ],
    ['a month gone', (at) => rm(join(at, months.sep)), 'missing'],
    ['rubbish between the lines', edit(months.oct, (all) => all.toSpliced(2, 0, '{"index": "x"', 'rác')), 'unreadable'],
    [
      'a place beyond reason',
      edit('leaves.ndjson.gz', (all) => [...all, JSON.stringify({ ...fact(all[0]), index: 9e14 })]),
      'unreadable',
    ],
  ]

  test('untouched, nothing is found, and no personal key is in it', async () => {
    const verdict = await verifyLog(await logInFolder(good))
    expect(words(verdict)).toBe('')
    expect(verdict.ok).toBe(true)
    expect((await readdir(good)).sort()).toEqual([
      'facts',
      'heads.ndjson.gz',
      'keys.json',
      'leaves.ndjson.gz',
      'manifest.json',
      'time-stamps.ndjson.gz',
    ])
    expect(await readFile(join(good, 'keys.json'), 'utf8')).not.toContain('PRIVATE')
    await expect(logInFolder(folder)).rejects.toMatchObject({ code: 'log.no-dump' })
  })

  test.each(waysOfFile)('%s is found', async (_name, tamper, found) => {
    const at = join(folder, `dump-${++count}`)
    await cp(good, at, { recursive: true })
    await tamper(at)
    const careless = await verifyLog(await logInFolder(at))
    expect(careless.ok).toBe(false)
    await mend(at)
    const verdict = await verifyLog(await logInFolder(at))
    expect(verdict.ok).toBe(false)
    expect(codes(verdict), words(verdict)).toContain(found)
    await rm(at, { recursive: true })
  })
})
