import { dirname, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { asvsIds, checkLines, checkTables, readLines } from './checklist.ts'

const root = resolve(dirname(import.meta.filename), '..')

test('the tables of the tree claim nothing that is not there', () => {
  const { wrong, lines } = checkTables(root)
  expect(wrong).toEqual([])
  expect(lines.length).toBeGreaterThan(300)
})

test('the standard has 253 lines of level 1 and 2', () => {
  expect(asvsIds()).toHaveLength(253)
})

const table = (row: string) =>
  readLines(
    'a.md',
    `| Số | Mức | Yêu cầu | Trạng thái | Chứng cứ | Còn hở |\n| --- | --- | --- | --- | --- | --- |\n${row}\n`,
  )
const there = (path: string) => path === 'a.test.ts'

test.each([
  ['| 1.1.1 | 1 | Muốn gì | đạt | `a.test.ts` |  |', []],
  ['| 1.1.1 | 1 | Muốn gì | một phần | `a.test.ts` | Còn hở. |', []],
  ['| 1.1.1 | 1 | Muốn gì | đạt | `b.test.ts` |  |', ['a.md:3 1.1.1: b.test.ts is not in the tree']],
  ['| 1.1.1 | 1 | Muốn gì | đạt |  |  |', ['a.md:3 1.1.1: claims to be met and names no proof']],
  ['| 1.1.1 | 1 | Muốn gì | đạt | `a.test.ts` | Còn hở. |', ['a.md:3 1.1.1: claims to be met and says what is open']],
  ['| 1.1.1 | 1 | Muốn gì | chưa |  |  |', ['a.md:3 1.1.1: is not met whole and does not say what is open']],
  [
    '| 1.1.1 | 1 | Muốn gì | tốt | `a.test.ts` | x |',
    ["a.md:3 1.1.1: 'tốt' is none of đạt, một phần, chưa, không áp dụng, tổ chức"],
  ],
  [
    '| 1.1.1 | 1 | Muốn gì | đạt | `a.test.ts` |  |\n| 1.1.1 | 1 | Muốn gì | đạt | `a.test.ts` |  |',
    ['a.md:4 1.1.1: is there twice'],
  ],
])('%s', (row, wrong) => {
  expect(checkLines(table(row), there)).toEqual(wrong)
})

test('a line left out, and one that is not of the standard, are told', () => {
  const lines = table('| 1.1.9 | 1 | Muốn gì | đạt | `a.test.ts` |  |')
  expect(checkLines(lines, there, ['1.1.1'])).toEqual([
    'a.md: 1.1.1 is missing',
    'a.md: 1.1.9 is no line of the standard at this level',
  ])
})
