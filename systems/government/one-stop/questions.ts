import { type Field, html, type Option, say, shown } from '#kernel/channels'

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The answers as the person saw them, in Vietnamese, for the dossier; empty answers are left out. Values are cut at 4,000 letters. */
export function answeredRows(
  fields: readonly Field[],
  answers: Readonly<Record<string, unknown>>,
  options: Record<string, readonly Option[]> = {},
): { label: string; value: string }[] {
  const rows: { label: string; value: string }[] = []
  for (const field of fields) {
    const value = answers[field.name]
    if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) continue
    if (field.kind === 'rows' && Array.isArray(value)) {
      for (const [index, row] of value.entries()) {
        for (const inner of answeredRows(field.fields ?? [], isRecord(row) ? row : {}, options)) {
          rows.push({
            label: `${say(field.label, 'vi')} ${index + 1}: ${inner.label}`.slice(0, 200),
            value: inner.value,
          })
        }
      }
      continue
    }
    rows.push({
      label: field.label.vi.slice(0, 200),
      value: plain(shown(field, value, { options }, 'vi')).slice(0, 4_000),
    })
  }
  return rows
}

/** The text of what the kit shows, without its markup. */
function plain(piece: Parameters<typeof html>[1]): string {
  return html`${piece}`
    .toString()
    .replace(/<[^>]*>/g, '')
    .replace(
      /&(amp|lt|gt|quot|#39|#96);/g,
      (entity) =>
        ({ '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&#96;': '`' })[entity] ?? entity,
    )
}
