import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Design } from '../../design/shape.ts'
import {
  askableAt,
  begun,
  choicesFrom,
  edited,
  keyFrom,
  nameFrom,
  namesOf,
  newField,
  newFinding,
  redone,
  renamed,
  shifted,
  undone,
  withFindings,
  without,
} from './state.ts'

const w = (vi: string) => ({ vi, en: vi })
const design: Design = {
  pages: [
    {
      name: 'mot',
      title: w('Một'),
      fields: [
        { name: 'a', kind: 'number', label: w('A') },
        {
          name: 'b',
          kind: 'number',
          label: w('B'),
          when: { any: [{ field: 'a', is: 'at-least', value: 2 }] },
          checks: [{ check: 'after', field: 'a' }],
        },
      ],
    },
  ],
  papers: [
    { code: 'p', name: 'P', form: null, original: 1, copy: 0, required: true, when: { field: 'a', is: 'filled' } },
  ],
  fees: [{ code: 'f', name: 'F', kind: 'fee', amount: 1, per: 'copy', count: 'a', collect: 'filing' }],
  stages: [
    {
      key: 's',
      name: w('S'),
      steps: [
        {
          key: 't',
          kind: 'handle',
          name: w('T'),
          role: 'handler',
          unit: 'commune-office',
          limitHours: 1,
          when: { field: 'a', is: 'filled' },
        },
      ],
    },
  ],
  result: {
    kind: 'K',
    subject: '{{a}} {{ab}} {{ a | chữ }}',
    bases: [],
    paragraphs: ['{{a}}'],
    articles: [],
    receivers: [],
    signer: [],
    validYears: null,
    code: null,
  },
  cutoff: null,
}

test('a field renamed is renamed wherever it is asked for, and nowhere else', () => {
  const next = renamed(design, 'a', 'dien_tich')
  expect(JSON.stringify(next)).not.toMatch(/"a"|\{\{\s*a[\s|}]/)
  expect(next.result?.subject).toBe('{{dien_tich}} {{ab}} {{dien_tich | chữ}}')
  expect(next.fees[0]?.count).toBe('dien_tich')
  expect(renamed(next, 'dien_tich', 'a')).toEqual({
    ...design,
    result: { ...design.result, subject: '{{a}} {{ab}} {{a | chữ}}' },
  })
})

test('names are plain, short, of their own', () => {
  expect(nameFrom('Ngày sinh của con', new Set())).toBe('ngay_sinh_cua_con')
  expect(nameFrom('Ngày sinh của con', new Set(['ngay_sinh_cua_con']))).toBe('ngay_sinh_cua_con_2')
  expect(nameFrom('3 năm', new Set())).toBe('o_3_nam')
  expect(keyFrom('Lấy ý kiến', new Set(['lay-y-kien']))).toBe('lay-y-kien-2')
  fc.assert(
    fc.property(fc.string(), fc.uniqueArray(fc.string()), (label, taken) => {
      const name = nameFrom(label, new Set(taken))
      expect(name).toMatch(/^[a-z][a-z0-9_]{0,39}$/)
      expect(taken).not.toContain(name)
    }),
    { seed: 4 },
  )
})

test('moving one thing loses none, and what was before another stays there', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 12 }), fc.nat(), fc.nat(), (list, a, b) => {
      const from = a % list.length
      const to = b % (list.length + 1)
      const next = shifted(list, from, to)
      expect([...next].sort()).toEqual([...list].sort())
      expect(next.filter((one) => one !== list[from])).toEqual(list.filter((one) => one !== list[from]))
    }),
    { seed: 4 },
  )
})

test('what was done is undone step by step; letters of one box are one step', () => {
  const one = { ...design, cutoff: '1' }
  const two = { ...design, cutoff: '15' }
  const three = { ...design, cutoff: '15', fees: [] }
  let history = edited(edited(begun(design), one, 'cutoff', 1_000), two, 'cutoff', 1_400)
  history = edited(history, three, 'fees', 1_500)
  expect(undone(history).now).toBe(two)
  expect(undone(undone(history)).now).toBe(design)
  expect(undone(undone(undone(history))).now).toBe(design)
  expect(redone(undone(history)).now).toBe(three)
  // A new edit after an undo leaves no way forward.
  expect(edited(undone(history), one, '', 9_000).future).toEqual([])
  // Two pauses apart it is two steps.
  expect(undone(edited(edited(begun(design), one, 'cutoff', 1_000), two, 'cutoff', 9_000)).now).toBe(one)
})

