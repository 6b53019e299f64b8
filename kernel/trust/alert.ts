import type { LocalDate } from '#ground/clock'
import { uuidv7 } from '#ground/ids'
import { refusals } from '#ground/refusal'
import type { Words } from '#ground/text'
import type { Schema, Tx } from '#kernel/store'
import { writeFact } from './fact.ts'
import { sight } from './tables.ts'

/**
 * What goes wrong with the house itself: conditions looked at each minute, and at most one open alert for each. A condition
 * that lasts counts up and tells nobody again; one that passes closes its alert by itself.
 */

export const refuseAlert = refusals('alert', {
  unknown: {
    kind: 'missing',
    vi: 'Không có cảnh báo này, hoặc nó đã đóng. Hãy xem lại trang Vận hành.',
    en: 'There is no such alert, or it is closed. Look at the operations page again.',
  },
  'no-note': {
    kind: 'invalid',
    vi: 'Hãy ghi đã làm gì với cảnh báo này (ít nhất {min} chữ), để ca sau đọc được.',
    en: 'Write what was done about this alert (at least {min} letters), for the next shift to read.',
  },
  'note-too-long': {
    kind: 'too-large',
    vi: 'Ghi chú dài {size} chữ, tối đa {max}. Hãy viết gọn lại.',
    en: 'The note has {size} letters, at most {max}. Make it shorter.',
  },
})

export type Severity = 'warning' | 'critical'

/** One thing that may be wrong, as it stands at this moment. */
export interface Condition {
  /** The rule it breaks. */
  rule: string
  /** What of: a login's account, a network, a host; '' when there is only one. */
  key: string
  severity: Severity
  title: Words
  body: Words
  /** Numbers, never personal values. */
  facts: Record<string, string | number | boolean | null>
}

export interface Alert {
  id: string
  rule: string
  key: string
  severity: Severity
  state: 'open' | 'acknowledged' | 'closed'
  title: Words
  body: Words
  facts: Record<string, unknown>
  openedAt: Date
  lastAt: Date
  count: number
  acknowledgedAt: Date | null
  acknowledgedBy: string | null
  closedAt: Date | null
  /** null: it passed by itself. */
  closedBy: string | null
  note: string | null
}

/** A threshold with its days and where it comes from. */
export interface AlertRule {
  name: string
  from: LocalDate
  to: LocalDate | null
  values: Record<string, number>
  source: string
}

/** What holds until an installation says otherwise in `sen.alert_rule`. Time is in the unit the name ends with. */
export const usualAlertRules: readonly AlertRule[] = [
  {
    name: 'sign-in-refused',
    from: '2026-01-01',
    to: null,
    values: { countMax: 100, windowMinutes: 5 },
    source: 'ASVS 4.0 V2.2.1; thiết kế của Sen',
  },
  {
    name: 'sign-in-refused-account',
    from: '2026-01-01',
    to: null,
    values: { countMax: 5, windowMinutes: 5 },
    source: 'Khóa sau 5 lần sai (cấp độ 3)',
  },
  {
    name: 'sign-in-refused-network',
    from: '2026-01-01',
    to: null,
    values: { countMax: 20, windowMinutes: 5 },
    source: 'ASVS 4.0 V2.2.1; thiết kế của Sen',
  },
  {
    name: 'log-unsealed',
    from: '2026-01-01',
    to: null,
    values: { ageSecondsMax: 60 },
    source: 'NĐ 224/2026 Điều 27; thiết kế của Sen',
  },
  { name: 'jobs-given-up', from: '2026-01-01', to: null, values: { countMax: 0 }, source: 'thiết kế của Sen' },
  { name: 'jobs-late', from: '2026-01-01', to: null, values: { countMax: 100 }, source: 'thiết kế của Sen' },
  {
    name: 'disk-low',
    from: '2026-01-01',
    to: null,
    values: { freeGibMin: 5, criticalGibMin: 1 },
    source: 'thiết kế của Sen',
  },
  {
    name: 'backup-old',
    from: '2026-01-01',
    to: null,
    values: { ageHoursMax: 26, behindMinutesMax: 10 },
    source: 'NĐ 224/2026 Điều 27; TCVN 11930:2017',
  },
  {
    name: 'key-expires',
    from: '2026-01-01',
    to: null,
    values: { daysMin: 30, keyAgeDaysMax: 400 },
    source: 'docs/guides/nghi-le-khoa.md',
  },
  {
    name: 'clock-drift',
    from: '2026-01-01',
    to: null,
    values: { secondsMax: 2 },
    source: 'TCVN 11930:2017 (đồng bộ thời gian)',
  },
  { name: 'host-gone', from: '2026-01-01', to: null, values: { silentSecondsMax: 60 }, source: 'thiết kế của Sen' },
]

