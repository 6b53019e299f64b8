import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { house as system } from '#kernel/store'
import { openTestHouse, type TestHouse } from '#kernel/testing'
import {
  beginTotp,
  changeKeyRing,
  markSecret,
  memoryKeyRing,
  openKeyRing,
  openSecret,
  rotateSecrets,
  sealSecret,
} from '#kernel/trust'

const folder = mkdtempSync(join(tmpdir(), 'sen-keys-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('sealing', () => {
  const keys = memoryKeyRing()

  test('what was sealed opens with its context, and never looks like itself', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.string(), (bytes, context) => {
        const sealed = sealSecret(keys, Buffer.from(bytes), context)
        expect(openSecret(keys, sealed, context)).toEqual(Buffer.from(bytes))
        if (bytes.length > 8) expect(sealed).not.toContain(Buffer.from(bytes).toString('base64url'))
        expect(sealSecret(keys, Buffer.from(bytes), context)).not.toBe(sealed)
      }),
    )
  })

  test('any changed letter, another context and another ring are refused', () => {
    const sealed = sealSecret(keys, 'hạt giống của mã', 'sen.factor.secret:1')
    expect(() => openSecret(keys, sealed, 'sen.factor.secret:2')).toThrow('does not open')
    expect(() => openSecret(memoryKeyRing(), sealed, 'sen.factor.secret:1')).toThrow('not in the key ring')
    expect(() => openSecret(keys, 'hạt giống của mã', 'x')).toThrow('never sealed')
    expect(() => openSecret(keys, sealed.slice(0, 30), 'sen.factor.secret:1')).toThrow('cut short')
    const start = sealed.lastIndexOf(':') + 1
    fc.assert(
      fc.property(fc.integer({ min: start, max: sealed.length - 2 }), (at) => {
        const other = sealed[at] === 'A' ? 'B' : 'A'
        expect(() =>
          openSecret(keys, sealed.slice(0, at) + other + sealed.slice(at + 1), 'sen.factor.secret:1'),
        ).toThrow('does not open')
      }),
    )
  })

  test('a mark is the same for the same text under the same key, and for nothing else', () => {
    const mark = markSecret(keys, '123456', 'token')
    expect(markSecret(keys, '123456', 'token')).toBe(mark)
    expect(markSecret(keys, '123457', 'token')).not.toBe(mark)
    expect(markSecret(keys, '123456', 'other')).not.toBe(mark)
    expect(markSecret(memoryKeyRing(), '123456', 'token').split(':')[1]).not.toBe(mark.split(':')[1])
  })
})

describe('the ring of an installation', () => {
  test('is made once with mode 0600, and an open ring follows a change of its file', () => {
    const path = join(folder, 'secrets', 'keys.json')
    const ring = openKeyRing(path)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const first = ring.current()
    expect(openKeyRing(path).current()).toBe(first)
    const sealed = sealSecret(ring, 'bí mật', 'c')
    const second = changeKeyRing(path, { add: true })
    expect(ring.current()).toBe(second)
    expect(second).not.toBe(first)
    expect(openSecret(ring, sealed, 'c').toString()).toBe('bí mật')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    changeKeyRing(path, { drop: [first] })
    expect(ring.ids()).toEqual([second])
    expect(() => changeKeyRing(path, { drop: [second] })).toThrow('current key')
  })

  test('a broken file stops the house instead of sealing with nothing', () => {
    const path = join(folder, 'broken.json')
    writeFileSync(path, JSON.stringify({ current: 'a', keys: { a: { key: 'AAAA', since: '' } } }))
    expect(() => openKeyRing(path)).toThrow('32 bytes')
    expect(readFileSync(path, 'utf8')).toContain('AAAA')
  })
})

describe('rotation', () => {
  let house: TestHouse
  const path = join(folder, 'rotating.json')
  beforeAll(async () => {
    house = await openTestHouse()
    house.database.lend('keys', openKeyRing(path))
  })
  afterAll(() => house.close())

  const sealedBy = async () =>
    (
      await house.database.owner.query<{ key: string; n: number }>(
        "select split_part(secret, ':', 2) as key, count(*)::int as n from sen.factor group by 1",
      )
    ).rows

  test('every declared secret is sealed anew and still opens; stopped in the middle it goes on', async () => {
    const { rows } = await house.database.owner.query<{ id: string; login: string }>(
      'select id, login from sen.account order by login',
    )
    const seeds = new Map<string, string>()
    for (const { id, login } of rows)
      seeds.set(id, (await house.database.transaction(system, (tx) => beginTotp(tx, id, 'Sen', login))).secret)
    expect(seeds.size).toBeGreaterThan(3)
    const current = changeKeyRing(path, { add: true })
    // A rotation that was killed after its first batch.
    await house.database.transaction(system, async (tx) => {
      const [one] = await tx.query<{ id: string; secret: string }>('select id, secret from sen.factor limit 1')
      const ring = openKeyRing(path)
      const context = `sen.factor.secret:${one?.id}`
      await tx.query('update sen.factor set secret = $2 where id = $1', [
        one?.id,
        sealSecret(ring, openSecret(ring, one?.secret ?? '', context), context),
      ])
    })
    expect(await sealedBy()).toHaveLength(2)
    expect(await rotateSecrets(house.database)).toEqual({ changed: seeds.size - 1, used: [current] })
    expect(await sealedBy()).toEqual([{ key: current, n: seeds.size }])
    expect(await rotateSecrets(house.database)).toEqual({ changed: 0, used: [current] })
    const [old] = openKeyRing(path)
      .ids()
      .filter((id) => id !== current)
    changeKeyRing(path, { drop: [String(old)] })
    for (const { id, login } of rows)
      expect((await house.database.transaction(system, (tx) => beginTotp(tx, id, 'Sen', login))).secret).toBe(
        seeds.get(id),
      )
  })
})
