import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { casesSchema, notify } from '#kernel/cases'
import { house } from '#kernel/store'
import { openTestHouse, type TestHouse } from '#kernel/testing'
import { giveConsent, loadConsentTexts, withdrawConsent } from '#kernel/trust'
import { mailJob, openMailer } from './mail.ts'

let club: TestHouse
let server: SMTPServer
let port: number
const received: string[] = []

beforeAll(async () => {
  club = await openTestHouse({ schemas: [casesSchema] })
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      let text = ''
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8')
      })
      stream.on('end', () => {
        received.push(text)
        done()
      })
    },
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  port = (server.server.address() as { port: number }).port
})
afterAll(async () => {
  await new Promise<void>((done) => server.close(() => done()))
  await club.close()
})

test('a notice goes out once by SMTP, in the language of its reader, with a link to this house', async () => {
  const { database } = club
  const account = await database.transaction(house, async (tx) => {
    const row = await tx.one<{ id: string }>(
      "update sen.account set email = 'nguoi.nhan@example.vn' where id = (select id from sen.account order by login limit 1) returning id",
    )
    await notify(
      tx,
      { accounts: [row?.id as string] },
      {
        title: { vi: 'Hồ sơ đã được tiếp nhận', en: 'Accepted' },
        body: { vi: 'Mời xem chi tiết.', en: 'See more.' },
        link: '/ho-so/1',
        key: 'mail-test',
      },
    )
    return row?.id
  })
  expect(account).toBeDefined()
  const mailer = openMailer({
    SEN_SMTP_URL: `smtp://127.0.0.1:${port}?ignoreTLS=true`,
    SEN_MAIL_FROM: 'sen@example.vn',
  })
  expect(mailer).not.toBeNull()
  const job = mailJob(mailer as NonNullable<typeof mailer>, 'https://sen.example.vn')
  await job.run(database, {}, new AbortController().signal)
  await job.run(database, {}, new AbortController().signal)
  expect(received).toHaveLength(1)
  const mail = received[0] as string
  expect(mail).toContain('To: nguoi.nhan@example.vn')
  // RFC 2047 encoded words, whichever of the two encodings the mailer chose.
  const subject = [...(/^Subject: ((?:.|\r\n[ \t])*)/im.exec(mail)?.[1] ?? '').matchAll(/=\?UTF-8\?([BQ])\?(.*?)\?=/gi)]
    .map(([, kind, text]) =>
      (kind?.toUpperCase() === 'B'
        ? Buffer.from(text as string, 'base64')
        : Buffer.from(
            (text as string)
              .replaceAll('_', ' ')
              .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
            'latin1',
          )
      ).toString('utf8'),
    )
    .join('')
  expect(subject).toBe('Hồ sơ đã được tiếp nhận')
  const body = mail.split('\r\n\r\n').slice(1).join('\n')
  const text = /quoted-printable/i.test(mail)
    ? body.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, '%$1')
    : Buffer.from(body, 'base64').toString('utf8')
  expect(text).toContain('https://sen.example.vn/ho-so/1')
})

test('a citizen gets copies by mail only while she consents; silence is no', async () => {
  const { database } = club
  const sent: string[] = []
  const job = mailJob({ send: async (_to, subject) => void sent.push(subject) }, 'https://sen.example.vn')
  const run = async (key: string) => {
    await database.transaction(house, async (tx) => {
      const row = await tx.one<{ id: string }>(
        "update sen.account set email = 'chu.dieu@example.vn' where login = 'chu-dieu' returning id",
      )
      await notify(tx, { accounts: [row?.id as string] }, { title: { vi: key, en: key }, key })
    })
    await job.run(database, {}, new AbortController().signal)
  }
  await run('chưa đồng ý')
  expect(sent).toEqual([])
  await database.transaction(house, (tx) =>
    loadConsentTexts(tx, [
      {
        purpose: 'mail-copies',
        version: 1,
        valid_from: '2026-01-01',
        valid_to: null,
        title: { vi: 'Thư', en: 'Mail' },
        text: { vi: 'Gửi thư', en: 'Send mail' },
        source: 'kite club',
      },
    ]),
  )
  const owner = await club.as('chu-dieu')
  await database.transaction(owner, (tx) => giveConsent(tx, { purpose: 'mail-copies', version: 1 }))
  await run('đã đồng ý')
  // What she was told within the last day comes along, whichever first.
  expect(sent.toSorted()).toEqual(['chưa đồng ý', 'đã đồng ý'])
  await database.transaction(owner, (tx) => withdrawConsent(tx, owner.person as string, 'mail-copies'))
  await run('đã rút')
  expect(sent).toHaveLength(2)
})

test('without an address of a server mail is off', () => {
  expect(openMailer({})).toBeNull()
})

test('what somebody wrote stays in the line it was written for: no header and no reader is added', async () => {
  const mailer = openMailer({
    SEN_SMTP_URL: `smtp://127.0.0.1:${port}?ignoreTLS=true`,
    SEN_MAIL_FROM: 'sen@example.vn',
  })
  const split = 'Hồ sơ\r\nBcc: ke-xau@evil.example\r\nX-Senx: 1\r\n\r\nnội dung giả'
  const before = received.length
  await mailer?.send('nguoi.nhan@example.vn', split, `Kính gửi\r\n.\r\nMAIL FROM:<a@evil.example>\r\n${split}`)
  await mailer?.send('nguoi.nhan@example.vn\r\nBcc: ke-xau@evil.example', 'Hồ sơ', 'Kính gửi').catch(() => undefined)
  expect(received.length).toBeGreaterThan(before)
  for (const mail of received.slice(before)) {
    const headers = mail.slice(0, mail.search(/\r?\n\r?\n/))
    expect(headers).not.toMatch(/^(?:bcc|x-senx):/im)
    expect(headers.match(/^subject:/gim)).toHaveLength(1)
  }
})
