import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Bug, Refusal } from './refusal.ts'
import {
  addCalendarDays,
  addMonths,
  addWorkingDays,
  addWorkingHours,
  addWorkingMinutes,
  type Calendar,
  type CalendarRows,
  checkLimit,
  clockState,
  compileCalendar,
  due,
  finishClock,
  isWorking,
  isWorkingDay,
  type Limit,
  nextWorkingDay,
  nextWorkingInstant,
  normaliseStart,
  officeSessions,
  pauseClock,
  previousWorkingDay,
  recountClock,
  restartClock,
  resumeClock,
  type SessionRow,
  type StartRules,
  sessionsOf,
  speakLimit,
  speakRemaining,
  startClock,
  stateCalendar,
  workingMinutesBetween,
} from './working-time.ts'

function codeOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
  return 'accepted'
}

/** '2026-02-13 10:00' of the province. */
const at = (text: string) => new Date(`${text.replace(' ', 'T')}:00+07:00`)
const told = (instant: Date) => new Date(instant.getTime() + 7 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')

const calendar = compileCalendar(stateCalendar(2025, 2027), 2025, 2027)
const days = (amount: number): Limit => ({ amount, unit: 'working-day' })
const hours = (amount: number): Limit => ({ amount, unit: 'working-hour' })

// ------------------------------------------------------------------------------------------------ oracle

/**
 * The slow truth: walks minute by minute over rows read anew for each day. It shares no code with what it checks; it
 * knows a minute only as a count since 1970 in local time.
 */
function oracleOf(rows: CalendarRows) {
  const known = new Map<number, Uint8Array>()
  const isoOf = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10)
  const jsWeekday = (iso: string) => new Date(`${iso}T00:00:00Z`).getUTCDay() || 7
  const sessionsOn = (iso: string, weekday: number) =>
    rows.sessions.filter((s) => s.weekday === weekday && s.from <= iso && (s.to === null || iso <= s.to))

  function minutesOf(day: number): Uint8Array {
    const found = known.get(day)
    if (found) return found
    const iso = isoOf(day)
    const exception = rows.days.filter((row) => row.date === iso).at(-1)
    let sessions: SessionRow[] = []
    if (!exception) sessions = sessionsOn(iso, jsWeekday(iso))
    else if (exception.kind === 'swap_work') {
      if (exception.swappedWith) sessions = sessionsOn(iso, jsWeekday(exception.swappedWith))
      else {
        for (let back = 1; back <= 7 && sessions.length === 0; back++)
          sessions = sessionsOn(iso, jsWeekday(isoOf(day - back)))
      }
    }
    const minutes = new Uint8Array(1440)
    for (const session of sessions) {
      for (let m = session.startMinute; m < session.endMinute; m++) minutes[m] = 1
    }
    known.set(day, minutes)
    return minutes
  }
  const worked = (t: number) => minutesOf(Math.floor(t / 1440))[((t % 1440) + 1440) % 1440] === 1
  const dayWorked = (day: number) => minutesOf(day).includes(1)
  const minuteOf = (instant: Date) => Math.floor((instant.getTime() + 7 * 3_600_000) / 60_000)
  const instantOf = (t: number) => new Date(t * 60_000 - 7 * 3_600_000)

  function nextWorked(t: number): number {
    let now = t
    while (!worked(now)) now++
    return now
  }
  function settle(day: number, minute: number): number {
    let landing = day
    while (!dayWorked(landing)) landing++
    const t = landing * 1440 + minute
    if (worked(t)) return t
    for (let back = t; back > landing * 1440; back--) if (worked(back - 1)) return back
    return nextWorked(t)
  }
  return {
    isWorking: (instant: Date) => worked(minuteOf(instant)),
    between(a: Date, b: Date): number {
      let count = 0
      for (let t = minuteOf(a); t < minuteOf(b); t++) if (worked(t)) count++
      return count
    },
    addMinutes(instant: Date, minutes: number): Date {
      let t = minuteOf(instant)
      for (let left = minutes; left > 0; t++) if (worked(t)) left--
      return instantOf(t)
    },
    backMinutes(instant: Date, minutes: number): Date {
      let t = minuteOf(instant)
      for (let left = minutes; left > 0; ) {
        t--
        if (worked(t)) left--
      }
      return instantOf(t)
    },
    nextInstant: (instant: Date) => instantOf(nextWorked(minuteOf(instant))),
    start(instant: Date, rules: StartRules): Date {
      const t = minuteOf(instant)
      const day = Math.floor(t / 1440)
      let left = 0
      for (let m = t; m < (day + 1) * 1440; m++) if (worked(m)) left++
      const pastCutoff = rules.cutoffMinute != null && t % 1440 >= rules.cutoffMinute
      const missed = left === 0 || pastCutoff || (rules.lastHourRule && left <= 60)
      return instantOf(nextWorked(missed ? (day + 1) * 1440 : t))
    },
    addDays(instant: Date, count: number): Date {
      const t = nextWorked(minuteOf(instant))
      let day = Math.floor(t / 1440)
      for (let left = count; left > 0; ) {
        day++
        if (dayWorked(day)) left--
      }
      return instantOf(settle(day, t % 1440))
    },
    addCalendarDays(instant: Date, count: number): Date {
      const t = minuteOf(instant)
      return instantOf(settle(Math.floor(t / 1440) + count, t % 1440))
    },
    addMonths(instant: Date, count: number): Date {
      const t = minuteOf(instant)
      const from = new Date(Math.floor(t / 1440) * 86_400_000)
      let landing = new Date(from)
      landing.setUTCMonth(from.getUTCMonth() + count)
      // JavaScript runs 31 February over into March: step back to the month meant.
      while (landing.getUTCMonth() !== (from.getUTCMonth() + count) % 12)
        landing = new Date(landing.getTime() - 86_400_000)
      return instantOf(settle(landing.getTime() / 86_400_000, t % 1440))
    },
  }
}

