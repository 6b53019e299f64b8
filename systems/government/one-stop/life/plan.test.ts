import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  complete,
  isLast,
  layOut,
  left,
  type Planned,
  sendBack,
  stageAfter,
  stageAt,
  stepOf,
  withheld,
} from './plan.ts'

interface Drawn extends Planned {
  applies: boolean
}
const kinds = ['receive', 'handle', 'review', 'sign', 'stamp', 'duty', 'return'] as const

/** Stages as anybody could draw them: empty ones, hand-overs in the middle, twins beside each other. */
const drawn = fc
  .array(fc.array(fc.record({ kind: fc.constantFrom(...kinds), applies: fc.boolean() }), { maxLength: 4 }), {
    maxLength: 8,
  })
  .map((stages) =>
    stages.map((steps, i) => ({ steps: steps.map((step, j) => ({ ...step, position: 0, key: `${i}.${j}` })) })),
  )
const applying = (stages: readonly { steps: Drawn[] }[]) =>
  stages.map((stage) => ({ steps: stage.steps.filter((step) => step.applies) }))

describe('a plan laid out', () => {
  test('passes empty stages over, numbers the rest, and hands over last', () => {
    const plan = layOut([
      { steps: [{ kind: 'return', key: 'r' }] },
      { steps: [] },
      { steps: [{ kind: 'receive', key: 'a' }] },
      {
        steps: [
          { kind: 'handle', key: 'b' },
          { kind: 'handle', key: 'c' },
        ],
      },
      { steps: [{ kind: 'return', key: 's' }] },
    ])
    expect(plan.map((step) => [step.key, step.position])).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 2],
      ['r', 3],
    ])
  })

  test('opens a stage when the last of the one before is done', () => {
    const plan = layOut([
      {
        steps: [
          { kind: 'handle', key: 'a' },
          { kind: 'handle', key: 'b' },
        ],
      },
      { steps: [{ kind: 'sign', key: 'c' }] },
    ]) as Planned[]
    const [a, b] = plan as [Planned, Planned]
    const one = complete(plan, a, 'now')
    expect(one.opens).toEqual([])
    expect(left(one.plan, 1).map((step) => step.key)).toEqual(['b'])
    expect(complete(one.plan, b, 'now').opens.map((step) => step.key)).toEqual(['c'])
  })

  test.each([
    ['the first of three', 1, ['finish', 'send-back']],
    ['the middle', 2, ['finish']],
    ['the last alone', 3, ['forward']],
  ])('%s does not offer', (_words, position, offers) => {
    const plan = layOut(['receive', 'handle', 'sign', 'return'].map((kind) => ({ steps: [{ kind, key: kind }] })))
    expect(withheld(plan, stageAt(plan, position)[0] as Planned)).toEqual(offers)
  })
})

test('whatever is drawn and however it is sent back, it ends; each step is done once a pass; nothing stays open', () => {
  fc.assert(
    fc.property(drawn, fc.array(fc.nat(), { maxLength: 60 }), (stages, dice) => {
      const asked = applying(stages)
      let plan: Planned[] = layOut(asked)
      const working = plan.filter((step) => step.kind !== 'return')
      const expected = asked.flatMap((stage) => stage.steps).filter((step) => step.kind !== 'return')
      expect(working.map((step) => step.key).sort()).toEqual(expected.map((step) => step.key).sort())
      let open = stageAfter(plan, 0)
      const done = new Map<string, number>()
      // As long as there are dice left anybody may send back; then they only go on, at most once through the plan.
      for (let turn = 0; open.length > 0 && open[0]?.kind !== 'return'; turn++) {
        expect(turn).toBeLessThanOrEqual(dice.length + plan.length)
        const roll = dice[turn]
        const chosen = open[(roll ?? 0) % open.length] as Planned
        const mine = stepOf(plan, chosen.position, { key: chosen.key ?? null, step: chosen.kind }) as Planned
        expect(mine.key).toBe(chosen.key)
        expect(mine.done).toBeUndefined()
        if (roll !== undefined && roll % 3 === 0 && !withheld(plan, mine).includes('send-back')) {
          const back = sendBack(plan, mine.position)
          plan = back.plan
          // Another pass of what is done again.
          for (const step of plan) if (step.done === undefined) done.delete(step.key as string)
          open = back.opens
        } else {
          done.set(mine.key as string, (done.get(mine.key as string) ?? 0) + 1)
          const after = complete(plan, mine, 'now')
          plan = after.plan
          const siblings = open.filter((step) => step.key !== mine.key)
          if (after.opens.length > 0) expect(siblings).toEqual([])
          open =
            siblings.length > 0
              ? siblings.map((one) => plan.find((step) => step.key === one.key) as Planned)
              : after.opens
          // Who closes the last stage is the one who finishes: until then somebody may.
          if (siblings.length === 0 && isLast(plan, mine.position)) expect(withheld(plan, mine)).not.toContain('finish')
        }
        expect(new Set(open.map((step) => step.position)).size).toBeLessThanOrEqual(1)
      }
      for (const step of working) expect(done.get(step.key as string), step.key).toBe(1)
      expect(plan.filter((step) => step.kind !== 'return' && step.done === undefined)).toEqual([])
    }),
    { numRuns: 500 },
  )
})
