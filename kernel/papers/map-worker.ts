import { readFile } from 'node:fs/promises'
import { parentPort } from 'node:worker_threads'
import { measureJson } from '#ground/json'
import type { WorkAnswer } from './workshop.ts'

/** Is the file at `path` GeoJSON (RFC 7946) by its outermost type? */
export type MapQuestion = { path: string }
export type MapAnswer = { isMap: boolean }

/** A map of 25 MB has some 700,000 pairs of numbers; more brackets than this are not one. */
const limits = { depthMax: 64, containersMax: 2_000_000, valuesMax: 6_000_000 }

const geoTypes = new Set([
  'FeatureCollection',
  'Feature',
  'GeometryCollection',
  'Point',
  'MultiPoint',
  'LineString',
  'MultiLineString',
  'Polygon',
  'MultiPolygon',
])

async function answer({ path }: MapQuestion): Promise<MapAnswer> {
  const bytes = await readFile(path)
  const { depth, containers, values } = measureJson(bytes)
  if (depth > limits.depthMax || containers > limits.containersMax || values > limits.valuesMax) return { isMap: false }
  const value: unknown = JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''))
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined
  return { isMap: typeof type === 'string' && geoTypes.has(type) }
}

parentPort?.on('message', async (question: MapQuestion) => {
  let reply: WorkAnswer<MapAnswer>
  try {
    reply = { answer: await answer(question) }
  } catch (error) {
    reply = { fault: { code: 'damaged', message: error instanceof Error ? error.message : String(error) } }
  }
  parentPort?.postMessage(reply)
})
