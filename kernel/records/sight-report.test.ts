import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uuidv7 } from '#ground/ids'
import {
  breakGlass,
  createRow,
  findRow,
  type RecordType,
  readBroken,
  record,
  ref,
  refs,
  type SightReport,
  text,
  whatSees,
  whoSees,
} from '#kernel/records'
import { type Actor, house as system } from '#kernel/store'
import { openTestHouse, type TestHouse } from '#kernel/testing'
import { enterPerson, findActor, grantRole, openAccount } from '#kernel/trust'

const words = (vi: string) => ({ vi, en: vi })
const processing = {
  purpose: words('Thử'),
  basis: { law: 'Điều lệ', kind: 'contract' as const },
  subjects: words('Người thử'),
  recipients: [],
  retention: { years: null, after: 'created' as const, ends: 'keep' as const, basis: 'Điều lệ' },
}
/** Every way by which a rule can let somebody see a row, on one record. */
const Pact = record('kite-club/pact', {
  titleField: 'number',
  subject: 'holder',
  processing,
  fields: {
    number: text({ max: 20 }).required(),
    holder: ref('kernel/person').personal('basic'),
    partner: ref('kernel/unit'),
    guests: refs('kernel/unit', { max: 9 }),
  },
  words: {
    title: words('Giao ước'),
    plural: words('Giao ước'),
    fields: { number: words('Số'), holder: words('Người'), partner: words('Bạn'), guests: words('Khách') },
  },
  access: {
    read: [
      { role: ['keeper', 'flyer'] },
      { role: ['keeper'], at: 'partner' },
      { role: ['flyer', 'scribe'], at: 'guests' },
      { role: ['overseer'], at: 'anywhere' },
      'subject',
      'creator',
    ],
    create: ['signed-in'],
    change: ['house'],
  },
  breakGlass: { roles: ['scribe'], reviewedBy: ['overseer'] },
  list: { columns: ['number'], sorts: ['number'], defaultSort: 'number', filters: [] },
})
const open = (name: string, who: 'everyone' | 'signed-in' | 'house') =>
  record(`kite-club/${name}`, {
    titleField: 'number',
    fields: { number: text({ max: 20 }).required() },
    words: { title: words(name), plural: words(name), fields: { number: words('Số') } },
    access: { read: [who], create: ['house'], change: ['house'] },
    list: { columns: ['number'], sorts: ['number'], defaultSort: 'number', filters: [] },
  })
const Board = open('board', 'everyone')
const Rule = open('rule', 'signed-in')
const Till = open('till', 'house')
const types: readonly RecordType[] = [Pact, Board, Rule, Till]

