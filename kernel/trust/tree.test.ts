import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  auditRanges,
  consistencyRanges,
  Edge,
  edgeRanges,
  foldPairs,
  foldRight,
  fullTrees,
  keptBelow,
  leafOf,
  nodeOf,
  type Range,
  rootOfNothing,
} from './tree.ts'

const leaf = (i: number): Buffer => leafOf(Buffer.from(String(i)))

function naiveRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return rootOfNothing
  if (leaves.length === 1) return leaves[0] as Buffer
  const k = 2 ** Math.ceil(Math.log2(leaves.length) - 1)
  return nodeOf(naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)))
}
function naivePath(m: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length === 1) return []
  const k = 2 ** Math.ceil(Math.log2(leaves.length) - 1)
  return m < k
    ? [...naivePath(m, leaves.slice(0, k)), naiveRoot(leaves.slice(k))]
    : [...naivePath(m - k, leaves.slice(k)), naiveRoot(leaves.slice(0, k))]
}
function naiveProof(m: number, leaves: readonly Buffer[], isWhole = true): Buffer[] {
  if (m === leaves.length) return isWhole ? [] : [naiveRoot(leaves)]
  const k = 2 ** Math.ceil(Math.log2(leaves.length) - 1)
  return m <= k
    ? [...naiveProof(m, leaves.slice(0, k), isWhole), naiveRoot(leaves.slice(k))]
    : [...naiveProof(m - k, leaves.slice(k), false), naiveRoot(leaves.slice(0, k))]
}

/** A tree kept as the tables keep it, in memory. */
function kept(size: number): { edge: Edge; hashes: Map<string, Buffer>; leaves: Buffer[] } {
  const edge = new Edge()
  const hashes = new Map<string, Buffer>()
  const leaves: Buffer[] = []
  for (let i = 0; i < size; i++) {
    leaves.push(leaf(i))
    hashes.set(`0:${i}`, leaf(i))
    edge.append(leaf(i), (place, hash) => hashes.set(`${place.level}:${place.index}`, hash))
  }
  return { edge, hashes, leaves }
}
const rootOf = (hashes: Map<string, Buffer>, range: Range): Buffer =>
  foldRight(
    fullTrees(range).map((place) => {
      const { level, from, to } = keptBelow(place)
      return foldPairs(Array.from({ length: to - from }, (_, i) => hashes.get(`${level}:${from + i}`) as Buffer))
    }),
  )

test('the edge of a growing tree has its root, and opens again from what is kept', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 0, max: 60 }), (size, more) => {
      const { edge, hashes, leaves } = kept(size)
      expect(edge.root()).toEqual(naiveRoot(leaves))
      const again = new Edge(
        size,
        edgeRanges(size).map(({ level, from, to }) =>
          Array.from({ length: to - from }, (_, i) => hashes.get(`${level}:${from + i}`) as Buffer),
        ),
      )
      const all = [...leaves]
      for (let i = 0; i < more; i++) {
        all.push(leaf(size + i))
        again.append(leaf(size + i))
      }
      expect(again.size).toBe(size + more)
      expect(again.root()).toEqual(naiveRoot(all))
    }),
    { numRuns: 60 },
  )
})

test('audit paths and consistency proofs are those of the definitions', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.nat(), (size, at) => {
      const { hashes, leaves } = kept(size)
      const index = at % size
      expect(auditRanges(index, size).map((range) => rootOf(hashes, range))).toEqual(naivePath(index, leaves))
      const first = index + 1
      expect(consistencyRanges(first, size).map((range) => rootOf(hashes, range))).toEqual(
        first === size ? [] : naiveProof(first, leaves),
      )
    }),
    { numRuns: 80 },
  )
})
