import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Design } from '../../design/shape.ts'
import { begun, edited, keyFrom, nameFrom, namesOf, newField, redone, renamed, shifted, undone } from './state.ts'

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
