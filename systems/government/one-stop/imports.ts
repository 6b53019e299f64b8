import type { Importer } from '#kernel/system'
import { bundleProcedures, findProcedure } from '#province'
import { readingReport, readProcedure, readProcedures, refuse } from './procedure-reader.ts'
import { decisionDayIn } from './quality/announcing.ts'
import { Procedure } from './records.ts'
import { procedureRow } from './values.ts'

/** Fields that no file says: what an administrator set there survives the next import. */
const OWN_FIELDS: ReadonlySet<string> = new Set(['cutoff', 'valid_to'])

/** Written by the province itself, those of other agencies in an interlinked filing among them: an import leaves them alone. */
const isOwn = (code: string): boolean =>
  findProcedure(code) !== undefined || bundleProcedures.some((one) => one.code === code)

/** The announced procedures of the national portal, one JSON object a line. */
const nationalProcedures: Importer = {
  title: { vi: 'Thủ tục hành chính đã công bố', en: 'Announced administrative procedures' },
  record: Procedure,
  study(lines) {
    const results = readProcedures(lines)
    const { rows, ...counts } = readingReport(results)
    const own = results.filter((one) => 'read' in one && isOwn(one.read.procedure.code))
    return {
      ...counts,
      notes: rows,
      leftOut: {
        count: own.length,
        why: {
          vi: 'thủ tục đã có bản của tỉnh, bản của tỉnh được giữ',
          en: 'procedures that the province has written itself; its own stay',
        },
      },
    }
  },
  reader() {
    const seen = new Map<string, number>()
    return (raw, line) => {
      const { procedure } = readProcedure(raw)
      const first = seen.get(procedure.code)
      if (first !== undefined) throw refuse.repeated({ code: procedure.code, first }, 'code')
      seen.set(procedure.code, line)
      // The province shortened these for the counter and set their cut-off hours: the national text must not undo that.
      if (isOwn(procedure.code)) return null
      const row = Object.fromEntries(Object.entries(procedureRow(procedure)).filter(([name]) => !OWN_FIELDS.has(name)))
      // Only where the text says it: otherwise what an administrator entered stays.
      const decided = decisionDayIn(procedure.decision)
      return decided ? { ...row, decided_on: decided } : row
    }
  },
}

export const importers = { procedures: nationalProcedures }
