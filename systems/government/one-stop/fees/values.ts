import { canonical, changeRow, createRow, type Input, type RecordType, type Row } from '#kernel/records'
import { type Database, house, quote, type Tx } from '#kernel/store'
import { type LoadOptions, loadOnce } from '#kernel/system'
import { getRoot } from '#kernel/trust'
import { exemptions, fees, sampleAccounts } from '#province'
import { CollectionAccount, FeeExemption, FeeRule } from './records.ts'

/** Adds dated rows of the province, or changes those whose key is known; equal rows are left alone. Returns how many were written. */
export async function putDated<T extends RecordType>(
  tx: Tx,
  type: T,
  values: readonly { unit?: string; values: Input<T> }[],
): Promise<number> {
  const keys = (type.key ?? []) as readonly string[]
  const keyOf = (row: Record<string, unknown>, unit: string) =>
    keys.map((key) => String((key === 'unit' ? unit : row[key]) ?? '')).join('|')
  const root = await getRoot(tx)
  const rows = await tx.query<Record<string, unknown>>(`select * from ${quote(type.table)}`)
  const known = new Map(rows.map((row) => [keyOf(row, row.unit as string), row as unknown as Row<T>]))
  let written = 0
  for (const one of values) {
    const unit = one.unit ?? root.id
    const value = one.values as Record<string, unknown>
    const row = known.get(keyOf(value, unit)) as (Record<string, unknown> & { id: string; version: number }) | undefined
    if (!row) await createRow(tx, type, one.values, { unit })
    else if (Object.entries(value).some(([name, said]) => canonical(row[name] ?? null) !== canonical(said ?? null)))
      await changeRow(tx, type, row.id, row.version, one.values)
    else continue
    written++
  }
  return written
}

/** Fees, exemptions and, in a demonstration, the account a trial QR names. */
export async function loadFees(database: Database, { demo, log }: LoadOptions): Promise<void> {
  await loadOnce(database, 'one-stop:fees', { fees, exemptions }, async () => {
    const count = await database.transaction(house, async (tx) => {
      const rules = await putDated(
        tx,
        FeeRule,
        fees.map((row) => ({
          values: {
            procedure_code: row.procedure,
            channel: row.channel,
            code: row.code,
            name: row.name,
            kind: row.kind,
            case: row.case,
            amount: row.amount_vnd,
            per: row.per,
            next_from: row.next_from,
            next_amount: row.next_vnd,
            amount_max: row.amount_max,
            collect: row.collect,
            by_council: row.by_council,
            text: row.text,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            source: row.source,
            confidence: row.confidence,
          },
        })),
      )
      const less = await putDated(
        tx,
        FeeExemption,
        exemptions.map((row) => ({
          values: {
            code: row.code,
            name_vi: row.name.vi,
            name_en: row.name.en,
            percent: row.percent,
            procedures: [...row.procedures],
            sectors: [...row.sectors],
            channels: [...row.channels],
            kinds: [...row.kinds],
            evidence_vi: row.evidence.vi,
            evidence_en: row.evidence.en,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            source: row.source,
            confidence: row.confidence,
            note: row.note,
          },
        })),
      )
      return rules + less
    })
    log(`Mức phí, diện miễn giảm: ${count} mục mới hoặc thay đổi`)
  })
  if (!demo) return
  await loadOnce(database, 'one-stop:sample-accounts', sampleAccounts, async () => {
    await database.transaction(house, (tx) =>
      putDated(
        tx,
        CollectionAccount,
        sampleAccounts.map((row) => ({ values: { ...row } })),
      ),
    )
  })
}