// ----------------------------------------------------------------------------------- the random province

const isoIn = (from: string, span: number) =>
  fc.integer({ min: 0, max: span }).map((n) => new Date(Date.parse(from) + n * 86_400_000).toISOString().slice(0, 10))

/** Ascending edges in the day, cut into sessions; some days touch midnight, some sessions touch each other. */
const daySessions = fc
  .uniqueArray(fc.oneof(fc.constantFrom(0, 420, 450, 690, 780, 810, 1020, 1440), fc.integer({ min: 0, max: 1440 })), {
    minLength: 2,
    maxLength: 6,
  })
  .map((edges) => {
    const sorted = [...edges].sort((a, b) => a - b)
    const pairs: [number, number][] = []
    for (let e = 0; e + 1 < sorted.length; e += 2) pairs.push([sorted[e] ?? 0, sorted[e + 1] ?? 0])
    return pairs
  })

const office: [number, number][] = [
  [420, 690],
  [810, 1020],
]

const agency: fc.Arbitrary<CalendarRows> = fc
  .record({
    week: fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(office) }, daySessions), {
      minLength: 5,
      maxLength: 5,
    }),
    saturday: fc.option(fc.constantFrom<[number, number][]>([[420, 690]], [[450, 660]], office), { nil: null }),
    newHoursFrom: isoIn('2025-03-01', 600),
    newHours: daySessions,
    exceptions: fc.array(
      fc.record({
        date: isoIn('2025-01-01', 1094),
        kind: fc.constantFrom('holiday', 'makeup', 'swap_off', 'swap_work', 'rest' as const),
        swappedWith: fc.option(isoIn('2025-01-01', 1094), { nil: null }),
      }),
      { maxLength: 120 },
    ),
  })
  .map(({ week, saturday, newHoursFrom, newHours, exceptions }) => {
    const dayBefore = new Date(Date.parse(newHoursFrom) - 86_400_000).toISOString().slice(0, 10)
    const rows: SessionRow[] = []
    const add = (weekday: number, pairs: [number, number][], from: string, to: string | null) => {
      for (const [startMinute, endMinute] of pairs) rows.push({ from, to, weekday, startMinute, endMinute })
    }
    week.forEach((pairs, i) => {
      // On Wednesdays the office changes its hours on some day.
      add(i + 1, pairs, '2000-01-01', i === 2 ? dayBefore : null)
      if (i === 2) add(3, newHours, newHoursFrom, null)
    })
    if (saturday) add(6, saturday, '2000-01-01', null)
    return { sessions: rows, days: exceptions, source: 'random' }
  })

const agencies = [stateCalendar(2025, 2027), ...fc.sample(agency, { numRuns: 59, seed: 20_260_213 })].map((rows) => ({
  fast: compileCalendar(rows, 2025, 2027),
  slow: oracleOf(rows),
}))

const anyAgency = fc.constantFrom(...agencies)
// Away from both ends, so that no walk leaves the calendar.
const anyInstant = fc
  .integer({ min: Date.parse('2025-03-01T00:00:00+07:00'), max: Date.parse('2027-06-01T00:00:00+07:00') })
  .map((ms) => new Date(ms))
const anyRules: fc.Arbitrary<StartRules> = fc.record({
  lastHourRule: fc.boolean(),
  cutoffMinute: fc.option(fc.integer({ min: 400, max: 1100 }), { nil: null }),
})
const runs = (numRuns: number) => ({ numRuns, seed: 2026 })

