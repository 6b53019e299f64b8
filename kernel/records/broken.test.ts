import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  breakGlass,
  createRow,
  findRow,
  mayBreak,
  type RecordType,
  readBroken,
  record,
  ref,
  sealedRow,
  text,
} from '#kernel/records'
import { type Actor, house as system } from '#kernel/store'
import { openTestHouse, type TestHouse } from '#kernel/testing'
import {
  getOpening,
  grantRole,
  openingsToReview,
  ownOpenings,
  reviewersOf,
  reviewOpening,
  trackedFacts,
} from '#kernel/trust'

const words = (vi: string) => ({ vi, en: vi })
const Log = record('kite-club/log', {
  titleField: 'number',
  subject: 'holder',
  processing: {
    purpose: words('Thử'),
    basis: { law: 'Điều lệ', kind: 'contract' },
    subjects: words('Người thả'),
    recipients: [],
    retention: { years: null, after: 'created', ends: 'keep', basis: 'Điều lệ' },
  },
  fields: {
    number: text({ max: 20 }).required(),
    holder: ref('kernel/person').personal('basic'),
    wound: text().personal('sensitive'),
  },
  words: {
    title: words('Sổ bay'),
    plural: words('Sổ bay'),
    fields: { number: words('Số'), holder: words('Người'), wound: words('Vết thương') },
  },
  access: { read: [{ role: ['keeper'] }, 'subject'], create: ['house'], change: [{ role: ['keeper'] }] },
  breakGlass: { roles: ['keeper', 'flyer'], reviewedBy: ['judge'] },
  list: { columns: ['number'], sorts: ['number'], defaultSort: 'number', filters: [] },
})
const types = new Map<string, RecordType>([['kite-club/log', Log]])
const why = { emergency: 'life', reason: 'chủ sổ đang cấp cứu ở bãi Bắc, cần biết nhóm máu' }

