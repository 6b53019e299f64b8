import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aheadOf, chooseNext, estimateWait, spokenNumber, type Takes, ticketNumber, type Waiting } from './rules.ts'

const counter = (change: Partial<Takes> = {}): Takes => ({ id: 'q1', services: [], priority: false, ...change })
const ticket = (place: number, change: Partial<Waiting> = {}): Waiting => ({
  id: String(place),
  rank: 2,
  service: 'ho-tich',
  counter: null,
  queuedAt: place * 1_000,
  place,
  ...change,
})
const priority = (place: number, change: Partial<Waiting> = {}) => ticket(place, { rank: 1, ...change })

describe('who is next', () => {
  test.each<[string, Waiting[], Partial<Takes>, number, string | undefined]>([
    ['nobody waits', [], {}, 0, undefined],
    ['the first of two ordinary', [ticket(2), ticket(1)], {}, 0, '1'],
    ['priority before ordinary', [ticket(1), priority(2)], {}, 0, '2'],
    ['after two priority calls an ordinary one', [ticket(1), priority(2)], {}, 2, '1'],
    ['priority goes on when no ordinary waits', [priority(2), priority(3)], {}, 9, '2'],
    ['a priority counter lets four go first', [ticket(1), priority(2)], { priority: true }, 3, '2'],
    ['and then an ordinary one all the same', [ticket(1), priority(2)], { priority: true }, 4, '1'],
    [
      'not what the counter does not take',
      [ticket(1), ticket(2, { service: 'dat-dai' })],
      { services: ['dat-dai'] },
      0,
      '2',
    ],
    [
      'what was handed to it, whatever the service',
      [ticket(1, { counter: 'q1', service: 'khac' })],
      { services: ['dat-dai'] },
      0,
      '1',
    ],
    ['not what was handed to another', [ticket(1, { counter: 'q2' })], {}, 0, undefined],
    ['a booked place goes by its time', [ticket(1, { queuedAt: 5_000 }), ticket(2, { queuedAt: 4_000 })], {}, 0, '2'],
    ['equal times go by the number', [ticket(3, { queuedAt: 1 }), ticket(2, { queuedAt: 1 })], {}, 0, '2'],
  ])('%s', (_name, waiting, change, run, id) => {
    expect(chooseNext(waiting, counter(change), run, 2)?.id).toBe(id)
  })

  /** One counter that calls while people keep coming; answers the calls in order. */
  function runDay(arrivals: readonly { at: number; priority: boolean }[], runMax: number, priorityCounter: boolean) {
    const at = counter({ priority: priorityCounter })
    let waiting: Waiting[] = []
    let run = 0
    const calls: { id: string; rank: number; call: number }[] = []
    const since = new Map<string, number>()
    for (let call = 0; calls.length < arrivals.length; call++) {
      for (const [place, one] of arrivals.entries()) {
        if (one.at !== call) continue
        waiting.push(ticket(place, { rank: one.priority ? 1 : 2, queuedAt: call }))
        since.set(String(place), calls.length)
      }
      const next = chooseNext(waiting, at, run, runMax)
      if (!next) continue
      waiting = waiting.filter((one) => one.id !== next.id)
      run = next.rank === 1 ? run + 1 : 0
      calls.push({ id: next.id, rank: next.rank, call: calls.length - (since.get(next.id) ?? 0) })
    }
    return calls
  }

  test('whoever comes when: everybody is called once, each kind in its order, and no ordinary number starves', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ at: fc.integer({ min: 0, max: 60 }), priority: fc.boolean() }), {
          minLength: 1,
          maxLength: 60,
        }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        (arrivals, runMax, priorityCounter) => {
          const calls = runDay(arrivals, runMax, priorityCounter)
          expect(calls.map((one) => Number(one.id)).sort((a, b) => a - b)).toEqual(arrivals.map((_, place) => place))
          for (const rank of [1, 2]) {
            const own = calls.filter((one) => one.rank === rank).map((one) => arrivals[Number(one.id)]?.at ?? 0)
            expect(own).toEqual([...own].sort((a, b) => a - b))
          }
          // The bound the hall is told: before an ordinary number come the ordinary ones before it, and after each of those and
          // before the first at most one full run of priority.
          const most = priorityCounter ? runMax * 2 : runMax
          for (const one of calls.filter((call) => call.rank === 2)) {
            const mine = arrivals[Number(one.id)]?.at ?? 0
            const before = arrivals.filter(
              (other, place) => !other.priority && (other.at < mine || (other.at === mine && place < Number(one.id))),
            ).length
            expect(one.call).toBeLessThanOrEqual(before + (before + 1) * most)
          }
        },
      ),
    )
  })
})

describe('how long it takes', () => {
  test.each<[string, Waiting, Waiting[], number]>([
    ['nobody before', ticket(1), [], 0],
    ['three ordinary before', ticket(4), [ticket(1), ticket(2), ticket(3)], 3],
    ['later ones do not count', ticket(1), [ticket(2), ticket(3)], 0],
    [
      'priority that came later may still go first, but only one run',
      ticket(1),
      [priority(2), priority(3), priority(4)],
      2,
    ],
    ['priority looks at priority before it, and one ordinary between', priority(3), [priority(1), ticket(2)], 2],
    [
      'those of counters that do not take her do not count',
      ticket(3, { service: 'ho-tich' }),
      [ticket(1, { service: 'dat-dai' })],
      0,
    ],
  ])('%s', (_name, mine, others, ahead) => {
    const counters = [counter({ services: ['ho-tich'] }), counter({ id: 'q2', services: ['dat-dai'] })]
    expect(aheadOf(mine, [...others, mine], counters, 2)).toBe(ahead)
  })

  test.each([
    [
      'the usual time before the day tells',
      { ahead: 3, openCounters: 1, recentMinutes: [5, 5], usualMinutes: 12 },
      36,
      false,
    ],
    ['the day itself', { ahead: 3, openCounters: 1, recentMinutes: [4, 6, 5], usualMinutes: 12 }, 15, true],
    [
      'two counters halve it, rounded up',
      { ahead: 3, openCounters: 2, recentMinutes: [5, 5, 5], usualMinutes: 12 },
      8,
      true,
    ],
    ['no counter open counts as one', { ahead: 2, openCounters: 0, recentMinutes: [], usualMinutes: 10 }, 20, false],
    ['next', { ahead: 0, openCounters: 1, recentMinutes: [], usualMinutes: 10 }, 0, false],
  ])('%s', (_name, of, minutes, fromToday) => {
    expect(estimateWait(of)).toEqual({ minutes, fromToday })
  })
})

test('numbers are written and read', () => {
  expect(ticketNumber('A', 7)).toBe('A007')
  expect(ticketNumber('U', 1_234)).toBe('U1234')
  expect(spokenNumber('A012')).toBe('A 0 1 2')
})
