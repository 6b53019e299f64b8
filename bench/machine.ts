/** What a figure was measured on. A figure without its machine and its load says nothing. */
import { cpus, loadavg, release, totalmem, type } from 'node:os'

/** One line: processor, cores, memory, system, Node and, when known, PostgreSQL. */
export function machineLine(postgres?: string): string {
  const cores = cpus()
  const gib = (totalmem() / 2 ** 30).toFixed(0)
  const database = postgres ? `, PostgreSQL ${postgres}` : ''
  return `${cores[0]?.model.trim() ?? 'unknown processor'}, ${cores.length} cores, ${gib} GiB, ${type()} ${release()}, Node ${process.version}${database}`
}

/** Load average of the last minute: above the number of cores somebody else is working too. */
export const loadNow = (): string => (loadavg()[0] ?? Number.NaN).toFixed(1)

export const say = (line: string): void => void process.stdout.write(`${line}\n`)

export interface Verdict {
  what: string
  /** The figure with its unit. */
  measured: string
  /** The figure it has to keep, with its unit. */
  hold: string
  /** Measured over hold in the direction of the hold: above 1 is lost. */
  ratio: number
}

/** Prints a line that ends with 'holds' or 'BROKEN'; bench/run.ts collects these. */
export function judge({ what, measured, hold, ratio }: Verdict): boolean {
  const holds = ratio <= 1
  say(
    `${what.padEnd(62)} ${measured.padStart(22)}, hold ${hold}, ratio ${ratio.toFixed(2)} (load ${loadNow()}) ${holds ? 'holds' : 'BROKEN'}`,
  )
  if (!holds) process.exitCode = 1
  return holds
}

/** For a claim that this machine cannot try: says why and is no failure. */
export function notMeasured(what: string, why: string): void {
  say(`${what}: ${why.replaceAll(/\s+/g, ' ').slice(0, 400)}: not measured`)
}

/** The value below which `share` of the sorted values lie. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  )
}

if (import.meta.main) say(`${machineLine()}, load ${loadNow()}`)
