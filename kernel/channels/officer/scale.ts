/** Classes of a choropleth: upper bounds by quantile, so that each colour covers about as many communes. */
export function classBounds(values: number[], classes = 5): number[] {
  const sorted = values.filter((value) => Number.isFinite(value)).sort((a, b) => a - b)
  if (sorted.length === 0) return []
  const bounds: number[] = []
  for (let step = 1; step <= classes; step += 1) {
    const bound = sorted[Math.ceil((sorted.length * step) / classes) - 1] as number
    if (bounds.at(-1) !== bound) bounds.push(bound)
  }
  return bounds
}

/** Index of the class a value falls in; -1 without a value. */
export function classOf(value: number | undefined, bounds: number[]): number {
  if (value === undefined || !Number.isFinite(value) || bounds.length === 0) return -1
  const found = bounds.findIndex((bound) => value <= bound)
  return found === -1 ? bounds.length - 1 : found
}

/** Which of the seven ramp colours (1…7) a class gets, spread so that few classes still differ clearly. */
export function rampStep(index: number, classes: number): number {
  if (classes <= 1) return 5
  // Few classes begin darker: the palest step beside “no figure” would hardly be seen.
  const first = classes <= 3 ? 3 : 1
  return first + Math.round((index * (7 - first)) / (classes - 1))
}
