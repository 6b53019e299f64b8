import type { LocalDate } from '#ground/clock'
import { changeRow, createRow, type Row, whenCreated } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { getRoot } from '#kernel/trust'
import { Announcement } from './records.ts'
import { refuseQuality } from './refusals.ts'

/** What is known when an edition of a procedure is published. */
export interface Published {
  code: string
  name: string
  /** Nobody knew the procedure before. */
  isNew: boolean
  level: 'commune' | 'province' | null
  ministry: string | null
  decision: string
  decidedOn: LocalDate
  listedOn: LocalDate
  validFrom: LocalDate
}

/**
 * Enters a published edition in the register of announcements, in the transaction of the house that publishes it. A row that
 * waited for this decision is filled and keeps the law's own day of force; the same decision twice is one announcement.
 */
export async function enterAnnouncement(tx: Tx, published: Published): Promise<Row<typeof Announcement>> {
  const { code, decision, decidedOn, listedOn, validFrom } = published
  const days = { decision: decision.trim(), decided_on: decidedOn, listed_on: listedOn, listed_unknown: false }
  const standing = await tx.one<Row<typeof Announcement>>(
    `select * from one_stop.announcement
      where procedure_code = $1 and (decision = $2 or reference = $2 or (decided_on is null and not decided_unknown))
      order by (decision is distinct from $2 and reference <> $2), law_from nulls last, id limit 1`,
    [code, days.decision],
  )
  if (standing)
    return changeRow(
      tx,
      Announcement,
      standing.id,
      standing.version,
      { ...days, decided_unknown: false, law_from: standing.law_from ?? validFrom },
      { fact: 'announced' },
    )
  return createRow(
    tx,
    Announcement,
    {
      ...days,
      procedure_code: code,
      procedure_name: published.name,
      level: published.level,
      ministry: published.ministry,
      kind: published.isNew ? 'new' : 'amended',
      reference: days.decision,
      law_from: validFrom,
      source: 'Công bố lần thiết kế trên hệ thống',
    },
    { unit: (await getRoot(tx)).id, fact: 'announced' },
  )
}

/** What counts for 102 communes is entered by who keeps the register of the province, not by one of them. */
whenCreated(Announcement, async (tx, row) => {
  if (row.unit !== (await getRoot(tx)).id) throw refuseQuality['province-register']()
})
