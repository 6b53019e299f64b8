import { expect } from 'vitest'
import { openTestSite } from '#host'
import { house } from '#kernel/store'
import { falseClock, story, type Visitor } from '#kernel/testing'
import { gatherPaces } from './pace.ts'
import type { AtRisk, DayOfWork, DossierTime } from './plan.ts'

const TIME = '/api/v1/one-stop/planning/time'

story('the clock on screen: drawn as it ran, planned by the past, seen by those who may', async (s) => {
  const clock = falseClock('2026-10-05T08:00:00+07:00')
  const site = await openTestSite({ clock })
  s.finally(() => site.close())
  s.reach(site.inject)
  const { database } = site.house
  const as = async (login: string): Promise<Visitor> => {
    const visitor = s.visitor()
    expect((await visitor.signIn(login, site.password)).status).toBe(200)
    return visitor
  }
  let counter = await as('motcua.caolanh')
  /** Another hour, and the counter signed in at it: a session ends after half a day. */
  const come = async (at: string): Promise<void> => {
    clock.set(at)
    counter = await as('motcua.caolanh')
  }
  const procedure = (await counter.get<{ rows: { id: string }[] }>('/api/v1/one-stop/procedure?f.code=1.004873')).json()
    .rows[0]?.id
  let serial = 100
  const receive = async (): Promise<{ dossier: string; number: string }> => {
    const made = await counter.send<{ dossier: string; number: string }>('POST', '/api/v1/one-stop/intake', {
      procedure,
      national_id: `087185000${serial++}`,
      full_name: 'Lê Thị Đo Giờ',
      content: 'Xác nhận tình trạng hôn nhân',
      accept_now: true,
    })
    expect(made.status, made.text).toBe(201)
    return made.json()
  }
  const forward = async (login: string, dossier: string, move: string, data: Record<string, unknown> = {}) => {
    const who = await as(login)
    const { tasks } = (
      await who.get<{ tasks: { id: string; version: number; doneAt: string | null }[] }>(
        `/api/v1/cases/one-stop/dossier/${dossier}`,
      )
    ).json()
    const task = tasks.find((one) => one.doneAt === null)
    const answer = await who.send('POST', `/api/v1/tasks/${task?.id}/move`, { move, version: task?.version, data })
    expect(answer.status, `${login} ${move}: ${answer.text}`).toBe(200)
  }
  const timeOf = async (who: Visitor, dossier: string) => (await who.get<DossierTime>(`${TIME}/${dossier}`)).json()

  const first = await s.step('accepted at once, the time is the agency’s, and no step was seen before', async () => {
    const made = await receive()
    const time = await timeOf(counter, made.dossier)
    expect(time.number).toBe(made.number)
    expect(time.forecast?.steps.length).toBeGreaterThan(1)
    expect(time.forecast?.steps.every((step) => step.pace.count === 0)).toBe(true)
    expect(time.whatIf?.map((row) => row.days)).toEqual([1, 2, 3, 5, 7, 10, 15])
    return made
  })

  await s.step('a supplement is the applicant’s time, by whom and why', async () => {
    await come('2026-10-05T10:00:00+07:00')
    await forward('motcua.caolanh', first.dossier, 'ask-supplement', { items: 'Bản án ly hôn', reason: 'Thiếu' })
    await come('2026-10-06T10:00:00+07:00')
    const time = await timeOf(counter, first.dossier)
    expect(time.parts.at(-1)).toMatchObject({ kind: 'citizen', why: 'Bản án ly hôn', minutes: 480 })
    expect(time.totals).toMatchObject({ applicant: 480, late: 0 })
    expect([time.whatIf, time.forecast, time.dueAt]).toEqual([null, null, null])
  })

  await s.step('nobody elsewhere sees it', async () => {
    expect((await (await as('motcua.mytho')).get(`${TIME}/${first.dossier}`)).status).toBe(404)
    expect((await (await as('lan')).get(`${TIME}/${first.dossier}`)).status).toBe(403)
    expect((await counter.get(`${TIME}/nothing`)).status).toBe(404)
    expect((await counter.get('/api/v1/one-stop/planning/at-risk')).status).toBe(403)
  })

  await s.step('six dossiers go the first step in an hour each: the past now speaks', async () => {
    for (let i = 0; i < 6; i++) {
      await come(`2026-10-0${7 + (i % 2)}T0${8 + (i % 2)}:00:00+07:00`)
      const { dossier } = await receive()
      clock.advance(60 * 60_000)
      await forward('motcua.caolanh', dossier, 'forward')
    }
    await come('2026-10-09T08:00:00+07:00')
    expect(await gatherPaces(database)).toBeGreaterThanOrEqual(6)
    // What was gathered is not gathered again.
    expect(await gatherPaces(database)).toBe(0)
    const pace = await database.transaction(house, (tx) =>
      tx.one<{ p50: number; samples: number[] }>(
        "select p50, samples from one_stop.step_pace where procedure_code = '1.004873' and step = 'receive' and p50 = 60",
      ),
    )
    expect(pace?.samples.filter((minutes) => minutes === 60)).toHaveLength(6)
    const made = await receive()
    const time = await timeOf(counter, made.dossier)
    expect(time.forecast?.steps[0]?.pace).toMatchObject({ p50: 60, count: expect.any(Number) })
    expect(time.forecast?.steps[0]?.pace.count).toBeGreaterThanOrEqual(6)
  })

  await s.step('her day holds her work, what presses first, laid into working time', async () => {
    const day = (await counter.get<DayOfWork>('/api/v1/one-stop/planning/day')).json()
    expect(day.rows.length).toBeGreaterThan(0)
    expect(day.rows.every((row) => day.works[row.id] !== undefined)).toBe(true)
    const laid = day.rows.filter((row) => row.from !== null)
    expect(laid[0]?.from).toBe('2026-10-09T01:00:00.000Z')
    const slacks = day.rows.map((row) => row.slackMinutes ?? Number.MAX_SAFE_INTEGER)
    expect(slacks).toEqual(slacks.toSorted((a, b) => a - b))
  })

  await s.step('when days pass, the head sees what will be late, only her own', async () => {
    await come('2026-10-12T15:00:00+07:00')
    const seen = (
      await (await as('giamdoc.caolanh')).get<{ rows: AtRisk[] }>('/api/v1/one-stop/planning/at-risk')
    ).json()
    for (const row of seen.rows) expect(['at-risk', 'likely-late']).toContain(row.forecast.outlook)
    const other = (
      await (await as('giamdoc.mytho')).get<{ rows: AtRisk[] }>('/api/v1/one-stop/planning/at-risk')
    ).json()
    expect(
      other.rows.map((row) => row.number).filter((number) => seen.rows.some((row) => row.number === number)),
    ).toEqual([])
  })
})
