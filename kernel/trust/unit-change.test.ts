import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { house } from '#kernel/store'
import { kiteUnits, openTestHouse, type TestHouse } from '#kernel/testing'
import {
  cancelUnitChange,
  carryOutUnitChanges,
  decideUnitChange,
  findUnitByCode,
  grantRole,
  loadUnits,
  previewUnitChange,
  type UnitChange,
  unitChanges,
  unitHistory,
  unitNameOn,
} from '#kernel/trust'

let at: TestHouse
const options = { fits: (role: string, kind: string) => !(role === 'flyer' && kind === 'club') }
const decision = 'QĐ 12/QĐ-CLB ngày 20/11/2026'

beforeAll(async () => {
  at = await openTestHouse()
  await at.database.transaction(house, async (tx) => {
    const admin = await tx.one<{ id: string }>("select id from sen.account where login = 'nguoi-la'")
    const root = await at.unit('CLB')
    await grantRole(tx, { account: admin?.id ?? '', role: 'administrator', unit: root, from: '2026-01-01' })
    const south = await tx.one<{ id: string }>("select id from sen.account where login = 'chu-dieu'")
    await grantRole(tx, {
      account: south?.id ?? '',
      role: 'administrator',
      unit: await at.unit('CLB.NAM'),
      from: '2026-01-01',
    })
  })
})
afterAll(() => at.close())

const act = async <T>(login: string, work: Parameters<typeof at.database.transaction<T>>[1]) =>
  at.database.transaction(await at.as(login), work)
const decide = (login: string, change: UnitChange, on = '2026-11-24') =>
  act(login, (tx) => decideUnitChange(tx, change, on, decision, options))
const reachOf = async (login: string) =>
  (
    await act(login, (tx) =>
      tx.query<{ code: string }>(
        'select u.code from sen.unit u where u.id = any((select sen.reach(null))::uuid[]) order by 1',
      ),
    )
  ).map((row) => row.code)
/** Everything a change of units could touch. */
const picture = async () =>
  (
    await at.database.owner.query(
      `select (select jsonb_agg(to_jsonb(u) order by id) from sen.unit u) as units, (select jsonb_agg(to_jsonb(g) order by id) from sen.role_grant g) as grants,
              (select jsonb_agg(to_jsonb(c) order by ancestor, descendant) from sen.unit_closure c) as tree, (select count(*) from sen.fact) as facts`,
    )
  ).rows[0]

describe('who may change which unit', () => {
  test.each([
    ['a keeper', 'chu-nhiem', 'CLB.NAM', 'unit-change.not-yours'],
    ['the administrator of the unit itself', 'chu-dieu', 'CLB.NAM', 'unit-change.not-yours'],
    ['the administrator of the unit above', 'chu-dieu', 'CLB.NAM.GOC', null],
    ['an administrator elsewhere', 'chu-dieu', 'CLB.BAC', 'unit-change.not-yours'],
    ['the administrator of the whole', 'nguoi-la', 'CLB.NAM', null],
  ])('%s', async (_who, login, code, refused) => {
    const unit = await at.unit(code)
    const asked = act(login, (tx) =>
      previewUnitChange(
        tx,
        { kind: 'rename', unit, name: 'Tên mới', shortName: 'Mới' },
        '2026-11-24',
        decision,
        options,
      ),
    )
    if (refused) await expect(asked).rejects.toMatchObject({ code: refused })
    else await expect(asked).resolves.toMatchObject({ units: [{ what: 'renamed', to: 'Tên mới' }] })
  })
})