describe('against the oracle, 60 agencies', () => {
  test('working or not, and the next working instant', () => {
    fc.assert(
      fc.property(anyAgency, anyInstant, ({ fast, slow }, instant) => {
        expect(isWorking(fast, instant)).toBe(slow.isWorking(instant))
        expect(nextWorkingInstant(fast, instant)).toEqual(slow.nextInstant(instant))
      }),
      runs(1500),
    )
  })
  test('minutes between', () => {
    fc.assert(
      fc.property(anyAgency, anyInstant, fc.integer({ min: 0, max: 30_000 }), ({ fast, slow }, a, minutes) => {
        const b = new Date(a.getTime() + minutes * 60_000)
        expect(workingMinutesBetween(fast, a, b)).toBe(slow.between(a, b))
        expect(workingMinutesBetween(fast, b, a)).toBe(0 - slow.between(a, b))
      }),
      runs(1500),
    )
  })
  test('adding working minutes, forward and back', () => {
    fc.assert(
      fc.property(anyAgency, anyInstant, fc.integer({ min: 1, max: 3000 }), ({ fast, slow }, start, minutes) => {
        expect(addWorkingMinutes(fast, start, minutes)).toEqual(slow.addMinutes(start, minutes))
        expect(addWorkingMinutes(fast, start, -minutes)).toEqual(slow.backMinutes(start, minutes))
      }),
      runs(2000),
    )
  })
  test('where counting starts', () => {
    fc.assert(
      fc.property(anyAgency, anyInstant, anyRules, ({ fast, slow }, instant, rules) => {
        expect(normaliseStart(fast, instant, rules)).toEqual(slow.start(instant, rules))
      }),
      runs(1500),
    )
  })
  test('adding working days', () => {
    fc.assert(
      fc.property(anyAgency, anyInstant, fc.integer({ min: 0, max: 40 }), ({ fast, slow }, start, count) => {
        expect(addWorkingDays(fast, start, count)).toEqual(slow.addDays(start, count))
      }),
      runs(1500),
    )
  })
  test('adding calendar days and months', () => {
    fc.assert(
      fc.property(anyAgency, anyInstant, fc.integer({ min: 0, max: 60 }), ({ fast, slow }, start, count) => {
        expect(addCalendarDays(fast, start, count)).toEqual(slow.addCalendarDays(start, count))
        expect(addMonths(fast, start, count % 4)).toEqual(slow.addMonths(start, count % 4))
      }),
      runs(1000),
    )
  })
  test('due, and a clock that waits', () => {
    const anyLimit = fc.oneof(
      fc.record({ unit: fc.constant('working-hour' as const), amount: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ unit: fc.constant('working-day' as const), amount: fc.integer({ min: 1, max: 8 }) }),
    )
    const gap = fc.integer({ min: 0, max: 20_000 })
    fc.assert(
      fc.property(
        anyAgency,
        anyInstant,
        anyLimit,
        anyRules,
        gap,
        gap,
        ({ fast, slow }, received, limit, rules, run, wait) => {
          const start = slow.start(received, rules)
          const end =
            limit.unit === 'working-hour'
              ? slow.addMinutes(start, limit.amount * 60)
              : slow.addDays(start, limit.amount)
          expect(due(fast, received, limit, rules)).toEqual(end)

          const clock = startClock(fast, received, limit, rules)
          const pausedAt = new Date(received.getTime() + run * 60_000)
          const resumedAt = new Date(pausedAt.getTime() + wait * 60_000)
          const resumed = resumeClock(fast, pauseClock(fast, clock, pausedAt), resumedAt)
          // The wait, counted only while the limit itself is being counted, is exactly what the end moves by.
          const from = (instant: Date) => (instant < start ? start : instant)
          const waited = slow.between(from(pausedAt), from(resumedAt))
          const newDue = new Date(resumed.dueAt)
          const [early, late] = end < newDue ? [end, newDue] : [newDue, end]
          const moved = slow.between(early, late)
          expect(moved).toBe(waited)
          expect(JSON.parse(JSON.stringify(resumed))).toEqual(resumed)
        },
      ),
      runs(1000),
    )
  })
})

describe('properties', () => {
  test('later receipts are never due earlier, longer limits never end earlier', () => {
    const unit = fc.constantFrom('working-hour' as const, 'working-day' as const, 'same-day' as const)
    const gap = fc.integer({ min: 0, max: 6000 })
    fc.assert(
      fc.property(
        anyAgency,
        anyInstant,
        gap,
        unit,
        fc.integer({ min: 1, max: 30 }),
        anyRules,
        (agencies, a, minutes, unit, amount, rules) => {
          const b = new Date(a.getTime() + minutes * 60_000)
          const limit = { amount, unit }
          const first = due(agencies.fast, a, limit, rules)
          expect(first <= due(agencies.fast, b, limit, rules)).toBe(true)
          expect(first <= due(agencies.fast, a, { amount: amount + 1, unit }, rules)).toBe(true)
          expect(first >= normaliseStart(agencies.fast, a, rules)).toBe(true)
        },
      ),
      runs(500),
    )
  })
  test('calendar limits never end on a day off, nor on an earlier day for a later receipt', () => {
    const unit = fc.constantFrom('calendar-day' as const, 'month' as const)
    const gap = fc.integer({ min: 0, max: 10_000 })
    fc.assert(
      fc.property(
        anyAgency,
        anyInstant,
        gap,
        unit,
        fc.integer({ min: 0, max: 6 }),
        ({ fast }, a, minutes, unit, amount) => {
          const b = new Date(a.getTime() + minutes * 60_000)
          const [first, second] = [due(fast, a, { amount, unit }), due(fast, b, { amount, unit })]
          expect(isWorkingDay(fast, told(first).slice(0, 10))).toBe(true)
          expect(told(first).slice(0, 10) <= told(second).slice(0, 10)).toBe(true)
        },
      ),
      runs(500),
    )
  })
  test('neighbouring working days point at each other', () => {
    fc.assert(
      fc.property(anyAgency, isoIn('2025-03-01', 700), ({ fast }, date) => {
        const next = nextWorkingDay(fast, date)
        expect(next >= date && isWorkingDay(fast, next)).toBe(true)
        expect(previousWorkingDay(fast, next)).toBe(next)
        expect(previousWorkingDay(fast, nextWorkingDay(fast, next, true), true)).toBe(next)
      }),
      runs(300),
    )
  })
})

