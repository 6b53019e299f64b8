import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Refusal } from '#ground/refusal'
import {
  changeRow,
  createRow,
  findRow,
  getRow,
  type Input,
  InvalidInput,
  instant,
  masked,
  number,
  parseField,
  place,
  type Row,
  readInput,
  record,
  recordsSchema,
  text,
} from '#kernel/records'
import { type Actor, house as system } from '#kernel/store'
import { Flight, Kite, kiteExamples, openTestHouse, type TestHouse } from '#kernel/testing'
import { timeline } from '#kernel/trust'

let house: TestHouse
let keeper: Actor
beforeAll(async () => {
  house = await openTestHouse()
  keeper = await house.as('giu-nam')
})
afterAll(() => house.close())

let count = 0
const fresh = (more: Record<string, unknown> = {}): Input<typeof Kite> =>
  readInput(Kite, { code: `R${++count}`, name: 'Diều thử', shape: 'dragon', ...more }) as Input<typeof Kite>
const create = (values: Input<typeof Kite>, actor = keeper): Promise<Row<typeof Kite>> =>
  house.database.transaction(actor, (tx) => createRow(tx, Kite, values))
const change = (row: Row<typeof Kite>, patch: Input<typeof Kite>, actor = keeper) =>
  house.database.transaction(actor, (tx) => changeRow(tx, Kite, row.id, row.version, patch))

