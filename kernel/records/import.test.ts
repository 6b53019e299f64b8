import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  cancelImport,
  errorsFile,
  getImport,
  type ImportRun,
  type ImportStart,
  importJob,
  type RecordType,
  runImport,
  startImport,
  whenCreated,
} from '#kernel/records'
import { type Actor, house as system } from '#kernel/store'
import { Flight, Kite, openTestHouse, type TestHouse } from '#kernel/testing'

let house: TestHouse
let keeper: Actor
let folder: string
beforeAll(async () => {
  house = await openTestHouse()
  keeper = await house.as('giu-nam')
  folder = await mkdtemp(join(tmpdir(), 'kite-import-'))
})
afterAll(async () => {
  await house.close()
  await rm(folder, { recursive: true })
})

const never = new AbortController().signal
let files = 0
async function put(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, `${++files}-${name}`)
  await writeFile(path, content)
  return path
}
async function start(
  type: RecordType,
  name: string,
  content: string | Buffer,
  more: Partial<ImportStart> = {},
  actor = keeper,
): Promise<string> {
  const filePath = await put(name, content)
  return house.database.transaction(actor, (tx) =>
    startImport(tx, type, { filePath, fileName: name, mode: 'run', ...more }),
  )
}
async function bring(
  type: RecordType,
  name: string,
  content: string | Buffer,
  more: Partial<ImportStart> = {},
  actor = keeper,
): Promise<ImportRun> {
  const id = await start(type, name, content, more, actor)
  await runImport(house.database, house.types, id, never)
  return look(id)
}
const look = (id: string): Promise<ImportRun> => house.database.transaction(system, (tx) => getImport(tx, id))
const errorsOf = async (id: string): Promise<string[][]> =>
  (
    await house.database.owner.query(
      'select row, "column", value, code from sen.import_error where import = $1 order by seq',
      [id],
    )
  ).rows.map((row) => Object.values(row).map(String))
const kites = async (where = 'true'): Promise<Record<string, unknown>[]> =>
  (await house.database.owner.query(`select * from kite_club.kite where ${where} order by code`)).rows
const clear = () => house.database.owner.query('truncate kite_club.kite, kite_club.flight cascade')

