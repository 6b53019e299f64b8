import { describe, expect, test } from 'vitest'
import { announcedDays } from '#ground/holidays'
import { readDossierNumber } from '#ground/ids'
import { Refusal } from '#ground/refusal'
import { compileCalendar, due } from '#ground/working-time'
import { calendarDays, calendarRows, calendars, sessions } from './calendars.ts'
import { communes } from './communes.ts'
import { houseValues } from './demonstration.ts'
import { dossierOfficePattern, dossierOffices, findDossierOffice } from './offices.ts'
import { demoAccounts } from './people.ts'
import { findRole, roles } from './roles.ts'
import { departmentOf, getUnitByRule, isUnitRule, placesIn, ruleAtProvince } from './unit-rules.ts'
import { communeOneStopCode, communeUnitCode, findUnit, formerUnits, provinceOneStopCode, units } from './units.ts'

describe('the unit tree', () => {
  test('has distinct codes, and every parent stands before its children: no orphan, no cycle', () => {
    const seen = new Set<string>()
    for (const unit of units) {
      expect(seen.has(unit.code), unit.code).toBe(false)
      if (unit.parent !== null) expect(seen.has(unit.parent), `${unit.code} under ${unit.parent}`).toBe(true)
      seen.add(unit.code)
    }
  })

  test('has one province, twelve departments with its office and inspectorate, and five units a commune', () => {
    expect(units.filter((unit) => unit.kind === 'province').map((unit) => unit.code)).toEqual(['H20'])
    expect(units.filter((unit) => unit.kind === 'department' || unit.kind === 'province-office')).toHaveLength(12)
    for (const kind of ['commune', 'commune-one-stop', 'commune-office', 'commune-economy', 'commune-culture']) {
      expect(units.filter((unit) => unit.kind === kind)).toHaveLength(102)
    }
    expect(findUnit(provinceOneStopCode)?.parent).toBe('H20.vp')
  })

  test('names the economy section of a ward and of a commune as the law does', () => {
    expect(findUnit('H20.x28261.kt')?.name).toBe('Phòng Kinh tế, Hạ tầng và Đô thị phường Mỹ Tho')
    expect(findUnit('H20.x28360.kt')?.name).toBe('Phòng Kinh tế xã Cái Bè')
  })

  test('says what is provisional: every identifier but the published one', () => {
    expect(units.filter((unit) => !unit.provisional).map((unit) => unit.code)).toEqual(['H20'])
  })

  test('is in force since the two-level government, on a calendar that exists; the old province ended the day before', () => {
    const names = new Set<string>(calendars.map((one) => one.name))
    for (const unit of units) {
      expect(unit.valid_from).toBe('2025-07-01')
      expect(names.has(unit.calendar)).toBe(true)
    }
    expect(formerUnits.map((unit) => [unit.code, unit.valid_to])).toEqual([['H58', '2025-06-30']])
  })
})

describe('dossier offices', () => {
  test('are one for each of the 103 centres, distinct, in the form of a dossier code', () => {
    expect(dossierOffices).toHaveLength(103)
    expect(new Set(dossierOffices.map((office) => office.code)).size).toBe(103)
    for (const office of dossierOffices) {
      expect(office.code).toMatch(dossierOfficePattern)
      expect(findUnit(office.unit)?.kind).toMatch(/one-stop$/)
    }
  })

  test('never move: the numbers of the first, of Mỹ Tho, of Cao Lãnh and of the last', () => {
    expect(findDossierOffice(provinceOneStopCode)?.code).toBe('H20.001.01')
    expect(findDossierOffice(communeOneStopCode('28261'))?.code).toBe('H20.102.01')
    expect(findDossierOffice(communeOneStopCode('29869'))?.code).toBe('H20.158.01')
    expect(findDossierOffice(communeOneStopCode('30259'))?.code).toBe('H20.202.01')
    expect(findDossierOffice('H20')).toBeUndefined()
  })

  test('begin a dossier number that is read back', () => {
    const read = readDossierNumber('H20.158.01-260302-0001')
    expect([read.agency, read.received]).toEqual(['H20.158.01', '2026-03-02'])
  })
})

