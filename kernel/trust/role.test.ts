import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { house } from '#kernel/store'
import { openTestHouse, type TestHouse } from '#kernel/testing'
import {
  actInPlace,
  capDelegations,
  delegate,
  delegationsOf,
  endRole,
  giveRole,
  grantRole,
  openAccount,
  recallDelegation,
  roleRequests,
  rolesHeld,
  seeAs,
  setRoleEnd,
  settleRole,
  standIns,
  stateOf,
  writeFact,
} from '#kernel/trust'

let at: TestHouse
const ids: Record<string, string> = {}
const options = { fits: (role: string, kind: string) => role !== 'flyer' || kind !== 'club' }

beforeAll(async () => {
  at = await openTestHouse()
  await at.database.transaction(house, async (tx) => {
    for (const login of ['quan.tri', 'quan.tri.hai', 'quan.nam', 'moi', 'pho.nam'])
      await openAccount(tx, { login, name: `Người ${login}`, password: '' }, 'x')
    for (const row of await tx.query<{ id: string; login: string }>('select id, login from sen.account'))
      ids[row.login] = row.id
    const give = async (login: string, role: string, unit: string, to: string | null = null) =>
      grantRole(tx, { account: ids[login] ?? '', role, unit: await at.unit(unit), from: '2026-01-01', to })
    await give('quan.tri', 'administrator', 'CLB')
    await give('quan.tri.hai', 'administrator', 'CLB')
    await give('quan.nam', 'administrator', 'CLB.NAM')
    await give('pho.nam', 'flyer', 'CLB.NAM')
  })
})
afterAll(() => at.close())

const act = async <T>(login: string, work: Parameters<typeof at.database.transaction<T>>[1]) =>
  at.database.transaction(await at.as(login), work)
const give = async (
  by: string,
  who: string,
  role: string,
  unit: string,
  from = '2026-11-24',
  to: string | null = null,
) => {
  const id = await at.unit(unit)
  return act(by, (tx) => giveRole(tx, { account: ids[who] ?? '', role, unit: id, from, to }, options))
}
const lines = async (login: string) =>
  (await act('quan.tri', (tx) => rolesHeld(tx, ids[login] ?? ''))).map((one) => [
    one.role,
    one.unit_code,
    one.valid_from,
    one.valid_to,
  ])

describe('who may give what to whom', () => {
  test.each([
    ['an officer', 'giu-nam', 'moi', 'flyer', 'CLB.NAM', 'role.not-yours'],
    ['somebody without a role', 'moi', 'pho.nam', 'flyer', 'CLB.NAM', 'role.not-yours'],
    ['an administrator outside her units', 'quan.nam', 'moi', 'flyer', 'CLB.BAC', 'role.not-yours'],
    ['an administrator above her units', 'quan.nam', 'moi', 'keeper', 'CLB', 'role.not-yours'],
    ['an administrator to herself', 'quan.nam', 'quan.nam', 'keeper', 'CLB.NAM', 'role.self'],
    ['the administrator of all to herself', 'quan.tri', 'quan.tri', 'keeper', 'CLB', 'role.self'],
    [
      'administrator by one who is not of the whole',
      'quan.nam',
      'moi',
      'administrator',
      'CLB.NAM',
      'role.province-only',
    ],
    ['auditor by one who is not of the whole', 'quan.nam', 'moi', 'auditor', 'CLB.NAM', 'role.province-only'],
    [
      'data protection officer by one who is not of the whole',
      'quan.nam',
      'moi',
      'data-protection-officer',
      'CLB.NAM',
      'role.province-only',
    ],
    ['a role that is not of this kind of unit', 'quan.tri', 'moi', 'flyer', 'CLB', 'role.not-here'],
    ['what is held already', 'quan.tri', 'pho.nam', 'flyer', 'CLB.NAM', 'role.held'],
  ])('%s', async (_words, by, who, role, unit, code) => {
    const before = await lines(who)
    await expect(give(by, who, role, unit)).rejects.toMatchObject({ code })
    expect(await lines(who)).toEqual(before)
  })
  test('a day that has passed, an end before its beginning, an account that is off', async () => {
    await expect(give('quan.tri', 'moi', 'flyer', 'CLB.NAM', '2026-11-23')).rejects.toMatchObject({
      code: 'role.dates',
    })
    await expect(give('quan.tri', 'moi', 'flyer', 'CLB.NAM', '2026-12-02', '2026-12-01')).rejects.toMatchObject({
      code: 'role.dates',
    })
  })
})

