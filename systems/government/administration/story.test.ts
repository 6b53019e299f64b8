import { expect } from 'vitest'
import { openTestSite } from '#host'
import { house } from '#kernel/store'
import { falseClock, type Story, story, type Visitor } from '#kernel/testing'
import { carryOutUnitChanges, grantRole, openAccount } from '#kernel/trust'
import { accountForms, delegationForms, serviceForms, unitForms } from './examples.ts'
import { options } from './rules.ts'

interface Task {
  id: string
  version: number
  recordId: string
  step: string
  unit: { id: string; name: string }
  inPlaceOf: string | null
  moves: { name: string }[]
}

const ward = 'H20.x29869'

async function open(s: Story, at = '2026-10-05T08:00:00+07:00') {
  const site = await openTestSite({ clock: falseClock(at) })
  s.finally(() => site.close())
  s.reach(site.inject)
  const { database } = site.house
  const as = async (login: string): Promise<Visitor> => {
    const visitor = s.visitor()
    const answer = await visitor.signIn(login, site.password)
    expect(answer.status, `${login} signs in: ${answer.text}`).toBe(200)
    return visitor
  }
  const one = async <T>(sql: string, params: unknown[] = []): Promise<T> =>
    (await database.transaction(house, (tx) => tx.one(sql, params))) as T
  const unit = async (code: string) => (await one<{ id: string }>('select id from sen.unit where code = $1', [code])).id
  const account = async (login: string) =>
    (await one<{ id: string }>('select id from sen.account where login = $1', [login])).id
  const officer = (login: string, name: string, roles: [string, string][]) =>
    database.transaction(house, async (tx) => {
      const id = await openAccount(tx, { login, name, password: site.password, sample: true })
      for (const [role, code] of roles)
        await grantRole(tx, { account: id, role, unit: await unit(code), from: '2026-01-01' })
      return id
    })
  /** Preview, then confirm: what every change of this desk is made by. */
  const change = async (who: Visitor, path: string, fields: Record<string, string>) => {
    const preview = await who.form(path, { ...fields, act: 'preview' })
    expect(preview.status, `${path}: ${textOf(preview.text)}`).toBe(200)
    const done = await who.form(path, { ...fields, act: 'confirm' })
    expect(done.status, `${path}: ${textOf(done.text)}`).toBe(303)
    return { preview: textOf(preview.text), to: String(done.headers.location) }
  }
  const tasks = async (who: Visitor, scope = 'mine'): Promise<Task[]> =>
    (await who.get(`/api/v1/tasks?scope=${scope}&limit=200`)).json<{ rows: Task[] }>().rows
  const file = async (counter: Visitor, code: string) => {
    const procedure = (await one<{ id: string }>('select id from one_stop.procedure where code = $1', [code])).id
    const made = await counter.send<{ dossier: string; number: string }>('POST', '/api/v1/one-stop/intake', {
      procedure,
      national_id: '087190900017',
      full_name: 'Lê Thị Sen',
    })
    expect(made.status, made.text).toBe(201)
    return made.json<{ dossier: string; number: string }>()
  }
  const move = async (who: Visitor, dossier: string, name: string, data: Record<string, unknown> = {}) => {
    const task = (await tasks(who, 'unit')).find((row) => row.recordId === dossier)
    if (!task) throw new Error(`no task of the dossier in this queue for ${name}`)
    return who.send('POST', `/api/v1/tasks/${task.id}/move`, { move: name, version: task.version, data })
  }
  return { ...site, as, one, unit, account, officer, change, tasks, file, move }
}

/** What a page says, without its markup. */
const textOf = (html: string): string =>
  html
    .replace(/^[\s\S]*<main/, '<main')
    .replace(/<\/main>[\s\S]*$/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, ' ')

