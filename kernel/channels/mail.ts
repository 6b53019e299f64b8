import { createTransport } from 'nodemailer'
import type { Database, Job } from '#kernel/store'
import { house } from '#kernel/store'
import type { Mailer } from './site.ts'

const MAILS_A_RUN_MAX = 200
/** A citizen gets copies by mail only while she consents to it; officers' mail is their work. */
const MAIL_PURPOSE = 'mail-copies'

/**
 * SMTP by `SEN_SMTP_URL` (smtp://user:password@host:port) and `SEN_MAIL_FROM`. Without it mail is off, and notices stay in the application.
 */
export function openMailer(environment: NodeJS.ProcessEnv): Mailer | null {
  const url = environment.SEN_SMTP_URL
  if (!url) return null
  const transport = createTransport(url, {
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
  } as never)
  const from = environment.SEN_MAIL_FROM ?? 'sen@localhost'
  return {
    async send(to, subject, text, html) {
      await transport.sendMail({
        from,
        to,
        subject,
        text,
        ...(html ? { html } : {}),
        disableFileAccess: true,
        disableUrlAccess: true,
      })
    },
  }
}

/**
 * Sends notices by e-mail to accounts that have an address. A notice is marked before it is sent: after a crash between
 * the two a mail may be missing, and the notice is still in the application; twice would be worse than once in two places.
 */
export function mailJob(mailer: Mailer, publicUrl: string): Job {
  return {
    name: 'mail',
    every: '* * * * *',
    triesMax: 2,
    async run(database: Database) {
      const due = await database.transaction(house, (tx) =>
        tx.query<{ email: string; title: string; body: string | null; link: string | null }>(
          `update sen.notice n set mailed_at = $1 from sen.account a
            where a.id = n.account and a.email is not null and n.id in (
              select n2.id from sen.notice n2 join sen.account a2 on a2.id = n2.account
               where n2.mailed_at is null and a2.email is not null and n2.at > $1::timestamptz - interval '1 day'
                 and (a2.person is null or exists (select from sen.role_grant g where g.account = a2.id) or sen.has_consent(a2.person, $2))
               order by n2.at limit ${MAILS_A_RUN_MAX} for update of n2 skip locked)
           returning a.email, case a.lang when 'en' then n.title_en else n.title_vi end as title, case a.lang when 'en' then n.body_en else n.body_vi end as body, n.link`,
          [tx.now, MAIL_PURPOSE],
        ),
      )
      for (const mail of due) {
        const text = [mail.body, mail.link ? new URL(mail.link, publicUrl).href : null].filter(Boolean).join('\n\n')
        await mailer.send(mail.email, mail.title, text || mail.title)
      }
    },
  }
}
