import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestSite, type TestSite } from '#host'
import { house } from '#kernel/store'
import { falseClock, visitor } from '#kernel/testing'
import { liftRestriction, restrict } from '#kernel/trust'
import { remindToRate } from './jobs.ts'

let site: TestSite
beforeAll(async () => {
  site = await openTestSite({ clock: falseClock('2026-10-05T08:00:00+07:00') })
})
afterAll(() => site?.close())

test('a reminder to rate goes only to who consented, three days after, once, and not while her data are restricted', async () => {
  const { database } = site.house
  const lan = visitor(site.inject)
  await lan.signIn('lan', site.password)
  const counter = visitor(site.inject)
  await counter.signIn('motcua.caolanh', site.password)
  const me = await database.transaction(house, (tx) =>
    tx.one<{ person: string; national_id: string }>(
      "select a.person, p.national_id from sen.account a join sen.person p on p.id = a.person where a.login = 'lan'",
    ),
  )
  const procedure = (await lan.get('/api/v1/one-stop/procedure?f.code=2.000815')).json<{ rows: { id: string }[] }>()
    .rows[0]?.id
  const made = await counter.send<{ dossier: string; number: string }>('POST', '/api/v1/one-stop/intake', {
    procedure,
    national_id: me?.national_id,
    full_name: 'Nguyễn Thị Ngọc Lan',
  })
  expect(made.status, made.text).toBe(201)
  const { dossier, number } = made.json<{ dossier: string; number: string }>()
  // The road of a dossier is told elsewhere; here its end counts.
  await database.transaction(house, (tx) =>
    tx.query("update one_stop.dossier set status = 'returned', finished_at = $2, returned_at = $2 where id = $1", [
      dossier,
      tx.now,
    ]),
  )
  const reminded = async () => (await lan.get('/thong-bao')).text.includes(`Mời bạn đánh giá hồ sơ ${number}`)
  const consent = (act: string) => lan.form('/toi/du-lieu/dong-y', { purpose: 'rating-reminder', version: '1', act })

  site.clock.advance({ days: 4 })
  await lan.signIn('lan', site.password)
  expect(await remindToRate(database), 'silence is no').toBe(0)
  expect((await consent('give')).status).toBe(303)
  expect((await consent('withdraw')).status).toBe(303)
  expect(await remindToRate(database), 'taken back is no').toBe(0)
  await consent('give')
  await database.transaction(house, (tx) => restrict(tx, me?.person as string, null))
  expect(await remindToRate(database), 'restricted is no').toBe(0)
  await database.transaction(house, (tx) => liftRestriction(tx, me?.person as string))
  expect(await reminded()).toBe(false)
  expect(await remindToRate(database)).toBe(1)
  expect(await reminded()).toBe(true)
  expect(await remindToRate(database), 'once').toBe(0)
})
