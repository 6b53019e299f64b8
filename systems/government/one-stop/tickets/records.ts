import { choice, date, instant, json, number, type RecordType, record, ref, text, yesno } from '#kernel/records'
import { ticketStates } from './rules.ts'
import { callingRuleWords, counterWords, ticketKindWords, ticketWords } from './words.ts'

/** Who sits at a counter. */
export const counterRoles = ['one-stop-officer', 'centre-head'] as const
const setters = {
  create: ['house', { role: ['administrator'] }],
  change: ['house', { role: ['administrator'] }],
  import: ['administrator'],
  export: ['administrator', 'province-monitor'],
} satisfies Partial<RecordType['access']>

/** Quầy: where people are called to, with the days it stands; its unit is the centre. */
export const Counter = record('one-stop/counter', {
  words: counterWords,
  fields: {
    centre: text({ max: 60 }).required().open(),
    number: number({ min: 1, max: 99 }).required().open(),
    name_vi: text({ max: 200 }).required().open(),
    name_en: text({ max: 200 }).required().open(),
    services: json<string[]>().open(),
    priority: yesno().default(false).open(),
    valid_from: date().required().open(),
    valid_to: date().open(),
    source: text({ max: 500 }).required().open(),
    state: choice('closed', 'open', 'paused').default('closed').readonly(),
    officer: ref('kernel/account').readonly(),
    officer_name: text({ max: 200 }).readonly(),
    since: instant().readonly(),
  },
  titleField: 'name_vi',
  key: ['centre', 'number', 'valid_from'],
  access: { read: ['signed-in'], ...setters },
  list: {
    columns: ['centre', 'number', 'name_vi', 'priority', 'state', 'valid_from', 'valid_to'],
    sorts: ['centre', 'number'],
    defaultSort: 'centre',
    filters: ['centre', 'state', 'priority'],
  },
})

/** Who goes first, as a dated row. */
export const TicketKind = record('one-stop/ticket-kind', {
  words: ticketKindWords,
  fields: {
    code: text({ max: 40 }).required().open(),
    letter: text({ max: 1, min: 1 }).required().open(),
    name_vi: text({ max: 200 }).required().open(),
    name_en: text({ max: 200 }).required().open(),
    rank: number({ min: 1, max: 2 }).required().open(),
    valid_from: date().required().open(),
    valid_to: date().open(),
    source: text({ max: 500 }).required().open(),
  },
  titleField: 'name_vi',
  key: ['code', 'valid_from'],
  checks: { letter_upper: "letter ~ '^[A-Z]$'" },
  access: { read: ['everyone'], ...setters },
  list: {
    columns: ['code', 'letter', 'name_vi', 'rank', 'valid_from', 'valid_to', 'source'],
    sorts: ['rank', 'code'],
    defaultSort: 'rank',
    filters: ['rank'],
  },
})

const minutes = (max: number) => number({ min: 1, max, unit: 'min' }).required().open()

/** How numbers are called and places booked, as a dated row. */
export const CallingRule = record('one-stop/calling-rule', {
  words: callingRuleWords,
  fields: {
    valid_from: date().required().open(),
    valid_to: date().open(),
    priority_run_max: number({ min: 1, max: 10 }).required().open(),
    calls_max: number({ min: 1, max: 10 }).required().open(),
    return_minutes_max: minutes(240),
    usual_minutes: minutes(120),
    early_minutes_max: minutes(240),
    late_minutes_max: minutes(240),
    slot_minutes: minutes(240),
    places_a_slot_max: number({ min: 1, max: 100 }).required().open(),
    days_ahead_max: number({ min: 1, max: 90 }).required().open(),
    tickets_a_day_max: number({ min: 1, max: 5_000 }).required().open(),
    source: text({ max: 500 }).required().open(),
  },
  titleField: 'source',
  key: ['valid_from'],
  access: { read: ['everyone'], ...setters },
  list: {
    columns: ['valid_from', 'valid_to', 'priority_run_max', 'usual_minutes', 'places_a_slot_max', 'source'],
    sorts: ['valid_from'],
    defaultSort: '-valid_from',
    filters: [],
  },
})

/** Lượt chờ: one number of one day at one centre (its unit). It says nothing of who holds it beyond an account that booked. */
export const Ticket = record('one-stop/ticket', {
  words: ticketWords,
  fields: {
    /** Absent until the booked person is there: numbers are given in the order of arrival, without gaps. */
    number: text({ max: 8 }).readonly().searchable(),
    day: date().required().readonly(),
    place: number({ min: 1, max: 99_999 }).readonly(),
    kind: text({ max: 40 }).required().readonly(),
    rank: number({ min: 1, max: 2 }).required().readonly(),
    service: text({ max: 40 }).required().readonly(),
    state: choice(...ticketStates)
      .default('waiting')
      .readonly(),
    source: choice('kiosk', 'phone', 'desk').required().readonly(),
    counter: ref('one-stop/counter').readonly(),
    wanted: ref('one-stop/counter').readonly(),
    calls: number({ min: 0, max: 100 }).default(0).readonly(),
    /** Whoever holds this word holds the number. Officers need it for nothing. */
    code: text({ max: 20 }).required().readonly().unique().seenBy('nobody'),
    holder: ref('kernel/person').readonly(),
    dossier: ref('one-stop/dossier').readonly(),
    officer: ref('kernel/account').readonly(),
    booked_for: instant().readonly(),
    queued_at: instant().readonly(),
    taken_at: instant().required().readonly(),
    called_at: instant().readonly(),
    last_called_at: instant().readonly(),
    served_at: instant().readonly(),
    skipped_at: instant().readonly(),
    finished_at: instant().readonly(),
  },
  indexes: {
    unit_day: { on: 'unit, day, state' },
    place: { on: 'unit, day, place', unique: true, where: 'place is not null' },
    counter_day: { on: 'counter, day, last_called_at desc' },
  },
  titleField: 'number',
  subject: 'holder',
  access: {
    read: [{ role: [...counterRoles, 'leader', 'province-monitor'] }, 'subject'],
    create: ['house'],
    change: ['house'],
    export: ['centre-head', 'province-monitor'],
  },
  list: {
    columns: ['number', 'day', 'kind', 'service', 'state', 'taken_at', 'called_at', 'served_at', 'finished_at'],
    sorts: ['taken_at'],
    defaultSort: '-taken_at',
    filters: ['day', 'state', 'kind', 'service', 'source'],
  },
})
