import { randomBytes } from 'node:crypto'
import { addDays, formatInstant, instantAt, isLocalDate, localDate } from '#ground/clock'
import { isUuid } from '#ground/ids'
import { assert } from '#ground/refusal'
import type { Words } from '#ground/text'
import { isWorking } from '#ground/working-time'
import { calendarOfUnit, nextNumber, notify } from '#kernel/cases'
import { changeRow, createRow, findRow, type Input, type Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { findUnitByCode, type Unit, writeFact } from '#kernel/trust'
import { communeOneStopCode, counterServices, provinceOneStopCode } from '#province'
import { Dossier } from '../records.ts'
import type { CallingRule, TicketKind } from './records.ts'
import { Counter, counterRoles, Ticket } from './records.ts'
import { refuse } from './refusals.ts'
import {
  aheadOf,
  CODE_LENGTH,
  chooseNext,
  estimateWait,
  type TicketAct,
  ticketActs,
  ticketNumber,
  type Waiting,
} from './rules.ts'

export type TicketRow = Row<typeof Ticket>
export type CounterRow = Row<typeof Counter>
export type RuleRow = Row<typeof CallingRule>
export type KindRow = Row<typeof TicketKind>

/** Word for the provincial centre in addresses; communes go by their five digits. */
export const PROVINCE_PLACE = 'tinh'
/** How far back the day tells how long one person takes. */
const RECENT_HOURS = 3
const RECENT_MAX = 30
const WAITING_MAX = 1_000
const BOOKINGS_MAX = 2
const SHOWN_NEXT = 8
/** A kiosk may give numbers so long before the doors open. */
const BEFORE_OPENING_MINUTES = 30

const on = (day: string) => [day] as const

/** The centre of an address; refuses 'tickets.no-centre'. */
export async function getCentre(tx: Tx, place: string): Promise<Unit> {
  const code =
    place === PROVINCE_PLACE ? provinceOneStopCode : /^\d{5}$/.test(place) ? communeOneStopCode(place) : undefined
  const unit = code && (await tx.asHouse(() => findUnitByCode(tx, code)))
  if (!unit) throw refuse['no-centre']()
  return unit
}

export const placeOf = (unit: Pick<Unit, 'commune'>): string => unit.commune ?? PROVINCE_PLACE

/** The rule of calling in force on a day; one is always loaded. */
export async function getRule(tx: Tx, day: string): Promise<RuleRow> {
  const rule = await tx.one<RuleRow>(
    'select * from one_stop.calling_rule where valid_from <= $1 and (valid_to is null or valid_to >= $1) order by valid_from desc limit 1',
    on(day),
  )
  assert(rule, 'a rule of calling is in force')
  return rule
}

export async function kindsOn(tx: Tx, day: string): Promise<KindRow[]> {
  return tx.query<KindRow>(
    'select distinct on (code) * from one_stop.ticket_kind where valid_from <= $1 and (valid_to is null or valid_to >= $1) order by code, valid_from desc',
    on(day),
  )
}

/** The counters of a centre that stand on a day, by their number. */
export async function countersOf(tx: Tx, unit: string, day: string): Promise<CounterRow[]> {
  return tx.asHouse(() =>
    tx.query<CounterRow>(
      'select * from one_stop.counter where unit = $1 and valid_from <= $2 and (valid_to is null or valid_to >= $2) order by number limit 99',
      [unit, day],
    ),
  )
}

export interface Service {
  code: string
  name: Words
}

/** What a centre's counters take, in the order of the list. A counter without a list takes all. */
export function servicesOf(counters: readonly Pick<CounterRow, 'services'>[]): Service[] {
  return counterServices.filter((service) =>
    counters.some((counter) => (counter.services ?? []).length === 0 || counter.services?.includes(service.code)),
  )
}

export const serviceName = (code: string): Words =>
  counterServices.find((one) => one.code === code)?.name ?? { vi: code, en: code }

/** Whether numbers are given now: in working hours and shortly before, or whenever somebody sits at an open counter. */
export async function isGiving(tx: Tx, unit: string, counters: readonly CounterRow[]): Promise<boolean> {
  if (counters.some((counter) => counter.state !== 'closed')) return true
  const calendar = await (await calendarOfUnit(tx, unit)).get()
  return (
    isWorking(calendar, tx.now) || isWorking(calendar, new Date(tx.now.getTime() + BEFORE_OPENING_MINUTES * 60_000))
  )
}

const newCode = (): string => randomBytes(12).toString('base64url').slice(0, CODE_LENGTH)

/** One queue of one centre moves at a time: two officers who press at once get two people. */
async function takeTurns(tx: Tx, unit: string): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtextextended('one-stop-queue:' || $1, 0))", [unit])
}

