import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createRow, findRow, listRows } from '#kernel/records'
import { type Actor, house as system, type Tx } from '#kernel/store'
import { Kite, openTestHouse, type TestHouse } from '#kernel/testing'
import {
  answerObjection,
  getTrackedFact,
  grantRole,
  objectionsToAnswer,
  objectTo,
  openAccount,
  trackedFacts,
  trackerChoices,
  writeFact,
} from '#kernel/trust'

const FACTS_MANY = 200_000

describe('who looked at my data', () => {
  let house: TestHouse
  let me: Actor
  let kite: string
  beforeAll(async () => {
    house = await openTestHouse()
    me = await house.as('chu-dieu')
    const unit = await house.unit('CLB.NAM')
    await house.database.transaction(system, async (tx) => {
      kite = (await createRow(tx, Kite, { code: 'K1', name: 'Sáo', shape: 'dragon', owner: me.person }, { unit })).id
      for (const [login, name, where] of [
        ['bao-ve', 'Người Bảo Vệ', 'CLB'],
        ['bao-ve-bac', 'Bảo Vệ Bắc', 'CLB.BAC'],
      ] as const) {
        const account = await openAccount(tx, { login, name, password: 'dieu-sao-2026', sample: true }, 'x')
        const at = (await tx.one<{ id: string }>('select id from sen.unit where code = $1', [where]))?.id as string
        await grantRole(tx, { account, role: 'data-protection-officer', unit: at, from: '2026-01-01' })
      }
    })
  })
  afterAll(() => house?.close())
  beforeEach(() => house.clock.advance({ hours: 1 }))
  const as = async <T>(login: string, work: (tx: Tx) => Promise<T>): Promise<T> =>
    house.database.transaction(await house.as(login), work)
  const lines = (query: Parameters<typeof trackedFacts>[1] = {}, login = 'chu-dieu') =>
    as(login, (tx) => trackedFacts(tx, query))

  test('a look of an officer is a line with name, unit and purpose; her own look is none', async () => {
    await as('giu-nam', (tx) => findRow(tx, Kite, kite, 'kiểm dây trước hội'))
    await as('chu-dieu', (tx) => findRow(tx, Kite, kite))
    const { rows } = await lines({ limit: 1 })
    expect(rows[0]).toMatchObject({
      kind: 'read',
      record_id: kite,
      actor_name: 'Lê Văn Dây',
      actor_unit_name: 'Bãi thả Nam',
      purpose: 'kiểm dây trước hội',
      own: false,
    })
  })

  test('a list she stands in is a line too, and she learns of nobody else in it', async () => {
    const stranger = (await house.as('nguoi-la')).person
    const unit = await house.unit('CLB.NAM')
    await house.database.transaction(system, (tx) =>
      createRow(tx, Kite, { code: 'K2', name: 'Khác', shape: 'dragon', owner: stranger }, { unit }),
    )
    await as('giu-nam', (tx) => listRows(tx, Kite, {}))
    const [line] = (await lines({ limit: 1 })).rows
    expect(line).toMatchObject({ kind: 'read', record_id: null, data: { rows: 2 } })
    expect(JSON.stringify(line)).not.toContain(stranger as string)
  })

  test('nobody reads the lines of another; an account without a person has none to read', async () => {
    const mine = (await lines({ limit: 200 })).rows.map((row) => row.seq)
    const theirs = (await lines({ limit: 200 }, 'nguoi-la')).rows.map((row) => row.seq)
    // They share the list they both stood in, and nothing else.
    const shared = mine.filter((seq) => theirs.includes(seq))
    expect(shared).toHaveLength(1)
    await expect(lines({}, 'giu-nam')).rejects.toMatchObject({ code: 'tracker.no-person' })
    const alone = mine.find((seq) => !theirs.includes(seq)) as number
    await expect(as('nguoi-la', (tx) => getTrackedFact(tx, alone))).rejects.toMatchObject({ code: 'tracker.missing' })
    // Not for an officer who may read the fact by her unit either: the tracker is about the person who looks.
    await expect(as('giu-nam', (tx) => getTrackedFact(tx, alone))).rejects.toMatchObject({ code: 'tracker.no-person' })
    for (const seq of [0, -1, 1.5, Number.NaN, 10 ** 12])
      await expect(as('chu-dieu', (tx) => getTrackedFact(tx, seq))).rejects.toMatchObject({ code: 'tracker.missing' })
  })

  test('whoever acts for her sees her lines, and not her own', async () => {
    const inHerPlace = { ...(await house.as('nguoi-la')), person: me.person, roles: [] }
    const seen = await house.database.transaction(inHerPlace, (tx) => trackedFacts(tx, { limit: 200 }))
    expect(seen.rows.map((row) => row.seq)).toEqual((await lines({ limit: 200 })).rows.map((row) => row.seq))
  })

  test('what she did herself is there when asked for', async () => {
    await as('chu-dieu', async (tx) => {
      writeFact(tx, {
        kind: 'changed',
        system: 'kernel',
        record: 'person',
        recordId: me.person as string,
        subjects: [me.person],
      })
    })
    expect((await lines({ limit: 1 })).rows[0]?.own).toBe(false)
    expect((await lines({ limit: 1, own: true })).rows[0]).toMatchObject({ own: true, kind: 'changed' })
  })

  test('pages go on without a gap or a repeat; month and unit narrow; what is no month is refused', async () => {
    for (let i = 0; i < 7; i++) await as('giu-nam', (tx) => findRow(tx, Kite, kite, `lần ${i}`))
    const whole = (await lines({ limit: 200 })).rows.map((row) => row.seq)
    const paged: number[] = []
    let before: number | undefined
    do {
      const page = await lines({ limit: 3, ...(before ? { before } : {}) })
      paged.push(...page.rows.map((row) => row.seq))
      before = page.next ?? undefined
    } while (before)
    expect(paged).toEqual(whole)
    const choices = await as('chu-dieu', trackerChoices)
    expect(choices.months).toEqual(['2026-11'])
    expect(choices.units.map((unit) => unit.name)).toEqual(['Bãi thả Nam'])
    expect((await lines({ month: '2026-11', unit: choices.units[0]?.id as string })).rows.length).toBeGreaterThan(0)
    expect((await lines({ month: '2026-10' })).rows).toEqual([])
    expect((await lines({ unit: await house.unit('CLB.BAC') })).rows).toEqual([])
    for (const month of ['2026-13', 'tháng 1', '2026-1'])
      await expect(lines({ month })).rejects.toMatchObject({ code: 'tracker.bad-month' })
  })

  test('the last day of a year belongs to its month by the clocks of the province', async () => {
    house.clock.set('2026-12-31T23:30:00+07:00')
    await as('giu-nam', (tx) => findRow(tx, Kite, kite, 'giao thừa'))
    house.clock.set('2027-01-01T00:30:00+07:00')
    await as('giu-nam', (tx) => findRow(tx, Kite, kite, 'năm mới'))
    const of = async (month: string) => (await lines({ month })).rows.map((row) => row.purpose)
    expect(await of('2026-12')).toEqual(['giao thừa'])
    expect(await of('2027-01')).toEqual(['năm mới'])
  })

  test('she may say that a look was not right, once, and is answered by who answers for that unit', async () => {
    await as('giu-nam', (tx) => findRow(tx, Kite, kite, 'tò mò'))
    const seq = (await lines({ limit: 1 })).rows[0]?.seq as number
    const due = async () => new Date(house.clock.now().getTime() + 2 * 86_400_000)
    const say = (text: string, login = 'chu-dieu') => as(login, (tx) => objectTo(tx, seq, text, due))
    await expect(say('  ngắn  ')).rejects.toMatchObject({ code: 'tracker.text-length', field: 'text' })
    await expect(say('không có ai nhờ xem', 'nguoi-la')).rejects.toMatchObject({ code: 'tracker.missing' })
    const { id } = await say('không có ai nhờ anh Dây xem diều của tôi')
    await expect(say('không có ai nhờ anh Dây xem')).rejects.toMatchObject({ code: 'tracker.objected-already' })
    expect(
      (await as('bao-ve', (tx) => objectionsToAnswer(tx))).map((one) => [one.id, one.actor_name, one.person_name]),
    ).toEqual([[id, 'Lê Văn Dây', 'Nguyễn Văn Á']])
    for (const login of ['bao-ve-bac', 'giu-nam', 'nguoi-la']) {
      expect(await as(login, (tx) => objectionsToAnswer(tx))).toEqual([])
      await expect(
        as(login, (tx) => answerObjection(tx, id, { outcome: 'right', answer: 'không sao đâu nhé' })),
      ).rejects.toMatchObject({ code: 'tracker.no-objection' })
    }
    const answer = (outcome: string, text: string) =>
      as('bao-ve', (tx) => answerObjection(tx, id, { outcome, answer: text }))
    await expect(answer('maybe', 'đã xem lại sự việc')).rejects.toMatchObject({ code: 'tracker.no-outcome' })
    await expect(answer('wrong', 'ngắn')).rejects.toMatchObject({ code: 'tracker.text-length', field: 'answer' })
    await answer('wrong', 'Đúng là không có việc; đã nhắc nhở anh Dây.')
    await expect(answer('right', 'đã xem lại sự việc')).rejects.toMatchObject({ code: 'tracker.answered-already' })
    expect((await as('chu-dieu', (tx) => getTrackedFact(tx, seq))).objection).toMatchObject({
      outcome: 'wrong',
      answer: 'Đúng là không có việc; đã nhắc nhở anh Dây.',
    })
    // What was said lies in the table, not in the log.
    const facts = await house.database.transaction(system, (tx) =>
      tx.query<{ text: string }>("select to_jsonb(f)::text as text from sen.fact f where kind like 'object%'"),
    )
    expect(facts).toHaveLength(2)
    expect(facts.every((fact) => !fact.text.includes('Dây xem diều'))).toBe(true)
  })

  test('an index finds her lines among very many: the log is not walked', async () => {
    await house.database.owner.query(
      `insert into sen.fact (at, kind, system, record, actor_name, subjects)
       select now(), 'read', 'kite-club', 'kite', 'Ai đó', array[gen_random_uuid()] from generate_series(1, ${FACTS_MANY})`,
    )
    await house.database.owner.query('analyze sen.fact')
    // The body of the function: a plan shows a call as one node. The person is read from the setting, here as there.
    const { rows: bodies } = await house.database.owner.query<{ prosrc: string }>(
      "select prosrc from pg_proc where proname = 'facts_about_me'",
    )
    const plan = (bodies[0]?.prosrc ?? '')
      .replaceAll('mine.seq < before', 'mine.seq < 999999999999')
      .replaceAll('from_at', 'null::timestamptz')
      .replaceAll('to_at', 'null::timestamptz')
      .replaceAll('of_unit', 'null::uuid')
      .replaceAll('own_too', 'true')
      .replaceAll('how_many', '50')
    const { rows } = await house.database.owner.query<{ 'QUERY PLAN': unknown }>({
      text: `explain (format json) ${plan}`,
    })
    const shown = JSON.stringify(rows)
    expect(shown).toContain('fact_subjects_idx')
    expect(shown).not.toContain('Seq Scan')
    const found = await lines({ limit: 200 })
    expect(found.rows.length).toBeGreaterThan(10)
    expect(found.rows.every((row) => row.actor_name !== 'Ai đó')).toBe(true)
  }, 60_000)

  test('nobody gets the lines of another through the function that finds them', async () => {
    const stranger = await house.as('nguoi-la')
    const seqs = await house.database.transaction(stranger, (tx) =>
      tx.query<{ seq: number }>('select seq from sen.facts_about_me($1, 1000, null, null, null, true)', [
        Number.MAX_SAFE_INTEGER,
      ]),
    )
    const own = await house.database.transaction(system, (tx) =>
      tx.query<{ seq: number }>('select seq from sen.fact where $1 = any(subjects) order by seq desc', [
        stranger.person,
      ]),
    )
    expect(seqs).toEqual(own)
    expect(
      await house.database.transaction({ ...stranger, person: null }, (tx) =>
        tx.query('select seq from sen.facts_about_me($1, 1000, null, null, null, true)', [Number.MAX_SAFE_INTEGER]),
      ),
    ).toEqual([])
  })
})
