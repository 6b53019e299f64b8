import type { Tx } from '#kernel/store'
import { whenUnitEnds } from '#kernel/trust'

/** Open tasks of an account in the units given (all units when none are), what is due first first. Needs the house's sight. */
export async function openTasksOf(
  tx: Tx,
  account: string,
  units: readonly string[] | null = null,
): Promise<
  {
    id: string
    number: string | null
    title: string
    step_vi: string
    step_en: string
    unit: string
    due_at: Date | null
  }[]
> {
  return tx.query(
    `select id, number, title, step_vi, step_en, unit, due_at from sen.task where assignee = $1 and done_at is null and ($2::uuid[] is null or unit = any($2))
      order by due_at nulls last, id limit 500`,
    [account, units ? [...units] : null],
  )
}

/** Gives the open tasks of one account to another, or back to the queue when `to` is null. Answers how many. Needs the house's sight. */
export async function passOnTasks(
  tx: Tx,
  from: string,
  to: { id: string; name: string } | null,
  units: readonly string[] | null = null,
): Promise<number> {
  const rows = await tx.query(
    `update sen.task set assignee = $2, assignee_name = $3, taken_at = null, version = version + 1
      where assignee = $1 and done_at is null and ($4::uuid[] is null or unit = any($4)) returning 1`,
    [from, to?.id ?? null, to?.name ?? null, units ? [...units] : null],
  )
  return rows.length
}

whenUnitEnds({
  what: { vi: 'việc đang mở', en: 'open tasks' },
  table: 'sen.task',
  count: async (tx, unit) =>
    (await tx.one<{ n: number }>('select count(*)::int as n from sen.task where unit = $1 and done_at is null', [unit]))
      ?.n ?? 0,
  async run(tx, from, to, of) {
    const rows = await tx.query(
      `update sen.task set unit = $2, version = version + 1 where unit = $1 and done_at is null and ($3::uuid[] is null or assignee = any($3)) returning 1`,
      [from, to, of ? [...of] : null],
    )
    // Clocks of cases warn and escalate where the work is.
    if (!of) await tx.query('update sen.case_clock set unit = $2 where unit = $1 and ended_at is null', [from, to])
    return rows.length
  },
})