describe('formats', () => {
  test('a semicolon CSV of a Vietnamese Excel, with labels for heads, in any letters', async () => {
    await clear()
    const run = await bring(
      Kite,
      'Diều.csv',
      '\ufeffSTT;Mã diều;TÊN DIỀU;dáng;Ngày làm;Sải cánh;Bãi nhà;Bãi khách;Nơi thả;Mùa thả;Đã nghỉ bay;Số dây\r\n1;C1;"Sáo; trúc";Diều sáo;15/03/2026;2,5;CLB.NAM;CLB.BAC, Góc Gò;10.36, 106.36;01/01/2026 - 31/03/2026;x;3\r\n\r\n2;C2;\'=Bướm;butterfly;;;;;;;;\r\n',
    )
    expect(run).toMatchObject({ state: 'done', total: 2, done: 2, created: 2, failed: 0, reason: null })
    expect(run.columns?.slice(0, 2)).toEqual([
      { column: 'STT', field: null },
      { column: 'Mã diều', field: 'code' },
    ])
    const [one, two] = await kites()
    expect(one).toMatchObject({
      code: 'C1',
      name: 'Sáo; trúc',
      shape: 'whistle',
      made_on: '2026-03-15',
      span: 2.5,
      home: await house.unit('CLB.NAM'),
      strings: 3,
      retired: true,
      guests: [await house.unit('CLB.BAC'), await house.unit('CLB.NAM.GOC')],
      field: { type: 'Point', coordinates: [106.36, 10.36] },
      season: { from: '2026-01-01', to: '2026-03-31' },
      unit: await house.unit('CLB.NAM'),
      created_by: keeper.account,
    })
    expect(two).toMatchObject({
      code: 'C2',
      name: '=Bướm',
      shape: 'butterfly',
      strings: 1,
      retired: false,
      made_on: null,
    })
  })

  test('a workbook: dates, hours, numbers that lost their noughts, formulas taken for what they came to', async () => {
    await clear()
    const book = new ExcelJS.Workbook()
    const sheet = book.addWorksheet('Diều')
    sheet.addRow(['code', 'Tên diều', 'shape', 'made_on', 'Lần bay cuối', 'Điện thoại chủ diều', 'price', 'span'])
    sheet.addRow([
      'X1',
      { richText: [{ text: 'Sáo ' }, { text: 'đậm', font: { bold: true } }] },
      'whistle',
      new Date('2026-03-15T00:00:00Z'),
      new Date('2026-03-15T08:30:00Z'),
      912345678,
      { formula: 'SUM(1,2)*0', result: 0 },
      1.25,
    ])
    sheet.addRow([])
    sheet.addRow([
      'X2',
      { text: 'Liên kết', hyperlink: 'https://example.org' },
      'dragon',
      '16/03/2026',
      null,
      '0912345679',
      { formula: '1/0', result: { error: '#DIV/0!' } },
    ])
    const run = await bring(Kite, 'dieu.xlsx', Buffer.from(await book.xlsx.writeBuffer()))
    expect(run).toMatchObject({ state: 'done', created: 1, failed: 1 })
    expect((await kites())[0]).toMatchObject({
      name: 'Sáo đậm',
      made_on: '2026-03-15',
      owner_phone: '0912345678',
      price: 0,
      span: 1.25,
      last_flown_at: new Date('2026-03-15T01:30:00Z'),
    })
    expect(await errorsOf(run.id)).toEqual([['4', 'price', '', 'import.cell-error']])
  })

  test('NDJSON, JSON and GeoJSON', async () => {
    await clear()
    const lines = [
      '{"code":"N1","name":"Một","shape":"dragon","parts":[{"part":"Sáo","count":2}]}',
      '',
      '{hỏng',
      '{"code":"N2","name":"Hai","shape":"dragon","màu":"đỏ"}',
    ].join('\n')
    const nd = await bring(Kite, 'k.jsonl', lines)
    expect(nd).toMatchObject({ format: 'ndjson', created: 1, failed: 2 })
    expect(await errorsOf(nd.id)).toEqual([
      ['3', '', '', 'import.not-json'],
      ['4', 'màu', 'đỏ', 'records.unknown-field'],
    ])
    const feature = {
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [106.1, 10.2] },
      properties: { code: 'G1', name: 'Bản đồ', shape: 'whistle' },
    }
    expect(
      await bring(Kite, 'k.geojson', JSON.stringify({ type: 'FeatureCollection', features: [feature] })),
    ).toMatchObject({ created: 1, total: 1 })
    expect(
      await bring(Kite, 'k.json', JSON.stringify([{ code: 'J1', name: 'Danh sách', shape: 'whistle' }])),
    ).toMatchObject({ created: 1 })
    expect((await kites()).map((row) => [row.code, row.field])).toEqual([
      ['G1', { type: 'Point', coordinates: [106.1, 10.2] }],
      ['J1', null],
      ['N1', null],
    ])
  })

  test('what is no such file is refused by name, and nothing is in', async () => {
    await clear()
    const wrong: [string, string | Buffer, string][] = [
      ['a.csv', Buffer.from('mã;tên\nNguyễn', 'latin1'), 'UTF-8'],
      ['a.csv', Buffer.from('\ufeffcode;name\n', 'utf16le'), 'UTF-8'],
      ['a.csv', '', 'tiêu đề'],
      ['a.csv', 'code;name;shape;màu sắc;cỡ\nA;B;dragon;đỏ;to', '"màu sắc", "cỡ"'],
      ['a.csv', 'code;name;tên diều;shape\nA;B;C;dragon', '"name" và "tên diều"'],
      ['a.csv', 'code;code;shape\nA;B;C', 'hai lần'],
      ['a.csv', 'code;name;shape\nA;"B;dragon', 'dòng'],
      ['a.xlsx', 'PK không phải', 'xlsx'],
      ['a.json', '{"code":1}', 'JSON'],
      ['a.ndjson', Buffer.from([0x7b, 0xff, 0x7d]), 'UTF-8'],
    ]
    for (const [name, content, words] of wrong) {
      const run = await bring(Kite, name, content)
      expect(run.state, `${name} ${content}`).toBe('failed')
      expect(run.reason).toContain(words)
    }
    await expect(start(Kite, 'a.pdf', 'x')).rejects.toMatchObject({ code: 'import.unknown-format' })
    expect(await kites()).toEqual([])
  })

  test('a foreign shape is read by the reader that was named', async () => {
    await clear()
    const id = await start(Kite, 'foreign.ndjson', '{"ID":7,"TITLE":"Sáo"}\n{"ID":8}\n', { reader: 'other-club' })
    const readers = {
      'other-club': (raw: Record<string, unknown>) =>
        raw.TITLE ? { code: `F${raw.ID}`, name: raw.TITLE, shape: 'dragon' } : null,
    }
    await runImport(house.database, house.types, id, never, { readers })
    expect(await look(id)).toMatchObject({ state: 'done', created: 1, done: 2, failed: 0 })
    expect((await kites()).map((row) => row.code)).toEqual(['F7'])
  })
})