describe('what is read from outside', () => {
  test('a good record with every kind of field comes back from the database as it was read', async () => {
    const values = readInput(Kite, {
      ...kiteExamples.good,
      home: await house.unit('CLB.NAM'),
      guests: [await house.unit('CLB.BAC')],
    })
    const row = await create(values as Input<typeof Kite>)
    expect(row).toMatchObject({
      name: 'Sáo trúc bảy lỗ',
      shape: 'whistle',
      span: 2.75,
      strings: 2,
      price: 1_250_000,
      made_on: '2026-03-15',
      season: { from: '2026-11-01', to: null },
      retired: false,
      owner_phone: '0912345678',
      label: 'D-001 · Sáo trúc bảy lỗ',
      parts: [
        { part: 'Sáo', count: 7 },
        { part: 'Đuôi', count: 1 },
      ],
      field: { type: 'Point', coordinates: [106.36, 10.36] },
      version: 1,
      created_by: keeper.account,
      created_at: house.clock.now(),
    })
    expect(row.last_flown_at?.toISOString()).toBe('2026-11-20T09:30:00.000Z')
    const again = await house.database.transaction(keeper, (tx) => getRow(tx, Kite, row.id))
    expect(again).toEqual(row)
  })

  test('everything that is wrong is said at once, each beside its field', () => {
    try {
      readInput(Kite, { ...kiteExamples.bad, colour: 'đỏ', label: 'của tôi', balance: {} })
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidInput)
      const said = Object.fromEntries((error as InvalidInput).errors.map((one) => [one.field, one.code]))
      expect(said).toEqual({
        code: 'records.required',
        name: 'records.too-long',
        shape: 'records.not-a-choice',
        span: 'records.not-a-number',
        strings: 'records.out-of-range',
        price: 'records.out-of-range',
        made_on: 'clock.no-such-day',
        season: 'records.not-a-period',
        owner_phone: 'ids.phone',
        home: 'records.not-a-reference',
        'parts.0.count': 'records.out-of-range',
        field: 'records.not-a-place',
        colour: 'records.unknown-field',
        label: 'records.read-only-field',
        balance: 'records.read-only-field',
      })
    }
  })

  test('numbers as Vietnamese and as machines write them', () => {
    const read = (value: unknown) => parseField(number({ decimals: 3 }).spec, value, 'n', 'Số')
    expect([
      read('1.234.567'),
      read('1.234,5'),
      read('1234.5'),
      read('12,5'),
      read('0.125'),
      read('-0.125'),
      read(7),
      read('1 000'),
    ]).toEqual([1_234_567, 1234.5, 1234.5, 12.5, 0.125, -0.125, 7, 1000])
    for (const bad of ['1.2.3', '1e5', 'NaN', '0x10', '1,2,3', Number.NaN, Number.POSITIVE_INFINITY, {}])
      expect(() => read(bad), String(bad)).toThrow()
  })

  test('instants without a zone are of the province, days come before months', () => {
    const read = (value: unknown) => (parseField(instant().spec, value, 'at', 'Lúc') as Date).toISOString()
    expect(read('2026-11-24T08:00:00+07:00')).toBe('2026-11-24T01:00:00.000Z')
    expect(read('2026-11-24T08:00:00.250Z')).toBe('2026-11-24T08:00:00.250Z')
    expect(read('2026-11-24 08:00')).toBe('2026-11-24T01:00:00.000Z')
    expect(read('03/04/2026 23:30')).toBe('2026-04-03T16:30:00.000Z')
    expect(read('2026-11-24')).toBe('2026-11-23T17:00:00.000Z')
    for (const bad of ['1', 'hôm qua', '2026-11-24T25:00', '2026-13-01T00:00', '31/02/2026 08:00', '2026-11-24T08:61'])
      expect(() => read(bad), bad).toThrow()
  })

  test('places are of Viet Nam and rightly nested; heights are dropped', () => {
    const read = (value: unknown) => parseField(place().spec, value, 'p', 'Nơi')
    expect(read({ type: 'Point', coordinates: [106.3, 10.3, 4], crs: 'x' })).toEqual({
      type: 'Point',
      coordinates: [106.3, 10.3],
    })
    for (const coordinates of [[], [10.3, 106.3], [106.3], ['106', '10'], [[106.3, 10.3]], null, [106.3, 10.3, 1, 2]])
      expect(() => read({ type: 'Point', coordinates })).toThrow()
    for (const bad of [
      { type: 'MultiPoint', coordinates: [[106.3, 10.3], 'x'] },
      { type: 'Circle', coordinates: [106.3, 10.3] },
      { type: 'constructor', coordinates: [106.3, 10.3] },
      '{',
    ]) {
      expect(() => read(bad)).toThrow()
    }
  })

  test('text is NFC, without control characters, counted in characters', () => {
    const read = (value: unknown) => parseField(text({ min: 2, max: 4 }).spec, value, 't', 'Chữ')
    expect(read(' a\u0301b ')).toBe('áb')
    expect(read('😀😀😀😀')).toBe('😀😀😀😀')
    expect(read('  ')).toBe(null)
    for (const bad of ['a\u0000b', 'a\u001bb', '12345', 'a', {}]) expect(() => read(bad)).toThrow()
  })

  test('whatever is sent to whatever field is read or refused by name, never broken', () => {
    const specs = Object.entries(Kite.fields).map(([name, field]) => [name, field.spec] as const)
    const names = [
      'toString',
      'valueOf',
      'from',
      'to',
      'type',
      'coordinates',
      'file',
      'name',
      'kind',
      'size',
      'part',
      'x',
    ]
    const { value } = fc.letrec((tie) => ({
      leaf: fc.oneof(
        fc.string(),
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        fc.constantFrom('2026-11-24', 'Point', '0198f0a0-0000-7000-8000-000000000001', '0109876543'),
      ),
      list: fc.array(tie('value'), { maxLength: 3 }),
      object: fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 4 }),
      value: fc.oneof({ depthSize: 'small' }, tie('leaf'), tie('list'), tie('object')),
    }))
    const sent = value.chain((one) => fc.constantFrom(one, JSON.stringify(one)))
    fc.assert(
      fc.property(fc.constantFrom(...specs), sent, ([name, spec], one) => {
        try {
          parseField(spec, one, name, name)
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('rows', () => {
  test('a change counts the version, keeps the former row, names the change in the log but not personal values', async () => {
    const row = await create(fresh({ price: 100, owner_phone: '0912345678' }))
    house.clock.advance({ minutes: 5 })
    const after = await change(row, { price: 200, owner_phone: '0987654321' })
    expect(after).toMatchObject({ version: 2, price: 200, updated_at: house.clock.now() })
    const facts = await house.database.transaction(keeper, (tx) => timeline(tx, row.id))
    expect(facts.map((fact) => fact.kind)).toEqual(['changed', 'created'])
    expect(facts[0]?.data).toEqual({ version: 2, changes: { price: [100, 200], owner_phone: ['•', '•'] } })
    const { rows } = await house.database.owner.query(
      `select row ->> 'price' as price, version from sen.history where record_id = $1`,
      [row.id],
    )
    expect(rows).toEqual([{ price: '100', version: 1 }])
  })

  test('a change of nothing writes nothing', async () => {
    const row = await create(fresh({ parts: [{ part: 'Sáo', count: 2 }], made_on: '2026-01-01' }))
    const after = await change(row, { parts: [{ count: 2, part: 'Sáo' }], made_on: '2026-01-01', story: null })
    expect(after.version).toBe(1)
  })

  test('who holds an old version overwrites nothing', async () => {
    const row = await create(fresh())
    await change(row, { name: 'Mới' })
    await expect(change(row, { name: 'Cũ đè mới' })).rejects.toMatchObject({
      code: 'records.stale-version',
      facts: { yours: 1, theirs: 2 },
    })
  })

  test('of two who change at once, one is told', async () => {
    const row = await create(fresh())
    const done = await Promise.allSettled([change(row, { name: 'Một' }), change(row, { name: 'Hai' })])
    expect(done.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(done.find((one) => one.status === 'rejected')).toMatchObject({ reason: { code: 'records.stale-version' } })
  })

  test('a key in use is refused with the name of the field, though PostgreSQL hides it', async () => {
    const row = await create(fresh())
    await expect(create(fresh({ code: row.code }))).rejects.toMatchObject({
      code: 'records.taken',
      field: 'code',
      facts: { field: 'Mã diều' },
    })
  })

  test('a reference to nothing names its field', async () => {
    const nothing = '0195e4a0-0000-7000-8000-000000000000'
    await expect(create(fresh({ home: nothing }))).rejects.toMatchObject({
      code: 'records.refers-to-nothing',
      field: 'home',
    })
    const flyer = await house.as('bay-goc')
    await expect(
      house.database.transaction(flyer, (tx) => createRow(tx, Flight, { kite: nothing, flown_on: '2026-01-01' })),
    ).rejects.toMatchObject({ code: 'records.refers-to-nothing', field: 'kite' })
  })

  test('not there, not visible and not changeable are told apart only as far as one may know', async () => {
    const row = await create(fresh())
    const north = await house.as('giu-bac')
    await expect(change(row, { name: 'x' }, north)).rejects.toMatchObject({ code: 'records.missing' })
    expect(await house.database.transaction(north, (tx) => findRow(tx, Kite, row.id))).toBeUndefined()
    expect(await house.database.transaction(north, (tx) => findRow(tx, Kite, "' or 1=1"))).toBeUndefined()
    await expect(create(fresh(), await house.as('nguoi-la'))).rejects.toMatchObject({ code: 'records.forbidden' })
  })

  test('a field reserved to a role is empty for others, but not for the person it is about', async () => {
    const owner = await house.as('chu-dieu')
    const values = {
      ...readInput(Kite, { code: 'SEEN', name: 'x', shape: 'dragon', temper: 'Hay giật' }),
      owner: owner.person,
    } as Input<typeof Kite>
    const row = await create(values)
    const flyer = { ...(await house.as('bay-goc')), roles: [{ role: 'flyer', unit: await house.unit('CLB.NAM') }] }
    const seen = (actor: Actor) => house.database.transaction(actor, async (tx) => masked(tx, Kite, row).temper)
    expect([await seen(keeper), await seen(flyer), await seen(owner)]).toEqual(['Hay giật', null, 'Hay giật'])
  })

  test('two rows may both lack a value that is one of a kind where it is given', () => {
    const Plain = record('kite-club/tag', {
      titleField: 'name',
      fields: { name: text().required().unique(), chip: text().unique() },
      words: {
        title: { vi: 'Thẻ', en: 'Tag' },
        plural: { vi: 'Thẻ', en: 'Tags' },
        fields: { name: { vi: 'Tên', en: 'Name' }, chip: { vi: 'Chíp', en: 'Chip' } },
      },
      access: { read: ['everyone'], create: ['house'], change: ['house'] },
      list: { columns: ['name'], sorts: ['name'], defaultSort: 'name', filters: [] },
    })
    const table = recordsSchema([Plain]).tables.at(-1)
    expect(table?.unique).toEqual({ name: ['name'] })
    expect(table?.indexes?.chip_unique).toEqual({ on: '"chip"', unique: true, where: '"chip" is not null' })
  })

  test('the house passes, and writes in its own name', async () => {
    const unit = await house.unit('CLB')
    const row = await house.database.transaction(system, (tx) => createRow(tx, Kite, fresh(), { unit, sample: true }))
    expect(row).toMatchObject({ created_by: null, sample: true, unit })
  })
})