test('the role of administrator takes two: asked by one, confirmed by another, never by whoever receives it', async () => {
  const given = await give('quan.tri', 'quan.nam', 'administrator', 'CLB')
  expect(given).toHaveProperty('request')
  const request = (given as { request: string }).request
  expect((await act('quan.tri', (tx) => roleRequests(tx))).map((one) => one.login)).toEqual(['quan.nam'])
  await expect(act('quan.tri', (tx) => settleRole(tx, request, true))).rejects.toMatchObject({ code: 'role.four-eyes' })
  await expect(act('quan.nam', (tx) => settleRole(tx, request, true))).rejects.toMatchObject({
    code: 'role.province-only',
  })
  await expect(act('giu-nam', (tx) => settleRole(tx, request, true))).rejects.toMatchObject({
    code: 'role.province-only',
  })
  await act('quan.tri.hai', (tx) => settleRole(tx, request, true))
  await expect(act('quan.tri.hai', (tx) => settleRole(tx, request, false))).rejects.toMatchObject({
    code: 'role.not-waiting',
  })
  expect(await lines('quan.nam')).toContainEqual(['administrator', 'CLB', '2026-11-24', null])
  const second = (await give('quan.tri', 'moi', 'administrator', 'CLB')) as { request: string }
  await act('quan.tri', (tx) => settleRole(tx, second.request, false))
  expect(await lines('moi')).toEqual([])
})

test('a role is given, shortened and ended, never deleted; one taken back before it began was never held', async () => {
  const given = (await give('quan.tri', 'moi', 'flyer', 'CLB.BAC', '2026-11-24', '2026-12-31')) as { grant: string }
  await act('quan.tri', (tx) => setRoleEnd(tx, given.grant, '2026-11-30'))
  expect(await lines('moi')).toEqual([['flyer', 'CLB.BAC', '2026-11-24', '2026-11-30']])
  expect((await at.as('moi')).roles).toHaveLength(1)
  await act('quan.tri', (tx) => endRole(tx, given.grant))
  expect((await at.as('moi')).roles).toHaveLength(0)
  await expect(act('quan.tri', (tx) => endRole(tx, given.grant))).rejects.toMatchObject({ code: 'role.ended' })
  const again = (await give('quan.tri', 'moi', 'flyer', 'CLB.BAC')) as { grant: string }
  expect(again.grant).toBe(given.grant)
  expect((await at.as('moi')).roles).toHaveLength(1)
  const { rows } = await at.database.owner.query('select count(*)::int as n from sen.role_grant where account = $1', [
    ids.moi,
  ])
  expect(rows[0].n).toBe(1)
})

test('the last administrator of the whole cannot end her own role', async () => {
  const admins = (login: string) =>
    act('quan.tri', async (tx) =>
      (await rolesHeld(tx, ids[login] ?? '')).filter((one) => one.role === 'administrator' && one.unit_code === 'CLB'),
    )
  for (const login of ['quan.tri.hai', 'quan.nam'])
    for (const grant of await admins(login)) await act('quan.tri', (tx) => endRole(tx, grant.id))
  const [own] = await admins('quan.tri')
  await expect(act('quan.tri', (tx) => endRole(tx, own?.id ?? ''))).rejects.toMatchObject({ code: 'role.last' })
  await expect(act('quan.tri', (tx) => setRoleEnd(tx, own?.id ?? '', '2026-12-31'))).rejects.toMatchObject({
    code: 'role.last',
  })
})

test('what somebody will see is asked under her own sight and leaves nothing behind', async () => {
  const facts = async () => (await at.database.owner.query('select count(*)::int as n from sen.fact')).rows[0].n
  const before = await facts()
  const seen = await act('quan.tri', async (tx) => {
    const codes = () =>
      tx.query<{ code: string }>(
        "select u.code from sen.unit u where u.id = any((select sen.reach('{keeper}'))::uuid[]) order by 1",
      )
    const who = { account: ids['giu-nam'] ?? '', person: null, kind: 'person' as const }
    const theirs = await seeAs(tx, who, '2026-11-24', codes)
    const mine = await codes()
    const past = await seeAs(tx, who, '2025-12-31', codes)
    return [theirs.length, mine.length, past.length]
  })
  expect(seen).toEqual([2, 0, 0])
  expect(await facts()).toBe(before)
})

