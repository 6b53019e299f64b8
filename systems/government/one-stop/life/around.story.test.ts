import { expect } from 'vitest'
import { openTestSite } from '#host'
import { story, type Visitor } from '#kernel/testing'
import type { Around } from './around.ts'

/** The linked filing of the demonstration data, as each of those who take part in it sees what stands around it. */
story('three dossiers of one filing: what an officer of one sees of the others', async (s) => {
  const site = await openTestSite()
  s.finally(() => site.close())
  s.reach(site.inject)
  const as = async (login: string): Promise<Visitor> => {
    const visitor = s.visitor()
    expect((await visitor.signIn(login, site.password)).status, login).toBe(200)
    return visitor
  }
  const { rows } = await site.house.database.owner.query<{
    id: string
    number: string
    status: string
    applicant_name: string
    representative_name: string
    result_number: string | null
  }>(
    'select id, number, status, applicant_name, representative_name, result_number from one_stop.dossier where sample and bundle is not null order by bundle_place',
  )
  const [birth, residence, insurance] = rows
  const around = async (who: Visitor, id: string | undefined) => {
    const answer = await who.get(`/api/v1/one-stop/life/${id}`)
    return { status: answer.status, text: answer.text, body: answer.json<Around>() }
  }

  await s.step('the demonstration holds one, with three states', () => {
    expect(rows.map((row) => row.status)).toEqual(['finished', 'processing', 'received'])
    expect(birth?.result_number).toMatch(/^118\/20\d\d$/)
  })

  await s.step('the centre that received it far from home sees all three, and where each place is', async () => {
    const { status, body } = await around(await as('motcua.mytho'), birth?.id)
    expect(status).toBe(200)
    expect(body.places).toEqual({
      agency: expect.stringContaining('Cao Lãnh'),
      received: expect.stringContaining('Mỹ Tho'),
      returning: expect.stringContaining('Mỹ Tho'),
    })
    expect(body.elsewhere).toEqual({ received: true, returning: true })
    expect(body.together.map((one) => [one.place, one.number, one.state.vi, one.here])).toEqual([
      [1, birth?.number, 'Đã xử lý xong', true],
      [2, residence?.number, 'Đang xử lý', false],
      [3, insurance?.number, 'Được tiếp nhận', false],
    ])
    expect(body.together.map((one) => one.link)).toEqual(rows.map((row) => `/officer/cases/one-stop/dossier/${row.id}`))
  })

  await s.step(
    'the police see number, procedure and state of the others, and nothing that leads into them',
    async () => {
      const police = await as('thuly.congan')
      const { body, text } = await around(police, residence?.id)
      expect(body.together.map((one) => [one.number, one.link === null])).toEqual([
        [birth?.number, true],
        [residence?.number, false],
        [insurance?.number, true],
      ])
      for (const hidden of [birth?.id, insurance?.id, birth?.applicant_name, birth?.representative_name, '118/20'])
        expect(text).not.toContain(hidden)
      expect((await around(police, insurance?.id)).status).toBe(404)
    },
  )

  await s.step('who takes part in none of them finds none; a malformed id neither', async () => {
    const other = await as('thuly.mytho')
    expect((await around(other, residence?.id)).status).toBe(404)
    expect((await around(other, 'x')).status).toBe(404)
    expect((await around(await as('lan'), birth?.id)).status).toBe(403)
    expect((await around(s.visitor(), birth?.id)).status).toBe(401)
  })

  await s.step('a dossier filed alone has nothing beside it', async () => {
    const alone = await site.house.database.owner.query<{ id: string }>(
      "select d.id from one_stop.dossier d join sen.unit u on u.id = d.unit where d.sample and d.bundle is null and u.code like '%29869%' limit 1",
    )
    const { body } = await around(await as('motcua.caolanh'), alone.rows[0]?.id)
    expect([body.together, body.elsewhere]).toEqual([[], { received: false, returning: false }])
  })
})
