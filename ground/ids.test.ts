import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  identifierKinds,
  instantOfUuid,
  isUuid,
  makeDossierNumber,
  nationalIdWarnings,
  oldAgencyCode,
  parseAgencyCode,
  parseEmail,
  parsePhone,
  parseTaxCode,
  readDossierNumber,
  readNationalId,
  uuidv7,
} from './ids.ts'
import { Bug, Refusal } from './refusal.ts'

function codeOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
  return 'accepted'
}

describe('uuidv7', () => {
  test('is a UUID of version 7 that tells its time', () => {
    const id = uuidv7(new Date('2026-02-13T03:00:00Z'))
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(instantOfUuid(id).toISOString()).toBe('2026-02-13T03:00:00.000Z')
    expect(isUuid(id.toUpperCase())).toBe(true)
    expect(isUuid(id.slice(1))).toBe(false)
  })
  test('ascends within one millisecond, past the end of its counter, and when the clock steps back', () => {
    const at = Date.UTC(2026, 5, 1)
    const ids = Array.from({ length: 20_000 }, (_, i) => uuidv7(at - (i % 3)))
    expect(ids).toEqual([...ids].sort())
    expect(new Set(ids).size).toBe(ids.length)
  })
  test('another time is told as it is; a time that does not fit is a bug', () => {
    uuidv7(Date.UTC(2030, 0, 1))
    expect(instantOfUuid(uuidv7(Date.UTC(2020, 0, 1))).getUTCFullYear()).toBe(2020)
    expect(() => uuidv7(-1)).toThrow(Bug)
    expect(() => instantOfUuid('f47ac10b-58cc-4372-a567-0e02b2c3d479')).toThrow(Bug)
  })
})

describe('people', () => {
  test('the personal number says place, sex and year', () => {
    expect(readNationalId('082201012345')).toEqual({
      value: '082201012345',
      place: { code: '082', name: 'Tiền Giang' },
      sex: 'male',
      birthYear: 2001,
    })
    expect(readNationalId('087 185 000 001')).toMatchObject({ value: '087185000001', sex: 'female', birthYear: 1985 })
    expect(readNationalId('101099012345').place).toEqual({ code: '101', name: null })
  })
  test('shape and place are refused, the rest is a warning', () => {
    expect(codeOf(() => readNationalId('08220101234'))).toBe('ids.national-id')
    expect(codeOf(() => readNationalId('08220101234x'))).toBe('ids.national-id')
    expect(codeOf(() => readNationalId('003201012345'))).toBe('ids.national-id-place')
    expect(nationalIdWarnings('082201012345', { sex: 'male', birthDate: '2001-05-06' })).toEqual([])
    const warnings = nationalIdWarnings('082201012345', { sex: 'female', birthYear: 2002 })
    expect(warnings).toHaveLength(2)
    expect(warnings[1]?.vi).toContain('2001')
  })
  test('telephones', () => {
    expect(parsePhone('+84 912 345 678')).toBe('0912345678')
    expect(parsePhone('0084912345678')).toBe('0912345678')
    expect(parsePhone('84912345678')).toBe('0912345678')
    expect(parsePhone('0912.345.678')).toBe('0912345678')
    expect(parsePhone('(0277) 385 1431')).toBe('02773851431')
    for (const bad of ['091234567', '0112345678', '0412345678', '', 'abc', '09123456789']) {
      expect(codeOf(() => parsePhone(bad))).toBe('ids.phone')
    }
  })
  test('e-mail', () => {
    expect(parseEmail(' Lan.Tran@DongThap.gov.VN ')).toBe('Lan.Tran@dongthap.gov.vn')
    for (const bad of ['lan', '@a.vn', 'lan@vn', 'a..b@c.vn', 'a b@c.vn', 'a@-c.vn', `${'a'.repeat(65)}@c.vn`]) {
      expect(codeOf(() => parseEmail(bad))).toBe('ids.email')
    }
  })
})

describe('tax code', () => {
  const real = ['0100233488', '0100109106', '0312687878', '0314409058', '1400116233', '1200100557']
  test.each(real)('%s passes, and with one digit changed fails', (code) => {
    expect(parseTaxCode(code)).toBe(code)
    for (let place = 0; place < 10; place++) {
      for (let digit = 0; digit < 10; digit++) {
        if (String(digit) === code.charAt(place)) continue
        const changed = code.slice(0, place) + digit + code.slice(place + 1)
        expect(codeOf(() => parseTaxCode(changed))).toBe('ids.tax-code-check')
      }
    }
  })
  test('branches and persons', () => {
    expect(parseTaxCode('1400116233001')).toBe('1400116233-001')
    expect(parseTaxCode('1400116233-001')).toBe('1400116233-001')
    expect(parseTaxCode('087185000001')).toBe('087185000001')
    expect(codeOf(() => parseTaxCode('1400116233-000'))).toBe('ids.tax-code')
    expect(codeOf(() => parseTaxCode('14001162'))).toBe('ids.tax-code')
    expect(codeOf(() => parseTaxCode('003185000001'))).toBe('ids.national-id-place')
  })
})