test('a preview leaves everything as it was, and says what the doing then does', async () => {
  const unit = await at.unit('CLB.NAM.GOC')
  const change: UnitChange = { kind: 'move', unit, parent: await at.unit('CLB.BAC') }
  const before = await picture()
  const seen = await act('nguoi-la', (tx) => previewUnitChange(tx, change, '2026-11-24', decision, options))
  expect(await picture()).toEqual(before)
  expect(seen.reach).toEqual([
    { name: 'Lê Văn Dây', role: 'keeper', at: 'Bãi thả Nam', gains: false },
    { name: 'Phạm Thị Nơ', role: 'keeper', at: 'Bãi thả Bắc', gains: true },
  ])
  expect(await reachOf('giu-nam')).toContain('CLB.NAM.GOC')
  const done = await decide('nguoi-la', change)
  expect(done).toMatchObject({ state: 'done', effects: seen })
  expect(await reachOf('giu-nam')).toEqual(['CLB.NAM'])
  expect(await reachOf('giu-bac')).toEqual(['CLB.BAC', 'CLB.NAM.GOC'])
  await decide('nguoi-la', { kind: 'move', unit, parent: await at.unit('CLB.NAM') })
  expect(await reachOf('giu-bac')).toEqual(['CLB.BAC'])
})

describe('what is refused', () => {
  const cases: [string, (id: (code: string) => Promise<string>) => Promise<UnitChange>, string, string?][] = [
    [
      'a unit below itself',
      async (id) => ({ kind: 'move', unit: await id('CLB.NAM'), parent: await id('CLB.NAM.GOC') }),
      'own-subtree',
    ],
    [
      'where it is already',
      async (id) => ({ kind: 'move', unit: await id('CLB.NAM'), parent: await id('CLB') }),
      'same-parent',
    ],
    ['the top closed', async (id) => ({ kind: 'close', unit: await id('CLB') }), 'top'],
    ['one with units below it closed', async (id) => ({ kind: 'close', unit: await id('CLB.NAM') }), 'has-children'],
    [
      'merged into what is below it',
      async (id) => ({ kind: 'merge', units: [await id('CLB.NAM')], into: await id('CLB.NAM.GOC'), together: false }),
      'merge-self',
    ],
    [
      'a code in use',
      async (id) => ({
        kind: 'open',
        parent: await id('CLB'),
        new: { code: 'CLB.BAC', name: 'Trùng mã', shortName: 'Trùng' },
        unitKind: 'field',
        calendar: 'kite',
        commune: null,
      }),
      'code-taken',
    ],
    [
      'a code with blanks',
      async (id) => ({
        kind: 'open',
        parent: await id('CLB'),
        new: { code: 'CLB moi', name: 'Mã sai', shortName: 'Sai' },
        unitKind: 'field',
        calendar: 'kite',
        commune: null,
      }),
      'code',
    ],
    ['an empty name', async (id) => ({ kind: 'rename', unit: await id('CLB.BAC'), name: ' ', shortName: '' }), 'name'],
    [
      'the same name',
      async (id) => ({ kind: 'rename', unit: await id('CLB.BAC'), name: 'Bãi thả Bắc', shortName: 'Bãi thả Bắc' }),
      'same-name',
    ],
    [
      'a split without an heir of that code',
      async (id) => ({
        kind: 'split',
        unit: await id('CLB.BAC'),
        parts: [{ code: 'B1', name: 'Phần một', shortName: 'Một', people: [] }],
        heir: 'B9',
      }),
      'parts',
    ],
    [
      'a split with somebody who is not there',
      async (id) => ({
        kind: 'split',
        unit: await id('CLB.BAC'),
        parts: [{ code: 'B1', name: 'Phần một', shortName: 'Một', people: ['0198c000-0000-7000-8000-000000000000'] }],
        heir: null,
      }),
      'people',
    ],
    ['yesterday', async (id) => ({ kind: 'close', unit: await id('CLB.BAC') }), 'date', '2026-11-23'],
    ['a unit that is none', async () => ({ kind: 'close', unit: 'không phải mã' }), 'missing'],
  ]
  test.each(cases)('%s', async (_words, change, code, on = '2026-11-24') => {
    const before = await picture()
    await expect(decide('nguoi-la', await change((unit) => at.unit(unit)), on)).rejects.toMatchObject({
      code: `unit-change.${code}`,
    })
    expect(await picture()).toEqual(before)
  })
})

