import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { choropleth, classOf, type Places, quantiles, shapesOf, simplify } from './choropleth.ts'

const square = (code: string, x: number, y: number, name = code): Places['features'][number] => ({
  type: 'Feature',
  properties: { code, name },
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [x, y],
        [x + 1, y],
        [x + 1, y + 1],
        [x, y + 1],
        [x, y],
      ],
    ],
  },
})
const places: Places = {
  type: 'FeatureCollection',
  features: [square('1', 105, 10), square('2', 106, 10), square('3', 107, 10, '<b>Ba</b>')],
}

describe('classes', () => {
  test('equal shares, equal values together', () => {
    expect(quantiles([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5)).toEqual([2, 4, 6, 8, 10])
    expect(quantiles([0, 0, 0, 0, 9], 5)).toEqual([0, 9])
    expect(quantiles([], 5)).toEqual([])
    expect(quantiles([Number.NaN, 3], 5)).toEqual([3])
  })
  test('every value falls in the class whose bound is the first not below it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1 }),
        fc.integer({ min: 2, max: 7 }),
        (values, n) => {
          const bounds = quantiles(values, n)
          expect(bounds.length).toBeLessThanOrEqual(n)
          expect(bounds.at(-1)).toBe(Math.max(...values))
          for (const v of values) {
            const at = classOf(v, bounds)
            expect(v).toBeLessThanOrEqual(bounds[at] ?? Number.NaN)
            if (at > 0) expect(v).toBeGreaterThan(bounds[at - 1] ?? Number.NaN)
          }
        },
      ),
    )
  })
})

describe('shapes', () => {
  test('north is up, west is left, a degree east is shortened by the latitude', () => {
    const { shapes, height } = shapesOf(places)
    expect(shapes[0]?.path).toBe(
      `M0 ${height}L333 ${height}L333 0L0 0z`.replaceAll(
        String(height),
        String(Math.round(1000 / 3 / Math.cos((10.5 * Math.PI) / 180))),
      ),
    )
  })
  test('simplifying keeps the ends and never leaves the tolerance', () => {
    const point = fc.tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 99 }))
    fc.assert(
      fc.property(fc.array(point, { minLength: 2, maxLength: 60 }), (points) => {
        const kept = simplify(points, 5)
        expect(kept[0]).toEqual(points[0])
        expect(kept.at(-1)).toEqual(points.at(-1))
        const away = (p: readonly [number, number]) =>
          Math.min(
            ...kept.slice(1).map((b, i) => {
              const a = kept[i] ?? b
              const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
              const t =
                dx * dx + dy * dy === 0
                  ? 0
                  : Math.max(0, Math.min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / (dx * dx + dy * dy)))
              return Math.hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy)
            }),
          )
        for (const p of points) expect(away(p)).toBeLessThanOrEqual(5 + 1e-9)
      }),
    )
  })
  test('nothing to draw is said, not drawn', () => {
    expect(
      choropleth({ type: 'FeatureCollection', features: [] }, {}, { id: 'm', title: 'T', unit: '' }, 'vi').toString(),
    ).toContain('Chưa có bản đồ')
  })
})

describe('the map', () => {
  const text = choropleth(places, { 1: 5, 2: 1200.5 }, { id: 'm', title: 'Hồ sơ', unit: 'hồ sơ' }, 'vi').toString()
  test('each place is told, hostile names are text, no style attribute', () => {
    expect(text).toContain('<title>2: 1.200,5 hồ sơ</title>')
    expect(text).toContain('<title>&lt;b&gt;Ba&lt;/b&gt;: Chưa có số liệu</title>')
    expect(text).not.toMatch(/style=|<b>/)
  })
  test('the legend says the classes and how many fall in each', () => {
    expect(text).toMatch(/ramp-1"[\s\S]*?5 hồ sơ <span class="map-count">\(1\)/)
    expect(text).toMatch(/ramp-7"[\s\S]*?1\.200,5 hồ sơ <span class="map-count">\(1\)/)
    expect(text).toMatch(/ramp-none"[\s\S]*?Chưa có số liệu <span class="map-count">\(1\)/)
  })
  test('the same figures stand in a table, the highest first', () => {
    const names = [...text.matchAll(/role="rowheader">([^<]*)/g)].map((m) => m[1])
    expect(names.slice(0, 2)).toEqual(['2', '1'])
  })
  test('places can lead somewhere', () => {
    const linked = choropleth(
      places,
      { 1: 5 },
      { id: 'm', title: 'T', unit: '', href: (code) => `/xa/${code}`, table: 'none' },
      'vi',
    ).toString()
    expect(linked).toContain('<a href="/xa/1" aria-label="1: 5">')
    expect(linked).toContain('role="group"')
  })
})