story('a leader goes on leave: her deputy signs in her place, and cannot any more when it is over', async (s) => {
  const { as, officer, change, clock, file, move, one, account, tasks } = await open(s)
  await officer('pho.phong', 'Đặng Thị Phó', [['section-head', `${ward}.vp`]])
  const counter = await as('motcua.caolanh')
  const leader = await as('lanhdao.caolanh')
  const deputy = await as('pho.phong')

  const dossier = await s.step('a copy from the register is taken in and handled', async () => {
    const made = await file(counter, '2.000908')
    for (const who of [counter, await as('thuly.caolanh')]) {
      const done = await move(who, made.dossier, 'forward')
      expect(done.status, done.text).toBe(200)
    }
    return made
  })
  await s.step('the deputy sees no signature to give', async () => {
    expect((await tasks(deputy)).some((task) => task.recordId === dossier.dossier)).toBe(false)
  })
  await s.step('the leader writes her delegation down, and sees first what it does', async () => {
    const page = (await leader.get('/toi/uy-quyen')).text
    expect(page).toContain('Đặng Thị Phó')
    const grants = [...page.matchAll(/name="(grant_[0-9a-f-]{36})"/g)].map((found) => found[1] as string)
    const form = {
      ...delegationForms.good,
      to: await account(delegationForms.good.to),
      ...Object.fromEntries(grants.map((grant) => [grant, 'yes'])),
    }
    const before = await one<{ n: number }>('select count(*)::int as n from sen.role_grant')
    // Somebody of another ward is not in the list, and not taken when sent all the same.
    expect(page).not.toContain('Phan Thị Mỹ Duyên')
    const refused = await leader.form('/toi/uy-quyen', { ...form, act: 'preview', to: await account('motcua.mytho') })
    expect(refused.status).toBe(422)
    const shown = await leader.form('/toi/uy-quyen', { ...form, act: 'preview' })
    expect(shown.status, textOf(shown.text)).toBe(200)
    const [, now = '', after = ''] = /Việc làm được (\d+) (\d+)/.exec(textOf(shown.text)) ?? []
    expect(Number(after)).toBeGreaterThan(Number(now))
    expect(await one('select count(*)::int as n from sen.role_grant')).toEqual(before)
    const { to } = await change(leader, '/toi/uy-quyen', form)
    expect(to).toBe('/toi/uy-quyen?xong=giao')
  })
  await s.step('from now on it lies in the deputy’s queue, which says for whom', async () => {
    const task = (await tasks(await as('pho.phong'))).find((row) => row.recordId === dossier.dossier)
    expect(task).toMatchObject({ step: 'sign', inPlaceOf: expect.any(String) })
    const me = (await (await as('pho.phong')).get('/api/v1/me')).json<{
      roles: { role: string; inPlaceOf?: string }[]
    }>()
    expect(me.roles.map((role) => [role.role, role.inPlaceOf === undefined])).toEqual([
      ['section-head', true],
      ['leader', false],
    ])
  })
  await s.step('she signs; case, task and log bear both names', async () => {
    const signed = await move(deputy, dossier.dossier, 'forward')
    expect(signed.status, signed.text).toBe(200)
    const fact = await one<{ actor_name: string; data: { delegated_from: string } }>(
      "select actor_name, data from sen.fact where record_id = $1 and kind = 'forward' order by seq desc limit 1",
      [dossier.dossier],
    )
    expect(fact.actor_name).toMatch(/^Đặng Thị Phó \(thay .+\)$/)
    expect(fact.data.delegated_from).toBe(await account('lanhdao.caolanh'))
    const task = await one<{ done_by_name: string }>(
      "select done_by_name from sen.task where record_id = $1 and step = 'sign'",
      [dossier.dossier],
    )
    expect(task.done_by_name).toBe(fact.actor_name)
  })
  await s.step('when it is over she can no longer', async () => {
    const again = await file(counter, '2.000908')
    for (const who of [counter, await as('thuly.caolanh')])
      expect((await move(who, again.dossier, 'forward')).status).toBe(200)
    expect((await tasks(deputy)).some((task) => task.recordId === again.dossier)).toBe(true)
    clock.set('2026-10-10T08:00:00+07:00')
    const later = await as('pho.phong')
    expect((await tasks(later)).some((task) => task.recordId === again.dossier)).toBe(false)
    await expect(move(later, again.dossier, 'forward')).rejects.toThrow('no task')
  })
})

