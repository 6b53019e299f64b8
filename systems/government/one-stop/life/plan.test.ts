import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  complete,
  isDue,
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

describe('a branch on what was found', () => {
  const yes = (name: string, value: unknown = true) =>
    ({ when: { field: `found.${name}`, is: 'equals', value } }) as Pick<Planned, 'when'>
  const drawn = () =>
    layOut<Omit<Planned, 'position'>>([
      { steps: [{ kind: 'receive', key: 'in' }] },
      { steps: [{ kind: 'handle', key: 'look', findings: [{ name: 'survey' }] }] },
      {
        steps: [
          { kind: 'handle', key: 'measure', ...yes('survey') },
          { kind: 'handle', key: 'write', ...yes('survey', false) },
        ],
      },
      { steps: [{ kind: 'review', key: 'again', ...yes('survey') }] },
      { steps: [{ kind: 'sign', key: 'sign' }] },
      { steps: [{ kind: 'return', key: 'back' }] },
    ]) as Planned[]
  const at = (plan: readonly Planned[], key: string) => plan.find((step) => step.key === key) as Planned
  const keys = (steps: readonly Planned[]) => steps.map((step) => step.key)
  const looked = (survey: unknown) => {
    const plan = drawn()
    const received = complete(plan, at(plan, 'in'), 'now').plan
    return complete(received, at(received, 'look'), 'now', { survey })
  }

  test('nothing is decided before it is found; then one branch opens and the other is passed over', () => {
    const plan = drawn()
    expect(isDue(plan, at(plan, 'measure'))).toBeUndefined()
    expect(isDue(plan, at(plan, 'sign'))).toBe(true)
    expect(keys(looked(true).opens)).toEqual(['measure'])
    expect(keys(looked(false).opens)).toEqual(['write'])
    expect(keys(looked(false).plan.filter((step) => step.passed))).toEqual(['measure', 'again'])
  })

  test('a stage all of which is passed over is no stage, forward or back', () => {
    const { plan } = looked(false)
    const written = complete(plan, at(plan, 'write'), 'now')
    expect(keys(written.opens)).toEqual(['sign'])
    expect(keys(sendBack(written.plan, at(plan, 'sign').position).opens)).toEqual(['write'])
  })

  test('sent back before the finding, both branches are open again and the finding is made anew', () => {
    const { plan } = looked(false)
    const back = sendBack(plan, at(plan, 'write').position)
    expect(keys(back.opens)).toEqual(['look'])
    expect(at(back.plan, 'look')).not.toHaveProperty('found')
    expect(back.plan.filter((step) => step.passed)).toEqual([])
    expect(keys(complete(back.plan, at(back.plan, 'look'), 'then', { survey: true }).opens)).toEqual(['measure'])
  })

  test('a finding no step makes leaves the step in', () => {
    const plan = layOut([{ steps: [{ kind: 'handle', key: 'a', ...yes('nobody') }] }]) as Planned[]
    expect(isDue(plan, at(plan, 'a'))).toBe(true)
  })

  test('whose finding may leave nothing to do is offered both; with work that is sure to come, only forwarding', () => {
    const may = layOut<Omit<Planned, 'position'>>([
      { steps: [{ kind: 'sign', key: 'sign', findings: [{ name: 'more' }] }] },
      { steps: [{ kind: 'handle', key: 'extra', ...yes('more') }] },
      { steps: [{ kind: 'return', key: 'back' }] },
    ]) as Planned[]
    expect(withheld(may, at(may, 'sign'))).toEqual(['send-back'])
    const no = complete(may, at(may, 'sign'), 'now', { more: false })
    expect(isLast(no.plan, 1)).toBe(true)
    expect(keys(no.opens)).toEqual(['back'])
    const plan = drawn()
    expect(withheld(plan, at(plan, 'look'))).toEqual(['finish'])
  })

  test('whatever is found and however often it is sent back, just the steps that are due are done', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ back: fc.boolean(), survey: fc.boolean() }), { maxLength: 20 }), (turns) => {
        let plan: Planned[] = drawn()
        let open = stageAfter(plan, 0)
        let last: boolean | undefined
        for (let turn = 0; open.length > 0 && open[0]?.kind !== 'return'; turn++) {
          expect(turn).toBeLessThan(turns.length + 10)
          const [mine] = open as [Planned]
          const roll = turns[turn]
          if (roll?.back && !withheld(plan, mine).includes('send-back')) {
            const back = sendBack(plan, mine.position)
            plan = back.plan
            open = back.opens
            continue
          }
          if (mine.findings) last = roll?.survey ?? false
          const done = complete(plan, mine, 'now', mine.findings ? { survey: last } : undefined)
          plan = done.plan
          open = done.opens
        }
        const done = keys(plan.filter((step) => step.done !== undefined && !step.passed))
        expect(done).toEqual(last ? ['in', 'look', 'measure', 'again', 'sign'] : ['in', 'look', 'write', 'sign'])
        expect(keys(plan.filter((step) => step.passed))).toEqual(last ? ['write'] : ['measure', 'again'])
      }),
      { numRuns: 300 },
    )
  })
})
