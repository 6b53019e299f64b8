import { expect } from 'vitest'
import { openTestSite } from '#host'
import { house } from '#kernel/store'
import { falseClock, type Story, story, type Visitor } from '#kernel/testing'
import { closeDay } from './queue.ts'
import { waitingNow } from './waiting.ts'

interface Hall {
  desk: string
  counters: { id: string; number: number; state: string; mine: boolean; officer: string | null }[]
  current: { id: string; number: string; state: string; calls: number; dossier: { number: string } | null } | null
  waiting: { id: string; number: string }[]
  skipped: { id: string; number: string }[]
}
interface Refused {
  error: { code: string }
}
const DESK = '/api/v1/one-stop/calling'
const WARD = '29869'

async function open(s: Story, at = '2026-10-05T08:00:00+07:00') {
  const site = await openTestSite({ clock: falseClock(at) })
  s.finally(() => site.close())
  s.reach(site.inject)
  const as = async (login: string): Promise<Visitor> => {
    const visitor = s.visitor()
    expect((await visitor.signIn(login, site.password)).status, login).toBe(200)
    return visitor
  }
  const hall = async (officer: Visitor): Promise<Hall> => (await officer.get(`${DESK}/state`)).json<Hall>()
  /** A number from the kiosk, by a form without script; answers the address of the ticket. */
  const take = async (who: Visitor, service: string, kind = 'thuong', place = WARD) => {
    const answer = await who.form(`/lay-so/${place}`, { service, kind, 'tai-cho': '1' })
    return {
      status: answer.status,
      path: String(answer.headers.location ?? '').split('?')[0] as string,
      text: answer.text,
    }
  }
  const numberAt = async (who: Visitor, path: string) =>
    /aria-label="((?:[A-Z0-9] )+[0-9])"/.exec((await who.get(path)).text)?.[1]?.replaceAll(' ', '') ?? ''
  return { ...site, as, hall, take, numberAt }
}

