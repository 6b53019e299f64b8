import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  createRow,
  EXPORT_ROWS_MAX,
  type ExportFormat,
  type ExportOptions,
  exportRows,
  getImport,
  type Input,
  type RecordType,
  readInput,
  runImport,
  startImport,
} from '#kernel/records'
import { type Actor, house as system } from '#kernel/store'
import { Flight, Kite, kiteExamples, openTestHouse, type TestHouse } from '#kernel/testing'

let house: TestHouse
let empty: TestHouse
let keeper: Actor
let folder: string
beforeAll(async () => {
  house = await openTestHouse()
  empty = await openTestHouse()
  keeper = await house.as('chu-nhiem')
  folder = await mkdtemp(join(tmpdir(), 'kite-export-'))
})
afterAll(async () => {
  await house.close()
  await empty.close()
  await rm(folder, { recursive: true })
})

async function bytes(
  type: RecordType,
  options: Omit<ExportOptions, 'types'>,
  actor: Actor = keeper,
  at = house,
): Promise<Buffer> {
  const made = await exportRows(at.database, actor, type, { types: at.types, ...options })
  const parts: Buffer[] = []
  for await (const part of made.stream) parts.push(Buffer.from(part as Buffer))
  await made.done
  return Buffer.concat(parts)
}
const textOf = async (...args: Parameters<typeof bytes>): Promise<string> => (await bytes(...args)).toString('utf8')
const clear = (at: TestHouse) => at.database.owner.query('truncate kite_club.kite, kite_club.flight cascade')
async function kite(values: Record<string, unknown>, unit = 'CLB.NAM', at = house): Promise<string> {
  const id = await at.unit(unit)
  return at.database.transaction(
    system,
    async (tx) =>
      (await createRow(tx, Kite, readInput(Kite, values, { inside: true }) as Input<typeof Kite>, { unit: id })).id,
  )
}

/** What must be equal in two houses: everything but when and by whom it was written, with units by their codes. */
async function contents(at: TestHouse, table: string): Promise<Record<string, unknown>[]> {
  const units = new Map(
    (await at.database.owner.query('select id, code from sen.unit')).rows.map((row) => [row.id, row.code]),
  )
  const code = (value: unknown): unknown => (Array.isArray(value) ? value.map(code) : (units.get(value) ?? value))
  const { rows } = await at.database.owner.query(`select * from ${table} order by id`)
  return rows.map(({ updated_at: _a, updated_by: _b, created_by: _c, version: _d, ...row }) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, code(value)])),
  )
}

async function carry(type: RecordType, format: ExportFormat): Promise<void> {
  const filePath = join(folder, `${type.name}.${format}`)
  await writeFile(filePath, await bytes(type, { format, purpose: 'bàn giao', sort: type.list.sorts[0] }, system))
  const unit = await empty.unit('CLB')
  const id = await empty.database.transaction({ ...system, unit }, (tx) =>
    startImport(tx, type, { filePath, fileName: `${type.name}.${format}`, mode: 'run' }),
  )
  await runImport(empty.database, empty.types, id, new AbortController().signal)
  const run = await empty.database.transaction(system, (tx) => getImport(tx, id))
  expect(
    run,
    JSON.stringify(
      (await empty.database.owner.query('select * from sen.import_error where import = $1 limit 5', [id])).rows,
    ),
  ).toMatchObject({ state: 'done', failed: 0, reason: null })
}

