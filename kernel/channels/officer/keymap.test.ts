import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { clashes, frameKeys, houseMap, keyCaps } from './keymap.ts'
import { words } from './words.ts'

const w = (vi: string) => ({ vi, en: vi })

test('the house’s own shortcuts do not clash with the frame, and each has words', () => {
  for (const group of houseMap) {
    const keys = group.keys.map(([press, label]) => ({ press, label: words[label] }))
    expect(words[group.title].vi).not.toBe('')
    expect(clashes(group.frame ? [] : frameKeys(), { title: w(''), keys })).toEqual([])
  }
})

test('every kind of clash is found', () => {
  const keys = (...presses: string[]) => presses.map((press) => ({ press, label: w(press) }))
  const of = (always: boolean, ...presses: string[]) =>
    clashes(frameKeys(), { title: w(''), always, keys: keys(...presses) })
  expect(of(true, 'ctrl+k')).toHaveLength(1)
  expect(of(true, 'alt+t', 'alt+t')).toHaveLength(1)
  expect(of(true, 'alt+d')).toHaveLength(1)
  expect(of(false, 'g')).not.toEqual([])
  expect(of(true, 't')).toHaveLength(1)
  expect(of(false, 't', 'alt+t')).toEqual([])
})

test('keys that lead to screens of systems are letters of their own after g', () => {
  const root = join(import.meta.dirname, '../../../systems')
  const taken = frameKeys().filter((press) => press.startsWith('g '))
  for (const part of readdirSync(root))
    for (const name of readdirSync(join(root, part))) {
      const file = join(root, part, name, 'views/index.ts')
      let source = ''
      try {
        source = readFileSync(file, 'utf8')
      } catch {
        continue
      }
      for (const found of source.matchAll(/\bkey: '([^']*)'/g)) {
        expect(found[1], file).toMatch(/^[a-z]$/)
        taken.push(`g ${found[1]}`)
      }
    }
  expect(new Set(taken).size, taken.join(', ')).toBe(taken.length)
})

test('keys are drawn as on a keyboard', () => {
  expect(keyCaps('ctrl+shift+enter')).toEqual(['Ctrl', 'Shift', 'Enter'])
  expect(keyCaps('alt+t')).toEqual(['Alt', 'T'])
  expect(keyCaps('g v')).toEqual(['g', 'v'])
})