describe('agencies and dossiers', () => {
  test('old and new agency codes', () => {
    expect(parseAgencyCode('000.00.00.H20')).toBe('H20')
    expect(parseAgencyCode('000.03.12.h20')).toBe('H20.12.03')
    expect(parseAgencyCode('005.00.12.H20')).toBe('H20.12.00.005')
    expect(oldAgencyCode('H20.12.03')).toBe('000.03.12.H20')
    expect(oldAgencyCode('H20')).toBe('000.00.00.H20')
    expect(codeOf(() => oldAgencyCode('H20.120'))).toBe('ids.no-old-agency-code')
    for (const bad of ['H2', 'H20.', '20.H', 'H20.1', 'H20.12.03.04.05']) {
      expect(codeOf(() => parseAgencyCode(bad))).toBe('ids.agency-code')
    }
  })
  test('the three generations of dossier numbers are read', () => {
    expect(readDossierNumber('000.00.00.H20-250615-0001')).toEqual({
      value: '000.00.00.H20-250615-0001',
      agency: 'H20',
      received: '2025-06-15',
      sequence: '0001',
    })
    expect(readDossierNumber('h15.50.05.13-261008-0975').agency).toBe('H15.50.05.13')
    expect(readDossierNumber('H20.12.003-260213-090001').sequence).toBe('090001')
    for (const bad of ['H20-260231-0001', 'H20-260213-001', 'H20-260213-123456789', '']) {
      expect(codeOf(() => readDossierNumber(bad))).toBe('ids.dossier-number')
    }
  })
  test('the present form is made and read back', () => {
    expect(makeDossierNumber({ agency: 'H20.12.03', received: '2026-02-13', sequence: 1 })).toBe(
      'H20.12.03-260213-0001',
    )
    expect(makeDossierNumber({ agency: 'H20.12', received: '2026-02-13', sequence: 12, ministry: '09' })).toBe(
      'H20.12-260213-090012',
    )
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999_999 }),
        fc.constantFrom(undefined, '09', '18'),
        (sequence, ministry) => {
          const read = readDossierNumber(
            makeDossierNumber({ agency: 'H20.12.03', received: '2026-12-31', sequence, ministry }),
          )
          expect(read.received).toBe('2026-12-31')
          expect(Number(read.sequence.slice(ministry ? 2 : 0))).toBe(sequence)
        },
      ),
      { seed: 2026 },
    )
    expect(() => makeDossierNumber({ agency: 'H20', received: '2026-02-13', sequence: 0 })).toThrow(Bug)
  })
})

test('every kind in the table has two labels, accepts its example in one form, and refuses a wrong one in Vietnamese', () => {
  const examples: Record<keyof typeof identifierKinds, [good: string, kept: string]> = {
    nationalId: ['082 201 012345', '082201012345'],
    citizenIdOld: ['340 123 456', '340123456'],
    taxCode: ['1400116233', '1400116233'],
    phone: ['+84912345678', '0912345678'],
    email: ['a@B.vn', 'a@b.vn'],
    dossierNumber: ['H20-260213-0001', 'H20-260213-0001'],
    procedureCode: ['2.000635', '2.000635'],
    agencyCode: ['h20.12', 'H20.12'],
    insuranceCode: ['8712345678', '8712345678'],
    healthCard: ['dn4878712345678', 'DN4878712345678'],
    budgetUnit: ['1012345', '1012345'],
    postalCode: ['81000', '81000'],
    communeCode: ['28261', '28261'],
    gtin: ['8934563138165', '8934563138165'],
  }
  for (const [name, kind] of Object.entries(identifierKinds)) {
    const [good, kept] = examples[name as keyof typeof identifierKinds]
    expect(kind.parse(good)).toBe(kept)
    expect(kind.parse(kept)).toBe(kept)
    expect(kind.label.vi && kind.label.en).toBeTruthy()
    for (const wrong of ['', 'x', '1'.repeat(60)]) {
      try {
        kind.parse(wrong, 'box')
        expect.unreachable(`${name} took "${wrong}"`)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        expect(error.field).toBe('box')
        expect(error.say('vi')).not.toMatch(/[{}]/)
        expect(error.say('vi')).toMatch(/[àáảãạăâđêôơưếốộảểớứ]/)
      }
    }
  }
})