const operators = ['administrator', 'auditor']

export const alertSchema: Schema = {
  routines: [],
  tables: [
    {
      name: 'sen.alert',
      comment: 'What is or was wrong with the house: one open row for a condition, however long it lasts',
      columns: {
        id: { type: 'uuid' },
        rule: { type: 'text' },
        key: { type: 'text' },
        severity: { type: 'text' },
        state: { type: 'text', default: "'open'" },
        title_vi: { type: 'text' },
        title_en: { type: 'text' },
        body_vi: { type: 'text' },
        body_en: { type: 'text' },
        facts: { type: 'jsonb' },
        opened_at: { type: 'timestamptz' },
        last_at: { type: 'timestamptz' },
        count: { type: 'integer', default: '1' },
        acknowledged_at: { type: 'timestamptz', nullable: true },
        acknowledged_by: { type: 'uuid', nullable: true },
        closed_at: { type: 'timestamptz', nullable: true },
        closed_by: { type: 'uuid', nullable: true },
        note: { type: 'text', nullable: true },
      },
      primaryKey: ['id'],
      checks: {
        severity: "severity in ('warning', 'critical')",
        state: "state in ('open', 'acknowledged', 'closed')",
        closed: "(state = 'closed') = (closed_at is not null)",
      },
      indexes: {
        standing: { on: 'rule, key', unique: true, where: "state <> 'closed'" },
        opened: { on: 'opened_at desc, id' },
      },
      policies: {
        read: { for: 'select', using: `${sight.house} or ${sight.holds(operators)}` },
        add: { for: 'insert', check: sight.house },
        change: { for: 'update', using: sight.house, check: sight.house },
      },
      grants: ['select', 'insert', 'update'],
    },
    {
      name: 'sen.alert_rule',
      comment: 'Thresholds of alerts with their days; without a row in force the usual one of the sources holds',
      columns: {
        name: { type: 'text' },
        valid_from: { type: 'date' },
        valid_to: { type: 'date', nullable: true },
        values: { type: 'jsonb' },
        source: { type: 'text' },
      },
      primaryKey: ['name', 'valid_from'],
      checks: { period: 'valid_to is null or valid_to >= valid_from' },
      policies: {
        read: { for: 'select', using: `${sight.house} or ${sight.holds(operators)}` },
        add: { for: 'insert', check: sight.house },
        change: { for: 'update', using: sight.house, check: sight.house },
      },
      grants: ['select', 'insert', 'update'],
    },
    {
      name: 'sen.host',
      comment: 'Heartbeats of the processes that serve this database',
      columns: {
        name: { type: 'text' },
        pid: { type: 'integer' },
        started_at: { type: 'timestamptz' },
        seen_at: { type: 'timestamptz' },
        /** Said good-bye: a host that is only silent did not. */
        left_at: { type: 'timestamptz', nullable: true },
        version: { type: 'text' },
        state: { type: 'jsonb' },
      },
      primaryKey: ['name'],
      policies: {
        read: { for: 'select', using: `${sight.house} or ${sight.holds(operators)}` },
        add: { for: 'insert', check: sight.house },
        change: { for: 'update', using: sight.house, check: sight.house },
        end: { for: 'delete', using: sight.house },
      },
      grants: ['select', 'insert', 'update', 'delete'],
    },
    {
      name: 'sen.sign_in_refusal',
      comment: 'Refused sign-ins by network (the last part of the address is cut off) and account, for a month',
      columns: {
        id: { type: 'uuid' },
        at: { type: 'timestamptz' },
        network: { type: 'text' },
        account: { type: 'uuid', nullable: true },
      },
      primaryKey: ['id'],
      indexes: { at: { on: 'at' } },
      policies: {
        read: { for: 'select', using: sight.house },
        add: { for: 'insert', check: sight.house },
        end: { for: 'delete', using: sight.house },
      },
      grants: ['select', 'insert', 'delete'],
    },
  ],
}

