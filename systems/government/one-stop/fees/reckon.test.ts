import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exemptions as exemptionRows, fees as feeRows } from '#province'
import { priceOf, reckonFees } from './reckon.ts'
import type { Charged, Claim, Exemption, FeePrice } from './shape.ts'

const price = (change: Partial<FeePrice> = {}): FeePrice => ({
  code: 'LP',
  name: 'Lệ phí',
  kind: 'fee',
  case: null,
  amount: 8_000,
  per: 'dossier',
  next_from: null,
  next_amount: null,
  amount_max: null,
  collect: 'filing',
  by_council: false,
  text: null,
  source: 'nguồn',
  ...change,
})
const exemption = (change: Partial<Exemption> = {}): Exemption => ({
  from: '2025-07-01',
  to: null,
  code: 'ho-ngheo',
  name: { vi: 'Hộ nghèo', en: 'Poor household' },
  percent: 100,
  procedures: [],
  sectors: [],
  channels: [],
  kinds: ['fee', 'charge'],
  evidence: { vi: 'Giấy', en: 'Paper' },
  source: 'Luật',
  ...change,
})
const of = (change: Partial<Charged> = {}): Charged => ({
  procedure: '2.000635',
  sector: 'Hộ tịch',
  channel: 'in-person',
  copies: 1,
  pages: 1,
  claims: [],
  ...change,
})
const confirmed = (code = 'ho-ngheo'): Claim => ({ exemption: code, state: 'confirmed', evidence: 'Giấy số 12' })

/** Phí chứng thực bản sao: 2.000 đồng a page, 1.000 from the third, at most 200.000 a copy. */
const certified = price({ per: 'page', amount: 2_000, next_from: 3, next_amount: 1_000, amount_max: 200_000 })

describe('a price', () => {
  test.each([
    [1, 2_000],
    [2, 4_000],
    [3, 5_000],
    [10, 12_000],
    [198, 200_000],
    [199, 200_000],
    [2_000, 200_000],
  ])('certifying %i pages costs %i đồng', (pages, amount) => {
    expect(priceOf(certified, pages)).toBe(amount)
  })

  test.each<[string, Partial<FeePrice>, Partial<Charged>, number | null]>([
    ['a dossier pays once', {}, { copies: 9, pages: 9 }, 8_000],
    ['each copy pays', { per: 'copy' }, { copies: 5 }, 40_000],
    [
      'pages are of each copy',
      { per: 'page', amount: 2_000, next_from: 3, next_amount: 1_000 },
      { copies: 3, pages: 4 },
      18_000,
    ],
    ['nothing is known of what the council has not fixed', { amount: null, by_council: true }, {}, null],
    ['nothing costs nothing', { amount: 0 }, {}, 0],
  ])('%s', (_name, change, asked, due) => {
    const found = reckonFees([price(change)], [], of(asked))
    expect(found.due).toBe(due)
    expect(found.unpriced).toBe(due === null)
  })

  test('of several cases the lowest known is charged, and the others are told', () => {
    const rows = [
      price({ code: 'LP', amount: null, case: 'Đám tang' }),
      price({ code: 'LP2', amount: 30_000 }),
      price({ code: 'LP3', amount: 20_000 }),
    ]
    const usual = reckonFees(rows, [], of())
    expect(usual.lines.map((line) => line.code)).toEqual(['LP3'])
    expect(usual.others.map((one) => one.code)).toEqual(['LP', 'LP2'])
    expect(reckonFees(rows, [], of({ cases: ['LP2'] })).due).toBe(30_000)
  })
})