const table = (rows: readonly (readonly (string | number)[])[]): string =>
  `code;name;shape;price\n${rows.map((row) => row.join(';')).join('\n')}\n`

describe('rows', () => {
  test('a second time changes what differs, leaves what is the same, and writes nothing for it', async () => {
    await clear()
    await bring(
      Kite,
      'a.csv',
      table([
        ['A', 'Một', 'dragon', 1],
        ['B', 'Hai', 'dragon', 2],
      ]),
    )
    house.clock.advance({ hours: 1 })
    const before = await kites()
    const run = await bring(
      Kite,
      'a.csv',
      table([
        ['A', 'Một', 'dragon', 1],
        ['B', 'Hai mới', 'dragon', 2],
        ['C', 'Ba', 'dragon', 3],
      ]),
    )
    expect(run).toMatchObject({ created: 1, changed: 1, unchanged: 1, failed: 0 })
    const after = await kites()
    expect(after[0]).toEqual(before[0])
    expect(after[1]).toMatchObject({ id: before[1]?.id, name: 'Hai mới', version: 2, updated_at: house.clock.now() })
    const { rows } = await house.database.owner.query(
      'select record_id, kind, data from sen.fact where data ->> $1 = $2 order by seq',
      ['import', run.id],
    )
    expect(rows.map((row) => row.kind)).toEqual(['created', 'changed', 'imported'])
    expect(rows[1]).toMatchObject({
      record_id: before[1]?.id,
      data: { version: 2, changes: { name: ['Hai', 'Hai mới'] } },
    })
    expect(
      (
        await house.database.owner.query('select row ->> $2 as name from sen.history where record_id = $1', [
          before[1]?.id,
          'name',
        ])
      ).rows,
    ).toEqual([{ name: 'Hai' }])
  })

  test('columns that the file has not stay as they are; cells that are empty become empty', async () => {
    await clear()
    await bring(Kite, 'a.csv', 'code;name;shape;price;made_on\nA;Một;dragon;5;2026-01-01\n')
    expect(await bring(Kite, 'a.csv', 'code;price\nA;\n')).toMatchObject({ changed: 1 })
    expect((await kites())[0]).toMatchObject({ name: 'Một', price: null, made_on: '2026-01-01' })
  })

  test('the same key twice in a file is first made, then changed', async () => {
    await clear()
    expect(
      await bring(
        Kite,
        'a.csv',
        table([
          ['A', 'Một', 'dragon', 1],
          ['A', 'Hai', 'dragon', 1],
          ['A', 'Hai', 'dragon', 1],
        ]),
      ),
    ).toMatchObject({ created: 1, changed: 1, unchanged: 1 })
    expect((await kites())[0]).toMatchObject({ name: 'Hai', version: 2 })
  })

  test('of 5,000 rows the seven bad ones are named, with what to do, and the others are in', async () => {
    await clear()
    await bring(Kite, 'north.csv', table([['TAKEN', 'Của Bắc', 'dragon', 1]]), {}, await house.as('giu-bac'))
    const rows = Array.from({ length: 5_000 }, (_, i): (string | number)[] => [`R${i}`, `Diều ${i}`, 'dragon', i])
    const bad: Record<number, (string | number)[]> = {
      3: ['R3', '', 'dragon', 1],
      700: ['R700', 'x', 'bong-bong', 1],
      701: ['R701', 'x', 'dragon', 'rẻ'],
      1499: ['TAKEN', 'Trùng mã của Bắc', 'dragon', 1],
      2500: ['R2500', 'x'.repeat(121), 'dragon', 1],
      4000: ['', 'Không mã', 'dragon', 1],
      4999: ['R4999', 'x', 'dragon', 1, 'ô thừa'],
    }
    for (const [at, row] of Object.entries(bad)) rows[Number(at)] = row
    const run = await bring(Kite, 'nhieu.csv', table(rows))
    expect(run).toMatchObject({ state: 'done', total: 5_000, done: 5_000, created: 4_993, failed: 7 })
    expect((await kites()).length).toBe(4_994)
    expect(await errorsOf(run.id)).toEqual([
      ['5', 'name', '', 'records.required'],
      ['702', 'shape', 'bong-bong', 'records.not-a-choice'],
      ['703', 'price', 'rẻ', 'records.not-a-number'],
      ['1501', 'code', 'TAKEN', 'records.taken'],
      ['2502', 'name', `${'x'.repeat(80)}…`, 'records.too-long'],
      ['4002', 'code', '', 'records.required'],
      ['5001', '', '', 'import.more-cells'],
    ])
    const text = await house.database.transaction(keeper, (tx) => errorsFile(tx, run.id))
    expect(text.startsWith('\ufeffDòng,Cột,Giá trị,Mã lỗi,Cần làm gì\r\n5,name,,records.required,')).toBe(true)
    expect(text.split('\r\n').length).toBe(9)
    const facts = await house.database.owner.query(
      `select count(*)::int as n from sen.fact where kind = 'created' and data ->> 'import' = $1`,
      [run.id],
    )
    expect(facts.rows).toEqual([{ n: 4_993 }])
  })

  test('references are found by key, by title, and refused when they mean nothing or two things', async () => {
    await clear()
    const flyer = { ...(await house.as('bay-goc')) }
    const corner = await house.unit('CLB.NAM.GOC')
    await bring(
      Kite,
      'k.csv',
      table([
        ['K1', 'Sáo', 'dragon', 1],
        ['K2', 'Đôi', 'dragon', 1],
        ['K3', 'Đôi', 'dragon', 1],
      ]),
      { unit: corner },
    )
    const run = await bring(
      Flight,
      'bay.csv',
      'Diều;Ngày bay;Độ cao\nK1;2026-01-01;10\nSáo;2026-01-02;20\nĐôi;2026-01-03;30\nkhông có;2026-01-04;40\n0195e4a0-0000-7000-8000-000000000000;2026-01-05;50\n',
      {},
      flyer,
    )
    expect(run).toMatchObject({ created: 2, failed: 3 })
    expect((await errorsOf(run.id)).map((error) => [error[0], error[1], error[3]]).sort()).toEqual([
      ['4', 'Diều', 'import.refers-to-several'],
      ['5', 'Diều', 'import.refers-to-nothing'],
      ['6', 'Diều', 'records.refers-to-nothing'],
    ])
  })

  test('a check tries everything and writes nothing', async () => {
    await clear()
    const facts = async () => (await house.database.owner.query('select count(*)::int as n from sen.fact')).rows[0].n
    const before = await facts()
    const run = await bring(
      Kite,
      'a.csv',
      table([
        ['A', 'Một', 'dragon', 1],
        ['B', '', 'dragon', 2],
        ['A', 'Hai', 'dragon', 1],
      ]),
      { mode: 'check' },
    )
    expect(run).toMatchObject({ state: 'done', created: 1, changed: 1, failed: 1, done: 3 })
    expect(await kites()).toEqual([])
    expect(await facts()).toBe(before)
    expect((await house.database.owner.query('select 1 from sen.history')).rowCount).toBeGreaterThanOrEqual(0)
  })

  test('more than ten thousand refused rows are counted, not all kept', async () => {
    await clear()
    const run = await bring(Kite, 'a.ndjson', '{}\n'.repeat(3_600))
    expect(run.failed).toBe(3_600)
    expect((await errorsOf(run.id)).length).toBe(10_000)
  })

  test('what follows from a new row follows from an imported one, and falls with it', async () => {
    await clear()
    whenCreated(Kite, async (tx, row) => {
      if (!row.code.startsWith('REACT')) return
      await tx.query(
        `insert into sen.code (list, value, label_vi, label_en, valid_from) values ('reaction', $1, 'x', 'x', '2026-01-01')`,
        [row.code],
      )
      if (row.code === 'REACT2') throw Object.assign(new Error('no'), { code: '23514' })
    })
    const run = await bring(
      Kite,
      'a.csv',
      table([
        ['REACT1', 'Một', 'dragon', 1],
        ['REACT2', 'Hai', 'dragon', 2],
        ['REACT3', 'Ba', 'dragon', 3],
      ]),
      {},
      system_at(await house.unit('CLB')),
    )
    expect(run).toMatchObject({ created: 2, failed: 1 })
    expect(
      (await house.database.owner.query(`select value from sen.code where list = 'reaction' order by 1`)).rows,
    ).toEqual([{ value: 'REACT1' }, { value: 'REACT3' }])
    const facts = await house.database.owner.query(
      `select data -> 'values' ->> 'code' as code from sen.fact where kind = 'created' and data ->> 'import' = $1 order by seq`,
      [run.id],
    )
    expect(facts.rows.map((row) => row.code)).toEqual(['REACT1', 'REACT3'])
  })
})

