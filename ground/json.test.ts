import fc from 'fast-check'
import { expect, test } from 'vitest'
import { measureJson } from './json.ts'

test.each([
  ['', 0, 0, 1],
  ['1', 0, 0, 1],
  ['[]', 1, 1, 1],
  ['[1,2,3]', 1, 1, 3],
  ['{"a":[{"b":1},2]}', 3, 3, 2],
  ['"[[[,,,\\"]]]"', 0, 0, 1],
  ['["\\\\",[1]]', 2, 2, 2],
  ['[[[[', 4, 4, 1],
])('%s', (text, depth, containers, values) => {
  expect(measureJson(text)).toEqual({ depth, containers, values })
})

function measured(value: unknown): { depth: number; containers: number; values: number } {
  if (typeof value !== 'object' || value === null) return { depth: 0, containers: 0, values: 1 }
  const inside = Object.values(value).map(measured)
  const values = inside.reduce((sum, one) => sum + one.values, 0)
  return {
    depth: 1 + Math.max(0, ...inside.map((one) => one.depth)),
    containers: 1 + inside.reduce((sum, one) => sum + one.containers, 0),
    values: Math.max(1, values),
  }
}

test('whatever JSON is written, its text and its bytes measure as the value does', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value)
      expect(measureJson(text)).toEqual(measured(JSON.parse(text)))
      expect(measureJson(new TextEncoder().encode(text))).toEqual(measureJson(text))
    }),
    { numRuns: 500 },
  )
})
