import type { LocalDate } from '#ground/clock'
import type { Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import type { Procedure, Step } from '../records.ts'
import { stepsOn } from '../rules.ts'
import { defaultDesign } from './defaults.ts'
import type { Design, DesignStage } from './shape.ts'

/** The edition of a procedure that is published and in force on a day; the newest when several overlap. */
export async function designInForce(
  tx: Tx,
  code: string,
  day: LocalDate,
): Promise<{ id: string; content: Design } | undefined> {
  return tx.one<{ id: string; content: Design }>(
    `select id, content from one_stop.design
      where procedure_code = $1 and state = 'published' and valid_from <= $2 and (valid_to is null or valid_to >= $2)
      order by valid_from desc, edition desc limit 1`,
    [code.slice(0, 20), day],
  )
}

/** How a procedure is run on a day: its edition in force, else the design made from what is announced (`id` is then null). */
export async function designFor(
  tx: Tx,
  procedure: Row<typeof Procedure>,
  day: LocalDate,
): Promise<{ id: string | null; content: Design }> {
  return (await designInForce(tx, procedure.code, day)) ?? { id: null, content: defaultDesign(procedure) }
}

/** One edition by its id, whatever became of it since; a draft and a dossier keep the one they were begun with. */
export async function findDesign(tx: Tx, id: string): Promise<{ id: string; content: Design } | undefined> {
  return tx.one<{ id: string; content: Design }>('select id, content from one_stop.design where id = $1', [id])
}

/**
 * The stages of work on a day, and from where: the edition in force, else the procedure's own step rows (one stage each),
 * else the default by level and limit.
 */
export async function stagesFor(
  tx: Tx,
  procedure: Row<typeof Procedure>,
  day: LocalDate,
): Promise<{ design: string | null; from: 'design' | 'steps' | 'default'; stages: readonly DesignStage[] }> {
  const design = await designInForce(tx, procedure.code, day)
  if (design) return { design: design.id, from: 'design', stages: design.content.stages }
  const rows = await tx.query<Row<typeof Step>>('select * from one_stop.step where procedure = $1', [procedure.code])
  const own = stepsOn(
    rows.map((row) => ({ ...row, order: row.position })),
    procedure.code,
    day,
  )
  if (own.length === 0) return { design: null, from: 'default', stages: defaultDesign(procedure).stages }
  return {
    design: null,
    from: 'steps',
    stages: own.map((row) => {
      const name = { vi: row.name_vi, en: row.name_en }
      const key = `step-${row.position}`
      const step = { key, kind: row.kind, name, role: row.role, unit: row.unit_rule, limitHours: row.limit_hours }
      return { key, name, steps: [step] }
    }),
  }
}
