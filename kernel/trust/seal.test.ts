import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkConsistency, checkInclusion, type FactProof, fromHex, headBytes } from '#ground/merkle'
import { house } from '#kernel/store'
import { openTestHouse, type TestHouse } from '#kernel/testing'
import { writeFact } from './fact.ts'
import { checkProof } from './index.ts'
import { consistencyPath, getHead, listHeads, listKeys, proveFact, rootAt, sealState } from './log.ts'
import { rotateKey, sealAll, sealOnce, startSealer } from './seal.ts'
import { type SealKeys, sealKeysIn } from './seal-keys.ts'
import { leafOf, nodeOf, rootOfNothing } from './tree.ts'

let site: TestHouse
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sen-seal-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const open = async (): Promise<TestHouse> => {
  await site?.close()
  site = await openTestHouse()
  return site
}
afterAll(() => site?.close())

/** Writes `count` facts, one transaction each `together`. */
async function write(house_: TestHouse, count: number, words = 'một việc'): Promise<void> {
  await house_.database.transaction(house, async (tx) => {
    for (let i = 0; i < count; i++)
      writeFact(tx, {
        kind: 'tried',
        system: 'kite-club',
        purpose: `${words} ${i}`,
        data: { i, chữ: 'Đồng Tháp', share: 0.5 },
      })
  })
}

/** Seals until no fact waits: statistics that PostgreSQL gathers hold the oldest transaction for a moment now and then. */
async function settle(house_: TestHouse, keys: SealKeys): Promise<void> {
  await expect
    .poll(
      async () => {
        await sealAll(house_.database, keys)
        return unsealedOf(house_)
      },
      { timeout: 10_000 },
    )
    .toBe(0)
}

/** The tree as RFC 6962 section 2.1 writes it, for comparison. */
function naiveRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return rootOfNothing
  if (leaves.length === 1) return leaves[0] as Buffer
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return nodeOf(naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)))
}

const leavesOf = async (house_: TestHouse): Promise<Buffer[]> =>
  (await house_.database.owner.query<{ hash: Buffer }>('select hash from sen.log_leaf order by index')).rows.map(
    (row) => row.hash,
  )
const unsealedOf = async (house_: TestHouse): Promise<number> =>
  (
    await house_.database.owner.query<{ n: number }>(
      'select count(*)::int as n from sen.fact f where not exists (select from sen.log_leaf l where l.seq = f.seq)',
    )
  ).rows[0]?.n ?? -1

describe('sealing', () => {
  test('every fact comes under a signed head, whose root is the root of all leaves', async () => {
    const { database } = await open()
    const keys = sealKeysIn(join(folder, 'one'))
    await write(site, 3)
    await sealAll(database, keys)
    // the making of the first key is a fact as well
    expect(await unsealedOf(site)).toBeGreaterThanOrEqual(1)
    await settle(site, keys)
    for (const count of [1, 12, 16, 17, 250, 300]) {
      await write(site, count)
      site.clock.advance(1_000)
      await settle(site, keys)
      const leaves = await leavesOf(site)
      await database.transaction(house, async (tx) => {
        const head = await getHead(tx)
        expect(head.size).toBe(leaves.length)
        expect(head.root).toBe(naiveRoot(leaves).toString('hex'))
        expect((await rootAt(tx, head.size)).toString('hex')).toBe(head.root)
      })
    }
    expect(await unsealedOf(site)).toBe(0)
    expect((await sealOnce(database, keys)).outcome).toBe('nothing')
    expect(await sealState(database)).toMatchObject({ unsealed: 0, oldestUnsealedAt: null })
  })

  test('proofs of every fact hold, and of none that was touched', async () => {
    const { database } = site
    const size = (await leavesOf(site)).length
    await database.transaction(house, async (tx) => {
      const rows = await tx.query<{ seq: number }>('select seq from sen.fact order by seq')
      expect(rows.length).toBe(size)
      for (const { seq } of rows) {
        const proof = (await proveFact(tx, seq)) as FactProof
        // as it reaches a stranger: as a file
        const verdict = await checkProof(JSON.parse(JSON.stringify(proof)))
        expect(verdict.ok, JSON.stringify(verdict)).toBe(true)
      }
      const proof = (await proveFact(tx, rows[7]?.seq as number)) as FactProof
      const bad: [string, FactProof][] = [
        ['leaf', { ...proof, fact: { ...proof.fact, purpose: 'việc khác' } }],
        ['leaf', { ...proof, leaf: '0'.repeat(64) }],
        ['path', { ...proof, index: proof.index + 1 }],
        ['path', { ...proof, path: proof.path.slice(1) }],
        ['path', { ...proof, path: [...proof.path, '0'.repeat(64)] }],
        ['path', { ...proof, size: proof.size - 1 }],
        ['signature', { ...proof, head: { ...proof.head, timestamp: proof.head.timestamp + 1 } }],
        ['signature', { ...proof, head: { ...proof.head, signature: proof.head.signature.replace(/^.../, 'AAA') } }],
        ['key', { ...proof, head: { ...proof.head, key: '0'.repeat(64) } }],
      ]
      for (const [step, touched] of bad) {
        const verdict = await checkProof(touched)
        expect(verdict.ok, step).toBe(false)
        expect(verdict.steps.filter((one) => !one.ok).map((one) => one.name)).toContain(step)
      }
      expect((await checkProof(proof, { keys: [proof.publicKey] })).ok).toBe(true)
      expect((await checkProof(proof, { keys: ['AAAA'] })).ok).toBe(false)
      for (const rubbish of [null, 7, 'x', {}, { fact: 1 }, { ...proof, path: 'x' }, { ...proof, index: -1 }])
        expect((await checkProof(rubbish)).ok).toBe(false)
    })
  })

  test('every head is consistent with every later one', async () => {
    const { database } = site
    await database.transaction(house, async (tx) => {
      const heads = (await listHeads(tx)).reverse()
      expect(heads.length).toBeGreaterThan(5)
      for (const first of heads) {
        for (const second of heads.filter((one) => one.size >= first.size)) {
          const claim = {
            first: first.size,
            second: second.size,
            firstRoot: fromHex(first.root) as Uint8Array,
            secondRoot: fromHex(second.root) as Uint8Array,
            path: await consistencyPath(tx, first.size, second.size),
          }
          expect(await checkConsistency(claim)).toBe(true)
          if (first.size < second.size)
            expect(await checkConsistency({ ...claim, firstRoot: rootOfNothing })).toBe(false)
        }
      }
    })
  })
})

