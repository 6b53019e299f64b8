import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestSite, type TestSite } from '#host'
import { openMailer } from '#kernel/channels'
import { house, type Tx } from '#kernel/store'
import { falseClock, type Visitor, visitor } from '#kernel/testing'
import { putHandSet } from '../quality/hand-set.ts'
import { sendDigest, warnHeads } from './alerts.ts'
import { sendLetters, writeLetter } from './letter.ts'

/** The live monitor through its doors, the warnings and the weekly letter. The clock stands on Monday, 5 October 2026, 8:00. */

let site: TestSite
const people: Record<string, Visitor> = {}
const received: string[] = []
let server: SMTPServer

interface BoardShown {
  province: boolean
  totals: {
    open: number
    late: number
    soon: number
    waiting: number
    received_today: number
    onlineShare: number | null
  }
  agencies: {
    agency: string
    name: string
    commune: string | null
    open: number
    late: number
    lateShare: number | null
  }[]
  stuck: { unit: string; late: number; agency: string | null }[]
  counters: { name: string; received_today: number; waiting: number | null; longestMinutes: number | null }[]
  tickets: boolean
  letter: boolean
}

const asHouse = <T>(work: (tx: Tx) => Promise<T>) => site.house.database.transaction(house, work)
const board = async (login: string): Promise<BoardShown> => {
  const answer = await (people[login] as Visitor).get('/api/v1/one-stop/monitor')
  expect(answer.status, answer.text.slice(0, 300)).toBe(200)
  return answer.json<BoardShown>()
}
const noticesOf = (login: string) =>
  asHouse((tx) =>
    tx.query<{ key: string; title: string; link: string }>(
      "select n.key, n.title_vi as title, n.link from sen.notice n join sen.account a on a.id = n.account where a.login = $1 and n.key like 'late-%' order by n.key",
      [login],
    ),
  )
const signAllIn = async () => {
  for (const login of [
    'tonghop',
    'lanhdao.caolanh',
    'lanhdao.mytho',
    'giamdoc.caolanh',
    'motcua.caolanh',
    'thuly.caolanh',
  ]) {
    const who = people[login] ?? visitor(site.inject)
    expect((await who.signIn(login, site.password)).status, login).toBe(200)
    people[login] = who
  }
}

beforeAll(async () => {
  site = await openTestSite({ clock: falseClock('2026-10-05T08:00:00+07:00') })
  await asHouse(async (tx) => {
    await putHandSet(tx)
    // The demonstration's own tasks are not of this story.
    await tx.query("update sen.task set done_at = $1, outcome = 'aside' where done_at is null", [tx.now])
  })
  await signAllIn()
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
})
afterAll(async () => {
  if (server) await new Promise<void>((done) => server.close(() => done()))
  await site?.close()
})