describe('unit rules', () => {
  test('find the unit of a step, three places apart', () => {
    const places = {
      receivingCentre: communeOneStopCode('29869'),
      returningCentre: communeOneStopCode('29905'),
      commune: '28261',
    }
    expect(getUnitByRule('receiving-centre', places)).toBe('H20.x29869.mc')
    expect(getUnitByRule('commune-economy', places)).toBe('H20.x28261.kt')
    expect(getUnitByRule('commune-leaders', places)).toBe('H20.x28261')
    expect(getUnitByRule('returning-centre', places)).toBe('H20.x29905.mc')
    expect(getUnitByRule('land-registry', places)).toBe('H20.snnmt.vpdkdd')
    expect(getUnitByRule('tax-agency', places)).toBe('G12.thue82')
    expect(getUnitByRule('department:H20.sxd', places)).toBe('H20.sxd')
    expect(getUnitByRule('province-leaders', placesIn(null))).toBe('H20')
  })

  test('refuse a commune that is missing or unknown and a department that is not there', () => {
    const code = (run: () => unknown): string => {
      try {
        run()
      } catch (error) {
        if (error instanceof Refusal) return error.code
        throw error
      }
      return 'none'
    }
    expect(code(() => getUnitByRule('commune-office', placesIn(null)))).toBe('province.no-commune')
    expect(code(() => getUnitByRule('commune-office', { ...placesIn(null), commune: '99999' }))).toBe(
      'province.unknown-commune',
    )
    expect(code(() => getUnitByRule('department:H20.xyz', placesIn(null)))).toBe('province.unknown-unit')
    expect(isUnitRule('department:H20.xyz')).toBe(false)
    expect(isUnitRule('department:H20.stp')).toBe(true)
    expect(isUnitRule('toString')).toBe(false)
  })
})

describe('calendars', () => {
  test('work forty hours a week, and four more on the Saturday variant', () => {
    const hours = (calendar: string): number =>
      sessions
        .filter((row) => row.calendar === calendar)
        .reduce((sum, row) => sum + minutes(row.to) - minutes(row.from), 0) / 60
    expect(hours('office')).toBe(40)
    expect(hours('one-stop-saturday')).toBe(44)
  })

  test('announce days once each: holidays on weekdays, worked days at the weekend', () => {
    expect(new Set(calendarDays.map((day) => day.date)).size).toBe(calendarDays.length)
    for (const day of calendarDays) {
      const weekday = new Date(`${day.date}T00:00:00Z`).getUTCDay()
      const weekend = weekday === 0 || weekday === 6
      expect(weekend, `${day.date} ${day.kind}`).toBe(day.kind === 'swap_work')
    }
  })

  test('pair every swapped day off with a worked one', () => {
    for (const year of ['2025', '2026', '2027']) {
      const of = (kind: string): number =>
        calendarDays.filter((day) => day.kind === kind && day.date.startsWith(year)).length
      expect(of('swap_off')).toBe(of('swap_work'))
    }
    expect(calendarDays.filter((day) => day.date.startsWith('2026') && day.kind !== 'swap_work')).toHaveLength(14)
  })
})