/** The thresholds in force on a day, by name. */
export async function alertRulesOn(tx: Tx, day: LocalDate): Promise<Map<string, AlertRule>> {
  const rows = await tx.query<{
    name: string
    valid_from: string
    valid_to: string | null
    values: Record<string, number>
    source: string
  }>(
    'select * from sen.alert_rule where valid_from <= $1 and (valid_to is null or valid_to >= $1) order by name, valid_from',
    [day],
  )
  const inForce = usualAlertRules.filter((rule) => rule.from <= day && (rule.to === null || rule.to >= day))
  const rules = new Map(inForce.map((rule) => [rule.name, rule]))
  for (const row of rows) {
    const usual = rules.get(row.name)
    rules.set(row.name, {
      name: row.name,
      from: row.valid_from,
      to: row.valid_to,
      values: { ...usual?.values, ...row.values },
      source: row.source,
    })
  }
  return rules
}

/** Sets thresholds from a day on; the row before ends the day before. Needs the house's sight. */
export async function setAlertRule(tx: Tx, rule: AlertRule): Promise<void> {
  await tx.query(
    `update sen.alert_rule set valid_to = $2::date - 1 where name = $1 and valid_from < $2 and (valid_to is null or valid_to >= $2)`,
    [rule.name, rule.from],
  )
  await tx.query(
    `insert into sen.alert_rule (name, valid_from, valid_to, "values", source) values ($1, $2, $3, $4, $5)
     on conflict (name, valid_from) do update set valid_to = excluded.valid_to, "values" = excluded."values", source = excluded.source`,
    [rule.name, rule.from, rule.to, JSON.stringify(rule.values), rule.source],
  )
  writeFact(tx, {
    kind: 'alert-rule-set',
    system: 'kernel',
    data: { rule: rule.name, from: rule.from, values: rule.values },
  })
}

interface AlertRow {
  id: string
  rule: string
  key: string
  severity: Severity
  state: Alert['state']
  title_vi: string
  title_en: string
  body_vi: string
  body_en: string
  facts: Record<string, unknown>
  opened_at: Date
  last_at: Date
  count: number
  acknowledged_at: Date | null
  acknowledged_by: string | null
  acknowledged_name?: string | null
  closed_at: Date | null
  closed_by: string | null
  closed_name?: string | null
  note: string | null
}

const alertOf = (row: AlertRow): Alert => ({
  id: row.id,
  rule: row.rule,
  key: row.key,
  severity: row.severity,
  state: row.state,
  title: { vi: row.title_vi, en: row.title_en },
  body: { vi: row.body_vi, en: row.body_en },
  facts: row.facts,
  openedAt: row.opened_at,
  lastAt: row.last_at,
  count: row.count,
  acknowledgedAt: row.acknowledged_at,
  acknowledgedBy: row.acknowledged_name ?? row.acknowledged_by,
  closedAt: row.closed_at,
  closedBy: row.closed_name ?? row.closed_by,
  note: row.note,
})

/**
 * Brings the standing alerts to what holds now: new conditions open one, lasting ones count up, what has passed is closed.
 * `looked` names the rules that could be looked at; alerts of others stay as they are. Needs the house's sight.
 */
