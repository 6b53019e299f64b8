import type { Asked, Asks } from '#kernel/cases'
import { findingKinds } from '../design/shape.ts'
import type { DossierStep } from '../records.ts'

/** What the officer of a step is asked when she passes the dossier on, and what she found. Pure. */

/** Among the data of a move findings stand apart from the fields of the move itself. */
const IN_MOVE = 'found_'

/** The moves that end a step: on these she is asked. */
const moves = ['forward', 'finish'] as const

/** What a task asks for a step; nothing for a step without findings. */
export function asksOf(step: Pick<DossierStep, 'findings'>): { asks?: Asks } {
  const fields = (step.findings ?? []).flatMap((field): Asked[] => {
    const kind = findingKinds.find((one) => one === field.kind)
    if (!kind) return []
    const { label, help, required, min, max, unit, choices } = field
    return [
      {
        name: IN_MOVE + field.name,
        kind,
        label,
        ...(help ? { help } : {}),
        ...(required ? { required } : {}),
        ...(min === undefined ? {} : { min }),
        ...(max === undefined ? {} : { max }),
        ...(unit ? { unit } : {}),
        ...(choices ? { choices } : {}),
      },
    ]
  })
  return fields.length > 0 ? { asks: { moves, fields } } : {}
}

/** What was found by the mover of a step, by the name of the finding; undefined for a step that asks nothing. */
export function foundBy(
  step: Pick<DossierStep, 'findings'>,
  data: Readonly<Record<string, unknown>>,
): Record<string, unknown> | undefined {
  const findings = step.findings ?? []
  if (findings.length === 0) return undefined
  return Object.fromEntries(findings.map((field) => [field.name, data[IN_MOVE + field.name] ?? null]))
}
