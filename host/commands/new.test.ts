import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..', '..')
const tree = mkdtempSync(join(tmpdir(), 'sen-new-'))
const outside = new Set(['node_modules', '.git', '.build', 'data', 'coverage'])

beforeAll(() => {
  for (const name of readdirSync(root))
    if (!outside.has(name)) cpSync(join(root, name), join(tree, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'))
})
afterAll(() => rmSync(tree, { recursive: true, force: true }))

/** Runs a program of the copied tree. */
function run(program: string, words: readonly string[]): { code: number | null; out: string } {
  const ran = spawnSync(program, words, {
    cwd: tree,
    encoding: 'utf8',
    timeout: 240_000,
    env: { ...process.env, NO_COLOR: '1' },
  })
  return { code: ran.status, out: ran.stdout + ran.stderr }
}
const node = (...words: string[]) => run(process.execPath, words)
const sen = (...words: string[]) => node('host/sen.mjs', ...words)

const plain = [
  '--title-vi',
  'Câu lạc bộ diều',
  '--title-en',
  "The kite flyers' club",
  '--owner',
  'Sở Văn hóa, Thể thao và Du lịch',
  '--record',
  'kite',
]

test.each([
  [['society'], 'không dùng được'],
  [['society/Kite'], 'không dùng được'],
  [['society/kite-utils'], 'không dùng được'],
  [['sky/kites'], 'Không có phần "sky"'],
  [['society/tasks'], 'là từ của nhân'],
  [['society/sen'], 'là từ của nhân'],
  [['society/one-stop'], 'systems/government/one-stop'],
  [['society/kites', '--field', 'flown:sky'], 'Trường "flown:sky" không hiểu được'],
  [['society/kites', '--field', 'shape:choice=one'], 'không hiểu được'],
  [['society/kites', '--field', 'day:date'], 'phải là loại text'],
  [['society/kites', '--field', 'version:text'], 'Trường "version" đã có sẵn'],
  [['society/kites', '--field', 'a:text', '--field', 'a:date'], 'Trường "a" có hai lần'],
  [['society/kites', '--role', 'king'], 'Không có vai trò "king"'],
])('new %j is refused and makes nothing', (words, said) => {
  const { code, out } = sen('new', ...words, ...plain)
  expect([code, out]).toEqual([1, expect.stringContaining(said)])
  expect(existsSync(join(tree, 'systems', 'society'))).toBe(false)
})

test('a new system passes types, style and floors, and its story is red on purpose, with what to write next', () => {
  const floors = () =>
    node('tools/floors.ts')
      .out.split('\n')
      .map((line) => line.replace(/:\d+ /, ' '))
  const before = new Set(floors())
  const made = sen(
    ...['new', 'society/kite-flying', ...plain, '--plan-row', 'IV.5b'],
    ...[
      '--field',
      'name:text:Tên:Name',
      '--field',
      'shape:choice=dragon|whistle-kite:Dáng:Shape',
      '--field',
      "story:richtext:Chuyện:Kite's story",
    ],
    ...[
      '--field',
      'span:number',
      '--field',
      'price:money',
      '--field',
      'made_on:date',
      '--field',
      'flown_at:instant',
      '--field',
      'retired:yesno',
      '--field',
      'field:place',
      '--field',
      'temper:text',
    ],
  )
  expect([made.code, made.out]).toEqual([0, expect.stringContaining('systems/society/kite-flying/README.md')])
  expect(floors().filter((line) => !before.has(line) && !line.startsWith('floors:'))).toEqual([])
  const style = run(join(tree, 'node_modules', '.bin', 'biome'), ['check', '--error-on-warnings', 'systems/society'])
  expect([style.code, style.out]).toEqual([0, expect.stringContaining('No fixes applied')])
  const types = run(join(tree, 'node_modules', '.bin', 'tsc'), ['--noEmit'])
  expect(types.out.split('\n').filter((line) => line.startsWith('systems/society'))).toEqual([])
  expect(readFileSync(join(tree, 'ARCHITECTURE.md'), 'utf8')).toContain(
    "| `systems/society/kite-flying/` | the kite flyers' club (just begun) |",
  )

  const tests = node('node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', 'systems/society')
  expect(tests.out).toMatch(/Tests\s+1 failed \| 2 passed/)
  expect(tests.out).toContain('Bài thử này đỏ có chủ ý')

  const again = sen('new', 'government/kite-flying', ...plain)
  expect([again.code, again.out]).toEqual([1, expect.stringContaining('systems/society/kite-flying')])
}, 300_000)
