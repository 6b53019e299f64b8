import { type LocalDate, localDate, minuteOfDay } from '#ground/clock'

/** Dates, instants, money and numbers as administrative documents write them. Pure: screens run it too. */

/** NĐ 30/2020, Phụ lục I: a zero before days under 10 and before months 1 and 2. */
export function dayWords(date: LocalDate): string {
  const [year = '', month = '', day = ''] = date.split('-')
  return `ngày ${day} tháng ${Number(month) > 2 ? Number(month) : month} năm ${year}`
}

/** "08 giờ 05 phút, ngày 09 tháng 02 năm 2026", in Asia/Ho_Chi_Minh. */
export function instantWords(instant: Date): string {
  const minute = minuteOfDay(instant)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(Math.floor(minute / 60))} giờ ${two(minute % 60)} phút, ${dayWords(localDate(instant))}`
}

/** Whole đồng with a point between thousands: "1.250.000". */
export function moneyWords(amount: number): string {
  return String(amount).replace(/\B(?=(\d{3})+$)/g, '.')
}

const digits = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín']

/** Names of thousands from the second group up; a "tỷ" begins the count again. */
const groups = ['', ' nghìn', ' triệu', ' tỷ', ' nghìn tỷ', ' triệu tỷ']

/**
 * A whole number from 0 to 999.999.999.999.999 read aloud in Vietnamese: 21 "hai mươi mốt", 2005 "hai nghìn không trăm linh
 * năm", 1250000 "một triệu hai trăm năm mươi nghìn".
 */
export function numberWords(n: number): string {
  const digit = (d: number) => digits[d] ?? ''
  const pair = (value: number): string => {
    const [tens, ones] = [Math.floor(value / 10), value % 10]
    if (tens === 0) return digit(ones)
    const last =
      ones === 0
        ? ''
        : ones === 1 && tens > 1
          ? ' mốt'
          : ones === 4 && tens > 1
            ? ' tư'
            : ones === 5
              ? ' lăm'
              : ` ${digit(ones)}`
    return (tens === 1 ? 'mười' : `${digit(tens)} mươi`) + last
  }
  const hundred = (value: number, full: boolean): string => {
    const rest = value % 100
    const said = full || value >= 100 ? `${digit(Math.floor(value / 100))} trăm` : ''
    if (rest === 0) return said
    return said === '' ? pair(rest) : `${said} ${rest < 10 ? `linh ${digit(rest)}` : pair(rest)}`
  }
  if (!Number.isSafeInteger(n) || n < 0 || n >= 1e15) return String(n)
  if (n === 0) return digit(0)
  const parts: string[] = []
  for (let place = 0, left = n; left > 0; place++, left = Math.floor(left / 1000)) {
    const value = left % 1000
    // A group below the first is read in full: 2.005 is "hai nghìn không trăm linh năm".
    if (value > 0) parts.unshift(hundred(value, left >= 1000) + groups[place])
  }
  return parts.join(' ')
}

/** A date in words, as a birth certificate writes it: "ngày năm tháng tư năm hai nghìn không trăm hai mươi sáu". */
export function dateInWords(date: LocalDate): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  const monthWords = month === 4 ? 'tư' : numberWords(month)
  return `ngày ${day <= 10 ? `mồng ${numberWords(day)}` : numberWords(day)} tháng ${monthWords} năm ${numberWords(year)}`
}
