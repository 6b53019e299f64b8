import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Bug } from '#ground/refusal'
import { casesSchema } from '#kernel/cases'
import { papersSchema } from '#kernel/papers'
import {
  aboutOf,
  changeRow,
  countAbout,
  createRow,
  date,
  eraseAbout,
  gather,
  identifier,
  number,
  personalFields,
  planErasure,
  planRetention,
  processingRegister,
  type RecordType,
  record,
  ref,
  retain,
  rows,
  text,
  whatGoes,
  withOwner,
} from '#kernel/records'
import { house } from '#kernel/store'
import { enterPerson } from '#kernel/trust'
import { falseClock, Kite, kiteClub, openTestHouse, type TestHouse } from './index.ts'

const words = { title: { vi: 'x', en: 'x' }, plural: { vi: 'Các x', en: 'x' } }
const list = { columns: [], sorts: [], defaultSort: '-created_at', filters: [] } as const
const why = {
  purpose: { vi: 'Thử', en: 'Test' },
  subjects: { vi: 'Người', en: 'People' },
  recipients: [],
} as const

/** A note that may be erased at once; another record may refer to it. */
const Note = record('kite-club/note', {
  fields: { text: text({ max: 200 }).required().personal('basic'), writer: ref('kernel/person').required() },
  words: { ...words, fields: { text: words.title, writer: words.title } },
  titleField: 'text',
  subject: 'writer',
  processing: {
    ...why,
    basis: { law: 'Điều lệ', kind: 'consent' },
    retention: { years: 1, after: 'created', ends: 'erase', basis: 'Điều lệ' },
  },
  access: { read: ['house'], create: ['house'], change: ['house'] },
  list,
})
const Reply = record('kite-club/reply', {
  fields: { note: ref('kite-club/note').required(), text: text({ max: 200 }) },
  words: { ...words, fields: { note: words.title, text: words.title } },
  titleField: 'text',
  access: { read: ['house'], create: ['house'], change: ['house'] },
  list,
})
/** Kept by law for two years from the day it ended, found by number. */
const Fine = record('kite-club/fine', {
  fields: {
    national_id: identifier('nationalId').required().personal('basic'),
    ended_on: date(),
    amount: number(),
    lines: rows({ what: text({ max: 100 }).personal('sensitive') }, { max: 5 }),
  },
  words: {
    ...words,
    fields: { national_id: words.title, ended_on: words.title, amount: words.title, lines: words.title },
    rows: { lines: { what: words.title } },
  },
  titleField: 'national_id',
  processing: {
    ...why,
    basis: { law: 'Luật Diều', article: 'Điều 1', kind: 'law' },
    retention: { years: 2, after: 'ended_on', ends: 'erase', basis: 'Luật Diều, Điều 2' },
    about: { field: 'national_id', equals: 'national_id' },
  },
  access: { read: ['house'], create: ['house'], change: ['house'] },
  list,
})

const types: readonly RecordType[] = [...kiteClub, Note, Reply, Fine]
let club: TestHouse
let unit: string

beforeAll(async () => {
  club = await openTestHouse({
    types,
    schemas: [papersSchema, casesSchema],
    clock: falseClock('2026-11-24T08:00:00+07:00'),
  })
  unit = await club.unit('CLB.NAM')
})
afterAll(() => club?.close())

let serial = 100_000
async function someone(name: string): Promise<{ id: string; number: string }> {
  const national = `082190${++serial}`
  const id = await club.database.transaction(house, (tx) =>
    enterPerson(tx, {
      kind: 'citizen',
      full_name: name,
      birth_date: '1990-01-01',
      sex: 'female',
      national_id: national,
      tax_code: null,
      phone: `0900${serial}`,
      email: null,
      commune: null,
      address: 'Số 1',
      sample: true,
    }),
  )
  return { id, number: national }
}

const make = <R extends RecordType>(type: R, values: object) =>
  club.database.transaction(house, (tx) => createRow(tx, type, values as never, { unit }))
