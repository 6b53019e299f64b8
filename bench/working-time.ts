/**
 * Claim: any working-time computation takes at most 5 µs. Prints one line an operation: µs a computation, its ratio to the
 * limit, and how much slower the minute-by-minute walk is on the same questions in the same run.
 */
import { cpus } from 'node:os'
import { dayNumber, weekday } from '#ground/clock'
import { holidaysOf } from '#ground/holidays'
import {
  addCalendarDays,
  addMonths,
  addWorkingDays,
  addWorkingMinutes,
  clockState,
  compileCalendar,
  due,
  isWorking,
  normaliseStart,
  pauseClock,
  resumeClock,
  startClock,
  stateCalendar,
  workingMinutesBetween,
} from '#ground/working-time'

const LIMIT_US = 5
const QUESTIONS = 4096
const ROUNDS = 60
const WALKED = 64

export type Line = { operation: string; microseconds: number; medianMicroseconds: number; limit: number; ratio: number }

/** The same numbers every time: a small linear generator (Numerical Recipes). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/**
 * µs a computation: the fastest tenth of the rounds (the rest measures whoever shares the machine) and the median.
 * The sum keeps the engine from dropping the work.
 */
function timed(ask: (i: number) => number): { microseconds: number; medianMicroseconds: number } {
  const rounds: number[] = []
  let kept = 0
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now()
    for (let i = 0; i < QUESTIONS; i++) kept += ask(i)
    rounds.push(((performance.now() - began) * 1000) / QUESTIONS)
  }
  if (!Number.isFinite(kept)) throw new Error('a computation gave no time')
  rounds.sort((a, b) => a - b)
  const at = (share: number) => rounds[Math.floor(ROUNDS * share)] ?? Number.NaN
  return { microseconds: at(0.1), medianMicroseconds: at(0.5) }
}

/** Minute by minute, as one would by hand: office hours, Monday to Friday, holidays and swaps of the State. */
function walk(): (start: number, minutes: number) => number {
  const off = new Map<number, string>()
  for (let year = 2021; year <= 2040; year++) for (const day of holidaysOf(year)) off.set(dayNumber(day.date), day.kind)
  const first = weekday('1970-01-01')
  return (start, minutes) => {
    let t = Math.floor(start / 60_000) + 420
    for (let left = minutes; left > 0; t++) {
      const day = Math.floor(t / 1440)
      const kind = off.get(day)
      const works = kind === undefined ? (day + first - 1) % 7 < 5 : kind === 'swap_work'
      const minute = t - day * 1440
      if (works && ((minute >= 420 && minute < 690) || (minute >= 810 && minute < 1020))) left--
    }
    return (t - 420) * 60_000
  }
}

export async function run(): Promise<Line[]> {
  const compiling = performance.now()
  const rows = stateCalendar(2021, 2040)
  const calendar = compileCalendar(rows, 2021, 2040)
  const compiled = performance.now() - compiling

  const next = numbers(20_260_213)
  const from = Date.parse('2022-01-01T00:00:00+07:00')
  const span = Date.parse('2038-01-01T00:00:00+07:00') - from
  const starts = Array.from({ length: QUESTIONS }, () => new Date(from + Math.floor(next() * span)))
  const amounts = Array.from({ length: QUESTIONS }, () => 1 + Math.floor(next() * 30))
  const start = (i: number) => starts[i] ?? new Date(from)
  const amount = (i: number) => amounts[i] ?? 1
  const usual = { lastHourRule: true, cutoffMinute: 900 }
  const clocks = starts.map((at, i) => startClock(calendar, at, { amount: amount(i), unit: 'working-day' }))
  const clock = (i: number) => clocks[i] ?? startClock(calendar, start(i), { amount: 1, unit: 'working-day' })
  const paused = starts.map((at) => new Date(at.getTime() + 86_400_000))
  const resumed = starts.map((at) => new Date(at.getTime() + 400_000_000))
  const waiting = clocks.map((running, i) => pauseClock(calendar, running, paused[i] ?? start(i)))

  const operations: Record<string, (i: number) => number> = {
    isWorking: (i) => (isWorking(calendar, start(i)) ? 1 : 0),
    normaliseStart: (i) => normaliseStart(calendar, start(i), usual).getTime(),
    addWorkingMinutes: (i) => addWorkingMinutes(calendar, start(i), amount(i) * 60).getTime(),
    addWorkingDays: (i) => addWorkingDays(calendar, start(i), amount(i)).getTime(),
    addCalendarDays: (i) => addCalendarDays(calendar, start(i), amount(i)).getTime(),
    addMonths: (i) => addMonths(calendar, start(i), amount(i) % 12).getTime(),
    workingMinutesBetween: (i) => workingMinutesBetween(calendar, start(i), start((i + 1) % QUESTIONS)),
    'due, working hours': (i) => due(calendar, start(i), { amount: amount(i), unit: 'working-hour' }, usual).getTime(),
    'due, working days': (i) => due(calendar, start(i), { amount: amount(i), unit: 'working-day' }, usual).getTime(),
    clockState: (i) => clockState(calendar, clock(i), start((i * 7) % QUESTIONS)).remainingMinutes,
    startClock: (i) => startClock(calendar, start(i), clock(i).limit, usual).dueAt.length,
    pauseClock: (i) => pauseClock(calendar, clock(i), paused[i] ?? start(i)).dueAt.length,
    resumeClock: (i) => resumeClock(calendar, waiting[i] ?? clock(i), resumed[i] ?? start(i)).dueAt.length,
  }

  const machine = cpus()
  console.log(
    `# working time on ${machine[0]?.model.trim() ?? 'unknown processor'}, ${machine.length} cores, Node ${process.version}`,
  )
  console.log(
    `# calendar of 20 years, ${rows.days.length} dated days, compiled in ${compiled.toFixed(1)} ms; ${QUESTIONS} random questions, fastest tenth and median of ${ROUNDS} rounds`,
  )
  const lines = Object.entries(operations).map(([operation, ask]) => {
    const time = timed(ask)
    return { operation, ...time, limit: LIMIT_US, ratio: time.microseconds / LIMIT_US }
  })
  for (const line of lines) {
    const holds = line.ratio <= 1 ? 'holds' : 'BROKEN'
    console.log(
      `${line.operation.padEnd(24)} ${line.microseconds.toFixed(3).padStart(8)} µs a computation (median ${line.medianMicroseconds.toFixed(3)}), limit ${line.limit} µs, ratio ${line.ratio.toFixed(3)} ${holds}`,
    )
  }

  const slowly = walk()
  let differ = 0
  const began = performance.now()
  const walked = Array.from({ length: WALKED }, (_, i) => slowly(start(i).getTime(), amount(i) * 60))
  const perWalk = ((performance.now() - began) * 1000) / WALKED
  for (let i = 0; i < WALKED; i++) {
    if (addWorkingMinutes(calendar, start(i), amount(i) * 60).getTime() !== walked[i]) differ++
  }
  const fast = lines.find((line) => line.operation === 'addWorkingMinutes')?.microseconds ?? Number.NaN
  console.log(
    `${'walked minute by minute'.padEnd(24)} ${perWalk.toFixed(1).padStart(8)} µs a computation, ${(perWalk / fast).toFixed(0)} times addWorkingMinutes; ${differ} of ${WALKED} answers differ`,
  )
  if (differ > 0) throw new Error(`${differ} answers differ from the walk`)
  return lines
}

if (import.meta.main) {
  const lines = await run()
  if (lines.some((line) => line.ratio > 1)) process.exitCode = 1
}