/** Letter and place of the next number of today. No gaps: what is rolled back gives its number back. */
async function numberFor(
  tx: Tx,
  unit: string,
  kind: KindRow,
  rule: RuleRow,
): Promise<{ number: string; place: number }> {
  const day = localDate(tx.now)
  const place = await nextNumber(tx, `ticket:${unit}`, day)
  if (place > rule.tickets_a_day_max) throw refuse.full({ max: rule.tickets_a_day_max })
  return { number: ticketNumber(kind.letter, place), place }
}

async function chosen(tx: Tx, unit: string, asked: { kind: string; service: string }, day: string) {
  const counters = await countersOf(tx, unit, day)
  if (!servicesOf(counters).some((service) => service.code === asked.service)) throw refuse['no-service']({}, 'service')
  const kind = (await kindsOn(tx, day)).find((one) => one.code === asked.kind)
  if (!kind) throw refuse['no-kind']({}, 'kind')
  return { counters, kind, rule: await getRule(tx, day) }
}

/** Gives the next number of the day at a centre. Anybody may ask; nothing about her is kept. */
export async function takeTicket(
  tx: Tx,
  unit: Unit,
  asked: { kind: string; service: string; source: 'kiosk' | 'phone' | 'desk' },
): Promise<TicketRow> {
  const day = localDate(tx.now)
  const { counters, kind, rule } = await chosen(tx, unit.id, asked, day)
  if (asked.source !== 'desk' && !(await isGiving(tx, unit.id, counters))) throw refuse.closed()
  return tx.asHouse(async () => {
    const given = await numberFor(tx, unit.id, kind, rule)
    return createRow(
      tx,
      Ticket,
      {
        ...given,
        day,
        kind: kind.code,
        rank: kind.rank,
        service: asked.service,
        state: 'waiting',
        source: asked.source,
        code: newCode(),
        queued_at: tx.now,
        taken_at: tx.now,
      },
      { unit: unit.id, fact: 'taken' },
    )
  })
}

export interface Slot {
  at: Date
  left: number
}

/** The slots of a day that can be booked, with the places left: those of working hours that have not begun. */
export async function slotsOf(tx: Tx, unit: Unit, day: string): Promise<Slot[]> {
  const rule = await getRule(tx, localDate(tx.now))
  const today = localDate(tx.now)
  if (!isLocalDate(day) || day < today || day > addDays(today, rule.days_ahead_max)) return []
  const calendar = await (await calendarOfUnit(tx, unit.id)).get()
  const length = rule.slot_minutes * 60_000
  const booked = await tx.asHouse(() =>
    tx.query<{ at: Date; count: number }>(
      'select booked_for as at, count(*)::int as count from one_stop.ticket where unit = $1 and day = $2 and booked_for is not null and state <> $3 group by 1',
      [unit.id, day, 'left'],
    ),
  )
  const taken = new Map(booked.map((one) => [one.at.getTime(), one.count]))
  const slots: Slot[] = []
  for (let at = instantAt(day).getTime(); at < instantAt(addDays(day, 1)).getTime(); at += length) {
    if (at <= tx.now.getTime()) continue
    if (!isWorking(calendar, new Date(at)) || !isWorking(calendar, new Date(at + length - 60_000))) continue
    slots.push({ at: new Date(at), left: Math.max(0, rule.places_a_slot_max - (taken.get(at) ?? 0)) })
  }
  return slots
}

