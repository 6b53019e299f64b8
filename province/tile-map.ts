/**
 * A hexagon tile-map: every commune one hexagon of the same size, near its true place, so that small wards are as easy
 * to see and press as large communes. It is not a map of boundaries and must say so wherever it is shown.
 */

/** What is laid out: a key and a centroid in degrees WGS84 [longitude, latitude]. */
export type TilePlace = { code: string; centroid: [lng: number, lat: number] }

/** One hexagon. `cell` is the axial cell of a grid of pointy-top hexagons; `ring` is closed (7 points), counter-clockwise, [lng, lat]. */
export type HexagonTile = {
  code: string
  cell: [q: number, r: number]
  centre: [lng: number, lat: number]
  ring: [lng: number, lat: number][]
}

type Point = { x: number; y: number }

const kmPerDegree = 111.32
const directions: [number, number][] = [
  [1, 0],
  [1, -1],
  [0, -1],
  [-1, 0],
  [-1, 1],
  [0, 1],
]

/** Most places one map lays out; the assignment is cubic in their number. */
export const tilePlacesMax = 400

/** True when two cells share an edge. */
export function touching(a: [q: number, r: number], b: [q: number, r: number]): boolean {
  return directions.some(([q, r]) => a[0] + q === b[0] && a[1] + r === b[1])
}

/**
 * Lays out the places on distinct hexagons: least total squared distance between a place and its hexagon first, then
 * exchanges of two hexagons, or a move to an empty one, while they bring true neighbours together without carrying
 * anyone far. The same places in any order give the same map. At most 400 places; the area is the spread of the places.
 */
export function hexagonTiles(places: readonly TilePlace[]): HexagonTile[] {
  const sorted = [...places].sort((a, b) => (a.code < b.code ? -1 : 1)).slice(0, tilePlacesMax)
  if (sorted.length === 0) return []
  const middleLat = sorted.reduce((sum, place) => sum + place.centroid[1], 0) / sorted.length
  const kmPerLng = kmPerDegree * Math.cos((middleLat * Math.PI) / 180)
  const points = sorted.map(({ centroid: [lng, lat] }) => ({ x: lng * kmPerLng, y: lat * kmPerDegree }))
  const near = neighboursOf(points)
  const size = sizeOf(points, near)
  const origin = points.reduce((sum, p) => ({ x: sum.x + p.x / points.length, y: sum.y + p.y / points.length }), {
    x: 0,
    y: 0,
  })
  const cells = cellsAround(points, origin, size)
  const chosen = improve(points, near, cells, assign(points, cells), size)
  return sorted.map((place, i) => {
    const cell = cells[chosen[i] ?? 0]
    const at = cell?.at ?? origin
    const toDegrees = (p: Point): [number, number] => [round(p.x / kmPerLng), round(p.y / kmPerDegree)]
    const corners = Array.from({ length: 7 }, (_, corner) => {
      const angle = ((60 * (corner % 6) - 30) * Math.PI) / 180
      return toDegrees({ x: at.x + size * Math.cos(angle), y: at.y + size * Math.sin(angle) })
    })
    return { code: place.code, cell: cell?.axial ?? [0, 0], centre: toDegrees(at), ring: corners }
  })
}

function round(degrees: number): number {
  return Math.round(degrees * 1e5) / 1e5
}

function distance2(a: Point, b: Point): number {
  return (a.x - b.x) ** 2 + (a.y - b.y) ** 2
}

/**
 * Pairs likely to share a border: no third place lies inside the circle drawn on the pair (the Gabriel graph of the
 * centroids). Boundaries are not needed, so the map can be drawn before any are imported.
 */
export function neighboursOf(points: readonly Point[]): number[][] {
  const near: number[][] = points.map(() => [])
  points.forEach((a, i) => {
    points.forEach((b, j) => {
      if (j <= i) return
      const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
      const radius2 = distance2(a, b) / 4
      if (points.some((c, k) => k !== i && k !== j && distance2(c, middle) < radius2)) return
      near[i]?.push(j)
      near[j]?.push(i)
    })
  })
  return near
}

/** Distance from the centre to a corner in km, from the mean distance of neighbouring places. */
function sizeOf(points: readonly Point[], near: readonly number[][]): number {
  let sum = 0
  let count = 0
  near.forEach((list, i) => {
    for (const j of list) {
      const [a, b] = [points[i], points[j]]
      if (a === undefined || b === undefined) continue
      sum += Math.sqrt(distance2(a, b))
      count += 1
    }
  })
  return count === 0 ? 4 : sum / count / Math.sqrt(3)
}

type Cell = { axial: [q: number, r: number]; at: Point }

