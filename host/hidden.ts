/**
 * What a log may not say although nobody meant to: drivers quote what was typed in their messages. Numbers as long as a
 * telephone's, addresses of mail, and what PostgreSQL quotes are replaced by '•'. Ids of ours, hex and times stay.
 */
const DEPTH_MAX = 6

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi

export function hideText(text: string): string {
  const kept: string[] = []
  const hidden = text
    .slice(0, 8_000)
    // ids of requests and accounts are what a log is read by
    .replace(UUID, (id) => {
      kept.push(id)
      return `\u0000${kept.length - 1}\u0000`
    })
    // 'invalid input syntax for type date: "31/02/1990"', 'Key (national_id)=(087…) already exists'
    .replace(/((?:syntax|value|representation|input)[^":\n]{0,80}: )"[^"\n]*"/gi, '$1"•"')
    .replace(/\)=\([^)\n]*\)/g, ')=(•)')
    .replace(/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '•@•')
    // nine digits and more, however they are grouped: telephones, identity numbers, accounts
    .replace(/(?<![\w.])\+?\d(?:[ .-]?\d){8,}(?![\w])/g, '•')
    // tokens: long runs of letters and digits mixed, as base64url writes them
    .replace(/(?<![\w/.-])(?=[\w-]*\d)(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{32,}(?![\w/.-])/g, '•')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the mark set above, which no text of ours holds
  return hidden.replace(/\u0000(\d+)\u0000/g, (_, at: string) => kept[Number(at)] ?? '•')
}

/** The same for everything in a log line; what is nested deeper than six times is left out. */
export function hideObject(line: Record<string, unknown>): Record<string, unknown> {
  return hide(line, 0) as Record<string, unknown>
}

function hide(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return hideText(value)
  if (value === null || typeof value !== 'object') return value
  if (depth >= DEPTH_MAX) return '…'
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Error)
    return { name: value.name, message: hideText(value.message), stack: hideText(value.stack ?? '') }
  if (Array.isArray(value)) return value.slice(0, 100).map((one) => hide(one, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, hide(one, depth + 1)]))
}