const kite = (owner: string, code: string, more: object = {}) =>
  make(Kite, { code, name: `Diều ${code}`, shape: 'dragon', owner, owner_phone: '0912345678', ...more })

describe('what a record must declare', () => {
  const fields = { name: text({ max: 10 }).personal('basic') }
  const plain = {
    fields,
    words: { ...words, fields: { name: words.title } },
    titleField: 'name' as const,
    access: { read: ['house'], create: ['house'], change: ['house'] } as const,
    list,
  }
  const processing = {
    ...why,
    basis: { law: 'x', kind: 'law' },
    retention: { years: 1, after: 'created', ends: 'erase', basis: 'x' },
    about: 'creator',
  } as const

  test('personal fields without a purpose do not start', () => {
    expect(() => record('kite-club/silent', plain)).toThrow(Bug)
    expect(() => record('kite-club/silent', plain)).toThrow('does not declare its processing')
    expect(record('kite-club/telling', { ...plain, processing }).processing?.retention.years).toBe(1)
  })

  test('a personal field inside rows counts, as personal as its most personal part', () => {
    expect(personalFields(Fine.fields)).toEqual(
      new Map([
        ['national_id', 'basic'],
        ['lines', 'sensitive'],
      ]),
    )
  })

  test.each([
    ['nobody it is about', { ...processing, about: undefined }, 'whose rows'],
    ['a field that is not there', { ...processing, retention: { ...processing.retention, after: 'gone' } }, 'no field'],
    [
      'no end and something after it',
      { ...processing, retention: { ...processing.retention, years: null } },
      'without an end',
    ],
    ['a term of nothing', { ...processing, retention: { ...processing.retention, years: 0 } }, 'retention of 0'],
  ])('%s is refused', (_name, wrong, said) => {
    expect(() => record('kite-club/wrong', { ...plain, processing: wrong as never })).toThrow(said)
  })

  test('the register holds the house itself and each declaring record', () => {
    const register = processingRegister(types)
    expect(register.map((entry) => `${entry.system}/${entry.record}`)).toEqual(
      expect.arrayContaining(['kernel/person', 'kernel/fact', 'kite-club/kite', 'kite-club/note', 'kite-club/fine']),
    )
    expect(register.find((entry) => entry.record === 'kite')?.fields).toContainEqual({
      name: 'temper',
      label: { vi: 'Tính nết', en: 'Temper' },
      level: 'sensitive',
    })
    expect(register.some((entry) => entry.record === 'flight')).toBe(false)
  })
})

test('her copy holds every personal field of every row about her and nothing of another', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 0, max: 3 }),
      async (hers, theirs, notes) => {
        const she = await someone('Nguyễn Thị Của Mình')
        const other = await someone('Trần Văn Người Khác')
        const mark = `mật-${other.number}`
        for (let i = 0; i < hers; i++) await kite(she.id, `H${serial}-${i}`, { temper: `hiền-${she.number}` })
        for (let i = 0; i < theirs; i++) await kite(other.id, `T${serial}-${i}`, { temper: mark })
        for (let i = 0; i < notes; i++) await make(Note, { text: `ghi-${she.number}`, writer: she.id })
        await make(Note, { text: mark, writer: other.id })
        await make(Fine, { national_id: other.number, lines: [{ what: mark }] })
        const [copy, counts] = await club.database.transaction(house, async (tx) => {
          const about = await aboutOf(tx, she.id)
          if (!about) throw new Error('nobody')
          return [await gather(tx, types, about), await countAbout(tx, types, about)] as const
        })
        const text = JSON.stringify(copy)
        expect(text).not.toContain(mark)
        expect(text).not.toContain(other.id)
        expect(text).not.toContain(other.number)
        expect(Object.fromEntries(copy.map((one) => [one.record, one.rows.length]))).toEqual({
          ...(hers > 0 ? { kite: hers } : {}),
          ...(notes > 0 ? { note: notes } : {}),
        })
        expect(counts.get('kite-club/kite') ?? 0).toBe(hers)
        for (const part of copy) {
          const type = types.find((one) => one.name === part.record) as RecordType
          for (const [name, level] of personalFields(type.fields)) {
            expect(part.fields).toContainEqual(expect.objectContaining({ name, level }))
            for (const row of part.rows) expect(Object.keys(row)).toContain(name)
          }
        }
        if (hers > 0) expect(text).toContain(`hiền-${she.number}`)
      },
    ),
    { numRuns: 12, seed: 3 },
  )
})

