import { localDate } from '#ground/clock'
import { notify } from '#kernel/cases'
import { type Database, house, type Job } from '#kernel/store'
import { planAgreement } from '#province'
import { dueWords } from './cases.ts'
import { PARTNER, REPORTER, reminderMark } from './rules.ts'
import { reportDays } from './terms.ts'
import { w } from './words.ts'
import { openReports } from './yearly.ts'

/** A run reminds at most so many; the next takes the rest, since each reminder is given once. */
const REMINDERS_A_RUN_MAX = 1_000

/**
 * From the day of the rules on: opens the reports of the year, each with what the records know, and reminds whoever has not
 * handed in, on the days the rules name and every week once it is late. Running it again changes nothing.
 */
export async function remindReports(database: Database): Promise<{ opened: number; reminded: number }> {
  const today = localDate(database.clock.now())
  // In January last year's reports may still be missing.
  const years = [Number(today.slice(0, 4)) - 1, Number(today.slice(0, 4))].filter(
    (year) => year >= planAgreement.from && year <= planAgreement.to,
  )
  let opened = 0
  let reminded = 0
  for (const year of years) {
    const days = await database.transaction(house, (tx) => reportDays(tx, year))
    if (today < days.remindFrom) continue
    if (today.startsWith(`${year}-`)) opened += await openReports(database, year)
    const mark = reminderMark(today, days.remindFrom, days.due, days.before)
    if (mark === null) continue
    reminded += await database.transaction(house, async (tx) => {
      const open = await tx.query<{ id: string; unit: string; kind: string; due_on: string; title: string }>(
        `select id, unit, kind, due_on, title from plan.report where year = $1 and status in ('draft', 'returned') order by id limit ${REMINDERS_A_RUN_MAX}`,
        [year],
      )
      let count = 0
      for (const report of open) {
        const due = dueWords(report.due_on, today)
        count += await notify(
          tx,
          { role: report.kind === 'partner' ? PARTNER : REPORTER, unit: report.unit },
          {
            title: w(`Báo cáo năm ${year}: ${due.vi}`, `Yearly report ${year}: ${due.en}`),
            body: w(
              'Số liệu đã được lấy sẵn từ kế hoạch; hãy xem lại, bổ sung rồi gửi.',
              'The figures are there already; look through them, complete them and hand in.',
            ),
            link: `/officer/desk/plan/reports/${report.id}`,
            key: `plan-report:${report.id}:${mark}`,
          },
        )
      }
      return count
    })
  }
  return { opened, reminded }
}

export const reportReminderJob: Job = {
  name: 'plan-report-reminder',
  every: '41 0 * * *',
  async run(database) {
    await remindReports(database)
  },
}
