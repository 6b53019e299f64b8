import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Actor, house as system, type Tx } from '#kernel/store'
import { openTestHouse, type TestHouse } from '#kernel/testing'
import {
  actFor,
  actForOneself,
  askMandate,
  enterPerson,
  findSession,
  getUnitByCode,
  grantRole,
  listMandates,
  type MandateValue,
  openAccount,
  openSession,
  registerMandate,
  revokeMandate,
  settleMandate,
} from '#kernel/trust'
import { adultOn } from './mandate.ts'

let house: TestHouse
const OFFICE = ['keeper']
const people: Record<string, { person: string; account: string }> = {}
const asHouse = <T>(work: (tx: Tx) => Promise<T>) => house.database.transaction(system, work)

async function citizen(login: string, national_id: string, birth_date: string): Promise<void> {
  people[login] = await asHouse(async (tx) => {
    const value = {
      kind: 'citizen' as const,
      full_name: login,
      birth_date,
      sex: null,
      national_id,
      tax_code: null,
      phone: null,
      email: null,
      commune: null,
      address: null,
      sample: false,
    }
    const person = await enterPerson(tx, value)
    return { person, account: await openAccount(tx, { login, name: login, password: 'Dieu-bay-cao-1', person }) }
  })
}
const who = (login: string) => people[login] as { person: string; account: string }
const open = (login: string) =>
  openSession(house.database, who(login).account, {
    methods: ['pwd'],
    device: 'thử',
    ip: '127.0.0.1',
    knownDevice: undefined,
  })
const value = (more: Partial<MandateValue> = {}): MandateValue => ({
  representative: '087090000011',
  represented: '1400116233',
  represented_name: 'Công ty Sen Hồng',
  represented_kind: 'enterprise',
  kind: 'legal-representative',
  scope: null,
  systems: null,
  valid_from: '2026-01-01',
  valid_to: null,
  evidence_number: 'GCN 1400116233',
  evidence_file: null,
  ...more,
})
let officer: Actor
const register = (more: Partial<MandateValue> = {}) =>
  house.database.transaction(officer, (tx) => registerMandate(tx, value(more), OFFICE))

beforeAll(async () => {
  house = await openTestHouse()
  officer = await house.as('chu-nhiem')
  await citizen('lan', '087090000011', '1990-02-03')
  await citizen('minh', '087090000012', '1992-02-03')
  await citizen('be-na', '087210000013', '2010-10-06')
})
afterAll(() => house.close())

test('a mandate of a company: acting for it one sees what is its, not one’s own, and every fact names who acted', async () => {
  const mandate = await register()
  expect(mandate).toMatchObject({ state: 'in-force', live: true, represented_name: 'Công ty Sen Hồng', valid_to: null })
  const session = await open('lan')
  expect(session.actor.person).toBe(who('lan').person)
  await house.database.transaction(session.actor, (tx) => actFor(tx, session.id, mandate.id))
  const acting = await findSession(house.database, session.token)
  expect(acting?.actor).toMatchObject({
    account: who('lan').account,
    person: mandate.represented,
    name: 'lan (thay Công ty Sen Hồng)',
  })
  const seen = await house.database.transaction(acting?.actor as Actor, (tx) =>
    tx.query<{ id: string }>('select id from sen.person'),
  )
  expect(seen.map((row) => row.id)).toEqual([mandate.represented])
  await house.database.transaction(acting?.actor as Actor, (tx) => actForOneself(tx, session.id))
  const back = await findSession(house.database, session.token)
  expect(back?.actor.person).toBe(who('lan').person)
  expect(back?.acting).toBeUndefined()
  const facts = await asHouse((tx) =>
    tx.query<{ kind: string; actor: string; actor_name: string }>(
      "select kind, actor, actor_name from sen.fact where kind in ('acting-began', 'acting-ended') order by seq",
    ),
  )
  expect(facts).toEqual([
    { kind: 'acting-began', actor: who('lan').account, actor_name: 'lan' },
    { kind: 'acting-ended', actor: who('lan').account, actor_name: 'lan (thay Công ty Sen Hồng)' },
  ])
})

