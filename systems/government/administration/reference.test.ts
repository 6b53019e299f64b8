import { expect } from 'vitest'
import { openTestSite } from '#host'
import { house } from '#kernel/store'
import { falseClock, type Story, story, type Visitor } from '#kernel/testing'
import { codeForms, dayForms, switchForms } from './examples.ts'

async function open(s: Story) {
  // Monday 5 October 2026, eight in the morning
  const site = await openTestSite({ clock: falseClock('2026-10-05T08:00:00+07:00') })
  s.finally(() => site.close())
  s.reach(site.inject)
  const as = async (login: string): Promise<Visitor> => {
    const visitor = s.visitor()
    expect((await visitor.signIn(login, site.password)).status, `${login} signs in`).toBe(200)
    return visitor
  }
  const rows = (sql: string, params: unknown[] = []) =>
    site.house.database.transaction(house, (tx) => tx.query<Record<string, unknown>>(sql, params))
  return { ...site, as, rows }
}

const confirmed = (fields: Record<string, string>) => ({ ...fields, act: 'confirm' })
const previewed = (fields: Record<string, string>) => ({ ...fields, act: 'preview' })

story('a code list: added, renamed and ended with dates, each shown before it is done', async (s) => {
  const { as, rows } = await open(s)
  const admin = await as('quantri')
  const list = '/quan-tri/danh-muc/civil.ethnicity'
  const held = () =>
    rows(
      "select value, label_vi, valid_from, valid_to from sen.code where list = 'civil.ethnicity' and value like 'Thử%' order by valid_from",
    )
  const value = { ...codeForms.good }

  await s.step('the list shows the 54 groups', async () => {
    expect((await admin.get('/quan-tri/danh-muc')).text).toContain('54 đang dùng')
    const page = (await admin.get(list)).text
    for (const name of ['Kinh', 'Khmer', 'Rơ Măm']) expect(page).toContain(name)
  })
  await s.step('a preview writes nothing', async () => {
    const page = await admin.form(list, previewed(value))
    expect(page.status, page.text).toBe(200)
    expect(page.text).toContain('Bản ghi đã có không đổi')
    expect(await held()).toEqual([])
  })
  await s.step('confirmed, it is there, and offered in the birth form', async () => {
    expect((await admin.form(list, confirmed(value))).status).toBe(303)
    expect(await held()).toEqual([
      { value: 'Thử nghiệm', label_vi: 'Thử nghiệm', valid_from: '2026-10-05', valid_to: null },
    ])
    const again = await admin.form(list, confirmed(value))
    expect(again.status).toBe(422)
    expect(again.text).toContain('đang có hiệu lực với tên')
  })
  await s.step('renamed from tomorrow: two rows that follow each other', async () => {
    const code = `${list}/${encodeURIComponent('Thử nghiệm')}`
    const rename = {
      kind: 'rename',
      label_vi: 'Thử nghiệm mới',
      label_en: 'New',
      from: '06/10/2026',
      source: 'Quyết định 2',
    }
    expect((await admin.form(code, previewed(rename))).text).toContain('Thử nghiệm mới')
    expect((await admin.form(code, confirmed({ ...rename, from: '05/10/2026' }))).status).toBe(422)
    expect((await admin.form(code, confirmed(rename))).status).toBe(303)
    expect(await held()).toEqual([
      { value: 'Thử nghiệm', label_vi: 'Thử nghiệm', valid_from: '2026-10-05', valid_to: '2026-10-05' },
      { value: 'Thử nghiệm', label_vi: 'Thử nghiệm mới', valid_from: '2026-10-06', valid_to: null },
    ])
  })
  await s.step('whoever is no administrator gets nowhere', async () => {
    expect((await (await as('motcua.caolanh')).get(list)).status).toBe(403)
    expect((await (await as('lan')).form(list, confirmed({ ...value, value: 'Khác' }))).status).toBe(403)
    expect(await rows("select 1 from sen.code where value = 'Khác'")).toEqual([])
  })
  await s.step('the log tells who did it', async () => {
    expect(
      await rows("select kind, actor_name, data->>'value' as value from sen.fact where record = 'code' order by seq"),
    ).toEqual([
      { kind: 'code-added', actor_name: 'Lâm Hoàng Duy', value: 'Thử nghiệm' },
      { kind: 'code-renamed', actor_name: 'Lâm Hoàng Duy', value: 'Thử nghiệm' },
    ])
  })
})

