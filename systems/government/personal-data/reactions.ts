import { localDate } from '#ground/clock'
import { nextNumber, startCase } from '#kernel/cases'
import { changeRow, findRow, InvalidInput, whenCreated } from '#kernel/records'
import { Assessing, BreachHandling } from './cases.ts'
import { Assessment, Breach } from './records.ts'
import { refuse } from './refusals.ts'

/** A breach that is written down begins its 72 hours, counted from when it was found and not from when it was typed. */
whenCreated(Breach, async (tx, breach) => {
  if (breach.found_at > tx.now) throw new InvalidInput([refuse['found-later']({}, 'found_at')])
  const year = localDate(tx.now).slice(0, 4)
  const number = `VPDL-${year}-${String(await nextNumber(tx, 'personal-data:breach', `${year}-01-01`)).padStart(3, '0')}`
  const row = await tx.asHouse(() => changeRow(tx, Breach, breach.id, breach.version, { number }))
  await startCase(tx, BreachHandling, row)
})

/** An assessment begins its 60 days, counted from the first processing. */
whenCreated(Assessment, async (tx, row) => {
  const found = await findRow(tx, Assessment, row.id)
  if (found) await startCase(tx, Assessing, found)
})