// ----------------------------------------------------------------------------------------------- vectors

describe('the law, told in dates', () => {
  test.each([
    // Tết: Monday 16 to Friday 20/02 are off.
    ['2026-02-13 10:00', days(5), '2026-02-27 10:00'],
    ['2026-02-13 10:00', hours(8), '2026-02-23 10:00'],
    ['2026-02-13 16:30', days(1), '2026-02-24 07:00'],
    // 24/11 is off.
    ['2026-11-23 10:00', days(1), '2026-11-25 10:00'],
    ['2026-11-23 15:00', hours(4), '2026-11-25 09:00'],
    // Saturday 22/8 is worked for Monday 31/8, which is off with 1/9 and 2/9.
    ['2026-08-21 10:00', days(1), '2026-08-22 10:00'],
    ['2026-08-21 10:00', days(2), '2026-08-24 10:00'],
    ['2026-08-28 10:00', days(1), '2026-09-03 10:00'],
    ['2026-01-01 08:00', days(1), '2026-01-06 07:00'],
    ['2026-01-09 10:00', days(1), '2026-01-10 10:00'],
    ['2025-04-25 10:00', days(1), '2025-04-26 10:00'],
    ['2025-04-29 10:00', days(1), '2025-05-05 10:00'],
    // 26/4/2026 is a Sunday: made up on Monday 27/4.
    ['2026-04-24 10:00', days(1), '2026-04-28 10:00'],
    // A limit that runs out with the morning, or with the day, ends there.
    ['2026-03-02 09:30', hours(2), '2026-03-02 11:30'],
    ['2026-03-02 09:30', hours(2.5), '2026-03-02 14:00'],
    ['2026-03-02 07:00', hours(8), '2026-03-02 17:00'],
    // Before opening, in the lunch gap, after closing, on Sunday.
    ['2026-03-02 05:00', days(1), '2026-03-03 07:00'],
    ['2026-03-02 12:00', days(1), '2026-03-03 13:30'],
    ['2026-03-02 12:00', hours(2), '2026-03-02 15:30'],
    ['2026-03-02 18:00', days(1), '2026-03-04 07:00'],
    ['2026-03-01 10:00', days(1), '2026-03-03 07:00'],
    // The last working hour begins at 16:00.
    ['2026-03-02 15:59', days(1), '2026-03-03 15:59'],
    ['2026-03-02 16:00', days(1), '2026-03-04 07:00'],
    ['2026-03-06 16:30', hours(8), '2026-03-09 17:00'],
    ['2026-03-02 15:00', { amount: 0, unit: 'same-day' }, '2026-03-02 17:00'],
    ['2026-03-06 16:10', { amount: 0, unit: 'same-day' }, '2026-03-09 17:00'],
    // Calendar days count every day and end on a working one.
    ['2026-03-02 10:00', { amount: 10, unit: 'calendar-day' }, '2026-03-12 10:00'],
    ['2026-03-02 10:00', { amount: 5, unit: 'calendar-day' }, '2026-03-09 10:00'],
    ['2026-02-06 10:00', { amount: 10, unit: 'calendar-day' }, '2026-02-23 10:00'],
    ['2026-01-30 10:00', { amount: 1, unit: 'month' }, '2026-03-02 10:00'],
    ['2026-03-31 10:00', { amount: 1, unit: 'month' }, '2026-05-04 10:00'],
    ['2026-03-02 10:00', { amount: 1, unit: 'month' }, '2026-04-02 10:00'],
    // A breach runs by day and night, from the very minute.
    ['2026-02-13 16:30', { amount: 72, unit: 'calendar-hour' }, '2026-02-16 16:30'],
  ] as [string, Limit, string][])('%s + %j = %s', (received, limit, end) => {
    expect(told(due(calendar, at(received), limit))).toBe(end)
  })

  test('chứng thực: received at 15:00 or later counts from the next working day', () => {
    const rules: StartRules = { lastHourRule: true, cutoffMinute: 900 }
    const sameDay: Limit = { amount: 0, unit: 'same-day' }
    expect(told(due(calendar, at('2026-03-02 14:59'), sameDay, rules))).toBe('2026-03-02 17:00')
    expect(told(due(calendar, at('2026-03-02 15:00'), sameDay, rules))).toBe('2026-03-03 17:00')
    expect(told(due(calendar, at('2026-02-13 15:30'), sameDay, rules))).toBe('2026-02-23 17:00')
    expect(told(normaliseStart(calendar, at('2026-03-02 15:20'), { lastHourRule: false, cutoffMinute: 900 }))).toBe(
      '2026-03-03 07:00',
    )
    expect(told(normaliseStart(calendar, at('2026-03-02 16:20'), { lastHourRule: false }))).toBe('2026-03-02 16:20')
    // The four steps of 2.000908: 2 + 3 + 2 + 1 hours are one working day.
    let step = normaliseStart(calendar, at('2026-03-02 07:00'), rules)
    for (const hoursOfStep of [2, 3, 2, 1]) step = addWorkingHours(calendar, step, hoursOfStep)
    expect(told(step)).toBe('2026-03-02 17:00')
  })

  test('seconds are cut to the minute the receipt shows', () => {
    const received = new Date('2026-03-02T10:00:59.999+07:00')
    expect(told(due(calendar, received, days(1)))).toBe('2026-03-03 10:00')
    expect(due(calendar, received, days(1)).getSeconds()).toBe(0)
  })

  test('no fraction of a day is lost: one day is 8 working hours, not 24', () => {
    expect(due(calendar, at('2026-03-02 10:00'), days(1))).toEqual(due(calendar, at('2026-03-02 10:00'), hours(8)))
    expect(calendar.dayMinutes).toBe(480)
    expect(workingMinutesBetween(calendar, at('2026-01-01 00:00'), at('2027-01-01 00:00'))).toBe(
      // 261 weekdays, 14 of them off, 2 Saturdays worked.
      (261 - 14 + 2) * 480,
    )
  })
})