describe('calendars compiled', () => {
  const office = compileCalendar(calendarRows('office', 2025, 2027), 2025, 2027)
  const saturday = compileCalendar(calendarRows('one-stop-saturday', 2025, 2027), 2025, 2027)
  const at = (text: string): Date => new Date(`${text}:00+07:00`)

  test('count five working days over Tết 2026', () => {
    expect(due(office, at('2026-02-13T10:00'), { amount: 5, unit: 'working-day' })).toEqual(at('2026-02-27T10:00'))
  })

  test('work the swapped Saturday 22/8/2026 and rest on 24/11/2026', () => {
    expect(due(office, at('2026-08-21T09:00'), { amount: 1, unit: 'working-day' })).toEqual(at('2026-08-22T09:00'))
    expect(due(office, at('2026-11-23T09:00'), { amount: 1, unit: 'working-day' })).toEqual(at('2026-11-25T09:00'))
  })

  test('give a Saturday morning to the centres that open then', () => {
    expect(due(saturday, at('2026-03-06T15:00'), { amount: 4, unit: 'working-hour' })).toEqual(at('2026-03-07T09:30'))
    expect(due(office, at('2026-03-06T15:00'), { amount: 4, unit: 'working-hour' })).toEqual(at('2026-03-09T09:00'))
  })

  test('announce the same days as the ground knows for 2025 and 2026', () => {
    for (const year of [2025, 2026]) {
      const ours = calendarDays
        .filter((day) => day.date.startsWith(String(year)))
        .map((day) => `${day.date} ${day.kind}`)
      expect(ours.sort()).toEqual(announcedDays(year).map((day) => `${day.date} ${day.kind}`))
    }
  })
})

function minutes(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return hour * 60 + minute
}

describe('roles and demonstration accounts', () => {
  test('have distinct names, and every account holds known roles in units of the right kind', () => {
    expect(new Set(roles.map((role) => role.name)).size).toBe(roles.length)
    expect(new Set(demoAccounts.map((account) => account.login)).size).toBe(demoAccounts.length)
    for (const account of demoAccounts) {
      for (const given of account.roles) {
        const unit = findUnit(given.unit)
        expect(unit, given.unit).toBeDefined()
        expect(unit && findRole(given.role)?.at.includes(unit.kind), `${given.role} in ${given.unit}`).toBe(true)
      }
    }
  })

  test('say at sign-in what each account may do and where', () => {
    const words = new Map(houseValues.demonstration.accounts.map((account) => [account.login, account.role.vi]))
    expect(words.get('motcua.caolanh')).toBe('Cán bộ tiếp nhận một cửa, Phường Cao Lãnh')
    expect(words.get('tonghop')).toBe('Theo dõi, tổng hợp cấp tỉnh, UBND tỉnh')
    expect(words.get('lan')).toBe('Người dân, doanh nghiệp, Phường Cao Lãnh')
    expect(words.size).toBe(demoAccounts.length)
  })

  test('staff the two wards completely', () => {
    for (const commune of ['29869', '28261']) {
      const inside = demoAccounts
        .flatMap((account) => account.roles)
        .filter((given) => given.unit.startsWith(communeUnitCode(commune)))
      expect(new Set(inside.map((given) => given.role))).toEqual(
        new Set(['one-stop-officer', 'handler', 'section-head', 'leader', 'clerk', 'centre-head', 'plan-reporter']),
      )
    }
    expect(communes.some((one) => one.code === '29869' && one.name === 'Cao Lãnh')).toBe(true)
  })
})

describe('a step settled by the province', () => {
  test('falls to the department of the ministry, and the counter stays the counter', () => {
    expect(ruleAtProvince('commune-economy', 'Bộ Nông nghiệp và Môi trường')).toBe('department:H20.snnmt')
    expect(ruleAtProvince('commune-leaders', 'Bộ Tư pháp')).toBe('department:H20.stp')
    expect(ruleAtProvince('commune-office', null)).toBe('department:H20.vp')
    expect(ruleAtProvince('receiving-centre', 'Bộ Tư pháp')).toBe('receiving-centre')
    for (const ministry of ['Bộ Xây dựng', 'Bộ Tài chính', 'Bộ Y tế', 'Bộ Nội vụ', 'Bộ Công Thương']) {
      expect(findUnit(departmentOf(ministry)), ministry).toBeDefined()
    }
  })
})