/** Books a place for the person signed in; the number is given when she is there. */
export async function bookTicket(
  tx: Tx,
  unit: Unit,
  asked: { kind: string; service: string; at: Date },
): Promise<TicketRow> {
  const { person } = tx.actor
  assert(person, 'only a person books')
  if (Number.isNaN(asked.at.getTime())) throw refuse['no-slot']({}, 'at')
  const day = localDate(asked.at)
  const { kind } = await chosen(tx, unit.id, asked, day)
  return tx.asHouse(async () => {
    await takeTurns(tx, unit.id)
    const slot = (await slotsOf(tx, unit, day)).find((one) => one.at.getTime() === asked.at.getTime())
    if (!slot) throw refuse['no-slot']({}, 'at')
    if (slot.left === 0) throw refuse['slot-full']({}, 'at')
    const mine = await tx.one<{ count: number }>(
      "select count(*)::int as count from one_stop.ticket where holder = $1 and state = 'booked' and booked_for > $2",
      [person, tx.now],
    )
    if ((mine?.count ?? 0) >= BOOKINGS_MAX) throw refuse['booked-enough']({ max: BOOKINGS_MAX })
    return createRow(
      tx,
      Ticket,
      {
        day,
        kind: kind.code,
        rank: kind.rank,
        service: asked.service,
        state: 'booked',
        source: 'phone',
        code: newCode(),
        holder: person,
        booked_for: asked.at,
        taken_at: tx.now,
      },
      { unit: unit.id, fact: 'booked' },
    )
  })
}

/** The ticket of a code: whoever has the paper or the address has the number. */
export async function getByCode(tx: Tx, code: string): Promise<TicketRow> {
  const found =
    code.length === CODE_LENGTH
      ? await tx.asHouse(() => tx.one<TicketRow>('select * from one_stop.ticket where code = $1', [code]))
      : undefined
  if (!found) throw refuse['no-ticket']()
  return found
}

/** The booked person is there: she gets her number, and stands where her time puts her, not behind who came meanwhile. */
export async function arrive(tx: Tx, code: string): Promise<TicketRow> {
  return tx.asHouse(async () => {
    const seen = await getByCode(tx, code)
    await takeTurns(tx, seen.unit)
    const ticket = await getByCode(tx, code)
    if (ticket.state !== 'booked' || !ticket.booked_for) throw refuse['not-now']({ number: ticket.number ?? '' })
    const rule = await getRule(tx, ticket.day)
    const early = new Date(ticket.booked_for.getTime() - rule.early_minutes_max * 60_000)
    if (tx.now < early) throw refuse['too-early']({ from: formatInstant(early) })
    if (tx.now.getTime() > ticket.booked_for.getTime() + rule.late_minutes_max * 60_000)
      throw refuse['too-late']({ max: rule.late_minutes_max })
    const kind = (await kindsOn(tx, ticket.day)).find((one) => one.code === ticket.kind)
    if (!kind) throw refuse['no-kind']()
    const given = await numberFor(tx, ticket.unit, kind, rule)
    return changeRow(
      tx,
      Ticket,
      ticket.id,
      ticket.version,
      { ...given, state: 'waiting', queued_at: ticket.booked_for, taken_at: tx.now },
      { fact: 'arrived' },
    )
  })
}

/** She gives her place up. */
export async function giveUp(tx: Tx, code: string): Promise<TicketRow> {
  return tx.asHouse(async () => {
    const ticket = await getByCode(tx, code)
    if (!['booked', 'waiting', 'skipped'].includes(ticket.state))
      throw refuse['not-now']({ number: ticket.number ?? '' })
    return changeRow(tx, Ticket, ticket.id, ticket.version, { state: 'left', finished_at: tx.now }, { fact: 'left' })
  })
}