story('a storm: the administrator closes the offices for a day, and every running limit moves', async (s) => {
  const { as, rows } = await open(s)
  const admin = await as('quantri')
  const clocks = () =>
    rows('select due_at from sen.case_clock where ended_at is null and due_at is not null order by due_at')
  const counter = await as('motcua.caolanh')
  const made = await s.step('a dossier is taken in and accepted', async () => {
    const [procedure] = await rows("select id from one_stop.procedure where code = '1.001193' and valid_to is null")
    const intake = await counter.send('POST', '/api/v1/one-stop/intake', {
      procedure: procedure?.id,
      national_id: '087185123456',
      full_name: 'Trần Thị Bảy',
      phone: '0900099887',
    })
    expect(intake.status, intake.text).toBe(201)
    return intake.json<{ dossier: string }>().dossier
  })
  const day = { ...dayForms.good }
  const before = await clocks()
  expect(before.length).toBeGreaterThan(0)
  await s.step('the preview counts what moves, and moves nothing', async () => {
    const page = await admin.form('/quan-tri/lich', previewed(day))
    expect(page.status, page.text).toBe(200)
    expect(page.text).toContain('Hạn mới')
    expect(await clocks()).toEqual(before)
    expect(await rows("select 1 from sen.calendar_day where date = '2026-10-05'")).toEqual([])
  })
  await s.step('announced, limits move, the dossier says so, and a day gone by is refused', async () => {
    expect((await admin.form('/quan-tri/lich', confirmed(day))).status).toBe(303)
    expect(await clocks()).not.toEqual(before)
    expect((await admin.get('/quan-tri/lich')).text).toContain('Công điện 9/CĐ-UBND')
    const past = await admin.form('/quan-tri/lich', confirmed({ ...day, date: '02/10/2026' }))
    expect(past.status).toBe(422)
    expect(past.text).toContain('đã qua')
    expect(await rows("select 1 from sen.fact where kind = 'due-moved' and record_id = $1", [made])).toHaveLength(
      (await rows('select 1 from one_stop.dossier where id = $1 and due_at is not null', [made])).length,
    )
  })
  await s.step('withdrawn, they are where they were', async () => {
    const away = { withdraw: '2026-10-05', scope: '*' }
    expect((await admin.form('/quan-tri/lich', previewed(away))).status).toBe(200)
    expect((await admin.form('/quan-tri/lich', confirmed(away))).status).toBe(303)
    expect(await clocks()).toEqual(before)
  })
})

story('a system is switched off while the house runs, and on again', async (s) => {
  const { as, house: opened, rows } = await open(s)
  const admin = await as('quantri')
  const lan = await as('lan')
  const here = '/quan-tri/he-thong/one-stop'
  const off = { ...switchForms.good }
  expect((await lan.get('/thu-tuc')).status).toBe(200)
  await s.step('the preview says what stands still', async () => {
    const page = await admin.form(here, previewed(off))
    expect(page.status, page.text).toBe(200)
    expect(page.text).toContain('Trang và cửa API ngừng trả lời')
    expect((await lan.get('/thu-tuc')).status).toBe(200)
  })
  await s.step('off: pages, API and moves answer with the reason; the rest of the house lives', async () => {
    expect((await admin.form(here, confirmed(off))).status).toBe(303)
    for (const path of ['/thu-tuc', '/ho-so', '/api/v1/one-stop/dossier']) {
      const answer = await lan.get(path)
      expect(answer.status, path).toBe(503)
      expect(answer.json<{ error: { code: string; message: string } }>().error.code).toBe('switch.off')
      expect(answer.text).toContain('Bảo trì hệ thống')
    }
    const counter = await as('motcua.caolanh')
    const meta = (await counter.get('/api/v1/meta')).json<{ systems: { name: string }[] }>()
    expect(meta.systems.map((one) => one.name)).not.toContain('one-stop')
    const { rows: tasks } = (await counter.get('/api/v1/tasks?scope=unit')).json<{ rows: { id: string }[] }>()
    expect(tasks.length).toBeGreaterThan(0)
    const moved = await counter.send('POST', `/api/v1/tasks/${tasks[0]?.id}/move`, { move: 'accept' })
    expect(moved.json<{ error: { code: string } }>().error.code).toBe('switch.off')
    expect((await admin.get('/quan-tri/he-thong')).text).toContain('đang tắt')
    expect((await lan.get('/healthz')).status).toBe(200)
    expect((await admin.get('/quan-tri/he-thong/administration')).status).toBe(404)
  })
  await s.step('a second host hears of it from the database', async () => {
    opened.site.switches.forget()
    expect((await lan.get('/thu-tuc')).status).toBe(503)
  })
  await s.step('many moves at once, each asking anew what is off, wait for no connection of each other', async () => {
    const counter = await as('motcua.caolanh')
    opened.site.switches.forget()
    const answers = await Promise.all(
      Array.from({ length: 40 }, () =>
        counter.send('POST', '/api/v1/tasks/01900000-0000-7000-8000-000000000000/move', { move: 'accept' }),
      ),
    )
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([404]))
  })
  await s.step('on again', async () => {
    expect((await admin.form(here, { act: 'on' })).status).toBe(303)
    expect((await lan.get('/thu-tuc')).status).toBe(200)
    expect(await rows("select kind from sen.fact where record = 'system' order by seq")).toEqual([
      { kind: 'system-switched-off' },
      { kind: 'system-switched-on' },
    ])
  })
})
