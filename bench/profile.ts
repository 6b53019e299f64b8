/** A CPU profile of the server in a few lines: which room or package the time was spent in, and in which functions. */
import type { Profiler } from 'node:inspector'

export interface ProfileLine {
  /** 'kernel/records', 'npm pg', 'node', 'garbage collector' … or a function with its file. */
  where: string
  /** Share of the time the processor was busy, 0–1. */
  share: number
  kind: 'place' | 'function'
}

function placeOf({ functionName, url }: Profiler.Profile['nodes'][number]['callFrame']): string {
  if (functionName === '(garbage collector)') return 'garbage collector'
  if (functionName === '(program)') return 'native code of Node'
  if (url === '') return 'built into V8'
  if (url.startsWith('node:')) return `node:${url.slice(5).split('/').slice(-2).join('/')}`
  const module = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url.slice(url.lastIndexOf('node_modules/')))
  if (module) return `npm ${module[1]}`
  return url.split('/').slice(-3, -1).join('/')
}

/** Self time by place and by function, the largest first, idle time left out. */
export function sumProfile(profile: Profiler.Profile): ProfileLine[] {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node.callFrame]))
  const places = new Map<string, number>()
  const functions = new Map<string, number>()
  let busy = 0
  for (const [i, id] of (profile.samples ?? []).entries()) {
    const frame = nodes.get(id)
    const took = profile.timeDeltas?.[i] ?? 0
    if (!frame || frame.functionName === '(idle)' || frame.functionName === '(root)') continue
    // what measuring costs is not the server's
    if (frame.url === 'node:inspector') continue
    busy += took
    const place = placeOf(frame)
    places.set(place, (places.get(place) ?? 0) + took)
    const name = `${frame.functionName || 'anonymous'} ${frame.url.split('/').slice(-2).join('/')}:${frame.lineNumber + 1}`
    functions.set(name, (functions.get(name) ?? 0) + took)
  }
  const sorted = (sums: Map<string, number>, kind: ProfileLine['kind'], most: number): ProfileLine[] =>
    [...sums]
      .sort(([, a], [, b]) => b - a)
      .slice(0, most)
      .map(([where, took]) => ({ where, share: took / busy, kind }))
  return [...sorted(places, 'place', 16), ...sorted(functions, 'function', 24)]
}