const asWaiting = (ticket: TicketRow): Waiting => ({
  id: ticket.id,
  rank: ticket.rank,
  service: ticket.service,
  counter: ticket.wanted,
  queuedAt: ticket.queued_at?.getTime() ?? ticket.taken_at.getTime(),
  place: ticket.place ?? 0,
})
const asTakes = (counter: CounterRow) => ({
  id: counter.id,
  services: counter.services ?? [],
  priority: counter.priority,
})

/** Who waits at a centre today, in the order of arrival. */
export async function waitingAt(tx: Tx, unit: string): Promise<TicketRow[]> {
  return tx.asHouse(() =>
    tx.query<TicketRow>(
      "select * from one_stop.ticket where unit = $1 and day = $2 and state = 'waiting' order by queued_at, place limit $3",
      [unit, localDate(tx.now), WAITING_MAX],
    ),
  )
}

/** Minutes that people served in the last hours took. */
async function recentMinutes(tx: Tx, unit: string): Promise<number[]> {
  const rows = await tx.asHouse(() =>
    tx.query<{ minutes: number }>(
      `select extract(epoch from finished_at - served_at)::numeric / 60 as minutes from one_stop.ticket
        where unit = $1 and day = $2 and state = 'finished' and served_at is not null and finished_at > $3::timestamptz - make_interval(hours => $4)
        order by finished_at desc limit $5`,
      [unit, localDate(tx.now), tx.now, RECENT_HOURS, RECENT_MAX],
    ),
  )
  return rows.map((row) => row.minutes)
}

export interface Standing {
  ticket: TicketRow
  unit: { name: string; place: string }
  counter: { number: number; name: Words } | null
  /** null when she does not wait. */
  ahead: number | null
  minutes: number | null
  fromToday: boolean
  open: number
}

/** How a ticket stands: what its holder sees on the phone. */
export async function standingOf(tx: Tx, code: string): Promise<Standing> {
  const ticket = await getByCode(tx, code)
  return tx.asHouse(async () => {
    const unit = await tx.one<{ name: string; commune: string | null }>(
      'select name, commune from sen.unit where id = $1',
      [ticket.unit],
    )
    const counters = await countersOf(tx, ticket.unit, ticket.day)
    const at = counters.find((counter) => counter.id === ticket.counter)
    const rule = await getRule(tx, ticket.day)
    const waits = ticket.state === 'waiting' && ticket.day === localDate(tx.now)
    const open = counters.filter((counter) => counter.state === 'open')
    const mine = open.filter(
      (counter) => (counter.services ?? []).length === 0 || counter.services?.includes(ticket.service),
    )
    const ahead = waits
      ? aheadOf(
          asWaiting(ticket),
          (await waitingAt(tx, ticket.unit)).map(asWaiting),
          (mine.length > 0 ? open : counters).map(asTakes),
          rule.priority_run_max,
        )
      : null
    const estimate =
      ahead === null
        ? null
        : estimateWait({
            ahead,
            openCounters: mine.length,
            recentMinutes: await recentMinutes(tx, ticket.unit),
            usualMinutes: rule.usual_minutes,
          })
    return {
      ticket,
      unit: { name: unit?.name ?? '', place: placeOf({ commune: unit?.commune ?? null }) },
      counter: at ? { number: at.number, name: { vi: at.name_vi, en: at.name_en } } : null,
      ahead,
      minutes: estimate?.minutes ?? null,
      fromToday: estimate?.fromToday ?? false,
      open: mine.length,
    }
  })
}

export interface Display {
  at: Date
  name: string
  counters: {
    number: number
    name: Words
    state: CounterRow['state']
    ticket: string | null
    calling: boolean
    calledAt: Date | null
  }[]
  /** Numbers that wait, in the order of arrival. */
  next: { number: string; priority: boolean }[]
  waiting: number
}