/** A small generator with a seed: a failure can be repeated. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

describe('who can see a row', () => {
  let house: TestHouse
  let accounts: string[]
  let rows: string[]
  const codes = ['CLB', 'CLB.NAM', 'CLB.BAC', 'CLB.NAM.GOC']
  const roles = ['keeper', 'flyer', 'scribe', 'overseer', 'administrator']
  let units: string[]

  const actorOf = (account: string): Promise<Actor | undefined> =>
    house.database.transaction(system, (tx) => findActor(tx, account))
  const report = (
    type: RecordType,
    id: string,
    options: { after?: string; limit?: number } = {},
  ): Promise<SightReport> => house.database.transaction(system, (tx) => whoSees(tx, type, id, options))
  /** What PostgreSQL really answers, account by account. */
  const really = async (type: RecordType, id: string): Promise<string[]> => {
    const seen: string[] = []
    for (const account of accounts) {
      const actor = await actorOf(account)
      if (actor && (await house.database.transaction(actor, (tx) => findRow(tx, type, id)))) seen.push(account)
    }
    return seen.sort()
  }
  const told = (one: SightReport, but: readonly string[] = []): string[] =>
    one.readers
      .filter((reader) => reader.grants.some((grant) => !but.includes(grant.rule)))
      .map((reader) => reader.account)
      .sort()

  beforeAll(async () => {
    house = await openTestHouse({ types })
    const roll = dice(20_261_005)
    const pick = <T>(list: readonly T[]): T => list[Math.floor(roll() * list.length)] as T
    units = await Promise.all(codes.map((code) => house.unit(code)))
    await house.database.transaction(system, async (tx) => {
      const people: string[] = []
      for (let i = 0; i < 30; i++) {
        const person =
          roll() < 0.5
            ? await enterPerson(tx, {
                kind: 'citizen',
                full_name: `Người ${i}`,
                birth_date: null,
                sex: null,
                national_id: null,
                tax_code: null,
                phone: null,
                email: null,
                commune: null,
                address: null,
                sample: true,
              })
            : null
        if (person) people.push(person)
        const account = await openAccount(
          tx,
          { login: `nguoi${i}`, name: `Người ${i % 7}`, password: 'dieu-sao-2026', person, sample: true },
          'x',
        )
        const given = new Set<string>()
        for (let n = Math.floor(roll() * 4); n > 0; n--) {
          const [role, unit] = [pick(roles), pick(units)]
          if (given.has(role + unit)) continue
          given.add(role + unit)
          // In force, ended, ending today, not begun: the clock of the test house stands in 2026.
          const [from, to] = pick([
            ['2026-01-01', null],
            ['2026-01-01', null],
            ['2025-01-01', '2025-12-31'],
            ['2020-01-01', '2099-12-31'],
            ['2099-01-01', null],
          ] as const)
          await grantRole(tx, { account, role, unit, from, to })
        }
        if (roll() < 0.15) await tx.query('update sen.account set disabled_at = now() where id = $1', [account])
      }
      for (let i = 0; i < 40; i++) {
        const [one, other] = [pick(people), pick(people)]
        if (one === other) continue
        await tx.query(
          `insert into sen.mandate (id, representative, represented, kind, valid_from, valid_to, evidence_number, state, asked_at, checked_by, systems)
           values ($1, $2, $3, 'authorised', '2026-01-01', $4, 'GUQ-1', $5, now(), gen_random_uuid(), $6)`,
          [
            uuidv7(),
            one,
            other,
            pick([null, '2025-12-31', '2099-01-01'].filter((day) => day === null || day >= '2026-01-01')),
            pick(['in-force', 'in-force', 'revoked']),
            pick([null, null, ['kite-club'], ['another']]),
          ],
        )
      }
      accounts = (await tx.query<{ id: string }>('select id from sen.account')).map((row) => row.id)
      rows = []
      for (let i = 0; i < 25; i++) {
        const row = await createRow(
          tx,
          Pact,
          {
            number: `GU-${i}`,
            holder: roll() < 0.7 ? pick(people) : null,
            partner: roll() < 0.5 ? pick(units) : null,
            guests: roll() < 0.5 ? [...new Set([pick(units), pick(units)])] : roll() < 0.5 ? [] : null,
          },
          { unit: pick(units) },
        )
        rows.push(row.id)
        if (roll() < 0.4)
          await tx.query('update kite_club.pact set created_by = $2 where id = $1', [row.id, pick(accounts)])
      }
    })
  })
  afterAll(() => house?.close())

  test('is for every row exactly whom PostgreSQL lets see it', async () => {
    let seen = 0
    for (const id of rows) {
      const one = await report(Pact, id, { limit: 1_000 })
      // A mandate opens a row when a session acts by it: tried below.
      const expected = await really(Pact, id)
      expect(told(one, ['acting']), id).toEqual(expected)
      expect(one.count).toBe(one.readers.length)
      seen += expected.length
    }
    expect(seen).toBeGreaterThan(50)
  })

  test('whoever acts for somebody by a mandate sees what is hers', async () => {
    let acting = 0
    for (const id of rows) {
      const one = await report(Pact, id, { limit: 1_000 })
      const holder = await house.database.transaction(system, (tx) =>
        tx.one<{ holder: string | null }>('select holder from kite_club.pact where id = $1', [id]),
      )
      for (const reader of one.readers.filter(({ grants }) => grants.some((grant) => grant.rule === 'acting'))) {
        acting++
        const actor = (await actorOf(reader.account)) as Actor
        const inHerPlace = { ...actor, person: holder?.holder ?? null, roles: [] }
        expect(await house.database.transaction(inHerPlace, (tx) => findRow(tx, Pact, id))).toBeDefined()
      }
    }
    expect(acting).toBeGreaterThan(0)
  })

  test('pages hold everybody once, in one order', async () => {
    const id = rows.at(-1) as string
    const whole = await report(Pact, id, { limit: 1_000 })
    const paged: string[] = []
    let after: string | undefined
    do {
      const one = await report(Pact, id, { limit: 2, ...(after ? { after } : {}) })
      paged.push(...one.readers.map((reader) => reader.account))
      after = one.next ?? undefined
      expect(one.count).toBe(whole.count)
    } while (after)
    expect(paged).toEqual(whole.readers.map((reader) => reader.account))
    await expect(report(Pact, id, { after: 'nhảm' })).rejects.toMatchObject({ code: 'records.bad-cursor' })
  })

  test('a reason names the role, where it is held, what it reaches and until when', async () => {
    const unit = units[3] as string
    const { keeper, id } = await house.database.transaction(system, async (tx) => {
      const account = await openAccount(
        tx,
        { login: 'co-han', name: 'Có Hạn', password: 'dieu-sao-2026', sample: true },
        'x',
      )
      await grantRole(tx, { account, role: 'keeper', unit: units[1] as string, from: '2026-01-01', to: '2030-06-30' })
      return { keeper: account, id: (await createRow(tx, Pact, { number: 'GU-X' }, { unit })).id }
    })
    const one = await report(Pact, id, { limit: 1_000 })
    expect(one.readers.find((reader) => reader.account === keeper)?.grants).toEqual([
      {
        rule: 'role',
        role: 'keeper',
        held: 'Bãi thả Nam',
        reaches: 'Góc Gò',
        valid_from: '2026-01-01',
        valid_to: '2030-06-30',
        delegated_from: null,
        until: null,
      },
    ])
    expect(one).toMatchObject({ title: 'GU-X', unit_name: 'Góc Gò', everybody: null })
  })

  test('an emergency opening stands in the report for as long as it lets its officer read', async () => {
    const { id, scribe } = await house.database.transaction(system, async (tx) => {
      const account = await openAccount(
        tx,
        { login: 'thu-ky', name: 'Thư Ký', password: 'dieu-sao-2026', sample: true },
        'x',
      )
      await grantRole(tx, { account, role: 'scribe', unit: units[2] as string, from: '2026-01-01' })
      const holder = (await tx.one<{ id: string }>('select id from sen.person limit 1'))?.id as string
      return {
        scribe: account,
        id: (await createRow(tx, Pact, { number: 'GU-Y', holder }, { unit: units[1] as string })).id,
      }
    })
    const actor = (await actorOf(scribe)) as Actor
    const why = { emergency: 'life', reason: 'người giữ giao ước đang cấp cứu, cần biết gấp' }
    const opened = await house.database.transaction(actor, (tx) =>
      breakGlass(tx, Pact, 'GU-Y', why, async () => new Date(tx.now.getTime() + 3 * 86_400_000)),
    )
    const has = async () =>
      (await report(Pact, id, { limit: 1_000 })).readers
        .find((reader) => reader.account === scribe)
        ?.grants.map((grant) => grant.rule) ?? []
    expect(await has()).toEqual(['break-glass'])
    const map = new Map([['kite-club/pact', Pact as RecordType]])
    expect((await house.database.transaction(actor, (tx) => readBroken(tx, map, opened.id))).row.id).toBe(id)
    house.clock.advance({ minutes: 31 })
    expect(await has()).toEqual([])
    await expect(house.database.transaction(actor, (tx) => readBroken(tx, map, opened.id))).rejects.toMatchObject({
      code: 'break-glass.ended',
    })
  })

  test('what everybody may see lists nobody; what only the house sees has no reader', async () => {
    const ids = await house.database.transaction(system, async (tx) => ({
      board: (await createRow(tx, Board, { number: '1' }, { unit: units[0] as string })).id,
      rule: (await createRow(tx, Rule, { number: '1' }, { unit: units[0] as string })).id,
      till: (await createRow(tx, Till, { number: '1' }, { unit: units[0] as string })).id,
    }))
    expect(await report(Board, ids.board)).toMatchObject({ everybody: 'everyone', readers: [] })
    expect(await report(Rule, ids.rule)).toMatchObject({ everybody: 'signed-in', readers: [] })
    expect(await report(Till, ids.till)).toMatchObject({ everybody: null, count: 0, readers: [] })
    expect(await really(Till, ids.till)).toEqual([])
    await expect(report(Till, uuidv7())).rejects.toMatchObject({ code: 'records.missing' })
    await expect(report(Till, 'nhảm')).rejects.toMatchObject({ code: 'records.missing' })
  })

  test('and what one account sees is the same truth from the other side', async () => {
    let counted = 0
    for (const account of accounts) {
      const actor = await actorOf(account)
      if (!actor) continue
      const sees = await house.database.transaction(actor, (tx) => whatSees(tx, types))
      const real = await house.database.transaction(actor, (tx) =>
        tx.one<{ n: number }>('select count(*)::int as n from kite_club.pact'),
      )
      const pact = sees.find((one) => one.record === 'pact')
      expect(pact?.rows).toEqual({ value: real?.n, exact: true })
      // Each row she sees is there by some rule.
      const most = Math.max(0, ...(pact?.rules.map((rule) => rule.value) ?? []))
      const sum = (pact?.rules ?? []).reduce((total, rule) => total + rule.value, 0)
      expect(most <= (real?.n ?? 0) && sum >= (real?.n ?? 0)).toBe(true)
      counted += real?.n ?? 0
      expect(sees.find((one) => one.record === 'till')?.rows.value).toBe(0)
    }
    expect(counted).toBeGreaterThan(50)
  })

  test('asking leaves no mark of a reading', async () => {
    const actor = (await actorOf(accounts[0] as string)) as Actor
    const readings = () =>
      house.database.transaction(system, (tx) =>
        tx.one<{ n: number }>("select count(*)::int as n from sen.fact where kind = 'read'"),
      )
    const before = await readings()
    await house.database.transaction(actor, (tx) => whatSees(tx, types))
    await report(Pact, rows[0] as string)
    expect(await readings()).toEqual(before)
  })
})