export async function settleAlerts(
  tx: Tx,
  conditions: readonly Condition[],
  looked: readonly string[],
): Promise<{ opened: Alert[]; closed: Alert[] }> {
  const opened: Alert[] = []
  const standing = await tx.query<AlertRow>("select * from sen.alert where state <> 'closed' for update")
  const known = new Map(standing.map((row) => [`${row.rule} ${row.key}`, row]))
  for (const one of conditions) {
    const before = known.get(`${one.rule} ${one.key}`)
    known.delete(`${one.rule} ${one.key}`)
    if (before) {
      await tx.query(
        `update sen.alert set last_at = $2, count = count + 1, severity = $3, title_vi = $4, title_en = $5, body_vi = $6, body_en = $7, facts = $8 where id = $1`,
        [
          before.id,
          tx.now,
          one.severity,
          one.title.vi,
          one.title.en,
          one.body.vi,
          one.body.en,
          JSON.stringify(one.facts),
        ],
      )
      continue
    }
    const row = await tx.one<AlertRow>(
      `insert into sen.alert (id, rule, key, severity, title_vi, title_en, body_vi, body_en, facts, opened_at, last_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) on conflict (rule, key) where state <> 'closed' do nothing returning *`,
      [
        uuidv7(tx.now),
        one.rule,
        one.key,
        one.severity,
        one.title.vi,
        one.title.en,
        one.body.vi,
        one.body.en,
        JSON.stringify(one.facts),
        tx.now,
      ],
    )
    if (!row) continue
    opened.push(alertOf(row))
    writeFact(tx, {
      kind: 'alert-opened',
      system: 'kernel',
      record: 'alert',
      recordId: row.id,
      data: { rule: one.rule, severity: one.severity },
    })
  }
  const closed: Alert[] = []
  for (const row of known.values()) {
    if (!looked.includes(row.rule)) continue
    await tx.query("update sen.alert set state = 'closed', closed_at = $2 where id = $1", [row.id, tx.now])
    closed.push(alertOf({ ...row, state: 'closed', closed_at: tx.now }))
    writeFact(tx, {
      kind: 'alert-passed',
      system: 'kernel',
      record: 'alert',
      recordId: row.id,
      data: { rule: row.rule },
    })
  }
  return { opened, closed }
}

const NOTE_MIN = 3
const NOTE_MAX = 1_000

/** Somebody has seen it and is at it; or it is settled. The actor must be allowed to by the route. Refuses unknown, no-note, note-too-long. */
export async function markAlert(tx: Tx, id: string, to: 'acknowledged' | 'closed', given: string): Promise<void> {
  const note = given.trim()
  if (note.length > NOTE_MAX) throw refuseAlert['note-too-long']({ size: note.length, max: NOTE_MAX }, 'note')
  if (to === 'closed' && note.length < NOTE_MIN) throw refuseAlert['no-note']({ min: NOTE_MIN }, 'note')
  await tx.asHouse(async () => {
    const changed = await tx.query(
      to === 'acknowledged'
        ? "update sen.alert set state = 'acknowledged', acknowledged_at = $2, acknowledged_by = $3, note = coalesce(nullif($4, ''), note) where id = $1 and state = 'open' returning 1"
        : "update sen.alert set state = 'closed', closed_at = $2, closed_by = $3, note = $4 where id = $1 and state <> 'closed' returning 1",
      [id, tx.now, tx.actor.account, note],
    )
    if (changed.length === 0) throw refuseAlert.unknown()
  })
  writeFact(tx, {
    kind: to === 'acknowledged' ? 'alert-acknowledged' : 'alert-closed',
    system: 'kernel',
    record: 'alert',
    recordId: id,
  })
}

const SHOWN_MAX = 100

/** Alerts the actor may see: those that stand, worst first, or the closed ones, newest first; at most 100. */
export async function listAlerts(tx: Tx, which: 'standing' | 'closed'): Promise<Alert[]> {
  const rows = await tx.query<AlertRow>(
    which === 'standing'
      ? `select * from sen.alert where state <> 'closed' order by severity, opened_at desc limit ${SHOWN_MAX}`
      : `select * from sen.alert where state = 'closed' order by closed_at desc, id limit ${SHOWN_MAX}`,
  )
  const people = [...new Set(rows.flatMap((row) => [row.acknowledged_by, row.closed_by]).filter((one) => one !== null))]
  const names =
    people.length === 0
      ? []
      : await tx.asHouse(() =>
          tx.query<{ id: string; name: string }>('select id, name from sen.account where id = any($1::uuid[])', [
            people,
          ]),
        )
  const nameOf = new Map(names.map((one) => [one.id, one.name]))
  return rows.map((row) =>
    alertOf({
      ...row,
      acknowledged_name: row.acknowledged_by ? (nameOf.get(row.acknowledged_by) ?? null) : null,
      closed_name: row.closed_by ? (nameOf.get(row.closed_by) ?? null) : null,
    }),
  )
}