story('a morning in the hall: numbers, fair calling, passing over, handing on', async (s) => {
  const { clock, house: opened, as, hall, take, numberAt } = await open(s)
  const stranger = s.visitor()
  await stranger.get('/lay-so')
  const officer = await as('motcua.caolanh')

  const paths = await s.step('seven people take a number; the day counts them without gaps', async () => {
    const kinds = ['thuong', 'thuong', 'nguoi-cao-tuoi', 'mang-thai', 'nguoi-khuyet-tat', 'thuong', 'thuong']
    const taken: string[] = []
    for (const kind of kinds) {
      const { status, path } = await take(stranger, 'dat-dai', kind)
      expect(status).toBe(303)
      taken.push(path)
      clock.advance(60_000)
    }
    const numbers = []
    for (const path of taken) numbers.push(await numberAt(stranger, path))
    expect(numbers).toEqual(['A001', 'A002', 'U003', 'U004', 'U005', 'A006', 'A007'])
    return taken
  })

  await s.step('what no counter takes, a kind nobody knows and a place that is not there are refused', async () => {
    expect((await take(stranger, 'bay-len-sao-hoa')).status).toBe(422)
    expect((await take(stranger, 'dat-dai', 'nguoi-quen')).status).toBe(422)
    expect((await take(stranger, 'dat-dai', 'thuong', '00000')).status).toBe(404)
    expect((await hall(officer)).waiting).toHaveLength(7)
  })

  const counter = await s.step('an officer opens counter 2', async () => {
    const two = (await hall(officer)).counters.find((one) => one.number === 2)
    const early = await officer.send('POST', `${DESK}/next`, { counter: two?.id })
    expect(early.json<Refused>().error.code).toBe('tickets.not-open')
    const answer = await officer.send('POST', `${DESK}/counter`, { counter: two?.id, act: 'open' })
    expect(answer.status, answer.text).toBe(200)
    return two?.id as string
  })

  await s.step('the phone says how many are before her, and about how long', async () => {
    const page = (await stranger.get(paths[6] as string)).text
    // Three ordinary before her, and at most two priority before each of the four: but only three wait.
    expect(page).toMatch(/Trước bạn <strong>6<\/strong> lượt, ước chừng <strong>72<\/strong> phút/)
    expect(page).toContain('Tính theo thời gian thường lệ.')
  })

  await s.step('two priority numbers, then an ordinary one: nobody starves', async () => {
    const called: string[] = []
    for (let i = 0; i < 7; i++) {
      const answer = await officer.send<Hall>('POST', `${DESK}/next`, { counter })
      expect(answer.status, answer.text).toBe(200)
      const { current } = answer.json<Hall>()
      called.push(current?.number ?? '')
      if (i === 0) {
        const twice = await officer.send('POST', `${DESK}/next`, { counter })
        expect(twice.json<Refused>().error.code).toBe('tickets.still-called')
      }
      await officer.send('POST', `${DESK}/ticket/${current?.id}`, { act: 'serve' })
      clock.advance(4 * 60_000)
    }
    expect(called).toEqual(['U003', 'U004', 'A001', 'U005', 'A002', 'A006', 'A007'])
    // The last is ended by the same key; pressed once more it says that nobody is there.
    const ended = await officer.send<Hall>('POST', `${DESK}/next`, { counter })
    expect(ended.json<Hall>().current).toBeNull()
    expect((await officer.send('POST', `${DESK}/next`, { counter })).json<Refused>().error.code).toBe(
      'tickets.nobody-waits',
    )
  })

  await s.step('the hall was told for each, and the monitor knows the waits', async () => {
    const { desk } = await hall(officer)
    const [now] = await opened.database.transaction(house, (tx) => waitingNow(tx, [desk]))
    expect(now).toMatchObject({ waiting: 0, finished: 7, averageServiceMinutes: 4, openCounters: 1 })
    expect(now?.averageWaitMinutes).toBeGreaterThan(0)
  })

  await s.step(
    'a number not answered is called three times, passed over, and may come back within half an hour',
    async () => {
      await take(stranger, 'dat-dai')
      const { current } = (await officer.send<Hall>('POST', `${DESK}/next`, { counter })).json<Hall>()
      const path = `${DESK}/ticket/${current?.id}`
      expect((await officer.send('POST', path, { act: 'again' })).status).toBe(200)
      expect((await officer.send('POST', path, { act: 'again' })).status).toBe(200)
      expect((await officer.send('POST', path, { act: 'again' })).json<Refused>().error.code).toBe(
        'tickets.called-enough',
      )
      expect((await officer.send<Hall>('POST', path, { act: 'skip' })).json<Hall>().skipped).toHaveLength(1)
      expect((await officer.send<Hall>('POST', path, { act: 'restore' })).json<Hall>().waiting).toHaveLength(1)
      const again = (await officer.send<Hall>('POST', `${DESK}/next`, { counter })).json<Hall>()
      expect(again.current?.number).toBe('A008')
      await officer.send('POST', path, { act: 'skip' })
      clock.advance(31 * 60_000)
      expect((await officer.send('POST', path, { act: 'restore' })).json<Refused>().error.code).toBe(
        'tickets.too-late-back',
      )
    },
  )

  await s.step('a ticket handed to another counter waits for that one alone', async () => {
    const path = (await take(stranger, 'dat-dai')).path
    const three = (await hall(officer)).counters.find((one) => one.number === 3)?.id
    const { current } = (await officer.send<Hall>('POST', `${DESK}/next`, { counter })).json<Hall>()
    await officer.send('POST', `${DESK}/ticket/${current?.id}`, { act: 'transfer', counter: three })
    expect((await officer.send('POST', `${DESK}/next`, { counter })).json<Refused>().error.code).toBe(
      'tickets.nobody-waits',
    )
    const head = await as('giamdoc.caolanh')
    expect((await head.send('POST', `${DESK}/counter`, { counter: three, act: 'open' })).status).toBe(200)
    const there = (await head.send<Hall>('POST', `${DESK}/next`, { counter: three })).json<Hall>()
    expect(there.current?.number).toBe('A009')
    const phone = (await stranger.get(path)).text
    expect(phone).toContain('Mời đến quầy 3')
    const board = await stranger.get(`/man-hinh/${WARD}`)
    expect(board.text).toContain('Mời số A009 đến quầy 3')
    const taken = await officer.send('POST', `${DESK}/counter`, { counter: three, act: 'open' })
    expect(taken.json<Refused>().error.code).toBe('tickets.counter-taken')
  })

  await s.step('another centre cannot act here, and a stranger reads no ticket but her own', async () => {
    const far = await as('motcua.mytho')
    const mine = (await hall(officer)).counters.find((one) => one.number === 2)?.id
    expect((await far.send('POST', `${DESK}/next`, { counter: mine })).json<Refused>().error.code).toBe(
      'tickets.no-counter',
    )
    expect(
      (await far.get<{ rows: unknown[] }>('/api/v1/one-stop/ticket?scope=all')).json<{ rows: unknown[] }>().rows,
    ).toEqual([])
    expect((await stranger.get('/so-thu-tu/0000000000000000')).status).toBe(404)
    const list = await officer.get<{ rows: { code: string | null }[] }>('/api/v1/one-stop/ticket?scope=all&fields=all')
    for (const row of list.json<{ rows: { code: string | null }[] }>().rows) expect(row.code ?? null).toBeNull()
  })

  await s.step('in the night what was left is let go and counters are closed', async () => {
    await take(stranger, 'dat-dai')
    clock.set('2026-10-06T00:23:00+07:00')
    expect(await opened.database.transaction(house, closeDay)).toBe(3)
    const states = await opened.database.transaction(house, (tx) =>
      tx.query<{ state: string; count: number }>(
        "select state, count(*)::int as count from one_stop.ticket where day = '2026-10-05' group by 1 order by 1",
      ),
    )
    expect(states).toEqual([
      { state: 'finished', count: 7 },
      { state: 'left', count: 3 },
    ])
  })
})

