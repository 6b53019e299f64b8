import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileCalendar, startClock, stateCalendar, workingMinutesBetween } from '#ground/working-time'
import { drawTime, forecast, paceOf, planDay, slackOf, whatIf } from './rules.ts'

const calendar = compileCalendar(stateCalendar(2026, 2026), 2026, 2026)
const at = (text: string) => new Date(`${text}+07:00`)
const open = {
  receivedAt: at('2026-10-05T08:00'),
  acceptedAt: at('2026-10-05T09:00'),
  finishedAt: null,
  dueAt: at('2026-10-12T09:00'),
  formerDueAt: null,
  moves: [],
  whys: {},
}
const move = (name: string, when: string, to: string, by = 'Cán bộ A') => ({ move: name, at: at(when), by, to })

describe('the time of a dossier', () => {
  test('filed, accepted, asked, supplied, late: whose every stretch is, in working minutes', () => {
    const { parts, marks } = drawTime(
      calendar,
      {
        ...open,
        dueAt: at('2026-10-14T09:00'),
        moves: [
          move('accept', '2026-10-05T09:00', 'received'),
          move('forward', '2026-10-05T10:00', 'processing'),
          move('ask-supplement', '2026-10-06T09:00', 'supplement-asked', 'Cán bộ B'),
          move('supply', '2026-10-08T09:00', 'processing', 'Người dân'),
        ],
        whys: { 'ask-supplement': 'Bản vẽ' },
      },
      at('2026-10-14T10:00'),
    )
    expect(parts.map((part) => [part.kind, part.minutes, part.by, part.why])).toEqual([
      ['acceptance', 60, null, null],
      ['running', 480, 'Cán bộ A', null],
      ['citizen', 960, 'Cán bộ B', 'Bản vẽ'],
      ['running', 1920, 'Người dân', null],
      ['late', 60, 'Người dân', null],
    ])
    expect(marks.map((mark) => mark.kind)).toEqual(['filed', 'accepted', 'asked', 'supplied', 'due'])
  })

  test('an answer before acceptance is the counter’s time again; an end closes the drawing', () => {
    const { parts } = drawTime(
      calendar,
      {
        ...open,
        acceptedAt: null,
        dueAt: null,
        finishedAt: at('2026-10-07T10:00'),
        moves: [
          move('ask-supplement', '2026-10-05T10:00', 'supplement-asked'),
          move('supply', '2026-10-06T10:00', 'supplement-asked'),
          move('reject', '2026-10-07T10:00', 'rejected'),
        ],
      },
      at('2026-11-01T10:00'),
    )
    expect(parts.map((part) => part.kind)).toEqual(['acceptance', 'citizen', 'acceptance'])
    expect(parts.at(-1)?.to).toBe(at('2026-10-07T10:00').toISOString())
  })

  test('whatever was done, the stretches follow one another without gap and their minutes are those between filing and now', () => {
    const names = [
      ['accept', 'received'],
      ['forward', 'processing'],
      ['ask-supplement', 'supplement-asked'],
      ['supply', 'processing'],
      ['ask-payment', 'financial-duty'],
      ['confirm-payment', 'processing'],
    ] as const
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 3_000 }), fc.constantFrom(...names)), { maxLength: 12 }),
        fc.integer({ min: 0, max: 40_000 }),
        (steps, dueIn) => {
          let when = open.receivedAt.getTime()
          const moves = steps.map(([minutes, [name, to]]) => {
            when += minutes * 60_000
            return { move: name, at: new Date(when), by: 'A', to }
          })
          const now = new Date(when + 60_000)
          const { parts } = drawTime(
            calendar,
            { ...open, dueAt: new Date(open.receivedAt.getTime() + dueIn * 60_000), moves },
            now,
          )
          expect(parts[0]?.from).toBe(open.receivedAt.toISOString())
          expect(parts.at(-1)?.to).toBe(now.toISOString())
          for (const [i, part] of parts.slice(1).entries()) expect(part.from).toBe(parts[i]?.to)
          expect(parts.reduce((sum, part) => sum + part.minutes, 0)).toBe(
            workingMinutesBetween(calendar, open.receivedAt, now),
          )
        },
      ),
    )
  })
})

test('what would happen: a supplement begins anew, a payment goes on, doing nothing eats the time', () => {
  const clock = startClock(calendar, at('2026-10-05T09:00'), { amount: 5, unit: 'working-day' })
  expect(clock.dueAt).toBe(at('2026-10-12T09:00').toISOString())
  const [row] = whatIf(calendar, clock, at('2026-10-07T09:00'), [2])
  expect(row).toEqual({
    days: 2,
    // Answered on Friday 9 at 09:00: five days anew.
    supplement: at('2026-10-16T09:00').toISOString(),
    // Three days were left: from Friday 9 at 09:00 to Wednesday 14 at 09:00.
    payment: at('2026-10-14T09:00').toISOString(),
    idleMinutes: 480,
  })
})

