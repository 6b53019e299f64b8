/**
 * A map coloured by a number, drawn on the server as one SVG: no script, no tile, no style attribute. Works the same
 * for real boundaries and for hexagons, says the legend in words and carries the figures as a table.
 */
import type { Words } from '#ground/text'
import { attributes, type Html, html } from '../face/html.ts'
import { table } from '../face/parts.ts'
import { type Lang, numberText, type Said, say } from '../face/words.ts'

export type Position = readonly number[]
export type Geometry =
  | { type: 'Polygon'; coordinates: readonly (readonly Position[])[] }
  | { type: 'MultiPolygon'; coordinates: readonly (readonly (readonly Position[])[])[] }
/** What is read of GeoJSON (RFC 7946): longitude first; the name and code of each place. */
export type Places = {
  type: 'FeatureCollection'
  source?: string
  features: readonly {
    type: 'Feature'
    properties: { code: string; name: string }
    geometry: Geometry | { type: string; coordinates?: unknown } | null
  }[]
}

export type ChoroplethParts = {
  id: string
  title: Said
  /** Said after each number: 'hồ sơ', '%'. */
  unit: Said
  /** Colour steps, 2..7; default 5. Fewer are drawn when the values do not fill them. */
  classes?: number
  /** Where each place leads. */
  href?: (code: string) => string
  /** Places with this code are marked. */
  chosen?: string
  /** The figures below the map, open or folded; default folded. */
  table?: 'open' | 'folded' | 'none'
}

const w = {
  none: { vi: 'Chưa có số liệu', en: 'No figure' },
  place: { vi: 'Địa phương', en: 'Place' },
  figures: { vi: 'Xem số liệu dạng bảng', en: 'See the figures as a table' },
  legend: { vi: 'Chú giải', en: 'Legend' },
  only: { vi: 'bằng', en: 'exactly' },
  to: { vi: 'đến', en: 'to' },
  hexagons: {
    vi: 'Mỗi ô lục giác là một xã, phường, đặt gần đúng vị trí; chưa phải ranh giới thật.',
    en: 'Each hexagon is a commune or ward near its place; these are not real boundaries.',
  },
  boundaries: {
    vi: 'Ranh giới đã giản lược, không dùng làm ranh giới pháp lý.',
    en: 'Simplified boundaries, of no legal effect.',
  },
  empty: { vi: 'Chưa có bản đồ để vẽ.', en: 'There is no map to draw yet.' },
} satisfies Record<string, Words>

/**
 * Upper bounds of quantile classes, lowest first: as many places in each as can be, equal values never parted.
 * At most `classes` of them, fewer when there are fewer different values.
 */
export function quantiles(values: readonly number[], classes: number): number[] {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b)
  if (sorted.length === 0) return []
  const bounds: number[] = []
  for (let k = 1; k <= classes; k++) {
    const at = Math.ceil((sorted.length * k) / classes) - 1
    const bound = sorted[Math.max(0, at)]
    if (bound !== undefined && bound !== bounds.at(-1)) bounds.push(bound)
  }
  return bounds
}

/** Index of the class a value falls in. */
export function classOf(value: number, bounds: readonly number[]): number {
  const found = bounds.findIndex((bound) => value <= bound)
  return found < 0 ? bounds.length - 1 : found
}

/** Drops points nearer than `tolerance` to the line they stand on (Douglas–Peucker), the ends kept. */
export function simplify(
  points: readonly (readonly [number, number])[],
  tolerance: number,
): (readonly [number, number])[] {
  if (points.length <= 2) return [...points]
  const keep = new Uint8Array(points.length)
  keep[0] = 1
  keep[points.length - 1] = 1
  const stack: [number, number][] = [[0, points.length - 1]]
  for (let span = stack.pop(); span; span = stack.pop()) {
    const [from, to] = span
    const [a, b] = [points[from] ?? [0, 0], points[to] ?? [0, 0]]
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
    const length = dx * dx + dy * dy
    let far = 0
    let at = -1
    for (let i = from + 1; i < to; i++) {
      const p = points[i] ?? a
      const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length))
      const distance = (p[0] - a[0] - t * dx) ** 2 + (p[1] - a[1] - t * dy) ** 2
      if (distance > far) {
        far = distance
        at = i
      }
    }
    if (at > 0 && far > tolerance * tolerance) {
      keep[at] = 1
      stack.push([from, at], [at, to])
    }
  }
  return points.filter((_, i) => keep[i] === 1)
}

const width = 1000

function ringsOf(geometry: Places['features'][number]['geometry']): readonly (readonly Position[])[] {
  if (!geometry) return []
  if (geometry.type === 'Polygon') return (geometry as Extract<Geometry, { type: 'Polygon' }>).coordinates
  if (geometry.type === 'MultiPolygon')
    return (geometry as Extract<Geometry, { type: 'MultiPolygon' }>).coordinates.flat()
  return []
}

