import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { compareLines, exportsOf, findDrift, writeMap } from './golden.ts'

test('the map holds folders and what every door hands out, followed through the doors', () => {
  const root = mkdtempSync(join(tmpdir(), 'golden-'))
  const files = {
    'ground/text.ts':
      'export type Words = { vi: string }\nexport const nfc = 1\nconst hidden = 2\nexport const { a, b: [c] } = { a: hidden, b: [1] }\n',
    'ground/text.test.ts': 'export const never = 1\n',
    'kernel/store/index.ts':
      "export * from './face/index.ts'\nexport { one, type Two, three as four } from './table.ts'\n",
    'kernel/store/table.ts':
      'export const one = 1\nexport interface Two { a: 1 }\nexport const three = 3\nexport const inside = 4\n',
    'kernel/store/face/index.ts': "export * from './page.ts'\nexport * from '../index.ts'\n",
    'kernel/store/face/page.ts': 'export function page() {}\nexport class Row {}\nexport default page\n',
    'systems/data/maps/index.ts': 'export async function draw() {}\n',
  }
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true })
      writeFileSync(join(root, name), text)
    }
    expect(writeMap(root).split('\n')).toEqual([
      '# Folders',
      'ground/',
      'kernel/',
      'kernel/store/',
      'kernel/store/face/',
      'systems/',
      'systems/data/',
      'systems/data/maps/',
      '',
      '# #ground/text',
      'type Words',
      'a',
      'c',
      'nfc',
      '',
      '# #kernel/store',
      'Row',
      'type Two',
      'four',
      'one',
      'page',
      '',
      '# #systems/data/maps',
      'draw',
      '',
    ])
    expect(exportsOf(root, 'kernel/store/gone.ts')).toEqual([])
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})

test('a difference names the lines that left and came', () => {
  expect(compareLines('a\nb\nc\n', 'a\nb\nc\n')).toEqual([])
  expect(compareLines('a\nb\nc\nd\n', 'a\nx\nc\nd\ne\n')).toEqual(['@ 2', '- b', '+ x', '@ 5', '+ e'])
  expect(compareLines('', 'a\n')).toEqual(['@ 1', '+ a'])
})

test('golden/map.txt is the house as it is (node tools/golden.ts --write map)', async () => {
  expect(await findDrift('map')).toEqual([])
})

test('golden/schema.sql is the schema as declared (node tools/golden.ts --write schema)', async () => {
  expect(await findDrift('schema')).toEqual([])
})