/** What the screen in the hall shows: numbers and counters, never a person. */
export async function displayOf(tx: Tx, unit: Unit): Promise<Display> {
  const day = localDate(tx.now)
  return tx.asHouse(async () => {
    const counters = await countersOf(tx, unit.id, day)
    const busy = await tx.query<TicketRow>(
      "select * from one_stop.ticket where unit = $1 and day = $2 and state in ('called', 'serving') order by last_called_at desc limit 99",
      [unit.id, day],
    )
    const waiting = await waitingAt(tx, unit.id)
    return {
      at: tx.now,
      name: unit.name,
      counters: counters.map((counter) => {
        const ticket = busy.find((one) => one.counter === counter.id)
        return {
          number: counter.number,
          name: { vi: counter.name_vi, en: counter.name_en },
          state: counter.state,
          ticket: ticket?.number ?? null,
          calling: ticket?.state === 'called',
          calledAt: ticket?.last_called_at ?? null,
        }
      }),
      next: waiting
        .slice(0, SHOWN_NEXT)
        .map((ticket) => ({ number: ticket.number ?? '', priority: ticket.rank === 1 })),
      waiting: waiting.length,
    }
  })
}

// ------------------------------------------------------------------------------------------- the counter's own acts

/** Centres where the actor may sit at a counter. */
export async function desksOf(tx: Tx): Promise<{ id: string; code: string; name: string; commune: string | null }[]> {
  return tx.query(
    `select u.id, u.code, u.name, u.commune from sen.unit u where u.id = any(sen.reach($1::text[])) and u.kind in ('commune-one-stop', 'province-one-stop')
      order by (u.id = $2::uuid) desc nulls last, u.code limit 200`,
    [[...counterRoles], tx.actor.unit],
  )
}

async function getDesk(tx: Tx, unit: string): Promise<void> {
  if (!(await desksOf(tx)).some((desk) => desk.id === unit)) throw refuse['no-counter']()
}

/** A counter of a centre of hers, held, and her turn in its queue. */
async function holdCounter(tx: Tx, id: string): Promise<CounterRow> {
  const seen = isUuid(id)
    ? await tx.asHouse(() => tx.one<CounterRow>('select * from one_stop.counter where id = $1', [id]))
    : undefined
  if (!seen) throw refuse['no-counter']()
  await getDesk(tx, seen.unit)
  await takeTurns(tx, seen.unit)
  const counter = await tx.asHouse(() =>
    tx.one<CounterRow>('select * from one_stop.counter where id = $1 for update', [id]),
  )
  assert(counter, 'a counter stays')
  return counter
}

const setCounter = (tx: Tx, counter: CounterRow, patch: Input<typeof Counter>, fact: string): Promise<CounterRow> =>
  tx.asHouse(() => changeRow(tx, Counter, counter.id, counter.version, patch, { fact, held: counter }))

/** Opens, pauses, opens again or closes a counter. Whoever opens it keeps it; she leaves the one she kept before. */
export async function keepCounter(tx: Tx, id: string, act: 'open' | 'pause' | 'resume' | 'close'): Promise<CounterRow> {
  const counter = await holdCounter(tx, id)
  const mine = counter.officer === tx.actor.account
  if (act === 'open' || act === 'resume') {
    if (counter.state !== 'closed' && !mine)
      throw refuse['counter-taken']({ number: counter.number, name: counter.officer_name ?? '' })
    const others = await tx.asHouse(() =>
      tx.query<CounterRow>(
        "select * from one_stop.counter where officer = $1 and id <> $2 and state <> 'closed' for update",
        [tx.actor.account, counter.id],
      ),
    )
    for (const other of others)
      await setCounter(tx, other, { state: 'closed', officer: null, officer_name: null, since: null }, 'closed')
    return setCounter(
      tx,
      counter,
      { state: 'open', officer: tx.actor.account, officer_name: tx.actor.name, since: tx.now },
      'opened',
    )
  }
  const head = await tx.one<{ head: boolean }>("select $1::uuid = any(sen.reach('{centre-head}')) as head", [
    counter.unit,
  ])
  if (!mine && !head?.head) throw refuse['counter-taken']({ number: counter.number, name: counter.officer_name ?? '' })
  if (act === 'pause') {
    if (counter.state === 'closed') throw refuse['not-open']()
    return setCounter(tx, counter, { state: 'paused', since: tx.now }, 'paused')
  }
  const called = await currentAt(tx, counter.id)
  if (called?.state === 'called') throw refuse['still-called']({ number: called.number ?? '' })
  if (called) await setTicket(tx, called, { state: 'finished', finished_at: tx.now }, 'finished')
  return setCounter(tx, counter, { state: 'closed', officer: null, officer_name: null, since: null }, 'closed')
}

