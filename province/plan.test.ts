import { expect, test } from 'vitest'
import { dtiEditions, evenShares } from './dti.ts'
import { planAgreement, planLines, planParts } from './plan.ts'
import { departmentCodes, findUnit } from './units.ts'

test('the appendix has forty contents in five parts: 5, 5, 9, 13 and 8', () => {
  expect(planLines).toHaveLength(40)
  expect(planParts.map((part) => planLines.filter((line) => line.part === part.name).length)).toEqual([5, 5, 9, 13, 8])
  expect(new Set(planLines.map((line) => line.code)).size).toBe(40)
  // Fields are numbered in each part as in the appendix.
  expect(
    planParts.map((part) => Math.max(...planLines.filter((l) => l.part === part.name).map((l) => l.group))),
  ).toEqual([4, 5, 6, 5, 5])
})

test('every content has its years, its partner, responsible units that exist, and a system that fulfils it', () => {
  for (const line of planLines) {
    expect(line.from, line.code).toBe(2026)
    expect(line.to, line.code).toBeGreaterThanOrEqual(line.from)
    expect(line.to, line.code).toBeLessThanOrEqual(planAgreement.to)
    expect(findUnit(line.partner)?.kind).toBe('partner')
    expect(line.units.length, line.code).toBeGreaterThan(0)
    expect(new Set(line.units).size, line.code).toBe(line.units.length)
    for (const unit of line.units) expect(findUnit(unit), `${line.code}: ${unit}`).toBeDefined()
    expect(line.systems.length, line.code).toBeGreaterThan(0)
    for (const text of [line.field.vi, line.content.vi, line.unitsText.vi]) expect(text).toBe(text.normalize('NFC'))
  }
})

test('periods as the appendix gives them', () => {
  const until = (year: number) => planLines.filter((line) => line.to === year).map((line) => line.code)
  expect(until(2026)).toEqual(['II.4', 'III.2b', 'IV.1b'])
  expect(until(2027)).toEqual(['I.1a', 'I.1b', 'I.4', 'III.1a', 'III.3', 'IV.4a', 'V.1a', 'V.1b'])
  expect(until(2029)).toEqual(['I.3', 'V.1c', 'V.3'])
})

test('groups of units: thirteen agencies of the province, one hundred and two communes, four wards of the smart city', () => {
  expect(departmentCodes).toHaveLength(13)
  expect(planLines.find((line) => line.code === 'V.1a')?.units).toHaveLength(115)
  expect(planLines.find((line) => line.code === 'III.5a')?.units).toHaveLength(102)
  expect(planLines.find((line) => line.code === 'III.5b')?.unitsText.vi).toBe(
    'Ủy ban nhân dân phường Mỹ Tho; Ủy ban nhân dân phường Cao Lãnh; Ủy ban nhân dân phường Hồng Ngự; Ủy ban nhân dân phường Sa Đéc',
  )
})

test('the index has 98 places in nine main indicators and a thousand points, and says what is not official', () => {
  const edition = dtiEditions[0]
  expect(edition?.items).toHaveLength(98)
  expect(edition?.mains.map((main) => [main.count, main.points])).toEqual([
    [10, 100],
    [11, 100],
    [7, 100],
    [13, 100],
    [12, 100],
    [3, 0],
    [22, 200],
    [12, 150],
    [8, 150],
  ])
  for (const main of edition?.mains ?? []) {
    const items = edition?.items.filter((item) => item.main === main.code) ?? []
    expect(items, main.code).toHaveLength(main.count)
    expect(
      items.reduce((sum, item) => sum + item.points, 0),
      main.code,
    ).toBe(main.points)
  }
  expect(edition?.items.filter((item) => item.confidence === 'published').map((item) => item.code)).toEqual(['1.2'])
  for (const item of edition?.items ?? []) {
    expect(item.confidence === 'unknown').toBe(item.name === null)
    if (item.formula === 'steps') expect(item.steps[0]?.points).toBe(item.points)
  }
})

test('shares are whole and add up', () => {
  expect(evenShares(80, 9)).toEqual([9, 9, 9, 9, 9, 9, 9, 9, 8])
  expect(evenShares(5, 0)).toEqual([])
})
