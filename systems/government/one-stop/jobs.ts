import { formatInstant, localDate } from '#ground/clock'
import { notify } from '#kernel/cases'
import { type Database, house, type Job } from '#kernel/store'
import { hasConsent } from '#kernel/trust'

/** The purpose she is asked to consent to; its text is a dated row of the ledger of consents. */
export const RATING_PURPOSE = 'rating-reminder'
/** As the text she consents to says. */
const WAIT_DAYS = 3
/** A result older than this is not worth a reminder any more. */
const FORGET_DAYS = 30
const REMINDERS_A_RUN_MAX = 500

/**
 * Reminds applicants who consented to it of rating a result of three days ago, once a dossier. Who did not consent, or took
 * it back, or restricted her data, hears nothing. Answers how many were reminded.
 */
export async function remindToRate(database: Database): Promise<number> {
  return database.transaction(house, async (tx) => {
    const due = await tx.query<{ id: string; number: string; applicant: string }>(
      `select d.id, d.number, d.applicant from one_stop.dossier d
        where d.status = 'returned' and d.rating is null
          and d.returned_at < $1::timestamptz - make_interval(days => $2) and d.returned_at > $1::timestamptz - make_interval(days => $3)
          and exists (select from sen.consent c where c.person = d.applicant and c.purpose = $4)
          and not exists (select from sen.notice n join sen.account a on a.id = n.account where a.person = d.applicant and n.key = 'rate:' || d.id)
        order by d.returned_at, d.id limit $5`,
      [tx.now, WAIT_DAYS, FORGET_DAYS, RATING_PURPOSE, REMINDERS_A_RUN_MAX],
    )
    let count = 0
    for (const dossier of due) {
      if (!(await hasConsent(tx, dossier.applicant, RATING_PURPOSE))) continue
      count += await notify(
        tx,
        { person: dossier.applicant },
        {
          title: {
            vi: `Mời bạn đánh giá hồ sơ ${dossier.number}`,
            en: `Please rate dossier ${dossier.number}`,
          },
          body: {
            vi: 'Bạn nhận lời nhắc này vì đã đồng ý. Rút lại ở trang Dữ liệu của tôi.',
            en: 'You get this because you consented. Withdraw it under My data.',
          },
          link: `/ho-so/${dossier.number}`,
          key: `rate:${dossier.id}`,
        },
      )
    }
    return count
  })
}

export const ratingReminderJob: Job = {
  name: 'one-stop-rating-reminder',
  every: '11 2 * * *',
  async run(database) {
    await remindToRate(database)
  },
}

/**
 * Reminds applicants whose time to supply is nearly over, once a request: afterwards the dossier is closed. Whoever filed in
 * her place is told too. Answers how many notices were new.
 */
export async function remindToSupply(database: Database): Promise<number> {
  return database.transaction(house, async (tx) => {
    const due = await tx.query<{
      id: string
      number: string
      applicant: string
      representative: string | null
      due_at: Date
    }>(
      `select d.id, d.number, d.applicant, d.representative, k.due_at
         from sen.case_clock k join one_stop.dossier d on d.id = k.record_id
        where k.system = 'one-stop' and k.name = 'supplement' and k.ended_at is null and k.paused_at is null
          and k.due_at > $1 and k.warn_at <= $1 and k.warned_at is not null and d.status = 'supplement-asked'
          and not exists (select from sen.notice n join sen.account a on a.id = n.account
                           where a.person = d.applicant and n.key = 'supply:' || d.id || ':' || (k.due_at at time zone 'Asia/Ho_Chi_Minh')::date)
        order by k.due_at, d.id limit $2`,
      [tx.now, REMINDERS_A_RUN_MAX],
    )
    let count = 0
    for (const dossier of due) {
      const day = localDate(dossier.due_at)
      for (const person of [dossier.applicant, dossier.representative]) {
        if (person === null) continue
        count += await notify(
          tx,
          { person },
          {
            title: {
              vi: `Hồ sơ ${dossier.number} sắp hết hạn bổ sung`,
              en: `The time to supply dossier ${dossier.number} is nearly over`,
            },
            body: {
              vi: `Hãy nộp bổ sung trước ${formatInstant(dossier.due_at)}. Quá hạn, hồ sơ tự đóng.`,
              en: `Supply what was asked before ${formatInstant(dossier.due_at)}. After that it is closed.`,
            },
            link: `/ho-so/${dossier.number}`,
            key: `supply:${dossier.id}:${day}`,
          },
        )
      }
    }
    return count
  })
}

export const supplyReminderJob: Job = {
  name: 'one-stop-supply-reminder',
  every: '7,37 * * * *',
  async run(database) {
    await remindToSupply(database)
  },
}

export { lateAlertJob, lateDigestJob } from './monitor/alerts.ts'
export { weeklyLetterJob } from './monitor/letter.ts'
export { paceJob } from './planning/pace.ts'
export { qualityMonthsJob } from './quality/months.ts'
export { pileJob, scanClearingJob, scanFolderJob, scanReadJob } from './scanning/jobs.ts'
export { ticketClosingJob } from './tickets/jobs.ts'