const system_at = (unit: string): Actor => ({ ...system, unit })

describe('rights', () => {
  test('only a role of the record, over the unit of the import, and only as long as it is held', async () => {
    await clear()
    await expect(start(Kite, 'a.csv', table([]), {}, await house.as('bay-goc'))).rejects.toMatchObject({
      code: 'import.not-allowed',
    })
    await expect(start(Kite, 'a.csv', table([]), { unit: await house.unit('CLB.BAC') })).rejects.toMatchObject({
      code: 'import.not-allowed',
    })
    const id = await start(Kite, 'a.csv', table([['A', 'Một', 'dragon', 1]]))
    await house.database.owner.query(`update sen.role_grant set valid_to = '2026-01-02' where account = $1`, [
      keeper.account,
    ])
    await runImport(house.database, house.types, id, never)
    expect(await look(id)).toMatchObject({ state: 'failed', done: 0 })
    await house.database.owner.query('update sen.role_grant set valid_to = null where account = $1', [keeper.account])
    expect(await kites()).toEqual([])
  })

  test('a row for a unit out of reach is refused, the others are in', async () => {
    await clear()
    const run = await bring(
      Kite,
      'a.csv',
      'code;name;shape;Đơn vị\nA;Một;dragon;CLB.BAC\nB;Hai;dragon;CLB.NAM.GOC\nC;Ba;dragon;CLB.XXX\n',
    )
    expect(run).toMatchObject({ created: 1, failed: 2 })
    expect((await errorsOf(run.id)).map((error) => [error[0], error[3]]).sort()).toEqual([
      ['2', 'records.forbidden'],
      ['4', 'import.refers-to-nothing'],
    ])
    expect((await kites())[0]).toMatchObject({ code: 'B', unit: await house.unit('CLB.NAM.GOC') })
  })

  test('a run is seen by who started it', async () => {
    const run = await bring(Kite, 'a.csv', table([]))
    await expect(
      house.database.transaction(await house.as('giu-bac'), (tx) => getImport(tx, run.id)),
    ).rejects.toMatchObject({ code: 'import.missing' })
    expect(
      await house.database.transaction(await house.as('giu-bac'), (tx) =>
        tx.query('select * from sen.import_error where import = $1', [run.id]),
      ),
    ).toEqual([])
  })

  test('read-only fields of a file are left to the system, and said to be', async () => {
    await clear()
    const run = await bring(Kite, 'a.csv', 'code;name;shape;balance;label\nA;Một;dragon;{};giả\n')
    expect(run.columns?.slice(3)).toEqual([
      { column: 'balance', field: null },
      { column: 'label', field: null },
    ])
    expect((await kites())[0]).toMatchObject({ balance: null, label: 'A · Một' })
  })
})

