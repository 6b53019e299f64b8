import { instantAt, localDate } from '#ground/clock'
import type { Tx } from '#kernel/store'
import { markFacts } from './fact.ts'

/**
 * Does the work and takes it back: what a preview shows is then what the doing does, because it was done. Facts and rows
 * go; what `work` returns stays. Nothing in it may leave the database (mails go by jobs, and a job enqueued here is gone too).
 */
export async function rehearse<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  const back = markFacts(tx)
  await tx.query('savepoint rehearsal')
  try {
    return await work()
  } finally {
    await tx.query('rollback to savepoint rehearsal')
    await tx.query('release savepoint rehearsal')
    back()
  }
}

/**
 * Asks the database as another account on a day (LocalDate), under that account's own row-level security, and takes
 * everything back. For previews of rights only: a page that shows rows read this way would show another's rows.
 */
export async function seeAs<T>(
  tx: Tx,
  who: { account: string; person: string | null; kind: 'person' | 'service' },
  day: string,
  work: () => Promise<T>,
): Promise<T> {
  // What is asked is asked at the same hour of that day.
  const at = localDate(tx.now) === day ? tx.now : instantAt(day, 12 * 60)
  return rehearse(tx, async () => {
    await tx.query(
      "select set_config('sen.kind', $1, true), set_config('sen.account', $2, true), set_config('sen.person', $3, true), set_config('sen.at', $4, true)",
      [who.kind, who.account, who.person ?? '', at.toISOString()],
    )
    return work()
  })
}
