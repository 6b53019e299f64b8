import { expect, test } from 'vitest'
import { personName, text } from './fields.ts'
import { answersOfPart, joinForms } from './join.ts'
import { askedAnswers, papersIn, wrongIn } from './rules.ts'
import type { Design } from './shape.ts'

const w = (vi: string) => ({ vi, en: vi })
const first: Pick<Design, 'pages' | 'papers'> = {
  pages: [
    {
      name: 'child',
      title: w('Trẻ'),
      fields: [personName('child_name', w('Họ tên')), text('relation', w('Quan hệ')), text('content', w('Nội dung'))],
    },
  ],
  papers: [{ code: '0-0', name: 'Giấy chứng sinh', form: null, original: 1, copy: 0, required: true }],
}
const second: Pick<Design, 'pages' | 'papers'> = {
  pages: [
    {
      name: 'child',
      title: w('Người đăng ký'),
      fields: [
        personName('subject_name', w('Họ tên người đăng ký')),
        text('content', w('Nội dung')),
        text('relation', w('Quan hệ với chủ hộ'), { required: true }),
        text('why', w('Lý do'), { required: true, when: { field: 'relation', is: 'filled' } }),
      ],
    },
  ],
  papers: [
    { code: '0-0', name: 'Giấy khai sinh', form: null, original: 1, copy: 0, required: true, reuse: ['KQ.1'] },
    { code: '0-1', name: 'Giấy chứng sinh', form: null, original: 1, copy: 0, required: true },
    { code: '0-2', name: 'Giấy tờ chỗ ở', form: null, original: 1, copy: 0, required: true },
  ],
}

const joined = joinForms([
  { key: 'birth', title: w('Khai sinh'), design: first },
  { key: 'residence', title: w('Thường trú'), design: second, same: { subject_name: 'child_name' }, brought: ['KQ.1'] },
])

test('common questions and papers are asked once, others keep apart, results of the filing need not be handed in', () => {
  expect(joined.pages.map((page) => [page.name, page.fields.map((field) => field.name)])).toEqual([
    ['child', ['child_name', 'relation', 'content']],
    ['residence-child', ['relation_residence', 'why']],
  ])
  expect(joined.papers.map((paper) => [paper.code, paper.name])).toEqual([
    ['0-0', 'Giấy chứng sinh'],
    ['residence-0-2', 'Giấy tờ chỗ ở'],
  ])
})

test('conditions follow their questions, and each procedure gets its answers back under its own names', () => {
  const said = { child_name: 'An', relation: 'mẹ', content: 'x', relation_residence: 'cháu', why: null }
  const asked = askedAnswers(joined, said)
  expect(Object.keys(wrongIn(joined.pages[1]?.fields ?? [], asked, '2026-11-24'))).toEqual(['why'])
  const [birth, residence] = joined.parts
  if (!birth || !residence) throw new Error('two parts were joined')
  expect(answersOfPart(birth, said)).toEqual({ child_name: 'An', relation: 'mẹ', content: 'x' })
  expect(answersOfPart(residence, said)).toEqual({ subject_name: 'An', content: 'x', relation: 'cháu' })
  expect(papersIn(joined, asked)).toHaveLength(2)
})
