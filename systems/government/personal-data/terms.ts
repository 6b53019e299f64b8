import { localDate } from '#ground/clock'
import type { Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import type { Term } from './records.ts'
import { refuse } from './refusals.ts'
import { type Kind, type TermKind, termOn } from './rules.ts'
import { termWords } from './words.ts'

/** The term in force now. Refuses 'personal-data.no-term'. */
export async function getTerm(tx: Tx, what: TermKind, of: Kind | '*' = '*'): Promise<Row<typeof Term>> {
  const rows = await tx.query<Row<typeof Term>>('select * from personal_data.term where what = $1', [what])
  const found = termOn(rows, what, of, localDate(tx.now))
  if (!found) throw refuse['no-term']({ what: termWords[what][tx.actor.lang] })
  return found
}

/** Every term, for the pages that show them. */
export async function listTerms(tx: Tx): Promise<Row<typeof Term>[]> {
  return tx.query<Row<typeof Term>>(
    'select * from personal_data.term where valid_from <= sen.today() and (valid_to is null or valid_to >= sen.today()) order by what, of',
  )
}