test('revoked in the middle, past its last day, or of another: it ends or never begins', async () => {
  const mandate = await register({
    kind: 'authorised',
    represented: '0312687878',
    represented_name: 'Công ty B',
    valid_to: '2026-12-31',
  })
  const session = await open('lan')
  const begin = () => house.database.transaction(session.actor, (tx) => actFor(tx, session.id, mandate.id))
  await begin()
  expect((await findSession(house.database, session.token))?.acting?.name).toBe('Công ty B')
  await house.database.transaction(officer, (tx) =>
    revokeMandate(tx, mandate.id, { roles: OFFICE, reason: 'giấy ủy quyền bị hủy' }),
  )
  expect((await findSession(house.database, session.token))?.actor.person).toBe(who('lan').person)
  await expect(begin()).rejects.toMatchObject({ code: 'mandate.not-in-force' })

  const short = await register({
    kind: 'authorised',
    represented: '0312687878',
    represented_name: null,
    valid_to: '2026-11-25',
  })
  const before = house.clock.now()
  house.clock.set('2026-11-25T23:50:00+07:00')
  const evening = await open('lan')
  await house.database.transaction(evening.actor, (tx) => actFor(tx, evening.id, short.id))
  expect((await findSession(house.database, evening.token))?.acting?.name).toBe('Công ty B')
  house.clock.set('2026-11-26T00:10:00+07:00')
  expect((await findSession(house.database, evening.token))?.acting).toBeUndefined()
  house.clock.set(before.toISOString())

  const stranger = await open('minh')
  for (const id of [short.id, mandate.id])
    await expect(house.database.transaction(stranger.actor, (tx) => actFor(tx, stranger.id, id))).rejects.toMatchObject(
      { code: 'mandate.unknown' },
    )
  await expect(
    house.database.transaction(stranger.actor, (tx) => revokeMandate(tx, short.id, { roles: null, reason: null })),
  ).rejects.toMatchObject({ code: 'mandate.unknown' })
  // The rows themselves are hidden from whoever they do not concern.
  expect(await house.database.transaction(stranger.actor, (tx) => tx.query('select id from sen.mandate'))).toEqual([])
  const forged = await house.database.transaction(stranger.actor, (tx) =>
    tx.query('update sen.session set acting_for = $1 returning 1', [short.represented]),
  )
  expect(forged).toEqual([])
})

test('a parent acts until the eighteenth birthday and not a day longer', async () => {
  expect([adultOn('2010-10-06'), adultOn('2008-02-29'), adultOn(null)]).toEqual(['2028-10-06', '2026-03-01', null])
  const child = {
    kind: 'parent' as const,
    represented: '087210000013',
    represented_name: null,
    represented_kind: 'citizen' as const,
    evidence_number: 'Giấy khai sinh 12/2010',
  }
  const mandate = await register({ ...child, valid_to: '2040-01-01' })
  expect(mandate.valid_to).toBe('2028-10-05')
  await expect(register({ ...child, represented: '087090000012' })).rejects.toMatchObject({
    code: 'mandate.not-a-child',
  })
  // The birthday in the register is put right: the mandate follows it at the next look.
  const session = await open('lan')
  await house.database.transaction(session.actor, (tx) => actFor(tx, session.id, mandate.id))
  expect((await findSession(house.database, session.token))?.acting?.kind).toBe('parent')
  await asHouse((tx) =>
    tx.query("update sen.person set birth_date = '2008-10-01' where id = $1", [who('be-na').person]),
  )
  expect((await findSession(house.database, session.token))?.acting).toBeUndefined()
})

