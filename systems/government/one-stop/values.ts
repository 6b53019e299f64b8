import { canonical, changeRow, createRow, type Input, type Row } from '#kernel/records'
import { type Database, house, quote, type Tx } from '#kernel/store'
import { type Load, loadOnce } from '#kernel/system'
import { getRoot } from '#kernel/trust'
import { bundleProcedures, type Level, type ProcedureValue, procedures, steps } from '#province'
import { loadDesigns } from './design/values.ts'
import { loadFees } from './fees/values.ts'
import { Procedure, Step } from './records.ts'
import { loadCounters } from './tickets/values.ts'

const LEVELS: readonly Level[] = ['commune', 'province', 'ministry', 'other']

/** The columns of a procedure row for a value of the province or of the national catalogue. */
export function procedureRow(value: ProcedureValue): Input<typeof Procedure> {
  return {
    code: value.code,
    name: value.name,
    sector: value.sector,
    ministry: value.ministry,
    level: LEVELS.find((level) => value.levels.includes(level)) ?? 'other',
    levels: value.levels,
    handled_by: value.handled_by,
    fileable:
      value.handled_by === 'local-government' &&
      (value.levels.includes('commune') || value.levels.includes('province')),
    core: value.core,
    online: value.methods.some((method) => method.channel === 'online'),
    decision: value.decision,
    kind: value.kind,
    applicants: value.applicants,
    agency: value.agency,
    methods: value.methods,
    papers: value.papers,
    conditions: value.conditions,
    results: value.results,
    legal_refs: value.legal_refs,
    cutoff: value.cutoff,
    url: value.url,
    valid_from: value.valid_from,
    valid_to: value.valid_to,
    source: value.source,
    confidence: value.confidence,
    note: value.note,
  }
}

/** Adds or changes rows by their key; equal rows are left alone. Returns how many were written. */
async function put<T extends typeof Procedure | typeof Step>(
  tx: Tx,
  type: T,
  values: readonly Input<T>[],
  keyOf: (row: Record<string, unknown>) => string,
): Promise<number> {
  const root = await getRoot(tx)
  const known = new Map(
    (await tx.query<Row<T> & Record<string, unknown>>(`select * from ${quote(type.table)}`)).map((row) => [
      keyOf(row),
      row,
    ]),
  )
  let written = 0
  for (const value of values) {
    const row = known.get(keyOf(value as Record<string, unknown>))
    if (!row) await createRow(tx, type, value, { unit: root.id })
    else if (
      Object.entries(value).some(
        ([name, one]) => canonical((row as Record<string, unknown>)[name] ?? null) !== canonical(one ?? null),
      )
    ) {
      await changeRow(tx, type, row.id as string, row.version as number, value)
    } else continue
    written++
  }
  return written
}

/** The province's common procedures and the internal order of work, as dated rows. */
export const load: Load = async (database: Database, options) => {
  const { log } = options
  await loadFees(database, options)
  await loadCounters(database, options)
  // Those of agencies outside are known here because a filing of several holds them.
  const known = [...procedures, ...bundleProcedures]
  await loadOnce(database, 'one-stop:procedures', known, async () => {
    const count = await database.transaction(house, (tx) =>
      put(tx, Procedure, known.map(procedureRow), (row) => `${row.code}|${row.valid_from}`),
    )
    log(`Thủ tục thông dụng: ${count} mục mới hoặc thay đổi`)
  })
  await loadOnce(database, 'one-stop:steps', steps, async () => {
    await database.transaction(house, (tx) =>
      put(
        tx,
        Step,
        steps.map((step) => ({
          procedure: step.procedure,
          position: step.order,
          kind: step.kind,
          name_vi: step.name.vi,
          name_en: step.name.en,
          role: step.role,
          unit_rule: step.unit,
          limit_hours: step.limit_hours,
          valid_from: step.valid_from,
          valid_to: step.valid_to,
          source: step.source,
        })),
        (row) => `${row.procedure}|${row.position}|${row.valid_from}`,
      ),
    )
  })
  await loadDesigns(database, options)
}