describe('the board', () => {
  test('the province: open, late, about to be late, each with its rows', async () => {
    const shown = await board('tonghop')
    // A5 (4, due today 10:00) and C3 (10, due 28 September) are open.
    expect(shown.totals).toMatchObject({ open: 14, late: 10, soon: 4, waiting: 0, received_today: 0 })
    // Received since 5 September: A3 20, A4 6, A5 4, B5 10, B6 5, C 40; of which online A4 6, A5 4, C1 20, C2 10.
    expect(shown.totals.onlineShare).toBe(Math.round((40 * 1_000) / 85) / 10)
    expect(
      shown.agencies.filter((row) => row.late > 0).map((row) => [row.commune, row.open, row.late, row.lateShare]),
    ).toEqual([['28249', 10, 10, 100]])
    for (const [part, count] of [
      ['open', 14],
      ['late', 10],
      ['soon', 4],
      ['waiting', 0],
      ['today', 0],
    ] as const) {
      const answer = await (people.tonghop as Visitor).get(`/api/v1/one-stop/monitor/rows?part=${part}`)
      expect(answer.json<{ rows: unknown[] }>().rows, part).toHaveLength(count)
    }
  })

  test('without queue tickets the board says so; with one it tells who waits, and for how long', async () => {
    const before = await board('tonghop')
    expect(before.tickets).toBe(false)
    expect(before.counters.every((row) => row.waiting === null)).toBe(true)
    await asHouse((tx) =>
      tx.query(
        `insert into one_stop.ticket (id, unit, created_at, updated_at, number, day, place, kind, rank, service, state, source, code, queued_at, taken_at)
         select gen_random_uuid(), u.id, $1, $1, 'A1', '2026-10-05', 1, 'ordinary', 2, 'all', 'waiting', 'kiosk', 'mot-ma-thu', $1::timestamptz - interval '12 minutes', $1::timestamptz - interval '12 minutes'
           from sen.unit u where u.code = 'H20.x29869.mc'`,
        [tx.now],
      ),
    )
    site.clock.advance(6_000)
    const after = await board('tonghop')
    expect(after.tickets).toBe(true)
    expect(after.counters[0]).toMatchObject({ name: 'TT PVHCC Cao Lãnh', waiting: 1 })
    expect(after.counters[0]?.longestMinutes).toBeCloseTo(12.1, 0)
    expect((await board('lanhdao.mytho')).counters.every((row) => row.name !== 'TT PVHCC Cao Lãnh')).toBe(true)
  })

  test('a leader sees her own commune and nothing of others', async () => {
    const shown = await board('lanhdao.caolanh')
    expect(shown.province).toBe(false)
    expect(shown.agencies.map((row) => [row.commune, row.open])).toEqual([['29869', 4]])
    expect(shown.totals).toMatchObject({ open: 4, late: 0, soon: 4 })
    const far = (await board('tonghop')).agencies.find((row) => row.commune === '28249')?.agency
    for (const path of [`rows?agency=${far}`, `units?agency=${far}`]) {
      const answer = await (people['lanhdao.caolanh'] as Visitor).get(`/api/v1/one-stop/monitor/${path}`)
      expect(answer.status, path).toBe(403)
    }
    const all = await (people['lanhdao.caolanh'] as Visitor).get<{ rows: { agency: string }[] }>(
      '/api/v1/one-stop/monitor/rows?part=open',
    )
    expect(all.json<{ rows: unknown[] }>().rows).toHaveLength(4)
    expect((await (people['motcua.caolanh'] as Visitor).get('/api/v1/one-stop/monitor')).status).toBe(403)
  })

  test('what is filed now is on the board five seconds later, and leads to unit, officer and dossier', async () => {
    const counter = people['motcua.caolanh'] as Visitor
    const procedure = await asHouse((tx) =>
      tx.one<{ id: string }>("select id from one_stop.procedure where code = '2.000815' and fileable"),
    )
    const made = await counter.send('POST', '/api/v1/one-stop/intake', {
      procedure: procedure?.id,
      national_id: '087185123456',
      full_name: 'Trần Thị Bảy Kín',
      phone: '0900099887',
    })
    expect(made.status, made.text).toBe(201)
    const { dossier } = made.json<{ dossier: string }>()
    site.clock.advance(6_000)
    const shown = await board('lanhdao.caolanh')
    expect(shown.totals).toMatchObject({ open: 5, received_today: 1 })
    expect(shown.counters[0]).toMatchObject({ received_today: 1 })
    const agency = shown.agencies[0]?.agency as string
    const leader = people['lanhdao.caolanh'] as Visitor
    const units = (await leader.get(`/api/v1/one-stop/monitor/units?agency=${agency}`)).json<{
      units: {
        unit: string
        name: string
        open: number
        officers: { account: string | null; name: string | null; open: number }[]
      }[]
    }>().units
    expect(units.map((one) => [one.name, one.open])).toEqual([['TT PVHCC Cao Lãnh', 1]])
    const officer = units[0]?.officers[0]
    const rows = (
      await leader.get(
        `/api/v1/one-stop/monitor/rows?part=open&agency=${agency}&unit=${units[0]?.unit}${officer?.account ? `&officer=${officer.account}` : ''}`,
      )
    ).json<{ rows: { id: string; link: string }[] }>().rows
    expect(rows.map((row) => row.id)).toEqual([dossier])
    expect(rows[0]?.link).toBe(`/officer/cases/one-stop/dossier/${dossier}`)
    const all = await leader.get('/api/v1/one-stop/monitor/rows?part=open')
    expect(all.text).not.toContain('Bảy Kín')
  })
})

