import { type Database, house } from '#kernel/store'
import { type LoadOptions, loadOnce } from '#kernel/system'
import { callingRules, counters, ticketKinds } from '#province'
import { putDated } from '../fees/values.ts'
import { CallingRule, Counter, TicketKind } from './records.ts'

/** Counters of every centre, kinds of ticket and the rule of calling, as dated rows. */
export async function loadCounters(database: Database, { log }: LoadOptions): Promise<void> {
  await loadOnce(database, 'one-stop:counters', { counters, ticketKinds, callingRules }, async () => {
    const count = await database.transaction(house, async (tx) => {
      const units = new Map(
        (
          await tx.query<{ id: string; code: string }>('select id, code from sen.unit where code = any($1::text[])', [
            [...new Set(counters.map((one) => one.centre))],
          ])
        ).map((unit) => [unit.code, unit.id]),
      )
      const places = await putDated(
        tx,
        Counter,
        counters.flatMap((one) => {
          const unit = units.get(one.centre)
          if (!unit) return []
          return [
            {
              unit,
              values: {
                centre: one.centre,
                number: one.number,
                name_vi: one.name.vi,
                name_en: one.name.en,
                services: [...one.services],
                priority: one.priority,
                valid_from: one.valid_from,
                valid_to: one.valid_to,
                source: one.source,
              },
            },
          ]
        }),
      )
      const kinds = await putDated(
        tx,
        TicketKind,
        ticketKinds.map((one) => ({
          values: {
            code: one.code,
            letter: one.letter,
            name_vi: one.name.vi,
            name_en: one.name.en,
            rank: one.rank,
            valid_from: one.valid_from,
            valid_to: one.valid_to,
            source: one.source,
          },
        })),
      )
      const rules = await putDated(
        tx,
        CallingRule,
        callingRules.map((rule) => ({ values: { ...rule } })),
      )
      return places + kinds + rules
    })
    log(`Quầy, loại lượt, quy tắc gọi số: ${count} mục mới hoặc thay đổi`)
  })
}
