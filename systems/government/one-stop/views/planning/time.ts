import type { Lang, Words } from '#kernel/channels/officer'

const DAY_MINUTES = 480

/** Working minutes as people say them: '1 ngày 3 giờ', '45 phút'. A day is eight hours. */
export function spoken(minutes: number, lang: Lang): string {
  const whole = Math.abs(Math.round(minutes))
  const days = Math.floor(whole / DAY_MINUTES)
  const hours = Math.floor((whole % DAY_MINUTES) / 60)
  const rest = whole % 60
  const parts = [
    [days, lang === 'vi' ? 'ngày' : days === 1 ? 'day' : 'days'],
    [hours, lang === 'vi' ? 'giờ' : hours === 1 ? 'hour' : 'hours'],
    [days > 0 ? 0 : rest, lang === 'vi' ? 'phút' : rest === 1 ? 'minute' : 'minutes'],
  ] as const
  const said = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`)
  return said.length > 0 ? said.join(' ') : lang === 'vi' ? '0 phút' : '0 minutes'
}

/** '{n}' and its like filled in. */
export const fill = (words: Words, lang: Lang, facts: Record<string, string | number>): string =>
  words[lang].replace(/\{(\w+)\}/g, (slot, name: string) => String(facts[name] ?? slot))