type Shape = { code: string; name: string; path: string }
/** The places as paths in a box 1000 wide, north up, one degree of longitude shortened by the latitude (equirectangular). */
export function shapesOf(places: Places): { shapes: Shape[]; height: number } {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const feature of places.features)
    for (const ring of ringsOf(feature.geometry))
      for (const [x = 0, y = 0] of ring) {
        west = Math.min(west, x)
        east = Math.max(east, x)
        south = Math.min(south, y)
        north = Math.max(north, y)
      }
  if (!Number.isFinite(west) || east <= west || north <= south) return { shapes: [], height: 0 }
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const scale = width / ((east - west) * squeeze)
  const height = Math.ceil((north - south) * scale)
  const exact = places.features.reduce((n, f) => n + ringsOf(f.geometry).reduce((m, r) => m + r.length, 0), 0) < 2000
  const shapes = places.features.map((feature) => {
    let path = ''
    for (const ring of ringsOf(feature.geometry)) {
      const points = ring.map(([x = 0, y = 0]) => [(x - west) * squeeze * scale, (north - y) * scale] as const)
      const kept = exact ? points : simplify(points, 0.7)
      if (kept.length < 4) continue
      let [lastX, lastY] = [Number.NaN, Number.NaN]
      for (const [i, point] of kept.slice(0, -1).entries()) {
        const [x, y] = [Math.round(point[0]), Math.round(point[1])]
        if (x === lastX && y === lastY) continue
        path += i === 0 ? `M${x} ${y}` : `L${x} ${y}`
        ;[lastX, lastY] = [x, y]
      }
      path += 'z'
    }
    return { code: feature.properties.code, name: feature.properties.name, path }
  })
  return { shapes, height }
}

/**
 * The map, its legend and its figures. `values` by the code of the place; a place without one is hatched in words and
 * colour ("Chưa có số liệu"). Shapes are told by `<title>`; the table is what a screen reader should read.
 */
export function choropleth(
  places: Places,
  values: Readonly<Record<string, number | null | undefined>>,
  parts: ChoroplethParts,
  lang: Lang,
): Html {
  const { shapes, height } = shapesOf(places)
  const title = say(parts.title, lang)
  const unit = say(parts.unit, lang)
  if (shapes.length === 0)
    return html`<figure class="map"><figcaption>${title}</figcaption><p class="hint">${w.empty[lang]}</p></figure>`
  const known = (code: string) => {
    const value = values[code]
    return typeof value === 'number' && Number.isFinite(value) ? value : null
  }
  const numbers = shapes.map((s) => known(s.code)).filter((v): v is number => v !== null)
  const bounds = quantiles(numbers, Math.max(2, Math.min(7, Math.floor(parts.classes ?? 5))))
  // The classes are spread over the seven steps of the ramp, so that two classes are not two neighbours.
  const step = (index: number) => (bounds.length === 1 ? 4 : 1 + Math.round((index * 6) / (bounds.length - 1)))
  const say1 = (value: number | null) => (value === null ? w.none[lang] : `${numberText(value, lang)} ${unit}`.trim())
  const legend = bounds.map((bound, i) => {
    const inside = numbers.filter((v) => classOf(v, bounds) === i)
    const least = Math.min(...inside)
    return {
      step: step(i),
      words: least === bound ? say1(bound) : `${numberText(least, lang)} ${w.to[lang]} ${say1(bound)}`,
      count: inside.length,
    }
  })
  const missing = shapes.length - numbers.length
  const rows = [...shapes].sort((a, b) => (known(b.code) ?? -Infinity) - (known(a.code) ?? -Infinity))
  const shape = (s: Shape) => {
    const value = known(s.code)
    const drawn = html`<path ${attributes({ class: ['map-place', value === null ? 'ramp-none' : `ramp-${step(classOf(value, bounds))}`, s.code === parts.chosen && 'map-chosen'], d: s.path })}><title>${s.name}: ${say1(value)}</title></path>`
    return parts.href
      ? html`<a href="${parts.href(s.code)}" aria-label="${s.name}: ${say1(value)}">${drawn}</a>`
      : drawn
  }
  // Links inside must be reachable, so the drawing is an image only when it has none.
  const role = parts.href ? 'group' : 'img'
  const list =
    parts.table === 'none'
      ? null
      : table(
          {
            caption: parts.title,
            hideCaption: true,
            columns: [{ words: w.place }, { words: unit === '' ? parts.title : parts.unit, numeric: true }],
            rows: rows.map((s) => {
              const value = known(s.code)
              return [
                parts.href ? html`<a href="${parts.href(s.code)}">${s.name}</a>` : s.name,
                value === null ? w.none[lang] : numberText(value, lang),
              ]
            }),
          },
          lang,
        )
  return html`<figure class="map" aria-labelledby="${parts.id}-title"><figcaption id="${parts.id}-title">${title}</figcaption><svg ${attributes({ role, 'aria-labelledby': `${parts.id}-title`, 'aria-describedby': `${parts.id}-legend` })} viewBox="-6 -6 ${width + 12} ${height + 12}">${[...shapes.filter((s) => s.code !== parts.chosen), ...shapes.filter((s) => s.code === parts.chosen)].map(shape)}</svg><div id="${parts.id}-legend"><p class="unseen">${w.legend[lang]}</p><ul class="map-legend">${legend.map((item) => html`<li><svg viewBox="0 0 24 16" width="24" height="16" aria-hidden="true"><rect class="ramp-${item.step}" width="24" height="16" rx="3"/></svg><span>${item.words} <span class="map-count">(${item.count})</span></span></li>`)}${missing > 0 ? html`<li><svg viewBox="0 0 24 16" width="24" height="16" aria-hidden="true"><rect class="ramp-none" width="24" height="16" rx="3"/></svg><span>${w.none[lang]} <span class="map-count">(${missing})</span></span></li>` : null}</ul></div><p class="hint">${places.source === 'hexagons' ? w.hexagons[lang] : w.boundaries[lang]}</p>${list === null ? null : parts.table === 'open' ? list : html`<details><summary>${w.figures[lang]}</summary>${list}</details>`}</figure>`
}