story('a number is not given at night, and twenty people at once get twenty numbers', async (s) => {
  const { clock, take, numberAt, as, hall } = await open(s, '2026-10-05T21:00:00+07:00')
  const stranger = s.visitor()
  await stranger.get('/lay-so')

  await s.step('after hours the kiosk says when to come', async () => {
    const answer = await take(stranger, 'ho-tich')
    expect(answer.status).toBe(409)
    expect(answer.text).toContain('ngoài giờ làm việc')
  })

  await s.step('in the morning twenty presses at once leave no gap and no pair', async () => {
    clock.set('2026-10-06T07:05:00+07:00')
    const taken = await Promise.all(Array.from({ length: 20 }, () => take(stranger, 'ho-tich')))
    const numbers = await Promise.all(taken.map(({ path }) => numberAt(stranger, path)))
    expect(numbers.sort()).toEqual(Array.from({ length: 20 }, (_, i) => `A${String(i + 1).padStart(3, '0')}`))
  })

  await s.step('two officers who call at once get two people', async () => {
    const [one, two] = [await as('motcua.caolanh'), await as('giamdoc.caolanh')]
    const { counters } = await hall(one)
    const id = (number: number) => counters.find((counter) => counter.number === number)?.id
    await one.send('POST', `${DESK}/counter`, { counter: id(1), act: 'open' })
    await two.send('POST', `${DESK}/counter`, { counter: id(3), act: 'open' })
    const called = await Promise.all([
      one.send<Hall>('POST', `${DESK}/next`, { counter: id(1) }),
      two.send<Hall>('POST', `${DESK}/next`, { counter: id(3) }),
    ])
    expect(called.map((answer) => answer.json<Hall>().current?.number).sort()).toEqual(['A001', 'A002'])
  })
})

story('a place is booked from home, and the number is given when she is there', async (s) => {
  const { clock, as, hall, take } = await open(s)
  const lan = await as('lan')
  const stranger = s.visitor()
  await stranger.get('/lay-so')
  const at = '2026-10-05T02:30:00.000Z'
  const book = (change: Record<string, string> = {}) =>
    lan.form(`/lay-so/${WARD}/hen`, { ngay: '2026-10-05', service: 'ho-tich', kind: 'thuong', at, ...change })

  const path = await s.step('9:30 is free; a time that is no slot is not', async () => {
    expect((await stranger.get(`/lay-so/${WARD}/hen`)).status).toBe(401)
    expect((await book({ at: '2026-10-05T02:31:00.000Z' })).status).toBe(422)
    expect((await book({ at: '2026-10-10T02:30:00.000Z', ngay: '2026-10-10' })).status).toBe(422)
    const answer = await book()
    expect(answer.status, answer.text.slice(-300)).toBe(303)
    return String(answer.headers.location)
  })

  await s.step('two bookings are enough for one person', async () => {
    expect((await book({ at: '2026-10-05T03:00:00.000Z' })).status).toBe(303)
    expect((await book({ at: '2026-10-05T07:00:00.000Z' })).status).toBe(429)
  })

  await s.step(
    'too early she cannot take it; in time she stands by her time, not behind who came meanwhile',
    async () => {
      expect((await lan.form(path, { viec: 'den' })).status).toBe(409)
      clock.set('2026-10-05T09:05:00+07:00')
      await take(stranger, 'ho-tich')
      clock.set('2026-10-05T09:35:00+07:00')
      await take(stranger, 'ho-tich')
      expect((await lan.form(path, { viec: 'den' })).status).toBe(303)
      expect((await lan.form(path, { viec: 'den' })).status).toBe(409)
      const officer = await as('motcua.caolanh')
      const one = (await hall(officer)).counters.find((counter) => counter.number === 1)?.id
      await officer.send('POST', `${DESK}/counter`, { counter: one, act: 'open' })
      const called: (string | undefined)[] = []
      for (let i = 0; i < 3; i++) {
        const { current } = (await officer.send<Hall>('POST', `${DESK}/next`, { counter: one })).json<Hall>()
        called.push(current?.number)
        await officer.send('POST', `${DESK}/ticket/${current?.id}`, { act: 'serve' })
      }
      // She was given the third number, and was called second.
      expect(called).toEqual(['A001', 'A003', 'A002'])
      const notices = (await lan.get('/api/v1/notices')).text
      expect(notices).toContain('Mời số A003 đến quầy 1')
    },
  )
})
