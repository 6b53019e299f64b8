import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { communeFullName, communes, findCommune } from './communes.ts'
import { hexagons } from './hexagons.ts'
import { hexagonTiles, neighboursOf, touching } from './tile-map.ts'

describe('the communes of the province', () => {
  test('are 82 xã and 20 phường, as Nghị quyết 1663 counts them', () => {
    expect(communes).toHaveLength(102)
    expect(communes.filter((one) => one.kind === 'xã')).toHaveLength(82)
    expect(communes.filter((one) => one.kind === 'phường')).toHaveLength(20)
  })

  test('have the population and the area of the province together', () => {
    expect(communes.reduce((sum, one) => sum + one.population, 0)).toBe(4_370_046)
    expect(Math.round(communes.reduce((sum, one) => sum + one.area_km2, 0))).toBe(5939)
  })

  test('have distinct codes of five digits in rising order, NFC names, centroids inside the province', () => {
    const codes = communes.map((one) => one.code)
    expect(new Set(codes).size).toBe(102)
    expect([...codes].sort()).toEqual(codes)
    for (const one of communes) {
      expect(one.code).toMatch(/^\d{5}$/)
      expect(one.name).toBe(one.name.normalize('NFC'))
      expect(one.centroid[0]).toBeGreaterThan(105.18)
      expect(one.centroid[0]).toBeLessThan(106.82)
      expect(one.centroid[1]).toBeGreaterThan(10.13)
      expect(one.centroid[1]).toBeLessThan(10.98)
    }
  })

  test('are found by code, and named as on a letterhead', () => {
    const myTho = findCommune('28261')
    expect(myTho && communeFullName(myTho)).toBe('Phường Mỹ Tho')
    const caiBe = findCommune('28360')
    expect(caiBe && communeFullName(caiBe)).toBe('Xã Cái Bè')
    expect(findCommune('00000')).toBeUndefined()
  })
})

describe('the tile-map', () => {
  test('gives every commune its own hexagon of seven points, closed', () => {
    const tiles = hexagonTiles(communes)
    expect(tiles.map((tile) => tile.code)).toEqual(communes.map((one) => one.code))
    expect(new Set(tiles.map((tile) => tile.cell.join())).size).toBe(102)
    for (const tile of tiles) {
      expect(tile.ring).toHaveLength(7)
      expect(tile.ring[6]).toEqual(tile.ring[0])
      const area = tile.ring.slice(0, 6).reduce((sum, [x, y], i) => {
        const [nextX, nextY] = tile.ring[i + 1] ?? [0, 0]
        return sum + x * nextY - nextX * y
      }, 0)
      expect(area).toBeGreaterThan(0)
    }
  })

  test('keeps at least two of three likely neighbours side by side', () => {
    const tiles = hexagonTiles(communes)
    const kmPerLng = 111.32 * Math.cos((10.5 * Math.PI) / 180)
    const near = neighboursOf(communes.map(({ centroid: [lng, lat] }) => ({ x: lng * kmPerLng, y: lat * 111.32 })))
    let pairs = 0
    let kept = 0
    near.forEach((list, i) => {
      for (const j of list) {
        pairs += 1
        const [a, b] = [tiles[i], tiles[j]]
        if (a && b && touching(a.cell, b.cell)) kept += 1
      }
    })
    expect(pairs).toBeGreaterThan(300)
    expect(kept / pairs).toBeGreaterThan(2 / 3)
  })

  test('carries nobody further than 25 km', () => {
    const tiles = hexagonTiles(communes)
    communes.forEach((one, i) => {
      const centre = tiles[i]?.centre ?? [0, 0]
      const x = (centre[0] - one.centroid[0]) * 109.4
      const y = (centre[1] - one.centroid[1]) * 111.3
      expect(Math.hypot(x, y), one.name).toBeLessThan(25)
    })
  })

  test('is the same whatever the order of the places, and always distinct', () => {
    const tiles = hexagonTiles([...communes].reverse())
    expect(Object.fromEntries(tiles.map((tile) => [tile.code, tile.ring]))).toEqual(hexagons)
    expect(hexagonTiles([])).toEqual([])
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 })), {
          minLength: 1,
          maxLength: 14,
          selector: ([x, y]) => `${x},${y}`,
        }),
        (spots) => {
          const tiles = hexagonTiles(
            spots.map(([x, y], i) => ({ code: String(i).padStart(3, '0'), centroid: [106 + x / 100, 10 + y / 100] })),
          )
          expect(new Set(tiles.map((tile) => tile.cell.join())).size).toBe(spots.length)
        },
      ),
      { numRuns: 40 },
    )
  })
})
