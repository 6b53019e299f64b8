import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changeRow, createRow, findRow, type Input, readInput } from '#kernel/records'
import { type Actor, enqueue, stranger, house as system } from '#kernel/store'
import { Kite, kiteExamples, openTestHouse, poolAs, type TestHouse } from '#kernel/testing'
import { enterPerson, findActor, findPersonByNationalId, grantRole, timeline, writeFact } from '#kernel/trust'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house.close())

const as = (login: string): Promise<Actor> => house.as(login)
const run = <T>(actor: Actor, work: Parameters<TestHouse['database']['transaction']>[1]) =>
  house.database.transaction(actor, work) as Promise<T>
let count = 0
/** A kite at a unit, made by its keeper or by the house. */
async function kiteAt(code: string, more: Record<string, unknown> = {}): Promise<string> {
  const unit = await house.unit(code)
  const values = readInput(Kite, { code: `K${++count}`, name: 'Diều thử', shape: 'dragon', ...more }, { inside: true })
  return house.database.transaction(
    system,
    async (tx) => (await createRow(tx, Kite, values as Input<typeof Kite>, { unit })).id,
  )
}
const sees = async (login: string, id: string): Promise<boolean> =>
  house.database.transaction(await as(login), async (tx) => (await findRow(tx, Kite, id)) !== undefined)