describe('hours of an agency', () => {
  const rows: CalendarRows = {
    sessions: [
      ...officeSessions('2020-01-01', '2026-06-30'),
      ...[1, 2, 3, 4, 5].map((weekday) => ({
        from: '2026-07-01',
        to: null,
        weekday,
        startMinute: 450,
        endMinute: 990,
      })),
      { from: '2020-01-01', to: null, weekday: 6, startMinute: 420, endMinute: 690 },
    ],
    days: [
      { date: '2026-03-14', kind: 'rest' },
      { date: '2026-08-22', kind: 'swap_work', swappedWith: '2026-08-31' },
      { date: '2026-08-31', kind: 'swap_off', swappedWith: '2026-08-22' },
      { date: '2026-05-10', kind: 'swap_work' },
    ],
    source: 'test',
  }
  const desk = compileCalendar(rows, 2026, 2026)

  test('Saturday morning is a working day of its own length', () => {
    expect(told(addWorkingDays(desk, at('2026-03-06 10:00'), 1))).toBe('2026-03-07 10:00')
    expect(told(addWorkingDays(desk, at('2026-03-06 15:00'), 1))).toBe('2026-03-07 11:30')
    expect(told(addWorkingHours(desk, at('2026-03-06 15:00'), 4))).toBe('2026-03-07 09:00')
    expect(told(normaliseStart(desk, at('2026-03-07 10:30')))).toBe('2026-03-09 07:00')
    expect(told(normaliseStart(desk, at('2026-03-07 10:29')))).toBe('2026-03-07 10:29')
  })
  test('a day the office closes', () => {
    expect(told(addWorkingDays(desk, at('2026-03-13 10:00'), 1))).toBe('2026-03-16 10:00')
    expect(sessionsOf(desk, '2026-03-14')).toEqual([])
  })
  test('a swapped Saturday works the hours of the Monday it stands for', () => {
    expect(sessionsOf(desk, '2026-08-22')).toEqual([{ startMinute: 450, endMinute: 990 }])
    expect(isWorkingDay(desk, '2026-08-31')).toBe(false)
  })
  test('a worked day without its pair takes the nearest weekday before', () => {
    // Sunday 10/5: Saturday's morning.
    expect(sessionsOf(desk, '2026-05-10')).toEqual([{ startMinute: 420, endMinute: 690 }])
  })
  test('hours change on their day; a clock time in the old gap or after the new closing is moved', () => {
    expect(told(addWorkingDays(desk, at('2026-06-30 16:50'), 1))).toBe('2026-07-01 16:30')
    expect(told(addWorkingDays(desk, at('2026-06-30 07:10'), 1))).toBe('2026-07-01 07:30')
    const gap = compileCalendar(
      {
        ...rows,
        sessions: [
          ...officeSessions('2026-03-03'),
          { from: '2026-03-02', to: '2026-03-02', weekday: 1, startMinute: 420, endMinute: 900 },
        ],
      },
      2026,
      2026,
    )
    expect(told(addWorkingDays(gap, at('2026-03-02 12:15'), 1))).toBe('2026-03-03 11:30')
  })
})