describe('erasing', () => {
  const plan = (id: string) =>
    club.database.transaction(house, async (tx) => {
      const about = await aboutOf(tx, id)
      return about ? planErasure(tx, types, about, tx.now) : []
    })
  const erase = (id: string) =>
    withOwner(club.database, async (run) => {
      const about = await aboutOf(run, id)
      if (!about) throw new Error('nobody')
      return eraseAbout(run, types, about, club.clock.now())
    })
  const short = (lines: Awaited<ReturnType<typeof plan>>) =>
    lines.map((line) => `${line.record} ${line.outcome} ${line.count}`)

  test('the deed is the preview, whatever there is: rows, former versions, references, laws, open cases', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 0, max: 3 }),
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        async (kites, notes, replied, old, changed) => {
          const she = await someone('Lê Thị Xóa')
          for (let i = 0; i < kites; i++) {
            const row = await kite(she.id, `X${serial}-${i}`, { temper: 'dữ' })
            if (changed)
              await club.database.transaction(house, (tx) =>
                changeRow(tx, Kite, row.id, row.version, { temper: 'hiền lại' }),
              )
          }
          for (let i = 0; i < notes; i++) {
            const note = await make(Note, { text: 'ghi', writer: she.id })
            if (replied && i === 0) await make(Reply, { note: note.id, text: 'trả lời' })
          }
          await make(Fine, { national_id: she.number, ended_on: old ? '2020-01-01' : '2026-01-01' })
          const promised = await plan(she.id)
          const done = await erase(she.id)
          expect(done.lines).toEqual(promised)
          const left = await plan(she.id)
          expect(whatGoes(left), JSON.stringify(short(left))).toEqual([])
          // A contract's kite stays without its owner; a consented note goes; a fine goes when its time is over.
          const heldNotes = replied && notes > 0 ? 1 : 0
          const fines = old ? 0 : 1
          expect(promised.filter((line) => line.record === 'kite').map((line) => [line.outcome, line.count])).toEqual(
            kites > 0 ? [['anonymised', kites]] : [],
          )
          const counts = await club.database.transaction(house, async (tx) => {
            const about = await aboutOf(tx, she.id)
            return about ? countAbout(tx, types, about) : new Map<string, number>()
          })
          expect(counts.get('kite-club/note') ?? 0).toBe(heldNotes)
          expect(counts.get('kite-club/fine') ?? 0).toBe(fines)
          expect(counts.get('kite-club/kite') ?? 0).toBe(0)
        },
      ),
      { numRuns: 20, seed: 7 },
    )
  })

  test('what stays says which law', async () => {
    const she = await someone('Phạm Thị Giữ')
    await make(Fine, { national_id: she.number, ended_on: '2026-01-01' })
    const kept = (await plan(she.id)).find((line) => line.record === 'fine')
    expect(kept).toMatchObject({ outcome: 'kept', count: 1 })
    expect(kept?.why.vi).toContain('Luật Diều, Điều 1')
  })

  test('what is being handled is not erased from under it', async () => {
    const she = await someone('Võ Thị Dở')
    const note = await make(Note, { text: 'đang xét', writer: she.id })
    await club.database.transaction(house, (tx) =>
      tx.query(
        `insert into sen.task (id, system, flow, record, record_id, record_unit, state, title, step, step_vi, step_en, unit, role, opened_at, calendar)
         values (gen_random_uuid(), 'kite-club', 'x', 'note', $1, $2, 'x', 'x', 'x', 'x', 'x', $2, 'keeper', $3, 'kite')`,
        [note.id, unit, tx.now],
      ),
    )
    await erase(she.id)
    expect(short(await plan(she.id))).toContain('note kept 1')
  })

  test('the application’s own hand cannot do it', async () => {
    const she = await someone('Đỗ Thị Tay')
    await make(Note, { text: 'x', writer: she.id })
    await expect(
      club.database.transaction(house, async (tx) => {
        const about = await aboutOf(tx, she.id)
        if (about) await eraseAbout(tx, types, about, tx.now)
      }),
    ).rejects.toThrow(/permission denied/)
  })
})