describe('what happens at once', () => {
  test('a transaction that commits late comes under a later head, never below an earlier one', async () => {
    const { database } = await open()
    const keys = sealKeysIn(join(folder, 'late'))
    await settle(site, keys)
    const slow = new pg.Client({ connectionString: site.url })
    await slow.connect()
    const insert = `insert into sen.fact (at, kind, system, actor_name, purpose) values (now(), 'tried', 'kite-club', 'Sen', $1) returning seq`
    try {
      await slow.query('begin')
      const late = (await slow.query<{ seq: number }>(insert, ['chậm'])).rows[0]?.seq
      await write(site, 5)
      // other databases of the same server may hold the oldest transaction as well; this one holds it for certain
      const before = await database.transaction(house, (tx) => getHead(tx))
      expect((await sealOnce(database, keys)).added).toBe(0)
      expect((await sealState(database)).unsealed).toBe(5)
      await slow.query('commit')
      await settle(site, keys)
      const rows = (
        await database.owner.query<{ seq: number; index: number }>('select seq, index from sen.log_leaf order by index')
      ).rows
      expect(rows.slice(before.size).map((row) => row.seq)[0]).toBe(Number(late))
      expect(await unsealedOf(site)).toBe(0)
    } finally {
      await slow.end()
    }
  })

  test('a smaller number whose transaction began later and ended later is sealed later, and not forgotten', async () => {
    const { database } = await open()
    const keys = sealKeysIn(join(folder, 'gap'))
    await settle(site, keys)
    const [early, late] = [new pg.Client({ connectionString: site.url }), new pg.Client({ connectionString: site.url })]
    await Promise.all([early.connect(), late.connect()])
    const insert = `insert into sen.fact (at, kind, system, actor_name, purpose) values (now(), 'tried', 'kite-club', 'Sen', $1) returning seq`
    try {
      // the first has the smaller transaction and, because it writes last, the larger number
      await early.query('begin')
      await early.query('select pg_current_xact_id()')
      await late.query('begin')
      const small = Number((await late.query<{ seq: string }>(insert, ['nhỏ'])).rows[0]?.seq)
      const large = Number((await early.query<{ seq: string }>(insert, ['lớn'])).rows[0]?.seq)
      expect(small).toBeLessThan(large)
      await early.query('commit')
      await expect
        .poll(async () => {
          await sealAll(database, keys)
          return (await database.owner.query('select 1 from sen.log_leaf where seq = $1', [large])).rowCount
        })
        .toBe(1)
      const sealed = async () =>
        (await database.owner.query<{ seq: number }>('select seq from sen.log_leaf order by index')).rows.map(
          (row) => row.seq,
        )
      expect(await sealed()).toContain(large)
      expect(await sealed()).not.toContain(small)
      // much later, many facts later
      site.clock.advance(3_600_000)
      await write(site, 30)
      await sealAll(database, keys)
      await late.query('commit')
      await settle(site, keys)
      expect((await sealed()).at(-1)).toBeGreaterThan(small)
      expect(await sealed()).toContain(small)
      expect(await unsealedOf(site)).toBe(0)
    } finally {
      await Promise.all([early.end(), late.end()])
    }
  })

  test('a rolled-back number is passed by once its time is over', async () => {
    const { database } = await open()
    const keys = sealKeysIn(join(folder, 'rolled'))
    await write(site, 3)
    const broken = new pg.Client({ connectionString: site.url })
    await broken.connect()
    await broken.query('begin')
    await broken.query(
      `insert into sen.fact (at, kind, system, actor_name) values (now(), 'tried', 'kite-club', 'Sen')`,
    )
    await broken.query('rollback')
    await broken.end()
    await write(site, 3)
    await settle(site, keys)
    const floor = async () =>
      (
        await database.owner.query<{ floor: number; seq_max: number }>(
          'select floor, seq_max from sen.log_head order by number desc limit 1',
        )
      ).rows[0]
    const before = await floor()
    expect(before?.floor).toBeLessThan(before?.seq_max as number)
    site.clock.advance(120_000)
    await write(site, 1)
    await settle(site, keys)
    site.clock.advance(120_000)
    await write(site, 1)
    await settle(site, keys)
    const after = await floor()
    expect(after?.floor).toBeGreaterThanOrEqual(before?.seq_max as number)
    expect(await unsealedOf(site)).toBe(0)
  })

  test('two hosts seal one log without a fork', async () => {
    const { database } = await open()
    const keys = sealKeysIn(join(folder, 'two'))
    await write(site, 5)
    await settle(site, keys)
    const outcomes: string[] = []
    await Promise.all([
      (async () => {
        for (let i = 0; i < 30; i++) await write(site, 7)
      })(),
      ...[1, 2, 3].map(async () => {
        for (let i = 0; i < 15; i++) outcomes.push((await sealOnce(database, keys)).outcome)
      }),
    ])
    await settle(site, keys)
    expect(outcomes).toContain('sealed')
    expect(await unsealedOf(site)).toBe(0)
    const leaves = await leavesOf(site)
    await database.transaction(house, async (tx) => {
      for (const head of await listHeads(tx, { limit: 500 }))
        expect(head.root).toBe(naiveRoot(leaves.slice(0, head.size)).toString('hex'))
    })
  })

  test('facts restored from another cluster, with transactions of its future, are sealed at once', async () => {
    const { database } = await open()
    const keys = sealKeysIn(join(folder, 'restored'))
    await database.owner.query(
      `insert into sen.fact (at, transaction, kind, system, actor_name) select now(), '999999999999'::xid8, 'tried', 'kite-club', 'Sen' from generate_series(1, 4)`,
    )
    await write(site, 2)
    await settle(site, keys)
    expect(await unsealedOf(site)).toBe(0)
  })

  test('a sealing that dies in the middle leaves nothing behind', async () => {
    const { database } = await open()
    const keys = sealKeysIn(join(folder, 'dies'))
    await write(site, 20)
    await settle(site, keys)
    await write(site, 40)
    const before = (await leavesOf(site)).length
    const key = await keys.find((await database.transaction(house, (tx) => listKeys(tx)))[0]?.id as string)
    const dies = {
      ...keys,
      find: async () => ({ ...(key as NonNullable<typeof key>), sign: () => Promise.reject(new Error('power cut')) }),
    }
    await expect(sealOnce(database, dies)).rejects.toThrow('power cut')
    expect((await leavesOf(site)).length).toBe(before)
    await settle(site, keys)
    expect(await unsealedOf(site)).toBe(0)
    const leaves = await leavesOf(site)
    const head = await database.transaction(house, (tx) => getHead(tx))
    expect(head.root).toBe(naiveRoot(leaves).toString('hex'))
  })

  test('a host without the private key refuses and says what to do', async () => {
    await write(site, 1)
    await expect(sealOnce(site.database, sealKeysIn(join(folder, 'elsewhere')))).rejects.toMatchObject({
      code: 'log.no-private-key',
    })
  })

  test('the loop seals on its own and once more when it stops', async () => {
    const { database } = await open()
    const keys = sealKeysIn(join(folder, 'loop'))
    const failures: string[] = []
    const sealer = startSealer(database, keys, { everyMs: 20, failed: (error) => failures.push(error.message) })
    await write(site, 10)
    await expect.poll(async () => (await sealState(database)).size, { timeout: 10_000 }).toBeGreaterThanOrEqual(10)
    await write(site, 10)
    await sealer.stop()
    expect(await unsealedOf(site)).toBe(0)
    expect(failures).toEqual([])
  })
})