describe('delegation', () => {
  const value = (more: Partial<Parameters<typeof delegate>[1]> = {}) => ({
    from: ids['giu-nam'] ?? '',
    to: ids['pho.nam'] ?? '',
    grants: [] as string[],
    since: '2026-11-24',
    until: '2026-11-28',
    reason: 'Nghỉ phép năm',
    decision: 'GUQ 05/2026',
    ...more,
  })
  const own = async (login: string) =>
    (await act('quan.tri', (tx) => rolesHeld(tx, ids[login] ?? ''))).filter((one) => one.delegation === null)

  test.each([
    ['no role chosen', {}, false, 'none-chosen'],
    ['to herself', { to: 'giu-nam' }, true, 'self'],
    ['yesterday', { since: '2026-11-23' }, true, 'dates'],
    ['for more than a year', { until: '2027-12-31' }, true, 'dates'],
    ['without a reason', { reason: '' }, true, 'words'],
    ['to somebody far away', { to: 'moi' }, true, 'colleague'],
    ['to an account that is none', { to: 'không' }, true, 'missing'],
  ] as const)('refused: %s', async (_words, more, grants, code) => {
    // "moi" holds a role in the north, which stands beside the south: far enough only without any role.
    if ('to' in more && more.to === 'moi') {
      const [held] = await own('moi')
      if (held) await act('quan.tri', (tx) => endRole(tx, held.id))
    }
    const to = 'to' in more ? (ids[more.to] ?? more.to) : ids['pho.nam']
    const chosen = grants ? (await own('giu-nam')).map((one) => one.id) : []
    await expect(act('giu-nam', (tx) => delegate(tx, value({ ...more, to, grants: chosen })))).rejects.toMatchObject({
      code: `delegation.${code}`,
    })
  })

  test('refused: the role of another, a role over others, by somebody else', async () => {
    const [north] = await own('giu-bac')
    await expect(act('giu-nam', (tx) => delegate(tx, value({ grants: [north?.id ?? ''] })))).rejects.toMatchObject({
      code: 'delegation.not-held',
    })
    const admin = (await own('quan.tri'))[0]
    await expect(
      act('quan.tri', (tx) => delegate(tx, value({ from: ids['quan.tri'] ?? '', grants: [admin?.id ?? ''] }))),
    ).rejects.toMatchObject({ code: 'delegation.privileged' })
    const grants = (await own('giu-nam')).map((one) => one.id)
    await expect(act('giu-bac', (tx) => delegate(tx, value({ grants })))).rejects.toMatchObject({
      code: 'delegation.not-yours',
    })
  })

  test('while it lasts the deputy holds the role, both names stand on what she does, and it ends by its date', async () => {
    const grants = (await own('giu-nam')).map((one) => one.id)
    const south = await at.unit('CLB.NAM')
    expect(
      (await act('giu-nam', (tx) => standIns(tx, south, '2026-11-24', ids['giu-nam'] ?? ''))).map((one) => one.login),
    ).toContain('pho.nam')
    const id = await act('giu-nam', (tx) => delegate(tx, value({ grants })))
    await expect(act('giu-nam', (tx) => delegate(tx, value({ grants })))).rejects.toMatchObject({
      code: 'delegation.already-holds',
    })
    const deputy = await at.as('pho.nam')
    expect(deputy.roles).toEqual([
      { role: 'flyer', unit: south },
      { role: 'keeper', unit: south, delegated: true },
    ])
    const goc = await at.unit('CLB.NAM.GOC')
    const names = await at.database.transaction(deputy, async (tx) => {
      const before = tx.actor.name
      await actInPlace(tx, ['flyer'], goc)
      const own = tx.actor.name
      await actInPlace(tx, ['keeper'], goc)
      writeFact(tx, { kind: 'tried', system: 'kernel', unit: goc })
      return [before, own, tx.actor.name]
    })
    expect(names).toEqual(['Người pho.nam', 'Người pho.nam', 'Người pho.nam (thay Lê Văn Dây)'])
    expect(deputy.name).toBe('Người pho.nam')
    const { rows } = await at.database.owner.query("select actor, actor_name, data from sen.fact where kind = 'tried'")
    expect(rows).toEqual([
      {
        actor: ids['pho.nam'],
        actor_name: 'Người pho.nam (thay Lê Văn Dây)',
        data: { delegated_from: ids['giu-nam'] },
      },
    ])
    // It is not delegated on.
    const theirs = (await act('quan.tri', (tx) => rolesHeld(tx, ids['pho.nam'] ?? ''))).find(
      (one) => one.delegation === id,
    )
    await expect(
      act('pho.nam', (tx) =>
        delegate(tx, value({ from: ids['pho.nam'] ?? '', to: ids['giu-nam'] ?? '', grants: [theirs?.id ?? ''] })),
      ),
    ).rejects.toMatchObject({ code: 'delegation.not-on' })
    await expect(act('quan.tri', (tx) => setRoleEnd(tx, theirs?.id ?? '', '2027-01-01'))).rejects.toMatchObject({
      code: 'role.delegated',
    })
    at.clock.advance({ days: 5 })
    expect((await at.as('pho.nam')).roles).toEqual([{ role: 'flyer', unit: south }])
  })

  test('recalled, it ends at once; it never outlives the role it rests on', async () => {
    const grants = (await own('giu-nam')).map((one) => one.id)
    const id = await act('giu-nam', (tx) => delegate(tx, value({ grants, since: '2026-11-29', until: '2026-12-20' })))
    expect((await at.as('pho.nam')).roles).toHaveLength(2)
    await expect(act('pho.nam', (tx) => recallDelegation(tx, id))).rejects.toMatchObject({
      code: 'delegation.not-yours',
    })
    await act('giu-nam', (tx) => recallDelegation(tx, id))
    expect((await at.as('pho.nam')).roles).toHaveLength(1)
    await expect(act('giu-nam', (tx) => recallDelegation(tx, id))).rejects.toMatchObject({ code: 'delegation.over' })
    // By the administrator of the unit, for somebody who is away.
    await act('quan.nam', (tx) => delegate(tx, value({ grants, since: '2026-11-29', until: '2026-12-20' })))
    await act('quan.tri', (tx) => setRoleEnd(tx, grants[0] ?? '', '2026-12-01'))
    expect((await lines('pho.nam')).filter(([role]) => role === 'keeper')).toEqual([
      ['keeper', 'CLB.NAM', '2026-11-29', '2026-12-01'],
      ['keeper', 'CLB.NAM', '2026-11-24', '2026-11-28'],
    ])
    await expect(
      act('giu-nam', (tx) =>
        delegate(tx, value({ to: ids['bay-goc'] ?? '', grants, since: '2026-11-29', until: '2026-12-20' })),
      ),
    ).rejects.toMatchObject({ code: 'delegation.beyond-own' })
    await act('quan.tri', (tx) => endRole(tx, grants[0] ?? ''))
    expect((await at.as('pho.nam')).roles).toHaveLength(1)
    // A role that ended behind our back takes its delegations along at the next look.
    await at.database.owner.query("update sen.role_grant set valid_to = '2026-11-30' where id = $1", [grants[0]])
    await at.database.owner.query(
      "update sen.role_grant set valid_to = '2026-12-20' where stands_for = $1 and valid_to >= '2026-11-28'",
      [grants[0]],
    )
    expect(await at.database.transaction(house, capDelegations)).toBeGreaterThan(0)
    expect(await at.database.transaction(house, capDelegations)).toBe(0)
    expect(await act('giu-nam', (tx) => delegationsOf(tx, ids['giu-nam'] ?? ''))).toHaveLength(3)
  })
})

test('a grant is in force on its days, and one that ends before it begins never', () => {
  const table: [string, string | null, string][] = [
    ['2026-01-01', null, 'now'],
    ['2026-06-10', '2026-06-10', 'now'],
    ['2026-06-11', null, 'future'],
    ['2026-01-01', '2026-06-09', 'past'],
    ['2026-06-11', '2026-06-10', 'past'],
  ]
  for (const [valid_from, valid_to, state] of table) expect(stateOf({ valid_from, valid_to }, '2026-06-10')).toBe(state)
})