describe('retention, under a false clock', () => {
  test('nothing before its day; then in batches, told by count, and once', async () => {
    const she = await someone('Hồ Thị Hạn')
    for (let i = 0; i < 5; i++) await make(Note, { text: `hạn ${i}`, writer: she.id })
    await kite(she.id, `R${serial}`, { last_flown_at: '2026-11-20T16:00:00+07:00', temper: 'dữ' })
    await kite(she.id, `S${serial}`, { temper: 'chưa bay' })
    const fine = await make(Fine, { national_id: she.number, ended_on: '2026-11-24' })
    const mine = async (record: string) => {
      const lines = await club.database.transaction(house, (tx) => planRetention(tx, types, club.clock.now()))
      return lines.find((line) => line.record === record)?.count ?? 0
    }
    club.clock.set('2027-11-24T07:59:00+07:00')
    expect(await retain(club.database, types)).toEqual([])
    club.clock.set('2027-11-24T08:00:01+07:00')
    expect(await mine('note')).toBeGreaterThanOrEqual(5)
    // What a month ahead brings is seen before it comes.
    const ahead = await club.database.transaction(house, (tx) =>
      planRetention(tx, types, new Date('2028-12-01T00:00:00+07:00')),
    )
    expect(ahead.find((line) => line.record === 'kite')?.count).toBeGreaterThanOrEqual(1)
    const notes = await mine('note')
    const first = await retain(club.database, types, { batchRows: 2 })
    expect(first).toContainEqual({ system: 'kite-club', record: 'note', ends: 'erase', count: notes })
    expect(await retain(club.database, types)).toEqual([])
    const told = await club.database.transaction(house, (tx) =>
      tx.query<{ data: { count: number }; subjects: string[] }>(
        "select data, subjects from sen.fact where kind = 'retention-erased' and record = 'note' order by seq",
      ),
    )
    expect(told.map((fact) => fact.data.count)).toEqual([
      ...Array(Math.floor(notes / 2)).fill(2),
      ...(notes % 2 ? [1] : []),
    ])
    expect(told.flatMap((fact) => fact.subjects)).toContain(she.id)

    // Two years after its last flight the kite forgets its owner; the one that never flew has not begun to count.
    club.clock.set('2028-11-25T08:00:00+07:00')
    await retain(club.database, types)
    const kites = await club.database.transaction(house, (tx) =>
      tx.query<{ code: string; owner: string | null; owner_phone: string | null; temper: string | null }>(
        'select code, owner, owner_phone, temper from kite_club.kite where code like $1 order by code',
        [`%${serial}`],
      ),
    )
    expect(kites).toEqual([
      { code: `R${serial}`, owner: null, owner_phone: null, temper: null },
      { code: `S${serial}`, owner: she.id, owner_phone: '0912345678', temper: 'chưa bay' },
    ])
    const left = await club.database.transaction(house, (tx) =>
      tx.query('select 1 from kite_club.fine where id = $1', [fine.id]),
    )
    expect(left).toHaveLength(0)
  })

  test('stopped in the middle, the next night goes on', async () => {
    const she = await someone('Mai Thị Dừng')
    for (let i = 0; i < 3; i++) await make(Note, { text: `dừng ${i}`, writer: she.id })
    club.clock.advance({ days: 366 })
    const ended = new AbortController()
    ended.abort()
    expect(await retain(club.database, types, { signal: ended.signal })).toEqual([])
    const done = await retain(club.database, types)
    expect(done.find((one) => one.record === 'note')?.count).toBe(3)
  })
})
