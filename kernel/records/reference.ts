import { quote, type Tx } from '#kernel/store'
import { refuseInput } from './input.ts'
import type { RecordType } from './record.ts'
import { referredTable } from './schema.ts'

/**
 * What a foreign key cannot hold: each of a list of references must exist, and a value of a dated code list must be in
 * force today. For values from outside; the house's own code knows what it writes.
 */
export async function checkReferences(tx: Tx, type: RecordType, values: Record<string, unknown>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    const spec = type.fields[name]?.spec
    if (!spec || value === null || value === undefined) continue
    const label = type.words.fields[name]?.[tx.actor.lang] ?? name
    if (spec.kind === 'refs' && spec.ref && Array.isArray(value) && value.length > 0) {
      const ids = [...new Set(value as string[])]
      const found = await tx.asHouse(() =>
        tx.one<{ count: number }>(
          `select count(*)::int as count from ${quote(referredTable(spec.ref as string))} where id = any($1::uuid[])`,
          [ids],
        ),
      )
      if (found?.count !== ids.length) throw refuseInput['not-a-reference']({ label }, name)
    }
    if (spec.kind === 'choice' && spec.codeList) {
      const known = await tx.query<{ value: string }>(
        'select value from sen.code where list = $1 and valid_from <= sen.today() and (valid_to is null or valid_to >= sen.today()) order by value limit 200',
        [spec.codeList],
      )
      if (!known.some((row) => row.value === value)) {
        throw refuseInput['not-a-choice'](
          {
            label,
            value: String(value).slice(0, 60),
            choices:
              known
                .slice(0, 12)
                .map((row) => row.value)
                .join(', ') || '–',
          },
          name,
        )
      }
    }
  }
}