describe('warnings', () => {
  test('heads are warned once a dossier and level', async () => {
    expect(await warnHeads(site.house.database)).toBe(14)
    const head = await noticesOf('giamdoc.caolanh')
    // The four of A5; what was filed just now has five working days.
    expect(head.filter((one) => one.key.endsWith(':soon'))).toHaveLength(4)
    expect(head[0]?.title).toMatch(/sắp đến hạn$/)
    expect(head[0]?.link).toMatch(/^\/officer\/cases\/one-stop\/dossier\//)
    // C3 has been late for exactly five working days: that is told to the monitor of the province.
    const far = await noticesOf('tonghop')
    expect(far.filter((one) => one.key.endsWith(':long-late'))).toHaveLength(0)
    expect(await warnHeads(site.house.database), 'said once').toBe(0)
    site.clock.advance(3 * 3_600_000)
    // At eleven A5 is late (due at ten), C3 long late.
    expect(await warnHeads(site.house.database)).toBe(4 + 10)
    expect((await noticesOf('lanhdao.caolanh')).filter((one) => one.key.endsWith(':late'))).toHaveLength(4)
    expect((await noticesOf('tonghop')).filter((one) => one.key.endsWith(':long-late'))).toHaveLength(10)
    expect(await warnHeads(site.house.database)).toBe(0)
  })

  test('a head is not flooded: past fifteen the rest is one sentence', async () => {
    await asHouse((tx) =>
      tx.query(
        "update one_stop.dossier set finished_at = null, returned_at = null, status = 'processing', due_at = $1::timestamptz - interval '1 hour' where number like 'THU-B1-%'",
        [tx.now],
      ),
    )
    expect(await warnHeads(site.house.database)).toBe(30)
    const told = (await noticesOf('lanhdao.mytho')).filter((one) => one.key.startsWith('late-alert'))
    expect(told).toHaveLength(16)
    expect(told.find((one) => one.key.startsWith('late-alert-rest'))?.title).toBe('Và 15 hồ sơ khác đã quá hạn')
  })

  test('the digest of a working morning, once; none on a Sunday', async () => {
    site.clock.set('2026-10-06T06:50:00+07:00')
    expect(await sendDigest(site.house.database)).toBeGreaterThan(2)
    await sendDigest(site.house.database)
    const told = (await noticesOf('lanhdao.mytho')).filter((one) => one.key.startsWith('late-digest'))
    expect(told.map((one) => one.title)).toEqual(['Sáng nay: 30 hồ sơ quá hạn, 0 sắp đến hạn'])
    site.clock.set('2026-10-11T06:50:00+07:00')
    expect(await sendDigest(site.house.database)).toBe(0)
  })
})

/** The decoded parts of a mail. */
function parts(mail: string): string[] {
  return mail
    .replaceAll('\r\n', '\n')
    .split(/\r?\n--[^\r\n]+\r?\n/)
    .map((part) => {
      const body = part
        .split(/\r?\n\r?\n/)
        .slice(1)
        .join('\n\n')
      if (/quoted-printable/i.test(part))
        return Buffer.from(
          body
            .replace(/=\r?\n/g, '')
            .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
          'latin1',
        )
          .toString('utf8')
          .replaceAll('\r\n', '\n')
      return /base64/i.test(part) ? Buffer.from(body, 'base64').toString('utf8').replaceAll('\r\n', '\n') : body
    })
}

describe('the weekly letter', () => {
  const mailer = () =>
    openMailer({
      SEN_SMTP_URL: `smtp://127.0.0.1:${(server.server.address() as { port: number }).port}?ignoreTLS=true`,
      SEN_MAIL_FROM: 'sen@example.vn',
    }) as NonNullable<ReturnType<typeof openMailer>>
  const send = () => sendLetters(site.house.database, mailer(), 'https://sen.example.vn')

  test('goes to leaders with an address, once a week, each with what she follows', async () => {
    site.clock.set('2026-10-12T07:00:00+07:00')
    await signAllIn()
    await asHouse(async (tx) => {
      await tx.query('update sen.account set email = null')
      for (const login of ['tonghop', 'lanhdao.mytho', 'lanhdao.caolanh', 'motcua.caolanh'])
        await tx.query('update sen.account set email = $2 where login = $1', [login, `${login}@example.vn`])
    })
    expect(await send()).toBe(3)
    expect(await send(), 'once a week').toBe(0)
    const to = (login: string) => received.find((mail) => mail.includes(`To: ${login}@example.vn`)) as string
    expect(received.some((mail) => mail.includes('motcua'))).toBe(false)
    const [, text = '', page = ''] = parts(to('lanhdao.mytho'))
    expect(text).toContain('Quá hạn: 30 (tuần trước 0, +30)')
    expect(text).toContain('Xấu đi so với tuần trước\n- Phường Mỹ Tho: 30 quá hạn, tuần trước 0')
    expect(text.match(/https:\/\/sen\.example\.vn\/officer\/cases\/one-stop\/dossier\//g)).toHaveLength(10)
    expect(text).not.toContain('THU-C3')
    expect(page).toContain('<a href="https://sen.example.vn/officer/cases/one-stop/dossier/')
    expect(page).toContain('https://sen.example.vn/officer/desk/one-stop/monitor?letter=1')
    expect(parts(to('tonghop'))[1]).toContain('THU-C3-001')
    // No applicant is named in a mail.
    expect(received.join()).not.toContain('Người nộp thử')
  })

  test('whoever refuses gets none, and may take it up again', async () => {
    const leader = people['lanhdao.mytho'] as Visitor
    expect((await board('lanhdao.mytho')).letter).toBe(true)
    expect((await leader.send('POST', '/api/v1/one-stop/monitor/letter', { wanted: false })).status).toBe(200)
    expect((await board('lanhdao.mytho')).letter).toBe(false)
    site.clock.set('2026-10-19T07:00:00+07:00')
    expect(await send()).toBe(2)
    await signAllIn()
    await leader.send('POST', '/api/v1/one-stop/monitor/letter', { wanted: true })
    expect(await send(), 'she alone had none this week').toBe(1)
  })

  test('names from outside stay text in the page of the letter', () => {
    const letter = writeLetter({
      week: '2026-10-12',
      at: new Date('2026-10-12T00:00:00Z'),
      name: '<img src=x onerror=alert(1)>',
      sums: [],
      names: new Map(),
      late: [
        {
          id: '01993000-0000-7000-8000-000000000000',
          number: 'H20.101.01-261001-0001',
          procedure_name: '</li><script>alert(1)</script>',
          agency: '"><b>',
          due_at: new Date('2026-10-01T03:00:00Z'),
        },
      ],
      publicUrl: 'https://sen.example.vn',
    })
    expect(letter.html).not.toMatch(/<img|<script|"><b>/)
    expect(letter.html).toContain('&lt;script&gt;')
    expect(letter.text).toContain('hẹn trả 10:00 ngày 01/10/2026')
  })
})