test('a rename of a later day waits, can be cancelled, comes into force on its day, and the old name stays with the old days', async () => {
  const unit = await at.unit('CLB.BAC')
  const change: UnitChange = { kind: 'rename', unit, name: 'Bãi thả Sông Tiền', shortName: 'Sông Tiền' }
  const first = await decide('nguoi-la', change, '2026-12-01')
  expect(first.state).toBe('waiting')
  await act('nguoi-la', (tx) => cancelUnitChange(tx, first.id))
  await expect(act('nguoi-la', (tx) => cancelUnitChange(tx, first.id))).rejects.toMatchObject({
    code: 'unit-change.decided',
  })
  await decide('nguoi-la', change, '2026-12-01')
  expect(await carryOutUnitChanges(at.database, options)).toBe(0)
  expect((await act('chu-nhiem', (tx) => findUnitByCode(tx, 'CLB.BAC')))?.name).toBe('Bãi thả Bắc')
  at.clock.advance({ days: 7 })
  expect(await carryOutUnitChanges(at.database, options)).toBe(1)
  expect(await carryOutUnitChanges(at.database, options)).toBe(0)
  expect((await act('chu-nhiem', (tx) => findUnitByCode(tx, 'CLB.BAC')))?.name).toBe('Bãi thả Sông Tiền')
  expect(await act('chu-nhiem', (tx) => unitNameOn(tx, unit, '2026-11-30'))).toBe('Bãi thả Bắc')
  expect(await act('chu-nhiem', (tx) => unitNameOn(tx, unit, '2026-12-01'))).toBe('Bãi thả Sông Tiền')
  // Values loaded again do not undo what was decided.
  await at.database.transaction(house, (tx) => loadUnits(tx, kiteUnits))
  expect((await act('chu-nhiem', (tx) => findUnitByCode(tx, 'CLB.BAC')))?.name).toBe('Bãi thả Sông Tiền')
  expect((await act('chu-nhiem', (tx) => unitHistory(tx, unit))).map((one) => one.name)).toEqual([
    'Bãi thả Sông Tiền',
    'Bãi thả Bắc',
  ])
})

test('a merge carries roles over, keeps its records readable to the successor, and the old code finds the successor', async () => {
  const [south, north] = [await at.unit('CLB.NAM'), await at.unit('CLB.BAC')]
  const done = await decide('nguoi-la', { kind: 'merge', units: [south], into: north, together: true }, '2026-12-01')
  expect(done.effects?.roles.map((one) => [one.name, one.role, one.gains, one.why])).toEqual([
    ['Lê Văn Dây', 'keeper', 'Bãi thả Sông Tiền', null],
    ['Nguyễn Văn Á', 'administrator', null, 'privileged'],
  ])
  expect(done.effects?.readable).toEqual([{ name: 'Bãi thả Nam', by: 'Bãi thả Sông Tiền' }])
  expect(done.effects?.units.map((one) => [one.what, one.name])).toEqual([
    ['moved', 'Góc Gò'],
    ['closed', 'Bãi thả Nam'],
  ])
  // She who kept the north reaches what was made in the south; so does the one who came over.
  expect(await reachOf('giu-bac')).toEqual(['CLB.BAC', 'CLB.NAM', 'CLB.NAM.GOC'])
  expect(await reachOf('giu-nam')).toEqual(['CLB.BAC', 'CLB.NAM', 'CLB.NAM.GOC'])
  expect((await act('chu-nhiem', (tx) => findUnitByCode(tx, 'CLB.NAM')))?.code).toBe('CLB.BAC')
  expect((await act('chu-nhiem', (tx) => unitHistory(tx, north))).map((one) => one.what)).toContain('took-over')
  // The role of an administrator was not carried: it is nobody's there now.
  await expect(
    act('chu-dieu', (tx) =>
      previewUnitChange(
        tx,
        { kind: 'rename', unit: north, name: 'Thử', shortName: 'Thử' },
        '2026-12-01',
        decision,
        options,
      ),
    ),
  ).rejects.toMatchObject({ code: 'unit-change.not-yours' })
})

