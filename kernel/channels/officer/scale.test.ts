import { expect, test } from 'vitest'
import { classBounds, classOf, rampStep } from './scale.ts'

test('classes of the map cover about as many communes each', () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1)
  const bounds = classBounds(values)
  expect(bounds).toEqual([20, 40, 60, 80, 100])
  expect([classOf(1, bounds), classOf(20, bounds), classOf(21, bounds), classOf(100, bounds)]).toEqual([0, 0, 1, 4])
  expect(classOf(undefined, bounds)).toBe(-1)
  expect(classBounds([7, 7, 7])).toEqual([7])
  expect(classBounds([])).toEqual([])
  expect([0, 1, 2, 3, 4].map((index) => rampStep(index, 5))).toEqual([1, 3, 4, 6, 7])
})