describe('there and back', () => {
  const word = fc.oneof(
    fc.constantFrom(
      'Nguyễn Văn Á',
      '=1+1',
      "'=x",
      "'bình thường",
      '@a',
      '-1',
      '+84',
      '"',
      'a;b,c',
      'dòng một\ndòng hai',
      '1.125',
      'có',
      'null',
      '😀',
      'đ',
      '\\',
      '0912',
      '{',
      'Diều sáo',
    ),
    fc.string({ unit: fc.constantFrom(...'aăâđêôơưáạ ;,"\'=\n-'), minLength: 1, maxLength: 12 }),
  )
  const kites = fc.uniqueArray(
    fc.record({
      code: fc.string({ unit: fc.constantFrom(...'ABCĐ0123=-.'), minLength: 1, maxLength: 8 }),
      name: word.filter((text) => text.trim() !== ''),
      story: fc.option(word),
      shape: fc.constantFrom('whistle', 'butterfly', 'dragon'),
      span: fc.option(fc.integer({ min: 200, max: 20_000 }).map((n) => n / 1_000)),
      strings: fc.integer({ min: 1, max: 12 }),
      price: fc.option(fc.constantFrom(0, 1, 1_000, 1_250_000, 999_999_999_999_999)),
      made_on: fc.option(fc.constantFrom('1899-12-31', '1900-02-28', '1900-03-01', '2024-02-29', '2026-11-24')),
      last_flown_at: fc.option(
        fc.date({ min: new Date('2000-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
      ),
      season: fc.option(fc.constantFrom({ from: '2026-01-01', to: null }, { from: '2026-01-01', to: '2026-01-31' })),
      retired: fc.boolean(),
      owner_phone: fc.option(fc.constantFrom('0912345678', '02733870000')),
      temper: fc.option(word),
      parts: fc.option(
        fc.array(
          fc.record({ part: word.filter((text) => text.trim() !== ''), count: fc.integer({ min: 1, max: 99 }) }),
          { minLength: 1, maxLength: 3 },
        ),
      ),
      field: fc.option(fc.constantFrom(kiteExamples.good.field, kiteExamples.odd.field)),
      balance: fc.option(fc.constantFrom({ left: 1, right: -2 })),
    }),
    { selector: (row) => row.code, minLength: 1, maxLength: 12 },
  )

  for (const format of ['csv', 'xlsx', 'ndjson', 'geojson'] as const) {
    test(`as ${format} into an empty house, everything is the same`, async () => {
      await fc.assert(
        fc.asyncProperty(kites, async (rows) => {
          await clear(house)
          await clear(empty)
          const [home, guests] = [await house.unit('CLB.BAC'), [await house.unit('CLB'), await house.unit('CLB.NAM')]]
          for (const [i, row] of rows.entries())
            await kite({ ...row, home, guests: i % 2 ? guests : null }, i % 2 ? 'CLB.NAM' : 'CLB.BAC')
          await carry(Kite, format)
          expect(await contents(empty, 'kite_club.kite')).toEqual(await contents(house, 'kite_club.kite'))
        }),
        // no interruptAfterTimeLimit: what it interrupts goes on writing below the next test
        { numRuns: 12 },
      )
    }, 120_000)
  }

  test('rows without a key keep their ids, references find the row of the same key', async () => {
    await clear(house)
    await clear(empty)
    for (const code of ['K1', 'K;2']) {
      const id = await kite({ code, name: code, shape: 'dragon' })
      await house.database.transaction(system, async (tx) => {
        for (let i = 0; i < 3; i++)
          await createRow(
            tx,
            Flight,
            { kite: id, flown_on: `2026-01-0${i + 1}`, height: i === 1 ? null : i, note: `gió ${i}` },
            { unit: await house.unit('CLB.NAM.GOC') },
          )
      })
    }
    await carry(Kite, 'csv')
    await carry(Flight, 'csv')
    expect(await contents(empty, 'kite_club.flight')).toEqual(await contents(house, 'kite_club.flight'))
    await carry(Flight, 'ndjson')
    expect((await contents(empty, 'kite_club.flight')).length).toBe(6)
  })
})

describe('files', () => {
  beforeAll(async () => {
    await clear(house)
    await kite({ ...kiteExamples.odd })
    await kite({ ...kiteExamples.good, code: 'B', owner: (await house.as('chu-dieu')).person }, 'CLB.BAC')
  })

  test('CSV: byte order mark, labels, quoted by RFC 4180, nothing that a spreadsheet would run', async () => {
    const text = await textOf(Kite, { format: 'csv', sort: 'code' })
    expect(text.startsWith('\ufeffMã diều,Tên diều,')).toBe(true)
    const rows = parse(text, { bom: true, columns: true }) as Record<string, string>[]
    expect(rows[1]).toMatchObject({
      'Mã diều': 'Đ=1+1',
      'Tên diều': "'=cmd|'/c calc'!A1",
      Dáng: 'Diều rồng',
      'Sải cánh': '1.1250',
      'Mùa thả': '2026-01-01/2026-01-01',
      'Đã nghỉ bay': 'có',
    })
    for (const row of rows) for (const value of Object.values(row)) expect(value).not.toMatch(/^[=+@\t\r]/)
  })

  test('a workbook opens in another reader, its cells typed, none a formula', async () => {
    const book = new ExcelJS.Workbook()
    await book.xlsx.load((await bytes(Kite, { format: 'xlsx', sort: 'code' })) as unknown as ExcelJS.Buffer)
    const sheet = book.worksheets[0]
    expect(sheet?.name).toBe('Các con diều')
    const heads = ((sheet?.getRow(1).values ?? []) as string[]).slice(1)
    const cell = (head: string) => sheet?.getRow(3).getCell(heads.indexOf(head) + 1)
    expect(cell('Tên diều')?.value).toBe("=cmd|'/c calc'!A1")
    expect(cell('Tên diều')?.type).toBe(ExcelJS.ValueType.String)
    expect(cell('Ngày làm')?.value).toEqual(new Date('2024-02-29T00:00:00Z'))
    expect(cell('Sải cánh')?.value).toBe(1.125)
  })

  test('GeoJSON is RFC 7946 with the other fields as properties; a record without a place has none', async () => {
    const map = JSON.parse(await textOf(Kite, { format: 'geojson', sort: 'code' })) as {
      type: string
      features: { geometry: unknown; properties: Record<string, unknown> }[]
    }
    expect(map.type).toBe('FeatureCollection')
    expect(map.features.map((one) => one.geometry)).toEqual([kiteExamples.good.field, kiteExamples.odd.field])
    expect(map.features[0]?.properties).toMatchObject({ code: 'B', unit: 'CLB.BAC' })
    expect(JSON.parse(await textOf(Kite, { format: 'geojson', filters: { shape: ['butterfly'] } }))).toEqual({
      type: 'FeatureCollection',
      features: [],
    })
    await expect(bytes(Flight, { format: 'geojson' })).rejects.toMatchObject({ code: 'export.no-place' })
  })

  test('the rows are those of the list: sight, filters, search', async () => {
    const lines = async (options: Omit<ExportOptions, 'types' | 'format'>, actor?: Actor) =>
      (await textOf(Kite, { format: 'ndjson', sort: 'code', ...options }, actor))
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line).code as string)
    expect(await lines({})).toEqual(['B', 'Đ=1+1'])
    expect(await lines({}, await house.as('giu-bac'))).toEqual(['B'])
    expect(await lines({ q: 'sao truc' })).toEqual(['B'])
    expect(await lines({ filters: { shape: ['dragon'] } })).toEqual(['Đ=1+1'])
    await expect(lines({ filters: { temper: ['x'] } })).rejects.toMatchObject({ code: 'records.bad-filter' })
    await expect(lines({}, await house.as('bay-goc'))).rejects.toMatchObject({ code: 'export.not-allowed' })
  })

  test('personal fields only with a purpose, written down for each whose they are', async () => {
    const owner = (await house.as('chu-dieu')).person
    const facts = async () =>
      (
        await house.database.owner.query(
          `select kind, purpose, subjects, data from sen.fact where kind like 'export%' order by seq desc limit 3`,
        )
      ).rows
    const plain = JSON.parse((await textOf(Kite, { format: 'ndjson', filters: { shape: ['whistle'] } })).trim())
    expect(Object.keys(plain)).not.toEqual(expect.arrayContaining(['owner_phone']))
    expect((await facts())[1]).toMatchObject({ kind: 'export-begun', data: { personal: false, rows: 1 } })
    const full = JSON.parse(
      (await textOf(Kite, { format: 'ndjson', filters: { shape: ['whistle'] }, purpose: 'gọi chủ diều' })).trim(),
    )
    expect(full).toMatchObject({ owner, owner_phone: '0912345678', temper: 'Hay giật' })
    expect(await facts()).toMatchObject([
      { kind: 'export-ended', purpose: 'gọi chủ diều', data: { rows: 1, whole: true } },
      { kind: 'exported', purpose: 'gọi chủ diều', subjects: [owner] },
      { kind: 'export-begun', purpose: 'gọi chủ diều', data: { personal: true } },
    ])
    const mine = await house.database.transaction(await house.as('chu-dieu'), (tx) =>
      tx.query(`select actor_name from sen.fact where kind = 'exported'`),
    )
    expect(mine).toEqual([{ actor_name: 'Trần Thị Gió' }])
  })

  test('a reader that hangs up leaves no connection and no open transaction behind, and the log knows', async () => {
    await house.database.owner.query(
      `insert into kite_club.kite (id, unit, code, name, story, shape, created_at, updated_at) select gen_random_uuid(), $1, 'H' || n, 'x', repeat('gió ', 60), 'dragon', now(), now() from generate_series(1, 3000) n`,
      [await house.unit('CLB.NAM')],
    )
    const made = await exportRows(house.database, keeper, Kite, { format: 'csv', types: house.types })
    for await (const _part of made.stream) break
    expect(await made.done).toBeLessThan(3_002)
    const fact = (
      await house.database.owner.query(
        `select data from sen.fact where kind = 'export-ended' order by seq desc limit 1`,
      )
    ).rows[0]
    expect(fact.data.whole).toBe(false)
    expect(house.database.app.totalCount - house.database.app.idleCount).toBe(0)
    const progress: number[] = []
    const whole = await exportRows(house.database, keeper, Kite, {
      format: 'ndjson',
      types: house.types,
      progress: (done, total) => progress.push(done, total),
    })
    let lines = 0
    for await (const part of whole.stream) lines += String(part).split('\n').length - 1
    expect(lines).toBe(3_002)
    expect(progress.slice(-2)).toEqual([3_002, 3_002])
  })

  test('what is in the file is one moment, whatever is written while it flows', async () => {
    const made = await exportRows(house.database, keeper, Kite, { format: 'ndjson', types: house.types, sort: 'code' })
    let text = ''
    let changed = false
    for await (const part of made.stream) {
      text += String(part)
      if (changed) continue
      changed = true
      await house.database.owner.query(`update kite_club.kite set name = 'sau'`)
      await house.database.owner.query(`delete from kite_club.kite where code like 'H9%'`)
    }
    const names = text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line).name as string)
    expect(names.length).toBe(3_002)
    expect(names).not.toContain('sau')
  })

  test('limits are named', () => {
    expect(EXPORT_ROWS_MAX.xlsx).toBeLessThan(1_048_576)
  })
})