describe('an exemption', () => {
  test.each<[string, Partial<Exemption>, Claim, Partial<Charged>, number]>([
    ['confirmed on evidence lets all off', {}, confirmed(), {}, 0],
    ['by half rounds for the payer', { percent: 50 }, confirmed(), {}, 4_000],
    ['claimed and not checked lowers nothing', {}, { ...confirmed(), state: 'claimed' }, {}, 8_000],
    ['refused lowers nothing', {}, { ...confirmed(), state: 'refused' }, {}, 8_000],
    ['without evidence lowers nothing', {}, { ...confirmed(), evidence: '  ' }, {}, 8_000],
    ['of another procedure lowers nothing', { procedures: ['1.001193'] }, confirmed(), {}, 8_000],
    ['of another sector lowers nothing', { sectors: ['Đất đai'] }, confirmed(), {}, 8_000],
    ['of online filing lowers nothing over the counter', { channels: ['online'] }, confirmed(), {}, 8_000],
    ['of online filing counts online', { channels: ['online'] }, confirmed(), { channel: 'online' }, 0],
    ['of charges lowers no fee', { kinds: ['charge'] }, confirmed(), {}, 8_000],
    ['nobody knows lowers nothing', {}, confirmed('khac'), {}, 8_000],
  ])('%s', (_name, change, claim, asked, due) => {
    expect(reckonFees([price()], [exemption(change)], of({ ...asked, claims: [claim] })).due).toBe(due)
  })

  test('two do not add up: the one that takes most off counts, and the line says which', () => {
    const half = exemption({ code: 'tre-em', percent: 50 })
    const most = exemption({ code: 'nguoi-cao-tuoi', percent: 70 })
    const found = reckonFees(
      [price()],
      [half, most],
      of({ claims: [confirmed('tre-em'), confirmed('nguoi-cao-tuoi')] }),
    )
    expect(found.lines[0]).toMatchObject({
      exempted: 5_600,
      due: 2_400,
      exemption: { code: 'nguoi-cao-tuoi', percent: 70 },
    })
  })

  test('of everything makes an amount that nobody knows nothing to pay', () => {
    const found = reckonFees([price({ amount: null })], [exemption()], of({ claims: [confirmed()] }))
    expect(found).toMatchObject({ due: 0, unpriced: false })
  })

  test('whatever is asked: nobody pays less than nothing, nor more than the price; more copies never cost less', () => {
    const prices = fc.record({
      amount: fc.integer({ min: 0, max: 5_000_000 }),
      per: fc.constantFrom('dossier', 'copy', 'page'),
      next_from: fc.option(fc.integer({ min: 2, max: 50 })),
      next_amount: fc.option(fc.integer({ min: 0, max: 5_000_000 })),
      amount_max: fc.option(fc.integer({ min: 0, max: 10_000_000 })),
    })
    fc.assert(
      fc.property(
        prices,
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 499 }),
        fc.integer({ min: 1, max: 500 }),
        (change, percent, copies, pages) => {
          const asked = (more: number) =>
            reckonFees(
              [price(change as Partial<FeePrice>)],
              [exemption({ percent })],
              of({ copies: copies + more, pages, claims: [confirmed()] }),
            ).lines[0]
          const [one, more] = [asked(0), asked(1)]
          expect(one?.exempted).toBeGreaterThanOrEqual(0)
          expect(one?.due).toBeGreaterThanOrEqual(0)
          expect((one?.due ?? 0) + (one?.exempted ?? 0)).toBe(one?.amount)
          expect(Number.isSafeInteger(one?.due)).toBe(true)
          expect(more?.amount ?? 0).toBeGreaterThanOrEqual(one?.amount ?? 0)
        },
      ),
    )
  })
})

describe('the values of the province', () => {
  test('every row says its source and its days, in whole đồng', () => {
    for (const row of feeRows) {
      expect(row.source, row.procedure).not.toBe('')
      expect(row.valid_from).toMatch(/^\d{4}-\d{2}-\d{2}$/)
      expect(row.amount_vnd === null || Number.isSafeInteger(row.amount_vnd)).toBe(true)
    }
    const keys = feeRows.map((row) => `${row.procedure}|${row.channel}|${row.code}`)
    expect(new Set(keys).size).toBe(keys.length)
    for (const row of exemptionRows) {
      expect(row.evidence.vi, row.code).not.toBe('')
      expect(row.percent).toBeGreaterThan(0)
    }
  })

  test.each([
    ['2026-08-14', false],
    ['2026-08-15', true],
    ['2027-02-28', true],
    ['2027-03-01', false],
  ])('the digital citizen of NQ 66.22/2026 on %s: %s', (day, stands) => {
    const found = exemptionRows.some(
      (row) => row.code === 'cong-dan-so' && row.valid_from <= day && (row.valid_to ?? '9999') >= day,
    )
    expect(found).toBe(stands)
  })
})

test('the fees of a design stand each for itself, and are counted by its form', () => {
  const told = reckonFees(
    [price({ code: 'LP1', amount: 50_000, count: 1 }), price({ code: 'LP2', amount: 20_000, per: 'copy', count: 3 })],
    [],
    of({ copies: 9 }),
  )
  expect(told.lines.map((line) => [line.code, line.count, line.amount])).toEqual([
    ['LP1', 1, 50_000],
    ['LP2', 3, 60_000],
  ])
  expect(told.due).toBe(110_000)
})
