import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OPERATIONS_PATH, watchOnce } from '#kernel/channels'
import { house } from '#kernel/store'
import { type Visitor, visitor } from '#kernel/testing'
import { beat, listAlerts, setAlertRule } from '#kernel/trust'
import { openTestSite, type TestSite } from './test-site.ts'

let site: TestSite
let administrator: Visitor

beforeAll(async () => {
  site = await openTestSite()
  administrator = visitor(site.inject)
  expect((await administrator.signIn('quantri', site.password)).status).toBe(200)
}, 120_000)
afterAll(() => site?.close())

const standing = async (): Promise<string[]> =>
  (await site.house.database.transaction(house, (tx) => listAlerts(tx, 'standing'))).map((one) => one.rule).sort()
const notices = async (): Promise<{ title: { vi: string }; link: string | null }[]> =>
  (await administrator.get<{ rows: { title: { vi: string }; link: string | null }[] }>('/api/v1/notices')).json().rows
const look = () => watchOnce(site.house.database)
const minutesLater = (minutes: number) => site.clock.set(new Date(site.clock.now().getTime() + minutes * 60_000))

/** A host of this house as its heartbeat tells it. */
const say = (name: string, state: Record<string, unknown>, leaving = false) =>
  site.house.database.transaction(house, (tx) =>
    beat(tx, {
      name,
      pid: 1,
      startedAt: site.clock.now(),
      version: '1',
      state: { disks: [], certificates: [], keys: [], backup: null, clockSeconds: 0, ntpSeconds: null, ...state },
      leaving,
    }),
  )

describe('a burst of refused sign-ins', () => {
  test('raises one alert a condition and one notice, counts up, and closes itself when it is over', async () => {
    // whatever else holds at this moment stands already
    await look()
    const before = await standing()
    const told = (await notices()).length
    const guesser = visitor(site.inject)
    for (let guess = 0; guess < 25; guess++)
      expect((await guesser.signIn('motcua.mytho', `sai-lần-${guess}-xyz`)).status).toBeGreaterThanOrEqual(400)
    const { opened } = await look()
    expect(opened.map((one) => one.rule).sort()).toEqual(['sign-in-refused-account', 'sign-in-refused-network'])
    expect(
      opened.every((one) => !JSON.stringify(one).includes('motcua.mytho')),
      'no login in an alert',
    ).toBe(true)
    const first = await notices()
    expect(first.length).toBe(told + 2)
    expect(first[0]?.link).toBe(OPERATIONS_PATH)
    // it lasts: nobody is told again
    expect((await look()).opened).toEqual([])
    expect((await notices()).length).toBe(told + 2)
    const [alert] = (await site.house.database.transaction(house, (tx) => listAlerts(tx, 'standing'))).filter(
      (one) => one.rule === 'sign-in-refused-network',
    )
    expect(alert).toMatchObject({ state: 'open', count: 2 })

    minutesLater(6)
    const { closed } = await look()
    expect(closed.map((one) => one.rule).sort()).toEqual(['sign-in-refused-account', 'sign-in-refused-network'])
    // a house of a test seals nothing, so its log may have come to stand meanwhile
    expect((await standing()).filter((rule) => rule !== 'log-unsealed')).toEqual(
      before.filter((rule) => rule !== 'log-unsealed'),
    )
  })
})