test('a change whose unit ended meanwhile is marked refused with the reason, and the rest goes on', async () => {
  const corner = await at.unit('CLB.NAM.GOC')
  await decide('nguoi-la', { kind: 'rename', unit: corner, name: 'Góc mới', shortName: 'Góc mới' }, '2026-12-10')
  await decide(
    'nguoi-la',
    { kind: 'merge', units: [corner], into: await at.unit('CLB.BAC'), together: false },
    '2026-12-02',
  )
  await decide(
    'nguoi-la',
    { kind: 'rename', unit: await at.unit('CLB.BAC'), name: 'Bãi chung', shortName: 'Chung' },
    '2026-12-11',
  )
  at.clock.advance({ days: 12 })
  expect(await carryOutUnitChanges(at.database, options)).toBe(2)
  const refused = await act('nguoi-la', (tx) => unitChanges(tx, { state: 'refused' }))
  expect(refused).toHaveLength(1)
  expect(refused[0]?.why).toContain('không hoạt động')
  expect((await act('chu-nhiem', (tx) => findUnitByCode(tx, 'CLB.NAM.GOC')))?.name).toBe('Bãi chung')
})

test('a split moves those who were chosen; the heir alone reads what was made before', async () => {
  const north = await at.unit('CLB.BAC')
  const keeper = (await at.as('giu-bac')).account as string
  const change: UnitChange = {
    kind: 'split',
    unit: north,
    parts: [
      { code: 'CLB.B1', name: 'Bãi Một', shortName: 'Một', people: [keeper] },
      { code: 'CLB.B2', name: 'Bãi Hai', shortName: 'Hai', people: [] },
    ],
    heir: 'CLB.B2',
  }
  await decide('nguoi-la', change, '2026-12-13')
  expect(await reachOf('giu-bac')).toEqual(['CLB.B1'])
  // The others went to the heir, and read the whole line behind it.
  expect(await reachOf('giu-nam')).toEqual(['CLB.B2', 'CLB.BAC', 'CLB.NAM', 'CLB.NAM.GOC'])
  expect(await reachOf('chu-nhiem')).toEqual(['CLB', 'CLB.B1', 'CLB.B2', 'CLB.BAC', 'CLB.NAM', 'CLB.NAM.GOC'])
  expect((await act('chu-nhiem', (tx) => findUnitByCode(tx, 'CLB.NAM.GOC')))?.code).toBe('CLB.B2')
})

test('two changes of one unit at once: the second is judged on what the first left', async () => {
  at.clock.advance({ days: 2 })
  const unit = await at.unit('CLB.B1')
  const both = await Promise.allSettled([1, 2].map(() => decide('nguoi-la', { kind: 'close', unit }, '2026-12-15')))
  expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
  for (const one of both)
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'unit-change.not-in-force' })
  expect(await reachOf('giu-bac')).toEqual([])
})

test('nobody gives herself a role by way of a merger', async () => {
  await at.database.transaction(house, async (tx) => {
    const admin = await tx.one<{ id: string }>("select id from sen.account where login = 'nguoi-la'")
    for (const code of ['CLB.M1', 'CLB.M2'])
      await decideUnitChange(
        tx,
        {
          kind: 'open',
          parent: await at.unit('CLB'),
          new: { code, name: `Bãi ${code}`, shortName: code },
          unitKind: 'field',
          calendar: 'kite',
          commune: null,
        },
        '2026-12-15',
        decision,
        options,
      )
    const first = await tx.one<{ id: string }>("select id from sen.unit where code = 'CLB.M1'")
    await grantRole(tx, { account: admin?.id ?? '', role: 'keeper', unit: first?.id ?? '', from: '2026-12-15' })
  })
  const seen = await act('nguoi-la', async (tx) =>
    previewUnitChange(
      tx,
      { kind: 'merge', units: [await at.unit('CLB.M1')], into: await at.unit('CLB.M2'), together: false },
      '2026-12-16',
      decision,
      options,
    ),
  )
  expect(seen.roles).toMatchObject([{ role: 'keeper', gains: null, why: 'own' }])
  for (const code of ['CLB.M1', 'CLB.M2'])
    await decide('nguoi-la', { kind: 'close', unit: await at.unit(code) }, '2026-12-16')
})
