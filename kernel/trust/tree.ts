import { hash as digest } from 'node:crypto'

/**
 * The tree of RFC 6962 section 2.1 as it is kept: every leaf, and of the full sub-trees above them only those of 16, 256,
 * 4,096 … leaves (levels 4, 8, 12 …). What lies between is made from at most 15 hashes when somebody asks, which costs
 * microseconds, while keeping every level would double what each fact takes on disk.
 */
export const STEP = 4
const FAN = 2 ** STEP

/** SHA-256 at once, in this process: for bulk, where a promise a hash would cost more than the hash. */
export const sha256 = (bytes: Uint8Array): Buffer => digest('sha256', bytes, 'buffer')

const LEAF = Buffer.from([0])
const NODE = Buffer.from([1])

export const leafOf = (entry: Uint8Array): Buffer => sha256(Buffer.concat([LEAF, entry]))
export const nodeOf = (left: Uint8Array, right: Uint8Array): Buffer => sha256(Buffer.concat([NODE, left, right]))
export const rootOfNothing: Buffer = sha256(Buffer.alloc(0))

/** A full sub-tree: leaves from index × 2^level up to (index + 1) × 2^level. */
export interface Place {
  level: number
  index: number
}

/** Leaves from `from` up to, not including, `to`. */
export type Range = readonly [from: number, to: number]

/** The largest power of two below `n`; n ≥ 2. */
function split(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

/** The full sub-trees that a range starting at a boundary of its own size is made of, from left to right. */
export function fullTrees([from, to]: Range): Place[] {
  const places: Place[] = []
  let at = from
  let left = to - from
  for (let level = 52; level >= 0; level--) {
    const leaves = 2 ** level
    if (left < leaves) continue
    places.push({ level, index: at / leaves })
    at += leaves
    left -= leaves
  }
  return places
}

/** The ranges whose roots are the audit path of a leaf, from the leaf upward. RFC 6962 section 2.1.1. */
export function auditRanges(index: number, size: number): Range[] {
  const ranges: Range[] = []
  let from = 0
  let to = size
  while (to - from > 1) {
    const middle = from + split(to - from)
    if (index < middle) {
      ranges.push([middle, to])
      to = middle
    } else {
      ranges.push([from, middle])
      from = middle
    }
  }
  return ranges.reverse()
}

/** The ranges whose roots prove that a tree of `second` leaves grew out of one of `first`. RFC 6962 section 2.1.2. */
export function consistencyRanges(first: number, second: number): Range[] {
  if (first === 0 || first === second) return []
  const ranges: Range[] = []
  let from = 0
  let to = second
  let isWhole = true
  while (first !== to) {
    const middle = from + split(to - from)
    if (first <= middle) {
      ranges.push([middle, to])
      to = middle
    } else {
      ranges.push([from, middle])
      from = middle
      isWhole = false
    }
  }
  if (!isWhole) ranges.push([from, to])
  return ranges.reverse()
}

/** The root over neighbouring full sub-trees, largest first: the right edge is folded from the right. */
export function foldRight(hashes: readonly Buffer[]): Buffer {
  let root = hashes.at(-1)
  if (!root) return rootOfNothing
  for (let i = hashes.length - 2; i >= 0; i--) root = nodeOf(hashes[i] as Buffer, root)
  return root
}

/** The root of 2^n neighbouring hashes. */
export function foldPairs(hashes: readonly Buffer[]): Buffer {
  let row = hashes
  while (row.length > 1) {
    const above: Buffer[] = []
    for (let i = 0; i + 1 < row.length; i += 2) above.push(nodeOf(row[i] as Buffer, row[i + 1] as Buffer))
    row = above
  }
  return row[0] ?? rootOfNothing
}

/** Which kept hashes a full sub-tree is made of: at its own level or the nearest kept one below. */
export function keptBelow({ level, index }: Place): { level: number; from: number; to: number } {
  const kept = level - (level % STEP)
  const fan = 2 ** (level - kept)
  return { level: kept, from: index * fan, to: (index + 1) * fan }
}

/** The growing right edge of a tree: takes leaves one by one, hands out full sub-trees of kept levels as they close. */
export class Edge {
  #size: number
  /** Hashes at each kept level that do not fill a group of 16 yet. */
  readonly #open: Buffer[][]

  /** `open[k]` holds the unfilled hashes of level 4k of a tree of `size` leaves. */
  constructor(size = 0, open: Buffer[][] = []) {
    this.#size = size
    this.#open = open
  }

  /** Another edge at the same place, to try something from here. */
  copy(): Edge {
    return new Edge(
      this.#size,
      this.#open.map((open) => [...open]),
    )
  }

  get size(): number {
    return this.#size
  }

  append(leaf: Buffer, keep?: (place: Place, hash: Buffer) => void): void {
    this.#size++
    let carried = leaf
    for (let k = 0; ; k++) {
      const open = this.#open[k]
      if (!open) {
        this.#open[k] = [carried]
        return
      }
      open.push(carried)
      if (open.length < FAN) return
      carried = foldPairs(open)
      open.length = 0
      keep?.({ level: (k + 1) * STEP, index: this.#size / 2 ** ((k + 1) * STEP) - 1 }, carried)
    }
  }

  root(): Buffer {
    const peaks: Buffer[] = []
    for (let k = this.#open.length - 1; k >= 0; k--) {
      const open = this.#open[k] as Buffer[]
      let at = 0
      for (let leaves = FAN / 2; leaves >= 1; leaves /= 2) {
        if (open.length - at < leaves) continue
        peaks.push(foldPairs(open.slice(at, at + leaves)))
        at += leaves
      }
    }
    return foldRight(peaks)
  }
}

/** Where the unfilled hashes of a tree of `size` leaves lie at each kept level: what an Edge is opened with. */
export function edgeRanges(size: number): { level: number; from: number; to: number }[] {
  const ranges: { level: number; from: number; to: number }[] = []
  for (let level = 0; 2 ** level <= size; level += STEP) {
    const count = Math.floor(size / 2 ** level)
    ranges.push({ level, from: count - (count % FAN), to: count })
  }
  return ranges
}
