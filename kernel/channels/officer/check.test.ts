import { describe, expect, test } from 'vitest'
import type { FieldKind, FieldMeta } from './api.ts'
import { changesOf, mergeDraft, problemsOf, same } from './check.ts'
import { fill, type WordKey, words } from './words.ts'

const field = (name: string, kind: FieldKind, more: Partial<FieldMeta> = {}): FieldMeta => ({
  name,
  kind,
  label: { vi: name, en: name },
  required: false,
  readonly: false,
  searchable: false,
  sortable: false,
  ...more,
})
const say = (key: WordKey, facts?: Record<string, string | number>) => fill(words[key].en, facts)

describe('problems of a draft', () => {
  const fields = [
    field('title', 'text', { required: true, max: 5 }),
    field('fee', 'money', { min: 0, max: 100 }),
    field('born', 'date'),
    field('valid', 'period'),
    field('number', 'identifier', { required: true, readonly: true }),
    field('parcels', 'rows', { max: 2, fields: [field('sheet', 'text', { required: true })] }),
  ]
  test('a good draft has none; read-only fields are not asked for', () => {
    expect(problemsOf(fields, { title: 'lúa', fee: 100, parcels: [{ sheet: '12' }] }, say)).toEqual({})
  })
  test('each wrong field is named, rows with their place', () => {
    const found = problemsOf(
      fields,
      {
        title: 'kênh Tháp Mười',
        fee: 101,
        born: undefined,
        valid: { from: '2026-02-01', to: '2026-01-01' },
        parcels: [{ sheet: '1' }, {}],
      },
      say,
    )
    expect(found).toEqual({
      title: '14 characters; at most 5.',
      fee: 'The most is 100.',
      born: 'No such day. Type dd/mm/yyyy.',
      valid: 'The end must follow the start.',
      'parcels.1.sheet': 'This is required.',
    })
  })
  test('too many rows is one problem, not one a row', () => {
    expect(problemsOf(fields, { title: 'lúa', parcels: [{}, {}, {}] }, say)).toEqual({ parcels: 'At most 2 rows.' })
  })
})

test('nothing is the same as nothing, and the order of keys does not matter', () => {
  expect(same(null, '')).toBe(true)
  expect(same([], undefined)).toBe(true)
  expect(same(0, null)).toBe(false)
  expect(same(false, null)).toBe(false)
  expect(same({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true)
  expect(same([1, 2], [2, 1])).toBe(false)
})

test('only what changed is sent, emptied fields as null, never a read-only one', () => {
  const fields = [
    field('a', 'text'),
    field('b', 'text'),
    field('c', 'text'),
    field('d', 'text', { readonly: true }),
    field('e', 'computed'),
  ]
  expect(changesOf(fields, { a: '1', b: '2', c: '3' }, { a: '1', b: '', c: 'x', d: 'y', e: 'z' })).toEqual({
    b: null,
    c: 'x',
  })
})

test('after a conflict both sides keep what only they changed, and the rest is asked', () => {
  const fields = ['a', 'b', 'c', 'd'].map((name) => field(name, 'text'))
  const before = { a: '1', b: '1', c: '1', d: '1' }
  const mine = { a: 'me', b: '1', c: 'me', d: 'both' }
  const theirs = { a: '1', b: 'they', c: 'they', d: 'both' }
  expect(mergeDraft(fields, before, mine, theirs)).toEqual({
    draft: { a: 'me', b: 'they', c: 'me', d: 'both' },
    clashes: ['c'],
  })
})
