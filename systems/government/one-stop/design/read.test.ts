import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Refusal } from '#ground/refusal'
import { compareDesigns } from './compare.ts'
import { defaultFor, emptyDesign } from './editions.ts'
import { readDesign } from './read.ts'
import { designLimits } from './shape.ts'

const facts = {
  name: 'Cấp phép sử dụng vỉa hè',
  sector: 'Đường bộ',
  ministry: null,
  level: 'commune',
  channels: ['online'],
  limit: { amount: 5, unit: 'working-day' },
  applicants: ['Công dân Việt Nam'],
  legalRefs: [],
  conditions: null,
  resultName: 'Giấy phép',
} as const
const whole = defaultFor('H20.000001', facts)
const codeOf = (value: unknown): string => {
  try {
    readDesign(value)
    return 'fine'
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

test('what is read is written the same: through JSON and back nothing is lost', () => {
  expect(readDesign(JSON.parse(JSON.stringify(whole)))).toEqual(whole)
  expect(compareDesigns(whole, readDesign(JSON.parse(JSON.stringify(whole))))).toEqual([])
})

test('whatever comes from outside is read or refused by its place, never broken by', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(['design.shape', 'design.too-many', 'design.too-large', 'fine']).toContain(codeOf(value))
    }),
    { seed: 4, numRuns: 300 },
  )
  // One value anywhere in a real design put to something else.
  const text = JSON.stringify(whole)
  const places = [...text.matchAll(/:("[^"]*"|true|false|null|\d+)/g)]
  fc.assert(
    fc.property(fc.nat(places.length - 1), fc.constantFrom('1e400', '[]', '{}', '"x"', 'null', '-1'), (at, other) => {
      const place = places[at] as RegExpMatchArray
      const from = (place.index ?? 0) + 1
      const broken = text.slice(0, from) + other + text.slice(from + (place[1]?.length ?? 0))
      expect(['design.shape', 'fine']).toContain(codeOf(JSON.parse(broken)))
    }),
    { seed: 4, numRuns: 400 },
  )
})

describe('limits are refused by name', () => {
  const page = (n: number) => ({ name: `p${n}`, title: { vi: 'A', en: 'A' }, fields: [] })
  const nested = (depth: number): unknown => (depth === 0 ? { field: 'a', is: 'filled' } : { all: [nested(depth - 1)] })
  const field = (when: unknown) => ({ name: 'a', kind: 'text', label: { vi: 'A', en: 'A' }, when })
  test.each<[string, unknown, string]>([
    [
      'pages',
      { ...whole, pages: Array.from({ length: designLimits.pagesMax + 1 }, (_, n) => page(n)) },
      'design.too-many',
    ],
    ['bytes', { ...whole, pages: [], filler: 'x'.repeat(designLimits.bytesMax) }, 'design.too-large'],
    ['depth', { ...whole, pages: [{ ...page(1), fields: [field(nested(40))] }] }, 'design.shape'],
    ['a text', { ...whole, cutoff: 'x'.repeat(50) }, 'design.shape'],
    [
      'a kind nobody knows',
      { ...whole, pages: [{ ...page(1), fields: [{ ...field(undefined), kind: 'script' }] }] },
      'design.shape',
    ],
  ])('%s', (_what, value, code) => {
    expect(codeOf(value)).toBe(code)
  })
})

test('unknown keys are dropped, Vietnamese stands where no English was written, texts are NFC', () => {
  const read = readDesign({
    ...emptyDesign(),
    evil: { __proto__: 1 },
    pages: [{ name: 'a', title: { vi: 'Tiê\u0301ng' }, fields: [], onload: 'x' }],
  })
  expect(read.pages).toEqual([{ name: 'a', title: { vi: 'Tiếng', en: 'Tiếng' }, fields: [] }])
  expect(Object.keys(read)).not.toContain('evil')
})

test('differences are told in words, both ways', () => {
  const first = whole.stages[1] as (typeof whole.stages)[number]
  const changed = {
    ...whole,
    cutoff: '15:00',
    stages: whole.stages.map((stage, at) =>
      at === 1 ? { ...first, steps: first.steps.map((step) => ({ ...step, limitHours: 7.5 })) } : stage,
    ),
    pages: whole.pages.slice(1),
  }
  const there = compareDesigns(whole, changed)
  expect(there.find((one) => one.part === 'procedure')).toMatchObject({
    before: { vi: 'không có' },
    after: { vi: '15:00' },
  })
  expect(there.find((one) => one.part === 'stages')?.after?.vi).toBe('7,5 giờ làm việc')
  expect(there.find((one) => one.where.vi === `Trang "${whole.pages[0]?.title.vi}"`)).toMatchObject({ after: null })
  const back = compareDesigns(changed, whole)
  expect(back.find((one) => one.where.vi === `Trang "${whole.pages[0]?.title.vi}"`)).toMatchObject({ before: null })
  expect(back.length).toBe(there.length)
})
