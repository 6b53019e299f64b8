import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { vietQr } from '../fees/vietqr.ts'
import { coverOf, partPile, readSheetCode, type SheetCode, separatorText } from './codes.ts'

const card = '087194900031|340123456|Nguyễn Thị Hòa|01021994|Nữ|Khóm 3, phường Cao Lãnh|15042021'

describe('what a code on a sheet is taken for', () => {
  test.each<[string, string, SheetCode]>([
    [
      'the address on a paper of ours',
      'https://mot-cua.dongthap.gov.vn/tra-cuu?so=H20.101.01-261122-0001',
      { is: 'dossier', number: 'H20.101.01-261122-0001' },
    ],
    [
      'the same of a house without a name',
      '/tra-cuu?so=h20.101.01-261122-0001',
      { is: 'dossier', number: 'H20.101.01-261122-0001' },
    ],
    ['the bars of its number', 'H20.101.01-261122-0001', { is: 'dossier', number: 'H20.101.01-261122-0001' }],
    ['a separator', separatorText('1.001193', 'GT.GCS'), { is: 'separator', procedure: '1.001193', paper: 'GT.GCS' }],
    [
      'a separator of a code with a tone',
      separatorText('1.001193', 'tờ khai'),
      { is: 'separator', procedure: '1.001193', paper: 'tờ khai' },
    ],
    ['a transfer', vietQr({ bank: '970403', account: '0011' }, 8_000, 'H20P1'), { is: 'transfer' }],
  ])('%s', (_name, text, code) => {
    expect(readSheetCode(text)).toEqual(code)
  })

  test('a citizen card, by the rules of its number', () => {
    expect(readSheetCode(card)).toMatchObject({
      is: 'card',
      card: { national_id: '087194900031', full_name: 'Nguyễn Thị Hòa', birth_date: '1994-02-01', sex: 'female' },
    })
    // No place of birth registration has 003.
    expect(readSheetCode(card.replace(/^087/, '003'))).toEqual({ is: 'other' })
  })

  test.each<[string, string | null]>([
    ['nothing', ''],
    ['longer than is told', null],
    ['longer than may be', 'A'.repeat(1_001)],
    ['control letters', `SEN:TACH:1.001193:GT.GCS\u0000`],
    ['control letters in the code of a separator', 'SEN:TACH:1.001193:GT%00'],
    ['a turned direction', `${card}\u202e`],
    ['a broken escape', 'SEN:TACH:1.001193:%E0%A4%A'],
    ['a script', `https://a/tra-cuu?so=<script>alert(1)</script>`],
    ['another page', 'https://a/tra-cuu?so=H20.101.01-261122-0001&next=//b'],
    ['another scheme', 'javascript:/tra-cuu?so=H20.101.01-261122-0001'],
    ['a query in SQL', "H20.101.01-261122-0001'; drop table one_stop.scan"],
    ['a day that is none', 'H20.101.01-261399-0001'],
    ['a card that reads backward for ever', `00020138-4${'0'.repeat(20)}`],
  ])('%s is none of ours', (_name, text) => {
    expect(readSheetCode(text)).toEqual({ is: 'other' })
  })

  test('whatever it says, it is taken for one of five things and nothing fails', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 200 }),
          fc
            .tuple(
              fc.constantFrom('SEN:TACH:', 'https://x/tra-cuu?so=', '0002', card),
              fc.string({ unit: 'binary', maxLength: 80 }),
            )
            .map((two) => two.join('')),
        ),
        (text) => {
          const code = readSheetCode(text)
          expect(['dossier', 'separator', 'card', 'transfer', 'other']).toContain(code.is)
          if (code.is === 'dossier') expect(code.number).toMatch(/^[A-Z0-9.-]{10,40}$/)
        },
      ),
    )
  })
})

const of = (number: string): SheetCode => ({ is: 'dossier', number })
const kind = (paper: string): SheetCode => ({ is: 'separator', procedure: '1.001193', paper })
const none: SheetCode[] = []

describe('a pile and its covers', () => {
  test('a paper of ours says whose, a separator says what; what lies before the first cover is a paper of its own', () => {
    const pile = [
      none,
      [of('A'), of('A')],
      none,
      none,
      [kind('GCS')],
      none,
      [{ is: 'other' } as const],
      [of('B')],
      none,
    ]
    expect(partPile(pile)).toEqual([
      { covers: [], sheets: [0], number: null, separator: null },
      { covers: [1], sheets: [2, 3], number: 'A', separator: null },
      { covers: [4], sheets: [5, 6], number: 'A', separator: { procedure: '1.001193', paper: 'GCS' } },
      { covers: [7], sheets: [8], number: 'B', separator: null },
    ])
  })

  test('covers one behind another say both; one that nothing follows names nothing and is not lost', () => {
    expect(partPile([[of('A')], [kind('GCS')], none, [kind('GUQ')]])).toEqual([
      { covers: [0, 1, 3], sheets: [2], number: 'A', separator: { procedure: '1.001193', paper: 'GCS' } },
    ])
    // The paper of the first separator was not there.
    expect(partPile([[kind('GCS')], [kind('GUQ')], none])).toEqual([
      { covers: [0, 1], sheets: [2], number: null, separator: { procedure: '1.001193', paper: 'GUQ' } },
    ])
  })

  test('without covers, or with nothing else, the pile is one paper as it lies', () => {
    expect(partPile([none, none])).toEqual([])
    expect(partPile([[of('A')]])).toEqual([])
    expect(partPile([[of('A')], [kind('GCS')]])).toEqual([])
    expect(partPile([])).toEqual([])
  })

  test('two numbers on one sheet are a list and head nothing', () => {
    expect(coverOf([of('A'), of('B')])).toBeUndefined()
    expect(partPile([[of('A'), of('B')], none])).toEqual([])
  })

  test('no sheet is lost and none stands twice, in the order of the pile', () => {
    const code = fc.oneof(
      fc.constantFrom('A', 'B').map(of),
      fc.constantFrom('GCS', 'GUQ').map(kind),
      fc.constant<SheetCode>({ is: 'other' }),
    )
    fc.assert(
      fc.property(fc.array(fc.array(code, { maxLength: 2 }), { maxLength: 20 }), (pile) => {
        const parts = partPile(pile)
        if (parts.length === 0) return
        const sheets = parts.flatMap((part) => part.sheets)
        expect(sheets).toEqual(sheets.toSorted((a, b) => a - b))
        expect([...sheets, ...parts.flatMap((part) => part.covers)].sort((a, b) => a - b)).toEqual(
          pile.map((_, at) => at),
        )
        expect(parts.every((part) => part.sheets.length > 0)).toBe(true)
      }),
    )
  })
})