describe('opening in an emergency', () => {
  let house: TestHouse
  let id: string
  let number = 0
  beforeAll(async () => {
    house = await openTestHouse({
      types: [Log],
      accounts: [
        { login: 'giu-nam', name: 'Lê Văn Dây', roles: [{ role: 'keeper', unit: 'CLB.NAM' }] },
        {
          login: 'giu-bac',
          name: 'Phạm Thị Nơ',
          roles: [
            { role: 'keeper', unit: 'CLB.BAC' },
            { role: 'judge', unit: 'CLB.NAM' },
          ],
        },
        { login: 'quan-toa', name: 'Trần Thị Gió', roles: [{ role: 'judge', unit: 'CLB' }] },
        { login: 'toa-bac', name: 'Tòa Bắc', roles: [{ role: 'judge', unit: 'CLB.BAC' }] },
        { login: 'thu-quy', name: 'Thủ Quỹ', roles: [{ role: 'purse', unit: 'CLB' }] },
        { login: 'chu-so', name: 'Nguyễn Văn Á', roles: [], person: { full_name: 'Nguyễn Văn Á', national_id: null } },
        { login: 'nguoi-la', name: 'Đỗ Người Lạ', roles: [], person: { full_name: 'Đỗ Người Lạ', national_id: null } },
      ],
    })
  })
  afterAll(() => house?.close())
  const as = (login: string): Promise<Actor> => house.as(login)
  const run = async <T>(login: string, work: Parameters<TestHouse['database']['transaction']>[1]): Promise<T> =>
    house.database.transaction(await as(login), work) as Promise<T>
  const due = async () => new Date(house.clock.now().getTime() + 3 * 86_400_000)
  const open = (login: string, name: string, more: Partial<typeof why> = {}) =>
    run<Awaited<ReturnType<typeof breakGlass>>>(login, (tx) => breakGlass(tx, Log, name, { ...why, ...more }, due))
  beforeEach(async () => {
    house.clock.advance({ days: 2 })
    const unit = await house.unit('CLB.NAM')
    const holder = (await as('chu-so')).person
    id = await house.database.transaction(
      system,
      async (tx) => (await createRow(tx, Log, { number: `S-${++number}`, holder, wound: 'gãy tay' }, { unit })).id,
    )
  })

  test('lets an officer of elsewhere read one row for half an hour, and nothing beside it', async () => {
    const other = await house.database.transaction(
      system,
      async (tx) =>
        (
          await createRow(
            tx,
            Log,
            { number: `T-${number}`, holder: (await as('chu-so')).person },
            { unit: await house.unit('CLB.NAM') },
          )
        ).id,
    )
    expect(await run('giu-bac', (tx) => findRow(tx, Log, id))).toBeUndefined()
    const opened = await open('giu-bac', `S-${number}`)
    const read = () => run<Awaited<ReturnType<typeof readBroken>>>('giu-bac', (tx) => readBroken(tx, types, opened.id))
    expect((await read()).row).toMatchObject({ id, wound: 'gãy tay' })
    // The door of the opening alone: the row's own door, its neighbour's and writing stay shut.
    expect(await run('giu-bac', (tx) => findRow(tx, Log, id))).toBeUndefined()
    expect(await run('giu-bac', (tx) => findRow(tx, Log, other))).toBeUndefined()
    expect(await run('giu-bac', (tx) => tx.query('update kite_club.log set wound = null returning id'))).toEqual([])
    house.clock.advance({ minutes: 29, seconds: 59 })
    expect((await read()).row.id).toBe(id)
    house.clock.advance({ seconds: 1 })
    await expect(read()).rejects.toMatchObject({ code: 'break-glass.ended' })
  })

  test('only to declared roles, not to a citizen, not to whoever sees the row anyway, not for a row that is not there', async () => {
    await expect(open('thu-quy', id)).rejects.toMatchObject({ code: 'break-glass.not-offered' })
    await expect(open('nguoi-la', id)).rejects.toMatchObject({ code: 'break-glass.not-offered' })
    await expect(open('giu-nam', id)).rejects.toMatchObject({ code: 'break-glass.already-yours' })
    await expect(open('giu-bac', 'S-999')).rejects.toMatchObject({ code: 'records.missing' })
    await expect(open('giu-bac', 'nhảm')).rejects.toMatchObject({ code: 'records.missing' })
    const mine = await as('giu-bac')
    expect([mayBreak({ actor: mine }, Log), mayBreak({ actor: await as('thu-quy') }, Log)]).toEqual([true, false])
    // Asking what would be opened shows its number and its unit, no more.
    expect(await run('giu-bac', (tx) => sealedRow(tx, Log, id))).toEqual({
      id,
      title: `S-${number}`,
      unit: await house.unit('CLB.NAM'),
    })
  })

  test('a reason of twenty characters and a kind of emergency, or nothing happens', async () => {
    await expect(open('giu-bac', id, { reason: '   cần   xem   gấp   ' })).rejects.toMatchObject({
      code: 'break-glass.reason-too-short',
      field: 'reason',
    })
    await expect(open('giu-bac', id, { reason: 'x'.repeat(1_001) })).rejects.toMatchObject({ field: 'reason' })
    for (const emergency of ['', 'tò mò', 'constructor'])
      await expect(open('giu-bac', id, { emergency })).rejects.toMatchObject({ code: 'break-glass.no-emergency' })
    expect(await run('giu-bac', (tx) => ownOpenings(tx))).not.toContainEqual(expect.objectContaining({ record_id: id }))
  })

  test('sent twice it is one opening; a sixth in a day is refused, at the same moment too', async () => {
    const opened = await open('giu-bac', id)
    expect(await open('giu-bac', id)).toMatchObject({ id: opened.id, again: true })
    const holder = (await as('chu-so')).person
    const unit = await house.unit('CLB.NAM')
    const more = await house.database.transaction(system, async (tx) => {
      const ids: string[] = []
      for (let i = 0; i < 8; i++)
        ids.push((await createRow(tx, Log, { number: `N-${number}-${i}`, holder }, { unit })).id)
      return ids
    })
    const outcomes = await Promise.allSettled(more.map((one) => open('giu-bac', one)))
    expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(4)
    for (const one of outcomes)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'break-glass.too-many' })
    house.clock.advance({ days: 1, minutes: 1 })
    await open('giu-bac', more[7] as string)
  })

  test('another cannot read by it, nor the opener who lost the role', async () => {
    const opened = await open('giu-bac', id)
    await expect(run('giu-nam', (tx) => readBroken(tx, types, opened.id))).rejects.toMatchObject({
      code: 'break-glass.missing',
    })
    // The citizen and the reviewer may know of the opening; the row is not theirs to read by it.
    for (const login of ['quan-toa', 'chu-so'])
      await expect(run(login, (tx) => readBroken(tx, types, opened.id))).rejects.toMatchObject({
        code: 'break-glass.missing',
      })
    const stripped = { ...(await as('giu-bac')), roles: [] }
    await expect(house.database.transaction(stripped, (tx) => readBroken(tx, types, opened.id))).rejects.toMatchObject({
      code: 'break-glass.not-offered',
    })
  })

  test('the person concerned reads who, when, why, and each look; strangers read nothing', async () => {
    const opened = await open('giu-bac', id)
    await run('giu-bac', (tx) => readBroken(tx, types, opened.id))
    const { rows } = await run<Awaited<ReturnType<typeof trackedFacts>>>('chu-so', (tx) => trackedFacts(tx))
    const about = rows.filter((row) => row.record_id === id)
    expect(about.map((row) => [row.kind, row.actor_name])).toEqual([
      ['read', 'Phạm Thị Nơ'],
      ['break-glass', 'Phạm Thị Nơ'],
      ['created', 'Sen'],
    ])
    expect(about[1]).toMatchObject({
      purpose: 'mở khẩn cấp: tính mạng, sức khỏe con người',
      emergency: { emergency: 'life', reason: why.reason, verdict: null },
    })
    // The reason stays out of the log, where it could never be erased.
    const facts = await house.database.transaction(system, (tx) =>
      tx.query<{ text: string }>('select to_jsonb(f)::text as text from sen.fact f where record_id = $1', [id]),
    )
    expect(facts.every((fact) => !fact.text.includes('nhóm máu') && !fact.text.includes('gãy tay'))).toBe(true)
    for (const login of ['nguoi-la', 'thu-quy', 'toa-bac', 'giu-nam'])
      expect(await run(login, (tx) => tx.query('select id from sen.break_glass where id = $1', [opened.id]))).toEqual(
        [],
      )
  })

  test('is reviewed once, by a judge over the unit of the row who is not the opener', async () => {
    const opened = await open('giu-bac', id)
    const value = { verdict: 'justified', note: '' }
    const review = (login: string, given: { verdict: string; note: string } = value) =>
      run<Awaited<ReturnType<typeof reviewOpening>>>(login, (tx) => reviewOpening(tx, opened.id, given))
    const waits = (login: string) => run<{ id: string }[]>(login, (tx) => openingsToReview(tx))
    expect((await waits('quan-toa')).map((one) => one.id)).toContain(opened.id)
    // She judges in the south herself, but not what she did.
    expect((await waits('giu-bac')).map((one) => one.id)).not.toContain(opened.id)
    await expect(review('giu-bac')).rejects.toMatchObject({ code: 'break-glass.own-opening' })
    await expect(review('toa-bac')).rejects.toMatchObject({ code: 'break-glass.missing' })
    await expect(review('chu-so')).rejects.toMatchObject({ code: 'break-glass.missing' })
    await expect(review('quan-toa', { verdict: 'maybe', note: '' })).rejects.toMatchObject({
      code: 'break-glass.no-verdict',
    })
    await expect(review('quan-toa', { verdict: 'not-justified', note: 'sai' })).rejects.toMatchObject({
      code: 'break-glass.note-too-short',
    })
    expect(await review('quan-toa', { verdict: 'not-justified', note: 'Bãi Nam trả lời được ngay' })).toMatchObject({
      verdict: 'not-justified',
      reviewer_name: 'Trần Thị Gió',
    })
    await expect(review('quan-toa')).rejects.toMatchObject({ code: 'break-glass.reviewed-already' })
    expect(await run('chu-so', (tx) => getOpening(tx, opened.id))).toMatchObject({ note: 'Bãi Nam trả lời được ngay' })
    const told = await run<string[]>('giu-bac', (tx) => reviewersOf(tx, ['judge'], opened.sealed.unit))
    expect(told).toEqual([(await as('quan-toa')).account])
  })

  test('nobody writes an opening past the door, not even her own', async () => {
    const mine = await as('giu-bac')
    const south = await house.unit('CLB.NAM')
    await expect(
      house.database.transaction(mine, (tx) =>
        tx.query(
          `insert into sen.break_glass (id, at, until, account, account_name, system, record, record_id, title, unit, subjects, emergency, reason, reviewers, due_at)
           select gen_random_uuid(), now(), now() + interval '1 year', $1, 'x', 'kite-club', 'log', $2, 'x', $3, '{}', 'life', repeat('x', 30), '{}', now()`,
          [mine.account, id, south],
        ),
      ),
    ).rejects.toMatchObject({ code: '42501' })
    const opened = await open('giu-bac', id)
    expect(
      await run('giu-bac', (tx) =>
        tx.query("update sen.break_glass set until = now() + interval '1 year' where id = $1 returning id", [
          opened.id,
        ]),
      ),
    ).toEqual([])
  })

  test('a role given later is a right: no opening is needed any more', async () => {
    await house.database.transaction(system, async (tx) => {
      await grantRole(tx, {
        account: (await as('giu-bac')).account as string,
        role: 'keeper',
        unit: await house.unit('CLB.NAM'),
        from: '2026-01-01',
      })
    })
    await expect(open('giu-bac', id)).rejects.toMatchObject({ code: 'break-glass.already-yours' })
  })
})