test('a new field of each kind has what its kind needs', () => {
  expect(newField('choice', w('Loại'), new Set()).choices).toHaveLength(2)
  expect(newField('rows', w('Bảng'), new Set()).fields).toHaveLength(1)
  expect(newField('identifier', w('Số'), namesOf(design)).identifier).toBe('nationalId')
})

test('a finding takes its name from its label, and the branches that ask for it follow', () => {
  const step = design.stages[0]?.steps[0] as Design['stages'][number]['steps'][number]
  const { when: _always, ...plain } = step
  const asks = (name: string) => ({ field: `found.${name}`, is: 'equals' as const, value: true })
  const two: Design = {
    ...design,
    stages: [
      { key: 's', name: w('S'), steps: [plain] },
      { key: 'u', name: w('U'), steps: [{ ...plain, key: 'v', when: { all: [asks('can_do'), asks('can_hoi')] } }] },
    ],
  }
  const doAsk = newFinding('yesno', w('Cần đo'), [])
  const hoi = newFinding('yesno', w('Cần hỏi'), ['can_do'])
  const drawn = withFindings(two, 0, 0, [doAsk, hoi])
  const names = (one: Design) => one.stages[0]?.steps[0]?.findings?.map((field) => field.name)
  expect(names(drawn)).toEqual(['can_do', 'can_hoi'])
  expect(drawn.stages[1]?.steps[0]?.when).toEqual({ all: [asks('can_do'), asks('can_hoi')] })
  // One typed into the label of the other: each keeps its own branch.
  const typed = withFindings(drawn, 0, 0, [{ ...doAsk, label: w('Cần hỏi') }, hoi])
  expect(names(typed)).toEqual(['can_hoi_2', 'can_hoi'])
  expect(typed.stages[1]?.steps[0]?.when).toEqual({ all: [asks('can_hoi_2'), asks('can_hoi')] })
  expect(askableAt(drawn, 1, (words) => words.vi).map((field) => [field.name, field.label.vi])).toEqual([
    ['a', 'A'],
    ['b', 'B'],
    ['found.can_do', 'T: Cần đo'],
    ['found.can_hoi', 'T: Cần hỏi'],
  ])
  // Nothing of its own stage, nor of a later one.
  expect(askableAt(drawn, 0, (words) => words.vi).map((field) => field.name)).toEqual(['a', 'b'])
  const gone = withFindings(drawn, 0, 0, without([doAsk, hoi], 0))
  expect(names(gone)).toEqual(['can_hoi'])
  expect(gone.stages[1]?.steps[0]?.when).toEqual({ all: [asks('can_do'), asks('can_hoi')] })
  expect(withFindings(gone, 0, 0, []).stages[0]?.steps[0]).not.toHaveProperty('findings')
})

test('choices typed one a line keep the values of those that stayed or were reworded', () => {
  const first = choicesFrom([], ['Đất lúa', 'Đất ở'])
  expect(first.map((one) => one.value)).toEqual(['dat_lua', 'dat_o'])
  expect(choicesFrom(first, ['Đất trồng lúa', 'Đất ở']).map((one) => one.value)).toEqual(['dat_lua', 'dat_o'])
  expect(choicesFrom(first, ['Đất ở', 'Đất rừng', 'Đất lúa']).map((one) => one.value)).toEqual([
    'dat_o',
    'dat_rung',
    'dat_lua',
  ])
  fc.assert(
    fc.property(fc.array(fc.constantFrom('Một', 'Hai', 'Ba', 'Một ', 'Bốn')), (lines) => {
      const values = choicesFrom(first, lines).map((one) => one.value)
      expect(new Set(values).size).toBe(lines.length)
    }),
  )
})
