import { expect, test } from 'vitest'
import { bundleProcedures, bundles, findBundle } from './bundles.ts'
import { findProcedure } from './procedures/index.ts'
import { findRole } from './roles.ts'
import { workingHoursOf } from './steps.ts'
import { getUnitByRule, isUnitRule, placesIn } from './unit-rules.ts'
import { findUnit } from './units.ts'

test.each(bundles.map((bundle) => [bundle.code, bundle] as const))('%s holds together', (_code, bundle) => {
  const keys = bundle.members.map((member) => member.key)
  expect(new Set(keys).size).toBe(keys.length)
  expect(bundle.members[0]?.after).toBeNull()
  for (const [i, member] of bundle.members.entries()) {
    // Nobody waits for what comes later: the filing can always be finished.
    if (member.after !== null) expect(keys.slice(0, i), member.key).toContain(member.after)
    const known = findProcedure(member.procedure) ?? bundleProcedures.find((one) => one.code === member.procedure)
    expect(known, member.procedure).toBeDefined()
    const elsewhere = member.agency !== 'commune'
    expect(known?.handled_by === 'local-government', member.key).toBe(!elsewhere)
    // An agency outside says what it does and until when; ours have an order of work of their own.
    expect(member.steps !== null && member.limit !== null, member.key).toBe(elsewhere)
    for (const step of member.steps ?? []) {
      expect(isUnitRule(step.unit), step.unit).toBe(true)
      const unit = findUnit(getUnitByRule(step.unit, placesIn('29869')))
      expect(findRole(step.role)?.at, `${member.key} ${step.role}`).toContain(unit?.kind)
    }
    if (member.limit) {
      const hours = (member.steps ?? []).reduce((sum, step) => sum + (step.limit_hours ?? 0), 0)
      expect(hours, member.key).toBeLessThanOrEqual(workingHoursOf(member.limit))
      expect(workingHoursOf(member.limit)).toBeLessThanOrEqual(workingHoursOf(bundle.whole))
    }
  }
})

test('a bundle is found by its word on a day it is in force', () => {
  expect(findBundle('khai-sinh', '2026-10-05')?.procedure).toBe('2.000986')
  expect(findBundle('khai-sinh', '2025-06-30')).toBeUndefined()
  expect(findBundle('khac', '2026-10-05')).toBeUndefined()
})

test('each commune has its own police, below those of the province', () => {
  expect(getUnitByRule('commune-police', placesIn('28261'))).toBe('G01.ca82.x28261')
  expect(findUnit('G01.ca82.x28261')).toMatchObject({ parent: 'G01.ca82', name: 'Công an phường Mỹ Tho' })
})