const setTicket = (tx: Tx, ticket: TicketRow, patch: Input<typeof Ticket>, fact: string): Promise<TicketRow> =>
  tx.asHouse(() => changeRow(tx, Ticket, ticket.id, ticket.version, patch, { fact }))

/** Who is called to, or served at, a counter now. */
export async function currentAt(tx: Tx, counter: string): Promise<TicketRow | undefined> {
  return tx.asHouse(() =>
    tx.one<TicketRow>(
      "select * from one_stop.ticket where counter = $1 and day = $2 and state in ('called', 'serving') order by last_called_at desc limit 1",
      [counter, localDate(tx.now)],
    ),
  )
}

/** How many priority tickets were called at a counter today since the last ordinary one. */
async function priorityRunAt(tx: Tx, counter: string): Promise<number> {
  const rows = await tx.asHouse(() =>
    tx.query<{ rank: number }>(
      'select rank from one_stop.ticket where counter = $1 and day = $2 and last_called_at is not null order by last_called_at desc limit 40',
      [counter, localDate(tx.now)],
    ),
  )
  const ordinary = rows.findIndex((row) => row.rank !== 1)
  return ordinary < 0 ? rows.length : ordinary
}

async function tellHolder(tx: Tx, ticket: TicketRow, counter: CounterRow): Promise<void> {
  if (!ticket.holder) return
  await notify(
    tx,
    { person: ticket.holder },
    {
      title: {
        vi: `Mời số ${ticket.number} đến quầy ${counter.number}`,
        en: `Number ${ticket.number}, please come to counter ${counter.number}`,
      },
      link: `/so-thu-tu/${ticket.code}`,
      key: `ticket:${ticket.id}:${ticket.calls}`,
    },
  )
}

/**
 * Ends whom the counter serves, and calls the next by the fair rule; undefined when that was the last. Refuses while a called
 * number has not been answered, and when there was nobody to end either.
 */
export async function callNext(tx: Tx, id: string): Promise<TicketRow | undefined> {
  const counter = await holdCounter(tx, id)
  if (counter.state !== 'open' || counter.officer !== tx.actor.account) throw refuse['not-open']()
  const current = await currentAt(tx, counter.id)
  if (current?.state === 'called') throw refuse['still-called']({ number: current.number ?? '' })
  if (current) await setTicket(tx, current, { state: 'finished', finished_at: tx.now }, 'finished')
  const waiting = await waitingAt(tx, counter.unit)
  const rule = await getRule(tx, localDate(tx.now))
  const next = chooseNext(
    waiting.map((ticket) => ({ ...asWaiting(ticket), ticket })),
    asTakes(counter),
    await priorityRunAt(tx, counter.id),
    rule.priority_run_max,
  )
  if (!next) {
    if (!current) throw refuse['nobody-waits']()
    return undefined
  }
  const called = await setTicket(
    tx,
    next.ticket,
    {
      state: 'called',
      counter: counter.id,
      officer: tx.actor.account,
      calls: next.ticket.calls + 1,
      called_at: next.ticket.called_at ?? tx.now,
      last_called_at: tx.now,
    },
    'called',
  )
  await tellHolder(tx, called, counter)
  return called
}

