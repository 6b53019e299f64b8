/** Money is a whole number of đồng: no fraction, no floating point, the same in the database and on paper. */
import { assert, refusals } from './refusal.ts'

export const refuse = refusals('money', {
  'not-money': {
    kind: 'invalid',
    vi: '"{text}" không phải số tiền. Hãy ghi số đồng nguyên, ví dụ 8.000 hoặc 8000.',
    en: '"{text}" is not an amount of money. Write whole đồng, for example 8.000 or 8000.',
  },
  'out-of-bounds': {
    kind: 'invalid',
    vi: 'Số tiền phải từ {min} đến {max}. Hãy kiểm tra lại.',
    en: 'The amount must be from {min} to {max}. Check it again.',
  },
})

/** Nine million billion đồng: above the State budget, below the last integer a double holds exactly (2^53 − 1). */
export const MONEY_MAX = 9_000_000_000_000_000

export type MoneyBounds = { min?: number; max?: number }

/**
 * Reads '8.000', '8,000 đ', '8000 đồng', '1.500.000 VNĐ' into whole đồng. Groups, when written, have three digits.
 * Bounds default to 0..MONEY_MAX. Refuses money.not-money and money.out-of-bounds.
 */
export function parseMoney(text: string, bounds: MoneyBounds = {}, field?: string): number {
  const said = text.trim().normalize('NFC')
  const number = said.replace(/\s*(?:đồng|vnđ|vnd|đ|₫)$/iu, '')
  const fits = /^-?(?:\d{1,16}|\d{1,3}(?:\.\d{3}){1,5}|\d{1,3}(?:,\d{3}){1,5}|\d{1,3}(?:[ \u00a0]\d{3}){1,5})$/.test(
    number,
  )
  if (!fits) throw refuse['not-money']({ text: said.slice(0, 40) }, field)
  return checkMoney(Number(number.replace(/[., \u00a0]/g, '')), bounds, field)
}

/** The same amount when it is whole and within the bounds; refuses otherwise. */
export function checkMoney(amount: number, bounds: MoneyBounds = {}, field?: string): number {
  const min = bounds.min ?? 0
  const max = bounds.max ?? MONEY_MAX
  if (!Number.isInteger(amount)) throw refuse['not-money']({ text: String(amount) }, field)
  if (amount < min || amount > max) {
    throw refuse['out-of-bounds']({ min: formatMoney(min), max: formatMoney(max) }, field)
  }
  return amount === 0 ? 0 : amount
}

/** '8.000 đồng'. */
export function formatMoney(amount: number): string {
  return `${formatNumber(amount)} đồng`
}

/** '1.234.567': whole numbers with the Vietnamese thousands mark. */
export function formatNumber(amount: number): string {
  return String(amount).replace(/\B(?=(?:\d{3})+$)/g, '.')
}

const digitWords = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'] as const

function digitWord(digit: number): string {
  return digitWords[digit] ?? ''
}

/** 0..999; `whole` says the missing hundreds aloud, as inside a longer number. */
function threeDigits(number: number, whole: boolean): string {
  const hundreds = Math.floor(number / 100)
  const tens = Math.floor(number / 10) % 10
  const ones = number % 10
  const said: string[] = []
  if (hundreds > 0 || whole) said.push(digitWord(hundreds), 'trăm')
  if (tens === 0) {
    if (ones > 0) said.push(...(said.length > 0 ? ['linh', digitWord(ones)] : [digitWord(ones)]))
    return said.join(' ')
  }
  said.push(...(tens === 1 ? ['mười'] : [digitWord(tens), 'mươi']))
  if (ones === 1) said.push(tens === 1 ? 'một' : 'mốt')
  else if (ones === 4) said.push(tens === 1 ? 'bốn' : 'tư')
  else if (ones === 5) said.push('lăm')
  else if (ones > 0) said.push(digitWord(ones))
  return said.join(' ')
}

/** Below a billion: triệu, nghìn, units. */
function nineDigits(number: number, whole: boolean): string {
  const groups = [
    [Math.floor(number / 1_000_000), 'triệu'],
    [Math.floor(number / 1000) % 1000, 'nghìn'],
    [number % 1000, ''],
  ] as const
  const said: string[] = []
  for (const [group, unit] of groups) {
    if (group === 0) continue
    said.push(threeDigits(group, whole || said.length > 0))
    if (unit !== '') said.push(unit)
  }
  return said.join(' ')
}

/** A whole number read aloud: 21 'hai mươi mốt', 105 'một trăm linh năm', 1005 'một nghìn không trăm linh năm'. */
export function inWords(number: number): string {
  assert(Number.isInteger(number) && Math.abs(number) <= MONEY_MAX, `${number} cannot be read aloud`)
  if (number < 0) return `âm ${inWords(-number)}`
  if (number === 0) return 'không'
  const billions = Math.floor(number / 1_000_000_000)
  const rest = number % 1_000_000_000
  const said: string[] = []
  if (billions > 0) said.push(nineDigits(billions, false), 'tỷ')
  if (rest > 0) said.push(nineDigits(rest, billions > 0))
  return said.join(' ')
}

/** 'Tám nghìn đồng', as receipts write it. */
export function moneyInWords(amount: number): string {
  const said = `${inWords(amount)} đồng`
  return said.charAt(0).toUpperCase() + said.slice(1)
}
