import { addDays, formatDate, localDate } from '#ground/clock'
import { createRow, type Input } from '#kernel/records'
import { type Database, house } from '#kernel/store'
import { loadOnce } from '#kernel/system'
import { getRoot } from '#kernel/trust'
import { Announcement } from './records.ts'

type Days = Pick<
  Input<typeof Announcement>,
  'law_from' | 'decided_on' | 'decided_unknown' | 'listed_on' | 'listed_unknown'
>

/** One of each fate, told in days from today: in time, listed late, decided late, still to decide, still to list, unknown. */
const examples: readonly {
  code: string
  kind: 'new' | 'amended' | 'abolished'
  days: (day: (n: number) => string) => Days
}[] = [
  {
    code: '1.001193',
    kind: 'amended',
    days: (day) => ({ law_from: day(-20), decided_on: day(-40), listed_on: day(-38) }),
  },
  {
    code: '1.000656',
    kind: 'amended',
    days: (day) => ({ law_from: day(-10), decided_on: day(-35), listed_on: day(-20) }),
  },
  {
    code: '1.000894',
    kind: 'amended',
    days: (day) => ({ law_from: day(-7), decided_on: day(-9), listed_on: day(-6) }),
  },
  { code: '1.004873', kind: 'new', days: (day) => ({ law_from: day(14) }) },
  { code: '2.000635', kind: 'amended', days: (day) => ({ law_from: day(10), decided_on: day(-2) }) },
  {
    code: '1.011607',
    kind: 'amended',
    days: (day) => ({ law_from: day(-15), decided_unknown: true, listed_unknown: true }),
  },
]

/** The register of announcements of a demonstration; marked as samples. */
export async function loadAnnouncementExamples(database: Database, log: (line: string) => void): Promise<void> {
  await loadOnce(database, 'one-stop:announcement-examples', { version: 1 }, async () => {
    await database.transaction(house, async (tx) => {
      const unit = (await getRoot(tx)).id
      const today = localDate(tx.now)
      for (const [place, one] of examples.entries()) {
        const days = one.days((n) => addDays(today, n))
        const decision = days.decided_on ? `${800 + place}/QĐ-UBND` : null
        await createRow(
          tx,
          Announcement,
          {
            procedure_code: one.code,
            kind: one.kind,
            reference: `Văn bản mẫu ${place + 1}, hiệu lực ${formatDate(days.law_from ?? today)}`,
            decision,
            ...days,
            source: 'Dữ liệu minh họa',
          },
          { unit, sample: true },
        )
      }
    })
    log(`Công bố mẫu: ${examples.length}`)
  })
}
