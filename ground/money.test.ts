import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkMoney, formatMoney, inWords, MONEY_MAX, moneyInWords, parseMoney } from './money.ts'
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

describe('reading an amount', () => {
  test.each([
    ['8.000', 8000],
    ['8000', 8000],
    ['8,000đ', 8000],
    ['8 000 đồng', 8000],
    ['1.500.000 VNĐ', 1_500_000],
    [' 0 ', 0],
    ['9.000.000.000.000.000', MONEY_MAX],
  ])('%s', (text, amount) => expect(parseMoney(text)).toBe(amount))
  test.each(['', 'đồng', '8,5', '8.00', '8.000,00', '1.0000', '1.000,000', '8k', '1e3'])('%s is refused', (text) => {
    expect(codeOf(() => parseMoney(text))).toBe('money.not-money')
  })
  test('bounds are named in the words', () => {
    expect(codeOf(() => parseMoney('-8.000'))).toBe('money.out-of-bounds')
    expect(parseMoney('-8.000', { min: -10_000 })).toBe(-8000)
    expect(codeOf(() => checkMoney(MONEY_MAX + 1))).toBe('money.out-of-bounds')
    expect(codeOf(() => checkMoney(0.5))).toBe('money.not-money')
    try {
      parseMoney('60.000', { max: 50_000 }, 'fee')
      expect.unreachable()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      expect(error.say('vi')).toBe('Số tiền phải từ 0 đồng đến 50.000 đồng. Hãy kiểm tra lại.')
      expect(error.field).toBe('fee')
    }
  })
  test('what is written can be read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -MONEY_MAX, max: MONEY_MAX }), (amount) => {
        expect(parseMoney(formatMoney(amount), { min: -MONEY_MAX })).toBe(amount)
      }),
      { seed: 2026 },
    )
    expect(formatMoney(8000)).toBe('8.000 đồng')
    expect(formatMoney(-1_234_567)).toBe('-1.234.567 đồng')
    expect(formatMoney(999)).toBe('999 đồng')
  })
})

describe('reading aloud', () => {
  test.each([
    [0, 'không'],
    [5, 'năm'],
    [10, 'mười'],
    [11, 'mười một'],
    [14, 'mười bốn'],
    [15, 'mười lăm'],
    [20, 'hai mươi'],
    [21, 'hai mươi mốt'],
    [24, 'hai mươi tư'],
    [25, 'hai mươi lăm'],
    [100, 'một trăm'],
    [101, 'một trăm linh một'],
    [105, 'một trăm linh năm'],
    [110, 'một trăm mười'],
    [115, 'một trăm mười lăm'],
    [555, 'năm trăm năm mươi lăm'],
    [1000, 'một nghìn'],
    [1005, 'một nghìn không trăm linh năm'],
    [1015, 'một nghìn không trăm mười lăm'],
    [8000, 'tám nghìn'],
    [21_000, 'hai mươi mốt nghìn'],
    [1_000_000, 'một triệu'],
    [1_000_005, 'một triệu không trăm linh năm'],
    [1_050_000, 'một triệu không trăm năm mươi nghìn'],
    [2_345_678, 'hai triệu ba trăm bốn mươi lăm nghìn sáu trăm bảy mươi tám'],
    [1_000_000_000, 'một tỷ'],
    [1_000_500_000, 'một tỷ năm trăm nghìn'],
    [3_000_000_004, 'ba tỷ không trăm linh bốn'],
    [1_050_000_000_000, 'một nghìn không trăm năm mươi tỷ'],
    [9_000_000_000_000_000, 'chín triệu tỷ'],
    [-21, 'âm hai mươi mốt'],
  ])('%i', (number, words) => expect(inWords(number)).toBe(words))
  test('no two numbers sound alike', () => {
    const heard = new Set<string>()
    for (let number = 0; number < 20_000; number++) heard.add(inWords(number))
    expect(heard.size).toBe(20_000)
  })
  test('on a receipt', () => {
    expect(moneyInWords(8000)).toBe('Tám nghìn đồng')
    expect(moneyInWords(-5)).toBe('Âm năm đồng')
    expect(() => inWords(1.5)).toThrow(Bug)
  })
})