describe('the clock', () => {
  const received = at('2026-03-02 08:00')
  const clock = startClock(calendar, received, days(5))

  test('runs, warns, is late', () => {
    expect(told(new Date(clock.dueAt))).toBe('2026-03-09 08:00')
    expect(clockState(calendar, clock, received)).toEqual({
      state: 'ok',
      remainingMinutes: 2400,
      words: { vi: 'còn 5 ngày làm việc', en: '5 working days left' },
    })
    expect(clockState(calendar, clock, at('2026-03-06 09:00'))).toMatchObject({ state: 'warn', remainingMinutes: 420 })
    expect(clockState(calendar, clock, at('2026-03-05 09:00'), 960).state).toBe('warn')
    expect(clockState(calendar, clock, at('2026-03-09 08:00'))).toMatchObject({
      state: 'warn',
      remainingMinutes: 0,
      words: { vi: 'đến hạn' },
    })
    expect(clockState(calendar, clock, at('2026-03-11 08:00'))).toEqual({
      state: 'late',
      remainingMinutes: -960,
      words: { vi: 'quá hạn 2 ngày làm việc', en: '2 working days overdue' },
    })
  })
  test('after closing on the due day it is late, though no working minute has passed', () => {
    const friday = startClock(calendar, at('2026-03-06 07:00'), hours(8))
    expect(clockState(calendar, friday, at('2026-03-06 17:00')).state).toBe('warn')
    expect(clockState(calendar, friday, at('2026-03-07 10:00'))).toEqual({
      state: 'late',
      remainingMinutes: 0,
      words: { vi: 'quá hạn', en: 'overdue' },
    })
  })
  test('before counting starts the whole limit is left', () => {
    const night = startClock(calendar, at('2026-03-06 20:00'), hours(8))
    expect(clockState(calendar, night, at('2026-03-07 20:00'))).toMatchObject({ state: 'ok', remainingMinutes: 480 })
  })
  test('a pause keeps what is left, a resumption goes on with it', () => {
    const paused = pauseClock(calendar, clock, at('2026-03-04 10:00'))
    expect(clockState(calendar, paused, at('2026-05-04 10:00'))).toEqual({
      state: 'paused',
      remainingMinutes: 2400 - 960 - 120,
      words: { vi: 'tạm dừng', en: 'paused' },
    })
    const resumed = resumeClock(calendar, paused, at('2026-03-18 10:00'))
    // Paused for ten working days: the end moves by ten working days.
    expect(told(new Date(resumed.dueAt))).toBe('2026-03-23 08:00')
    expect(resumed.restarts).toBe(0)
    // Resumed on a Sunday: counts on from Monday.
    expect(told(new Date(resumeClock(calendar, paused, at('2026-03-15 10:00')).dueAt))).toBe('2026-03-18 15:00')
  })
  test('a supplement restarts with the whole limit and the start rules', () => {
    const paused = pauseClock(calendar, clock, at('2026-03-04 10:00'))
    const restarted = restartClock(calendar, paused, at('2026-03-18 16:30'))
    expect(told(new Date(restarted.countedFrom))).toBe('2026-03-19 07:00')
    expect(told(new Date(restarted.dueAt))).toBe('2026-03-26 07:00')
    expect(restarted).toMatchObject({ restarts: 1, pausedAt: null, leftMinutes: null, limit: days(5) })
  })
  test('late before the pause is late after it, by as much', () => {
    const late = pauseClock(calendar, clock, at('2026-03-10 08:00'))
    expect(late.leftMinutes).toBe(-480)
    const resumed = resumeClock(calendar, late, at('2026-03-16 08:00'))
    expect(clockState(calendar, resumed, at('2026-03-16 08:00'))).toMatchObject({
      state: 'late',
      remainingMinutes: -480,
    })
  })
  test('done: before the day, on the day, after it', () => {
    const words = (done: string) => clockState(calendar, finishClock(clock, at(done)), at('2026-09-01 08:00')).words.vi
    expect(words('2026-03-06 08:00')).toBe('trước hạn')
    expect(words('2026-03-09 07:10')).toBe('đúng hạn')
    expect(words('2026-03-09 13:30')).toBe('quá hạn 3 giờ làm việc')
    expect(clockState(calendar, finishClock(clock, at('2026-03-06 08:00')), at('2026-09-01 08:00')).state).toBe('done')
  })
  test('real limits are measured in real time', () => {
    const breach = startClock(calendar, at('2026-02-14 22:00'), { amount: 72, unit: 'calendar-hour' })
    expect(clockState(calendar, breach, at('2026-02-15 22:00'))).toMatchObject({
      state: 'ok',
      remainingMinutes: 48 * 60,
      words: { vi: 'còn 2 ngày' },
    })
    const paused = pauseClock(calendar, breach, at('2026-02-15 22:00'))
    expect(told(new Date(resumeClock(calendar, paused, at('2026-02-16 00:00')).dueAt))).toBe('2026-02-18 00:00')
    const month = startClock(calendar, at('2026-03-02 10:00'), { amount: 30, unit: 'calendar-day' })
    const waited = resumeClock(calendar, pauseClock(calendar, month, at('2026-03-10 10:00')), at('2026-03-13 10:00'))
    // 1/4 + 3 days is Saturday 4/4: Monday.
    expect(told(new Date(waited.dueAt))).toBe('2026-04-06 10:00')
  })
  test('moves that make no sense are refused', () => {
    const paused = pauseClock(calendar, clock, at('2026-03-04 10:00'))
    const done = finishClock(clock, at('2026-03-04 10:00'))
    expect(codeOf(() => pauseClock(calendar, paused, at('2026-03-05 10:00')))).toBe('working-time.already-paused')
    expect(codeOf(() => resumeClock(calendar, clock, at('2026-03-05 10:00')))).toBe('working-time.not-paused')
    expect(codeOf(() => resumeClock(calendar, paused, at('2026-03-04 09:00')))).toBe('working-time.out-of-order')
    expect(codeOf(() => pauseClock(calendar, clock, at('2026-03-02 07:00')))).toBe('working-time.out-of-order')
    for (const act of [pauseClock, resumeClock, restartClock]) {
      expect(codeOf(() => act(calendar, done, at('2026-03-05 10:00')))).toBe('working-time.already-done')
    }
    expect(codeOf(() => finishClock(done, at('2026-03-05 10:00')))).toBe('working-time.already-done')
  })
})

