import type { Words } from '#ground/text'
import { holds, settle } from '../design/rules.ts'
import type { Condition } from '../design/shape.ts'
import { FOUND } from '../design/shape.ts'

/**
 * The way of one dossier through its offices: stages that follow one another, steps of one stage done side by side. Pure;
 * the flow marks and asks, these functions say what is open.
 */

/** What the plan needs to know of a step; a dossier's steps are these and more. */
export interface Planned {
  /** The stage: steps of one position are done side by side. */
  position: number
  kind: string
  /** Unique in the plan; absent on dossiers accepted before designs, which had one step a position. */
  key?: string
  /** When it was done in the present pass, an ISO instant. Sent back, it is not done any more. */
  done?: string
  /** What its officer is asked to find, by name. */
  findings?: readonly { name: string }[]
  /** What she found in the present pass, by name; goes with `done`. */
  found?: Readonly<Record<string, unknown>>
  /** What is left to ask before it is known whether it is done at all: questions about findings of earlier steps. */
  when?: Condition
  /** Decided by what was found: it is not done. Sent back before that finding, it is open again. */
  passed?: true
}

/** A stage as an administrator or a row wrote it, with only the steps that apply to this dossier. */
export interface Stage<S> {
  name?: Words
  steps: readonly S[]
}

/**
 * Lays the stages out: those nothing of which applies are passed over, the others are numbered from 1. Handing over the result
 * comes last and once, wherever it was written.
 */
export function layOut<S extends { kind: string }>(
  stages: readonly Stage<S>[],
): (S & { position: number; stage?: Words })[] {
  const working = stages
    .map((stage) => ({ ...stage, steps: stage.steps.filter((step) => step.kind !== 'return') }))
    .filter((stage) => stage.steps.length > 0)
  const back = stages.flatMap((stage) => stage.steps).find((step) => step.kind === 'return')
  const all: Stage<S>[] = back ? [...working, { steps: [back] }] : working
  return all.flatMap((stage, i) =>
    stage.steps.map((step) => ({ ...step, position: i + 1, ...(stage.name ? { stage: stage.name } : {}) })),
  )
}

/** The steps of one stage, without those that what was found has passed over. */
export const stageAt = <S extends Planned>(plan: readonly S[], position: number | null): S[] =>
  plan.filter((step) => step.position === position && !step.passed)

const positions = (plan: readonly Planned[]): number[] =>
  [...new Set(plan.filter((step) => !step.passed).map((step) => step.position))].sort((a, b) => a - b)

/**
 * Whether a step is done, by what was found so far: undefined while a finding it hangs on is still to be made. A finding that
 * no step of this plan makes leaves it in, because work too much is seen and work left out is not.
 */
export function isDue(plan: readonly Planned[], step: Planned): boolean | undefined {
  if (!step.when) return true
  const makers = new Map(plan.flatMap((one) => (one.findings ?? []).map((field) => [FOUND + field.name, one] as const)))
  const due = settle(step.when, (leaf) => {
    const maker = makers.get(leaf.field)
    if (!maker || maker.passed) return true
    if (maker.done === undefined) return undefined
    return holds(leaf, { [leaf.field]: maker.found?.[leaf.field.slice(FOUND.length)] ?? null })
  })
  return typeof due === 'boolean' ? due : undefined
}

/** The plan with every step that is decided against marked as passed over, and no other. */
function decided<S extends Planned>(plan: readonly S[]): S[] {
  return plan.map((step) => {
    const passed = isDue(plan, step) === false
    if (passed === (step.passed === true)) return step
    const { passed: _was, ...rest } = step
    return (passed ? { ...rest, passed } : rest) as S
  })
}

/** The stage after a position (0: the first); empty when there is none. */
export const stageAfter = <S extends Planned>(plan: readonly S[], position: number | null): S[] =>
  stageAt(plan, positions(plan).find((one) => one > (position ?? 0)) ?? null)

/** The stage before a position; empty when there is none. */
export const stageBefore = <S extends Planned>(plan: readonly S[], position: number | null): S[] =>
  stageAt(plan, positions(plan).findLast((one) => one < (position ?? 0)) ?? null)

/** Steps of a stage that are still to be done. */
export const left = <S extends Planned>(plan: readonly S[], position: number | null): S[] =>
  stageAt(plan, position).filter((step) => step.done === undefined)

/** Whether nothing but handing over the result follows a stage. */
export function isLast(plan: readonly Planned[], position: number | null): boolean {
  return stageAfter(plan, position).every((step) => step.kind === 'return')
}

/** Whether a finding still to be made may show that nothing but handing over the result follows a stage. */
const mayBeLast = (plan: readonly Planned[], position: number | null): boolean =>
  plan.every(
    (step) =>
      step.position <= (position ?? 0) || step.kind === 'return' || step.passed || isDue(plan, step) === undefined,
  )

/** The step of a stage that a task stands for: by its key, else the one of its kind that is not done yet. */
export function stepOf<S extends Planned>(
  plan: readonly S[],
  position: number | null,
  task: { key: string | null; step: string },
): S | undefined {
  const stage = stageAt(plan, position)
  return (
    (task.key === null ? undefined : stage.find((step) => step.key === task.key)) ??
    stage.find((step) => step.kind === task.step && step.done === undefined) ??
    (stage.length === 1 ? stage[0] : undefined)
  )
}

/**
 * What becomes of the plan when a step is done, with what its officer found: which steps open now; none while colleagues are at
 * the same stage.
 */
export function complete<S extends Planned>(
  plan: readonly S[],
  step: S,
  at: string,
  found?: Readonly<Record<string, unknown>>,
): { plan: S[]; opens: S[] } {
  const after = decided(plan.map((one) => (one === step ? { ...one, done: at, ...(found ? { found } : {}) } : one)))
  return { plan: after, opens: left(after, step.position).length > 0 ? [] : stageAfter(after, step.position) }
}

/** Back to the stage before: it and what follows are to be done again. */
export function sendBack<S extends Planned>(plan: readonly S[], position: number | null): { plan: S[]; opens: S[] } {
  const target = stageBefore(plan, position)[0]?.position ?? position
  const after = decided(
    plan.map((one) => {
      if (one.position < (target ?? 0) || one.done === undefined) return one
      // What was found is found again: the officer may have been sent back because of it.
      const { done, found, ...again } = one
      return again as S
    }),
  )
  return { plan: after, opens: stageAt(after, target) }
}

/** Moves a task of this step does not offer: nobody forwards the last one, nobody finishes before it, nobody sends the first back. */
export function withheld(plan: readonly Planned[], step: Planned): string[] {
  const last = isLast(plan, step.position)
  const alone = stageAt(plan, step.position).length === 1
  return [
    ...(last && alone ? ['forward'] : []),
    // What is found here may leave nothing to do: then the same officer finishes.
    ...(last || mayBeLast(plan, step.position) ? [] : ['finish']),
    ...(stageBefore(plan, step.position).length === 0 ? ['send-back'] : []),
  ]
}
