/** How the face speaks: one language at a time, dates and numbers as that language writes them. */
import { formatDate, formatMinute, isLocalDate, type LocalDate, localDate, minuteOfDay } from '#ground/clock'
import { formatMoney } from '#ground/money'
import type { Words } from '#ground/text'

export type Lang = 'vi' | 'en'
/** Words in both languages, or a text that is already in the reader's language (a name, a title from a record). */
export type Said = string | Words

export function say(said: Said, lang: Lang): string {
  return typeof said === 'string' ? said : said[lang]
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A day for a reader: '02/09/2026', in English '2 Sep 2026'. Text that is no LocalDate comes back as it is. */
export function dayText(date: LocalDate, lang: Lang): string {
  if (!isLocalDate(date)) return date
  if (lang === 'vi') return formatDate(date)
  return `${Number(date.slice(8, 10))} ${months[Number(date.slice(5, 7)) - 1]} ${date.slice(0, 4)}`
}

/** An instant for a reader, in the province's time: '10:32 ngày 02/09/2026', in English '10:32, 2 Sep 2026'. */
export function momentText(instant: Date, lang: Lang): string {
  const minute = formatMinute(minuteOfDay(instant))
  const day = dayText(localDate(instant), lang)
  return lang === 'vi' ? `${minute} ngày ${day}` : `${minute}, ${day}`
}

/** 1234567.5 → '1.234.567,5' in Vietnamese, '1,234,567.5' in English; at most three decimals. */
export function numberText(value: number, lang: Lang): string {
  const [whole = '0', part = ''] = Math.abs(Number(value.toFixed(3)))
    .toString()
    .split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, lang === 'vi' ? '.' : ',')
  const sign = value < 0 ? '−' : ''
  return part === '' ? `${sign}${grouped}` : `${sign}${grouped}${lang === 'vi' ? ',' : '.'}${part}`
}

/** Integer đồng for a reader: '50.000 đồng', in English '50,000 VND'; zero is said in words. */
export function moneyText(amount: number, lang: Lang): string {
  if (amount === 0) return lang === 'vi' ? 'Không thu phí' : 'Free of charge'
  return lang === 'vi' ? formatMoney(amount) : `${numberText(amount, lang)} VND`
}

/** Bytes for a reader: '1,2 MB'. Units of 1000, as phones show them. */
export function sizeText(bytes: number, lang: Lang): string {
  if (bytes < 1024) return `${bytes} B`
  const [value, unit] = bytes < 1_048_576 ? [bytes / 1024, 'kB'] : [bytes / 1_048_576, 'MB']
  return `${numberText(value < 10 ? Math.round(value * 10) / 10 : Math.round(value), lang)} ${unit}`
}