describe('stopping and going on', () => {
  const many = (count: number): string =>
    `Diều;Ngày bay;Độ cao\n${Array.from({ length: count }, (_, i) => `K1;2026-01-01;${i % 3000}`).join('\n')}\n`
  async function flyer(): Promise<Actor> {
    await clear()
    await bring(Kite, 'k.csv', table([['K1', 'Sáo', 'dragon', 1]]), { unit: await house.unit('CLB.NAM.GOC') })
    return house.as('bay-goc')
  }
  const flights = async (): Promise<{ n: number; ids: number }> =>
    (
      await house.database.owner.query(
        'select count(*)::int as n, count(distinct id)::int as ids from kite_club.flight',
      )
    ).rows[0]

  test('a process killed in the middle loses nothing and doubles nothing', async () => {
    const actor = await flyer()
    const id = await start(Flight, 'bay.csv', many(6_000), { keepFile: true }, actor)
    const child = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { Database } from '#kernel/store'; import { runImport } from '#kernel/records'; import { Flight, Kite } from '#kernel/testing'
         const place = JSON.parse(process.argv[1])
         const database = new Database({ app: place.app, owner: place.owner, clock: { now: () => new Date(place.now) } })
         await runImport(database, new Map([['kite-club/kite', Kite], ['kite-club/flight', Flight]]), place.id, new AbortController().signal)
         await database.close()`,
        JSON.stringify(
          { app: house.database.app.options, owner: house.database.ownerConfig, id, now: house.clock.now() },
          (key, value) => (key === 'types' ? undefined : value),
        ),
      ],
      { stdio: ['ignore', 'ignore', 'inherit'], cwd: join(import.meta.dirname, '../..') },
    )
    const gone = new Promise<string | null>((done) => child.once('exit', (_code, signal) => done(signal)))
    for (let run = await look(id); run.done === 0 && child.exitCode === null; run = await look(id))
      await new Promise((go) => setTimeout(go, 5))
    child.kill('SIGKILL')
    expect(await gone).toBe('SIGKILL')
    const stopped = await look(id)
    expect(stopped.state).toBe('running')
    expect(stopped.done).toBeGreaterThan(0)
    expect(stopped.done).toBeLessThan(6_000)
    expect((await flights()).n).toBe(stopped.done)

    // The job that looks for lost runs leaves one alone that may still be at work, and takes it up later.
    await importJob(house.types).run(house.database, {}, never)
    expect((await look(id)).done).toBe(stopped.done)
    house.clock.advance({ minutes: 3 })
    await importJob(house.types).run(house.database, {}, never)
    expect(await look(id)).toMatchObject({ state: 'done', total: 6_000, done: 6_000, created: 6_000, failed: 0 })
    expect(await flights()).toEqual({ n: 6_000, ids: 6_000 })
  })

  test('two runs at once write every row once', async () => {
    const actor = await flyer()
    const id = await start(Flight, 'bay.csv', many(3_000), {}, actor)
    await Promise.all([
      runImport(house.database, house.types, id, never),
      runImport(house.database, house.types, id, never),
    ])
    await runImport(house.database, house.types, id, never)
    expect(await look(id)).toMatchObject({ state: 'done', created: 3_000 })
    expect((await flights()).n).toBe(3_000)
  })

  test('a stop of the house leaves it where it stands; a cancel ends it and takes the file away', async () => {
    const actor = await flyer()
    const id = await start(Flight, 'bay.csv', many(3_000), {}, actor)
    const stop = new AbortController()
    stop.abort(new Error('tắt máy'))
    await expect(runImport(house.database, house.types, id, stop.signal)).rejects.toThrow('tắt máy')
    expect(await look(id)).toMatchObject({ state: 'running', done: 0 })
    await house.database.transaction(actor, (tx) => cancelImport(tx, id))
    await expect(house.database.transaction(actor, (tx) => cancelImport(tx, id))).rejects.toMatchObject({
      code: 'import.ended',
    })
    const { rows } = await house.database.owner.query('select file_path from sen.import where id = $1', [id])
    expect(existsSync(rows[0].file_path)).toBe(true)
    await runImport(house.database, house.types, id, never)
    expect(existsSync(rows[0].file_path)).toBe(false)
    expect(await look(id)).toMatchObject({ state: 'cancelled', done: 0 })
    expect((await flights()).n).toBe(0)
  })

  test('a run that never gets on is given up with words', async () => {
    const actor = await flyer()
    const id = await start(Flight, 'bay.csv', many(10), { reader: 'forgotten' }, actor)
    for (let i = 0; i < 5; i++)
      await expect(runImport(house.database, house.types, id, never)).rejects.toThrow('forgotten')
    await runImport(house.database, house.types, id, never)
    expect((await look(id)).reason).toContain('Đã thử 5 lần')
  })
})