story(
  'two sections of a ward are merged: work goes on, old papers keep their maker, the old code finds the successor',
  async (s) => {
    const { as, officer, change, clock, file, move, one, unit, tasks, house: opened, inject } = await open(s)
    const [economy, culture] = [await unit(`${ward}.kt`), await unit(`${ward}.vhxh`)]
    await officer('can.bo.kt', 'Ngô Thị Kinh Tế', [['handler', `${ward}.kt`]])
    await officer('can.bo.vh', 'Lý Văn Hóa', [['handler', `${ward}.vhxh`]])
    let counter = await as('motcua.caolanh')
    let admin = await as('quantri')
    const nextDay = async (instant: string) => {
      clock.set(instant)
      counter = await as('motcua.caolanh')
      admin = await as('quantri')
    }
    const before = await s.step(
      'a land dossier lies with the economy section; the culture section does not see it',
      async () => {
        const made = await file(counter, '1.013978')
        expect((await move(counter, made.dossier, 'forward')).status).toBe(200)
        expect((await tasks(await as('can.bo.kt'))).some((task) => task.recordId === made.dossier)).toBe(true)
        expect((await (await as('can.bo.vh')).get(`/api/v1/one-stop/dossier/${made.dossier}`)).status).toBe(404)
        return made
      },
    )
    const fields = {
      into: culture,
      code: '',
      name: '',
      short_name: '',
      with: '',
      together: 'yes',
      on: '06/10/2026',
      decision: 'QĐ 77/QĐ-UBND ngày 01/10/2026',
    }
    const path = `/quan-tri/don-vi/${economy}/sap-nhap`

    await s.step('nobody but an administrator opens the page', async () => {
      for (const login of ['lanhdao.caolanh', 'tonghop', 'kiemtoan'])
        expect((await (await as(login)).get(path)).status).toBe(403)
    })
    await s.step('the preview names who moves, what moves, and changes nothing', async () => {
      const state = () =>
        one(
          'select (select count(*) from sen.fact)::int as facts, (select jsonb_agg(to_jsonb(u) order by id) from sen.unit u) as units, (select jsonb_agg(to_jsonb(t) order by id) from sen.task t) as tasks',
        )
      const untouched = await state()
      const shown = await admin.form(path, { ...fields, act: 'preview' })
      expect(shown.status, textOf(shown.text)).toBe(200)
      const words = textOf(shown.text)
      expect(words).toContain('Ngô Thị Kinh Tế')
      expect(words).toMatch(/[1-9]\d* việc đang mở: Phòng Kinh tế/)
      expect(words).toContain('đã giữ vai trò đó ở đơn vị mới')
      expect(words).toMatch(/Hồ sơ, giấy tờ cũ giữ tên "Phòng Kinh tế/)
      expect(await state()).toEqual(untouched)
    })
    await s.step('decided for tomorrow, nothing changes today, and it can be cancelled', async () => {
      expect((await change(admin, path, fields)).to).toBe('/quan-tri/thay-doi-don-vi?xong=cho')
      expect(await carryOutUnitChanges(opened.database, options)).toBe(0)
      const id = (await one<{ id: string }>("select id from sen.unit_change where state = 'waiting'")).id
      expect(textOf((await admin.get('/quan-tri/thay-doi-don-vi')).text)).toContain('QĐ 77/QĐ-UBND')
      expect((await admin.form(`/quan-tri/thay-doi-don-vi/${id}/huy`, {})).status).toBe(303)
      await change(admin, path, fields)
    })
    await s.step('on its day the house does it once', async () => {
      clock.set('2026-10-06T00:10:00+07:00')
      expect(await carryOutUnitChanges(opened.database, options)).toBe(1)
      expect(await carryOutUnitChanges(opened.database, options)).toBe(0)
      await nextDay('2026-10-06T08:00:00+07:00')
      expect(await one('select valid_to from sen.unit where id = $1', [economy])).toEqual({ valid_to: '2026-10-05' })
    })
    await s.step('the task lies in the successor’s queue; both see the dossier, made before', async () => {
      for (const login of ['can.bo.kt', 'can.bo.vh']) {
        const who = await as(login)
        const task = (await tasks(who)).find((row) => row.recordId === before.dossier)
        expect(task?.unit.id, login).toBe(culture)
        expect((await who.get(`/api/v1/one-stop/dossier/${before.dossier}`)).status, login).toBe(200)
      }
      const done = await move(await as('can.bo.vh'), before.dossier, 'forward')
      expect(done.status, done.text).toBe(200)
      expect(
        await one('select unit, step from sen.task where record_id = $1 and done_at is null', [before.dossier]),
      ).toEqual({ unit: culture, step: 'review' })
    })
    await s.step('what is filed now, by a rule that names the old section, goes to the successor', async () => {
      const made = await file(counter, '1.013978')
      expect((await move(counter, made.dossier, 'forward')).status).toBe(200)
      expect(await one('select unit from sen.task where record_id = $1 and done_at is null', [made.dossier])).toEqual({
        unit: culture,
      })
    })
    await s.step('the page of the old section says what became of it', async () => {
      const page = textOf((await admin.get(`/quan-tri/don-vi/${economy}`)).text)
      expect(page).toContain('Đơn vị này đã kết thúc ngày 05/10/2026')
      expect(page).toMatch(/Sáp nhập vào: Phòng Văn hóa/)
      expect(textOf((await admin.get('/quan-tri/don-vi?q=van hoa cao lanh')).text)).toContain(`${ward}.vhxh`)
    })

    await s.step('the centre is renamed: a dossier made before still says where it was made', async () => {
      const centre = await unit(`${ward}.mc`)
      const was = (await one<{ name: string }>('select name from sen.unit where id = $1', [centre])).name
      await change(admin, `/quan-tri/don-vi/${centre}/doi-ten`, {
        name: 'Trung tâm Một cửa Sen Hồng',
        short_name: 'TT Sen Hồng',
        on: '06/10/2026',
        decision: 'QĐ 78/QĐ-UBND',
      })
      await nextDay('2026-10-07T08:00:00+07:00')
      const after = await file(counter, '2.000908')
      const tracked = async (number: string) =>
        textOf((await inject({ method: 'GET', path: `/tra-cuu?so=${number}`, headers: { accept: 'text/html' } })).body)
      const [then, now] = [await tracked(before.number), await tracked(after.number)]
      expect(then).toContain(was)
      expect(then).not.toContain('Sen Hồng')
      expect(now).toContain('Trung tâm Một cửa Sen Hồng')
    })
    await s.step(
      'the office is split: who was chosen goes, with the tasks in her hands and sight of their dossiers',
      async () => {
        const office = await unit(`${ward}.vp`)
        const mover = await officer('tu.phap', 'Hà Tư Pháp', [['handler', `${ward}.vp`]])
        const made = await file(counter, '2.000908')
        expect((await move(counter, made.dossier, 'forward')).status).toBe(200)
        const her = await as('tu.phap')
        const task = (await tasks(her)).find((row) => row.recordId === made.dossier)
        expect((await her.send('POST', `/api/v1/tasks/${task?.id}/take`, {})).status).toBe(200)
        const people = await one<{ ids: string[] }>(
          'select array_agg(distinct account) as ids from sen.role_grant where unit = $1 and (valid_to is null or valid_to >= sen.today())',
          [office],
        )
        await change(admin, `/quan-tri/don-vi/${office}/chia-tach`, {
          code_0: unitForms.good.code,
          name_0: unitForms.good.name,
          short_0: unitForms.good.short_name,
          ...Object.fromEntries(people.ids.map((id) => [`person_${id}`, id === mover ? '0' : 'stay'])),
          heir: 'stay',
          on: '07/10/2026',
          decision: 'QĐ 79/QĐ-UBND',
        })
        const again = await as('tu.phap')
        const moved = (await tasks(again)).find((row) => row.recordId === made.dossier)
        expect(moved?.unit.name).toBe('Tổ Tư pháp phường Cao Lãnh')
        expect((await again.get(`/api/v1/one-stop/dossier/${made.dossier}`)).status).toBe(200)
        const done = await move(again, made.dossier, 'forward')
        expect(done.status, done.text).toBe(200)
      },
    )
  },
)

story(
  'people: an account is opened, its owner sets her password, she moves and leaves, each shown before it is done',
  async (s) => {
    const { as, change, one, unit, account, inject, password } = await open(s)
    const admin = await as('quantri')
    const opening = { ...accountForms.good, unit: await unit(accountForms.good.unit) }
    const id = await s.step('opened with a first role, without a password', async () => {
      expect(
        (
          await admin.form('/quan-tri/tai-khoan/moi', {
            ...opening,
            login: accountForms.bad['a login with a blank and tones']?.login ?? '',
            act: 'preview',
          })
        ).status,
      ).toBe(422)
      const { to } = await change(admin, '/quan-tri/tai-khoan/moi', opening)
      const made = await account('moi.trinh')
      expect(to).toBe(`/quan-tri/tai-khoan/${made}?xong=mo`)
      expect(await one('select password_hash from sen.account where id = $1', [made])).toEqual({ password_hash: null })
      return made
    })
    const href = `/quan-tri/tai-khoan/${id}`
    const code = await s.step('a code is made, seen once, and kept as a hash', async () => {
      const page = await admin.form(`${href}/ma`, { act: 'confirm' })
      expect(page.status).toBe(200)
      const found = /<p class="secret"><code>([^<]+)<\/code>/.exec(page.text)?.[1] ?? ''
      expect(found).toMatch(/^([2-9A-HJKMNP-Z]{5}-){3}[2-9A-HJKMNP-Z]{5}$/)
      expect((await admin.get(href)).text).not.toContain(found)
      expect(
        JSON.stringify(await one('select jsonb_agg(to_jsonb(i)) as all from administration.invitation i')),
      ).not.toContain(found)
      return found
    })
    await s.step('its owner sets her password with it, once', async () => {
      const her = s.visitor()
      await her.get('/dat-mat-khau')
      const set = (typed: string) =>
        her.form('/dat-mat-khau', { code: typed, password: 'Dieu-Ke-9-Nam', password_again: 'Dieu-Ke-9-Nam' })
      expect((await set('AAAAA-AAAAA-AAAAA-AAAAA')).status).toBe(410)
      expect((await her.form('/dat-mat-khau', { code, password: 'ngan', password_again: 'ngan' })).status).toBe(422)
      expect((await set(code.toLowerCase().replaceAll('-', ' '))).status).toBe(200)
      expect((await set(code)).status).toBe(410)
      const inside = s.visitor()
      expect((await inside.signIn('moi.trinh', 'Dieu-Ke-9-Nam')).status).toBe(200)
    })
    await s.step('a further role: the preview counts what she would see, under her own rights', async () => {
      const fields = { role: 'leader', unit: await unit(ward), from: '05/10/2026', to: '31/12/2026' }
      const { preview } = await change(admin, `${href}/vai-tro`, fields)
      expect(preview).toMatch(/Hồ sơ \d+ \d+/)
      expect((await admin.form(`${href}/vai-tro`, { ...fields, role: 'clerk', act: 'preview' })).status).toBe(422)
    })
    await s.step('an administrator of a ward sees and touches only what is hers', async () => {
      await admin.form(`${href}/vai-tro`, {
        role: 'administrator',
        unit: await unit(ward),
        from: '05/10/2026',
        to: '',
        act: 'confirm',
      })
      const local = await as('lanhdao.mytho')
      expect((await local.get('/quan-tri')).status).toBe(403)
      expect(textOf((await admin.get('/quan-tri/de-nghi')).text)).toContain('Chờ người khác xác nhận')
      const request = (await one<{ id: string }>("select id from sen.role_request where state = 'waiting'")).id
      expect((await admin.form(`/quan-tri/de-nghi/${request}`, { act: 'yes' })).status).toBe(403)
      expect((await admin.form(`/quan-tri/de-nghi/${request}`, { act: 'no' })).status).toBe(303)
    })
    await s.step('transferred: roles there end the eve before, one begins here', async () => {
      await change(admin, `${href}/chuyen`, {
        from: await unit(`${ward}.kt`),
        to: await unit(`${ward}.vhxh`),
        role: 'handler',
        on: '12/10/2026',
        taker: '',
      })
      const rows = await one<{ all: string[] }>(
        "select array_agg(u.code || ' ' || g.role || ' ' || g.valid_from || ' ' || coalesce(g.valid_to::text, '…') order by u.code) as all from sen.role_grant g join sen.unit u on u.id = g.unit where g.account = $1",
        [id],
      )
      expect(rows.all).toEqual([
        `${ward} leader 2026-10-05 2026-12-31`,
        `${ward}.kt handler 2026-10-05 2026-10-11`,
        `${ward}.vhxh handler 2026-10-12 …`,
      ])
    })
    await s.step('locked and unlocked, sessions ended, and never by herself', async () => {
      const inside = s.visitor()
      await inside.signIn('moi.trinh', 'Dieu-Ke-9-Nam')
      expect((await admin.form(`${href}/khoa`, { act: 'preview' })).status).toBe(200)
      expect(
        (await one<{ off: boolean }>('select disabled_at is not null as off from sen.account where id = $1', [id])).off,
      ).toBe(false)
      await change(admin, `${href}/khoa`, {})
      expect((await s.visitor().signIn('moi.trinh', 'Dieu-Ke-9-Nam')).status).toBe(403)
      await change(admin, `${href}/khoa`, {})
      const own = `/quan-tri/tai-khoan/${await account('quantri')}/khoa`
      expect((await admin.form(own, { act: 'confirm' })).status).toBe(403)
      // Nor can one administrator make herself a second one by letting an auditor or another administrator in anew.
      const auditor = `/quan-tri/tai-khoan/${await account('kiemtoan')}`
      for (const path of ['ma', 'lop-hai'])
        expect((await admin.form(`${auditor}/${path}`, { act: 'confirm' })).status, path).toBe(403)
      expect(
        await one('select count(*)::int as n from administration.invitation where account = $1', [
          await account('kiemtoan'),
        ]),
      ).toEqual({ n: 0 })
    })
    await s.step('she leaves: every role ends, the account is locked', async () => {
      const { preview } = await change(admin, `${href}/nghi`, { on: '05/10/2026', taker: '' })
      expect(preview).toContain('Tài khoản bị khóa')
      expect(
        (
          await one<{ n: number }>(
            'select count(*)::int as n from sen.role_grant where account = $1 and (valid_to is null or valid_to >= sen.today()) and (valid_to is null or valid_to >= valid_from)',
            [id],
          )
        ).n,
      ).toBe(0)
      expect((await s.visitor().signIn('moi.trinh', 'Dieu-Ke-9-Nam')).status).toBe(403)
      void [inject, password]
    })
  },
)

story('a service account calls what it may and nothing else', async (s) => {
  const { as, change, unit, one, inject, file, database } = await open(s).then((at) => ({
    ...at,
    database: at.house.database,
  }))
  const admin = await as('quantri')
  const none = Object.fromEntries(
    [...(await admin.get('/quan-tri/dich-vu/moi')).text.matchAll(/name="(scope_[^"]+)"/g)].map((found) => [
      found[1] as string,
      'none',
    ]),
  )
  const made = await file(await as('motcua.caolanh'), '2.000908')
  const service = await s.step('opened with one scope to read, a role, and a token', async () => {
    const { scopes: _, ...program } = serviceForms.good
    const { to } = await change(admin, '/quan-tri/dich-vu/moi', {
      ...none,
      ...serviceForms.good.scopes,
      ...program,
      owner: await unit(program.owner),
    })
    const href = to.split('?')[0] as string
    await change(admin, `${href}/vai-tro`, {
      role: 'centre-head',
      unit: await unit(`${ward}.mc`),
      from: '05/10/2026',
      to: '',
    })
    expect(
      (
        await admin.form(`${href}/vai-tro`, {
          role: 'administrator',
          unit: await unit('H20'),
          from: '05/10/2026',
          to: '',
          act: 'confirm',
        })
      ).status,
    ).toBe(403)
    const page = await admin.form(`${href}/ma`, { expires_on: '31/12/2026' })
    const token = /<p class="secret"><code>([^<]+)<\/code>/.exec(page.text)?.[1] ?? ''
    expect(token).toMatch(/^sen_/)
    return { href, token }
  })
  const call = (method: string, path: string, token = service.token, headers: Record<string, string> = {}) =>
    inject({
      method,
      path,
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        ...headers,
      },
      ...(method === 'GET' ? {} : { body: '{}' }),
    })
  await s.step('it reads the dossiers its role reaches', async () => {
    const answer = await call('GET', '/api/v1/one-stop/dossier')
    expect(answer.status, answer.body).toBe(200)
    expect(answer.body).toContain(made.number)
    const elsewhere = await one<{ id: string }>(
      'select d.id from one_stop.dossier d join sen.unit u on u.id = d.unit where u.code not like $1 limit 1',
      [`${ward}%`],
    )
    expect((await call('GET', `/api/v1/one-stop/dossier/${elsewhere.id}`)).status).toBe(404)
  })
  const refused: [string, string, number, Record<string, string>?][] = [
    ['GET', '/api/v1/one-stop/intake', 403],
    ['GET', '/api/v1/one-stop/draft', 403],
    ['GET', '/api/v1/one-stop/procedure', 403],
    ['POST', '/api/v1/one-stop/dossier', 403],
    ['PATCH', `/api/v1/one-stop/dossier/${made.dossier}`, 403],
    ['POST', `/api/v1/cases/one-stop/dossier/${made.dossier}/move`, 403],
    ['GET', '/api/v1/tasks', 403],
    ['GET', '/api/v1/me', 403],
    ['GET', '/api/v1/units', 403],
    ['POST', '/api/v1/sign-out', 403],
    ['GET', '/', 403],
    ['GET', '/quan-tri', 403],
    ['GET', '/toi', 403],
    ['GET', '/officer/', 403],
    ['GET', '/healthz', 403],
    ['GET', '/openapi.json', 403],
    ['GET', '/khong-co-trang-nay', 404],
  ]
  await s.step('every other door is shut: deny by default', async () => {
    for (const [method, path, status] of refused)
      expect((await call(method, path)).status, `${method} ${path}`).toBe(status)
  })
  await s.step('no cookie beside the token lends it more, and a wrong token is nobody', async () => {
    const both = await call('GET', '/api/v1/me', service.token, { cookie: admin.cookies() })
    expect(both.status).toBe(403)
    for (const token of [`${service.token}x`, service.token.slice(0, -1), 'sen_aaaaaaaa_', service.token.toUpperCase()])
      expect((await call('GET', '/api/v1/one-stop/dossier', token)).status, token.slice(0, 12)).toBe(401)
    // Of another make: not ours to read, and nobody is signed in by it.
    expect((await call('GET', '/api/v1/one-stop/dossier', 'ya29.something')).status).toBe(401)
  })
  await s.step('scopes that are taken away, and the switch, count from the next call on', async () => {
    await change(admin, `${service.href}/pham-vi`, {
      ...none,
      kernel: '',
      scope_kernel__units: 'read',
      networks: '10.9.0.0/16',
    })
    await new Promise((done) => setTimeout(done, 2_100))
    expect((await call('GET', '/api/v1/one-stop/dossier')).status).toBe(403)
    await change(admin, `${service.href}/pham-vi`, { ...none, 'scope_one-stop__dossier': 'read', networks: '' })
    await admin.form(`${service.href}/bat-tat`, {})
    await new Promise((done) => setTimeout(done, 2_100))
    expect((await call('GET', '/api/v1/one-stop/dossier')).status).toBe(401)
    const kinds = await database.transaction(house, (tx) =>
      tx.query<{ kind: string }>(
        "select distinct kind from sen.fact where kind like 'service-%' or kind like 'token-%' order by 1",
      ),
    )
    expect(kinds.map((row) => row.kind)).toEqual([
      'service-changed',
      'service-opened',
      'service-switched-off',
      'token-issued',
    ])
  })
})