test.each([
  [[], 0, 0],
  [[30], 30, 30],
  [[10, 20, 30, 40, 50], 30, 40],
  [[50, 10, 40, 20, 30, 60], 30, 50],
])('pace of %j: half within %i, four of five within %i', (samples, p50, p80) => {
  expect(paceOf(samples)).toEqual({ p50, p80, count: samples.length })
})

describe('a forecast', () => {
  const step = (p50: number, p80 = p50) => ({
    name: { vi: 'Bước', en: 'Step' },
    unit: 'P',
    pace: { p50, p80, count: 9 },
  })
  const now = at('2026-10-05T08:00')
  test.each([
    ['enough time', [[step(120)], [step(60)]], '2026-10-05T14:00', 'on-time'],
    ['steps side by side: the slowest counts', [[step(120), step(240)]], '2026-10-05T14:00', 'on-time'],
    ['four of five are later', [[step(120, 600)]], '2026-10-05T14:00', 'at-risk'],
    ['half are later', [[step(480)]], '2026-10-05T14:00', 'likely-late'],
    ['past it already', [[step(10)]], '2026-10-04T14:00', 'late'],
    [
      'limits alone foretell nothing',
      [[{ ...step(600), pace: { p50: 600, p80: 600, count: 0 } }]],
      '2026-10-05T14:00',
      'unknown',
    ],
  ] as const)('%s', (_, stages, due, outlook) => {
    expect(forecast(calendar, now, at(due), stages).outlook).toBe(outlook)
  })
})

describe('a day of work', () => {
  const now = at('2026-10-05T09:00')
  const work = (id: string, minutes: number, due: string | null, caseDue: string | null = null, restMinutes = 0) => ({
    id,
    minutes,
    dueAt: due === null ? null : at(due),
    caseDueAt: caseDue === null ? null : at(caseDue),
    restMinutes,
  })
  test('slack is the tighter of the step’s limit and what the dossier leaves', () => {
    expect(slackOf(calendar, now, work('a', 60, '2026-10-05T11:00'))).toBe(60)
    expect(slackOf(calendar, now, work('a', 60, '2026-10-06T11:00', '2026-10-05T16:00', 180))).toBe(60)
    expect(slackOf(calendar, now, work('a', 60, null))).toBeNull()
  })
  test('what presses comes first, nothing is cut in two by noon, the rest is for later', () => {
    const plan = planDay(calendar, now, [
      work('calm', 60, '2026-10-08T09:00'),
      work('pressing', 90, '2026-10-05T11:00'),
      work('late', 30, '2026-10-02T11:00'),
      work('long', 200, '2026-10-05T16:00'),
      work('none', 60, null),
    ])
    expect(plan.availableMinutes).toBe(150 + 210)
    expect(plan.rows.map((row) => [row.id, row.when])).toEqual([
      ['late', 'today'],
      ['pressing', 'today'],
      ['long', 'today'],
      ['calm', 'later'],
      ['none', 'later'],
    ])
    expect(plan.rows[2]).toMatchObject({ from: at('2026-10-05T13:30').toISOString() })
    expect(plan.overflow).toBe(0)
  })
  test('laid work never overlaps, lies in working time, and never exceeds what is left of the day', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: -600, max: 4_000 })), { maxLength: 40 }),
        fc.integer({ min: 0, max: 1_439 }),
        (list, minute) => {
          const start = new Date(at('2026-10-05T00:00').getTime() + minute * 60_000)
          const plan = planDay(
            calendar,
            start,
            list.map(([minutes, due], i) => ({
              id: String(i),
              minutes,
              dueAt: new Date(start.getTime() + due * 60_000),
              caseDueAt: null,
              restMinutes: 0,
            })),
          )
          const laid = plan.rows
            .filter((row) => row.from && row.to)
            .map((row) => [row.from as string, row.to as string])
          laid.sort(([a = ''], [b = '']) => a.localeCompare(b))
          for (const [i, [from = '', to = '']] of laid.entries()) {
            expect(from >= start.toISOString()).toBe(true)
            expect(i === 0 || from >= (laid[i - 1]?.[1] ?? '')).toBe(true)
            const wanted = (Date.parse(to) - Date.parse(from)) / 60_000
            expect(workingMinutesBetween(calendar, new Date(from), new Date(to))).toBe(wanted)
          }
          expect(plan.rows).toHaveLength(list.length)
        },
      ),
    )
  })
})
