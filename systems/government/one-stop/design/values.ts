import { addDays, localDate } from '#ground/clock'
import { canonical, changeRow, createRow, type Row } from '#kernel/records'
import { type Database, house } from '#kernel/store'
import { type LoadOptions, loadOnce } from '#kernel/system'
import { getRoot } from '#kernel/trust'
import { type ProcedureValue, procedures } from '#province'
import { ownCodes, ownDesign } from './own.ts'
import { ProcedureDesign } from './records.ts'
import type { Design } from './shape.ts'

/** The designs of the province's own, each with the procedure it runs. */
export const ownDesigns: readonly { procedure: ProcedureValue; content: Design }[] = procedures
  .filter((one) => ownCodes.includes(one.code))
  .map((procedure) => ({ procedure, content: ownDesign(procedure) }))

/**
 * Puts the province's own designs in force, as published editions. A value that changed becomes another edition from today;
 * the one before ends the day before, and what was begun with it keeps it. An edition an administrator published later stands:
 * values of the house never take the place of a decision of hers.
 */
export async function loadDesigns(database: Database, { log }: Pick<LoadOptions, 'log'>): Promise<void> {
  await loadOnce(database, 'one-stop:designs', ownDesigns, async () => {
    const count = await database.transaction(house, async (tx) => {
      const root = await getRoot(tx)
      const today = localDate(tx.now)
      let written = 0
      for (const { procedure, content } of ownDesigns) {
        const last = await tx.one<Row<typeof ProcedureDesign>>(
          'select * from one_stop.design where procedure_code = $1 order by edition desc limit 1',
          [procedure.code],
        )
        if (last && (last.origin !== 'province' || canonical(last.content) === canonical(content))) continue
        if (last && last.state === 'published' && last.valid_from !== today)
          await changeRow(tx, ProcedureDesign, last.id, last.version, { valid_to: addDays(today, -1) })
        else if (last) await changeRow(tx, ProcedureDesign, last.id, last.version, { state: 'withdrawn' })
        await createRow(
          tx,
          ProcedureDesign,
          {
            procedure_code: procedure.code,
            edition: (last?.edition ?? 0) + 1,
            title: procedure.name.slice(0, 300),
            state: 'published',
            origin: 'province',
            content,
            valid_from: last ? today : procedure.valid_from,
            decision: procedure.decision,
            published_at: tx.now,
          },
          { unit: root.id },
        )
        written++
      }
      return written
    })
    log(`Thiết kế thủ tục của tỉnh: ${count} bản mới`)
  })
}
