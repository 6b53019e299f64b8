import type { Words } from '#kernel/channels/officer'

/** Words with their slots filled: '{n}' from facts.n. */
export const put = (words: Words, facts: Record<string, string | number>): Words => {
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (slot, name: string) => String(facts[name] ?? slot))
  return { vi: fill(words.vi), en: fill(words.en) }
}

export const percent = (score: number): number => Math.round(score * 100)

/** A file name without its ending, short enough for a line. */
export const shortName = (name: string): string => (name.length > 42 ? `${name.slice(0, 40)}…` : name)
