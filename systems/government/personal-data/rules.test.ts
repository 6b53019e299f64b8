import { describe, expect, test } from 'vitest'
import { Refusal } from '#ground/refusal'
import { compileCalendar, due, speakLimit, stateCalendar } from '#ground/working-time'
import { isToldInTime, kinds, limitOf, readCorrection, termOn, terms } from './rules.ts'

const calendar = compileCalendar(stateCalendar(2026, 2027), 2026, 2027)
const at = (text: string) => new Date(`${text}+07:00`)

describe('clocks by kind, as rows with dates', () => {
  test.each([
    // received, kind, answered by, done by
    ['2026-10-05T08:00', 'see', '2026-10-07T08:00', '2026-10-15T08:00'],
    ['2026-10-05T08:00', 'correct', '2026-10-07T08:00', '2026-10-15T08:00'],
    ['2026-10-05T08:00', 'export', '2026-10-07T08:00', '2026-10-15T08:00'],
    ['2026-10-05T08:00', 'withdraw', '2026-10-07T08:00', '2026-10-20T08:00'],
    ['2026-10-05T08:00', 'object', '2026-10-07T08:00', '2026-10-20T08:00'],
    // The twentieth day is a Sunday: the next working day (Civil Code 2015, art. 148.5).
    ['2026-10-05T08:00', 'erase', '2026-10-07T08:00', '2026-10-26T08:00'],
    // On a Saturday it counts from Monday.
    ['2026-10-10T10:00', 'see', '2026-10-14T07:00', '2026-10-22T07:00'],
    // 24 November is a holiday since 2026: the two working days go around it.
    ['2026-11-23T09:00', 'see', '2026-11-26T09:00', '2026-12-03T09:00'],
  ] as const)('%s %s', (received, kind, answer, finish) => {
    const day = received.slice(0, 10)
    const answered = termOn(terms, 'answer', kind, day)
    const finished = termOn(terms, 'finish', kind, day)
    if (!answered || !finished) throw new Error('no term')
    expect(due(calendar, at(received), limitOf(answered)).toISOString()).toBe(at(answer).toISOString())
    expect(due(calendar, at(received), limitOf(finished)).toISOString()).toBe(at(finish).toISOString())
  })

  test('every kind has a term from the day of the law, each with its source and how sure it is', () => {
    for (const kind of kinds) {
      expect(termOn(terms, 'finish', kind, '2025-12-31')).toBeUndefined()
      expect(termOn(terms, 'finish', kind, '2026-01-01')?.source).toContain('356/2025')
    }
    expect(terms.filter((term) => term.confidence === 'published').map((term) => term.what)).toEqual([
      'answer',
      'breach-report',
      'breach-kept',
      'assessment-sent',
    ])
  })

  test('a change of law is another row: what came before keeps its own', () => {
    const [first] = terms
    if (!first) throw new Error('no term')
    const changed = [
      { ...first, valid_to: '2027-06-30' },
      { ...first, valid_from: '2027-07-01', amount: 3 },
      { ...first, of: 'erase' as const, valid_from: '2027-07-01', amount: 5 },
    ]
    expect(termOn(changed, 'answer', 'see', '2027-06-30')?.amount).toBe(2)
    expect(termOn(changed, 'answer', 'see', '2027-07-01')?.amount).toBe(3)
    expect(termOn(changed, 'answer', 'erase', '2027-07-01')?.amount).toBe(5)
    expect(speakLimit(limitOf(first)).vi).toBe('2 ngày làm việc')
  })
})

test.each([
  ['2026-10-09T14:00', '2026-10-12T14:00', true],
  ['2026-10-09T14:00', '2026-10-12T14:01', false],
  // Tết does not stop it: hours by day and night.
  ['2026-02-16T23:30', '2026-02-19T23:30', true],
  ['2026-02-16T23:30', '2026-02-20T08:00', false],
])('a breach found %s and told %s: in time %s', (found, told, right) => {
  expect(isToldInTime(at(found), at(told), 72)).toBe(right)
})

describe('what a person says is right', () => {
  test.each([
    ['full_name', '  nguyễn   thị lan ', 'nguyễn thị lan'],
    ['birth_date', '2/9/1985', '1985-09-02'],
    ['sex', 'Nữ', 'female'],
    ['sex', 'nam', 'male'],
    ['phone', '+84 912 345 678', '0912345678'],
    ['email', 'Lan@Example.VN', 'Lan@example.vn'],
  ] as const)('%s "%s" is kept as "%s"', (field, typed, kept) => {
    expect(readCorrection(field, typed, 'x')).toBe(kept)
  })
  test.each([
    ['full_name', '   '],
    ['full_name', 'x'.repeat(201)],
    ['birth_date', '31/02/1990'],
    ['sex', 'khác'],
    ['phone', '113'],
    ['email', 'lan@'],
  ] as const)('%s "%s" is refused with words', (field, typed) => {
    expect(() => readCorrection(field, typed, 'Mục')).toThrow(Refusal)
  })
})