describe('words', () => {
  test.each([
    [300, 'còn 5 giờ làm việc'],
    [-960, 'quá hạn 2 ngày làm việc'],
    [660, 'còn 1 ngày 3 giờ làm việc'],
    [5 * 480 + 120, 'còn 5 ngày làm việc'],
    [90, 'còn 1 giờ 30 phút làm việc'],
    [35, 'còn 35 phút làm việc'],
    [0, 'đến hạn'],
    [-1, 'quá hạn 1 phút làm việc'],
  ])('%i minutes', (minutes, words) => expect(speakRemaining(minutes).vi).toBe(words))
  test('English, and limits', () => {
    expect(speakRemaining(300).en).toBe('5 working hours left')
    expect(speakRemaining(-660).en).toBe('1 working day 3 working hours overdue')
    expect(speakLimit(days(5))).toEqual({ vi: '5 ngày làm việc', en: '5 working days' })
    expect(speakLimit(hours(1.5))).toEqual({ vi: '1,5 giờ làm việc', en: '1.5 working hours' })
    expect(speakLimit({ amount: 1, unit: 'month' }).en).toBe('1 month')
    expect(speakLimit({ amount: 0, unit: 'same-day' }).vi).toBe('trong ngày')
  })
})

describe('refusals', () => {
  test('outside the calendar, said with its bounds', () => {
    const act = () => due(calendar, at('2027-12-30 10:00'), days(5))
    expect(codeOf(act)).toBe('working-time.outside-calendar')
    try {
      act()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      expect(error.facts).toMatchObject({ from: '2025-01-01', to: '2027-12-31' })
      expect(error.say('vi')).toContain('Hãy bổ sung lịch')
    }
    for (const outside of [at('2024-12-31 23:59'), at('2028-01-01 00:00'), new Date(Number.NaN)]) {
      const acts: ((calendar: Calendar, instant: Date) => unknown)[] = [isWorking, normaliseStart, nextWorkingInstant]
      for (const act of acts) expect(codeOf(() => act(calendar, outside))).toBe('working-time.outside-calendar')
      expect(codeOf(() => addCalendarDays(calendar, outside, 0))).toBe('working-time.outside-calendar')
    }
    expect(codeOf(() => addWorkingMinutes(calendar, at('2025-01-02 10:00'), -1000))).toBe(
      'working-time.outside-calendar',
    )
    expect(codeOf(() => nextWorkingDay(calendar, '2027-12-31', true))).toBe('working-time.outside-calendar')
    expect(codeOf(() => previousWorkingDay(calendar, '2025-01-01'))).toBe('working-time.outside-calendar')
    expect(codeOf(() => isWorkingDay(calendar, 'mai'))).toBe('working-time.outside-calendar')
    // The first and the last instant are inside.
    expect(isWorking(calendar, at('2025-01-01 00:00'))).toBe(false)
    expect(told(due(calendar, at('2027-12-31 07:00'), hours(8)))).toBe('2027-12-31 17:00')
  })
  test('rows that cannot be a calendar', () => {
    const one = (session: Partial<SessionRow>): CalendarRows => ({
      sessions: [{ from: '2020-01-01', to: null, weekday: 1, startMinute: 420, endMinute: 690, ...session }],
      days: [],
      source: 'test',
    })
    expect(codeOf(() => compileCalendar(one({ endMinute: 420 }), 2026, 2026))).toBe('working-time.bad-session')
    expect(codeOf(() => compileCalendar(one({ endMinute: 1441 }), 2026, 2026))).toBe('working-time.bad-session')
    expect(codeOf(() => compileCalendar(one({ weekday: 0 }), 2026, 2026))).toBe('working-time.bad-session')
    expect(codeOf(() => compileCalendar(one({}), 2027, 2026))).toBe('working-time.bad-years')
    expect(codeOf(() => compileCalendar(one({}), 2026, 2500))).toBe('working-time.bad-years')
    const twice: CalendarRows = {
      ...one({}),
      sessions: [...one({}).sessions, ...one({ startMinute: 600, endMinute: 700 }).sessions],
    }
    expect(codeOf(() => compileCalendar(twice, 2026, 2026))).toBe('working-time.sessions-overlap')
    const many: CalendarRows = {
      ...one({}),
      days: Array.from({ length: 50_001 }, () => ({ date: '2026-01-01', kind: 'rest' as const })),
    }
    expect(codeOf(() => compileCalendar(many, 2026, 2026))).toBe('working-time.too-many-rows')
  })
  test('sessions that touch are one stretch of work', () => {
    const touching = [540, 600, 660].map((edge) => ({ startMinute: edge, endMinute: edge + 60 }))
    const sessions = touching.map((session) => ({ from: '2020-01-01', to: null, weekday: 1, ...session }))
    const mondays = compileCalendar({ sessions, days: [], source: 'test' }, 2026, 2026)
    expect(told(addWorkingMinutes(mondays, at('2026-03-02 09:30'), 120))).toBe('2026-03-02 11:30')
    expect(told(addWorkingDays(mondays, at('2026-03-02 10:00'), 1))).toBe('2026-03-09 10:00')
  })
  test('an office that never works refuses instead of searching for ever', () => {
    const never = compileCalendar({ sessions: [], days: [], source: 'test' }, 2026, 2026)
    expect(codeOf(() => due(never, at('2026-03-02 10:00'), days(1)))).toBe('working-time.outside-calendar')
    expect(isWorking(never, at('2026-03-02 10:00'))).toBe(false)
  })
  test('limits that cannot be counted', () => {
    for (const amount of [-1, 1.5, Number.NaN, 10_001]) {
      expect(codeOf(() => checkLimit(days(amount)))).toBe('working-time.bad-limit')
    }
    expect(codeOf(() => checkLimit(hours(0.333)))).toBe('working-time.bad-limit')
    expect(checkLimit(hours(1.5))).toEqual(hours(1.5))
    expect(() => addWorkingMinutes(calendar, at('2026-03-02 10:00'), 0.5)).toThrow(Bug)
    expect(() => addWorkingDays(calendar, at('2026-03-02 10:00'), -1)).toThrow(Bug)
  })
})

