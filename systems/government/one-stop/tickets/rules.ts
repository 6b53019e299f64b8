/** Who is called next, how many are before, how long it takes: pure, so that the counter, the phone and the test reckon alike. */

/** A ticket that waits. `rank` 1 is priority, 2 ordinary; `counter` the one it was handed to, if any. */
export interface Waiting {
  id: string
  rank: number
  service: string
  counter: string | null
  /** Milliseconds; for a booked place the time it was booked for. */
  queuedAt: number
  place: number
}

export interface Takes {
  id: string
  /** Empty: every service. */
  services: readonly string[]
  priority: boolean
}

/** May this counter call that ticket? One handed to a counter waits for that counter alone. */
export function takes(counter: Takes, ticket: Pick<Waiting, 'service' | 'counter'>): boolean {
  if (ticket.counter !== null) return ticket.counter === counter.id
  return counter.services.length === 0 || counter.services.includes(ticket.service)
}

const earlier = (a: Waiting, b: Waiting): number => a.queuedAt - b.queuedAt || a.place - b.place

/** A priority counter lets twice as many priority tickets go first as another. */
export const runMaxAt = (counter: Pick<Takes, 'priority'>, priorityRunMax: number): number =>
  counter.priority ? priorityRunMax * 2 : priorityRunMax

/**
 * The next ticket of a counter: priority first, in the order of their places; but when `priorityRun` priority tickets were
 * called there one after another, the ordinary one that has waited longest comes before any further. So nobody is starved:
 * the first ordinary ticket a counter takes is called at the latest with its (run + 1)-th call.
 */
export function chooseNext<W extends Waiting>(
  waiting: readonly W[],
  counter: Takes,
  priorityRun: number,
  priorityRunMax: number,
): W | undefined {
  const mine = waiting.filter((ticket) => takes(counter, ticket)).sort(earlier)
  const priority = mine.find((ticket) => ticket.rank === 1)
  const ordinary = mine.find((ticket) => ticket.rank !== 1)
  if (!priority || !ordinary) return priority ?? ordinary
  return priorityRun >= runMaxAt(counter, priorityRunMax) ? ordinary : priority
}

/** How many are called before this ticket, at most, by the counters that could call it too. */
export function aheadOf(
  ticket: Waiting,
  waiting: readonly Waiting[],
  counters: readonly Takes[],
  priorityRunMax: number,
): number {
  const mine = counters.filter((counter) => takes(counter, ticket))
  const rivals = waiting.filter(
    (one) => one.id !== ticket.id && (mine.length === 0 || mine.some((counter) => takes(counter, one))),
  )
  const before = rivals.filter((one) => earlier(one, ticket) < 0)
  const ordinaryBefore = before.filter((one) => one.rank !== 1).length
  if (ticket.rank === 1) {
    const priorityBefore = before.filter((one) => one.rank === 1).length
    // After each full run one ordinary ticket may come between.
    return priorityBefore + Math.min(rivals.length - priorityBefore, Math.floor(priorityBefore / priorityRunMax) + 1)
  }
  const priority = rivals.filter((one) => one.rank === 1).length
  return ordinaryBefore + Math.min(priority, (ordinaryBefore + 1) * priorityRunMax)
}

/** Fewer served than this tell nothing about the day. */
const TELLING_MIN = 3

/** Minutes a ticket with `ahead` before it is likely to wait: from what the last hours took, else from the usual. */
export function estimateWait(of: {
  ahead: number
  openCounters: number
  recentMinutes: readonly number[]
  usualMinutes: number
}): { minutes: number; fromToday: boolean } {
  const fromToday = of.recentMinutes.length >= TELLING_MIN
  const each = fromToday
    ? of.recentMinutes.reduce((sum, minutes) => sum + minutes, 0) / of.recentMinutes.length
    : of.usualMinutes
  return { minutes: Math.ceil((of.ahead * each) / Math.max(1, of.openCounters)), fromToday }
}

/** 'A' and 12 → 'A012'. */
export const ticketNumber = (letter: string, place: number): string => `${letter}${String(place).padStart(3, '0')}`

/** How a number is read aloud: letter and digits apart, so that 'A012' is not read as a word. */
export const spokenNumber = (number: string): string => [...number].join(' ')

export const ticketStates = ['booked', 'waiting', 'called', 'serving', 'finished', 'skipped', 'left'] as const
export type TicketState = (typeof ticketStates)[number]

/** What the officer may do with a ticket in a state. */
export const ticketActs: Readonly<Record<TicketState, readonly TicketAct[]>> = {
  booked: [],
  waiting: ['transfer'],
  called: ['again', 'serve', 'finish', 'skip', 'transfer', 'link'],
  serving: ['finish', 'transfer', 'link'],
  finished: ['link'],
  skipped: ['restore'],
  left: [],
}
export type TicketAct = 'again' | 'serve' | 'finish' | 'skip' | 'restore' | 'transfer' | 'link'

/** Addresses of a person's ticket hold a word nobody can guess: as long as this. */
export const CODE_LENGTH = 16
