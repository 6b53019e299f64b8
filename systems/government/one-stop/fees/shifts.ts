import { formatInstant } from '#ground/clock'
import { formatNumber } from '#ground/money'
import { changeRow, createRow, type Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { Shift, tillRoles } from './records.ts'
import { refuse } from './refusals.ts'
import type { ShiftRow } from './settle.ts'
import { denominations } from './shape.ts'

/** The centres where the actor collects money, by code; the first is hers unless she says otherwise. */
export async function tillsOf(tx: Tx): Promise<{ id: string; code: string; name: string; head: boolean }[]> {
  return tx.query(
    `select u.id, u.code, u.name, u.id = any(sen.reach(array['centre-head'])) as head from sen.unit u
      where u.id = any(sen.reach($1::text[])) and u.kind in ('commune-one-stop', 'province-one-stop')
      order by (u.id = $2::uuid) desc nulls last, u.code limit 200`,
    [[...tillRoles], tx.actor.unit],
  )
}

/** The centre she means; refuses 'cashier.not-here' when she may not collect there. */
export async function getTill(
  tx: Tx,
  unit?: string,
): Promise<{ id: string; code: string; name: string; head: boolean }> {
  const tills = await tillsOf(tx)
  const till = unit === undefined ? tills[0] : tills.find((one) => one.id === unit)
  if (!till) throw refuse['not-here']()
  return till
}

export async function findShift(tx: Tx): Promise<ShiftRow | undefined> {
  return tx.one<ShiftRow>("select * from one_stop.shift where cashier = $1 and state = 'open'", [tx.actor.account])
}

/** The actor's open shift, held: money that comes in and a count that ends it must take turns. */
export async function getShift(tx: Tx): Promise<ShiftRow> {
  const shift = await tx.asHouse(() =>
    tx.one<ShiftRow>("select * from one_stop.shift where cashier = $1 and state = 'open' for update", [
      tx.actor.account,
    ]),
  )
  if (!shift) throw refuse['no-shift']()
  return shift
}

/** Opens the drawer with what is in it. One open shift a cashier. */
export async function openShift(tx: Tx, openingCash: number, unit?: string): Promise<ShiftRow> {
  const till = await getTill(tx, unit)
  const open = await findShift(tx)
  if (open) throw refuse['shift-open']({ at: formatInstant(open.opened_at) })
  return tx.asHouse(() =>
    createRow(
      tx,
      Shift,
      {
        cashier: tx.actor.account as string,
        cashier_name: tx.actor.name,
        opened_at: tx.now,
        opening_cash: openingCash,
      },
      { unit: till.id, fact: 'opened' },
    ),
  )
}

/** What must be in the drawer: what it began with, and cash taken in this shift less cash paid back out of it. */
export async function expectedCash(tx: Tx, shift: Pick<Row<typeof Shift>, 'id' | 'opening_cash'>): Promise<number> {
  const sum = await tx.asHouse(() =>
    tx.one<{ cash: number }>(
      `select coalesce((select sum(total) from one_stop.receipt where shift = $1 and method = 'cash'), 0)::bigint
            - coalesce((select sum(total) from one_stop.receipt where refund_shift = $1 and refund_method = 'cash'), 0)::bigint as cash`,
      [shift.id],
    ),
  )
  return shift.opening_cash + (sum?.cash ?? 0)
}

/** The sum of a count by denominations; unknown ones and negative numbers count for nothing. */
export function sumOf(counts: Readonly<Record<string, number>>): number {
  return denominations.reduce((sum, note) => {
    const count = counts[String(note)] ?? 0
    return sum + (Number.isSafeInteger(count) && count > 0 ? count * note : 0)
  }, 0)
}

/** Ends the shift with the count. A difference must be explained; it is kept, not corrected. */
export async function closeShift(
  tx: Tx,
  count: { counts: Readonly<Record<string, number>>; explanation: string | null },
): Promise<ShiftRow> {
  const shift = await getShift(tx)
  const expected = await expectedCash(tx, shift)
  const counted = sumOf(count.counts)
  const difference = counted - expected
  if (difference !== 0 && !count.explanation?.trim())
    throw refuse['difference-unexplained']({ difference: formatNumber(difference) }, 'explanation')
  return tx.asHouse(() =>
    changeRow(
      tx,
      Shift,
      shift.id,
      shift.version,
      {
        state: 'closed',
        closed_at: tx.now,
        counts: { ...count.counts },
        expected,
        counted,
        difference,
        explanation: count.explanation?.trim() || null,
      },
      { fact: 'closed', held: shift },
    ),
  )
}