describe('who sees what', () => {
  test('reach goes down the tree, never up or aside', async () => {
    const root = await kiteAt('CLB')
    const south = await kiteAt('CLB.NAM')
    const corner = await kiteAt('CLB.NAM.GOC')
    const seen = async (login: string) => [await sees(login, root), await sees(login, south), await sees(login, corner)]
    expect(await seen('chu-nhiem')).toEqual([true, true, true])
    expect(await seen('giu-nam')).toEqual([false, true, true])
    expect(await seen('giu-bac')).toEqual([false, false, false])
    expect(await seen('bay-goc')).toEqual([false, false, true])
    expect(await seen('nguoi-la')).toEqual([false, false, false])
    await house.database.transaction(stranger, async (tx) => {
      expect(await tx.query('select id from kite_club.kite')).toEqual([])
      expect(await tx.query('select id from sen.person')).toEqual([])
      expect(await tx.query('select id from sen.account')).toEqual([])
      expect(await tx.query('select seq from sen.fact')).toEqual([])
    })
  })

  test('a unit named in a list of guests sees the row too', async () => {
    const id = await kiteAt('CLB.NAM', { guests: [await house.unit('CLB.BAC')] })
    expect(await sees('giu-bac', id)).toBe(true)
    // Seeing is not changing.
    await expect(
      house.database.transaction(await as('giu-bac'), (tx) => changeRow(tx, Kite, id, 1, { name: 'Của Bắc' })),
    ).rejects.toMatchObject({ code: 'records.forbidden' })
  })

  test('a person sees what is about her, and leaves no mark by looking at it', async () => {
    const owner = (await as('chu-dieu')).person
    const id = await kiteAt('CLB.NAM', { owner })
    expect(await sees('chu-dieu', id)).toBe(true)
    expect(await sees('nguoi-la', id)).toBe(false)
    const facts = await house.database.transaction(system, (tx) => timeline(tx, id, { readings: true }))
    expect(facts.map((fact) => fact.kind)).toEqual(['created'])
  })

  test("another unit's row cannot be changed, moved or made, whatever the SQL", async () => {
    const id = await kiteAt('CLB.NAM')
    const north = await as('giu-bac')
    const northern = await house.unit('CLB.BAC')
    await house.database.transaction(north, async (tx) => {
      expect(
        await tx.query(`update kite_club.kite set name = 'trộm', unit = $2 where id = $1 returning id`, [id, northern]),
      ).toEqual([])
    })
    await expect(
      house.database.transaction(await as('giu-nam'), (tx) =>
        tx.query('update kite_club.kite set unit = $2 where id = $1', [id, northern]),
      ),
    ).rejects.toMatchObject({ code: '42501' })
    await expect(
      house.database.transaction(north, (tx) =>
        createRow(tx, Kite, { code: 'X', name: 'X', shape: 'dragon', strings: 1, retired: false }, { unit: '' }),
      ),
    ).rejects.toThrow()
    const south = await house.unit('CLB.NAM')
    await expect(
      house.database.transaction(north, (tx) =>
        createRow(tx, Kite, { code: 'X', name: 'X', shape: 'dragon', strings: 1, retired: false }, { unit: south }),
      ),
    ).rejects.toMatchObject({ code: 'records.forbidden' })
    await expect(
      house.database.transaction(north, (tx) => tx.query('delete from kite_club.kite where id = $1', [id])),
    ).rejects.toMatchObject({ code: '42501' })
  })

  test('a transaction leaves no sight behind on its connection', async () => {
    const id = await kiteAt('CLB.NAM')
    const app = poolAs(house.url, 'sen_app')
    try {
      expect((await app.query('select id from kite_club.kite')).rows).toEqual([])
    } finally {
      await app.end()
    }
    await house.database.transaction(system, (tx) => tx.query('select 1'))
    for (let i = 0; i < 10; i++) expect(await sees('nguoi-la', id)).toBe(false)
  })

  test('lending the sight of the house ends with the work, also when the work fails', async () => {
    const id = await kiteAt('CLB.NAM')
    await house.database.transaction(await as('nguoi-la'), async (tx) => {
      expect(await tx.asHouse(() => findRow(tx, Kite, id))).toMatchObject({ id })
      await expect(tx.asHouse(() => Promise.reject(new Error('gió to')))).rejects.toThrow('gió to')
      expect(await findRow(tx, Kite, id)).toBeUndefined()
    })
  })

  test('PostgreSQL fetches who is looking once a statement, not once a row', async () => {
    for (let i = 0; i < 20; i++) await kiteAt('CLB.NAM')
    const plan = await house.database.transaction(await as('giu-nam'), (tx) =>
      tx.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>('explain (analyze, format json) select id from kite_club.kite'),
    )
    const nodes = flat(plan[0]?.['QUERY PLAN'][0]?.Plan as PlanNode)
    const lookups = nodes.filter((node) => node['Parent Relationship'] === 'InitPlan')
    expect(lookups.length).toBeGreaterThanOrEqual(3)
    for (const node of lookups) expect(node['Actual Loops']).toBeLessThanOrEqual(1)
    const scan = nodes.find((node) => node['Relation Name'] === 'kite')
    expect(scan?.Filter ?? scan?.['Index Cond']).not.toMatch(/reach\(|is_house\(|me\(\)/)
  })
})

interface PlanNode {
  'Node Type': string
  'Parent Relationship'?: string
  'Relation Name'?: string
  'Actual Loops': number
  Filter?: string
  'Index Cond'?: string
  Plans?: PlanNode[]
}
const flat = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(flat)]

describe('the log', () => {
  test('refuses update, delete and truncate, also from its owner', async () => {
    await kiteAt('CLB')
    for (const sql of [`update sen.fact set actor_name = 'ai đó'`, 'delete from sen.fact', 'truncate sen.fact']) {
      await expect(house.database.owner.query(sql), sql).rejects.toMatchObject({ code: '42501' })
      await expect(
        house.database.transaction(system, (tx) => tx.query(sql)),
        sql,
      ).rejects.toMatchObject({ code: '42501' })
    }
  })

  test('facts stand and fall with what they tell', async () => {
    const facts = async () =>
      (await house.database.owner.query<{ n: number }>('select count(*)::int as n from sen.fact')).rows[0]?.n
    const before = await facts()
    await expect(
      house.database.transaction(system, async (tx) => {
        writeFact(tx, { kind: 'flown', system: 'kite-club' })
        await tx.query('select 1')
        throw new Error('dây đứt')
      }),
    ).rejects.toThrow('dây đứt')
    expect(await facts()).toBe(before)
    await house.database.transaction(system, async (tx) => {
      writeFact(tx, { kind: 'flown', system: 'kite-club' })
      writeFact(tx, { kind: 'landed', system: 'kite-club' })
    })
    expect(await facts()).toBe((before ?? 0) + 2)
  })

  test('a hook before commit that throws undoes everything; one after commit runs once it is there', async () => {
    const seen: string[] = []
    await expect(
      house.database.transaction(system, async (tx) => {
        await tx.query(
          `insert into sen.code (list, value, label_vi, label_en, valid_from) values ('kite-wind', 'bão', 'Bão', 'Storm', '2026-01-01')`,
        )
        tx.after(() => void seen.push('after'))
        tx.before(() => Promise.reject(new Error('không được')))
      }),
    ).rejects.toThrow('không được')
    expect(await run(system, (tx) => tx.query(`select 1 from sen.code where value = 'bão'`))).toEqual([])
    expect(seen).toEqual([])
  })

  test('nobody writes a fact in the name of another', async () => {
    const other = (await as('giu-bac')).account
    await expect(
      house.database.transaction(await as('giu-nam'), (tx) =>
        tx.query(
          `insert into sen.fact (at, kind, system, actor, actor_name) values (now(), 'created', 'kite-club', $1, 'Nơ')`,
          [other],
        ),
      ),
    ).rejects.toMatchObject({ code: '42501' })
  })

  test('a reading of personal data is a fact that its subject can read', async () => {
    const me = await as('chu-dieu')
    const id = await kiteAt('CLB.NAM', { owner: me.person })
    await house.database.transaction(await as('giu-nam'), (tx) => findRow(tx, Kite, id, 'kiểm tra dây'))
    const mine = await house.database.transaction(me, (tx) =>
      tx.query('select actor_name, purpose from sen.fact where record_id = $1 and kind = $2', [id, 'read']),
    )
    expect(mine).toEqual([{ actor_name: 'Lê Văn Dây', purpose: 'kiểm tra dây' }])
    const others = await house.database.transaction(await as('nguoi-la'), (tx) =>
      tx.query('select 1 from sen.fact where record_id = $1', [id]),
    )
    expect(others).toEqual([])
  })

  test('a look into the register of people is written down with its purpose', async () => {
    await house.database.transaction(system, (tx) =>
      enterPerson(tx, {
        kind: 'citizen',
        full_name: 'Bùi Thị Cước',
        birth_date: null,
        sex: 'female',
        national_id: '082190000026',
        tax_code: null,
        phone: null,
        email: null,
        commune: null,
        address: null,
        sample: true,
      }),
    )
    const person = await house.database.transaction(await as('giu-nam'), (tx) =>
      findPersonByNationalId(tx, '082190000026', 'nhận diều bỏ quên'),
    )
    expect(person?.full_name).toBe('Bùi Thị Cước')
    const facts = await run<{ purpose: string }[]>(system, (tx) =>
      tx.query('select purpose from sen.fact where record_id = $1 and kind = $2', [person?.id, 'read']),
    )
    expect(facts).toEqual([{ purpose: 'nhận diều bỏ quên' }])
  })
})

test('a role counts from its first day to its last, both included', async () => {
  const id = await kiteAt('CLB.BAC')
  const account = (await as('nguoi-la')).account as string
  const unit = await house.unit('CLB.BAC')
  await house.database.transaction(system, (tx) =>
    grantRole(tx, { account, role: 'flyer', unit, from: '2026-12-01', to: '2026-12-31' }),
  )
  const before = house.clock.now()
  try {
    const on: [string, boolean][] = [
      ['2026-11-30T23:59:00+07:00', false],
      ['2026-12-01T00:00:00+07:00', true],
      ['2026-12-31T23:59:59+07:00', true],
      ['2027-01-01T00:00:00+07:00', false],
    ]
    for (const [at, expected] of on) {
      house.clock.set(at)
      expect(await sees('nguoi-la', id), at).toBe(expected)
      expect((await as('nguoi-la')).roles.length, at).toBe(expected ? 1 : 0)
    }
  } finally {
    house.clock.set(before)
  }
})

test('a connection that is cut in the middle of a transaction costs that transaction and nothing else', async () => {
  await expect(
    house.database.transaction(system, async (tx) => {
      const [me] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid')
      await house.database.owner.query('select pg_terminate_backend($1, 5000)', [me?.pid])
      await new Promise((done) => setImmediate(done))
      await tx.query('select 1')
    }),
  ).rejects.toThrow()
  expect(await house.database.transaction(system, (tx) => tx.query('select 1 as one'))).toEqual([{ one: 1 }])
})

test('an account that was switched off is nobody', async () => {
  const actor = await as('bay-goc')
  await house.database.transaction(system, (tx) =>
    tx.query('update sen.account set disabled_at = $2 where id = $1', [actor.account, tx.now]),
  )
  expect(await house.database.transaction(system, (tx) => findActor(tx, actor.account as string))).toBeUndefined()
  await house.database.transaction(system, (tx) =>
    tx.query('update sen.account set disabled_at = null where id = $1', [actor.account]),
  )
})

test('a job is queued if and only if its transaction commits', async () => {
  const waiting = async () =>
    (await house.database.owner.query(`select 1 from graphile_worker.jobs where task_identifier = 'count-kites'`))
      .rowCount
  await expect(
    house.database.transaction(await as('giu-nam'), async (tx) => {
      await enqueue(tx, 'count-kites', { field: 'nam' })
      throw new Error('thôi')
    }),
  ).rejects.toThrow('thôi')
  expect(await waiting()).toBe(0)
  await house.database.transaction(await as('giu-nam'), async (tx) => {
    await enqueue(tx, 'count-kites', { field: 'nam' })
    await enqueue(tx, 'count-kites', { field: 'bac' }, { key: 'bac', at: new Date('2027-01-01T00:00:00Z') })
    await enqueue(tx, 'count-kites', { field: 'bac' }, { key: 'bac', at: new Date('2027-01-01T00:00:00Z') })
  })
  expect(await waiting()).toBe(2)
})

test('the examples of the kite club are what they claim to be', () => {
  expect(() => readInput(Kite, kiteExamples.good)).not.toThrow()
  expect(() => readInput(Kite, kiteExamples.odd)).not.toThrow()
  expect(() => readInput(Kite, kiteExamples.bad)).toThrow()
})