/** Acts on one ticket: call again, serve, finish, pass over, bring back, hand to another counter, tie to a dossier. */
export async function actOnTicket(
  tx: Tx,
  id: string,
  asked: { act: TicketAct; counter?: string | undefined; dossier?: string | undefined },
): Promise<TicketRow> {
  const seen = isUuid(id) ? await tx.one<TicketRow>('select * from one_stop.ticket where id = $1', [id]) : undefined
  if (!seen) throw refuse['no-ticket']()
  await getDesk(tx, seen.unit)
  await takeTurns(tx, seen.unit)
  const ticket = await tx.asHouse(() => tx.one<TicketRow>('select * from one_stop.ticket where id = $1', [id]))
  assert(ticket, 'a ticket stays')
  const number = ticket.number ?? ''
  if (!ticketActs[ticket.state].includes(asked.act) || ticket.day !== localDate(tx.now))
    throw refuse['not-now']({ number })
  const rule = await getRule(tx, ticket.day)
  switch (asked.act) {
    case 'again': {
      if (ticket.calls >= rule.calls_max) throw refuse['called-enough']({ number, max: rule.calls_max })
      const called = await setTicket(tx, ticket, { calls: ticket.calls + 1, last_called_at: tx.now }, 'called')
      const counter = (await countersOf(tx, ticket.unit, ticket.day)).find((one) => one.id === ticket.counter)
      if (counter) await tellHolder(tx, called, counter)
      return called
    }
    case 'serve':
      return setTicket(tx, ticket, { state: 'serving', served_at: tx.now }, 'served')
    case 'finish':
      return setTicket(
        tx,
        ticket,
        { state: 'finished', served_at: ticket.served_at ?? ticket.last_called_at, finished_at: tx.now },
        'finished',
      )
    case 'skip':
      return setTicket(tx, ticket, { state: 'skipped', skipped_at: tx.now }, 'skipped')
    case 'restore': {
      const since = ticket.skipped_at?.getTime() ?? 0
      if (tx.now.getTime() - since > rule.return_minutes_max * 60_000)
        throw refuse['too-late-back']({ number, max: rule.return_minutes_max })
      return setTicket(tx, ticket, { state: 'waiting', counter: null, skipped_at: null }, 'restored')
    }
    case 'transfer': {
      const to = (await countersOf(tx, ticket.unit, ticket.day)).find((one) => one.id === asked.counter)
      if (!to || to.id === ticket.counter) throw refuse['no-counter']()
      return setTicket(tx, ticket, { state: 'waiting', wanted: to.id, counter: null, served_at: null }, 'transferred')
    }
    case 'link': {
      const sought = (asked.dossier ?? '').trim().toUpperCase().slice(0, 40)
      const known = await tx.one<{ id: string }>('select id from one_stop.dossier where number = $1', [sought])
      const dossier = known && (await findRow(tx, Dossier, known.id, 'gắn lượt chờ với hồ sơ'))
      if (!dossier) throw refuse['no-dossier']({ number: sought })
      return setTicket(tx, ticket, { dossier: dossier.id }, 'linked')
    }
  }
}

/** Numbers of a day that has passed and nobody came for: they wait no more. Answers how many. */
export async function closeDay(tx: Tx): Promise<number> {
  const rows = await tx.query(
    "update one_stop.ticket set state = 'left', finished_at = $1, version = version + 1, updated_at = $1 where day < $2 and state in ('booked', 'waiting', 'called', 'skipped') returning 1",
    [tx.now, localDate(tx.now)],
  )
  await tx.query(
    "update one_stop.ticket set state = 'finished', finished_at = coalesce(served_at, $1), version = version + 1, updated_at = $1 where day < $2 and state = 'serving'",
    [tx.now, localDate(tx.now)],
  )
  await tx.query(
    "update one_stop.counter set state = 'closed', officer = null, officer_name = null, since = null, version = version + 1, updated_at = $1 where state <> 'closed' and since < $2::date::timestamp at time zone 'Asia/Ho_Chi_Minh'",
    [tx.now, localDate(tx.now)],
  )
  if (rows.length > 0)
    writeFact(tx, { kind: 'day-closed', system: 'one-stop', record: 'ticket', data: { rows: rows.length } })
  return rows.length
}
