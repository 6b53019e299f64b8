import { describe, expect, test } from 'vitest'
import { handOvers, timeliness, type Work } from './rules.ts'

const at = (text: string) => new Date(`2026-10-${text}:00+07:00`)

test.each([
  ['05T09:00', '06T09:00', 'early'],
  ['06T08:59', '06T09:00', 'on-time'],
  ['06T09:00', '06T09:00', 'on-time'],
  ['06T09:01', '06T09:00', 'late'],
  ['07T08:00', null, null],
])('done %s, due %s: %s', (done, due, said) => {
  expect(timeliness(at(done), due === null ? null : at(due))).toBe(said)
})

describe('the rows of a control slip', () => {
  const work = (id: string, over: Partial<Work>): Work => ({
    id,
    from: null,
    unit: 'Trung tâm',
    step: 'receive',
    person: null,
    openedAt: at('05T08:00'),
    takenAt: null,
    doneAt: null,
    doneBy: null,
    dueAt: null,
    outcome: null,
    ...over,
  })

  test('from the applicant to the room that works on it, with how each stood against its limit', () => {
    const rows = handOvers(
      [
        work('a', { doneAt: at('05T08:30'), doneBy: 'Ưng', dueAt: at('05T16:00'), outcome: 'accept' }),
        work('b', { from: 'a', openedAt: at('05T08:30'), person: 'Ưng', doneAt: at('05T09:00'), doneBy: 'Ưng' }),
        work('c', {
          from: 'b',
          unit: 'Phòng Kinh tế',
          step: 'handle',
          openedAt: at('05T09:00'),
          takenAt: at('05T10:00'),
          doneAt: at('08T09:00'),
          doneBy: 'Lý',
          dueAt: at('07T09:00'),
          outcome: 'forward',
        }),
        work('d', { from: 'c', unit: 'Lãnh đạo', step: 'sign', openedAt: at('08T09:00'), person: 'Đạo' }),
      ],
      'Trần Thị Bảy',
      { 'send-back': 'Trả lại' },
      null,
    )
    expect(rows.map((row) => [row.giver.person, row.taker.person, row.result])).toEqual([
      ['Trần Thị Bảy', 'Ưng', null],
      ['Ưng', 'Lý', null],
      ['Lý', 'Đạo', 'late'],
    ])
    expect(rows[1]?.takenAt).toEqual(at('05T10:00'))
  })

  test('what was sent back, what waits for a supplement and what was returned is noted', () => {
    const rows = handOvers(
      [
        work('a', { unit: 'Phòng', step: 'handle', doneAt: at('05T09:00'), doneBy: 'Lý', outcome: 'forward' }),
        work('b', {
          from: 'a',
          unit: 'Trưởng phòng',
          step: 'review',
          openedAt: at('05T09:00'),
          doneAt: at('05T10:00'),
          doneBy: 'Phòng',
          outcome: 'send-back',
        }),
        work('c', {
          from: 'b',
          unit: 'Phòng',
          step: 'handle',
          openedAt: at('05T10:00'),
          doneAt: at('05T11:00'),
          doneBy: 'Lý',
          outcome: 'ask-supplement',
        }),
        work('d', {
          unit: 'Phòng',
          step: 'handle',
          openedAt: at('08T08:00'),
          doneAt: at('09T08:00'),
          doneBy: 'Lý',
          outcome: 'finish',
        }),
      ],
      'Bảy',
      { 'send-back': 'Trả lại bước trước', 'ask-supplement': 'Yêu cầu bổ sung' },
      { at: at('12T08:00'), receiver: 'Tám' },
    )
    expect(rows.map((row) => [row.giver.person, row.taker.person, row.note])).toEqual([
      ['Bảy', 'Lý', null],
      ['Lý', 'Phòng', null],
      ['Phòng', 'Lý', 'Trả lại bước trước; yêu cầu bổ sung'],
      ['Bảy', 'Lý', null],
      ['Lý', 'Tám', 'Trả kết quả'],
    ])
  })

  test('a supplement asked at the first step is noted there', () => {
    const rows = handOvers(
      [work('a', { doneAt: at('05T09:00'), doneBy: 'Ưng', outcome: 'ask-supplement' })],
      'Bảy',
      { 'ask-supplement': 'Yêu cầu bổ sung' },
      null,
    )
    expect(rows.map((row) => row.note)).toEqual(['Yêu cầu bổ sung'])
  })
})