describe('keys', () => {
  test('a new key is signed by the old one, old heads stay verifiable, the act is a fact', async () => {
    const { database } = await open()
    const keys = sealKeysIn(join(folder, 'rotate'))
    await write(site, 4)
    await settle(site, keys)
    const first = await database.transaction(house, (tx) => getHead(tx))
    const rotation = await rotateKey(database, keys, { actor: house })
    expect(await keys.find(rotation.before as string)).toBeUndefined()
    await settle(site, keys)
    await database.transaction(house, async (tx) => {
      const [old, now] = await listKeys(tx)
      expect(old?.to).toEqual(now?.from)
      expect(now?.previous).toBe(old?.id)
      const head = await getHead(tx)
      expect(head.key).toBe(now?.id)
      const { createPublicKey, verify } = await import('node:crypto')
      const publicOf = (base64: string) =>
        createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' })
      const { successionBytes } = await import('#ground/merkle')
      expect(
        verify(
          null,
          successionBytes(
            Buffer.from(old?.id as string, 'hex'),
            now?.from.getTime() as number,
            Buffer.from(now?.publicKey as string, 'base64'),
          ),
          publicOf(old?.publicKey as string),
          Buffer.from(now?.vouched as string, 'base64'),
        ),
      ).toBe(true)
      for (const [one, key] of [
        [first, old],
        [head, now],
      ] as const)
        expect(
          verify(
            null,
            headBytes({ ...one, root: Buffer.from(one.root, 'hex') }),
            publicOf(key?.publicKey as string),
            Buffer.from(one.signature, 'base64'),
          ),
        ).toBe(true)
      expect(await tx.query(`select data from sen.fact where kind = 'log-key-rotated'`)).toEqual([
        { data: { before: rotation.before, after: rotation.after } },
      ])
    })
    await expect(rotateKey(database, keys, { actor: house, lost: 'thử' })).rejects.toMatchObject({
      code: 'log.key-not-lost',
    })
    const elsewhere = sealKeysIn(join(folder, 'rotate-elsewhere'))
    await expect(rotateKey(database, elsewhere, { actor: house })).rejects.toMatchObject({ code: 'log.no-private-key' })
    await rotateKey(database, elsewhere, { actor: house, lost: 'máy cháy' })
    await settle(site, elsewhere)
    expect(await unsealedOf(site)).toBe(0)
  })

  test('a proof asked for by a stranger or a neighbour is none', async () => {
    const { database } = site
    const no = await site.as('nguoi-la')
    const seq = (
      await database.owner.query<{ seq: number }>(
        `select seq from sen.fact where subjects is null and unit is null limit 1`,
      )
    ).rows[0]?.seq as number
    expect(await database.transaction(no, (tx) => proveFact(tx, seq))).toBeNull()
    expect(await database.transaction(house, (tx) => proveFact(tx, 10 ** 9))).toBeNull()
  })

  test('every column of a fact but the number of its transaction is sealed', async () => {
    const { rows } = await site.database.owner.query<{ name: string }>(
      `select attname as name from pg_attribute where attrelid = 'sen.fact'::regclass and attnum > 0 and not attisdropped order by 1`,
    )
    const proof = await site.database.transaction(house, (tx) => proveFact(tx, 1))
    expect([...Object.keys(proof?.fact ?? {}), 'transaction'].filter((name) => name !== 'format').sort()).toEqual(
      rows.map((row) => row.name),
    )
  })

  test('numbers that a double cannot carry stay exact in the leaf', async () => {
    const { database } = site
    const keys = sealKeysIn(join(folder, 'rotate-elsewhere'))
    await database.owner.query(
      `insert into sen.fact (at, kind, system, actor_name, data) values ('2026-10-05 01:02:03.456789+00', 'tried', 'kite-club', 'Sen', '{"n": 12345678901234567890.10, "s": "1.10"}')`,
    )
    await settle(site, keys)
    await database.transaction(house, async (tx) => {
      const row = await tx.one<{ seq: number }>('select max(seq) as seq from sen.fact')
      const proof = (await proveFact(tx, row?.seq as number)) as FactProof
      expect(proof.fact.at).toBe('2026-10-05T01:02:03.456789Z')
      expect(proof.fact.data).toBeUndefined()
      expect(proof.fact.data_text).toBe('{"n": 12345678901234567890.10, "s": "1.10"}')
      expect((await checkProof(proof)).ok).toBe(true)
      expect(proof.leaf).toBe(leafOf((await import('#ground/merkle')).factBytes(proof.fact)).toString('hex'))
      expect(
        await checkInclusion({
          leaf: Buffer.from(proof.leaf, 'hex'),
          index: proof.index,
          size: proof.size,
          path: proof.path.map((one) => Buffer.from(one, 'hex')),
          root: Buffer.from(proof.head.root, 'hex'),
        }),
      ).toBe(true)
    })
  })
})
