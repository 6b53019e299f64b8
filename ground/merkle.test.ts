import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Bytes,
  canonicalText,
  checkConsistency,
  checkInclusion,
  checkProof,
  emptyRoot,
  type FactProof,
  factBytes,
  fromBase64,
  fromHex,
  headBytes,
  leafHash,
  nodeHash,
  type SealedFact,
  toBase64,
  toHex,
} from './merkle.ts'

const hex = (text: string): Bytes => fromHex(text) as Bytes
const bytes = (data: Uint8Array): Bytes => new Uint8Array(data)

/** The leaves, roots and proofs by which the implementations of Certificate Transparency check each other. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const PATHS: { leaf: number; size: number; path: string[] }[] = [
  { leaf: 0, size: 1, path: [] },
  {
    leaf: 0,
    size: 8,
    path: [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  },
  {
    leaf: 5,
    size: 8,
    path: [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  },
  { leaf: 2, size: 3, path: ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'] },
  {
    leaf: 1,
    size: 5,
    path: [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  },
]
const CONSISTENT: { first: number; second: number; path: string[] }[] = [
  { first: 1, second: 1, path: [] },
  {
    first: 1,
    second: 8,
    path: [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  },
  {
    first: 6,
    second: 8,
    path: [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  },
  {
    first: 2,
    second: 5,
    path: [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  },
]

// A second tree, written down from the definitions of RFC 6962 section 2.1 alone, with another hash function call.
const sha = (...parts: Uint8Array[]): Bytes => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return bytes(hash.digest())
}
const largestPowerBelow = (n: number): number => 2 ** Math.ceil(Math.log2(n) - 1)
function naiveRoot(entries: readonly Uint8Array[]): Bytes {
  if (entries.length === 0) return sha()
  if (entries.length === 1) return sha(new Uint8Array([0]), entries[0] as Uint8Array)
  const k = largestPowerBelow(entries.length)
  return sha(new Uint8Array([1]), naiveRoot(entries.slice(0, k)), naiveRoot(entries.slice(k)))
}
function naivePath(m: number, entries: readonly Uint8Array[]): Bytes[] {
  if (entries.length === 1) return []
  const k = largestPowerBelow(entries.length)
  return m < k
    ? [...naivePath(m, entries.slice(0, k)), naiveRoot(entries.slice(k))]
    : [...naivePath(m - k, entries.slice(k)), naiveRoot(entries.slice(0, k))]
}
function naiveProof(m: number, entries: readonly Uint8Array[], isWhole = true): Bytes[] {
  if (m === entries.length) return isWhole ? [] : [naiveRoot(entries)]
  const k = largestPowerBelow(entries.length)
  return m <= k
    ? [...naiveProof(m, entries.slice(0, k), isWhole), naiveRoot(entries.slice(k))]
    : [...naiveProof(m - k, entries.slice(k), false), naiveRoot(entries.slice(0, k))]
}

describe('vectors of RFC 6962 / 9162 (Certificate Transparency)', () => {
  test('the empty tree and every tree of the eight leaves', async () => {
    expect(toHex(await emptyRoot())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    const entries = LEAVES.map(hex)
    for (const [i, root] of ROOTS.entries()) expect(toHex(naiveRoot(entries.slice(0, i + 1)))).toBe(root)
    expect(toHex(await leafHash(hex('')))).toBe(ROOTS[0])
    expect(toHex(await nodeHash(await leafHash(hex('')), await leafHash(hex('00'))))).toBe(ROOTS[1])
  })

  test.each(PATHS)('audit path of leaf $leaf among $size', async ({ leaf, size, path }) => {
    const claim = {
      leaf: await leafHash(hex(LEAVES[leaf] as string)),
      index: leaf,
      size,
      path: path.map(hex),
      root: hex(ROOTS[size - 1] as string),
    }
    expect(await checkInclusion(claim)).toBe(true)
    for (let other = 0; other < 9; other++)
      if (other !== leaf) expect(await checkInclusion({ ...claim, index: other })).toBe(false)
  })

  test.each(CONSISTENT)('$first leaves grew into $second', async ({ first, second, path }) => {
    const claim = {
      first,
      second,
      firstRoot: hex(ROOTS[first - 1] as string),
      secondRoot: hex(ROOTS[second - 1] as string),
      path: path.map(hex),
    }
    expect(await checkConsistency(claim)).toBe(true)
    expect(await checkConsistency({ ...claim, secondRoot: hex(ROOTS[2] as string) })).toBe(false)
  })
})

const entriesOf = fc.array(fc.uint8Array({ maxLength: 12 }), { minLength: 1, maxLength: 70 })

describe('against a tree written from the definitions', () => {
  test('every leaf of every tree is shown to be in it, and a path changed anywhere shows nothing', async () => {
    await fc.assert(
      fc.asyncProperty(entriesOf, fc.nat(), fc.nat(), fc.nat(255), async (given, at, where, flip) => {
        const entries = given.map(bytes)
        const index = at % entries.length
        const leaf = await leafHash(entries[index] as Bytes, sha)
        const root = naiveRoot(entries)
        const path = naivePath(index, entries)
        expect(await checkInclusion({ leaf, index, size: entries.length, path, root }, sha)).toBe(true)
        if (path.length === 0 || flip === 0) return
        const touched = path.map((node, i) =>
          i === where % path.length ? node.map((byte, j) => (j === where % 32 ? byte ^ flip : byte)) : node,
        )
        expect(await checkInclusion({ leaf, index, size: entries.length, path: touched, root }, sha)).toBe(false)
        expect(await checkInclusion({ leaf, index, size: entries.length, path: path.slice(1), root }, sha)).toBe(false)
      }),
      { numRuns: 150 },
    )
  })

  test('every tree grew out of every smaller one, and out of no other', async () => {
    await fc.assert(
      fc.asyncProperty(entriesOf, fc.nat(), async (given, at) => {
        const entries = given.map(bytes)
        const second = entries.length
        const first = 1 + (at % second)
        const claim = {
          first,
          second,
          firstRoot: naiveRoot(entries.slice(0, first)),
          secondRoot: naiveRoot(entries),
          path: first === second ? [] : naiveProof(first, entries),
        }
        expect(await checkConsistency(claim, sha)).toBe(true)
        const other = entries.with(0, bytes(new Uint8Array([9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9])))
        expect(await checkConsistency({ ...claim, firstRoot: naiveRoot(other.slice(0, first)) }, sha)).toBe(false)
        if (first < second) expect(await checkConsistency({ ...claim, path: claim.path.slice(1) }, sha)).toBe(false)
      }),
      { numRuns: 150 },
    )
  })

  test('sizes beyond 32 bits and sizes that make no sense', async () => {
    const leaf = naiveRoot([new Uint8Array([1])])
    for (const [index, size] of [
      [0, 0],
      [1, 1],
      [-1, 1],
      [0.5, 1],
      [0, Number.NaN],
      [2 ** 53, 2 ** 53 + 2],
    ] as const)
      expect(await checkInclusion({ leaf, index, size, path: [], root: leaf })).toBe(false)
    // a tree of 2^40 + 1 leaves: the last leaf stands alone beside one full tree
    const left = sha(new Uint8Array([7]))
    const root = sha(new Uint8Array([1]), left, leaf)
    expect(await checkInclusion({ leaf, index: 2 ** 40, size: 2 ** 40 + 1, path: [left], root })).toBe(true)
    expect(await checkInclusion({ leaf, index: 2 ** 40 - 1, size: 2 ** 40 + 1, path: [left], root })).toBe(false)
  })
})

describe('one form of writing', () => {
  test('the example of RFC 8785 section 3.2.2', () => {
    const value = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    )
    expect(canonicalText(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    )
  })

  test('order of keys does not matter, everything else does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 4 }), (a, b) => {
        const again = JSON.parse(JSON.stringify(a))
        expect(canonicalText(again)).toBe(canonicalText(a))
        expect(JSON.parse(canonicalText(a))).toEqual(again)
        if (canonicalText(a) === canonicalText(b)) expect(JSON.parse(JSON.stringify(b))).toEqual(again)
      }),
    )
    expect(canonicalText({ b: 1, a: 2 })).toBe(canonicalText({ a: 2, b: 1 }))
    expect(() => canonicalText(Number.NaN)).toThrow()
  })

  test('hex and base64 there and back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (given) => {
        expect(fromHex(toHex(given))).toEqual(bytes(given))
        expect(fromBase64(toBase64(given))).toEqual(bytes(given))
      }),
    )
    expect([fromHex('abc'), fromHex('zz'), fromBase64('a b'), fromBase64('a')]).toEqual([null, null, null, null])
  })

  test('what is signed is TreeHeadSignature of RFC 6962 section 3.5', () => {
    const root = sha(new Uint8Array([1]))
    expect(toHex(headBytes({ size: 5, timestamp: 1_700_000_000_123, root }))).toBe(
      `00${'01'}${(1_700_000_000_123).toString(16).padStart(16, '0')}0000000000000005${toHex(root)}`,
    )
  })
})

describe('a proof handed to a stranger', () => {
  const fact: SealedFact = {
    format: 'sen-fact/1',
    seq: 42,
    at: '2026-10-05T01:00:00.000001Z',
    kind: 'read',
    system: 'kite-club',
    record: 'kite',
    record_id: null,
    unit: null,
    actor: null,
    actor_name: 'Trần Thị Gió',
    actor_unit: null,
    subjects: ['0199-a'],
    purpose: 'xem diều',
    request: null,
    data: { một: [1, 2.5, 'hai'] },
  }
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const spki = publicKey.export({ type: 'spki', format: 'der' })

  async function proof(): Promise<FactProof> {
    const entries = Array.from({ length: 21 }, (_, i) => (i === 13 ? factBytes(fact) : bytes(new Uint8Array([i]))))
    const root = naiveRoot(entries)
    const timestamp = 1_790_000_000_000
    return {
      fact,
      leaf: toHex(await leafHash(factBytes(fact))),
      index: 13,
      size: 21,
      path: naivePath(13, entries).map(toHex),
      head: {
        size: 21,
        timestamp,
        root: toHex(root),
        key: toHex(sha(spki)),
        signature: sign(null, headBytes({ size: 21, timestamp, root }), privateKey).toString('base64'),
      },
      publicKey: spki.toString('base64'),
    }
  }

  test('is understood by the browser’s own cryptography, step by step', async () => {
    const verdict = await checkProof(await proof())
    expect(verdict.steps.map((step) => [step.name, step.ok])).toEqual([
      ['leaf', true],
      ['path', true],
      ['key', true],
      ['signature', true],
    ])
    expect(verdict.steps[1]?.vi).toBe('Sự việc đứng ở vị trí 14 trong 21 sự việc đã niêm phong.')
  })

  test('fails when any letter of it is another', async () => {
    const whole = JSON.stringify(await proof())
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.constantFrom('0', '1', 'a', 'f', 'Z'), async (at, letter) => {
        if (whole[at] === letter) return
        let changed: unknown
        try {
          changed = JSON.parse(whole.slice(0, at) + letter + whole.slice(at + 1))
        } catch {
          return
        }
        // unused bits of base64 carry nothing: the same bytes may be written in more than one way
        const same = (value: unknown): string => {
          const one = value as FactProof
          return canonicalText({
            ...one,
            publicKey: String(Buffer.from(String(one.publicKey), 'base64').toString('hex')),
            head: one.head && {
              ...one.head,
              signature: Buffer.from(String(one.head.signature), 'base64').toString('hex'),
            },
          })
        }
        if (same(changed) === same(JSON.parse(whole))) return
        expect((await checkProof(changed)).ok).toBe(false)
      }),
      { numRuns: 400 },
    )
  })

  test('signed by somebody else is told from the published keys', async () => {
    const good = await proof()
    expect((await checkProof(good, { keys: [good.publicKey] })).ok).toBe(true)
    const other = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
    const verdict = await checkProof(good, { keys: [other] })
    expect(verdict.steps.filter((step) => !step.ok).map((step) => step.name)).toEqual(['key'])
  })

  test('nested beyond reason is refused, not fatal', async () => {
    const deep = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`)
    expect((await checkProof({ ...(await proof()), fact: { ...fact, data: deep } })).ok).toBe(false)
  })
})
