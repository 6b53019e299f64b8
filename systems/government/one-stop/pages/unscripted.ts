/** Reads pages as a browser without script holds them, for stories that fill them in. */

/** Text of a page with its entities as letters. */
const plain = (text: string): string =>
  text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
/** What a browser without script sends back of the form of filing when nobody touches it: hidden, filled in, chosen. */
export function standing(page: string): Record<string, string> {
  const from = page.indexOf('name="mark"')
  const form = page.slice(page.lastIndexOf('<form', from), page.indexOf('</form>', from))
  const found: Record<string, string> = {}
  const attribute = (tag: string, name: string) => new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(tag)?.[1]
  const keep = (name: string | undefined, value: string | undefined) => {
    if (name && name !== 'csrf' && name !== 'act') found[name] = plain(value ?? '')
  }
  for (const [, tag = ''] of form.matchAll(/<input ([^>]*)>/g)) {
    const type = attribute(tag, 'type') ?? 'text'
    if (type === 'file' || ((type === 'radio' || type === 'checkbox') && !/\schecked/.test(tag))) continue
    keep(attribute(tag, 'name'), attribute(tag, 'value'))
  }
  for (const [, tag = '', body = ''] of form.matchAll(/<textarea ([^>]*)>([^<]*)<\/textarea>/g))
    keep(attribute(tag, 'name'), body)
  for (const [, tag = '', body = ''] of form.matchAll(/<select ([^>]*)>(.*?)<\/select>/gs))
    keep(attribute(tag, 'name'), /<option value="([^"]*)"[^>]*\sselected/.exec(body)?.[1])
  return found
}
