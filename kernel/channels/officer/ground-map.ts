import 'maplibre-gl/dist/maplibre-gl.css'
import {
  type GeoJSONSource,
  Map as GroundMap,
  NavigationControl,
  type StyleSpecification,
  setWorkerUrl,
} from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import type { Communes } from './api.ts'

// The worker is our own file: the page's CSP allows workers from the same origin only, not from blobs.
setWorkerUrl(workerUrl)

export type { GeoJSONSource }
export { GroundMap, NavigationControl }

export const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

/** True when this browser can draw with WebGL 2, which MapLibre needs. */
export function canDraw(): boolean {
  try {
    return Boolean(document.createElement('canvas').getContext('webgl2'))
  } catch {
    return false
  }
}

/** [west, south, east, north] of all communes. */
export function extent(communes: Communes): [number, number, number, number] {
  let [west, south, east, north] = [180, 90, -180, -90]
  for (const ring of communes.features.flatMap(rings))
    for (const [lng, lat] of ring) {
      west = Math.min(west, lng)
      east = Math.max(east, lng)
      south = Math.min(south, lat)
      north = Math.max(north, lat)
    }
  return [west, south, east, north]
}

export function rings(feature: Communes['features'][number]): [number, number][][] {
  return feature.geometry.type === 'Polygon' ? feature.geometry.coordinates : feature.geometry.coordinates.flat()
}

/** A style without any request: no tiles, no glyphs, no sprites; only the communes on the house's ground. */
export function bareStyle(communes: Communes): StyleSpecification {
  return {
    version: 8,
    sources: {
      communes: {
        type: 'geojson',
        promoteId: 'code',
        data: communes as Parameters<GeoJSONSource['setData']>[0],
      },
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': token('--sen-sunken') } },
      {
        id: 'communes',
        type: 'fill',
        source: 'communes',
        paint: { 'fill-color': ['coalesce', ['feature-state', 'colour'], token('--sen-surface')] },
      },
      {
        id: 'edges',
        type: 'line',
        source: 'communes',
        paint: {
          'line-color': [
            'case',
            ['boolean', ['feature-state', 'hover'], false],
            token('--sen-action'),
            token('--sen-line-strong'),
          ],
          'line-width': ['case', ['boolean', ['feature-state', 'hover'], false], 2.5, 0.6],
        },
      },
    ],
  }
}
