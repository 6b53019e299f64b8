import { formatInstant } from '#ground/clock'
import { type Refusal, refusals } from '#ground/refusal'
import type { Words } from '#ground/text'
import { type Database, house, type Schema, type Tx } from '#kernel/store'
import { sight, writeFact } from '#kernel/trust'

export const refuseSwitch = refusals('switch', {
  off: {
    kind: 'unavailable',
    vi: '"{title}" đang tạm ngừng từ {since}: {reason}. {until}Dữ liệu vẫn được giữ nguyên; việc khác của Sen vẫn làm được.',
    en: '"{title}" is switched off since {since}: {reason}. {until}Its data are kept; everything else in Sen works.',
  },
})

/** A system that was switched off while the house runs. `until` null: until somebody switches it on. */
export interface SwitchedOff {
  system: string
  since: Date
  until: Date | null
  reason: string
  by: string
}

/** Another host hears of a switch after so long at the latest. */
const BELIEVED_MS = 2_000

export const switchSchema: Schema = {
  routines: [],
  tables: [
    {
      name: 'sen.switched_off',
      comment:
        'Systems switched off by an administrator; those the province does not run at all are values of the province',
      columns: {
        system: { type: 'text' },
        since: { type: 'timestamptz' },
        until: { type: 'timestamptz', nullable: true },
        reason: { type: 'text' },
        by_name: { type: 'text' },
      },
      primaryKey: ['system'],
      checks: { reason: 'char_length(reason) between 1 and 500', until: 'until is null or until > since' },
      policies: {
        read: { for: 'select', using: 'true' },
        add: { for: 'insert', check: sight.house },
        change: { for: 'update', using: sight.house, check: sight.house },
        remove: { for: 'delete', using: sight.house },
      },
      grants: ['select', 'insert', 'update', 'delete'],
    },
  ],
}

/** Switches a system off, or changes why and until when. Needs the house's sight; the fact is the actor's. */
export async function switchOff(
  tx: Tx,
  system: string,
  options: { reason: string; until: Date | null },
): Promise<void> {
  await tx.query(
    `insert into sen.switched_off (system, since, until, reason, by_name) values ($1, $2, $3, $4, $5)
     on conflict (system) do update set until = excluded.until, reason = excluded.reason, by_name = excluded.by_name`,
    [system, tx.now, options.until, options.reason.slice(0, 500), tx.actor.name],
  )
  writeFact(tx, {
    kind: 'system-switched-off',
    system: 'kernel',
    record: 'system',
    data: { name: system, until: options.until, reason: options.reason.slice(0, 500) },
  })
}

/** Switches a system on again. False when it was on. */
export async function switchOn(tx: Tx, system: string): Promise<boolean> {
  const gone = await tx.query('delete from sen.switched_off where system = $1 returning 1', [system])
  if (gone.length > 0)
    writeFact(tx, { kind: 'system-switched-on', system: 'kernel', record: 'system', data: { name: system } })
  return gone.length > 0
}

/** What is said of a system that is switched off, with the day it is to come back. */
export function sayOff(site: { systems: readonly { name: string; title: Words }[] }, off: SwitchedOff): Refusal {
  const title = site.systems.find((system) => system.name === off.system)?.title
  return refuseSwitch.off({
    title: title?.vi ?? off.system,
    since: formatInstant(off.since),
    reason: off.reason,
    until: off.until ? `${formatInstant(off.until)}. ` : '',
  })
}

/** Which systems are off now, as this process last heard. */
export interface Switches {
  /** Asks again when what is known is older than two seconds. */
  offNow(system: string): Promise<SwitchedOff | undefined>
  /** Those that were off two seconds ago at the latest, by system. */
  now(): Promise<ReadonlyMap<string, SwitchedOff>>
  /** All that are off, asked of the database. */
  list(): Promise<SwitchedOff[]>
  /** What is known is forgotten: the next question is put to the database. */
  forget(): void
}

export function openSwitches(database: Database): Switches {
  let known = new Map<string, SwitchedOff>()
  let until = 0
  let asking: Promise<void> | undefined
  const ask = async () => {
    const rows = await database.transaction(
      house,
      (tx) =>
        tx.query<Omit<SwitchedOff, 'by'> & { by_name: string }>(
          'select * from sen.switched_off where until is null or until > $1',
          [tx.now],
        ),
      { soft: true },
    )
    known = new Map(rows.map(({ by_name, ...row }) => [row.system, { ...row, by: by_name }]))
    until = Date.now() + BELIEVED_MS
  }
  const heard = async () => {
    if (Date.now() > until) {
      asking ??= ask().finally(() => {
        asking = undefined
      })
      await asking
    }
    return known
  }
  return {
    now: heard,
    async offNow(system) {
      await heard()
      const off = known.get(system)
      return off?.until && off.until <= database.clock.now() ? undefined : off
    },
    async list() {
      await ask()
      return [...known.values()]
    },
    forget: () => {
      until = 0
    },
  }
}