describe('a clock under a calendar that has changed', () => {
  const rest = (date: string) => {
    const rows = stateCalendar(2025, 2027)
    return compileCalendar({ ...rows, days: [...rows.days, { date, kind: 'rest' as const }] }, 2025, 2027)
  }
  const units: Limit['unit'][] = ['working-hour', 'working-day', 'calendar-day', 'calendar-hour', 'month', 'same-day']
  const some = fc.record({
    start: fc
      .integer({ min: 0, max: 300 * 1440 })
      .map((minute) => new Date(at('2026-01-05 00:00').getTime() + minute * 60_000)),
    limit: fc.record({ amount: fc.integer({ min: 1, max: 8 }), unit: fc.constantFrom(...units) }),
    later: fc.integer({ min: 0, max: 20 * 1440 }),
    off: fc.integer({ min: 0, max: 40 }),
  })

  test('the same calendar moves nothing; a day off moves a limit by what it takes away, and there and back is where it was', () => {
    fc.assert(
      fc.property(some, ({ start, limit, later, off }) => {
        const clock = startClock(calendar, start, limit)
        const now = new Date(start.getTime() + later * 60_000)
        expect(recountClock(calendar, calendar, clock, now)).toBe(clock)
        const date = told(new Date(now.getTime() + (off + 1) * 86_400_000)).slice(0, 10)
        const changed = rest(date)
        const moved = recountClock(calendar, changed, clock, now)
        const due = new Date(clock.dueAt)
        if (due <= now || due < at(`${date} 00:00`)) {
          expect(moved).toBe(clock)
          return
        }
        const left = (by: Calendar, until: string) =>
          workingMinutesBetween(by, new Date(Math.max(now.getTime(), Date.parse(clock.countedFrom))), new Date(until))
        if (['working-hour', 'working-day', 'same-day'].includes(limit.unit)) {
          expect(left(changed, moved.dueAt)).toBe(left(calendar, clock.dueAt))
          expect(
            workingMinutesBetween(calendar, new Date(recountClock(changed, calendar, moved, now).dueAt), due),
          ).toBe(0)
        } else if (limit.unit === 'calendar-hour') expect(moved).toBe(clock)
        else expect(isWorkingDay(changed, told(new Date(moved.dueAt)).slice(0, 10))).toBe(true)
      }),
      { seed: 91, numRuns: 400 },
    )
  })

  test('paused, ended and late clocks stay', () => {
    const clock = startClock(calendar, at('2026-03-02 08:00'), days(3))
    const changed = rest('2026-03-04')
    const paused = pauseClock(calendar, clock, at('2026-03-03 08:00'))
    expect(recountClock(calendar, changed, paused, at('2026-03-03 09:00'))).toBe(paused)
    const done = finishClock(clock, at('2026-03-03 08:00'))
    expect(recountClock(calendar, changed, done, at('2026-03-03 09:00'))).toBe(done)
    expect(recountClock(calendar, changed, clock, at('2026-03-06 09:00'))).toBe(clock)
    expect(told(new Date(recountClock(calendar, changed, clock, at('2026-03-03 09:00')).dueAt))).toBe(
      '2026-03-06 08:00',
    )
  })
})