describe('the other conditions', () => {
  test('the log that is not sealed for a minute', async () => {
    // this house runs no jobs and so seals nothing; something was written before
    minutesLater(2)
    await look()
    expect(await standing()).toContain('log-unsealed')
  })

  test('a full disk, an old backup, a certificate, a key, a clock and a host that fell silent', async () => {
    const now = site.clock.now()
    const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString()
    await say('máy-1:3000', {
      disks: [{ name: 'dữ liệu', freeBytes: 0.5 * 2 ** 30, allBytes: 100 * 2 ** 30 }],
      backup: {
        to: '/mnt/sao-luu',
        newest: { name: 'x', finishedAt: ago(30), bytes: 1, secrets: 'sealed' },
        count: 1,
        freeBytes: 1,
        sameDisk: false,
        broken: [],
        shipping: {
          coveredTo: ago(1),
          behindBytes: 5e8,
          error: 'ENOSPC: no space left on device',
          brokenAt: null,
          shippedAt: ago(1),
        },
      },
      clockSeconds: 7.5,
      certificates: [{ name: 'tls.pem', notAfter: new Date(now.getTime() + 5 * 86_400_000).toISOString() }],
      keys: [{ name: 'keys.json', madeAt: ago(24 * 500) }],
    })
    await say('máy-2:3000', {})
    const { opened } = await look()
    expect(opened.map((one) => `${one.rule} ${one.key}`).sort()).toEqual([
      'backup-old copy',
      'backup-old shipping máy-1:3000',
      'clock-drift máy-1:3000',
      'disk-low máy-1:3000 dữ liệu',
      'key-expires certificate tls.pem',
      'key-expires key keys.json',
    ])
    expect(opened.find((one) => one.rule === 'disk-low')?.severity).toBe('critical')
    // the first says good-bye, the second does not
    await say('máy-1:3000', {}, true)
    minutesLater(2)
    await look()
    expect(await standing()).toEqual(['host-gone', 'log-unsealed'])
    await say('máy-2:3000', {})
    await look()
    expect(await standing()).toEqual(['log-unsealed'])
  })

  test('thresholds are values with dates: a new one holds from its day', async () => {
    const { database } = site.house
    const day = '2026-10-06'
    await database.transaction(house, (tx) =>
      setAlertRule(tx, { name: 'disk-low', from: day, to: null, values: { freeGibMin: 50 }, source: 'thử' }),
    )
    const disks = [{ name: 'dữ liệu', freeBytes: 20 * 2 ** 30, allBytes: 100 * 2 ** 30 }]
    await say('máy-2:3000', { disks })
    await look()
    expect(await standing()).not.toContain('disk-low')
    site.clock.set(new Date('2026-10-06T09:00:00+07:00'))
    await say('máy-2:3000', { disks })
    await look()
    expect(await standing()).toContain('disk-low')
  })
})

describe('the page', () => {
  test('shows what stands; a note is needed to close; the auditor looks and does not touch', async () => {
    administrator = visitor(site.inject)
    expect((await administrator.signIn('quantri', site.password)).status).toBe(200)
    const page = await administrator.get(OPERATIONS_PATH)
    expect(page.status).toBe(200)
    expect(page.text).toContain('Ổ đĩa sắp đầy')
    expect(page.text).toContain('Nhật ký chưa được niêm phong')
    const id = /canh-bao\/([0-9a-f-]{36})\/dong/.exec(page.text)?.[1] as string

    const bare = await administrator.form(`${OPERATIONS_PATH}/canh-bao/${id}/dong`, { note: ' ' })
    expect(bare.status).toBe(422)
    expect(bare.text).toContain('Hãy ghi đã làm gì')
    expect((await administrator.form(`${OPERATIONS_PATH}/canh-bao/${id}/nhan`, { note: 'đang dọn ổ' })).status).toBe(
      303,
    )
    expect((await administrator.get(OPERATIONS_PATH)).text).toContain('đang dọn ổ')
    expect((await administrator.form(`${OPERATIONS_PATH}/canh-bao/${id}/dong`, { note: 'Đã dọn ổ đĩa' })).status).toBe(
      303,
    )
    expect((await administrator.get(OPERATIONS_PATH)).text).toContain('Đã dọn ổ đĩa')
    expect((await administrator.form(`${OPERATIONS_PATH}/canh-bao/${id}/dong`, { note: 'lần nữa' })).status).toBe(404)

    const auditor = visitor(site.inject)
    await auditor.signIn('kiemtoan', site.password)
    const seen = await auditor.get(OPERATIONS_PATH)
    expect(seen.status).toBe(200)
    expect(seen.text).not.toContain('/dong"')
    expect((await auditor.form(`${OPERATIONS_PATH}/canh-bao/${id}/dong`, { note: 'không được' })).status).toBe(403)
    const other = visitor(site.inject)
    await other.signIn('motcua.caolanh', site.password)
    expect((await other.get(OPERATIONS_PATH)).status).toBe(403)
  })

  test('/metrics counts alerts and /readyz says no while the house closes its doors', async () => {
    const metrics = await administrator.get('/metrics')
    expect(metrics.text).toMatch(/sen_alerts\{rule="[a-z-]+",severity="(critical|warning)",state="open"\} 1/)
    expect(metrics.text).toContain('sen_draining 0')
    expect((await administrator.get('/readyz')).status).toBe(200)
    await site.house.drain(0)
    const draining = await administrator.get('/readyz')
    expect(draining.status).toBe(503)
    expect(draining.text).toContain('đang đóng cửa')
    const still = await administrator.get('/api/v1/me')
    expect(still.status).toBe(200)
    expect(still.headers.connection).toBe('close')
    site.house.site.host.draining = false
  })
})