/** A host as it last said of itself. */
export interface HostRow {
  name: string
  pid: number
  startedAt: Date
  seenAt: Date
  leftAt: Date | null
  version: string
  state: Record<string, unknown>
}

/** Says that this host lives, or that it leaves. Needs the house's sight. */
export async function beat(
  tx: Tx,
  host: { name: string; pid: number; startedAt: Date; version: string; state: unknown; leaving?: boolean },
): Promise<void> {
  await tx.query(
    `insert into sen.host (name, pid, started_at, seen_at, left_at, version, state) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (name) do update set pid = excluded.pid, started_at = excluded.started_at, seen_at = excluded.seen_at,
       left_at = excluded.left_at, version = excluded.version, state = excluded.state`,
    [
      host.name,
      host.pid,
      host.startedAt,
      tx.now,
      host.leaving ? tx.now : null,
      host.version,
      JSON.stringify(host.state),
    ],
  )
}

export async function listHosts(tx: Tx): Promise<HostRow[]> {
  const rows = await tx.query<{
    name: string
    pid: number
    started_at: Date
    seen_at: Date
    left_at: Date | null
    version: string
    state: Record<string, unknown>
  }>('select * from sen.host order by left_at is not null, name limit 200')
  return rows.map((row) => ({
    name: row.name,
    pid: row.pid,
    startedAt: row.started_at,
    seenAt: row.seen_at,
    leftAt: row.left_at,
    version: row.version,
    state: row.state,
  }))
}

const REFUSAL_DAYS = 30
const HOST_DAYS = 7

/** Notes a refused sign-in. `login` only finds the account and is not kept. Needs the house's sight. */
export async function noteRefusedSignIn(tx: Tx, network: string, login: string | null): Promise<void> {
  await tx.query(
    'insert into sen.sign_in_refusal (id, at, network, account) values ($1, $2, $3, (select id from sen.account where login = lower($4)))',
    [uuidv7(tx.now), tx.now, network.slice(0, 64), login?.trim().slice(0, 100) ?? ''],
  )
}

/** Refused sign-ins of the last minutes: in all, and by account and by network, most first. */
export async function refusedSignIns(
  tx: Tx,
  minutes: { all: number; account: number; network: number },
): Promise<{
  all: number
  accounts: { account: string; count: number }[]
  networks: { network: string; count: number }[]
}> {
  const since = (count: number) => new Date(tx.now.getTime() - count * 60_000)
  const all = await tx.one<{ count: number }>(
    'select count(*)::int as count from sen.sign_in_refusal where at > $1 and at <= $2',
    [since(minutes.all), tx.now],
  )
  const accounts = await tx.query<{ account: string; count: number }>(
    'select account, count(*)::int as count from sen.sign_in_refusal where at > $1 and at <= $2 and account is not null group by 1 order by 2 desc limit 50',
    [since(minutes.account), tx.now],
  )
  const networks = await tx.query<{ network: string; count: number }>(
    'select network, count(*)::int as count from sen.sign_in_refusal where at > $1 and at <= $2 group by 1 order by 2 desc limit 50',
    [since(minutes.network), tx.now],
  )
  return { all: all?.count ?? 0, accounts, networks }
}

/** What the watch no longer needs. Needs the house's sight. */
export async function forgetOldRefusals(tx: Tx): Promise<void> {
  await tx.query('delete from sen.sign_in_refusal where at < $1::timestamptz - make_interval(days => $2)', [
    tx.now,
    REFUSAL_DAYS,
  ])
  await tx.query('delete from sen.host where seen_at < $1::timestamptz - make_interval(days => $2)', [
    tx.now,
    HOST_DAYS,
  ])
}
