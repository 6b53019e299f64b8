import { type LocalDate, localDate } from '#ground/clock'
import type { Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import type { Term } from './records.ts'
import { refuse } from './refusals.ts'
import { dayIn, readDays, type TermKind, termOn } from './rules.ts'
import { termRecordWords } from './words.ts'

async function getTerm(tx: Tx, what: TermKind, day: LocalDate): Promise<string> {
  const rows = await tx.query<Row<typeof Term>>('select * from plan.term where what = $1', [what])
  const found = termOn(rows, what, day)
  if (!found) throw refuse['no-term']({ what: termRecordWords.choices.what[what][tx.actor.lang] })
  return found.value
}

/** A whole number of the rules in force on a day (default today). Refuses 'plan.no-term'. */
export const amountOf = async (tx: Tx, what: TermKind, day: LocalDate = localDate(tx.now)): Promise<number> =>
  Number(await getTerm(tx, what, day))

/** From when a content counts as behind, and a milestone as near. */
export async function courseLimits(tx: Tx): Promise<{ behind: number; soon: number }> {
  return { behind: await amountOf(tx, 'behind'), soon: await amountOf(tx, 'soon') }
}

/** The days of a year's reports, by the rules in force on its last day of November. */
export async function reportDays(
  tx: Tx,
  year: number,
): Promise<{ remindFrom: LocalDate; due: LocalDate; before: number[] }> {
  const day = `${year}-11-30`
  const dayOf = async (what: 'report-due' | 'report-remind'): Promise<LocalDate> => {
    const found = dayIn(year, await getTerm(tx, what, day))
    if (!found) throw refuse['no-term']({ what: termRecordWords.choices.what[what][tx.actor.lang] })
    return found
  }
  return {
    due: await dayOf('report-due'),
    remindFrom: await dayOf('report-remind'),
    before: readDays(await getTerm(tx, 'reminder-days', day)),
  }
}