test('what is typed is checked, and refused by its field', async () => {
  const refused = (more: Partial<MandateValue>) =>
    register(more).then(
      () => null,
      (error: { code: string; field?: string }) => [error.code, error.field],
    )
  expect(await refused({ represented: '1400116234' })).toEqual(['ids.tax-code-check', 'represented'])
  expect(await refused({ represented_name: 'Công ty Khác' })).toEqual(['mandate.wrong-name', 'represented_name'])
  expect(await refused({ represented: '0100109106', represented_name: null })).toEqual([
    'mandate.no-represented',
    'represented',
  ])
  expect(await refused({ representative: '087090000099' })).toEqual(['mandate.no-representative', 'representative'])
  expect(await refused({ valid_to: '2026-01-02' })).toEqual(['mandate.period', 'valid_to'])
  expect(await refused({ evidence_number: ' ' })).toEqual(['mandate.evidence', 'evidence_number'])
  expect(
    await refused({
      represented: '087090000011',
      represented_kind: 'citizen',
      kind: 'authorised',
      represented_name: null,
    }),
  ).toEqual(['mandate.same-person', 'represented'])
  expect(await refused({ represented: '087090000012', represented_kind: 'citizen', represented_name: null })).toEqual([
    'mandate.not-an-organisation',
    'kind',
  ])
  const year = await register({ kind: 'authorised', valid_from: '2026-03-01' })
  expect(year.valid_to).toBe('2027-02-28')
})

test('asked by herself, looked at by an officer of that office, never by the one it is for', async () => {
  const unit = await house.unit('CLB')
  const minh = (await open('minh')).actor
  const ask = (office: string) =>
    house.database.transaction(minh, (tx) => askMandate(tx, value({ representative: '' }), office, OFFICE))
  await expect(ask(await house.unit('CLB.NAM.GOC'))).rejects.toMatchObject({ code: 'mandate.no-office' })
  // Whoever types a number learns neither a name nor whether the register has it.
  const typed = (represented: string) =>
    house.database.transaction(minh, (tx) =>
      askMandate(
        tx,
        value({ represented, represented_kind: 'citizen', represented_name: null, kind: 'authorised' }),
        unit,
        OFFICE,
      ),
    )
  const [known, unknown] = [await typed('087090000011'), await typed('087090000777')]
  expect([known.represented, known.represented_name]).toEqual([null, '…0011'])
  expect([unknown.represented, unknown.represented_name]).toEqual([null, '…0777'])
  for (const one of [known, unknown])
    await house.database.transaction(minh, (tx) => revokeMandate(tx, one.id, { roles: null, reason: null }))
  const asked = await ask(unit)
  expect(asked).toMatchObject({ state: 'asked', live: false, representative: who('minh').person })
  const settle = (actor: Actor, approve: boolean, reason: string | null) =>
    house.database.transaction(actor, (tx) => settleMandate(tx, asked.id, { approve, reason, roles: OFFICE }))
  await expect(settle(minh, true, null)).rejects.toMatchObject({ code: 'mandate.unknown' })
  await expect(settle(await house.as('giu-bac'), true, null)).rejects.toMatchObject({ code: 'mandate.unknown' })
  await expect(settle(officer, false, null)).rejects.toMatchObject({ code: 'mandate.reason' })
  expect((await settle(officer, true, null)).live).toBe(true)
  await expect(settle(officer, true, null)).rejects.toMatchObject({ code: 'mandate.settled' })
  expect(
    (await house.database.transaction(minh, (tx) => listMandates(tx, who('minh').person))).map((one) => one.state),
  ).toEqual(['in-force', 'revoked', 'revoked'])
  for (let i = 0; i < 5; i++) await ask(unit)
  await expect(ask(unit)).rejects.toMatchObject({ code: 'mandate.too-many', facts: { max: 5 } })
})

test('an account that holds an office acts for nobody, also when the office comes later', async () => {
  const mandate = await register({ represented: '1200100557', represented_name: 'Công ty C' })
  const session = await open('lan')
  await house.database.transaction(session.actor, (tx) => actFor(tx, session.id, mandate.id))
  await asHouse(async (tx) => {
    const unit = await getUnitByCode(tx, 'CLB.NAM')
    await grantRole(tx, { account: who('lan').account, role: 'keeper', unit: unit.id, from: '2026-01-01' })
  })
  expect((await findSession(house.database, session.token))?.acting).toBeUndefined()
  const again = await open('lan')
  await expect(house.database.transaction(again.actor, (tx) => actFor(tx, again.id, mandate.id))).rejects.toMatchObject(
    { code: 'mandate.officer-account' },
  )
})
