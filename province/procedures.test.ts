import { describe, expect, test } from 'vitest'
import { fees } from './fees.ts'
import { methodsFor, procedureCodePattern } from './procedure.ts'
import { findProcedure, procedures } from './procedures/index.ts'
import { findRole } from './roles.ts'
import { steps, stepsFor, workingHoursOf } from './steps.ts'
import { getUnitByRule, isUnitRule, placesIn } from './unit-rules.ts'
import { findUnit } from './units.ts'

describe('the procedures of the commune counter', () => {
  test('are at least sixty, with distinct well-formed codes', () => {
    expect(procedures.length).toBeGreaterThanOrEqual(60)
    expect(new Set(procedures.map((one) => one.code)).size).toBe(procedures.length)
    for (const one of procedures) expect(one.code).toMatch(procedureCodePattern)
  })

  test('hold the ones every counter needs', () => {
    const needed = '1.001193 1.000656 1.000894 1.004873 2.000635 2.000815 2.000908 1.012753 1.011607 1.001612 1.013225'
    for (const code of needed.split(' ')) expect(findProcedure(code), code).toBeDefined()
  })

  test('each say what they are, what to bring, how long, what comes out and on what law', () => {
    for (const one of procedures) {
      expect(one.name, one.code).toBe(one.name.normalize('NFC').trim())
      expect(one.levels).toContain('commune')
      expect(one.methods.length, one.code).toBeGreaterThan(0)
      expect(one.papers.flatMap((papers) => papers.items).length, one.code).toBeGreaterThan(0)
      expect(one.results.length, one.code).toBeGreaterThan(0)
      expect(one.legal_refs.length, one.code).toBeGreaterThan(0)
      for (const ref of one.legal_refs) expect(ref, one.code).toMatch(/^\d+\/\d{4}\/(QH1\d|[A-ZĐ]+-[A-ZĐg]+)$/)
      for (const method of one.methods) {
        expect(method.limit?.amount ?? 0, one.code).toBeGreaterThan(0)
        if (method.fee_vnd !== null) expect(Number.isSafeInteger(method.fee_vnd) && method.fee_vnd >= 0).toBe(true)
      }
      for (const item of one.papers.flatMap((papers) => papers.items)) {
        expect(item.name, one.code).not.toMatch(/\.docx?|\.pdf/)
        expect(item.original + item.copy, `${one.code} ${item.name}`).toBeGreaterThan(0)
      }
    }
  })

  test('say in a note what is read or assumed', () => {
    for (const one of procedures) {
      const ours =
        one.confidence !== 'published' || one.methods.some((method) => method.limit_confidence !== 'published')
      if (ours) expect(one.note ?? one.methods.map((method) => method.note).join(''), one.code).not.toBe('')
    }
  })

  test('of one day carry a cut-off at 15:00', () => {
    for (const one of procedures) {
      if (one.methods.every((method) => method.limit?.unit === 'same-day')) expect(one.cutoff, one.code).toBe('15:00')
    }
    expect(findProcedure('2.000908')?.cutoff).toBe('15:00')
    const birth = findProcedure('1.001193')
    expect(birth && methodsFor(birth, 'online').map((method) => method.limit)).toEqual([
      { amount: 1, unit: 'same-day' },
    ])
  })
})

describe('the steps', () => {
  test('have known roles, rules that resolve to units where the role may be held, and rising order', () => {
    const places = placesIn('28261')
    for (const row of steps) {
      expect(isUnitRule(row.unit), row.unit).toBe(true)
      const unit = findUnit(getUnitByRule(row.unit, places))
      expect(unit && findRole(row.role)?.at.includes(unit.kind), `${row.role} at ${row.unit}`).toBe(true)
      expect(row.limit_hours === null || row.limit_hours > 0, `${row.procedure} ${row.order}`).toBe(true)
    }
    for (const one of procedures) {
      const own = stepsFor(one.code, '2026-03-02')
      expect(own.map((row) => row.order)).toEqual(own.map((_, i) => i + 1))
      expect(own[0]?.kind).toBe('receive')
      expect(own.at(-1)?.kind).toBe('return')
    }
  })

  test('fit inside the shortest limit of their procedure', () => {
    for (const one of procedures) {
      const shortest = Math.min(...one.methods.map((method) => (method.limit ? workingHoursOf(method.limit) : 24)))
      const sum = stepsFor(one.code, '2026-03-02').reduce((hours, row) => hours + (row.limit_hours ?? 0), 0)
      expect(sum, one.code).toBeLessThanOrEqual(shortest)
    }
  })

  test('of a copy from the register take 02, 03, 02 and 01 hours', () => {
    expect(stepsFor('2.000908', '2026-03-02').map((row) => row.limit_hours)).toEqual([2, 3, 2, 1, null])
  })

  test('of a first land certificate pass through five agencies', () => {
    expect(stepsFor('1.012753', '2026-03-02').map((row) => row.unit)).toEqual([
      'receiving-centre',
      'commune-economy',
      'commune-economy',
      'land-registry',
      'tax-agency',
      'commune-leaders',
      'commune-office',
      'returning-centre',
    ])
  })

  test('of an unknown procedure are the template; before the two-level government there are none', () => {
    expect(stepsFor('9.999999', '2026-03-02').map((row) => row.procedure)).toEqual(Array(6).fill('*'))
    expect(stepsFor('1.001193', '2025-06-30')).toEqual([])
  })
})

test('fees are one row for every way of every procedure, and what the council fixes is marked', () => {
  expect(fees).toHaveLength(procedures.reduce((sum, one) => sum + one.methods.length, 0))
  expect(fees.filter((row) => row.procedure === '2.000635').map((row) => row.amount_vnd)).toEqual([8000, 8000, 8000])
  for (const row of fees) if (row.by_council) expect(row.source).toBe('Chờ nghị quyết của HĐND tỉnh Đồng Tháp')
})
