import { expect, test } from 'vitest'
import { allRefusals, assert, Bug, Refusal, refusals } from './refusal.ts'

const refuse = refusals('kite-test', {
  'too-long': {
    kind: 'too-large',
    vi: 'Dây dài {length} m, quá {limit} m.',
    en: 'The line is {length} m, over {limit} m.',
  },
  torn: { kind: 'conflict', vi: 'Diều đã rách.', en: 'The kite is torn.' },
})

test('a refusal carries code, kind, facts, field and words in both languages', () => {
  const refusal = refuse['too-long']({ length: 12, limit: 10, colour: 'đỏ' }, 'line')
  expect(refusal).toBeInstanceOf(Refusal)
  expect(refusal).toMatchObject({
    code: 'kite-test.too-long',
    kind: 'too-large',
    facts: { length: 12, limit: 10, colour: 'đỏ' },
    field: 'line',
  })
  expect(refusal.say('vi')).toBe('Dây dài 12 m, quá 10 m.')
  expect(refusal.say('en')).toBe('The line is 12 m, over 10 m.')
  expect(refuse.torn().say('vi')).toBe('Diều đã rách.')
  expect(refuse.torn().field).toBeUndefined()
})

test('a null fact is said as nothing; words in a fact are not read as slots', () => {
  expect(refuse['too-long']({ length: null, limit: '{length}' }).say('en')).toBe('The line is  m, over {length} m.')
})

test('a slot without its fact does not compile', () => {
  // @ts-expect-error limit is missing
  expect(refuse['too-long']({ length: 1 }).say('en')).toBe('The line is 1 m, over {limit} m.')
})

test('the same code twice, and a bad name, are bugs', () => {
  const words = { kind: 'invalid', vi: 'a', en: 'b' } as const
  expect(() => refusals('kite-test', { torn: words })).toThrow(Bug)
  expect(() => refusals('kite-test', { Torn: words })).toThrow(Bug)
  expect(() => refusals('Kite', { torn: words })).toThrow(Bug)
})

test('all refusals are listed by code with their words', () => {
  const mine = allRefusals().filter((refusal) => refusal.code.startsWith('kite-test.'))
  expect(mine.map((refusal) => refusal.code)).toEqual(['kite-test.too-long', 'kite-test.torn'])
  expect(mine[1]?.vi).toBe('Diều đã rách.')
})

test('assert throws a Bug, not a Refusal', () => {
  expect(() => assert(false, 'broken')).toThrow(Bug)
  expect(() => assert(0, 'broken')).not.toThrow(Refusal)
  expect(() => assert(true, 'fine')).not.toThrow()
})