/** The cells whose centre lies within three cells of some place: enough room to move, few enough to assign. */
function cellsAround(points: readonly Point[], origin: Point, size: number): Cell[] {
  const reach2 = (size * 3) ** 2
  const span = Math.ceil(Math.max(...points.map((p) => Math.sqrt(distance2(p, origin)))) / size) + 4
  const cells: Cell[] = []
  for (let r = -span; r <= span; r += 1) {
    for (let q = -2 * span; q <= 2 * span; q += 1) {
      const at = { x: origin.x + size * Math.sqrt(3) * (q + r / 2), y: origin.y - size * 1.5 * r }
      if (points.some((p) => distance2(p, at) <= reach2)) cells.push({ axial: [q, r], at })
    }
  }
  return cells
}

/** Least-cost assignment of points to cells (Hungarian method, shortest augmenting paths, O(points² · cells)). */
function assign(points: readonly Point[], cells: readonly Cell[]): number[] {
  const n = points.length
  const m = cells.length
  const cost = points.map((p) => Float64Array.from(cells, (cell) => distance2(p, cell.at)))
  const rowPrice = new Float64Array(n + 1)
  const columnPrice = new Float64Array(m + 1)
  const rowOf = new Int32Array(m + 1)
  const before = new Int32Array(m + 1)
  for (let row = 1; row <= n; row += 1) {
    rowOf[0] = row
    let column = 0
    const least = new Float64Array(m + 1).fill(Number.POSITIVE_INFINITY)
    const used = new Uint8Array(m + 1)
    do {
      used[column] = 1
      const current = rowOf[column] ?? 0
      let delta = Number.POSITIVE_INFINITY
      let next = 0
      for (let j = 1; j <= m; j += 1) {
        if (used[j] === 1) continue
        const reduced = (cost[current - 1]?.[j - 1] ?? 0) - (rowPrice[current] ?? 0) - (columnPrice[j] ?? 0)
        if (reduced < (least[j] ?? 0)) {
          least[j] = reduced
          before[j] = column
        }
        if ((least[j] ?? 0) < delta) {
          delta = least[j] ?? 0
          next = j
        }
      }
      for (let j = 0; j <= m; j += 1) {
        if (used[j] === 1) {
          const held = rowOf[j] ?? 0
          rowPrice[held] = (rowPrice[held] ?? 0) + delta
          columnPrice[j] = (columnPrice[j] ?? 0) - delta
        } else least[j] = (least[j] ?? 0) - delta
      }
      column = next
    } while (rowOf[column] !== 0)
    while (column !== 0) {
      const previous = before[column] ?? 0
      rowOf[column] = rowOf[previous] ?? 0
      column = previous
    }
  }
  const chosen = new Array<number>(n).fill(0)
  for (let j = 1; j <= m; j += 1) {
    const row = rowOf[j] ?? 0
    if (row > 0) chosen[row - 1] = j - 1
  }
  return chosen
}

/** Exchanges and moves that lower: squared distance in cells, plus a price for every neighbour not beside its neighbour. */
function improve(
  points: readonly Point[],
  near: readonly number[][],
  cells: readonly Cell[],
  start: readonly number[],
  size: number,
): number[] {
  const chosen = [...start]
  const owner = new Int32Array(cells.length).fill(-1)
  chosen.forEach((cell, i) => {
    owner[cell] = i
  })
  const unit = size * size * 3
  const beside = cells.map((a) => {
    const set = new Set<number>()
    cells.forEach((b, j) => {
      if (touching(a.axial, b.axial)) set.add(j)
    })
    return set
  })
  const priceOf = (i: number): number => {
    const cell = chosen[i] ?? 0
    const [p, c] = [points[i], cells[cell]]
    if (p === undefined || c === undefined) return 0
    let apart = 0
    for (const j of near[i] ?? []) if (!beside[cell]?.has(chosen[j] ?? -1)) apart += 1
    return (0.5 * distance2(p, c.at)) / unit + apart
  }
  const around = (i: number, j: number): number[] => [
    ...new Set([i, ...(near[i] ?? []), ...(j < 0 ? [] : [j, ...(near[j] ?? [])])]),
  ]
  const put = (i: number, to: number): void => {
    const from = chosen[i] ?? 0
    const other = owner[to] ?? -1
    chosen[i] = to
    owner[to] = i
    owner[from] = other
    if (other >= 0) chosen[other] = from
  }
  const reach2 = (size * 4) ** 2
  for (let round = 0; round < 40; round += 1) {
    let better = false
    points.forEach((p, i) => {
      cells.forEach((cell, to) => {
        const from = chosen[i] ?? 0
        if (to === from || distance2(p, cell.at) > reach2) return
        const affected = around(i, owner[to] ?? -1)
        const old = affected.reduce((sum, k) => sum + priceOf(k), 0)
        put(i, to)
        if (affected.reduce((sum, k) => sum + priceOf(k), 0) < old - 1e-9) better = true
        else put(i, from)
      })
    })
    if (!better) break
  }
  return chosen
}
